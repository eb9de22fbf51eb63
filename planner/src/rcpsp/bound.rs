//! Lower bounds: no schedule is shorter.

mod destructive;

use super::{
    Instance, InstanceError,
    core::{Core, Direction},
};

/// The larger of the critical path and, for each resource, of its work between the least head and the least tail of
/// the jobs that use it; then every makespan that windows of time refute is passed over.
pub fn lower_bound(instance: &Instance) -> Result<i32, InstanceError> {
    Ok(of(&Core::new(instance)?, instance))
}

pub(super) fn of(core: &Core, instance: &Instance) -> i32 {
    let tails = core.earliest_starts(Direction::Backward);
    with(core, instance, &tails)
}

/// Tails that know of resources: whatever comes after a job is an instance of its own, and no schedule passes it in less
/// than its bound. From the last job to the first, each with the tails behind it.
pub(super) fn tails(core: &Core, instance: &Instance) -> Vec<i32> {
    let mut tails = vec![0; core.jobs];
    let mut after = vec![vec![false; core.jobs]; core.jobs];
    for &job in core.graph.order().iter().rev() {
        let job = job as usize;
        for &next in core.before(Direction::Backward, job as u32) {
            let further = after[next as usize].clone();
            for (own, further) in after[job].iter_mut().zip(further) {
                *own |= further;
            }
            after[job][next as usize] = true;
        }
        let (mut rest, mut alone) = (core.clone(), instance.clone());
        let mut behind = tails.clone();
        for other in (0..core.jobs).filter(|other| !after[job][*other]) {
            (rest.durations[other], alone.durations[other], behind[other]) = (0, 0, 0);
            alone.demand[other].fill(0);
        }
        tails[job] = with(&rest, &alone, &behind);
    }
    tails
}

fn with(core: &Core, instance: &Instance, tails: &[i32]) -> i32 {
    let heads = core.earliest_starts(Direction::Forward);
    let path = (0..core.jobs)
        .map(|job| heads[job] + core.durations[job] + tails[job])
        .max();
    let mut bound = path.unwrap_or(0);
    for (resource, capacity) in instance.capacity.iter().enumerate() {
        bound = bound.max(energy(core, instance, resource, *capacity, &heads, tails));
    }
    destructive::improved(core, instance, &heads, tails, bound)
}

/// Carlier's preemptive argument on a cumulative resource: take the jobs with head at least `h` and tail at least `t`;
/// their work needs `h + work / capacity + t`.
fn energy(
    core: &Core,
    instance: &Instance,
    resource: usize,
    capacity: i32,
    heads: &[i32],
    tails: &[i32],
) -> i32 {
    let uses =
        |job: usize| i64::from(instance.demand[job][resource]) * i64::from(core.durations[job]);
    let mut jobs: Vec<usize> = (0..core.jobs).filter(|job| uses(*job) > 0).collect();
    jobs.sort_by_key(|job| std::cmp::Reverse(tails[*job]));
    let mut starts: Vec<i32> = jobs.iter().map(|job| heads[*job]).collect();
    starts.sort_unstable();
    starts.dedup();
    let mut bound = 0;
    for head in starts {
        let mut work = 0;
        for &job in jobs.iter().filter(|job| heads[**job] >= head) {
            work += uses(job);
            let capacity = i64::from(capacity.max(1));
            bound = bound.max(head + ((work + capacity - 1) / capacity) as i32 + tails[job]);
        }
    }
    bound
}

impl Core {
    /// Earliest starts without resources; backward they are tails.
    pub(super) fn earliest_starts(&self, direction: Direction) -> Vec<i32> {
        let mut starts = vec![0; self.jobs];
        let mut settle = |job: u32| {
            let ends = self.before(direction, job).iter();
            let start = ends
                .map(|b| starts[*b as usize] + self.durations[*b as usize])
                .max();
            starts[job as usize] = start.unwrap_or(0);
        };
        match direction {
            Direction::Forward => self.graph.order().iter().for_each(|job| settle(*job)),
            Direction::Backward => self.graph.order().iter().rev().for_each(|job| settle(*job)),
        }
        starts
    }

    /// Latest finishes against the critical path, in the direction's own time.
    pub(super) fn latest_finishes(&self, direction: Direction) -> Vec<i32> {
        let tails = self.earliest_starts(direction.other());
        let path = tails
            .iter()
            .zip(&self.durations)
            .map(|(t, d)| t + d)
            .max()
            .unwrap_or(0);
        tails.iter().map(|tail| path - tail).collect()
    }
}
