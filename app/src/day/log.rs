//! The log: what the day has written by itself, one's own lines, and closing it.

use crate::prelude::*;

use super::api::{Log, LogGroup, OwnLine, Today};
use crate::ui::form::{Field, Form, FreshId, Hidden, Select, Submit, Then, came_back};
use crate::words::day as words;

pub fn body(workspace: &str, shown: RwSignal<Today>) -> AnyView {
    let log = Memo::new(move |_| shown.with(|t| t.log.clone()));
    let closed = Memo::new(move |_| log.with(|log| log.closed.clone()));
    let projects = Memo::new(move |_| log.with(|log| log.projects.clone()));
    let workspace = StoredValue::new(workspace.to_owned());
    // A page that stays open overnight becomes the next day's, and closes that one: the form is another one then.
    let day = Memo::new(move |_| log.with(|log| log.day.clone()));
    view! {
        <div class="day-log">
            {move || told(&log.get(), &workspace.get_value(), closed.get().is_none(), words::log_empty())}
            {move || add(workspace.get_value(), projects.get())}
            {move || match closed.get() {
                Some(time) => view! { <p class="q">{words::closed_at(&time)}</p> }.into_any(),
                None => close(workspace.get_value(), day.get()),
            }}
            <p><a class="lk" href=move || export(&workspace.get_value(), &day.get()) download="">{words::export()}</a></p>
        </div>
    }
    .into_any()
}

pub fn export(workspace: &str, day: &str) -> String {
    format!("/export/{workspace}/day/{day}")
}

/// What the log says.
pub fn told(log: &Log, workspace: &str, may_edit: bool, empty: String) -> AnyView {
    let nothing = log.after.is_empty() && log.groups.is_empty() && log.own.is_empty();
    let groups = |groups: &[LogGroup]| {
        groups
            .iter()
            .map(|one| group(workspace, one))
            .collect_view()
    };
    let own = log
        .own
        .iter()
        .map(|line| own(workspace, line, may_edit))
        .collect_view();
    view! {
        {nothing.then(|| view! { <p class="q">{empty}</p> })}
        {groups(&log.groups)}
        {log.is_cut.then(|| view! { <p class="q">{words::log_cut()}</p> })}
        {(!log.after.is_empty()).then(|| view! { <h3 class="sub">{words::after_you_closed()}</h3> })}
        {groups(&log.after)}
        {(!log.own.is_empty()).then(|| view! { <h3 class="sub">{words::own_lines()}</h3><ul class="own-l">{own}</ul> })}
    }
    .into_any()
}

fn group(workspace: &str, group: &LogGroup) -> AnyView {
    let lines = group.lines.iter().cloned().map(|line| {
        let title = if line.code.is_empty() {
            view! { <span>{line.title}</span> }.into_any()
        } else {
            view! { <a class="ll" href=format!("/{workspace}/t/{}", line.code)>{line.title}</a>" "<small class="num">{line.code}</small> }.into_any()
        };
        view! { <li><span class="num">{line.time}</span><p>{title}" "<span class="q"><span>{line.who}</span>" "<span>{line.what}</span></span></p></li> }.into_any()
    });
    view! {
        <h3 class="sub">{group.name.clone()}</h3>
        <ul class="told">{lines.collect_view()}</ul>
        {(group.more > 0).then(|| view! { <p class="q">{words::lines_more(group.more)}</p> })}
    }
    .into_any()
}

fn own(workspace: &str, line: &OwnLine, may_edit: bool) -> AnyView {
    let OwnLine {
        id,
        time,
        text,
        about,
    } = line.clone();
    let edit = may_edit.then(|| editor(workspace.to_owned(), line.clone()));
    view! {
        <li id=format!("line-{id}")>
            <span class="num q">{time}</span>
            <div><p class="hand pre">{text}</p>{(!about.is_empty()).then(|| view! { <small class="q">{about}</small> })}{edit}</div>
        </li>
    }
    .into_any()
}

fn editor(workspace: String, line: OwnLine) -> AnyView {
    let OwnLine { id, time, text, .. } = line;
    let (edited, of) = (workspace.clone(), id.clone());
    let was = text.clone();
    let open = came_back(&format!("line-{id}"));
    view! {
        <details class="own-e" open=open>
            <summary>{words::edit_line()}<span class="vh">{words::of_task(&time)}</span></summary>
            <Form to="/do/day/edit_line" name=format!("line-{id}") class="form form-w">
                <Hidden name="workspace" value=edited />
                <Hidden name="line" value=of />
                <Hidden name="text_was" value=was />
                <Field name="text" label=words::add_line() value=text rows=2 bare=true />
                <div class="form-a"><Submit label=words::save_line() class="b b-s" /></div>
            </Form>
            <Form to="/do/day/trash_line" name=format!("trash-{id}") summary=false>
                <Hidden name="workspace" value=workspace />
                <Hidden name="record" value=id />
                <Submit label=words::delete_line() class="lk" />
            </Form>
        </details>
    }
    .into_any()
}

fn add(workspace: String, projects: Vec<(String, String)>) -> AnyView {
    let mut about = vec![(String::new(), words::the_day_itself())];
    about.extend(projects);
    view! {
        <Form to="/do/day/add_line" name="add-line" class="form form-w hand-f" then=Then { clears: true, ..Then::default() }>
            <Hidden name="workspace" value=workspace />
            <FreshId />
            <Field name="text" label=words::add_line() rows=3 placeholder=words::add_line_placeholder() />
            <div class="form-a">
                <Select name="project" label=words::about() options=about bare=true />
                <Submit label=words::add_to_log() class="b" />
            </div>
        </Form>
    }
    .into_any()
}

/// Asked first: a closed day is never opened again.
fn close(workspace: String, day: String) -> AnyView {
    let open = came_back("close-day");
    view! {
        <details class="close-d" open=open>
            <summary class="b b-p">{words::close_day()}</summary>
            <Form to="/do/day/close_day" name="close-day" class="form form-w hand-f">
                <p class="q">{words::close_text()}</p>
                <Hidden name="workspace" value=workspace />
                <Hidden name="day" value=day />
                <FreshId />
                <Field name="text" label=words::last_line() rows=2 />
                <div class="form-a"><Submit label=words::close_day() /><span class="q">{words::no_client_reads()}</span></div>
            </Form>
        </details>
    }
    .into_any()
}
