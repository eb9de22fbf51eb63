//! `@Ana Ribeiro`, or `@Ana` where only one is called so. Compared without regard to case; what stands in code is no
//! mention.

use std::ops::Range;

use uuid::Uuid;

/// Someone who can be mentioned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub id: Uuid,
    pub name: String,
}

/// Where in a text someone is mentioned, from the `@` on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    pub at: Range<usize>,
    pub id: Uuid,
}

/// Who is mentioned in a Markdown text, each once, in the order of `people`.
pub fn mentioned(markdown: &str, people: &[Named]) -> Vec<Uuid> {
    let text = without_code(markdown);
    let found = mentions(&text, people);
    let ids = people.iter().map(|p| p.id);
    ids.filter(|id| found.iter().any(|m| m.id == *id)).collect()
}

/// The mentions in a plain text.
pub fn mentions(text: &str, people: &[Named]) -> Vec<Mention> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find('@').map(|n| from + n) {
        let name = at + 1;
        from = name;
        // An `@` within a word is an address.
        let within = text[..at]
            .chars()
            .next_back()
            .is_some_and(char::is_alphanumeric);
        if within {
            continue;
        }
        if let Some((length, id)) = whose(&text[name..], people) {
            from = name + length;
            found.push(Mention { at: at..from, id });
        }
    }
    found
}

/// Whose name begins a text, and how long it is there: a full name before a first one, the longer before the shorter.
/// A name that several have is nobody's.
fn whose(text: &str, people: &[Named]) -> Option<(usize, Uuid)> {
    let full = |person: &Named| prefix(text, &person.name);
    let first = |person: &Named| prefix(text, person.name.split_whitespace().next()?);
    longest(people, full).or_else(|| longest(people, first))?
}

/// The one with the longest match: `Some(None)` when several have it.
fn longest(
    people: &[Named],
    matched: impl Fn(&Named) -> Option<usize>,
) -> Option<Option<(usize, Uuid)>> {
    let lengths: Vec<_> = people
        .iter()
        .filter_map(|p| matched(p).map(|length| (length, p.id)))
        .collect();
    let length = lengths.iter().map(|(length, _)| *length).max()?;
    let mut those = lengths.iter().filter(|(l, _)| *l == length);
    Some(match (those.next(), those.next()) {
        (Some(one), None) => Some(*one),
        _ => None,
    })
}

/// How many bytes of `text` say `name`, when a word ends there.
fn prefix(text: &str, name: &str) -> Option<usize> {
    let mut wanted = name.chars().flat_map(char::to_lowercase).peekable();
    wanted.peek()?;
    let mut length = 0;
    for c in text.chars() {
        if wanted.peek().is_none() {
            break;
        }
        for folded in c.to_lowercase() {
            let same = wanted.next()?;
            let blank = same.is_whitespace() && folded.is_whitespace() && folded != '\n';
            if same != folded && !blank {
                return None;
            }
        }
        length += c.len_utf8();
    }
    if wanted.peek().is_some() {
        return None;
    }
    let mut rest = text[length..].chars();
    let ends = match rest.next() {
        Some('-' | '_') => !rest.next().is_some_and(char::is_alphanumeric),
        Some(c) => !c.is_alphanumeric(),
        None => true,
    };
    ends.then_some(length)
}

/// The text with blanks in place of code: fenced blocks, and spans between as many backticks as began them.
fn without_code(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len());
    let mut fence: Option<(char, usize)> = None;
    for line in markdown.split_inclusive('\n') {
        let mark = line.trim_start_matches(' ');
        let run = |c: char| mark.chars().take_while(|x| *x == c).count();
        match fence {
            Some((c, length)) => {
                let closes = run(c) >= length && mark.trim().chars().all(|x| x == c);
                if closes {
                    fence = None;
                }
                text.push('\n');
            }
            None => {
                let opens = ['`', '~'].into_iter().find(|c| run(*c) >= 3);
                match opens.filter(|_| line.len() - mark.len() < 4) {
                    Some(c) => {
                        fence = Some((c, run(c)));
                        text.push('\n');
                    }
                    None => text.push_str(line),
                }
            }
        }
    }
    without_spans(&text)
}

fn without_spans(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('`') {
        let (before, ticks) = rest.split_at(at);
        let length = ticks.len() - ticks.trim_start_matches('`').len();
        kept.push_str(before);
        let (run, after) = ticks.split_at(length);
        match closing(after, length) {
            Some(end) => {
                kept.push(' ');
                rest = &after[end..];
            }
            None => {
                kept.push_str(run);
                rest = after;
            }
        }
    }
    kept.push_str(rest);
    kept
}

/// Where the run of exactly `length` backticks ends that closes a span.
fn closing(text: &str, length: usize) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = text[from..].find('`').map(|n| from + n) {
        let run = text[at..].len() - text[at..].trim_start_matches('`').len();
        if run == length {
            return Some(at + run);
        }
        from = at + run;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people() -> Vec<Named> {
        let names = [
            "Ana Ribeiro",
            "Ana-Maria Sousa",
            "Mo Adeyémi",
            "Jo Ray",
            "Jo Ray Lee",
            "Jo",
        ];
        names
            .iter()
            .zip(1..)
            .map(|(name, n)| Named {
                id: Uuid::from_u128(n),
                name: (*name).into(),
            })
            .collect()
    }

    fn who(text: &str) -> Vec<u128> {
        mentioned(text, &people())
            .iter()
            .map(|id| id.as_u128())
            .collect()
    }

    #[test]
    fn by_full_name_in_any_case() {
        assert_eq!(who("Thanks, @ANA RIBEIRO."), [1]);
        assert_eq!(who("@mo adeyÉmi's move"), [3]);
        assert_eq!(who("(@Ana-Maria Sousa) and @Mo Adeyémi"), [2, 3]);
    }

    #[test]
    fn by_a_first_name_that_is_one_persons() {
        assert_eq!(who("@Mo, look"), [3]);
        assert_eq!(who("@Ana look"), [1]);
        // Three are called Jo, and one of them is called nothing else.
        assert_eq!(who("@Jo look"), [6]);
        assert_eq!(who("@Jo Ray"), [4]);
        assert_eq!(who("@Jo Ray Lee"), [5]);
        let two = [
            Named {
                id: Uuid::from_u128(1),
                name: "Jo Ray".into(),
            },
            Named {
                id: Uuid::from_u128(2),
                name: "Jo Lee".into(),
            },
        ];
        assert!(mentioned("@Jo look", &two).is_empty());
    }

    #[test]
    fn a_name_within_a_word_is_none() {
        assert!(who("mail mo@mo.example, @Moses, @Mo_x, @Ana-Sophie, @ Mo, @").is_empty());
    }

    #[test]
    fn two_of_one_name_are_nobody() {
        let twins = [
            Named {
                id: Uuid::from_u128(1),
                name: "Eva Ek".into(),
            },
            Named {
                id: Uuid::from_u128(2),
                name: "Eva Ek".into(),
            },
        ];
        assert!(mentioned("@Eva Ek and @Eva", &twins).is_empty());
    }

    #[test]
    fn code_mentions_nobody() {
        assert!(
            who("`@Mo` and ``a ` @Mo``\n```\n@Mo\n```\n~~~~ x\n@Mo\n~~~\n@Mo\n~~~~").is_empty()
        );
        assert_eq!(who("a ` b @Mo"), [3]);
        assert_eq!(who("```\n```\n@Mo"), [3]);
    }
}
