//! The two schemas are one, and every statement fits both.

use sqlx::{Executor, SqlStr};
use store::Db;
use store::db::Place;
use store::plan::task;

use crate::direct::{Conn, Direct};
use crate::world::{Who, World, refused};

both!(
    every_statement_prepares_on_both_schemas,
    schemas_have_the_same_tables_and_columns,
    two_engines_read_back_the_same,
    newer_schema_is_refused,
    what_was_never_learned_is_learned_at_first,
);

async fn every_statement_prepares_on_both_schemas(world: World) {
    let mut conn = world.direct.connect().await;
    let own = store::sql::own_statements(world.direct.is_postgres());
    let all = store::sql::statements()
        .map(|s| (s.text, format!("{}:{}", s.file, s.line)))
        .chain(own.into_iter().map(|text| (text, "dialect".into())));
    let mut wrong = Vec::new();
    for (text, place) in all {
        let prepared = match &mut conn {
            Conn::Sqlite(c) => c.prepare(SqlStr::from_static(text)).await.map(|_| ()),
            Conn::Postgres(c) => c.prepare(SqlStr::from_static(text)).await.map(|_| ()),
        };
        if let Err(error) = prepared {
            wrong.push(format!("{place}: {error}\n    {text}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Each `sql!` and `under!` of the sources is among them: none was lost by the linker, none is written around it.
#[test]
fn every_statement_is_registered() {
    let sources = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut written, mut bare) = (0, Vec::new());
    for file in files(&sources) {
        let text = std::fs::read_to_string(&file).unwrap();
        let lines = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        for line in lines {
            written += line.matches("sql!(").count()
                + line.matches("under!(").count()
                + line.matches("import_of!(").count();
            let own = ["dialect.rs", "db.rs"]
                .iter()
                .any(|name| file.ends_with(name));
            if !own
                && ["query(\"", "query_as(\"", "query_scalar(\""]
                    .iter()
                    .any(|bad| line.contains(bad))
            {
                bare.push(format!("{}: {line}", file.display()));
            }
        }
    }
    assert!(bare.is_empty(), "{}", bare.join("\n"));
    // `under!` and `import_of!` themselves are one `sql!` each; the line in `erase_workspace` stands for as many statements as there are tables.
    let tables = store::upkeep::erase::TABLES.len();
    assert_eq!(store::sql::statements().count(), written - 3 + tables);
}

fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

async fn schemas_have_the_same_tables_and_columns(world: World) {
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("other.db");
    let (db, _) = Db::open(&Place::Sqlite(file.clone())).await.unwrap();
    db.close().await;
    let (here, there) = (
        shape(&world.direct).await,
        shape(&Direct::Sqlite(file)).await,
    );
    assert!(here.len() > 100, "{here:?}");
    for line in &here {
        assert!(there.contains(line), "not in SQLite's: {line}");
    }
    for line in &there {
        assert!(here.contains(line), "only in SQLite's: {line}");
    }
}

/// Columns with type, null and place in the primary key; foreign keys; uniqueness; indexes: a line each.
async fn shape(direct: &Direct) -> Vec<String> {
    let mut lines = Vec::new();
    let parts = if direct.is_postgres() {
        POSTGRES
    } else {
        SQLITE
    };
    for part in parts {
        lines.extend(direct.texts(part).await);
    }
    lines.sort();
    lines
}

const SQLITE: [&str; 4] = [
    "SELECT 'column ' || t.name || '.' || c.name || ' ' || c.type || ' ' || c.\"notnull\" || ' ' || c.pk FROM sqlite_schema t, pragma_table_info(t.name) c \
     WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name <> '_sqlx_migrations'",
    "SELECT 'foreign ' || name || ' ' || group_concat(\"from\", ', ') || ' to ' || target || ' ' || group_concat(\"to\", ', ') FROM \
     (SELECT t.name, f.id, f.\"table\" AS target, f.\"from\", f.\"to\" FROM sqlite_schema t, pragma_foreign_key_list(t.name) f WHERE t.type = 'table' ORDER BY t.name, f.id, f.seq) GROUP BY name, id",
    "SELECT 'unique ' || name || ' ' || group_concat(part, ', ') FROM (SELECT t.name, l.name AS list, i.name AS part FROM sqlite_schema t, pragma_index_list(t.name) l, pragma_index_info(l.name) i \
     WHERE t.type = 'table' AND t.name <> '_sqlx_migrations' AND l.origin = 'u' ORDER BY t.name, l.name, i.seqno) GROUP BY name, list",
    "SELECT 'index ' || name || CASE WHEN sql LIKE '% WHERE %' THEN ' partial' ELSE '' END || CASE WHEN sql LIKE 'CREATE UNIQUE%' THEN ' unique' ELSE '' END \
     FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL",
];

const POSTGRES: [&str; 4] = [
    "SELECT 'column ' || c.table_name || '.' || c.column_name || ' ' || \
     CASE c.data_type WHEN 'uuid' THEN 'BLOB' WHEN 'bytea' THEN 'BLOB' WHEN 'text' THEN 'TEXT' WHEN 'date' THEN 'TEXT' WHEN 'timestamp with time zone' THEN 'TEXT' \
       WHEN 'bigint' THEN 'INTEGER' WHEN 'boolean' THEN 'INTEGER' ELSE c.data_type END || \
     CASE c.is_nullable WHEN 'NO' THEN ' 1 ' ELSE ' 0 ' END || COALESCE((SELECT k.ordinal_position FROM information_schema.table_constraints p \
       JOIN information_schema.key_column_usage k ON k.constraint_name = p.constraint_name AND k.table_name = p.table_name AND k.column_name = c.column_name \
       WHERE p.table_name = c.table_name AND p.constraint_type = 'PRIMARY KEY'), 0) \
     FROM information_schema.columns c WHERE c.table_schema = 'public' AND c.table_name <> '_sqlx_migrations'",
    "SELECT 'foreign ' || c.conrelid::regclass || ' ' || (SELECT string_agg(a.attname, ', ' ORDER BY k.n) FROM unnest(c.conkey) WITH ORDINALITY k (id, n) \
       JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.id) || ' to ' || c.confrelid::regclass || ' ' || \
     (SELECT string_agg(a.attname, ', ' ORDER BY k.n) FROM unnest(c.confkey) WITH ORDINALITY k (id, n) JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.id) \
     FROM pg_constraint c WHERE c.contype = 'f'",
    "SELECT 'unique ' || c.conrelid::regclass || ' ' || (SELECT string_agg(a.attname, ', ' ORDER BY k.n) FROM unnest(c.conkey) WITH ORDINALITY k (id, n) \
       JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.id) FROM pg_constraint c WHERE c.contype = 'u' AND c.connamespace = 'public'::regnamespace",
    "SELECT 'index ' || indexname || CASE WHEN indexdef LIKE '% WHERE %' THEN ' partial' ELSE '' END || CASE WHEN indexdef LIKE 'CREATE UNIQUE%' THEN ' unique' ELSE '' END \
     FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT IN (SELECT conname FROM pg_constraint)",
];

async fn two_engines_read_back_the_same(world: World) {
    let sight = world.sight(Who::Lena).await;
    let id = world.direct.id(world.cast.ngt_1);
    for moment in [
        "2027-03-04T05:06:07.123456+00:00",
        "2027-03-04T05:06:07.100000+00:00",
        "2027-03-04T05:06:07+00:00",
        "1999-12-31T23:59:59.999999+00:00",
    ] {
        world
            .direct
            .run(format!(
                "UPDATE record SET made_at = '{moment}' WHERE id = {id}"
            ))
            .await;
        let read = task::task(&world.db, &sight, "NGT", 1).await.unwrap();
        assert_eq!(
            read.made_at,
            moment.parse::<chrono::DateTime<chrono::Utc>>().unwrap()
        );
        assert_eq!((read.id, read.project), (world.cast.ngt_1, world.cast.ngt));
    }
    // What the store itself writes is cut to what both keep: what it hashed is what it reads.
    let done = world.close(Who::Mo, world.cast.ngt_1).await.unwrap();
    let read = task::task(&world.db, &sight, "NGT", 1).await.unwrap();
    let closed = read.closed_at.unwrap();
    assert_eq!(closed.timestamp_nanos_opt().unwrap() % 1000, 0);
    assert_eq!(
        (read.version, read.closed_by.as_deref()),
        (done.what.version, Some(Who::Mo.name()))
    );
    world.assert_whole().await;
}

async fn newer_schema_is_refused(world: World) {
    let (yes, nothing) = (
        if world.direct.is_postgres() {
            "TRUE"
        } else {
            "1"
        },
        world.direct.blob(&[0]),
    );
    world.db.close().await;
    world
        .direct
        .run(format!("INSERT INTO _sqlx_migrations (version, description, installed_on, success, checksum, execution_time) VALUES (9999, 'later', CURRENT_TIMESTAMP, {yes}, {nothing}, 0)"))
        .await;
    let Err(error) = Db::open(&world.place).await else {
        panic!("a newer schema was opened")
    };
    let said = error.to_string();
    assert!(
        said.contains("newer Daymark") && said.contains("9999"),
        "{said}"
    );
    // It is told apart from what is merely not there.
    let (place, _) = world.empty().await;
    let (db, _) = Db::open(&place).await.unwrap();
    let unknown = store::door::session::sign_in(
        &db,
        &domain::form::SignIn {
            email: "a@b.test".into(),
            password: "x".into(),
            ..Default::default()
        },
        &Who::Mo.visitor(),
    )
    .await;
    assert!(matches!(
        refused(unknown),
        domain::refusal::Refused::Invalid { .. }
    ));
    db.close().await;
}

async fn what_was_never_learned_is_learned_at_first(world: World) {
    let known =
        "SELECT COUNT(DISTINCT tablename) FROM pg_stats WHERE tablename IN ('record', 'task')";
    if world.direct.is_postgres() {
        // As after a restore. The server may have looked by itself meanwhile.
        world.direct.run("DELETE FROM pg_statistic").await;
    }
    world.db.learn_at_first(&world.duty).await.unwrap();
    if world.direct.is_postgres() {
        assert_eq!(world.direct.number(known).await, 2);
    }
}
