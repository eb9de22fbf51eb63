//! The only way in: who someone is, and the one permission check that makes every key.

pub mod grant;
pub mod limit;
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

/// Whether the database answers.
pub async fn ping(db: &crate::Db) -> crate::error::Result<()> {
    let text = crate::sql::sql!("SELECT COUNT(*) FROM setting");
    let _: i64 = crate::db::on!(db.read(), |c| sqlx::query_scalar(text).fetch_one(c).await)?;
    Ok(())
}
