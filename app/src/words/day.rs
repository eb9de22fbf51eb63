//! Texts of Today, My day and the log.

use chrono::{Datelike, NaiveDate};
use domain::day::brief::Clause;
use domain::day::readiness::{Because, Called, Mover, State, Unchecked};
use domain::plan::dates::Constraint;

use super::say;

words! {
    today => "Today";
    my_day => "My day";
    open_step => "Show what is in it";
    skip_to_day => "Skip to the day";
    steps => "The steps of the day";
    band(from: &str, to: &str, now: &str) => "The day from {from} to {to}, now {now}";
    next_up(time: &str, what: &str) => "Next, {what} at {time}.";
    nothing_next => "Nothing else has a time today.";
    unset => "No times set";
    away => "Away";
    day_before => "The day before";
    day_after => "The day after";
    to_today => "To today";
    step_work => "Work";
    step_obstacles => "Obstacles";
    step_share => "Share out";
    step_money => "Money and hours";
    step_log => "Log";
    done => "Done";
    mark_done => "Mark done";
    mark_done_of(step: &str) => ": {step}";
    done_small => "done";
    fresh_since(n: i64, time: &str) => "{n} new since {time}";
    done_at(time: &str) => "Done at {time}.";
    late => "Late";
    this_week => "This week";
    next_week => "Next week";
    nothing_due => "Nothing is due today or this week.";
    nothing_due_text => "What is to start or to end stands here, with what it still waits for.";
    nothing_mine => "Nothing of yours is due today or this week.";
    no_stops => "Nothing has stopped.";
    no_stops_text => "When somebody cannot go on, it stands here with the day it began and whose move it is.";
    no_loose => "Everything that is due in two weeks has somebody.";
    no_money => "Nobody is away this week, and nobody has more work than hours.";
    no_money_mine => "You are not away this week, and your work fits into your hours.";
    days_word(n: i64) => "{n} days";
    your_move => "your move";
    nobodys_move => "nobody’s move";
    whose_client(name: &str) => "{name}’s move";
    give => "Give";
    give_to => "Give to";
    give_of(code: &str) => "Give {code} to";
    act_on(code: &str) => "Stop or give {code}";
    choose_person => "Choose somebody";
    start => "Start";
    goes_on => "It goes on";
    mark_task_done => "Mark done";
    move_to(day: &str) => "Move to {day}";
    of_task(code: &str) => ": {code}";
    open_before(code: &str) => "See {code}";
    stop_because => "Because";
    stop_hint => "What is in the way, in one line.";
    whose_move => "Whose move is it?";
    stop_button => "Mark it stopped";
    over => "Over";
    not_looked_at(n: i64) => "{n} more are due by next week than are looked at here: what is said above is not of them.";
    more_around => "There are more projects and people than are looked at here: what is said is not of all of them.";
    and_more(n: i64) => "And {n} more";
    over_more(n: i64) => "And {n} more with more work than hours.";
    away_more(n: i64) => "And {n} more away.";
    undisclosed(hours: &str) => "{hours} of it in projects that are not shown here.";
    hours_unknown(names: &str) => "Not checked, because nobody has said their hours: {names}.";
    log_lead => "What today will say to whoever asks in March.";
    log_empty => "Nothing has happened yet today.";
    log_empty_past => "Nothing happened on this day.";
    after_you_closed => "After you closed";
    own_lines => "In your words";
    add_line => "A line of your own";
    add_line_placeholder => "One or two sentences are enough. What changed, and why?";
    add_to_log => "Add to the log";
    about => "About";
    the_day_itself => "The day itself";
    edit_line => "Edit";
    save_line => "Save";
    delete_line => "Delete";
    close_day => "Close the day";
    close_text => "The log is kept as it stands and cannot be changed afterwards. What happens later stands in tomorrow’s.";
    last_line => "A last line, if you like";
    no_client_reads => "Nothing here reaches a client.";
    closed_at(time: &str) => "Closed at {time}. What happens now stands in tomorrow’s log.";
    closed_on(day: &str, time: &str) => "Closed {day} {time}.";
    close_small => "close the day";
    closed_small => "closed";
    export => "Download as Markdown";
    hidden_project => "A project that is not yours to see any more";
    no_project => "The workspace";
    lines_more(n: i64) => "And {n} more lines.";
    log_cut => "Only the latest are shown.";
    someone => "Someone who has left";
    ready_fold(n: i64) => "{n} more that can start or run";
    keys_hint => "2, 4, 6, 7 and 8 lead to the steps, P marks one done, [ and ] turn the days.";
    log_of(day: &str) => "Log of {day}";
    day_title(weekday: &str, day: &str, month: &str) => "{weekday} {day} {month}";
    line_added => "Added to the log.";
    line_saved => "Saved.";
    day_closed => "The day is closed.";
    due_on(day: &str) => "{day}";
    hours_of(text: &str) => "{text}";
}

const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `Tuesday 24 November`, in pieces, so that the figure can stand in figures that line up; with the year when it is
/// another one.
pub fn title(day: NaiveDate, today: NaiveDate) -> String {
    let name = |names: &[&'static str], n: u32| names.get(n as usize).copied().unwrap_or_default();
    let (weekday, month) = (
        name(&WEEKDAYS, day.weekday().num_days_from_monday()),
        name(&MONTHS, day.month0()),
    );
    if day.year() == today.year() {
        say(format!("{weekday} {} {month}", day.day()))
    } else {
        say(format!("{weekday} {} {month} {}", day.day(), day.year()))
    }
}

fn short(names: &[&'static str], n: u32) -> String {
    names
        .get(n as usize)
        .map_or_else(String::new, |name| name.chars().take(3).collect())
}

/// `Thu 26 Nov`
pub(super) fn short_day(day: NaiveDate) -> String {
    let weekday = short(&WEEKDAYS, day.weekday().num_days_from_monday());
    format!("{weekday} {} {}", day.day(), short(&MONTHS, day.month0()))
}

/// `Thu`, within a week; else `Thu 26 Nov`.
fn plain_day(day: NaiveDate, today: NaiveDate) -> String {
    let weekday = short(&WEEKDAYS, day.weekday().num_days_from_monday());
    match (day - today).num_days() {
        0 => "today".into(),
        1 => "tomorrow".into(),
        -1 => "yesterday".into(),
        2..=6 => weekday,
        _ => short_day(day),
    }
}

pub fn day(day: NaiveDate, today: NaiveDate) -> String {
    say(plain_day(day, today))
}

/// A date as a label stands alone: `Today`, `Thu 26 Nov`.
pub fn day_label(day: NaiveDate, today: NaiveDate) -> String {
    let text = plain_day(day, today);
    let mut letters = text.chars();
    let first = letters
        .next()
        .map(|c| c.to_uppercase().collect::<String>())
        .unwrap_or_default();
    say(format!("{first}{}", letters.as_str()))
}

/// By when this week ends: `By Sunday`.
pub fn week_name(is_next: bool) -> String {
    if is_next { next_week() } else { this_week() }
}

fn plain_hours(minutes: i64) -> String {
    let (hours, rest) = (minutes / 60, minutes % 60);
    match (hours, rest) {
        (0, rest) => format!("{rest} min"),
        (hours, 0) => format!("{hours} h"),
        // Halves and quarters are enough for a plan.
        (hours, rest) => format!("{:.1} h", (hours * 60 + rest) as f64 / 60.0),
    }
}

pub fn hours(minutes: i64) -> String {
    say(plain_hours(minutes))
}

pub fn state(state: State) -> String {
    say(match state {
        State::Stopped => "Stopped",
        State::NotReady => "Not ready",
        State::AtRisk => "At risk",
        State::NotChecked => "Ready, not checked",
        State::Ready => "Ready",
        State::Running => "Under way",
    })
}

pub fn step(code: &str) -> String {
    match code {
        "work" => step_work(),
        "obstacles" => step_obstacles(),
        "share" => step_share(),
        "money" => step_money(),
        _ => step_log(),
    }
}

/// `Ready, not checked: …`
pub fn unchecked(what: &[Unchecked]) -> String {
    let parts: Vec<String> = what
        .iter()
        .map(|what| match what {
            Unchecked::Hours { who } => format!("the hours of {who}"),
            Unchecked::Effort => "how much work it is".into(),
            Unchecked::Outside { who } => {
                format!("the hours of {who}, who does it and is nobody here")
            }
            Unchecked::Before => "everything that comes before it".into(),
        })
        .collect();
    say(format!("not checked: {}", listed(&parts)))
}

pub(super) fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

pub fn names(names: &[String]) -> String {
    say(listed(names))
}

fn days(n: i64) -> String {
    match n {
        1 => "one day".into(),
        2 => "two days".into(),
        n => format!("{n} days"),
    }
}

/// Continues "because".
pub fn because(because: &Because, today: NaiveDate) -> String {
    let named = |task: &Option<Called>| match task {
        Some(called) => format!("{} before it", called.title),
        None => "a task before it that is not yours to see".into(),
    };
    let on = |day: &NaiveDate| plain_day(*day, today);
    let back = |day: &Option<NaiveDate>| {
        day.map_or_else(String::new, |day| {
            format!(", back {}", plain_day(day, today))
        })
    };
    say(match because {
        Because::BeforeOpen {
            task,
            due: Some(due),
        } if *due == today => {
            format!("because {} is due today and not done", named(task))
        }
        Because::BeforeOpen {
            task,
            due: Some(due),
        } => format!("because {} is due {} and not done", named(task), on(due)),
        Because::BeforeOpen { task, due: None } => format!("because {} is not done", named(task)),
        Because::BeforeLate { task, days: n } => {
            format!("because {} is {} late", named(task), days(*n))
        }
        Because::BeforeStopped { task, days: 0 } => format!("because {} has stopped", named(task)),
        Because::BeforeStopped { task, days: n } => {
            format!("because {} has stopped for {}", named(task), days(*n))
        }
        Because::BeforeEndsAfter { task, finish } => {
            format!("because {} ends only {}", named(task), on(finish))
        }
        Because::BeforeEndsThatDay { task } => {
            format!("because {} ends that same day", named(task))
        }
        Because::BeforeNotBegun { task } => format!("because {} has not begun", named(task)),
        Because::BeforeUndated { task } => format!("because {} has no dates", named(task)),
        Because::Lag { task, until } => format!(
            "because there is a wait after {} until {}",
            named(task),
            on(until)
        ),
        Because::Nobody => "because nobody has it yet".into(),
        Because::Away { who, back: day } => format!("because {who} is away{}", back(day)),
        Because::AwayAtStart { who, back } => format!("because {who} is away until {}", on(back)),
        Because::NotTheirDays { who } => format!("because {who} does not work on these days"),
        Because::TooFewHours { who, free, needed } => {
            format!(
                "because {who} has {} for {} of it",
                plain_hours(*free),
                plain_hours(*needed)
            )
        }
        Because::Overbooked { who, free, work } => {
            format!(
                "because {who} has {} of work in {}",
                plain_hours(*work),
                plain_hours(*free)
            )
        }
        Because::NoDates => "because it has no dates".into(),
        Because::StartPassed { days: n } => {
            format!("because it should have begun {} ago", days(*n))
        }
        Because::FinishPassed { days: n } => {
            format!("because it should have been done {} ago", days(*n))
        }
        Because::AfterDeadline { days: n } => {
            format!("because it ends {} after its deadline", days(*n))
        }
        Because::Bound { by, date } => {
            let what = match by {
                Constraint::StartNoEarlierThan => "may start no earlier than",
                Constraint::StartNoLaterThan => "was to start no later than",
                Constraint::FinishNoEarlierThan => "may end no earlier than",
                Constraint::FinishNoLaterThan => "was to end no later than",
                Constraint::MustFinishOn => "must end on",
                _ => "must start on",
            };
            format!("because it {what} {}", plain_day(*date, today))
        }
    })
}

/// Whose move it is; nothing where it is nobody's.
pub fn mover(mover: &Mover) -> Option<String> {
    match mover {
        Mover::Member(name) | Mover::Client(name) | Mover::Outside(name) if !name.is_empty() => {
            Some(whose_client(name))
        }
        Mover::You => Some(your_move()),
        _ => None,
    }
}

pub fn work_note(ready: i64, not: i64) -> String {
    say(match (ready, not) {
        (0, 0) => "Nothing due.".into(),
        (ready, 0) => format!("{} ready or under way.", tasks(ready)),
        (0, not) => format!("{} not ready.", tasks(not)),
        (ready, not) => format!("{} ready or under way, {not} not.", tasks(ready)),
    })
}

fn tasks(n: i64) -> String {
    if n == 1 {
        "1 task".into()
    } else {
        format!("{n} tasks")
    }
}

pub fn obstacles_note(n: i64, oldest: i64) -> String {
    say(match (n, oldest) {
        (0, _) => "Nothing has stopped.".into(),
        (1, 0) => "One has stopped, today.".into(),
        (1, oldest) => format!("One has stopped, for {}.", days(oldest)),
        (n, 0) => format!("{n} have stopped, all today."),
        (n, oldest) => format!("{n} have stopped, the oldest for {}.", days(oldest)),
    })
}

pub fn share_note(n: i64) -> String {
    say(match n {
        0 => "Nothing to share out.".into(),
        1 => "One task nobody has yet.".into(),
        n => format!("{n} tasks nobody has yet."),
    })
}

pub fn money_note(away: i64, over: i64) -> String {
    let people = |n: i64| {
        if n == 1 {
            "One person".to_owned()
        } else {
            format!("{n} people")
        }
    };
    say(match (away, over) {
        (0, 0) => "Nobody away, nobody over.".into(),
        (away, 0) => format!("{} away.", people(away)),
        (0, over) => format!("{} over their hours.", people(over)),
        (away, over) => format!("{} away, {over} over their hours.", people(away)),
    })
}

/// The small line under a step in the beacon.
pub fn small(code: &str, one: i64, two: i64) -> String {
    say(match (code, one, two) {
        ("work", ready, 0) => format!("{ready} ready"),
        ("work", ready, not) => format!("{ready} ready, {not} not"),
        ("obstacles", 0, _) => "none".into(),
        ("obstacles", n, _) => format!("{n} stopped"),
        ("share", 0, _) => "none".into(),
        ("share", n, _) => format!("{n} unassigned"),
        ("money", 0, _) => "nothing to look at".into(),
        (_, n, _) => format!("{n} to look at"),
    })
}

pub fn age(n: i64) -> String {
    say(if n == 1 { "day" } else { "days" })
}

/// `46 h of work in 38 h.`
pub fn over_text(work: i64, free: i64, is_next: bool) -> String {
    let when = if is_next { "next week" } else { "this week" };
    say(if free == 0 {
        format!("{} of work and no hours {when}.", plain_hours(work))
    } else {
        format!(
            "{} of work in the {} left {when}.",
            plain_hours(work),
            plain_hours(free)
        )
    })
}

pub fn without_effort(n: i64) -> String {
    say(format!("{} without an estimate not counted.", tasks(n)))
}

/// `away today, back Thu; hits two tasks`
pub fn away_text(
    first: NaiveDate,
    last: NaiveDate,
    is_half: bool,
    back: Option<NaiveDate>,
    tasks_hit: i64,
    today: NaiveDate,
) -> String {
    let when = if first == last {
        plain_day(first, today)
    } else if first <= today {
        format!("until {}", plain_day(last, today))
    } else {
        format!("{} to {}", plain_day(first, today), plain_day(last, today))
    };
    let half = if is_half { " for half a day" } else { "" };
    let back = back.filter(|_| !is_half).map_or_else(String::new, |day| {
        format!(", back {}", plain_day(day, today))
    });
    let hit = match tasks_hit {
        0 => "Nothing of theirs falls on it.".to_owned(),
        1 => "One task of theirs falls on it.".to_owned(),
        n => format!("{n} tasks of theirs fall on it."),
    };
    say(format!("Away {when}{half}{back}. {hit}"))
}

pub fn free_hours(name: &str, minutes: Option<i64>) -> String {
    say(match minutes {
        Some(minutes) => format!("{name}, {} left", plain_hours(minutes)),
        None => format!("{name}, hours not known"),
    })
}

/// What an event in the log says, after the person's name.
pub fn happened(kind: &str, count: i64) -> String {
    let many = count > 1;
    say(match kind {
        "task.created" if many => format!("added this and {} more", count - 1),
        "link.added" if many => format!("linked this and {} more", count - 1),
        "project.member_added" if many => format!("added {count} people to the project"),
        "comment.added" => "said something".into(),
        "comment.changed" => "changed what was said".into(),
        "task.stopped" => "stopped it".into(),
        "task.resumed" => "set it going again".into(),
        kind => return super::happened(kind, false),
    })
}

/// A sentence of the brief: texts, each with the step that it leads to or nothing.
pub fn sentence(clauses: &[Clause]) -> Vec<(String, &'static str)> {
    let mut pieces: Vec<(String, &'static str)> = Vec::new();
    for (index, clause) in clauses.iter().enumerate() {
        let join = match (index, index + 1 == clauses.len()) {
            (0, _) => "",
            (_, true) => " and ",
            _ => ", ",
        };
        let (noun, rest, to) = said(clause, index == 0);
        if !join.is_empty() {
            pieces.push((say(join), ""));
        }
        pieces.push((say(noun), to));
        if !rest.is_empty() {
            pieces.push((say(rest), ""));
        }
    }
    pieces.push((say(". "), ""));
    pieces
}

/// The noun that is a link, the rest of the clause, and where it leads.
fn said(clause: &Clause, first: bool) -> (String, String, &'static str) {
    let word = |n: i64| number(n, first);
    let plural = |n: i64, one: &str, many: &str| {
        if n == 1 {
            one.to_owned()
        } else {
            many.to_owned()
        }
    };
    match clause {
        Clause::NotReady { n } => (
            format!("{} {}", word(*n), plural(*n, "task today", "tasks today")),
            " cannot start".into(),
            "work",
        ),
        Clause::Stopped { n, days: 0 } => (
            format!("{} {}", word(*n), plural(*n, "task", "tasks")),
            plural(*n, " has stopped", " have stopped"),
            "obstacles",
        ),
        Clause::Stopped { n, days: d } => (
            format!("{} {}", word(*n), plural(*n, "task", "tasks")),
            if *n == 1 {
                format!(" has stopped for {}", days(*d))
            } else {
                format!(" have stopped, the oldest for {}", days(*d))
            },
            "obstacles",
        ),
        Clause::Late { n } => (
            format!("{} {}", word(*n), plural(*n, "task", "tasks")),
            plural(*n, " is late", " are late"),
            "work",
        ),
        Clause::AtRisk { n } => (
            format!("{} {}", word(*n), plural(*n, "task today", "tasks today")),
            plural(*n, " is at risk", " are at risk"),
            "work",
        ),
        Clause::NotChecked { n } => (
            format!("{} {}", word(*n), plural(*n, "task today", "tasks today")),
            plural(
                *n,
                " is ready as far as could be checked",
                " are ready as far as could be checked",
            ),
            "work",
        ),
        Clause::WeekTrouble { n } => (
            format!(
                "{} {}",
                word(*n),
                plural(*n, "task later this week", "tasks later this week")
            ),
            plural(*n, " needs a hand", " need a hand"),
            "work",
        ),
        Clause::AllReady { n: 1 } => (
            number(1, first) + " task",
            " is due today, and nothing is in its way".into(),
            "work",
        ),
        Clause::AllReady { n } => (
            format!("{} tasks", word(*n)),
            " are due today, and nothing is in their way".into(),
            "work",
        ),
        Clause::NothingToday => (
            if first { "Nothing" } else { "nothing" }.into(),
            " is due today".into(),
            "work",
        ),
        Clause::YourMove { n } => (
            if first {
                "It is your move"
            } else {
                "it is your move"
            }
            .into(),
            if *n == 1 {
                " on one of them".into()
            } else {
                format!(" on {} of them", number(*n, false))
            },
            "obstacles",
        ),
        Clause::Unassigned { n } => (
            format!("{} {}", word(*n), plural(*n, "task", "tasks")),
            plural(*n, " has nobody yet", " have nobody yet"),
            "share",
        ),
        Clause::Away { names, n } if names.is_empty() => (
            format!("{} people", word(*n)),
            " are away this week".into(),
            "money",
        ),
        Clause::Away { names, .. } => (
            listed(names),
            if names.len() == 1 {
                " is away this week".into()
            } else {
                " are away this week".into()
            },
            "money",
        ),
        Clause::Over { n } => (
            format!("{} {}", word(*n), plural(*n, "person", "people")),
            plural(
                *n,
                " has more work than hours",
                " have more work than hours",
            ),
            "money",
        ),
        Clause::Closed => (
            if first { "The day" } else { "the day" }.into(),
            " is closed".into(),
            "log",
        ),
    }
}

fn number(n: i64, capital: bool) -> String {
    const WORDS: [&str; 13] = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    let word = usize::try_from(n)
        .ok()
        .and_then(|n| WORDS.get(n))
        .map_or_else(|| n.to_string(), |word| (*word).to_owned());
    if !capital {
        return word;
    }
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(clauses: &[Clause]) -> String {
        sentence(clauses)
            .into_iter()
            .map(|(text, _)| text)
            .collect()
    }

    #[test]
    fn the_brief_reads_like_a_person_said_it() {
        assert_eq!(
            text(&[
                Clause::NotReady { n: 2 },
                Clause::Stopped { n: 1, days: 6 },
                Clause::Late { n: 13 }
            ]),
            "Two tasks today cannot start, one task has stopped for 6 days and 13 tasks are late. "
        );
        assert_eq!(text(&[Clause::NothingToday]), "Nothing is due today. ");
        assert_eq!(
            text(&[Clause::AtRisk { n: 1 }, Clause::NotChecked { n: 2 }]),
            "One task today is at risk and two tasks today are ready as far as could be checked. "
        );
        assert_eq!(
            text(&[Clause::Away {
                names: vec!["Ana".into(), "Ben".into()],
                n: 2
            }]),
            "Ana and Ben are away this week. "
        );
        assert_eq!(
            text(&[Clause::AllReady { n: 1 }]),
            "One task is due today, and nothing is in its way. "
        );
    }

    #[test]
    fn a_reason_never_names_what_is_hidden() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap_or_default();
        let hidden = Because::BeforeLate {
            task: None,
            days: 2,
        };
        assert_eq!(
            because(&hidden, today),
            "because a task before it that is not yours to see is two days late"
        );
        let away = Because::Away {
            who: "Leila".into(),
            back: today.succ_opt(),
        };
        assert_eq!(
            because(&away, today),
            "because Leila is away, back tomorrow"
        );
    }

    #[test]
    fn hours_are_short() {
        assert_eq!(
            [
                plain_hours(30),
                plain_hours(60),
                plain_hours(90),
                plain_hours(100)
            ],
            ["30 min", "1 h", "1.5 h", "1.7 h"]
        );
    }
}
