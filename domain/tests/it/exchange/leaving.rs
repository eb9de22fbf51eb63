use std::collections::HashSet;

use domain::{
    exchange::{
        batch::{self, Kind},
        export::{self, csv},
        people::{Match, Person, propose},
        plan::{FieldValue, Resource, ResourceKind},
    },
    id::MemberId,
};
use uuid::Uuid;

use super::*;

fn person(n: u128, name: &str, email: &str) -> Person {
    Person {
        id: MemberId(Uuid::from_u128(n)),
        name: name.into(),
        email: email.into(),
    }
}

fn resource(uid: i64, name: &str, email: &str) -> Resource {
    Resource {
        uid,
        name: name.into(),
        email: email.into(),
        ..Resource::default()
    }
}

#[test]
fn two_people_of_one_name_are_asked_for() {
    let people = [
        person(1, "Ana Silva", "ana@x.org"),
        person(2, "Ana Silva", "ana@y.org"),
        person(3, "Bo Li", "bo@x.org"),
        person(4, "Cy", "cy@x.org"),
    ];
    let id = |n| MemberId(Uuid::from_u128(n));
    let cost = Resource {
        kind: ResourceKind::Material,
        ..resource(6, "Bo Li", "")
    };
    let found = propose(
        &people,
        &[
            resource(1, "Someone", "ANA@x.org"),
            resource(2, "ana  silva", ""),
            resource(3, "Bo Li", ""),
            resource(4, "Cy", ""),
            resource(5, "cy", ""),
            cost,
            resource(7, "Dee", "dee@x.org"),
            // Nobody here has their name, and yet they are two.
            resource(8, "Eve Fox", ""),
            resource(9, "eve  fox", "eve@z.org"),
            resource(10, "Eve Fox", "ana@y.org"),
        ],
    );
    let found: Vec<_> = found.into_iter().map(|p| p.match_).collect();
    let ask = |ids: &[u128]| Match::Ask {
        candidates: ids.iter().map(|n| id(*n)).collect(),
    };
    assert_eq!(
        found,
        [
            Match::ByEmail { id: id(1) },
            ask(&[1, 2]),
            Match::ByName { id: id(3) },
            ask(&[4]),
            ask(&[4]),
            Match::NotAPerson,
            Match::Nobody,
            ask(&[]),
            ask(&[]),
            Match::ByEmail { id: id(2) },
        ]
    );
}

#[test]
fn batches_are_small_ordered_and_the_same_again() {
    let all: String = (1..=1200)
        .map(|n| {
            task(
                n,
                if n % 3 == 1 { 1 } else { 2 },
                &if n > 1 && n % 3 == 1 {
                    link(n - 3, 1, 0, 7)
                } else {
                    String::new()
                },
            )
        })
        .collect();
    let (plan, _) = tasks(&all);
    let import = Uuid::from_u128(7);
    let batches = batch::split(import, &plan);
    assert_eq!(batches, batch::split(import, &plan));
    let rows = |batches: &[batch::Batch]| batches.iter().map(|b| b.rows.len()).max();
    assert!(rows(&batches) <= Some(batch::ROWS));
    // One that was begun when they were larger.
    let count = |n: usize| i64::try_from(n).unwrap();
    assert_eq!(
        batch::split_as_counted(import, &plan, count(batches.len())),
        batches
    );
    let items: usize = batches.iter().map(|b| b.rows.len()).sum();
    for size in [100, 500] {
        let once = batch::split_as_counted(import, &plan, count(items.div_ceil(size)));
        assert_eq!(
            (rows(&once), once.len()),
            (Some(size), items.div_ceil(size))
        );
    }
    let mut seen = HashSet::new();
    for item in batches.iter().flat_map(|b| &b.rows) {
        let needs: Vec<i64> = match item.kind {
            Kind::Task => plan.tasks[item.index].parent.into_iter().collect(),
            Kind::Link => vec![plan.links[item.index].from, plan.links[item.index].to],
            _ => Vec::new(),
        };
        assert!(needs.iter().all(|uid| seen.contains(&batch::id(
            import,
            Kind::Task,
            &uid.to_string()
        ))));
        assert!(seen.insert(item.id), "an id twice");
        assert_eq!(item.id.get_version_num(), 8);
    }
    assert_eq!(seen.len(), plan.tasks.len() + plan.links.len());
    assert_ne!(
        batch::id(import, Kind::Task, "1"),
        batch::id(Uuid::from_u128(8), Kind::Task, "1")
    );
}

#[test]
fn every_field_of_a_task_has_its_cell() {
    let line = |field: &str, value: &str| FieldValue {
        field: field.into(),
        value: value.into(),
    };
    let own = |name: &str, kind: &str| export::OwnField {
        name: name.into(),
        kind: kind.into(),
        ..export::OwnField::default()
    };
    let project = export::Project {
        fields: vec![own("Room", "text"), own("=Cost", "number")],
        tasks: vec![
            export::Task {
                key: "NGT-1".into(),
                status: "Inactive".into(),
                category: "done".into(),
                audience: "internal".into(),
                optimistic_minutes: Some(60),
                likely_minutes: Some(120),
                pessimistic_minutes: Some(480),
                stops: vec![export::Stop {
                    because: "no key".into(),
                    began_at: "2026-03-02T08:00:00".into(),
                    ..export::Stop::default()
                }],
                repeats: Some(export::Repeats {
                    rule: "FREQ=DAILY;INTERVAL=3".into(),
                    after_done: true,
                    days_off: "later".into(),
                    ..export::Repeats::default()
                }),
                watchers: vec!["Ana".into(), "Bo".into()],
                fields: vec![line("=Cost", "-12.5")],
                from_file: vec![line("Ana: Work", "PT1H0M0S"), line("Ana: Work", "PT2H0M0S")],
                ..export::Task::default()
            },
            export::Task::default(),
        ],
        ..export::Project::default()
    };
    let text = export::tasks_csv(&project).unwrap();
    let mut read = ::csv::Reader::from_reader(text.as_slice());
    let heads: Vec<String> = read.headers().unwrap().iter().map(str::to_owned).collect();
    let rows: Vec<_> = read.records().map(Result::unwrap).collect();
    let cell = |row: usize, head: &str| {
        let at = heads.iter().position(|one| one == head);
        rows[row][at.unwrap_or_else(|| panic!("no {head} in {heads:?}"))].to_owned()
    };
    for (head, value) in [
        ("category", "done"),
        ("audience", "internal"),
        ("optimistic_minutes", "60"),
        ("likely_minutes", "120"),
        ("pessimistic_minutes", "480"),
        ("stops", "no key: 2026-03-02T08:00:00 – "),
        ("repeats", "FREQ=DAILY;INTERVAL=3 after_done later"),
        ("watchers", "Ana; Bo"),
        // The project's own fields, also one in which nothing is said; a spreadsheet runs none.
        ("Room", ""),
        ("'=Cost", "'-12.5"),
        // Both of one name.
        ("Ana: Work", "PT1H0M0S; PT2H0M0S"),
    ] {
        assert_eq!(cell(0, head), value, "{head}");
        assert_eq!(cell(1, head), "", "{head}");
    }
    // Every field that a task has in JSON, but for its own fields and its lines "From the file", whose names are columns, is a column.
    let json = serde_json::to_value(&project.tasks[0]).unwrap();
    let missing: Vec<&String> = json
        .as_object()
        .unwrap()
        .keys()
        .filter(|field| !heads.contains(field))
        .collect();
    assert_eq!(missing, ["fields", "from_file"]);
}

#[test]
fn cells_are_quoted_and_defused() {
    let out = csv([vec![
        "=1+1",
        "a,b",
        "say \"x\"",
        "-5",
        "two\r\nlines",
        "\tq",
        "@z",
        "+1",
        "\rr",
        "\n=2",
        " =3",
        "＝4",
        "plain",
        "a = b",
    ]])
    .unwrap();
    assert_eq!(
        String::from_utf8(out).unwrap(),
        "'=1+1,\"a,b\",\"say \"\"x\"\"\",'-5,\"two\r\nlines\",'\tq,'@z,'+1,\"'\rr\",\"'\n'=2\",' =3,'＝4,plain,a = b\r\n"
    );
    let project = export::Project {
        format: 1,
        tasks: vec![export::Task {
            title: "=cmd".into(),
            ..export::Task::default()
        }],
        ..export::Project::default()
    };
    let text = String::from_utf8(export::tasks_csv(&project).unwrap()).unwrap();
    assert!(text.lines().nth(1).unwrap().starts_with(",,'=cmd,"));
    let back: export::Project = serde_json::from_slice(&export::json(&project).unwrap()).unwrap();
    assert_eq!(back, project);
}

#[test]
fn what_would_begin_a_cell_of_its_own_is_defused_too() {
    for (cell, text) in [
        ("a;=1+1", "a;'=1+1"),
        ("a; -1", "a; '-1"),
        ("a,\t@b", "a,\t'@b"),
        ("- one\r\n- two\n+3", "'- one\r\n'- two\n'+3"),
        ("a;\"=1\"", "a;\"'=1\""),
        ("a; b = 1, c-d", "a; b = 1, c-d"),
        ("NGT-1 fs +480 min; NGT-2 fs", "NGT-1 fs +480 min; NGT-2 fs"),
    ] {
        assert_eq!(export::defused(cell), text);
    }
}

#[test]
fn so_many_names_that_each_would_be_a_column_share_one() {
    let task = |n: usize| export::Task {
        key: format!("NGT-{n}"),
        from_file: vec![
            FieldValue {
                field: format!("R{n}: Work"),
                value: "PT8H0M0S".into(),
            },
            FieldValue {
                field: "Priority".into(),
                value: "700".into(),
            },
        ],
        ..export::Task::default()
    };
    let heads = |tasks: usize| {
        let project = export::Project {
            tasks: (1..=tasks).map(task).collect(),
            ..export::Project::default()
        };
        let text = String::from_utf8(export::tasks_csv(&project).unwrap()).unwrap();
        let mut lines = text.lines().map(str::to_owned);
        (lines.next().unwrap(), lines.next().unwrap())
    };
    let (head, row) = heads(499);
    assert!(head.contains(",R499: Work") && head.ends_with(",R499: Work"));
    assert!(row.contains(",PT8H0M0S,700,"));
    let began = std::time::Instant::now();
    let (head, row) = heads(20_000);
    assert!(head.ends_with(",waits_for,from_file"));
    assert!(row.ends_with(",R1: Work: PT8H0M0S; Priority: 700"));
    assert!(began.elapsed().as_secs() < 10);
}
