//! What acts here, what can be begun, and the places.

#[cfg(feature = "hydrate")]
use crate::prelude::*;

use super::super::jump::On;
use super::{Group, Offer};
use crate::ui::keys::At;
use crate::ui::keys::registry::{ACTIONS, About, Action};
use crate::ui::shell::Around;
use crate::words;
use crate::words::{keys, search as w};

pub fn icon_of(id: &str) -> &'static str {
    match id {
        "edit" => "pencil",
        "assign" => "user-plus",
        "status" | "paint" => "check",
        "due" | "to_today" | "before" | "after" => "calendar",
        "label" | "filter" => "list-filter",
        "stop" => "hand",
        "select" => "list-checks",
        "new" => "plus",
        "undo" | "redo" => "undo-2",
        "help" => "key",
        _ => "chevron-right",
    }
}

/// What acts where one is: with the task that has the focus first, then on the page.
pub fn acts(places: &[At], on: Option<&On>, around: &Around, turns: (bool, bool)) -> Vec<Offer> {
    let here = |action: &&Action| {
        let is_here = |at: &At| *at == At::Everywhere || places.contains(at);
        action.at.iter().any(is_here)
    };
    let with = on.filter(|on| on.may_edit).map(|on| {
        let meant = move |action: &&Action| {
            let of_row = |at: &At| places.contains(at) && (*at != At::Task) == on.is_row;
            action.about == About::Task && action.at.iter().any(of_row)
        };
        let does = move |action| Offer::does(action, keys::does_with(action.id, &on.code));
        ACTIONS.iter().filter(meant).map(does)
    });
    let has = |action: &&Action| match action.id {
        "new" => around.keeps_day,
        "undo" => turns.0,
        "redo" => turns.1,
        _ => action.about == About::Page,
    };
    let page = ACTIONS
        .iter()
        .filter(here)
        .filter(has)
        .map(|action| Offer::does(action, keys::does_here(action.id)));
    with.into_iter().flatten().chain(page).collect()
}

/// What the reader may begin, where it is begun.
pub fn begins(around: &Around) -> Vec<Offer> {
    let at = |rest: &str| format!("/{}/{rest}", around.workspace);
    let begin = |may: bool, icon: &'static str, title: String, to: &str| {
        let offer = Offer::to(icon, title, at(to));
        may.then_some(Offer {
            group: Group::Do,
            ..offer
        })
    };
    [
        begin(
            around.creates_projects,
            "plus",
            words::new_project(),
            "projects#new-project-title",
        ),
        begin(
            around.creates_projects,
            "plus",
            words::exchange::import_plan(),
            "import",
        ),
        begin(
            around.manages_clients,
            "plus",
            words::clients::new_client(),
            "clients#new-client-name",
        ),
        begin(
            around.invites,
            "user-plus",
            words::invite_title(),
            "people#invite-name",
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The places of the rail and those below them, and the projects.
pub fn places(around: &Around) -> Vec<Offer> {
    let at = |rest: &str| format!("/{}/{rest}", around.workspace);
    let place = |may: bool, icon: &'static str, title: String, to: &str| {
        may.then(|| Offer::to(icon, title, at(to)))
    };
    let (day, people) = (around.keeps_day, around.sees_people);
    let fixed = [
        place(day, "sun", words::day::today(), "today").map(|o| o.by("way_today")),
        place(true, "bell", words::inbox::inbox(), "inbox").map(|o| o.by("way_inbox")),
        place(true, "list-checks", words::task::my_work(), "mine").map(|o| o.by("way_mine")),
        place(true, "calendar", w::my_calendar(), "mine/calendar"),
        place(true, "chart-gantt", words::projects(), "projects").map(|o| o.by("way_projects")),
        place(true, "list-checks", words::task::all_tasks(), "tasks"),
        place(true, "calendar", w::all_calendar(), "tasks/calendar"),
        place(people, "users", words::people(), "people").map(|o| o.by("way_people")),
        place(
            people,
            "calendar",
            words::people::time_away(),
            "people/away",
        ),
        place(
            around.manages_clients,
            "handshake",
            words::clients::clients(),
            "clients",
        )
        .map(|o| o.by("way_clients")),
        place(true, "trash-2", words::trash(), "trash"),
        place(true, "settings", words::settings(), "settings").map(|o| o.by("way_settings")),
    ];
    let projects = around.projects.iter().map(|(key, title, health, _)| {
        let offer = Offer::to("chart-gantt", title.clone(), at(&format!("p/{key}")));
        Offer {
            mark: Some(crate::plan::stands::mark(health.as_deref())),
            ..offer.noted(key.clone())
        }
    });
    fixed.into_iter().flatten().chain(projects).collect()
}

/// The tabs of the project whose page is open, as they stand there.
#[cfg(feature = "hydrate")]
pub fn tabs() -> Vec<Offer> {
    use wasm_bindgen::JsCast;
    let Ok(found) = document().query_selector_all("main nav.tabs:not(.tabs-in) a") else {
        return vec![];
    };
    let tab = |n| {
        let tab: web_sys::Element = found.get(n)?.dyn_into().ok()?;
        let href = tab.get_attribute("href")?;
        let key = href.split('/').nth(3).unwrap_or_default().to_owned();
        let offer = Offer::to("chevron-right", tab.text_content()?, href);
        Some(offer.noted(key))
    };
    (0..found.length()).filter_map(tab).collect()
}

/// Where somebody went last.
pub fn went(member: &str) -> Vec<Offer> {
    let went = super::super::went::read(member).into_iter();
    went.map(|(href, name)| Offer::to("history", name, href))
        .collect()
}
