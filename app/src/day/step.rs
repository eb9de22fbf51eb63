//! A step's section: its heading, its mark, and what is in it. Done, it folds to the heading and can be opened to look.

use crate::prelude::*;

use super::api::{Step, Today};
use crate::answer::Answer;
use crate::ui::form::{Form, Hidden, Sending, Then};
use crate::words::day as words;
use domain::refusal::Refused;

/// Steps painted, or washed off, before the server has said so: for the beacon and the section alike.
#[derive(Clone, Copy)]
pub struct Painted(RwSignal<Vec<(String, bool)>>);

impl Painted {
    pub fn provide() {
        provide_context(Self(RwSignal::new(vec![])));
    }

    pub fn of(self, code: &str) -> Option<bool> {
        self.0
            .with(|all| all.iter().find(|(of, _)| of == code).map(|(_, done)| *done))
    }

    fn paint(self, code: &str, done: bool) {
        self.0.update(|all| {
            all.retain(|(of, _)| of != code);
            all.push((code.to_owned(), done));
        });
    }

    fn wash(self, code: &str) {
        if self
            .0
            .with_untracked(|all| all.iter().any(|(of, _)| of == code))
        {
            self.0.update(|all| all.retain(|(of, _)| of != code));
        }
    }
}

/// The mark is another form once it is another act; whoever pressed it keeps the focus.
fn keep_focus(was: Memo<bool>, code: StoredValue<String>) {
    Effect::new(move |before: Option<bool>| {
        let now = was.get();
        #[cfg(feature = "hydrate")]
        if before.is_some_and(|before| before != now) {
            use wasm_bindgen::JsCast;
            let place = format!("#{} .paint", code.get_value());
            let _ = request_animation_frame(move || {
                let lost = document()
                    .active_element()
                    .is_none_or(|e| e.tag_name() == "BODY");
                let button = document().query_selector(&place).ok().flatten();
                if let (true, Some(button)) = (
                    lost,
                    button.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()),
                ) {
                    let _ = button.focus();
                }
            });
        }
        #[cfg(not(feature = "hydrate"))]
        let _ = (before, code);
        now
    });
}

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
    let painted = expect_context::<Painted>();
    let key = StoredValue::new(code.clone());
    Effect::new(move |_| {
        step.track();
        painted.wash(&key.get_value());
    });
    let done = Memo::new(move |_| {
        let said = step.with(|s| s.as_ref().is_some_and(|s| s.done.is_some()));
        painted.of(&key.get_value()).unwrap_or(said)
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
        view! { <Paint workspace=workspace code=code name=name today=today done=done /> }
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
) -> impl IntoView {
    let painted = expect_context::<Painted>();
    let label = StoredValue::new(name);
    let (workspace, code) = (StoredValue::new(workspace), StoredValue::new(code));
    let day = Memo::new(move |_| today.with(|t| t.day.clone()));
    let then = Then {
        sent: Some(Callback::new(move |()| {
            painted.paint(&code.get_value(), !done.get_untracked())
        })),
        answered: Some(Callback::new(|_: Answer| {})),
        refused: Some(Callback::new(move |_: Refused| {
            painted.wash(&code.get_value())
        })),
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
    keep_focus(was, code);
    move || {
        let (to, form) = if was.get() {
            ("/do/day/unmark_step", "unmark")
        } else {
            ("/do/day/mark_step", "mark")
        };
        // Asked here: what is inside of a form is drawn once.
        let day = day.get();
        view! {
            <Form to=to name=format!("{form}-{}", code.get_value()) class="paint-f" then=then summary=false>
                <Hidden name="workspace" value=workspace.get_value() />
                <Hidden name="day" value=day />
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
