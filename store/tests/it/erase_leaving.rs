//! Who is erased is shut out, and nobody is left behind by it.

use domain::access::{EditTasks, WorkspaceRole};
use domain::form;
use domain::id::RecordId;
use domain::refusal::{Code, Refused};
use store::door::session;
use store::people::{self, Carrier};
use store::plan::task;
use store::upkeep::erase;

use crate::search::search;
use crate::world::{PASSWORD, Who, World, act, refused};

both!(
    erased_person_opens_nothing_and_may_come_back,
    erasing_the_only_owner_is_refused,
    erasing_a_contact_ends_the_portal,
);

async fn erased_person_opens_nothing_and_may_come_back(world: World) {
    let token = world.token(Who::Mo).to_owned();
    let key = world.may_on::<EditTasks>(Who::Mo, world.cast.ngt).await;
    erase::erase_person(&world.db, &world.duty, &Who::Mo.email())
        .await
        .unwrap();
    assert!(session::signed(&world.db, &token).await.unwrap().is_none());
    let late = task::close_task(&world.db, &key, &act(), RecordId(world.cast.ngt_1)).await;
    assert_eq!(refused(late), Refused::conflict(Code::RightsChanged));
    let sign_in = form::SignIn {
        email: Who::Mo.email(),
        password: PASSWORD.into(),
        ..Default::default()
    };
    let outcome = session::sign_in(&world.db, &sign_in, &Who::Mo.visitor()).await;
    assert_eq!(
        refused(outcome),
        Refused::field("password", Code::WrongSignIn)
    );
    let listed = people::directory(&world.db, &world.may(Who::Olga).await)
        .await
        .unwrap();
    assert_eq!(listed.len(), 4);
    // Invited anew, they are somebody new.
    let code = world
        .invite(Who::Olga, &Who::Mo.email(), "Mo Again", Carrier::Inviter)
        .await
        .unwrap();
    world.join(&code, "Mo Again").await.unwrap();
    assert_eq!(
        people::directory(&world.db, &world.may(Who::Olga).await)
            .await
            .unwrap()
            .len(),
        5
    );
    world.assert_whole().await;
}

async fn erasing_the_only_owner_is_refused(world: World) {
    let before = world.verdicts().await;
    let refusal = refused(erase::erase_person(&world.db, &world.duty, &Who::Olga.email()).await);
    assert_eq!(
        refusal,
        Refused::Conflict {
            code: Code::LastOwner,
            arg: world.cast.slug.clone()
        }
    );
    assert_eq!(world.verdicts().await, before);
    world.signed(Who::Olga).await;
    let (key, lena) = (world.may(Who::Olga).await, world.member(Who::Lena));
    people::change_role(&world.db, &key, &act(), lena, WorkspaceRole::Owner)
        .await
        .unwrap();
    erase::erase_person(&world.db, &world.duty, &Who::Olga.email())
        .await
        .unwrap();
    search(&world, &["olga@northlight.test", "olga lindqvist"]).await;
    let nobody = erase::erase_person(&world.db, &world.duty, "nobody@northlight.test").await;
    assert_eq!(refused(nobody), Refused::Absent);
}

async fn erasing_a_contact_ends_the_portal(world: World) {
    let token = world.token(Who::Cora).to_owned();
    erase::erase_person(&world.db, &world.duty, &Who::Cora.email())
        .await
        .unwrap();
    assert!(session::signed(&world.db, &token).await.unwrap().is_none());
    search(&world, &["cora vance", "cora@northlight.test"]).await;
    assert_eq!(
        world
            .direct
            .number("SELECT COUNT(*) FROM contact WHERE left_at IS NULL")
            .await,
        0
    );
    world.assert_whole().await;
}
