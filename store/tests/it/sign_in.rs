//! The first owner, signing in, sessions, a forgotten password.

use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::account::new_owner;
use domain::form;
use domain::id::SessionId;
use domain::refusal::{Code, Refused};
use futures::future::join_all;
use store::Db;
use store::db::Asked;
use store::door::limit::{self, Limit};
use store::door::session::{self, Visitor};
use store::door::start;
use store::outbox;

use crate::world::{PASSWORD, Who, World, refused};

both!(
    owner_code_works_once,
    sign_in_is_limited_and_answers_alike,
    sign_in_takes_as_long_for_an_unknown_address,
    sessions_are_listed_and_revoked,
    reset_ends_every_session_and_works_once,
    a_stranger_keeps_nobody_from_a_new_password,
    asking_for_a_reset_does_the_same_whoever_has_the_address,
);

fn from(n: usize) -> Visitor {
    Visitor {
        address: format!("198.51.100.{n}"),
        agent: String::new(),
    }
}

fn sign_in(email: &str, password: &str) -> form::SignIn {
    form::SignIn {
        email: email.into(),
        password: password.into(),
        ..Default::default()
    }
}

async fn owner_code_works_once(world: World) {
    let (place, direct) = world.empty().await;
    let (db, duty) = Db::open(&place).await.unwrap();
    let old = start::owner_code(&db, &duty).await.unwrap().unwrap();
    let code = start::owner_code(&db, &duty).await.unwrap().unwrap();
    let owner = |n: usize, code: &str| {
        let form = form::CreateOwner {
            workspace: "Both".into(),
            name: "O".into(),
            email: format!("o{n}@both.test"),
            password: PASSWORD.into(),
            ..Default::default()
        };
        let (db, code) = (db.clone(), code.to_owned());
        async move { start::create_owner(&db, &code, &new_owner(&form).unwrap(), &from(n)).await }
    };
    assert_eq!(
        refused(owner(99, &old).await),
        Refused::field("code", Code::CodeSpent),
        "a newer code makes the older worthless"
    );
    let outcomes = join_all((0..50).map(|n| owner(n, &code))).await;
    let made = outcomes.iter().filter(|o| o.is_ok()).count();
    assert_eq!(made, 1);
    for outcome in outcomes.into_iter().filter(|o| o.is_err()) {
        assert_eq!(refused(outcome), Refused::field("code", Code::CodeSpent));
    }
    for table in [
        "account",
        "workspace",
        "member",
        "chain",
        "session",
        "credential",
    ] {
        assert_eq!(
            direct.number(format!("SELECT COUNT(*) FROM {table}")).await,
            1,
            "{table}"
        );
    }
    assert_eq!(start::owner_code(&db, &duty).await.unwrap(), None);
    db.close().await;
}

async fn sign_in_is_limited_and_answers_alike(world: World) {
    let tries = |email: &'static str, password: &'static str, n: usize| {
        let db = world.db.clone();
        async move { session::sign_in(&db, &sign_in(email, password), &from(n)).await }
    };
    for (n, (email, last)) in [
        ("mo@northlight.test", PASSWORD),
        ("nobody@northlight.test", PASSWORD),
    ]
    .into_iter()
    .enumerate()
    {
        for _ in 0..10 {
            assert_eq!(
                refused(tries(email, "wrong password", n).await),
                Refused::field("password", Code::WrongSignIn),
                "{email}"
            );
        }
        // With the right password too.
        let Refused::TooMany { after_s } = refused(tries(email, last, n).await) else {
            panic!("{email} has an eleventh try")
        };
        assert!((1..=900).contains(&after_s));
    }
    // Whoever guesses from there, and goes on guessing, does not lock its owner out who comes from elsewhere.
    for _ in 0..Limit::SignInAccount.tries() {
        refused(tries("mo@northlight.test", "wrong password", 0).await);
    }
    tries("mo@northlight.test", PASSWORD, 77).await.unwrap();
    // Many who guess from many addresses do, for the rest of a quarter of an hour.
    let many = Limit::SignInAccount;
    for _ in 0..many.tries() {
        limit::take(&world.db, &[(many, "mo@northlight.test")])
            .await
            .unwrap();
    }
    assert!(matches!(
        refused(tries("mo@northlight.test", PASSWORD, 78).await),
        Refused::TooMany { .. }
    ));
    // Somebody else from the same place is let in, and the right password starts the count anew.
    for _ in 0..12 {
        tries("LENA@Northlight.test ", PASSWORD, 0).await.unwrap();
    }
}

async fn sign_in_takes_as_long_for_an_unknown_address(world: World) {
    let mut medians = Vec::new();
    for email in ["olga@northlight.test", "nobody@northlight.test"] {
        let mut times = Vec::new();
        for n in 0..7 {
            let start = Instant::now();
            refused(session::sign_in(&world.db, &sign_in(email, "wrong password"), &from(n)).await);
            times.push(start.elapsed());
        }
        times.sort();
        medians.push(times[3].max(Duration::from_micros(1)));
    }
    // Hashing takes tens of milliseconds and a missing account's nothing: a factor far above the noise between them.
    let ratio = medians[0].as_secs_f64() / medians[1].as_secs_f64();
    assert!((0.4..2.5).contains(&ratio), "{medians:?}");
}

async fn sessions_are_listed_and_revoked(world: World) {
    let (db, first) = (&world.db, world.signed(Who::Mo).await);
    let begun = session::sign_in(
        db,
        &sign_in("Mo@northlight.test", PASSWORD),
        &Visitor {
            address: "x".into(),
            agent: "Second\u{7} phone".into(),
        },
    )
    .await
    .unwrap();
    let listed = session::sessions(db, &first).await.unwrap();
    assert_eq!(
        listed.iter().map(|s| s.agent.as_str()).collect::<Vec<_>>(),
        ["Second phone", "Firefox"]
    );
    // Nobody ends another's.
    let other = world.signed(Who::Lena).await;
    assert_eq!(
        refused(session::revoke(db, &other, SessionId(listed[0].id)).await),
        Refused::Absent
    );
    session::revoke(db, &first, SessionId(listed[0].id))
        .await
        .unwrap();
    assert!(session::signed(db, &begun.token).await.unwrap().is_none());
    assert_eq!(
        refused(session::revoke(db, &first, SessionId(listed[0].id)).await),
        Refused::Absent
    );
    assert_eq!(session::sessions(db, &first).await.unwrap().len(), 1);
    // One that has run out is none.
    world
        .direct
        .run(format!(
            "UPDATE session SET expires_at = {} WHERE id = {}",
            world.direct.days_from_now(-1),
            world.direct.id(listed[1].id)
        ))
        .await;
    assert!(
        session::signed(db, world.token(Who::Mo))
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        session::signed(db, "no such token")
            .await
            .unwrap()
            .is_none()
    );
}

fn ask(email: &str) -> form::AskReset {
    form::AskReset {
        email: email.into(),
    }
}

async fn reset_ends_every_session_and_works_once(world: World) {
    let db = &world.db;
    let mo = ask("MO@northlight.test");
    session::ask_reset(db, &mo, &from(1)).await.unwrap();
    session::ask_reset(db, &mo, &from(1)).await.unwrap();
    let codes = world.mailed_codes().await;
    let (code, older) = (&codes[0], &codes[1]);
    let reset = |code: &str, password: &str| form::Reset {
        code: code.into(),
        password: password.into(),
    };
    let outcomes = join_all((0..5).map(|n| {
        let form = reset(&code.to_lowercase(), "a new passphrase");
        async move { session::reset(db, &form, &from(n)).await }
    }))
    .await;
    assert_eq!(outcomes.iter().filter(|o| o.is_ok()).count(), 1);
    assert_eq!(
        refused(session::reset(db, &reset(older, "a new passphrase"), &from(1)).await),
        Refused::field("code", Code::CodeSpent),
        "whoever has a new password needs no other code"
    );
    let begun = outcomes.into_iter().find_map(Result::ok).unwrap();
    assert!(
        session::signed(db, world.token(Who::Mo))
            .await
            .unwrap()
            .is_none(),
        "the old session goes on"
    );
    assert!(session::signed(db, &begun.token).await.unwrap().is_some());
    refused(session::sign_in(db, &sign_in("mo@northlight.test", PASSWORD), &from(2)).await);
    session::sign_in(
        db,
        &sign_in("mo@northlight.test", "a new passphrase"),
        &from(2),
    )
    .await
    .unwrap();
    // A code that has run out.
    session::ask_reset(db, &ask("lena@northlight.test"), &from(3))
        .await
        .unwrap();
    let code = world.mailed_codes().await.remove(0);
    world
        .direct
        .run(format!(
            "UPDATE code SET expires_at = {} WHERE spent_at IS NULL",
            world.direct.days_from_now(-1)
        ))
        .await;
    assert_eq!(
        refused(session::reset(db, &reset(&code, "a new passphrase"), &from(4)).await),
        Refused::field("code", Code::CodeSpent)
    );
}

async fn a_stranger_keeps_nobody_from_a_new_password(world: World) {
    let (db, mo) = (&world.db, ask("mo@northlight.test"));
    let by_hand = start::reset_code(db, &world.duty, "mo@northlight.test").await;
    let by_hand = by_hand.unwrap().unwrap();
    session::ask_reset(db, &mo, &from(1)).await.unwrap();
    let first = world.mailed_codes().await.remove(0);
    // From one place three times; from many, more mails than anybody reads are never sent, and nobody is told.
    for n in 10..20 {
        for _ in 0..3 {
            session::ask_reset(db, &mo, &from(n)).await.unwrap();
        }
        assert!(matches!(
            refused(session::ask_reset(db, &mo, &from(n)).await),
            Refused::TooMany { .. }
        ));
    }
    assert_eq!(world.mailed_codes().await.len(), 9, "with the one by hand");
    session::ask_reset(db, &mo, &from(1)).await.unwrap();
    let new = |code: String| form::Reset {
        code,
        password: "a new passphrase".into(),
    };
    session::reset(db, &new(first), &from(1)).await.unwrap();
    // Whoever runs the program helps all the same, as long as nothing is set.
    assert_eq!(
        refused(session::reset(db, &new(by_hand), &from(1)).await),
        Refused::field("code", Code::CodeSpent)
    );
    let lena = "lena@northlight.test";
    let by_hand = start::reset_code(db, &world.duty, lena).await.unwrap();
    session::ask_reset(db, &ask(lena), &from(30)).await.unwrap();
    session::reset(db, &new(by_hand.unwrap()), &from(1))
        .await
        .unwrap();
}

async fn asking_for_a_reset_does_the_same_whoever_has_the_address(world: World) {
    let mut statements = Vec::new();
    for email in ["mo@northlight.test", "nobody@northlight.test"] {
        let asked = Arc::new(Asked::default());
        let (db, before) = (world.db.counted(&asked), rows(&world).await);
        session::ask_reset(&db, &ask(email), &from(1))
            .await
            .unwrap();
        let after = rows(&world).await;
        assert_eq!((after.0 - before.0, after.1 - before.1), (1, 1), "{email}");
        statements.push(asked.statements());
    }
    assert_eq!(statements[0], statements[1]);
    // The one mail, and nothing to be done for nobody.
    assert_eq!(world.mailed_codes().await.len(), 1);
    let due = outbox::claim(&world.db, &world.duty, outbox::kind::MAIL, 9).await;
    assert_eq!(due.unwrap().len(), 1);
}

/// Codes and jobs.
async fn rows(world: &World) -> (i64, i64) {
    let number = |table: &str| world.direct.number(format!("SELECT COUNT(*) FROM {table}"));
    (number("code").await, number("job").await)
}
