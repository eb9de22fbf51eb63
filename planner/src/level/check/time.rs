//! Working time, counted from the calendars' intervals.

use crate::{
    calendar::{Interval, Minute},
    level::model::Portfolio,
};

/// Each calendar's intervals with the work before them.
pub(super) struct Times {
    calendars: Vec<Vec<(Interval, i64)>>,
}

impl Times {
    pub fn new(portfolio: &Portfolio) -> Self {
        let calendars = portfolio.calendars.iter().map(|calendar| {
            let mut before = 0;
            let rows = calendar.intervals().map(|interval| {
                let row = (interval, before);
                before += i64::from(interval.finish) - i64::from(interval.start);
                row
            });
            rows.collect()
        });
        Self {
            calendars: calendars.collect(),
        }
    }

    fn until(&self, calendar: u32, at: Minute) -> i64 {
        let rows = &self.calendars[calendar as usize];
        let next = rows.partition_point(|(interval, _)| interval.start <= at);
        match next.checked_sub(1).map(|last| rows[last]) {
            None => 0,
            Some((interval, before)) => {
                before + i64::from(at.min(interval.finish)) - i64::from(interval.start)
            }
        }
    }

    /// Working minutes from one instant to another; negative when the other is before. Without a calendar, on the clock.
    pub fn between(&self, calendar: Option<u32>, from: Minute, to: Minute) -> i64 {
        match calendar {
            None => i64::from(to) - i64::from(from),
            Some(calendar) => self.until(calendar, to) - self.until(calendar, from),
        }
    }

    /// The stretches inside `[from, to)` that all these calendars work.
    pub fn shared(&self, calendars: &[u32], from: Minute, to: Minute) -> Vec<Interval> {
        let mut common = vec![Interval::new(from, to)];
        for calendar in calendars {
            let rows = &self.calendars[*calendar as usize];
            let mut next = Vec::new();
            for piece in common {
                let first = rows.partition_point(|(interval, _)| interval.finish <= piece.start);
                for (interval, _) in &rows[first..] {
                    if interval.start >= piece.finish {
                        break;
                    }
                    let cut = Interval::new(
                        interval.start.max(piece.start),
                        interval.finish.min(piece.finish),
                    );
                    if cut.start < cut.finish {
                        next.push(cut);
                    }
                }
            }
            common = next;
        }
        common
    }
}
