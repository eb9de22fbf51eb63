//! Earned value: what was planned, what was done and what was paid, in money (ANSI/EIA-748; PMBOK), and earned schedule
//! (Lipke 2003), which measures being late in time.
//!
//! Money is whole minor units of one currency (cents). Indices are ratios. Whatever lacks an honest input is
//! [`Missing`] with the reason, never a number made up: an index of cost without any cost recorded would look perfect.
//!
//! ```
//! use planner::earned::{Baseline, Missing, Point, Status};
//!
//! // 100,000 planned evenly over ten days; on the fourth 30,000 are earned and 35,000 paid.
//! let baseline = Baseline::new(vec![Point { at: 0, value: 0 }, Point { at: 10, value: 100_000 }])?;
//! let seen = baseline.measure(Status { at: 4, earned: Some(30_000), actual: Some(35_000) });
//! assert_eq!(seen.planned, 40_000);
//! assert_eq!(seen.cost_variance, Ok(-5_000));
//! assert_eq!(seen.earned_schedule, Ok(3.0));
//! assert_eq!(seen.spi_time, Ok(0.75));
//! let unpaid = baseline.measure(Status { at: 4, earned: Some(30_000), actual: None });
//! assert_eq!(unpaid.cpi, Err(Missing::ActualCost));
//! # Ok::<(), planner::earned::BaselineError>(())
//! ```

use serde::{Deserialize, Serialize};

use crate::calendar::Minute;

/// Value planned to be done by an instant, summed from the beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// The instant by which it is to be done.
    pub at: Minute,
    /// Minor units of money.
    pub value: i64,
}

/// The planned value over time, straight between its points, frozen when the baseline was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Point>", into = "Vec<Point>")]
pub struct Baseline {
    points: Vec<Point>,
}

/// Why points are no baseline; the number is the point's position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BaselineError {
    /// Fewer than two points.
    TooShort,
    /// Not later than the point before it.
    Time(usize),
    /// Less than the point before it, negative, or above 10^15.
    Value(usize),
}

impl std::fmt::Display for BaselineError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooShort => write!(f, "a baseline has two points at least"),
            Self::Time(at) => write!(f, "point {at} is not later than the one before it"),
            Self::Value(at) => write!(f, "point {at} has an impossible value"),
        }
    }
}

impl std::error::Error for BaselineError {}

/// What is known on a day. Earned value is the baseline's value of the work that is done, not today's estimate of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// The day of asking.
    pub at: Minute,
    /// `None`: nobody recorded progress.
    pub earned: Option<i64>,
    /// `None`: nobody recorded cost. Hours without rates are no cost.
    pub actual: Option<i64>,
}

/// Not computable, because …
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// Progress was not recorded.
    EarnedValue,
    /// Cost was not recorded.
    ActualCost,
    /// Nothing was earned yet: no rate can be read from it.
    NothingEarned,
    /// Nothing was paid yet.
    NothingPaid,
    /// Nothing was planned by then.
    NothingPlanned,
    /// The baseline begins later.
    NotBegun,
    /// The whole budget is spent.
    BudgetSpent,
}

/// `Err` says why there is no number.
pub type Measure<T> = Result<T, Missing>;

/// Everything that can be said on a day. Names and abbreviations are those of the standard.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Measures {
    /// BAC.
    pub budget: i64,
    /// PV.
    pub planned: i64,
    /// CV = EV − AC.
    pub cost_variance: Measure<i64>,
    /// SV = EV − PV, in money.
    pub schedule_variance: Measure<i64>,
    /// CPI = EV / AC.
    pub cpi: Measure<f64>,
    /// SPI = EV / PV. Comes to 1 at the end however late that is: see [`Measures::spi_time`].
    pub spi: Measure<f64>,
    /// EAC = BAC / CPI: the rest costs as what is done did.
    pub estimate_at_rate: Measure<f64>,
    /// EAC = AC + BAC − EV: the rest costs as planned.
    pub estimate_as_planned: Measure<i64>,
    /// EAC = AC + (BAC − EV) / (CPI · SPI): the rest costs as what is done did, and lateness costs too.
    pub estimate_at_both: Measure<f64>,
    /// ETC = EAC − AC, at the rate so far.
    pub to_complete: Measure<f64>,
    /// VAC = BAC − EAC, at the rate so far.
    pub variance_at_completion: Measure<f64>,
    /// TCPI = (BAC − EV) / (BAC − AC): the rate needed from here to keep the budget.
    pub tcpi: Measure<f64>,
    /// ES: minutes from the baseline's start to when it planned what is earned now.
    pub earned_schedule: Measure<f64>,
    /// SV(t) = ES − AT, in minutes.
    pub schedule_variance_time: Measure<f64>,
    /// SPI(t) = ES / AT.
    pub spi_time: Measure<f64>,
    /// IEAC(t) = planned duration / SPI(t), in minutes.
    pub estimate_time: Measure<f64>,
}

/// Far above any project, far below where sums overflow or `f64` loses a unit.
const MOST: i64 = 1_000_000_000_000_000;

impl Baseline {
    /// From two points or more, later and later and worth no less each time.
    pub fn new(points: Vec<Point>) -> Result<Self, BaselineError> {
        if points.len() < 2 {
            return Err(BaselineError::TooShort);
        }
        for (i, point) in points.iter().enumerate() {
            let before = i.checked_sub(1).map(|i| points[i]);
            if before.is_some_and(|before| before.at >= point.at) {
                return Err(BaselineError::Time(i));
            }
            let least = before.map_or(0, |before| before.value);
            if !(least..=MOST).contains(&point.value) {
                return Err(BaselineError::Value(i));
            }
        }
        Ok(Self { points })
    }

    fn start(&self) -> Minute {
        self.points[0].at
    }

    /// BAC.
    pub fn budget(&self) -> i64 {
        self.points[self.points.len() - 1].value
    }

    /// PV at an instant, rounded down to a whole unit.
    pub fn planned(&self, at: Minute) -> i64 {
        let after = self.points.partition_point(|point| point.at <= at);
        let Some(from) = after.checked_sub(1).map(|i| self.points[i]) else {
            return 0;
        };
        let Some(to) = self.points.get(after) else {
            return from.value;
        };
        let gain = i128::from(to.value - from.value);
        let passed = i128::from(i64::from(at) - i64::from(from.at));
        let whole = i128::from(i64::from(to.at) - i64::from(from.at));
        from.value + (gain * passed / whole) as i64
    }

    /// Minutes from the start to the first instant at which this value was planned to be done. On a stretch where
    /// nothing was planned that is its beginning: waiting earns no schedule.
    fn earned_schedule(&self, earned: i64) -> f64 {
        let earned = earned.clamp(0, self.budget());
        let reached = self.points.partition_point(|point| point.value < earned);
        let to = self.points[reached.min(self.points.len() - 1)];
        let Some(from) = reached.checked_sub(1).map(|i| self.points[i]) else {
            return 0.0;
        };
        let part = (earned - from.value) as f64 / (to.value - from.value) as f64;
        let (since, whole) = (minutes(self.start(), from.at), minutes(from.at, to.at));
        since + part * whole
    }

    /// All measures on a day; what cannot be computed says why.
    pub fn measure(&self, status: Status) -> Measures {
        let budget = self.budget();
        let planned = self.planned(status.at);
        let earned = status.earned.ok_or(Missing::EarnedValue);
        let actual = status.actual.ok_or(Missing::ActualCost);
        let both = earned.and_then(|earned| Ok((earned, actual?)));
        let cpi = both.and_then(|(earned, actual)| ratio(earned, actual, Missing::NothingPaid));
        let spi = earned.and_then(|earned| ratio(earned, planned, Missing::NothingPlanned));
        let estimate = both.and_then(|(earned, actual)| {
            // BAC · AC / EV: defined before anything is paid, not before anything is earned.
            Ok(ratio(actual, earned, Missing::NothingEarned)? * budget as f64)
        });
        let since = minutes(self.start(), status.at);
        let schedule = earned.and_then(|earned| {
            if since > 0.0 {
                Ok(self.earned_schedule(earned))
            } else {
                Err(Missing::NotBegun)
            }
        });
        let spi_time = schedule.map(|schedule| schedule / since);
        let whole = minutes(self.start(), self.points[self.points.len() - 1].at);
        Measures {
            budget,
            planned,
            cost_variance: both.map(|(earned, actual)| earned - actual),
            schedule_variance: earned.map(|earned| earned - planned),
            cpi,
            spi,
            estimate_at_rate: estimate,
            estimate_as_planned: both.map(|(earned, actual)| actual + budget - earned),
            estimate_at_both: both.and_then(|(earned, actual)| {
                let rate = cpi? * spi?;
                if rate > 0.0 {
                    Ok(actual as f64 + (budget - earned) as f64 / rate)
                } else {
                    Err(Missing::NothingEarned)
                }
            }),
            to_complete: estimate.and_then(|estimate| Ok(estimate - actual? as f64)),
            variance_at_completion: estimate.map(|estimate| budget as f64 - estimate),
            tcpi: both.and_then(|(earned, actual)| {
                ratio(budget - earned, budget - actual, Missing::BudgetSpent)
            }),
            earned_schedule: schedule,
            schedule_variance_time: schedule.map(|schedule| schedule - since),
            spi_time,
            estimate_time: spi_time.and_then(|index| {
                if index > 0.0 {
                    Ok(whole / index)
                } else {
                    Err(Missing::NothingEarned)
                }
            }),
        }
    }
}

fn minutes(from: Minute, to: Minute) -> f64 {
    f64::from(to) - f64::from(from)
}

fn ratio(part: i64, whole: i64, missing: Missing) -> Measure<f64> {
    if whole > 0 {
        Ok(part as f64 / whole as f64)
    } else {
        Err(missing)
    }
}

impl TryFrom<Vec<Point>> for Baseline {
    type Error = BaselineError;

    fn try_from(points: Vec<Point>) -> Result<Self, BaselineError> {
        Self::new(points)
    }
}

impl From<Baseline> for Vec<Point> {
    fn from(baseline: Baseline) -> Self {
        baseline.points
    }
}

#[cfg(test)]
mod tests;
