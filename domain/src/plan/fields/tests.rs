use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_default()
}

fn state(id: u128, category: Category) -> State {
    State {
        id: Uuid::from_u128(id),
        name: String::new(),
        category,
        limit: None,
    }
}

pub fn ground() -> Ground {
    Ground {
        today: day("2026-11-25"),
        minutes_per_day: 480,
        workflow: vec![
            state(1, Category::Todo),
            state(2, Category::Doing),
            state(4, Category::Done),
        ],
        deliverables: vec![Named {
            id: Uuid::from_u128(9),
            title: "Site".into(),
        }],
        calendars: vec![Named {
            id: Uuid::from_u128(8),
            title: "Nights".into(),
        }],
        iterations: Vec::new(),
        releases: Vec::new(),
        widest: Audience::Client,
        narrowest: Audience::Named,
        version: 3,
    }
}

pub fn task() -> Fields {
    Fields {
        title: "New".into(),
        description: "Text".into(),
        status: state(1, Category::Todo),
        kind: TaskKind::Task,
        deliverable: None,
        effort: Some(960),
        duration: None,
        optimistic: None,
        likely: None,
        pessimistic: None,
        mode: Mode::Manual,
        start: None,
        finish: None,
        constraint: Constraint::AsSoonAsPossible,
        constraint_date: None,
        deadline: None,
        percent: 0,
        actual_start: None,
        actual_finish: None,
        calendar: None,
        iteration: None,
        release: None,
        points: None,
        audience: Audience::Internal,
    }
}

/// A form of these fields: name, what it is to be, what it was.
fn of(fields: &[(&str, &str, &str)]) -> EditTask {
    let mut form = serde_json::Map::new();
    for (name, typed, was) in fields {
        form.insert((*name).into(), json!(typed));
        form.insert(format!("{name}_was"), json!(was));
    }
    serde_json::from_value(Value::Object(form)).unwrap_or_else(|e| panic!("{e}"))
}

fn done(now: &Fields, fields: &[(&str, &str, &str)]) -> (Fields, Content) {
    edit(now, &ground(), &of(fields)).unwrap_or_else(|e| panic!("{fields:?}: {e:?}"))
}

/// The codes, each beside its field.
fn refused(now: &Fields, fields: &[(&str, &str, &str)]) -> Vec<(String, Code)> {
    match edit(now, &ground(), &of(fields)) {
        Err(Refused::Invalid { fields }) => fields.into_iter().map(|f| (f.field, f.code)).collect(),
        other => panic!("{fields:?}: {other:?}"),
    }
}

fn one(field: &str, code: Code) -> Vec<(String, Code)> {
    vec![(field.into(), code)]
}

#[test]
fn disjoint_fields_merge() {
    // They saw the title "Old"; it is "New" now; they changed only description and effort.
    let (edited, content) = done(
        &task(),
        &[
            ("title", "Old", "Old"),
            ("description", "More", "Text"),
            ("effort", "3d", "2d"),
        ],
    );
    assert_eq!(
        (
            edited.title.as_str(),
            edited.description.as_str(),
            edited.effort
        ),
        ("New", "More", Some(1440))
    );
    assert_eq!(
        content.fields.keys().collect::<Vec<_>>(),
        ["description", "effort"]
    );
}

#[test]
fn the_same_field_is_refused_with_both_values() {
    for (field, yours, was, theirs) in [
        ("title", "Mine", "Old", "New"),
        ("effort", "3d", "1d", "2d"),
        ("percent", "50", "10", "0"),
        ("start", "2026-11-30", "2026-11-28", ""),
        ("constraint", "mso", "alap", "asap"),
    ] {
        assert_eq!(
            edit(&task(), &ground(), &of(&[(field, yours, was)])),
            Err(Refused::Stale {
                field: field.into(),
                yours: yours.into(),
                theirs: theirs.into(),
                version: 3
            })
        );
    }
}

#[test]
fn the_same_value_twice_is_no_change() {
    for fields in [
        [("title", "New", "Old")],
        [("effort", "16h", "1d")],
        [("start", "", "2026-11-30")],
        // Another spelling of what it was.
        [("effort", "2d", "16h")],
    ] {
        assert_eq!(done(&task(), &fields).1, Content::none(), "{fields:?}");
    }
}

#[test]
fn every_field_is_read_changed_shown_and_set_back() {
    let before = task();
    let (mut edited, content) = done(
        &before,
        &[
            ("title", "Other", "New"),
            ("description", "", "Text"),
            (
                "status",
                &Uuid::from_u128(4).to_string(),
                &Uuid::from_u128(1).to_string(),
            ),
            ("deliverable", &Uuid::from_u128(9).to_string(), ""),
            ("effort", "1d 2h", "2d"),
            ("duration", "3ed", ""),
            ("optimistic", "1d", ""),
            ("likely", "2d", ""),
            ("pessimistic", "1w", ""),
            ("mode", "auto", "manual"),
            ("start", "friday", ""),
            ("finish", "30 nov 14:30", ""),
            ("constraint", "snet", "asap"),
            ("constraint_date", "+1d", ""),
            ("deadline", "end of jan", ""),
            ("percent", "40 %", "0"),
            ("actual_start", "yesterday", ""),
            ("actual_finish", "today 9:00", ""),
            ("calendar", &Uuid::from_u128(8).to_string(), ""),
            ("audience", "client", "internal"),
        ],
    );
    assert_eq!(
        edited.start.map(|w| w.to_string()),
        Some("2026-11-27".into())
    );
    assert_eq!(
        edited.finish.map(|w| w.to_string()),
        Some("2026-11-30 14:30".into())
    );
    assert_eq!(edited.duration, Some(Span::elapsed(4320)));
    assert_eq!(content.fields["closed"].after, json!(true));
    // What an event keeps is enough to go back, and forward again.
    let after = edited.clone();
    for (name, change) in &content.fields {
        let Some(field) = Field::parse(name) else {
            continue;
        };
        assert_eq!(field.set(&mut edited, &change.before), Ok(()), "{name}");
    }
    assert_eq!(edited, before);
    for (name, change) in &content.fields {
        let Some(field) = Field::parse(name) else {
            continue;
        };
        assert_eq!(field.set(&mut edited, &change.after), Ok(()), "{name}");
    }
    assert_eq!(edited, after);
    // What a form shows reads back as the same.
    for field in Field::ALL {
        let value = field.get(&after);
        let shown = field.show(&value, 480);
        assert_eq!(field.read(&shown, &ground()), Ok(value), "{}", field.name());
    }
}

#[test]
fn what_cannot_be_read_is_refused_beside_its_field() {
    let refusals = refused(
        &task(),
        &[
            ("title", " ", "New"),
            ("effort", "soon", "2d"),
            ("start", "31 nov", ""),
            ("percent", "101", "0"),
            ("status", &Uuid::from_u128(7).to_string(), ""),
            ("constraint", "whenever", "asap"),
            ("deadline", "26 nov 25:00", ""),
        ],
    );
    assert_eq!(
        refusals,
        [
            ("title".into(), Code::Missing),
            ("status".into(), Code::NotAChoice),
            ("effort".into(), Code::NotADuration),
            ("start".into(), Code::NotADate),
            ("constraint".into(), Code::NotAChoice),
            ("deadline".into(), Code::NotATime),
            ("percent".into(), Code::NotAPercent),
        ]
    );
}

#[test]
fn what_cannot_be_is_refused_beside_what_was_changed() {
    let with = |fields: &[(&str, &str, &str)]| done(&task(), fields).0;
    assert_eq!(
        refused(&task(), &[("optimistic", "3d", ""), ("likely", "2d", "")]),
        one("likely", Code::EstimatesOutOfOrder)
    );
    let estimated = with(&[("optimistic", "1d", ""), ("pessimistic", "3d", "")]);
    assert_eq!(
        refused(&estimated, &[("optimistic", "4d", "1d")]),
        one("optimistic", Code::EstimatesOutOfOrder)
    );
    assert_eq!(
        refused(&estimated, &[("likely", "4d", "")]),
        one("likely", Code::EstimatesOutOfOrder)
    );
    let planned = with(&[("start", "26 nov", ""), ("finish", "27 nov", "")]);
    assert_eq!(
        refused(&planned, &[("start", "28 nov", "2026-11-26")]),
        one("start", Code::FinishBeforeStart)
    );
    assert_eq!(
        refused(&planned, &[("finish", "25 nov", "2026-11-27")]),
        one("finish", Code::FinishBeforeStart)
    );
    assert_eq!(
        refused(
            &task(),
            &[("kind", "milestone", "task"), ("duration", "1d", "")]
        ),
        one("duration", Code::MilestoneTakesNoTime)
    );
    assert_eq!(
        refused(&task(), &[("constraint", "mso", "asap")]),
        one("constraint", Code::ConstraintNeedsDate)
    );
    assert_eq!(
        refused(&task(), &[("constraint_date", "today", "")]),
        one("constraint_date", Code::ConstraintTakesNoDate)
    );
    assert_eq!(
        refused(&task(), &[("actual_start", "tomorrow", "")]),
        one("actual_start", Code::NotYet)
    );
    assert_eq!(
        refused(&task(), &[("actual_finish", "today", "")]),
        one("actual_finish", Code::FinishedIsDone)
    );
    let finished = with(&[("percent", "100", "0"), ("actual_finish", "today", "")]);
    assert_eq!(
        refused(&finished, &[("percent", "90", "100")]),
        one("percent", Code::FinishedIsDone)
    );
}

#[test]
fn what_came_odd_can_still_be_given_another_title() {
    let odd = Fields {
        start: Some(When::day(day("2026-11-30"))),
        finish: Some(When::day(day("2026-11-20"))),
        ..task()
    };
    assert_eq!(done(&odd, &[("title", "Other", "New")]).0.title, "Other");
}

#[test]
fn a_constraint_without_date_forgets_it() {
    let bound = done(
        &task(),
        &[
            ("constraint", "fnlt", "asap"),
            ("constraint_date", "30 nov", ""),
        ],
    )
    .0;
    let (free, content) = done(&bound, &[("constraint", "alap", "fnlt")]);
    assert_eq!(free.constraint_date, None);
    assert_eq!(
        content.fields.keys().collect::<Vec<_>>(),
        ["constraint", "constraint_date"]
    );
}

#[test]
fn what_is_opened_again_has_not_finished() {
    let (done_task, _) = done(
        &task(),
        &[
            (
                "status",
                &Uuid::from_u128(4).to_string(),
                &Uuid::from_u128(1).to_string(),
            ),
            ("actual_finish", "today", ""),
        ],
    );
    let (open, content) = with_status(&done_task, state(2, Category::Doing));
    assert_eq!(open.actual_finish, None);
    assert_eq!(
        content.fields.keys().collect::<Vec<_>>(),
        ["actual_finish", "closed", "status"]
    );
}

#[test]
fn an_absent_form_changes_nothing() {
    assert_eq!(
        edit(&task(), &ground(), &EditTask::default()),
        Ok((task(), Content::none()))
    );
}

#[test]
fn for_whom_a_task_is_stays_between_what_it_is_part_of_and_what_is_part_of_it() {
    let edit_in = |now: Audience, widest, narrowest, to: &str| {
        let ground = Ground {
            widest,
            narrowest,
            ..ground()
        };
        let now = Fields {
            audience: now,
            ..task()
        };
        edit(&now, &ground, &of(&[("audience", to, now.audience.code())]))
    };
    use Audience::{Client, Internal, Named};
    let to_client = edit_in(Internal, Client, Named, "client");
    assert_eq!(to_client.map(|(task, _)| task.audience), Ok(Client));
    let code = |edited: Result<(Fields, Content), Refused>| match edited {
        Err(Refused::Invalid { fields }) => fields.first().map(|f| f.code),
        _ => None,
    };
    let wider = edit_in(Internal, Internal, Named, "client");
    assert_eq!(code(wider), Some(Code::WiderThanParent));
    let narrower = edit_in(Client, Client, Client, "internal");
    assert_eq!(code(narrower), Some(Code::PartsAreWider));
    // No edit names people, nor forgets who was named.
    assert_eq!(
        code(edit_in(Internal, Client, Named, "named")),
        Some(Code::NotAChoice)
    );
    assert_eq!(
        code(edit_in(Named, Client, Named, "internal")),
        Some(Code::NotAChoice)
    );
}
