//! Iterations: a stretch of days with a goal, into which a project's ranked backlog is taken piece by piece. One is under
//! way at a time; what is not done when it is closed goes on in another, goes back, or stays, as is said then.

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::access::coded;
use crate::edit::Edit;
use crate::event::Content;
use crate::form;
use crate::id::{RecordId, made_by_client};
use crate::people::capacity::Sum;
use crate::refusal::{Bad, Check, Code, FieldRefusal, Refused};
use crate::text;
use crate::time;

/// Most iterations of a project, and most releases.
pub const MOST: usize = 200;
/// Longest iteration, in days.
pub const DAYS: i64 = 366;
/// The name of the field of an event that says how often a task was carried over.
pub const CARRIED: &str = "carried";

coded!(
    /// How far an iteration is.
    State { Planned = "planned", Active = "active", Closed = "closed" }
);

coded!(
    /// How a project is worked: which of its views opens first.
    Method { Planned = "planned", Iterative = "iterative", Flow = "flow" }
);

coded!(
    /// What a project's work is estimated in. One is never made into the other.
    Estimate { Time = "time", Points = "points" }
);

macro_rules! field {
    ($($coded:ident)+) => {$(
        impl crate::edit::Field for $coded {
            fn value(&self) -> serde_json::Value {
                self.code().into()
            }

            fn shown(&self) -> String {
                self.code().to_owned()
            }
        }
    )+};
}
pub(super) use field;

field!(Method Estimate);

#[derive(Debug, PartialEq, Eq)]
pub struct NewIteration {
    pub id: RecordId,
    pub fields: Fields,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fields {
    pub name: String,
    pub goal: String,
    /// Both or neither.
    pub start: Option<NaiveDate>,
    pub finish: Option<NaiveDate>,
    /// Its days may be another's too.
    pub overlaps: bool,
    pub state: State,
}

/// Another iteration of the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other {
    pub id: Uuid,
    pub fields: Fields,
}

/// `today` is the project's.
pub fn new_iteration(
    form: &form::CreateIteration,
    today: NaiveDate,
) -> Result<NewIteration, Refused> {
    let mut check = Check::default();
    let name = check.take("name", text::line(&form.name));
    let goal = check.take("goal", text::body(&form.goal));
    let start = check.take("start", day(&form.start, today));
    let finish = check.take("finish", day(&form.finish, today));
    let id = check.take("id", made_by_client(&form.id).map_err(Bad::from));
    let (Some(id), Some(name), Some(goal), Some(start), Some(finish)) =
        (id, name, goal, start, finish)
    else {
        return Err(check.refused());
    };
    let fields = Fields {
        name,
        goal,
        start,
        finish,
        overlaps: !form.overlaps.trim().is_empty(),
        state: State::Planned,
    };
    judge(&fields)?;
    Ok(NewIteration { id, fields })
}

/// A day without a time; nothing typed is none.
pub fn day(typed: &str, today: NaiveDate) -> Result<Option<NaiveDate>, Bad> {
    match time::when(typed, today)? {
        Some(time::When { day, time: None }) => Ok(Some(day)),
        Some(_) => Err(Code::NotADate.into()),
        None => Ok(None),
    }
}

pub fn edit(
    fields: &Fields,
    version: i64,
    form: &form::EditIteration,
    today: NaiveDate,
) -> Result<(Fields, Content), Refused> {
    let mut check = Check::default();
    let name = check.take("name", text::line(&form.name));
    let goal = check.take("goal", text::body(&form.goal));
    let start = check.take("start", day(&form.start, today));
    let finish = check.take("finish", day(&form.finish, today));
    let (Some(name), Some(goal), Some(start), Some(finish)) = (name, goal, start, finish) else {
        return Err(check.refused());
    };
    let was = |typed: &str| day(typed, today).unwrap_or(None);
    let goal_was = text::body(&form.goal_was).unwrap_or_default();
    let ticked = |typed: &str| !typed.trim().is_empty();
    let (mut edit, mut edited) = (Edit::of(version), fields.clone());
    edit.merge("name", &mut edited.name, name, &form.name_was)?;
    edit.merge("goal", &mut edited.goal, goal, &goal_was)?;
    edit.merge("start", &mut edited.start, start, &was(&form.start_was))?;
    edit.merge("finish", &mut edited.finish, finish, &was(&form.finish_was))?;
    edit.merge(
        "overlaps",
        &mut edited.overlaps,
        ticked(&form.overlaps),
        &ticked(&form.overlaps_was),
    )?;
    judge(&edited)?;
    Ok((edited, edit.content()))
}

/// Both days or neither, in their order, and not too many; whatever has begun has them.
pub fn judge(fields: &Fields) -> Result<(), Refused> {
    match (fields.start, fields.finish) {
        (Some(start), Some(finish)) if finish < start => {
            Err(Refused::field("finish", Code::FinishBeforeStart))
        }
        (Some(start), Some(finish)) if finish - start >= TimeDelta::days(DAYS) => Err(
            Refused::field_with("finish", Code::TooFar, DAYS.to_string()),
        ),
        (Some(_), Some(_)) => Ok(()),
        (None, None) if fields.state == State::Planned => Ok(()),
        (start, finish) => {
            let missing = [("start", start), ("finish", finish)];
            let fields = missing.iter().filter(|(_, day)| day.is_none());
            Err(Refused::Invalid {
                fields: fields
                    .map(|(field, _)| FieldRefusal {
                        field: (*field).into(),
                        code: Code::Missing,
                        arg: String::new(),
                    })
                    .collect(),
            })
        }
    }
}

/// The first other one with some of the same days, where neither says that this may be.
pub fn overlapped<'a>(fields: &Fields, others: &'a [Other]) -> Option<&'a Other> {
    let (start, finish) = (fields.start?, fields.finish?);
    others.iter().find(|other| {
        let said = fields.overlaps || other.fields.overlaps;
        let days = other.fields.start.zip(other.fields.finish);
        !said && days.is_some_and(|(from, to)| start <= to && from <= finish)
    })
}

/// Judges it beside the others: no name twice, no day in two, no two under way.
pub fn beside(fields: &Fields, others: &[Other]) -> Result<(), Refused> {
    let folded = text::fold(&fields.name);
    if others.iter().any(|o| text::fold(&o.fields.name) == folded) {
        return Err(Refused::field_with("name", Code::Taken, &fields.name));
    }
    if let Some(other) = overlapped(fields, others) {
        let name = &other.fields.name;
        return Err(Refused::field_with("start", Code::DaysOverlap, name));
    }
    one_active(fields, others)
}

fn one_active(fields: &Fields, others: &[Other]) -> Result<(), Refused> {
    let active = others.iter().find(|o| o.fields.state == State::Active);
    match active.filter(|_| fields.state == State::Active) {
        Some(other) => Err(Refused::Conflict {
            code: Code::OtherUnderWay,
            arg: other.fields.name.clone(),
        }),
        None => Ok(()),
    }
}

/// Begins it.
pub fn start(fields: &Fields, others: &[Other]) -> Result<(Fields, Content), Refused> {
    if fields.state != State::Planned {
        return Err(Refused::conflict(Code::AlreadyBegun));
    }
    let started = Fields {
        state: State::Active,
        ..fields.clone()
    };
    judge(&started)?;
    one_active(&started, others)?;
    let content = Content::none().with("state", State::Planned.code(), State::Active.code());
    Ok((started, content))
}

/// Closes it.
pub fn close(fields: &Fields) -> Result<(Fields, Content), Refused> {
    if fields.state != State::Active {
        return Err(Refused::conflict(Code::NotUnderWay));
    }
    let closed = Fields {
        state: State::Closed,
        ..fields.clone()
    };
    let content = Content::none().with("state", State::Active.code(), State::Closed.code());
    Ok((closed, content))
}

/// Where what is not done goes when an iteration is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// Into this one, and it is counted.
    Into(Uuid),
    Backlog,
    /// It stays in the closed one.
    Stays,
}

/// Reads where the rest goes: `next`, `backlog`, `stay`, or one that is not closed by its id.
pub fn rest(typed: &str, others: &[Other]) -> Result<Rest, Refused> {
    let bad = |code| Refused::field("rest", code);
    match typed.trim() {
        "" => Err(bad(Code::Missing)),
        "backlog" => Ok(Rest::Backlog),
        "stay" => Ok(Rest::Stays),
        "next" => next(others)
            .map(|other| Rest::Into(other.id))
            .ok_or(bad(Code::NoNextIteration)),
        id => {
            let id = Uuid::parse_str(id).map_err(|_| bad(Code::NotAChoice))?;
            let open = |o: &&Other| o.id == id && o.fields.state != State::Closed;
            let found = others.iter().find(open);
            found
                .map(|other| Rest::Into(other.id))
                .ok_or(bad(Code::NotAChoice))
        }
    }
}

/// The planned one that begins first; of those without days, the first by name.
pub fn next(others: &[Other]) -> Option<&Other> {
    let planned = others.iter().filter(|o| o.fields.state == State::Planned);
    planned.min_by_key(|o| (o.fields.start.is_none(), o.fields.start, &o.fields.name))
}

/// How much time the people of a project have in an iteration. Unknown is not nought: whose week is not known is named.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capacity {
    /// Minutes of those whose days are all known.
    pub minutes: i64,
    pub people: usize,
    /// Of them, whose week is the usual one and not confirmed.
    pub usual: usize,
    /// Whose week is not known.
    pub unknown: Vec<String>,
}

pub fn capacity(people: impl IntoIterator<Item = (String, Sum)>) -> Capacity {
    use crate::people::capacity::Source;
    let mut all = Capacity::default();
    for (name, sum) in people {
        match sum.minutes() {
            Some(minutes) => {
                all.minutes += minutes;
                all.people += 1;
                all.usual += usize::from(sum.source == Source::Usual);
            }
            None => all.unknown.push(name),
        }
    }
    all
}

/// What a task may be estimated at, in hundredths of a point.
const MOST_POINTS: i64 = 100_000;

/// Points as they are typed: a number from nought to a thousand with two places; nothing typed is none.
pub fn points(typed: &str) -> Result<Option<i64>, Bad> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let (whole, part) = typed.split_once(['.', ',']).unwrap_or((typed, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let right = digits(whole) && digits(part) && whole.len() <= 4 && part.len() <= 2;
    if !right || (whole.is_empty() && part.is_empty()) || typed.ends_with(['.', ',']) {
        return Err(Code::NotPoints.into());
    }
    let whole: i64 = whole.parse().unwrap_or(0);
    let part: i64 = format!("{part:0<2}").parse().unwrap_or(0);
    let points = whole * 100 + part;
    if points > MOST_POINTS {
        return Err(Code::NotPoints.into());
    }
    Ok(Some(points))
}

/// Hundredths of a point as they are read: `3`, `0.5`.
pub fn points_shown(points: i64) -> String {
    match (points / 100, points % 100) {
        (whole, 0) => whole.to_string(),
        (whole, part) if part % 10 == 0 => format!("{whole}.{}", part / 10),
        (whole, part) => format!("{whole}.{part:02}"),
    }
}

#[cfg(test)]
mod tests;
