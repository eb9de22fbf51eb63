//! `/{workspace}/today/{day}`: a day that has passed, as its log. Nothing on it can be changed.

use crate::prelude::*;
use leptos_router::components::Redirect;
use leptos_router::{LazyRoute, lazy_route};

use super::api::{self, Day};
use super::{keys, log};
use crate::ui::keys::{At, Hint};
use crate::ui::page::{Loading, Title, load_here, loaded};
use crate::words::day as words;

pub struct DayPage {
    data: Loading,
}

#[lazy_route]
impl LazyRoute for DayPage {
    fn data() -> Self {
        Self {
            data: load_here(
                "/do/day/log",
                [("workspace", "workspace"), ("day", "day")],
                |[workspace, day]| api::read_day(workspace, day),
            ),
        }
    }

    fn view(this: Self) -> AnyView {
        loaded(this.data, |day: Day| {
            if day.is_today {
                return view! { <Redirect path=format!("/{}/today", day.workspace) /> }.into_any();
            }
            view! { <View day=day /> }.into_any()
        })
        .into_any()
    }
}

#[component]
fn View(day: Day) -> impl IntoView {
    let Day {
        workspace,
        title,
        before,
        after,
        log: said,
        ..
    } = day;
    let before = format!("/{workspace}/today/{before}");
    let after = if after.is_empty() {
        (format!("/{workspace}/today"), words::to_today())
    } else {
        (format!("/{workspace}/today/{after}"), words::day_after())
    };
    keys::turn(At::Log, before.clone().into(), Some(after.0.clone()));
    let page = words::log_of(&title);
    view! {
        <Title page=page />
        <article class="today day-p">
            <header class="day-h">
                <div class="day-t">
                    <h1>{title}</h1>
                    <p class="day-a">
                        <a class="b b-q" href=before>{words::day_before()}<Hint id="before" /></a>
                        <a class="b b-q" href=after.0>{after.1}<Hint id="after" /></a>
                    </p>
                </div>
                {said.closed.clone().map(|time| view! { <p class="q">{words::closed_on("", &time)}</p> })}
            </header>
            <div class="day-log">
                {log::told(&said, &workspace, false, words::log_empty_past())}
                <p><a class="lk" href=log::export(&workspace, &said.day) download="">{words::export()}</a></p>
            </div>
        </article>
    }
    .into_any()
}
