//! The issues of a file, one at a time, each a small tree. Depth, attributes and size are bounded; a DOCTYPE or a foreign
//! entity refuses.

use quick_xml::Reader;
use quick_xml::errors::{Error, IllFormedError, SyntaxError};
use quick_xml::events::{BytesStart, Event};

use crate::exchange::report::NotRead;

const DEPTH: usize = 64;
const ATTRIBUTES: usize = 100;
/// Elements of a whole file.
const ELEMENTS: usize = 4_000_000;

#[derive(Debug, Default)]
pub(super) struct Node {
    pub name: String,
    pub text: String,
    pub kids: Vec<Node>,
    attributes: Vec<(String, String)>,
}

impl Node {
    pub fn kid(&self, name: &str) -> Option<&Self> {
        self.kids.iter().find(|kid| kid.name == name)
    }

    pub fn kids_of<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n Self> {
        self.kids.iter().filter(move |kid| kid.name == name)
    }

    pub fn text_of(&self, name: &str) -> &str {
        self.kid(name).map_or("", |kid| kid.text.trim())
    }

    pub fn attribute(&self, name: &str) -> &str {
        let found = self.attributes.iter().find(|(one, _)| one == name);
        found.map_or("", |(_, value)| value.trim())
    }

    pub fn says(&self) -> bool {
        !self.text.trim().is_empty()
            || self.kids.iter().any(Self::says)
            || self.name == "attachment"
    }
}

type Sink<'s> = dyn FnMut(Node) -> Result<(), NotRead> + 's;

/// Hands on each `item` of the file.
pub(super) fn items(text: &str, sink: &mut Sink<'_>) -> Result<(), NotRead> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut walk = Walk::default();
    loop {
        let event = reader
            .read_event()
            .map_err(|error| refusal(&error, reader.error_position()))?;
        let at = reader.buffer_position();
        match event {
            Event::Start(start) => walk.open(&start, at)?,
            Event::End(_) => walk.close(sink)?,
            Event::Text(text) => walk.text(&text.xml10_content()),
            Event::CData(text) => walk.text(&text.xml10_content()),
            Event::GeneralRef(entity) => {
                let name = entity.xml10_content();
                // A sign that XML does not allow stands for nothing.
                let resolved = entity.resolve_char_ref().unwrap_or(Some(' '));
                match resolved.or_else(|| predefined(&name)) {
                    Some(c) => walk.text(c.encode_utf8(&mut [0; 4])),
                    None => {
                        return Err(NotRead::EntityUnknown {
                            name: name.chars().take(40).collect(),
                        });
                    }
                }
            }
            Event::DocType(_) => return Err(NotRead::Doctype),
            Event::Eof if walk.depth == 0 => return Ok(()),
            Event::Eof => return Err(NotRead::Truncated),
            _ => {}
        }
    }
}

#[derive(Default)]
struct Walk {
    depth: usize,
    elements: usize,
    /// From the item down to where the reader is.
    open: Vec<Node>,
}

impl Walk {
    fn open(&mut self, start: &BytesStart<'_>, at: u64) -> Result<(), NotRead> {
        self.depth += 1;
        self.elements += 1;
        if self.depth > DEPTH {
            return Err(NotRead::TooDeep {
                limit: DEPTH as u64,
            });
        }
        if self.elements > ELEMENTS {
            return Err(NotRead::RowTooLarge {
                limit: ELEMENTS as u64,
            });
        }
        let name = start.name().as_ref().to_owned();
        if self.open.is_empty() && name != "item" {
            return Ok(());
        }
        let mut node = Node {
            name,
            ..Node::default()
        };
        for attribute in start.attributes() {
            if node.attributes.len() >= ATTRIBUTES {
                return Err(NotRead::TooManyAttributes {
                    limit: ATTRIBUTES as u64,
                });
            }
            let attribute = attribute.map_err(|_| NotRead::Malformed { at })?;
            let name = attribute.key.as_ref().to_owned();
            let raw = attribute.value.to_string();
            let value = quick_xml::escape::unescape(&raw).map_or_else(|_| raw.clone(), Into::into);
            node.attributes.push((name, value));
        }
        self.open.push(node);
        Ok(())
    }

    fn close(&mut self, sink: &mut Sink<'_>) -> Result<(), NotRead> {
        self.depth = self.depth.saturating_sub(1);
        let Some(node) = self.open.pop() else {
            return Ok(());
        };
        match self.open.last_mut() {
            Some(above) => above.kids.push(node),
            None => sink(node)?,
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if let Some(node) = self.open.last_mut() {
            node.text.push_str(text);
        }
    }
}

fn predefined(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}

fn refusal(error: &Error, at: u64) -> NotRead {
    match error {
        Error::Syntax(SyntaxError::UnclosedDoctype) => NotRead::Doctype,
        Error::Syntax(_) | Error::IllFormed(IllFormedError::MissingEndTag(_)) => NotRead::Truncated,
        _ => NotRead::Malformed { at },
    }
}
