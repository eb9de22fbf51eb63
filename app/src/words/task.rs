//! Words of lists of tasks, of a task's page, and of the keys.

use chrono::NaiveDate;
use domain::plan::bulk::Left;
use domain::plan::lines::MOST;
use domain::time::When;

use super::dates;
use super::say;

words! {
    // Places.
    work => "Work";
    my_work => "My work";
    all_tasks => "All tasks";
    list_of(project: &str) => "List, {project}";
    tasks => "Tasks";
    full_page => "Open the full page";

    // A list.
    nothing_moves => "Dates stay where people put them: nothing moves by itself yet. A date that breaks a link is marked.";
    mark_column => "Mark done";
    pages => "Pages of the list";
    previous_page => "The ones before";
    next_page => "The next ones";
    find => "Find by title or key";
    narrow => "Narrow the choice";
    filter => "Filter";
    show => "Show";
    clear => "Show everything";
    take_away => ", take away";
    in_force => "Shown only";
    no_longer_there => "something that is no longer there";
    nobody => "Nobody yet";
    no_date => "No date";
    late => ", late";
    of_parts => "from its parts";
    edit_field(name: &str) => "Edit {name}";
    edit_task(title: &str) => "Edit {title}";
    milestone => "Milestone";
    calendar => "Calendar";
    new_label(name: &str) => "New label “{name}”";
    editing(what: &str, code: &str) => "{what} of {code}";
    calendar_for(what: &str) => "{what} from the calendar";

    // A task: its facts.
    state => "State";
    start => "Start";
    finish => "Finish";
    deadline => "Deadline";
    with => "With";
    person => "Person";
    units => "Per cent of their day";
    units_hint => "100 is all of it.";
    give => "Give it";
    give_to => "Give it to someone";
    of_the_day(percent: &str) => "{percent} %";
    columns => "Columns";
    by_field(name: &str) => "By {name}";
    in_unit(unit: &str) => "In {unit}.";
    date_hint => "Friday, +3d or 26 Nov";
    link_hint => "Begins with https:// or http://.";
    effort => "Effort";
    effort_hint => "Such as 3d, 4h or 1d 2h.";
    duration => "Duration";
    duration_hint => "Such as 3d or 4h. With an e (3ed) every hour of the clock counts.";
    estimate => "Estimate";
    optimistic => "At best";
    likely => "Most likely";
    pessimistic => "At worst";
    progress => "Progress";
    percent_done => "Per cent done";
    actual => "In fact";
    began_on => "Began";
    ended_on => "Ended";
    not_begun => "Not begun";
    mode => "Who sets the dates";
    constraint => "Constraint";
    constraint_date => "Its date";
    kind => "Kind";
    deliverable => "Deliverable";
    no_deliverable => "None";
    own_calendar => "Calendar";
    calendar_of_project => "The project's";
    for_whom => "For";
    labels => "Labels";
    label => "Label";
    label_hint => "One that is new is made.";
    add_label => "Label it";
    not_said => "Not said";
    day_hint => "Friday, +3d, 26 Nov, perhaps with a time";

    // A task: its parts.
    rename => "Rename";
    mark_done => "Mark done";
    open_again => "Open again";
    describe => "Describe it";
    edit_description => "Edit the description";
    markdown_hint => "Markdown.";
    checklist => "Checklist";
    new_item => "Add to the checklist";
    item => "Item";
    change_wording => "Change the wording";
    change_order => "Change the order";
    up => "Up";
    down => "Down";
    links => "Links";
    no_links => "Waits for nothing, and nothing waits for it.";
    after => "Waits for";
    before => "Waited for by";
    add_link => "Link it to another task";
    link_which => "Which waits";
    task_by_key => "The other task";
    key_hint(key: &str) => "Its key, such as {key}-12.";
    link_kind => "How";
    lag => "With how much between";
    lag_hint => "Nothing, 2d, -4h, 3ed (every hour of the clock) or 50%.";
    link_them => "Link them";
    link_broken => "A date breaks a link";
    place => "Place";
    parts => "Its parts";
    where_to => "Where to";
    move_to => "Move…";
    move_it => "Move it";
    transfer => "Send to another project…";
    to_project => "To the project";
    transfer_it => "Send it";
    transfer_hint => "With all that is below it, what was said and what happened. It gets a new key; the old one leads to it. Deliverable, links with what stays, and people who may not change tasks there do not go along, nor what is said in a field of its own that the other project does not have by name and kind; what a client sees, another client does not.";
    copy => "Duplicate…";
    copy_it => "Duplicate it";
    stopped => "Stopped";
    it_stands_still => "It cannot go on";
    because_field => "Because";
    because_hint => "One line: what it waits for.";
    whose_move => "Whose move it is";
    who_of_us => "Who of us";
    who_outside => "Or who outside";
    stop_it => "Mark it stopped";
    goes_on => "It goes on";
    because(reason: &str) => "because {reason}";
    move_of(name: &str) => "{name}, since";
    remove(name: &str) => "Remove {name}";

    as_said(text: &str) => "{text}";
    beside(code: &str, list: &str) => "{code}, {list}";

    // Adding from anywhere.
    add_a_task => "Add a task";
    add_title_hint => "A day at the end counts: “call Ana fri”, “+3d”, “tomorrow 14:00”.";
    add_dated => "A day at the end is when it is due";
    add_project => "Project";
    add_nowhere => "There is no project in which you may add tasks.";
    add_more => "Ctrl Enter adds it and goes on.";
    added(code: &str) => "{code} added.";
    open_it => "Open it";
    due_then(title: &str, when: &str) => "“{title}”, due {when}.";
    me(name: &str) => "{name} (you)";

    // Lines that become tasks.
    several_lines => "Several at once";
    one_a_line => "A task for each line";
    lines_hint => "Bullets and boxes go. What is indented becomes a part of the line above.";
    add_them => "Add them";

    // Many at once.
    select(title: &str) => "Select {title}";
    select_column => "Selected";
    the_ticked => "The ticked tasks";
    what_to_do => "What to do with the ticked tasks";
    select_all => "Select all that are here";
    let_go => "Let go";
    some_not_here => "What was not on the page yet is not selected.";
    bulk_state => "State";
    bulk_person => "Person";
    bulk_dates => "Dates";
    bulk_label => "Label";
    bulk_give => "Give them";
    bulk_take => "Take them away";
    bulk_start => "Set the start";
    bulk_finish => "Set the finish";
    bulk_no_start => "No start";
    bulk_no_finish => "No finish";
    bulk_put_on => "Put it on";
    bulk_take_off => "Take it off";
    bulk_trash => "Move to the trash";
}

/// `1,250.5 €`: a number in groups of three, with what it counts.
pub fn figures(number: &str, unit: &str) -> String {
    let (minus, digits) = match number.strip_prefix('-') {
        Some(digits) => ("−", digits),
        None => ("", number),
    };
    let (whole, part) = match digits.split_once('.') {
        Some((whole, part)) => (whole, Some(part)),
        None => (digits, None),
    };
    let mut out = String::from(minus);
    for (n, digit) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(part) = part {
        out.push('.');
        out.push_str(part);
    }
    if !unit.is_empty() {
        // Number and unit stay on one line.
        out.push('\u{a0}');
        out.push_str(unit);
    }
    say(out)
}

/// What a line asks of a field of the project's own.
pub fn asked_of(field: &str, kind: &str) -> String {
    match kind {
        "number" => say(format!("{field}: 10 or 10..20")),
        "date" => say(format!("{field}: a day, or day..day")),
        _ => field.to_owned(),
    }
}

pub fn yes_or_no(value: &str) -> String {
    say(match value {
        "yes" => "Yes",
        _ => "No",
    })
}

/// `Cost centre: 12 €`, as what happened says it.
pub fn said_in(field: &str, said: &str, unit: &str) -> String {
    match unit {
        "" => format!("{field}: {said}"),
        unit => format!("{field}: {said} {unit}"),
    }
}

/// What can go along with a copy, in the order of the form.
pub const ALONG: [&str; 8] = [
    "description",
    "dates",
    "people",
    "labels",
    "values",
    "checklist",
    "links",
    "parts",
];

pub fn along(what: &str) -> String {
    say(match what {
        "description" => "The description",
        "dates" => "Dates",
        "people" => "People",
        "labels" => "Labels",
        "values" => "What it says in the project's own fields",
        "checklist" => "The checklist, unticked",
        "links" => "Links",
        _ => "Its parts",
    })
}

/// What the lines come to; nothing for none.
pub fn becomes(lines: usize) -> String {
    match lines {
        0 => String::new(),
        lines if lines > MOST => say(format!("More than {MOST} lines: at most {MOST} at once.")),
        lines => say(format!("Becomes {}.", tasks_in_figures(lines))),
    }
}

/// How many are ticked.
pub fn selected(count: usize) -> String {
    say(format!("{count} selected."))
}

/// So many tasks.
pub fn tasks_in_figures(count: usize) -> String {
    match count {
        1 => "1 task".into(),
        count => format!("{count} tasks"),
    }
}

/// What a change of many came to, in short; which stay and why is said by [`left`].
pub fn many(changed: &str, left: &[Left], what: &str) -> String {
    let changed: usize = changed.parse().unwrap_or_default();
    say(match (changed, left.len()) {
        (0, 0) => "All of them were so already.".into(),
        (0, _) => format!("Nothing was {what}."),
        (changed, 0) => format!("{} {what}.", tasks_in_figures(changed)),
        (changed, left) => format!("{} {what}, {left} not.", tasks_in_figures(changed)),
    })
}

/// What stays as it was, a sentence for each reason: `NGT-1, NGT-4: It is in the trash already.`
pub fn left(of: &[Left]) -> Vec<String> {
    let mut whys: Vec<(&Left, Vec<&str>)> = Vec::new();
    for one in of {
        match whys
            .iter_mut()
            .find(|(why, _)| (why.code, &why.arg) == (one.code, &one.arg))
        {
            Some((_, names)) => names.push(&one.called),
            None => whys.push((one, vec![&one.called])),
        }
    }
    let sentence = |(why, names): (&Left, Vec<&str>)| {
        let nameless = names.iter().filter(|name| name.is_empty()).count();
        let mut named: Vec<String> = names
            .into_iter()
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect();
        if nameless > 0 {
            named.push(tasks_in_figures(nameless));
        }
        format!("{}: {}", named.join(", "), super::code(why.code, &why.arg))
    };
    whys.into_iter().map(sentence).collect()
}

/// A state's name: its own, or that of what it means.
pub fn status(name: &str, category: &str) -> String {
    if !name.is_empty() {
        return name.to_owned();
    }
    say(match category {
        "done" => "Done",
        "review" => "In review",
        "doing" => "Under way",
        _ => "Up next",
    })
}

pub fn column(name: &str) -> String {
    match name {
        "title" => say("Task"),
        "status" => state(),
        "with" => with(),
        "start" => start(),
        "finish" => finish(),
        "effort" => effort(),
        "labels" => labels(),
        _ => deadline(),
    }
}

/// `1 to 100 of 234`.
/// On paper, below rows that are not all.
pub fn on_paper(here: i64, total: i64) -> String {
    say(format!(
        "{here} of {total} tasks. Scroll to the others before printing, and they are on paper too."
    ))
}

pub fn showing(from: i64, to: i64, total: i64) -> String {
    say(if from == 1 && to == total {
        match total {
            1 => "1 task".to_owned(),
            _ => format!("{total} tasks"),
        }
    } else {
        format!("{from} to {to} of {total}")
    })
}

/// How far the parts of a summary are.
pub fn percent_of_parts(percent: i64) -> String {
    say(format!("{percent} %"))
}

pub fn and_more(first: &str, others: usize) -> String {
    say(format!("{first} and {others} more"))
}

pub fn ticked(ticked: usize, all: usize) -> String {
    say(format!("{ticked} of {all}"))
}

/// The same in a row.
pub fn ticked_short(ticked: i64, all: i64) -> String {
    say(format!("{ticked}/{all}"))
}

/// Why a task stands still, on its line of a list.
pub fn stopped_line(because: &str, mover: &str) -> String {
    let mover = if mover.is_empty() {
        "the client"
    } else {
        mover
    };
    say(format!(
        "stopped because {because}; the next move is with {mover}"
    ))
}

/// Which date breaks a link to `by`.
pub fn breaks(by: &str, finish: bool) -> String {
    say(if finish {
        format!("ends too early for {by}")
    } else {
        format!("begins too early for {by}")
    })
}

/// The earliest date that keeps it, as a button.
pub fn keeps(finish: bool, day: &str) -> String {
    say(if finish {
        format!("Finish {day} keeps it")
    } else {
        format!("Start {day} keeps it")
    })
}

/// A day with its time, where it has one.
pub fn when(when: When, today: NaiveDate) -> String {
    let day = dates::day(when.day, today);
    match when.time {
        Some(time) => format!("{day} {}", dates::time(time)),
        None => day,
    }
}

/// The name of a group of rows; `name` where people gave it one.
pub fn group(by: &str, name: &str, key: &str) -> String {
    match (by, name, key) {
        ("status", name, key) => status(name, key),
        ("with", "", _) => nobody(),
        (own, "", _) if own.starts_with("f.") => not_said(),
        ("deliverable", "", _) => say("No deliverable"),
        ("iteration", "", _) => super::iterations::no_iteration(),
        ("release", "", _) => say("No release"),
        ("due", _, "late") => say("Late"),
        ("due", _, "today") => say("Today"),
        ("due", _, "week") => say("This week"),
        ("due", _, "later") => say("Later"),
        ("due", _, "over") => say("Done, and its day is over"),
        ("due", ..) => say("No date"),
        _ => name.to_owned(),
    }
}

/// What a filter is called, for the ear.
pub fn filter_by(name: &str) -> String {
    match name {
        "status" => state(),
        "with" => with(),
        "due" => say("Due"),
        "label" => label(),
        "deliverable" => deliverable(),
        "iteration" => super::iterations::iteration(),
        "release" => super::iterations::release(),
        "group" => say("Grouped by"),
        "day" => say("On"),
        _ => say("Only"),
    }
}

/// The choice that leaves a filter out.
pub fn every(name: &str) -> String {
    say(match name {
        "status" => "State",
        "with" => "Everyone",
        "due" => "Whenever due",
        "label" => "Every label",
        "deliverable" => "Every deliverable",
        "iteration" => "Every iteration",
        "release" => "Every release",
        "group" => "Not grouped",
        _ => "All kinds",
    })
}

pub fn choice(filter: &str, value: &str) -> String {
    match (filter, value) {
        (_, "open") => say("Not done"),
        ("status", "any") => say("Done ones as well"),
        ("status", category @ ("todo" | "doing" | "review" | "done")) => status("", category),
        (_, "me") => say("Me"),
        (_, "nobody") => nobody(),
        (_, "late") => say("Late"),
        (_, "today") => say("Today"),
        (_, "week") => say("This week"),
        ("group", "project") => say("By project"),
        ("group", "status") => say("By state"),
        ("group", "with") => say("By person"),
        ("group", "due") => say("By when it is due"),
        ("group", "iteration") => say("By iteration"),
        ("group", "release") => say("By release"),
        ("group", _) => say("By deliverable"),
        (_, "breaks") => say("A date breaks a link"),
        (_, "stopped") => say("Stopped"),
        _ => say("Milestones"),
    }
}

/// A filter in force.
pub fn chip(name: &str, value: &str) -> String {
    if name == "q" {
        say(format!("“{value}”"))
    } else if name == "day" {
        say(format!("On {value}"))
    } else {
        say(format!("{}: {value}", filter_by(name)))
    }
}

/// A list without rows: because of the filter, or because there is nothing.
pub fn empty(filtered: bool, place: &str) -> (String, String) {
    match (filtered, place) {
        (true, _) => (say("Nothing fits."), say("Take a filter away to see more.")),
        (false, "mine") => (
            say("Nothing is yours to do."),
            say("What is given to you shows here, from every project."),
        ),
        _ => (super::tasks_empty(), super::tasks_empty_text()),
    }
}

/// Days most often meant, as buttons.
pub fn often(day: &str) -> String {
    say(match day {
        "today" => "Today",
        "tomorrow" => "Tomorrow",
        "friday" => "Friday",
        "next monday" => "Monday next week",
        _ => "No date",
    })
}

pub fn task_kind(kind: &str) -> String {
    say(match kind {
        "milestone" => "Milestone",
        "summary" => "Summary",
        _ => "Task",
    })
}

/// For whom a task is.
pub fn audience(audience: &str, client: &str) -> String {
    say(match audience {
        "client" if client.is_empty() => "The team and the client".to_owned(),
        "client" => format!("The team and {client}"),
        "named" => "People by name".to_owned(),
        _ => "The team".to_owned(),
    })
}

/// Who says a task's dates.
pub fn mode_of(mode: &str) -> String {
    say(match mode {
        "auto" => "Dates by the plan, once it computes them",
        _ => "Dates by hand",
    })
}

pub fn constraint_kind(kind: &str) -> String {
    say(match kind {
        "alap" => "As late as possible",
        "snet" => "Start no earlier than",
        "snlt" => "Start no later than",
        "fnet" => "Finish no earlier than",
        "fnlt" => "Finish no later than",
        "mso" => "Must start on",
        "mfo" => "Must finish on",
        _ => "As soon as possible",
    })
}

pub fn began_and_ended(began: Option<String>, ended: Option<String>) -> String {
    say(match (began, ended) {
        (Some(began), Some(ended)) => format!("{began} to {ended}"),
        (Some(began), None) => format!("Since {began}"),
        (None, Some(ended)) => format!("Until {ended}"),
        (None, None) => String::new(),
    })
}

pub fn link_kind_words(kind: &str) -> String {
    say(match kind {
        "ss" => "Starts once the other has started",
        "ff" => "Ends once the other has ended",
        "sf" => "Ends once the other has started",
        _ => "Starts once the other has ended",
    })
}

/// That it is a link of the task above with this key.
pub fn through(code: &str) -> String {
    say(format!("through {code}"))
}

/// How a link is other than the usual, in few words.
pub fn link_how(kind: &str, lag: &str) -> String {
    let kind = match kind {
        "ss" => "start to start",
        "ff" => "finish to finish",
        "sf" => "start to finish",
        _ => "",
    };
    match (kind, lag) {
        ("", "") => String::new(),
        ("", lag) => say(format!("lag {lag}")),
        (kind, "") => say(kind),
        (kind, lag) => say(format!("{kind}, lag {lag}")),
    }
}

pub fn link_way(way: &str) -> String {
    say(match way {
        "before" => "The other waits for this one",
        _ => "This one waits for the other",
    })
}

pub fn move_words(to: &str) -> String {
    say(match to {
        "up" => "Up",
        "down" => "Down",
        "indent" => "Under the one above",
        "outdent" => "Out one level",
        "before" => "Before another task",
        "after" => "After another task",
        "top" => "To the top level",
        _ => "Under another task",
    })
}

pub fn mover_kind(kind: &str, client: &str) -> String {
    say(match kind {
        "member" => "One of us".to_owned(),
        "client" if !client.is_empty() => client.to_owned(),
        "client" => "The client".to_owned(),
        _ => "Someone outside".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_stand_in_threes_with_their_unit() {
        assert_eq!(figures("-1250000.5", "€"), "−1,250,000.5\u{a0}€");
        assert_eq!(figures("999", ""), "999");
        assert_eq!(figures("0.25", ""), "0.25");
    }
}
