//! A task beside a list, while the address names it.

use crate::prelude::*;
use leptos::{LazyViewError, lazy};

use super::api::{self, Task};
use super::sheet;
use crate::lazy::part;
use crate::ui::drawer::Drawer;
use crate::ui::page::{load, loaded};

#[component]
pub fn TaskBeside(
    workspace: String,
    code: String,
    #[prop(into)] back: Signal<String>,
    peek: bool,
) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    crate::lazy::soon(sheet::parts);
    let full = format!("/{workspace}/t/{code}");
    let asked = code.clone();
    let data = load(
        "/do/plan/task",
        move || [("workspace", workspace.clone()), ("code", asked.clone())],
        |[workspace, code]| api::read_task(workspace, code),
    );
    view! {
        <Drawer label=code.clone() back=back full=full head=code peek=peek>
            <div class="dr-b">
                {loaded(data, |task: Task| part(move || beside(task.clone())))}
            </div>
        </Drawer>
    }
    .into_any()
}

/// A list is read more often than a task is opened beside it: what shows a task comes by itself.
#[lazy(fallible)]
fn beside(task: Task) -> Result<AnyView, LazyViewError> {
    Ok(sheet(task, 2).1.into_any())
}

/// Fetches what shows a task once the list has nothing else to do, so that the first one opens at once.
pub fn fetch_when_idle() {
    #[cfg(feature = "hydrate")]
    {
        crate::lazy::when_idle(__preload_beside);
        crate::lazy::when_idle(sheet::parts);
    }
}
