//! Reads a list: what the address asks for becomes the store's question, its answer becomes what the page shows.

use chrono::{NaiveDate, NaiveDateTime, Utc};
use domain::access::Right;
use domain::id::RecordId;
use domain::plan::custom as custom_rule;
use domain::plan::iteration::points_shown;
use domain::plan::links::End;
use domain::plan::list::{Ask, Filter, Group as By, OWN as MOST_OWN, Own, ROWS, Scope, Sort};
use domain::plan::status::Category;
use domain::plan::summary::Summary;
use domain::plan::task::TaskKind;
use store::plan::custom::Custom;
use store::plan::{choices as choosing, list as listing};
use uuid::Uuid;

use super::api::{Choices, Group, Head, List, Planned};
use super::query::{OWN, Query};
use super::{Broken, Choice, Named, Row, Stopped, Sums};
use crate::error::Fault;
use crate::plan::views::api::views;
use crate::session::here;

pub async fn list(workspace: String, place: String, query: String) -> Result<List, Fault> {
    let here = here()?;
    let sight = here.sight(&workspace).await?;
    let query = read(&query);
    let project = match place.strip_prefix("p/") {
        Some(key) => {
            let key = key.to_uppercase();
            Some(store::plan::project::project(&here.db, &sight, &key).await?)
        }
        None if matches!(place.as_str(), "tasks" | "mine") => None,
        None => return Err(Fault(domain::refusal::Refused::Absent)),
    };
    let zone = match &project {
        Some(project) => project.zone.clone(),
        None => here.signed()?.zone.clone(),
    };
    let today = today(&zone);
    let scope = match (&project, place.as_str()) {
        (Some(project), _) => Scope::Project(project.id),
        (None, "mine") => Scope::Mine,
        (None, _) => Scope::All,
    };
    let me = sight.member().0;
    let choices = match &project {
        Some(project) => choosing::of_project(&here.db, &sight, RecordId(project.id)).await?,
        None => choosing::of_all(&here.db, &sight).await?,
    };
    let fields = choices.fields.clone();
    let ask = by_fields(ask(scope, &query, me, today), &query, &fields, today);
    let listed = listing::list(&here.db, &sight, &ask).await?;
    let views = views(&here, &sight, &workspace, &place, project.as_ref()).await?;
    let may = match &project {
        Some(project) => May::Here(project.may(&sight, Right::EditTasks)),
        None => May::In(choosing::editable(&here.db, &sight).await?),
    };
    let manages = project
        .as_ref()
        .is_some_and(|p| p.may(&sight, Right::ManageProject));
    let client = project.as_ref().and_then(|p| p.client.clone());
    let titled = project.is_none() && ask.group != By::Project;
    let rows = listed
        .rows
        .into_iter()
        .map(|row| {
            let may_edit = may.edit(row.project);
            let project_title = if titled {
                row.project_title.clone()
            } else {
                String::new()
            };
            let beside = beside(&row, &query);
            let mut row = self::row(row, may_edit, client.as_deref());
            row.own.extend(beside);
            Row {
                project_title,
                ..row
            }
        })
        .collect();
    Ok(List {
        workspace,
        place,
        manages,
        views,
        may_create: project.as_ref().is_some_and(|p| may.edit(p.id)),
        project: project.map(|p| Head {
            id: p.id.to_string(),
            key: p.key,
            title: p.title,
            client: p.client,
        }),
        today,
        // Read first: what comes in between is shown and counts as not seen, never the other way round.
        seq: sight.seq,
        rows,
        from: ask.offset,
        total: listed.total,
        group_by: query.get("group").to_owned(),
        groups: listed
            .groups
            .into_iter()
            .map(|group| Group {
                name: named(&fields, ask.group_field, group.name, today),
                category: group.category.unwrap_or_default(),
                key: group.key,
                tasks: group.count,
            })
            .collect(),
        choices: shown(choices),
        fields: fields.into_iter().map(crate::plan::own::own).collect(),
    })
}

/// What is asked for beside the project's own fields: the name of each, and what the task says.
fn beside(row: &listing::Row, query: &Query) -> Vec<(String, String)> {
    let name = |of: &Option<(Uuid, String)>| of.as_ref().map(|(_, name)| name.clone());
    let said = |id: &str| match id {
        "iteration" => name(&row.iteration),
        "release" => name(&row.release),
        "points" => row.points.map(points_shown),
        _ => None,
    };
    let asked = query.shown();
    asked
        .filter_map(|id| Some((id.to_owned(), said(id)?)))
        .collect()
}

/// A group by a field of the project's own, as its value is read.
fn named(fields: &[Custom], by: Option<Uuid>, name: String, today: NaiveDate) -> String {
    let field = fields.iter().find(|field| Some(field.id) == by);
    match field {
        Some(field) if !name.is_empty() => {
            crate::plan::own::said(field.kind.code(), &field.unit, &name, today)
        }
        _ => name,
    }
}

/// What the address asks of the project's own fields; of one that is not there, nothing.
fn by_fields(ask: Ask, query: &Query, fields: &[Custom], today: NaiveDate) -> Ask {
    let known = |id: &str| {
        let id = Uuid::parse_str(id).ok()?;
        fields.iter().find(|field| field.id == id)
    };
    let mut ask = ask;
    let own = fields.iter().filter_map(|field| {
        let asked = query.get(&format!("{OWN}{}", field.id));
        let wanted = custom_rule::wanted(field.kind, asked, today)?;
        let field = field.id;
        Some(Own { field, wanted })
    });
    ask.filter.own = own.take(MOST_OWN).collect();
    ask.columns = query.shown().filter_map(known).map(|f| f.id).collect();
    let by = |name: &str| known(query.get(name).trim_start_matches('-').strip_prefix(OWN)?);
    if let Some(field) = by("sort") {
        ask.sort = Sort::Own;
        ask.sort_field = Some(field.id);
        ask.descending = query.get("sort").starts_with('-');
    }
    if let Some(field) = by("group") {
        ask.group = By::Own;
        ask.group_field = Some(field.id);
    }
    ask
}

pub async fn choices(workspace: String, project: String) -> Result<Choices, Fault> {
    let here = here()?;
    let sight = here.sight(&workspace).await?;
    let project = store::plan::project::project(&here.db, &sight, &project.to_uppercase()).await?;
    let choices = choosing::of_project(&here.db, &sight, RecordId(project.id)).await?;
    Ok(shown(choices))
}

/// Where the reader may edit tasks.
pub(in crate::plan) enum May {
    Here(bool),
    In(Vec<Uuid>),
}

impl May {
    pub fn edit(&self, project: Uuid) -> bool {
        match self {
            Self::Here(may) => *may,
            Self::In(projects) => projects.contains(&project),
        }
    }
}

pub fn today(zone: &str) -> NaiveDate {
    clock(zone).date()
}

/// What a clock on a wall there shows.
pub fn clock(zone: &str) -> NaiveDateTime {
    let zone: chrono_tz::Tz = zone.parse().unwrap_or(chrono_tz::UTC);
    Utc::now().with_timezone(&zone).naive_local()
}

/// The address's query as it came.
pub(in crate::plan) fn read(query: &str) -> Query {
    let pairs = query.split('&').filter_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        Some((unescaped(name), unescaped(value)))
    });
    Query::of(pairs)
}

fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let hex = |byte: Option<u8>| char::from(byte?).to_digit(16);
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let (high, low) = (hex(rest.next()), hex(rest.next()));
                if let (Some(high), Some(low)) = (high, low) {
                    bytes.push((high * 16 + low) as u8);
                }
            }
            other => bytes.push(other),
        }
    }
    // What cannot be read is not found; PostgreSQL takes no text with a NUL.
    String::from_utf8_lossy(&bytes).replace('\0', "\u{fffd}")
}

/// What the address asks for; what it says and means nothing is left out.
pub(in crate::plan) fn ask(scope: Scope, query: &Query, me: Uuid, today: NaiveDate) -> Ask {
    let id = |name: &str| Uuid::parse_str(query.get(name)).ok();
    let day = domain::time::iso_day(query.get("day"));
    let mut filter = Filter {
        text: query.get("q").chars().take(200).collect(),
        label: id("label"),
        deliverable: id("deliverable"),
        iteration: id("iteration"),
        no_iteration: query.get("iteration") == "none",
        release: id("release"),
        stopped: query.get("only") == "stopped",
        breaks: query.get("only") == "breaks",
        kind: (query.get("only") == "milestones").then_some(TaskKind::Milestone),
        from: day,
        to: day,
        ..Filter::default()
    };
    match query.get("status") {
        "" => filter.open_only = scope == Scope::Mine,
        "open" => filter.open_only = true,
        "any" => {}
        other => match Category::parse(other) {
            Ok(category) => filter.category = Some(category),
            Err(_) => filter.status = id("status"),
        },
    }
    match query.get("with") {
        "me" => filter.assignee = Some(me),
        "nobody" => filter.unassigned = true,
        _ => filter.assignee = id("with"),
    }
    match query.get("due") {
        "late" => filter.overdue = true,
        "today" => {
            filter.due_after = Some(today);
            filter.due_before = Some(today);
        }
        "week" => {
            filter.due_after = Some(today);
            filter.due_before = Some(domain::day::morning::week(today).1);
        }
        _ => {}
    }
    let typed = query.get("sort");
    let (sort, descending) = match typed.strip_prefix('-') {
        Some(sort) => (sort, true),
        None => (typed, false),
    };
    let usual = match scope {
        Scope::Mine => Sort::Finish,
        _ => Sort::Outline,
    };
    let sort = match sort {
        "with" => Sort::Assignee,
        // By a field: which one is asked with it.
        "own" => usual,
        other => Sort::parse(other).unwrap_or(usual),
    };
    let group = match query.get("group") {
        "with" => By::Assignee,
        "own" => By::None,
        other => By::parse(other).unwrap_or(By::None),
    };
    let page: i64 = query.get("page").parse().unwrap_or(1);
    Ask {
        scope,
        filter,
        sort,
        descending: descending && sort != Sort::Outline,
        group,
        offset: (page.clamp(1, 1_000_000) - 1) * ROWS,
        ..Ask::of(scope)
    }
}

pub fn shown(choices: choosing::Choices) -> Choices {
    let named = |list: Vec<choosing::Choice>| -> Vec<Named> {
        list.into_iter()
            .map(|c| Named {
                id: c.id.to_string(),
                name: c.name,
            })
            .collect()
    };
    Choices {
        statuses: choices
            .statuses
            .into_iter()
            .map(|s| Choice {
                id: s.id.to_string(),
                name: s.name,
                category: s.category,
            })
            .collect(),
        people: named(choices.people),
        workers: named(choices.workers),
        labels: named(choices.labels),
        deliverables: named(choices.deliverables),
        iterations: choices
            .iterations
            .into_iter()
            .map(|one| Planned {
                id: one.id.to_string(),
                name: one.name,
                closed: one.closed,
            })
            .collect(),
        releases: named(choices.releases),
    }
}

fn row(row: listing::Row, may_edit: bool, client: Option<&str>) -> Row {
    let kind = if row.has_children {
        "summary"
    } else {
        row.kind.code()
    };
    // Of several broken links the latest date counts: it keeps them all.
    let broken = [End::Start, End::Finish].into_iter().find_map(|end| {
        let keeps = row.earliest(end)?;
        let by = row
            .breaks
            .iter()
            .find(|b| b.end == end && b.earliest == keeps)?;
        Some(Broken {
            by: by.predecessor.clone(),
            finish: end == End::Finish,
            keeps,
            along: by.along,
        })
    });
    let (start, finish, effort) = match row.summary {
        Some(of) => (of.start, of.finish, of.effort),
        None => (row.start, row.finish, row.effort),
    };
    Row {
        id: row.id.to_string(),
        code: row.key(),
        project: row.project_key,
        project_title: String::new(),
        title: row.title,
        level: row.level.min(250) as u8,
        kind: kind.into(),
        status: Choice {
            id: row.status.id.to_string(),
            name: row.status.name,
            category: row.status.category.code().into(),
        },
        people: row
            .assignees
            .into_iter()
            .map(|who| Named {
                id: who.member.map(|id| id.to_string()).unwrap_or_default(),
                name: who.name,
            })
            .collect(),
        labels: row
            .labels
            .into_iter()
            .map(|label| Named {
                id: label.id.to_string(),
                name: label.name,
            })
            .collect(),
        own: row
            .own
            .into_iter()
            .map(|(field, value)| (field.to_string(), value))
            .collect(),
        start,
        finish,
        effort,
        sums: row.summary.map(sums),
        per_day: row.minutes_per_day,
        late: row.overdue,
        checklist: (row.ticked, row.items),
        comments: row.comments,
        repeats: row.repeats,
        stopped: row.stop.map(|stop| Stopped {
            because: stop.because,
            mover: mover(stop.mover_kind, stop.mover_name, client),
        }),
        broken,
        may_edit,
        group: row.group,
    }
}

pub fn sums(of: Summary) -> Sums {
    Sums {
        dates: of.dates_of_parts,
        effort: of.effort_of_parts,
        percent: of.percent,
    }
}

/// Whose move it is, by name; a client whose name is not at hand is left empty, which `words` fills.
pub fn mover(
    kind: domain::plan::stopping::MoverKind,
    name: String,
    client: Option<&str>,
) -> String {
    match kind {
        domain::plan::stopping::MoverKind::Client => client.unwrap_or_default().to_owned(),
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_nonsense_left_out() {
        let today = domain::time::written("2026-11-25")
            .map(|w| w.day)
            .unwrap_or_default();
        let me = Uuid::from_u128(7);
        let of = |text: &str| ask(Scope::All, &read(text), me, today);
        let asked = of("q=a%20b+c%26&with=me&due=week&sort=finish&group=with&page=3");
        assert_eq!(asked.filter.text, "a b c&");
        assert_eq!((asked.filter.assignee, asked.offset), (Some(me), 200));
        assert_eq!((asked.sort, asked.group), (Sort::Finish, By::Assignee));
        let days = (asked.filter.due_after, asked.filter.due_before);
        // From Wednesday to Sunday.
        assert_eq!(days.1.zip(days.0).map(|(b, a)| (b - a).num_days()), Some(4));
        let back = of("sort=-finish&group=due");
        assert_eq!(
            (back.sort, back.descending, back.group),
            (Sort::Finish, true, By::Due)
        );
        // An outline has one way only.
        assert!(!of("sort=-outline").descending);
        let on = of("day=2026-12-24").filter;
        assert_eq!(
            (on.from, on.to),
            (on.to, Some(today + chrono::Days::new(29)))
        );
        assert_eq!(of("day=24").filter.from, None);
        let odd = of("page=-4&with=%zz&status=nope&label=1&%&q=%00&sort=by-magic");
        assert_eq!(
            (odd.offset, odd.filter.assignee, odd.filter.status),
            (0, None, None)
        );
        assert!(!odd.filter.text.contains('\0'));
    }

    #[test]
    fn my_work_is_what_is_not_done() {
        let today = NaiveDate::default();
        let mine = |text: &str| ask(Scope::Mine, &read(text), Uuid::nil(), today).filter;
        assert!(mine("").open_only);
        assert!(!mine("status=any").open_only);
        assert_eq!(mine("status=done").category, Some(Category::Done));
    }
}
