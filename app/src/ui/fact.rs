//! A fact about something, which opens its own form: a native `<details>`, so that it works before anything wakes.
//!
//! What it shows follows the page at once, also what was only just sent; what its form begins with is renewed while it
//! is folded, so that nobody's typing is taken away.

use std::sync::Arc;

use crate::prelude::*;
use domain::refusal::Refused;

use super::form::{Again, Form, Then};
use super::input::{Input, inputs};

/// What a fact shows.
pub type Shown = Arc<dyn Fn() -> AnyView + Send + Sync>;

/// What follows at once when its form is sent, and what when it is refused.
#[derive(Clone, Copy, Default)]
pub struct Optimistic {
    pub with: Option<Callback<Vec<(String, String)>>>,
    pub refused: Option<Callback<Refused>>,
}

#[component]
pub fn Fact(
    #[prop(into)] term: String,
    /// Its place on the page, and the name of its form.
    name: &'static str,
    to: &'static str,
    shown: Shown,
    /// What its form holds. Without any it is not the reader's to change.
    #[prop(into)]
    form: Signal<Vec<Input>>,
    #[prop(default = Optimistic::default())] at_once: Optimistic,
) -> impl IntoView {
    let value = move || shown();
    if form.with_untracked(Vec::is_empty) {
        return view! { <div id=name><dt>{term}</dt><dd><span class="pv">{value}</span></dd></div> }
            .into_any();
    }
    view! {
        <div id=name>
            <dt>{term}</dt>
            <dd><Foldable name=name to=to form=form at_once=at_once summary=Box::new(move || view! { <span class="pv">{value}</span> }.into_any()) /></dd>
        </div>
    }
    .into_any()
}

/// A form under a line that opens it.
#[component]
pub fn Foldable(
    #[prop(into)] name: String,
    to: &'static str,
    #[prop(into)] form: Signal<Vec<Input>>,
    #[prop(default = Optimistic::default())] at_once: Optimistic,
    /// What stands on the line.
    summary: Box<dyn FnOnce() -> AnyView>,
    #[prop(default = "fact-f")] class: &'static str,
    /// Empties the form after a success, for things that are added.
    #[prop(optional)]
    clears: bool,
) -> impl IntoView {
    let place = NodeRef::<leptos::html::Details>::new();
    let begun = RwSignal::new(form.get_untracked());
    let renew = move || {
        let open = is_open(place);
        form.with(|fresh| {
            if !open && begun.with_untracked(|old| old != fresh) {
                begun.set(fresh.clone());
            }
        });
    };
    Effect::new(move |_| renew());
    let again = Again::here().is_some_and(|again| again.is_of(to, &name) && again.stays());
    let then = Then {
        with: at_once.with.map(|with| {
            Callback::new(move |typed| {
                with.run(typed);
                set_open(place, false);
            })
        }),
        refused: Some(Callback::new(move |why| {
            if let Some(refused) = at_once.refused {
                refused.run(why);
            }
            set_open(place, true);
        })),
        folds: true,
        clears,
        ..Then::default()
    };
    view! {
        <details class="pv-d" node_ref=place open=again on:toggle=move |_| renew()>
            <summary>{summary()}</summary>
            <Form to=to name=name.clone() class=class then=then>
                {move || inputs(begun.get())}
            </Form>
        </details>
    }
    .into_any()
}

fn is_open(place: NodeRef<leptos::html::Details>) -> bool {
    #[cfg(feature = "hydrate")]
    {
        place.get_untracked().is_some_and(|details| details.open())
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = place;
        false
    }
}

fn set_open(place: NodeRef<leptos::html::Details>, open: bool) {
    #[cfg(feature = "hydrate")]
    if let Some(details) = place.try_get_untracked().flatten() {
        details.set_open(open);
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (place, open);
}
