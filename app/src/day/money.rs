//! Money and hours, as far as there are any yet: who is away this week, and who has more work than hours. By name.

use crate::prelude::*;

use super::api::{OverRow, Today};
use crate::people::parts::AwayToday;
use crate::ui::icon::Mark;
use crate::words::day as words;

pub fn body(workspace: &str, shown: RwSignal<Today>) -> AnyView {
    let workspace = StoredValue::new(workspace.to_owned());
    let money = Memo::new(move |_| shown.with(|t| (t.money.clone(), t.steers, t.me.clone())));
    (move || {
        let (money, steers, me) = money.get();
        let calm = money.over.is_empty() && money.away.is_empty();
        let away = money.away.clone().into_iter().map(|(name, text)| {
            view! {
                <li class="mo">
                    <span class="st st-waiting"><Mark name="waiting" />{words::away()}</span>
                    <div class="t"><b>{name}</b><p class="because">{text}</p></div>
                </li>
            }
            .into_any()
        });
        let said = if steers { words::no_money() } else { words::no_money_mine() };
        view! {
            {calm.then(|| view! { <div class="empty"><p class="vt">{said}</p></div> })}
            {(!calm).then(|| view! { <ul class="rows">{money.over.into_iter().map(over).collect_view()}{away.collect_view()}</ul> })}
            {(money.over_more > 0).then(|| view! { <p class="day-m q">{words::over_more(money.over_more)}</p> })}
            {(money.away_more > 0).then(|| view! { <p class="day-m q">{words::away_more(money.away_more)}</p> })}
            {(!steers && money.away.is_empty()).then(|| view! { <AwayToday workspace=workspace.get_value() member=me.0 name=me.1 /> })}
            {money.unknown.map(|unknown| view! { <p class="day-m q">{unknown}</p> })}
        }
        .into_any()
    })
    .into_any()
}

fn over(row: OverRow) -> AnyView {
    let above = (row.percent - 100).clamp(0, 100);
    view! {
        <li class="mo">
            <span class="st st-obstacle"><Mark name="obstacle" />{words::over()}</span>
            <div class="t"><b>{row.name}</b>{row.text.into_iter().map(|text| view! { <p class="because">{text}</p> }).collect_view()}</div>
            <div class="load" aria-hidden="true"><span style=format!("--a:100;--b:0;--o:{above}")></span><small class="num">"+"{row.above}</small></div>
        </li>
    }
    .into_any()
}
