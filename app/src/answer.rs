//! What a change answers, in either mode: the number of its event, what to tell, where to go.

use domain::plan::bulk::Left;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The event's number; nothing for what is no change of a workspace, such as signing in.
    #[serde(default)]
    pub seq: Option<i64>,
    #[serde(default)]
    pub said: Option<Said>,
    /// Whether the event can be taken back.
    #[serde(default)]
    pub undo: bool,
    /// The page to show next, when it is another one.
    #[serde(default)]
    pub goto: Option<String>,
    /// What would be, said in the form that asked. Nothing was done, and what was typed stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shows: Option<String>,
    /// A one-time code that only this answer holds.
    #[serde(default)]
    pub code: Option<String>,
}

/// The sentence of the toast: `words` has it, with `arg` in its slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    pub what: What,
    #[serde(default)]
    pub arg: String,
    /// Of a change of many: what stays as it was, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<Left>,
}

domain::named! {
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum What {
        TaskClosed,
        TaskReopened,
        TaskCreated,
        TaskChanged,
        ProjectCreated,
        MemberAdded,
        Trashed,
        Restored,
        TaskMoved,
        /// To another day.
        TaskShifted,
        TaskCopied,
        TaskTransferred,
        /// How many.
        ManyCreated,
        ManyChanged,
        ManyTrashed,
        TaskStopped,
        TaskResumed,
        Undone,
        Invited,
        InvitationWithdrawn,
        RoleChanged,
        MemberRemoved,
        SessionEnded,
        ResetSent,
        ResetByHand,
        GroupCreated,
        GroupJoined,
        GroupLeft,
        GroupRenamed,
        GroupDeleted,
        WorkspaceRenamed,
        PlanRead,
        ImportStarted,
        ImportGivenUp,
        ImportUndone,

        LineAdded,
        LineChanged,
        DayClosed,
        // People.
        WeekSet,
        ZoneSet,
        AbsenceAsked,
        AwayToday,
        AbsenceApproved,
        AbsenceRefused,
        AbsenceWithdrawn,
        CalendarSaved,

        ClientCreated,
        ClientRenamed,
        ContactAdded,
        ContactRemoved,
        ContactPlaced,
        ProjectChanged,
        ProjectClientSet,
        HealthSaid,
        WorkflowChanged,
        MemberLeft,
        MemberRole,
        DeliverableCreated,
        DeliverableChanged,
        CommentChanged,
        Watching,
        NotWatching,
        ViewSaved,
        FieldSet,
        IterationSaved,
        IterationBegun,
        /// How many tasks went elsewhere, a blank, and what it is called.
        IterationClosed,
        ReleaseSaved,
        OptionSet,
        FileAdded,
        /// How many.
        FilesAdded,
        NoticeDone,
        /// How many.
        NoticesRead,
        MentionsMailed,
        MentionsNotMailed,
    }
}

impl Answer {
    pub fn change(seq: i64, what: What, arg: impl Into<String>) -> Self {
        Self {
            seq: Some(seq),
            said: Some(Said {
                what,
                arg: arg.into(),
                left: Vec::new(),
            }),
            ..Self::default()
        }
    }

    /// A change without a toast: what it did is plain to see.
    pub fn quiet(seq: i64) -> Self {
        Self {
            seq: Some(seq),
            ..Self::default()
        }
    }

    pub fn shows(text: String) -> Self {
        Self {
            shows: Some(text),
            ..Self::default()
        }
    }

    pub fn told(what: What, arg: impl Into<String>) -> Self {
        Self {
            said: Some(Said {
                what,
                arg: arg.into(),
                left: Vec::new(),
            }),
            ..Self::default()
        }
    }

    /// With what stays as it was.
    #[must_use]
    pub fn with_left(mut self, left: Vec<Left>) -> Self {
        if let Some(said) = &mut self.said {
            said.left = left;
        }
        self
    }

    #[must_use]
    pub fn undoable(self) -> Self {
        Self { undo: true, ..self }
    }

    #[must_use]
    pub fn to(self, path: String) -> Self {
        Self {
            goto: Some(path),
            ..self
        }
    }
}
