//! The only way in: who someone is, and the one permission check that makes every key.

pub mod grant;
pub mod limit;
pub mod rehearsal;
pub mod session;
pub mod start;

use domain::id::{AccountId, SessionId};

/// Someone who is signed in. Made only here, from a session's token.
#[derive(Clone, Debug)]
pub struct Signed {
    pub account: AccountId,
    pub session: SessionId,
    pub name: String,
    pub email: String,
    pub zone: String,
}

/// Whether requests can be answered: the database is as this program has it, and takes changes.
pub async fn ready(db: &crate::Db) -> Result<(), crate::db::Unready> {
    db.ready().await
}
