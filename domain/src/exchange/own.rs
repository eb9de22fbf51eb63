//! What of a file can be a field of the project's own, and of which kind: proposed by what is said in it, decided by a
//! person. It stands "From the file" as well, as the file has it.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::kept::Names;
use super::plan::{Plan, ResourceKind, Task};
use super::tracked::{Format, Moment};
use super::when::{self, Order};
use crate::plan::custom::{self, FieldKind, Known, MOST, NAME, OPTIONS};
use crate::plan::iteration;
use crate::text::fold;

/// As many are offered; a person looks at each.
pub const OFFERED: usize = 60;

/// What was chosen: kinds by the names of the file's fields. What is not named stays beside its tasks.
pub type Chosen = BTreeMap<String, FieldKind>;

/// What a person is asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// As the file calls it, shortened to what a field can be called.
    pub name: String,
    /// How many tasks say something in it.
    pub tasks: u64,
    /// What it can be so that everything said in it is said, the likeliest first; never empty.
    pub kinds: Vec<FieldKind>,
    /// Whether it becomes one unless somebody says otherwise.
    pub proposed: bool,
    /// Whether it can be the points that the project's work is estimated in.
    #[serde(default)]
    pub points: bool,
    /// Whether it becomes them unless somebody says otherwise: where more of the work says points than time.
    #[serde(default)]
    pub in_points: bool,
}

/// The same, with what its values are read by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub offer: Offer,
    /// What the plan calls it.
    key: String,
    flag: bool,
    order: Order,
    /// Everything said in it, each once, in the order in which it comes.
    said: Vec<String>,
}

/// What is said of a task, as a field of its kind keeps it: an option and a person by what they are called in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    Text(String),
    Option(String),
    Person(String),
}

/// In the order in which they are offered: what is proposed first, of these what most tasks say.
pub fn found(plan: &Plan) -> Vec<Found> {
    let defined: HashMap<&str, &str> = plan
        .fields
        .iter()
        .map(|field| (field.id.as_str(), field.name.as_str()))
        .collect();
    let mut values: Vec<(String, Vec<String>)> = Vec::new();
    let mut place: HashMap<String, usize> = HashMap::new();
    for task in &plan.tasks {
        for (key, said) in of_task(task) {
            let at = *place.entry(key.to_owned()).or_insert_with(|| {
                values.push((key.to_owned(), Vec::new()));
                values.len() - 1
            });
            if let Some((_, all)) = values.get_mut(at) {
                all.push(said);
            }
        }
    }
    let people = people(plan);
    let names = Names::of(&plan.fields);
    let timed = plan.tasks.iter().filter(|task| task.work.is_some());
    let timed = timed.count() as u64;
    let mut taken = HashSet::new();
    let mut found: Vec<Found> = values
        .into_iter()
        .filter(|(key, _)| may_be_offered(plan, &defined, key))
        .filter_map(|(key, values)| {
            let name = called(names.name(&key))?;
            let own = plan.format == Format::Mspdi || plan.own.contains(&key);
            let flag = defined
                .get(key.as_str())
                .is_some_and(|name| name.starts_with("Flag"));
            let mut found = of_values(key, name, own, flag, values, &people)?;
            if plan.points.contains(&found.key)
                && found.said.iter().all(|said| points(said).is_some())
            {
                found.offer.points = true;
                found.offer.in_points = found.offer.tasks > timed;
                found.offer.proposed &= !found.offer.in_points;
            }
            taken.insert(fold(&found.offer.name)).then_some(found)
        })
        .collect();
    let likely = |offer: &Offer| offer.proposed || offer.in_points;
    found.sort_by_key(|one| std::cmp::Reverse((likely(&one.offer), one.offer.tasks)));
    found.truncate(OFFERED);
    let fields = found.iter_mut().filter(|one| one.offer.proposed);
    for one in fields.skip(MOST) {
        one.offer.proposed = false;
    }
    found
}

/// What becomes of them when nobody says anything.
pub fn proposed(offers: &[Offer]) -> Chosen {
    let proposed = offers.iter().filter(|offer| offer.proposed);
    proposed
        .filter_map(|offer| Some((offer.name.clone(), *offer.kinds.first()?)))
        .collect()
}

/// Whose values become points when nobody says anything.
pub fn proposed_points(offers: &[Offer]) -> Vec<String> {
    let proposed = offers.iter().filter(|offer| offer.in_points);
    proposed.map(|offer| offer.name.clone()).collect()
}

/// Hundredths of a point, where that is what is said.
fn points(said: &str) -> Option<i64> {
    iteration::points(said).ok().flatten()
}

/// A plan's task says the fitting's own lines too, and the file's number of a tracker's is its alone.
fn may_be_offered(plan: &Plan, defined: &HashMap<&str, &str>, key: &str) -> bool {
    match plan.format {
        // Costs are not for everyone who sees a task.
        Format::Mspdi => defined
            .get(key)
            .is_some_and(|name| !name.starts_with("Cost")),
        _ => key != super::tracker::KEY,
    }
}

fn called(name: &str) -> Option<String> {
    let line = super::fit::line(name);
    let name = line.chars().take(NAME).collect::<String>();
    let name = name.trim().to_owned();
    (!name.is_empty()).then_some(name)
}

/// What a task says under each name. What comes more than once is one text.
pub fn of_task(task: &Task) -> Vec<(&str, String)> {
    let mut all: Vec<(&str, String)> = Vec::new();
    let mut place: HashMap<&str, usize> = HashMap::new();
    for field in &task.fields {
        let said = field.value.trim();
        if said.is_empty() {
            continue;
        }
        let at = *place.entry(&field.field).or_insert(all.len());
        match all.get_mut(at) {
            Some((_, before)) => {
                before.push_str(", ");
                before.push_str(said);
            }
            None => all.push((&field.field, said.to_owned())),
        }
    }
    all
}

/// Names that one person of the file has.
fn people(plan: &Plan) -> HashSet<String> {
    let mut count: HashMap<String, usize> = HashMap::new();
    let work = plan
        .resources
        .iter()
        .filter(|one| one.kind == ResourceKind::Work);
    for one in work {
        *count.entry(fold(&one.name)).or_default() += 1;
    }
    let once = count.into_iter().filter(|(_, n)| *n == 1);
    once.map(|(name, _)| name).collect()
}

fn of_values(
    key: String,
    name: String,
    own: bool,
    flag: bool,
    values: Vec<String>,
    people: &HashSet<String>,
) -> Option<Found> {
    let (order, told) = Order::of(values.iter().map(String::as_str));
    let mut once = HashSet::new();
    let (tasks, mut said) = (values.len(), Vec::new());
    for value in values {
        if once.insert(fold(&value)) {
            said.push(value);
        }
    }
    let mut found = Found {
        offer: Offer {
            name,
            tasks: tasks as u64,
            kinds: Vec::new(),
            proposed: false,
            points: false,
            in_points: false,
        },
        key,
        flag,
        order,
        said,
    };
    let is_person = |value: &String| people.contains(&fold(value));
    let repeats = found.said.len() > 1 && found.said.len() * 2 <= tasks;
    let mut kinds = vec![FieldKind::YesNo, FieldKind::Number, FieldKind::Link];
    if told {
        kinds.push(FieldKind::Date);
    }
    if found.said.iter().all(is_person) {
        kinds.push(FieldKind::Person);
    }
    let text_or_choice = match repeats {
        true => [FieldKind::Choice, FieldKind::Text],
        false => [FieldKind::Text, FieldKind::Choice],
    };
    kinds.extend(text_or_choice);
    kinds.retain(|kind| found.can_be(*kind));
    found.offer.proposed =
        !kinds.is_empty() && (own || (repeats && kinds.first() == Some(&FieldKind::Choice)));
    found.offer.kinds = kinds;
    (!found.offer.kinds.is_empty()).then_some(found)
}

impl Found {
    fn can_be(&self, kind: FieldKind) -> bool {
        let few = kind != FieldKind::Choice || self.said.len() <= OPTIONS;
        few && self
            .said
            .iter()
            .all(|said| self.read(kind, said, universal_day).is_some())
    }

    /// What a task says in it, of all that it says ([`of_task`]); `day_of` is the day of an instant where the project is.
    pub fn of(
        &self,
        task: &[(&str, String)],
        kind: FieldKind,
        day_of: impl Fn(DateTime<Utc>) -> NaiveDate,
    ) -> Option<Said> {
        let (_, said) = task.iter().find(|(key, _)| *key == self.key)?;
        self.read(kind, said, day_of)
    }

    /// What a task says in it, as hundredths of a point.
    pub fn points_of(&self, task: &[(&str, String)]) -> Option<i64> {
        let (_, said) = task.iter().find(|(key, _)| *key == self.key)?;
        points(said)
    }

    fn read(
        &self,
        kind: FieldKind,
        said: &str,
        day_of: impl Fn(DateTime<Utc>) -> NaiveDate,
    ) -> Option<Said> {
        let typed = |kind, text: &str| {
            let known = Known::default();
            custom::typed(kind, text, "", &known).ok().flatten()
        };
        Some(match kind {
            FieldKind::Text | FieldKind::Number | FieldKind::Link => Said::Text(typed(kind, said)?),
            FieldKind::Date => {
                let day = match when::read_day(said, self.order)? {
                    Moment::Day(day) => day,
                    Moment::Local(local) => local.date(),
                    Moment::At(at) => day_of(at),
                };
                Said::Text(day.to_string())
            }
            FieldKind::YesNo => Said::Text(yes_or_no(said, self.flag)?.to_owned()),
            FieldKind::Choice => Said::Option(option(said)?),
            FieldKind::Person => Said::Person(said.to_owned()),
        })
    }

    /// What can be chosen in it.
    pub fn options(&self) -> Vec<String> {
        let mut once = HashSet::new();
        let options = self.said.iter().filter_map(|said| option(said));
        options.filter(|name| once.insert(fold(name))).collect()
    }
}

fn universal_day(at: DateTime<Utc>) -> NaiveDate {
    at.date_naive()
}

fn option(said: &str) -> Option<String> {
    crate::text::line_of(said, NAME).ok()
}

/// A plan's flags are told by what the field is called.
fn yes_or_no(said: &str, flag: bool) -> Option<&'static str> {
    match fold(said).as_str() {
        "yes" | "true" => Some("yes"),
        "no" | "false" => Some("no"),
        "1" if flag => Some("yes"),
        "0" if flag => Some("no"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::plan::{FieldDef, FieldValue, Resource};

    fn plan(format: Format, values: &[(&str, &[&str])]) -> Plan {
        let rows = values.iter().map(|(_, all)| all.len()).max().unwrap_or(0);
        let task = |row: usize| Task {
            uid: row as i64,
            fields: values
                .iter()
                .filter_map(|(key, all)| {
                    Some(FieldValue {
                        field: (*key).to_owned(),
                        value: (*all.get(row)?).to_owned(),
                    })
                })
                .collect(),
            ..Task::default()
        };
        Plan {
            format,
            tasks: (0..rows).map(task).collect(),
            ..Plan::default()
        }
    }

    fn kinds(plan: &Plan, name: &str) -> Vec<FieldKind> {
        let found = found(plan);
        let one = found.into_iter().find(|one| one.offer.name == name);
        one.map(|one| one.offer.kinds).unwrap_or_default()
    }

    #[test]
    fn what_is_said_tells_what_it_can_be() {
        use FieldKind::{Choice, Date, Link, Number, Text, YesNo};
        let long = "x".repeat(61);
        for (said, expected) in [
            (&["3.0", "1250", "−4"][..], vec![Number, Text, Choice]),
            (&["yes", "No", "TRUE"], vec![YesNo, Text, Choice]),
            (&["1", "0"], vec![Number, Text, Choice]),
            (&["2026-03-01", "2026-12-31"], vec![Date, Text, Choice]),
            (&["24/Sep/21 2:22 PM"], vec![Date, Text, Choice]),
            // Either may be the day.
            (&["03/04/2026", "05/06/2026"], vec![Text, Choice]),
            (&["https://x.test/a"], vec![Link, Text, Choice]),
            (&["High", "Low", "high", "Low"], vec![Choice, Text]),
            (&["High", "Low", "Lowest"], vec![Text, Choice]),
            (&["3", "unknown"], vec![Text, Choice]),
            (&[&long, "b"], vec![Text]),
        ] {
            let plan = plan(Format::Jira, &[("Field", said)]);
            assert_eq!(kinds(&plan, "Field"), expected, "{said:?}");
        }
        // What is too long for any of them stays beside its tasks.
        let long = "x".repeat(501);
        assert!(found(&plan(Format::Jira, &[("Field", &[&long])])).is_empty());
    }

    #[test]
    fn a_field_of_names_can_be_of_people() {
        let mut plan = plan(
            Format::Jira,
            &[("Reporter", &["Ada Berg", "Mo", "ada berg"])],
        );
        let person = |uid, name: &str| Resource {
            uid,
            name: name.to_owned(),
            ..Resource::default()
        };
        plan.resources = vec![person(1, "Ada Berg"), person(2, "Mo")];
        assert_eq!(kinds(&plan, "Reporter").first(), Some(&FieldKind::Person));
        // Two of one name cannot be told apart.
        plan.resources.push(person(3, "mo"));
        assert!(!kinds(&plan, "Reporter").contains(&FieldKind::Person));
    }

    #[test]
    fn a_plan_offers_what_it_defines_but_costs_and_reads_its_flags() {
        let mut plan = plan(
            Format::Mspdi,
            &[
                ("188743752", &["1", "0"]),
                ("188743731", &["Hall", "Yard"]),
                ("188743786", &["12.5"]),
                ("Name", &["cut"]),
            ],
        );
        let define = |id: &str, name: &str, alias: &str| FieldDef {
            id: id.to_owned(),
            name: name.to_owned(),
            alias: alias.to_owned(),
            formula: String::new(),
            code: None,
        };
        plan.fields = vec![
            define("188743752", "Flag1", "Wet"),
            define("188743731", "Text1", "Room"),
            define("188743786", "Cost1", "Fee"),
        ];
        let found = found(&plan);
        let names: Vec<_> = found
            .iter()
            .map(|one| (one.offer.name.as_str(), one.offer.proposed))
            .collect();
        assert_eq!(names, [("Wet", true), ("Room", true)]);
        let said: Vec<_> = plan
            .tasks
            .iter()
            .map(|task| found[0].of(&of_task(task), FieldKind::YesNo, universal_day))
            .collect();
        let text = |text: &str| Some(Said::Text(text.to_owned()));
        assert_eq!(said, [text("yes"), text("no")]);
    }

    #[test]
    fn a_tracker_s_own_fields_are_proposed_and_so_is_what_repeats() {
        let mut plan = plan(
            Format::Jira,
            &[
                ("Key", &["NGT-1", "NGT-2", "NGT-3", "NGT-4"]),
                ("Priority", &["High", "Low", "High", "Low"]),
                ("Votes", &["1", "2", "1", "2"]),
                ("Story Points", &["3.0"]),
            ],
        );
        plan.own.insert("Story Points".to_owned());
        let offers: Vec<Offer> = found(&plan).into_iter().map(|one| one.offer).collect();
        let names: Vec<_> = offers.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["Priority", "Story Points", "Votes"]);
        let expected = [
            ("Priority".to_owned(), FieldKind::Choice),
            ("Story Points".to_owned(), FieldKind::Number),
        ];
        assert_eq!(proposed(&offers), Chosen::from(expected));
    }

    #[test]
    fn points_are_offered_where_all_that_is_said_is_some_and_proposed_where_more_say_them_than_time()
     {
        let offer = |values: &[&str], timed: usize| {
            let mut plan = plan(Format::Jira, &[("Story Points", values)]);
            plan.own.insert("Story Points".to_owned());
            plan.points.insert("Story Points".to_owned());
            for task in plan.tasks.iter_mut().take(timed) {
                task.work = Some(60);
            }
            let found = found(&plan);
            let said = of_task(&plan.tasks[0]);
            let offer = found[0].offer.clone();
            (
                offer.points,
                offer.in_points,
                offer.proposed,
                proposed_points(&[offer]).len(),
                found[0].points_of(&said),
            )
        };
        assert_eq!(offer(&["2.5", "3.0"], 1), (true, true, false, 1, Some(250)));
        assert_eq!(offer(&["2.5", "3.0"], 2), (true, false, true, 0, Some(250)));
        // No number of points here: a field says all of it.
        assert_eq!(
            offer(&["3", "1 250,5"], 0),
            (false, false, true, 0, Some(300))
        );
    }

    #[test]
    fn what_comes_twice_is_one_text_and_no_more_are_proposed_than_there_is_room_for() {
        let mut twice = plan(Format::Jira, &[("Sprint", &["One"])]);
        let again = twice.tasks[0].fields[0].clone();
        twice.tasks[0].fields.push(FieldValue {
            value: "Two".to_owned(),
            ..again
        });
        let found_twice = found(&twice);
        let said = found_twice[0].of(&of_task(&twice.tasks[0]), FieldKind::Text, universal_day);
        assert_eq!(said, Some(Said::Text("One, Two".to_owned())));
        let names: Vec<String> = (0..80).map(|n| format!("F{n}")).collect();
        let values: Vec<(&str, &[&str])> = names
            .iter()
            .map(|name| (name.as_str(), &["1"][..]))
            .collect();
        let mut many = plan(Format::Jira, &values);
        many.own.extend(names.iter().cloned());
        let offers: Vec<Offer> = found(&many).into_iter().map(|one| one.offer).collect();
        assert_eq!((offers.len(), proposed(&offers).len()), (OFFERED, MOST));
    }
}
