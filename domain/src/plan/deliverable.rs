//! A deliverable: what a project hands over, and what its tasks are grouped by.

use crate::edit::Edit;
use crate::event::Content;
use crate::form;
use crate::id::{RecordId, made_by_client};
use crate::refusal::{Bad, Check, Code, Refused};
use crate::text;

/// How far apart deliverables stand when nothing stands between them.
pub const STEP: i64 = 1 << 20;

#[derive(Debug, PartialEq, Eq)]
pub struct NewDeliverable {
    pub id: RecordId,
    pub title: String,
    pub description: String,
}

pub fn new_deliverable(form: &form::CreateDeliverable) -> Result<NewDeliverable, Refused> {
    let mut check = Check::default();
    let title = check.take("title", text::line(&form.title));
    let description = check.take("description", text::body(&form.description));
    let id = check.take("id", made_by_client(&form.id).map_err(Bad::from));
    match (id, title, description) {
        (Some(id), Some(title), Some(description)) => Ok(NewDeliverable {
            id,
            title,
            description,
        }),
        _ => Err(check.refused()),
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fields {
    pub title: String,
    pub description: String,
    pub position: i64,
}

pub fn edit(
    fields: &Fields,
    version: i64,
    form: &form::EditDeliverable,
) -> Result<(Fields, Content), Refused> {
    let mut check = Check::default();
    let title = check.take("title", text::line(&form.title));
    let description = check.take("description", text::body(&form.description));
    let (Some(title), Some(description)) = (title, description) else {
        return Err(check.refused());
    };
    let description_was = text::body(&form.description_was).unwrap_or_default();
    let (mut edit, mut edited) = (Edit::of(version), fields.clone());
    edit.merge("title", &mut edited.title, title, &form.title_was)?;
    edit.merge(
        "description",
        &mut edited.description,
        description,
        &description_was,
    )?;
    Ok((edited, edit.content()))
}

/// Where in the order something shall stand, counted from 1 among `count`.
pub fn place(text: &str, count: usize) -> Result<usize, Refused> {
    let place: usize = text
        .trim()
        .parse()
        .map_err(|_| Refused::field("place", Code::NotAChoice))?;
    if (1..=count).contains(&place) {
        Ok(place)
    } else {
        Err(Refused::field("place", Code::NotAChoice))
    }
}

/// A position at `place` (from 1) among others that stand at `others`, in their order; none when there is no room and
/// all have to be numbered anew.
pub fn position(others: &[i64], place: usize) -> Option<i64> {
    let before = place.checked_sub(2).and_then(|n| others.get(n)).copied();
    let after = others.get(place.saturating_sub(1)).copied();
    match (before, after) {
        (None, None) => Some(STEP),
        (Some(before), None) => before.checked_add(STEP),
        (None, Some(after)) => after.checked_sub(STEP),
        (Some(before), Some(after)) => {
            let middle = before + (after - before) / 2;
            (before < middle && middle < after).then_some(middle)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_stands_between_its_neighbours() {
        assert_eq!(position(&[], 1), Some(STEP));
        assert_eq!(position(&[10, 20], 1), Some(10 - STEP));
        assert_eq!(position(&[10, 20], 2), Some(15));
        assert_eq!(position(&[10, 20], 3), Some(20 + STEP));
        assert_eq!(position(&[10, 11], 2), None);
    }

    #[test]
    fn a_place_is_one_of_those_there_are() {
        assert_eq!(place(" 2 ", 2), Ok(2));
        for bad in ["0", "3", "-1", "first", ""] {
            assert_eq!(
                place(bad, 2),
                Err(Refused::field("place", Code::NotAChoice)),
                "{bad}"
            );
        }
    }
}
