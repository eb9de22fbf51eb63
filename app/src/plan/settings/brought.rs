//! What came with a project's file and is no field here: its calendars, to be read, and the file's own words.

use crate::prelude::*;

use crate::exchange::FromFile;
use crate::people::calendars::Hours;
use crate::plan::manage::{BroughtCalendar, Settings};
use crate::words::people as say;
use crate::words::plan as own;

#[component]
pub fn Brought(workspace: String, project: String, shown: RwSignal<Settings>) -> impl IntoView {
    let some = Memo::new(move |_| shown.with(|s| !s.brought.is_empty()));
    view! {
        <Show when=move || some.get()>
            <section class="set">
                <header><h2>{own::brought_calendars()}</h2><p>{own::brought_calendars_text()}</p></header>
                <div>
                    <For each=move || shown.with(|s| s.brought.clone()) key=|one| serde_json::to_string(one).unwrap_or_default() let:one>
                        <One one=one />
                    </For>
                </div>
            </section>
        </Show>
        <FromFile workspace=workspace record=project />
    }
    .into_any()
}

#[component]
fn One(one: BroughtCalendar) -> impl IntoView {
    let BroughtCalendar { calendar, days } = one;
    let more = u64::try_from(days)
        .unwrap_or(0)
        .saturating_sub(calendar.days.len() as u64);
    view! {
        <h3 class="sub">{calendar.name}</h3>
        <Hours weekdays=calendar.weekdays />
        {calendar.base.map(|base| view! { <p class="q">{say::based_on(&base)}</p> })}
        {(days > 0).then(|| view! {
            <details class="fold">
                <summary>{own::brought_days()}" "<span class="q num">{days}</span></summary>
                <ul class="rows">
                    {calendar.days.into_iter().map(|day| view! {
                        <li class="closed">
                            <span class="num">{say::week_label(&day.days)}</span>
                            <b>{day.name}</b>
                            <span class="q num">{if day.hours.is_empty() { say::day_off() } else { day.hours }}</span>
                        </li>
                    }).collect_view()}
                    {(more > 0).then(|| view! { <li class="q">{own::brought_more(more)}</li> })}
                </ul>
            </details>
        })}
    }
    .into_any()
}
