//! The rows of a list while its page lives: pages of them as they are read, and over them what was only just changed
//! here. A change shows at once; refused, it rolls back in its row, with its reason and Retry.

use std::collections::HashMap;

use crate::prelude::*;
use domain::refusal::Refused;
use domain::time::When;

use super::api::{self, List};
use super::query::{PAGE, Query};
use super::{Choice, Named, ROWS, Row};
use crate::error::Fault;
use crate::live::Live;
use crate::send::{self, Fields};
use crate::ui::toast::Toasts;

/// Above so many rows, only those in view are drawn; up to here the browser's own search finds them all.
#[cfg(feature = "hydrate")]
pub const ALL_DRAWN: usize = 200;

/// A row as it shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shown {
    pub row: Row,
    pub pending: bool,
    pub refused: Option<Refused>,
}

/// What a change does to its row before it is answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Patch {
    Title(String),
    Status(Choice),
    People(Vec<Named>),
    Start(Option<When>),
    Finish(Option<When>),
    Labels(Vec<Named>),
    /// Nothing that can be shown before the server has said it.
    None,
}

/// A change made in a row: what is sent where, and how the row looks meanwhile.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub task: String,
    pub to: &'static str,
    pub fields: Fields,
    pub patch: Patch,
}

#[derive(Clone, Debug, PartialEq)]
struct Tried {
    change: Change,
    refused: Option<Refused>,
    answered: bool,
}

/// A page of rows. A stale one is read again when it comes into view.
#[derive(Clone, Debug, PartialEq)]
struct Page {
    rows: Vec<Row>,
    stale: bool,
}

/// What stands in the table, one line each.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Item {
    Group(String),
    Task(String),
}

#[derive(Clone, Copy)]
pub struct State {
    /// The list's head, choices and figures; its rows are in `pages`.
    pub list: RwSignal<List>,
    pages: RwSignal<Vec<Page>>,
    tried: RwSignal<HashMap<String, Tried>>,
    pub items: Memo<Vec<Item>>,
    /// On which line of the whole table a task stands, from 1, the head's line counted.
    pub line: Memo<HashMap<String, i64>>,
    /// The cell that is being edited.
    pub editing: RwSignal<Option<super::editor::Editing>>,
    /// The next task that opens is only looked at: the focus stays in the list.
    pub peek: StoredValue<bool>,
    shown: Memo<HashMap<String, Shown>>,
    query: Memo<Query>,
    /// Counts what was asked, so that a late answer does not undo a newer one.
    asked: StoredValue<u64>,
    reading: RwSignal<bool>,
    live: Option<Live>,
    toasts: Option<Toasts>,
}

impl State {
    pub fn new(first: List, query: Memo<Query>) -> Self {
        let pages = RwSignal::new(vec![Page {
            rows: first.rows.clone(),
            stale: false,
        }]);
        let tried = RwSignal::new(HashMap::<String, Tried>::new());
        let items = Memo::new(move |_| pages.with(|pages| lines(pages)));
        let list = RwSignal::new(first);
        let line = Memo::new(move |_| {
            let from = list.with(|list| list.from) + 2;
            items.with(|items| {
                let tasks = items.iter().filter_map(|item| match item {
                    Item::Task(id) => Some(id.clone()),
                    Item::Group(_) => None,
                });
                tasks.zip(from..).collect()
            })
        });
        let shown = Memo::new(move |_| pages.with(|pages| tried.with(|tried| over(pages, tried))));
        Self {
            list,
            pages,
            tried,
            items,
            line,
            editing: RwSignal::new(None),
            peek: StoredValue::new(false),
            shown,
            query,
            asked: StoredValue::new(0),
            reading: RwSignal::new(false),
            live: use_context(),
            toasts: use_context(),
        }
    }

    pub fn row(&self, id: &str) -> Option<Shown> {
        self.shown.with(|shown| shown.get(id).cloned())
    }

    pub fn by_code(&self, code: &str) -> Option<Row> {
        self.shown.with_untracked(|shown| {
            shown
                .values()
                .find(|s| s.row.code == code)
                .map(|s| s.row.clone())
        })
    }

    /// How many rows are here, and how many there are.
    pub fn figures(&self) -> (i64, i64, i64) {
        let loaded = self
            .pages
            .with(|pages| pages.iter().map(|p| p.rows.len()).sum::<usize>());
        self.list
            .with(|list| (list.from, list.from + loaded as i64, list.total))
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
        leptos::task::spawn_local(async move {
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

    /// Keeps the list as its address and the workspace are.
    pub fn keep(self) {
        let address = Memo::new(move |_| self.query.with(Query::asked));
        Effect::new(move |seen: Option<String>| {
            let now = address.get();
            if seen.is_some_and(|seen| seen != now) {
                self.read(None);
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

    /// Brings the page after the last, when there is one.
    #[cfg(feature = "hydrate")]
    pub fn more(self) {
        let (_, loaded, total) = self.figures();
        if loaded < total && !self.reading.get_untracked() {
            self.read(Some(self.pages.with_untracked(Vec::len)));
        }
    }

    /// Reads those pages again which hold these lines and have grown old.
    #[cfg(feature = "hydrate")]
    pub fn refresh(self, first: usize, last: usize) {
        let old = self.pages.with_untracked(|pages| {
            let mut line = 0;
            pages.iter().position(|page| {
                let begins = line;
                line += page.rows.len();
                page.stale && begins < last && line > first
            })
        });
        if let Some(old) = old.filter(|_| !self.reading.get_untracked()) {
            self.read(Some(old));
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
        let rows = std::mem::take(&mut fresh.rows);
        let page = Page { rows, stale: false };
        self.pages.update(|pages| match which {
            None => *pages = vec![page],
            Some(n) if n < pages.len() => pages[n] = page,
            Some(_) => pages.push(page),
        });
        if which.is_some() {
            fresh.from = self.list.with_untracked(|list| list.from);
        }
        self.list.update(|list| *list = fresh);
        self.tried
            .update(|all| all.retain(|_, tried| !tried.answered));
    }
}

/// Lines of the table: a group's name before the first of its rows.
fn lines(pages: &[Page]) -> Vec<Item> {
    let mut lines = Vec::new();
    let mut group = "";
    for row in pages.iter().flat_map(|page| &page.rows) {
        if row.group != group {
            group = &row.group;
            lines.push(Item::Group(group.to_owned()));
        }
        lines.push(Item::Task(row.id.clone()));
    }
    lines
}

fn over(pages: &[Page], tried: &HashMap<String, Tried>) -> HashMap<String, Shown> {
    pages
        .iter()
        .flat_map(|page| &page.rows)
        .map(|row| {
            let mut shown = Shown {
                row: row.clone(),
                ..Shown::default()
            };
            if let Some(tried) = tried.get(&row.id) {
                shown.refused.clone_from(&tried.refused);
                shown.pending = tried.refused.is_none() && !tried.answered;
                if tried.refused.is_none() {
                    apply(&mut shown.row, &tried.change.patch);
                }
            }
            (row.id.clone(), shown)
        })
        .collect()
}

fn apply(row: &mut Row, patch: &Patch) {
    match patch.clone() {
        Patch::Title(title) => row.title = title,
        Patch::Status(status) => row.status = status,
        Patch::People(people) => row.people = people,
        Patch::Start(start) => row.start = start,
        Patch::Finish(finish) => row.finish = finish,
        Patch::Labels(labels) => row.labels = labels,
        Patch::None => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, group: &str) -> Row {
        Row {
            id: id.into(),
            group: group.into(),
            title: "Old".into(),
            ..Row::default()
        }
    }

    #[test]
    fn a_group_is_named_once_also_over_pages() {
        let page = |rows| Page { rows, stale: false };
        let pages = [
            page(vec![row("1", "a"), row("2", "b")]),
            page(vec![row("3", "b")]),
        ];
        let task = |id: &str| Item::Task(id.into());
        let group = |key: &str| Item::Group(key.into());
        assert_eq!(
            lines(&pages),
            [group("a"), task("1"), group("b"), task("2"), task("3")]
        );
    }

    #[test]
    fn a_refused_change_rolls_back_and_says_why() {
        let pages = [Page {
            rows: vec![row("1", "")],
            stale: false,
        }];
        let mut tried = Tried {
            change: Change {
                task: "1".into(),
                to: "/do/plan/edit_task",
                fields: vec![],
                patch: Patch::Title("New".into()),
            },
            refused: None,
            answered: false,
        };
        let with = |tried: &Tried| {
            over(&pages, &HashMap::from([("1".into(), tried.clone())]))
                .remove("1")
                .unwrap_or_default()
        };
        let sent = with(&tried);
        assert_eq!((sent.row.title.as_str(), sent.pending), ("New", true));
        tried.refused = Some(Refused::Unreachable);
        let refused = with(&tried);
        assert_eq!(
            (refused.row.title.as_str(), refused.pending),
            ("Old", false)
        );
        assert_eq!(refused.refused, Some(Refused::Unreachable));
    }
}
