//! Where people type.

use crate::sql::sql;

/// A table, and how its texts are read (`$2` on, `$3` rows) and written.
pub(super) struct Place {
    pub table: &'static str,
    pub read: &'static str,
    pub write: Write,
    pub is_record: bool,
}

pub(super) enum Write {
    /// One text.
    Plain(&'static str),
    /// One text and its folded form.
    Folded(&'static str),
    /// The same, where no two may have the same: the statement that counts those that have.
    Unique(&'static str, &'static str),
    /// A text with its folded form and a second text.
    Both(&'static str),
    /// Two texts.
    Two(&'static str),
}

pub(super) fn places() -> [Place; 10] {
    [
        Place {
            table: "task",
            read: sql!(
                "SELECT id, title AS one, description AS two FROM task WHERE workspace = $1 AND id >= $2 ORDER BY id LIMIT $3"
            ),
            write: Write::Both(sql!(
                "UPDATE task SET title = $3, title_folded = $4, description = $5 WHERE workspace = $1 AND id = $2"
            )),
            is_record: true,
        },
        Place {
            table: "comment",
            read: sql!(
                "SELECT id, text AS one, '' AS two FROM comment WHERE workspace = $1 AND id >= $2 ORDER BY id LIMIT $3"
            ),
            write: Write::Plain(sql!(
                "UPDATE comment SET text = $3 WHERE workspace = $1 AND id = $2"
            )),
            is_record: true,
        },
        Place {
            table: "project",
            read: sql!(
                "SELECT id, title AS one, '' AS two FROM project WHERE workspace = $1 AND id >= $2 ORDER BY id LIMIT $3"
            ),
            write: Write::Folded(sql!(
                "UPDATE project SET title = $3, title_folded = $4 WHERE workspace = $1 AND id = $2"
            )),
            is_record: true,
        },
        Place {
            table: "client",
            read: sql!(
                "SELECT id, name AS one, '' AS two FROM client WHERE workspace = $1 AND id >= $2 ORDER BY id LIMIT $3"
            ),
            write: Write::Unique(
                sql!(
                    "UPDATE client SET name = $3, name_folded = $4 WHERE workspace = $1 AND id = $2"
                ),
                sql!(
                    "SELECT COUNT(*) FROM client WHERE workspace = $1 AND id <> $2 AND name_folded = $3"
                ),
            ),
            is_record: true,
        },
        Place {
            table: "member_group",
            read: sql!(
                "SELECT id, name AS one, '' AS two FROM member_group WHERE workspace = $1 AND id >= $2 ORDER BY id LIMIT $3"
            ),
            write: Write::Unique(
                sql!(
                    "UPDATE member_group SET name = $3, name_folded = $4 WHERE workspace = $1 AND id = $2"
                ),
                sql!(
                    "SELECT COUNT(*) FROM member_group WHERE workspace = $1 AND id <> $2 AND name_folded = $3"
                ),
            ),
            is_record: false,
        },
        // Others' time away, where somebody is named; what they wrote of their own goes with them.
        Place {
            table: "absence",
            read: sql!(
                "SELECT id, note AS one, answer AS two FROM absence WHERE workspace = $1 AND id >= $2 ORDER BY id LIMIT $3"
            ),
            write: Write::Two(sql!(
                "UPDATE absence SET note = $3, answer = $4 WHERE workspace = $1 AND id = $2"
            )),
            is_record: true,
        },
        Place {
            table: "calendar",
            read: sql!(
                "SELECT id, name AS one, '' AS two FROM calendar WHERE workspace = $1 AND id >= $2 ORDER BY id LIMIT $3"
            ),
            write: Write::Folded(sql!(
                "UPDATE calendar SET name = $3, name_folded = $4 WHERE workspace = $1 AND id = $2"
            )),
            is_record: true,
        },
        Place {
            table: "calendar_day",
            read: sql!(
                "SELECT id, name AS one, '' AS two FROM calendar_day WHERE workspace = $1 AND id >= $2 ORDER BY id LIMIT $3"
            ),
            write: Write::Plain(sql!(
                "UPDATE calendar_day SET name = $3 WHERE workspace = $1 AND id = $2"
            )),
            is_record: false,
        },
        // To other addresses of theirs; the ones to this address go with the account.
        Place {
            table: "invitation",
            read: sql!(
                "SELECT id, name AS one, '' AS two FROM invitation WHERE workspace = $1 AND id >= $2 ORDER BY id LIMIT $3"
            ),
            write: Write::Plain(sql!(
                "UPDATE invitation SET name = $3 WHERE workspace = $1 AND id = $2"
            )),
            is_record: false,
        },
        Place {
            table: "workspace",
            read: sql!(
                "SELECT id, name AS one, '' AS two FROM workspace WHERE id = $1 AND id >= $2 ORDER BY id LIMIT $3"
            ),
            write: Write::Plain(sql!(
                "UPDATE workspace SET name = $3 WHERE id = $1 AND id = $2"
            )),
            is_record: false,
        },
    ]
}
