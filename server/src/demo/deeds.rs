//! What people did, in the order of time: projects begun, tasks begun and done, things said, time away, days closed.

use anyhow::{Context, Result};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use super::cast::{AWAY, Away, LOG, PEOPLE, Person};
use super::days::{day, moment};
use super::schedule::{Span, State, state};
use super::script::Plan;

pub struct Deed {
    pub at: DateTime<Utc>,
    pub who: &'static str,
    pub what: What,
}

/// A task is named by the places of its plan and of itself in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Begin {
        plan: usize,
    },
    Start {
        plan: usize,
        task: usize,
    },
    Stop {
        plan: usize,
        task: usize,
    },
    Say {
        plan: usize,
        task: usize,
        said: usize,
    },
    Close {
        plan: usize,
        task: usize,
    },
    Health {
        plan: usize,
    },
    Ask {
        away: usize,
    },
    Note {
        line: usize,
    },
}

/// Everything up to now, earliest first. What would be later today was a moment ago.
pub fn all(plans: &[Plan], spans: &[Vec<Option<Span>>], now: DateTime<Utc>) -> Result<Vec<Deed>> {
    let mut deeds = Deeds {
        today: now.date_naive(),
        made: Vec::new(),
    };
    for (at, (plan, spans)) in plans.iter().zip(spans).enumerate() {
        deeds.of_plan(at, plan, spans)?;
    }
    for (n, away) in AWAY.iter().enumerate() {
        deeds.of_absence(n, away)?;
    }
    for (n, (who, day, _)) in LOG.iter().enumerate() {
        deeds.put(who, *day, 17 * 60 + 10, What::Note { line: n })?;
    }
    let mut made = deeds.made;
    // Of one moment, in the order in which they were written down.
    made.sort_by_key(|deed| deed.at.min(now));
    Ok(made)
}

struct Deeds {
    today: NaiveDate,
    made: Vec<Deed>,
}

impl Deeds {
    fn of_plan(&mut self, at: usize, plan: &Plan, spans: &[Option<Span>]) -> Result<()> {
        let begun = plan.start - 1;
        self.put(plan.lead, begun, 10 * 60, What::Begin { plan: at })?;
        for (n, (task, span)) in plan.tasks.iter().zip(spans).enumerate() {
            let span = span.with_context(|| format!("{} waits for itself", task.title))?;
            let who = task.who.unwrap_or(plan.lead);
            let (plan_at, task_at) = (at, n);
            // Not everybody begins at the same minute, and nobody at another one tomorrow.
            let early = (n as i64 * 37) % 50;
            if state(task, span) != State::Ahead && !task.milestone {
                let start = What::Start {
                    plan: plan_at,
                    task: task_at,
                };
                self.put(who, span.start, 9 * 60 + early, start)?;
            }
            if state(task, span) == State::Done {
                let close = What::Close {
                    plan: plan_at,
                    task: task_at,
                };
                let last = (span.end - 1).max(span.start - 1);
                self.put(who, last, 15 * 60 + early * 2, close)?;
            }
            if let Some(stuck) = &task.stuck {
                let stop = What::Stop {
                    plan: plan_at,
                    task: task_at,
                };
                self.put(who, stuck.since, 11 * 60 + early, stop)?;
            }
            for (m, said) in task.said.iter().enumerate() {
                let day = if said.day < 0 {
                    said.day
                } else {
                    span.start + said.day
                };
                // Of what is still to come nobody has spoken.
                if day < 0 {
                    let say = What::Say {
                        plan: plan_at,
                        task: task_at,
                        said: m,
                    };
                    self.put(said.who, day, 13 * 60 + early, say)?;
                }
            }
        }
        if plan.health.is_some() {
            self.put(plan.lead, -2, 16 * 60, What::Health { plan: at })?;
        }
        Ok(())
    }

    /// Asked for two weeks ahead, or as early as anyone was there; what nobody foresaw on the morning itself.
    fn of_absence(&mut self, n: usize, away: &Away) -> Result<()> {
        let day = if away.unplanned || away.kind == "sick" {
            away.first
        } else {
            (away.first - 10).min(-1)
        };
        self.put(away.who, day, 8 * 60 + 20, What::Ask { away: n })
    }

    /// On that working day at that minute where they live.
    fn put(&mut self, who: &'static str, n: i64, minute: i64, what: What) -> Result<()> {
        let zone = zone(person(who)?)?;
        let at = moment(day(self.today, n), minute, zone);
        // Seconds apart, so that no two deeds look like one.
        let at = at + TimeDelta::seconds((self.made.len() as i64 * 13) % 60);
        self.made.push(Deed { at, who, what });
        Ok(())
    }
}

pub fn person(short: &str) -> Result<&'static Person> {
    let person = PEOPLE.iter().find(|person| person.short == short);
    person.with_context(|| format!("who is {short}?"))
}

pub fn zone(person: &Person) -> Result<Tz> {
    let zone = person.zone.parse::<Tz>();
    zone.map_err(|_| anyhow::anyhow!("{} is no zone", person.zone))
}

#[cfg(test)]
mod tests {
    use super::super::{plans, schedule};
    use super::*;

    #[test]
    fn deeds_run_forward_and_begin_with_a_project() {
        let plans = plans().unwrap();
        let spans = schedule::lay_out(&plans);
        // A Friday, a Saturday, a day after the clocks changed, a leap day.
        for now in [
            "2026-11-27T08:00:00Z",
            "2026-11-28T23:30:00Z",
            "2027-03-29T06:00:00Z",
            "2028-02-29T12:00:00Z",
        ] {
            let now: DateTime<Utc> = now.parse().unwrap();
            let deeds = all(&plans, &spans, now).unwrap();
            assert!(deeds.len() > 400, "{}", deeds.len());
            assert!(deeds.is_sorted_by_key(|deed| deed.at.min(now)));
            for (plan, of) in plans.iter().enumerate() {
                let first = deeds.iter().find(|deed| deed.what.plan() == Some(plan));
                assert_eq!(first.unwrap().what, What::Begin { plan }, "{}", of.title);
            }
        }
    }

    impl What {
        fn plan(self) -> Option<usize> {
            match self {
                Self::Begin { plan }
                | Self::Start { plan, .. }
                | Self::Stop { plan, .. }
                | Self::Say { plan, .. }
                | Self::Close { plan, .. }
                | Self::Health { plan } => Some(plan),
                Self::Ask { .. } | Self::Note { .. } => None,
            }
        }
    }
}
