//! A weekly pattern: how long each weekday is, when it begins, and the break in its middle.

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// Minutes of a whole day, by the clock on the wall.
pub const DAY: i64 = 1440;

/// A day longer than this has the break in it; a shorter one is worked in one piece.
pub const BREAK_AFTER: i64 = 360;

/// Working time of one day, `from` until `to`, in minutes after its midnight. `to` is above [`DAY`] where a shift ends
/// on the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Hours {
    pub from: i64,
    pub to: i64,
}

impl Hours {
    pub const fn new(from: i64, to: i64) -> Self {
        Self { from, to }
    }

    pub const fn minutes(self) -> i64 {
        self.to - self.from
    }
}

/// Working minutes of all pieces of a day.
pub fn total(hours: &[Hours]) -> i64 {
    hours.iter().map(|piece| piece.minutes()).sum()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Week {
    /// Working minutes from Monday to Sunday, the break not counted.
    pub minutes: [i64; 7],
    /// Minute of the day at which work begins.
    pub begins: i64,
    /// How long the break around the middle is.
    pub break_minutes: i64,
}

/// What is assumed where nobody has said anything, and always shown as such: Monday to Friday, nine to five.
pub const ASSUMED: Week = Week {
    minutes: [480, 480, 480, 480, 480, 0, 0],
    begins: 540,
    break_minutes: 0,
};

impl Week {
    pub fn minutes_on(&self, day: NaiveDate) -> i64 {
        self.minutes_of(day.weekday())
    }

    pub fn minutes_of(&self, weekday: Weekday) -> i64 {
        self.minutes
            .get(weekday.num_days_from_monday() as usize)
            .copied()
            .unwrap_or(0)
    }

    /// When on this day work is done: one piece, or two around the break.
    pub fn hours_on(&self, day: NaiveDate) -> Vec<Hours> {
        self.hours_of(day.weekday())
    }

    pub fn hours_of(&self, weekday: Weekday) -> Vec<Hours> {
        let minutes = self.minutes_of(weekday);
        let (from, to) = (self.begins, self.begins + minutes);
        if minutes <= 0 {
            return Vec::new();
        }
        if minutes <= BREAK_AFTER || self.break_minutes == 0 {
            return vec![Hours::new(from, to)];
        }
        let noon = from + first_half(minutes);
        vec![
            Hours::new(from, noon),
            Hours::new(noon + self.break_minutes, to + self.break_minutes),
        ]
    }

    pub fn minutes_a_week(&self) -> i64 {
        self.minutes.iter().sum()
    }

    /// Whether the week can be worked: no day is longer than a day, the break included.
    pub fn is_possible(&self) -> bool {
        self.minutes
            .iter()
            .all(|minutes| (0..=DAY).contains(minutes) && minutes + self.break_minutes <= DAY)
            && (0..DAY).contains(&self.begins)
            && (0..DAY).contains(&self.break_minutes)
    }
}

/// The morning of a day of so many minutes; the afternoon has the rest, so that both halves are the whole.
pub fn first_half(minutes: i64) -> i64 {
    minutes - minutes / 2
}

/// The part of a day's hours that is before its first `minutes` of work are done, and the part after.
pub fn split(hours: &[Hours], minutes: i64) -> (Vec<Hours>, Vec<Hours>) {
    let (mut before, mut after) = (Vec::new(), Vec::new());
    let mut left = minutes;
    for piece in hours {
        let cut = piece.from + left.clamp(0, piece.minutes());
        if piece.from < cut {
            before.push(Hours::new(piece.from, cut));
        }
        if cut < piece.to {
            after.push(Hours::new(cut, piece.to));
        }
        left -= piece.minutes();
    }
    (before, after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn week() -> Week {
        Week {
            minutes: [480, 480, 480, 480, 300, 0, 0],
            begins: 510,
            break_minutes: 45,
        }
    }

    #[test]
    fn a_long_day_has_its_break_in_the_middle_and_a_short_one_has_none() {
        assert_eq!(
            week().hours_of(Weekday::Mon),
            [Hours::new(510, 750), Hours::new(795, 1035)]
        );
        assert_eq!(week().hours_of(Weekday::Fri), [Hours::new(510, 810)]);
        assert_eq!(week().hours_of(Weekday::Sun), []);
        assert_eq!(ASSUMED.hours_of(Weekday::Tue), [Hours::new(540, 1020)]);
    }

    #[test]
    fn the_hours_of_a_day_are_its_minutes() {
        for minutes in 0..=1380 {
            let week = Week {
                minutes: [minutes; 7],
                begins: 1300,
                break_minutes: 60,
            };
            assert_eq!(total(&week.hours_of(Weekday::Wed)), minutes);
        }
    }

    #[test]
    fn splitting_a_day_loses_nothing() {
        let hours = week().hours_of(Weekday::Mon);
        for minutes in 0..=480 {
            let (before, after) = split(&hours, minutes);
            assert_eq!(total(&before), minutes);
            assert_eq!(total(&before) + total(&after), 480);
        }
        let (before, after) = split(&hours, first_half(480));
        assert_eq!(before, [Hours::new(510, 750)]);
        assert_eq!(after, [Hours::new(795, 1035)]);
    }

    #[test]
    fn a_day_is_no_longer_than_a_day() {
        assert!(week().is_possible() && ASSUMED.is_possible());
        let mut wrong = week();
        wrong.minutes[6] = 1400;
        assert!(!wrong.is_possible());
        wrong = week();
        wrong.begins = 1440;
        assert!(!wrong.is_possible());
        wrong = week();
        wrong.minutes[0] = -1;
        assert!(!wrong.is_possible());
    }
}
