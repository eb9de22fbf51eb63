//! What a summary shows: what it says itself, and where it says nothing, what its parts come to. Computed when it is
//! read, never stored.

use crate::time::When;

/// What the tasks below a summary come to. Dates are those of all of them; effort and progress those of the last tasks
/// of each branch, since whatever stands between is a summary as well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    pub start: Option<When>,
    pub finish: Option<When>,
    /// Of those that say it; unknown is none, never nought.
    pub effort: Option<i64>,
    /// Each counts by its effort, where that is not said by its duration, else as a day; a milestone counts nothing.
    pub weight: i64,
    /// Per cent done, each multiplied by its weight.
    pub done: i64,
    /// How many there are, and their per cent added up.
    pub tasks: i64,
    pub percents: i64,
}

/// A summary as it shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub start: Option<When>,
    pub finish: Option<When>,
    /// The dates are those of its parts: it says none of its own.
    pub dates_of_parts: bool,
    pub effort: Option<i64>,
    pub effort_of_parts: bool,
    /// Always that of its parts: a summary is not worked on.
    pub percent: i64,
}

impl Parts {
    /// A date or an effort of its own stands: a file says both of its summaries, and they are shown as it says them.
    pub fn summary(
        &self,
        start: Option<When>,
        finish: Option<When>,
        effort: Option<i64>,
    ) -> Summary {
        let dates_of_parts = start.is_none() && finish.is_none();
        Summary {
            start: if dates_of_parts { self.start } else { start },
            finish: if dates_of_parts { self.finish } else { finish },
            dates_of_parts,
            effort: effort.or(self.effort),
            effort_of_parts: effort.is_none(),
            percent: self.percent(),
        }
    }

    /// Rounded down: a hundred is said when all is done.
    fn percent(&self) -> i64 {
        let (done, of) = if self.weight > 0 {
            (self.done, self.weight)
        } else {
            (self.percents, self.tasks)
        };
        done.checked_div(of).unwrap_or(0).clamp(0, 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::written;

    fn parts() -> Parts {
        Parts {
            start: written("2026-12-01"),
            finish: written("2026-12-09T17:00"),
            effort: Some(960),
            weight: 1440,
            done: 48_000 + 47_000,
            tasks: 3,
            percents: 200,
        }
    }

    #[test]
    fn a_summary_that_says_nothing_shows_its_parts() {
        let shown = parts().summary(None, None, None);
        assert_eq!(shown.start, written("2026-12-01"));
        assert_eq!(shown.finish, written("2026-12-09T17:00"));
        assert_eq!((shown.effort, shown.percent), (Some(960), 65));
        assert!(shown.dates_of_parts && shown.effort_of_parts);
    }

    #[test]
    fn what_a_file_says_of_a_summary_stands() {
        let shown = parts().summary(written("2026-11-30"), None, Some(480));
        assert_eq!(
            (shown.start, shown.finish),
            (written("2026-11-30"), None),
            "half its own and half its parts' would be nobody's dates"
        );
        assert_eq!(shown.effort, Some(480));
        assert!(!shown.dates_of_parts && !shown.effort_of_parts);
        assert_eq!(shown.percent, 65);
    }

    #[test]
    fn a_hundred_is_said_when_all_is_done() {
        let percent = |weight, done, tasks, percents| {
            Parts {
                weight,
                done,
                tasks,
                percents,
                ..Parts::default()
            }
            .summary(None, None, None)
            .percent
        };
        assert_eq!(percent(1000, 99_999, 2, 199), 99);
        assert_eq!(percent(1000, 100_000, 2, 200), 100);
        // Milestones alone: how many of them have come about.
        assert_eq!(percent(0, 0, 3, 200), 66);
        assert_eq!(percent(0, 0, 0, 0), 0);
    }

    #[test]
    fn what_no_part_says_is_not_known() {
        let shown = Parts::default().summary(None, None, None);
        assert_eq!(
            (shown.start, shown.finish, shown.effort),
            (None, None, None)
        );
    }
}
