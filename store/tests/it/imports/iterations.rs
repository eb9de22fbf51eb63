//! Sprints of a file become iterations and its versions releases: once, with what is in them, and gone with the project.

use domain::event::Kind;
use domain::search::Asked;
use store::exchange::export;
use store::plan::{backlog, iteration, release};

use super::*;

both!(
    sprints_become_iterations_and_versions_releases,
    the_backlog_stands_in_the_file_s_order,
    sprints_and_versions_stay_beside_where_that_was_chosen,
    iterations_are_there_once_after_a_kill,
    iterations_go_with_the_project_and_come_back,
    what_only_restricted_work_names_is_for_nobody_else,
);

/// The part before its first task is in the file behind it, and each sprint is told as its server has it.
const ISSUES: &str = "Summary,Issue key,Issue id,Status,Project key,Project name,Parent,Fix versions,Fix versions,Custom field (Story Points),Custom field (Sprint),Custom field (Sprint)\r\n\
Hang,NGT-1,1,To Do,NGT,Night,,2.0,,3.0,\"greenhopper.service.sprint.Sprint@1[id=1,state=CLOSED,name=Lamps,startDate=2026-03-02T08:00:00.000Z,endDate=2026-03-15T23:00:00.000Z,goal=Every lamp, once]\",\"greenhopper.service.sprint.Sprint@2[id=2,state=ACTIVE,name=Wires,startDate=2026-03-15T23:00:00.000Z,endDate=2026-03-27T16:00:00.000Z,goal=]\"\r\n\
Wire,NGT-2,2,To Do,NGT,Night,4,2.0,3.0,0.5,\"greenhopper.service.sprint.Sprint@2[id=2,state=ACTIVE,name=Wires,startDate=2026-03-15T23:00:00.000Z,endDate=2026-03-27T16:00:00.000Z,goal=]\",\r\n\
Test,NGT-3,3,To Do,NGT,Night,,,,,\"greenhopper.service.sprint.Sprint@3[id=3,state=ACTIVE,name=Tests,startDate=<null>,endDate=<null>,goal=]\",\r\n\
All of it,NGT-4,4,To Do,NGT,Night,,,,,,\r\n";

type Shape = (String, String, String, bool, String);

impl World {
    /// Name, state, days, whether they may be another's, goal: as somebody sees them.
    async fn iterations_of(&self, who: Who, project: Uuid) -> Vec<Shape> {
        let sight = self.sight(who).await;
        let all = iteration::iterations(&self.db, &sight, RecordId(project)).await;
        let shape = |one: iteration::Iteration| {
            let day =
                |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
            let days = format!("{} {}", day(one.start_day), day(one.finish_day));
            (one.name, one.state, days, one.overlaps, one.goal)
        };
        all.unwrap().into_iter().map(shape).collect()
    }

    /// Titles of what is in each iteration that is not closed, and of the backlog, in their order.
    async fn rows_of(&self, who: Who, project: Uuid) -> Vec<(String, String)> {
        let sight = self.sight(who).await;
        let all = iteration::iterations(&self.db, &sight, RecordId(project)).await;
        let all = all.unwrap();
        let read = backlog::backlog(&self.db, &sight, RecordId(project)).await;
        let name = |id: Uuid| {
            all.iter()
                .find(|one| one.id == id)
                .map(|one| one.name.clone())
        };
        let row = |item: backlog::Item| {
            let of = item.iteration.map(|id| name(id).unwrap_or_default());
            (of.unwrap_or_default(), item.title)
        };
        let mut rows: Vec<_> = read.unwrap().items.into_iter().map(row).collect();
        rows.sort_by(|a, b| a.0.cmp(&b.0));
        rows
    }

    async fn lines_of(&self, who: Who, record: Uuid) -> Vec<(String, String)> {
        let sight = self.sight(who).await;
        let lines = kept::from_file(&self.db, &sight, RecordId(record)).await;
        let pair = |row: kept::FromFile| (row.name, row.value);
        lines.unwrap().rows.into_iter().map(pair).collect()
    }
}

fn shape(name: &str, state: &str, days: &str, overlaps: bool, goal: &str) -> Shape {
    (
        name.into(),
        state.into(),
        days.into(),
        overlaps,
        goal.into(),
    )
}

fn pairs(all: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(one, other): &(&str, &str)| ((*one).to_owned(), (*other).to_owned());
    all.iter().map(owned).collect()
}

async fn sprints_become_iterations_and_versions_releases(world: World) {
    let (import, id) = world.bring(ISSUES, &[], Mapping::default()).await;
    // Midnight in Oslo, when the one ends and the other begins, is the second one's first day.
    assert_eq!(
        world.iterations_of(Who::Lena, id).await,
        [
            shape("Wires", "active", "2026-03-16 2026-03-27", false, ""),
            shape("Tests", "planned", " ", false, ""),
            shape(
                "Lamps",
                "closed",
                "2026-03-02 2026-03-15",
                false,
                "Every lamp, once"
            ),
        ]
    );
    let sight = world.sight(Who::Lena).await;
    let out = release::releases(&world.db, &sight, RecordId(id))
        .await
        .unwrap();
    let out: Vec<_> = out
        .iter()
        .map(|one| (one.name.as_str(), one.state.as_str(), one.tasks))
        .collect();
    assert_eq!(out, [("2.0", "planned", 2), ("3.0", "planned", 0)]);
    let planned = world
        .direct
        .texts("SELECT t.title || ' ' || COALESCE(it.name, '') || ' ' || COALESCE(rl.name, '') || ' ' || COALESCE(CAST(t.points AS TEXT), '') || ' ' || CAST(t.carried AS TEXT) FROM task t JOIN project p ON p.id = t.project LEFT JOIN iteration it ON it.id = t.iteration LEFT JOIN release rl ON rl.id = t.release WHERE p.key = 'LIT' ORDER BY t.number")
        .await;
    assert_eq!(
        planned,
        [
            "Hang Wires 2.0 300 1",
            "Wire Wires 2.0 50 0",
            "Test Tests   0",
            "All of it    0"
        ]
    );
    let there = project::project(&world.db, &sight, "LIT").await.unwrap();
    assert_eq!(there.estimate, "points");
    // Named beside the task is what no field says: the sprint before, the other version. The points stand as they were.
    let lines = world
        .lines_of(Who::Lena, world.brought(Who::Lena, 1).await.id)
        .await;
    assert_eq!(
        lines,
        pairs(&[("Story Points", "3.0"), ("Sprint", "Lamps")])
    );
    let lines = world
        .lines_of(Who::Lena, world.brought(Who::Lena, 2).await.id)
        .await;
    assert_eq!(
        lines,
        pairs(&[("Story Points", "0.5"), ("Fix versions", "3.0")])
    );
    // What the server said of each sprint is the project's.
    let lines = world.lines_of(Who::Lena, id).await;
    let of: Vec<_> = lines
        .iter()
        .filter(|(_, value)| value.contains("Sprint@"))
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(of, ["Lamps: Sprint", "Wires: Sprint", "Tests: Sprint"]);
    for (kind, count) in [(Kind::IterationCreated, 3), (Kind::ReleaseCreated, 2)] {
        let batch = world.direct.id(import);
        let told = format!("event WHERE kind = '{}' AND batch = {batch}", kind.code());
        assert_eq!(world.rows(&told).await, count);
    }
    let asked = Asked::of("wires");
    let found = store::search::find(&world.db, &sight, &asked)
        .await
        .unwrap();
    assert_eq!(found[0].kind, "iteration");
    let all = export::project(&world.db, &sight, "LIT", None)
        .await
        .unwrap();
    assert_eq!((all.iterations.len(), all.releases.len()), (3, 2));
    let task = all.tasks.iter().find(|task| task.key == "LIT-1").unwrap();
    assert_eq!(
        [&task.iteration, &task.release, &task.points],
        ["Wires", "2.0", "3"]
    );
    world.assert_whole().await;
}

async fn the_backlog_stands_in_the_file_s_order(world: World) {
    let (_, id) = world.bring(ISSUES, &[], Mapping::default()).await;
    // `Wire` is a part of what comes behind it in the file, which is planned by its parts.
    let first = [("Tests", "Test"), ("Wires", "Hang"), ("Wires", "Wire")];
    assert_eq!(world.rows_of(Who::Lena, id).await, pairs(&first));
    let order = world
        .direct
        .texts("SELECT t.title FROM task t JOIN project p ON p.id = t.project WHERE p.key = 'LIT' ORDER BY COALESCE(t.rank, t.outline)")
        .await;
    assert_eq!(order, ["Hang", "Wire", "Test", "All of it"]);
    // What is begun later stands behind them all.
    world.create_task(Who::Lena, id, "One more").await;
    let order = world
        .direct
        .texts("SELECT t.title FROM task t JOIN project p ON p.id = t.project WHERE p.key = 'LIT' ORDER BY COALESCE(t.rank, t.outline) DESC")
        .await;
    assert_eq!(order[0], "One more");
}

async fn sprints_and_versions_stay_beside_where_that_was_chosen(world: World) {
    let mapping = Mapping {
        sprints_beside: true,
        versions_beside: true,
        points: Some(Vec::new()),
        ..Mapping::default()
    };
    let (_, id) = world.bring(ISSUES, &[], mapping).await;
    assert!(world.iterations_of(Who::Lena, id).await.is_empty());
    assert_eq!(world.rows("release").await, 0);
    let planned = "task WHERE iteration IS NOT NULL OR release IS NOT NULL OR points IS NOT NULL OR carried > 0";
    assert_eq!(world.rows(planned).await, 0);
    let sight = world.sight(Who::Lena).await;
    let there = project::project(&world.db, &sight, "LIT").await.unwrap();
    assert_eq!(there.estimate, "time");
    let lines = world
        .lines_of(Who::Lena, world.brought(Who::Lena, 1).await.id)
        .await;
    let names: Vec<_> = lines.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Story Points", "Sprint", "Sprint", "Fix versions"]);
    assert!(lines[1].1.contains("name=Lamps") && lines[2].1.contains("name=Wires"));
    world.assert_whole().await;
}

async fn iterations_are_there_once_after_a_kill(mut world: World) {
    let mut text = String::from(
        "Summary,Issue key,Issue id,Status,Project key,Project name,Sprint,Fix versions\n",
    );
    for n in 1..=620 {
        text.push_str(&format!(
            "Task {n},NGT-{n},{n},To Do,NGT,Night,Sprint {},{}.0\n",
            n % 3,
            n % 2
        ));
    }
    let import = world.read_file(Who::Lena, &text).await;
    let id = world.choose(import, &[], Mapping::default()).await;
    loop {
        // Opened anew each time, as after a kill.
        let progress = world.step(import).await;
        world.direct.run("DELETE FROM idempotency").await;
        world.restarted().await;
        if progress.is_done() {
            break;
        }
    }
    let made = world.iterations_of(Who::Lena, id).await;
    let names: Vec<_> = made.iter().map(|one| one.0.as_str()).collect();
    assert_eq!(names, ["Sprint 0", "Sprint 1", "Sprint 2"]);
    assert_eq!(world.rows("release").await, 2);
    let of = |name: &str| {
        format!("task t JOIN iteration it ON it.id = t.iteration WHERE it.name = '{name}'")
    };
    assert_eq!(world.rows(&of("Sprint 1")).await, 207);
    assert_eq!(world.rows("task WHERE release IS NOT NULL").await, 620);
    world.assert_whole().await;
}

async fn iterations_go_with_the_project_and_come_back(world: World) {
    let (import, id) = world.bring(ISSUES, &[], Mapping::default()).await;
    let key = world.may_on::<ManageProject>(Who::Lena, id).await;
    let since = takeback::since(&world.db, &key, import).await.unwrap();
    assert_eq!(since.things, 0);
    takeback::take_back(&world.db, &key, &act(), import, since.seen)
        .await
        .unwrap();
    assert!(world.iterations_of(Who::Lena, id).await.is_empty());
    let sight = world.sight(Who::Lena).await;
    let asked = Asked::of("wires");
    let found = store::search::find(&world.db, &sight, &asked)
        .await
        .unwrap();
    assert!(found.is_empty());
    trash::restore(&world.db, &key, &act(), RecordId(id))
        .await
        .unwrap();
    assert_eq!(world.iterations_of(Who::Lena, id).await.len(), 3);
    let planned = [("Tests", "Test"), ("Wires", "Hang"), ("Wires", "Wire")];
    assert_eq!(world.rows_of(Who::Lena, id).await, pairs(&planned));
    world.trash_project(Who::Lena, id).await.unwrap();
    let later = Utc::now() + TimeDelta::minutes(1);
    purge::purge_before(&world.db, &world.duty, later)
        .await
        .unwrap();
    assert_eq!(world.rows("iteration").await, 0);
    assert_eq!(world.rows("release").await, 0);
    world.assert_whole().await;
}

async fn what_only_restricted_work_names_is_for_nobody_else(world: World) {
    let text = "Summary,Issue key,Issue id,Status,Project key,Project name,Security Level,Parent,Sprint,Sprint,Fix versions\n\
Open,NGT-1,1,To Do,NGT,Night,,,Lamps,,1.0\n\
Hidden,NGT-2,2,To Do,NGT,Night,Board,,Lamps,Zephyr,9.9\n\
Part of it,NGT-3,3,To Do,NGT,Night,,2,Lamps,,1.0\n";
    let mo = (1, world.member(Who::Mo).0);
    let (_, id) = world.bring(text, &[mo], Mapping::default()).await;
    let names = async |who| -> Vec<String> {
        let all = world.iterations_of(who, id).await;
        all.into_iter().map(|one| one.0).collect()
    };
    // Not even its importer has one of it: others would read it where one is chosen.
    assert_eq!(names(Who::Lena).await, ["Lamps"]);
    let hidden = world.brought(Who::Lena, 2).await.id;
    let lines = world.lines_of(Who::Lena, hidden).await;
    let named = pairs(&[
        ("Sprint", "Lamps"),
        ("Sprint", "Zephyr"),
        ("Fix versions", "9.9"),
    ]);
    assert_eq!(lines, named);
    // Of what others may see the restricted rows are neither shown nor counted.
    let olga = world.sight(Who::Olga).await;
    let read = backlog::backlog(&world.db, &olga, RecordId(id))
        .await
        .unwrap();
    let tasks: Vec<_> = read.sums.values().map(|sums| sums.tasks).collect();
    assert_eq!(tasks, [1]);
    assert_eq!(
        world.rows_of(Who::Olga, id).await,
        pairs(&[("Lamps", "Open")])
    );
    let out = release::releases(&world.db, &olga, RecordId(id))
        .await
        .unwrap();
    assert_eq!(out.len(), 1);
    assert_eq!((out[0].name.as_str(), out[0].tasks), ("1.0", 1));
    let found = store::search::find(&world.db, &olga, &Asked::of("zephyr")).await;
    assert!(found.unwrap().is_empty());
    world.trash_project(Who::Lena, id).await.unwrap();
    purge::purge_before(&world.db, &world.duty, Utc::now() + TimeDelta::minutes(1))
        .await
        .unwrap();
    // Opened, it is the project's as all else.
    let opened = Mapping {
        opened: vec![0],
        ..Mapping::default()
    };
    let (_, id) = world.bring(text, &[], opened).await;
    let all = world.iterations_of(Who::Olga, id).await;
    let names: Vec<_> = all.iter().map(|one| one.0.as_str()).collect();
    assert_eq!(names, ["Lamps", "Zephyr"]);
    world.assert_whole().await;
}
