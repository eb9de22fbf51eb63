//! The cards of a board while its page lives, and over them what was only just moved here. A move shows at once;
//! refused, the card goes back to where it was, with the reason and Retry.

use std::collections::HashMap;

use crate::prelude::*;
use domain::refusal::Refused;

use super::spot::{Spot, of, placed};
use super::{Board, Card, api};
use crate::error::Fault;
use crate::live::Live;
use crate::plan::backlog::api as backlog;
use crate::plan::list::api::List;
use crate::plan::list::filters::Offered;
use crate::plan::list::query::Query;
use crate::plan::views::api::Views;
use crate::send;
use crate::ui::toast::Toasts;
use crate::words;

/// What the columns are: states, or iterations and what is in none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Columns {
    States,
    Iterations,
}

impl Columns {
    /// Where a card that is moved is sent.
    pub fn to(self) -> &'static str {
        match self {
            Self::States => "/do/plan/move_card",
            Self::Iterations => "/do/plan/rank_task",
        }
    }

    /// The names of the fields that say into which column, and out of which.
    pub fn fields(self) -> (&'static str, &'static str) {
        match self {
            Self::States => ("status", "status_was"),
            Self::Iterations => ("iteration", "iteration_was"),
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
struct Tried {
    card: String,
    from: String,
    spot: Spot,
    refused: Option<Refused>,
    answered: bool,
}

#[derive(Clone, Copy)]
pub struct State {
    pub columns: Columns,
    pub board: RwSignal<Board>,
    /// What it shares with a list, for the filters.
    pub list: RwSignal<List>,
    tried: RwSignal<Vec<Tried>>,
    /// The card that is carried by keys, and where it hovers.
    pub carried: RwSignal<Option<(String, Spot)>>,
    /// All cards as they are to be seen.
    pub cards: Memo<Vec<Card>>,
    by_id: Memo<HashMap<String, Card>>,
    /// What is said to the ear.
    pub said: RwSignal<String>,
    /// The next task that opens is only looked at.
    pub peek: StoredValue<bool>,
    query: Memo<Query>,
    asked: StoredValue<u64>,
    live: Option<Live>,
    toasts: Option<Toasts>,
}

impl State {
    pub fn views(self) -> Memo<Views> {
        Memo::new(move |_| self.list.with(|list| list.views.clone()))
    }

    pub fn new(first: Board, query: Memo<Query>, columns: Columns) -> Self {
        let list = RwSignal::new(first.list.clone());
        let board = RwSignal::new(first);
        let tried = RwSignal::new(Vec::<Tried>::new());
        let carried = RwSignal::new(None::<(String, Spot)>);
        let cards = Memo::new(move |_| {
            let mut cards = board.with(|board| board.cards.clone());
            tried.with(|all| {
                for one in all.iter().filter(|one| one.refused.is_none()) {
                    cards = placed(std::mem::take(&mut cards), &one.card, &one.spot);
                }
            });
            match carried.get() {
                Some((card, spot)) => placed(cards, &card, &spot),
                None => cards,
            }
        });
        let by_id = Memo::new(move |_| {
            let by_id = |card: &Card| (card.id.clone(), card.clone());
            cards.with(|cards| cards.iter().map(by_id).collect())
        });
        Self {
            columns,
            board,
            list,
            tried,
            carried,
            cards,
            by_id,
            said: RwSignal::new(String::new()),
            peek: StoredValue::new(false),
            query,
            asked: StoredValue::new(0),
            live: use_context(),
            toasts: use_context(),
        }
    }

    /// What its filter offers.
    pub fn offered(self) -> Memo<Offered> {
        Memo::new(move |_| {
            self.list.with(|list| Offered {
                place: list.place.clone(),
                today: list.today,
                choices: list.choices.clone(),
                fields: Vec::new(),
            })
        })
    }

    pub fn card(self, id: &str) -> Option<Card> {
        self.by_id.with(|cards| cards.get(id).cloned())
    }

    /// Why a card's move was refused.
    pub fn refusal(self, card: &str) -> Option<Refused> {
        self.tried.with(|all| {
            let mut of = all.iter().filter(|one| one.card == card);
            of.find_map(|one| one.refused.clone())
        })
    }

    /// Whether a card's move is on its way.
    pub fn pending(self, card: &str) -> bool {
        let waits = |one: &Tried| one.card == card && one.refused.is_none() && !one.answered;
        self.tried.with(|all| all.iter().any(waits))
    }

    /// Sends a card to a spot, unless it stands there.
    pub fn put(self, card: &str, spot: Spot) {
        self.forget(card);
        let here = self.cards.with_untracked(|cards| of(cards, card));
        let Some(here) = here.filter(|here| *here != spot) else {
            return;
        };
        self.say(card, &spot);
        let tried = Tried {
            card: card.to_owned(),
            from: here.column,
            spot,
            refused: None,
            answered: false,
        };
        self.send(tried);
    }

    /// Sends what was refused once more.
    pub fn retry(self, card: &str) {
        let refused = |one: &&Tried| one.card == card && one.refused.is_some();
        let again = self
            .tried
            .with_untracked(|all| all.iter().find(refused).cloned());
        self.forget(card);
        if let Some(again) = again {
            self.send(Tried {
                refused: None,
                ..again
            });
        }
    }

    /// Lets a refusal go.
    pub fn forget(self, card: &str) {
        self.tried
            .update(|all| all.retain(|one| one.card != card || one.refused.is_none()));
    }

    fn send(self, tried: Tried) {
        let fields = vec![
            (
                "workspace",
                self.list.with_untracked(|list| list.workspace.clone()),
            ),
            ("task", tried.card.clone()),
            (self.columns.fields().0, tried.spot.column.clone()),
            (self.columns.fields().1, tried.from.clone()),
            (
                "place",
                tried.spot.after.clone().unwrap_or_else(|| "first".into()),
            ),
        ];
        self.tried.update(|all| all.push(tried.clone()));
        let on_its_way = self.toasts.map(|toasts| toasts.begins());
        leptos::task::spawn_local(async move {
            let _on_its_way = on_its_way;
            let outcome = send::post_fields(self.columns.to(), &fields).await;
            let settle = |with: &dyn Fn(&mut Tried)| {
                let found = self.tried.try_update(|all| {
                    if let Some(one) = all.iter_mut().find(|one| **one == tried) {
                        with(one);
                    }
                });
                found.is_some()
            };
            let Some(toasts) = self.toasts else { return };
            match outcome {
                Ok(answer) => {
                    settle(&|one| one.answered = true);
                    toasts.tell(&answer);
                    if let Some(live) = self.live {
                        live.changed();
                    }
                }
                Err(why) => {
                    // The board was left meanwhile: it is said where it can be seen.
                    if !settle(&|one| one.refused = Some(why.clone())) {
                        toasts.refuse(why);
                    }
                }
            }
        });
    }

    /// Says where a card is now, and that its column is full where it is.
    pub fn say(self, card: &str, spot: &Spot) {
        let (code, place, of) = self.cards.with_untracked(|cards| {
            let cards = placed(cards.clone(), card, spot);
            let in_column: Vec<&Card> = cards.iter().filter(|c| c.column == spot.column).collect();
            let place = in_column
                .iter()
                .position(|c| c.id == card)
                .map_or(0, |n| n + 1);
            let code = cards.iter().find(|c| c.id == card).map(|c| c.code.clone());
            (code.unwrap_or_default(), place, in_column.len())
        });
        let (name, full) = self.board.with_untracked(|board| {
            let column = board.columns.iter().find(|c| c.id == spot.column);
            let Some(column) = column else {
                return Default::default();
            };
            let comes = board
                .cards
                .iter()
                .any(|c| c.id == card && c.column != spot.column);
            let name = words::task::status(&column.name, &column.category);
            let tasks = column.tasks + i64::from(comes);
            (
                name,
                column
                    .limit
                    .and_then(|limit| words::board::full(tasks, limit)),
            )
        });
        let said = words::board::stands(&code, &name, place, of);
        self.said.set(match full {
            Some(full) => format!("{said} {full}"),
            None => said,
        });
    }

    /// Keeps the board as its address and the workspace are.
    pub fn keep(self) {
        let address = Memo::new(move |_| self.query.with(Query::asked));
        Effect::new(move |seen: Option<(String, u64)>| {
            let now = (address.get(), self.live.map_or(0, |live| live.count()));
            if seen.is_some_and(|seen| seen != now) {
                self.read(now.0.clone());
            }
            now
        });
    }

    fn read(self, query: String) {
        let number = self.asked.try_update_value(|asked| {
            *asked += 1;
            *asked
        });
        let (workspace, project) = self.list.with_untracked(|list| {
            let key = list.project.as_ref().map(|head| head.key.clone());
            (list.workspace.clone(), key.unwrap_or_default())
        });
        leptos::task::spawn_local(async move {
            let read = match self.columns {
                Columns::States => api::read_board(workspace, project, query).await,
                Columns::Iterations => backlog::read_backlog(workspace, project).await,
            };
            // A later question, or a page that is gone.
            if self.asked.try_get_value() != number {
                return;
            }
            match read {
                Ok(fresh) => {
                    self.tried.update(|all| all.retain(|one| !one.answered));
                    if self.list.with_untracked(|list| *list != fresh.list) {
                        self.list.set(fresh.list.clone());
                    }
                    if self.board.with_untracked(|board| *board != fresh) {
                        self.board.set(fresh);
                    }
                }
                Err(Fault(Refused::Absent | Refused::SignInFirst)) => crate::live::reload(),
                Err(_) => {}
            }
        });
    }
}
