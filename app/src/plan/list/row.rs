//! A task in a list. Its link leads to the task's own page; each value leads to that value's form there. Where the page
//! is awake the table takes these clicks: the task opens beside the list, a value is edited where it stands.

use std::collections::HashMap;
use std::sync::Arc;

use crate::prelude::*;
use domain::time::When;

use super::state::{Shown, State};
use super::{Named, Row};
use crate::plan::own::OwnField;
use crate::ui::avatar::Avatar;
use crate::ui::form::Again;
use crate::ui::icon::{Icon, still};
use crate::words;

/// Whose value a link of a row is: read by the table when it is pressed.
pub const CELL: &str = "data-cell";

#[component]
pub fn TaskRow(
    state: State,
    id: Arc<str>,
    lines: Memo<HashMap<Arc<str>, i64>>,
    open: Signal<String>,
    columns: Memo<Vec<OwnField>>,
) -> impl IntoView {
    let first = state.row(&id).unwrap_or_default();
    let shown = {
        let first = first.clone();
        let id = Arc::clone(&id);
        Memo::new(move |_| state.row(&id).unwrap_or_else(|| first.clone()))
    };
    let (code, may_edit) = (first.row.code.clone(), first.row.may_edit);
    let workspace = state.list.with_untracked(|list| list.workspace.clone());
    let href = StoredValue::new(format!("/{workspace}/t/{code}"));
    let line = {
        let id = Arc::clone(&id);
        move || lines.with(|lines| lines.get(&id).map(i64::to_string))
    };
    let class = {
        let (id, code) = (Arc::clone(&id), code.clone());
        move || {
            let (done, sum, pending, why) = shown.with(|s| {
                let why = s.row.stopped.is_some() || s.row.broken.is_some();
                (s.row.done(), s.row.kind == "summary", s.pending, why)
            });
            let selected = state.selected.with(|all| all.contains_key(&*id));
            let classes = [
                (true, "row"),
                (selected, "is-sel"),
                (done, "is-done"),
                (sum, "is-sum"),
                (open.with(|open| *open == code), "is-open"),
                (pending, "is-pending"),
                (why, "has-why"),
            ];
            let on = classes.into_iter().filter(|(on, _)| *on);
            on.map(|(_, class)| class).collect::<Vec<_>>().join(" ")
        }
    };
    // Drawn anew in place, as a whole, when something of it changes: to follow each value by itself takes longer than
    // a frame has when many rows come into view.
    let what = move || shown.with(|s| href.with_value(|href| values(s, href, state)));
    let marked = {
        let id = Arc::clone(&id);
        move || shown.with(|s| mark(&s.row, &id))
    };
    view! {
        <tr class=class data-id=id.to_string() data-code=code data-edit=may_edit.then_some("") aria-rowindex=line>
            <td class="c-mk">{marked}{may_edit.then(|| tick(state, shown, &id))}</td>
            {what}
            {move || columns.get().into_iter().map(|field| own(shown, href, field)).collect_view()}
        </tr>
    }
    .into_any()
}

/// What it says of itself, each value where it is edited.
fn values(shown: &Shown, href: &str, state: State) -> AnyView {
    let row = &shown.row;
    let cell = |class: &'static str, cell: &'static str, value: AnyView| {
        let value = match (row.may_edit, row.computed(cell)) {
            (true, false) => {
                let to = format!("{href}#{cell}");
                view! { <a class="pv" href=to data-cell=cell>{value}</a> }.into_any()
            }
            (_, true) => view! { <span class="pv is-sums" title=words::task::of_parts()>{value}<span class="vh">", "{words::task::of_parts()}</span></span> }
                .into_any(),
            _ => view! { <span class="pv">{value}</span> }.into_any(),
        };
        view! { <td class=class>{value}</td> }.into_any()
    };
    let level = (row.level > 1).then(|| row.level.min(5).to_string());
    view! {
        <th class="c-t" scope="row" data-level=level>
            <div class="t-l">
                <a class="t" href=href.to_owned()>{row.title.clone()}</a>
                <small class="num">{row.code.clone()}</small>
                {beside(row)}
                {row.may_edit.then(|| more(row, href))}
            </div>
            {below(shown, state)}
        </th>
        {cell("c-st", "status", status(row))}
        {cell("c-own", "with", people(row))}
        {cell("c-day c-start", "start", day(row.start, false))}
        {cell("c-day c-due", "finish", day(row.finish, row.late))}
        {cell("c-eff r", "effort", effort(row))}
    }
    .into_any()
}

/// Everything of a task that can be edited where it stands, also for whoever has no keys to press: what has no column
/// on a narrow page too.
fn more(row: &Row, href: &str) -> AnyView {
    let label = words::task::edit_task(&row.title);
    view! { <a class="ib ib-s more" href=format!("{href}#title") data-cell="more" aria-label=label.clone() title=label><Icon name="ellipsis" /></a> }
        .into_any()
}

/// The mark is the button: one press and it is done. All rows share the form around the table.
fn mark(row: &Row, id: &str) -> AnyView {
    if !row.may_edit {
        return view! { <span class="mk">{still(row.mark())}</span> }.into_any();
    }
    let label = if row.done() {
        words::open_again(&row.title)
    } else {
        words::mark_done(&row.title)
    };
    let to = row.done().then_some("/do/plan/reopen_task");
    view! {
        <button class="mk" type="submit" name="form[record]" value=id.to_owned() formaction=to aria-label=label>
            {still(row.mark())}
        </button>
    }
    .into_any()
}

/// Takes the row into a change of many. The boxes of all rows belong to one form.
fn tick(state: State, shown: Memo<Shown>, id: &str) -> AnyView {
    let again = Again::here().filter(|again| again.form == super::many::FORM);
    let was = again.is_some_and(|again| again.typed.contains_key(&format!("tasks][{id}")));
    let seen = state.list.with_untracked(|list| list.seq.to_string());
    let (name, pressed) = (format!("form[tasks][{id}]"), id.to_owned());
    let id = id.to_owned();
    let on = move || state.selected.with(|selected| selected.contains_key(&id));
    let press = move |ev: leptos::ev::MouseEvent| {
        if !ev.shift_key() {
            return state.toggle(&pressed);
        }
        state.select_to(&pressed);
        // One that was ticked already stays so: what the browser made of the press is not meant.
        #[cfg(feature = "hydrate")]
        event_target::<web_sys::HtmlInputElement>(&ev).set_checked(true);
    };
    let label = move || shown.with(|s| words::task::select(&s.row.title));
    // Awake the bar says what is ticked, also of rows that are not drawn.
    view! {
        <label class="pick">
            <input class="ck" type="checkbox" form=super::many::FORM name=move || (!state.awake.get()).then(|| name.clone()) value=seen checked=was prop:checked=on aria-label=label on:click=press />
        </label>
    }
    .into_any()
}

/// What is said of it in figures, after its title.
fn beside(row: &Row) -> AnyView {
    let (ticked, items) = row.checklist;
    let labels = row
        .labels
        .iter()
        .map(|label| view! { <span class="tag">{label.name.clone()}</span> })
        .collect_view();
    view! {
        {(row.kind == "milestone").then(|| view! { <span class="cnt">{still("milestone")}<span class="vh">{words::task::milestone()}</span></span> })}
        {(!row.project_title.is_empty()).then(|| view! { <small class="prj">{row.project_title.clone()}</small> })}
        {row.sums.map(|sums| view! { <span class="cnt num">{words::task::percent_of_parts(sums.percent)}</span> })}
        {labels}
        {row.repeats.then(|| view! { <span class="cnt"><Icon name="repeat" /><span class="vh">{words::recurrence::repeats()}</span></span> })}
        {(items > 0).then(|| view! { <span class="cnt num"><Icon name="list-checks" /><span class="vh">{words::task::checklist()}</span>{words::task::ticked_short(ticked, items)}</span> })}
        {(row.comments > 0).then(|| view! { <span class="cnt num"><Icon name="message-square" />{row.comments}<span class="vh">{words::comments(row.comments)}</span></span> })}
    }
    .into_any()
}

/// The second line: why a change was refused, why it stands still, or which date breaks a link.
fn below(shown: &Shown, state: State) -> AnyView {
    let row = &shown.row;
    let plain = Again::here().and_then(|again| {
        let marked =
            again.form == super::table::MARKS && again.typed.get("record") == Some(&row.id);
        let mine = marked || again.form == super::keep::name(&row.id);
        again.refused.filter(|_| mine)
    });
    if let Some(why) = shown.refused.clone() {
        let (task, other) = (row.id.clone(), row.id.clone());
        return view! {
            <p class="refused" role="alert">
                {still("obstacle")}<span>{words::refused(&why)}</span>
                <button class="lk" type="button" on:click=move |_| state.retry(&task)>{words::retry()}</button>
                <button class="lk" type="button" on:click=move |_| state.forget(&other)>{words::close()}</button>
            </p>
        }
        .into_any();
    }
    if let Some(why) = plain {
        return view! { <p class="refused" role="alert">{still("obstacle")}<span>{words::refused(&why)}</span></p> }
            .into_any();
    }
    if let Some(stop) = &row.stopped {
        return view! {
            <p class="why">{still("waiting")}<span class="because">{words::task::stopped_line(&stop.because, &stop.mover)}</span></p>
        }
        .into_any();
    }
    if let Some(broken) = row.broken.clone().filter(|_| !row.done()) {
        let today = state.list.with_untracked(|list| list.today);
        let keeps = words::task::keeps(
            broken.finish,
            &words::dates::day_in_a_sentence(broken.keeps.day, today),
        );
        let change = super::changes::keep(row, &broken);
        // Its form stands below the table: no form stands in another.
        let fix = row.may_edit.then(|| {
            view! {
                <button class="lk" type="submit" form=super::keep::name(&row.id) on:click=move |ev: leptos::ev::MouseEvent| {
                    ev.prevent_default();
                    ev.stop_propagation();
                    state.send(change.clone());
                }>{keeps}</button>
            }
        });
        return view! {
            <p class="why">{still("notready")}<span class="because">{words::task::breaks(&broken.by, broken.finish)}</span>{fix}</p>
        }
        .into_any();
    }
    ().into_any()
}

/// What it says in a field of the project's own: leads to that field's form.
fn own(shown: Memo<Shown>, href: StoredValue<String>, field: OwnField) -> AnyView {
    let value = shown.with(|s| {
        let mut own = s.row.own.iter();
        own.find(|(id, _)| *id == field.id)
            .map(|(_, value)| value.clone())
    });
    let today = use_context::<super::table::Today>().map(|today| today.0);
    let to = href.with_value(|href| match crate::plan::own::beside(&field.id) {
        Some(field) => format!("{href}#{}", field.id),
        None => format!("{href}#field-{}", field.id),
    });
    let said = match value {
        Some(value) => {
            crate::plan::own::said(&field.kind, &field.unit, &value, today.unwrap_or_default())
                .into_any()
        }
        None => view! { <span class="vh">{words::task::not_said()}</span> }.into_any(),
    };
    view! { <td class="c-f"><a class="pv" href=to><span>{said}</span></a></td> }.into_any()
}

/// What is not known is no zero: nothing to the eye, and said to the ear, since it can be pressed.
fn effort(row: &Row) -> AnyView {
    match row.effort {
        Some(minutes) => words::dates::work(minutes, row.per_day).into_any(),
        None => view! { <span class="vh">{words::task::not_said()}</span> }.into_any(),
    }
}

fn status(row: &Row) -> AnyView {
    let name = words::task::status(&row.status.name, &row.status.category);
    view! { <span class=format!("st st-{}", row.mark())>{name}</span> }.into_any()
}

/// The first by name, the others counted.
fn people(row: &Row) -> AnyView {
    let faces = row
        .people
        .iter()
        .take(3)
        .map(|p| view! { <Avatar name=p.name.clone() class="av av-s" /> })
        .collect_view();
    let words = match row.people.as_slice() {
        [] => words::task::nobody(),
        [one] => one.name.clone(),
        [first, others @ ..] => words::task::and_more(first_name(first), others.len()),
    };
    if row.people.is_empty() {
        return view! { <span class="nobody"><Icon name="user-plus" /></span><span class="vh">{words}</span> }.into_any();
    }
    view! { <span class="stack">{faces}</span><span>{words}</span> }.into_any()
}

fn first_name(person: &Named) -> &str {
    person.name.split(' ').next().unwrap_or(&person.name)
}

fn day(when: Option<When>, late: bool) -> AnyView {
    let Some(when) = when else {
        return view! { <span class="q">{words::task::no_date()}</span> }.into_any();
    };
    let today = use_context::<super::table::Today>().map_or(when.day, |today| today.0);
    let class = match (late, when.day == today) {
        (true, _) => "num is-late",
        (false, true) => "num is-today",
        _ => "num",
    };
    let text = words::dates::day(when.day, today);
    let time = when
        .time
        .map(|time| format!(" {}", words::dates::time(time)));
    view! { <span class=class>{text}{time}{late.then(|| view! { <span class="vh">{words::task::late()}</span> })}</span> }
        .into_any()
}
