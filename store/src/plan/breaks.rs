//! Which dates break their links, with the earliest that keep them: computed when read, never stored.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::plan::links::{Break, Ends, Judge, Lag, LagKind, LinkKind, Point};
use domain::time::{Span, When};
use sqlx::FromRow;
use uuid::Uuid;

use super::wall::Wall;
use crate::people::calendar::{Origin, Shelf};
use crate::people::zone;

/// Days around the dates in question in which work must be found: a lag may fall into a long break.
const MARGIN: i64 = 60;
/// The longest window that is expanded.
const LONGEST: i64 = 40 * 366;

/// The columns of a task that say its dates, with an alias before each.
macro_rules! dates {
    ($t:literal, $cl:literal) => {
        concat!(
            $t,
            ".kind AS task_kind, ",
            $t,
            ".duration, ",
            $t,
            ".duration_elapsed, ",
            $t,
            ".start_day, ",
            $t,
            ".start_at, ",
            $t,
            ".finish_day, ",
            $t,
            ".finish_at, ",
            $t,
            ".actual_start_day, ",
            $t,
            ".actual_start_at, ",
            $t,
            ".actual_finish_day, ",
            $t,
            ".actual_finish_at, ",
            $t,
            ".calendar AS own_calendar, ",
            $cl,
            ".closed_at"
        )
    };
}
pub(crate) use dates;

/// An end of what is below `$t`: `$of` of the task that `$order` puts first.
macro_rules! of_parts {
    ($t:literal, $of:literal, $order:literal) => {
        concat!(
            "(SELECT ",
            $of,
            " FROM task sp JOIN record sr ON sr.workspace = sp.workspace AND sr.id = sp.id WHERE sp.workspace = ",
            $t,
            ".workspace AND sp.project = ",
            $t,
            ".project AND sp.outline > ",
            $t,
            ".outline AND sp.outline < ",
            $t,
            ".outline || 'g' AND sr.trashed_at IS NULL AND COALESCE(sp.start_day, sp.finish_day) IS NOT NULL AND ",
            $crate::sql::named!("sr"),
            " ORDER BY ",
            $order,
            " LIMIT 1)"
        )
    };
}
pub(crate) use of_parts;

/// As [`dates!`], of a task that others wait for (where `$and` holds): a summary that says no dates of its own has those
/// of its parts, what has happened before what is planned. A day without a time begins and ends with the day.
macro_rules! dates_from {
    ($t:literal, $cl:literal, $and:literal) => {
        concat!(
            $t,
            ".kind AS task_kind, ",
            $t,
            ".duration, ",
            $t,
            ".duration_elapsed, ",
            "CASE WHEN ",
            $t,
            ".start_day IS NULL AND ",
            $t,
            ".finish_day IS NULL",
            $and,
            " THEN ",
            $crate::plan::breaks::of_parts!(
                $t,
                "COALESCE(sp.actual_start_day, sp.start_day, sp.finish_day)",
                "COALESCE(sp.actual_start_day, sp.start_day, sp.finish_day), (CASE WHEN sp.actual_start_day IS NOT NULL THEN sp.actual_start_at WHEN sp.start_day IS NOT NULL THEN sp.start_at ELSE sp.finish_at END) IS NOT NULL, CASE WHEN sp.actual_start_day IS NOT NULL THEN sp.actual_start_at WHEN sp.start_day IS NOT NULL THEN sp.start_at ELSE sp.finish_at END"
            ),
            " ELSE ",
            $t,
            ".start_day END AS start_day, ",
            "CASE WHEN ",
            $t,
            ".start_day IS NULL AND ",
            $t,
            ".finish_day IS NULL",
            $and,
            " THEN ",
            $crate::plan::breaks::of_parts!(
                $t,
                "CASE WHEN sp.actual_start_day IS NOT NULL THEN sp.actual_start_at WHEN sp.start_day IS NOT NULL THEN sp.start_at ELSE sp.finish_at END",
                "COALESCE(sp.actual_start_day, sp.start_day, sp.finish_day), (CASE WHEN sp.actual_start_day IS NOT NULL THEN sp.actual_start_at WHEN sp.start_day IS NOT NULL THEN sp.start_at ELSE sp.finish_at END) IS NOT NULL, CASE WHEN sp.actual_start_day IS NOT NULL THEN sp.actual_start_at WHEN sp.start_day IS NOT NULL THEN sp.start_at ELSE sp.finish_at END"
            ),
            " ELSE ",
            $t,
            ".start_at END AS start_at, ",
            "CASE WHEN ",
            $t,
            ".start_day IS NULL AND ",
            $t,
            ".finish_day IS NULL",
            $and,
            " THEN ",
            $crate::plan::breaks::of_parts!(
                $t,
                "COALESCE(sp.actual_finish_day, sp.finish_day, sp.start_day)",
                "COALESCE(sp.actual_finish_day, sp.finish_day, sp.start_day) DESC, (CASE WHEN sp.actual_finish_day IS NOT NULL THEN sp.actual_finish_at WHEN sp.finish_day IS NOT NULL THEN sp.finish_at ELSE sp.start_at END) IS NOT NULL, CASE WHEN sp.actual_finish_day IS NOT NULL THEN sp.actual_finish_at WHEN sp.finish_day IS NOT NULL THEN sp.finish_at ELSE sp.start_at END DESC"
            ),
            " ELSE ",
            $t,
            ".finish_day END AS finish_day, ",
            "CASE WHEN ",
            $t,
            ".start_day IS NULL AND ",
            $t,
            ".finish_day IS NULL",
            $and,
            " THEN ",
            $crate::plan::breaks::of_parts!(
                $t,
                "CASE WHEN sp.actual_finish_day IS NOT NULL THEN sp.actual_finish_at WHEN sp.finish_day IS NOT NULL THEN sp.finish_at ELSE sp.start_at END",
                "COALESCE(sp.actual_finish_day, sp.finish_day, sp.start_day) DESC, (CASE WHEN sp.actual_finish_day IS NOT NULL THEN sp.actual_finish_at WHEN sp.finish_day IS NOT NULL THEN sp.finish_at ELSE sp.start_at END) IS NOT NULL, CASE WHEN sp.actual_finish_day IS NOT NULL THEN sp.actual_finish_at WHEN sp.finish_day IS NOT NULL THEN sp.finish_at ELSE sp.start_at END DESC"
            ),
            " ELSE ",
            $t,
            ".finish_at END AS finish_at, ",
            $t,
            ".actual_start_day, ",
            $t,
            ".actual_start_at, ",
            $t,
            ".actual_finish_day, ",
            $t,
            ".actual_finish_at, ",
            $t,
            ".calendar AS own_calendar, ",
            $cl,
            ".closed_at"
        )
    };
}
pub(crate) use dates_from;

/// What [`dates!`] reads.
#[derive(Clone, Debug, FromRow)]
pub(crate) struct Dates {
    pub task_kind: String,
    pub duration: Option<i64>,
    pub duration_elapsed: bool,
    pub start_day: Option<NaiveDate>,
    pub start_at: Option<DateTime<Utc>>,
    pub finish_day: Option<NaiveDate>,
    pub finish_at: Option<DateTime<Utc>>,
    pub actual_start_day: Option<NaiveDate>,
    pub actual_start_at: Option<DateTime<Utc>>,
    pub actual_finish_day: Option<NaiveDate>,
    pub actual_finish_at: Option<DateTime<Utc>>,
    pub own_calendar: Option<Uuid>,
    pub closed_at: Option<DateTime<Utc>>,
}

impl Dates {
    pub fn span(&self) -> Option<Span> {
        self.duration.map(|minutes| Span {
            minutes,
            elapsed: self.duration_elapsed,
        })
    }

    /// With other dates than its own.
    pub fn with(&self, start: Option<When>, finish: Option<When>, wall: Wall) -> Self {
        let ((start_day, start_at), (finish_day, finish_at)) =
            (wall.kept(start), wall.kept(finish));
        Self {
            start_day,
            start_at,
            finish_day,
            finish_at,
            ..self.clone()
        }
    }

    fn ends(&self, start: Option<Point>, finish: Option<Point>) -> Ends {
        Ends {
            start,
            finish,
            duration: self.span(),
            milestone: self.task_kind == "milestone",
        }
    }

    /// As what it holds sees it: what has happened counts, not what was planned. What was closed earlier than planned,
    /// with no other word of when, was finished then.
    pub fn as_predecessor(&self, wall: Wall) -> Ends {
        let start = wall
            .point(self.actual_start_day, self.actual_start_at)
            .or_else(|| wall.point(self.start_day, self.start_at));
        let planned = wall.point(self.finish_day, self.finish_at);
        let closed = self.closed_at.map(|at| Point {
            day: zone::day_of(wall.0, at),
            at: Some(zone::of_instant(at)),
        });
        let earlier = closed.filter(|closed| planned.is_none_or(|p| closed.day < p.day));
        let finish = wall
            .point(self.actual_finish_day, self.actual_finish_at)
            .or(earlier)
            .or(planned);
        self.ends(start, finish)
    }

    /// As what holds it sees it: what has begun or is done can keep no date any more.
    pub fn as_successor(&self, wall: Wall) -> Ends {
        let open = self.closed_at.is_none();
        let start = wall.point(self.start_day, self.start_at);
        let finish = wall.point(self.finish_day, self.finish_at);
        let mut ends = self.ends(
            start.filter(|_| open && self.actual_start_day.is_none()),
            finish.filter(|_| open && self.actual_finish_day.is_none()),
        );
        // A milestone's two dates are one: neither stands in for the other where it has come about.
        if ends.start.is_none() && self.actual_start_day.is_some() {
            ends.milestone = false;
        }
        ends
    }
}

/// One link to be judged, of a project.
pub(crate) struct Pair {
    pub link: Uuid,
    /// By which the successor works, where it is not the project's.
    pub calendar: Option<Uuid>,
    pub kind: LinkKind,
    pub lag: Lag,
    pub from: Ends,
    pub to: Ends,
}

/// Judges links of one project, each by when work on its successor is possible. Also says where the project's working
/// time is known from.
pub(crate) fn judge(
    shelf: &Shelf,
    wall: Wall,
    calendar: Option<Uuid>,
    pairs: &[Pair],
) -> (Vec<(Uuid, Break)>, Option<Origin>) {
    let mut by_calendar: HashMap<Option<Uuid>, Vec<&Pair>> = HashMap::new();
    for pair in pairs {
        let of = pair.calendar.or(calendar);
        by_calendar.entry(of).or_default().push(pair);
    }
    let (mut broken, mut origin) = (Vec::new(), None);
    for (of, pairs) in by_calendar {
        let (some, known) = judged(shelf, wall, of, &pairs);
        origin = match known {
            Some(Origin::Assumed) => known,
            known => origin.or(known),
        };
        broken.extend(some);
    }
    (broken, origin)
}

fn judged(
    shelf: &Shelf,
    wall: Wall,
    calendar: Option<Uuid>,
    pairs: &[&Pair],
) -> (Vec<(Uuid, Break)>, Option<Origin>) {
    let days = pairs.iter().flat_map(|pair| {
        [
            pair.from.start,
            pair.from.finish,
            pair.to.start,
            pair.to.finish,
        ]
    });
    let days: Vec<NaiveDate> = days.flatten().map(|point| point.day).collect();
    let (Some(first), Some(last)) = (days.iter().min(), days.iter().max()) else {
        return (Vec::new(), None);
    };
    let reach = pairs.iter().map(|pair| reach(pair)).max().unwrap_or(0) + MARGIN;
    let from = *first - TimeDelta::days(reach);
    let to = (*last + TimeDelta::days(reach)).min(from + TimeDelta::days(LONGEST));
    let working = shelf.working(wall.0, calendar, from, to);
    let judge = Judge {
        calendar: &working.moments,
        zone: &wall,
    };
    let broken = pairs.iter().filter_map(|pair| {
        let broken = judge.broken(pair.kind, pair.lag, &pair.from, &pair.to)?;
        Some((pair.link, broken))
    });
    (broken.collect(), Some(working.origin))
}

/// How many days a lag can reach over, where at least an hour is worked a day.
fn reach(pair: &Pair) -> i64 {
    let duration = pair.from.duration.map_or(0, |d| d.minutes);
    let minutes = match pair.lag.kind {
        LagKind::Working => pair.lag.amount.abs() + duration,
        LagKind::Elapsed => return pair.lag.amount.abs() / 1440 + duration / 60 + 1,
        LagKind::Percent => pair.lag.amount.abs() * duration / 100 + duration,
        LagKind::PercentElapsed => pair.lag.amount.abs() * duration / 100 / 24 + duration,
    };
    (minutes / 60).min(LONGEST / 2)
}
