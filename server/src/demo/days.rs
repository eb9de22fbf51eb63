//! Working days, counted from today, and moments of them where somebody lives.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::Tz;

/// Today at the studio, whatever the date is elsewhere.
pub fn today(now: DateTime<Utc>) -> NaiveDate {
    now.with_timezone(&Tz::Europe__London).date_naive()
}

/// The day that many working days from today; where today is none, day 0 is the next one.
pub fn day(today: NaiveDate, n: i64) -> NaiveDate {
    let mut day = today;
    while !works(day) {
        day += TimeDelta::days(1);
    }
    let step = TimeDelta::days(n.signum());
    for _ in 0..n.abs() {
        day += step;
        while !works(day) {
            day += step;
        }
    }
    day
}

pub fn works(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// That minute of the day by the clock on the wall there. One that the clocks leap over is an hour later.
pub fn moment(day: NaiveDate, minute: i64, zone: Tz) -> DateTime<Utc> {
    let local = day.and_time(chrono::NaiveTime::MIN) + TimeDelta::minutes(minute);
    let there = zone.from_local_datetime(&local).earliest();
    let there = there.or_else(|| {
        zone.from_local_datetime(&(local + TimeDelta::hours(1)))
            .earliest()
    });
    there.map_or_else(|| local.and_utc(), |there| there.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn weekends_are_not_counted() {
        let friday = date("2026-11-27");
        assert_eq!(day(friday, 0), friday);
        assert_eq!(day(friday, 1), date("2026-11-30"));
        assert_eq!(day(friday, -5), date("2026-11-20"));
        let saturday = date("2026-11-28");
        assert_eq!(day(saturday, 0), date("2026-11-30"));
        assert_eq!(day(saturday, -1), friday);
    }

    #[test]
    fn today_is_the_studios() {
        let late = |text: &str| today(text.parse().unwrap());
        assert_eq!(late("2026-07-14T23:10:00Z"), date("2026-07-15"));
        assert_eq!(late("2026-11-30T23:10:00Z"), date("2026-11-30"));
    }

    #[test]
    fn a_moment_is_by_the_wall_clock() {
        let day = date("2026-03-29");
        let at = |minute| moment(day, minute, Tz::Europe__Warsaw).to_rfc3339();
        assert_eq!(at(9 * 60), "2026-03-29T07:00:00+00:00");
        // Two to three did not happen.
        assert_eq!(at(2 * 60 + 30), "2026-03-29T01:30:00+00:00");
        let at = moment(day, 9 * 60, Tz::Asia__Kolkata).to_rfc3339();
        assert_eq!(at, "2026-03-29T03:30:00+00:00");
    }
}
