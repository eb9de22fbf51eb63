//! One's own lines in the log, and the closing of a day.

use chrono::NaiveDate;
use serde_json::Value;

use crate::event::Content;
use crate::form;
use crate::id::{RecordId, made_by_client};
use crate::refusal::{Bad, Check, Code, Refused};
use crate::text;

/// Longest line, in characters: a day is told in a few sentences.
pub const LINE: usize = 2000;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLine {
    pub id: RecordId,
    pub text: String,
    /// The project it is about; none: the day itself.
    pub project: Option<RecordId>,
}

fn words(text: &str) -> Result<String, Bad> {
    let said = text::said(text)?;
    if said.chars().count() > LINE {
        return Err(Bad(Code::TooLong, LINE.to_string()));
    }
    Ok(said)
}

pub fn new_line(form: &form::AddLine) -> Result<NewLine, Refused> {
    let mut check = Check::default();
    let text = check.take("text", words(&form.text));
    let id = check.take("id", made_by_client(&form.id).map_err(Bad::from));
    let project = check.take("project", about(&form.project));
    match (id, text, project) {
        (Some(id), Some(text), Some(project)) => Ok(NewLine { id, text, project }),
        _ => Err(check.refused()),
    }
}

fn about(project: &str) -> Result<Option<RecordId>, Bad> {
    if project.trim().is_empty() {
        return Ok(None);
    }
    let project = RecordId::parse(project).map_err(|_| Bad::from(Code::NotAChoice))?;
    Ok(Some(project))
}

/// The last line of a day that is being closed: it may be left empty.
pub fn last_line(form: &form::CloseDay) -> Result<Option<NewLine>, Refused> {
    if form.text.trim().is_empty() {
        return Ok(None);
    }
    let mut check = Check::default();
    let text = check.take("text", words(&form.text));
    let id = check.take("id", made_by_client(&form.id).map_err(Bad::from));
    match (id, text) {
        (Some(id), Some(text)) => Ok(Some(NewLine {
            id,
            text,
            project: None,
        })),
        _ => Err(check.refused()),
    }
}

/// What a line becomes, and what changed of it; nothing when it is as it was. One that was changed elsewhere meanwhile
/// is refused with both texts.
pub fn edited(
    text: &str,
    version: i64,
    form: &form::EditLine,
) -> Result<Option<(String, Content)>, Refused> {
    let yours = words(&form.text).map_err(|bad| Refused::field_with("text", bad.0, bad.1))?;
    let was = text::body(&form.text_was).unwrap_or_default();
    if yours == text || yours == was {
        return Ok(None);
    }
    if was != text {
        return Err(Refused::Stale {
            field: "text".into(),
            yours,
            theirs: text.to_owned(),
            version,
        });
    }
    let content = Content::none().with("text", text, yours.clone());
    Ok(Some((yours, content)))
}

/// The day out of a form or an address.
pub fn day(text: &str) -> Result<NaiveDate, Bad> {
    text.trim().parse().map_err(|_| Code::Unreadable.into())
}

/// The day that is to be closed: one that has begun.
pub fn closable(text: &str, today: NaiveDate) -> Result<NaiveDate, Refused> {
    let day = day(text).map_err(|bad| Refused::field_with("day", bad.0, bad.1))?;
    if day > today {
        return Err(Refused::field("day", Code::NotAChoice));
    }
    Ok(day)
}

pub fn added(new: &NewLine) -> Content {
    let content = Content::none().with("text", Value::Null, new.text.clone());
    match new.project {
        Some(project) => content.with("about", Value::Null, project.to_string()),
        None => content,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(text: &str, was: &str) -> form::EditLine {
        form::EditLine {
            text: text.into(),
            text_was: was.into(),
            ..Default::default()
        }
    }

    #[test]
    fn a_line_is_words_and_not_too_many() {
        let form = |text: &str| form::AddLine {
            id: "0190a0a0-0000-7000-8000-000000000000".into(),
            text: text.into(),
            ..Default::default()
        };
        assert_eq!(
            new_line(&form("Talked to Owen")).map(|l| l.text),
            Ok("Talked to Owen".into())
        );
        assert_eq!(
            new_line(&form(" ")),
            Err(Refused::field("text", Code::Missing))
        );
        assert_eq!(
            new_line(&form(&"é".repeat(LINE + 1))),
            Err(Refused::field_with("text", Code::TooLong, "2000"))
        );
        assert_eq!(
            new_line(&form("a\u{0}b")),
            Err(Refused::field("text", Code::Unreadable))
        );
        let nowhere = form::AddLine {
            project: "x".into(),
            ..form("Text")
        };
        assert_eq!(
            new_line(&nowhere),
            Err(Refused::field("project", Code::NotAChoice))
        );
    }

    #[test]
    fn an_edit_says_what_it_was_based_on() {
        assert_eq!(edited("One", 1, &edit("One", "One")), Ok(None));
        let Ok(Some((text, _))) = edited("One", 1, &edit("Two", "One")) else {
            panic!("refused")
        };
        assert_eq!(text, "Two");
        let stale = Refused::Stale {
            field: "text".into(),
            yours: "Mine".into(),
            theirs: "Two".into(),
            version: 4,
        };
        assert_eq!(edited("Two", 4, &edit("Mine", "One")), Err(stale));
    }

    #[test]
    fn a_day_is_closed_once_it_has_begun() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap_or_default();
        assert_eq!(closable("2026-11-24", today), Ok(today));
        assert!(closable("2026-11-25", today).is_err() && closable("yesterday", today).is_err());
    }
}
