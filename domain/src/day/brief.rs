//! The brief: one to three sentences made by rules from what was counted. What is said first is what stands in the way
//! now; then what nobody has; then who is away or has more to do than time.

use serde::{Deserialize, Serialize};

/// What was counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Due or to start today.
    pub today: i64,
    /// Of those: cannot start.
    pub not_ready: i64,
    /// Of those: can, or run, and something endangers them.
    pub at_risk: i64,
    /// Of those: nothing is known to be in the way, and not all could be checked.
    pub not_checked: i64,
    /// Of this week's: not ready or at risk, today's not counted.
    pub week_trouble: i64,
    pub stopped: i64,
    /// Days for which the oldest has.
    pub stopped_days: i64,
    pub late: i64,
    pub unassigned: i64,
    /// By name.
    pub away: Vec<String>,
    pub over: i64,
    /// How many have to do with the reader's own move.
    pub your_move: i64,
    pub is_closed: bool,
}

/// A clause; its nouns lead to its step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Clause {
    NotReady {
        n: i64,
    },
    Stopped {
        n: i64,
        days: i64,
    },
    Late {
        n: i64,
    },
    AtRisk {
        n: i64,
    },
    NotChecked {
        n: i64,
    },
    WeekTrouble {
        n: i64,
    },
    AllReady {
        n: i64,
    },
    NothingToday,
    YourMove {
        n: i64,
    },
    Unassigned {
        n: i64,
    },
    /// One or two by name; of more only their number.
    Away {
        names: Vec<String>,
        n: i64,
    },
    Over {
        n: i64,
    },
    Closed,
}

/// Sentences, each of one to three clauses.
pub fn brief(counts: &Counts) -> Vec<Vec<Clause>> {
    let some = |n: i64, clause: Clause| (n > 0).then_some(clause);
    let mut first: Vec<Clause> = [
        some(
            counts.not_ready,
            Clause::NotReady {
                n: counts.not_ready,
            },
        ),
        some(
            counts.stopped,
            Clause::Stopped {
                n: counts.stopped,
                days: counts.stopped_days,
            },
        ),
        some(counts.late, Clause::Late { n: counts.late }),
        some(counts.at_risk, Clause::AtRisk { n: counts.at_risk }),
        some(
            counts.not_checked,
            Clause::NotChecked {
                n: counts.not_checked,
            },
        ),
    ]
    .into_iter()
    .flatten()
    .take(3)
    .collect();
    if first.is_empty() {
        first.push(if counts.today > 0 {
            Clause::AllReady { n: counts.today }
        } else {
            Clause::NothingToday
        });
    }
    if first.len() < 3 {
        first.extend(some(
            counts.week_trouble,
            Clause::WeekTrouble {
                n: counts.week_trouble,
            },
        ));
    }
    let away = i64::try_from(counts.away.len()).unwrap_or(i64::MAX);
    let names = if away <= 2 {
        counts.away.clone()
    } else {
        vec![]
    };
    let second: Vec<Clause> = [
        some(
            counts.your_move,
            Clause::YourMove {
                n: counts.your_move,
            },
        ),
        some(
            counts.unassigned,
            Clause::Unassigned {
                n: counts.unassigned,
            },
        ),
        some(away, Clause::Away { names, n: away }),
        some(counts.over, Clause::Over { n: counts.over }),
    ]
    .into_iter()
    .flatten()
    .take(3)
    .collect();
    let closed = some(i64::from(counts.is_closed), Clause::Closed);
    [first, second, closed.into_iter().collect()]
        .into_iter()
        .filter(|sentence| !sentence.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trouble_comes_first() {
        let counts = Counts {
            today: 5,
            not_ready: 2,
            stopped: 1,
            stopped_days: 6,
            late: 3,
            week_trouble: 9,
            unassigned: 4,
            away: vec!["Ana".into(), "Ben".into(), "Cem".into()],
            over: 1,
            ..Counts::default()
        };
        assert_eq!(
            brief(&counts),
            [
                vec![
                    Clause::NotReady { n: 2 },
                    Clause::Stopped { n: 1, days: 6 },
                    Clause::Late { n: 3 }
                ],
                vec![
                    Clause::Unassigned { n: 4 },
                    Clause::Away {
                        names: vec![],
                        n: 3
                    },
                    Clause::Over { n: 1 }
                ],
            ]
        );
    }

    #[test]
    fn a_calm_day_is_one_sentence() {
        assert_eq!(brief(&Counts::default()), [vec![Clause::NothingToday]]);
        let ready = Counts {
            today: 3,
            is_closed: true,
            ..Counts::default()
        };
        assert_eq!(
            brief(&ready),
            [vec![Clause::AllReady { n: 3 }], vec![Clause::Closed]]
        );
    }

    #[test]
    fn nothing_is_in_the_way_of_what_is_known_to_be_ready() {
        let doubtful = Counts {
            today: 3,
            at_risk: 1,
            not_checked: 2,
            ..Counts::default()
        };
        assert_eq!(
            brief(&doubtful),
            [[Clause::AtRisk { n: 1 }, Clause::NotChecked { n: 2 }]]
        );
    }

    #[test]
    fn never_more_than_three_sentences_of_three_clauses() {
        let full = Counts {
            today: 1,
            not_ready: 1,
            at_risk: 1,
            not_checked: 1,
            week_trouble: 1,
            stopped: 1,
            stopped_days: 1,
            late: 1,
            unassigned: 1,
            away: vec!["Ana".into()],
            over: 1,
            your_move: 1,
            is_closed: true,
        };
        let said = brief(&full);
        assert!(
            said.len() == 3 && said.iter().all(|s| (1..=3).contains(&s.len())),
            "{said:?}"
        );
    }
}
