use super::{block::Block, draws::LANES, *};
use crate::{
    calendar::{Calendar, Interval},
    cpm::Network,
    links::{Lag, Link, LinkKind},
    plan::{Constraint, LagCalendar, PlanError, Task},
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

/// Any plan of up to thirty tasks; with one calendar or two.
fn any_plan(random: &mut Random, one: bool) -> Plan {
    use LinkKind::*;
    let calendars = vec![weeks(), Calendar::always()];
    let count = 1 + random.below(30);
    let mut plan = plan(calendars, &vec![0; count], &[]);
    for task in &mut plan.tasks {
        let date = (random.below(20) * 1440 + 540 + random.below(480)) as i32;
        task.duration = (random.below(6) * 150) as i32;
        task.calendar = u32::from(!one && random.below(4) == 0);
        task.constraint = match random.below(16) {
            0 => Constraint::StartNoEarlierThan(date),
            1 => Constraint::FinishNoEarlierThan(date),
            2 => Constraint::StartNoLaterThan(date),
            3 => Constraint::FinishNoLaterThan(date + 30 * 1440),
            4 => Constraint::MustStartOn(date),
            5 => Constraint::MustFinishOn(date + 30 * 1440),
            6 => Constraint::AsLateAsPossible,
            _ => Constraint::AsSoonAsPossible,
        };
        task.pinned = (random.below(20) == 0).then_some(Interval::new(date, date + 480));
        task.deadline = (random.below(10) == 0).then_some(date);
    }
    for _ in 0..count * 3 / 2 {
        let (from, to) = (random.below(count) as u32, random.below(count) as u32);
        if from < to {
            let kind =
                [FinishToStart, StartToStart, FinishToFinish, StartToFinish][random.below(4)];
            let lag = match random.below(6) {
                0 => Lag::Working(random.below(900) as i32 - 300),
                1 if !one => Lag::Elapsed(random.below(9_000) as i32 - 300),
                2 => Lag::Percent(random.below(100) as i32 - 30),
                _ => Lag::NONE,
            };
            plan.links.push(Link {
                from,
                to,
                kind,
                lag,
            });
        }
    }
    plan
}

fn any_model(random: &mut Random, plan: &Plan) -> Model {
    let mut model = Model::default();
    let mut group = Vec::new();
    for (task, row) in (0u32..).zip(&plan.tasks) {
        let shape = [Shape::Pert, Shape::Triangular, Shape::MomentFit][random.below(3)];
        let high = row.duration + random.below(900) as i32;
        if random.below(4) > 0 {
            let estimate = Estimate::new(row.duration / 2, row.duration, high).shaped(shape);
            model.estimates.push(Estimated { task, estimate });
        }
        if random.below(3) == 0 {
            group.push(task);
        }
    }
    let effects = group.iter().map(|task| Effect {
        task: *task,
        impact: Impact::Minutes(Estimate::new(-60, 60, 600)),
    });
    model.risks.push(Risk {
        probability: 0.25,
        effects: effects.collect(),
    });
    model.groups.push(Group {
        tasks: group,
        correlation: 0.4,
    });
    model
}

#[test]
fn working_time_and_dates_agree() {
    let mut random = Random::new(11, 0);
    let (mut fast, mut compared) = (0, 0);
    for _ in 0..120 {
        let plan = any_plan(&mut random, true);
        let simulation = Simulation::new(&plan, &any_model(&mut random, &plan)).unwrap();
        let Some(axis) = &simulation.axis else {
            continue;
        };
        fast += 1;
        let mut block = Block::new(plan.tasks.len(), 1);
        simulation
            .draws
            .fill(5, 0, &mut block.durations, &mut block.happened);
        let mut other = block.clone();
        axis.run(&mut block, 0..LANES).unwrap();
        simulation.dates.run(&mut other, 0..LANES).unwrap();
        let calendar = &plan.calendars[0];
        for lane in 0..LANES {
            compared += 1;
            assert_eq!(block.finish[lane], calendar.work_until(other.finish[lane]));
            for task in 0..plan.tasks.len() {
                let work = |lanes: &[i32; LANES]| calendar.work_until(lanes[lane]);
                assert_eq!(
                    block.starts[task][lane],
                    work(&other.starts[task]),
                    "start of {task}"
                );
                assert_eq!(block.finishes[task][lane], work(&other.finishes[task]));
                // An instant between intervals has two names on the clock: where the last finish does, dates may tell
                // apart what is the same work.
                if other.critical[task][lane] != 0 {
                    assert_ne!(block.critical[task][lane], 0, "task {task}, lane {lane}");
                }
            }
        }
    }
    assert!(
        fast > 60 && compared > 4_000,
        "{fast} plans, {compared} iterations"
    );
}

#[test]
fn without_uncertainty_dates_are_those_of_the_critical_path() {
    let mut random = Random::new(12, 0);
    let mut compared = 0;
    for round in 0..150 {
        let plan = any_plan(&mut random, round % 2 == 0);
        let Ok(network) = Network::new(plan.clone()) else {
            continue;
        };
        let mut simulation = Simulation::new(&plan, &Model::default()).unwrap();
        simulation.axis = None;
        let mut block = Block::new(plan.tasks.len(), 0);
        simulation.draws.fill(1, 0, &mut block.durations, &mut []);
        simulation.dates.run(&mut block, 0..1).unwrap();
        for (task, early) in network.early().iter().enumerate() {
            compared += 1;
            assert_eq!(
                (block.starts[task][0], block.finishes[task][0]),
                (early.start, early.finish)
            );
        }
    }
    assert!(compared > 1_000, "{compared}");
}

#[test]
fn what_is_critical_has_no_float() {
    let mut random = Random::new(13, 0);
    let mut critical = 0;
    for _ in 0..100 {
        let mut plan = any_plan(&mut random, true);
        for task in &mut plan.tasks {
            (task.deadline, task.pinned) = (None, None);
            task.constraint = Constraint::AsSoonAsPossible;
        }
        let network = Network::new(plan.clone()).unwrap();
        let outcome = run(&plan, &Model::default(), 1);
        for (task, row) in outcome.tasks.iter().enumerate() {
            assert_eq!(
                row.criticality > 0.5,
                network.float()[task].total <= 0,
                "task {task}"
            );
            critical += usize::from(row.criticality > 0.5);
        }
    }
    assert!(critical > 200, "{critical}");
}

#[test]
fn mistakes_are_named_by_their_position() {
    let plan = plan(vec![weeks()], &[480, 480], &[]);
    let refusal = |change: &dyn Fn(&mut Model)| {
        let mut model = all(Estimate::new(1, 2, 3), 2);
        change(&mut model);
        Simulation::new(&plan, &model).unwrap_err()
    };
    let at = |at| Place::Estimate { at };
    assert_eq!(
        refusal(&|m| m.estimates[1].task = 7),
        RiskError::UnknownTask(at(1))
    );
    assert_eq!(
        refusal(&|m| m.estimates[1].task = 0),
        RiskError::NamedTwice(at(1))
    );
    assert_eq!(
        refusal(&|m| m.estimates[1].estimate.low = 9),
        RiskError::Estimate(at(1))
    );
    assert_eq!(
        refusal(&|m| m.estimates[0].estimate.low = -1),
        RiskError::Estimate(at(0))
    );
    let group = |tasks: Vec<u32>, correlation| Group { tasks, correlation };
    assert_eq!(
        refusal(&|m| m.groups = vec![group(vec![0], 0.5), group(vec![1, 0], 0.5)]),
        RiskError::NamedTwice(Place::Group {
            group: 1,
            member: 1
        })
    );
    assert_eq!(
        refusal(&|m| m.groups = vec![group(vec![], f64::NAN)]),
        RiskError::Correlation { group: 0 }
    );
    let risk = |probability, task, high| Risk {
        probability,
        effects: vec![Effect {
            task,
            impact: Impact::Minutes(Estimate::new(0, 0, high)),
        }],
    };
    assert_eq!(
        refusal(&|m| m.risks = vec![risk(-0.1, 0, 1)]),
        RiskError::Probability { risk: 0 }
    );
    assert_eq!(
        refusal(&|m| m.risks = vec![risk(0.1, 0, 1), risk(0.1, 2, 1)]),
        RiskError::UnknownTask(Place::Risk { risk: 1, effect: 0 })
    );
    assert_eq!(
        refusal(&|m| m.risks = vec![risk(0.1, 1, LONGEST)]),
        RiskError::TooLong { task: 1 }
    );
    assert_eq!(
        refusal(&|m| m.milestones = vec![0, 2]),
        RiskError::UnknownTask(Place::Milestone { at: 1 })
    );
    let begun = Progress {
        task: 1,
        state: State::Started {
            at: 600,
            remaining: 5,
        },
    };
    assert_eq!(
        refusal(&|m| m.progress = vec![begun]),
        RiskError::NoDataDate
    );
    assert_eq!(
        refusal(&|m| (m.progress, m.data_date) = (vec![begun], Some(599))),
        RiskError::Progress { at: 0 }
    );
    assert_eq!(
        refusal(&|m| m.data_date = Some(i32::MAX)),
        RiskError::Date { task: None }
    );
    let scarce = |capacity: i32, demand: Vec<Vec<i32>>, order: Vec<u32>| Contention {
        capacity: vec![capacity],
        demand,
        order,
    };
    assert_eq!(
        refusal(&|m| m.contention = Some(scarce(1, vec![vec![1], vec![2]], vec![0, 1]))),
        RiskError::TooLittle {
            task: 1,
            resource: 0
        }
    );
    assert_eq!(
        refusal(&|m| m.contention = Some(scarce(1, vec![vec![1]], vec![0, 1]))),
        RiskError::Demand { task: 1 }
    );
    assert_eq!(
        refusal(&|m| m.contention = Some(scarce(1, vec![vec![1], vec![1]], vec![1]))),
        RiskError::Order
    );
    let never = simulate(&plan, &Model::default(), 1, 0, &mut |_| true);
    assert_eq!(never, Err(RiskError::Iterations));
    let cycle = Plan {
        links: vec![link(0, 1), link(1, 0)],
        ..plan.clone()
    };
    assert_eq!(
        Simulation::new(&cycle, &Model::default()).unwrap_err(),
        RiskError::Plan(PlanError::Cycle { path: vec![0, 1] })
    );
}

#[test]
fn an_iteration_that_leaves_the_calendar_is_named() {
    let days = Calendar::new(vec![Interval::new(540, 1020), Interval::new(1980, 2460)]).unwrap();
    let plan = plan(vec![days, Calendar::always()], &[480, 480], &[(0, 1)]);
    let model = all(uniform(720), 2);
    let fast = Simulation::new(&plan, &model).unwrap();
    let refusal = fast.run(1, 0..1_000, &mut |_| true).unwrap_err();
    assert!(
        matches!(
            refusal,
            RiskError::BeyondCalendar {
                task: 1,
                iteration: 1..
            }
        ),
        "{refusal:?}"
    );
    let mut slow = fast.clone();
    slow.axis = None;
    assert_eq!(slow.run(1, 0..1_000, &mut |_| true).unwrap_err(), refusal);
}

#[test]
fn any_input_is_answered_or_refused() {
    let mut random = Random::new(21, 0);
    let number = |random: &mut Random| match random.below(6) {
        0 => i32::MAX,
        1 => i32::MIN,
        2 => -1,
        _ => random.below(100_000) as i32,
    };
    let (mut answered, mut refused) = (0, 0);
    for _ in 0..400 {
        let one = random.below(2) == 0;
        let mut plan = any_plan(&mut random, one);
        let mut model = any_model(&mut random, &plan);
        let some = random.below(plan.tasks.len());
        match random.below(10) {
            0 => plan.start = number(&mut random),
            1 => plan.tasks[some].duration = number(&mut random),
            2 => plan.tasks[some].deadline = Some(number(&mut random)),
            3 => plan.tasks[some].constraint = Constraint::MustFinishOn(number(&mut random)),
            4 => plan
                .links
                .iter_mut()
                .for_each(|link| link.lag = Lag::Elapsed(number(&mut random))),
            5 => plan
                .links
                .iter_mut()
                .for_each(|link| link.lag = Lag::Percent(number(&mut random))),
            6 => {
                plan.tasks[some].pinned =
                    Some(Interval::new(number(&mut random), number(&mut random)))
            }
            7 => plan
                .links
                .iter_mut()
                .for_each(|link| link.lag = Lag::Working(number(&mut random))),
            8 => {
                model.data_date = Some(number(&mut random));
                model.progress = vec![Progress {
                    task: some as u32,
                    state: State::Started {
                        at: number(&mut random),
                        remaining: number(&mut random),
                    },
                }];
            }
            _ => model.risks[0].effects.push(Effect {
                task: some as u32,
                impact: Impact::Percent(Estimate::new(0, 50, number(&mut random))),
            }),
        }
        match simulate(&plan, &model, 1, 100, &mut |_| true) {
            Ok(_) => answered += 1,
            Err(_) => refused += 1,
        }
    }
    assert!(
        answered > 50 && refused > 50,
        "{answered} answered, {refused} refused"
    );
}

#[test]
fn the_same_bits_on_every_platform() {
    let mut random = Random::new(31, 0);
    let plan = any_plan(&mut random, true);
    let outcome = run(&plan, &any_model(&mut random, &plan), 500);
    let mut bits = 0u64;
    let mut add = |value: u64| bits = crate::rcpsp::random::mix(bits ^ value);
    add(outcome.finish.mean.to_bits());
    add(outcome.finish.sd.to_bits());
    outcome.finish.curve.iter().for_each(|at| add(*at as u64));
    for task in &outcome.tasks {
        add(task.mean.to_bits());
        add(task.ssi.unwrap_or_default().to_bits());
        add(task.cruciality.unwrap_or_default().to_bits());
    }
    assert_eq!(bits, 13_977_053_448_759_384_695);
}
