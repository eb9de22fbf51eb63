use super::{
    bound::lower_bound,
    check::{Violation, check},
    random::Random,
    solve::{Answer, Budget, solve},
    *,
};

/// Up to `jobs` jobs with links, two resources of four units.
pub(super) fn any_instance(random: &mut Random, jobs: usize) -> Instance {
    let mut links = Vec::new();
    for to in 1..jobs {
        for from in 0..to {
            if random.below(jobs) < 2 {
                links.push((from as u32, to as u32));
            }
        }
    }
    Instance {
        durations: (0..jobs).map(|_| random.below(6) as i32).collect(),
        links,
        capacity: vec![4, 4],
        demand: (0..jobs)
            .map(|_| vec![random.below(4) as i32, random.below(5) as i32])
            .collect(),
    }
}

fn solved(instance: &Instance, seed: u64, budget: Budget) -> Answer {
    solve(instance, seed, budget, &mut |_| true).unwrap()
}

/// The shortest schedule by trying every order: serial generation reaches an optimum from some order (Sprecher,
/// Kolisch and Drexl 1995). Written without the crate's generator.
fn by_every_order(instance: &Instance) -> i32 {
    fn extend(instance: &Instance, starts: &mut Vec<Option<i32>>, best: &mut i32) {
        let jobs = instance.durations.len();
        let mut open = false;
        for job in 0..jobs {
            let waits = instance.links.iter().filter(|(_, to)| *to as usize == job);
            let ends: Option<Vec<i32>> = waits
                .map(|(from, _)| Some(starts[*from as usize]? + instance.durations[*from as usize]))
                .collect();
            let (None, Some(ends)) = (starts[job], ends) else {
                continue;
            };
            open = true;
            let mut start = ends.into_iter().max().unwrap_or(0);
            while !fits(instance, starts, job, start) {
                start += 1;
            }
            starts[job] = Some(start);
            extend(instance, starts, best);
            starts[job] = None;
        }
        if !open {
            let ends = starts
                .iter()
                .zip(&instance.durations)
                .map(|(s, d)| s.unwrap() + d);
            *best = (*best).min(ends.max().unwrap());
        }
    }
    fn fits(instance: &Instance, starts: &[Option<i32>], job: usize, start: i32) -> bool {
        (start..start + instance.durations[job]).all(|at| {
            (0..2).all(|r| {
                let running = |j: &usize| {
                    starts[*j].is_some_and(|s| s <= at && at < s + instance.durations[*j])
                };
                let used: i32 = (0..starts.len())
                    .filter(running)
                    .map(|j| instance.demand[j][r])
                    .sum();
                used + instance.demand[job][r] <= instance.capacity[r]
            })
        })
    }
    let mut best = i32::MAX;
    extend(
        instance,
        &mut vec![None; instance.durations.len()],
        &mut best,
    );
    best
}

#[test]
fn proven_answers_are_the_best_of_every_order() {
    let mut random = Random::new(5, 0);
    for _ in 0..120 {
        let instance = any_instance(&mut random, 7);
        let best = by_every_order(&instance);
        // One schedule only, so that the proof has something to find.
        let answer = solved(&instance, 1, Budget::of(1).with_proof(100_000));
        assert_eq!((answer.makespan, answer.bound), (best, best));
        assert!(lower_bound(&instance).unwrap() <= best);
    }
}

#[test]
fn every_answer_is_accepted_and_not_below_its_bound() {
    let mut random = Random::new(8, 0);
    for round in 0..40 {
        let instance = any_instance(&mut random, 30);
        let answer = solved(&instance, round, Budget::of(300));
        assert_eq!(check(&instance, &answer.starts, answer.makespan), Ok(()));
        assert!(answer.bound <= answer.makespan && answer.schedules <= 300);
    }
}

#[test]
fn equal_seed_and_budget_give_equal_answers() {
    let instance = any_instance(&mut Random::new(21, 0), 60);
    let budget = Budget::of(2_000).with_proof(100);
    assert_eq!(solved(&instance, 4, budget), solved(&instance, 4, budget));
}

#[test]
fn the_checker_rejects_200_broken_schedules() {
    let mut random = Random::new(13, 0);
    let mut rejected = [0; 4];
    while rejected.iter().sum::<i32>() < 200 {
        let instance = any_instance(&mut random, 20);
        let answer = solved(&instance, 1, Budget::of(100));
        let (mut starts, mut makespan) = (answer.starts.clone(), answer.makespan);
        let kind = random.below(4);
        match kind {
            // A job is moved before the end of one it waits for.
            0 => {
                let Some((from, to)) = instance
                    .links
                    .iter()
                    .find(|(from, _)| instance.durations[*from as usize] > 0)
                else {
                    continue;
                };
                starts[*to as usize] =
                    starts[*from as usize] + instance.durations[*from as usize] - 1;
                let broken = check(&instance, &starts, makespan);
                assert!(matches!(broken, Err(Violation::Link { .. })), "{broken:?}");
            }
            // Everything at once, without its links.
            1 => {
                let free = Instance {
                    links: Vec::new(),
                    ..instance
                };
                starts.fill(0);
                makespan = free.durations.iter().copied().max().unwrap();
                let broken = check(&free, &starts, makespan);
                assert!(
                    matches!(broken, Err(Violation::Capacity { at: 0, .. })),
                    "{broken:?}"
                );
            }
            2 => {
                starts[random.below(20)] = -1;
                let broken = check(&instance, &starts, makespan);
                assert!(matches!(broken, Err(Violation::Early { .. })), "{broken:?}");
            }
            _ => {
                let broken = check(&instance, &starts, makespan - 1);
                assert_eq!(
                    broken,
                    Err(Violation::Makespan {
                        said: makespan - 1,
                        found: makespan
                    })
                );
                starts.pop();
                let broken = check(&instance, &starts, makespan);
                assert_eq!(
                    broken,
                    Err(Violation::Count {
                        jobs: 20,
                        starts: 19
                    })
                );
            }
        }
        rejected[kind] += 1;
    }
    assert!(rejected.iter().all(|count| *count > 20), "{rejected:?}");
}

#[test]
fn a_search_ends_when_it_is_told_to() {
    let instance = any_instance(&mut Random::new(2, 0), 90);
    let mut asked = 0;
    let answer = solve(&instance, 1, Budget::of(1_000_000), &mut |_| {
        asked += 1;
        asked < 3
    });
    let answer = answer.unwrap();
    assert!(asked <= 3 && answer.schedules < 100_000);
    assert_eq!(check(&instance, &answer.starts, answer.makespan), Ok(()));
}

#[test]
fn what_is_no_instance_is_refused_with_its_place() {
    let good = Instance {
        durations: vec![1, 2],
        links: vec![(0, 1)],
        capacity: vec![2],
        demand: vec![vec![1], vec![2]],
    };
    let refusal = |change: fn(&mut Instance)| {
        let mut bad = good.clone();
        change(&mut bad);
        solve(&bad, 1, Budget::of(1), &mut |_| true).unwrap_err()
    };
    assert_eq!(
        refusal(|i| i.demand[1][0] = 3),
        InstanceError::TooLittle {
            job: 1,
            resource: 0
        }
    );
    assert_eq!(
        refusal(|i| i.links.push((1, 0))),
        InstanceError::Cycle { path: vec![0, 1] }
    );
    assert_eq!(
        refusal(|i| i.links.push((1, 5))),
        InstanceError::UnknownJob { link: 1 }
    );
    assert_eq!(
        refusal(|i| i.durations[0] = -1),
        InstanceError::Duration { job: 0 }
    );
    assert_eq!(
        refusal(|i| i.demand[0].clear()),
        InstanceError::Demand { job: 0 }
    );
    assert_eq!(
        refusal(|i| i.capacity[0] = 40_000),
        InstanceError::Capacity { resource: 0 }
    );
}

const SMALL: &str = "\
jobs (incl. supersource/sink ):  4
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          2           2   3
   2        1          1           4
   3        1          1           4
   4        1          0
REQUESTS/DURATIONS:
jobnr. mode duration  R 1  R 2
-----------------------------
  1      1     0       0    0
  2      1     3       2    0
  3      1     4       1    1
  4      1     0       0    0
RESOURCEAVAILABILITIES:
  R 1  R 2
   2    1
";

#[test]
fn reads_psplib() {
    let instance = psplib::parse(SMALL).unwrap();
    assert_eq!(instance.durations, [0, 3, 4, 0]);
    assert_eq!(instance.links, [(0, 1), (0, 2), (1, 3), (2, 3)]);
    assert_eq!(instance.capacity, [2, 1]);
    assert_eq!(instance.demand[2], [1, 1]);
    assert_eq!(solved(&instance, 1, Budget::of(10)).makespan, 7);
}

#[test]
fn a_damaged_file_is_refused_or_read_but_never_a_crash() {
    let mut random = Random::new(17, 0);
    let (mut refused, mut read) = (0, 0);
    for _ in 0..2_000 {
        let mut bytes = SMALL.as_bytes().to_vec();
        for _ in 0..1 + random.below(3) {
            let at = random.below(bytes.len().max(1));
            if bytes.is_empty() {
                break;
            }
            match random.below(3) {
                0 => bytes[at] = b" -0123456789\nR:"[random.below(15)],
                1 => drop(bytes.remove(at)),
                _ => bytes.truncate(at.max(1)),
            }
        }
        match psplib::parse(&String::from_utf8_lossy(&bytes)) {
            Ok(instance) => {
                read += 1;
                // Whatever was read is solved or refused.
                if let Ok(answer) = solve(&instance, 1, Budget::of(3), &mut |_| true) {
                    assert_eq!(check(&instance, &answer.starts, answer.makespan), Ok(()));
                }
            }
            Err(_) => refused += 1,
        }
    }
    assert!(refused > 100 && read > 100, "{refused} {read}");
}

#[test]
fn islands_answer_the_same_whatever_the_threads() {
    let mut random = Random::new(34, 0);
    for _ in 0..3 {
        let instance = any_instance(&mut random, 50);
        let on = |threads| {
            let budget = Budget::of(4_000).with_windows(8_000);
            islands::solve(&instance, 7, budget, threads, &mut |_| true).unwrap()
        };
        let alone = on(1);
        assert_eq!(check(&instance, &alone.starts, alone.makespan), Ok(()));
        assert!(alone.nodes <= 9_000 && alone.bound <= alone.makespan);
        for threads in [2, 3, 64] {
            assert_eq!(on(threads), alone, "{threads} threads");
        }
    }
}

#[test]
fn no_budget_and_no_jobs_are_answered_too() {
    let empty = Instance {
        durations: vec![],
        links: vec![],
        capacity: vec![],
        demand: vec![],
    };
    let small = any_instance(&mut Random::new(3, 0), 5);
    for instance in [&empty, &small] {
        for schedules in [0, 1, 2, 3, 5, 9] {
            let budget = Budget::of(schedules);
            let one = solved(instance, 1, budget);
            let four = islands::solve(instance, 1, budget, 2, &mut |_| true).unwrap();
            assert!(one.schedules <= schedules.max(1));
            for answer in [one, four] {
                assert_eq!(check(instance, &answer.starts, answer.makespan), Ok(()));
            }
        }
    }
}

/// The parallel scheme written again without words or heaps: at each instant every job in order of its key.
#[test]
fn the_parallel_scheme_starts_what_fits_in_order() {
    use super::core::{Core, Direction, Workshop};
    let mut random = Random::new(55, 0);
    for _ in 0..60 {
        let instance = any_instance(&mut random, 12);
        let core = Core::new(&instance).unwrap();
        let keys: Vec<i32> = (0..12).map(|_| random.below(9) as i32).collect();
        let mut order: Vec<usize> = (0..12).collect();
        order.sort_by_key(|job| -keys[*job]);
        let mut expected: Vec<Option<i32>> = vec![None; 12];
        let ended = |starts: &[Option<i32>], job: usize, at: i32| {
            starts[job].is_some_and(|start| start + instance.durations[job] <= at)
        };
        for now in 0..100 {
            let mut again = true;
            while again {
                again = false;
                // Milestones free others at once, in a second round.
                let open: Vec<usize> = order
                    .iter()
                    .copied()
                    .filter(|job| {
                        let mut links = instance.links.iter();
                        expected[*job].is_none()
                            && links.all(|(from, to)| {
                                *to as usize != *job || ended(&expected, *from as usize, now)
                            })
                    })
                    .collect();
                for job in open {
                    let fits = instance.durations[job] == 0
                        || (0..2).all(|r| {
                            let used: i32 = (0..12)
                                .filter(|j| expected[*j].is_some() && !ended(&expected, *j, now))
                                .map(|j| instance.demand[j][r])
                                .sum();
                            used + instance.demand[job][r] <= instance.capacity[r]
                        });
                    if fits {
                        expected[job] = Some(now);
                        again |= instance.durations[job] == 0;
                    }
                }
            }
        }
        let mut starts = vec![0; 12];
        let makespan =
            Workshop::new(&core).generate_parallel(&core, Direction::Forward, &keys, &mut starts);
        let expected: Vec<i32> = expected.into_iter().map(Option::unwrap).collect();
        assert_eq!(starts, expected);
        assert_eq!(check(&instance, &starts, makespan), Ok(()));
    }
}

#[test]
fn windows_refute_what_work_alone_does_not() {
    // Two jobs of three that cannot run together, each with four more behind it: by work alone 4 + 4, truly 3 + 3 + 4.
    let instance = Instance {
        durations: vec![3, 3, 4, 4],
        links: vec![(0, 2), (1, 3)],
        capacity: vec![3],
        demand: vec![vec![2], vec![2], vec![0], vec![0]],
    };
    assert_eq!(lower_bound(&instance), Ok(10));
}
