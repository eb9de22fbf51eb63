//! The first owner and their workspace; codes; joining by invitation.

use chrono::TimeDelta;
use domain::access::WorkspaceRole;
use domain::account::{Joining, NewOwner};
use domain::event::{Actor, ActorKind, Content, Kind};
use domain::form;
use domain::id::{AccountId, MemberId, WorkspaceId};
use domain::refusal::{Code, Refused};
use domain::text;
use sqlx::FromRow;
use uuid::Uuid;

use super::limit::{self, Limit};
use super::session::{self, Begun, Visitor};
use crate::Db;
use crate::chain::{self, Event};
use crate::db::{Raw, now, on};
use crate::error::{Result, absent, taken};
use crate::keys::Duty;
use crate::secret;
use crate::sql::sql;

/// The owner's code is good for this long; every start without an owner makes a new one.
const OWNER_LASTS: TimeDelta = TimeDelta::hours(24);

/// A code to create the owner with, while there is nobody yet. Older ones become worthless.
pub async fn owner_code(db: &Db, _: &Duty) -> Result<Option<String>> {
    let text = sql!("SELECT COUNT(*) FROM account");
    let accounts: i64 = on!(db.read(), |c| sqlx::query_scalar(text).fetch_one(c).await)?;
    if accounts > 0 {
        return Ok(None);
    }
    let mut raw = db.begin().await?;
    void_owner_codes(&mut raw).await?;
    let code = issue(&mut raw, "owner", None, OWNER_LASTS).await?;
    raw.commit().await?;
    Ok(Some(code))
}

async fn void_owner_codes(raw: &mut Raw) -> Result<()> {
    let text = sql!("UPDATE code SET spent_at = $1 WHERE purpose = 'owner' AND spent_at IS NULL");
    on!(raw.conn(), |c| sqlx::query(text)
        .bind(now())
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// An account, as the command line lists it.
#[derive(Clone, Debug, FromRow)]
pub struct Account {
    pub email: String,
    pub name: String,
}

pub async fn accounts(db: &Db, _: &Duty) -> Result<Vec<Account>> {
    let text =
        sql!("SELECT email, name FROM account WHERE erased_at IS NULL ORDER BY email_folded");
    Ok(on!(db.read(), |c| sqlx::query_as(text).fetch_all(c).await)?)
}

/// A code for a new password, for whoever runs the program to pass on. `None` when nobody has the address.
pub async fn reset_code(db: &Db, _: &Duty, email: &str) -> Result<Option<String>> {
    // Not counted: strangers' tries must not keep whoever runs the program from helping.
    let email = text::email(email).map_err(|bad| Refused::field_with("email", bad.0, bad.1))?;
    session::new_code(db, &email).await
}

/// Makes a code and keeps its digest.
pub(crate) async fn issue(
    raw: &mut Raw,
    purpose: &str,
    account: Option<Uuid>,
    lasts: TimeDelta,
) -> Result<String> {
    let code = secret::code()?;
    let at = now();
    let text = sql!(
        "INSERT INTO code (hash, purpose, account, made_at, expires_at) VALUES ($1, $2, $3, $4, $5)"
    );
    on!(raw.conn(), |c| sqlx::query(text)
        .bind(secret::code_digest(&code))
        .bind(purpose)
        .bind(account)
        .bind(at)
        .bind(at + lasts)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(code)
}

/// Spends a code, once: of many at the same moment, one gets it. Gives the account it was made for.
pub(crate) async fn spend(
    raw: &mut Raw,
    purpose: &str,
    typed: &str,
) -> Result<Option<Option<Uuid>>> {
    let text = sql!(
        "UPDATE code SET spent_at = $3 WHERE hash = $1 AND purpose = $2 AND spent_at IS NULL AND expires_at > $3 RETURNING account"
    );
    Ok(on!(raw.conn(), |c| sqlx::query_scalar(text)
        .bind(secret::code_digest(typed))
        .bind(purpose)
        .bind(now())
        .fetch_optional(c)
        .await)?)
}

/// Creates the first account, its workspace and its membership as owner, and signs it in.
pub async fn create_owner(
    db: &Db,
    code: &str,
    new: &NewOwner,
    visitor: &Visitor,
) -> Result<(Begun, String)> {
    limit::take(db, &[(Limit::CodeAddress, &visitor.address)]).await?;
    let hash = secret::hash_password(new.password.clone()).await?;
    let mut raw = db.begin().await?;
    if spend(&mut raw, "owner", code).await?.is_none() {
        return Err(Refused::field("code", Code::CodeSpent).into());
    }
    // Two nodes that started at the same moment have each made a code.
    void_owner_codes(&mut raw).await?;
    let account = make_account(&mut raw, &new.email, &new.name, &new.zone).await?;
    session::set_password(&mut raw, account.0, &hash).await?;
    let slug = make_workspace(&mut raw, account, &new.workspace, &new.slug).await?;
    let begun = session::begin(&mut raw, account, visitor).await?;
    raw.commit().await?;
    Ok((begun, slug))
}

pub(crate) async fn make_account(
    raw: &mut Raw,
    email: &str,
    name: &str,
    zone: &str,
) -> Result<AccountId> {
    let id = Uuid::now_v7();
    let text = sql!(
        "INSERT INTO account (id, email, email_folded, name, zone, made_at) VALUES ($1, $2, $3, $4, $5, $6)"
    );
    on!(raw.conn(), |c| sqlx::query(text)
        .bind(id)
        .bind(email)
        .bind(text::fold(email))
        .bind(name)
        .bind(zone)
        .bind(now())
        .execute(c)
        .await
        .map(|_| ()))
    .map_err(taken(
        "account_email",
        "account.email_folded",
        "email",
        email,
    ))?;
    Ok(AccountId(id))
}

/// A workspace with its chain and its owner. The slug is the wished one, or that with a number when it is taken.
pub(crate) async fn make_workspace(
    raw: &mut Raw,
    owner: AccountId,
    name: &str,
    wished: &str,
) -> Result<String> {
    let id = Uuid::now_v7();
    let insert = sql!(
        "INSERT INTO workspace (id, slug, name, rights_version, made_at) VALUES ($1, $2, $3, 1, $4) ON CONFLICT (slug) DO NOTHING"
    );
    let mut slug = wished.to_owned();
    let mut number = 1;
    while on!(raw.conn(), |c| sqlx::query(insert)
        .bind(id)
        .bind(&slug)
        .bind(name)
        .bind(now())
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?
        == 0
    {
        number += 1;
        slug = format!("{wished}-{number}");
    }
    let text = sql!("INSERT INTO chain (workspace, seq, hash) VALUES ($1, 0, $2)");
    on!(raw.conn(), |c| sqlx::query(text)
        .bind(id)
        .bind(&[0u8; 32][..])
        .execute(c)
        .await
        .map(|_| ()))?;
    let member = make_member(raw, WorkspaceId(id), owner, WorkspaceRole::Owner).await?;
    let Some(member) = member else {
        return absent();
    };
    let event = Event::of_workspace(
        Kind::WorkspaceCreated,
        Content::none().with("name", serde_json::Value::Null, name),
    );
    chain::append(
        raw,
        id,
        Actor {
            kind: ActorKind::Member,
            id: member.0,
            acting_for: None,
        },
        &[event],
    )
    .await?;
    Ok(slug)
}

/// Another workspace, of somebody who has an account. Gives what it is called in addresses; `None` when nobody has the
/// address.
pub async fn create_workspace(
    db: &Db,
    _: &Duty,
    name: &str,
    owner: &str,
) -> Result<Option<String>> {
    let (name, wished) = domain::account::new_workspace(name)?;
    let owner = text::email(owner).map_err(|bad| Refused::field_with("owner", bad.0, bad.1))?;
    let mut raw = db.begin().await?;
    let text = sql!("SELECT id FROM account WHERE email_folded = $1 AND erased_at IS NULL");
    let account: Option<Uuid> = on!(raw.conn(), |c| sqlx::query_scalar(text)
        .bind(text::fold(&owner))
        .fetch_optional(c)
        .await)?;
    let Some(account) = account else {
        return Ok(None);
    };
    let slug = make_workspace(&mut raw, AccountId(account), &name, &wished).await?;
    raw.commit().await?;
    Ok(Some(slug))
}

/// A workspace, as the command line lists it.
#[derive(Clone, Debug, FromRow)]
pub struct Workspace {
    pub slug: String,
    pub name: String,
    pub members: i64,
}

pub async fn workspaces(db: &Db, _: &Duty) -> Result<Vec<Workspace>> {
    let text = sql!(
        "SELECT w.slug, w.name, (SELECT COUNT(*) FROM member m WHERE m.workspace = w.id AND m.left_at IS NULL) AS members FROM workspace w ORDER BY w.slug"
    );
    Ok(on!(db.read(), |c| sqlx::query_as(text).fetch_all(c).await)?)
}

/// Nothing where they are a member: what they are is changed by whoever may, never by a link.
async fn make_member(
    raw: &mut Raw,
    workspace: WorkspaceId,
    account: AccountId,
    role: WorkspaceRole,
) -> Result<Option<MemberId>> {
    let id = Uuid::now_v7();
    // Someone who left and comes back keeps their id, and with it what they did.
    let text = sql!(
        "INSERT INTO member (workspace, id, account, role, joined_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (workspace, account) DO UPDATE SET role = excluded.role, left_at = NULL WHERE member.left_at IS NOT NULL RETURNING id"
    );
    let id: Option<Uuid> = on!(raw.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace.0)
        .bind(id)
        .bind(account.0)
        .bind(role.code())
        .bind(now())
        .fetch_optional(c)
        .await)?;
    Ok(id.map(MemberId))
}

/// What an invitation's code opens, shown before anything is typed.
#[derive(Clone, Debug, FromRow)]
pub struct Invited {
    pub workspace: Uuid,
    pub id: Uuid,
    pub email: String,
    pub name: String,
    pub role: String,
    pub workspace_name: String,
    pub slug: String,
}

/// Whose account an invitation's is.
enum Whose {
    /// Theirs who has just shown its password.
    Proved(AccountId),
    /// Nobody's yet, or one that others made and nobody has opened: what its holder chose, and the password's hash.
    Chosen(Option<AccountId>, Joining, String),
}

/// Follows an invitation: asks for the account's password where it has one, else has it chosen, and makes the account
/// where the address has none; and joins.
pub async fn join(
    db: &Db,
    form: &form::Join,
    visitor: &Visitor,
    known_zone: impl Fn(&str) -> bool,
) -> Result<(Begun, String)> {
    limit::take(db, &[(Limit::CodeAddress, &visitor.address)]).await?;
    let spent = || Refused::field("code", Code::CodeSpent);
    let text = sql!(
        "SELECT i.workspace, i.id, i.email, i.name, i.role, w.name AS workspace_name, w.slug FROM invitation i JOIN workspace w ON w.id = i.workspace \
         WHERE i.code_hash = $1 AND i.joined_at IS NULL AND i.expires_at > $2"
    );
    let hash = secret::code_digest(&form.code);
    let invited: Option<Invited> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(&hash)
        .bind(now())
        .fetch_optional(c)
        .await)?;
    let invited = invited.ok_or_else(spent)?;
    let text = sql!(
        "SELECT a.id, c.secret, EXISTS (SELECT 1 FROM contact k WHERE k.account = a.id AND k.workspace <> $2) AS elsewhere \
         FROM account a LEFT JOIN credential c ON c.account = a.id AND c.kind = 'password' WHERE a.email_folded = $1 AND a.erased_at IS NULL"
    );
    let known: Option<(Uuid, Option<String>, bool)> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(text::fold(&invited.email))
        .bind(invited.workspace)
        .fetch_optional(c)
        .await)?;
    let whose = match known {
        // Without mail whoever invited holds the link: it opens nobody's account that another workspace trusts.
        Some((_, None, true)) if !db.mails() => {
            return Err(Refused::field("password", Code::WrongSignIn).into());
        }
        Some((account, hash @ Some(_), _)) => {
            let folded = text::fold(&invited.email);
            limit::sign_in(db, &folded, &visitor.address).await?;
            if !secret::verify_password(form.password.clone(), hash).await? {
                return Err(Refused::field("password", Code::WrongSignIn).into());
            }
            limit::signed_in(db, &folded, &visitor.address).await?;
            Whose::Proved(AccountId(account))
        }
        unopened => {
            let account = unopened.map(|(account, ..)| AccountId(account));
            let joining: Joining = domain::account::joining(form, &invited.email)?;
            if !known_zone(&joining.zone) {
                return Err(Refused::field("zone", Code::NotAZone).into());
            }
            let hash = secret::hash_password(joining.password.clone()).await?;
            Whose::Chosen(account, joining, hash)
        }
    };
    let mut raw = db.begin().await?;
    let text = sql!(
        "UPDATE invitation SET joined_at = $3 WHERE workspace = $1 AND id = $2 AND joined_at IS NULL AND expires_at > $3"
    );
    let hit = on!(raw.conn(), |c| sqlx::query(text)
        .bind(invited.workspace)
        .bind(invited.id)
        .bind(now())
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    if hit != 1 {
        return Err(spent().into());
    }
    let account = match whose {
        Whose::Proved(account) => account,
        Whose::Chosen(Some(account), joining, hash) => {
            open_account(&mut raw, account, &joining, &hash).await?;
            account
        }
        Whose::Chosen(None, joining, hash) => {
            let account =
                make_account(&mut raw, &invited.email, &joining.name, &joining.zone).await?;
            session::set_password(&mut raw, account.0, &hash).await?;
            account
        }
    };
    let workspace = WorkspaceId(invited.workspace);
    let role = WorkspaceRole::parse(&invited.role).map_err(|_| spent())?;
    let member = make_member(&mut raw, workspace, account, role).await?;
    let member = member.ok_or_else(spent)?;
    let text = sql!("UPDATE workspace SET rights_version = rights_version + 1 WHERE id = $1");
    on!(raw.conn(), |c| sqlx::query(text)
        .bind(workspace.0)
        .execute(c)
        .await
        .map(|_| ()))?;
    let begun = session::begin(&mut raw, account, visitor).await?;
    let content = Content::none()
        .with("member", serde_json::Value::Null, member.to_string())
        .with("role", serde_json::Value::Null, role.code());
    chain::append(
        &mut raw,
        workspace.0,
        Actor {
            kind: ActorKind::Link,
            id: invited.id,
            acting_for: None,
        },
        &[Event::of_workspace(Kind::MemberJoined, content)],
    )
    .await?;
    raw.commit().await?;
    db.tell(workspace);
    Ok((begun, invited.slug))
}

/// An account that others made becomes its holder's. Who chose a password at the same moment, by another invitation or
/// a reset, is asked for that one.
async fn open_account(
    raw: &mut Raw,
    account: AccountId,
    joining: &Joining,
    hash: &str,
) -> Result<()> {
    let text = sql!(
        "INSERT INTO credential (account, kind, secret, made_at) VALUES ($1, 'password', $2, $3) ON CONFLICT (account, kind) DO NOTHING"
    );
    let chosen = on!(raw.conn(), |c| sqlx::query(text)
        .bind(account.0)
        .bind(hash)
        .bind(now())
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    if chosen != 1 {
        return Err(Refused::field("password", Code::WrongSignIn).into());
    }
    let text = sql!("UPDATE account SET name = $2, zone = $3 WHERE id = $1 AND erased_at IS NULL");
    on!(raw.conn(), |c| sqlx::query(text)
        .bind(account.0)
        .bind(&joining.name)
        .bind(&joining.zone)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}
