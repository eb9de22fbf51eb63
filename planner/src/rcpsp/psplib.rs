//! Reads PSPLIB's single-mode files (`.sm`, Kolisch and Sprecher 1997).

use serde::Serialize;

use super::Instance;

/// What is wrong with a file, and in which line (from 1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ParseError {
    /// From 1.
    pub line: usize,
    /// What should be there.
    pub expected: &'static str,
}

impl std::fmt::Display for ParseError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: expected {}", self.line, self.expected)
    }
}

impl std::error::Error for ParseError {}

/// No set of the library comes near; a file that says more is no instance, and memory is not taken on its word.
const MOST_JOBS: usize = 100_000;

/// An instance of the text of a `.sm` file. Its jobs include the two dummies.
pub fn parse(text: &str) -> Result<Instance, ParseError> {
    let lines: Vec<&str> = text.lines().collect();
    let line_with = |words: &'static str| {
        let at = lines.iter().position(|line| line.contains(words));
        at.ok_or(ParseError {
            line: lines.len(),
            expected: words,
        })
    };
    let jobs_at = line_with("jobs (incl. supersource")?;
    let jobs = lines[jobs_at]
        .rsplit(':')
        .next()
        .and_then(|n| n.trim().parse::<usize>().ok());
    let jobs = jobs
        .filter(|jobs| (1..=MOST_JOBS).contains(jobs))
        .ok_or(ParseError {
            line: jobs_at + 1,
            expected: "a number of jobs",
        })?;

    // One title line, then a row a job: number, modes, successors' number, successors.
    let begin = line_with("PRECEDENCE RELATIONS")? + 2;
    let mut links = Vec::new();
    for job in 0..jobs {
        let row = numbers(&lines, begin + job)?;
        let expected = |expected| ParseError {
            line: begin + job + 1,
            expected,
        };
        let [number, 1, count, after @ ..] = row.as_slice() else {
            return Err(expected("job, one mode, successors"));
        };
        if *number != job as i64 + 1 || *count != after.len() as i64 {
            return Err(expected("jobs in order with all their successors"));
        }
        for successor in after {
            if !(1..=jobs as i64).contains(successor) {
                return Err(expected("a successor that is there"));
            }
            links.push((job as u32, *successor as u32 - 1));
        }
    }

    // Two title lines, then a row a job: number, mode, duration, demands.
    let begin = line_with("REQUESTS/DURATIONS")? + 3;
    let at = line_with("RESOURCEAVAILABILITIES")? + 2;
    let capacity: Vec<i32> = numbers(&lines, at)?.iter().map(|n| *n as i32).collect();
    let (mut durations, mut demand) = (Vec::new(), Vec::new());
    for job in 0..jobs {
        let row = numbers(&lines, begin + job)?;
        match row.as_slice() {
            [number, 1, duration, demands @ ..]
                if *number == job as i64 + 1 && demands.len() == capacity.len() =>
            {
                durations.push(*duration as i32);
                demand.push(demands.iter().map(|n| *n as i32).collect());
            }
            _ => {
                let expected = "job, mode 1, duration and one demand a resource";
                return Err(ParseError {
                    line: begin + job + 1,
                    expected,
                });
            }
        }
    }
    Ok(Instance {
        durations,
        links,
        capacity,
        demand,
    })
}

/// The whole numbers of a line, each within 32 bits.
fn numbers(lines: &[&str], at: usize) -> Result<Vec<i64>, ParseError> {
    let error = ParseError {
        line: at + 1,
        expected: "a line of whole numbers",
    };
    let line = lines.get(at).ok_or(error.clone())?;
    let words = line.split_whitespace();
    let numbers = words.map(|word| word.parse::<i32>().map(i64::from));
    let numbers: Vec<i64> = numbers
        .collect::<Result<_, _>>()
        .map_err(|_| error.clone())?;
    if numbers.is_empty() {
        Err(error)
    } else {
        Ok(numbers)
    }
}
