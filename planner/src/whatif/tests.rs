mod by_hand;
mod forecasts;

use super::*;
use crate::{
    cpm::Driver,
    links::{Lag, LinkKind},
    plan::{LagCalendar, Plan},
};

/// Years of Monday to Friday, 9 to 17; minute 0 is a Monday 0:00.
fn weeks() -> Calendar {
    let days = (-100..1000i32).filter(|day| day.rem_euclid(7) < 5);
    let hours = |day: i32| Interval::new(day * 1440 + 540, day * 1440 + 1020);
    Calendar::new(days.map(hours).collect()).unwrap()
}

const fn at(day: i32, hour: i32) -> Minute {
    day * 1440 + hour * 60
}

fn link(from: u32, to: u32) -> Link {
    Link {
        from,
        to,
        kind: LinkKind::FinishToStart,
        lag: Lag::NONE,
    }
}

fn plan(days: &[i32], links: &[(u32, u32)]) -> Plan {
    Plan {
        start: at(0, 9),
        finish: None,
        calendars: vec![weeks(), weeks()],
        lag_calendar: LagCalendar::Successor,
        tasks: days.iter().map(|days| Task::of(days * 480)).collect(),
        links: links.iter().map(|(from, to)| link(*from, *to)).collect(),
    }
}

#[test]
fn an_absence_moves_what_waits_and_says_why() {
    // Design 2 days, build 3, test 1; papers beside them.
    let plan = plan(&[2, 3, 1, 1], &[(0, 1), (1, 2)]);
    let away = Change::Absence {
        whose: Whose::Tasks(vec![1]),
        away: vec![Interval::new(at(2, 0), at(4, 0))],
    };
    let answer = dates(&plan, &[away]).unwrap();
    let moved: Vec<u32> = answer.moves.iter().map(|moved| moved.task).collect();
    assert_eq!(moved, [1, 2]);
    let build = &answer.moves[0];
    assert_eq!(build.before, Some(Interval::new(at(2, 9), at(4, 17))));
    assert_eq!(build.after, Some(Interval::new(at(4, 9), at(8, 17))));
    assert_eq!((build.work, &build.changes[..]), (960, &[0usize][..]));
    let test = &answer.moves[1];
    assert_eq!((test.work, test.changes.len()), (960, 0));
    let because = Because {
        driver: Driver::Link(1),
        from: Some(1),
    };
    assert_eq!((test.was, test.because), (Some(because), Some(because)));
    let chain: Vec<u32> = answer.why(2).iter().map(|moved| moved.task).collect();
    assert_eq!(chain, [1, 2]);
    assert!(answer.why(3).is_empty());
    assert_eq!(
        answer.finish,
        Shift {
            before: at(7, 17),
            after: at(9, 17)
        }
    );
    assert_eq!(answer.finish.minutes(), 2 * 1440);
}

#[test]
fn each_change_does_what_it_says() {
    let plan = plan(&[2, 3, 1], &[(0, 1), (1, 2)]);
    let finish = |changes: &[Change]| dates(&plan, changes).unwrap().finish.after;
    let monday = at(7, 17);
    assert_eq!(finish(&[]), monday);
    assert_eq!(
        finish(&[Change::Delay {
            task: 1,
            minutes: 480
        }]),
        at(8, 17)
    );
    assert_eq!(
        finish(&[Change::Duration {
            task: 0,
            minutes: 480
        }]),
        at(4, 17)
    );
    let late = Constraint::StartNoEarlierThan(at(9, 9));
    assert_eq!(
        finish(&[Change::Constraint {
            task: 2,
            constraint: late
        }]),
        at(9, 17)
    );
    let pinned = Interval::new(at(7, 9), at(8, 17));
    assert_eq!(
        finish(&[Change::Pin {
            task: 0,
            dates: Some(pinned)
        }]),
        at(14, 17)
    );
    assert_eq!(finish(&[Change::RemoveLink { link: 0 }]), at(3, 17));
    let start = Link {
        kind: LinkKind::StartToStart,
        ..link(1, 2)
    };
    assert_eq!(
        finish(&[Change::ReplaceLink {
            link: 1,
            row: start
        }]),
        at(4, 17)
    );
    assert_eq!(finish(&[Change::Start { at: at(7, 9) }]), at(14, 17));
    // A colleague without Mondays, who has the calendar at the next position.
    let mondays = (0..90).map(|week| Interval::new(at(7 * week, 0), at(7 * week + 1, 0)));
    let without = weeks().subtraction(&Calendar::of_union(mondays.collect()));
    assert_eq!(
        finish(&[
            Change::AddCalendar { calendar: without },
            Change::Reassign {
                task: 2,
                calendar: 2
            },
        ]),
        at(8, 17)
    );
    let weekend = vec![Interval::new(at(5, 9), at(5, 17))];
    assert_eq!(
        finish(&[Change::Overtime {
            whose: Whose::Calendar(0),
            more: weekend
        }]),
        at(5, 17)
    );
    let added = [
        Change::AddTask {
            row: Task::of(960),
            estimate: None,
        },
        Change::AddLink { row: link(2, 3) },
    ];
    assert_eq!(finish(&added), at(9, 17));
    let answer = dates(&plan, &added).unwrap();
    assert_eq!(answer.moves.len(), 1);
    assert_eq!((answer.moves[0].task, answer.moves[0].before), (3, None));
    assert_eq!(answer.moves[0].changes, [0, 1]);
    // Without the middle one, the last waits for nothing.
    let answer = dates(&plan, &[Change::RemoveTask { task: 1 }]).unwrap();
    assert_eq!(answer.finish.after, at(1, 17));
    assert_eq!((answer.moves[0].task, answer.moves[0].after), (1, None));
    assert_eq!(
        (answer.moves[1].task, &answer.moves[1].changes[..]),
        (2, &[0usize][..])
    );
    assert_eq!(
        answer.moves[1].because.unwrap().driver,
        Driver::ProjectStart
    );
    // A deadline moves nothing.
    let deadline = Change::Deadline {
        task: 2,
        at: Some(at(1, 17)),
    };
    assert!(dates(&plan, &[deadline]).unwrap().moves.is_empty());
}

#[test]
fn mistakes_are_named_by_the_position_of_the_change() {
    let plan = plan(&[2, 3, 1], &[(0, 1), (1, 2)]);
    let nothing = Change::Deadline { task: 0, at: None };
    let problem = |change: Change| match dates(&plan, &[nothing.clone(), change]).unwrap_err() {
        WhatIfError::Change { change: 1, problem } => problem,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        problem(Change::RemoveTask { task: 3 }),
        Problem::UnknownTask
    );
    assert_eq!(
        problem(Change::RemoveLink { link: 2 }),
        Problem::UnknownLink
    );
    assert_eq!(
        problem(Change::Reassign {
            task: 0,
            calendar: 2
        }),
        Problem::UnknownCalendar
    );
    assert_eq!(
        problem(Change::Duration {
            task: 0,
            minutes: -1
        }),
        Problem::Duration
    );
    assert_eq!(
        problem(Change::Delay {
            task: 0,
            minutes: 50_000_000
        }),
        Problem::Date
    );
    assert_eq!(problem(Change::Start { at: i32::MIN }), Problem::Date);
    assert_eq!(
        problem(Change::Probability {
            risk: 0,
            probability: 0.5
        }),
        Problem::UnknownRisk
    );
    assert_eq!(
        problem(Change::Capacity {
            resource: 0,
            units: 1
        }),
        Problem::UnknownResource
    );
    let wrong = Estimate::new(3, 2, 1);
    assert_eq!(
        problem(Change::Estimate {
            task: 0,
            estimate: Some(wrong)
        }),
        Problem::Estimate
    );
    let removed = [
        Change::RemoveTask { task: 1 },
        Change::Duration {
            task: 1,
            minutes: 1,
        },
    ];
    assert_eq!(
        dates(&plan, &removed),
        Err(WhatIfError::Change {
            change: 1,
            problem: Problem::UnknownTask
        })
    );
    let added = [
        Change::AddTask {
            row: Task::of(1),
            estimate: None,
        },
        Change::Delay {
            task: 3,
            minutes: 1,
        },
    ];
    assert_eq!(
        dates(&plan, &added),
        Err(WhatIfError::Change {
            change: 1,
            problem: Problem::NotInBase
        })
    );
    // Named as the scenario names them, though positions have closed up.
    let cycle = [
        Change::RemoveTask { task: 0 },
        Change::AddLink { row: link(2, 1) },
    ];
    assert_eq!(
        dates(&plan, &cycle),
        Err(WhatIfError::After(RiskError::Plan(PlanError::Cycle {
            path: vec![1, 2]
        })))
    );
}
