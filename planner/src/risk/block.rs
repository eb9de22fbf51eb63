//! What a block of iterations is computed in.

use super::draws::{LANES, Lanes};

#[derive(Clone, Debug)]
pub(super) struct Block {
    pub durations: Vec<Lanes>,
    pub starts: Vec<Lanes>,
    pub finishes: Vec<Lanes>,
    /// All bits set where the task is critical.
    pub critical: Vec<Lanes>,
    /// The last finish.
    pub finish: Lanes,
    /// One bit a lane, for each risk.
    pub happened: Vec<u64>,
}

impl Block {
    pub(super) fn new(tasks: usize, risks: usize) -> Self {
        let rows = vec![[0; LANES]; tasks];
        Self {
            durations: rows.clone(),
            starts: rows.clone(),
            finishes: rows.clone(),
            critical: rows,
            finish: [0; LANES],
            happened: vec![0; risks],
        }
    }
}
