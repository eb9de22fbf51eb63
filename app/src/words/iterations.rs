//! Words of iterations, releases and the ranked backlog.

use chrono::NaiveDate;

use super::{dates, say};

words! {
    backlog => "Backlog";
    plan => "Iterations and backlog";
    backlog_of(project: &str) => "Backlog, {project}";
    iteration => "Iteration";
    no_iteration => "Backlog";
    release => "Release";
    no_release => "None";
    points => "Points";
    estimated(said: &str) => "{said}";
    points_hint => "Such as 3 or 0.5. Nothing is made into time.";
    how => "Drag a task, press M and the arrows, or Move to…";
    add_to(iteration: &str) => "Add to {iteration}";
    begin => "Begin";
    begin_of(name: &str) => "Begin {name}";
    edit_of(name: &str) => "Edit {name}";
    close_of(name: &str) => "Close {name}…";
    close_it => "Close it";
    rest => "What is not done";
    to_other(name: &str) => "goes on in {name}, counted";
    to_backlog => "goes back to the backlog";
    stays => "stays where it is";
    name => "Name";
    goal => "Goal";
    day_hint => "Friday, +3d, 26 Nov";
    goal_hint => "What will be there when it is over.";
    start => "First day";
    finish => "Last day";
    may_overlap => "Its days may be another iteration’s too";
    new_iteration => "New iteration";
    add_iteration => "Add the iteration";
    no_days => "no days yet";
    between(from: &str, to: &str) => "{from} to {to}";
    nothing_planned => "Nothing is in it yet.";
    empty_backlog => "No task waits here. What is added and in no iteration does.";
    closed_ones => "Closed iterations";
    releases => "Releases";
    no_releases => "No releases yet.";
    new_release => "New release";
    add_release => "Add the release";
    day => "Day";
    notes => "Notes";
    its_state => "State";
    by_method => "How it is worked";
    by_method_text => "Chooses which part of the project opens first, and nothing else.";
    estimated_in => "Estimated in";
    estimated_in_hint => "What the backlog adds up. Time and points stand beside each other; one is never made into the other.";
    put_into => "Plan";
    put_into_it => "Put them in";
}

/// How far an iteration or a release is.
pub fn state(code: &str) -> String {
    say(match code {
        "planned" => "Planned",
        "active" => "Under way",
        "closed" => "Closed",
        _ => "Out",
    })
}

pub fn method(code: &str) -> String {
    say(match code {
        "iterative" => "In iterations",
        "flow" => "As it flows",
        _ => "By a plan",
    })
}

pub fn estimate(code: &str) -> String {
    say(match code {
        "points" => "Points",
        _ => "Time",
    })
}

/// `Mon 2 Nov to Fri 13 Nov`.
pub fn days(start: Option<NaiveDate>, finish: Option<NaiveDate>, today: NaiveDate) -> String {
    match start.zip(finish) {
        Some((start, finish)) => between(
            &dates::day_in_a_sentence(start, today),
            &dates::day_in_a_sentence(finish, today),
        ),
        None => no_days(),
    }
}

/// How often it was not done when its iteration was closed.
pub fn carried(times: i64) -> String {
    say(match times {
        1 => "carried over once".to_owned(),
        2 => "carried over twice".to_owned(),
        n => format!("carried over {n} times"),
    })
}

/// What closing came to: `3 One`.
pub fn closed(arg: &str) -> String {
    let (moved, name) = arg.split_once(' ').unwrap_or(("0", arg));
    say(match moved {
        "0" => format!("{name} is closed."),
        "1" => format!("{name} is closed. One task went elsewhere."),
        n => format!("{name} is closed. {n} tasks went elsewhere."),
    })
}

/// How much of it is done: `3 of 8 tasks done`.
pub fn done(done: i64, tasks: i64) -> String {
    say(match tasks {
        1 => format!("{done} of 1 task done"),
        n => format!("{done} of {n} tasks done"),
    })
}

/// Of the backlog.
pub fn waiting(tasks: i64) -> String {
    say(match tasks {
        1 => "1 task".to_owned(),
        n => format!("{n} tasks"),
    })
}

pub fn work_left(work: &str) -> String {
    say(format!("{work} of work left"))
}

pub fn points_of(done: &str, all: &str) -> String {
    say(format!("{done} of {all} points done"))
}

pub fn points_waiting(points: &str) -> String {
    say(format!("{points} points"))
}

/// Those that are not done and say nothing: unknown is not nought.
pub fn without(tasks: i64, points: bool) -> String {
    let what = if points { "points" } else { "an estimate" };
    say(match tasks {
        1 => format!("1 task without {what}"),
        n => format!("{n} tasks without {what}"),
    })
}

/// How much time there is: `3 people have 15d in it`.
pub fn time(people: usize, time: &str, begun: bool) -> String {
    let when = if begun { "until it ends" } else { "in it" };
    say(match people {
        1 => format!("One person has {time} {when}"),
        n => format!("{n} people have {time} {when}"),
    })
}

/// How that compares with the work: minutes that are left over, or missing.
pub fn compared(over: &str, enough: bool) -> String {
    say(match enough {
        true => format!("{over} more than the work"),
        false => format!("{over} less than the work"),
    })
}

/// Whose week is only the usual one.
pub fn unconfirmed(people: usize) -> String {
    say(match people {
        1 => "the usual week of one of them is not confirmed".to_owned(),
        n => format!("the usual week of {n} of them is not confirmed"),
    })
}

pub fn unknown_hours(names: &[String]) -> String {
    let (last, others) = names
        .split_last()
        .map_or(("", &[][..]), |(last, others)| (last.as_str(), others));
    let all = match others {
        [] => last.to_owned(),
        others => format!("{} and {last}", others.join(", ")),
    };
    say(format!("The hours of {all} are not known."))
}

/// Points that were done in the last closed iterations, the last first.
pub fn lately(points: &[String]) -> String {
    say(match points {
        [] => String::new(),
        [one] => format!("{one} points were done in the last closed iteration."),
        many => format!(
            "{} points were done in the last {} closed iterations, the last first.",
            many.join(", "),
            many.len()
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carrying_over_is_counted_in_words() {
        assert_eq!(carried(1), "carried over once");
        assert_eq!(carried(2), "carried over twice");
        assert_eq!(carried(3), "carried over 3 times");
    }

    #[test]
    fn closing_says_how_much_went_on() {
        assert_eq!(closed("0 One"), "One is closed.");
        assert_eq!(closed("1 One"), "One is closed. One task went elsewhere.");
        assert_eq!(
            closed("3 One more"),
            "One more is closed. 3 tasks went elsewhere."
        );
    }

    #[test]
    fn whose_hours_are_not_known_is_said_by_name() {
        let names = ["Ana", "Bo", "Cy"].map(str::to_owned);
        assert_eq!(
            unknown_hours(&names),
            "The hours of Ana, Bo and Cy are not known."
        );
        assert_eq!(
            unknown_hours(&names[..1]),
            "The hours of Ana are not known."
        );
    }
}
