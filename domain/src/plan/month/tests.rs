use super::*;
use crate::plan::fields::tests::{ground, task};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_default()
}

fn when(text: &str) -> Option<When> {
    time::written(text)
}

/// First and last day, and the address.
fn leaf(month: &str, week: &str) -> (String, String, String) {
    let leaf = Leaf::asked(month, week, day("2026-11-26"));
    let (word, value) = leaf.address();
    (
        leaf.first().to_string(),
        leaf.last().to_string(),
        format!("{word}={value}"),
    )
}

#[test]
fn a_month_is_whole_weeks_from_monday_to_sunday() {
    let of = |month: &str| leaf(month, "");
    let shown = |first: &str, last: &str, at: &str| (first.into(), last.into(), at.into());
    assert_eq!(
        of("2026-11"),
        shown("2026-10-26", "2026-12-06", "month=2026-11")
    );
    // February 2027 begins on a Monday and has four weeks; May 2027 begins on a Saturday and has six.
    assert_eq!(
        of("2027-02"),
        shown("2027-02-01", "2027-02-28", "month=2027-02")
    );
    assert_eq!(
        Leaf::asked("2027-05", "", day("2026-11-26"))
            .mondays()
            .len(),
        6
    );
    assert_eq!(
        of("2024-02"),
        shown("2024-01-29", "2024-03-03", "month=2024-02")
    );
}

#[test]
fn weeks_are_those_of_iso_over_the_turn_of_a_year() {
    let of = |week: &str| leaf("", week);
    assert_eq!(of("2026-W53").0, "2026-12-28");
    assert_eq!(of("2026-W53").1, "2027-01-03");
    assert_eq!(of("2027-W01").0, "2027-01-04");
    // The last days of 2024 are of the first week of 2025.
    let new_year = Leaf::week(day("2024-12-31"));
    assert_eq!(new_year.address(), ("week", "2025-W01".into()));
    let later = Leaf::week(day("2026-12-31")).turned(1);
    assert_eq!(later.map(Leaf::address), Some(("week", "2027-W01".into())));
    let earlier = Leaf::month(day("2027-01-31")).turned(-1);
    assert_eq!(
        earlier.map(Leaf::address),
        Some(("month", "2026-12".into()))
    );
}

#[test]
fn an_address_that_says_no_day_shows_today() {
    for month in [
        "",
        "2026",
        "2026-13",
        "2026-00",
        "nonsense",
        "0000-01",
        "9999-12",
        "2026-11-01",
        "２０２６-11",
    ] {
        assert_eq!(leaf(month, "").2, "month=2026-11", "{month}");
    }
    for week in [
        "2026-W54", "2027-W53", "2026-W00", "2026-48", "W48", "9999-W01", "2026-W4", "-W",
    ] {
        assert_eq!(leaf("", week).2, "week=2026-W48", "{week}");
    }
    // A week that is one counts before a month.
    assert_eq!(leaf("2026-01", "2026-W02").2, "week=2026-W02");
}

#[test]
fn nothing_is_turned_beyond_the_years_of_a_plan() {
    assert_eq!(Leaf::month(day("1970-01-15")).turned(-1), None);
    assert_eq!(Leaf::month(day("2199-12-15")).turned(1), None);
    assert!(Leaf::month(day("2199-12-15")).turned(-1).is_some());
}

#[test]
fn a_month_knows_which_days_are_its_own() {
    let november = Leaf::month(day("2026-11-26"));
    assert!(november.holds(day("2026-11-30")));
    assert!(!november.holds(day("2026-12-01")));
    let week = Leaf::week(day("2026-12-01"));
    assert!(week.holds(day("2026-11-30")) && !week.holds(day("2026-12-07")));
}

#[test]
fn a_task_over_days_is_one_bar_in_each_of_its_weeks() {
    let task = [(day("2026-11-26"), day("2026-12-08"))];
    let of = |monday: &str| laid(day(monday), &task, 4).0;
    let bar = |from, days, before, after| Bar {
        of: 0,
        from,
        days,
        line: 0,
        before,
        after,
    };
    assert_eq!(of("2026-11-23"), [bar(3, 4, false, true)]);
    assert_eq!(of("2026-11-30"), [bar(0, 7, true, true)]);
    assert_eq!(of("2026-12-07"), [bar(0, 2, true, false)]);
    assert_eq!(of("2026-12-14"), []);
    assert_eq!(of("2026-11-16"), []);
}

#[test]
fn no_bar_lies_over_another_and_what_has_no_room_is_counted() {
    let (mon, wed, sun) = (day("2026-11-23"), day("2026-11-25"), day("2026-11-29"));
    let tasks = [(mon, sun), (mon, mon), (wed, wed), (wed, sun), (wed, wed)];
    let (bars, more) = laid(mon, &tasks, 2);
    let lines: Vec<_> = bars.iter().map(|bar| (bar.of, bar.line)).collect();
    // The second line holds both short ones; what is longer has no room from Wednesday on.
    assert_eq!(lines, [(0, 0), (1, 1), (2, 1)]);
    assert_eq!(more, [0, 0, 2, 1, 1, 1, 1]);
    for (n, one) in bars.iter().enumerate() {
        for other in &bars[n + 1..] {
            let apart = one.from + one.days <= other.from || other.from + other.days <= one.from;
            assert!(
                one.line != other.line || apart,
                "{one:?} lies over {other:?}"
            );
        }
    }
}

fn moved(now: &Fields, to: &str) -> Result<[Option<String>; 3], Refused> {
    let form = ShiftTask {
        day: to.into(),
        ..ShiftTask::default()
    };
    let (after, _) = shift(now, &ground(), &form)?;
    Ok([after.start, after.finish, after.deadline].map(|when| when.map(|when| when.to_string())))
}

#[test]
fn start_and_due_move_by_the_same_days() {
    let mut now = task();
    now.start = when("2026-11-24 09:00");
    now.finish = when("2026-11-26 17:00");
    now.deadline = when("2026-12-01");
    let some = |text: &str| Some(text.to_owned());
    // Over the end of the year, and back; the deadline stays a promise.
    assert_eq!(
        moved(&now, "2027-01-02"),
        Ok([
            some("2026-12-31 09:00"),
            some("2027-01-02 17:00"),
            some("2026-12-01")
        ])
    );
    assert_eq!(
        moved(&now, "tomorrow 12:00"),
        Ok([
            some("2026-11-24 09:00"),
            some("2026-11-26 12:00"),
            some("2026-12-01")
        ])
    );
}

#[test]
fn what_says_when_a_task_is_due_is_what_moves() {
    let some = |text: &str| Some(text.to_owned());
    let mut now = task();
    assert_eq!(
        moved(&now, "2026-11-27"),
        Ok([None, some("2026-11-27"), None])
    );
    now.start = when("2026-11-20");
    assert_eq!(
        moved(&now, "2026-11-27"),
        Ok([some("2026-11-27"), None, None])
    );
    now.deadline = when("2026-11-23");
    assert_eq!(
        moved(&now, "2026-11-27"),
        Ok([some("2026-11-24"), None, some("2026-11-27")])
    );
}

#[test]
fn a_move_is_refused_beside_its_day() {
    let mut now = task();
    now.start = when("1970-01-05");
    now.finish = when("2026-11-26");
    let code = |typed: &str| match moved(&now, typed) {
        Err(Refused::Invalid { fields }) => fields.first().map(|f| (f.field.clone(), f.code)),
        _ => None,
    };
    assert_eq!(code(""), Some(("day".into(), Code::Missing)));
    assert_eq!(code("somewhen"), Some(("day".into(), Code::NotADate)));
    // The start would be before all plans.
    assert_eq!(
        code("2026-11-01"),
        Some(("day".into(), Code::DateOutOfRange))
    );
}

#[test]
fn what_was_moved_meanwhile_is_stale() {
    let mut now = task();
    now.finish = when("2026-11-26");
    let form = ShiftTask {
        day: "2026-11-30".into(),
        day_was: "2026-11-25".into(),
        ..ShiftTask::default()
    };
    let refused = shift(&now, &ground(), &form).err();
    assert!(
        matches!(&refused, Some(Refused::Stale { field, theirs, .. }) if field == "day" && theirs == "2026-11-26"),
        "{refused:?}"
    );
}
