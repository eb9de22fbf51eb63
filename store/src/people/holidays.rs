//! Public holidays from a kept source: `packaging/holidays/holidays.txt`, whose README says where it is from.
//!
//! A country is read when it is first asked about. What lies beyond the file's years, or is not in it, is not known.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use chrono::{Datelike, NaiveDate};
use domain::people::holiday::{Holidays, Known, Place};

const TEXT: &str = include_str!("../../../packaging/holidays/holidays.txt");

/// The source, as the domain's rules ask it.
#[derive(Clone, Copy, Debug)]
pub struct Kept;

impl Holidays for Kept {
    fn on(&self, place: &Place, day: NaiveDate) -> Known {
        let Some(country) = country(&place.country) else {
            return Known::NotKnown;
        };
        let known_years = country.first..=country.last;
        let Some(region) = country.region(&place.region) else {
            return Known::NotKnown;
        };
        if !known_years.contains(&day.year()) {
            return Known::NotKnown;
        }
        match country.name(day, region) {
            Some(name) => Known::Free(name),
            None => Known::Ordinary,
        }
    }
}

/// A place that can be chosen: its code and what it is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    pub code: &'static str,
    pub name: &'static str,
}

/// All countries by name.
pub fn countries() -> Vec<Named> {
    let mut all: Vec<_> = index()
        .iter()
        .map(|(code, entry)| Named {
            code,
            name: entry.name,
        })
        .collect();
    all.sort_by_key(|country| (country.name, country.code));
    all
}

/// A country's regions by name; none where its holidays are the same everywhere, or where there is no such country.
pub fn regions(code: &str) -> Vec<Named> {
    country(code).map_or_else(Vec::new, |country| country.regions.clone())
}

/// Whether the source has this place. Nowhere is no place.
pub fn has(place: &Place) -> bool {
    country(&place.country).is_some_and(|country| country.region(&place.region).is_some())
}

/// The years for which a country's holidays are known.
pub fn years(code: &str) -> Option<(i32, i32)> {
    country(code).map(|country| (country.first, country.last))
}

/// A place as it is called: `Germany, Bayern`. Empty for nowhere.
pub fn called(place: &Place) -> String {
    let Some(entry) = index().get(place.country.as_str()) else {
        return place.country.clone();
    };
    let regions = regions(&place.country);
    match regions.iter().find(|region| region.code == place.region) {
        Some(region) => format!("{}, {}", entry.name, region.name),
        None => entry.name.to_owned(),
    }
}

/// The public holidays of a place from a day to a day, both included, by day.
pub fn between(place: &Place, from: NaiveDate, to: NaiveDate) -> Vec<(NaiveDate, String)> {
    let Some(country) = country(&place.country) else {
        return Vec::new();
    };
    let Some(region) = country.region(&place.region) else {
        return Vec::new();
    };
    let days = country.days.range(from..=to).map(|(day, _)| *day);
    days.filter_map(|day| Some((day, country.name(day, region)?)))
        .collect()
}

struct Entry {
    name: &'static str,
    text: &'static str,
    country: OnceLock<Country>,
}

struct Country {
    first: i32,
    last: i32,
    regions: Vec<Named>,
    /// Holidays of a day: the name, and for whom it is.
    days: BTreeMap<NaiveDate, Vec<(&'static str, Whose)>>,
}

impl Country {
    /// The region as the lines of holidays name it: the country as such has none.
    fn region<'a>(&self, code: &'a str) -> Option<&'a str> {
        match code {
            "" => Some("-"),
            code => self
                .regions
                .iter()
                .any(|region| region.code == code)
                .then_some(code),
        }
    }

    fn name(&self, day: NaiveDate, region: &str) -> Option<String> {
        let here = self.days.get(&day)?.iter();
        let names: Vec<_> = here
            .filter(|(_, whose)| whose.has(region))
            .map(|(name, _)| *name)
            .collect();
        (!names.is_empty()).then(|| names.join("; "))
    }
}

#[derive(Clone, Copy)]
enum Whose {
    Everybody,
    These(&'static str),
    Others(&'static str),
}

impl Whose {
    fn read(text: &'static str) -> Self {
        match (text, text.strip_prefix('!')) {
            ("*", _) => Self::Everybody,
            (_, Some(others)) => Self::Others(others),
            _ => Self::These(text),
        }
    }

    fn has(self, region: &str) -> bool {
        match self {
            Self::Everybody => true,
            Self::These(named) => named.split(',').any(|code| code == region),
            Self::Others(left_out) => !left_out.split(',').any(|code| code == region),
        }
    }
}

fn country(code: &str) -> Option<&'static Country> {
    let entry = index().get(code)?;
    Some(entry.country.get_or_init(|| parse(entry.text)))
}

fn index() -> &'static HashMap<&'static str, Entry> {
    static INDEX: OnceLock<HashMap<&'static str, Entry>> = OnceLock::new();
    INDEX.get_or_init(|| {
        // The piece before the first country is the line that says where the file is from.
        let pieces = TEXT.split("\n@").skip(1);
        pieces
            .filter_map(|text| {
                let (code, rest) = text.split_once('\t')?;
                let (name, _) = rest.split_once('\t')?;
                let country = OnceLock::new();
                let entry = Entry {
                    name,
                    text,
                    country,
                };
                Some((code, entry))
            })
            .collect()
    })
}

fn parse(text: &'static str) -> Country {
    let mut lines = text.lines();
    let mut years = lines
        .next()
        .unwrap_or_default()
        .split('\t')
        .skip(2)
        .filter_map(|year| year.parse().ok());
    let (first, last) = (years.next().unwrap_or(1), years.next().unwrap_or(0));
    let mut country = Country {
        first,
        last,
        regions: Vec::new(),
        days: BTreeMap::new(),
    };
    for line in lines {
        let mut parts = line.split('\t');
        let (head, whose) = (
            parts.next().unwrap_or_default(),
            parts.next().unwrap_or_default(),
        );
        if let Some(code) = head.strip_prefix('+') {
            country.regions.push(Named { code, name: whose });
            continue;
        }
        for date in parts.next().unwrap_or_default().split(' ') {
            for day in dates(date, first, last) {
                let whose = Whose::read(whose);
                country.days.entry(day).or_default().push((head, whose));
            }
        }
    }
    country
}

/// `1225` is a day of every year, `260403` one of 2026.
fn dates(text: &str, first: i32, last: i32) -> Vec<NaiveDate> {
    let number = |at: std::ops::Range<usize>| text.get(at).and_then(|part| part.parse().ok());
    let day = |year: i32, at: usize| {
        NaiveDate::from_ymd_opt(year, number(at..at + 2)?, number(at + 2..at + 4)?)
    };
    match text.len() {
        4 => (first..=last).filter_map(|year| day(year, 0)).collect(),
        6 => {
            let year = text.get(..2).and_then(|year| year.parse::<i32>().ok());
            year.and_then(|year| day(2000 + year, 2))
                .into_iter()
                .collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(country: &str, region: &str, y: i32, m: u32, d: u32) -> Known {
        let day = NaiveDate::from_ymd_opt(y, m, d).unwrap();
        Kept.on(&Place::new(country, region), day)
    }

    #[test]
    fn every_line_is_read() {
        let mut days = 0;
        for (code, entry) in index() {
            let (mut written, mut lines) = (0, 0);
            let country = country(code).unwrap();
            assert!(country.first >= 2024 && country.last <= 2036, "{code}");
            assert!(country.first <= country.last, "{code}");
            let span = usize::try_from(country.last - country.first + 1).unwrap();
            for line in entry.text.lines().skip(1).filter(|l| !l.starts_with('+')) {
                lines += 1;
                let parts: Vec<_> = line.split('\t').collect();
                assert_eq!(parts.len(), 3, "{code}: {line}");
                for code in parts[1].trim_start_matches('!').split(',') {
                    let known = ["*", "-"].contains(&code) || country.region(code).is_some();
                    assert!(known, "{line}");
                }
                for date in parts[2].split(' ') {
                    let found = dates(date, country.first, country.last).len();
                    assert_eq!(found, if date.len() == 4 { span } else { 1 }, "{line}");
                    written += found;
                }
            }
            assert!(lines > 0, "{code}");
            assert_eq!(country.days.values().map(Vec::len).sum::<usize>(), written);
            days += written;
        }
        assert_eq!(index().len(), 250);
        assert!(days > 40_000, "{days}");
    }

    #[test]
    fn known_days_are_known() {
        assert_eq!(
            on("GB", "", 2026, 12, 25),
            Known::Free("Christmas Day".into())
        );
        assert_eq!(on("GB", "", 2026, 12, 24), Known::Ordinary);
        // Boxing Day falls on a Saturday: Monday instead.
        assert_eq!(
            on("GB", "ENG", 2026, 12, 28),
            Known::Free("Boxing Day (observed)".into())
        );
        // Easter Monday is not Scotland's, nor is 2 January England's.
        assert!(matches!(on("GB", "ENG", 2026, 4, 6), Known::Free(_)));
        assert_eq!(on("GB", "SCT", 2026, 4, 6), Known::Ordinary);
        assert!(matches!(on("GB", "SCT", 2026, 1, 2), Known::Free(_)));
        assert_eq!(on("GB", "ENG", 2026, 1, 2), Known::Ordinary);
        // Epiphany is Bavaria's, not Berlin's.
        assert!(matches!(on("DE", "BY", 2027, 1, 6), Known::Free(_)));
        assert_eq!(on("DE", "BE", 2027, 1, 6), Known::Ordinary);
        assert!(matches!(on("US", "", 2026, 11, 26), Known::Free(_)));
        assert!(matches!(on("KE", "", 2026, 12, 12), Known::Free(_)));
        assert!(matches!(on("FR", "", 2026, 7, 14), Known::Free(_)));
    }

    #[test]
    fn what_the_source_does_not_have_is_not_known() {
        assert_eq!(on("GB", "", 2037, 1, 1), Known::NotKnown);
        assert_eq!(on("GB", "", 2023, 12, 25), Known::NotKnown);
        assert_eq!(on("XX", "", 2026, 1, 1), Known::NotKnown);
        assert_eq!(on("GB", "NOWHERE", 2026, 1, 1), Known::NotKnown);
        assert!(has(&Place::new("DE", "BY")) && has(&Place::new("DE", "")));
        assert!(!has(&Place::new("DE", "XX")) && !has(&Place::default()));
    }

    #[test]
    fn places_have_names() {
        assert_eq!(called(&Place::new("DE", "BY")), "Germany, Bayern");
        assert_eq!(called(&Place::new("KE", "")), "Kenya");
        assert_eq!(called(&Place::default()), "");
        let countries = countries();
        assert!(
            countries
                .windows(2)
                .all(|pair| pair[0].name <= pair[1].name)
        );
    }

    #[test]
    fn a_range_lists_its_days_in_order() {
        let day = |m, d| NaiveDate::from_ymd_opt(2026, m, d).unwrap();
        let found = between(&Place::new("GB", "ENG"), day(12, 1), day(12, 31));
        let days: Vec<_> = found.iter().map(|(day, _)| day.day()).collect();
        assert_eq!(days, [25, 26, 28]);
    }
}
