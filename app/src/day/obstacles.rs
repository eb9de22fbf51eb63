//! Obstacles, as far as there are any yet: work that has stopped, for how long, and whose move it is.

use crate::prelude::*;

use super::api::{StopRow, Today};
use super::work::form;
use crate::words::day as words;

pub fn body(workspace: &str, shown: RwSignal<Today>) -> AnyView {
    let workspace = StoredValue::new(workspace.to_owned());
    let rows = Memo::new(move |_| shown.with(|t| (t.stopped.clone(), t.stopped_more, t.steers)));
    (move || {
        let (rows, more, steers) = rows.get();
        if rows.is_empty() {
            return view! { <div class="empty"><p class="vt">{words::no_stops()}</p><p>{words::no_stops_text()}</p></div> }.into_any();
        }
        let workspace = workspace.get_value();
        let all = if steers { format!("/{workspace}/tasks?only=stopped") } else { format!("/{workspace}/mine?only=stopped") };
        view! {
            <ul class="rows">{rows.into_iter().map(|one| row(&workspace, one)).collect_view()}</ul>
            {(more > 0).then(|| view! { <p class="day-m"><a class="lk" href=all>{words::and_more(more)}</a></p> })}
        }
        .into_any()
    })
    .into_any()
}

fn row(workspace: &str, row: StopRow) -> AnyView {
    let fields = vec![
        ("workspace", workspace.to_owned()),
        ("record", row.id.clone()),
    ];
    let people = words::names(&row.people);
    view! {
        <li class="ob">
            <span class="age num">{row.days}" "<small>{words::age(row.days)}</small></span>
            <div class="t">
                <a href=format!("/{workspace}/t/{}", row.code)>{row.title}</a>" "<small class="num">{row.code}</small>
                {(!row.people.is_empty()).then(|| view! { " "<small>{people}</small> })}
                <p class="because">{row.because}{row.mover.map(|mover| view! { <span class="mv">{mover}</span> })}</p>
            </div>
            <div class="act">{row.may_edit.then(|| form("/do/plan/resume_task", "resume", &row.id, words::goes_on(), fields))}</div>
        </li>
    }
    .into_any()
}
