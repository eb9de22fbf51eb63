//! Keys: proof that someone may do something, made only by the permission check in [`crate::door`].
//!
//! | key | who | for |
//! |---|---|---|
//! | [`Granted`] | a member (or their deputy) | one right, in one project or the workspace |
//! | [`Over`] | a member | one right over one person's time: their own, or of somebody they look after |
//! | [`Sight`] | a member | all they may see: lists, search, streams; SQL joins it |
//! | [`Guest`] | a client's contact | the portal's functions only |
//! | [`Link`] | a person without an account | one purpose, one record |
//! | [`OnBehalf`] | a job | acts for a named member, checked when it runs |
//! | [`Duty`] | nobody | upkeep: jobs, the command line |
//!
//! Each holds the workspace's rights version; [`crate::tx::Tx::begin`] compares it inside the write transaction.

use std::marker::PhantomData;

use domain::access::{self, Permission, ProjectRole, Right, WorkspaceRole};
use domain::event::{Actor, ActorKind};
use domain::id::{AccountId, ContactId, MemberId, RecordId, WorkspaceId};

/// A key that can begin a change.
pub trait Key: sealed::Sealed + Send + Sync {
    fn acting(&self) -> Acting;
}

/// Who acts, where, and since when the permission holds.
#[derive(Clone, Copy, Debug)]
pub struct Acting {
    pub workspace: WorkspaceId,
    pub actor: Actor,
    /// Whose idempotency keys these are.
    pub account: AccountId,
    pub(crate) rights_version: i64,
    /// A look through another's eyes changes nothing.
    pub(crate) read_only: bool,
}

/// A member in a workspace, as the door saw them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standing {
    pub workspace: WorkspaceId,
    pub member: MemberId,
    pub account: AccountId,
    pub role: WorkspaceRole,
    pub rights_version: i64,
}

/// The right `P`, in one project or (without one) in the workspace.
#[derive(Clone, Copy, Debug)]
pub struct Granted<P: Permission> {
    pub(crate) standing: Standing,
    pub(crate) project: Option<RecordId>,
    /// The member for whom a deputy acts.
    pub(crate) acting_for: Option<MemberId>,
    right: PhantomData<P>,
}

impl<P: Permission> Granted<P> {
    pub(crate) fn made(standing: Standing, project: Option<RecordId>) -> Self {
        Self {
            standing,
            project,
            acting_for: None,
            right: PhantomData,
        }
    }

    pub fn workspace(&self) -> WorkspaceId {
        self.standing.workspace
    }

    pub fn member(&self) -> MemberId {
        self.standing.member
    }

    pub fn role(&self) -> WorkspaceRole {
        self.standing.role
    }

    /// The project the right is for; a right in the workspace has none.
    pub(crate) fn in_project(&self) -> crate::error::Result<RecordId> {
        self.project.map_or_else(crate::error::absent, Ok)
    }
}

impl<P: Permission> Key for Granted<P> {
    fn acting(&self) -> Acting {
        Acting {
            workspace: self.standing.workspace,
            actor: Actor {
                kind: ActorKind::Member,
                id: self.standing.member.0,
                acting_for: self.acting_for.map(|m| m.0),
            },
            account: self.standing.account,
            rights_version: self.standing.rights_version,
            read_only: false,
        }
    }
}

/// The right `P` over one person: oneself, or somebody one looks after.
#[derive(Clone, Copy, Debug)]
pub struct Over<P: Permission> {
    granted: Granted<P>,
    person: MemberId,
}

impl<P: Permission> Over<P> {
    pub(crate) fn made(standing: Standing, person: MemberId) -> Self {
        Self {
            granted: Granted::made(standing, None),
            person,
        }
    }

    /// Whose time it is.
    pub fn person(&self) -> MemberId {
        self.person
    }

    pub fn is_own(&self) -> bool {
        self.person == self.granted.member()
    }
}

impl<P: Permission> Key for Over<P> {
    fn acting(&self) -> Acting {
        self.granted.acting()
    }
}

/// All that a member may see in a workspace.
#[derive(Clone, Debug)]
pub struct Sight {
    pub(crate) standing: Standing,
    pub(crate) every_project: bool,
    /// The workspace's newest event when the key was made: what is read with it is at least as new.
    pub seq: i64,
    pub slug: String,
    pub workspace_name: String,
}

impl Sight {
    pub fn workspace(&self) -> WorkspaceId {
        self.standing.workspace
    }

    pub fn member(&self) -> MemberId {
        self.standing.member
    }

    /// The member as the fragment `sees!` asks for them: nobody when their role sees no project at all, whatever
    /// projects they are listed in.
    pub(crate) fn eyes(&self) -> uuid::Uuid {
        let listed = access::Standing {
            workspace: Some(self.standing.role),
            project: Some(ProjectRole::Viewer),
        };
        if listed.may(Right::ViewProject) {
            self.standing.member.0
        } else {
            uuid::Uuid::nil()
        }
    }

    pub fn role(&self) -> WorkspaceRole {
        self.standing.role
    }

    pub fn rights_version(&self) -> i64 {
        self.standing.rights_version
    }

    /// Whether this reader reads the talk of projects that they see.
    pub fn reads_talk(&self) -> bool {
        access::Standing {
            workspace: Some(self.standing.role),
            project: Some(ProjectRole::Viewer),
        }
        .may(Right::ReadTalk)
    }
}

/// A client's person in the portal. `P` is a right of the portal.
#[derive(Clone, Copy, Debug)]
pub struct Guest<P: Permission> {
    pub(crate) workspace: WorkspaceId,
    pub(crate) contact: ContactId,
    pub(crate) account: AccountId,
    pub(crate) client: RecordId,
    pub(crate) rights_version: i64,
    /// A member who looks as this client: `Tx::begin` refuses.
    pub(crate) viewed_by: Option<MemberId>,
    right: PhantomData<P>,
}

impl<P: Permission> Guest<P> {
    pub(crate) fn made(
        workspace: WorkspaceId,
        contact: ContactId,
        account: AccountId,
        client: RecordId,
        rights_version: i64,
    ) -> Self {
        Self {
            workspace,
            contact,
            account,
            client,
            rights_version,
            viewed_by: None,
            right: PhantomData,
        }
    }

    pub fn client(&self) -> RecordId {
        self.client
    }
}

impl<P: Permission> Key for Guest<P> {
    fn acting(&self) -> Acting {
        Acting {
            workspace: self.workspace,
            actor: Actor {
                kind: ActorKind::Contact,
                id: self.contact.0,
                acting_for: None,
            },
            account: self.account,
            rights_version: self.rights_version,
            read_only: self.viewed_by.is_some(),
        }
    }
}

/// Someone who followed an invitation: may join this workspace as this member, once.
#[derive(Clone, Debug)]
pub struct Link<P> {
    pub(crate) workspace: WorkspaceId,
    pub(crate) record: uuid::Uuid,
    pub(crate) account: AccountId,
    pub(crate) rights_version: i64,
    pub(crate) purpose: PhantomData<P>,
}

impl<P: Send + Sync> Key for Link<P> {
    fn acting(&self) -> Acting {
        Acting {
            workspace: self.workspace,
            actor: Actor {
                kind: ActorKind::Link,
                id: self.record,
                acting_for: None,
            },
            account: self.account,
            rights_version: self.rights_version,
            read_only: false,
        }
    }
}

/// The purpose of an invitation's link.
#[derive(Clone, Copy, Debug)]
pub struct ToJoin;

/// A job that does what a member asked for, with the rights they have when it runs.
#[derive(Clone, Copy, Debug)]
pub struct OnBehalf<P: Permission> {
    pub(crate) granted: Granted<P>,
    /// What acts: a job, an import; and which.
    pub(crate) actor: ActorKind,
    pub(crate) id: uuid::Uuid,
}

impl<P: Permission> Key for OnBehalf<P> {
    fn acting(&self) -> Acting {
        let granted = self.granted.acting();
        Acting {
            actor: Actor {
                kind: self.actor,
                id: self.id,
                acting_for: Some(granted.actor.id),
            },
            ..granted
        }
    }
}

/// Upkeep without a person. Given once, by [`crate::Db::open`], to the program itself; `app` never has one.
#[derive(Clone, Debug)]
pub struct Duty(());

impl Duty {
    pub(crate) fn given() -> Self {
        Self(())
    }
}

mod sealed {
    use domain::access::Permission;

    pub trait Sealed {}
    impl<P: Permission> Sealed for super::Granted<P> {}
    impl<P: Permission> Sealed for super::Over<P> {}
    impl<P: Permission> Sealed for super::Guest<P> {}
    impl<P> Sealed for super::Link<P> {}
    impl<P: Permission> Sealed for super::OnBehalf<P> {}
}
