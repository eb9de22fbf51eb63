//! A person is found nowhere any more.

use domain::access::{EditTasks, ManageClients, ManageProject};
use domain::audience::Audience;
use domain::form;
use domain::id::RecordId;
use domain::plan::custom::{FieldKind, NewField};
use domain::plan::deliverable::NewDeliverable;
use domain::plan::health::{Health, Said};
use domain::refusal::Refused;
use store::again::{self, Holder};
use store::door::session;
use store::people::{self, Carrier};
use store::plan::{custom, deliverable, health, project_edit, workflow};
use store::upkeep::erase::{self, Stayed};
use store::upkeep::purge;
use store::{clients, redact, talk};
use uuid::Uuid;

use crate::search::search;
use crate::world::{Who, World, act, refused};

both!(
    erased_person_is_found_nowhere,
    erasing_keeps_earlier_redactions_accounted_for,
    who_was_asked_and_never_came_is_erased_too,
    contact_of_a_purged_client_is_still_erased,
    who_reads_what_was_there_before_keeps_remnants,
);

/// Mo by name and address, in capitals, with other blanks, escaped in JSON, wherever people type.
async fn write_mo_down(world: &World) {
    let (db, cast) = (&world.db, &world.cast);
    world
        .comment(
            Who::Lena,
            cast.ngt_1,
            "Ask Mo Adeyémi about the codes",
            Audience::Internal,
        )
        .await;
    world
        .comment(
            Who::Lena,
            cast.ngt,
            "MO\n ADEYÉMI said: write to MO@NORTHLIGHT.TEST.",
            Audience::Client,
        )
        .await;
    world
        .comment(
            Who::Mo,
            cast.ngt_1,
            "Not a word about myself",
            Audience::Internal,
        )
        .await;
    let task = world
        .create_task(Who::Lena, cast.ngt, "Task of mo adeyémi")
        .await;
    world
        .describe(
            Who::Lena,
            task,
            "Task of mo adeyémi",
            "\"Mo\tAdeyémi\" <mo@northlight.test>",
        )
        .await
        .unwrap();
    write_mo_into_the_project(world).await;
    let (client, key) = (
        RecordId(Uuid::now_v7()),
        world.may::<ManageClients>(Who::Lena).await,
    );
    clients::create_client(db, &key, &act(), client, "Mo Adeyémi Consulting")
        .await
        .unwrap();
    people::create_group(
        db,
        &world.may(Who::Olga).await,
        &act(),
        "Mo Adeyémi's circle",
    )
    .await
    .unwrap();
    world
        .invite(Who::Olga, "mo@southshore.test", "Mo Adeyémi", Carrier::Mail)
        .await;
    // A neighbour who knows the address only, and one other name.
    world
        .comment(
            Who::Faye,
            cast.fgn_1,
            "I asked mo@northlight.test",
            Audience::Internal,
        )
        .await;
    world
        .invite(Who::Faye, "Mo@Northlight.test", "Maurice A.", Carrier::Mail)
        .await;
    let ask = form::AskReset {
        email: Who::Mo.email(),
    };
    session::ask_reset(db, &ask, &Who::Mo.visitor())
        .await
        .unwrap();
    let text = "{\"text\":\"Mo Adey\\u00e9mi\"}";
    again::keep(db, &Holder::of("x"), Uuid::now_v7(), text)
        .await
        .unwrap();
    // What the planner of queries remembers of values.
    world.direct.run("ANALYZE").await;
}

/// In the settings of a project, and in every reason that was given.
async fn write_mo_into_the_project(world: &World) {
    let key = world
        .may_on::<ManageProject>(Who::Lena, world.cast.ngt)
        .await;
    let db = &world.db;
    let edit = form::EditProject {
        description: "Begun by Mo Adeyémi".into(),
        ..Default::default()
    };
    project_edit::edit_project(db, &key, &act(), &edit, |_| true)
        .await
        .unwrap();
    for reason in ["Mo Adeyémi is ill", "Asked mo@northlight.test", "All well"] {
        let (health, reason) = (Health::AtRisk, reason.into());
        health::say_health(db, &key, &act(), &Said { health, reason })
            .await
            .unwrap();
    }
    let status = form::AddStatus {
        name: "With Mo Adeyémi".into(),
        category: "doing".into(),
        ..Default::default()
    };
    workflow::add_status(db, &key, &act(), &status)
        .await
        .unwrap();
    let new = NewDeliverable {
        id: RecordId(Uuid::now_v7()),
        title: "Map by Mo Adeyémi".into(),
        description: "Ask MO ADEYÉMI".into(),
    };
    deliverable::create_deliverable(db, &key, &act(), &new)
        .await
        .unwrap();
    write_mo_into_fields(world).await;
}

/// In the name of a field, in an option, and in what is said.
async fn write_mo_into_fields(world: &World) {
    let (db, task) = (&world.db, world.cast.ngt_1);
    let key = world
        .may_on::<ManageProject>(Who::Lena, world.cast.ngt)
        .await;
    let new = |name: &str, kind, options: &[&str]| NewField {
        id: RecordId(Uuid::now_v7()),
        kind,
        name: name.into(),
        unit: String::new(),
        options: options.iter().map(|&option| option.into()).collect(),
    };
    let text = new("Said by Mo Adeyémi", FieldKind::Text, &[]);
    let choice = new("Room", FieldKind::Choice, &["Mo Adeyémi’s", "Hall"]);
    for field in [&text, &choice] {
        custom::create_field(db, &key, &act(), field).await.unwrap();
    }
    let key = world.may_on::<EditTasks>(Who::Lena, task).await;
    let form = form::SetValue {
        value: "Ask Mo Adeyémi".into(),
        ..Default::default()
    };
    custom::set_value(db, &key, &act(), RecordId(task), text.id, &form)
        .await
        .unwrap();
}

async fn erased_person_is_found_nowhere(world: World) {
    write_mo_down(&world).await;
    let before = world.verdicts().await;
    let erased = erase::erase_person(&world.db, &world.duty, " mo@NORTHLIGHT.test")
        .await
        .unwrap();
    search(
        &world,
        &[
            "mo@northlight.test",
            "mo adeyémi",
            "mo\tadeyémi",
            "mo\n adeyémi",
            "maurice a.",
        ],
    )
    .await;
    for (before, after) in before.iter().zip(world.verdicts().await) {
        assert_eq!(
            (after.broken, after.events),
            (None, before.events + 1),
            "one event a workspace"
        );
        assert!(after.redacted > 0);
    }
    let here = &erased.workspaces[0];
    let texts: Vec<_> = here
        .texts
        .iter()
        .map(|(table, count)| (*table, *count))
        .collect();
    assert_eq!(
        texts,
        [
            ("client", 1),
            ("comment", 2),
            ("custom_field", 1),
            ("custom_option", 1),
            ("custom_value", 1),
            ("deliverable", 1),
            ("invitation", 2),
            ("member_group", 1),
            ("project", 1),
            ("project_health", 1),
            ("status", 1),
            ("task", 1)
        ],
        "{erased:?}"
    );
    assert_eq!(
        (erased.invitations, erased.forms, erased.jobs),
        (2, 1, 3),
        "{erased:?}"
    );
    assert!(
        erased.answers > 0 && here.contents > 0 && erased.sessions > 0,
        "{erased:?}"
    );
    let acts = |s: &Stayed| matches!(s, Stayed::Acts { workspace, events } if *workspace == here.slug && *events > 0);
    assert!(erased.stayed.iter().any(acts), "{erased:?}");
    // Others read the pseudonym in their place.
    let sight = world.sight(Who::Lena).await;
    let said = talk::conversation(&world.db, &sight, RecordId(world.cast.ngt_1))
        .await
        .unwrap()
        .said;
    let p = erased.pseudonym.as_str();
    assert!(
        said.iter()
            .any(|c| c.text == format!("Ask {p} about the codes")),
        "{said:?}"
    );
    assert!(
        said.iter()
            .any(|c| c.text == "Not a word about myself" && c.name.as_deref() == Some(p)),
        "{said:?}"
    );
    assert_eq!(
        refused(erase::erase_person(&world.db, &world.duty, "mo@northlight.test").await),
        Refused::Absent
    );
}

async fn erasing_keeps_earlier_redactions_accounted_for(world: World) {
    let key = world.may(Who::Olga).await;
    redact::redact(&world.db, &key, &act(), &[3, 4], "Mo Adeyémi asked for it")
        .await
        .unwrap();
    erase::erase_person(&world.db, &world.duty, &Who::Mo.email())
        .await
        .unwrap();
    search(&world, &["mo adeyémi"]).await;
    world.assert_whole().await;
    // And another after that, which the first one's list does not hinder.
    erase::erase_person(&world.db, &world.duty, &Who::Otto.email())
        .await
        .unwrap();
    search(&world, &["otto brandt", "otto@northlight.test"]).await;
    world.assert_whole().await;
}

async fn who_was_asked_and_never_came_is_erased_too(world: World) {
    let mail = Carrier::Mail;
    world
        .invite(Who::Olga, "ines@elsewhere.test", "Inês Prado", mail)
        .await;
    world
        .comment(
            Who::Lena,
            world.cast.ngt_1,
            "Inês Prado may come",
            Audience::Internal,
        )
        .await;
    erase::erase_person(&world.db, &world.duty, "INES@elsewhere.test")
        .await
        .unwrap();
    search(&world, &["ines@elsewhere.test", "inês prado"]).await;
    world.assert_whole().await;
}

async fn contact_of_a_purged_client_is_still_erased(world: World) {
    let (here, there) = (world.cast.ngt_1, world.cast.fgn_1);
    let said = "Cora Vance wants it in blue";
    world
        .comment(Who::Lena, here, said, Audience::Internal)
        .await;
    world
        .comment(Who::Faye, there, "Not a word of hers", Audience::Internal)
        .await;
    purge_harbour(&world).await;
    let before = world.verdicts().await;
    let erased = erase::erase_person(&world.db, &world.duty, &Who::Cora.email())
        .await
        .unwrap();
    search(&world, &["cora@northlight.test", "cora vance"]).await;
    let texts: Vec<_> = erased.workspaces.iter().map(|w| w.texts.clone()).collect();
    assert_eq!(texts, [[("comment", 1)].into()], "{erased:?}");
    // Nothing is said where they are named nowhere.
    let after = world.verdicts().await;
    for (before, after) in before.iter().zip(&after) {
        let one = i64::from(after.slug == world.cast.slug);
        assert_eq!((after.broken, after.events), (None, before.events + one));
    }
}

async fn who_reads_what_was_there_before_keeps_remnants(world: World) {
    // SQLite's readers keep no row that is gone.
    if !world.direct.is_postgres() {
        return;
    }
    let mut reader = world.direct.connect().await;
    reader.run("BEGIN ISOLATION LEVEL REPEATABLE READ").await;
    reader.run("SELECT COUNT(*) FROM account").await;
    let mo = erase::erase_person(&world.db, &world.duty, &Who::Mo.email()).await;
    assert!(mo.unwrap().stayed.contains(&Stayed::Remnants));
    reader.run("COMMIT").await;
    let obi = erase::erase_person(&world.db, &world.duty, &Who::Obi.email()).await;
    assert!(!obi.unwrap().stayed.contains(&Stayed::Remnants));
}

/// Cora's client leaves the trash, and she with it: only her account is left.
pub async fn purge_harbour(world: &World) {
    let (harbour, then) = (
        world.direct.id(world.cast.harbour),
        world.direct.days_from_now(-40),
    );
    world
        .direct
        .run(format!(
            "UPDATE record SET trashed_at = {then} WHERE id = {harbour}"
        ))
        .await;
    purge::purge(&world.db, &world.duty).await.unwrap();
    let contacts = world.direct.number("SELECT COUNT(*) FROM contact").await;
    assert_eq!(contacts, 0);
}
