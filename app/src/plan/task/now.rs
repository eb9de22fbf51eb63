//! What a change does to the page before it is answered; refused, the page is as it was.

use crate::prelude::*;

use super::api::{Assigned, Task};
use crate::plan::list::Named;
use crate::ui::fact::Optimistic;

/// The address a form was sent to, among what it holds.
pub const TO: &str = "/";

/// Shows what was sent at once.
pub fn at_once(task: RwSignal<Task>) -> Optimistic {
    let before = StoredValue::new(None::<Task>);
    Optimistic {
        with: Some(Callback::new(move |typed: Vec<(String, String)>| {
            before.set_value(Some(task.get_untracked()));
            let mut after = task.get_untracked();
            apply(&mut after, &typed);
            if task.with_untracked(|task| *task != after) {
                task.set(after);
            }
        })),
        refused: Some(Callback::new(move |_| {
            if let Some(before) = before.try_update_value(Option::take).flatten() {
                task.set(before);
            }
        })),
    }
}

fn apply(task: &mut Task, typed: &[(String, String)]) {
    let of = |name: &str| {
        typed
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    };
    match of(TO).unwrap_or_default() {
        "/do/plan/assign" => assign(task, of("member"), of("units")),
        "/do/plan/unassign" => task.people.retain(|p| Some(p.id.as_str()) != of("member")),
        "/do/plan/tick_item" => tick(task, of("item"), true),
        "/do/plan/untick_item" => tick(task, of("item"), false),
        "/do/plan/remove_item" => task.checklist.retain(|i| Some(i.id.as_str()) != of("item")),
        "/do/plan/remove_label" => task.labels.retain(|l| Some(l.id.as_str()) != of("label")),
        "/do/plan/add_label" => {
            if let Some(name) = of("name").map(str::trim).filter(|name| !name.is_empty()) {
                task.labels.push(Named {
                    id: String::new(),
                    name: name.to_owned(),
                });
            }
        }
        "/do/plan/edit_task" => edit(task, &of),
        _ => {}
    }
}

fn edit<'a>(task: &mut Task, of: &impl Fn(&str) -> Option<&'a str>) {
    if let Some(title) = of("title").map(str::trim).filter(|title| !title.is_empty()) {
        task.title = title.to_owned();
    }
    let status = of("status");
    let status = status.and_then(|id| task.choices.statuses.iter().find(|s| s.id == id));
    if let Some(status) = status.cloned() {
        task.status = status;
    }
    let today = task.today;
    let days = [
        ("start", &mut task.start),
        ("finish", &mut task.finish),
        ("deadline", &mut task.deadline),
    ];
    for (name, day) in days {
        if let Some(Ok(read)) = of(name).map(|typed| domain::time::when(typed, today)) {
            *day = read;
        }
    }
}

fn assign(task: &mut Task, member: Option<&str>, units: Option<&str>) {
    let Some(member) = member else { return };
    let Ok(units) = domain::plan::staffing::units(units.unwrap_or_default()) else {
        return;
    };
    if let Some(there) = task.people.iter_mut().find(|p| p.id == member) {
        there.units = units;
        return;
    }
    let Some(person) = task.choices.people.iter().find(|p| p.id == member) else {
        return;
    };
    task.people.push(Assigned {
        id: person.id.clone(),
        name: person.name.clone(),
        units,
    });
}

fn tick(task: &mut Task, item: Option<&str>, ticked: bool) {
    if let Some(item) = task
        .checklist
        .iter_mut()
        .find(|i| Some(i.id.as_str()) == item)
    {
        item.ticked = ticked;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sent_shows() {
        let mut task = Task {
            today: domain::time::written("2026-11-25")
                .map(|w| w.day)
                .unwrap_or_default(),
            ..Task::default()
        };
        let sent = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            pairs
                .iter()
                .map(|(n, v)| ((*n).into(), (*v).into()))
                .collect()
        };
        apply(
            &mut task,
            &sent(&[
                (TO, "/do/plan/edit_task"),
                ("start", "friday"),
                ("title", " New "),
            ]),
        );
        assert_eq!(task.start.map(|w| w.to_string()), Some("2026-11-27".into()));
        assert_eq!(task.title, "New");
        // What cannot be read waits for the server to say so.
        apply(
            &mut task,
            &sent(&[(TO, "/do/plan/edit_task"), ("start", "soon")]),
        );
        assert_eq!(task.start.map(|w| w.to_string()), Some("2026-11-27".into()));
    }
}
