//! A week of nine to five in UTC, Monday to Friday; Monday is 2026-11-23.

use super::*;

struct Utc0;

impl Zoned for Utc0 {
    fn midnight(&self, day: NaiveDate) -> Minute {
        minute_of(day.and_hms_opt(0, 0, 0).unwrap_or_default().and_utc())
    }

    fn local(&self, at: Minute) -> NaiveDateTime {
        moment_of(at).naive_utc()
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_default()
}

fn calendar() -> Calendar {
    let days = day("2026-10-01").iter_days().take(200);
    let work = days.filter(|day| chrono::Datelike::weekday(day).num_days_from_monday() < 5);
    Calendar::of_union(
        work.map(|day| {
            let midnight = Utc0.midnight(day);
            Interval::new(midnight + 540, midnight + 1020)
        })
        .collect(),
    )
}

fn point(text: &str) -> Point {
    let when = crate::time::written(text).unwrap_or_else(|| panic!("{text}"));
    Point {
        day: when.day,
        at: when
            .time
            .map(|time| minute_of(when.day.and_time(time).and_utc())),
    }
}

fn ends(start: &str, finish: &str) -> Ends {
    let some = |text: &str| (!text.is_empty()).then(|| point(text));
    Ends {
        start: some(start),
        finish: some(finish),
        ..Ends::default()
    }
}

fn milestone(on: &str) -> Ends {
    Ends {
        milestone: true,
        ..ends(on, on)
    }
}

fn broken(kind: LinkKind, lag: &str, from: &Ends, to: &Ends) -> Option<Break> {
    let calendar = calendar();
    let judge = Judge {
        calendar: &calendar,
        zone: &Utc0,
    };
    let lag = Lag::read(lag, 480).unwrap_or_else(|_| panic!("{lag}"));
    judge.broken(kind, lag, from, to)
}

fn judged(kind: LinkKind, lag: &str, from: &Ends, to: &Ends) -> String {
    broken(kind, lag, from, to).map_or("kept".into(), |b| {
        format!("{} {}", b.end.code(), b.earliest)
    })
}

use LinkKind::*;

#[test]
fn the_four_kinds_by_days() {
    let from = ends("2026-11-24", "2026-11-26");
    let to = |start, finish| ends(start, finish);
    // Finish to start: not before the day after.
    assert_eq!(
        judged(FinishToStart, "", &from, &to("2026-11-26", "2026-11-30")),
        "start 2026-11-27"
    );
    assert_eq!(
        judged(FinishToStart, "", &from, &to("2026-11-27", "2026-11-30")),
        "kept"
    );
    // Start to start.
    assert_eq!(
        judged(StartToStart, "", &from, &to("2026-11-23", "2026-11-30")),
        "start 2026-11-24"
    );
    assert_eq!(
        judged(StartToStart, "", &from, &to("2026-11-24", "2026-11-30")),
        "kept"
    );
    // Finish to finish: the same day is early enough.
    assert_eq!(
        judged(FinishToFinish, "", &from, &to("2026-11-23", "2026-11-25")),
        "finish 2026-11-26"
    );
    assert_eq!(
        judged(FinishToFinish, "", &from, &to("2026-11-23", "2026-11-26")),
        "kept"
    );
    // Start to finish: the work of the day that it starts on ends after that start.
    assert_eq!(
        judged(StartToFinish, "", &from, &to("2026-11-20", "2026-11-20")),
        "finish 2026-11-24"
    );
    assert_eq!(
        judged(StartToFinish, "", &from, &to("2026-11-20", "2026-11-24")),
        "kept"
    );
}

#[test]
fn over_the_weekend() {
    let from = ends("2026-11-24", "2026-11-27");
    assert_eq!(
        judged(FinishToStart, "", &from, &ends("2026-11-27", "")),
        "start 2026-11-30"
    );
    // Who starts on a Saturday starts to work on Monday.
    assert_eq!(
        judged(FinishToStart, "", &from, &ends("2026-11-28", "")),
        "kept"
    );
    assert_eq!(
        judged(FinishToStart, "1d", &from, &ends("2026-11-28", "")),
        "start 2026-12-01"
    );
    // Two days of the clock end on Sunday.
    assert_eq!(
        judged(FinishToStart, "2ed", &from, &ends("2026-11-30", "")),
        "kept"
    );
    assert_eq!(
        judged(FinishToFinish, "2ed", &from, &ends("", "2026-11-27")),
        "finish 2026-11-30"
    );
}

#[test]
fn lags_of_all_sorts() {
    let from = ends("2026-11-24", "2026-11-26");
    let to = ends("2026-11-23", "2026-11-23");
    for (kind, lag, said) in [
        (FinishToStart, "2d", "start 2026-12-01"),
        (FinishToStart, "-1d", "start 2026-11-26"),
        (FinishToStart, "4h", "start 2026-11-30"),
        (FinishToStart, "3ed", "start 2026-11-30"),
        // Half of three days: a day and a half after Tuesday morning is Wednesday noon, so Thursday.
        (StartToStart, "50%", "start 2026-11-26"),
        (StartToStart, "100%", "start 2026-11-27"),
        // Half of three days of eight hours by the clock: twelve hours after nine.
        (StartToStart, "50e%", "start 2026-11-25"),
        (FinishToFinish, "1d", "finish 2026-11-27"),
        (FinishToFinish, "-1d", "finish 2026-11-25"),
        (FinishToFinish, "50%", "finish 2026-11-30"),
        (StartToFinish, "2d", "finish 2026-11-25"),
        (StartToFinish, "1ed", "finish 2026-11-25"),
    ] {
        assert_eq!(judged(kind, lag, &from, &to), said, "{} {lag}", kind.code());
    }
}

#[test]
fn to_the_minute() {
    let from = ends("2026-11-24 09:00", "2026-11-26 14:30");
    assert_eq!(
        judged(FinishToStart, "", &from, &ends("2026-11-26 14:00", "")),
        "start 2026-11-26 14:30"
    );
    assert_eq!(
        judged(FinishToStart, "", &from, &ends("2026-11-26 14:30", "")),
        "kept"
    );
    // A date that is a day stays one.
    assert_eq!(
        judged(FinishToStart, "", &from, &ends("2026-11-26", "")),
        "start 2026-11-27"
    );
    assert_eq!(
        judged(FinishToStart, "4h", &from, &ends("2026-11-26 15:00", "")),
        "start 2026-11-27 10:30"
    );
    assert_eq!(
        judged(FinishToFinish, "", &from, &ends("", "2026-11-26 14:00")),
        "finish 2026-11-26 14:30"
    );
    assert_eq!(
        judged(FinishToFinish, "", &from, &ends("", "2026-11-26")),
        "kept"
    );
    // From the end of a day on, work goes on the next morning.
    let from = ends("", "2026-11-27 17:00");
    assert_eq!(
        judged(FinishToStart, "", &from, &ends("2026-11-27 16:00", "")),
        "start 2026-11-30 09:00"
    );
}

#[test]
fn milestones_are_there_by_the_end_of_their_day() {
    let from = ends("2026-11-24", "2026-11-26");
    assert_eq!(
        judged(FinishToStart, "", &from, &milestone("2026-11-26")),
        "kept"
    );
    assert_eq!(
        judged(FinishToStart, "", &from, &milestone("2026-11-25")),
        "start 2026-11-26"
    );
    assert_eq!(
        judged(
            FinishToStart,
            "",
            &milestone("2026-11-26"),
            &ends("2026-11-26", "")
        ),
        "start 2026-11-27"
    );
    assert_eq!(
        judged(
            FinishToStart,
            "",
            &milestone("2026-11-26"),
            &milestone("2026-11-26")
        ),
        "kept"
    );
}

#[test]
fn what_is_not_known_is_not_judged() {
    let to = ends("2026-11-20", "2026-11-20");
    assert_eq!(
        judged(FinishToStart, "", &ends("2026-11-24", ""), &to),
        "kept"
    );
    assert_eq!(
        judged(FinishToStart, "", &ends("", "2026-11-26"), &ends("", "")),
        "kept"
    );
    assert_eq!(
        judged(StartToStart, "50%", &ends("2026-11-24", ""), &to),
        "kept"
    );
    assert_eq!(
        judged(FinishToStart, "999d", &ends("", "2026-11-26"), &to),
        "kept"
    );
    // A start and a duration say when it finishes.
    let from = Ends {
        duration: Some(Span::working(1440)),
        ..ends("2026-11-24", "")
    };
    assert_eq!(judged(FinishToStart, "", &from, &to), "start 2026-11-27");
}

#[test]
fn a_finish_alone_leaves_room_for_the_work() {
    let from = ends("", "2026-11-26");
    let to = |finish| ends("", finish);
    assert_eq!(
        judged(FinishToStart, "", &from, &to("2026-11-20")),
        "finish 2026-11-27"
    );
    assert_eq!(
        judged(FinishToStart, "", &from, &to("2026-11-26")),
        "finish 2026-11-27"
    );
    assert_eq!(judged(FinishToStart, "", &from, &to("2026-11-27")), "kept");
    let three_days = |finish| Ends {
        duration: Some(Span::working(1440)),
        ..to(finish)
    };
    assert_eq!(
        judged(FinishToStart, "", &from, &three_days("2026-11-30")),
        "finish 2026-12-01"
    );
    assert_eq!(
        judged(FinishToStart, "", &from, &three_days("2026-12-01")),
        "kept"
    );
    // What has begun is asked no more when it should have.
    let begun = Ends {
        begun: true,
        ..to("2026-11-20")
    };
    assert_eq!(judged(FinishToStart, "", &from, &begun), "kept");
}

#[test]
fn a_finish_that_would_lie_before_the_start_goes_along() {
    let moved = |from: &Ends, to: &Ends| {
        let broken = broken(FinishToStart, "", from, to).unwrap_or_else(|| panic!("kept"));
        let along = broken.along.map(|finish| finish.to_string());
        (broken.earliest.to_string(), along.unwrap_or_default())
    };
    let said = |start: &str, finish: &str| (start.to_owned(), finish.to_owned());
    let from = ends("2026-11-24", "2026-11-26");
    // Two days of work before, two after.
    assert_eq!(
        moved(&from, &ends("2026-11-23", "2026-11-24")),
        said("2026-11-27", "2026-11-30")
    );
    // One that ends late enough stays.
    assert_eq!(
        moved(&from, &ends("2026-11-23", "2026-11-27")),
        said("2026-11-27", "")
    );
    // To the minute.
    assert_eq!(
        moved(
            &ends("", "2026-11-26 12:00"),
            &ends("2026-11-26 09:00", "2026-11-26 11:00")
        ),
        said("2026-11-26 12:00", "2026-11-26 14:00")
    );
    // A milestone's two dates are one.
    assert_eq!(
        moved(&from, &milestone("2026-11-24")),
        said("2026-11-26", "2026-11-26")
    );
}

#[test]
fn minutes_and_moments() {
    assert_eq!(minute_of(moment_of(0)), 0);
    assert_eq!(moment_of(0).to_rfc3339(), "2000-01-01T00:00:00+00:00");
    assert_eq!(minute_of(moment_of(-1) + TimeDelta::seconds(59)), -1);
}
