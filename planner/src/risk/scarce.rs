//! What is left of people and machines, as steps over time.

use crate::calendar::{Interval, Minute};

#[derive(Clone, Debug)]
pub(super) struct Scarce {
    pub capacity: Vec<i32>,
    pub demand: Vec<Vec<i32>>,
}

impl Scarce {
    /// True when both need units of the same resource.
    pub(super) fn share(&self, one: usize, other: usize) -> bool {
        let pairs = self.demand[one].iter().zip(&self.demand[other]);
        pairs.into_iter().any(|(one, other)| *one > 0 && *other > 0)
    }
}

/// Free units from each instant to the next.
#[derive(Debug)]
pub(super) struct Profile {
    from: Vec<Minute>,
    /// A row of resources each.
    free: Vec<i64>,
    resources: usize,
}

impl Profile {
    pub(super) fn new(scarce: &Scarce) -> Self {
        Self {
            from: vec![Minute::MIN],
            free: scarce
                .capacity
                .iter()
                .map(|units| i64::from(*units))
                .collect(),
            resources: scarce.capacity.len(),
        }
    }

    /// The end of the last step within these dates on which the task's demand is not free; `None` when it fits.
    pub(super) fn short(&self, scarce: &Scarce, task: usize, dates: Interval) -> Option<Minute> {
        let demand = &scarce.demand[task];
        if dates.finish <= dates.start || demand.iter().all(|units| *units == 0) {
            return None;
        }
        let first = self.step(dates.start);
        let end = self.from.partition_point(|from| *from < dates.finish);
        let lacks = |step: usize| {
            let free = &self.free[step * self.resources..(step + 1) * self.resources];
            let mut pairs = free.iter().zip(demand);
            pairs.any(|(free, need)| *need > 0 && *free < i64::from(*need))
        };
        let last = (first..end).rev().find(|step| lacks(*step))?;
        // The last step is free of all but what is fixed for ever; there is none after it to wait for.
        self.from.get(last + 1).copied()
    }

    pub(super) fn take(&mut self, scarce: &Scarce, task: usize, dates: Interval) {
        let demand = &scarce.demand[task];
        if dates.finish <= dates.start || demand.iter().all(|units| *units == 0) {
            return;
        }
        let first = self.split(dates.start);
        let end = self.split(dates.finish);
        for row in
            self.free[first * self.resources..end * self.resources].chunks_mut(self.resources)
        {
            for (free, need) in row.iter_mut().zip(demand) {
                *free -= i64::from(*need);
            }
        }
    }

    fn step(&self, at: Minute) -> usize {
        self.from
            .partition_point(|from| *from <= at)
            .saturating_sub(1)
    }

    /// The step that begins at this instant, made if need be.
    fn split(&mut self, at: Minute) -> usize {
        let step = self.step(at);
        if self.from[step] == at {
            return step;
        }
        self.from.insert(step + 1, at);
        let row = step * self.resources..(step + 1) * self.resources;
        let copy: Vec<i64> = self.free[row].to_vec();
        let place = (step + 1) * self.resources;
        self.free.splice(place..place, copy);
        step + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_what_is_left() {
        let scarce = Scarce {
            capacity: vec![2, 1],
            demand: vec![vec![1, 0], vec![2, 0], vec![0, 1]],
        };
        let mut profile = Profile::new(&scarce);
        profile.take(&scarce, 0, Interval::new(10, 20));
        profile.take(&scarce, 0, Interval::new(15, 30));
        assert_eq!(profile.short(&scarce, 0, Interval::new(12, 16)), Some(20));
        assert_eq!(profile.short(&scarce, 0, Interval::new(20, 90)), None);
        assert_eq!(profile.short(&scarce, 1, Interval::new(0, 11)), Some(15));
        assert_eq!(profile.short(&scarce, 1, Interval::new(0, 10)), None);
        assert_eq!(profile.short(&scarce, 1, Interval::new(25, 35)), Some(30));
        assert_eq!(profile.short(&scarce, 2, Interval::new(0, 99)), None);
        // No time, no units.
        assert_eq!(profile.short(&scarce, 1, Interval::new(12, 12)), None);
        assert!(scarce.share(0, 1) && !scarce.share(0, 2));
    }
}
