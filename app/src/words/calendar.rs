//! Words of the calendar.

use chrono::{Datelike, Days, NaiveDate};

use super::say;

words! {
    calendar_of(place: &str) => "Calendar, {place}";
    shown_as => "Shown as";
    month_or_week => "Month or week";
    as_list => "List";
    as_calendar => "Calendar";
    leaves => "Months and weeks";
    earlier => "Earlier";
    today => "Today";
    later => "Later";
    by_month => "Month";
    by_week => "Week";
    week_column => "Week";
    no_work => "no work";
    is_done => ", done";
    is_late => ", late";
    more_on(n: usize) => "and {n} more";
    move_to => "Move to…";
    move_task(title: &str) => "Move {title} to another day";
    new_day => "Due on";
    move_it => "Move it";
    leave_it => "Leave it where it is";
    moving(code: &str, day: &str) => "{code} to {day}. Enter drops it there, Esc leaves it where it was.";
    left(code: &str) => "{code} stays where it was.";
    dropped(code: &str, day: &str) => "{code} is now due {day}.";
    to_day(day: &str) => "to {day}";
    from_day(day: &str) => "from {day}";
    keys => "Arrows go from day to day, J and K from task to task. M moves a task.";
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

/// The head of a column: short for the eye, whole for the ear.
pub fn weekday(n: usize) -> (String, String) {
    let whole = WEEKDAYS.get(n).copied().unwrap_or_default();
    let (short, rest) = whole.split_at(whole.len().min(3));
    (say(short), say(rest))
}

/// `November 2026`.
pub fn month(day: NaiveDate) -> String {
    say(format!("{} {}", name(day), day.year()))
}

/// `Week 48, 23 to 29 November 2026`.
pub fn week(monday: NaiveDate) -> String {
    let week = monday.iso_week().week();
    say(format!("Week {week}, {}", span(monday)))
}

/// `W48`, and the rest for the ear.
pub fn week_short(monday: NaiveDate) -> (String, String) {
    let week = monday.iso_week().week();
    (say(format!("W{week}")), say(format!(", {}", span(monday))))
}

fn span(monday: NaiveDate) -> String {
    let sunday = monday.checked_add_days(Days::new(6)).unwrap_or(monday);
    let first = if monday.month() == sunday.month() {
        monday.day().to_string()
    } else if monday.year() == sunday.year() {
        format!("{} {}", monday.day(), name(monday))
    } else {
        format!("{} {} {}", monday.day(), name(monday), monday.year())
    };
    format!(
        "{first} to {} {} {}",
        sunday.day(),
        name(sunday),
        sunday.year()
    )
}

fn name(day: NaiveDate) -> &'static str {
    MONTHS.get(day.month0() as usize).copied().unwrap_or("")
}

/// What a day says before and behind its number: `Thu`, `26`, ` Nov`.
pub fn day(day: NaiveDate) -> (String, String) {
    let weekday = WEEKDAYS
        .get(day.weekday().num_days_from_monday() as usize)
        .copied()
        .unwrap_or_default();
    let short = |text: &'static str| text.get(..3).unwrap_or(text);
    (say(short(weekday)), say(short(name(day))))
}

/// That not all is drawn.
pub fn drawn(most: usize, total: i64) -> String {
    say(format!(
        "{total} tasks lie on these days. The {most} that begin first are drawn; a filter shows others."
    ))
}

/// Nothing lies on the days shown.
pub fn empty(filtered: bool) -> String {
    say(if filtered {
        "Nothing that fits lies on these days."
    } else {
        "Nothing lies on these days."
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_is_named_over_the_turn_of_a_month_and_a_year() {
        let of = |y, m, d| week(NaiveDate::from_ymd_opt(y, m, d).unwrap_or_default());
        assert_eq!(of(2026, 11, 23), "Week 48, 23 to 29 November 2026");
        assert_eq!(of(2026, 11, 30), "Week 49, 30 November to 6 December 2026");
        assert_eq!(
            of(2026, 12, 28),
            "Week 53, 28 December 2026 to 3 January 2027"
        );
    }
}
