use super::*;
use crate::{
    cpm::{Driver, Network},
    links::{Lag, LinkKind},
    plan::{LagCalendar, Plan},
    rcpsp::random::Random,
    risk::{Contention, Effect, Estimated, Group, Impact, Model, Risk},
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

fn uncertain(plan: &Plan) -> Model {
    let estimate = |minutes: i32| Estimate::new(minutes / 2, minutes, minutes * 2);
    Model {
        estimates: (0u32..)
            .zip(&plan.tasks)
            .map(|(task, row)| Estimated {
                task,
                estimate: estimate(row.duration),
            })
            .collect(),
        ..Model::default()
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

#[test]
fn the_forecast_moves_by_the_scenario_and_not_by_luck() {
    let plan = plan(&[2, 3, 1, 2], &[(0, 1), (1, 2), (0, 3), (3, 2)]);
    let model = uncertain(&plan);
    let shift = |changes: &[Change]| {
        forecast(&plan, &model, changes, 1, 2_000, &mut |_| true)
            .unwrap()
            .1
    };
    let same = shift(&[]);
    assert_eq!(same.before, same.after);
    // A task that nothing waits for, short enough to be done long before: all others draw the same.
    let added = shift(&[Change::AddTask {
        row: Task::of(480),
        estimate: None,
    }]);
    assert_eq!(added.before.finish, added.after.finish);
    // Others draw the same though their positions change.
    let removed = shift(&[Change::RemoveTask { task: 1 }]);
    for (after, before) in [(1, 2), (2, 3)] {
        let (after, before) = (removed.after.tasks[after], removed.before.tasks[before]);
        assert_eq!((after.mean, after.sd), (before.mean, before.sd));
    }
    assert!(removed.p50.minutes() <= 0 && removed.p80.minutes() <= 0);
    // A day more, for certain, is a day of work more in every iteration.
    let later = shift(&[Change::Start { at: at(1, 9) }]);
    assert!((later.after.finish.mean - later.before.finish.mean).abs() < 1e-6);
    assert!(later.p50.minutes() >= 1440 && later.p80.minutes() >= 1440);
    let longer = shift(&[Change::Estimate {
        task: 1,
        estimate: Some(Estimate::new(1_440, 2_880, 5_760)),
    }]);
    assert!(longer.p50.minutes() > 1440 && longer.p80.minutes() > 1440);
    assert!(longer.after.finish.sd > longer.before.finish.sd);
}

#[test]
fn scarce_people_and_risks_follow_the_scenario() {
    let plan = plan(&[1, 1, 1], &[]);
    let mut model = uncertain(&plan);
    model.contention = Some(Contention {
        capacity: vec![1],
        demand: vec![vec![1], vec![1], vec![0]],
        order: vec![0, 1, 2],
    });
    model.groups = vec![Group {
        tasks: vec![0, 1],
        correlation: 0.5,
    }];
    let late = Estimate::new(4_800, 4_800, 4_800);
    model.risks = vec![Risk {
        probability: 1.0,
        effects: vec![
            Effect {
                task: 0,
                impact: Impact::Minutes(late),
            },
            Effect {
                task: 1,
                impact: Impact::Minutes(late),
            },
        ],
    }];
    let mean = |changes: &[Change]| {
        let (_, forecast) = forecast(&plan, &model, changes, 1, 500, &mut |_| true).unwrap();
        (forecast.before.finish.mean, forecast.after.finish.mean)
    };
    let (before, after) = mean(&[Change::Capacity {
        resource: 0,
        units: 2,
    }]);
    assert!(before > 10_000.0 && after < 7_000.0, "{before}, {after}");
    let (_, averted) = mean(&[Change::Probability {
        risk: 0,
        probability: 0.0,
    }]);
    assert!(
        (before - averted - 9_600.0).abs() < 500.0,
        "{before}, {averted}"
    );
    let (_, fewer) = mean(&[Change::RemoveTask { task: 0 }]);
    assert!(fewer < 6_000.0, "{fewer}");
    let (_, freed) = mean(&[Change::Demand {
        task: 1,
        units: vec![0],
    }]);
    assert!(freed < 7_000.0, "{freed}");
    let added = [
        Change::AddTask {
            row: Task::of(480),
            estimate: None,
        },
        Change::Demand {
            task: 3,
            units: vec![1],
        },
    ];
    let (_, more) = mean(&added);
    assert!((more - before - 480.0).abs() < 1e-6, "{before}, {more}");
}

fn any_plan(random: &mut Random) -> Plan {
    let count = 2 + random.below(15);
    let days: Vec<i32> = (0..count).map(|_| random.below(4) as i32).collect();
    let mut plan = plan(&days, &[]);
    for _ in 0..count {
        let (from, to) = (random.below(count) as u32, random.below(count) as u32);
        if from < to {
            plan.links.push(link(from, to));
        }
    }
    plan
}

#[test]
fn nothing_changed_is_nothing_moved() {
    let mut random = Random::new(3, 0);
    for _ in 0..100 {
        let plan = any_plan(&mut random);
        let answer = dates(&plan, &[]).unwrap();
        assert!(answer.moves.is_empty() && answer.finish.minutes() == 0);
        let applied = apply(&plan, &Model::default(), &[]).unwrap();
        assert_eq!(applied.plan, plan);
    }
}

#[test]
fn a_scenario_has_the_dates_of_the_plan_changed_by_hand() {
    let mut random = Random::new(8, 0);
    let (mut compared, mut refused, mut moved) = (0, 0, 0);
    for _ in 0..300 {
        let base = any_plan(&mut random);
        // By hand: the same lists, with holes where something was removed.
        let mut by_hand = base.clone();
        let mut removed: Vec<u32> = Vec::new();
        let mut changes = Vec::new();
        for _ in 0..1 + random.below(5) {
            let task = random.below(by_hand.tasks.len()) as u32;
            if removed.contains(&task) {
                continue;
            }
            let row = &mut by_hand.tasks[task as usize];
            let day = random.below(20) as i32;
            let (change, rest) = match random.below(7) {
                0 => {
                    row.duration = 240 * day;
                    (
                        Change::Duration {
                            task,
                            minutes: 240 * day,
                        },
                        None,
                    )
                }
                1 => {
                    row.constraint = Constraint::StartNoEarlierThan(at(day, 11));
                    (
                        Change::Constraint {
                            task,
                            constraint: row.constraint,
                        },
                        None,
                    )
                }
                2 => {
                    row.calendar = 1;
                    (Change::Reassign { task, calendar: 1 }, None)
                }
                3 => {
                    let away = Interval::new(at(day, 0), at(day + 3, 0));
                    let calendar = &mut by_hand.calendars[1];
                    *calendar = calendar.subtraction(&Calendar::of_union(vec![away]));
                    let whose = Whose::Calendar(1);
                    (
                        Change::Absence {
                            whose,
                            away: vec![away],
                        },
                        None,
                    )
                }
                4 => {
                    by_hand.tasks.push(Task::of(480));
                    let row = link(task, by_hand.tasks.len() as u32 - 1);
                    by_hand.links.push(row);
                    let added = Change::AddTask {
                        row: Task::of(480),
                        estimate: None,
                    };
                    (added, Some(Change::AddLink { row }))
                }
                5 => {
                    removed.push(task);
                    (Change::RemoveTask { task }, None)
                }
                _ => {
                    let to = random.below(by_hand.tasks.len()) as u32;
                    if removed.contains(&to) {
                        continue;
                    }
                    by_hand.links.push(link(task, to));
                    (
                        Change::AddLink {
                            row: link(task, to),
                        },
                        None,
                    )
                }
            };
            changes.push(change);
            changes.extend(rest);
        }
        let kept: Vec<u32> = (0..by_hand.tasks.len() as u32)
            .filter(|t| !removed.contains(t))
            .collect();
        let place = |task: u32| kept.iter().position(|k| *k == task).map(|at| at as u32);
        let links = by_hand.links.iter().filter_map(|row| {
            Some(Link {
                from: place(row.from)?,
                to: place(row.to)?,
                ..*row
            })
        });
        by_hand.links = links.collect();
        by_hand.tasks = kept
            .iter()
            .map(|task| by_hand.tasks[*task as usize])
            .collect();
        let (answer, hand) = match (dates(&base, &changes), Network::new(by_hand)) {
            (Ok(answer), Ok(hand)) => (answer, hand),
            (Err(WhatIfError::After(_)), Err(_)) => {
                refused += 1;
                continue;
            }
            (one, other) => panic!("{one:?}, but {:?}", other.map(|_| ())),
        };
        let base = Network::new(base).unwrap();
        for (place, task) in kept.iter().enumerate() {
            compared += 1;
            let before = base.dates().get(*task as usize).copied();
            let after = hand.dates()[place];
            let found = answer.moves.iter().find(|moved| moved.task == *task);
            moved += usize::from(found.is_some());
            match found {
                Some(moved) => assert_eq!((moved.before, moved.after), (before, Some(after))),
                None => assert_eq!(before, Some(after)),
            }
            // Whoever moved was touched, or waits or waited for one who moved.
            if let Some(moved) = found.filter(|moved| moved.changes.is_empty()) {
                let froms = [moved.was, moved.because].into_iter().flatten();
                let mut froms = froms.filter_map(|because| because.from);
                assert!(
                    froms.any(|from| answer.moves.iter().any(|m| m.task == from)),
                    "{moved:?}"
                );
            }
        }
        for task in removed
            .iter()
            .filter(|task| (**task as usize) < base.dates().len())
        {
            assert!(
                answer
                    .moves
                    .iter()
                    .any(|m| m.task == *task && m.after.is_none())
            );
        }
    }
    assert!(
        compared > 2_000 && moved > 400 && refused > 5,
        "{compared}, {moved}, {refused}"
    );
}
