use super::*;
use crate::exchange::plan::Task;
use crate::plan::status::Category;

fn item(key: &str) -> Item {
    let mut item = Item {
        ids: vec![key.to_owned()],
        title: format!("Task {key}"),
        ..Item::default()
    };
    item.call(key);
    item
}

fn settled(items: Vec<Item>) -> (Plan, Report) {
    let reading = Reading {
        items,
        key: "X".into(),
        ..Reading::default()
    };
    reading.settle().unwrap()
}

fn count(report: &Report, code: Code) -> u64 {
    let found = report.findings.iter().find(|f| f.code == code);
    found.map_or(0, |f| f.count)
}

fn tracked(task: &Task) -> &Tracked {
    task.tracked.as_deref().unwrap()
}

#[test]
fn what_is_too_much_for_a_task_stands_beside_it() {
    let mut one = item("X-1");
    one.labels = (0..25).map(|n| format!("#l{n}")).collect();
    one.labels.push("L1".into());
    one.labels.insert(0, "long ".repeat(20));
    one.checks = (0..205)
        .map(|n| Check {
            text: format!("line {n}"),
            done: n == 0,
        })
        .collect();
    one.comments = vec![
        Said {
            text: "x".repeat(text::BODY + 10),
            ..Said::default()
        },
        Said {
            text: " \n".into(),
            ..Said::default()
        },
    ];
    let (plan, report) = settled(vec![one]);
    let task = &plan.tasks[0];
    assert_eq!(tracked(task).labels.len(), 20);
    assert!(tracked(task).labels[0].chars().count() <= labels::NAME);
    assert_eq!(tracked(task).checks.len(), 200);
    assert!(plan.comments.len() == 1 && plan.comments[0].text.len() < text::BODY);
    for code in [
        Code::LabelCut,
        Code::LabelsTooMany,
        Code::ChecksTooMany,
        Code::CommentCut,
    ] {
        assert_eq!(count(&report, code), 1, "{code:?}");
    }
    let value = |name: &str| {
        let line = task.fields.iter().find(|field| field.field == name);
        line.map_or("", |line| line.value.as_str())
    };
    assert!(value("Labels").starts_with("l19, "));
    assert!(value("Checklist").starts_with("[ ] line 200\n"));
    assert_eq!(value("Comment").len(), text::BODY + 10);
}

#[test]
fn a_start_after_its_end_is_said() {
    let day = |text: &str| Some(Moment::Day(text.parse().unwrap()));
    let mut one = item("X-1");
    (one.start, one.due) = (day("2026-03-05"), day("2026-03-01"));
    let (plan, report) = settled(vec![one]);
    assert_eq!(
        (tracked(&plan.tasks[0]).start, tracked(&plan.tasks[0]).due),
        (None, day("2026-03-01"))
    );
    assert_eq!(plan.tasks[0].fields[0].value, "2026-03-05");
    assert_eq!(count(&report, Code::StartAfterDue), 1);
}

#[test]
fn a_long_circle_of_parts_is_opened_once_and_a_deep_tree_ends() {
    let many = 30_000;
    let ring: Vec<Item> = (0..many)
        .map(|n| Item {
            part_of: format!("X-{}", (n + 1) % many + 1),
            ..item(&format!("X-{}", n + 1))
        })
        .collect();
    let (plan, report) = settled(ring);
    assert_eq!(plan.tasks.len(), many);
    assert_eq!(
        plan.tasks
            .iter()
            .filter(|task| task.parent.is_none())
            .count(),
        1
    );
    assert_eq!(count(&report, Code::ParentInCycle), 1);
    let mut seen = HashSet::new();
    for task in &plan.tasks {
        assert!(task.parent.is_none_or(|up| seen.contains(&up)));
        seen.insert(task.uid);
    }
}

#[test]
fn numbers_are_kept_where_they_can_be() {
    let keys = |keys: &[&str]| {
        let (plan, _) = settled(keys.iter().map(|key| item(key)).collect());
        let number = |task: &Task| tracked(task).number;
        plan.tasks.iter().map(number).collect::<Vec<_>>()
    };
    assert_eq!(keys(&["X-9", "X-3"]), [Some(9), Some(3)]);
    assert_eq!(keys(&["X-9", "X-9", "X-x"]), [Some(9), Some(10), Some(11)]);
    assert_eq!(keys(&["X-1", "Y-2"]), [None, None]);
    assert_eq!(keys(&["one", "two"]), [None, None]);
}

#[test]
fn states_are_told_by_their_names_where_the_file_says_nothing() {
    let mut states = States::default();
    for (name, means) in [
        ("Backlog", None),
        ("  in   Review ", Some(Category::Doing)),
        ("Anything", Some(Category::Done)),
        ("Whatever", None),
        ("Done", None),
    ] {
        states.named(name, means);
    }
    assert_eq!(states.named("BACKLOG", None), Some(0));
    let long = "State of a name that goes on for ever and ever";
    let at = states.named(long, None);
    let mut tasks = vec![Task {
        tracked: Some(Box::new(Tracked {
            state: at,
            ..Tracked::default()
        })),
        ..Task::default()
    }];
    let mut ledger = Ledger::default();
    let settled = states.settle(&mut tasks, &mut ledger);
    let said: Vec<_> = settled
        .iter()
        .map(|state| (state.name.as_str(), state.category, state.usual))
        .collect();
    assert_eq!(
        said,
        [
            ("Backlog", Category::Todo, false),
            ("in Review", Category::Review, true),
            ("Anything", Category::Done, false),
            ("Whatever", Category::Todo, false),
            ("Done", Category::Done, true),
            (
                "State of a name that goes on for ever an",
                Category::Todo,
                false
            ),
        ]
    );
    assert_eq!(tasks[0].fields[0].value, long);
}

#[test]
fn somebody_is_one_person_by_number_or_address_or_name() {
    let mut people = People::default();
    assert_eq!(people.named("a1", "", ""), Some(1));
    assert_eq!(people.named("a1", "Ada Berg", ""), Some(1));
    assert_eq!(people.named("a2", "Ada Berg", ""), Some(2));
    assert_eq!(people.named("", "mo@x.test", ""), Some(3));
    assert_eq!(people.named("", "Mo", "MO@x.test"), Some(3));
    assert_eq!(people.named(" ", "", ""), None);
    let list: Vec<_> = people
        .list
        .iter()
        .map(|one| (one.name.as_str(), one.email.as_str()))
        .collect();
    assert_eq!(
        list,
        [
            ("Ada Berg", ""),
            ("Ada Berg", ""),
            ("mo@x.test", "mo@x.test")
        ]
    );
}
