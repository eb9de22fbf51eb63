//! Members of a workspace: who they are, how they come in, what they may.

use chrono::{DateTime, TimeDelta, Utc};
use domain::access::{ChangeRoles, Invite, SeePeople, WorkspaceRole};
use domain::account::{Invitation, below};
use domain::event::{Content, Kind};
use domain::id::{InvitationId, MemberId};
use domain::refusal::{Code, Refused};
use domain::text;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use super::seen::{known_to, sees_everybody};
use crate::Db;
use crate::chain::Event;
use crate::db::{now, on};
use crate::error::{Result, absent};
use crate::keys::Granted;
use crate::outbox;
use crate::secret;
use crate::sql::sql;
use crate::tx::{Act, Done, Tx, begin};

/// An invitation is good for this long.
const INVITATION_LASTS: TimeDelta = TimeDelta::days(7);

/// What an inviter is told. The code is in it only when there is no mail to carry it, and only the first time: it is
/// stored nowhere, so that the same change asked again answers without it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Invited {
    pub name: String,
    pub email: String,
    #[serde(skip)]
    pub code: Option<String>,
}

/// How an invitation reaches the invited person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier {
    Mail,
    /// The inviter passes the link on.
    Inviter,
}

pub async fn invite(
    db: &Db,
    key: &Granted<Invite>,
    act: &Act,
    new: &Invitation,
    carrier: Carrier,
) -> Result<Done<Invited>> {
    let mut tx = begin!(db, key, act);
    let workspace = tx.workspace().0;
    let folded = text::fold(&new.email);
    let text = sql!(
        "SELECT COUNT(*) FROM member m JOIN account a ON a.id = m.account WHERE m.workspace = $1 AND a.email_folded = $2 AND m.left_at IS NULL"
    );
    let members: i64 = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(&folded)
        .fetch_one(c)
        .await)?;
    if members > 0 {
        return Err(Refused::field_with("email", Code::AlreadyMember, &new.email).into());
    }
    let mut events = replace_older(&mut tx, key.role(), &folded).await?;
    let (id, code, at, by) = (Uuid::now_v7(), secret::code()?, now(), tx.actor());
    let text = sql!(
        "INSERT INTO invitation (workspace, id, code_hash, email, email_folded, name, role, invited_by, made_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(id)
        .bind(secret::code_digest(&code))
        .bind(&new.email)
        .bind(&folded)
        .bind(&new.name)
        .bind(new.role.code())
        .bind(by)
        .bind(at)
        .bind(at + INVITATION_LASTS)
        .execute(c)
        .await
        .map(|_| ()))?;
    if carrier == Carrier::Mail {
        outbox::put(
            &mut tx,
            &outbox::Mail::Invitation {
                to: new.email.clone(),
                name: new.name.clone(),
                code: code.clone(),
            },
            &id.to_string(),
        )
        .await?;
    }
    let content = Content::none()
        .with("invited", Value::Null, new.name.clone())
        .with("role", Value::Null, new.role.code());
    let answer = Invited {
        name: new.name.clone(),
        email: new.email.clone(),
        code: None,
    };
    events.push(Event::of_workspace(Kind::MemberInvited, content));
    let mut done = tx.commit(events, answer).await?;
    // Added after the answer was stored, so that no table holds a code that lets somebody in.
    done.what.code = (carrier == Carrier::Inviter).then_some(code);
    Ok(done)
}

/// A newer invitation to the same address makes the older ones worthless, which only whoever may withdraw those may do.
async fn replace_older(tx: &mut Tx, own: WorkspaceRole, folded: &str) -> Result<Vec<Event>> {
    #[derive(FromRow)]
    struct Older {
        id: Uuid,
        #[sqlx(flatten)]
        row: MemberRow,
    }
    let workspace = tx.workspace().0;
    let text = sql!(
        "UPDATE invitation SET expires_at = $3 WHERE workspace = $1 AND email_folded = $2 AND joined_at IS NULL AND expires_at > $3 RETURNING id, role, name"
    );
    let mut older: Vec<Older> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(folded)
        .bind(now())
        .fetch_all(c)
        .await)?;
    older.sort_unstable_by_key(|older| older.id);
    let mut events = Vec::new();
    for Older { id, row } in older {
        let role = WorkspaceRole::parse(&row.role)
            .and_then(|role| below(own, role))
            .map_err(|bad| Refused::field_with("role", bad.0, bad.1))?;
        outbox::call_off(tx, &id.to_string()).await?;
        events.push(withdrawn(&row.name, role));
    }
    Ok(events)
}

fn withdrawn(name: &str, role: WorkspaceRole) -> Event {
    let content =
        Content::none()
            .with("invited", name, Value::Null)
            .with("role", role.code(), Value::Null);
    Event::of_workspace(Kind::InvitationWithdrawn, content)
}

/// Invitations to whoever is a member by other means: no link of them changes what they are.
pub(crate) async fn void_invitations_of(tx: &mut Tx, member: MemberId) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "UPDATE invitation SET expires_at = $3 WHERE workspace = $1 AND joined_at IS NULL AND expires_at > $3 \
         AND email_folded = (SELECT a.email_folded FROM member m JOIN account a ON a.id = m.account WHERE m.workspace = $1 AND m.id = $2)"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(member.0)
        .bind(now())
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// The link lets nobody in any more. Answers whose it was.
pub async fn withdraw_invitation(
    db: &Db,
    key: &Granted<Invite>,
    act: &Act,
    invitation: InvitationId,
) -> Result<Done<String>> {
    let mut tx = begin!(db, key, act);
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT role, name FROM invitation WHERE workspace = $1 AND id = $2 AND joined_at IS NULL AND expires_at > $3"
    );
    let row: Option<MemberRow> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(invitation.0)
        .bind(now())
        .fetch_optional(c)
        .await)?;
    let Some(row) = row else { return absent() };
    let Ok(role) = WorkspaceRole::parse(&row.role) else {
        return absent();
    };
    below(key.role(), role).map_err(|bad| Refused::field_with("role", bad.0, bad.1))?;
    let text = sql!(
        "UPDATE invitation SET expires_at = $3 WHERE workspace = $1 AND id = $2 AND joined_at IS NULL"
    );
    let hit = on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(invitation.0)
        .bind(now())
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    if hit != 1 {
        // Followed in this very moment.
        return absent();
    }
    outbox::call_off(&mut tx, &invitation.to_string()).await?;
    tx.commit(vec![withdrawn(&row.name, role)], row.name).await
}

#[derive(FromRow)]
pub(super) struct MemberRow {
    pub role: String,
    pub name: String,
}

pub async fn change_role(
    db: &Db,
    key: &Granted<ChangeRoles>,
    act: &Act,
    member: MemberId,
    role: WorkspaceRole,
) -> Result<Done<String>> {
    let mut tx = begin!(db, key, act);
    let row = member_row(&mut tx, member).await?;
    let Ok(before) = WorkspaceRole::parse(&row.role) else {
        return absent();
    };
    below(key.role(), before)
        .and_then(|_| below(key.role(), role))
        .map_err(|bad| Refused::field_with("role", bad.0, bad.1))?;
    if before == WorkspaceRole::Owner && role != WorkspaceRole::Owner {
        refuse_last_owner(&mut tx).await?;
    }
    let workspace = tx.workspace().0;
    let text = sql!("UPDATE member SET role = $3 WHERE workspace = $1 AND id = $2");
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(member.0)
        .bind(role.code())
        .execute(c)
        .await
        .map(|_| ()))?;
    void_invitations(&mut tx, member).await?;
    tx.bump_rights().await?;
    let content = Content::none()
        .with("member", member.to_string(), member.to_string())
        .with("role", before.code(), role.code());
    tx.commit(
        vec![Event::of_workspace(Kind::MemberRoleChanged, content)],
        row.name,
    )
    .await
}

/// Who leaves, or may give other roles from now on, leaves no open door behind: their invitations end.
pub(super) async fn void_invitations(tx: &mut Tx, member: MemberId) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "UPDATE invitation SET expires_at = $3 WHERE workspace = $1 AND invited_by = $2 AND joined_at IS NULL AND expires_at > $3"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(member.0)
        .bind(now())
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

pub(super) async fn member_row(tx: &mut Tx, member: MemberId) -> Result<MemberRow> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT m.role, a.name FROM member m JOIN account a ON a.id = m.account WHERE m.workspace = $1 AND m.id = $2 AND m.left_at IS NULL"
    );
    let row: Option<MemberRow> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(member.0)
        .fetch_optional(c)
        .await)?;
    row.map_or_else(absent, Ok)
}

/// A workspace without an owner could be opened by nobody again. Counted under the lock of the workspace's row.
async fn refuse_last_owner(tx: &mut Tx) -> Result<()> {
    tx.bump_rights().await?;
    if owners(tx).await? > 1 {
        Ok(())
    } else {
        Err(Refused::field("role", Code::LastOwner).into())
    }
}

pub(super) async fn owners(tx: &mut Tx) -> Result<i64> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT COUNT(*) FROM member WHERE workspace = $1 AND role = 'owner' AND left_at IS NULL"
    );
    Ok(on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .fetch_one(c)
        .await)?)
}

/// Someone in the directory.
#[derive(Clone, Debug, FromRow)]
pub struct Person {
    pub id: Uuid,
    pub name: String,
    pub email: String,
    pub role: String,
    pub zone: String,
    pub groups: i64,
}

/// The members of the reader's workspace, by name: never by a figure. For the directory, and for choosing people. Who
/// does not see everybody sees those with whom they share a project.
pub async fn directory(db: &Db, key: &Granted<SeePeople>) -> Result<Vec<Person>> {
    let text = sql!(
        "SELECT m.id, a.name, a.email, m.role, a.zone, (SELECT COUNT(*) FROM member_group_member gm WHERE gm.workspace = m.workspace AND gm.member = m.id) AS groups \
         FROM member m JOIN account a ON a.id = m.account WHERE m.workspace = $1 AND m.left_at IS NULL AND ",
        known_to!(),
        " ORDER BY a.name, m.id LIMIT 1000"
    );
    Ok(on!(db.read(), |c| sqlx::query_as(text)
        .bind(key.workspace().0)
        .bind(key.member().0)
        .bind(sees_everybody(key))
        .fetch_all(c)
        .await)?)
}

/// An invitation that nobody has followed yet.
#[derive(Clone, Debug, FromRow)]
pub struct Pending {
    pub id: Uuid,
    pub name: String,
    pub email: String,
    pub role: String,
    pub expires_at: DateTime<Utc>,
}

pub async fn pending(db: &Db, key: &Granted<Invite>) -> Result<Vec<Pending>> {
    let text = sql!(
        "SELECT id, name, email, role, expires_at FROM invitation WHERE workspace = $1 AND joined_at IS NULL AND expires_at > $2 ORDER BY name, id LIMIT 200"
    );
    Ok(on!(db.read(), |c| sqlx::query_as(text)
        .bind(key.workspace().0)
        .bind(now())
        .fetch_all(c)
        .await)?)
}
