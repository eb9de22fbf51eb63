//! `/{workspace}/p/{key}/calendar`, `/{workspace}/tasks/calendar` and `/{workspace}/mine/calendar`.

use crate::prelude::*;
use domain::plan::month::Leaf;
use leptos_router::hooks::use_location;
use leptos_router::{LazyRoute, lazy_route};

use super::api::{self, Calendar};
use super::grid;
use super::moving::Moving;
use super::state::State;
use crate::lazy::{part, parts};
use crate::plan::head::ProjectHead;
use crate::plan::list::Named;
use crate::plan::list::filters::{Fields, Filters};
use crate::plan::list::query::{OPEN, Query, use_list_query};
use crate::plan::manage::{Head, Person};
use crate::plan::places::{Places, ShownAs};
use crate::plan::tabs::Tab;
use crate::plan::task::beside::{self, TaskBeside};
use crate::plan::views::ViewBar;
use crate::ui::keys::Hint;
use crate::ui::page::{Loading, Title, load, loaded, param};
use crate::words;

/// A calendar filters as the list does, and has neither order nor groups.
const FIELDS: Fields = Fields {
    choices: &[
        "status",
        "with",
        "due",
        "label",
        "deliverable",
        "iteration",
        "release",
        "only",
    ],
    kept: &["month", "week", "view"],
};

pub struct CalendarPage {
    data: Loading,
}

#[lazy_route]
impl LazyRoute for CalendarPage {
    fn data() -> Self {
        let (workspace, key, query) = (param("workspace"), param("project"), use_list_query());
        // Without a project the address says whose tasks; while one leaves, it says so no longer.
        let path = use_location().pathname.get_untracked();
        let other = if path.ends_with("/mine/calendar") {
            "mine"
        } else {
            "tasks"
        };
        Self {
            data: load(
                "/do/plan/calendar",
                move || {
                    let key = key.get();
                    let place = if key.is_empty() {
                        other.to_owned()
                    } else {
                        format!("p/{key}")
                    };
                    [
                        ("workspace", workspace.get()),
                        ("place", place),
                        ("query", query.with_untracked(Query::asked)),
                    ]
                },
                |[workspace, place, query]| api::read_calendar(workspace, place, query),
            ),
        }
    }

    fn view(this: Self) -> AnyView {
        let query = use_list_query();
        loaded(
            this.data,
            move |calendar| view! { <View calendar=calendar query=query /> },
        )
        .into_any()
    }
}

parts!(grid::__preload_grid);

#[component]
fn View(calendar: Calendar, query: Memo<Query>) -> impl IntoView {
    let path = use_location().pathname.get_untracked();
    let (workspace, place) = (calendar.workspace.clone(), calendar.place.clone());
    let named = match (&calendar.project, place.as_str()) {
        (Some(head), _) => head.title.clone(),
        (None, "mine") => words::task::my_work(),
        (None, _) => words::task::all_tasks(),
    };
    let title = words::calendar::calendar_of(&named);
    let head = head(&calendar, query);
    let state = State::new(calendar, query);
    state.keep();
    beside::fetch_when_idle();
    let open = Memo::new(move |_| query.with(|q| q.get(OPEN).to_owned()));
    let back = {
        let path = path.clone();
        Signal::derive(move || query.with(|q| q.with(OPEN, "").at(&path)))
    };
    let title = Signal::derive(move || {
        let open = open.get();
        if open.is_empty() {
            title.clone()
        } else {
            words::task::beside(&open, &title)
        }
    });
    view! {
        <Title page=title />
        <div class="behind cal-w">
            {head}
            <ViewBar shown=state.views() page="calendar" query=query />
            <Filters offered=state.offered() query=query path=path.clone() fields=FIELDS />
            {leaves(state, query, StoredValue::new(path.clone()))}
            <Moving state=state query=query path=path.clone() />
            {move || note(state, query).map(|note| view! { <p class="list-n">{note}</p> })}
            <p class="cal-say" role="status">{move || state.said.get()}</p>
            {part(move || grid::grid(state, query, path.clone()))}
        </div>
        {move || {
            let code = open.get();
            (!code.is_empty()).then(|| view! { <TaskBeside workspace=workspace.clone() code=code back=back peek=false /> })
        }}
    }
    .into_any()
}

/// Which days are shown, and the ways to others.
fn leaves(state: State, query: Memo<Query>, path: StoredValue<String>) -> AnyView {
    let name = move || match state.leaf() {
        Leaf::Month(first) => words::calendar::month(first),
        Leaf::Week(monday) => words::calendar::week(monday),
    };
    let turn = move |by: i32, words: String, key: &'static str| {
        let to = move || {
            let leaf = state.leaf().turned(by);
            leaf.map(|leaf| leads_to(query, path, leaf))
        };
        view! { <a class="b b-s" href=to data-noscroll="">{words}<Hint id=key /></a> }
    };
    let by_month = move || match state.leaf() {
        Leaf::Month(_) => true,
        Leaf::Week(_) => false,
    };
    // The month of a week is that of its Thursday; the week of a month that with today, else its first.
    let month = move || {
        let first = state.leaf().first();
        let today = state.shown.with(|shown| shown.today);
        let leaf = match state.leaf() {
            Leaf::Week(monday) => Leaf::month(monday + chrono::Days::new(3)),
            month => month,
        };
        let week = if state.leaf().holds(today) {
            Leaf::week(today)
        } else {
            Leaf::week(first)
        };
        (leads_to(query, path, leaf), leads_to(query, path, week))
    };
    view! {
        <div class="cal-nav">
            <h2 aria-live="polite">{name}</h2>
            <nav class="cal-turn" aria-label=words::calendar::leaves()>
                {turn(-1, words::calendar::earlier(), "before")}
                <a class="b b-s" href=move || to_today(state, query, path) data-noscroll="">{words::calendar::today()}<Hint id="to_today" /></a>
                {turn(1, words::calendar::later(), "after")}
            </nav>
            <nav class="seg" aria-label=words::calendar::month_or_week()>
                <a href=move || month().0 data-noscroll="" aria-current=move || by_month().then_some("true")>{words::calendar::by_month()}</a>
                <a href=move || month().1 data-noscroll="" aria-current=move || (!by_month()).then_some("true")>{words::calendar::by_week()}</a>
            </nav>
        </div>
    }
    .into_any()
}

pub fn leads_to(query: Memo<Query>, path: StoredValue<String>, leaf: Leaf) -> String {
    let (word, value) = leaf.address();
    query.with(|q| {
        let bare = q.with("month", "").with("week", "");
        path.with_value(|path| bare.with(word, &value).at(path))
    })
}

/// The month or week of today; a month is what an address that says nothing shows.
pub fn to_today(state: State, query: Memo<Query>, path: StoredValue<String>) -> String {
    let today = state.shown.with(|shown| shown.today);
    match state.leaf() {
        Leaf::Week(_) => leads_to(query, path, Leaf::week(today)),
        Leaf::Month(_) => {
            query.with(|q| path.with_value(|path| q.with("month", "").with("week", "").at(path)))
        }
    }
}

/// That nothing lies on these days, or more than is drawn.
fn note(state: State, query: Memo<Query>) -> Option<String> {
    let (here, total) = state.shown.with(|shown| (shown.tasks.len(), shown.total));
    if total == 0 {
        let filtered = query.with(|q| {
            let bare = q.with("month", "").with("week", "").with("view", "");
            !bare.asked().is_empty()
        });
        return Some(words::calendar::empty(filtered));
    }
    (here < usize::try_from(total).unwrap_or_default()).then(|| words::calendar::drawn(here, total))
}

fn head(calendar: &Calendar, query: Memo<Query>) -> AnyView {
    let Some(head) = calendar.project.clone() else {
        let here = if calendar.place == "mine" {
            "mine"
        } else {
            "tasks"
        };
        return view! {
            <Places workspace=calendar.workspace.clone() here=here />
            <ShownAs workspace=calendar.workspace.clone() place=here query=query calendar=true />
        }
        .into_any();
    };
    let person = |p: &Named| Person {
        id: p.id.clone(),
        name: p.name.clone(),
        role: String::new(),
    };
    let head = Head {
        workspace: calendar.workspace.clone(),
        id: head.id,
        key: head.key,
        title: head.title,
        client: head.client,
        people: calendar.choices.people.iter().map(person).collect(),
        manages: calendar.manages,
    };
    view! { <ProjectHead head=Signal::stored(head) here=Tab::Calendar /> }.into_any()
}
