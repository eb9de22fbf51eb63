//! Fields of a project's own, and what its tasks say in them.

use domain::access::{EditTasks, ManageProject, ProjectRole};
use domain::form;
use domain::id::RecordId;
use domain::plan::bulk::Left;
use domain::plan::custom::{FieldKind, MOST, NewField, Wanted};
use domain::plan::duplicate::Along;
use domain::plan::list::{Ask, Filter, Group, Own, Scope, Sort};
use domain::refusal::{Code, Refused};
use store::plan::custom::{self, Custom};
use store::plan::{choices, duplicate, list, page, project, transfer};
use store::tx::{Changed, Done};
use store::{Error, audit, trash, undo};
use uuid::Uuid;

use crate::world::{Outcome, Who, World, act, refused};

both!(
    fields_have_names_places_and_options,
    there_is_room_for_so_many_fields,
    each_kind_takes_what_it_is,
    two_who_say_something_else_are_told,
    what_is_said_is_taken_back,
    a_field_goes_to_the_trash_with_what_was_said_in_it,
    a_field_is_for_the_tasks_of_its_project,
    what_is_said_goes_along_with_a_copy,
    what_is_said_goes_along_by_name_and_kind,
    what_is_said_is_for_whoever_its_task_is_for,
    a_list_asks_orders_groups_and_shows_by_fields,
);

fn new(name: &str, kind: FieldKind, options: &[&str]) -> NewField {
    NewField {
        id: RecordId(Uuid::now_v7()),
        kind,
        name: name.into(),
        unit: String::new(),
        options: options.iter().map(|&option| option.into()).collect(),
    }
}

async fn make(world: &World, project: Uuid, new: &NewField) -> Outcome {
    let key = world.may_on::<ManageProject>(Who::Olga, project).await;
    custom::create_field(&world.db, &key, &act(), new).await
}

/// Of a project, by name: its id and its options' ids.
async fn there(world: &World, project: Uuid) -> Vec<Custom> {
    let sight = world.sight(Who::Olga).await;
    let fields = custom::fields(&world.db, &sight, RecordId(project)).await;
    fields.unwrap()
}

async fn names(world: &World) -> Vec<String> {
    let fields = there(world, world.cast.ngt).await;
    fields.into_iter().map(|field| field.name).collect()
}

/// What a task says in the fields of a project, in their order, as somebody reads it on its page.
async fn on(world: &World, who: Who, project: Uuid, task: Uuid) -> Vec<(String, String)> {
    let sight = world.sight(who).await;
    let key = format!(
        "SELECT p.key || '-' || CAST(t.number AS TEXT) FROM task t JOIN project p ON p.workspace = t.workspace AND p.id = t.project WHERE t.id = {}",
        world.direct.id(task)
    );
    let key = world.direct.texts(&key).await.remove(0);
    let (letters, number) = key.split_once('-').unwrap();
    let page = page::task_page(&world.db, &sight, letters, number.parse().unwrap()).await;
    let Ok(page) = page else { return Vec::new() };
    let choices = choices::of_project(&world.db, &sight, RecordId(project)).await;
    let said = |field: Custom| {
        let said = page.own.iter().find(|said| said.field == field.id)?;
        Some((field.name, said.said.clone()))
    };
    let fields = choices.unwrap().fields.into_iter();
    fields.filter_map(said).collect()
}

async fn say(world: &World, task: Uuid, field: RecordId, value: &str, was: &str) -> Outcome {
    let key = world.may_on::<EditTasks>(Who::Mo, task).await;
    let form = form::SetValue {
        value: value.into(),
        value_was: was.into(),
        ..Default::default()
    };
    custom::set_value(&world.db, &key, &act(), RecordId(task), field, &form).await
}

async fn edit(world: &World, field: RecordId, form: form::EditField) -> Outcome {
    let key = world.may_on::<ManageProject>(Who::Olga, field.0).await;
    custom::edit_field(&world.db, &key, &act(), field, &form).await
}

async fn option(world: &World, field: RecordId, form: form::EditOption) -> Outcome {
    let key = world.may_on::<ManageProject>(Who::Olga, field.0).await;
    let option = Uuid::parse_str(&form.option).unwrap();
    custom::edit_option(&world.db, &key, &act(), field, option, &form).await
}

async fn take_back(world: &World, done: &Done<Changed>) -> Outcome {
    let key = world
        .may_on::<ManageProject>(Who::Olga, world.cast.ngt)
        .await;
    undo::undo(&world.db, &key, &act(), done.seq).await
}

async fn fields_have_names_places_and_options(world: World) {
    let ngt = world.cast.ngt;
    let choice = new("Risk", FieldKind::Choice, &["High", "Low"]);
    for field in [&new("Room", FieldKind::Text, &[]), &choice] {
        make(&world, ngt, field).await.unwrap();
    }
    let taken = |name: &str| Refused::field_with("name", Code::Taken, name);
    let again = make(&world, ngt, &new("ROOM", FieldKind::Date, &[])).await;
    assert_eq!(refused(again), taken("ROOM"));
    // Another project has its own.
    let other = new("Room", FieldKind::Text, &[]);
    make(&world, world.cast.oth, &other).await.unwrap();

    let form = form::EditField {
        name: "Danger".into(),
        name_was: "Risk".into(),
        place: "1".into(),
        ..Default::default()
    };
    let done = edit(&world, choice.id, form.clone()).await.unwrap();
    assert_eq!(names(&world).await, ["Danger", "Room"]);
    let stale = form::EditField {
        name: "Peril".into(),
        ..form
    };
    let stale = refused(edit(&world, choice.id, stale).await);
    assert!(matches!(stale, Refused::Stale { theirs, .. } if theirs == "Danger"));
    let undone = take_back(&world, &done).await.unwrap();
    assert_eq!(names(&world).await, ["Room", "Risk"]);
    take_back(&world, &undone).await.unwrap();
    assert_eq!(names(&world).await, ["Danger", "Room"]);

    let options = async || {
        let fields = there(&world, ngt).await;
        let options = fields[0].options.iter();
        options
            .map(|o| format!("{}{}", o.name, if o.retired { " –" } else { "" }))
            .collect::<Vec<_>>()
    };
    let key = world.may_on::<ManageProject>(Who::Olga, ngt).await;
    let add = async |name: &str| {
        let form = form::AddOption {
            id: Uuid::now_v7().to_string(),
            name: name.into(),
            ..Default::default()
        };
        custom::add_option(&world.db, &key, &act(), choice.id, &form).await
    };
    let added = add("Middling").await.unwrap();
    assert_eq!(refused(add("low").await), taken("low"));
    let middling = there(&world, ngt).await[0].options[2].id;
    let form = form::EditOption {
        option: middling.to_string(),
        name: "Middle".into(),
        name_was: "Middling".into(),
        place: "2".into(),
        state: "retired".into(),
        ..Default::default()
    };
    let edited = option(&world, choice.id, form).await.unwrap();
    assert_eq!(options().await, ["High", "Middle –", "Low"]);
    let early = take_back(&world, &added).await;
    assert_eq!(refused(early), Refused::conflict(Code::ChangedSince));
    take_back(&world, &edited).await.unwrap();
    assert_eq!(options().await, ["High", "Low", "Middling"]);
    let form = form::AddOption {
        name: "One".into(),
        id: Uuid::now_v7().to_string(),
        ..Default::default()
    };
    let room = there(&world, ngt).await[1].id;
    let no = custom::add_option(&world.db, &key, &act(), RecordId(room), &form).await;
    assert_eq!(
        refused(no),
        Refused::field("name", Code::ChoicesHaveOptions)
    );
    let sight = world.sight(Who::Olga).await;
    let told = audit::activity(&world.db, &sight, RecordId(ngt)).await;
    let told = told.unwrap();
    assert!(told.iter().any(|e| e.of.as_deref() == Some("Danger")));
    world.assert_whole().await;
}

async fn there_is_room_for_so_many_fields(world: World) {
    let ngt = world.cast.ngt;
    for n in 0..MOST {
        let field = new(&format!("Field {n}"), FieldKind::Text, &[]);
        make(&world, ngt, &field).await.unwrap();
    }
    let full = Refused::field_with("name", Code::Full, MOST.to_string());
    let more = new("More", FieldKind::Text, &[]);
    assert_eq!(refused(make(&world, ngt, &more).await), full);
    let first = RecordId(there(&world, ngt).await[0].id);
    let key = world.may_on::<ManageProject>(Who::Olga, ngt).await;
    trash::put(&world.db, &key, &act(), first).await.unwrap();
    make(&world, ngt, &more).await.unwrap();
    let no = refused(trash::restore(&world.db, &key, &act(), first).await);
    assert!(matches!(
        no,
        Refused::Conflict {
            code: Code::Full,
            ..
        }
    ));
}

async fn each_kind_takes_what_it_is(world: World) {
    let (ngt, task) = (world.cast.ngt, world.cast.ngt_1);
    let lena = world.member(Who::Lena).0.to_string();
    let mut fields = Vec::new();
    for kind in FieldKind::ALL {
        let options: &[&str] = match kind {
            FieldKind::Choice => &["High", "Low"],
            _ => &[],
        };
        let field = new(kind.code(), *kind, options);
        make(&world, ngt, &field).await.unwrap();
        fields.push(field.id);
    }
    let high = there(&world, ngt).await[3].options[0].id.to_string();
    let typed = [
        "a  b",
        "1 250,5",
        "2026-12-01",
        &high,
        "no",
        "https://a.example/b",
        &lena,
    ];
    for (field, value) in fields.iter().zip(typed) {
        say(&world, task, *field, value, "").await.unwrap();
    }
    let said = on(&world, Who::Mo, ngt, task).await;
    let said: Vec<_> = said.iter().map(|(_, said)| said.as_str()).collect();
    let read = [
        "a b",
        "1250.5",
        "2026-12-01",
        "High",
        "no",
        "https://a.example/b",
        Who::Lena.name(),
    ];
    assert_eq!(said, read);
    let other = world.member(Who::Otto).0.to_string();
    for (n, value, code) in [
        (0, "a\u{202e}b", Code::Unreadable),
        (1, "12e3", Code::NotANumber),
        (2, "32 dec", Code::NotADate),
        (3, "High", Code::NotAChoice),
        (4, "perhaps", Code::NotAChoice),
        (5, "javascript:alert(1)", Code::NotALink),
        (6, other.as_str(), Code::NotInProject),
    ] {
        let no = refused(say(&world, world.cast.ngt_2, fields[n], value, "").await);
        assert_eq!(no, Refused::field("value", code), "{value}");
    }
    assert_eq!(on(&world, Who::Mo, ngt, world.cast.ngt_2).await, []);
    // Nothing typed is nothing said.
    say(&world, task, fields[0], " ", "a b").await.unwrap();
    assert_eq!(on(&world, Who::Mo, ngt, task).await.len(), 6);
    // An option that is retired stays where it is said and is said nowhere else.
    let form = form::EditOption {
        option: high.clone(),
        name: "High".into(),
        name_was: "High".into(),
        state: "retired".into(),
        ..Default::default()
    };
    option(&world, fields[3], form).await.unwrap();
    assert!(
        say(&world, task, fields[3], &high, &high)
            .await
            .unwrap()
            .unchanged
    );
    let no = refused(say(&world, world.cast.ngt_2, fields[3], &high, "").await);
    assert_eq!(no, Refused::field("value", Code::NotAChoice));
    world.assert_whole().await;
}

async fn two_who_say_something_else_are_told(world: World) {
    let task = world.cast.ngt_1;
    let room = new("Room", FieldKind::Text, &[]);
    make(&world, world.cast.ngt, &room).await.unwrap();
    say(&world, task, room.id, "Hall", "").await.unwrap();
    let stale = refused(say(&world, task, room.id, "Cellar", "").await);
    let both = matches!(&stale, Refused::Stale { yours, theirs, .. } if yours == "Cellar" && theirs == "Hall");
    assert!(both, "{stale:?}");
    // Whoever wants what is so already is right.
    assert!(
        say(&world, task, room.id, "Hall", "")
            .await
            .unwrap()
            .unchanged
    );
}

async fn what_is_said_is_taken_back(world: World) {
    let (ngt, task) = (world.cast.ngt, world.cast.ngt_1);
    let cost = new("Cost", FieldKind::Number, &[]);
    make(&world, ngt, &cost).await.unwrap();
    let first = say(&world, task, cost.id, "10", "").await.unwrap();
    let second = say(&world, task, cost.id, "12", "10").await.unwrap();
    let early = world.undo_on_task(Who::Mo, task, first.seq).await;
    assert_eq!(refused(early), Refused::conflict(Code::ChangedSince));
    let undone = world.back(task, second.seq).await;
    let is = async || on(&world, Who::Mo, ngt, task).await[0].1.clone();
    assert_eq!(is().await, "10");
    world.back(task, undone).await;
    assert_eq!(is().await, "12");
    // In a field that is gone nothing is said again.
    let last = say(&world, task, cost.id, "", "12").await.unwrap();
    let key = world.may_on::<ManageProject>(Who::Olga, ngt).await;
    trash::put(&world.db, &key, &act(), cost.id).await.unwrap();
    let gone = world.undo_on_task(Who::Mo, task, last.seq).await;
    assert_eq!(refused(gone), Refused::conflict(Code::ChangedSince));
    world.assert_whole().await;
}

async fn a_field_goes_to_the_trash_with_what_was_said_in_it(world: World) {
    let (ngt, task) = (world.cast.ngt, world.cast.ngt_1);
    let room = new("Room", FieldKind::Text, &[]);
    make(&world, ngt, &room).await.unwrap();
    say(&world, task, room.id, "Hall", "").await.unwrap();
    let key = world.may_on::<ManageProject>(Who::Olga, ngt).await;
    trash::put(&world.db, &key, &act(), room.id).await.unwrap();
    assert_eq!(on(&world, Who::Mo, ngt, task).await, []);
    let no = say(&world, task, room.id, "Cellar", "Hall").await;
    assert_eq!(refused(no), Refused::Absent);
    let sight = world.sight(Who::Olga).await;
    let lies = trash::list(&world.db, &sight).await.unwrap();
    assert!(
        lies.iter()
            .any(|t| (t.kind.as_str(), t.called.as_str()) == ("field", "Room"))
    );
    // Its name is free meanwhile; when it is taken, it does not come back.
    let again = new("room", FieldKind::Number, &[]);
    make(&world, ngt, &again).await.unwrap();
    let taken = trash::restore(&world.db, &key, &act(), room.id).await;
    assert_eq!(refused(taken), Refused::conflict(Code::Taken));
    trash::put(&world.db, &key, &act(), again.id).await.unwrap();
    trash::restore(&world.db, &key, &act(), room.id)
        .await
        .unwrap();
    assert_eq!(on(&world, Who::Mo, ngt, task).await.len(), 1);
    world.assert_whole().await;
}

async fn a_field_is_for_the_tasks_of_its_project(world: World) {
    let (ngt, oth) = (world.cast.ngt, world.cast.oth);
    let room = new("Room", FieldKind::Text, &[]);
    make(&world, oth, &room).await.unwrap();
    let no = say(&world, world.cast.ngt_1, room.id, "Hall", "").await;
    assert_eq!(refused(no), Refused::Absent);
    let nothing = say(
        &world,
        world.cast.ngt_1,
        RecordId(Uuid::now_v7()),
        "Hall",
        "",
    )
    .await;
    assert_eq!(refused(nothing), Refused::Absent);
    // Nor is it changed by the key of another project.
    let key = world.may_on::<ManageProject>(Who::Olga, ngt).await;
    let form = form::EditField {
        name: "Hall".into(),
        name_was: "Room".into(),
        ..Default::default()
    };
    let no = custom::edit_field(&world.db, &key, &act(), room.id, &form).await;
    assert_eq!(refused(no), Refused::Absent);
    assert_eq!(
        refused(trash::put(&world.db, &key, &act(), room.id).await),
        Refused::Absent
    );
    let keyless = world.try_on::<ManageProject>(Who::Mo, ngt).await;
    assert!(matches!(keyless, Err(Error::Refused(Refused::Absent))));
}

async fn what_is_said_goes_along_with_a_copy(world: World) {
    let (ngt, task) = (world.cast.ngt, world.cast.ngt_1);
    let (room, gone) = (
        new("Room", FieldKind::Text, &[]),
        new("Gone", FieldKind::Text, &[]),
    );
    for field in [&room, &gone] {
        make(&world, ngt, field).await.unwrap();
        say(&world, task, field.id, "Hall", "").await.unwrap();
    }
    let key = world.may_on::<ManageProject>(Who::Olga, ngt).await;
    trash::put(&world.db, &key, &act(), gone.id).await.unwrap();
    let key = world.may_on::<EditTasks>(Who::Mo, task).await;
    let copy = async |along: Along| {
        let (act, id) = (act(), RecordId(task));
        let copied = duplicate::duplicate_task(&world.db, &key, &act, id, along).await;
        let called = copied.unwrap().what.called;
        let copy = world.page(&called).await.id;
        on(&world, Who::Mo, ngt, copy).await
    };
    let along = Along {
        values: true,
        ..Along::default()
    };
    assert_eq!(copy(along).await, [("Room".to_owned(), "Hall".to_owned())]);
    assert_eq!(copy(Along::default()).await, []);
    world.assert_whole().await;
}

async fn what_is_said_goes_along_by_name_and_kind(world: World) {
    let (ngt, oth, task) = (world.cast.ngt, world.cast.oth, world.cast.ngt_1);
    let key = world.may_on::<ManageProject>(Who::Olga, oth).await;
    let (mo, role) = (world.member(Who::Mo), ProjectRole::Member);
    project::add_to_project(&world.db, &key, &act(), mo, role)
        .await
        .unwrap();
    let here = [
        new("Room", FieldKind::Text, &[]),
        new("Risk", FieldKind::Choice, &["High", "Low"]),
        new("Cost", FieldKind::Number, &[]),
        new("Only here", FieldKind::Text, &[]),
        new("Owner", FieldKind::Person, &[]),
    ];
    let there = [
        new("ROOM", FieldKind::Text, &[]),
        new("Risk", FieldKind::Choice, &["Low", "HIGH"]),
        new("Cost", FieldKind::Text, &[]),
        new("Owner", FieldKind::Person, &[]),
    ];
    for field in &here {
        make(&world, ngt, field).await.unwrap();
    }
    for field in &there {
        make(&world, oth, field).await.unwrap();
    }
    let high = self::there(&world, ngt).await[1].options[0].id.to_string();
    let lena = world.member(Who::Lena).0.to_string();
    for (field, value) in here.iter().zip(["Hall", &high, "12", "Mine", &lena]) {
        say(&world, task, field.id, value, "").await.unwrap();
    }
    let before = on(&world, Who::Mo, ngt, task).await;
    let keys = [
        world.may_on::<EditTasks>(Who::Mo, ngt).await,
        world.may_on::<EditTasks>(Who::Mo, oth).await,
    ];
    let done = transfer::transfer_task(&world.db, &keys, &act(), RecordId(task), RecordId(oth))
        .await
        .unwrap();
    let left = |arg: &str| Left {
        called: "NGT-1".into(),
        code: Code::NoSuchField,
        arg: arg.into(),
    };
    let stayed = [left("Cost"), left("Only here"), left("Owner")];
    assert_eq!(done.what.left, stayed);
    let pair = |name: &str, said: &str| (name.to_owned(), said.to_owned());
    assert_eq!(
        on(&world, Who::Mo, oth, task).await,
        [pair("ROOM", "Hall"), pair("Risk", "HIGH")]
    );
    assert_eq!(on(&world, Who::Mo, ngt, task).await, []);
    let back = undo::many::take_back_all(&world.db, &keys, &act(), done.seq).await;
    assert_eq!(back.unwrap().what.left, []);
    assert_eq!(on(&world, Who::Mo, ngt, task).await, before);
    assert_eq!(on(&world, Who::Mo, oth, task).await, []);
    world.assert_whole().await;
}

async fn what_is_said_is_for_whoever_its_task_is_for(world: World) {
    let (ngt, task) = (world.cast.ngt, world.cast.ngt_1);
    let room = new("Room", FieldKind::Text, &[]);
    make(&world, ngt, &room).await.unwrap();
    say(&world, task, room.id, "Hall", "").await.unwrap();
    // Of a project that one is not in, of another workspace, and of a task for others by name.
    assert_eq!(on(&world, Who::Otto, ngt, task).await, []);
    assert_eq!(on(&world, Who::Faye, ngt, task).await, []);
    assert_eq!(on(&world, Who::Obi, ngt, task).await.len(), 1);
    world
        .direct
        .run("UPDATE record SET audience = 'named' WHERE kind = 'task'")
        .await;
    assert_eq!(on(&world, Who::Obi, ngt, task).await, []);
    let sight = world.sight(Who::Obi).await;
    let fields = custom::fields(&world.db, &sight, RecordId(ngt)).await;
    assert_eq!(fields.unwrap()[0].said, 0);
}

async fn a_list_asks_orders_groups_and_shows_by_fields(world: World) {
    let ngt = world.cast.ngt;
    let tasks = [
        world.top("One").await,
        world.top("Two").await,
        world.top("Three").await,
    ];
    let fields = [
        new("Risk", FieldKind::Choice, &["Low", "High"]),
        new("Cost", FieldKind::Number, &[]),
        new("Room", FieldKind::Text, &[]),
        new("Owner", FieldKind::Person, &[]),
    ];
    for field in &fields {
        make(&world, ngt, field).await.unwrap();
    }
    let [risk, cost, room, owner] = fields.map(|field| field.id);
    let options = there(&world, ngt).await[0].options.clone();
    let (low, high) = (options[0].id.to_string(), options[1].id.to_string());
    let lena = world.member(Who::Lena).0.to_string();
    for (task, field, value) in [
        (0, risk, high.as_str()),
        (1, risk, low.as_str()),
        (0, cost, "9"),
        (1, cost, "10.5"),
        (2, cost, "-1"),
        (0, room, "Kitchen"),
        (1, room, "hall 100%"),
        (2, owner, lena.as_str()),
    ] {
        say(&world, tasks[task], field, value, "").await.unwrap();
    }
    let listed = async |ask: Ask| {
        let sight = world.sight(Who::Mo).await;
        list::list(&world.db, &sight, &ask).await.unwrap()
    };
    let ask = || Ask::of(Scope::Project(ngt));
    let titles = async |ask: Ask| {
        let rows = listed(ask).await.rows;
        let ours = ["One", "Two", "Three"];
        let titles = rows.into_iter().map(|row| row.title);
        titles
            .filter(|t| ours.contains(&t.as_str()))
            .collect::<Vec<_>>()
    };
    let asked = |own: &[(RecordId, Wanted)]| Ask {
        filter: Filter {
            own: own
                .iter()
                .map(|(field, wanted)| Own {
                    field: field.0,
                    wanted: wanted.clone(),
                })
                .collect(),
            ..Filter::default()
        },
        ..ask()
    };
    let of_high = Wanted::Is(options[1].id);
    assert_eq!(titles(asked(&[(risk, of_high.clone())])).await, ["One"]);
    assert_eq!(titles(asked(&[(risk, Wanted::Nothing)])).await, ["Three"]);
    let from = Wanted::Between(Some(9_000_000), None);
    assert_eq!(titles(asked(&[(cost, from.clone())])).await, ["One", "Two"]);
    let part = |text: &str| Wanted::Part(text.into());
    assert_eq!(titles(asked(&[(room, part("HALL"))])).await, ["Two"]);
    assert_eq!(titles(asked(&[(room, part("0%"))])).await, ["Two"]);
    assert!(titles(asked(&[(room, part("1_0"))])).await.is_empty());
    let of_lena = Wanted::Is(world.member(Who::Lena).0);
    assert_eq!(titles(asked(&[(owner, of_lena.clone())])).await, ["Three"]);
    // All that is asked must hold.
    let three = [(risk, of_high), (cost, from), (room, part("kit"))];
    assert_eq!(titles(asked(&three)).await, ["One"]);
    let none = [(owner, of_lena), (room, part("kit"))];
    assert!(titles(asked(&none)).await.is_empty());

    let sorted = |field: RecordId, descending| Ask {
        sort: Sort::Own,
        sort_field: Some(field.0),
        descending,
        ..ask()
    };
    // In the order of the options, of numbers, of words; what is not said stands last, either way.
    for (field, up, down) in [
        (risk, ["Two", "One", "Three"], ["One", "Two", "Three"]),
        (cost, ["Three", "One", "Two"], ["Two", "One", "Three"]),
        (room, ["Two", "One", "Three"], ["One", "Two", "Three"]),
    ] {
        assert_eq!(titles(sorted(field, false)).await, up);
        assert_eq!(titles(sorted(field, true)).await, down);
    }
    let first = titles(sorted(owner, false)).await;
    assert_eq!(first[0], "Three");

    let grouped = listed(Ask {
        group: Group::Own,
        group_field: Some(risk.0),
        columns: vec![risk.0, cost.0],
        sort: Sort::Own,
        sort_field: Some(cost.0),
        ..ask()
    })
    .await;
    let groups: Vec<_> = grouped
        .groups
        .iter()
        .map(|group| (group.key.as_str(), group.name.as_str(), group.count))
        .collect();
    let rest = grouped.total - 2;
    let expected = [
        (low.as_str(), "Low", 1),
        (high.as_str(), "High", 1),
        ("", "", rest),
    ];
    assert_eq!(groups, expected);
    assert_eq!(
        (
            grouped.rows[0].group.as_str(),
            grouped.rows[0].title.as_str()
        ),
        (low.as_str(), "Two")
    );
    let mut own = grouped.rows[0].own.clone();
    own.sort_by_key(|(_, said)| said.clone());
    assert_eq!(
        own,
        [(cost.0, "10.5".to_owned()), (risk.0, "Low".to_owned())]
    );
    // By a text and by a person, each by what it says.
    for (field, name) in [(room, "hall 100%"), (owner, Who::Lena.name())] {
        let grouped = listed(Ask {
            group: Group::Own,
            group_field: Some(field.0),
            ..ask()
        })
        .await;
        assert_eq!(grouped.groups[0].name, name);
        assert_eq!(grouped.rows[0].group, grouped.groups[0].key);
    }
}
