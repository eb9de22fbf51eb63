//! Bytes to text: a byte order mark first, then the XML declaration, else UTF-8.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::limits::BYTES;
use crate::exchange::report::NotRead;

pub fn text(bytes: &[u8]) -> Result<Cow<'_, str>, NotRead> {
    if bytes.len() > BYTES {
        return Err(NotRead::TooLarge {
            limit: BYTES as u64,
        });
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(NotRead::Empty);
    }
    let (encoding, body) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, bytes.get(length..).unwrap_or_default()),
        None => (declared(bytes)?, bytes),
    };
    if body.is_empty() {
        return Err(NotRead::Empty);
    }
    let wrong = || NotRead::EncodingWrong {
        name: encoding.name().to_owned(),
    };
    // Half a character at the end is half a file, but to say so would be a guess: the encoding is what fails.
    encoding
        .decode_without_bom_handling_and_without_replacement(body)
        .ok_or_else(wrong)
}

/// A file that says it is UTF-16 yet can be read byte by byte up to here is not: some tools write that. Its bytes
/// are then taken as UTF-8, and fail if they are not.
fn declared(bytes: &[u8]) -> Result<&'static Encoding, NotRead> {
    if bytes.starts_with(&[b'<', 0]) || bytes.starts_with(&[0, b'<']) {
        return Err(NotRead::EncodingUnknown {
            name: "UTF-16".to_owned(),
        });
    }
    let head = bytes.get(..bytes.len().min(200)).unwrap_or_default();
    let head = String::from_utf8_lossy(head);
    let Some(declaration) = head
        .trim_start()
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split("?>").next())
    else {
        return Ok(UTF_8);
    };
    let Some(label) = declaration
        .split_once("encoding")
        .and_then(|(_, rest)| rest.trim_start().strip_prefix('='))
        .map(str::trim_start)
        .and_then(|rest| {
            let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            rest.get(1..)?.split(quote).next()
        })
    else {
        return Ok(UTF_8);
    };
    match Encoding::for_label_no_replacement(label.as_bytes()) {
        Some(found) if found == UTF_16LE || found == UTF_16BE => Ok(UTF_8),
        Some(found) => Ok(found),
        None => Err(NotRead::EncodingUnknown {
            name: label.chars().take(40).collect(),
        }),
    }
}
