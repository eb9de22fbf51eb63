//! A task added in passing.

use domain::access::EditTasks;
use domain::form;
use domain::plan::quick as rule;
use domain::refusal::{Code, Refused};
use store::plan::{quick, task};
use uuid::Uuid;

use crate::world::{Outcome, Who, World, act, refused};

both!(
    title_day_and_person_are_one_change,
    the_project_of_the_last_task_comes_first,
);

async fn add(world: &World, title: &str, person: &str) -> Outcome {
    let form = form::AddTask {
        id: Uuid::now_v7().to_string(),
        title: title.into(),
        dated: "on".into(),
        person: person.into(),
        ..Default::default()
    };
    let asked = rule::quick(&form).unwrap();
    let key = world.may_on::<EditTasks>(Who::Mo, world.cast.ngt).await;
    quick::add_task(&world.db, &key, &act(), &asked).await
}

async fn title_day_and_person_are_one_change(world: World) {
    let mo = world.cast.members[&Who::Mo].to_string();
    let done = add(&world, "Call Ana by 2099-03-05 14:00", &mo).await;
    let done = done.unwrap();
    let page = world.page(&done.what.called).await;
    assert_eq!(
        (page.title.as_str(), page.version),
        ("Call Ana", done.what.version)
    );
    let finish = page.finish.map(|finish| finish.to_string());
    assert_eq!(finish.as_deref(), Some("2099-03-05 14:00"));
    assert_eq!(page.assignees.len(), 1);
    // All of it is taken back at once, and done again at once.
    let keys = [world.may_on::<EditTasks>(Who::Mo, world.cast.ngt).await];
    let take_back = async |seq| {
        let done = store::undo::many::take_back_all(&world.db, &keys, &act(), seq).await;
        done.unwrap().seq
    };
    let undone = take_back(done.seq).await;
    let sight = world.sight(Who::Mo).await;
    let gone = task::task(&world.db, &sight, "NGT", page.number).await;
    assert_eq!(refused(gone), Refused::Absent);
    take_back(undone).await;
    let again = world.page(&done.what.called).await;
    assert_eq!((again.finish, again.assignees.len()), (page.finish, 1));

    let plain = add(&world, "Call Ana", "").await.unwrap();
    let page = world.page(&plain.what.called).await;
    assert_eq!((page.finish, page.assignees.len()), (None, 0));
    // Whoever may not work here is refused by the form's own field, and nothing is made.
    let before = world.direct.number("SELECT COUNT(*) FROM task").await;
    let obi = world.cast.members[&Who::Obi].to_string();
    let Refused::Invalid { fields } = refused(add(&world, "Call Ana", &obi).await) else {
        panic!("refused otherwise");
    };
    assert_eq!(
        (fields[0].field.as_str(), fields[0].code),
        ("person", Code::ChangesNoTasks)
    );
    assert_eq!(
        world.direct.number("SELECT COUNT(*) FROM task").await,
        before
    );
    world.assert_whole().await;
}

async fn the_project_of_the_last_task_comes_first(world: World) {
    let keys = async || {
        let sight = world.sight(Who::Olga).await;
        let places = quick::places(&world.db, &sight).await.unwrap();
        places.into_iter().map(|p| p.key).collect::<Vec<_>>()
    };
    world.create_task(Who::Olga, world.cast.ngt, "One").await;
    assert_eq!(keys().await.first().map(String::as_str), Some("NGT"));
    world.create_task(Who::Olga, world.cast.oth, "Two").await;
    assert_eq!(keys().await.first().map(String::as_str), Some("OTH"));
    let sight = world.sight(Who::Obi).await;
    assert_eq!(quick::places(&world.db, &sight).await.unwrap(), []);
}
