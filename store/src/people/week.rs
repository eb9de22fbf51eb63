//! The workspace's usual week, and each person's own from a day on.

use chrono::NaiveDate;
use domain::id::WorkspaceId;
use domain::people::capacity::{Pattern, Usual};
use domain::people::holiday::Place;
use domain::people::week::Week;
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Reader, on};
use crate::error::Result;
use crate::sql::sql;

/// The usual week; nobody has said one yet is `None`.
pub(crate) async fn usual_week(
    reader: &mut impl Reader,
    workspace: WorkspaceId,
) -> Result<Option<Usual>> {
    let text = sql!(
        "SELECT monday, tuesday, wednesday, thursday, friday, saturday, sunday, begins, break_minutes, country, region FROM usual_week WHERE workspace = $1"
    );
    let row: Option<UsualRow> = on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(workspace.0)
        .fetch_optional(c)
        .await)?;
    Ok(row.map(|row| Usual {
        week: row.week.into(),
        place: Place::new(&row.country, &row.region),
    }))
}

#[derive(FromRow)]
struct UsualRow {
    #[sqlx(flatten)]
    week: WeekRow,
    country: String,
    region: String,
}

#[derive(FromRow)]
pub(crate) struct PatternRow {
    pub member: Uuid,
    pub first_day: NaiveDate,
    #[sqlx(flatten)]
    pub week: WeekRow,
    pub availability: i64,
    pub country: String,
    pub region: String,
}

impl From<PatternRow> for Pattern {
    fn from(row: PatternRow) -> Self {
        Self {
            first_day: row.first_day,
            week: row.week.into(),
            availability: row.availability,
            place: Place::new(&row.country, &row.region),
        }
    }
}

#[derive(FromRow)]
pub(crate) struct WeekRow {
    monday: i64,
    tuesday: i64,
    wednesday: i64,
    thursday: i64,
    friday: i64,
    saturday: i64,
    sunday: i64,
    begins: i64,
    break_minutes: i64,
}

impl From<WeekRow> for Week {
    fn from(row: WeekRow) -> Self {
        Self {
            minutes: [
                row.monday,
                row.tuesday,
                row.wednesday,
                row.thursday,
                row.friday,
                row.saturday,
                row.sunday,
            ],
            begins: row.begins,
            break_minutes: row.break_minutes,
        }
    }
}
