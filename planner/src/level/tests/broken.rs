//! The checker against schedules that were right until something was done to them.

use super::*;

/// Each kind of damage must be found in each schedule that has what it damages; 200 in all are not accepted.
#[test]
fn the_checker_rejects_200_broken_schedules() {
    let mut random = Random::new(17, 0);
    let (mut rejected, mut kinds) = (0, [0; 9]);
    while rejected < 200 || kinds.contains(&0) {
        let portfolio = any::portfolio(&mut random, 20);
        let Ok(right) = level(&portfolio, Aim::default(), 1, Budget::INSTANT, &mut |_| {
            true
        }) else {
            continue;
        };
        assert_eq!(check(&portfolio, &right), Ok(()));
        for (kind, count) in kinds.iter_mut().enumerate() {
            let mut wrong = right.clone();
            if damage(&portfolio, &mut wrong, kind, &mut random) {
                let verdict = check(&portfolio, &wrong);
                assert!(verdict.is_err(), "kind {kind}: {wrong:?}");
                rejected += 1;
                *count += 1;
            }
        }
    }
}

/// Tasks that `level` itself gave a date and people.
fn moved(portfolio: &Portfolio, answer: &Leveled) -> Vec<usize> {
    (0..answer.tasks.len())
        .filter(|task| {
            let row = &portfolio.tasks[*task];
            let placed = answer.tasks[*task].as_ref();
            row.mode == Mode::Auto
                && row.actual == Actual::NotStarted
                && placed.is_some_and(|placed| !placed.pieces.is_empty() && !placed.team.is_empty())
        })
        .collect()
}

fn damage(portfolio: &Portfolio, answer: &mut Leveled, kind: usize, random: &mut Random) -> bool {
    let tasks = moved(portfolio, answer);
    if tasks.is_empty() {
        return false;
    }
    let task = tasks[random.below(tasks.len())];
    let Some(placed) = answer.tasks[task].as_mut() else {
        return false;
    };
    match kind {
        // A minute less of work.
        0 => {
            placed.finish -= 1;
            let last = placed.pieces.len() - 1;
            placed.pieces[last].finish -= 1;
        }
        // Nobody does it.
        1 => placed.team.clear(),
        // Before everything begins.
        2 => {
            let early = placed.start - at(-3, 0);
            placed.start -= early;
            placed.finish -= early;
            for piece in &mut placed.pieces {
                piece.start -= early;
                piece.finish -= early;
            }
        }
        // Two tasks of one person at once.
        3 => return same_time(portfolio, answer, &tasks),
        // No date and no reason.
        4 => answer.tasks[task] = None,
        // Somebody else, who has no skill at all.
        5 => {
            let unskilled = placed.team.iter_mut().find(|booking| {
                matches!(
                    portfolio.tasks[task].needs[booking.need as usize],
                    Need::Skilled { .. }
                )
            });
            let nobody = portfolio.resources.iter().position(|row| {
                !row.skills
                    .iter()
                    .any(|has| match portfolio.tasks[task].needs[0] {
                        Need::Skilled { skill, level, .. } => {
                            has.skill == skill && has.level >= level
                        }
                        Need::Named { .. } => true,
                    })
            });
            let (Some(booking), Some(nobody)) = (unskilled, nobody) else {
                return false;
            };
            if booking.need != 0 {
                return false;
            }
            booking.resource = nobody as u32;
        }
        // Before what it waits for.
        6 => return before_its_link(portfolio, answer),
        // A finish that is not its own.
        7 => answer.finish += 1,
        // What is broken is not said.
        _ => {
            if answer.broken.is_empty() {
                return false;
            }
            answer.broken.remove(random.below(answer.broken.len()));
        }
    }
    true
}

fn same_time(portfolio: &Portfolio, answer: &mut Leveled, tasks: &[usize]) -> bool {
    for one in tasks {
        for other in tasks {
            let (Some(a), Some(b)) = (answer.tasks[*one].clone(), answer.tasks[*other].clone())
            else {
                continue;
            };
            let shared = a.team.iter().find(|mine| {
                let person = &portfolio.resources[mine.resource as usize];
                let both = b.team.iter().any(|theirs| {
                    theirs.resource == mine.resource && mine.units + theirs.units > WHOLE
                });
                person.people == 1 && both
            });
            if one != other && shared.is_some() && a.pieces != b.pieces {
                if let Some(placed) = answer.tasks[*one].as_mut() {
                    (placed.start, placed.finish, placed.pieces) = (b.start, b.finish, b.pieces);
                }
                return true;
            }
        }
    }
    false
}

fn before_its_link(portfolio: &Portfolio, answer: &mut Leveled) -> bool {
    let tasks = moved(portfolio, answer);
    let waits = portfolio.links.iter().find(|link| {
        let row = &portfolio.tasks[link.to as usize];
        link.kind == LinkKind::FinishToStart
            && link.lag == Lag::NONE
            && tasks.contains(&(link.to as usize))
            && !matches!(
                row.constraint,
                Constraint::MustStartOn(_) | Constraint::MustFinishOn(_)
            )
            && answer.tasks[link.from as usize].is_some()
    });
    let Some(waits) = waits.copied() else {
        return false;
    };
    // The other way round: what it waits for ends a minute after it begins.
    let begin = answer.tasks[waits.to as usize]
        .as_ref()
        .map(|placed| placed.start);
    match (answer.tasks[waits.from as usize].as_mut(), begin) {
        (Some(from), Some(begin)) => {
            from.finish = begin + 1;
            true
        }
        _ => false,
    }
}
