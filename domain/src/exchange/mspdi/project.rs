//! The project's own fields, and the definitions of custom ones.

use super::{row::Row, value};
use crate::exchange::{
    plan::{FieldDef, Project},
    report::{Code, RowKind},
};

/// One element directly below `Project`.
pub fn field(row: &mut Row<'_>, project: &mut Project) {
    let (name, text) = row.own();
    let text = text.trim();
    if text.is_empty() {
        return;
    }
    let date = || value::moment(text).map(|(moment, _)| moment);
    let int = || value::int(text);
    let read = match name.as_str() {
        "Title" => put(&mut project.title, text),
        "Name" => put(&mut project.name, text),
        "Manager" => put(&mut project.manager, text),
        "Company" => put(&mut project.company, text),
        "Author" => put(&mut project.author, text),
        "CurrencyCode" => put(&mut project.currency, text),
        "CurrencySymbol" => put(&mut project.currency_symbol, text),
        "StartDate" => set(&mut project.start, date()),
        "FinishDate" => set(&mut project.finish, date()),
        "StatusDate" => set(&mut project.status_date, date()),
        "ScheduleFromStart" => set(&mut project.from_start, value::flag(text)),
        "CalendarUID" => set(&mut project.calendar, int()),
        "MinutesPerDay" => set(&mut project.minutes_per_day, int().filter(|n| day(*n))),
        "MinutesPerWeek" => set(
            &mut project.minutes_per_week,
            int().filter(|n| (1..=10_080).contains(n)),
        ),
        "DaysPerMonth" => set(
            &mut project.days_per_month,
            int().filter(|n| (1..=31).contains(n)),
        ),
        _ => return,
    };
    if read {
        row.own_taken();
    } else {
        row.find(Code::Unreadable, &name, &[text]);
    }
}

fn day(minutes: i64) -> bool {
    (1..=1440).contains(&minutes)
}

fn put(slot: &mut String, text: &str) -> bool {
    text.clone_into(slot);
    true
}

fn set<T>(slot: &mut Option<T>, value: Option<T>) -> bool {
    let read = value.is_some();
    if read {
        *slot = value;
    }
    read
}

pub fn definition(row: &mut Row<'_>) -> Option<FieldDef> {
    let id = row.line("FieldID");
    if id.is_empty() {
        return None;
    }
    let field = FieldDef {
        name: row.line("FieldName"),
        alias: row.line("Alias"),
        formula: row.line("Formula"),
        id,
    };
    row.is(RowKind::Field, None, &field.name);
    if !field.formula.is_empty() {
        row.find(Code::FormulaAsText, "Formula", &[&field.formula]);
    }
    Some(field)
}
