//! What can be chosen in a field: added, called otherwise, put in order, retired and offered again. One that is said
//! somewhere is never removed.

use domain::access::ManageProject;
use domain::event::{Content, Kind};
use domain::form;
use domain::id::{RecordId, made_by_client};
use domain::plan::custom::{self as rule, Choice, FieldKind, OPTIONS};
use domain::plan::deliverable::{self as order, STEP};
use domain::refusal::{Code, Refused};
use domain::text;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{between, changed, load};
use crate::Db;
use crate::chain::Event;
use crate::db::{now, on};
use crate::error::{Error, Result, absent};
use crate::keys::Granted;
use crate::plan::moving;
use crate::record::{self, Record, kind};
use crate::sql::sql;
use crate::tx::{Act, Changed, Done, Tx, begin};

/// An option, as events keep it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptionPart {
    pub name: String,
    pub position: i64,
    pub retired: bool,
}

/// The name under which an event keeps it.
pub(crate) fn part(id: Uuid) -> String {
    format!("option.{id}")
}

pub(super) fn id(part: &str) -> Option<Uuid> {
    Uuid::parse_str(part.strip_prefix("option.")?).ok()
}

/// Adds an option after the others.
pub async fn add_option(
    db: &Db,
    key: &Granted<ManageProject>,
    act: &Act,
    field: RecordId,
    form: &form::AddOption,
) -> Result<Done<Changed>> {
    let mut tx = begin!(db, key, act);
    let (record, all) = of_choice(&mut tx, key, field).await?;
    let id = made_by_client(&form.id).map_err(|code| Refused::field("id", code))?;
    let name = rule::option(&form.name, &choices(&all))?;
    if all.len() >= OPTIONS {
        return Err(Refused::field_with("name", Code::Full, OPTIONS.to_string()).into());
    }
    let last = all.last().map_or(0, |(_, option)| option.position);
    let option = OptionPart {
        name,
        position: last.saturating_add(STEP),
        retired: false,
    };
    refuse_known(&mut tx, id.0).await?;
    commit(tx, &record, id.0, None, &option).await
}

/// Changes what an option is called, where it stands, and whether it is offered.
pub async fn edit_option(
    db: &Db,
    key: &Granted<ManageProject>,
    act: &Act,
    field: RecordId,
    option: Uuid,
    form: &form::EditOption,
) -> Result<Done<Changed>> {
    let mut tx = begin!(db, key, act);
    let (record, mut all) = of_choice(&mut tx, key, field).await?;
    let Some(at) = all.iter().position(|(id, _)| *id == option) else {
        return absent();
    };
    let (_, before) = all[at].clone();
    let mut after = before.clone();
    if form.name != form.name_was {
        if before.name != form.name_was {
            return Err(Refused::Stale {
                field: "name".into(),
                yours: form.name.clone(),
                theirs: before.name,
                version: record.version,
            }
            .into());
        }
        let others = all.iter().filter(|(id, _)| *id != option).cloned();
        after.name = rule::option(&form.name, &choices(&others.collect::<Vec<_>>()))?;
    }
    after.retired = match form.state.as_str() {
        "" => before.retired,
        "offered" => false,
        "retired" => true,
        _ => return Err(Refused::field("state", Code::NotAChoice).into()),
    };
    if !form.place.trim().is_empty() {
        let place = order::place(&form.place, all.len())?;
        if place != at + 1 {
            after.position = position(&mut tx, &mut all, option, place).await?;
        }
    }
    if after == before {
        let same = changed(record.id, record.version, &after.name);
        return tx.commit_unchanged(same).await;
    }
    commit(tx, &record, option, Some(&before), &after).await
}

async fn position(
    tx: &mut Tx,
    all: &mut [(Uuid, OptionPart)],
    option: Uuid,
    place: usize,
) -> Result<i64> {
    let positions = |all: &[(Uuid, OptionPart)]| -> Vec<(Uuid, i64)> {
        all.iter().map(|(id, of)| (*id, of.position)).collect()
    };
    if let Some(position) = between(&positions(all), option, place) {
        return Ok(position);
    }
    // Numbered anew: the order stays, so that nothing of it is an event.
    let workspace = tx.workspace().0;
    let text = sql!("UPDATE custom_option SET position = $3 WHERE workspace = $1 AND id = $2");
    for ((id, of), n) in all.iter_mut().zip(1_i64..) {
        of.position = n * STEP;
        on!(tx.conn(), |c| sqlx::query(text)
            .bind(workspace)
            .bind(*id)
            .bind(of.position)
            .execute(c)
            .await
            .map(|_| ()))?;
    }
    Ok(between(&positions(all), option, place).unwrap_or(STEP))
}

/// A field in which one chooses, with its options; held, so that two do not add the same.
async fn of_choice(
    tx: &mut Tx,
    key: &Granted<ManageProject>,
    field: RecordId,
) -> Result<(Record, Vec<(Uuid, OptionPart)>)> {
    let project = key.in_project()?;
    moving::hold(tx, project).await?;
    let record = record::load_live(tx, field, kind::FIELD, project).await?;
    let (_, of, _) = load(tx, &record).await?;
    if of.kind != FieldKind::Choice {
        return Err(Refused::field("name", Code::ChoicesHaveOptions).into());
    }
    let all = all(tx, field.0).await?;
    Ok((record, all))
}

fn choices(all: &[(Uuid, OptionPart)]) -> Vec<Choice> {
    all.iter()
        .map(|(id, option)| Choice {
            id: *id,
            name: option.name.clone(),
            retired: option.retired,
        })
        .collect()
}

/// What can be chosen in a field, in its order.
pub(in crate::plan) async fn offered(tx: &mut Tx, field: Uuid) -> Result<Vec<Choice>> {
    Ok(choices(&all(tx, field).await?))
}

async fn all(tx: &mut Tx, field: Uuid) -> Result<Vec<(Uuid, OptionPart)>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT id, name, position, retired_at IS NOT NULL AS retired FROM custom_option WHERE workspace = $1 AND field = $2 ORDER BY position, id LIMIT 200"
    );
    let rows: Vec<(Uuid, String, i64, bool)> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(field)
        .fetch_all(c)
        .await)?;
    let option = |(id, name, position, retired)| {
        let option = OptionPart {
            name,
            position,
            retired,
        };
        (id, option)
    };
    Ok(rows.into_iter().map(option).collect())
}

async fn refuse_known(tx: &mut Tx, option: Uuid) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!("SELECT COUNT(*) FROM custom_option WHERE workspace = $1 AND id = $2");
    let known: i64 = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(option)
        .fetch_one(c)
        .await)?;
    if known > 0 {
        return Err(Refused::field("id", Code::Taken).into());
    }
    Ok(())
}

async fn commit(
    mut tx: Tx,
    record: &Record,
    option: Uuid,
    before: Option<&OptionPart>,
    after: &OptionPart,
) -> Result<Done<Changed>> {
    let version = record::touch(&mut tx, record).await?;
    put(&mut tx, record.id, option, Some(after)).await?;
    let content = Content::none().with(&part(option), json!(before), json!(after));
    let event = Event::of(
        Kind::FieldChanged,
        RecordId(record.id),
        record.project(),
        content,
    );
    let changed = changed(record.id, version, &after.name);
    tx.commit(vec![event], changed).await
}

/// Makes it so: the option is like this, or is not there.
pub(super) async fn put(
    tx: &mut Tx,
    field: Uuid,
    option: Uuid,
    to: Option<&OptionPart>,
) -> Result<()> {
    let workspace = tx.workspace().0;
    let Some(to) = to else {
        let text =
            sql!("DELETE FROM custom_option WHERE workspace = $1 AND id = $2 AND field = $3");
        return Ok(on!(tx.conn(), |c| sqlx::query(text)
            .bind(workspace)
            .bind(option)
            .bind(field)
            .execute(c)
            .await
            .map(|_| ()))?);
    };
    let text = sql!(
        "INSERT INTO custom_option (workspace, id, field, name, name_folded, position, retired_at) VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (workspace, id) DO UPDATE SET name = excluded.name, name_folded = excluded.name_folded, position = excluded.position, retired_at = excluded.retired_at"
    );
    Ok(on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(option)
        .bind(field)
        .bind(&to.name)
        .bind(text::fold(&to.name))
        .bind(to.position)
        .bind(to.retired.then(now))
        .execute(c)
        .await
        .map(|_| ()))?)
}

/// Sets one back, and says what it was until now. One that is said somewhere by now stays.
pub(super) async fn set_back(tx: &mut Tx, field: Uuid, option: Uuid, to: &Value) -> Result<Value> {
    let to: Option<OptionPart> =
        serde_json::from_value(to.clone()).map_err(|_| Refused::conflict(Code::Final))?;
    let all = all(tx, field).await?;
    let now = all.iter().find(|(id, _)| *id == option);
    let since = || Error::from(Refused::conflict(Code::ChangedSince));
    match &to {
        None => {
            let workspace = tx.workspace().0;
            let text =
                sql!("SELECT COUNT(*) FROM custom_value WHERE workspace = $1 AND option = $2");
            let said: i64 = on!(tx.conn(), |c| sqlx::query_scalar(text)
                .bind(workspace)
                .bind(option)
                .fetch_one(c)
                .await)?;
            if said > 0 {
                return Err(since());
            }
        }
        Some(to) => {
            let folded = text::fold(&to.name);
            let taken = |(id, other): &(Uuid, OptionPart)| {
                *id != option && text::fold(&other.name) == folded
            };
            if all.iter().any(taken) {
                return Err(since());
            }
        }
    }
    put(tx, field, option, to.as_ref()).await?;
    Ok(json!(now.map(|(_, now)| now)))
}
