//! Where to begin a search: a table by bucket, so that a lookup in ten years of days looks at one or two intervals.
//!
//! A plan of 10,000 tasks asks a calendar some 50,000 times for one forward and backward pass. Binary search over ten
//! years of mornings and afternoons is 13 steps that the processor cannot predict; the table is one read and a step.

use super::Minute;

/// 1,024 minutes a bucket: fewer than two intervals each in any usual calendar.
const SHIFT: u32 = 10;
/// A table longer than this costs more memory than it saves time: 512 years.
const LONGEST: usize = 1 << 18;

#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(super) struct Index {
    origin: Minute,
    /// Per bucket of time, the first interval that ends after the bucket's start.
    by_time: Vec<u32>,
    /// Per bucket of work, the interval that holds the bucket's first minute.
    by_work: Vec<u32>,
}

impl Index {
    pub(super) fn new(finishes: &[Minute], before: &[i32]) -> Self {
        let (Some(&first), Some(&last), Some(&total)) =
            (finishes.first(), finishes.last(), before.last())
        else {
            return Self::default();
        };
        let buckets = ((last - first) >> SHIFT) as usize + 1;
        if finishes.len() < 8 || buckets > LONGEST {
            return Self::default();
        }
        let mut by_time = Vec::with_capacity(buckets);
        let mut i = 0;
        for bucket in 0..buckets {
            let at = first + ((bucket as i32) << SHIFT);
            while finishes[i] <= at && i + 1 < finishes.len() {
                i += 1;
            }
            by_time.push(i as u32);
        }
        let mut by_work = Vec::with_capacity((total as usize >> SHIFT) + 1);
        let mut i = 0;
        for bucket in 0..=total >> SHIFT {
            let done = bucket << SHIFT;
            while before[i + 1] < done {
                i += 1;
            }
            by_work.push(i as u32);
        }
        Self {
            origin: first,
            by_time,
            by_work,
        }
    }

    /// The first position whose finish is after `at`; the length when there is none.
    pub(super) fn ending_after(&self, finishes: &[Minute], at: Minute) -> usize {
        if at < self.origin {
            if !self.by_time.is_empty() {
                return 0;
            }
        } else if let Some(&near) = self
            .by_time
            .get((at.saturating_sub(self.origin) >> SHIFT) as usize)
        {
            let mut i = near as usize;
            while finishes.get(i).is_some_and(|finish| *finish <= at) {
                i += 1;
            }
            return i;
        }
        finishes.partition_point(|finish| *finish <= at)
    }

    /// The interval in which the `done`-th minute of work ends; `1 <= done <= total`.
    pub(super) fn holding(&self, before: &[i32], done: i32) -> usize {
        if let Some(&near) = self.by_work.get((done >> SHIFT) as usize) {
            let mut i = near as usize;
            while before[i + 1] < done {
                i += 1;
            }
            return i;
        }
        before.partition_point(|sum| *sum < done) - 1
    }
}
