//! What one may not see is not there.

use domain::access::{Comment, EditTasks, Invite, ReadPortal, ViewProject};
use domain::audience::Audience;
use domain::form;
use domain::id::RecordId;
use domain::plan::task::NewTask;
use domain::refusal::Refused;
use store::door::grant;
use store::plan::{project, task};
use store::tx::Changed;
use store::{Error, audit, clients, live, talk, trash, undo};
use uuid::Uuid;

use crate::world::{Who, World, act, refused};

both!(
    foreign_workspace_and_absent_are_alike,
    contact_opens_no_door,
);

/// Everything that Mo might try on a record, by id.
async fn tries(world: &World, id: Uuid) -> Vec<(&'static str, Refused)> {
    let (db, record) = (&world.db, RecordId(id));
    let key = world.may_on::<EditTasks>(Who::Mo, world.cast.ngt).await;
    let says = world.may_on::<Comment>(Who::Mo, world.cast.ngt).await;
    let edit = form::EditTask {
        title: "Mine".into(),
        title_was: "Theirs alone".into(),
        ..Default::default()
    };
    let said = domain::talk::NewComment {
        id: RecordId(Uuid::now_v7()),
        text: "Hello".into(),
        audience: Audience::Internal,
        named: vec![],
    };
    let gone = |outcome: Result<store::tx::Done<Changed>, Error>| refused(outcome);
    vec![
        (
            "door",
            refused(world.try_on::<EditTasks>(Who::Mo, id).await),
        ),
        (
            "door to view",
            refused(world.try_on::<ViewProject>(Who::Mo, id).await),
        ),
        (
            "edit",
            gone(task::edit_task(db, &key, &act(), record, &edit).await),
        ),
        (
            "close",
            gone(task::close_task(db, &key, &act(), record).await),
        ),
        (
            "reopen",
            gone(task::reopen_task(db, &key, &act(), record).await),
        ),
        ("trash", gone(trash::put(db, &key, &act(), record).await)),
        (
            "trash a comment",
            gone(trash::put(db, &says, &act(), record).await),
        ),
        (
            "restore",
            gone(trash::restore(db, &key, &act(), record).await),
        ),
        (
            "comment",
            gone(talk::add_comment(db, &says, &act(), record, &said).await),
        ),
    ]
}

async fn foreign_workspace_and_absent_are_alike(world: World) {
    let (db, signed, sight) = (
        &world.db,
        world.signed(Who::Mo).await,
        world.sight(Who::Mo).await,
    );
    let before = dump(&world).await;
    // Of another workspace; of this one, in a project that is not Mo's; of nobody.
    for id in [
        world.cast.fgn,
        world.cast.fgn_1,
        world.cast.fgn_comment,
        world.cast.oth,
        world.cast.oth_1,
        Uuid::now_v7(),
    ] {
        for (what, refusal) in tries(&world, id).await {
            assert_eq!(refusal, Refused::Absent, "{what} {id}");
        }
        assert_eq!(
            refused(trash::kind_of(db, &sight, RecordId(id)).await),
            Refused::Absent
        );
        assert!(
            talk::conversation(db, &sight, RecordId(id))
                .await
                .unwrap()
                .said
                .is_empty()
        );
        assert!(
            audit::activity(db, &sight, RecordId(id))
                .await
                .unwrap()
                .is_empty()
        );
        assert!(
            task::tasks(db, &sight, RecordId(id), 100)
                .await
                .unwrap()
                .is_empty()
        );
        assert!(
            project::project_people(db, &sight, RecordId(id))
                .await
                .unwrap()
                .is_empty()
        );
        assert_eq!(
            refused(grant::guest::<ReadPortal>(db, &signed, &world.cast.slug, RecordId(id)).await),
            Refused::Absent
        );
    }
    for slug in [&world.cast.foreign_slug, "no-such-workspace"] {
        assert_eq!(
            refused(grant::sight(db, &signed, slug).await),
            Refused::Absent
        );
        assert_eq!(
            refused(grant::granted::<Invite>(db, &signed, slug).await),
            Refused::Absent
        );
        assert_eq!(
            refused(
                grant::granted_on::<EditTasks>(db, &signed, slug, RecordId(world.cast.fgn_1)).await
            ),
            Refused::Absent
        );
    }
    for (key, number) in [("FGN", 1), ("OTH", 1), ("ZZZ", 1), ("NGT", 99)] {
        assert_eq!(
            refused(task::task(db, &sight, key, number).await.map(|_| ())),
            Refused::Absent
        );
    }
    for key in ["FGN", "OTH", "ZZZ"] {
        assert_eq!(
            refused(project::project(db, &sight, key).await.map(|_| ())),
            Refused::Absent
        );
    }
    // Events on OTH are in this workspace's chain, by number.
    let key = world.may_on::<EditTasks>(Who::Mo, world.cast.ngt).await;
    let mine: Vec<i64> = live::since(db, &sight, 0, 500)
        .await
        .unwrap()
        .iter()
        .map(|tick| tick.seq)
        .collect();
    for seq in (1..=world.head().await + 1).filter(|seq| !mine.contains(seq)) {
        assert_eq!(
            refused(undo::about(db, &sight, seq).await.map(|_| ())),
            Refused::Absent,
            "{seq}"
        );
        assert_eq!(
            refused(undo::undo(db, &key, &act(), seq).await),
            Refused::Absent,
            "{seq}"
        );
    }
    assert_eq!(dump(&world).await, before, "something changed");
    // An id that is taken elsewhere is free here, and tells nothing of there.
    let new = NewTask::titled(RecordId(world.cast.fgn_1), "Same id");
    task::create_task(db, &key, &act(), &new).await.unwrap();
    world.assert_whole().await;
}

/// Every row of every table, but for what tries at doors count.
async fn dump(world: &World) -> Vec<(String, Vec<String>)> {
    let mut all = Vec::new();
    for table in world.direct.tables().await {
        all.push((table.clone(), world.direct.dump(&table).await));
    }
    all
}

async fn contact_opens_no_door(world: World) {
    let (db, signed, slug) = (&world.db, world.signed(Who::Cora).await, &world.cast.slug);
    assert_eq!(
        refused(grant::sight(db, &signed, slug).await),
        Refused::Absent
    );
    assert_eq!(
        refused(grant::granted::<Invite>(db, &signed, slug).await),
        Refused::Absent
    );
    assert_eq!(
        refused(grant::granted::<ReadPortal>(db, &signed, slug).await),
        Refused::Absent
    );
    assert!(grant::homes(db, &signed).await.unwrap().is_empty());
    for id in [
        world.cast.ngt,
        world.cast.ngt_1,
        world.cast.client_comment,
        world.cast.internal_comment,
        world.cast.harbour,
    ] {
        assert_eq!(
            refused(world.try_on::<ViewProject>(Who::Cora, id).await),
            Refused::Absent
        );
        assert_eq!(
            refused(world.try_on::<Comment>(Who::Cora, id).await),
            Refused::Absent
        );
        assert_eq!(
            refused(world.try_on::<ReadPortal>(Who::Cora, id).await),
            Refused::Absent
        );
    }
    // The one that is theirs.
    let guest = grant::guest::<ReadPortal>(db, &signed, slug, RecordId(world.cast.harbour))
        .await
        .unwrap();
    assert_eq!(clients::portal_name(db, &guest).await.unwrap(), "Harbour");
    assert_eq!(
        refused(grant::guest::<ReadPortal>(db, &signed, slug, RecordId(world.cast.quay)).await),
        Refused::Absent
    );
    assert_eq!(
        refused(grant::guest::<EditTasks>(db, &signed, slug, RecordId(world.cast.harbour)).await),
        Refused::Absent
    );
    assert_eq!(
        refused(
            grant::guest::<ReadPortal>(
                db,
                &signed,
                &world.cast.foreign_slug,
                RecordId(world.cast.harbour)
            )
            .await
        ),
        Refused::Absent
    );
    // A member is nobody's guest.
    let olga = world.signed(Who::Olga).await;
    assert_eq!(
        refused(grant::guest::<ReadPortal>(db, &olga, slug, RecordId(world.cast.harbour)).await),
        Refused::Absent
    );
    world
        .direct
        .run(format!(
            "UPDATE contact SET left_at = {}",
            world.direct.days_from_now(0)
        ))
        .await;
    assert_eq!(
        refused(grant::guest::<ReadPortal>(db, &signed, slug, RecordId(world.cast.harbour)).await),
        Refused::Absent
    );
}
