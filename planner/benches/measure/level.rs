//! Instant levelling of a long plan: 10,000 tasks, 200 people in three time zones with absences, 15,000 links.

use std::time::Instant;

use planner::{
    ask::Question,
    calendar::{Calendar, Interval},
    level::{
        Aim, Budget, check, level,
        model::{Need, Portfolio, Project, Resource, Task, WHOLE},
    },
    links::{Lag, Link, LinkKind},
    plan::LagCalendar,
    rcpsp::random::Random,
};

use crate::Done;

const TASKS: usize = 10_000;
const PEOPLE: usize = 200;

/// `level` runs, each checked again from outside; the time is that of the whole call, its own check included.
pub fn run() -> Done {
    let portfolio = portfolio(TASKS, PEOPLE, 200, 7);
    let mut times: Vec<f64> = Vec::new();
    let mut violations = 0;
    for _ in 0..15 {
        let begin = Instant::now();
        let answer = level(&portfolio, Aim::default(), 1, Budget::INSTANT, &mut |_| {
            true
        })?;
        times.push(begin.elapsed().as_secs_f64() * 1e3);
        violations += usize::from(check::check(&portfolio, &answer).is_err());
        if times.len() == 1 {
            println!(
                "{{\"measure\":\"level\",\"tasks\":{TASKS},\"people\":{PEOPLE},\"links\":{},\"unplaced\":{},\"moved\":{},\"schedules\":{},\"hundredths_of_per_cent_from_best\":{:?}}}",
                portfolio.links.len(),
                answer.unplaced.len(),
                answer.waits.len(),
                answer.schedules,
                answer.from_best(portfolio.start),
            );
        }
    }
    times.sort_by(f64::total_cmp);
    println!(
        "{{\"measure\":\"level\",\"ms_median\":{:.1},\"ms_best\":{:.1},\"ms_worst\":{:.1},\"violations\":{violations}}}",
        times[7], times[0], times[14]
    );
    Ok(())
}

/// The same plan for a browser or Node.
pub fn question() -> Question {
    Question::Level {
        portfolio: portfolio(TASKS, PEOPLE, 200, 7),
        aim: Aim::default(),
        seed: 1,
        budget: Budget::INSTANT,
    }
}

/// What so many schedules make of a plan in which people are scarcer: tasks wait for others from further back.
pub fn search(tasks: usize, people: usize, schedules: u64, seed: u64) -> Done {
    let portfolio = portfolio(tasks, people, tasks / 8, seed);
    for budget in [Budget::INSTANT, Budget::of(schedules)] {
        let begin = Instant::now();
        let answer = level(&portfolio, Aim::default(), seed, budget, &mut |_| true)?;
        println!(
            "{{\"measure\":\"level_search\",\"tasks\":{tasks},\"people\":{people},\"seed\":{seed},\"unplaced\":{},\"schedules\":{},\"cost\":{},\"cost_bound\":{},\"finish\":{},\"bound\":{},\"accepted\":{},\"seconds\":{:.3}}}",
            answer.unplaced.len(),
            answer.schedules,
            answer.cost.weight,
            answer.weight_bound,
            answer.finish,
            answer.bound,
            check::check(&portfolio, &answer).is_ok(),
            begin.elapsed().as_secs_f64(),
        );
    }
    Ok(())
}

/// Four years of days with a lunch break, `shift` minutes later than the first region's; three weeks away.
fn calendar(shift: i32, away: i32) -> Calendar {
    let mut hours = Vec::new();
    for day in (0..1_460).filter(|day| day % 7 < 5 && !(away..away + 21).contains(day)) {
        let begin = day * 1_440 + 540 + shift;
        hours.push(Interval::new(begin, begin + 240));
        hours.push(Interval::new(begin + 300, begin + 540));
    }
    Calendar::of_union(hours)
}

/// Each task may wait for some of the `reach` before it.
fn portfolio(count: usize, people: usize, reach: usize, seed: u64) -> Portfolio {
    let mut random = Random::new(seed, 0);
    // As many as leave each to sixteen people.
    let skills = (people / 16).clamp(1, 12);
    let mut calendars = vec![Calendar::always()];
    let mut resources = Vec::new();
    for person in 0..people {
        calendars.push(calendar(
            [0, 60, -120][person % 3],
            random.below(300) as i32,
        ));
        let mut row = Resource::person(person as u32 + 1);
        for _ in 0..1 + random.below(2) {
            row = row.skilled(random.below(skills) as u32, 1 + random.below(3) as u8);
        }
        resources.push(row);
    }
    let tasks = (0..count).map(|task| {
        let mut row = Task::of(60 * (1 + random.below(40) as i32));
        row.project = task as u32 % 8;
        row.needing(if random.below(2) == 0 {
            Need::Named {
                resource: random.below(people) as u32,
                units: [50, WHOLE][random.below(2)],
            }
        } else {
            Need::Skilled {
                skill: random.below(skills) as u32,
                level: random.below(3) as u8,
                people: 1,
                units: WHOLE,
            }
        })
    });
    let tasks = tasks.collect();
    let links = (0..count * 3 / 2).map(|_| {
        let to = 1 + random.below(count - 1);
        let from = to - 1 - random.below(to.min(reach));
        let kind = match random.below(8) {
            0 => LinkKind::StartToStart,
            1 => LinkKind::FinishToFinish,
            _ => LinkKind::FinishToStart,
        };
        let lag = if random.below(4) == 0 {
            Lag::Working(480)
        } else {
            Lag::NONE
        };
        Link {
            from: from as u32,
            to: to as u32,
            kind,
            lag,
        }
    });
    let links = links.collect();
    Portfolio {
        start: 540,
        data_date: None,
        calendars,
        lag_calendar: LagCalendar::Successor,
        logic: planner::level::model::Logic::Retained,
        projects: vec![Project::default(); 8],
        resources,
        tasks,
        links,
        freezes: Vec::new(),
    }
}
