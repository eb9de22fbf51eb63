//! Words as they are kept and as they are looked for: without case, accents and marks, so that `zażółć` is found by
//! `zazolc` and `Straße` by `strasse`. Both sides of a search go through [`words`]; the engines compare plain text.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longest word that is told apart, in characters.
const LONGEST: usize = 40;
/// Different words kept of one text: more is no text that somebody reads.
pub const MOST: usize = 2000;
/// Words that one search may have; what follows is left out.
pub const ASKED: usize = 6;
/// Longest question, in characters.
pub const QUESTION: usize = 200;

/// Every word of a text, folded, in its order and as often as it stands there. A key such as `NGT-42` is a word of its
/// own beside its parts. What is written without blanks (Chinese, Japanese) is a word for each character.
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    // What stands between two words decides whether they are a key.
    let mut joined = false;
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)).chain(['\n']) {
        if is_whole(c) {
            take(&mut words, &mut word, joined);
            words.push(c.to_string());
            joined = false;
        } else if c.is_alphanumeric() {
            folded(c, &mut word);
        } else if !matches!(c, '\'' | '’' | '\u{ad}') || word.is_empty() {
            let ends_here = !word.is_empty();
            take(&mut words, &mut word, joined);
            joined = c == '-' && ends_here;
        }
    }
    words
}

/// Puts a word down, and the key that it ends.
fn take(words: &mut Vec<String>, word: &mut String, joined: bool) {
    if word.is_empty() {
        return;
    }
    let cut: String = word.chars().take(LONGEST).collect();
    word.clear();
    let key = words
        .last()
        .filter(|before| joined && is_number(&cut) && is_letters(before))
        .map(|letters| format!("{letters}-{cut}"));
    words.push(cut);
    words.extend(key);
}

fn is_number(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_digit())
}

/// A project's letters, as in `domain::text::project_key`.
fn is_letters(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_lowercase())
        && (2..=6).contains(&word.len())
        && word.chars().all(|c| c.is_ascii_alphanumeric())
}

/// Letters that no decomposition takes apart.
fn folded(c: char, word: &mut String) {
    for c in c.to_lowercase() {
        match c {
            'ß' => word.push_str("ss"),
            'æ' => word.push_str("ae"),
            'œ' => word.push_str("oe"),
            'ø' => word.push('o'),
            'ł' => word.push('l'),
            'đ' | 'ð' => word.push('d'),
            'þ' => word.push_str("th"),
            'ħ' => word.push('h'),
            'ı' => word.push('i'),
            c if is_combining_mark(c) => {}
            c => word.push(c),
        }
    }
}

/// Of a script that is written without blanks between words.
fn is_whole(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3134f}')
}

/// What somebody looks for: words that all have to be there, each at least as a beginning.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Longest first: it finds least.
    pub words: Vec<String>,
}

impl Asked {
    /// Of what was typed; nothing to look for when there is no word in it. A key is looked for as such, not as its parts.
    pub fn of(typed: &str) -> Self {
        let typed: String = typed.chars().take(QUESTION).collect();
        let all = words(&typed);
        let mut asked: Vec<String> = Vec::new();
        for word in all {
            if let Some((letters, number)) = word.split_once('-') {
                asked.retain(|one| one != letters && one != number);
            }
            if !asked.contains(&word) {
                asked.push(word);
            }
        }
        asked.truncate(ASKED);
        asked.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
        Self { words: asked }
    }

    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

/// Whether every word that is looked for stands in this one text.
pub fn stands_in(text: &str, asked: &Asked) -> bool {
    let words = words(text);
    let has = |one: &String| words.iter().any(|word| word.starts_with(one.as_str()));
    asked.words.iter().all(has)
}

/// Where what was looked for stands in a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// Pieces of text; every other one, from the second on, is a word that was found.
    pub pieces: Vec<String>,
}

/// Characters of an excerpt, and how many of them may stand before the first word found.
const EXCERPT: usize = 160;
const BEFORE: usize = 40;

/// The piece of a text around the first word that was looked for; its beginning, when none stands in it as such.
pub fn excerpt(text: &str, asked: &Asked) -> Excerpt {
    let line: Vec<char> = text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .collect();
    let found = found(&line, asked);
    let first = found.first().map_or(0, |(from, _)| *from);
    let mut begin = first.saturating_sub(BEFORE);
    while begin > 0 && begin < first && !line[begin - 1].is_whitespace() {
        begin += 1;
    }
    let end = (begin + EXCERPT).min(line.len());
    let mut pieces = Vec::new();
    let mut at = begin;
    let mut piece = if begin > 0 {
        "… ".to_owned()
    } else {
        String::new()
    };
    for (from, to) in found {
        if from < at || to > end {
            continue;
        }
        piece.extend(&line[at..from]);
        pieces.push(std::mem::take(&mut piece));
        pieces.push(line[from..to].iter().collect());
        at = to;
    }
    piece.extend(&line[at..end]);
    if end < line.len() {
        piece.push_str(" …");
    }
    pieces.push(piece);
    Excerpt { pieces }
}

/// Words of a line, as stretches of it, that begin with one that is asked for.
fn found(line: &[char], asked: &Asked) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < line.len() {
        let stands = |n: usize| {
            line.get(n)
                .is_some_and(|c| c.is_alphanumeric() || *c == '-')
        };
        if !stands(at) {
            at += 1;
            continue;
        }
        let begin = at;
        let whole = is_whole(line[at]);
        at += 1;
        while !whole && stands(at) && !is_whole(line[at]) {
            at += 1;
        }
        let word: String = line[begin..at].iter().collect();
        let is_asked = |one: &String| {
            asked
                .words
                .iter()
                .any(|asked| one.starts_with(asked.as_str()))
        };
        if words(&word).iter().any(is_asked) {
            found.push((begin, at));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_marks_do_not_count() {
        assert_eq!(
            words("Zażółć GĘŚLĄ, Straße; Ærø’s — naïve\u{301}"),
            ["zazolc", "gesla", "strasse", "aeros", "naive"]
        );
        assert_eq!(words("İstanbul ısı"), ["istanbul", "isi"]);
        assert_eq!(words("日本の"), ["日", "本", "の"]);
        assert!(words(" \u{0}\u{202e}-–'").is_empty());
    }

    #[test]
    fn a_key_is_a_word_beside_its_parts() {
        assert_eq!(words("see NGT-42."), ["see", "ngt", "42", "ngt-42"]);
        // Neither a number with a minus nor words with a hyphen are keys.
        assert_eq!(
            words("up to -5, well-known 2026-11-24"),
            ["up", "to", "5", "well", "known", "2026", "11", "24"]
        );
        assert_eq!(Asked::of("ngt-4").words, ["ngt-4"]);
    }

    #[test]
    fn questions_are_bounded_and_longest_first() {
        assert_eq!(Asked::of("the archive the").words, ["archive", "the"]);
        assert!(Asked::of("  ?! ").is_empty());
        assert_eq!(
            Asked::of(&"word1 word2 word3 word4 word5 word6 word7".repeat(1000))
                .words
                .len(),
            ASKED
        );
        let long = Asked::of(&"x".repeat(10_000));
        assert_eq!(long.words[0].len(), LONGEST);
    }

    #[test]
    fn an_excerpt_shows_what_was_found_where_it_stands() {
        let text = format!(
            "{} The Zażółć archive agrees.",
            "Before that a lot is said. ".repeat(20)
        );
        let pieces = excerpt(&text, &Asked::of("zazolc arch")).pieces;
        assert_eq!(pieces.len(), 5);
        assert!(
            pieces[0].starts_with("… ") && pieces[0].ends_with("The "),
            "{}",
            pieces[0]
        );
        assert_eq!(
            (pieces[1].as_str(), pieces[3].as_str()),
            ("Zażółć", "archive")
        );
        // Nothing of it stands there: its beginning.
        assert_eq!(
            excerpt("A short one", &Asked::of("other")).pieces,
            ["A short one"]
        );
        assert_eq!(excerpt("", &Asked::default()).pieces, [""]);
    }
}
