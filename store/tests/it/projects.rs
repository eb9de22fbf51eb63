//! What a project says of itself: its fields, how it stands, who is in it, its states and its deliverables.

use domain::access::{EditTasks, ManageProject, ProjectRole};
use domain::form;
use domain::id::RecordId;
use domain::plan::deliverable::NewDeliverable;
use domain::plan::health::{Health, Said};
use domain::refusal::{Code, Refused};
use store::plan::{deliverable, health, member, project, project_edit, task, workflow};
use store::tx::{Changed, Done};
use store::{Error, trash, undo};
use uuid::Uuid;

use crate::world::{Outcome, Who, World, act, refused};

both!(
    an_edit_changes_what_it_holds_and_is_undone,
    by_another_clock_a_moment_is_on_its_own_day,
    a_calendar_of_others_is_no_choice,
    health_is_a_history_and_can_be_unsaid,
    a_project_keeps_a_lead,
    who_leaves_a_project_is_out_at_once,
    states_are_added_named_and_ordered,
    tasks_of_a_removed_state_go_elsewhere_and_come_back,
    a_state_with_tasks_does_not_begin_to_mean_done,
    deliverables_keep_their_order,
    a_deliverable_is_put_away_with_undo,
    the_list_says_how_projects_stand,
);

async fn edit(world: &World, who: Who, form: form::EditProject) -> Outcome {
    let key = world.may_on::<ManageProject>(who, world.cast.ngt).await;
    let known = |zone: &str| zone.starts_with("Europe/");
    project_edit::edit_project(&world.db, &key, &act(), &form, known).await
}

async fn take_back(world: &World, done: &Done<Changed>) -> Outcome {
    let key = world
        .may_on::<ManageProject>(Who::Lena, world.cast.ngt)
        .await;
    undo::undo(&world.db, &key, &act(), done.seq).await
}

async fn ngt(world: &World) -> project::Project {
    let sight = world.sight(Who::Lena).await;
    project::project(&world.db, &sight, "NGT").await.unwrap()
}

async fn by_another_clock_a_moment_is_on_its_own_day(world: World) {
    let was = ngt(&world).await.zone;
    let zone = |zone: &str, was: &str| form::EditProject {
        zone: zone.into(),
        zone_was: was.into(),
        ..Default::default()
    };
    let lisbon = zone("Europe/Lisbon", &was);
    if was != "Europe/Lisbon" {
        edit(&world, Who::Lena, lisbon).await.unwrap();
    }
    let dates = [
        ("start", "2027-01-11", ""),
        ("finish", "2027-01-12 23:30", ""),
    ];
    world.edit(world.cast.ngt_1, &dates).await.unwrap();
    let days = "SELECT CAST(start_day AS TEXT) || ' ' || CAST(finish_day AS TEXT) FROM task WHERE finish_at IS NOT NULL";
    let lies = async || world.direct.texts(days).await;
    assert_eq!(lies().await, ["2027-01-11 2027-01-12"]);
    let berlin = zone("Europe/Berlin", "Europe/Lisbon");
    let done = edit(&world, Who::Lena, berlin).await.unwrap();
    assert_eq!(lies().await, ["2027-01-11 2027-01-13"]);
    take_back(&world, &done).await.unwrap();
    assert_eq!(lies().await, ["2027-01-11 2027-01-12"]);
}

async fn an_edit_changes_what_it_holds_and_is_undone(world: World) {
    let was = ngt(&world).await;
    let form = form::EditProject {
        title: "Night guide 2".into(),
        title_was: "Night guide".into(),
        description: "All *lights*".into(),
        ..Default::default()
    };
    let done = edit(&world, Who::Lena, form).await.unwrap();
    let form = form::EditProject {
        zone: "Europe/Lisbon".into(),
        zone_was: was.zone.clone(),
        minutes_per_day: "450".into(),
        minutes_per_day_was: "480".into(),
        ..Default::default()
    };
    edit(&world, Who::Lena, form).await.unwrap();
    let now = ngt(&world).await;
    assert_eq!(
        (now.title.as_str(), now.description.as_str()),
        ("Night guide 2", "All *lights*")
    );
    assert_eq!(
        (now.zone.as_str(), now.minutes_per_day),
        ("Europe/Lisbon", 450)
    );
    // Other fields were changed since; these were not.
    take_back(&world, &done).await.unwrap();
    let back = ngt(&world).await;
    assert_eq!((back.title, back.description), (was.title, String::new()));
    assert_eq!(back.minutes_per_day, 450);
    let form = form::EditProject {
        zone: "Mars/Base".into(),
        zone_was: "Europe/Lisbon".into(),
        ..Default::default()
    };
    assert_eq!(
        refused(edit(&world, Who::Lena, form).await),
        Refused::field("zone", Code::NotAZone)
    );
    world.assert_whole().await;
}

async fn a_calendar_of_others_is_no_choice(world: World) {
    for calendar in [world.cast.oth, world.cast.fgn, Uuid::now_v7()] {
        let form = form::EditProject {
            calendar: calendar.to_string(),
            ..Default::default()
        };
        assert_eq!(
            refused(edit(&world, Who::Lena, form).await),
            Refused::field("calendar", Code::NotAChoice)
        );
    }
}

async fn say(world: &World, health: Health, reason: &str) -> Done<Changed> {
    let key = world
        .may_on::<ManageProject>(Who::Lena, world.cast.ngt)
        .await;
    let said = Said {
        health,
        reason: reason.into(),
    };
    health::say_health(&world.db, &key, &act(), &said)
        .await
        .unwrap()
}

async fn said(world: &World) -> Vec<(String, String, Option<String>)> {
    let sight = world.sight(Who::Obi).await;
    let list = health::health(&world.db, &sight, RecordId(world.cast.ngt), 10)
        .await
        .unwrap();
    list.into_iter()
        .map(|h| (h.health, h.reason, h.by))
        .collect()
}

async fn health_is_a_history_and_can_be_unsaid(world: World) {
    let lena = || Some(Who::Lena.name().to_owned());
    say(&world, Health::OnTrack, "All as planned").await;
    let off = say(&world, Health::OffTrack, "The lamps are late").await;
    let both = [
        (
            "off_track".to_owned(),
            "The lamps are late".to_owned(),
            lena(),
        ),
        ("on_track".into(), "All as planned".into(), lena()),
    ];
    assert_eq!(said(&world).await, both);
    let unsaid = take_back(&world, &off).await.unwrap();
    assert_eq!(said(&world).await, both[1..]);
    take_back(&world, &unsaid).await.unwrap();
    assert_eq!(said(&world).await, both);
    // What was said since stands in the way.
    let first = say(&world, Health::AtRisk, "Better").await;
    say(&world, Health::OnTrack, "Good").await;
    assert_eq!(
        refused(take_back(&world, &first).await),
        Refused::conflict(Code::ChangedSince)
    );
    world.assert_whole().await;
}

async fn give(world: &World, who: Who, role: ProjectRole) -> Outcome {
    let key = world
        .may_on::<ManageProject>(Who::Olga, world.cast.ngt)
        .await;
    project::add_to_project(&world.db, &key, &act(), world.member(who), role).await
}

async fn take_out(world: &World, who: Who) -> Outcome {
    let key = world
        .may_on::<ManageProject>(Who::Olga, world.cast.ngt)
        .await;
    member::remove_from_project(&world.db, &key, &act(), world.member(who)).await
}

async fn a_project_keeps_a_lead(world: World) {
    assert_eq!(
        refused(give(&world, Who::Lena, ProjectRole::Viewer).await),
        Refused::field("role", Code::LastLead)
    );
    assert_eq!(
        refused(take_out(&world, Who::Lena).await),
        Refused::field("member", Code::LastLead)
    );
    give(&world, Who::Otto, ProjectRole::Lead).await.unwrap();
    take_out(&world, Who::Lena).await.unwrap();
    assert_eq!(
        refused(take_out(&world, Who::Otto).await),
        Refused::field("member", Code::LastLead)
    );
    assert_eq!(refused(take_out(&world, Who::Lena).await), Refused::Absent);
}

async fn who_leaves_a_project_is_out_at_once(world: World) {
    let key = world.may_on::<EditTasks>(Who::Mo, world.cast.ngt).await;
    take_out(&world, Who::Mo).await.unwrap();
    let id = RecordId(world.cast.ngt_1);
    assert_eq!(
        refused(task::close_task(&world.db, &key, &act(), id).await),
        Refused::conflict(Code::RightsChanged)
    );
    assert_eq!(
        refused(world.try_on::<EditTasks>(Who::Mo, world.cast.ngt).await),
        Refused::Absent
    );
    assert!(
        !project::keys(&world.db, &world.sight(Who::Mo).await)
            .await
            .unwrap()
            .contains(&"NGT".to_owned())
    );
    // The same role again is no change of rights.
    let seq = give(&world, Who::Obi, ProjectRole::Viewer)
        .await
        .unwrap()
        .seq;
    assert_eq!(seq, world.head().await);
}

async fn states(world: &World) -> Vec<workflow::InWorkflow> {
    let sight = world.sight(Who::Mo).await;
    workflow::workflow(&world.db, &sight, RecordId(world.cast.ngt))
        .await
        .unwrap()
}

async fn called(world: &World) -> Vec<String> {
    let name = |s: workflow::InWorkflow| match s.name.as_str() {
        "" => s.category,
        _ => s.name,
    };
    states(world).await.into_iter().map(name).collect()
}

async fn add_state(world: &World, name: &str, category: &str) -> Outcome {
    let key = world
        .may_on::<ManageProject>(Who::Lena, world.cast.ngt)
        .await;
    let form = form::AddStatus {
        name: name.into(),
        category: category.into(),
        ..Default::default()
    };
    workflow::add_status(&world.db, &key, &act(), &form).await
}

async fn edit_state(world: &World, id: Uuid, name: &str, category: &str, place: &str) -> Outcome {
    let key = world
        .may_on::<ManageProject>(Who::Lena, world.cast.ngt)
        .await;
    let form = form::EditStatus {
        name: name.into(),
        category: category.into(),
        place: place.into(),
        ..Default::default()
    };
    workflow::edit_status(&world.db, &key, &act(), id, &form).await
}

async fn remove_state(world: &World, id: Uuid, to: Uuid) -> Outcome {
    let key = world
        .may_on::<ManageProject>(Who::Lena, world.cast.ngt)
        .await;
    let form = form::RemoveStatus {
        to: to.to_string(),
        ..Default::default()
    };
    workflow::remove_status(&world.db, &key, &act(), id, &form).await
}

async fn states_are_added_named_and_ordered(world: World) {
    let added = add_state(&world, "Waiting", "doing").await.unwrap();
    assert_eq!(
        called(&world).await,
        ["todo", "doing", "Waiting", "review", "done"]
    );
    let waiting = states(&world).await[2].id;
    edit_state(&world, waiting, "On hold", "", "1")
        .await
        .unwrap();
    assert_eq!(
        called(&world).await,
        ["On hold", "todo", "doing", "review", "done"]
    );
    // One value: a later change of the states stands in the way.
    assert_eq!(
        refused(take_back(&world, &added).await),
        Refused::conflict(Code::ChangedSince)
    );
    let todo = states(&world).await[1].id;
    assert_eq!(
        refused(remove_state(&world, todo, waiting).await),
        Refused::field("status", Code::LastOfCategory)
    );
    // A state of another project's is nothing.
    let sight = world.sight(Who::Olga).await;
    let other = workflow::workflow(&world.db, &sight, RecordId(world.cast.oth))
        .await
        .unwrap();
    for id in [other[0].id, Uuid::now_v7()] {
        assert_eq!(
            refused(edit_state(&world, id, "Mine", "", "").await),
            Refused::Absent
        );
        assert_eq!(
            refused(remove_state(&world, waiting, id).await),
            Refused::field("to", Code::NotAChoice)
        );
    }
}

async fn open_tasks(world: &World) -> usize {
    let sight = world.sight(Who::Mo).await;
    let list = task::tasks(&world.db, &sight, RecordId(world.cast.ngt), 100)
        .await
        .unwrap();
    list.iter().filter(|t| t.closed_at.is_none()).count()
}

async fn tasks_of_a_removed_state_go_elsewhere_and_come_back(world: World) {
    // Both tasks stand in the first state; a second one of its kind takes its place, then the last takes all.
    add_state(&world, "Later", "todo").await.unwrap();
    let list = states(&world).await;
    let (first, done) = (list[0].id, list[4].id);
    assert_eq!((list[0].tasks, open_tasks(&world).await), (2, 2));
    let removed = remove_state(&world, first, done).await.unwrap();
    let now = states(&world).await;
    assert_eq!(now.iter().find(|s| s.id == done).unwrap().tasks, 2);
    assert_eq!((now.len(), open_tasks(&world).await), (4, 0));
    // A task that was added since stays where it is.
    let later = now[0].id;
    let third = world.create_task(Who::Mo, world.cast.ngt, "Third").await;
    let undone = take_back(&world, &removed).await.unwrap();
    let back = states(&world).await;
    assert_eq!((back[0].id, back[0].tasks), (first, 2));
    assert_eq!(back.iter().find(|s| s.id == later).unwrap().tasks, 1);
    assert_eq!(open_tasks(&world).await, 3);
    take_back(&world, &undone).await.unwrap();
    assert_eq!(
        (states(&world).await.len(), open_tasks(&world).await),
        (4, 1)
    );
    let events = world
        .direct
        .number(format!(
            "SELECT COUNT(*) FROM event WHERE kind IN ('task.closed', 'task.reopened') AND record <> {}",
            world.direct.id(third)
        ))
        .await;
    assert_eq!(events, 6, "an event for each task, each time");
    world.assert_whole().await;
}

async fn a_state_with_tasks_does_not_begin_to_mean_done(world: World) {
    add_state(&world, "Later", "todo").await.unwrap();
    let first = states(&world).await[0].id;
    assert_eq!(
        refused(edit_state(&world, first, "First", "done", "").await),
        Refused::field_with("category", Code::HoldsTasks, "2")
    );
    edit_state(&world, first, "First", "doing", "")
        .await
        .unwrap();
    // Taking back the addition of a state that holds tasks by now.
    let added = add_state(&world, "Trial", "review").await.unwrap();
    let trial = states(&world)
        .await
        .iter()
        .find(|s| s.name == "Trial")
        .unwrap()
        .id;
    world
        .direct
        .run(format!(
            "UPDATE task SET status = {}",
            world.direct.id(trial)
        ))
        .await;
    assert!(matches!(
        refused(take_back(&world, &added).await),
        Refused::Conflict {
            code: Code::HoldsTasks,
            ..
        }
    ));
}

async fn add(world: &World, title: &str) -> Uuid {
    let key = world
        .may_on::<ManageProject>(Who::Lena, world.cast.ngt)
        .await;
    let new = NewDeliverable {
        id: RecordId(Uuid::now_v7()),
        title: title.into(),
        description: String::new(),
    };
    deliverable::create_deliverable(&world.db, &key, &act(), &new)
        .await
        .unwrap();
    new.id.0
}

async fn titles(world: &World) -> Vec<String> {
    let sight = world.sight(Who::Obi).await;
    let list = deliverable::deliverables(&world.db, &sight, RecordId(world.cast.ngt))
        .await
        .unwrap();
    list.into_iter().map(|d| d.title).collect()
}

async fn put_at(world: &World, id: Uuid, place: &str) -> Outcome {
    let key = world
        .may_on::<ManageProject>(Who::Lena, world.cast.ngt)
        .await;
    deliverable::move_deliverable(&world.db, &key, &act(), RecordId(id), place).await
}

async fn deliverables_keep_their_order(world: World) {
    let (a, _b, c) = (
        add(&world, "A").await,
        add(&world, "B").await,
        add(&world, "C").await,
    );
    assert_eq!(titles(&world).await, ["A", "B", "C"]);
    let moved = put_at(&world, c, "1").await.unwrap();
    assert_eq!(titles(&world).await, ["C", "A", "B"]);
    take_back(&world, &moved).await.unwrap();
    assert_eq!(titles(&world).await, ["A", "B", "C"]);
    // Between the same two, again and again: there is always room.
    for n in 0..60 {
        put_at(&world, if n % 2 == 0 { a } else { c }, "2")
            .await
            .unwrap();
    }
    assert_eq!(titles(&world).await.len(), 3);
    for place in ["0", "4", "x", ""] {
        assert_eq!(
            refused(put_at(&world, a, place).await),
            Refused::field("place", Code::NotAChoice)
        );
    }
    // Where it stands already is no event.
    let at = titles(&world).await.iter().position(|t| t == "A").unwrap() + 1;
    let head = world.head().await;
    let done = put_at(&world, a, &at.to_string()).await.unwrap();
    assert_eq!(done.seq, head);
    world.assert_whole().await;
}

async fn a_deliverable_is_put_away_with_undo(world: World) {
    let site = add(&world, "Site").await;
    let key = world
        .may_on::<ManageProject>(Who::Lena, world.cast.ngt)
        .await;
    let form = form::EditDeliverable {
        title: "The site".into(),
        title_was: "Site".into(),
        description: "With *maps*".into(),
        ..Default::default()
    };
    let edited = deliverable::edit_deliverable(&world.db, &key, &act(), RecordId(site), &form)
        .await
        .unwrap();
    assert_eq!(titles(&world).await, ["The site"]);
    take_back(&world, &edited).await.unwrap();
    assert_eq!(titles(&world).await, ["Site"]);
    let gone: Result<Done<Changed>, Error> =
        trash::put(&world.db, &key, &act(), RecordId(site)).await;
    assert!(titles(&world).await.is_empty());
    let listed = trash::list(&world.db, &world.sight(Who::Lena).await)
        .await
        .unwrap();
    assert!(listed.iter().any(|t| t.id == site && t.called == "Site"));
    take_back(&world, &gone.unwrap()).await.unwrap();
    assert_eq!(titles(&world).await, ["Site"]);
    // A member edits tasks, not what is delivered.
    assert_eq!(
        refused(world.try_on::<ManageProject>(Who::Mo, site).await),
        Refused::Absent
    );
}

async fn the_list_says_how_projects_stand(world: World) {
    say(&world, Health::AtRisk, "Late lamps").await;
    world.close(Who::Mo, world.cast.ngt_2).await.unwrap();
    let id = world.direct.id(world.cast.ngt_1);
    world
        .direct
        .run(format!(
            "UPDATE task SET deadline_day = '2026-12-01' WHERE id = {id}"
        ))
        .await;
    let sight = world.sight(Who::Obi).await;
    let list = project::projects(&world.db, &sight).await.unwrap();
    assert_eq!(list.len(), 1);
    let row = &list[0];
    assert_eq!(
        (
            row.client.as_deref(),
            row.health.as_deref(),
            row.open,
            row.closed
        ),
        (Some("Harbour"), Some("at_risk"), 1, 1)
    );
    assert_eq!(
        row.deadline.map(|d| d.to_string()),
        Some("2026-12-01".into())
    );
    let leads = member::leads(&world.db, &sight).await.unwrap();
    let leads: Vec<_> = leads.iter().map(|l| (l.project, l.name.as_str())).collect();
    assert_eq!(leads, [(world.cast.ngt, Who::Lena.name())]);
    let day = |text: &str| text.parse().unwrap();
    let project = RecordId(world.cast.ngt);
    let work = project::work(&world.db, &sight, project, day("2026-12-02"))
        .await
        .unwrap();
    assert_eq!((work.open, work.closed, work.late), (1, 1, 1));
    let due = project::next_due(&world.db, &sight, project, day("2026-12-01"))
        .await
        .unwrap();
    assert_eq!(due.map(|d| d.number), Some(1));
    let (named, unread) = project::around(&world.db, &world.sight(Who::Otto).await, 12)
        .await
        .unwrap();
    assert!(named.is_empty() && unread == 0);
}
