//! A card. Its title leads to the task's own page, its other link to the form that moves it; where the page is awake
//! the task opens beside the board, and the card is taken by hand.

use crate::prelude::*;

use super::Card;
use super::spot::Spot;
use super::state::State;
use crate::plan::backlog::Planned;
use crate::plan::list::query::{MOVE, Query};
use crate::ui::avatar::Avatar;
use crate::ui::icon::{Icon, still};
use crate::words;
use crate::words::board as own;

/// What all cards of a board have in common.
#[derive(Clone, Copy)]
pub struct Around {
    pub state: State,
    pub query: Memo<Query>,
    pub path: StoredValue<String>,
    /// The key of the task that lies open beside the board.
    pub open: Memo<String>,
}

/// The card itself stays while it is in its column, with the focus on it; what it says is drawn anew.
pub fn card(around: Around, id: String) -> AnyView {
    let Around { state, .. } = around;
    let (workspace, may_move) = state
        .list
        .with_untracked(|list| (list.workspace.clone(), list.may_create));
    let first = untrack(|| state.card(&id)).unwrap_or_default();
    let code = first.code.clone();
    let href = format!("/{workspace}/t/{code}");
    let id = StoredValue::new(id);
    let card = Memo::new(move |_| {
        let now = id.with_value(|id| state.card(id));
        now.unwrap_or_else(|| first.clone())
    });
    let is_open = {
        let code = code.clone();
        move || around.open.with(|open| *open == code)
    };
    let is_pending = move || id.with_value(|id| state.pending(id));
    let is_carried = move || {
        let carried = |c: &Option<(String, Spot)>| {
            let card = c.as_ref().map(|(card, _)| card);
            card.is_some_and(|card| id.with_value(|id| card == id))
        };
        state.carried.with(carried)
    };
    let body = move || card.with(|card| body(around, card, may_move));
    view! {
        <li class="tk-l" data-id=id.get_value() data-code=code data-edit=may_move.then_some("") class:is-pending=is_pending class:is-carried=is_carried>
            <article class="tk" tabindex="-1" class:is-open=is_open class:is-done=move || card.with(|card| card.done)>
                <h3><a class="t" href=href draggable="false">{move || card.with(|card| card.title.clone())}</a></h3>
                {refusal(state, id)}
                {body}
            </article>
        </li>
    }
    .into_any()
}

fn body(around: Around, card: &Card, may_move: bool) -> AnyView {
    let up = card.part_of.as_deref().map(own::part_of);
    let why = card.why.clone().map(|(mark, text)| {
        let mark = if mark == "waiting" {
            "waiting"
        } else {
            "notready"
        };
        view! { <p class="tk-why">{still(mark)}<span class="because">{text}</span></p> }
    });
    view! {
        {up.map(|up| view! { <p class="tk-up">{up}</p> })}
        {why}
        <div class="tk-f">{foot(around.state, card)}{may_move.then(|| mover(around, card))}</div>
    }
    .into_any()
}

/// Leads to the form that moves it.
fn mover(around: Around, card: &Card) -> AnyView {
    let code = card.code.clone();
    let to = move || {
        around
            .query
            .with(|q| around.path.with_value(|path| q.with(MOVE, &code).at(path)))
    };
    let label = own::move_card(&card.code, &card.title);
    view! { <a class="ib ib-s tk-m" href=to data-noscroll="" draggable="false" aria-label=label title=own::move_to()><Icon name="ellipsis" /></a> }
        .into_any()
}

fn foot(state: State, card: &Card) -> AnyView {
    let (ticked, items) = card.checklist;
    let today = state.list.with_untracked(|list| list.today);
    let labels = card.labels.iter().take(3).cloned();
    let labels = labels
        .map(|label| view! { <span class="tag">{label}</span> })
        .collect_view();
    let due = card.due.map(|due| {
        let class = if card.late {
            "due num is-late"
        } else {
            "due num"
        };
        let late = card
            .late
            .then(|| view! { <span class="vh">{words::task::late()}</span> });
        view! { <span class=class>{words::dates::day(due.day, today)}{late}</span> }
    });
    let people = if card.people.is_empty() {
        view! { <span class="nobody"><Icon name="user-plus" /></span><span class="vh">{words::task::nobody()}</span> }.into_any()
    } else {
        let faces = card.people.iter().take(3).cloned();
        let faces = faces
            .map(|name| view! { <Avatar name=name class="av av-s" /> })
            .collect_view();
        let names = own::with(&card.people.join(", "));
        view! { <span class="stack" title=names.clone()>{faces}</span><span class="vh">{names}</span> }
            .into_any()
    };
    view! {
        <span class="q num">{card.code.clone()}</span>
        {card.milestone.then(|| view! { <span class="cnt">{still("milestone")}<span class="vh">{words::task::milestone()}</span></span> })}
        {(items > 0).then(|| view! { <span class="cnt num"><Icon name="list-checks" /><span class="vh">{words::task::checklist()}</span>{words::task::ticked_short(ticked, items)}</span> })}
        {(card.comments > 0).then(|| view! { <span class="cnt num"><Icon name="message-square" />{card.comments}<span class="vh">{words::comments(card.comments)}</span></span> })}
        {labels}
        {card.plan.as_ref().map(planned)}
        {due}
        {people}
    }
    .into_any()
}

/// In a backlog: its state, its estimate, its release, and how often it was carried over.
fn planned(plan: &Planned) -> AnyView {
    let (name, category) = &plan.state;
    let shape = crate::plan::list::mark(category);
    let state = words::task::status(name, category);
    let tag = |text: &String| {
        (!text.is_empty()).then(|| view! { <span class="tag">{text.clone()}</span> })
    };
    let carried = (plan.carried > 0)
        .then(|| view! { <span class="carried">{words::iterations::carried(plan.carried)}</span> });
    let estimate = match plan.estimate.as_str() {
        "" => view! { <span class="q">{words::task::not_said()}</span> }.into_any(),
        said => {
            view! { <span class="est num">{words::iterations::estimated(said)}</span> }.into_any()
        }
    };
    view! {
        <span class=format!("st st-{shape}")>{still(shape)}{state}</span>
        {estimate}
        {tag(&plan.release)}
        {carried}
    }
    .into_any()
}

/// Why its move was refused: it is back where it was.
fn refusal(state: State, card: StoredValue<String>) -> AnyView {
    view! {
        {move || card.with_value(|card| state.refusal(card)).map(|why| view! {
            <p class="refused" role="alert">
                {still("obstacle")}<span>{words::refused(&why)}</span>
                <button class="lk" type="button" on:click=move |_| card.with_value(|card| state.retry(card))>{words::retry()}</button>
                <button class="lk" type="button" on:click=move |_| card.with_value(|card| state.forget(card))>{words::close()}</button>
            </p>
        })}
    }
    .into_any()
}
