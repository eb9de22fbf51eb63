//! What a task is, field by field: one mechanism reads, compares, changes and takes back each of them.
//!
//! A form sends each field with the value it was based on (`title`, `title_was`); a field that is absent, or equal to
//! what it was, is left alone. Disjoint edits merge; the same field is refused as stale with both values. The event
//! keeps before and after in a canonical form (a JSON value), from which undo sets a field back.

use chrono::NaiveDate;
use serde_json::{Value, json};
use uuid::Uuid;

use super::dates::{Constraint, Mode};
use super::status::{Category, State};
use super::task::TaskKind;
use crate::audience::Audience;
use crate::event::Content;
use crate::form::EditTask;
use crate::refusal::{Bad, Code, FieldRefusal, Refused};
use crate::text;
use crate::time::{self, Span, When};

/// The fields of a task that an edit can change.
#[derive(Clone, Debug, PartialEq)]
pub struct Fields {
    pub title: String,
    pub description: String,
    pub status: State,
    pub kind: TaskKind,
    pub deliverable: Option<Named>,
    /// Minutes. Unknown is none, never nought.
    pub effort: Option<i64>,
    pub duration: Option<Span>,
    pub optimistic: Option<i64>,
    pub likely: Option<i64>,
    pub pessimistic: Option<i64>,
    pub mode: Mode,
    pub start: Option<When>,
    pub finish: Option<When>,
    pub constraint: Constraint,
    pub constraint_date: Option<When>,
    pub deadline: Option<When>,
    pub percent: i64,
    pub actual_start: Option<When>,
    pub actual_finish: Option<When>,
    /// When work on it is possible; none: as in its project.
    pub calendar: Option<Named>,
    pub audience: Audience,
    pub iteration: Option<Named>,
    pub release: Option<Named>,
    /// Hundredths of a point, beside the minutes: one is never made into the other.
    pub points: Option<i64>,
}

/// What a task is part of or goes by, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub id: Uuid,
    pub title: String,
}

/// What an edit is judged against, beside the task itself.
#[derive(Clone, Debug)]
pub struct Ground {
    /// In the project's zone.
    pub today: NaiveDate,
    pub minutes_per_day: i64,
    /// The project's states, in their order.
    pub workflow: Vec<State>,
    /// Deliverables of the project that the edit may be about.
    pub deliverables: Vec<Named>,
    /// Calendars that it may go by, where the edit is about that.
    pub calendars: Vec<Named>,
    /// Iterations and releases that it may be in, where the edit is about those.
    pub iterations: Vec<Named>,
    pub releases: Vec<Named>,
    /// For how many people it can be: no more than what it is part of, no fewer than what is part of it.
    pub widest: Audience,
    pub narrowest: Audience,
    /// The task's version, told where an edit is stale.
    pub version: i64,
}

macro_rules! fields {
    ($($variant:ident $name:literal $form:ident $was:ident),+ $(,)?) => {
        /// A field by its name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Field { $($variant),+ }

        impl Field {
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            pub fn parse(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|field| field.name() == name)
            }

            /// What the form says it is to be, and what it was.
            fn typed(self, form: &EditTask) -> (&str, &str) {
                match self { $(Self::$variant => (&form.$form, &form.$was)),+ }
            }
        }
    };
}

// In the order of the form, which is the order of refusals.
fields! {
    Title "title" title title_was,
    Description "description" description description_was,
    Status "status" status status_was,
    Kind "kind" kind kind_was,
    Deliverable "deliverable" deliverable deliverable_was,
    Effort "effort" effort effort_was,
    Duration "duration" duration duration_was,
    Optimistic "optimistic" optimistic optimistic_was,
    Likely "likely" likely likely_was,
    Pessimistic "pessimistic" pessimistic pessimistic_was,
    Mode "mode" mode mode_was,
    Start "start" start start_was,
    Finish "finish" finish finish_was,
    Constraint "constraint" constraint constraint_was,
    ConstraintDate "constraint_date" constraint_date constraint_date_was,
    Deadline "deadline" deadline deadline_was,
    Percent "percent" percent percent_was,
    ActualStart "actual_start" actual_start actual_start_was,
    ActualFinish "actual_finish" actual_finish actual_finish_was,
    Calendar "calendar" calendar calendar_was,
    Audience "audience" audience audience_was,
    Iteration "iteration" iteration iteration_was,
    Release "release" release release_was,
    Points "points" points points_was,
}

impl Field {
    /// The field in its canonical form.
    pub fn get(self, of: &Fields) -> Value {
        let when = |when: &Option<When>| when.map_or(Value::Null, |when| json!(when.to_string()));
        match self {
            Self::Title => json!(of.title),
            Self::Description => json!(of.description),
            Self::Status => {
                json!({ "category": of.status.category.code(), "id": of.status.id, "name": of.status.name })
            }
            Self::Kind => json!(of.kind.code()),
            Self::Deliverable => named(&of.deliverable),
            Self::Calendar => named(&of.calendar),
            Self::Iteration => named(&of.iteration),
            Self::Release => named(&of.release),
            Self::Points => json!(of.points),
            Self::Audience => json!(of.audience.code()),
            Self::Effort => json!(of.effort),
            Self::Duration => json!(of.duration),
            Self::Optimistic => json!(of.optimistic),
            Self::Likely => json!(of.likely),
            Self::Pessimistic => json!(of.pessimistic),
            Self::Mode => json!(of.mode.code()),
            Self::Start => when(&of.start),
            Self::Finish => when(&of.finish),
            Self::Constraint => json!(of.constraint.code()),
            Self::ConstraintDate => when(&of.constraint_date),
            Self::Deadline => when(&of.deadline),
            Self::Percent => json!(of.percent),
            Self::ActualStart => when(&of.actual_start),
            Self::ActualFinish => when(&of.actual_finish),
        }
    }

    /// Sets a field from its canonical form; what is not one is refused.
    pub fn set(self, of: &mut Fields, value: &Value) -> Result<(), Code> {
        let text = || value.as_str().map(str::to_owned).ok_or(Code::Unreadable);
        let code = || value.as_str().ok_or(Code::Unreadable);
        let bad = |Bad(code, _)| code;
        match self {
            Self::Title => of.title = text()?,
            Self::Description => of.description = text()?,
            Self::Status => {
                let part = |name: &str| value[name].as_str().ok_or(Code::Unreadable);
                of.status = State {
                    id: Uuid::parse_str(part("id")?).map_err(|_| Code::Unreadable)?,
                    name: part("name")?.to_owned(),
                    category: Category::parse(part("category")?).map_err(bad)?,
                    limit: None,
                };
            }
            Self::Kind => of.kind = TaskKind::parse(code()?).map_err(bad)?,
            Self::Deliverable => of.deliverable = name(value)?,
            Self::Calendar => of.calendar = name(value)?,
            Self::Iteration => of.iteration = name(value)?,
            Self::Release => of.release = name(value)?,
            Self::Points => of.points = number(value)?,
            Self::Audience => of.audience = Audience::parse(code()?).map_err(bad)?,
            Self::Effort => of.effort = number(value)?,
            Self::Duration => {
                of.duration =
                    serde_json::from_value(value.clone()).map_err(|_| Code::Unreadable)?;
            }
            Self::Optimistic => of.optimistic = number(value)?,
            Self::Likely => of.likely = number(value)?,
            Self::Pessimistic => of.pessimistic = number(value)?,
            Self::Mode => of.mode = Mode::parse(code()?).map_err(bad)?,
            Self::Start => of.start = date(value)?,
            Self::Finish => of.finish = date(value)?,
            Self::Constraint => of.constraint = Constraint::parse(code()?).map_err(bad)?,
            Self::ConstraintDate => of.constraint_date = date(value)?,
            Self::Deadline => of.deadline = date(value)?,
            Self::Percent => of.percent = value.as_i64().ok_or(Code::Unreadable)?,
            Self::ActualStart => of.actual_start = date(value)?,
            Self::ActualFinish => of.actual_finish = date(value)?,
        }
        Ok(())
    }

    /// Reads what was typed into the canonical form.
    fn read(self, typed: &str, ground: &Ground) -> Result<Value, Bad> {
        Ok(match self {
            Self::Title => json!(text::line(typed)?),
            Self::Description => json!(text::body(typed)?),
            Self::Status => {
                let state = ground.workflow.iter().find(|s| is(s.id, typed));
                let state = state.ok_or(Code::NotAChoice)?;
                json!({ "category": state.category.code(), "id": state.id, "name": state.name })
            }
            Self::Kind => json!(TaskKind::parse(typed.trim())?.code()),
            Self::Deliverable => named(&choice(&ground.deliverables, typed)?),
            Self::Calendar => named(&choice(&ground.calendars, typed)?),
            Self::Iteration => named(&choice(&ground.iterations, typed)?),
            Self::Release => named(&choice(&ground.releases, typed)?),
            Self::Points => json!(super::iteration::points(typed)?),
            Self::Audience => json!(Audience::parse(typed.trim())?.code()),
            Self::Effort | Self::Optimistic | Self::Likely | Self::Pessimistic => {
                json!(time::minutes(typed, ground.minutes_per_day)?)
            }
            Self::Duration => json!(time::span(typed, ground.minutes_per_day)?),
            Self::Mode => json!(Mode::parse(typed.trim())?.code()),
            Self::Constraint => json!(Constraint::parse(typed.trim())?.code()),
            Self::Start
            | Self::Finish
            | Self::ConstraintDate
            | Self::Deadline
            | Self::ActualStart
            | Self::ActualFinish => {
                time::when(typed, ground.today)?.map_or(Value::Null, |when| json!(when.to_string()))
            }
            Self::Percent => json!(percent(typed)?),
        })
    }

    /// The canonical form as it is typed: what a form shows and what a stale edit is told.
    pub fn show(self, value: &Value, minutes_per_day: i64) -> String {
        match self {
            Self::Effort | Self::Optimistic | Self::Likely | Self::Pessimistic => value
                .as_i64()
                .map(|minutes| time::shown(minutes, minutes_per_day))
                .unwrap_or_default(),
            Self::Duration => serde_json::from_value::<Span>(value.clone())
                .map(|span| span.shown(minutes_per_day))
                .unwrap_or_default(),
            Self::Percent => value.as_i64().map(|p| p.to_string()).unwrap_or_default(),
            Self::Status => value["id"].as_str().unwrap_or_default().to_owned(),
            Self::Deliverable | Self::Calendar | Self::Iteration | Self::Release => {
                value["id"].as_str().unwrap_or_default().to_owned()
            }
            Self::Points => value
                .as_i64()
                .map(super::iteration::points_shown)
                .unwrap_or_default(),
            _ => value.as_str().unwrap_or_default().to_owned(),
        }
    }
}

/// One of these by its id; nothing typed is none.
fn choice(of: &[Named], typed: &str) -> Result<Option<Named>, Bad> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let found = of.iter().find(|named| is(named.id, typed));
    found.cloned().map(Some).ok_or(Code::NotAChoice.into())
}

fn named(of: &Option<Named>) -> Value {
    of.as_ref()
        .map_or(Value::Null, |of| json!({ "id": of.id, "title": of.title }))
}

fn name(value: &Value) -> Result<Option<Named>, Code> {
    if value.is_null() {
        return Ok(None);
    }
    let part = |name: &str| value[name].as_str().ok_or(Code::Unreadable);
    Ok(Some(Named {
        id: Uuid::parse_str(part("id")?).map_err(|_| Code::Unreadable)?,
        title: part("title")?.to_owned(),
    }))
}

fn is(id: Uuid, typed: &str) -> bool {
    Uuid::parse_str(typed.trim()) == Ok(id)
}

fn number(value: &Value) -> Result<Option<i64>, Code> {
    if value.is_null() {
        Ok(None)
    } else {
        value.as_i64().map(Some).ok_or(Code::Unreadable)
    }
}

fn date(value: &Value) -> Result<Option<When>, Code> {
    if value.is_null() {
        return Ok(None);
    }
    let when = value.as_str().and_then(time::written);
    when.map(Some).ok_or(Code::Unreadable)
}

/// A whole number from 0 to 100; nothing typed is nought.
fn percent(typed: &str) -> Result<i64, Bad> {
    let digits = typed.trim().trim_end_matches('%').trim_end();
    if digits.is_empty() && typed.trim().is_empty() {
        return Ok(0);
    }
    let right = (1..=3).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    let percent: Option<i64> = right.then(|| digits.parse().ok()).flatten();
    percent
        .filter(|percent| *percent <= 100)
        .ok_or(Code::NotAPercent.into())
}

/// Applies an edit. Returns the task as it becomes and what changed; nothing changed is an empty content.
pub fn edit(now: &Fields, ground: &Ground, form: &EditTask) -> Result<(Fields, Content), Refused> {
    let mut refusals = Vec::new();
    let mut wanted = Vec::new();
    for field in Field::ALL {
        let (typed, was) = field.typed(form);
        if typed == was {
            continue;
        }
        match field.read(typed, ground) {
            Ok(yours) => wanted.push((*field, yours, typed, was)),
            Err(Bad(code, arg)) => refusals.push(FieldRefusal {
                field: field.name().into(),
                code,
                arg,
            }),
        }
    }
    if !refusals.is_empty() {
        return Err(Refused::Invalid { fields: refusals });
    }
    let mut edited = now.clone();
    let mut changed = Vec::new();
    for (field, yours, typed, was) in wanted {
        let theirs = field.get(now);
        // What it was based on, read as leniently as possible: what cannot be read was something else.
        let based_on = field.read(was, ground).ok();
        if yours == theirs || based_on.as_ref() == Some(&yours) {
            continue;
        }
        if based_on != Some(theirs.clone()) {
            return Err(Refused::Stale {
                field: field.name().into(),
                yours: typed.to_owned(),
                theirs: field.show(&theirs, ground.minutes_per_day),
                version: ground.version,
            });
        }
        field
            .set(&mut edited, &yours)
            .map_err(|code| Refused::field(field.name(), code))?;
        changed.push(field);
    }
    follow(now, &mut edited, &changed);
    let mut refusals = judge(&edited, &changed, ground.today);
    if changed.contains(&Field::Audience)
        && let Some(code) = super::audience::wrong(now.audience, edited.audience, ground)
    {
        refusals.push(FieldRefusal {
            field: Field::Audience.name().into(),
            code,
            arg: String::new(),
        });
    }
    if !refusals.is_empty() {
        return Err(Refused::Invalid { fields: refusals });
    }
    Ok((edited.clone(), difference(now, &edited)))
}

/// What goes without saying: a constraint that is about no date forgets it, and what is opened again has not finished.
fn follow(now: &Fields, edited: &mut Fields, changed: &[Field]) {
    if changed.contains(&Field::Constraint)
        && !edited.constraint.needs_date()
        && !changed.contains(&Field::ConstraintDate)
    {
        edited.constraint_date = None;
    }
    let reopened = now.status.is_done() && !edited.status.is_done();
    if reopened && edited.percent < 100 && !changed.contains(&Field::ActualFinish) {
        edited.actual_finish = None;
    }
}

/// The status of a task alone, as closing and reopening change it.
pub fn with_status(now: &Fields, status: State) -> (Fields, Content) {
    let mut edited = now.clone();
    edited.status = status;
    follow(now, &mut edited, &[Field::Status]);
    let content = difference(now, &edited);
    (edited, content)
}

/// What is another from one to the other; with `closed` where that is.
pub fn difference(before: &Fields, after: &Fields) -> Content {
    let mut content = Content::none();
    for field in Field::ALL {
        let (was, is) = (field.get(before), field.get(after));
        if was != is {
            content = content.with(field.name(), was, is);
        }
    }
    let (was, is) = (before.status.is_done(), after.status.is_done());
    if was != is {
        content = content.with("closed", was, is);
    }
    content
}

/// What cannot be, among what was changed: a task that came with something odd can still be given another title.
fn judge(task: &Fields, changed: &[Field], today: NaiveDate) -> Vec<FieldRefusal> {
    let mut wrong = super::estimating::wrong(task);
    wrong.extend(super::dates::wrong(task, today));
    let mut refusals: Vec<FieldRefusal> = Vec::new();
    for (about, code) in wrong {
        // Beside the first of its fields that the edit was about.
        let Some(field) = about.iter().find(|field| changed.contains(field)) else {
            continue;
        };
        if refusals.iter().all(|r| r.field != field.name()) {
            refusals.push(FieldRefusal {
                field: field.name().into(),
                code,
                arg: String::new(),
            });
        }
    }
    refusals.sort_by_key(|r| Field::ALL.iter().position(|f| f.name() == r.field));
    refusals
}

/// A rule that does not hold: the fields it is about, most to blame first, and what to say.
pub(super) type Wrong = (&'static [Field], Code);

#[cfg(test)]
pub(super) mod tests;
