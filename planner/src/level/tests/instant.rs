use super::*;

#[test]
fn two_tasks_of_one_person_follow_each_other_and_say_so() {
    let two = portfolio(
        vec![
            Task::of(DAY).needing(named(0)),
            Task::of(DAY).needing(named(0)),
        ],
        vec![Resource::person(0)],
    );
    let answer = leveled(&two);
    assert_eq!(starts(&answer), [Some(at(0, 9)), Some(at(1, 9))]);
    assert_eq!((answer.finish, answer.bound), (at(1, 17), at(1, 17)));
    assert_eq!(answer.from_best(two.start), Some(0));
    let until = at(0, 17);
    let busy = Cause::Busy {
        resource: 0,
        task: 0,
        until,
        alone: true,
    };
    assert_eq!(answer.waits.len(), 1);
    assert_eq!((answer.waits[0].task, answer.waits[0].from), (1, at(0, 9)));
    assert_eq!(answer.waits[0].because, Driver::ProjectStart);
    assert_eq!(answer.waits[0].causes, [busy]);
}

/// Without scarce people levelling is the critical path: the same dates as the other module's.
#[test]
fn without_people_levelling_is_the_critical_path() {
    use crate::{cpm::Network, plan};
    let mut random = Random::new(4, 0);
    let mut looked = 0;
    for _ in 0..80 {
        let mut free = any::portfolio(&mut random, 20);
        free.data_date = None;
        free.freezes.clear();
        free.projects.clear();
        for task in &mut free.tasks {
            *task = Task {
                calendar: task.calendar,
                constraint: match task.constraint {
                    kept @ (Constraint::StartNoEarlierThan(_)
                    | Constraint::FinishNoEarlierThan(_))
                        if task.form != Form::Summary =>
                    {
                        kept
                    }
                    _ => Constraint::AsSoonAsPossible,
                },
                ..Task::of(task.duration)
            };
        }
        let plain = plan::Plan {
            start: free.start,
            finish: None,
            calendars: free.calendars.clone(),
            lag_calendar: free.lag_calendar,
            tasks: free
                .tasks
                .iter()
                .map(|task| plan::Task {
                    calendar: task.calendar,
                    constraint: task.constraint,
                    ..plan::Task::of(task.duration)
                })
                .collect(),
            links: free.links.clone(),
        };
        let Ok(network) = Network::new(plain) else {
            continue;
        };
        let answer = level(&free, Aim::default(), 1, Budget::INSTANT, &mut |_| true).unwrap();
        for (task, early) in answer.tasks.iter().zip(network.early()) {
            let task = task.as_ref().unwrap();
            assert_eq!((task.start, task.finish), (early.start, early.finish));
            looked += 1;
        }
        assert!(answer.waits.is_empty());
    }
    assert!(looked > 500, "{looked}");
}

/// A shop where the order of arrival is not the best one: the search finds what the rules do not, and never loses it.
#[test]
fn a_search_is_never_worse_than_the_rules_and_sometimes_better() {
    let mut random = Random::new(8, 0);
    let mut better = 0;
    for seed in 0..12 {
        let mut shop = portfolio(Vec::new(), (0..3).map(|_| Resource::person(0)).collect());
        for task in 0..24 {
            let minutes = 60 * (1 + random.below(16) as i32);
            shop.tasks
                .push(Task::of(minutes).needing(named(random.below(3) as u32)));
            if task % 3 > 0 {
                shop.links.push(link(task - 1, task));
            }
        }
        let run = |budget| {
            level(&shop, Aim::default(), seed, Budget::of(budget), &mut |_| {
                true
            })
            .unwrap()
        };
        let (rules, searched) = (run(0), run(600));
        assert!(searched.cost <= rules.cost);
        assert_eq!(searched.bound, rules.bound);
        better += u32::from(searched.cost < rules.cost);
    }
    assert!(better > 0);
}

/// The second half of a long plan's budget goes to windows: what becomes better there does so by them.
#[test]
fn windows_of_a_long_plan_make_it_better_and_never_worse() {
    let mut random = Random::new(3, 0);
    let mut better = 0;
    for seed in 0..3 {
        let mut shop = portfolio(Vec::new(), (0..9).map(|_| Resource::person(0)).collect());
        for task in 0..450u32 {
            let minutes = 60 * (1 + random.below(16) as i32);
            let person = random.below(9) as u32;
            shop.tasks.push(Task::of(minutes).needing(named(person)));
            if task > 0 {
                let reach = random.below(40.min(task as usize)) as u32;
                shop.links.push(link(task - 1 - reach, task));
            }
        }
        let run = || {
            let mut costs = Vec::new();
            let budget = Budget::of(300);
            let answer = level(&shop, Aim::default(), seed, budget, &mut |progress| {
                costs.push((progress.schedules, progress.cost));
                true
            });
            (answer.unwrap(), costs)
        };
        let (answer, costs) = run();
        assert_eq!((&answer, &costs), (&run().0, &costs));
        assert!(answer.schedules <= 300 && costs.is_sorted_by(|a, b| a.1 >= b.1));
        let half = costs.iter().rfind(|(schedules, _)| *schedules <= 150);
        better += usize::from(half.is_some_and(|(_, cost)| answer.cost < *cost));
    }
    assert!(better > 0);
}

/// Windows among dates that people gave, summaries, priorities, skills and actuals: `level` answers nothing that its
/// checker rejects.
#[test]
fn windows_of_any_long_plan_are_accepted() {
    let mut random = Random::new(6, 0);
    for seed in 0..4 {
        let plan = any::portfolio(&mut random, 1_000);
        let answer = level(&plan, Aim::default(), seed, Budget::of(60), &mut |_| true);
        let answer = answer.unwrap();
        let rules = level(&plan, Aim::default(), seed, Budget::INSTANT, &mut |_| true);
        assert!(answer.cost <= rules.unwrap().cost && answer.schedules <= 60);
    }
}

#[test]
fn what_is_no_portfolio_is_refused_with_its_place() {
    let refused = |change: &dyn Fn(&mut Portfolio)| {
        let mut wrong = portfolio(
            vec![Task::of(DAY), Task::of(DAY).needing(named(0))],
            vec![Resource::person(0)],
        );
        change(&mut wrong);
        level(&wrong, Aim::default(), 1, Budget::INSTANT, &mut |_| true).unwrap_err()
    };
    use PortfolioError as No;
    assert_eq!(
        refused(&|p| p.links.push(link(0, 7))),
        No::UnknownTask { link: 0 }
    );
    assert_eq!(
        refused(&|p| p.links.extend([link(0, 1), link(1, 0)])),
        No::Cycle { path: vec![0, 1] }
    );
    assert_eq!(
        refused(&|p| p.tasks[1].calendar = 9),
        No::UnknownCalendar { task: 1 }
    );
    assert_eq!(
        refused(&|p| p.lag_calendar = LagCalendar::Project(9)),
        No::UnknownLagCalendar
    );
    assert_eq!(
        refused(&|p| p.tasks[0].project = 1),
        No::UnknownProject { task: 0 }
    );
    assert_eq!(
        refused(&|p| p.tasks[1].parent = Some(0)),
        No::UnknownParent { task: 1 }
    );
    assert_eq!(
        refused(&|p| p.tasks[0].needs = vec![named(4)]),
        No::UnknownResource { task: 0 }
    );
    assert_eq!(
        refused(&|p| p.tasks[0].deadline = Some(i32::MAX)),
        No::Dates { task: 0 }
    );
    assert_eq!(refused(&|p| p.tasks[0].duration = -1), No::Size { task: 0 });
    assert_eq!(
        refused(&|p| p.tasks[0].fixed = Fixed::Effort),
        No::NoEffort { task: 0 }
    );
    assert_eq!(
        refused(&|p| p.tasks[0].needs = vec![skilled(0, 0, 0)]),
        No::Units { task: 0 }
    );
    assert_eq!(
        refused(&|p| p.tasks[0].actual = Actual::Finished(Interval::new(0, 60))),
        No::FutureActual { task: 0 }
    );
    assert_eq!(
        refused(&|p| {
            p.tasks[0].form = Form::Summary;
            p.tasks[0].needs = vec![named(0)];
        }),
        No::Summary { task: 0 }
    );
    assert_eq!(
        refused(&|p| {
            p.tasks[1] = Task {
                form: Form::Summary,
                ..Task::of(0)
            };
            p.links = vec![Link {
                kind: LinkKind::FinishToFinish,
                ..link(0, 1)
            }];
        }),
        No::SummaryLink { link: 0 }
    );
    assert_eq!(
        refused(&|p| p.resources[0].people = 0),
        No::Resource { resource: 0 }
    );
    assert_eq!(
        refused(&|p| p.projects = vec![Project {
            priority: 0,
            ..Project::default()
        }]),
        No::Project { project: 0 }
    );
    assert_eq!(
        refused(&|p| {
            p.freezes = vec![Freeze {
                window: Interval::new(5, 5),
                kinds: vec![0],
                start: true,
                finish: true,
            }];
        }),
        No::Freeze { freeze: 0 }
    );
    assert_eq!(refused(&|p| p.start = i32::MIN), No::Start);
}
