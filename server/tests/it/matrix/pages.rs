//! The worked examples of the pages.

use super::Gets::{Absent, TheSame, Without};
use super::Others;
use crate::world::Ids;

pub struct Page {
    pub route: &'static str,
    pub address: fn(&Ids) -> String,
    /// What Olga reads there. Nothing on a page that is open.
    pub canary: Option<&'static str>,
    pub others: Others,
}

fn open(route: &'static str, address: fn(&Ids) -> String) -> Page {
    Page {
        route,
        address,
        canary: None,
        others: [Without; 5],
    }
}

fn page(
    route: &'static str,
    canary: &'static str,
    others: Others,
    address: fn(&Ids) -> String,
) -> Page {
    Page {
        route,
        address,
        canary: Some(canary),
        others,
    }
}

/// What leaves as a file: asked for like a page, and refused like one.
pub fn downloads() -> Vec<Page> {
    vec![
        page(
            "/{workspace}/p/{project}/export.json",
            "CNRY-NORTH-TASK",
            [Absent, Absent, Absent, TheSame, TheSame],
            |ids| format!("/{}/p/{}/export.json", ids.workspace, ids.key),
        ),
        page(
            "/{workspace}/p/{project}/export.csv",
            "CNRY-NORTH-TASK",
            [Absent, Absent, Absent, TheSame, TheSame],
            |ids| format!("/{}/p/{}/export.csv", ids.workspace, ids.key),
        ),
        page(
            "/{workspace}/files/{id}/{name}",
            "CNRY-NORTH-BYTES",
            [Absent, Absent, Absent, TheSame, TheSame],
            |ids| format!("/{}/files/{}/note.txt", ids.workspace, ids.file),
        ),
        // The day on which the world was made; on the one before nothing happened.
        page(
            "/export/{workspace}/day/{day}",
            "CNRY-NORTH-PROJECT",
            [Absent, Absent, Without, Absent, TheSame],
            |ids| format!("/export/{}/day/{}", ids.workspace, ids.today),
        ),
    ]
}

pub fn all() -> Vec<Page> {
    vec![
        open("/sign-in", |_| "/sign-in".into()),
        open("/start", |_| "/start".into()),
        open("/join", |_| "/join".into()),
        open("/reset", |_| "/reset".into()),
        open("/reset/new", |_| "/reset/new".into()),
        page(
            "/",
            "CNRY-NORTH-WORKSPACE",
            [Without, Without, TheSame, TheSame, TheSame],
            |_| "/".into(),
        ),
        page(
            "/{workspace}",
            "CNRY-NORTH-PROJECT",
            [Absent, Absent, Without, TheSame, TheSame],
            |ids| format!("/{}", ids.workspace),
        ),
        page(
            "/{workspace}/today",
            "CNRY-NORTH-PROJECT",
            [Absent, Absent, Without, Absent, TheSame],
            |ids| format!("/{}/today", ids.workspace),
        ),
        page(
            "/{workspace}/today/{day}",
            "CNRY-NORTH-PROJECT",
            [Absent, Absent, Without, Absent, TheSame],
            |ids| format!("/{}/today/{}", ids.workspace, ids.yesterday),
        ),
        page(
            "/{workspace}/inbox",
            "CNRY-NORTH-MENTION",
            [Absent, Absent, Without, Without, Without],
            |ids| format!("/{}/inbox", ids.workspace),
        ),
        page(
            "/{workspace}/search",
            "CNRY-NORTH-TASK",
            [Absent, Absent, Without, TheSame, TheSame],
            |ids| format!("/{}/search?q=cnry+task", ids.workspace),
        ),
        page(
            "/{workspace}/projects",
            "CNRY-NORTH-PROJECT",
            [Absent, Absent, Without, TheSame, TheSame],
            |ids| format!("/{}/projects", ids.workspace),
        ),
        page(
            "/{workspace}/p/{project}",
            "CNRY-NORTH-TASK",
            [Absent, Absent, Absent, TheSame, TheSame],
            |ids| format!("/{}/p/{}", ids.workspace, ids.key),
        ),
        page(
            "/{workspace}/p/{project}/list",
            "CNRY-NORTH-TASK",
            [Absent, Absent, Absent, TheSame, TheSame],
            |ids| format!("/{}/p/{}/list", ids.workspace, ids.key),
        ),
        page(
            "/{workspace}/p/{project}/backlog",
            "CNRY-NORTH-ITERATION",
            [Absent, Absent, Absent, TheSame, TheSame],
            |ids| format!("/{}/p/{}/backlog", ids.workspace, ids.key),
        ),
        page(
            "/{workspace}/p/{project}/board",
            "CNRY-NORTH-TASK",
            [Absent, Absent, Absent, TheSame, TheSame],
            |ids| format!("/{}/p/{}/board", ids.workspace, ids.key),
        ),
        page(
            "/{workspace}/tasks",
            "CNRY-NORTH-TASK",
            [Absent, Absent, Without, TheSame, TheSame],
            |ids| format!("/{}/tasks", ids.workspace),
        ),
        // One's own work: Olga's name in the frame is hers alone.
        page(
            "/{workspace}/mine",
            "CNRY-NORTH-PROJECT",
            [Absent, Absent, Without, TheSame, TheSame],
            |ids| format!("/{}/mine", ids.workspace),
        ),
        page(
            "/{workspace}/p/{project}/calendar",
            "CNRY-NORTH-PROJECT",
            [Absent, Absent, Absent, TheSame, TheSame],
            |ids| format!("/{}/p/{}/calendar", ids.workspace, ids.key),
        ),
        page(
            "/{workspace}/tasks/calendar",
            "CNRY-NORTH-PROJECT",
            [Absent, Absent, Without, TheSame, TheSame],
            |ids| format!("/{}/tasks/calendar", ids.workspace),
        ),
        page(
            "/{workspace}/mine/calendar",
            "CNRY-NORTH-PROJECT",
            [Absent, Absent, Without, TheSame, TheSame],
            |ids| format!("/{}/mine/calendar", ids.workspace),
        ),
        page(
            "/{workspace}/new",
            "CNRY-NORTH-PROJECT",
            [Absent, Absent, Without, TheSame, TheSame],
            |ids| format!("/{}/new", ids.workspace),
        ),
        page(
            "/{workspace}/t/{task}",
            "CNRY-NORTH-COMMENT",
            [Absent, Absent, Absent, Without, TheSame],
            |ids| format!("/{}/t/{}", ids.workspace, ids.code),
        ),
        page(
            "/{workspace}/p/{project}/overview",
            "CNRY-NORTH-PROJECT",
            [Absent, Absent, Absent, TheSame, TheSame],
            |ids| format!("/{}/p/{}/overview", ids.workspace, ids.key),
        ),
        page(
            "/{workspace}/p/{project}/settings",
            "CNRY-NORTH-DELIVERABLE",
            [Absent; 5],
            |ids| format!("/{}/p/{}/settings", ids.workspace, ids.key),
        ),
        page(
            "/{workspace}/clients",
            "CNRY-NORTH-CLIENT",
            [Absent; 5],
            |ids| format!("/{}/clients", ids.workspace),
        ),
        page(
            "/{workspace}/clients/{client}",
            "CNRY-NORTH-CLIENT",
            [Absent; 5],
            |ids| format!("/{}/clients/{}", ids.workspace, ids.client),
        ),
        page(
            "/{workspace}/import",
            "CNRY-NORTH-FILE",
            [Absent; 5],
            |ids| format!("/{}/import", ids.workspace),
        ),
        page(
            "/{workspace}/import/{import}",
            "CNRY-NORTH-FILE",
            [Absent; 5],
            |ids| format!("/{}/import/{}", ids.workspace, ids.file_read),
        ),
        page(
            "/{workspace}/people",
            "CNRY-NORTH-GROUP",
            [Absent, Absent, TheSame, Absent, TheSame],
            |ids| format!("/{}/people", ids.workspace),
        ),
        page(
            "/{workspace}/people/away",
            "CNRY-NORTH-NOTE",
            [Absent, Absent, Without, Absent, Without],
            |ids| format!("/{}/people/away", ids.workspace),
        ),
        page(
            "/{workspace}/people/{member}",
            "Nia CNRY-NORTH-PERSON",
            [Absent, Absent, TheSame, Absent, TheSame],
            |ids| format!("/{}/people/{}", ids.workspace, ids.member),
        ),
        page(
            "/{workspace}/people/{member}/leaving",
            "Nia CNRY-NORTH-PERSON",
            [Absent; 5],
            |ids| format!("/{}/people/{}/leaving", ids.workspace, ids.member),
        ),
        page(
            "/{workspace}/settings/week",
            "United Kingdom",
            [Absent, Absent, TheSame, Absent, TheSame],
            |ids| format!("/{}/settings/week", ids.workspace),
        ),
        page(
            "/{workspace}/settings/calendars",
            "CNRY-NORTH-CALENDAR",
            [Absent, Absent, TheSame, TheSame, TheSame],
            |ids| format!("/{}/settings/calendars", ids.workspace),
        ),
        page(
            "/{workspace}/trash",
            "CNRY-NORTH-TRASHED",
            [Absent, Absent, Without, TheSame, TheSame],
            |ids| format!("/{}/trash", ids.workspace),
        ),
        page(
            "/{workspace}/settings",
            "olga@northlight.test",
            [Absent, Absent, Without, Without, Without],
            |ids| format!("/{}/settings", ids.workspace),
        ),
    ]
}
