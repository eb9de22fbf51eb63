//! Many tasks at once: the bar that stands in the table's head while something is ticked. Its form holds the boxes of
//! all rows, and its buttons say what is done, all at one address. Asleep the boxes themselves say what is ticked, and
//! the style sheet shows the bar; awake the page knows, also of rows that are not drawn.

use crate::prelude::*;
use leptos::{LazyViewError, lazy};

use super::api::List;
use super::state::State;
use crate::answer::{Answer, What};
use crate::ui::form::{Field, Form, Hidden, Select, Then};
use crate::ui::icon::{Icon, still};
use crate::words;

/// The form of all boxes.
pub const FORM: &str = "many";

/// What states mean, where there are those of several projects.
const CATEGORIES: [&str; 4] = ["todo", "doing", "review", "done"];

#[lazy(fallible)]
pub fn bar(state: State) -> Result<AnyView, LazyViewError> {
    Ok(view! { <Bar state=state /> }.into_any())
}

#[component]
fn Bar(state: State) -> impl IntoView {
    let list = state.list.get_untracked();
    let then = Then {
        answered: Some(Callback::new(move |answer| done(state, &answer))),
        ..Then::default()
    };
    view! {
        <div class="many">
            <Form to="/do/plan/change_tasks" name=FORM id=FORM then=then>
                <Hidden name="workspace" value=list.workspace.clone() />
                {move || chosen(state)}
                // Enter in a field does what that field is for.
                <button hidden type="submit" name="form[change]" value="typed"></button>
                <div class="many-b" role="group" aria-label=words::task::what_to_do()>
                    <p class="many-n">{move || number(state)}</p>
                    {menu(words::task::bulk_state(), states(&list))}
                    {menu(words::task::bulk_person(), people(&list))}
                    {menu(words::task::bulk_dates(), days())}
                    {menu(words::task::bulk_label(), labels())}
                    {planned(&list)}
                    {press("trash", words::task::bulk_trash())}
                    {move || state.awake.get().then(|| view! {
                        <button class="b b-s b-q" type="button" on:click=move |_| state.select_all()>{words::task::select_all()}</button>
                        <button class="b b-s b-q" type="button" on:click=move |_| state.let_go()>{words::task::let_go()}</button>
                    })}
                </div>
            </Form>
        </div>
    }
    .into_any()
}

/// Awake: what is ticked, as the boxes say it asleep.
fn chosen(state: State) -> AnyView {
    if !state.awake.get() {
        return ().into_any();
    }
    state.selected.with(|selected| {
        let one = |(id, seen): (&String, &i64)| {
            let name = format!("form[tasks][{id}]");
            view! { <input type="hidden" name=name value=seen.to_string() /> }
        };
        selected.iter().map(one).collect_view().into_any()
    })
}

fn number(state: State) -> String {
    if !state.awake.get() {
        return words::task::the_ticked();
    }
    let selected = words::task::selected(state.selected.with(|selected| selected.len()));
    match state.gaps.get() {
        true => format!("{selected} {}", words::task::some_not_here()),
        false => selected,
    }
}

/// A few ways to one end, folded.
fn menu(label: String, body: AnyView) -> AnyView {
    view! {
        <details class="many-d" name=FORM>
            <summary class="b b-s">{label}<Icon name="chevron-down" /></summary>
            <div class="many-m">{body}</div>
        </details>
    }
    .into_any()
}

fn press(change: &str, label: String) -> AnyView {
    view! { <button class="b b-s" type="submit" name="form[change]" value=change.to_owned()>{label}</button> }
        .into_any()
}

fn states(list: &List) -> AnyView {
    let state = |to: &str, name: String, category: &str| {
        let mark = super::mark(category);
        view! {
            <button class="opt-b" type="submit" name="form[change]" value=format!("status {to}")>{still(mark)}<span>{name}</span></button>
        }
    };
    let options = if list.project.is_some() {
        let all = list.choices.statuses.iter();
        all.map(|s| {
            state(
                &s.id,
                words::task::status(&s.name, &s.category),
                &s.category,
            )
        })
        .collect_view()
    } else {
        let all = CATEGORIES.iter();
        all.map(|category| state(category, words::task::status("", category), category))
            .collect_view()
    };
    view! { <div class="opts">{options}</div> }.into_any()
}

fn people(list: &List) -> AnyView {
    let people = list.choices.people.iter();
    let people = people.map(|p| (p.id.clone(), p.name.clone())).collect();
    view! {
        <Select name="person" label=words::task::person() options=people />
        <div class="many-a">{press("give", words::task::bulk_give())}{press("take", words::task::bulk_take())}</div>
    }
    .into_any()
}

fn days() -> AnyView {
    view! {
        <Field name="start" label=words::task::start() hint=words::task::day_hint() />
        <div class="many-a">{press("start", words::task::bulk_start())}{press("no start", words::task::bulk_no_start())}</div>
        <Field name="finish" label=words::task::finish() hint=words::task::day_hint() />
        <div class="many-a">{press("finish", words::task::bulk_finish())}{press("no finish", words::task::bulk_no_finish())}</div>
    }
    .into_any()
}

fn labels() -> AnyView {
    view! {
        <Field name="label" label=words::task::label() hint=words::task::label_hint() />
        <div class="many-a">{press("label", words::task::bulk_put_on())}{press("unlabel", words::task::bulk_take_off())}</div>
    }
    .into_any()
}

/// Into an iteration and a release, where the project has any.
fn planned(list: &List) -> AnyView {
    let of = &list.choices;
    let none = |words: String| (String::new(), words);
    let iterations = of.iterations.iter().filter(|one| !one.closed);
    let iterations: Vec<_> = iterations
        .map(|one| (one.id.clone(), one.name.clone()))
        .chain([none(words::iterations::no_iteration())])
        .collect();
    let releases: Vec<_> = of
        .releases
        .iter()
        .map(|one| (one.id.clone(), one.name.clone()))
        .chain([none(words::iterations::no_release())])
        .collect();
    let iteration = (!of.iterations.is_empty()).then(|| {
        view! {
            <Select name="iteration" label=words::iterations::iteration() options=iterations />
            <div class="many-a">{press("iteration", words::iterations::put_into_it())}</div>
        }
    });
    let release = (!of.releases.is_empty()).then(|| {
        view! {
            <Select name="release" label=words::iterations::release() options=releases />
            <div class="many-a">{press("release", words::iterations::put_into_it())}</div>
        }
    });
    let any = iteration.is_some() || release.is_some();
    let body = view! { {iteration}{release} }.into_any();
    any.then(|| menu(words::iterations::put_into(), body))
        .into_any()
}

/// What went to the trash is not selected any more; all else stays, for the next change of the same.
fn done(state: State, answer: &Answer) {
    #[cfg(feature = "hydrate")]
    fold();
    let trashed = |answer: &Answer| {
        let said = answer.said.as_ref();
        said.is_some_and(|said| said.what == What::ManyTrashed)
    };
    if trashed(answer) {
        state.let_go();
        #[cfg(feature = "hydrate")]
        super::keyboard::focus(".list tr.row a.t");
    }
}

/// Folds what was open, with the focus on its name, and empties what was typed.
#[cfg(feature = "hydrate")]
fn fold() {
    use wasm_bindgen::JsCast;
    let find = |what: &str| document().query_selector(what).ok().flatten();
    let summary = find(".many details[open] > summary");
    if let Some(summary) = summary.and_then(|s| s.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = summary.focus();
        if let Some(details) = summary.parent_element() {
            let _ = details.remove_attribute("open");
        }
    }
    for name in ["start", "finish", "label"] {
        let field = find(&format!(".many input[name='form[{name}]']"));
        if let Some(field) = field.and_then(|f| f.dyn_into::<web_sys::HtmlInputElement>().ok()) {
            field.set_value("");
        }
    }
}
