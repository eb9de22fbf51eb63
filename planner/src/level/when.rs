//! Working time that several calendars share: a task works when its own calendar does and everyone it needs is there.
//!
//! Teams are many and each asks but a few questions, so their calendars are not intersected beforehand: the answer is
//! walked, interval by interval. One calendar alone, the usual case, is asked directly.

use crate::calendar::{Calendar, FIRST, Interval, LAST, Minute};

/// At least one calendar; work is where all of them have it.
#[derive(Clone, Copy)]
pub(super) struct When<'a> {
    calendars: &'a [Calendar],
    shared: &'a [u32],
}

impl<'a> When<'a> {
    pub fn new(calendars: &'a [Calendar], shared: &'a [u32]) -> Self {
        Self { calendars, shared }
    }

    fn alone(&self) -> Option<&'a Calendar> {
        match self.shared {
            [one] => Some(&self.calendars[*one as usize]),
            _ => None,
        }
    }

    pub fn is(&self, calendar: u32) -> bool {
        self.shared == [calendar]
    }

    /// The first shared stretch of work at `at` or later.
    pub fn piece_from(&self, at: Minute) -> Option<Interval> {
        if let Some(calendar) = self.alone() {
            return calendar.piece_from(at);
        }
        let mut piece = Interval::new(at, at);
        loop {
            let (start, mut finish) = (piece.start, LAST);
            for calendar in self.shared {
                let next = self.calendars[*calendar as usize].piece_from(piece.start)?;
                piece.start = piece.start.max(next.start);
                finish = finish.min(next.finish);
            }
            if piece.start == start {
                return Some(Interval::new(start, finish));
            }
        }
    }

    /// Start and finish of `work` minutes from `at`; no work stays where it is.
    pub fn place(&self, at: Minute, work: i32) -> Option<Interval> {
        if let Some(calendar) = self.alone() {
            return calendar.place_forward(at, work);
        }
        if work <= 0 {
            return Some(Interval::new(at, at));
        }
        let first = self.piece_from(at)?;
        let (mut piece, mut left) = (first, work);
        while left > piece.length() {
            left -= piece.length();
            piece = self.piece_from(piece.finish)?;
        }
        Some(Interval::new(first.start, piece.start + left))
    }

    /// Working minutes in `[from, to)`; nothing when `to` is not later.
    pub fn between(&self, from: Minute, to: Minute) -> i32 {
        if to <= from {
            return 0;
        }
        if let Some(calendar) = self.alone() {
            return calendar.work_between(from, to);
        }
        self.pieces(from, to).map(Interval::length).sum()
    }

    /// The shared stretches inside `[from, to)`.
    pub fn pieces(self, from: Minute, to: Minute) -> impl Iterator<Item = Interval> + use<'a> {
        let mut at = from;
        std::iter::from_fn(move || {
            let piece = self.piece_from(at).filter(|piece| piece.start < to)?;
            at = piece.finish;
            Some(Interval::new(piece.start, piece.finish.min(to)))
        })
    }

    /// Moves work that starts at `placed.start` so that it does not finish before `end`. A bound inside a break is kept
    /// by a finish when the break ends, as the critical path has it.
    pub fn finish_by(&self, placed: Interval, work: i32, end: Minute) -> Option<Interval> {
        if placed.finish >= end {
            return Some(placed);
        }
        if work <= 0 {
            return Some(Interval::new(end, end));
        }
        let more = self.between(placed.finish, end);
        let moved = if more == 0 {
            placed
        } else {
            let begun = self.place(placed.start, more)?.finish;
            self.place(begun, work)?
        };
        if moved.finish >= end {
            return Some(moved);
        }
        Some(Interval::new(moved.start, self.piece_from(end)?.start))
    }
}

/// Minutes a calendar may name, whatever was asked for.
pub(super) fn in_range(at: Minute) -> Minute {
    at.clamp(FIRST, LAST)
}
