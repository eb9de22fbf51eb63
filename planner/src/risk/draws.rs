//! The durations of sixty-four iterations at a time.

use super::{
    normal::Normal,
    philox::{Stream, fill},
    shape::{Draw, Tables},
};

/// Iterations a block.
pub(super) const LANES: usize = 64;
/// A value an iteration.
pub(super) type Lanes = [i32; LANES];

/// How a task's duration comes about, before risks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Own {
    Certain(i32),
    Drawn(Draw),
}

/// How much of a normal number is the group's and how much the task's own: √ρ and √(1−ρ).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Weights {
    pub shared: f32,
    pub own: f32,
}

#[derive(Clone, Debug)]
pub(super) struct Hazard {
    /// It happens when a 32-bit number is below it.
    pub threshold: u64,
    pub effects: Vec<Hit>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    pub task: u32,
    pub draw: Draw,
    pub percent: bool,
}

/// Everything that is drawn.
#[derive(Clone, Debug)]
pub(super) struct Draws {
    pub normal: Normal,
    pub tables: Tables,
    pub own: Vec<Own>,
    /// The number of each task's stream: its name, whatever its position.
    pub streams: Vec<u32>,
    pub group_of: Vec<Option<u32>>,
    pub groups: Vec<Weights>,
    pub hazards: Vec<Hazard>,
}

impl Draws {
    /// Durations of the block of iterations that begins at `first`; one bit a lane for each risk that happened.
    pub(super) fn fill(
        &self,
        seed: u64,
        first: u64,
        durations: &mut [Lanes],
        happened: &mut [u64],
    ) {
        let mut shared = vec![[0.0; LANES]; self.groups.len()];
        for (group, z) in (0u32..).zip(&mut shared) {
            self.normals(seed, Stream::Group, group, first, z);
        }
        let mut z = [0.0; LANES];
        for (task, lanes) in durations.iter_mut().enumerate() {
            match self.own[task] {
                Own::Certain(minutes) => *lanes = [minutes; LANES],
                Own::Drawn(draw) => {
                    self.normals(seed, Stream::Task, self.streams[task], first, &mut z);
                    if let Some(group) = self.group_of[task] {
                        let weights = self.groups[group as usize];
                        for (z, shared) in z.iter_mut().zip(&shared[group as usize]) {
                            *z = weights.shared * shared + weights.own * *z;
                        }
                    }
                    self.tables.fill(draw, &z, lanes);
                }
            }
        }
        for (risk, (hazard, bits)) in (0u32..).zip(self.hazards.iter().zip(happened)) {
            *bits = self.strike(seed, risk, hazard, first, durations);
        }
    }

    fn strike(
        &self,
        seed: u64,
        risk: u32,
        hazard: &Hazard,
        first: u64,
        durations: &mut [Lanes],
    ) -> u64 {
        let mut numbers = [0; LANES];
        fill(seed, Stream::Occurrence, risk, first, &mut numbers);
        let mut bits = 0;
        for (lane, number) in numbers.iter().enumerate() {
            bits |= u64::from(u64::from(*number) < hazard.threshold) << lane;
        }
        if bits == 0 {
            return 0;
        }
        let (mut z, mut impact) = ([0.0; LANES], [0; LANES]);
        self.normals(seed, Stream::Severity, risk, first, &mut z);
        for hit in &hazard.effects {
            self.tables.fill(hit.draw, &z, &mut impact);
            let lanes = durations[hit.task as usize].iter_mut().zip(&impact);
            for (lane, (duration, impact)) in lanes.enumerate() {
                if bits >> lane & 1 == 1 {
                    *duration = struck(*duration, *impact, hit.percent);
                }
            }
        }
        bits
    }

    fn normals(&self, seed: u64, stream: Stream, subject: u32, first: u64, z: &mut [f32; LANES]) {
        let mut numbers = [0; LANES];
        fill(seed, stream, subject, first, &mut numbers);
        for (z, number) in z.iter_mut().zip(numbers) {
            *z = self.normal.quantile(number);
        }
    }
}

/// A duration after an impact; halves of a minute are rounded up, and less than nothing is nothing.
pub(super) fn struck(duration: i32, impact: i32, percent: bool) -> i32 {
    let (duration, impact) = (i64::from(duration), i64::from(impact));
    let after = if percent {
        (duration * impact + 50).div_euclid(100)
    } else {
        duration + impact
    };
    after.clamp(0, i64::from(i32::MAX)) as i32
}
