//! `/{workspace}/today`: the day, top to bottom. For whoever steers projects it is of all of them; for others, theirs.

use crate::prelude::*;
use leptos::{LazyViewError, lazy};
use leptos_router::{LazyRoute, lazy_route};

use super::api::{self, Today};
use super::band::DayBand;
use super::beacon::Beacon;
use super::step::{Painted, Section};
use super::{act, keys, log, money, obstacles, share, work};
use crate::lazy::{part, parts};
use crate::live::keep_fresh;
use crate::people::parts::SetUpWeek;
use crate::ui::keys::{At, Hint};
use crate::ui::page::{Loading, Title, load_here, loaded};
use crate::words::day as words;

pub struct TodayPage {
    data: Loading,
}

#[lazy_route]
impl LazyRoute for TodayPage {
    fn data() -> Self {
        Self {
            data: load_here(
                "/do/day/today",
                [("workspace", "workspace")],
                |[workspace]| api::read_today(workspace),
            ),
        }
    }

    fn view(this: Self) -> AnyView {
        loaded(this.data, |today| view! { <View today=today /> }).into_any()
    }
}

#[component]
fn View(today: Today) -> impl IntoView {
    let workspace = today.workspace.clone();
    let codes: Vec<String> = today.steps.iter().map(|step| step.code.clone()).collect();
    let shown = RwSignal::new(today);
    keep_fresh(shown);
    let home = workspace.clone();
    let before = Memo::new(move |_| shown.with(|t| format!("/{home}/today/{}", t.before)));
    keys::turn(At::Today, before.into(), None);
    keys::steps();
    act::fetch_when_idle();
    Painted::provide();
    let asks = Memo::new(move |_| shown.with(|t| t.asks_week));
    let (asked, beside) = (workspace.clone(), act::beside(workspace.clone(), shown));
    view! {
        <Title page=Signal::derive(move || if shown.with(|t| t.steers) { words::today() } else { words::my_day() }) />
        <article class="today">
            <header class="day-h">
                <div class="day-t">
                    <h1>{move || shown.with(|t| t.title.clone())}</h1>
                    <p class="day-a"><a class="b b-q" href=move || before.get()>{words::day_before()}<Hint id="before" /></a></p>
                </div>
                <p class="brief">{move || shown.with(|t| t.brief.clone()).into_iter().map(piece).collect_view()}</p>
                <DayBand workspace=workspace.clone() band=Signal::derive(move || shown.with(|t| t.band.clone())) />
            </header>
            {move || asks.get().then(|| view! { <SetUpWeek workspace=asked.clone() /> })}
            <div class="walk">
                <Beacon steps=Signal::derive(move || shown.with(|t| t.steps.clone())) />
                <div class="steps">
                    {codes.into_iter().map(|code| {
                        let body = {
                            let (code, workspace) = (code.clone(), workspace.clone());
                            part(move || body(code.clone(), workspace.clone(), shown))
                        };
                        view! { <Section workspace=workspace.clone() code=code today=shown body=body /> }
                    }).collect_view()}
                </div>
            </div>
            <p class="vh">{words::keys_hint()}</p>
        </article>
        {beside}
    }
    .into_any()
}

/// A piece of the brief; its nouns lead to their step.
fn piece((text, to): api::Piece) -> AnyView {
    if to.is_empty() {
        view! { {text} }.into_any()
    } else {
        view! { <a href=format!("#{to}")>{text}</a> }.into_any()
    }
}

/// What is in a step. The page knows of each step that it is there, and all that is in them is one file beside it.
#[lazy(fallible)]
fn body(code: String, workspace: String, shown: RwSignal<Today>) -> Result<AnyView, LazyViewError> {
    let workspace = &workspace;
    Ok(match &*code {
        "work" => work::body(workspace, shown),
        "obstacles" => obstacles::body(workspace, shown),
        "share" => share::body(workspace, shown),
        "money" => money::body(workspace, shown),
        _ => log::body(workspace, shown),
    })
}

parts!(__preload_body);
