//! How often someone may try: per account, per network address and per both, so that neither a guessed password nor a
//! guessed address gets many turns, and nobody locks another out.

use chrono::TimeDelta;
use domain::refusal::Refused;
use sqlx::FromRow;

use crate::Db;
use crate::db::{now, on};
use crate::error::Result;
use crate::secret;
use crate::sql::sql;

/// Tries counted in a window of fifteen minutes from the first.
const WINDOW: TimeDelta = TimeDelta::minutes(15);

#[derive(Clone, Copy, Debug)]
pub enum Limit {
    /// Of an account from one address: whoever guesses locks nobody out but themselves.
    SignInHere,
    /// Of an account from wherever: for guesses that come from many addresses.
    SignInAccount,
    SignInAddress,
    /// Asks for an account's new password from one address: a stranger who asks keeps nobody else from asking. How many
    /// mails follow from wherever, see [`super::session::ask_reset`].
    ResetHere,
    ResetAddress,
    CodeAddress,
    /// Refused forms of an address that are kept for it to be shown again.
    KeptAddress,
}

impl Limit {
    fn name(self) -> &'static str {
        match self {
            Self::SignInHere => "sign-in here",
            Self::SignInAccount => "sign-in account",
            Self::SignInAddress => "sign-in address",
            Self::ResetHere => "reset here",
            Self::ResetAddress => "reset address",
            Self::CodeAddress => "code address",
            Self::KeptAddress => "kept address",
        }
    }

    pub fn tries(self) -> i64 {
        match self {
            Self::SignInHere => 10,
            Self::SignInAccount => 100,
            Self::SignInAddress => 100,
            Self::ResetHere => 3,
            Self::ResetAddress => 20,
            Self::CodeAddress => 20,
            Self::KeptAddress => 300,
        }
    }

    /// The bucket's digest: the table of tries holds no addresses.
    fn bucket(self, of: &str) -> Vec<u8> {
        secret::digest(format!("{}\n{of}", self.name()).as_bytes())
    }
}

#[derive(FromRow)]
struct Count {
    tries: i64,
    until: chrono::DateTime<chrono::Utc>,
}

/// Counts a try in each bucket before it is made, up to the first that is full: whoever is refused there fills none of
/// the others, which are more people's than theirs.
pub async fn take(db: &Db, buckets: &[(Limit, &str)]) -> Result<()> {
    let at = now();
    let text = sql!(
        "INSERT INTO attempt (bucket, tries, until) VALUES ($1, 1, $2) ON CONFLICT (bucket) DO UPDATE SET \
         tries = CASE WHEN attempt.until <= $3 THEN 1 ELSE attempt.tries + 1 END, \
         until = CASE WHEN attempt.until <= $3 THEN excluded.until ELSE attempt.until END RETURNING tries, until"
    );
    let mut raw = db.begin().await?;
    let mut wait = None;
    for (limit, of) in buckets {
        let count: Count = on!(raw.conn(), |c| sqlx::query_as(text)
            .bind(limit.bucket(of))
            .bind(at + WINDOW)
            .bind(at)
            .fetch_one(c)
            .await)?;
        if count.tries > limit.tries() {
            wait = Some((count.until - at).num_seconds().max(1).unsigned_abs());
            break;
        }
    }
    raw.commit().await?;
    wait.map_or(Ok(()), |after_s| Err(Refused::TooMany { after_s }.into()))
}

/// A try at a password of the account.
pub(crate) async fn sign_in(db: &Db, folded: &str, address: &str) -> Result<()> {
    let here = here(folded, address);
    let buckets = [
        (Limit::SignInHere, here.as_str()),
        (Limit::SignInAccount, folded),
        (Limit::SignInAddress, address),
    ];
    take(db, &buckets).await
}

/// A right try: the account's own buckets start anew.
pub(crate) async fn signed_in(db: &Db, folded: &str, address: &str) -> Result<()> {
    clear(db, Limit::SignInHere, &here(folded, address)).await?;
    clear(db, Limit::SignInAccount, folded).await
}

/// An account from one address.
pub(super) fn here(folded: &str, address: &str) -> String {
    format!("{folded}\n{address}")
}

/// The bucket starts anew.
pub(crate) async fn clear(db: &Db, limit: Limit, of: &str) -> Result<()> {
    let text = sql!("DELETE FROM attempt WHERE bucket = $1");
    let mut raw = db.begin().await?;
    on!(raw.conn(), |c| sqlx::query(text)
        .bind(limit.bucket(of))
        .execute(c)
        .await
        .map(|_| ()))?;
    raw.commit().await
}
