//! Custom fields of a board, as lines "From the file" of its cards.

use std::collections::HashMap;

use serde_json::Value;

use super::counted::{array, id, text};
use crate::exchange::tracker::Item;

pub(super) struct Fields<'b> {
    names: HashMap<&'b str, &'b str>,
    options: HashMap<&'b str, &'b str>,
}

impl<'b> Fields<'b> {
    pub fn of(board: &'b Value) -> Self {
        let mut fields = Self {
            names: HashMap::new(),
            options: HashMap::new(),
        };
        for field in array(board, "customFields") {
            fields.names.insert(id(field, "id"), text(field, "name"));
            for option in array(field, "options") {
                let said = option.get("value").unwrap_or(&Value::Null);
                fields.options.insert(id(option, "id"), text(said, "text"));
            }
        }
        fields
    }

    pub fn names(&self) -> impl Iterator<Item = String> {
        self.names.values().map(|name| (*name).to_owned())
    }

    pub fn of_card(&self, card: &Value, item: &mut Item) {
        for one in array(card, "customFieldItems") {
            let field = id(one, "idCustomField");
            let name = self.names.get(field).copied().unwrap_or(field);
            let said = self
                .options
                .get(id(one, "idValue"))
                .map(|option| (*option).to_owned())
                .or_else(|| written(one.get("value")?));
            if let Some(said) = said {
                item.keep(name, said);
            }
        }
    }
}

/// `{"text": …}`, `{"number": …}`, `{"date": …}` or `{"checked": "true"}`: texts all of them.
fn written(value: &Value) -> Option<String> {
    let (_, said) = value.as_object()?.iter().next()?;
    Some(match said {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    })
}
