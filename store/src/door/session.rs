//! Signing in and out, sessions, a forgotten password.

use chrono::{DateTime, TimeDelta, Utc};
use domain::form;
use domain::id::{AccountId, SessionId};
use domain::refusal::{Check, Code, Refused};
use domain::text;
use sqlx::FromRow;
use uuid::Uuid;

use super::limit::{self, Limit};
use super::{Signed, start};
use crate::Db;
use crate::db::{Raw, now, on};
use crate::error::{Result, absent};
use crate::outbox::{self, Mail};
use crate::secret;
use crate::sql::sql;

/// A session ends by itself after this, however it is used.
const LASTS: TimeDelta = TimeDelta::days(7);
/// A code for a new password is good for this long.
const RESET_LASTS: TimeDelta = TimeDelta::minutes(15);
/// Codes of one account that are good at a time, after which an ask sends no more.
const RESETS: i64 = 10;

/// A session just begun: the token goes into the cookie and is kept nowhere.
#[derive(Debug)]
pub struct Begun {
    pub token: String,
    pub account: AccountId,
}

/// Where a request comes from, as far as it matters here.
#[derive(Clone, Debug, Default)]
pub struct Visitor {
    /// Network address, for limits only; never stored as it is.
    pub address: String,
    /// The browser's name, shown in the list of sessions.
    pub agent: String,
}

#[derive(FromRow)]
struct Known {
    id: Uuid,
    secret: Option<String>,
}

/// Signs in with address and password. The same answer in the same time for an unknown address and a wrong password.
pub async fn sign_in(db: &Db, form: &form::SignIn, visitor: &Visitor) -> Result<Begun> {
    let mut check = Check::default();
    let email = check.take("email", text::email(&form.email));
    let password = check.take(
        "password",
        if form.password.is_empty() {
            Err(Code::Missing.into())
        } else {
            Ok(form.password.clone())
        },
    );
    let (Some(email), Some(password)) = (email, password) else {
        return Err(check.refused().into());
    };
    let folded = text::fold(&email);
    limit::sign_in(db, &folded, &visitor.address).await?;
    let text = sql!(
        "SELECT a.id, c.secret FROM account a LEFT JOIN credential c ON c.account = a.id AND c.kind = 'password' WHERE a.email_folded = $1 AND a.erased_at IS NULL"
    );
    let known: Option<Known> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(&folded)
        .fetch_optional(c)
        .await)?;
    let (account, hash) = known.map_or((None, None), |known| (Some(known.id), known.secret));
    let right = secret::verify_password(password, hash).await?;
    match account {
        Some(account) if right => {
            limit::signed_in(db, &folded, &visitor.address).await?;
            let mut raw = db.begin().await?;
            let begun = begin(&mut raw, AccountId(account), visitor).await?;
            raw.commit().await?;
            Ok(begun)
        }
        _ => Err(Refused::field("password", Code::WrongSignIn).into()),
    }
}

/// Starts a session inside a transaction that has established who this is.
pub(crate) async fn begin(raw: &mut Raw, account: AccountId, visitor: &Visitor) -> Result<Begun> {
    let token = hex::encode(secret::random::<32>()?);
    let agent: String = visitor
        .agent
        .chars()
        .filter(|c| !c.is_control())
        .take(200)
        .collect();
    let at = now();
    let text = sql!(
        "INSERT INTO session (id, token_hash, account, agent, made_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)"
    );
    on!(raw.conn(), |c| sqlx::query(text)
        .bind(Uuid::now_v7())
        .bind(secret::digest(token.as_bytes()))
        .bind(account.0)
        .bind(&agent)
        .bind(at)
        .bind(at + LASTS)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(Begun { token, account })
}

#[derive(FromRow)]
struct Live {
    session: Uuid,
    account: Uuid,
    name: String,
    email: String,
    zone: String,
}

/// Who holds this token now. `None` for an unknown, ended or revoked one.
pub async fn signed(db: &Db, token: &str) -> Result<Option<Signed>> {
    let text = sql!(
        "SELECT s.id AS session, a.id AS account, a.name, a.email, a.zone FROM session s JOIN account a ON a.id = s.account \
         WHERE s.token_hash = $1 AND s.revoked_at IS NULL AND s.expires_at > $2 AND a.erased_at IS NULL"
    );
    let live: Option<Live> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(secret::digest(token.as_bytes()))
        .bind(now())
        .fetch_optional(c)
        .await)?;
    Ok(live.map(|l| Signed {
        account: AccountId(l.account),
        session: SessionId(l.session),
        name: l.name,
        email: l.email,
        zone: l.zone,
        seen: None,
    }))
}

/// One of a person's own sessions.
#[derive(Clone, Debug, FromRow)]
pub struct Session {
    pub id: Uuid,
    pub agent: String,
    pub made_at: DateTime<Utc>,
}

pub async fn sessions(db: &Db, signed: &Signed) -> Result<Vec<Session>> {
    let text = sql!(
        "SELECT id, agent, made_at FROM session WHERE account = $1 AND revoked_at IS NULL AND expires_at > $2 ORDER BY made_at DESC, id LIMIT 100"
    );
    Ok(on!(db.read(), |c| sqlx::query_as(text)
        .bind(signed.account.0)
        .bind(now())
        .fetch_all(c)
        .await)?)
}

/// Ends one of one's own sessions; the one in use is signing out.
pub async fn revoke(db: &Db, signed: &Signed, session: SessionId) -> Result<()> {
    let text = sql!(
        "UPDATE session SET revoked_at = $3 WHERE id = $1 AND account = $2 AND revoked_at IS NULL"
    );
    let mut raw = db.begin().await?;
    let hit = on!(raw.conn(), |c| sqlx::query(text)
        .bind(session.0)
        .bind(signed.account.0)
        .bind(now())
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    raw.commit().await?;
    if hit == 1 { Ok(()) } else { absent() }
}

/// Mails a code for a new password to whoever has the address. The answer is the same, and takes as long, where nobody
/// has it, and where so many codes are on their way already that no more are sent: each of them is still good, so that
/// strangers who ask keep nobody from a new password.
pub async fn ask_reset(db: &Db, form: &form::AskReset, visitor: &Visitor) -> Result<()> {
    let email = counted(db, form, visitor).await?;
    let account = holder(db, &email).await?;
    let mut raw = db.begin().await?;
    let full = live_codes(&mut raw, account).await? >= RESETS;
    let account = account.filter(|_| !full);
    let code = start::issue(&mut raw, "reset", account, RESET_LASTS).await?;
    let mail = account.map(|_| Mail::Reset { to: email, code });
    outbox::put_reset(&mut raw, mail.as_ref()).await?;
    raw.commit().await
}

/// As [`ask_reset`] where no mail is sent: the ask counts and changes nothing.
pub async fn ask_by_hand(db: &Db, form: &form::AskReset, visitor: &Visitor) -> Result<()> {
    counted(db, form, visitor).await.map(|_| ())
}

/// The address, when it may still be asked for.
async fn counted(db: &Db, form: &form::AskReset, visitor: &Visitor) -> Result<String> {
    let email =
        text::email(&form.email).map_err(|bad| Refused::field_with("email", bad.0, bad.1))?;
    let limits = [
        (
            Limit::ResetHere,
            limit::here(&text::fold(&email), &visitor.address),
        ),
        (Limit::ResetAddress, visitor.address.clone()),
    ];
    let limits: Vec<(Limit, &str)> = limits
        .iter()
        .map(|(of, what)| (*of, what.as_str()))
        .collect();
    limit::take(db, &limits).await?;
    Ok(email)
}

/// A code for whoever has the address, to be handed on by whoever runs the program.
pub(super) async fn new_code(db: &Db, email: &str) -> Result<Option<String>> {
    let Some(account) = holder(db, email).await? else {
        return Ok(None);
    };
    let mut raw = db.begin().await?;
    let code = start::issue(&mut raw, "reset", Some(account), RESET_LASTS).await?;
    raw.commit().await?;
    Ok(Some(code))
}

/// Whose address it is.
async fn holder(db: &Db, email: &str) -> Result<Option<Uuid>> {
    let text = sql!("SELECT id FROM account WHERE email_folded = $1 AND erased_at IS NULL");
    Ok(on!(db.read(), |c| sqlx::query_scalar(text)
        .bind(text::fold(email))
        .fetch_optional(c)
        .await)?)
}

/// How many codes for a new password are good now.
async fn live_codes(raw: &mut Raw, account: Option<Uuid>) -> Result<i64> {
    let text = sql!(
        "SELECT COUNT(*) FROM code WHERE account = $1 AND purpose = 'reset' AND spent_at IS NULL AND expires_at > $2"
    );
    Ok(on!(raw.conn(), |c| sqlx::query_scalar(text)
        .bind(account.unwrap_or_else(Uuid::nil))
        .bind(now())
        .fetch_one(c)
        .await)?)
}

/// Sets a new password with a code, makes the account's other codes worthless, ends every session of it and begins one.
pub async fn reset(db: &Db, form: &form::Reset, visitor: &Visitor) -> Result<Begun> {
    let password = text::password(&form.password, "", "")
        .map_err(|bad| Refused::field_with("password", bad.0, bad.1))?;
    limit::take(db, &[(Limit::CodeAddress, &visitor.address)]).await?;
    let hash = secret::hash_password(password).await?;
    let mut raw = db.begin().await?;
    let Some(Some(account)) = start::spend(&mut raw, "reset", &form.code).await? else {
        return Err(Refused::field("code", Code::CodeSpent).into());
    };
    set_password(&mut raw, account, &hash).await?;
    let text = sql!(
        "UPDATE code SET spent_at = $2 WHERE account = $1 AND purpose = 'reset' AND spent_at IS NULL"
    );
    on!(raw.conn(), |c| sqlx::query(text)
        .bind(account)
        .bind(now())
        .execute(c)
        .await
        .map(|_| ()))?;
    let text = sql!("UPDATE session SET revoked_at = $2 WHERE account = $1 AND revoked_at IS NULL");
    on!(raw.conn(), |c| sqlx::query(text)
        .bind(account)
        .bind(now())
        .execute(c)
        .await
        .map(|_| ()))?;
    let begun = begin(&mut raw, AccountId(account), visitor).await?;
    raw.commit().await?;
    Ok(begun)
}

pub(crate) async fn set_password(raw: &mut Raw, account: Uuid, hash: &str) -> Result<()> {
    let text = sql!(
        "INSERT INTO credential (account, kind, secret, made_at) VALUES ($1, 'password', $2, $3) \
         ON CONFLICT (account, kind) DO UPDATE SET secret = excluded.secret, made_at = excluded.made_at"
    );
    on!(raw.conn(), |c| sqlx::query(text)
        .bind(account)
        .bind(hash)
        .bind(now())
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}
