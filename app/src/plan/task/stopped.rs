//! A task that has begun and cannot go on: because of what, and whose move it is.

use crate::prelude::*;

use super::api::Task;
use super::facts::of;
use crate::ui::fact::Foldable;
use crate::ui::form::{Form, Hidden, Submit};
use crate::ui::icon::{Icon, still};
use crate::ui::input::{Input, Line};
use crate::ui::time::When;
use crate::words::task as w;

/// At the head of the page, when it stands still.
pub fn stopped(task: RwSignal<Task>) -> AnyView {
    let stop = Memo::new(move |_| task.with(|task| task.stopped.clone()));
    view! {
        {move || stop.get().map(|stop| {
            let (may_edit, workspace, id) = task.with_untracked(|t| (t.may_edit, t.workspace.clone(), t.id.clone()));
            view! {
                <div class="notready is-stopped">
                    <span class="st st-waiting">{still("waiting")}{w::stopped()}</span>
                    <p class="because">{w::because(&stop.because)}</p>
                    <div class="nr-a">
                        <span class="q">{w::move_of(&stop.mover)}" "<When moment=stop.since /></span>
                        {may_edit.then(|| view! {
                            <Form to="/do/plan/resume_task" name="resume">
                                <Hidden name="workspace" value=workspace />
                                <Hidden name="record" value=id />
                                <Submit label=w::goes_on() class="b b-s" />
                            </Form>
                        })}
                    </div>
                </div>
            }
        })}
    }
    .into_any()
}

/// Says that it stands still, and why.
pub fn stop(task: RwSignal<Task>) -> AnyView {
    let form = Memo::new(move |_| {
        task.with(|task| {
            let people = task
                .choices
                .people
                .iter()
                .map(|p| (p.id.clone(), p.name.clone()));
            let mut kinds = vec!["member"];
            if task.project.client.is_some() {
                kinds.push("client");
            }
            kinds.push("outside");
            let client = task.project.client.clone().unwrap_or_default();
            let kinds = kinds
                .into_iter()
                .map(|kind| (kind.to_owned(), w::mover_kind(kind, &client)));
            let mut inputs = of(task);
            inputs.extend([
                Input::Fresh,
                Input::Line(Line::new("because", w::because_field(), "").hint(w::because_hint())),
                Input::Choice(
                    Line::new("mover_kind", w::whose_move(), "member"),
                    kinds.collect(),
                ),
                Input::Choice(Line::new("mover", w::who_of_us(), ""), people.collect()),
                Input::Line(Line::new("mover_name", w::who_outside(), "")),
                Input::Send(w::stop_it()),
            ]);
            inputs
        })
    });
    let may = move || {
        task.with(|task| task.may_edit && task.stopped.is_none() && task.status.category != "done")
    };
    let summary = || {
        view! { <span class="pv lk-q"><Icon name="hand" />{w::it_stands_still()}</span> }.into_any()
    };
    let summary = move || Box::new(summary) as Box<dyn FnOnce() -> AnyView>;
    view! {
        <Show when=may>
            <Foldable name="stop" to="/do/plan/stop_task" form=form summary=summary() />
        </Show>
    }
    .into_any()
}
