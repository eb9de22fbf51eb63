//! A backup covers everything, and is refused when it is not as it was written.

use std::path::{Path, PathBuf};

use domain::audience::Audience;
use sha2::{Digest, Sha256};
use store::Db;
use store::backup::{self, LEFT_OUT, Manifest};
use store::upkeep::erase;
use tempfile::TempDir;

use crate::direct::Direct;
use crate::harness;
use crate::world::{Engine, Who, World};

both!(
    a_backup_covers_every_table_and_column,
    altered_files_are_refused_by_name,
    a_database_with_rows_is_refused,
    a_refused_database_is_left_as_it_is,
    a_backup_never_overwrites,
    a_backup_of_another_schema_is_refused,
    erased_person_is_in_no_fresh_backup,
);

pub async fn make(world: &World, folder: &TempDir) -> (PathBuf, Manifest) {
    let to = folder.path().join("backup");
    let made = backup::make(&world.db, &world.duty, &to).await.unwrap();
    (to, made)
}

pub fn said<T>(outcome: Result<T, store::Error>) -> String {
    match outcome {
        Ok(_) => panic!("it was not refused"),
        Err(error) => error.to_string(),
    }
}

async fn a_backup_covers_every_table_and_column(world: World) {
    let folder = TempDir::new().unwrap();
    let (to, made) = make(&world, &folder).await;
    let names: Vec<_> = made.tables.iter().map(|t| t.name.clone()).collect();
    assert_eq!(names, world.direct.tables().await);
    for table in &made.tables {
        let mut columns = world.direct.columns(&table.name).await;
        columns.sort();
        let written: Vec<_> = table.columns.iter().map(|c| c.name.clone()).collect();
        assert_eq!(written, columns, "{}", table.name);
        let kept = LEFT_OUT.iter().find(|rule| rule.table == table.name);
        let kept = kept.map_or("1 = 1", |rule| rule.kept);
        let there = world
            .direct
            .number(format!("SELECT COUNT(*) FROM {} WHERE {kept}", table.name))
            .await;
        assert_eq!(table.rows, there.unsigned_abs(), "{}", table.name);
    }
    let left: Vec<_> = made.left_out.iter().map(|l| l.table.as_str()).collect();
    let mut rules: Vec<_> = LEFT_OUT.iter().map(|rule| rule.table).collect();
    rules.sort();
    assert_eq!(left, rules, "a rule for a table that is not there");
    assert_eq!(backup::check(&to).unwrap(), made);
    // Anyone can check it with the usual tools.
    let sums = std::fs::read_to_string(to.join("SHA256SUMS")).unwrap();
    assert_eq!(sums.lines().count(), made.tables.len() + 1);
    for line in sums.lines() {
        let (sum, name) = line.split_once("  ").unwrap();
        let bytes = std::fs::read(to.join(name)).unwrap();
        assert_eq!(hex::encode(Sha256::digest(&bytes)), sum, "{name}");
    }
}

async fn altered_files_are_refused_by_name(world: World) {
    let folder = TempDir::new().unwrap();
    let (to, made) = make(&world, &folder).await;
    let (place, direct) = world.empty().await;
    let mut names: Vec<_> = made
        .tables
        .iter()
        .filter(|t| t.rows > 0)
        .map(|t| format!("{}.jsonl", t.name))
        .collect();
    names.extend(["manifest.json".into(), "SHA256SUMS".into()]);
    assert!(names.len() > 10);
    for name in &names {
        let file = to.join(name);
        let whole = std::fs::read(&file).unwrap();
        let mut flipped = whole.clone();
        // In the sums the first line is the manifest's: a flip there accuses the manifest.
        let at = if name == "SHA256SUMS" {
            whole.len() - 20
        } else {
            whole.len() / 2
        };
        flipped[at] ^= 1;
        std::fs::write(&file, &flipped).unwrap();
        let refused = said(backup::restore(&place, &to).await);
        assert!(refused.starts_with(name.as_str()), "{name}: {refused}");
        std::fs::write(&file, &whole[..whole.len() - 1]).unwrap();
        let refused = said(backup::restore(&place, &to).await);
        assert!(refused.starts_with(name.as_str()), "{name}: {refused}");
        std::fs::remove_file(&file).unwrap();
        let refused = said(backup::restore(&place, &to).await);
        assert!(refused.contains(name.as_str()), "{name}: {refused}");
        std::fs::write(&file, &whole).unwrap();
    }
    // The database was not so much as opened.
    match &direct {
        Direct::Sqlite(file) => assert!(!file.exists()),
        Direct::Postgres(_) => assert_eq!(direct.tables().await, Vec::<String>::new()),
    }
    backup::restore(&place, &to).await.unwrap();
}

async fn a_database_with_rows_is_refused(world: World) {
    let folder = TempDir::new().unwrap();
    let (to, _) = make(&world, &folder).await;
    let before = world.direct.dump("event").await;
    let refused = said(backup::restore(&world.place, &to).await);
    assert!(refused.contains("not empty"), "{refused}");
    assert_eq!(world.direct.dump("event").await, before);
    world.assert_whole().await;
}

async fn a_refused_database_is_left_as_it_is(world: World) {
    let folder = TempDir::new().unwrap();
    let (to, _) = make(&world, &folder).await;
    world.db.close().await;
    // A live one, of a program before this one.
    for statement in [
        "DROP INDEX task_due",
        "DELETE FROM _sqlx_migrations WHERE version >= 16",
    ] {
        world.direct.run(statement).await;
    }
    let refused = said(backup::restore(&world.place, &to).await);
    assert!(refused.contains("not empty"), "{refused}");
    let versions = "SELECT MAX(version) FROM _sqlx_migrations";
    assert_eq!(world.direct.number(versions).await, 15);
    // And one of somebody else.
    let (place, direct) = world.empty().await;
    if let Direct::Sqlite(file) = &direct {
        std::fs::write(file, "").unwrap();
    }
    direct.run("CREATE TABLE invoice (id TEXT)").await;
    let refused = said(backup::restore(&place, &to).await);
    assert!(refused.contains("invoice"), "{refused}");
    assert_eq!(direct.tables().await, ["invoice"]);
    if let Direct::Sqlite(file) = &direct {
        let header = std::fs::read(file).unwrap();
        assert_eq!(header[18..20], [1, 1], "its log is another now");
    }
    direct.run("DROP TABLE invoice").await;
    backup::restore(&place, &to).await.unwrap();
}

async fn a_backup_never_overwrites(world: World) {
    let folder = TempDir::new().unwrap();
    let (to, made) = make(&world, &folder).await;
    let refused = said(backup::make(&world.db, &world.duty, &to).await);
    assert!(refused.contains("already"), "{refused}");
    assert_eq!(backup::check(&to).unwrap(), made);
    let file = folder.path().join("file");
    std::fs::write(&file, "mine").unwrap();
    said(backup::make(&world.db, &world.duty, &file).await);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
    // What was begun and given up leaves nothing behind.
    world.db.close().await;
    said(backup::make(&world.db, &world.duty, &folder.path().join("late")).await);
    let mut left: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    left.sort();
    assert_eq!(left, ["backup", "file"]);
}

async fn a_backup_of_another_schema_is_refused(world: World) {
    let folder = TempDir::new().unwrap();
    let (to, mut made) = make(&world, &folder).await;
    made.schema += 1000;
    reseal(&to, &made);
    let (place, _) = world.empty().await;
    let refused = said(backup::restore(&place, &to).await);
    assert!(refused.contains("newer Daymark"), "{refused}");
    made.schema -= 1000;
    made.tables.retain(|t| t.name != "closing");
    reseal(&to, &made);
    let refused = said(backup::restore(&place, &to).await);
    assert!(refused.contains("closing"), "{refused}");
}

/// As if the program had written this manifest.
fn reseal(to: &Path, manifest: &Manifest) {
    let json = serde_json::to_vec_pretty(manifest).unwrap();
    let mut sums = format!("{}  manifest.json\n", hex::encode(Sha256::digest(&json)));
    for table in &manifest.tables {
        sums += &format!("{}  {}.jsonl\n", table.sha256, table.name);
    }
    std::fs::write(to.join("manifest.json"), json).unwrap();
    std::fs::write(to.join("SHA256SUMS"), sums).unwrap();
}

async fn erased_person_is_in_no_fresh_backup(world: World) {
    world
        .comment(
            Who::Lena,
            world.cast.ngt_1,
            "Ask Mo Adeyémi",
            Audience::Internal,
        )
        .await;
    let needles = ["mo adeyémi", "mo@northlight.test"];
    let folder = TempDir::new().unwrap();
    let (to, _) = make(&world, &folder).await;
    assert!(hits(&to, &needles) > 2, "the search finds nothing at all");
    erase::erase_person(&world.db, &world.duty, &Who::Mo.email())
        .await
        .unwrap();
    let fresh = folder.path().join("fresh");
    backup::make(&world.db, &world.duty, &fresh).await.unwrap();
    assert_eq!(hits(&fresh, &needles), 0);
    let (place, _) = world.empty().await;
    for verdict in backup::restore(&place, &fresh).await.unwrap().verdicts {
        assert_eq!(verdict.broken, None);
    }
}

/// Values in which one of the words is found, as text or within bytes.
pub fn hits(folder: &Path, needles: &[&str]) -> usize {
    let mut found = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        for word in text.split(['"', ',', '[', ']', '\n']) {
            let bytes = hex::decode(word).unwrap_or_default();
            let both = format!("{word} {}", String::from_utf8_lossy(&bytes)).to_lowercase();
            found += usize::from(needles.iter().any(|needle| both.contains(needle)));
        }
    }
    found
}

/// What is copied is left as it is: no schema is brought up to date by the way.
#[test]
fn a_missing_database_is_not_made_for_a_backup() {
    harness::run(Engine::Sqlite, |world| async move {
        let (place, direct) = world.empty().await;
        let refused = said(Db::open_as_it_is(&place).await);
        assert!(refused.contains("no database"), "{refused}");
        if let Direct::Sqlite(file) = &direct {
            assert!(!file.exists());
        }
        world.db.close().await;
        let (db, _) = Db::open_as_it_is(&world.place).await.unwrap();
        db.close().await;
        world
            .direct
            .run("UPDATE _sqlx_migrations SET version = 9999 WHERE version = (SELECT MAX(version) FROM _sqlx_migrations)")
            .await;
        let refused = said(Db::open_as_it_is(&world.place).await);
        assert!(refused.contains("9999"), "{refused}");
    });
}
