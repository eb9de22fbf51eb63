//! Files that hang on a record: what they are called, what they are by their content, and how many bytes there may be.

mod disposition;
mod range;

pub use disposition::disposition;
pub use range::{Part, part};

use unicode_normalization::UnicodeNormalization;

use crate::id::RecordId;

/// Most bytes of one file.
pub const LARGEST: u64 = 100 * 1024 * 1024;
/// Most files of one change.
pub const AT_ONCE: usize = 20;
/// Most files of one record.
pub const ON_ONE: usize = 200;
/// Longest name, in bytes: with four letters more, every file system still takes it.
const NAME: usize = 240;
/// Longest ending that a shortened name keeps, in bytes.
const ENDING: usize = 20;
/// As much of a file as says what it is.
pub const HEAD: usize = 16;

/// A file that has arrived and is to hang on a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    pub id: RecordId,
    pub name: String,
    pub kind: Kind,
    pub size: i64,
    /// SHA-256 of its bytes.
    pub digest: Vec<u8>,
    /// Bytes of its small picture, where there is one.
    pub thumb: Option<i64>,
}

/// What a file is, as far as browsers are let show it themselves: by its first bytes, never by its name. SVG and HTML
/// are none of these and never will be: they run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Png,
    Jpeg,
    Gif,
    Webp,
    Pdf,
    Other,
}

impl Kind {
    pub const ALL: [Self; 6] = [
        Self::Png,
        Self::Jpeg,
        Self::Gif,
        Self::Webp,
        Self::Pdf,
        Self::Other,
    ];

    /// What a file is that begins with these bytes.
    pub fn of(head: &[u8]) -> Self {
        match head {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Self::Png,
            [0xff, 0xd8, 0xff, ..] => Self::Jpeg,
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Self::Gif,
            [
                b'R',
                b'I',
                b'F',
                b'F',
                _,
                _,
                _,
                _,
                b'W',
                b'E',
                b'B',
                b'P',
                ..,
            ] => Self::Webp,
            [b'%', b'P', b'D', b'F', b'-', ..] => Self::Pdf,
            _ => Self::Other,
        }
    }

    pub fn code(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpeg",
            Self::Gif => "gif",
            Self::Webp => "webp",
            Self::Pdf => "pdf",
            Self::Other => "other",
        }
    }

    /// What is not known is something that is only kept.
    pub fn parse(code: &str) -> Self {
        let known = Self::ALL.into_iter().find(|kind| kind.code() == code);
        known.unwrap_or(Self::Other)
    }

    /// The type it is served as.
    pub fn mime(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
            Self::Pdf => "application/pdf",
            Self::Other => "application/octet-stream",
        }
    }

    pub fn is_image(self) -> bool {
        !matches!(self, Self::Pdf | Self::Other)
    }

    /// Whether a browser shows it in its own window; everything else is only saved.
    pub fn is_shown(self) -> bool {
        self != Self::Other
    }
}

/// What a file is called here, whatever it was called there: the last part of a path, without what cannot be seen or
/// turns the reading around, no longer than every file system takes, and never empty.
pub fn name(given: &str) -> String {
    // Browsers write these three so in a form with a file (HTML, "multipart form data").
    let given = given
        .replace("%22", "\"")
        .replace("%0D", " ")
        .replace("%0A", " ");
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen: String = last
        .nfc()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !is_unseen(*c))
        .collect();
    let words: Vec<_> = seen.split_whitespace().collect();
    let words = words.join(" ");
    // A dot in front hides a file, one at the end is lost on Windows.
    let name = shortened(words.trim_matches(['.', ' ']));
    if name.is_empty() { "file".into() } else { name }
}

/// What has no place in a name: controls, marks that turn the direction of reading, and what takes no room.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The same name, its middle shortened where it is too long: the ending says what opens it.
fn shortened(name: &str) -> String {
    if name.len() <= NAME {
        return name.to_owned();
    }
    let (stem, ending) = match name.rfind('.') {
        Some(dot) if name.len() - dot <= ENDING => name.split_at(dot),
        _ => (name, ""),
    };
    let mut kept = String::new();
    for c in stem.chars() {
        if kept.len() + c.len_utf8() + ending.len() > NAME {
            break;
        }
        kept.push(c);
    }
    format!("{}{ending}", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_last_part_of_what_it_was() {
        for (given, kept) in [
            ("report.pdf", "report.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\ana\\plan.mpp", "plan.mpp"),
            ("  a \t b\r\n.txt ", "a b .txt"),
            ("..", "file"),
            ("", "file"),
            (".htaccess", "htaccess"),
            ("evil.exe. . .", "evil.exe"),
            ("a%22b%0D%0AX: y.txt", "a\"b X: y.txt"),
            ("Übersicht – 2027 ✓.png", "Übersicht – 2027 ✓.png"),
            // A precomposed letter and its parts are one.
            ("Cafe\u{301}.txt", "Café.txt"),
        ] {
            assert_eq!(name(given), kept, "{given:?}");
        }
    }

    #[test]
    fn nothing_in_a_name_deceives_the_eye() {
        assert_eq!(name("invoice\u{202e}fdp.exe"), "invoicefdp.exe");
        assert_eq!(
            name("a\u{200b}\u{feff}\u{2067}b\u{0}c\u{7f}.txt"),
            "abc.txt"
        );
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        let long = format!("{}.tar.gz", "é".repeat(300));
        let kept = name(&long);
        assert!(kept.len() <= NAME && kept.ends_with("é.gz"), "{kept}");
        let no_ending = format!("a.{}", "b".repeat(300));
        assert_eq!(name(&no_ending).len(), NAME);
    }

    #[test]
    fn a_file_is_what_its_bytes_say() {
        for (head, kind) in [
            (&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], Kind::Png),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", Kind::Jpeg),
            (b"GIF89a\x01\0", Kind::Gif),
            (b"GIF88a\x01\0", Kind::Other),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Kind::Webp),
            (b"RIFF\x10\0\0\0WAVEfmt ", Kind::Other),
            (b"%PDF-1.7\n", Kind::Pdf),
            (b"<html>%PDF-1.7", Kind::Other),
            (b"<svg xmlns=", Kind::Other),
            (b"<!doctype html>", Kind::Other),
            (b"", Kind::Other),
        ] {
            assert_eq!(Kind::of(head), kind, "{head:?}");
        }
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.code()), kind);
        }
        assert_eq!(Kind::parse("svg"), Kind::Other);
    }
}
