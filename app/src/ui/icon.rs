//! Icons and topmarks out of the one sprite.

use crate::prelude::*;

#[component]
pub fn Icon(name: &'static str) -> impl IntoView {
    view! { <svg class="i" aria-hidden="true"><use href=format!("/icons.svg#{name}")></use></svg> }
}

/// One of the eight shapes that stand for a state, always beside its word.
#[component]
pub fn Mark(#[prop(into)] name: Signal<&'static str>) -> impl IntoView {
    view! {
        <svg class=move || format!("m m-{}", name.get()) viewBox="0 0 16 16" aria-hidden="true">
            <use href=move || format!("/icons.svg#m-{}", name.get())></use>
        </svg>
    }
    .into_any()
}

/// A topmark that stays as it is.
pub fn still(name: &'static str) -> AnyView {
    view! {
        <svg class=format!("m m-{name}") viewBox="0 0 16 16" aria-hidden="true"><use href=format!("/icons.svg#m-{name}")></use></svg>
    }
    .into_any()
}

#[component]
pub fn Logo() -> impl IntoView {
    view! { <svg class="logo" viewBox="0 0 24 24" aria-hidden="true"><use href="/icons.svg#m-logo"></use></svg> }
}
