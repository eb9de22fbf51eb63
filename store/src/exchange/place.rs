//! Where and when: the place of each task in the outline, and the instant of each clock time in the project's zone.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use domain::exchange::plan::Plan;
use domain::exchange::tracked::Moment;
use domain::plan::outline;

const NOON: NaiveTime = match NaiveTime::from_hms_opt(12, 0, 0) {
    Some(noon) => noon,
    None => NaiveTime::MIN,
};

/// A date as it is kept: the day in the project's zone, and the instant.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Date {
    pub day: Option<NaiveDate>,
    pub at: Option<DateTime<Utc>>,
}

pub(super) fn date(zone: Tz, local: Option<NaiveDateTime>) -> Date {
    Date {
        day: local.map(|local| local.date()),
        at: local.map(|local| instant(zone, local)),
    }
}

/// As precisely as the file says it. The day of an instant is the project's.
pub(super) fn moment(zone: Tz, moment: Option<Moment>) -> Date {
    match moment {
        None => Date::default(),
        Some(Moment::Day(day)) => Date {
            day: Some(day),
            at: None,
        },
        Some(Moment::Local(local)) => date(zone, Some(local)),
        Some(Moment::At(at)) => Date {
            day: Some(at.with_timezone(&zone).date_naive()),
            at: Some(at),
        },
    }
}

/// When something happened, which is never later than now. Of a day its noon.
pub(super) fn past(zone: Tz, moment: Moment, now: DateTime<Utc>) -> DateTime<Utc> {
    let at = match moment {
        Moment::At(at) => at,
        Moment::Local(local) => instant(zone, local),
        Moment::Day(day) => instant(zone, day.and_time(NOON)),
    };
    at.min(now)
}

/// Of a clock time that comes twice, when clocks are put back, the first; one that is skipped, when they are put
/// forward, as if they had not been yet.
pub(super) fn instant(zone: Tz, local: NaiveDateTime) -> DateTime<Utc> {
    match zone.from_local_datetime(&local).earliest() {
        Some(at) => at.to_utc(),
        None => {
            let before = local - TimeDelta::hours(24);
            let shift = zone
                .from_local_datetime(&before)
                .earliest()
                .map_or(local.and_utc() - before.and_utc(), |at| {
                    before.and_utc() - at.to_utc()
                });
            local.and_utc() - shift
        }
    }
}

/// Whether no clock of the zone ever shows this.
pub(super) fn is_skipped(zone: Tz, local: NaiveDateTime) -> bool {
    zone.from_local_datetime(&local).earliest().is_none()
}

/// Of each task, in the plan's order.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    pub outline: String,
    pub wbs: String,
}

pub(super) fn places(plan: &Plan) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::with_capacity(plan.tasks.len());
    let mut index: HashMap<i64, usize> = HashMap::with_capacity(plan.tasks.len());
    let mut count: HashMap<Option<i64>, u64> = HashMap::new();
    for (at, task) in plan.tasks.iter().enumerate() {
        let above = task.parent.and_then(|uid| places.get(*index.get(&uid)?));
        let (outline, wbs) = above.map_or(("", ""), |place| (&place.outline, &place.wbs));
        let nth = count.entry(task.parent).or_insert(0);
        *nth += 1;
        let place = Place {
            outline: outline::at(outline, *nth * outline::STEP),
            wbs: if wbs.is_empty() {
                nth.to_string()
            } else {
                format!("{wbs}.{nth}")
            },
        };
        index.insert(task.uid, at);
        places.push(place);
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::exchange::plan::Task;

    #[test]
    fn clock_times_are_the_zone_s() {
        let local = |text: &str| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap();
        let oslo: Tz = "Europe/Oslo".parse().unwrap();
        for (text, utc) in [
            ("2026-01-10T08:00", "2026-01-10T07:00:00Z"),
            ("2026-07-10T08:00", "2026-07-10T06:00:00Z"),
            // Comes twice: the first.
            ("2026-10-25T02:30", "2026-10-25T00:30:00Z"),
            // Never comes: half an hour after the clocks were put forward.
            ("2026-03-29T02:30", "2026-03-29T01:30:00Z"),
        ] {
            assert_eq!(
                instant(oslo, local(text)),
                utc.parse::<DateTime<Utc>>().unwrap(),
                "{text}"
            );
        }
        assert!(
            is_skipped(oslo, local("2026-03-29T02:30"))
                && !is_skipped(oslo, local("2026-10-25T02:30"))
        );
    }

    #[test]
    fn the_outline_is_the_file_s() {
        let task = |uid, parent| Task {
            uid,
            parent,
            ..Task::default()
        };
        let plan = Plan {
            tasks: vec![
                task(1, None),
                task(5, Some(1)),
                task(2, Some(1)),
                task(9, Some(2)),
                task(3, None),
            ],
            ..Plan::default()
        };
        let places = places(&plan);
        let wbs: Vec<_> = places.iter().map(|p| p.wbs.as_str()).collect();
        assert_eq!(wbs, ["1", "1.1", "1.2", "1.2.1", "2"]);
        let outlines: Vec<_> = places.iter().map(|p| p.outline.clone()).collect();
        let mut sorted = outlines.clone();
        sorted.sort();
        assert_eq!(outlines, sorted);
    }
}
