//! What is wrong is named, and nothing crashes.

use super::{
    agree::{any_model, any_plan},
    *,
};
use crate::plan::{Constraint, PlanError};

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
