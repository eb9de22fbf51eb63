//! What an inbox reads, and what its forms do.

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
use crate::ui::time::Moment;
#[cfg(feature = "ssr")]
use domain::access::KeepInbox;

/// A notice as it is read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    pub id: String,
    /// `mention`, `assigned` or `reply`.
    pub reason: String,
    /// `unread`, `read` or `done`.
    pub state: String,
    pub who: Option<String>,
    /// What it is about: `NGT-42` and its title; of a project its letters.
    pub code: String,
    pub title: String,
    pub href: String,
    /// A piece of what was said, in one line; empty where nothing was.
    pub text: String,
    pub at: Moment,
}

/// The notices of one day, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Day {
    pub name: String,
    pub notices: Vec<Notice>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inbox {
    pub workspace: String,
    /// `unread`, `all` or `done`.
    pub show: String,
    pub days: Vec<Day>,
    /// There are more than are shown.
    pub more: bool,
}

#[server(input = GetUrl, endpoint = "inbox/notices")]
pub async fn read_notices(workspace: String, show: String) -> Result<Inbox, Fault> {
    use domain::inbox::{SHOWN, Show};
    let here = here()?;
    let sight = here.sight(&workspace).await?;
    let show = Show::parse(&show).unwrap_or(Show::Unread);
    let mut notices = store::inbox::notices(&here.db, &sight, show).await?;
    let more = notices.len() as i64 > SHOWN;
    notices.truncate(SHOWN as usize);
    let signed = here.signed()?;
    let mut days: Vec<Day> = Vec::new();
    for noted in notices {
        let name = day_of(noted.at, &signed.zone);
        let notice = notice(&workspace, noted, signed);
        match days.last_mut().filter(|day| day.name == name) {
            Some(day) => day.notices.push(notice),
            None => days.push(Day {
                name,
                notices: vec![notice],
            }),
        }
    }
    Ok(Inbox {
        workspace,
        show: show.code().to_owned(),
        days,
        more,
    })
}

/// The reader's day on which it was.
#[cfg(feature = "ssr")]
fn day_of(at: chrono::DateTime<chrono::Utc>, zone: &str) -> String {
    let today = crate::session::today(zone);
    let zone: chrono_tz::Tz = zone.parse().unwrap_or(chrono_tz::UTC);
    crate::words::dates::day(at.with_timezone(&zone).date_naive(), today)
}

#[cfg(feature = "ssr")]
fn notice(workspace: &str, noted: store::inbox::Noted, reader: &store::door::Signed) -> Notice {
    let letters = &noted.project_key;
    let anchor = if noted.kind == "comment" {
        format!("#c-{}", noted.record)
    } else {
        String::new()
    };
    let (code, href) = match noted.number {
        Some(number) => {
            let code = format!("{letters}-{number}");
            let href = format!("/{workspace}/t/{code}{anchor}");
            (code, href)
        }
        None => (
            letters.clone(),
            format!("/{workspace}/p/{letters}/overview{anchor}"),
        ),
    };
    Notice {
        id: noted.id.to_string(),
        reason: noted.reason,
        state: noted.state,
        who: noted.told_by,
        code,
        title: noted.title,
        href,
        text: domain::inbox::excerpt(&noted.text, &reader.name),
        at: crate::session::moment(noted.at, &reader.zone),
    }
}

/// Read, unread again, or done.
#[server(endpoint = "inbox/mark")]
pub async fn mark(form: form::MarkNotice) -> Result<Answer, Fault> {
    use domain::inbox::State;
    let here = here()?;
    let key = here.may::<KeepInbox>(&form.workspace).await?;
    let notice = record(&form.notice)?;
    let to = domain::inbox::mark(&form)?;
    let done = store::inbox::mark(&here.db, &key, here.act()?, notice.0, to).await?;
    Ok(match to {
        State::Done if !done.unchanged => Answer::change(done.seq, What::NoticeDone, "").undoable(),
        _ => Answer::quiet(done.seq),
    })
}

#[server(endpoint = "inbox/read_all")]
pub async fn read_all(form: form::ReadNotices) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here.may::<KeepInbox>(&form.workspace).await?;
    let sight = here.sight(&form.workspace).await?;
    let done = store::inbox::read_all(&here.db, &key, &sight, here.act()?).await?;
    let answer = Answer::change(done.seq, What::NoticesRead, done.what.to_string());
    Ok(if done.unchanged {
        answer
    } else {
        answer.undoable()
    })
}

/// Whether a mention is mailed to the reader.
#[server(endpoint = "inbox/set_mention_mails")]
pub async fn set_mention_mails(form: form::SetMentionMails) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here.may::<KeepInbox>(&form.workspace).await?;
    let mails = !form.mails.is_empty();
    let done = store::inbox::set_mention_mails(&here.db, &key, here.act()?, mails).await?;
    let what = if mails {
        What::MentionsMailed
    } else {
        What::MentionsNotMailed
    };
    Ok(Answer::change(done.seq, what, ""))
}
