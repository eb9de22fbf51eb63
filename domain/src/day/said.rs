//! What a line of the log says beyond the kind of what happened: which fields are now what. People are in it by their
//! ids alone, like everywhere in a log; nothing of a comment or of another task is in it, since not everybody who reads
//! the line may see those.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::event::{Change, Content};
use crate::plan::parts::{PartKind, part};

/// Fields as they were and as they are, by the names that events give them.
pub type Said = BTreeMap<String, Change>;

/// Kinds of events whose content says more than their name does.
pub fn tells(kind: &str) -> bool {
    matches!(
        kind,
        "task.changed"
            | "task.closed"
            | "task.reopened"
            | "task.assignees_changed"
            | "task.labels_changed"
            | "task.checklist_changed"
            | "task.links_changed"
            | "task.values_changed"
            | "task.stopped"
            | "project.changed"
            | "project.health_said"
    )
}

/// As much of an event's content as a log tells.
pub fn said(kind: &str, content: &Content) -> Said {
    if !tells(kind) {
        return Said::new();
    }
    let ends = matches!(kind, "task.closed" | "task.reopened");
    let fields = content.fields.iter().filter_map(|(field, change)| {
        // Done or open again: the kind has said it.
        if ends && matches!(field.as_str(), "status" | "percent" | "actual_finish") {
            return None;
        }
        let told = match field.as_str() {
            "description" => text(change),
            _ => Change {
                after: value(field, &change.after)?,
                before: value(field, &change.before)?,
            },
        };
        (told.after != told.before).then(|| (field.clone(), told))
    });
    let mut said: Said = fields.collect();
    // It began when it was set to be under way.
    if ends || said.contains_key("status") {
        said.remove("actual_start");
    }
    said
}

/// Adds what was said later of the same thing. What is again as it was is not told.
pub fn add(said: &mut Said, later: Said) {
    for (field, change) in later {
        let before = said
            .remove(&field)
            .map_or(change.before, |first| first.before);
        if before != change.after {
            let after = change.after;
            said.insert(field, Change { after, before });
        }
    }
}

/// Of a long text only that there was or is one: what it says is for its own page.
fn text(change: &Change) -> Change {
    let some = |text: &Value, word: &str| match text.as_str() {
        None | Some("") => Value::Null,
        Some(_) => json!(word),
    };
    Change {
        after: some(&change.after, "is"),
        before: some(&change.before, "was"),
    }
}

/// What is kept of a field; nothing of one that no line tells of.
fn value(field: &str, value: &Value) -> Option<Value> {
    let of = |name: &str| value.get(name).cloned().unwrap_or(Value::Null);
    let is = |told: Value| if value.is_null() { Value::Null } else { told };
    if let Some((kind, _)) = part(field) {
        return Some(is(match kind {
            PartKind::Assignee => of("units"),
            PartKind::Label => of("name"),
            // People are named by what they are called then.
            PartKind::Value if of("kind") == "person" => {
                json!({ "field": of("field"), "person": of("value") })
            }
            PartKind::Value => json!({ "field": of("field"), "said": of("said") }),
            PartKind::Item => json!({ "text": of("text"), "ticked": !of("ticked_at").is_null() }),
            // Its other end is not everybody's to see.
            PartKind::Link => json!({ "kind": of("kind"), "lag": of("lag") }),
            PartKind::Stop => {
                let outside = of("mover_kind") == "outside";
                let name = if outside {
                    of("mover_name")
                } else {
                    Value::Null
                };
                json!({ "because": of("because"), "mover": of("mover"), "mover_kind": of("mover_kind"), "mover_name": name })
            }
        }));
    }
    Some(match field {
        "status" => is(json!({ "category": of("category"), "name": of("name") })),
        "deliverable" | "calendar" | "iteration" | "release" => is(of("title")),
        "title" | "kind" | "mode" | "audience" | "effort" | "optimistic" | "likely"
        | "pessimistic" | "duration" | "start" | "finish" | "constraint" | "constraint_date"
        | "deadline" | "percent" | "actual_start" | "actual_finish" | "health" | "points" => {
            value.clone()
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn people_are_ids_and_other_tasks_are_not_named() {
        let ana = PartKind::Assignee.field(Uuid::from_u128(1));
        let link = PartKind::Link.field(Uuid::from_u128(2));
        let content = Content::none()
            .with(&ana, Value::Null, json!({ "name": "Ana", "units": 500 }))
            .with(
                &link,
                Value::Null,
                json!({ "kind": "ss", "lag": null, "predecessor_key": "SEC-1", "successor_key": "N-2" }),
            )
            .with("description", "a secret", "another secret")
            .with("text", Value::Null, "a secret");
        let said = said("task.changed", &content);
        let keys: Vec<_> = said.keys().map(String::as_str).collect();
        assert_eq!(keys, [ana.as_str(), "description", link.as_str()]);
        assert_eq!(said.get(&ana).map(|c| c.after.clone()), Some(json!(500)));
        let text = serde_json::to_string(&said).unwrap_or_default();
        for hidden in ["Ana", "SEC-1", "secret"] {
            assert!(!text.contains(hidden), "{text}");
        }
    }

    #[test]
    fn the_kind_is_not_said_again() {
        let status =
            |category: &str| json!({ "category": category, "id": Uuid::nil(), "name": "" });
        let content = Content::none()
            .with("status", status("doing"), status("done"))
            .with("percent", 40, 100)
            .with("actual_finish", Value::Null, "2026-11-25")
            .with("actual_start", Value::Null, "2026-11-24")
            .with("finish", "2026-11-26", "2026-11-25");
        let keys = |kind: &str| said(kind, &content).into_keys().collect::<Vec<_>>();
        assert_eq!(keys("task.closed"), ["finish"]);
        assert_eq!(
            keys("task.changed"),
            ["actual_finish", "finish", "percent", "status"]
        );
        assert!(keys("comment.added").is_empty());
    }

    #[test]
    fn what_is_again_as_it_was_is_not_told() {
        let of = |before: i64, after: i64| {
            said(
                "task.changed",
                &Content::none().with("percent", before, after),
            )
        };
        let mut all = of(0, 20);
        add(&mut all, of(20, 50));
        let told = all
            .get("percent")
            .map(|c| (c.before.clone(), c.after.clone()));
        assert_eq!(told, Some((json!(0), json!(50))));
        add(&mut all, of(50, 0));
        assert!(all.is_empty());
    }
}
