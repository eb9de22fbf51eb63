//! An edit says each field as it was read and as it shall be. Fields that differ are changed; disjoint edits merge; a
//! field that somebody else changed meanwhile to something else is refused with both values.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::Value;

use crate::event::Content;
use crate::id::RecordId;
use crate::refusal::Refused;

/// A value of a record's field: as an event keeps it, and as a form shows it.
pub trait Field: Clone + PartialEq {
    fn value(&self) -> Value;
    fn shown(&self) -> String;
}

impl Field for String {
    fn value(&self) -> Value {
        Value::String(self.clone())
    }

    fn shown(&self) -> String {
        self.clone()
    }
}

impl Field for i64 {
    fn value(&self) -> Value {
        (*self).into()
    }

    fn shown(&self) -> String {
        self.to_string()
    }
}

impl Field for bool {
    fn value(&self) -> Value {
        (*self).into()
    }

    /// As a ticked box says it.
    fn shown(&self) -> String {
        if *self { "on".into() } else { String::new() }
    }
}

impl Field for Option<NaiveDate> {
    fn value(&self) -> Value {
        self.map_or(Value::Null, |day| Value::String(day.to_string()))
    }

    fn shown(&self) -> String {
        self.map(|day| day.to_string()).unwrap_or_default()
    }
}

impl Field for Option<RecordId> {
    fn value(&self) -> Value {
        self.map_or(Value::Null, |id| Value::String(id.to_string()))
    }

    fn shown(&self) -> String {
        self.map(|id| id.to_string()).unwrap_or_default()
    }
}

/// An edit of one record while it is applied, field by field.
#[derive(Debug)]
pub struct Edit {
    version: i64,
    content: Content,
}

impl Edit {
    /// Of a record that is at this version.
    pub fn of(version: i64) -> Self {
        Self {
            version,
            content: Content::none(),
        }
    }

    /// Gives `current` the value `yours`, which was typed where `was` stood.
    pub fn merge<T: Field>(
        &mut self,
        field: &str,
        current: &mut T,
        yours: T,
        was: &T,
    ) -> Result<(), Refused> {
        if yours == *was || yours == *current {
            return Ok(());
        }
        if *current != *was {
            return Err(Refused::Stale {
                field: field.into(),
                yours: yours.shown(),
                theirs: current.shown(),
                version: self.version,
            });
        }
        let before = std::mem::replace(current, yours);
        self.content =
            std::mem::take(&mut self.content).with(field, before.value(), current.value());
        Ok(())
    }

    /// What changed; nothing changed is an empty content.
    pub fn content(self) -> Content {
        self.content
    }
}

/// What a form shows of something that is written as a whole, field by field: it sends that along as one value.
pub fn shown(fields: &[(&str, String)]) -> String {
    let fields: BTreeMap<_, _> = fields.iter().map(|(field, is)| (*field, is)).collect();
    serde_json::to_string(&fields).unwrap_or_default()
}

/// Gives the fields of a form that were left as it showed them the values that they have now. What two gave different
/// values is refused. A form that does not say what it showed is taken as it is.
pub fn merge_shown<'a>(
    was: &str,
    fields: impl IntoIterator<Item = (&'a mut String, (&'a str, String))>,
) -> Result<(), Refused> {
    let Ok(was) = serde_json::from_str::<BTreeMap<String, String>>(was) else {
        return Ok(());
    };
    for (yours, (field, now)) in fields {
        let Some(was) = was.get(field) else { continue };
        if *yours == *was {
            *yours = now;
        } else if *was != now && *yours != now {
            return Err(Refused::Stale {
                field: field.into(),
                yours: yours.clone(),
                theirs: now,
                version: 0,
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_of_a_whole_merges_by_its_fields() {
        let was = shown(&[("name", "Shop".into()), ("friday", "9-17".into())]);
        let merged = |name: &str, friday: &str, was: &str| {
            let (mut name, mut friday) = (name.to_owned(), friday.to_owned());
            let now = [("name", "Shop".to_owned()), ("friday", "9-12".to_owned())];
            let outcome = merge_shown(was, [&mut name, &mut friday].into_iter().zip(now));
            outcome.map(|()| (name, friday))
        };
        let is = |name: &str, friday: &str| Ok((name.to_owned(), friday.to_owned()));
        assert_eq!(merged("Shops", "9-17", &was), is("Shops", "9-12"));
        assert_eq!(merged("Shops", "9-12", &was), is("Shops", "9-12"));
        assert_eq!(merged("Shops", "9-17", ""), is("Shops", "9-17"));
        assert!(matches!(
            merged("Shop", "10-17", &was),
            Err(Refused::Stale { field, theirs, .. }) if field == "friday" && theirs == "9-12"
        ));
    }

    fn merged(current: i64, yours: i64, was: i64) -> (i64, Result<Content, Refused>) {
        let (mut edit, mut value) = (Edit::of(7), current);
        let outcome = edit.merge("minutes", &mut value, yours, &was);
        (value, outcome.map(|()| edit.content()))
    }

    #[test]
    fn three_ways_to_agree_and_one_to_disagree() {
        assert_eq!(merged(480, 480, 480), (480, Ok(Content::none())));
        assert_eq!(
            merged(480, 450, 480),
            (450, Ok(Content::none().with("minutes", 480, 450)))
        );
        // Left as it was read, while another changed it.
        assert_eq!(merged(420, 480, 480), (420, Ok(Content::none())));
        // Both to the same.
        assert_eq!(merged(450, 450, 480), (450, Ok(Content::none())));
        let stale = Refused::Stale {
            field: "minutes".into(),
            yours: "450".into(),
            theirs: "420".into(),
            version: 7,
        };
        assert_eq!(merged(420, 450, 480), (420, Err(stale)));
    }
}
