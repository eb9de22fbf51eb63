use super::*;
use crate::rcpsp::check as plain;

/// Few jobs with links forward, some maximum lags back (the less slack, the tighter), resources that bind.
fn any_instance(random: &mut Random, jobs: usize, slack: i32) -> MaxInstance {
    let mut lags = Vec::new();
    for to in 1..jobs {
        for from in 0..to {
            match random.below(6) {
                0 | 1 => lags.push((from as u32, to as u32, random.below(6) as i32)),
                2 => lags.push((
                    to as u32,
                    from as u32,
                    -slack * (to - from) as i32 - random.below(5) as i32,
                )),
                _ => {}
            }
        }
    }
    MaxInstance {
        durations: (0..jobs).map(|_| random.below(5) as i32).collect(),
        lags,
        capacity: vec![4, 3],
        demand: (0..jobs)
            .map(|_| vec![random.below(5) as i32, random.below(4) as i32])
            .collect(),
    }
}

fn solved(instance: &MaxInstance, budget: Budget) -> Result<Outcome, MaxError> {
    solve(instance, 1, budget, &mut |_| true)
}

/// The shortest schedule by trying every start up to a makespan; only the checker is asked.
fn by_every_start(instance: &MaxInstance, horizon: i32) -> Option<i32> {
    fn extend(instance: &MaxInstance, starts: &mut Vec<i32>, best: &mut Option<i32>, horizon: i32) {
        let job = starts.len();
        let ends = starts
            .iter()
            .zip(&instance.durations)
            .map(|(start, duration)| start + duration);
        let makespan = ends.max().unwrap_or(0);
        if best.is_some_and(|best| makespan >= best) {
            return;
        }
        if job == instance.durations.len() {
            if check::check(instance, starts, makespan).is_ok() {
                *best = Some(makespan);
            }
            return;
        }
        for start in 0..=horizon - instance.durations[job] {
            // Lags to jobs that stand prune; the checker has the last word.
            let kept = |(from, to, lag): &(u32, u32, i32)| match (*from as usize, *to as usize) {
                (f, t) if f == job && t < job => starts[t] - start >= *lag,
                (f, t) if t == job && f < job => start - starts[f] >= *lag,
                _ => true,
            };
            if instance.lags.iter().all(kept) {
                starts.push(start);
                extend(instance, starts, best, horizon);
                starts.pop();
            }
        }
    }
    let mut best = None;
    extend(instance, &mut Vec::new(), &mut best, horizon);
    best
}

#[test]
fn outcomes_are_those_of_every_start() {
    let mut random = Random::new(51, 0);
    let (mut found, mut none, mut cycles) = (0, 0, 0);
    for round in 0..250 {
        let mut instance = any_instance(&mut random, 4, 0);
        if round % 2 == 0 {
            // No two jobs fit together, so that lags which say they must leave nothing.
            instance
                .durations
                .iter_mut()
                .for_each(|duration| *duration += 1);
            instance.demand.iter_mut().for_each(|demand| demand[0] = 3);
        }
        // As long as the longest of a duration and a lag, four times: a schedule needs no more.
        let best = by_every_start(&instance, 20);
        // One construction only, so that the proof has something to find.
        match solved(&instance, Budget::of(1).with_proof(100_000)) {
            Ok(Outcome::Found(answer)) => {
                assert_eq!(
                    (Some(answer.makespan), answer.bound),
                    (best, answer.makespan)
                );
                found += 1;
            }
            Ok(Outcome::Infeasible { .. }) => {
                assert_eq!(best, None, "{instance:?}");
                none += 1;
            }
            Err(MaxError::Cycle { path }) => {
                assert_eq!(best, None);
                // Following the named jobs, each starts later than the one before, and the first than itself.
                let step = |at: usize| {
                    let pair = (path[at], path[(at + 1) % path.len()]);
                    let lags = instance
                        .lags
                        .iter()
                        .filter(|(from, to, _)| (*from, *to) == pair);
                    i64::from(lags.map(|(_, _, lag)| *lag).max().unwrap())
                };
                assert!((0..path.len()).map(step).sum::<i64>() > 0, "{path:?}");
                cycles += 1;
            }
            other => unreachable!("{other:?}"),
        }
    }
    assert!(
        found > 100 && none > 1 && cycles > 5,
        "{found} {none} {cycles}"
    );
}

#[test]
fn what_is_found_is_accepted_and_not_below_its_bound() {
    let mut random = Random::new(52, 0);
    let mut found = 0;
    for seed in 0..60 {
        let instance = any_instance(&mut random, 12, 4);
        let budget = Budget::of(10).with_proof(500);
        let outcome = solve(&instance, seed, budget, &mut |_| true);
        assert_eq!(outcome, solve(&instance, seed, budget, &mut |_| true));
        if let Ok(Outcome::Found(answer)) = outcome {
            assert_eq!(
                check::check(&instance, &answer.starts, answer.makespan),
                Ok(())
            );
            assert!(answer.bound <= answer.makespan);
            found += 1;
        }
    }
    assert!(found > 10, "{found}");
}

/// Two jobs that need the only machine and must start at most a unit apart.
#[test]
fn no_schedule_is_proven_not_planned() {
    let instance = MaxInstance {
        durations: vec![3, 3],
        lags: vec![(0, 1, 0), (1, 0, -1)],
        capacity: vec![1],
        demand: vec![vec![1], vec![1]],
    };
    let nothing = solved(&instance, Budget::of(5));
    assert!(
        matches!(nothing, Ok(Outcome::NothingFound { nodes: 0, .. })),
        "{nothing:?}"
    );
    let proven = solved(&instance, Budget::of(5).with_proof(100));
    assert!(
        matches!(proven, Ok(Outcome::Infeasible { .. })),
        "{proven:?}"
    );
}

#[test]
fn the_checker_rejects_200_broken_schedules() {
    let mut random = Random::new(53, 0);
    let (mut rejected, mut lags) = (0, 0);
    while rejected < 200 {
        let instance = any_instance(&mut random, 8, 4);
        let Ok(Outcome::Found(answer)) = solved(&instance, Budget::of(5).with_proof(2_000)) else {
            continue;
        };
        let mut starts = answer.starts.clone();
        let job = random.below(starts.len());
        starts[job] += random.below(15) as i32 - 7;
        let ends = starts
            .iter()
            .zip(&instance.durations)
            .map(|(start, duration)| start + duration);
        let makespan = ends.max().unwrap_or(0);
        // Broken by the definition, unit by unit.
        let lag = |(from, to, lag): &(u32, u32, i32)| {
            starts[*to as usize] - starts[*from as usize] < *lag
        };
        let late = instance.lags.iter().any(lag);
        let over = (0..makespan).any(|at| {
            (0..2).any(|resource| {
                let runs = |j: &usize| starts[*j] <= at && at < starts[*j] + instance.durations[*j];
                let used: i32 = (0..starts.len())
                    .filter(runs)
                    .map(|j| instance.demand[j][resource])
                    .sum();
                used > instance.capacity[resource]
            })
        });
        let broken = late || over || starts[job] < 0;
        assert_eq!(check::check(&instance, &starts, makespan).is_err(), broken);
        rejected += usize::from(broken);
        lags += usize::from(matches!(
            check::check(&instance, &starts, makespan),
            Err(check::Violation::Lag { .. })
        ));
    }
    assert!(lags > 50, "{lags}");
    let instance = any_instance(&mut random, 3, 4);
    let wrong = check::check(&instance, &[0, 0], 4);
    assert_eq!(
        wrong,
        Err(check::Violation::Plain(plain::Violation::Count {
            jobs: 3,
            starts: 2
        }))
    );
}

const SMALL: &str = "\
3\t2\t0\t0
0\t1\t2\t1\t2\t[0]\t[0]
1\t1\t2\t3\t2\t[2]\t[1]
2\t1\t2\t4\t1\t[4]\t[-5]
3\t1\t1\t4\t[3]
4\t1\t0
0\t1\t0\t0\t0
1\t1\t2\t1\t0
2\t1\t4\t2\t1
3\t1\t3\t1\t2
4\t1\t0\t0\t0
2\t2
";

#[test]
fn reads_progen_max() {
    let instance = progen::parse(SMALL).unwrap();
    assert_eq!(instance.durations, [0, 2, 4, 3, 0]);
    assert_eq!(
        instance.lags,
        [
            (0, 1, 0),
            (0, 2, 0),
            (1, 3, 2),
            (1, 2, 1),
            (2, 4, 4),
            (2, 1, -5),
            (3, 4, 3)
        ]
    );
    assert_eq!(
        (&instance.capacity, &instance.demand[3]),
        (&vec![2, 2], &vec![1, 2])
    );
    match solved(&instance, Budget::of(3).with_proof(1_000)).unwrap() {
        // The third job needs what the second leaves: two, four and three units one after the other.
        Outcome::Found(answer) => assert_eq!((answer.makespan, answer.bound), (9, 9)),
        other => unreachable!("{other:?}"),
    }
}

#[test]
fn a_damaged_file_is_refused_or_read_but_never_a_crash() {
    let mut random = Random::new(54, 0);
    let (mut refused, mut read, mut found) = (0, 0, 0);
    for _ in 0..3_000 {
        let mut bytes = SMALL.as_bytes().to_vec();
        for _ in 0..1 + random.below(3) {
            let at = random.below(bytes.len().max(1));
            if bytes.is_empty() {
                break;
            }
            match random.below(4) {
                0 => bytes[at] = b" -0123456789[]\n\t"[random.below(16)],
                1 => bytes.insert(at, b"-0199"[random.below(5)]),
                2 => drop(bytes.remove(at)),
                _ => bytes.truncate(at.max(1)),
            }
        }
        match progen::parse(&String::from_utf8_lossy(&bytes)) {
            Ok(instance) => {
                read += 1;
                // Whatever was read is solved or refused.
                if let Ok(Outcome::Found(answer)) = solved(&instance, Budget::of(2).with_proof(50))
                {
                    assert_eq!(
                        check::check(&instance, &answer.starts, answer.makespan),
                        Ok(())
                    );
                    found += 1;
                }
            }
            Err(_) => refused += 1,
        }
    }
    assert!(
        refused > 1_000 && read > 200 && found > 100,
        "{refused} {read} {found}"
    );
}

#[test]
fn what_is_no_instance_is_refused_with_its_place() {
    let good = MaxInstance {
        durations: vec![1, 2],
        lags: vec![(0, 1, 1)],
        capacity: vec![2],
        demand: vec![vec![1], vec![2]],
    };
    let refusal = |change: fn(&mut MaxInstance)| {
        let mut bad = good.clone();
        change(&mut bad);
        solved(&bad, Budget::of(1)).unwrap_err()
    };
    assert_eq!(
        refusal(|i| i.demand[1][0] = 3),
        MaxError::TooLittle {
            job: 1,
            resource: 0
        }
    );
    assert_eq!(
        refusal(|i| i.lags.push((1, 0, 0))),
        MaxError::Cycle { path: vec![1, 0] }
    );
    assert_eq!(
        refusal(|i| i.lags.push((1, 1, 1))),
        MaxError::Cycle { path: vec![1] }
    );
    assert_eq!(
        refusal(|i| i.lags.push((1, 5, 0))),
        MaxError::UnknownJob { lag: 1 }
    );
    assert_eq!(
        refusal(|i| i.lags[0].2 = 2_000_000),
        MaxError::Lag { lag: 0 }
    );
    assert_eq!(
        refusal(|i| i.durations[0] = -1),
        MaxError::Duration { job: 0 }
    );
    assert_eq!(
        refusal(|i| i.demand[0].clear()),
        MaxError::Demand { job: 0 }
    );
    assert_eq!(
        refusal(|i| i.capacity[0] = -1),
        MaxError::Capacity { resource: 0 }
    );
    assert_eq!(
        refusal(|i| i.durations = vec![0; MOST_JOBS + 1]),
        MaxError::TooMany
    );
}

#[test]
fn a_search_ends_when_it_is_told_to() {
    let instance = any_instance(&mut Random::new(55, 0), 30, 5);
    let mut asked = 0;
    let outcome = solve(
        &instance,
        1,
        Budget::of(1_000_000).with_proof(u64::MAX),
        &mut |_| {
            asked += 1;
            asked < 3
        },
    );
    assert!(outcome.is_ok() && asked <= 3, "{outcome:?}");
}
