//! The eight scores. Each is 0 to 1000 by a formula that fits in a sentence, because people ask.

use super::{Need, Part, Reason, Scored};
use crate::{
    assign::{Candidate, FULL, thousandths},
    calendar::{FIRST, Interval, LAST},
};

/// What a score is measured against: everybody.
pub(super) struct Team {
    /// Burdensome minutes of the last weeks, and the working minutes of those whose hours are known.
    burden: i64,
    capacity: i64,
    /// The cheapest candidate's cost.
    least: Option<i64>,
}

const WEEK: i32 = 7 * 1440;
/// Fairness looks back this far.
const LOOKS_BACK: i32 = 8 * WEEK;
/// What was finished a year before counts half.
const HALF_LIFE: i64 = 52 * WEEK as i64;
/// As many similar, fresh tasks make half of the scale.
const HALF_TASKS: i64 = 2;
/// As many minutes on the project make half of the scale: a working week.
const HALF_KNOWN: i64 = 2400;

impl Team {
    pub(super) fn of(need: &Need, people: &[Candidate]) -> Self {
        let weeks = last_weeks(need);
        let known = people
            .iter()
            .filter_map(|who| Some((who, who.capacity(weeks)?)));
        let (mut burden, mut capacity) = (0i64, 0i64);
        for (who, minutes) in known {
            burden = burden.saturating_add(who.burden(weeks));
            capacity = capacity.saturating_add(minutes);
        }
        Self {
            burden,
            capacity,
            least: people.iter().filter_map(|who| who.cost(need)).min(),
        }
    }

    pub(super) fn score(&self, part: Part, need: &Need, who: &Candidate) -> Scored {
        let found = match part {
            Part::Fit => fit(need, who),
            Part::Experience => experience(need, who),
            Part::FreeTime => free_time(need, who),
            Part::Continuity => continuity(need, who),
            Part::Growth => growth(need, who),
            Part::Fairness => self.fairness(need, who),
            Part::ZoneOverlap => zone_overlap(need, who),
            Part::Cost => self.cost(need, who),
        };
        match found {
            Some((score, reasons)) => Scored {
                part,
                score,
                applies: true,
                reasons,
            },
            None => Scored {
                part,
                score: None,
                applies: false,
                reasons: vec![Reason::NotAsked],
            },
        }
    }

    /// 500 for an equal share by capacity, 1000 for none, 0 from twice the equal share.
    fn fairness(&self, need: &Need, who: &Candidate) -> Found {
        if !need.burden {
            return None;
        }
        let weeks = last_weeks(need);
        let minutes = who.burden(weeks);
        let Some(capacity) = who.capacity(weeks).filter(|capacity| *capacity > 0) else {
            return Some((None, vec![Reason::HoursUnknown]));
        };
        let even =
            i128::from(self.burden) * i128::from(capacity) / i128::from(self.capacity.max(1));
        let even = even as i64;
        let score = if minutes == 0 {
            FULL
        } else {
            FULL - thousandths(minutes, even.saturating_mul(2).max(1))
        };
        Some((Some(score), vec![Reason::Burden { minutes, even }]))
    }

    /// The cheapest has 1000, twice as dear is 500.
    fn cost(&self, need: &Need, who: &Candidate) -> Found {
        let least = self.least?;
        let Some(amount) = who.cost(need) else {
            return Some((None, vec![Reason::RateUnknown]));
        };
        let score = if amount == 0 {
            FULL
        } else {
            thousandths(least, amount)
        };
        Some((Some(score), vec![Reason::Costs { amount, least }]))
    }
}

/// Score and reasons; the outer `None` when the task does not ask, the inner when it is unknown for this person.
type Found = Option<(Option<i32>, Vec<Reason>)>;

/// Level held over level needed, at most whole, weighted by skill. More than needed brings nothing: the expert is not
/// always to be asked.
fn fit(need: &Need, who: &Candidate) -> Found {
    let weights: i64 = need
        .skills
        .iter()
        .map(|skill| i64::from(skill.weight))
        .sum();
    if weights == 0 {
        return None;
    }
    let (mut points, mut unknown, mut reasons) = (0i64, 0, Vec::new());
    for asked in &need.skills {
        let (skill, needed) = (asked.skill, asked.level);
        reasons.push(match (who.level(skill, need.window), who.listed(skill)) {
            (Some(level), _) => {
                points +=
                    i64::from(asked.weight) * i64::from(thousandths(level.into(), needed.into()));
                if level >= needed {
                    Reason::LevelMet {
                        skill,
                        level,
                        needed,
                    }
                } else {
                    Reason::LevelBelow {
                        skill,
                        level,
                        needed,
                    }
                }
            }
            (None, Some(own)) => match own.valid {
                Some(valid) => Reason::NotValid { skill, valid },
                None => Reason::LevelBelow {
                    skill,
                    level: own.level,
                    needed,
                },
            },
            (None, None) => {
                unknown += 1;
                Reason::SkillUnknown { skill }
            }
        });
    }
    // Nothing known of any of the skills is not the same as none of them.
    let score = (unknown < need.skills.len()).then_some((points / weights) as i32);
    Some((score, reasons))
}

/// Similar tasks finished, each by the share of this task's skills it had, halved for each year since; two whole ones
/// are 500, six are 750.
fn experience(need: &Need, who: &Candidate) -> Found {
    let weights: i64 = need
        .skills
        .iter()
        .map(|skill| i64::from(skill.weight))
        .sum();
    if weights == 0 {
        return None;
    }
    let (mut sum, mut tasks, mut last) = (0i64, 0u32, FIRST);
    for done in who
        .history
        .iter()
        .filter(|done| done.finished <= need.today)
    {
        let shared = need
            .skills
            .iter()
            .filter(|asked| done.skills.contains(&asked.skill));
        let shared: i64 = shared.map(|asked| i64::from(asked.weight)).sum();
        if shared > 0 {
            let age = i64::from(need.today) - i64::from(done.finished);
            sum =
                sum.saturating_add(i64::from(thousandths(shared, weights)) * i64::from(faded(age)));
            tasks = tasks.saturating_add(1);
            last = last.max(done.finished);
        }
    }
    let reason = if tasks > 0 {
        Reason::Similar { tasks, last }
    } else {
        Reason::NothingSimilar
    };
    let whole = i64::from(FULL) * i64::from(FULL);
    let score = thousandths(sum, sum.saturating_add(HALF_TASKS * whole));
    Some((Some(score), vec![reason]))
}

/// 1000 today, 500 after a half-life, 250 after two; straight lines between.
fn faded(age: i64) -> i32 {
    let halvings = age / HALF_LIFE;
    if halvings >= 10 {
        return 0;
    }
    let from = FULL >> halvings;
    from - (i64::from(from) * (age % HALF_LIFE) / (2 * HALF_LIFE)) as i32
}

/// 500 when the task just fits, 1000 when twice as much is free.
fn free_time(need: &Need, who: &Candidate) -> Found {
    if need.effort == 0 {
        return None;
    }
    let Some(free) = who.free(who.present(need.window)) else {
        return Some((None, vec![Reason::HoursUnknown]));
    };
    let score = thousandths(free, 2 * i64::from(need.effort));
    Some((
        Some(score),
        vec![Reason::Free {
            free,
            needed: need.effort,
        }],
    ))
}

/// Minutes on the project, and half of those for the client elsewhere; a working week is 500, three are 750.
fn continuity(need: &Need, who: &Candidate) -> Found {
    if need.project.is_none() && need.client.is_none() {
        return None;
    }
    let (mut project, mut client) = (0i64, 0i64);
    for done in &who.history {
        let minutes = i64::from(done.minutes.max(0));
        if need.project == Some(done.project) {
            project = project.saturating_add(minutes);
        } else if need.client.is_some() && need.client == done.client {
            client = client.saturating_add(minutes);
        }
    }
    let known = project.saturating_add(client / 2);
    let reason = if project > 0 || client > 0 {
        Reason::Knows { project, client }
    } else {
        Reason::New
    };
    Some((
        Some(thousandths(known, known.saturating_add(HALF_KNOWN))),
        vec![reason],
    ))
}

/// The share of the task's skills in which they have a goal not yet reached.
fn growth(need: &Need, who: &Candidate) -> Found {
    let weights: i64 = need
        .skills
        .iter()
        .map(|skill| i64::from(skill.weight))
        .sum();
    if weights == 0 {
        return None;
    }
    let (mut points, mut reasons) = (0i64, Vec::new());
    for asked in &need.skills {
        let level = who.level(asked.skill, need.window).unwrap_or(0);
        let goals = who.goals.iter().filter(|goal| goal.skill == asked.skill);
        if let Some(aim) = goals
            .map(|goal| goal.level)
            .max()
            .filter(|aim| *aim > level)
        {
            points += i64::from(asked.weight);
            reasons.push(Reason::GrowsTowards {
                skill: asked.skill,
                level,
                aim,
            });
        }
    }
    if reasons.is_empty() {
        reasons.push(Reason::NoGoal);
    }
    Some((Some(thousandths(points, weights)), reasons))
}

/// Their working minutes in the window that the person works too, of all of theirs.
fn zone_overlap(need: &Need, who: &Candidate) -> Found {
    let theirs = need.together.as_ref()?.within(need.window);
    let of = theirs.total();
    if of == 0 {
        return None;
    }
    let Some(own) = &who.calendar else {
        return Some((None, vec![Reason::HoursUnknown]));
    };
    let minutes = theirs.intersection(own).total();
    Some((
        Some(thousandths(minutes.into(), of.into())),
        vec![Reason::Shared { minutes, of }],
    ))
}

fn last_weeks(need: &Need) -> Interval {
    let today = need.today.clamp(FIRST, LAST);
    Interval::new((today - LOOKS_BACK).max(FIRST), today)
}

impl Candidate {
    /// The part of an interval in which they are here.
    pub(super) fn present(&self, window: Interval) -> Interval {
        match self.here {
            Some(here) => {
                let start = window.start.max(here.start).min(window.finish);
                Interval::new(start, window.finish.min(here.finish).max(start))
            }
            None => window,
        }
    }

    fn capacity(&self, weeks: Interval) -> Option<i64> {
        let calendar = self.calendar.as_ref()?;
        let present = self.present(weeks);
        Some(
            calendar
                .work_between(present.start, present.finish)
                .max(0)
                .into(),
        )
    }

    fn burden(&self, weeks: Interval) -> i64 {
        let recent = self.history.iter().filter(|done| {
            done.burden && weeks.start <= done.finished && done.finished <= weeks.finish
        });
        recent.map(|done| i64::from(done.minutes.max(0))).sum()
    }

    /// Minor units, rounded up: a started unit is paid.
    fn cost(&self, need: &Need) -> Option<i64> {
        let cost = (i128::from(self.rate?) * i128::from(need.effort) + 59) / 60;
        Some(cost.min(i128::from(i64::MAX)) as i64)
    }
}
