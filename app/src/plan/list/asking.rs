//! What the small form over a cell asks: a line, a day, some of many.

use crate::prelude::*;

use super::state::{Change, State};
use super::{Named, Row};
use crate::ui::icon::Icon;
use crate::words;

/// What may be chosen in a row's project: at hand in a project's list, else read when it is wanted.
pub fn choices(state: State, row: &Row) -> RwSignal<Option<super::api::Choices>> {
    let at_hand = state
        .list
        .with_untracked(|list| list.project.is_some().then(|| list.choices.clone()));
    let choices = RwSignal::new(at_hand);
    if choices.with_untracked(Option::is_none) {
        let workspace = state.list.with_untracked(|list| list.workspace.clone());
        let project = row.project.clone();
        leptos::task::spawn_local(async move {
            if let Ok(read) = super::api::read_choices(workspace, project).await {
                let _ = choices.try_set(Some(read));
            }
        });
    }
    choices
}

/// One line; Enter saves.
pub fn typed(label: String, value: String, hint: String, save: Callback<String>) -> AnyView {
    let field = NodeRef::<leptos::html::Input>::new();
    let save = move || save.run(field.get_untracked().map(|f| f.value()).unwrap_or_default());
    view! {
        <div class="ed-b">
            <label class="f"><span class="lab">{label}</span><input class="in" node_ref=field value=value on:keydown=move |ev| if ev.key() == "Enter" { ev.prevent_default(); save(); } /></label>
            {(!hint.is_empty()).then(|| view! { <p class="hint q">{hint}</p> })}
            <button class="b b-s b-p" type="button" on:click=move |_| save()>{words::save()}</button>
        </div>
    }
    .into_any()
}

/// A day: its words, the calendar, and the ones most often meant.
pub fn days(label: String, value: String, save: Callback<String>) -> AnyView {
    let field = NodeRef::<leptos::html::Input>::new();
    let typed = move || save.run(field.get_untracked().map(|f| f.value()).unwrap_or_default());
    let often = ["today", "tomorrow", "friday", "next monday", ""].map(|day| {
        view! {
            <button class="opt-b" type="button" on:click=move |_| save.run(day.to_owned())><span>{words::task::often(day)}</span></button>
        }
    });
    view! {
        <div class="ed-b">
            <label class="f"><span class="lab">{label}</span><input class="in" node_ref=field value=value placeholder=words::task::day_hint() on:keydown=move |ev| if ev.key() == "Enter" { ev.prevent_default(); typed(); } /></label>
            <div class="opts opts-l">{often.collect_view()}</div>
            <label class="f"><span class="lab">{words::task::calendar()}</span><input class="in" type="date" on:change=move |ev| save.run(event_target_value(&ev)) /></label>
            <button class="b b-s b-p" type="button" on:click=move |_| typed()>{words::save()}</button>
        </div>
    }
    .into_any()
}

/// Some of many: a press puts one on or takes it off, and the list stays open.
pub fn pick(
    state: State,
    row: Row,
    of: fn(super::api::Choices) -> Vec<Named>,
    chosen: fn(&Row) -> Vec<Named>,
    change: fn(&Row, &Named) -> Change,
    may_make: bool,
) -> AnyView {
    let choices = choices(state, &row);
    let filter = RwSignal::new(String::new());
    let id = StoredValue::new(row.id.clone());
    let now = move || {
        let now = id.with_value(|id| state.row(id));
        now.map_or_else(|| row.clone(), |shown| Row::clone(&shown.row))
    };
    let now = Memo::new(move |_| now());
    let field = NodeRef::<leptos::html::Input>::new();
    let press = move |named: Named| {
        // The choices are drawn anew: the focus stays where the next can be looked for.
        if let Some(field) = field.get_untracked() {
            let _ = field.focus();
        }
        // The next press stands on the answer to this one.
        if !id
            .with_value(|id| state.row(id))
            .is_some_and(|shown| shown.pending)
        {
            state.send(now.with_untracked(|row| change(row, &named)));
        }
    };
    let shown = move || {
        let wanted = filter.get().trim().to_lowercase();
        let mut list = choices.get().map(of).unwrap_or_default();
        // Who has it and would not be offered can still be taken off.
        let more = now.with(chosen).into_iter();
        let more: Vec<_> = more
            .filter(|c| !c.id.is_empty() && list.iter().all(|n| n.id != c.id))
            .collect();
        list.extend(more);
        list.retain(|named| named.name.to_lowercase().contains(&wanted));
        let new =
            may_make && !wanted.is_empty() && list.iter().all(|n| n.name.to_lowercase() != wanted);
        let options = list.into_iter().map(|named| {
            let on = now.with(|row| chosen(row).iter().any(|c| c.id == named.id || c.name == named.name));
            let name = named.name.clone();
            view! {
                <button class="opt-b" type="button" aria-pressed=on.to_string() on:click=move |_| press(named.clone())>
                    <span>{name}</span>{on.then(|| view! { <Icon name="check" /> })}
                </button>
            }
        }).collect_view();
        let make = new.then(|| {
            let name = filter.get_untracked().trim().to_owned();
            let named = Named { id: String::new(), name: name.clone() };
            view! { <button class="opt-b" type="button" on:click=move |_| press(named.clone())><Icon name="plus" /><span>{words::task::new_label(&name)}</span></button> }
        });
        view! { {options}{make} }
    };
    view! {
        <div class="ed-b">
            <input class="in" type="search" node_ref=field aria-label=words::task::narrow() placeholder=words::task::narrow() prop:value=move || filter.get() on:input=move |ev| filter.set(event_target_value(&ev)) />
            <div class="opts">{shown}</div>
        </div>
    }
    .into_any()
}
