use super::*;
use crate::exchange::plan::{Duration, Hours, Link, LinkKind, Unit};

fn day(n: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, n).unwrap()
}

fn exception(from: u32, to: u32, hour: u16) -> Exception {
    Exception {
        name: String::new(),
        from: day(from),
        to: day(to),
        hours: vec![Hours {
            from: hour,
            to: hour + 60,
        }],
    }
}

#[test]
fn the_first_exception_of_a_day_counts() {
    let mut calendar = Calendar {
        exceptions: vec![
            exception(5, 6, 0),
            exception(1, 10, 60),
            exception(3, 12, 120),
        ],
        ..Calendar::default()
    };
    let pieces: Vec<_> = apart(&mut calendar)
        .into_iter()
        .map(|e| (e.from, e.to, e.hours[0].from))
        .collect();
    assert_eq!(
        pieces,
        [
            (day(5), day(6), 0),
            (day(1), day(4), 60),
            (day(7), day(10), 60),
            (day(11), day(12), 120)
        ]
    );
}

#[test]
fn calendars_stand_after_their_base_and_circles_are_opened() {
    let one = |uid, base| Calendar {
        uid,
        base,
        ..Calendar::default()
    };
    let mut plan = Plan {
        calendars: vec![
            one(1, Some(2)),
            one(2, Some(3)),
            one(3, None),
            one(4, Some(5)),
            one(5, Some(4)),
            one(6, Some(4)),
        ],
        ..Plan::default()
    };
    let mut report = Report::default();
    fit(&mut plan, &mut report);
    let mut seen = HashSet::new();
    for calendar in &plan.calendars {
        assert!(
            calendar.base.is_none_or(|base| seen.contains(&base)),
            "{calendar:?}"
        );
        seen.insert(calendar.uid);
    }
    assert_eq!(seen.len(), 6);
    let circle = report
        .findings
        .iter()
        .find(|f| f.code == Code::CalendarCircle)
        .unwrap();
    assert_eq!(circle.count, 1);
    assert_eq!(
        plan.calendars.iter().find(|c| c.uid == 1).unwrap().base,
        Some(2)
    );
    assert_eq!(
        plan.calendars.iter().find(|c| c.uid == 6).unwrap().base,
        Some(4)
    );
}

#[test]
fn what_is_too_deep_stands_beside_its_parent() {
    let tasks = (1..=30)
        .map(|n| Task {
            uid: n,
            parent: (n > 1).then(|| n - 1),
            name: "x".into(),
            ..Task::default()
        })
        .collect();
    let mut plan = Plan {
        tasks,
        ..Plan::default()
    };
    let mut report = Report::default();
    fit(&mut plan, &mut report);
    let deepest = plan.tasks.iter().map(|t| usize::from(t.level)).max();
    assert_eq!(deepest, Some(DEPTH));
    assert_eq!(plan.tasks[29].parent, Some(19));
    assert!(plan.tasks[18].summary && !plan.tasks[25].summary);
    assert_eq!(
        report
            .findings
            .iter()
            .find(|f| f.code == Code::OutlineDeep)
            .map(|f| f.count),
        Some(10)
    );
}

#[test]
fn a_name_too_long_is_cut_and_kept() {
    let long = "word ".repeat(100);
    let task = Task {
        uid: 7,
        name: long.clone(),
        notes: "a\r\nb\u{7}".into(),
        ..Task::default()
    };
    let mut plan = Plan {
        tasks: vec![
            task,
            Task {
                uid: 8,
                ..Task::default()
            },
        ],
        ..Plan::default()
    };
    fit(&mut plan, &mut Report::default());
    assert!(plan.tasks[0].name.chars().count() <= text::TITLE);
    assert_eq!(plan.tasks[0].fields[0].value, long);
    assert_eq!(plan.tasks[0].notes, "a\nb");
    assert_eq!(plan.tasks[1].name, "#8");
    assert!(text::line(&plan.tasks[0].name).is_ok());
}

#[test]
fn lags_and_durations_are_held_to_what_may_be_typed() {
    let task = |uid, minutes, work| Task {
        uid,
        name: "x".into(),
        duration: Some(Duration {
            minutes,
            unit: Unit::Days,
            elapsed: false,
            estimated: false,
        }),
        work: Some(work),
        ..Task::default()
    };
    let link = |to, lag| Link {
        from: 1,
        to,
        kind: LinkKind::Fs,
        lag,
    };
    let percent = |percent| Lag::Percent {
        percent,
        elapsed: false,
    };
    let mut plan = Plan {
        tasks: vec![
            task(1, 200_000 * 60, -5),
            task(2, LONGEST, LONGEST),
            task(3, 0, LONGEST + 1),
        ],
        links: vec![
            link(2, percent(1_000_000_000_000)),
            link(
                3,
                Lag::Working {
                    minutes: -LONGEST - 1,
                },
            ),
            link(3, percent(-1000)),
        ],
        ..Plan::default()
    };
    let mut report = Report::default();
    fit(&mut plan, &mut report);
    let spans: Vec<_> = plan
        .tasks
        .iter()
        .map(|task| (task.duration.map(|one| one.minutes), task.work))
        .collect();
    assert_eq!(
        spans,
        [
            (Some(LONGEST), Some(0)),
            (Some(LONGEST), Some(LONGEST)),
            (Some(0), Some(LONGEST))
        ]
    );
    let lags: Vec<_> = plan.links.iter().map(|link| link.lag).collect();
    assert_eq!(
        lags,
        [
            percent(1000),
            Lag::Working { minutes: -LONGEST },
            percent(-1000)
        ]
    );
    let kept: Vec<_> = plan
        .tasks
        .iter()
        .flat_map(|task| &task.fields)
        .map(|one| format!("{} {}", one.field, one.value))
        .collect();
    assert_eq!(
        kept,
        [
            "Duration PT200000H0M0S",
            "Work -PT0H5M0S",
            "LinkLag 1000000000000 %",
            "Work PT87840H1M0S",
            "LinkLag -PT87840H1M0S"
        ]
    );
    let count = |code| {
        let found = report.findings.iter().find(|one| one.code == code);
        found.map_or(0, |one| one.count)
    };
    assert_eq!((count(Code::DurationHeld), count(Code::LagHeld)), (3, 2));
}
