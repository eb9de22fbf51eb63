//! The ids of a page, in the order of the list: groups first, so that pages stay what they are; then the order that was
//! asked for; then the key and the outline, so that equals keep their places.
//!
//! Every order has its own text, since a bound parameter cannot say a column.

use domain::plan::list::{Ask, Group, Scope, Sort};
use sqlx::FromRow;
use uuid::Uuid;

use super::kept::{Kept, bind_kept, kept};
use crate::db::{Reader, on};
use crate::error::Result;
use crate::sql::sql;

/// A row of the page and its group.
#[derive(FromRow)]
pub(super) struct Found {
    pub id: Uuid,
    group_id: Option<Uuid>,
    group_code: Option<String>,
}

impl Found {
    pub fn group(&self) -> String {
        super::counts::key(self.group_id, self.group_code.as_deref())
    }
}

/// Of all projects or of one's own, and of one project in any order but its outline's.
macro_rules! page {
    ($group:expr, $sort:expr) => {
        concat!(
            "SELECT x.id, x.group_id, x.group_code FROM (SELECT t.id, p.key AS letters, t.outline, ",
            $group, ", ", $sort, " ", kept!("(p.id = $4 OR $4 <> $5)"),
            ") x ORDER BY x.group_one IS NULL, x.group_one, x.group_two, x.group_id, x.one IS NULL, CASE WHEN $54 THEN NULL ELSE x.one END, CASE WHEN $54 THEN x.one END DESC, \
             x.two IS NOT NULL, CASE WHEN $54 THEN NULL ELSE x.two END, CASE WHEN $54 THEN x.two END DESC, x.letters, x.outline, x.id LIMIT $52 OFFSET $53"
        )
    };
}

/// Whether a task is due before a day, or on it: `$here`, or where the project's day is another than in UTC `$ahead` or
/// `$behind`.
macro_rules! due {
    ($than:literal, $here:literal, $ahead:literal, $behind:literal) => {
        concat!(
            "(t.finish_day ",
            $than,
            $behind,
            " OR t.deadline_day ",
            $than,
            $behind,
            " OR ((t.finish_day ",
            $than,
            $here,
            " OR t.deadline_day ",
            $than,
            $here,
            ") AND $21 NOT LIKE '%|' || p.zone || '|%') \
             OR ((t.finish_day ",
            $than,
            $ahead,
            " OR t.deadline_day ",
            $than,
            $ahead,
            ") AND $20 LIKE '%|' || p.zone || '|%'))"
        )
    };
}
pub(super) use due;

/// What a group is ordered by and named by: `group_one`, `group_two`, `group_id`, `group_code`, `group_name`.
macro_rules! group {
    (none) => {
        "NULL AS group_one, NULL AS group_two, NULL AS group_id, NULL AS group_code, NULL AS group_name"
    };
    // Across projects, by what a state means; in one project, by the state.
    (status) => {
        "CASE s.category WHEN 'todo' THEN 1 WHEN 'doing' THEN 2 WHEN 'review' THEN 3 ELSE 4 END AS group_one, \
         CASE WHEN t.project = $4 AND t.project = $5 THEN s.position END AS group_two, CASE WHEN t.project = $4 AND t.project = $5 THEN s.id END AS group_id, \
         s.category AS group_code, CASE WHEN t.project = $4 AND t.project = $5 THEN s.name END AS group_name"
    };
    (assignee) => {
        "(SELECT a.name FROM task_assignee ta JOIN member m ON m.workspace = ta.workspace AND m.id = ta.member JOIN account a ON a.id = m.account \
          WHERE ta.workspace = t.workspace AND ta.task = t.id ORDER BY a.name, ta.member LIMIT 1) AS group_one, NULL AS group_two, \
         (SELECT ta.member FROM task_assignee ta JOIN member m ON m.workspace = ta.workspace AND m.id = ta.member JOIN account a ON a.id = m.account \
          WHERE ta.workspace = t.workspace AND ta.task = t.id ORDER BY a.name, ta.member LIMIT 1) AS group_id, NULL AS group_code, NULL AS group_name"
    };
    (deliverable) => {
        "(SELECT d.position FROM deliverable d WHERE d.workspace = t.workspace AND d.id = t.deliverable) AS group_one, \
         (SELECT d.title FROM deliverable d WHERE d.workspace = t.workspace AND d.id = t.deliverable) AS group_two, \
         t.deliverable AS group_id, NULL AS group_code, NULL AS group_name"
    };
    (iteration) => {
        concat!(
            "(SELECT it.start_day FROM iteration it WHERE it.workspace = t.workspace AND it.id = t.iteration AND ", $crate::sql::is_there!("it"), ") AS group_one, \
             (SELECT it.name FROM iteration it WHERE it.workspace = t.workspace AND it.id = t.iteration AND ", $crate::sql::is_there!("it"), ") AS group_two, \
             (SELECT it.id FROM iteration it WHERE it.workspace = t.workspace AND it.id = t.iteration AND ", $crate::sql::is_there!("it"), ") AS group_id, NULL AS group_code, NULL AS group_name"
        )
    };
    (release) => {
        concat!(
            "(SELECT rl.day FROM release rl WHERE rl.workspace = t.workspace AND rl.id = t.release AND ", $crate::sql::is_there!("rl"), ") AS group_one, \
             (SELECT rl.name FROM release rl WHERE rl.workspace = t.workspace AND rl.id = t.release AND ", $crate::sql::is_there!("rl"), ") AS group_two, \
             (SELECT rl.id FROM release rl WHERE rl.workspace = t.workspace AND rl.id = t.release AND ", $crate::sql::is_there!("rl"), ") AS group_id, NULL AS group_code, NULL AS group_name"
        )
    };
    // By the project's own day; what is done is not late, and stands last when its day is over.
    (due $week:literal, $week_ahead:literal, $week_behind:literal) => {
        concat!(
            "CASE WHEN t.finish_day IS NULL AND t.deadline_day IS NULL THEN 5 WHEN ", due!("< ", "$23", "$22", "$24"), " OR t.finish_at < $25 OR t.deadline_at < $25 THEN CASE s.category WHEN 'done' THEN 6 ELSE 1 END \
             WHEN ", due!("<= ", "$23", "$22", "$24"), " THEN 2 WHEN ", due!("<= ", $week, $week_ahead, $week_behind), " THEN 3 ELSE 4 END AS group_one, \
             NULL AS group_two, NULL AS group_id, CASE WHEN t.finish_day IS NULL AND t.deadline_day IS NULL THEN 'none' WHEN ", due!("< ", "$23", "$22", "$24"), " OR t.finish_at < $25 OR t.deadline_at < $25 THEN CASE s.category WHEN 'done' THEN 'over' ELSE 'late' END \
             WHEN ", due!("<= ", "$23", "$22", "$24"), " THEN 'today' WHEN ", due!("<= ", $week, $week_ahead, $week_behind), " THEN 'week' ELSE 'later' END AS group_code, NULL AS group_name"
        )
    };
    // What is said nowhere stands last; of a text its own words are its place.
    (own $field:literal) => {
        concat!(
            "(SELECT COALESCE(cv.amount, co.position, 0) FROM custom_value cv LEFT JOIN custom_option co ON co.workspace = cv.workspace AND co.id = cv.option \
              WHERE cv.workspace = t.workspace AND cv.task = t.id AND cv.field = ", $field, ") AS group_one, \
             (SELECT COALESCE(a.name, cv.folded) FROM custom_value cv LEFT JOIN member m ON m.workspace = cv.workspace AND m.id = cv.member LEFT JOIN account a ON a.id = m.account \
              WHERE cv.workspace = t.workspace AND cv.task = t.id AND cv.field = ", $field, ") AS group_two, \
             (SELECT COALESCE(cv.option, cv.member) FROM custom_value cv WHERE cv.workspace = t.workspace AND cv.task = t.id AND cv.field = ", $field, ") AS group_id, \
             (SELECT cv.value FROM custom_value cv WHERE cv.workspace = t.workspace AND cv.task = t.id AND cv.field = ", $field, ") AS group_code, \
             (SELECT COALESCE(co.name, a.name, cv.value) FROM custom_value cv LEFT JOIN custom_option co ON co.workspace = cv.workspace AND co.id = cv.option \
              LEFT JOIN member m ON m.workspace = cv.workspace AND m.id = cv.member LEFT JOIN account a ON a.id = m.account \
              WHERE cv.workspace = t.workspace AND cv.task = t.id AND cv.field = ", $field, ") AS group_name"
        )
    };
    (project) => {
        "p.title_folded AS group_one, NULL AS group_two, t.project AS group_id, NULL AS group_code, p.title AS group_name"
    };
}
pub(super) use group;

macro_rules! sort {
    (outline) => {
        "p.title_folded AS one, NULL AS two"
    };
    (start) => {
        "t.start_day AS one, t.start_at AS two"
    };
    (finish) => {
        "t.finish_day AS one, t.finish_at AS two"
    };
    (deadline) => {
        "t.deadline_day AS one, t.deadline_at AS two"
    };
    (title) => {
        "t.title_folded AS one, NULL AS two"
    };
    (status) => {
        "CASE s.category WHEN 'todo' THEN 1 WHEN 'doing' THEN 2 WHEN 'review' THEN 3 ELSE 4 END AS one, s.position AS two"
    };
    (assignee) => {
        "(SELECT a.name FROM task_assignee ta JOIN member m ON m.workspace = ta.workspace AND m.id = ta.member JOIN account a ON a.id = m.account \
          WHERE ta.workspace = t.workspace AND ta.task = t.id ORDER BY a.name, ta.member LIMIT 1) AS one, NULL AS two"
    };
    (effort) => {
        "t.effort AS one, NULL AS two"
    };
    (key) => {
        "p.key AS one, t.number AS two"
    };
    (own $field:literal) => {
        concat!(
            "(SELECT COALESCE(cv.amount, co.position, 0) FROM custom_value cv LEFT JOIN custom_option co ON co.workspace = cv.workspace AND co.id = cv.option \
              WHERE cv.workspace = t.workspace AND cv.task = t.id AND cv.field = ", $field, ") AS one, \
             (SELECT COALESCE(a.name, cv.folded) FROM custom_value cv LEFT JOIN member m ON m.workspace = cv.workspace AND m.id = cv.member LEFT JOIN account a ON a.id = m.account \
              WHERE cv.workspace = t.workspace AND cv.task = t.id AND cv.field = ", $field, ") AS two"
        )
    };
}

pub(super) async fn page(reader: &mut impl Reader, kept: &Kept, ask: &Ask) -> Result<Vec<Found>> {
    let text = text(ask);
    let in_a_row = ask.group == Group::None && ask.sort == Sort::Outline;
    let by_due = ask.group == Group::Due;
    Ok(on!(reader.conn(), |c| {
        let mut query = bind_kept!(sqlx::query_as(text), kept)
            .bind(ask.limit)
            .bind(ask.offset);
        if !in_a_row {
            query = query.bind(ask.descending);
        }
        if by_due {
            let [here, ahead, behind] = kept.weeks();
            query = query.bind(here).bind(ahead).bind(behind);
        }
        if ask.group == Group::Own {
            query = query.bind(ask.group_field);
        }
        if ask.sort == Sort::Own {
            query = query.bind(ask.sort_field);
        }
        query.fetch_all(c).await
    })?)
}

fn text(ask: &Ask) -> &'static str {
    use Group as G;
    use Sort as S;
    match (ask.group, ask.sort, ask.scope) {
        // The index of the outline gives them in their order: nothing is sorted.
        (G::None, S::Outline, Scope::Project(_)) => sql!(
            "SELECT t.id, NULL AS group_id, NULL AS group_code ",
            kept!("p.id = $4 AND p.id = $5"),
            " ORDER BY t.outline LIMIT $52 OFFSET $53"
        ),
        // Project after project, by the index of their titles and that of the outline.
        (G::None, S::Outline, _) => sql!(
            "SELECT t.id, NULL AS group_id, NULL AS group_code ",
            kept!("(p.id = $4 OR $4 <> $5)"),
            " ORDER BY p.title_folded, p.id, t.outline LIMIT $52 OFFSET $53"
        ),
        (G::None, S::Start, _) => sql!(page!(group!(none), sort!(start))),
        (G::None, S::Finish, _) => sql!(page!(group!(none), sort!(finish))),
        (G::None, S::Deadline, _) => sql!(page!(group!(none), sort!(deadline))),
        (G::None, S::Title, _) => sql!(page!(group!(none), sort!(title))),
        (G::None, S::Status, _) => sql!(page!(group!(none), sort!(status))),
        (G::None, S::Assignee, _) => sql!(page!(group!(none), sort!(assignee))),
        (G::None, S::Effort, _) => sql!(page!(group!(none), sort!(effort))),
        (G::None, S::Key, _) => sql!(page!(group!(none), sort!(key))),
        (G::None, S::Own, _) => sql!(page!(group!(none), sort!(own "$55"))),
        (G::Status, S::Outline, _) => sql!(page!(group!(status), sort!(outline))),
        (G::Status, S::Start, _) => sql!(page!(group!(status), sort!(start))),
        (G::Status, S::Finish, _) => sql!(page!(group!(status), sort!(finish))),
        (G::Status, S::Deadline, _) => sql!(page!(group!(status), sort!(deadline))),
        (G::Status, S::Title, _) => sql!(page!(group!(status), sort!(title))),
        (G::Status, S::Status, _) => sql!(page!(group!(status), sort!(status))),
        (G::Status, S::Assignee, _) => sql!(page!(group!(status), sort!(assignee))),
        (G::Status, S::Effort, _) => sql!(page!(group!(status), sort!(effort))),
        (G::Status, S::Key, _) => sql!(page!(group!(status), sort!(key))),
        (G::Status, S::Own, _) => sql!(page!(group!(status), sort!(own "$55"))),
        (G::Assignee, S::Outline, _) => sql!(page!(group!(assignee), sort!(outline))),
        (G::Assignee, S::Start, _) => sql!(page!(group!(assignee), sort!(start))),
        (G::Assignee, S::Finish, _) => sql!(page!(group!(assignee), sort!(finish))),
        (G::Assignee, S::Deadline, _) => sql!(page!(group!(assignee), sort!(deadline))),
        (G::Assignee, S::Title, _) => sql!(page!(group!(assignee), sort!(title))),
        (G::Assignee, S::Status, _) => sql!(page!(group!(assignee), sort!(status))),
        (G::Assignee, S::Assignee, _) => sql!(page!(group!(assignee), sort!(assignee))),
        (G::Assignee, S::Effort, _) => sql!(page!(group!(assignee), sort!(effort))),
        (G::Assignee, S::Key, _) => sql!(page!(group!(assignee), sort!(key))),
        (G::Assignee, S::Own, _) => sql!(page!(group!(assignee), sort!(own "$55"))),
        (G::Deliverable, S::Outline, _) => sql!(page!(group!(deliverable), sort!(outline))),
        (G::Deliverable, S::Start, _) => sql!(page!(group!(deliverable), sort!(start))),
        (G::Deliverable, S::Finish, _) => sql!(page!(group!(deliverable), sort!(finish))),
        (G::Deliverable, S::Deadline, _) => sql!(page!(group!(deliverable), sort!(deadline))),
        (G::Deliverable, S::Title, _) => sql!(page!(group!(deliverable), sort!(title))),
        (G::Deliverable, S::Status, _) => sql!(page!(group!(deliverable), sort!(status))),
        (G::Deliverable, S::Assignee, _) => sql!(page!(group!(deliverable), sort!(assignee))),
        (G::Deliverable, S::Effort, _) => sql!(page!(group!(deliverable), sort!(effort))),
        (G::Deliverable, S::Key, _) => sql!(page!(group!(deliverable), sort!(key))),
        (G::Deliverable, S::Own, _) => sql!(page!(group!(deliverable), sort!(own "$55"))),
        (G::Iteration, S::Outline, _) => sql!(page!(group!(iteration), sort!(outline))),
        (G::Iteration, S::Start, _) => sql!(page!(group!(iteration), sort!(start))),
        (G::Iteration, S::Finish, _) => sql!(page!(group!(iteration), sort!(finish))),
        (G::Iteration, S::Deadline, _) => sql!(page!(group!(iteration), sort!(deadline))),
        (G::Iteration, S::Title, _) => sql!(page!(group!(iteration), sort!(title))),
        (G::Iteration, S::Status, _) => sql!(page!(group!(iteration), sort!(status))),
        (G::Iteration, S::Assignee, _) => sql!(page!(group!(iteration), sort!(assignee))),
        (G::Iteration, S::Effort, _) => sql!(page!(group!(iteration), sort!(effort))),
        (G::Iteration, S::Key, _) => sql!(page!(group!(iteration), sort!(key))),
        (G::Iteration, S::Own, _) => sql!(page!(group!(iteration), sort!(own "$55"))),
        (G::Release, S::Outline, _) => sql!(page!(group!(release), sort!(outline))),
        (G::Release, S::Start, _) => sql!(page!(group!(release), sort!(start))),
        (G::Release, S::Finish, _) => sql!(page!(group!(release), sort!(finish))),
        (G::Release, S::Deadline, _) => sql!(page!(group!(release), sort!(deadline))),
        (G::Release, S::Title, _) => sql!(page!(group!(release), sort!(title))),
        (G::Release, S::Status, _) => sql!(page!(group!(release), sort!(status))),
        (G::Release, S::Assignee, _) => sql!(page!(group!(release), sort!(assignee))),
        (G::Release, S::Effort, _) => sql!(page!(group!(release), sort!(effort))),
        (G::Release, S::Key, _) => sql!(page!(group!(release), sort!(key))),
        (G::Release, S::Own, _) => sql!(page!(group!(release), sort!(own "$55"))),
        (G::Project, S::Outline, _) => sql!(page!(group!(project), sort!(outline))),
        (G::Project, S::Start, _) => sql!(page!(group!(project), sort!(start))),
        (G::Project, S::Finish, _) => sql!(page!(group!(project), sort!(finish))),
        (G::Project, S::Deadline, _) => sql!(page!(group!(project), sort!(deadline))),
        (G::Project, S::Title, _) => sql!(page!(group!(project), sort!(title))),
        (G::Project, S::Status, _) => sql!(page!(group!(project), sort!(status))),
        (G::Project, S::Assignee, _) => sql!(page!(group!(project), sort!(assignee))),
        (G::Project, S::Effort, _) => sql!(page!(group!(project), sort!(effort))),
        (G::Project, S::Key, _) => sql!(page!(group!(project), sort!(key))),
        (G::Project, S::Own, _) => sql!(page!(group!(project), sort!(own "$55"))),
        (G::Due, S::Outline, _) => sql!(page!(group!(due "$55", "$56", "$57"), sort!(outline))),
        (G::Due, S::Start, _) => sql!(page!(group!(due "$55", "$56", "$57"), sort!(start))),
        (G::Due, S::Finish, _) => sql!(page!(group!(due "$55", "$56", "$57"), sort!(finish))),
        (G::Due, S::Deadline, _) => sql!(page!(group!(due "$55", "$56", "$57"), sort!(deadline))),
        (G::Due, S::Title, _) => sql!(page!(group!(due "$55", "$56", "$57"), sort!(title))),
        (G::Due, S::Status, _) => sql!(page!(group!(due "$55", "$56", "$57"), sort!(status))),
        (G::Due, S::Assignee, _) => sql!(page!(group!(due "$55", "$56", "$57"), sort!(assignee))),
        (G::Due, S::Effort, _) => sql!(page!(group!(due "$55", "$56", "$57"), sort!(effort))),
        (G::Due, S::Key, _) => sql!(page!(group!(due "$55", "$56", "$57"), sort!(key))),
        (G::Due, S::Own, _) => sql!(page!(group!(due "$55", "$56", "$57"), sort!(own "$58"))),
        (G::Own, S::Outline, _) => sql!(page!(group!(own "$55"), sort!(outline))),
        (G::Own, S::Start, _) => sql!(page!(group!(own "$55"), sort!(start))),
        (G::Own, S::Finish, _) => sql!(page!(group!(own "$55"), sort!(finish))),
        (G::Own, S::Deadline, _) => sql!(page!(group!(own "$55"), sort!(deadline))),
        (G::Own, S::Title, _) => sql!(page!(group!(own "$55"), sort!(title))),
        (G::Own, S::Status, _) => sql!(page!(group!(own "$55"), sort!(status))),
        (G::Own, S::Assignee, _) => sql!(page!(group!(own "$55"), sort!(assignee))),
        (G::Own, S::Effort, _) => sql!(page!(group!(own "$55"), sort!(effort))),
        (G::Own, S::Key, _) => sql!(page!(group!(own "$55"), sort!(key))),
        (G::Own, S::Own, _) => sql!(page!(group!(own "$55"), sort!(own "$56"))),
    }
}
