//! On which day the next one lies.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::{DaysOff, Pattern, Series, Step};
use crate::time::YEARS;

/// How many of the rule's days may be off in a row before there is said to be none left.
const PATIENCE: usize = 1_000;
/// How far the next working day is looked for.
const FURTHEST: usize = 366;

/// One of a series: the day that the rule says, and the one on which it lies where that was a day off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurrence {
    pub by_rule: NaiveDate,
    pub day: NaiveDate,
}

impl Series {
    /// The next one on the schedule; none when the series is over, or when it goes on only after this one is done.
    pub fn next(&self, is_off: &impl Fn(NaiveDate) -> bool) -> Option<Occurrence> {
        if self.is_complete() {
            return None;
        }
        let mut by_rule = self.newest.by_rule;
        for _ in 0..PATIENCE {
            by_rule = self.by_rule_after(by_rule)?;
            let Some(day) = self.placed(by_rule, is_off) else {
                continue;
            };
            // Two that were moved to the same day are one.
            if day > self.newest.day {
                return self.within(Occurrence { by_rule, day });
            }
        }
        None
    }

    /// The one to be made today: the newest whose day has come, since days that have passed meanwhile are not made up
    /// for; else, when the one before is done, the next to come.
    pub fn due(
        &self,
        today: NaiveDate,
        is_done: bool,
        is_off: &impl Fn(NaiveDate) -> bool,
    ) -> Option<Occurrence> {
        let mut next = self.next(is_off)?;
        if next.day > today {
            return is_done.then_some(next);
        }
        let mut passed = self.clone();
        loop {
            passed.newest = next;
            match passed.next(is_off) {
                Some(later) if later.day <= today => next = later,
                _ => return Some(next),
            }
        }
    }

    /// The next one when this one was done on a day; none when the series is over or goes by a schedule.
    pub fn after_done(
        &self,
        done: NaiveDate,
        is_off: &impl Fn(NaiveDate) -> bool,
    ) -> Option<Occurrence> {
        let Pattern::AfterDone(step) = self.rule.pattern else {
            return None;
        };
        if self.is_complete() {
            return None;
        }
        let so_many = self.rule.interval;
        let by_rule = in_years(match step {
            Step::Day => done.checked_add_days(Days::new(so_many.into())),
            Step::Week => done.checked_add_days(Days::new(u64::from(so_many) * 7)),
            Step::Month => done.checked_add_months(Months::new(so_many)),
        })?;
        let day = self.placed(by_rule, is_off)?;
        self.within(Occurrence { by_rule, day })
    }

    /// The next days to come, as far as they can be known: after completion it is one, were it done on `today`.
    pub fn to_come(
        &self,
        so_many: usize,
        today: NaiveDate,
        is_off: &impl Fn(NaiveDate) -> bool,
    ) -> Vec<NaiveDate> {
        if self.rule.after_done() {
            let next = self.after_done(today, is_off);
            return next.map(|next| next.day).into_iter().collect();
        }
        let mut days = Vec::new();
        let mut series = self.clone();
        while days.len() < so_many {
            let next = if days.is_empty() {
                series.due(today, true, is_off)
            } else {
                series.next(is_off)
            };
            let Some(next) = next else { break };
            days.push(next.day);
            series = series.onwards(next);
        }
        days
    }

    /// The first day on which there may be something to make; none when it waits for this one to be done, or is over.
    pub fn look_from(&self) -> Option<NaiveDate> {
        if self.is_complete() {
            return None;
        }
        // Days off move one later, never earlier.
        let next = self.by_rule_after(self.newest.by_rule)?;
        self.rule
            .until
            .is_none_or(|until| next <= until)
            .then_some(next)
    }

    /// Whether there may be more of it at all.
    pub fn goes_on(&self) -> bool {
        !self.is_complete() && (self.rule.after_done() || self.look_from().is_some())
    }

    fn is_complete(&self) -> bool {
        self.rule.times.is_some_and(|times| self.nth >= times)
    }

    fn within(&self, next: Occurrence) -> Option<Occurrence> {
        let within = self.rule.until.is_none_or(|until| next.day <= until);
        within.then_some(next)
    }

    /// Where one lies that the rule puts on this day; nowhere when it is left out.
    fn placed(&self, by_rule: NaiveDate, is_off: &impl Fn(NaiveDate) -> bool) -> Option<NaiveDate> {
        match self.rule.days_off {
            DaysOff::Keep => Some(by_rule),
            DaysOff::LeaveOut => (!is_off(by_rule)).then_some(by_rule),
            DaysOff::Later => by_rule.iter_days().take(FURTHEST).find(|day| !is_off(*day)),
        }
    }

    /// The rule's first day after this one, days off or not.
    fn by_rule_after(&self, day: NaiveDate) -> Option<NaiveDate> {
        let every = i64::from(self.rule.interval.max(1));
        in_years(match &self.rule.pattern {
            Pattern::Daily => {
                let passed = (day - self.since).num_days().div_euclid(every);
                self.since
                    .checked_add_signed(chrono::TimeDelta::try_days((passed + 1) * every)?)
            }
            Pattern::Weekly(on) => self.weekday_after(day, every, on),
            Pattern::OnDay(nth) => self.of_month_after(day, every, |month| on_day(month, *nth)),
            Pattern::OnWeekday(nth, weekday) => {
                self.of_month_after(day, every, |month| on_weekday(month, *nth, *weekday))
            }
            Pattern::AfterDone(_) => None,
        })
    }

    /// Weeks begin on a Monday, as in RFC 5545 where nothing else is said.
    fn weekday_after(&self, day: NaiveDate, every: i64, on: &[Weekday]) -> Option<NaiveDate> {
        let first = monday(self.since)?;
        let week = (monday(day)? - first).num_days().div_euclid(7);
        let in_week = |week: i64, after: NaiveDate| {
            let monday = first.checked_add_signed(chrono::TimeDelta::try_days(week * 7)?)?;
            let days = monday.iter_days().take(7);
            let mut days = days.filter(|day| *day > after && on.contains(&day.weekday()));
            days.next()
        };
        let begun = week.div_euclid(every) * every;
        let here = (begun == week).then(|| in_week(week, day)).flatten();
        here.or_else(|| in_week(begun + every, day))
    }

    fn of_month_after(
        &self,
        day: NaiveDate,
        every: i64,
        of: impl Fn(NaiveDate) -> Option<NaiveDate>,
    ) -> Option<NaiveDate> {
        let first = self.since.with_day(1)?;
        let months = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month0());
        let month = months(day) - months(first);
        let in_month = |month: i64| {
            let month = u32::try_from(month).ok()?;
            of(first.checked_add_months(Months::new(month))?)
        };
        let begun = month.div_euclid(every) * every;
        let here = if begun == month {
            in_month(month)
        } else {
            None
        };
        here.filter(|here| *here > day)
            .or_else(|| in_month(begun + every))
    }
}

fn in_years(day: Option<NaiveDate>) -> Option<NaiveDate> {
    day.filter(|day| YEARS.contains(&day.year()))
}

fn monday(day: NaiveDate) -> Option<NaiveDate> {
    let back = u64::from(day.weekday().num_days_from_monday());
    day.checked_sub_days(Days::new(back))
}

/// A day of the month that begins here; the last where it is shorter.
fn on_day(month: NaiveDate, nth: u32) -> Option<NaiveDate> {
    let last = last_of(month)?;
    last.with_day(nth.min(last.day()))
}

fn on_weekday(month: NaiveDate, nth: i8, weekday: Weekday) -> Option<NaiveDate> {
    match u8::try_from(nth) {
        Ok(nth) => NaiveDate::from_weekday_of_month_opt(month.year(), month.month(), weekday, nth),
        Err(_) => {
            let last = last_of(month)?;
            let back = last.weekday().days_since(weekday);
            last.checked_sub_days(Days::new(back.into()))
        }
    }
}

fn last_of(month: NaiveDate) -> Option<NaiveDate> {
    month.checked_add_months(Months::new(1))?.pred_opt()
}
