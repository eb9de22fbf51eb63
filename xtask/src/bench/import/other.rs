//! Whoever works meanwhile: looks at Today, a list and a task, and says something of it, in turn.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

use super::super::client::{Client, encoded, id};
use super::json;

/// Between an answer and the next request of theirs.
pub const PAUSE: Duration = Duration::from_millis(50);

/// What the other does in turn.
pub const DOES: [&str; 4] = ["Today", "List", "Task page", "Comment"];

/// Tasks that they talk about in turn.
const TALKED: usize = 10;

/// One request of the other.
#[derive(Clone, Copy)]
pub struct Took {
    /// Its place in [`DOES`].
    pub what: usize,
    pub begun: Instant,
    pub time: Duration,
}

/// Requests that were under way at some moment between the two.
pub fn within(all: &[Took], from: Instant, to: Instant) -> Vec<Took> {
    all.iter()
        .filter(|one| one.begun < to && one.begun + one.time > from)
        .copied()
        .collect()
}

pub struct Other {
    client: Client,
    workspace: String,
    /// Their codes and ids.
    tasks: Vec<(String, String)>,
}

impl Other {
    pub fn new(mut client: Client, workspace: &str, task: &str) -> Result<Self> {
        let (key, number) = task.rsplit_once('-').context("no task to talk about")?;
        let first: usize = number.parse().context("no task to talk about")?;
        let mut tasks = Vec::new();
        for number in first..first + TALKED {
            let code = format!("{key}-{number}");
            let path = format!("/do/plan/task?workspace={}&code={code}", encoded(workspace));
            let task = json(&client.get(&path, "identity")?)?;
            let id = task["id"].as_str().context("a task without an id")?;
            tasks.push((code, id.to_owned()));
        }
        Ok(Self {
            client,
            workspace: workspace.to_owned(),
            tasks,
        })
    }

    /// Without an end, until it is over.
    pub fn work(&mut self, over: &AtomicBool) -> Result<Vec<Took>> {
        let mut all = Vec::new();
        for round in 0.. {
            for (what, name) in DOES.iter().enumerate() {
                if over.load(Ordering::Relaxed) {
                    return Ok(all);
                }
                let begun = Instant::now();
                self.does(what, round)
                    .with_context(|| format!("the other's {name}"))?;
                let time = begun.elapsed();
                all.push(Took { what, begun, time });
                thread::sleep(PAUSE);
            }
        }
        Ok(all)
    }

    fn does(&mut self, what: usize, round: usize) -> Result<()> {
        let workspace = &self.workspace;
        let (code, record) = &self.tasks[round % self.tasks.len()];
        let page = match what {
            0 => format!("/{workspace}/today"),
            1 => {
                let key = code.split('-').next().unwrap_or_default();
                format!("/{workspace}/p/{key}")
            }
            2 => format!("/{workspace}/t/{code}"),
            _ => {
                let (id, text) = (id(), format!("Said in round {round}"));
                let fields = [
                    ("workspace", workspace.as_str()),
                    ("id", &id),
                    ("record", record),
                    ("text", &text),
                ];
                return self
                    .client
                    .change("/do/talk/add_comment", &fields)
                    .map(drop);
            }
        };
        let answer = self.client.get(&page, "br")?;
        ensure!(answer.status == 200, "{page} answered {}", answer.status);
        Ok(())
    }
}

/// The time that so large a part of them took at most.
pub fn quantile(times: &[Took], part: f64) -> Duration {
    let mut all: Vec<Duration> = times.iter().map(|one| one.time).collect();
    all.sort();
    let nth = (all.len() as f64 * part).ceil() as usize;
    all.get(nth.saturating_sub(1)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn took(begun: Instant, ms: u64) -> Took {
        let time = Duration::from_millis(ms);
        Took {
            what: 0,
            begun,
            time,
        }
    }

    #[test]
    fn of_a_hundred_five_may_take_longer() {
        let now = Instant::now();
        let times: Vec<_> = (1..=100).rev().map(|ms| took(now, ms)).collect();
        assert_eq!(quantile(&times, 0.95), Duration::from_millis(95));
        assert_eq!(quantile(&times, 1.0), Duration::from_millis(100));
        assert_eq!(quantile(&times[..1], 0.5), Duration::from_millis(100));
        assert_eq!(quantile(&[], 0.95), Duration::ZERO);
    }

    #[test]
    fn what_began_before_and_ended_within_counts() {
        let now = Instant::now();
        let at = |ms| now + Duration::from_millis(ms);
        let all = [took(at(0), 10), took(at(5), 20), took(at(30), 5)];
        assert_eq!(within(&all, at(12), at(30)).len(), 1);
        assert_eq!(within(&all, at(8), at(31)).len(), 3);
    }
}
