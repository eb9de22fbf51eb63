//! Work that follows from a change, put down in the same transaction and done afterwards: claimed by one worker at a
//! time, retried with growing pauses, given up after a while and then visible as such.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

use crate::Db;
use crate::db::{Raw, now, on};
use crate::dialect;
use crate::door::grant::Asker;
use crate::error::{Error, Result};
use crate::keys::Duty;
use crate::sql::sql;
use crate::tx::Tx;

/// A worker that has not answered by then is taken for dead, and its job is anyone's.
const LEASE: TimeDelta = TimeDelta::seconds(30);
/// Tries before a job is given up.
pub const TRIES: i64 = 8;

/// A mail to be sent. The body is made when it goes out, from words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "mail", rename_all = "snake_case")]
pub enum Mail {
    Invitation {
        to: String,
        name: String,
        code: String,
    },
    Reset {
        to: String,
        code: String,
    },
    /// Who is mentioned where. To whom and what about is read when it goes out: see [`crate::inbox::letter`].
    Mention {
        member: Uuid,
        record: Uuid,
    },
}

/// An import to be run for the member who started it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    pub import: Uuid,
    pub asker: Asker,
}

/// A job that this worker holds until its lease ends.
#[derive(Clone, Debug, FromRow)]
pub struct Job {
    pub workspace: Uuid,
    pub id: Uuid,
    pub kind: String,
    pub body: String,
    pub attempts: i64,
}

/// Puts a mail down with the change that causes it. `once` names it: asked for twice, it is sent once.
pub(crate) async fn put(tx: &mut Tx, mail: &Mail, once: &str) -> Result<()> {
    let workspace = tx.workspace().0;
    put_raw(tx.raw(), workspace, kind::MAIL, mail, once, now()).await
}

/// The same, to be sent after so many seconds.
pub(crate) async fn put_later(tx: &mut Tx, mail: &Mail, once: &str, seconds: i64) -> Result<()> {
    let (workspace, at) = (tx.workspace().0, now() + TimeDelta::seconds(seconds));
    put_raw(tx.raw(), workspace, kind::MAIL, mail, once, at).await
}

/// Puts an import down that is to be run.
pub(crate) async fn put_import(tx: &mut Tx, import: &Import, once: &str) -> Result<()> {
    let workspace = tx.workspace().0;
    put_raw(tx.raw(), workspace, kind::IMPORT, import, once, now()).await
}

async fn put_raw(
    raw: &mut Raw,
    workspace: Uuid,
    kind: &str,
    body: &impl Serialize,
    once: &str,
    run_at: DateTime<Utc>,
) -> Result<()> {
    let body = serde_json::to_string(body).map_err(|e| Error::Other(format!("a job: {e}")))?;
    let text = sql!(
        "INSERT INTO job (workspace, id, kind, body, once, run_at, attempts) VALUES ($1, $2, $6, $3, $4, $5, 0) ON CONFLICT (workspace, kind, once) DO NOTHING"
    );
    on!(raw.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(Uuid::now_v7())
        .bind(&body)
        .bind(once)
        .bind(run_at)
        .bind(kind)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Puts a mail down that belongs to no workspace: a new password's. For nobody, a job that is done already: whoever
/// asks cannot tell by the time it takes.
pub(crate) async fn put_reset(raw: &mut Raw, mail: Option<&Mail>) -> Result<()> {
    let body = mail.map(serde_json::to_string).transpose();
    let body = body.map_err(|e| Error::Other(format!("a job: {e}")))?;
    let (id, at) = (Uuid::now_v7(), now());
    let text = sql!(
        "INSERT INTO job (workspace, id, kind, body, once, run_at, attempts, done_at) VALUES ($1, $2, $3, $4, $5, $6, 0, $7)"
    );
    on!(raw.conn(), |c| sqlx::query(text)
        .bind(Uuid::nil())
        .bind(id)
        .bind(kind::MAIL)
        .bind(body.as_deref().unwrap_or_default())
        .bind(id.to_string())
        .bind(at)
        .bind(mail.is_none().then_some(at))
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// A mail that waits is not sent any more.
pub(crate) async fn call_off(tx: &mut Tx, once: &str) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "DELETE FROM job WHERE workspace = $1 AND kind = $2 AND once = $3 AND done_at IS NULL"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(kind::MAIL)
        .bind(once)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// What kind of work a job is: each has a worker of its own.
pub mod kind {
    pub const MAIL: &str = "mail";
    pub const IMPORT: &str = "import";
}

/// Whether there is anything to take up, without writing.
pub async fn due(db: &Db, _: &Duty, kind: &str) -> Result<bool> {
    let text = sql!(
        "SELECT COUNT(*) FROM job WHERE kind = $2 AND done_at IS NULL AND dead_at IS NULL AND run_at <= $1 AND (claimed_until IS NULL OR claimed_until < $1)"
    );
    let due: i64 = on!(db.read(), |c| sqlx::query_scalar(text)
        .bind(now())
        .bind(kind)
        .fetch_one(c)
        .await)?;
    Ok(due > 0)
}

/// Takes up to `most` jobs of a kind that are due.
pub async fn claim(db: &Db, _: &Duty, kind: &str, most: i64) -> Result<Vec<Job>> {
    let at = now();
    let mut raw = db.begin().await?;
    // A job whose workers all died over it has never been reported as failed.
    let text = sql!(
        "UPDATE job SET dead_at = $1 WHERE done_at IS NULL AND dead_at IS NULL AND run_at <= $1 AND attempts >= $2 AND claimed_until < $1"
    );
    on!(raw.conn(), |c| sqlx::query(text)
        .bind(at)
        .bind(TRIES)
        .execute(c)
        .await
        .map(|_| ()))?;
    let text = dialect::claim_jobs(&raw);
    let jobs: Vec<Job> = on!(raw.conn(), |c| sqlx::query_as(text)
        .bind(at)
        .bind(at + LEASE)
        .bind(most)
        .bind(kind)
        .fetch_all(c)
        .await)?;
    raw.commit().await?;
    Ok(jobs)
}

/// Goes on holding a job whose work takes longer than a lease. False when it is another's by now.
pub async fn hold(db: &Db, _: &Duty, job: &Job) -> Result<bool> {
    let text = sql!(
        "UPDATE job SET claimed_until = $3 WHERE workspace = $1 AND id = $2 AND attempts = $4 AND done_at IS NULL AND dead_at IS NULL"
    );
    let mut raw = db.begin().await?;
    let held = on!(raw.conn(), |c| sqlx::query(text)
        .bind(job.workspace)
        .bind(job.id)
        .bind(now() + LEASE)
        .bind(job.attempts)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    raw.commit().await?;
    Ok(held == 1)
}

/// Lets go of a job that is not done, without a pause: the program stops, and the next one goes on.
pub async fn let_go(db: &Db, _: &Duty, job: &Job) -> Result<()> {
    let text = sql!(
        "UPDATE job SET claimed_until = NULL, attempts = attempts - 1 WHERE workspace = $1 AND id = $2 AND attempts = $3 AND done_at IS NULL"
    );
    let mut raw = db.begin().await?;
    on!(raw.conn(), |c| sqlx::query(text)
        .bind(job.workspace)
        .bind(job.id)
        .bind(job.attempts)
        .execute(c)
        .await
        .map(|_| ()))?;
    raw.commit().await
}

/// Lets go of all jobs of a kind that nobody can be holding any more: SQLite's file has one program, and it has just
/// begun. Another node's stay its own.
pub async fn take_over(db: &Db, _: &Duty, kind: &str) -> Result<()> {
    if db.is_postgres() {
        return Ok(());
    }
    let text = sql!(
        "UPDATE job SET claimed_until = NULL WHERE kind = $1 AND claimed_until IS NOT NULL AND done_at IS NULL"
    );
    let mut raw = db.begin().await?;
    on!(raw.conn(), |c| sqlx::query(text)
        .bind(kind)
        .execute(c)
        .await
        .map(|_| ()))?;
    raw.commit().await
}

/// Done: what it carried (addresses, codes) is removed with it.
pub async fn done(db: &Db, _: &Duty, job: &Job) -> Result<()> {
    let text = sql!("UPDATE job SET done_at = $3, body = '' WHERE workspace = $1 AND id = $2");
    let mut raw = db.begin().await?;
    on!(raw.conn(), |c| sqlx::query(text)
        .bind(job.workspace)
        .bind(job.id)
        .bind(now())
        .execute(c)
        .await
        .map(|_| ()))?;
    raw.commit().await
}

/// Failed: tried again after 5 s, 10 s, 20 s and so on, or given up. Of a worker that was taken for dead meanwhile,
/// nothing is heard: the job is another's.
pub async fn failed(db: &Db, _: &Duty, job: &Job) -> Result<()> {
    let at = now();
    let pause = TimeDelta::seconds(5 << (job.attempts - 1).clamp(0, 12));
    let dead = (job.attempts >= TRIES).then_some(at);
    let text = sql!(
        "UPDATE job SET claimed_until = NULL, run_at = $3, dead_at = $4 WHERE workspace = $1 AND id = $2 AND attempts = $5 AND done_at IS NULL"
    );
    let mut raw = db.begin().await?;
    on!(raw.conn(), |c| sqlx::query(text)
        .bind(job.workspace)
        .bind(job.id)
        .bind(at + pause)
        .bind(dead)
        .bind(job.attempts)
        .execute(c)
        .await
        .map(|_| ()))?;
    raw.commit().await
}
