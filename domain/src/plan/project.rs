//! A project: begun, edited.

use super::iteration::{Estimate, Method};
use crate::edit::Edit;
use crate::event::Content;
use crate::form;
use crate::id::{RecordId, made_by_client};
use crate::refusal::{Bad, Check, Code, Refused};
use crate::text;

/// What "1 day" of effort, lag or duration is until a project says otherwise.
pub const MINUTES_PER_DAY: i64 = 480;

#[derive(Debug, PartialEq, Eq)]
pub struct NewProject {
    pub id: RecordId,
    pub title: String,
    pub key: String,
}

pub fn new_project(form: &form::CreateProject) -> Result<NewProject, Refused> {
    let mut check = Check::default();
    let title = check.take("title", text::line(&form.title));
    let key = check.take("key", text::project_key(&form.key));
    let id = check.take("id", made_by_client(&form.id).map_err(Bad::from));
    match (id, title, key) {
        (Some(id), Some(title), Some(key)) => Ok(NewProject { id, title, key }),
        _ => Err(check.refused()),
    }
}

/// What an edit can change. The key is for good: it stands in the names of tasks, in mails and in heads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fields {
    pub title: String,
    pub description: String,
    pub zone: String,
    pub minutes_per_day: i64,
    /// When its work is possible; none: the usual week.
    pub calendar: Option<RecordId>,
    pub method: Method,
    pub estimate: Estimate,
}

/// Applies an edit. A field that is sent as it was read is left alone, so that a form may hold some of them only.
/// `known_zone` asks the zone data, which is not ours.
pub fn edit(
    fields: &Fields,
    version: i64,
    form: &form::EditProject,
    known_zone: impl Fn(&str) -> bool,
) -> Result<(Fields, Content), Refused> {
    let mut check = Check::default();
    let title = unless_same(&form.title, &form.title_was, text::line);
    let title = check.take("title", title);
    let description = unless_same(&form.description, &form.description_was, text::body);
    let description = check.take("description", description);
    let zone = unless_same(&form.zone, &form.zone_was, |zone| {
        let known = known_zone(zone);
        known.then(|| zone.to_owned()).ok_or(Code::NotAZone.into())
    });
    let zone = check.take("zone", zone);
    let minutes = unless_same(&form.minutes_per_day, &form.minutes_per_day_was, minutes);
    let minutes = check.take("minutes_per_day", minutes);
    let calendar = unless_same(&form.calendar, &form.calendar_was, calendar);
    let calendar = check.take("calendar", calendar);
    let method = unless_same(&form.method, &form.method_was, Method::parse);
    let method = check.take("method", method);
    let estimate = unless_same(&form.estimate, &form.estimate_was, Estimate::parse);
    let estimate = check.take("estimate", estimate);
    let (Some(title), Some(description), Some(zone), Some(minutes), Some(calendar)) =
        (title, description, zone, minutes, calendar)
    else {
        return Err(check.refused());
    };
    let (Some(method), Some(estimate)) = (method, estimate) else {
        return Err(check.refused());
    };
    let (mut edit, mut edited) = (Edit::of(version), fields.clone());
    if let Some(yours) = title {
        edit.merge("title", &mut edited.title, yours, &form.title_was)?;
    }
    if let Some(yours) = description {
        let was = text::body(&form.description_was).unwrap_or_default();
        edit.merge("description", &mut edited.description, yours, &was)?;
    }
    if let Some(yours) = zone {
        edit.merge("zone", &mut edited.zone, yours, &form.zone_was)?;
    }
    if let Some(yours) = minutes {
        let was = form.minutes_per_day_was.trim().parse().unwrap_or(0);
        edit.merge("minutes_per_day", &mut edited.minutes_per_day, yours, &was)?;
    }
    if let Some(yours) = calendar {
        let was = RecordId::parse(&form.calendar_was).ok();
        edit.merge("calendar", &mut edited.calendar, yours, &was)?;
    }
    if let Some(yours) = method {
        let was = Method::parse(&form.method_was).unwrap_or(Method::Planned);
        edit.merge("method", &mut edited.method, yours, &was)?;
    }
    if let Some(yours) = estimate {
        let was = Estimate::parse(&form.estimate_was).unwrap_or(Estimate::Time);
        edit.merge("estimate", &mut edited.estimate, yours, &was)?;
    }
    Ok((edited, edit.content()))
}

fn unless_same<T>(
    yours: &str,
    was: &str,
    read: impl FnOnce(&str) -> Result<T, Bad>,
) -> Result<Option<T>, Bad> {
    if yours == was {
        Ok(None)
    } else {
        read(yours).map(Some)
    }
}

fn minutes(text: &str) -> Result<i64, Bad> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Code::Missing.into());
    }
    match text.parse() {
        Ok(minutes) if (1..=1440).contains(&minutes) => Ok(minutes),
        _ => Err(Code::NotMinutesOfADay.into()),
    }
}

fn calendar(text: &str) -> Result<Option<RecordId>, Bad> {
    if text.is_empty() {
        return Ok(None);
    }
    RecordId::parse(text)
        .map(Some)
        .map_err(|_| Code::NotAChoice.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields() -> Fields {
        Fields {
            title: "Night guide".into(),
            description: String::new(),
            zone: "Europe/London".into(),
            minutes_per_day: 480,
            calendar: None,
            method: Method::Planned,
            estimate: Estimate::Time,
        }
    }

    fn edited(form: form::EditProject) -> Result<Fields, Refused> {
        edit(&fields(), 3, &form, |zone| zone.starts_with("Europe/")).map(|(fields, _)| fields)
    }

    #[test]
    fn what_a_form_does_not_hold_is_left_alone() {
        let form = form::EditProject {
            minutes_per_day: "450".into(),
            minutes_per_day_was: "480".into(),
            ..Default::default()
        };
        let changed = Fields {
            minutes_per_day: 450,
            ..fields()
        };
        assert_eq!(edited(form), Ok(changed));
        let form = form::EditProject {
            method: "iterative".into(),
            method_was: "planned".into(),
            estimate: "points".into(),
            estimate_was: "time".into(),
            ..Default::default()
        };
        let changed = Fields {
            method: Method::Iterative,
            estimate: Estimate::Points,
            ..fields()
        };
        assert_eq!(edited(form), Ok(changed));
    }

    #[test]
    fn each_field_is_judged() {
        let form = form::EditProject {
            title: " ".into(),
            title_was: "Night guide".into(),
            zone: "Mars/Olympus".into(),
            zone_was: "Europe/London".into(),
            minutes_per_day: "1441".into(),
            minutes_per_day_was: "480".into(),
            calendar: "every day".into(),
            method: "by luck".into(),
            ..Default::default()
        };
        let Err(Refused::Invalid { fields }) = edited(form) else {
            panic!("not refused")
        };
        let codes: Vec<_> = fields.iter().map(|f| (f.field.as_str(), f.code)).collect();
        assert_eq!(
            codes,
            [
                ("title", Code::Missing),
                ("zone", Code::NotAZone),
                ("minutes_per_day", Code::NotMinutesOfADay),
                ("calendar", Code::NotAChoice),
                ("method", Code::NotAChoice),
            ]
        );
    }
}
