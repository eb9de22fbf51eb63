//! Priority rules: in which order jobs are taken. No rule is best on all plans, so several are tried (Kolisch 1996).

use super::{
    core::{Core, Shape},
    generate::Schedule,
    relaxed,
};
use crate::calendar::Interval;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// Latest finish time (Davis and Patterson 1975), the best single one in most studies.
    LatestFinish,
    /// Latest start time.
    LatestStart,
    /// Least slack.
    Slack,
    /// Most total successors.
    Successors,
    /// Greatest rank positional weight: its work and that of its immediate successors (Alvarez-Valdés and Tamarit 1989).
    RankWeight,
    /// The project that weighs most first, then latest finish.
    Project,
    /// First come, first served.
    Earliest,
    /// As in the present plan.
    Present,
}

/// In the order of promise.
pub(super) const RULES: [Rule; 7] = [
    Rule::LatestFinish,
    Rule::LatestStart,
    Rule::Project,
    Rule::RankWeight,
    Rule::Successors,
    Rule::Slack,
    Rule::Earliest,
];

/// What the rules look at.
pub(super) struct Outlook {
    pub early: Schedule,
    pub late: Vec<Interval>,
}

impl Outlook {
    pub fn new(core: &Core<'_>) -> Self {
        let early = relaxed::earliest(core, &|_| true).schedule;
        let horizon = relaxed::finish(core, &early);
        let late = relaxed::latest(core, &early, horizon);
        Self { early, late }
    }

    /// One key a job; the smallest comes first.
    pub fn keys(&self, core: &Core<'_>, rule: Rule) -> Vec<i64> {
        let successors = match rule {
            Rule::Successors => successors(core),
            _ => Vec::new(),
        };
        let key = |job: usize| {
            let (early, late) = (self.early.dates[job], self.late[job]);
            let row = &core.jobs[job];
            match rule {
                Rule::LatestFinish => i64::from(late.finish),
                Rule::LatestStart => i64::from(late.start),
                Rule::Slack => i64::from(late.start) - i64::from(early.start),
                Rule::Successors => -successors[job],
                Rule::RankWeight => {
                    let after = core.graph.outgoing(job as u32).iter();
                    let after = after.map(|link| core.graph.links()[*link as usize].to);
                    let after = after.map(|next| i64::from(core.jobs[next as usize].work));
                    -(i64::from(row.work) + after.sum::<i64>())
                }
                Rule::Project => (-core.weight(row.project) << 33) + i64::from(late.finish),
                Rule::Earliest => i64::from(early.start),
                Rule::Present => i64::from(row.present.unwrap_or(early.start)),
            }
        };
        (0..core.jobs.len()).map(key).collect()
    }
}

/// How many jobs come after each, however far.
fn successors(core: &Core<'_>) -> Vec<i64> {
    let jobs = core.jobs.len();
    let words = jobs.div_ceil(64);
    // A bit a pair: past this it is told by the chains alone.
    if jobs > 20_000 {
        return core.jobs.iter().map(|job| -i64::from(job.work)).collect();
    }
    let mut after = vec![0u64; jobs * words];
    for &job in core.graph.order().iter().rev() {
        for link in core.graph.outgoing(job) {
            let next = core.graph.links()[*link as usize].to as usize;
            let (own, other) = (job as usize * words, next * words);
            for word in 0..words {
                let more = after[other + word];
                after[own + word] |= more;
            }
            after[own + next / 64] |= 1 << (next % 64);
        }
    }
    let count = |job: usize| {
        let row = &after[job * words..(job + 1) * words];
        row.iter().map(|word| i64::from(word.count_ones())).sum()
    };
    (0..jobs).map(count).collect()
}

/// Jobs whose order is open: the rest has its dates from people, or from its children.
pub(super) fn is_open(core: &Core<'_>, job: u32) -> bool {
    core.jobs[job as usize].shape == Shape::Free
}
