//! Makes the world, by what people do in their browsers.

use std::collections::HashMap;

use serde_json::Value;
use store::door::start;
use uuid::Uuid;

use super::{PASSWORD, Who, World};
use crate::browser::{Answer, Browser};

/// What everyone in the world needs to be found by.
#[derive(Clone, Debug, Default)]
pub struct Cast {
    pub north: String,
    pub south: String,
    tokens: HashMap<Who, String>,
    members: HashMap<Who, String>,
    pub project: String,
    pub task: String,
    pub closed: String,
    pub trashed: String,
    /// Mo's, on the task.
    pub comment: String,
    pub group: String,
    pub client: String,
    /// Cora, as the client's contact.
    pub contact: String,
    pub deliverable: String,
    pub iteration: String,
    pub release: String,
    /// A field of the project's own, and what can be chosen in it.
    pub field: String,
    pub option: String,
    /// Of the project: work that is being looked at, and work that has begun.
    pub status: String,
    pub other_status: String,
    /// Mo's, in their log.
    pub line: String,
    /// What hangs on the task: another that waits for it, a line of its list, a label.
    pub other: String,
    pub link: String,
    pub item: String,
    pub label: String,
    /// Olga's, shared with the project.
    pub view: String,
    /// The event by which a task was made that nobody needs.
    pub undoable: String,
    pub south_project: String,
    pub south_task: String,
    /// Days that Olga asked for in Nia's name: to be agreed to, refused, withdrawn.
    pub absences: [String; 3],
    /// A calendar and its closed day; one that is put away.
    pub calendar: String,
    pub closed_day: String,
    pub other_calendar: String,
}

impl Cast {
    pub fn token(&self, who: Who) -> &str {
        &self.tokens[&who]
    }

    pub fn member(&self, who: Who) -> &str {
        &self.members[&who]
    }
}

pub(super) async fn make(mut world: World) -> Cast {
    let code = start::owner_code(&world.db, &world.duty).await.unwrap();
    world.cast.north = own(
        &mut world,
        Who::Olga,
        &code.unwrap(),
        "CNRY-NORTH-WORKSPACE",
    )
    .await;
    world.direct.put_owner_code("22222");
    world.cast.south = own(&mut world, Who::Faye, "22222", "CNRY-SOUTH-WORKSPACE").await;
    for (who, role) in [
        (Who::Mo, "member"),
        (Who::Otto, "member"),
        (Who::Nia, "member"),
        (Who::Obi, "observer"),
    ] {
        join(&mut world, who, role).await;
    }
    find_members(&mut world).await;
    north(&mut world).await;
    time(&mut world).await;
    client(&mut world).await;
    south(&mut world).await;
    for who in Who::ALL {
        let form = [("email", who.email()), ("password", PASSWORD.into())];
        let answer = world.nobody().post("/do/account/sign_in", &form).await;
        keep_token(&mut world, who, &answer);
    }
    world.db.close().await;
    world.cast
}

async fn own(world: &mut World, who: Who, code: &str, workspace: &str) -> String {
    let form = [
        ("code", code.to_owned()),
        ("workspace", workspace.into()),
        ("name", who.name()),
        ("email", who.email()),
        ("password", PASSWORD.into()),
    ];
    let answer = world.nobody().post("/do/account/create_owner", &form).await;
    keep_token(world, who, &answer);
    let goto = answer.text("goto");
    goto.split('/').nth(1).unwrap().to_owned()
}

fn keep_token(world: &mut World, who: Who, answer: &Answer) {
    let token = answer
        .set_cookie("sid")
        .unwrap_or_else(|| panic!("{who:?} is not let in: {answer:?}"));
    world.cast.tokens.insert(who, token);
}

async fn join(world: &mut World, who: Who, role: &str) {
    let form = [
        ("workspace", world.cast.north.clone()),
        ("email", who.email()),
        ("name", who.name()),
        ("role", role.into()),
    ];
    let invited = world
        .browser(Who::Olga)
        .done("/do/people/invite", &form)
        .await;
    let form = [
        ("code", invited.text("code")),
        ("name", who.name()),
        ("password", PASSWORD.into()),
    ];
    let answer = world.nobody().post("/do/account/join", &form).await;
    keep_token(world, who, &answer);
}

async fn find_members(world: &mut World) {
    let slug = [("workspace", world.cast.north.clone())];
    let people = world
        .browser(Who::Olga)
        .read("/do/people/people", &slug)
        .await;
    for person in people.json()["people"].as_array().unwrap() {
        let named = |who: &&Who| person["name"] == Value::String(who.name());
        let who = Who::ALL.iter().find(named).unwrap();
        let id = person["id"].as_str().unwrap().to_owned();
        world.cast.members.insert(*who, id);
    }
}

async fn north(world: &mut World) {
    let (olga, slug) = (world.browser(Who::Olga), world.cast.north.clone());
    world.cast.project = project(&olga, &slug, "NGT", "CNRY-NORTH-PROJECT").await;
    for (who, role) in [(Who::Mo, "member"), (Who::Obi, "viewer")] {
        let form = [
            ("workspace", slug.as_str()),
            ("project", &world.cast.project),
            ("member", world.cast.member(who)),
            ("role", role),
        ];
        olga.done("/do/plan/add_to_project", &form).await;
    }
    let group = [("workspace", slug.as_str()), ("name", "CNRY-NORTH-GROUP")];
    olga.done("/do/people/create_group", &group).await;
    let people = olga.read("/do/people/people", &group[..1]).await.json();
    world.cast.group = people["groups"][0]["id"].as_str().unwrap().to_owned();
    let at = (slug.as_str(), world.cast.project.as_str());
    world.cast.task = task(&olga, at, "CNRY-NORTH-TASK").await.0;
    world.cast.closed = task(&olga, at, "CNRY-NORTH-CLOSED").await.0;
    world.cast.trashed = task(&olga, at, "CNRY-NORTH-TRASHED").await.0;
    world.cast.undoable = task(&olga, at, "Taken back").await.1;
    world.cast.other = task(&olga, at, "Waits").await.0;
    let edit = [
        ("workspace", slug.as_str()),
        ("task", &world.cast.task),
        ("title", "CNRY-NORTH-TASK"),
        ("title_was", "CNRY-NORTH-TASK"),
        ("description", "CNRY-NORTH-DESCRIPTION"),
        ("percent", "10"),
        ("percent_was", "0"),
    ];
    olga.done("/do/plan/edit_task", &edit).await;
    hangs_on_the_task(world, &olga).await;
    let on = |record| [("workspace", slug.as_str()), ("record", record)];
    olga.done("/do/plan/close_task", &on(&world.cast.closed))
        .await;
    olga.done("/do/platform/trash_task", &on(&world.cast.trashed))
        .await;
    world.cast.comment = Uuid::now_v7().to_string();
    let said = [
        ("workspace", slug.as_str()),
        ("id", &world.cast.comment),
        ("record", &world.cast.task),
        ("text", "CNRY-NORTH-COMMENT"),
    ];
    world
        .browser(Who::Mo)
        .done("/do/talk/add_comment", &said)
        .await;
    world.cast.line = Uuid::now_v7().to_string();
    let line = [
        ("workspace", slug.as_str()),
        ("id", &world.cast.line),
        ("text", "CNRY-NORTH-LINE"),
    ];
    world.browser(Who::Mo).done("/do/day/add_line", &line).await;
}

/// The usual week, two calendars, and days that Nia is to be away.
async fn time(world: &mut World) {
    let (olga, slug) = (world.browser(Who::Olga), world.cast.north.clone());
    let week = [
        ("workspace", slug.as_str()),
        ("monday", "8"),
        ("friday", "6:30"),
        ("begins", "09:00"),
        ("break_minutes", "60"),
        ("country", "GB"),
    ];
    olga.done("/do/people/set_usual_week", &week).await;
    let fresh = || Uuid::now_v7().to_string();
    (world.cast.calendar, world.cast.other_calendar) = (fresh(), fresh());
    for (id, name) in [
        (&world.cast.calendar, "CNRY-NORTH-CALENDAR"),
        (&world.cast.other_calendar, "Nobody's"),
    ] {
        let calendar = [
            ("workspace", slug.as_str()),
            ("id", id),
            ("name", name),
            ("monday", "09:00-12:00 13:00-17:00"),
        ];
        olga.done("/do/people/create_calendar", &calendar).await;
    }
    world.cast.closed_day = fresh();
    let closed = [
        ("workspace", slug.as_str()),
        ("record", &world.cast.calendar),
        ("id", &world.cast.closed_day),
        ("name", "Shut-down"),
        ("first_day", "2027-12-27"),
        ("last_day", "2027-12-31"),
    ];
    olga.done("/do/people/add_closed_day", &closed).await;
    let nia = world.cast.member(Who::Nia).to_owned();
    let today = chrono::Utc::now().date_naive();
    for (n, id) in (2..).step_by(7).zip(&mut world.cast.absences) {
        *id = fresh();
        let day = (today + chrono::TimeDelta::days(n)).to_string();
        let ask = [
            ("workspace", slug.as_str()),
            ("id", id),
            ("member", &nia),
            ("kind", "care"),
            ("first_day", &day),
            ("note", "CNRY-NORTH-NOTE"),
        ];
        olga.done("/do/people/ask_absence", &ask).await;
    }
}

async fn hangs_on_the_task(world: &mut World, olga: &Browser) {
    let fresh = || Uuid::now_v7().to_string();
    let cast = &mut world.cast;
    (cast.link, cast.item) = (fresh(), fresh());
    let on = |task: &str, more: &[(&'static str, &str)]| -> Vec<(&'static str, String)> {
        let both = [("workspace", cast.north.as_str()), ("task", task)];
        let fields = both.iter().chain(more);
        fields
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect()
    };
    let link = on(
        &cast.other,
        &[("id", &cast.link), ("predecessor", &cast.task)],
    );
    olga.done("/do/plan/add_link", &link).await;
    let item = on(
        &cast.task,
        &[("id", &cast.item), ("text", "CNRY-NORTH-LINE")],
    );
    olga.done("/do/plan/add_item", &item).await;
    olga.done(
        "/do/plan/add_item",
        &on(&cast.task, &[("id", &fresh()), ("text", "Last")]),
    )
    .await;
    let label = on(&cast.task, &[("name", "CNRY-NORTH-LABEL")]);
    olga.done("/do/plan/add_label", &label).await;
    let code = [("workspace", cast.north.clone()), ("code", "NGT-1".into())];
    let read = olga.read("/do/plan/task", &code).await.json();
    cast.label = read["labels"][0]["id"].as_str().unwrap().to_owned();
    cast.view = fresh();
    let view = [
        ("workspace", cast.north.clone()),
        ("id", cast.view.clone()),
        ("place", "p/NGT".into()),
        ("page", "list".into()),
        ("name", "CNRY-NORTH-VIEW".into()),
        ("query", "due=late".into()),
        ("shared", "on".into()),
    ];
    olga.done("/do/plan/save_view", &view).await;
}

async fn south(world: &mut World) {
    let (faye, slug) = (world.browser(Who::Faye), world.cast.south.clone());
    world.cast.south_project = project(&faye, &slug, "FGN", "CNRY-SOUTH-PROJECT").await;
    let at = (slug.as_str(), world.cast.south_project.as_str());
    world.cast.south_task = task(&faye, at, "CNRY-SOUTH-TASK").await.0;
}

async fn project(browser: &Browser, slug: &str, key: &str, title: &str) -> String {
    let id = Uuid::now_v7().to_string();
    let form = [
        ("workspace", slug),
        ("id", &id),
        ("key", key),
        ("title", title),
    ];
    browser.done("/do/plan/create_project", &form).await;
    id
}

/// The task's id, and the number of the event that made it.
async fn task(browser: &Browser, (slug, project): (&str, &str), title: &str) -> (String, String) {
    let id = Uuid::now_v7().to_string();
    let form = [
        ("workspace", slug),
        ("id", &id),
        ("project", project),
        ("title", title),
    ];
    let seq = browser.done("/do/plan/create_task", &form).await.json()["seq"].to_string();
    (id, seq)
}

/// Harbour is a client, the project is for it, and Cora is its contact; she sets her password with a code.
async fn client(world: &mut World) {
    let (olga, slug) = (world.browser(Who::Olga), world.cast.north.clone());
    let (client, deliverable) = (Uuid::now_v7().to_string(), Uuid::now_v7().to_string());
    let project = world.cast.project.clone();
    let post = async |path: &str, fields: &[(&str, &str)]| {
        let form = [&[("workspace", slug.as_str())], fields].concat();
        olga.done(path, &form).await
    };
    let named = [("id", client.as_str()), ("name", "CNRY-NORTH-CLIENT")];
    post("/do/clients/create_client", &named).await;
    let (email, name) = (Who::Cora.email(), Who::Cora.name());
    let person = [
        ("client", client.as_str()),
        ("email", &email),
        ("name", &name),
    ];
    post("/do/clients/add_contact", &person).await;
    let of = [("project", project.as_str()), ("client", &client)];
    post("/do/plan/set_client", &of).await;
    let new = [
        ("project", project.as_str()),
        ("id", &deliverable),
        ("title", "CNRY-NORTH-DELIVERABLE"),
    ];
    post("/do/plan/create_deliverable", &new).await;
    let field = Uuid::now_v7().to_string();
    let new = [
        ("project", project.as_str()),
        ("id", &field),
        ("name", "CNRY-NORTH-FIELD"),
        ("kind", "choice"),
        ("options", "CNRY-NORTH-OPTION\nAnother"),
    ];
    post("/do/plan/create_field", &new).await;
    let (iteration, release) = (Uuid::now_v7().to_string(), Uuid::now_v7().to_string());
    let new = [
        ("project", project.as_str()),
        ("id", &iteration),
        ("name", "CNRY-NORTH-ITERATION"),
        ("start", "2027-03-01"),
        ("finish", "2027-03-12"),
    ];
    post("/do/plan/create_iteration", &new).await;
    let new = [
        ("project", project.as_str()),
        ("id", &release),
        ("name", "CNRY-NORTH-RELEASE"),
    ];
    post("/do/plan/create_release", &new).await;
    (world.cast.iteration, world.cast.release) = (iteration, release);
    let code = start::reset_code(&world.db, &world.duty, &email).await;
    let form = [
        ("code", code.unwrap().unwrap()),
        ("password", PASSWORD.into()),
    ];
    world.nobody().done("/do/account/reset", &form).await;

    let at = [("workspace", slug.as_str()), ("client", &client)];
    let page = olga.read("/do/clients/client", &at).await.json();
    world.cast.contact = page["contacts"][0]["id"].as_str().unwrap().to_owned();
    let at = [("workspace", slug.as_str()), ("key", "NGT")];
    let page = olga.read("/do/plan/settings", &at).await.json();
    let option = page["fields"][0]["options"][0]["id"].as_str().unwrap();
    (world.cast.field, world.cast.option) = (field, option.to_owned());
    let status = |category: &str| {
        let statuses = page["statuses"].as_array().unwrap();
        let found = statuses.iter().find(|s| s["category"] == category);
        found.unwrap()["id"].as_str().unwrap().to_owned()
    };
    world.cast.status = status("review");
    world.cast.other_status = status("doing");
    (world.cast.client, world.cast.deliverable) = (client, deliverable);
}
