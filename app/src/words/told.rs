//! What a line of the log says after the person's name: what they did, with the fields that are now otherwise.

use chrono::{Datelike, NaiveDate};
use domain::day::said::Said;
use domain::event::Change;
use domain::plan::iteration::points_shown;
use domain::plan::parts::{PartKind, part};
use serde_json::Value;
use uuid::Uuid;

use super::day::{happened, listed, short_day};
use super::{plan, say};

/// Fields told of one event; of more only their number.
const MOST: usize = 4;
/// As much of a text as stands in a line, in characters.
const SHOWN: usize = 80;

/// What ids and days are said by.
pub struct Around<'a> {
    /// Who did it.
    pub who: Option<Uuid>,
    /// The day on which it happened.
    pub day: NaiveDate,
    pub name: &'a dyn Fn(Uuid) -> Option<String>,
}

/// `set it to Under way and made it due Fri 27 Nov`
pub fn told(kind: &str, count: i64, said: &Said, around: &Around<'_>) -> String {
    let mut phrases: Vec<(usize, String)> = said
        .iter()
        .filter_map(|(field, change)| Some((place(field), phrase(field, change, said, around)?)))
        .collect();
    phrases.sort_by_key(|(place, _)| *place);
    let mut parts: Vec<String> = phrases.into_iter().map(|(_, text)| text).collect();
    if parts.is_empty() {
        return happened(kind, count);
    }
    match kind {
        "task.closed" => parts.insert(0, "marked it done".into()),
        "task.reopened" => parts.insert(0, "opened it again".into()),
        _ => {}
    }
    if let Some(more) = parts.len().checked_sub(MOST).filter(|more| *more > 0) {
        parts.truncate(MOST);
        parts.push(if more == 1 {
            "changed one thing more".into()
        } else {
            format!("changed {more} things more")
        });
    }
    say(listed(&parts))
}

/// In which order fields are told: what it is to whoever waits for it first.
const ORDER: [&str; 26] = [
    "health",
    "stop",
    "status",
    "percent",
    "title",
    "assignee",
    "start",
    "finish",
    "deadline",
    "constraint",
    "constraint_date",
    "effort",
    "duration",
    "item",
    "link",
    "label",
    "value",
    "kind",
    "iteration",
    "points",
    "release",
    "deliverable",
    "audience",
    "calendar",
    "mode",
    "description",
];

fn place(field: &str) -> usize {
    let base = field.split_once('.').map_or(field, |(base, _)| base);
    ORDER
        .iter()
        .position(|known| *known == base)
        .unwrap_or(ORDER.len())
}

fn phrase(field: &str, change: &Change, said: &Said, around: &Around<'_>) -> Option<String> {
    if let Some((kind, id)) = part(field) {
        return of_part(kind, id, change, around);
    }
    let (was, is) = (&change.before, &change.after);
    let text = |value: &Value| value.as_str().map(shortened);
    let date = |value: &Value| value.as_str().map(|text| date(text, around.day));
    let minutes = |value: &Value| value.as_i64().map(plan::minutes);
    // What it is now, or that it is nothing any more.
    let either = |is: Option<String>, now: &str, gone: &str| match is {
        Some(is) => format!("{now} {is}"),
        None => gone.to_owned(),
    };
    Some(match field {
        "title" => format!("renamed it from “{}”", text(was)?),
        "description" => match (was.is_null(), is.is_null()) {
            (true, _) => "described it".into(),
            (_, true) => "took its description away".into(),
            _ => "rewrote its description".into(),
        },
        "status" => {
            let state = |value: &Value, name: &str| {
                value.get(name).and_then(Value::as_str).map(str::to_owned)
            };
            let name = plan::status(&state(is, "name")?, &state(is, "category")?);
            format!("set it to {name}")
        }
        "percent" => format!("put it at {} %", is.as_i64()?),
        "start" => either(date(is), "set its start to", "took its start away"),
        "finish" => either(date(is), "made it due", "took its due date away"),
        "deadline" => either(date(is), "gave it the deadline", "took its deadline away"),
        "constraint" => constraint(is.as_str()?, said, around.day),
        "constraint_date" if said.contains_key("constraint") => return None,
        "constraint_date" => format!("moved what binds it to {}", date(is)?),
        "effort" => either(minutes(is), "estimated", "took its estimate away"),
        "duration" => either(
            is.get("minutes").and_then(minutes),
            "gave it",
            "took its duration away",
        ),
        // Three numbers of one estimate: said once.
        "likely" => either(
            minutes(is),
            "called the likely effort",
            "took its likely effort away",
        ),
        "optimistic" | "pessimistic" if said.contains_key("likely") => return None,
        "optimistic" => either(
            minutes(is),
            "called the least effort",
            "took its least effort away",
        ),
        "pessimistic" => either(
            minutes(is),
            "called the most effort",
            "took its most effort away",
        ),
        "kind" if is == "milestone" => "made it a milestone".into(),
        "kind" => "made it a task".into(),
        "mode" if is == "auto" => "left its dates to the plan".into(),
        "mode" => "set its dates by hand".into(),
        "actual_start" => either(date(is), "said it began", "took back that it began"),
        "actual_finish" => either(date(is), "said it ended", "took back that it ended"),
        "deliverable" => either(text(is), "put it under", "took it out of its deliverable"),
        "iteration" => either(text(is), "took it into", "put it back into the backlog"),
        "release" => either(
            text(is),
            "put it in the release",
            "took it out of its release",
        ),
        "points" => either(
            is.as_i64().map(points_shown),
            "called its points",
            "took its points away",
        ),
        "calendar" => either(text(is), "gave it the calendar", "took its calendar away"),
        "audience" if is == "client" => "showed it to the client".into(),
        "audience" if is == "internal" => "kept it to the team".into(),
        "audience" => "kept it to people by name".into(),
        "health" => format!("called it {}", plan::health(is.as_str())),
        _ => return None,
    })
}

fn of_part(kind: PartKind, id: Uuid, change: &Change, around: &Around<'_>) -> Option<String> {
    let (was, is) = (&change.before, &change.after);
    let shown = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(shortened);
    let name = || (around.name)(id).unwrap_or_else(super::day::someone);
    Some(match kind {
        PartKind::Assignee => match (was.is_null(), is.is_null()) {
            (true, _) if around.who == Some(id) => "took it on".into(),
            (true, _) => format!("gave it to {}", name()),
            (_, true) if around.who == Some(id) => "gave it up".into(),
            (_, true) => format!("took it from {}", name()),
            _ => format!("gave it {} % of {}’s day", is.as_i64()? / 10, name()),
        },
        PartKind::Label => match (was.as_str(), is.as_str()) {
            (_, Some(label)) => format!("labelled it “{}”", shortened(label)),
            (Some(label), _) => format!("took the label “{}” off", shortened(label)),
            _ => return None,
        },
        PartKind::Item => match (shown(was, "text"), shown(is, "text")) {
            (None, Some(text)) => format!("put “{text}” on its checklist"),
            (Some(text), None) => format!("took “{text}” off its checklist"),
            (Some(old), Some(text)) if old != text => format!("reworded “{text}” on its checklist"),
            (_, Some(text)) if is.get("ticked") == Some(&Value::Bool(true)) => {
                format!("ticked “{text}”")
            }
            (_, Some(text)) => format!("unticked “{text}”"),
            _ => return None,
        },
        PartKind::Link => match (was.is_null(), is.is_null()) {
            (true, _) => "linked it to another task".into(),
            (_, true) => "unlinked it from another task".into(),
            _ => "changed how it is linked to another task".into(),
        },
        PartKind::Value => {
            let field = shown(is, "field").or_else(|| shown(was, "field"))?;
            let person = is.get("person").and_then(Value::as_str);
            let person = person.map(|id| {
                let named = Uuid::parse_str(id).ok().and_then(around.name);
                named.unwrap_or_else(super::day::someone)
            });
            match person.or_else(|| shown(is, "said")) {
                Some(said) => format!("put “{said}” in {field}"),
                None => format!("emptied {field}"),
            }
        }
        PartKind::Stop => {
            let member = is.get("mover").and_then(Value::as_str);
            let member = member.and_then(|id| (around.name)(Uuid::parse_str(id).ok()?));
            let whose = match shown(is, "mover_kind").as_deref() {
                Some("client") => Some("the client’s move".to_owned()),
                _ => member
                    .or_else(|| shown(is, "mover_name").filter(|name| !name.is_empty()))
                    .map(|name| format!("{name}’s move")),
            };
            let because = shown(is, "because")?;
            match whose {
                Some(whose) => format!("stopped it: “{because}”, {whose}"),
                None => format!("stopped it: “{because}”"),
            }
        }
    })
}

fn constraint(code: &str, said: &Said, day: NaiveDate) -> String {
    let on = said
        .get("constraint_date")
        .and_then(|change| change.after.as_str());
    let on = on.map_or_else(String::new, |text| date(text, day));
    match code {
        "asap" => "freed it of what bound its dates".into(),
        "alap" => "made it as late as possible".into(),
        "snet" => format!("made it start no earlier than {on}"),
        "snlt" => format!("made it start no later than {on}"),
        "fnet" => format!("made it end no earlier than {on}"),
        "fnlt" => format!("made it end no later than {on}"),
        "mso" => format!("bound its start to {on}"),
        _ => format!("bound its end to {on}"),
    }
}

/// `Fri 27 Nov`, `Fri 27 Nov 14:30`; with the year when it is another one. Never "tomorrow": a log is read later.
fn date(text: &str, told_on: NaiveDate) -> String {
    let (day, time) = text.split_once([' ', 'T']).unwrap_or((text, ""));
    let Ok(day) = day.parse::<NaiveDate>() else {
        return text.to_owned();
    };
    let mut said = short_day(day);
    if day.year() != told_on.year() {
        said.push_str(&format!(" {}", day.year()));
    }
    if let Some(time) = time.get(..5) {
        said.push_str(&format!(" {time}"));
    }
    said
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= SHOWN {
        return text.to_owned();
    }
    let shown: String = text.chars().take(SHOWN).collect();
    format!("{shown}…")
}

#[cfg(test)]
mod tests {
    use domain::day::said::said;
    use domain::event::Content;
    use serde_json::json;

    use super::*;

    const PRIYA: Uuid = Uuid::from_u128(7);

    fn line(kind: &str, content: &Content) -> String {
        let name = |id: Uuid| (id == PRIYA).then(|| "Priya Raman".to_owned());
        let around = Around {
            who: Some(Uuid::from_u128(1)),
            day: NaiveDate::from_ymd_opt(2026, 11, 25).unwrap_or_default(),
            name: &name,
        };
        told(kind, 1, &said(kind, content), &around)
    }

    fn state(category: &str) -> Value {
        json!({ "category": category, "id": Uuid::nil(), "name": "" })
    }

    #[test]
    fn fields_are_told_with_what_they_are_now() {
        let content = Content::none()
            .with("status", state("todo"), state("doing"))
            .with("actual_start", Value::Null, "2026-11-25")
            .with("finish", "2026-11-26", "2026-11-27");
        assert_eq!(
            line("task.changed", &content),
            "set it to Under way and made it due Fri 27 Nov"
        );
        let content = Content::none()
            .with("effort", Value::Null, 960)
            .with("deadline", "2026-11-26", "2027-01-04 15:00")
            .with("title", "Old", "New");
        assert_eq!(
            line("task.changed", &content),
            "renamed it from “Old”, gave it the deadline Mon 4 Jan 2027 15:00 and estimated 16 h"
        );
        let content = Content::none().with("constraint", "asap", "snet").with(
            "constraint_date",
            Value::Null,
            "2026-11-30",
        );
        assert_eq!(
            line("task.changed", &content),
            "made it start no earlier than Mon 30 Nov"
        );
        let content = Content::none().with("deadline", "2026-11-26", Value::Null);
        assert_eq!(line("task.changed", &content), "took its deadline away");
    }

    #[test]
    fn parts_are_told_by_name() {
        let part = |kind: PartKind, id: Uuid, is: Value| {
            Content::none().with(&kind.field(id), Value::Null, is)
        };
        let given = |id| {
            part(
                PartKind::Assignee,
                id,
                json!({ "name": "x", "units": 1000 }),
            )
        };
        assert_eq!(
            line("task.assignees_changed", &given(PRIYA)),
            "gave it to Priya Raman"
        );
        assert_eq!(
            line("task.assignees_changed", &given(Uuid::from_u128(1))),
            "took it on"
        );
        assert_eq!(
            line("task.assignees_changed", &given(Uuid::from_u128(9))),
            "gave it to Someone who has left"
        );
        let said = |kind: &str, value: &str, said: &str| {
            let is =
                json!({ "field": "Owner", "kind": kind, "said": said, "unit": "", "value": value });
            line(
                "task.values_changed",
                &part(PartKind::Value, Uuid::nil(), is),
            )
        };
        assert_eq!(said("text", "Hall", "Hall"), "put “Hall” in Owner");
        assert_eq!(
            said("person", &PRIYA.to_string(), "P"),
            "put “Priya Raman” in Owner"
        );
        let stop = json!({ "because": "No wifi", "mover": PRIYA, "mover_kind": "member", "mover_name": "P" });
        assert_eq!(
            line("task.stopped", &part(PartKind::Stop, Uuid::nil(), stop)),
            "stopped it: “No wifi”, Priya Raman’s move"
        );
        let link = json!({ "kind": "fs", "predecessor_key": "SEC-1" });
        assert_eq!(
            line(
                "task.links_changed",
                &part(PartKind::Link, Uuid::nil(), link)
            ),
            "linked it to another task"
        );
    }

    #[test]
    fn what_is_done_is_said_first_and_much_is_counted() {
        let closed = Content::none()
            .with("status", state("doing"), state("done"))
            .with("finish", "2026-11-30", "2026-11-25");
        assert_eq!(
            line("task.closed", &closed),
            "marked it done and made it due Wed 25 Nov"
        );
        let nothing = Content::none().with("status", state("doing"), state("done"));
        assert_eq!(line("task.closed", &nothing), "marked it done");
        let much = Content::none()
            .with("status", state("todo"), state("doing"))
            .with("percent", 0, 20)
            .with("title", "Old", "New")
            .with("start", Value::Null, "2026-11-25")
            .with("finish", Value::Null, "2026-11-27")
            .with("effort", Value::Null, 60);
        assert_eq!(
            line("task.changed", &much),
            "set it to Under way, put it at 20 %, renamed it from “Old”, set its start to Wed 25 Nov and changed 2 things more"
        );
    }
}
