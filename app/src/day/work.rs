//! Work: what is to start or to end today and this week, whether it can, and why not. Trouble first, calm folded.

use crate::prelude::*;

use super::api::{Fix, Group, TaskRow, Today};
use crate::ui::avatar::Avatar;
use crate::ui::form::{Form, Hidden, Submit};
use crate::ui::icon::Mark;
use crate::words::day as words;

pub fn body(workspace: &str, shown: RwSignal<Today>) -> AnyView {
    let workspace = StoredValue::new(workspace.to_owned());
    let steers = shown.with_untracked(|t| t.steers);
    let groups = Memo::new(move |_| shown.with(|t| (t.work.clone(), t.unread, t.is_cut)));
    (move || {
        let (groups, unread, is_cut) = groups.get();
        if groups.is_empty() {
            let said = if steers { words::nothing_due() } else { words::nothing_mine() };
            return view! { <div class="empty"><p class="vt">{said}</p><p>{words::nothing_due_text()}</p></div> }.into_any();
        }
        let groups = groups
            .into_iter()
            .map(|one| group(&workspace.get_value(), one, steers))
            .collect_view();
        view! {
            {groups}
            {(unread > 0).then(|| view! { <p class="day-m q">{words::not_looked_at(unread)}</p> })}
            {is_cut.then(|| view! { <p class="day-m q">{words::more_around()}</p> })}
        }
        .into_any()
    })
    .into_any()
}

fn group(workspace: &str, group: Group, steers: bool) -> AnyView {
    let rows = |rows: Vec<TaskRow>| {
        rows.into_iter()
            .map(|one| row(workspace, one))
            .collect_view()
    };
    let list = if steers { "tasks" } else { "mine" };
    let all = format!("/{workspace}/{list}?status=open&due={}", group.due);
    let folded = group.folded.len() as i64;
    view! {
        <h3 class="sub">{group.name}</h3>
        <ul class="rows due">{rows(group.trouble)}{rows(group.calm)}</ul>
        {(folded > 0).then(|| view! {
            <details class="fold"><summary>{words::ready_fold(folded)}</summary><ul class="rows due">{rows(group.folded)}</ul></details>
        })}
        {(group.more > 0).then(|| view! { <p class="day-m"><a class="lk" href=all>{words::and_more(group.more)}</a></p> })}
    }
    .into_any()
}

fn row(workspace: &str, row: TaskRow) -> AnyView {
    let (class, state) = row.state;
    let mark: &'static str = mark(&class);
    let why = row.why.into_iter().map(|(because, mover)| {
        view! {
            <p class="because">{because}{mover.map(|mover| view! { <span class="mv">{mover}</span> })}</p>
        }
        .into_any()
    });
    let first = row.people.first().cloned();
    let more = row.people.len().saturating_sub(1);
    let act = row.may_edit.then(|| super::act::link(&row.code));
    let fix = row.fix.map(|fix| fixed(workspace, &row.id, &row.code, fix));
    view! {
        <li class="due-r">
            <span class=format!("st st-{class}")><Mark name=mark />{state}</span>
            <div class="t">
                <a href=format!("/{workspace}/t/{}", row.code)>{row.title}</a>" "<small class="num">{row.code}</small>
                {why.collect_view()}
                {row.unchecked.map(|what| view! { <p class="q">{what}</p> })}
            </div>
            <span class="own">
                {first.map(|name| { let short = name.split(' ').next().unwrap_or_default().to_owned(); view! { <Avatar name=name class="av av-s" /><span>{short}</span> } })}
                {(more > 0).then(|| view! { <span class="q num">{format!("+{more}")}</span> })}
            </span>
            <span class="when num">{row.when}</span>
            <div class="act">{fix}{act}</div>
        </li>
    }
    .into_any()
}

fn mark(class: &str) -> &'static str {
    match class {
        "obstacle" => "obstacle",
        "notready" => "notready",
        "doing" => "doing",
        _ => "ready",
    }
}

/// What one tap does.
fn fixed(workspace: &str, id: &str, code: &str, fix: Fix) -> AnyView {
    let tail = words::of_task(code);
    let tail = move || view! { <span class="vh">{tail.clone()}</span> };
    match fix {
        Fix::See(before) => view! { <a class="b b-s" href=format!("/{workspace}/t/{before}")>{words::open_before(&before)}</a> }.into_any(),
        Fix::Share => view! { <a class="b b-s" href="#share">{words::give()}{tail()}</a> }.into_any(),
        Fix::Close => form("/do/plan/close_task", "close", id, words::mark_task_done(), vec![("workspace", workspace.into()), ("record", id.into())]),
        Fix::Start(was, now) => form(
            "/do/plan/edit_task",
            "start",
            id,
            words::start(),
            vec![("workspace", workspace.into()), ("task", id.into()), ("status", now), ("status_was", was)],
        ),
        Fix::Move(day, [start, start_was, finish, finish_was]) => {
            let mut fields = vec![("workspace", workspace.to_owned()), ("task", id.to_owned())];
            if !start_was.is_empty() {
                fields.extend([("start", start), ("start_was", start_was)]);
            }
            if !finish_was.is_empty() {
                fields.extend([("finish", finish), ("finish_was", finish_was)]);
            }
            form("/do/plan/edit_task", "move", id, words::move_to(&day), fields)
        }
    }
}

pub fn form(
    to: &'static str,
    name: &str,
    id: &str,
    label: String,
    fields: Vec<(&'static str, String)>,
) -> AnyView {
    view! {
        <Form to=to name=format!("{name}-{id}") summary=false>
            {fields.into_iter().map(|(name, value)| view! { <Hidden name=name value=value /> }).collect_view()}
            <Submit label=label class="b b-s" />
        </Form>
    }
    .into_any()
}
