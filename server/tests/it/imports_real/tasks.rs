//! Tasks with all their fields, and the links between them.

use std::collections::HashMap;

use serde_json::Value;

use super::Same;
use super::node::{Node, minutes, moment, words};
use super::project::Names;

const CONSTRAINTS: [&str; 8] = ["asap", "alap", "mso", "mfo", "snet", "snlt", "fnet", "fnlt"];
const KINDS: [&str; 4] = ["FF", "FS", "SF", "SS"];

/// A task in the file and here.
pub struct Pair<'r> {
    pub row: &'r Node,
    pub task: &'r Value,
    pub parent: String,
    pub summary: bool,
}

impl Pair<'_> {
    pub fn key(&self) -> &str {
        self.task["key"].as_str().unwrap()
    }

    pub fn at(&self, field: &str) -> String {
        format!(
            "{field} of {} {}",
            self.row.text("UID"),
            self.row.text("Name")
        )
    }
}

/// The file's row for the project itself, which is no task here.
pub fn project_row(read: &Node) -> Option<&Node> {
    let first = *read.within("Tasks", "Task").first()?;
    (first.text("OutlineLevel") == "0").then_some(first)
}

/// Rows and tasks, each with the one above it by the file's levels.
pub fn rows<'r>(read: &'r Node, out: &'r Value, same: &mut Same<'_>) -> Vec<Pair<'r>> {
    let whole = project_row(read).map(std::ptr::from_ref);
    let rows: Vec<&Node> = read
        .within("Tasks", "Task")
        .into_iter()
        .filter(|row| row.text("IsNull") != "1" && Some(std::ptr::from_ref(*row)) != whole)
        .collect();
    let tasks = out["tasks"].as_array().unwrap();
    same.is("number of tasks", rows.len(), &tasks.len().into());
    let level = |row: &Node| row.number("OutlineLevel").unwrap_or(1);
    let mut above: Vec<(i64, String)> = Vec::new();
    let mut pairs = Vec::new();
    for (n, (row, task)) in rows.iter().zip(tasks).enumerate() {
        above.retain(|(higher, _)| *higher < level(row));
        let parent = above
            .last()
            .map_or_else(String::new, |(_, key)| key.clone());
        above.push((level(row), task["key"].as_str().unwrap().to_owned()));
        pairs.push(Pair {
            row,
            task,
            parent,
            summary: rows.get(n + 1).is_some_and(|next| level(next) > level(row)),
        });
    }
    pairs
}

pub fn task(place: usize, pairs: &[Pair<'_>], names: &Names, read: &Node, same: &mut Same<'_>) {
    let one = &pairs[place];
    let (row, task) = (one.row, one.task);
    same.is(one.at("parent"), one.parent.as_str(), &task["parent"]);
    if !row.text("Name").is_empty() {
        same.is(one.at("name"), words(row.text("Name")), &task["title"]);
    }
    for (there, here) in [
        ("Start", "start"),
        ("Finish", "finish"),
        ("Deadline", "deadline"),
        ("ActualStart", "actual_start"),
        ("ActualFinish", "actual_finish"),
    ] {
        same.is(one.at(there), moment(row.text(there)), &task[here]);
    }
    let constraint = row.number("ConstraintType").unwrap_or(0) as usize;
    same.is(
        one.at("constraint"),
        CONSTRAINTS[constraint],
        &task["constraint"],
    );
    if constraint > 1 {
        let date = row.text("ConstraintDate");
        same.is(one.at("constraint date"), date, &task["constraint_date"]);
    } else {
        same.kept(
            one.at(""),
            task,
            "ConstraintDate",
            moment(row.text("ConstraintDate")),
        );
    }
    let length = minutes(row.text("Duration"));
    same.is(one.at("duration"), length, &task["duration_minutes"]);
    let format = row.number("DurationFormat").unwrap_or(21);
    let plain = if (35..=53).contains(&format) {
        format - 32
    } else {
        format
    };
    let elapsed = length.is_some() && matches!(plain, 4 | 6 | 8 | 10 | 12 | 20);
    same.is(one.at("elapsed"), elapsed, &task["duration_elapsed"]);
    let percent = row.number("PercentComplete").unwrap_or(0);
    same.is(one.at("percent"), percent, &task["percent_complete"]);
    let mode = if row.text("Manual") == "1" {
        "manual"
    } else {
        "auto"
    };
    same.is(one.at("mode"), mode, &task["mode"]);
    let milestone = row.text("Milestone") == "1";
    let kind = if milestone && !one.summary {
        "milestone"
    } else {
        "task"
    };
    same.is(one.at("kind"), kind, &task["kind"]);
    let calendar = named(read, "Calendars", "Calendar", row.text("CalendarUID"));
    same.is(one.at("calendar"), calendar, &task["calendar"]);
    let work = minutes(row.text("Work")).filter(|work| *work > 0);
    if one.summary {
        same.kept_minutes(one.at(""), task, "Work", work);
    } else {
        same.is(one.at("work"), work, &task["effort_minutes"]);
    }
    let notes = row.text("Notes").replace("\r\n", "\n").replace('\r', "\n");
    let description = task["description"].as_str().unwrap().trim();
    same.is(one.at("notes"), notes.trim(), &description.into());
    baselines(one, same);
    places(place, one, milestone, same);
    figures(row, task, &one.at(""), same);
    names.values(row, task, &one.at(""), same);
}

fn baselines(one: &Pair<'_>, same: &mut Same<'_>) {
    let there: Vec<&Node> = one.row.all("Baseline").collect();
    let here = one.task["baselines"].as_array().unwrap();
    same.is(one.at("baselines"), there.len(), &here.len().into());
    for (there, here) in there.iter().zip(here) {
        let number = there.number("Number").unwrap_or(0);
        same.is(one.at("baseline's number"), number, &here["number"]);
        same.is(
            one.at("baseline's start"),
            moment(there.text("Start")),
            &here["start"],
        );
        same.is(
            one.at("baseline's finish"),
            moment(there.text("Finish")),
            &here["finish"],
        );
        let length = minutes(there.text("Duration"));
        same.is(
            one.at("baseline's duration"),
            length,
            &here["duration_minutes"],
        );
        let work = minutes(there.text("Work"));
        same.is(one.at("baseline's work"), work, &here["effort_minutes"]);
    }
}

/// Numbers and codes of the file, kept where they are not what they are here.
fn places(place: usize, one: &Pair<'_>, milestone: bool, same: &mut Same<'_>) {
    let (row, task) = (one.row, one.task);
    let number = (place + 1).to_string();
    assert!(one.key().ends_with(&format!("-{number}")), "{}", one.key());
    for field in ["UID", "ID"] {
        let other = Some(row.text(field)).filter(|own| *own != number);
        same.kept(one.at(""), task, field, other.unwrap_or_default());
    }
    let (here, wbs, outline) = (
        task["wbs"].as_str().unwrap(),
        row.text("WBS"),
        row.text("OutlineNumber"),
    );
    same.kept(one.at(""), task, "WBS", if wbs == here { "" } else { wbs });
    let outline = Some(outline).filter(|own| *own != here && *own != wbs);
    same.kept(
        one.at(""),
        task,
        "OutlineNumber",
        outline.unwrap_or_default(),
    );
    let mark = if milestone && one.summary { "1" } else { "" };
    same.kept(one.at(""), task, "Milestone", mark);
}

/// What has no field here. What is as it is always is not kept.
pub fn figures(row: &Node, record: &Value, what: &str, same: &mut Same<'_>) {
    let length = minutes(row.text("Duration"));
    let format = row.number("DurationFormat").unwrap_or(21);
    let guessed = (35..=53).contains(&format);
    let estimated = match row.text("Estimated") {
        "" => guessed,
        own => own == "1",
    };
    let estimated = if estimated && length.is_some() {
        "1"
    } else {
        ""
    };
    same.kept(what, record, "Estimated", estimated);
    let unit = match if guessed { format - 32 } else { format } {
        _ if length.is_none() => "",
        3 | 4 => "min",
        5 | 6 => "h",
        9 | 10 => "w",
        11 | 12 => "mo",
        19 | 20 => "%",
        _ => "",
    };
    same.kept(what, record, "DurationFormat", unit);
    let active = if row.text("Active") == "0" { "0" } else { "" };
    same.kept(what, record, "Active", active);
    let priority = Some(row.text("Priority")).filter(|own| *own != "500");
    same.kept(what, record, "Priority", priority.unwrap_or_default());
    let fixed = match row.text("Type") {
        "1" => "FixedDuration",
        "2" => "FixedWork",
        _ => "",
    };
    same.kept(what, record, "Type", fixed);
    let driven = if row.text("EffortDriven") == "1" {
        "1"
    } else {
        ""
    };
    same.kept(what, record, "EffortDriven", driven);
    for (whole, done, left) in [
        ("Duration", "ActualDuration", "RemainingDuration"),
        ("Work", "ActualWork", "RemainingWork"),
    ] {
        let (whole, was, rest) = (
            minutes(row.text(whole)),
            minutes(row.text(done)),
            minutes(row.text(left)),
        );
        same.kept_minutes(what, record, done, was);
        let follows = rest == whole.map(|whole| whole - was.unwrap_or(0));
        same.kept_minutes(what, record, left, rest.filter(|_| !follows));
    }
    for field in ["Hyperlink", "HyperlinkAddress", "HyperlinkSubAddress"] {
        same.kept(what, record, field, row.text(field));
    }
}

/// The name of what a number leads to; none where the file says nobody or nothing.
pub fn named(read: &Node, list: &str, kind: &str, uid: &str) -> String {
    let all = read.within(list, kind).into_iter();
    let mut found = all.filter(|one| !uid.is_empty() && one.text("UID") == uid);
    found
        .next()
        .map_or_else(String::new, |one| words(one.text("Name")))
}

pub fn links(pairs: &[Pair<'_>], out: &Value, same: &mut Same<'_>) {
    let keys: HashMap<&str, &str> = pairs
        .iter()
        .map(|one| (one.row.text("UID"), one.key()))
        .collect();
    let mut links = Vec::new();
    for one in pairs {
        for link in one.row.all("PredecessorLink") {
            let from = keys.get(link.text("PredecessorUID"));
            if let Some(from) = from.filter(|_| link.text("CrossProject") != "1") {
                links.push((*from, one.key(), link));
            }
        }
    }
    let kept = out["links"].as_array().unwrap();
    // What is left out (circles, families) is in the report; what is there is as the file has it.
    assert!(
        kept.len() <= links.len() && links.len() - kept.len() <= links.len() / 10,
        "{}: {} of {} links",
        same.file,
        kept.len(),
        links.len()
    );
    for link in kept {
        let (from, to, there) = links
            .iter()
            .find(|(from, to, _)| link["from"] == **from && link["to"] == **to)
            .unwrap();
        same.is("what a link leads from", *from, &link["from"]);
        same.is("what a link leads to", *to, &link["to"]);
        let kind = KINDS[there.number("Type").unwrap_or(1) as usize];
        same.is("kind of a link", kind, &link["kind"]);
        let lag = there.number("LinkLag").unwrap_or(0);
        let tenths = (lag as f64 / 10.0).round() as i64;
        let (unit, amount) = match there.number("LagFormat").unwrap_or(7) {
            19 | 20 | 51 | 52 => ("percent", lag),
            4 | 6 | 8 | 10 | 12 | 36 | 38 | 40 | 42 | 44 => ("elapsed", tenths),
            _ => ("working", tenths),
        };
        same.is("unit of a lag", unit, &link["lag"]["in"]);
        let field = if unit == "percent" {
            "percent"
        } else {
            "minutes"
        };
        same.is("lag", amount, &link["lag"][field]);
    }
}
