//! What was said of tasks, each by whom and when the file says. They are the importer's: nobody is made to have said here
//! what a file says they have. Whoever else said it stands in the first line.

use chrono::{DateTime, TimeDelta, Utc};
use domain::event::{Content, Kind};
use domain::exchange::batch::Item;
use domain::exchange::tracked::Comment;
use domain::id::RecordId;
use serde_json::Value;
use uuid::Uuid;

use super::place;
use super::run::{Run, Who};
use crate::bulk::insert_rows;
use crate::chain::Event;
use crate::error::Result;
use crate::sql::sql;
use crate::tx::Tx;

pub(super) async fn put(tx: &mut Tx, run: &Run, items: &[Item]) -> Result<Vec<Event>> {
    let (workspace, person) = (tx.workspace().0, tx.person());
    let rows: Vec<(Uuid, Uuid, String)> = items
        .iter()
        .filter_map(|item| {
            let said = run.plan.comments.get(item.index)?;
            Some((item.id, run.task_id(said.task), text(run, said, person)))
        })
        .collect();
    let insert = sql!("INSERT INTO comment (workspace, id, text) VALUES ($1, $2, $3)");
    insert_rows!(tx.conn(), insert, &rows, |q, row| q
        .bind(workspace)
        .bind(row.0)
        .bind(&row.2));
    let event = |(id, on, text): (Uuid, Uuid, String)| Event {
        batch: Some(run.import),
        ..Event::of(
            Kind::CommentAdded,
            RecordId(id),
            Some(run.project),
            Content::none()
                .with("text", Value::Null, text)
                .with("on", Value::Null, on.to_string()),
        )
    };
    Ok(rows.into_iter().map(event).collect())
}

/// When it was said. What the file says to the minute keeps its order within it.
pub(super) fn at(run: &Run, said: &Comment, now: DateTime<Utc>) -> DateTime<Utc> {
    let order = TimeDelta::microseconds(said.uid % 1_000_000);
    match said.at {
        Some(at) => place::past(run.zone, at, now - TimeDelta::seconds(1)) + order,
        None => now,
    }
}

fn text(run: &Run, said: &Comment, importer: Uuid) -> String {
    let by = said.by.filter(
        |uid| !matches!(run.who.get(uid), Some(Who::Member(member)) if *member == importer),
    );
    match by.and_then(|uid| run.resource(uid)) {
        Some(by) => format!("**{}**\n\n{}", plain(&by.name), said.text),
        None => said.text.clone(),
    }
}

/// A name as Markdown says it and nothing else.
fn plain(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for c in name.chars() {
        if c.is_ascii_punctuation() {
            plain.push('\\');
        }
        plain.push(c);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_name_is_nothing_but_a_name() {
        assert_eq!(plain("Ada [x](y) *B*"), r"Ada \[x\]\(y\) \*B\*");
        assert_eq!(plain("Łukasz Ó"), "Łukasz Ó");
    }
}
