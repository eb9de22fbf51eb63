//! "Move to…": the form that moves a card, beside the board while the address names it. It works without script, and by
//! every key that a form works by.

use crate::prelude::*;

use super::card::Around;
use super::state::Columns;
use super::{Card, Column};
use crate::plan::list::query::MOVE;
use crate::ui::drawer::Drawer;
use crate::ui::form::{Again, Form, Hidden, Select, Submit, Then};
use crate::words;
use crate::words::board as own;

pub fn moving(around: Around) -> AnyView {
    let asked = Memo::new(move |_| around.query.with(|q| q.get(MOVE).to_owned()));
    // Sent without script: the board comes back at the same address, with the card in its new place.
    let to = around.state.columns.to();
    let done = Again::here().is_some_and(|a| a.endpoint == to && a.refused.is_none());
    let done = StoredValue::new(if done {
        asked.get_untracked()
    } else {
        String::new()
    });
    view! {
        {move || {
            let code = asked.get();
            if code.is_empty() || done.with_value(|done| *done == code) {
                return None;
            }
            let found = around.state.board.with_untracked(|board| {
                let card = board.cards.iter().find(|card| card.code == code).cloned();
                Some((card?, board.cards.clone(), board.columns.clone()))
            });
            let (card, cards, columns) = found?;
            Some(form(around, card, &cards, &columns))
        }}
    }
    .into_any()
}

fn form(around: Around, card: Card, cards: &[Card], columns: &[Column]) -> AnyView {
    let name = |c: &Column| words::task::status(&c.name, &c.category);
    let (workspace, code) = (
        around
            .state
            .list
            .with_untracked(|list| list.workspace.clone()),
        card.code.clone(),
    );
    let states = columns.iter().map(|c| (c.id.clone(), name(c))).collect();
    let mut places = vec![
        ("first".to_owned(), own::first()),
        ("last".to_owned(), own::last()),
    ];
    let own_id = card.id.as_str();
    places.extend(columns.iter().flat_map(|column| {
        let there = cards
            .iter()
            .filter(move |c| c.column == column.id && c.id != own_id);
        there.map(move |c| (c.id.clone(), own::behind(&name(column), &c.code, &c.title)))
    }));
    let back = Signal::derive(move || {
        around
            .query
            .with(|q| around.path.with_value(|path| q.with(MOVE, "").at(path)))
    });
    let navigate = leptos_router::hooks::use_navigate();
    let close = move |_| {
        let options = leptos_router::NavigateOptions {
            scroll: false,
            ..Default::default()
        };
        navigate(&back.get_untracked(), options);
    };
    let then = Then {
        answered: Some(Callback::new(close)),
        ..Then::default()
    };
    let full = format!("/{workspace}/t/{code}");
    let title = own::move_card(&card.code, &card.title);
    let Card { id, column, .. } = card;
    let chosen = column.clone();
    let label = own::move_of(&code);
    let of = around.state.columns;
    let (into, was) = of.fields();
    let label_of = match of {
        Columns::States => own::state(),
        Columns::Iterations => words::iterations::iteration(),
    };
    view! {
        <Drawer label=label back=back full=full head=code>
            <div class="dr-b">
                <h2>{title}</h2>
                <Form to=of.to() name="move" class="form" then=then>
                    <Hidden name="workspace" value=workspace />
                    <Hidden name="task" value=id />
                    <Hidden name=was value=column />
                    <Select name=into label=label_of options=states value=chosen />
                    <Select name="place" label=own::place() options=places value="first" />
                    <div class="form-a"><Submit label=own::move_it() /></div>
                </Form>
            </div>
        </Drawer>
    }
    .into_any()
}
