//! From an event's content to what it says: ids become names, looked up together.

use std::collections::HashMap;

use domain::event::{Change, Content};
use domain::plan::iteration::points_shown;
use domain::plan::recurrence::{RECURRENCE, Rule};
use serde_json::Value as Json;
use store::audit::{Called, Entry};
use store::keys::Sight;
use uuid::Uuid;

use super::shorten::differing;
use super::{Diff, Happened, Value};
use crate::error::Fault;
use crate::session::{Here, day, moment};
use crate::words::recurrence as words;

/// `zone` is the reader's.
pub async fn read(
    here: &Here,
    sight: &Sight,
    events: Vec<Entry>,
    zone: &str,
) -> Result<Vec<Happened>, Fault> {
    let mut ids = Vec::new();
    for content in events.iter().filter_map(|e| e.content.as_ref()) {
        for (field, change) in &content.fields {
            for value in [&change.before, &change.after] {
                ids.extend(project(field, value));
                collect(value, &mut ids);
            }
        }
    }
    let names = if ids.is_empty() {
        HashMap::new()
    } else {
        store::audit::names(&here.db, sight, &ids).await?
    };
    let reader = Reader { names, zone };
    Ok(events.into_iter().map(|e| reader.happened(e)).collect())
}

fn collect(value: &Json, ids: &mut Vec<Uuid>) {
    match value {
        Json::String(text) => ids.extend(id(text)),
        Json::Array(list) => list.iter().for_each(|value| collect(value, ids)),
        Json::Object(map) if !map.contains_key("name") && !map.contains_key("title") => {
            map.values().for_each(|value| collect(value, ids));
        }
        _ => {}
    }
}

/// The project that a field says by its id. The title beside it is that of then, and for whoever sees the project.
fn project(field: &str, value: &Json) -> Option<Uuid> {
    let value = (field == PROJECT).then_some(value)?;
    id(value.get("id")?.as_str()?)
}

/// An id as events keep it, with its dashes: a text that people type is hardly ever one.
fn id(text: &str) -> Option<Uuid> {
    (text.len() == 36).then(|| Uuid::parse_str(text).ok())?
}

/// What people typed: read as it stands, whatever it looks like.
const TYPED: [&str; 11] = [
    "title",
    "description",
    "name",
    "text",
    "because",
    "health_reason",
    "mover_name",
    "key",
    "next",
    "goal",
    "notes",
];
/// What the event's own name says already, or only the program reads.
const UNSAID: [&str; 14] = [
    "closed",
    "trashed",
    "on",
    "said_at",
    "said_by",
    "health_reason",
    "contacts",
    "position",
    "outline",
    "moved_to",
    "place",
    "rank",
    "shown",
    "stop",
];
const MINUTES: [&str; 6] = [
    "effort",
    "duration",
    "optimistic",
    "likely",
    "pessimistic",
    "minutes_per_day",
];

/// Where a task is that was sent to another project; what it is called there is its `key`.
const PROJECT: &str = "project";

struct Reader<'a> {
    names: HashMap<Uuid, Called>,
    zone: &'a str,
}

impl Reader<'_> {
    fn happened(&self, event: Entry) -> Happened {
        let begins = event.kind.ends_with(".created")
            || event.kind.ends_with(".imported")
            || ["comment.added", "file.added"].contains(&event.kind.as_str());
        let content = event.content.unwrap_or_else(Content::none);
        let because = because(&content);
        let fields = content
            .fields
            .iter()
            .map(|(field, change)| (base(field), change))
            .filter(|(field, _)| !begins && !UNSAID.contains(field))
            .map(|(field, change)| match field {
                "key" => self.key(&content, change),
                _ => self.diff(field, &change.before, &change.after),
            })
            .filter(|diff| diff.before != diff.after || diff.before == Value::Gone)
            .collect();
        Happened {
            seq: event.seq,
            who: event.who,
            at: moment(event.at, self.zone),
            kind: event.kind,
            of: event.of,
            undoes: event.undoes.is_some(),
            because,
            fields,
        }
    }

    /// What a task was called, and is: nothing, of a project that the reader does not see.
    fn key(&self, content: &Content, change: &Change) -> Diff {
        let projects = content.fields.get(PROJECT);
        let shown = |key: &Json, project: Option<&Json>| {
            let project = project.and_then(|value| self::project(PROJECT, value));
            match project {
                Some(project) if !self.names.contains_key(&project) => Json::Null,
                _ => key.clone(),
            }
        };
        let before = shown(&change.before, projects.map(|change| &change.before));
        let after = shown(&change.after, projects.map(|change| &change.after));
        self.diff("key", &before, &after)
    }

    fn diff(&self, field: &str, before: &Json, after: &Json) -> Diff {
        let (before, after) = match (before, after) {
            // Of long texts, what differs.
            (Json::String(before), Json::String(after)) if TYPED.contains(&field) => {
                let (before, after) = differing(before, after);
                (typed(before), typed(after))
            }
            _ => (self.value(field, before), self.value(field, after)),
        };
        Diff {
            field: field.to_owned(),
            before,
            after,
        }
    }

    fn value(&self, field: &str, value: &Json) -> Value {
        match value {
            Json::Object(_) if field == RECURRENCE => {
                let rule = serde_json::from_value::<Rule>(value.clone());
                rule.map_or(Value::Gone, |rule| Value::Text(words::said(&rule)))
            }
            Json::Null => Value::Nothing,
            Json::Bool(truth) => Value::Truth(*truth),
            Json::Number(number) => {
                let number = number.as_i64().unwrap_or_default();
                match field {
                    _ if MINUTES.contains(&field) => Value::Minutes(number),
                    "units" => Value::Units(number),
                    "percent" => Value::Percent(number),
                    "points" => Value::Text(points_shown(number)),
                    _ => Value::Number(number),
                }
            }
            Json::String(text) => self.text(field, text),
            Json::Array(list) => {
                Value::List(list.iter().map(|value| self.value(field, value)).collect())
            }
            Json::Object(map) => match project(field, value) {
                Some(project) => self.text(field, &project.to_string()),
                None => self.object(field, map),
            },
        }
    }

    fn text(&self, field: &str, text: &str) -> Value {
        if TYPED.contains(&field) {
            return typed(text.to_owned());
        }
        if text.is_empty() {
            return Value::Nothing;
        }
        if let Some(id) = id(text) {
            return match self.names.get(&id) {
                Some(Called::Name(name) | Called::Task(name)) => Value::Text(name.clone()),
                Some(Called::Status { name, category }) => Value::State {
                    name: name.clone(),
                    category: category.clone(),
                },
                None => Value::Gone,
            };
        }
        match self.date(text) {
            Some(date) => Value::Text(date),
            None => Value::Code(text.to_owned()),
        }
    }

    /// A day, or a day and a time in the project's own zone, as it is kept.
    fn date(&self, text: &str) -> Option<String> {
        let (date, time) = match text.split_once([' ', 'T']) {
            Some((date, time)) => (date, Some(time)),
            None => (text, None),
        };
        let shown = day(date.parse().ok()?, self.zone);
        match time {
            None => Some(shown),
            Some(time) => {
                let time = time.get(..5).filter(|t| t.as_bytes()[2] == b':')?;
                Some(format!("{shown} {time}"))
            }
        }
    }

    /// Something with a name of its own is called by it; anything else is the list of its parts.
    fn object(&self, field: &str, map: &serde_json::Map<String, Json>) -> Value {
        let text = |key: &str| map.get(key).and_then(Json::as_str);
        if let (Some(name), Some(category)) = (text("name"), text("category")) {
            let (name, category) = (name.to_owned(), category.to_owned());
            return match map.get("limit").and_then(Json::as_i64) {
                Some(limit) => Value::Limited {
                    name,
                    category,
                    limit,
                },
                None => Value::State { name, category },
            };
        }
        if let (Some(from), Some(to)) = (text("predecessor_key"), text("successor_key")) {
            let kind = text("kind").unwrap_or_default().to_owned();
            let ends = [from, to].map(|key| Value::Text(key.to_owned()));
            let [from, to] = ends;
            let mut parts = vec![from, Value::Code(kind), to];
            parts.extend(map.get("lag").and_then(lag));
            return Value::List(parts);
        }
        // What a task says in a field of its project.
        if let (Some(field), Some(said)) = (text("field"), text("said")) {
            let unit = text("unit").unwrap_or_default();
            return typed(crate::words::task::said_in(field, said, unit));
        }
        if let Some(name) = text("name").or(text("title")).or(text("text")) {
            let units = map.get("units").and_then(Json::as_i64).map(Value::Units);
            let ticked = map.get("ticked_at").is_some_and(|at| !at.is_null());
            let ticked = ticked.then(|| Value::Code("ticked".into()));
            let mut parts = vec![typed(name.to_owned())];
            parts.extend(units.into_iter().chain(ticked));
            return match parts.len() {
                1 => typed(name.to_owned()),
                _ => Value::List(parts),
            };
        }
        if let Some(minutes) = map.get("minutes").and_then(Json::as_i64) {
            return Value::Minutes(minutes);
        }
        let parts = map
            .iter()
            .filter(|(key, _)| *key != "id")
            .map(|(key, value)| {
                let own = ["kind", "lag_kind", "role", "units"].contains(&key.as_str());
                self.value(if own { key } else { field }, value)
            });
        Value::List(parts.filter(|part| *part != Value::Nothing).collect())
    }
}

/// Time between the ends of a link, where there is any.
fn lag(lag: &Json) -> Option<Value> {
    let amount = lag.get("amount")?.as_i64().filter(|amount| *amount != 0)?;
    match lag.get("kind")?.as_str()? {
        "percent" | "percent_elapsed" => Some(Value::Percent(amount)),
        _ => Some(Value::Minutes(amount)),
    }
}

/// Why: the reason of the whole, of how a project stands, or of a stop.
fn because(content: &Content) -> Option<String> {
    let health = content.fields.get("health_reason").map(|c| &c.after);
    let stop = content
        .fields
        .iter()
        .find(|(field, _)| base(field) == "stop")
        .map(|(_, c)| {
            if c.after.is_null() {
                &c.before
            } else {
                &c.after
            }
        })
        .and_then(|stop| stop.get("because"));
    health
        .or(stop)
        .and_then(Json::as_str)
        .map(str::to_owned)
        .or_else(|| content.reason.clone())
}

/// A field's name without the id of the part that it is.
fn base(field: &str) -> &str {
    match field.split_once('.') {
        Some((base, part)) if id(part).is_some() => base,
        _ => field,
    }
}

fn typed(text: String) -> Value {
    if text.is_empty() {
        Value::Nothing
    } else {
        Value::Text(text)
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use domain::event::Content;
    use serde_json::{Value as Json, json};
    use store::audit::{Called, Entry};
    use uuid::Uuid;

    use super::*;

    fn happened(kind: &str, content: Content) -> Happened {
        let ana = Uuid::from_u128(1);
        let waiting = Called::Status {
            name: String::new(),
            category: "doing".into(),
        };
        let reader = Reader {
            names: HashMap::from([
                (ana, Called::Name("Ana".into())),
                (Uuid::from_u128(2), waiting),
            ]),
            zone: "Europe/London",
        };
        reader.happened(Entry {
            seq: 1,
            at: DateTime::UNIX_EPOCH,
            who: None,
            kind: kind.into(),
            of: None,
            undoes: None,
            content: Some(content),
        })
    }

    fn said(field: &str, before: Json, after: Json) -> Vec<(String, String, String)> {
        let content = Content::none().with(field, before, after);
        let text = |field: &str, value: &Value| crate::words::plan::value(field, value);
        happened("task.changed", content)
            .fields
            .iter()
            .map(|d| {
                let name = crate::words::plan::field(&d.field);
                (name, text(&d.field, &d.before), text(&d.field, &d.after))
            })
            .collect()
    }

    fn one(name: &str, before: &str, after: &str) -> Vec<(String, String, String)> {
        vec![(name.into(), before.into(), after.into())]
    }

    #[test]
    fn values_are_said_in_words() {
        let id = |n: u128| Uuid::from_u128(n).to_string();
        assert_eq!(
            said("effort", Json::Null, json!(90)),
            one("Effort", "", "1 h 30 min")
        );
        assert_eq!(
            said(
                "duration",
                json!({"elapsed": false, "minutes": 960}),
                Json::Null
            ),
            one("Duration", "16 h", "")
        );
        assert_eq!(
            said("deadline", json!("2020-11-30"), json!("2020-12-01 14:30")),
            one("Deadline", "Mon 30 Nov 2020", "Tue 1 Dec 2020 14:30")
        );
        assert_eq!(
            said(
                "status",
                json!({"category": "todo", "id": id(9), "name": ""}),
                json!({"category": "doing", "id": id(8), "name": "Waiting"})
            ),
            one("State", "Up next", "Waiting")
        );
        assert_eq!(
            said("member", json!(id(1)), json!(id(7))),
            one("Who", "Ana", "something that is gone")
        );
        assert_eq!(
            said("status", json!(id(2)), Json::Null),
            one("State", "Under way", "")
        );
        assert_eq!(
            said("percent", json!(0), json!(40)),
            one("Per cent done", "0 %", "40 %")
        );
        // A title that looks like a date or an id is a title.
        assert_eq!(
            said("title", json!("2020-11-30"), json!(id(1))),
            one("Title", "2020-11-30", &id(1))
        );
    }

    #[test]
    fn parts_of_a_task_are_named() {
        let part = |kind: &str| format!("{kind}.{}", Uuid::from_u128(5));
        assert_eq!(
            said(
                &part("assignee"),
                json!({"name": "Ana", "units": 1000}),
                json!({"name": "Ana", "units": 500})
            ),
            one("With", "Ana, 100 %", "Ana, 50 %")
        );
        let item =
            |at: Json| json!({"position": 1, "text": "Ask", "ticked_at": at, "ticked_by": null});
        assert_eq!(
            said(
                &part("item"),
                item(Json::Null),
                item(json!("2026-11-25T10:00:00Z"))
            ),
            one("Checklist", "Ask", "Ask, ticked")
        );
        let link = json!({"kind": "fs", "lag": {"amount": 480, "kind": "working"}, "predecessor": Uuid::nil(),
            "predecessor_key": "NGT-1", "successor": Uuid::nil(), "successor_key": "NGT-2"});
        assert_eq!(
            said(&part("link"), Json::Null, link),
            one("Waits for", "", "NGT-1, finish to start, NGT-2, 8 h")
        );
    }

    #[test]
    fn a_project_is_called_what_its_reader_sees() {
        let moved = |from: u128, to: u128| {
            let side = |n: u128| json!({"id": Uuid::from_u128(n), "title": "Kept from you"});
            Content::none()
                .with("project", side(from), side(to))
                .with("key", "HID-1", "NGT-7")
        };
        let said = |content: Content| {
            let all = happened("task.transferred", content).fields;
            let all = all.into_iter();
            all.map(|d| (d.field, d.before, d.after))
                .collect::<Vec<_>>()
        };
        let text = |text: &str| Value::Text(text.into());
        // The reader knows the one with the id 1 only.
        assert_eq!(
            said(moved(7, 1)),
            [
                ("key".to_owned(), Value::Nothing, text("NGT-7")),
                ("project".to_owned(), Value::Gone, text("Ana"))
            ]
        );
        assert_eq!(said(moved(1, 1))[0].1, text("HID-1"));
    }

    #[test]
    fn what_the_kind_says_is_not_said_again_and_reasons_stand_apart() {
        let content = Content::none()
            .with("health", Json::Null, "at_risk")
            .with("health_reason", Json::Null, "late lamps")
            .with("said_at", Json::Null, "2026-11-25T10:00:00+00:00");
        let health = happened("project.health_said", content);
        assert_eq!(health.because.as_deref(), Some("late lamps"));
        assert_eq!(health.fields.len(), 1);
        let made = Content::none().with("title", Json::Null, "New");
        assert!(happened("task.created", made).fields.is_empty());
        let field = format!("stop.{}", Uuid::from_u128(5));
        let stopped = Content::none().with(&field, Json::Null, json!({"because": "no wifi"}));
        let stopped = happened("task.stopped", stopped);
        assert_eq!(stopped.because.as_deref(), Some("no wifi"));
        assert!(stopped.fields.is_empty());
    }
}
