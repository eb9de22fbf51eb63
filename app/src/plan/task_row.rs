//! A task in a list. Marking it done shows at once; a refusal rolls it back in sight, with its reason and Retry.

use domain::refusal::Refused;
use leptos::prelude::*;

use super::api;
use crate::answer::Answer;
use crate::ui::form::{Form, Hidden, Sending, Then};
use crate::ui::icon::Mark;
use crate::words;

#[component]
pub fn TaskRow(workspace: String, task: api::TaskRow, may_edit: bool) -> impl IntoView {
    let was = task.closed;
    let closed = RwSignal::new(was);
    let pending = RwSignal::new(false);
    let refused = RwSignal::new(None::<Refused>);
    let then = Then {
        sent: Some(Callback::new(move |()| {
            closed.set(!was);
            pending.set(true);
            refused.set(None);
        })),
        answered: Some(Callback::new(move |_: Answer| pending.set(false))),
        refused: Some(Callback::new(move |why| {
            closed.set(was);
            pending.set(false);
            refused.set(Some(why));
        })),
        ..Then::default()
    };
    let to = if was {
        "/do/plan/reopen_task"
    } else {
        "/do/plan/close_task"
    };
    let title = StoredValue::new(task.title.clone());
    let label = move || {
        if closed.get() {
            words::open_again(&title.get_value())
        } else {
            words::mark_done(&title.get_value())
        }
    };
    let mark = Signal::derive(move || if closed.get() { "done" } else { "open" });
    let form_name = format!("mark-{}", task.id);
    let retry = form_name.clone();
    let link = format!("/{workspace}/t/{}", task.code);
    view! {
        <li class="task" class:is-done=move || closed.get() class:is-pending=move || pending.get() class:is-refused=move || refused.get().is_some()>
            {if may_edit {
                view! {
                    <Form to=to name=form_name class="mk-f" then=then summary=false>
                        <Hidden name="workspace" value=workspace.clone() />
                        <Hidden name="record" value=task.id.clone() />
                        <MarkButton label=Signal::derive(label) mark=mark />
                    </Form>
                }.into_any()
            } else {
                view! { <span class="mk"><Mark name=mark /></span> }.into_any()
            }}
            <div class="t">
                <a href=link>{task.title}</a>
                " "
                <small class="num">{task.code}</small>
                {move || refused.get().map(|why| {
                    let retry = retry.clone();
                    view! {
                        <p class="refused" role="alert">
                            <Mark name="obstacle" /><span>{words::refused(&why)}</span>" "
                            <button class="lk" type="button" on:click=move |_| send_again(&retry)>{words::retry()}</button>
                        </p>
                    }
                })}
            </div>
            <span class="own"></span>
            <span class="when num">{(task.comments > 0).then(|| words::comments(task.comments))}</span>
            <span class="act"></span>
        </li>
    }
    .into_any()
}

#[component]
fn MarkButton(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] mark: Signal<&'static str>,
) -> impl IntoView {
    let sending = expect_context::<Sending>();
    view! {
        <button class="mk" type="submit" aria-label=move || label.get() title=move || label.get() aria-disabled=move || sending.busy.get().then_some("true")>
            <Mark name=mark />
        </button>
    }
    .into_any()
}

/// Sends the row's form once more, as its button would.
fn send_again(name: &str) {
    #[cfg(feature = "hydrate")]
    {
        use wasm_bindgen::JsCast;
        let input = document()
            .query_selector(&format!("input[name='_form'][value='{name}']"))
            .ok()
            .flatten();
        if let Some(form) = input
            .and_then(|i| i.dyn_into::<web_sys::HtmlInputElement>().ok())
            .and_then(|i| i.form())
        {
            let _ = form.request_submit();
        }
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = name;
}
