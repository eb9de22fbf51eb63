//! What Jira wrote as HTML, as Markdown: paragraphs, headings, lists, quotes, code, bold, links. What has no counterpart
//! leaves its words.

/// Texts without a tag or an entity stay as they are.
pub(super) fn markdown(html: &str) -> String {
    let mut out = Out::default();
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        out.text(rest.get(..at).unwrap_or_default());
        rest = rest.get(at..).unwrap_or_default();
        rest = match rest.strip_prefix('<') {
            Some(inside) => out.tag(inside),
            None => out.entity(rest),
        };
    }
    out.text(rest);
    out.done()
}

/// Longest tag: its end is looked for no further.
const TAG: usize = 4_000;

#[derive(Default)]
struct Out {
    text: String,
    /// Lists that are open: how many lines a numbered one has, none of the others.
    lists: Vec<Option<usize>>,
    code: bool,
    quote: usize,
    links: Vec<String>,
}

impl Out {
    fn text(&mut self, text: &str) {
        if self.code {
            self.text.push_str(text);
            return;
        }
        // Line ends are spaces in HTML.
        for c in text.chars() {
            let c = if c.is_whitespace() { ' ' } else { c };
            let doubled = c == ' ' && (self.text.is_empty() || self.text.ends_with([' ', '\n']));
            if !doubled {
                self.put(c.encode_utf8(&mut [0; 4]));
            }
        }
    }

    /// Begins a line, with one between if `apart`.
    fn line(&mut self, apart: bool) {
        let kept = self.text.trim_end_matches(' ').len();
        self.text.truncate(kept);
        if self.text.is_empty() {
            return;
        }
        let end = if apart { "\n\n" } else { "\n" };
        while !self.text.ends_with(end) {
            self.text.push('\n');
        }
    }

    /// A line of what is quoted begins with its sign.
    fn put(&mut self, text: &str) {
        let begins = self.text.is_empty() || self.text.ends_with('\n');
        if begins && self.quote > 0 && !self.code {
            self.text.push_str(&"> ".repeat(self.quote.min(5)));
        }
        self.text.push_str(text);
    }

    /// What stands behind a `<`: a tag with all it holds. Answers what follows.
    fn tag<'t>(&mut self, inside: &'t str) -> &'t str {
        let is_tag =
            inside.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
        let ends = inside.bytes().take(TAG).position(|b| b == b'>');
        let parts = ends.and_then(|end| Some((inside.get(..end)?, inside.get(end + 1..)?)));
        let Some((tag, later)) = parts.filter(|_| is_tag) else {
            self.text("<");
            return inside;
        };
        let tag = tag.trim_end_matches('/');
        let (closes, tag) = match tag.strip_prefix('/') {
            Some(tag) => (true, tag),
            None => (false, tag),
        };
        let end = tag
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(tag.len());
        let (name, attributes) = tag.split_at(end);
        self.named(&name.to_ascii_lowercase(), attributes, closes);
        later
    }

    fn named(&mut self, name: &str, attributes: &str, closes: bool) {
        match name {
            "p" | "div" | "table" => self.line(true),
            "br" => self.line(false),
            "tr" => self.line(false),
            "td" | "th" => self.text(" | "),
            "b" | "strong" => self.mark("**"),
            "i" | "em" => self.mark("*"),
            "del" | "s" => self.mark("~~"),
            "code" | "tt" if !self.code => self.mark("`"),
            "pre" => self.pre(closes),
            "ul" | "ol" => self.list(name == "ol", closes),
            "li" if !closes => self.item(),
            "blockquote" => self.quoted(closes),
            "a" => self.link(attributes, closes),
            "img" => {
                let name = attribute(attributes, "alt").or_else(|| attribute(attributes, "src"));
                if let Some(name) = name.filter(|name| !name.is_empty()) {
                    self.text(&format!("`{name}`"));
                }
            }
            "hr" => {
                self.line(true);
                self.text("---");
                self.line(true);
            }
            _ => {
                let level = name
                    .strip_prefix('h')
                    .and_then(|level| level.parse::<usize>().ok());
                if let Some(level @ 1..=6) = level {
                    self.line(true);
                    if !closes {
                        self.text(&format!("{} ", "#".repeat(level)));
                    }
                }
            }
        }
    }

    fn mark(&mut self, mark: &str) {
        if !self.code {
            self.put(mark);
        }
    }

    fn pre(&mut self, closes: bool) {
        if closes == self.code {
            if closes {
                let kept = self.text.trim_end().len();
                self.text.truncate(kept);
                self.text.push_str("\n```");
                self.code = false;
                self.line(true);
            } else {
                self.line(true);
                self.text.push_str("```\n");
                self.code = true;
            }
        }
    }

    fn list(&mut self, numbered: bool, closes: bool) {
        if closes {
            self.lists.pop();
            self.line(self.lists.is_empty());
        } else {
            // Deeper than anybody reads, and than a hostile text may make it.
            if self.lists.len() < 20 {
                self.lists.push(numbered.then_some(0));
            }
            self.line(self.lists.len() == 1);
        }
    }

    fn item(&mut self) {
        self.line(false);
        let deep = self.lists.len().saturating_sub(1);
        let sign = match self.lists.last_mut() {
            Some(Some(count)) => {
                *count += 1;
                format!("{count}.")
            }
            _ => "-".to_owned(),
        };
        self.put(&format!("{}{sign} ", "   ".repeat(deep)));
    }

    fn quoted(&mut self, closes: bool) {
        self.quote = if closes {
            self.quote.saturating_sub(1)
        } else {
            self.quote + 1
        };
        self.line(true);
    }

    fn link(&mut self, attributes: &str, closes: bool) {
        if closes {
            if let Some(target) = self.links.pop().filter(|target| !target.is_empty()) {
                self.text.push_str(&format!("]({target})"));
            }
            return;
        }
        let target = attribute(attributes, "href").unwrap_or_default();
        let known = ["http://", "https://", "mailto:"];
        let target = if known.iter().any(|begins| target.starts_with(begins))
            && !target.contains([' ', ')'])
        {
            target
        } else {
            String::new()
        };
        if !target.is_empty() {
            self.put("[");
        }
        self.links.push(target);
    }

    fn entity<'t>(&mut self, text: &'t str) -> &'t str {
        let inside = text.get(1..).unwrap_or_default();
        let near = inside
            .char_indices()
            .nth(10)
            .map_or(inside.len(), |(at, _)| at);
        let ends = inside.get(..near).and_then(|near| near.find(';'));
        let said = ends.and_then(|end| Some((entity(inside.get(..end)?)?, inside.get(end + 1..)?)));
        match said {
            Some((c, later)) => {
                self.text(c.encode_utf8(&mut [0; 4]));
                later
            }
            None => {
                self.text("&");
                inside
            }
        }
    }

    fn done(mut self) -> String {
        if self.code {
            self.text.push_str("\n```");
        }
        let lines = self.text.trim().lines();
        let kept: Vec<&str> = lines.map(str::trim_end).collect();
        kept.join("\n")
    }
}

fn attribute(attributes: &str, name: &str) -> Option<String> {
    let (_, rest) = attributes.split_once(&format!("{name}="))?;
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let value = rest.get(1..)?.split(quote).next()?;
    Some(value.replace("&amp;", "&"))
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| !c.is_control() || *c == '\n');
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "rsquo" => '’',
        "lsquo" => '‘',
        "ldquo" => '“',
        "rdquo" => '”',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::markdown;

    #[test]
    fn html_becomes_markdown() {
        for (html, written) in [
            ("<p>Kicking off&#33;</p>", "Kicking off!"),
            (
                "<h2>Why</h2>\n\n<p>It is <b>dark</b><br/>\nand <em>cold</em></p>",
                "## Why\n\nIt is **dark**\nand *cold*",
            ),
            (
                "<ul><li>one<ol><li>first</li><li>second</li></ol></li><li>two</li></ul>",
                "- one\n   1. first\n   2. second\n- two",
            ),
            (
                "see <a href=\"https://x.test/?a=1&amp;b=2\" class=\"external\">the page</a>",
                "see [the page](https://x.test/?a=1&b=2)",
            ),
            ("<a href=\"javascript:alert(1)\">no</a>", "no"),
            (
                "<pre class=\"code\">a &lt; b\n  c</pre><p>x</p>",
                "```\na < b\n  c\n```\n\nx",
            ),
            ("<blockquote><p>said</p></blockquote>", "> said"),
            (
                "a &lt;script&gt; &unknown; & b < c",
                "a <script> &unknown; & b < c",
            ),
            ("<img src=\"shot.png\"/>", "`shot.png`"),
            ("plain", "plain"),
        ] {
            assert_eq!(markdown(html), written, "{html}");
        }
    }

    #[test]
    fn a_hostile_text_takes_no_time() {
        let deep = "<ul><li>".repeat(20_000);
        assert!(markdown(&deep).len() < 4_000_000);
        assert!(!markdown(&"&".repeat(50_000)).is_empty());
        assert!(!markdown(&"<a".repeat(20_000)).is_empty());
    }
}
