//! Who is mentioned, who watches, and what was said better.

use domain::access::{Comment, ManageProject, ProjectRole};
use domain::audience::Audience;
use domain::form;
use domain::id::RecordId;
use domain::refusal::{Code, Refused};
use store::audit::Called;
use store::plan::{member, project};
use store::{audit, talk, undo};
use uuid::Uuid;

use crate::world::{Outcome, Who, World, act, refused};

both!(
    mentions_are_kept_and_heard,
    watching_is_ones_own,
    ones_own_comment_is_said_better_and_back,
    what_happened_is_told_by_name,
    who_left_the_project_watches_nothing_there,
);

async fn watchers(world: &World, on: Uuid) -> Vec<String> {
    let sight = world.sight(Who::Olga).await;
    let talk = talk::conversation(&world.db, &sight, RecordId(on));
    let list = talk.await.unwrap().watchers;
    list.into_iter().map(|w| w.name).collect()
}

async fn mentioned(world: &World, comment: Uuid) -> Vec<String> {
    let id = world.direct.id(comment);
    world
        .direct
        .texts(&format!(
            "SELECT a.name FROM mention x JOIN member m ON m.id = x.member JOIN account a ON a.id = m.account WHERE x.record = {id} ORDER BY a.name"
        ))
        .await
}

async fn edit(world: &World, who: Who, comment: Uuid, was: &str, text: &str) -> Outcome {
    let form = form::EditComment {
        text: text.into(),
        text_was: was.into(),
        ..Default::default()
    };
    let key = world.may_on::<Comment>(who, world.cast.ngt).await;
    talk::edit_comment(&world.db, &key, &act(), RecordId(comment), &form).await
}

async fn mentions_are_kept_and_heard(world: World) {
    let task = world.cast.ngt_2;
    // Otto is in no project: he is nobody here.
    let text = "@lena Hartmann, and @Mo; not @Otto, nor `@Obi`.";
    let comment = world.comment(Who::Mo, task, text, Audience::Internal).await;
    let (lena, mo, obi) = (Who::Lena.name(), Who::Mo.name(), Who::Obi.name());
    assert_eq!(mentioned(&world, comment).await, [lena, mo]);
    assert_eq!(watchers(&world, task).await, [lena, mo]);
    edit(&world, Who::Mo, comment, text, "@Obi instead")
        .await
        .unwrap();
    assert_eq!(mentioned(&world, comment).await, [obi]);
    // Who was called stays until they go themselves.
    assert_eq!(watchers(&world, task).await, [lena, mo, obi]);
}

async fn watching_is_ones_own(world: World) {
    let task = world.cast.ngt_2;
    let key = world.may_on::<Comment>(Who::Lena, task).await;
    let on = RecordId(task);
    let began = talk::watch(&world.db, &key, &act(), on).await.unwrap();
    assert_eq!(watchers(&world, task).await, [Who::Lena.name()]);
    let again = talk::watch(&world.db, &key, &act(), on).await.unwrap();
    assert_eq!(again.seq, began.seq, "nothing changed, no event");
    talk::unwatch(&world.db, &key, &act(), on).await.unwrap();
    assert!(watchers(&world, task).await.is_empty());
    // A project can be watched; what is said, and what is elsewhere, cannot.
    talk::watch(&world.db, &key, &act(), RecordId(world.cast.ngt))
        .await
        .unwrap();
    for id in [
        world.cast.internal_comment,
        world.cast.oth,
        world.cast.fgn_1,
        Uuid::now_v7(),
    ] {
        assert_eq!(
            refused(talk::watch(&world.db, &key, &act(), RecordId(id)).await),
            Refused::Absent
        );
    }
    world.assert_whole().await;
}

async fn ones_own_comment_is_said_better_and_back(world: World) {
    let (comment, was) = (world.cast.internal_comment, "Among ourselves");
    assert_eq!(
        refused(edit(&world, Who::Lena, comment, was, "Mine").await),
        Refused::Absent
    );
    assert_eq!(
        refused(edit(&world, Who::Mo, comment, was, " ").await),
        Refused::field("text", Code::Missing)
    );
    let done = edit(&world, Who::Mo, comment, was, "Among us")
        .await
        .unwrap();
    let sight = world.sight(Who::Lena).await;
    let on = RecordId(world.cast.ngt_1);
    let read = async || {
        talk::conversation(&world.db, &sight, on)
            .await
            .unwrap()
            .said
    };
    let said = read().await;
    assert_eq!(said[0].text, "Among us");
    let edits = &said[0].edits;
    assert_eq!(edits.len(), 1);
    assert_eq!(
        (edits[0].before.as_deref(), edits[0].after.as_deref()),
        (Some(was), Some("Among us"))
    );
    // Another's undo is not there; one's own takes the words back.
    let theirs = world.may_on::<Comment>(Who::Lena, world.cast.ngt).await;
    assert_eq!(
        refused(undo::undo(&world.db, &theirs, &act(), done.seq).await),
        Refused::Absent
    );
    let mine = world.may_on::<Comment>(Who::Mo, world.cast.ngt).await;
    undo::undo(&world.db, &mine, &act(), done.seq)
        .await
        .unwrap();
    assert_eq!(read().await[0].text, was);
    world.assert_whole().await;
}

async fn what_happened_is_told_by_name(world: World) {
    let key = world
        .may_on::<ManageProject>(Who::Lena, world.cast.ngt)
        .await;
    project::add_to_project(
        &world.db,
        &key,
        &act(),
        world.member(Who::Otto),
        ProjectRole::Viewer,
    )
    .await
    .unwrap();
    let sight = world.sight(Who::Mo).await;
    let events = audit::activity(&world.db, &sight, RecordId(world.cast.ngt))
        .await
        .unwrap();
    assert_eq!(events[0].kind, "project.member_added");
    let otto = world.member(Who::Otto).0;
    // Sixty nobodies beside them: asked about in turns.
    let mut ids: Vec<Uuid> = (0..60).map(|_| Uuid::now_v7()).collect();
    ids.extend([
        otto,
        world.cast.harbour,
        world.cast.ngt_1,
        world.cast.oth_1,
        world.cast.fgn_1,
    ]);
    let names = audit::names(&world.db, &sight, &ids).await.unwrap();
    assert_eq!(names.len(), 3);
    assert_eq!(names[&otto], Called::Name(Who::Otto.name().into()));
    assert_eq!(names[&world.cast.harbour], Called::Name("Harbour".into()));
    assert_eq!(names[&world.cast.ngt_1], Called::Task("NGT-1".into()));
}

async fn who_left_the_project_watches_nothing_there(world: World) {
    assert_eq!(watchers(&world, world.cast.ngt_1).await, [Who::Mo.name()]);
    let key = world
        .may_on::<ManageProject>(Who::Lena, world.cast.ngt)
        .await;
    member::remove_from_project(&world.db, &key, &act(), world.member(Who::Mo))
        .await
        .unwrap();
    assert!(watchers(&world, world.cast.ngt_1).await.is_empty());
}
