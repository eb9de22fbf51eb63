//! The one press that keeps a link, where the page sleeps: a small form for each row whose date breaks one. They stand
//! below the table, which is a form itself; the buttons in the rows name them. Awake, the rows send the same themselves.

use crate::prelude::*;

use super::Row;
use super::changes;
use crate::ui::form::{Form, Hidden};

/// The form of this task's row.
pub fn name(task: &str) -> String {
    format!("keep-{task}")
}

pub fn keeps(workspace: &str, rows: &[Row]) -> AnyView {
    let broken = rows.iter().filter(|row| row.may_edit && !row.done());
    let form = |row: &Row| {
        let change = changes::keep(row, row.broken.as_ref()?);
        let fields = [("workspace", workspace.to_owned())]
            .into_iter()
            .chain(change.fields)
            .map(|(name, value)| view! { <Hidden name=name value=value /> })
            .collect_view();
        Some(
            view! { <Form to=change.to name=name(&row.id) id=name(&row.id) summary=false>{fields}</Form> },
        )
    };
    view! { <div hidden>{broken.filter_map(form).collect_view()}</div> }.into_any()
}
