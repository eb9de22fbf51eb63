//! One database, either engine: opened, migrated, checked.
//!
//! SQLite has one writer (see [`writer`]) and a few readers that cannot write; PostgreSQL has a pool. `on!` runs the
//! same text and the same row types against whichever it is, checked by the compiler for both.

mod compact;
mod count;
mod gauges;
mod learn;
pub(crate) mod schema;
mod spin;
pub mod writer;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::{DateTime, SubsecRound, Utc};
use domain::id::WorkspaceId;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Connection, PgConnection, Postgres, Sqlite, SqliteConnection, Transaction};
use tokio::sync::broadcast;

use crate::error::{Error, Result};
use crate::keys::Duty;
pub use count::Asked;
use count::Counted;
pub use gauges::{Gauges, SIZES, Unready, WriterGauges};
use spin::Spinning;
use writer::{Turn, Writer};

/// The engine's two shapes. Readers and connections are given out in it, and `on!` takes it apart.
pub enum Engine<S, P> {
    Sqlite(S),
    Postgres(P),
}

/// Runs one body against either engine.
macro_rules! on {
    ($engine:expr, |$c:ident| $body:expr) => {{
        match $engine {
            $crate::db::Engine::Sqlite($c) => $body,
            $crate::db::Engine::Postgres($c) => $body,
        }
    }};
}
pub(crate) use on;

/// What the drivers need not say in a log: PostgreSQL's notices about our own precautions.
pub const QUIET: &str = "sqlx::postgres::notice=error";

/// A handle. The second part counts what is read through this one, see [`Db::counted`].
#[derive(Clone)]
pub struct Db(Arc<Inner>, Option<Arc<Asked>>);

struct Inner {
    pools: Engine<(SqlitePool, Writer), PgPool>,
    /// The workspaces that changed, for this node's live streams and its jobs.
    changed: broadcast::Sender<WorkspaceId>,
    /// Whether there is a mail server: without one no mail is put down that nobody would ever send.
    mails: AtomicBool,
}

/// A transaction before anything is known of who and what: identity tables and upkeep use it bare, [`crate::tx::Tx`]
/// wraps it for everything else.
pub(crate) enum Raw {
    Sqlite(Turn),
    Postgres(Transaction<'static, Postgres>),
}

/// The connection that a change is made on.
pub(crate) type Writing<'c> = Engine<Spinning<'c>, &'c mut PgConnection>;

/// A connection of either engine, whose reads are counted.
pub(crate) type Conn<'c> = Engine<Counted<'c, Spinning<'c>>, Counted<'c, &'c mut PgConnection>>;

/// Whatever can be read from: a connection held for a page, or the change that is under way.
pub(crate) trait Reader: Send {
    fn conn(&mut self) -> Conn<'_>;
}

/// A reading connection held for a page, and who counts what it is asked.
pub(crate) struct Held {
    conn: Engine<PoolConnection<Sqlite>, PoolConnection<Postgres>>,
    asked: Option<Arc<Asked>>,
}

impl Reader for Held {
    fn conn(&mut self) -> Conn<'_> {
        let asked = self.asked.as_deref();
        match &mut self.conn {
            Engine::Sqlite(inner) => Engine::Sqlite(Counted {
                inner: Spinning::reading(inner),
                asked,
            }),
            Engine::Postgres(inner) => Engine::Postgres(Counted { inner, asked }),
        }
    }
}

impl Reader for crate::tx::Tx {
    fn conn(&mut self) -> Conn<'_> {
        // A change has no budget.
        let asked = None;
        match Self::conn(self) {
            Engine::Sqlite(inner) => Engine::Sqlite(Counted { inner, asked }),
            Engine::Postgres(inner) => Engine::Postgres(Counted { inner, asked }),
        }
    }
}

/// Where the data lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    Sqlite(std::path::PathBuf),
    Postgres(String),
}

impl Place {
    /// A `postgres://` address, or the file `daymark.db` in the data folder.
    pub fn new(url: Option<&str>, data: &Path) -> Self {
        match url {
            Some(url) => Self::Postgres(url.to_owned()),
            None => Self::Sqlite(data.join("daymark.db")),
        }
    }
}

impl Db {
    /// Opens, checks and migrates. The [`Duty`] is given once: to the program's own upkeep.
    pub async fn open(place: &Place) -> Result<(Self, Duty)> {
        let pools = match place {
            Place::Sqlite(file) => open_sqlite(file).await?,
            Place::Postgres(url) => open_postgres(url).await?,
        };
        let (changed, _) = broadcast::channel(1024);
        let inner = Arc::new(Inner {
            pools,
            changed,
            mails: AtomicBool::new(false),
        });
        Ok((Self(inner, None), Duty::given()))
    }

    /// The same database, counting what is read through this handle and its copies: a page has a budget.
    pub fn counted(&self, asked: &Arc<Asked>) -> Self {
        Self(Arc::clone(&self.0), Some(Arc::clone(asked)))
    }

    pub(crate) fn read(&self) -> Engine<Counted<'_, &SqlitePool>, Counted<'_, &PgPool>> {
        let asked = self.1.as_deref();
        match &self.0.pools {
            Engine::Sqlite((inner, _)) => Engine::Sqlite(Counted { inner, asked }),
            Engine::Postgres(inner) => Engine::Postgres(Counted { inner, asked }),
        }
    }

    /// One connection for several readings.
    pub(crate) async fn hold(&self) -> Result<Held> {
        let conn = match &self.0.pools {
            Engine::Sqlite((readers, _)) => Engine::Sqlite(readers.acquire().await?),
            Engine::Postgres(pool) => Engine::Postgres(pool.acquire().await?),
        };
        let asked = self.1.clone();
        Ok(Held { conn, asked })
    }

    pub(crate) async fn begin(&self) -> Result<Raw> {
        Ok(match &self.0.pools {
            Engine::Sqlite((_, writer)) => Raw::Sqlite(writer.begin().await?),
            Engine::Postgres(pool) => Raw::Postgres(pool.begin().await?),
        })
    }

    /// From now on what is to be mailed is put down: somebody sends it.
    pub fn mails_go_out(&self, _: &Duty) {
        self.0.mails.store(true, Ordering::Relaxed);
    }

    pub(crate) fn mails(&self) -> bool {
        self.0.mails.load(Ordering::Relaxed)
    }

    pub fn is_postgres(&self) -> bool {
        matches!(self.0.pools, Engine::Postgres(_))
    }

    pub(crate) fn postgres(&self) -> Option<&PgPool> {
        match &self.0.pools {
            Engine::Postgres(pool) => Some(pool),
            Engine::Sqlite(_) => None,
        }
    }

    /// Tells this node that a workspace has new events.
    pub(crate) fn tell(&self, workspace: WorkspaceId) {
        // No receiver is no listener: nobody misses anything.
        let _ = self.0.changed.send(workspace);
    }

    pub fn changes(&self) -> broadcast::Receiver<WorkspaceId> {
        self.0.changed.subscribe()
    }

    /// Waits for what was acknowledged to be on disk and closes.
    pub async fn close(&self) {
        match &self.0.pools {
            Engine::Sqlite((readers, writer)) => {
                readers.close().await;
                writer.close().await;
            }
            Engine::Postgres(pool) => pool.close().await,
        }
    }
}

impl Raw {
    pub(crate) fn conn(&mut self) -> Writing<'_> {
        match self {
            Self::Sqlite(turn) => Engine::Sqlite(Spinning::writing(turn.conn())),
            Self::Postgres(tx) => Engine::Postgres(&mut **tx),
        }
    }

    pub(crate) async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(turn) => turn.commit().await,
            Self::Postgres(tx) => tx.commit().await.map_err(|error| match error.into() {
                // Nobody knows whether it was made.
                Error::Gone(cause) => Error::Database(cause),
                other => other,
            }),
        }
    }
}

tokio::task_local! {
    /// The moment of a change that is rehearsed: see [`crate::door::rehearsal`], its only user.
    static REHEARSED: DateTime<Utc>;
}

/// The one clock, cut to what both engines keep.
pub(crate) fn now() -> DateTime<Utc> {
    let now = REHEARSED.try_with(|at| *at).unwrap_or_else(|_| Utc::now());
    now.trunc_subsecs(6)
}

/// Does something as if it were then.
pub(crate) async fn as_if<T>(then: DateTime<Utc>, work: impl Future<Output = T>) -> T {
    REHEARSED.scope(then, work).await
}

async fn open_sqlite(file: &Path) -> Result<Engine<(SqlitePool, Writer), PgPool>> {
    make_folder(file)?;
    let options = sqlite_options(file);
    let mut conn = connect_sqlite(file).await?;
    schema::migrate_sqlite(&mut conn).await?;
    refuse_read_only(&mut conn, file).await?;
    let readers = SqlitePoolOptions::new()
        .max_connections(6)
        .acquire_timeout(Duration::from_secs(2))
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_with(
            options
                .pragma("query_only", "ON")
                .pragma("cache_size", "-32768")
                // The writer does. Readers may not write what they found, and one that fails in it is not waited for: the
                // file would be written on after the database was closed.
                .optimize_on_close(false, None),
        )
        .await?;
    Ok(Engine::Sqlite((readers, Writer::new(conn))))
}

async fn connect_sqlite(file: &Path) -> Result<SqliteConnection> {
    let mut conn = SqliteConnection::connect_with(&sqlite_options(file))
        .await
        .map_err(|error| unopened(file, error))?;
    check_sqlite_version(&mut conn).await?;
    Ok(conn)
}

/// What can only be read is opened without a word, and even a transaction begins on it: the first change would fail.
async fn refuse_read_only(conn: &mut SqliteConnection, file: &Path) -> Result<()> {
    let nothing = "UPDATE setting SET value = value WHERE 1 = 0";
    match sqlx::raw_sql(nothing).execute(conn).await {
        Err(error) if primary(&error) == Some(READ_ONLY) => Err(unopened(file, error)),
        // Somebody else's turn is no reason not to begin.
        _ => Ok(()),
    }
}

const READ_ONLY: u32 = 8;
const CANNOT_OPEN: u32 = 14;
const NO_DATABASE: u32 = 26;

/// SQLite's code without what its upper bytes add.
fn primary(error: &sqlx::Error) -> Option<u32> {
    let code = error.as_database_error()?.code()?;
    Some(code.parse::<u32>().ok()? & 0xff)
}

fn unopened(file: &Path, error: sqlx::Error) -> Error {
    let path = file.display();
    Error::Other(match primary(&error) {
        Some(CANNOT_OPEN) => format!(
            "the database {path} cannot be opened: whoever runs Daymark must be able to write to its folder and to it"
        ),
        Some(READ_ONLY) => format!(
            "the database {path} can only be read: whoever runs Daymark must be able to write to it and to its folder"
        ),
        Some(NO_DATABASE) => format!(
            "{path} is no database: name another folder with --data, or move the file away and restore a backup"
        ),
        _ => return Error::from(error),
    })
}

fn make_folder(file: &Path) -> Result<()> {
    let Some(folder) = file.parent() else {
        return Ok(());
    };
    let mut maker = std::fs::DirBuilder::new();
    maker.recursive(true);
    // Digests of passwords lie in it: they are nobody else's to read.
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut maker, 0o700);
    maker.create(folder).map_err(|e| {
        Error::Other(format!(
            "the data folder {} cannot be made: {e}",
            folder.display()
        ))
    })
}

fn sqlite_options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // NORMAL loses acknowledged changes at a power cut (measured); group commit pays for FULL.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON")
        .pragma("secure_delete", "ON")
        .pragma("temp_store", "MEMORY")
        .pragma("journal_size_limit", "67108864")
        // Counted by samples, without those of single values: for them statements would be prepared anew whenever they
        // are bound.
        .analysis_limit(1000)
        .optimize_on_close(true, 1000)
        // A page's rows come without waiting for each other.
        .row_buffer_size(500)
}

/// Older versions can corrupt a WAL database (fixed in 3.51.3).
const SQLITE_FLOOR: (u32, u32, u32) = (3, 51, 3);

async fn check_sqlite_version(conn: &mut SqliteConnection) -> Result<()> {
    let version: String = sqlx::query_scalar("SELECT sqlite_version()")
        .fetch_one(conn)
        .await?;
    if sqlite_is_old(&version) {
        return Err(Error::Other(format!(
            "SQLite {version} is too old: 3.51.3 or later is needed, since earlier ones can corrupt the database"
        )));
    }
    Ok(())
}

fn sqlite_is_old(version: &str) -> bool {
    let mut parts = version.split('.').map(|n| n.parse().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    (next(), next(), next()) < SQLITE_FLOOR
}

async fn open_postgres(url: &str) -> Result<Engine<(SqlitePool, Writer), PgPool>> {
    let options = schema::postgres_options(url)?;
    let upkeep = options.clone();
    let options = options.options([
        ("statement_timeout", "5s"),
        ("lock_timeout", "2s"),
        ("idle_in_transaction_session_timeout", "10s"),
    ]);
    let mut conn = PgConnection::connect_with(&upkeep)
        .await
        .map_err(schema::no_answer)?;
    schema::migrate_postgres(&mut conn).await?;
    conn.close().await?;
    let pool = PgPoolOptions::new()
        .max_connections(10)
        .acquire_timeout(Duration::from_secs(2))
        // A cancelled BEGIN leaves an open transaction on its connection (sqlx 0.9.0): it is ended before the next use.
        // A ROLLBACK alone would warn in PostgreSQL's log of each connection that has nothing to roll back.
        .after_release(|conn, _| {
            Box::pin(
                async move { Ok(sqlx::raw_sql("BEGIN; ROLLBACK").execute(conn).await.is_ok()) },
            )
        })
        .connect_with(options)
        .await?;
    Ok(Engine::Postgres(pool))
}

#[cfg(test)]
mod tests {
    use sqlx::Connection;
    use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};

    use super::{Db, Place, refuse_read_only, sqlite_is_old};

    #[tokio::test]
    async fn what_can_only_be_read_is_refused_by_its_path() {
        let folder = tempfile::TempDir::new().unwrap();
        let place = Place::new(None, folder.path());
        Db::open(&place).await.unwrap().0.close().await;
        let file = folder.path().join("daymark.db");
        for read_only in [true, false] {
            let options = SqliteConnectOptions::new()
                .filename(&file)
                .read_only(read_only);
            let mut conn = SqliteConnection::connect_with(&options).await.unwrap();
            let refused = refuse_read_only(&mut conn, &file).await;
            let why = refused.err().map(|why| why.to_string());
            let said = why.is_some_and(|why| why.contains("daymark.db can only be read"));
            assert_eq!(said, read_only);
            conn.close().await.unwrap();
        }
    }

    #[test]
    fn sqlite_before_the_wal_fix_is_old() {
        for old in ["3.40.1", "3.51.2", "3.9.9", "2.0", ""] {
            assert!(sqlite_is_old(old), "{old}");
        }
        for new in ["3.51.3", "3.52.0", "4.0.0"] {
            assert!(!sqlite_is_old(new), "{new}");
        }
    }
}
