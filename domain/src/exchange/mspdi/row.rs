//! One row and what is taken from it.

use chrono::NaiveDateTime;

use super::{stream::Node, value};
use crate::exchange::{
    fit,
    report::{self, Code, Ledger, Row as Found, RowKind, Whose},
};

pub struct Row<'l> {
    node: Node,
    path: String,
    ledger: &'l mut Ledger,
    kind: RowKind,
    uid: Option<i64>,
    name: String,
}

impl<'l> Row<'l> {
    pub fn new(node: Node, path: &str, ledger: &'l mut Ledger) -> Self {
        Self {
            node,
            path: path.to_owned(),
            ledger,
            kind: RowKind::Project,
            uid: None,
            name: String::new(),
        }
    }

    /// Whose row this is, for what is found in it.
    pub fn is(&mut self, kind: RowKind, uid: Option<i64>, name: &str) {
        self.kind = kind;
        self.uid = uid;
        // Every row within this one takes it along.
        self.name = report::short(name);
    }

    /// A name as it can be here. One that is too long is cut where it is read: what repeats has it many times over.
    pub fn named(&mut self, full: &str) -> String {
        if fit::is_cut(full) {
            self.find(Code::NameCut, "Name", &[full]);
        }
        fit::line(full)
    }

    pub fn ledger(&mut self) -> &mut Ledger {
        self.ledger
    }

    pub fn find(&mut self, code: Code, field: &str, args: &[&str]) {
        let (kind, uid, name) = (self.kind, self.uid, &self.name);
        self.ledger.find(code, || Found {
            kind,
            uid,
            name: name.clone(),
            field: field.to_owned(),
            args: args.iter().map(|arg| (*arg).to_owned()).collect(),
        });
    }

    /// A row that is a value itself: a field of the project.
    pub fn own(&mut self) -> (String, String) {
        (self.node.name.clone(), self.node.text.clone())
    }

    pub fn own_taken(&mut self) {
        self.node.taken = true;
    }

    pub fn text(&mut self, name: &str) -> Option<String> {
        let node = self
            .node
            .kids
            .iter_mut()
            .find(|kid| kid.name == name && !kid.taken && kid.kids.is_empty())?;
        node.taken = true;
        let text = node.text.as_str();
        (!text.trim().is_empty()).then(|| text.to_owned())
    }

    pub fn line(&mut self, name: &str) -> String {
        self.text(name)
            .map(|text| text.trim().to_owned())
            .unwrap_or_default()
    }

    /// A value that can be read; one that cannot is found lost.
    pub fn value<T>(&mut self, name: &str, read: fn(&str) -> Option<T>) -> Option<T> {
        let text = self.text(name)?;
        let value = read(text.trim());
        if value.is_none() {
            self.refuse(name, text.trim());
        }
        value
    }

    pub fn refuse(&mut self, name: &str, text: &str) {
        self.give_back(name);
        self.find(Code::Unreadable, name, &[text]);
    }

    /// What was taken and then not used counts as left out.
    pub fn give_back(&mut self, name: &str) {
        if let Some(kid) = self.node.kids.iter_mut().find(|kid| kid.name == name) {
            kid.taken = false;
        }
    }

    pub fn int(&mut self, name: &str) -> Option<i64> {
        self.value(name, value::int)
    }

    pub fn flag(&mut self, name: &str) -> Option<bool> {
        self.value(name, value::flag)
    }

    /// `-1` is how the file says none.
    pub fn reference(&mut self, name: &str) -> Option<i64> {
        self.int(name).filter(|uid| *uid >= 0)
    }

    pub fn moment(&mut self, name: &str) -> Option<NaiveDateTime> {
        let text = self.text(name)?;
        // How the file's own program writes "no date".
        if text.trim() == "NA" {
            return None;
        }
        match value::moment(text.trim()) {
            Some((moment, zone)) => {
                if !zone.is_empty() {
                    self.find(Code::ZoneDropped, name, &[text.trim(), zone]);
                }
                Some(moment)
            }
            None => {
                self.refuse(name, text.trim());
                None
            }
        }
    }

    pub fn minutes(&mut self, name: &str) -> Option<i64> {
        let text = self.text(name)?;
        match value::minutes(text.trim()) {
            Some((minutes, exact)) => {
                if !exact {
                    self.find(Code::DurationRounded, name, &[text.trim()]);
                }
                Some(minutes)
            }
            None => {
                self.refuse(name, text.trim());
                None
            }
        }
    }

    /// Tenths of a minute, as slack and lag are written.
    pub fn tenths(&mut self, name: &str) -> Option<i64> {
        let tenths = self.int(name)?;
        let minutes = value::divide(tenths, 10);
        if minutes * 10 != tenths {
            self.find(Code::DurationRounded, name, &[&tenths.to_string()]);
        }
        Some(minutes)
    }

    pub fn units(&mut self, name: &str) -> Option<i64> {
        let text = self.text(name)?;
        match value::thousandths(text.trim()) {
            Some((units, exact)) => {
                if !exact {
                    self.find(Code::UnitsRounded, name, &[text.trim()]);
                }
                Some(units)
            }
            None => {
                self.refuse(name, text.trim());
                None
            }
        }
    }

    /// Each child of that name as a row of its own. Its rest is counted when the closure is done with it.
    pub fn each(&mut self, name: &str, mut use_it: impl FnMut(&mut Row<'_>)) {
        for index in 0..self.node.kids.len() {
            let Some(kid) = self.node.kids.get_mut(index).filter(|kid| kid.name == name) else {
                continue;
            };
            let node = std::mem::take(kid);
            // An empty stand-in: `put_away` passes over it, the inner row has counted it.
            let mut inner = Row {
                path: format!("{}/{name}", self.path),
                node,
                ledger: self.ledger,
                kind: self.kind,
                uid: self.uid,
                name: self.name.clone(),
            };
            use_it(&mut inner);
            inner.put_away();
        }
    }

    /// Counts the row and everything in it as carried or left out.
    pub fn put_away(self) {
        let (kind, uid, name) = (self.kind, self.uid, &self.name);
        let whose = || Whose {
            kind,
            uid,
            name: name.clone(),
        };
        let row_itself = self.node.taken || self.node.kids.iter().any(|kid| kid.taken);
        let stand_ins = self.node.kids.iter().any(|kid| kid.name.is_empty());
        if row_itself || stand_ins {
            self.ledger
                .carried(&self.path, value::filled(&self.node.text));
        } else {
            self.ledger
                .left_out(&self.path, value::filled(&self.node.text), whose);
        }
        let mut open: Vec<(Node, String)> = Vec::new();
        for kid in self.node.kids {
            let path = format!("{}/{}", self.path, kid.name);
            if kid.taken {
                self.ledger.carried(&path, value::filled(&kid.text));
            } else if !kid.name.is_empty() {
                open.push((kid, path));
            }
        }
        while let Some((node, path)) = open.pop() {
            self.ledger
                .left_out(&path, value::filled(&node.text), whose);
            for kid in node.kids {
                let path = format!("{path}/{}", kid.name);
                open.push((kid, path));
            }
        }
    }
}
