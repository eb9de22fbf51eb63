//! A small world through the store's own doors: made once for each engine, then copied for every test.
//!
//! Northlight: Olga owns it; Lena leads the project NGT for the client Harbour, whose contact is Cora; Mo works in it,
//! Obi observes it; Otto is a member and in no project. Olga leads OTH alone. Southshore is Faye's, a workspace of
//! others.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use domain::access::Permission;
use domain::id::{MemberId, RecordId};
use store::door::{Signed, grant, session};
use store::keys::{Duty, Granted, Sight};
use store::{Db, Error, db::Place};
use tempfile::TempDir;
use tokio::sync::{Mutex, OnceCell};
use uuid::Uuid;

use crate::direct::Direct;

mod cast;
mod deeds;

pub use cast::{PASSWORD, Who};
pub use deeds::{Outcome, act, refused};

#[derive(Clone, Debug)]
pub enum Engine {
    Sqlite,
    /// The address of a server on which databases may be made.
    Postgres(String),
}

/// What everyone in the world needs to be found by.
#[derive(Clone, Debug, Default)]
pub struct Cast {
    pub slug: String,
    pub foreign_slug: String,
    tokens: HashMap<Who, String>,
    pub members: HashMap<Who, Uuid>,
    pub ngt: Uuid,
    pub ngt_1: Uuid,
    pub ngt_2: Uuid,
    /// On NGT-1: Mo's for the project's people, Lena's for the client too.
    pub internal_comment: Uuid,
    pub client_comment: Uuid,
    pub oth: Uuid,
    pub oth_1: Uuid,
    pub harbour: Uuid,
    pub quay: Uuid,
    pub fgn: Uuid,
    pub fgn_1: Uuid,
    pub fgn_comment: Uuid,
}

#[derive(Clone)]
pub struct World {
    pub db: Db,
    pub duty: Duty,
    pub place: Place,
    pub direct: Direct,
    pub cast: Cast,
    ground: Arc<Ground>,
}

/// What is removed at the end.
struct Ground {
    engine: Engine,
    folder: TempDir,
    databases: Mutex<Vec<String>>,
}

/// A SQLite file with its world.
static FILE: OnceCell<(Vec<u8>, Cast)> = OnceCell::const_new();
/// The name of a PostgreSQL database with its world.
static DATABASE: OnceCell<(String, Cast)> = OnceCell::const_new();
/// One copy at a time, and not too many databases open at once.
static COPYING: Mutex<()> = Mutex::const_new(());
static NUMBER: AtomicUsize = AtomicUsize::new(0);

impl World {
    pub async fn new(engine: Engine) -> Self {
        let ground = Arc::new(Ground {
            engine,
            folder: TempDir::new().unwrap(),
            databases: Mutex::default(),
        });
        let (place, direct, cast) = match &ground.engine {
            Engine::Sqlite => {
                let (bytes, cast) = FILE.get_or_init(sqlite_template).await;
                let (place, direct) = ground.empty().await;
                if let Place::Sqlite(file) = &place {
                    std::fs::write(file, bytes).unwrap();
                }
                (place, direct, cast.clone())
            }
            Engine::Postgres(server) => {
                let (template, cast) = DATABASE.get_or_init(|| postgres_template(server)).await;
                let (place, direct) = ground.copy_of(template).await;
                (place, direct, cast.clone())
            }
        };
        let (db, duty) = Db::open(&place).await.unwrap();
        Self {
            db,
            duty,
            place,
            direct,
            cast,
            ground,
        }
    }

    /// Another database, with nothing in it, not even tables.
    pub async fn empty(&self) -> (Place, Direct) {
        self.ground.empty().await
    }

    pub async fn end(self) {
        self.db.close().await;
        if let Engine::Postgres(server) = &self.ground.engine {
            for name in self.ground.databases.lock().await.drain(..) {
                Direct::Postgres(server.clone())
                    .run(format!("DROP DATABASE \"{name}\" WITH (FORCE)"))
                    .await;
            }
        }
    }

    /// Closes and opens it again, as a restart does.
    pub async fn restarted(&mut self) {
        self.db.close().await;
        (self.db, self.duty) = Db::open(&self.place).await.unwrap();
    }

    pub async fn signed(&self, who: Who) -> Signed {
        session::signed(&self.db, &self.cast.tokens[&who])
            .await
            .unwrap()
            .unwrap_or_else(|| panic!("{who:?} is not signed in"))
    }

    pub fn token(&self, who: Who) -> &str {
        &self.cast.tokens[&who]
    }

    pub fn member(&self, who: Who) -> MemberId {
        MemberId(self.cast.members[&who])
    }

    /// The slug of the workspace that they belong to.
    pub fn slug_of(&self, who: Who) -> &str {
        if who == Who::Faye {
            &self.cast.foreign_slug
        } else {
            &self.cast.slug
        }
    }

    pub async fn sight(&self, who: Who) -> Sight {
        grant::sight(&self.db, &self.signed(who).await, self.slug_of(who))
            .await
            .unwrap_or_else(|e| panic!("{who:?} has no sight: {e}"))
    }

    /// A right in their workspace.
    pub async fn may<P: Permission>(&self, who: Who) -> Granted<P> {
        grant::granted(&self.db, &self.signed(who).await, self.slug_of(who))
            .await
            .unwrap_or_else(|e| panic!("{who:?} may not {}: {e}", P::RIGHT.code()))
    }

    /// A right over a record.
    pub async fn may_on<P: Permission>(&self, who: Who, record: Uuid) -> Granted<P> {
        self.try_on(who, record)
            .await
            .unwrap_or_else(|e| panic!("{who:?} may not {}: {e}", P::RIGHT.code()))
    }

    pub async fn try_on<P: Permission>(&self, who: Who, record: Uuid) -> Result<Granted<P>, Error> {
        grant::granted_on(
            &self.db,
            &self.signed(who).await,
            self.slug_of(who),
            RecordId(record),
        )
        .await
    }
}

impl Ground {
    async fn empty(&self) -> (Place, Direct) {
        match &self.engine {
            Engine::Sqlite => {
                let file = self
                    .folder
                    .path()
                    .join(format!("{}.db", NUMBER.fetch_add(1, Ordering::SeqCst)));
                (Place::Sqlite(file.clone()), Direct::Sqlite(file))
            }
            Engine::Postgres(_) => self.copy_of("template0").await,
        }
    }

    async fn copy_of(&self, template: &str) -> (Place, Direct) {
        let Engine::Postgres(server) = &self.engine else {
            panic!("not PostgreSQL")
        };
        let name = fresh_name();
        let url = make_database(server, &name, template).await;
        self.databases.lock().await.push(name);
        (Place::Postgres(url.clone()), Direct::Postgres(url))
    }
}

fn fresh_name() -> String {
    format!(
        "daymark_test_{}_{}",
        std::process::id(),
        NUMBER.fetch_add(1, Ordering::SeqCst)
    )
}

async fn make_database(server: &str, name: &str, template: &str) -> String {
    let _turn = COPYING.lock().await;
    Direct::Postgres(server.to_owned())
        .run(format!(
            "CREATE DATABASE \"{name}\" TEMPLATE \"{template}\""
        ))
        .await;
    let (address, _) = server.rsplit_once('/').unwrap();
    format!("{address}/{name}")
}

async fn sqlite_template() -> (Vec<u8>, Cast) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("template.db");
    let cast = cast::make(&Place::Sqlite(file.clone()), &Direct::Sqlite(file.clone())).await;
    (std::fs::read(&file).unwrap(), cast)
}

async fn postgres_template(server: &str) -> (String, Cast) {
    remove_old_templates(server).await;
    let name = fresh_name();
    let url = make_database(server, &name, "template0").await;
    let cast = cast::make(&Place::Postgres(url.clone()), &Direct::Postgres(url)).await;
    (name, cast)
}

/// The template outlives its process; the next one on this machine removes it.
async fn remove_old_templates(server: &str) {
    let server = Direct::Postgres(server.to_owned());
    for name in server
        .texts("SELECT datname::text FROM pg_database WHERE datname LIKE 'daymark\\_test\\_%'")
        .await
    {
        let process = name.split('_').nth(2).unwrap_or_default();
        if !std::path::Path::new("/proc").join(process).exists() {
            server
                .run(format!("DROP DATABASE IF EXISTS \"{name}\""))
                .await;
        }
    }
}
