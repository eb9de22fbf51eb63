//! Full files of trackers, of three rows and of five thousand: each field of each row is where it belongs.

#[path = "../../../xtask/src/exports/files.rs"]
mod files;

use std::collections::{HashMap, HashSet};

use domain::exchange::iterations;
use domain::exchange::own;
use domain::exchange::plan::{Plan, Task};
use domain::exchange::report::{Code, Place, Report};
use domain::exchange::tracked::{Format, Moment, Tracked};
use domain::plan::iteration::State;

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
    /// How it calls its sprints, and whether those it was in before, their days and goals are told.
    sprints: Option<&'static str>,
    before: bool,
    days: bool,
    versions: bool,
    /// The field that says points, whether they become the task's unless somebody says otherwise, and hundredths.
    points: Option<(&'static str, bool)>,
    hundredths: fn(&Said) -> i64,
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
            Code::SprintsBefore,
            Code::SprintDaysShared,
            Code::VersionsMore,
        ];
        let other = report.findings.iter().find(|f| !known.contains(&f.code));
        assert!(other.is_none(), "{other:?}");
        compare(&plan, expected);
        planned(&plan, &report, expected);
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

/// Sprints, versions and points of each row.
fn planned(plan: &Plan, report: &Report, expected: &Expected) {
    let by_title: HashMap<&str, &Task> = plan
        .tasks
        .iter()
        .map(|task| (task.name.as_str(), task))
        .collect();
    let points = own::found(plan).into_iter().find(|one| one.offer.points);
    let offered = points
        .as_ref()
        .map(|one| (one.offer.name.as_str(), one.offer.in_points));
    assert_eq!(offered, expected.points);
    let (mut sprints, mut versions) = (HashSet::new(), HashSet::new());
    for n in 1..=plan.tasks.len() {
        let said = files::said(n);
        let task = by_title[said.title.as_str()];
        let tracked: &Tracked = task.tracked.as_deref().unwrap();
        let first = match said.carried && expected.before {
            true => said.sprint - 1,
            false => said.sprint,
        };
        let names = expected.sprints.map(|word| {
            let names = (first..=said.sprint).map(|sprint| format!("{word} {sprint}"));
            names.collect::<Vec<_>>()
        });
        let names = names.unwrap_or_default();
        let own = tracked
            .sprints
            .iter()
            .map(|at| plan.sprints[*at].name.clone());
        assert_eq!(own.collect::<Vec<_>>(), names, "{n}");
        sprints.extend(names);
        let own = tracked
            .versions
            .iter()
            .map(|at| plan.versions[*at].name.clone());
        let own: Vec<_> = own.collect();
        match expected.versions {
            true => assert_eq!(own, said.versions, "{n}"),
            false => assert!(own.is_empty(), "{n}"),
        }
        versions.extend(own);
        if let Some(found) = &points {
            let value = found.points_of(&own::of_task(task));
            assert_eq!(value, Some((expected.hundredths)(&said)), "{n}");
        }
    }
    assert_eq!(plan.sprints.len(), sprints.len());
    let became = (report.became.iterations, report.became.releases);
    assert_eq!(became, (sprints.len() as u64, versions.len() as u64));
    for becomes in iterations::of(&plan.sprints, iterations::universal) {
        let fields = becomes.unwrap().fields;
        let (_, number) = fields.name.rsplit_once(' ').unwrap();
        let (first, last) = files::sprint_days(number.parse().unwrap());
        let days = [fields.start, fields.finish].map(|day| day.map(|day| day.to_string()));
        let told = [first, last].map(|day| expected.days.then(|| june(day)));
        assert_eq!(days, told, "{}", fields.name);
        assert_eq!(fields.state, State::Planned);
        if expected.format == Format::JiraXml {
            assert_eq!(fields.goal, format!("Reach {number}, all of it"));
        }
    }
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
            sprints: Some("Sprint"),
            before: true,
            days: false,
            versions: true,
            points: Some(("Story point estimate", false)),
            hundredths: |said| (said.n % 8) as i64 * 100,
            created: files::moment,
            due: june,
            lines: &[
                ("Issue Type", |_| "Story".into()),
                ("Priority", |_| "High".into()),
                ("Reporter", other),
                ("Creator", other),
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
            sprints: Some("Sprint"),
            before: true,
            days: true,
            versions: true,
            points: Some(("Story Points", false)),
            hundredths: |said| (said.n % 8) as i64 * 100 + 50,
            created: utc,
            due: june,
            lines: &[
                ("type", |_| "Story".into()),
                ("priority", |_| "High".into()),
                ("Reporter", other),
                ("Attachment", |said| format!("file{}.png (10 B)", said.n)),
                ("Story Points", |said| format!("{}.5", said.n % 8)),
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
            sprints: None,
            before: false,
            days: false,
            versions: false,
            points: None,
            hundredths: |_| 0,
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
            sprints: None,
            before: false,
            days: false,
            versions: false,
            points: None,
            hundredths: |_| 0,
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
            sprints: Some("Cycle"),
            before: false,
            days: true,
            versions: false,
            points: Some(("Estimate", true)),
            hundredths: |said| (said.n % 8) as i64 * 100,
            created: utc,
            due: june,
            lines: &[
                ("Estimate", |said| format!("{}", said.n % 8)),
                ("Priority", |_| "High".into()),
                ("Project", |_| "Guide".into()),
                ("Creator", |said| files::email((said.person + 1) % PEOPLE)),
            ],
        },
    );
}
