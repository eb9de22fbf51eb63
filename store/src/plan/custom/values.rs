//! What a task says in the fields of its project.

use domain::access::EditTasks;
use domain::event::{Content, Kind};
use domain::form;
use domain::id::RecordId;
use domain::plan::custom::{self as rule, Field, FieldKind, Known};
use domain::plan::parts::{PartKind, ValuePart};
use domain::refusal::{Bad, Code, Refused};
use serde_json::json;
use sqlx::FromRow;
use uuid::Uuid;

use super::options;
use crate::Db;
use crate::db::{now, on};
use crate::error::{Error, Result};
use crate::keys::Granted;
use crate::plan::fields::{self, Edited, Loaded, bump};
use crate::record::{self, kind};
use crate::sql::sql;
use crate::tx::{Act, Changed, Done, Tx, begin};

/// Says something in a field, or takes it back.
pub async fn set_value(
    db: &Db,
    key: &Granted<EditTasks>,
    act: &Act,
    task: RecordId,
    field: RecordId,
    form: &form::SetValue,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    let loaded = fields::load(&mut tx, task, project).await?;
    let edited = set(&mut tx, &loaded, field, form).await?;
    fields::commit(tx, loaded, edited).await
}

/// Says it, as a part of a change.
async fn set(
    tx: &mut Tx,
    loaded: &Loaded,
    field: RecordId,
    form: &form::SetValue,
) -> Result<Edited> {
    let record = record::load_live(tx, field, kind::FIELD, loaded.project).await?;
    let (_, of, _) = super::load(tx, &record).await?;
    let known = Known {
        today: loaded.wall.today(now()),
        options: options::offered(tx, field.0).await?,
        people: people(tx, loaded.project, of.kind).await?,
    };
    let before = read(tx, loaded.record.id, field.0).await?;
    let is = before
        .as_ref()
        .map(|had| had.value.clone())
        .unwrap_or_default();
    let value = rule::typed(of.kind, &form.value, &is, &known)
        .map_err(|Bad(code, arg)| Refused::field_with("value", code, arg))?;
    let to = value.unwrap_or_default();
    if to == is || to == form.value_was {
        return Ok(None);
    }
    if is != form.value_was {
        return Err(Refused::Stale {
            field: "value".into(),
            yours: form.value.clone(),
            theirs: before.map(|had| had.said).unwrap_or_default(),
            version: loaded.record.version,
        }
        .into());
    }
    let said = said(&of, &to, &known);
    let after = (!to.is_empty()).then(|| part_of(&of, to, said));
    write(tx, loaded, field.0, before, after).await
}

/// Writes what a task says in a field and says so.
pub(in crate::plan) async fn write(
    tx: &mut Tx,
    loaded: &Loaded,
    field: Uuid,
    before: Option<ValuePart>,
    after: Option<ValuePart>,
) -> Result<Edited> {
    let task = loaded.record.id;
    let version = bump(tx, task).await?;
    put(tx, task, field, after.as_ref()).await?;
    let name = PartKind::Value.field(field);
    let content = Content::none().with(&name, json!(before), json!(after));
    let event = loaded.event(Kind::TaskValuesChanged, content);
    Ok(Some((version, event)))
}

pub(in crate::plan) fn part_of(of: &Field, value: String, said: String) -> ValuePart {
    ValuePart {
        field: of.name.clone(),
        kind: of.kind,
        unit: of.unit.clone(),
        value,
        said,
    }
}

/// A value as it is read: an option and a person by name.
fn said(of: &Field, value: &str, known: &Known) -> String {
    let named = match of.kind {
        FieldKind::Choice => known
            .options
            .iter()
            .find(|option| option.id.to_string() == value)
            .map(|option| option.name.clone()),
        FieldKind::Person => known
            .people
            .iter()
            .find(|(id, _)| id.to_string() == value)
            .map(|(_, name)| name.clone()),
        _ => None,
    };
    named.unwrap_or_else(|| value.to_owned())
}

/// Who is in the project, where that is asked for.
pub(in crate::plan) async fn people(
    tx: &mut Tx,
    project: RecordId,
    kind: FieldKind,
) -> Result<Vec<(Uuid, String)>> {
    if kind != FieldKind::Person {
        return Ok(Vec::new());
    }
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT pm.member, a.name FROM project_member pm JOIN member m ON m.workspace = pm.workspace AND m.id = pm.member JOIN account a ON a.id = m.account \
         WHERE pm.workspace = $1 AND pm.project = $2 AND m.left_at IS NULL ORDER BY a.name, pm.member LIMIT 1000"
    );
    Ok(on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(project.0)
        .fetch_all(c)
        .await)?)
}

#[derive(FromRow)]
struct Row {
    field: Uuid,
    name: String,
    kind: String,
    unit: String,
    value: String,
    option: Option<Uuid>,
    member: Option<Uuid>,
    called: Option<String>,
}

impl Row {
    fn part(self) -> (Uuid, ValuePart) {
        let id = self.option.or(self.member).map(|id| id.to_string());
        let value = id.unwrap_or(self.value);
        let part = ValuePart {
            field: self.name,
            kind: FieldKind::parse(&self.kind).unwrap_or(FieldKind::Text),
            unit: self.unit,
            said: self.called.unwrap_or_else(|| value.clone()),
            value,
        };
        (self.field, part)
    }
}

/// All that a task says, also in a field that lies in the trash, in the order of the fields.
pub(in crate::plan) async fn all(tx: &mut Tx, task: Uuid) -> Result<Vec<(Uuid, ValuePart)>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT v.field, f.name, f.kind, f.unit, v.value, v.option, v.member, COALESCE(o.name, a.name) AS called FROM custom_value v \
         JOIN custom_field f ON f.workspace = v.workspace AND f.id = v.field \
         LEFT JOIN custom_option o ON o.workspace = v.workspace AND o.id = v.option \
         LEFT JOIN member m ON m.workspace = v.workspace AND m.id = v.member LEFT JOIN account a ON a.id = m.account \
         WHERE v.workspace = $1 AND v.task = $2 ORDER BY f.position, f.id LIMIT 1000"
    );
    let rows: Vec<Row> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(task)
        .fetch_all(c)
        .await)?;
    Ok(rows.into_iter().map(Row::part).collect())
}

pub(in crate::plan) async fn read(
    tx: &mut Tx,
    task: Uuid,
    field: Uuid,
) -> Result<Option<ValuePart>> {
    let all = all(tx, task).await?;
    let of = all.into_iter().find(|(id, _)| *id == field);
    Ok(of.map(|(_, part)| part))
}

/// Makes it so: the task says this, or nothing.
pub(in crate::plan) async fn put(
    tx: &mut Tx,
    task: Uuid,
    field: Uuid,
    to: Option<&ValuePart>,
) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!("DELETE FROM custom_value WHERE workspace = $1 AND task = $2 AND field = $3");
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(task)
        .bind(field)
        .execute(c)
        .await
        .map(|_| ()))?;
    let Some(to) = to else { return Ok(()) };
    let Some(kept) = rule::kept(to.kind, &to.value) else {
        return Err(Refused::conflict(Code::Final).into());
    };
    let text = sql!(
        "INSERT INTO custom_value (workspace, task, field, value, folded, amount, option, member) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(task)
        .bind(field)
        .bind(&kept.value)
        .bind(&kept.folded)
        .bind(kept.amount)
        .bind(kept.option)
        .bind(kept.member)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Sets back what a task said, and says what it said until now. Of a field that is gone, or is another project's, only
/// that there is nothing more.
pub(in crate::plan) async fn set_back(
    tx: &mut Tx,
    task: &Loaded,
    field: Uuid,
    to: Option<&ValuePart>,
) -> Result<Option<ValuePart>> {
    let now = read(tx, task.record.id, field).await?;
    if let Some(to) = to {
        let since = || Error::from(Refused::conflict(Code::ChangedSince));
        let record = match record::load_live(tx, RecordId(field), kind::FIELD, task.project).await {
            Err(Error::Refused(Refused::Absent)) => return Err(since()),
            record => record?,
        };
        let (_, of, _) = super::load(tx, &record).await?;
        let options = options::offered(tx, field).await?;
        let gone = to.kind == FieldKind::Choice
            && options
                .iter()
                .all(|option| option.id.to_string() != to.value);
        if of.kind != to.kind || gone {
            return Err(since());
        }
    }
    put(tx, task.record.id, field, to).await?;
    Ok(now)
}

/// What a task said in the fields of one project, said in those of another: by name and kind, an option by its name, a
/// person who is in it. Answers the events, and the names of fields whose values stay behind.
pub(in crate::plan) async fn carry_over(
    tx: &mut Tx,
    loaded: &Loaded,
    to: RecordId,
) -> Result<(Edited, Vec<String>)> {
    let all = all(tx, loaded.record.id).await?;
    if all.is_empty() {
        return Ok((None, Vec::new()));
    }
    let (mut content, mut left) = (Content::none(), Vec::new());
    for (field, before) in all {
        put(tx, loaded.record.id, field, None).await?;
        content = content.with(&PartKind::Value.field(field), json!(before), json!(null));
        match counterpart(tx, to, &before).await? {
            Some((field, after)) => {
                put(tx, loaded.record.id, field, Some(&after)).await?;
                content = content.with(&PartKind::Value.field(field), json!(null), json!(after));
            }
            None => left.push(before.field),
        }
    }
    let version = bump(tx, loaded.record.id).await?;
    let event = loaded.event(Kind::TaskValuesChanged, content);
    Ok((Some((version, event)), left))
}

async fn counterpart(
    tx: &mut Tx,
    project: RecordId,
    of: &ValuePart,
) -> Result<Option<(Uuid, ValuePart)>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT f.id, f.name, f.unit FROM custom_field f JOIN record r ON r.workspace = f.workspace AND r.id = f.id \
         WHERE f.workspace = $1 AND f.project = $2 AND f.name_folded = $3 AND f.kind = $4 AND r.trashed_at IS NULL"
    );
    let there: Option<(Uuid, String, String)> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(project.0)
        .bind(domain::text::fold(&of.field))
        .bind(of.kind.code())
        .fetch_optional(c)
        .await)?;
    // Twelve hours are not twelve days.
    let Some((field, name, unit)) = there.filter(|(_, _, unit)| *unit == of.unit) else {
        return Ok(None);
    };
    let value = match of.kind {
        FieldKind::Choice => {
            let options = options::offered(tx, field).await?;
            let folded = domain::text::fold(&of.said);
            let alike = options
                .iter()
                .find(|option| !option.retired && domain::text::fold(&option.name) == folded);
            alike.map(|option| option.id.to_string())
        }
        FieldKind::Person => {
            let people = people(tx, project, of.kind).await?;
            let known = people.iter().any(|(id, _)| id.to_string() == of.value);
            known.then(|| of.value.clone())
        }
        _ => Some(of.value.clone()),
    };
    Ok(value.map(|value| {
        let after = ValuePart {
            field: name,
            unit,
            value,
            ..of.clone()
        };
        (field, after)
    }))
}

/// Gives a copy what its original says in fields that are there.
pub(in crate::plan) async fn copy(tx: &mut Tx, original: Uuid, copy: &Loaded) -> Result<Edited> {
    let mut content = Content::none();
    for (field, part) in all(tx, original).await? {
        match record::load_live(tx, RecordId(field), kind::FIELD, copy.project).await {
            Err(Error::Refused(Refused::Absent)) => continue,
            record => record?,
        };
        put(tx, copy.record.id, field, Some(&part)).await?;
        content = content.with(&PartKind::Value.field(field), json!(null), json!(part));
    }
    if content == Content::none() {
        return Ok(None);
    }
    let version = bump(tx, copy.record.id).await?;
    let event = copy.event(Kind::TaskValuesChanged, content);
    Ok(Some((version, event)))
}

/// Whatever a task and those below it still say in another project's fields is cut.
pub(in crate::plan) async fn cut_foreign(tx: &mut Tx, task: Uuid, project: RecordId) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "DELETE FROM custom_value WHERE workspace = $1 AND task = $2 AND field NOT IN (SELECT f.id FROM custom_field f WHERE f.workspace = $1 AND f.project = $3)"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(task)
        .bind(project.0)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}
