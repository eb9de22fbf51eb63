//! Accepts or rejects a schedule of the full form. It reads the portfolio as written and counts; it shares no code
//! with what makes schedules: no compiled form, no profile, no search for dates, not even the arithmetic of lags.
//!
//! A lag of `L` working minutes between the end `e` of a predecessor and the end `a` of a successor holds when the
//! calendar that counts it has at least `L` working minutes from `e` to `a` (at most `-L` back from `e` to `a` when it
//! is a lead). All else is said by the violations.

mod dates;
mod links;
mod people;
mod time;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    answer::{Breach, Leveled, Placement},
    model::{Actual, Form, Mode, Portfolio, Task},
};
use crate::{calendar::Minute, plan::Constraint};

/// The first thing wrong. Numbers are positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Violation {
    /// Not one entry a task, or a position that is not there.
    Shape,
    /// A task has neither a date nor a reason, or both.
    Placed {
        /// A position in the tasks.
        task: u32,
    },
    /// A task has a date although one it waits for has none.
    Waits {
        /// A position in the links.
        link: u32,
    },
    /// Dates, pieces and finish do not fit together.
    Pieces {
        /// A position in the tasks.
        task: u32,
    },
    /// Interrupted, but not allowed to be; or in pieces shorter than allowed.
    Split {
        /// A position in the tasks.
        task: u32,
    },
    /// Other working minutes than the task takes, or a start without work.
    Work {
        /// A position in the tasks.
        task: u32,
        /// Minutes in its pieces.
        found: i64,
        /// Minutes it takes.
        wanted: i64,
    },
    /// Dates that are given, or past, were moved.
    Moved {
        /// A position in the tasks.
        task: u32,
    },
    /// Work before the data date, or before the start of the plan or project.
    Early {
        /// A position in the tasks.
        task: u32,
    },
    /// A constraint is not kept and not said to be broken.
    Constraint {
        /// A position in the tasks.
        task: u32,
    },
    /// A link is not kept.
    Link {
        /// A position in the links.
        link: u32,
    },
    /// A task of a summary starts before a link of the summary lets it.
    SummaryLink {
        /// A position in the links.
        link: u32,
        /// A position in the tasks.
        task: u32,
    },
    /// A summary does not span its tasks.
    Summary {
        /// A position in the tasks.
        task: u32,
    },
    /// A task starts or finishes where a freeze forbids it.
    Freeze {
        /// A position in the tasks.
        task: u32,
        /// A position in the freezes.
        freeze: u32,
    },
    /// A need without people, with the wrong ones, or with the same person twice.
    Need {
        /// A position in the tasks.
        task: u32,
        /// A position in the task's needs.
        need: u32,
    },
    /// Someone without the skill at this level, or not when it is valid.
    Skill {
        /// A position in the tasks.
        task: u32,
        /// A position in the resources.
        resource: u32,
    },
    /// More units in use than there are, or than are there.
    Capacity {
        /// A position in the resources.
        resource: u32,
        /// The first instant at which it is.
        at: Minute,
        /// Units in use, in per cent.
        used: i64,
        /// Units there are, in per cent.
        units: i64,
    },
    /// Something given is broken and not said, or said and not broken.
    Undeclared {
        /// A position in the tasks.
        task: u32,
    },
    /// The finish is another than it says, or lies before its bound.
    Finish,
}

impl std::fmt::Display for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self:?}")
    }
}

/// Whether the answer is a schedule of the portfolio, and says what it breaks.
pub fn check(portfolio: &Portfolio, answer: &Leveled) -> Result<(), Violation> {
    shape(portfolio, answer)?;
    let view = View {
        portfolio,
        answer,
        times: time::Times::new(portfolio),
        said: answer
            .broken
            .iter()
            .map(|entry| (entry.task, entry.what))
            .collect(),
    };
    for (task, row) in (0u32..).zip(&portfolio.tasks) {
        view.placed(task, row)?;
    }
    view.links()?;
    view.summaries()?;
    view.capacity()?;
    let last = answer
        .tasks
        .iter()
        .flatten()
        .map(|placement| placement.finish)
        .max();
    let begin = portfolio
        .data_date
        .unwrap_or(portfolio.start)
        .max(portfolio.start);
    if answer.finish != last.unwrap_or(begin) || answer.bound > answer.finish.max(begin) {
        return Err(Violation::Finish);
    }
    Ok(())
}

fn shape(portfolio: &Portfolio, answer: &Leveled) -> Result<(), Violation> {
    let tasks = portfolio.tasks.len();
    if answer.tasks.len() != tasks {
        return Err(Violation::Shape);
    }
    let mut unplaced = vec![0u32; tasks];
    for entry in &answer.unplaced {
        *unplaced
            .get_mut(entry.task as usize)
            .ok_or(Violation::Shape)? += 1;
    }
    for (task, placement) in (0u32..).zip(&answer.tasks) {
        if u32::from(placement.is_none()) != unplaced[task as usize] {
            return Err(Violation::Placed { task });
        }
        let team = placement.iter().flat_map(|placement| &placement.team);
        let row = &portfolio.tasks[task as usize];
        for booking in team {
            if booking.resource as usize >= portfolio.resources.len()
                || booking.need as usize >= row.needs.len()
            {
                return Err(Violation::Shape);
            }
        }
    }
    if answer
        .broken
        .iter()
        .any(|entry| entry.task as usize >= tasks)
    {
        return Err(Violation::Shape);
    }
    Ok(())
}

struct View<'a> {
    portfolio: &'a Portfolio,
    answer: &'a Leveled,
    times: time::Times,
    said: BTreeSet<(u32, Breach)>,
}

impl View<'_> {
    fn placement(&self, task: u32) -> Option<&Placement> {
        self.answer.tasks[task as usize].as_ref()
    }

    fn says(&self, task: u32, what: Breach) -> bool {
        self.said.contains(&(task, what))
    }

    /// A finding must be there exactly when it holds.
    fn declared(&self, task: u32, what: Breach, broken: bool) -> Result<(), Violation> {
        if self.says(task, what) == broken {
            Ok(())
        } else {
            Err(Violation::Undeclared { task })
        }
    }
}

/// Dates that no link moves: by hand, past, or wanted on a date.
fn is_fixed(row: &Task) -> bool {
    let wanted = matches!(
        row.constraint,
        Constraint::MustStartOn(_) | Constraint::MustFinishOn(_)
    );
    is_given(row) || wanted && row.actual == Actual::NotStarted
}

/// Dates that nothing moves.
fn is_given(row: &Task) -> bool {
    matches!(row.mode, Mode::Manual(_)) || matches!(row.actual, Actual::Finished(_))
}

fn is_begun(row: &Task) -> bool {
    matches!(row.actual, Actual::Started { .. })
}

fn is_summary(row: &Task) -> bool {
    row.form == Form::Summary
}
