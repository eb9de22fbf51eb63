//! What a task waits for: links of four kinds with lag, the cycle that one would close, and the dates that break one.
//!
//! Nothing moves by itself. A link whose successor stands too early is *broken*, and the earliest date that keeps it is
//! offered. A date without a time is a whole day: its start is when work starts on that day in the project's calendar,
//! its finish when work ends; a milestone is there by the end of its day.

mod breaks;
mod cycle;

use serde::{Deserialize, Serialize};

pub use breaks::{Break, End, Ends, Judge, Point, Zoned, minute_of, moment_of};
pub use cycle::{Linked, closes, cycle};

use crate::access::coded;
use crate::form;
use crate::id::{RecordId, made_by_client};
use crate::refusal::{Bad, Check, Code, Refused};
use crate::time::{self, Span};

/// Most links of one task, in each direction.
pub const MOST: i64 = 500;
/// The most that a lag in per cent can say.
pub const MOST_PERCENT: i64 = 1000;

coded!(
    /// Which end of the successor waits for which end of the predecessor.
    LinkKind {
        FinishToStart = "fs",
        StartToStart = "ss",
        FinishToFinish = "ff",
        StartToFinish = "sf",
    }
);

coded!(
    /// How a lag is counted: in working minutes, in minutes of the clock, or in per cent of the predecessor's duration
    /// as either.
    LagKind {
        Working = "working",
        Elapsed = "elapsed",
        Percent = "percent",
        PercentElapsed = "percent_elapsed",
    }
);

/// Time between the two ends of a link: minutes, or per cent. Negative is a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Lag {
    pub kind: LagKind,
    pub amount: i64,
}

impl Lag {
    pub const NONE: Self = Self {
        kind: LagKind::Working,
        amount: 0,
    };

    /// Reads `2d`, `-4h`, `3ed` (every hour of the clock), `50%`, `50e%`; nothing typed is none.
    pub fn read(typed: &str, minutes_per_day: i64) -> Result<Self, Bad> {
        let typed = typed.trim();
        if let Some(number) = typed.strip_suffix('%') {
            let number = number.trim_end();
            let (number, kind) = match number.strip_suffix(['e', 'E']) {
                Some(number) => (number, LagKind::PercentElapsed),
                None => (number, LagKind::Percent),
            };
            let amount = number.trim().replace('\u{2212}', "-").parse::<i64>();
            return match amount {
                Ok(amount) if (-MOST_PERCENT..=MOST_PERCENT).contains(&amount) => {
                    Ok(Self { kind, amount })
                }
                _ => Err(Code::NotALag.into()),
            };
        }
        match time::signed(typed, minutes_per_day) {
            Ok(None) => Ok(Self::NONE),
            Ok(Some(Span { minutes, elapsed })) => Ok(Self {
                kind: if elapsed {
                    LagKind::Elapsed
                } else {
                    LagKind::Working
                },
                amount: minutes,
            }),
            Err(Bad(Code::NotADuration, _)) => Err(Code::NotALag.into()),
            Err(bad) => Err(bad),
        }
    }

    /// As it is typed; nothing where there is none.
    pub fn shown(self, minutes_per_day: i64) -> String {
        match self.kind {
            LagKind::Working if self.amount == 0 => String::new(),
            LagKind::Working => Span::working(self.amount).shown(minutes_per_day),
            LagKind::Elapsed => Span::elapsed(self.amount).shown(minutes_per_day),
            LagKind::Percent => format!("{}%", self.amount),
            LagKind::PercentElapsed => format!("{}e%", self.amount),
        }
    }
}

/// A task as people name it: by its key, or by its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    Id(RecordId),
    /// `NGT-3`: the project's letters and the number.
    Key(String, i64),
}

/// Reads `NGT-3`, `ngt-3`, or an id.
pub fn named(typed: &str) -> Result<Named, Bad> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(Code::Missing.into());
    }
    if let Ok(id) = RecordId::parse(typed) {
        return Ok(Named::Id(id));
    }
    let (letters, number) = typed.rsplit_once('-').ok_or(Code::NoSuchTask)?;
    let right = (1..=9).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    let number = right.then(|| number.parse().ok()).flatten();
    Ok(Named::Key(
        letters.to_uppercase(),
        number.ok_or(Code::NoSuchTask)?,
    ))
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLink {
    pub id: RecordId,
    pub predecessor: Named,
    pub kind: LinkKind,
    pub lag: Lag,
}

pub fn new_link(form: &form::AddLink, minutes_per_day: i64) -> Result<NewLink, Refused> {
    let mut check = Check::default();
    let predecessor = check.take("predecessor", named(&form.predecessor));
    let kind = match form.kind.trim() {
        "" => Ok(LinkKind::FinishToStart),
        kind => LinkKind::parse(kind),
    };
    let kind = check.take("kind", kind);
    let lag = check.take("lag", Lag::read(&form.lag, minutes_per_day));
    let id = check.take("id", made_by_client(&form.id).map_err(Bad::from));
    match (id, predecessor, kind, lag) {
        (Some(id), Some(predecessor), Some(kind), Some(lag)) => Ok(NewLink {
            id,
            predecessor,
            kind,
            lag,
        }),
        _ => Err(check.refused()),
    }
}

/// A link as it becomes: each part with what it was based on, as with a task's fields.
pub fn edit_link(
    now: (LinkKind, Lag),
    form: &form::EditLink,
    minutes_per_day: i64,
    version: i64,
) -> Result<(LinkKind, Lag), Refused> {
    let mut check = Check::default();
    let kind = if form.kind == form.kind_was {
        Some(now.0)
    } else {
        check.take("kind", LinkKind::parse(form.kind.trim()))
    };
    let lag = if form.lag == form.lag_was {
        Some(now.1)
    } else {
        check.take("lag", Lag::read(&form.lag, minutes_per_day))
    };
    let (Some(kind), Some(lag)) = (kind, lag) else {
        return Err(check.refused());
    };
    let stale = |field: &str, yours: &str, theirs: String| Refused::Stale {
        field: field.into(),
        yours: yours.into(),
        theirs,
        version,
    };
    if kind != now.0 && LinkKind::parse(form.kind_was.trim()) != Ok(now.0) {
        return Err(stale("kind", &form.kind, now.0.code().into()));
    }
    if lag != now.1 && Lag::read(&form.lag_was, minutes_per_day) != Ok(now.1) {
        return Err(stale("lag", &form.lag, now.1.shown(minutes_per_day)));
    }
    Ok((kind, lag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lags_as_people_type_them() {
        let lag = |typed| Lag::read(typed, 480).map(|lag| (lag.kind, lag.amount));
        assert_eq!(lag(""), Ok((LagKind::Working, 0)));
        assert_eq!(lag("2d"), Ok((LagKind::Working, 960)));
        assert_eq!(lag("-4h"), Ok((LagKind::Working, -240)));
        assert_eq!(lag("+3ed"), Ok((LagKind::Elapsed, 4320)));
        assert_eq!(lag("50%"), Ok((LagKind::Percent, 50)));
        assert_eq!(lag("-25 e%"), Ok((LagKind::PercentElapsed, -25)));
        for bad in [
            "2",
            "%",
            "5.5%",
            "1001%",
            "soon",
            "-",
            "9999999999999999999999%",
        ] {
            assert_eq!(lag(bad), Err(Code::NotALag.into()), "{bad}");
        }
        for (kind, amount) in [
            (LagKind::Working, 0),
            (LagKind::Working, -500),
            (LagKind::Elapsed, 90),
            (LagKind::Elapsed, 0),
            (LagKind::Percent, -50),
            (LagKind::PercentElapsed, 0),
        ] {
            let lag = Lag { kind, amount };
            assert_eq!(Lag::read(&lag.shown(480), 480), Ok(lag));
        }
    }

    #[test]
    fn tasks_as_people_name_them() {
        assert_eq!(named(" ngt-3 "), Ok(Named::Key("NGT".into(), 3)));
        assert_eq!(named(""), Err(Code::Missing.into()));
        for bad in ["NGT", "NGT-", "NGT-x", "NGT-1234567890", "-"] {
            assert_eq!(named(bad), Err(Code::NoSuchTask.into()), "{bad}");
        }
    }

    #[test]
    fn two_may_change_two_things_of_a_link() {
        let now = (
            LinkKind::FinishToStart,
            Lag {
                kind: LagKind::Working,
                amount: 480,
            },
        );
        let form = form::EditLink {
            kind: "ss".into(),
            kind_was: "fs".into(),
            lag: String::new(),
            lag_was: String::new(),
            ..Default::default()
        };
        assert_eq!(
            edit_link(now, &form, 480, 1),
            Ok((LinkKind::StartToStart, now.1))
        );
        let form = form::EditLink {
            lag: "2d".into(),
            lag_was: "3d".into(),
            ..Default::default()
        };
        assert!(
            matches!(edit_link(now, &form, 480, 1), Err(Refused::Stale { field, theirs, .. }) if field == "lag" && theirs == "1d")
        );
    }
}
