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

/// Every task of these ids (`task`), and whatever is above it up to the top of its project (`at`): what holds the beginning
/// of a summary holds its parts. Links that hold an end say of a summary when its last part may end, and nothing of each.
macro_rules! above {
    ($($ids:tt)*) => {
        concat!(
            "WITH RECURSIVE above (task, at) AS (SELECT t.id, t.id FROM task t WHERE t.workspace = $1 AND t.id IN (",
            $($ids)*,
            ") UNION ALL SELECT a.task, t.parent FROM above a JOIN task t ON t.workspace = $1 AND t.id = a.at WHERE t.parent IS NOT NULL)"
        )
    };
}
pub(crate) use above;

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
            begun: false,
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
        let begun = self.actual_start_day.is_some();
        let ends = self.ends(
            start.filter(|_| open && !begun),
            finish.filter(|_| open && self.actual_finish_day.is_none()),
        );
        Ends { begun, ..ends }
    }
}

/// One link to be judged, of a project, and by what whoever asks knows it.
pub(crate) struct Pair<L> {
    pub link: L,
    /// By which the successor works, where it is not the project's.
    pub calendar: Option<Uuid>,
    pub kind: LinkKind,
    pub lag: Lag,
    pub from: Ends,
    pub to: Ends,
}

/// Links to be judged, by the project of their successors, with its clock and its calendar.
pub(crate) type ByProject<L> = HashMap<Uuid, (Wall, Option<Uuid>, Vec<Pair<L>>)>;

/// Judges links of one project, each by when work on its successor is possible. Also says where the project's working
/// time is known from.
pub(crate) fn judge<L: Copy>(
    shelf: &Shelf,
    wall: Wall,
    calendar: Option<Uuid>,
    pairs: &[Pair<L>],
) -> (Vec<(L, Break)>, Option<Origin>) {
    let mut by_calendar: HashMap<Option<Uuid>, Vec<&Pair<L>>> = HashMap::new();
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

fn judged<L: Copy>(
    shelf: &Shelf,
    wall: Wall,
    calendar: Option<Uuid>,
    pairs: &[&Pair<L>],
) -> (Vec<(L, Break)>, Option<Origin>) {
    let (mut broken, mut origin) = (Vec::new(), None);
    for (from, to, pairs) in windows(pairs) {
        let working = shelf.working(wall.0, calendar, from, to);
        let judge = Judge {
            calendar: &working.moments,
            zone: &wall,
        };
        broken.extend(pairs.iter().filter_map(|pair| {
            let broken = judge.broken(pair.kind, pair.lag, &pair.from, &pair.to)?;
            Some((pair.link, broken))
        }));
        origin = Some(working.origin);
    }
    (broken, origin)
}

type Window<'a, L> = (NaiveDate, NaiveDate, Vec<&'a Pair<L>>);

/// The stretches of time in which links are judged, none longer than [`LONGEST`]: one date far away from all others does
/// not push theirs out of it.
fn windows<'a, L>(pairs: &[&'a Pair<L>]) -> Vec<Window<'a, L>> {
    let longest = TimeDelta::days(LONGEST);
    let mut spans: Vec<(NaiveDate, NaiveDate, &Pair<L>)> = pairs
        .iter()
        .filter_map(|pair| {
            let (first, last) = days(pair)?;
            Some((first, last, *pair))
        })
        .collect();
    spans.sort_by_key(|(first, last, _)| (*first, *last));
    let (far, near): (Vec<_>, Vec<_>) = spans
        .into_iter()
        .partition(|(first, last, _)| *last - *first > longest);
    let mut windows: Vec<Window<'_, L>> = Vec::new();
    for (first, last, pair) in near {
        match windows.last_mut() {
            Some((from, to, pairs)) if first <= *to && last - *from <= longest => {
                *to = last.max(*to);
                pairs.push(pair);
            }
            _ => windows.push((first, last, vec![pair])),
        }
    }
    // Of two dates that far apart the later one decides: what lies before the window is before all work in it.
    if let Some(last) = far.iter().map(|(_, last, _)| *last).max() {
        let pairs = far.into_iter().map(|(_, _, pair)| pair).collect();
        windows.push((last - longest, last, pairs));
    }
    windows
}

/// The first and the last day that can matter to a link.
fn days<L>(pair: &Pair<L>) -> Option<(NaiveDate, NaiveDate)> {
    let ends = [&pair.from, &pair.to].map(|of| [of.start, of.finish]);
    let days = || ends.into_iter().flatten().flatten().map(|point| point.day);
    let reach = TimeDelta::days(reach(pair) + MARGIN);
    Some((
        days().min()?.checked_sub_signed(reach)?,
        days().max()?.checked_add_signed(reach)?,
    ))
}

/// How many days a lag and what takes time beside it can reach over, where at least an hour is worked a day.
fn reach<L>(pair: &Pair<L>) -> i64 {
    let minutes = |of: &Ends| of.duration.map_or(0, |duration| duration.minutes.max(0));
    let duration = minutes(&pair.from);
    let lag = pair.lag.amount.saturating_abs();
    let hours = match pair.lag.kind {
        LagKind::Working => lag / 60,
        LagKind::Elapsed => lag / 1440,
        LagKind::Percent => lag.saturating_mul(duration) / 100 / 60,
        LagKind::PercentElapsed => lag.saturating_mul(duration) / 100 / 1440,
    };
    let beside = duration.saturating_add(minutes(&pair.to)) / 60;
    hours.saturating_add(beside).min(LONGEST / 2)
}
