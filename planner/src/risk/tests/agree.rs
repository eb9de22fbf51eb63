//! Paths through the code that must say the same, over any plans.

use super::*;
use crate::{cpm::Network, plan::Constraint};

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

/// Any plan of up to thirty tasks; with one calendar or two.
pub(super) fn any_plan(random: &mut Random, one: bool) -> Plan {
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

pub(super) fn any_model(random: &mut Random, plan: &Plan) -> Model {
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
