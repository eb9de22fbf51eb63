//! Brings a schema up to date, or to the version that a backup was made of.

use std::str::FromStr;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, PgConnection, SqliteConnection};

use super::{Db, Engine, Place, on};
use crate::error::{Error, Result};
use crate::keys::Duty;
use crate::sql::sql;

static SQLITE: Migrator = sqlx::migrate!("./migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("./migrations/postgres");

/// The version that this program brings a schema to. Both engines have the same.
pub(crate) fn newest() -> i64 {
    SQLITE.iter().map(|m| m.version).max().unwrap_or(0)
}

pub(super) async fn migrate_sqlite(conn: &mut SqliteConnection) -> Result<()> {
    said(SQLITE.run(conn).await)
}

pub(super) async fn migrate_postgres(conn: &mut PgConnection) -> Result<()> {
    said(POSTGRES.run(conn).await)
}

/// A connection of its own to a database whose schema is brought to `version`, and no further.
pub(crate) async fn at_version(
    place: &Place,
    version: i64,
) -> Result<Engine<SqliteConnection, PgConnection>> {
    Ok(match place {
        Place::Sqlite(file) => {
            super::make_folder(file)?;
            let mut conn = super::connect_sqlite(file).await?;
            said(SQLITE.run_to(version, &mut conn).await)?;
            Engine::Sqlite(conn)
        }
        Place::Postgres(url) => {
            let mut conn = PgConnection::connect_with(&postgres_options(url)?)
                .await
                .map_err(no_answer)?;
            said(POSTGRES.run_to(version, &mut conn).await)?;
            Engine::Postgres(conn)
        }
    })
}

/// A connection of its own that leaves a database as it is; none to a file that is not there.
pub(crate) async fn untouched(
    place: &Place,
) -> Result<Option<Engine<SqliteConnection, PgConnection>>> {
    Ok(match place {
        Place::Sqlite(file) if !file.exists() => None,
        Place::Sqlite(file) => {
            // Not with our options: they would write into the file how its changes are logged.
            let options = SqliteConnectOptions::new().filename(file).read_only(true);
            Some(Engine::Sqlite(
                SqliteConnection::connect_with(&options).await?,
            ))
        }
        Place::Postgres(url) => Some(Engine::Postgres(
            PgConnection::connect_with(&postgres_options(url)?)
                .await
                .map_err(no_answer)?,
        )),
    })
}

pub(super) fn postgres_options(url: &str) -> Result<PgConnectOptions> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|e| Error::Other(format!("the database address cannot be read: {e}")))?;
    // To look for the best order of a dozen tables takes longer than most statements, each time one is run: of more than
    // four it keeps the order that they are written in (docs/decisions/0017).
    // And to compile a statement takes longer than to run it, which is what long ones seem to be worth (342 of 346 ms).
    Ok(options.options([("join_collapse_limit", "4"), ("jit", "off")]))
}

pub(super) fn no_answer(error: sqlx::Error) -> Error {
    Error::Other(format!("the database does not answer: {error}"))
}

impl Db {
    /// Opens a database that is already as this program has it: a backup must not change what it copies.
    pub async fn open_as_it_is(place: &Place) -> Result<(Self, Duty)> {
        let version = version_at(place).await?;
        // A newer one is refused by `open`, in its words.
        if version < newest() {
            return Err(Error::Other(format!(
                "the database's schema is {version} and this program's {}: take the program that serves it, or run `daymark migrate` first",
                newest()
            )));
        }
        Self::open(place).await
    }

    /// The version of the schema as it is now: another program may have brought it further since this one opened it.
    pub(crate) async fn schema_version(&self) -> Result<i64> {
        let text = version_text();
        Ok(on!(self.read(), |c| sqlx::query_scalar(text)
            .fetch_one(c)
            .await)?)
    }
}

async fn version_at(place: &Place) -> Result<i64> {
    let no_tables = |_| Error::Other("there is no Daymark in this database".into());
    match place {
        Place::Sqlite(file) if !file.exists() => Err(Error::Other(format!(
            "there is no database at {}",
            file.display()
        ))),
        Place::Sqlite(file) => {
            let mut conn = super::connect_sqlite(file).await?;
            sqlx::query_scalar(version_text())
                .fetch_one(&mut conn)
                .await
                .map_err(no_tables)
        }
        Place::Postgres(url) => {
            let mut conn = PgConnection::connect_with(&postgres_options(url)?)
                .await
                .map_err(no_answer)?;
            sqlx::query_scalar(version_text())
                .fetch_one(&mut conn)
                .await
                .map_err(no_tables)
        }
    }
}

pub(crate) fn version_text() -> &'static str {
    sql!("SELECT COALESCE(MAX(version), 0) FROM _sqlx_migrations WHERE success")
}

fn said(outcome: std::result::Result<(), MigrateError>) -> Result<()> {
    outcome.map_err(|error| match error {
        MigrateError::VersionMissing(version) | MigrateError::VersionTooNew(version, _) => {
            Error::Other(format!("this database was written by a newer Daymark (schema {version}); start that version or a later one"))
        }
        other => Error::Other(format!("the database could not be brought up to date: {other}")),
    })
}
