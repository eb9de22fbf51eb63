//! What was said on a record and who watches it, in one statement.

use chrono::{DateTime, Utc};
use domain::event::Content;
use domain::id::RecordId;
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use crate::Db;
use crate::db::on;
use crate::error::Result;
use crate::keys::Sight;
use crate::sql::{sql, visible};

/// A comment as it is read.
#[derive(Clone, Debug)]
pub struct Said {
    pub id: Uuid,
    pub text: String,
    pub audience: String,
    pub made_at: DateTime<Utc>,
    pub made_by: Uuid,
    pub name: Option<String>,
    /// For whom it is by name, beside its maker.
    pub names: Vec<String>,
    /// How it was changed, latest first.
    pub edits: Vec<Edited>,
}

/// One time that a comment was changed: what it said before and after. Nothing when that was redacted.
#[derive(Clone, Debug)]
pub struct Edited {
    pub at: DateTime<Utc>,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// Someone who watches.
#[derive(Clone, Debug)]
pub struct Watcher {
    pub member: Uuid,
    pub name: String,
}

/// What was said on a record, oldest first, and who watches it, by name.
#[derive(Clone, Debug, Default)]
pub struct Conversation {
    pub said: Vec<Said>,
    pub watchers: Vec<Watcher>,
}

/// A comment, a change of one, somebody who watches, or for whom a comment is by name: read at once.
#[derive(FromRow)]
struct Row {
    what: String,
    /// The comment's or the member's.
    id: Uuid,
    text: String,
    audience: String,
    at: Option<DateTime<Utc>>,
    made_by: Option<Uuid>,
    name: Option<String>,
    bytes: Option<Vec<u8>>,
}

pub async fn conversation(db: &Db, sight: &Sight, on_record: RecordId) -> Result<Conversation> {
    if !sight.reads_talk() {
        return Ok(Conversation::default());
    }
    // The comments stand first: the columns have their types. Of the changes, those of comments that are shown.
    let text = sql!(
        "SELECT x.what, x.id, x.text, x.audience, x.at, x.made_by, x.name, x.bytes FROM ( \
         SELECT c.* FROM (SELECT '1 comment' AS what, CAST(0 AS BIGINT) AS place, co.id, co.text, r.audience, r.made_at AS at, r.made_by, a.name, CAST(NULL AS BYTEA) AS bytes FROM record r JOIN comment co ON co.workspace = r.workspace AND co.id = r.id \
         LEFT JOIN member m ON m.workspace = r.workspace AND m.id = r.made_by LEFT JOIN account a ON a.id = m.account WHERE ",
        visible!(),
        " AND r.parent = $4 ORDER BY r.made_at, r.id LIMIT 500) c UNION ALL \
         SELECT e.* FROM (SELECT '2 edit' AS what, -e.seq AS place, r.id, '' AS text, '' AS audience, e.at, CAST(NULL AS UUID) AS made_by, CAST(NULL AS TEXT) AS name, p.bytes \
         FROM record r CROSS JOIN event e LEFT JOIN event_payload p ON p.workspace = e.workspace AND p.seq = e.seq WHERE e.workspace = r.workspace AND e.record = r.id AND ",
        visible!(),
        " AND r.parent = $4 AND r.kind = 'comment' AND e.kind = 'comment.changed' ORDER BY e.seq DESC LIMIT 100) e UNION ALL \
         SELECT w.* FROM (SELECT '3 watcher' AS what, CAST(0 AS BIGINT) AS place, w.member AS id, '' AS text, '' AS audience, w.since AS at, w.member AS made_by, a.name, CAST(NULL AS BYTEA) AS bytes FROM record r JOIN watcher w ON w.workspace = r.workspace AND w.record = r.id \
         JOIN member m ON m.workspace = w.workspace AND m.id = w.member JOIN account a ON a.id = m.account WHERE ",
        visible!(),
        " AND r.id = $4 AND m.left_at IS NULL ORDER BY a.name, w.member LIMIT 200) w UNION ALL \
         SELECT n.* FROM (SELECT '4 name' AS what, CAST(0 AS BIGINT) AS place, r.id, '' AS text, '' AS audience, r.made_at AS at, an.named AS made_by, COALESCE(g.name, a.name) AS name, CAST(NULL AS BYTEA) AS bytes \
         FROM record r JOIN audience_name an ON an.workspace = r.workspace AND an.record = r.id LEFT JOIN member_group g ON g.workspace = an.workspace AND g.id = an.named \
         LEFT JOIN member m ON m.workspace = an.workspace AND m.id = an.named LEFT JOIN account a ON a.id = m.account WHERE ",
        visible!(),
        " AND r.parent = $4 AND r.kind = 'comment' AND r.audience = 'named' AND an.named <> r.made_by ORDER BY r.id, an.named LIMIT 1000) n) x \
         ORDER BY x.what, x.place, CASE WHEN x.what IN ('3 watcher', '4 name') THEN x.name END, CASE WHEN x.what = '1 comment' THEN x.at END, x.id"
    );
    let rows: Vec<Row> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(on_record.0)
        .fetch_all(c)
        .await)?;
    let mut conversation = Conversation::default();
    for row in rows {
        match (row.what.as_str(), row.at, row.made_by, row.name) {
            ("1 comment", Some(made_at), Some(made_by), name) => conversation.said.push(Said {
                id: row.id,
                text: row.text,
                audience: row.audience,
                made_at,
                made_by,
                name,
                names: vec![],
                edits: vec![],
            }),
            ("2 edit", Some(at), ..) => {
                if let Some(said) = conversation.said.iter_mut().find(|s| s.id == row.id) {
                    said.edits.push(edited(at, row.bytes));
                }
            }
            ("4 name", .., Some(name)) => {
                if let Some(said) = conversation.said.iter_mut().find(|s| s.id == row.id) {
                    said.names.push(name);
                }
            }
            (_, _, _, Some(name)) => conversation.watchers.push(Watcher {
                member: row.id,
                name,
            }),
            _ => {}
        }
    }
    Ok(conversation)
}

fn edited(at: DateTime<Utc>, bytes: Option<Vec<u8>>) -> Edited {
    let content = bytes.and_then(|bytes| serde_json::from_slice::<Content>(&bytes).ok());
    let change = content.and_then(|mut content| content.fields.remove("text"));
    let text = |value: &Value| value.as_str().map(str::to_owned);
    Edited {
        at,
        before: change.as_ref().and_then(|c| text(&c.before)),
        after: change.as_ref().and_then(|c| text(&c.after)),
    }
}
