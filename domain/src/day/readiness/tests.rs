use chrono::Datelike;

use super::*;

fn day(n: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, n).unwrap_or_default()
}

/// Tuesday.
const TODAY: u32 = 24;

fn called() -> Option<Called> {
    Some(Called {
        code: "NGT-1".into(),
        title: "Before".into(),
    })
}

fn before(finish: u32) -> Before {
    Before {
        called: called(),
        link: Link::Fs,
        earliest: None,
        is_done: false,
        is_begun: false,
        stopped_days: None,
        start: Some(day(finish - 1)),
        finish: Some(day(finish)),
        mover: Mover::Member("Ana".into()),
    }
}

/// One whose link is kept from that day on only.
fn held(before: Before, earliest: u32) -> Before {
    Before {
        earliest: Some(day(earliest)),
        ..before
    }
}

fn ana() -> Assigned {
    Assigned {
        name: "Ana".into(),
        mover: Mover::Member("Ana".into()),
        hours: Hours::Known {
            own: 480,
            free: 480,
        },
        needed: Some(240),
        other: 0,
        away_first: false,
        back: None,
    }
}

fn task<'a>(start: u32, finish: u32, before: &'a [Before], people: &'a [Assigned]) -> Asked<'a> {
    Asked {
        today: day(TODAY),
        category: Category::Todo,
        is_milestone: false,
        is_stopped: false,
        start: Some(day(start)),
        finish: Some(day(finish)),
        deadline: None,
        constraint: None,
        before,
        before_known: true,
        people,
        outside: &[],
    }
}

fn of(asked: &Asked<'_>) -> (State, Vec<Because>) {
    let verdict = judge(asked);
    let reasons = verdict.reasons.into_iter().map(|r| r.because).collect();
    (verdict.state, reasons)
}

#[test]
fn a_task_with_all_it_needs_is_ready() {
    let (people, done) = (
        [ana()],
        [Before {
            is_done: true,
            ..before(23)
        }],
    );
    assert_eq!(of(&task(24, 24, &done, &people)), (State::Ready, vec![]));
    // It ends today and has not begun: today is still its day.
    assert_eq!(of(&task(24, 24, &[], &people)).0, State::Ready);
}

#[test]
fn what_comes_before_is_done_or_on_time() {
    let task_of = called;
    let people = [ana()];
    let undated = Before {
        start: None,
        finish: None,
        ..before(24)
    };
    let stopped = Before {
        stopped_days: Some(3),
        ..before(25)
    };
    let hidden = Before {
        called: None,
        ..before(22)
    };
    let cases = [
        // Due today and not done; it is to start today.
        (
            24,
            held(before(24), 25),
            State::NotReady,
            Some(Because::BeforeOpen {
                task: task_of(),
                due: Some(day(24)),
            }),
        ),
        // The same one tomorrow: there is time.
        (25, before(24), State::Ready, None),
        (
            26,
            before(22),
            State::NotReady,
            Some(Because::BeforeLate {
                task: task_of(),
                days: 2,
            }),
        ),
        (
            26,
            held(before(27), 30),
            State::NotReady,
            Some(Because::BeforeEndsAfter {
                task: task_of(),
                finish: day(27),
            }),
        ),
        (
            26,
            held(before(26), 27),
            State::AtRisk,
            Some(Because::BeforeEndsThatDay { task: task_of() }),
        ),
        (
            24,
            undated.clone(),
            State::NotReady,
            Some(Because::BeforeOpen {
                task: task_of(),
                due: None,
            }),
        ),
        (
            26,
            undated,
            State::AtRisk,
            Some(Because::BeforeUndated { task: task_of() }),
        ),
        (
            26,
            stopped.clone(),
            State::AtRisk,
            Some(Because::BeforeStopped {
                task: task_of(),
                days: 3,
            }),
        ),
        (
            24,
            stopped,
            State::NotReady,
            Some(Because::BeforeStopped {
                task: task_of(),
                days: 3,
            }),
        ),
        // One that the reader may not see counts and has no name.
        (
            24,
            hidden,
            State::NotReady,
            Some(Because::BeforeLate {
                task: None,
                days: 2,
            }),
        ),
    ];
    for (n, (start, before, state, because)) in cases.into_iter().enumerate() {
        let before = [before];
        let found = of(&task(start, start, &before, &people));
        assert_eq!(found, (state, because.into_iter().collect()), "case {n}");
    }
}

#[test]
fn each_kind_of_link_asks_its_own() {
    let people = [ana()];
    let link = |link, start, finish| Before {
        link,
        start: Some(day(start)),
        finish: Some(day(finish)),
        ..before(24)
    };
    let not_begun = Because::BeforeNotBegun { task: called() };
    let cases = [
        // Both begin today: nothing is in the way.
        (link(Link::Ss, 24, 30), 24, 25, State::Ready, None),
        (
            link(Link::Ss, 23, 30),
            25,
            26,
            State::NotReady,
            Some(not_begun.clone()),
        ),
        (
            held(link(Link::Ss, 26, 30), 26),
            25,
            26,
            State::NotReady,
            Some(not_begun.clone()),
        ),
        (
            held(link(Link::Ff, 23, 27), 27),
            24,
            26,
            State::AtRisk,
            Some(Because::BeforeEndsAfter {
                task: called(),
                finish: day(27),
            }),
        ),
        (link(Link::Ff, 23, 26), 24, 26, State::Ready, None),
        (
            link(Link::Sf, 23, 30),
            24,
            26,
            State::AtRisk,
            Some(not_begun),
        ),
        (link(Link::Sf, 25, 30), 24, 26, State::Ready, None),
    ];
    for (n, (before, start, finish, state, because)) in cases.into_iter().enumerate() {
        let begun = [Before {
            is_begun: true,
            is_done: true,
            earliest: None,
            ..before.clone()
        }];
        assert_eq!(
            of(&task(start, finish, &begun, &people)).0,
            State::Ready,
            "case {n}, done"
        );
        let before = [before];
        assert_eq!(
            of(&task(start, finish, &before, &people)),
            (state, because.into_iter().collect()),
            "case {n}"
        );
    }
}

#[test]
fn lag_is_waited_for() {
    let people = [ana()];
    let wait = |until: u32| Because::Lag {
        task: called(),
        until: day(until),
    };
    let done = |link| Before {
        link,
        is_begun: true,
        is_done: true,
        ..before(23)
    };
    let begun = |link| Before {
        link,
        is_begun: true,
        ..before(30)
    };
    let cases = [
        (held(done(Link::Fs), 26), State::NotReady),
        (held(begun(Link::Ss), 27), State::NotReady),
        (held(done(Link::Ff), 27), State::AtRisk),
        (held(begun(Link::Sf), 27), State::AtRisk),
    ];
    for (before, state) in cases {
        let until = before.earliest.unwrap_or_default().day();
        let before = [before];
        let asked = task(24, 25, &before, &people);
        assert_eq!(of(&asked), (state, vec![wait(until)]));
        assert_eq!(judge(&asked).reasons[0].until, Some(day(until)));
    }
    // It ends before, and not long enough before.
    let soon = [held(before(25), 30)];
    assert_eq!(
        of(&task(27, 27, &soon, &people)),
        (State::NotReady, vec![wait(30)])
    );
    // They may overlap: nothing is broken.
    let lead = [before(25)];
    assert_eq!(of(&task(24, 24, &lead, &people)).0, State::Ready);
}

#[test]
fn what_binds_its_dates_is_kept_or_said() {
    let people = [ana()];
    let bound = |by, date: u32, start, finish| {
        let constraint = Some((by, day(date)));
        let asked = Asked {
            constraint,
            ..task(start, finish, &[], &people)
        };
        let verdict = judge(&asked);
        let said = verdict.reasons.iter().any(|reason| {
            reason.because
                == Because::Bound {
                    by,
                    date: day(date),
                }
        });
        (
            verdict.state,
            said,
            verdict.reasons.first().and_then(|r| r.until),
        )
    };
    use Constraint::{
        FinishNoEarlierThan, FinishNoLaterThan, MustFinishOn, MustStartOn, StartNoEarlierThan,
        StartNoLaterThan,
    };
    let (ready, risk) = ((State::Ready, false, None), (State::AtRisk, true, None));
    let waits = |until| (State::NotReady, true, Some(day(until)));
    assert_eq!(bound(StartNoEarlierThan, 27, 25, 26), waits(27));
    assert_eq!(bound(StartNoEarlierThan, 25, 25, 26), ready);
    // Planned too early, but today that is no matter any more.
    assert!(!bound(StartNoEarlierThan, 24, 23, 26).1);
    assert_eq!(bound(MustStartOn, 27, 25, 26), waits(27));
    assert_eq!(bound(MustStartOn, 25, 26, 27), risk);
    assert_eq!(bound(StartNoLaterThan, 25, 26, 27), risk);
    assert_eq!(bound(StartNoLaterThan, 26, 26, 27), ready);
    assert_eq!(bound(FinishNoEarlierThan, 27, 25, 26), risk);
    assert_eq!(bound(FinishNoLaterThan, 25, 25, 26), risk);
    assert_eq!(bound(MustFinishOn, 26, 25, 26), ready);
    assert_eq!(bound(MustFinishOn, 27, 25, 26), risk);
}

#[test]
fn who_is_nobody_here_does_it_all_the_same() {
    let outside = ["Jo Smith".to_owned()];
    let asked = Asked {
        outside: &outside,
        ..task(24, 24, &[], &[])
    };
    let verdict = judge(&asked);
    assert_eq!(
        (verdict.state, verdict.reasons),
        (State::NotChecked, vec![])
    );
    let who = "Jo Smith".into();
    assert_eq!(verdict.unchecked, [Unchecked::Outside { who }]);
}

#[test]
fn what_is_not_all_read_is_not_ready_for_sure() {
    let people = [ana()];
    let asked = Asked {
        before_known: false,
        ..task(24, 24, &[], &people)
    };
    let verdict = judge(&asked);
    assert_eq!(verdict.state, State::NotChecked);
    assert_eq!(verdict.unchecked, [Unchecked::Before]);
}

#[test]
fn people_are_there_with_hours_enough() {
    let hours = |own, free| Hours::Known { own, free };
    let who = || "Ana".to_owned();
    let back = Some(day(26));
    let cases = [
        // Half a day away, and half a day is enough.
        (
            Assigned {
                hours: hours(480, 240),
                ..ana()
            },
            State::Ready,
            None,
        ),
        (
            Assigned {
                hours: hours(480, 239),
                ..ana()
            },
            State::AtRisk,
            Some(Because::TooFewHours {
                who: who(),
                free: 239,
                needed: 240,
            }),
        ),
        // Part-time: fewer hours of their own.
        (
            Assigned {
                hours: hours(180, 180),
                ..ana()
            },
            State::AtRisk,
            Some(Because::TooFewHours {
                who: who(),
                free: 180,
                needed: 240,
            }),
        ),
        (
            Assigned {
                hours: hours(0, 0),
                ..ana()
            },
            State::NotReady,
            Some(Because::NotTheirDays { who: who() }),
        ),
        (
            Assigned {
                hours: hours(480, 0),
                back,
                ..ana()
            },
            State::NotReady,
            Some(Because::Away { who: who(), back }),
        ),
        // Other projects count, whoever may see them.
        (
            Assigned {
                other: 300,
                ..ana()
            },
            State::AtRisk,
            Some(Because::Overbooked {
                who: who(),
                free: 480,
                work: 540,
            }),
        ),
        (
            Assigned {
                other: 240,
                ..ana()
            },
            State::Ready,
            None,
        ),
        (
            Assigned {
                hours: hours(960, 480),
                away_first: true,
                back,
                ..ana()
            },
            State::AtRisk,
            Some(Because::AwayAtStart {
                who: who(),
                back: day(26),
            }),
        ),
    ];
    for (n, (person, state, because)) in cases.into_iter().enumerate() {
        let people = [person];
        assert_eq!(
            of(&task(24, 24, &[], &people)),
            (state, because.into_iter().collect()),
            "case {n}"
        );
    }
    assert_eq!(
        of(&task(24, 24, &[], &[])),
        (State::NotReady, vec![Because::Nobody])
    );
    let milestone = Asked {
        is_milestone: true,
        ..task(24, 24, &[], &[])
    };
    assert_eq!(of(&milestone), (State::Ready, vec![]));
}

#[test]
fn what_is_not_known_is_not_taken_for_none() {
    let people = [Assigned {
        hours: Hours::Unknown,
        needed: None,
        ..ana()
    }];
    let verdict = judge(&task(24, 24, &[], &people));
    assert_eq!(verdict.state, State::NotChecked);
    assert_eq!(
        verdict.unchecked,
        [Unchecked::Effort, Unchecked::Hours { who: "Ana".into() }]
    );
    // Something in the way weighs more than something unknown.
    let late = [before(22)];
    assert_eq!(judge(&task(24, 24, &late, &people)).state, State::NotReady);
    // Whoever is away is not there, whatever their hours are.
    let who = || "Ana".to_owned();
    let gone = |hours| {
        let away_first = true;
        let people = [Assigned {
            away_first,
            hours,
            ..ana()
        }];
        let verdict = judge(&task(24, 24, &[], &people));
        let reasons = verdict.reasons.into_iter().map(|r| r.because);
        (verdict.state, reasons.collect::<Vec<_>>())
    };
    let away = || {
        vec![Because::Away {
            who: who(),
            back: None,
        }]
    };
    assert_eq!(gone(Hours::Unknown), (State::AtRisk, away()));
    let no_days = Hours::Known { own: 0, free: 0 };
    assert_eq!(gone(no_days), (State::NotReady, away()));
    // Who is away all the time is away, however much work it is.
    let away = [Assigned {
        needed: None,
        hours: Hours::Known { own: 480, free: 0 },
        ..ana()
    }];
    assert_eq!(judge(&task(24, 24, &[], &away)).state, State::NotReady);
}

#[test]
fn dates_that_are_missing_or_have_passed() {
    let people = [ana()];
    let cases = [
        (
            Asked {
                start: None,
                finish: None,
                ..task(24, 24, &[], &people)
            },
            Because::NoDates,
        ),
        (task(23, 25, &[], &people), Because::StartPassed { days: 1 }),
        (
            task(19, 20, &[], &people),
            Because::FinishPassed { days: 4 },
        ),
        (
            Asked {
                deadline: Some(day(25)),
                ..task(24, 27, &[], &people)
            },
            Because::AfterDeadline { days: 2 },
        ),
    ];
    for (asked, because) in cases {
        assert_eq!(of(&asked), (State::AtRisk, vec![because]));
    }
}

#[test]
fn after_its_start_it_runs_or_has_stopped() {
    let (late, nobody) = ([before(20)], []);
    let running = Asked {
        category: Category::Doing,
        ..task(20, 24, &late, &nobody)
    };
    assert_eq!(of(&running), (State::Running, vec![]));
    let review = Asked {
        category: Category::Review,
        ..task(19, 23, &late, &nobody)
    };
    assert_eq!(
        of(&review),
        (State::Running, vec![Because::FinishPassed { days: 1 }])
    );
    let stopped = Asked {
        is_stopped: true,
        ..running
    };
    assert_eq!(of(&stopped), (State::Stopped, vec![]));
}

#[test]
fn what_keeps_it_from_starting_is_said_first() {
    let people = [Assigned {
        other: 300,
        ..ana()
    }];
    let late = [before(22)];
    let verdict = judge(&task(23, 24, &late, &people));
    let stops: Vec<bool> = verdict.reasons.iter().map(|r| r.stops).collect();
    assert_eq!(
        (verdict.state, stops),
        (State::NotReady, vec![true, false, false])
    );
    assert_eq!(
        verdict.reasons.first().map(|r| r.mover.clone()),
        Some(Mover::Member("Ana".into()))
    );
}

#[test]
fn windows_begin_today_and_last_a_day() {
    let today = day(TODAY);
    assert_eq!(
        window(today, Some(day(20)), Some(day(26))),
        (today, day(26))
    );
    assert_eq!(window(today, Some(day(20)), Some(day(21))), (today, today));
    assert_eq!(window(today, None, Some(day(26))), (day(26), day(26)));
    assert_eq!(window(today, Some(day(26)), None), (day(26), day(26)));
}
