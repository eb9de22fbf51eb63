//! Comments, and who is mentioned in them.

pub mod mention;

use uuid::Uuid;

use crate::audience::{self, Audience};
use crate::edit::Edit;
use crate::event::Content;
use crate::form;
use crate::id::{RecordId, made_by_client};
use crate::refusal::{Bad, Check, Refused};
use crate::text;

#[derive(Debug, PartialEq, Eq)]
pub struct NewComment {
    pub id: RecordId,
    pub text: String,
    pub audience: Audience,
    /// Members and Groups, where it is for people by name.
    pub named: Vec<Uuid>,
}

pub fn new_comment(form: &form::AddComment) -> Result<NewComment, Refused> {
    let mut check = Check::default();
    let said = check.take("text", text::said(&form.text));
    let audience = if form.audience.is_empty() {
        Ok(Audience::Internal)
    } else {
        Audience::parse(&form.audience)
    };
    let audience = check.take("audience", audience);
    let id = check.take("id", made_by_client(&form.id).map_err(Bad::from));
    let named = match audience {
        Some(Audience::Named) => check.take("named", audience::names(form.named.keys())),
        _ => Some(vec![]),
    };
    match (id, said, audience, named) {
        (Some(id), Some(text), Some(audience), Some(named)) => Ok(NewComment {
            id,
            text,
            audience,
            named,
        }),
        _ => Err(check.refused()),
    }
}

/// One's own comment, said better. What it was before stays readable in its event.
pub fn edit_comment(
    text: &str,
    version: i64,
    form: &form::EditComment,
) -> Result<(String, Content), Refused> {
    let mut check = Check::default();
    let Some(yours) = check.take("text", text::said(&form.text)) else {
        return Err(check.refused());
    };
    let was = text::body(&form.text_was).unwrap_or_default();
    let (mut edit, mut text) = (Edit::of(version), text.to_owned());
    edit.merge("text", &mut text, yours, &was)?;
    Ok((text, edit.content()))
}
