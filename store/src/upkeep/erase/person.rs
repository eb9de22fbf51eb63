//! Who is to be erased, what they are where, and the end of it.

use domain::erasure::Traces;
use domain::event::Content;
use domain::id::AccountId;
use domain::refusal::{Code, Refused};
use domain::text;
use sqlx::FromRow;
use uuid::Uuid;

use super::{Erased, Stayed};
use crate::Db;
use crate::db::{Raw, now, on};
use crate::door::limit::{self, Limit};
use crate::error::{Result, absent};
use crate::sql::sql;

pub(super) struct Person {
    pub account: AccountId,
    email_folded: String,
    /// Names and address.
    pub traces: Traces,
    /// The address alone: for workspaces that they have nothing to do with, where the name is a namesake's.
    address: Traces,
    pub homes: Vec<Home>,
    /// They belong to no workspace, as the contact of a client that was removed from the trash: nobody can tell any more
    /// which one they were in, so that they are searched for by name in each.
    homeless: bool,
}

/// A workspace, and whether they belong to it.
#[derive(Clone, Debug, FromRow)]
pub(super) struct Home {
    pub workspace: Uuid,
    pub slug: String,
    /// Member, contact, former ones too, or invited.
    pub belongs: bool,
    pub is_last_owner: bool,
}

impl Person {
    pub fn traces_in(&self, home: &Home) -> &Traces {
        if home.belongs || self.homeless {
            &self.traces
        } else {
            &self.address
        }
    }

    pub fn traces_at(&self, workspace: Uuid) -> &Traces {
        self.homes
            .iter()
            .find(|home| home.workspace == workspace)
            .map_or(&self.address, |home| self.traces_in(home))
    }
}

#[derive(FromRow)]
struct Account {
    id: Uuid,
    email: String,
    name: String,
}

pub(super) async fn find(db: &Db, email: &str) -> Result<Person> {
    let email_folded = text::fold(email);
    let text =
        sql!("SELECT id, email, name FROM account WHERE email_folded = $1 AND erased_at IS NULL");
    let account: Option<Account> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(&email_folded)
        .fetch_optional(c)
        .await)?;
    let account = match account {
        Some(account) => account,
        None => invited(db, &email_folded).await?,
    };
    let id = AccountId(account.id);
    let text = sql!(
        "SELECT w.id AS workspace, w.slug, (EXISTS (SELECT 1 FROM member m WHERE m.workspace = w.id AND m.account = $1) \
          OR EXISTS (SELECT 1 FROM contact k WHERE k.workspace = w.id AND k.account = $1) \
          OR EXISTS (SELECT 1 FROM invitation i WHERE i.workspace = w.id AND i.email_folded = $2)) AS belongs, \
         (EXISTS (SELECT 1 FROM member m WHERE m.workspace = w.id AND m.account = $1 AND m.role = 'owner' AND m.left_at IS NULL) \
          AND NOT EXISTS (SELECT 1 FROM member m WHERE m.workspace = w.id AND m.account <> $1 AND m.role = 'owner' AND m.left_at IS NULL)) AS is_last_owner \
         FROM workspace w ORDER BY w.slug"
    );
    let homes: Vec<Home> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(account.id)
        .bind(&email_folded)
        .fetch_all(c)
        .await)?;
    let address = Traces::new(id).address(&account.email);
    let mut traces = address.clone().name(&account.name);
    for name in other_names(db, account.id, &email_folded).await? {
        traces = traces.name(&name);
    }
    Ok(Person {
        account: id,
        email_folded,
        traces,
        address,
        homeless: !homes.iter().any(|home| home.belongs),
        homes,
    })
}

/// Somebody who was asked to come and never did: they have no account, and get an id for their pseudonym alone.
async fn invited(db: &Db, email_folded: &str) -> Result<Account> {
    let text = sql!("SELECT email, name FROM invitation WHERE email_folded = $1 LIMIT 1");
    let invited: Option<(String, String)> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(email_folded)
        .fetch_optional(c)
        .await)?;
    let Some((email, name)) = invited else {
        return absent();
    };
    Ok(Account {
        id: Uuid::now_v7(),
        email,
        name,
    })
}

/// What others have called them: when inviting them, when adding them as a contact.
async fn other_names(db: &Db, account: Uuid, email_folded: &str) -> Result<Vec<String>> {
    let text = sql!(
        "SELECT name FROM invitation WHERE email_folded = $1 UNION SELECT name FROM contact WHERE account = $2"
    );
    let mut names: Vec<String> = on!(db.read(), |c| sqlx::query_scalar(text)
        .bind(email_folded)
        .bind(account)
        .fetch_all(c)
        .await)?;
    let text = sql!(
        "SELECT k.id AS contact, p.bytes FROM contact k JOIN event e ON e.workspace = k.workspace AND e.record = k.client AND e.kind = 'contact.added' \
         JOIN event_payload p ON p.workspace = e.workspace AND p.seq = e.seq WHERE k.account = $1"
    );
    let added: Vec<(Uuid, Vec<u8>)> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(account)
        .fetch_all(c)
        .await)?;
    for (contact, bytes) in added {
        let Ok(content) = serde_json::from_slice::<Content>(&bytes) else {
            continue;
        };
        let after = |field: &str| {
            content
                .fields
                .get(field)
                .and_then(|change| change.after.as_str())
        };
        if after("contact") == Some(&contact.to_string()) {
            names.extend(after("name").map(str::to_owned));
        }
    }
    Ok(names)
}

/// Ends what they are in one workspace. Nothing to do with it: nothing to end.
pub(super) async fn leave(raw: &mut Raw, person: &Person, home: &Home) -> Result<()> {
    // First the workspace's row: whoever else changes rights waits for it, and no key made before is worth anything.
    let text = sql!("UPDATE workspace SET rights_version = rights_version + 1 WHERE id = $1");
    on!(raw.conn(), |c| sqlx::query(text)
        .bind(home.workspace)
        .execute(c)
        .await
        .map(|_| ()))?;
    let text = sql!(
        "SELECT COUNT(*) FROM member m WHERE m.workspace = $1 AND m.account = $2 AND m.role = 'owner' AND m.left_at IS NULL \
         AND NOT EXISTS (SELECT 1 FROM member o WHERE o.workspace = $1 AND o.account <> $2 AND o.role = 'owner' AND o.left_at IS NULL)"
    );
    let last: i64 = on!(raw.conn(), |c| sqlx::query_scalar(text)
        .bind(home.workspace)
        .bind(person.account.0)
        .fetch_one(c)
        .await)?;
    if last > 0 {
        return Err(Refused::Conflict {
            code: Code::LastOwner,
            arg: home.slug.clone(),
        }
        .into());
    }
    forget_views(raw, person, home).await?;
    for text in [
        sql!(
            "DELETE FROM project_member WHERE workspace = $1 AND member IN (SELECT id FROM member WHERE workspace = $1 AND account = $2)"
        ),
        sql!(
            "DELETE FROM member_group_member WHERE workspace = $1 AND member IN (SELECT id FROM member WHERE workspace = $1 AND account = $2)"
        ),
        sql!(
            "DELETE FROM project_contact WHERE workspace = $1 AND contact IN (SELECT id FROM contact WHERE workspace = $1 AND account = $2)"
        ),
        // What others did stays theirs; that it was told to this person is nobody's any more.
        sql!(
            "DELETE FROM notice WHERE workspace = $1 AND member IN (SELECT id FROM member WHERE workspace = $1 AND account = $2)"
        ),
        // The days stay, for what they did to plans; why they were away is theirs alone.
        sql!(
            "UPDATE absence SET kind = 'other', note = '', answer = '' WHERE workspace = $1 AND member IN (SELECT id FROM member WHERE workspace = $1 AND account = $2)"
        ),
    ] {
        on!(raw.conn(), |c| sqlx::query(text)
            .bind(home.workspace)
            .bind(person.account.0)
            .execute(c)
            .await
            .map(|_| ()))?;
    }
    for text in [
        sql!(
            "UPDATE member SET left_at = $3 WHERE workspace = $1 AND account = $2 AND left_at IS NULL"
        ),
        sql!(
            "UPDATE contact SET left_at = $3 WHERE workspace = $1 AND account = $2 AND left_at IS NULL"
        ),
    ] {
        on!(raw.conn(), |c| sqlx::query(text)
            .bind(home.workspace)
            .bind(person.account.0)
            .bind(now())
            .execute(c)
            .await
            .map(|_| ()))?;
    }
    Ok(())
}

/// The numbers of the events that say what a private view of theirs was: nobody else ever saw it.
pub(super) async fn told_of_views(raw: &mut Raw, person: &Person, home: &Home) -> Result<Vec<i64>> {
    let text = sql!(
        "SELECT e.seq FROM event e JOIN event_payload p ON p.workspace = e.workspace AND p.seq = e.seq WHERE e.workspace = $1 AND e.record IN ( \
         SELECT r.id FROM record r JOIN member m ON m.workspace = r.workspace AND m.id = r.made_by \
         WHERE r.workspace = $1 AND r.kind = 'view' AND r.audience = 'named' AND m.account = $2) ORDER BY e.seq"
    );
    Ok(on!(raw.conn(), |c| sqlx::query_scalar(text)
        .bind(home.workspace)
        .bind(person.account.0)
        .fetch_all(c)
        .await)?)
}

/// Private views go with whom they were for; those that others see stay. Nobody's pins stay.
async fn forget_views(raw: &mut Raw, person: &Person, home: &Home) -> Result<()> {
    for text in [
        sql!(
            "DELETE FROM view_pin WHERE workspace = $1 AND (member IN (SELECT id FROM member WHERE workspace = $1 AND account = $2) \
             OR view IN (SELECT r.id FROM record r JOIN member m ON m.workspace = r.workspace AND m.id = r.made_by \
             WHERE r.workspace = $1 AND r.kind = 'view' AND r.audience = 'named' AND m.account = $2))"
        ),
        sql!(
            "DELETE FROM saved_view WHERE workspace = $1 AND id IN (SELECT r.id FROM record r JOIN member m ON m.workspace = r.workspace AND m.id = r.made_by \
             WHERE r.workspace = $1 AND r.kind = 'view' AND r.audience = 'named' AND m.account = $2)"
        ),
        sql!(
            "DELETE FROM record WHERE workspace = $1 AND kind = 'view' AND audience = 'named' AND made_by IN (SELECT id FROM member WHERE workspace = $1 AND account = $2)"
        ),
    ] {
        on!(raw.conn(), |c| sqlx::query(text)
            .bind(home.workspace)
            .bind(person.account.0)
            .execute(c)
            .await
            .map(|_| ()))?;
    }
    Ok(())
}

/// What stays of them in a workspace, and why.
pub(super) async fn left_behind(db: &Db, person: &Person, home: &Home) -> Result<Vec<Stayed>> {
    let mut stayed = Vec::new();
    let text = sql!(
        "SELECT COUNT(*) FROM event e WHERE e.workspace = $1 AND (e.actor IN (SELECT id FROM member WHERE workspace = $1 AND account = $2) \
         OR e.actor IN (SELECT id FROM contact WHERE workspace = $1 AND account = $2))"
    );
    if home.belongs {
        let events: i64 = on!(db.read(), |c| sqlx::query_scalar(text)
            .bind(home.workspace)
            .bind(person.account.0)
            .fetch_one(c)
            .await)?;
        stayed.push(Stayed::Acts {
            workspace: home.slug.clone(),
            events,
        });
    }
    if person.traces_in(home).finds(&home.slug.replace('-', " ")) {
        stayed.push(Stayed::Slug {
            workspace: home.slug.clone(),
        });
    }
    Ok(stayed)
}

/// The account itself, with all by which somebody could sign in as it.
pub(super) async fn forget_account(db: &Db, person: &Person, erased: &mut Erased) -> Result<()> {
    limit::clear(db, Limit::SignInAccount, &person.email_folded).await?;
    let (account, at) = (person.account.0, now());
    let address = format!("erased-{account}@erased.invalid");
    let mut raw = db.begin().await?;
    let text = sql!(
        "UPDATE invitation SET email = $2, email_folded = $2, name = $3, expires_at = CASE WHEN expires_at > $4 THEN $4 ELSE expires_at END WHERE email_folded = $1"
    );
    let name = person.traces.pseudonym();
    erased.invitations = on!(raw.conn(), |c| sqlx::query(text)
        .bind(&person.email_folded)
        .bind(&address)
        .bind(name)
        .bind(at)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    for text in [
        sql!("DELETE FROM credential WHERE account = $1"),
        sql!("DELETE FROM code WHERE account = $1"),
        // The last one is counted.
        sql!("DELETE FROM session WHERE account = $1"),
    ] {
        erased.sessions = on!(raw.conn(), |c| sqlx::query(text)
            .bind(account)
            .execute(c)
            .await
            .map(|r| r.rows_affected()))?;
    }
    let text = sql!(
        "UPDATE account SET email = $2, email_folded = $2, name = $3, zone = 'Etc/UTC', erased_at = $4 WHERE id = $1"
    );
    on!(raw.conn(), |c| sqlx::query(text)
        .bind(account)
        .bind(&address)
        .bind(name)
        .bind(at)
        .execute(c)
        .await
        .map(|_| ()))?;
    raw.commit().await
}
