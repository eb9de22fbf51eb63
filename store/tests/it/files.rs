//! Files that hang on tasks.

use domain::access::{EditTasks, EraseAndRedact};
use domain::files::{Kind, NewFile, ON_ONE};
use domain::form;
use domain::id::RecordId;
use domain::refusal::{Code, Refused};
use store::plan::task;
use store::tx::Done;
use store::undo::many;
use store::upkeep::purge;
use store::{Error, audit, files, redact, trash, undo};
use uuid::Uuid;

use crate::world::{Who, World, act, refused};

both!(
    a_file_hangs_on_its_task_and_says_so_in_its_history,
    a_file_is_for_whoever_its_task_is_for,
    a_file_is_put_away_and_taken_back,
    files_that_came_together_go_together,
    the_same_change_again_has_the_same_files,
    there_is_room_for_so_much_and_no_more,
    what_is_purged_or_redacted_is_kept_no_more,
);

fn new(name: &str, size: i64) -> NewFile {
    NewFile {
        id: RecordId(Uuid::now_v7()),
        name: name.into(),
        kind: Kind::Png,
        size,
        digest: vec![7; 32],
        thumb: Some(10),
    }
}

async fn add(
    world: &World,
    who: Who,
    task: Uuid,
    new: &[NewFile],
) -> Result<Done<Vec<RecordId>>, Error> {
    let key = world.try_on::<EditTasks>(who, task).await?;
    files::add(&world.db, &key, &act(), RecordId(task), new, None).await
}

async fn read(world: &World, who: Who, id: RecordId) -> Result<files::File, Error> {
    files::file(&world.db, &world.sight(who).await, id).await
}

async fn names(world: &World, who: Who, number: i64) -> Vec<String> {
    let sight = world.sight(who).await;
    let page = store::plan::page::task_page(&world.db, &sight, "NGT", number).await;
    page.unwrap().files.into_iter().map(|f| f.name).collect()
}

async fn a_file_hangs_on_its_task_and_says_so_in_its_history(world: World) {
    let (task, file) = (world.cast.ngt_1, new("Lamps.png", 1234));
    add(&world, Who::Mo, task, std::slice::from_ref(&file))
        .await
        .unwrap();
    assert_eq!(names(&world, Who::Mo, 1).await, ["Lamps.png"]);
    let kept = read(&world, Who::Mo, file.id).await.unwrap();
    assert_eq!(
        (kept.size, kept.kind, kept.thumb),
        (1234, Kind::Png, Some(10))
    );
    let sight = world.sight(Who::Mo).await;
    let happened = audit::activity(&world.db, &sight, RecordId(task)).await;
    let latest = &happened.unwrap()[0];
    assert_eq!(
        (latest.kind.as_str(), latest.of.as_deref()),
        ("file.added", Some("Lamps.png"))
    );
    // Hung on nothing but tasks: not on a comment, not on a project.
    for other in [world.cast.internal_comment, world.cast.ngt] {
        let outcome = add(&world, Who::Mo, other, &[new("a", 1)]).await;
        assert_eq!(refused(outcome), Refused::Absent);
    }
    world.assert_whole().await;
}

async fn a_file_is_for_whoever_its_task_is_for(world: World) {
    let (task, file) = (world.cast.ngt_1, new("secret.png", 5));
    add(&world, Who::Mo, task, std::slice::from_ref(&file))
        .await
        .unwrap();
    // No project, and another workspace.
    for who in [Who::Otto, Who::Faye] {
        assert_eq!(refused(read(&world, who, file.id).await), Refused::Absent);
        let outcome = add(&world, who, task, &[new("a", 1)]).await;
        assert_eq!(refused(outcome), Refused::Absent);
    }
    // The task goes to the trash, and comes back with its file.
    world.trash_task(Who::Mo, task).await.unwrap();
    assert_eq!(
        refused(read(&world, Who::Mo, file.id).await),
        Refused::Absent
    );
    world.restore_task(Who::Mo, task).await.unwrap();
    read(&world, Who::Mo, file.id).await.unwrap();
    // For the client too, and ours alone again: the file with it.
    for (to, was) in [("client", "internal"), ("internal", "client")] {
        let form = form::EditTask {
            audience: to.into(),
            audience_was: was.into(),
            ..Default::default()
        };
        let key = world.may_on::<EditTasks>(Who::Mo, task).await;
        task::edit_task(&world.db, &key, &act(), RecordId(task), &form)
            .await
            .unwrap();
        let same = format!(
            "SELECT COUNT(*) FROM record WHERE id IN ({}, {}) AND audience = '{to}'",
            world.direct.id(task),
            world.direct.id(file.id.0)
        );
        assert_eq!(world.direct.number(same).await, 2, "{to}");
    }
    // For people by name: so is the file that comes afterwards, and no other sees it.
    let own = world.create_task(Who::Mo, world.cast.ngt, "Own").await;
    world
        .direct
        .run(format!(
            "UPDATE record SET audience = 'named' WHERE id = {}",
            world.direct.id(own)
        ))
        .await;
    let later = new("later.png", 5);
    add(&world, Who::Mo, own, std::slice::from_ref(&later))
        .await
        .unwrap();
    read(&world, Who::Mo, later.id).await.unwrap();
    let outcome = read(&world, Who::Olga, later.id).await;
    assert_eq!(refused(outcome), Refused::Absent);
}

async fn a_file_is_put_away_and_taken_back(world: World) {
    let (task, file) = (world.cast.ngt_1, new("plan.png", 5));
    add(&world, Who::Mo, task, std::slice::from_ref(&file))
        .await
        .unwrap();
    let key = world.may_on::<EditTasks>(Who::Mo, task).await;
    let away = trash::put(&world.db, &key, &act(), file.id).await.unwrap();
    assert_eq!(names(&world, Who::Mo, 1).await, [""; 0]);
    assert_eq!(
        refused(read(&world, Who::Mo, file.id).await),
        Refused::Absent
    );
    let sight = world.sight(Who::Mo).await;
    let listed = trash::list(&world.db, &sight).await.unwrap();
    assert!(
        listed
            .iter()
            .any(|t| t.called == "plan.png" && t.kind == "file")
    );
    undo::undo(&world.db, &key, &act(), away.seq).await.unwrap();
    assert_eq!(names(&world, Who::Mo, 1).await, ["plan.png"]);
    world.assert_whole().await;
}

async fn files_that_came_together_go_together(world: World) {
    let task = world.cast.ngt_1;
    let done = add(&world, Who::Mo, task, &[new("a.png", 1), new("b.png", 2)])
        .await
        .unwrap();
    let sight = world.sight(Who::Mo).await;
    let projects = many::projects(&world.db, &sight, done.seq).await.unwrap();
    assert_eq!(projects, [RecordId(world.cast.ngt)]);
    let key = world.may_on::<EditTasks>(Who::Mo, task).await;
    let back = many::take_back_all(&world.db, &[key], &act(), done.seq)
        .await
        .unwrap();
    assert_eq!((back.what.changed, back.what.left.len()), (2, 0));
    assert_eq!(names(&world, Who::Mo, 1).await, [""; 0]);
    many::take_back_all(&world.db, &[key], &act(), back.seq)
        .await
        .unwrap();
    assert_eq!(names(&world, Who::Mo, 1).await.len(), 2);
    // One that came alone is taken back alone.
    let one = add(&world, Who::Mo, task, &[new("c.png", 1)])
        .await
        .unwrap();
    let alone = many::projects(&world.db, &sight, one.seq).await.unwrap();
    assert!(alone.is_empty());
    undo::undo(&world.db, &key, &act(), one.seq).await.unwrap();
    assert_eq!(names(&world, Who::Mo, 1).await.len(), 2);
}

async fn the_same_change_again_has_the_same_files(world: World) {
    let task = world.cast.ngt_1;
    let key = world.may_on::<EditTasks>(Who::Mo, task).await;
    let (once, act) = (new("a.png", 1), act());
    let again = NewFile {
        id: RecordId(Uuid::now_v7()),
        ..once.clone()
    };
    for file in [&once, &again] {
        let new = std::slice::from_ref(file);
        let done = files::add(&world.db, &key, &act, RecordId(task), new, None).await;
        assert_eq!(done.unwrap().what, [once.id]);
    }
    assert_eq!(names(&world, Who::Mo, 1).await.len(), 1);
}

async fn there_is_room_for_so_much_and_no_more(world: World) {
    let task = world.cast.ngt_1;
    let key = world.may_on::<EditTasks>(Who::Mo, task).await;
    let most = Some(120);
    let put = async |size| {
        let new = [new("a.png", size)];
        files::add(&world.db, &key, &act(), RecordId(task), &new, most).await
    };
    let full = Refused::field_with("file", Code::NoRoom, "120");
    assert_eq!(refused(put(111).await), full);
    assert_eq!(names(&world, Who::Mo, 1).await, [""; 0]);
    put(110).await.unwrap();
    assert_eq!(refused(put(1).await), full);
    assert_eq!(refused(files::room(&world.db, &key, most).await), full);
    files::room(&world.db, &key, None).await.unwrap();
    let many: Vec<_> = (0..ON_ONE).map(|n| new(&format!("{n}.png"), 1)).collect();
    let outcome = add(&world, Who::Mo, task, &many).await;
    let full = Refused::field_with("file", Code::Full, ON_ONE.to_string());
    assert_eq!(refused(outcome), full);
}

async fn what_is_purged_or_redacted_is_kept_no_more(world: World) {
    let task = world.cast.ngt_1;
    let (purged, redacted, stays) = (new("a.png", 1), new("b.png", 1), new("c.png", 1));
    add(&world, Who::Mo, task, std::slice::from_ref(&purged))
        .await
        .unwrap();
    let seq = add(&world, Who::Mo, task, std::slice::from_ref(&redacted))
        .await
        .unwrap()
        .seq;
    add(&world, Who::Mo, task, std::slice::from_ref(&stays))
        .await
        .unwrap();
    let key = world.may_on::<EditTasks>(Who::Mo, task).await;
    trash::put(&world.db, &key, &act(), purged.id)
        .await
        .unwrap();
    purge::purge_before(&world.db, &world.duty, chrono::Utc::now())
        .await
        .unwrap();
    let erases = world.may::<EraseAndRedact>(Who::Olga).await;
    redact::redact(&world.db, &erases, &act(), &[seq], "a slip")
        .await
        .unwrap();
    let home = world.sight(Who::Mo).await.workspace().0;
    for (file, kept) in [(&purged, false), (&redacted, false), (&stays, true)] {
        let is = files::is_kept(&world.db, &world.duty, home, file.id.0).await;
        assert_eq!(is.unwrap(), kept, "{}", file.name);
    }
    assert_eq!(names(&world, Who::Mo, 1).await, ["c.png"]);
    let all = files::all(&world.db, &world.duty, None).await.unwrap();
    assert_eq!(
        all.iter().map(|row| row.id).collect::<Vec<_>>(),
        [stays.id.0]
    );
    let after = Some((home, stays.id.0));
    assert!(
        files::all(&world.db, &world.duty, after)
            .await
            .unwrap()
            .is_empty()
    );
    world.assert_whole().await;
}
