//! Versions as tools print them: `rustc 1.96.0 (… 2026-05-20)`, `wasm-opt version 132 (…)`.

use std::fmt;

/// Three numbers; what a tool leaves out is zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub u32, pub u32, pub u32);

impl Version {
    /// The first word that starts with a digit, as a version. `None` when there is none.
    pub fn first_in(text: &str) -> Option<Self> {
        text.split_whitespace().find_map(Self::parse)
    }

    /// `1.96.0`, `1.97.0-nightly`, `132`; nothing that starts with a letter.
    pub fn parse(word: &str) -> Option<Self> {
        let number = word.split(['-', '+', '_']).next()?;
        let mut parts = number.split('.').map(|part| part.parse::<u32>().ok());
        let major = parts.next()??;
        let minor = parts.next().unwrap_or(Some(0))?;
        let patch = parts.next().unwrap_or(Some(0))?;
        Some(Self(major, minor, patch))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_tools_print() {
        let cases = [
            (
                "rustc 1.96.0 (ac68faa20 2026-05-25) (built from a source tarball)",
                Version(1, 96, 0),
            ),
            ("rustc 1.98.0-nightly (0000 2026-06-01)", Version(1, 98, 0)),
            ("cargo-leptos 0.3.11", Version(0, 3, 11)),
            ("wasm-bindgen 0.2.130", Version(0, 2, 130)),
            ("wasm-opt version 132 (version_132)", Version(132, 0, 0)),
            (
                "initdb (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)",
                Version(15, 14, 0),
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(Version::first_in(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn finds_none_where_there_is_none() {
        for text in ["", "no version here", "v1.2.3", "version_132"] {
            assert_eq!(Version::first_in(text), None, "{text}");
        }
    }

    #[test]
    fn compares_by_number_not_by_text() {
        assert!(Version(1, 96, 0) > Version(1, 9, 9));
        assert!(Version(0, 3, 9) < Version(0, 3, 11));
    }
}
