//! Every real file (DAYMARK_DATA names their folder, else `../shared/data` beside the workspace) goes in by the form and
//! comes out by the export, and each field is compared with a second reading that knows nothing of the first.

use std::collections::HashMap;
use std::path::PathBuf;

use serde_json::Value;

use crate::world::{Who, World, imports};

both!(every_real_file_comes_out_as_it_went_in);

fn folder() -> Option<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let data =
        std::env::var_os("DAYMARK_DATA").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    let folder = data.join("imports/mspdi");
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "the real files were not found"
    );
    println!("The real files were not found: nothing was compared.");
    None
}

/// An element with what is in it: a reading of XML in thirty lines, for files known to be whole.
#[derive(Default)]
struct Node {
    name: String,
    text: String,
    kids: Vec<Node>,
}

impl Node {
    fn read(text: &str) -> Self {
        let mut open: Vec<Node> = vec![Node::default()];
        let mut rest = text;
        while let Some(at) = rest.find('<') {
            open.last_mut().unwrap().text.push_str(&plain(&rest[..at]));
            rest = &rest[at..];
            if rest.starts_with("<!--") {
                rest = &rest[rest.find("-->").unwrap() + 3..];
                continue;
            }
            if let Some(raw) = rest.strip_prefix("<![CDATA[") {
                let end = raw.find("]]>").unwrap();
                open.last_mut().unwrap().text.push_str(&raw[..end]);
                rest = &raw[end + 3..];
                continue;
            }
            let end = rest.find('>').unwrap();
            let tag = &rest[1..end];
            rest = &rest[end + 1..];
            let close = |open: &mut Vec<Node>| {
                let node = open.pop().unwrap();
                open.last_mut().unwrap().kids.push(node);
            };
            if tag.starts_with('/') {
                close(&mut open);
            } else if !tag.starts_with(['?', '!']) {
                let name = tag.split([' ', '/', '\n', '\r', '\t']).next().unwrap();
                open.push(Node {
                    name: name.to_owned(),
                    ..Node::default()
                });
                if tag.ends_with('/') {
                    close(&mut open);
                }
            }
        }
        open.remove(0).kids.remove(0)
    }

    fn all<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n Node> {
        self.kids.iter().filter(move |kid| kid.name == name)
    }

    fn within<'n>(&'n self, list: &'n str, name: &'n str) -> Vec<&'n Node> {
        self.all(list).flat_map(|list| list.all(name)).collect()
    }

    fn text(&self, name: &str) -> &str {
        self.kids
            .iter()
            .find(|kid| kid.name == name)
            .map(|kid| kid.text.trim())
            .unwrap_or_default()
    }

    fn number(&self, name: &str) -> Option<i64> {
        self.text(name).parse().ok()
    }
}

fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let end = at + rest[at..].find(';').unwrap();
        let entity = &rest[at + 1..end];
        out.push(match entity {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "apos" => '\'',
            "quot" => '"',
            code => {
                let code = code.strip_prefix('#').unwrap();
                let number = match code.strip_prefix('x') {
                    Some(hex) => u32::from_str_radix(hex, 16).unwrap(),
                    None => code.parse().unwrap(),
                };
                char::from_u32(number).unwrap()
            }
        });
        rest = &rest[end + 1..];
    }
    out + rest
}

/// `PT40H30M0S` as minutes, seconds rounded.
fn minutes(text: &str) -> Option<i64> {
    let body = text.strip_prefix("PT")?;
    let (hours, rest) = body.split_once('H')?;
    let (minutes, seconds) = rest.split_once('M')?;
    let seconds: f64 = seconds.trim_end_matches('S').parse().ok()?;
    let all = hours.parse::<f64>().ok()? * 60.0 + minutes.parse::<f64>().ok()? + seconds / 60.0;
    Some(all.round() as i64)
}

fn moment(text: &str) -> &str {
    if text == "NA" { "" } else { text }
}

/// Blanks of any kind count as one: titles are one line.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

const CONSTRAINTS: [&str; 8] = ["asap", "alap", "mso", "mfo", "snet", "snlt", "fnet", "fnlt"];
const KINDS: [&str; 4] = ["FF", "FS", "SF", "SS"];

async fn every_real_file_comes_out_as_it_went_in(world: World) {
    let Some(folder) = folder() else { return };
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let (mut compared, mut number) = (0, 0);
    for file in &files {
        number += 1;
        let text = std::fs::read_to_string(file).unwrap();
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let key = format!("R{number:02}");
        let import = imports::read(&world, &name, text.trim_start_matches('\u{feff}')).await;
        imports::start(&world, &import, &key).await;
        imports::run(&world, &import).await;
        let path = format!("/{}/p/{key}/export.json", world.cast.north);
        let out = world.browser(Who::Olga).get(&path).await.json();
        let read = Node::read(text.trim_start_matches('\u{feff}'));
        compared += compare(&name, &read, &out);
    }
    println!("{} files, {compared} values compared", files.len());
    assert!(
        files.len() >= 14 && compared > 2_000,
        "{} files, {compared} values",
        files.len()
    );
}

/// Compares and counts.
fn compare(file: &str, read: &Node, out: &Value) -> usize {
    let mut count = 0;
    let mut same = |what: &str, there: Value, here: &Value| {
        assert_eq!(&there, here, "{file}: {what}");
        count += 1;
    };
    let rows: Vec<&Node> = read
        .within("Tasks", "Task")
        .into_iter()
        .enumerate()
        .filter(|(n, task)| {
            task.text("IsNull") != "1" && !(*n == 0 && task.text("OutlineLevel") == "0")
        })
        .map(|(_, task)| task)
        .collect();
    let tasks = out["tasks"].as_array().unwrap();
    same("number of tasks", rows.len().into(), &tasks.len().into());
    let keys: HashMap<&str, &str> = rows
        .iter()
        .zip(tasks)
        .map(|(row, task)| (row.text("UID"), task["key"].as_str().unwrap()))
        .collect();
    let mut above: Vec<(i64, &str)> = Vec::new();
    let mut links = Vec::new();
    for (n, (row, task)) in rows.iter().zip(tasks).enumerate() {
        let at = |field: &str| format!("{field} of {} {}", row.text("UID"), row.text("Name"));
        let level = row.number("OutlineLevel").unwrap_or(1);
        above.retain(|(higher, _)| *higher < level);
        let parent = above.last().map_or("", |(_, key)| *key);
        above.push((level, task["key"].as_str().unwrap()));
        let deeper = rows
            .get(n + 1)
            .and_then(|next| next.number("OutlineLevel"))
            .unwrap_or(1);
        let summary = deeper > level;
        same(&at("parent"), parent.into(), &task["parent"]);
        if !row.text("Name").is_empty() {
            same(&at("name"), words(row.text("Name")).into(), &task["title"]);
        }
        same(
            &at("start"),
            moment(row.text("Start")).into(),
            &task["start"],
        );
        same(
            &at("finish"),
            moment(row.text("Finish")).into(),
            &task["finish"],
        );
        same(
            &at("deadline"),
            moment(row.text("Deadline")).into(),
            &task["deadline"],
        );
        same(
            &at("actual start"),
            moment(row.text("ActualStart")).into(),
            &task["actual_start"],
        );
        same(
            &at("actual finish"),
            moment(row.text("ActualFinish")).into(),
            &task["actual_finish"],
        );
        let constraint = row.number("ConstraintType").unwrap_or(0) as usize;
        same(
            &at("constraint"),
            CONSTRAINTS[constraint].into(),
            &task["constraint"],
        );
        if constraint > 1 {
            same(
                &at("constraint date"),
                row.text("ConstraintDate").into(),
                &task["constraint_date"],
            );
        }
        same(
            &at("duration"),
            minutes(row.text("Duration")).into(),
            &task["duration_minutes"],
        );
        same(
            &at("percent"),
            row.number("PercentComplete").unwrap_or(0).into(),
            &task["percent_complete"],
        );
        same(
            &at("mode"),
            if row.text("Manual") == "1" {
                "manual"
            } else {
                "auto"
            }
            .into(),
            &task["mode"],
        );
        let kind = if row.text("Milestone") == "1" && !summary {
            "milestone"
        } else {
            "task"
        };
        same(&at("kind"), kind.into(), &task["kind"]);
        let work = minutes(row.text("Work")).filter(|work| *work > 0);
        if summary {
            let kept = task["from_file"]
                .as_array()
                .unwrap()
                .iter()
                .find(|f| f["field"] == "Work");
            let kept = kept.and_then(|f| minutes(f["value"].as_str().unwrap()));
            same(&at("work"), work.into(), &kept.into());
        } else {
            same(&at("work"), work.into(), &task["effort_minutes"]);
        }
        let notes = row.text("Notes").replace("\r\n", "\n").replace('\r', "\n");
        same(
            &at("notes"),
            notes.trim().into(),
            &task["description"].as_str().unwrap().trim().into(),
        );
        let baselines: Vec<&Node> = row.all("Baseline").collect();
        same(
            &at("baselines"),
            baselines.len().into(),
            &task["baselines"].as_array().unwrap().len().into(),
        );
        for (baseline, kept) in baselines.iter().zip(task["baselines"].as_array().unwrap()) {
            same(
                &at("baseline's start"),
                moment(baseline.text("Start")).into(),
                &kept["start"],
            );
            same(
                &at("baseline's finish"),
                moment(baseline.text("Finish")).into(),
                &kept["finish"],
            );
            same(
                &at("baseline's work"),
                minutes(baseline.text("Work")).into(),
                &kept["effort_minutes"],
            );
        }
        for field in row
            .all("ExtendedAttribute")
            .filter(|field| !field.text("Value").is_empty())
        {
            let kept = task["from_file"].as_array().unwrap();
            assert!(
                kept.iter()
                    .any(|k| k["value"].as_str().map(str::trim) == Some(field.text("Value"))),
                "{file}: {}",
                at("a custom field")
            );
        }
        for link in row.all("PredecessorLink") {
            if let Some(from) = keys
                .get(link.text("PredecessorUID"))
                .filter(|_| link.text("CrossProject") != "1")
            {
                links.push((*from, task["key"].as_str().unwrap(), link));
            }
        }
    }
    let kept = out["links"].as_array().unwrap();
    // What is left out (circles, families) is in the report; what is there is as the file has it.
    assert!(
        kept.len() <= links.len() && links.len() - kept.len() <= links.len() / 10,
        "{file}: {} of {} links",
        kept.len(),
        links.len()
    );
    for link in kept {
        let (_, _, there) = links
            .iter()
            .find(|(from, to, _)| link["from"] == **from && link["to"] == **to)
            .unwrap();
        let kind = KINDS[there.number("Type").unwrap_or(1) as usize];
        same("kind of a link", kind.into(), &link["kind"]);
        let (lag, format) = (
            there.number("LinkLag").unwrap_or(0),
            there.number("LagFormat").unwrap_or(7),
        );
        let (unit, amount) = match format {
            19 | 51 => ("percent", lag),
            20 | 52 => ("percent", lag),
            4 | 6 | 8 | 10 | 12 | 36 | 38 | 40 | 42 | 44 => {
                ("elapsed", (lag as f64 / 10.0).round() as i64)
            }
            _ => ("working", (lag as f64 / 10.0).round() as i64),
        };
        same("unit of a lag", unit.into(), &link["lag"]["in"]);
        let field = if unit == "percent" {
            "percent"
        } else {
            "minutes"
        };
        same("lag", amount.into(), &link["lag"][field]);
    }
    assignments(file, read, &keys, tasks);
    for calendar in read.within("Calendars", "Calendar") {
        let name = words(calendar.text("Name"));
        let there = out["calendars"]
            .as_array()
            .unwrap()
            .iter()
            .any(|c| c["name"] == name.as_str() || name.is_empty());
        assert!(there, "{file}: calendar {name}");
    }
    count
}

/// Everybody of the file is nobody here: their work stands by name, with its units.
fn assignments(file: &str, read: &Node, keys: &HashMap<&str, &str>, tasks: &[Value]) {
    let names: HashMap<&str, &Node> = read
        .within("Resources", "Resource")
        .into_iter()
        .map(|one| (one.text("UID"), one))
        .collect();
    for one in read.within("Assignments", "Assignment") {
        let (Some(resource), Some(key)) = (
            names.get(one.text("ResourceUID")),
            keys.get(one.text("TaskUID")),
        ) else {
            continue;
        };
        let name = words(resource.text("Name"));
        if name.is_empty() || resource.text("Type") != "1" {
            continue;
        }
        let task = tasks.iter().find(|task| task["key"] == **key).unwrap();
        let units = one.text("Units").parse::<f64>().unwrap_or(1.0) * 1000.0;
        let found = task["assignees"]
            .as_array()
            .unwrap()
            .iter()
            .find(|a| a["name"].as_str().unwrap().starts_with(&name));
        let found = found.unwrap_or_else(|| panic!("{file}: {name} is not at {key}"));
        let units = (units.round() as i64).clamp(1, 10_000);
        assert_eq!(
            found["units"].as_i64(),
            Some(units),
            "{file}: {name} at {key}"
        );
    }
}
