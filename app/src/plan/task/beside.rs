//! A task beside a list, while the address names it.

use crate::prelude::*;

use super::{api, sheet};
use crate::ui::drawer::Drawer;
use crate::ui::page::{load, loaded};

#[component]
pub fn TaskBeside(
    workspace: String,
    code: String,
    #[prop(into)] back: Signal<String>,
    peek: bool,
) -> impl IntoView {
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
                {loaded(data, |task| sheet(task, 2).1)}
            </div>
        </Drawer>
    }
    .into_any()
}
