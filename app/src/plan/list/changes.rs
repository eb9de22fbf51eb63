//! What a change made in a row sends, and how its row looks meanwhile.

use domain::time::When;

use super::editor::Cell;
use super::state::{Change, Patch};
use super::{Broken, Choice, Named, Row};
use crate::send::Fields;

const EDIT: &str = "/do/plan/edit_task";

fn change(row: &Row, to: &'static str, fields: Fields, patch: Patch) -> Change {
    Change {
        task: row.id.clone(),
        to,
        fields: [vec![("task", row.id.clone())], fields].concat(),
        patch,
    }
}

/// Done, or open again: the first state that means it.
pub fn mark(row: &Row, statuses: &[Choice]) -> Change {
    let (to, category) = if row.done() {
        ("/do/plan/reopen_task", "todo")
    } else {
        ("/do/plan/close_task", "done")
    };
    let status = statuses.iter().find(|s| s.category == category).cloned();
    let status = status.unwrap_or_else(|| Choice {
        category: category.into(),
        ..Choice::default()
    });
    Change {
        fields: vec![("record", row.id.clone())],
        ..change(row, to, vec![], Patch::Status(status))
    }
}

pub fn title(row: &Row, typed: &str) -> Change {
    let fields = vec![
        ("title", typed.to_owned()),
        ("title_was", row.title.clone()),
    ];
    change(row, EDIT, fields, Patch::Title(typed.trim().to_owned()))
}

pub fn status(row: &Row, to: &Choice) -> Change {
    let fields = vec![
        ("status", to.id.clone()),
        ("status_was", row.status.id.clone()),
    ];
    change(row, EDIT, fields, Patch::Status(to.clone()))
}

/// Someone comes to it or leaves it.
pub fn person(row: &Row, who: &Named) -> Change {
    let mut people = row.people.clone();
    let there = people.iter().position(|p| p.id == who.id);
    let to = match there {
        Some(n) => {
            people.remove(n);
            "/do/plan/unassign"
        }
        None => {
            people.push(who.clone());
            "/do/plan/assign"
        }
    };
    let fields = vec![("member", who.id.clone())];
    change(row, to, fields, Patch::People(people))
}

/// A day as typed; what cannot be read shows only once the server has said why.
pub fn day(row: &Row, cell: Cell, typed: &str, read: Option<Option<When>>) -> Change {
    let start = cell == Cell::Start;
    let was = if start { row.start } else { row.finish };
    let was = was.map(|was| was.to_string()).unwrap_or_default();
    let names = if start {
        ("start", "start_was")
    } else {
        ("finish", "finish_was")
    };
    let patch = match read {
        Some(when) if start => Patch::Start(when),
        Some(when) => Patch::Finish(when),
        None => Patch::None,
    };
    let fields = vec![(names.0, typed.to_owned()), (names.1, was)];
    change(row, EDIT, fields, patch)
}

/// The earliest date that keeps the link.
pub fn keep(row: &Row, broken: &Broken) -> Change {
    let cell = if broken.finish {
        Cell::Finish
    } else {
        Cell::Start
    };
    let keeps = broken.keeps;
    let mut change = day(row, cell, &keeps.to_string(), Some(Some(keeps)));
    if let Some(along) = broken.along {
        let finish = day(row, Cell::Finish, &along.to_string(), None);
        let dates = finish
            .fields
            .into_iter()
            .filter(|(name, _)| *name != "task");
        change.fields.extend(dates);
        change.patch = Patch::Dates(Some(keeps), Some(along));
    }
    change
}

pub fn effort(row: &Row, typed: &str) -> Change {
    let was = row
        .effort
        .map(|minutes| domain::time::shown(minutes, row.per_day))
        .unwrap_or_default();
    let fields = vec![("effort", typed.to_owned()), ("effort_was", was)];
    change(row, EDIT, fields, Patch::None)
}

/// A label is put on, by its name, or taken off.
pub fn label(row: &Row, label: &Named) -> Change {
    let mut labels = row.labels.clone();
    let there = labels
        .iter()
        .position(|l| l.id == label.id || l.name == label.name);
    let (to, field) = match there {
        Some(n) => ("/do/plan/remove_label", ("label", labels.remove(n).id)),
        None => {
            labels.push(label.clone());
            ("/do/plan/add_label", ("name", label.name.clone()))
        }
    };
    change(row, to, vec![field], Patch::Labels(labels))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(id: &str) -> Named {
        Named {
            id: id.into(),
            name: id.to_uppercase(),
        }
    }

    #[test]
    fn a_second_press_takes_the_first_back() {
        let mut row = Row::default();
        let come = person(&row, &named("ana"));
        assert_eq!(come.to, "/do/plan/assign");
        assert_eq!(come.patch, Patch::People(vec![named("ana")]));
        row.people = vec![named("ana")];
        let go = person(&row, &named("ana"));
        assert_eq!(go.to, "/do/plan/unassign");
        assert_eq!(go.patch, Patch::People(vec![]));
    }

    #[test]
    fn a_day_is_sent_with_what_it_was_based_on() {
        let when = domain::time::written("2026-12-03");
        let row = Row {
            finish: when,
            ..Row::default()
        };
        let change = day(&row, Cell::Finish, "friday", None);
        assert!(change.fields.contains(&("finish", "friday".into())));
        assert!(change.fields.contains(&("finish_was", "2026-12-03".into())));
    }
}
