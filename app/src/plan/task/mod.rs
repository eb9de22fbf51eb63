//! `/{workspace}/t/{NGT-42}`: a task on its own page; the same opens beside a list ([`beside`]).

pub mod api;
pub mod beside;
mod checklist;
mod facts;
mod keys;
mod links;
mod now;
mod people;
mod place;
#[cfg(feature = "ssr")]
mod reading;
mod sheet;
mod stopped;
mod value;

use crate::prelude::*;
use leptos_router::components::Redirect;
use leptos_router::hooks::{use_location, use_navigate};
use leptos_router::{LazyRoute, NavigateOptions, lazy_route};

use api::Task;
use sheet::Sheet;

use crate::live::keep_fresh;
use crate::ui::page::{Loading, Title, load_here, loaded};

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
        loaded(this.data, |task: Task| match moved(&task) {
            Some(to) => to,
            None => view! { <View task=task /> }.into_any(),
        })
        .into_any()
    }
}

/// The way on to what is called otherwise now.
fn moved(task: &Task) -> Option<AnyView> {
    let to = task.now_called.as_ref()?;
    let path = format!("/{}/t/{to}", task.workspace);
    Some(view! { <Redirect path=path /> }.into_any())
}

/// A task that is kept fresh. Sent to another project by somebody else while it is read, it is followed there; whoever
/// sent it is on the way already.
fn kept_fresh(task: Task) -> RwSignal<Task> {
    let shown = RwSignal::new(task.clone());
    let fresh = RwSignal::new(task);
    keep_fresh(fresh);
    let (place, navigate) = (use_location(), use_navigate());
    Effect::new(move |_| {
        fresh.with(|task| match &task.now_called {
            None => {
                if shown.with_untracked(|shown| shown != task) {
                    shown.set(task.clone());
                }
            }
            Some(to) => {
                let code = shown.with_untracked(|shown| shown.code.clone());
                let (path, query) = (place.pathname.get_untracked(), place.search.get_untracked());
                if path.ends_with(&format!("/t/{code}")) || query.contains(&format!("task={code}"))
                {
                    navigate(
                        &format!("/{}/t/{to}", task.workspace),
                        NavigateOptions::default(),
                    );
                }
            }
        });
    });
    shown
}

#[component]
fn View(task: Task) -> impl IntoView {
    let (workspace, code) = (task.workspace.clone(), task.code.clone());
    let crumb = (
        format!("/{workspace}/p/{}/list", task.project.key),
        task.project.title.clone(),
        code.clone(),
    );
    let shown = kept_fresh(task);
    view! {
        <Title page=Signal::derive(move || shown.with(|t| format!("{} {}", t.code, t.title))) />
        <article class="task-p">
            <header class="task-h">
                <p class="crumb"><a class="lk" href=crumb.0>{crumb.1}</a>{place::above(shown)}<span class="q num">{crumb.2}</span></p>
            </header>
            <Sheet task=shown level=1 />
        </article>
    }
    .into_any()
}
