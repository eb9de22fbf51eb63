//! A saved view: which page of tasks, and what its address says, under a name.

use serde_json::Value;

use crate::access::coded;
use crate::edit::Edit;
use crate::event::Content;
use crate::form;
use crate::id::{RecordId, made_by_client};
use crate::refusal::{Bad, Check, Code, Refused};
use crate::text;

/// Longest name, in characters.
pub const NAME: usize = 60;
/// Most views that one person saves in one place.
pub const MOST: i64 = 100;
/// Longest that an address may be that is kept, in bytes.
const QUERY: usize = 2000;

coded!(
    /// Which page shows it.
    Page { List = "list", Board = "board", Calendar = "calendar" }
);

coded!(
    /// Whose tasks it is of: one project's, all that one sees, one's own.
    Place { Project = "project", Tasks = "tasks", Mine = "mine" }
);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fields {
    pub name: String,
    pub page: String,
    /// What the address says, a pair `name=value` on each line.
    pub query: String,
    /// For whoever sees the place, not for its maker alone.
    pub shared: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewView {
    pub id: RecordId,
    pub fields: Fields,
}

/// A view to be saved.
pub fn new_view(form: &form::SaveView) -> Result<NewView, Refused> {
    let mut check = Check::default();
    let name = check.take("name", name(&form.name));
    let page = check.take("page", Page::parse(&form.page));
    let query = check.take("query", query(&form.query));
    let id = check.take("id", made_by_client(&form.id).map_err(Bad::from));
    match (id, name, page, query) {
        (Some(id), Some(name), Some(page), Some(query)) => Ok(NewView {
            id,
            fields: Fields {
                name,
                page: page.code().to_owned(),
                query,
                shared: is_on(&form.shared),
            },
        }),
        _ => Err(check.refused()),
    }
}

impl Fields {
    /// What the event of its making says.
    pub fn content(&self) -> Content {
        Content::none()
            .with("name", Value::Null, self.name.clone())
            .with("page", Value::Null, self.page.clone())
            .with("query", Value::Null, self.query.clone())
            .with("shared", Value::Null, self.shared)
    }
}

/// Another name, another address, for others or not: only what differs from what the form was based on.
pub fn edit(
    now: &Fields,
    version: i64,
    form: &form::EditView,
) -> Result<(Fields, Content), Refused> {
    let (mut edit, mut edited) = (Edit::of(version), now.clone());
    let mut check = Check::default();
    if form.name != form.name_was {
        let Some(name) = check.take("name", name(&form.name)) else {
            return Err(check.refused());
        };
        let was = text::line(&form.name_was).unwrap_or_default();
        edit.merge("name", &mut edited.name, name, &was)?;
    }
    if form.page != form.page_was {
        let Some(page) = check.take("page", Page::parse(&form.page)) else {
            return Err(check.refused());
        };
        edit.merge(
            "page",
            &mut edited.page,
            page.code().to_owned(),
            &form.page_was,
        )?;
    }
    if form.query != form.query_was {
        let Some(query) = check.take("query", query(&form.query)) else {
            return Err(check.refused());
        };
        edit.merge("query", &mut edited.query, query, &form.query_was)?;
    }
    let (shared, was) = (is_on(&form.shared), is_on(&form.shared_was));
    if shared != was {
        edit.merge("shared", &mut edited.shared, shared, &was)?;
    }
    Ok((edited, edit.content()))
}

fn name(typed: &str) -> Result<String, Bad> {
    let name = text::line(typed)?;
    if name.chars().count() > NAME {
        return Err(Bad(Code::TooLong, NAME.to_string()));
    }
    Ok(name)
}

fn query(said: &str) -> Result<String, Bad> {
    if said.len() > QUERY {
        return Err(Bad(Code::TooLong, QUERY.to_string()));
    }
    text::body(said)
}

fn is_on(ticked: &str) -> bool {
    !ticked.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> form::SaveView {
        form::SaveView {
            id: "0193a3b0-0000-7000-8000-000000000001".into(),
            page: "list".into(),
            name: "  Late   ones ".into(),
            query: "due=late\nwith=me".into(),
            ..Default::default()
        }
    }

    fn codes<T: std::fmt::Debug>(outcome: Result<T, Refused>) -> Vec<(String, Code)> {
        match outcome {
            Err(Refused::Invalid { fields }) => {
                fields.into_iter().map(|f| (f.field, f.code)).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_view_has_a_name_of_sixty_letters_at_most() {
        let saved = new_view(&form()).map(|new| new.fields.name);
        assert_eq!(saved, Ok("Late ones".into()));
        let named = |name: String| new_view(&form::SaveView { name, ..form() });
        assert!(named("ü".repeat(60)).is_ok());
        assert_eq!(
            codes(named("ü".repeat(61))),
            [("name".into(), Code::TooLong)]
        );
        assert_eq!(codes(named("  ".into())), [("name".into(), Code::Missing)]);
    }

    #[test]
    fn a_view_is_of_a_page_that_there_is() {
        let of = |page: &str| {
            new_view(&form::SaveView {
                page: page.into(),
                ..form()
            })
        };
        assert!(of("calendar").is_ok());
        assert_eq!(codes(of("settings")), [("page".into(), Code::NotAChoice)]);
    }

    #[test]
    fn an_edit_changes_what_it_says_and_nothing_else() {
        let now = new_view(&form())
            .map(|new| new.fields)
            .unwrap_or_else(|e| panic!("{e:?}"));
        let rename = form::EditView {
            name: "Mine".into(),
            name_was: "Late ones".into(),
            ..Default::default()
        };
        let (renamed, content) = edit(&now, 3, &rename).unwrap_or_else(|e| panic!("{e:?}"));
        assert_eq!(content, Content::none().with("name", "Late ones", "Mine"));
        assert_eq!(
            (renamed.query.as_str(), renamed.shared),
            (now.query.as_str(), false)
        );
        // To an address that says nothing is a change as well.
        let bare = form::EditView {
            query_was: now.query.clone(),
            shared: "on".into(),
            ..Default::default()
        };
        let (after, _) = edit(&now, 3, &bare).unwrap_or_else(|e| panic!("{e:?}"));
        assert_eq!((after.query.as_str(), after.shared), ("", true));
        let stale = edit(&renamed, 4, &rename);
        assert!(stale.is_ok_and(|(_, content)| content == Content::none()));
        let other = form::EditView {
            name: "Ours".into(),
            ..rename
        };
        assert!(
            matches!(edit(&renamed, 4, &other), Err(Refused::Stale { field, .. }) if field == "name")
        );
    }
}
