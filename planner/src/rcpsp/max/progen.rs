//! Reads single-mode ProGen/max files (`.sch`, Schwindt 1996).
//!
//! A line `n K 0 0` (jobs without the two dummies, renewable resources), `n + 2` lines `job 1 successors s₁ … [lag₁] …`,
//! `n + 2` lines `job 1 duration demand₁ …`, and a line of capacities. A lag counts from start to start; negative ones are
//! maximum lags, written back.

use super::{MOST_JOBS, MaxInstance};
use crate::rcpsp::psplib::ParseError;

/// An instance of the text of a `.sch` file. Its jobs include the two dummies.
pub fn parse(text: &str) -> Result<MaxInstance, ParseError> {
    let mut lines = (1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.trim().is_empty());
    let (line, header) = next(&mut lines, "jobs and resources")?;
    let wrong = |line: usize, expected: &'static str| ParseError { line, expected };
    let [inner, resources, 0, 0] = header.as_slice() else {
        return Err(wrong(line, "jobs, renewable resources, and no others"));
    };
    let jobs = (*inner as usize).saturating_add(2);
    if *inner < 0 || jobs > MOST_JOBS || !(0..=1_000).contains(resources) {
        return Err(wrong(line, "numbers of jobs and resources that can be"));
    }

    let mut lags = Vec::new();
    for job in 0..jobs {
        let (line, row) = next(&mut lines, "a job with its successors")?;
        let [number, 1, count, rest @ ..] = row.as_slice() else {
            return Err(wrong(line, "job, one mode, successors"));
        };
        if *number != job as i32 || *count < 0 || rest.len() != 2 * *count as usize {
            return Err(wrong(line, "jobs in order, each successor with one lag"));
        }
        let (after, lag) = rest.split_at(*count as usize);
        for (to, lag) in after.iter().zip(lag) {
            if !(0..jobs as i32).contains(to) {
                return Err(wrong(line, "a successor that is there"));
            }
            lags.push((job as u32, *to as u32, *lag));
        }
    }

    let (mut durations, mut demand) = (Vec::new(), Vec::new());
    for job in 0..jobs {
        let (line, row) = next(&mut lines, "a job with its duration and demands")?;
        match row.as_slice() {
            [number, 1, duration, demands @ ..]
                if *number == job as i32 && demands.len() == *resources as usize =>
            {
                durations.push(*duration);
                demand.push(demands.to_vec());
            }
            _ => {
                return Err(wrong(
                    line,
                    "job, mode 1, duration and one demand a resource",
                ));
            }
        }
    }
    let capacity = match resources {
        0 => Vec::new(),
        _ => {
            let (line, capacity) = next(&mut lines, "capacities")?;
            if capacity.len() != *resources as usize {
                return Err(wrong(line, "one capacity a resource"));
            }
            capacity
        }
    };
    Ok(MaxInstance {
        durations,
        lags,
        capacity,
        demand,
    })
}

/// The whole numbers of the next line that is not empty; brackets only frame them.
fn next<'a>(
    lines: &mut impl Iterator<Item = (usize, &'a str)>,
    expected: &'static str,
) -> Result<(usize, Vec<i32>), ParseError> {
    let Some((line, text)) = lines.next() else {
        return Err(ParseError { line: 0, expected });
    };
    let words = text.split(|c: char| c.is_whitespace() || c == '[' || c == ']');
    let numbers = words.filter(|word| !word.is_empty()).map(str::parse);
    match numbers.collect() {
        Ok(numbers) => Ok((line, numbers)),
        Err(_) => Err(ParseError {
            line,
            expected: "a line of whole numbers",
        }),
    }
}
