//! The pages of a list as they are here, and over their rows what was only just changed: what each row shows, and what
//! stands on which line.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use domain::refusal::Refused;
use domain::time::When;

use super::{Choice, Named, ROWS, Row};
use crate::send::Fields;

/// A row as it shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shown {
    pub row: Arc<Row>,
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
pub struct Tried {
    pub change: Change,
    pub refused: Option<Refused>,
    pub answered: bool,
}

/// A page of rows. One that is not here yet is so many lines high; a stale one is read again when it comes into view.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// Shared with what is shown of them: thousands may be here, and all are gone through at each change.
    pub rows: Vec<Arc<Row>>,
    pub holes: usize,
    pub stale: bool,
    /// The newest event when it was read.
    pub seq: i64,
}

impl Page {
    pub fn read(rows: Vec<Row>, seq: i64) -> Self {
        Self {
            rows: rows.into_iter().map(Arc::new).collect(),
            seq,
            ..Self::default()
        }
    }
}

/// What stands in the table, one line each.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Item {
    Group(String),
    Task(String),
    /// Of a page that is not here yet: which page, which of its lines.
    Hole(usize, usize),
    /// A task on this line of those in view, drawn with one of the next frames.
    Late(usize),
}

/// Makes room for all there is, so that the end of a list is as near as its beginning.
pub fn fit(pages: &mut Vec<Page>, lines: usize) {
    pages.truncate(lines.div_ceil(ROWS).max(1));
    for at in 0..lines.div_ceil(ROWS) {
        let holes = ROWS.min(lines - at * ROWS);
        match pages.get_mut(at) {
            Some(page) if page.holes > 0 => page.holes = holes,
            Some(_) => {}
            None => pages.push(Page {
                holes,
                ..Page::default()
            }),
        }
    }
}

/// Lines of the table: a group's name before the first of its rows.
pub fn lines(pages: &[Page]) -> Vec<Item> {
    let mut lines = Vec::new();
    let mut group = "";
    for (at, page) in pages.iter().enumerate() {
        lines.extend((0..page.holes).map(|line| Item::Hole(at, line)));
        for row in &page.rows {
            if row.group != group {
                group = &row.group;
                lines.push(Item::Group(group.to_owned()));
            }
            lines.push(Item::Task(row.id.clone()));
        }
    }
    lines
}

/// On which line of the whole table each task stands.
pub fn places(items: &[Item], first: i64) -> HashMap<String, i64> {
    let rows = items
        .iter()
        .filter(|item| !matches!(item, Item::Group(_)))
        .zip(first..);
    rows.filter_map(|(item, line)| match item {
        Item::Task(id) => Some((id.clone(), line)),
        _ => None,
    })
    .collect()
}

/// The tasks from one to another, both with them, and whether some between are not here; nothing when one of them is not.
pub fn between(items: &[Item], from: &str, to: &str) -> Option<(Vec<String>, bool)> {
    let place = |wanted: &str| {
        let is = |item: &Item| matches!(item, Item::Task(id) if id == wanted);
        items.iter().position(is)
    };
    let (from, to) = (place(from)?, place(to)?);
    items.get(from.min(to)..=from.max(to)).map(all)
}

/// The tasks of these lines, and whether some are not here.
pub fn all(items: &[Item]) -> (Vec<String>, bool) {
    let task = |item: &Item| match item {
        Item::Task(id) => Some(id.clone()),
        _ => None,
    };
    let gaps = items.iter().any(|item| matches!(item, Item::Hole(..)));
    (items.iter().filter_map(task).collect(), gaps)
}

/// The first page of those in view that is not here, or has grown old.
#[cfg(feature = "hydrate")]
pub fn wanted(pages: &[Page], in_view: &[Item]) -> Option<usize> {
    let stale = pages.iter().any(|page| page.stale);
    let of = |id: &String| {
        pages
            .iter()
            .position(|page| page.stale && page.rows.iter().any(|row| row.id == *id))
    };
    in_view.iter().find_map(|item| match item {
        Item::Hole(page, _) => Some(*page),
        Item::Task(id) if stale => of(id),
        _ => None,
    })
}

/// So many tasks are drawn at once: with more, a frame is late.
const AT_ONCE: usize = 6;

/// What is drawn next of what is wanted: what is there already, and a few more.
pub fn few_more(there: &[Item], wanted: &[Item]) -> Vec<Item> {
    let there: HashSet<&Item> = there.iter().collect();
    let mut more = 0;
    let next = wanted.iter().enumerate().map(|(line, item)| {
        if !matches!(item, Item::Task(_)) || there.contains(item) {
            return item.clone();
        }
        more += 1;
        if more > AT_ONCE {
            Item::Late(line)
        } else {
            item.clone()
        }
    });
    next.collect()
}

pub fn over(pages: &[Page], tried: &HashMap<String, Tried>) -> HashMap<String, Shown> {
    pages
        .iter()
        .flat_map(|page| &page.rows)
        .map(|row| {
            let mut shown = Shown {
                row: Arc::clone(row),
                ..Shown::default()
            };
            if let Some(tried) = tried.get(&row.id) {
                shown.refused.clone_from(&tried.refused);
                shown.pending = tried.refused.is_none() && !tried.answered;
                if tried.refused.is_none() {
                    apply(Arc::make_mut(&mut shown.row), &tried.change.patch);
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

    impl Page {
        fn of(rows: Vec<Row>) -> Self {
            Self::read(rows, 0)
        }
    }

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
        let pages = [
            Page::of(vec![row("1", "a"), row("2", "b")]),
            Page::of(vec![row("3", "b")]),
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
        let pages = [Page::of(vec![row("1", "")])];
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

    #[test]
    fn rows_are_selected_up_to_another_either_way() {
        let task = |id: &str| Item::Task(id.into());
        let items = [task("1"), Item::Group("a".into()), task("2"), task("3")];
        let ids = |of: &[&str]| of.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            between(&items, "3", "1"),
            Some((ids(&["1", "2", "3"]), false))
        );
        assert_eq!(between(&items, "2", "2"), Some((ids(&["2"]), false)));
        assert_eq!(between(&items, "2", "4"), None);
        let holes = [task("1"), Item::Hole(1, 0), task("2")];
        assert_eq!(between(&holes, "1", "2"), Some((ids(&["1", "2"]), true)));
    }

    #[test]
    fn many_rows_are_drawn_a_few_at_a_time() {
        let wanted: Vec<_> = (0..25).map(|n| Item::Task(n.to_string())).collect();
        let there = [Item::Task("24".into()), Item::Task("99".into())];
        let late = |of: &[Item]| of.iter().filter(|i| matches!(i, Item::Late(_))).count();
        let first = few_more(&there, &wanted);
        assert_eq!((first.len(), late(&first)), (25, 24 - AT_ONCE));
        assert_eq!((&first[0], &first[24]), (&wanted[0], &wanted[24]));
        let second = few_more(&first, &wanted);
        assert_eq!(late(&second), 24 - 2 * AT_ONCE);
        let mut there = second;
        for _ in 0..wanted.len() / AT_ONCE {
            there = few_more(&there, &wanted);
        }
        assert_eq!(there, wanted);
        let group = [Item::Group("a".into()), Item::Hole(3, 1)];
        assert_eq!(few_more(&[], &group), group);
    }

    #[test]
    fn what_is_not_here_yet_keeps_its_room() {
        let mut pages = vec![Page::of(vec![row("1", "")])];
        fit(&mut pages, 250);
        let holes: Vec<usize> = pages.iter().map(|page| page.holes).collect();
        assert_eq!(holes, [0, ROWS, 50]);
        assert_eq!(lines(&pages).len(), 151);
        pages[2] = Page::of(vec![row("201", "")]);
        let items = lines(&pages);
        assert_eq!(places(&items, 2).get("201"), Some(&(2 + 1 + 100)));
        fit(&mut pages, 120);
        assert_eq!((pages.len(), pages[1].holes), (2, 20));
        fit(&mut pages, 0);
        assert_eq!(pages.len(), 1);
    }
}
