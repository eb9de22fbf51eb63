//! `/{workspace}/t/{NGT-42}`: a task on its own page; the same opens beside a list ([`beside`]).

pub mod api;
pub mod beside;
mod checklist;
mod facts;
mod keys;
mod links;
mod now;
mod own;
mod people;
mod place;
#[cfg(feature = "ssr")]
mod reading;
mod recurrence;
mod sheet;
mod stopped;
mod value;

use crate::prelude::*;
use leptos_router::components::Redirect;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;
use leptos_router::{LazyRoute, NavigateOptions, lazy_route};

use api::Task;
use sheet::Sheet;
pub use sheet::parts;

use crate::live::keep_fresh;
use crate::ui::page::{Loading, Title, load_here, loaded, param};

pub struct TaskPage {
    data: Loading,
}

#[lazy_route]
impl LazyRoute for TaskPage {
    fn data() -> Self {
        Self {
            data: load_here(
                "/do/plan/task",
                [("workspace", "workspace"), ("code", "task")],
                |[workspace, code]| api::read_task(workspace, code),
            ),
        }
    }

    fn view(this: Self) -> AnyView {
        let asked = param("task");
        loaded(this.data, move |task: Task| {
            match moved(&task, &asked.get_untracked()) {
                Some(to) => to,
                None => view! { <View task=task /> }.into_any(),
            }
        })
        .into_any()
    }
}

/// The way on to what is called otherwise now, with what the address says besides.
fn moved(task: &Task, asked: &str) -> Option<AnyView> {
    if task.code.eq_ignore_ascii_case(asked) {
        return None;
    }
    let mut path = format!("/{}/t/{}", task.workspace, task.code);
    let query = use_query_map().with_untracked(ParamsMap::to_query_string);
    path.push_str(&query);
    let options = NavigateOptions {
        replace: true,
        ..NavigateOptions::default()
    };
    Some(view! { <Redirect path=path options=options /> }.into_any())
}

/// All that is said of a task, kept fresh. One that is sent to another project while it is read is shown as what it is
/// called there, with what can be chosen there.
fn sheet(task: Task, level: u8) -> (RwSignal<Task>, impl IntoView) {
    let shown = RwSignal::new(task);
    keep_fresh(shown);
    let project = Memo::new(move |_| shown.with(|task| task.project.id.clone()));
    let sheet = move || {
        project.track();
        view! { <Sheet task=shown level=level /> }
    };
    (shown, sheet)
}

#[component]
fn View(task: Task) -> impl IntoView {
    let (shown, sheet) = sheet(task, 1);
    let project = move || {
        shown.with(|t| {
            let list = format!("/{}/p/{}/list", t.workspace, t.project.key);
            view! { <a class="lk" href=list>{t.project.title.clone()}</a> }
        })
    };
    view! {
        <Title page=Signal::derive(move || shown.with(|t| format!("{} {}", t.code, t.title))) />
        <article class="task-p">
            <header class="task-h">
                <p class="crumb">{project}{place::above(shown)}<span class="q num">{move || shown.with(|t| t.code.clone())}</span></p>
            </header>
            {sheet}
        </article>
    }
    .into_any()
}
