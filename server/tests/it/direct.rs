//! The database without the program: for seeing that nothing changed, for standing in its way, and for the one row
//! that no door makes. Not by the store's own driver, which only the store names: SQLite by its library, PostgreSQL by
//! `psql`, which comes with it.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::{OnceLock, mpsc};
use std::thread::{JoinHandle, sleep, spawn};
use std::time::Duration;

use rusqlite::Connection;

#[derive(Clone, Debug)]
pub enum Direct {
    Sqlite(PathBuf),
    Postgres(String),
}

/// What every refused try is counted in, what is nobody's, and what keeps the answers to plain forms.
const NOT_COMPARED: [&str; 4] = ["attempt", "setting", "again", "_sqlx_migrations"];

impl Direct {
    pub fn run(&self, sql: &str) {
        match self {
            Self::Sqlite(file) => Connection::open(file)
                .unwrap()
                .execute_batch(sql)
                .unwrap_or_else(|e| panic!("{sql}: {e}")),
            Self::Postgres(url) => _ = psql(url, sql),
        }
    }

    /// The first column of each row, as text.
    pub fn lines(&self, sql: &str) -> Vec<String> {
        match self {
            Self::Sqlite(file) => {
                let conn = Connection::open(file).unwrap();
                let mut rows = conn.prepare(sql).unwrap_or_else(|e| panic!("{sql}: {e}"));
                let lines = rows.query_map([], |row| row.get(0)).unwrap();
                lines.map(Result::unwrap).collect()
            }
            Self::Postgres(url) => psql(url, sql).lines().map(str::to_owned).collect(),
        }
    }

    /// Every row of every table that a refused request must leave alone, in a fixed order.
    pub fn dump(&self) -> Vec<String> {
        // The tables are the same in every world. To ask each time would take longer than to read them.
        static SQLITE: OnceLock<String> = OnceLock::new();
        static POSTGRES: OnceLock<String> = OnceLock::new();
        let every = match self {
            Self::Sqlite(_) => SQLITE.get_or_init(|| self.every_row()),
            Self::Postgres(_) => POSTGRES.get_or_init(|| self.every_row()),
        };
        let mut lines = self.lines(every);
        lines.sort();
        lines
    }

    fn every_row(&self) -> String {
        let names = self.lines(match self {
            Self::Sqlite(_) => {
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            }
            Self::Postgres(_) => {
                "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'"
            }
        });
        let compared = names
            .iter()
            .filter(|name| !NOT_COMPARED.contains(&name.as_str()));
        let each: Vec<_> = compared.map(|table| self.rows_of(table)).collect();
        each.join(" UNION ALL ")
    }

    fn rows_of(&self, table: &str) -> String {
        match self {
            Self::Sqlite(_) => {
                let columns = self.lines(&format!("SELECT name FROM pragma_table_info('{table}')"));
                let columns: Vec<_> = columns.iter().map(|c| format!("quote(\"{c}\")")).collect();
                format!(
                    "SELECT '{table}|' || {} FROM \"{table}\"",
                    columns.join(" || '|' || ")
                )
            }
            Self::Postgres(_) => format!("SELECT '{table}|' || t::text FROM \"{table}\" t"),
        }
    }

    /// A code for an owner, which the program gives out once only.
    pub fn put_owner_code(&self, code: &str) {
        use sha2::{Digest, Sha256};
        let hash: String = Sha256::digest(code.as_bytes())
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let hash = match self {
            Self::Sqlite(_) => format!("x'{hash}'"),
            Self::Postgres(_) => format!("'\\x{hash}'::bytea"),
        };
        let day = |days: i64| {
            let at = chrono::Utc::now() + chrono::TimeDelta::days(days);
            at.to_rfc3339_opts(chrono::SecondsFormat::Micros, false)
        };
        let (made, expires) = (day(-1), day(1));
        self.run(&format!(
            "INSERT INTO code (hash, purpose, made_at, expires_at) VALUES ({hash}, 'owner', '{made}', '{expires}')"
        ));
    }

    /// Keeps tasks from being written for a while, as a busy neighbour does. Returns once it does.
    pub fn hold_tasks_for(&self, time: Duration) -> JoinHandle<()> {
        self.hold_for(
            time,
            "task",
            "LOCK TABLE task IN EXCLUSIVE MODE",
            "SELECT 1",
        )
    }

    /// Keeps every change from being written for a while, and changes rights at its end, as somebody does who makes a
    /// project. Returns once it does.
    pub fn change_rights_after(&self, time: Duration) -> JoinHandle<()> {
        let lock = "LOCK TABLE chain IN EXCLUSIVE MODE";
        let bump = "UPDATE workspace SET rights_version = rights_version + 1";
        self.hold_for(time, "chain", lock, bump)
    }

    /// On PostgreSQL by a lock of one table, on SQLite as the one writer.
    fn hold_for(
        &self,
        time: Duration,
        table: &'static str,
        lock: &'static str,
        last: &'static str,
    ) -> JoinHandle<()> {
        let (held, wait) = mpsc::channel();
        let direct = self.clone();
        let holding = spawn(move || match direct {
            Self::Sqlite(file) => {
                let conn = Connection::open(file).unwrap();
                conn.busy_timeout(Duration::from_secs(5)).unwrap();
                conn.execute_batch("BEGIN IMMEDIATE").unwrap();
                held.send(()).unwrap();
                sleep(time);
                conn.execute_batch(&format!("{last}; COMMIT")).unwrap();
            }
            Self::Postgres(url) => {
                let seconds = time.as_secs_f64();
                let sql = format!("BEGIN; {lock}; SELECT pg_sleep({seconds}); {last}; COMMIT");
                let holder = spawn({
                    let url = url.clone();
                    move || _ = psql(&url, &sql)
                });
                let locked = format!(
                    "SELECT 'yes' FROM pg_locks l JOIN pg_class c ON c.oid = l.relation \
                     WHERE c.relname = '{table}' AND l.mode = 'ExclusiveLock' AND l.granted"
                );
                while psql(&url, &locked).is_empty() {
                    sleep(Duration::from_millis(10));
                }
                held.send(()).unwrap();
                holder.join().unwrap();
            }
        });
        wait.recv().unwrap();
        holding
    }
}

pub fn psql(url: &str, sql: &str) -> String {
    let output = Command::new("psql")
        .args(["--no-psqlrc", "--quiet", "--no-align", "--tuples-only"])
        .args([
            "--set",
            "ON_ERROR_STOP=1",
            "--dbname",
            url,
            "--command",
            sql,
        ])
        .stdin(Stdio::null())
        .output()
        .expect("psql is installed with PostgreSQL");
    assert!(
        output.status.success(),
        "{sql}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}
