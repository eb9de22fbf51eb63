//! A change: begun with a key and an [`Act`], committed only with its events and its answer.

use domain::event::ActorKind;
use domain::id::{MemberId, RecordId, WorkspaceId};
use domain::refusal::{Code, Refused};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::FromRow;
use uuid::Uuid;

use crate::Db;
use crate::chain::{self, Event};
use crate::db::{Raw, Writing, now, on};
use crate::error::{Error, Result};
use crate::inbox;
use crate::keys::{Acting, Key};
use crate::search;
use crate::sql::sql;

/// What makes a change the same change: a key made where the person acts, and the digest of what they asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    pub key: Uuid,
    pub fingerprint: Vec<u8>,
}

impl Act {
    /// An act of the program itself, which asks for nothing twice.
    pub fn once() -> Self {
        let key = Uuid::now_v7();
        Self {
            key,
            fingerprint: key.as_bytes().to_vec(),
        }
    }
}

/// Either a fresh transaction or, when this very change was made before, its answer.
pub(crate) enum Begun<A> {
    Fresh(Tx),
    Before(A),
}

/// Begins a change or returns the answer that the same change got before.
macro_rules! begin {
    ($db:expr, $key:expr, $act:expr) => {
        match $crate::tx::Tx::begin($db, $key, $act).await? {
            $crate::tx::Begun::Fresh(tx) => tx,
            $crate::tx::Begun::Before(answer) => return Ok(answer),
        }
    };
}
pub(crate) use begin;

pub(crate) struct Tx {
    raw: Raw,
    db: Db,
    acting: Acting,
    key: Uuid,
    /// Changes of rights made by this change itself.
    bumped: i64,
}

#[derive(FromRow)]
struct Earlier {
    fingerprint: Vec<u8>,
    answer: Option<Vec<u8>>,
}

/// What every change answers: the number of its event, by which it is undone and by which pages know that they are
/// behind, and whatever the change has to say.
#[derive(Clone, Debug, PartialEq, Serialize, serde::Deserialize)]
pub struct Done<T> {
    pub seq: i64,
    pub what: T,
    /// Everything was so already: there is no event, and nothing to take back.
    #[serde(default)]
    pub unchanged: bool,
}

impl Tx {
    pub async fn begin<A: DeserializeOwned>(
        db: &Db,
        key: &impl Key,
        act: &Act,
    ) -> Result<Begun<A>> {
        let acting = key.acting();
        if acting.read_only {
            return Err(Refused::Absent.into());
        }
        let mut raw = db.begin().await?;
        let rights_version = match claim(&mut raw, &acting, act).await? {
            Claimed::Now(rights_version) => rights_version,
            Claimed::Before(answer) => {
                let answer = serde_json::from_slice(&answer)
                    .map_err(|e| Error::Other(format!("a stored answer: {e}")))?;
                return Ok(Begun::Before(answer));
            }
        };
        let tx = Self {
            raw,
            db: db.clone(),
            acting,
            key: act.key,
            bumped: 0,
        };
        tx.refuse_other_rights(rights_version)?;
        Ok(Begun::Fresh(tx))
    }

    fn refuse_other_rights(&self, version: Option<i64>) -> Result<()> {
        if version == Some(self.acting.rights_version + self.bumped) {
            Ok(())
        } else {
            Err(Refused::conflict(Code::RightsChanged).into())
        }
    }

    async fn refuse_changed_rights(&mut self) -> Result<()> {
        let workspace = self.acting.workspace.0;
        let text = sql!("SELECT rights_version FROM workspace WHERE id = $1");
        let version: Option<i64> = on!(self.conn(), |c| sqlx::query_scalar(text)
            .bind(workspace)
            .fetch_optional(c)
            .await)?;
        self.refuse_other_rights(version)
    }

    pub fn conn(&mut self) -> Writing<'_> {
        self.raw.conn()
    }

    pub fn workspace(&self) -> WorkspaceId {
        self.acting.workspace
    }

    /// What kind of actor it is.
    pub fn actor_kind(&self) -> ActorKind {
        self.acting.actor.kind
    }

    /// Whether mails go out from here at all.
    pub fn mails(&self) -> bool {
        self.db.mails()
    }

    /// Whoever acts: a member's id, a contact's, a link's.
    pub fn actor(&self) -> Uuid {
        self.acting.actor.id
    }

    pub fn member(&self) -> MemberId {
        MemberId(self.acting.actor.id)
    }

    /// Who has made what the change makes: nothing is a job's own.
    pub fn maker(&self) -> Uuid {
        match self.acting.actor.kind {
            ActorKind::Job => self.person(),
            _ => self.actor(),
        }
    }

    /// The person behind the change: a job's is the one it acts for.
    pub fn person(&self) -> Uuid {
        self.acting.actor.acting_for.unwrap_or(self.acting.actor.id)
    }

    /// The only way to make a change last. An event for each record changed, and the answer, which the same change
    /// asked again will get.
    pub async fn commit<T: Serialize>(mut self, events: Vec<Event>, what: T) -> Result<Done<T>> {
        let workspace = self.acting.workspace;
        debug_assert!(!events.is_empty(), "a change without an event");
        search::hear(&mut self.raw, workspace.0, &events).await?;
        inbox::tell(&mut self, &events).await?;
        let links = chain::link(&mut self.raw, workspace.0, self.acting.actor, &events).await?;
        // PostgreSQL's transactions run side by side: rights may have changed since this one began. Whoever changes
        // them takes the chain's lock too, so that what is read under it holds until this commit.
        if self.db.is_postgres() {
            self.refuse_changed_rights().await?;
        }
        let done = Done {
            seq: links.seq,
            what,
            unchanged: false,
        };
        let answer = chain::Answer {
            account: self.acting.account.0,
            key: self.key,
            bytes: serde_json::to_vec(&done)
                .map_err(|e| Error::Other(format!("an answer: {e}")))?,
        };
        links.write(&mut self.raw, Some(answer)).await?;
        crate::dialect::notify(&mut self.raw, workspace).await?;
        self.raw.commit().await?;
        self.db.tell(workspace);
        Ok(done)
    }

    /// Ends a change in which nothing turned out to change: no event, but the answer is kept for the same question.
    pub async fn commit_unchanged<T: Serialize>(mut self, what: T) -> Result<Done<T>> {
        let text = sql!("SELECT seq FROM chain WHERE workspace = $1");
        let workspace = self.acting.workspace.0;
        let seq: i64 = on!(self.raw.conn(), |c| sqlx::query_scalar(text)
            .bind(workspace)
            .fetch_one(c)
            .await)?;
        let done = Done {
            seq,
            what,
            unchanged: true,
        };
        let answer =
            serde_json::to_vec(&done).map_err(|e| Error::Other(format!("an answer: {e}")))?;
        let text = sql!("UPDATE idempotency SET answer = $3 WHERE account = $1 AND key = $2");
        on!(self.raw.conn(), |c| sqlx::query(text)
            .bind(self.acting.account.0)
            .bind(self.key)
            .bind(&answer)
            .execute(c)
            .await
            .map(|_| ()))?;
        self.raw.commit().await?;
        Ok(done)
    }

    /// Begins a step that may turn out refused, in a change of which the rest goes on without it.
    pub async fn step(&mut self) -> Result<()> {
        self.say(sql!("SAVEPOINT step")).await
    }

    /// Ends it: what was refused has never been, and says why. What is nobody's refusal ends the whole change.
    pub async fn stepped<T>(
        &mut self,
        outcome: Result<T>,
    ) -> Result<std::result::Result<T, Refused>> {
        let outcome = match outcome {
            Ok(done) => Ok(done),
            Err(Error::Refused(
                why @ (Refused::Absent
                | Refused::Invalid { .. }
                | Refused::Conflict { .. }
                | Refused::Stale { .. }),
            )) => {
                self.say(sql!("ROLLBACK TO SAVEPOINT step")).await?;
                Err(why)
            }
            Err(fault) => return Err(fault),
        };
        self.say(sql!("RELEASE SAVEPOINT step")).await?;
        Ok(outcome)
    }

    async fn say(&mut self, text: &'static str) -> Result<()> {
        on!(self.conn(), |c| sqlx::query(text)
            .execute(c)
            .await
            .map(|_| ()))?;
        Ok(())
    }

    /// Rights changed: every key made before is worth nothing.
    pub async fn bump_rights(&mut self) -> Result<()> {
        let workspace = self.acting.workspace.0;
        let text = sql!("UPDATE workspace SET rights_version = rights_version + 1 WHERE id = $1");
        on!(self.raw.conn(), |c| sqlx::query(text)
            .bind(workspace)
            .execute(c)
            .await
            .map(|_| ()))?;
        self.bumped += 1;
        Ok(())
    }

    pub(crate) fn raw(&mut self) -> &mut Raw {
        &mut self.raw
    }
}

/// Whether a change's key is put down now.
enum Claimed {
    /// With the workspace's rights version, where there is such a workspace.
    Now(Option<i64>),
    /// With the answer that it got.
    Before(Vec<u8>),
}

/// Puts the key down first, in the change's own transaction. On PostgreSQL a second transaction with the same key
/// waits here for the first.
async fn claim(raw: &mut Raw, acting: &Acting, act: &Act) -> Result<Claimed> {
    let (account, workspace) = (acting.account.0, acting.workspace.0);
    let text = sql!(
        "INSERT INTO idempotency (account, key, workspace, fingerprint, made_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (account, key) DO NOTHING \
         RETURNING (SELECT w.rights_version FROM workspace w WHERE w.id = $3)"
    );
    let made: Option<Option<i64>> = on!(raw.conn(), |c| sqlx::query_scalar(text)
        .bind(account)
        .bind(act.key)
        .bind(workspace)
        .bind(&act.fingerprint)
        .bind(now())
        .fetch_optional(c)
        .await)?;
    if let Some(rights_version) = made {
        return Ok(Claimed::Now(rights_version));
    }
    let text = sql!("SELECT fingerprint, answer FROM idempotency WHERE account = $1 AND key = $2");
    let earlier: Option<Earlier> = on!(raw.conn(), |c| sqlx::query_as(text)
        .bind(account)
        .bind(act.key)
        .fetch_optional(c)
        .await)?;
    match earlier {
        Some(Earlier { fingerprint, .. }) if fingerprint != act.fingerprint => {
            Err(Refused::KeyReused.into())
        }
        Some(Earlier {
            answer: Some(answer),
            ..
        }) => Ok(Claimed::Before(answer)),
        _ => Err(Refused::Busy { after_s: 1 }.into()),
    }
}

/// A record and what it now is: the answer of most changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Changed {
    pub record: RecordId,
    pub version: i64,
    /// What it is called, for the sentence that tells of it: `NGT-42`, a title.
    pub called: String,
}
