//! Of two long texts, the lines in which they differ.

/// As much of a text as a line of what happened shows, in characters.
const SHOWN: usize = 600;

/// What is another between the lines that both begin and end with.
pub fn differing(before: &str, after: &str) -> (String, String) {
    let (was, is): (Vec<_>, Vec<_>) = (before.lines().collect(), after.lines().collect());
    let first = was.iter().zip(&is).take_while(|(a, b)| a == b).count();
    let rest = was.len().min(is.len()) - first;
    let last = was
        .iter()
        .rev()
        .zip(is.iter().rev())
        .take(rest)
        .take_while(|(a, b)| a == b)
        .count();
    let middle = |lines: &[&str]| shortened(&lines[first..lines.len() - last].join("\n"));
    (middle(&was), middle(&is))
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= SHOWN {
        return text.to_owned();
    }
    let shown: String = text.chars().take(SHOWN).collect();
    format!("{shown}…")
}

#[cfg(test)]
mod tests {
    use super::differing;

    #[test]
    fn only_what_differs() {
        assert_eq!(
            differing("a\nb\nc", "a\nx\ny\nc"),
            ("b".into(), "x\ny".into())
        );
        assert_eq!(differing("a\na", "a\na\na"), ("".into(), "a".into()));
        assert_eq!(differing("", "new"), ("".into(), "new".into()));
        assert_eq!(differing("same", "same"), ("".into(), "".into()));
        assert_eq!(differing(&"x".repeat(700), "y").0.chars().count(), 601);
    }
}
