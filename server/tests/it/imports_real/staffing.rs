//! Who works on what, and what the file says of them. Everybody of the file is nobody here: their work stands by name.

use serde_json::Value;

use super::Same;
use super::node::{Node, minutes, moment, words};
use super::project::Names;
use super::tasks::{Pair, named};

pub fn of_task(one: &Pair<'_>, read: &Node, same: &mut Same<'_>) {
    let uid = one.row.text("UID");
    for part in read.within("Assignments", "Assignment") {
        if part.text("TaskUID") == uid {
            assignment(part, one, read, same);
        }
    }
}

fn assignment(part: &Node, one: &Pair<'_>, read: &Node, same: &mut Same<'_>) {
    let resource = read
        .within("Resources", "Resource")
        .into_iter()
        .find(|resource| resource.text("UID") == part.text("ResourceUID") && !is_blank(resource));
    let name = match resource {
        Some(resource) if resource.text("Name").is_empty() => format!("#{}", resource.text("UID")),
        Some(resource) => words(resource.text("Name")),
        None => "Unassigned".to_owned(),
    };
    let is_person = resource.is_some_and(is_person);
    let units = (part.text("Units").parse::<f64>().unwrap_or(1.0) * 1000.0).round() as i64;
    if is_person {
        let here = one.task["assignees"].as_array().unwrap();
        let mut found = here
            .iter()
            .filter(|a| a["name"].as_str().unwrap().starts_with(&name));
        let units = units.clamp(1, 10_000);
        assert!(
            found.any(|a| a["units"] == units),
            "{}: {name} is not at {} with {units}",
            same.file,
            one.key()
        );
        same.count += 2;
    }
    let field = |field: &str| format!("{name}: {field}");
    let work = |field: &str| minutes(part.text(field));
    let what = one.at(&name);
    let (task, row) = (one.task, one.row);
    same.kept_minutes_of_many(&what, task, &field("Work"), work("Work"));
    same.kept_minutes_of_many(&what, task, &field("ActualWork"), work("ActualWork"));
    let follows =
        work("RemainingWork") == work("Work").map(|all| all - work("ActualWork").unwrap_or(0));
    let left = work("RemainingWork").filter(|_| !follows);
    same.kept_minutes_of_many(&what, task, &field("RemainingWork"), left);
    for date in ["Start", "Finish", "ActualStart", "ActualFinish"] {
        let own = moment(part.text(date));
        if !own.is_empty() && own != moment(row.text(date)) {
            same.kept(&what, task, &field(date), own);
        }
    }
    for baseline in part.all("Baseline") {
        let n = baseline.number("Number").unwrap_or(0);
        for date in ["Start", "Finish"] {
            let own = moment(baseline.text(date));
            if !own.is_empty() {
                same.kept(&what, task, &field(&format!("Baseline {n} {date}")), own);
            }
        }
        let work = minutes(baseline.text("Work"));
        same.kept_minutes_of_many(&what, task, &field(&format!("Baseline {n} Work")), work);
    }
}

impl Same<'_> {
    /// Several of one name may have a part in one task: what one of them does not have, another may.
    fn kept_minutes_of_many(
        &mut self,
        what: &str,
        record: &Value,
        field: &str,
        there: Option<i64>,
    ) {
        if there.is_some_and(|minutes| minutes != 0) {
            self.kept_minutes(what, record, field, there);
        }
    }
}

fn is_blank(resource: &Node) -> bool {
    let nobody = resource.text("Name").is_empty() && resource.text("EmailAddress").is_empty();
    resource.text("IsNull") == "1" || (nobody && resource.number("UID").unwrap_or(0) <= 0)
}

fn is_person(resource: &Node) -> bool {
    // A file that does not say what somebody is means a person.
    matches!(resource.text("Type"), "1" | "") && resource.text("IsCostResource") != "1"
}

/// What the file says of each stands with the project.
pub fn resources(read: &Node, out: &Value, names: &Names, same: &mut Same<'_>) {
    for one in read.within("Resources", "Resource") {
        if is_blank(one) || one.text("Name").is_empty() {
            continue;
        }
        let name = words(one.text("Name"));
        let field = |field: &str| format!("{name}: {field}");
        same.kept(&name, out, &field("UID"), one.text("UID"));
        let kind = match (one.text("IsCostResource"), one.text("Type")) {
            ("1", _) | (_, "2") => "Cost",
            (_, "0") => "Material",
            _ => "",
        };
        let calendar = named(read, "Calendars", "Calendar", one.text("CalendarUID"));
        let notes = one.text("Notes").replace("\r\n", "\n");
        for (what, value) in [
            ("Type", kind),
            ("EmailAddress", one.text("EmailAddress")),
            ("Initials", one.text("Initials")),
            ("Group", one.text("Group")),
            ("Calendar", &calendar),
            ("Notes", &notes),
        ] {
            if !value.is_empty() {
                same.kept(&name, out, &field(what), value);
            }
        }
        if let Ok(most) = one.text("MaxUnits").parse::<f64>() {
            let most = format!("{}", (most * 1000.0).round() / 1000.0);
            same.kept(&name, out, &field("MaxUnits"), &most);
        }
        for rate in ["StandardRate", "OvertimeRate"] {
            let amount = one.text(rate);
            if amount.parse::<f64>().is_ok_and(|amount| amount != 0.0) {
                let per = match one.text(&format!("{rate}Format")) {
                    "1" => " / min",
                    "2" => " / h",
                    "3" => " / d",
                    "4" => " / w",
                    "5" => " / mo",
                    _ => "",
                };
                same.kept(&name, out, &field(rate), &format!("{amount}{per}"));
            }
        }
        if one
            .text("CostPerUse")
            .parse::<f64>()
            .is_ok_and(|cost| cost != 0.0)
        {
            same.kept(&name, out, &field("CostPerUse"), one.text("CostPerUse"));
        }
        names.values_of(one, out, &field(""), &name, same);
    }
}
