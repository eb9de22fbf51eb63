//! The marks, and the table that says whether they were kept.

use std::{fmt::Write as _, time::Duration};

use super::ROWS;
use super::other::{DOES, PAUSE, Took, quantile};

/// In at most, from the sending of the file to the project that is there; and back.
const IN: Duration = Duration::from_secs(20);
const BACK: Duration = Duration::from_secs(10);
/// p95 of whoever works meanwhile.
const OTHER: Duration = Duration::from_millis(100);

const PHASES: [&str; 3] = ["before", "while it comes in", "while it is taken back"];

/// What came of it on one engine.
pub struct Seen {
    pub tasks: usize,
    pub comments: u64,
    pub read: Duration,
    pub made: Duration,
    pub back: Duration,
    /// The other's requests: alone, while it comes in, while it is taken back and shortly after.
    pub other: [Vec<Took>; 3],
}

/// Writing to a string does not fail.
pub fn table(seen: &[(&str, Seen)], over: &mut Vec<String>) -> String {
    let mut table = format!(
        "{ROWS} rows of Jira's CSV beside 10,000 tasks; somebody else works, {} ms after each answer, on the same cores.\n\n\
         | | tasks | comments | sent and read | made | both | taken back | |\n|---|---|---|---|---|---|---|---|\n",
        PAUSE.as_millis()
    );
    let s = |time: Duration| format!("{:.2} s", time.as_secs_f64());
    let ms = |time: Duration| format!("{:.1} ms", time.as_secs_f64() * 1e3);
    let mut said = |who: &str, marks: &[(&str, Duration, Duration)]| {
        let over_mark = |(what, time, most): &(&str, Duration, Duration)| {
            (time > most).then(|| format!("{what} OVER {most:?}"))
        };
        let all: Vec<String> = marks.iter().filter_map(over_mark).collect();
        over.extend(all.iter().map(|one| format!("{who}: {one}")));
        match all.is_empty() {
            true => "kept".to_owned(),
            false => all.join(", "),
        }
    };
    for (engine, one) in seen {
        let both = one.read + one.made;
        let verdict = said(engine, &[("in", both, IN), ("back", one.back, BACK)]);
        let _ = writeln!(
            table,
            "| {engine} | {} | {} | {} | {} | {} | {} | {verdict} |",
            one.tasks,
            one.comments,
            s(one.read),
            s(one.made),
            s(both),
            s(one.back),
        );
    }
    let _ = writeln!(
        table,
        "\n| the other | requests | p50 | p95 | most | {} | |\n|---|---|---|---|---|---|---|---|---|---|",
        DOES.map(|what| format!("{what}, p95")).join(" | ")
    );
    for (engine, one) in seen {
        for (nth, (phase, times)) in PHASES.iter().zip(&one.other).enumerate() {
            let p95 = quantile(times, 0.95);
            // Alone they are there to compare with.
            let verdict = match nth {
                0 => String::new(),
                _ => said(&format!("{engine}, {phase}"), &[("p95", p95, OTHER)]),
            };
            let each = (0..DOES.len()).map(|what| {
                let of: Vec<Took> = times
                    .iter()
                    .filter(|one| one.what == what)
                    .copied()
                    .collect();
                ms(quantile(&of, 0.95))
            });
            let _ = writeln!(
                table,
                "| {engine}, {phase} | {} | {} | {} | {} | {} | {verdict} |",
                times.len(),
                ms(quantile(times, 0.50)),
                ms(p95),
                ms(quantile(times, 1.0)),
                each.collect::<Vec<_>>().join(" | "),
            );
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    fn took(begun: Instant, ms: u64) -> Took {
        let time = Duration::from_millis(ms);
        Took {
            what: 0,
            begun,
            time,
        }
    }

    #[test]
    fn what_is_over_a_mark_is_said_and_counted() {
        let now = Instant::now();
        let seen = |made: u64, other: u64| Seen {
            tasks: ROWS,
            comments: 1,
            read: Duration::from_secs(1),
            made: Duration::from_secs(made),
            back: Duration::from_secs(1),
            other: [300, other, 5].map(|ms| vec![took(now, ms)]),
        };
        let mut over = Vec::new();
        let kept = table(&[("SQLite", seen(19, 100))], &mut over);
        assert!(over.is_empty(), "{over:?}");
        assert!(kept.contains("| 20.00 s | 1.00 s | kept |"), "{kept}");
        let late = table(&[("SQLite", seen(20, 101))], &mut over);
        assert_eq!(over.len(), 2, "{over:?}");
        assert!(late.contains("in OVER 20s") && late.contains("p95 OVER 100ms"));
    }
}
