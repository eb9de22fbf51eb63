//! What forms send: text, every field optional while decoding, so that what is missing or mistaken is refused by
//! name and in words, never by the decoder. Each area's rules turn its forms into changes.

use serde::{Deserialize, Serialize};

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
    /// The place of a state of the file, and what it becomes.
    #[serde(default)]
    pub states: std::collections::BTreeMap<String, String>,
    /// The place of a closer circle of the file, and for whom what it is kept for will be.
    #[serde(default)]
    pub levels: std::collections::BTreeMap<String, String>,
    /// What sprints and cycles become, and what versions do.
    #[serde(default)]
    pub sprints: String,
    #[serde(default)]
    pub versions: String,
    /// The place of what may be a field of the project's own, and what kind it will be.
    #[serde(default)]
    pub fields: std::collections::BTreeMap<String, String>,
}

/// Says something. For people by name, `named` holds their ids and those of Groups, each with whatever a ticked box sends.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AddComment {
    #[serde(default)]
    pub workspace: String,
    #[serde(default)]
    pub id: String,
    #[serde(default)]
    pub record: String,
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub audience: String,
    #[serde(default)]
    pub named: std::collections::BTreeMap<String, String>,
}

/// One change of many tasks: each task with the newest event that its page had read. `change` is a word, with what it is
/// about behind it where the button says all: `status done`, `give`, `take`, `start`, `no finish`, `label`, `iteration`,
/// `release`, `trash`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BulkTasks {
    #[serde(default)]
    pub workspace: String,
    #[serde(default)]
    pub change: String,
    #[serde(default)]
    pub person: String,
    #[serde(default)]
    pub start: String,
    #[serde(default)]
    pub finish: String,
    #[serde(default)]
    pub label: String,
    /// Of the project's, by their ids; empty: none any more.
    #[serde(default)]
    pub iteration: String,
    #[serde(default)]
    pub release: String,
    #[serde(default)]
    pub tasks: std::collections::BTreeMap<String, String>,
}

/// Ends a membership and hands over what was held. `seen` is what the page showed; a person is said by their id, and
/// `work_in` and `lead_in` by the project's: empty is as for all, `nobody` leaves it with nobody.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HandOver {
    #[serde(default)]
    pub workspace: String,
    #[serde(default)]
    pub member: String,
    #[serde(default)]
    pub seen: String,
    #[serde(default)]
    pub owner: String,
    #[serde(default)]
    pub lead: String,
    #[serde(default)]
    pub lead_in: std::collections::BTreeMap<String, String>,
    #[serde(default)]
    pub work: String,
    #[serde(default)]
    pub work_in: std::collections::BTreeMap<String, String>,
    #[serde(default)]
    pub groups: String,
}

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
    OnInvitation { workspace, invitation }
    CreateGroup { workspace, name }
    AddToGroup { workspace, group, member }
    LeaveGroup { workspace, group, member }
    RenameGroup { workspace, group, name, name_was }
    OnGroup { workspace, group }
    Appearance { theme }
    CreateProject { workspace, id, title, key }
    AddToProject { workspace, project, member, role }
    /// `status`: the state it begins in; empty: the first in which work has not begun.
    CreateTask { workspace, id, project, title, kind, parent, after, status }
    /// Each that is ticked goes along.
    DuplicateTask { workspace, task, description, dates, people, labels, values, checklist, links, parts }
    /// `to`: the project it goes to, by its id.
    TransferTask { workspace, task, to }
    /// `dated`: a day at the end of the title is the one it is to be done by.
    AddTask { workspace, id, project, title, dated, person }
    /// A task of each line.
    CreateTasks { workspace, project, text }
    /// Only fields that differ from their `_was` are changed; a field that is absent is left alone.
    EditTask {
        workspace, task, title, title_was, description, description_was, status, status_was, kind, kind_was,
        deliverable, deliverable_was, effort, effort_was, duration, duration_was, optimistic, optimistic_was,
        likely, likely_was, pessimistic, pessimistic_was, mode, mode_was, start, start_was, finish, finish_was,
        constraint, constraint_was, constraint_date, constraint_date_was, deadline, deadline_was,
        percent, percent_was, actual_start, actual_start_was, actual_finish, actual_finish_was,
        calendar, calendar_was, audience, audience_was, iteration, iteration_was, release, release_was,
        points, points_was,
    }
    /// `to`: before, after, below (with an anchor), top, indent, outdent, up, down.
    MoveTask { workspace, task, to, anchor }
    /// How a task comes again; `was` is how it did when the form was made.
    SetRecurrence {
        workspace, task, was, unit, every, mon, tue, wed, thu, fri, sat, sun, month_day, nth, weekday, days_off,
        until, times,
    }
    /// To another day, with its start: `day` as typed, `day_was` what it was due by.
    ShiftTask { workspace, task, day, day_was }
    /// A view of tasks: the page (`list`, `calendar`) at `place` (`p/NGT`, `tasks`, `mine`), with the address's query.
    SaveView { workspace, id, place, page, name, query, shared }
    EditView {
        workspace, view, name, name_was, page, page_was, query, query_was, shared, shared_was,
    }
    /// `place`: first, last, or the card it goes behind, by its id. `status_was`: the state it is taken from.
    MoveCard { workspace, task, status, status_was, place }
    Assign { workspace, task, member, units }
    Unassign { workspace, task, member }
    AddLabel { workspace, task, name }
    RemoveLabel { workspace, task, label }
    AddItem { workspace, task, id, text }
    EditItem { workspace, task, item, text, text_was }
    /// Tick, untick, remove: the verb is the address.
    OnItem { workspace, task, item }
    /// `to`: up or down.
    MoveItem { workspace, task, item, to }
    /// The other task by its key (`NGT-3`) or its id. `way`: before, when it is the other that waits; else after.
    AddLink { workspace, task, id, predecessor, kind, lag, way }
    EditLink { workspace, task, link, kind, kind_was, lag, lag_was }
    RemoveLink { workspace, task, link }
    /// `mover_kind`: member (then `mover`), client, outside (then `mover_name`).
    StopTask { workspace, task, id, because, mover_kind, mover, mover_name }
    /// Close, reopen, trash, restore: the verb is the address, the record is all there is to say.
    OnRecord { workspace, record }
    EditComment { workspace, comment, text, text_was }
    Undo { workspace, seq }
    /// What one makes of a notice: `state` unread, read or done.
    MarkNotice { workspace, notice, state }
    /// Every notice that is unread becomes read.
    ReadNotices { workspace }
    /// Whether a mention is mailed: `mails` when ticked.
    SetMentionMails { workspace, mails }
    /// A step of an import: give it up, go on with it, take it back. `seen` is the newest change that the page showed.
    OnImport { workspace, import, seen }

    /// A day: a line in one's log, a step marked done, the day closed.
    AddLine { workspace, id, project, text }
    EditLine { workspace, line, text, text_was }
    MarkStep { workspace, day, step }
    CloseDay { workspace, day, id, text }
    // People. `was`: what the form showed, of `edit::shown`.
    SetUsualWeek {
        workspace, monday, tuesday, wednesday, thursday, friday, saturday, sunday, begins, break_minutes, country,
        country_was, region, was,
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
        country_was, region, was,
    }
    AddClosedDay { workspace, record, id, first_day, last_day, name, hours }
    DropClosedDay { workspace, record, day }

    // Clients and projects.
    CreateClient { workspace, id, name }
    RenameClient { workspace, client, name, name_was }
    AddContact { workspace, client, email, name }
    OnContact { workspace, contact }
    /// What a contact is in a project: `informs`, `decides`, or nothing.
    PlaceContact { workspace, project, contact, part }
    EditProject { workspace, project, title, title_was, description, description_was, zone, zone_was, minutes_per_day, minutes_per_day_was, calendar, calendar_was, method, method_was, estimate, estimate_was }
    SetClient { workspace, project, client }
    RenameWorkspace { workspace, name, name_was }
    SayHealth { workspace, project, health, reason }
    LeaveProject { workspace, project, member }
    AddStatus { workspace, project, name, category, limit }
    /// `limit`: how many tasks are to be in it at most; empty: as many as there are.
    EditStatus { workspace, project, status, name, category, place, limit, was }
    RemoveStatus { workspace, project, status, to }
    CreateDeliverable { workspace, id, project, title, description }
    EditDeliverable { workspace, deliverable, title, title_was, description, description_was }
    MoveDeliverable { workspace, deliverable, place }
    /// `options`: of a choice, one on each line.
    CreateField { workspace, id, project, name, kind, unit, options }
    /// `place`: where it is to stand among the others, counted from 1; empty: where it is.
    EditField { workspace, field, name, name_was, unit, unit_was, place }
    AddOption { workspace, field, id, name }
    /// `state`: offered or retired.
    EditOption { workspace, field, option, name, name_was, place, state }
    SetValue { workspace, task, field, value, value_was }

    // Iterations and releases.
    /// `overlaps`: ticked, its days may be another's too.
    CreateIteration { workspace, id, project, name, goal, start, finish, overlaps }
    EditIteration {
        workspace, iteration, name, name_was, goal, goal_was, start, start_was, finish, finish_was, overlaps, overlaps_was,
    }
    /// `rest`: where goes what is not done: next, backlog, stay, or an iteration by its id.
    CloseIteration { workspace, iteration, rest }
    CreateRelease { workspace, id, project, name, day, notes }
    EditRelease { workspace, release, name, name_was, day, day_was, state, state_was, notes, notes_was }
    /// Into an iteration, or with none into the backlog; `place`: first, last, or the task it goes behind, by its id.
    /// `iteration_was`: where it is taken from.
    RankTask { workspace, task, iteration, iteration_was, place }
    /// A task at the end of an iteration, or of the backlog.
    AddToIteration { workspace, id, project, title, iteration }
}
