//! How each kind of event is taken back: by a new event, or not at all and why.

use crate::event::Kind;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inverse {
    /// Each field and each part gets the value it had before.
    SetBack,
    /// The record goes to the trash.
    Trash,
    /// The record comes back from the trash.
    Restore,
    /// The task goes back to the project it came from, which takes the right to change tasks in both.
    GoBack,
    /// Never taken back.
    Final(Why),
}

/// Why an event is final.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Somebody was told: a mail went out, a person came in.
    PeopleWereTold,
    /// Rights are given and taken by their own acts, so that each has its name and moment.
    RightsHaveTheirOwnActs,
    /// What was removed is gone.
    NothingLeft,
    /// An import is taken back as a whole, by an act of its own.
    OnlyAsAWhole,
    /// The workspace is where undo itself lives.
    Beginning,
    /// The opposite is one press away, in the same place, and touches nobody else.
    OppositeIsAtHand,
    /// What went along with a task goes back with it.
    GoesWithItsTask,
    /// The next task of a series is put away itself.
    NextStands,
    /// A closed day keeps what it said.
    ClosedDay,
    /// A step's mark is taken off where it was put on.
    MarkIsTakenOff,
}

pub fn inverse(kind: Kind) -> Inverse {
    use Inverse::*;
    match kind {
        Kind::TaskChanged
        | Kind::TaskClosed
        | Kind::TaskReopened
        | Kind::TaskMoved
        | Kind::TaskAssigneesChanged
        | Kind::TaskLabelsChanged
        | Kind::TaskChecklistChanged
        | Kind::TaskLinksChanged
        | Kind::TaskValuesChanged
        | Kind::TaskStopped
        | Kind::TaskResumed
        | Kind::TaskRecurrenceChanged => SetBack,
        // With all that was handed over, by a store function of its own.
        Kind::MemberRemoved => SetBack,
        Kind::TaskRecurred => Final(Why::NextStands),
        Kind::TaskCreated | Kind::CommentAdded | Kind::ProjectCreated | Kind::ClientCreated => {
            Trash
        }
        Kind::TaskTransferred => GoBack,
        Kind::TaskArrived => Final(Why::GoesWithItsTask),
        // People: each is taken back by its own store function, which compares what is with what the event left.
        Kind::UsualWeekSet
        | Kind::WeekSet
        | Kind::ZoneSet
        | Kind::CalendarChanged
        | Kind::AbsenceAsked
        | Kind::AbsenceRecorded
        | Kind::AbsenceApproved
        | Kind::AbsenceRefused
        | Kind::AbsenceWithdrawn => SetBack,
        Kind::CalendarCreated => Trash,
        Kind::RecordTrashed => Restore,
        Kind::RecordRestored => Trash,
        Kind::MemberInvited | Kind::InvitationWithdrawn | Kind::MemberJoined => {
            Final(Why::PeopleWereTold)
        }
        Kind::MemberRoleChanged
        | Kind::MemberReturned
        | Kind::GroupCreated
        | Kind::GroupMemberAdded
        | Kind::GroupMemberRemoved
        | Kind::GroupRenamed
        | Kind::GroupDeleted
        | Kind::ContactAdded
        | Kind::ProjectMemberAdded
        | Kind::ProjectMemberRemoved => Final(Why::RightsHaveTheirOwnActs),
        Kind::ImportRead
        | Kind::ImportGivenUp
        | Kind::ImportFinished
        | Kind::ProjectImported
        | Kind::CalendarImported
        | Kind::BaselineImported
        | Kind::TaskImported => Final(Why::OnlyAsAWhole),
        Kind::RecordPurged | Kind::EventsRedacted | Kind::PersonErased => Final(Why::NothingLeft),
        Kind::WorkspaceCreated => Final(Why::Beginning),

        Kind::ClientChanged
        | Kind::ProjectChanged
        | Kind::ProjectClientSet
        | Kind::ProjectHealthSaid
        | Kind::ProjectWorkflowChanged
        | Kind::DeliverableChanged
        | Kind::FieldChanged
        | Kind::IterationChanged
        | Kind::ReleaseChanged
        | Kind::CommentChanged
        | Kind::ViewChanged
        | Kind::NoticesMarked => SetBack,
        Kind::DeliverableCreated
        | Kind::FieldCreated
        | Kind::IterationCreated
        | Kind::ReleaseCreated
        | Kind::ViewCreated
        | Kind::FileAdded => Trash,
        Kind::ContactRemoved | Kind::ProjectContactPlaced => Final(Why::RightsHaveTheirOwnActs),
        Kind::WatchBegun
        | Kind::WatchEnded
        | Kind::ViewPinned
        | Kind::ViewUnpinned
        | Kind::WorkspaceRenamed
        | Kind::MentionMailsSet => Final(Why::OppositeIsAtHand),
        Kind::LineAdded => Trash,
        Kind::LineChanged => SetBack,
        Kind::StepMarked | Kind::StepUnmarked => Final(Why::MarkIsTakenOff),
        Kind::DayClosed => Final(Why::ClosedDay),
    }
}

/// What two events on one record have in common: the second stands in the way of undoing the first when it touched
/// one of the same things.
pub fn touches(kind: Kind, fields: &[String]) -> Vec<String> {
    match kind {
        // What was redacted says no field any more, but closing is always about the same.
        Kind::TaskClosed | Kind::TaskReopened => {
            let mut fields = fields.to_vec();
            fields.extend(["closed".into(), "status".into()]);
            fields
        }
        _ if matches!(inverse(kind), Inverse::SetBack | Inverse::GoBack) => fields.to_vec(),
        Kind::RecordTrashed | Kind::RecordRestored => vec!["trashed".into()],
        // Taking back a creation puts the record away: only a later trashing stands in its way.
        Kind::TaskCreated | Kind::CommentAdded | Kind::ProjectCreated | Kind::ClientCreated => {
            vec!["trashed".into()]
        }
        Kind::LineAdded => vec!["trashed".into()],
        Kind::LineChanged => fields.to_vec(),
        // People.
        Kind::UsualWeekSet | Kind::WeekSet | Kind::ZoneSet | Kind::CalendarChanged => {
            fields.to_vec()
        }
        Kind::AbsenceAsked
        | Kind::AbsenceRecorded
        | Kind::AbsenceApproved
        | Kind::AbsenceRefused
        | Kind::AbsenceWithdrawn => vec!["state".into()],
        Kind::CalendarCreated => vec!["trashed".into()],
        Kind::DeliverableCreated
        | Kind::FieldCreated
        | Kind::IterationCreated
        | Kind::ReleaseCreated
        | Kind::ViewCreated
        | Kind::FileAdded => {
            vec!["trashed".into()]
        }
        _ => vec![],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undoing_an_undo_is_a_redo() {
        assert_eq!(inverse(Kind::RecordTrashed), Inverse::Restore);
        assert_eq!(inverse(Kind::RecordRestored), Inverse::Trash);
        // The same mechanism goes back and forth.
        for kind in [
            Kind::TaskChanged,
            Kind::TaskClosed,
            Kind::TaskReopened,
            Kind::TaskMoved,
        ] {
            assert_eq!(inverse(kind), Inverse::SetBack);
        }
    }

    #[test]
    fn everything_that_can_be_undone_says_what_it_touches() {
        for kind in Kind::ALL {
            let fields = vec!["title".to_owned()];
            let reversible = !matches!(inverse(*kind), Inverse::Final(_));
            assert_eq!(
                !touches(*kind, &fields).is_empty(),
                reversible,
                "{}",
                kind.code()
            );
        }
    }
}
