//! Reads a board: what the address asks for becomes the store's question, its answer becomes what the page shows.

use chrono::NaiveDate;
use domain::access::Right;
use domain::id::RecordId;
use domain::plan::list::Scope;
use store::plan::{board as boards, choices as choosing};

use super::{Board, Card, Column};
use crate::day::reading::speak;
use crate::error::Fault;
use crate::plan::list::Named;
use crate::plan::list::api::{Head, List};
use crate::plan::list::reading::{ask, mover, read, shown, today};
use crate::plan::views::api::views;
use crate::session::here;
use crate::words;

pub async fn board(workspace: String, project: String, query: String) -> Result<Board, Fault> {
    let here = here()?;
    speak(here.pseudo);
    let sight = here.sight(&workspace).await?;
    let query = read(&query);
    let project = store::plan::project::project(&here.db, &sight, &project.to_uppercase()).await?;
    let id = RecordId(project.id);
    let today = today(&project.zone);
    let ask = ask(Scope::Project(project.id), &query, sight.member().0, today);
    let read = boards::board(&here.db, &sight, id, &ask).await?;
    let choices = choosing::of_project(&here.db, &sight, id).await?;
    let place = format!("p/{}", project.key);
    let views = views(&here, &sight, &workspace, &place, Some(&project)).await?;
    let may = |right| project.may(&sight, right);
    let by = query.get("group").to_owned();
    let client = project.client.clone().unwrap_or_default();
    let done = |card: &boards::Card| {
        let mut columns = read.columns.iter();
        columns.any(|column| column.state.id == card.state && column.state.is_done())
    };
    let cards = read.cards.iter();
    let cards = cards.map(|card| self::card(card, done(card), &by, &project.key, &client, today));
    Ok(Board {
        cards: cards.collect(),
        lanes: lanes(&read.cards, &by),
        plan: None,
        columns: read.columns.iter().map(column).collect(),
        list: List {
            place: "board".into(),
            manages: may(Right::ManageProject),
            may_create: may(Right::EditTasks),
            project: Some(Head {
                id: project.id.to_string(),
                key: project.key.clone(),
                title: project.title.clone(),
                client: project.client.clone(),
            }),
            today,
            group_by: by.clone(),
            views,
            choices: shown(choices),
            workspace,
            ..List::default()
        },
    })
}

fn column(column: &boards::Column) -> Column {
    Column {
        id: column.state.id.to_string(),
        name: column.state.name.clone(),
        category: column.state.category.code().into(),
        tasks: column.tasks,
        kept: column.kept,
        limit: column.state.limit,
    }
}

fn card(
    card: &boards::Card,
    done: bool,
    by: &str,
    key: &str,
    client: &str,
    today: NaiveDate,
) -> Card {
    let stopped = card.stop.as_ref().map(|stop| {
        let mover = mover(stop.mover_kind, stop.mover_name.clone(), Some(client));
        let line = words::task::stopped_line(&stop.because, &mover);
        ("waiting".to_owned(), line)
    });
    let held = card.held_up.as_ref().map(|reason| {
        let because = words::day::because(&reason.because, today);
        ("notready".to_owned(), because)
    });
    let due = [card.finish, card.deadline].into_iter().flatten();
    Card {
        id: card.id.to_string(),
        code: format!("{key}-{}", card.number),
        title: card.title.clone(),
        column: card.state.to_string(),
        lane: lane(card, by).map(|lane| lane.id).unwrap_or_default(),
        part_of: card.part_of.clone(),
        milestone: card.is_milestone,
        people: card.assignees.iter().map(|who| who.name.clone()).collect(),
        labels: card.labels.iter().map(|label| label.name.clone()).collect(),
        due: due.min_by_key(|when| when.day),
        late: card.overdue,
        done,
        checklist: (card.ticked, card.items),
        comments: card.comments,
        why: stopped.or(held).filter(|_| !done),
        plan: None,
    }
}

/// Whose lane a card is in: its first person's by name, or its deliverable's.
fn lane(card: &boards::Card, by: &str) -> Option<Named> {
    match by {
        "with" => {
            let first = card.assignees.first()?;
            let id = first
                .member
                .map_or_else(|| first.name.clone(), |id| id.to_string());
            let name = first.name.clone();
            Some(Named { id, name })
        }
        "deliverable" => card.deliverable.as_ref().map(|(id, title)| Named {
            id: id.to_string(),
            name: title.clone(),
        }),
        _ => None,
    }
}

/// The lanes that have cards, by name; what is in none stands last.
fn lanes(cards: &[boards::Card], by: &str) -> Vec<Named> {
    if !matches!(by, "with" | "deliverable") {
        return vec![];
    }
    let mut lanes: Vec<Named> = cards.iter().filter_map(|card| lane(card, by)).collect();
    lanes.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.id.cmp(&b.id)));
    lanes.dedup();
    if lanes.is_empty() || cards.iter().any(|card| lane(card, by).is_none()) {
        lanes.push(Named::default());
    }
    lanes
}
