//! Whether a task can start when it is to start: computed from what is known, never typed.
//!
//! Before its start a task is ready, ready as far as could be checked, at risk, or not ready; after it, it runs or has
//! stopped. Each reason says what is in the way and whose move it is. What is not known (hours, effort) is never taken
//! for zero: it is listed as not checked.

use chrono::{Days, NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

use crate::plan::status::Category;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Stopped,
    NotReady,
    AtRisk,
    NotChecked,
    Ready,
    Running,
}

impl State {
    /// Needs a hand, so that it stands first.
    pub fn is_trouble(self) -> bool {
        matches!(self, Self::Stopped | Self::NotReady | Self::AtRisk)
    }
}

/// Whose move it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mover {
    /// A member, by name.
    Member(String),
    /// The reader.
    You,
    /// The project's client.
    Client(String),
    /// Somebody by name.
    Outside(String),
    /// Whoever leads the project.
    Lead,
    #[default]
    Nobody,
}

/// A task as a reason names it; nothing of one that the reader may not see.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Called {
    pub code: String,
    pub title: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Because {
    /// It should be done by now or is to be done today, and is not.
    BeforeOpen {
        task: Option<Called>,
        due: Option<NaiveDate>,
    },
    BeforeLate {
        task: Option<Called>,
        days: i64,
    },
    BeforeStopped {
        task: Option<Called>,
        days: i64,
    },
    BeforeEndsAfter {
        task: Option<Called>,
        finish: NaiveDate,
    },
    BeforeEndsThatDay {
        task: Option<Called>,
    },
    BeforeNotBegun {
        task: Option<Called>,
    },
    BeforeUndated {
        task: Option<Called>,
    },
    /// Done, but some time has to pass.
    Lag {
        task: Option<Called>,
        until: NaiveDate,
    },
    Nobody,
    Away {
        who: String,
        back: Option<NaiveDate>,
    },
    /// Away when it is to start, here for enough of it later.
    AwayAtStart {
        who: String,
        back: NaiveDate,
    },
    /// These are none of their days.
    NotTheirDays {
        who: String,
    },
    TooFewHours {
        who: String,
        free: i64,
        needed: i64,
    },
    /// With everything else they have to do.
    Overbooked {
        who: String,
        free: i64,
        work: i64,
    },
    NoDates,
    StartPassed {
        days: i64,
    },
    FinishPassed {
        days: i64,
    },
    AfterDeadline {
        days: i64,
    },
}

/// What could not be checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Unchecked {
    /// Nobody has said which hours they work.
    Hours { who: String },
    /// Nobody has said how much work it is.
    Effort,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    pub because: Because,
    pub mover: Mover,
    /// Whether it keeps the task from starting, or only endangers it.
    #[serde(default)]
    pub stops: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    pub state: State,
    /// What keeps it from starting comes first.
    pub reasons: Vec<Reason>,
    pub unchecked: Vec<Unchecked>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    Fs,
    Ss,
    Ff,
    Sf,
}

impl Link {
    pub fn parse(code: &str) -> Self {
        match code {
            "ss" => Self::Ss,
            "ff" => Self::Ff,
            "sf" => Self::Sf,
            _ => Self::Fs,
        }
    }
}

/// A task that another waits for.
#[derive(Clone, Debug)]
pub struct Before {
    pub called: Option<Called>,
    pub link: Link,
    /// Whole days, counted up; less than none where they may overlap.
    pub lag: i64,
    pub done_on: Option<NaiveDate>,
    pub is_done: bool,
    pub is_begun: bool,
    pub stopped_days: Option<i64>,
    pub start: Option<NaiveDate>,
    pub finish: Option<NaiveDate>,
    pub mover: Mover,
}

/// Minutes that someone has over a task's window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hours {
    Unknown,
    Known {
        /// As they usually work.
        own: i64,
        /// Without the time they are away.
        free: i64,
    },
}

/// Someone who is to do a task.
#[derive(Clone, Debug)]
pub struct Assigned {
    pub name: String,
    pub mover: Mover,
    pub hours: Hours,
    /// Their share of this task in its window; nothing when nobody has said how much work it is.
    pub needed: Option<i64>,
    /// What else they have to do in the window, in whichever project.
    pub other: i64,
    /// Away on the window's first day.
    pub away_first: bool,
    /// The first day on which they work again.
    pub back: Option<NaiveDate>,
}

/// All that is known of a task when it is judged.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// In the project's zone.
    pub today: NaiveDate,
    pub category: Category,
    pub is_milestone: bool,
    pub is_stopped: bool,
    pub start: Option<NaiveDate>,
    pub finish: Option<NaiveDate>,
    pub deadline: Option<NaiveDate>,
    pub before: &'a [Before],
    pub people: &'a [Assigned],
}

pub fn judge(asked: &Asked<'_>) -> Verdict {
    if asked.is_stopped {
        return verdict(State::Stopped, vec![], vec![]);
    }
    if asked.category != Category::Todo {
        return verdict(State::Running, running(asked), vec![]);
    }
    let mut reasons: Vec<Reason> = asked
        .before
        .iter()
        .filter_map(|before| waits_for(asked, before))
        .collect();
    let mut unchecked = Vec::new();
    if !asked.is_milestone {
        people(asked, &mut reasons, &mut unchecked);
    }
    dates(asked, &mut reasons);
    // What keeps it from starting comes first; else as found.
    reasons.sort_by_key(|reason| !reason.stops);
    let state = match (reasons.first(), unchecked.is_empty()) {
        (Some(reason), _) if reason.stops => State::NotReady,
        (Some(_), _) => State::AtRisk,
        (None, false) => State::NotChecked,
        (None, true) => State::Ready,
    };
    verdict(state, reasons, unchecked)
}

fn verdict(state: State, reasons: Vec<Reason>, unchecked: Vec<Unchecked>) -> Verdict {
    Verdict {
        state,
        reasons,
        unchecked,
    }
}

fn stops(because: Because, mover: &Mover) -> Option<Reason> {
    Some(Reason {
        because,
        mover: mover.clone(),
        stops: true,
    })
}

fn risks(because: Because, mover: &Mover) -> Option<Reason> {
    Some(Reason {
        because,
        mover: mover.clone(),
        stops: false,
    })
}

/// When it is to start; a task with only an end is judged by that.
fn start(asked: &Asked<'_>) -> NaiveDate {
    asked.start.or(asked.finish).unwrap_or(asked.today)
}

fn waits_for(asked: &Asked<'_>, before: &Before) -> Option<Reason> {
    match before.link {
        Link::Fs => after_its_end(asked, before),
        Link::Ss => after_its_start(asked, before),
        Link::Ff => ends_after_its_end(asked, before),
        Link::Sf => ends_after_its_start(asked, before),
    }
}

fn after_its_end(asked: &Asked<'_>, before: &Before) -> Option<Reason> {
    let (task, start, today) = (before.called.clone(), start(asked), asked.today);
    let (mover, due_now) = (&before.mover, start <= today);
    if before.is_done {
        let until = shifted(before.done_on?, before.lag);
        let waits = before.lag > 0 && until > start.max(today);
        return waits
            .then_some(())
            .and_then(|()| stops(Because::Lag { task, until }, &Mover::Nobody));
    }
    if let Some(days) = before.stopped_days {
        let because = Because::BeforeStopped { task, days };
        return if due_now {
            stops(because, mover)
        } else {
            risks(because, mover)
        };
    }
    let Some(finish) = before.finish else {
        return if due_now {
            stops(Because::BeforeOpen { task, due: None }, mover)
        } else {
            risks(Because::BeforeUndated { task }, mover)
        };
    };
    if finish < today {
        let days = (today - finish).num_days();
        return stops(Because::BeforeLate { task, days }, mover);
    }
    let ends = shifted(finish, before.lag);
    match ends.cmp(&start) {
        std::cmp::Ordering::Less => None,
        _ if due_now => stops(
            Because::BeforeOpen {
                task,
                due: Some(finish),
            },
            mover,
        ),
        std::cmp::Ordering::Equal => risks(Because::BeforeEndsThatDay { task }, mover),
        std::cmp::Ordering::Greater => {
            stops(Because::BeforeEndsAfter { task, finish: ends }, mover)
        }
    }
}

fn after_its_start(asked: &Asked<'_>, before: &Before) -> Option<Reason> {
    if before.is_begun || before.is_done {
        return None;
    }
    let (task, start, mover) = (before.called.clone(), start(asked), &before.mover);
    let Some(begins) = before.start else {
        return if start <= asked.today {
            stops(Because::BeforeNotBegun { task }, mover)
        } else {
            risks(Because::BeforeUndated { task }, mover)
        };
    };
    if begins < asked.today || shifted(begins, before.lag) > start {
        return stops(Because::BeforeNotBegun { task }, mover);
    }
    None
}

fn ends_after_its_end(asked: &Asked<'_>, before: &Before) -> Option<Reason> {
    let finish = before.finish.filter(|_| !before.is_done)?;
    let task = before.called.clone();
    if finish < asked.today {
        let days = (asked.today - finish).num_days();
        return risks(Because::BeforeLate { task, days }, &before.mover);
    }
    let ends = shifted(finish, before.lag);
    let holds = asked.finish.is_some_and(|own| ends > own);
    holds.then_some(()).and_then(|()| {
        risks(
            Because::BeforeEndsAfter { task, finish: ends },
            &before.mover,
        )
    })
}

fn ends_after_its_start(asked: &Asked<'_>, before: &Before) -> Option<Reason> {
    let late = before.start.is_some_and(|begins| begins < asked.today);
    if before.is_begun || before.is_done || !late {
        return None;
    }
    let task = before.called.clone();
    risks(Because::BeforeNotBegun { task }, &before.mover)
}

fn people(asked: &Asked<'_>, reasons: &mut Vec<Reason>, unchecked: &mut Vec<Unchecked>) {
    if asked.people.is_empty() {
        reasons.extend(stops(Because::Nobody, &Mover::Lead));
        return;
    }
    if asked.people.iter().any(|person| person.needed.is_none()) {
        unchecked.push(Unchecked::Effort);
    }
    for person in asked.people {
        match person.hours {
            Hours::Unknown => unchecked.push(Unchecked::Hours {
                who: person.name.clone(),
            }),
            Hours::Known { own, free } => reasons.extend(available(person, own, free)),
        }
    }
}

/// What keeps someone from it. It is their move, and where they are away nobody's but whoever leads.
fn available(person: &Assigned, own: i64, free: i64) -> Option<Reason> {
    let (who, back) = (person.name.clone(), person.back);
    if own == 0 {
        return stops(Because::NotTheirDays { who }, &Mover::Lead);
    }
    if free == 0 {
        return stops(Because::Away { who, back }, &Mover::Lead);
    }
    let needed = person.needed.unwrap_or(0);
    if needed > free {
        return risks(Because::TooFewHours { who, free, needed }, &Mover::Lead);
    }
    if needed + person.other > free {
        let work = needed + person.other;
        return risks(Because::Overbooked { who, free, work }, &Mover::Lead);
    }
    match (person.away_first, back) {
        (true, Some(back)) => risks(Because::AwayAtStart { who, back }, &Mover::Lead),
        _ => None,
    }
}

fn dates(asked: &Asked<'_>, reasons: &mut Vec<Reason>) {
    let own = asked
        .people
        .first()
        .map_or(Mover::Lead, |p| p.mover.clone());
    match (asked.start, asked.finish) {
        (None, None) => reasons.extend(risks(Because::NoDates, &Mover::Lead)),
        (_, Some(finish)) if finish < asked.today => {
            let days = (asked.today - finish).num_days();
            reasons.extend(risks(Because::FinishPassed { days }, &own));
        }
        (Some(start), _) if start < asked.today => {
            let days = (asked.today - start).num_days();
            reasons.extend(risks(Because::StartPassed { days }, &own));
        }
        _ => {}
    }
    reasons.extend(deadline(asked));
}

fn deadline(asked: &Asked<'_>) -> Option<Reason> {
    let (deadline, finish) = (asked.deadline?, asked.finish.unwrap_or(asked.today));
    let days = (finish.max(asked.today) - deadline).num_days();
    (days > 0)
        .then_some(())
        .and_then(|()| risks(Because::AfterDeadline { days }, &Mover::Lead))
}

/// What is to be said of a task that runs.
fn running(asked: &Asked<'_>) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if let Some(finish) = asked.finish.filter(|finish| *finish < asked.today) {
        let own = asked
            .people
            .first()
            .map_or(Mover::Lead, |p| p.mover.clone());
        let days = (asked.today - finish).num_days();
        reasons.extend(risks(Because::FinishPassed { days }, &own));
    }
    reasons.extend(deadline(asked));
    let all_away = !asked.people.is_empty() && asked.people.iter().all(|p| p.away_first);
    for person in asked.people.iter().filter(|_| all_away) {
        let (who, back) = (person.name.clone(), person.back);
        reasons.extend(risks(Because::Away { who, back }, &Mover::Lead));
    }
    reasons
}

fn shifted(day: NaiveDate, days: i64) -> NaiveDate {
    day.checked_add_signed(TimeDelta::days(days.clamp(-3660, 3660)))
        .unwrap_or(day)
}

/// A lag as whole days: minutes of work by the project's day (with the days off between them), elapsed minutes by the
/// clock, a percentage of how long the one before takes.
pub fn lag_days(kind: &str, lag: i64, minutes_per_day: i64, duration: Option<i64>) -> i64 {
    let per_day = minutes_per_day.max(1);
    let working = |minutes: i64| {
        let days = up(minutes, per_day);
        // Five days of work are a week.
        days + days / 5 * 2
    };
    match kind {
        "elapsed" => up(lag, 1440),
        "percent" => working(duration.unwrap_or(0).saturating_mul(lag) / 100),
        "percent_elapsed" => up(duration.unwrap_or(0).saturating_mul(lag) / 100, 1440),
        _ => working(lag),
    }
}

/// Divided and rounded away from zero when it waits, towards it when it may overlap.
fn up(minutes: i64, per: i64) -> i64 {
    if minutes > 0 {
        (minutes + per - 1) / per
    } else {
        minutes / per
    }
}

/// The window over which a task that has not begun is judged: from its start, or today where that has passed, to its
/// end, at least a day.
pub fn window(
    today: NaiveDate,
    start: Option<NaiveDate>,
    finish: Option<NaiveDate>,
) -> (NaiveDate, NaiveDate) {
    let first = start.or(finish).unwrap_or(today).max(today);
    let last = finish.unwrap_or(first).max(first);
    // A window of years is judged by its first one.
    let end = first.checked_add_days(Days::new(365)).unwrap_or(first);
    (first, last.min(end))
}

#[cfg(test)]
mod tests {
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

    fn task<'a>(
        start: u32,
        finish: u32,
        before: &'a [Before],
        people: &'a [Assigned],
    ) -> Asked<'a> {
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
}
