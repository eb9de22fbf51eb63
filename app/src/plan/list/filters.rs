//! What is shown: a plain GET form, which goes by itself where the page is awake; and what is in force, each with its way
//! out.

use crate::prelude::*;

use chrono::NaiveDate;

use super::api::Choices;
use super::query::{OWN, Query, SHOW};
use crate::plan::own::{BESIDE, OwnField, beside};
use crate::ui::icon::Icon;
use crate::words;

/// What there is to choose, and where.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Offered {
    /// `p/NGT`, `tasks` or `mine`.
    pub place: String,
    pub today: NaiveDate,
    pub choices: Choices,
    /// The project's own, where they can be asked for.
    pub fields: Vec<OwnField>,
}

impl Offered {
    fn in_project(&self) -> bool {
        self.place.starts_with("p/") || self.place == "board"
    }
}

/// The fields of a page's filter.
#[derive(Clone, Copy)]
pub struct Fields {
    /// Besides the search, in their order.
    pub choices: &'static [&'static str],
    /// What the address says that is no filter, and stays as it is.
    pub kept: &'static [&'static str],
}

/// A day on which tasks lie: come to from a calendar, so that it is no choice of its own.
const DAY: &str = "day";

pub const LIST: Fields = Fields {
    choices: &[
        "status",
        "with",
        "due",
        "label",
        "deliverable",
        "iteration",
        "release",
        "group",
        "only",
    ],
    kept: &["sort", "view", SHOW],
};

#[component]
pub fn Filters(
    offered: Memo<Offered>,
    query: Memo<Query>,
    path: String,
    fields: Fields,
) -> impl IntoView {
    let path = StoredValue::new(path);
    let begun = query.get_untracked();
    let go = go(path, fields, offered);
    let selects = fields
        .choices
        .iter()
        .filter_map(|name| select(offered, query, name))
        .collect_view();
    let chosen = fields
        .choices
        .iter()
        .any(|name| !begun.get(name).is_empty())
        || own_names(offered).any(|name| !begun.get(&name).is_empty());
    let hidden = fields.kept.iter().chain(&[DAY]).map(|name| {
        let value = begun.get(name).to_owned();
        view! { <input type="hidden" name=*name value=value prop:value=move || query.with(|q| q.get(name).to_owned()) /> }
    });
    view! {
        <form class="flt" role="search" method="get" action=path.get_value() on:submit=go.clone() on:change=change>
            <div class="find-f">
                <Icon name="search" />
                <input class="in" type="search" name="q" value=begun.get("q").to_owned() prop:value=move || query.with(|q| q.get("q").to_owned()) aria-label=words::task::find() placeholder=words::task::find() />
            </div>
            {hidden.collect_view()}
            <details open=chosen>
                <summary><Icon name="list-filter" />{words::task::filter()}</summary>
                <div class="flt-b">{selects}{own(offered, query)}<button class="b b-s" type="submit">{words::task::show()}</button></div>
            </details>
        </form>
        <Chips offered=offered query=query path=path fields=fields />
        {fields.kept.contains(&SHOW).then(|| columns(offered, query, path))}
    }
    .into_any()
}

/// Sends what is chosen as it is chosen.
fn change(ev: leptos::ev::Event) {
    #[cfg(feature = "hydrate")]
    {
        use wasm_bindgen::JsCast;
        let form = ev
            .target()
            .and_then(|t| t.dyn_into::<web_sys::Element>().ok())
            .and_then(|e| e.closest("form").ok().flatten())
            .and_then(|e| e.dyn_into::<web_sys::HtmlFormElement>().ok());
        if let Some(form) = form {
            let _ = form.request_submit();
        }
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = ev;
}

/// Goes to the same address that the browser would, without a fresh document.
#[cfg(feature = "hydrate")]
fn go(
    path: StoredValue<String>,
    fields: Fields,
    offered: Memo<Offered>,
) -> impl Fn(web_sys::SubmitEvent) + Clone + 'static {
    use wasm_bindgen::JsCast;
    let navigate = leptos_router::hooks::use_navigate();
    move |ev| {
        let form = ev
            .target()
            .and_then(|t| t.dyn_into::<web_sys::HtmlFormElement>().ok());
        let Some(data) = form.and_then(|f| web_sys::FormData::new_with_form(&f).ok()) else {
            return;
        };
        ev.prevent_default();
        let pairs = ["q", DAY]
            .iter()
            .chain(fields.kept)
            .chain(fields.choices)
            .map(|name| (*name).to_owned())
            .chain(own_names(offered))
            .filter_map(|name| {
                let value = data.get(&name).as_string()?;
                Some((name, value))
            });
        let to = path.with_value(|path| Query::of(pairs).at(path));
        let options = leptos_router::NavigateOptions {
            scroll: false,
            ..Default::default()
        };
        navigate(&to, options);
    }
}

#[cfg(not(feature = "hydrate"))]
fn go(
    _: StoredValue<String>,
    _: Fields,
    _: Memo<Offered>,
) -> impl Fn(leptos::ev::SubmitEvent) + Clone + 'static {
    |_| {}
}

/// Value and words of each that can be chosen; nothing where there is nothing to choose.
fn options(offered: Memo<Offered>, name: &str) -> Vec<(String, String)> {
    let named = |list: &[super::Named]| -> Vec<(String, String)> {
        list.iter()
            .map(|n| (n.id.clone(), n.name.clone()))
            .collect()
    };
    let fixed = |list: &[&str]| -> Vec<(String, String)> {
        list.iter()
            .map(|value| ((*value).to_owned(), words::task::choice(name, value)))
            .collect()
    };
    offered.with(|list| match name {
        "status" => {
            let mut options = if list.place == "mine" {
                fixed(&["any"])
            } else {
                fixed(&["open"])
            };
            if list.in_project() {
                options.extend(
                    list.choices
                        .statuses
                        .iter()
                        .map(|s| (s.id.clone(), words::task::status(&s.name, &s.category))),
                );
            } else {
                options.extend(fixed(&["todo", "doing", "review", "done"]));
            }
            options
        }
        "with" if list.place == "mine" => vec![],
        "with" => [fixed(&["me", "nobody"]), named(&list.choices.people)].concat(),
        "due" => fixed(&["late", "today", "week"]),
        "label" => named(&list.choices.labels),
        "deliverable" => named(&list.choices.deliverables),
        "iteration" => {
            let all = list.choices.iterations.iter();
            let mut options: Vec<_> = all.map(|i| (i.id.clone(), i.name.clone())).collect();
            if !options.is_empty() {
                options.push(("none".into(), words::iterations::no_iteration()));
            }
            options
        }
        "release" => named(&list.choices.releases),
        "group" => {
            let by = list.fields.iter().filter(|field| is_chosen(&field.kind));
            let by = by.map(|f| (format!("{OWN}{}", f.id), words::task::by_field(&f.name)));
            let usual = fixed(super::api::groups(&list.place));
            let there = |by: &str| match by {
                "iteration" => !list.choices.iterations.is_empty(),
                "release" => !list.choices.releases.is_empty(),
                _ => true,
            };
            let usual = usual.into_iter().filter(|(by, _)| there(by));
            usual.chain(by).collect()
        }
        _ => fixed(&["breaks", "stopped", "milestones"]),
    })
}

fn select(offered: Memo<Offered>, query: Memo<Query>, name: &'static str) -> Option<AnyView> {
    let options = options(offered, name);
    let (label, every) = (words::task::filter_by(name), words::task::every(name));
    (!options.is_empty()).then(|| choice(query, name.to_owned(), label, every, options))
}

fn choice(
    query: Memo<Query>,
    name: String,
    label: String,
    every: String,
    options: Vec<(String, String)>,
) -> AnyView {
    let chosen = query.with_untracked(|q| q.get(&name).to_owned());
    let asked = name.clone();
    let now = move || query.with(|q| q.get(&asked).to_owned());
    view! {
        <span class="sel-w">
            <select class="in" name=name aria-label=label prop:value=now>
                <option value="">{every}</option>
                {options.into_iter().map(|(value, words)| view! { <option value=value.clone() selected=value == chosen>{words}</option> }).collect_view()}
            </select>
            <Icon name="chevron-down" />
        </span>
    }
    .into_any()
}

/// Whether a field says one of a few things.
fn is_chosen(kind: &str) -> bool {
    matches!(kind, "choice" | "yesno" | "person")
}

/// The address's names of the project's own fields.
fn own_names(offered: Memo<Offered>) -> impl Iterator<Item = String> {
    let name = |field: &OwnField| format!("{OWN}{}", field.id);
    let names: Vec<_> = offered.with_untracked(|o| o.fields.iter().map(name).collect());
    names.into_iter()
}

/// What can be asked of one: a choice of what is said, or that nothing is.
fn own_options(offered: &Offered, field: &OwnField) -> Vec<(String, String)> {
    let mut options: Vec<(String, String)> = match field.kind.as_str() {
        "yesno" => ["yes", "no"]
            .map(|value| (value.to_owned(), words::task::yes_or_no(value)))
            .to_vec(),
        "person" => {
            let people = offered.choices.people.iter();
            people.map(|p| (p.id.clone(), p.name.clone())).collect()
        }
        _ => {
            let options = field.options.iter();
            options.map(|o| (o.id.clone(), o.name.clone())).collect()
        }
    };
    options.push(("none".into(), words::task::not_said()));
    options
}

/// The project's own fields: a choice, or a line for a part of a text, a number or a day, or from one to another.
fn own(offered: Memo<Offered>, query: Memo<Query>) -> AnyView {
    let field = |field: &OwnField| {
        let (name, label) = (format!("{OWN}{}", field.id), field.name.clone());
        if is_chosen(&field.kind) {
            let options = offered.with_untracked(|offered| own_options(offered, field));
            return choice(query, name, label.clone(), label, options);
        }
        let hint = words::task::asked_of(&label, &field.kind);
        let begun = query.with_untracked(|q| q.get(&name).to_owned());
        let asked = name.clone();
        let now = move || query.with(|q| q.get(&asked).to_owned());
        view! { <span class="sel-w"><input class="in" name=name aria-label=hint.clone() placeholder=hint value=begun prop:value=now /></span> }
            .into_any()
    };
    let fields = offered.with_untracked(|offered| offered.fields.clone());
    fields.iter().map(field).collect_view().into_any()
}

/// The project's own fields that are shown as columns, and what else a task says: each a link to the list with it, or without.
fn columns(offered: Memo<Offered>, query: Memo<Query>, path: StoredValue<String>) -> AnyView {
    let column = move |field: OwnField| {
        let id = StoredValue::new(field.id);
        let shown = move || query.with(|q| q.shown().any(|shown| id.with_value(|id| id == shown)));
        let to = move || {
            query.with(|q| {
                let is_on = q.shown().any(|shown| id.with_value(|id| id == shown));
                let others = q.shown().filter(|other| id.with_value(|id| id != other));
                let mut ids: Vec<String> = others.map(str::to_owned).collect();
                if !is_on {
                    // There is room for so many: the one that came first makes it.
                    if ids.len() == domain::plan::list::OWN {
                        ids.remove(0);
                    }
                    ids.push(id.get_value());
                }
                path.with_value(|path| q.with(SHOW, &ids.join(",")).at(path))
            })
        };
        view! { <li><a class="chip" href=to data-noscroll="" aria-current=move || shown().then_some("true")>{field.name}{move || shown().then(|| view! { <Icon name="check" /> })}</a></li> }
    };
    let mut fields = offered.with_untracked(|offered| offered.fields.clone());
    if offered.with_untracked(Offered::in_project) {
        fields.extend(BESIDE.into_iter().filter_map(beside));
    }
    let any = !fields.is_empty();
    let all = fields.into_iter().map(column).collect_view();
    any.then(|| {
        view! { <details class="fold cols"><summary>{words::task::columns()}</summary><ul class="chips">{all}</ul></details> }
    })
    .into_any()
}

/// A value in words.
fn said(offered: Memo<Offered>, name: &str, value: &str) -> String {
    if name == DAY {
        let today = offered.with(|offered| offered.today);
        let day = domain::time::iso_day(value);
        return day.map_or_else(
            || value.to_owned(),
            |day| words::dates::day_in_a_sentence(day, today),
        );
    }
    options(offered, name)
        .into_iter()
        .find(|(v, _)| v == value)
        .map_or_else(
            // A saved address may name what has been deleted since.
            || match name {
                "q" => value.to_owned(),
                _ => words::task::no_longer_there(),
            },
            |(_, words)| words,
        )
}

/// What is asked of one of the project's own fields, in words.
fn own_said(offered: Memo<Offered>, name: &str, asked: &str) -> String {
    offered.with_untracked(|offered| {
        let own = |field: &&OwnField| name.strip_prefix(OWN) == Some(&field.id);
        let Some(field) = offered.fields.iter().find(own) else {
            return words::task::no_longer_there();
        };
        let options = if is_chosen(&field.kind) {
            own_options(offered, field)
        } else {
            Vec::new()
        };
        let words = options.into_iter().find(|(value, _)| value == asked);
        let said = words.map_or_else(|| asked.to_owned(), |(_, words)| words);
        words::task::said_in(&field.name, &said, "")
    })
}

/// What is in force, each a link to the list without it.
#[component]
fn Chips(
    offered: Memo<Offered>,
    query: Memo<Query>,
    path: StoredValue<String>,
    fields: Fields,
) -> impl IntoView {
    let active = move || {
        query.with(|q| {
            ["q", DAY]
                .iter()
                .chain(fields.choices)
                .filter(|name| !q.get(name).is_empty())
                .map(|name| {
                    let said = said(offered, name, q.get(name));
                    (
                        words::task::chip(name, &said),
                        path.with_value(|path| q.with(name, "").at(path)),
                    )
                })
                .chain(own_names(offered).filter_map(|name| {
                    let asked = Some(q.get(&name)).filter(|asked| !asked.is_empty())?;
                    let to = path.with_value(|path| q.with(&name, "").at(path));
                    Some((own_said(offered, &name, asked), to))
                }))
                .collect::<Vec<_>>()
        })
    };
    let clear = move || {
        query.with(|q| {
            let kept = fields
                .kept
                .iter()
                .map(|name| ((*name).to_owned(), q.get(name).to_owned()));
            path.with_value(|path| Query::of(kept).at(path))
        })
    };
    view! {
        {move || {
            let active = active();
            (!active.is_empty()).then(|| view! {
                <ul class="chips" aria-label=words::task::in_force()>
                    {active.into_iter().map(|(words, to)| view! {
                        <li><a class="chip" href=to data-noscroll="">{words}<Icon name="x" /><span class="vh">{words::task::take_away()}</span></a></li>
                    }).collect_view()}
                    <li><a class="lk" href=clear data-noscroll="">{words::task::clear()}</a></li>
                </ul>
            })
        }}
    }
    .into_any()
}
