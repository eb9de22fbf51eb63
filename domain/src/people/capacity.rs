//! How long a person can work for projects, day by day, and where that is known from. Unknown is not zero.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::absence::{Part, Span, taken};
use super::holiday::{Holidays, Known, Place};
use super::week::{Hours, Week, first_half, split, total};
use crate::access::coded;

coded!(
    /// Where a person's week is known from.
    Source {
        /// They or somebody for them said it.
        Own = "own",
        /// The workspace's usual week: not confirmed by anybody.
        Usual = "usual",
        /// Neither exists.
        Unknown = "unknown",
    }
);

/// A week of one's own, from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pattern {
    pub first_day: NaiveDate,
    pub week: Week,
    /// Per cent of the hours that are for projects.
    pub availability: i64,
    /// Whose public holidays are theirs; nowhere: the workspace's.
    pub place: Place,
}

/// The workspace's week, for everybody who has said nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usual {
    pub week: Week,
    pub place: Place,
}

/// What is known of a person's time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Time {
    /// By their first day, oldest first.
    pub patterns: Vec<Pattern>,
    pub usual: Option<Usual>,
    /// Absences that hold: approved, or unplanned.
    pub away: Vec<Span>,
}

/// One day of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// Minutes they can work for projects; unknown is `None`.
    pub minutes: Option<i64>,
    pub source: Source,
    /// A public holiday, by its name.
    pub holiday: Option<String>,
    pub away: Option<Part>,
    pub holidays_known: bool,
}

/// Several days of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    /// Minutes of the days that are known.
    pub known: i64,
    pub unknown_days: u32,
    /// The weakest of the days' sources.
    pub source: Source,
    /// Whether public holidays were known on all days.
    pub holidays_known: bool,
}

impl Sum {
    /// All minutes, when every day is known.
    pub fn minutes(&self) -> Option<i64> {
        (self.unknown_days == 0).then_some(self.known)
    }
}

impl Time {
    /// The week that counts on a day, its share for projects, its place, and where it is from.
    fn week(&self, day: NaiveDate) -> Option<(&Week, i64, &Place, Source)> {
        let own = self.patterns.iter().rfind(|own| own.first_day <= day);
        let usual_place = self.usual.as_ref().map(|usual| &usual.place);
        match (own, &self.usual) {
            (Some(own), _) => {
                let place = if own.place.is_nowhere() {
                    usual_place.unwrap_or(&own.place)
                } else {
                    &own.place
                };
                Some((&own.week, own.availability, place, Source::Own))
            }
            (None, Some(usual)) => Some((&usual.week, 100, &usual.place, Source::Usual)),
            (None, None) => None,
        }
    }

    pub fn source(&self, day: NaiveDate) -> Source {
        self.week(day).map_or(Source::Unknown, |week| week.3)
    }

    pub fn on(&self, day: NaiveDate, holidays: &impl Holidays) -> Day {
        let away = taken(&self.away, day);
        let Some((week, availability, place, source)) = self.week(day) else {
            return Day {
                // Whoever is away all day works nothing, whatever their week is.
                minutes: (away == Some(Part::Whole)).then_some(0),
                source: Source::Unknown,
                holiday: None,
                away,
                holidays_known: true,
            };
        };
        let (holiday, holidays_known) = holiday(place, day, holidays);
        let hours = left(week.hours_on(day), holiday.is_some(), away);
        Day {
            minutes: Some(total(&hours) * availability / 100),
            source,
            holiday,
            away,
            holidays_known,
        }
    }

    /// When they work on a day, whatever for; `None` when their week is unknown.
    pub fn hours(&self, day: NaiveDate, holidays: &impl Holidays) -> Option<Vec<Hours>> {
        let (week, _, place, _) = self.week(day)?;
        let (holiday, _) = holiday(place, day, holidays);
        Some(left(
            week.hours_on(day),
            holiday.is_some(),
            taken(&self.away, day),
        ))
    }

    /// `from` to `to`, both included.
    pub fn over(&self, from: NaiveDate, to: NaiveDate, holidays: &impl Holidays) -> Sum {
        let mut sum = Sum {
            known: 0,
            unknown_days: 0,
            source: Source::Own,
            holidays_known: true,
        };
        for day in from.iter_days().take_while(|day| *day <= to) {
            let day = self.on(day, holidays);
            match day.minutes {
                Some(minutes) => sum.known += minutes,
                None => sum.unknown_days += 1,
            }
            sum.source = sum.source.max(day.source);
            sum.holidays_known &= day.holidays_known;
        }
        sum
    }
}

fn holiday(place: &Place, day: NaiveDate, holidays: &impl Holidays) -> (Option<String>, bool) {
    if place.is_nowhere() {
        return (None, true);
    }
    match holidays.on(place, day) {
        Known::Free(name) => (Some(name), true),
        Known::Ordinary => (None, true),
        Known::NotKnown => (None, false),
    }
}

/// What is left of a day's hours.
fn left(hours: Vec<Hours>, holiday: bool, away: Option<Part>) -> Vec<Hours> {
    if holiday {
        return Vec::new();
    }
    let morning = first_half(total(&hours));
    match away {
        None => hours,
        Some(Part::Whole) => Vec::new(),
        Some(Part::Morning) => split(&hours, morning).1,
        Some(Part::Afternoon) => split(&hours, morning).0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::holiday::NoHolidays;
    use crate::people::week::ASSUMED;

    fn day(month: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, d).unwrap_or_default()
    }

    fn usual() -> Option<Usual> {
        Some(Usual {
            week: ASSUMED,
            place: Place::new("GB", ""),
        })
    }

    fn part_time(first_day: NaiveDate) -> Pattern {
        Pattern {
            first_day,
            week: Week {
                minutes: [360, 360, 360, 0, 0, 0, 0],
                begins: 540,
                break_minutes: 0,
            },
            availability: 80,
            place: Place::default(),
        }
    }

    struct Christmas;

    impl Holidays for Christmas {
        fn on(&self, place: &Place, on: NaiveDate) -> Known {
            match place.country.as_str() {
                "GB" if on == day(12, 25) => Known::Free("Christmas Day".into()),
                "GB" => Known::Ordinary,
                _ => Known::NotKnown,
            }
        }
    }

    #[test]
    fn unknown_is_not_zero() {
        let nobody = Time::default();
        let on = nobody.on(day(11, 25), &NoHolidays);
        assert_eq!((on.minutes, on.source), (None, Source::Unknown));
        let sum = nobody.over(day(11, 23), day(11, 29), &NoHolidays);
        assert_eq!((sum.minutes(), sum.unknown_days), (None, 7));
        assert_eq!(nobody.hours(day(11, 25), &NoHolidays), None);
    }

    #[test]
    fn whoever_is_away_all_day_works_nothing_even_when_the_week_is_unknown() {
        let away = Time {
            away: vec![Span::one(day(11, 25), Part::Whole)],
            ..Time::default()
        };
        assert_eq!(away.on(day(11, 25), &NoHolidays).minutes, Some(0));
        let half = Time {
            away: vec![Span::one(day(11, 25), Part::Morning)],
            ..Time::default()
        };
        assert_eq!(half.on(day(11, 25), &NoHolidays).minutes, None);
    }

    #[test]
    fn without_a_pattern_the_usual_week_counts_and_says_so() {
        let time = Time {
            usual: usual(),
            ..Time::default()
        };
        let on = time.on(day(11, 25), &Christmas);
        assert_eq!((on.minutes, on.source), (Some(480), Source::Usual));
        let christmas = time.on(day(12, 25), &Christmas);
        assert_eq!(christmas.minutes, Some(0));
        assert_eq!(christmas.holiday.as_deref(), Some("Christmas Day"));
    }

    #[test]
    fn the_newest_pattern_that_has_begun_counts() {
        let mut full = part_time(day(12, 14));
        full.week = ASSUMED;
        full.availability = 100;
        let time = Time {
            patterns: vec![part_time(day(12, 1)), full],
            usual: usual(),
            away: vec![],
        };
        let minutes = |month, d| time.on(day(month, d), &Christmas).minutes;
        // A Monday before the first, in it, and in the second.
        assert_eq!(minutes(11, 30), Some(480));
        assert_eq!(minutes(12, 7), Some(288));
        assert_eq!(minutes(12, 14), Some(480));
        // Their place is the workspace's until they say another.
        assert_eq!(minutes(12, 25), Some(0));
        let sum = time.over(day(11, 30), day(12, 14), &Christmas);
        assert_eq!(sum.source, Source::Usual);
        assert_eq!(sum.minutes(), Some(480 + 2 * 288 + 3 * 288 + 480));
    }

    #[test]
    fn half_a_day_away_leaves_the_other_half() {
        let time = |part| Time {
            usual: usual(),
            away: vec![Span::one(day(11, 25), part)],
            ..Time::default()
        };
        let morning = time(Part::Morning);
        assert_eq!(morning.on(day(11, 25), &Christmas).minutes, Some(240));
        assert_eq!(
            morning.hours(day(11, 25), &Christmas),
            Some(vec![Hours::new(780, 1020)])
        );
        assert_eq!(
            time(Part::Afternoon).hours(day(11, 25), &Christmas),
            Some(vec![Hours::new(540, 780)])
        );
        assert_eq!(
            time(Part::Whole).on(day(11, 25), &Christmas).minutes,
            Some(0)
        );
    }

    #[test]
    fn a_place_the_source_does_not_have_is_said() {
        let time = Time {
            usual: Some(Usual {
                week: ASSUMED,
                place: Place::new("XX", ""),
            }),
            ..Time::default()
        };
        let on = time.on(day(12, 25), &Christmas);
        assert_eq!((on.minutes, on.holidays_known), (Some(480), false));
        assert!(
            !time
                .over(day(12, 1), day(12, 31), &Christmas)
                .holidays_known
        );
    }
}
