//! Labels: words of the workspace's own, made when first used.

use crate::refusal::{Bad, Code};
use crate::text;

/// Longest name, in characters.
pub const NAME: usize = 40;
/// Most labels on one task.
pub const MOST: i64 = 20;

pub fn name(typed: &str) -> Result<String, Bad> {
    let name = text::line(typed.trim().trim_start_matches('#'))?;
    if name.chars().count() > NAME {
        return Err(Bad(Code::TooLong, NAME.to_string()));
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_a_short_line() {
        assert_eq!(name(" #Go  live "), Ok("Go live".into()));
        assert_eq!(name("#"), Err(Code::Missing.into()));
        assert_eq!(name(&"x".repeat(41)).map_err(|b| b.0), Err(Code::TooLong));
    }
}
