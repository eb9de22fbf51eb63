//! What the forms of weeks, absences and calendars hold, checked.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::absence::{AbsenceKind, Part, Span, span};
use super::calendar;
use super::capacity::{Pattern, Usual};
use super::holiday::Place;
use super::week::{DAY, Hours, Week};
use crate::edit::merge_shown;
use crate::form;
use crate::id::{RecordId, made_by_client};
use crate::refusal::{Bad, Check, Code, Refused};
use crate::text;

pub const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// Years that a person's dates may lie in: others are slips of the finger.
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2100;

pub fn day(text: &str) -> Result<NaiveDate, Bad> {
    use chrono::Datelike;
    let text = text.trim();
    if text.is_empty() {
        return Err(Code::Missing.into());
    }
    text.parse::<NaiveDate>()
        .ok()
        .filter(|day| YEARS.contains(&day.year()))
        .ok_or(Code::NotADay.into())
}

fn day_if_any(text: &str) -> Result<Option<NaiveDate>, Bad> {
    if text.trim().is_empty() {
        Ok(None)
    } else {
        day(text).map(Some)
    }
}

/// A length of time: `7:30`, `7.5`, `7,5` or `8`, in hours. Nothing is none.
pub fn length(text: &str) -> Result<i64, Bad> {
    let text = text.trim().trim_end_matches(['h', ' ']);
    if text.is_empty() {
        return Ok(0);
    }
    let wrong = || Bad(Code::NotInRange, "0:00 and 24:00".into());
    if let Some((hours, minutes)) = text.split_once(':') {
        let (hours, minutes) = (whole(hours), whole(minutes));
        return match (hours, minutes) {
            (Some(hours), Some(minutes)) if minutes < 60 && hours * 60 + minutes <= DAY => {
                Ok(hours * 60 + minutes)
            }
            _ => Err(wrong()),
        };
    }
    let (hours, part) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let hours = whole(hours).ok_or_else(wrong)?;
    if !part.bytes().all(|b| b.is_ascii_digit()) {
        return Err(wrong());
    }
    // Of a decimal fraction, two digits say more than a minute.
    let digits: String = part.chars().take(2).collect();
    let scale = if digits.len() == 1 { 10 } else { 100 };
    let part = whole(&digits).ok_or_else(wrong)? * 60 / scale;
    let minutes = hours * 60 + part;
    if minutes <= DAY {
        Ok(minutes)
    } else {
        Err(wrong())
    }
}

/// A time of the day: `8:30` or `08:30`.
pub fn clock(text: &str) -> Result<i64, Bad> {
    let (hours, minutes) = text.trim().split_once(':').ok_or(Code::NotHours)?;
    match (whole(hours), whole(minutes)) {
        (Some(hours), Some(minutes)) if hours <= 24 && minutes < 60 => Ok(hours * 60 + minutes),
        _ => Err(Code::NotHours.into()),
    }
}

/// Up to four digits, and nothing else: a sign or a blank is no number here.
fn whole(text: &str) -> Option<i64> {
    let digits = (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

fn between(text: &str, from: i64, to: i64) -> Result<i64, Bad> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Code::Missing.into());
    }
    whole(text)
        .filter(|number| (from..=to).contains(number))
        .ok_or(Bad(Code::NotInRange, format!("{from} and {to}")))
}

/// A place as chosen: the region counts only for the country it was offered with. `known` says whether there is such a
/// place in the source.
fn place(
    country: &str,
    was: &str,
    region: &str,
    known: impl Fn(&Place) -> bool,
) -> Result<Place, (&'static str, Bad)> {
    let (country, region) = (country.trim(), region.trim());
    if country.is_empty() {
        return Ok(Place::default());
    }
    if !known(&Place::new(country, "")) {
        return Err(("country", Code::NotAChoice.into()));
    }
    let place = Place::new(country, region);
    match (region.is_empty() || known(&place), country == was.trim()) {
        (true, _) => Ok(place),
        // Another country was chosen: the region on the page was the old one's.
        (false, false) => Ok(Place::new(country, "")),
        (false, true) => Err(("region", Code::NotAChoice.into())),
    }
}

fn take_place(check: &mut Check, read: Result<Place, (&'static str, Bad)>) -> Option<Place> {
    match read {
        Ok(place) => Some(place),
        Err((field, bad)) => check.take(field, Err(bad)),
    }
}

fn week(check: &mut Check, days: [&str; 7], begins: &str, break_minutes: &str) -> Option<Week> {
    let mut minutes = [0; 7];
    let mut whole = true;
    for ((name, typed), minutes) in WEEKDAYS.iter().zip(days).zip(&mut minutes) {
        match check.take(name, length(typed)) {
            Some(read) => *minutes = read,
            None => whole = false,
        }
    }
    let begins = check.take("begins", clock(begins).and_then(in_the_day));
    let break_minutes = check.take("break_minutes", between(break_minutes, 0, 240));
    let (begins, break_minutes) = (begins?, break_minutes?);
    let week = Week {
        minutes,
        begins,
        break_minutes,
    };
    if !whole {
        return None;
    }
    if week.is_possible() {
        Some(week)
    } else {
        check.take("break_minutes", Err(Code::NotHours.into()))
    }
}

fn in_the_day(minute: i64) -> Result<i64, Bad> {
    if minute < DAY {
        Ok(minute)
    } else {
        Err(Code::NotHours.into())
    }
}

/// What the form of a usual week shows.
pub fn shown_usual(week: &Week, place: &Place) -> Vec<(&'static str, String)> {
    let mut fields: Vec<_> = WEEKDAYS
        .into_iter()
        .zip(week.minutes.map(length_written))
        .collect();
    fields.push(("begins", at(week.begins)));
    fields.push(("break_minutes", week.break_minutes.to_string()));
    fields.extend(shown_place(place));
    fields
}

fn shown_place(place: &Place) -> [(&'static str, String); 2] {
    [
        ("country", place.country.clone()),
        ("region", place.region.clone()),
    ]
}

/// The usual week as it becomes; `before` is what it is, where it is set.
pub fn usual_week(
    form: &form::SetUsualWeek,
    before: Option<&Usual>,
    known: impl Fn(&Place) -> bool,
) -> Result<Usual, Refused> {
    let mut form = form.clone();
    if let Some(Usual { week, place }) = before {
        let country = form.country.clone();
        let fields = [
            &mut form.monday,
            &mut form.tuesday,
            &mut form.wednesday,
            &mut form.thursday,
            &mut form.friday,
            &mut form.saturday,
            &mut form.sunday,
            &mut form.begins,
            &mut form.break_minutes,
            &mut form.country,
            &mut form.region,
        ];
        merge_shown(&form.was, fields.into_iter().zip(shown_usual(week, place)))?;
        if form.country != country {
            form.country_was.clone_from(&form.country);
        }
    }
    let mut check = Check::default();
    let days = [
        &*form.monday,
        &form.tuesday,
        &form.wednesday,
        &form.thursday,
        &form.friday,
        &form.saturday,
        &form.sunday,
    ];
    let week = week(&mut check, days, &form.begins, &form.break_minutes);
    let place = take_place(
        &mut check,
        place(&form.country, &form.country_was, &form.region, known),
    );
    match (week, place) {
        (Some(week), Some(place)) => Ok(Usual { week, place }),
        _ => Err(check.refused()),
    }
}

pub fn own_week(form: &form::SetWeek, known: impl Fn(&Place) -> bool) -> Result<Pattern, Refused> {
    let mut check = Check::default();
    let first_day = check.take("first_day", day(&form.first_day));
    let days = [
        &*form.monday,
        &form.tuesday,
        &form.wednesday,
        &form.thursday,
        &form.friday,
        &form.saturday,
        &form.sunday,
    ];
    let week = week(&mut check, days, &form.begins, &form.break_minutes);
    let availability = check.take("availability", between(&form.availability, 0, 100));
    let place = take_place(
        &mut check,
        place(&form.country, &form.country_was, &form.region, known),
    );
    match (first_day, week, availability, place) {
        (Some(first_day), Some(week), Some(availability), Some(place)) => Ok(Pattern {
            first_day,
            week,
            availability,
            place,
        }),
        _ => Err(check.refused()),
    }
}

/// Time away, asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAbsence {
    pub id: RecordId,
    pub kind: AbsenceKind,
    pub span: Span,
    pub note: String,
}

pub fn new_absence(form: &form::AskAbsence) -> Result<NewAbsence, Refused> {
    let mut check = Check::default();
    let kind = check.take("kind", AbsenceKind::parse(&form.kind));
    let first_day = check.take("first_day", day(&form.first_day));
    let last_day = check.take("last_day", day_if_any(&form.last_day));
    let first_part = check.take("first_part", part(&form.first_part));
    let last_part = check.take("last_part", part(&form.last_part));
    let note = check.take("note", text::body(&form.note));
    let id = check.take("id", made_by_client(&form.id).map_err(Bad::from));
    let span = match (first_day, last_day, first_part, last_part) {
        (Some(first), Some(last), Some(first_part), Some(last_part)) => {
            match span(first, last, first_part, last_part) {
                Ok(span) => Some(span),
                Err((field, bad)) => check.take(field, Err(bad)),
            }
        }
        _ => None,
    };
    match (kind, span, note, id) {
        (Some(kind), Some(span), Some(note), Some(id)) => Ok(NewAbsence {
            id,
            kind,
            span,
            note,
        }),
        _ => Err(check.refused()),
    }
}

fn part(text: &str) -> Result<Part, Bad> {
    if text.is_empty() {
        Ok(Part::Whole)
    } else {
        Part::parse(text)
    }
}

/// Somebody is away today: all of it, or what is left after noon.
pub fn away_today(form: &form::AwayToday, today: NaiveDate) -> Result<(RecordId, Span), Refused> {
    let mut check = Check::default();
    let id = check.take("id", made_by_client(&form.id).map_err(Bad::from));
    let part = check.take("part", part(&form.part));
    match (id, part) {
        (Some(id), Some(part)) => Ok((id, Span::one(today, part))),
        _ => Err(check.refused()),
    }
}

/// A calendar as it is typed, stored in events and put back from them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    pub name: String,
    pub place: Place,
    /// From Monday to Sunday; `None` is as in the calendar it is based on.
    pub weekdays: Vec<Option<Vec<Hours>>>,
    pub days: Vec<ClosedDay>,
}

/// Days on which a calendar is otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosedDay {
    pub id: uuid::Uuid,
    pub first_day: NaiveDate,
    pub last_day: NaiveDate,
    pub name: String,
    /// None: closed.
    pub hours: Vec<Hours>,
}

/// Most closed days of one calendar.
pub const CLOSED_DAYS: usize = 400;

/// What the form of a calendar shows.
pub fn shown_calendar(calendar: &Calendar) -> Vec<(&'static str, String)> {
    let hours = |hours: &Option<Vec<Hours>>| hours.as_deref().map_or_else(String::new, written);
    let mut fields = vec![("name", calendar.name.clone())];
    fields.extend(
        WEEKDAYS
            .into_iter()
            .zip(calendar.weekdays.iter().map(hours)),
    );
    fields.extend(shown_place(&calendar.place));
    fields
}

/// The name, weekdays and place of a calendar; its closed days stay as they are.
pub fn calendar(
    form: &form::SaveCalendar,
    before: Calendar,
    known: impl Fn(&Place) -> bool,
) -> Result<Calendar, Refused> {
    let mut form = form.clone();
    // One that is being made is like nothing yet.
    if before.weekdays.len() == WEEKDAYS.len() {
        let country = form.country.clone();
        let fields = [
            &mut form.name,
            &mut form.monday,
            &mut form.tuesday,
            &mut form.wednesday,
            &mut form.thursday,
            &mut form.friday,
            &mut form.saturday,
            &mut form.sunday,
            &mut form.country,
            &mut form.region,
        ];
        merge_shown(&form.was, fields.into_iter().zip(shown_calendar(&before)))?;
        if form.country != country {
            form.country_was.clone_from(&form.country);
        }
    }
    let mut check = Check::default();
    let name = check.take("name", text::line(&form.name));
    let typed = [
        &*form.monday,
        &form.tuesday,
        &form.wednesday,
        &form.thursday,
        &form.friday,
        &form.saturday,
        &form.sunday,
    ];
    let mut weekdays = Vec::new();
    for (name, typed) in WEEKDAYS.iter().zip(typed) {
        weekdays.extend(check.take(name, hours(typed)).map(Some));
    }
    let place = take_place(
        &mut check,
        place(&form.country, &form.country_was, &form.region, known),
    );
    match (name, place) {
        (Some(name), Some(place)) if weekdays.len() == 7 => Ok(Calendar {
            name,
            place,
            weekdays,
            days: before.days,
        }),
        _ => Err(check.refused()),
    }
}

pub fn closed_day(form: &form::AddClosedDay) -> Result<ClosedDay, Refused> {
    let mut check = Check::default();
    let id = check.take("id", made_by_client(&form.id).map_err(Bad::from));
    let first_day = check.take("first_day", day(&form.first_day));
    let last_day = check.take("last_day", day_if_any(&form.last_day));
    let name = check.take("name", text::line(&form.name));
    let hours = check.take("hours", hours(&form.hours));
    let days = match (first_day, last_day) {
        (Some(first), Some(last)) => match span(first, last, Part::Whole, Part::Whole) {
            Ok(span) => Some(span),
            Err((field, bad)) => check.take(field, Err(bad)),
        },
        _ => None,
    };
    match (id, days, name, hours) {
        (Some(id), Some(days), Some(name), Some(hours)) => Ok(ClosedDay {
            id: id.0,
            first_day: days.first_day,
            last_day: days.last_day,
            name,
            hours,
        }),
        _ => Err(check.refused()),
    }
}

/// Hours of a day as people write them: `09:00-12:30 13:15-17:00`, each piece later than the one before. A piece that
/// ends before it begins ends on the next day.
pub fn hours(text: &str) -> Result<Vec<Hours>, Bad> {
    let mut hours: Vec<Hours> = Vec::new();
    let text = text.replace(['–', '—'], "-").replace(',', " ");
    for piece in text.split_whitespace() {
        let (from, to) = piece.split_once('-').ok_or(Code::NotHours)?;
        let (from, mut to) = (in_the_day(clock(from)?)?, clock(to)?);
        if to <= from {
            to += DAY;
        }
        if hours.last().is_some_and(|last| from < last.to) || hours.len() == 12 {
            return Err(Code::NotHours.into());
        }
        hours.push(Hours::new(from, to));
    }
    let long = hours.first().zip(hours.last());
    if long.is_some_and(|(first, last)| last.to > first.from + DAY) {
        return Err(Code::NotHours.into());
    }
    Ok(hours)
}

/// As [`hours`] reads them.
pub fn written(hours: &[Hours]) -> String {
    let pieces: Vec<_> = hours
        .iter()
        .map(|piece| format!("{}-{}", at(piece.from), at(piece.to)))
        .collect();
    pieces.join(" ")
}

/// A minute of the day as a clock shows it; the end of a day is 24:00.
pub fn at(minute: i64) -> String {
    let minute = if minute > DAY { minute - DAY } else { minute };
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// Minutes as hours: `7:30`, `8`, and nothing for none.
pub fn length_written(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, 0) => String::new(),
        (hours, 0) => hours.to_string(),
        (hours, minutes) => format!("{hours}:{minutes:02}"),
    }
}

/// Hours as they are stored.
pub fn stored(hours: &[Hours]) -> String {
    calendar::write(hours)
}

#[cfg(test)]
mod tests;
