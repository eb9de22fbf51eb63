//! The database without the store: for tampering, and for looking at what is really there.

use std::path::PathBuf;
use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use uuid::Uuid;

#[derive(Clone, Debug)]
pub enum Direct {
    Sqlite(PathBuf),
    Postgres(String),
}

pub enum Conn {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// The same body against whichever connection it is.
macro_rules! each {
    ($conn:expr, |$c:ident| $body:expr) => {
        match $conn {
            $crate::direct::Conn::Sqlite($c) => $body,
            $crate::direct::Conn::Postgres($c) => $body,
        }
    };
}

impl Conn {
    pub async fn run(&mut self, sql: &'static str) {
        each!(self, |c| sqlx::query(sql).execute(c).await.map(|_| ()))
            .unwrap_or_else(|e| panic!("{sql}: {e}"));
    }
}

impl Direct {
    pub async fn connect(&self) -> Conn {
        match self {
            Self::Sqlite(file) => {
                // Tampering is not held back by foreign keys.
                let options = SqliteConnectOptions::new()
                    .filename(file)
                    .foreign_keys(false);
                Conn::Sqlite(SqliteConnection::connect_with(&options).await.unwrap())
            }
            Self::Postgres(url) => {
                let mut conn =
                    PgConnection::connect_with(&PgConnectOptions::from_str(url).unwrap())
                        .await
                        .unwrap();
                sqlx::query("SET session_replication_role = replica")
                    .execute(&mut conn)
                    .await
                    .unwrap();
                Conn::Postgres(conn)
            }
        }
    }

    pub fn is_postgres(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    /// Runs one statement; answers the number of rows it changed.
    pub async fn run(&self, sql: impl Into<String>) -> u64 {
        let sql = sql.into();
        let mut conn = self.connect().await;
        each!(&mut conn, |c| sqlx::query(AssertSqlSafe(sql.clone()))
            .execute(c)
            .await
            .unwrap_or_else(|e| panic!("{sql}: {e}"))
            .rows_affected())
    }

    /// The first column, which must be text.
    pub async fn texts(&self, sql: impl Into<String>) -> Vec<String> {
        let sql = sql.into();
        let mut conn = self.connect().await;
        let texts: Vec<Option<String>> = each!(&mut conn, |c| sqlx::query_scalar(AssertSqlSafe(
            sql.clone()
        ))
        .fetch_all(c)
        .await
        .unwrap_or_else(|e| panic!("{sql}: {e}")));
        texts.into_iter().flatten().collect()
    }

    pub async fn number(&self, sql: impl Into<String>) -> i64 {
        let sql = sql.into();
        let mut conn = self.connect().await;
        each!(&mut conn, |c| sqlx::query_scalar(AssertSqlSafe(
            sql.clone()
        ))
        .fetch_one(c)
        .await
        .unwrap_or_else(|e| panic!("{sql}: {e}")))
    }

    pub async fn ids(&self, sql: impl Into<String>) -> Vec<Uuid> {
        let sql = sql.into();
        let mut conn = self.connect().await;
        each!(&mut conn, |c| sqlx::query_scalar(AssertSqlSafe(
            sql.clone()
        ))
        .fetch_all(c)
        .await
        .unwrap_or_else(|e| panic!("{sql}: {e}")))
    }

    pub async fn bytes(&self, sql: impl Into<String>) -> Vec<Vec<u8>> {
        let sql = sql.into();
        let mut conn = self.connect().await;
        each!(&mut conn, |c| sqlx::query_scalar(AssertSqlSafe(
            sql.clone()
        ))
        .fetch_all(c)
        .await
        .unwrap_or_else(|e| panic!("{sql}: {e}")))
    }

    /// An id as this engine's SQL writes it.
    pub fn id(&self, id: Uuid) -> String {
        match self {
            Self::Sqlite(_) => format!("x'{}'", id.simple()),
            Self::Postgres(_) => format!("'{id}'::uuid"),
        }
    }

    /// Bytes as this engine's SQL writes them.
    pub fn blob(&self, bytes: &[u8]) -> String {
        match self {
            Self::Sqlite(_) => format!("x'{}'", hex::encode(bytes)),
            Self::Postgres(_) => format!("'\\x{}'::bytea", hex::encode(bytes)),
        }
    }

    /// A moment, a number of days from now.
    pub fn days_from_now(&self, days: i64) -> String {
        format!(
            "'{}'",
            (chrono::Utc::now() + chrono::TimeDelta::days(days))
                .to_rfc3339_opts(chrono::SecondsFormat::Micros, false)
        )
    }

    /// The product's own tables, by name.
    pub async fn tables(&self) -> Vec<String> {
        self.texts(match self {
            Self::Sqlite(_) => "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> '_sqlx_migrations' ORDER BY name",
            Self::Postgres(_) => "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_sqlx_migrations' ORDER BY 1",
        })
        .await
    }

    pub async fn columns(&self, table: &str) -> Vec<String> {
        self.texts(match self {
            Self::Sqlite(_) => format!("SELECT name FROM pragma_table_info('{table}') ORDER BY cid"),
            Self::Postgres(_) => {
                format!("SELECT column_name::text FROM information_schema.columns WHERE table_schema = 'public' AND table_name = '{table}' ORDER BY ordinal_position")
            }
        })
        .await
    }

    /// Every row of a table as one text each, in a fixed order; binary columns in hexadecimal.
    pub async fn dump(&self, table: &str) -> Vec<String> {
        let sql = match self {
            Self::Sqlite(_) => {
                let columns = self
                    .columns(table)
                    .await
                    .iter()
                    .map(|c| format!("quote({c})"))
                    .collect::<Vec<_>>()
                    .join(" || '|' || ");
                format!("SELECT {columns} AS row FROM {table} ORDER BY row")
            }
            Self::Postgres(_) => format!("SELECT t::text AS row FROM {table} t ORDER BY row"),
        };
        self.texts(sql).await
    }
}
