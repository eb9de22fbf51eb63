//! From an event's content to what it says: ids become names, looked up together.

use std::collections::HashMap;

use domain::event::Content;
use serde_json::Value as Json;
use store::audit::{Called, Entry};
use store::keys::Sight;
use uuid::Uuid;

use super::shorten::differing;
use super::{Diff, Happened, Value};
use crate::error::Fault;
use crate::session::{Here, day, moment};

/// `zone` is the reader's.
pub async fn read(
    here: &Here,
    sight: &Sight,
    events: Vec<Entry>,
    zone: &str,
) -> Result<Vec<Happened>, Fault> {
    let mut ids = Vec::new();
    for content in events.iter().filter_map(|e| e.content.as_ref()) {
        for change in content.fields.values() {
            collect(&change.before, &mut ids);
            collect(&change.after, &mut ids);
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

/// An id as events keep it, with its dashes: a text that people type is hardly ever one.
fn id(text: &str) -> Option<Uuid> {
    (text.len() == 36).then(|| Uuid::parse_str(text).ok())?
}

/// What people typed: read as it stands, whatever it looks like.
const TYPED: [&str; 8] = [
    "title",
    "description",
    "name",
    "text",
    "because",
    "health_reason",
    "mover_name",
    "key",
];
/// What the event's own name says already, or only the program reads.
const UNSAID: [&str; 10] = [
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
];
const MINUTES: [&str; 6] = [
    "effort",
    "duration",
    "optimistic",
    "likely",
    "pessimistic",
    "minutes_per_day",
];

struct Reader<'a> {
    names: HashMap<Uuid, Called>,
    zone: &'a str,
}

impl Reader<'_> {
    fn happened(&self, event: Entry) -> Happened {
        let begins = event.kind.ends_with(".created") || event.kind == "comment.added";
        let content = event.content.unwrap_or_else(Content::none);
        let reason = content.fields.get("health_reason");
        let because = reason
            .and_then(|change| change.after.as_str().map(str::to_owned))
            .or_else(|| content.reason.clone());
        let fields = content
            .fields
            .iter()
            .filter(|(field, _)| !begins && !UNSAID.contains(&field.as_str()))
            .map(|(field, change)| self.diff(field, &change.before, &change.after))
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
            Json::Null => Value::Nothing,
            Json::Bool(truth) => Value::Truth(*truth),
            Json::Number(number) => {
                let number = number.as_i64().unwrap_or_default();
                match field {
                    _ if MINUTES.contains(&field) => Value::Minutes(number),
                    "units" => Value::Units(number),
                    _ => Value::Number(number),
                }
            }
            Json::String(text) => self.text(field, text),
            Json::Array(list) => {
                Value::List(list.iter().map(|value| self.value(field, value)).collect())
            }
            Json::Object(map) => self.object(field, map),
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
            return Value::State {
                name: name.to_owned(),
                category: category.to_owned(),
            };
        }
        if let Some(name) = text("name").or(text("title")).or(text("text")) {
            return typed(name.to_owned());
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

fn typed(text: String) -> Value {
    if text.is_empty() {
        Value::Nothing
    } else {
        Value::Text(text)
    }
}
