mod agree;
mod refuse;

use agree::{any_model, any_plan};

use super::{block::Block, draws::LANES, *};
use crate::{
    calendar::{Calendar, Interval},
    links::{Lag, Link, LinkKind},
    plan::{Constraint, LagCalendar, Task},
    rcpsp::random::Random,
};

/// Years of Monday to Friday, 9 to 17; minute 0 is a Monday 0:00.
fn weeks() -> Calendar {
    let days = (-700..3000i32).filter(|day| day.rem_euclid(7) < 5);
    let hours = |day: i32| Interval::new(day * 1440 + 540, day * 1440 + 1020);
    Calendar::new(days.map(hours).collect()).unwrap()
}

fn plan(calendars: Vec<Calendar>, durations: &[i32], links: &[(u32, u32)]) -> Plan {
    Plan {
        start: 540,
        finish: None,
        calendars,
        lag_calendar: LagCalendar::Successor,
        tasks: durations.iter().map(|minutes| Task::of(*minutes)).collect(),
        links: links.iter().map(|(from, to)| link(*from, *to)).collect(),
    }
}

fn link(from: u32, to: u32) -> Link {
    Link {
        from,
        to,
        kind: LinkKind::FinishToStart,
        lag: Lag::NONE,
    }
}

fn all(estimate: Estimate, tasks: u32) -> Model {
    Model {
        estimates: (0..tasks)
            .map(|task| Estimated { task, estimate })
            .collect(),
        ..Model::default()
    }
}

fn run(plan: &Plan, model: &Model, iterations: u64) -> Outcome {
    simulate(plan, model, 1, iterations, &mut |_| true).unwrap()
}

fn near(found: f64, expected: f64, within: f64) {
    assert!(
        (found - expected).abs() <= within,
        "{found}, not {expected}"
    );
}

const fn uniform(high: i32) -> Estimate {
    Estimate::new(0, high / 2, high).shaped(Shape::PertWith(0.0))
}

#[test]
fn a_chain_adds_means_and_variances() {
    let plan = plan(vec![Calendar::always()], &[0; 4], &[(0, 1), (1, 2), (2, 3)]);
    let outcome = run(&plan, &all(uniform(12_000), 4), 100_000);
    // A uniform number: half the range, and the range over the root of twelve.
    near(outcome.finish.mean, 24_000.0, 70.0);
    near(outcome.finish.sd, 12_000.0 / 12f64.sqrt() * 2.0, 40.0);
    for task in &outcome.tasks {
        near(task.criticality, 1.0, 0.0);
        near(task.ssi.unwrap(), 0.5, 0.005);
        near(task.cruciality.unwrap(), 0.5, 0.01);
    }
}

#[test]
fn merging_paths_wait_for_the_later() {
    let plan = plan(vec![Calendar::always()], &[0; 2], &[]);
    let outcome = run(&plan, &all(uniform(90_000), 2), 100_000);
    // The larger of two uniform numbers: two thirds, and the root of an eighteenth.
    near(outcome.finish.mean, 60_000.0, 200.0);
    near(outcome.finish.sd, 90_000.0 / 18f64.sqrt(), 150.0);
    near(outcome.tasks[0].criticality, 0.5, 0.005);
    near(outcome.tasks[1].criticality, 0.5, 0.005);
}

#[test]
fn percentiles_and_probabilities_are_those_of_the_sample() {
    let mut plan = plan(vec![weeks()], &[480], &[]);
    plan.tasks[0].deadline = Some(540 + 300);
    plan.finish = Some(540 + 240);
    let mut model = all(uniform(480), 1);
    model.milestones = vec![0];
    let outcome = run(&plan, &model, 40_000);
    // Uniform over a Monday from 9 to 17.
    near(f64::from(outcome.finish.p50), 780.0, 4.0);
    near(f64::from(outcome.finish.p80), 924.0, 4.0);
    near(f64::from(outcome.finish.p90), 972.0, 4.0);
    near(outcome.target.unwrap().share, 0.5, 0.01);
    near(
        outcome.milestones[0].deadline.unwrap().share,
        300.0 / 480.0,
        0.01,
    );
    near(outcome.planned.unwrap().share, 1.0, 0.0);
    assert_eq!(outcome.milestones.len(), 1, "named twice, reported once");
    let curve = &outcome.finish.curve;
    assert_eq!(curve.len(), 101);
    assert!(curve.windows(2).all(|pair| pair[0] <= pair[1]));
    let simulation = Simulation::new(&plan, &model).unwrap();
    let tally = simulation.run(1, 0..40_000, &mut |_| true).unwrap();
    let at = simulation.quantile(&tally, 0.975).unwrap();
    assert!(simulation.share_by(&tally, at) >= 0.975);
    assert!(simulation.share_by(&tally, at - 1) < 0.975);
    assert_eq!(simulation.quantile(&tally, 1.5), None);
    assert_eq!(curve[100], simulation.quantile(&tally, 1.0).unwrap());
}

#[test]
fn parts_in_any_order_are_the_whole_bit_by_bit() {
    let mut random = Random::new(4, 0);
    let plan = any_plan(&mut random, true);
    let model = any_model(&mut random, &plan);
    let simulation = Simulation::new(&plan, &model).unwrap();
    let part = |range| simulation.run(9, range, &mut |_| true).unwrap();
    let whole = part(0..1_000);
    let mixed = part(777..1_000).merge(part(0..130)).merge(part(130..777));
    assert_eq!(simulation.outcome(&whole), simulation.outcome(&mixed));
    let other = simulation.run(10, 0..1_000, &mut |_| true).unwrap();
    assert_ne!(simulation.outcome(&whole), simulation.outcome(&other));
}

#[test]
fn a_simulation_ends_when_it_is_told_to() {
    let plan = plan(vec![weeks()], &[480], &[]);
    let model = all(uniform(480), 1);
    let mut told = Vec::new();
    let outcome = simulate(&plan, &model, 1, 100_000, &mut |done| {
        told.push(done);
        done < 2_000
    });
    let done = outcome.unwrap().iterations;
    assert!((2_000..4_000).contains(&done) && told.last() == Some(&done));
}

#[test]
fn tasks_of_a_group_run_late_together() {
    let plan = plan(vec![Calendar::always()], &[0; 4], &[(0, 1), (1, 2), (2, 3)]);
    let estimate = Estimate::new(6_000, 9_000, 18_000);
    let spread = |correlation| {
        let mut model = all(estimate, 4);
        model.groups.push(Group {
            tasks: vec![0, 1, 2, 3],
            correlation,
        });
        run(&plan, &model, 60_000)
    };
    let (none, some, full) = (spread(0.0), spread(0.5), spread(1.0));
    let alone = none.tasks[0].sd;
    near(none.finish.sd, 2.0 * alone, 0.02 * alone);
    // All four are the same number.
    near(full.finish.sd, 4.0 * alone, 0.03 * alone);
    // Variance 4σ² + 12·ρσ²; the copula's correlation of these durations is a little below 0.5.
    let correlation = ((some.finish.sd / alone).powi(2) - 4.0) / 12.0;
    near(correlation, 0.49, 0.015);
    for outcome in [&none, &some, &full] {
        near(outcome.tasks[2].sd, alone, 0.02 * alone);
        near(
            outcome.finish.mean,
            none.finish.mean,
            0.01 * none.finish.mean,
        );
    }
}

#[test]
fn a_risk_is_drawn_once_however_many_tasks_it_touches() {
    let plan = plan(
        vec![Calendar::always()],
        &[1_000, 1_000, 1_000],
        &[(0, 1), (1, 2)],
    );
    let certain = |task, minutes| Effect {
        task,
        impact: Impact::Minutes(Estimate::new(minutes, minutes, minutes)),
    };
    let model = Model {
        risks: vec![Risk {
            probability: 0.3,
            effects: vec![certain(0, 400), certain(2, 600)],
        }],
        ..Model::default()
    };
    let outcome = run(&plan, &model, 50_000);
    near(outcome.finish.mean, 3_300.0, 10.0);
    // Together or not at all: 1000·√(p(1 − p)), where two draws would give 720·√(p(1 − p)).
    near(outcome.finish.sd, 1_000.0 * 0.21f64.sqrt(), 5.0);
    near(outcome.risks[0].happened, 0.3, 0.01);
    near(outcome.risks[0].delay.unwrap(), 1_000.0, 1e-9);
    near(outcome.tasks[0].cruciality.unwrap(), 1.0, 1e-9);
    assert_eq!(outcome.tasks[1].cruciality, None);
}

#[test]
fn impacts_follow_each_other_and_end_at_nothing() {
    let plan = plan(vec![Calendar::always()], &[1_000], &[]);
    let certain = |impact: fn(Estimate) -> Impact, points: i32| Risk {
        probability: 1.0,
        effects: vec![Effect {
            task: 0,
            impact: impact(Estimate::new(points, points, points)),
        }],
    };
    let finish = |risks| {
        let outcome = run(
            &plan,
            &Model {
                risks,
                ..Model::default()
            },
            64,
        );
        assert!(outcome.finish.sd.abs() < 1e-9);
        outcome.finish.mean
    };
    near(
        finish(vec![
            certain(Impact::Percent, 150),
            certain(Impact::Minutes, 100),
        ]),
        1_600.0,
        0.0,
    );
    near(
        finish(vec![
            certain(Impact::Minutes, 100),
            certain(Impact::Percent, 150),
        ]),
        1_650.0,
        0.0,
    );
    near(finish(vec![certain(Impact::Minutes, -5_000)]), 0.0, 0.0);
    let mut never = certain(Impact::Minutes, 100);
    never.probability = 0.0;
    near(finish(vec![never]), 1_000.0, 0.0);
}

#[test]
fn what_has_begun_goes_on_from_the_data_date() {
    let day = |day: i32| day * 1440 + 540;
    let mut plan = plan(vec![weeks()], &[480, 960, 480, 480], &[(0, 1), (1, 2)]);
    // Wanted on the second day, which is over.
    plan.tasks[3].constraint = Constraint::MustStartOn(day(1));
    let mut model = all(Estimate::new(240, 480, 960), 4);
    model.estimates[1].estimate = Estimate::new(480, 960, 1_920);
    model.data_date = Some(day(7));
    model.progress = vec![
        Progress {
            task: 0,
            state: State::Finished(Interval::new(day(0), day(2) + 60)),
        },
        Progress {
            task: 1,
            state: State::Started {
                at: day(3),
                remaining: 480,
            },
        },
    ];
    let simulation = Simulation::new(&plan, &model).unwrap();
    assert!(simulation.axis.is_some());
    for general in [false, true] {
        let mut simulation = simulation.clone();
        if general {
            simulation.axis = None;
        }
        let mut block = Block::new(4, 0);
        for first in (0..2_000).step_by(LANES) {
            simulation
                .draws
                .fill(1, first, &mut block.durations, &mut []);
            let ran = match &simulation.axis {
                Some(axis) => axis.run(&mut block, 0..LANES),
                None => simulation.dates.run(&mut block, 0..LANES),
            };
            ran.unwrap();
            let calendar = weeks();
            let date = |lanes: i32| {
                if general {
                    calendar.work_until(lanes)
                } else {
                    lanes
                }
            };
            let now = calendar.work_until(day(7));
            for lane in 0..LANES {
                assert_eq!(
                    date(block.finishes[0][lane]),
                    calendar.work_until(day(2) + 60)
                );
                // Half of the work remains, and half of each point.
                assert!((240..=960).contains(&block.durations[1][lane]));
                assert_eq!(
                    date(block.finishes[1][lane]),
                    now + block.durations[1][lane]
                );
                assert!(date(block.starts[2][lane]) >= date(block.finishes[1][lane]));
                assert_eq!(date(block.starts[3][lane]), now);
            }
        }
    }
    let outcome = run(&plan, &model, 1_000);
    near(outcome.tasks[0].sd, 0.0, 0.0);
    near(outcome.tasks[0].mean, 1020.0, 0.0);
}

#[test]
fn the_only_tester_does_one_thing_after_the_other() {
    let plan = plan(vec![weeks()], &[480, 480, 480], &[]);
    let mut model = all(Estimate::new(240, 480, 960), 2);
    let contention = |order: Vec<u32>| Contention {
        capacity: vec![1],
        demand: vec![vec![1], vec![1], vec![0]],
        order,
    };
    model.milestones = vec![0, 1];
    model.contention = Some(contention(vec![1, 0, 2]));
    let outcome = run(&plan, &model, 2_000);
    near(
        outcome.finish.mean,
        outcome.tasks[0].mean + outcome.tasks[1].mean,
        1e-6,
    );
    near(outcome.tasks[1].criticality, 1.0, 0.0);
    let mean = |outcome: &Outcome, at: usize| outcome.milestones[at].finish.mean;
    near(mean(&outcome, 1), outcome.tasks[1].mean, 1e-6);
    model.contention = Some(contention(vec![0, 1, 2]));
    let swapped = run(&plan, &model, 2_000);
    near(mean(&swapped, 0), swapped.tasks[0].mean, 1e-6);
    near(swapped.finish.mean, outcome.finish.mean, 1e-6);
    model.contention = None;
    assert!(run(&plan, &model, 2_000).finish.mean < 0.8 * outcome.finish.mean);
}
