use super::*;

/// The checker's consent is part of `level`: an answer that breaks a rule is an error here.
#[test]
fn the_checker_accepts_every_answer_of_every_generator() {
    let mut random = Random::new(5, 0);
    let (mut placed, mut unplaced, mut moved, mut broken, mut out_of_order) = (0, 0, 0, 0, 0);
    let mut wrong = Vec::new();
    for round in 0..240 {
        let tasks = 4 + random.below(26);
        let portfolio = any::portfolio(&mut random, tasks);
        let aim = [Aim::default(), Aim::MINIMAL_CHANGE][round % 2];
        let budget = Budget::of([0, 20][round / 2 % 2]);
        let answer = match level(&portfolio, aim, round as u64, budget, &mut |_| true) {
            Ok(answer) => answer,
            Err(error) => {
                wrong.push((round, error));
                continue;
            }
        };
        placed += answer.tasks.iter().flatten().count();
        unplaced += answer.unplaced.len();
        moved += answer.waits.len();
        broken += answer.broken.len();
        out_of_order += answer.out_of_order.len();
        assert!(answer.weight_bound <= answer.cost.weight, "round {round}");
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let seen = [placed, unplaced, moved, broken, out_of_order];
    assert!(
        placed > 2_000 && seen.iter().all(|seen| *seen > 50),
        "{seen:?}"
    );
}

/// Numbers of tasks, resources and links are names: exchanged, they give the same schedule, but where two choices were
/// equal. The instances have few equal choices: work in odd minutes, named people, different priorities of nothing.
#[test]
fn permuting_the_input_changes_nothing_but_ties() {
    let mut random = Random::new(9, 0);
    for _ in 0..60 {
        let mut one = portfolio(Vec::new(), (0..4).map(|_| Resource::person(0)).collect());
        let tasks = 12;
        for task in 0..tasks {
            let minutes = 61 + 97 * task + random.below(90) as i32;
            one.tasks
                .push(Task::of(minutes).needing(named(random.below(4) as u32)));
        }
        for _ in 0..10 {
            let (from, to) = (random.below(12) as u32, random.below(12) as u32);
            if from < to {
                one.links.push(link(from, to));
            }
        }
        // Where each task and each person goes.
        let (tasks, people) = (shuffled(&mut random, 12), shuffled(&mut random, 4));
        let mut other = one.clone();
        for (from, to) in tasks.iter().enumerate() {
            other.tasks[*to] = one.tasks[from].clone();
            for need in &mut other.tasks[*to].needs {
                if let Need::Named { resource, .. } = need {
                    *resource = people[*resource as usize] as u32;
                }
            }
        }
        for link in &mut other.links {
            link.from = tasks[link.from as usize] as u32;
            link.to = tasks[link.to as usize] as u32;
        }
        other.links.reverse();
        let answer = |portfolio: &Portfolio| {
            level(portfolio, Aim::default(), 1, Budget::INSTANT, &mut |_| true).unwrap()
        };
        let (here, there) = (answer(&one), answer(&other));
        assert_eq!(here.bound, there.bound);
        assert_eq!(here.cost, there.cost);
        for (from, to) in tasks.iter().enumerate() {
            let (here, there) = (&here.tasks[from], &there.tasks[*to]);
            let dates = |of: &Option<Placement>| of.as_ref().map(|of| (of.start, of.finish));
            assert_eq!(dates(here), dates(there));
        }
    }
}

fn shuffled(random: &mut Random, count: usize) -> Vec<usize> {
    let mut all: Vec<usize> = (0..count).collect();
    for at in (1..count).rev() {
        all.swap(at, random.below(at + 1));
    }
    all
}

#[test]
fn equal_arguments_give_equal_answers_and_a_search_ends_when_told() {
    let mut random = Random::new(2, 0);
    for seed in 0..12 {
        let portfolio = any::portfolio(&mut random, 25);
        let run = |budget| {
            level(
                &portfolio,
                Aim::default(),
                seed,
                Budget::of(budget),
                &mut |_| true,
            )
        };
        assert_eq!(run(60), run(60));
        let mut asked = 0;
        let mut twice = |_: Progress| {
            asked += 1;
            asked < 2
        };
        let stopped = level(
            &portfolio,
            Aim::default(),
            seed,
            Budget::of(100_000),
            &mut twice,
        )
        .unwrap();
        assert!(
            asked <= 2 && stopped.schedules < 200,
            "{asked} {}",
            stopped.schedules
        );
    }
}
