//! Who for this task: everybody in order, with eight scores, their reasons, and what excludes somebody.
//!
//! ```
//! use planner::assign::{Candidate, Skill, rank::{Need, SkillNeed, Weights, Exclusion, rank}};
//! use planner::calendar::{Calendar, Interval};
//!
//! let week = Interval::new(0, 7 * 1440);
//! let need = Need { skills: vec![SkillNeed::hard(7, 3)], ..Need::of(week, 600) };
//! let knows = |level| Candidate {
//!     skills: vec![Skill { skill: 7, level, valid: None }],
//!     calendar: Some(Calendar::always()),
//!     ..Candidate::default()
//! };
//! let ranking = rank(&need, &[knows(2), knows(4)], &Weights::EQUAL)?;
//! assert_eq!(ranking.rows[0].person, 1);
//! // "Why not the first?"
//! assert_eq!(ranking.of(0).map(|row| row.excluded.clone()), Some(vec![
//!     Exclusion::SkillTooLow { skill: 7, level: 2, needed: 3 },
//! ]));
//! # Ok::<(), planner::assign::rank::RankError>(())
//! ```
//!
//! The total is the weighted mean of the parts, by the caller's weights. A part that this task does not ask for (no
//! cost, because nobody has a rate to compare) is left out for everybody; a part that is unknown for one person counts
//! as half, neither for nor against, and says so. Limits exclude, they never make a score small: a person who may not
//! do it cannot be weighted back in.

mod limits;
mod parts;

use serde::{Deserialize, Serialize};

use super::{Candidate, UNKNOWN};
use crate::calendar::{Calendar, FIRST, Interval, LAST, Minute};

/// The task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// When it is to be done.
    pub window: Interval,
    /// Working minutes of one person.
    pub effort: i32,
    /// The day of asking: what was finished long before counts less.
    pub today: Minute,
    /// Skills the task asks for.
    #[serde(default)]
    pub skills: Vec<SkillNeed>,
    /// The caller's number of its project.
    #[serde(default)]
    pub project: Option<u32>,
    /// The caller's number of its client.
    #[serde(default)]
    pub client: Option<u32>,
    /// Who has a stake in it; compared with [`Candidate::conflicts`].
    #[serde(default)]
    pub parties: Vec<u32>,
    /// Hard, urgent or out of hours: fairness looks at who had the last of these.
    #[serde(default)]
    pub burden: bool,
    /// Working time of those it is done with (the team, the client).
    #[serde(default)]
    pub together: Option<Calendar>,
    /// Free time is scored but excludes nobody.
    #[serde(default)]
    pub overtime: bool,
}

impl Need {
    /// A task without skills, asked for on its first day.
    pub const fn of(window: Interval, effort: i32) -> Self {
        Self {
            window,
            effort,
            today: window.start,
            skills: Vec::new(),
            project: None,
            client: None,
            parties: Vec::new(),
            burden: false,
            together: None,
            overtime: false,
        }
    }
}

/// A skill the task needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkillNeed {
    /// The caller's number of the skill.
    pub skill: u32,
    /// From 1.
    pub level: i32,
    /// Who has less, or has it not proven, is excluded.
    pub hard: bool,
    /// How much it counts among the task's skills; from 1.
    pub weight: i32,
}

impl SkillNeed {
    /// Who has less is excluded.
    pub const fn hard(skill: u32, level: i32) -> Self {
        Self {
            skill,
            level,
            hard: true,
            weight: 1,
        }
    }

    /// Who has less scores less.
    pub const fn soft(skill: u32, level: i32) -> Self {
        Self {
            hard: false,
            ..Self::hard(skill, level)
        }
    }
}

/// The eight parts, in the order they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Levels held against levels needed.
    Fit,
    /// Similar tasks finished, recent ones more.
    Experience,
    /// Free working time in the window.
    FreeTime,
    /// Knows the project or the client.
    Continuity,
    /// It is a step towards a goal of theirs.
    Growth,
    /// Had less of the hard, urgent and out-of-hours work of the last eight weeks.
    Fairness,
    /// Works when those it is done with work.
    ZoneOverlap,
    /// Costs less.
    Cost,
}

/// All of them, in the order they are shown.
pub const PARTS: [Part; 8] = [
    Part::Fit,
    Part::Experience,
    Part::FreeTime,
    Part::Continuity,
    Part::Growth,
    Part::Fairness,
    Part::ZoneOverlap,
    Part::Cost,
];

/// How much each part counts, in the order of [`PARTS`]; 0 to 1,000,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weights(pub [i32; 8]);

impl Weights {
    /// All parts alike.
    pub const EQUAL: Self = Self([1; 8]);

    /// The weight of a part.
    pub const fn of(self, part: Part) -> i32 {
        self.0[part as usize]
    }
}

/// A part of somebody's score. `score` is 0 to 1000; `None` when it is unknown for this person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scored {
    /// Which part.
    pub part: Part,
    /// 0 to 1000; `None` is unknown for this person.
    pub score: Option<i32>,
    /// False: this task does not ask for it, so it counts for nobody.
    pub applies: bool,
    /// Where the score comes from.
    pub reasons: Vec<Reason>,
}

/// Why a part is what it is. Skills, projects and clients are the caller's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The task does not ask for it, or there is nothing to compare.
    NotAsked,
    /// Reached throughout the window.
    LevelMet {
        /// The caller's number of the skill.
        skill: u32,
        /// The level held.
        level: i32,
        /// What is needed.
        needed: i32,
    },
    /// Held, but lower than needed.
    LevelBelow {
        /// The caller's number of the skill.
        skill: u32,
        /// The level held.
        level: i32,
        /// What is needed.
        needed: i32,
    },
    /// Held, but not throughout the window.
    NotValid {
        /// The caller's number of the skill.
        skill: u32,
        /// When it is valid.
        valid: Interval,
    },
    /// Nobody recorded whether they have it.
    SkillUnknown {
        /// The caller's number of the skill.
        skill: u32,
    },
    /// Finished tasks that share a skill with this one, and when the last of them ended.
    Similar {
        /// How many.
        tasks: u32,
        /// When the last of them ended.
        last: Minute,
    },
    /// Nothing finished shares a skill with this task.
    NothingSimilar,
    /// Minutes free in the window against minutes needed.
    Free {
        /// Minutes free in the window.
        free: i64,
        /// Minutes needed.
        needed: i32,
    },
    /// No hours are recorded.
    HoursUnknown,
    /// Minutes worked on the project, and for the client beyond it.
    Knows {
        /// Minutes worked on the project.
        project: i64,
        /// Minutes worked for the client beyond it.
        client: i64,
    },
    /// Knows neither project nor client.
    New,
    /// Has `level` (0: none recorded) and wants to reach `aim`.
    GrowsTowards {
        /// The caller's number of the skill.
        skill: u32,
        /// The level held.
        level: i32,
        /// The level wanted.
        aim: i32,
    },
    /// No skill of the task is a goal of theirs.
    NoGoal,
    /// Minutes of burdensome work in eight weeks; `even` is what an equal share by capacity would have been.
    Burden {
        /// Minutes of burdensome work.
        minutes: i64,
        /// What an equal share by capacity would have been.
        even: i64,
    },
    /// Working minutes shared with the others, of theirs.
    Shared {
        /// Working minutes shared.
        minutes: i32,
        /// Working minutes of the others.
        of: i32,
    },
    /// In minor units; `least` is the cheapest candidate's.
    Costs {
        /// Of this person, in minor units.
        amount: i64,
        /// Of the cheapest candidate, in minor units.
        least: i64,
    },
    /// Their cost of an hour is unknown.
    RateUnknown,
}

/// Why somebody may not do it. All that hold are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exclusion {
    /// Named by the caller, with its code.
    ByName {
        /// The caller's code of the reason.
        code: u32,
    },
    /// May not work for this party.
    Conflict {
        /// The caller's number of the party.
        party: u32,
    },
    /// The window leaves the person's first or last day.
    NotHere {
        /// First and last day.
        here: Interval,
    },
    /// Too little time is free in the window.
    NoFreeTime {
        /// Minutes free.
        free: i64,
        /// Minutes needed.
        needed: i32,
    },
    /// As many tasks in hand as there may be, or more.
    TooManyTasks {
        /// In hand.
        tasks: u32,
        /// At most.
        most: u32,
    },
    /// Nobody recorded whether they have a skill that is a must.
    SkillUnknown {
        /// The caller's number of the skill.
        skill: u32,
    },
    /// A skill that is a must is held, but lower than needed.
    SkillTooLow {
        /// The caller's number of the skill.
        skill: u32,
        /// The level held.
        level: i32,
        /// What is needed.
        needed: i32,
    },
    /// A skill that is a must is not valid throughout the window.
    SkillNotValid {
        /// The caller's number of the skill.
        skill: u32,
        /// When it is valid.
        valid: Interval,
    },
}

/// A person's place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// A position in the list of candidates.
    pub person: u32,
    /// 0 to 1000.
    pub total: i32,
    /// In the order of [`PARTS`].
    pub parts: Vec<Scored>,
    /// Empty for those who may do it.
    pub excluded: Vec<Exclusion>,
}

/// Everybody: those who may do it by falling total, then the others by falling total. Equal totals by position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ranking {
    /// In order.
    pub rows: Vec<Row>,
    /// The weights it was made with.
    pub weights: Weights,
}

/// Why nobody can be ranked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RankError {
    /// Empty, or outside the calendar's range.
    Window,
    /// Negative.
    Effort,
    /// The need at this position has a level or weight below 1, or a weight above 1000.
    Skill {
        /// A position in the task's needs.
        need: usize,
    },
    /// Outside 0 to 1,000,000.
    Weight {
        /// Which part.
        part: Part,
    },
    /// Their cost of an hour is negative.
    Rate {
        /// A position in the people.
        person: u32,
    },
}

impl std::fmt::Display for RankError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Window => write!(f, "the window is empty or out of range"),
            Self::Effort => write!(f, "the effort is negative"),
            Self::Skill { need } => write!(f, "skill {need} has an impossible level or weight"),
            Self::Weight { part } => write!(f, "the weight of {part:?} is out of range"),
            Self::Rate { person } => write!(f, "person {person} has a negative rate"),
        }
    }
}

impl std::error::Error for RankError {}

/// Scores and limits of everybody for a task.
pub fn rank(need: &Need, people: &[Candidate], weights: &Weights) -> Result<Ranking, RankError> {
    refuse(need, people, weights)?;
    let team = parts::Team::of(need, people);
    let rows = (0u32..).zip(people).map(|(person, candidate)| {
        let parts: Vec<Scored> = PARTS
            .iter()
            .map(|part| team.score(*part, need, candidate))
            .collect();
        Row {
            person,
            total: total(&parts, weights),
            parts,
            excluded: limits::of(need, candidate),
        }
    });
    let mut rows: Vec<Row> = rows.collect();
    rows.sort_by_key(|row| (!row.excluded.is_empty(), -row.total, row.person));
    Ok(Ranking {
        rows,
        weights: *weights,
    })
}

impl Ranking {
    /// Somebody's row.
    pub fn of(&self, person: u32) -> Option<&Row> {
        self.rows.iter().find(|row| row.person == person)
    }

    /// What puts one person before another: for each part that applies, the weighted difference of their scores (before
    /// the division by the sum of weights), largest first. "Why not Ana?" when nothing excludes her.
    pub fn difference(&self, first: u32, second: u32) -> Option<Vec<(Part, i64)>> {
        let (first, second) = (self.of(first)?, self.of(second)?);
        let both = first.parts.iter().zip(&second.parts);
        let mut parts: Vec<(Part, i64)> = both
            .filter(|(one, _)| one.applies)
            .map(|(one, other)| {
                let points = one.score.unwrap_or(UNKNOWN) - other.score.unwrap_or(UNKNOWN);
                (
                    one.part,
                    i64::from(points) * i64::from(self.weights.of(one.part)),
                )
            })
            .collect();
        parts.sort_by_key(|(part, points)| (-points, *part));
        Some(parts)
    }
}

/// Weighted mean, rounded down; 0 when nothing counts.
fn total(parts: &[Scored], weights: &Weights) -> i32 {
    let (mut points, mut sum) = (0i64, 0i64);
    for scored in parts.iter().filter(|scored| scored.applies) {
        let weight = i64::from(weights.of(scored.part));
        points += weight * i64::from(scored.score.unwrap_or(UNKNOWN));
        sum += weight;
    }
    points.checked_div(sum).unwrap_or(0) as i32
}

fn refuse(need: &Need, people: &[Candidate], weights: &Weights) -> Result<(), RankError> {
    let window = need.window;
    if window.start < FIRST || window.finish > LAST || window.start >= window.finish {
        return Err(RankError::Window);
    }
    if need.effort < 0 {
        return Err(RankError::Effort);
    }
    let impossible = |skill: &SkillNeed| skill.level < 1 || !(1..=1000).contains(&skill.weight);
    if let Some(need) = need.skills.iter().position(impossible) {
        return Err(RankError::Skill { need });
    }
    let outside = |part: &&Part| !(0..=1_000_000).contains(&weights.of(**part));
    if let Some(part) = PARTS.iter().find(outside) {
        return Err(RankError::Weight { part: *part });
    }
    let negative = |who: &Candidate| who.rate.is_some_and(|rate| rate < 0);
    match (0u32..).zip(people).find(|(_, who)| negative(who)) {
        Some((person, _)) => Err(RankError::Rate { person }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
