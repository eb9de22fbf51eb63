//! Who should do it: people ranked for a task, work spread over a team, mentors matched with mentees.
//!
//! Three questions, one machinery: scores that are visible part by part, hard limits that say whom they exclude and why,
//! and an optimum over everybody at once instead of first come, first served. Nothing here decides: a person does, and
//! what is shown is what they decide by.
//!
//! | question | module | method | promise |
//! |---|---|---|---|
//! | who for this task? | [`rank`](mod@rank) | weighted mean of eight parts | every part and every limit has its reasons |
//! | who does what, fairly? | [`balance`](mod@balance) | leximin: by flow for equal tasks, else branch and bound | optimal, or a bound |
//! | which mentor for whom? | [`mentor`] | maximum-weight transport by minimum-cost flow | optimal |
//!
//! All scores are whole numbers from 0 to [`FULL`], all work is whole minutes, money is whole minor units: equal input
//! gives equal bits everywhere. What is sensitive (health, age, family) has no place in these structures.

pub mod balance;
pub mod fairness;
mod flow;
pub mod mentor;
mod person;
pub mod rank;

pub use person::{Booking, Candidate, Done, Goal, Skill};

/// The best a part can be.
pub const FULL: i32 = 1000;

/// Twice the half of the scale: what is not known counts neither for nor against.
const UNKNOWN: i32 = FULL / 2;

/// `part` of `whole` in thousandths, 0 to [`FULL`]; nothing of nothing is nothing.
fn thousandths(part: i64, whole: i64) -> i32 {
    if whole <= 0 {
        return 0;
    }
    let score = i128::from(part.max(0)) * i128::from(FULL) / i128::from(whole);
    score.min(i128::from(FULL)) as i32
}
