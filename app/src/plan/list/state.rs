//! The rows of a list while its page lives: pages of them as they are read, and over them what was only just changed
//! here. A change shows at once; refused, it rolls back in its row, with its reason and Retry.

use std::collections::{BTreeMap, HashMap};

use crate::prelude::*;
use domain::refusal::Refused;

use super::api::{self, List};
use super::filters::Offered;
pub use super::pages::{Change, Item, Patch, Shown};
use super::pages::{Page, Tried, find, fit, lines, over};
use super::query::{PAGE, Query};
use super::{ROWS, Row};
use crate::error::Fault;
use crate::live::Live;
use crate::plan::own::{OwnField, beside};
use crate::plan::views::api::Views;
use crate::send;
use crate::ui::toast::Toasts;

/// Above so many rows, only those in view are drawn; up to here the browser's own search finds them all.
#[cfg(feature = "hydrate")]
pub const ALL_DRAWN: usize = 200;

#[derive(Clone, Copy)]
pub struct State {
    /// The list's head, choices and figures; its rows are in `pages`.
    pub list: RwSignal<List>,
    pages: RwSignal<Vec<Page>>,
    tried: RwSignal<HashMap<String, Tried>>,
    pub items: Memo<Vec<Item>>,
    /// The cell that is being edited.
    pub editing: RwSignal<Option<super::editor::Editing>>,
    /// The next task that opens is only looked at: the focus stays in the list.
    pub peek: StoredValue<bool>,
    /// On which page a task was last read.
    at: StoredValue<HashMap<String, usize>>,
    query: Memo<Query>,
    /// Counts what was asked, so that a late answer does not undo a newer one.
    asked: StoredValue<u64>,
    pub reading: RwSignal<bool>,
    /// What is ticked, each with the newest event when it was read.
    pub selected: RwSignal<BTreeMap<String, i64>>,
    /// From where on is selected up to another.
    anchor: StoredValue<Option<String>>,
    /// Of what was selected up to a row, something was not here yet.
    pub gaps: RwSignal<bool>,
    /// Whether the page is: until then boxes say for themselves that they are ticked.
    pub awake: RwSignal<bool>,
    live: Option<Live>,
    toasts: Option<Toasts>,
}

impl State {
    pub fn new(first: List, query: Memo<Query>) -> Self {
        let pages = RwSignal::new(vec![Page::read(first.rows.clone(), first.seq)]);
        let tried = RwSignal::new(HashMap::<String, Tried>::new());
        let items = Memo::new(move |_| pages.with(|pages| lines(pages)));
        let at = first.rows.iter().map(|row| (row.id.clone(), 0)).collect();
        Self {
            list: RwSignal::new(first),
            pages,
            tried,
            items,
            editing: RwSignal::new(None),
            peek: StoredValue::new(false),
            at: StoredValue::new(at),
            query,
            asked: StoredValue::new(0),
            reading: RwSignal::new(false),
            selected: RwSignal::new(BTreeMap::new()),
            anchor: StoredValue::new(None),
            gaps: RwSignal::new(false),
            awake: RwSignal::new(false),
            live: use_context(),
            toasts: use_context(),
        }
    }

    pub fn row(&self, id: &str) -> Option<Shown> {
        let last = self.at.with_value(|at| at.get(id).copied());
        self.pages.with(|pages| {
            let row = find(pages, last, id)?;
            Some(self.tried.with(|tried| over(row, tried.get(id))))
        })
    }

    /// What its filter offers.
    pub fn offered(self) -> Memo<Offered> {
        Memo::new(move |_| {
            self.list.with(|list| Offered {
                place: list.place.clone(),
                today: list.today,
                choices: list.choices.clone(),
                fields: list.fields.clone(),
            })
        })
    }

    /// The project's own fields that are shown, and what else is asked for, as the address says.
    pub fn columns(self, query: Memo<Query>) -> Memo<Vec<OwnField>> {
        Memo::new(move |_| {
            self.list.with(|list| {
                query.with(|query| {
                    let own = |id: &str| list.fields.iter().find(|field| field.id == id).cloned();
                    query
                        .shown()
                        .filter_map(|id| own(id).or_else(|| beside(id)))
                        .collect()
                })
            })
        })
    }

    /// The views of its place.
    pub fn views(self) -> Memo<Views> {
        Memo::new(move |_| self.list.with(|list| list.views.clone()))
    }

    /// The rows that the page came with.
    pub fn first(&self) -> Vec<Row> {
        let first = |pages: &Vec<Page>| -> Vec<Row> {
            let rows = pages.first().into_iter().flat_map(|page| &page.rows);
            rows.map(|row| Row::clone(row)).collect()
        };
        self.pages.with_untracked(first)
    }

    pub fn by_code(&self, code: &str) -> Option<Row> {
        self.pages.with_untracked(|pages| {
            let mut rows = pages.iter().flat_map(|page| &page.rows);
            let row = rows.find(|row| row.code == code)?;
            let shown = self
                .tried
                .with_untracked(|tried| over(row, tried.get(&row.id)));
            Some(Row::clone(&shown.row))
        })
    }

    /// Which rows can be come to from here, and how many there are: awake, all that follow.
    pub fn figures(&self) -> (i64, i64, i64) {
        let here = |page: &Page| page.rows.len() + page.holes;
        let here = self
            .pages
            .with(|pages| pages.iter().map(here).sum::<usize>());
        self.list
            .with(|list| (list.from, list.from + here as i64, list.total))
    }

    /// How many rows are here of how many there are.
    pub fn here(&self) -> (i64, i64) {
        let here = |pages: &Vec<Page>| pages.iter().map(|page| page.rows.len()).sum::<usize>();
        let here = self.pages.with(here) as i64;
        (here, self.list.with(|list| list.total))
    }

    /// Sends a change of a row; it shows at once.
    pub fn send(self, mut change: Change) {
        if change.fields.iter().all(|(name, _)| *name != "workspace") {
            let workspace = self.list.with_untracked(|list| list.workspace.clone());
            change.fields.push(("workspace", workspace));
        }
        let task = change.task.clone();
        let tried = Tried {
            change: change.clone(),
            refused: None,
            answered: false,
        };
        self.tried.update(|all| _ = all.insert(task.clone(), tried));
        let on_its_way = self.toasts.map(|toasts| toasts.begins());
        leptos::task::spawn_local(async move {
            let _on_its_way = on_its_way;
            let outcome = send::post_fields(change.to, &change.fields).await;
            let Some(toasts) = self.toasts else { return };
            match outcome {
                Ok(answer) => {
                    let _ = self.tried.try_update(|all| {
                        if let Some(tried) = all.get_mut(&task).filter(|t| t.change == change) {
                            tried.answered = true;
                        }
                    });
                    toasts.tell(&answer);
                    if let Some(live) = self.live {
                        live.changed();
                    }
                }
                Err(why) => {
                    let gone = self
                        .tried
                        .try_update(|all| {
                            if let Some(tried) = all.get_mut(&task) {
                                tried.refused = Some(why.clone());
                            }
                        })
                        .is_none();
                    // The list was left meanwhile: it is said where it can be seen.
                    if gone {
                        toasts.refuse(why);
                    }
                }
            }
        });
    }

    /// Sends what was refused once more.
    pub fn retry(self, task: &str) {
        let change = self
            .tried
            .with_untracked(|all| all.get(task).map(|tried| tried.change.clone()));
        if let Some(change) = change {
            self.send(change);
        }
    }

    /// Lets a refusal go.
    pub fn forget(self, task: &str) {
        self.tried.update(|all| _ = all.remove(task));
    }

    /// Whether something is ticked.
    pub fn picks(self) -> bool {
        self.selected.with(|selected| !selected.is_empty())
    }

    /// Ticks a row, or lets it go.
    pub fn toggle(self, id: &str) {
        let seen = self.seen(id);
        self.selected.update(|selected| {
            if selected.remove(id).is_none() {
                selected.extend(seen.map(|seen| (id.to_owned(), seen)));
            }
        });
        self.anchor.set_value(Some(id.to_owned()));
    }

    /// Ticks all from the last that was ticked up to here.
    pub fn select_to(self, id: &str) {
        let from = self.anchor.get_value();
        let between = from.and_then(|from| {
            self.items
                .with_untracked(|items| super::pages::between(items, &from, id))
        });
        let Some((ids, gaps)) = between else {
            return self.toggle(id);
        };
        self.gaps.set(gaps);
        self.select(&ids);
    }

    /// Ticks all that are here.
    pub fn select_all(self) {
        let (ids, gaps) = self.items.with_untracked(|items| super::pages::all(items));
        self.gaps.set(gaps);
        self.select(&ids);
    }

    fn select(self, ids: &[String]) {
        let seen = ids
            .iter()
            .filter_map(|id| Some((id.clone(), self.seen(id)?)));
        self.selected.update(|selected| selected.extend(seen));
    }

    pub fn let_go(self) {
        self.selected.set(BTreeMap::new());
        self.gaps.set(false);
        self.anchor.set_value(None);
    }

    /// When a row that may be changed was read.
    fn seen(self, id: &str) -> Option<i64> {
        self.pages.with_untracked(|pages| {
            let here = |page: &&Page| page.rows.iter().any(|row| row.id == id && row.may_edit);
            pages.iter().find(here).map(|page| page.seq)
        })
    }

    /// Keeps the list as its address and the workspace are.
    pub fn keep(self) {
        Effect::new(move |_| self.awake.set(true));
        let address = Memo::new(move |_| self.query.with(Query::asked));
        Effect::new(move |seen: Option<String>| {
            let now = address.get();
            match seen {
                None => self.room(),
                Some(seen) if seen != now => self.read(None),
                Some(_) => {}
            }
            now
        });
        let Some(live) = self.live else { return };
        Effect::new(move |seen: Option<u64>| {
            let now = live.count();
            if seen.is_some_and(|seen| seen != now) {
                self.pages.update_untracked(|pages| {
                    for page in pages.iter_mut().skip(1) {
                        page.stale = true;
                    }
                });
                self.read(Some(0));
            }
            now
        });
    }

    /// Reads what comes into view and is not here, or has grown old.
    #[cfg(feature = "hydrate")]
    pub fn refresh(self, first: usize, last: usize) {
        if self.reading.get_untracked() {
            return;
        }
        let wanted = self.items.with_untracked(|items| {
            let last = last.min(items.len());
            let in_view = items.get(first.min(last)..last).unwrap_or_default();
            let wanted = |pages: &Vec<Page>| super::pages::wanted(pages, in_view);
            self.pages.with_untracked(wanted)
        });
        if let Some(page) = wanted {
            self.read(Some(page));
        }
    }

    /// Reads one page of those that are here, or the first of another list.
    fn read(self, which: Option<usize>) {
        let (place, workspace) = self
            .list
            .with_untracked(|list| (list.place.clone(), list.workspace.clone()));
        let number = self
            .asked
            .try_update_value(|asked| {
                *asked += 1;
                *asked
            })
            .unwrap_or_default();
        let mut query = self.query.get_untracked();
        let begins = self.list.with_untracked(|list| list.from) as usize / ROWS;
        if let Some(which) = which {
            query = query.with(PAGE, &(begins + which + 1).to_string());
        }
        self.reading.set(true);
        leptos::task::spawn_local(async move {
            let read = api::read_list(workspace, place, query.asked()).await;
            let _ = self.reading.try_set(false);
            if self.asked.try_get_value() != Some(number) {
                return;
            }
            match read {
                Ok(fresh) => self.put(which, fresh),
                Err(Fault(Refused::Absent | Refused::SignInFirst)) => crate::live::reload(),
                Err(_) => {}
            }
        });
    }

    fn put(self, which: Option<usize>, mut fresh: List) {
        let page = Page::read(std::mem::take(&mut fresh.rows), fresh.seq);
        self.selected.update(|selected| {
            for row in &page.rows {
                if let Some(seen) = selected.get_mut(&row.id) {
                    *seen = page.seq;
                }
            }
        });
        if which.is_some() {
            fresh.from = self.list.with_untracked(|list| list.from);
        }
        let lines = (fresh.total - fresh.from).max(0) as usize;
        let here = which.unwrap_or_default();
        self.at.update_value(|at| {
            if which.is_none() {
                at.clear();
            }
            at.extend(page.rows.iter().map(|row| (row.id.clone(), here)));
        });
        // The head is drawn anew when it says something else.
        if self.list.with_untracked(|list| *list != fresh) {
            self.list.set(fresh);
        }
        self.pages.update(|pages| {
            match which.and_then(|n| pages.get_mut(n)) {
                Some(old) => *old = page,
                None => *pages = vec![page],
            }
            fit(pages, lines);
        });
        self.tried
            .update(|all| all.retain(|_, tried| !tried.answered));
    }

    /// Once awake, a list is as long as it is: what is not here comes when it is looked at.
    fn room(self) {
        let lines = self.list.with_untracked(|list| list.total - list.from);
        self.pages.update(|pages| fit(pages, lines.max(0) as usize));
    }
}
