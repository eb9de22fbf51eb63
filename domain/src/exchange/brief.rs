//! What a person reads of a file before and after it is a project: its report, and who and what is in it, without the
//! plan itself.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::batch;
use super::own::{self, Offer};
use super::plan::{Plan, Resource, ResourceKind};
use super::report::Report;
use super::tracked::{Format, Level, Sprint, State, Version};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Brief {
    pub format: Format,
    /// The key the file gives what its work belongs to; empty: none that could be one here.
    pub key: String,
    pub states: Vec<State>,
    pub levels: Vec<Level>,
    pub sprints: Vec<Sprint>,
    pub versions: Vec<Version>,
    /// What may become a field of the project's own.
    pub own: Vec<Offer>,
    pub report: Report,
    pub title: String,
    pub minutes_per_day: i64,
    pub people: Vec<Person>,
    /// Short transactions that the import takes, the one that shows the project among them.
    pub batches: i64,
}

/// Someone the file names.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Person {
    pub uid: i64,
    pub name: String,
    pub email: String,
    pub assignments: i64,
}

impl Brief {
    pub fn of(plan: &Plan, report: Report, file_name: &str) -> Self {
        let mut count = std::collections::HashMap::new();
        for one in &plan.assignments {
            *count.entry(one.resource).or_insert(0) += 1;
        }
        let person = |one: &Resource| Person {
            uid: one.uid,
            name: one.name.clone(),
            email: one.email.clone(),
            assignments: count.get(&Some(one.uid)).copied().unwrap_or(0),
        };
        let people = plan
            .resources
            .iter()
            .filter(|one| one.kind == ResourceKind::Work);
        Self {
            format: plan.format,
            key: crate::text::project_key(&plan.key).unwrap_or_default(),
            states: plan.states.clone(),
            levels: plan.levels.clone(),
            sprints: plan.sprints.clone(),
            versions: plan.versions.clone(),
            own: own::found(plan)
                .into_iter()
                .map(|found| found.offer)
                .collect(),
            report,
            title: title(plan, file_name),
            minutes_per_day: minutes_per_day(plan),
            people: people.map(person).collect(),
            batches: batches(plan),
        }
    }

    /// The people as [`super::people::propose`] asks for them.
    pub fn resources(&self) -> Vec<Resource> {
        let resource = |one: &Person| Resource {
            uid: one.uid,
            name: one.name.clone(),
            email: one.email.clone(),
            ..Resource::default()
        };
        self.people.iter().map(resource).collect()
    }
}

impl Brief {
    /// The key to be offered: the file's own, else one made of its title.
    pub fn key(&self) -> String {
        if self.key.is_empty() {
            key_of(&self.title)
        } else {
            self.key.clone()
        }
    }
}

pub fn minutes_per_day(plan: &Plan) -> i64 {
    plan.project
        .minutes_per_day
        .unwrap_or(crate::plan::project::MINUTES_PER_DAY)
}

/// The one that shows the project is the last.
pub fn batches(plan: &Plan) -> i64 {
    i64::try_from(batch::split(Uuid::nil(), plan).len()).unwrap_or(i64::MAX - 1) + 1
}

/// What the file calls itself, else its name without the ending.
fn title(plan: &Plan, file_name: &str) -> String {
    let stem = |name: &str| {
        let name = name.trim();
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        super::fit::line(if stem.is_empty() { name } else { stem })
    };
    let row = plan
        .project
        .row
        .as_deref()
        .map(|row| row.name.as_str())
        .unwrap_or_default();
    let known = |name: &&str| !name.is_empty() && !name.starts_with('#');
    [plan.project.title.as_str(), row]
        .into_iter()
        .find(known)
        .map(super::fit::line)
        .filter(|title| !title.is_empty())
        .unwrap_or_else(|| {
            stem(if plan.project.name.is_empty() {
                file_name
            } else {
                &plan.project.name
            })
        })
}

/// A key made of a title: initials of its words, or its first letters.
pub fn key_of(title: &str) -> String {
    let words: Vec<&str> = title
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| word.starts_with(|c: char| c.is_ascii_alphabetic()))
        .collect();
    let key: String = match words.as_slice() {
        [] => "PLAN".to_owned(),
        [one] => one.chars().take(3).collect(),
        many => many
            .iter()
            .filter_map(|word| word.chars().next())
            .take(4)
            .collect(),
    };
    let key = key.to_ascii_uppercase();
    if key.len() < 2 {
        format!("{key}P")
    } else {
        key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_offered_for_any_title() {
        for (title, key) in [
            ("Cloud migration 2026", "CM"),
            ("Relaunch", "REL"),
            ("项目", "PLAN"),
            ("X", "XP"),
            ("a b c d e f g h", "ABCD"),
        ] {
            assert_eq!(key_of(title), key);
            assert!(crate::text::project_key(&key_of(title)).is_ok(), "{title}");
        }
    }

    #[test]
    fn a_title_is_what_the_file_calls_itself() {
        let mut plan = Plan::default();
        assert_eq!(title(&plan, "Night guide.xml"), "Night guide");
        plan.project.name = "guide.mpp".into();
        assert_eq!(title(&plan, "x.xml"), "guide");
        plan.project.title = "The guide".into();
        assert_eq!(title(&plan, "x.xml"), "The guide");
    }
}
