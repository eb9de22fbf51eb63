//! What the sprints, cycles and versions of a file become: iterations and releases, as far as the file says when they
//! are and how far. A sprint that is in its file by its name alone is planned and has no days.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::report::{Code, Ledger, Row, RowKind};
use super::tracked::{Moment, Sprint, Version};
use crate::plan::iteration::{self, Fields, MOST, Other, State};

/// A sprint as an iteration, and what of it is not as the file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Becomes {
    pub fields: Fields,
    pub why: Vec<Why>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// It has begun, nobody knows when.
    WithoutDays,
    /// Its last day is before its first, too far behind it, or one of them is not said.
    Days,
    /// This one is under way already.
    UnderWay(String),
    /// This one has some of its days.
    Shared(String),
}

/// One for each sprint; none for those beyond what a project may have, which are those with the fewest tasks. `wall` is
/// the clock where the project is.
pub fn of(sprints: &[Sprint], wall: impl Fn(Moment) -> NaiveDateTime) -> Vec<Option<Becomes>> {
    let room = room(sprints.iter().map(|sprint| sprint.tasks));
    let starts: Vec<Moment> = sprints.iter().filter_map(|one| one.start).collect();
    let mut made: Vec<Other> = Vec::new();
    let becomes = |(sprint, room): (&Sprint, bool)| {
        let becomes = room.then(|| one(sprint, &starts, &made, &wall))?;
        made.push(Other {
            id: uuid::Uuid::nil(),
            fields: becomes.fields.clone(),
        });
        Some(becomes)
    };
    sprints.iter().zip(room).map(becomes).collect()
}

fn one(
    sprint: &Sprint,
    starts: &[Moment],
    before: &[Other],
    wall: &impl Fn(Moment) -> NaiveDateTime,
) -> Becomes {
    let mut fields = Fields {
        name: sprint.name.clone(),
        goal: sprint.goal.clone(),
        start: None,
        finish: None,
        overlaps: false,
        state: State::Planned,
    };
    let mut why = Vec::new();
    if let Some((start, finish)) = sprint.start.zip(sprint.finish) {
        let start = wall(start).date();
        (fields.start, fields.finish) = (Some(start), Some(last(finish, start, starts, wall)));
    }
    let half = sprint.start.is_some() != sprint.finish.is_some();
    if half || iteration::judge(&fields).is_err() {
        (fields.start, fields.finish) = (None, None);
        why.push(Why::Days);
    }
    let other = |state| before.iter().find(|one| one.fields.state == state);
    match sprint.state.unwrap_or(State::Planned) {
        State::Planned => {}
        _ if fields.start.is_none() => why.push(Why::WithoutDays),
        State::Active => match other(State::Active) {
            Some(one) => why.push(Why::UnderWay(one.fields.name.clone())),
            None => fields.state = State::Active,
        },
        State::Closed => fields.state = State::Closed,
    }
    if let Some(shared) = iteration::overlapped(&fields, before) {
        why.push(Why::Shared(shared.fields.name.clone()));
        fields.overlaps = true;
    }
    Becomes { fields, why }
}

/// What ends at midnight, or when another begins, has the day before as its last.
fn last(
    finish: Moment,
    start: NaiveDate,
    starts: &[Moment],
    wall: &impl Fn(Moment) -> NaiveDateTime,
) -> NaiveDate {
    let at = wall(finish);
    let is_day = matches!(finish, Moment::Day(_));
    let is_over = !is_day && (at.time() == NaiveTime::MIN || starts.contains(&finish));
    let before = at.date().pred_opt().filter(|day| is_over && *day >= start);
    before.unwrap_or(at.date())
}

/// Which of so many there is room for: those with the most tasks, of the same the first.
fn room(tasks: impl Iterator<Item = u64>) -> Vec<bool> {
    let tasks: Vec<u64> = tasks.collect();
    let mut order: Vec<usize> = (0..tasks.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(tasks.get(*at).copied()));
    let mut room = vec![false; tasks.len()];
    for at in order.into_iter().take(MOST) {
        if let Some(one) = room.get_mut(at) {
            *one = true;
        }
    }
    room
}

/// Which versions become releases.
pub fn releases(versions: &[Version]) -> Vec<bool> {
    room(versions.iter().map(|version| version.tasks))
}

/// So many of them there is room for.
pub(super) fn some(of: impl Iterator) -> usize {
    of.count().min(MOST)
}

/// The clock of universal time: to say before what will be.
pub fn universal(moment: Moment) -> NaiveDateTime {
    match moment {
        Moment::Day(day) => day.and_time(NaiveTime::MIN),
        Moment::Local(local) => local,
        Moment::At(at) => at.naive_utc(),
    }
}

/// Says before what is not as in the file.
pub(super) fn told(sprints: &[Sprint], versions: &[Version], ledger: &mut Ledger) {
    for (sprint, becomes) in sprints.iter().zip(of(sprints, universal)) {
        let mut find = |code, args: &[&str]| ledger.find(code, || row(&sprint.name, SPRINT, args));
        if sprint.restricted {
            find(Code::SprintRestricted, &[]);
            continue;
        }
        let Some(becomes) = becomes else {
            find(Code::SprintsTooMany, &[]);
            continue;
        };
        let said = |moment: Option<Moment>| moment.map(Moment::text).unwrap_or_default();
        for why in &becomes.why {
            match why {
                Why::WithoutDays => find(Code::SprintWithoutDays, &[]),
                Why::Days => find(
                    Code::SprintDays,
                    &[&said(sprint.start), &said(sprint.finish)],
                ),
                Why::UnderWay(other) => find(Code::SprintUnderWay, &[other]),
                Why::Shared(other) => find(Code::SprintDaysShared, &[other]),
            }
        }
    }
    for (version, room) in versions.iter().zip(releases(versions)) {
        let code = match (version.restricted, room) {
            (true, _) => Code::SprintRestricted,
            (false, false) => Code::SprintsTooMany,
            (false, true) => continue,
        };
        ledger.find(code, || row(&version.name, &version.field, &[]));
    }
}

const SPRINT: &str = "Sprint";

/// A row about something that is no task.
pub(super) fn row(name: &str, field: &str, args: &[&str]) -> Row {
    Row {
        kind: RowKind::Field,
        uid: None,
        name: name.to_owned(),
        field: field.to_owned(),
        args: args.iter().map(|arg| (*arg).to_owned()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Option<Moment> {
        Some(Moment::At(text.parse().ok()?))
    }

    fn sprint(name: &str, state: Option<State>, days: [Option<Moment>; 2]) -> Sprint {
        Sprint {
            name: name.into(),
            state,
            start: days[0],
            finish: days[1],
            ..Sprint::default()
        }
    }

    fn day(text: &str) -> Option<Moment> {
        Some(Moment::Day(text.parse().ok()?))
    }

    /// Name, state, days and whether they may be another's.
    fn told_of(becomes: &Becomes) -> (String, State, String, bool) {
        let of = &becomes.fields;
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let days = format!("{} {}", day(of.start), day(of.finish));
        (of.name.clone(), of.state, days, of.overlaps)
    }

    #[test]
    fn a_sprint_is_as_far_as_the_file_says_and_one_is_under_way() {
        use State::{Active, Closed, Planned};
        let said = [
            sprint("One", Some(Closed), [day("2026-01-05"), day("2026-01-16")]),
            sprint("Two", Some(Active), [day("2026-01-19"), day("2026-01-30")]),
            sprint(
                "Three",
                Some(Active),
                [day("2026-02-02"), day("2026-02-13")],
            ),
            sprint("Four", Some(Active), [None, None]),
            sprint("Five", Some(Closed), [None, None]),
            sprint("Six", None, [None, None]),
        ];
        let becomes: Vec<_> = of(&said, universal).into_iter().flatten().collect();
        let states: Vec<_> = becomes.iter().map(|one| one.fields.state).collect();
        assert_eq!(states, [Closed, Active, Planned, Planned, Planned, Planned]);
        let why: Vec<_> = becomes.iter().map(|one| one.why.as_slice()).collect();
        let other = Why::UnderWay("Two".into());
        let none: &[Why] = &[];
        let without: &[Why] = &[Why::WithoutDays];
        assert_eq!(why, [none, none, &[other], without, without, none]);
        // What is made stands beside the others as anything made by hand would.
        let mut others: Vec<Other> = Vec::new();
        for one in becomes {
            assert_eq!(iteration::judge(&one.fields), Ok(()));
            assert_eq!(iteration::beside(&one.fields, &others), Ok(()));
            others.push(Other {
                id: uuid::Uuid::nil(),
                fields: one.fields,
            });
        }
    }

    #[test]
    fn a_moment_at_which_the_next_begins_is_no_day_of_it() {
        let (monday, next) = (at("2026-03-02T08:00:00Z"), at("2026-03-16T08:00:00Z"));
        let said = [
            sprint("Cycle 1", None, [monday, next]),
            sprint("Cycle 2", None, [next, at("2026-03-30T00:00:00Z")]),
            sprint("Cycle 3", None, [day("2026-03-29"), day("2026-04-02")]),
            sprint(
                "Cycle 4",
                None,
                [at("2026-05-01T09:00:00Z"), at("2026-05-01T17:00:00Z")],
            ),
        ];
        let becomes: Vec<_> = of(&said, universal).into_iter().flatten().collect();
        let told: Vec<_> = becomes.iter().map(told_of).collect();
        let planned = |name: &str, days: &str, shared| {
            (name.to_owned(), State::Planned, days.to_owned(), shared)
        };
        assert_eq!(
            told,
            [
                planned("Cycle 1", "2026-03-02 2026-03-15", false),
                planned("Cycle 2", "2026-03-16 2026-03-29", false),
                planned("Cycle 3", "2026-03-29 2026-04-02", true),
                planned("Cycle 4", "2026-05-01 2026-05-01", false),
            ]
        );
        assert_eq!(becomes[2].why, [Why::Shared("Cycle 2".into())]);
    }

    #[test]
    fn days_that_cannot_be_are_none_and_there_is_room_for_so_many() {
        let wrong = [
            [day("2026-03-02"), None],
            [day("2026-03-02"), day("2026-03-01")],
            [day("2026-03-02"), day("2028-03-01")],
        ];
        for days in wrong {
            let becomes = of(&[sprint("One", Some(State::Closed), days)], universal);
            let one = becomes[0]
                .as_ref()
                .map(|one| (one.fields.start, one.why.len()));
            assert_eq!(one, Some((None, 2)), "{days:?}");
        }
        let many: Vec<_> = (0..MOST + 5)
            .map(|n| Sprint {
                name: format!("S{n}"),
                tasks: u64::from(n >= 10),
                ..Sprint::default()
            })
            .collect();
        let becomes = of(&many, universal);
        let none = becomes.iter().filter(|one| one.is_none()).count();
        assert_eq!(
            (none, becomes[4].is_some(), becomes[5].is_some()),
            (5, true, false)
        );
        let mut ledger = Ledger::default();
        told(&many, &[], &mut ledger);
        let report = ledger.report(super::super::report::Became::default());
        let found: Vec<_> = report.findings.iter().map(|f| (f.code, f.count)).collect();
        assert_eq!(found, [(Code::SprintsTooMany, 5)]);
    }
}
