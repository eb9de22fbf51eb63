//! What each of a task's facts shows.

use crate::prelude::*;
use domain::time::{self, When};

use crate::plan::task::api::Task;
use crate::ui::icon::still;
use crate::words::task as w;

pub fn status(task: &Task) -> AnyView {
    let mark = crate::plan::list::mark(&task.status.category);
    let words = w::status(&task.status.name, &task.status.category);
    view! { <span class=format!("st st-{mark}")>{still(mark)}{words}</span> }.into_any()
}

/// A day that should not pass before the task is done, and whether it has.
pub fn due(task: &Task, when: Option<When>) -> AnyView {
    let is_over = task.late && when.is_some_and(|when| when.day < task.today);
    let late = is_over.then(|| view! { " "<span class="is-late">{w::late()}</span> });
    view! { {day(task, when)}{late} }
}

pub fn progress(task: &Task) -> AnyView {
    let percent = task.percent;
    view! { <progress class="prog" max="100" value=percent.to_string() aria-hidden="true"></progress><span class="num">{w::of_the_day(&percent.to_string())}</span>{of_parts(task, "percent")} }
        .into_any()
}

pub fn actual(task: &Task) -> AnyView {
    match (task.actual_start, task.actual_finish) {
        (None, None) => view! { <span class="q">{w::not_begun()}</span> }.into_any(),
        (start, finish) => {
            let say = |when: When| w::when(when, task.today);
            view! { <span class="num">{w::began_and_ended(start.map(say), finish.map(say))}</span> }
                .into_any()
        }
    }
}

pub fn constraint(task: &Task) -> AnyView {
    let date = task
        .constraint_date
        .map(|when| view! { " "<span class="num">{w::when(when, task.today)}</span> });
    let by_plan =
        (task.mode == "auto").then(|| view! { " "<span class="q">{w::mode_of("auto")}</span> });
    view! { <span>{w::constraint_kind(&task.constraint)}</span>{date}{by_plan} }.into_any()
}

pub fn deliverable(task: &Task) -> AnyView {
    or_unknown(
        task.deliverable
            .as_ref()
            .map(|d| d.name.clone())
            .unwrap_or_default(),
    )
}

/// With how often it was carried over.
pub fn iteration(task: &Task) -> AnyView {
    let carried = (task.carried > 0).then(
        || view! { " "<span class="q">{crate::words::iterations::carried(task.carried)}</span> },
    );
    let name = match &task.iteration {
        Some(iteration) => view! { <span>{iteration.name.clone()}</span> }.into_any(),
        None => {
            view! { <span class="q">{crate::words::iterations::no_iteration()}</span> }.into_any()
        }
    };
    view! { {name}{carried} }.into_any()
}

pub fn release(task: &Task) -> AnyView {
    or_unknown(
        task.release
            .as_ref()
            .map(|r| r.name.clone())
            .unwrap_or_default(),
    )
}

pub fn calendar(task: &Task) -> AnyView {
    match &task.calendar {
        Some(calendar) => view! { <span>{calendar.name.clone()}</span> }.into_any(),
        None => view! { <span class="q">{w::calendar_of_project()}</span> }.into_any(),
    }
}

pub fn audience(task: &Task) -> AnyView {
    view! { <span>{for_whom(task, &task.audience)}</span> }.into_any()
}

pub fn for_whom(task: &Task, audience: &str) -> String {
    w::audience(audience, task.project.client.as_deref().unwrap_or_default())
}

pub fn duration(task: &Task) -> String {
    task.duration
        .map(|span| span.shown(task.per_day))
        .unwrap_or_default()
}

pub fn estimate(task: &Task) -> String {
    if task.estimate.iter().all(Option::is_none) {
        return String::new();
    }
    let said = task.estimate.map(|minutes| {
        minutes.map_or_else(
            || "?".to_owned(),
            |minutes| time::shown(minutes, task.per_day),
        )
    });
    said.join(" · ")
}

/// A day as it is read, or that there is none.
pub fn day(task: &Task, when: Option<When>) -> AnyView {
    match when {
        Some(when) => view! { <span class="num">{w::when(when, task.today)}</span> }.into_any(),
        None => view! { <span class="q">{w::no_date()}</span> }.into_any(),
    }
}

/// What a value is followed by that a summary has from its parts.
pub fn of_parts(task: &Task, name: &str) -> Option<AnyView> {
    let computed = task.sums.is_some_and(|sums| sums.holds(name));
    computed.then(|| view! { <span class="q">{w::of_parts()}</span> }.into_any())
}

/// Time as it is read.
pub fn span(typed: String) -> AnyView {
    or_unknown(if typed.is_empty() {
        typed
    } else {
        w::as_said(&typed)
    })
}

fn or_unknown(text: String) -> AnyView {
    if text.is_empty() {
        view! { <span class="q">{w::not_said()}</span> }.into_any()
    } else {
        view! { <span>{text}</span> }.into_any()
    }
}

pub fn typed(when: Option<When>) -> String {
    when.map(|when| when.to_string()).unwrap_or_default()
}

pub fn work(minutes: Option<i64>, per_day: i64) -> String {
    minutes
        .map(|minutes| time::shown(minutes, per_day))
        .unwrap_or_default()
}
