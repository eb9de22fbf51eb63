//! A task to another day by a typed date: for whoever does not drag, and where the page sleeps. Open while the address
//! names the task.

use crate::prelude::*;

use super::Entry;
use super::state::State;
use crate::plan::list::query::{MOVE, Query};
use crate::ui::form::{Field, Form, Hidden, Submit, Then};
use crate::words;

#[component]
pub fn Moving(state: State, query: Memo<Query>, path: String) -> impl IntoView {
    let path = StoredValue::new(path);
    let code = Memo::new(move |_| query.with(|q| q.get(MOVE).to_owned()));
    let named = Memo::new(move |_| {
        let code = code.get();
        let of = |task: &&Entry| task.code == code && task.may_edit;
        state.shown.with(|shown| {
            shown
                .tasks
                .iter()
                .find(of)
                .map(|task| (task.id.clone(), task.due))
        })
    });
    view! {
        {move || named.get().map(|(id, due)| {
            let back = query.with_untracked(|q| path.with_value(|path| q.with(MOVE, "").at(path)));
            ask(state, &code.get_untracked(), id, due.to_string(), back)
        })}
    }
    .into_any()
}

fn ask(state: State, code: &str, task: String, due: String, back: String) -> AnyView {
    let entry = state.entry(code);
    let title = entry.map(|entry| entry.title).unwrap_or_default();
    let workspace = state.shown.with_untracked(|shown| shown.workspace.clone());
    let navigate = leptos_router::hooks::use_navigate();
    let to = back.clone();
    let then = Then {
        answered: Some(Callback::new(move |_| {
            let options = leptos_router::NavigateOptions {
                scroll: false,
                ..Default::default()
            };
            navigate(&to, options);
        })),
        ..Then::default()
    };
    #[cfg(feature = "hydrate")]
    Effect::new(|_| {
        use wasm_bindgen::JsCast;
        let field = document().get_element_by_id("move-task-day");
        if let Some(field) = field.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = field.focus();
        }
    });
    view! {
        <section class="cal-mv" aria-labelledby="cal-mv">
            <h3 id="cal-mv">{words::calendar::move_task(&title)}</h3>
            <Form to="/do/plan/shift_task" name="move-task" then=then>
                <Hidden name="workspace" value=workspace />
                <Hidden name="task" value=task />
                <Hidden name="day_was" value=due.clone() />
                <Field name="day" label=words::calendar::new_day() value=due hint=words::task::day_hint() />
                <p class="cal-mv-a"><Submit label=words::calendar::move_it() /><a class="lk" href=back data-noscroll="">{words::calendar::leave_it()}</a></p>
            </Form>
        </section>
    }
    .into_any()
}
