//! Makes the world, through the store's doors only. The second workspace needs a second owner's code, which the store
//! gives to nobody: that one row is written directly.

use domain::access::{
    CreateProject, Invite, ManageClients, ManageProject, ProjectRole, WorkspaceRole,
};
use domain::account::{Invitation, NewOwner};
use domain::audience::Audience;
use domain::form;
use domain::id::{MemberId, RecordId};
use domain::plan::project::NewProject;
use sha2::{Digest, Sha256};
use store::Db;
use store::db::Place;
use store::door::session::{self, Visitor};
use store::door::start;
use store::people::{self, Carrier};
use store::{clients, plan::project};
use uuid::Uuid;

use super::{Cast, World, act};
use crate::direct::Direct;

pub const PASSWORD: &str = "correct horse battery";

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    Olga,
    Lena,
    Mo,
    Otto,
    Obi,
    Cora,
    Faye,
}

impl Who {
    pub fn name(self) -> &'static str {
        match self {
            Self::Olga => "Olga Lindqvist",
            Self::Lena => "Lena Hartmann",
            Self::Mo => "Mo Adeyémi",
            Self::Otto => "Otto Brandt",
            Self::Obi => "Obi Nwosu",
            Self::Cora => "Cora Vance",
            Self::Faye => "Faye Okafor",
        }
    }

    pub fn email(self) -> String {
        format!(
            "{self:?}@{}",
            if self == Self::Faye {
                "southshore.test"
            } else {
                "northlight.test"
            }
        )
    }

    /// A network address of their own.
    pub fn visitor(self) -> Visitor {
        Visitor {
            address: format!("192.0.2.{}", self as u8),
            agent: "Firefox".into(),
        }
    }
}

pub(super) async fn make(place: &Place, direct: &Direct) -> Cast {
    let (db, duty) = Db::open(place).await.unwrap();
    let mut world = World {
        db,
        duty,
        place: place.clone(),
        direct: direct.clone(),
        cast: Cast::default(),
        ground: super::Ground::none(),
    };
    let code = start::owner_code(&world.db, &world.duty)
        .await
        .unwrap()
        .unwrap();
    world.cast.slug = own(&mut world, Who::Olga, &code, "Northlight").await;
    for (who, role) in [
        (Who::Lena, WorkspaceRole::Manager),
        (Who::Mo, WorkspaceRole::Member),
        (Who::Otto, WorkspaceRole::Member),
        (Who::Obi, WorkspaceRole::Observer),
    ] {
        join(&mut world, who, role).await;
    }
    direct
        .run(format!(
            "INSERT INTO code (hash, purpose, made_at, expires_at) VALUES ({}, 'owner', {}, {})",
            direct.blob(&Sha256::digest(b"SEC0ND0WNER")),
            direct.days_from_now(-1),
            direct.days_from_now(1)
        ))
        .await;
    world.cast.foreign_slug = own(&mut world, Who::Faye, "second-owner", "Southshore").await;
    for row in directory(&world).await {
        let who = [Who::Olga, Who::Lena, Who::Mo, Who::Otto, Who::Obi]
            .into_iter()
            .find(|who| who.name() == row.name)
            .unwrap();
        world.cast.members.insert(who, row.id);
    }
    projects(&mut world).await;
    contact(&mut world).await;
    world.db.close().await;
    world.cast
}

async fn directory(world: &World) -> Vec<people::Person> {
    people::directory(&world.db, &world.may(Who::Olga).await)
        .await
        .unwrap()
}

async fn own(world: &mut World, who: Who, code: &str, workspace: &str) -> String {
    let form = form::CreateOwner {
        workspace: workspace.into(),
        name: who.name().into(),
        email: who.email(),
        password: PASSWORD.into(),
        ..Default::default()
    };
    let new: NewOwner = domain::account::new_owner(&form).unwrap();
    let (begun, slug) = start::create_owner(&world.db, code, &new, &who.visitor())
        .await
        .unwrap();
    world.cast.tokens.insert(who, begun.token);
    slug
}

async fn join(world: &mut World, who: Who, role: WorkspaceRole) {
    let key = world.may::<Invite>(Who::Olga).await;
    let new = Invitation {
        email: who.email(),
        name: who.name().into(),
        role,
    };
    let code = people::invite(&world.db, &key, &act(), &new, Carrier::Inviter)
        .await
        .unwrap()
        .what
        .code
        .unwrap();
    let form = form::Join {
        code,
        name: who.name().into(),
        password: PASSWORD.into(),
        ..Default::default()
    };
    let (begun, _) = start::join(&world.db, &form, &who.visitor(), |_| true)
        .await
        .unwrap();
    world.cast.tokens.insert(who, begun.token);
}

async fn projects(world: &mut World) {
    world.cast.harbour = client(world, "Harbour").await;
    world.cast.quay = client(world, "Quay").await;
    world.cast.ngt = begin_project(world, Who::Lena, "NGT", "Night guide").await;
    world.cast.oth = begin_project(world, Who::Olga, "OTH", "Other things").await;
    world.cast.fgn = begin_project(world, Who::Faye, "FGN", "Foreign waters").await;
    let key = world
        .may_on::<ManageProject>(Who::Lena, world.cast.ngt)
        .await;
    clients::set_client(&world.db, &key, &act(), RecordId(world.cast.harbour))
        .await
        .unwrap();
    for (who, role) in [
        (Who::Mo, ProjectRole::Member),
        (Who::Obi, ProjectRole::Viewer),
    ] {
        let key = world
            .may_on::<ManageProject>(Who::Lena, world.cast.ngt)
            .await;
        project::add_to_project(
            &world.db,
            &key,
            &act(),
            MemberId(world.cast.members[&who]),
            role,
        )
        .await
        .unwrap();
    }
    world.cast.ngt_1 = world
        .create_task(Who::Lena, world.cast.ngt, "Map the codes")
        .await;
    world.cast.ngt_2 = world
        .create_task(Who::Mo, world.cast.ngt, "Draw the lamps")
        .await;
    world.cast.oth_1 = world
        .create_task(Who::Olga, world.cast.oth, "Hidden from most")
        .await;
    world.cast.fgn_1 = world
        .create_task(Who::Faye, world.cast.fgn, "Theirs alone")
        .await;
    world.cast.internal_comment = world
        .comment(
            Who::Mo,
            world.cast.ngt_1,
            "Among ourselves",
            Audience::Internal,
        )
        .await;
    // A task is for the project's people; what is for the client as well hangs on the project.
    world.cast.client_comment = world
        .comment(Who::Lena, world.cast.ngt, "For you too", Audience::Client)
        .await;
    world.cast.fgn_comment = world
        .comment(
            Who::Faye,
            world.cast.fgn_1,
            "Said elsewhere",
            Audience::Internal,
        )
        .await;
}

async fn client(world: &World, name: &str) -> Uuid {
    let id = RecordId(Uuid::now_v7());
    clients::create_client(
        &world.db,
        &world.may::<ManageClients>(Who::Lena).await,
        &act(),
        id,
        name,
    )
    .await
    .unwrap();
    id.0
}

async fn begin_project(world: &World, who: Who, key: &str, title: &str) -> Uuid {
    let new = NewProject {
        id: RecordId(Uuid::now_v7()),
        title: title.into(),
        key: key.into(),
    };
    project::create_project(
        &world.db,
        &world.may::<CreateProject>(who).await,
        &act(),
        &new,
    )
    .await
    .unwrap();
    new.id.0
}

/// Cora gets her account from Lena and her password by mail.
async fn contact(world: &mut World) {
    let key = world.may::<ManageClients>(Who::Lena).await;
    clients::add_contact(
        &world.db,
        &key,
        &act(),
        RecordId(world.cast.harbour),
        &Who::Cora.email(),
        Who::Cora.name(),
    )
    .await
    .unwrap();
    let visitor = Who::Cora.visitor();
    let code = start::reset_code(&world.db, &world.duty, &Who::Cora.email()).await;
    let code = code.unwrap().unwrap();
    let begun = session::reset(
        &world.db,
        &form::Reset {
            code,
            password: PASSWORD.into(),
        },
        &visitor,
    )
    .await
    .unwrap();
    world.cast.tokens.insert(Who::Cora, begun.token);
}
