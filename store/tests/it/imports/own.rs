//! What a file says beside becomes fields of the project's own, as somebody chose or as was proposed.

use domain::exchange::own::Chosen;
use domain::plan::custom::FieldKind;
use store::plan::custom;

use super::*;

both!(
    what_a_file_says_beside_becomes_fields,
    fields_become_what_was_chosen,
    a_plan_s_own_fields_become_fields,
    fields_are_there_once_after_a_kill,
);

const ISSUES: &str = "Summary,Issue key,Issue id,Status,Project key,Project name,Priority,Reporter,Custom field (Story Points),Custom field (Ready),Custom field (Asked),Custom field (Brief),Votes\n\
Hang,NGT-1,1,To Do,NGT,Night,High,Mo Adeyémi,3.0,true,2026-03-01T23:30:00.000Z,https://x.test/a,1\n\
Wire,NGT-2,2,To Do,NGT,Night,Low,Eve,\"1 250,5\",false,,,1\n\
Test,NGT-3,3,To Do,NGT,Night,high,Mo Adeyémi,,,,,1\n\
Light,NGT-4,4,To Do,NGT,Night,Low,Eve,0,,,,1\n";

/// Name, kind, options and how many tasks say something, in their order.
type Shape = (String, FieldKind, Vec<String>, i64);

impl World {
    async fn own_fields(&self, project: Uuid) -> Vec<Shape> {
        let sight = self.sight(Who::Lena).await;
        let fields = custom::fields(&self.db, &sight, RecordId(project)).await;
        let shape = |field: custom::Custom| {
            let options = field.options.into_iter().map(|one| one.name).collect();
            (field.name, field.kind, options, field.said)
        };
        fields.unwrap().into_iter().map(shape).collect()
    }

    /// What a task says, by the names of its fields.
    async fn own_of(&self, project: Uuid, number: i64) -> Vec<(String, String)> {
        let sight = self.sight(Who::Lena).await;
        let fields = custom::fields(&self.db, &sight, RecordId(project)).await;
        let task = self.brought(Who::Lena, number).await;
        let said = |field: custom::Custom| {
            let said = task.own.iter().find(|said| said.field == field.id)?;
            Some((field.name, said.said.clone()))
        };
        fields.unwrap().into_iter().filter_map(said).collect()
    }
}

fn pairs(all: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(name, said): &(&str, &str)| ((*name).to_owned(), (*said).to_owned());
    all.iter().map(owned).collect()
}

async fn what_a_file_says_beside_becomes_fields(world: World) {
    let mo = world.member(Who::Mo).0;
    let (import, id) = world.bring(ISSUES, &[(1, mo)], Mapping::default()).await;
    let shape = |name: &str, kind, options: &[&str], said| -> Shape {
        let options = options.iter().map(|&one| one.to_owned()).collect();
        (name.to_owned(), kind, options, said)
    };
    assert_eq!(
        world.own_fields(id).await,
        [
            shape("Priority", FieldKind::Choice, &["High", "Low"], 4),
            shape("Story Points", FieldKind::Number, &[], 3),
            shape("Ready", FieldKind::YesNo, &[], 2),
            shape("Asked", FieldKind::Date, &[], 1),
            shape("Brief", FieldKind::Link, &[], 1),
        ]
    );
    // Half past eleven at night by universal time is the next day in Oslo.
    let first = [
        ("Priority", "High"),
        ("Story Points", "3"),
        ("Ready", "yes"),
        ("Asked", "2026-03-02"),
        ("Brief", "https://x.test/a"),
    ];
    assert_eq!(world.own_of(id, 1).await, pairs(&first));
    let second = [
        ("Priority", "Low"),
        ("Story Points", "1250.5"),
        ("Ready", "no"),
    ];
    assert_eq!(world.own_of(id, 2).await, pairs(&second));
    assert_eq!(world.own_of(id, 3).await, pairs(&[("Priority", "High")]));
    // The file's own words stay beside it.
    let sight = world.sight(Who::Lena).await;
    let task = world.brought(Who::Lena, 2).await.id;
    let lines = kept::from_file(&world.db, &sight, RecordId(task))
        .await
        .unwrap();
    let points = lines.rows.iter().find(|line| line.name == "Story Points");
    assert_eq!(points.map(|line| line.value.as_str()), Some("1 250,5"));
    let told = world
        .rows(&format!(
            "event WHERE kind = 'field.created' AND batch = {}",
            world.direct.id(import)
        ))
        .await;
    assert_eq!(told, 5);
    world.assert_whole().await;
}

async fn fields_become_what_was_chosen(world: World) {
    let chosen = [
        ("Reporter", FieldKind::Person),
        ("Story Points", FieldKind::Text),
    ];
    let chosen: Chosen = chosen.map(|(name, kind)| (name.to_owned(), kind)).into();
    let mapping = Mapping {
        fields: Some(chosen),
        ..Mapping::default()
    };
    let mo = world.member(Who::Mo).0;
    let (_, id) = world.bring(ISSUES, &[(1, mo)], mapping).await;
    let shapes = world.own_fields(id).await;
    let shapes: Vec<_> = shapes
        .iter()
        .map(|(name, kind, _, said)| (name.as_str(), *kind, *said))
        .collect();
    // Whoever is nobody here is said beside the task alone.
    let expected = [
        ("Story Points", FieldKind::Text, 3),
        ("Reporter", FieldKind::Person, 2),
    ];
    assert_eq!(shapes, expected);
    let first = [("Story Points", "3.0"), ("Reporter", "Mo Adeyémi")];
    assert_eq!(world.own_of(id, 1).await, pairs(&first));
    assert_eq!(
        world.own_of(id, 2).await,
        pairs(&[("Story Points", "1 250,5")])
    );
}

async fn a_plan_s_own_fields_become_fields(world: World) {
    let text = "<Project xmlns=\"http://schemas.microsoft.com/project\"><Title>Lights</Title>\
<ExtendedAttributes><ExtendedAttribute><FieldID>188743731</FieldID><FieldName>Text1</FieldName><Alias>Room</Alias></ExtendedAttribute>\
<ExtendedAttribute><FieldID>188743752</FieldID><FieldName>Flag1</FieldName><Alias>Wet</Alias></ExtendedAttribute></ExtendedAttributes>\
<Tasks><Task><UID>1</UID><ID>1</ID><Name>Hang</Name><OutlineLevel>1</OutlineLevel>\
<ExtendedAttribute><FieldID>188743731</FieldID><Value>Hall</Value></ExtendedAttribute>\
<ExtendedAttribute><FieldID>188743752</FieldID><Value>1</Value></ExtendedAttribute></Task></Tasks></Project>";
    let (_, id) = world.bring(text, &[], Mapping::default()).await;
    let said = pairs(&[("Room", "Hall"), ("Wet", "yes")]);
    let mut own = world.own_of(id, 1).await;
    own.sort();
    assert_eq!(own, said);
}

async fn fields_are_there_once_after_a_kill(mut world: World) {
    let mut text =
        String::from("Summary,Issue key,Issue id,Status,Project key,Project name,Priority\n");
    for n in 1..=620 {
        let level = ["High", "Low"][n % 2];
        text.push_str(&format!("Task {n},NGT-{n},{n},To Do,NGT,Night,{level}\n"));
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
    let options = vec!["Low".to_owned(), "High".to_owned()];
    let expected = ("Priority".to_owned(), FieldKind::Choice, options, 620);
    assert_eq!(world.own_fields(id).await, [expected]);
    world.assert_whole().await;
}
