//! Looks for words in all that is stored.

use store::db::Place;

use crate::world::World;

/// Looks through every table, and on SQLite through the very bytes of the file and its log.
pub async fn search(world: &World, needles: &[&str]) {
    let hits = |text: &str| {
        let text = text.to_lowercase();
        needles
            .iter()
            .find(|needle| text.contains(**needle) || text.contains(&hex::encode(needle)))
            .copied()
    };
    for table in world.direct.tables().await {
        for row in world.direct.dump(&table).await {
            assert_eq!(hits(&row), None, "{table}: {row}");
        }
    }
    // Contents as bytes: their hexadecimal form above hides capitals.
    for column in [
        "bytes FROM event_payload",
        "answer FROM idempotency WHERE answer IS NOT NULL",
    ] {
        for bytes in world.direct.bytes(format!("SELECT {column}")).await {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            assert_eq!(hits(&text), None, "{column}: {text}");
        }
    }
    match &world.place {
        Place::Sqlite(file) => {
            for end in ["", "-wal"] {
                let name = format!("{}{end}", file.display());
                let bytes = std::fs::read(&name).unwrap_or_default();
                assert_eq!(hits(&String::from_utf8_lossy(&bytes)), None, "{name}");
            }
        }
        Place::Postgres(_) => {
            let samples = "SELECT concat(tablename, '.', attname, ' ', most_common_vals::text, histogram_bounds::text) \
                           FROM pg_stats WHERE schemaname = 'public'";
            for row in world.direct.texts(samples).await {
                assert_eq!(hits(&row), None, "pg_stats: {row}");
            }
        }
    }
}
