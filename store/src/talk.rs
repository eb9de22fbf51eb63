//! Comments on records, who is mentioned in them, and who watches.

mod conversation;
mod watch;

use domain::access::{Comment, Right};
use domain::audience::Audience;
use domain::event::{Content, Kind};
use domain::form;
use domain::id::RecordId;
use domain::refusal::{Code, Refused};
use domain::talk::mention::{Named, mentioned};
use domain::talk::{self as rule, NewComment};
use serde_json::Value;
use uuid::Uuid;

use crate::Db;
use crate::audience;
use crate::bulk::insert_rows;
use crate::chain::Event;
use crate::db::on;
use crate::error::{Result, absent};
use crate::keys::Granted;
use crate::record::{self, Record, kind};
use crate::sql::{client_is_there, sql};
use crate::tx::{Act, Changed, Done, Tx, begin};

pub use conversation::{Conversation, Edited, Said, Watcher, conversation};
pub(crate) use watch::start_watching;
pub use watch::{unwatch, watch};

/// What there is a conversation on.
const TALKED_OF: [&str; 3] = [kind::PROJECT, kind::DELIVERABLE, kind::TASK];

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
        || !TALKED_OF.contains(&parent.kind.as_str())
    {
        return absent();
    }
    if new.audience == Audience::Client {
        let workspace = tx.workspace().0;
        let text = sql!(
            "SELECT COUNT(*) FROM project p JOIN client cl ON cl.workspace = p.workspace AND cl.id = p.client WHERE p.workspace = $1 AND p.id = $2 AND ",
            client_is_there!("cl")
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
    if new.audience == Audience::Named {
        name_readers(&mut tx, &parent, project, new).await?;
    }
    let workspace = tx.workspace().0;
    let text = sql!("INSERT INTO comment (workspace, id, text) VALUES ($1, $2, $3)");
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(new.id.0)
        .bind(&new.text)
        .execute(c)
        .await
        .map(|_| ()))?;
    // Whoever speaks or is spoken to hears what follows.
    let said_by = tx.person();
    let mut hears = put_mentions(&mut tx, new.id.0, project, &new.text).await?;
    hears.push(said_by);
    start_watching(&mut tx, on_record, &hears).await?;
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

/// What is said of something that is for people by name is for the same people; elsewhere it names its own.
async fn name_readers(
    tx: &mut Tx,
    parent: &Record,
    project: RecordId,
    new: &NewComment,
) -> Result<()> {
    if parent.audience() == Audience::Named {
        audience::as_parent(tx, new.id, parent.id).await
    } else {
        audience::put(tx, new.id, project, Right::ReadTalk, &new.named).await
    }
}

/// Says one's own comment better. What it said before stays in its events.
pub async fn edit_comment(
    db: &Db,
    key: &Granted<Comment>,
    act: &Act,
    comment: RecordId,
    form: &form::EditComment,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    let record = record::load_live(&mut tx, comment, kind::COMMENT, project).await?;
    if record.made_by != key.member().0 {
        return absent();
    }
    let before = text_of(&mut tx, comment.0).await?;
    let (after, content) = rule::edit_comment(&before, record.version, form)?;
    let mut changed = Changed {
        record: comment,
        version: record.version,
        called: String::new(),
    };
    if content == Content::none() {
        return tx.commit_unchanged(changed).await;
    }
    changed.version = write_text(&mut tx, &record, project, &after).await?;
    let event = Event::of(Kind::CommentChanged, comment, Some(project), content);
    tx.commit(vec![event], changed).await
}

async fn text_of(tx: &mut Tx, comment: Uuid) -> Result<String> {
    let workspace = tx.workspace().0;
    let text = sql!("SELECT text FROM comment WHERE workspace = $1 AND id = $2");
    Ok(on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(comment)
        .fetch_one(c)
        .await)?)
}

/// Writes what a comment says, and who is mentioned in it now.
async fn write_text(tx: &mut Tx, record: &Record, project: RecordId, said: &str) -> Result<i64> {
    let version = record::touch(tx, record).await?;
    let workspace = tx.workspace().0;
    let text = sql!("UPDATE comment SET text = $3 WHERE workspace = $1 AND id = $2");
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(record.id)
        .bind(said)
        .execute(c)
        .await
        .map(|_| ()))?;
    forget_mentions(tx, record.id).await?;
    let hears = put_mentions(tx, record.id, project, said).await?;
    let text = sql!("SELECT parent FROM record WHERE workspace = $1 AND id = $2");
    let on_record: Option<Uuid> = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(record.id)
        .fetch_one(c)
        .await)?;
    if let Some(on_record) = on_record {
        start_watching(tx, RecordId(on_record), &hears).await?;
    }
    Ok(version)
}

/// Keeps who of the project's members is mentioned, of those for whom the comment is.
async fn put_mentions(
    tx: &mut Tx,
    comment: Uuid,
    project: RecordId,
    said: &str,
) -> Result<Vec<Uuid>> {
    if !said.contains('@') {
        return Ok(vec![]);
    }
    let people = mentionable(tx, comment, project).await?;
    let found = mentioned(said, &people);
    put_all(tx, comment, &found).await?;
    Ok(found)
}

/// Who can be mentioned in what a record says: the project's members, of those for whom it is.
pub(crate) async fn mentionable(
    tx: &mut Tx,
    record: Uuid,
    project: RecordId,
) -> Result<Vec<Named>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT pm.member, a.name FROM project_member pm JOIN member m ON m.workspace = pm.workspace AND m.id = pm.member JOIN account a ON a.id = m.account \
         JOIN record r ON r.workspace = pm.workspace AND r.id = $3 \
         WHERE pm.workspace = $1 AND pm.project = $2 AND m.left_at IS NULL AND (r.audience <> 'named' OR r.made_by = m.id OR EXISTS ( \
         SELECT 1 FROM audience_name an WHERE an.workspace = r.workspace AND an.record = r.id AND (an.named = m.id OR EXISTS ( \
         SELECT 1 FROM member_group_member gm WHERE gm.workspace = an.workspace AND gm.member_group = an.named AND gm.member = m.id)))) ORDER BY pm.member LIMIT 500"
    );
    let people: Vec<(Uuid, String)> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(project.0)
        .bind(record)
        .fetch_all(c)
        .await)?;
    let people = people.into_iter();
    Ok(people.map(|(id, name)| Named { id, name }).collect())
}

/// Makes it so that a record mentions these and nobody else.
pub(crate) async fn keep_mentions(tx: &mut Tx, record: Uuid, members: &[Uuid]) -> Result<()> {
    forget_mentions(tx, record).await?;
    put_all(tx, record, members).await
}

async fn forget_mentions(tx: &mut Tx, record: Uuid) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!("DELETE FROM mention WHERE workspace = $1 AND record = $2");
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(record)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

async fn put_all(tx: &mut Tx, record: Uuid, members: &[Uuid]) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!("INSERT INTO mention (workspace, record, member) VALUES ($1, $2, $3)");
    insert_rows!(tx.conn(), text, members, |query, member| query
        .bind(workspace)
        .bind(record)
        .bind(member));
    Ok(())
}

/// Takes a change of one's own comment back.
pub(crate) async fn set_back(
    tx: &mut Tx,
    record: &Record,
    said: &Content,
) -> Result<(Kind, Content, i64)> {
    let (Some(change), Some(project)) = (said.fields.get("text"), record.project()) else {
        return absent();
    };
    let before = change.before.as_str().unwrap_or_default();
    let now = text_of(tx, record.id).await?;
    let version = write_text(tx, record, project, before).await?;
    let content = Content::none().with("text", now, before);
    Ok((Kind::CommentChanged, content, version))
}
