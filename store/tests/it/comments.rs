//! Comments, and for whom they are.

use domain::access::{Comment, ManageProject};
use domain::audience::Audience;
use domain::files::{Kind, NewFile};
use domain::id::RecordId;
use domain::refusal::{Code, Refused};
use domain::talk::NewComment;
use store::{files, live, talk, trash};
use uuid::Uuid;

use crate::world::{Who, World, act, refused};

both!(
    comment_is_never_wider_than_its_record,
    a_client_comment_needs_a_client,
    a_comment_is_put_away_by_its_maker_only,
    who_does_not_read_talk_hears_of_none,
);

fn said(audience: Audience) -> NewComment {
    NewComment {
        id: RecordId(Uuid::now_v7()),
        text: "So it is".into(),
        audience,
        named: vec![],
    }
}

async fn comment_is_never_wider_than_its_record(world: World) {
    let key = world.may_on::<Comment>(Who::Mo, world.cast.ngt).await;
    let on = async |record: Uuid, audience| {
        talk::add_comment(&world.db, &key, &act(), RecordId(record), &said(audience)).await
    };
    let wider = Refused::field("audience", Code::WiderThanParent);
    assert_eq!(refused(on(world.cast.ngt_1, Audience::Client).await), wider);
    on(world.cast.ngt_1, Audience::Internal).await.unwrap();
    on(world.cast.ngt, Audience::Client).await.unwrap();
    world
        .direct
        .run(format!(
            "UPDATE record SET audience = 'named' WHERE id = {}",
            world.direct.id(world.cast.ngt_2)
        ))
        .await;
    assert_eq!(
        refused(on(world.cast.ngt_2, Audience::Internal).await),
        wider
    );
    on(world.cast.ngt_2, Audience::Named).await.unwrap();
    // None on a comment, nor on a file.
    let file = NewFile {
        id: RecordId(Uuid::now_v7()),
        name: "map.png".into(),
        kind: Kind::Png,
        size: 1,
        digest: vec![7; 32],
        thumb: None,
    };
    let edits = world.may_on(Who::Mo, world.cast.ngt_1).await;
    let task = RecordId(world.cast.ngt_1);
    files::add(
        &world.db,
        &edits,
        &act(),
        task,
        std::slice::from_ref(&file),
        None,
    )
    .await
    .unwrap();
    for record in [world.cast.internal_comment, file.id.0] {
        assert_eq!(
            refused(on(record, Audience::Internal).await),
            Refused::Absent
        );
    }
}

async fn a_client_comment_needs_a_client(world: World) {
    let key = world.may_on::<Comment>(Who::Olga, world.cast.oth).await;
    let outcome = talk::add_comment(
        &world.db,
        &key,
        &act(),
        RecordId(world.cast.oth),
        &said(Audience::Client),
    )
    .await;
    assert_eq!(refused(outcome), Refused::field("audience", Code::NoClient));
    let manages = world
        .may_on::<ManageProject>(Who::Olga, world.cast.oth)
        .await;
    store::clients::set_client(&world.db, &manages, &act(), RecordId(world.cast.quay))
        .await
        .unwrap();
    // Whose project it is decides who reads it: keys made before are old.
    let key = world.may_on::<Comment>(Who::Olga, world.cast.oth).await;
    talk::add_comment(
        &world.db,
        &key,
        &act(),
        RecordId(world.cast.oth),
        &said(Audience::Client),
    )
    .await
    .unwrap();
}

async fn a_comment_is_put_away_by_its_maker_only(world: World) {
    let id = RecordId(world.cast.internal_comment);
    let theirs = world.may_on::<Comment>(Who::Lena, world.cast.ngt).await;
    assert_eq!(
        refused(trash::put(&world.db, &theirs, &act(), id).await),
        Refused::Absent
    );
    let mine = world.may_on::<Comment>(Who::Mo, world.cast.ngt).await;
    trash::put(&world.db, &mine, &act(), id).await.unwrap();
    assert_eq!(
        refused(trash::restore(&world.db, &theirs, &act(), id).await),
        Refused::Absent
    );
    trash::restore(&world.db, &mine, &act(), id).await.unwrap();
}

async fn who_does_not_read_talk_hears_of_none(world: World) {
    let head = world.head().await;
    world
        .comment(Who::Mo, world.cast.ngt_1, "Psst", Audience::Internal)
        .await;
    for (who, heard) in [(Who::Lena, 1), (Who::Olga, 1), (Who::Obi, 0)] {
        let sight = world.sight(who).await;
        let ticks = live::since(&world.db, &sight, head, 10).await.unwrap();
        let of_talk = ticks.iter().filter(|tick| tick.kind == "comment.added");
        assert_eq!(of_talk.count(), heard, "{who:?}");
    }
}
