//! A task added in passing: a title with a date at its end, a project, a person.

use chrono::NaiveDate;

use super::task::NewTask;
use crate::form;
use crate::id::{MemberId, RecordId, made_by_client};
use crate::refusal::{Bad, Check, Code, Refused};
use crate::text;
use crate::time::{self, When};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quick {
    pub id: RecordId,
    /// As it was typed; with a date at its end, when `is_dated`.
    title: String,
    is_dated: bool,
    /// Who does it; none: nobody yet.
    pub member: Option<MemberId>,
}

/// Reads the form. Whether what is left of the title says something, the project's day decides: see [`Quick::read`].
pub fn quick(form: &form::AddTask) -> Result<Quick, Refused> {
    let mut check = Check::default();
    let title = check.take("title", text::line(&form.title));
    let id = check.take("id", made_by_client(&form.id).map_err(Bad::from));
    let member = check.take("person", person(&form.person));
    match (id, title, member) {
        (Some(id), Some(title), Some(member)) => Ok(Quick {
            id,
            title,
            is_dated: !form.dated.trim().is_empty(),
            member,
        }),
        _ => Err(check.refused()),
    }
}

fn person(typed: &str) -> Result<Option<MemberId>, Bad> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    MemberId::parse(typed)
        .map(Some)
        .map_err(|_| Code::NotAChoice.into())
}

impl Quick {
    /// The task, and when it is to be done, where it is this day.
    pub fn read(&self, today: NaiveDate) -> (NewTask, Option<When>) {
        let (title, when) = if self.is_dated {
            time::trailing(&self.title, today)
        } else {
            (self.title.as_str(), None)
        };
        (NewTask::titled(self.id, title), when)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(title: &str, dated: &str, person: &str) -> form::AddTask {
        form::AddTask {
            id: "0197a2b4-0000-7000-8000-000000000001".into(),
            title: title.into(),
            dated: dated.into(),
            person: person.into(),
            ..Default::default()
        }
    }

    #[test]
    fn a_date_is_read_when_it_is_wanted() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap_or_default();
        let read = |dated: &str| {
            let quick = quick(&form(" Call  Ana fri ", dated, ""));
            quick.map(|quick| {
                let (new, when) = quick.read(today);
                (new.title, when.map(|when| when.to_string()))
            })
        };
        let friday = Some("2026-11-27".to_owned());
        assert_eq!(read("on"), Ok(("Call Ana".into(), friday)));
        assert_eq!(read(""), Ok(("Call Ana fri".into(), None)));
    }

    #[test]
    fn each_field_is_refused_by_name() {
        let mut wrong = form("", "", "Ana");
        wrong.id = "7".into();
        let Err(Refused::Invalid { fields }) = quick(&wrong) else {
            panic!("taken");
        };
        let names: Vec<&str> = fields.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(names, ["title", "id", "person"]);
    }
}
