//! Pasted lines that become tasks: one each, bullets and boxes taken off, what is indented a part of the line above.

use serde_json::json;

use super::outline::DEPTH;
use crate::refusal::{Bad, Code, FieldRefusal, Refused};
use crate::text;

/// Most lines that become tasks at once.
pub const MOST: usize = 200;
/// Columns of a tab; and how many more than the line above make a line its part.
const TAB: usize = 4;
const DEEPER: usize = 2;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub title: String,
    /// The line that it is a part of, by its place among these; none: it stands at the top.
    pub parent: Option<usize>,
    /// A ticked box stood before it.
    pub done: bool,
}

/// How many tasks a text would become: lines that say something. No more are counted than one too many.
pub fn count(text: &str) -> usize {
    said(text).take(MOST + 1).count()
}

/// Reads lines. Each that cannot be a task is named by its number; then none becomes one.
pub fn lines(text: &str) -> Result<Vec<Line>, Refused> {
    let said: Vec<Said<'_>> = said(text).take(MOST + 1).collect();
    if said.is_empty() {
        return Err(Refused::field("text", Code::Missing));
    }
    if said.len() > MOST {
        return Err(Refused::field_with(
            "text",
            Code::TooManyLines,
            MOST.to_string(),
        ));
    }
    let (mut lines, mut fields) = (Vec::with_capacity(said.len()), Vec::new());
    // The lines that stand above the one that is read, each deeper than the one before: its place and its indent.
    let mut above: Vec<(usize, usize)> = Vec::new();
    for (place, one) in said.into_iter().enumerate() {
        while above
            .last()
            .is_some_and(|(_, indent)| one.indent < indent + DEEPER)
        {
            above.pop();
        }
        let title = match text::line(one.title) {
            _ if above.len() >= DEPTH => Err(Bad(Code::TooDeep, DEPTH.to_string())),
            title => title,
        };
        match title {
            Ok(title) => lines.push(Line {
                title,
                parent: above.last().map(|(place, _)| *place),
                done: one.done,
            }),
            Err(bad) => fields.push(of_line(one.number, &bad)),
        }
        above.push((place, one.indent));
    }
    if fields.is_empty() {
        Ok(lines)
    } else {
        Err(Refused::Invalid { fields })
    }
}

/// What is wrong with one line: its number, the code and what that names.
fn of_line(number: usize, Bad(code, arg): &Bad) -> FieldRefusal {
    let code = json!(code);
    FieldRefusal {
        field: "text".into(),
        code: Code::OfLine,
        arg: format!("{number}|{}|{arg}", code.as_str().unwrap_or_default()),
    }
}

/// Reads back what [`Code::OfLine`] names: the line's number, the code and what that names.
pub fn named(arg: &str) -> Option<(&str, Code, &str)> {
    let (number, rest) = arg.split_once('|')?;
    let (code, arg) = rest.split_once('|')?;
    Some((number, serde_json::from_value(json!(code)).ok()?, arg))
}

/// A line that says something.
struct Said<'a> {
    /// From one, as an editor counts them.
    number: usize,
    indent: usize,
    title: &'a str,
    done: bool,
}

fn said(text: &str) -> impl Iterator<Item = Said<'_>> {
    // A line ends as on any machine; `\r\n` gives an empty line more, which is counted out.
    let mut number = 0;
    let mut after_return = false;
    text.split_inclusive(['\n', '\r', '\u{2028}', '\u{2029}'])
        .filter_map(move |line| {
            let is_second_half = after_return && line == "\n";
            after_return = line.ends_with('\r');
            if is_second_half {
                return None;
            }
            number += 1;
            let told = line.trim_start_matches('\u{feff}').trim_end();
            let title = told.trim_start();
            let indent = told.len() - title.len();
            let indent = told[..indent]
                .chars()
                .map(|c| if c == '\t' { TAB } else { 1 })
                .sum();
            let (title, done) = without_box(without_bullet(title));
            (!title.is_empty()).then_some(Said {
                number,
                indent,
                title,
                done,
            })
        })
}

/// Without one leading `-`, `*`, `+`, `•`, `1.` or `2)`.
fn without_bullet(line: &str) -> &str {
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = if (1..=3).contains(&digits) {
        line[digits..].strip_prefix(['.', ')'])
    } else {
        line.strip_prefix([
            '-', '*', '+', '\u{2022}', '\u{2013}', '\u{25e6}', '\u{25aa}',
        ])
    };
    match rest {
        // `-5 degrees` and `1.5 litres` are words.
        Some(rest) if rest.is_empty() || rest.starts_with(char::is_whitespace) => rest.trim_start(),
        _ => line,
    }
}

/// Without a box, and whether it was ticked.
fn without_box(line: &str) -> (&str, bool) {
    let boxes = [("[ ]", false), ("[]", false), ("[x]", true), ("[X]", true)];
    for (shape, done) in boxes {
        if let Some(rest) = line.strip_prefix(shape)
            && (rest.is_empty() || rest.starts_with(char::is_whitespace))
        {
            return (rest.trim_start(), done);
        }
    }
    (line, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `title<parent's place`, with a tick before what is done.
    fn read(text: &str) -> Vec<String> {
        let shown = |line: &Line| {
            let tick = if line.done { "✓" } else { "" };
            let below = line.parent.map(|p| format!("<{p}")).unwrap_or_default();
            format!("{tick}{}{below}", line.title)
        };
        lines(text).unwrap_or_default().iter().map(shown).collect()
    }

    fn wrong(text: &str) -> Vec<(String, Code)> {
        match lines(text) {
            Err(Refused::Invalid { fields }) => fields
                .iter()
                .map(|f| match named(&f.arg) {
                    Some((number, code, _)) => (number.to_owned(), code),
                    None => (String::new(), f.code),
                })
                .collect(),
            other => vec![(format!("{other:?}"), Code::Missing)],
        }
    }

    #[test]
    fn bullets_and_boxes_go() {
        let text = "- Milk\n* Bread\n1. Eggs\n12) Tea\n+ Salt\n• Oil\n- [ ] Open\n- [x] Shut\n* [X] Too\n[ ] Bare\nPlain";
        assert_eq!(
            read(text),
            [
                "Milk", "Bread", "Eggs", "Tea", "Salt", "Oil", "Open", "✓Shut", "✓Too", "Bare",
                "Plain"
            ]
        );
        // What only looks like one is a word.
        let words = "-5 degrees\n1.5 litres\n2026. A year\n[x]y\n**Bold**";
        assert_eq!(
            read(words),
            [
                "-5 degrees",
                "1.5 litres",
                "2026. A year",
                "[x]y",
                "**Bold**"
            ]
        );
        // One bullet, and what says nothing is no task.
        assert_eq!(read("- - Twice\n-\n- [ ]\n   \n1.\n"), ["- Twice"]);
    }

    #[test]
    fn what_is_indented_is_a_part_of_the_line_above() {
        for step in ["\t", "  ", "   ", "    "] {
            let text = format!("A\n{step}B\n{step}{step}C\n{step}D\nE\n{step}F");
            assert_eq!(
                read(&text),
                ["A", "B<0", "C<1", "D<0", "E", "F<4"],
                "{step:?}"
            );
        }
        // One blank is a slip; the first line may stand anywhere; half-way back is a sibling.
        assert_eq!(read("A\n B\n  C"), ["A", "B", "C"]);
        assert_eq!(read("    A\n      B\n  C"), ["A", "B<0", "C"]);
        assert_eq!(read("A\n    B\n  C\n    D"), ["A", "B<0", "C<0", "D<2"]);
        // Empty lines between change nothing.
        assert_eq!(read("A\n\n\n  B"), ["A", "B<0"]);
    }

    #[test]
    fn lines_end_as_on_any_machine_and_are_counted_as_in_an_editor() {
        assert_eq!(read("A\r\nB\rC\u{2028}D\n"), ["A", "B", "C", "D"]);
        assert_eq!(read("\u{feff}- A\r\n\r\n- B\r\n"), ["A", "B"]);
        let long = "x".repeat(201);
        assert_eq!(
            wrong(&format!("A\r\n\r\n{long}\r\n- B\u{0}\r\n")),
            [("3".into(), Code::TooLong), ("4".into(), Code::Unreadable)]
        );
    }

    #[test]
    fn writing_from_right_to_left_is_writing_and_overrides_are_not() {
        assert_eq!(read("- שלום\n  - مرحبا"), ["שלום", "مرحبا<0"]);
        assert_eq!(wrong("A\nB\u{202e}C"), [("2".into(), Code::Unreadable)]);
    }

    #[test]
    fn too_much_is_refused_and_costs_little() {
        let many = "- Line\n".repeat(MOST);
        assert_eq!(read(&many).len(), MOST);
        assert_eq!(count(&many), MOST);
        let more = "- Line\n".repeat(MOST + 1);
        assert_eq!(wrong(&more), [(String::new(), Code::TooManyLines)]);
        assert_eq!(count(&"a\n".repeat(500_000)), MOST + 1);
        assert_eq!(
            wrong(&"\n".repeat(1 << 20)),
            [(String::new(), Code::Missing)]
        );
        assert_eq!(wrong(&"x".repeat(1 << 20)), [("1".into(), Code::TooLong)]);
        assert_eq!(wrong(&"\0".repeat(1 << 20)), [("1".into(), Code::TooLong)]);
    }

    #[test]
    fn a_stair_ends_at_the_deepest_level() {
        let stair = |steps: usize| -> String {
            (0..steps)
                .map(|n| format!("{}Step\n", "  ".repeat(n)))
                .collect()
        };
        assert_eq!(read(&stair(DEPTH)).len(), DEPTH);
        let deep = wrong(&stair(DEPTH + 2));
        assert_eq!(
            deep,
            [
                ((DEPTH + 1).to_string(), Code::TooDeep),
                ((DEPTH + 2).to_string(), Code::TooDeep)
            ]
        );
        // As far to the right as one likes: it is one level.
        assert_eq!(read(&format!("A\n{}B", " ".repeat(100_000))), ["A", "B<0"]);
    }
}
