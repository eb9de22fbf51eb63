//! `/{workspace}/search?q=…`: what was found, things by their names first, then texts.

use crate::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::{LazyRoute, lazy_route};

use super::api::{self, Found, Hit};
use crate::plan::list::mark;
use crate::ui::icon::{Icon, still};
use crate::ui::page::{Loading, Title, load, loaded, param};
use crate::ui::time::When;
use crate::words::search as words;

pub struct SearchPage {
    data: Loading,
}

#[lazy_route]
impl LazyRoute for SearchPage {
    fn data() -> Self {
        let (workspace, query) = (param("workspace"), use_query_map());
        Self {
            data: load(
                "/do/search/find",
                move || {
                    let asked = query.with(|query| query.get("q").unwrap_or_default());
                    [("workspace", workspace.get()), ("q", asked)]
                },
                |[workspace, q]| api::find(workspace, q),
            ),
        }
    }

    fn view(this: Self) -> AnyView {
        loaded(this.data, |found| view! { <View found=found /> }).into_any()
    }
}

#[component]
fn View(found: Found) -> impl IntoView {
    let title = if found.is_asked {
        words::found_for(&found.asked)
    } else {
        words::search()
    };
    let nothing = found.is_asked && found.named.is_empty() && found.written.is_empty();
    view! {
        <Title page=title />
        <header class="page-h"><h1>{words::search()}</h1></header>
        <form class="sea" role="search" method="get" action=format!("/{}/search", found.workspace)>
            <div class="find-f">
                <Icon name="search" />
                <input class="in" type="search" name="q" value=found.asked.clone() maxlength="200" aria-label=words::look_for() placeholder=words::look_for() autofocus=!found.is_asked />
            </div>
            <button class="b b-p" type="submit">{words::search()}</button>
        </form>
        {nothing.then(|| view! { <div class="empty"><p class="vt">{words::nothing()}</p><p>{words::nothing_text()}</p></div> })}
        {(!found.is_asked).then(|| view! { <p class="q">{words::how()}</p> })}
        {hits(words::go_to(), "sea-go", found.named)}
        {hits(words::said_and_written(), "sea-said", found.written)}
        {found.more.then(|| view! { <p class="q">{words::more()}</p> })}
    }
    .into_any()
}

fn hits(title: String, id: &'static str, hits: Vec<Hit>) -> Option<AnyView> {
    if hits.is_empty() {
        return None;
    }
    let rows = hits.into_iter().map(row).collect_view();
    Some(
        view! {
            <section class="sea-s" aria-labelledby=id>
                <h2 id=id>{title}</h2>
                <ul class="rows">{rows}</ul>
            </section>
        }
        .into_any(),
    )
}

fn row(hit: Hit) -> AnyView {
    let is_said = hit.kind == "comment";
    let icon = match hit.kind.as_str() {
        "comment" => view! { <Icon name="message-square" /> },
        "project" => view! { <Icon name="chart-gantt" /> },
        "deliverable" | "iteration" | "release" => view! { <Icon name="milestone" /> },
        _ => still(mark(&hit.category)),
    };
    // A comment is what it says; what it stands on is told beside it.
    let (first, second) = if is_said {
        (hit.text, None)
    } else {
        (
            hit.title.clone(),
            Some(hit.text).filter(|text| text.iter().any(|piece| !piece.is_empty())),
        )
    };
    let on = is_said.then(|| words::on(&hit.title.concat()));
    view! {
        <li class="sea-r">
            {icon}
            <div>
                <a class="t" href=hit.href>{pieces(first)}</a>
                <small class="q">
                    <span class="num">{hit.key}</span>" "{hit.place}
                    {on.map(|on| view! { <span>" · "{on}</span> })}
                    {hit.said.map(|(name, at)| view! { <span>" · "{name}" "<When moment=at /></span> })}
                </small>
                {second.map(|text| view! { <p>{pieces(text)}</p> })}
            </div>
        </li>
    }
    .into_any()
}

/// Every other piece was looked for.
pub fn pieces(pieces: Vec<String>) -> AnyView {
    pieces
        .into_iter()
        .enumerate()
        .map(|(n, piece)| {
            if n % 2 == 1 {
                view! { <mark>{piece}</mark> }
            } else {
                piece.into_any()
            }
        })
        .collect_view()
        .into_any()
}
