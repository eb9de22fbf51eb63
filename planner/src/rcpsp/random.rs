//! Random numbers that are the same everywhere: a counter, hashed (SplitMix64: Steele, Lea and Flood 2014).
//!
//! The n-th number of a key does not depend on who asked before, so results do not depend on threads or platform.

/// A stream of numbers for a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Random {
    state: u64,
}

const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// The hash of one counter value.
pub const fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

impl Random {
    /// The stream of a seed and a number under it (an island, an iteration).
    pub const fn new(seed: u64, stream: u64) -> Self {
        Self {
            state: mix(seed.wrapping_add(STEP)) ^ mix(stream.wrapping_mul(STEP).wrapping_add(1)),
        }
    }

    /// The next number, any of 2⁶⁴.
    pub const fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(STEP);
        mix(self.state)
    }

    /// A number in `0..bound`; `bound` is at least 1. Multiply and shift (Lemire 2019), whose bias at these bounds is
    /// below one in a billion.
    pub const fn below(&mut self, bound: usize) -> usize {
        (((self.next() >> 32) * bound as u64) >> 32) as usize
    }
}
