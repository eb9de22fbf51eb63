//! What is kept of the iterations: whole sums, and every finish.

use std::ops::Range;

use super::{block::Block, draws::LANES, simulation::Simulation};

/// Sums of one task over iterations, exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sums {
    pub duration: i128,
    pub squares: i128,
    /// Duration times the project's working minutes.
    pub products: i128,
    pub critical: u64,
}

/// Some iterations. Tallies of different iterations of one simulation may be merged in any order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    pub(super) iterations: u64,
    pub(super) tasks: Vec<Sums>,
    /// The project's finish, an iteration each, and that of each milestone; as the simulation counts.
    pub(super) finish: Vec<i32>,
    pub(super) watched: Vec<Vec<i32>>,
    /// How often each risk happened, and the project's working minutes when it did.
    pub(super) risks: Vec<(u64, i128)>,
}

impl Tally {
    pub(super) fn new(tasks: usize, watched: usize, risks: usize) -> Self {
        Self {
            iterations: 0,
            tasks: vec![Sums::default(); tasks],
            finish: Vec::new(),
            watched: vec![Vec::new(); watched],
            risks: vec![(0, 0); risks],
        }
    }

    /// How many iterations.
    pub fn iterations(&self) -> u64 {
        self.iterations
    }

    /// Other iterations of the same simulation.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.iterations += other.iterations;
        self.finish.extend(other.finish);
        for (sums, more) in self.tasks.iter_mut().zip(other.tasks) {
            sums.duration += more.duration;
            sums.squares += more.squares;
            sums.products += more.products;
            sums.critical += more.critical;
        }
        for (finishes, more) in self.watched.iter_mut().zip(other.watched) {
            finishes.extend(more);
        }
        for (risk, more) in self.risks.iter_mut().zip(other.risks) {
            *risk = (risk.0 + more.0, risk.1 + more.1);
        }
        self
    }

    pub(super) fn add(&mut self, simulation: &Simulation, block: &Block, lanes: Range<usize>) {
        self.iterations += lanes.len() as u64;
        let mut work = [0i64; LANES];
        for lane in lanes.clone() {
            work[lane] = simulation.work(block.finish[lane]);
        }
        self.finish.extend_from_slice(&block.finish[lanes.clone()]);
        for (finishes, task) in self.watched.iter_mut().zip(&simulation.watched) {
            finishes.extend_from_slice(&block.finishes[*task as usize][lanes.clone()]);
        }
        for (task, sums) in self.tasks.iter_mut().enumerate() {
            // A duration is below 5·10^7 and work below 2^32: sixty-four products fit.
            let (mut sum, mut squares, mut products, mut critical) = (0i64, 0i64, 0i64, 0i32);
            let durations = &block.durations[task][lanes.clone()];
            let marks = &block.critical[task][lanes.clone()];
            for ((duration, work), mark) in durations.iter().zip(&work[lanes.clone()]).zip(marks) {
                let duration = i64::from(*duration);
                sum = sum.wrapping_add(duration);
                squares = squares.wrapping_add(duration.wrapping_mul(duration));
                products = products.wrapping_add(duration.wrapping_mul(*work));
                critical = critical.wrapping_sub(*mark);
            }
            sums.duration += i128::from(sum);
            sums.squares += i128::from(squares);
            sums.products += i128::from(products);
            sums.critical += critical as u64;
        }
        for (risk, bits) in self.risks.iter_mut().zip(&block.happened) {
            for lane in lanes.clone().filter(|lane| bits >> lane & 1 == 1) {
                *risk = (risk.0 + 1, risk.1 + i128::from(work[lane]));
            }
        }
    }
}
