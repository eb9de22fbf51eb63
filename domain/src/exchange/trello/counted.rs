//! Fields by their names: how many things say something in each, and where that goes.

use std::collections::HashMap;

use serde_json::Value;

use crate::exchange::report::{Column, Place};
use crate::exchange::tracker::Reading;

/// Names beyond so many are counted under one.
const NAMES: usize = 500;

#[derive(Default)]
pub(super) struct Counted {
    list: Vec<Column>,
    by: HashMap<String, usize>,
}

impl Counted {
    /// Every field of an object; what has no place is left out. `aside` is told of otherwise, or says what others do.
    pub fn object(&mut self, what: &str, value: &Value, places: &[(&str, Place)], aside: &[&str]) {
        for (name, value) in value.as_object().into_iter().flatten() {
            if aside.contains(&name.as_str()) || !says(value) {
                continue;
            }
            let place = places
                .iter()
                .find(|(one, _)| one == name)
                .map_or(Place::LeftOut, |(_, place)| *place);
            self.place(&format!("{what}: {name}"), place);
        }
    }

    /// Fields of what is kept otherwise.
    pub fn extra(&mut self, what: &str, value: &Value, names: &[&str]) {
        for name in names {
            if value.get(*name).is_some_and(says) {
                self.place(&format!("{what}: {name}"), Place::FromFile);
            }
        }
    }

    pub fn place(&mut self, name: &str, place: Place) {
        let known = self.by.get(name).copied();
        let at = known.unwrap_or_else(|| {
            let full = self.list.len() >= NAMES;
            if full && let Some(at) = self.by.get("…") {
                return *at;
            }
            let name: String = if full {
                "…".into()
            } else {
                name.chars().take(80).collect()
            };
            self.by.insert(name.clone(), self.list.len());
            self.list.push(Column {
                name,
                place,
                filled: 0,
            });
            self.list.len() - 1
        });
        if let Some(column) = self.list.get_mut(at) {
            column.filled += 1;
        }
    }

    /// What stays behind comes last.
    pub fn left(mut self, mut reading: Reading) -> Reading {
        self.list
            .sort_by_key(|column| column.place == Place::LeftOut);
        reading.columns = self.list;
        reading
    }
}

/// Whether losing this value loses anything.
fn says(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(all) => !all.is_empty(),
        Value::Object(all) => all.values().any(says),
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::Bool(true) => true,
    }
}

pub(super) fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

pub(super) fn id<'v>(value: &'v Value, name: &str) -> &'v str {
    text(value, name)
}

pub(super) fn flag(value: &Value, name: &str) -> bool {
    value.get(name).and_then(Value::as_bool).unwrap_or(false)
}

pub(super) fn array<'v>(value: &'v Value, name: &str) -> impl Iterator<Item = &'v Value> + use<'v> {
    value
        .get(name)
        .and_then(Value::as_array)
        .map_or(&[][..], Vec::as_slice)
        .iter()
}
