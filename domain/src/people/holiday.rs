//! Public holidays: free days of a country or one of its regions. Where they are known from is the store's business.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Whose public holidays are kept: an ISO 3166 country and, where it has them, a region of it. No country: nobody's.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    pub country: String,
    pub region: String,
}

impl Place {
    pub fn new(country: &str, region: &str) -> Self {
        Self {
            country: country.into(),
            region: region.into(),
        }
    }

    pub fn is_nowhere(&self) -> bool {
        self.country.is_empty()
    }
}

/// What is known of a day in a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// A public holiday, by its name.
    Free(String),
    /// No public holiday.
    Ordinary,
    /// The source does not reach this day or does not have this place: never taken for "none".
    NotKnown,
}

/// A source of public holidays.
pub trait Holidays {
    fn on(&self, place: &Place, day: NaiveDate) -> Known;
}

/// No place keeps any: for calendars that say themselves which days are free.
#[derive(Clone, Copy, Debug)]
pub struct NoHolidays;

impl Holidays for NoHolidays {
    fn on(&self, _: &Place, _: NaiveDate) -> Known {
        Known::Ordinary
    }
}
