//! Everybody's inbox: who is told of what ([`tell`]), what they find there ([`read`]), what they make of it ([`mark`]),
//! and the mail for a mention ([`letter`]).
//!
//! A notice is a row for one person about one record. It says why and who, never what was said: words are read from
//! where they stand, by the rights of the moment. It is shown as long as its cause stands, so that whatever takes the
//! cause back takes the notice along, and brings it back with it.

mod letter;
mod mark;
mod read;
mod tell;

pub use letter::{Letter, letter};
pub use mark::{is_marking, mails_mentions, mark, read_all, set_mention_mails, take_back};
pub use read::{Noted, notices};
pub(crate) use tell::tell;

/// Whether what a notice `n` tells of is still so: the person is still mentioned in `r`, or still has the work.
macro_rules! stands {
    () => {
        "(n.reason = 'reply' OR (n.reason = 'mention' AND EXISTS (SELECT 1 FROM mention x WHERE x.workspace = n.workspace AND x.record = n.record AND x.member = n.member)) \
         OR (n.reason = 'assigned' AND EXISTS (SELECT 1 FROM task_assignee x WHERE x.workspace = n.workspace AND x.task = n.record AND x.member = n.member)))"
    };
}
pub(crate) use stands;

/// How many notices the member `$5` has not read, of those that they may see (`$6`: whether they read talk), counted up
/// to `$7`. A part of the one statement by which the frame is read.
macro_rules! unread {
    () => {
        concat!(
            "(SELECT COUNT(*) FROM (SELECT n.id FROM notice n JOIN record r ON r.workspace = n.workspace AND r.id = n.record \
             WHERE n.workspace = $1 AND n.member = $5 AND n.state = 'unread' AND ($6 OR r.kind <> 'comment') AND ",
            $crate::inbox::stands!(),
            " AND ",
            $crate::sql::visible!(),
            " LIMIT $7) few)"
        )
    };
}
pub(crate) use unread;
