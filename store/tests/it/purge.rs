//! What has lain in the trash for thirty days.

use chrono::{TimeDelta, Utc};
use domain::access::Comment;
use domain::id::RecordId;
use domain::refusal::Refused;
use store::plan::task;
use store::trash;
use store::upkeep::purge;
use uuid::Uuid;

use crate::world::{Who, World, act, refused};

both!(
    purge_leaves_the_chain_whole,
    purge_takes_a_project_with_all_in_it,
    purge_leaves_what_is_younger_or_restored,
    purge_lists_cover_the_schema
);

/// As if it had been put into the trash long ago.
async fn age(world: &World, record: Uuid, days: i64) {
    let (id, then) = (world.direct.id(record), world.direct.days_from_now(-days));
    assert_eq!(
        world
            .direct
            .run(format!(
                "UPDATE record SET trashed_at = {then} WHERE id = {id} AND trashed_at IS NOT NULL"
            ))
            .await,
        1
    );
}

async fn contents(world: &World, record: Uuid) -> i64 {
    let sql = format!(
        "SELECT COUNT(*) FROM event e JOIN event_payload p ON p.workspace = e.workspace AND p.seq = e.seq WHERE e.record = {}",
        world.direct.id(record)
    );
    world.direct.number(sql).await
}

async fn purge_leaves_the_chain_whole(world: World) {
    let (id, comment) = (world.cast.ngt_1, world.cast.internal_comment);
    let says = world.may_on::<Comment>(Who::Mo, world.cast.ngt).await;
    trash::put(&world.db, &says, &act(), RecordId(comment))
        .await
        .unwrap();
    world.close(Who::Mo, id).await.unwrap();
    world.trash_task(Who::Mo, id).await.unwrap();
    age(&world, id, 31).await;
    let before = world.verdict().await;
    assert_eq!(
        purge::purge(&world.db, &world.duty).await.unwrap(),
        2,
        "the task and its comment"
    );
    for table in ["record", "task", "comment", "closing"] {
        let id_of = if table == "closing" { "task" } else { "id" };
        let sql = format!(
            "SELECT COUNT(*) FROM {table} WHERE {id_of} IN ({}, {})",
            world.direct.id(id),
            world.direct.id(comment)
        );
        assert_eq!(world.direct.number(sql).await, 0, "{table}");
    }
    assert_eq!(
        contents(&world, id).await + contents(&world, comment).await,
        0
    );
    let after = world.verdict().await;
    assert_eq!(
        (after.broken, after.events, after.redacted),
        (None, before.events + 1, 5),
        "{after:?}"
    );
    // By nobody, and it says what is gone.
    let sql = "SELECT COUNT(*) FROM event WHERE kind = 'record.purged' AND actor_kind = 'job' AND record IS NULL";
    assert_eq!(world.direct.number(sql).await, 1);
    assert_eq!(
        refused(world.restore_task(Who::Mo, id).await),
        Refused::Absent
    );
    assert_eq!(
        task::tasks(
            &world.db,
            &world.sight(Who::Mo).await,
            RecordId(world.cast.ngt),
            10
        )
        .await
        .unwrap()
        .len(),
        1
    );
    assert_eq!(purge::purge(&world.db, &world.duty).await.unwrap(), 0);
}

async fn purge_takes_a_project_with_all_in_it(world: World) {
    let d = &world.direct;
    // A cause from another project, names, and the client's contact.
    d.run(format!(
        "INSERT INTO cause (workspace, effect, cause) SELECT workspace, {}, id FROM record WHERE id = {}",
        d.id(world.cast.oth_1),
        d.id(world.cast.ngt_1)
    ))
    .await;
    d.run(format!("INSERT INTO audience_name (workspace, record, named, kind) SELECT workspace, id, id, 'member' FROM record WHERE id = {}", d.id(world.cast.ngt_2))).await;
    let (yes, project) = (
        if d.is_postgres() { "TRUE" } else { "1" },
        d.id(world.cast.ngt),
    );
    d.run(format!("INSERT INTO project_contact (workspace, project, contact, decides) SELECT workspace, {project}, id, {yes} FROM contact")).await;
    world
        .trash_project(Who::Lena, world.cast.ngt)
        .await
        .unwrap();
    age(&world, world.cast.ngt, 31).await;
    assert_eq!(
        purge::purge(&world.db, &world.duty).await.unwrap(),
        5,
        "the project, two tasks, two comments"
    );
    for (table, left) in [
        ("project", 2),
        ("task", 2),
        ("comment", 1),
        ("cause", 0),
        ("audience_name", 0),
        ("project_contact", 0),
        ("contact", 1),
        ("client", 2),
    ] {
        assert_eq!(
            d.number(format!("SELECT COUNT(*) FROM {table}")).await,
            left,
            "{table}"
        );
    }
    world.assert_whole().await;
    // A client goes with its contacts; a project that outlives it has none.
    d.run(format!(
        "UPDATE project SET client = {} WHERE id = {}",
        d.id(world.cast.harbour),
        d.id(world.cast.oth)
    ))
    .await;
    d.run(format!(
        "UPDATE record SET trashed_at = {} WHERE id = {}",
        d.days_from_now(-40),
        d.id(world.cast.harbour)
    ))
    .await;
    assert_eq!(purge::purge(&world.db, &world.duty).await.unwrap(), 1);
    assert_eq!(
        d.number("SELECT COUNT(*) FROM contact").await
            + d.number("SELECT COUNT(*) FROM project WHERE client IS NOT NULL")
                .await,
        0
    );
    world.assert_whole().await;
}

async fn purge_leaves_what_is_younger_or_restored(world: World) {
    for id in [world.cast.ngt_1, world.cast.ngt_2] {
        world.trash_task(Who::Mo, id).await.unwrap();
    }
    age(&world, world.cast.ngt_1, 29).await;
    age(&world, world.cast.ngt_2, 31).await;
    world.restore_task(Who::Mo, world.cast.ngt_2).await.unwrap();
    assert_eq!(purge::purge(&world.db, &world.duty).await.unwrap(), 0);
    world.restore_task(Who::Mo, world.cast.ngt_1).await.unwrap();
    assert_eq!(contents(&world, world.cast.ngt_1).await, 3);
    // Nor what was never in it, whatever the date.
    assert_eq!(
        purge::purge_before(&world.db, &world.duty, Utc::now() + TimeDelta::days(1))
            .await
            .unwrap(),
        0
    );
}

/// Every table that leads to a record is emptied of it, so that a new kind cannot be forgotten.
async fn purge_lists_cover_the_schema(world: World) {
    let listed = purge::tables();
    let mut reached = vec!["record".to_owned()];
    loop {
        let more: Vec<String> = references(&world)
            .await
            .into_iter()
            .filter(|(from, to)| reached.contains(to) && !reached.contains(from))
            .map(|(from, _)| from)
            .collect();
        if more.is_empty() {
            break;
        }
        reached.extend(more);
    }
    assert!(reached.len() > 5);
    for table in reached {
        assert!(
            listed.contains(&table.as_str()),
            "{table} leads to records and is in no list of `purge`"
        );
    }
}

async fn references(world: &World) -> Vec<(String, String)> {
    let sql = if world.direct.is_postgres() {
        "SELECT conrelid::regclass || ' ' || confrelid::regclass FROM pg_constraint WHERE contype = 'f'"
    } else {
        "SELECT t.name || ' ' || f.\"table\" FROM sqlite_schema t, pragma_foreign_key_list(t.name) f WHERE t.type = 'table'"
    };
    world
        .direct
        .texts(sql)
        .await
        .iter()
        .map(|pair| pair.split_once(' ').unwrap())
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .collect()
}
