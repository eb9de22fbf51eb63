//! A file's calendars, with their weeks and their days that differ.

use chrono::NaiveDate;
use domain::event::{Content, Kind};
use domain::exchange::batch::{self, Item};
use domain::exchange::plan::{Calendar, Hours};
use domain::id::RecordId;
use domain::text;
use serde_json::Value;
use uuid::Uuid;

use super::run::Run;
use crate::bulk::insert_rows;
use crate::chain::Event;
use crate::error::Result;
use crate::sql::sql;
use crate::tx::Tx;

struct Span {
    calendar: Uuid,
    weekday: i64,
    since: i64,
    until: i64,
}

struct Days {
    calendar: Uuid,
    id: Uuid,
    first: NaiveDate,
    last: NaiveDate,
    name: String,
    hours: String,
}

/// Their records are made with those of all other items. One event each.
pub(super) async fn put(tx: &mut Tx, run: &Run, items: &[Item]) -> Result<Vec<Event>> {
    let calendars: Vec<(Uuid, &Calendar)> = items
        .iter()
        .filter_map(|item| Some((item.id, run.plan.calendars.get(item.index)?)))
        .collect();
    let workspace = tx.workspace().0;
    let text = sql!(
        "INSERT INTO calendar (workspace, id, name, name_folded, country, region, base) VALUES ($1, $2, $3, $4, '', '', $5)"
    );
    // One at a time: a base stands before what builds on it.
    for one in &calendars {
        insert_rows!(tx.conn(), text, std::slice::from_ref(one), |q, row| q
            .bind(workspace)
            .bind(row.0)
            .bind(&row.1.name)
            .bind(text::fold(&row.1.name))
            .bind(row.1.base.map(|uid| run.calendar(uid))));
    }
    let spans: Vec<Span> = calendars
        .iter()
        .flat_map(|(id, one)| week(*id, one))
        .collect();
    let text = sql!(
        "INSERT INTO calendar_hours (workspace, calendar, weekday, since, until) VALUES ($1, $2, $3, $4, $5)"
    );
    insert_rows!(tx.conn(), text, &spans, |q, row| q
        .bind(workspace)
        .bind(row.calendar)
        .bind(row.weekday)
        .bind(row.since)
        .bind(row.until));
    let days: Vec<Days> = calendars
        .iter()
        .flat_map(|(id, one)| exceptions(run, *id, one))
        .collect();
    let text = sql!(
        "INSERT INTO calendar_day (workspace, calendar, id, first_day, last_day, name, hours) VALUES ($1, $2, $3, $4, $5, $6, $7)"
    );
    insert_rows!(tx.conn(), text, &days, |q, row| q
        .bind(workspace)
        .bind(row.calendar)
        .bind(row.id)
        .bind(row.first)
        .bind(row.last)
        .bind(&row.name)
        .bind(&row.hours));
    let event = |(id, one): &(Uuid, &Calendar)| Event {
        batch: Some(run.import),
        ..Event::of(
            Kind::CalendarImported,
            RecordId(*id),
            Some(run.project),
            Content::none()
                .with("name", Value::Null, one.name.clone())
                .with("days", Value::Null, one.exceptions.len()),
        )
    };
    Ok(calendars.iter().map(event).collect())
}

/// A weekday without rows is free, or as in the base where there is one: there a free day is said.
fn week(calendar: Uuid, one: &Calendar) -> Vec<Span> {
    let mut spans = Vec::new();
    for day in &one.week {
        let weekday = i64::from(day.day);
        if day.hours.is_empty() && one.base.is_some() {
            spans.push(Span {
                calendar,
                weekday,
                since: 0,
                until: 0,
            });
        }
        for hours in &day.hours {
            spans.push(Span {
                calendar,
                weekday,
                since: i64::from(hours.from),
                until: i64::from(hours.to),
            });
        }
    }
    spans
}

fn exceptions(run: &Run, calendar: Uuid, one: &Calendar) -> Vec<Days> {
    let days = one.exceptions.iter().enumerate();
    days.map(|(n, exception)| Days {
        calendar,
        id: batch::id(
            run.import,
            batch::Kind::Calendar,
            &format!("{}#{n}", one.uid),
        ),
        first: exception.from,
        last: exception.to,
        name: exception.name.clone(),
        hours: shown(&exception.hours),
    })
    .collect()
}

/// `480-720 780-1020`
fn shown(hours: &[Hours]) -> String {
    let spans: Vec<String> = hours
        .iter()
        .map(|span| format!("{}-{}", span.from, span.to))
        .collect();
    spans.join(" ")
}
