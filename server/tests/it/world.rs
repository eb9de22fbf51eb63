//! A small world, made through the program's own front door: once for each engine, then copied for every test.
//!
//! North is Olga's: her project NGT for the client Harbour, whose contact is Cora; Mo works in it, Obi observes it,
//! Otto and Nia are members and in no project. South is Faye's, a workspace of others. Whatever is written in either
//! carries a canary: `CNRY-NORTH-…`, `CNRY-SOUTH-…`.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use app::kept::Kept;
use axum::Router;
use leptos::config::LeptosOptions;
use server::files::Storage;
use server::router::{App, router};
use server::settings::Settings;
use server::watch::Watch;
use store::Db;
use store::db::Place;
use store::keys::Duty;
use tempfile::TempDir;
use tokio::sync::{Mutex, OnceCell, watch};

use crate::browser::Browser;
use crate::direct::{Direct, psql};

mod cast;
pub mod files;
mod ids;
pub mod imports;
mod who;

pub use cast::Cast;
pub use ids::{Fields, Ids};
pub use who::{PASSWORD, SECRETS, Who};

pub const URL: &str = "http://localhost:3000";

#[derive(Clone, Debug)]
pub enum Engine {
    Sqlite,
    /// The address of a server on which databases may be made.
    Postgres(String),
}

#[derive(Clone)]
pub struct World {
    pub db: Db,
    pub duty: Duty,
    pub direct: Direct,
    pub cast: Cast,
    pub router: Router,
    ground: Arc<Ground>,
}

/// What is removed at the end.
struct Ground {
    engine: Engine,
    folder: TempDir,
    databases: Mutex<Vec<String>>,
    _stop: watch::Sender<bool>,
    stopping: watch::Receiver<bool>,
}

/// A SQLite file with its world.
static FILE: OnceCell<(Vec<u8>, Cast)> = OnceCell::const_new();
/// The name of a PostgreSQL database with its world.
static DATABASE: OnceCell<(String, Cast)> = OnceCell::const_new();
/// One copy at a time.
static COPYING: Mutex<()> = Mutex::const_new(());
static NUMBER: AtomicUsize = AtomicUsize::new(0);

impl World {
    pub async fn new(engine: Engine) -> Self {
        let ground = Ground::new(engine);
        let (place, cast) = match &ground.engine {
            Engine::Sqlite => {
                let (bytes, cast) = FILE.get_or_init(sqlite_template).await;
                let file = ground.folder.path().join("copy.db");
                std::fs::write(&file, bytes).unwrap();
                (Place::Sqlite(file), cast)
            }
            Engine::Postgres(server) => {
                let (template, cast) = DATABASE.get_or_init(|| postgres_template(server)).await;
                (ground.database(server, template).await, cast)
            }
        };
        Self::open(&place, cast.clone(), ground).await
    }

    async fn open(place: &Place, cast: Cast, ground: Arc<Ground>) -> Self {
        let (db, duty) = Db::open(place).await.unwrap();
        let direct = match place {
            Place::Sqlite(file) => Direct::Sqlite(file.clone()),
            Place::Postgres(url) => Direct::Postgres(url.clone()),
        };
        let router = router(ground.app(db.clone()));
        Self {
            db,
            duty,
            direct,
            cast,
            router,
            ground,
        }
    }

    /// The router once more, over the same data, as other settings make it.
    pub fn router_with(&self, change: impl FnOnce(&mut Settings)) -> Router {
        let mut app = self.app();
        let mut settings = (*app.settings).clone();
        change(&mut settings);
        app.settings = Arc::new(settings);
        router(app)
    }

    pub fn app(&self) -> App {
        self.ground.app(self.db.clone())
    }

    /// Another database, with nothing in it, not even tables.
    pub async fn empty(&self) -> Place {
        match &self.ground.engine {
            Engine::Sqlite => Place::Sqlite(self.ground.folder.path().join("empty.db")),
            Engine::Postgres(server) => self.ground.database(server, "template0").await,
        }
    }

    /// A browser at another database, in which nobody is signed in.
    pub fn nobody_at(&self, db: Db) -> Browser {
        Browser::new(router(self.ground.app(db)))
    }

    /// A browser in which nobody is signed in.
    pub fn nobody(&self) -> Browser {
        Browser::new(self.router.clone())
    }

    /// The browser of someone who is signed in.
    pub fn browser(&self, who: Who) -> Browser {
        self.nobody().with_cookie("sid", self.cast.token(who))
    }

    pub async fn end(self) {
        self.db.close().await;
        if let Engine::Postgres(server) = &self.ground.engine {
            for name in self.ground.databases.lock().await.drain(..) {
                psql(server, &format!("DROP DATABASE \"{name}\" WITH (FORCE)"));
            }
        }
    }
}

impl Ground {
    fn new(engine: Engine) -> Arc<Self> {
        let folder = TempDir::new().unwrap();
        make_site(&folder.path().join("site"));
        let (stop, stopping) = watch::channel(false);
        Arc::new(Self {
            engine,
            folder,
            databases: Mutex::default(),
            _stop: stop,
            stopping,
        })
    }

    fn app(&self, db: Db) -> App {
        let site = self.folder.path().join("site");
        let options = LeptosOptions::builder()
            .output_name("daymark")
            .site_root(site.to_string_lossy().into_owned())
            .site_pkg_dir("pkg")
            .build();
        let settings = Settings {
            data: self.folder.path().to_owned(),
            database: None,
            addr: ([127, 0, 0, 1], 3000).into(),
            site,
            url: URL.into(),
            mail: None,
            behind_proxy: false,
            metrics: None,
            metrics_token: None,
            log: None,
            log_json: false,
            demo: false,
            bucket: None,
            quota_gib: None,
        };
        let files = Storage::open(&settings).unwrap();
        App {
            db,
            settings: Arc::new(settings),
            options,
            stopping: self.stopping.clone(),
            watch: Watch::default(),
            kept: Kept::default(),
            files,
        }
    }

    async fn database(&self, server: &str, template: &str) -> Place {
        let name = fresh_name();
        let url = make_database(server, &name, template).await;
        self.databases.lock().await.push(name);
        Place::Postgres(url)
    }
}

/// What a build would put there, as far as anyone asks for it.
fn make_site(site: &Path) {
    std::fs::create_dir_all(site.join("pkg")).unwrap();
    std::fs::create_dir_all(site.join("fonts")).unwrap();
    for file in [
        "pkg/daymark.js",
        "favicon.svg",
        "manifest.webmanifest",
        "icon-maskable-512.png",
    ] {
        std::fs::write(site.join(file), "a file of the site").unwrap();
    }
}

fn fresh_name() -> String {
    let number = NUMBER.fetch_add(1, Ordering::SeqCst);
    format!("daymark_router_{}_{number}", std::process::id())
}

async fn make_database(server: &str, name: &str, template: &str) -> String {
    let _turn = COPYING.lock().await;
    psql(
        server,
        &format!("CREATE DATABASE \"{name}\" TEMPLATE \"{template}\""),
    );
    let (address, _) = server.rsplit_once('/').unwrap();
    format!("{address}/{name}")
}

async fn sqlite_template() -> (Vec<u8>, Cast) {
    let ground = Ground::new(Engine::Sqlite);
    let place = Place::Sqlite(ground.folder.path().join("template.db"));
    let world = World::open(&place, Cast::default(), ground.clone()).await;
    let cast = cast::make(world).await;
    let file = ground.folder.path().join("template.db");
    let log = file.with_extension("db-wal");
    assert!(!log.exists(), "closed, and still being written");
    (std::fs::read(file).unwrap(), cast)
}

async fn postgres_template(server: &str) -> (String, Cast) {
    remove_old_templates(server);
    let name = fresh_name();
    let url = make_database(server, &name, "template0").await;
    let ground = Ground::new(Engine::Postgres(server.to_owned()));
    let world = World::open(&Place::Postgres(url), Cast::default(), ground).await;
    (name, cast::make(world).await)
}

/// The template outlives its process; the next one on this machine removes it.
fn remove_old_templates(server: &str) {
    let names = "SELECT datname::text FROM pg_database WHERE datname LIKE 'daymark\\_router\\_%'";
    for name in psql(server, names).lines() {
        let process = name.split('_').nth(2).unwrap_or_default();
        if !Path::new("/proc").join(process).exists() {
            psql(server, &format!("DROP DATABASE IF EXISTS \"{name}\""));
        }
    }
}
