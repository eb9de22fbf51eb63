//! Somebody leaves: what they hold is listed, handed over, and taken back.

use std::sync::Arc;

use domain::access::{ChangeRoles, EditTasks, ProjectRole, WorkspaceRole};
use domain::id::{MemberId, RecordId};
use domain::people::leaving::{HandOver, Shared, in_project};
use domain::plan::bulk::Many;
use domain::plan::stopping::{Mover, NewStop};
use domain::refusal::{Code, Refused};
use store::db::Asked;
use store::people::leaving::{self, HandedOver, Held, NAMED};
use store::plan::stopping;
use store::tx::Done;
use store::{Error, people, undo};
use uuid::Uuid;

use crate::world::{Who, World, act, refused};

both!(
    all_that_is_held_is_listed,
    work_goes_to_whom_it_was_given,
    what_is_done_keeps_their_name,
    nobody_gets_what_they_may_not_do,
    a_project_does_not_go_without_a_lead,
    the_last_owner_names_another,
    what_came_meanwhile_is_named,
    groups_have_somebody_in_their_place,
    what_only_others_see_goes_to_nobody,
    it_is_taken_back_as_one,
    what_was_touched_since_stays,
    whoever_came_back_is_not_brought_back,
    sessions_end_where_nothing_else_is_theirs,
    nobody_removes_whoever_stands_above,
    two_thousand_tasks_are_listed_in_as_many_statements,
);

impl World {
    /// What somebody holds, as another reads it.
    pub async fn held(&self, by: Who, who: Who) -> Result<Held, Error> {
        let (key, sight) = (self.may::<ChangeRoles>(by).await, self.sight(by).await);
        leaving::held(&self.db, &key, &sight, self.member(who)).await
    }

    /// Removes somebody as one who has just read what they hold; projects that they lead go to Olga, work to nobody.
    pub async fn remove(&self, by: Who, who: Who) -> Result<Done<HandedOver>, Error> {
        let lead = Shared {
            all: (who != Who::Olga).then(|| self.member(Who::Olga)),
            ..Shared::default()
        };
        let to = HandOver {
            lead,
            ..HandOver::default()
        };
        self.hand_over(by, who, to).await
    }

    async fn hand_over(&self, by: Who, who: Who, to: HandOver) -> Result<Done<HandedOver>, Error> {
        let seen = self.held(by, who).await?.seen;
        let key = self.may::<ChangeRoles>(by).await;
        let to = HandOver { seen, ..to };
        leaving::hand_over(&self.db, &key, &act(), self.member(who), &to).await
    }

    pub async fn take_leaver_back(&self, seq: i64) -> Result<Done<Many>, Error> {
        let key = self.may::<ChangeRoles>(Who::Olga).await;
        undo::leaving::take_back(&self.db, &key, &act(), seq).await
    }

    /// The names of those who do a task, with their thousandths.
    async fn doers(&self, task: Uuid) -> Vec<String> {
        let sql = format!(
            "SELECT a.name || ' ' || CAST(ta.units AS TEXT) FROM task_assignee ta JOIN member m ON m.id = ta.member JOIN account a ON a.id = m.account WHERE ta.task = {} ORDER BY 1",
            self.direct.id(task)
        );
        self.direct.texts(sql).await
    }

    async fn role_in(&self, project: Uuid, who: Who) -> Option<String> {
        let sql = format!(
            "SELECT role FROM project_member WHERE project = {} AND member = {}",
            self.direct.id(project),
            self.direct.id(self.member(who).0)
        );
        self.direct.texts(sql).await.pop()
    }
}

fn work(to: MemberId) -> HandOver {
    HandOver {
        work: Shared {
            all: Some(to),
            ..Shared::default()
        },
        ..HandOver::default()
    }
}

fn lead(to: MemberId) -> HandOver {
    HandOver {
        lead: Shared {
            all: Some(to),
            ..Shared::default()
        },
        ..HandOver::default()
    }
}

async fn group_with(world: &World, name: &str, who: Who) -> Uuid {
    let key = || world.may::<ChangeRoles>(Who::Olga);
    let group = people::create_group(&world.db, &key().await, &act(), name)
        .await
        .unwrap()
        .what;
    let id = domain::id::GroupId(group);
    people::add_to_group(&world.db, &key().await, &act(), id, world.member(who))
        .await
        .unwrap();
    group
}

async fn stop(world: &World, task: Uuid, on: Who) {
    let new = NewStop {
        id: RecordId(Uuid::now_v7()),
        because: "No wifi".into(),
        mover: Mover::Member(world.member(on)),
    };
    // Only what has begun stops.
    world.edit(task, &[("percent", "10", "0")]).await.unwrap();
    let key = world.may_on::<EditTasks>(Who::Lena, task).await;
    stopping::stop_task(&world.db, &key, &act(), RecordId(task), &new)
        .await
        .unwrap();
}

async fn all_that_is_held_is_listed(world: World) {
    let (one, two) = (world.cast.ngt_1, world.cast.ngt_2);
    world.give(one, Who::Mo, 500).await.unwrap();
    world.give(two, Who::Mo, 1000).await.unwrap();
    world.give(two, Who::Lena, 1000).await.unwrap();
    stop(&world, one, Who::Mo).await;
    group_with(&world, "Press", Who::Mo).await;
    let held = world.held(Who::Olga, Who::Mo).await.unwrap();
    assert_eq!(held.leaver.name, Who::Mo.name());
    let mut numbers: Vec<_> = held.tasks.iter().map(|task| task.number).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [1, 2]);
    assert!(held.tasks.iter().all(|task| task.of_project == 2));
    let projects: Vec<_> = held
        .projects
        .iter()
        .map(|p| (p.key.as_str(), p.role.as_str()))
        .collect();
    assert_eq!(projects, [("NGT", "member")]);
    assert_eq!((held.waits.len(), held.groups.len()), (1, 1));
    assert!(held.leaver.sessions > 0 && !held.leaver.elsewhere);
    assert!(held.stays.iter().all(|one| one.name != Who::Mo.name()));
    let lena = world.held(Who::Olga, Who::Lena).await.unwrap();
    let ngt = lena.projects.iter().find(|p| p.key == "NGT").unwrap();
    assert!(ngt.is_led() && ngt.other_leads == 0);
}

async fn work_goes_to_whom_it_was_given(world: World) {
    let (one, two) = (world.cast.ngt_1, world.cast.ngt_2);
    world.give(one, Who::Mo, 500).await.unwrap();
    world.give(two, Who::Mo, 1000).await.unwrap();
    // What the heir has already, they keep as it is.
    world.give(two, Who::Lena, 250).await.unwrap();
    stop(&world, one, Who::Mo).await;
    let done = world
        .hand_over(Who::Olga, Who::Mo, work(world.member(Who::Lena)))
        .await
        .unwrap();
    assert!(done.what.left.is_empty() && !done.what.own);
    assert_eq!(world.doers(one).await, ["Lena Hartmann 500"]);
    assert_eq!(world.doers(two).await, ["Lena Hartmann 250"]);
    let mover = world
        .direct
        .texts("SELECT mover_name FROM stop WHERE ended_at IS NULL")
        .await;
    assert_eq!(mover, ["Lena Hartmann"]);
    assert_eq!(world.role_in(world.cast.ngt, Who::Mo).await, None);
    let watches = world
        .direct
        .number(format!(
            "SELECT COUNT(*) FROM watcher WHERE record = {} AND member = {}",
            world.direct.id(one),
            world.direct.id(world.member(Who::Lena).0)
        ))
        .await;
    assert_eq!(watches, 1);
    world.assert_whole().await;
}

async fn what_is_done_keeps_their_name(world: World) {
    let (one, two) = (world.cast.ngt_1, world.cast.ngt_2);
    for task in [one, two] {
        world.give(task, Who::Mo, 1000).await.unwrap();
    }
    world.close(Who::Mo, one).await.unwrap();
    world.remove(Who::Olga, Who::Mo).await.unwrap();
    assert_eq!(world.doers(one).await, ["Mo Adeyémi 1000"]);
    assert!(world.doers(two).await.is_empty());
}

async fn nobody_gets_what_they_may_not_do(world: World) {
    let (ngt, one) = (world.cast.ngt, world.cast.ngt_1);
    world.give(one, Who::Mo, 1000).await.unwrap();
    let beside = in_project("work_in", RecordId(ngt));
    let head = world.head().await;
    for (who, code, arg) in [
        (Who::Otto, Code::NotInProject, ""),
        (Who::Obi, Code::ChangesNoTasks, Who::Obi.name()),
        (Who::Mo, Code::NotAChoice, ""),
    ] {
        let handed = world
            .hand_over(Who::Olga, Who::Mo, work(world.member(who)))
            .await;
        assert_eq!(
            refused(handed),
            Refused::field_with(&beside, code, arg),
            "{who:?}"
        );
    }
    assert_eq!(world.head().await, head);
    assert_eq!(world.doers(one).await, ["Mo Adeyémi 1000"]);
}

async fn a_project_does_not_go_without_a_lead(world: World) {
    let ngt = world.cast.ngt;
    let beside = in_project("lead_in", RecordId(ngt));
    let nobody = world
        .hand_over(Who::Olga, Who::Lena, HandOver::default())
        .await;
    assert_eq!(refused(nobody), Refused::field(&beside, Code::LastLead));
    let board = world
        .hand_over(Who::Olga, Who::Lena, lead(world.member(Who::Obi)))
        .await;
    assert_eq!(
        refused(board),
        Refused::field_with(&beside, Code::LeadsNothing, Who::Obi.name())
    );
    // Otto is in no project: they come into it as its lead, and take the work at once.
    world.give(world.cast.ngt_1, Who::Lena, 1000).await.unwrap();
    let otto = world.member(Who::Otto);
    let to = HandOver {
        work: work(otto).work,
        ..lead(otto)
    };
    world.hand_over(Who::Olga, Who::Lena, to).await.unwrap();
    assert_eq!(
        world.role_in(ngt, Who::Otto).await.as_deref(),
        Some(ProjectRole::Lead.code())
    );
    assert_eq!(world.doers(world.cast.ngt_1).await, ["Otto Brandt 1000"]);
    world.assert_whole().await;
}

async fn the_last_owner_names_another(world: World) {
    let lena = world.member(Who::Lena);
    let nobody = world.hand_over(Who::Olga, Who::Olga, lead(lena)).await;
    assert_eq!(refused(nobody), Refused::field("owner", Code::NoOtherOwner));
    let to = HandOver {
        owner: Some(lena),
        ..lead(lena)
    };
    let done = world.hand_over(Who::Olga, Who::Olga, to).await.unwrap();
    assert!(done.what.own);
    let key = world.may::<ChangeRoles>(Who::Lena).await;
    assert_eq!(key.role(), WorkspaceRole::Owner);
    // And the one who was made an owner may take that back: it was theirs before.
    undo::leaving::take_back(&world.db, &key, &act(), done.seq)
        .await
        .unwrap();
    // Sessions have ended for good; the place in the workspace is as it was.
    let sql = format!(
        "SELECT role FROM member WHERE left_at IS NULL AND id IN ({}, {}) ORDER BY role",
        world.direct.id(world.member(Who::Olga).0),
        world.direct.id(lena.0)
    );
    assert_eq!(world.direct.texts(sql).await, ["manager", "owner"]);
    world.assert_whole().await;
}

async fn what_came_meanwhile_is_named(world: World) {
    let seen = world.held(Who::Olga, Who::Mo).await.unwrap().seen;
    world.give(world.cast.ngt_1, Who::Mo, 1000).await.unwrap();
    let hand = async |seen| {
        let key = world.may::<ChangeRoles>(Who::Olga).await;
        let to = HandOver {
            seen,
            ..HandOver::default()
        };
        leaving::hand_over(&world.db, &key, &act(), world.member(Who::Mo), &to).await
    };
    assert_eq!(
        refused(hand(seen).await),
        Refused::field_with("seen", Code::HeldMeanwhile, "NGT-1")
    );
    let seen = world.held(Who::Olga, Who::Mo).await.unwrap().seen;
    group_with(&world, "Press", Who::Mo).await;
    assert_eq!(
        refused(hand(seen).await),
        Refused::field("seen", Code::HeldMeanwhile)
    );
    // What never was a page is none; what has nothing to do with them is in nobody's way.
    assert_eq!(
        refused(hand(Default::default()).await),
        Refused::field_with("seen", Code::HeldMeanwhile, "NGT-1")
    );
    let seen = world.held(Who::Olga, Who::Mo).await.unwrap().seen;
    world
        .retitle(Who::Lena, world.cast.ngt_1, "Map the codes", "Map them")
        .await
        .unwrap();
    hand(seen).await.unwrap();
}

async fn groups_have_somebody_in_their_place(world: World) {
    let (press, board) = (
        group_with(&world, "Press", Who::Mo).await,
        group_with(&world, "Team", Who::Mo).await,
    );
    let to = HandOver {
        groups: Some(world.member(Who::Otto)),
        ..HandOver::default()
    };
    let done = world.hand_over(Who::Olga, Who::Mo, to).await.unwrap();
    let members = async |group: Uuid| {
        let sql = format!(
            "SELECT a.name FROM member_group_member gm JOIN member m ON m.id = gm.member JOIN account a ON a.id = m.account WHERE gm.member_group = {} ORDER BY 1",
            world.direct.id(group)
        );
        world.direct.texts(sql).await
    };
    for group in [press, board] {
        assert_eq!(members(group).await, ["Otto Brandt"]);
    }
    world.take_leaver_back(done.seq).await.unwrap();
    for group in [press, board] {
        assert_eq!(members(group).await, ["Mo Adeyémi"]);
    }
}

async fn what_only_others_see_goes_to_nobody(world: World) {
    let (one, two) = (world.cast.ngt_1, world.cast.ngt_2);
    for task in [one, two] {
        world.give(task, Who::Mo, 1000).await.unwrap();
    }
    // The first is for Mo alone, who made it; the second for Olga too.
    for (task, named) in [(one, None), (two, Some(Who::Olga))] {
        let id = world.direct.id(task);
        let mo = world.direct.id(world.member(Who::Mo).0);
        world
            .direct
            .run(format!(
                "UPDATE record SET audience = 'named', made_by = {mo} WHERE id = {id}"
            ))
            .await;
        if let Some(who) = named {
            let who = world.direct.id(world.member(who).0);
            world.direct.run(format!("INSERT INTO audience_name (workspace, record, named, kind) SELECT workspace, id, {who}, 'member' FROM record WHERE id = {id}")).await;
        }
    }
    let held = world.held(Who::Olga, Who::Mo).await.unwrap();
    assert_eq!((held.tasks.len(), held.leaver.hidden), (1, 1));
    let done = world
        .hand_over(Who::Olga, Who::Mo, work(world.member(Who::Lena)))
        .await
        .unwrap();
    assert!(world.doers(one).await.is_empty() && world.doers(two).await.is_empty());
    let left: Vec<_> = done
        .what
        .left
        .iter()
        .map(|left| (left.called.as_str(), left.code))
        .collect();
    assert_eq!(left, [("NGT-2", Code::NotForThem)]);
}

async fn it_is_taken_back_as_one(world: World) {
    let (ngt, one) = (world.cast.ngt, world.cast.ngt_1);
    world.give(one, Who::Lena, 750).await.unwrap();
    stop(&world, one, Who::Lena).await;
    let mo = world.member(Who::Mo);
    let to = HandOver {
        work: work(mo).work,
        ..lead(mo)
    };
    let done = world.hand_over(Who::Olga, Who::Lena, to).await.unwrap();
    let role = async |who| world.role_in(ngt, who).await.unwrap_or_default();
    assert_eq!(role(Who::Mo).await, "lead");
    let key = world.may::<ChangeRoles>(Who::Olga).await;
    assert!(
        undo::leaving::is_one(&world.db, &key, done.seq)
            .await
            .unwrap()
    );
    let back = world.take_leaver_back(done.seq).await.unwrap();
    assert!(back.what.left.is_empty(), "{back:?}");
    assert_eq!(
        (role(Who::Lena).await, role(Who::Mo).await),
        ("lead".into(), "member".into())
    );
    assert_eq!(world.doers(one).await, ["Lena Hartmann 750"]);
    let mover = world
        .direct
        .texts("SELECT mover_name FROM stop WHERE ended_at IS NULL")
        .await;
    assert_eq!(mover, ["Lena Hartmann"]);
    assert_eq!(
        refused(world.take_leaver_back(done.seq).await),
        Refused::conflict(Code::AlreadyUndone)
    );
    // What came back can leave again.
    world.remove(Who::Olga, Who::Lena).await.unwrap();
    world.assert_whole().await;
}

async fn what_was_touched_since_stays(world: World) {
    let (one, two) = (world.cast.ngt_1, world.cast.ngt_2);
    for task in [one, two] {
        world.give(task, Who::Mo, 1000).await.unwrap();
    }
    let done = world
        .hand_over(Who::Olga, Who::Mo, work(world.member(Who::Lena)))
        .await
        .unwrap();
    // Lena's part of the first is changed by herself; the second she does as it is.
    let key = world.may_on::<EditTasks>(Who::Lena, one).await;
    let lena = world.member(Who::Lena);
    store::plan::assignees::assign(&world.db, &key, &act(), RecordId(one), lena, 300)
        .await
        .unwrap();
    let back = world.take_leaver_back(done.seq).await.unwrap();
    let left: Vec<_> = back
        .what
        .left
        .iter()
        .map(|left| (left.called.as_str(), left.code))
        .collect();
    assert_eq!(left, [("NGT-1", Code::ChangedSince)]);
    assert_eq!(world.doers(one).await, ["Lena Hartmann 300"]);
    assert_eq!(world.doers(two).await, ["Mo Adeyémi 1000"]);
    world.assert_whole().await;
}

async fn whoever_came_back_is_not_brought_back(world: World) {
    let done = world.remove(Who::Olga, Who::Otto).await.unwrap();
    let code = world
        .invite(
            Who::Olga,
            &Who::Otto.email(),
            Who::Otto.name(),
            people::Carrier::Inviter,
        )
        .await
        .unwrap();
    world.join(&code, Who::Otto.name()).await.unwrap();
    assert_eq!(
        refused(world.take_leaver_back(done.seq).await),
        Refused::conflict(Code::ChangedSince)
    );
}

async fn sessions_end_where_nothing_else_is_theirs(world: World) {
    let open = async |who: Who| {
        let sql = format!(
            "SELECT COUNT(*) FROM session WHERE revoked_at IS NULL AND account = (SELECT account FROM member WHERE id = {})",
            world.direct.id(world.member(who).0)
        );
        world.direct.number(sql).await
    };
    // Lena belongs to Southshore too.
    let lena = world.direct.id(world.member(Who::Lena).0);
    let fresh = world.direct.id(Uuid::now_v7());
    world.direct.run(format!("INSERT INTO member (workspace, id, account, role, joined_at) SELECT w.id, {fresh}, m.account, 'member', m.joined_at FROM member m, workspace w WHERE m.id = {lena} AND w.slug = '{}'", world.slug_of(Who::Faye))).await;
    assert!(
        world
            .held(Who::Olga, Who::Lena)
            .await
            .unwrap()
            .leaver
            .elsewhere
    );
    for (who, stays) in [(Who::Mo, false), (Who::Lena, true)] {
        assert!(open(who).await > 0);
        world.remove(Who::Olga, who).await.unwrap();
        assert_eq!(open(who).await > 0, stays, "{who:?}");
    }
}

async fn nobody_removes_whoever_stands_above(world: World) {
    let key = world.may::<ChangeRoles>(Who::Olga).await;
    let admin = WorkspaceRole::Admin;
    people::change_role(&world.db, &key, &act(), world.member(Who::Lena), admin)
        .await
        .unwrap();
    assert_eq!(
        refused(world.held(Who::Lena, Who::Olga).await),
        Refused::Absent
    );
    let key = world.may::<ChangeRoles>(Who::Lena).await;
    let to = HandOver::default();
    let handed = leaving::hand_over(&world.db, &key, &act(), world.member(Who::Olga), &to).await;
    assert_eq!(refused(handed), Refused::conflict(Code::AboveYourRole));
    let nobody = MemberId(Uuid::now_v7());
    let key = world.may::<ChangeRoles>(Who::Olga).await;
    let handed = leaving::hand_over(&world.db, &key, &act(), nobody, &to).await;
    assert_eq!(refused(handed), Refused::Absent);
}

async fn two_thousand_tasks_are_listed_in_as_many_statements(world: World) {
    world.give(world.cast.ngt_1, Who::Mo, 1000).await.unwrap();
    let read = async || {
        let asked = Arc::<Asked>::default();
        let db = world.db.counted(&asked);
        let (key, sight) = (
            world.may::<ChangeRoles>(Who::Olga).await,
            world.sight(Who::Olga).await,
        );
        let held = leaving::held(&db, &key, &sight, world.member(Who::Mo)).await;
        (asked.statements(), held.unwrap())
    };
    let (few, _) = read().await;
    copies(&world, world.cast.ngt_1).await;
    let (many, held) = read().await;
    assert_eq!(few, many);
    assert!(many <= 10, "{many} statements");
    assert_eq!(held.tasks.len() as i64, NAMED);
    assert_eq!(held.tasks[0].of_project, 2_001);
    let done = world
        .hand_over(Who::Olga, Who::Mo, work(world.member(Who::Lena)))
        .await
        .unwrap();
    assert!(done.what.left.is_empty());
    let theirs = async |who: Who| {
        let id = world.direct.id(world.member(who).0);
        let sql = format!("SELECT COUNT(*) FROM task_assignee WHERE member = {id}");
        world.direct.number(sql).await
    };
    assert_eq!((theirs(Who::Mo).await, theirs(Who::Lena).await), (0, 2_001));
    world.assert_whole().await;
}

/// Two thousand tasks as this one, in the tables themselves: that they are many is all that matters.
async fn copies(world: &World, one: Uuid) {
    let one = world.direct.id(one);
    let (id, outline) = if world.direct.is_postgres() {
        (
            "CAST(lpad(CAST(n AS TEXT), 32, '0') AS UUID)",
            "lpad(to_hex(n + 1000), 12, '0')",
        )
    } else {
        (
            "CAST(printf('%016d', n) AS BLOB)",
            "printf('%012x', n + 1000)",
        )
    };
    let many =
        "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 2000) SELECT";
    for sql in [
        format!(
            "INSERT INTO record (workspace, id, kind, project, parent, audience, version, made_by, made_at) {many} workspace, {id}, kind, project, parent, audience, version, made_by, made_at FROM record, c WHERE id = {one}"
        ),
        format!(
            "INSERT INTO task (workspace, id, project, number, title, title_folded, description, parent, outline, status, kind, duration_elapsed, mode, constraint_kind, percent) \
             {many} workspace, {id}, project, n + 1000, title, title_folded, description, parent, {outline}, status, kind, duration_elapsed, mode, constraint_kind, percent FROM task, c WHERE id = {one}"
        ),
        format!(
            "INSERT INTO task_assignee (workspace, task, member, units) {many} workspace, {id}, member, units FROM task_assignee, c WHERE task = {one}"
        ),
    ] {
        world.direct.run(sql).await;
    }
}
