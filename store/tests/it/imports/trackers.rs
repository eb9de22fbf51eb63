//! Files of trackers become projects: with the states their maker chose, labels, checklists, comments, watchers, and what
//! is for few for few.

use domain::access::CreateProject;
use domain::exchange::landing::Landing;
use domain::plan::status::Category;
use domain::search::Asked;
use store::plan::page::{TaskPage, task_page};
use store::talk::conversation;

use super::*;

both!(
    a_board_becomes_a_project,
    what_a_tracker_brings_tells_nobody,
    states_become_what_was_chosen,
    restricted_work_is_its_importer_s_alone,
    what_was_opened_is_for_the_project,
    a_killed_run_of_a_tracker_goes_on,
    a_tracker_s_project_is_taken_back_and_comes_back,
);

const BOARD: &str = r#"{"name":"Night guide","desc":"For the harbour","lists":[{"id":"a","name":"Ideas","pos":1},{"id":"b","name":"Doing","pos":2},{"id":"c","name":"Done","pos":3}],
"members":[{"id":"m1","fullName":"Mo Adeyémi"},{"id":"m2","fullName":"Eve [x]"}],
"checklists":[{"id":"k","idCard":"61517b5b0000000000000001","name":"Before","checkItems":[{"name":"Map","state":"complete","pos":1},{"name":"Count","state":"incomplete","pos":2}]}],
"cards":[{"id":"61517b5b0000000000000001","idShort":7,"name":"Map the lamps","desc":"All of **them**","idList":"b","pos":1,"idMembers":["m1"],"labels":[{"name":"Urgent"},{"name":"night"}],"start":"2026-03-01T00:00:00.000Z","due":"2026-03-04T23:30:00.000Z","customFieldItems":[]},
{"id":"61517b5b0000000000000002","idShort":3,"name":"Lit","idList":"c","pos":1,"labels":[{"name":"urgent"}],"dateLastActivity":"2026-02-03T10:00:00.000Z"},
{"id":"61517b5b0000000000000003","idShort":12,"name":"Put away","idList":"a","closed":true,"pos":1}],
"actions":[{"type":"commentCard","date":"2026-02-02T09:00:00.000Z","idMemberCreator":"m2","data":{"text":"Twelve lanterns","card":{"id":"61517b5b0000000000000001"}}},
{"type":"commentCard","date":"2026-02-01T09:00:00.000Z","idMemberCreator":"m1","data":{"text":"I count","card":{"id":"61517b5b0000000000000001"}}},
{"type":"createCard","date":"2026-01-31T09:00:00.000Z","idMemberCreator":"m1","data":{"card":{"id":"61517b5b0000000000000001"}}}]}"#;

const ISSUES: &str = "Summary,Issue key,Issue id,Status,Status Category,Project key,Project name,Security Level,Parent,Labels,Comment,Watchers\n\
Open,NGT-1,1,To Do,To Do,NGT,Night,,,,02/Feb/26 9:00 AM;Eve;seen by all,\n\
Zephyrwork,NGT-2,2,Proofing,In Progress,NGT,Night,Board,,secretlabel,02/Feb/26 9:00 AM;Eve;whispered,Mo Adeyémi\n\
Part of it,NGT-3,3,Closed,Done,NGT,Night,,2,,,\n";

impl World {
    pub(super) async fn choose(
        &self,
        import: Uuid,
        people: &[(i64, Uuid)],
        mapping: Mapping,
    ) -> Uuid {
        let start = Start {
            project: RecordId(Uuid::now_v7()),
            title: "Lights".into(),
            key: "LIT".into(),
            client: None,
            zone: "Europe/Oslo".into(),
            people: people
                .iter()
                .map(|(uid, member)| (*uid, Some(MemberId(*member))))
                .collect(),
            mapping,
        };
        let key = self.may::<CreateProject>(Who::Lena).await;
        exchange::start(&self.db, &key, &act(), import, &start)
            .await
            .unwrap()
            .what
    }

    /// With Mo as himself, if the file's first is him.
    pub(super) async fn bring(
        &self,
        text: &str,
        people: &[(i64, Uuid)],
        mapping: Mapping,
    ) -> (Uuid, Uuid) {
        let import = self.read_file(Who::Lena, text).await;
        let project = self.choose(import, people, mapping).await;
        self.run_to_the_end(import).await;
        (import, project)
    }

    pub(super) async fn brought(&self, who: Who, number: i64) -> TaskPage {
        let sight = self.sight(who).await;
        task_page(&self.db, &sight, "LIT", number).await.unwrap()
    }

    async fn lines(&self, who: Who, task: Uuid) -> Vec<(String, String)> {
        let sight = self.sight(who).await;
        let lines = kept::from_file(&self.db, &sight, RecordId(task))
            .await
            .unwrap();
        lines
            .rows
            .into_iter()
            .map(|row| (row.name, row.value))
            .collect()
    }

    async fn states_brought(&self) -> Vec<String> {
        self.direct
            .texts(
                "SELECT s.name || ' ' || s.category FROM status s JOIN project p ON p.id = s.project WHERE p.key = 'LIT' ORDER BY s.position",
            )
            .await
    }
}

fn mapping(states: &[&str], opened: &[usize]) -> Mapping {
    Mapping {
        states: states
            .iter()
            .map(|code| Landing::parse(code).unwrap())
            .collect(),
        opened: opened.to_vec(),
        ..Mapping::default()
    }
}

async fn what_a_tracker_brings_tells_nobody(world: World) {
    let told = async || world.direct.number("SELECT COUNT(*) FROM notice").await;
    let before = told().await;
    let text = BOARD
        .replace("All of **them**", "For @Mo")
        .replace("Twelve lanterns", "@Mo, twelve");
    let mo = world.member(Who::Mo);
    world.bring(&text, &[(1, mo.0)], Mapping::default()).await;
    let task = world.brought(Who::Mo, 7).await;
    assert!(task.assignees.iter().any(|one| one.name == Who::Mo.name()));
    assert_eq!(told().await, before);
}

async fn a_board_becomes_a_project(world: World) {
    let mo = world.member(Who::Mo);
    let (_, id) = world.bring(BOARD, &[(1, mo.0)], Mapping::default()).await;
    assert_eq!(
        world.states_brought().await,
        ["Ideas todo", "Doing doing", " done", "Archived done"]
    );
    let task = world.brought(Who::Mo, 7).await;
    assert_eq!(
        (task.title.as_str(), task.description.as_str()),
        ("Map the lamps", "All of **them**")
    );
    assert_eq!(
        (task.status.name.as_str(), task.status.category),
        ("Doing", Category::Doing)
    );
    assert_eq!(task.made_at.to_rfc3339(), "2026-01-31T09:00:00+00:00");
    // Half past eleven at night by universal time is the next day in Oslo.
    assert_eq!(
        (
            task.start.unwrap().to_string(),
            task.finish.unwrap().day.to_string()
        ),
        ("2026-03-01".to_owned(), "2026-03-05".to_owned())
    );
    let labels = world
        .direct
        .texts("SELECT l.name FROM task_label tl JOIN label l ON l.id = tl.label JOIN task t ON t.id = tl.task WHERE t.number = 7 ORDER BY l.name_folded")
        .await;
    assert_eq!(labels.len(), 2);
    assert_eq!(labels.last().map(String::as_str), Some("Urgent"));
    let lines = world
        .direct
        .texts("SELECT text FROM checklist_item WHERE ticked_at IS NULL UNION ALL SELECT text FROM checklist_item WHERE ticked_at IS NOT NULL AND ticked_by IS NOT NULL")
        .await;
    assert_eq!(lines, ["Count", "Map"]);
    let sight = world.sight(Who::Mo).await;
    let talk = conversation(&world.db, &sight, RecordId(task.id))
        .await
        .unwrap();
    let said: Vec<_> = talk
        .said
        .iter()
        .map(|one| {
            assert_eq!(
                one.made_by,
                world.member(Who::Lena).0,
                "nobody says what a file says"
            );
            (
                one.made_at.format("%m-%d %H:%M").to_string(),
                one.text.as_str(),
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            ("02-01 09:00".to_owned(), "**Mo Adeyémi**\n\nI count"),
            (
                "02-02 09:00".to_owned(),
                "**Eve \\[x\\]**\n\nTwelve lanterns"
            ),
        ]
    );
    let watchers: Vec<_> = talk.watchers.iter().map(|one| one.member).collect();
    assert_eq!(watchers, [mo.0]);
    let kept = world.lines(Who::Mo, task.id).await;
    let has = |name: &str, value: &str| kept.iter().any(|(n, v)| n == name && v == value);
    assert!(has("Reporter", "Mo Adeyémi") && has("Created", "2026-01-31T09:00:00Z"));
    // Done without a word of when: when it was last changed.
    let lit = world.brought(Who::Mo, 3).await;
    let (_, closed) = lit.closed.unwrap();
    assert_eq!(closed.to_rfc3339(), "2026-02-03T10:00:00+00:00");
    let away = world.brought(Who::Mo, 12).await;
    assert_eq!(away.status.name, "Archived");
    assert!(
        world
            .lines(Who::Mo, away.id)
            .await
            .contains(&("List".into(), "Ideas".into()))
    );
    // What comes next has the next number, and what was said is found.
    let next = world.create_task(Who::Mo, id, "One more").await;
    let number = format!(
        "SELECT number FROM task WHERE id = {}",
        world.direct.id(next)
    );
    assert_eq!(world.direct.number(number).await, 13);
    let asked = Asked::of("lanterns");
    let found = store::search::find(&world.db, &sight, &asked)
        .await
        .unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(world.rows("import WHERE format = 'trello'").await, 1);
    world.assert_whole().await;
}

async fn states_become_what_was_chosen(world: World) {
    let chosen = mapping(
        &["own review", "usual doing", "usual todo", "own done"],
        &[],
    );
    world.bring(BOARD, &[], chosen).await;
    assert_eq!(
        world.states_brought().await,
        [" todo", " doing", "Ideas review", "Archived done"]
    );
    let state = |task: &TaskPage| (task.status.name.clone(), task.status.category);
    let doing = world.brought(Who::Lena, 7).await;
    assert_eq!(state(&doing), (String::new(), Category::Doing));
    // Another name than it had: that is kept.
    assert!(
        world
            .lines(Who::Lena, doing.id)
            .await
            .contains(&("Status".into(), "Doing".into()))
    );
    let lit = world.brought(Who::Lena, 3).await;
    assert_eq!(state(&lit), (String::new(), Category::Todo));
    assert!(lit.closed.is_none());
    // Nobody was chosen: who watched is a name.
    assert!(
        world
            .lines(Who::Lena, doing.id)
            .await
            .contains(&("Watchers".into(), "Mo Adeyémi".into()))
    );
}

async fn restricted_work_is_its_importer_s_alone(world: World) {
    // He watches the open one as well: by the other alone he would not be in the project.
    let text = ISSUES.replace("seen by all,\n", "seen by all,Mo Adeyémi\n");
    let (plan, _) = domain::exchange::read(text.as_bytes()).unwrap();
    let mut people = plan.resources.iter();
    let uid = people.find(|one| one.name == "Mo Adeyémi").unwrap().uid;
    let (_, id) = world
        .bring(&text, &[(uid, world.member(Who::Mo).0)], Mapping::default())
        .await;
    let mo = world.sight(Who::Mo).await;
    assert_eq!(
        task::task(&world.db, &mo, "LIT", 1).await.unwrap().title,
        "Open"
    );
    for number in [2, 3] {
        assert_eq!(
            refused(task::task(&world.db, &mo, "LIT", number).await),
            Refused::Absent
        );
    }
    // Not even one who sees every project.
    let olga = world.sight(Who::Olga).await;
    assert_eq!(
        refused(task::task(&world.db, &olga, "LIT", 2).await),
        Refused::Absent
    );
    let lena = world.sight(Who::Lena).await;
    for word in ["zephyrwork", "whispered"] {
        let found = |sight| {
            let db = &world.db;
            async move {
                store::search::find(db, sight, &Asked::of(word))
                    .await
                    .unwrap()
                    .len()
            }
        };
        assert_eq!(
            (found(&mo).await, found(&olga).await, found(&lena).await),
            (0, 0, 1),
            "{word}"
        );
    }
    let hidden = task::task(&world.db, &lena, "LIT", 2).await.unwrap();
    assert_eq!(hidden.audience, "named");
    assert_eq!(
        world
            .rows(&format!(
                "watcher WHERE record = {}",
                world.direct.id(hidden.id)
            ))
            .await,
        0
    );
    let exported = exchange::export::project(&world.db, &mo, "LIT", None)
        .await
        .unwrap();
    assert_eq!(exported.tasks.len(), 1);
    let ticks = live::since(&world.db, &mo, 0, 500).await.unwrap();
    assert!(ticks.iter().all(|tick| tick.record != Some(hidden.id)));
    assert!(ticks.iter().any(|tick| tick.record == Some(id)));
    world.assert_whole().await;
}

async fn what_was_opened_is_for_the_project(world: World) {
    let opened = Mapping {
        opened: vec![0],
        ..Mapping::default()
    };
    world
        .bring(ISSUES, &[(2, world.member(Who::Mo).0)], opened)
        .await;
    let mo = world.sight(Who::Mo).await;
    let hidden = task::task(&world.db, &mo, "LIT", 2).await.unwrap();
    assert_eq!(
        (hidden.title.as_str(), hidden.audience.as_str()),
        ("Zephyrwork", "internal")
    );
    assert_eq!(
        task::task(&world.db, &mo, "LIT", 3).await.unwrap().title,
        "Part of it"
    );
    let talk = conversation(&world.db, &mo, RecordId(hidden.id))
        .await
        .unwrap();
    assert_eq!((talk.said.len(), talk.watchers.len()), (1, 1));
}

async fn a_killed_run_of_a_tracker_goes_on(mut world: World) {
    let mut text =
        String::from("Summary,Issue key,Issue id,Status,Project key,Project name,Comment\n");
    for n in 1..=620 {
        text.push_str(&format!(
            "Task {n},NGT-{n},{n},Stage {},NGT,Night,02/Feb/26 9:00 AM;Eve;said {n}\n",
            n % 3
        ));
    }
    let import = world.read_file(Who::Lena, &text).await;
    world.choose(import, &[], Mapping::default()).await;
    let mut steps = 0;
    loop {
        // Opened anew each time, as after a kill.
        let progress = world.step(import).await;
        world.direct.run("DELETE FROM idempotency").await;
        steps += 1;
        if steps == 1 {
            world.restarted().await;
        }
        if progress.is_done() {
            break;
        }
    }
    assert_eq!(steps, 26);
    assert_eq!(
        world.states_brought().await,
        ["Stage 1 todo", "Stage 2 todo", "Stage 0 todo", " done"]
    );
    let of =
        |state: &str| format!("task t JOIN status s ON s.id = t.status WHERE s.name = '{state}'");
    assert_eq!(world.rows(&of("Stage 1")).await, 207);
    assert_eq!(world.rows("comment WHERE text LIKE '**Eve**%'").await, 620);
    world.assert_whole().await;
}

async fn a_tracker_s_project_is_taken_back_and_comes_back(world: World) {
    let (import, id) = world.bring(BOARD, &[], Mapping::default()).await;
    let key = world.may_on::<ManageProject>(Who::Lena, id).await;
    let since = takeback::since(&world.db, &key, import).await.unwrap();
    assert_eq!(since.things, 0);
    takeback::take_back(&world.db, &key, &act(), import, since.seen)
        .await
        .unwrap();
    let lena = world.sight(Who::Lena).await;
    assert_eq!(
        refused(task::task(&world.db, &lena, "LIT", 7).await),
        Refused::Absent
    );
    trash::restore(&world.db, &key, &act(), RecordId(id))
        .await
        .unwrap();
    let task = task::task(&world.db, &lena, "LIT", 7).await.unwrap();
    let talk = conversation(&world.db, &lena, RecordId(task.id))
        .await
        .unwrap();
    assert_eq!(talk.said.len(), 2);
    world.assert_whole().await;
}
