//! How much of a person's work falls on which days, and how much of their time that takes.

use chrono::{NaiveDate, TimeDelta};

/// One day of a person, in minutes for projects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// As they usually work.
    pub own: i64,
    /// Without the time they are away.
    pub free: i64,
    pub is_away: bool,
}

/// A person's days from a first one on; nothing where their week is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Days {
    pub first: NaiveDate,
    pub days: Vec<Option<Day>>,
}

impl Days {
    fn at(&self, day: NaiveDate) -> Option<&Option<Day>> {
        let index = usize::try_from((day - self.first).num_days()).ok()?;
        self.days.get(index)
    }

    /// Beyond what was read, a day is as their days are on average.
    fn usual(&self) -> Option<i64> {
        let count = i64::try_from(self.days.len()).ok().filter(|n| *n > 0)?;
        let own: Option<i64> = self.days.iter().map(|day| day.map(|d| d.own)).sum();
        Some(own? / count)
    }

    /// Minutes they have from a day to a day, both included: usually, and without the time away. Unknown when one of
    /// the days is.
    pub fn over(&self, from: NaiveDate, to: NaiveDate) -> Option<(i64, i64)> {
        let (mut own, mut free) = (0, 0);
        let mut day = from;
        while day <= to {
            match self.at(day) {
                Some(Some(known)) => {
                    own += known.own;
                    free += known.free;
                }
                Some(None) => return None,
                None => {
                    let rest = (to - day).num_days() + 1;
                    let usual = self.usual()?.saturating_mul(rest);
                    return Some((own + usual, free + usual));
                }
            }
            day = next(day);
        }
        Some((own, free))
    }

    /// Away for the part of a day that they would work.
    pub fn is_away(&self, day: NaiveDate) -> bool {
        matches!(self.at(day), Some(Some(known)) if known.is_away && known.free == 0)
    }

    /// The first day from this one on with time for projects.
    pub fn back(&self, from: NaiveDate) -> Option<NaiveDate> {
        let last = self.first + TimeDelta::days(i64::try_from(self.days.len()).unwrap_or(0));
        let mut day = from.max(self.first);
        while day < last {
            if matches!(self.at(day), Some(Some(known)) if known.free > 0) {
                return Some(day);
            }
            day = next(day);
        }
        None
    }
}

fn next(day: NaiveDate) -> NaiveDate {
    day.succ_opt().unwrap_or(day + TimeDelta::days(1))
}

/// What somebody is to do on one task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work {
    pub start: Option<NaiveDate>,
    pub finish: Option<NaiveDate>,
    /// Minutes for all who do it.
    pub effort: Option<i64>,
    pub percent: i64,
    /// Thousandths of their day, and of all who do it together.
    pub units: i64,
    pub all_units: i64,
}

impl Work {
    /// What is left of their share.
    pub fn left(&self) -> Option<i64> {
        let left = self
            .effort?
            .saturating_mul(100 - self.percent.clamp(0, 100))
            / 100;
        let all = self.all_units.max(self.units).max(1);
        Some(left.saturating_mul(self.units) / all)
    }

    /// The part of it that falls on `from..=to`, spread over the hours they have until its end. Unknown without an
    /// estimate: nobody's nothing.
    pub fn within(
        &self,
        days: &Days,
        today: NaiveDate,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Option<i64> {
        let left = self.left()?;
        let (first, last) = super::readiness::window(today, self.start, self.finish);
        let (begin, end) = (first.max(from), last.min(to));
        if begin > end {
            let waits = last < from && self.waits(days, (first, last), (from, to));
            return Some(if waits { left } else { 0 });
        }
        if (begin, end) == (first, last) {
            return Some(left);
        }
        let all = days.over(first, last).map_or(0, |(_, free)| free);
        let part = days.over(begin, end).map_or(0, |(_, free)| free);
        if all > 0 {
            return Some(left.saturating_mul(part) / all);
        }
        // No hours at all, or unknown ones: evenly over the days.
        let count = |a: NaiveDate, b: NaiveDate| (b - a).num_days() + 1;
        Some(left.saturating_mul(count(begin, end)) / count(first, last))
    }

    /// What they have no hours for on its own days, as for what is late at the weekend, waits for the first day with
    /// some: whether that is in `from..=to`.
    fn waits(
        &self,
        days: &Days,
        (first, last): (NaiveDate, NaiveDate),
        (from, to): (NaiveDate, NaiveDate),
    ) -> bool {
        let has_none = matches!(days.over(first, last), Some((_, 0)));
        let then = days.back(last).filter(|_| has_none);
        then.is_some_and(|day| (from..=to).contains(&day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, n).unwrap_or_default()
    }

    /// From Tuesday 24 on, eight hours a working day, away on Wednesday.
    fn days() -> Days {
        let known = |n: u32| {
            let own = if (28..30).contains(&n) { 0 } else { 480 };
            let is_away = n == 25;
            let free = if is_away { 0 } else { own };
            Some(Day { own, free, is_away })
        };
        Days {
            first: day(24),
            days: (24..=30).map(known).collect(),
        }
    }

    fn work(start: u32, finish: u32, effort: i64) -> Work {
        Work {
            start: Some(day(start)),
            finish: Some(day(finish)),
            effort: Some(effort),
            percent: 0,
            units: 1000,
            all_units: 1000,
        }
    }

    #[test]
    fn work_is_spread_over_the_hours_there_are() {
        let (days, today) = (days(), day(24));
        let whole = work(24, 26, 600);
        // Nothing of it on the day away.
        assert_eq!(whole.within(&days, today, day(25), day(25)), Some(0));
        assert_eq!(whole.within(&days, today, day(24), day(24)), Some(300));
        assert_eq!(whole.within(&days, today, day(20), day(30)), Some(600));
        // What should have been done is to be done today.
        assert_eq!(
            work(16, 20, 120).within(&days, today, day(24), day(24)),
            Some(120)
        );
        assert_eq!(
            work(27, 27, 120).within(&days, today, day(24), day(26)),
            Some(0)
        );
    }

    #[test]
    fn what_has_no_hours_on_its_days_waits_for_the_first_with_some() {
        let days = days();
        let late = work(16, 20, 120);
        let monday = |today: u32| late.within(&days, day(today), day(30), day(30));
        // At the weekend it is Monday's; on a working day it is that day's.
        assert_eq!([28, 29, 27].map(monday), [Some(120), Some(120), Some(0)]);
        // Away on Wednesday, so it is Thursday's.
        let on = |n: u32| work(25, 25, 120).within(&days, day(24), day(n), day(n));
        assert_eq!([24, 25, 26, 27].map(on), [0, 120, 120, 0].map(Some));
    }

    #[test]
    fn a_share_is_what_is_left_of_ones_own() {
        let shared = Work {
            percent: 50,
            units: 500,
            all_units: 1500,
            ..work(24, 24, 900)
        };
        assert_eq!(shared.left(), Some(150));
        assert_eq!(
            Work {
                effort: None,
                ..shared
            }
            .left(),
            None
        );
    }

    #[test]
    fn unknown_days_are_not_free_days() {
        let mut days = days();
        assert_eq!(days.over(day(24), day(27)), Some((1920, 1440)));
        assert_eq!(days.back(day(25)), Some(day(26)));
        assert!(days.is_away(day(25)) && !days.is_away(day(28)));
        // Beyond what is known it goes on as usual: 2400 minutes a week.
        assert_eq!(
            days.over(day(30), day(30) + TimeDelta::days(1)),
            Some((480 + 342, 480 + 342))
        );
        days.days[2] = None;
        assert_eq!(days.over(day(24), day(27)), None);
        assert_eq!(days.over(day(24), day(25)), Some((960, 480)));
    }
}
