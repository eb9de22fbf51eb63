//! The outline: nested, moved, numbered, put away and brought back.

use domain::access::EditTasks;
use domain::audience::Audience;
use domain::id::RecordId;
use domain::plan::list::{Ask, Scope};
use domain::plan::moving::Move;
use domain::plan::outline::DEPTH;
use domain::plan::task::NewTask;
use domain::refusal::{Code, Refused};
use store::plan::list::list;
use store::plan::task;
use store::trash;
use uuid::Uuid;

use super::id;
use crate::world::{Who, World, act, refused};

both!(
    codes_follow_the_outline,
    a_task_moves_with_all_below_it,
    what_cannot_move_says_why,
    there_is_always_room_between_two,
    moves_are_taken_back,
    a_subtree_goes_to_the_trash_and_comes_back_whole,
    a_task_behind_another,
);

/// `code title` of every row, in the order of the outline.
async fn outline(world: &World) -> Vec<String> {
    let sight = world.sight(Who::Mo).await;
    let ask = Ask::of(Scope::Project(world.cast.ngt));
    let listed = list(&world.db, &sight, &ask).await.unwrap();
    assert_eq!(listed.total, listed.rows.len() as i64);
    for row in &listed.rows {
        assert_eq!(row.level, row.wbs.split('.').count(), "{row:?}");
        assert_eq!(world.page(&row.key()).await.wbs, row.wbs);
    }
    listed
        .rows
        .iter()
        .map(|row| format!("{} {}", row.wbs, row.title))
        .collect()
}

const FIRST: [&str; 2] = ["1 Map the codes", "2 Draw the lamps"];

async fn codes_follow_the_outline(world: World) {
    let a = world.below(world.cast.ngt_1, "A").await;
    let b = world.below(world.cast.ngt_1, "B").await;
    world.below(a, "A1").await;
    world.below(b, "B1").await;
    assert_eq!(
        outline(&world).await,
        [
            "1 Map the codes",
            "1.1 A",
            "1.1.1 A1",
            "1.2 B",
            "1.2.1 B1",
            "2 Draw the lamps"
        ]
    );
    // A page that begins in the middle counts on from there.
    let sight = world.sight(Who::Mo).await;
    let mut ask = Ask::of(Scope::Project(world.cast.ngt));
    (ask.offset, ask.limit) = (3, 2);
    let page = list(&world.db, &sight, &ask).await.unwrap();
    let codes: Vec<_> = page.rows.iter().map(|r| r.wbs.as_str()).collect();
    assert_eq!((codes, page.total), (vec!["1.2", "1.2.1"], 6));
    // What was left out has its place all the same.
    ask = Ask::of(Scope::All);
    ask.filter.text = "b1".into();
    let page = list(&world.db, &sight, &ask).await.unwrap();
    assert_eq!(page.rows[0].wbs, "1.2.1");
    // What lies in the trash has none.
    world.trash_task(Who::Mo, a).await.unwrap();
    assert_eq!(
        outline(&world).await,
        ["1 Map the codes", "1.1 B", "1.1.1 B1", "2 Draw the lamps"]
    );
    let page = world.page("NGT-6").await;
    assert_eq!((page.title.as_str(), page.wbs.as_str()), ("B1", "1.1.1"));
    let above: Vec<_> = page.above.iter().map(|t| t.title.as_str()).collect();
    assert_eq!(above, ["Map the codes", "B"]);
    let below: Vec<_> = world
        .page("NGT-1")
        .await
        .below
        .iter()
        .map(|t| t.title.clone())
        .collect();
    assert_eq!(below, ["B"]);
}

async fn a_task_moves_with_all_below_it(world: World) {
    let (one, two) = (world.cast.ngt_1, world.cast.ngt_2);
    let a = world.below(one, "A").await;
    world.below(a, "A1").await;
    world.go(one, Move::After(id(two))).await.unwrap();
    assert_eq!(
        outline(&world).await,
        ["1 Draw the lamps", "2 Map the codes", "2.1 A", "2.1.1 A1"]
    );
    world.go(one, Move::Indent).await.unwrap();
    assert_eq!(
        outline(&world).await,
        [
            "1 Draw the lamps",
            "1.1 Map the codes",
            "1.1.1 A",
            "1.1.1.1 A1"
        ]
    );
    world.go(a, Move::Outdent).await.unwrap();
    assert_eq!(
        outline(&world).await,
        ["1 Draw the lamps", "1.1 Map the codes", "1.2 A", "1.2.1 A1"]
    );
    world.go(a, Move::Up).await.unwrap();
    world.go(one, Move::Top).await.unwrap();
    world.go(one, Move::Before(id(two))).await.unwrap();
    assert_eq!(
        outline(&world).await,
        ["1 Map the codes", "2 Draw the lamps", "2.1 A", "2.1.1 A1"]
    );
    world.go(one, Move::Down).await.unwrap();
    world.go(a, Move::Below(id(one))).await.unwrap();
    assert_eq!(
        outline(&world).await,
        ["1 Draw the lamps", "2 Map the codes", "2.1 A", "2.1.1 A1"]
    );
    // The record says the same as the task.
    let off = world
        .direct
        .number(
            "SELECT COUNT(*) FROM task t JOIN record r ON r.id = t.id WHERE r.parent <> t.parent",
        )
        .await;
    assert_eq!(off, 0);
    world.assert_whole().await;
}

async fn what_cannot_move_says_why(world: World) {
    let (one, two) = (world.cast.ngt_1, world.cast.ngt_2);
    let a = world.below(one, "A").await;
    let under = Refused::field("anchor", Code::UnderItself);
    assert_eq!(refused(world.go(one, Move::Below(id(a))).await), under);
    assert_eq!(refused(world.go(one, Move::After(id(a))).await), under);
    assert_eq!(refused(world.go(one, Move::Below(id(one))).await), under);
    assert_eq!(
        refused(world.go(one, Move::Indent).await),
        Refused::conflict(Code::NothingAbove)
    );
    assert_eq!(
        refused(world.go(one, Move::Outdent).await),
        Refused::conflict(Code::AtTheTop)
    );
    let unknown = Refused::field("anchor", Code::NoSuchTask);
    for other in [
        world.cast.oth_1,
        world.cast.fgn_1,
        world.cast.ngt,
        Uuid::now_v7(),
    ] {
        assert_eq!(
            refused(world.go(one, Move::Below(id(other))).await),
            unknown
        );
    }
    // Twenty levels, and no more; also not by moving what has something below it.
    let mut deepest = two;
    for n in 1..DEPTH {
        deepest = world.below(deepest, &format!("Level {}", n + 1)).await;
    }
    let deep = Refused::Conflict {
        code: Code::TooDeep,
        arg: DEPTH.to_string(),
    };
    let new = NewTask::titled(RecordId(Uuid::now_v7()), "Deeper").below(RecordId(deepest));
    let key = world.may_on::<EditTasks>(Who::Mo, deepest).await;
    assert_eq!(
        refused(task::create_task(&world.db, &key, &act(), &new).await),
        deep
    );
    assert_eq!(refused(world.go(one, Move::Below(id(deepest))).await), deep);
    // Nothing to do is no event.
    let head = world.head().await;
    world.go(one, Move::Up).await.unwrap();
    world.go(a, Move::Below(id(one))).await.unwrap();
    assert_eq!(world.head().await, head);
}

async fn there_is_always_room_between_two(world: World) {
    let (one, two) = (world.cast.ngt_1, world.cast.ngt_2);
    world.below(two, "Lamp").await;
    // Each goes right behind the first: the gap halves until there is none.
    let mut expected = vec!["Draw the lamps".to_owned(), "Lamp".to_owned()];
    for n in 0..45 {
        let new = NewTask {
            after: Some(RecordId(one)),
            ..NewTask::titled(RecordId(Uuid::now_v7()), format!("Step {n}"))
        };
        let key = world.may_on::<EditTasks>(Who::Mo, one).await;
        task::create_task(&world.db, &key, &act(), &new)
            .await
            .unwrap();
        expected.insert(0, format!("Step {n}"));
    }
    expected.insert(0, "Map the codes".into());
    let sight = world.sight(Who::Mo).await;
    let listed = list(&world.db, &sight, &Ask::of(Scope::Project(world.cast.ngt)))
        .await
        .unwrap();
    let titles: Vec<_> = listed.rows.iter().map(|r| r.title.clone()).collect();
    assert_eq!(titles, expected);
    assert_eq!(listed.rows.last().map(|r| r.wbs.as_str()), Some("47.1"));
    // Nothing is left where no task can stand.
    let lost = world
        .direct
        .number("SELECT COUNT(*) FROM task WHERE outline >= 'g'")
        .await;
    assert_eq!(lost, 0);
}

async fn moves_are_taken_back(world: World) {
    let (one, two) = (world.cast.ngt_1, world.cast.ngt_2);
    let a = world.below(one, "A").await;
    let b = world.below(one, "B").await;
    let before = outline(&world).await;
    let moved = world.go(a, Move::Below(id(two))).await.unwrap();
    let after = outline(&world).await;
    let undone = world.back(a, moved.seq).await;
    assert_eq!(outline(&world).await, before);
    let redone = world.back(a, undone).await;
    assert_eq!(outline(&world).await, after);
    // What it stood below is gone: nowhere to go back to.
    world.trash_task(Who::Mo, one).await.unwrap();
    assert_eq!(
        refused(world.undo_on_task(Who::Mo, a, redone).await),
        Refused::conflict(Code::ParentInTrash)
    );
    world.restore_task(Who::Mo, one).await.unwrap();
    world.trash_task(Who::Mo, b).await.unwrap();
    world.back(a, redone).await;
    assert_eq!(
        outline(&world).await,
        ["1 Map the codes", "1.1 A", "2 Draw the lamps"]
    );
}

async fn a_subtree_goes_to_the_trash_and_comes_back_whole(world: World) {
    let a = world.below(world.cast.ngt_1, "A").await;
    let a1 = world.below(a, "A1").await;
    let a2 = world.below(a, "A2").await;
    let deep = world.below(a1, "A11").await;
    world
        .comment(Who::Mo, deep, "Deep down", Audience::Internal)
        .await;
    world.wait(deep, world.cast.ngt_2, "fs", "").await.unwrap();
    // One was put away before: it stays so.
    world.trash_task(Who::Mo, a2).await.unwrap();
    let before = outline(&world).await;
    let put = world.trash_task(Who::Mo, a).await.unwrap();
    assert_eq!(outline(&world).await, FIRST);
    for gone in [a, a1, deep] {
        assert!(matches!(
            world.try_on::<EditTasks>(Who::Mo, gone).await.err(),
            None | Some(store::Error::Refused(Refused::Absent))
        ));
    }
    let sight = world.sight(Who::Mo).await;
    let said = store::talk::conversation(&world.db, &sight, RecordId(deep))
        .await
        .unwrap()
        .said;
    assert!(said.is_empty(), "what was said below is gone too");
    assert!(world.page("NGT-2").await.waits_for.is_empty());
    // The root alone stands in the trash; what went with it does not come back by itself.
    let titles =
        |trash: Vec<trash::Trashed>| trash.into_iter().map(|t| t.called).collect::<Vec<_>>();
    assert_eq!(titles(trash::list(&world.db, &sight).await.unwrap()), ["A"]);
    assert_eq!(
        refused(world.restore_task(Who::Mo, a1).await),
        Refused::conflict(Code::ParentInTrash)
    );
    world.restore_task(Who::Mo, a).await.unwrap();
    assert_eq!(outline(&world).await, before);
    assert_eq!(world.page("NGT-2").await.waits_for.len(), 1);
    assert_eq!(
        titles(trash::list(&world.db, &sight).await.unwrap()),
        ["A2"]
    );
    // The same by undo and redo.
    let put = {
        let _ = put;
        world.trash_task(Who::Mo, a).await.unwrap()
    };
    let undone = world.back(a, put.seq).await;
    assert_eq!(outline(&world).await, before);
    world.back(a, undone).await;
    assert_eq!(outline(&world).await, FIRST);
    world.assert_whole().await;
}

async fn a_task_behind_another(world: World) {
    let key = world.may_on::<EditTasks>(Who::Mo, world.cast.ngt).await;
    let new = NewTask {
        after: Some(RecordId(world.cast.ngt_1)),
        ..NewTask::titled(RecordId(Uuid::now_v7()), "Between")
    };
    task::create_task(&world.db, &key, &act(), &new)
        .await
        .unwrap();
    assert_eq!(
        outline(&world).await,
        ["1 Map the codes", "2 Between", "3 Draw the lamps"]
    );
    // Below what is not there, or not here.
    for parent in [world.cast.oth_1, world.cast.fgn_1, Uuid::now_v7()] {
        let new = NewTask::titled(RecordId(Uuid::now_v7()), "Lost").below(RecordId(parent));
        assert_eq!(
            refused(task::create_task(&world.db, &key, &act(), &new).await),
            Refused::Absent
        );
    }
}
