//! Markdown as typed to clean HTML: on the server, once, for every text that people write.
//!
//! ```text
//! let around = Around::with(&here, &sight, people).await?;
//! let html: SafeHtml = markdown(&task.description, &around);
//! ```
//!
//! CommonMark with tables, strikethrough, check boxes and bare addresses. HTML that somebody types is shown as they
//! typed it; pictures become links, since a picture from elsewhere would tell its owner who reads. Names of tasks
//! (`NGT-42`) link to the task where the reader sees its project, and members of the project stand out where they are
//! mentioned. What comrak renders is cleaned by ammonia, whatever comrak lets through.

mod marks;

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::Builder;
use comrak::nodes::{NodeLink, NodeValue};
use comrak::{Arena, Node, Options, format_html, parse_document};
use domain::talk::mention::Named;
use store::keys::Sight;
use uuid::Uuid;

use crate::error::Fault;
use crate::session::Here;
use crate::ui::prose::SafeHtml;

/// What a text is read in: where its names lead.
#[derive(Clone, Debug, Default)]
pub struct Around {
    /// The workspace's part of an address.
    pub workspace: String,
    /// Keys of the projects that the reader sees: only their tasks' names are links.
    pub keys: HashSet<String>,
    /// Who can be mentioned.
    pub people: Vec<Named>,
}

impl Around {
    /// What a reader sees, and who can be mentioned.
    pub async fn with(
        here: &Here,
        sight: &Sight,
        people: impl Iterator<Item = (Uuid, &str)>,
    ) -> Result<Self, Fault> {
        let keys = store::plan::project::keys(&here.db, sight).await?;
        let named = |(id, name): (Uuid, &str)| Named {
            id,
            name: name.to_owned(),
        };
        Ok(Self {
            workspace: sight.slug.clone(),
            keys: keys.into_iter().collect(),
            people: people.map(named).collect(),
        })
    }
}

/// Deeper nesting than anybody means; the cleaner's work grows with its square.
const DEPTH: usize = 64;

pub fn markdown(text: &str, around: &Around) -> SafeHtml {
    if text.trim().is_empty() {
        return SafeHtml::default();
    }
    let options = options();
    let arena = Arena::new();
    let root = parse_document(&arena, text, &options);
    if is_deep(root) {
        return plain(text);
    }
    links_for_pictures(root);
    marks::put(&arena, root, around);
    let mut html = String::new();
    if format_html(root, &options, &mut html).is_err() {
        return plain(text);
    }
    SafeHtml::clean(CLEANER.clean(&html).to_string())
}

/// The text as it was typed, in one paragraph.
fn plain(text: &str) -> SafeHtml {
    SafeHtml::clean(format!("<p>{}</p>", ammonia::clean_text(text)))
}

fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.autolink = true;
    options.extension.tasklist = true;
    // A line ends where its writer ended it.
    options.render.hardbreaks = true;
    // Raw HTML is neither let through nor dropped without a word: it is shown.
    options.render.escape = true;
    options
}

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut cleaner = Builder::empty();
    cleaner
        .tags(HashSet::from([
            "p",
            "br",
            "hr",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "ul",
            "ol",
            "li",
            "blockquote",
            "pre",
            "code",
            "em",
            "strong",
            "del",
            "a",
            "b",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "input",
        ]))
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href", "title"])),
            ("ol", HashSet::from(["start"])),
            ("th", HashSet::from(["align"])),
            ("td", HashSet::from(["align"])),
            ("input", HashSet::from(["checked", "disabled"])),
        ]))
        .tag_attribute_values(HashMap::from([(
            "input",
            HashMap::from([("type", HashSet::from(["checkbox"]))]),
        )]))
        // Always off, so that a box in a text is never a control of the page.
        .set_tag_attribute_values(HashMap::from([(
            "input",
            HashMap::from([("disabled", "")]),
        )]))
        .allowed_classes(HashMap::from([("b", HashSet::from(["at"]))]))
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .url_relative(ammonia::UrlRelative::PassThrough)
        .link_rel(Some("noopener noreferrer nofollow"));
    cleaner
});

fn is_deep(root: Node<'_>) -> bool {
    let mut depth = 0;
    root.traverse().any(|edge| {
        match edge {
            comrak::arena_tree::NodeEdge::Start(_) => depth += 1,
            comrak::arena_tree::NodeEdge::End(_) => depth -= 1,
        }
        depth > DEPTH
    })
}

fn links_for_pictures(root: Node<'_>) {
    for node in root.descendants() {
        let mut ast = node.data.borrow_mut();
        if let NodeValue::Image(link) = &ast.value {
            let link: Box<NodeLink> = link.clone();
            ast.value = NodeValue::Link(link);
        }
    }
}

#[cfg(test)]
mod tests;
