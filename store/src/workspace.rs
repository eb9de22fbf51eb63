//! The workspace itself: what it is called.

use domain::access::ManageWorkspace;
use domain::account as rule;
use domain::event::{Content, Kind};
use domain::form;

use crate::Db;
use crate::chain::Event;
use crate::db::on;
use crate::error::Result;
use crate::keys::Granted;
use crate::sql::sql;
use crate::tx::{Act, Done, begin};

/// Gives the workspace another name. What it is called in addresses stays.
pub async fn rename_workspace(
    db: &Db,
    key: &Granted<ManageWorkspace>,
    act: &Act,
    form: &form::RenameWorkspace,
) -> Result<Done<String>> {
    let mut tx = begin!(db, key, act);
    let workspace = tx.workspace().0;
    let text = sql!("SELECT name FROM workspace WHERE id = $1");
    let name: String = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .fetch_one(c)
        .await)?;
    let (name, content) = rule::rename_workspace(&name, form)?;
    if content == Content::none() {
        return tx.commit_unchanged(name).await;
    }
    let text = sql!("UPDATE workspace SET name = $2 WHERE id = $1");
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(&name)
        .execute(c)
        .await
        .map(|_| ()))?;
    tx.commit(
        vec![Event::of_workspace(Kind::WorkspaceRenamed, content)],
        name,
    )
    .await
}
