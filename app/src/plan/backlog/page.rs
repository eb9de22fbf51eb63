//! `/{workspace}/p/{key}/backlog`.

use crate::prelude::*;
use leptos_router::hooks::use_location;
use leptos_router::{LazyRoute, lazy_route};

use super::api;
use super::iteration::new_iteration;
use super::releases::releases;
use super::sections::{closed, sections};
use crate::lazy::{part, parts};
use crate::plan::board::card::Around;
use crate::plan::board::page::head;
use crate::plan::board::state::{Columns, State};
use crate::plan::board::{Board, drag, keyboard, moving};
use crate::plan::head::ProjectHead;
use crate::plan::list::query::{OPEN, Query, use_list_query};
use crate::plan::tabs::Tab;
use crate::plan::task::beside::TaskBeside;
use crate::ui::page::{Loading, Title, load_here, loaded};
use crate::words;
use crate::words::iterations as own;

pub struct BacklogPage {
    data: Loading,
}

#[lazy_route]
impl LazyRoute for BacklogPage {
    fn data() -> Self {
        Self {
            data: load_here(
                "/do/plan/backlog",
                [("workspace", "workspace"), ("project", "project")],
                |[workspace, project]| api::read_backlog(workspace, project),
            ),
        }
    }

    fn view(this: Self) -> AnyView {
        let query = use_list_query();
        loaded(this.data, move |board| show(board, query)).into_any()
    }
}

parts!(super::sections::__preload_sections);

fn show(board: Board, query: Memo<Query>) -> AnyView {
    let path = use_location().pathname.get_untracked();
    let workspace = board.list.workspace.clone();
    let head = head(&board);
    let title = own::backlog_of(&head.title);
    let state = State::new(board, query, Columns::Iterations);
    state.keep();
    let around = Around {
        state,
        query,
        path: StoredValue::new(path),
        open: Memo::new(move |_| query.with(|q| q.get(OPEN).to_owned())),
    };
    keyboard::keys(around);
    let at_path = move |q: Query| around.path.with_value(|path| q.at(path));
    let back = Signal::derive(move || at_path(query.with(|q| q.with(OPEN, ""))));
    let title = Signal::derive(move || match around.open.get().as_str() {
        "" => title.clone(),
        open => words::task::beside(open, &title),
    });
    let place = NodeRef::<leptos::html::Div>::new();
    let (may_move, manages) = state
        .list
        .with_untracked(|list| (list.may_create, list.manages));
    if may_move {
        drag::drags(state, place);
    }
    view! {
        <Title page=title />
        <div class="behind board-p">
            <ProjectHead head=Signal::stored(head) here=Tab::Backlog />
            {may_move.then(|| view! { <p class="list-n board-how">{own::how()}</p> })}
            {manages.then(|| new_iteration(state))}
            <div class="board backlog" role="region" aria-label=own::plan() tabindex="0" node_ref=place on:click=keyboard::pressed(around)>
                {part(move || sections(around))}
            </div>
            {closed(state)}
            {releases(state)}
            <p class="vh" role="status">{move || state.said.get()}</p>
        </div>
        {moving::moving(around)}
        {move || {
            let code = around.open.get();
            let peek = state.peek.try_update_value(std::mem::take).unwrap_or_default();
            (!code.is_empty()).then(|| view! { <TaskBeside workspace=workspace.clone() code=code back=back peek=peek /> })
        }}
    }
    .into_any()
}
