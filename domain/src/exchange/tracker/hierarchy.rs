//! What is part of what: parents before their parts, otherwise in the file's order.

use std::collections::HashMap;

use super::{Item, row, uid};
use crate::exchange::plan::FieldValue;
use crate::exchange::report::{Code, Ledger};
use crate::text::fold;

pub struct Tree {
    /// Places of items, as they come to stand.
    pub order: Vec<usize>,
    pub parents: Vec<Option<usize>>,
    by: HashMap<String, usize>,
    has_parts: Vec<bool>,
}

impl Tree {
    /// The number of what is called so.
    pub fn find(&self, name: &str) -> Option<i64> {
        self.by.get(&fold(name)).map(|at| uid(*at))
    }

    pub fn has_parts(&self, at: usize) -> bool {
        self.has_parts.get(at) == Some(&true)
    }
}

pub fn of(items: &[Item], ledger: &mut Ledger) -> Tree {
    let by = names(items, ledger);
    let mut parents: Vec<Option<usize>> = Vec::with_capacity(items.len());
    for (at, item) in items.iter().enumerate() {
        let above = match item.part_of.trim() {
            "" => None,
            name => {
                let above = by.get(&fold(name)).copied();
                if above.is_none() {
                    ledger.find(Code::ParentUnknown, || {
                        row(uid(at), &item.title, "Parent", &[name])
                    });
                }
                above
            }
        };
        parents.push(above);
    }
    open_circles(items, &mut parents, ledger);
    let mut parts: Vec<Vec<usize>> = vec![Vec::new(); items.len()];
    for (at, parent) in parents.iter().enumerate() {
        if let Some(list) = parent.and_then(|up| parts.get_mut(up)) {
            list.push(at);
        }
    }
    let roots = parents.iter().enumerate().filter(|(_, up)| up.is_none());
    let mut open: Vec<usize> = roots.map(|(at, _)| at).collect();
    open.reverse();
    let mut order = Vec::with_capacity(items.len());
    while let Some(at) = open.pop() {
        order.push(at);
        open.extend(parts.get(at).into_iter().flatten().rev());
    }
    Tree {
        order,
        parents,
        has_parts: parts.iter().map(|list| !list.is_empty()).collect(),
        by,
    }
}

/// A name that two have is the first one's. Keys go before titles: an item's first ids are looked at first.
fn names(items: &[Item], ledger: &mut Ledger) -> HashMap<String, usize> {
    let mut by = HashMap::new();
    let most = items.iter().map(|item| item.ids.len()).max().unwrap_or(0);
    for nth in 0..most {
        for (at, item) in items.iter().enumerate() {
            let Some(id) = item.ids.get(nth).filter(|id| !id.trim().is_empty()) else {
                continue;
            };
            let first = *by.entry(fold(id)).or_insert(at);
            if nth == 0 && first != at {
                ledger.find(Code::DuplicateUid, || {
                    row(uid(at), &item.title, "Key", &[&uid(at).to_string(), id])
                });
            }
        }
    }
    by
}

/// What comes back to itself by way of what it is part of is part of nothing.
fn open_circles(items: &[Item], parents: &mut [Option<usize>], ledger: &mut Ledger) {
    // 0: not looked at, 1: on the way, 2: leads to the top.
    let mut seen = vec![0_u8; parents.len()];
    for begin in 0..parents.len() {
        let mut way = Vec::new();
        let mut at = Some(begin);
        while let Some(here) = at {
            match seen.get_mut(here) {
                Some(mark @ 0) => *mark = 1,
                Some(1) => {
                    let last = way.last().copied().unwrap_or(here);
                    if let (Some(slot), Some(item)) = (parents.get_mut(last), items.get(last)) {
                        *slot = None;
                        ledger.find(Code::ParentInCycle, || {
                            row(uid(last), &item.title, "Parent", &[item.part_of.trim()])
                        });
                    }
                    break;
                }
                _ => break,
            }
            way.push(here);
            at = parents.get(here).copied().flatten();
        }
        for here in way {
            if let Some(mark) = seen.get_mut(here) {
                *mark = 2;
            }
        }
    }
}

/// What it was part of in the file, where it is not here.
pub fn keep_lost(items: &mut [Item], tree: &Tree) {
    for (at, item) in items.iter_mut().enumerate() {
        if !item.part_of.trim().is_empty() && tree.parents.get(at) == Some(&None) {
            item.fields.push(FieldValue {
                field: "Parent".to_owned(),
                value: item.part_of.trim().to_owned(),
            });
        }
    }
}
