//! The chain of events, and what verifying finds when somebody has been at it.

use domain::audience::Audience;
use store::audit;
use uuid::Uuid;

use crate::world::{Who, World};

both!(
    events_are_chained_and_verify_names_the_first_bad_row,
    every_altered_column_is_found,
    a_cut_tail_is_found,
    verifying_goes_on_while_others_write,
    an_event_that_comes_between_a_page_and_the_head_is_read,
    every_change_has_its_event,
);

const TABLES: [&str; 3] = ["event", "event_payload", "chain"];

/// Keeps the chain's tables aside, so that each tampering begins with a whole chain.
async fn keep(world: &World) {
    for table in TABLES {
        world
            .direct
            .run(format!(
                "CREATE TABLE kept_{table} AS SELECT * FROM {table}"
            ))
            .await;
    }
}

async fn put_back(world: &World) {
    for table in TABLES {
        world.direct.run(format!("DELETE FROM {table}")).await;
        world
            .direct
            .run(format!("INSERT INTO {table} SELECT * FROM kept_{table}"))
            .await;
    }
    world.assert_whole().await;
}

/// Tampers, expects the first bad row to be named, and puts everything back.
async fn found(world: &World, sql: &[String], bad: i64) {
    for sql in sql {
        assert!(
            world.direct.run(sql).await > 0,
            "nothing was tampered with: {sql}"
        );
    }
    let verdict = world.verdict().await;
    assert_eq!(
        verdict.broken.map(|(seq, _)| seq),
        Some(bad),
        "{sql:?}: {verdict:?}"
    );
    // The neighbour's chain is another.
    assert!(
        world
            .verdicts()
            .await
            .iter()
            .any(|v| v.slug == world.cast.foreign_slug && v.broken.is_none())
    );
    put_back(world).await;
}

async fn ours(world: &World) -> String {
    let id = world.sight(Who::Olga).await.workspace().0;
    format!("workspace = {}", world.direct.id(id))
}

async fn events_are_chained_and_verify_names_the_first_bad_row(world: World) {
    let (here, head) = (ours(&world).await, world.head().await);
    keep(&world).await;
    assert!(head > 10);
    let n = 5;
    let at = |table: &str, seq: i64| format!("{table} WHERE {here} AND seq = {seq}");
    let blob = world.direct.blob(b"{}");
    let one = |sql: String| vec![sql];
    // Contents: altered, salted anew, taken away, exchanged.
    found(
        &world,
        &one(format!(
            "UPDATE event_payload SET bytes = {blob} WHERE {here} AND seq = {n}"
        )),
        n,
    )
    .await;
    found(
        &world,
        &one(format!(
            "UPDATE event_payload SET salt = {blob} WHERE {here} AND seq = {n}"
        )),
        n,
    )
    .await;
    found(
        &world,
        &one(format!("DELETE FROM {}", at("event_payload", n))),
        n,
    )
    .await;
    let exchange = |table: &str| {
        [(n, -1), (n + 1, n), (-1, n + 1)]
            .map(|(from, to)| {
                format!("UPDATE {table} SET seq = {to} WHERE {here} AND seq = {from}")
            })
            .to_vec()
    };
    found(&world, &exchange("event_payload"), n).await;
    // Events: taken out, exchanged, put in.
    found(
        &world,
        &[
            format!("DELETE FROM {}", at("event_payload", n)),
            format!("DELETE FROM {}", at("event", n)),
        ],
        n,
    )
    .await;
    found(&world, &exchange("event"), n).await;
    let columns = "workspace, at, actor_kind, actor, kind, record, project, format, payload_hash, prev_hash, hash";
    let insert = |seq: i64| {
        format!(
            "INSERT INTO event (seq, {columns}) SELECT {seq}, {columns} FROM {}",
            at("event", n)
        )
    };
    found(&world, &one(insert(head + 1)), head + 1).await;
    found(&world, &one(insert(-7)), 1).await;
    // The first and the last.
    found(
        &world,
        &one(format!(
            "UPDATE event SET kind = 'x.y' WHERE {here} AND seq = 1"
        )),
        1,
    )
    .await;
    found(
        &world,
        &one(format!(
            "UPDATE event SET kind = 'x.y' WHERE {here} AND seq = {head}"
        )),
        head,
    )
    .await;
    // A redaction that lists what it did not remove does not cover for another.
    found(
        &world,
        &[
            format!("DELETE FROM {}", at("event_payload", n)),
            format!("DELETE FROM {}", at("event_payload", n + 3)),
        ],
        n,
    )
    .await;
}

async fn every_altered_column_is_found(world: World) {
    let here = ours(&world).await;
    keep(&world).await;
    let n = 6;
    let (id, blob) = (world.direct.id(Uuid::now_v7()), world.direct.blob(&[7; 32]));
    let edits = [
        ("workspace", id.as_str()),
        ("seq", "100000"),
        ("at", "'2001-01-01T00:00:00+00:00'"),
        ("actor_kind", "'job'"),
        ("actor", &id),
        ("acting_for", &id),
        ("kind", "'task.closed'"),
        ("record", &id),
        ("project", &id),
        ("cause", "1"),
        ("undoes", "2"),
        ("batch", &id),
        ("format", "2"),
        ("payload_hash", &blob),
        ("prev_hash", &blob),
        ("hash", &blob),
    ];
    let columns = world.direct.columns("event").await;
    assert_eq!(
        columns,
        edits.map(|(column, _)| column),
        "each column is tried"
    );
    for (column, value) in edits {
        found(
            &world,
            &[format!(
                "UPDATE event SET {column} = {value} WHERE {here} AND seq = {n}"
            )],
            n,
        )
        .await;
    }
}

async fn a_cut_tail_is_found(world: World) {
    let (here, before) = (ours(&world).await, world.verdict().await);
    keep(&world).await;
    let last = before.events;
    let cut = ["event_payload", "event"]
        .map(|table| format!("DELETE FROM {table} WHERE {here} AND seq = {last}"));
    found(&world, &cut, last).await;
    found(
        &world,
        &[format!("DELETE FROM chain WHERE {here}")],
        last + 1,
    )
    .await;
    found(
        &world,
        &[format!(
            "UPDATE chain SET hash = {} WHERE {here}",
            world.direct.blob(&[7; 32])
        )],
        last + 1,
    )
    .await;
    // Cut with the head turned back: whole in itself, but not what the log says the head was.
    for sql in &cut {
        world.direct.run(sql).await;
    }
    let hash = format!(
        "(SELECT e.hash FROM event e WHERE e.workspace = chain.workspace AND e.seq = {})",
        last - 1
    );
    world
        .direct
        .run(format!(
            "UPDATE chain SET seq = {}, hash = {hash} WHERE {here}",
            last - 1
        ))
        .await;
    let after = world.verdict().await;
    assert_eq!((after.broken, after.events), (None, last - 1));
    assert_ne!(after.head, before.head);
    assert!(before.head.starts_with(&format!("{last}:")));
}

async fn verifying_goes_on_while_others_write(world: World) {
    let writer = {
        let world = world.clone();
        tokio::spawn(async move {
            for n in 0..60 {
                world
                    .comment(
                        Who::Mo,
                        world.cast.ngt_1,
                        &format!("Number {n}"),
                        Audience::Internal,
                    )
                    .await;
            }
        })
    };
    let mut looks = 0;
    while !writer.is_finished() {
        for verdict in audit::verify(&world.db, &world.duty).await.unwrap() {
            assert_eq!(verdict.broken, None, "{verdict:?}");
        }
        looks += 1;
    }
    writer.await.unwrap();
    assert!(looks > 1);
    world.assert_whole().await;
}

async fn an_event_that_comes_between_a_page_and_the_head_is_read(world: World) {
    // SQLite reads the head when the page was read and not before: nothing holds it back in between.
    if !world.direct.is_postgres() {
        return;
    }
    // A page is full, and the next event is not there yet.
    let last = 201;
    for n in world.head().await..last {
        let said = format!("Number {n}");
        world
            .comment(Who::Mo, world.cast.ngt_1, &said, Audience::Internal)
            .await;
    }
    let here = ours(&world).await;
    keep(&world).await;
    for table in ["event_payload", "event"] {
        let cut = format!("DELETE FROM {table} WHERE {here} AND seq = {last}");
        world.direct.run(cut).await;
    }
    let mut conn = world.direct.connect().await;
    conn.run("BEGIN").await;
    conn.run("LOCK TABLE chain").await;
    for table in ["event", "event_payload"] {
        let back =
            format!("INSERT INTO {table} SELECT * FROM kept_{table} WHERE {here} AND seq = {last}");
        conn.run(back.leak()).await;
    }
    let comes = async {
        tokio::time::sleep(std::time::Duration::from_millis(1000)).await;
        conn.run("COMMIT").await;
    };
    let (verdicts, ()) = tokio::join!(world.verdicts(), comes);
    for verdict in verdicts {
        assert_eq!(verdict.broken, None, "{verdict:?}");
    }
}

async fn every_change_has_its_event(world: World) {
    // Whatever the world was made of: each record began with an event, and no event names what never was.
    let bare = "SELECT COUNT(*) FROM record r WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.workspace = r.workspace AND e.record = r.id)";
    assert_eq!(world.direct.number(bare).await, 0);
    let lost = "SELECT COUNT(*) FROM event e WHERE e.record IS NOT NULL AND NOT EXISTS (SELECT 1 FROM record r WHERE r.workspace = e.workspace AND r.id = e.record)";
    assert_eq!(world.direct.number(lost).await, 0);
    let silent = "SELECT COUNT(*) FROM event e WHERE NOT EXISTS (SELECT 1 FROM event_payload p WHERE p.workspace = e.workspace AND p.seq = e.seq)";
    assert_eq!(world.direct.number(silent).await, 0);
    world.assert_whole().await;
}
