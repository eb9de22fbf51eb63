//! Invitations.

use domain::access::{Invite, ManageClients, WorkspaceRole};
use domain::account::Invitation;
use domain::form;
use domain::id::{InvitationId, RecordId};
use domain::refusal::{Code, Refused};
use futures::future::join_all;
use store::clients;
use store::door::{grant, session, start};
use store::people::{self, Carrier};
use uuid::Uuid;

use crate::world::{PASSWORD, Who, World, act, refused};

both!(
    invitation_works_once_and_newer_voids_older,
    invitations_end_with_whoever_made_them,
    an_invitation_is_withdrawn_by_whoever_may_give_its_role,
    invitation_code_is_stored_nowhere,
    a_contact_is_invited_and_chooses_a_password,
    a_link_that_the_inviter_holds_opens_no_account_of_another_workspaces_contact,
    a_newer_invitation_ends_only_what_its_maker_may_withdraw,
    a_link_changes_nothing_of_whoever_is_in,
);

async fn invite(world: &World, by: Who, email: &str, role: WorkspaceRole) -> String {
    let new = Invitation {
        email: email.into(),
        name: "New Person".into(),
        role,
    };
    people::invite(
        &world.db,
        &world.may::<Invite>(by).await,
        &act(),
        &new,
        Carrier::Inviter,
    )
    .await
    .unwrap()
    .what
    .code
    .unwrap()
}

fn join(code: &str) -> form::Join {
    form::Join {
        code: code.into(),
        name: "New Person".into(),
        password: PASSWORD.into(),
        ..Default::default()
    }
}

async fn invitations_end_with_whoever_made_them(world: World) {
    let code = invite(
        &world,
        Who::Lena,
        "late@northlight.test",
        WorkspaceRole::Member,
    )
    .await;
    world.remove(Who::Olga, Who::Lena).await.unwrap();
    let visitor = Who::Otto.visitor();
    assert_eq!(
        refused(start::join(&world.db, &join(&code), &visitor, |_| true).await),
        Refused::field("code", Code::CodeSpent)
    );
}

async fn an_invitation_is_withdrawn_by_whoever_may_give_its_role(world: World) {
    let code = invite(
        &world,
        Who::Olga,
        "late@northlight.test",
        WorkspaceRole::Owner,
    )
    .await;
    let olga = world.may::<Invite>(Who::Olga).await;
    let one = people::pending(&world.db, &olga).await.unwrap().remove(0);
    let id = InvitationId(one.id);
    let withdraw = async |by: Who| {
        let key = world.may::<Invite>(by).await;
        people::withdraw_invitation(&world.db, &key, &act(), id).await
    };
    assert_eq!(
        refused(withdraw(Who::Lena).await),
        Refused::field("role", Code::AboveYourRole)
    );
    assert_eq!(withdraw(Who::Olga).await.unwrap().what, "New Person");
    assert_eq!(refused(withdraw(Who::Olga).await), Refused::Absent);
    assert!(people::pending(&world.db, &olga).await.unwrap().is_empty());
    let visitor = Who::Otto.visitor();
    assert_eq!(
        refused(start::join(&world.db, &join(&code), &visitor, |_| true).await),
        Refused::field("code", Code::CodeSpent)
    );
}

async fn invitation_works_once_and_newer_voids_older(world: World) {
    let visitor = Who::Otto.visitor();
    let old = invite(
        &world,
        Who::Lena,
        "new@northlight.test",
        WorkspaceRole::Member,
    )
    .await;
    let code = invite(
        &world,
        Who::Olga,
        "NEW@northlight.test",
        WorkspaceRole::Contractor,
    )
    .await;
    let spent = Refused::field("code", Code::CodeSpent);
    assert_eq!(
        refused(start::join(&world.db, &join(&old), &visitor, |_| true).await),
        spent
    );
    let withdrawn = "SELECT COUNT(*) FROM event WHERE kind = 'member.invitation_withdrawn'";
    assert_eq!(world.direct.number(withdrawn).await, 1);
    let unknown = start::join(
        &world.db,
        &form::Join {
            zone: "Nowhere/Else".into(),
            ..join(&code)
        },
        &visitor,
        |_| false,
    )
    .await;
    assert_eq!(refused(unknown), Refused::field("zone", Code::NotAZone));
    let forms: Vec<_> = (0..4).map(|_| join(&code)).collect();
    let outcomes = join_all(
        forms
            .iter()
            .map(|form| start::join(&world.db, form, &visitor, |_| true)),
    )
    .await;
    assert_eq!(outcomes.iter().filter(|o| o.is_ok()).count(), 1);
    assert_eq!(
        refused(start::join(&world.db, &join(&code), &visitor, |_| true).await),
        spent
    );
    let listed = people::directory(&world.db, &world.may(Who::Olga).await)
        .await
        .unwrap();
    let new = listed.iter().find(|p| p.name == "New Person").unwrap();
    assert_eq!(
        (new.role.as_str(), new.email.as_str()),
        ("contractor", "NEW@northlight.test")
    );
    // Who is in is not invited again; who has an account elsewhere shows that it is theirs.
    let again = Invitation {
        email: "new@northlight.test".into(),
        name: "N".into(),
        role: WorkspaceRole::Member,
    };
    let outcome = people::invite(
        &world.db,
        &world.may::<Invite>(Who::Olga).await,
        &act(),
        &again,
        Carrier::Inviter,
    )
    .await;
    assert_eq!(
        refused(outcome),
        Refused::field_with("email", Code::AlreadyMember, "new@northlight.test")
    );
    let code = invite(&world, Who::Olga, &Who::Faye.email(), WorkspaceRole::Member).await;
    let wrong = form::Join {
        password: "not her password".into(),
        ..join(&code)
    };
    assert_eq!(
        refused(start::join(&world.db, &wrong, &visitor, |_| true).await),
        Refused::field("password", Code::WrongSignIn)
    );
    start::join(&world.db, &join(&code), &visitor, |_| true)
        .await
        .unwrap();
    assert_eq!(
        grant::homes(&world.db, &world.signed(Who::Faye).await)
            .await
            .unwrap()
            .len(),
        2
    );
    world.assert_whole().await;
}

async fn invitation_code_is_stored_nowhere(world: World) {
    let new = Invitation {
        email: "new@northlight.test".into(),
        name: "N".into(),
        role: WorkspaceRole::Member,
    };
    let act = act();
    let done = people::invite(
        &world.db,
        &world.may::<Invite>(Who::Olga).await,
        &act,
        &new,
        Carrier::Inviter,
    )
    .await
    .unwrap();
    let code = done.what.code.unwrap();
    for table in world.direct.tables().await {
        for row in world.direct.dump(&table).await {
            let bytes = hex::encode(&code);
            assert!(
                !row.to_lowercase().contains(&bytes) && !row.contains(&code),
                "{table}: {row}"
            );
        }
    }
    let again = people::invite(
        &world.db,
        &world.may::<Invite>(Who::Olga).await,
        &act,
        &new,
        Carrier::Inviter,
    )
    .await
    .unwrap();
    assert_eq!((again.seq, again.what.code), (done.seq, None));
}

/// Without mail the inviter holds the link: with it they would come to where another workspace lets its contact in.
async fn a_link_that_the_inviter_holds_opens_no_account_of_another_workspaces_contact(
    world: World,
) {
    let (db, visitor) = (&world.db, Who::Otto.visitor());
    let (key, client) = (
        world.may::<ManageClients>(Who::Faye).await,
        RecordId(Uuid::now_v7()),
    );
    clients::create_client(db, &key, &act(), client, "Kim's house")
        .await
        .unwrap();
    clients::add_contact(db, &key, &act(), client, "kim@quay.test", "Kim of Quay")
        .await
        .unwrap();
    let code = invite(&world, Who::Olga, "kim@quay.test", WorkspaceRole::Member).await;
    let wrong = Refused::field("password", Code::WrongSignIn);
    let joined = start::join(db, &join(&code), &visitor, |_| true).await;
    assert_eq!(refused(joined), wrong);
    // Where invitations are mailed it is Kim who has it.
    db.mails_go_out(&world.duty);
    start::join(db, &join(&code), &visitor, |_| true)
        .await
        .unwrap();
}

async fn a_contact_is_invited_and_chooses_a_password(world: World) {
    let (db, visitor) = (&world.db, Who::Otto.visitor());
    let (key, client) = (world.may::<ManageClients>(Who::Lena).await, world.cast.quay);
    let email = "kim@quay.test";
    clients::add_contact(db, &key, &act(), RecordId(client), email, "Kim of Quay")
        .await
        .unwrap();
    let code = invite(&world, Who::Olga, "Kim@Quay.test", WorkspaceRole::Member).await;
    let short = form::Join {
        password: "short".into(),
        ..join(&code)
    };
    let Refused::Invalid { fields } = refused(start::join(db, &short, &visitor, |_| true).await)
    else {
        panic!("a short password is taken")
    };
    assert_eq!(fields[0].field, "password");
    let form = form::Join {
        zone: "Europe/Paris".into(),
        ..join(&code)
    };
    let (begun, _) = start::join(db, &form, &visitor, |_| true).await.unwrap();
    let signed = session::signed(db, &begun.token).await.unwrap().unwrap();
    assert_eq!(
        (signed.name.as_str(), signed.zone.as_str()),
        ("New Person", "Europe/Paris")
    );
    // The password is the account's from now on: a second invitation asks for it.
    session::sign_in(
        db,
        &form::SignIn {
            email: email.into(),
            password: PASSWORD.into(),
            ..Default::default()
        },
        &visitor,
    )
    .await
    .unwrap();
    world.assert_whole().await;
}

async fn a_newer_invitation_ends_only_what_its_maker_may_withdraw(world: World) {
    let email = "late@northlight.test";
    let code = invite(&world, Who::Olga, email, WorkspaceRole::Admin).await;
    let new = Invitation {
        email: email.into(),
        name: "New Person".into(),
        role: WorkspaceRole::Member,
    };
    let key = world.may::<Invite>(Who::Lena).await;
    let outcome = people::invite(&world.db, &key, &act(), &new, Carrier::Inviter).await;
    assert_eq!(
        refused(outcome),
        Refused::field("role", Code::AboveYourRole)
    );
    world.join(&code, "New Person").await.unwrap();
}

async fn a_link_changes_nothing_of_whoever_is_in(world: World) {
    let role_of = async || {
        let key = world.may(Who::Olga).await;
        let all = people::directory(&world.db, &key).await.unwrap();
        let mo = all.into_iter().find(|p| p.id == world.member(Who::Mo).0);
        mo.unwrap().role
    };
    let done = world.remove(Who::Olga, Who::Mo).await.unwrap();
    let code = invite(&world, Who::Olga, &Who::Mo.email(), WorkspaceRole::Admin).await;
    world.take_leaver_back(done.seq).await.unwrap();
    let spent = Refused::field("code", Code::CodeSpent);
    assert_eq!(
        refused(world.join(&code, Who::Mo.name()).await),
        spent,
        "it ended when they came back"
    );
    // Nor does one that is still good.
    let good = format!(
        "UPDATE invitation SET expires_at = {}",
        world.direct.days_from_now(1)
    );
    world.direct.run(good).await;
    assert_eq!(refused(world.join(&code, Who::Mo.name()).await), spent);
    assert_eq!(role_of().await, "member");
    world.assert_whole().await;
}
