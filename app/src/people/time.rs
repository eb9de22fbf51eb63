//! What the pages of weeks, time away and calendars read, and what their forms do.

use crate::prelude::*;
use domain::form;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
#[cfg(feature = "ssr")]
use crate::answer::What;
use crate::error::Fault;
#[cfg(feature = "ssr")]
use crate::session::{Here, here, record};
#[cfg(feature = "ssr")]
use domain::access;
#[cfg(feature = "ssr")]
use domain::id::MemberId;
#[cfg(feature = "ssr")]
use domain::people::absence::State;
#[cfg(feature = "ssr")]
use domain::people::holiday::Place;
#[cfg(feature = "ssr")]
use domain::people::typed;
#[cfg(feature = "ssr")]
use domain::refusal::{Code, Refused};
#[cfg(feature = "ssr")]
use store::people::{absence, calendars, holidays, seen, taken_back, week};

#[cfg(feature = "ssr")]
use super::shown;

/// A value to choose and what it is called.
pub type Choice = (String, String);

/// A week as forms and pages show it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Week {
    /// Hours of each weekday from Monday: `8`, `7:30`, and nothing for a free day.
    pub days: Vec<String>,
    pub total: String,
    pub begins: String,
    pub break_minutes: String,
    pub availability: String,
    /// From which day it counts; nothing for the usual week.
    pub since: String,
    pub country: String,
    pub region: String,
    /// Country and region as they are called; nothing where none is chosen.
    pub place: String,
}

/// Where a week's public holidays can be chosen from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Places {
    pub countries: Vec<Choice>,
    pub regions: Vec<Choice>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WeekSettings {
    pub workspace: String,
    pub is_set: bool,
    pub may_edit: bool,
    pub week: Week,
    /// What its form shows.
    pub was: String,
    pub places: Places,
    /// The next public holidays: the day, the name.
    pub holidays: Vec<Choice>,
    /// The years for which they are known.
    pub known: Option<(i32, i32)>,
}

#[server(input = GetUrl, endpoint = "people/week")]
pub async fn read_week(workspace: String) -> Result<WeekSettings, Fault> {
    let here = here()?;
    let key = here.may::<access::SeePeople>(&workspace).await?;
    let sight = here.sight(&workspace).await?;
    let may_edit = here
        .may::<access::ManageWorkspace>(&workspace)
        .await
        .is_ok();
    let usual = seen::usual(&here.db, &sight).await?;
    let today = shown::today(&here)?;
    let until = today + chrono::TimeDelta::days(370);
    let free = seen::usual_holidays(&here.db, &key, today, until).await?;
    let is_set = usual.is_some();
    let usual = usual.unwrap_or_else(shown::proposed_week);
    let week = shown::week(&usual.week, &usual.place);
    let was = domain::edit::shown(&typed::shown_usual(&usual.week, &usual.place));
    let country = week.country.clone();
    Ok(WeekSettings {
        workspace,
        is_set,
        may_edit,
        was,
        places: shown::places(may_edit, &country),
        week,
        holidays: free
            .into_iter()
            .take(8)
            .map(|free| (shown::day(free.day, today), free.name))
            .collect(),
        known: holidays::years(&country),
    })
}

/// Whether somebody who can set the usual week is still to be asked for it: for the banner [`super::parts::SetUpWeek`].
#[cfg(feature = "ssr")]
pub async fn week_is_asked(here: &Here, sight: &store::keys::Sight) -> Result<bool, Fault> {
    let may = access::Standing {
        workspace: Some(sight.role()),
        project: None,
    }
    .may(access::Right::ManageWorkspace);
    Ok(may && seen::usual(&here.db, sight).await?.is_none())
}

#[server(endpoint = "people/set_usual_week")]
pub async fn set_usual_week(form: form::SetUsualWeek) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here.may::<access::ManageWorkspace>(&form.workspace).await?;
    let done = week::edit_usual(&here.db, &key, here.act()?, |before| {
        typed::usual_week(&form, before, holidays::has)
    })
    .await?;
    Ok(Answer::change(done.seq, What::WeekSet, "").undoable())
}

/// The regions of a country, while one is being chosen.
#[server(input = GetUrl, endpoint = "people/regions")]
pub async fn read_regions(workspace: String, country: String) -> Result<Vec<Choice>, Fault> {
    here()?.sight(&workspace).await?;
    Ok(shown::regions(&country))
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AwayNow {
    pub part: String,
    pub until: String,
    /// Whether it ends today.
    pub today_only: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Person {
    pub workspace: String,
    pub id: String,
    pub name: String,
    pub email: String,
    pub role: String,
    pub zone: String,
    /// The clock on their wall, and whether it shows another time than the reader's.
    pub clock: String,
    pub elsewhere: bool,
    pub own: bool,
    pub may_edit: bool,
    pub may_record: bool,
    /// Whether the reader may end their membership.
    pub may_remove: bool,
    pub today: String,
    pub away: Option<AwayNow>,
    /// `own`, `usual` (not confirmed) or `unknown`.
    pub source: String,
    pub week: Week,
    /// Weeks that begin later.
    pub later: Vec<Week>,
    pub this_week: Hours,
    pub holidays: Vec<Choice>,
    pub projects: Vec<(String, String, String)>,
    pub absences: Vec<Absence>,
    pub places: Places,
    /// Zones to choose from, on one's own page.
    pub zones: Vec<String>,
}

/// Hours for projects in a week: what is known of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Hours {
    /// Nothing where they are not known.
    pub hours: Option<String>,
    pub holidays_known: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Absence {
    pub id: String,
    pub member: String,
    pub name: String,
    pub days: Days,
    pub state: String,
    pub unplanned: bool,
    /// What it is for and what was said: only for whom that is.
    pub kind: Option<String>,
    pub note: String,
    pub answer: String,
    pub answered_by: String,
    pub may_answer: bool,
    pub may_withdraw: bool,
    /// Monday to Sunday of the week it is shown in: `whole`, `morning`, `afternoon` or nothing.
    pub strip: Vec<String>,
    pub hits: Vec<Hit>,
    /// Tasks that it hits in projects the reader does not see.
    pub hidden: i64,
}

/// The days of an absence, and how much of the first and the last.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Days {
    pub first: String,
    pub last: String,
    pub first_part: String,
    pub last_part: String,
}

impl Days {
    pub fn said(&self) -> String {
        crate::words::people::span(&self.first, &self.last, &self.first_part, &self.last_part)
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    pub code: String,
    pub title: String,
    pub days: String,
}

#[server(input = GetUrl, endpoint = "people/person")]
pub async fn read_person(workspace: String, member: String) -> Result<Person, Fault> {
    let here = here()?;
    let key = here.may::<access::SeePeople>(&workspace).await?;
    let sight = here.sight(&workspace).await?;
    let member = MemberId::parse(&member).map_err(|_| Refused::Absent)?;
    let whole = seen::person(&here.db, &key, &sight, member).await?;
    let may_edit = here
        .may_over::<access::EditPeople>(&workspace, member)
        .await
        .is_ok();
    let may_record = here
        .may_over::<access::RecordAbsence>(&workspace, member)
        .await
        .is_ok();
    let own = key.member() == member;
    let theirs = access::WorkspaceRole::parse(&whole.person.role);
    let may_remove = theirs.is_ok_and(|role| access::may_give(key.role(), role))
        && here.may::<access::ChangeRoles>(&workspace).await.is_ok();
    let signed = here.signed()?;
    Ok(shown::person(
        shown::Reader {
            workspace,
            zone: &signed.zone,
            own,
            may_edit,
            may_record,
            may_remove,
        },
        whole,
    ))
}

#[server(endpoint = "people/set_week")]
pub async fn set_week(form: form::SetWeek) -> Result<Answer, Fault> {
    let here = here()?;
    let member = person(&form.member)?;
    let key = here
        .may_over::<access::EditPeople>(&form.workspace, member)
        .await?;
    let pattern = typed::own_week(&form, holidays::has)?;
    let done = week::set_week(&here.db, &key, here.act()?, &pattern).await?;
    Ok(Answer::change(done.seq, What::WeekSet, done.what).undoable())
}

#[server(endpoint = "people/set_zone")]
pub async fn set_zone(form: form::SetZone) -> Result<Answer, Fault> {
    let here = here()?;
    let member = person(&form.member)?;
    let key = here
        .may_over::<access::EditPeople>(&form.workspace, member)
        .await?;
    if !key.is_own() {
        return Err(Refused::Absent.into());
    }
    let done = week::set_zone(&here.db, &key, here.act()?, form.zone.trim()).await?;
    Ok(Answer::change(done.seq, What::ZoneSet, form.zone.trim()).undoable())
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AwayWeek {
    pub label: String,
    pub absences: Vec<Absence>,
    /// Public holidays: the day, the name, the place.
    pub holidays: Vec<(String, String, String)>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TimeAway {
    pub workspace: String,
    pub weeks: Vec<AwayWeek>,
    /// Asked for and not answered: the reader's own, and those they may answer.
    pub waiting: Vec<Absence>,
    /// Refused lately: the reader's own.
    pub refused: Vec<Absence>,
    /// For whom the reader may ask: themselves first.
    pub whom: Vec<Choice>,
    pub today: String,
}

/// Weeks that the page of time away shows.
#[cfg(feature = "ssr")]
const WEEKS: i64 = 8;

#[server(input = GetUrl, endpoint = "people/away")]
pub async fn read_away(workspace: String) -> Result<TimeAway, Fault> {
    let here = here()?;
    let key = here.may::<access::SeePeople>(&workspace).await?;
    let sight = here.sight(&workspace).await?;
    let today = shown::today(&here)?;
    let monday = shown::monday(today);
    let last = monday + chrono::TimeDelta::days(WEEKS * 7 - 1);
    let far = today + chrono::TimeDelta::days(1100);
    let absences = seen::absences(&here.db, &key, monday, far).await?;
    let hits = seen::hits(&here.db, &sight, monday, far).await?;
    let free = seen::usual_holidays(&here.db, &key, monday, last).await?;
    let people = store::people::directory(&here.db, &key).await?;
    let after = seen::looked_after(&here.db, &key).await?;
    let own = key.member().0;
    let mut whom: Vec<_> = people
        .into_iter()
        .filter(|p| p.id == own || after.has(p.id))
        .map(|p| (p.id != own, p.id.to_string(), p.name))
        .collect();
    // By name, oneself first.
    whom.sort_by(|a, b| (a.0, &a.2).cmp(&(b.0, &b.2)));
    let shown = |absence: &seen::Absence, week| shown::absence(absence, week, today, &hits);
    let of = |state: &str| {
        let these = absences.iter().filter(|a| a.state == state);
        these.map(|a| shown(a, None)).collect::<Vec<_>>()
    };
    let weeks = (0..WEEKS).map(|n| {
        let first = monday + chrono::TimeDelta::days(n * 7);
        let last = first + chrono::TimeDelta::days(6);
        let here = absences.iter().filter(|a| {
            a.state == "approved" && a.span.first_day <= last && a.span.last_day >= first
        });
        let free = free.iter().filter(|f| (first..=last).contains(&f.day));
        AwayWeek {
            label: shown::days(first, last, today),
            absences: here.map(|a| shown(a, Some(first))).collect(),
            holidays: free
                .map(|f| (shown::day(f.day, today), f.name.clone(), f.place.clone()))
                .collect(),
        }
    });
    Ok(TimeAway {
        weeks: weeks.collect(),
        waiting: of("asked"),
        refused: of("refused"),
        whom: whom.into_iter().map(|(_, id, name)| (id, name)).collect(),
        today: today.to_string(),
        workspace,
    })
}

#[server(endpoint = "people/ask_absence")]
pub async fn ask_absence(form: form::AskAbsence) -> Result<Answer, Fault> {
    let here = here()?;
    let member = person(&form.member)?;
    let key = here
        .may_over::<access::RecordAbsence>(&form.workspace, member)
        .await?;
    let new = typed::new_absence(&form)?;
    let done = absence::ask(&here.db, &key, here.act()?, &new).await?;
    Ok(Answer::change(done.seq, What::AbsenceAsked, done.what.called).undoable())
}

#[server(endpoint = "people/away_today")]
pub async fn away_today(form: form::AwayToday) -> Result<Answer, Fault> {
    let here = here()?;
    let member = person(&form.member)?;
    let key = here
        .may_over::<access::RecordAbsence>(&form.workspace, member)
        .await?;
    let done = absence::away_today(&here.db, &key, here.act()?, &form).await?;
    Ok(Answer::change(done.seq, What::AwayToday, done.what.called).undoable())
}

#[server(endpoint = "people/approve_absence")]
pub async fn approve_absence(form: form::AnswerAbsence) -> Result<Answer, Fault> {
    answer_absence(form, State::Approved).await
}

#[server(endpoint = "people/refuse_absence")]
pub async fn refuse_absence(form: form::AnswerAbsence) -> Result<Answer, Fault> {
    answer_absence(form, State::Refused).await
}

#[cfg(feature = "ssr")]
async fn answer_absence(form: form::AnswerAbsence, to: State) -> Result<Answer, Fault> {
    let here = here()?;
    let id = record(&form.record)?;
    let sees = here.may::<access::SeePeople>(&form.workspace).await?;
    let member = absence::whose(&here.db, &sees, id).await?;
    let key = here
        .may_over::<access::ApproveAbsence>(&form.workspace, member)
        .await?;
    let words = domain::text::body(&form.answer)
        .map_err(|bad| Refused::field_with("answer", bad.0, bad.1))?;
    // A no without a word is no answer.
    if to == State::Refused && words.is_empty() {
        return Err(Refused::field("answer", Code::Missing).into());
    }
    let done = absence::answer(&here.db, &key, here.act()?, id, to, &words).await?;
    let what = match to {
        State::Approved => What::AbsenceApproved,
        _ => What::AbsenceRefused,
    };
    Ok(Answer::change(done.seq, what, done.what.called).undoable())
}

#[server(endpoint = "people/withdraw_absence")]
pub async fn withdraw_absence(form: form::OnRecord) -> Result<Answer, Fault> {
    let here = here()?;
    let id = record(&form.record)?;
    let sees = here.may::<access::SeePeople>(&form.workspace).await?;
    let member = absence::whose(&here.db, &sees, id).await?;
    let key = here
        .may_over::<access::RecordAbsence>(&form.workspace, member)
        .await?;
    let done = absence::withdraw(&here.db, &key, here.act()?, id).await?;
    Ok(Answer::change(done.seq, What::AbsenceWithdrawn, done.what.called).undoable())
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Calendar {
    pub id: String,
    pub name: String,
    /// Hours from Monday as they are typed; nothing is free.
    pub weekdays: Vec<String>,
    pub country: String,
    pub region: String,
    /// What its form shows.
    pub was: String,
    pub place: String,
    pub base: Option<String>,
    pub projects: i64,
    pub days: Vec<ClosedDay>,
    pub regions: Vec<Choice>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClosedDay {
    pub id: String,
    pub days: String,
    pub name: String,
    pub hours: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Calendars {
    pub workspace: String,
    pub may_edit: bool,
    pub calendars: Vec<Calendar>,
    pub countries: Vec<Choice>,
    /// What a new calendar begins with: the usual week.
    pub proposed: Vec<String>,
    pub country: String,
    pub region: String,
    pub regions: Vec<Choice>,
}

#[server(input = GetUrl, endpoint = "people/calendars")]
pub async fn read_calendars(workspace: String) -> Result<Calendars, Fault> {
    let here = here()?;
    let key = here.may::<access::SeeProjects>(&workspace).await?;
    let sight = here.sight(&workspace).await?;
    let may_edit = here
        .may::<access::ManageCalendars>(&workspace)
        .await
        .is_ok();
    let kept = calendars::calendars(&here.db, &key).await?;
    let usual = seen::usual(&here.db, &sight).await?;
    let place = usual
        .as_ref()
        .map_or_else(Place::default, |u| u.place.clone());
    let week = usual.map_or(domain::people::week::ASSUMED, |usual| usual.week);
    let today = shown::today(&here)?;
    Ok(Calendars {
        may_edit,
        calendars: kept
            .into_iter()
            .map(|kept| shown::calendar(kept, today, may_edit))
            .collect(),
        countries: shown::places(may_edit, "").countries,
        proposed: shown::weekdays(&week),
        regions: shown::regions(&place.country),
        country: place.country,
        region: place.region,
        workspace,
    })
}

#[server(endpoint = "people/create_calendar")]
pub async fn create_calendar(form: form::SaveCalendar) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here.may::<access::ManageCalendars>(&form.workspace).await?;
    let new = typed::calendar(&form, typed::Calendar::default(), holidays::has)?;
    let id = domain::id::made_by_client(&form.id).map_err(|code| Refused::field("id", code))?;
    let done = calendars::create(&here.db, &key, here.act()?, id, &new).await?;
    Ok(Answer::change(done.seq, What::CalendarSaved, done.what.called).undoable())
}

#[server(endpoint = "people/edit_calendar")]
pub async fn edit_calendar(form: form::SaveCalendar) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here.may::<access::ManageCalendars>(&form.workspace).await?;
    let id = record(&form.record)?;
    let done = calendars::edit(&here.db, &key, here.act()?, id, |before| {
        typed::calendar(&form, before, holidays::has)
    })
    .await?;
    Ok(Answer::change(done.seq, What::CalendarSaved, done.what.called).undoable())
}

#[server(endpoint = "people/add_closed_day")]
pub async fn add_closed_day(form: form::AddClosedDay) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here.may::<access::ManageCalendars>(&form.workspace).await?;
    let id = record(&form.record)?;
    let done = calendars::edit(&here.db, &key, here.act()?, id, |mut calendar| {
        let day = typed::closed_day(&form)?;
        if calendar.days.iter().any(|known| known.id == day.id) {
            return Err(Refused::field("id", Code::Taken));
        }
        calendar.days.push(day);
        Ok(calendar)
    })
    .await?;
    Ok(Answer::change(done.seq, What::CalendarSaved, done.what.called).undoable())
}

#[server(endpoint = "people/drop_closed_day")]
pub async fn drop_closed_day(form: form::DropClosedDay) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here.may::<access::ManageCalendars>(&form.workspace).await?;
    let id = record(&form.record)?;
    let day = record(&form.day)?.0;
    let done = calendars::edit(&here.db, &key, here.act()?, id, |mut calendar| {
        let many = calendar.days.len();
        calendar.days.retain(|known| known.id != day);
        if calendar.days.len() == many {
            return Err(Refused::Absent);
        }
        Ok(calendar)
    })
    .await?;
    Ok(Answer::change(done.seq, What::CalendarSaved, done.what.called).undoable())
}

#[server(endpoint = "people/trash_calendar")]
pub async fn trash_calendar(form: form::OnRecord) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here.may::<access::ManageCalendars>(&form.workspace).await?;
    let id = record(&form.record)?;
    let done = calendars::put_away(&here.db, &key, here.act()?, id).await?;
    Ok(Answer::change(done.seq, What::Trashed, done.what.called).undoable())
}

/// Takes back what was done to people's time, by the right that it was done with; `None` when the event is about
/// something else.
#[cfg(feature = "ssr")]
pub async fn take_back(here: &Here, workspace: &str, seq: i64) -> Result<Option<Answer>, Fault> {
    use taken_back::Matter;
    let sight = here.sight(workspace).await?;
    let Some(matter) = taken_back::about(&here.db, &sight, seq).await? else {
        return Ok(None);
    };
    let (db, act) = (&here.db, here.act()?);
    let done = match matter {
        Matter::UsualWeek => {
            let key = here.may(workspace).await?;
            taken_back::usual_week(db, &key, act, seq).await?
        }
        Matter::Week(member) => {
            let key = here.may_over(workspace, member).await?;
            taken_back::week(db, &key, act, seq).await?
        }
        Matter::Absence(member) => {
            let key = here.may_over(workspace, member).await?;
            taken_back::absence(db, &key, act, seq).await?
        }
        Matter::Answer(member) => {
            let key = here.may_over(workspace, member).await?;
            taken_back::answer(db, &key, act, seq).await?
        }
        Matter::Calendar => {
            let key = here.may(workspace).await?;
            taken_back::calendar(db, &key, act, seq).await?
        }
    };
    Ok(Some(Answer::change(done.seq, What::Undone, "").undoable()))
}

#[cfg(feature = "ssr")]
fn person(text: &str) -> Result<MemberId, Fault> {
    MemberId::parse(text).map_err(|_| Refused::Absent.into())
}
