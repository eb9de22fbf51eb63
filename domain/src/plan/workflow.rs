//! A project's workflow: its states in their order, as one value. Each has a category, which says what it means, and a
//! name; an empty name is the usual one of its category.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::deliverable::place;
use super::status::{Category, State};
use crate::edit::merge_shown;
use crate::form;
use crate::refusal::{Bad, Check, Code, Refused};
use crate::text;

/// States that a project may have.
pub const MOST: usize = 20;
/// Longest name of a state, in characters.
pub const NAME: usize = 40;
/// The highest limit of a state.
const LIMIT: i64 = 500;

/// What the form of a state shows.
pub fn shown(
    name: &str,
    category: &str,
    place: usize,
    limit: Option<i64>,
) -> [(&'static str, String); 4] {
    [
        ("name", name.into()),
        ("category", category.into()),
        ("place", place.to_string()),
        ("limit", limit.map(|n| n.to_string()).unwrap_or_default()),
    ]
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Workflow(pub Vec<State>);

impl Workflow {
    pub fn value(&self) -> Value {
        // A list of texts serialises.
        serde_json::to_value(self).unwrap_or_default()
    }

    pub fn find(&self, id: Uuid) -> Option<&State> {
        self.0.iter().find(|s| s.id == id)
    }

    /// With a new state, after the others of its category.
    pub fn added(&self, id: Uuid, form: &form::AddStatus) -> Result<Self, Refused> {
        let mut check = Check::default();
        let category = check.take("category", Category::parse(&form.category));
        let name = check.take("name", name(&form.name));
        let limit = check.take("limit", limit(&form.limit));
        let (Some(category), Some(name), Some(limit)) = (category, name, limit) else {
            return Err(check.refused());
        };
        if self.0.len() >= MOST {
            return Err(Refused::field_with("name", Code::Full, MOST.to_string()));
        }
        let status = State {
            id,
            name,
            category,
            limit,
        };
        self.refuse_same(&status)?;
        let at = self
            .0
            .iter()
            .rposition(|s| s.category <= category)
            .map_or(0, |n| n + 1);
        let mut statuses = self.0.clone();
        statuses.insert(at, status);
        Ok(Self(statuses))
    }

    /// With another name, category, place or limit for one of its states. An empty name is the usual one, an empty
    /// category or place the one it has, an empty limit none.
    pub fn edited(&self, id: Uuid, form: &form::EditStatus) -> Result<Self, Refused> {
        let Some(old) = self.find(id) else {
            return Err(Refused::Absent);
        };
        let at = self.0.iter().position(|s| s.id == id).unwrap_or(0);
        let mut form = form.clone();
        let fields = [
            &mut form.name,
            &mut form.category,
            &mut form.place,
            &mut form.limit,
        ];
        let now = shown(&old.name, old.category.code(), at + 1, old.limit);
        merge_shown(&form.was, fields.into_iter().zip(now))?;
        let mut check = Check::default();
        let category = if form.category.is_empty() {
            Ok(old.category)
        } else {
            Category::parse(&form.category)
        };
        let category = check.take("category", category);
        let name = check.take("name", name(&form.name));
        let limit = check.take("limit", limit(&form.limit));
        let (Some(category), Some(name), Some(limit)) = (category, name, limit) else {
            return Err(check.refused());
        };
        let new = State {
            id,
            name,
            category,
            limit,
        };
        self.refuse_same(&new)?;
        if category != old.category {
            self.refuse_last(old, "category")?;
        }
        let mut statuses = self.0.clone();
        let to = if form.place.trim().is_empty() {
            at
        } else {
            place(&form.place, statuses.len())? - 1
        };
        statuses.remove(at);
        statuses.insert(to, new);
        Ok(Self(statuses))
    }

    /// Without one of its states, and where the tasks in it go.
    pub fn without(&self, id: Uuid, form: &form::RemoveStatus) -> Result<(Self, &State), Refused> {
        let Some(old) = self.find(id) else {
            return Err(Refused::Absent);
        };
        self.refuse_last(old, "status")?;
        let to = Uuid::parse_str(form.to.trim())
            .ok()
            .filter(|to| *to != id)
            .and_then(|to| self.find(to))
            .ok_or_else(|| Refused::field("to", Code::NotAChoice))?;
        let rest = self.0.iter().filter(|s| s.id != id).cloned().collect();
        Ok((Self(rest), to))
    }

    fn refuse_same(&self, new: &State) -> Result<(), Refused> {
        let same = |old: &State| {
            old.id != new.id
                && text::fold(&old.name) == text::fold(&new.name)
                && (!new.name.is_empty() || old.category == new.category)
        };
        match self.0.iter().any(same) {
            true if new.name.is_empty() => Err(Refused::field("name", Code::Missing)),
            true => Err(Refused::field_with("name", Code::Taken, &new.name)),
            false => Ok(()),
        }
    }

    /// Tasks begin in the first state of the category `todo` and end in one of `done`: each project has both.
    fn refuse_last(&self, old: &State, field: &str) -> Result<(), Refused> {
        let needed = matches!(old.category, Category::Todo | Category::Done);
        let others = self
            .0
            .iter()
            .any(|s| s.id != old.id && s.category == old.category);
        if needed && !others {
            return Err(Refused::field(field, Code::LastOfCategory));
        }
        Ok(())
    }
}

fn name(text: &str) -> Result<String, Bad> {
    if text.trim().is_empty() {
        return Ok(String::new());
    }
    let name = text::line(text)?;
    if name.chars().count() > NAME {
        return Err(Bad(Code::TooLong, NAME.to_string()));
    }
    Ok(name)
}

/// A whole number, or nothing.
fn limit(text: &str) -> Result<Option<i64>, Bad> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let number = text.parse().ok().filter(|n| (1..=LIMIT).contains(n));
    number
        .map(Some)
        .ok_or_else(|| Bad(Code::NotInRange, format!("1 and {LIMIT}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usual() -> Workflow {
        let statuses = Category::ALL.iter().zip(1..).map(|(category, n)| State {
            id: Uuid::from_u128(n),
            name: String::new(),
            category: *category,
            limit: None,
        });
        Workflow(statuses.collect())
    }

    fn add(name: &str, category: &str) -> form::AddStatus {
        form::AddStatus {
            name: name.into(),
            category: category.into(),
            ..Default::default()
        }
    }

    fn edit(name: &str, category: &str, place: &str) -> form::EditStatus {
        form::EditStatus {
            name: name.into(),
            category: category.into(),
            place: place.into(),
            ..Default::default()
        }
    }

    fn ids(workflow: &Workflow) -> Vec<u128> {
        workflow.0.iter().map(|s| s.id.as_u128()).collect()
    }

    #[test]
    fn a_new_state_stands_after_those_of_its_kind() {
        let with = usual().added(Uuid::from_u128(9), &add("Waiting", "doing"));
        assert_eq!(with.map(|w| ids(&w)), Ok(vec![1, 2, 9, 3, 4]));
    }

    #[test]
    fn no_two_are_called_alike() {
        let taken = usual().added(Uuid::from_u128(9), &add("Waiting", "doing"));
        let taken = taken.and_then(|w| w.added(Uuid::from_u128(8), &add(" WAITING", "todo")));
        assert_eq!(
            taken,
            Err(Refused::field_with("name", Code::Taken, "WAITING"))
        );
        // A second one of a kind needs a name of its own.
        assert_eq!(
            usual().added(Uuid::from_u128(9), &add("", "doing")),
            Err(Refused::field("name", Code::Missing))
        );
    }

    #[test]
    fn work_begins_and_ends_somewhere() {
        let last = Err(Refused::field("category", Code::LastOfCategory));
        for id in [1, 4] {
            let moved = usual().edited(Uuid::from_u128(id), &edit("", "review", ""));
            // Its usual name is taken there by the one that is there.
            assert!(moved.is_err());
            let moved = usual().edited(Uuid::from_u128(id), &edit("Odd", "review", ""));
            assert_eq!(moved, last);
            let to = form::RemoveStatus {
                to: Uuid::from_u128(2).to_string(),
                ..Default::default()
            };
            assert_eq!(
                usual().without(Uuid::from_u128(id), &to),
                Err(Refused::field("status", Code::LastOfCategory))
            );
        }
        assert!(
            usual()
                .edited(Uuid::from_u128(2), &edit("Odd", "review", ""))
                .is_ok()
        );
    }

    #[test]
    fn what_another_gave_a_state_meanwhile_stays() {
        let form = |name: &str, limit: &str, place: &str| form::EditStatus {
            limit: limit.into(),
            was: crate::edit::shown(&shown("", "doing", 2, None)),
            ..edit(name, "doing", place)
        };
        let id = Uuid::from_u128(2);
        // Somebody else gave it a limit and put it last.
        let theirs = form::EditStatus {
            was: String::new(),
            ..form("", "3", "4")
        };
        let now = usual().edited(id, &theirs).unwrap();
        let both = now.edited(id, &form("Busy", "", "2")).unwrap();
        assert_eq!(ids(&both), [1, 3, 4, 2]);
        let busy = both.find(id).unwrap();
        assert_eq!((&*busy.name, busy.limit), ("Busy", Some(3)));
        assert!(matches!(
            now.edited(id, &form("", "5", "2")),
            Err(Refused::Stale { field, theirs, .. }) if field == "limit" && theirs == "3"
        ));
    }

    #[test]
    fn a_limit_is_a_whole_number_or_none() {
        let limited = |text: &str| {
            let form = form::EditStatus {
                limit: text.into(),
                ..edit("", "", "")
            };
            usual().edited(Uuid::from_u128(2), &form)
        };
        let of = |workflow: Workflow| workflow.find(Uuid::from_u128(2)).and_then(|s| s.limit);
        for (typed, limit) in [
            ("4", Some(4)),
            (" 500 ", Some(500)),
            ("1", Some(1)),
            ("", None),
        ] {
            assert_eq!(limited(typed).map(of), Ok(limit), "{typed}");
        }
        for typed in ["0", "501", "-1", "2.5", "four", "4 of 4"] {
            let refused = Refused::field_with("limit", Code::NotInRange, "1 and 500");
            assert_eq!(limited(typed), Err(refused), "{typed}");
        }
        let new = form::AddStatus {
            limit: "3".into(),
            ..add("Waiting", "doing")
        };
        let with = usual().added(Uuid::from_u128(9), &new);
        let limit = with.map(|w| w.find(Uuid::from_u128(9)).and_then(|s| s.limit));
        assert_eq!(limit, Ok(Some(3)));
    }

    #[test]
    fn a_workflow_that_says_no_limit_reads_as_before() {
        let written = usual().value();
        assert!(!written.to_string().contains("limit"));
        let read: Workflow = serde_json::from_value(written).unwrap_or_default();
        assert_eq!(read, usual());
    }

    #[test]
    fn order_is_said_by_place() {
        let moved = usual().edited(Uuid::from_u128(4), &edit("", "", "1"));
        assert_eq!(moved.map(|w| ids(&w)), Ok(vec![4, 1, 2, 3]));
        assert_eq!(
            usual().edited(Uuid::from_u128(4), &edit("", "", "9")),
            Err(Refused::field("place", Code::NotAChoice))
        );
    }

    #[test]
    fn tasks_of_a_removed_state_go_to_another() {
        for to in [2, 7] {
            let form = form::RemoveStatus {
                to: Uuid::from_u128(to).to_string(),
                ..Default::default()
            };
            assert_eq!(
                usual().without(Uuid::from_u128(2), &form),
                Err(Refused::field("to", Code::NotAChoice))
            );
        }
    }
}
