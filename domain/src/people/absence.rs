//! Time away: from a day to a day, each end whole or half.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::access::coded;
use crate::refusal::{Bad, Code};

coded!(
    /// What somebody is away for. For its owner, its approver and *people*; everybody else reads "away".
    AbsenceKind {
        Holiday = "holiday",
        Sick = "sick",
        Care = "care",
        Training = "training",
        Unpaid = "unpaid",
        Other = "other",
    }
);

coded!(
    State { Asked = "asked", Approved = "approved", Refused = "refused", Withdrawn = "withdrawn" }
);

impl State {
    /// Whether the days are taken: by an absence that holds or may yet hold.
    pub fn stands(self) -> bool {
        matches!(self, Self::Asked | Self::Approved)
    }

    /// Whether somebody who may has said yes or no.
    pub fn is_answered(self) -> bool {
        matches!(self, Self::Approved | Self::Refused)
    }
}

coded!(
    /// How much of its first or last day an absence takes.
    Part { Whole = "whole", Morning = "morning", Afternoon = "afternoon" }
);

/// The days of an absence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    pub first_day: NaiveDate,
    pub last_day: NaiveDate,
    pub first_part: Part,
    pub last_part: Part,
}

impl Span {
    pub fn whole(first_day: NaiveDate, last_day: NaiveDate) -> Self {
        Self {
            first_day,
            last_day,
            first_part: Part::Whole,
            last_part: Part::Whole,
        }
    }

    /// One day, or half of it.
    pub fn one(day: NaiveDate, part: Part) -> Self {
        Self {
            first_day: day,
            last_day: day,
            first_part: part,
            last_part: part,
        }
    }

    /// What of this day is taken; nothing is `None`.
    pub fn on(&self, day: NaiveDate) -> Option<Part> {
        let (from, to) = self.halves();
        let morning = half(day);
        match (
            (from..to).contains(&morning),
            (from..to).contains(&(morning + 1)),
        ) {
            (true, true) => Some(Part::Whole),
            (true, false) => Some(Part::Morning),
            (false, true) => Some(Part::Afternoon),
            (false, false) => None,
        }
    }

    pub fn overlaps(&self, other: &Self) -> bool {
        let ((from, to), (other_from, other_to)) = (self.halves(), other.halves());
        from < other_to && other_from < to
    }

    /// The half days it takes, first and the one after the last, counted from the beginning of the calendar.
    fn halves(&self) -> (i64, i64) {
        let from = half(self.first_day) + i64::from(self.first_part == Part::Afternoon);
        let to = half(self.last_day)
            + if self.last_part == Part::Morning {
                1
            } else {
                2
            };
        (from, to)
    }
}

fn half(day: NaiveDate) -> i64 {
    i64::from(day.num_days_from_ce()) * 2
}

/// Longest absence, in days: three years, for a parent's leave. More is a slip of the finger.
pub const LONGEST: i64 = 1100;

/// The days as typed. What is not said of the ends means whole days; an empty last day is the first.
pub fn span(
    first_day: NaiveDate,
    last_day: Option<NaiveDate>,
    first_part: Part,
    last_part: Part,
) -> Result<Span, (&'static str, Bad)> {
    let last_day = last_day.unwrap_or(first_day);
    if last_day < first_day {
        return Err(("last_day", Code::EndsBeforeItBegins.into()));
    }
    if (last_day - first_day).num_days() > LONGEST {
        return Err(("last_day", Bad(Code::TooFar, LONGEST.to_string())));
    }
    if first_day == last_day {
        // One day has one part: whichever end says less than the whole.
        return match (first_part, last_part) {
            (first, last) if first == last => Ok(Span::one(first_day, first)),
            (part, Part::Whole) | (Part::Whole, part) => Ok(Span::one(first_day, part)),
            _ => Err(("last_part", Code::NotAHalf.into())),
        };
    }
    if first_part == Part::Morning {
        return Err(("first_part", Code::NotAHalf.into()));
    }
    if last_part == Part::Afternoon {
        return Err(("last_part", Code::NotAHalf.into()));
    }
    Ok(Span {
        first_day,
        last_day,
        first_part,
        last_part,
    })
}

/// What several absences take of one day together.
pub fn taken(spans: &[Span], day: NaiveDate) -> Option<Part> {
    let parts = spans.iter().filter_map(|span| span.on(day));
    parts.reduce(|one, other| if one == other { one } else { Part::Whole })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 12, d).unwrap_or_default()
    }

    #[test]
    fn half_days_are_at_the_ends() {
        let Ok(away) = span(day(3), Some(day(5)), Part::Afternoon, Part::Morning) else {
            panic!("refused")
        };
        let parts: Vec<_> = (2..=6).map(|d| away.on(day(d))).collect();
        assert_eq!(
            parts,
            [
                None,
                Some(Part::Afternoon),
                Some(Part::Whole),
                Some(Part::Morning),
                None
            ]
        );
    }

    #[test]
    fn a_span_that_cannot_be_is_refused_beside_its_field() {
        let refused = |first, last, a, b| span(day(first), Some(day(last)), a, b).map_err(|e| e.0);
        assert_eq!(refused(5, 4, Part::Whole, Part::Whole), Err("last_day"));
        assert_eq!(refused(4, 5, Part::Morning, Part::Whole), Err("first_part"));
        assert_eq!(
            refused(4, 5, Part::Whole, Part::Afternoon),
            Err("last_part")
        );
        assert_eq!(
            refused(4, 4, Part::Morning, Part::Afternoon),
            Err("last_part")
        );
        assert_eq!(
            refused(4, 4, Part::Whole, Part::Morning),
            Ok(Span::one(day(4), Part::Morning))
        );
        let far = NaiveDate::from_ymd_opt(2036, 1, 1);
        assert_eq!(
            span(day(1), far, Part::Whole, Part::Whole).map_err(|e| e.0),
            Err("last_day")
        );
    }

    #[test]
    fn two_halves_of_one_day_do_not_overlap() {
        let (morning, afternoon) = (
            Span::one(day(4), Part::Morning),
            Span::one(day(4), Part::Afternoon),
        );
        assert!(!morning.overlaps(&afternoon) && !afternoon.overlaps(&morning));
        assert!(morning.overlaps(&Span::one(day(4), Part::Whole)));
        assert!(Span::whole(day(1), day(4)).overlaps(&morning));
        assert!(!Span::whole(day(1), day(3)).overlaps(&morning));
        assert_eq!(taken(&[morning, afternoon], day(4)), Some(Part::Whole));
        assert_eq!(taken(&[morning, morning], day(4)), Some(Part::Morning));
        assert_eq!(taken(&[morning], day(5)), None);
    }

    #[test]
    fn overlap_is_what_both_have_of_some_day() {
        let parts = [Part::Whole, Part::Morning, Part::Afternoon];
        let mut spans = Vec::new();
        for first in 1..5 {
            for last in first..5 {
                for (a, b) in parts.iter().flat_map(|a| parts.map(|b| (*a, b))) {
                    spans.extend(span(day(first), Some(day(last)), a, b).ok());
                }
            }
        }
        let covers = |part: Part, half: Part| part == Part::Whole || part == half;
        for one in &spans {
            for other in &spans {
                let meet = (1..5).any(|d| match (one.on(day(d)), other.on(day(d))) {
                    (Some(a), Some(b)) => [Part::Morning, Part::Afternoon]
                        .iter()
                        .any(|half| covers(a, *half) && covers(b, *half)),
                    _ => false,
                });
                assert_eq!(one.overlaps(other), meet, "{one:?} {other:?}");
            }
        }
    }
}
