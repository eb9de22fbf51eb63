//! Releases: what goes out together, on a day where one is known.

use chrono::NaiveDate;

use super::iteration::day;
use crate::access::coded;
use crate::edit::Edit;
use crate::event::Content;
use crate::form;
use crate::id::{RecordId, made_by_client};
use crate::refusal::{Bad, Check, Refused};
use crate::text;

coded!(
    /// How far a release is.
    State { Planned = "planned", Released = "released" }
);

#[derive(Debug, PartialEq, Eq)]
pub struct NewRelease {
    pub id: RecordId,
    pub fields: Fields,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fields {
    pub name: String,
    pub day: Option<NaiveDate>,
    pub state: State,
    pub notes: String,
}

/// `today` is the project's.
pub fn new_release(form: &form::CreateRelease, today: NaiveDate) -> Result<NewRelease, Refused> {
    let mut check = Check::default();
    let name = check.take("name", text::line(&form.name));
    let day = check.take("day", day(&form.day, today));
    let notes = check.take("notes", text::body(&form.notes));
    let id = check.take("id", made_by_client(&form.id).map_err(Bad::from));
    let (Some(id), Some(name), Some(day), Some(notes)) = (id, name, day, notes) else {
        return Err(check.refused());
    };
    let fields = Fields {
        name,
        day,
        state: State::Planned,
        notes,
    };
    Ok(NewRelease { id, fields })
}

pub fn edit(
    fields: &Fields,
    version: i64,
    form: &form::EditRelease,
    today: NaiveDate,
) -> Result<(Fields, Content), Refused> {
    let mut check = Check::default();
    let name = check.take("name", text::line(&form.name));
    let typed = check.take("day", day(&form.day, today));
    let state = check.take("state", State::parse(form.state.trim()));
    let notes = check.take("notes", text::body(&form.notes));
    let (Some(name), Some(typed), Some(state), Some(notes)) = (name, typed, state, notes) else {
        return Err(check.refused());
    };
    let day_was = day(&form.day_was, today).unwrap_or(None);
    let state_was = State::parse(form.state_was.trim()).unwrap_or(fields.state);
    let notes_was = text::body(&form.notes_was).unwrap_or_default();
    let (mut edit, mut edited) = (Edit::of(version), fields.clone());
    edit.merge("name", &mut edited.name, name, &form.name_was)?;
    edit.merge("day", &mut edited.day, typed, &day_was)?;
    edit.merge("state", &mut edited.state, state, &state_was)?;
    edit.merge("notes", &mut edited.notes, notes, &notes_was)?;
    Ok((edited, edit.content()))
}

super::iteration::field!(State);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refusal::Code;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 26).unwrap_or_default()
    }

    fn planned() -> Fields {
        Fields {
            name: "1.0".into(),
            day: Some(today()),
            state: State::Planned,
            notes: String::new(),
        }
    }

    #[test]
    fn a_release_has_a_name_and_perhaps_a_day() {
        let made = |name: &str, day: &str| {
            let form = form::CreateRelease {
                id: uuid::Uuid::now_v7().to_string(),
                name: name.into(),
                day: day.into(),
                ..Default::default()
            };
            new_release(&form, today()).map(|new| new.fields)
        };
        assert_eq!(made("1.0", "2026-11-26"), Ok(planned()));
        assert_eq!(made("1.0", "").map(|fields| fields.day), Ok(None));
        assert_eq!(
            made("", "soon"),
            Err(Refused::Invalid {
                fields: [("name", Code::Missing), ("day", Code::NotADate)]
                    .map(|(field, code)| crate::refusal::FieldRefusal {
                        field: field.into(),
                        code,
                        arg: String::new()
                    })
                    .into()
            })
        );
    }

    #[test]
    fn what_was_changed_meanwhile_is_told() {
        let form = form::EditRelease {
            name: "1.0".into(),
            name_was: "1.0".into(),
            day: "2026-11-27".into(),
            day_was: "2026-11-25".into(),
            state: "released".into(),
            state_was: "planned".into(),
            ..Default::default()
        };
        assert!(matches!(
            edit(&planned(), 2, &form, today()),
            Err(Refused::Stale { field, .. }) if field == "day"
        ));
        let form = form::EditRelease {
            day_was: "2026-11-26".into(),
            ..form
        };
        let edited = edit(&planned(), 2, &form, today()).map(|(fields, _)| fields);
        assert!(edited.is_ok_and(|fields| fields.state == State::Released));
    }
}
