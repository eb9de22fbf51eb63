//! Any portfolio, small: everything the model knows, mixed at random.

use super::*;

pub(super) fn portfolio(random: &mut Random, tasks: usize) -> Portfolio {
    let mut of = Portfolio {
        start: at(0, 9),
        data_date: (random.below(2) == 0).then_some(at(4, 12)),
        calendars: vec![
            weeks(0),
            Calendar::always(),
            weeks(3),
            absences(random),
            nights(),
        ],
        lag_calendar: match random.below(4) {
            0 => LagCalendar::Predecessor,
            1 => LagCalendar::Successor,
            2 => LagCalendar::Project(0),
            _ => LagCalendar::Always,
        },
        logic: if random.below(2) == 0 {
            Logic::Retained
        } else {
            Logic::Override
        },
        projects: (0..1 + random.below(3)).map(|_| project(random)).collect(),
        resources: (0..3 + random.below(4)).map(|_| resource(random)).collect(),
        tasks: Vec::new(),
        links: Vec::new(),
        freezes: (0..random.below(3)).map(|_| freeze(random)).collect(),
    };
    for task in 0..tasks as u32 {
        let row = any_task(random, &of, task);
        of.tasks.push(row);
    }
    for _ in 0..tasks {
        let (from, to) = (random.below(tasks) as u32, random.below(tasks) as u32);
        let kind = [
            LinkKind::FinishToStart,
            LinkKind::FinishToStart,
            LinkKind::StartToStart,
            LinkKind::FinishToFinish,
            LinkKind::StartToFinish,
        ][random.below(5)];
        let lag = match random.below(8) {
            0 => Lag::Working(random.below(900) as i32 - 300),
            1 => Lag::Elapsed(random.below(900) as i32 - 300),
            2 => Lag::Percent(random.below(100) as i32 - 30),
            3 => Lag::ElapsedPercent(random.below(100) as i32 - 30),
            _ => Lag::NONE,
        };
        let summary = of.tasks[to as usize].form == Form::Summary;
        if from < to && !(summary && kind.enters_finish()) {
            of.links.push(Link {
                from,
                to,
                kind,
                lag,
            });
        }
    }
    // A summary cannot wait for what is in it.
    while let Err(PortfolioError::Cycle { path }) = Core::new(Cow::Borrowed(&of)) {
        let within = |link: &Link| path.contains(&link.from) && path.contains(&link.to);
        match of.links.iter().position(within) {
            Some(link) => drop(of.links.remove(link)),
            None => of.links.clear(),
        }
    }
    of
}

fn absences(random: &mut Random) -> Calendar {
    let away = at(random.below(30) as i32, 0);
    weeks(0).subtraction(&Calendar::of_union(vec![Interval::new(
        away,
        away + 3 * 1440,
    )]))
}

fn nights() -> Calendar {
    let nights = (0..84).map(|day| Interval::new(at(day, 16), at(day, 24)));
    Calendar::new(nights.collect()).unwrap()
}

fn day(random: &mut Random) -> i32 {
    at(random.below(25) as i32, 9 + random.below(9) as i32)
}

fn project(random: &mut Random) -> Project {
    Project {
        priority: 1 + random.below(1_000) as i32,
        start: (random.below(4) == 0).then(|| day(random)),
        due: (random.below(2) == 0).then(|| day(random)),
    }
}

fn resource(random: &mut Random) -> Resource {
    let mut row = Resource::person([0, 0, 2, 3, 1][random.below(5)]);
    row.asset = random.below(5) == 0;
    if random.below(4) == 0 {
        row.people = 3;
        row.capacity = vec![
            Step {
                from: at(0, 0),
                units: 300,
            },
            Step {
                from: at(10, 0),
                units: 100 * random.below(4) as i32,
            },
            Step {
                from: at(14, 0),
                units: 200,
            },
        ];
    }
    row.first = (random.below(6) == 0).then(|| at(random.below(8) as i32, 0));
    row.last = (random.below(6) == 0).then(|| at(6 + random.below(40) as i32, 0));
    for _ in 0..1 + random.below(2) {
        let valid = random.below(6);
        row.skills.push(Skill {
            skill: random.below(2) as u32,
            level: 1 + random.below(3) as u8,
            from: (valid == 0).then(|| day(random)),
            until: (valid == 1).then(|| day(random) + at(8, 0)),
        });
    }
    row
}

fn freeze(random: &mut Random) -> Freeze {
    let from = day(random);
    Freeze {
        window: Interval::new(from, from + 60 * (1 + random.below(80) as i32)),
        kinds: vec![1],
        start: random.below(2) == 0,
        finish: random.below(2) == 0,
    }
}

fn any_task(random: &mut Random, of: &Portfolio, at: u32) -> Task {
    let mut task = Task::of(30 * random.below(50) as i32);
    task.project = random.below(of.projects.len()) as u32;
    task.kind = random.below(2) as u32;
    task.calendar = [0, 0, 0, 1, 4][random.below(5)];
    task.deadline = (random.below(6) == 0).then(|| day(random));
    if random.below(6) == 0 {
        task.priority = 100 * random.below(10) as i32;
    }
    // Summaries come first, so that what is in them comes later.
    if at < 3 && random.below(2) == 0 {
        task.form = Form::Summary;
        if random.below(3) == 0 {
            task.constraint = Constraint::StartNoEarlierThan(day(random));
        }
        if random.below(8) == 0 {
            let from = day(random);
            task.mode = Mode::Manual(Interval::new(from, from + 2_000));
        }
    }
    let above = random.below(at as usize + 1) as u32;
    if of
        .tasks
        .get(above as usize)
        .is_some_and(|row| row.form == Form::Summary)
    {
        task.parent = Some(above);
    }
    if task.form == Form::Summary {
        return task;
    }
    if random.below(8) == 0 {
        task.form = Form::Milestone;
    }
    let date = day(random);
    task.constraint = match random.below(24) {
        0 => Constraint::AsLateAsPossible,
        1 => Constraint::StartNoEarlierThan(date),
        2 => Constraint::StartNoLaterThan(date),
        3 => Constraint::FinishNoEarlierThan(date),
        4 => Constraint::FinishNoLaterThan(date),
        5 => Constraint::MustStartOn(date),
        6 => Constraint::MustFinishOn(date),
        _ => Constraint::AsSoonAsPossible,
    };
    if random.below(14) == 0 {
        task.mode = Mode::Manual(Interval::new(date, date + 30 * random.below(60) as i32));
    }
    for _ in 0..random.below(3) {
        task.needs.push(match random.below(2) {
            0 => Need::Named {
                resource: random.below(of.resources.len()) as u32,
                units: [50, 100][random.below(2)],
            },
            _ => Need::Skilled {
                skill: random.below(2) as u32,
                level: random.below(3) as u8,
                people: 1 + random.below(2) as u32,
                units: [50, 100, 100][random.below(3)],
            },
        });
    }
    let people = task.heads(&of.resources) > 0;
    match random.below(4) {
        0 if people => {
            (task.fixed, task.effort) = (Fixed::Effort, Some(30 * random.below(60) as i32));
        }
        1 if task.duration > 0 => task.effort = Some(task.duration / 2),
        2 => (task.fixed, task.effort) = (Fixed::Units, Some(600)),
        _ => {}
    }
    task.split = (random.below(4) == 0).then(|| 1 + random.below(120) as i32);
    if let Some(date) = of.data_date {
        task.actual = match random.below(8) {
            0 => Actual::Finished(Interval::new(date - 2_000, date - random.below(900) as i32)),
            1 => Actual::Started {
                start: date - random.below(3_000) as i32,
                remaining: 30 * random.below(30) as i32,
            },
            _ => Actual::NotStarted,
        };
    }
    if random.below(2) == 0 {
        task.present = Some(Present {
            start: day(random),
            team: vec![random.below(of.resources.len()) as u32],
        });
    }
    task
}
