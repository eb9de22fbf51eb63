//! What people did, in the order of time: projects begun, tasks begun and done, things said, time away, days closed.

use anyhow::{Context, Result};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use super::cast::{AWAY, Away, CLOSES, EDITS, LOG, PEOPLE, Person};
use super::days::{day, moment, today};
use super::moments::MOMENTS;
use super::schedule::{Span, State, state};
use super::script::{Plan, Task};

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
        day: NaiveDate,
    },
    Progress {
        plan: usize,
        task: usize,
        was: i64,
        percent: i64,
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
        day: NaiveDate,
    },
    CloseSection {
        plan: usize,
        section: usize,
    },
    Health {
        plan: usize,
        said: usize,
    },
    Edit {
        plan: usize,
        edit: usize,
    },
    Ask {
        away: usize,
    },
    Allow {
        away: usize,
    },
    Note {
        line: usize,
    },
    CloseDay {
        day: NaiveDate,
    },
    /// Something with a time of day is fixed.
    Fix {
        moment: usize,
    },
}

/// Everything up to now, earliest first.
pub fn all(plans: &[Plan], spans: &[Vec<Option<Span>>], now: DateTime<Utc>) -> Result<Vec<Deed>> {
    let mut deeds = Deeds {
        today: today(now),
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
    for (who, back) in CLOSES {
        for n in -back..0 {
            let day = day(deeds.today, n);
            deeds.put(who, n, 17 * 60 + 40, What::CloseDay { day })?;
        }
    }
    for (n, edit) in EDITS.iter().enumerate() {
        let plan = plans.iter().position(|plan| plan.key == edit.project);
        let plan = plan.context("an edit of no project")?;
        let what = What::Edit { plan, edit: n };
        deeds.put(edit.who, edit.day, edit.minute, what)?;
    }
    for (n, moment) in MOMENTS.iter().enumerate() {
        let plan = plans.iter().find(|plan| plan.key == moment.project);
        let lead = plan.context("a moment of no project")?.lead;
        deeds.put(lead, -1, 16 * 60 + 30, What::Fix { moment: n })?;
    }
    let mut made = deeds.made;
    // What is still to come today has not happened.
    made.retain(|deed| deed.at <= now);
    // Of one moment, in the order in which they were written down.
    made.sort_by_key(|deed| deed.at);
    Ok(made)
}

struct Deeds {
    today: NaiveDate,
    made: Vec<Deed>,
}

impl Deeds {
    fn of_plan(&mut self, plan: usize, of: &Plan, spans: &[Option<Span>]) -> Result<()> {
        self.put(of.lead, of.start - 1, 10 * 60, What::Begin { plan })?;
        let mut last = vec![Some(i64::MIN); of.sections.len()];
        for (task, (about, span)) in of.tasks.iter().zip(spans).enumerate() {
            let span = span.with_context(|| format!("{} waits for itself", about.title))?;
            let ends = self.of_task((plan, of.lead), (task, about), span)?;
            let section = &mut last[about.section];
            *section = section.zip(ends).map(|(so_far, ends)| so_far.max(ends));
        }
        for (section, last) in last.into_iter().enumerate() {
            // All of it is done.
            if let Some(last) = last {
                let what = What::CloseSection { plan, section };
                self.put(of.lead, last, 17 * 60 + 20, what)?;
            }
        }
        for (said, health) in of.health.iter().enumerate() {
            self.put(of.lead, health.day, 16 * 60, What::Health { plan, said })?;
        }
        Ok(())
    }

    /// The day on which it was done, if it is.
    fn of_task(
        &mut self,
        (plan, lead): (usize, &'static str),
        (task, about): (usize, &Task),
        span: Span,
    ) -> Result<Option<i64>> {
        let who = about.who.unwrap_or(lead);
        // Not everybody begins at the same minute, and nobody at another one tomorrow.
        let early = (task as i64 * 37) % 50;
        let is = state(about, span);
        if is != State::Ahead && !about.milestone {
            let day = day(self.today, span.start);
            let what = What::Start { plan, task, day };
            self.put(who, span.start, 9 * 60 + early, what)?;
        }
        if is == State::UnderWay {
            let most = if about.stuck.is_some() { 30 } else { 80 };
            let mut was = 0;
            // Yesterday afternoon and this morning, as far as it has come.
            for (n, minute) in [(-1, 14 * 60 + early), (0, 8 * 60 + 30 + early)] {
                let part = (n - span.start) * 100 / about.days.max(1);
                let percent = (part / 10 * 10).clamp(10, most);
                if span.start < n && percent > was {
                    let what = What::Progress {
                        plan,
                        task,
                        was,
                        percent,
                    };
                    self.put(who, n, minute, what)?;
                    was = percent;
                }
            }
        }
        if let Some(stuck) = &about.stuck {
            let what = What::Stop { plan, task };
            self.put(who, stuck.since, 11 * 60 + early, what)?;
        }
        for (said, of) in about.said.iter().enumerate() {
            let day = if of.day < 0 {
                of.day
            } else {
                span.start + of.day
            };
            let what = What::Say { plan, task, said };
            self.put(of.who, day, 13 * 60 + early, what)?;
        }
        if is != State::Done {
            return Ok(None);
        }
        // The last day of work; a milestone is reached when what it waits for is done.
        let last = if about.milestone {
            span.start
        } else {
            span.end
        } - 1;
        let day = day(self.today, last);
        let what = What::Close { plan, task, day };
        self.put(who, last, 15 * 60 + early * 2, what)?;
        Ok(Some(last))
    }

    /// Asked for two weeks ahead, or as early as anyone was there; what nobody foresaw on the morning itself.
    fn of_absence(&mut self, n: usize, away: &Away) -> Result<()> {
        let day = if away.unplanned || away.kind == "sick" {
            away.first
        } else {
            (away.first - 10).min(-1)
        };
        self.put(away.who, day, 8 * 60 + 20, What::Ask { away: n })?;
        if away.unplanned || away.waits {
            return Ok(());
        }
        // By the owner, the same afternoon.
        self.put("ruth", day, 18 * 60 + 5, What::Allow { away: n })
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
            assert!(deeds.is_sorted_by_key(|deed| deed.at));
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
                | Self::Progress { plan, .. }
                | Self::Stop { plan, .. }
                | Self::Say { plan, .. }
                | Self::Close { plan, .. }
                | Self::CloseSection { plan, .. }
                | Self::Health { plan, .. }
                | Self::Edit { plan, .. } => Some(plan),
                Self::Ask { .. }
                | Self::Allow { .. }
                | Self::Note { .. }
                | Self::CloseDay { .. }
                | Self::Fix { .. } => None,
            }
        }
    }
}
