//! What is said of a task in single values, each with its own small form.

use std::sync::Arc;

use crate::prelude::*;

use super::api::Task;
use super::now::at_once;
use super::value::{
    actual, audience, calendar, constraint, day, deliverable, due, duration, estimate, for_whom,
    iteration, of_parts, progress, release, span, status, typed, work,
};
use crate::ui::fact::{Fact, Shown};
use crate::ui::input::{Input, Line};
use crate::words;
use crate::words::iterations as i;
use crate::words::task as w;

const EDIT: &str = "/do/plan/edit_task";

/// A value of a task: how it is typed, under its name in the form and the name of what it was based on.
struct Spot {
    name: &'static str,
    was: &'static str,
    label: String,
    value: String,
    how: How,
}

enum How {
    Line(String),
    Date,
    Choice(Vec<(String, String)>),
}

fn spot(name: &'static str, was: &'static str, label: String, value: String, how: How) -> Spot {
    Spot {
        name,
        was,
        label,
        value,
        how,
    }
}

/// What every change of a task says first.
pub fn of(task: &Task) -> Vec<Input> {
    vec![
        Input::Hidden("workspace", task.workspace.clone()),
        Input::Hidden("task", task.id.clone()),
    ]
}

/// A form of these values; nothing for who may not edit, and nothing for what a summary has from its parts.
fn form(task: &Task, spots: Vec<Spot>) -> Vec<Input> {
    let computed = |spot: &Spot| task.sums.is_some_and(|sums| sums.holds(spot.name));
    if !task.may_edit || spots.iter().any(computed) {
        return vec![];
    }
    let mut inputs = of(task);
    for spot in spots {
        inputs.push(Input::Hidden(spot.was, spot.value.clone()));
        let line = Line::new(spot.name, spot.label, spot.value);
        inputs.push(match spot.how {
            How::Line(hint) => Input::Line(line.hint(hint)),
            How::Date => Input::Date(line.hint(w::day_hint())),
            How::Choice(options) => Input::Choice(line, options),
        });
    }
    inputs.push(Input::Send(words::save()));
    inputs
}

/// A fact of `task`: its name, what it shows, what its form holds.
fn fact(
    task: RwSignal<Task>,
    term: String,
    name: &'static str,
    shows: fn(&Task) -> AnyView,
    holds: fn(&Task) -> Vec<Input>,
) -> AnyView {
    let shown: Shown = Arc::new(move || task.with(shows));
    let form = Memo::new(move |_| task.with(holds));
    view! { <Fact term=term name=name to=EDIT shown=shown form=form at_once=at_once(task) /> }
        .into_any()
}

/// The facts that lead: state and days.
pub fn first(task: RwSignal<Task>) -> AnyView {
    let facts = [
        fact(task, w::state(), "status", status, |task| {
            if !task.may_edit {
                return vec![];
            }
            let mut inputs = of(task);
            inputs.push(Input::Hidden("status_was", task.status.id.clone()));
            let options = task.choices.statuses.iter().map(|s| {
                let words = w::status(&s.name, &s.category);
                (s.id.clone(), words, crate::plan::list::mark(&s.category))
            });
            inputs.push(Input::Press(
                "status",
                task.status.id.clone(),
                options.collect(),
            ));
            inputs
        }),
        fact(
            task,
            w::start(),
            "start",
            |task| view! { {day(task, task.start)}{of_parts(task, "start")} }.into_any(),
            |task| {
                form(
                    task,
                    vec![spot(
                        "start",
                        "start_was",
                        w::start(),
                        typed(task.start),
                        How::Date,
                    )],
                )
            },
        ),
        fact(
            task,
            w::finish(),
            "finish",
            |task| view! { {due(task, task.finish)}{of_parts(task, "finish")} },
            |task| {
                form(
                    task,
                    vec![spot(
                        "finish",
                        "finish_was",
                        w::finish(),
                        typed(task.finish),
                        How::Date,
                    )],
                )
            },
        ),
        fact(
            task,
            w::deadline(),
            "deadline",
            |task| due(task, task.deadline),
            |task| {
                form(
                    task,
                    vec![spot(
                        "deadline",
                        "deadline_was",
                        w::deadline(),
                        typed(task.deadline),
                        How::Date,
                    )],
                )
            },
        ),
    ];
    facts.collect_view().into_any()
}

/// The facts of how much and how far.
pub fn measures(task: RwSignal<Task>) -> AnyView {
    let facts = [
        fact(
            task,
            w::effort(),
            "effort",
            |task| {
                let effort = span(work(task.effort, task.per_day));
                view! { {effort}{of_parts(task, "effort")} }.into_any()
            },
            |task| {
                let value = work(task.effort, task.per_day);
                form(
                    task,
                    vec![spot(
                        "effort",
                        "effort_was",
                        w::effort(),
                        value,
                        How::Line(w::effort_hint()),
                    )],
                )
            },
        ),
        fact(
            task,
            w::duration(),
            "duration",
            |task| span(duration(task)),
            |task| {
                form(
                    task,
                    vec![spot(
                        "duration",
                        "duration_was",
                        w::duration(),
                        duration(task),
                        How::Line(w::duration_hint()),
                    )],
                )
            },
        ),
        fact(
            task,
            w::estimate(),
            "estimate",
            |task| span(estimate(task)),
            |task| {
                let value = |n: usize| work(task.estimate.get(n).copied().flatten(), task.per_day);
                form(
                    task,
                    vec![
                        spot(
                            "optimistic",
                            "optimistic_was",
                            w::optimistic(),
                            value(0),
                            How::Line(String::new()),
                        ),
                        spot(
                            "likely",
                            "likely_was",
                            w::likely(),
                            value(1),
                            How::Line(String::new()),
                        ),
                        spot(
                            "pessimistic",
                            "pessimistic_was",
                            w::pessimistic(),
                            value(2),
                            How::Line(w::effort_hint()),
                        ),
                    ],
                )
            },
        ),
        fact(task, w::progress(), "percent", progress, |task| {
            form(
                task,
                vec![spot(
                    "percent",
                    "percent_was",
                    w::percent_done(),
                    task.percent.to_string(),
                    How::Line(String::new()),
                )],
            )
        }),
        fact(task, w::actual(), "actual", actual, |task| {
            form(
                task,
                vec![
                    spot(
                        "actual_start",
                        "actual_start_was",
                        w::began_on(),
                        typed(task.actual_start),
                        How::Date,
                    ),
                    spot(
                        "actual_finish",
                        "actual_finish_was",
                        w::ended_on(),
                        typed(task.actual_finish),
                        How::Date,
                    ),
                ],
            )
        }),
        fact(task, w::constraint(), "constraint", constraint, |task| {
            let kinds = ["asap", "alap", "snet", "snlt", "fnet", "fnlt", "mso", "mfo"]
                .map(|kind| (kind.to_owned(), w::constraint_kind(kind)));
            let modes = ["manual", "auto"].map(|of| (of.to_owned(), w::mode_of(of)));
            form(
                task,
                vec![
                    spot(
                        "constraint",
                        "constraint_was",
                        w::constraint(),
                        task.constraint.clone(),
                        How::Choice(kinds.to_vec()),
                    ),
                    spot(
                        "constraint_date",
                        "constraint_date_was",
                        w::constraint_date(),
                        typed(task.constraint_date),
                        How::Date,
                    ),
                    spot(
                        "mode",
                        "mode_was",
                        w::mode(),
                        task.mode.clone(),
                        How::Choice(modes.to_vec()),
                    ),
                ],
            )
        }),
        fact(
            task,
            w::kind(),
            "kind",
            |task| view! { <span>{w::task_kind(&task.kind)}</span> }.into_any(),
            |task| {
                let kinds = ["task", "milestone"].map(|kind| (kind.to_owned(), w::task_kind(kind)));
                // A summary is seen, not said: beneath it is a task or a milestone.
                let kind = if task.kind == "milestone" {
                    "milestone"
                } else {
                    "task"
                };
                form(
                    task,
                    vec![spot(
                        "kind",
                        "kind_was",
                        w::kind(),
                        kind.into(),
                        How::Choice(kinds.to_vec()),
                    )],
                )
            },
        ),
        fact(task, w::deliverable(), "deliverable", deliverable, |task| {
            let none = (String::new(), w::no_deliverable());
            let all = task
                .choices
                .deliverables
                .iter()
                .map(|d| (d.id.clone(), d.name.clone()));
            let value = task
                .deliverable
                .as_ref()
                .map(|d| d.id.clone())
                .unwrap_or_default();
            form(
                task,
                vec![spot(
                    "deliverable",
                    "deliverable_was",
                    w::deliverable(),
                    value,
                    How::Choice([none].into_iter().chain(all).collect()),
                )],
            )
        }),
        planned(task),
        fact(task, w::own_calendar(), "calendar", calendar, |task| {
            let none = (String::new(), w::calendar_of_project());
            let all = task
                .calendars
                .iter()
                .map(|c| (c.id.clone(), c.name.clone()));
            let value = task.calendar.as_ref().map(|c| c.id.clone());
            form(
                task,
                vec![spot(
                    "calendar",
                    "calendar_was",
                    w::own_calendar(),
                    value.unwrap_or_default(),
                    How::Choice([none].into_iter().chain(all).collect()),
                )],
            )
        }),
        fact(task, w::for_whom(), "audience", audience, |task| {
            // Without a client there is nobody else. A task is not chosen to be for people by name, as a comment can be;
            // one that is, because what it is part of is, stays so.
            if task.project.client.is_none() || task.audience == "named" {
                return vec![];
            }
            let options = ["internal", "client"].map(|of| (of.to_owned(), for_whom(task, of)));
            form(
                task,
                vec![spot(
                    "audience",
                    "audience_was",
                    w::for_whom(),
                    task.audience.clone(),
                    How::Choice(options.to_vec()),
                )],
            )
        }),
    ];
    facts.collect_view().into_any()
}

/// What it says in an iterative project: its points, its iteration and its release. Where there is nothing of the kind,
/// nothing is asked.
fn planned(task: RwSignal<Task>) -> AnyView {
    let has = |of: fn(&Task) -> bool| Memo::new(move |_| task.with(of));
    let points = has(|task| task.in_points || !task.points.is_empty());
    let iterations = has(|task| task.iteration.is_some() || !task.choices.iterations.is_empty());
    let releases = has(|task| task.release.is_some() || !task.choices.releases.is_empty());
    view! {
        {move || points.get().then(|| fact(task, i::points(), "points", |task| span(task.points.clone()), |task| {
            let how = How::Line(i::points_hint());
            form(task, vec![spot("points", "points_was", i::points(), task.points.clone(), how)])
        }))}
        {move || iterations.get().then(|| fact(task, i::iteration(), "iteration", iteration, |task| {
            let now = task.iteration.as_ref().map(|now| now.id.clone()).unwrap_or_default();
            let all = task.choices.iterations.iter();
            let open = all.filter(|one| !one.closed || one.id == now);
            let open = open.map(|one| (one.id.clone(), one.name.clone()));
            let none = (String::new(), i::no_iteration());
            let how = How::Choice([none].into_iter().chain(open).collect());
            form(task, vec![spot("iteration", "iteration_was", i::iteration(), now, how)])
        }))}
        {move || releases.get().then(|| fact(task, i::release(), "release", release, |task| {
            let now = task.release.as_ref().map(|now| now.id.clone()).unwrap_or_default();
            let all = task.choices.releases.iter().map(|one| (one.id.clone(), one.name.clone()));
            let none = (String::new(), i::no_release());
            let how = How::Choice([none].into_iter().chain(all).collect());
            form(task, vec![spot("release", "release_was", i::release(), now, how)])
        }))}
    }
    .into_any()
}
