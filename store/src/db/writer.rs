//! SQLite's one writer, with group commit.
//!
//! Changes take turns on one connection. Each runs as a savepoint in the transaction that stands open; the turn that
//! finds nobody waiting, or closes a full group, commits for all, so that a change pays a share of one `fsync`. Nothing
//! is acknowledged before the commit that holds it. What else was tried: a transaction each (205 a second), and a task
//! that owns the connection and takes closures (no borrowing across awaits).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use domain::refusal::Refused;
use sqlx::{Connection, SqliteConnection};
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

use super::gauges::{Groups, WriterGauges};
use super::spin::Spinning;
use crate::error::{Error, Result};

/// Most changes in one commit.
const GROUP: usize = 64;
/// Longest a group stands open. Shorter ones hold too few changes to pay for their commit, longer ones make those wait
/// that came late (32 writers, p99: 62 ms at 6 ms, 46 at 12, 52 at 22).
const OPEN: Duration = Duration::from_millis(12);
/// Most changes waiting for a turn; the next is told to come back.
const QUEUE: usize = 512;

#[derive(Clone)]
pub struct Writer {
    state: Arc<Mutex<State>>,
    waiting: Arc<AtomicUsize>,
    groups: Arc<Groups>,
}

struct State {
    /// `None` once closed.
    conn: Option<SqliteConnection>,
    group: Option<Group>,
    groups: Arc<Groups>,
    /// A savepoint whose turn ended without a commit: the next turn rolls it back.
    abandoned: bool,
    /// A savepoint whose turn is done: it is released together with what comes next.
    done: bool,
}

struct Group {
    since: Instant,
    acknowledge: Vec<oneshot::Sender<std::result::Result<(), String>>>,
}

/// One change's turn. Dropped without [`Turn::commit`], it never was.
pub struct Turn {
    state: OwnedMutexGuard<State>,
    writer: Writer,
    done: bool,
}

impl Writer {
    pub fn new(conn: SqliteConnection) -> Self {
        let groups = Arc::<Groups>::default();
        Self {
            state: Arc::new(Mutex::new(State {
                conn: Some(conn),
                group: None,
                groups: Arc::clone(&groups),
                abandoned: false,
                done: false,
            })),
            waiting: Arc::default(),
            groups,
        }
    }

    pub fn gauges(&self) -> WriterGauges {
        let (groups, changes) = self.groups.read();
        WriterGauges {
            waiting: self.waiting.load(Ordering::SeqCst),
            groups,
            changes,
        }
    }

    pub async fn begin(&self) -> Result<Turn> {
        let waiting = Waiting::join(&self.waiting)?;
        let state = Arc::clone(&self.state).lock_owned().await;
        drop(waiting);
        let writer = self.clone();
        whole(async move { writer.start(state).await }).await
    }

    async fn start(self, mut state: OwnedMutexGuard<State>) -> Result<Turn> {
        state.settle().await?;
        if state.group.is_none() {
            state.run("BEGIN IMMEDIATE").await?;
            state.group = Some(Group {
                since: Instant::now(),
                acknowledge: Vec::new(),
            });
            self.flush_later();
        }
        let begin = match std::mem::take(&mut state.done) {
            true => "RELEASE turn; SAVEPOINT turn",
            false => "SAVEPOINT turn",
        };
        if let Err(error) = state.run(begin).await {
            state.give_up().await;
            return Err(error);
        }
        Ok(Turn {
            state,
            writer: self,
            done: false,
        })
    }

    /// Commits what stands open and runs `statements` by themselves, outside any transaction. Gives back the first
    /// column of the last one's row, if it has one.
    pub async fn alone(&self, statements: &'static [&'static str]) -> Result<Option<i64>> {
        let mut state = Arc::clone(&self.state).lock_owned().await;
        whole(async move {
            state.settle().await?;
            if state.group.is_some() {
                state.commit_group().await;
            }
            let mut answer = None;
            for statement in statements {
                answer = state.ask(statement).await?;
            }
            Ok(answer)
        })
        .await
    }

    /// Commits a group that nobody came to commit, such as when the turn that was waited for was given up.
    fn flush_later(&self) {
        let writer = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(OPEN * 2).await;
            let mut state = writer.state.lock().await;
            let settled = state.settle().await;
            if settled.is_ok()
                && state
                    .group
                    .as_ref()
                    .is_some_and(|group| group.since.elapsed() >= OPEN)
            {
                state.commit_group().await;
            }
        });
    }

    pub async fn close(&self) {
        let mut state = self.state.lock().await;
        if state.settle().await.is_ok() && state.group.is_some() {
            state.commit_group().await;
        }
        if let Some(conn) = state.conn.take()
            && let Err(error) = conn.close().await
        {
            tracing::warn!(%error, "the database did not close cleanly");
        }
    }
}

impl Turn {
    pub fn conn(&mut self) -> &mut SqliteConnection {
        // A turn begins only on an open connection and holds the lock under which it is closed.
        #[expect(clippy::expect_used, reason = "begin() has run a statement on it")]
        self.state.conn.as_mut().expect("an open connection")
    }

    /// Returns when the commit that holds this change is on disk.
    pub async fn commit(mut self) -> Result<()> {
        let (acknowledge, acknowledged) = oneshot::channel();
        let Some(group) = &mut self.state.group else {
            return Err(Error::Other("a turn outside a group".into()));
        };
        group.acknowledge.push(acknowledge);
        let full = group.acknowledge.len() >= GROUP || group.since.elapsed() >= OPEN;
        self.done = true;
        self.state.done = true;
        let nobody_waits = self.writer.waiting.load(Ordering::SeqCst) == 0;
        if full || nobody_waits {
            whole(async move {
                self.state.commit_group().await;
                Ok(())
            })
            .await?;
        } else {
            drop(self);
        }
        match acknowledged.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(why)) => Err(Error::Other(format!("the change was not written: {why}"))),
            Err(_) => Err(Error::Other(
                "the change was not written: its group was given up".into(),
            )),
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if !self.done {
            self.state.abandoned = true;
        }
    }
}

/// Runs a step to its end even when whoever waits for it has gone. A `BEGIN`, `RELEASE` or `COMMIT` that was sent is
/// carried out by SQLite in any case; if the books here were not kept, the next turn would find a transaction it does
/// not know of, or report changes as lost that are on disk.
async fn whole<T: Send + 'static>(
    step: impl Future<Output = Result<T>> + Send + 'static,
) -> Result<T> {
    tokio::spawn(step)
        .await
        .map_err(|error| Error::Other(format!("the writer: {error}")))?
}

impl State {
    async fn ask(&mut self, statement: &'static str) -> Result<Option<i64>> {
        match &mut self.conn {
            Some(conn) => Ok(sqlx::query_scalar(statement)
                .fetch_optional(Spinning::writing(conn))
                .await?),
            None => Err(Refused::Busy { after_s: 5 }.into()),
        }
    }

    async fn run(&mut self, statement: &'static str) -> Result<()> {
        match &mut self.conn {
            Some(conn) => {
                sqlx::query(statement)
                    .execute(Spinning::writing(conn))
                    .await?;
                Ok(())
            }
            None => Err(Refused::Busy { after_s: 5 }.into()),
        }
    }

    /// Rolls back what an abandoned turn left. When even that fails, SQLite has already rolled the whole group back
    /// (disk full, I/O error): nobody in it is acknowledged.
    async fn settle(&mut self) -> Result<()> {
        if !std::mem::take(&mut self.abandoned) {
            return Ok(());
        }
        if self.run("ROLLBACK TO turn; RELEASE turn").await.is_err() {
            self.give_up().await;
        }
        Ok(())
    }

    async fn give_up(&mut self) {
        // May fail when no transaction is left; then there is nothing to roll back.
        let _ = self.run("ROLLBACK").await;
        self.answer(Err("the database rolled the group back".into()));
    }

    async fn commit_group(&mut self) {
        let commit = match std::mem::take(&mut self.done) {
            true => "RELEASE turn; COMMIT",
            false => "COMMIT",
        };
        let outcome = self.run(commit).await.map_err(|error| error.to_string());
        if outcome.is_err() {
            let _ = self.run("ROLLBACK").await;
        } else if let Some(group) = &self.group
            && !group.acknowledge.is_empty()
        {
            self.groups.count(group.acknowledge.len());
        }
        self.answer(outcome);
    }

    fn answer(&mut self, outcome: std::result::Result<(), String>) {
        for acknowledge in self
            .group
            .take()
            .map(|group| group.acknowledge)
            .unwrap_or_default()
        {
            // Whoever asked may have gone; the change stands or falls all the same.
            let _ = acknowledge.send(outcome.clone());
        }
    }
}

/// Counts a waiting change for as long as it waits, also when it is given up.
struct Waiting(Arc<AtomicUsize>);

impl Waiting {
    fn join(count: &Arc<AtomicUsize>) -> Result<Self> {
        if count.fetch_add(1, Ordering::SeqCst) >= QUEUE {
            count.fetch_sub(1, Ordering::SeqCst);
            return Err(Refused::Busy { after_s: 1 }.into());
        }
        Ok(Self(Arc::clone(count)))
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}
