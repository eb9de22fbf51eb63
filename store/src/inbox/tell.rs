//! Who is told of a change. All events of all changes come by here, in the change's own transaction, so that nothing
//! that mentions, gives or answers forgets to tell; and what is refused has told nobody.

use domain::access::Right;
use domain::event::{ActorKind, Kind};
use domain::id::RecordId;
use domain::inbox::{self as rule, Reason, State};
use domain::talk::mention::mentioned;
use sqlx::FromRow;
use uuid::Uuid;

use crate::audience::may;
use crate::bulk::insert_rows;
use crate::chain::Event;
use crate::db::{now, on};
use crate::error::Result;
use crate::outbox::{self, Mail};
use crate::sql::sql;
use crate::talk;
use crate::tx::Tx;

/// Tells whom a change concerns. What takes a change back tells nobody, nor does an import: who is mentioned is kept up
/// to date all the same.
pub(crate) async fn tell(tx: &mut Tx, events: &[Event]) -> Result<()> {
    let is_silent =
        tx.actor_kind() == ActorKind::Import || events.iter().any(|event| event.undoes.is_some());
    for event in events {
        let Some(record) = event.record else { continue };
        match event.kind {
            // A description may be changed together with the state.
            Kind::TaskCreated | Kind::TaskChanged | Kind::TaskClosed | Kind::TaskReopened => {
                described(tx, record, event, is_silent).await?;
            }
            _ if is_silent => {}
            Kind::CommentAdded | Kind::CommentChanged => said(tx, record, event.kind).await?,
            Kind::TaskAssigneesChanged => {
                let given = rule::given(&event.content);
                tell_each(tx, record, Reason::Assigned, &given).await?;
            }
            _ => {}
        }
    }
    Ok(())
}

#[derive(FromRow)]
struct Hearer {
    member: Uuid,
    role: String,
    in_project: Option<String>,
    is_mentioned: bool,
}

/// Whether the record `r` is for the member `m`, as far as names go.
macro_rules! is_for {
    () => {
        "(r.audience <> 'named' OR r.made_by = m.id OR EXISTS (SELECT 1 FROM audience_name an WHERE an.workspace = r.workspace AND an.record = r.id \
         AND (an.named = m.id OR EXISTS (SELECT 1 FROM member_group_member gm WHERE gm.workspace = an.workspace AND gm.member_group = an.named AND gm.member = m.id))))"
    };
}

/// A comment: whoever it mentions, and whoever watches what it stands on; of one that was changed, whoever it mentions
/// now for the first time.
async fn said(tx: &mut Tx, comment: RecordId, kind: Kind) -> Result<()> {
    let (workspace, person) = (tx.workspace().0, tx.person());
    let text = sql!(
        "SELECT m.id AS member, m.role, pm.role AS in_project, \
         EXISTS (SELECT 1 FROM mention x WHERE x.workspace = r.workspace AND x.record = r.id AND x.member = m.id) AS is_mentioned \
         FROM (SELECT x.member FROM mention x WHERE x.workspace = $1 AND x.record = $2 UNION SELECT w.member FROM record c JOIN watcher w ON w.workspace = c.workspace AND w.record = c.parent \
         WHERE c.workspace = $1 AND c.id = $2) who \
         JOIN member m ON m.workspace = $1 AND m.id = who.member JOIN record r ON r.workspace = m.workspace AND r.id = $2 \
         LEFT JOIN project_member pm ON pm.workspace = m.workspace AND pm.member = m.id AND pm.project = COALESCE(r.project, r.id) \
         WHERE m.left_at IS NULL AND m.id <> $3 AND ",
        is_for!(),
        " ORDER BY m.id"
    );
    let hearers: Vec<Hearer> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(comment.0)
        .bind(person)
        .fetch_all(c)
        .await)?;
    let hear = |hearer: &&Hearer| may(&hearer.role, hearer.in_project.as_deref(), Right::ReadTalk);
    let hearers: Vec<&Hearer> = hearers.iter().filter(hear).collect();
    let those = |mentioned: bool| -> Vec<Uuid> {
        let those = hearers.iter().filter(|one| one.is_mentioned == mentioned);
        those.map(|one| one.member).collect()
    };
    let mut mentioned = those(true);
    if kind == Kind::CommentAdded {
        put(tx, comment, Reason::Reply, &those(false)).await?;
    } else {
        // Told of it once, however often it is worded anew.
        let told = told_of(tx, comment).await?;
        mentioned.retain(|member| !told.contains(member));
        forget_replies(tx, comment, &mentioned).await?;
    }
    put(tx, comment, Reason::Mention, &mentioned).await
}

async fn told_of(tx: &mut Tx, comment: RecordId) -> Result<Vec<Uuid>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT member FROM notice WHERE workspace = $1 AND record = $2 AND reason = 'mention'"
    );
    Ok(on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(comment.0)
        .fetch_all(c)
        .await)?)
}

/// Whoever was told that it answers them is told instead that it mentions them.
async fn forget_replies(tx: &mut Tx, comment: RecordId, members: &[Uuid]) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "DELETE FROM notice WHERE workspace = $1 AND record = $2 AND member = $3 AND reason = 'reply'"
    );
    for member in members {
        on!(tx.conn(), |c| sqlx::query(text)
            .bind(workspace)
            .bind(comment.0)
            .bind(member)
            .execute(c)
            .await
            .map(|_| ()))?;
    }
    Ok(())
}

/// A task's description: keeps whom it mentions, and tells whom it did not mention before. A copy of a task, and the
/// next of a series, say what was said before: their events are of a batch.
async fn described(tx: &mut Tx, task: RecordId, event: &Event, is_silent: bool) -> Result<()> {
    let Some(change) = event.content.fields.get("description") else {
        return Ok(());
    };
    let Some(project) = event.project else {
        return Ok(());
    };
    let [before, after] =
        [&change.before, &change.after].map(|text| text.as_str().unwrap_or_default());
    if !before.contains('@') && !after.contains('@') {
        return Ok(());
    }
    let people = talk::mentionable(tx, task.0, project).await?;
    let is = mentioned(after, &people);
    talk::keep_mentions(tx, task.0, &is).await?;
    if is_silent || event.batch.is_some() {
        return Ok(());
    }
    let new = rule::newly(&mentioned(before, &people), &is);
    talk::start_watching(tx, task, &new).await?;
    tell_each(tx, task, Reason::Mention, &new).await
}

/// Tells those of these members who may see the record and have not done it themselves.
async fn tell_each(tx: &mut Tx, record: RecordId, reason: Reason, members: &[Uuid]) -> Result<()> {
    let (workspace, person) = (tx.workspace().0, tx.person());
    let text = sql!(
        "SELECT m.id AS member, m.role, pm.role AS in_project, TRUE AS is_mentioned FROM member m JOIN record r ON r.workspace = m.workspace AND r.id = $2 \
         LEFT JOIN project_member pm ON pm.workspace = m.workspace AND pm.member = m.id AND pm.project = COALESCE(r.project, r.id) \
         WHERE m.workspace = $1 AND m.id = $3 AND m.left_at IS NULL AND ",
        is_for!()
    );
    let mut told = Vec::with_capacity(members.len());
    for member in members.iter().filter(|member| **member != person) {
        let hearer: Option<Hearer> = on!(tx.conn(), |c| sqlx::query_as(text)
            .bind(workspace)
            .bind(record.0)
            .bind(member)
            .fetch_optional(c)
            .await)?;
        let sees = |one: &Hearer| may(&one.role, one.in_project.as_deref(), Right::ViewProject);
        told.extend(hearer.filter(sees).map(|one| one.member));
    }
    put(tx, record, reason, &told).await
}

/// The notices themselves. Who was told before for the same reason is told anew; a mention is put down to be mailed.
async fn put(tx: &mut Tx, record: RecordId, reason: Reason, members: &[Uuid]) -> Result<()> {
    let (workspace, person, at) = (tx.workspace().0, tx.person(), now());
    let text = sql!(
        "INSERT INTO notice (workspace, id, member, record, reason, state, told_by, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
         ON CONFLICT (workspace, member, record, reason) DO UPDATE SET state = excluded.state, told_by = excluded.told_by, at = excluded.at, marked_at = NULL"
    );
    insert_rows!(tx.conn(), text, members, |query, member| query
        .bind(workspace)
        .bind(Uuid::now_v7())
        .bind(member)
        .bind(record.0)
        .bind(reason.code())
        .bind(State::Unread.code())
        .bind(person)
        .bind(at));
    if reason != Reason::Mention || !tx.mails() {
        return Ok(());
    }
    for member in members {
        let mail = Mail::Mention {
            member: *member,
            record: record.0,
        };
        let once = format!("mention {member} {record} {}", at.timestamp_micros());
        outbox::put_later(tx, &mail, &once, rule::MAILED_AFTER).await?;
    }
    Ok(())
}
