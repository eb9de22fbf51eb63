//! Links: read with the task they end at, judged when every task is known.

use std::collections::{HashMap, HashSet};

use super::{cycles, row::Row, value};
use crate::exchange::{
    plan::{Lag, Link, LinkKind, Plan, Unit},
    report::{Code, Ledger, Row as Found, RowKind},
};

pub struct Raw {
    from: Option<i64>,
    to: i64,
    /// Of the task it ends at.
    pub place: Option<usize>,
    kind: Option<LinkKind>,
    lag: Lag,
    cross: bool,
    elsewhere: String,
}

impl Raw {
    /// A plain one, as trackers have them: what follows begins when this is done.
    pub fn plain(from: Option<i64>, to: i64, place: usize) -> Self {
        Self {
            from,
            to,
            place: Some(place),
            kind: Some(LinkKind::Fs),
            lag: Lag::Working { minutes: 0 },
            cross: false,
            elsewhere: String::new(),
        }
    }

    pub fn read(row: &mut Row<'_>, to: i64) -> Self {
        Self {
            from: row.int("PredecessorUID"),
            to,
            place: None,
            // Without a type the file means finish to start.
            kind: match row.text("Type") {
                None => Some(LinkKind::Fs),
                Some(text) => {
                    let kind = kind(text.trim());
                    if kind.is_none() {
                        row.refuse("Type", text.trim());
                    }
                    kind
                }
            },
            lag: lag(row),
            cross: row.flag("CrossProject").unwrap_or(false),
            elsewhere: row.line("CrossProjectName"),
        }
    }
}

fn kind(text: &str) -> Option<LinkKind> {
    Some(match text {
        "0" => LinkKind::Ff,
        "1" => LinkKind::Fs,
        "2" => LinkKind::Sf,
        "3" => LinkKind::Ss,
        _ => return None,
    })
}

/// Tenths of a minute, whatever unit is shown; but a percentage is a percentage.
fn lag(row: &mut Row<'_>) -> Lag {
    let format = row.int("LagFormat");
    let unit = format.map(value::unit);
    if let Some((None, format)) = unit.zip(format) {
        row.find(Code::LagUnitUnknown, "LagFormat", &[&format.to_string()]);
    }
    match unit.flatten() {
        Some((Unit::Percent, elapsed, _)) => Lag::Percent {
            percent: row.int("LinkLag").unwrap_or(0),
            elapsed,
        },
        Some((_, true, _)) => Lag::Elapsed {
            minutes: row.tenths("LinkLag").unwrap_or(0),
        },
        _ => Lag::Working {
            minutes: row.tenths("LinkLag").unwrap_or(0),
        },
    }
}

pub fn settle(raw: Vec<Raw>, plan: &mut Plan, ledger: &mut Ledger) {
    let index: HashMap<i64, usize> = plan
        .tasks
        .iter()
        .enumerate()
        .map(|(index, task)| (task.uid, index))
        .collect();
    let parents: Vec<Option<usize>> = plan
        .tasks
        .iter()
        .map(|task| task.parent.and_then(|uid| index.get(&uid).copied()))
        .collect();
    let outline = Outline::of(&parents);
    let name = |uid: i64| {
        let task = index.get(&uid).and_then(|at| plan.tasks.get(*at));
        task.map(|task| task.name.clone()).unwrap_or_default()
    };
    let mut tell = |code, link: &Raw, path: Vec<String>| {
        ledger.find(code, || {
            let mut args = vec![link.from.map_or(String::new(), |uid| uid.to_string())];
            args.push(link.from.map(name).unwrap_or_default());
            args.extend(path);
            Found {
                kind: RowKind::Link,
                uid: Some(link.to),
                name: name(link.to),
                field: "PredecessorLink".to_owned(),
                args,
            }
        });
    };
    let mut seen = HashSet::new();
    let mut kept: Vec<(Raw, Link, usize, usize)> = Vec::new();
    for mut link in raw {
        let place = link.place.and_then(|place| plan.tasks.get(place));
        if let Some(task) = place {
            link.to = task.uid;
        }
        let ends = link
            .from
            .and_then(|from| index.get(&from))
            .zip(link.place.as_ref());
        // The row of the other project may stand in this file.
        if link.cross && ends.is_none() {
            let elsewhere = vec![link.elsewhere.clone()];
            tell(Code::LinkCrossProject, &link, elsewhere);
            continue;
        }
        // A kind that could not be read was found where it was read.
        let Some(kind) = link.kind else { continue };
        let Some((from, (&p, &s))) = link.from.zip(ends) else {
            tell(Code::LinkToUnknown, &link, Vec::new());
            continue;
        };
        if p == s {
            tell(Code::LinkToItself, &link, Vec::new());
        } else if outline.holds(s, p) || outline.holds(p, s) {
            tell(Code::LinkToFamily, &link, Vec::new());
        } else if !seen.insert((p, s)) {
            tell(Code::LinkTwice, &link, Vec::new());
        } else {
            let good = Link {
                from,
                to: link.to,
                kind,
                lag: link.lag,
            };
            kept.push((link, good, p, s));
        }
    }
    let edges: Vec<(usize, usize)> = kept.iter().map(|(_, _, p, s)| (*p, *s)).collect();
    let cyclic: HashMap<usize, Vec<usize>> =
        cycles::closing(&parents, &edges).into_iter().collect();
    let mut links = Vec::with_capacity(kept.len());
    for (at, (raw, link, _, _)) in kept.into_iter().enumerate() {
        match cyclic.get(&at) {
            Some(path) => {
                let code = if path.is_empty() {
                    Code::LinkNotChecked
                } else {
                    Code::LinkInCycle
                };
                let path = path
                    .iter()
                    .filter_map(|task| plan.tasks.get(*task))
                    .map(|task| task.name.clone())
                    .collect();
                tell(code, &raw, path);
            }
            None => {
                if raw.cross {
                    tell(Code::LinkCrossKept, &raw, vec![raw.elsewhere.clone()]);
                }
                links.push(link);
            }
        }
    }
    plan.links = links;
}

/// Whether a task lies below another, answered at once however deep that is: each has a number, and those below it have
/// the ones that follow.
struct Outline(Vec<(usize, usize)>);

impl Outline {
    /// Parents stand before children.
    fn of(parents: &[Option<usize>]) -> Self {
        let mut sizes = vec![1_usize; parents.len()];
        for (task, parent) in parents.iter().enumerate().rev() {
            let size = sizes.get(task).copied().unwrap_or(1);
            if let Some(above) = parent.and_then(|parent| sizes.get_mut(parent)) {
                *above += size;
            }
        }
        // The number of the next one below each task, and at the top.
        let mut next = vec![0; parents.len()];
        let mut top = 0;
        let mut numbered = Vec::with_capacity(parents.len());
        for ((task, parent), size) in parents.iter().enumerate().zip(sizes) {
            let free = match parent {
                Some(parent) => next.get_mut(*parent),
                None => Some(&mut top),
            };
            let mut number = 0;
            if let Some(free) = free {
                number = *free;
                *free += size;
            }
            if let Some(first) = next.get_mut(task) {
                *first = number + 1;
            }
            numbered.push((number, size));
        }
        Self(numbered)
    }

    fn holds(&self, above: usize, task: usize) -> bool {
        let ends = self.0.get(above).zip(self.0.get(task));
        ends.is_some_and(|((first, size), (number, _))| first < number && *number < first + size)
    }
}
