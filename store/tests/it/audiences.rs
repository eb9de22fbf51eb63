//! What is for some is not there for others, in the same project.

use domain::access::{Comment, CreateProject, EditTasks, ManageProject, SeePeople, ViewProject};
use domain::id::{GroupId, RecordId};
use domain::refusal::Refused;
use store::door::grant;
use store::plan::{project, task};
use store::{audit, live, people, talk};
use uuid::Uuid;

use crate::world::{Who, World, act, refused};

both!(
    observer_reads_and_writes_nothing,
    named_audience_is_seen_by_named_only,
);

async fn observer_reads_and_writes_nothing(world: World) {
    let (db, sight) = (&world.db, world.sight(Who::Obi).await);
    let seen = project::projects(db, &sight).await.unwrap();
    assert_eq!(
        seen.iter().map(|p| p.key.as_str()).collect::<Vec<_>>(),
        ["NGT"]
    );
    assert_eq!(
        task::tasks(db, &sight, RecordId(world.cast.ngt), 100)
            .await
            .unwrap()
            .len(),
        2
    );
    world
        .may_on::<ViewProject>(Who::Obi, world.cast.ngt_1)
        .await;
    for id in [
        world.cast.ngt,
        world.cast.ngt_1,
        world.cast.internal_comment,
    ] {
        assert_eq!(
            refused(world.try_on::<EditTasks>(Who::Obi, id).await),
            Refused::Absent
        );
        assert_eq!(
            refused(world.try_on::<Comment>(Who::Obi, id).await),
            Refused::Absent
        );
        assert_eq!(
            refused(world.try_on::<ManageProject>(Who::Obi, id).await),
            Refused::Absent
        );
    }
    let signed = world.signed(Who::Obi).await;
    assert_eq!(
        refused(grant::granted::<SeePeople>(db, &signed, &world.cast.slug).await),
        Refused::Absent
    );
    assert_eq!(
        refused(grant::granted::<CreateProject>(db, &signed, &world.cast.slug).await),
        Refused::Absent
    );
}

async fn named_audience_is_seen_by_named_only(world: World) {
    let db = &world.db;
    let named = world.cast.ngt_2; // Mo made it.
    world
        .direct
        .run(format!(
            "UPDATE record SET audience = 'named' WHERE id = {}",
            world.direct.id(named)
        ))
        .await;
    let sees = async |who| {
        let sight = world.sight(who).await;
        let listed = task::tasks(db, &sight, RecordId(world.cast.ngt), 100)
            .await
            .unwrap()
            .iter()
            .any(|t| t.id == named);
        let counted = project::projects(db, &sight)
            .await
            .unwrap()
            .iter()
            .find(|p| p.key == "NGT")
            .unwrap()
            .open
            == 2;
        let opened = task::task(db, &sight, "NGT", 2).await.is_ok();
        let told = live::since(db, &sight, 0, 500)
            .await
            .unwrap()
            .iter()
            .any(|tick| tick.record == Some(named));
        let known = !audit::activity(db, &sight, RecordId(named))
            .await
            .unwrap()
            .is_empty();
        let door = world.try_on::<ViewProject>(who, named).await.is_ok();
        // A key for the project is none for what is in it for others.
        let changed = match world.try_on::<EditTasks>(who, world.cast.ngt).await {
            Ok(key) => {
                task::close_task(db, &key, &act(), RecordId(named))
                    .await
                    .is_ok()
                    && task::reopen_task(db, &key, &act(), RecordId(named))
                        .await
                        .is_ok()
            }
            Err(_) => opened,
        };
        let all = [listed, counted, opened, told, known, door, changed];
        assert!(all.iter().all(|x| *x == all[0]), "{who:?}: {all:?}");
        all[0]
    };
    assert!(sees(Who::Mo).await);
    for who in [Who::Lena, Who::Olga, Who::Obi] {
        assert!(!sees(who).await, "{who:?}");
    }
    name(&world, named, world.cast.members[&Who::Lena], "member").await;
    assert!(sees(Who::Lena).await && !sees(Who::Olga).await && !sees(Who::Obi).await);
    // By a Group that Obi is in.
    let group = people::create_group(db, &world.may(Who::Olga).await, &act(), "Board")
        .await
        .unwrap()
        .what;
    let group = GroupId(group);
    people::add_to_group(
        db,
        &world.may(Who::Olga).await,
        &act(),
        group,
        world.member(Who::Obi),
    )
    .await
    .unwrap();
    name(&world, named, group.0, "group").await;
    assert!(sees(Who::Obi).await && !sees(Who::Olga).await);
    // Taken out of it, one sees it no more; and it becomes no wider when the Group ends.
    let (olga, obi) = (world.may(Who::Olga).await, world.member(Who::Obi));
    people::leave_group(db, &olga, &act(), group, obi)
        .await
        .unwrap();
    assert!(!sees(Who::Obi).await && sees(Who::Lena).await);
    let olga = world.may(Who::Olga).await;
    people::add_to_group(db, &olga, &act(), group, obi)
        .await
        .unwrap();
    assert!(sees(Who::Obi).await);
    let olga = world.may(Who::Olga).await;
    for (who, things) in [(Who::Olga, 1), (Who::Lena, 0)] {
        let groups = people::groups(db, &world.may(who).await).await.unwrap();
        assert_eq!(groups[0].things, things, "{who:?}");
    }
    people::delete_group(db, &olga, &act(), group)
        .await
        .unwrap();
    assert!(sees(Who::Mo).await && sees(Who::Lena).await);
    for who in [Who::Olga, Who::Obi] {
        assert!(!sees(who).await, "{who:?}");
    }
    let of = |text: &str| {
        let there = world.direct.id(group.0);
        world
            .direct
            .number(format!("SELECT COUNT(*) FROM {text} = {there}"))
    };
    assert_eq!(of("audience_name WHERE named").await, 0);
    assert_eq!(of("member_group_member WHERE member_group").await, 0);
    // A named comment does not count for those who do not read it.
    world
        .direct
        .run(format!(
            "UPDATE record SET audience = 'named' WHERE id = {}",
            world.direct.id(world.cast.internal_comment)
        ))
        .await;
    for (who, count) in [(Who::Mo, 1), (Who::Lena, 0)] {
        let sight = world.sight(who).await;
        let tasks = task::tasks(db, &sight, RecordId(world.cast.ngt), 100)
            .await
            .unwrap();
        assert_eq!(
            tasks
                .iter()
                .find(|t| t.id == world.cast.ngt_1)
                .unwrap()
                .comments,
            count,
            "{who:?}"
        );
        assert_eq!(
            talk::conversation(db, &sight, RecordId(world.cast.ngt_1))
                .await
                .unwrap()
                .said
                .len() as i64,
            count,
            "{who:?}"
        );
    }
}

async fn name(world: &World, record: Uuid, named: Uuid, kind: &str) {
    let d = &world.direct;
    d.run(format!(
        "INSERT INTO audience_name (workspace, record, named, kind) SELECT workspace, id, {}, '{kind}' FROM record WHERE id = {}",
        d.id(named),
        d.id(record)
    ))
    .await;
}
