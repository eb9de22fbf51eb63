//! What speaks for a pair, and what forbids it.

use serde::{Deserialize, Serialize};

use super::{Cohort, Limits};
use crate::{
    assign::{FULL, UNKNOWN, thousandths},
    calendar::{Calendar, Interval},
};

/// The parts of a pair's score, in the order they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The share of the mentee's open goals that the mentor has reached and the mentee has not.
    Goals,
    /// How high the mentor stands among the mentee's wishes.
    MenteeWish,
    /// How high the mentee stands among the mentor's wishes.
    MentorWish,
    /// The time both have, of the time of the one who has less.
    SharedTime,
    /// Whoever has no clear aim needs a mentor who likes to look for one.
    Clarity,
}

/// All of them, in the order they are shown.
pub const PARTS: [Part; 5] = [
    Part::Goals,
    Part::MenteeWish,
    Part::MentorWish,
    Part::SharedTime,
    Part::Clarity,
];

/// How much each part counts, in the order of [`PARTS`]; 0 to 1,000,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weights(pub [i32; 5]);

impl Weights {
    /// All parts alike.
    pub const EQUAL: Self = Self([1; 5]);

    /// The weight of a part.
    pub const fn of(self, part: Part) -> i32 {
        self.0[part as usize]
    }
}

/// A part of a pair's score, 0 to 1000; unknown counts as half.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scored {
    /// Which part.
    pub part: Part,
    /// 0 to 1000; `None` is unknown.
    pub score: Option<i32>,
    /// Where the score comes from.
    pub reason: Reason,
}

/// Why a part is what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Goals the mentor can help with, of those still open.
    Goals {
        /// Goals the mentor can help with.
        helps: u32,
        /// Goals still open.
        of: u32,
    },
    /// Place among the wishes, from 1.
    Wished {
        /// From 1.
        place: u32,
        /// How many wishes there are.
        of: u32,
    },
    /// Wishes were given; this is none of them.
    NotWished,
    /// No wishes were given.
    NoWishes,
    /// Minutes.
    Shared {
        /// Minutes both have.
        minutes: i32,
        /// Minutes of the one who has less.
        of: i32,
    },
    /// No goal, no hours, no answer.
    Unknown,
    /// How clear the aim is, against how much the mentor likes to look for one.
    Clarity {
        /// 0 to 1000.
        aim: i32,
    },
}

/// Why a pair cannot be. `of_mentor` says whose limit it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// Named among those never to be matched.
    Never {
        /// True when it is the mentor's limit, false when the mentee's.
        of_mentor: bool,
    },
    /// Not named among the only ones allowed.
    NotAmongThoseAllowed {
        /// True when it is the mentor's limit, false when the mentee's.
        of_mentor: bool,
    },
    /// The other side does not carry a label that is needed.
    Lacks {
        /// True when it is the mentor's limit, false when the mentee's.
        of_mentor: bool,
        /// The label that is missing.
        label: u32,
    },
    /// `None`: hours of one of them are unknown.
    LittleShared {
        /// True when it is the mentor's limit, false when the mentee's.
        of_mentor: bool,
        /// Minutes both have.
        minutes: Option<i32>,
        /// What was asked for at least.
        least: i32,
    },
    /// The pair scores too little.
    LowScore {
        /// True when it is the mentor's limit, false when the mentee's.
        of_mentor: bool,
        /// What it scores, 0 to 1000.
        score: i32,
        /// What was asked for at least.
        least: i32,
    },
}

/// Weighted mean and parts.
pub(super) fn of(
    cohort: &Cohort,
    mentor: u32,
    mentee: u32,
    weights: &Weights,
) -> (i32, Vec<Scored>) {
    let (own, other) = (
        &cohort.mentees[mentee as usize],
        &cohort.mentors[mentor as usize],
    );
    let parts: Vec<Scored> = PARTS
        .iter()
        .map(|part| {
            let (score, reason) = match part {
                Part::Goals => goals(cohort, mentor, mentee),
                Part::MenteeWish => wish(&own.wishes, mentor),
                Part::MentorWish => wish(&other.wishes, mentee),
                Part::SharedTime => shared_time(own.calendar.as_ref(), other.calendar.as_ref()),
                Part::Clarity => clarity(own.clarity, other.guides),
            };
            Scored {
                part: *part,
                score,
                reason,
            }
        })
        .collect();
    let (mut points, mut sum) = (0i64, 0i64);
    for scored in &parts {
        let weight = i64::from(weights.of(scored.part));
        points += weight * i64::from(scored.score.unwrap_or(UNKNOWN));
        sum += weight;
    }
    (points.checked_div(sum).unwrap_or(0) as i32, parts)
}

/// Every limit the pair breaks, the mentor's first.
pub(super) fn limits(cohort: &Cohort, mentor: u32, mentee: u32, score: i32) -> Vec<Limit> {
    let (own, other) = (
        &cohort.mentees[mentee as usize],
        &cohort.mentors[mentor as usize],
    );
    let minutes =
        shared(own.calendar.as_ref(), other.calendar.as_ref()).map(|(minutes, _)| minutes);
    let mut found = Vec::new();
    let mut side = |of_mentor: bool, limits: &Limits, who: u32, has: &[u32]| {
        if limits.never.contains(&who) {
            found.push(Limit::Never { of_mentor });
        }
        if limits
            .only
            .as_ref()
            .is_some_and(|only| !only.contains(&who))
        {
            found.push(Limit::NotAmongThoseAllowed { of_mentor });
        }
        let lacks = limits.needs.iter().filter(|label| !has.contains(label));
        found.extend(lacks.map(|label| Limit::Lacks {
            of_mentor,
            label: *label,
        }));
        let least = limits.least_shared;
        if least > 0 && minutes.is_none_or(|minutes| minutes < least) {
            found.push(Limit::LittleShared {
                of_mentor,
                minutes,
                least,
            });
        }
        let least = limits.least_score;
        if score < least {
            found.push(Limit::LowScore {
                of_mentor,
                score,
                least,
            });
        }
    };
    side(true, &other.limits, mentee, &own.limits.has);
    side(false, &own.limits, mentor, &other.limits.has);
    found
}

fn goals(cohort: &Cohort, mentor: u32, mentee: u32) -> (Option<i32>, Reason) {
    let today = Interval::new(cohort.today, cohort.today);
    let (own, other) = (
        &cohort.mentees[mentee as usize],
        &cohort.mentors[mentor as usize],
    );
    let level = |skills: &[super::Skill], skill: u32| {
        let valid = skills.iter().filter(|s| s.skill == skill && s.holds(today));
        valid.map(|s| s.level).max().unwrap_or(0)
    };
    let open = own
        .goals
        .iter()
        .filter(|goal| level(&own.skills, goal.skill) < goal.level);
    let of = open.clone().count() as u32;
    let helps = open
        .filter(|goal| level(&other.skills, goal.skill) >= goal.level)
        .count() as u32;
    if of == 0 {
        return (None, Reason::Unknown);
    }
    (
        Some(thousandths(helps.into(), of.into())),
        Reason::Goals { helps, of },
    )
}

/// The first wish is 1000 and the last of n is 1000/n; not wished is 0; without wishes it is unknown.
fn wish(wishes: &[u32], who: u32) -> (Option<i32>, Reason) {
    let of = wishes.len() as u32;
    match wishes.iter().position(|wish| *wish == who) {
        None if of == 0 => (None, Reason::NoWishes),
        None => (Some(0), Reason::NotWished),
        Some(place) => {
            let score = thousandths(i64::from(of) - place as i64, of.into());
            (
                Some(score),
                Reason::Wished {
                    place: place as u32 + 1,
                    of,
                },
            )
        }
    }
}

fn shared_time(one: Option<&Calendar>, other: Option<&Calendar>) -> (Option<i32>, Reason) {
    match shared(one, other) {
        Some((minutes, of)) => (
            Some(thousandths(minutes.into(), of.into())),
            Reason::Shared { minutes, of },
        ),
        None => (None, Reason::Unknown),
    }
}

fn shared(one: Option<&Calendar>, other: Option<&Calendar>) -> Option<(i32, i32)> {
    let (one, other) = (one?, other?);
    Some((
        one.intersection(other).total(),
        one.total().min(other.total()),
    ))
}

/// 1000 for a clear aim; without any it is what the mentor gives to looking for one.
fn clarity(clear: Option<i32>, guides: Option<i32>) -> (Option<i32>, Reason) {
    let Some(aim) = clear.map(|aim| aim.clamp(0, FULL)) else {
        return (None, Reason::Unknown);
    };
    let guides = guides.map_or(UNKNOWN, |guides| guides.clamp(0, FULL));
    (
        Some(aim + (FULL - aim) * guides / FULL),
        Reason::Clarity { aim },
    )
}
