//! Jira's markup as Markdown: headings, lists, quotes, code, tables, bold, links, pictures. Colours and panels have no
//! counterpart: what is in them stays.

/// Texts with no mark in them stay as they are.
pub(super) fn markdown(text: &str) -> String {
    let mut out = Out::default();
    for line in text.replace("\r\n", "\n").split('\n') {
        out.line(line);
    }
    out.done()
}

#[derive(Default)]
struct Out {
    lines: Vec<String>,
    code: bool,
    quote: bool,
    table: bool,
}

impl Out {
    /// A mark of code may stand in the middle of a line, and more than one.
    fn line(&mut self, line: &str) {
        let mut rest = line;
        while let Some((before, language, after)) = code_mark(rest) {
            if !before.trim().is_empty() {
                self.plain(before);
            }
            let language = if self.code { "" } else { language };
            self.lines.push(format!("```{language}"));
            self.code = !self.code;
            rest = after;
            if rest.trim().is_empty() {
                return;
            }
        }
        self.plain(rest);
    }

    fn plain(&mut self, line: &str) {
        if self.code {
            self.lines.push(line.to_owned());
        } else if line.trim() == "{quote}" {
            self.quote = !self.quote;
            self.lines.push(String::new());
        } else {
            self.text(line);
        }
    }

    fn text(&mut self, line: &str) {
        let line = block(line, &mut self.table, &mut self.lines);
        let line = if self.quote {
            format!("> {line}")
        } else {
            line
        };
        self.lines.push(line);
    }

    fn done(mut self) -> String {
        if self.code {
            self.lines.push("```".to_owned());
        }
        self.lines.join("\n")
    }
}

/// `{code}`, `{code:java}`, `{noformat}`: what stands before, the language, what stands after.
fn code_mark(line: &str) -> Option<(&str, &str, &str)> {
    for open in ["{code", "{noformat"] {
        if let Some((before, rest)) = line.split_once(open)
            && let Some((inside, after)) = rest.split_once('}')
            && (inside.is_empty() || inside.starts_with(':'))
        {
            let language = inside.trim_start_matches(':');
            let plain = language.chars().all(|c| c.is_ascii_alphanumeric());
            return Some((before, if plain { language } else { "" }, after));
        }
    }
    None
}

/// What a line begins with.
fn block(line: &str, table: &mut bool, lines: &mut Vec<String>) -> String {
    let trimmed = line.trim_start();
    if let Some(rest) = trimmed.strip_prefix("||") {
        let cells: Vec<String> = rest
            .trim_end()
            .trim_end_matches('|')
            .split("||")
            .map(|cell| inline(cell.trim()))
            .collect();
        lines.push(format!("| {} |", cells.join(" | ")));
        *table = true;
        return format!("|{}", " --- |".repeat(cells.len()));
    }
    if *table && trimmed.starts_with('|') {
        return inline(trimmed);
    }
    *table = false;
    if let Some(rest) = trimmed.strip_prefix('h')
        && let Some((level, title)) = rest.split_once(". ")
        && let Ok(level @ 1..=6) = level.parse::<usize>()
    {
        return format!("{} {}", "#".repeat(level), inline(title.trim()));
    }
    if let Some(rest) = trimmed.strip_prefix("bq. ") {
        return format!("> {}", inline(rest));
    }
    if trimmed.trim_end() == "----" {
        return "---".to_owned();
    }
    let marks = trimmed.find(|c| !matches!(c, '*' | '#' | '-')).unwrap_or(0);
    let (signs, rest) = trimmed.split_at(marks);
    if let Some(last) = signs.chars().last().filter(|_| rest.starts_with(' ')) {
        let sign = if last == '#' { "1." } else { "-" };
        let deep = "   ".repeat(signs.len() - 1);
        return format!("{deep}{sign} {}", inline(rest.trim_start()));
    }
    inline(line)
}

/// What is within a line. One pass from left to right; what is not closed stays as it is.
fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut before = ' ';
    while let Some(c) = rest.chars().next() {
        let marked = match c {
            '*' | '_' | '-' if !before.is_alphanumeric() => emphasis(rest, c),
            '{' => braces(rest),
            '[' => link(rest),
            '!' => picture(rest),
            _ => None,
        };
        match marked {
            Some((said, later)) => {
                out.push_str(&said);
                rest = later;
                before = ' ';
            }
            None => {
                out.push(c);
                before = c;
                rest = rest.get(c.len_utf8()..).unwrap_or_default();
            }
        }
    }
    out
}

/// Longest piece that a mark is looked for in.
const NEAR: usize = 2_000;

fn upto<'t>(text: &'t str, end: &str) -> Option<(&'t str, &'t str)> {
    let near = crate::exchange::fit::cut(text, NEAR);
    let at = near.find(end)?;
    Some((text.get(..at)?, text.get(at + end.len()..)?))
}

fn emphasis(text: &str, sign: char) -> Option<(String, &str)> {
    let (inside, later) = upto(text.get(1..)?, sign.encode_utf8(&mut [0; 4]))?;
    let tight = !inside.is_empty() && inside.trim() == inside && !inside.contains('\n');
    let ends = !later.starts_with(char::is_alphanumeric);
    let mark = match sign {
        '*' => "**",
        '_' => "*",
        _ => "~~",
    };
    (tight && ends).then(|| (format!("{mark}{}{mark}", inline(inside)), later))
}

fn braces(text: &str) -> Option<(String, &str)> {
    if let Some(rest) = text.strip_prefix("{{") {
        let (inside, later) = upto(rest, "}}")?;
        return Some((format!("`{inside}`"), later));
    }
    let (inside, later) = upto(text.get(1..)?, "}")?;
    let name = inside.split(':').next().unwrap_or_default();
    matches!(name, "color" | "panel" | "quote" | "anchor").then(|| (String::new(), later))
}

/// `[words|address]`, `[address]`, `[~person]`.
fn link(text: &str) -> Option<(String, &str)> {
    let (inside, later) = upto(text.get(1..)?, "]")?;
    if let Some(person) = inside.strip_prefix('~') {
        let person = person.strip_prefix("accountid:").unwrap_or(person);
        return Some((format!("@{person}"), later));
    }
    let address = |text: &str| {
        text.starts_with("http://") || text.starts_with("https://") || text.starts_with("mailto:")
    };
    let said = match inside.split('|').collect::<Vec<_>>().as_slice() {
        [only] if address(only) => format!("<{only}>"),
        [words, target, ..] if address(target) => format!("[{words}]({target})"),
        _ => return None,
    };
    Some((said, later))
}

/// The picture itself is no part of the export: its name is.
fn picture(text: &str) -> Option<(String, &str)> {
    let (inside, later) = upto(text.get(1..)?, "!")?;
    let name = inside.split('|').next().unwrap_or_default();
    let is_file = name.contains('.') && !name.contains(char::is_whitespace);
    is_file.then(|| (format!("`{name}`"), later))
}

#[cfg(test)]
mod tests {
    use super::markdown;

    #[test]
    fn marks_become_markdown() {
        for (wiki, written) in [
            ("h2. Goals", "## Goals"),
            (
                "*bold* and _it_, -gone-, {{x = 1}}",
                "**bold** and *it*, ~~gone~~, `x = 1`",
            ),
            ("* one\n** two\n# three", "- one\n   - two\n1. three"),
            (
                "see [the page|https://x.test/a_b] or [https://y.test]",
                "see [the page](https://x.test/a_b) or <https://y.test>",
            ),
            ("[~accountid:55:1] ask", "@55:1 ask"),
            (
                "{code:java}\nint *a* = 1;\n{code}\nafter",
                "```java\nint *a* = 1;\n```\nafter",
            ),
            ("{quote}\nsaid\n{quote}", "\n> said\n"),
            ("||A||B||\n|1|2|", "| A | B |\n| --- | --- |\n|1|2|"),
            ("{color:red}late{color}", "late"),
            ("!shot.png|thumbnail!", "`shot.png`"),
            ("bq. quoted", "> quoted"),
        ] {
            assert_eq!(markdown(wiki), written, "{wiki}");
        }
    }

    #[test]
    fn what_is_no_mark_stays() {
        for text in [
            "2 * 3 * 4",
            "snake_case_name",
            "a - b - c",
            "Wow! Great!",
            "[not a link]",
            "{braces}",
            "well-known re-use",
            "*open",
        ] {
            assert_eq!(markdown(text), text);
        }
        let long = "*".repeat(50_000);
        assert!(markdown(&long).len() >= long.len());
    }
}
