//! Accounts: starting, signing in, joining, a new password.

pub mod api;
pub mod home;
pub mod join;
pub mod reset;
pub mod sign_in;
pub mod start;

use crate::prelude::*;

use crate::ui::form::Again;
use crate::ui::icon::{Logo, Mark};
use crate::ui::page::Title;
use crate::ui::toast::ToastPlace;
use crate::words;

/// The page around the account's forms: no rail, the drawn chart beside it.
#[component]
pub fn Threshold(
    #[prop(into)] title: String,
    #[prop(into)] lead: String,
    children: Children,
) -> impl IntoView {
    view! {
        <Title page=title.clone() />
        <main class="login" id="main">
            <section class="lo-f" aria-labelledby="lo-h">
                <a class="brand" href="/"><Logo /><span>{words::daymark()}</span></a>
                <div class="lo-b">
                    <h1 id="lo-h">{title}</h1>
                    <p class="prose">{lead}</p>
                    {Again::here().and_then(|again| again.answer).and_then(|answer| answer.said).map(|said| view! { <p class="note" role="status"><Mark name="done" />{words::toast(&said)}</p> })}
                    {children()}
                </div>
            </section>
            <div class="lo-c" aria-hidden="true">
                <svg viewBox="0 0 900 900" preserveAspectRatio="xMinYMid slice"><use href="/chart.svg#chart"></use></svg>
                <i class="fr ft"></i><i class="fr fb"></i><i class="fr fl"></i><i class="fr fx"></i>
            </div>
        </main>
        <ToastPlace />
    }
    .into_any()
}

/// The code after `#` of a link, which the server never sees: put into the form's field when the page wakes.
pub fn code_from_link() -> RwSignal<String> {
    let code = RwSignal::new(String::new());
    Effect::new(move |_| {
        let hash = location().hash().unwrap_or_default();
        let typed = hash.trim_start_matches('#');
        if !typed.is_empty() && typed.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
            code.set(typed.to_owned());
        }
    });
    code
}
