//! Many tasks changed at once, and taken back at once.

use std::collections::BTreeSet;

use domain::access::EditTasks;
use domain::id::{MemberId, RecordId};
use domain::plan::bulk::{Bulk, Change, Many, To};
use domain::plan::status::Category;
use domain::refusal::{Code, Refused};
use store::Error;
use store::keys::Granted;
use store::plan::{bulk, choices};
use store::tx::{Act, Done};
use store::{live, undo};
use uuid::Uuid;

use crate::world::{Who, World, act, refused};

both!(
    one_change_of_many_is_taken_back_as_one,
    tasks_of_two_projects_take_two_keys,
    what_cannot_be_changed_is_named_and_the_rest_is_done,
    what_somebody_else_changed_meanwhile_stays,
    people_labels_and_days,
    a_tree_goes_to_the_trash_and_comes_back,
    undo_names_what_was_touched_since,
    the_same_change_twice_is_one,
    five_hundred_at_once,
);

type Outcome = Result<Done<Many>, Error>;

impl World {
    /// Changes tasks as somebody who saw all that had happened until now.
    async fn many(&self, who: Who, tasks: &[Uuid], change: Change) -> Outcome {
        let seen = live::head(&self.db, &self.sight(who).await).await.unwrap();
        self.many_since(who, tasks, change, Some(seen), &act())
            .await
    }

    async fn many_since(
        &self,
        who: Who,
        tasks: &[Uuid],
        change: Change,
        seen: Option<i64>,
        act: &Act,
    ) -> Outcome {
        let tasks = tasks.iter().map(|id| (RecordId(*id), seen)).collect();
        let asked = Bulk { tasks, change };
        let sight = self.sight(who).await;
        let homes = bulk::homes(&self.db, &sight, &asked).await?;
        let projects: BTreeSet<Uuid> = homes.iter().map(|home| home.project).collect();
        let keys = self.keys(who, projects).await;
        bulk::change_tasks(&self.db, &keys, act, &homes, &asked).await
    }

    async fn keys(
        &self,
        who: Who,
        projects: impl IntoIterator<Item = Uuid>,
    ) -> Vec<Granted<EditTasks>> {
        let mut keys = Vec::new();
        for project in projects {
            keys.extend(self.try_on::<EditTasks>(who, project).await.ok());
        }
        keys
    }

    async fn back_all(&self, who: Who, seq: i64) -> Outcome {
        let sight = self.sight(who).await;
        let projects = undo::many::projects(&self.db, &sight, seq).await?;
        let keys = self.keys(who, projects.into_iter().map(|p| p.0)).await;
        undo::many::take_back_all(&self.db, &keys, &act(), seq).await
    }

    async fn batches(&self) -> i64 {
        let text = "SELECT COUNT(DISTINCT batch) FROM event WHERE batch IS NOT NULL";
        self.direct.number(text).await
    }
}

const DONE: Change = Change::Status(To::Category(Category::Done));

fn whys(done: &Done<Many>) -> Vec<(String, Code, String)> {
    let left = done.what.left.iter();
    left.map(|left| (left.called.clone(), left.code, left.arg.clone()))
        .collect()
}

fn why(called: &str, code: Code) -> (String, Code, String) {
    (called.into(), code, String::new())
}

async fn one_change_of_many_is_taken_back_as_one(world: World) {
    let (one, two) = (world.cast.ngt_1, world.cast.ngt_2);
    world.edit(two, &[("percent", "40", "0")]).await.unwrap();
    let before = world.batches().await;
    let done = world.many(Who::Mo, &[one, two], DONE).await.unwrap();
    assert_eq!((done.what.changed, whys(&done)), (2, vec![]));
    assert_eq!(world.batches().await, before + 1);
    for code in ["NGT-1", "NGT-2"] {
        assert!(world.page(code).await.status.is_done(), "{code}");
    }
    // Once more: all of them are so.
    let again = world.many(Who::Mo, &[one, two], DONE).await.unwrap();
    assert!(again.unchanged && again.what == Many::default());

    let undone = world.back_all(Who::Mo, done.seq).await.unwrap();
    assert_eq!(undone.what.changed, 2);
    let page = world.page("NGT-2").await;
    assert!(!page.status.is_done());
    assert_eq!(page.percent, 40);
    assert!(!world.page("NGT-1").await.status.is_done());
    assert_eq!(
        refused(world.back_all(Who::Mo, done.seq).await),
        Refused::conflict(Code::AlreadyUndone)
    );
    // And done again.
    world.back_all(Who::Mo, undone.seq).await.unwrap();
    assert!(world.page("NGT-1").await.status.is_done());
    world.assert_whole().await;
}

async fn tasks_of_two_projects_take_two_keys(world: World) {
    let (ours, hers) = (world.cast.ngt_1, world.cast.oth_1);
    let done = world.many(Who::Olga, &[ours, hers], DONE).await.unwrap();
    assert_eq!((done.what.changed, whys(&done)), (2, vec![]));
    let undone = world.back_all(Who::Olga, done.seq).await.unwrap();
    assert_eq!(undone.what.changed, 2);
    // A key for one of them changes that one alone.
    let tasks = [ours, hers].map(|id| (RecordId(id), None)).into();
    let asked = Bulk {
        tasks,
        change: DONE,
    };
    let sight = world.sight(Who::Olga).await;
    let homes = bulk::homes(&world.db, &sight, &asked).await.unwrap();
    let key = [world.may_on::<EditTasks>(Who::Olga, ours).await];
    let done = bulk::change_tasks(&world.db, &key, &act(), &homes, &asked).await;
    let done = done.unwrap();
    assert_eq!(whys(&done), [why("OTH-1", Code::NotYours)]);
    assert_eq!(done.what.changed, 1);
    // Keys of two people are no key.
    let keys = [
        world.may_on::<EditTasks>(Who::Olga, hers).await,
        world.may_on::<EditTasks>(Who::Mo, ours).await,
    ];
    let mixed = bulk::change_tasks(&world.db, &keys, &act(), &homes, &asked).await;
    assert_eq!(refused(mixed), Refused::conflict(Code::RightsChanged));
    // What one does not see has no name, and no key.
    let none = world.many(Who::Mo, &[hers], DONE).await;
    assert_eq!(refused(none), Refused::Absent);
    let go = Change::Label("Go".into());
    let some = world.many(Who::Mo, &[ours, hers], go).await.unwrap();
    assert_eq!(whys(&some), [why("", Code::Gone)]);
    assert_eq!(some.what.changed, 1);
}

async fn what_cannot_be_changed_is_named_and_the_rest_is_done(world: World) {
    let (one, two) = (world.cast.ngt_1, world.cast.ngt_2);
    let away = world.top("Away").await;
    world.trash_task(Who::Mo, away).await.unwrap();
    world
        .edit(two, &[("start", "2026-12-10", "")])
        .await
        .unwrap();
    let part = world.below(one, "Part").await;
    let done = world
        .many(
            Who::Mo,
            &[one, two, away, part],
            Change::Finish("2026-12-04".into()),
        )
        .await
        .unwrap();
    assert_eq!(done.what.changed, 1);
    let mut left = whys(&done);
    left.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(
        left,
        [
            why("NGT-1", Code::DatesOfParts),
            why("NGT-2", Code::FinishBeforeStart),
            why("NGT-3", Code::AlreadyInTrash),
        ]
    );
    // What was refused has left nothing behind.
    let page = world.page("NGT-2").await;
    assert_eq!(page.finish, None);
    assert!(world.page("NGT-4").await.finish.is_some());
    // A state that only the other project has.
    let sight = world.sight(Who::Olga).await;
    let oth = RecordId(world.cast.oth);
    let choices = choices::of_project(&world.db, &sight, oth).await.unwrap();
    let other = choices.statuses[0].id;
    let to = Change::Status(To::State(other));
    let done = world.many(Who::Olga, &[two, world.cast.oth_1], to).await;
    assert_eq!(whys(&done.unwrap()), [why("NGT-2", Code::NoSuchState)]);
    world.assert_whole().await;
}

async fn what_somebody_else_changed_meanwhile_stays(world: World) {
    let (one, two) = (world.cast.ngt_1, world.cast.ngt_2);
    let seen = live::head(&world.db, &world.sight(Who::Lena).await).await;
    let seen = Some(seen.unwrap());
    world
        .edit(one, &[("finish", "2026-12-01", "")])
        .await
        .unwrap();
    world.edit(two, &[("effort", "2d", "")]).await.unwrap();
    let to = || Change::Finish("2026-12-09".into());
    let done = world
        .many_since(Who::Lena, &[one, two], to(), seen, &act())
        .await
        .unwrap();
    assert_eq!(done.what.changed, 1);
    let [(called, code, by)] = &whys(&done)[..] else {
        panic!("{done:?}");
    };
    assert_eq!((called.as_str(), *code), ("NGT-1", Code::ChangedMeanwhile));
    assert!(by.starts_with("Mo"), "{by}");
    let finish = world.page("NGT-1").await.finish;
    assert_eq!(finish.map(|f| f.to_string()), Some("2026-12-01".into()));
    // Mo has seen his own.
    let own = world.many_since(Who::Mo, &[one], to(), seen, &act()).await;
    assert_eq!(own.unwrap().what.changed, 1);
}

async fn people_labels_and_days(world: World) {
    let both = [world.cast.ngt_1, world.cast.ngt_2];
    let mo = MemberId(world.cast.members[&Who::Mo]);
    world.give(both[0], Who::Mo, 500).await.unwrap();
    let given = world
        .many(Who::Lena, &both, Change::Give(mo))
        .await
        .unwrap();
    // Who has it keeps the part of their day.
    assert_eq!(given.what.changed, 1);
    let units = |page: store::plan::page::TaskPage| page.assignees[0].units;
    assert_eq!(units(world.page("NGT-1").await), 500);
    assert_eq!(units(world.page("NGT-2").await), 1000);
    let observer = MemberId(world.cast.members[&Who::Obi]);
    let none = world.many(Who::Lena, &both, Change::Give(observer)).await;
    let none = none.unwrap();
    assert!(none.unchanged);
    let codes: Vec<Code> = none.what.left.iter().map(|left| left.code).collect();
    assert_eq!(codes, [Code::ChangesNoTasks; 2]);
    let taken = world
        .many(Who::Lena, &both, Change::Take(mo))
        .await
        .unwrap();
    assert_eq!(taken.what.changed, 2);
    world.back_all(Who::Lena, taken.seq).await.unwrap();
    assert_eq!(units(world.page("NGT-1").await), 500);

    let on = Change::Label("Go live".into());
    let on = world.many(Who::Mo, &both, on).await.unwrap();
    assert_eq!(on.what.changed, 2);
    assert_eq!(world.page("NGT-2").await.labels[0].name, "Go live");
    let off = Change::Unlabel("go LIVE".into());
    let off = world.many(Who::Mo, &both, off).await.unwrap();
    assert_eq!(off.what.changed, 2);
    assert!(world.page("NGT-2").await.labels.is_empty());
    let unknown = Change::Unlabel("Nowhere".into());
    assert!(world.many(Who::Mo, &both, unknown).await.unwrap().unchanged);

    let start = Change::Start("2026-12-01".into());
    assert_eq!(
        world
            .many(Who::Mo, &both, start)
            .await
            .unwrap()
            .what
            .changed,
        2
    );
    let none = Change::Start(String::new());
    let none = world.many(Who::Mo, &both, none).await.unwrap();
    assert_eq!(none.what.changed, 2);
    assert_eq!(world.page("NGT-1").await.start, None);
}

async fn a_tree_goes_to_the_trash_and_comes_back(world: World) {
    let one = world.cast.ngt_1;
    let part = world.below(one, "Part").await;
    let deep = world.below(part, "Deep").await;
    let gone = [deep, one, part, world.cast.ngt_2];
    let done = world.many(Who::Mo, &gone, Change::Trash).await.unwrap();
    assert_eq!((done.what.changed, whys(&done)), (4, vec![]));
    let count = "SELECT COUNT(*) FROM record WHERE kind = 'task' AND trashed_at IS NOT NULL";
    assert_eq!(world.direct.number(count).await, 4);
    let undone = world.back_all(Who::Mo, done.seq).await.unwrap();
    assert_eq!(world.direct.number(count).await, 0);
    world.back_all(Who::Mo, undone.seq).await.unwrap();
    assert_eq!(world.direct.number(count).await, 4);
    world.assert_whole().await;
}

async fn undo_names_what_was_touched_since(world: World) {
    let both = [world.cast.ngt_1, world.cast.ngt_2];
    let due = Change::Finish("2026-12-01".into());
    let done = world.many(Who::Mo, &both, due).await.unwrap();
    let later = [("finish", "2026-12-02", "2026-12-01")];
    world.edit(both[0], &later).await.unwrap();
    let undone = world.back_all(Who::Mo, done.seq).await.unwrap();
    assert_eq!(undone.what.changed, 1);
    assert_eq!(whys(&undone), [why("NGT-1", Code::ChangedSince)]);
    let finish = world.page("NGT-1").await.finish;
    assert_eq!(finish.map(|f| f.to_string()), Some("2026-12-02".into()));
    assert_eq!(world.page("NGT-2").await.finish, None);
    // Whoever sees nothing of it takes nothing back.
    assert_eq!(
        refused(world.back_all(Who::Otto, undone.seq).await),
        Refused::Absent
    );
    assert_eq!(
        refused(world.back_all(Who::Obi, undone.seq).await),
        Refused::Absent
    );
}

async fn the_same_change_twice_is_one(world: World) {
    let both = [world.cast.ngt_1, world.cast.ngt_2];
    let once = act();
    let first = world.many_since(Who::Mo, &both, DONE, None, &once).await;
    let (first, head) = (first.unwrap(), world.batches().await);
    let second = world.many_since(Who::Mo, &both, DONE, None, &once).await;
    assert_eq!((second.unwrap(), world.batches().await), (first, head));
}

async fn five_hundred_at_once(world: World) {
    let mut tasks = Vec::new();
    for n in 0..500 {
        tasks.push(world.top(&format!("Task {n}")).await);
    }
    let begun = std::time::Instant::now();
    let done = world.many(Who::Mo, &tasks, DONE).await.unwrap();
    let took = begun.elapsed();
    assert_eq!((done.what.changed, whys(&done)), (500, vec![]));
    let undone = world.back_all(Who::Mo, done.seq).await.unwrap();
    assert_eq!(undone.what.changed, 500);
    println!(
        "500 changed in {took:?}, changed and taken back in {:?}",
        begun.elapsed()
    );
}
