//! Texts of projects, tasks and their links.

use super::say;
use crate::platform::history::Value;

words! {
    // Tabs of a project.
    project_parts => "Parts of the project";
    overview => "Overview";
    project_backlog => "Backlog";
    project_board => "Board";
    project_list => "List";
    project_calendar => "Calendar";
    project_settings => "Settings";

    overview_of(project: &str) => "{project}, overview";
    settings_of(project: &str) => "{project}, settings";
    more(n: usize) => "+{n}";

    // Overview.
    nothing_planned => "Nothing is planned yet.";
    brief_and => ", and ";
    brief_next(day: &str) => "The next deadline is {day}:";
    how_it_stands => "How it stands";
    health_unsaid => "Nobody has said yet how it stands.";
    said_by(name: &str, when: &str) => "{name}, {when}.";
    said_long_ago(days: i64) => "Said {days} days ago.";
    say_health => "Say how it stands";
    say_it => "Say it";
    because => "Because";
    about => "What it is about";
    deliverables => "Deliverables";
    no_deliverables => "No deliverables yet. A lead adds them in the settings.";
    team_talk => "Talk of the team";
    facts => "Facts";
    client => "Client";
    dates => "Work";
    from_to(start: &str, finish: &str) => "{start} to {finish}";
    from(start: &str) => "from {start}";
    until(finish: &str) => "until {finish}";
    no_dates => "no dates yet";
    calendar => "Calendar";
    usual_week => "The usual week";
    one_day => "One day";
    zone => "Time zone";
    say_to(client: &str) => "Say something to {client}";

    // Settings.
    project => "Project";
    key_stays(key: &str) => "Its key {key} stands in the name of every task and stays.";
    markdown_hint => "Markdown. NGT-42 and the like become links, @ and a name tells them.";
    health_text => "Said by a person, with the reason. The latest counts.";
    client_text => "Whose people may read what is written for the client too.";
    no_client => "No client";
    set_client => "Set the client";
    members_text => "A lead manages the project, a member works in it, a viewer reads and comments. Each change acts at once.";
    take_out => "Take out of the project";
    days => "Days";
    brought_calendars => "Calendars of its file";
    brought_calendars_text => "They came with the imported file and are this project's own: tasks and the project go by them. They are read here, not changed.";
    brought_days => "Days that differ";
    days_text => "A day of the project ends when it ends in its zone. One day of effort is as long as its working day.";
    minutes_per_day => "Minutes of a working day";
    minutes_per_day_hint => "480 is eight hours.";
    deliverables_text => "What is handed over. Tasks are grouped by it.";
    new_deliverable => "New deliverable";
    add_deliverable => "Add the deliverable";
    fields => "Fields of its own";
    fields_text => "What its tasks say beside what every task has. What a field holds stays; a field in the trash takes what was said in it along, and brings it back.";
    no_fields => "No fields of its own yet.";
    new_field => "New field";
    field_name => "Name";
    field_holds => "What it holds";
    unit => "Unit";
    unit_hint => "Of a number, such as € or kg. May stay empty.";
    options => "Options";
    options_hint => "Of a choice: one on each line.";
    add_field => "Add the field";
    new_option => "New option";
    add_option => "Add the option";
    option_name => "Option";
    option_offered => "Can be chosen";
    order => "Place";
    move_there => "Move";
    workflow => "States of work";
    workflow_text => "What they are called is yours; what each means, Daymark has to know.";
    new_status => "New state";
    add_status => "Add the state";
    means => "Means";
    status_name => "Name";
    status_hint(usual: &str) => "Empty: {usual}.";
    limit => "At most";
    limit_hint => "So many tasks at once; the board says when it is full. Empty: as many as there are.";
    limit_of(limit: i64) => "at most {limit}";
    move_tasks_to => "Move its tasks to";
    remove_status => "Remove the state";
    trash_project_text => "With all that is in it. It can be put back for thirty days.";
    place(n: usize) => "{n}";

    // Talk.
    edited(when: &str) => "edited {when}";
    your_comment => "Your comment";
    change_comment => "Change";
    mention => "Mention";
    nobody_watches => "Nobody watches.";
    watched_by(names: &str) => "Watched by {names}.";
    watch => "Watch";
    unwatch => "Watch no more";

    // What happened.
    was => "was";
    now => "now";
    gone => "something that is gone";
    yes => "yes";
    no => "no";

    // List of projects.
    lead_by(names: &str) => "led by {names}";
    next_deadline(day: &str) => "next deadline {day}";
    deadline_over(day: &str) => "deadline {day} has passed";
    no_deadline => "no deadline";
}

pub fn health(code: Option<&str>) -> String {
    say(match code {
        Some("on_track") => "On course",
        Some("at_risk") => "Drifting",
        Some("off_track") => "Off course",
        _ => "Not said",
    })
}

/// Days of a calendar that a page does not show.
pub fn brought_more(n: u64) -> String {
    say(format!(
        "and {n} more; the project's export holds all of them."
    ))
}

/// What a state of work means.
pub fn category(code: &str) -> String {
    say(match code {
        "todo" => "not begun",
        "doing" => "begun",
        "review" => "being looked at",
        _ => "done",
    })
}

/// A state of work by its name, or by the usual one of what it means.
pub fn status(name: &str, category: &str) -> String {
    if !name.is_empty() {
        return name.to_owned();
    }
    say(match category {
        "todo" => "Up next",
        "doing" => "Under way",
        "review" => "In review",
        _ => "Done",
    })
}

pub fn tasks(n: i64) -> String {
    match n {
        0 => say("no task"),
        1 => say("1 task"),
        n => say(format!("{n} tasks")),
    }
}

pub fn all_done(n: i64) -> String {
    match n {
        1 => say("Its one task is done."),
        n => say(format!("All {n} tasks are done.")),
    }
}

pub fn brief_open(n: i64) -> String {
    match n {
        1 => say("One task is open"),
        n => say(format!("{n} tasks are open")),
    }
}

pub fn brief_done(n: i64) -> String {
    match n {
        0 => say(", none is done"),
        1 => say(", one is done"),
        n => say(format!(", {n} are done")),
    }
}

pub fn brief_late(n: i64) -> String {
    match n {
        1 => say("one is late"),
        n => say(format!("{n} are late")),
    }
}

pub fn progress(done: i64, tasks: i64) -> String {
    match tasks {
        0 => say("no task yet"),
        tasks => say(format!("{done} of {tasks} done")),
    }
}

/// Minutes as people say them: `1 h 30 min`; fewer than none is a lead, `-2 h`.
pub fn minutes(minutes: i64) -> String {
    if minutes < 0 {
        return format!("-{}", self::minutes(minutes.saturating_neg()));
    }
    let (hours, rest) = (minutes / 60, minutes % 60);
    match (hours, rest) {
        (0, rest) => say(format!("{rest} min")),
        (hours, 0) => say(format!("{hours} h")),
        (hours, rest) => say(format!("{hours} h {rest} min")),
    }
}

pub fn field_kind(kind: &str) -> String {
    say(match kind {
        "text" => "Text",
        "number" => "A number",
        "date" => "A date",
        "choice" => "One of some options",
        "yesno" => "Yes or no",
        "link" => "A link",
        _ => "A person",
    })
}

/// What a field holds, and in how many tasks something is said in it.
pub fn field_is(kind: &str, unit: &str, said: i64) -> String {
    let holds = match unit {
        "" => field_kind(kind),
        unit => format!("{} ({unit})", field_kind(kind)),
    };
    say(match said {
        0 => format!("{holds}, said nowhere yet"),
        1 => format!("{holds}, said in one task"),
        many => format!("{holds}, said in {many} tasks"),
    })
}

pub fn option_state(state: &str) -> String {
    say(match state {
        "retired" => "No more; it stays where it is said",
        _ => "Yes",
    })
}

/// A field, as what happened names it.
pub fn field(name: &str) -> String {
    say(match name {
        "title" => "Title",
        "description" => "Description",
        "name" => "Name",
        "text" => "Text",
        "status" => "State",
        "kind" => "Kind",
        "deliverable" => "Deliverable",
        "iteration" => "Iteration",
        "release" => "Release",
        "points" => "Points",
        "carried" => "Carried over",
        "goal" => "Goal",
        "notes" => "Notes",
        "day" => "Day",
        "state" => "State",
        "overlaps" => "May overlap",
        "method" => "How it is worked",
        "estimate" => "Estimated in",
        "project" => "Project",
        "effort" => "Effort",
        "duration" => "Duration",
        "optimistic" => "Optimistic",
        "likely" => "Likely",
        "pessimistic" => "Pessimistic",
        "mode" => "Dates set",
        "start" => "Start",
        "finish" => "Finish",
        "constraint" => "Constraint",
        "constraint_date" => "Date of the constraint",
        "deadline" => "Deadline",
        "percent" => "Per cent done",
        "actual_start" => "Began",
        "actual_finish" => "Finished",
        "assignee" => "With",
        "label" => "Label",
        "item" => "Checklist",
        "link" => "Waits for",
        "parent" => "Part of",
        "because" => "Because",
        "mover" | "mover_name" | "mover_kind" => "Whose move",
        "audience" => "For",
        "health" => "How it stands",
        "workflow" => "States",
        "client" => "Client",
        "contact" => "Contact",
        "part" => "Part",
        "member" | "watcher" => "Who",
        "role" => "Role",
        "zone" => "Time zone",
        "minutes_per_day" => "Minutes of a working day",
        "calendar" => "Calendar",
        "units" => "Share of the day",
        "wbs" => "Number",
        "recurrence" => "Repeats",
        "next" => "The next one",
        "value" => "Said",
        "option" => "Option",
        "unit" => "Unit",
        _ => "Something else",
    })
}

/// What a field held, in words.
pub fn value(field: &str, value: &Value) -> String {
    match value {
        Value::Nothing => String::new(),
        Value::Text(text) => text.clone(),
        Value::State { name, category } => status(name, category),
        Value::Limited {
            name,
            category,
            limit,
        } => {
            let name = status(name, category);
            say(format!("{name} (at most {limit})"))
        }
        Value::Code(code) => self::code(field, code),
        Value::Minutes(n) => minutes(*n),
        Value::Units(n) => say(format!("{} %", n / 10)),
        Value::Percent(n) => say(format!("{n} %")),
        Value::Number(n) => say(n.to_string()),
        Value::Truth(true) => yes(),
        Value::Truth(false) => no(),
        Value::List(list) => {
            let parts: Vec<String> = list.iter().map(|v| self::value(field, v)).collect();
            parts.join(", ")
        }
        Value::Gone => gone(),
    }
}

/// One of a field's few values.
fn code(field: &str, code: &str) -> String {
    match (field, code) {
        ("health", code) => health(Some(code)),
        ("state", code) => super::iterations::state(code),
        ("method", code) => super::iterations::method(code),
        ("estimate", code) => super::iterations::estimate(code),
        ("role", code) => super::project_role(code),
        ("part", code) => super::clients::part(code),
        ("audience", "client") => say("the client too"),
        ("audience", "internal") => say("the team"),
        ("audience", _) => say("people by name"),
        (_, "auto") => say("by the plan"),
        (_, "manual") => say("by hand"),
        (_, "task") => say("task"),
        (_, "milestone") => say("milestone"),
        (_, "asap") => say("as soon as possible"),
        (_, "alap") => say("as late as possible"),
        (_, "snet") => say("start no earlier than"),
        (_, "snlt") => say("start no later than"),
        (_, "fnet") => say("finish no earlier than"),
        (_, "fnlt") => say("finish no later than"),
        (_, "mso") => say("must start on"),
        (_, "mfo") => say("must finish on"),
        (_, "ticked") => say("ticked"),
        (_, "fs") => say("finish to start"),
        (_, "ss") => say("start to start"),
        (_, "ff") => say("finish to finish"),
        (_, "sf") => say("start to finish"),
        // A zone, a name: what people read as it stands.
        (_, other) => other.to_owned(),
    }
}
words! {}
