//! Comments on records.

use chrono::{DateTime, Utc};
use domain::access::Comment;
use domain::audience::Audience;
use domain::event::{Content, Kind};
use domain::id::RecordId;
use domain::refusal::{Code, Refused};
use domain::talk::NewComment;
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use crate::Db;
use crate::chain::Event;
use crate::db::on;
use crate::error::{Result, absent};
use crate::keys::{Granted, Sight};
use crate::record::{self, kind};
use crate::sql::{sql, visible};
use crate::tx::{Act, Changed, Done, begin};

/// Adds a comment to a record of the key's project. Its audience is no wider than the record's.
pub async fn add_comment(
    db: &Db,
    key: &Granted<Comment>,
    act: &Act,
    on_record: RecordId,
    new: &NewComment,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    let parent = record::load(&mut tx, on_record).await?;
    if !parent.is_live()
        || parent.project().unwrap_or(on_record) != project
        || parent.kind == kind::COMMENT
    {
        return absent();
    }
    if new.audience == Audience::Client {
        let workspace = tx.workspace().0;
        let text = sql!(
            "SELECT COUNT(*) FROM project WHERE workspace = $1 AND id = $2 AND client IS NOT NULL"
        );
        let clients: i64 = on!(tx.conn(), |c| sqlx::query_scalar(text)
            .bind(workspace)
            .bind(project.0)
            .fetch_one(c)
            .await)?;
        if clients == 0 {
            return Err(Refused::field("audience", Code::NoClient).into());
        }
    }
    record::make(
        &mut tx,
        &record::New {
            id: new.id,
            kind: kind::COMMENT,
            project: Some(project),
            parent: Some(on_record),
            audience: new.audience,
        },
    )
    .await?;
    let workspace = tx.workspace().0;
    let text = sql!("INSERT INTO comment (workspace, id, text) VALUES ($1, $2, $3)");
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(new.id.0)
        .bind(&new.text)
        .execute(c)
        .await
        .map(|_| ()))?;
    let content = Content::none()
        .with("text", Value::Null, new.text.clone())
        .with("on", Value::Null, on_record.to_string());
    tx.commit(
        vec![Event::of(
            Kind::CommentAdded,
            new.id,
            Some(project),
            content,
        )],
        Changed {
            record: new.id,
            version: 1,
            called: String::new(),
        },
    )
    .await
}

/// A comment as it is read.
#[derive(Clone, Debug, FromRow)]
pub struct Said {
    pub id: Uuid,
    pub text: String,
    pub audience: String,
    pub made_at: DateTime<Utc>,
    pub made_by: Uuid,
    pub name: Option<String>,
}

/// The comments on a record, oldest first.
pub async fn comments(db: &Db, sight: &Sight, on_record: RecordId) -> Result<Vec<Said>> {
    let text = sql!(
        "SELECT co.id, co.text, r.audience, r.made_at, r.made_by, a.name FROM comment co JOIN record r ON r.workspace = co.workspace AND r.id = co.id \
         LEFT JOIN member m ON m.workspace = r.workspace AND m.id = r.made_by LEFT JOIN account a ON a.id = m.account WHERE ",
        visible!(),
        " AND r.parent = $4 ORDER BY r.made_at, r.id LIMIT 500"
    );
    Ok(on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(on_record.0)
        .fetch_all(c)
        .await)?)
}
