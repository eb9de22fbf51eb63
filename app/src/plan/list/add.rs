//! Adding tasks at the foot of a project's list: one line, or several at once. Lines that are pasted into the one field
//! open the other, which says what becomes of them.

use crate::prelude::*;

use crate::answer::Answer;
use crate::ui::form::{Field, Form, FreshId, Hidden, Submit, Then, came_back};
use crate::ui::icon::Icon;
use crate::words;

/// The form of several lines.
const LINES: &str = "new-lines";

#[component]
pub fn Add(workspace: String, project: String) -> impl IntoView {
    let count = RwSignal::new(0_usize);
    let typed = move |ev: leptos::ev::Event| {
        count.set(domain::plan::lines::count(&event_target_value(&ev)));
    };
    let then = Then {
        answered: Some(Callback::new(move |_: Answer| count.set(0))),
        clears: true,
        folds: true,
        ..Then::default()
    };
    let (of, in_project) = (workspace.clone(), project.clone());
    view! {
        <div class="add-w">
            <div on:paste=move |ev| pasted(&ev, count)>
                <Form to="/do/plan/create_task" name="new-task" class="add" then=Then { clears: true, ..Then::default() }>
                    <Icon name="plus" />
                    <Hidden name="workspace" value=workspace />
                    <Hidden name="project" value=project />
                    <FreshId />
                    <Field name="title" label=words::new_task() placeholder=words::add_task() bare=true />
                    <Submit label=words::add() class="b b-s" />
                </Form>
            </div>
            <details class="fold add-l" open=came_back(LINES)>
                <summary>{words::task::several_lines()}</summary>
                <div on:input=typed>
                    <Form to="/do/plan/create_tasks" name=LINES class="form" then=then>
                        <Hidden name="workspace" value=of />
                        <Hidden name="project" value=in_project />
                        <Field name="text" label=words::task::one_a_line() hint=words::task::lines_hint() rows=8 />
                        <p class="q" role="status">{move || words::task::becomes(count.get())}</p>
                        <div class="form-a"><Submit label=words::task::add_them() class="b b-s b-p" /></div>
                    </Form>
                </div>
            </details>
        </div>
    }
    .into_any()
}

/// Several lines pasted where one belongs: offered as so many tasks. A single line is pasted as ever.
#[cfg(feature = "hydrate")]
fn pasted(ev: &impl wasm_bindgen::JsCast, count: RwSignal<usize>) {
    use wasm_bindgen::JsCast;
    let Some(ev) = ev.dyn_ref::<web_sys::ClipboardEvent>() else {
        return;
    };
    let text = ev
        .clipboard_data()
        .and_then(|data| data.get_data("text").ok());
    let text = text.unwrap_or_default();
    let lines = domain::plan::lines::count(&text);
    let find = |what: &str| document().query_selector(what).ok().flatten();
    let area =
        find("#new-lines-text").and_then(|e| e.dyn_into::<web_sys::HtmlTextAreaElement>().ok());
    let Some(area) = area.filter(|_| lines > 1) else {
        return;
    };
    ev.prevent_default();
    area.set_value(&text);
    count.set(lines);
    if let Some(details) = area.closest("details").ok().flatten() {
        let _ = details.set_attribute("open", "");
    }
    let _ = area.focus();
}

#[cfg(not(feature = "hydrate"))]
fn pasted<T>(_: &T, _: RwSignal<usize>) {}
