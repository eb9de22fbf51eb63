//! The releases of a project: a line each, and for whoever manages it the forms that change them.

use crate::prelude::*;

use super::Release;
use super::sections::plan;
use crate::plan::board::state::State;
use crate::ui::form::{Field, Form, FreshId, Hidden, Select, Submit, Then, came_back};
use crate::ui::icon::Mark;
use crate::ui::prose::Prose;
use crate::words;
use crate::words::iterations as own;

pub fn releases(state: State) -> AnyView {
    let all = Memo::new(move |_| plan(state, |plan| plan.releases.clone()));
    let manages = state.list.with_untracked(|list| list.manages);
    let key = |of: &Release| {
        let is = (of.tasks, of.done, of.state.clone(), of.day);
        (of.id.clone(), of.name.clone(), of.notes.clone(), is)
    };
    view! {
        <section class="set" aria-labelledby="releases">
            <header><h2 id="releases">{own::releases()}</h2></header>
            <div>
                <Show when=move || all.with(Vec::is_empty)>
                    <p class="q">{own::no_releases()}</p>
                </Show>
                <ol class="rows">
                    <For each=move || all.get() key=key let:one>{row(state, one, manages)}</For>
                </ol>
                {manages.then(|| new_release(state))}
            </div>
        </section>
    }
    .into_any()
}

fn row(state: State, of: Release, manages: bool) -> AnyView {
    let (workspace, key, today) = state.list.with_untracked(|list| {
        let key = list.project.as_ref().map(|head| head.key.clone());
        (list.workspace.clone(), key.unwrap_or_default(), list.today)
    });
    let to = format!("/{workspace}/p/{key}/list?release={}", of.id);
    let day = of.day.map(|when| words::dates::day(when.day, today));
    let shape = if of.state == "released" {
        "done"
    } else {
        "open"
    };
    let said = [Some(own::state(&of.state)), day];
    let said: Vec<_> = said.into_iter().flatten().collect();
    let edit = manages.then(|| edit(workspace, &of));
    view! {
        <li class="deliv">
            <Mark name=shape />
            <div class="t">
                <a href=to>{of.name}</a>
                <small>{said.join(", ")}</small>
                {(!of.html.is_empty()).then(|| view! { <Prose text=of.html class="said" /> })}
            </div>
            <span class="q num">{words::plan::progress(of.done, of.tasks)}</span>
            {edit}
        </li>
    }
    .into_any()
}

fn edit(workspace: String, of: &Release) -> AnyView {
    let form = format!("release-{}", of.id);
    let open = came_back(&form);
    let day = of.day.map(|when| when.to_string()).unwrap_or_default();
    let states = ["planned", "released"]
        .map(|state| (state.to_owned(), own::state(state)))
        .to_vec();
    let away = trash(&workspace, &of.id);
    let Release {
        id,
        name,
        state,
        notes,
        ..
    } = of.clone();
    let called = name.clone();
    view! {
        <details class="fold act" open=open>
            <summary>{words::edit()}<span class="vh">" "{called}</span></summary>
            <Form to="/do/plan/edit_release" name=form class="form form-w">
                <Hidden name="workspace" value=workspace />
                <Hidden name="release" value=id />
                <Hidden name="name_was" value=name.clone() />
                <Hidden name="day_was" value=day.clone() />
                <Hidden name="state_was" value=state.clone() />
                <textarea class="vh" hidden name="form[notes_was]">{notes.clone()}</textarea>
                <Field name="name" label=own::name() value=name />
                <div class="f-2">
                    <Field name="day" label=own::day() value=day placeholder=own::day_hint() />
                    <Select name="state" label=own::its_state() options=states value=state />
                </div>
                <Field name="notes" label=own::notes() hint=words::plan::markdown_hint() value=notes rows=3 />
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
        <Form to="/do/plan/trash_release" name=format!("trash-{id}") summary=false>
            <Hidden name="workspace" value=workspace />
            <Hidden name="record" value=id />
            <Submit label=words::move_to_trash() class="b b-s b-q" />
        </Form>
    }
    .into_any()
}

fn new_release(state: State) -> AnyView {
    let (workspace, project) = state.list.with_untracked(|list| {
        let id = list.project.as_ref().map(|head| head.id.clone());
        (list.workspace.clone(), id.unwrap_or_default())
    });
    let then = Then {
        clears: true,
        ..Then::default()
    };
    view! {
        <Form to="/do/plan/create_release" name="new-release" class="form form-w" then=then>
            <Hidden name="workspace" value=workspace />
            <Hidden name="project" value=project />
            <FreshId />
            <div class="f-2">
                <Field name="name" label=own::new_release() />
                <Field name="day" label=own::day() placeholder=own::day_hint() />
            </div>
            <Field name="notes" label=own::notes() hint=words::plan::markdown_hint() rows=2 />
            <div class="form-a"><Submit label=own::add_release() class="b" /></div>
        </Form>
    }
    .into_any()
}
