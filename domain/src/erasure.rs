//! Finding a person in what others typed, so that an erasure can put a pseudonym in their place.
//!
//! An address is theirs wherever it stands. A name is found in any case and with any blanks between its words, but only
//! from the beginning of a word: `Ana Berg` is not in `Diana Berg`. A name of several words may go on (`Anna Bergs`);
//! a single word must end there or with a genitive `s`, since many a name begins another word. A letter is the same one
//! whether its accent is part of it or follows it, as in names of files.

use serde_json::Value;
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, compose, is_combining_mark};

use crate::id::AccountId;

/// What an erased person is called from then on: the same everywhere, and told by nothing but their account's id.
pub fn pseudonym(account: AccountId) -> String {
    let hash = Sha256::digest(account.0.as_bytes());
    format!("Person {:02X}{:02X}", hash[0], hash[1])
}

/// The names and addresses of one person.
#[derive(Clone, Debug)]
pub struct Traces {
    pseudonym: String,
    needles: Vec<Needle>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Needle {
    /// Folded, with one blank for any.
    letters: Vec<char>,
    is: Is,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Is {
    Address,
    Word,
    Words,
}

impl Traces {
    pub fn new(account: AccountId) -> Self {
        Self {
            pseudonym: pseudonym(account),
            needles: Vec::new(),
        }
    }

    #[must_use]
    pub fn address(self, address: &str) -> Self {
        self.with(address, |_| Is::Address)
    }

    #[must_use]
    pub fn name(self, name: &str) -> Self {
        self.with(name, |letters| {
            if letters.contains(&' ') {
                Is::Words
            } else {
                Is::Word
            }
        })
    }

    fn with(mut self, text: &str, is: impl Fn(&[char]) -> Is) -> Self {
        let words: Vec<&str> = text.split_whitespace().collect();
        let letters = Folded::of(&words.join(" ")).letters;
        let needle = Needle {
            is: is(&letters),
            letters,
        };
        let new = Self {
            pseudonym: String::new(),
            needles: vec![needle.clone()],
        };
        // Someone called "Person" would be found in their own pseudonym for ever.
        if !needle.letters.is_empty()
            && !self.needles.contains(&needle)
            && !new.finds(&self.pseudonym)
        {
            self.needles.push(needle);
            self.needles
                .sort_by_key(|needle| std::cmp::Reverse(needle.letters.len()));
        }
        self
    }

    pub fn pseudonym(&self) -> &str {
        &self.pseudonym
    }

    pub fn finds(&self, text: &str) -> bool {
        self.replaced(text).is_some()
    }

    /// The text with the pseudonym in the person's place; nothing when they are not in it.
    pub fn replaced(&self, text: &str) -> Option<String> {
        let folded = Folded::of(text);
        let mut out = String::new();
        let (mut at, mut copied, mut found) = (0, 0, false);
        while at < folded.letters.len() {
            if let Some(end) = self
                .needles
                .iter()
                .find_map(|needle| needle.ends(&folded, at))
            {
                out.push_str(&text[copied..folded.from[at]]);
                out.push_str(&self.pseudonym);
                (at, copied, found) = (end, folded.from[end], true);
            } else {
                at += 1;
            }
        }
        out.push_str(&text[copied..]);
        found.then_some(out)
    }

    /// Replaces within every string of a JSON value, keys too. Says whether there was anything to replace.
    pub fn replace_in(&self, value: &mut Value) -> bool {
        match value {
            Value::String(text) => self.replaced(text).map(|new| *text = new).is_some(),
            Value::Array(list) => list
                .iter_mut()
                .fold(false, |found, value| self.replace_in(value) | found),
            Value::Object(map) => {
                let keys: Vec<String> = map.keys().filter(|key| self.finds(key)).cloned().collect();
                for key in &keys {
                    if let (Some(value), Some(new)) = (map.remove(key), self.replaced(key)) {
                        map.insert(new, value);
                    }
                }
                map.values_mut().fold(!keys.is_empty(), |found, value| {
                    self.replace_in(value) | found
                })
            }
            _ => false,
        }
    }

    /// Whether JSON, or what should be JSON, holds a trace.
    pub fn finds_in(&self, bytes: &[u8]) -> bool {
        match serde_json::from_slice(bytes) {
            Ok(mut value) => self.replace_in(&mut value),
            Err(_) => self.finds(&String::from_utf8_lossy(bytes)),
        }
    }
}

/// A text's letters, small and composed (NFC), and where in it each begins, its end too. Several that are made of one
/// begin where that one does.
struct Folded {
    letters: Vec<char>,
    from: Vec<usize>,
}

impl Folded {
    fn of(text: &str) -> Self {
        let (mut letters, mut from) = (Vec::new(), Vec::new());
        let mut rest = text.char_indices().peekable();
        let mut written = String::new();
        while let Some((at, first)) = rest.next() {
            let mut last = first;
            written.clear();
            written.push(first);
            while let Some((_, c)) = rest.next_if(|(_, c)| joins(last, *c)) {
                last = compose(last, c).unwrap_or(last);
                written.push(c);
            }
            letters.extend(written.chars().flat_map(char::to_lowercase).nfc());
            from.resize(letters.len(), at);
        }
        from.push(text.len());
        Self { letters, from }
    }

    /// Whether a letter of the text ends there and another begins.
    fn is_between(&self, at: usize) -> bool {
        at == 0 || self.from[at - 1] != self.from[at]
    }

    fn is_letter(&self, at: usize) -> bool {
        self.letters
            .get(at)
            .is_some_and(|c| c.is_alphanumeric() || is_combining_mark(*c))
    }

    /// Whether one of these stands there.
    fn is_of(&self, at: usize, signs: &str) -> bool {
        self.letters.get(at).is_some_and(|c| signs.contains(*c))
    }
}

/// Whether a character is a part of the letter before it.
fn joins(letter: char, next: char) -> bool {
    !next.is_ascii() && (canonical_combining_class(next) != 0 || compose(letter, next).is_some())
}

impl Needle {
    /// Where this needle ends when it begins at `from`.
    fn ends(&self, text: &Folded, from: usize) -> Option<usize> {
        if !text.is_between(from) || !self.begins(text, from) {
            return None;
        }
        let mut at = from;
        for letter in &self.letters {
            let c = *text.letters.get(at)?;
            if *letter == ' ' && c.is_whitespace() {
                let blanks = text.letters[at..].iter();
                at += blanks.take_while(|c| c.is_whitespace()).count();
            } else if *letter == c {
                at += 1;
            } else {
                return None;
            }
        }
        let ended = match self.is {
            Is::Words => true,
            Is::Word => !text.is_letter(at) || (text.is_of(at, "s") && !text.is_letter(at + 1)),
            // `ana@example.org.uk` is another's; a full stop or a dash after the address is a sentence's.
            Is::Address => !(text.is_letter(at) || text.is_of(at, ".-") && text.is_letter(at + 1)),
        };
        (ended && text.is_between(at)).then_some(at)
    }

    /// Whether nothing before it makes it the end of another word or address.
    fn begins(&self, text: &Folded, from: usize) -> bool {
        let Some(before) = from.checked_sub(1) else {
            return true;
        };
        if self.is != Is::Address {
            return !text.is_letter(before);
        }
        // Emphasis in Markdown, an item of a list: they are a part of no address that has nothing before them.
        let emphasis = text.letters[..from].iter().rev();
        let signs = match text.letters[before] {
            '_' => emphasis.take_while(|c| **c == '_').count(),
            '-' => 1,
            _ => 0,
        };
        (from - signs)
            .checked_sub(1)
            .is_none_or(|before| !text.is_letter(before) && !text.is_of(before, "._%+-"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn ana() -> Traces {
        Traces::new(AccountId(Uuid::nil()))
            .address("Ana@Example.org")
            .name("Ana  Bérg")
    }

    #[test]
    fn a_person_is_found_however_it_is_written() {
        let p = pseudonym(AccountId(Uuid::nil()));
        for (text, expected) in [
            ("Ask Ana Bérg.", format!("Ask {p}.")),
            ("ANA\n BÉRG's idea", format!("{p}'s idea")),
            ("Ana Bérgs Idee", format!("{p}s Idee")),
            ("<ANA@example.ORG>, please", format!("<{p}>, please")),
            ("Write to ana@example.org.", format!("Write to {p}.")),
            ("Ana Bérg, ana bérg", format!("{p}, {p}")),
            ("Åsk Ana Be\u{301}rg", format!("Åsk {p}")),
            ("_ana@example.org_", format!("_{p}_")),
            ("so __ana@example.org__", format!("so __{p}__")),
            ("\n-ana@example.org- ", format!("\n-{p}- ")),
        ] {
            assert_eq!(ana().replaced(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn others_are_left_alone() {
        for text in [
            "Diana Bérg",
            "Ana",
            "Bérg",
            "joana@example.org",
            "x.ana@example.org",
            "ana@example.org.uk",
            "ana@example.organic",
            "ana@example.org-as.test",
            "x_ana@example.org",
            "x-ana@example.org",
            "._ana@example.org",
            "--ana@example.org",
            "AnaBérg",
        ] {
            assert_eq!(ana().replaced(text), None, "{text}");
        }
    }

    #[test]
    fn an_accent_belongs_to_its_letter_wherever_it_is_written() {
        let traces =
            Traces::new(AccountId(Uuid::nil())).name("A\u{301}da \u{1112}\u{1161}\u{11ab}");
        for text in ["áda 한", "A\u{301}DA \u{1112}\u{1161}\u{11ab}"] {
            assert_eq!(traces.replaced(text), Some(traces.pseudonym().into()));
        }
        let bero = Traces::new(AccountId(Uuid::nil())).name("Ana Bero");
        for text in ["Ana Berö", "Ana Bero\u{308}", "Ana Bero\u{32d}"] {
            assert!(!bero.finds(text), "{text}");
        }
    }

    #[test]
    fn a_single_name_is_a_word() {
        let will = Traces::new(AccountId(Uuid::nil())).name("Will");
        for text in ["will.", "Wills Idee", "@Will"] {
            assert!(will.finds(text), "{text}");
        }
        for text in ["Willow", "goodwill", "Willst"] {
            assert!(!will.finds(text), "{text}");
        }
        assert!(
            !Traces::new(AccountId(Uuid::nil()))
                .name("Person")
                .finds("Person 1234")
        );
    }

    #[test]
    fn json_is_searched_as_what_it_says() {
        let mut value: Value =
            serde_json::from_str(r#"{"a":["x","\u0061na B\u00e9rg"],"ana@example.org":{"n":1}}"#)
                .unwrap();
        assert!(ana().finds_in(value.to_string().as_bytes()));
        assert!(ana().replace_in(&mut value));
        assert!(!ana().finds_in(value.to_string().as_bytes()));
        assert!(ana().finds_in(b"{ broken Ana B\xc3\xa9rg"));
    }
}
