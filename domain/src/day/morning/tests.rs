use chrono::DateTime;

use super::*;
use crate::day::load::Day;
use crate::day::load::Days;
use crate::day::readiness::{Called, Link as Kind};

fn day(n: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, n).unwrap_or_default()
}

const P: Uuid = Uuid::from_u128(1);
const ME: Uuid = Uuid::from_u128(10);
const ANA: Uuid = Uuid::from_u128(11);

fn person(member: Uuid, name: &str, free: i64) -> Person {
    let known = |n: u32| {
        let own = if (28..30).contains(&n) { 0 } else { 480 };
        Some(Day {
            own,
            free: own.min(free),
            is_away: free < own,
        })
    };
    Person {
        member,
        name: name.into(),
        days: Days {
            first: day(24),
            days: (24..=30).map(known).collect(),
        },
        away: vec![],
    }
}

fn task(id: u128, start: u32, finish: u32) -> Task {
    Task {
        id: Uuid::from_u128(id),
        project: P,
        number: id as i64,
        title: format!("Task {id}"),
        category: Category::Todo,
        is_milestone: false,
        effort: Some(240),
        percent: 0,
        start: Some(day(start)),
        finish: Some(day(finish)),
        deadline: None,
        constraint: None,
        outside: vec![],
        before_known: true,
        status: Uuid::nil(),
        doing: None,
        has_time: false,
        stop: None,
        fresh: None,
    }
}

fn given(task: &Task, member: Uuid, name: &str) -> Assignment {
    Assignment {
        task: task.id,
        member,
        name: name.into(),
        units: 1000,
        all_units: 1000,
    }
}

/// What one of them is to their day.
fn load(task: &Task, member: Uuid) -> Load {
    Load {
        member,
        work: Work {
            start: task.start,
            finish: task.finish,
            effort: task.effort,
            percent: 0,
            units: 1000,
            all_units: 1000,
        },
        tasks: 1,
        without_effort: 0,
        is_seen: true,
    }
}

fn facts(tasks: Vec<Task>, assignments: Vec<Assignment>) -> Facts {
    let lead = InProject {
        project: P,
        member: ME,
        is_lead: true,
        works: true,
    };
    let of = |one: &Assignment| tasks.iter().find(|task| task.id == one.task);
    let loads = assignments.iter();
    let loads = loads.filter_map(|one| Some(load(of(one)?, one.member)));
    Facts {
        loads: loads.collect(),
        loads_known: true,
        late: None,
        me: ME,
        only_me: false,
        today: day(24),
        projects: vec![Project {
            id: P,
            key: "NGT".into(),
            title: "Night guide".into(),
            client: Some("Harbour".into()),
            today: day(24),
            may_edit: true,
        }],
        tasks,
        links: vec![],
        assignments,
        people: vec![person(ANA, "Ana", 480), person(ME, "Maeve", 480)],
        in_projects: vec![
            InProject {
                member: ANA,
                is_lead: false,
                ..lead.clone()
            },
            lead,
        ],
    }
}

#[test]
fn rows_stand_by_day_and_trouble_first() {
    let tasks = vec![
        task(1, 24, 24),
        task(2, 26, 27),
        task(3, 17, 20),
        task(4, 24, 25),
        task(5, 30, 30),
    ];
    let given = tasks.iter().take(3).map(|t| given(t, ANA, "Ana")).collect();
    let morning = morning(&facts(tasks, given));
    let rows: Vec<_> = morning
        .rows
        .iter()
        .map(|r| (r.when, r.code.as_str(), r.verdict.state))
        .collect();
    assert_eq!(rows[0].1, "NGT-3");
    assert_eq!(
        rows[1],
        (When::Today, "NGT-4", State::NotReady),
        "nobody has it"
    );
    assert_eq!(rows[2].1, "NGT-1");
    assert_eq!((rows[3].0, rows[3].1), (When::Week, "NGT-2"));
    assert_eq!(rows.len(), 4, "Monday's is next week's");
    assert_eq!(
        morning
            .loose
            .iter()
            .map(|l| l.code.as_str())
            .collect::<Vec<_>>(),
        ["NGT-4", "NGT-5"]
    );
    // Whoever leads is named, and here it is the reader.
    let nobody = morning.rows[1].verdict.reasons.first();
    assert_eq!(nobody.map(|r| r.mover.clone()), Some(Mover::You));
}

#[test]
fn what_is_due_on_sunday_stands_there_on_saturday() {
    let mut facts = facts(vec![task(1, 29, 29), task(2, 29, 30)], vec![]);
    facts.today = day(28);
    facts.projects[0].today = day(28);
    let rows = morning(&facts).rows;
    let rows: Vec<_> = rows.iter().map(|r| (r.when, r.day)).collect();
    assert_eq!(rows, [(When::Week, Some(day(29))); 2]);
}

#[test]
fn a_deadline_that_has_passed_is_late_whatever_the_end() {
    let deadline = Some(day(23));
    let later = Task {
        deadline,
        ..task(1, 20, 27)
    };
    let alone = Task {
        deadline,
        start: None,
        finish: None,
        ..task(2, 24, 24)
    };
    let morning = morning(&facts(vec![later, alone], vec![]));
    let rows: Vec<_> = morning.rows.iter().map(|r| (r.when, r.day)).collect();
    assert_eq!(rows, [(When::Late, deadline); 2]);
    assert_eq!(morning.counts(false).late, 2);
}

#[test]
fn what_is_in_doubt_today_is_counted() {
    let running = Task {
        category: Category::Doing,
        ..task(5, 23, 24)
    };
    let tasks = vec![
        task(1, 24, 24),
        task(2, 23, 25),
        Task {
            effort: None,
            ..task(3, 24, 24)
        },
        Task {
            deadline: Some(day(24)),
            id: Uuid::from_u128(6),
            ..running.clone()
        },
        Task {
            deadline: Some(day(24)),
            finish: Some(day(25)),
            id: Uuid::from_u128(7),
            ..running
        },
    ];
    let given = tasks.iter().map(|t| given(t, ANA, "Ana")).collect();
    let mut facts = facts(tasks, given);
    facts.loads.clear();
    let counts = morning(&facts).counts(false);
    // One should have begun yesterday, and one runs past its deadline.
    assert_eq!((counts.at_risk, counts.not_checked), (2, 1));
}

#[test]
fn hidden_work_counts_and_is_never_named() {
    let tasks = vec![task(1, 24, 24)];
    let hidden = Task {
        effort: Some(480),
        title: "Secret".into(),
        ..task(99, 24, 24)
    };
    let given = vec![given(&tasks[0], ANA, "Ana")];
    let mut facts = facts(tasks, given);
    facts.loads.push(Load {
        is_seen: false,
        ..load(&hidden, ANA)
    });
    let morning = morning(&facts);
    let row = &morning.rows[0];
    assert_eq!(row.verdict.state, State::AtRisk);
    assert_eq!(
        row.verdict.reasons[0].because,
        Because::Overbooked {
            who: "Ana".into(),
            free: 480,
            work: 720
        }
    );
    assert_eq!(morning.rows.len(), 1);
    assert!(!format!("{morning:?}").contains("Secret"));
}

#[test]
fn over_is_more_work_than_hours_in_the_rest_of_the_week() {
    let tasks: Vec<_> = (1..=7)
        .map(|n| Task {
            effort: Some(480),
            ..task(n, 24, 27)
        })
        .collect();
    let assignments = tasks.iter().map(|t| given(t, ANA, "Ana")).collect();
    let morning = morning(&facts(tasks, assignments));
    assert_eq!(
        morning.over,
        [Over {
            name: "Ana".into(),
            work: 3360,
            free: 1920,
            undisclosed: 0,
            without_effort: 0
        }]
    );
    assert_eq!(morning.counts(false).over, 1);
}

#[test]
fn late_work_counts_at_the_weekend_and_ahead_of_its_project() {
    // Six hundred minutes more than there are in a day, of last week.
    let tasks = vec![Task {
        effort: Some(3600),
        ..task(1, 16, 20)
    }];
    let over = |today: u32, there: u32| {
        let tasks = tasks.clone();
        let assignments = tasks.iter().map(|t| given(t, ANA, "Ana")).collect();
        let mut facts = facts(tasks, assignments);
        facts.today = day(today);
        facts.projects[0].today = day(there);
        let usual = facts.people[0].days.days[0];
        let weekend = facts.people[0].days.days[4];
        facts.people[0].days.days.extend([usual; 4]);
        facts.people[0].days.days.extend([weekend; 2]);
        facts.people[0].away = vec![Away {
            first: day(30),
            last: day(30),
            is_half: true,
        }];
        let morning = morning(&facts);
        let hit = morning.absent.iter().map(|absent| absent.tasks).sum();
        (morning.over.iter().map(|o| o.work).sum(), hit)
    };
    // On a Saturday of next week, which begins with an absence.
    assert_eq!(over(28, 28), (3600, 1));
    // On a Wednesday that is Tuesday there.
    assert_eq!(over(25, 24), (3600, 0));
}

#[test]
fn somebody_away_is_shown_with_what_it_hits() {
    let tasks = vec![task(1, 24, 25), task(2, 26, 26)];
    let assignments = tasks.iter().map(|t| given(t, ANA, "Ana")).collect();
    let mut facts = facts(tasks, assignments);
    let away = Away {
        first: day(24),
        last: day(25),
        is_half: false,
    };
    let ana = &mut facts.people[0];
    ana.away = vec![away];
    for at in 0..2 {
        ana.days.days[at] = Some(Day {
            own: 480,
            free: 0,
            is_away: true,
        });
    }
    let morning = morning(&facts);
    assert_eq!(
        morning.absent,
        [Absent {
            name: "Ana".into(),
            away,
            back: Some(day(26)),
            tasks: 1
        }]
    );
    let first = &morning.rows[0];
    assert_eq!(
        (first.verdict.state, first.possible),
        (State::NotReady, Some(day(26)))
    );
}

#[test]
fn stopped_work_says_whose_move_it_is() {
    let stop = |mover| Stop {
        because: "no tablets".into(),
        mover,
        began_at: DateTime::default(),
        days: 6,
    };
    let stopped = |id, mover| Task {
        category: Category::Doing,
        stop: Some(stop(mover)),
        ..task(id, 20, 30)
    };
    let tasks = vec![
        stopped(1, StopMover::Member(ME, "Maeve".into())),
        stopped(2, StopMover::Client),
        stopped(3, StopMover::Outside("Owen".into())),
    ];
    let morning = morning(&facts(tasks, vec![]));
    let movers: Vec<_> = morning.stopped.iter().map(|s| s.mover.clone()).collect();
    assert_eq!(
        movers,
        [
            Mover::You,
            Mover::Client("Harbour".into()),
            Mover::Outside("Owen".into())
        ]
    );
    let counts = morning.counts(false);
    assert_eq!(
        (
            counts.stopped,
            counts.stopped_days,
            counts.your_move,
            counts.today
        ),
        (3, 6, 1, 0)
    );
}

#[test]
fn what_is_possible_later_says_when() {
    let tasks = vec![task(1, 24, 24)];
    let assignments = vec![given(&tasks[0], ANA, "Ana")];
    let mut facts = facts(tasks, assignments);
    facts.links = vec![Link {
        successor: Uuid::from_u128(1),
        before: Before {
            called: Some(Called {
                code: "NGT-9".into(),
                title: "Before".into(),
            }),
            link: Kind::Fs,
            earliest: Some(day(26)),
            is_done: false,
            is_begun: true,
            stopped_days: None,
            start: Some(day(23)),
            finish: Some(day(25)),
            mover: Mover::Nobody,
        },
    }];
    let morning = morning(&facts);
    assert_eq!(morning.rows[0].possible, Some(day(26)));
}

#[test]
fn weeks_end_on_sunday_and_begin_anew_at_the_weekend() {
    assert_eq!(week(day(24)), (day(24), day(29)));
    assert_eq!(week(day(27)), (day(27), day(29)));
    assert_eq!(week(day(28)).0, day(30));
}

#[test]
fn more_is_late_than_is_looked_at() {
    let tasks = vec![task(1, 17, 20)];
    let late = Facts {
        late: Some(600),
        ..facts(tasks, vec![])
    };
    assert_eq!(morning(&late).counts(false).late, 600);
}

#[test]
fn without_all_loads_nobody_is_over_and_nothing_is_ready_for_sure() {
    let tasks: Vec<_> = (1..=7).map(|n| task(n, 24, 24)).collect();
    let given = tasks.iter().map(|t| given(t, ANA, "Ana")).collect();
    let unread = Facts {
        loads_known: false,
        ..facts(tasks, given)
    };
    let morning = morning(&unread);
    assert_eq!(morning.over, []);
    let states: Vec<_> = morning.rows.iter().map(|row| row.verdict.state).collect();
    assert_eq!(states, [State::NotChecked; 7]);
}

#[test]
fn work_of_somebody_outside_is_not_loose() {
    let mut one = task(1, 24, 24);
    one.outside = vec!["Jo Smith".into()];
    let morning = morning(&facts(vec![one], vec![]));
    assert_eq!(morning.loose.len(), 0);
    assert_eq!(morning.rows[0].people, ["Jo Smith"]);
}
