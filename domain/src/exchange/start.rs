//! What a person chooses before a file becomes a project.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

use super::brief::Brief;
use super::landing::{self, Landing};
use super::own::{self, Offer};
use crate::audience::Audience;
use crate::form;
use crate::id::{MemberId, RecordId, made_by_client};
use crate::plan::custom::{self, FieldKind};
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
    pub mapping: Mapping,
}

/// What becomes of the file's states and of what it keeps for closer circles.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// One for each state of the file, in their order; none at all: as proposed.
    pub states: Vec<Landing>,
    /// The circles that are opened to the project's own people, by their places in the file. The others are the
    /// importer's alone.
    pub opened: Vec<usize>,
    /// What becomes a field of the project's own; none chosen: as proposed.
    #[serde(default)]
    pub fields: Option<own::Chosen>,
    /// Names of those whose values become points; none chosen: as proposed.
    #[serde(default)]
    pub points: Option<Vec<String>>,
    /// Whether sprints and cycles stay beside their tasks, and become no iterations.
    #[serde(default)]
    pub sprints_beside: bool,
    /// The same of versions, and releases.
    #[serde(default)]
    pub versions_beside: bool,
}

/// What is chosen for a circle that is not opened, and for one that is.
pub const CLOSED: Audience = Audience::Named;
pub const OPENED: Audience = Audience::Internal;

/// What is chosen for what stays "From the file" only.
pub const BESIDE: &str = "file";
/// What sprints and cycles become, and versions.
pub const ITERATIONS: &str = "iterations";
pub const RELEASES: &str = "releases";
/// What is chosen for values that become points.
pub const POINTS: &str = "points";

/// `asked` are the numbers of whom an answer is needed: more than one could be meant. `known_zone` knows the zones.
pub fn start(
    form: &form::StartImport,
    brief: &Brief,
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
    let mapping = mapping(form, brief, &mut check);
    match (project, title, key, zone, client, mapping) {
        (Some(project), Some(title), Some(key), Some(zone), Some(client), Some(mapping))
            if whole =>
        {
            Ok(Start {
                project,
                title,
                key,
                client,
                zone,
                people,
                mapping,
            })
        }
        _ => Err(check.refused()),
    }
}

fn mapping(form: &form::StartImport, brief: &Brief, check: &mut Check) -> Option<Mapping> {
    let mut whole = true;
    let mut mapping = Mapping::default();
    let mut own = 0;
    for (at, proposed) in landing::proposed(&brief.states).into_iter().enumerate() {
        let field = format!("states][{at}");
        let landing = match form.states.get(&at.to_string()).map(|code| code.trim()) {
            None | Some("") => Ok(proposed),
            Some(code) => Landing::parse(code),
        };
        let landing = landing.and_then(|landing| {
            own += usize::from(landing.own);
            match landing.own && own > landing::MOST {
                true => Err(Bad(Code::Full, landing::MOST.to_string())),
                false => Ok(landing),
            }
        });
        match check.take(&field, landing) {
            Some(landing) => mapping.states.push(landing),
            None => whole = false,
        }
    }
    for at in 0..brief.levels.len() {
        let field = format!("levels][{at}");
        let choice = form.levels.get(&at.to_string()).map(|code| code.trim());
        match choice {
            None | Some("") => {}
            Some(code) if code == CLOSED.code() => {}
            Some(code) if code == OPENED.code() => mapping.opened.push(at),
            Some(_) => {
                whole = false;
                check.take::<()>(&field, Err(Code::NotAChoice.into()));
            }
        }
    }
    let mut beside = |field: &str, typed: &str, becomes: &str| {
        let typed = match typed.trim() {
            "" => Ok(false),
            typed if typed == becomes => Ok(false),
            BESIDE => Ok(true),
            _ => Err(Code::NotAChoice.into()),
        };
        check.take(field, typed)
    };
    let sprints = beside("sprints", &form.sprints, ITERATIONS);
    let versions = beside("versions", &form.versions, RELEASES);
    whole &= sprints.is_some() && versions.is_some();
    mapping.sprints_beside = sprints.unwrap_or_default();
    mapping.versions_beside = versions.unwrap_or_default();
    match fields(form, &brief.own, check) {
        Some((fields, points)) => {
            mapping.fields = Some(fields);
            mapping.points = Some(points);
        }
        None => whole = false,
    }
    whole.then_some(mapping)
}

/// What becomes fields, and whose values become points.
fn fields(
    form: &form::StartImport,
    offers: &[Offer],
    check: &mut Check,
) -> Option<(own::Chosen, Vec<String>)> {
    let mut whole = true;
    let mut fields = own::Chosen::new();
    let mut points = Vec::new();
    for (at, offer) in offers.iter().enumerate() {
        let typed = form.fields.get(&at.to_string()).map(|code| code.trim());
        let in_points = match typed {
            None | Some("") => offer.in_points,
            Some(code) => code == POINTS && offer.points,
        };
        if in_points {
            points.push(offer.name.clone());
            continue;
        }
        let kind = match typed {
            None | Some("") if offer.proposed => Ok(offer.kinds.first().copied()),
            None | Some("" | BESIDE) => Ok(None),
            Some(code) => {
                FieldKind::parse(code).and_then(|kind| match offer.kinds.contains(&kind) {
                    true => Ok(Some(kind)),
                    false => Err(Code::NotAChoice.into()),
                })
            }
        };
        let kind = kind.and_then(|kind| match kind {
            Some(_) if fields.len() == custom::MOST => {
                Err(Bad(Code::Full, custom::MOST.to_string()))
            }
            kind => Ok(kind),
        });
        match check.take(&format!("fields][{at}"), kind) {
            Some(Some(kind)) => _ = fields.insert(offer.name.clone(), kind),
            Some(None) => {}
            None => whole = false,
        }
    }
    whole.then_some((fields, points))
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
    use crate::exchange::tracked::{Level, State};
    use crate::plan::status::Category;
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
        let refused = start(&form, &Brief::default(), &asked, |_| true);
        assert_eq!(refused, Err(Refused::field("people][7", Code::Missing)));
        form.people.insert("7".into(), NOBODY.into());
        form.people.insert("8".into(), Uuid::nil().to_string());
        let begun = start(&form, &Brief::default(), &asked, |_| true).unwrap();
        assert_eq!(
            begun.people,
            BTreeMap::from([(7, None), (8, Some(MemberId(Uuid::nil())))])
        );
        assert_eq!(begun.key, "NGT");
    }

    #[test]
    fn states_and_circles_are_as_chosen_and_else_as_proposed() {
        let state = |name: &str| State {
            name: name.into(),
            category: Category::Doing,
            usual: false,
            tasks: 1,
        };
        let brief = Brief {
            states: vec![state("Build"), state("Check")],
            levels: vec![
                Level {
                    name: "Board".into(),
                    tasks: 1,
                },
                Level {
                    name: "Staff".into(),
                    tasks: 1,
                },
            ],
            ..Brief::default()
        };
        let mut form = form();
        form.states.insert("1".into(), "usual review".into());
        form.levels.insert("0".into(), "named".into());
        form.levels.insert("1".into(), "internal".into());
        let mapping = start(&form, &brief, &HashSet::new(), |_| true)
            .unwrap()
            .mapping;
        let landing = |category, own| Landing { category, own };
        assert_eq!(
            mapping,
            Mapping {
                states: vec![
                    landing(Category::Doing, true),
                    landing(Category::Review, false)
                ],
                opened: vec![1],
                fields: Some(own::Chosen::new()),
                points: Some(Vec::new()),
                ..Mapping::default()
            }
        );
        form.states.insert("0".into(), "own nothing".into());
        form.levels.insert("0".into(), "client".into());
        let Err(Refused::Invalid { fields }) = start(&form, &brief, &HashSet::new(), |_| true)
        else {
            panic!("taken")
        };
        let fields: Vec<_> = fields.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(fields, ["states][0", "levels][0"]);
    }

    #[test]
    fn fields_are_as_chosen_and_else_as_proposed() {
        let offer = |name: &str, proposed| Offer {
            name: name.into(),
            tasks: 1,
            kinds: vec![FieldKind::Number, FieldKind::Text],
            proposed,
            points: false,
            in_points: false,
        };
        let mut brief = Brief {
            own: vec![
                offer("Points", true),
                offer("Votes", false),
                offer("Room", true),
            ],
            ..Brief::default()
        };
        let mut form = form();
        let chosen = |form: &form::StartImport, brief: &Brief| {
            start(form, brief, &HashSet::new(), |_| true).map(|start| start.mapping.fields)
        };
        let kinds = |all: &[(&str, FieldKind)]| {
            let named = all.iter().map(|(name, kind)| ((*name).to_owned(), *kind));
            Ok(Some(named.collect()))
        };
        let room = ("Room", FieldKind::Number);
        let expected = kinds(&[("Points", FieldKind::Number), room]);
        assert_eq!(chosen(&form, &brief), expected);
        form.fields.insert("0".into(), BESIDE.into());
        form.fields.insert("1".into(), "text".into());
        let expected = kinds(&[("Votes", FieldKind::Text), room]);
        assert_eq!(chosen(&form, &brief), expected);
        // Dates were not offered.
        form.fields.insert("1".into(), "date".into());
        let refused = Refused::field("fields][1", Code::NotAChoice);
        assert_eq!(chosen(&form, &brief), Err(refused));
        brief.own = (0..=custom::MOST)
            .map(|n| offer(&n.to_string(), true))
            .collect();
        form.fields.clear();
        let (field, most) = (
            format!("fields][{}", custom::MOST),
            custom::MOST.to_string(),
        );
        let refused = Refused::field_with(&field, Code::Full, most);
        assert_eq!(chosen(&form, &brief), Err(refused));
    }

    #[test]
    fn sprints_versions_and_points_are_as_chosen_and_else_as_proposed() {
        let brief = Brief {
            own: vec![Offer {
                name: "Estimate".into(),
                tasks: 3,
                kinds: vec![FieldKind::Number],
                proposed: false,
                points: true,
                in_points: true,
            }],
            ..Brief::default()
        };
        let chosen = |form: &form::StartImport| {
            let mapping = start(form, &brief, &HashSet::new(), |_| true)?.mapping;
            let fields = mapping.fields.unwrap_or_default();
            Ok::<_, Refused>((
                mapping.sprints_beside,
                mapping.versions_beside,
                mapping.points.unwrap_or_default().len(),
                fields.len(),
            ))
        };
        let mut form = form();
        assert_eq!(chosen(&form), Ok((false, false, 1, 0)));
        form.sprints = ITERATIONS.into();
        form.versions = BESIDE.into();
        form.fields.insert("0".into(), POINTS.into());
        assert_eq!(chosen(&form), Ok((false, true, 1, 0)));
        form.sprints = BESIDE.into();
        form.fields.insert("0".into(), "number".into());
        assert_eq!(chosen(&form), Ok((true, true, 0, 1)));
        form.fields.insert("0".into(), BESIDE.into());
        assert_eq!(chosen(&form), Ok((true, true, 0, 0)));
        form.versions = "points".into();
        let refused = Refused::field("versions", Code::NotAChoice);
        assert_eq!(chosen(&form), Err(refused));
    }

    #[test]
    fn no_more_states_are_made_than_a_project_may_have() {
        let brief = Brief {
            states: (0..20)
                .map(|n| State {
                    name: format!("S{n}"),
                    category: Category::Doing,
                    usual: true,
                    tasks: n,
                })
                .collect(),
            ..Brief::default()
        };
        let mut form = form();
        for at in 0..20 {
            form.states.insert(at.to_string(), "own doing".into());
        }
        let Err(Refused::Invalid { fields }) = start(&form, &brief, &HashSet::new(), |_| true)
        else {
            panic!("taken")
        };
        assert_eq!(fields.len(), 20 - landing::MOST);
        assert_eq!(
            (fields[0].field.as_str(), fields[0].code),
            ("states][16", Code::Full)
        );
    }

    #[test]
    fn what_is_wrong_is_refused_by_field() {
        let wrong = form::StartImport {
            zone: "Mars/Base".into(),
            client: "x".into(),
            ..Default::default()
        };
        let Err(Refused::Invalid { fields }) =
            start(&wrong, &Brief::default(), &HashSet::new(), |_| false)
        else {
            panic!("taken")
        };
        let fields: Vec<_> = fields.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(fields, ["title", "key", "zone", "client", "id"]);
    }
}
