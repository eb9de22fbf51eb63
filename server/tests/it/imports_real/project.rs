//! The project's own fields, and its custom ones.

use std::collections::HashMap;

use serde_json::Value;

use super::Same;
use super::node::{Node, minutes, moment, words};
use super::tasks::{figures, named, project_row};

/// Custom fields by their ids, as they are called.
pub struct Names(HashMap<String, String>);

impl Names {
    pub fn of(read: &Node) -> Self {
        let fields = read.within("ExtendedAttributes", "ExtendedAttribute");
        let called = |field: &Node| {
            let names = ["Alias", "FieldName", "FieldID"].map(|name| field.text(name).to_owned());
            names
                .into_iter()
                .find(|name| !name.is_empty())
                .unwrap_or_default()
        };
        let all: Vec<String> = fields.iter().map(|field| called(field)).collect();
        let name = |field: &&Node| {
            let (id, name) = (field.text("FieldID").to_owned(), called(field));
            let twice = all.iter().filter(|other| **other == name).count() > 1;
            (
                id.clone(),
                if twice {
                    format!("{name} ({id})")
                } else {
                    name
                },
            )
        };
        Self(fields.iter().map(name).collect())
    }

    fn name(&self, id: &str) -> String {
        self.0.get(id).cloned().unwrap_or_else(|| id.to_owned())
    }

    pub fn values(&self, row: &Node, record: &Value, what: &str, same: &mut Same<'_>) {
        self.values_of(row, record, "", what, same);
    }

    pub fn values_of(
        &self,
        row: &Node,
        record: &Value,
        before: &str,
        what: &str,
        same: &mut Same<'_>,
    ) {
        for field in row.all("ExtendedAttribute") {
            if !field.text("Value").is_empty() {
                let name = format!("{before}{}", self.name(field.text("FieldID")));
                same.kept(what, record, &name, field.text("Value"));
            }
        }
    }
}

pub fn project(read: &Node, out: &Value, names: &Names, same: &mut Same<'_>) {
    for field in [
        "Title",
        "Name",
        "Manager",
        "Company",
        "Author",
        "CurrencyCode",
        "CurrencySymbol",
        "MinutesPerWeek",
        "DaysPerMonth",
    ] {
        same.kept("the project", out, field, read.text(field));
    }
    for field in ["StartDate", "FinishDate", "StatusDate"] {
        same.kept("the project", out, field, moment(read.text(field)));
    }
    let backwards = if read.text("ScheduleFromStart") == "0" {
        "0"
    } else {
        ""
    };
    same.kept("the project", out, "ScheduleFromStart", backwards);
    if let Some(day) = read.number("MinutesPerDay") {
        same.is("minutes of a day", day, &out["minutes_per_day"]);
    }
    let calendar = named(read, "Calendars", "Calendar", read.text("CalendarUID"));
    same.is("the project's calendar", calendar, &out["calendar"]);
    for field in read.within("ExtendedAttributes", "ExtendedAttribute") {
        let (id, called, alias) = (
            field.text("FieldID"),
            field.text("FieldName"),
            field.text("Alias"),
        );
        let name = names.name(id);
        let value = if alias.is_empty() || alias == called {
            id.to_owned()
        } else {
            format!("{id} {called}")
        };
        same.kept(
            "a custom field",
            out,
            &format!("ExtendedAttribute {name}"),
            &value,
        );
        same.kept(
            "a custom field",
            out,
            &format!("Formula {name}"),
            field.text("Formula"),
        );
    }
    if let Some(row) = project_row(read) {
        whole(row, out, names, same);
    }
}

/// The file's row for the project.
fn whole(row: &Node, out: &Value, names: &Names, same: &mut Same<'_>) {
    let what = "the project's row";
    let name = match words(row.text("Name")) {
        name if name.is_empty() => format!("#{}", row.text("UID")),
        name => name,
    };
    same.kept(what, out, "Task", &name);
    same.kept(what, out, "WBS", row.text("WBS"));
    for field in [
        "Start",
        "Finish",
        "ActualStart",
        "ActualFinish",
        "Deadline",
        "ConstraintDate",
    ] {
        same.kept(what, out, field, moment(row.text(field)));
    }
    for field in ["Duration", "Work"] {
        same.kept_minutes(what, out, field, minutes(row.text(field)));
    }
    let percent = Some(row.text("PercentComplete")).filter(|percent| *percent != "0");
    same.kept(what, out, "PercentComplete", percent.unwrap_or_default());
    figures(row, out, what, same);
    names.values(row, out, what, same);
    for baseline in row.all("Baseline") {
        let n = baseline.number("Number").unwrap_or(0);
        for field in ["Start", "Finish"] {
            same.kept(
                what,
                out,
                &format!("Baseline {n} {field}"),
                moment(baseline.text(field)),
            );
        }
        for field in ["Duration", "Work"] {
            same.kept_minutes(
                what,
                out,
                &format!("Baseline {n} {field}"),
                minutes(baseline.text(field)),
            );
        }
    }
}
