//! A scenario against the plan changed by hand.

use super::*;
use crate::{cpm::Network, rcpsp::random::Random, risk::Model};

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
