//! What the pages of a day read, and what their forms do.

use crate::prelude::*;
use domain::form;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
#[cfg(feature = "ssr")]
use crate::answer::What;
use crate::error::Fault;
#[cfg(feature = "ssr")]
use crate::session::{here, record};
#[cfg(feature = "ssr")]
use domain::access;

/// A piece of the brief: its words, and the step they lead to.
pub type Piece = (String, String);

/// Something on the band, in minutes after midnight.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OnBand {
    /// `pt`, `away`, `clear`.
    pub class: String,
    pub from: i64,
    pub to: i64,
    pub title: String,
    pub code: String,
    pub labelled: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Band {
    pub from: i64,
    pub to: i64,
    pub now: i64,
    pub items: Vec<OnBand>,
    /// What comes next, for a small window.
    pub next: String,
}

/// A step as the beacon and its section show it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    pub code: String,
    pub note: String,
    pub small: String,
    /// When it was marked done.
    pub done: Option<String>,
    /// What is new since then, in words; the step is open again.
    pub fresh: Option<String>,
}

/// What one tap does about a task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Fix {
    Close,
    /// The state it has, and the one that means it has begun.
    Start(String, String),
    /// Day in words; start and finish, as they become and as they are.
    Move(String, [String; 4]),
    /// Leads to a task.
    See(String),
    /// Leads to the step where it is given to somebody.
    Share,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskRow {
    pub id: String,
    pub code: String,
    pub title: String,
    /// Class and mark, then words.
    pub state: (String, String),
    /// Why, and whose move it is.
    pub why: Vec<(String, Option<String>)>,
    pub unchecked: Option<String>,
    pub people: Vec<String>,
    pub when: String,
    pub fix: Option<Fix>,
    /// Whether it can be given to somebody from here, and whether it has begun, so that it can stop.
    pub may_edit: bool,
    pub may_stop: bool,
}

/// Who can be given work of a project, and whose move it can be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Staff {
    pub key: String,
    pub client: String,
    pub people: Vec<(String, String)>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Group {
    pub name: String,
    /// The list that holds all of it.
    pub due: String,
    pub trouble: Vec<TaskRow>,
    pub calm: Vec<TaskRow>,
    /// Calm ones that are folded away.
    pub folded: Vec<TaskRow>,
    pub more: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StopRow {
    pub id: String,
    pub code: String,
    pub title: String,
    pub because: String,
    pub mover: Option<String>,
    pub days: i64,
    pub people: Vec<String>,
    pub may_edit: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LooseRow {
    pub id: String,
    pub code: String,
    pub title: String,
    pub when: String,
    pub left: Option<String>,
    /// Who could have it: id and words.
    pub people: Vec<(String, String)>,
    pub may_edit: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OverRow {
    pub name: String,
    pub text: Vec<String>,
    /// Per cent of their hours, and the hours above them in words.
    pub percent: i64,
    pub above: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Money {
    pub over: Vec<OverRow>,
    pub over_more: i64,
    pub away: Vec<(String, String)>,
    pub away_more: i64,
    pub unknown: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LogLine {
    pub time: String,
    pub who: String,
    pub what: String,
    pub code: String,
    pub title: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LogGroup {
    pub name: String,
    pub key: String,
    pub lines: Vec<LogLine>,
    pub more: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OwnLine {
    pub id: String,
    pub time: String,
    pub text: String,
    pub about: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Log {
    /// The day in the address.
    pub day: String,
    pub after: Vec<LogGroup>,
    pub groups: Vec<LogGroup>,
    pub own: Vec<OwnLine>,
    /// When it was closed.
    pub closed: Option<String>,
    pub is_cut: bool,
    /// What a line can be about.
    pub projects: Vec<(String, String)>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Today {
    pub workspace: String,
    pub day: String,
    pub title: String,
    pub before: String,
    /// Whether the page is of all one's projects; else it is one's own day.
    pub steers: bool,
    /// The reader: id and name, for their own time away.
    pub me: (String, String),
    /// Whether the reader is the one to say the usual week, and nobody has.
    pub asks_week: bool,
    pub brief: Vec<Piece>,
    pub band: Band,
    pub steps: Vec<Step>,
    pub work: Vec<Group>,
    /// Tasks that are due, too, and not looked at here.
    pub unread: i64,
    /// There are more projects or people than are looked at.
    pub is_cut: bool,
    /// Of the projects whose work stands here and is the reader's to change.
    pub staff: Vec<Staff>,
    pub stopped: Vec<StopRow>,
    pub stopped_more: i64,
    pub loose: Vec<LooseRow>,
    pub loose_more: i64,
    pub money: Money,
    pub log: Log,
}

#[server(input = GetUrl, endpoint = "day/today")]
pub async fn read_today(workspace: String) -> Result<Today, Fault> {
    let here = here()?;
    super::reading::speak(here.pseudo);
    let sight = here.sight(&workspace).await?;
    let zone = here.signed()?.zone.clone();
    let read = store::day::today::today(&here.db, &sight, &zone, chrono::Utc::now()).await?;
    let mut today = super::reading::today(workspace, &zone, read);
    today.me.1.clone_from(&here.signed()?.name);
    Ok(today)
}

/// A day that has passed, as its log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Day {
    pub workspace: String,
    pub title: String,
    pub before: String,
    /// The day after; empty when that is today.
    pub after: String,
    pub is_today: bool,
    pub log: Log,
}

#[server(input = GetUrl, endpoint = "day/log")]
pub async fn read_day(workspace: String, day: String) -> Result<Day, Fault> {
    let here = here()?;
    super::reading::speak(here.pseudo);
    let sight = here.sight(&workspace).await?;
    let zone = here.signed()?.zone.clone();
    let today = store::day::today_in(&zone, chrono::Utc::now());
    let absent = || Fault(domain::refusal::Refused::Absent);
    let day = domain::day::line::day(&day).map_err(|_| absent())?;
    if day > today {
        return Err(absent());
    }
    let read = store::day::log::of_day(&here.db, &sight, &zone, day).await?;
    Ok(super::reading::day(workspace, &zone, day, today, read))
}

#[server(endpoint = "day/add_line")]
pub async fn add_line(form: form::AddLine) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here.may::<access::KeepDay>(&form.workspace).await?;
    let new = domain::day::line::new_line(&form)?;
    let about = match new.project {
        Some(project) => Some(
            here.may_on::<access::ViewProject>(&form.workspace, project)
                .await?,
        ),
        None => None,
    };
    let (zone, act) = (here.signed()?.zone.clone(), here.act()?);
    let done = store::day::line::add_line(&here.db, &key, about.as_ref(), act, &zone, &new).await?;
    Ok(Answer::change(done.seq, What::LineAdded, "").undoable())
}

#[server(endpoint = "day/edit_line")]
pub async fn edit_line(form: form::EditLine) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here.may::<access::KeepDay>(&form.workspace).await?;
    let line = record(&form.line)?;
    let done = store::day::line::edit_line(&here.db, &key, here.act()?, line, &form).await?;
    Ok(Answer::change(done.seq, What::LineChanged, "").undoable())
}

#[server(endpoint = "day/trash_line")]
pub async fn trash_line(form: form::OnRecord) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here.may::<access::KeepDay>(&form.workspace).await?;
    let line = record(&form.record)?;
    let done = store::day::line::trash_line(&here.db, &key, here.act()?, line).await?;
    Ok(Answer::change(done.seq, What::Trashed, "").undoable())
}

#[server(endpoint = "day/mark_step")]
pub async fn mark_step(form: form::MarkStep) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here.may::<access::KeepDay>(&form.workspace).await?;
    let step = step(&form)?;
    let (zone, act) = (here.signed()?.zone.clone(), here.act()?);
    let done = store::day::step::mark(&here.db, &key, act, &zone, &form.day, step).await?;
    Ok(Answer::quiet(done.seq))
}

#[server(endpoint = "day/unmark_step")]
pub async fn unmark_step(form: form::MarkStep) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here.may::<access::KeepDay>(&form.workspace).await?;
    let step = step(&form)?;
    let (zone, act) = (here.signed()?.zone.clone(), here.act()?);
    let done = store::day::step::unmark(&here.db, &key, act, &zone, &form.day, step).await?;
    Ok(Answer::quiet(done.seq))
}

#[cfg(feature = "ssr")]
fn step(form: &form::MarkStep) -> Result<domain::day::step::Step, Fault> {
    let step = domain::day::step::marked(&form.step);
    step.map_err(|bad| domain::refusal::Refused::field_with("step", bad.0, bad.1).into())
}

#[server(endpoint = "day/close_day")]
pub async fn close_day(form: form::CloseDay) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here.may::<access::KeepDay>(&form.workspace).await?;
    let sight = here.sight(&form.workspace).await?;
    let last = domain::day::line::last_line(&form)?;
    let (zone, act) = (here.signed()?.zone.clone(), here.act()?);
    let done = store::day::closing::close_day(
        &here.db,
        &key,
        &sight,
        act,
        &zone,
        &form.day,
        last.as_ref(),
    )
    .await?;
    Ok(Answer::change(done.seq, What::DayClosed, ""))
}
