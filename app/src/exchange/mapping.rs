//! What becomes of the file's states, of what it keeps for closer circles, and of what it says beside: proposed, decided
//! by a person.

use crate::prelude::*;
use domain::exchange::landing::Landing;
use domain::exchange::own::Offer;
use domain::exchange::start::{BESIDE, CLOSED, ITERATIONS, OPENED, POINTS, RELEASES};
use domain::exchange::tracked::Level;

use super::api::{Planned, StateOfFile};
use crate::ui::form::Sending;
use crate::ui::icon::{Icon, Mark};
use crate::words::{self, exchange as said};

#[component]
pub fn States(states: Vec<StateOfFile>) -> impl IntoView {
    view! {
        <fieldset class="imp-people">
            <legend>{said::import_states()}</legend>
            <p class="hint">{said::import_states_text()}</p>
            {states.into_iter().enumerate().map(|(at, state)| {
                let options = Landing::all()
                    .map(|landing| (landing.code(), said::import_landing(landing, &state.name)))
                    .collect();
                view! { <Choice field=format!("states][{at}") name=state.name tasks=state.tasks chosen=state.chosen options=options /> }
            }).collect_view()}
        </fieldset>
    }
    .into_any()
}

#[component]
pub fn Levels(levels: Vec<Level>) -> impl IntoView {
    let options = || {
        vec![
            (CLOSED.code().to_owned(), said::import_level_closed()),
            (OPENED.code().to_owned(), said::import_level_opened()),
        ]
    };
    view! {
        <fieldset class="imp-people">
            <legend>{said::import_levels()}</legend>
            <p class="hint">{said::import_levels_text()}</p>
            {levels.into_iter().enumerate().map(|(at, level)| view! {
                <Choice field=format!("levels][{at}") name=level.name tasks=level.tasks chosen=CLOSED.code().to_owned() options=options() />
            }).collect_view()}
        </fieldset>
    }
    .into_any()
}

#[component]
pub fn Sprints(sprints: Planned, versions: Planned) -> impl IntoView {
    let one = |field: &str, name: String, of: Planned, becomes: (&str, String)| {
        let options = vec![
            (becomes.0.to_owned(), becomes.1),
            (BESIDE.to_owned(), said::import_beside()),
        ];
        (!of.becomes.is_empty()).then(|| view! {
            <Choice field=field.to_owned() name=name tasks=of.tasks chosen=becomes.0.to_owned() options=options />
            <details class="fold">
                <summary>{said::import_one_by_one(of.becomes.len())}</summary>
                <ul class="imp-list">
                    {of.becomes.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}
                </ul>
            </details>
        }.into_any())
    };
    let to_iterations = (ITERATIONS, said::import_to_iterations());
    let to_releases = (RELEASES, said::import_to_releases());
    view! {
        <fieldset class="imp-people">
            <legend>{said::import_planned()}</legend>
            <p class="hint">{said::import_planned_text()}</p>
            {one("sprints", said::import_sprints(), sprints, to_iterations)}
            {one("versions", said::import_versions(), versions, to_releases)}
        </fieldset>
    }
    .into_any()
}

#[component]
pub fn Fields(offers: Vec<Offer>) -> impl IntoView {
    let choice = |(at, offer): (usize, Offer)| {
        let kinds = offer.kinds.iter().map(|kind| kind.code());
        let mut options: Vec<(String, String)> = kinds
            .map(|code| (code.to_owned(), words::plan::field_kind(code)))
            .collect();
        options.push((BESIDE.to_owned(), said::import_own_beside()));
        if offer.points {
            let place = if offer.in_points {
                0
            } else {
                offer.kinds.len()
            };
            options.insert(place, (POINTS.to_owned(), said::import_to_points()));
        }
        let likeliest = options
            .first()
            .filter(|_| offer.proposed || offer.in_points);
        let chosen = likeliest.map_or_else(|| BESIDE.to_owned(), |(code, _)| code.clone());
        view! { <Choice field=format!("fields][{at}") name=offer.name tasks=offer.tasks chosen=chosen options=options /> }
    };
    view! {
        <fieldset class="imp-people">
            <legend>{said::import_own()}</legend>
            <p class="hint">{said::import_own_text()}</p>
            {offers.into_iter().enumerate().map(choice).collect_view()}
        </fieldset>
    }
    .into_any()
}

/// One thing of the file, how much work it is about, and what it becomes.
#[component]
fn Choice(
    field: String,
    name: String,
    tasks: u64,
    chosen: String,
    options: Vec<(String, String)>,
) -> impl IntoView {
    let sending = expect_context::<Sending>();
    let id = sending.id(&field.replace("][", "-"));
    let error_id = format!("{id}-e");
    let chosen = sending.value(&field, chosen);
    let refusal = {
        let field = field.clone();
        Signal::derive(move || sending.refusal(&field))
    };
    let described = {
        let error_id = error_id.clone();
        move || refusal.get().map(|_| error_id.clone())
    };
    view! {
        <div class="f imp-who">
            <label for=id.clone()><b>{name}</b><small class="num">{said::import_tasks(tasks)}</small></label>
            <span class="sel-w">
                <select class="in" id=id name=format!("form[{field}]") aria-invalid=move || refusal.get().is_some().then_some("true") aria-describedby=described>
                    {options.into_iter().map(|(value, name)| view! { <option value=value.clone() selected=value == chosen>{name}</option> }).collect_view()}
                </select>
                <Icon name="chevron-down" />
            </span>
            {move || refusal.get().map(|f| view! { <span class="err" id=error_id.clone()><Mark name="obstacle" />{words::code(f.code, &f.arg)}</span> })}
        </div>
    }
    .into_any()
}
