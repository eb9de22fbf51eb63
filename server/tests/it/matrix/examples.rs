//! The worked examples of the functions that read, and of those that are open to everyone.

use axum::http::Method;

use super::{Gets, Others};
use crate::world::{Fields, Ids, PASSWORD, Who};

pub struct Example {
    pub path: &'static str,
    pub method: Method,
    /// Who makes it work. Nobody in particular: a path that is open.
    pub by: Option<Who>,
    pub fields: fn(&Ids) -> Fields,
    pub proof: Proof,
    /// What Faye, Cora, Otto, Obi and Mo get.
    pub others: Others,
}

/// How one sees that it worked.
pub enum Proof {
    /// This stands in the answer.
    Canary(&'static str),
    /// A row is another one.
    Changed,
    /// The browser keeps something.
    Cookie(&'static str),
}

use Gets::{Absent, TheSame, Themselves, Without};

pub fn all() -> Vec<Example> {
    let mut all = reads();
    all.extend(open());
    all.extend(super::changes::own());
    all.extend(super::changes::in_a_workspace());
    all
}

fn read(
    path: &'static str,
    canary: &'static str,
    others: Others,
    fields: fn(&Ids) -> Fields,
) -> Example {
    Example {
        path,
        method: Method::GET,
        by: Some(Who::Olga),
        fields,
        proof: Proof::Canary(canary),
        others,
    }
}

pub fn change(path: &'static str, by: Who, fields: fn(&Ids) -> Fields) -> Example {
    let member = if by == Who::Mo { Themselves } else { Absent };
    Example {
        path,
        method: Method::POST,
        by: Some(by),
        fields,
        proof: Proof::Changed,
        others: [Absent, Absent, Absent, Absent, member],
    }
}

pub fn workspace(ids: &Ids) -> Fields {
    vec![("workspace", ids.workspace.clone())]
}

fn reads() -> Vec<Example> {
    vec![
        read(
            "/do/account/homes",
            "CNRY-NORTH-WORKSPACE",
            [Without, Without, TheSame, TheSame, TheSame],
            |_| vec![],
        ),
        read(
            "/do/platform/around",
            "CNRY-NORTH-PROJECT",
            [Absent, Absent, Without, TheSame, TheSame],
            workspace,
        ),
        read(
            "/do/inbox/notices",
            "CNRY-NORTH-MENTION",
            [Absent, Absent, Without, Without, Without],
            |ids| {
                let all = ("show", "all".to_owned());
                workspace(ids).into_iter().chain([all]).collect()
            },
        ),
        read(
            "/do/day/today",
            "CNRY-NORTH-PROJECT",
            [Absent, Absent, Without, Absent, TheSame],
            workspace,
        ),
        read(
            "/do/day/log",
            "CNRY-NORTH-TASK",
            [Absent, Absent, Without, Absent, TheSame],
            |ids| [workspace(ids), vec![("day", ids.day.clone())]].concat(),
        ),
        read(
            "/do/plan/projects",
            "CNRY-NORTH-PROJECT",
            [Absent, Absent, Without, TheSame, TheSame],
            workspace,
        ),
        read(
            "/do/plan/list",
            "CNRY-NORTH-TASK",
            [Absent, Absent, Absent, TheSame, TheSame],
            |ids| {
                let place = format!("p/{}", ids.key);
                [
                    workspace(ids),
                    vec![("place", place), ("query", String::new())],
                ]
                .concat()
            },
        ),
        read(
            "/do/plan/backlog",
            "CNRY-NORTH-ITERATION",
            [Absent, Absent, Absent, TheSame, TheSame],
            |ids| [workspace(ids), vec![("project", ids.key.clone())]].concat(),
        ),
        read(
            "/do/plan/board",
            "CNRY-NORTH-TASK",
            [Absent, Absent, Absent, TheSame, TheSame],
            |ids| {
                let project = ("project", ids.key.clone());
                [workspace(ids), vec![project, ("query", String::new())]].concat()
            },
        ),
        read(
            "/do/plan/calendar",
            "CNRY-NORTH-PROJECT",
            [Absent, Absent, Absent, TheSame, TheSame],
            |ids| {
                let place = format!("p/{}", ids.key);
                [
                    workspace(ids),
                    vec![("place", place), ("query", String::new())],
                ]
                .concat()
            },
        ),
        read(
            "/do/plan/new",
            "CNRY-NORTH-PROJECT",
            [Absent, Absent, Without, Without, TheSame],
            workspace,
        ),
        read(
            "/do/plan/choices",
            "CNRY-NORTH-PERSON",
            [Absent, Absent, Absent, TheSame, TheSame],
            |ids| [workspace(ids), vec![("project", ids.key.clone())]].concat(),
        ),
        read(
            "/do/plan/task",
            "CNRY-NORTH-COMMENT",
            [Absent, Absent, Absent, Without, TheSame],
            |ids| [workspace(ids), vec![("code", ids.code.clone())]].concat(),
        ),
        read(
            "/do/plan/overview",
            "CNRY-NORTH-PROJECT",
            [Absent, Absent, Absent, TheSame, TheSame],
            |ids| [workspace(ids), vec![("key", ids.key.clone())]].concat(),
        ),
        read(
            "/do/plan/settings",
            "CNRY-NORTH-DELIVERABLE",
            [Absent; 5],
            |ids| [workspace(ids), vec![("key", ids.key.clone())]].concat(),
        ),
        read(
            "/do/clients/clients",
            "CNRY-NORTH-CLIENT",
            [Absent; 5],
            workspace,
        ),
        read(
            "/do/clients/client",
            "CNRY-NORTH-CLIENT",
            [Absent; 5],
            |ids| [workspace(ids), vec![("client", ids.client.clone())]].concat(),
        ),
        read(
            "/do/people/people",
            "CNRY-NORTH-GROUP",
            [Absent, Absent, TheSame, Absent, TheSame],
            workspace,
        ),
        read(
            "/do/people/week",
            "GB",
            [Absent, Absent, TheSame, Absent, TheSame],
            workspace,
        ),
        read(
            "/do/people/regions",
            "Bayern",
            [Absent, Absent, TheSame, TheSame, TheSame],
            |ids| [workspace(ids), vec![("country", "DE".into())]].concat(),
        ),
        read(
            "/do/people/person",
            "Nia CNRY-NORTH-PERSON",
            [Absent, Absent, TheSame, Absent, TheSame],
            |ids| [workspace(ids), vec![("member", ids.member.clone())]].concat(),
        ),
        read(
            "/do/people/leaving",
            "Nia CNRY-NORTH-PERSON",
            [Absent; 5],
            |ids| [workspace(ids), vec![("member", ids.member.clone())]].concat(),
        ),
        read(
            "/do/people/away",
            "CNRY-NORTH-NOTE",
            [Absent, Absent, Without, Absent, Without],
            workspace,
        ),
        read(
            "/do/people/calendars",
            "CNRY-NORTH-CALENDAR",
            [Absent, Absent, TheSame, TheSame, TheSame],
            workspace,
        ),
        read(
            "/do/platform/trash",
            "CNRY-NORTH-TRASHED",
            [Absent, Absent, Without, TheSame, TheSame],
            workspace,
        ),
        read(
            "/do/search/find",
            "CNRY-NORTH-TASK",
            [Absent, Absent, Without, TheSame, TheSame],
            |ids| [workspace(ids), vec![("q", "cnry task".into())]].concat(),
        ),
        read(
            "/do/exchange/imports",
            "CNRY-NORTH-FILE",
            [Absent; 5],
            workspace,
        ),
        read(
            "/do/exchange/import",
            "CNRY-NORTH-FILE",
            [Absent; 5],
            |ids| [workspace(ids), vec![("id", ids.file_read.clone())]].concat(),
        ),
        read(
            "/do/exchange/from_file",
            "CNRY-NORTH-KEPT",
            [Absent; 5],
            |ids| [workspace(ids), vec![("id", ids.imported.clone())]].concat(),
        ),
        read(
            "/do/platform/settings",
            "olga@northlight.test",
            [Absent, Absent, Without, Without, Without],
            workspace,
        ),
    ]
}

/// For whom nobody need be signed in: a secret or a password opens them.
fn open() -> Vec<Example> {
    let open = |path, fields| Example {
        path,
        method: Method::POST,
        by: None,
        fields,
        proof: Proof::Changed,
        others: [Without; 5],
    };
    vec![
        open("/do/account/create_owner", |ids| {
            vec![
                ("code", ids.owner_code.clone()),
                ("workspace", "Third".into()),
                ("name", "Thea".into()),
                ("email", "thea@third.test".into()),
                ("password", PASSWORD.into()),
            ]
        }),
        open("/do/account/sign_in", |_| {
            let (email, password) = (Who::Nia.email(), PASSWORD.into());
            vec![("email", email), ("password", password)]
        }),
        open("/do/account/reset", |ids| {
            let (code, password) = (ids.reset_code.clone(), PASSWORD.into());
            vec![("code", code), ("password", password)]
        }),
        open("/do/account/ask_reset", |_| {
            vec![("email", Who::Nia.email())]
        }),
        open("/do/account/join", |ids| {
            vec![
                ("code", ids.join_code.clone()),
                ("name", "New".into()),
                ("password", PASSWORD.into()),
            ]
        }),
    ]
}
