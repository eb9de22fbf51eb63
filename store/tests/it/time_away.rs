//! Time away: asked for, answered, withdrawn, recorded on the day; and who reads what of it.

use chrono::{NaiveDate, TimeDelta};
use domain::access::{ApproveAbsence, ManageWorkspace, RecordAbsence, SeePeople, WorkspaceRole};
use domain::form;
use domain::id::RecordId;
use domain::people::absence::{AbsenceKind, Part, Span, State};
use domain::people::capacity::Usual;
use domain::people::holiday::Place;
use domain::people::typed::NewAbsence;
use domain::people::week::ASSUMED;
use domain::refusal::{Code, FieldRefusal, Refused};
use store::door::grant;
use store::keys::Over;
use store::people::{self, absence, seen, taken_back, week};
use uuid::Uuid;

use crate::world::{Who, World, act, refused};

both!(
    asking_answering_and_withdrawing,
    nobody_answers_for_themselves_by_taking_back,
    overlapping_days_are_refused_beside_the_field,
    what_for_is_read_by_its_owner_its_approver_and_people,
    away_today_holds_at_once_and_is_taken_back,
    days_only_asked_for_keep_nobody_at_work,
    asked_days_show_the_open_tasks_they_hit,
    a_contractor_sees_the_people_of_their_projects,
);

fn day(n: i64) -> NaiveDate {
    chrono::Utc::now().date_naive() + TimeDelta::days(n)
}

fn new(span: Span) -> NewAbsence {
    NewAbsence {
        id: RecordId(Uuid::now_v7()),
        kind: AbsenceKind::Care,
        span,
        note: "My father's operation".into(),
    }
}

async fn record(world: &World, by: Who, whom: Who) -> Over<RecordAbsence> {
    let signed = world.signed(by).await;
    grant::over(&world.db, &signed, world.slug_of(by), world.member(whom))
        .await
        .unwrap()
}

async fn approve(world: &World, by: Who, whom: Who) -> Result<Over<ApproveAbsence>, store::Error> {
    let signed = world.signed(by).await;
    grant::over(&world.db, &signed, world.slug_of(by), world.member(whom)).await
}

async fn ask(world: &World, whom: Who, span: Span) -> Result<RecordId, store::Error> {
    let (key, new) = (record(world, whom, whom).await, new(span));
    absence::ask(&world.db, &key, &act(), &new).await?;
    Ok(new.id)
}

async fn read(world: &World, who: Who) -> Vec<seen::Absence> {
    let key = world.may::<SeePeople>(who).await;
    seen::absences(&world.db, &key, day(-1), day(100))
        .await
        .unwrap()
}

async fn nobody_answers_for_themselves_by_taking_back(world: World) {
    let db = &world.db;
    let id = ask(&world, Who::Mo, Span::whole(day(20), day(22)))
        .await
        .unwrap();
    let lena = approve(&world, Who::Lena, Who::Mo).await.unwrap();
    let own = record(&world, Who::Mo, Who::Mo).await;
    let yes = absence::answer(db, &lena, &act(), id, State::Approved, "Enjoy it")
        .await
        .unwrap();
    // The yes taken back, and then that taken back, is a yes again: Lena's to give, not Mo's.
    let asked = taken_back::answer(db, &lena, &act(), yes.seq)
        .await
        .unwrap();
    let sight = world.sight(Who::Mo).await;
    assert_eq!(
        taken_back::about(db, &sight, asked.seq).await.unwrap(),
        Some(taken_back::Matter::Answer(world.member(Who::Mo)))
    );
    assert_eq!(
        refused(taken_back::absence(db, &own, &act(), asked.seq).await),
        Refused::Absent
    );
    taken_back::answer(db, &lena, &act(), asked.seq)
        .await
        .unwrap();
    // Days that another withdrew are not one's own to bring back either; what one withdrew oneself is, and the answer
    // is still that of whoever gave it.
    let hers = record(&world, Who::Lena, Who::Mo).await;
    let gone = absence::withdraw(db, &hers, &act(), id).await.unwrap();
    assert_eq!(
        refused(taken_back::absence(db, &own, &act(), gone.seq).await),
        Refused::Absent
    );
    taken_back::absence(db, &hers, &act(), gone.seq)
        .await
        .unwrap();
    let gone = absence::withdraw(db, &own, &act(), id).await.unwrap();
    taken_back::absence(db, &own, &act(), gone.seq)
        .await
        .unwrap();
    let of_mo = &read(&world, Who::Mo).await[0];
    assert_eq!(of_mo.state, "approved");
    assert_eq!(
        of_mo.inner.as_ref().unwrap().answered_by.as_deref(),
        Some(Who::Lena.name())
    );
}

async fn asking_answering_and_withdrawing(world: World) {
    let db = &world.db;
    let id = ask(&world, Who::Mo, Span::whole(day(10), day(14)))
        .await
        .unwrap();
    let key = approve(&world, Who::Lena, Who::Mo).await.unwrap();
    let yes = absence::answer(db, &key, &act(), id, State::Approved, "Enjoy it")
        .await
        .unwrap();
    assert_eq!(
        refused(absence::answer(db, &key, &act(), id, State::Refused, "No").await),
        Refused::conflict(Code::AlreadyAnswered)
    );
    let of_mo = &read(&world, Who::Mo).await[0];
    let inner = of_mo.inner.clone().unwrap();
    assert_eq!(
        (of_mo.state.as_str(), inner.answer.as_str()),
        ("approved", "Enjoy it")
    );
    assert_eq!(inner.answered_by.as_deref(), Some(Who::Lena.name()));
    // Nobody answers themselves, save an owner.
    assert_eq!(
        refused(approve(&world, Who::Mo, Who::Mo).await),
        Refused::Absent
    );
    assert_eq!(
        refused(approve(&world, Who::Lena, Who::Lena).await),
        Refused::Absent
    );
    assert!(approve(&world, Who::Olga, Who::Olga).await.is_ok());
    assert_eq!(
        refused(approve(&world, Who::Otto, Who::Mo).await),
        Refused::Absent
    );
    // The yes is taken back: asked again, answered by nobody.
    taken_back::answer(db, &key, &act(), yes.seq).await.unwrap();
    let of_mo = &read(&world, Who::Mo).await[0];
    assert_eq!(of_mo.state, "asked");
    let own = record(&world, Who::Mo, Who::Mo).await;
    let gone = absence::withdraw(db, &own, &act(), id).await.unwrap();
    assert_eq!(read(&world, Who::Mo).await.len(), 0);
    assert_eq!(
        refused(absence::withdraw(db, &own, &act(), id).await),
        Refused::conflict(Code::AlreadyAnswered)
    );
    taken_back::absence(db, &own, &act(), gone.seq)
        .await
        .unwrap();
    assert_eq!(read(&world, Who::Mo).await[0].state, "asked");
    // Of another's days nothing is there.
    let other = record(&world, Who::Otto, Who::Otto).await;
    assert_eq!(
        refused(absence::withdraw(db, &other, &act(), id).await),
        Refused::Absent
    );
    world.assert_whole().await;
}

async fn overlapping_days_are_refused_beside_the_field(world: World) {
    ask(&world, Who::Mo, Span::whole(day(10), day(14)))
        .await
        .unwrap();
    let Refused::Invalid { fields } =
        refused(ask(&world, Who::Mo, Span::whole(day(14), day(20))).await)
    else {
        panic!("not beside a field")
    };
    assert!(matches!(
        &fields[..],
        [FieldRefusal { field, code: Code::AwayThen, .. }] if field == "first_day"
    ));
    // Halves of one day go together, and others may be away then.
    ask(&world, Who::Mo, Span::one(day(15), Part::Morning))
        .await
        .unwrap();
    ask(&world, Who::Mo, Span::one(day(15), Part::Afternoon))
        .await
        .unwrap();
    ask(&world, Who::Otto, Span::whole(day(10), day(14)))
        .await
        .unwrap();
    // Of many at once, one is taken.
    let (key, days) = (
        record(&world, Who::Mo, Who::Mo).await,
        Span::whole(day(30), day(31)),
    );
    let news: Vec<_> = (0..6).map(|_| (act(), new(days))).collect();
    let asked = news
        .iter()
        .map(|(act, new)| absence::ask(&world.db, &key, act, new));
    let outcomes = futures::future::join_all(asked).await;
    assert_eq!(outcomes.iter().filter(|o| o.is_ok()).count(), 1);
    world.assert_whole().await;
}

async fn what_for_is_read_by_its_owner_its_approver_and_people(world: World) {
    let db = &world.db;
    people::change_role(
        db,
        &world.may(Who::Olga).await,
        &act(),
        world.member(Who::Otto),
        WorkspaceRole::People,
    )
    .await
    .unwrap();
    let id = ask(&world, Who::Mo, Span::whole(day(10), day(14)))
        .await
        .unwrap();
    let reads = |absences: Vec<seen::Absence>| {
        absences
            .first()
            .map(|a| a.inner.as_ref().map(|inner| inner.kind.clone()))
    };
    let care = Some(Some("care".to_owned()));
    // While it is asked: whoever may answer.
    assert_eq!(reads(read(&world, Who::Mo).await), care);
    assert_eq!(reads(read(&world, Who::Lena).await), care);
    assert_eq!(reads(read(&world, Who::Olga).await), care);
    assert_eq!(reads(read(&world, Who::Otto).await), care);
    let key = approve(&world, Who::Lena, Who::Mo).await.unwrap();
    absence::answer(db, &key, &act(), id, State::Approved, "")
        .await
        .unwrap();
    // Afterwards: whoever did.
    assert_eq!(reads(read(&world, Who::Lena).await), care);
    assert_eq!(reads(read(&world, Who::Otto).await), care);
    assert_eq!(reads(read(&world, Who::Olga).await), Some(None));
    // No event says it: the log cannot be unread.
    let said = world.direct.bytes("SELECT bytes FROM event_payload").await;
    for bytes in said {
        let said = String::from_utf8_lossy(&bytes);
        assert!(!said.contains("care") && !said.contains("father"), "{said}");
    }
}

async fn away_today_holds_at_once_and_is_taken_back(world: World) {
    let db = &world.db;
    let usual = Usual {
        week: ASSUMED,
        place: Place::default(),
    };
    let manage = world.may::<ManageWorkspace>(Who::Olga).await;
    week::set_usual(db, &manage, &act(), &usual).await.unwrap();
    let key = record(&world, Who::Lena, Who::Mo).await;
    let form = form::AwayToday {
        id: Uuid::now_v7().to_string(),
        ..Default::default()
    };
    let done = absence::away_today(db, &key, &act(), &form).await.unwrap();
    assert_eq!(done.what.called, Who::Mo.name());
    let sees = world.may::<SeePeople>(Who::Otto).await;
    let directory = people::directory(db, &sees).await.unwrap();
    let now = seen::presence(db, &sees, &directory).await.unwrap();
    let (today, away) = {
        let now = &now[&world.member(Who::Mo).0];
        (now.today, now.away)
    };
    assert_eq!(away, Some((Part::Whole, today)));
    let of_mo = &read(&world, Who::Otto).await[0];
    assert!(of_mo.unplanned && of_mo.inner.is_none());
    let sight = world.sight(Who::Otto).await;
    let mo = seen::person(db, &sees, &sight, world.member(Who::Mo))
        .await
        .unwrap();
    assert_eq!(mo.time.on(today, &seen::holidays()).minutes, Some(0));
    // Twice is once too many.
    let again = form::AwayToday {
        id: Uuid::now_v7().to_string(),
        part: "afternoon".into(),
        ..Default::default()
    };
    assert!(matches!(
        refused(absence::away_today(db, &key, &act(), &again).await),
        Refused::Invalid { .. }
    ));
    taken_back::absence(db, &key, &act(), done.seq)
        .await
        .unwrap();
    assert_eq!(read(&world, Who::Otto).await.len(), 0);
    world.assert_whole().await;
}

/// Who has asked for the week and falls ill on its first day is away.
async fn days_only_asked_for_keep_nobody_at_work(world: World) {
    let db = &world.db;
    ask(&world, Who::Mo, Span::whole(day(-1), day(5)))
        .await
        .unwrap();
    let key = record(&world, Who::Mo, Who::Mo).await;
    let form = form::AwayToday {
        id: Uuid::now_v7().to_string(),
        ..Default::default()
    };
    absence::away_today(db, &key, &act(), &form).await.unwrap();
    // Asking for what is taken already is refused as before.
    let again = ask(&world, Who::Mo, Span::whole(day(0), day(0))).await;
    assert!(matches!(refused(again), Refused::Invalid { .. }));
}

async fn asked_days_show_the_open_tasks_they_hit(world: World) {
    let assign = |task: Uuid, first: NaiveDate, last: NaiveDate| {
        let (task, mo) = (
            world.direct.id(task),
            world.direct.id(world.member(Who::Mo).0),
        );
        [
            format!(
                "INSERT INTO task_assignee (workspace, task, member, units) SELECT workspace, id, {mo}, 1000 FROM task WHERE id = {task}"
            ),
            format!(
                "UPDATE task SET start_day = '{first}', finish_day = '{last}' WHERE id = {task}"
            ),
        ]
    };
    for text in [
        assign(world.cast.ngt_1, day(8), day(10)),
        assign(world.cast.ngt_2, day(15), day(20)),
        assign(world.cast.oth_1, day(14), day(14)),
    ]
    .concat()
    {
        world.direct.run(text).await;
    }
    let id = ask(&world, Who::Mo, Span::whole(day(10), day(14)))
        .await
        .unwrap();
    let hits = |sight| {
        let db = world.db.clone();
        async move { seen::hits(&db, &sight, day(0), day(90)).await.unwrap() }
    };
    // Lena sees her project's, and how many there are besides.
    let (seen, hidden) = hits(world.sight(Who::Lena).await).await;
    let numbers: Vec<_> = seen
        .iter()
        .map(|h| (h.project_key.as_str(), h.number))
        .collect();
    assert_eq!(numbers, [("NGT", 1)]);
    assert_eq!(hidden.get(&id.0), Some(&1));
    // The owner sees all projects.
    let (seen, hidden) = hits(world.sight(Who::Olga).await).await;
    assert_eq!((seen.len(), hidden.len()), (2, 0));
    // What is done is hit no more.
    world.close(Who::Lena, world.cast.ngt_1).await.unwrap();
    let (seen, _) = hits(world.sight(Who::Lena).await).await;
    assert_eq!(seen.len(), 0);
}

async fn a_contractor_sees_the_people_of_their_projects(world: World) {
    let db = &world.db;
    let contractor = |who| (who, WorkspaceRole::Contractor);
    for (who, role) in [contractor(Who::Mo), contractor(Who::Otto)] {
        people::change_role(
            db,
            &world.may(Who::Olga).await,
            &act(),
            world.member(who),
            role,
        )
        .await
        .unwrap();
    }
    let names = |people: Vec<people::Person>| {
        people
            .into_iter()
            .map(|person| person.name)
            .collect::<Vec<_>>()
    };
    let key = world.may::<SeePeople>(Who::Otto).await;
    let of_otto = names(people::directory(db, &key).await.unwrap());
    assert_eq!(of_otto, [Who::Otto.name()]);
    let key = world.may::<SeePeople>(Who::Mo).await;
    let of_mo = names(people::directory(db, &key).await.unwrap());
    assert!(of_mo.contains(&Who::Lena.name().to_owned()));
    assert!(!of_mo.contains(&Who::Otto.name().to_owned()));
    let sight = world.sight(Who::Mo).await;
    assert_eq!(
        refused(seen::person(db, &key, &sight, world.member(Who::Otto)).await),
        Refused::Absent
    );
}
