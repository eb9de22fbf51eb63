//! A workspace leaves no row.

use domain::refusal::Refused;
use store::door::start;
use store::people::Carrier;
use store::upkeep::erase;

use crate::erase_person::purge_harbour;
use crate::search::search;
use crate::world::{Who, World, refused};

both!(
    erase_workspace_leaves_no_row_and_no_other_touched,
    erase_workspace_takes_accounts_that_were_nowhere_else,
    erase_workspace_takes_accounts_of_purged_contacts,
    what_was_learned_of_an_emptied_table_is_forgotten,
    erase_lists_cover_the_schema,
);

/// Tables that the world has nothing in.
const EMPTY: &[&str] = &[
    "project_contact",
    "audience_name",
    "cause",
    "member_group",
    "member_group_member",
    "former_key",
    "closing",
    "recurrence",
    "task_assignee",
    "outside_assignee",
    "task_link",
    "task_label",
    "label",
    "custom_value",
    "custom_option",
    "custom_field",
    "checklist_item",
    "stop",
    "watcher",
    "mention",
    "notice",
    "from_file",
    "import_batch",
    "import",
    "baseline_task",
    "baseline",
    "file",
    "journal_line",
    "saved_view",
    "view_pin",
    "day_closing",
    "step_done",
    "absence",
    "working_pattern",
    "usual_week",
    "deliverable",
    "iteration",
    "release",
    "project_health",
    "calendar_day",
    "calendar_hours",
    "calendar",
];

async fn erase_workspace_leaves_no_row_and_no_other_touched(world: World) {
    let here = world.direct.id(world.sight(Who::Olga).await.workspace().0);
    world
        .invite(
            Who::Olga,
            "new@northlight.test",
            Who::Otto.name(),
            Carrier::Mail,
        )
        .await;
    let mut others = Vec::new();
    for table in erase::TABLES {
        others.push((
            table,
            rows(&world, table, &format!("workspace <> {here}")).await,
        ));
    }
    assert!(others.iter().any(|(_, rows)| !rows.is_empty()));
    let gone = erase::erase_workspace(&world.db, &world.duty, &world.cast.slug)
        .await
        .unwrap();
    assert!(
        gone.rows
            .iter()
            .all(|(table, count)| *count > 0 || EMPTY.contains(table)),
        "{gone:?}"
    );
    for (table, before) in others {
        assert_eq!(
            rows(&world, table, &format!("workspace = {here}")).await,
            [""; 0],
            "{table}"
        );
        assert_eq!(
            rows(&world, table, &format!("workspace <> {here}")).await,
            before,
            "{table}"
        );
    }
    assert_eq!(
        world.direct.number("SELECT COUNT(*) FROM workspace").await,
        1
    );
    let again = erase::erase_workspace(&world.db, &world.duty, &world.cast.slug).await;
    assert_eq!(refused(again), Refused::Absent);
    search(&world, &["northlight", "map the codes", "among ourselves"]).await;
    world.assert_whole().await;
    world.close(Who::Faye, world.cast.fgn_1).await.unwrap();
}

/// A table's rows, of one workspace or all others, a text each.
async fn rows(world: &World, table: &str, of: &str) -> Vec<String> {
    let quote = if world.direct.is_postgres() {
        "quote_nullable"
    } else {
        "quote"
    };
    let columns = world.direct.columns(table).await;
    let texts: Vec<_> = columns
        .iter()
        .map(|column| format!("{quote}({column})"))
        .collect();
    let row = texts.join(" || '|' || ");
    world
        .direct
        .texts(format!(
            "SELECT {row} AS row FROM {table} WHERE {of} ORDER BY row"
        ))
        .await
}

async fn erase_workspace_takes_accounts_that_were_nowhere_else(world: World) {
    // Otto is also in Southshore.
    let code = world
        .invite(
            Who::Faye,
            &Who::Otto.email(),
            Who::Otto.name(),
            Carrier::Inviter,
        )
        .await
        .unwrap();
    world.join(&code, Who::Otto.name()).await.unwrap();
    let gone = erase::erase_workspace(&world.db, &world.duty, &world.cast.slug)
        .await
        .unwrap();
    assert_eq!(
        gone.accounts, 5,
        "all but Otto and Faye: Olga, Lena, Mo, Obi, Cora"
    );
    assert_eq!(world.direct.number("SELECT COUNT(*) FROM account").await, 2);
    world.signed(Who::Otto).await;
    // When the last one goes, the next start makes an owner's code again.
    let gone = erase::erase_workspace(&world.db, &world.duty, &world.cast.foreign_slug)
        .await
        .unwrap();
    assert_eq!(gone.accounts, 2);
    assert!(
        start::owner_code(&world.db, &world.duty)
            .await
            .unwrap()
            .is_some()
    );
}

async fn erase_workspace_takes_accounts_of_purged_contacts(world: World) {
    purge_harbour(&world).await;
    let gone = erase::erase_workspace(&world.db, &world.duty, &world.cast.slug)
        .await
        .unwrap();
    assert_eq!(gone.accounts, 6, "all but Faye, with Cora");
    search(&world, &["cora@northlight.test", "cora vance"]).await;
}

async fn what_was_learned_of_an_emptied_table_is_forgotten(world: World) {
    world
        .invite(Who::Olga, "new@northlight.test", "Nia New", Carrier::Mail)
        .await;
    world.direct.run("ANALYZE").await;
    // Of the tables in which nothing was left.
    for slug in [&world.cast.foreign_slug, &world.cast.slug] {
        let gone = erase::erase_workspace(&world.db, &world.duty, slug)
            .await
            .unwrap();
        assert!(gone.compacted);
    }
    search(&world, &["northlight", "southshore", "nia new"]).await;
}

async fn erase_lists_cover_the_schema(world: World) {
    let mut listed: Vec<&str> = erase::TABLES.iter().chain(erase::GLOBAL).copied().collect();
    listed.sort_unstable();
    assert_eq!(world.direct.tables().await, listed);
    for table in erase::TABLES {
        assert!(
            world
                .direct
                .columns(table)
                .await
                .contains(&"workspace".to_owned()),
            "{table}"
        );
    }
    for table in erase::GLOBAL {
        assert!(
            !world
                .direct
                .columns(table)
                .await
                .contains(&"workspace".to_owned()),
            "{table}"
        );
    }
}
