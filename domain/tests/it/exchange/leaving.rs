use std::collections::HashSet;

use domain::{
    exchange::{
        batch::{self, Kind},
        export::{self, csv},
        people::{Match, Person, propose},
        plan::{Resource, ResourceKind},
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
    assert!(batches.iter().all(|b| (1..=500).contains(&b.rows.len())));
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
        "'=1+1,\"a,b\",\"say \"\"x\"\"\",'-5,\"two\r\nlines\",'\tq,'@z,'+1,\"'\rr\",\"'\n=2\",' =3,'＝4,plain,a = b\r\n"
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
