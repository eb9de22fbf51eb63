//! The offers as they stand below the field.

use crate::prelude::*;

use super::super::offers::{Group, Offer};
use super::super::page::pieces;
use super::State;
use super::take::Take;
use crate::ui::icon::{Icon, still};
use crate::ui::keys::Hint;
use crate::words::search as w;

/// One of the three groups, when there is something in it.
pub fn section(state: State, take: Take, group: Group, offers: &[Offer]) -> Option<AnyView> {
    let rows: Vec<AnyView> = offers
        .iter()
        .filter(|offer| offer.group == group)
        .map(|offer| row(state, take, offer.clone()))
        .collect();
    let (id, name) = match group {
        Group::Do => ("pal-h-do", w::group_do()),
        Group::GoTo => ("pal-h-go", w::go_to()),
        Group::Written => ("pal-h-said", w::said_and_written()),
    };
    (!rows.is_empty()).then(|| {
        view! {
            <div role="group" aria-labelledby=id>
                <div class="pal-h" id=id role="presentation">{name}</div>
                {rows}
            </div>
        }
        .into_any()
    })
}

fn row(state: State, take: Take, offer: Offer) -> AnyView {
    let id = offer.id();
    let here = id.clone();
    let is_chosen = move || {
        state
            .jump
            .at
            .with(|at| at.as_deref() == Some(here.as_str()))
    };
    let icon = match offer.mark {
        Some(mark) => still(mark),
        None => view! { <Icon name=offer.icon /> },
    };
    let key = offer.key.map(|key| view! { <Hint id=key /> });
    let (title, note) = (offer.title.clone(), offer.note.clone());
    let note = (!note.is_empty()).then(|| view! { " "<small>{note}</small> });
    view! {
        <div role="option" class="pal-o" id=id aria-selected=move || if is_chosen() { "true" } else { "false" }
            on:mousedown=|ev| ev.prevent_default() on:click=move |ev| take.now(offer.clone(), ev.ctrl_key() || ev.meta_key())>
            {icon}
            <span>{pieces(title)}{note}</span>
            {key}
        </div>
    }
    .into_any()
}
