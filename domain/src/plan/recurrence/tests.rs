use chrono::{Datelike, NaiveDate, Weekday};

use super::super::fields::tests::task;
use super::*;
use crate::form::SetRecurrence;
use crate::refusal::{Code, Refused};
use crate::time;

fn day(text: &str) -> NaiveDate {
    time::iso_day(text).unwrap_or_default()
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

fn weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

fn never(_: NaiveDate) -> bool {
    false
}

/// The next so many days of a series that begins on a day.
fn days(
    rule: &Rule,
    from: &str,
    so_many: usize,
    is_off: impl Fn(NaiveDate) -> bool,
) -> Vec<String> {
    let mut series = Series::begun(rule.clone(), day(from));
    let mut days = Vec::new();
    while days.len() < so_many {
        let Some(next) = series.next(&is_off) else {
            break;
        };
        days.push(next.day.to_string());
        series = series.onwards(next);
    }
    days
}

#[test]
fn every_so_many_days() {
    assert_eq!(
        days(&every(1, Pattern::Daily), "2026-12-30", 3, never),
        ["2026-12-31", "2027-01-01", "2027-01-02"]
    );
    // Over the end of February, in a leap year and in another.
    assert_eq!(
        days(&every(10, Pattern::Daily), "2028-02-20", 2, never),
        ["2028-03-01", "2028-03-11"]
    );
    assert_eq!(
        days(&every(10, Pattern::Daily), "2027-02-20", 1, never),
        ["2027-03-02"]
    );
}

#[test]
fn on_chosen_weekdays_of_every_second_week() {
    let rule = every(2, Pattern::Weekly(vec![Weekday::Mon, Weekday::Thu]));
    // Begun on a Wednesday: that week's Thursday first, then the week after next. Over the turn of a year of 53 weeks.
    assert_eq!(
        days(&rule, "2026-12-16", 5, never),
        [
            "2026-12-17",
            "2026-12-28",
            "2026-12-31",
            "2027-01-11",
            "2027-01-14"
        ]
    );
    let sunday = every(1, Pattern::Weekly(vec![Weekday::Sun]));
    assert_eq!(
        days(&sunday, "2026-11-29", 2, never),
        ["2026-12-06", "2026-12-13"]
    );
}

#[test]
fn a_day_of_the_month_that_is_too_short_is_its_last() {
    let rule = every(1, Pattern::OnDay(31));
    assert_eq!(
        days(&rule, "2027-12-31", 4, never),
        ["2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30"]
    );
    assert_eq!(
        days(&rule, "2027-01-31", 2, never),
        ["2027-02-28", "2027-03-31"]
    );
    let quarter = every(3, Pattern::OnDay(1));
    assert_eq!(
        days(&quarter, "2026-11-26", 2, never),
        ["2027-02-01", "2027-05-01"]
    );
    // Every year on the day that only leap years have.
    let year = every(12, Pattern::OnDay(29));
    assert_eq!(
        days(&year, "2028-02-29", 4, never),
        ["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]
    );
}

#[test]
fn a_weekday_of_the_month_by_its_place() {
    let second = every(1, Pattern::OnWeekday(2, Weekday::Tue));
    assert_eq!(
        days(&second, "2026-11-10", 3, never),
        ["2026-12-08", "2027-01-12", "2027-02-09"]
    );
    let last = every(1, Pattern::OnWeekday(-1, Weekday::Fri));
    assert_eq!(
        days(&last, "2026-11-27", 3, never),
        ["2026-12-25", "2027-01-29", "2027-02-26"]
    );
    // Begun before this month's: that one comes first.
    assert_eq!(days(&last, "2026-11-02", 1, never), ["2026-11-27"]);
}

/// By every pattern, over forty years: strictly later each time, on the right day, none forgotten.
#[test]
fn years_of_them_are_right() {
    let from = day("2024-02-29");
    let to = day("2064-02-29");
    type Is = fn(NaiveDate, NaiveDate) -> bool;
    let cases: [(Rule, Is); 5] = [
        (every(3, Pattern::Daily), |from, day| {
            (day - from).num_days() % 3 == 0
        }),
        (
            every(2, Pattern::Weekly(vec![Weekday::Mon, Weekday::Sat])),
            |from, day| {
                let monday = |of: NaiveDate| of.week(Weekday::Mon).first_day();
                (monday(day) - monday(from)).num_days() % 14 == 0
                    && matches!(day.weekday(), Weekday::Mon | Weekday::Sat)
            },
        ),
        (every(1, Pattern::OnDay(30)), |_, day| {
            day.day() == 30
                || (day.month() == 2 && day.succ_opt().is_some_and(|next| next.day() == 1))
        }),
        (
            every(5, Pattern::OnWeekday(1, Weekday::Wed)),
            |from, day| {
                let month = |of: NaiveDate| of.year() * 12 + of.month0() as i32;
                (month(day) - month(from)) % 5 == 0
                    && day.weekday() == Weekday::Wed
                    && day.day() <= 7
            },
        ),
        (every(1, Pattern::OnWeekday(-1, Weekday::Sun)), |_, day| {
            day.weekday() == Weekday::Sun && day.day() > day.num_days_in_month() as u32 - 7
        }),
    ];
    for (rule, is) in cases {
        let expected: Vec<_> = from
            .iter_days()
            .skip(1)
            .take_while(|day| *day <= to)
            .filter(|day| is(from, *day))
            .map(|day| day.to_string())
            .collect();
        assert!(expected.len() > 90, "{}", rule.text());
        let found = days(&rule, "2024-02-29", expected.len(), never);
        assert_eq!(found, expected, "{}", rule.text());
    }
}

#[test]
fn days_off_are_kept_moved_from_or_left_out() {
    let on = |days_off| Rule {
        days_off,
        ..every(1, Pattern::OnDay(5))
    };
    // The fifth of December 2026 is a Saturday, that of June 2027 too.
    let of = |days_off| days(&on(days_off), "2026-11-05", 2, weekend);
    assert_eq!(of(DaysOff::Keep), ["2026-12-05", "2027-01-05"]);
    assert_eq!(of(DaysOff::Later), ["2026-12-07", "2027-01-05"]);
    assert_eq!(of(DaysOff::LeaveOut), ["2027-01-05", "2027-02-05"]);
    // Every day: what a weekend moves to Monday is one with Monday's own.
    let daily = |days_off| Rule {
        days_off,
        ..every(1, Pattern::Daily)
    };
    let expected = ["2026-11-27", "2026-11-30", "2026-12-01"];
    for days_off in [DaysOff::Later, DaysOff::LeaveOut] {
        assert_eq!(days(&daily(days_off), "2026-11-26", 3, weekend), expected);
    }
    // The day moved to says nothing of the days that follow.
    let week = Rule {
        days_off: DaysOff::Later,
        ..every(1, Pattern::Weekly(vec![Weekday::Sun]))
    };
    assert_eq!(
        days(&week, "2026-11-29", 2, weekend),
        ["2026-12-07", "2026-12-14"]
    );
}

#[test]
fn where_no_day_is_left_there_is_none() {
    let sundays = Rule {
        days_off: DaysOff::LeaveOut,
        ..every(1, Pattern::Weekly(vec![Weekday::Sun]))
    };
    assert!(days(&sundays, "2026-11-29", 1, weekend).is_empty());
    let moved = Rule {
        days_off: DaysOff::Later,
        ..every(1, Pattern::Daily)
    };
    assert!(days(&moved, "2026-11-29", 1, |_| true).is_empty());
    // The end of the years that a plan can be about.
    assert!(days(&every(1, Pattern::Daily), "2199-12-31", 1, never).is_empty());
}

#[test]
fn it_ends_with_a_day_or_after_so_many() {
    let until = Rule {
        until: Some(day("2026-12-10")),
        ..every(1, Pattern::Weekly(vec![Weekday::Thu]))
    };
    assert_eq!(
        days(&until, "2026-11-26", 9, never),
        ["2026-12-03", "2026-12-10"]
    );
    // None is after that day, also where one was moved.
    let moved = Rule {
        until: Some(day("2026-12-06")),
        days_off: DaysOff::Later,
        ..every(1, Pattern::Weekly(vec![Weekday::Sat]))
    };
    assert!(days(&moved, "2026-11-28", 9, weekend).is_empty());
    // The first one is counted.
    let times = Rule {
        times: Some(3),
        ..every(1, Pattern::Daily)
    };
    assert_eq!(
        days(&times, "2026-11-26", 9, never),
        ["2026-11-27", "2026-11-28"]
    );
}

#[test]
fn it_is_due_on_its_day_or_when_the_one_before_is_done() {
    let series = Series::begun(
        every(1, Pattern::Weekly(vec![Weekday::Mon])),
        day("2026-11-23"),
    );
    let due = |today: &str, is_done| {
        let due = series.due(day(today), is_done, &never);
        due.map(|due| due.day.to_string())
    };
    assert_eq!(due("2026-11-29", false), None);
    assert_eq!(due("2026-11-24", true).as_deref(), Some("2026-11-30"));
    assert_eq!(due("2026-11-30", false).as_deref(), Some("2026-11-30"));
    // Weeks that passed meanwhile are not made up for.
    assert_eq!(due("2026-12-16", false).as_deref(), Some("2026-12-14"));
    assert_eq!(due("2026-12-16", true).as_deref(), Some("2026-12-14"));
    assert_eq!(series.look_from(), Some(day("2026-11-30")));
}

#[test]
fn so_long_after_it_is_done() {
    let after = |interval, step, done: &str| {
        let series = Series::begun(every(interval, Pattern::AfterDone(step)), day("2026-11-23"));
        assert_eq!(series.look_from(), None);
        assert_eq!(series.next(&never), None);
        let next = series.after_done(day(done), &never);
        next.map(|next| next.day.to_string()).unwrap_or_default()
    };
    assert_eq!(after(3, Step::Day, "2026-11-29"), "2026-12-02");
    assert_eq!(after(2, Step::Week, "2026-12-25"), "2027-01-08");
    assert_eq!(after(1, Step::Month, "2027-01-31"), "2027-02-28");
    assert_eq!(after(1, Step::Month, "2028-01-31"), "2028-02-29");
    let later = Rule {
        days_off: DaysOff::Later,
        until: Some(day("2026-12-31")),
        ..every(1, Pattern::AfterDone(Step::Day))
    };
    let series = Series::begun(later, day("2026-11-23"));
    let next = |done| series.after_done(day(done), &weekend).map(|next| next.day);
    assert_eq!(next("2026-11-27"), Some(day("2026-11-30")));
    assert_eq!(next("2026-12-31"), None);
}

#[test]
fn the_days_to_come_are_those_that_will_be() {
    let rule = Rule {
        times: Some(4),
        ..every(1, Pattern::Daily)
    };
    let series = Series::begun(rule, day("2026-11-26"));
    let shown = |today| -> Vec<_> {
        let days = series.to_come(SHOWN, day(today), &never);
        days.iter().map(|day| day.to_string()).collect()
    };
    assert_eq!(
        shown("2026-11-26"),
        ["2026-11-27", "2026-11-28", "2026-11-29"]
    );
    // Those that have passed will not be.
    assert_eq!(
        shown("2026-12-05"),
        ["2026-12-05", "2026-12-06", "2026-12-07"]
    );
}

#[test]
fn a_rule_is_read_as_it_is_written() {
    let rules = [
        every(1, Pattern::Daily),
        Rule {
            until: Some(day("2027-03-03")),
            days_off: DaysOff::LeaveOut,
            ..every(2, Pattern::Weekly(vec![Weekday::Mon, Weekday::Thu]))
        },
        every(1, Pattern::OnDay(31)),
        every(3, Pattern::OnDay(5)),
        every(1, Pattern::OnWeekday(2, Weekday::Tue)),
        Rule {
            times: Some(12),
            ..every(1, Pattern::OnWeekday(-1, Weekday::Fri))
        },
        Rule {
            days_off: DaysOff::Later,
            ..every(6, Pattern::AfterDone(Step::Month))
        },
    ];
    let texts: Vec<_> = rules.iter().map(Rule::text).collect();
    assert_eq!(
        texts[1],
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;UNTIL=20270303"
    );
    assert_eq!(
        texts[2],
        "RSCALE=GREGORIAN;FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=31;SKIP=BACKWARD"
    );
    assert_eq!(texts[5], "FREQ=MONTHLY;INTERVAL=1;BYDAY=-1FR;COUNT=12");
    for rule in rules {
        let json = serde_json::to_value(&rule).unwrap_or_default();
        assert_eq!(serde_json::from_value(json).ok(), Some(rule.clone()));
        let read = Rule::read(&rule.text(), rule.after_done(), rule.days_off);
        assert_eq!(read, Some(rule));
    }
    for wrong in [
        "",
        "FREQ=YEARLY;INTERVAL=1",
        "FREQ=WEEKLY;INTERVAL=1",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=MONTHLY;BYDAY=5TU",
        "FREQ=MONTHLY;BYDAY=ü",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;UNTIL=20270230",
    ] {
        assert_eq!(Rule::read(wrong, false, DaysOff::Keep), None, "{wrong}");
    }
}

fn typed(form: &SetRecurrence) -> Result<Option<Rule>, Refused> {
    rule(form, day("2026-11-26"), day("2026-11-25"))
}

fn of_unit(unit: &str) -> SetRecurrence {
    SetRecurrence {
        unit: unit.into(),
        ..SetRecurrence::default()
    }
}

#[test]
fn what_is_left_open_is_as_the_task_lies() {
    assert_eq!(typed(&of_unit("never")), Ok(None));
    assert_eq!(typed(&of_unit("day")), Ok(Some(every(1, Pattern::Daily))));
    let thursday = Pattern::Weekly(vec![Weekday::Thu]);
    assert_eq!(typed(&of_unit("week")), Ok(Some(every(1, thursday))));
    let on_day = every(1, Pattern::OnDay(26));
    assert_eq!(typed(&of_unit("month_day")), Ok(Some(on_day)));
    let form = SetRecurrence {
        every: " 2 ".into(),
        mon: "on".into(),
        sun: "on".into(),
        // Of no use to weeks, and not read.
        month_day: "99".into(),
        days_off: "later".into(),
        until: "3 mar 2027".into(),
        times: "10".into(),
        ..of_unit("week")
    };
    let expected = Rule {
        days_off: DaysOff::Later,
        until: Some(day("2027-03-03")),
        times: Some(10),
        ..every(2, Pattern::Weekly(vec![Weekday::Mon, Weekday::Sun]))
    };
    assert_eq!(typed(&form), Ok(Some(expected)));
    let last_friday = SetRecurrence {
        nth: "-1".into(),
        weekday: "5".into(),
        ..of_unit("month_weekday")
    };
    let expected = every(1, Pattern::OnWeekday(-1, Weekday::Fri));
    assert_eq!(typed(&last_friday), Ok(Some(expected)));
    for unit in Unit::ALL {
        let form = SetRecurrence {
            nth: "1".into(),
            weekday: "7".into(),
            ..of_unit(unit.code())
        };
        assert_eq!(typed(&form).map(|rule| Unit::of(rule.as_ref())), Ok(*unit));
    }
}

#[test]
fn what_cannot_be_is_said_field_by_field() {
    let form = SetRecurrence {
        every: "0".into(),
        month_day: "32".into(),
        days_off: "sometimes".into(),
        until: "2026-11-26".into(),
        times: "1".into(),
        ..of_unit("month_day")
    };
    let Err(Refused::Invalid { fields }) = typed(&form) else {
        unreachable!("it was taken");
    };
    let said: Vec<_> = fields.iter().map(|f| (f.field.as_str(), f.code)).collect();
    assert_eq!(
        said,
        [
            ("every", Code::NotInRange),
            ("month_day", Code::NotInRange),
            ("days_off", Code::NotAChoice),
            ("until", Code::EndsBeforeItBegins),
            ("times", Code::NotInRange),
        ]
    );
    let refused = |form: &SetRecurrence, field: &str, code| {
        assert_eq!(typed(form), Err(Refused::field(field, code)));
    };
    refused(&of_unit("year"), "unit", Code::NotAChoice);
    let left_out = SetRecurrence {
        days_off: "leave_out".into(),
        ..of_unit("done_week")
    };
    refused(&left_out, "days_off", Code::NothingToLeaveOut);
    for every in ["-1", "1.5", "two", "1000", "99999999999"] {
        let form = SetRecurrence {
            every: every.into(),
            ..of_unit("day")
        };
        assert!(typed(&form).is_err(), "{every}");
    }
}

#[test]
fn what_it_is_goes_along_with_its_dates_moved() {
    let fresh = task();
    let of = Fields {
        title: "Report".into(),
        description: "Why".into(),
        effort: Some(480),
        percent: 40,
        start: time::written("2028-02-28 09:30"),
        finish: time::written("2028-02-29"),
        actual_start: time::written("2028-02-28"),
        audience: crate::audience::Audience::Client,
        ..task()
    };
    let next = next_of(&fresh, &of, 1);
    assert_eq!(next.start, time::written("2028-02-29 09:30"));
    assert_eq!(next.finish, time::written("2028-03-01"));
    assert_eq!((next.percent, next.actual_start), (fresh.percent, None));
    assert_eq!(
        (next.title.as_str(), next.description.as_str(), next.effort),
        ("Report", "Why", Some(480))
    );
    assert_eq!(next.audience, of.audience);
    assert_eq!(due_on(next.clone(), day("2030-01-01")), next);
    let undated = next_of(&fresh, &task(), 1);
    let due = due_on(undated, day("2030-01-01"));
    assert_eq!(due.finish, time::written("2030-01-01"));
    assert_eq!(day_of(&due), Some(day("2030-01-01")));
}
