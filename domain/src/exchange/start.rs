//! What a person chooses before a file becomes a project.

use std::collections::{BTreeMap, HashSet};

use crate::form;
use crate::id::{MemberId, RecordId, made_by_client};
use crate::refusal::{Bad, Check, Code, Refused};
use crate::text;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    pub project: RecordId,
    pub title: String,
    pub key: String,
    pub client: Option<RecordId>,
    pub zone: String,
    /// The file's number of a person, and who they are; nobody here: their work stays theirs by name.
    pub people: BTreeMap<i64, Option<MemberId>>,
}

/// `asked` are the numbers of whom an answer is needed: more than one could be meant. `known_zone` knows the zones.
pub fn start(
    form: &form::StartImport,
    asked: &HashSet<i64>,
    known_zone: impl Fn(&str) -> bool,
) -> Result<Start, Refused> {
    let mut check = Check::default();
    let title = check.take("title", text::line(&form.title));
    let key = check.take("key", text::project_key(&form.key));
    let zone = check.take("zone", zone(&form.zone, known_zone));
    let client = check.take("client", optional(&form.client));
    let project = check.take("id", made_by_client(&form.id).map_err(Bad::from));
    let mut people = BTreeMap::new();
    let mut whole = true;
    for (uid, choice) in &form.people {
        let name = format!("people][{uid}");
        match (uid.parse::<i64>(), chosen(choice)) {
            (Ok(uid), Ok(member)) => _ = people.insert(uid, member),
            (Err(_), _) => {}
            (_, Err(bad)) => {
                whole = false;
                check.take::<()>(&name, Err(bad));
            }
        }
    }
    for uid in asked {
        let name = uid.to_string();
        if form
            .people
            .get(&name)
            .is_none_or(|choice| choice.is_empty())
        {
            whole = false;
            check.take::<()>(&format!("people][{uid}"), Err(Code::Missing.into()));
        }
    }
    match (project, title, key, zone, client) {
        (Some(project), Some(title), Some(key), Some(zone), Some(client)) if whole => Ok(Start {
            project,
            title,
            key,
            client,
            zone,
            people,
        }),
        _ => Err(check.refused()),
    }
}

/// What is chosen for someone who is nobody here.
pub const NOBODY: &str = "nobody";

fn chosen(choice: &str) -> Result<Option<MemberId>, Bad> {
    match choice.trim() {
        "" | NOBODY => Ok(None),
        id => MemberId::parse(id)
            .map(Some)
            .map_err(|_| Code::NotAChoice.into()),
    }
}

fn zone(text: &str, known: impl Fn(&str) -> bool) -> Result<String, Bad> {
    let zone = text.trim();
    if zone.is_empty() {
        return Err(Code::Missing.into());
    }
    if zone.len() > 64 || !known(zone) {
        return Err(Code::NotAZone.into());
    }
    Ok(zone.to_owned())
}

fn optional(text: &str) -> Result<Option<RecordId>, Bad> {
    match text.trim() {
        "" => Ok(None),
        id => RecordId::parse(id)
            .map(Some)
            .map_err(|_| Code::NotAChoice.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn form() -> form::StartImport {
        form::StartImport {
            id: "0198f000-0000-7000-8000-000000000000".into(),
            title: "Night guide".into(),
            key: "ngt".into(),
            zone: "Europe/Oslo".into(),
            ..Default::default()
        }
    }

    #[test]
    fn two_of_one_name_are_asked_for() {
        let asked = HashSet::from([7]);
        let mut form = form();
        let refused = start(&form, &asked, |_| true);
        assert_eq!(refused, Err(Refused::field("people][7", Code::Missing)));
        form.people.insert("7".into(), NOBODY.into());
        form.people.insert("8".into(), Uuid::nil().to_string());
        let begun = start(&form, &asked, |_| true).unwrap();
        assert_eq!(
            begun.people,
            BTreeMap::from([(7, None), (8, Some(MemberId(Uuid::nil())))])
        );
        assert_eq!(begun.key, "NGT");
    }

    #[test]
    fn what_is_wrong_is_refused_by_field() {
        let wrong = form::StartImport {
            zone: "Mars/Base".into(),
            client: "x".into(),
            ..Default::default()
        };
        let Err(Refused::Invalid { fields }) = start(&wrong, &HashSet::new(), |_| false) else {
            panic!("taken")
        };
        let fields: Vec<_> = fields.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(fields, ["title", "key", "zone", "client", "id"]);
    }
}
