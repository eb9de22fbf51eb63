//! A calendar: when work is possible, local day by local day. Weekdays, days that are otherwise, public holidays, and
//! the calendar it is as where it says nothing itself.

use chrono::{Datelike, NaiveDate};

use super::holiday::{Holidays, Known, Place};
use super::week::{DAY, Hours, Week};
use crate::refusal::{Bad, Code};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    /// From Monday to Sunday. A weekday it says nothing of is as in `base`, and free without one.
    pub weekdays: [Option<Vec<Hours>>; 7],
    /// Days that are otherwise; the first that covers a day counts.
    pub days: Vec<Exception>,
    /// Whose public holidays are free; nobody's when it is nowhere, and then those of `base`.
    pub place: Place,
    pub base: Option<Box<Calendar>>,
}

/// Days with hours of their own; without any they are closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    pub first_day: NaiveDate,
    pub last_day: NaiveDate,
    pub name: String,
    pub hours: Vec<Hours>,
}

/// What a calendar says of one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    pub hours: Vec<Hours>,
    /// The holiday or exception that made it so.
    pub because: Option<String>,
    /// Whether its public holidays are known for this day; an exception needs no knowing.
    pub holidays_known: bool,
}

impl Calendar {
    pub fn of_week(week: &Week, place: Place) -> Self {
        use chrono::Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
        Self {
            weekdays: [Mon, Tue, Wed, Thu, Fri, Sat, Sun].map(|day| Some(week.hours_of(day))),
            days: Vec::new(),
            place,
            base: None,
        }
    }

    /// An exception beats a public holiday, which beats the weekday; one's own beats the base's.
    pub fn on(&self, day: NaiveDate, holidays: &impl Holidays) -> Day {
        if let Some(exception) = self.exception(day) {
            return Day {
                hours: exception.hours.clone(),
                because: Some(exception.name.clone()),
                holidays_known: true,
            };
        }
        let ordinary = |holidays_known| Day {
            hours: self.weekday(day).to_vec(),
            because: None,
            holidays_known,
        };
        let Some(place) = self.place() else {
            return ordinary(true);
        };
        match holidays.on(place, day) {
            Known::Free(name) => Day {
                hours: Vec::new(),
                because: Some(name),
                holidays_known: true,
            },
            Known::Ordinary => ordinary(true),
            Known::NotKnown => ordinary(false),
        }
    }

    /// The days `from` to `to`, both included, with their hours.
    pub fn local<'a>(
        &'a self,
        from: NaiveDate,
        to: NaiveDate,
        holidays: &'a impl Holidays,
    ) -> impl Iterator<Item = (NaiveDate, Day)> + 'a {
        from.iter_days()
            .take_while(move |day| *day <= to)
            .map(|day| (day, self.on(day, holidays)))
    }

    fn exception(&self, day: NaiveDate) -> Option<&Exception> {
        let own = self
            .days
            .iter()
            .find(|exception| (exception.first_day..=exception.last_day).contains(&day));
        own.or_else(|| self.base.as_deref()?.exception(day))
    }

    fn weekday(&self, day: NaiveDate) -> &[Hours] {
        let index = day.weekday().num_days_from_monday() as usize;
        match (self.weekdays.get(index), &self.base) {
            (Some(Some(hours)), _) => hours,
            (_, Some(base)) => base.weekday(day),
            _ => &[],
        }
    }

    fn place(&self) -> Option<&Place> {
        if self.place.is_nowhere() {
            self.base.as_deref()?.place()
        } else {
            Some(&self.place)
        }
    }
}

/// Hours as they are stored: `480-720 780-1020`; none is an empty text.
pub fn write(hours: &[Hours]) -> String {
    let pieces: Vec<_> = hours
        .iter()
        .map(|piece| format!("{}-{}", piece.from, piece.to))
        .collect();
    pieces.join(" ")
}

pub fn read(text: &str) -> Result<Vec<Hours>, Bad> {
    text.split_whitespace()
        .map(|piece| {
            let (from, to) = piece.split_once('-').ok_or(Code::Unreadable)?;
            let number = |text: &str| text.parse::<i64>().map_err(|_| Code::Unreadable);
            let hours = Hours::new(number(from)?, number(to)?);
            let possible = (0..DAY).contains(&hours.from)
                && hours.from < hours.to
                && hours.to <= hours.from + DAY;
            if possible {
                Ok(hours)
            } else {
                Err(Code::Unreadable.into())
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::holiday::NoHolidays;
    use crate::people::week::ASSUMED;

    struct Christmas;

    impl Holidays for Christmas {
        fn on(&self, place: &Place, day: NaiveDate) -> Known {
            match (place.country.as_str(), day.year(), day.month(), day.day()) {
                ("GB", 2026, 12, 25) => Known::Free("Christmas Day".into()),
                ("GB", 2026, _, _) => Known::Ordinary,
                _ => Known::NotKnown,
            }
        }
    }

    fn day(d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 12, d).unwrap_or_default()
    }

    fn company() -> Calendar {
        let mut company = Calendar::of_week(&ASSUMED, Place::new("GB", ""));
        company.days.push(Exception {
            first_day: day(29),
            last_day: day(31),
            name: "Shut-down".into(),
            hours: vec![],
        });
        company
    }

    #[test]
    fn an_exception_beats_a_holiday_and_a_holiday_the_weekday() {
        let mut calendar = company();
        let free = calendar.on(day(25), &Christmas);
        assert_eq!(
            (free.hours.len(), free.because.as_deref()),
            (0, Some("Christmas Day"))
        );
        calendar.days.push(Exception {
            first_day: day(25),
            last_day: day(25),
            name: "Launch".into(),
            hours: vec![Hours::new(600, 720)],
        });
        assert_eq!(
            calendar.on(day(25), &Christmas).hours,
            [Hours::new(600, 720)]
        );
        assert_eq!(
            calendar.on(day(24), &Christmas).hours,
            [Hours::new(540, 1020)]
        );
        assert_eq!(calendar.on(day(26), &Christmas).hours, []);
        assert_eq!(calendar.on(day(30), &NoHolidays).hours, []);
    }

    #[test]
    fn what_a_calendar_does_not_say_is_as_in_its_base() {
        let mut own = Calendar {
            base: Some(Box::new(company())),
            ..Calendar::default()
        };
        // A Saturday is opened and a Monday closed; the rest, exceptions and holidays are the base's.
        own.weekdays[5] = Some(vec![Hours::new(480, 720)]);
        own.weekdays[0] = Some(vec![]);
        assert_eq!(own.on(day(5), &Christmas).hours, [Hours::new(480, 720)]);
        assert_eq!(own.on(day(7), &Christmas).hours, []);
        assert_eq!(own.on(day(8), &Christmas).hours, [Hours::new(540, 1020)]);
        assert_eq!(own.on(day(25), &Christmas).hours, []);
        assert_eq!(own.on(day(29), &Christmas).hours, []);
    }

    #[test]
    fn holidays_beyond_the_source_are_not_known() {
        let next_year = NaiveDate::from_ymd_opt(2027, 12, 24).unwrap_or_default();
        assert!(!company().on(next_year, &Christmas).holidays_known);
        assert!(company().on(day(24), &Christmas).holidays_known);
        let nowhere = Calendar::of_week(&ASSUMED, Place::default());
        assert!(nowhere.on(next_year, &Christmas).holidays_known);
    }

    #[test]
    fn hours_are_read_as_they_are_written() {
        let hours = vec![Hours::new(480, 720), Hours::new(1320, 1800)];
        assert_eq!(read(&write(&hours)), Ok(hours));
        assert_eq!(read(""), Ok(vec![]));
        for wrong in [
            "480",
            "a-b",
            "720-480",
            "-5-10",
            "1440-1500",
            "0-1441",
            "5-9999999999999999999999",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
