//! Random numbers named by a counter: Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel Random Numbers: As Easy
//! as 1, 2, 3", SC 2011).
//!
//! A block cipher, weakened until it is only statistically perfect: it passes BigCrush, and the number for (seed,
//! iteration, subject) is the same whoever asks, in whatever order, on whatever machine. Nothing is carried from one
//! number to the next, so threads, a changed number of iterations or a task more in the plan leave all others alone.

/// What a number is drawn for: streams of different kinds never meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stream {
    /// The own part of a task's duration.
    Task = 0,
    /// What the tasks of a group share.
    Group = 1,
    /// Whether a risk happens.
    Occurrence = 2,
    /// How hard it hits.
    Severity = 3,
}

const MULTIPLY: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];
/// The golden ratio and the square root of three less one.
const WEYL: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];
const ROUNDS: usize = 10;

/// Four numbers for a counter.
pub(super) const fn philox(mut counter: [u32; 4], mut key: [u32; 2]) -> [u32; 4] {
    let mut round = 0;
    while round < ROUNDS {
        let first = MULTIPLY[0] as u64 * counter[0] as u64;
        let second = MULTIPLY[1] as u64 * counter[2] as u64;
        counter = [
            (second >> 32) as u32 ^ counter[1] ^ key[0],
            second as u32,
            (first >> 32) as u32 ^ counter[3] ^ key[1],
            first as u32,
        ];
        key = [key[0].wrapping_add(WEYL[0]), key[1].wrapping_add(WEYL[1])];
        round += 1;
    }
    counter
}

/// The numbers of one subject for consecutive iterations; `first` is a multiple of four, as four share a counter.
pub(super) fn fill(seed: u64, stream: Stream, subject: u32, first: u64, numbers: &mut [u32]) {
    let key = [seed as u32, (seed >> 32) as u32];
    for (block, four) in (first / 4..).zip(numbers.chunks_mut(4)) {
        let counter = [block as u32, (block >> 32) as u32, subject, stream as u32];
        four.copy_from_slice(&philox(counter, key)[..four.len()]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_answers_of_the_authors() {
        // Random123, kat_vectors.
        assert_eq!(
            philox([0; 4], [0; 2]),
            [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]
        );
        assert_eq!(
            philox([u32::MAX; 4], [u32::MAX; 2]),
            [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
        );
        assert_eq!(
            philox(
                [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
                [0xa409_3822, 0x299f_31d0]
            ),
            [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
        );
    }

    #[test]
    fn a_number_does_not_depend_on_where_one_begins() {
        let mut all = [0; 64];
        fill(7, Stream::Task, 3, 0, &mut all);
        let mut part = [0; 16];
        fill(7, Stream::Task, 3, 32, &mut part);
        assert_eq!(all[32..48], part);
        fill(7, Stream::Group, 3, 32, &mut part);
        assert_ne!(all[32..48], part);
    }
}
