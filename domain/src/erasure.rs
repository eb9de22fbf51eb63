//! Finding a person in what others typed, so that an erasure can put a pseudonym in their place.
//!
//! An address is theirs wherever it stands. A name is found in any case and with any blanks between its words, but only
//! from the beginning of a word: `Ana Berg` is not in `Diana Berg`. A name of several words may go on (`Anna Bergs`);
//! a single word must end there or with a genitive `s`, since many a name begins another word.

use serde_json::Value;
use sha2::{Digest, Sha256};

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
        let letters: Vec<char> = text
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .chars()
            .flat_map(char::to_lowercase)
            .collect();
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
        let letters: Vec<char> = text.chars().collect();
        let mut out = String::new();
        let (mut at, mut found) = (0, false);
        while at < letters.len() {
            if let Some(end) = self
                .needles
                .iter()
                .find_map(|needle| needle.ends(&letters, at))
            {
                out.push_str(&self.pseudonym);
                (at, found) = (end, true);
            } else {
                out.push(letters[at]);
                at += 1;
            }
        }
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

impl Needle {
    /// Where this needle ends when it begins at `from`.
    fn ends(&self, text: &[char], from: usize) -> Option<usize> {
        let before = from.checked_sub(1).map(|n| text[n]);
        if before
            .is_some_and(|c| c.is_alphanumeric() || (self.is == Is::Address && "._%+-".contains(c)))
        {
            return None;
        }
        let (mut at, mut matched) = (from, 0);
        while matched < self.letters.len() {
            let c = *text.get(at)?;
            if self.letters[matched] == ' ' {
                if !c.is_whitespace() {
                    return None;
                }
                matched += 1;
                at += text[at..].iter().take_while(|c| c.is_whitespace()).count();
                continue;
            }
            for folded in c.to_lowercase() {
                if self.letters.get(matched) != Some(&folded) {
                    return None;
                }
                matched += 1;
            }
            at += 1;
        }
        let goes_on = |at: usize| text.get(at).is_some_and(|c| c.is_alphanumeric());
        let ended = match self.is {
            Is::Words => true,
            Is::Word => !goes_on(at) || (text[at] == 's' && !goes_on(at + 1)),
            // `ana@example.org.uk` is another's; a full stop after the address is a sentence's.
            Is::Address => {
                !goes_on(at)
                    && text.get(at) != Some(&'-')
                    && !(text.get(at) == Some(&'.') && goes_on(at + 1))
            }
        };
        ended.then_some(at)
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
            "AnaBérg",
        ] {
            assert_eq!(ana().replaced(text), None, "{text}");
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
