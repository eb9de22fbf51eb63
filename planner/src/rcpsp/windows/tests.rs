use super::{
    Direction,
    fit::{Fit, Fits, Window},
};
use crate::rcpsp::{
    Instance,
    check::check,
    core::{Core, Workshop},
    random::Random,
    solve::{Budget, Solving, solve},
    tests::any_instance,
};
use std::borrow::Cow;

/// Some schedule, by a random order.
fn any_schedule(core: &Core, direction: Direction, random: &mut Random) -> (Vec<i32>, i32) {
    let keys: Vec<i32> = (0..core.jobs).map(|_| random.below(100) as i32).collect();
    let mut starts = vec![0; core.jobs];
    let makespan = Workshop::new(core).generate(core, direction, &keys, &mut starts);
    (starts, makespan)
}

/// The schedule with what was found in a window that ends at `end`.
fn moved(window: &Window, found: &[i32], starts: &[i32], end: i32) -> Vec<i32> {
    let one_less = |start: &i32| start - i32::from(*start >= end);
    let mut starts: Vec<i32> = starts.iter().map(one_less).collect();
    for (job, start) in window.jobs.iter().zip(found) {
        starts[*job as usize] = *start;
    }
    starts
}

/// Accepted by the checker, and at an end before `makespan`.
fn is_shorter(instance: &Instance, direction: Direction, starts: &[i32], makespan: i32) -> bool {
    let length = |starts: &[i32]| {
        let jobs = starts.iter().zip(&instance.durations);
        jobs.map(|(start, duration)| start + duration)
            .max()
            .unwrap_or(0)
    };
    let end = length(starts);
    let jobs = starts.iter().zip(&instance.durations);
    let read = |(start, duration): (&i32, &i32)| match direction {
        Direction::Forward => *start,
        Direction::Backward => end - start - duration,
    };
    let forward: Vec<i32> = jobs.map(read).collect();
    end < makespan && check(instance, &forward, length(&forward)).is_ok()
}

#[test]
fn a_window_of_everything_fits_when_something_shorter_exists() {
    let mut random = Random::new(11, 0);
    let (mut yes, mut no) = (0, 0);
    for round in 0..300 {
        let instance = any_instance(&mut random, 8);
        let core = Core::new(&instance).unwrap();
        let budget = Budget::of(1).with_proof(1_000_000);
        let best = solve(&instance, 1, budget, &mut |_| true).unwrap();
        assert!(best.is_optimal());
        let direction = [Direction::Forward, Direction::Backward][round % 2];
        let (starts, makespan) = any_schedule(&core, direction, &mut random);
        let mut window = Window::default();
        let mut found = Vec::new();
        let opened = window.open(&core, direction, &starts, 0..makespan, makespan);
        let order: Vec<i32> = window.jobs.iter().map(|_| random.below(9) as i32).collect();
        let fits = opened && Fit::default().run(&window, &order, u64::MAX, &mut found) == Fits::Yes;
        assert_eq!(fits, best.makespan < makespan, "round {round}");
        if fits {
            let shorter = moved(&window, &found, &starts, makespan);
            assert!(is_shorter(&instance, direction, &shorter, makespan));
            yes += 1;
        } else {
            no += 1;
        }
    }
    assert!(yes > 50 && no > 50, "{yes} {no}");
}

#[test]
fn what_fits_into_a_window_makes_the_whole_schedule_shorter() {
    let mut random = Random::new(12, 0);
    let mut fitted = 0;
    for round in 0..400 {
        let instance = any_instance(&mut random, 60);
        let core = Core::new(&instance).unwrap();
        let direction = [Direction::Forward, Direction::Backward][round % 2];
        let (starts, makespan) = any_schedule(&core, direction, &mut random);
        let begin = random.below(makespan as usize) as i32;
        let end = (begin + 4 + random.below(30) as i32).min(makespan);
        let mut window = Window::default();
        if !window.open(&core, direction, &starts, begin..end, makespan) {
            continue;
        }
        let order: Vec<i32> = window
            .jobs
            .iter()
            .map(|job| starts[*job as usize])
            .collect();
        let mut found = Vec::new();
        if Fit::default().run(&window, &order, 200, &mut found) != Fits::Yes {
            continue;
        }
        let shorter = moved(&window, &found, &starts, end);
        assert!(
            is_shorter(&instance, direction, &shorter, makespan),
            "round {round}"
        );
        fitted += 1;
    }
    assert!(fitted > 40, "{fitted}");
}

#[test]
fn windows_find_what_few_schedules_leave() {
    let mut random = Random::new(13, 0);
    let (mut without, mut with) = (0, 0);
    for _ in 0..30 {
        let instance = any_instance(&mut random, 70);
        let few = Budget::of(40);
        let found = |budget| solve(&instance, 1, budget, &mut |_| true).unwrap();
        let (plain, repaired) = (found(few), found(few.with_windows(20_000)));
        assert!(repaired.makespan <= plain.makespan);
        assert!(repaired.nodes <= 20_000 + 3 * 64);
        without += plain.makespan;
        with += repaired.makespan;
    }
    assert!(with < without, "{with} {without}");
}

#[test]
fn windows_in_steps_are_those_at_once() {
    let instance = any_instance(&mut Random::new(14, 0), 70);
    let budget = Budget::of(60).with_windows(5_000);
    let mut solving = Solving::new(Cow::Borrowed(&instance), 3, budget).unwrap();
    let mut steps = 0;
    while !solving.step() {
        steps += 1;
    }
    assert!(steps > 5, "{steps}");
    let at_once = solve(&instance, 3, budget, &mut |_| true);
    assert_eq!(solving.answer(), at_once);
}
