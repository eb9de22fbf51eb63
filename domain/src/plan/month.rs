//! A calendar: the month or week that an address asks for, which task lies where in it, and a task moved to another day.
//! Weeks are those of ISO 8601: they begin on a Monday, and the first of a year is the one with its first Thursday.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::fields::{self, Fields, Ground};
use crate::event::Content;
use crate::form::{EditTask, ShiftTask};
use crate::refusal::{Code, Refused};
use crate::time::{self, When, YEARS};

/// A leaf of the calendar: a month by its first day, or a week by its Monday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaf {
    Month(NaiveDate),
    Week(NaiveDate),
}

impl Leaf {
    /// As an address says it: `2026-11` or `2026-W47`. What is neither, or is beyond all plans, is the leaf of today.
    pub fn asked(month: &str, week: &str, today: NaiveDate) -> Self {
        match (week.is_empty(), month_of(month), week_of(week)) {
            (_, _, Some(monday)) => Self::Week(monday),
            (true, Some(first), _) => Self::Month(first),
            (true, None, _) => Self::month(today),
            (false, ..) => Self::week(today),
        }
    }

    /// The month with this day.
    pub fn month(day: NaiveDate) -> Self {
        Self::Month(day.with_day(1).unwrap_or(day))
    }

    /// The week with this day.
    pub fn week(day: NaiveDate) -> Self {
        Self::Week(monday(day))
    }

    /// The first day it shows: a Monday.
    pub fn first(self) -> NaiveDate {
        match self {
            Self::Month(first) => monday(first),
            Self::Week(monday) => monday,
        }
    }

    /// The last day it shows: a Sunday.
    pub fn last(self) -> NaiveDate {
        let last = match self {
            Self::Month(first) => first
                .checked_add_months(Months::new(1))
                .and_then(|next| next.pred_opt())
                .unwrap_or(first),
            Self::Week(monday) => monday,
        };
        monday(last).checked_add_days(Days::new(6)).unwrap_or(last)
    }

    /// The Mondays of its weeks.
    pub fn mondays(self) -> Vec<NaiveDate> {
        let last = self.last();
        let days = self.first().iter_days();
        days.take_while(|day| *day <= last).step_by(7).collect()
    }

    /// The one before, or behind; none beyond the years that a plan can be about.
    pub fn turned(self, by: i32) -> Option<Self> {
        let turned = match self {
            Self::Month(first) if by < 0 => Self::Month(first.checked_sub_months(Months::new(1))?),
            Self::Month(first) => Self::Month(first.checked_add_months(Months::new(1))?),
            Self::Week(monday) if by < 0 => Self::Week(monday.checked_sub_days(Days::new(7))?),
            Self::Week(monday) => Self::Week(monday.checked_add_days(Days::new(7))?),
        };
        let (Self::Month(day) | Self::Week(day)) = turned;
        YEARS.contains(&day.year()).then_some(turned)
    }

    /// Whether the day is of it: a month also shows the days that fill its first and its last week.
    pub fn holds(self, day: NaiveDate) -> bool {
        match self {
            Self::Month(first) => (first.year(), first.month()) == (day.year(), day.month()),
            Self::Week(_) => (self.first()..=self.last()).contains(&day),
        }
    }

    /// As an address says it: which word, and its value.
    pub fn address(self) -> (&'static str, String) {
        match self {
            Self::Month(first) => ("month", format!("{:04}-{:02}", first.year(), first.month())),
            Self::Week(monday) => {
                let week = monday.iso_week();
                ("week", format!("{:04}-W{:02}", week.year(), week.week()))
            }
        }
    }
}

fn monday(day: NaiveDate) -> NaiveDate {
    let back = u64::from(day.weekday().num_days_from_monday());
    day.checked_sub_days(Days::new(back)).unwrap_or(day)
}

fn month_of(text: &str) -> Option<NaiveDate> {
    let day = time::iso_day(&format!("{text}-01"))?;
    YEARS.contains(&day.year()).then_some(day)
}

fn week_of(text: &str) -> Option<NaiveDate> {
    let (year, week) = text.split_once("-W").or_else(|| text.split_once("-w"))?;
    let digits = |text: &str, so_many| {
        let right = text.len() == so_many && text.bytes().all(|b| b.is_ascii_digit());
        right.then(|| text.parse::<u32>().ok())?
    };
    let year = i32::try_from(digits(year, 4)?).ok()?;
    let monday = NaiveDate::from_isoywd_opt(year, digits(week, 2)?, Weekday::Mon)?;
    YEARS.contains(&year).then_some(monday)
}

/// A task in one week: from which of its days (0 is Monday) over how many, on which line; and whether it began in a
/// week before or goes on behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Which of the tasks.
    pub of: usize,
    pub from: usize,
    pub days: usize,
    pub line: usize,
    pub before: bool,
    pub after: bool,
}

/// Lays tasks, each by its first and last day, on the lines of the week of this Monday: one bar each, none over another,
/// in their order. What has no room on `lines` lines is counted on each of its days.
pub fn laid(
    monday: NaiveDate,
    tasks: &[(NaiveDate, NaiveDate)],
    lines: usize,
) -> (Vec<Bar>, [usize; 7]) {
    let mut taken = vec![[false; 7]; lines];
    let mut bars = Vec::new();
    let mut more = [0; 7];
    for (of, (first, last)) in tasks.iter().enumerate() {
        let from = (*first - monday).num_days().max(0);
        let to = (*last - monday).num_days().min(6);
        if from > 6 || to < from {
            continue;
        }
        let (from, to) = (from as usize, to as usize);
        let free = taken
            .iter_mut()
            .enumerate()
            .find(|(_, line)| line[from..=to].iter().all(|day| !day));
        let Some((line, days)) = free else {
            for day in &mut more[from..=to] {
                *day += 1;
            }
            continue;
        };
        days[from..=to].fill(true);
        bars.push(Bar {
            of,
            from,
            days: to - from + 1,
            line,
            before: *first < monday,
            after: (*last - monday).num_days() > 6,
        });
    }
    (bars, more)
}

/// When a task is due: when it is to finish, else by its deadline, else when it starts.
pub fn due(start: Option<When>, finish: Option<When>, deadline: Option<When>) -> Option<When> {
    finish.or(deadline).or(start)
}

/// Moves a task to another day: it is due then, and starts by as many days earlier or later. A time of day stays where
/// none is typed. A deadline is a promise: it moves only where it is all that says when the task is due.
pub fn shift(
    now: &Fields,
    ground: &Ground,
    form: &ShiftTask,
) -> Result<(Fields, Content), Refused> {
    let edit = shifted(now, ground, form)?;
    fields::edit(now, ground, &edit).map_err(beside_the_day)
}

/// The edit that this move is.
fn shifted(now: &Fields, ground: &Ground, form: &ShiftTask) -> Result<EditTask, Refused> {
    let typed = time::when(&form.day, ground.today)
        .map_err(|bad| Refused::field_with("day", bad.0, bad.1))?
        .ok_or_else(|| Refused::field("day", Code::Missing))?;
    let due = due(now.start, now.finish, now.deadline);
    let to = When {
        day: typed.day,
        time: typed.time.or(due.and_then(|due| due.time)),
    };
    let mut edit = EditTask::default();
    let shown = |when: Option<When>| when.map(|when| when.to_string()).unwrap_or_default();
    // By the day it was based on, where the form says one: the rule of edits then refuses what has changed since.
    let was = if form.day_was.trim().is_empty() {
        shown(due)
    } else {
        form.day_was.clone()
    };
    let start = now.start.zip(due).and_then(|(start, due)| {
        let by = to.day.signed_duration_since(due.day);
        let day = start.day.checked_add_signed(by)?;
        Some(When { day, ..start })
    });
    match (now.finish, now.deadline, now.start) {
        (None, None, Some(_)) => (edit.start, edit.start_was) = (to.to_string(), was),
        (None, Some(_), _) => (edit.deadline, edit.deadline_was) = (to.to_string(), was),
        _ => (edit.finish, edit.finish_was) = (to.to_string(), was),
    }
    if (now.finish.is_some() || now.deadline.is_some()) && start.is_some() {
        (edit.start, edit.start_was) = (shown(start), shown(now.start));
    }
    Ok(edit)
}

/// One field is all that is typed: whatever is wrong is said there.
fn beside_the_day(refused: Refused) -> Refused {
    match refused {
        Refused::Invalid { mut fields } => {
            fields.truncate(1);
            for refusal in &mut fields {
                refusal.field = "day".into();
            }
            Refused::Invalid { fields }
        }
        Refused::Stale {
            yours,
            theirs,
            version,
            ..
        } => Refused::Stale {
            field: "day".into(),
            yours,
            theirs,
            version,
        },
        other => other,
    }
}

#[cfg(test)]
mod tests;
