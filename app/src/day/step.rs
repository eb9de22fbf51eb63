//! A step's section: its heading, its mark, and what is in it. Done, it folds to the heading and can be opened to look.

use leptos::prelude::*;

use super::api::{Step, Today};
use crate::answer::Answer;
use crate::ui::form::{Form, Hidden, Sending, Then};
use crate::words::day as words;
use domain::refusal::Refused;

#[component]
pub fn Section(
    workspace: String,
    code: String,
    today: RwSignal<Today>,
    body: AnyView,
) -> impl IntoView {
    let id = code.clone();
    let step = Memo::new({
        let code = code.clone();
        move |_| today.with(|t| t.steps.iter().find(|step| step.code == code).cloned())
    });
    // Painted before the answer is there; what the server says next is what counts.
    let painted = RwSignal::new(None::<bool>);
    Effect::new(move |_| {
        step.track();
        painted.set(None);
    });
    let done = Memo::new(move |_| {
        painted
            .get()
            .unwrap_or_else(|| step.with(|s| s.as_ref().is_some_and(|s| s.done.is_some())))
    });
    let name = words::step(&code);
    let heading = format!("h-{id}");
    let labelled = heading.clone();
    let note = move || {
        step.get()
            .map(|step: Step| match (&step.done, &step.fresh) {
                (Some(time), _) => words::done_at(time),
                (_, Some(fresh)) => format!("{fresh}. {}", step.note),
                _ => step.note,
            })
    };
    let marked = (code != "log").then(|| {
        let (workspace, code, name) = (workspace.clone(), code.clone(), name.clone());
        view! { <Paint workspace=workspace code=code name=name today=today done=done painted=painted /> }
    });
    // Native: folds by itself where no script runs. Its own state is the reader's: a done step can be looked into.
    view! {
        <section class="step" id=id.clone() class:is-done=move || done.get() aria-labelledby=labelled>
            <header class="step-h">
                <h2 id=heading tabindex="-1">{name}</h2>
                <p>{note}</p>
                <div class="step-a">{marked}</div>
            </header>
            <details class="step-b" open=move || !done.get()>
                <summary>{words::open_step()}</summary>
                {body}
            </details>
        </section>
    }
    .into_any()
}

/// Paints the band: the step is done, by this person, today.
#[component]
fn Paint(
    workspace: String,
    code: String,
    name: String,
    today: RwSignal<Today>,
    done: Memo<bool>,
    painted: RwSignal<Option<bool>>,
) -> impl IntoView {
    let label = StoredValue::new(name);
    let (workspace, code) = (StoredValue::new(workspace), StoredValue::new(code));
    let day = StoredValue::new(today.with_untracked(|t| t.day.clone()));
    let then = Then {
        sent: Some(Callback::new(move |()| {
            painted.set(Some(!done.get_untracked()))
        })),
        answered: Some(Callback::new(|_: Answer| {})),
        refused: Some(Callback::new(move |_: Refused| painted.set(None))),
        ..Then::default()
    };
    // The address follows what the server last said, not what is painted meanwhile.
    let was = Memo::new(move |_| {
        let code = code.get_value();
        today.with(|t| {
            t.steps
                .iter()
                .any(|step| step.code == code && step.done.is_some())
        })
    });
    move || {
        let (to, form) = if was.get() {
            ("/do/day/unmark_step", "unmark")
        } else {
            ("/do/day/mark_step", "mark")
        };
        view! {
            <Form to=to name=format!("{form}-{}", code.get_value()) class="paint-f" then=then summary=false>
                <Hidden name="workspace" value=workspace.get_value() />
                <Hidden name="day" value=day.get_value() />
                <Hidden name="step" value=code.get_value() />
                <PaintButton done=done name=label.get_value() />
            </Form>
        }
        .into_any()
    }
}

#[component]
fn PaintButton(done: Memo<bool>, name: String) -> impl IntoView {
    let sending = expect_context::<Sending>();
    view! {
        <button class="paint" type="submit" data-on=move || done.get().then_some("") aria-pressed=move || done.get().to_string() aria-disabled=move || sending.busy.get().then_some("true")>
            {move || if done.get() { words::done() } else { words::mark_done() }}
            <span class="vh">{words::mark_done_of(&name)}</span>
        </button>
    }
    .into_any()
}
