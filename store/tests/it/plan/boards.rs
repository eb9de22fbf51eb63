//! The board: cards in their columns, moved as one change, with limits that are said and never in the way.

use std::sync::Arc;

use domain::access::{EditTasks, ManageProject};
use domain::day::readiness::Because;
use domain::event::Kind;
use domain::form;
use domain::id::RecordId;
use domain::plan::list::{Ask, Scope};
use domain::plan::task::NewTask;
use domain::refusal::{Code, Refused};
use store::db::Asked;
use store::plan::board::{Board, board};
use store::plan::{card, task, workflow};
use store::undo;
use uuid::Uuid;

use super::id;
use crate::world::{Outcome, Who, World, act, refused};

both!(
    cards_stand_in_columns_in_the_order_of_the_outline,
    a_card_keeps_its_place_for_everybody,
    one_undo_takes_back_state_and_place,
    closing_by_a_move_closes,
    two_who_move_at_once_are_both_right,
    a_move_is_refused_where_it_makes_no_sense,
    only_who_edits_tasks_moves_cards,
    a_limit_is_kept_in_the_history_of_the_workflow,
    a_summary_is_no_card_and_its_parts_name_it,
    a_card_says_why_it_cannot_begin,
    cards_stay_where_they_are_when_outlines_are_numbered_anew,
    what_one_may_not_see_is_not_counted,
    a_board_takes_as_many_statements_whatever_its_size,
);

impl World {
    async fn board(&self, who: Who) -> Board {
        let sight = self.sight(who).await;
        let ask = Ask::of(Scope::Project(self.cast.ngt));
        board(&self.db, &sight, RecordId(self.cast.ngt), &ask)
            .await
            .unwrap()
    }

    /// The titles of each column, from its top.
    async fn columns(&self) -> Vec<Vec<String>> {
        let board = self.board(Who::Mo).await;
        let of = |state: Uuid| {
            let cards = board.cards.iter().filter(move |card| card.state == state);
            cards.map(|card| card.title.clone()).collect()
        };
        board.columns.iter().map(|c| of(c.state.id)).collect()
    }

    async fn put_card(&self, who: Who, task: Uuid, form: &form::MoveCard) -> Outcome {
        let key = self.try_on::<EditTasks>(who, task).await?;
        card::move_card(&self.db, &key, &act(), RecordId(task), form).await
    }

    /// Into the nth state, there first, last or behind a card.
    async fn place(&self, task: Uuid, state: usize, place: &str) -> Outcome {
        let form = form::MoveCard {
            status: self.states(self.cast.ngt).await[state].to_string(),
            place: place.into(),
            ..Default::default()
        };
        self.put_card(Who::Mo, task, &form).await
    }

    async fn limit(&self, state: Uuid, limit: &str) -> Outcome {
        let key = self.may_on::<ManageProject>(Who::Lena, self.cast.ngt).await;
        let form = form::EditStatus {
            limit: limit.into(),
            ..Default::default()
        };
        workflow::edit_status(&self.db, &key, &act(), state, &form).await
    }
}

const MAP: &str = "Map the codes";
const DRAW: &str = "Draw the lamps";

async fn cards_stand_in_columns_in_the_order_of_the_outline(world: World) {
    world.top("Third").await;
    let columns = world.columns().await;
    assert_eq!(columns[0], [MAP, DRAW, "Third"]);
    assert_eq!(columns[1..], [vec![], vec![], vec![]] as [Vec<String>; 3]);
    let board = world.board(Who::Mo).await;
    assert_eq!((board.columns[0].tasks, board.columns[0].kept), (3, 3));
    // What a list leaves out is left out here, and still counted.
    let sight = world.sight(Who::Mo).await;
    let mut ask = Ask::of(Scope::Project(world.cast.ngt));
    ask.filter.text = "lamps".into();
    let some = board_of(&world, &sight, &ask).await;
    assert_eq!((some.columns[0].tasks, some.columns[0].kept), (3, 1));
    assert_eq!(some.cards.len(), 1);
    // One begun in a state stands there.
    let new = NewTask {
        status: Some(world.states(world.cast.ngt).await[1]),
        ..NewTask::titled(RecordId(Uuid::now_v7()), "Begun")
    };
    let key = world.may_on::<EditTasks>(Who::Mo, world.cast.ngt).await;
    task::create_task(&world.db, &key, &act(), &new)
        .await
        .unwrap();
    assert_eq!(world.columns().await[1], ["Begun"]);
    let elsewhere = NewTask {
        id: RecordId(Uuid::now_v7()),
        status: Some(Uuid::now_v7()),
        ..new
    };
    let outcome = task::create_task(&world.db, &key, &act(), &elsewhere).await;
    assert_eq!(refused(outcome), Refused::field("status", Code::NotAChoice));
}

async fn board_of(world: &World, sight: &store::keys::Sight, ask: &Ask) -> Board {
    board(&world.db, sight, RecordId(world.cast.ngt), ask)
        .await
        .unwrap()
}

async fn a_card_keeps_its_place_for_everybody(world: World) {
    let third = world.top("Third").await;
    let (map, draw) = (world.cast.ngt_1, world.cast.ngt_2);
    world.place(third, 0, "first").await.unwrap();
    assert_eq!(world.columns().await[0], ["Third", MAP, DRAW]);
    world.place(third, 0, &map.to_string()).await.unwrap();
    assert_eq!(world.columns().await[0], [MAP, "Third", DRAW]);
    // It stands there already: nothing happens.
    let head = world.head().await;
    let same = world.place(third, 0, &map.to_string()).await.unwrap();
    assert!(same.unchanged);
    assert_eq!(world.head().await, head);
    world.place(map, 0, "last").await.unwrap();
    assert_eq!(world.columns().await[0], ["Third", DRAW, MAP]);
    // The outline is another order, and what is made later stands behind all.
    world.top("Fourth").await;
    assert_eq!(world.columns().await[0], ["Third", DRAW, MAP, "Fourth"]);
    // Often into one gap.
    for n in 0..50 {
        let (card, behind) = if n % 2 == 0 {
            (map, third)
        } else {
            (draw, third)
        };
        world.place(card, 0, &behind.to_string()).await.unwrap();
    }
    assert_eq!(world.columns().await[0], ["Third", DRAW, MAP, "Fourth"]);
    // Into another column, behind a card there.
    world.place(third, 1, "first").await.unwrap();
    world.place(map, 1, &third.to_string()).await.unwrap();
    assert_eq!(world.columns().await[1], ["Third", MAP]);
}

async fn one_undo_takes_back_state_and_place(world: World) {
    let third = world.top("Third").await;
    let moved = world.place(third, 0, "first").await.unwrap();
    let further = world.place(third, 1, "first").await.unwrap();
    assert_eq!(world.columns().await[1], ["Third"]);
    let back = world.back(third, further.seq).await;
    assert_eq!(world.columns().await[0], ["Third", MAP, DRAW]);
    // And done again.
    world.back(third, back).await;
    assert_eq!(world.columns().await[1], ["Third"]);
    world.place(third, 0, "last").await.unwrap();
    // The first move is no longer the last word on its place.
    let late = world.undo_on_task(Who::Mo, third, moved.seq).await;
    assert_eq!(refused(late), Refused::conflict(Code::ChangedSince));
    // State and place in one change, taken back by one: it stands where it stood.
    world.place(world.cast.ngt_2, 2, "first").await.unwrap();
    let both = world.place(world.cast.ngt_1, 2, "last").await.unwrap();
    assert_eq!(world.columns().await[2], [DRAW, MAP]);
    world.back(world.cast.ngt_1, both.seq).await;
    world
        .place(world.cast.ngt_2, 0, &world.cast.ngt_1.to_string())
        .await
        .unwrap();
    assert_eq!(world.columns().await[0], [MAP, DRAW, "Third"]);
    // Somebody else stands there by now: both have a place.
    let away = world.place(world.cast.ngt_2, 0, "first").await.unwrap();
    let again = world.place(world.cast.ngt_2, 0, "last").await.unwrap();
    world.place(third, 0, "first").await.unwrap();
    world.back(world.cast.ngt_2, again.seq).await;
    let late = world
        .undo_on_task(Who::Mo, world.cast.ngt_2, away.seq)
        .await;
    assert_eq!(refused(late), Refused::conflict(Code::ChangedSince));
    assert_eq!(world.columns().await[0], ["Third", DRAW, MAP]);
}

async fn closing_by_a_move_closes(world: World) {
    let task = world.cast.ngt_1;
    let done = world.place(task, 3, "first").await.unwrap();
    assert!(world.page("NGT-1").await.status.is_done());
    let closed = |world: &World| {
        let world = world.clone();
        async move {
            let sight = world.sight(Who::Mo).await;
            let rows = task::tasks(&world.db, &sight, RecordId(world.cast.ngt), 10).await;
            let rows = rows.unwrap();
            rows.iter()
                .find(|row| row.id == task)
                .is_some_and(|row| row.closed_at.is_some())
        }
    };
    assert!(closed(&world).await);
    assert_eq!(kind_of(&world, done.seq).await, Kind::TaskClosed.code());
    world.back(task, done.seq).await;
    assert!(!closed(&world).await);
    assert_eq!(world.columns().await[0][0], MAP);
}

async fn kind_of(world: &World, seq: i64) -> String {
    let text = format!("SELECT kind FROM event WHERE seq = {seq} AND kind LIKE 'task.%'");
    world.direct.texts(text).await.remove(0)
}

async fn two_who_move_at_once_are_both_right(world: World) {
    let third = world.top("Third").await;
    let behind = world.cast.ngt_1.to_string();
    let (one, other) = futures::join!(
        world.place(third, 0, &behind),
        world.place(world.cast.ngt_2, 0, &behind)
    );
    let both = [one.is_ok(), other.is_ok()];
    assert_eq!(both, [true, true]);
    let column = world.columns().await[0].clone();
    assert_eq!((column[0].as_str(), column.len()), (MAP, 3));
    // Each has a place of its own: whoever comes next goes between them.
    let fourth = world.top("Fourth").await;
    let first = if column[1] == "Third" {
        third
    } else {
        world.cast.ngt_2
    };
    world.place(fourth, 0, &first.to_string()).await.unwrap();
    assert_eq!(world.columns().await[0][2], "Fourth");
}

async fn a_move_is_refused_where_it_makes_no_sense(world: World) {
    let (map, draw) = (world.cast.ngt_1, world.cast.ngt_2);
    let nowhere = Refused::field("place", Code::NotAChoice);
    // Behind itself, behind what is in another state, behind nothing.
    world.place(draw, 1, "first").await.unwrap();
    for card in [map, draw, Uuid::now_v7(), world.cast.ngt] {
        let outcome = world.place(map, 0, &card.to_string()).await;
        assert_eq!(refused(outcome), nowhere, "{card}");
    }
    assert_eq!(refused(world.place(map, 0, "third").await), nowhere);
    let missing = Refused::field("place", Code::Missing);
    assert_eq!(refused(world.place(map, 0, "").await), missing);
    for status in ["", "nothing", &Uuid::now_v7().to_string()] {
        let form = form::MoveCard {
            status: status.into(),
            place: "first".into(),
            ..Default::default()
        };
        let outcome = world.put_card(Who::Mo, map, &form).await;
        assert_eq!(refused(outcome), Refused::field("status", Code::NotAChoice));
    }
    // Taken from where it is no longer, to where nobody else took it.
    let states = world.states(world.cast.ngt).await;
    let form = form::MoveCard {
        status: states[2].to_string(),
        status_was: states[0].to_string(),
        place: "first".into(),
        ..Default::default()
    };
    let stale = refused(world.put_card(Who::Mo, draw, &form).await);
    assert!(matches!(stale, Refused::Stale { field, .. } if field == "status"));
    assert_eq!(world.columns().await[1], [DRAW]);
}

async fn only_who_edits_tasks_moves_cards(world: World) {
    let form = form::MoveCard {
        status: world.states(world.cast.ngt).await[1].to_string(),
        place: "first".into(),
        ..Default::default()
    };
    for who in [Who::Obi, Who::Faye] {
        let outcome = world.put_card(who, world.cast.ngt_1, &form).await;
        assert_eq!(refused(outcome), Refused::Absent, "{who:?}");
    }
    assert_eq!(world.columns().await[0], [MAP, DRAW]);
}

async fn a_limit_is_kept_in_the_history_of_the_workflow(world: World) {
    let todo = world.states(world.cast.ngt).await[0];
    let limits = || async {
        let board = world.board(Who::Mo).await;
        let limits = board.columns.iter().map(|c| c.state.limit);
        limits.collect::<Vec<_>>()
    };
    let set = world.limit(todo, "1").await.unwrap();
    assert_eq!(limits().await, [Some(1), None, None, None]);
    for wrong in ["0", "501", "1.5", "many"] {
        let outcome = world.limit(todo, wrong).await;
        let range = Refused::field_with("limit", Code::NotInRange, "1 and 500");
        assert_eq!(refused(outcome), range);
    }
    // It stands in nobody's way.
    world.place(world.cast.ngt_1, 1, "first").await.unwrap();
    world.place(world.cast.ngt_1, 0, "first").await.unwrap();
    assert_eq!(world.board(Who::Mo).await.columns[0].tasks, 2);
    let key = world
        .may_on::<ManageProject>(Who::Lena, world.cast.ngt)
        .await;
    undo::undo(&world.db, &key, &act(), set.seq).await.unwrap();
    assert_eq!(limits().await, [None; 4]);
}

async fn a_summary_is_no_card_and_its_parts_name_it(world: World) {
    let part = world.below(world.cast.ngt_1, "Part").await;
    assert_eq!(world.columns().await[0], ["Part", DRAW]);
    let board = world.board(Who::Mo).await;
    let card = board.cards.iter().find(|card| card.id == part).unwrap();
    assert_eq!(card.part_of.as_deref(), Some(MAP));
    assert_eq!(board.columns[0].tasks, 2);
    world.trash_task(Who::Mo, part).await.unwrap();
    assert_eq!(world.columns().await[0], [MAP, DRAW]);
}

async fn a_card_says_why_it_cannot_begin(world: World) {
    let (map, draw) = (world.cast.ngt_1, world.cast.ngt_2);
    world.wait(map, draw, "", "").await.unwrap();
    world
        .edit(
            draw,
            &[("start", "2026-01-05", ""), ("finish", "2026-01-06", "")],
        )
        .await
        .unwrap();
    let why = |task: Uuid| {
        let world = world.clone();
        async move {
            let cards = world.board(Who::Mo).await.cards;
            let card = cards.into_iter().find(|card| card.id == task);
            card.and_then(|card| card.held_up)
        }
    };
    let reason = why(draw).await.unwrap();
    assert!(matches!(
        reason.because,
        Because::BeforeOpen { task: Some(task), .. } if task.code == "NGT-1"
    ));
    assert_eq!(why(map).await, None);
    // What has begun is not judged.
    world.place(draw, 1, "first").await.unwrap();
    assert_eq!(why(draw).await, None);
}

async fn cards_stay_where_they_are_when_outlines_are_numbered_anew(world: World) {
    use domain::plan::moving::Move;
    let last = world.top("Last").await;
    world
        .place(last, 0, &world.cast.ngt_1.to_string())
        .await
        .unwrap();
    let before = world.columns().await[0].clone();
    assert_eq!(before, [MAP, "Last", DRAW]);
    // So often into one place of the outline that there is no room any more.
    for n in 0..30 {
        let moved = world.top(&format!("Step {n}")).await;
        world
            .go(moved, Move::After(id(world.cast.ngt_1)))
            .await
            .unwrap();
        world.trash_task(Who::Mo, moved).await.unwrap();
    }
    assert_eq!(world.columns().await[0], before);
}

async fn what_one_may_not_see_is_not_counted(world: World) {
    let sql = format!(
        "UPDATE record SET audience = 'named' WHERE id = {}",
        world.direct.id(world.cast.ngt_2)
    );
    world.direct.run(sql).await;
    let board = world.board(Who::Obi).await;
    let titles: Vec<_> = board.cards.iter().map(|card| card.title.as_str()).collect();
    assert_eq!(titles, [MAP]);
    assert_eq!((board.columns[0].tasks, board.columns[0].kept), (1, 1));
}

async fn a_board_takes_as_many_statements_whatever_its_size(world: World) {
    let sight = world.sight(Who::Mo).await;
    let ask = Ask::of(Scope::Project(world.cast.ngt));
    let count = || async {
        let asked = Arc::<Asked>::default();
        let db = world.db.counted(&asked);
        let read = board(&db, &sight, RecordId(world.cast.ngt), &ask)
            .await
            .unwrap();
        (asked.statements(), read)
    };
    for n in 0..8 {
        world.top(&format!("Task {n}")).await;
    }
    let (few, _) = count().await;
    let task = world.direct.id(world.cast.ngt_1);
    for n in 0..990_u128 {
        let id = world.direct.id(Uuid::from_u128(9000 + n));
        let sql = format!(
            "INSERT INTO record (workspace, id, kind, project, parent, audience, version, made_by, made_at) SELECT workspace, {id}, kind, project, parent, audience, version, made_by, made_at FROM record WHERE id = {task}"
        );
        world.direct.run(sql).await;
        let sql = format!(
            "INSERT INTO task (workspace, id, project, number, title, title_folded, description, parent, outline, status, kind, duration_elapsed, mode, constraint_kind, percent) \
             SELECT workspace, {id}, project, {}, title, title_folded, description, parent, '{:012x}', status, kind, duration_elapsed, mode, constraint_kind, percent FROM task WHERE id = {task}",
            1000 + n,
            0x10_0000_0000 + n
        );
        world.direct.run(sql).await;
    }
    let (many, read) = count().await;
    assert_eq!(few, many);
    assert!(many <= 7, "{many} statements");
    assert_eq!((read.columns[0].kept, read.cards.len()), (1000, 100));
}
