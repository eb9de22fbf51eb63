//! What of a file becomes fields of the project's own: the fields with the first batch, what a task says in them with the
//! task. What nobody here can say (a person who is not a member) stays "From the file" alone.

use std::collections::HashMap;

use domain::audience::Audience;
use domain::event::{Content, Kind as EventKind};
use domain::exchange::batch::{self, Kind};
use domain::exchange::own::{self, Chosen, Found, Said};
use domain::exchange::plan::{Plan, Task};
use domain::id::RecordId;
use domain::plan::custom::{self as rule, FieldKind};
use domain::plan::deliverable::STEP;
use domain::plan::iteration::Estimate;
use domain::plan::parts::ValuePart;
use domain::text::fold;
use serde_json::{Value, json};
use uuid::Uuid;

use super::run::{Run, Who};
use crate::bulk::insert_rows;
use crate::chain::Event;
use crate::db::now;
use crate::error::Result;
use crate::plan::custom::{OptionPart, option_part};
use crate::record::kind;
use crate::sql::sql;
use crate::tx::Tx;

pub(super) struct Own {
    fields: Vec<Field>,
    /// Whose values are points.
    points: Vec<Found>,
    /// What the project's work is estimated in.
    estimate: Estimate,
}

struct Field {
    id: Uuid,
    kind: FieldKind,
    found: Found,
    /// In their order.
    options: Vec<(Uuid, String)>,
}

/// What tasks say, each by its field's id.
type OfTasks = HashMap<Uuid, Vec<(Uuid, ValuePart)>>;

struct Row {
    task: Uuid,
    field: Uuid,
    value: rule::Value,
}

impl Own {
    pub fn of(
        import: Uuid,
        plan: &Plan,
        chosen: Option<Chosen>,
        points: Option<Vec<String>>,
    ) -> Self {
        let found = own::found(plan);
        let offers: Vec<_> = found.iter().map(|one| one.offer.clone()).collect();
        let points = points.unwrap_or_else(|| match chosen {
            // An import that was begun before there were points.
            Some(_) => Vec::new(),
            None => own::proposed_points(&offers),
        });
        let chosen = chosen.unwrap_or_else(|| own::proposed(&offers));
        let (points, found): (Vec<Found>, Vec<Found>) = found
            .into_iter()
            .partition(|one| one.offer.points && points.contains(&one.offer.name));
        let most = points.iter().any(|one| one.offer.in_points);
        let field = |found: Found| {
            let kind = *chosen.get(&found.offer.name)?;
            let of = |rest: &str| {
                let key = format!("own {}{rest}", found.offer.name);
                batch::id(import, Kind::Field, &key)
            };
            let options = match kind {
                FieldKind::Choice => found.options(),
                _ => Vec::new(),
            };
            let options = options.into_iter().zip(1..);
            Some(Field {
                id: of(""),
                kind,
                options: options
                    .map(|(name, n)| (of(&format!(" option {n}")), name))
                    .collect(),
                found,
            })
        };
        Self {
            fields: found.into_iter().filter_map(field).collect(),
            points,
            estimate: if most {
                Estimate::Points
            } else {
                Estimate::Time
            },
        }
    }

    pub fn estimate(&self) -> Estimate {
        self.estimate
    }

    /// Hundredths of a point that a task is estimated at.
    pub fn points(&self, task: &Task) -> Option<i64> {
        if self.points.is_empty() {
            return None;
        }
        let said = own::of_task(task);
        self.points.iter().find_map(|one| one.points_of(&said))
    }

    /// The fields, before anything is said in them.
    pub async fn put(&self, tx: &mut Tx, run: &Run) -> Result<Vec<Event>> {
        let (workspace, maker, project, now) = (tx.workspace().0, tx.maker(), run.project.0, now());
        let text = sql!(
            "INSERT INTO record (workspace, id, kind, project, parent, audience, version, made_by, made_at) VALUES ($1, $2, $3, $4, $4, $5, 1, $6, $7)"
        );
        insert_rows!(tx.conn(), text, &self.fields, |q, field| q
            .bind(workspace)
            .bind(field.id)
            .bind(kind::FIELD)
            .bind(project)
            .bind(Audience::Internal.code())
            .bind(maker)
            .bind(now));
        let placed: Vec<(&Field, i64)> = self.fields.iter().zip((1..).map(|n| n * STEP)).collect();
        let text = sql!(
            "INSERT INTO custom_field (workspace, id, project, name, name_folded, kind, unit, position) VALUES ($1, $2, $3, $4, $5, $6, '', $7)"
        );
        insert_rows!(tx.conn(), text, &placed, |q, row| q
            .bind(workspace)
            .bind(row.0.id)
            .bind(project)
            .bind(row.0.name())
            .bind(fold(row.0.name()))
            .bind(row.0.kind.code())
            .bind(row.1));
        let options: Vec<(Uuid, Uuid, OptionPart)> = self
            .fields
            .iter()
            .flat_map(|field| field.parts().map(|(id, part)| (field.id, id, part)))
            .collect();
        let text = sql!(
            "INSERT INTO custom_option (workspace, id, field, name, name_folded, position) VALUES ($1, $2, $3, $4, $5, $6)"
        );
        insert_rows!(tx.conn(), text, &options, |q, row| q
            .bind(workspace)
            .bind(row.1)
            .bind(row.0)
            .bind(&row.2.name)
            .bind(fold(&row.2.name))
            .bind(row.2.position));
        let event = |field: &Field| Event {
            batch: Some(run.import),
            ..Event::of(
                EventKind::FieldCreated,
                RecordId(field.id),
                Some(run.project),
                field.told(),
            )
        };
        Ok(self.fields.iter().map(event).collect())
    }

    /// What these tasks say in them.
    pub async fn put_values(
        &self,
        tx: &mut Tx,
        run: &Run,
        tasks: &[(Uuid, &Task)],
    ) -> Result<OfTasks> {
        let (mut rows, mut told) = (Vec::new(), OfTasks::new());
        for (id, task) in tasks {
            let said = own::of_task(task);
            for field in &self.fields {
                let Some((value, part)) = field.of_task(run, &said) else {
                    continue;
                };
                rows.push(Row {
                    task: *id,
                    field: field.id,
                    value,
                });
                told.entry(*id).or_default().push((field.id, part));
            }
        }
        let workspace = tx.workspace().0;
        let text = sql!(
            "INSERT INTO custom_value (workspace, task, field, value, folded, amount, option, member) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        );
        insert_rows!(tx.conn(), text, &rows, |q, row| q
            .bind(workspace)
            .bind(row.task)
            .bind(row.field)
            .bind(&row.value.value)
            .bind(&row.value.folded)
            .bind(row.value.amount)
            .bind(row.value.option)
            .bind(row.value.member));
        Ok(told)
    }
}

impl Field {
    fn name(&self) -> &str {
        &self.found.offer.name
    }

    /// Its options, as events keep them.
    fn parts(&self) -> impl Iterator<Item = (Uuid, OptionPart)> {
        self.options.iter().zip(1..).map(|((id, name), n)| {
            let part = OptionPart {
                name: name.clone(),
                position: n * STEP,
                retired: false,
            };
            (*id, part)
        })
    }

    fn told(&self) -> Content {
        let told = Content::none()
            .with("name", Value::Null, self.name())
            .with("kind", Value::Null, self.kind.code())
            .with("unit", Value::Null, "");
        self.parts().fold(told, |told, (id, part)| {
            told.with(&option_part(id), Value::Null, json!(part))
        })
    }

    fn of_task(&self, run: &Run, said: &[(&str, String)]) -> Option<(rule::Value, ValuePart)> {
        let day_of = |at: chrono::DateTime<chrono::Utc>| at.with_timezone(&run.zone).date_naive();
        let (value, said) = match self.found.of(said, self.kind, day_of)? {
            Said::Text(text) => (text.clone(), text),
            Said::Option(name) => {
                let folded = fold(&name);
                let option = self.options.iter().find(|(_, one)| fold(one) == folded)?;
                (option.0.to_string(), option.1.clone())
            }
            Said::Person(name) => (member(run, &name)?.to_string(), name),
        };
        let kept = rule::kept(self.kind, &value)?;
        let part = ValuePart {
            field: self.name().to_owned(),
            kind: self.kind,
            unit: String::new(),
            value,
            said,
        };
        Some((kept, part))
    }
}

/// Whoever of the file is called so, where they are one of us.
fn member(run: &Run, name: &str) -> Option<Uuid> {
    let folded = fold(name);
    let mut called = run.plan.resources.iter();
    let one = called.find(|one| fold(&one.name) == folded)?;
    match run.who.get(&one.uid)? {
        Who::Member(member) => Some(*member),
        _ => None,
    }
}
