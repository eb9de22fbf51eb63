//! The project's own fields, and the definitions of custom ones.

use std::collections::{BTreeMap, HashMap};

use super::{row::Row, value};
use crate::exchange::{
    fit,
    plan::{FieldDef, FieldValue, Plan, Project},
    report::{Code, RowKind},
};
use crate::plan::outline::DEPTH;

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
        code: None,
        id,
    };
    row.is(RowKind::Field, None, &field.name);
    if !field.formula.is_empty() {
        row.find(Code::FormulaAsText, "Formula", &[&field.formula]);
    }
    Some(field)
}

/// An outline code and the table of its values, each with what stands above it.
pub fn outline_code(row: &mut Row<'_>) -> Option<FieldDef> {
    let id = row.line("FieldID");
    let (name, alias) = (row.line("FieldName"), row.line("Alias"));
    row.is(RowKind::Field, None, &name);
    if id.is_empty() {
        return None;
    }
    let mut values: BTreeMap<i64, (Option<i64>, String)> = BTreeMap::new();
    row.each("Values", |list| {
        list.each("Value", |one| {
            let Some(number) = one.int("ValueID") else {
                return;
            };
            let parent = one.reference("ParentValueID");
            values
                .entry(number)
                .or_insert((parent, fit::line(&one.line("Value"))));
        });
    });
    Some(FieldDef {
        name,
        alias,
        formula: String::new(),
        code: Some(values.keys().map(|at| (*at, said(*at, &values))).collect()),
        id,
    })
}

/// `Hall.Roof`: as deep as an outline goes.
fn said(number: i64, values: &BTreeMap<i64, (Option<i64>, String)>) -> String {
    let mut path = Vec::new();
    let mut at = Some(number);
    while let Some((parent, value)) = at
        .and_then(|at| values.get(&at))
        .filter(|_| path.len() < DEPTH)
    {
        path.push(value.as_str());
        at = *parent;
    }
    path.reverse();
    path.join(".")
}

/// What is said in outline codes, in words. A number that its table does not have stays one.
pub fn settle(plan: &mut Plan) {
    let codes: HashMap<&str, &BTreeMap<i64, String>> = plan
        .fields
        .iter()
        .filter_map(|field| Some((field.id.as_str(), field.code.as_ref()?)))
        .collect();
    if codes.is_empty() {
        return;
    }
    let all = |tasks: &mut [FieldValue]| {
        for one in tasks {
            let number = codes.get(one.field.as_str()).zip(value::int(&one.value));
            let said = number.and_then(|(code, number)| code.get(&number));
            if let Some(said) = said.filter(|said| !said.is_empty()) {
                one.value.clone_from(said);
            }
        }
    };
    let tasks = plan.tasks.iter_mut().chain(plan.project.row.as_deref_mut());
    tasks.for_each(|task| all(&mut task.fields));
    let resources = plan.resources.iter_mut();
    resources.for_each(|one| all(&mut one.fields));
    let assignments = plan.assignments.iter_mut();
    assignments.for_each(|one| all(&mut one.fields));
}
