//! Undo, trash, settings.

use crate::prelude::*;
use domain::form;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
#[cfg(feature = "ssr")]
use crate::answer::What;
use crate::error::Fault;
#[cfg(feature = "ssr")]
use crate::plan::views::api::by_key;
#[cfg(feature = "ssr")]
use crate::session::{here, moment, record};
use crate::ui::time::Moment;
#[cfg(feature = "ssr")]
use domain::access;
#[cfg(feature = "ssr")]
use domain::id::RecordId;

/// Takes an event back. The right it needs is that of the record it happened to.
#[server(endpoint = "platform/undo")]
pub async fn undo(form: form::Undo) -> Result<Answer, Fault> {
    use domain::refusal::Refused;
    let here = here()?;
    let seq: i64 = form.seq.trim().parse().map_err(|_| Refused::Absent)?;
    let sight = here.sight(&form.workspace).await?;
    if let Some(answer) = crate::people::time::take_back(&here, &form.workspace, seq).await? {
        return Ok(answer);
    }
    if store::inbox::is_marking(&here.db, &sight, seq).await? {
        let key = here.may::<access::KeepInbox>(&form.workspace).await?;
        let done = store::inbox::take_back(&here.db, &key, here.act()?, seq).await?;
        return Ok(Answer::change(done.seq, What::Undone, "").undoable());
    }
    if let Ok(key) = here.may::<access::ChangeRoles>(&form.workspace).await
        && store::undo::leaving::is_one(&here.db, &key, seq).await?
    {
        let done = store::undo::leaving::take_back(&here.db, &key, here.act()?, seq).await?;
        return Ok(Answer::change(done.seq, What::Undone, "").with_left(done.what.left));
    }
    if store::day::taken_back::is_line(&here.db, &sight, seq).await? {
        let key = here.may::<access::KeepDay>(&form.workspace).await?;
        let done = store::day::taken_back::take_back(&here.db, &key, here.act()?, seq).await?;
        return Ok(Answer::change(done.seq, What::Undone, "").undoable());
    }
    if let Some((about, shares)) = store::plan::view::of_event(&here.db, &sight, seq).await? {
        let act = here.act()?;
        let shares = shares || !about.mine;
        let done = by_key!(here, &form.workspace, about.project, shares, |key| {
            store::undo::undo(&here.db, &key, act, seq)
        });
        return Ok(Answer::change(done.seq, What::Undone, "").undoable());
    }
    let many = store::undo::many::projects(&here.db, &sight, seq).await?;
    if !many.is_empty() {
        let keys = crate::plan::api::keys(&here, &form.workspace, many).await?;
        let done = store::undo::many::take_back_all(&here.db, &keys, here.act()?, seq).await?;
        let answer = Answer::change(done.seq, What::Undone, "").undoable();
        return Ok(answer.with_left(done.what.left));
    }
    let about = match store::undo::about(&here.db, &sight, seq).await {
        Err(absent) => {
            // Clients belong to no project: whoever looks after them asks for the event by another key.
            let Ok(key) = here.may::<access::ManageClients>(&form.workspace).await else {
                return Err(absent.into());
            };
            store::undo::about_client(&here.db, &key, seq).await?
        }
        Ok(about) => about,
    };
    let (act, id) = (here.act()?, RecordId(about.record));
    let done = match about.record_kind.as_str() {
        "task" | "file" => {
            store::undo::undo(
                &here.db,
                &here
                    .may_on::<access::EditTasks>(&form.workspace, id)
                    .await?,
                act,
                seq,
            )
            .await?
        }
        "comment" => {
            store::undo::undo(
                &here.db,
                &here.may_on::<access::Comment>(&form.workspace, id).await?,
                act,
                seq,
            )
            .await?
        }
        "client" => {
            let key = here.may::<access::ManageClients>(&form.workspace).await?;
            store::undo::undo(&here.db, &key, act, seq).await?
        }
        "project" | "deliverable" | "field" | "iteration" | "release" => {
            store::undo::undo(
                &here.db,
                &here
                    .may_on::<access::ManageProject>(&form.workspace, id)
                    .await?,
                act,
                seq,
            )
            .await?
        }
        _ => return Err(Refused::Absent.into()),
    };
    Ok(Answer::change(done.seq, What::Undone, "").undoable())
}

#[server(endpoint = "platform/trash_task")]
pub async fn trash_task(form: form::OnRecord) -> Result<Answer, Fault> {
    let here = here()?;
    let id = record(&form.record)?;
    let key = here
        .may_on::<access::EditTasks>(&form.workspace, id)
        .await?;
    let done = store::trash::put(&here.db, &key, here.act()?, id).await?;
    Ok(Answer::change(done.seq, What::Trashed, "")
        .undoable()
        .to(format!("/{}/trash", form.workspace)))
}

#[server(endpoint = "platform/trash_comment")]
pub async fn trash_comment(form: form::OnRecord) -> Result<Answer, Fault> {
    let here = here()?;
    let id = record(&form.record)?;
    let key = here.may_on::<access::Comment>(&form.workspace, id).await?;
    let done = store::trash::put(&here.db, &key, here.act()?, id).await?;
    Ok(Answer::change(done.seq, What::Trashed, "").undoable())
}

#[server(endpoint = "platform/restore")]
pub async fn restore(form: form::OnRecord) -> Result<Answer, Fault> {
    let here = here()?;
    let id = record(&form.record)?;
    let act = here.act()?;
    // Calendars belong to no project: whoever may manage them may bring one back.
    if let Ok(key) = here.may::<access::ManageCalendars>(&form.workspace).await
        && store::people::calendars::is_one(&here.db, &key, id).await?
    {
        let done = store::people::calendars::bring_back(&here.db, &key, act, id).await?;
        return Ok(Answer::change(done.seq, What::Restored, "").undoable());
    }
    let sight = here.sight(&form.workspace).await?;
    if let Ok(about) = store::plan::view::about(&here.db, &sight, id).await {
        let done = by_key!(here, &form.workspace, about.project, !about.mine, |key| {
            store::trash::restore(&here.db, &key, act, id)
        });
        return Ok(Answer::change(done.seq, What::Restored, "").undoable());
    }
    if let Ok(key) = here.may::<access::ManageClients>(&form.workspace).await
        && store::clients::kind_of(&here.db, &key, id).await.is_ok()
    {
        let done = store::trash::restore(&here.db, &key, act, id).await?;
        return Ok(Answer::change(done.seq, What::Restored, "").undoable());
    }
    let kind = store::trash::kind_of(&here.db, &sight, id).await?;
    let done = match kind.as_str() {
        "task" | "file" => {
            store::trash::restore(
                &here.db,
                &here
                    .may_on::<access::EditTasks>(&form.workspace, id)
                    .await?,
                act,
                id,
            )
            .await?
        }
        "comment" => {
            store::trash::restore(
                &here.db,
                &here.may_on::<access::Comment>(&form.workspace, id).await?,
                act,
                id,
            )
            .await?
        }
        _ => {
            store::trash::restore(
                &here.db,
                &here
                    .may_on::<access::ManageProject>(&form.workspace, id)
                    .await?,
                act,
                id,
            )
            .await?
        }
    };
    Ok(Answer::change(done.seq, What::Restored, "").undoable())
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trashed {
    pub id: String,
    pub kind: String,
    pub title: String,
    pub code: String,
    pub by: Option<String>,
    pub at: Moment,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trash {
    pub workspace: String,
    pub things: Vec<Trashed>,
}

#[server(input = GetUrl, endpoint = "platform/trash")]
pub async fn read_trash(workspace: String) -> Result<Trash, Fault> {
    let here = here()?;
    let sight = here.sight(&workspace).await?;
    let zone = here.signed()?.zone.clone();
    let mut things = store::trash::list(&here.db, &sight).await?;
    things.extend(store::plan::view::in_trash(&here.db, &sight).await?);
    let clients = match here.may::<access::ManageClients>(&workspace).await {
        Ok(key) => store::clients::trashed(&here.db, &key).await?,
        Err(_) => vec![],
    };
    let clients = clients.into_iter().map(|c| Trashed {
        id: c.id.to_string(),
        kind: "client".into(),
        title: c.name,
        code: String::new(),
        by: c.by,
        at: moment(c.at, &zone),
    });
    let mut things: Vec<_> = things
        .into_iter()
        .map(|t| Trashed {
            id: t.id.to_string(),
            kind: t.kind,
            title: t.called.chars().take(120).collect(),
            code: t
                .number
                .map_or_else(|| t.letters.clone(), |n| format!("{}-{n}", t.letters)),
            by: t.by,
            at: moment(t.at, &zone),
        })
        .chain(clients)
        .collect();
    if let Ok(key) = here.may::<access::ManageCalendars>(&workspace).await {
        let put_away = store::people::calendars::in_trash(&here.db, &key).await?;
        things.extend(put_away.into_iter().map(|c| Trashed {
            id: c.id.to_string(),
            kind: "calendar".into(),
            title: c.name,
            code: String::new(),
            by: c.by,
            at: moment(c.at, &zone),
        }));
    }
    things.sort_by(|a, b| b.at.iso.cmp(&a.at.iso));
    Ok(Trash { workspace, things })
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    pub id: String,
    pub agent: String,
    pub at: Moment,
    pub this: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    pub name: String,
    pub email: String,
    pub theme: String,
    /// The name of the workspace, for whoever may change it.
    pub workspace: Option<String>,
    /// Whether a mention is mailed to them; nothing where no mail goes out.
    pub mails_mentions: Option<bool>,
    pub sessions: Vec<Session>,
}

#[server(input = GetUrl, endpoint = "platform/settings")]
pub async fn read_settings(workspace: String) -> Result<Settings, Fault> {
    let here = here()?;
    // The address names a workspace: it must be one's own, or it is not there.
    let sight = here.sight(&workspace).await?;
    let manages = here.may::<access::ManageWorkspace>(&workspace).await;
    let signed = here.signed()?;
    let sessions = store::door::session::sessions(&here.db, signed).await?;
    let mails_mentions = match here.carrier {
        store::people::Carrier::Mail => Some(store::inbox::mails_mentions(&here.db, &sight).await?),
        store::people::Carrier::Inviter => None,
    };
    Ok(Settings {
        name: signed.name.clone(),
        email: signed.email.clone(),
        theme: here.theme.clone(),
        workspace: manages.is_ok().then_some(sight.workspace_name),
        mails_mentions,
        sessions: sessions
            .into_iter()
            .map(|s| Session {
                id: s.id.to_string(),
                agent: s.agent,
                at: moment(s.made_at, &signed.zone),
                this: s.id == signed.session.0,
            })
            .collect(),
    })
}

#[server(endpoint = "platform/rename_workspace")]
pub async fn rename_workspace(form: form::RenameWorkspace) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here.may::<access::ManageWorkspace>(&form.workspace).await?;
    let done = store::workspace::rename_workspace(&here.db, &key, here.act()?, &form).await?;
    Ok(Answer::change(done.seq, What::WorkspaceRenamed, done.what))
}

/// Light, dark or as the device: kept by this browser alone.
#[server(endpoint = "platform/appearance")]
pub async fn appearance(form: form::Appearance) -> Result<Answer, Fault> {
    here()?.signed()?;
    let theme = match form.theme.as_str() {
        "light" | "dark" => form.theme.as_str(),
        _ => "",
    };
    crate::session::keep_theme(theme);
    Ok(Answer::default())
}
