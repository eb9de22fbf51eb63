//! How long people can work: their weeks, the usual one, public holidays and time away, in three statements whatever
//! their number.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::id::{MemberId, WorkspaceId};
use domain::people::absence::{Part, Span};
use domain::people::capacity::{Pattern, Time, Usual};
use sqlx::FromRow;
use uuid::Uuid;

use super::week::{PatternRow, usual_week};
use crate::db::{Reader, on};
use crate::error::Result;
use crate::sql::sql;

/// Most patterns and absences read at once: two for each of the most members that a page lists.
const MANY: i64 = 2000;

/// Whom a page or a change asks about.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Whom {
    Everybody,
    One(MemberId),
}

/// What is known of people's time in a window.
pub(crate) struct Times {
    usual: Option<Usual>,
    own: HashMap<Uuid, Time>,
}

impl Times {
    pub fn usual(&self) -> Option<&Usual> {
        self.usual.as_ref()
    }

    pub fn of(&self, member: MemberId) -> Time {
        let mut time = self.own.get(&member.0).cloned().unwrap_or_default();
        time.usual = self.usual.clone();
        time
    }
}

/// Weeks that count in the window, and the time away in it that holds: approved or unplanned.
pub(crate) async fn load(
    reader: &mut impl Reader,
    workspace: WorkspaceId,
    whom: Whom,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Times> {
    let (every, member) = match whom {
        Whom::Everybody => (true, Uuid::nil()),
        Whom::One(member) => (false, member.0),
    };
    let usual = usual_week(reader, workspace).await?;
    // Of the patterns that began before the window, only the newest of each person counts in it.
    let text = sql!(
        "SELECT p.member, p.first_day, p.monday, p.tuesday, p.wednesday, p.thursday, p.friday, p.saturday, p.sunday, p.begins, p.break_minutes, p.availability, p.country, p.region \
         FROM working_pattern p WHERE p.workspace = $1 AND ($2 OR p.member = $3) AND p.first_day <= $5 AND NOT EXISTS \
         (SELECT 1 FROM working_pattern n WHERE n.workspace = p.workspace AND n.member = p.member AND n.first_day > p.first_day AND n.first_day <= $4) \
         ORDER BY p.member, p.first_day LIMIT $6"
    );
    let patterns: Vec<PatternRow> = on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(workspace.0)
        .bind(every)
        .bind(member)
        .bind(from)
        .bind(to)
        .bind(MANY)
        .fetch_all(c)
        .await)?;
    let text = sql!(
        "SELECT a.member, a.first_day, a.last_day, a.first_part, a.last_part FROM absence a JOIN record r ON r.workspace = a.workspace AND r.id = a.id \
         WHERE a.workspace = $1 AND ($2 OR a.member = $3) AND a.last_day >= $4 AND a.first_day <= $5 AND a.state = 'approved' AND r.trashed_at IS NULL \
         ORDER BY a.member, a.first_day, a.id LIMIT $6"
    );
    let away: Vec<AwayRow> = on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(workspace.0)
        .bind(every)
        .bind(member)
        .bind(from)
        .bind(to)
        .bind(MANY)
        .fetch_all(c)
        .await)?;
    let mut own: HashMap<Uuid, Time> = HashMap::new();
    for row in patterns {
        let (member, pattern): (Uuid, Pattern) = (row.member, row.into());
        own.entry(member).or_default().patterns.push(pattern);
    }
    for row in away {
        own.entry(row.member).or_default().away.push(row.span());
    }
    Ok(Times { usual, own })
}

#[derive(FromRow)]
struct AwayRow {
    member: Uuid,
    first_day: NaiveDate,
    last_day: NaiveDate,
    first_part: String,
    last_part: String,
}

impl AwayRow {
    fn span(&self) -> Span {
        Span {
            first_day: self.first_day,
            last_day: self.last_day,
            first_part: Part::parse(&self.first_part).unwrap_or(Part::Whole),
            last_part: Part::parse(&self.last_part).unwrap_or(Part::Whole),
        }
    }
}
