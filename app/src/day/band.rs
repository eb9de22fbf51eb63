//! The day band: hours above a chart's scale, what has a time below it, and where the day is now.

use crate::prelude::*;

use super::api::{Band, OnBand};
use crate::words::day as words;

#[component]
pub fn DayBand(workspace: String, band: Signal<Band>) -> impl IntoView {
    let now = RwSignal::new(band.with_untracked(|band| band.now));
    tick(now, band);
    let workspace = StoredValue::new(workspace);
    let hours = move || band.with(|band| (band.from / 60..=band.to / 60).collect::<Vec<_>>());
    let span = move || band.with(|band| (band.from, band.to - band.from));
    let on_it = move || band.with(|band| (band.from..=band.to).contains(&now.get()));
    let label = move || {
        band.with(|band| words::band(&clock(band.from), &clock(band.to), &clock(now.get())))
    };
    view! {
        <figure class="dayband" style=move || format!("--from:{};--span:{};--n:{}", span().0, span().1, span().1 / 60) aria-label=label>
            <ol class="hrs num" aria-hidden="true">
                {move || hours().into_iter().map(|hour| view! { <li style=format!("--s:{}", hour * 60)>{format!("{hour:02}")}</li> }).collect_view()}
            </ol>
            <div class="scale" aria-hidden="true"></div>
            {move || on_it().then(|| view! { <p class="now" style=format!("--s:{}", now.get())><span class="num">{clock(now.get())}</span></p> })}
            <ul class="evs">
                {move || band.with(|band| band.items.clone()).into_iter().map(|item| on_band(item, &workspace.get_value())).collect_view()}
            </ul>
            <p class="nextup">{move || band.with(|band| band.next.clone())}</p>
        </figure>
    }
    .into_any()
}

fn on_band(item: OnBand, workspace: &str) -> AnyView {
    let tip = format!("{} {}", clock(item.from), item.title);
    let words = if item.code.is_empty() {
        view! { {item.title} }.into_any()
    } else {
        view! { <a href=format!("/{workspace}/t/{}", item.code)>{item.title}</a> }.into_any()
    };
    let class = if item.labelled { "" } else { "vh" };
    view! { <li class=item.class style=format!("--s:{};--e:{}", item.from, item.to) title=tip><span class=class>{words}</span></li> }
        .into_any()
}

fn clock(minutes: i64) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// The now line moves while the page is open, from when the server last said what time it is. Past midnight the page is
/// asked for anew: it is another day's then.
fn tick(now: RwSignal<i64>, band: Signal<Band>) {
    #[cfg(feature = "hydrate")]
    {
        let said = StoredValue::new((js_sys::Date::now(), now.get_untracked()));
        Effect::new(move |_| {
            let at = band.with(|band| band.now);
            said.set_value((js_sys::Date::now(), at));
            now.set(at);
        });
        let live = use_context::<crate::live::Live>();
        let every = std::time::Duration::from_secs(30);
        let handle = set_interval(
            move || {
                let (at, began) = said.get_value();
                let passed = ((js_sys::Date::now() - at) / 60_000.0) as i64;
                now.set((began + passed).min(1440));
                if let Some(live) = live.filter(|_| began + passed >= 1440) {
                    live.changed();
                }
            },
            every,
        );
        on_cleanup(move || {
            if let Ok(handle) = handle {
                handle.clear();
            }
        });
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (now, band);
}
