//! Words that people type, checked once.

use crate::refusal::{Bad, Code};

/// Longest title, in characters.
pub const TITLE: usize = 200;
/// Longest description or comment, in bytes.
pub const BODY: usize = 64 * 1024;
/// Shortest password, in characters. No rule on its composition (ASVS 6.2.5).
pub const PASSWORD_MIN: usize = 10;
/// Longest password, in characters: enough for any phrase, short enough to hash.
pub const PASSWORD_MAX: usize = 128;

/// One line: a title or a name. Outer and repeated blanks go; control characters are refused.
pub fn line(text: &str) -> Result<String, Bad> {
    line_of(text, TITLE)
}

/// One line of at most so many characters.
pub fn line_of(text: &str, most: usize) -> Result<String, Bad> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() {
        return Err(Code::Missing.into());
    }
    if line.chars().count() > most {
        return Err(Bad(Code::TooLong, most.to_string()));
    }
    if line.chars().any(is_control) {
        return Err(Code::Unreadable.into());
    }
    Ok(line)
}

/// Many lines, possibly none: Markdown as typed, with line ends made one kind.
pub fn body(text: &str) -> Result<String, Bad> {
    let body = text.replace("\r\n", "\n");
    if body.len() > BODY {
        return Err(Bad(Code::TooLong, BODY.to_string()));
    }
    if body
        .chars()
        .any(|c| is_control(c) && c != '\n' && c != '\t')
    {
        return Err(Code::Unreadable.into());
    }
    Ok(body.trim_end().to_owned())
}

/// Many lines, at least one word.
pub fn said(text: &str) -> Result<String, Bad> {
    let said = body(text)?;
    if said.trim().is_empty() {
        Err(Code::Missing.into())
    } else {
        Ok(said)
    }
}

/// An e-mail address. Whether it exists, only a mail can tell; this catches slips of the finger.
pub fn email(text: &str) -> Result<String, Bad> {
    let email = text.trim();
    if email.is_empty() {
        return Err(Code::Missing.into());
    }
    let (local, host) = email.rsplit_once('@').ok_or(Code::NotAnAddress)?;
    let host_ok = host.contains('.') || host == "localhost";
    let plain = !email
        .chars()
        .any(|c| c.is_whitespace() || is_control(c) || "<>,;\"".contains(c));
    if local.is_empty()
        || host.is_empty()
        || email.len() > 254
        || !host_ok
        || !plain
        || host.starts_with('.')
        || host.ends_with('.')
    {
        return Err(Code::NotAnAddress.into());
    }
    Ok(email.to_owned())
}

/// A new password, judged beside the name and address it must not repeat.
pub fn password(text: &str, email: &str, name: &str) -> Result<String, Bad> {
    let length = text.chars().count();
    if text.is_empty() {
        return Err(Code::Missing.into());
    }
    if length < PASSWORD_MIN {
        return Err(Bad(Code::TooShort, PASSWORD_MIN.to_string()));
    }
    if length > PASSWORD_MAX {
        return Err(Bad(Code::TooLong, PASSWORD_MAX.to_string()));
    }
    let folded = fold(text);
    let one_letter = folded.chars().all(|c| folded.starts_with(c));
    let repeats = [email, name]
        .iter()
        .any(|known| !known.is_empty() && folded == fold(known));
    if one_letter
        || repeats
        || COMMON
            .iter()
            .any(|common| folded.contains(common) && length < common.len() + 4)
    {
        return Err(Code::TooEasy.into());
    }
    Ok(text.to_owned())
}

/// The commonest long passwords, and what people build them from.
const COMMON: [&str; 12] = [
    "password",
    "passwort",
    "1234567890",
    "0123456789",
    "qwertyuiop",
    "1q2w3e4r5t",
    "letmein123",
    "iloveyou",
    "welcome123",
    "administrator",
    "changeme",
    "abcdefghij",
];

/// The form in which text is searched and compared: SQL never folds case, since SQLite would fold ASCII only.
pub fn fold(text: &str) -> String {
    text.trim().to_lowercase()
}

/// An address part made from a name: `St Brannoc's` gives `st-brannoc-s`. Empty when nothing in it can be used.
pub fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in fold(name).chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(40);
    slug.trim_end_matches('-').to_owned()
}

/// A project's key, the letters of `NGT-42`.
pub fn project_key(text: &str) -> Result<String, Bad> {
    let key = text.trim().to_ascii_uppercase();
    if key.is_empty() {
        return Err(Code::Missing.into());
    }
    let letter_first = key.starts_with(|c: char| c.is_ascii_uppercase());
    if !letter_first
        || !(2..=6).contains(&key.len())
        || !key.chars().all(|c| c.is_ascii_alphanumeric())
    {
        return Err(Code::NotAKey.into());
    }
    Ok(key)
}

pub(crate) fn is_control(c: char) -> bool {
    // Bidirectional overrides reorder what stands around them and serve only to deceive.
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_is_trimmed_and_bounded() {
        assert_eq!(line("  Map   the codes "), Ok("Map the codes".into()));
        assert_eq!(line(" \t "), Err(Code::Missing.into()));
        assert_eq!(
            line(&"x".repeat(201)),
            Err(Bad(Code::TooLong, "200".into()))
        );
        assert_eq!(line("a\u{0}b"), Err(Code::Unreadable.into()));
        assert_eq!(line("a\u{202e}b"), Err(Code::Unreadable.into()));
    }

    #[test]
    fn email_catches_slips() {
        assert_eq!(email(" ana@example.org "), Ok("ana@example.org".into()));
        for bad in [
            "ana",
            "ana@",
            "@example.org",
            "ana@example",
            "a b@example.org",
            "a@b.org\r\nBcc: c@d.org",
            "Ana <a@b.org>",
        ] {
            assert_eq!(email(bad), Err(Code::NotAnAddress.into()), "{bad}");
        }
    }

    #[test]
    fn password_is_long_and_not_obvious() {
        assert!(password("correct horse battery", "a@b.org", "Ana").is_ok());
        assert_eq!(
            password("short", "", ""),
            Err(Bad(Code::TooShort, "10".into()))
        );
        for easy in [
            "password123",
            "aaaaaaaaaaaa",
            "Ana@example.org",
            "1234567890",
        ] {
            assert_eq!(
                password(easy, "ana@example.org", "Ana"),
                Err(Code::TooEasy.into()),
                "{easy}"
            );
        }
    }

    #[test]
    fn slug_and_key() {
        assert_eq!(slug("St Brannoc's  Board!"), "st-brannoc-s-board");
        assert_eq!(slug("日本"), "");
        assert_eq!(project_key(" ngt "), Ok("NGT".into()));
        for bad in ["N", "1AB", "TOOLONGX", "N-T", "é1"] {
            assert_eq!(project_key(bad), Err(Code::NotAKey.into()), "{bad}");
        }
    }
}
