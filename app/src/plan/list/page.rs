//! `/{workspace}/p/{key}/list`, to which `/{workspace}/p/{key}` leads, `/{workspace}/tasks` and `/{workspace}/mine`.

use crate::prelude::*;
use leptos_router::hooks::use_location;
use leptos_router::{LazyRoute, lazy_route};

use super::add::Add;
use super::api::{self, List};
use super::editor::Editor;
use super::filters::{self, Filters};
use super::many;
use super::over;
use super::query::{OPEN, Query, SHOW, use_list_query};
use super::state::State;
use super::table;
use crate::lazy::{part, parts, quiet_part};
use crate::plan::head::ProjectHead;
use crate::plan::manage::{self, Person};
use crate::plan::places::{Places, ShownAs};
use crate::plan::tabs::Tab;
use crate::plan::task::beside::{self, TaskBeside};
use crate::plan::views::ViewBar;
use crate::ui::page::{Loading, Title, load, loaded, param};
use crate::words;

pub struct ListPage {
    data: Loading,
}

#[lazy_route]
impl LazyRoute for ListPage {
    fn data() -> Self {
        let key = param("project");
        // Without a project the address says whose tasks; while one leaves, it says so no longer.
        let path = use_location().pathname.get_untracked();
        let other = if path.ends_with("/mine") {
            "mine"
        } else {
            "tasks"
        };
        Self {
            data: read(Signal::derive(move || match key.get() {
                key if key.is_empty() => other.to_owned(),
                key => format!("p/{key}"),
            })),
        }
    }

    fn view(this: Self) -> AnyView {
        show(this.data)
    }
}

parts!(many::__preload_bar, table::__preload_table);

/// Reads the list that the address asks for. Another filter is another address of the same page: the page then reads
/// by itself and stays as it is.
fn read(place: Signal<String>) -> Loading {
    let (workspace, query) = (param("workspace"), use_list_query());
    load(
        "/do/plan/list",
        move || {
            [
                ("workspace", workspace.get()),
                ("place", place.get()),
                ("query", query.with_untracked(Query::asked)),
            ]
        },
        |[workspace, place, query]| api::read_list(workspace, place, query),
    )
}

fn show(data: Loading) -> AnyView {
    let query = use_list_query();
    loaded(data, move |list| view! { <View list=list query=query /> }).into_any()
}

#[component]
fn View(list: List, query: Memo<Query>) -> impl IntoView {
    // A project's list stands at its own address and at the project's: links keep the one that was come to.
    let path = use_location().pathname.get_untracked();
    let (workspace, place) = (list.workspace.clone(), list.place.clone());
    let title = match (&list.project, place.as_str()) {
        (Some(head), _) => words::task::list_of(&head.title),
        (None, "mine") => words::task::my_work(),
        (None, _) => words::task::all_tasks(),
    };
    let head = match list.project.clone() {
        Some(head) => project_head(&list, head),
        None => {
            let here = if place == "mine" { "mine" } else { "tasks" };
            view! {
                <Places workspace=workspace.clone() here=here />
                <ShownAs workspace=workspace.clone() place=here query=query calendar=false />
            }
            .into_any()
        }
    };
    let add = list
        .project
        .clone()
        .filter(|_| list.may_create)
        .map(|head| view! { <Add workspace=workspace.clone() project=head.id /> });
    let dated = list.project.is_some();
    let state = State::new(list, query);
    state.keep();
    over::fetch_when_idle();
    beside::fetch_when_idle();
    open_by_key(state, query, path.clone());
    let none = Memo::new(move |_| state.list.with(|list| list.total == 0));
    let place = StoredValue::new(path.clone());
    let filtered = move || {
        query.with(|q| {
            !q.with("sort", "")
                .with("group", "")
                .with("view", "")
                .with(SHOW, "")
                .asked()
                .is_empty()
        })
    };
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
        <div class="behind list-w" class:is-asleep=move || !state.awake.get() class:is-picking=move || state.picks()>
            {head}
            <ViewBar shown=state.views() page="list" query=query />
            <Filters offered=state.offered() query=query path=path.clone() fields=filters::LIST />
            {dated.then(|| view! { <p class="list-n">{words::task::nothing_moves()}</p> })}
            <Show when=move || none.get()>
                {move || {
                    let (title, text) = words::task::empty(filtered(), &place_of(state));
                    view! { <div class="empty"><p class="vt">{title}</p><p>{text}</p></div> }
                }}
            </Show>
            {quiet_part(move || many::bar(state))}
            <Show when=move || !none.get()>{part(move || table::table(state, query, place.get_value()))}</Show>
            {add}
            <Editor state=state />
        </div>
        {move || {
            let code = open.get();
            let peek = state.peek.try_update_value(std::mem::take).unwrap_or_default();
            (!code.is_empty()).then(|| view! { <TaskBeside workspace=workspace.clone() code=code back=back peek=peek /> })
        }}
    }
    .into_any()
}

fn place_of(state: State) -> String {
    state.list.with(|list| list.place.clone())
}

/// The keys of the list; Space looks into a task.
fn open_by_key(state: State, query: Memo<Query>, path: String) {
    let navigate = leptos_router::hooks::use_navigate();
    super::keyboard::keys(state, move |code: &str| {
        let to = query.with_untracked(|q| q.with(OPEN, code).at(&path));
        let options = leptos_router::NavigateOptions {
            scroll: false,
            ..Default::default()
        };
        navigate(&to, options);
    });
}

fn project_head(list: &List, head: api::Head) -> AnyView {
    let person = |p: &super::Named| Person {
        id: p.id.clone(),
        name: p.name.clone(),
        role: String::new(),
    };
    let head = manage::Head {
        workspace: list.workspace.clone(),
        id: head.id,
        key: head.key,
        title: head.title,
        client: head.client,
        people: list.choices.people.iter().map(person).collect(),
        manages: list.manages,
    };
    view! { <ProjectHead head=Signal::stored(head) here=Tab::List /> }.into_any()
}
