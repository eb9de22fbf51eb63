//! What a scenario does to the percentiles.

use super::*;
use crate::risk::{Contention, Effect, Estimated, Group, Impact, Model, Risk};

#[test]
fn the_forecast_moves_by_the_scenario_and_not_by_luck() {
    let plan = plan(&[2, 3, 1, 2], &[(0, 1), (1, 2), (0, 3), (3, 2)]);
    let model = uncertain(&plan);
    let shift = |changes: &[Change]| {
        forecast(&plan, &model, changes, 1, 2_000, &mut |_| true)
            .unwrap()
            .1
    };
    let same = shift(&[]);
    assert_eq!(same.before, same.after);
    // A task that nothing waits for, short enough to be done long before: all others draw the same.
    let added = shift(&[Change::AddTask {
        row: Task::of(480),
        estimate: None,
    }]);
    assert_eq!(added.before.finish, added.after.finish);
    // Others draw the same though their positions change.
    let removed = shift(&[Change::RemoveTask { task: 1 }]);
    for (after, before) in [(1, 2), (2, 3)] {
        let (after, before) = (removed.after.tasks[after], removed.before.tasks[before]);
        assert_eq!((after.mean, after.sd), (before.mean, before.sd));
    }
    assert!(removed.p50.minutes() <= 0 && removed.p80.minutes() <= 0);
    // A day more, for certain, is a day of work more in every iteration.
    let later = shift(&[Change::Start { at: at(1, 9) }]);
    assert!((later.after.finish.mean - later.before.finish.mean).abs() < 1e-6);
    assert!(later.p50.minutes() >= 1440 && later.p80.minutes() >= 1440);
    let longer = shift(&[Change::Estimate {
        task: 1,
        estimate: Some(Estimate::new(1_440, 2_880, 5_760)),
    }]);
    assert!(longer.p50.minutes() > 1440 && longer.p80.minutes() > 1440);
    assert!(longer.after.finish.sd > longer.before.finish.sd);
}

#[test]
fn scarce_people_and_risks_follow_the_scenario() {
    let plan = plan(&[1, 1, 1], &[]);
    let mut model = uncertain(&plan);
    model.contention = Some(Contention {
        capacity: vec![1],
        demand: vec![vec![1], vec![1], vec![0]],
        order: vec![0, 1, 2],
    });
    model.groups = vec![Group {
        tasks: vec![0, 1],
        correlation: 0.5,
    }];
    let late = Estimate::new(4_800, 4_800, 4_800);
    model.risks = vec![Risk {
        probability: 1.0,
        effects: vec![
            Effect {
                task: 0,
                impact: Impact::Minutes(late),
            },
            Effect {
                task: 1,
                impact: Impact::Minutes(late),
            },
        ],
    }];
    let mean = |changes: &[Change]| {
        let (_, forecast) = forecast(&plan, &model, changes, 1, 500, &mut |_| true).unwrap();
        (forecast.before.finish.mean, forecast.after.finish.mean)
    };
    let (before, after) = mean(&[Change::Capacity {
        resource: 0,
        units: 2,
    }]);
    assert!(before > 10_000.0 && after < 7_000.0, "{before}, {after}");
    let (_, averted) = mean(&[Change::Probability {
        risk: 0,
        probability: 0.0,
    }]);
    assert!(
        (before - averted - 9_600.0).abs() < 500.0,
        "{before}, {averted}"
    );
    let (_, fewer) = mean(&[Change::RemoveTask { task: 0 }]);
    assert!(fewer < 6_000.0, "{fewer}");
    let (_, freed) = mean(&[Change::Demand {
        task: 1,
        units: vec![0],
    }]);
    assert!(freed < 7_000.0, "{freed}");
    let added = [
        Change::AddTask {
            row: Task::of(480),
            estimate: None,
        },
        Change::Demand {
            task: 3,
            units: vec![1],
        },
    ];
    let (_, more) = mean(&added);
    assert!((more - before - 480.0).abs() < 1e-6, "{before}, {more}");
}

fn uncertain(plan: &Plan) -> Model {
    let estimate = |minutes: i32| Estimate::new(minutes / 2, minutes, minutes * 2);
    Model {
        estimates: (0u32..)
            .zip(&plan.tasks)
            .map(|(task, row)| Estimated {
                task,
                estimate: estimate(row.duration),
            })
            .collect(),
        ..Model::default()
    }
}
