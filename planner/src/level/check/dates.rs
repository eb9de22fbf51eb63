//! One task: its dates, its pieces, its work, its constraint, freezes and needs.

use super::{View, Violation, is_begun, is_given, is_summary};
use crate::{
    calendar::{Interval, Minute},
    level::{
        answer::{Breach, Placement},
        model::{Actual, Fixed, Form, Mode, Need, Task},
    },
    plan::Constraint,
};

impl View<'_> {
    pub(super) fn placed(&self, task: u32, row: &Task) -> Result<(), Violation> {
        let Some(placement) = self.placement(task) else {
            // What is given has its date in any case.
            let given = is_given(row).then_some(Violation::Placed { task });
            return given.map_or(Ok(()), Err);
        };
        if placement.start > placement.finish {
            return Err(Violation::Pieces { task });
        }
        if is_summary(row) {
            let bare = placement.team.is_empty() && placement.pieces.is_empty();
            if let Mode::Manual(dates) = row.mode
                && dates != Interval::new(placement.start, placement.finish)
            {
                return Err(Violation::Moved { task });
            }
            let kept = self.keeps(row, placement);
            self.declared(
                task,
                Breach::Constraint,
                !kept && matches!(row.mode, Mode::Manual(_)),
            )?;
            return if bare {
                Ok(())
            } else {
                Err(Violation::Pieces { task })
            };
        }
        let dates = Interval::new(placement.start, placement.finish);
        match (row.actual, row.mode) {
            (Actual::Finished(actual), _) => {
                let bare = placement.team.is_empty() && placement.pieces.is_empty();
                return if actual == dates && bare {
                    Ok(())
                } else {
                    Err(Violation::Moved { task })
                };
            }
            (_, Mode::Manual(given)) => {
                if given != dates || placement.pieces.iter().any(|piece| *piece != given) {
                    return Err(Violation::Moved { task });
                }
                return self.by_hand(task, row, placement);
            }
            (Actual::Started { start, .. }, _) if start != placement.start => {
                return Err(Violation::Moved { task });
            }
            _ => {}
        }
        self.pieces(task, row, placement)?;
        self.needs(task, row, placement)?;
        self.work(task, row, placement)?;
        self.early(task, row, placement)?;
        self.constraint(task, row, placement)?;
        match self.frozen(row, placement).first() {
            Some(freeze) => Err(Violation::Freeze {
                task,
                freeze: *freeze,
            }),
            None => Ok(()),
        }
    }

    fn by_hand(&self, task: u32, row: &Task, placement: &Placement) -> Result<(), Violation> {
        self.declared(task, Breach::Constraint, !self.keeps(row, placement))?;
        let date = self.portfolio.data_date;
        let past = !is_begun(row) && date.is_some_and(|date| placement.start < date);
        self.declared(task, Breach::DataDate, past)?;
        let frozen = if is_begun(row) {
            Vec::new()
        } else {
            self.frozen(row, placement)
        };
        for freeze in 0..self.portfolio.freezes.len() as u32 {
            self.declared(task, Breach::Freeze(freeze), frozen.contains(&freeze))?;
        }
        if placement.pieces.is_empty() {
            return Ok(());
        }
        for need in 0..row.needs.len() as u32 {
            let full = self.serves(task, row, placement, need)?;
            self.declared(task, Breach::Unstaffed(need), !full)?;
        }
        Ok(())
    }

    /// Ascending, apart, from the start to the finish.
    fn pieces(&self, task: u32, row: &Task, placement: &Placement) -> Result<(), Violation> {
        let wrong = Violation::Pieces { task };
        let (Some(first), Some(last)) = (placement.pieces.first(), placement.pieces.last()) else {
            let instant = is_begun(row) || placement.start == placement.finish;
            return if instant { Ok(()) } else { Err(wrong) };
        };
        let ascend = placement
            .pieces
            .windows(2)
            .all(|two| two[0].finish <= two[1].start);
        let none_empty = placement
            .pieces
            .iter()
            .all(|piece| piece.start < piece.finish);
        if !ascend || !none_empty || !is_begun(row) && first.start != placement.start {
            return Err(wrong);
        }
        // A finish may bear a later name than the last minute of work when there is only a break between.
        let calendars = self.calendars(row, placement);
        if last.finish > placement.finish
            || !self
                .times
                .shared(&calendars, last.finish, placement.finish)
                .is_empty()
        {
            return Err(wrong);
        }
        if placement.pieces.len() > 1 {
            let Some(least) = row.split else {
                return Err(Violation::Split { task });
            };
            let all_but_last = &placement.pieces[..placement.pieces.len() - 1];
            if all_but_last
                .iter()
                .any(|piece| self.worked(&calendars, *piece) < i64::from(least))
            {
                return Err(Violation::Split { task });
            }
        }
        Ok(())
    }

    pub(super) fn calendars(&self, row: &Task, placement: &Placement) -> Vec<u32> {
        let mut calendars = vec![row.calendar];
        for booking in &placement.team {
            calendars.push(self.portfolio.resources[booking.resource as usize].calendar);
        }
        calendars.sort_unstable();
        calendars.dedup();
        calendars
    }

    fn worked(&self, calendars: &[u32], piece: Interval) -> i64 {
        if let [calendar] = calendars {
            return self
                .times
                .between(Some(*calendar), piece.start, piece.finish);
        }
        let pieces = self.times.shared(calendars, piece.start, piece.finish);
        pieces
            .iter()
            .map(|piece| i64::from(piece.finish) - i64::from(piece.start))
            .sum()
    }

    /// As much as the task takes, and each piece begins with some.
    fn work(&self, task: u32, row: &Task, placement: &Placement) -> Result<(), Violation> {
        let calendars = self.calendars(row, placement);
        let works = |piece: &Interval| self.worked(&calendars, *piece);
        let found: i64 = placement.pieces.iter().map(works).sum();
        let wanted = self.minutes(row);
        let begins = placement.pieces.iter().all(|piece| {
            self.worked(
                &calendars,
                Interval::new(piece.start, piece.start.saturating_add(1)),
            ) == 1
        });
        if found != wanted || !begins {
            return Err(Violation::Work {
                task,
                found,
                wanted,
            });
        }
        Ok(())
    }

    /// Working minutes still to be done.
    fn minutes(&self, row: &Task) -> i64 {
        match row.actual {
            Actual::Started { remaining, .. } => {
                self.follows(row, row.effort.map(|_| remaining), remaining)
            }
            _ => self.whole(row),
        }
    }

    /// Working minutes of the whole task.
    pub(super) fn whole(&self, row: &Task) -> i64 {
        self.follows(row, row.effort, row.duration)
    }

    /// With effort that decides: the least whole number whose work is enough.
    fn follows(&self, row: &Task, effort: Option<i32>, duration: i32) -> i64 {
        if row.form != Form::Work {
            return 0;
        }
        let units: i64 = row.needs.iter().map(|need| self.person_units(need)).sum();
        match effort {
            Some(effort) if row.fixed != Fixed::Duration && units > 0 => {
                let hundredfold = i64::from(effort) * 100;
                hundredfold / units + i64::from(hundredfold % units > 0)
            }
            _ => i64::from(duration),
        }
    }

    fn person_units(&self, need: &Need) -> i64 {
        match *need {
            Need::Named { resource, units } => {
                let asset = self.portfolio.resources[resource as usize].asset;
                if asset { 0 } else { i64::from(units) }
            }
            Need::Skilled { people, units, .. } => i64::from(people) * i64::from(units),
        }
    }

    fn early(&self, task: u32, row: &Task, placement: &Placement) -> Result<(), Violation> {
        let begin = placement
            .pieces
            .first()
            .map_or(placement.start, |piece| piece.start);
        let begin = if is_begun(row) && placement.pieces.is_empty() {
            placement.finish
        } else {
            begin
        };
        let project = self.portfolio.projects.get(row.project as usize);
        let starts = [
            Some(self.portfolio.start),
            self.portfolio.data_date,
            project.and_then(|project| project.start),
        ];
        if starts.into_iter().flatten().any(|start| begin < start) {
            return Err(Violation::Early { task });
        }
        Ok(())
    }

    /// Earliest dates hold; latest ones hold or are said to be broken.
    fn constraint(&self, task: u32, row: &Task, placement: &Placement) -> Result<(), Violation> {
        let kept = self.keeps(row, placement);
        let may_break = !matches!(
            row.constraint,
            Constraint::StartNoEarlierThan(_) | Constraint::FinishNoEarlierThan(_)
        );
        if !kept && !may_break {
            return Err(Violation::Constraint { task });
        }
        if kept == self.says(task, Breach::Constraint) {
            return Err(Violation::Constraint { task });
        }
        Ok(())
    }

    fn keeps(&self, row: &Task, placement: &Placement) -> bool {
        let works = !is_summary(row) && self.minutes(row) > 0;
        let work = |from: Minute, to: Minute| self.times.between(Some(row.calendar), from, to);
        let not_after = |at: Minute, limit: Minute| at <= limit || works && work(limit, at) == 0;
        let (start, finish) = (placement.start, placement.finish);
        match row.constraint {
            Constraint::AsSoonAsPossible | Constraint::AsLateAsPossible => true,
            Constraint::FinishNoEarlierThan(at) => finish >= at,
            Constraint::FinishNoLaterThan(at) => not_after(finish, at),
            Constraint::MustFinishOn(at) => finish == at || works && work(finish, at) == 0,
            _ if is_begun(row) => true,
            Constraint::StartNoEarlierThan(at) => start >= at,
            Constraint::StartNoLaterThan(at) => not_after(start, at),
            Constraint::MustStartOn(at) => start >= at && not_after(start, at),
        }
    }

    fn frozen(&self, row: &Task, placement: &Placement) -> Vec<u32> {
        let (start, finish) = (placement.start, placement.finish);
        let instant = start == finish || placement.pieces.is_empty();
        let broken = (0u32..).zip(&self.portfolio.freezes).filter(|(_, freeze)| {
            let window = freeze.window;
            let starts = window.start <= start && start < window.finish && !is_begun(row);
            let finishes = if instant {
                window.start <= finish && finish < window.finish
            } else {
                window.start < finish && finish <= window.finish
            };
            freeze.kinds.contains(&row.kind)
                && (freeze.start && starts || freeze.finish && finishes)
        });
        broken.map(|(at, _)| at).collect()
    }
}
