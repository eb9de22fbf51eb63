//! Dates between the database and people: a day of the project and, where a time was given, the instant beside it.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Utc};
use chrono_tz::Tz;
use domain::plan::links::{Point, Zoned};
use domain::time::When;
use planner::calendar::Minute;

use crate::people::zone;

/// The clock on a project's wall.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wall(pub Tz);

impl Wall {
    pub fn of(zone: &str) -> Self {
        Self(zone::of(zone))
    }

    pub fn today(self, now: DateTime<Utc>) -> NaiveDate {
        zone::day_of(self.0, now)
    }

    /// A date as it is kept.
    pub fn kept(self, when: Option<When>) -> (Option<NaiveDate>, Option<DateTime<Utc>>) {
        let Some(When { day, time }) = when else {
            return (None, None);
        };
        let at = time.map(|time| {
            let minute = i64::from(time.num_seconds_from_midnight() / 60);
            zone::to_instant(zone::moment(self.0, day, minute))
        });
        // In the night that loses an hour, the moment of the jump is on the same day.
        (Some(day), at)
    }

    /// A date as people read it.
    pub fn read(self, day: Option<NaiveDate>, at: Option<DateTime<Utc>>) -> Option<When> {
        match at {
            Some(at) => {
                let local = at.with_timezone(&self.0).naive_local();
                let time = NaiveTime::from_hms_opt(local.hour(), local.minute(), 0)?;
                Some(When::at(local.date(), time))
            }
            None => day.map(When::day),
        }
    }

    pub fn point(self, day: Option<NaiveDate>, at: Option<DateTime<Utc>>) -> Option<Point> {
        Some(Point {
            day: day?,
            at: at.map(zone::of_instant),
        })
    }
}

impl Zoned for Wall {
    fn midnight(&self, day: NaiveDate) -> Minute {
        zone::moment(self.0, day, 0)
    }

    fn local(&self, at: Minute) -> NaiveDateTime {
        zone::to_instant(at).with_timezone(&self.0).naive_local()
    }
}
