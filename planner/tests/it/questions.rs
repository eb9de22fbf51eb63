//! Questions of every kind, at random: what native and wasm, steps and single calls are compared on.

use planner::{
    ask::Question,
    assign::{Booking, Candidate, Done, Goal, Skill, balance, mentor, rank},
    calendar::{Calendar, Interval},
    crash::Crashable,
    earned::{Baseline, Point, Status},
    level::{
        self, Aim,
        model::{Need, Portfolio, Project, Resource},
    },
    links::{Lag, Link, LinkKind},
    plan::{Constraint, LagCalendar, Plan, Task},
    rcpsp::{Instance, max::MaxInstance, random::Random, solve::Budget},
    risk::{Effect, Estimate, Estimated, Impact, Model, Risk},
    study::Study,
    whatif::Change,
};

/// Some of every kind, and two that are none.
pub fn questions() -> Vec<String> {
    let mut random = Random::new(71, 0);
    let mut questions = vec!["{".to_owned(), r#"{"balance":7}"#.to_owned()];
    for _ in 0..30 {
        for question in [
            Question::CriticalPath(plan(&mut random)),
            what_if(&mut random),
            study(&mut random),
            leveling(&mut random),
            crashing(&mut random),
            schedule(&mut random),
            schedule_max(&mut random),
            earned(&mut random),
            ranking(&mut random),
            balancing(&mut random),
            mentors(&mut random),
        ] {
            questions.push(serde_json::to_string(&question).unwrap());
        }
    }
    questions
}

fn calendar(random: &mut Random) -> Calendar {
    let shift = 60 * random.below(8) as i32;
    let days = (-200..400).filter(|day: &i32| day.rem_euclid(7) < 5);
    Calendar::of_union(
        days.map(|day| Interval::new(day * 1440 + 480 + shift, day * 1440 + 960 + shift))
            .collect(),
    )
}

fn plan(random: &mut Random) -> Plan {
    let tasks = 2 + random.below(40);
    let task = |random: &mut Random| {
        let at = random.below(30_000) as i32;
        Task {
            calendar: random.below(2) as u32,
            constraint: match random.below(9) {
                0 => Constraint::StartNoEarlierThan(at),
                1 => Constraint::FinishNoLaterThan(at),
                2 => Constraint::MustStartOn(at),
                3 => Constraint::AsLateAsPossible,
                _ => Constraint::AsSoonAsPossible,
            },
            deadline: (random.below(5) == 0).then_some(at),
            ..Task::of(random.below(3_000) as i32)
        }
    };
    let kinds = [
        LinkKind::FinishToStart,
        LinkKind::StartToStart,
        LinkKind::FinishToFinish,
        LinkKind::StartToFinish,
    ];
    let links = (0..2 * tasks).map(|_| {
        let to = 1 + random.below(tasks - 1);
        let lag = random.below(2_000) as i32 - 500;
        Link {
            from: random.below(to) as u32,
            to: to as u32,
            kind: kinds[random.below(4)],
            lag: [
                Lag::Working(lag),
                Lag::Elapsed(lag),
                Lag::Percent(lag / 20),
                Lag::NONE,
            ][random.below(4)],
        }
    });
    let links = links.collect();
    Plan {
        start: 0,
        finish: None,
        calendars: vec![calendar(random), calendar(random)],
        lag_calendar: LagCalendar::Successor,
        tasks: (0..tasks).map(|_| task(random)).collect(),
        links,
    }
}

fn what_if(random: &mut Random) -> Question {
    let plan = plan(random);
    let task = random.below(plan.tasks.len()) as u32;
    let minutes = random.below(2_000) as i32;
    let changes = vec![
        Change::Delay { task, minutes },
        Change::Duration { task: 0, minutes },
    ];
    Question::WhatIf { plan, changes }
}

fn study(random: &mut Random) -> Question {
    let plan = plan(random);
    let estimates = (0u32..).zip(&plan.tasks).map(|(task, row)| Estimated {
        task,
        estimate: Estimate::new(row.duration / 2, row.duration, row.duration * 2),
    });
    let model = Model {
        estimates: estimates.collect(),
        risks: vec![Risk {
            probability: 0.3,
            effects: vec![Effect {
                task: 1,
                impact: Impact::Percent(Estimate::new(110, 150, 300)),
            }],
        }],
        ..Model::default()
    };
    let changes = match random.below(2) {
        0 => vec![Change::Delay {
            task: 0,
            minutes: 480,
        }],
        _ => vec![],
    };
    Question::Study {
        study: Study {
            plan,
            model,
            changes,
        },
        seed: random.next(),
        iterations: 3_000,
    }
}

fn leveling(random: &mut Random) -> Question {
    let plan = plan(random);
    let tasks = plan.tasks.iter().map(|row| {
        let task = level::model::Task {
            calendar: row.calendar,
            constraint: row.constraint,
            deadline: row.deadline,
            project: random.below(2) as u32,
            split: (random.below(4) == 0).then_some(120),
            ..level::model::Task::of(row.duration)
        };
        task.needing(match random.below(2) {
            0 => Need::Named {
                resource: random.below(3) as u32,
                units: 100,
            },
            _ => Need::Skilled {
                skill: random.below(2) as u32,
                level: 1,
                people: 1,
                units: 50,
            },
        })
    });
    let tasks = tasks.collect();
    let person = |who: u32| Resource::person(who % 2).skilled(who % 2, 1 + who as u8);
    Question::Level {
        portfolio: Portfolio {
            start: plan.start,
            data_date: None,
            calendars: plan.calendars,
            lag_calendar: plan.lag_calendar,
            logic: Default::default(),
            projects: vec![Project::default(); 2],
            resources: (0..3).map(person).collect(),
            tasks,
            links: plan.links,
            freezes: vec![],
        },
        aim: Aim::default(),
        seed: random.next(),
        budget: level::Budget::of(60),
    }
}

fn crashing(random: &mut Random) -> Question {
    let task = |random: &mut Random| {
        let least = random.below(20) as i32;
        Crashable {
            normal: least + random.below(20) as i32,
            least,
            cost: random.below(500) as i64,
        }
    };
    Question::Crash {
        tasks: (0..12).map(|_| task(random)).collect(),
        links: (1..12)
            .map(|to| (random.below(to) as u32, to as u32))
            .collect(),
        target: 40 + random.below(120) as i64,
    }
}

fn schedule(random: &mut Random) -> Question {
    let jobs = 3 + random.below(30);
    let instance = Instance {
        durations: (0..jobs).map(|_| random.below(9) as i32).collect(),
        links: (1..jobs)
            .map(|to| (random.below(to) as u32, to as u32))
            .collect(),
        capacity: vec![5, 5],
        demand: (0..jobs)
            .map(|_| vec![random.below(6) as i32, random.below(4) as i32])
            .collect(),
    };
    Question::Schedule {
        instance,
        seed: random.next(),
        budget: Budget::of(200).with_proof(500),
    }
}

fn schedule_max(random: &mut Random) -> Question {
    let jobs = 3 + random.below(10);
    let lag = |random: &mut Random| {
        let to = 1 + random.below(jobs - 1);
        let from = random.below(to);
        match random.below(4) {
            0 => (to as u32, from as u32, -8 - random.below(9) as i32),
            _ => (from as u32, to as u32, random.below(5) as i32),
        }
    };
    let instance = MaxInstance {
        lags: (0..jobs).map(|_| lag(random)).collect(),
        durations: (0..jobs).map(|_| random.below(6) as i32).collect(),
        capacity: vec![4],
        demand: (0..jobs).map(|_| vec![random.below(5) as i32]).collect(),
    };
    Question::ScheduleMax {
        instance,
        seed: random.next(),
        budget: Budget::of(5).with_proof(2_000),
    }
}

fn earned(random: &mut Random) -> Question {
    let mut value = 0;
    let point = |at: i32, random: &mut Random| {
        value += random.below(90_000) as i64;
        Point {
            at: at * 1_440,
            value,
        }
    };
    let points = (0..6)
        .scan(point, |point, at| Some(point(at, random)))
        .collect();
    Question::Earned {
        baseline: Baseline::new(points).unwrap(),
        status: Status {
            at: random.below(9_000) as i32,
            earned: (random.below(5) > 0).then_some(random.below(200_000) as i64),
            actual: (random.below(5) > 0).then_some(random.below(200_000) as i64),
        },
    }
}

fn candidate(random: &mut Random) -> Candidate {
    Candidate {
        skills: (0..3)
            .map(|skill| Skill {
                skill,
                level: random.below(5) as i32,
                valid: None,
            })
            .collect(),
        goals: vec![Goal {
            skill: random.below(3) as u32,
            level: 4,
        }],
        history: (0..random.below(5))
            .map(|_| Done {
                project: random.below(3) as u32,
                client: Some(1),
                skills: vec![random.below(3) as u32],
                minutes: random.below(5_000) as i32,
                finished: -(random.below(900_000) as i32),
                burden: random.below(2) == 0,
            })
            .collect(),
        calendar: (random.below(6) > 0).then(|| calendar(random)),
        booked: vec![Booking {
            during: Interval::new(0, 20_000),
            minutes: random.below(3_000) as i32,
        }],
        rate: Some(random.below(20_000) as i64),
        ..Candidate::default()
    }
}

fn ranking(random: &mut Random) -> Question {
    let need = rank::Need {
        skills: vec![rank::SkillNeed::hard(0, 1), rank::SkillNeed::soft(1, 3)],
        project: Some(1),
        client: Some(1),
        burden: true,
        together: Some(calendar(random)),
        ..rank::Need::of(Interval::new(0, 10_080), random.below(2_000) as i32)
    };
    let people = (0..8).map(|_| candidate(random)).collect();
    Question::Rank {
        need,
        people,
        weights: rank::Weights([3, 1, 4, 1, 5, 9, 2, 6]),
    }
}

fn balancing(random: &mut Random) -> Question {
    let people = 2 + random.below(6);
    let member = |random: &mut Random| balance::Member {
        capacity: 1_200 + 600 * random.below(3) as i32,
        committed: 100 * random.below(5) as i32,
        most_tasks: None,
    };
    let team = balance::Team {
        people: (0..people).map(|_| member(random)).collect(),
        tasks: (0..12)
            .map(|_| {
                let may = (0..people as u32).filter(|_| random.below(4) > 0).collect();
                balance::Work::of(30 + random.below(500) as i32, may)
            })
            .collect(),
    };
    Question::Balance { team, nodes: 3_000 }
}

fn mentors(random: &mut Random) -> Question {
    let mut cohort = mentor::Cohort::default();
    for _ in 0..5 {
        let skills = candidate(random).skills;
        cohort.mentors.push(mentor::Mentor {
            skills,
            calendar: Some(calendar(random)),
            ..mentor::Mentor::of(2)
        });
    }
    for _ in 0..9 {
        let Candidate {
            goals, calendar, ..
        } = candidate(random);
        cohort.mentees.push(mentor::Mentee {
            goals,
            calendar,
            wishes: vec![random.below(5) as u32],
            ..Default::default()
        });
    }
    Question::Mentors {
        cohort,
        weights: mentor::Weights([5, 3, 2, 1, 1]),
    }
}
