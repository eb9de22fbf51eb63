use super::*;
use crate::rcpsp::random::Random;

fn length(durations: &[i32], links: &[(u32, u32)]) -> i64 {
    let order = graph(durations.len(), links).unwrap();
    let mut finish = vec![0i64; durations.len()];
    for &task in order.order() {
        let before = links.iter().filter(|(_, to)| *to == task);
        let start = before.map(|(from, _)| finish[*from as usize]).max();
        finish[task as usize] = start.unwrap_or(0) + i64::from(durations[task as usize]);
    }
    finish.into_iter().max().unwrap_or(0)
}

/// Every combination of durations.
fn cheapest(tasks: &[Crashable], links: &[(u32, u32)], target: i64) -> Option<i64> {
    let mut durations: Vec<i32> = tasks.iter().map(|row| row.least).collect();
    let mut best: Option<i64> = None;
    loop {
        if length(&durations, links) <= target {
            let saved = tasks.iter().zip(&durations);
            let cost = saved
                .map(|(row, d)| i64::from(row.normal - d) * row.cost)
                .sum();
            best = Some(best.map_or(cost, |best| best.min(cost)));
        }
        let next = (0..tasks.len()).find(|task| durations[*task] < tasks[*task].normal)?;
        durations[next] += 1;
        for task in 0..next {
            durations[task] = tasks[task].least;
        }
        if durations.iter().zip(tasks).all(|(d, row)| *d == row.normal) {
            if length(&durations, links) <= target {
                return Some(0);
            }
            return best;
        }
    }
}

#[test]
fn no_combination_of_durations_is_cheaper() {
    let mut random = Random::new(5, 0);
    let (mut met, mut impossible) = (0, 0);
    for _ in 0..150 {
        let mut tasks: Vec<Crashable> = (0..6)
            .map(|_| {
                let normal = 1 + random.below(5) as i32;
                Crashable {
                    normal,
                    least: normal - random.below(3.min(normal as usize + 1)) as i32,
                    cost: random.below(9) as i64,
                }
            })
            .collect();
        // One that can be shortened at least, so that there are two combinations.
        tasks[0] = Crashable {
            normal: 4,
            least: 2,
            cost: 3,
        };
        let pairs = (0..8).map(|_| (random.below(6) as u32, random.below(6) as u32));
        let links: Vec<(u32, u32)> = pairs.filter(|(from, to)| from < to).collect();
        let target = 2 + random.below(14) as i64;
        match (
            crash(&tasks, &links, target),
            cheapest(&tasks, &links, target),
        ) {
            (Ok(answer), Some(cost)) => {
                met += 1;
                assert_eq!(answer.cost, cost);
                assert!(length(&answer.durations, &links) <= target);
                let saved = tasks.iter().zip(&answer.durations);
                let paid: i64 = saved
                    .map(|(row, d)| i64::from(row.normal - d) * row.cost)
                    .sum();
                assert_eq!(paid, cost, "the durations are those that are paid for");
            }
            (Err(CrashError::Impossible { least }), None) => {
                impossible += 1;
                let shortest: Vec<i32> = tasks.iter().map(|row| row.least).collect();
                assert_eq!(least, length(&shortest, &links));
            }
            (one, other) => panic!("{one:?}, but {other:?}"),
        }
    }
    assert!(
        met > 60 && impossible > 10,
        "{met} met, {impossible} impossible"
    );
}

#[test]
fn what_is_no_task_is_refused_with_its_place() {
    let row = |normal, least, cost| Crashable {
        normal,
        least,
        cost,
    };
    let refusal = |row| crash(&[row], &[], 5).unwrap_err();
    assert_eq!(refusal(row(3, 4, 1)), CrashError::Task { task: 0 });
    assert_eq!(refusal(row(3, -1, 1)), CrashError::Task { task: 0 });
    assert_eq!(refusal(row(3, 1, -1)), CrashError::Task { task: 0 });
    let cycle = crash(&[row(1, 1, 1); 2], &[(0, 1), (1, 0)], 5).unwrap_err();
    assert_eq!(
        cycle,
        CrashError::Plan(PlanError::Cycle { path: vec![0, 1] })
    );
    assert_eq!(crash(&[], &[], 5).unwrap().durations, Vec::<i32>::new());
    assert_eq!(
        crash(&[], &[], -5),
        Err(CrashError::Impossible { least: 0 })
    );
}
