//! How two schedules become the order of a third: the peak crossover (Valls, Ballestín and Quintanilla 2008) between
//! schedules of two populations (Debels and Vanhoucke 2007).
//!
//! A child keeps one parent's order inside a busy window of time and the other's outside it, because a window that is
//! full is hard to improve and worth inheriting whole. Full means that what is scarce is in use (Goncharov and Leonov
//! 2017 weigh resources too): of a resource that nobody waits for every window is as good.

use super::genetic::{Member, Search};

/// Parents whose jobs are on average less than this part of the makespan apart are alike.
const ALIKE: i64 = 160;
/// Windows that are looked at for the fullest.
const LOOKS: usize = 8;

impl Search<'_> {
    /// The keys of `father` inside a busy window of his schedule, those of `mother` outside.
    pub(super) fn crossed(&mut self, father: &Member, mother: &Member) -> Vec<i32> {
        let (begin, end) = self.busy_window(father);
        let far = father.makespan.max(mother.makespan) + 1;
        let mut keys: Vec<i32> = father
            .keys
            .iter()
            .zip(&mother.keys)
            .map(|(f, m)| {
                // Jobs of the mother's window that the father does elsewhere go to his side of it, in her order.
                if (begin..end).contains(f) {
                    *f
                } else if *m < begin || (*m < end && *f < begin) {
                    *m - far
                } else {
                    *m + far
                }
            })
            .collect();
        self.mutate(&mut keys, father, mother);
        keys
    }

    /// One job goes elsewhere, not far; parents who are alike have children who are, and then a few go further.
    fn mutate(&mut self, keys: &mut [i32], father: &Member, mother: &Member) {
        if keys.is_empty() {
            return;
        }
        let both = father.keys.iter().zip(&mother.keys);
        let apart: i64 = both.map(|(f, m)| i64::from((f - m).abs())).sum();
        let alike = apart * ALIKE < i64::from(father.makespan) * keys.len() as i64;
        let (moves, part) = if alike {
            (1 + keys.len() / 60, 4)
        } else {
            (1, 20)
        };
        let reach = (father.makespan / part).max(1);
        for _ in 0..moves {
            let job = self.random.below(keys.len());
            keys[job] += self.random.below(2 * reach as usize + 1) as i32 - reach;
        }
    }

    /// The fullest of some windows of a seventh to a half of the schedule.
    fn busy_window(&mut self, member: &Member) -> (i32, i32) {
        let makespan = member.makespan.max(1) as usize;
        self.usage.clear();
        self.usage.resize(makespan + 1, 0);
        for (job, start) in member.starts.iter().enumerate() {
            let intensity = self.core.intensity[job];
            self.usage[*start as usize] += intensity;
            self.usage[(*start + self.core.durations[job]) as usize] -= intensity;
        }
        // Differences to usage to its sum before each instant.
        let (mut level, mut sum) = (0, 0);
        for usage in &mut self.usage {
            level += *usage;
            *usage = sum;
            sum += level;
        }
        let length = (makespan / 7 + self.random.below(makespan * 5 / 14 + 1)).max(1);
        let mut best = (i64::MIN, 0);
        for _ in 0..LOOKS {
            let begin = self.random.below(makespan - length.min(makespan) + 1);
            let inside = self.usage[begin + length] - self.usage[begin];
            best = best.max((inside, begin));
        }
        (best.1 as i32, (best.1 + length) as i32)
    }
}
