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

    /// A day: a line in one's log, a step marked done, the day closed.
    AddLine { workspace, id, project, text }
    EditLine { workspace, line, text, text_was }
    MarkStep { workspace, day, step }
    CloseDay { workspace, day, id, text }
    // People.
    SetUsualWeek {
        workspace, monday, tuesday, wednesday, thursday, friday, saturday, sunday, begins, break_minutes, country,
        country_was, region,
    }
    SetWeek {
        workspace, member, first_day, monday, tuesday, wednesday, thursday, friday, saturday, sunday, begins,
        break_minutes, availability, country, country_was, region,
    }
    SetZone { workspace, member, zone }
    AskAbsence { workspace, id, member, kind, first_day, last_day, first_part, last_part, note }
    /// Today, or what is left of it.
    AwayToday { workspace, id, member, part }
    AnswerAbsence { workspace, record, answer }
    /// Hours of each weekday as `09:00-12:30 13:15-17:00`; empty is free.
    SaveCalendar {
        workspace, id, record, name, monday, tuesday, wednesday, thursday, friday, saturday, sunday, country,
        country_was, region,
    }
    AddClosedDay { workspace, record, id, first_day, last_day, name, hours }
    DropClosedDay { workspace, record, day }
}
