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
    /// Where they were found to stand, while one request is answered.
    pub(crate) seen: Option<Seen>,
}

/// Set once; a request asks for one workspace.
pub(crate) type Seen = std::sync::Arc<tokio::sync::OnceCell<(String, grant::Found)>>;

impl Signed {
    /// For one request: how they stand in its workspace is read once. What changes meanwhile stops a change all the
    /// same, by the version of the rights in its key.
    #[must_use]
    pub fn for_one_request(mut self) -> Self {
        self.seen = Some(Seen::default());
        self
    }
}

/// Whether requests can be answered: the database is as this program has it, and takes changes.
pub async fn ready(db: &crate::Db, keeps: bool) -> Result<(), crate::db::Unready> {
    db.ready(keeps).await
}
