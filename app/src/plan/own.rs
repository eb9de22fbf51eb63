//! Fields of a project's own, as its settings and its tasks show them.

use serde::{Deserialize, Serialize};

use crate::prelude::*;
use crate::words::task as w;

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OwnField {
    pub id: String,
    pub name: String,
    /// `text`, `number`, `date`, `choice`, `yesno`, `link`, `person`.
    pub kind: String,
    pub unit: String,
    /// Of a choice, in their order, the retired ones too.
    pub options: Vec<OwnOption>,
    /// In how many tasks it is said.
    pub said: i64,
    /// What the task says in it, as it is typed, and as it is read; nothing where no task is meant.
    pub value: String,
    pub shown: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OwnOption {
    pub id: String,
    pub name: String,
    pub retired: bool,
}

/// What a task of any project has, and a list shows in columns of its own where it is asked to.
pub const BESIDE: [&str; 3] = ["iteration", "release", "points"];

/// One of [`BESIDE`], as if it were a field of the project's own.
pub fn beside(id: &str) -> Option<OwnField> {
    let id = BESIDE.into_iter().find(|known| *known == id)?;
    Some(OwnField {
        id: id.into(),
        name: crate::words::plan::field(id),
        kind: id.into(),
        ..OwnField::default()
    })
}

#[cfg(feature = "ssr")]
pub fn own(of: store::plan::custom::Custom) -> OwnField {
    OwnField {
        id: of.id.to_string(),
        name: of.name,
        kind: of.kind.code().into(),
        unit: of.unit,
        options: of
            .options
            .into_iter()
            .map(|option| OwnOption {
                id: option.id.to_string(),
                name: option.name,
                retired: option.retired,
            })
            .collect(),
        said: of.said,
        ..OwnField::default()
    }
}

/// With what a task says in it.
#[cfg(feature = "ssr")]
pub fn said_on(of: store::plan::custom::Custom, task: &[store::plan::page::Said]) -> OwnField {
    let said = task.iter().find(|said| said.field == of.id);
    let field = own(of);
    match said {
        Some(said) => OwnField {
            value: said.value.clone(),
            shown: said.said.clone(),
            ..field
        },
        None => field,
    }
}

/// A value in words.
pub fn said(kind: &str, unit: &str, value: &str, today: chrono::NaiveDate) -> String {
    match kind {
        "number" => w::figures(value, unit),
        "date" => {
            let day = domain::time::written(value);
            day.map_or_else(|| value.to_owned(), |day| w::when(day, today))
        }
        "yesno" => w::yes_or_no(value),
        _ => value.to_owned(),
    }
}

/// A value as it is read.
pub fn shown(kind: &str, unit: &str, value: &str, today: chrono::NaiveDate) -> AnyView {
    let said = said(kind, unit, value, today);
    match kind {
        // Somebody else's page learns nothing of this one.
        "link" => view! { <a class="lk" rel="external noopener noreferrer nofollow" href=value.to_owned()>{said}</a> }.into_any(),
        "number" | "date" => view! { <span class="num">{said}</span> }.into_any(),
        _ => view! { <span>{said}</span> }.into_any(),
    }
}
