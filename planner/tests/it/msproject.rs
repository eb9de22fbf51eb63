//! What MS Project itself computed and stored: early and late dates, slack and criticality of every task in its XML
//! files. `DAYMARK_DATA` names the folder of data, else `../shared/data` beside the workspace; where it is absent the test
//! says so and is skipped, but not where CI is set.

mod reader;

use std::{collections::BTreeMap, env, fs, path::Path, path::PathBuf};

use planner::{
    calendar::{Calendar, Interval},
    cpm::Network,
    links::{Lag, Link, LinkKind},
    plan::{Constraint, LagCalendar, Plan, Task},
};
use reader::{all, calendars, date, field, flag, minutes, number};

/// Files with stored values. The others of the folder were written by other programs, without any.
const FILES: [&str; 9] = [
    "ganttproject_holidays.xml",
    "mpxj_assignment-assignments-project2019-mspdi.xml",
    "mpxj_baselines.xml",
    "mpxj_calendar-calendars-project2019-mspdi.xml",
    "mpxj_mspdiduration.xml",
    "mpxj_mspdirelations.xml",
    "mpxj_sample.xml",
    "mpxj_task-links-project2013-mspdi.xml",
    "mpxj_task-links-project2016-mspdi.xml",
];

/// Every stored value that is not reproduced; docs/planner.md explains each.
const DIFFERENT: &[&str] = &[
    "mspdiduration 1 LateStart: stored 2009-04-21 16:59, ours 2009-04-23 16:59",
    "mspdiduration 1 LateFinish: stored 2009-04-21 17:00, ours 2009-04-23 17:00",
    "mspdiduration 1 TotalSlack: stored 95990, ours 105590",
    "mspdiduration 1 FreeSlack: stored 95990, ours 105590",
    "mspdiduration 2 LateStart: stored 2009-04-21 16:00, ours 2009-04-23 16:00",
    "mspdiduration 2 LateFinish: stored 2009-04-21 17:00, ours 2009-04-23 17:00",
    "mspdiduration 2 TotalSlack: stored 95400, ours 105000",
    "mspdiduration 2 FreeSlack: stored 95400, ours 105000",
    "mspdiduration 3 LateStart: stored 2009-04-21 08:00, ours 2009-04-23 08:00",
    "mspdiduration 3 LateFinish: stored 2009-04-21 17:00, ours 2009-04-23 17:00",
    "mspdiduration 3 TotalSlack: stored 91200, ours 100800",
    "mspdiduration 3 FreeSlack: stored 91200, ours 100800",
    "mspdiduration 4 LateStart: stored 2009-04-15 08:00, ours 2009-04-17 08:00",
    "mspdiduration 4 LateFinish: stored 2009-04-21 17:00, ours 2009-04-23 17:00",
    "mspdiduration 4 TotalSlack: stored 72000, ours 81600",
    "mspdiduration 4 FreeSlack: stored 72000, ours 81600",
    "task-links-project2016 1 LateFinish: stored 2016-02-23 08:00, ours 2016-02-22 17:00",
    "task-links-project2016 3 LateFinish: stored 2016-02-22 08:00, ours 2016-02-19 17:00",
    "task-links-project2016 5 LateFinish: stored 2016-02-19 08:00, ours 2016-02-18 17:00",
    "task-links-project2016 7 LateFinish: stored 2016-02-16 08:00, ours 2016-02-15 17:00",
    "task-links-project2016 9 LateFinish: stored 2016-02-09 08:00, ours 2016-02-08 17:00",
    "task-links-project2016 11 LateStart: stored 2016-02-23 08:00, ours 2016-02-22 08:00",
    "task-links-project2016 11 LateFinish: stored 2016-02-23 17:00, ours 2016-02-22 17:00",
    "task-links-project2016 11 TotalSlack: stored 52800, ours 48000",
    "task-links-project2016 13 LateStart: stored 2016-02-23 08:00, ours 2016-02-19 08:00",
    "task-links-project2016 13 LateFinish: stored 2016-02-23 17:00, ours 2016-02-19 17:00",
    "task-links-project2016 13 TotalSlack: stored 52800, ours 43200",
    "task-links-project2016 15 LateFinish: stored 2016-02-22 08:00, ours 2016-02-19 17:00",
];

#[test]
fn ms_project_stored_values_are_reproduced() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let data =
        env::var_os("DAYMARK_DATA").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    let folder = data.join("imports/mspdi");
    if !folder.is_dir() {
        let in_ci = env::var("CI").is_ok_and(|ci| !matches!(ci.as_str(), "" | "0" | "false"));
        assert!(
            !in_ci,
            "the data for tests are missing: {}",
            folder.display()
        );
        println!(
            "skipped: there is no folder {}; DAYMARK_DATA may name another",
            data.display()
        );
        return;
    }
    let (mut compared, mut different) = (0, Vec::new());
    for name in FILES {
        let text = fs::read_to_string(folder.join(name)).unwrap();
        let short = name
            .trim_start_matches("mpxj_")
            .trim_end_matches(".xml")
            .trim_end_matches("-mspdi");
        let short = short
            .trim_start_matches("assignment-")
            .trim_start_matches("calendar-");
        compared += compare(short, &text, &mut different);
    }
    assert_eq!(different, DIFFERENT, "{compared} values compared");
    assert!(compared > 600, "{compared}");
}

/// A task of the file with what it stores.
struct Row<'a> {
    text: &'a str,
    uid: i32,
    level: i32,
    summary: bool,
    /// Its position in the plan; none for summaries.
    task: Option<u32>,
}

/// How many values were compared; what differs is added in words.
fn compare(name: &str, text: &str, different: &mut Vec<String>) -> usize {
    let project_start = date(text, "StartDate").unwrap();
    let mut calendars = calendars(text);
    let project = *calendars
        .by_uid
        .get(&number(text, "CalendarUID").unwrap())
        .unwrap();
    let rows = rows(text);
    let position: BTreeMap<i32, u32> = rows
        .iter()
        .filter_map(|row| Some((row.uid, row.task?)))
        .collect();
    let people = assigned(text, &calendars);
    let (mut tasks, mut links) = (Vec::new(), Vec::new());
    for row in rows.iter().filter(|row| row.task.is_some()) {
        let calendar = match number(row.text, "DurationFormat") {
            Some(4 | 6 | 8 | 10 | 12) => calendars.add(Calendar::always()),
            _ => match people.get(&row.uid) {
                Some(both) => calendars.add(both.clone()),
                None => project,
            },
        };
        let pinned = flag(row.text, "Manual").then(|| {
            Interval::new(
                date(row.text, "Start").unwrap(),
                date(row.text, "Finish").unwrap(),
            )
        });
        tasks.push(Task {
            calendar,
            duration: minutes(row.text, "Duration"),
            constraint: constraint(row.text),
            deadline: date(row.text, "Deadline"),
            pinned,
        });
        for link in all(row.text, "PredecessorLink") {
            let kinds = [
                LinkKind::FinishToFinish,
                LinkKind::FinishToStart,
                LinkKind::StartToFinish,
                LinkKind::StartToStart,
            ];
            // Tenths of minutes, or tenths of per cent; an even unit is elapsed time.
            let lag = number(link, "LinkLag").unwrap_or(0);
            let lag = match number(link, "LagFormat") {
                Some(19) => Lag::Percent(lag),
                Some(20) => Lag::ElapsedPercent(lag),
                Some(4 | 6 | 8 | 10 | 12) => Lag::Elapsed(lag / 10),
                _ => Lag::Working(lag / 10),
            };
            links.push(Link {
                from: position[&number(link, "PredecessorUID").unwrap()],
                to: row.task.unwrap(),
                kind: kinds[number(link, "Type").unwrap() as usize],
                lag,
            });
        }
    }
    let plan = Plan {
        start: project_start,
        finish: None,
        calendars: calendars.list.clone(),
        lag_calendar: LagCalendar::Successor,
        tasks,
        links,
    };
    let network = Network::new(plan).unwrap();
    let mut compared = 0;
    for (at, row) in rows.iter().enumerate() {
        let ours = ours(&network, &rows, at, &calendars.list[project as usize]);
        for (what, ours) in ours {
            let stored = match what {
                "TotalSlack" | "FreeSlack" | "Critical" => number(row.text, what),
                _ => date(row.text, what),
            };
            let Some(stored) = stored else { continue };
            compared += 1;
            if stored != ours {
                let show = |value: i32| match what {
                    "TotalSlack" | "FreeSlack" | "Critical" => value.to_string(),
                    _ => reader::shown(value),
                };
                different.push(format!(
                    "{name} {} {what}: stored {}, ours {}",
                    row.uid,
                    show(stored),
                    show(ours)
                ));
            }
        }
    }
    compared
}

/// What is computed for a row: a summary spans what is below it and has the least slack by its own dates.
fn ours(
    network: &Network,
    rows: &[Row<'_>],
    at: usize,
    project: &Calendar,
) -> Vec<(&'static str, i32)> {
    let row = &rows[at];
    let below = rows[at + 1..]
        .iter()
        .take_while(|other| other.level > row.level);
    let tasks: Vec<usize> = match row.task {
        Some(task) => vec![task as usize],
        None => below
            .filter_map(|other| other.task)
            .map(|task| task as usize)
            .collect(),
    };
    let span = |dates: &[Interval]| {
        let start = tasks.iter().map(|task| dates[*task].start).min();
        let finish = tasks.iter().map(|task| dates[*task].finish).max();
        let nothing = network.plan().start;
        Interval::new(start.unwrap_or(nothing), finish.unwrap_or(nothing))
    };
    let (early, late) = (span(network.early()), span(network.late()));
    let total = match row.task {
        Some(task) => network.float()[task as usize].total,
        None => {
            let slack = |from, to| project.work_between(from, to);
            slack(early.start, late.start).min(slack(early.finish, late.finish))
        }
    };
    let mut values = vec![
        ("EarlyStart", early.start),
        ("EarlyFinish", early.finish),
        ("LateStart", late.start),
        ("LateFinish", late.finish),
        ("TotalSlack", total * 10),
        ("Critical", i32::from(total <= 0)),
    ];
    if let Some(task) = row.task {
        let dates = network.dates()[task as usize];
        values.extend([("Start", dates.start), ("Finish", dates.finish)]);
        values.push(("FreeSlack", network.float()[task as usize].free * 10));
    }
    values
}

fn rows(text: &str) -> Vec<Row<'_>> {
    let mut next = 0;
    let row = |text| {
        let summary = flag(text, "Summary");
        let task = (!summary).then_some(next);
        next += u32::from(!summary);
        Row {
            text,
            uid: number(text, "UID").unwrap(),
            level: number(text, "OutlineLevel").unwrap_or(1),
            summary,
            task,
        }
    };
    let rows: Vec<Row<'_>> = all(text, "Task").into_iter().map(row).collect();
    assert!(rows.iter().all(|row| row.summary != row.task.is_some()));
    rows
}

fn constraint(task: &str) -> Constraint {
    let at = date(task, "ConstraintDate");
    match (number(task, "ConstraintType"), at) {
        (Some(1), _) => Constraint::AsLateAsPossible,
        (Some(2), Some(at)) => Constraint::MustStartOn(at),
        (Some(3), Some(at)) => Constraint::MustFinishOn(at),
        (Some(4), Some(at)) => Constraint::StartNoEarlierThan(at),
        (Some(5), Some(at)) => Constraint::StartNoLaterThan(at),
        (Some(6), Some(at)) => Constraint::FinishNoEarlierThan(at),
        (Some(7), Some(at)) => Constraint::FinishNoLaterThan(at),
        _ => Constraint::AsSoonAsPossible,
    }
}

/// Working time of a task that people are assigned to: theirs together, because its duration counts the time in which
/// any of them works.
fn assigned(text: &str, calendars: &reader::Calendars) -> BTreeMap<i32, Calendar> {
    let resource = |text: &&str| Some((number(text, "UID")?, number(text, "CalendarUID")?));
    let resources: BTreeMap<i32, i32> = all(text, "Resource").iter().filter_map(resource).collect();
    let mut working: BTreeMap<i32, Calendar> = BTreeMap::new();
    for assignment in all(text, "Assignment") {
        let of = number(assignment, "ResourceUID").and_then(|uid| resources.get(&uid));
        let Some(position) = of.and_then(|calendar| calendars.by_uid.get(calendar)) else {
            continue;
        };
        let own = &calendars.list[*position as usize];
        let all = working
            .entry(number(assignment, "TaskUID").unwrap())
            .or_insert_with(Calendar::never);
        *all = all.union(own);
    }
    working.retain(|_, calendar| calendar.total() > 0);
    assert!(field(text, "Tasks").is_some());
    working
}
