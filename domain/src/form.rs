//! What forms send: text, every field optional while decoding, so that what is missing or mistaken is refused by
//! name and in words, never by the decoder. Each area's rules turn its forms into changes.

use serde::{Deserialize, Serialize};

macro_rules! forms {
    ($($(#[$doc:meta])* $name:ident { $($field:ident),* $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        pub struct $name { $(#[serde(default)] pub $field: String),* }
    )+};
}

forms! {
    CreateOwner { code, name, email, password, workspace, zone }
    SignIn { email, password, next }
    SignOut { session }
    AskReset { email }
    Reset { code, password }
    Invite { workspace, email, name, role }
    Join { code, name, password, zone }
    ChangeRole { workspace, member, role }
    OnMember { workspace, member }
    CreateGroup { workspace, name }
    AddToGroup { workspace, group, member }
    Appearance { theme }
    CreateProject { workspace, id, title, key }
    AddToProject { workspace, project, member, role }
    CreateTask { workspace, id, project, title }
    /// Only fields that differ from their `_was` are changed; a field that is absent is left alone.
    EditTask { workspace, task, title, title_was, description, description_was }
    /// Close, reopen, trash, restore: the verb is the address, the record is all there is to say.
    OnRecord { workspace, record }
    AddComment { workspace, id, record, text, audience }
    Undo { workspace, seq }
    /// A step of an import: give it up, go on with it, take it back. `seen` is the newest change that the page showed.
    OnImport { workspace, import, seen }
}

/// Makes a project of a file that was read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StartImport {
    #[serde(default)]
    pub workspace: String,
    #[serde(default)]
    pub import: String,
    /// The project's, chosen where the person acts.
    #[serde(default)]
    pub id: String,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub key: String,
    #[serde(default)]
    pub client: String,
    #[serde(default)]
    pub zone: String,
    /// The file's number of a person, and the member they are; empty: nobody here.
    #[serde(default)]
    pub people: std::collections::BTreeMap<String, String>,
}
