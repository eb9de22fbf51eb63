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
    Dates(Option<When>, Option<When>),
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
    /// Shared with what is shown of them.
    pub rows: Vec<Arc<Row>>,
    /// Theirs, shared with the lines: thousands may be here, and all lines are written anew when a page comes.
    ids: Vec<Arc<str>>,
    pub holes: usize,
    pub stale: bool,
    /// The newest event when it was read.
    pub seq: i64,
}

impl Page {
    pub fn read(rows: Vec<Row>, seq: i64) -> Self {
        Self {
            ids: rows.iter().map(|row| Arc::from(row.id.as_str())).collect(),
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
    Task(Arc<str>),
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
        for (row, id) in page.rows.iter().zip(&page.ids) {
            if row.group != group {
                group = &row.group;
                lines.push(Item::Group(group.to_owned()));
            }
            lines.push(Item::Task(Arc::clone(id)));
        }
    }
    lines
}

/// On which line of the whole table each task of a window stands, when its first line has the number `first`.
pub fn places(items: &[Item], (from, to): (usize, usize), first: i64) -> HashMap<Arc<str>, i64> {
    let is_row = |item: &&Item| !matches!(item, Item::Group(_));
    let from = from.min(items.len());
    let (above, rest) = items.split_at(from);
    let first = first + above.iter().filter(is_row).count() as i64;
    let window = rest.get(..to.saturating_sub(from)).unwrap_or(rest);
    let rows = window.iter().filter(is_row).zip(first..);
    rows.filter_map(|(item, line)| match item {
        Item::Task(id) => Some((Arc::clone(id), line)),
        _ => None,
    })
    .collect()
}

/// A row, looked for first on the page where it was last read.
pub fn find<'a>(pages: &'a [Page], last: Option<usize>, id: &str) -> Option<&'a Arc<Row>> {
    let on = |page: &'a Page| page.rows.iter().find(|row| row.id == id);
    let there = last.and_then(|at| pages.get(at)).and_then(on);
    there.or_else(|| pages.iter().find_map(on))
}

/// The tasks from one to another, both with them, and whether some between are not here; nothing when one of them is not.
pub fn between(items: &[Item], from: &str, to: &str) -> Option<(Vec<String>, bool)> {
    let place = |wanted: &str| {
        let is = |item: &Item| matches!(item, Item::Task(id) if **id == *wanted);
        items.iter().position(is)
    };
    let (from, to) = (place(from)?, place(to)?);
    items.get(from.min(to)..=from.max(to)).map(all)
}

/// The tasks of these lines, and whether some are not here.
pub fn all(items: &[Item]) -> (Vec<String>, bool) {
    let task = |item: &Item| match item {
        Item::Task(id) => Some(id.to_string()),
        _ => None,
    };
    let gaps = items.iter().any(|item| matches!(item, Item::Hole(..)));
    (items.iter().filter_map(task).collect(), gaps)
}

/// The first page of those in view that is not here, or has grown old.
#[cfg(feature = "hydrate")]
pub fn wanted(pages: &[Page], in_view: &[Item]) -> Option<usize> {
    let stale = pages.iter().any(|page| page.stale);
    let of = |id: &Arc<str>| {
        pages
            .iter()
            .position(|page| page.stale && page.ids.contains(id))
    };
    in_view.iter().find_map(|item| match item {
        Item::Hole(page, _) => Some(*page),
        Item::Task(id) if stale => of(id),
        _ => None,
    })
}

/// So many tasks are drawn at once: with more, a frame is late.
const AT_ONCE: usize = 4;

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

/// Single changes that are made one after another; more at once are made as one.
#[cfg(any(feature = "hydrate", test))]
const SINGLY: usize = 16;

/// The way from what is drawn to what is to be, in changes for each of which no row that stays leaves its place. Leptos
/// puts rows into the document anew where some come and others go by one change, and a row that is put in anew is styled
/// and laid out as one that comes: so some go first, then each comes by itself, and all that come at the end at once.
#[cfg(any(feature = "hydrate", test))]
pub fn steps(from: &[Item], to: &[Item]) -> Vec<Vec<Item>> {
    let wanted: HashSet<&Item> = to.iter().collect();
    let stays = |item: &&Item| !matches!(item, Item::Late(_)) && wanted.contains(item);
    let kept: Vec<&Item> = from.iter().filter(stays).collect();
    let there: HashSet<&Item> = kept.iter().copied().collect();
    let in_order = to.iter().filter(|item| there.contains(item));
    let end = to.len()
        - to.iter()
            .rev()
            .take_while(|item| !there.contains(item))
            .count();
    let single = end - kept.len();
    if single > SINGLY || !in_order.eq(kept.iter().copied()) {
        return vec![to.to_vec()];
    }
    let mut now: Vec<Item> = kept.into_iter().cloned().collect();
    let mut steps = Vec::new();
    if now.len() < from.len() {
        steps.push(now.clone());
    }
    for (at, item) in to[..end].iter().enumerate() {
        if now.get(at) != Some(item) {
            now.insert(at, item.clone());
            steps.push(now.clone());
        }
    }
    if end < to.len() {
        steps.push(to.to_vec());
    }
    steps
}

/// A row, and over it what was only just changed.
pub fn over(row: &Arc<Row>, tried: Option<&Tried>) -> Shown {
    let mut shown = Shown {
        row: Arc::clone(row),
        ..Shown::default()
    };
    if let Some(tried) = tried {
        shown.refused.clone_from(&tried.refused);
        shown.pending = tried.refused.is_none() && !tried.answered;
        if tried.refused.is_none() {
            apply(Arc::make_mut(&mut shown.row), &tried.change.patch);
        }
    }
    shown
}

fn apply(row: &mut Row, patch: &Patch) {
    match patch.clone() {
        Patch::Title(title) => row.title = title,
        Patch::Status(status) => row.status = status,
        Patch::People(people) => row.people = people,
        Patch::Start(start) => row.start = start,
        Patch::Finish(finish) => row.finish = finish,
        Patch::Dates(start, finish) => (row.start, row.finish) = (start, finish),
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
        let row = Arc::new(row("1", ""));
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
        let with = |tried: &Tried| over(&row, Some(tried));
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
        let wanted: Vec<_> = (0..25).map(|n| Item::Task(n.to_string().into())).collect();
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
    fn rows_that_stay_are_never_moved() {
        let tasks = |names: &str| -> Vec<Item> {
            let task = |name: char| match name {
                '.' => Item::Late(0),
                name => Item::Task(name.to_string().into()),
            };
            names.chars().map(task).collect()
        };
        let way = |from: &str, to: &str| steps(&tasks(from), &tasks(to));
        let all = |steps: &[&str]| steps.iter().map(|names| tasks(names)).collect::<Vec<_>>();
        assert_eq!(way("abc", "abc"), all(&[]));
        assert_eq!(way("", "abc"), all(&["abc"]));
        assert_eq!(way("abcd", "cdef"), all(&["cd", "cdef"]));
        assert_eq!(way("cdef", "abcd"), all(&["cd", "acd", "abcd"]));
        assert_eq!(way("abc.", "abcd"), all(&["abc", "abcd"]));
        assert_eq!(way("abd", "xabcd"), all(&["xabd", "xabcd"]));
        assert_eq!(way("abc", "xyz"), all(&["", "xyz"]));
        assert_eq!(way("abc", ""), all(&[""]));
        // In another order, or very many: as one.
        assert_eq!(way("abc", "cba"), all(&["cba"]));
        assert_eq!(way("z", "abcdefghijklmnopqz"), all(&["abcdefghijklmnopqz"]));
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
        let all = places(&items, (0, usize::MAX), 2);
        assert_eq!(all.get("201"), Some(&(2 + 1 + 100)));
        assert_eq!(
            places(&items, (90, 150), 2),
            HashMap::from([("201".into(), 103)])
        );
        assert!(places(&items, (0, 90), 2).contains_key("1"));
        assert!(places(&items, (500, 600), 2).is_empty());
        for last in [None, Some(0), Some(2), Some(9)] {
            let found = find(&pages, last, "201").map(|row| row.id.as_str());
            assert_eq!(found, Some("201"));
        }
        assert_eq!(find(&pages, None, "202"), None);
        fit(&mut pages, 120);
        assert_eq!((pages.len(), pages[1].holes), (2, 20));
        fit(&mut pages, 0);
        assert_eq!(pages.len(), 1);
    }
}
