//! Between the clock on a zone's walls and the line of time: days and minutes there, [`Minute`]s since 2000 here.
//!
//! The rule is one function that never goes backwards: a wall time is the first moment at which the clock shows it or
//! has passed it. In the night that loses an hour, what is missing is the moment of the jump; in the night that has
//! one twice, the first of both. So pieces of a day that touch on the wall touch in time, a day is as long as it
//! really was, and a day that a zone never had (Samoa, 30 December 2011) is no time at all.

use chrono::{DateTime, MappedLocalTime, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::{GapInfo, Tz};
use domain::people::week::Hours;
use planner::calendar::{FIRST, Interval, LAST, Minute};

/// 2000-01-01T00:00Z in seconds since 1970.
const ORIGIN: i64 = 946_684_800;

/// The zone of this IANA name.
pub(crate) fn named(name: &str) -> Option<Tz> {
    name.parse().ok()
}

/// The zone of this name; UTC when the name says nothing. What a form brings is checked by [`named`] first.
pub(crate) fn of(name: &str) -> Tz {
    named(name).unwrap_or(Tz::UTC)
}

/// The first moment at which the clock shows `minute` minutes after the midnight of `day`, or has passed it.
pub(crate) fn moment(zone: Tz, day: NaiveDate, minute: i64) -> Minute {
    let Some(wall) = day
        .and_time(chrono::NaiveTime::MIN)
        .checked_add_signed(TimeDelta::minutes(minute))
    else {
        return LAST;
    };
    of_instant(instant(zone, wall))
}

fn instant(zone: Tz, wall: NaiveDateTime) -> DateTime<Utc> {
    match zone.from_local_datetime(&wall) {
        MappedLocalTime::Single(at) | MappedLocalTime::Ambiguous(at, _) => at.to_utc(),
        MappedLocalTime::None => GapInfo::new(&wall, &zone)
            .and_then(|gap| gap.end)
            .map_or_else(|| wall.and_utc(), |end| end.to_utc()),
    }
}

/// The minute that holds this instant.
pub(crate) fn of_instant(at: DateTime<Utc>) -> Minute {
    let minutes = (at.timestamp() - ORIGIN).div_euclid(60);
    let minutes = minutes.clamp(i64::from(FIRST), i64::from(LAST));
    Minute::try_from(minutes).unwrap_or(LAST)
}

pub(crate) fn to_instant(minute: Minute) -> DateTime<Utc> {
    DateTime::from_timestamp(ORIGIN + i64::from(minute) * 60, 0).unwrap_or_default()
}

/// The day on the zone's calendar at this instant.
pub(crate) fn day_of(zone: Tz, at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&zone).date_naive()
}

/// From the first moment of `from` to the last of `to`.
pub(crate) fn days(zone: Tz, from: NaiveDate, to: NaiveDate) -> Interval {
    let after = to.succ_opt().unwrap_or(to);
    Interval::new(moment(zone, from, 0), moment(zone, after, 0))
}

/// A day's working hours as they really lie; pieces that a jump of the clock swallowed are none.
pub(crate) fn hours(zone: Tz, day: NaiveDate, hours: &[Hours]) -> Vec<Interval> {
    hours
        .iter()
        .map(|piece| Interval::new(moment(zone, day, piece.from), moment(zone, day, piece.to)))
        .filter(|interval| interval.start < interval.finish)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::TZ_VARIANTS;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    /// Every zone, every day of ten years: its first and its last minute are on it, it begins where the one before
    /// ended, and it is as long as a day can be.
    #[test]
    fn no_day_is_wrong_in_any_zone_for_ten_years() {
        let mut wrong = Vec::new();
        let mut seen = 0;
        for zone in TZ_VARIANTS {
            let mut ended = moment(zone, day(2024, 1, 1), 0);
            for today in day(2024, 1, 1).iter_days().take(3653) {
                seen += 1;
                let Interval { start, finish } = days(zone, today, today);
                let whole = start == ended
                    && day_of(zone, to_instant(start)) == today
                    && day_of(zone, to_instant(finish - 1)) == today
                    && day_of(zone, to_instant(finish)) > today
                    && (22 * 60..=26 * 60).contains(&(finish - start));
                // Nine to five is eight hours: no zone turns its clocks in the daytime.
                let office = hours(zone, today, &[Hours::new(540, 1020)]);
                let worked = office.iter().map(|piece| piece.length()).sum::<i32>();
                if !whole || worked != 480 {
                    wrong.push((zone.name(), today, start, finish, worked));
                }
                ended = finish;
            }
        }
        assert_eq!(wrong, []);
        assert!(seen > 590 * 3653, "only {seen} days");
    }

    #[test]
    fn a_night_shift_is_as_long_as_the_night_really_was() {
        let night = [Hours::new(22 * 60, 30 * 60)];
        let length = |zone, day| -> i32 {
            hours(zone, day, &night)
                .iter()
                .map(|piece| piece.length())
                .sum()
        };
        // The clocks of London went forward on 29 March 2026 and back on 25 October.
        assert_eq!(length(Tz::Europe__London, day(2026, 3, 27)), 480);
        assert_eq!(length(Tz::Europe__London, day(2026, 3, 28)), 420);
        assert_eq!(length(Tz::Europe__London, day(2026, 10, 24)), 540);
        // Lord Howe moves by half an hour, Havana at midnight itself.
        assert_eq!(length(Tz::Australia__Lord_Howe, day(2026, 4, 4)), 510);
        assert_eq!(length(Tz::America__Havana, day(2026, 3, 7)), 420);
    }

    #[test]
    fn the_missing_hour_is_the_moment_of_the_jump() {
        let zone = Tz::Europe__Berlin;
        let jump = moment(zone, day(2026, 3, 29), 120);
        assert_eq!(moment(zone, day(2026, 3, 29), 150), jump);
        assert_eq!(moment(zone, day(2026, 3, 29), 180), jump);
        assert_eq!(
            to_instant(jump),
            DateTime::parse_from_rfc3339("2026-03-29T01:00:00Z").unwrap()
        );
        assert_eq!(hours(zone, day(2026, 3, 29), &[Hours::new(120, 180)]), []);
    }

    #[test]
    fn pieces_that_touch_on_the_wall_touch_in_time() {
        let zone = Tz::Europe__Berlin;
        for (month, d) in [(3, 29), (10, 25)] {
            let cut = hours(
                zone,
                day(2026, month, d),
                &[Hours::new(0, 150), Hours::new(150, 400)],
            );
            assert_eq!(cut[0].finish, cut[1].start);
        }
    }

    #[test]
    fn a_day_that_never_was_is_no_time_at_all() {
        let skipped = days(Tz::Pacific__Apia, day(2011, 12, 30), day(2011, 12, 30));
        assert_eq!(skipped.length(), 0);
        let nine_to_five = [Hours::new(540, 1020)];
        assert_eq!(
            hours(Tz::Pacific__Apia, day(2011, 12, 30), &nine_to_five),
            []
        );
    }

    #[test]
    fn half_hours_and_the_date_line() {
        let at = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().to_utc();
        let nine = |zone| to_instant(moment(zone, day(2026, 11, 25), 540));
        assert_eq!(nine(Tz::Asia__Kolkata), at("2026-11-25T03:30:00Z"));
        assert_eq!(nine(Tz::Asia__Kathmandu), at("2026-11-25T03:15:00Z"));
        assert_eq!(nine(Tz::Pacific__Kiritimati), at("2026-11-24T19:00:00Z"));
        assert_eq!(nine(Tz::Pacific__Niue), at("2026-11-25T20:00:00Z"));
        let moment = at("2026-11-25T10:30:00Z");
        assert_eq!(day_of(Tz::Pacific__Kiritimati, moment), day(2026, 11, 26));
        assert_eq!(day_of(Tz::Pacific__Niue, moment), day(2026, 11, 24));
    }
}
