//! What a file says that has no field here: name and value, as the file has them, to be shown under "From the file" and
//! exported again. Each row has a place of its own, so that a batch that runs twice writes the same rows.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::tracked::Format;

use super::plan::{
    Assignment, Baseline, Constraint, Duration, FieldDef, FieldValue, Fixed, Plan, Project, Rate,
    Resource, ResourceKind, Task, Unit,
};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    pub position: i64,
    pub name: String,
    pub value: String,
    /// A rate or a cost.
    pub money: bool,
}

/// The state of tasks that the file calls inactive: its own, so that they are told from work that was done.
pub const INACTIVE: &str = "Inactive";

/// Rows that one resource, field or assignment may have.
const EACH: i64 = 1_000;
const FIELDS: i64 = 1_000_000_000;
const RESOURCES: i64 = 2_000_000_000;
const ASSIGNMENTS: i64 = 3_000_000_000;

struct Rows {
    next: i64,
    end: i64,
    before: String,
    rows: Vec<Kept>,
}

impl Rows {
    fn new(next: i64, end: i64, before: &str) -> Self {
        let before = if before.is_empty() {
            String::new()
        } else {
            format!("{before}: ")
        };
        Self {
            next,
            end,
            before,
            rows: Vec::new(),
        }
    }

    fn put(&mut self, name: &str, value: impl Into<String>, money: bool) {
        let value = value.into();
        if value.is_empty() || self.next >= self.end {
            return;
        }
        self.rows.push(Kept {
            position: self.next,
            name: super::fit::line(&format!("{}{name}", self.before)),
            value: super::fit::body(&value),
            money,
        });
        self.next += 1;
    }

    fn text(&mut self, name: &str, value: impl Into<String>) {
        self.put(name, value, false);
    }

    fn moment(&mut self, name: &str, value: Option<NaiveDateTime>) {
        self.text(name, value.map(moment).unwrap_or_default());
    }

    fn minutes(&mut self, name: &str, value: Option<i64>) {
        self.text(
            name,
            value.filter(|m| *m != 0).map(minutes).unwrap_or_default(),
        );
    }

    fn number(&mut self, name: &str, value: Option<i64>) {
        self.text(name, value.map(|n| n.to_string()).unwrap_or_default());
    }

    fn baselines(&mut self, baselines: &[Baseline]) {
        for baseline in baselines {
            let n = baseline.number;
            self.moment(&format!("Baseline {n} Start"), baseline.start);
            self.moment(&format!("Baseline {n} Finish"), baseline.finish);
            self.minutes(
                &format!("Baseline {n} Duration"),
                baseline.duration.map(|d| d.minutes),
            );
            self.minutes(&format!("Baseline {n} Work"), baseline.work);
            self.format_of(baseline, None);
        }
    }

    /// The unit of a baseline's duration where it is not its task's; what is elapsed is nowhere else.
    fn format_of(&mut self, baseline: &Baseline, of_task: Option<Duration>) {
        let own = baseline.duration.filter(|own| own.unit != Unit::Unknown);
        let Some(own) = own else { return };
        let same = match of_task {
            Some(task) => task.unit == own.unit,
            None => own.unit == Unit::Days,
        };
        if own.elapsed || !same {
            let elapsed = if own.elapsed { "e" } else { "" };
            self.text(
                &format!("Baseline {} DurationFormat", baseline.number),
                format!("{elapsed}{}", unit(own.unit)),
            );
        }
    }
}

/// Names of custom fields by their ids. Two fields of one name are told apart by their id.
pub struct Names(HashMap<String, String>);

impl Names {
    pub fn of(fields: &[FieldDef]) -> Self {
        let called = |field: &FieldDef| {
            [&field.alias, &field.name, &field.id]
                .into_iter()
                .find(|name| !name.is_empty())
                .cloned()
                .unwrap_or_default()
        };
        let mut count: HashMap<String, usize> = HashMap::new();
        for field in fields {
            *count.entry(called(field)).or_default() += 1;
        }
        let name = |field: &FieldDef| {
            let name = called(field);
            if count.get(&name).is_some_and(|n| *n > 1) {
                format!("{name} ({})", field.id)
            } else {
                name
            }
        };
        Self(
            fields
                .iter()
                .map(|field| (field.id.clone(), name(field)))
                .collect(),
        )
    }

    pub(super) fn name<'n>(&'n self, field: &'n str) -> &'n str {
        self.0.get(field).map_or(field, String::as_str)
    }

    fn put(&self, rows: &mut Rows, values: &[FieldValue]) {
        for value in values {
            rows.text(self.name(&value.field), value.value.clone());
        }
    }
}

/// Of the project and the file's own row for it.
pub fn project(plan: &Plan, names: &Names) -> Vec<Kept> {
    let project: &Project = &plan.project;
    let mut rows = Rows::new(0, FIELDS, "");
    rows.text("Title", project.title.clone());
    rows.text("Name", project.name.clone());
    rows.text("Manager", project.manager.clone());
    rows.text("Company", project.company.clone());
    rows.text("Author", project.author.clone());
    rows.moment("StartDate", project.start);
    rows.moment("FinishDate", project.finish);
    rows.moment("StatusDate", project.status_date);
    rows.text(
        "ScheduleFromStart",
        flag(project.from_start.filter(|from| !from)),
    );
    rows.number("MinutesPerWeek", project.minutes_per_week);
    rows.number("DaysPerMonth", project.days_per_month);
    rows.text("CurrencyCode", project.currency.clone());
    rows.text("CurrencySymbol", project.currency_symbol.clone());
    if let Some(row) = &project.row {
        of_the_row(row, &mut rows);
        // By name, where the file has one of that number.
        let calendar = Calendars::of(plan).name(row.calendar);
        if calendar.is_empty() {
            rows.number("CalendarUID", row.calendar);
        }
        rows.text("Calendar", calendar);
        names.put(&mut rows, &row.fields);
        rows.baselines(&row.baselines);
    }
    rows.rows
}

/// What of the project's own row is a field elsewhere and none here.
fn of_the_row(row: &Task, rows: &mut Rows) {
    rows.text("Task", row.name.clone());
    rows.text("WBS", row.wbs.clone());
    rows.moment("Start", row.start);
    rows.moment("Finish", row.finish);
    rows.minutes("Duration", row.duration.map(|d| d.minutes));
    rows.minutes("Work", row.work);
    rows.number("PercentComplete", row.percent_complete.filter(|p| *p != 0));
    rows.moment("ActualStart", row.actual_start);
    rows.moment("ActualFinish", row.actual_finish);
    rows.moment("Deadline", row.deadline);
    let constraint = row.constraint.filter(|one| *one != Constraint::Asap);
    rows.text(
        "ConstraintType",
        constraint
            .map(|one| format!("{one:?}").to_lowercase())
            .unwrap_or_default(),
    );
    rows.moment("ConstraintDate", row.constraint_date);
    rows.text("Manual", flag(row.manual.then_some(true)));
    figures(row, rows);
}

pub fn field(field: &FieldDef, index: usize, names: &Names) -> Vec<Kept> {
    let mut rows = each(FIELDS, index, "");
    let name = names.name(&field.id).to_owned();
    let same = field.alias.is_empty() || field.alias == field.name;
    let value = if same {
        field.id.clone()
    } else {
        format!("{} {}", field.id, field.name)
    };
    let what = match field.code {
        Some(_) => "OutlineCode",
        None => "ExtendedAttribute",
    };
    rows.text(&format!("{what} {name}"), value);
    rows.text(&format!("Formula {name}"), field.formula.clone());
    let values = field.code.iter().flatten();
    let values: Vec<String> = values.map(|(at, said)| format!("{at} {said}")).collect();
    rows.text(&format!("Values {name}"), values.join("\n"));
    rows.rows
}

pub fn resource(one: &Resource, index: usize, plan: &Calendars<'_>, names: &Names) -> Vec<Kept> {
    let mut rows = each(RESOURCES, index, &one.name);
    rows.number("UID", Some(one.uid).filter(|_| plan.numbered));
    if one.kind != ResourceKind::Work {
        rows.text("Type", kind(one.kind));
    }
    rows.text("EmailAddress", one.email.clone());
    rows.text("Initials", one.initials.clone());
    rows.text("Group", one.group.clone());
    rows.text("IsGeneric", flag(one.generic.then_some(true)));
    rows.text("MaxUnits", one.max_units.map(units).unwrap_or_default());
    rows.text("Calendar", plan.name(one.calendar));
    rows.text("Notes", one.notes.clone());
    rows.put("StandardRate", rate(one.standard_rate.as_ref()), true);
    rows.put("OvertimeRate", rate(one.overtime_rate.as_ref()), true);
    rows.put(
        "CostPerUse",
        one.cost_per_use.clone().unwrap_or_default(),
        true,
    );
    names.put(&mut rows, &one.fields);
    rows.rows
}

/// Names of calendars by their number in the file.
pub struct Calendars<'p> {
    names: HashMap<i64, &'p str>,
    /// Whether numbers are the file's own.
    numbered: bool,
}

impl<'p> Calendars<'p> {
    pub fn of(plan: &'p Plan) -> Self {
        Self {
            names: plan
                .calendars
                .iter()
                .map(|one| (one.uid, one.name.as_str()))
                .collect(),
            numbered: plan.format == Format::Mspdi,
        }
    }

    fn name(&self, uid: Option<i64>) -> String {
        uid.and_then(|uid| self.names.get(&uid))
            .map(|name| (*name).to_owned())
            .unwrap_or_default()
    }
}

/// Of a task. `wbs` is its place as it will be counted here, `number` the one in its key: what says the same is not
/// said again.
pub fn task(one: &Task, wbs: &str, number: i64, names: &Names) -> Vec<Kept> {
    let mut rows = Rows::new(0, FIELDS, "");
    if one.tracked.is_some() {
        // Numbers and places are ours: a tracker's key is among its fields.
        if one.summary {
            rows.minutes("Work", one.work);
        }
        names.put(&mut rows, &one.fields);
        return rows.rows;
    }
    rows.number("UID", Some(one.uid).filter(|uid| *uid != number));
    rows.number("ID", one.id.filter(|id| *id != number));
    rows.text(
        "WBS",
        Some(&one.wbs)
            .filter(|own| *own != wbs)
            .cloned()
            .unwrap_or_default(),
    );
    if one.outline_number != wbs && one.outline_number != one.wbs {
        rows.text("OutlineNumber", one.outline_number.clone());
    }
    if one.milestone && one.summary {
        rows.text("Milestone", "1");
    }
    if one.summary {
        rows.minutes("Work", one.work);
    }
    if one
        .constraint
        .is_none_or(|c| matches!(c, Constraint::Asap | Constraint::Alap))
    {
        rows.moment("ConstraintDate", one.constraint_date);
    }
    figures(one, &mut rows);
    for baseline in &one.baselines {
        rows.format_of(baseline, one.duration);
    }
    names.put(&mut rows, &one.fields);
    rows.rows
}

fn figures(one: &Task, rows: &mut Rows) {
    if let Some(duration) = one.duration {
        rows.text("Estimated", flag(duration.estimated.then_some(true)));
        if !matches!(duration.unit, Unit::Days | Unit::Unknown) {
            rows.text("DurationFormat", unit(duration.unit));
        }
    }
    rows.text("Active", flag(one.active.filter(|active| !active)));
    rows.number("Priority", one.priority.filter(|p| *p != 500));
    rows.text(
        "Type",
        one.fixed
            .filter(|f| *f != Fixed::Units)
            .map(fixed)
            .unwrap_or_default(),
    );
    rows.text("EffortDriven", flag(one.effort_driven.filter(|on| *on)));
    rows.minutes("ActualDuration", one.actual_duration);
    rows.minutes("ActualWork", one.actual_work);
    // What is left follows from the whole and what is done, unless the file says otherwise.
    let whole = one.duration.map(|d| d.minutes);
    let follows = |left: Option<i64>, whole: Option<i64>, done: Option<i64>| {
        left == whole.map(|whole| whole - done.unwrap_or(0))
    };
    if !follows(one.remaining_duration, whole, one.actual_duration) {
        rows.minutes("RemainingDuration", one.remaining_duration);
    }
    if !follows(one.remaining_work, one.work, one.actual_work) {
        rows.minutes("RemainingWork", one.remaining_work);
    }
    if let Some(link) = &one.hyperlink {
        rows.text("Hyperlink", link.text.clone());
        rows.text("HyperlinkAddress", link.address.clone());
        rows.text("HyperlinkSubAddress", link.sub_address.clone());
    }
}

/// Of an assignment, to stand at its task (or the project). `resource` is whose it is; `task` whose dates they mostly are.
pub fn assignment(
    one: &Assignment,
    index: usize,
    resource: Option<&Resource>,
    task: Option<&Task>,
    names: &Names,
) -> Vec<Kept> {
    let mut rows = each(
        ASSIGNMENTS,
        index,
        resource.map_or("Unassigned", |r| r.name.as_str()),
    );
    let person = resource.is_some_and(|r| r.kind == ResourceKind::Work);
    if let Some(resource) = resource.filter(|_| !person) {
        rows.text("Type", kind(resource.kind));
    }
    let beyond = one
        .units
        .is_some_and(|units| !super::fit::UNITS.contains(&units));
    if beyond || (resource.is_some() && !person) {
        rows.text("Units", one.units.map(units).unwrap_or_default());
    }
    rows.minutes("Work", one.work);
    rows.minutes("ActualWork", one.actual_work);
    if one.remaining_work != one.work.map(|work| work - one.actual_work.unwrap_or(0)) {
        rows.minutes("RemainingWork", one.remaining_work);
    }
    let other = |own: Option<NaiveDateTime>, of: Option<NaiveDateTime>| own.filter(|_| own != of);
    rows.moment("Start", other(one.start, task.and_then(|t| t.start)));
    rows.moment("Finish", other(one.finish, task.and_then(|t| t.finish)));
    rows.moment(
        "ActualStart",
        other(one.actual_start, task.and_then(|t| t.actual_start)),
    );
    rows.moment(
        "ActualFinish",
        other(one.actual_finish, task.and_then(|t| t.actual_finish)),
    );
    rows.text("Notes", one.notes.clone());
    rows.baselines(&one.baselines);
    names.put(&mut rows, &one.fields);
    rows.rows
}

/// The rows of one of many: their places follow from its own.
fn each(from: i64, index: usize, before: &str) -> Rows {
    let next = from + i64::try_from(index).unwrap_or(0) * EACH;
    Rows::new(next, next + EACH, before)
}

pub fn moment(moment: NaiveDateTime) -> String {
    moment.format("%Y-%m-%dT%H:%M:%S").to_string()
}

/// As the file writes it: `PT40H0M0S`.
pub fn minutes(minutes: i64) -> String {
    let sign = if minutes < 0 { "-" } else { "" };
    let minutes = minutes.unsigned_abs();
    format!("{sign}PT{}H{}M0S", minutes / 60, minutes % 60)
}

/// Thousandths as the file writes them: 1000 is `1`, 500 is `0.5`.
pub fn units(units: i64) -> String {
    let sign = if units < 0 { "-" } else { "" };
    let units = units.unsigned_abs();
    let text = format!("{sign}{}.{:03}", units / 1000, units % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn flag(on: Option<bool>) -> &'static str {
    match on {
        Some(true) => "1",
        Some(false) => "0",
        None => "",
    }
}

fn rate(rate: Option<&Rate>) -> String {
    match rate {
        Some(Rate {
            amount,
            per: Some(per),
        }) => format!("{amount} / {}", unit(*per)),
        Some(Rate { amount, per: None }) => amount.clone(),
        None => String::new(),
    }
}

fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Minutes => "min",
        Unit::Hours => "h",
        Unit::Days => "d",
        Unit::Weeks => "w",
        Unit::Months => "mo",
        Unit::Percent => "%",
        Unit::Unknown => "?",
    }
}

fn kind(kind: ResourceKind) -> &'static str {
    match kind {
        ResourceKind::Work => "Work",
        ResourceKind::Material => "Material",
        ResourceKind::Cost => "Cost",
    }
}

fn fixed(fixed: Fixed) -> &'static str {
    match fixed {
        Fixed::Units => "FixedUnits",
        Fixed::Duration => "FixedDuration",
        Fixed::Work => "FixedWork",
    }
}

#[cfg(test)]
mod tests;
