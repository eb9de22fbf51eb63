//! Every way to an answer, and the checker of each: what is given to anybody has been accepted.

use planner::{
    ask::{Dates, Job, Question, Step, ask},
    cpm::{self, Network},
    crash::Crash,
    level::{self, answer::Leveled},
    rcpsp::{
        check, islands,
        max::{self, Outcome},
        solve::{Answer, Budget},
    },
    risk::Model,
    whatif,
};
use serde::de::DeserializeOwned;

use crate::questions::questions;

/// The answer to a question, if it has one.
fn answered<T: DeserializeOwned>(text: &str) -> Option<T> {
    let said: serde_json::Value = serde_json::from_str(text).unwrap();
    let answer = said.get("answer")?.clone();
    Some(serde_json::from_value(answer).unwrap())
}

#[test]
fn every_answer_is_accepted_by_its_checker() {
    let mut seen = [0; 7];
    for text in questions() {
        let Ok(question) = serde_json::from_str(&text) else {
            continue;
        };
        let said = ask(&text);
        assert!(!said.contains("checker"), "{said}");
        match question {
            Question::CriticalPath(plan) => {
                let Some(dates) = answered::<Dates>(&said) else {
                    continue;
                };
                assert_eq!(cpm::check::check(&plan, &dates.early), Ok(()), "{text}");
                assert_eq!(cpm::check::check(&plan, &dates.dates), Ok(()), "{text}");
                seen[0] += 1;
            }
            Question::WhatIf { plan, changes } => {
                let Some(answer) = answered::<whatif::Answer>(&said) else {
                    continue;
                };
                let applied = whatif::apply(&plan, &Model::default(), &changes).unwrap();
                let mut dates = Network::new(plan).unwrap().dates().to_vec();
                for moved in &answer.moves {
                    dates[moved.task as usize] = moved.after.unwrap();
                }
                assert_eq!(cpm::check::check(&applied.plan, &dates), Ok(()), "{text}");
                seen[1] += 1;
            }
            Question::Level { portfolio, .. } => {
                let Some(answer) = answered::<Leveled>(&said) else {
                    continue;
                };
                assert_eq!(level::check::check(&portfolio, &answer), Ok(()), "{text}");
                seen[2] += 1;
            }
            Question::Schedule {
                instance,
                seed,
                budget,
            } => {
                let answer = answered::<Answer>(&said).unwrap();
                let budget = Budget {
                    nodes: 50,
                    ..budget
                };
                let other = islands::solve(&instance, seed, budget, 2, &mut |_| true).unwrap();
                for answer in [&answer, &other] {
                    let judged = check::check(&instance, &answer.starts, answer.makespan);
                    assert_eq!(judged, Ok(()), "{text}");
                    assert!(answer.bound <= answer.makespan, "{text}");
                }
                // Neither is below what the other proves.
                assert!(answer.bound <= other.makespan && other.bound <= answer.makespan);
                seen[3] += 1;
            }
            Question::ScheduleMax { instance, .. } => {
                if let Some(Outcome::Found(answer)) = answered(&said) {
                    let judged = max::check::check(&instance, &answer.starts, answer.makespan);
                    assert_eq!(judged, Ok(()), "{text}");
                    seen[4] += 1;
                }
            }
            Question::Crash {
                tasks,
                links,
                target,
            } => {
                let Some(Crash { cost, durations }) = answered(&said) else {
                    continue;
                };
                // Links lead to later positions here.
                let mut ends = vec![0; tasks.len()];
                let mut paid = 0;
                for (to, row) in tasks.iter().enumerate() {
                    assert!((row.least..=row.normal).contains(&durations[to]), "{text}");
                    paid += row.cost * i64::from(row.normal - durations[to]);
                    let before = links.iter().filter(|link| link.1 as usize == to);
                    let start = before.map(|link| ends[link.0 as usize]).max().unwrap_or(0);
                    ends[to] = start + i64::from(durations[to]);
                }
                assert!(ends.iter().all(|end| *end <= target), "{text}");
                assert_eq!(paid, cost, "{text}");
                seen[5] += 1;
            }
            _ => seen[6] += 1,
        }
    }
    assert!(seen.iter().all(|times| *times > 12), "{seen:?}");
}

/// What a web worker does, without one: steps, looks at the progress, and now and then an end before the end.
#[test]
fn answers_in_steps_are_those_given_at_once_and_a_stopped_search_has_one_too() {
    let (mut steps, mut stopped) = (0, 0);
    for (at, text) in questions().iter().enumerate() {
        let mut job = Job::new(text);
        let mut last = 0;
        let answer = loop {
            match job.step() {
                Step::Done(answer) => break answer,
                Step::Going(progress) => {
                    assert!(last <= progress.done && progress.done <= progress.of);
                    assert_eq!(job.progress(), progress);
                    last = progress.done;
                    steps += 1;
                }
            }
        };
        assert_eq!(answer, ask(text), "{text}");
        assert_eq!(job.step(), Step::Done(answer.clone()), "it stays answered");
        // Ended after some steps.
        let mut job = Job::new(text);
        for _ in 0..at % 4 {
            job.step();
        }
        let said = job.stop();
        let known = said.starts_with("{\"answer\":") || said.starts_with("{\"error\":");
        assert!(known && job.stop() == said, "{said}");
        if let Ok(Question::Schedule { instance, .. }) = serde_json::from_str(text)
            && at % 4 > 0
        {
            let answer = answered::<Answer>(&said).unwrap();
            let judged = check::check(&instance, &answer.starts, answer.makespan);
            assert_eq!(judged, Ok(()));
            stopped += 1;
        }
    }
    assert!(steps > 200 && stopped > 10, "{steps}, {stopped}");
}
