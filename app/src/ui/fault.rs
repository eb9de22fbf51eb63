//! A page that cannot be shown. What is not there and what is not yours look the same.

use crate::prelude::*;
use domain::refusal::Refused;

use super::icon::Mark;
use super::page::Title;
use crate::error::{Fault, status};
use crate::words;

/// Shows the refusal in place of the page and, on the server, answers with its status.
#[component]
pub fn FaultPage(fault: Fault) -> impl IntoView {
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(status(&fault.0));
    }
    let _ = status;
    let absent = fault.0 == Refused::Absent;
    let (title, text) = if absent {
        (words::absent_title(), words::absent_text())
    } else {
        (words::fault_title(), words::refused(&fault.0))
    };
    view! {
        <Title page=title.clone() />
        <section class="fault">
            <h1 class="vt"><Mark name="obstacle" />{title}</h1>
            <p>{text}</p>
            <p class="fault-a"><a class="b b-p" href="/">{words::to_projects()}</a></p>
        </section>
    }
    .into_any()
}

/// No such page.
#[component]
pub fn NotFound() -> impl IntoView {
    view! { <main class="main" id="main" tabindex="-1"><FaultPage fault=Fault(Refused::Absent) /></main> }
}
