//! How a task comes again, in words.

use chrono::{NaiveDate, Weekday};
use domain::plan::recurrence::{DaysOff, Pattern, Rule, Step};

use super::{dates, say};

words! {
    repeats => "Repeats";
    never => "Does not repeat";
    how => "How it repeats";
    every => "Every so many";
    every_hint => "1, 2, 3 or more of them.";
    on_these => "On these days";
    day_of_month => "On day";
    day_of_month_hint => "1 to 31; where the month is shorter, its last day.";
    which => "Which of the month";
    weekday => "Weekday";
    on_days_off => "On days off";
    until => "Until";
    until_hint => "Nothing: it goes on. A day, such as 3 Mar 2027.";
    times => "How many times in all";
    times_hint => "Nothing: it goes on. This one counts.";
    show_days => "Show the days";
    set_it => "Save how it repeats";
    goes_along => "The next one is made on its day, or as soon as this one is done. It takes along title, description, people, labels, the checklist unticked, effort, duration, deliverable, parts and for whom it is, with its dates moved. Comments, files, and links to other tasks stay here. Days that passed meanwhile are not made up for, and what lies in the trash makes no more.";
    stops => "It does not repeat any more.";
    last => "This is the last one.";
}

/// Any day of the week, from Monday on, in short.
const SHORT: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

fn short(day: Weekday) -> &'static str {
    let at = day.num_days_from_monday() as usize;
    SHORT.get(at).copied().unwrap_or_default()
}

/// By its number, 1 is Monday.
pub fn weekday_name(number: usize) -> String {
    const NAMES: [&str; 7] = [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ];
    let name = NAMES.get(number.wrapping_sub(1)).copied();
    say(name.unwrap_or_default())
}

/// What a form counts by.
pub fn unit(code: &str) -> String {
    say(match code {
        "day" => "By days",
        "week" => "By weeks, on chosen days",
        "month_day" => "By months, on a day of the month",
        "month_weekday" => "By months, on a weekday of the month",
        "done_day" => "Days after it is done",
        "done_week" => "Weeks after it is done",
        "done_month" => "Months after it is done",
        _ => "Not any more",
    })
}

pub fn place_in_month(nth: &str) -> String {
    say(match nth {
        "1" => "The first",
        "2" => "The second",
        "3" => "The third",
        "4" => "The fourth",
        _ => "The last",
    })
}

pub fn days_off(code: &str) -> String {
    say(match code {
        "later" => "Move to the next working day",
        "leave_out" => "Leave that one out",
        _ => "Come all the same",
    })
}

/// `Every 2 weeks on Mon and Thu, until 3 Mar 2027; skips days off`
pub fn said(rule: &Rule) -> String {
    let mut text = pattern(rule);
    if let Some(until) = rule.until {
        text.push_str(&format!(", until {}", dates::full(until)));
    }
    if let Some(times) = rule.times {
        text.push_str(&format!(", {times} times in all"));
    }
    text.push_str(match rule.days_off {
        DaysOff::Keep => "",
        DaysOff::Later => "; moves from days off to the next working day",
        DaysOff::LeaveOut => "; skips days off",
    });
    say(text)
}

fn pattern(rule: &Rule) -> String {
    let so_many = |one: &str, many: &str| match rule.interval {
        1 => format!("Every {one}"),
        n => format!("Every {n} {many}"),
    };
    let months = || match rule.interval {
        12 => "Every year".to_owned(),
        n if n % 12 == 0 => format!("Every {} years", n / 12),
        _ => so_many("month", "months"),
    };
    match &rule.pattern {
        Pattern::Daily => so_many("day", "days"),
        Pattern::Weekly(on) => {
            let on: Vec<String> = on.iter().map(|day| short(*day).to_owned()).collect();
            let on = super::day::listed(&on);
            format!("{} on {on}", so_many("week", "weeks"))
        }
        Pattern::OnDay(day @ 29..) => {
            format!("{} on day {day}, or a shorter month’s last", months())
        }
        Pattern::OnDay(day) => format!("{} on day {day}", months()),
        Pattern::OnWeekday(nth, day) => {
            let nth = match nth {
                1 => "first",
                2 => "second",
                3 => "third",
                4 => "fourth",
                _ => "last",
            };
            format!("{} on the {nth} {}", months(), short(*day))
        }
        Pattern::AfterDone(step) => {
            let (one, many) = match step {
                Step::Day => ("day", "days"),
                Step::Week => ("week", "weeks"),
                Step::Month => ("month", "months"),
            };
            match rule.interval {
                1 => format!("One {one} after it is done"),
                n => format!("{n} {many} after it is done"),
            }
        }
    }
}

/// The next days, or the one that it were if it were done today.
pub fn to_come(rule: &Rule, days: &[NaiveDate], today: NaiveDate) -> String {
    let Some(first) = days.first() else {
        return last();
    };
    if rule.after_done() {
        let first = dates::day_in_a_sentence(*first, today);
        return say(format!("Were it done today, the next would be {first}."));
    }
    let days: Vec<String> = days
        .iter()
        .map(|day| dates::day_in_a_sentence(*day, today))
        .collect();
    say(format!("Next: {}.", days.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        domain::time::iso_day(text).unwrap_or_default()
    }

    fn every(interval: u32, pattern: Pattern) -> Rule {
        Rule {
            pattern,
            interval,
            days_off: DaysOff::Keep,
            until: None,
            times: None,
        }
    }

    #[test]
    fn a_rule_is_one_sentence() {
        let mon_and_thu = Pattern::Weekly(vec![Weekday::Mon, Weekday::Thu]);
        let rule = Rule {
            until: Some(day("2027-03-03")),
            days_off: DaysOff::LeaveOut,
            ..every(2, mon_and_thu)
        };
        assert_eq!(
            said(&rule),
            "Every 2 weeks on Mon and Thu, until 3 Mar 2027; skips days off"
        );
        let cases = [
            (every(1, Pattern::Daily), "Every day"),
            (
                every(1, Pattern::OnDay(31)),
                "Every month on day 31, or a shorter month’s last",
            ),
            (every(24, Pattern::OnDay(5)), "Every 2 years on day 5"),
            (
                every(3, Pattern::OnWeekday(-1, Weekday::Fri)),
                "Every 3 months on the last Fri",
            ),
            (
                every(1, Pattern::AfterDone(Step::Week)),
                "One week after it is done",
            ),
            (
                every(3, Pattern::AfterDone(Step::Day)),
                "3 days after it is done",
            ),
        ];
        for (rule, words) in cases {
            assert_eq!(said(&rule), words);
        }
        let ten = Rule {
            times: Some(10),
            days_off: DaysOff::Later,
            ..every(1, Pattern::Daily)
        };
        assert_eq!(
            said(&ten),
            "Every day, 10 times in all; moves from days off to the next working day"
        );
    }

    #[test]
    fn the_days_to_come_are_named() {
        let (rule, today) = (every(1, Pattern::Daily), day("2026-12-30"));
        let days = ["2026-12-31", "2027-01-01"].map(day);
        assert_eq!(
            to_come(&rule, &days, today),
            "Next: tomorrow, Fri 1 Jan 2027."
        );
        assert_eq!(to_come(&rule, &[], today), "This is the last one.");
        let after = every(2, Pattern::AfterDone(Step::Day));
        assert_eq!(
            to_come(&after, &days[1..], today),
            "Were it done today, the next would be Fri 1 Jan 2027."
        );
    }
}
