//! How weeks, days and absences are shown: made once, on the server, so that the browser shows the same text.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate, TimeDelta};
use domain::people::absence::Part;
use domain::people::capacity::{Source, Usual};
use domain::people::holiday::Place;
use domain::people::typed;
use domain::people::week::{self, Week as Pattern};
use store::people::seen::{self, Whole};
use store::people::{calendars, holidays};
use uuid::Uuid;

use super::time::{
    Absence, AwayNow, Calendar, Choice, ClosedDay, Days, Hit, Hours, Person, Places, Week,
};
use crate::error::Fault;
use crate::session::Here;

/// The reader's today.
pub fn today(here: &Here) -> Result<NaiveDate, Fault> {
    let zone: chrono_tz::Tz = here.signed()?.zone.parse().unwrap_or(chrono_tz::UTC);
    Ok(chrono::Utc::now().with_timezone(&zone).date_naive())
}

pub fn monday(day: NaiveDate) -> NaiveDate {
    day - TimeDelta::days(i64::from(day.weekday().num_days_from_monday()))
}

/// `Mon 23 Nov`, with the year when it is another one.
pub fn day(day: NaiveDate, today: NaiveDate) -> String {
    let year = if day.year() == today.year() {
        ""
    } else {
        " %Y"
    };
    day.format(&format!("%a %-d %b{year}")).to_string()
}

pub fn days(first: NaiveDate, last: NaiveDate, today: NaiveDate) -> String {
    if first == last {
        day(first, today)
    } else {
        format!("{} – {}", day(first, today), day(last, today))
    }
}

pub fn week(pattern: &Pattern, place: &Place) -> Week {
    Week {
        days: pattern.minutes.map(typed::length_written).to_vec(),
        total: hours(pattern.minutes_a_week()),
        begins: typed::at(pattern.begins),
        break_minutes: pattern.break_minutes.to_string(),
        availability: "100".into(),
        since: String::new(),
        country: place.country.clone(),
        region: place.region.clone(),
        place: holidays::called(place),
    }
}

/// What the form of the usual week begins with: a proposal, saved only by whoever reads it.
pub fn proposed_week() -> Usual {
    Usual {
        week: Pattern {
            break_minutes: 60,
            ..week::ASSUMED
        },
        place: Place::default(),
    }
}

/// Hours of a week as people say them: `37:30`, and `0` for none.
fn hours(minutes: i64) -> String {
    match typed::length_written(minutes) {
        none if none.is_empty() => "0".into(),
        hours => hours,
    }
}

pub fn weekdays(pattern: &Pattern) -> Vec<String> {
    use chrono::Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
    [Mon, Tue, Wed, Thu, Fri, Sat, Sun]
        .map(|day| typed::written(&pattern.hours_of(day)))
        .to_vec()
}

/// All countries, and the regions of the chosen one; nothing for whoever only reads.
pub fn places(may_edit: bool, country: &str) -> Places {
    if !may_edit {
        return Places::default();
    }
    Places {
        countries: choices(holidays::countries()),
        regions: regions(country),
    }
}

pub fn regions(country: &str) -> Vec<Choice> {
    choices(holidays::regions(country))
}

fn choices(named: Vec<holidays::Named>) -> Vec<Choice> {
    named
        .into_iter()
        .map(|named| (named.code.to_owned(), named.name.to_owned()))
        .collect()
}

/// Who reads somebody's page, and what they may do there.
pub struct Reader<'a> {
    pub workspace: String,
    pub zone: &'a str,
    pub own: bool,
    pub may_edit: bool,
    pub may_record: bool,
    pub may_remove: bool,
}

pub fn person(reader: Reader<'_>, whole: Whole) -> Person {
    let (now, today) = (&whole.now, whole.now.today);
    let (own, mut later): (Vec<_>, Vec<_>) = whole
        .patterns
        .iter()
        .partition(|pattern| pattern.first_day <= today);
    later.truncate(12);
    let of = |pattern: &domain::people::capacity::Pattern| Week {
        availability: pattern.availability.to_string(),
        since: day(pattern.first_day, today),
        ..week(&pattern.week, &pattern.place)
    };
    let usual = whole.usual.as_ref();
    let mut shown = match (own.last(), usual) {
        (Some(pattern), _) => of(pattern),
        (None, Some(usual)) => week(&usual.week, &usual.place),
        (None, None) => {
            let proposed = proposed_week();
            week(&proposed.week, &proposed.place)
        }
    };
    let own_place = own.last().is_some_and(|own| !own.place.is_nowhere());
    let place = match (own.last(), usual) {
        (Some(own), _) if own_place => own.place.clone(),
        (_, Some(usual)) => usual.place.clone(),
        _ => Place::default(),
    };
    shown.place = holidays::called(&place);
    if !own_place {
        // One's own country is chosen only where it is not the workspace's.
        (shown.country, shown.region) = (String::new(), String::new());
    }
    let first = monday(today);
    let sum = whole
        .time
        .over(first, first + TimeDelta::days(6), &seen::holidays());
    let free = holidays::between(&place, today, today + TimeDelta::days(370));
    let none = (Vec::new(), HashMap::new());
    Person {
        id: whole.person.id.to_string(),
        elsewhere: now.zone != reader.zone,
        clock: now.clock.clone(),
        zone: now.zone.clone(),
        away: now.away.map(|(part, until)| away(part, until, today)),
        today: today.to_string(),
        source: whole.time.source(today).code().to_owned(),
        later: later.into_iter().map(of).collect(),
        this_week: Hours {
            hours: sum.minutes().map(hours),
            holidays_known: sum.holidays_known && sum.source != Source::Unknown,
        },
        holidays: free
            .into_iter()
            .take(5)
            .map(|(on, name)| (day(on, today), name))
            .collect(),
        projects: whole
            .projects
            .into_iter()
            .map(|p| (p.key, p.title, p.role))
            .collect(),
        absences: whole
            .absences
            .iter()
            .map(|a| absence(a, None, today, &none))
            .collect(),
        places: places(reader.may_edit, &shown.country),
        zones: if reader.own { zones() } else { Vec::new() },
        week: shown,
        name: whole.person.name,
        email: whole.person.email,
        role: whole.person.role,
        workspace: reader.workspace,
        own: reader.own,
        may_edit: reader.may_edit,
        may_remove: reader.may_remove,
        may_record: reader.may_record,
    }
}

/// Zones by their places; names that only stand for others are left out.
fn zones() -> Vec<String> {
    let places = [
        "Africa/",
        "America/",
        "Antarctica/",
        "Asia/",
        "Atlantic/",
        "Australia/",
        "Europe/",
        "Indian/",
        "Pacific/",
        "Etc/UTC",
    ];
    chrono_tz::TZ_VARIANTS
        .iter()
        .map(|zone| zone.name())
        .filter(|name| places.iter().any(|place| name.starts_with(place)))
        .map(str::to_owned)
        .collect()
}

pub fn away(part: Part, until: NaiveDate, today: NaiveDate) -> AwayNow {
    AwayNow {
        part: part.code().to_owned(),
        until: day(until, today),
        today_only: until == today,
    }
}

/// An absence, in the week that begins on a Monday or by itself.
pub fn absence(
    absence: &seen::Absence,
    week: Option<NaiveDate>,
    today: NaiveDate,
    (hits, hidden): &(Vec<seen::Hit>, HashMap<Uuid, i64>),
) -> Absence {
    let span = &absence.span;
    let inner = absence.inner.clone();
    let strip = week.map(|monday| {
        let days = monday.iter_days().take(7);
        days.map(|day| span.on(day).map_or("", Part::code).to_owned())
            .collect()
    });
    let hit = |hit: &seen::Hit| Hit {
        code: format!("{}-{}", hit.project_key, hit.number),
        title: hit.title.clone(),
        days: match (hit.start_day, hit.finish_day) {
            (Some(start), Some(finish)) => days(start, finish, today),
            (Some(one), None) | (None, Some(one)) => day(one, today),
            (None, None) => String::new(),
        },
    };
    Absence {
        id: absence.id.to_string(),
        member: absence.member.to_string(),
        name: absence.name.clone(),
        days: Days {
            first: day(span.first_day, today),
            last: day(span.last_day, today),
            first_part: span.first_part.code().to_owned(),
            last_part: span.last_part.code().to_owned(),
        },
        state: absence.state.clone(),
        unplanned: absence.unplanned,
        kind: inner.as_ref().map(|inner| inner.kind.clone()),
        note: inner.as_ref().map_or_else(String::new, |i| i.note.clone()),
        answer: inner
            .as_ref()
            .map_or_else(String::new, |i| i.answer.clone()),
        answered_by: inner.and_then(|i| i.answered_by).unwrap_or_default(),
        may_answer: absence.may_answer,
        may_withdraw: absence.may_withdraw,
        strip: strip.unwrap_or_default(),
        hits: hits
            .iter()
            .filter(|h| h.absence == absence.id)
            .map(hit)
            .collect(),
        hidden: hidden.get(&absence.id).copied().unwrap_or(0),
    }
}

pub fn calendar(kept: calendars::Kept, today: NaiveDate, may_edit: bool) -> Calendar {
    let place = &kept.calendar.place;
    let weekday = |hours: &Option<Vec<week::Hours>>| {
        hours.as_deref().map_or_else(String::new, typed::written)
    };
    Calendar {
        id: kept.id.to_string(),
        weekdays: kept.calendar.weekdays.iter().map(weekday).collect(),
        country: place.country.clone(),
        region: place.region.clone(),
        was: domain::edit::shown(&typed::shown_calendar(&kept.calendar)),
        place: holidays::called(place),
        regions: if may_edit {
            regions(&place.country)
        } else {
            Vec::new()
        },
        base: kept.base,
        projects: kept.projects,
        days: kept
            .calendar
            .days
            .iter()
            .map(|closed| ClosedDay {
                id: closed.id.to_string(),
                days: days(closed.first_day, closed.last_day, today),
                name: closed.name.clone(),
                hours: typed::written(&closed.hours),
            })
            .collect(),
        name: kept.calendar.name,
    }
}
