//! A task: begun, edited.

use crate::event::Content;
use crate::form;
use crate::id::{RecordId, made_by_client};
use crate::refusal::{Bad, Check, Refused};
use crate::text;

#[derive(Debug, PartialEq, Eq)]
pub struct NewTask {
    pub id: RecordId,
    pub title: String,
}

pub fn new_task(form: &form::CreateTask) -> Result<NewTask, Refused> {
    let mut check = Check::default();
    let title = check.take("title", text::line(&form.title));
    let id = check.take("id", made_by_client(&form.id).map_err(Bad::from));
    match (id, title) {
        (Some(id), Some(title)) => Ok(NewTask { id, title }),
        _ => Err(check.refused()),
    }
}

/// The fields of a task that an edit can change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    pub title: String,
    pub description: String,
    pub version: i64,
}

/// Applies an edit: fields that differ from what they were based on are changed, disjoint edits merge, and a field
/// that somebody else changed meanwhile to something else is refused with both values.
///
/// Returns the task as it becomes and what changed; nothing changed is an empty content.
pub fn edit(task: &Task, form: &form::EditTask) -> Result<(Task, Content), Refused> {
    let mut check = Check::default();
    let title = check.take("title", text::line(&form.title));
    let description = check.take("description", text::body(&form.description));
    let (Some(title), Some(description)) = (title, description) else {
        return Err(check.refused());
    };
    let description_was = text::body(&form.description_was).unwrap_or_default();
    let mut edited = task.clone();
    let mut content = Content::none();
    merge(
        "title",
        &mut edited.title,
        title,
        &form.title_was,
        task.version,
        &mut content,
    )?;
    merge(
        "description",
        &mut edited.description,
        description,
        &description_was,
        task.version,
        &mut content,
    )?;
    Ok((edited, content))
}

fn merge(
    field: &str,
    value: &mut String,
    yours: String,
    was: &str,
    version: i64,
    content: &mut Content,
) -> Result<(), Refused> {
    if yours == was || yours == *value {
        return Ok(());
    }
    if *value != was {
        return Err(Refused::Stale {
            field: field.into(),
            yours,
            theirs: value.clone(),
            version,
        });
    }
    let before = std::mem::replace(value, yours.clone());
    *content = std::mem::take(content).with(field, before, yours);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn task() -> Task {
        Task {
            title: "New".into(),
            description: "Text".into(),
            version: 3,
        }
    }

    fn edit_of(title: &str, was: &str) -> form::EditTask {
        form::EditTask {
            title: title.into(),
            title_was: was.into(),
            description: "Text".into(),
            description_was: "Text".into(),
            ..Default::default()
        }
    }

    #[test]
    fn disjoint_fields_merge() {
        // They saw the title "Old"; it is "New" now; they changed only the description.
        let form = form::EditTask {
            title: "Old".into(),
            title_was: "Old".into(),
            description: "More".into(),
            description_was: "Text".into(),
            ..Default::default()
        };
        let Ok((edited, content)) = edit(&task(), &form) else {
            panic!("refused")
        };
        assert_eq!(
            (edited.title.as_str(), edited.description.as_str()),
            ("New", "More")
        );
        assert_eq!(content.fields.keys().collect::<Vec<_>>(), ["description"]);
    }

    #[test]
    fn the_same_field_is_refused_with_both_values() {
        assert_eq!(
            edit(&task(), &edit_of("Mine", "Old")),
            Err(Refused::Stale {
                field: "title".into(),
                yours: "Mine".into(),
                theirs: "New".into(),
                version: 3
            })
        );
    }

    #[test]
    fn the_same_value_twice_is_no_change() {
        let Ok((_, content)) = edit(&task(), &edit_of("New", "Old")) else {
            panic!("refused")
        };
        assert_eq!(content, Content::none());
    }
}
