//! Roles and Groups.

use domain::access::{ChangeRoles, ManageProject, ManageWorkspace, ProjectRole, WorkspaceRole};
use domain::form;
use domain::id::{GroupId, MemberId};
use domain::people::leaving::{HandOver, Shared};
use domain::refusal::{Code, Refused};
use store::door::{grant, start};
use store::people::leaving;
use store::plan::project;
use store::{people, workspace};
use uuid::Uuid;

use crate::world::{Who, World, act, refused};

both!(
    roles_cannot_be_given_above_ones_own,
    last_owner_stays,
    groups_are_made_and_filled,
    groups_are_renamed_left_and_ended,
    a_contractor_sees_in_groups_whom_they_know,
    a_workspace_is_renamed_and_keeps_its_address,
    another_workspace_is_made_for_an_account,
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
    let lead = || Shared {
        all: Some(world.member(Who::Otto)),
        ..Shared::default()
    };
    let handing = async |by: Who, who: Who| HandOver {
        seen: world.held(by, who).await.unwrap().seen,
        lead: lead(),
        ..HandOver::default()
    };
    let (of_lena, of_olga) = (
        handing(Who::Olga, Who::Lena).await,
        handing(Who::Lena, Who::Olga).await,
    );
    let (first, second) = (act(), act());
    let outcomes = futures::join!(
        leaving::hand_over(db, &one, &first, world.member(Who::Lena), &of_lena),
        leaving::hand_over(db, &two, &second, olga, &of_olga)
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
    let group = GroupId(group);
    let done = people::add_to_group(db, &key().await, &act(), group, world.member(Who::Obi))
        .await
        .unwrap();
    assert_eq!(done.what, Who::Obi.name());
    let again = people::add_to_group(db, &key().await, &act(), group, world.member(Who::Obi))
        .await
        .unwrap();
    assert!(again.unchanged);
    let groups = people::groups(db, &world.may(Who::Mo).await).await.unwrap();
    let obi = (world.cast.members[&Who::Obi], Who::Obi.name().to_owned());
    assert_eq!((groups.len(), &groups[0].members), (1, &vec![obi]));
    let theirs = people::groups(db, &world.may(Who::Faye).await).await;
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

async fn groups_are_renamed_left_and_ended(world: World) {
    let db = &world.db;
    let key = || world.may::<ChangeRoles>(Who::Olga);
    let make = async |name| {
        let made = people::create_group(db, &key().await, &act(), name).await;
        GroupId(made.unwrap().what)
    };
    let (board, press) = (make("Board").await, make("Press").await);
    let to = |name: &str, was: &str| form::RenameGroup {
        name: name.into(),
        name_was: was.into(),
        ..Default::default()
    };
    let rename =
        async |group, form| people::rename_group(db, &key().await, &act(), group, &form).await;
    assert_eq!(
        refused(rename(press, to("board", "Press")).await),
        Refused::field_with("name", Code::Taken, "board")
    );
    assert!(matches!(
        refused(rename(press, to("Media", "Papers")).await),
        Refused::Stale { theirs, .. } if theirs == "Press"
    ));
    assert!(rename(press, to("Press", "Press")).await.unwrap().unchanged);
    let renamed = rename(press, to("Media", "Press")).await.unwrap();
    assert_eq!(renamed.what, "Media");

    let obi = world.member(Who::Obi);
    let leave =
        async |group, member| people::leave_group(db, &key().await, &act(), group, member).await;
    assert_eq!(refused(leave(board, obi).await), Refused::Absent);
    people::add_to_group(db, &key().await, &act(), board, obi)
        .await
        .unwrap();
    let left = leave(board, obi).await.unwrap();
    assert_eq!(left.what, Who::Obi.name());
    let members = people::groups(db, &world.may(Who::Mo).await).await.unwrap();
    assert!(members.iter().all(|group| group.members.is_empty()));

    // Each is an event of its own that stays.
    people::add_to_group(db, &key().await, &act(), board, obi)
        .await
        .unwrap();
    let ended = people::delete_group(db, &key().await, &act(), board)
        .await
        .unwrap();
    let kinds = world
        .direct
        .texts("SELECT kind FROM event WHERE kind LIKE 'group.%' ORDER BY seq")
        .await;
    assert_eq!(
        kinds,
        [
            "group.created",
            "group.created",
            "group.renamed",
            "group.member_added",
            "group.member_removed",
            "group.member_added",
            "group.deleted"
        ]
    );
    assert!(left.seq > renamed.seq && ended.seq > left.seq);
    let names = |groups: Vec<people::Group>| -> Vec<String> {
        groups.into_iter().map(|group| group.name).collect()
    };
    let left = people::groups(db, &world.may(Who::Olga).await).await;
    assert_eq!(names(left.unwrap()), ["Media"]);
    assert_eq!(
        refused(people::delete_group(db, &key().await, &act(), board).await),
        Refused::Absent
    );
    // A Group of others is none here.
    let faye = world.may::<ChangeRoles>(Who::Faye).await;
    assert_eq!(
        refused(people::delete_group(db, &faye, &act(), press).await),
        Refused::Absent
    );
    assert_eq!(
        refused(people::rename_group(db, &faye, &act(), press, &to("X", "Media")).await),
        Refused::Absent
    );
    world.assert_whole().await;
}

async fn a_contractor_sees_in_groups_whom_they_know(world: World) {
    let db = &world.db;
    let key = || world.may::<ChangeRoles>(Who::Olga);
    let group = people::create_group(db, &key().await, &act(), "Board").await;
    let group = GroupId(group.unwrap().what);
    for who in [Who::Lena, Who::Otto] {
        people::add_to_group(db, &key().await, &act(), group, world.member(who))
            .await
            .unwrap();
    }
    people::change_role(
        db,
        &key().await,
        &act(),
        world.member(Who::Mo),
        WorkspaceRole::Contractor,
    )
    .await
    .unwrap();
    // Mo works with Lena and with Otto in nothing.
    let groups = people::groups(db, &world.may(Who::Mo).await).await.unwrap();
    let lena = (world.cast.members[&Who::Lena], Who::Lena.name().to_owned());
    assert_eq!(groups[0].members, [lena]);
}

async fn a_workspace_is_renamed_and_keeps_its_address(world: World) {
    let db = &world.db;
    let key = || world.may::<ManageWorkspace>(Who::Olga);
    let to = |name: &str, was: &str| form::RenameWorkspace {
        name: name.into(),
        name_was: was.into(),
        ..Default::default()
    };
    let sight = world.sight(Who::Mo).await;
    let (was, slug) = (sight.workspace_name, sight.slug);
    let rename = async |form| workspace::rename_workspace(db, &key().await, &act(), &form).await;
    assert!(matches!(
        refused(rename(to("Other", "Not this")).await),
        Refused::Stale { theirs, .. } if theirs == was
    ));
    assert_eq!(
        refused(rename(to(" ", &was)).await),
        Refused::field("name", Code::Missing)
    );
    assert!(rename(to(&was, &was)).await.unwrap().unchanged);
    let done = rename(to(" Northlight & Co ", &was)).await.unwrap();
    assert_eq!(done.what, "Northlight & Co");
    let sight = world.sight(Who::Mo).await;
    assert_eq!(
        (sight.workspace_name.as_str(), &sight.slug),
        ("Northlight & Co", &slug)
    );
    for who in [Who::Lena, Who::Mo, Who::Obi] {
        let signed = world.signed(who).await;
        let key = grant::granted::<ManageWorkspace>(db, &signed, &slug).await;
        assert_eq!(refused(key), Refused::Absent, "{who:?}");
    }
    world.assert_whole().await;
}

async fn another_workspace_is_made_for_an_account(world: World) {
    let (db, duty) = (&world.db, &world.duty);
    let slugs = async || {
        let all = start::workspaces(db, duty).await.unwrap();
        all.into_iter()
            .map(|w| (w.slug, w.members))
            .collect::<Vec<_>>()
    };
    let before = slugs().await;
    let nobody = start::create_workspace(db, duty, "Second", "nobody@northlight.test").await;
    assert_eq!(nobody.unwrap(), None);
    let bad = start::create_workspace(db, duty, "  ", &Who::Mo.email()).await;
    assert_eq!(refused(bad), Refused::field("name", Code::Missing));
    assert_eq!(slugs().await, before);
    // The name is taken in addresses: the second gets a number.
    let (mut made, owner) = (vec![], Who::Mo.email().to_uppercase());
    for _ in 0..2 {
        let slug = start::create_workspace(db, duty, "Second", &owner);
        made.push(slug.await.unwrap().unwrap());
    }
    assert_eq!(made, ["second", "second-2"]);
    let signed = world.signed(Who::Mo).await;
    for slug in &made {
        let key = grant::granted::<ManageWorkspace>(db, &signed, slug).await;
        assert_eq!(key.unwrap().role(), WorkspaceRole::Owner);
        let olga = world.signed(Who::Olga).await;
        assert_eq!(
            refused(grant::sight(db, &olga, slug).await),
            Refused::Absent
        );
    }
    assert_eq!(slugs().await.len(), before.len() + 2);
    world.assert_whole().await;
}
