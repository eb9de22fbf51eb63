//! Groups of members: another team, the board. What is written for people by name may be for a Group.

use domain::access::{ChangeRoles, Right, SeePeople, Standing};
use domain::event::{Content, Kind};
use domain::form;
use domain::id::{GroupId, MemberId};
use domain::people::group as rule;
use domain::text;
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use super::member::member_row;
use super::seen::{known_to, sees_everybody};
use crate::Db;
use crate::chain::Event;
use crate::db::{now, on};
use crate::error::{Result, absent, taken};
use crate::keys::Granted;
use crate::sql::sql;
use crate::tx::{Act, Done, Tx, begin};

pub async fn create_group(
    db: &Db,
    key: &Granted<ChangeRoles>,
    act: &Act,
    name: &str,
) -> Result<Done<Uuid>> {
    let mut tx = begin!(db, key, act);
    let (workspace, id) = (tx.workspace().0, Uuid::now_v7());
    let text = sql!(
        "INSERT INTO member_group (workspace, id, name, name_folded, made_at) VALUES ($1, $2, $3, $4, $5)"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(id)
        .bind(name)
        .bind(text::fold(name))
        .bind(now())
        .execute(c)
        .await
        .map(|_| ()))
    .map_err(name_is_taken(name))?;
    tx.commit(
        vec![Event::of_workspace(
            Kind::GroupCreated,
            Content::none().with("name", Value::Null, name),
        )],
        id,
    )
    .await
}

/// Gives a Group another name. Whatever is for it stays for it.
pub async fn rename_group(
    db: &Db,
    key: &Granted<ChangeRoles>,
    act: &Act,
    group: GroupId,
    form: &form::RenameGroup,
) -> Result<Done<String>> {
    let mut tx = begin!(db, key, act);
    let name = name_of(&mut tx, group).await?;
    let (name, content) = rule::rename(&name, form)?;
    if content == Content::none() {
        return tx.commit_unchanged(name).await;
    }
    let workspace = tx.workspace().0;
    let text = sql!(
        "UPDATE member_group SET name = $3, name_folded = $4 WHERE workspace = $1 AND id = $2"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(group.0)
        .bind(&name)
        .bind(text::fold(&name))
        .execute(c)
        .await
        .map(|_| ()))
    .map_err(name_is_taken(&name))?;
    let content = content.with("group", group.to_string(), group.to_string());
    tx.commit(vec![Event::of_workspace(Kind::GroupRenamed, content)], name)
        .await
}

pub async fn add_to_group(
    db: &Db,
    key: &Granted<ChangeRoles>,
    act: &Act,
    group: GroupId,
    member: MemberId,
) -> Result<Done<String>> {
    let mut tx = begin!(db, key, act);
    let row = member_row(&mut tx, member).await?;
    name_of(&mut tx, group).await?;
    let workspace = tx.workspace().0;
    let text = sql!(
        "INSERT INTO member_group_member (workspace, member_group, member) VALUES ($1, $2, $3) ON CONFLICT (workspace, member_group, member) DO NOTHING"
    );
    let added = on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(group.0)
        .bind(member.0)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    if added == 0 {
        return tx.commit_unchanged(row.name).await;
    }
    tx.bump_rights().await?;
    let content = Content::none()
        .with("group", Value::Null, group.to_string())
        .with("member", Value::Null, member.to_string());
    tx.commit(
        vec![Event::of_workspace(Kind::GroupMemberAdded, content)],
        row.name,
    )
    .await
}

/// Takes somebody out of a Group: what is for them only by it, they see no more.
pub async fn leave_group(
    db: &Db,
    key: &Granted<ChangeRoles>,
    act: &Act,
    group: GroupId,
    member: MemberId,
) -> Result<Done<String>> {
    let mut tx = begin!(db, key, act);
    let row = member_row(&mut tx, member).await?;
    let workspace = tx.workspace().0;
    let text = sql!(
        "DELETE FROM member_group_member WHERE workspace = $1 AND member_group = $2 AND member = $3"
    );
    let left = on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(group.0)
        .bind(member.0)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    if left == 0 {
        return absent();
    }
    tx.bump_rights().await?;
    let content = Content::none()
        .with("group", group.to_string(), Value::Null)
        .with("member", member.to_string(), Value::Null);
    tx.commit(
        vec![Event::of_workspace(Kind::GroupMemberRemoved, content)],
        row.name,
    )
    .await
}

/// Ends a Group. What was written for it keeps its other names and its author, and nobody new: it never becomes wider.
pub async fn delete_group(
    db: &Db,
    key: &Granted<ChangeRoles>,
    act: &Act,
    group: GroupId,
) -> Result<Done<String>> {
    let mut tx = begin!(db, key, act);
    let name = name_of(&mut tx, group).await?;
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT member FROM member_group_member WHERE workspace = $1 AND member_group = $2 ORDER BY member"
    );
    let members: Vec<Uuid> = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(group.0)
        .fetch_all(c)
        .await)?;
    let text = sql!(
        "SELECT record FROM audience_name WHERE workspace = $1 AND named = $2 AND kind = 'group' ORDER BY record"
    );
    let records: Vec<Uuid> = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(group.0)
        .fetch_all(c)
        .await)?;
    for text in [
        sql!("DELETE FROM audience_name WHERE workspace = $1 AND named = $2 AND kind = 'group'"),
        sql!("DELETE FROM member_group_member WHERE workspace = $1 AND member_group = $2"),
        sql!("DELETE FROM member_group WHERE workspace = $1 AND id = $2"),
    ] {
        on!(tx.conn(), |c| sqlx::query(text)
            .bind(workspace)
            .bind(group.0)
            .execute(c)
            .await
            .map(|_| ()))?;
    }
    tx.bump_rights().await?;
    let list = |ids: Vec<Uuid>| Value::from_iter(ids.into_iter().map(|id| id.to_string()));
    let content = Content::none()
        .with("group", group.to_string(), Value::Null)
        .with("name", name.clone(), Value::Null)
        .with("members", list(members), Value::Null)
        .with("audience_of", list(records), Value::Null);
    tx.commit(vec![Event::of_workspace(Kind::GroupDeleted, content)], name)
        .await
}

async fn name_of(tx: &mut Tx, group: GroupId) -> Result<String> {
    let workspace = tx.workspace().0;
    let text = sql!("SELECT name FROM member_group WHERE workspace = $1 AND id = $2");
    let name: Option<String> = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(group.0)
        .fetch_optional(c)
        .await)?;
    name.map_or_else(absent, Ok)
}

fn name_is_taken(name: &str) -> impl FnOnce(sqlx::Error) -> crate::Error {
    taken(
        "member_group_name",
        "member_group.name_folded",
        "name",
        name,
    )
}

/// A Group, with those in it whom the reader knows.
#[derive(Clone, Debug)]
pub struct Group {
    pub id: Uuid,
    pub name: String,
    pub members: Vec<(Uuid, String)>,
    /// Of how much it is the audience, for whoever may end it: how much, never what.
    pub things: i64,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    name: String,
    things: i64,
    member: Option<Uuid>,
    called: Option<String>,
}

/// Groups and their people, by name.
pub async fn groups(db: &Db, key: &Granted<SeePeople>) -> Result<Vec<Group>> {
    let text = sql!(
        "SELECT g.id, g.name, CASE WHEN $4 THEN (SELECT COUNT(*) FROM audience_name an WHERE an.workspace = g.workspace AND an.named = g.id AND an.kind = 'group') ELSE 0 END AS things, \
         k.member, k.called FROM member_group g LEFT JOIN ( \
         SELECT gm.member_group, m.id AS member, a.name AS called FROM member_group_member gm \
         JOIN member m ON m.workspace = gm.workspace AND m.id = gm.member JOIN account a ON a.id = m.account \
         WHERE gm.workspace = $1 AND m.left_at IS NULL AND ",
        known_to!(),
        ") k ON k.member_group = g.id WHERE g.workspace = $1 ORDER BY g.name_folded, g.id, k.called, k.member LIMIT 10000"
    );
    let stands = Standing {
        workspace: Some(key.role()),
        project: None,
    };
    let may_end = stands.may(Right::ChangeRoles);
    let rows: Vec<Row> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(key.workspace().0)
        .bind(key.member().0)
        .bind(sees_everybody(key))
        .bind(may_end)
        .fetch_all(c)
        .await)?;
    let mut groups: Vec<Group> = Vec::new();
    for row in rows {
        if groups.last().is_none_or(|last| last.id != row.id) {
            groups.push(Group {
                id: row.id,
                name: row.name,
                members: vec![],
                things: row.things,
            });
        }
        if let (Some(group), Some(member), Some(called)) =
            (groups.last_mut(), row.member, row.called)
        {
            group.members.push((member, called));
        }
    }
    Ok(groups)
}
