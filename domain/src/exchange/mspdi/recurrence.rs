//! The days on which a recurring exception falls.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// As the file numbers it.
pub struct Rule {
    /// 1 daily, 2 and 3 yearly by date and by place in a month, 4 and 5 monthly likewise, 6 weekly, 7 every so many days.
    pub kind: i64,
    pub every: u32,
    /// Sunday is bit 0.
    pub days: i64,
    pub month: u32,
    pub month_day: u32,
    /// 0 first … 3 fourth, 4 last.
    pub position: i64,
    /// 0 any day, 1 Monday to Friday, 2 the weekend, 3 Sunday … 9 Saturday.
    pub item: i64,
}

/// Months of a year.
const YEAR: u32 = 12;

impl Rule {
    /// Whether this is a way of repeating that is understood.
    pub fn is_known(&self) -> bool {
        let month = (1..=YEAR).contains(&self.month);
        let date = (1..=31).contains(&self.month_day);
        let place = (0..=4).contains(&self.position) && (0..=9).contains(&self.item);
        match self.kind {
            1 | 7 => true,
            2 => month && date,
            3 => month && place,
            4 => date,
            5 => place,
            6 => self.days & 127 != 0,
            _ => false,
        }
    }

    /// In order, from the first day to the last.
    pub fn days(&self, from: NaiveDate, to: NaiveDate) -> Box<dyn Iterator<Item = NaiveDate> + '_> {
        let within = move |day: &NaiveDate| (from..=to).contains(day);
        match self.kind {
            1 | 7 => Box::new(steps(from, to, self.every)),
            2 | 3 => Box::new(
                months(from.with_day(1), to, self.month, YEAR)
                    .filter_map(|first| self.of_month(first))
                    .filter(within),
            ),
            4 | 5 => Box::new(
                months(from.with_day(1), to, from.month(), self.every)
                    .filter_map(|first| self.of_month(first))
                    .filter(within),
            ),
            6 => Box::new(
                steps(
                    from.week(Weekday::Sun).first_day(),
                    to,
                    self.every.saturating_mul(7),
                )
                .flat_map(|sunday| sunday.iter_days().take(7))
                .filter(|day| (self.days >> day.weekday().num_days_from_sunday()) & 1 == 1)
                .filter(within),
            ),
            _ => Box::new(std::iter::empty()),
        }
    }

    /// The day of a month, given by its first; not every month has a 31st.
    fn of_month(&self, first: NaiveDate) -> Option<NaiveDate> {
        if matches!(self.kind, 2 | 4) {
            return first.with_day(self.month_day);
        }
        let mut these = first
            .iter_days()
            .take_while(|day| day.month() == first.month())
            .filter(|day| self.is_item(*day));
        match self.position {
            4 => these.last(),
            nth => these.nth(usize::try_from(nth).ok()?),
        }
    }

    /// "The third Thursday", "the last weekday", "the first day".
    fn is_item(&self, day: NaiveDate) -> bool {
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        match self.item {
            0 => true,
            1 => !weekend,
            2 => weekend,
            weekday => i64::from(day.weekday().num_days_from_sunday()) + 3 == weekday,
        }
    }
}

fn steps(from: NaiveDate, to: NaiveDate, days: u32) -> impl Iterator<Item = NaiveDate> {
    let step = Days::new(u64::from(days.max(1)));
    std::iter::successors(Some(from), move |day| day.checked_add_days(step))
        .take_while(move |day| *day <= to)
}

/// The first days of months: of `month` in the year that `begins` is in, and of every so many after it.
fn months(
    begins: Option<NaiveDate>,
    to: NaiveDate,
    month: u32,
    every: u32,
) -> impl Iterator<Item = NaiveDate> {
    let step = chrono::Months::new(every.max(1));
    let first = begins.and_then(|day| day.with_month(month));
    std::iter::successors(first, move |day| day.checked_add_months(step))
        .take_while(move |day| *day <= to)
}
