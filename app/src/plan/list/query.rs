//! What a list shows, as its address says it: filters, order, groups, page, and the task that lies open over it.

use crate::prelude::*;
use leptos_router::hooks::use_query_map;

/// The address's pairs, in their order; empty ones are none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query(Vec<(String, String)>);

/// The task that lies open over the list: changes with every look, so it is no part of what is asked for.
pub const OPEN: &str = "task";
pub const PAGE: &str = "page";
/// The task that is about to be moved, to another day or on a board: as little part of what is asked for as [`OPEN`].
pub const MOVE: &str = "move";
/// The fields of the project's own that are shown.
pub const SHOW: &str = "show";
/// What stands before the id of such a field, where it is filtered, grouped or put in order by.
pub const OWN: &str = "f.";
/// Not of the list: the answer to a form.
const AGAIN: &str = "again";

impl Query {
    pub fn of(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(
            pairs
                .into_iter()
                .filter(|(name, value)| !value.trim().is_empty() && name != AGAIN)
                .collect(),
        )
    }

    pub fn get(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(n, _)| n == name)
            .map_or("", |(_, value)| value.as_str())
    }

    /// With another value, or without any; a list that changes begins at its first page, with nothing open.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut pairs = self.0.clone();
        pairs.retain(|(n, _)| n != name && !passing(n) && (n != PAGE || passing(name)));
        if !value.is_empty() {
            pairs.push((name.to_owned(), value.to_owned()));
        }
        Self(pairs)
    }

    /// What the server is asked: all of it but what lies open.
    pub fn asked(&self) -> String {
        text(self.0.iter().filter(|(name, _)| !passing(name)))
    }

    /// What a saved view keeps of it: filters, order and groups; of a week, that it is the one it is then.
    #[must_use]
    pub fn saved(&self, page: &str) -> Self {
        let names: &[&str] = match page {
            "calendar" => &[
                "q",
                "status",
                "with",
                "due",
                "label",
                "deliverable",
                "iteration",
                "release",
                "only",
                "week",
            ],
            _ => &[
                "q",
                "status",
                "with",
                "due",
                "label",
                "deliverable",
                "iteration",
                "release",
                "only",
                "group",
                "sort",
            ],
        };
        let pair = |name: &&str| {
            let value = self.get(name).trim();
            let value = if *name == "week" && !value.is_empty() {
                "now"
            } else {
                value
            };
            (!value.is_empty()).then(|| ((*name).to_owned(), value.to_owned()))
        };
        let mut saved: Vec<_> = names.iter().filter_map(pair).collect();
        if page != "calendar" {
            let own = |name: &str| name == SHOW || name.starts_with(OWN);
            saved.extend(self.0.iter().filter(|(name, _)| own(name)).cloned());
        }
        Self(saved)
    }

    /// Fields of the project's own that are shown, by their ids.
    pub fn shown(&self) -> impl Iterator<Item = &str> {
        let ids = self.get(SHOW).split(',').filter(|id| !id.is_empty());
        ids.take(domain::plan::list::OWN)
    }

    /// As it is kept: a pair on each line, in plain words.
    #[cfg(feature = "ssr")]
    pub fn lines(&self) -> String {
        let line = |(name, value): &(String, String)| {
            let value = value.replace(char::is_control, " ");
            format!("{name}={value}")
        };
        self.0.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    #[cfg(feature = "ssr")]
    pub fn of_lines(lines: &str) -> Self {
        let pairs = lines.lines().filter_map(|line| line.split_once('='));
        Self::of(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())))
    }

    /// A link to this list at `path`.
    pub fn at(&self, path: &str) -> String {
        match text(self.0.iter()) {
            none if none.is_empty() => path.to_owned(),
            pairs => format!("{path}?{pairs}"),
        }
    }
}

/// What lies over the list for a while.
fn passing(name: &str) -> bool {
    matches!(name, OPEN | MOVE)
}

fn text<'a>(pairs: impl Iterator<Item = &'a (String, String)>) -> String {
    pairs
        .map(|(name, value)| format!("{}={}", escaped(name), escaped(value)))
        .collect::<Vec<_>>()
        .join("&")
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b',' => {
                out.push(byte.into());
            }
            b' ' => out.push('+'),
            other => {
                out.push('%');
                for nibble in [other >> 4, other & 15] {
                    out.push(char::from(b"0123456789ABCDEF"[usize::from(nibble)]));
                }
            }
        }
    }
    out
}

/// The address's query, as it changes.
pub fn use_list_query() -> Memo<Query> {
    let map = use_query_map();
    Memo::new(move |_| {
        map.with(|map| {
            Query::of(
                map.latest_values()
                    .map(|(name, value)| (name.to_string(), value.to_string())),
            )
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)]) -> Query {
        Query::of(
            pairs
                .iter()
                .map(|(n, v)| ((*n).to_owned(), (*v).to_owned())),
        )
    }

    #[test]
    fn another_filter_begins_at_the_first_page_with_nothing_open() {
        let query = of(&[
            ("q", "a b&c"),
            ("page", "3"),
            ("task", "NGT-1"),
            ("again", "x"),
        ]);
        assert_eq!(query.at("/w/tasks"), "/w/tasks?q=a+b%26c&page=3&task=NGT-1");
        assert_eq!(query.with("with", "me").at("/l"), "/l?q=a+b%26c&with=me");
        assert_eq!(query.with("q", "").at("/l"), "/l");
        assert_eq!(query.asked(), "q=a+b%26c&page=3");
    }

    #[test]
    #[cfg(feature = "ssr")]
    fn a_view_keeps_what_is_asked_and_not_where_one_is() {
        let query = of(&[
            ("page", "3"),
            ("sort", "title"),
            ("q", "a=b & c"),
            ("task", "NGT-1"),
            ("week", "2026-W48"),
            ("group", "with"),
        ]);
        let list = query.saved("list");
        assert_eq!(list.asked(), "q=a%3Db+%26+c&group=with&sort=title");
        assert_eq!(Query::of_lines(&list.lines()), list);
        assert_eq!(query.saved("calendar").asked(), "q=a%3Db+%26+c&week=now");
        let own = of(&[("f.1", "none"), ("show", "1,2"), ("sort", "-f.1")]);
        assert_eq!(own.saved("list").asked(), "sort=-f.1&f.1=none&show=1,2");
        assert_eq!(own.shown().collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(own.saved("calendar").asked(), "");
        assert_eq!(of(&[("q", "x\ny=1")]).saved("list").lines(), "q=x y=1");
    }

    #[test]
    fn opening_a_task_keeps_the_page() {
        let query = of(&[("page", "3")]);
        assert_eq!(query.with(OPEN, "NGT-2").at("/l"), "/l?page=3&task=NGT-2");
        let moving = query.with(MOVE, "NGT-2");
        assert_eq!(moving.at("/l"), "/l?page=3&move=NGT-2");
        assert_eq!(moving.asked(), "page=3");
        assert_eq!(
            query.with(OPEN, "NGT-2").with(OPEN, "").at("/l"),
            "/l?page=3"
        );
    }
}
