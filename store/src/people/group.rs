//! Groups of members.

use domain::access::ChangeRoles;
use domain::event::{Content, Kind};
use domain::id::MemberId;
use domain::text;
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use super::member::member_row;
use crate::Db;
use crate::chain::Event;
use crate::db::{now, on};
use crate::error::{Result, absent};
use crate::keys::{Granted, Sight};
use crate::sql::sql;
use crate::tx::{Act, Done, begin};

/// A Group of members: another team, the board.
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
    .map_err(crate::error::taken(
        "member_group_name",
        "member_group.name_folded",
        "name",
        name,
    ))?;
    tx.commit(
        vec![Event::of_workspace(
            Kind::GroupCreated,
            Content::none().with("name", Value::Null, name),
        )],
        id,
    )
    .await
}

pub async fn add_to_group(
    db: &Db,
    key: &Granted<ChangeRoles>,
    act: &Act,
    group: Uuid,
    member: MemberId,
) -> Result<Done<String>> {
    let mut tx = begin!(db, key, act);
    let row = member_row(&mut tx, member).await?;
    let workspace = tx.workspace().0;
    let text = sql!("SELECT COUNT(*) FROM member_group WHERE workspace = $1 AND id = $2");
    let groups: i64 = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(group)
        .fetch_one(c)
        .await)?;
    if groups == 0 {
        return absent();
    }
    let text = sql!(
        "INSERT INTO member_group_member (workspace, member_group, member) VALUES ($1, $2, $3) ON CONFLICT (workspace, member_group, member) DO NOTHING"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(group)
        .bind(member.0)
        .execute(c)
        .await
        .map(|_| ()))?;
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

/// Groups, by name.
#[derive(Clone, Debug, FromRow)]
pub struct Group {
    pub id: Uuid,
    pub name: String,
    pub members: i64,
}

pub async fn groups(db: &Db, sight: &Sight) -> Result<Vec<Group>> {
    let text = sql!(
        "SELECT g.id, g.name, (SELECT COUNT(*) FROM member_group_member gm WHERE gm.workspace = g.workspace AND gm.member_group = g.id) AS members \
         FROM member_group g WHERE g.workspace = $1 ORDER BY g.name_folded, g.id LIMIT 500"
    );
    Ok(on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .fetch_all(c)
        .await)?)
}
