//! Which bytes of a file are asked for (RFC 9110, 14.1): one run of them, or all.

/// What is to be sent of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Whole,
    /// From one byte to another, both included.
    Of(u64, u64),
    /// There is nothing there.
    Beyond,
}

/// Reads `Range: bytes=0-499`. What is written otherwise, or asks for several runs, is as if nothing were asked.
pub fn part(range: &str, size: u64) -> Part {
    let Some(asked) = range.trim().strip_prefix("bytes=") else {
        return Part::Whole;
    };
    let Some((from, to)) = asked.split_once('-') else {
        return Part::Whole;
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let last = size.saturating_sub(1);
    let (from, to) = match (digits(from), digits(to)) {
        (true, true) => (number(from), number(to).min(last)),
        (true, false) if to.is_empty() => (number(from), last),
        // The last so many.
        (false, true) if from.is_empty() => {
            let many = number(to);
            if many == 0 {
                return Part::Beyond;
            }
            (size.saturating_sub(many), last)
        }
        _ => return Part::Whole,
    };
    if from >= size {
        return Part::Beyond;
    }
    if from > to {
        return Part::Whole;
    }
    Part::Of(from, to)
}

/// Beyond what a number holds lies nothing of any file.
fn number(digits: &str) -> u64 {
    digits.parse().unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::Part::{Beyond, Of, Whole};
    use super::*;

    #[test]
    fn one_run_of_bytes_is_understood() {
        for (range, is) in [
            ("bytes=0-0", Of(0, 0)),
            ("bytes=2-", Of(2, 9)),
            ("bytes=2-99999999999999999999999", Of(2, 9)),
            ("bytes=-3", Of(7, 9)),
            ("bytes=-30", Of(0, 9)),
            ("bytes=-0", Beyond),
            ("bytes=10-", Beyond),
            ("bytes=99999999999999999999999-", Beyond),
            ("bytes=5-4", Whole),
            ("bytes=0-1,3-4", Whole),
            ("bytes=+1-2", Whole),
            ("bytes=a-b", Whole),
            ("bytes=-", Whole),
            ("lines=0-1", Whole),
            ("", Whole),
        ] {
            assert_eq!(part(range, 10), is, "{range}");
        }
        assert_eq!(part("bytes=0-", 0), Beyond);
    }
}
