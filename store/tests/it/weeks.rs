//! The usual week and people's own: kept, known from somewhere, taken back.

use chrono::NaiveDate;
use domain::access::{EditPeople, ManageWorkspace, SeePeople};
use domain::people::capacity::{Pattern, Source, Usual};
use domain::people::holiday::Place;
use domain::people::week::Week;
use domain::refusal::{Code, Refused};
use store::door::grant;
use store::keys::Over;
use store::people::{seen, taken_back, week};

use crate::world::{Who, World, act, refused};

both!(
    without_a_week_hours_are_unknown_and_the_usual_week_is_not_confirmed,
    changing_a_week_is_taken_back_until_it_changed_again,
    a_zone_is_moved_by_its_owner_only,
    a_lead_edits_the_weeks_of_their_project_and_nobody_elses,
);

fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

fn usual(country: &str) -> Usual {
    Usual {
        week: Week {
            minutes: [450, 450, 450, 450, 360, 0, 0],
            begins: 540,
            break_minutes: 60,
        },
        place: Place::new(country, ""),
    }
}

fn part_time(first_day: NaiveDate) -> Pattern {
    Pattern {
        first_day,
        week: Week {
            minutes: [360, 360, 0, 0, 0, 0, 0],
            begins: 600,
            break_minutes: 0,
        },
        availability: 80,
        place: Place::new("DE", "BY"),
    }
}

async fn over(world: &World, by: Who, whom: Who) -> Result<Over<EditPeople>, store::Error> {
    grant::over(
        &world.db,
        &world.signed(by).await,
        world.slug_of(by),
        world.member(whom),
    )
    .await
}

async fn page(world: &World, reader: Who, whom: Who) -> seen::Whole {
    let (key, sight) = (
        world.may::<SeePeople>(reader).await,
        world.sight(reader).await,
    );
    seen::person(&world.db, &key, &sight, world.member(whom))
        .await
        .unwrap()
}

async fn without_a_week_hours_are_unknown_and_the_usual_week_is_not_confirmed(world: World) {
    let monday = day(2027, 3, 1);
    let mo = page(&world, Who::Olga, Who::Mo).await;
    assert_eq!(mo.time.source(monday), Source::Unknown);
    assert_eq!(mo.time.on(monday, &seen::holidays()).minutes, None);
    let key = world.may::<ManageWorkspace>(Who::Olga).await;
    week::set_usual(&world.db, &key, &act(), &usual("GB"))
        .await
        .unwrap();
    let mo = page(&world, Who::Olga, Who::Mo).await;
    let on = |whole: &seen::Whole, day| whole.time.on(day, &seen::holidays());
    assert_eq!(on(&mo, monday).source, Source::Usual);
    assert_eq!(on(&mo, monday).minutes, Some(450));
    // Good Friday, a holiday of the workspace's country.
    assert_eq!(on(&mo, day(2027, 3, 26)).minutes, Some(0));
    let key = over(&world, Who::Mo, Who::Mo).await.unwrap();
    week::set_week(&world.db, &key, &act(), &part_time(day(2026, 1, 1)))
        .await
        .unwrap();
    let mo = page(&world, Who::Otto, Who::Mo).await;
    assert_eq!(on(&mo, monday).source, Source::Own);
    // Four fifths of six hours.
    assert_eq!(on(&mo, monday).minutes, Some(288));
    // Whit Monday is a holiday of Bavaria, where Mo's are.
    assert_eq!(on(&mo, day(2027, 5, 17)).minutes, Some(0));
    world.assert_whole().await;
}

async fn changing_a_week_is_taken_back_until_it_changed_again(world: World) {
    let db = &world.db;
    let manage = world.may::<ManageWorkspace>(Who::Olga).await;
    let sight = world.sight(Who::Olga).await;
    let first = week::set_usual(db, &manage, &act(), &usual("GB"))
        .await
        .unwrap()
        .seq;
    let second = week::set_usual(db, &manage, &act(), &usual("KE"))
        .await
        .unwrap()
        .seq;
    // The same again changes nothing and says nothing.
    let same = week::set_usual(db, &manage, &act(), &usual("KE")).await;
    assert_eq!(same.unwrap().seq, second);
    assert_eq!(
        refused(taken_back::usual_week(db, &manage, &act(), first).await),
        Refused::conflict(Code::ChangedSince)
    );
    let undone = taken_back::usual_week(db, &manage, &act(), second)
        .await
        .unwrap()
        .seq;
    assert_eq!(seen::usual(db, &sight).await.unwrap(), Some(usual("GB")));
    assert_eq!(
        refused(taken_back::usual_week(db, &manage, &act(), second).await),
        Refused::conflict(Code::AlreadyUndone)
    );
    // An undo is undone as well.
    taken_back::usual_week(db, &manage, &act(), undone)
        .await
        .unwrap();
    assert_eq!(seen::usual(db, &sight).await.unwrap(), Some(usual("KE")));

    let key = over(&world, Who::Lena, Who::Mo).await.unwrap();
    let set = week::set_week(db, &key, &act(), &part_time(day(2026, 6, 1)))
        .await
        .unwrap()
        .seq;
    assert_eq!(page(&world, Who::Lena, Who::Mo).await.patterns.len(), 1);
    assert_eq!(
        taken_back::about(db, &sight, set).await.unwrap(),
        Some(taken_back::Matter::Week(world.member(Who::Mo)))
    );
    // Not by the right over somebody else.
    let other = over(&world, Who::Otto, Who::Otto).await.unwrap();
    assert_eq!(
        refused(taken_back::week(db, &other, &act(), set).await),
        Refused::Absent
    );
    taken_back::week(db, &key, &act(), set).await.unwrap();
    assert_eq!(page(&world, Who::Lena, Who::Mo).await.patterns.len(), 0);
    world.assert_whole().await;
}

async fn a_zone_is_moved_by_its_owner_only(world: World) {
    let db = &world.db;
    let own = over(&world, Who::Mo, Who::Mo).await.unwrap();
    let moved = week::set_zone(db, &own, &act(), "Asia/Kolkata")
        .await
        .unwrap()
        .seq;
    assert_eq!(
        page(&world, Who::Olga, Who::Mo).await.now.zone,
        "Asia/Kolkata"
    );
    assert_eq!(
        refused(week::set_zone(db, &own, &act(), "Mars/Olympus").await),
        Refused::field("zone", Code::NotAZone)
    );
    let owner = over(&world, Who::Olga, Who::Mo).await.unwrap();
    assert_eq!(
        refused(week::set_zone(db, &owner, &act(), "Europe/Paris").await),
        Refused::Absent
    );
    taken_back::week(db, &own, &act(), moved).await.unwrap();
    assert_ne!(
        page(&world, Who::Olga, Who::Mo).await.now.zone,
        "Asia/Kolkata"
    );
    world.assert_whole().await;
}

async fn a_lead_edits_the_weeks_of_their_project_and_nobody_elses(world: World) {
    for (by, whom, may) in [
        (Who::Lena, Who::Mo, true),
        (Who::Lena, Who::Otto, false),
        (Who::Lena, Who::Olga, false),
        (Who::Mo, Who::Lena, false),
        (Who::Mo, Who::Mo, true),
        (Who::Olga, Who::Otto, true),
        (Who::Obi, Who::Obi, false),
        (Who::Obi, Who::Mo, false),
        (Who::Faye, Who::Mo, false),
    ] {
        let key = over(&world, by, whom).await;
        assert_eq!(key.is_ok(), may, "{by:?} over {whom:?}");
    }
}
