//! What a conversation reads, and what its forms do.

use crate::prelude::*;
use domain::form;
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
#[cfg(feature = "ssr")]
use crate::answer::What;
use crate::error::Fault;
#[cfg(feature = "ssr")]
use crate::session::{here, record};
use crate::ui::prose::SafeHtml;
use crate::ui::time::Moment;

/// A comment as it is read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Said {
    pub id: String,
    pub html: SafeHtml,
    /// As it was typed, for its maker to change.
    pub text: String,
    pub for_client: bool,
    /// For people by name: who they are, beside its maker.
    pub names: Option<Vec<String>>,
    pub mine: bool,
    pub name: Option<String>,
    pub at: Moment,
    /// How it was changed since, latest first.
    pub edits: Vec<Edit>,
}

/// One change of a comment: what it said before and after. Nothing where that was redacted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Edit {
    pub at: Moment,
    pub before: String,
    pub after: String,
}

/// The conversation on a record: what was said, who watches, who can be mentioned.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Talk {
    pub workspace: String,
    pub record: String,
    pub said: Vec<Said>,
    pub watchers: Vec<String>,
    pub watching: bool,
    /// By their full names.
    pub people: Vec<String>,
    /// The client who can be told too, if one can.
    pub client: Option<String>,
    pub may_comment: bool,
    /// Whether it is itself for people by name: then what is said of it is for the same.
    pub by_name: bool,
    /// Whom a comment can be for by name.
    pub readers: Readers,
}

/// People and Groups to choose from: id and name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Readers {
    pub people: Vec<(String, String)>,
    pub groups: Vec<(String, String)>,
}

#[server(endpoint = "talk/add_comment")]
pub async fn add_comment(form: form::AddComment) -> Result<Answer, Fault> {
    let here = here()?;
    let record = record(&form.record)?;
    let key = here
        .may_on::<domain::access::Comment>(&form.workspace, record)
        .await?;
    let new = domain::talk::new_comment(&form)?;
    let done = store::talk::add_comment(&here.db, &key, here.act()?, record, &new).await?;
    Ok(Answer::quiet(done.seq).undoable())
}

#[server(endpoint = "talk/edit_comment")]
pub async fn edit_comment(form: form::EditComment) -> Result<Answer, Fault> {
    let here = here()?;
    let comment = record(&form.comment)?;
    let key = here
        .may_on::<domain::access::Comment>(&form.workspace, comment)
        .await?;
    let done = store::talk::edit_comment(&here.db, &key, here.act()?, comment, &form).await?;
    Ok(Answer::change(done.seq, What::CommentChanged, "").undoable())
}

#[server(endpoint = "talk/watch")]
pub async fn watch(form: form::OnRecord) -> Result<Answer, Fault> {
    let here = here()?;
    let id = record(&form.record)?;
    let key = here
        .may_on::<domain::access::Comment>(&form.workspace, id)
        .await?;
    let done = store::talk::watch(&here.db, &key, here.act()?, id).await?;
    Ok(Answer::change(done.seq, What::Watching, ""))
}

#[server(endpoint = "talk/unwatch")]
pub async fn unwatch(form: form::OnRecord) -> Result<Answer, Fault> {
    let here = here()?;
    let id = record(&form.record)?;
    let key = here
        .may_on::<domain::access::Comment>(&form.workspace, id)
        .await?;
    let done = store::talk::unwatch(&here.db, &key, here.act()?, id).await?;
    Ok(Answer::change(done.seq, What::NotWatching, ""))
}
