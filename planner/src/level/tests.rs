mod any;
mod broken;
mod instant;
mod properties;
mod semantics;

use super::{
    answer::{Breach, Cause, Driver, Leveled, Placement, Reason},
    check::check,
    model::*,
    *,
};
use crate::{
    calendar::{Calendar, Interval},
    links::{Lag, Link, LinkKind},
    plan::{Constraint, LagCalendar},
    rcpsp::random::Random,
};

/// Twelve weeks, Monday to Friday, 9 to 17 (or so many hours later); minute 0 is a Monday's 0:00.
fn weeks(shift: i32) -> Calendar {
    let days = (0..84).filter(|day| day % 7 < 5);
    let hours = |day: i32| Interval::new(at(day, 9 + shift), at(day, 17 + shift));
    Calendar::new(days.map(hours).collect()).unwrap()
}

const fn at(day: i32, hour: i32) -> i32 {
    day * 1440 + hour * 60
}

/// A working day.
const DAY: i32 = 480;

fn portfolio(tasks: Vec<Task>, resources: Vec<Resource>) -> Portfolio {
    Portfolio {
        start: at(0, 9),
        data_date: None,
        calendars: vec![weeks(0), Calendar::always(), weeks(3)],
        lag_calendar: LagCalendar::Successor,
        logic: Logic::Retained,
        projects: Vec::new(),
        resources,
        tasks,
        links: Vec::new(),
        freezes: Vec::new(),
    }
}

fn named(resource: u32) -> Need {
    Need::Named {
        resource,
        units: WHOLE,
    }
}

fn skilled(skill: u32, level: u8, people: u32) -> Need {
    Need::Skilled {
        skill,
        level,
        people,
        units: WHOLE,
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

fn leveled(portfolio: &Portfolio) -> Leveled {
    level(portfolio, Aim::default(), 1, Budget::of(60), &mut |_| true).unwrap()
}

fn starts(answer: &Leveled) -> Vec<Option<i32>> {
    answer
        .tasks
        .iter()
        .map(|task| task.as_ref().map(|task| task.start))
        .collect()
}
