//! Saved views: one's own and shared ones, kept at hand, changed, put away and taken back.

use domain::access::{EditTasks, ManageProject, Permission, SeeProjects, ShareViews, ViewProject};
use domain::form;
use domain::id::RecordId;
use domain::plan::view::{Fields, NewView, Place};
use domain::refusal::{Code, Refused};
use store::plan::view::{self, View, Views};
use store::upkeep::erase;
use store::{trash, undo};
use uuid::Uuid;

use crate::world::{Outcome, Who, World, act, refused};

both!(
    a_private_view_is_its_makers_alone,
    a_shared_view_is_for_whoever_sees_the_place,
    names_are_ones_own_in_each_place,
    whoever_may_share_changes_what_is_shared,
    a_view_is_deleted_and_taken_back,
    a_change_is_taken_back,
    taking_back_shares_and_hides_as_changing_does,
    pins_are_ones_own,
    private_views_go_with_whom_they_were_for,
    a_project_takes_its_views_along,
);

fn new(name: &str, shared: bool) -> NewView {
    NewView {
        id: RecordId(Uuid::now_v7()),
        fields: Fields {
            name: name.into(),
            page: "list".into(),
            query: "due=late".into(),
            shared,
        },
    }
}

async fn save<P: Views + Permission>(
    world: &World,
    who: Who,
    project: Option<Uuid>,
    new: &NewView,
) -> Outcome {
    let (key, place) = match project {
        Some(project) => (world.try_on::<P>(who, project).await?, Place::Project),
        None => (world.may::<P>(who).await, Place::Tasks),
    };
    view::save_view(&world.db, &key, &act(), place, new).await
}

async fn seen(world: &World, who: Who, place: Place, project: Option<Uuid>) -> Vec<View> {
    let sight = world.sight(who).await;
    let project = project.map(RecordId);
    view::views(&world.db, &sight, place, project)
        .await
        .unwrap()
}

async fn names(world: &World, who: Who, place: Place, project: Option<Uuid>) -> Vec<String> {
    let views = seen(world, who, place, project).await;
    views.into_iter().map(|view| view.name).collect()
}

async fn a_private_view_is_its_makers_alone(world: World) {
    let ngt = Some(world.cast.ngt);
    let mine = new("Mine", false);
    save::<ViewProject>(&world, Who::Mo, ngt, &mine)
        .await
        .unwrap();
    save::<SeeProjects>(&world, Who::Mo, None, &new("Mine", false))
        .await
        .unwrap();
    for (place, project) in [(Place::Project, ngt), (Place::Tasks, None)] {
        assert_eq!(names(&world, Who::Mo, place, project).await, ["Mine"]);
        for other in [Who::Lena, Who::Olga, Who::Obi, Who::Otto] {
            assert!(
                names(&world, other, place, project).await.is_empty(),
                "{other:?}"
            );
        }
    }
    // Nor is it changed, kept or named by others, by whatever key.
    let edit = form::EditView {
        name: "Theirs".into(),
        ..Default::default()
    };
    let key = world.may_on::<EditTasks>(Who::Lena, world.cast.ngt).await;
    let edited = view::edit_view(&world.db, &key, &act(), mine.id, &edit).await;
    assert_eq!(refused(edited), Refused::Absent);
    let key = world.may_on::<ViewProject>(Who::Olga, world.cast.ngt).await;
    let pinned = view::pin_view(&world.db, &key, &act(), mine.id).await;
    assert_eq!(refused(pinned), Refused::Absent);
    let sight = world.sight(Who::Olga).await;
    assert_eq!(
        refused(view::about(&world.db, &sight, mine.id).await),
        Refused::Absent
    );
    // A key to see shares nothing.
    let shared = save::<ViewProject>(&world, Who::Mo, ngt, &new("Ours", true)).await;
    assert_eq!(refused(shared), Refused::Absent);
}

async fn a_shared_view_is_for_whoever_sees_the_place(world: World) {
    let ngt = Some(world.cast.ngt);
    save::<EditTasks>(&world, Who::Mo, ngt, &new("Ours", true))
        .await
        .unwrap();
    for who in [Who::Mo, Who::Lena, Who::Obi, Who::Olga] {
        assert_eq!(
            names(&world, who, Place::Project, ngt).await,
            ["Ours"],
            "{who:?}"
        );
    }
    // Not for whoever is in no project, nor in another place.
    assert!(
        names(&world, Who::Otto, Place::Project, ngt)
            .await
            .is_empty()
    );
    let other = Some(world.cast.oth);
    assert!(
        names(&world, Who::Olga, Place::Project, other)
            .await
            .is_empty()
    );
    assert!(names(&world, Who::Mo, Place::Tasks, None).await.is_empty());
    save::<ShareViews>(&world, Who::Otto, None, &new("All late", true))
        .await
        .unwrap();
    assert_eq!(
        names(&world, Who::Obi, Place::Tasks, None).await,
        ["All late"]
    );
    assert!(names(&world, Who::Obi, Place::Mine, None).await.is_empty());
    assert!(
        names(&world, Who::Faye, Place::Tasks, None)
            .await
            .is_empty()
    );
}

async fn names_are_ones_own_in_each_place(world: World) {
    let ngt = Some(world.cast.ngt);
    save::<ViewProject>(&world, Who::Mo, ngt, &new("Late ones", false))
        .await
        .unwrap();
    let again = save::<ViewProject>(&world, Who::Mo, ngt, &new("LATE ones", false)).await;
    assert_eq!(refused(again), Refused::field("name", Code::Taken));
    save::<ViewProject>(&world, Who::Lena, ngt, &new("Late ones", false))
        .await
        .unwrap();
    save::<SeeProjects>(&world, Who::Mo, None, &new("Late ones", false))
        .await
        .unwrap();
    let other = new("Others", false);
    save::<ViewProject>(&world, Who::Mo, ngt, &other)
        .await
        .unwrap();
    let edit = form::EditView {
        name: "late Ones".into(),
        name_was: "Others".into(),
        ..Default::default()
    };
    let key = world.may_on::<ViewProject>(Who::Mo, world.cast.ngt).await;
    let renamed = view::edit_view(&world.db, &key, &act(), other.id, &edit).await;
    assert_eq!(refused(renamed), Refused::field("name", Code::Taken));
}

async fn whoever_may_share_changes_what_is_shared(world: World) {
    let ngt = Some(world.cast.ngt);
    let ours = new("Ours", true);
    save::<EditTasks>(&world, Who::Mo, ngt, &ours)
        .await
        .unwrap();
    let query = form::EditView {
        query: "with=me".into(),
        query_was: "due=late".into(),
        ..Default::default()
    };
    let key = world.may_on::<EditTasks>(Who::Lena, world.cast.ngt).await;
    view::edit_view(&world.db, &key, &act(), ours.id, &query)
        .await
        .unwrap();
    let view = seen(&world, Who::Obi, Place::Project, ngt).await.remove(0);
    assert_eq!(
        (view.query.as_str(), view.shared, view.mine),
        ("with=me", true, false)
    );
    // Only its maker takes it from the others.
    let hide = form::EditView {
        shared_was: "on".into(),
        ..Default::default()
    };
    let hidden = view::edit_view(&world.db, &key, &act(), ours.id, &hide).await;
    assert_eq!(refused(hidden), Refused::Absent);
    let key = world.may_on::<ViewProject>(Who::Mo, world.cast.ngt).await;
    view::edit_view(&world.db, &key, &act(), ours.id, &hide)
        .await
        .unwrap();
    assert!(
        names(&world, Who::Obi, Place::Project, ngt)
            .await
            .is_empty()
    );
    world.assert_whole().await;
}

async fn a_view_is_deleted_and_taken_back(world: World) {
    let ngt = Some(world.cast.ngt);
    let mine = new("Mine", false);
    save::<ViewProject>(&world, Who::Mo, ngt, &mine)
        .await
        .unwrap();
    let key = world.may_on::<ViewProject>(Who::Mo, world.cast.ngt).await;
    let gone = trash::put(&world.db, &key, &act(), mine.id).await.unwrap();
    assert!(names(&world, Who::Mo, Place::Project, ngt).await.is_empty());
    undo::undo(&world.db, &key, &act(), gone.seq).await.unwrap();
    assert_eq!(names(&world, Who::Mo, Place::Project, ngt).await, ["Mine"]);
    // What comes back to a name that is another's by now stays away.
    trash::put(&world.db, &key, &act(), mine.id).await.unwrap();
    save::<ViewProject>(&world, Who::Mo, ngt, &new("Mine", false))
        .await
        .unwrap();
    let back = trash::restore(&world.db, &key, &act(), mine.id).await;
    assert_eq!(refused(back), Refused::field("name", Code::Taken));
    // Across projects it lies in its own reader's trash.
    let across = new("Across", false);
    save::<SeeProjects>(&world, Who::Mo, None, &across)
        .await
        .unwrap();
    let key = world.may::<SeeProjects>(Who::Mo).await;
    trash::put(&world.db, &key, &act(), across.id)
        .await
        .unwrap();
    let trashed = view::in_trash(&world.db, &world.sight(Who::Mo).await)
        .await
        .unwrap();
    assert_eq!(trashed.len(), 1);
    let others = view::in_trash(&world.db, &world.sight(Who::Olga).await)
        .await
        .unwrap();
    assert!(others.is_empty());
    world.assert_whole().await;
}

async fn a_change_is_taken_back(world: World) {
    let ngt = Some(world.cast.ngt);
    let ours = new("Ours", false);
    let made = save::<ViewProject>(&world, Who::Mo, ngt, &ours)
        .await
        .unwrap();
    let edit = form::EditView {
        name: "Theirs".into(),
        name_was: "Ours".into(),
        query_was: "due=late".into(),
        shared: "on".into(),
        ..Default::default()
    };
    let key = world.may_on::<EditTasks>(Who::Mo, world.cast.ngt).await;
    let done = view::edit_view(&world.db, &key, &act(), ours.id, &edit)
        .await
        .unwrap();
    let view = seen(&world, Who::Lena, Place::Project, ngt).await.remove(0);
    assert_eq!((view.name.as_str(), view.query.as_str()), ("Theirs", ""));
    undo::undo(&world.db, &key, &act(), done.seq).await.unwrap();
    let view = seen(&world, Who::Mo, Place::Project, ngt).await.remove(0);
    assert_eq!(
        (view.name.as_str(), view.query.as_str(), view.shared),
        ("Ours", "due=late", false)
    );
    // That it was made is taken back as well.
    undo::undo(&world.db, &key, &act(), made.seq).await.unwrap();
    assert!(names(&world, Who::Mo, Place::Project, ngt).await.is_empty());
    world.assert_whole().await;
}

async fn taking_back_shares_and_hides_as_changing_does(world: World) {
    let ngt = Some(world.cast.ngt);
    let ours = new("Ours", false);
    save::<EditTasks>(&world, Who::Mo, ngt, &ours)
        .await
        .unwrap();
    let share = form::EditView {
        name: "Ours".into(),
        name_was: "Ours".into(),
        query: "due=late".into(),
        query_was: "due=late".into(),
        shared: "on".into(),
        ..Default::default()
    };
    let edits = world.may_on::<EditTasks>(Who::Mo, world.cast.ngt).await;
    let shared = view::edit_view(&world.db, &edits, &act(), ours.id, &share)
        .await
        .unwrap();
    // Another who may share there does not take it from everybody by taking back that it was shared.
    let lena = world.may_on::<EditTasks>(Who::Lena, world.cast.ngt).await;
    let hidden = undo::undo(&world.db, &lena, &act(), shared.seq).await;
    assert_eq!(refused(hidden), Refused::Absent);
    assert_eq!(names(&world, Who::Obi, Place::Project, ngt).await, ["Ours"]);
    let hidden = undo::undo(&world.db, &edits, &act(), shared.seq)
        .await
        .unwrap();
    // Nor is it shared again by a right to see.
    let (sees, sight) = (
        world.may_on::<ViewProject>(Who::Mo, world.cast.ngt).await,
        world.sight(Who::Mo).await,
    );
    let again = undo::undo(&world.db, &sees, &act(), hidden.seq).await;
    assert_eq!(refused(again), Refused::Absent);
    let of_event = async |seq| view::of_event(&world.db, &sight, seq).await.unwrap();
    assert!(of_event(hidden.seq).await.unwrap().1);
    assert!(!of_event(shared.seq).await.unwrap().1);
    undo::undo(&world.db, &edits, &act(), hidden.seq)
        .await
        .unwrap();
    assert_eq!(names(&world, Who::Obi, Place::Project, ngt).await, ["Ours"]);
}

async fn pins_are_ones_own(world: World) {
    let ngt = Some(world.cast.ngt);
    let ours = new("Ours", true);
    save::<EditTasks>(&world, Who::Mo, ngt, &ours)
        .await
        .unwrap();
    let key = world.may_on::<ViewProject>(Who::Obi, world.cast.ngt).await;
    view::pin_view(&world.db, &key, &act(), ours.id)
        .await
        .unwrap();
    assert!(
        view::pin_view(&world.db, &key, &act(), ours.id)
            .await
            .unwrap()
            .unchanged
    );
    let pinned = async |who| seen(&world, who, Place::Project, ngt).await[0].pinned;
    assert!(pinned(Who::Obi).await && !pinned(Who::Mo).await);
    view::unpin_view(&world.db, &key, &act(), ours.id)
        .await
        .unwrap();
    assert!(!pinned(Who::Obi).await);
}

async fn private_views_go_with_whom_they_were_for(world: World) {
    let ngt = Some(world.cast.ngt);
    let mine = new("Only for Mo", false);
    save::<ViewProject>(&world, Who::Mo, ngt, &mine)
        .await
        .unwrap();
    let across = new("Only for Mo", false);
    save::<SeeProjects>(&world, Who::Mo, None, &across)
        .await
        .unwrap();
    let ours = new("Ours", true);
    save::<EditTasks>(&world, Who::Mo, ngt, &ours)
        .await
        .unwrap();
    let key = world.may_on::<ViewProject>(Who::Mo, world.cast.ngt).await;
    view::pin_view(&world.db, &key, &act(), ours.id)
        .await
        .unwrap();
    erase::erase_person(&world.db, &world.duty, &Who::Mo.email())
        .await
        .unwrap();
    let rows = world.direct.texts("SELECT name FROM saved_view").await;
    assert_eq!(rows, ["Ours"]);
    assert_eq!(
        world.direct.number("SELECT COUNT(*) FROM view_pin").await,
        0
    );
    assert_eq!(
        names(&world, Who::Lena, Place::Project, ngt).await,
        ["Ours"]
    );
    let told = "SELECT COUNT(*) FROM event e JOIN event_payload p ON p.workspace = e.workspace AND p.seq = e.seq WHERE e.kind = 'view.created'";
    assert_eq!(world.direct.number(told).await, 1);
    world.assert_whole().await;
}

async fn a_project_takes_its_views_along(world: World) {
    let ngt = Some(world.cast.ngt);
    save::<EditTasks>(&world, Who::Mo, ngt, &new("Ours", true))
        .await
        .unwrap();
    let key = world
        .may_on::<ManageProject>(Who::Lena, world.cast.ngt)
        .await;
    let id = RecordId(world.cast.ngt);
    trash::put(&world.db, &key, &act(), id).await.unwrap();
    assert!(names(&world, Who::Mo, Place::Project, ngt).await.is_empty());
    trash::restore(&world.db, &key, &act(), id).await.unwrap();
    assert_eq!(names(&world, Who::Mo, Place::Project, ngt).await, ["Ours"]);
}
