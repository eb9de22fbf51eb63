//! `/{workspace}/p/{key}/board`.

use crate::prelude::*;
use leptos_router::hooks::use_location;
use leptos_router::{LazyRoute, lazy_route};

use super::Board;
use super::api;
use super::card::Around;
use super::columns::columns;
use super::moving::moving;
use super::state::{Columns, State};
use crate::lazy::{part, parts};
use crate::plan::head::ProjectHead;
use crate::plan::list::filters::{self, Filters};
use crate::plan::list::query::{OPEN, Query, use_list_query};
use crate::plan::manage::{self, Person};
use crate::plan::tabs::Tab;
use crate::plan::task::beside::{self, TaskBeside};
use crate::plan::views::{VIEW, ViewBar};
use crate::ui::page::{Loading, Title, load, loaded, param};
use crate::words;
use crate::words::board as own;

/// A board filters as the list does; its order is its own.
const FIELDS: filters::Fields = filters::Fields {
    choices: filters::LIST.choices,
    kept: &[VIEW],
};

pub struct BoardPage {
    data: Loading,
}

#[lazy_route]
impl LazyRoute for BoardPage {
    fn data() -> Self {
        // Another filter is another address of the same page: the page then reads by itself and stays as it is.
        let (workspace, project) = (param("workspace"), param("project"));
        let query = use_list_query();
        let data = load(
            "/do/plan/board",
            move || {
                [
                    ("workspace", workspace.get()),
                    ("project", project.get()),
                    ("query", query.with_untracked(Query::asked)),
                ]
            },
            |[workspace, project, query]| api::read_board(workspace, project, query),
        );
        Self { data }
    }

    fn view(this: Self) -> AnyView {
        let query = use_list_query();
        loaded(this.data, move |board| show(board, query)).into_any()
    }
}

parts!(super::columns::__preload_columns);

fn show(board: Board, query: Memo<Query>) -> AnyView {
    let path = use_location().pathname.get_untracked();
    let workspace = board.list.workspace.clone();
    let head = head(&board);
    let title = own::board_of(&head.title);
    let state = State::new(board, query, Columns::States);
    state.keep();
    beside::fetch_when_idle();
    let around = Around {
        state,
        query,
        path: StoredValue::new(path.clone()),
        open: Memo::new(move |_| query.with(|q| q.get(OPEN).to_owned())),
    };
    super::keyboard::keys(around);
    let at_path = move |q: Query| around.path.with_value(|path| q.at(path));
    let back = Signal::derive(move || at_path(query.with(|q| q.with(OPEN, ""))));
    let title = Signal::derive(move || match around.open.get().as_str() {
        "" => title.clone(),
        open => words::task::beside(open, &title),
    });
    let none = Memo::new(move |_| state.cards.with(Vec::is_empty));
    let filtered = move || {
        query.with(|q| {
            !q.with("group", "")
                .with("sort", "")
                .with(VIEW, "")
                .asked()
                .is_empty()
        })
    };
    let place = NodeRef::<leptos::html::Div>::new();
    let may_move = state.list.with_untracked(|list| list.may_create);
    if may_move {
        super::drag::drags(state, place);
    }
    view! {
        <Title page=title />
        <div class="behind board-p">
            <ProjectHead head=Signal::stored(head) here=Tab::Board />
            <ViewBar shown=state.views() page="board" query=query />
            <Filters offered=state.offered() query=query path=path fields=FIELDS />
            {may_move.then(|| view! { <p class="list-n board-how">{own::how()}</p> })}
            <Show when=move || none.get() && filtered()>
                {move || {
                    let (title, text) = words::task::empty(true, "board");
                    view! { <div class="empty"><p class="vt">{title}</p><p>{text}</p></div> }
                }}
            </Show>
            <div class="board" role="region" aria-label=own::board() tabindex="0" style=move || format!("--cols:{}", state.board.with(|b| b.columns.len())) node_ref=place on:click=super::keyboard::pressed(around)>
                {part(move || columns(around))}
            </div>
            <p class="vh" role="status">{move || state.said.get()}</p>
        </div>
        {moving(around)}
        {move || {
            let code = around.open.get();
            let peek = state.peek.try_update_value(std::mem::take).unwrap_or_default();
            (!code.is_empty()).then(|| view! { <TaskBeside workspace=workspace.clone() code=code back=back peek=peek /> })
        }}
    }
    .into_any()
}

/// The head of a project, as its board knows it.
pub fn head(board: &Board) -> manage::Head {
    let list = &board.list;
    let person = |p: &crate::plan::list::Named| Person {
        id: p.id.clone(),
        name: p.name.clone(),
        role: String::new(),
    };
    let head = list.project.clone().unwrap_or_default();
    manage::Head {
        workspace: list.workspace.clone(),
        id: head.id,
        key: head.key,
        title: head.title,
        client: head.client,
        people: list.choices.people.iter().map(person).collect(),
        manages: list.manages,
    }
}
