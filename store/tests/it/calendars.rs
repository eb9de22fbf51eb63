//! Calendars of the workspace, and when work on a project is possible.

use chrono::NaiveDate;
use domain::access::{EditPeople, ManageCalendars, ManageWorkspace, SeeProjects, ViewProject};
use domain::id::RecordId;
use domain::people::capacity::{Pattern, Usual};
use domain::people::holiday::Place;
use domain::people::typed::{Calendar, ClosedDay};
use domain::people::week::{ASSUMED, Hours, Week};
use domain::refusal::{Code, Refused};
use store::door::grant;
use store::people::calendar::{Origin, worked_days};
use store::people::{calendars, taken_back, week};
use uuid::Uuid;

use crate::world::{Who, World, act, refused};

both!(
    a_calendar_is_made_changed_put_away_and_taken_back,
    a_calendar_in_use_is_not_put_away,
    work_is_possible_where_company_country_and_person_agree,
);

fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

fn calendar(name: &str, country: &str) -> Calendar {
    let office = Some(vec![Hours::new(540, 720), Hours::new(780, 1020)]);
    let mut weekdays = vec![office; 5];
    weekdays.extend([Some(vec![]), Some(vec![])]);
    Calendar {
        name: name.into(),
        place: Place::new(country, ""),
        weekdays,
        days: vec![],
    }
}

fn closed(first: NaiveDate, last: NaiveDate) -> ClosedDay {
    ClosedDay {
        id: Uuid::now_v7(),
        first_day: first,
        last_day: last,
        name: "Shut-down".into(),
        hours: vec![],
    }
}

async fn create(world: &World, calendar: &Calendar) -> (RecordId, i64) {
    let id = RecordId(Uuid::now_v7());
    let key = world.may::<ManageCalendars>(Who::Olga).await;
    let done = calendars::create(&world.db, &key, &act(), id, calendar).await;
    (id, done.unwrap().seq)
}

async fn kept(world: &World) -> Vec<Calendar> {
    let key = world.may::<SeeProjects>(Who::Mo).await;
    let kept = calendars::calendars(&world.db, &key).await.unwrap();
    kept.into_iter().map(|kept| kept.calendar).collect()
}

async fn a_calendar_is_made_changed_put_away_and_taken_back(world: World) {
    let db = &world.db;
    let (first, holiday) = (calendar("Support", "GB"), day(2026, 12, 24));
    let (id, made) = create(&world, &first).await;
    assert_eq!(kept(&world).await, std::slice::from_ref(&first));
    let key = world.may::<ManageCalendars>(Who::Olga).await;
    let other = RecordId(Uuid::now_v7());
    assert_eq!(
        refused(calendars::create(db, &key, &act(), other, &calendar("SUPPORT", "")).await),
        Refused::field_with("name", Code::Taken, "SUPPORT")
    );
    let mut days = [
        closed(day(2027, 1, 4), day(2027, 1, 5)),
        closed(holiday, holiday),
    ];
    let mut seq = 0;
    for day in days.clone() {
        let done = calendars::edit(db, &key, &act(), id, |mut calendar| {
            calendar.days.push(day);
            Ok(calendar)
        })
        .await;
        seq = done.unwrap().seq;
    }
    days.reverse();
    assert_eq!(kept(&world).await[0].days, days);
    // Only the newest change is still as it was left.
    assert_eq!(
        refused(taken_back::calendar(db, &key, &act(), seq - 1).await),
        Refused::conflict(Code::ChangedSince)
    );
    taken_back::calendar(db, &key, &act(), seq).await.unwrap();
    assert_eq!(kept(&world).await[0].days, days[1..]);
    let away = calendars::put_away(db, &key, &act(), id).await.unwrap();
    assert_eq!(kept(&world).await, []);
    assert_eq!(calendars::in_trash(db, &key).await.unwrap().len(), 1);
    let back = taken_back::calendar(db, &key, &act(), away.seq)
        .await
        .unwrap();
    assert_eq!(kept(&world).await.len(), 1);
    taken_back::calendar(db, &key, &act(), back.seq)
        .await
        .unwrap();
    calendars::bring_back(db, &key, &act(), id).await.unwrap();
    assert_eq!(kept(&world).await.len(), 1);
    taken_back::calendar(db, &key, &act(), made).await.unwrap();
    assert_eq!(kept(&world).await, []);
    assert_eq!(
        refused(
            grant::granted::<ManageCalendars>(
                db,
                &world.signed(Who::Mo).await,
                world.slug_of(Who::Mo)
            )
            .await
        ),
        Refused::Absent
    );
    world.assert_whole().await;
}

async fn use_in(world: &World, calendar: RecordId, project: Uuid, zone: &str) {
    let (calendar, project) = (world.direct.id(calendar.0), world.direct.id(project));
    let text =
        format!("UPDATE project SET calendar = {calendar}, zone = '{zone}' WHERE id = {project}");
    world.direct.run(text).await;
}

async fn a_calendar_in_use_is_not_put_away(world: World) {
    let (id, _) = create(&world, &calendar("Support", "")).await;
    use_in(&world, id, world.cast.ngt, "Europe/Berlin").await;
    let key = world.may::<ManageCalendars>(Who::Olga).await;
    assert_eq!(
        refused(calendars::put_away(&world.db, &key, &act(), id).await),
        Refused::Conflict {
            code: Code::InUse,
            arg: "1".into()
        }
    );
}

async fn work_is_possible_where_company_country_and_person_agree(world: World) {
    let (db, mo) = (&world.db, world.member(Who::Mo));
    let days = |from: NaiveDate, to: NaiveDate| {
        let world = world.clone();
        async move {
            let key = world.may_on::<ViewProject>(Who::Mo, world.cast.ngt).await;
            let worked = worked_days(&world.db, &key, mo, from, to).await.unwrap();
            let minutes = worked.days.iter().map(|d| (d.minutes, d.shared));
            let minutes: Vec<_> = minutes.collect();
            (minutes, worked.origin, worked.person_known)
        }
    };
    // Nobody has said anything: assumed, and said so.
    let (assumed, origin, known) = days(day(2026, 12, 25), day(2026, 12, 27)).await;
    assert_eq!(assumed, [(480, 480), (0, 0), (0, 0)]);
    assert_eq!((origin, known), (Origin::Assumed, false));
    let usual = Usual {
        week: ASSUMED,
        place: Place::new("GB", ""),
    };
    let manage = world.may::<ManageWorkspace>(Who::Olga).await;
    week::set_usual(db, &manage, &act(), &usual).await.unwrap();
    let (usual, origin, known) = days(day(2026, 12, 24), day(2026, 12, 25)).await;
    assert_eq!(usual[1], (0, 0));
    assert_eq!((origin, known), (Origin::Usual, true));
    // The project keeps German holidays in Berlin; Mo works Mondays and Tuesdays from 10:00 in Kolkata.
    let (id, _) = create(&world, &calendar("Berlin", "DE")).await;
    use_in(&world, id, world.cast.ngt, "Europe/Berlin").await;
    let key: store::keys::Over<EditPeople> =
        grant::over(db, &world.signed(Who::Mo).await, world.slug_of(Who::Mo), mo)
            .await
            .unwrap();
    week::set_zone(db, &key, &act(), "Asia/Kolkata")
        .await
        .unwrap();
    let pattern = Pattern {
        first_day: day(2026, 1, 1),
        week: Week {
            minutes: [480, 480, 0, 0, 0, 0, 0],
            begins: 600,
            break_minutes: 0,
        },
        availability: 100,
        place: Place::new("IN", ""),
    };
    week::set_week(db, &key, &act(), &pattern).await.unwrap();
    // Monday to Wednesday. Mo stops at 18:00 in Kolkata, 13:30 in Berlin: 09:00-12:00 and 13:00-13:30.
    let (shared, origin, known) = days(day(2026, 11, 16), day(2026, 11, 18)).await;
    assert_eq!(shared, [(420, 210), (420, 210), (420, 0)]);
    assert_eq!((origin, known), (Origin::Calendar("Berlin".into()), true));
    // In summer they have an hour more of the other's day; 26 December is a holiday in Germany only.
    let (summer, _, _) = days(day(2026, 7, 6), day(2026, 7, 6)).await;
    assert_eq!(summer, [(420, 270)]);
    let (christmas, _, _) = days(day(2025, 12, 26), day(2025, 12, 26)).await;
    assert_eq!(christmas, [(0, 0)]);
}
