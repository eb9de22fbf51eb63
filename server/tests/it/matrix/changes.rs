//! The worked examples of the functions that change something.

use axum::http::Method;
use uuid::Uuid;

use super::Gets::{Absent, Without};
use super::examples::{Example, Proof, change, workspace};
use crate::world::{Fields, Ids, Who};

/// A workspace and what else the form holds.
fn with(ids: &Ids, fields: &[(&'static str, &str)]) -> Fields {
    let fields = fields
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()));
    workspace(ids).into_iter().chain(fields).collect()
}

fn fresh() -> String {
    Uuid::now_v7().to_string()
}

/// What one does to oneself.
pub fn own() -> Vec<Example> {
    vec![
        Example {
            others: [Absent; 5],
            ..change("/do/account/sign_out", Who::Olga, |ids| {
                vec![("session", ids.session.clone())]
            })
        },
        Example {
            path: "/do/platform/appearance",
            method: Method::POST,
            by: Some(Who::Olga),
            fields: |_| vec![("theme", "dark".into())],
            proof: Proof::Cookie("theme"),
            others: [Without; 5],
        },
    ]
}

/// In an order in which each leaves the next its ground.
pub fn in_a_workspace() -> Vec<Example> {
    vec![
        change("/do/plan/create_project", Who::Olga, |ids| {
            with(ids, &[("id", &fresh()), ("title", "New"), ("key", "NEW")])
        }),
        change("/do/plan/create_task", Who::Mo, |ids| {
            let fields = [("id", fresh()), ("project", ids.project.clone())];
            with(
                ids,
                &[
                    ("id", &fields[0].1),
                    ("project", &fields[1].1),
                    ("title", "New"),
                ],
            )
        }),
        change("/do/plan/edit_task", Who::Mo, |ids| {
            with(
                ids,
                &[
                    ("task", &ids.task),
                    ("title", "CNRY-NORTH-TASK again"),
                    ("title_was", "CNRY-NORTH-TASK"),
                    ("description", "CNRY-NORTH-DESCRIPTION"),
                    ("description_was", "CNRY-NORTH-DESCRIPTION"),
                ],
            )
        }),
        change("/do/plan/close_task", Who::Mo, |ids| {
            with(ids, &[("record", &ids.task)])
        }),
        change("/do/plan/reopen_task", Who::Mo, |ids| {
            with(ids, &[("record", &ids.closed)])
        }),
        change("/do/talk/add_comment", Who::Mo, |ids| {
            let id = fresh();
            with(ids, &[("id", &id), ("record", &ids.task), ("text", "New")])
        }),
        change("/do/platform/undo", Who::Mo, |ids| {
            with(ids, &[("seq", &ids.undoable)])
        }),
        change("/do/platform/trash_comment", Who::Mo, |ids| {
            with(ids, &[("record", &ids.comment)])
        }),
        change("/do/platform/trash_task", Who::Mo, |ids| {
            with(ids, &[("record", &ids.task)])
        }),
        change("/do/platform/restore", Who::Mo, |ids| {
            with(ids, &[("record", &ids.trashed)])
        }),
        change("/do/plan/add_to_project", Who::Olga, |ids| {
            let role = ("role", "viewer");
            with(
                ids,
                &[("project", &ids.project), ("member", &ids.member), role],
            )
        }),
        change("/do/exchange/start", Who::Olga, |ids| {
            with(
                ids,
                &[
                    ("import", &ids.file_read),
                    ("id", &fresh()),
                    ("title", "New"),
                    ("key", "IMN"),
                    ("zone", "Etc/UTC"),
                ],
            )
        }),
        change("/do/exchange/resume", Who::Olga, |ids| {
            with(ids, &[("import", &ids.file_running)])
        }),
        change("/do/exchange/give_up", Who::Olga, |ids| {
            with(ids, &[("import", &ids.file_dropped)])
        }),
        change("/do/exchange/take_back", Who::Olga, |ids| {
            with(ids, &[("import", &ids.file_done), ("seen", "999999")])
        }),
        change("/do/people/invite", Who::Olga, |ids| {
            with(
                ids,
                &[
                    ("email", "i@northlight.test"),
                    ("name", "I"),
                    ("role", "member"),
                ],
            )
        }),
        change("/do/people/create_group", Who::Olga, |ids| {
            with(ids, &[("name", "New")])
        }),
        change("/do/people/add_to_group", Who::Olga, |ids| {
            with(ids, &[("group", &ids.group), ("member", &ids.member)])
        }),
        change("/do/people/change_role", Who::Olga, |ids| {
            with(ids, &[("member", &ids.member), ("role", "contractor")])
        }),
        change("/do/people/remove_member", Who::Olga, |ids| {
            with(ids, &[("member", &ids.member)])
        }),
    ]
}
