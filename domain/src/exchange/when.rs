//! Dates as trackers write them, each site in its own way: `24/Sep/21 2:22 PM`, `24.09.2021 14:22`, `2021-09-24T14:22:15Z`,
//! `Fri, 24 Sep 2021 14:22:15 -0700`, `Wed Mar 15 2023 13:31:00 GMT+0000 (GMT)`.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

use super::tracked::Moment;

/// No date is written longer.
const LONGEST: usize = 80;

/// Which of two small numbers is the day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Order {
    #[default]
    DayFirst,
    MonthFirst,
}

impl Order {
    /// Of all dates of a file: one number above twelve tells. Where none does, a clock of twelve hours is a sign of the
    /// month first; the second answer says whether anything was told.
    pub fn of<'t>(texts: impl Iterator<Item = &'t str>) -> (Self, bool) {
        let (mut twelve, mut unclear) = (false, false);
        for text in texts {
            if text.len() > LONGEST {
                continue;
            }
            let parts = Parts::of(text);
            let small =
                parts.month.is_none() && parts.numbers.iter().all(|n| n.len() <= 2 || n.len() == 4);
            let [first, second, ..] = parts.numbers.as_slice() else {
                continue;
            };
            if !small || first.len() == 4 {
                continue;
            }
            let value = |text: &str| text.parse::<u32>().unwrap_or(0);
            if value(first) > 12 {
                return (Self::DayFirst, true);
            }
            if value(second) > 12 {
                return (Self::MonthFirst, true);
            }
            // Points stand between day and month everywhere.
            if !text.contains('.') {
                unclear |= first != second;
                twelve |= parts.half.is_some();
            }
        }
        match (unclear, twelve) {
            (false, _) => (Self::DayFirst, true),
            (true, true) => (Self::MonthFirst, false),
            (true, false) => (Self::DayFirst, false),
        }
    }
}

/// None: it says no date that could be meant.
pub(super) fn read(text: &str, order: Order) -> Option<Moment> {
    let text = text.trim();
    if text.len() > LONGEST {
        return None;
    }
    let parts = Parts::of(text);
    let day = parts.day(order)?;
    if !(1900..=2200).contains(&day.year()) {
        return None;
    }
    let Some(time) = parts.time() else {
        return parts.clock.is_empty().then_some(Moment::Day(day));
    };
    let local = NaiveDateTime::new(day, time);
    match parts.zone {
        Some(zone) => {
            let zone = FixedOffset::east_opt(zone * 60)?;
            let at: DateTime<FixedOffset> = local.and_local_timezone(zone).single()?;
            Some(Moment::At(at.to_utc()))
        }
        None => Some(Moment::Local(local)),
    }
}

/// Of a field that holds a day though it is written with a time: midnight, wherever, says no time.
pub(super) fn read_day(text: &str, order: Order) -> Option<Moment> {
    let moment = read(text, order)?;
    let parts = Parts::of(text.trim());
    match parts.time() {
        Some(time) if time.num_seconds_from_midnight() == 0 => parts.day(order).map(Moment::Day),
        _ => Some(moment),
    }
}

/// The pieces of a written date.
#[derive(Debug, Default)]
struct Parts<'t> {
    month: Option<u32>,
    numbers: Vec<&'t str>,
    clock: Vec<&'t str>,
    /// Minutes east of universal time.
    zone: Option<i32>,
    /// Whether it is after noon, where the clock has twelve hours.
    half: Option<bool>,
}

impl<'t> Parts<'t> {
    fn of(text: &'t str) -> Self {
        let mut parts = Self::default();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let after_time = !parts.clock.is_empty();
            if c == '(' && after_time {
                // The zone's name, after its offset.
                break;
            }
            if c.is_ascii_digit() {
                let (number, later) = run(rest, |c| c.is_ascii_digit());
                rest = parts.number(number, later);
            } else if c.is_alphabetic() {
                let (word, later) = run(rest, |c| c.is_alphabetic() || c == '.');
                rest = parts.word(word, later);
            } else if matches!(c, '+' | '-') && after_time {
                let (offset, later) = run(rest.get(1..).unwrap_or_default(), |c| {
                    c.is_ascii_digit() || c == ':'
                });
                if let Some(minutes) = offset_minutes(offset) {
                    parts.zone = Some(if c == '-' { -minutes } else { minutes });
                }
                rest = later;
            } else {
                rest = rest.get(c.len_utf8()..).unwrap_or_default();
            }
        }
        parts
    }

    fn number(&mut self, number: &'t str, later: &'t str) -> &'t str {
        let is_clock = self.clock.is_empty() && later.starts_with(':') && number.len() <= 2;
        if !is_clock {
            // A year may stand behind the time: `Mar 15 13:31 2023`.
            if self.clock.is_empty() || self.numbers.len() < 3 {
                self.numbers.push(number);
            }
            return later;
        }
        self.clock.push(number);
        let mut rest = later;
        while let Some(next) = rest.strip_prefix(':') {
            let (number, later) = run(next, |c| c.is_ascii_digit());
            self.clock.push(number);
            rest = later;
        }
        // Parts of a second.
        if let Some(part) = rest.strip_prefix(['.', ','])
            && part.starts_with(|c: char| c.is_ascii_digit())
        {
            rest = run(part, |c| c.is_ascii_digit()).1;
        }
        rest
    }

    fn word(&mut self, word: &str, later: &'t str) -> &'t str {
        let folded = word.trim_end_matches('.').to_lowercase();
        match folded.as_str() {
            "am" | "a.m" | "vorm" | "vormittags" => self.half = Some(false),
            "pm" | "p.m" | "nachm" | "nachmittags" => self.half = Some(true),
            "z" | "utc" | "gmt" if !self.clock.is_empty() => self.zone = Some(0),
            _ => self.month = self.month.or_else(|| month(&folded)),
        }
        later
    }

    fn day(&self, order: Order) -> Option<NaiveDate> {
        let numbers: Option<Vec<u32>> = self.numbers.iter().map(|n| n.parse().ok()).collect();
        let numbers = numbers?;
        let long = |at: usize| self.numbers.get(at).is_some_and(|n| n.len() == 4);
        let (year, month, day) = match (self.month, numbers.as_slice()) {
            (Some(month), [year, day]) if long(0) => (*year, month, *day),
            (Some(month), [day, year]) => (*year, month, *day),
            (None, [year, month, day]) if long(0) => (*year, *month, *day),
            (None, [day, month, year]) if order == Order::DayFirst => (*year, *month, *day),
            (None, [month, day, year]) => (*year, *month, *day),
            _ => return None,
        };
        let year = match year {
            0..70 => 2000 + year,
            70..100 => 1900 + year,
            _ => year,
        };
        NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
    }

    fn time(&self) -> Option<NaiveTime> {
        let numbers: Option<Vec<u32>> = self.clock.iter().map(|n| n.parse().ok()).collect();
        let numbers = numbers?;
        let [hour, minute, rest @ ..] = numbers.as_slice() else {
            return None;
        };
        let hour = match self.half {
            None => *hour,
            Some(_) if *hour > 12 => return None,
            Some(after) => hour % 12 + if after { 12 } else { 0 },
        };
        NaiveTime::from_hms_opt(hour, *minute, rest.first().copied().unwrap_or(0))
    }
}

fn run(text: &str, is: impl Fn(char) -> bool) -> (&str, &str) {
    let end = text.find(|c| !is(c)).unwrap_or(text.len());
    text.split_at(end)
}

fn offset_minutes(text: &str) -> Option<i32> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.as_str(), "0"),
        4 => digits.split_at(2),
        _ => return None,
    };
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours <= 14 && minutes < 60).then_some(hours * 60 + minutes)
}

/// Beginnings of the months in the languages that sites are set to; the longer ones first.
const MONTHS: &[(&str, u32)] = &[
    ("juin", 6),
    ("juil", 7),
    ("jan", 1),
    ("jän", 1),
    ("ene", 1),
    ("gen", 1),
    ("sty", 1),
    ("feb", 2),
    ("fév", 2),
    ("fev", 2),
    ("lut", 2),
    ("mär", 3),
    ("mrt", 3),
    ("marz", 3),
    ("mar", 3),
    ("maa", 3),
    ("apr", 4),
    ("avr", 4),
    ("abr", 4),
    ("kwi", 4),
    ("may", 5),
    ("mai", 5),
    ("maj", 5),
    ("mei", 5),
    ("mag", 5),
    ("jun", 6),
    ("giu", 6),
    ("cze", 6),
    ("jul", 7),
    ("lug", 7),
    ("lip", 7),
    ("aug", 8),
    ("aoû", 8),
    ("aou", 8),
    ("ago", 8),
    ("sie", 8),
    ("sep", 9),
    ("set", 9),
    ("wrz", 9),
    ("oct", 10),
    ("okt", 10),
    ("ott", 10),
    ("out", 10),
    ("paź", 10),
    ("nov", 11),
    ("lis", 11),
    ("dec", 12),
    ("dez", 12),
    ("déc", 12),
    ("dic", 12),
    ("gru", 12),
];

fn month(folded: &str) -> Option<u32> {
    MONTHS
        .iter()
        .find(|(begins, _)| folded.starts_with(begins))
        .map(|(_, month)| *month)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> String {
        read(text, Order::DayFirst).map_or_else(String::new, Moment::text)
    }

    #[test]
    fn each_site_writes_dates_its_own_way() {
        for (written, meant) in [
            ("24/Sep/21 2:22 PM", "2021-09-24T14:22:00"),
            ("24/Sep/21 12:05 AM", "2021-09-24T00:05:00"),
            ("24/sept./21 14:22", "2021-09-24T14:22:00"),
            ("1/März/26", "2026-03-01"),
            ("24.09.2021 14:22", "2021-09-24T14:22:00"),
            ("24.09.21", "2021-09-24"),
            ("2021-09-24", "2021-09-24"),
            ("2021-09-24 14:22", "2021-09-24T14:22:00"),
            ("2021-09-24T14:22:15.123Z", "2021-09-24T14:22:15Z"),
            ("2021-09-24T14:22:15+02:00", "2021-09-24T12:22:15Z"),
            ("Fri, 24 Sep 2021 14:22:15 -0700", "2021-09-24T21:22:15Z"),
            (
                "Wed Mar 15 2023 13:31:00 GMT+0000 (Greenwich Mean Time)",
                "2023-03-15T13:31:00Z",
            ),
            ("Sep 24, 2021, 2:22 PM", "2021-09-24T14:22:00"),
            ("24 juil. 2021", "2021-07-24"),
            ("24 août 1999 23:59:59", "1999-08-24T23:59:59"),
        ] {
            assert_eq!(text(written), meant, "{written}");
        }
        for wrong in [
            "",
            "soon",
            "31/Feb/21",
            "24/Sep/21 25:00",
            "13 PM",
            "2021-13-01",
            "99999",
            "1/2",
            "24/Sep/21 14:22 PM",
            "0/Sep/21",
            "24/Sep/1621",
        ] {
            assert_eq!(text(wrong), "", "{wrong}");
        }
    }

    #[test]
    fn a_midnight_of_a_day_is_no_time() {
        let day = |text| read_day(text, Order::DayFirst).map(Moment::text);
        assert_eq!(day("12/Nov/21 12:00 AM"), Some("2021-11-12".into()));
        assert_eq!(
            day("Fri, 12 Nov 2021 00:00:00 +0200"),
            Some("2021-11-12".into())
        );
        assert_eq!(day("12/Nov/21 9:30 AM"), Some("2021-11-12T09:30:00".into()));
    }

    #[test]
    fn one_date_tells_the_days_from_the_months() {
        let of = |texts: &[&str]| Order::of(texts.iter().copied());
        assert_eq!(of(&["03/04/2021", "25/04/2021"]), (Order::DayFirst, true));
        assert_eq!(of(&["03/04/2021", "04/25/2021"]), (Order::MonthFirst, true));
        assert_eq!(of(&["03/04/2021 2:00 PM"]), (Order::MonthFirst, false));
        assert_eq!(of(&["03/04/2021"]), (Order::DayFirst, false));
        assert_eq!(
            of(&["03.04.2021", "2021-01-02", "3/Apr/21"]),
            (Order::DayFirst, true)
        );
        assert_eq!(
            read("04/25/2021", Order::MonthFirst).map(Moment::text),
            Some("2021-04-25".into())
        );
    }
}
