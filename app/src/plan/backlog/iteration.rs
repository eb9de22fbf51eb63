//! What whoever manages a project does with an iteration: adds one, edits it, begins it, closes it, puts it away.

use crate::prelude::*;
use domain::time::When;

use super::sections::plan;
use super::{Says, Section};
use crate::plan::board::state::State;
use crate::ui::form::{Field, Form, FreshId, Hidden, Select, Sending, Submit, Then, came_back};
use crate::words;
use crate::words::iterations as own;

/// The workspace and the project, in which every form here is.
fn at(state: State) -> (String, String) {
    state.list.with_untracked(|list| {
        let id = list.project.as_ref().map(|head| head.id.clone());
        (list.workspace.clone(), id.unwrap_or_default())
    })
}

/// Above the backlog, which may be long. Open when it came back refused.
pub fn new_iteration(state: State) -> AnyView {
    let (workspace, project) = at(state);
    let open = came_back("new-iteration");
    let then = Then {
        clears: true,
        ..Then::default()
    };
    view! {
        <details class="fold" open=open>
            <summary>{own::new_iteration()}</summary>
            <Form to="/do/plan/create_iteration" name="new-iteration" class="form form-w" then=then>
                <Hidden name="workspace" value=workspace />
                <Hidden name="project" value=project />
                <FreshId />
                {fields(Says::default())}
                <div class="form-a"><Submit label=own::add_iteration() class="b" /></div>
            </Form>
        </details>
    }
    .into_any()
}

fn typed(when: Option<When>) -> String {
    when.map(|when| when.to_string()).unwrap_or_default()
}

fn fields(says: Says) -> AnyView {
    view! {
        <Field name="name" label=own::name() value=says.name />
        <Field name="goal" label=own::goal() hint=own::goal_hint() value=says.goal rows=2 />
        <div class="f-2">
            <Field name="start" label=own::start() value=typed(says.start) placeholder=own::day_hint() />
            <Field name="finish" label=own::finish() value=typed(says.finish) placeholder=own::day_hint() />
        </div>
        <MayOverlap overlaps=says.overlaps />
    }
    .into_any()
}

/// Inside a form, whose field it is.
#[component]
fn MayOverlap(overlaps: bool) -> impl IntoView {
    let sending = expect_context::<Sending>();
    let on = sending.ticked("overlaps", overlaps);
    view! { <label class="rowck"><input class="ck" type="checkbox" name="form[overlaps]" value="on" checked=on /><span>{own::may_overlap()}</span></label> }
        .into_any()
}

/// One at a time: what can be done with an iteration as it is now.
pub fn actions(state: State, says: Memo<Says>, of: Memo<Section>) -> AnyView {
    let done = Memo::new(move |_| of.with(|section| section.sums.done == section.sums.tasks));
    view! {
        <div class="it-a">
            {move || says.with(|says| match says.state.as_str() {
                "planned" => begin(state, says),
                _ => close(state, says, done),
            })}
            {move || says.with(|says| edit(state, says))}
        </div>
    }
    .into_any()
}

fn begin(state: State, says: &Says) -> AnyView {
    let (workspace, _) = at(state);
    let (label, id) = (own::begin_of(&says.name), says.id.clone());
    view! {
        <Form to="/do/plan/start_iteration" name=format!("begin-{id}")>
            <Hidden name="workspace" value=workspace />
            <Hidden name="record" value=id />
            <button class="b b-s" type="submit" aria-label=label>{own::begin()}</button>
        </Form>
    }
    .into_any()
}

/// Where what is not done goes. Where all is, nothing is asked.
fn close(state: State, says: &Says, done: Memo<bool>) -> AnyView {
    let (workspace, _) = at(state);
    let form = format!("close-{}", says.id);
    let open = came_back(&form);
    let id = says.id.clone();
    let own_id = id.clone();
    let ask = move || (!done.get()).then(|| rest(state, &own_id));
    view! {
        <details class="fold act" open=open>
            <summary>{own::close_of(&says.name)}</summary>
            <Form to="/do/plan/close_iteration" name=form class="form">
                <Hidden name="workspace" value=workspace />
                <Hidden name="iteration" value=id />
                {ask}
                <div class="form-a"><Submit label=own::close_it() class="b b-s b-p" /></div>
            </Form>
        </details>
    }
    .into_any()
}

fn rest(state: State, closing: &str) -> AnyView {
    let others = untrack(|| {
        plan(state, |plan| {
            let others = plan.sections.iter();
            let others = others.filter(|s| !s.says.id.is_empty() && s.says.id != closing);
            let named = others.map(|s| (s.says.id.clone(), s.says.name.clone()));
            named.collect::<Vec<_>>()
        })
    });
    let mut options: Vec<(String, String)> = others
        .into_iter()
        .map(|(id, name)| (id, own::to_other(&name)))
        .collect();
    options.push(("backlog".into(), own::to_backlog()));
    options.push(("stay".into(), own::stays()));
    let first = options.first().map(|(value, _)| value.clone());
    view! { <Select name="rest" label=own::rest() options=options value=first.unwrap_or_default() /> }
        .into_any()
}

fn edit(state: State, says: &Says) -> AnyView {
    let (workspace, _) = at(state);
    let form = format!("iteration-{}", says.id);
    let open = came_back(&form);
    let then = Then {
        folds: true,
        ..Then::default()
    };
    let overlaps = if says.overlaps { "on" } else { "" };
    let (says, away) = (says.clone(), trash(&workspace, &says.id));
    let summary = own::edit_of(&says.name);
    view! {
        <details class="fold act" open=open>
            <summary>{summary}</summary>
            <Form to="/do/plan/edit_iteration" name=form class="form form-w" then=then>
                <Hidden name="workspace" value=workspace />
                <Hidden name="iteration" value=says.id.clone() />
                <Hidden name="name_was" value=says.name.clone() />
                <textarea class="vh" hidden name="form[goal_was]">{says.goal.clone()}</textarea>
                <Hidden name="start_was" value=typed(says.start) />
                <Hidden name="finish_was" value=typed(says.finish) />
                <Hidden name="overlaps_was" value=overlaps />
                {fields(says)}
                <div class="form-a"><Submit label=words::save() class="b b-s" /></div>
            </Form>
            {away}
        </details>
    }
    .into_any()
}

fn trash(workspace: &str, id: &str) -> AnyView {
    let (workspace, id) = (workspace.to_owned(), id.to_owned());
    view! {
        <Form to="/do/plan/trash_iteration" name=format!("trash-{id}") summary=false>
            <Hidden name="workspace" value=workspace />
            <Hidden name="record" value=id />
            <Submit label=words::move_to_trash() class="b b-s b-q" />
        </Form>
    }
    .into_any()
}
