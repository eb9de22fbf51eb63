//! Mentors for mentees: the whole cohort at once, so that nobody is served last because they joined last.
//!
//! ```
//! use planner::assign::{Goal, Skill, mentor::{Cohort, Mentee, Mentor, Weights, matching}};
//!
//! let mentor = |level| Mentor { skills: vec![Skill { skill: 1, level, valid: None }], ..Mentor::of(1) };
//! let mentee = |aim| Mentee { goals: vec![Goal { skill: 1, level: aim }], ..Mentee::default() };
//! // Both mentors suit the first mentee, only the second mentor the second.
//! let cohort = Cohort { mentors: vec![mentor(3), mentor(5)], mentees: vec![mentee(2), mentee(4)], today: 0 };
//! let matched = matching(&cohort, &Weights::EQUAL)?;
//! assert_eq!(matched.mentor, [Some(0), Some(1)]);
//! # Ok::<(), planner::assign::mentor::MentorError>(())
//! ```
//!
//! Hard limits of both sides come first: a pair that breaks one is not considered, and says which ones. Of the pairs
//! that are left, as many mentees as possible get a mentor, and among all ways to do that the sum of scores is largest:
//! a transport problem, solved exactly by minimum-cost flow. A score is the weighted mean of visible parts.
//!
//! An optimum of the sum need not be **stable** (Gale and Shapley 1962): a mentor and a mentee may both score higher
//! with each other than with whom they got. Such blocking pairs are named, because two people who find out will ask, and
//! the coordinator, who publishes, wants to know before.

mod score;

use serde::{Deserialize, Serialize};

use super::{Goal, Skill, flow::Flow};
use crate::calendar::{Calendar, Minute};
pub use score::{Limit, PARTS, Part, Reason, Scored, Weights};

/// Somebody who offers their time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mentor {
    /// How many mentees at most.
    pub capacity: u32,
    /// What they can teach.
    pub skills: Vec<Skill>,
    /// When they can meet.
    pub calendar: Option<Calendar>,
    /// Mentees they would like, first the most.
    pub wishes: Vec<u32>,
    /// 0 to 1000: how gladly they help somebody find an aim; `None` is unknown.
    pub guides: Option<i32>,
    /// What this side will not do without.
    pub limits: Limits,
}

impl Mentor {
    /// Room for so many mentees; nothing else is known.
    pub fn of(capacity: u32) -> Self {
        Self {
            capacity,
            ..Self::default()
        }
    }
}

/// Somebody who looks for a mentor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mentee {
    /// What they want to reach.
    pub goals: Vec<Goal>,
    /// What they have already.
    pub skills: Vec<Skill>,
    /// Working time; `None` is unknown.
    pub calendar: Option<Calendar>,
    /// Mentors they would like, first the most.
    pub wishes: Vec<u32>,
    /// 0 (no aim yet) to 1000 (knows exactly); `None` was not asked.
    pub clarity: Option<i32>,
    /// What this side will not do without.
    pub limits: Limits,
}

/// What one side will not do without. Numbers of people are positions on the other side.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Never these: a line manager, somebody they do not want.
    pub never: Vec<u32>,
    /// Only these, when given.
    pub only: Option<Vec<u32>>,
    /// Labels (a language, a programme: the caller's numbers) that the other side must carry.
    pub needs: Vec<u32>,
    /// Labels this side carries.
    pub has: Vec<u32>,
    /// Minutes in which both can meet, over the calendars' window, at least.
    pub least_shared: i32,
    /// The pair's score, at least.
    pub least_score: i32,
}

/// All who are to be matched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cohort {
    /// Positions are their names.
    pub mentors: Vec<Mentor>,
    /// Positions are their names.
    pub mentees: Vec<Mentee>,
    /// Skills must be valid then.
    pub today: Minute,
}

/// A pair that keeps every limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    /// A position in the mentors.
    pub mentor: u32,
    /// A position in the mentees.
    pub mentee: u32,
    /// 0 to 1000.
    pub score: i32,
    /// One a part, in the order of [`PARTS`].
    pub parts: Vec<Scored>,
}

/// A pair that does not, and every limit it breaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// A position in the mentors.
    pub mentor: u32,
    /// A position in the mentees.
    pub mentee: u32,
    /// Every limit that is broken.
    pub limits: Vec<Limit>,
}

/// A mentor and a mentee who would both score higher with each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blocking {
    /// A position in the mentors.
    pub mentor: u32,
    /// A position in the mentees.
    pub mentee: u32,
    /// What they would score, 0 to 1000.
    pub score: i32,
}

/// A proposal for the whole cohort.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matching {
    /// The mentor of each mentee. `None`: no mentor keeps the limits, or, when `pairs` lists some, their places went
    /// where they are needed more.
    pub mentor: Vec<Option<u32>>,
    /// Mentees with a mentor, and the sum of their scores: no other matching has more of the first, nor with as many
    /// more of the second.
    pub matched: u32,
    /// The sum of the scores of all pairs that were made.
    pub score: i64,
    /// Every pair that could be, by mentee and mentor.
    pub pairs: Vec<Pair>,
    /// Every pair that cannot be, by mentee and mentor.
    pub refused: Vec<Refused>,
    /// By falling score; empty when the matching is stable.
    pub blocking: Vec<Blocking>,
}

/// Why a cohort cannot be matched. Numbers are positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MentorError {
    /// A wish or limit of theirs names a mentee who is not there.
    Mentor {
        /// A position in the mentors.
        mentor: u32,
    },
    /// A wish or limit of theirs names a mentor who is not there.
    Mentee {
        /// A position in the mentees.
        mentee: u32,
    },
    /// Outside 0 to 1,000,000.
    Weight {
        /// Which part.
        part: Part,
    },
    /// More than [`MOST_PAIRS`] pairs.
    TooMany,
}

/// Of the two sides' sizes the product.
pub const MOST_PAIRS: usize = 250_000;

impl std::fmt::Display for MentorError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Mentor { mentor } => write!(f, "mentor {mentor} names a mentee who is not there"),
            Self::Mentee { mentee } => write!(f, "mentee {mentee} names a mentor who is not there"),
            Self::Weight { part } => write!(f, "the weight of {part:?} is out of range"),
            Self::TooMany => write!(f, "more than {MOST_PAIRS} pairs"),
        }
    }
}

impl std::error::Error for MentorError {}

/// The best matching of the whole cohort.
pub fn matching(cohort: &Cohort, weights: &Weights) -> Result<Matching, MentorError> {
    refuse(cohort, weights)?;
    let (mut pairs, mut refused) = (Vec::new(), Vec::new());
    for mentee in 0..cohort.mentees.len() as u32 {
        for mentor in 0..cohort.mentors.len() as u32 {
            let (score, parts) = score::of(cohort, mentor, mentee, weights);
            let limits = score::limits(cohort, mentor, mentee, score);
            if limits.is_empty() {
                pairs.push(Pair {
                    mentor,
                    mentee,
                    score,
                    parts,
                });
            } else {
                refused.push(Refused {
                    mentor,
                    mentee,
                    limits,
                });
            }
        }
    }
    let places: Vec<u32> = cohort
        .mentors
        .iter()
        .map(|mentor| mentor.capacity)
        .collect();
    let mentor = transport(&pairs, &places, cohort.mentees.len());
    let scores: Vec<i64> = pairs
        .iter()
        .filter(|pair| mentor[pair.mentee as usize] == Some(pair.mentor))
        .map(|pair| i64::from(pair.score))
        .collect();
    Ok(Matching {
        matched: scores.len() as u32,
        score: scores.iter().sum(),
        blocking: blocking(&pairs, &places, &mentor),
        mentor,
        pairs,
        refused,
    })
}

/// Most mentees, then most score.
fn transport(pairs: &[Pair], places: &[u32], mentees: usize) -> Vec<Option<u32>> {
    let (source, sink, first) = (0, 1, 2 + mentees);
    let mut flow = Flow::new(first + places.len());
    for mentee in 0..mentees {
        flow.edge(source, 2 + mentee, 1, 0);
    }
    for (mentor, places) in places.iter().enumerate() {
        flow.edge(first + mentor, sink, *places, 0);
    }
    let edges: Vec<usize> = pairs
        .iter()
        .map(|pair| {
            let cost = i64::from(super::FULL - pair.score);
            flow.edge(
                2 + pair.mentee as usize,
                first + pair.mentor as usize,
                1,
                cost,
            )
        })
        .collect();
    flow.run(source, sink);
    let mut mentor = vec![None; mentees];
    for (pair, edge) in pairs.iter().zip(edges) {
        if flow.along(edge) > 0 {
            mentor[pair.mentee as usize] = Some(pair.mentor);
        }
    }
    mentor
}

fn blocking(pairs: &[Pair], places: &[u32], mentor: &[Option<u32>]) -> Vec<Blocking> {
    let mut own: Vec<i32> = vec![-1; mentor.len()];
    let mut taken = vec![0u32; places.len()];
    let mut worst: Vec<i32> = vec![i32::MAX; places.len()];
    for pair in pairs {
        if mentor[pair.mentee as usize] == Some(pair.mentor) {
            own[pair.mentee as usize] = pair.score;
            taken[pair.mentor as usize] += 1;
            worst[pair.mentor as usize] = worst[pair.mentor as usize].min(pair.score);
        }
    }
    let blocks = |pair: &&Pair| {
        let at = pair.mentor as usize;
        let gladly = taken[at] < places[at] || (taken[at] > 0 && pair.score > worst[at]);
        pair.score > own[pair.mentee as usize] && gladly
    };
    let mut found: Vec<Blocking> = pairs
        .iter()
        .filter(blocks)
        .map(|pair| Blocking {
            mentor: pair.mentor,
            mentee: pair.mentee,
            score: pair.score,
        })
        .collect();
    found.sort_by_key(|pair| (-pair.score, pair.mentee, pair.mentor));
    found
}

fn refuse(cohort: &Cohort, weights: &Weights) -> Result<(), MentorError> {
    let (mentors, mentees) = (cohort.mentors.len(), cohort.mentees.len());
    if mentors.saturating_mul(mentees) > MOST_PAIRS {
        return Err(MentorError::TooMany);
    }
    let lost = |wishes: &[u32], limits: &Limits, most: usize| {
        let only = limits.only.iter().flatten();
        let all = wishes.iter().chain(&limits.never).chain(only);
        all.into_iter().any(|who| *who as usize >= most)
    };
    for (mentor, who) in (0u32..).zip(&cohort.mentors) {
        if lost(&who.wishes, &who.limits, mentees) {
            return Err(MentorError::Mentor { mentor });
        }
    }
    for (mentee, who) in (0u32..).zip(&cohort.mentees) {
        if lost(&who.wishes, &who.limits, mentors) {
            return Err(MentorError::Mentee { mentee });
        }
    }
    let outside = |part: &&Part| !(0..=1_000_000).contains(&weights.of(**part));
    match PARTS.iter().find(outside) {
        Some(part) => Err(MentorError::Weight { part: *part }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
