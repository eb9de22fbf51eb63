//! Every real file of Microsoft Project (beside the workspace) goes in by the form and comes out by the export, and each
//! field is compared with a second reading that knows nothing of the first.

mod calendars;
mod node;
mod project;
mod staffing;
mod tasks;

use std::fmt::Display;
use std::path::PathBuf;

use serde_json::Value;

use crate::world::{Who, World, imports};
use node::Node;

both!(every_real_file_comes_out_as_it_went_in);

/// All values that the fourteen files hold and Daymark keeps, and their absences where it keeps what differs.
const VALUES: usize = 7_000;

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
        let text = text.trim_start_matches('\u{feff}');
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let key = format!("R{number:02}");
        let import = imports::read(&world, &name, text).await;
        imports::start(&world, &import, &key).await;
        imports::run(&world, &import).await;
        let path = format!("/{}/p/{key}/export.json", world.cast.north);
        let out = world.browser(Who::Olga).get(&path).await.json();
        compared += compare(&name, &Node::read(text), &out);
    }
    println!("{} files, {compared} values compared", files.len());
    assert!(
        files.len() >= 14 && compared >= VALUES,
        "{} files, {compared} values",
        files.len()
    );
}

/// Compares and counts.
fn compare(file: &str, read: &Node, out: &Value) -> usize {
    let mut same = Same { file, count: 0 };
    let names = project::Names::of(read);
    let found = tasks::rows(read, out, &mut same);
    for (place, one) in found.iter().enumerate() {
        tasks::task(place, &found, &names, read, &mut same);
        staffing::of_task(one, read, &mut same);
    }
    tasks::links(&found, out, &mut same);
    staffing::resources(read, out, &names, &mut same);
    calendars::calendars(read, out, &mut same);
    project::project(read, out, &names, &mut same);
    same.count
}

struct Same<'f> {
    file: &'f str,
    count: usize,
}

impl Same<'_> {
    fn is(&mut self, what: impl Display, there: impl Into<Value>, here: &Value) {
        assert_eq!(&there.into(), here, "{}: {what}", self.file);
        self.count += 1;
    }

    /// What stands "From the file": one of the lines of this name has the value. No value: there is no such line.
    fn kept(&mut self, what: impl Display, record: &Value, field: &str, there: &str) {
        let field = node::words(field);
        let lines: Vec<&str> = record["from_file"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|line| line["field"] == field.as_str())
            .map(|line| line["value"].as_str().unwrap().trim())
            .collect();
        let held = match there {
            "" => lines.is_empty(),
            value => lines.contains(&value),
        };
        assert!(
            held,
            "{}: {field} of {what}: {there:?} is not in {lines:?}",
            self.file
        );
        self.count += 1;
    }

    /// The same of a length of time: none and no time are alike.
    fn kept_minutes(
        &mut self,
        what: impl Display,
        record: &Value,
        field: &str,
        there: Option<i64>,
    ) {
        let value = there.filter(|minutes| *minutes != 0).map(node::length);
        self.kept(what, record, field, &value.unwrap_or_default());
    }
}
