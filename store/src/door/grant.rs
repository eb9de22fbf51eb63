//! The one permission check: reads how someone stands and asks the table in `domain::access`.

use domain::access::{self, Permission, ProjectRole, Right, WorkspaceRole};
use domain::event::ActorKind;
use domain::id::{AccountId, ContactId, MemberId, RecordId, WorkspaceId};
use sqlx::FromRow;
use uuid::Uuid;

use super::Signed;
use crate::Db;
use crate::db::on;
use crate::error::{Error, Result, absent};
use crate::keys::{Duty, Granted, Guest, OnBehalf, Over, Sight, Standing};
use crate::sql::{named, shown, sql};

/// How somebody stands in a workspace, and what it is called.
pub(crate) type Found = (Standing, Row);

#[derive(Clone, Debug, FromRow)]
pub(crate) struct Row {
    workspace: Uuid,
    slug: String,
    workspace_name: String,
    rights_version: i64,
    /// The workspace's newest event.
    seq: i64,
    member: Uuid,
    role: String,
}

/// A workspace that someone belongs to.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Home {
    pub slug: String,
    pub name: String,
}

/// The workspaces of which someone is a member, by name.
pub async fn homes(db: &Db, signed: &Signed) -> Result<Vec<Home>> {
    let text = sql!(
        "SELECT w.slug, w.name FROM member m JOIN workspace w ON w.id = m.workspace WHERE m.account = $1 AND m.left_at IS NULL ORDER BY w.name, w.slug LIMIT 200"
    );
    Ok(on!(db.read(), |c| sqlx::query_as(text)
        .bind(signed.account.0)
        .fetch_all(c)
        .await)?)
}

/// All that someone may see in a workspace they are a member of.
pub async fn sight(db: &Db, signed: &Signed, slug: &str) -> Result<Sight> {
    let (standing, row) = standing(db, signed, slug).await?;
    Ok(seeing(standing, row))
}

/// The right `P` in the workspace.
pub async fn granted<P: Permission>(db: &Db, signed: &Signed, slug: &str) -> Result<Granted<P>> {
    let (standing, _) = standing(db, signed, slug).await?;
    let may = access::Standing {
        workspace: Some(standing.role),
        project: None,
    }
    .may(P::RIGHT);
    if may {
        Ok(Granted::made(standing, None))
    } else {
        absent()
    }
}

#[derive(FromRow)]
struct Placed {
    project: Uuid,
    role: Option<String>,
}

/// The right `P` over a record: in the project that it belongs to, or that it is.
pub async fn granted_on<P: Permission>(
    db: &Db,
    signed: &Signed,
    slug: &str,
    record: RecordId,
) -> Result<Granted<P>> {
    let (standing, _) = standing(db, signed, slug).await?;
    let text = sql!(
        "SELECT p.id AS project, pm.role FROM record r JOIN project p ON p.workspace = r.workspace AND p.id = COALESCE(r.project, r.id) \
         LEFT JOIN project_member pm ON pm.workspace = p.workspace AND pm.project = p.id AND pm.member = $2 \
         WHERE r.workspace = $1 AND r.id = $3 AND ",
        shown!("r"),
        " AND ",
        named!("r")
    );
    let placed: Option<Placed> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(standing.workspace.0)
        .bind(standing.member.0)
        .bind(record.0)
        .fetch_optional(c)
        .await)?;
    let Some(placed) = placed else {
        return absent();
    };
    let project = placed.role.and_then(|role| ProjectRole::parse(&role).ok());
    let may = access::Standing {
        workspace: Some(standing.role),
        project,
    }
    .may(P::RIGHT);
    if may {
        Ok(Granted::made(standing, Some(RecordId(placed.project))))
    } else {
        absent()
    }
}

/// The right `P` over a person's time. One's own is one's own, save that nobody but an owner answers themselves;
/// another's is held everywhere, or by a lead of a project that the person is in.
pub async fn over<P: Permission>(
    db: &Db,
    signed: &Signed,
    slug: &str,
    person: MemberId,
) -> Result<Over<P>> {
    let (standing, _) = standing(db, signed, slug).await?;
    let text = sql!(
        "SELECT EXISTS (SELECT 1 FROM project_member mine JOIN project_member theirs ON theirs.workspace = mine.workspace AND theirs.project = mine.project \
         JOIN record r ON r.workspace = mine.workspace AND r.id = mine.project WHERE mine.workspace = m.workspace AND mine.member = $2 AND mine.role = 'lead' \
         AND theirs.member = m.id AND r.trashed_at IS NULL) AS leads FROM member m WHERE m.workspace = $1 AND m.id = $3 AND m.left_at IS NULL"
    );
    let leads: Option<bool> = on!(db.read(), |c| sqlx::query_scalar(text)
        .bind(standing.workspace.0)
        .bind(standing.member.0)
        .bind(person.0)
        .fetch_optional(c)
        .await)?;
    let Some(leads) = leads else {
        return absent();
    };
    let stands = access::Standing {
        workspace: Some(standing.role),
        project: leads.then_some(ProjectRole::Lead),
    };
    let may = match (person == standing.member, P::RIGHT) {
        (true, Right::ApproveAbsence) => standing.role == WorkspaceRole::Owner,
        (true, _) => stands.may(Right::SeePeople),
        (false, right) => stands.may(right),
    };
    if may {
        Ok(Over::made(standing, person))
    } else {
        absent()
    }
}

async fn standing(db: &Db, signed: &Signed, slug: &str) -> Result<Found> {
    let Some(seen) = &signed.seen else {
        return look_up(db, signed, slug).await;
    };
    // The frame and the page ask at once: the second waits for what the first finds.
    let find = || async { Ok::<_, Error>((slug.to_owned(), look_up(db, signed, slug).await?)) };
    let (of, found) = seen.get_or_try_init(find).await?;
    if of == slug {
        Ok(found.clone())
    } else {
        look_up(db, signed, slug).await
    }
}

async fn look_up(db: &Db, signed: &Signed, slug: &str) -> Result<Found> {
    let text = sql!(
        "SELECT w.id AS workspace, w.slug, w.name AS workspace_name, w.rights_version, (SELECT c.seq FROM chain c WHERE c.workspace = w.id) AS seq, m.id AS member, m.role FROM workspace w \
         JOIN member m ON m.workspace = w.id WHERE w.slug = $1 AND m.account = $2 AND m.left_at IS NULL"
    );
    let row: Option<Row> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(slug)
        .bind(signed.account.0)
        .fetch_optional(c)
        .await)?;
    let Some(row) = row else { return absent() };
    let Ok(role) = WorkspaceRole::parse(&row.role) else {
        return absent();
    };
    let standing = Standing {
        workspace: WorkspaceId(row.workspace),
        member: MemberId(row.member),
        account: signed.account,
        role,
        rights_version: row.rights_version,
    };
    Ok((standing, row))
}

/// All that a member may see who is to be written to: with the rights they have now.
pub(crate) async fn sight_for(db: &Db, _: &Duty, to: &Asker) -> Result<Sight> {
    let AskerRow { row, account } = asking(db, to).await?;
    let role = WorkspaceRole::parse(&row.role).or_else(|_| absent())?;
    let standing = Standing {
        workspace: WorkspaceId(row.workspace),
        member: MemberId(row.member),
        account: AccountId(account),
        role,
        rights_version: row.rights_version,
    };
    Ok(seeing(standing, row))
}

fn seeing(standing: Standing, row: Row) -> Sight {
    let all = access::Standing {
        workspace: Some(standing.role),
        project: None,
    };
    Sight {
        standing,
        every_project: all.opens_every_project(),
        seq: row.seq,
        slug: row.slug,
        workspace_name: row.workspace_name,
    }
}

/// The right `P` in the workspace for a job that does what a member asked for: with the rights they have now.
pub async fn on_behalf<P: Permission>(
    db: &Db,
    _: &Duty,
    of: &Asker,
    actor: ActorKind,
    id: Uuid,
) -> Result<OnBehalf<P>> {
    let AskerRow { row, account } = asking(db, of).await?;
    let standing = Standing {
        workspace: WorkspaceId(row.workspace),
        member: MemberId(row.member),
        account: AccountId(account),
        role: WorkspaceRole::parse(&row.role).or_else(|_| absent())?,
        rights_version: row.rights_version,
    };
    let may = access::Standing {
        workspace: Some(standing.role),
        project: None,
    }
    .may(P::RIGHT);
    if !may {
        return absent();
    }
    Ok(OnBehalf {
        granted: Granted::made(standing, None),
        actor,
        id,
    })
}

/// The right `P` in a project for a job that goes on doing what a member began: theirs, as long as they have it; else
/// that of whoever leads the project, else an owner's. What a team relies on does not end with whoever set it up.
pub async fn on_behalf_in<P: Permission>(
    db: &Db,
    _: &Duty,
    of: &Asker,
    project: RecordId,
    id: Uuid,
) -> Result<OnBehalf<P>> {
    #[derive(FromRow)]
    struct Candidate {
        #[sqlx(flatten)]
        asker: AskerRow,
        in_project: Option<String>,
    }
    let text = sql!(
        "SELECT w.id AS workspace, w.slug, w.name AS workspace_name, w.rights_version, (SELECT c.seq FROM chain c WHERE c.workspace = w.id) AS seq, m.id AS member, m.role, m.account, \
         pm.role AS in_project FROM workspace w JOIN member m ON m.workspace = w.id LEFT JOIN project_member pm ON pm.workspace = m.workspace AND pm.member = m.id AND pm.project = $3 \
         WHERE w.id = $1 AND m.left_at IS NULL AND (m.id = $2 OR pm.role = 'lead' OR m.role = 'owner') \
         ORDER BY CASE WHEN m.id = $2 THEN 0 WHEN pm.role = 'lead' THEN 1 ELSE 2 END, m.id LIMIT 100"
    );
    let candidates: Vec<Candidate> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(of.workspace)
        .bind(of.member)
        .bind(project.0)
        .fetch_all(c)
        .await)?;
    for Candidate { asker, in_project } in candidates {
        let Ok(role) = WorkspaceRole::parse(&asker.row.role) else {
            continue;
        };
        let stands = access::Standing {
            workspace: Some(role),
            project: in_project.and_then(|role| ProjectRole::parse(&role).ok()),
        };
        if stands.may(P::RIGHT) {
            let standing = Standing {
                workspace: WorkspaceId(asker.row.workspace),
                member: MemberId(asker.row.member),
                account: AccountId(asker.account),
                role,
                rights_version: asker.row.rights_version,
            };
            return Ok(OnBehalf {
                granted: Granted::made(standing, Some(project)),
                actor: ActorKind::Job,
                id,
            });
        }
    }
    absent()
}

/// The right `P` of a member in whose name whoever runs the program acts.
pub async fn by_command<P: Permission>(db: &Db, duty: &Duty, of: &Asker) -> Result<Granted<P>> {
    let job = on_behalf(db, duty, of, ActorKind::Member, of.member).await?;
    Ok(job.granted)
}

/// How a member stands in their workspace.
async fn asking(db: &Db, of: &Asker) -> Result<AskerRow> {
    let text = sql!(
        "SELECT w.id AS workspace, w.slug, w.name AS workspace_name, w.rights_version, (SELECT c.seq FROM chain c WHERE c.workspace = w.id) AS seq, m.id AS member, m.role, m.account FROM workspace w \
         JOIN member m ON m.workspace = w.id WHERE w.id = $1 AND m.id = $2 AND m.left_at IS NULL"
    );
    let row: Option<AskerRow> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(of.workspace)
        .bind(of.member)
        .fetch_optional(c)
        .await)?;
    row.map_or_else(absent, Ok)
}

#[derive(FromRow)]
struct AskerRow {
    #[sqlx(flatten)]
    row: Row,
    account: Uuid,
}

/// Who asked for what a job does: a member, where they are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, FromRow)]
pub struct Asker {
    pub workspace: Uuid,
    pub member: Uuid,
}

/// The member with this address, for the command line.
pub async fn asker(db: &Db, _: &Duty, slug: &str, email: &str) -> Result<Asker> {
    let text = sql!(
        "SELECT m.workspace, m.id AS member FROM workspace w JOIN member m ON m.workspace = w.id JOIN account a ON a.id = m.account \
         WHERE w.slug = $1 AND a.email_folded = $2 AND m.left_at IS NULL"
    );
    let asker: Option<Asker> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(slug)
        .bind(domain::text::fold(email))
        .fetch_optional(c)
        .await)?;
    asker.map_or_else(absent, Ok)
}

/// The zone of whoever somebody acts for.
pub async fn zone_of<P: Permission>(db: &Db, key: &OnBehalf<P>) -> Result<String> {
    let text = sql!("SELECT zone FROM account WHERE id = $1");
    Ok(on!(db.read(), |c| sqlx::query_scalar(text)
        .bind(key.granted.standing.account.0)
        .fetch_one(c)
        .await)?)
}

#[derive(FromRow)]
struct GuestRow {
    workspace: Uuid,
    contact: Uuid,
    rights_version: i64,
}

/// A contact's right in the portal of their client.
pub async fn guest<P: Permission>(
    db: &Db,
    signed: &Signed,
    slug: &str,
    client: RecordId,
) -> Result<Guest<P>> {
    let text = sql!(
        "SELECT w.id AS workspace, c.id AS contact, w.rights_version FROM workspace w JOIN contact c ON c.workspace = w.id \
         WHERE w.slug = $1 AND c.account = $2 AND c.client = $3 AND c.left_at IS NULL"
    );
    let row: Option<GuestRow> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(slug)
        .bind(signed.account.0)
        .bind(client.0)
        .fetch_optional(c)
        .await)?;
    let Some(row) = row else { return absent() };
    let may = access::Standing {
        workspace: None,
        project: Some(ProjectRole::Contact),
    }
    .may(P::RIGHT);
    if !may || P::RIGHT != Right::ReadPortal {
        return absent();
    }
    Ok(Guest::made(
        WorkspaceId(row.workspace),
        ContactId(row.contact),
        AccountId(signed.account.0),
        client,
        row.rights_version,
    ))
}
