//! Full files of trackers, of three rows and of five thousand: each field of each row is where it belongs.

#[path = "../../../xtask/src/exports/files.rs"]
mod files;

use std::collections::HashMap;

use domain::exchange::plan::{Plan, Task};
use domain::exchange::report::{Code, Place, Report};
use domain::exchange::tracked::{Format, Moment, Tracked};

use files::{PEOPLE, STATES, Said};

/// The name of a line "From the file", and what it must hold.
type Line = (&'static str, fn(&Said) -> String);

/// What the formats differ in.
struct Expected {
    format: Format,
    /// Whether there is a number that its key can keep.
    numbered: bool,
    /// Whether parts and links are told.
    tied: bool,
    restricted: bool,
    checks: bool,
    comments: bool,
    /// The zone's sign behind a time, or a day alone.
    created: fn(usize) -> String,
    due: fn(usize) -> String,
    /// Lines "From the file" that every row has.
    lines: &'static [Line],
}

fn read(text: &str) -> (Plan, Report) {
    domain::exchange::read(text.as_bytes()).unwrap()
}

fn both(write: fn(usize) -> String, expected: &Expected) {
    for rows in [3, 5_000] {
        let (plan, report) = read(&write(rows));
        assert_eq!((plan.format, plan.tasks.len()), (expected.format, rows));
        let lost: Vec<_> = report
            .columns
            .iter()
            .filter(|one| one.place == Place::LeftOut && one.filled > 0)
            .collect();
        assert!(lost.is_empty(), "{lost:?}");
        let known = [
            Code::QuoteDropped,
            Code::AttachmentNamed,
            Code::Restricted,
            Code::SummaryWork,
        ];
        let other = report.findings.iter().find(|f| !known.contains(&f.code));
        assert!(other.is_none(), "{other:?}");
        compare(&plan, expected);
    }
}

fn compare(plan: &Plan, expected: &Expected) {
    let by_title: HashMap<&str, &Task> = plan
        .tasks
        .iter()
        .map(|task| (task.name.as_str(), task))
        .collect();
    let uid = |n: usize| by_title[files::said(n).title.as_str()].uid;
    let names: HashMap<i64, &str> = plan
        .resources
        .iter()
        .map(|one| (one.uid, one.name.as_str()))
        .collect();
    let mut assigned: HashMap<i64, Vec<&str>> = HashMap::new();
    for one in &plan.assignments {
        assigned
            .entry(one.task)
            .or_default()
            .push(names[&one.resource.unwrap()]);
    }
    let mut comments: HashMap<i64, Vec<&str>> = HashMap::new();
    for one in &plan.comments {
        comments.entry(one.task).or_default().push(&one.text);
    }
    let mut waits: HashMap<i64, Vec<i64>> = HashMap::new();
    for one in &plan.links {
        waits.entry(one.to).or_default().push(one.from);
    }
    for n in 1..=plan.tasks.len() {
        let said = files::said(n);
        let task = by_title[said.title.as_str()];
        let tracked: &Tracked = task.tracked.as_deref().unwrap();
        assert_eq!(task.notes, said.notes, "{n}");
        assert_eq!(plan.states[tracked.state.unwrap()].name, said.state, "{n}");
        assert_eq!(tracked.labels, said.labels, "{n}");
        let number = i64::try_from(n).unwrap();
        assert_eq!(tracked.number, expected.numbered.then_some(number), "{n}");
        let text = |at: Option<Moment>| at.unwrap().text();
        assert_eq!(
            text(tracked.created),
            (expected.created)(said.created),
            "{n}"
        );
        assert_eq!(text(tracked.due), (expected.due)(said.due), "{n}");
        let who = assigned[&task.uid].as_slice();
        let person = [files::person(said.person), files::email(said.person)];
        assert!(
            matches!(who, [one] if person.contains(&(*one).to_owned())),
            "{n}: {who:?}"
        );
        let parent = said.parent.filter(|_| expected.tied).map(uid);
        assert_eq!(task.parent, parent, "{n}");
        let before = said.waits_for.filter(|_| expected.tied).map(uid);
        let waits = waits.get(&task.uid).cloned().unwrap_or_default();
        assert_eq!(waits, Vec::from_iter(before), "{n}");
        let own = if expected.comments {
            said.comments.as_slice()
        } else {
            &[]
        };
        let there = comments.get(&task.uid).cloned().unwrap_or_default();
        assert_eq!(there, own, "{n}");
        assert_eq!(
            tracked.level.is_some(),
            expected.restricted && said.restricted,
            "{n}"
        );
        if expected.checks {
            let checks: Vec<_> = tracked
                .checks
                .iter()
                .map(|one| (one.text.clone(), one.done))
                .collect();
            assert_eq!(
                checks,
                [(format!("Done {n}"), true), (format!("Open {n}"), false)]
            );
        }
        for (name, value) in expected.lines {
            let value = value(&said);
            let has = task
                .fields
                .iter()
                .any(|one| one.field == *name && one.value == value);
            assert!(has, "{n}: {name} is not {value}: {:?}", task.fields);
        }
    }
    assert!(plan.resources.len() <= 2 * PEOPLE);
    assert!(plan.states.len() <= STATES.len());
}

fn other(said: &Said) -> String {
    files::person((said.person + 1) % PEOPLE)
}

fn utc(minutes: usize) -> String {
    format!("{}Z", files::moment(minutes))
}

fn june(day: usize) -> String {
    format!("2026-06-{day:02}")
}

#[test]
fn jira_s_csv_brings_every_field() {
    both(
        files::jira_csv,
        &Expected {
            format: Format::Jira,
            numbered: true,
            tied: true,
            restricted: true,
            checks: false,
            comments: true,
            created: files::moment,
            due: june,
            lines: &[
                ("Issue Type", |_| "Story".into()),
                ("Priority", |_| "High".into()),
                ("Reporter", other),
                ("Creator", other),
                ("Sprint", |_| "Sprint 1".into()),
                ("Sprint", |said| format!("Sprint {}", 2 + said.n % 2)),
                ("Story point estimate", |said| format!("{}.0", said.n % 8)),
                ("Rank", |said| format!("0|i{}:", said.n)),
                ("Remaining Estimate", |_| "PT1H0M0S".into()),
                ("Time Spent", |_| "PT1H0M0S".into()),
                ("Work Ratio", |_| "50%".into()),
                ("Log Work", |said| {
                    format!(
                        "{}; {}; PT1H0M0S; Worked",
                        files::moment(said.created),
                        files::person(said.person)
                    )
                }),
                ("Attachment", |said| {
                    format!("file{0}.png https://example.test/{0}", said.n)
                }),
                ("Updated", |said| files::moment(said.created + 60)),
            ],
        },
    );
    let (plan, _) = read(&files::jira_csv(5_000));
    let closed = plan
        .tasks
        .iter()
        .filter(|task| task.tracked.as_deref().unwrap().closed.is_some());
    assert_eq!(closed.count(), 1_667);
    assert!(plan.tasks.iter().all(|task| task.work == Some(120)));
    assert!(
        plan.tasks
            .iter()
            .all(|task| task.tracked.as_deref().unwrap().watchers.len() == 2)
    );
    assert!(
        plan.tasks
            .iter()
            .all(|task| { task.tracked.as_deref().unwrap().start.unwrap().text() == "2026-05-01" })
    );
    assert_eq!(
        (plan.key.as_str(), plan.project.title.as_str()),
        ("GEN", "Generated")
    );
}

#[test]
fn jira_s_xml_brings_every_field() {
    both(
        files::jira_xml,
        &Expected {
            format: Format::JiraXml,
            numbered: true,
            tied: true,
            restricted: true,
            checks: false,
            comments: true,
            created: utc,
            due: june,
            lines: &[
                ("type", |_| "Story".into()),
                ("priority", |_| "High".into()),
                ("Reporter", other),
                ("Sprint", |_| "Sprint 1".into()),
                ("Attachment", |said| format!("file{}.png (10 B)", said.n)),
                ("URL", |said| {
                    format!("https://example.test/browse/GEN-{}", said.n)
                }),
            ],
        },
    );
}

#[test]
fn trello_s_json_brings_every_field() {
    both(
        files::trello,
        &Expected {
            format: Format::Trello,
            numbered: true,
            tied: false,
            restricted: false,
            checks: true,
            comments: true,
            created: utc,
            due: |day| format!("2026-06-{day:02}T12:00:00Z"),
            lines: &[
                ("Reporter", other),
                ("Attachment", |said| {
                    format!("file{0}.png https://example.test/{0}", said.n)
                }),
                ("Checklist", |_| "Steps".into()),
            ],
        },
    );
}

#[test]
fn asana_s_csv_brings_every_field() {
    both(
        files::asana,
        &Expected {
            format: Format::Asana,
            numbered: false,
            tied: true,
            restricted: false,
            checks: false,
            comments: false,
            created: |minutes| files::moment(minutes)[..10].to_owned(),
            due: june,
            lines: &[
                ("Key", |said| format!("{}", 1_200_000_000 + said.n)),
                ("Projects", |_| "Generated".into()),
                ("Priority", |_| "High".into()),
            ],
        },
    );
}

#[test]
fn linear_s_csv_brings_every_field() {
    both(
        files::linear,
        &Expected {
            format: Format::Linear,
            numbered: true,
            tied: true,
            restricted: false,
            checks: false,
            comments: false,
            created: utc,
            due: june,
            lines: &[
                ("Estimate", |said| format!("{}", said.n % 8)),
                ("Priority", |_| "High".into()),
                ("Project", |_| "Guide".into()),
                ("Cycle Name", |_| "Cycle 4".into()),
                ("Creator", |said| files::email((said.person + 1) % PEOPLE)),
            ],
        },
    );
}
