//! The head of the pages that show work across projects: each is one press from the others.

use crate::prelude::*;

use super::list::query::Query;
use crate::words;

#[component]
pub fn Places(
    workspace: String,
    /// `projects`, `tasks` or `mine`.
    here: &'static str,
    /// What can be begun here, at the end of the head.
    #[prop(optional_no_strip)]
    action: Option<AnyView>,
) -> impl IntoView {
    let places = [
        ("projects", words::projects()),
        ("tasks", words::task::all_tasks()),
        ("mine", words::task::my_work()),
    ];
    let title = places
        .iter()
        .find(|(place, _)| *place == here)
        .map(|(_, words)| words.clone());
    view! {
        <header class="page-h">
            <h1>{title}</h1>
            <nav class="tabs tabs-in" aria-label=words::task::work()>
                {places.map(|(place, words)| view! {
                    <a href=format!("/{workspace}/{place}") aria-current=(place == here).then_some("page")>{words}</a>
                }).collect_view()}
            </nav>
            {action.map(|action| view! { <p class="page-a">{action}</p> })}
        </header>
    }
    .into_any()
}

/// The same tasks as a list or as a calendar: its filter goes along.
#[component]
pub fn ShownAs(
    workspace: String,
    /// `tasks` or `mine`.
    place: &'static str,
    query: Memo<Query>,
    /// Whether the page is the calendar.
    calendar: bool,
) -> impl IntoView {
    let to = move |path: String| {
        move || {
            let drop = ["month", "week", "day", "group", "sort", "view"];
            query.with(|q| {
                drop.iter()
                    .fold(q.clone(), |q, name| q.with(name, ""))
                    .at(&path)
            })
        }
    };
    let list = format!("/{workspace}/{place}");
    let leaves = format!("{list}/calendar");
    view! {
        <nav class="seg shown-as" aria-label=words::calendar::shown_as()>
            <a href=to(list) aria-current=(!calendar).then_some("page")>{words::calendar::as_list()}</a>
            <a href=to(leaves) aria-current=calendar.then_some("page")>{words::calendar::as_calendar()}</a>
        </nav>
    }
    .into_any()
}
