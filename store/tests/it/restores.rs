//! What is restored is what was there, on whichever engine.

use std::path::Path;

use domain::audience::Audience;
use store::Db;
use store::audit;
use store::backup::{self, LEFT_OUT, Manifest};
use store::db::Place;
use store::door::session;
use tempfile::TempDir;

use crate::backups::{hits, make};
use crate::direct::Direct;
use crate::harness;
use crate::world::{Engine, PASSWORD, Who, World};

both!(
    a_backup_is_read_back_into_its_own_engine,
    a_backup_is_one_moment_while_others_write,
    what_would_open_doors_is_left_out,
);

/// Name and digest of each table: the same rows give the same on any engine.
fn digests(manifest: &Manifest) -> Vec<(String, u64, String)> {
    let tables = manifest.tables.iter();
    tables
        .map(|t| (t.name.clone(), t.rows, t.sha256.clone()))
        .collect()
}

async fn a_backup_is_read_back_into_its_own_engine(world: World) {
    let folder = TempDir::new().unwrap();
    let (to, made) = make(&world, &folder).await;
    let (place, direct) = world.empty().await;
    let restored = backup::restore(&place, &to).await.unwrap();
    assert_eq!(restored.verdicts.len(), 2);
    for verdict in &restored.verdicts {
        assert_eq!(verdict.broken, None, "{verdict:?}");
        assert!(verdict.events > 0);
    }
    for table in world.direct.tables().await {
        if LEFT_OUT.iter().all(|rule| rule.table != table) {
            assert_eq!(
                direct.dump(&table).await,
                world.direct.dump(&table).await,
                "{table}"
            );
        }
    }
    assert_same_schema(&world.direct, &direct).await;
    // And it is a database to work in: Lena signs in, and her work goes on.
    let (db, duty) = Db::open(&place).await.unwrap();
    sign_in(&db).await;
    let again = folder.path().join("again");
    let twice = backup::make(&db, &duty, &again).await.unwrap();
    let counted = |name: &str| name != "session" && name != "attempt";
    for (before, after) in digests(&made).iter().zip(digests(&twice)) {
        if counted(&before.0) {
            assert_eq!(*before, after);
        }
    }
    db.close().await;
}

async fn sign_in(db: &Db) {
    let form = domain::form::SignIn {
        email: Who::Lena.email(),
        password: PASSWORD.into(),
        ..Default::default()
    };
    session::sign_in(db, &form, &Who::Lena.visitor())
        .await
        .unwrap();
}

/// PostgreSQL's foreign keys were taken off and are all there again.
async fn assert_same_schema(one: &Direct, other: &Direct) {
    let keys = match one {
        Direct::Postgres(_) => {
            "SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1"
        }
        Direct::Sqlite(_) => "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name",
    };
    let keys_of_one = one.texts(keys).await;
    assert!(keys_of_one.len() > 20);
    assert_eq!(keys_of_one, other.texts(keys).await);
}

async fn a_backup_is_one_moment_while_others_write(world: World) {
    let folder = TempDir::new().unwrap();
    let to = folder.path().join("backup");
    let writing = async {
        for number in 0..60 {
            world
                .comment(
                    Who::Lena,
                    world.cast.ngt_1,
                    &format!("While it is copied, {number}"),
                    Audience::Internal,
                )
                .await;
        }
    };
    let (made, ()) = tokio::join!(backup::make(&world.db, &world.duty, &to), writing);
    let made = made.unwrap();
    let rows = |name: &str| {
        let table = made.tables.iter().find(|t| t.name == name).unwrap();
        table.rows
    };
    assert_eq!(rows("event"), rows("event_payload"));
    // Had the tables been read one after another, heads and events would not fit.
    let (place, _) = world.empty().await;
    let restored = backup::restore(&place, &to).await.unwrap();
    for verdict in restored.verdicts {
        assert_eq!(verdict.broken, None, "{verdict:?}");
    }
    world.assert_whole().await;
}

async fn what_would_open_doors_is_left_out(world: World) {
    let ask = domain::form::AskReset {
        email: Who::Mo.email(),
    };
    session::ask_reset(&world.db, &ask, &Who::Mo.visitor())
        .await
        .unwrap();
    let code = world.mailed_codes().await.remove(0);
    let folder = TempDir::new().unwrap();
    let (to, made) = make(&world, &folder).await;
    for name in ["session", "code", "job"] {
        let left = made.left_out.iter().find(|l| l.table == name).unwrap();
        assert!(left.rows > 0 && !left.why.is_empty(), "{left:?}");
    }
    assert_eq!(hits(&to, &[&code.to_lowercase()]), 0, "a code is in it");
    let (place, direct) = world.empty().await;
    backup::restore(&place, &to).await.unwrap();
    for table in ["session", "code", "attempt", "again"] {
        assert_eq!(direct.dump(table).await, Vec::<String>::new(), "{table}");
    }
    let (db, _) = Db::open(&place).await.unwrap();
    let signed = session::signed(&db, world.token(Who::Mo)).await.unwrap();
    assert!(signed.is_none(), "an old session opens the copy");
    db.close().await;
}

/// The move from SQLite to PostgreSQL and back: the same bytes in every table, and every chain whole.
#[test]
fn sqlite_to_postgres_to_sqlite() {
    let Some(postgres) = harness::postgres() else {
        return;
    };
    harness::run(Engine::Sqlite, |small| async move {
        let folder = TempDir::new().unwrap();
        let large = World::new(postgres).await;
        let (in_large, direct) = large.empty().await;
        let (back_in_small, small_again) = small.empty().await;
        let (to, first) = make(&small, &folder).await;
        let second = through(&in_large, &to, &folder.path().join("second")).await;
        let third = through(
            &back_in_small,
            &folder.path().join("second"),
            &folder.path().join("third"),
        )
        .await;
        assert_eq!(
            (first.engine.as_str(), second.engine.as_str()),
            ("sqlite", "postgres")
        );
        assert_eq!(digests(&first), digests(&second));
        assert_eq!(digests(&second), digests(&third));
        assert_eq!((&first.heads, &second.heads), (&third.heads, &third.heads));
        for table in small.direct.tables().await {
            if LEFT_OUT.iter().all(|rule| rule.table != table) {
                assert_eq!(
                    small.direct.dump(&table).await,
                    small_again.dump(&table).await,
                    "{table}"
                );
            }
        }
        assert_same_schema(&large.direct, &direct).await;
        large.end().await;
    });
}

/// Restores, verifies, and makes a backup of the copy.
async fn through(place: &Place, from: &Path, to: &Path) -> Manifest {
    for verdict in backup::restore(place, from).await.unwrap().verdicts {
        assert_eq!(verdict.broken, None, "{verdict:?}");
        assert!(verdict.events > 0);
    }
    let (db, duty) = Db::open(place).await.unwrap();
    let made = backup::make(&db, &duty, to).await.unwrap();
    assert_eq!(audit::heads(&db, &duty).await.unwrap(), made.heads);
    db.close().await;
    made
}
