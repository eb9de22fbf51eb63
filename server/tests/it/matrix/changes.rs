//! The worked examples of the functions that change something.

use axum::http::Method;
use domain::people::leaving::Seen;
use uuid::Uuid;

use super::Gets::{Absent, TheirOwn, Themselves, Without};
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

/// The field of a task's box in a form of many.
fn ticked(task: &str) -> &'static str {
    format!("tasks][{task}").leak()
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

/// A day is everybody's own: the same request marks and closes it for each. An observer has none.
fn day(path: &'static str) -> Example {
    Example {
        others: [Absent, Absent, TheirOwn, Absent, Themselves],
        ..change(path, Who::Mo, |ids| {
            with(
                ids,
                &[("day", &ids.day), ("step", "work"), ("id", &fresh())],
            )
        })
    }
}

/// In an order in which each leaves the next its ground.
pub fn in_a_workspace() -> Vec<Example> {
    let mut all = inbox();
    all.extend(views());
    all.extend(hanging_on_a_task());
    all.extend(managing());
    all.extend(talking());
    all.extend(working());
    all.extend(leaving());
    all
}

/// An inbox is its owner's; everybody has one of their own, and a client's contact has none.
fn inbox() -> Vec<Example> {
    let own = |path| Example {
        others: [Absent, Absent, TheirOwn, TheirOwn, TheirOwn],
        ..change(path, Who::Olga, workspace)
    };
    vec![
        own("/do/inbox/read_all"),
        change("/do/inbox/mark", Who::Olga, |ids| {
            with(ids, &[("notice", &ids.notice), ("state", "done")])
        }),
        own("/do/inbox/set_mention_mails"),
    ]
}

/// Views of a project. Whoever sees it keeps one at hand; an observer shares and changes none.
fn views() -> Vec<Example> {
    let pin = |path| Example {
        others: [Absent, Absent, Absent, TheirOwn, Themselves],
        ..change(path, Who::Mo, |ids| with(ids, &[("record", &ids.view)]))
    };
    vec![
        change("/do/plan/save_view", Who::Mo, |ids| {
            let place = format!("p/{}", ids.key);
            let of = [("place", place.as_str()), ("page", "calendar")];
            let id = fresh();
            let new = [("id", id.as_str()), ("name", "New"), ("shared", "on")];
            with(ids, &[of[0], of[1], new[0], new[1], new[2]])
        }),
        change("/do/plan/edit_view", Who::Mo, |ids| {
            let name = ("name", "CNRY-NORTH-VIEW again");
            let was = ("name_was", "CNRY-NORTH-VIEW");
            with(ids, &[("view", &ids.view), name, was])
        }),
        pin("/do/plan/pin_view"),
        pin("/do/plan/unpin_view"),
        change("/do/plan/trash_view", Who::Mo, |ids| {
            with(ids, &[("record", &ids.view)])
        }),
    ]
}

/// What hangs on a task, before it is closed and put away.
fn hanging_on_a_task() -> Vec<Example> {
    let mut all = lines_of_a_task();
    all.extend([
        change("/do/plan/move_task", Who::Mo, |ids| {
            let to = [("to", "after"), ("anchor", ids.other.as_str())];
            with(ids, &[("task", &ids.task), to[0], to[1]])
        }),
        change("/do/plan/shift_task", Who::Mo, |ids| {
            with(ids, &[("task", &ids.task), ("day", "2027-03-09")])
        }),
        Example {
            proof: Proof::Canary("Every 2 weeks on Mon and Thu. Next: "),
            ..change("/do/plan/show_recurrence", Who::Mo, |ids| {
                let fields = [("unit", "week"), ("every", "2")];
                let on = [("mon", "on"), ("thu", "on")];
                with(
                    ids,
                    &[("task", &ids.task), fields[0], fields[1], on[0], on[1]],
                )
            })
        },
        change("/do/plan/set_recurrence", Who::Mo, |ids| {
            with(ids, &[("task", &ids.task), ("unit", "day")])
        }),
        change("/do/plan/move_card", Who::Mo, |ids| {
            let fields = [("status", ids.other_status.as_str()), ("place", "first")];
            with(ids, &[("task", &ids.task), fields[0], fields[1]])
        }),
        change("/do/plan/rank_task", Who::Mo, |ids| {
            let into = [("iteration", ids.iteration.as_str()), ("place", "first")];
            with(ids, &[("task", &ids.task), into[0], into[1]])
        }),
        change("/do/plan/add_to_iteration", Who::Mo, |ids| {
            let id = fresh();
            let new = [("id", id.as_str()), ("title", "New")];
            let into = ("iteration", ids.iteration.as_str());
            with(ids, &[("project", &ids.project), new[0], new[1], into])
        }),
        change("/do/plan/assign", Who::Mo, |ids| {
            let units = ("units", "50");
            with(ids, &[("task", &ids.task), ("member", &ids.worker), units])
        }),
        change("/do/plan/unassign", Who::Mo, |ids| {
            with(ids, &[("task", &ids.task), ("member", &ids.worker)])
        }),
        change("/do/plan/add_label", Who::Mo, |ids| {
            with(ids, &[("task", &ids.task), ("name", "New")])
        }),
        change("/do/plan/remove_label", Who::Mo, |ids| {
            with(ids, &[("task", &ids.task), ("label", &ids.label)])
        }),
        change("/do/plan/set_value", Who::Mo, |ids| {
            let of = [("task", ids.task.as_str()), ("field", &ids.field)];
            with(ids, &[of[0], of[1], ("value", &ids.option)])
        }),
        change("/do/plan/change_tasks", Who::Mo, |ids| {
            let change = [("change", "label"), ("label", "Newer")];
            let tasks = [ticked(&ids.task), ticked(&ids.other)].map(|task| (task, "1"));
            with(ids, &[change[0], change[1], tasks[0], tasks[1]])
        }),
        change("/do/plan/duplicate_task", Who::Mo, |ids| {
            let along = [("checklist", "on"), ("links", "on"), ("parts", "on")];
            let labels = ("labels", "on");
            with(
                ids,
                &[("task", &ids.task), labels, along[0], along[1], along[2]],
            )
        }),
        change("/do/plan/edit_link", Who::Mo, |ids| {
            let lag = ("lag", "2d");
            with(ids, &[("task", &ids.other), ("link", &ids.link), lag])
        }),
        change("/do/plan/remove_link", Who::Mo, |ids| {
            with(ids, &[("task", &ids.other), ("link", &ids.link)])
        }),
        change("/do/plan/add_link", Who::Mo, |ids| {
            let id = fresh();
            let fields = [("id", id.as_str()), ("predecessor", &ids.code)];
            with(ids, &[("task", &ids.other), fields[0], fields[1]])
        }),
        change("/do/plan/stop_task", Who::Mo, |ids| {
            let id = fresh();
            let why = [("because", "Wind"), ("mover_kind", "outside")];
            let fields = [("id", id.as_str()), ("mover_name", "Weather")];
            with(
                ids,
                &[("task", &ids.task), fields[0], fields[1], why[0], why[1]],
            )
        }),
        change("/do/files/remove", Who::Mo, |ids| {
            with(ids, &[("record", &ids.file)])
        }),
        change("/do/plan/resume_task", Who::Mo, |ids| {
            with(ids, &[("record", &ids.task)])
        }),
        change("/do/plan/transfer_task", Who::Olga, |ids| {
            with(ids, &[("task", &ids.other), ("to", &ids.imported)])
        }),
    ]);
    all
}

/// The checklist.
fn lines_of_a_task() -> Vec<Example> {
    vec![
        change("/do/plan/add_item", Who::Mo, |ids| {
            let id = fresh();
            with(ids, &[("task", &ids.task), ("id", &id), ("text", "New")])
        }),
        change("/do/plan/edit_item", Who::Mo, |ids| {
            let text = [
                ("text", "CNRY-NORTH-LINE again"),
                ("text_was", "CNRY-NORTH-LINE"),
            ];
            with(
                ids,
                &[("task", &ids.task), ("item", &ids.item), text[0], text[1]],
            )
        }),
        change("/do/plan/tick_item", Who::Mo, |ids| {
            with(ids, &[("task", &ids.task), ("item", &ids.item)])
        }),
        change("/do/plan/untick_item", Who::Mo, |ids| {
            with(ids, &[("task", &ids.task), ("item", &ids.item)])
        }),
        change("/do/plan/move_item", Who::Mo, |ids| {
            let to = ("to", "down");
            with(ids, &[("task", &ids.task), ("item", &ids.item), to])
        }),
        change("/do/plan/remove_item", Who::Mo, |ids| {
            with(ids, &[("task", &ids.task), ("item", &ids.item)])
        }),
    ]
}

/// A project's settings, and clients; the workspace's name.
fn managing() -> Vec<Example> {
    vec![
        change("/do/platform/rename_workspace", Who::Olga, |ids| {
            let name = ("name", "CNRY-NORTH-WORKSPACE again");
            with(ids, &[name, ("name_was", "CNRY-NORTH-WORKSPACE")])
        }),
        change("/do/plan/edit_project", Who::Olga, |ids| {
            let title = ("title", "CNRY-NORTH-PROJECT again");
            let was = ("title_was", "CNRY-NORTH-PROJECT");
            with(ids, &[("project", &ids.project), title, was])
        }),
        change("/do/plan/say_health", Who::Olga, |ids| {
            let said = [("health", "at_risk"), ("reason", "CNRY-NORTH-REASON")];
            with(ids, &[("project", &ids.project), said[0], said[1]])
        }),
        change("/do/plan/add_status", Who::Olga, |ids| {
            let status = [("name", "Waiting"), ("category", "doing")];
            with(ids, &[("project", &ids.project), status[0], status[1]])
        }),
        change("/do/plan/edit_status", Who::Olga, |ids| {
            let fields = [("project", ids.project.as_str()), ("status", &ids.status)];
            with(ids, &[fields[0], fields[1], ("name", "Read by two")])
        }),
        change("/do/plan/remove_status", Who::Olga, |ids| {
            let fields = [("project", ids.project.as_str()), ("status", &ids.status)];
            with(ids, &[fields[0], fields[1], ("to", &ids.other_status)])
        }),
        change("/do/plan/create_deliverable", Who::Olga, |ids| {
            let id = fresh();
            let fields = [("project", ids.project.as_str()), ("id", &id)];
            with(ids, &[fields[0], fields[1], ("title", "New")])
        }),
        change("/do/plan/edit_deliverable", Who::Olga, |ids| {
            let title = ("title", "CNRY-NORTH-DELIVERABLE again");
            let was = ("title_was", "CNRY-NORTH-DELIVERABLE");
            with(ids, &[("deliverable", &ids.deliverable), title, was])
        }),
        change("/do/plan/move_deliverable", Who::Olga, |ids| {
            with(ids, &[("deliverable", &ids.deliverable), ("place", "2")])
        }),
        change("/do/plan/trash_deliverable", Who::Olga, |ids| {
            with(ids, &[("record", &ids.deliverable)])
        }),
        change("/do/plan/create_iteration", Who::Olga, |ids| {
            let id = fresh();
            let fields = [("project", ids.project.as_str()), ("id", &id)];
            with(ids, &[fields[0], fields[1], ("name", "New")])
        }),
        change("/do/plan/edit_iteration", Who::Olga, |ids| {
            let name = ("name", "CNRY-NORTH-ITERATION again");
            let was = ("name_was", "CNRY-NORTH-ITERATION");
            let days = [("start", "2027-03-01"), ("start_was", "2027-03-01")];
            let last = [("finish", "2027-03-12"), ("finish_was", "2027-03-12")];
            let of = ("iteration", ids.iteration.as_str());
            with(ids, &[of, name, was, days[0], days[1], last[0], last[1]])
        }),
        change("/do/plan/start_iteration", Who::Olga, |ids| {
            with(ids, &[("record", &ids.iteration)])
        }),
        change("/do/plan/close_iteration", Who::Olga, |ids| {
            with(ids, &[("iteration", &ids.iteration), ("rest", "backlog")])
        }),
        change("/do/plan/trash_iteration", Who::Olga, |ids| {
            with(ids, &[("record", &ids.iteration)])
        }),
        change("/do/plan/create_release", Who::Olga, |ids| {
            let id = fresh();
            let fields = [("project", ids.project.as_str()), ("id", &id)];
            with(ids, &[fields[0], fields[1], ("name", "New")])
        }),
        change("/do/plan/edit_release", Who::Olga, |ids| {
            let name = ("name", "CNRY-NORTH-RELEASE again");
            let was = ("name_was", "CNRY-NORTH-RELEASE");
            let state = [("state", "released"), ("state_was", "planned")];
            let of = ("release", ids.release.as_str());
            with(ids, &[of, name, was, state[0], state[1]])
        }),
        change("/do/plan/trash_release", Who::Olga, |ids| {
            with(ids, &[("record", &ids.release)])
        }),
        change("/do/plan/create_field", Who::Olga, |ids| {
            let id = fresh();
            let field = [("id", id.as_str()), ("name", "New"), ("kind", "text")];
            let project = ("project", ids.project.as_str());
            with(ids, &[project, field[0], field[1], field[2]])
        }),
        change("/do/plan/edit_field", Who::Olga, |ids| {
            let name = ("name", "CNRY-NORTH-FIELD again");
            let was = ("name_was", "CNRY-NORTH-FIELD");
            with(ids, &[("field", &ids.field), name, was])
        }),
        change("/do/plan/add_option", Who::Olga, |ids| {
            let (id, name) = (fresh(), ("name", "New"));
            with(ids, &[("field", &ids.field), ("id", &id), name])
        }),
        change("/do/plan/edit_option", Who::Olga, |ids| {
            let name = [("name", "Newer"), ("name_was", "CNRY-NORTH-OPTION")];
            let of = [("field", ids.field.as_str()), ("option", &ids.option)];
            with(ids, &[of[0], of[1], name[0], name[1]])
        }),
        change("/do/plan/trash_field", Who::Olga, |ids| {
            with(ids, &[("record", &ids.field)])
        }),
        change("/do/clients/create_client", Who::Olga, |ids| {
            with(ids, &[("id", &fresh()), ("name", "New")])
        }),
        change("/do/clients/rename_client", Who::Olga, |ids| {
            let name = ("name", "CNRY-NORTH-CLIENT again");
            let was = ("name_was", "CNRY-NORTH-CLIENT");
            with(ids, &[("client", &ids.client), name, was])
        }),
        change("/do/clients/add_contact", Who::Olga, |ids| {
            let person = [("email", "new@harbour.test"), ("name", "New")];
            with(ids, &[("client", &ids.client), person[0], person[1]])
        }),
        change("/do/clients/place_contact", Who::Olga, |ids| {
            let fields = [("project", ids.project.as_str()), ("contact", &ids.contact)];
            with(ids, &[fields[0], fields[1], ("part", "decides")])
        }),
        change("/do/clients/remove_contact", Who::Olga, |ids| {
            with(ids, &[("contact", &ids.contact)])
        }),
        change("/do/plan/set_client", Who::Olga, |ids| {
            with(ids, &[("project", &ids.project), ("client", "")])
        }),
        change("/do/clients/trash_client", Who::Olga, |ids| {
            with(ids, &[("record", &ids.client)])
        }),
    ]
}

/// One's own comment, and what one watches: whoever comments, watches.
fn talking() -> Vec<Example> {
    vec![
        change("/do/talk/edit_comment", Who::Mo, |ids| {
            let text = ("text", "CNRY-NORTH-COMMENT again");
            let was = ("text_was", "CNRY-NORTH-COMMENT");
            with(ids, &[("comment", &ids.comment), text, was])
        }),
        change("/do/talk/unwatch", Who::Mo, |ids| {
            with(ids, &[("record", &ids.task)])
        }),
        change("/do/talk/watch", Who::Mo, |ids| {
            with(ids, &[("record", &ids.task)])
        }),
    ]
}

fn leaving() -> Vec<Example> {
    vec![change("/do/plan/trash_project", Who::Olga, |ids| {
        with(ids, &[("record", &ids.project)])
    })]
}

fn working() -> Vec<Example> {
    vec![
        change("/do/plan/create_project", Who::Olga, |ids| {
            with(ids, &[("id", &fresh()), ("title", "New"), ("key", "NEW")])
        }),
        change("/do/plan/add_task", Who::Mo, |ids| {
            let (id, title) = (fresh(), ("title", "New fri"));
            let project = ("project", ids.project.as_str());
            let person = ("person", ids.worker.as_str());
            with(ids, &[("id", &id), title, project, person, ("dated", "on")])
        }),
        change("/do/plan/create_tasks", Who::Mo, |ids| {
            let text = ("text", "- New\n  - Newer");
            with(ids, &[("project", &ids.project), text])
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
        change("/do/day/add_line", Who::Mo, |ids| {
            let id = fresh();
            with(
                ids,
                &[("id", &id), ("project", &ids.project), ("text", "New")],
            )
        }),
        change("/do/day/edit_line", Who::Mo, |ids| {
            with(
                ids,
                &[
                    ("line", &ids.line),
                    ("text", "Other"),
                    ("text_was", "CNRY-NORTH-LINE"),
                ],
            )
        }),
        change("/do/day/trash_line", Who::Mo, |ids| {
            with(ids, &[("record", &ids.line)])
        }),
        day("/do/day/mark_step"),
        day("/do/day/unmark_step"),
        day("/do/day/close_day"),
        change("/do/plan/add_to_project", Who::Olga, |ids| {
            let role = ("role", "viewer");
            with(
                ids,
                &[("project", &ids.project), ("member", &ids.member), role],
            )
        }),
        change("/do/plan/leave_project", Who::Olga, |ids| {
            with(ids, &[("project", &ids.project), ("member", &ids.member)])
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
        change("/do/people/leave_group", Who::Olga, |ids| {
            with(ids, &[("group", &ids.group), ("member", &ids.member)])
        }),
        change("/do/people/rename_group", Who::Olga, |ids| {
            let name = ("name", "CNRY-NORTH-GROUP again");
            let was = ("name_was", "CNRY-NORTH-GROUP");
            with(ids, &[("group", &ids.group), name, was])
        }),
        change("/do/people/delete_group", Who::Olga, |ids| {
            with(ids, &[("group", &ids.group)])
        }),
        change("/do/people/set_usual_week", Who::Olga, |ids| {
            let week = [("monday", "7:30"), ("begins", "08:30")];
            let rest = [("break_minutes", "30"), ("country", "DE"), ("region", "BY")];
            with(ids, &[week.as_slice(), rest.as_slice()].concat())
        }),
        change("/do/people/set_week", Who::Olga, |ids| {
            with(
                ids,
                &[
                    ("member", &ids.member),
                    ("first_day", "2027-01-04"),
                    ("monday", "6"),
                    ("begins", "10:00"),
                    ("break_minutes", "0"),
                    ("availability", "80"),
                ],
            )
        }),
        change("/do/people/set_zone", Who::Mo, |ids| {
            with(ids, &[("member", &ids.mo), ("zone", "Africa/Nairobi")])
        }),
        change("/do/people/ask_absence", Who::Olga, |ids| {
            with(
                ids,
                &[
                    ("id", &fresh()),
                    ("member", &ids.member),
                    ("kind", "holiday"),
                    ("first_day", "2027-08-02"),
                    ("last_day", "2027-08-13"),
                    ("first_part", "afternoon"),
                ],
            )
        }),
        change("/do/people/away_today", Who::Olga, |ids| {
            let id = fresh();
            with(ids, &[("id", &id), ("member", &ids.member)])
        }),
        change("/do/people/approve_absence", Who::Olga, |ids| {
            with(ids, &[("record", &ids.absences[0])])
        }),
        change("/do/people/refuse_absence", Who::Olga, |ids| {
            let why = ("answer", "The launch is that week.");
            with(ids, &[("record", &ids.absences[1]), why])
        }),
        change("/do/people/withdraw_absence", Who::Olga, |ids| {
            with(ids, &[("record", &ids.absences[2])])
        }),
        change("/do/people/create_calendar", Who::Olga, |ids| {
            let hours = ("tuesday", "09:00-17:00");
            with(ids, &[("id", &fresh()), ("name", "New"), hours])
        }),
        change("/do/people/edit_calendar", Who::Olga, |ids| {
            let name = ("name", "CNRY-NORTH-CALENDAR again");
            with(ids, &[("record", &ids.calendar), name])
        }),
        change("/do/people/add_closed_day", Who::Olga, |ids| {
            let (record, day) = (("record", &*ids.calendar), ("first_day", "2027-05-14"));
            with(ids, &[record, ("id", &fresh()), ("name", "Bridge"), day])
        }),
        change("/do/people/drop_closed_day", Who::Olga, |ids| {
            with(ids, &[("record", &ids.calendar), ("day", &ids.closed_day)])
        }),
        change("/do/people/trash_calendar", Who::Olga, |ids| {
            with(ids, &[("record", &ids.other_calendar)])
        }),
        change("/do/people/withdraw_invitation", Who::Olga, |ids| {
            with(ids, &[("invitation", &ids.invitation)])
        }),
        change("/do/people/change_role", Who::Olga, |ids| {
            with(ids, &[("member", &ids.member), ("role", "contractor")])
        }),
        change("/do/people/hand_over", Who::Olga, |ids| {
            // By now she holds nothing: what a page that was read later than all of this would show.
            let seen = Seen::of(i64::MAX, Vec::new()).written();
            with(ids, &[("member", &ids.member), ("seen", &seen)])
        }),
    ]
}
