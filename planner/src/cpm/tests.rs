use super::*;
use crate::{
    links::{Lag, LinkKind},
    plan::Task,
};

/// Twelve weeks, Monday to Friday, 9 to 17; minute 0 is Monday 0:00 of the third.
fn weeks() -> Calendar {
    let days = (-14_i32..70).filter(|day| day.rem_euclid(7) < 5);
    let hours = |day: i32| Interval::new(day * 1440 + 540, day * 1440 + 1020);
    Calendar::new(days.map(hours).collect()).unwrap()
}

const fn at(day: i32, hour: i32) -> i32 {
    day * 1440 + hour * 60
}

fn plan(days: &[i32], links: &[(u32, u32)]) -> Plan {
    Plan {
        start: at(0, 9),
        finish: None,
        calendars: vec![weeks(), Calendar::always()],
        lag_calendar: LagCalendar::Successor,
        tasks: days.iter().map(|days| Task::of(days * 480)).collect(),
        links: links
            .iter()
            .map(|(from, to)| Link {
                from: *from,
                to: *to,
                kind: LinkKind::FinishToStart,
                lag: Lag::NONE,
            })
            .collect(),
    }
}

#[test]
fn floats_of_a_textbook_network() {
    // Render, Stair and Hanna, General Foundry: A–H, 15 weeks; here a week is a day of work.
    let links = [
        (0, 2),
        (1, 3),
        (2, 4),
        (2, 5),
        (3, 6),
        (4, 6),
        (5, 7),
        (6, 7),
    ];
    let network = Network::new(plan(&[2, 3, 2, 4, 4, 3, 5, 2], &links)).unwrap();
    let total: Vec<i32> = network.float().iter().map(|f| f.total / 480).collect();
    assert_eq!(total, [0, 1, 0, 1, 0, 6, 0, 0]);
    let free: Vec<i32> = network.float().iter().map(|f| f.free / 480).collect();
    assert_eq!(free, [0, 0, 0, 1, 0, 6, 0, 0]);
    // Fifteen working days from Monday: Friday of the third week.
    assert_eq!(network.finish(), at(18, 17));
    let chain: Vec<u32> = network.why(7).iter().map(|(task, _)| *task).collect();
    assert_eq!(chain, [0, 2, 4, 6, 7]);
    assert!(network.is_critical(1, 480) && !network.is_critical(1, 479));
}

#[test]
fn a_deadline_that_cannot_be_kept_is_negative_float() {
    let mut late = plan(&[2, 3], &[(0, 1)]);
    late.tasks[1].deadline = Some(at(2, 17));
    let network = Network::new(late).unwrap();
    assert_eq!(network.float()[0].total, -960);
    assert_eq!(
        network.early()[1].finish,
        at(4, 17),
        "a deadline moves nothing"
    );
}

#[test]
fn each_constraint_holds_its_date() {
    let with = |constraint| {
        let mut plan = plan(&[3, 1, 4], &[(0, 1)]);
        plan.tasks[1].constraint = constraint;
        let network = Network::new(plan).unwrap();
        (
            network.dates()[1].start,
            network.float()[0].total,
            network.driver(1),
        )
    };
    use Constraint::*;
    assert_eq!(with(AsSoonAsPossible), (at(3, 9), 0, Driver::Link(0)));
    // The third task takes four days, as the first two do: no room.
    assert_eq!(with(AsLateAsPossible).0, at(3, 9));
    assert_eq!(
        with(StartNoEarlierThan(at(4, 9))),
        (at(4, 9), 480, Driver::Constraint)
    );
    assert_eq!(
        with(FinishNoEarlierThan(at(7, 17))),
        (at(7, 9), 960, Driver::Constraint)
    );
    assert_eq!(with(StartNoEarlierThan(at(1, 9))).2, Driver::Link(0));
    assert_eq!(
        with(StartNoLaterThan(at(2, 9))),
        (at(2, 9), -480, Driver::Constraint)
    );
    assert_eq!(
        with(FinishNoLaterThan(at(1, 17))),
        (at(1, 9), -960, Driver::Constraint)
    );
    assert_eq!(
        with(MustStartOn(at(8, 9))),
        (at(8, 9), 1440, Driver::Constraint)
    );
    assert_eq!(
        with(MustFinishOn(at(8, 17))),
        (at(8, 9), 1440, Driver::Constraint)
    );
}

/// Five hours after Monday's end at 17: by day Tuesday at 14, on the clock Monday at 22; the late shift, from 13 to 19,
/// does two of them on Monday and ends the last on Tuesday at 16.
#[test]
fn each_lag_calendar_counts_its_own_time() {
    let with = |lag_calendar| {
        let mut plan = plan(&[1, 0], &[(0, 1)]);
        let days = weeks();
        let late = days
            .intervals()
            .map(|day| Interval::new(day.start + 240, day.finish + 120));
        plan.calendars.push(Calendar::new(late.collect()).unwrap());
        plan.links[0].lag = Lag::Working(300);
        plan.tasks[1].calendar = 2;
        plan.lag_calendar = lag_calendar;
        Network::new(plan).unwrap().early()[1].start
    };
    assert_eq!(with(LagCalendar::Predecessor), at(1, 14));
    assert_eq!(with(LagCalendar::Project(0)), at(1, 14));
    assert_eq!(with(LagCalendar::Successor), at(1, 16));
    assert_eq!(with(LagCalendar::Project(2)), at(1, 16));
    assert_eq!(with(LagCalendar::Project(1)), at(0, 22));
    assert_eq!(with(LagCalendar::Always), at(0, 22));
}

#[test]
fn as_late_as_possible_moves_nobody() {
    let mut wanted = plan(&[5, 1, 1, 1], &[(0, 3), (1, 2), (2, 3)]);
    wanted.tasks[1].constraint = Constraint::AsLateAsPossible;
    wanted.tasks[2].constraint = Constraint::AsLateAsPossible;
    let network = Network::new(wanted).unwrap();
    let starts: Vec<i32> = network.dates().iter().map(|d| d.start).collect();
    assert_eq!(starts, [at(0, 9), at(3, 9), at(4, 9), at(7, 9)]);
}

#[test]
fn what_is_no_plan_is_refused_with_its_place() {
    let refusal = |plan| Network::new(plan).unwrap_err();
    assert_eq!(
        refusal(plan(&[1, 1], &[(0, 1), (1, 0)])),
        PlanError::Cycle { path: vec![0, 1] }
    );
    assert_eq!(
        refusal(plan(&[1], &[(0, 4)])),
        PlanError::UnknownTask { link: 0 }
    );
    assert_eq!(
        refusal(plan(&[1, 51], &[])),
        PlanError::BeyondCalendar { task: 1 }
    );
    let mut unknown = plan(&[1], &[]);
    unknown.tasks[0].calendar = 2;
    assert_eq!(refusal(unknown), PlanError::UnknownCalendar { task: 0 });
}

/// Any plan of forty tasks: kinds, lags, two calendars, constraints, deadlines, pins.
fn any_plan(random: &mut impl FnMut(i32) -> i32) -> Plan {
    use LinkKind::*;
    let mut plan = plan(&[0; 40], &[]);
    for task in &mut plan.tasks {
        *task = any_task(random);
    }
    for _ in 0..60 {
        let (from, to) = (random(40) as u32, random(40) as u32);
        if from < to {
            let kind =
                [FinishToStart, StartToStart, FinishToFinish, StartToFinish][random(4) as usize];
            let lag = match random(6) {
                0 => Lag::Working(random(900) - 300),
                1 => Lag::Elapsed(random(900) - 300),
                2 => Lag::Percent(random(100) - 30),
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

fn any_task(random: &mut impl FnMut(i32) -> i32) -> Task {
    let day = at(random(14), 9 + random(8));
    let mut task = Task::of(random(6) * 120);
    task.calendar = u32::from(random(4) == 0);
    task.constraint = match random(20) {
        0 => Constraint::StartNoEarlierThan(day),
        1 => Constraint::FinishNoEarlierThan(day),
        2 => Constraint::AsLateAsPossible,
        3 => Constraint::MustStartOn(at(20, 9)),
        _ => Constraint::AsSoonAsPossible,
    };
    task.deadline = (random(10) == 0).then_some(at(25, 17));
    task.pinned = (random(20) == 0).then_some(Interval::new(day, day + 60));
    task
}

fn random(mut state: u64) -> impl FnMut(i32) -> i32 {
    move |bound| {
        state = state
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        ((state >> 33) % bound as u64) as i32
    }
}

#[test]
fn incremental_equals_full() {
    let mut random = random(3);
    let (mut right, mut refused) = (0, 0);
    for _ in 0..150 {
        let Ok(mut network) = Network::new(any_plan(&mut random)) else {
            refused += 1;
            continue;
        };
        for _ in 0..20 {
            let before = network.clone();
            let task = random(40) as u32;
            let row = any_task(&mut random);
            let mut edited = network.plan().clone();
            edited.tasks[task as usize] = row;
            match (network.edit(task, row), Network::new(edited)) {
                (Ok(()), Ok(full)) => {
                    right += 1;
                    assert_eq!(network, full);
                }
                (Err(_), Err(_)) => assert_eq!(network, before),
                (one, other) => panic!("{one:?} but {:?}", other.map(|_| ())),
            }
        }
    }
    assert!(
        right > 1_000 && refused < 75,
        "{right} edits, {refused} plans refused"
    );
}

#[test]
fn early_dates_keep_every_link() {
    let mut random = random(11);
    let mut looked = 0;
    for _ in 0..150 {
        let Ok(network) = Network::new(any_plan(&mut random)) else {
            continue;
        };
        for (task, early) in (0u32..).zip(network.early()) {
            let row = network.plan().tasks[task as usize];
            let calendar = network.calendar(task);
            if row.pinned.is_none() {
                assert_eq!(
                    calendar.work_between(early.start, early.finish),
                    row.duration
                );
            }
            if network.driver(task) == Driver::Pinned || network.driver(task) == Driver::Constraint
            {
                continue;
            }
            for link in network.graph().incoming(task) {
                let link = &network.plan().links[*link as usize];
                let from = link.from as usize;
                let duration = network.plan().tasks[from].duration;
                let bound =
                    link.earliest(network.early()[from], duration, network.lag_calendar(link));
                looked += 1;
                match bound.unwrap() {
                    crate::links::Allowed::Start(at) => assert!(early.start >= at),
                    crate::links::Allowed::Finish(at) => assert!(early.finish >= at),
                }
            }
        }
    }
    assert!(looked > 1_000, "{looked}");
}

/// Each slack asked of the calendar by itself, which the network saves itself.
#[test]
fn floats_are_the_least_slack_of_each_end() {
    use crate::links::Allowed;
    let mut random = random(29);
    let mut looked = 0;
    for _ in 0..150 {
        let Ok(network) = Network::new(any_plan(&mut random)) else {
            continue;
        };
        for task in 0..40u32 {
            let (early, late) = (
                network.early()[task as usize],
                network.late()[task as usize],
            );
            let calendar = network.calendar(task);
            let float = network.float()[task as usize];
            let starts = calendar.work_between(early.start, late.start);
            let finishes = calendar.work_between(early.finish, late.finish);
            assert_eq!(float.total, starts.min(finishes));
            let slack = |link: &u32| {
                let link = &network.plan().links[*link as usize];
                let to = network.early()[link.to as usize];
                let duration = network.plan().tasks[task as usize].duration;
                let bound = link.latest(to, duration, network.lag_calendar(link))?;
                Some(match bound {
                    Allowed::Start(at) => calendar.work_between(early.start, at),
                    Allowed::Finish(at) => calendar.work_between(early.finish, at),
                })
            };
            let end = calendar.work_between(early.finish, network.finish());
            let least = network.graph().outgoing(task).iter().filter_map(slack);
            assert_eq!(float.free, least.min().unwrap_or(end).max(0));
            looked += 1;
        }
    }
    assert!(looked > 1_000, "{looked}");
}

/// Whatever the plan, what is answered is accepted; and what breaks something is not.
#[test]
fn the_checker_accepts_every_answer_and_rejects_200_broken_ones() {
    use check::{Violation, check};
    let mut random = random(29);
    let (mut accepted, mut seen) = (0, [0; 5]);
    for _ in 0..400 {
        let plan = any_plan(&mut random);
        let network = match Network::new(plan.clone()) {
            Ok(network) => network,
            Err(error) => {
                assert!(!matches!(error, PlanError::Rejected(_)), "{error}");
                continue;
            }
        };
        assert_eq!(check(&plan, network.early()), Ok(()));
        assert_eq!(check(&plan, network.dates()), Ok(()));
        accepted += 1;
        // One task somewhere else: a minute earlier than the earliest is always wrong, a minute less is too.
        let task = random(40) as usize;
        let mut dates = network.early().to_vec();
        match random(3) {
            0 => {
                let calendar = &plan.calendars[plan.tasks[task].calendar as usize];
                let Some(sooner) = calendar.backward(dates[task].start, 1) else {
                    continue;
                };
                let earlier = calendar.place_forward(sooner, plan.tasks[task].duration);
                dates[task] = earlier.unwrap();
            }
            1 => dates[task].finish += 1,
            _ => dates[task].start -= 1,
        }
        let place = match check(&plan, &dates) {
            Err(Violation::Pinned { .. }) => 0,
            Err(Violation::Work { .. }) => 1,
            Err(Violation::Early { .. }) => 2,
            Err(Violation::Constraint { .. }) => 3,
            Err(Violation::Link { link }) => {
                let link = plan.links[link as usize];
                assert!([link.from, link.to].contains(&(task as u32)));
                4
            }
            other => panic!("{other:?}: {:?} at {:?}", plan.tasks[task], dates[task]),
        };
        seen[place] += 1;
    }
    let broken: i32 = seen.iter().sum();
    assert!(accepted > 200 && broken >= 200, "{accepted}, {broken}");
    assert!(seen.iter().all(|times| *times > 0), "{seen:?}");
    let plan = plan(&[1, 1], &[(0, 1)]);
    let early = Network::new(plan.clone()).unwrap().early().to_vec();
    assert_eq!(check(&plan, &early[..1]), Err(Violation::Count));
    let mut strange = plan.clone();
    strange.tasks[0].calendar = 9;
    assert_eq!(check(&strange, &early), Err(Violation::Unknown));
}

/// Minutes at the ends of what a number can hold, and lags that lead beyond every calendar.
#[test]
fn minutes_beyond_every_calendar_are_refused_and_overflow_nowhere() {
    const FAR: [i32; 8] = [i32::MIN, FIRST - 1, FIRST, -1, 0, LAST, LAST + 1, i32::MAX];
    let mut random = random(31);
    let (mut right, mut refused) = (0, 0);
    for _ in 0..3_000 {
        let mut plan = any_plan(&mut random);
        for _ in 0..1 + random(2) {
            let far = FAR[random(8) as usize];
            let task = random(40) as usize;
            let row = &mut plan.tasks[task];
            match random(9) {
                0 => plan.start = far,
                1 => plan.finish = Some(far),
                2 => row.deadline = Some(far),
                3 => row.pinned = Some(Interval::new(far, far)),
                4 => row.constraint = Constraint::StartNoLaterThan(far),
                5 => row.constraint = Constraint::MustFinishOn(far),
                6 => row.duration = far,
                _ => {
                    let at = random(plan.links.len() as i32) as usize;
                    let lags = [
                        Lag::Elapsed(far),
                        Lag::Working(far),
                        Lag::Percent(far),
                        Lag::ElapsedPercent(far),
                    ];
                    plan.links[at].lag = lags[random(4) as usize];
                }
            }
        }
        match Network::new(plan) {
            Ok(mut network) => {
                right += 1;
                let mut row = any_task(&mut random);
                row.deadline = Some(FAR[random(8) as usize]);
                let before = network.clone();
                if network.edit(random(40) as u32, row).is_err() {
                    assert_eq!(network, before);
                }
            }
            Err(PlanError::Rejected(violation)) => panic!("{violation:?}"),
            Err(_) => refused += 1,
        }
    }
    assert!(right > 200 && refused > 1_000, "{right}, {refused}");
    // The last minute there is may be reached, and not passed.
    let mut plan = plan(&[0, 0], &[(0, 1)]);
    plan.tasks[0].calendar = 1;
    plan.tasks[1].calendar = 1;
    plan.links[0].lag = Lag::Elapsed(LAST - at(0, 9));
    let network = Network::new(plan.clone()).unwrap();
    assert_eq!(network.early()[1].start, LAST);
    plan.links[0].lag = Lag::Elapsed(LAST - at(0, 9) + 1);
    let beyond = Network::new(plan.clone());
    assert_eq!(beyond, Err(PlanError::BeyondCalendar { task: 1 }));
    plan.links[0].lag = Lag::Elapsed(i32::MAX);
    let beyond = Network::new(plan);
    assert_eq!(beyond, Err(PlanError::BeyondCalendar { task: 1 }));
}
