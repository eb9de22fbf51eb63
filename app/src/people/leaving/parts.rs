//! Parts of the page of a leaver: what is held, in its place, and who gets it.

use std::collections::HashMap;

use crate::prelude::*;
use domain::people::leaving::NOBODY;

use super::api::{Choice, Project, Task};
use crate::ui::form::Sending;
use crate::ui::icon::{Icon, Mark};
use crate::words;
use crate::words::leaving as say;

/// What was chosen on this page, by the fields' names: a part that is drawn anew begins with it.
#[derive(Clone, Copy)]
pub struct Chosen(StoredValue<HashMap<String, String>>);

impl Chosen {
    pub fn provide() {
        provide_context(Self(StoredValue::new(HashMap::new())));
    }
}

/// One kind of what is held.
#[component]
pub fn Held(title: String, children: Children) -> impl IntoView {
    view! {
        <section class="set">
            <header><h2>{title}</h2></header>
            <div class="leave-h">{children()}</div>
        </section>
    }
    .into_any()
}

/// People, with nobody before them.
pub fn nobody(words: String, people: Vec<Choice>) -> Vec<Choice> {
    let mut options = vec![(String::new(), words)];
    options.extend(people);
    options
}

/// Who gets it. The name of the field may be that of one project: `work_in`, and in brackets its id.
#[component]
pub fn Gets(
    field: String,
    label: String,
    options: Vec<Choice>,
    #[prop(optional)] value: String,
    #[prop(optional)] hint: String,
) -> impl IntoView {
    let sending = expect_context::<Sending>();
    // As the summary of refusals links to it.
    let id = sending.id(&field);
    let (hint_id, error_id) = (format!("{id}-h"), format!("{id}-e"));
    let kept = expect_context::<Chosen>().0;
    let chosen = kept.with_value(|kept| kept.get(&field).cloned());
    let chosen = chosen.unwrap_or_else(|| sending.value(&field, value));
    let keep = {
        let field = field.clone();
        move |event: leptos::ev::Event| {
            let value = event_target_value(&event);
            kept.update_value(|kept| _ = kept.insert(field.clone(), value));
        }
    };
    let refusal = {
        let field = field.clone();
        Signal::derive(move || sending.refusal(&field))
    };
    let has_hint = !hint.is_empty();
    let described = {
        let (hint_id, error_id) = (hint_id.clone(), error_id.clone());
        move || match (has_hint, refusal.get().is_some()) {
            (true, true) => Some(format!("{error_id} {hint_id}")),
            (true, false) => Some(hint_id.clone()),
            (false, true) => Some(error_id.clone()),
            (false, false) => None,
        }
    };
    view! {
        <div class="f leave-g">
            <label for=id.clone()>{label}</label>
            <span class="sel-w">
                <select class="in" id=id name=format!("form[{field}]") on:change=keep aria-invalid=move || refusal.get().is_some().then_some("true") aria-describedby=described>
                    {options.into_iter().map(|(value, name)| view! { <option value=value.clone() selected=value == chosen>{name}</option> }).collect_view()}
                </select>
                <Icon name="chevron-down" />
            </span>
            {move || refusal.get().map(|f| view! { <span class="err" id=error_id.clone()><Mark name="obstacle" />{words::code(f.code, &f.arg)}</span> })}
            {has_hint.then(|| view! { <span class="hint" id=hint_id>{hint}</span> })}
        </div>
    }
    .into_any()
}

/// A project: what they are in it, the first of their open tasks, what waits for them, and who gets it here.
#[component]
pub fn InProject(workspace: String, project: Project) -> impl IntoView {
    let Project {
        id,
        key,
        title,
        role,
        in_trash,
        alone,
        open,
        tasks,
        waits,
        leads,
        workers,
    } = project.clone();
    let (led, works) = (project.is_led(), project.has_work());
    let more = open - i64::try_from(tasks.len()).unwrap_or_default();
    let as_what = match (role.is_empty(), alone) {
        (true, _) => say::not_in_it(),
        (false, true) => say::leads_alone(),
        (false, false) => words::project_role(&role),
    };
    let name = if in_trash {
        view! { <b>{title.clone()}</b>" "<small>{say::in_trash()}</small> }.into_any()
    } else {
        view! { <a class="lk" href=format!("/{workspace}/p/{key}/list")>{title.clone()}</a> }
            .into_any()
    };
    let here = |of: Vec<Choice>, none: String| {
        let mut options = vec![
            (String::new(), say::as_for_all()),
            (NOBODY.to_owned(), none),
        ];
        options.extend(of);
        options
    };
    let waiting = !waits.is_empty();
    let at = workspace.clone();
    view! {
        <section class="leave-p" aria-label=title.clone()>
            <h3>{name}</h3>
            <p class="q"><span>{as_what}</span>{(open > 0).then(|| view! { " · "<span class="num">{say::open_tasks(open)}</span> })}</p>
            <Tasks workspace=workspace tasks=tasks more=more />
            {waiting.then(|| view! { <p class="q">{say::waits()}</p><Tasks workspace=at tasks=waits more=0 /> })}
            {led.then(|| view! { <Gets field=format!("lead_in][{id}") label=say::leads_here(&title) options=here(leads, say::nobody_leads()) /> })}
            {works.then(|| view! { <Gets field=format!("work_in][{id}") label=say::work_here(&title) options=here(workers, say::unassigned()) /> })}
        </section>
    }
    .into_any()
}

#[component]
pub fn Tasks(workspace: String, tasks: Vec<Task>, more: i64) -> impl IntoView {
    if tasks.is_empty() {
        return ().into_any();
    }
    let line = |task: Task| {
        view! {
            <li>
                <a class="lk" href=format!("/{workspace}/t/{}", task.code)>{task.title}</a>" "
                <small class="num">{task.code}</small>" "
                <small class="num">{days(task.days)}</small>
                {task.repeats.then(|| view! { " "<small>{say::repeats()}</small> })}
            </li>
        }
    };
    view! {
        <ul class="leave-t">
            {tasks.into_iter().map(line).collect_view()}
            {(more > 0).then(|| view! { <li class="q">{say::and_more(more)}</li> })}
        </ul>
    }
    .into_any()
}

/// The first and the last day, or the one that is known.
fn days((first, last): (String, String)) -> String {
    if last.is_empty() {
        first
    } else {
        words::plan::from_to(&first, &last)
    }
}
