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
        lag: 0,
        done_on: None,
        is_done: false,
        is_begun: false,
        stopped_days: None,
        start: Some(day(finish - 1)),
        finish: Some(day(finish)),
        mover: Mover::Member("Ana".into()),
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
        before,
        people,
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
            done_on: Some(day(23)),
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
            before(24),
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
            before(27),
            State::NotReady,
            Some(Because::BeforeEndsAfter {
                task: task_of(),
                finish: day(27),
            }),
        ),
        (
            26,
            before(26),
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
            link(Link::Ss, 26, 30),
            25,
            26,
            State::NotReady,
            Some(not_begun.clone()),
        ),
        (
            link(Link::Ff, 23, 27),
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
    let dry = [Before {
        is_done: true,
        done_on: Some(day(23)),
        lag: 3,
        ..before(23)
    }];
    assert_eq!(
        of(&task(24, 24, &dry, &people)),
        (
            State::NotReady,
            vec![Because::Lag {
                task: called(),
                until: day(26)
            }]
        )
    );
    assert_eq!(of(&task(26, 26, &dry, &people)).0, State::Ready);
    // They may overlap by two days.
    let lead = [Before {
        lag: -2,
        ..before(25)
    }];
    assert_eq!(of(&task(24, 24, &lead, &people)).0, State::Ready);
    assert_eq!(lag_days("working", 960, 480, None), 2);
    assert_eq!(lag_days("working", 5 * 480, 480, None), 7);
    assert_eq!(lag_days("elapsed", 1441, 480, None), 2);
    assert_eq!(lag_days("percent", 50, 480, Some(960)), 1);
    assert_eq!(lag_days("percent_elapsed", -100, 480, Some(1440)), -1);
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
