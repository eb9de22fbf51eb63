//! The file as a stream of rows. Depth, attributes and row size are bounded; a DOCTYPE or a foreign entity refuses.

use quick_xml::{
    Reader,
    errors::{Error, IllFormedError, SyntaxError},
    events::{BytesStart, Event},
};

use super::limits::{self, ATTRIBUTES, DEPTH, ELEMENTS, NODES};
use crate::exchange::report::{Ledger, NotRead, RowKind, Whose};

const NAMESPACE: &str = "http://schemas.microsoft.com/project";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    Project,
    Field,
    OutlineCode,
    Calendar,
    Task,
    Resource,
    Assignment,
    Unknown,
}

#[derive(Debug, Default)]
pub struct Node {
    pub name: String,
    pub text: String,
    pub kids: Vec<Node>,
    pub taken: bool,
}

type Sink<'s> = dyn FnMut(Section, Node, &str, &mut Ledger) -> Result<(), NotRead> + 's;

pub fn rows(text: &str, sink: &mut Sink<'_>) -> Result<Ledger, NotRead> {
    let mut walk = Walk::default();
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    loop {
        let event = reader
            .read_event()
            .map_err(|error| refusal(&error, reader.error_position()))?;
        let bad = NotRead::Malformed {
            at: reader.buffer_position(),
        };
        match event {
            Event::Start(start) => walk.open(&start)?,
            Event::End(_) => walk.close(sink)?,
            Event::Text(text) => walk.text(&text.xml10_content(), bad)?,
            Event::CData(text) => walk.text(&text.xml10_content(), bad)?,
            Event::GeneralRef(entity) => {
                let name = entity.xml10_content();
                let resolved = entity.resolve_char_ref().map_err(|_| bad.clone())?;
                match resolved.or_else(|| predefined(&name)) {
                    Some(c) => walk.text(c.encode_utf8(&mut [0; 4]), bad)?,
                    None => {
                        return Err(NotRead::EntityUnknown {
                            name: name.chars().take(40).collect(),
                        });
                    }
                }
            }
            Event::DocType(_) => return Err(NotRead::Doctype),
            Event::Eof if walk.done => return Ok(walk.ledger),
            Event::Eof => return Err(NotRead::Truncated),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

#[derive(Default)]
struct Walk {
    path: Vec<String>,
    /// The open elements of the present row, outermost first.
    row: Vec<Node>,
    nodes: usize,
    elements: usize,
    /// Depth of the element whose whole content is counted and not kept.
    skip: Option<usize>,
    prefix: String,
    done: bool,
    ledger: Ledger,
}

impl Walk {
    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), NotRead> {
        limits::rows(self.elements, "elements", ELEMENTS)?;
        self.elements += 1;
        let full = start.name().as_ref().to_owned();
        if self.path.is_empty() {
            return self.root(&full, start);
        }
        if self.path.len() >= DEPTH {
            return Err(NotRead::TooDeep {
                limit: DEPTH as u64,
            });
        }
        let name = full.strip_prefix(&self.prefix).unwrap_or(&full).to_owned();
        self.path.push(name.clone());
        self.attributes(start)?;
        if self.skip.is_some() {
            let path = self.path.join("/");
            let whose = || whose(&self.path, &self.row);
            self.ledger.left_out(&path, false, whose);
        } else if name == "TimephasedData" {
            // Day-by-day figures: the bulk of a large file, and nothing here has a place for them.
            self.skip = Some(self.path.len());
            let path = self.path.join("/");
            let whose = || whose(&self.path, &self.row);
            self.ledger.left_out(&path, true, whose);
        } else if self.row.is_empty() && self.path.len() == 2 && container(&name).is_some() {
            let path = self.path.join("/");
            self.ledger.carried(&path, true);
        } else {
            self.nodes += 1;
            if self.nodes > NODES {
                return Err(NotRead::RowTooLarge {
                    limit: NODES as u64,
                });
            }
            self.row.push(Node {
                name,
                ..Node::default()
            });
        }
        Ok(())
    }

    fn root(&mut self, full: &str, start: &BytesStart<'_>) -> Result<(), NotRead> {
        let (prefix, local) = full.rsplit_once(':').unwrap_or(("", full));
        let key = if prefix.is_empty() {
            "xmlns".to_owned()
        } else {
            format!("xmlns:{prefix}")
        };
        let mut space = None;
        for attribute in start.attributes().with_checks(false).take(ATTRIBUTES) {
            let Ok(attribute) = attribute else { break };
            if attribute.key.as_ref() == key {
                space = Some(attribute.value.to_string());
            }
        }
        let ours = match &space {
            Some(space) => space.starts_with(NAMESPACE),
            None => prefix.is_empty(),
        };
        if self.done || local != "Project" || !ours {
            return Err(NotRead::NotMspdi {
                root: full.chars().take(40).collect(),
            });
        }
        if !prefix.is_empty() {
            self.prefix = format!("{prefix}:");
        }
        self.path.push("Project".to_owned());
        self.ledger.carried("Project", true);
        self.attributes(start)
    }

    /// MSPDI has no attributes: what a row carries in one is counted as left out.
    fn attributes(&mut self, start: &BytesStart<'_>) -> Result<(), NotRead> {
        if start.attributes_raw().trim().is_empty() {
            return Ok(());
        }
        let path = self.path.join("/");
        for (index, attribute) in start.attributes().with_checks(false).enumerate() {
            if index >= ATTRIBUTES {
                return Err(NotRead::TooManyAttributes {
                    limit: ATTRIBUTES as u64,
                });
            }
            let Ok(attribute) = attribute else {
                return Err(NotRead::Malformed { at: 0 });
            };
            let key = attribute.key.as_ref();
            if !key.starts_with("xmlns") && !key.starts_with("xsi:") {
                let whose = || whose(&self.path, &self.row);
                self.ledger.left_out(&format!("{path}/@{key}"), true, whose);
            }
        }
        Ok(())
    }

    fn text(&mut self, text: &str, bad: NotRead) -> Result<(), NotRead> {
        if let Some(node) = self.row.last_mut().filter(|_| self.skip.is_none()) {
            node.text.push_str(text);
        } else if self.path.is_empty() && !text.trim().is_empty() {
            return Err(bad);
        }
        Ok(())
    }

    fn close(&mut self, sink: &mut Sink<'_>) -> Result<(), NotRead> {
        let depth = self.path.len();
        if let Some(skip) = self.skip {
            if skip == depth {
                self.skip = None;
            }
        } else if let Some(node) = self.row.pop() {
            if let Some(parent) = self.row.last_mut() {
                parent.kids.push(node);
            } else {
                self.nodes = 0;
                let path = self.path.join("/");
                let section = self.section(&node.name);
                sink(section, node, &path, &mut self.ledger)?;
            }
        }
        self.path.pop();
        self.done = self.path.is_empty();
        Ok(())
    }

    fn section(&self, name: &str) -> Section {
        if self.path.len() == 2 {
            return Section::Project;
        }
        match self.path.get(1).and_then(|parent| container(parent)) {
            Some((row, section)) if row == name => section,
            _ => Section::Unknown,
        }
    }
}

/// Of the row that is being read, as far as it has been.
fn whose(path: &[String], row: &[Node]) -> Whose {
    // Both stand at the beginning of a row.
    let kids = || row.first().into_iter().flat_map(|row| &row.kids).take(10);
    let said = |name: &str| {
        let kid = kids().find(|kid| kid.name == name);
        kid.map(|kid| kid.text.trim()).unwrap_or_default()
    };
    let container = path.get(1).and_then(|name| container(name));
    Whose {
        kind: match container.map(|(_, section)| section) {
            Some(Section::Task) => RowKind::Task,
            Some(Section::Resource) => RowKind::Resource,
            Some(Section::Assignment) => RowKind::Assignment,
            Some(Section::Calendar) => RowKind::Calendar,
            Some(Section::Field | Section::OutlineCode) => RowKind::Field,
            _ => RowKind::Project,
        },
        uid: super::value::int(said("UID")),
        name: said("Name").to_owned(),
    }
}

fn container(name: &str) -> Option<(&'static str, Section)> {
    Some(match name {
        "Calendars" => ("Calendar", Section::Calendar),
        "ExtendedAttributes" => ("ExtendedAttribute", Section::Field),
        "OutlineCodes" => ("OutlineCode", Section::OutlineCode),
        "Tasks" => ("Task", Section::Task),
        "Resources" => ("Resource", Section::Resource),
        "Assignments" => ("Assignment", Section::Assignment),
        _ => return None,
    })
}

fn predefined(name: &str) -> Option<char> {
    Some(match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "apos" => '\'',
        "quot" => '"',
        _ => return None,
    })
}

/// What stops in the middle of a tag is half a file; everything else is no XML.
fn refusal(error: &Error, at: u64) -> NotRead {
    match error {
        Error::Syntax(SyntaxError::UnclosedDoctype) => NotRead::Doctype,
        Error::Syntax(_) | Error::IllFormed(IllFormedError::MissingEndTag(_)) => NotRead::Truncated,
        _ => NotRead::Malformed { at },
    }
}
