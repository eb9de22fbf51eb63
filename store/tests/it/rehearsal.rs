//! A made-up past: in order, never in the future, and never beside real work.

use chrono::{DateTime, TimeDelta, Utc};
use domain::access::{CreateProject, EditTasks};
use domain::form;
use domain::id::RecordId;
use store::door::rehearsal::{self, Rehearsal};
use store::door::session::Visitor;
use store::door::{grant, start};
use store::plan::{project, task};
use store::{Db, Error, audit};
use uuid::Uuid;

use crate::world::{PASSWORD, World, act};

both!(
    a_rehearsal_needs_an_empty_database,
    what_is_rehearsed_is_written_at_its_own_time,
);

async fn a_rehearsal_needs_an_empty_database(world: World) {
    let refused = Rehearsal::begin(&world.db, &world.duty).await;
    let Err(Error::Other(why)) = refused else {
        panic!("a rehearsal beside real work")
    };
    assert!(why.contains("an empty one only"), "{why}");
}

async fn what_is_rehearsed_is_written_at_its_own_time(world: World) {
    let (place, direct) = world.empty().await;
    let (db, duty) = Db::open(&place).await.unwrap();
    // One that was stopped before it made anything is begun again.
    drop(Rehearsal::begin(&db, &duty).await.unwrap());
    assert!(!rehearsal::stopped_short(&db, &duty).await.unwrap());
    let rehearsal = Rehearsal::begin(&db, &duty).await.unwrap();
    let then = Utc::now() - TimeDelta::days(60);
    let slug = rehearsal.at(then, own(&db, &duty)).await;
    let ana = rehearsal.person("ANA@example.test").await.unwrap();
    let project = RecordId(Uuid::now_v7());
    let begun = async {
        let key = grant::granted::<CreateProject>(&db, &ana, &slug)
            .await
            .unwrap();
        let form = form::CreateProject {
            id: project.to_string(),
            title: "Rehearsed".into(),
            key: "RHS".into(),
            ..Default::default()
        };
        let new = domain::plan::project::new_project(&form).unwrap();
        project::create_project(&db, &key, &act(), &new)
            .await
            .unwrap();
    };
    rehearsal.at(then + TimeDelta::days(1), begun).await;
    // A time before the last, and one to come: neither is taken.
    for wrong in [then, Utc::now() + TimeDelta::days(1)] {
        rehearsal.at(wrong, add(&db, &ana, &slug, project)).await;
    }
    assert_eq!(rehearsal::finished(&db, &duty).await.unwrap(), None);
    assert!(rehearsal::stopped_short(&db, &duty).await.unwrap());
    rehearsal.finish("rehearsed").await.unwrap();
    let name = rehearsal::finished(&db, &duty).await.unwrap();
    assert_eq!(name.as_deref(), Some("rehearsed"));
    assert!(!rehearsal::stopped_short(&db, &duty).await.unwrap());
    let before = Utc::now();
    add(&db, &ana, &slug, project).await;
    for verdict in audit::verify(&db, &duty).await.unwrap() {
        assert_eq!(verdict.broken, None, "{verdict:?}");
    }
    let text = if db.is_postgres() {
        "SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') FROM event ORDER BY seq"
    } else {
        "SELECT at FROM event ORDER BY seq"
    };
    let times = moments(&direct.texts(text).await);
    assert_eq!(times.len(), 5);
    assert!(times.is_sorted(), "{times:?}");
    assert!(times[1] - times[0] == TimeDelta::days(1), "{times:?}");
    assert!(
        times[2] - times[1] == TimeDelta::milliseconds(1),
        "{times:?}"
    );
    assert!(times[3] <= before && times[4] >= before, "{times:?}");
    db.close().await;
}

fn moments(texts: &[String]) -> Vec<DateTime<Utc>> {
    texts
        .iter()
        .map(|text| DateTime::parse_from_rfc3339(text).unwrap().to_utc())
        .collect()
}

async fn own(db: &Db, duty: &store::keys::Duty) -> String {
    let code = start::owner_code(db, duty).await.unwrap().unwrap();
    let form = form::CreateOwner {
        workspace: "Rehearsed".into(),
        name: "Ana Petrović".into(),
        email: "ana@example.test".into(),
        password: PASSWORD.into(),
        ..Default::default()
    };
    let new = domain::account::new_owner(&form).unwrap();
    let visitor = Visitor::default();
    let (_, slug) = start::create_owner(db, &code, &new, &visitor)
        .await
        .unwrap();
    slug
}

async fn add(db: &Db, who: &store::door::Signed, slug: &str, project: RecordId) {
    let key = grant::granted_on::<EditTasks>(db, who, slug, project)
        .await
        .unwrap();
    let form = form::CreateTask {
        id: Uuid::now_v7().to_string(),
        title: "Rehearsed".into(),
        ..Default::default()
    };
    let new = domain::plan::task::new_task(&form).unwrap();
    task::create_task(db, &key, &act(), &new).await.unwrap();
}
