//! One change of many tasks: what it is, and why some of them stay as they are.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::labels;
use super::status::Category;
use crate::form;
use crate::id::{MemberId, RecordId};
use crate::refusal::{Bad, Code, Refused};
use crate::time;

/// Most tasks of one change.
pub const MOST: usize = 500;

/// What is done to each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    Status(To),
    Give(MemberId),
    Take(MemberId),
    /// A day as it was typed: which one is meant, each project's own today says. Empty: none any more.
    Start(String),
    Finish(String),
    Label(String),
    Unlabel(String),
    /// Of the task's own project; none: the backlog.
    Iteration(Option<Uuid>),
    Release(Option<Uuid>),
    Trash,
}

/// A state itself, or the first that means this in each task's project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    State(Uuid),
    Category(Category),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bulk {
    /// Each with the newest event that its page had read, by which a later change of somebody else is known.
    pub tasks: BTreeMap<RecordId, Option<i64>>,
    pub change: Change,
}

/// A task that stays as it is, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// `NGT-4`; empty for one whose name is not for the reader.
    pub called: String,
    pub code: Code,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub arg: String,
}

/// What a change of many came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Many {
    pub changed: usize,
    pub left: Vec<Left>,
}

impl Left {
    /// Why one task was refused; nothing for what stops the whole change.
    pub fn of(called: &str, refused: &Refused) -> Option<Self> {
        let (code, arg) = match refused {
            Refused::Absent => (Code::Gone, String::new()),
            Refused::Conflict { code, arg } => (*code, arg.clone()),
            Refused::Stale { theirs, .. } => (Code::ChangedMeanwhile, theirs.clone()),
            Refused::Invalid { fields } => {
                let first = fields.first()?;
                (first.code, first.arg.clone())
            }
            _ => return None,
        };
        Some(Self {
            called: called.to_owned(),
            code,
            arg,
        })
    }
}

/// Reads the form: `change` is a word, and where a button says it all, what it is about behind it (`status done`).
pub fn bulk(form: &form::BulkTasks) -> Result<Bulk, Refused> {
    if form.tasks.is_empty() {
        return Err(Refused::field("tasks", Code::NothingChosen));
    }
    if form.tasks.len() > MOST {
        return Err(Refused::field_with(
            "tasks",
            Code::TooMany,
            MOST.to_string(),
        ));
    }
    let mut tasks = BTreeMap::new();
    for (task, seen) in &form.tasks {
        let task = RecordId::parse(task).map_err(|_| Refused::Absent)?;
        tasks.insert(task, seen.trim().parse().ok().filter(|seen| *seen > 0));
    }
    let change = change(form)?;
    Ok(Bulk { tasks, change })
}

fn change(form: &form::BulkTasks) -> Result<Change, Refused> {
    let said = match form.change.trim() {
        "typed" => typed(form)?,
        said => said,
    };
    let (verb, about) = said.split_once(' ').unwrap_or((said, ""));
    let at = |field: &'static str| move |Bad(code, arg)| Refused::field_with(field, code, arg);
    let person =
        || MemberId::parse(&form.person).map_err(|_| Refused::field("person", Code::NotAChoice));
    Ok(match verb {
        "status" => Change::Status(to(about).map_err(at("status"))?),
        "give" => Change::Give(person()?),
        "take" => Change::Take(person()?),
        "start" => Change::Start(day(&form.start).map_err(at("start"))?),
        "finish" => Change::Finish(day(&form.finish).map_err(at("finish"))?),
        "no" if about == "start" => Change::Start(String::new()),
        "no" if about == "finish" => Change::Finish(String::new()),
        "label" => Change::Label(labels::name(&form.label).map_err(at("label"))?),
        "unlabel" => Change::Unlabel(labels::name(&form.label).map_err(at("label"))?),
        "iteration" => Change::Iteration(chosen(&form.iteration).map_err(at("iteration"))?),
        "release" => Change::Release(chosen(&form.release).map_err(at("release"))?),
        "trash" => Change::Trash,
        _ => return Err(Refused::field("change", Code::NotAChoice)),
    })
}

fn chosen(id: &str) -> Result<Option<Uuid>, Bad> {
    match id.trim() {
        "" => Ok(None),
        id => Uuid::parse_str(id)
            .map(Some)
            .map_err(|_| Code::NotAChoice.into()),
    }
}

/// Enter in a field means what the field is for: one alone has something in it.
fn typed(form: &form::BulkTasks) -> Result<&'static str, Refused> {
    let fields = [
        ("start", &form.start),
        ("finish", &form.finish),
        ("label", &form.label),
    ];
    let mut filled = fields
        .iter()
        .filter(|(_, typed)| !typed.trim().is_empty())
        .map(|(name, _)| *name);
    match (filled.next(), filled.next()) {
        (Some(only), None) => Ok(only),
        _ => Err(Refused::field("change", Code::NotAChoice)),
    }
}

fn to(about: &str) -> Result<To, Bad> {
    match Category::parse(about) {
        Ok(category) => Ok(To::Category(category)),
        Err(_) => Uuid::parse_str(about)
            .map(To::State)
            .map_err(|_| Code::NotAChoice.into()),
    }
}

/// Something that can be read as a day, whatever day it is.
fn day(typed: &str) -> Result<String, Bad> {
    let any = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap_or_default();
    match time::when(typed, any)? {
        Some(_) => Ok(typed.trim().to_owned()),
        None => Err(Code::Missing.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(change: &str) -> form::BulkTasks {
        form::BulkTasks {
            change: change.into(),
            tasks: [(Uuid::from_u128(7).to_string(), "12".into())].into(),
            ..Default::default()
        }
    }

    #[test]
    fn one_button_says_all_or_a_field_does() {
        let read = |change: &str| bulk(&form(change)).map(|bulk| bulk.change);
        assert_eq!(
            read("status done"),
            Ok(Change::Status(To::Category(Category::Done)))
        );
        let state = Uuid::from_u128(3);
        assert_eq!(
            read(&format!("status {state}")),
            Ok(Change::Status(To::State(state)))
        );
        assert_eq!(read("trash"), Ok(Change::Trash));
        assert_eq!(read("no finish"), Ok(Change::Finish(String::new())));
        assert_eq!(read("finish"), Err(Refused::field("finish", Code::Missing)));
        assert_eq!(
            read("give"),
            Err(Refused::field("person", Code::NotAChoice))
        );
        assert_eq!(read("label"), Err(Refused::field("label", Code::Missing)));
        assert_eq!(read("iteration"), Ok(Change::Iteration(None)));
        let into = form::BulkTasks {
            iteration: state.to_string(),
            ..form("iteration")
        };
        assert_eq!(
            bulk(&into).map(|bulk| bulk.change),
            Ok(Change::Iteration(Some(state)))
        );
        let odd = form::BulkTasks {
            release: "1.0".into(),
            ..form("release")
        };
        assert_eq!(bulk(&odd), Err(Refused::field("release", Code::NotAChoice)));
        for odd in [
            "",
            "typed",
            "status",
            "status 7",
            "no",
            "no title",
            "drop table",
        ] {
            assert!(matches!(read(odd), Err(Refused::Invalid { .. })), "{odd}");
        }
        let typed = form::BulkTasks {
            finish: " Friday ".into(),
            ..form("finish")
        };
        assert_eq!(
            bulk(&typed).map(|bulk| bulk.change),
            Ok(Change::Finish("Friday".into()))
        );
        let entered = form::BulkTasks {
            label: "#Go".into(),
            ..form("typed")
        };
        assert_eq!(
            bulk(&entered).map(|bulk| bulk.change),
            Ok(Change::Label("Go".into()))
        );
        let mistyped = form::BulkTasks {
            finish: "Fryday".into(),
            ..form("finish")
        };
        assert_eq!(
            bulk(&mistyped),
            Err(Refused::field("finish", Code::NotADate))
        );
    }

    #[test]
    fn tasks_are_some_and_not_too_many() {
        let none = form::BulkTasks {
            tasks: BTreeMap::new(),
            ..form("trash")
        };
        assert_eq!(
            bulk(&none),
            Err(Refused::field("tasks", Code::NothingChosen))
        );
        let with = |count: u128| form::BulkTasks {
            tasks: (1..=count)
                .map(|n| (Uuid::from_u128(n).to_string(), "on".into()))
                .collect(),
            ..form("trash")
        };
        let read = bulk(&with(MOST as u128)).map(|bulk| bulk.tasks);
        assert_eq!(read.as_ref().map(BTreeMap::len), Ok(MOST));
        // A box that says nothing is no basis, and no mistake.
        assert!(read.is_ok_and(|tasks| tasks.values().all(Option::is_none)));
        assert_eq!(
            bulk(&with(MOST as u128 + 1)),
            Err(Refused::field_with("tasks", Code::TooMany, "500"))
        );
        let odd = form::BulkTasks {
            tasks: [("x".into(), String::new())].into(),
            ..form("trash")
        };
        assert_eq!(bulk(&odd), Err(Refused::Absent));
    }

    #[test]
    fn what_is_left_says_why() {
        let left = |refused: Refused| Left::of("NGT-4", &refused).map(|left| (left.code, left.arg));
        assert_eq!(left(Refused::Absent), Some((Code::Gone, String::new())));
        assert_eq!(
            left(Refused::field_with("start", Code::TooMany, "50")),
            Some((Code::TooMany, "50".into()))
        );
        assert_eq!(left(Refused::Busy { after_s: 1 }), None);
    }
}
