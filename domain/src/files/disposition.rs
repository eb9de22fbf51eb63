//! What a browser is told to do with a file, and what to call it (RFC 6266; the name's letters by RFC 8187).

use std::fmt::Write;

use super::Kind;

/// The value of `Content-Disposition`. Old readers take the first name, in which what is not plain is a line.
pub fn disposition(kind: Kind, name: &str) -> String {
    let how = if kind.is_shown() {
        "inline"
    } else {
        "attachment"
    };
    let plain: String = name
        .chars()
        .map(|c| match c {
            '"' | '\\' | '%' => '_',
            ' '..='~' => c,
            _ => '_',
        })
        .collect();
    format!(
        "{how}; filename=\"{plain}\"; filename*=UTF-8''{}",
        encoded(name)
    )
}

/// Only what RFC 8187 calls `attr-char` stands as it is.
fn encoded(name: &str) -> String {
    let mut text = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_cannot_run_is_shown() {
        for kind in Kind::ALL {
            let how = disposition(kind, "a.svg");
            assert_eq!(how.starts_with("attachment"), kind == Kind::Other, "{how}");
        }
    }

    #[test]
    fn no_name_breaks_the_header() {
        assert_eq!(
            disposition(Kind::Other, "plan.txt"),
            "attachment; filename=\"plan.txt\"; filename*=UTF-8''plan.txt"
        );
        assert_eq!(
            disposition(Kind::Pdf, "Maß \"a\"; b=%41\\.pdf"),
            "inline; filename=\"Ma_ _a_; b=_41_.pdf\"; filename*=UTF-8''Ma%C3%9F%20%22a%22%3B%20b%3D%2541%5C.pdf"
        );
        assert_eq!(
            disposition(Kind::Other, "a\r\nSet-Cookie: x"),
            "attachment; filename=\"a__Set-Cookie: x\"; filename*=UTF-8''a%0D%0ASet-Cookie%3A%20x"
        );
    }
}
