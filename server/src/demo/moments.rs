//! What has a time of day: calls, reviews and deliveries of today and tomorrow, by the clock of the people who are in
//! them, so that everybody who keeps a day finds theirs laid out, whatever the hour and the day of the week.

use anyhow::{Context, Result};
use chrono::{DateTime, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;

use super::days::{day, moment, works};
use super::deeds::{person, zone};

pub struct Moment {
    /// The project's key.
    pub project: &'static str,
    pub title: &'static str,
    /// The clock is the first one's.
    pub people: &'static [&'static str],
    /// Minutes after midnight.
    at: i64,
    /// Nothing: it is handed over or over at that minute.
    pub minutes: i64,
    on: On,
    /// The last thing of somebody's day: when the demo is made later than that, it is still ahead.
    is_last: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum On {
    /// On a working day: this one or one of the next.
    Work(i64),
    /// Only when today is Saturday or Sunday: the museum is open then.
    Weekend,
}

const fn at(hour: i64, minute: i64, project: &'static str, title: &'static str) -> Moment {
    Moment {
        project,
        title,
        people: &[],
        at: hour * 60 + minute,
        minutes: 0,
        on: On::Work(0),
        is_last: false,
    }
}

impl Moment {
    const fn of(self, people: &'static [&'static str]) -> Self {
        Self { people, ..self }
    }

    const fn takes(self, minutes: i64) -> Self {
        Self { minutes, ..self }
    }

    const fn on(self, on: On) -> Self {
        Self { on, ..self }
    }

    const fn last(self) -> Self {
        Self {
            is_last: true,
            ..self
        }
    }
}

pub const MOMENTS: &[Moment] = &[
    at(9, 30, "PEN", "Weekly call with the museum")
        .of(&["daniel"])
        .takes(45),
    at(11, 0, "PEN", "Review: buying a ticket, second round")
        .of(&["ellie", "daniel"])
        .takes(60),
    at(12, 0, "LRK", "Landlord, in the back room")
        .of(&["ruth"])
        .takes(30),
    at(14, 0, "PEN", "Hand the calendar over")
        .of(&["arjun", "tomasz"])
        .takes(30),
    at(14, 15, "PEN", "Hold the signal flags next to the real ones")
        .of(&["ellie"])
        .takes(45),
    at(15, 30, "LRK", "The month’s figures")
        .of(&["ruth"])
        .takes(45),
    at(16, 45, "PEN", "Drawings at the museum")
        .of(&["ellie"])
        .last(),
    at(17, 30, "PEN", "The week in five lines at the museum")
        .of(&["daniel"])
        .last(),
    at(18, 0, "PEN", "Ring the director of Gangway Tickets")
        .of(&["ruth"])
        .last(),
    at(20, 30, "PEN", "Calendar on the test site")
        .of(&["arjun"])
        .last(),
    at(11, 30, "BRS", "Rate table with the compliance desk")
        .of(&["marta"])
        .takes(30),
    // Tomorrow, for whoever looks ahead or again.
    at(9, 45, "PEN", "Ticketing: what the supplier’s director said")
        .of(&["daniel", "ruth"])
        .takes(30)
        .on(On::Work(1)),
    at(10, 30, "PEN", "Review: an object’s page")
        .of(&["ellie"])
        .takes(45)
        .on(On::Work(1)),
    at(14, 30, "PEN", "Try the calendar with the events team")
        .of(&["arjun"])
        .takes(45)
        .on(On::Work(1)),
    // The museum is open at the weekend.
    at(11, 0, "PEN", "Doors open at the rope walk day")
        .of(&["daniel"])
        .on(On::Weekend),
    at(13, 30, "PEN", "Phones in the galleries tried")
        .of(&["ellie"])
        .on(On::Weekend),
    at(15, 0, "PEN", "Test site ready for the quiet hour")
        .of(&["arjun"])
        .on(On::Weekend),
    at(16, 0, "PEN", "Pictures of the day at the museum")
        .of(&["ellie"])
        .on(On::Weekend)
        .last(),
    at(16, 30, "PEN", "Doors close")
        .of(&["daniel"])
        .on(On::Weekend)
        .last(),
    at(18, 0, "LRK", "Keys back from the caretaker")
        .of(&["ruth"])
        .on(On::Weekend)
        .last(),
    at(19, 30, "PEN", "Quiet hour over: numbers in the sheet")
        .of(&["arjun"])
        .on(On::Weekend)
        .last(),
];

/// What comes after the last hour of a day is put there by this much, and never past midnight.
const AHEAD: i64 = 60;
const LATEST: i64 = 23 * 60 + 45;

impl Moment {
    /// When it begins, or nothing where it is of another kind of day.
    pub fn begins(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
        let who = self.people.first().context("of nobody")?;
        let zone: Tz = zone(person(who)?)?;
        let there = now.with_timezone(&zone);
        let today = there.date_naive();
        let date = match self.on {
            On::Work(n) => day(today, n),
            On::Weekend if works(today) => return Ok(None),
            On::Weekend => today,
        };
        let passed = i64::from(there.hour() * 60 + there.minute());
        let minute = if self.is_last && date == today && passed + AHEAD / 2 > self.at {
            ((passed + AHEAD) / 15 * 15).min(LATEST)
        } else {
            self.at
        };
        Ok(Some(moment(date, minute, zone)))
    }

    pub fn ends(&self, begins: DateTime<Utc>) -> DateTime<Utc> {
        begins + TimeDelta::minutes(self.minutes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Who can sign in and keeps a day.
    const KEEPS: [&str; 4] = ["ruth", "daniel", "ellie", "arjun"];

    #[test]
    fn everybody_who_keeps_a_day_has_something_ahead_at_any_hour_of_any_day() {
        let first: DateTime<Utc> = "2026-11-23T00:07:00Z".parse().unwrap();
        for hour in 0..7 * 24 {
            let now = first + TimeDelta::hours(hour);
            for who in KEEPS {
                let zone = zone(person(who).unwrap()).unwrap();
                let today = now.with_timezone(&zone).date_naive();
                let theirs = MOMENTS.iter().filter(|m| m.people.contains(&who));
                let ahead = theirs.filter_map(|m| m.begins(now).unwrap()).any(|begins| {
                    begins > now && begins.with_timezone(&zone).date_naive() == today
                });
                assert!(ahead, "{who} at {now}");
            }
        }
    }

    #[test]
    fn what_is_of_one_day_fits_on_one_band() {
        // A band shows twelve.
        for day in ["2026-11-23", "2026-11-28"] {
            let now: DateTime<Utc> = format!("{day}T06:00:00Z").parse().unwrap();
            let on = |m: &&Moment| {
                let begins = m.begins(now).unwrap();
                begins.is_some_and(|at| at.date_naive() == now.date_naive())
            };
            let many = MOMENTS.iter().filter(on).count();
            assert!((4..=12).contains(&many), "{day}: {many}");
        }
    }
}
