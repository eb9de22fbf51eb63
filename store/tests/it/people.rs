//! Roles and Groups.

use domain::access::{ChangeRoles, ManageProject, ProjectRole, WorkspaceRole};
use domain::form;
use domain::id::MemberId;
use domain::refusal::{Code, Refused};
use store::door::grant;
use store::people;
use store::plan::project;
use uuid::Uuid;

use crate::world::{Who, World, act, refused};

both!(
    roles_cannot_be_given_above_ones_own,
    last_owner_stays,
    groups_are_made_and_filled,
);

async fn roles_cannot_be_given_above_ones_own(world: World) {
    let db = &world.db;
    let above = Refused::field("role", Code::AboveYourRole);
    people::change_role(
        db,
        &world.may(Who::Olga).await,
        &act(),
        world.member(Who::Lena),
        WorkspaceRole::Admin,
    )
    .await
    .unwrap();
    let key = || world.may::<ChangeRoles>(Who::Lena);
    let of = |who| world.member(who);
    assert_eq!(
        refused(
            people::change_role(db, &key().await, &act(), of(Who::Mo), WorkspaceRole::Owner).await
        ),
        above
    );
    assert_eq!(
        refused(
            people::change_role(
                db,
                &key().await,
                &act(),
                of(Who::Olga),
                WorkspaceRole::Member
            )
            .await
        ),
        above
    );
    assert_eq!(
        refused(people::remove_member(db, &key().await, &act(), of(Who::Olga)).await),
        above
    );
    people::change_role(db, &key().await, &act(), of(Who::Mo), WorkspaceRole::Admin)
        .await
        .unwrap();
    assert_eq!(
        refused(
            grant::granted::<ChangeRoles>(db, &world.signed(Who::Otto).await, &world.cast.slug)
                .await
        ),
        Refused::Absent
    );
    let form = form::Invite {
        email: "x@y.test".into(),
        name: "X".into(),
        role: "owner".into(),
        ..Default::default()
    };
    assert_eq!(
        domain::account::invitation(&form, key().await.role()),
        Err(above)
    );
    assert_eq!(
        refused(
            people::change_role(
                db,
                &key().await,
                &act(),
                MemberId(Uuid::now_v7()),
                WorkspaceRole::Member
            )
            .await
        ),
        Refused::Absent
    );
    world.assert_whole().await;
}

async fn last_owner_stays(world: World) {
    let db = &world.db;
    let last = Refused::field("role", Code::LastOwner);
    let olga = world.member(Who::Olga);
    assert_eq!(
        refused(
            people::change_role(
                db,
                &world.may(Who::Olga).await,
                &act(),
                olga,
                WorkspaceRole::Admin
            )
            .await
        ),
        last
    );
    assert_eq!(
        refused(people::remove_member(db, &world.may(Who::Olga).await, &act(), olga).await),
        last
    );
    people::change_role(
        db,
        &world.may(Who::Olga).await,
        &act(),
        world.member(Who::Lena),
        WorkspaceRole::Owner,
    )
    .await
    .unwrap();
    // Two owners who each remove the other at the same moment: one of them stays.
    let (one, two) = (
        world.may::<ChangeRoles>(Who::Olga).await,
        world.may::<ChangeRoles>(Who::Lena).await,
    );
    let (first, second) = (act(), act());
    let outcomes = futures::join!(
        people::remove_member(db, &one, &first, world.member(Who::Lena)),
        people::remove_member(db, &two, &second, olga)
    );
    assert!(outcomes.0.is_ok() != outcomes.1.is_ok(), "{outcomes:?}");
    assert_eq!(world.direct.number(format!("SELECT COUNT(*) FROM member WHERE role = 'owner' AND left_at IS NULL AND workspace = {}", world.direct.id(one.workspace().0))).await, 1);
    world.assert_whole().await;
}

async fn groups_are_made_and_filled(world: World) {
    let db = &world.db;
    let key = || world.may::<ChangeRoles>(Who::Olga);
    let group = people::create_group(db, &key().await, &act(), "The Board")
        .await
        .unwrap()
        .what;
    assert_eq!(
        refused(people::create_group(db, &key().await, &act(), "the board").await),
        Refused::field_with("name", Code::Taken, "the board")
    );
    let done = people::add_to_group(db, &key().await, &act(), group, world.member(Who::Obi))
        .await
        .unwrap();
    assert_eq!(done.what, Who::Obi.name());
    people::add_to_group(db, &key().await, &act(), group, world.member(Who::Obi))
        .await
        .unwrap();
    let groups = people::groups(db, &world.sight(Who::Mo).await)
        .await
        .unwrap();
    assert_eq!((groups.len(), groups[0].members), (1, 1));
    let theirs = people::groups(db, &world.sight(Who::Faye).await).await;
    assert!(theirs.unwrap().is_empty());
    // A role in a project is given to members of the workspace only.
    let key = world
        .may_on::<ManageProject>(Who::Lena, world.cast.ngt)
        .await;
    assert_eq!(
        refused(
            project::add_to_project(
                db,
                &key,
                &act(),
                world.member(Who::Mo),
                ProjectRole::Contact
            )
            .await
        ),
        Refused::field("role", Code::NotAChoice)
    );
    assert_eq!(
        refused(
            project::add_to_project(
                db,
                &key,
                &act(),
                MemberId(Uuid::now_v7()),
                ProjectRole::Member
            )
            .await
        ),
        Refused::Absent
    );
}
