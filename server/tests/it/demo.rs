//! The demo workspace, from nothing to a sign-in.

use std::time::{Duration, Instant};

use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use domain::day::band::What;
use domain::day::morning::{Row, When, morning};
use domain::day::readiness::{Mover, State};
use domain::form;
use server::demo;
use store::Db;
use store::day::today::{self, Today};
use store::db::Place;
use store::door::{grant, session};

use crate::direct::Direct;
use crate::harness;
use crate::world::{Engine, World};

both!(
    the_demo_is_made_in_an_empty_database_and_can_be_walked,
    the_demo_is_refused_where_somebody_works,
);

/// Generous: tests are not optimised, and others run beside them.
const SECONDS: Duration = Duration::from_secs(240);

async fn the_demo_is_refused_where_somebody_works(world: World) {
    let before = world.direct.dump();
    let refused = demo::ready(&world.db, &world.duty, Utc::now()).await;
    let why = format!("{:#}", refused.unwrap_err());
    assert!(why.contains("an empty one only"), "{why}");
    assert!(before == world.direct.dump());
}

async fn the_demo_is_made_in_an_empty_database_and_can_be_walked(world: World) {
    let place = world.empty().await;
    let (db, duty) = Db::open(&place).await.unwrap();
    let begun = Instant::now();
    let now: DateTime<Utc> = Utc::now();
    demo::ready(&db, &duty, now).await.unwrap();
    assert!(begun.elapsed() < SECONDS, "{:?}", begun.elapsed());
    println!("made in {:?}", begun.elapsed());
    for verdict in store::audit::verify(&db, &duty).await.unwrap() {
        assert_eq!(verdict.broken, None, "{verdict:?}");
        assert!(verdict.events > 500, "{verdict:?}");
    }
    // A second start finds it and makes nothing.
    let accounts = store::door::start::accounts(&db, &duty).await.unwrap();
    demo::ready(&db, &duty, now).await.unwrap();
    let again = store::door::start::accounts(&db, &duty).await.unwrap();
    // Twelve of the studio, three of its clients.
    assert_eq!((accounts.len(), again.len()), (15, 15));

    let lines = demo::sign_ins();
    let said = |start: &str| {
        let line = lines
            .iter()
            .find_map(|line| line.trim().strip_prefix(start));
        line.unwrap_or_else(|| panic!("no {start} in {lines:?}"))
            .trim()
            .to_owned()
    };
    let (slug, password) = (said("Workspace:"), said("Password of each:"));
    for who in ["Owner:", "Manager:", "Member:", "Contractor:", "Observer:"] {
        let mut browser = world.nobody_at(db.clone());
        let form = [("email", said(who)), ("password", password.clone())];
        let answer = browser.done("/do/account/sign_in", &form).await;
        browser.keep(&answer);
        let page = browser.get(&format!("/{slug}/p/PEN")).await;
        assert_eq!(page.status, StatusCode::OK, "{who} {}", page.body);
        assert!(page.body.contains("Website and ticketing"), "{}", page.body);
    }
    let mut nobody = world.nobody_at(db.clone());
    let form = [("email", said("Owner:")), ("password", "guessed".into())];
    let answer = nobody.post("/do/account/sign_in", &form).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    nobody.keep(&answer);
    db.close().await;
}

/// The demo as it is when it is made at that moment.
struct Morning {
    db: Db,
    direct: Direct,
    now: DateTime<Utc>,
}

impl Morning {
    async fn of(world: &World, now: &str) -> Self {
        let place = world.empty().await;
        let (db, duty) = Db::open(&place).await.unwrap();
        let direct = match place {
            Place::Sqlite(file) => Direct::Sqlite(file),
            Place::Postgres(url) => Direct::Postgres(url),
        };
        let now = now.parse().unwrap();
        demo::ready(&db, &duty, now).await.unwrap();
        Self { db, direct, now }
    }

    /// What somebody's Today stands on, at that moment.
    async fn of_whom(&self, short: &str, now: DateTime<Utc>) -> Today {
        let lines = demo::sign_ins();
        let said = |start: &str| {
            lines
                .iter()
                .find_map(|line| line.trim().strip_prefix(start))
        };
        let form = form::SignIn {
            email: format!("{short}@larkfield.example"),
            password: said("Password of each:").unwrap().trim().into(),
            next: String::new(),
        };
        let visitor = session::Visitor {
            address: format!("{short} {now}"),
            agent: "Test".into(),
        };
        let begun = session::sign_in(&self.db, &form, &visitor).await.unwrap();
        let signed = session::signed(&self.db, &begun.token)
            .await
            .unwrap()
            .unwrap();
        let slug = said("Workspace:").unwrap().trim();
        let sight = grant::sight(&self.db, &signed, slug).await.unwrap();
        let read = today::today(&self.db, &sight, &signed.zone, now).await;
        read.unwrap()
    }
}

/// Who can sign in and keeps a day: an observer has none.
const KEEPS: [&str; 4] = ["ruth", "daniel", "ellie", "arjun"];

/// Whoever keeps a day finds their day laid out, and something still ahead.
async fn is_laid_out(morning: &Morning) {
    for who in KEEPS {
        let today = morning.of_whom(who, morning.now).await;
        let moments = today.items.iter().filter(|item| item.what == What::Moment);
        let mut times: Vec<_> = moments.map(|item| (item.from, item.to)).collect();
        times.dedup();
        assert!(times.len() >= 2 || today.now > 18 * 60, "{who}: {times:?}");
        let ahead = times.iter().any(|(from, _)| *from >= today.now);
        assert!(ahead, "{who} at {}: {times:?}", today.now);
    }
}

/// A believable week of an agency, whatever the day on which it is looked at. `off`: whose day it is none of.
async fn is_a_week(at: &Morning, when: When, off: &[&str]) {
    let read = at.of_whom("daniel", at.now).await;
    let seen = morning(&read.facts);
    let startable = |row: &&Row| {
        row.when == when && matches!(row.verdict.state, State::Ready | State::NotChecked)
    };
    let mine = |row: &&Row| row.people.iter().any(|who| who == "Daniel Osei");
    let ready: Vec<_> = seen.rows.iter().filter(startable).collect();
    let own = ready.iter().filter(|row| mine(row)).count();
    assert!(own >= 2, "{own} for the manager to start");
    let unchecked = seen
        .rows
        .iter()
        .filter(|row| row.verdict.state == State::NotChecked);
    assert!(unchecked.count() >= 1, "all is checked");
    for who in [
        "ellie", "hamish", "aisha", "priya", "tomasz", "noor", "claire", "arjun",
    ] {
        let theirs = morning(&at.of_whom(who, at.now).await.facts);
        let can = theirs.rows.iter().any(|row| startable(&row));
        let states = theirs
            .rows
            .iter()
            .map(|row| (&row.code, row.when, &row.verdict));
        assert!(
            can || off.contains(&who),
            "{who} {:#?}",
            states.collect::<Vec<_>>()
        );
    }
    let moves: Vec<_> = seen.stopped.iter().map(|stop| &stop.mover).collect();
    let client = moves.iter().any(|m| matches!(m, Mover::Client(_)));
    let outside = moves.iter().any(|m| matches!(m, Mover::Outside(_)));
    assert!(client && outside, "{moves:?}");
    assert!(seen.loose.len() >= 2, "{:?}", seen.loose);
    assert!(!seen.over.is_empty(), "nobody has too much to do");
    assert!(!seen.absent.is_empty(), "nobody is away");
    let days = at.now.signed_duration_since(
        read.facts
            .tasks
            .iter()
            .filter_map(|t| t.stop.as_ref())
            .map(|s| s.began_at)
            .min()
            .unwrap(),
    );
    assert!(days.num_days() >= 7, "nothing has stood still for long");
}

/// What was built is there to be seen.
fn shows_what_there_is(at: &Morning) {
    let count = |sql: &str| {
        at.direct.lines(&format!("SELECT CAST(({sql}) AS TEXT)"))[0]
            .parse::<i64>()
            .unwrap()
    };
    for (what, least, sql) in [
        ("projects", 5, "SELECT COUNT(*) FROM project"),
        ("clients", 3, "SELECT COUNT(*) FROM client"),
        (
            "people",
            12,
            "SELECT COUNT(*) FROM member WHERE left_at IS NULL",
        ),
        (
            "zones",
            4,
            "SELECT COUNT(DISTINCT a.zone) FROM account a JOIN member m ON m.account = a.id",
        ),
        (
            "kinds of links",
            4,
            "SELECT COUNT(DISTINCT kind) FROM task_link",
        ),
        ("waits", 3, "SELECT COUNT(*) FROM task_link WHERE lag > 0"),
        (
            "overlaps",
            1,
            "SELECT COUNT(*) FROM task_link WHERE lag < 0",
        ),
        (
            "constraints",
            3,
            "SELECT COUNT(DISTINCT constraint_kind) FROM task WHERE constraint_kind <> 'asap'",
        ),
        (
            "deadlines",
            3,
            "SELECT COUNT(*) FROM task WHERE kind = 'task' AND deadline_day IS NOT NULL",
        ),
        ("mentions", 2, "SELECT COUNT(*) FROM mention"),
        (
            "tasks of the client's",
            4,
            "SELECT COUNT(*) FROM record WHERE kind = 'task' AND audience = 'client'",
        ),
        (
            "words to the client",
            3,
            "SELECT COUNT(*) FROM record WHERE kind = 'comment' AND audience = 'client'",
        ),
        (
            "contacts who decide",
            3,
            "SELECT COUNT(*) FROM project_contact WHERE decides",
        ),
        (
            "half days",
            2,
            "SELECT COUNT(*) FROM absence WHERE last_part <> 'whole'",
        ),
        (
            "projects with a history of health",
            5,
            "SELECT COUNT(*) FROM (SELECT project FROM project_health GROUP BY project HAVING COUNT(*) > 1) h",
        ),
    ] {
        let found = count(sql);
        assert!(found >= least, "{found} {what}");
    }
    let largest = count("SELECT MAX(n) FROM (SELECT COUNT(*) AS n FROM task GROUP BY project) t");
    assert!((180..=240).contains(&largest), "{largest}");
}

#[test]
fn a_monday_morning() {
    harness::run(Engine::Sqlite, |world| async move {
        let morning = Morning::of(&world, "2026-11-23T08:40:00Z").await;
        is_laid_out(&morning).await;
        is_a_week(&morning, When::Today, &[]).await;
        // A call takes its time; a delivery has none.
        let today = morning.of_whom("daniel", morning.now).await;
        let spans = today.items.iter().filter(|item| item.what == What::Moment);
        let spans: Vec<_> = spans.map(|item| (item.from, item.to)).collect();
        assert!(spans.contains(&(570, 615)), "{spans:?}");
        assert!(spans.contains(&(1050, 1050)), "{spans:?}");
        shows_what_there_is(&morning);
        morning.db.close().await;
    });
}

#[test]
fn a_friday_late_in_the_evening_at_the_end_of_a_month() {
    harness::run(Engine::Sqlite, |world| async move {
        let morning = Morning::of(&world, "2026-07-31T22:20:00Z").await;
        is_laid_out(&morning).await;
        // One works four days; the other's project is Warsaw's, where it is Saturday by then.
        is_a_week(&morning, When::Today, &["ellie", "claire"]).await;
        shows_what_there_is(&morning);
        morning.db.close().await;
    });
}

#[test]
fn a_sunday() {
    harness::run(Engine::Sqlite, |world| async move {
        let morning = Morning::of(&world, "2026-11-01T10:05:00Z").await;
        is_laid_out(&morning).await;
        is_a_week(&morning, When::Week, &[]).await;
        shows_what_there_is(&morning);
        morning.db.close().await;
    });
}
