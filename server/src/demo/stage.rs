//! Performs what [`super::deeds`] says, as each person and at its time, through the store's own functions and forms.

use std::collections::HashMap;

use anyhow::{Context, Result};
use chrono::{DateTime, NaiveDate, Utc};
use domain::access::{
    ApproveAbsence, Comment, CreateProject, EditPeople, EditTasks, Invite, KeepDay, ManageClients,
    ManageProject, ManageWorkspace, Permission, ProjectRole, RecordAbsence, SeePeople,
    WorkspaceRole,
};
use domain::audience::Audience;
use domain::clients::Part;
use domain::form;
use domain::id::{ContactId, MemberId, RecordId};
use domain::people::absence::State as Answer;
use domain::people::typed;
use domain::plan::stopping::new_stop;
use domain::refusal::Refused;
use domain::talk::NewComment;
use futures::future::try_join_all;
use store::day::{closing, line};
use store::door::rehearsal::Rehearsal;
use store::door::session::Visitor;
use store::door::{Signed, grant, start};
use store::keys::{Granted, Over};
use store::people::{self, Carrier, absence, holidays, week};
use store::plan::{
    assignees, checklist, deliverable, fields, health, links, member, project, stopping, task,
    workflow,
};
use store::tx::Act;
use store::{Db, clients, talk};
use uuid::Uuid;

use super::cast::{
    AWAY, Away, CLIENTS, Client, EDITS, Edit, LOG, PASSWORD, PEOPLE, Person, SLUG, To, WORKSPACE,
};
use super::days::{day, moment, today};
use super::deeds::{Deed, What, person, zone};
use super::moments::{MOMENTS, Moment};
use super::schedule::Span;
use super::script::{Health, Plan, Said, Stuck, Task, Whose};

pub struct Stage<'a> {
    db: &'a Db,
    rehearsal: &'a Rehearsal,
    now: DateTime<Utc>,
    people: HashMap<&'static str, (Signed, MemberId)>,
    clients: HashMap<&'static str, (RecordId, ContactId)>,
    /// Of each absence its record, once it was asked for.
    away: HashMap<usize, RecordId>,
    /// Of each plan what it became, once it was begun.
    projects: HashMap<usize, Begun>,
}

/// A plan as the program knows it.
struct Begun {
    project: RecordId,
    sections: Vec<RecordId>,
    tasks: Vec<RecordId>,
    deliverables: HashMap<&'static str, RecordId>,
    /// The state that means not begun, under way, done.
    todo: Uuid,
    doing: Uuid,
    done: Uuid,
}

/// Changes side by side: on SQLite they share commits, on PostgreSQL they share the pool.
fn at_once(db: &Db) -> usize {
    if db.is_postgres() { 4 } else { 64 }
}

/// When the studio began with Daymark, in working days before today.
const OPENED: i64 = -75;

impl<'a> Stage<'a> {
    /// The workspace, its people and clients, before any work.
    pub async fn set(
        db: &'a Db,
        rehearsal: &'a Rehearsal,
        code: &str,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let mut stage = Self {
            db,
            rehearsal,
            now,
            people: HashMap::new(),
            clients: HashMap::new(),
            away: HashMap::new(),
            projects: HashMap::new(),
        };
        let opened = day(today(now), OPENED);
        for (person, n) in PEOPLE.iter().zip(0_i64..) {
            let at = moment(opened, 9 * 60 + n * 7, zone(person)?);
            if person.role == WorkspaceRole::Owner {
                rehearsal.at(at, stage.own(person, code)).await?;
            } else {
                rehearsal.at(at, stage.join(person)).await?;
            }
            let signed = rehearsal.person(&person.email()).await?;
            stage
                .people
                .insert(person.short, (signed, MemberId(Uuid::nil())));
        }
        stage.learn_members().await?;
        let at = moment(opened, 11 * 60, chrono_tz::Europe::London);
        rehearsal.at(at, stage.weeks(opened)).await?;
        for client in &CLIENTS {
            let id = RecordId(Uuid::now_v7());
            let at = moment(opened, 16 * 60, chrono_tz::Europe::London);
            let contact = rehearsal.at(at, stage.client(id, client)).await?;
            stage.clients.insert(client.name, (id, contact));
        }
        Ok(stage)
    }

    async fn own(&self, person: &Person, code: &str) -> Result<()> {
        let form = form::CreateOwner {
            workspace: WORKSPACE.into(),
            name: person.name.into(),
            email: person.email(),
            password: PASSWORD.into(),
            zone: person.zone.into(),
            ..Default::default()
        };
        let new = domain::account::new_owner(&form).map_err(refused)?;
        start::create_owner(self.db, code, &new, &visitor(person)).await?;
        Ok(())
    }

    /// Invited by the owner, and in.
    async fn join(&self, person: &Person) -> Result<()> {
        let form = form::Invite {
            email: person.email(),
            name: person.name.into(),
            role: person.role.code().into(),
            ..Default::default()
        };
        let new = domain::account::invitation(&form, WorkspaceRole::Owner).map_err(refused)?;
        let key = self.may::<Invite>("ruth").await?;
        let invited = people::invite(self.db, &key, &Act::once(), &new, Carrier::Inviter).await?;
        let form = form::Join {
            code: invited.what.code.context("an invitation without a code")?,
            name: person.name.into(),
            password: PASSWORD.into(),
            zone: person.zone.into(),
        };
        let known = |zone: &str| zone.parse::<chrono_tz::Tz>().is_ok();
        start::join(self.db, &form, &visitor(person), known).await?;
        Ok(())
    }

    async fn learn_members(&mut self) -> Result<()> {
        let key = self.may::<SeePeople>("ruth").await?;
        for row in people::directory(self.db, &key).await? {
            for (signed, member) in self.people.values_mut() {
                if signed.email == row.email {
                    *member = MemberId(row.id);
                }
            }
        }
        Ok(())
    }

    /// The studio's week, and of each whose week or holidays are others their own.
    async fn weeks(&self, from: NaiveDate) -> Result<()> {
        let form = form::SetUsualWeek {
            monday: "8".into(),
            tuesday: "8".into(),
            wednesday: "8".into(),
            thursday: "8".into(),
            friday: "8".into(),
            begins: "9:00".into(),
            break_minutes: "60".into(),
            country: "GB".into(),
            country_was: "GB".into(),
            region: "ENG".into(),
            ..Default::default()
        };
        let usual = typed::usual_week(&form, None, holidays::has).map_err(refused)?;
        let key = self.may::<ManageWorkspace>("ruth").await?;
        week::set_usual(self.db, &key, &Act::once(), &usual).await?;
        for person in PEOPLE {
            let [monday, tuesday, wednesday, thursday, friday] = person.week.map(hours);
            let form = form::SetWeek {
                first_day: from.to_string(),
                monday,
                tuesday,
                wednesday,
                thursday,
                friday,
                begins: "9:00".into(),
                break_minutes: "60".into(),
                availability: "100".into(),
                country: person.country.into(),
                country_was: person.country.into(),
                region: person.region.into(),
                ..Default::default()
            };
            let own = typed::own_week(&form, holidays::has).map_err(refused)?;
            if own.week == usual.week && own.place == usual.place {
                continue;
            }
            let key = self.over::<EditPeople>("ruth", person.short).await?;
            week::set_week(self.db, &key, &Act::once(), &own).await?;
        }
        Ok(())
    }

    async fn client(&self, id: RecordId, client: &Client) -> Result<ContactId> {
        let key = self.may::<ManageClients>("ruth").await?;
        clients::create_client(self.db, &key, &Act::once(), id, client.name).await?;
        let key = self.may::<ManageClients>("ruth").await?;
        let (email, name) = (client.email, client.contact);
        let made = clients::add_contact(self.db, &key, &Act::once(), id, email, name).await?;
        Ok(made.what)
    }

    pub async fn perform(
        &mut self,
        plans: &[Plan],
        spans: &[Vec<Option<Span>>],
        deed: &Deed,
    ) -> Result<()> {
        let (who, at, rehearsal) = (deed.who, deed.at, self.rehearsal);
        match deed.what {
            What::Begin { plan } => {
                let begun = self.begin(&plans[plan], &spans[plan], deed).await?;
                self.projects.insert(plan, begun);
            }
            What::Start { plan, task, day } => {
                let start = self.start(who, self.begun(plan)?, task, day);
                rehearsal.at(at, start).await?;
            }
            What::Progress {
                plan,
                task,
                was,
                percent,
            } => {
                let progress = self.progress(who, self.task(plan, task)?, was, percent);
                rehearsal.at(at, progress).await?;
            }
            What::Stop { plan, task } => {
                let stuck = plans[plan].tasks[task].stuck.as_ref();
                let stuck = stuck.context("it goes on")?;
                let record = self.task(plan, task)?;
                rehearsal.at(at, self.stop(who, record, stuck)).await?;
            }
            What::Say { plan, task, said } => {
                let record = self.task(plan, task)?;
                let said = &plans[plan].tasks[task].said[said];
                rehearsal.at(at, self.say(who, record, said)).await?;
            }
            What::Close { plan, task, day } => {
                let milestone = plans[plan].tasks[task].milestone;
                let close = self.close(who, self.begun(plan)?, task, day, milestone);
                rehearsal.at(at, close).await?;
            }
            What::CloseSection { plan, section } => {
                let record = self.begun(plan)?.sections[section];
                rehearsal.at(at, self.close_section(who, record)).await?;
            }
            What::Health { plan, said } => {
                let health = &plans[plan].health[said];
                let said = self.health(who, self.begun(plan)?.project, health);
                rehearsal.at(at, said).await?;
            }
            What::Edit { plan, edit } => {
                let edit = &EDITS[edit];
                let named = |task: &Task| task.title == edit.task;
                let place = plans[plan].tasks.iter().position(named);
                let place = place.with_context(|| format!("no task {}", edit.task))?;
                let (task, record) = (&plans[plan].tasks[place], self.task(plan, place)?);
                rehearsal.at(at, self.change(edit, task, record)).await?;
            }
            What::Ask { away } => {
                let id = RecordId(Uuid::now_v7());
                rehearsal.at(at, self.ask(id, &AWAY[away])).await?;
                self.away.insert(away, id);
            }
            What::Allow { away } => {
                let id = self.away.get(&away).context("not asked yet")?;
                rehearsal
                    .at(at, self.allow(who, AWAY[away].who, *id))
                    .await?;
            }
            What::Note { line } => {
                rehearsal.at(at, self.note(who, LOG[line].2)).await?;
            }
            What::CloseDay { day } => rehearsal.at(at, self.close_day(who, day)).await?,
            What::Fix { moment } => {
                let moment = &MOMENTS[moment];
                let plan = plans.iter().position(|plan| plan.key == moment.project);
                let begun = self.begun(plan.context("a moment of no project")?)?;
                let fixed = self.fix(who, begun.project, moment);
                rehearsal.at(at, fixed).await?;
            }
        }
        Ok(())
    }

    /// A call, a review, a delivery: a task of its own, at a time.
    async fn fix(&self, lead: &str, project: RecordId, moment: &Moment) -> Result<()> {
        let Some(begins) = moment.begins(self.now)? else {
            return Ok(());
        };
        let id = self
            .create(lead, project, moment.title, None, moment.minutes == 0)
            .await?;
        // Times are typed by the project's clock: its maker's.
        let zone = zone(person(lead)?)?;
        let typed = |at: DateTime<Utc>| {
            let there = at.with_timezone(&zone);
            there.format("%Y-%m-%d %H:%M").to_string()
        };
        let mut form = form::EditTask {
            start: typed(begins),
            finish: typed(moment.ends(begins)),
            ..Default::default()
        };
        if moment.minutes > 0 {
            form.duration = format!("{}m", moment.minutes);
            form.effort = format!("{}m", moment.minutes * moment.people.len() as i64);
        }
        self.edit(lead, id, &form).await?;
        for who in moment.people {
            let key = self.may_on::<EditTasks>(lead, id).await?;
            let (_, member) = self.known(who)?;
            assignees::assign(self.db, &key, &Act::once(), id, *member, 1000).await?;
        }
        Ok(())
    }

    fn begun(&self, plan: usize) -> Result<&Begun> {
        self.projects.get(&plan).context("not begun yet")
    }

    fn task(&self, plan: usize, task: usize) -> Result<RecordId> {
        Ok(self.begun(plan)?.tasks[task])
    }

    /// Something is otherwise than it was planned.
    async fn change(&self, edit: &Edit, task: &Task, record: RecordId) -> Result<()> {
        let mut form = form::EditTask::default();
        match edit.to {
            To::Title(title) => {
                form.title = title.into();
                form.title_was = task.title.into();
            }
            To::Deadline(n) => form.deadline = day(today(self.now), n).to_string(),
            To::Estimate(effort) => {
                form.effort = effort.into();
                form.effort_was = effort_of(task);
            }
            To::Description(text) => form.description = text.into(),
            To::Given(short) => {
                let (_, member) = self.known(short)?;
                let key = self.may_on::<EditTasks>(edit.who, record).await?;
                assignees::assign(self.db, &key, &Act::once(), record, *member, 500).await?;
                return Ok(());
            }
        }
        self.edit(edit.who, record, &form).await
    }

    async fn health(&self, who: &str, project: RecordId, health: &Health) -> Result<()> {
        let form = form::SayHealth {
            health: health.code.into(),
            reason: health.reason.into(),
            ..Default::default()
        };
        let said = domain::plan::health::said(&form).map_err(refused)?;
        let key = self.may_on::<ManageProject>(who, project).await?;
        health::say_health(self.db, &key, &Act::once(), &said).await?;
        Ok(())
    }

    async fn ask(&self, id: RecordId, away: &Away) -> Result<()> {
        let key = self.over::<RecordAbsence>(away.who, away.who).await?;
        let half = if away.until_noon { "morning" } else { "" };
        if away.unplanned {
            let form = form::AwayToday {
                id: id.to_string(),
                part: half.into(),
                ..Default::default()
            };
            absence::away_today(self.db, &key, &Act::once(), &form).await?;
            return Ok(());
        }
        let on = |n| day(today(self.now), n).to_string();
        let form = form::AskAbsence {
            id: id.to_string(),
            kind: away.kind.into(),
            first_day: on(away.first),
            last_day: on(away.last),
            last_part: half.into(),
            note: away.note.into(),
            ..Default::default()
        };
        let new = typed::new_absence(&form).map_err(refused)?;
        absence::ask(self.db, &key, &Act::once(), &new).await?;
        Ok(())
    }

    async fn allow(&self, who: &str, whose: &str, id: RecordId) -> Result<()> {
        let key = self.over::<ApproveAbsence>(who, whose).await?;
        let yes = Answer::Approved;
        absence::answer(self.db, &key, &Act::once(), id, yes, "").await?;
        Ok(())
    }

    async fn note(&self, who: &str, text: &str) -> Result<()> {
        let form = form::AddLine {
            id: Uuid::now_v7().to_string(),
            text: text.into(),
            ..Default::default()
        };
        let new = domain::day::line::new_line(&form).map_err(refused)?;
        let key = self.may::<KeepDay>(who).await?;
        let zone = &self.known(who)?.0.zone;
        line::add_line(self.db, &key, None, &Act::once(), zone, &new).await?;
        Ok(())
    }

    async fn close_day(&self, who: &str, day: NaiveDate) -> Result<()> {
        let key = self.may::<KeepDay>(who).await?;
        let signed = &self.known(who)?.0;
        let sight = grant::sight(self.db, signed, SLUG).await?;
        let (zone, day) = (&signed.zone, day.to_string());
        closing::close_day(self.db, &key, &sight, &Act::once(), zone, &day, None).await?;
        Ok(())
    }

    /// The project with its people and its whole plan, written down in one morning: first the outline, line by line,
    /// then what hangs on each line, all at once.
    async fn begin(&self, plan: &Plan, spans: &[Option<Span>], deed: &Deed) -> Result<Begun> {
        let rehearsal = self.rehearsal;
        let project = RecordId(Uuid::now_v7());
        let deliverables = rehearsal.at(deed.at, self.project(plan, project)).await?;
        let signed = &self.known(plan.lead)?.0;
        let sight = grant::sight(self.db, signed, SLUG).await?;
        let states = workflow::workflow(self.db, &sight, project).await?;
        let state = |category: &str| {
            let found = states.iter().find(|state| state.category == category);
            found.map(|state| state.id).context("no such state")
        };
        let mut begun = Begun {
            project,
            sections: Vec::new(),
            tasks: Vec::new(),
            deliverables,
            todo: state("todo")?,
            doing: state("doing")?,
            done: state("done")?,
        };
        if let Some(limit) = plan.limit {
            let limited = self.limit(plan, project, begun.doing, limit);
            rehearsal.at(deed.at, limited).await?;
        }
        for task in &plan.tasks {
            if begun.sections.len() == task.section {
                let title = plan.sections[task.section].title;
                let made = self.create(plan.lead, project, title, None, false);
                begun.sections.push(rehearsal.at(deed.at, made).await?);
            }
            let parent = begun.sections.get(task.section).copied();
            let made = self.create(plan.lead, project, task.title, parent, task.milestone);
            begun.tasks.push(rehearsal.at(deed.at, made).await?);
        }
        // What a task is part of is shown to the client first.
        for (n, section) in begun.sections.iter().enumerate() {
            if plan
                .tasks
                .iter()
                .any(|task| task.client && task.section == n)
            {
                let form = form::EditTask {
                    audience: "client".into(),
                    audience_was: "internal".into(),
                    ..Default::default()
                };
                rehearsal
                    .at(deed.at, self.edit(plan.lead, *section, &form))
                    .await?;
            }
        }
        let places: Vec<_> = (0..plan.tasks.len()).collect();
        for some in places.chunks(at_once(self.db)) {
            let each = some.iter().map(|n| self.fill(plan, spans, &begun, *n));
            rehearsal.at(deed.at, try_join_all(each)).await?;
        }
        for some in places.chunks(at_once(self.db)) {
            let each = some.iter().map(|n| self.link(plan, &begun, *n));
            rehearsal.at(deed.at, try_join_all(each)).await?;
        }
        Ok(begun)
    }

    async fn project(&self, plan: &Plan, id: RecordId) -> Result<HashMap<&'static str, RecordId>> {
        let form = form::CreateProject {
            id: id.to_string(),
            title: plan.title.into(),
            key: plan.key.into(),
            ..Default::default()
        };
        let new = domain::plan::project::new_project(&form).map_err(refused)?;
        let key = self.may::<CreateProject>(plan.lead).await?;
        project::create_project(self.db, &key, &Act::once(), &new).await?;
        if let Some(client) = plan.client {
            let (client, contact) = self.clients.get(client).context("no such client")?;
            let key = self.may_on::<ManageProject>(plan.lead, id).await?;
            clients::set_client(self.db, &key, &Act::once(), *client).await?;
            let key = self.may_on::<ManageProject>(plan.lead, id).await?;
            let decides = Some(Part::Decides);
            clients::place_contact(self.db, &key, &Act::once(), *contact, decides).await?;
        }
        for who in &plan.people {
            let person = person(who)?;
            let role = match person.role {
                WorkspaceRole::Observer => ProjectRole::Viewer,
                WorkspaceRole::Owner | WorkspaceRole::Manager => ProjectRole::Lead,
                _ => ProjectRole::Member,
            };
            let key = self.may_on::<ManageProject>(plan.lead, id).await?;
            let (_, theirs) = self.known(who)?;
            member::add_to_project(self.db, &key, &Act::once(), *theirs, role).await?;
        }
        let mut deliverables = HashMap::new();
        for title in &plan.deliverables {
            let made = RecordId(Uuid::now_v7());
            let form = form::CreateDeliverable {
                id: made.to_string(),
                title: (*title).into(),
                ..Default::default()
            };
            let new = domain::plan::deliverable::new_deliverable(&form).map_err(refused)?;
            let key = self.may_on::<ManageProject>(plan.lead, id).await?;
            deliverable::create_deliverable(self.db, &key, &Act::once(), &new).await?;
            deliverables.insert(*title, made);
        }
        Ok(deliverables)
    }

    async fn limit(&self, plan: &Plan, project: RecordId, state: Uuid, limit: &str) -> Result<()> {
        let form = form::EditStatus {
            limit: limit.into(),
            ..Default::default()
        };
        let key = self.may_on::<ManageProject>(plan.lead, project).await?;
        workflow::edit_status(self.db, &key, &Act::once(), state, &form).await?;
        Ok(())
    }

    async fn create(
        &self,
        who: &str,
        project: RecordId,
        title: &str,
        parent: Option<RecordId>,
        milestone: bool,
    ) -> Result<RecordId> {
        let id = RecordId(Uuid::now_v7());
        let form = form::CreateTask {
            id: id.to_string(),
            title: title.into(),
            parent: parent.map(|p| p.to_string()).unwrap_or_default(),
            kind: if milestone { "milestone" } else { "task" }.into(),
            ..Default::default()
        };
        let new = domain::plan::task::new_task(&form).map_err(refused)?;
        let key = self.may_on::<EditTasks>(who, project).await?;
        task::create_task(self.db, &key, &Act::once(), &new).await?;
        Ok(id)
    }

    /// Dates, effort, estimate, deliverable, person and what is to be ticked off.
    async fn fill(
        &self,
        plan: &Plan,
        spans: &[Option<Span>],
        begun: &Begun,
        n: usize,
    ) -> Result<()> {
        let (task, id) = (&plan.tasks[n], begun.tasks[n]);
        let span = spans[n].context("it waits for itself")?;
        let on = |n| day(today(self.now), n).to_string();
        let title = plan.sections[task.section].deliverable;
        let deliverable = begun.deliverables.get(title).context("no deliverable")?;
        let mut form = form::EditTask {
            deliverable: deliverable.to_string(),
            description: task.description.unwrap_or_default().into(),
            start: on(span.start),
            ..Default::default()
        };
        if task.milestone {
            form.start = on(span.start - 1);
            form.finish = on(span.start - 1);
            form.deadline = on(span.start + 2);
        } else {
            form.finish = on(span.end - 1);
            form.duration = format!("{}d", task.days);
            form.effort = effort_of(task);
            if task.days >= 3 && task.effort.is_none() {
                form.optimistic = format!("{}h", task.days);
                form.likely = form.effort.clone();
                form.pessimistic = format!("{}h", task.days * 5);
            }
        }
        if let Some(deadline) = task.deadline {
            form.deadline = on(deadline);
        }
        if let Some(constraint) = task.constraint {
            form.constraint = constraint.into();
            form.constraint_was = "asap".into();
            let stands = match constraint {
                "snet" | "mso" => &form.start,
                _ => &form.finish,
            };
            form.constraint_date = stands.clone();
        }
        if task.client {
            form.audience = "client".into();
            form.audience_was = "internal".into();
        }
        self.edit(plan.lead, id, &form).await?;
        if let Some(who) = task.who {
            let (_, member) = self.known(who)?;
            let key = self.may_on::<EditTasks>(plan.lead, id).await?;
            let half = if task.milestone { 1000 } else { 500 };
            assignees::assign(self.db, &key, &Act::once(), id, *member, half).await?;
        }
        for item in &task.items {
            let key = self.may_on::<EditTasks>(plan.lead, id).await?;
            let made = Uuid::now_v7();
            checklist::add_item(self.db, &key, &Act::once(), id, made, item).await?;
        }
        Ok(())
    }

    async fn link(&self, plan: &Plan, begun: &Begun, n: usize) -> Result<()> {
        for after in &plan.tasks[n].after {
            let form = form::AddLink {
                id: Uuid::now_v7().to_string(),
                predecessor: begun.tasks[after.task].to_string(),
                kind: after.kind.into(),
                lag: format!("{}d", after.lag),
                ..Default::default()
            };
            let key = self.may_on::<EditTasks>(plan.lead, begun.tasks[n]).await?;
            let act = Act::once();
            links::add_link(self.db, &key, &act, begun.tasks[n], &form).await?;
        }
        Ok(())
    }

    async fn edit(&self, who: &str, id: RecordId, form: &form::EditTask) -> Result<()> {
        let key = self.may_on::<EditTasks>(who, id).await?;
        fields::edit_task(self.db, &key, &Act::once(), id, form).await?;
        Ok(())
    }

    async fn start(&self, who: &str, begun: &Begun, task: usize, day: NaiveDate) -> Result<()> {
        let form = form::EditTask {
            status: begun.doing.to_string(),
            status_was: begun.todo.to_string(),
            actual_start: day.to_string(),
            ..Default::default()
        };
        self.edit(who, begun.tasks[task], &form).await
    }

    async fn progress(&self, who: &str, record: RecordId, was: i64, percent: i64) -> Result<()> {
        let form = form::EditTask {
            percent: percent.to_string(),
            percent_was: was.to_string(),
            ..Default::default()
        };
        self.edit(who, record, &form).await
    }

    async fn close(
        &self,
        who: &str,
        begun: &Begun,
        task: usize,
        day: NaiveDate,
        milestone: bool,
    ) -> Result<()> {
        let was = if milestone { begun.todo } else { begun.doing };
        let form = form::EditTask {
            status: begun.done.to_string(),
            status_was: was.to_string(),
            percent: "100".into(),
            percent_was: "0".into(),
            actual_start: if milestone {
                day.to_string()
            } else {
                String::new()
            },
            actual_finish: day.to_string(),
            ..Default::default()
        };
        self.edit(who, begun.tasks[task], &form).await
    }

    async fn close_section(&self, who: &str, record: RecordId) -> Result<()> {
        let key = self.may_on::<EditTasks>(who, record).await?;
        task::close_task(self.db, &key, &Act::once(), record).await?;
        Ok(())
    }

    async fn stop(&self, who: &str, record: RecordId, stuck: &Stuck) -> Result<()> {
        let mut form = form::StopTask {
            id: Uuid::now_v7().to_string(),
            because: stuck.because.into(),
            ..Default::default()
        };
        match stuck.whose {
            Whose::Client => form.mover_kind = "client".into(),
            Whose::Outside(name) => {
                form.mover_kind = "outside".into();
                form.mover_name = name.into();
            }
            Whose::Person(short) => {
                form.mover_kind = "member".into();
                form.mover = self.known(short)?.1.to_string();
            }
        }
        let new = new_stop(&form).map_err(refused)?;
        let key = self.may_on::<EditTasks>(who, record).await?;
        stopping::stop_task(self.db, &key, &Act::once(), record, &new).await?;
        Ok(())
    }

    async fn say(&self, who: &str, record: RecordId, said: &Said) -> Result<()> {
        let key = self.may_on::<Comment>(who, record).await?;
        let new = NewComment {
            id: RecordId(Uuid::now_v7()),
            text: said.text.into(),
            audience: if said.client {
                Audience::Client
            } else {
                Audience::Internal
            },
            named: vec![],
        };
        talk::add_comment(self.db, &key, &Act::once(), record, &new).await?;
        Ok(())
    }

    fn known(&self, who: &str) -> Result<&(Signed, MemberId)> {
        self.people
            .get(who)
            .with_context(|| format!("who is {who}?"))
    }

    async fn may<P: Permission>(&self, who: &str) -> Result<Granted<P>> {
        Ok(grant::granted(self.db, &self.known(who)?.0, SLUG).await?)
    }

    async fn over<P: Permission>(&self, who: &str, whose: &str) -> Result<Over<P>> {
        let (_, member) = self.known(whose)?;
        Ok(grant::over(self.db, &self.known(who)?.0, SLUG, *member).await?)
    }

    async fn may_on<P: Permission>(&self, who: &str, record: RecordId) -> Result<Granted<P>> {
        Ok(grant::granted_on(self.db, &self.known(who)?.0, SLUG, record).await?)
    }
}

/// The effort of a task as it is typed: two hours of each of its days unless its plan says otherwise.
fn effort_of(task: &Task) -> String {
    match task.effort {
        Some(effort) => effort.into(),
        None if task.unsized_yet => String::new(),
        None => format!("{}h", task.days * 2),
    }
}

/// Minutes as they are typed.
fn hours(minutes: i64) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

/// Limits count by address: each has one of their own.
fn visitor(person: &Person) -> Visitor {
    Visitor {
        address: person.short.into(),
        agent: "Demo".into(),
    }
}

fn refused(refused: Refused) -> anyhow::Error {
    anyhow::anyhow!("refused by the rules: {refused:?}")
}
