//! The names of things, as a worked example fills its fields with them; and the same fields with names of nothing.

use store::door::{session, start};
use uuid::Uuid;

use super::{Who, World, files, imports};

/// A form's fields or an address's parameters.
pub type Fields = Vec<(&'static str, String)>;

#[derive(Clone)]
pub struct Ids {
    pub workspace: String,
    pub project: String,
    pub key: String,
    pub task: String,
    pub code: String,
    pub closed: String,
    pub trashed: String,
    pub comment: String,
    pub group: String,
    pub client: String,
    pub contact: String,
    pub deliverable: String,
    pub iteration: String,
    pub release: String,
    pub field: String,
    pub option: String,
    /// Work that is being looked at, and work that has begun.
    pub status: String,
    pub other_status: String,
    /// Who works in the project, and what hangs on the task: what it waits for, a line, a label.
    pub worker: String,
    pub other: String,
    pub link: String,
    pub item: String,
    pub label: String,
    pub view: String,
    pub member: String,
    /// Mo's, in their log.
    pub line: String,
    pub day: String,
    pub today: String,
    pub yesterday: String,
    pub undoable: String,
    pub mo: String,
    pub absences: [String; 3],
    pub calendar: String,
    pub closed_day: String,
    pub other_calendar: String,
    /// Another session of Olga's.
    pub session: String,
    pub owner_code: String,
    pub join_code: String,
    /// An invitation that Olga thinks better of.
    pub invitation: String,
    pub reset_code: String,
    /// Files that Olga has read: one waiting, one to be thrown away, one under way, one done; and the done one's project.
    pub file_read: String,
    pub file_dropped: String,
    pub file_running: String,
    pub file_done: String,
    pub imported: String,
    pub file: String,
    /// Olga's: Mo has mentioned her.
    pub notice: String,
}

impl Ids {
    /// North's, with a fresh code of each kind.
    pub async fn of(world: &World) -> Self {
        let (cast, olga) = (&world.cast, world.browser(Who::Olga));
        let form = [
            ("email", Who::Olga.email()),
            ("password", super::PASSWORD.into()),
        ];
        let other = world.nobody().done("/do/account/sign_in", &form).await;
        let token = other.set_cookie("sid").unwrap();
        let signed = session::signed(&world.db, &token).await.unwrap().unwrap();
        let form = [
            ("workspace", cast.north.as_str()),
            ("email", "new@northlight.test"),
            ("name", "New CNRY-NORTH-PERSON"),
            ("role", "member"),
        ];
        let invited = olga.done("/do/people/invite", &form).await;
        let invitation = another_invitation(world).await;
        let reset = start::reset_code(&world.db, &world.duty, &Who::Nia.email()).await;
        world.direct.put_owner_code("33333");
        let file_done = imports::read(world, "CNRY-NORTH-FILE.xml", imports::PLAN).await;
        let imported = imports::start(world, &file_done, "IMD").await;
        imports::run(world, &file_done).await;
        let file_running = imports::read(world, "CNRY-NORTH-FILE.xml", imports::PLAN).await;
        imports::start(world, &file_running, "IMR").await;
        let today = store::day::today_in(&signed.zone, chrono::Utc::now());
        Self {
            workspace: cast.north.clone(),
            project: cast.project.clone(),
            key: "NGT".into(),
            task: cast.task.clone(),
            code: "NGT-1".into(),
            closed: cast.closed.clone(),
            trashed: cast.trashed.clone(),
            comment: cast.comment.clone(),
            group: cast.group.clone(),
            client: cast.client.clone(),
            contact: cast.contact.clone(),
            deliverable: cast.deliverable.clone(),
            iteration: cast.iteration.clone(),
            release: cast.release.clone(),
            field: cast.field.clone(),
            option: cast.option.clone(),
            status: cast.status.clone(),
            other_status: cast.other_status.clone(),
            worker: cast.member(Who::Mo).to_owned(),
            other: cast.other.clone(),
            link: cast.link.clone(),
            item: cast.item.clone(),
            label: cast.label.clone(),
            view: cast.view.clone(),
            member: cast.member(Who::Nia).to_owned(),
            line: cast.line.clone(),
            day: today.to_string(),
            today: today.to_string(),
            yesterday: today.pred_opt().unwrap().to_string(),
            undoable: cast.undoable.clone(),
            mo: cast.member(Who::Mo).to_owned(),
            absences: cast.absences.clone(),
            calendar: cast.calendar.clone(),
            closed_day: cast.closed_day.clone(),
            other_calendar: cast.other_calendar.clone(),
            session: signed.session.to_string(),
            owner_code: "33333".into(),
            join_code: invited.text("code"),
            invitation,
            reset_code: reset.unwrap().unwrap(),
            file_read: imports::read(world, "CNRY-NORTH-FILE.xml", imports::PLAN).await,
            file_dropped: imports::read(world, "CNRY-NORTH-FILE.xml", imports::PLAN).await,
            file_running,
            file_done,
            imported,
            file: files::sent(world, "CNRY-NORTH-NAME.txt", b"CNRY-NORTH-BYTES").await,
            notice: mentioned(world).await,
        }
    }

    pub fn within(&self, workspace: &str) -> Self {
        Self {
            workspace: workspace.to_owned(),
            ..self.clone()
        }
    }

    /// In the same workspace, nothing that is there.
    pub fn absent(&self) -> Self {
        let id = || Uuid::now_v7().to_string();
        let code = || "44444-44444".to_owned();
        Self {
            workspace: self.workspace.clone(),
            project: id(),
            key: "NTH".into(),
            task: id(),
            code: "NTH-1".into(),
            closed: id(),
            trashed: id(),
            comment: id(),
            group: id(),
            client: id(),
            contact: id(),
            deliverable: id(),
            iteration: id(),
            release: id(),
            field: id(),
            option: id(),
            status: id(),
            other_status: id(),
            worker: id(),
            other: id(),
            link: id(),
            item: id(),
            label: id(),
            view: id(),
            member: id(),
            line: id(),
            day: self.day.clone(),
            today: self.today.clone(),
            yesterday: self.yesterday.clone(),
            undoable: "999999".into(),
            mo: id(),
            absences: [id(), id(), id()],
            calendar: id(),
            closed_day: id(),
            other_calendar: id(),
            session: id(),
            owner_code: code(),
            join_code: code(),
            invitation: id(),
            reset_code: code(),
            file_read: id(),
            file_dropped: id(),
            file_running: id(),
            file_done: id(),
            imported: id(),
            file: id(),
            notice: id(),
        }
    }

    /// A workspace that is not there, with a name as long as North's.
    pub fn nowhere(&self) -> Self {
        self.absent().within("cnry-never-workspace")
    }

    /// What names something of this workspace's, wherever it is said.
    pub fn names(&self) -> Vec<&str> {
        vec![
            &self.project,
            &self.key,
            &self.task,
            &self.code,
            &self.closed,
            &self.trashed,
            &self.comment,
            &self.group,
            &self.client,
            &self.contact,
            &self.deliverable,
            &self.iteration,
            &self.release,
            &self.field,
            &self.option,
            &self.status,
            &self.worker,
            &self.other,
            &self.link,
            &self.item,
            &self.label,
            &self.view,
            &self.member,
            &self.file_read,
            &self.file_dropped,
            &self.file_running,
            &self.file_done,
            &self.imported,
            &self.file,
            &self.notice,
            &self.line,
            &self.mo,
            &self.absences[0],
            &self.absences[1],
            &self.absences[2],
            &self.calendar,
            &self.closed_day,
            &self.other_calendar,
        ]
    }
}

/// The id of an invitation that nobody will follow.
async fn another_invitation(world: &World) -> String {
    let olga = world.browser(Who::Olga);
    let form = [
        ("workspace", world.cast.north.as_str()),
        ("email", "withdrawn@northlight.test"),
        ("name", "CNRY-NORTH-ASKED"),
        ("role", "member"),
    ];
    olga.done("/do/people/invite", &form).await;
    let people = olga
        .read("/do/people/people", &[("workspace", &world.cast.north)])
        .await;
    let waiting = people.json()["waiting"].as_array().cloned().unwrap();
    let one = waiting
        .iter()
        .find(|one| one["name"] == "CNRY-NORTH-ASKED")
        .unwrap();
    one["id"].as_str().unwrap().to_owned()
}

/// Mo mentions Olga on the task; what she is told of it.
async fn mentioned(world: &World) -> String {
    let form = [
        ("workspace", world.cast.north.as_str()),
        ("id", &Uuid::now_v7().to_string()),
        ("record", &world.cast.task),
        ("text", "CNRY-NORTH-MENTION for @Olga"),
    ];
    let mo = world.browser(Who::Mo);
    mo.done("/do/talk/add_comment", &form).await;
    let asked = [("workspace", world.cast.north.as_str()), ("show", "unread")];
    let olga = world.browser(Who::Olga);
    let inbox = olga.read("/do/inbox/notices", &asked).await.json();
    let notice = &inbox["days"][0]["notices"][0];
    assert_eq!(notice["text"], "CNRY-NORTH-MENTION for @Olga");
    notice["id"].as_str().unwrap().to_owned()
}
