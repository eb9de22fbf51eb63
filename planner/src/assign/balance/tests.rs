use std::cmp::Ordering;

use super::{load::falling, *};
use crate::rcpsp::random::Random;

fn any_team(random: &mut Random, equal: bool) -> Team {
    let people = 1 + random.below(4);
    let tasks = 1 + random.below(6);
    let member = |random: &mut Random| Member {
        // Few different values, so that ties and limits matter.
        capacity: [0, 6, 8, 12, 12][random.below(5)],
        committed: [0, 0, 1, 3, 9][random.below(5)],
        most_tasks: [None, None, Some(0), Some(1), Some(2)][random.below(5)],
    };
    let same = 1 + random.below(4) as i32;
    let work = |random: &mut Random| {
        let may = (0..people as u32).filter(|_| random.below(3) > 0).collect();
        Work::of(if equal { same } else { random.below(6) as i32 }, may)
    };
    Team {
        people: (0..people).map(|_| member(random)).collect(),
        tasks: (0..tasks).map(|_| work(random)).collect(),
    }
}

/// Loads from the highest of those with capacity, or `None` when a limit is broken. Written without the module's state.
fn judge(team: &Team, person: &[Option<u32>]) -> Option<(usize, Vec<Load>)> {
    let mut loads = Vec::new();
    for (who, member) in team.people.iter().enumerate() {
        let own = || (0..person.len()).filter(|task| person[*task] == Some(who as u32));
        let given: i64 = own().map(|task| i64::from(team.tasks[task].effort)).sum();
        let work = given + i64::from(member.committed);
        let over = work > member.capacity.into() || member.capacity == 0;
        if own().any(|task| !team.tasks[task].people.contains(&(who as u32)))
            || (own().count() > 0 && over)
            || member
                .most_tasks
                .is_some_and(|most| own().count() > most as usize)
        {
            return None;
        }
        if member.capacity > 0 {
            loads.push(Load::new(work, member.capacity.into()));
        }
    }
    Some((
        person.iter().filter(|p| p.is_none()).count(),
        falling(loads),
    ))
}

fn by_every_spread(team: &Team) -> (usize, Vec<Load>) {
    fn extend(team: &Team, person: &mut Vec<Option<u32>>, best: &mut (usize, Vec<Load>)) {
        if person.len() == team.tasks.len() {
            if let Some(found) = judge(team, person)
                && compare(&found, best) == Ordering::Less
            {
                *best = found;
            }
            return;
        }
        for who in (0..team.people.len() as u32).map(Some).chain([None]) {
            person.push(who);
            extend(team, person, best);
            person.pop();
        }
    }
    let mut best = judge(team, &vec![None; team.tasks.len()]).unwrap();
    extend(team, &mut Vec::new(), &mut best);
    best
}

fn compare(one: &(usize, Vec<Load>), other: &(usize, Vec<Load>)) -> Ordering {
    one.0.cmp(&other.0).then_with(|| one.1.cmp(&other.1))
}

#[test]
fn equal_tasks_are_spread_as_the_best_of_every_spread() {
    let mut random = Random::new(21, 0);
    for _ in 0..400 {
        let team = any_team(&mut random, true);
        let spread = balance(&team, 0).unwrap();
        assert!(spread.optimal);
        assert_eq!(
            judge(&team, &spread.person),
            Some(by_every_spread(&team)),
            "{team:?}"
        );
    }
}

#[test]
fn any_tasks_are_spread_as_the_best_of_every_spread() {
    let mut random = Random::new(22, 0);
    for _ in 0..400 {
        let team = any_team(&mut random, false);
        let spread = balance(&team, 100_000).unwrap();
        assert!(spread.optimal);
        let best = by_every_spread(&team);
        assert_eq!(judge(&team, &spread.person), Some(best.clone()), "{team:?}");
        // Moves alone may miss it but never pass it, and never break a limit.
        let quick = balance(&team, 1).unwrap();
        let found = judge(&team, &quick.person).unwrap();
        assert_ne!(compare(&found, &best), Ordering::Less);
        assert_eq!(found.1.first().copied(), quick.highest);
        // No spread of all tasks is below the bound.
        if best.0 == 0 {
            assert!(quick.bound <= best.1.first().copied(), "{team:?}");
        }
    }
}

/// Several identical people and tasks, which is where breaking symmetries could lose an optimum.
#[test]
fn alike_people_and_tasks_lose_no_optimum() {
    let mut random = Random::new(23, 0);
    for _ in 0..150 {
        let people = 3 + random.below(2);
        let half: Vec<u32> = (0..people as u32).filter(|_| random.below(2) > 0).collect();
        let team = Team {
            people: vec![
                Member {
                    capacity: 10,
                    committed: 0,
                    most_tasks: Some(3)
                };
                people
            ],
            tasks: (0..6)
                .map(|_| {
                    let may = if random.below(3) > 0 {
                        (0..people as u32).collect()
                    } else {
                        half.clone()
                    };
                    Work::of(3 + random.below(2) as i32, may)
                })
                .collect(),
        };
        let spread = balance(&team, 100_000).unwrap();
        assert!(spread.optimal);
        assert_eq!(
            judge(&team, &spread.person),
            Some(by_every_spread(&team)),
            "{team:?}"
        );
    }
}

#[test]
fn the_second_fullest_counts_too() {
    // The first must do the large one; without looking further all the rest could stay with the second.
    let all = vec![0, 1, 2];
    let team = Team {
        people: vec![Member::of(100); 3],
        tasks: vec![
            Work::of(50, vec![0]),
            Work::of(20, all.clone()),
            Work::of(20, all.clone()),
            Work::of(5, all),
        ],
    };
    let spread = balance(&team, 1_000).unwrap();
    assert_eq!(falling_minutes(&spread), [50, 25, 20]);
    assert_eq!(spread.highest, Some(Load::new(1, 2)));
    assert_eq!((spread.apart, spread.optimal), (30, true));
    assert_eq!(spread.bound, spread.highest);
}

#[test]
fn half_time_is_full_with_half_the_work() {
    let team = Team {
        people: vec![Member::of(2400), Member::of(1200)],
        tasks: vec![Work::of(60, vec![0, 1]); 30],
    };
    let spread = balance(&team, 0).unwrap();
    assert_eq!(spread.minutes, [1200, 600]);
    assert_eq!((spread.jain, spread.gini), (1.0, 0.0));
}

#[test]
fn what_nobody_does_says_why() {
    let team = Team {
        people: vec![
            Member::of(10),
            Member {
                committed: 8,
                ..Member::of(10)
            },
        ],
        tasks: vec![
            Work::of(9, vec![0]),
            Work::of(9, vec![0]),
            Work::of(9, vec![1]),
            Work::of(9, vec![]),
            Work::of(2, vec![1]),
        ],
    };
    let spread = balance(&team, 1_000).unwrap();
    let left: Vec<(u32, Because)> = spread.left.iter().map(|l| (l.task, l.because)).collect();
    assert_eq!(
        left,
        [
            (1, Because::OthersTookTheRoom),
            (2, Because::TooLong),
            (3, Because::NobodyMay)
        ]
    );
    assert_eq!(spread.person[4], Some(1));
}

#[test]
fn a_large_team_is_near_its_bound() {
    let mut random = Random::new(24, 0);
    let people = 40;
    let team = Team {
        people: (0..people)
            .map(|_| Member::of(9_600 + 480 * random.below(5) as i32))
            .collect(),
        tasks: (0..400)
            .map(|_| {
                let may = (0..people as u32)
                    .filter(|_| random.below(3) == 0)
                    .collect();
                Work::of(60 + random.below(900) as i32, may)
            })
            .collect(),
    };
    let spread = balance(&team, 20_000).unwrap();
    let (highest, bound) = (spread.highest.unwrap(), spread.bound.unwrap());
    assert!(spread.left.is_empty() && bound <= highest);
    // Within one per cent of what could be if tasks could be cut.
    assert!(
        highest.work * bound.capacity * 100 <= bound.work * highest.capacity * 101,
        "{highest:?} {bound:?}"
    );
    assert!(spread.jain > 0.999, "{}", spread.jain);
    assert_eq!(balance(&team, 20_000).unwrap(), spread);
}

/// The order in which people and tasks are listed changes nothing about the loads.
#[test]
fn permuted_teams_have_the_same_loads() {
    let mut random = Random::new(25, 0);
    for round in 0..200 {
        let team = any_team(&mut random, round % 2 == 0);
        let people = team.people.len() as u32;
        let mut other = team.clone();
        other.people.reverse();
        other.tasks.reverse();
        for work in &mut other.tasks {
            work.people
                .iter_mut()
                .for_each(|who| *who = people - 1 - *who);
        }
        let loads = |team: &Team| judge(team, &balance(team, 100_000).unwrap().person);
        assert_eq!(loads(&team), loads(&other));
    }
}

#[test]
fn what_is_no_team_is_refused_with_its_place() {
    let good = Team {
        people: vec![Member::of(10), Member::of(10)],
        tasks: vec![Work::of(5, vec![0]), Work::of(5, vec![1])],
    };
    let refusal = |change: fn(&mut Team)| {
        let mut team = good.clone();
        change(&mut team);
        balance(&team, 10).unwrap_err()
    };
    assert_eq!(
        refusal(|t| t.people[1].capacity = -1),
        TeamError::Member { person: 1 }
    );
    assert_eq!(
        refusal(|t| t.people[0].committed = -1),
        TeamError::Member { person: 0 }
    );
    assert_eq!(
        refusal(|t| t.tasks[1].effort = -5),
        TeamError::Effort { task: 1 }
    );
    assert_eq!(
        refusal(|t| t.tasks[1].people.push(2)),
        TeamError::UnknownPerson { task: 1 }
    );
    assert_eq!(
        refusal(|t| t.tasks = vec![Work::of(1, vec![]); MOST_PAIRS]),
        TeamError::TooMany
    );
    let extremes = Team {
        people: vec![
            Member {
                capacity: i32::MAX,
                committed: i32::MAX,
                most_tasks: None,
            },
            Member::of(i32::MAX),
        ],
        tasks: vec![
            Work::of(i32::MAX, vec![0, 1]),
            Work::of(0, vec![0]),
            Work::of(7, vec![1, 1, 0]),
        ],
    };
    assert_eq!(balance(&extremes, 10).unwrap().left.len(), 1);
    assert_eq!(balance(&Team::default(), 10).unwrap().highest, None);
}

fn falling_minutes(spread: &Spread) -> Vec<i64> {
    let mut minutes = spread.minutes.clone();
    minutes.sort_unstable_by(|one, other| other.cmp(one));
    minutes
}
