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
    /// Each of several texts under one id, found by what it says (`$4`): the statement that lists them.
    Each(&'static str, &'static str),
    /// The same, each with its folded form (`$5`).
    EachFolded(&'static str, &'static str),
}

pub(super) fn places() -> Vec<Place> {
    vec![
        Place {
            table: "journal_line",
            read: sql!(
                "SELECT id, text AS one, '' AS two FROM journal_line WHERE workspace = $1 AND id >= $2 ORDER BY id LIMIT $3"
            ),
            write: Write::Plain(sql!(
                "UPDATE journal_line SET text = $3 WHERE workspace = $1 AND id = $2"
            )),
            is_record: true,
        },
        Place {
            table: "saved_view",
            read: sql!(
                "SELECT id, name AS one, query AS two FROM saved_view WHERE workspace = $1 AND id >= $2 ORDER BY id LIMIT $3"
            ),
            write: Write::Both(sql!(
                "UPDATE saved_view SET name = $3, name_folded = $4, query = $5 WHERE workspace = $1 AND id = $2"
            )),
            is_record: true,
        },
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
            table: "checklist_item",
            read: sql!(
                "SELECT id, text AS one, '' AS two FROM checklist_item WHERE workspace = $1 AND id >= $2 ORDER BY id LIMIT $3"
            ),
            write: Write::Plain(sql!(
                "UPDATE checklist_item SET text = $3 WHERE workspace = $1 AND id = $2"
            )),
            is_record: false,
        },
        Place {
            table: "contact",
            read: sql!(
                "SELECT id, name AS one, '' AS two FROM contact WHERE workspace = $1 AND id >= $2 ORDER BY id LIMIT $3"
            ),
            write: Write::Plain(sql!(
                "UPDATE contact SET name = $3 WHERE workspace = $1 AND id = $2"
            )),
            is_record: false,
        },
        Place {
            table: "stop",
            read: sql!(
                "SELECT id, because AS one, mover_name AS two FROM stop WHERE workspace = $1 AND id >= $2 ORDER BY id LIMIT $3"
            ),
            write: Write::Two(sql!(
                "UPDATE stop SET because = $3, mover_name = $4 WHERE workspace = $1 AND id = $2"
            )),
            is_record: false,
        },
        Place {
            table: "label",
            read: sql!(
                "SELECT id, name AS one, '' AS two FROM label WHERE workspace = $1 AND id >= $2 ORDER BY id LIMIT $3"
            ),
            write: Write::Unique(
                sql!(
                    "UPDATE label SET name = $3, name_folded = $4 WHERE workspace = $1 AND id = $2"
                ),
                sql!(
                    "SELECT COUNT(*) FROM label WHERE workspace = $1 AND id <> $2 AND name_folded = $3"
                ),
            ),
            is_record: false,
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
            table: "file",
            read: sql!(
                "SELECT id, name AS one, '' AS two FROM file WHERE workspace = $1 AND id >= $2 ORDER BY id LIMIT $3"
            ),
            write: Write::Plain(sql!(
                "UPDATE file SET name = $3 WHERE workspace = $1 AND id = $2"
            )),
            is_record: true,
        },
        Place {
            table: "project",
            read: sql!(
                "SELECT id, title AS one, description AS two FROM project WHERE workspace = $1 AND id >= $2 ORDER BY id LIMIT $3"
            ),
            write: Write::Both(sql!(
                "UPDATE project SET title = $3, title_folded = $4, description = $5 WHERE workspace = $1 AND id = $2"
            )),
            is_record: true,
        },
        Place {
            table: "deliverable",
            read: sql!(
                "SELECT id, title AS one, description AS two FROM deliverable WHERE workspace = $1 AND id >= $2 ORDER BY id LIMIT $3"
            ),
            write: Write::Both(sql!(
                "UPDATE deliverable SET title = $3, title_folded = $4, description = $5 WHERE workspace = $1 AND id = $2"
            )),
            is_record: true,
        },
        Place {
            table: "iteration",
            read: sql!(
                "SELECT id, name AS one, goal AS two FROM iteration WHERE workspace = $1 AND id >= $2 ORDER BY id LIMIT $3"
            ),
            write: Write::Both(sql!(
                "UPDATE iteration SET name = $3, name_folded = $4, goal = $5 WHERE workspace = $1 AND id = $2"
            )),
            is_record: true,
        },
        Place {
            table: "release",
            read: sql!(
                "SELECT id, name AS one, notes AS two FROM release WHERE workspace = $1 AND id >= $2 ORDER BY id LIMIT $3"
            ),
            write: Write::Both(sql!(
                "UPDATE release SET name = $3, name_folded = $4, notes = $5 WHERE workspace = $1 AND id = $2"
            )),
            is_record: true,
        },
        Place {
            table: "custom_field",
            read: sql!(
                "SELECT id, name AS one, unit AS two FROM custom_field WHERE workspace = $1 AND id >= $2 ORDER BY id LIMIT $3"
            ),
            write: Write::Both(sql!(
                "UPDATE custom_field SET name = $3, name_folded = $4, unit = $5 WHERE workspace = $1 AND id = $2"
            )),
            is_record: true,
        },
        Place {
            table: "custom_option",
            read: sql!(
                "SELECT id, name AS one, '' AS two FROM custom_option WHERE workspace = $1 AND id >= $2 ORDER BY id LIMIT $3"
            ),
            write: Write::Unique(
                sql!(
                    "UPDATE custom_option SET name = $3, name_folded = $4 WHERE workspace = $1 AND id = $2"
                ),
                sql!(
                    "SELECT COUNT(*) FROM custom_option o JOIN custom_option own ON own.workspace = o.workspace AND own.field = o.field WHERE o.workspace = $1 AND own.id = $2 AND o.id <> $2 AND o.name_folded = $3"
                ),
            ),
            is_record: false,
        },
        // What a task says in its fields has no ids of its own: it is gone through together.
        Place {
            table: "custom_value",
            read: sql!(
                "SELECT task AS id, string_agg(value, ' ') AS one, '' AS two FROM custom_value WHERE workspace = $1 AND task >= $2 GROUP BY task ORDER BY task LIMIT $3"
            ),
            write: Write::EachFolded(
                sql!(
                    "UPDATE custom_value SET value = $3, folded = $5 WHERE workspace = $1 AND task = $2 AND value = $4 AND value <> ''"
                ),
                sql!(
                    "SELECT DISTINCT value FROM custom_value WHERE workspace = $1 AND task = $2 AND folded <> ''"
                ),
            ),
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
            table: "status",
            read: sql!(
                "SELECT id, name AS one, '' AS two FROM status WHERE workspace = $1 AND id >= $2 ORDER BY id LIMIT $3"
            ),
            write: Write::Plain(sql!(
                "UPDATE status SET name = $3 WHERE workspace = $1 AND id = $2"
            )),
            is_record: false,
        },
        // Reasons have no ids of their own: a project's are gone through together.
        Place {
            table: "project_health",
            read: sql!(
                "SELECT project AS id, string_agg(reason, ' ') AS one, '' AS two FROM project_health WHERE workspace = $1 AND project >= $2 GROUP BY project ORDER BY project LIMIT $3"
            ),
            write: Write::Each(
                sql!(
                    "UPDATE project_health SET reason = $3 WHERE workspace = $1 AND project = $2 AND reason = $4"
                ),
                sql!(
                    "SELECT DISTINCT reason FROM project_health WHERE workspace = $1 AND project = $2"
                ),
            ),
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
