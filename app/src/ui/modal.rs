//! A dialog over the page, open while a signal says so. What it holds is drawn when it opens; the browser keeps the focus
//! in it, closes it with Escape and gives the focus back.

use crate::prelude::*;

#[component]
pub fn Modal(
    open: RwSignal<bool>,
    class: &'static str,
    #[prop(into)] label: String,
    show: fn() -> AnyView,
) -> impl IntoView {
    let place = NodeRef::<leptos::html::Dialog>::new();
    Effect::new(move |_| {
        let open = open.get();
        #[cfg(feature = "hydrate")]
        if let Some(dialog) = place.get() {
            if open && !dialog.open() {
                let _ = dialog.show_modal();
            } else if !open && dialog.open() {
                dialog.close();
            }
        }
        #[cfg(not(feature = "hydrate"))]
        let _ = open;
    });
    // It is told of a closing later; by then it may have been opened again.
    let closed = move |_| {
        #[cfg(feature = "hydrate")]
        if place.get_untracked().is_some_and(|dialog| dialog.open()) {
            return;
        }
        open.set(false);
    };
    view! {
        <dialog class=class node_ref=place aria-label=label on:close=closed>
            {move || open.get().then(show)}
        </dialog>
    }
    .into_any()
}
