//! Fits a plan to what can be said here, and finds what that changes: lengths, levels, circles of calendars, units.
//! What is altered keeps its first form among the task's own fields, which come to stand under "From the file".

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;

use super::kept;
use super::mspdi::found;
use super::plan::{
    Assignment, Calendar, Computed, Constraint, Exception, FieldValue, Lag, Plan, ResourceKind,
    Task,
};
use super::report::{Code, Ledger, Report, Row, RowKind};
use crate::plan::links::MOST_PERCENT;
use crate::plan::outline::DEPTH;
use crate::text;
use crate::time::LONGEST;

/// Thousandths of a person: what one row of an assignment can say.
pub const UNITS: std::ops::RangeInclusive<i64> = 1..=10_000;

/// What the file's own program worked out, by its path.
const COMPUTED: [&str; 7] = [
    "Project/Tasks/Task/EarlyStart",
    "Project/Tasks/Task/EarlyFinish",
    "Project/Tasks/Task/LateStart",
    "Project/Tasks/Task/LateFinish",
    "Project/Tasks/Task/TotalSlack",
    "Project/Tasks/Task/FreeSlack",
    "Project/Tasks/Task/Critical",
];

pub fn fit(plan: &mut Plan, report: &mut Report) {
    let mut ledger = Ledger::default();
    calendars(plan, &mut ledger);
    outline(plan, &mut ledger);
    for task in plan.tasks.iter_mut().chain(plan.project.row.as_deref_mut()) {
        fit_task(task, &mut ledger);
    }
    let inactive = |task: &&Task| task.is_inactive() && !task.elsewhere;
    for task in plan.tasks.iter().filter(inactive) {
        ledger.find(Code::Inactive, || {
            of_task(task.uid, &task.name, "Active", "")
        });
    }
    lags(plan, &mut ledger);
    people(plan, &mut ledger);
    assignments(plan, &mut ledger);
    report.found(ledger);
    report.leave_out(&COMPUTED);
}

fn fit_task(task: &mut Task, ledger: &mut Ledger) {
    let (uid, called) = (task.uid, task.name.clone());
    let name = line(&task.name);
    if is_cut(&task.name) {
        ledger.find(Code::NameCut, || of_task(uid, &called, "Name", ""));
        keep(task, "Name", called.clone());
    }
    task.name = if name.is_empty() {
        format!("#{uid}")
    } else {
        name
    };
    let notes = body(&task.notes);
    if notes.len() > text::BODY {
        ledger.find(Code::TextCut, || of_task(uid, &task.name, "Notes", ""));
        keep(task, "Notes", notes.clone());
        task.notes = cut(&notes, text::BODY).to_owned();
    } else {
        task.notes = notes;
    }
    let needs_date = !matches!(
        task.constraint,
        None | Some(Constraint::Asap | Constraint::Alap)
    );
    if needs_date && task.constraint_date.is_none() {
        ledger.find(Code::ConstraintWithoutDate, || {
            of_task(uid, &task.name, "ConstraintType", "")
        });
        keep(
            task,
            "ConstraintType",
            format!("{:?}", task.constraint).to_lowercase(),
        );
        task.constraint = None;
    }
    held(task, ledger);
    if task.summary && task.work.is_some_and(|work| work > 0) {
        ledger.find(Code::SummaryWork, || of_task(uid, &task.name, "Work", ""));
    }
    if task.computed != Computed::default() {
        ledger.find(Code::Computed, || {
            of_task(uid, &task.name, "EarlyStart", "")
        });
        task.computed = Computed::default();
    }
}

/// A duration and an effort are no longer than one that is typed: sums of them stay what can be counted.
fn held(task: &mut Task, ledger: &mut Ledger) {
    let within = |minutes: i64| minutes.clamp(0, LONGEST);
    let (duration, work) = (task.duration.map(|one| one.minutes), task.work);
    for (field, minutes) in [("Duration", duration), ("Work", work)] {
        let Some(minutes) = minutes.filter(|minutes| within(*minutes) != *minutes) else {
            continue;
        };
        let said = kept::minutes(minutes);
        ledger.find(Code::DurationHeld, || {
            of_task(task.uid, &task.name, field, &said)
        });
        keep(task, field, said);
    }
    if let Some(duration) = &mut task.duration {
        duration.minutes = within(duration.minutes);
    }
    task.work = work.map(within);
}

/// Lags, likewise. What the file says is kept at the task that waits.
fn lags(plan: &mut Plan, ledger: &mut Ledger) {
    let mut said: HashMap<i64, Vec<String>> = HashMap::new();
    for link in &mut plan.links {
        let (value, most, shown) = match &mut link.lag {
            Lag::Working { minutes } => (minutes, LONGEST, kept::minutes as fn(i64) -> String),
            Lag::Elapsed { minutes } => (minutes, LONGEST, kept::minutes as _),
            Lag::Percent { percent, .. } => (percent, MOST_PERCENT, percent_of as _),
        };
        let held = (*value).clamp(-most, most);
        if held != *value {
            said.entry(link.to).or_default().push(shown(*value));
            *value = held;
        }
    }
    if said.is_empty() {
        return;
    }
    for task in &mut plan.tasks {
        for lag in said.remove(&task.uid).unwrap_or_default() {
            ledger.find(Code::LagHeld, || {
                of_task(task.uid, &task.name, "LinkLag", &lag)
            });
            keep(task, "LinkLag", lag);
        }
    }
}

fn percent_of(percent: i64) -> String {
    format!("{percent} %")
}

fn keep(task: &mut Task, field: &str, value: String) {
    task.fields.push(FieldValue {
        field: field.to_owned(),
        value,
    });
}

fn of_task(uid: i64, name: &str, field: &str, arg: &str) -> Row {
    Row {
        kind: RowKind::Task,
        uid: Some(uid),
        name: name.to_owned(),
        field: field.to_owned(),
        args: if arg.is_empty() {
            Vec::new()
        } else {
            vec![arg.to_owned()]
        },
    }
}

/// One line that a title can be.
pub fn line(text: &str) -> String {
    words(text).take(text::TITLE).collect()
}

/// Whether there is more of it than a title can say.
pub(super) fn is_cut(text: &str) -> bool {
    words(text).nth(text::TITLE).is_some()
}

/// A text's characters, what stands between its words being one space each.
fn words(text: &str) -> impl Iterator<Item = char> {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let words = words.filter(|word| !word.is_empty()).enumerate();
    words.flat_map(|(at, word)| (at > 0).then_some(' ').into_iter().chain(word.chars()))
}

/// Text as it may be kept: line ends of one kind, no control characters.
pub fn body(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .map(|c| match c {
            '\r' => '\n',
            '\n' | '\t' => c,
            c if c.is_control() => ' ',
            c => c,
        })
        .collect::<String>()
        .trim_end()
        .to_owned()
}

pub(super) fn cut(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// A task deeper than the outline goes stands beside its parent, below the same one.
pub(super) fn outline(plan: &mut Plan, ledger: &mut Ledger) {
    let mut place: HashMap<i64, (usize, Option<i64>)> = HashMap::with_capacity(plan.tasks.len());
    let mut changed = false;
    for task in &mut plan.tasks {
        let (level, parent) = match task.parent.and_then(|uid| Some((uid, place.get(&uid)?))) {
            None => (1, None),
            Some((uid, (level, _))) if *level < DEPTH => (level + 1, Some(uid)),
            Some((_, (level, above))) => (*level, *above),
        };
        if parent != task.parent {
            ledger.find(Code::OutlineDeep, || {
                found(
                    RowKind::Task,
                    task.uid,
                    &task.name,
                    "OutlineLevel",
                    i64::from(task.level),
                )
            });
            task.parent = parent;
            changed = true;
        }
        task.level = u16::try_from(level).unwrap_or(u16::MAX);
        place.insert(task.uid, (level, parent));
    }
    if changed {
        let parents: HashSet<i64> = plan.tasks.iter().filter_map(|task| task.parent).collect();
        for task in &mut plan.tasks {
            task.summary = parents.contains(&task.uid);
        }
    }
}

/// Calendars stand after what they build on; one that builds on itself by way of others builds on nothing.
fn calendars(plan: &mut Plan, ledger: &mut Ledger) {
    for calendar in &mut plan.calendars {
        let name = line(&calendar.name);
        calendar.name = if name.is_empty() {
            format!("#{}", calendar.uid)
        } else {
            name
        };
        calendar.exceptions = apart(calendar);
    }
    let mut bases: HashMap<i64, i64> = plan
        .calendars
        .iter()
        .filter_map(|one| Some((one.uid, one.base?)))
        .collect();
    for calendar in &mut plan.calendars {
        if closes_a_circle(calendar.uid, &bases) {
            bases.remove(&calendar.uid);
            ledger.find(Code::CalendarCircle, || {
                found(
                    RowKind::Calendar,
                    calendar.uid,
                    &calendar.name,
                    "BaseCalendarUID",
                    calendar.base.unwrap_or(-1),
                )
            });
            calendar.base = None;
        }
    }
    let mut on: HashMap<Option<i64>, Vec<Calendar>> = HashMap::new();
    let mut ready = vec![None];
    for calendar in std::mem::take(&mut plan.calendars) {
        on.entry(calendar.base).or_default().push(calendar);
    }
    while let Some(base) = ready.pop() {
        let above = on.remove(&base).unwrap_or_default();
        ready.extend(above.iter().rev().map(|one| Some(one.uid)));
        plan.calendars.extend(above);
    }
}

/// Whether one comes back to this calendar by its bases. A walk as long as there are bases has passed a circle that
/// others close.
fn closes_a_circle(uid: i64, bases: &HashMap<i64, i64>) -> bool {
    let mut at = uid;
    for _ in 0..=bases.len() {
        match bases.get(&at) {
            Some(base) if *base == uid => return true,
            Some(base) => at = *base,
            None => return false,
        }
    }
    false
}

/// The first exception that covers a day counts: what is left of each where no earlier one is.
fn apart(calendar: &mut Calendar) -> Vec<Exception> {
    // Stretches that touch are one, so that a day is passed over once and not again for every later exception.
    let mut taken: BTreeMap<NaiveDate, NaiveDate> = BTreeMap::new();
    let mut pieces = Vec::new();
    for mut one in std::mem::take(&mut calendar.exceptions) {
        one.name = line(&one.name);
        let mut from = one.from;
        while from <= one.to {
            // The stretch that is taken at `from`, or the next one after it.
            let before = taken.range(..=from).next_back();
            if let Some((_, to)) = before.filter(|(_, to)| **to >= from) {
                match to.succ_opt() {
                    Some(next) => from = next,
                    None => break,
                }
                continue;
            }
            let next = taken.range(from..=one.to).next().map(|(start, _)| *start);
            let to = next.and_then(|start| start.pred_opt()).unwrap_or(one.to);
            pieces.push(Exception {
                from,
                to,
                ..one.clone()
            });
            take(&mut taken, from, to);
            match to.succ_opt() {
                Some(after) => from = after,
                None => break,
            }
        }
    }
    pieces
}

/// Takes days that nobody has, with the stretches that end the day before and begin the day after.
fn take(taken: &mut BTreeMap<NaiveDate, NaiveDate>, mut from: NaiveDate, mut to: NaiveDate) {
    let after = to.succ_opt().and_then(|next| taken.remove(&next));
    to = after.unwrap_or(to);
    let before = taken.range(..from).next_back().map(|(at, to)| (*at, *to));
    if let Some((at, _)) = before.filter(|(_, end)| end.succ_opt() == Some(from)) {
        from = at;
    }
    taken.insert(from, to);
}

fn people(plan: &mut Plan, ledger: &mut Ledger) {
    for resource in &mut plan.resources {
        let name = line(&resource.name);
        if is_cut(&resource.name) {
            ledger.find(Code::NameCut, || Row {
                kind: RowKind::Resource,
                uid: Some(resource.uid),
                name: name.clone(),
                field: "Name".to_owned(),
                args: Vec::new(),
            });
            let value = std::mem::take(&mut resource.name);
            resource.fields.push(FieldValue {
                field: "Name".to_owned(),
                value,
            });
        }
        resource.name = if name.is_empty() {
            format!("#{}", resource.uid)
        } else {
            name
        };
        resource.email = line(&resource.email);
        if resource.kind != ResourceKind::Work {
            ledger.find(Code::ResourceAsText, || Row {
                kind: RowKind::Resource,
                uid: Some(resource.uid),
                name: resource.name.clone(),
                field: "Type".to_owned(),
                args: Vec::new(),
            });
        }
    }
}

fn assignments(plan: &mut Plan, ledger: &mut Ledger) {
    let names: HashMap<i64, &str> = plan
        .resources
        .iter()
        .map(|one| (one.uid, one.name.as_str()))
        .collect();
    let mut seen = HashSet::new();
    for one in &mut plan.assignments {
        let Some(resource) = one.resource else {
            continue;
        };
        let name = names.get(&resource).copied().unwrap_or_default();
        let row = |uid, field: &str, arg: String| Row {
            kind: RowKind::Assignment,
            uid: Some(uid),
            name: name.to_owned(),
            field: field.to_owned(),
            args: vec![arg],
        };
        if !seen.insert((one.task, resource)) {
            ledger.find(Code::AssignmentTwice, || {
                row(one.uid, "Assignment", one.task.to_string())
            });
        }
        if let Some(units) = one.units.filter(|units| !UNITS.contains(units)) {
            ledger.find(Code::UnitsOutOfRange, || {
                row(one.uid, "Units", units.to_string())
            });
        }
        if detailed(one) {
            ledger.find(Code::AssignmentDetail, || {
                row(one.uid, "Assignment", one.task.to_string())
            });
        }
    }
}

/// Whether an assignment says more than who and how much of them.
pub fn detailed(one: &Assignment) -> bool {
    let some = |minutes: Option<i64>| minutes.is_some_and(|m| m != 0);
    some(one.work)
        || some(one.actual_work)
        || one.actual_start.is_some()
        || one.actual_finish.is_some()
        || !one.baselines.is_empty()
        || !one.notes.is_empty()
        || !one.fields.is_empty()
}

#[cfg(test)]
mod tests;
