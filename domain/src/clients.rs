//! Clients and their people.

use crate::access::coded;
use crate::edit::Edit;
use crate::event::Content;
use crate::form;
use crate::id::{RecordId, made_by_client};
use crate::refusal::{Bad, Check, Refused};
use crate::text;

#[derive(Debug, PartialEq, Eq)]
pub struct NewClient {
    pub id: RecordId,
    pub name: String,
}

pub fn new_client(form: &form::CreateClient) -> Result<NewClient, Refused> {
    let mut check = Check::default();
    let name = check.take("name", text::line(&form.name));
    let id = check.take("id", made_by_client(&form.id).map_err(Bad::from));
    match (id, name) {
        (Some(id), Some(name)) => Ok(NewClient { id, name }),
        _ => Err(check.refused()),
    }
}

/// The name as it becomes, and what changed.
pub fn rename(
    name: &str,
    version: i64,
    form: &form::RenameClient,
) -> Result<(String, Content), Refused> {
    let mut check = Check::default();
    let Some(yours) = check.take("name", text::line(&form.name)) else {
        return Err(check.refused());
    };
    let (mut edit, mut name) = (Edit::of(version), name.to_owned());
    edit.merge("name", &mut name, yours, &form.name_was)?;
    Ok((name, edit.content()))
}

#[derive(Debug, PartialEq, Eq)]
pub struct NewContact {
    pub email: String,
    pub name: String,
}

pub fn new_contact(form: &form::AddContact) -> Result<NewContact, Refused> {
    let mut check = Check::default();
    let email = check.take("email", text::email(&form.email));
    let name = check.take("name", text::line(&form.name));
    match (email, name) {
        (Some(email), Some(name)) => Ok(NewContact { email, name }),
        _ => Err(check.refused()),
    }
}

coded!(
    /// What a contact is in a project.
    Part {
        /// Is told, and tells.
        Informs = "informs",
        /// Says yes or no for the client.
        Decides = "decides",
    }
);

impl Part {
    pub fn of(decides: bool) -> Self {
        if decides {
            Self::Decides
        } else {
            Self::Informs
        }
    }

    /// As a form says it; empty is no part at all.
    pub fn chosen(text: &str) -> Result<Option<Self>, Refused> {
        if text.is_empty() {
            return Ok(None);
        }
        Self::parse(text)
            .map(Some)
            .map_err(|bad| Refused::field_with("part", bad.0, bad.1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refusal::Code;

    #[test]
    fn a_contact_has_an_address_and_a_name() {
        let form = form::AddContact {
            email: "cora".into(),
            ..Default::default()
        };
        let Err(Refused::Invalid { fields }) = new_contact(&form) else {
            panic!("not refused")
        };
        let codes: Vec<_> = fields.iter().map(|f| (f.field.as_str(), f.code)).collect();
        assert_eq!(
            codes,
            [("email", Code::NotAnAddress), ("name", Code::Missing)]
        );
    }

    #[test]
    fn a_part_is_one_of_two_or_none() {
        assert_eq!(Part::chosen(""), Ok(None));
        assert_eq!(Part::chosen("decides"), Ok(Some(Part::Decides)));
        assert_eq!(
            Part::chosen("reads"),
            Err(Refused::field("part", Code::NotAChoice))
        );
    }
}
