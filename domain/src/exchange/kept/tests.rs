use super::*;

#[test]
fn values_are_written_as_the_file_writes_them() {
    assert_eq!(
        (minutes(2430).as_str(), minutes(-60).as_str()),
        ("PT40H30M0S", "-PT1H0M0S")
    );
    assert_eq!(
        (
            units(1000).as_str(),
            units(500).as_str(),
            units(12_345).as_str()
        ),
        ("1", "0.5", "12.345")
    );
}

#[test]
fn what_says_the_same_is_not_said_again() {
    let names = Names::of(&[]);
    let mut one = Task {
        uid: 4,
        id: Some(4),
        wbs: "1.2".into(),
        outline_number: "1.2".into(),
        ..Task::default()
    };
    assert_eq!(task(&one, "1.2", 4, &names), []);
    one.priority = Some(800);
    one.wbs = "A-7".into();
    one.actual_work = Some(60);
    one.work = Some(480);
    one.remaining_work = Some(420);
    let kept: Vec<_> = task(&one, "1.2", 4, &names)
        .into_iter()
        .map(|k| (k.name, k.value))
        .collect();
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(
        kept,
        [
            pair("WBS", "A-7"),
            pair("Priority", "800"),
            pair("ActualWork", "PT1H0M0S")
        ]
    );
}

#[test]
fn fields_of_one_name_are_told_apart() {
    let def = |id: &str, name: &str, alias: &str| FieldDef {
        id: id.into(),
        name: name.into(),
        alias: alias.into(),
        formula: String::new(),
        code: None,
    };
    let names = Names::of(&[
        def("1", "Text1", "Cost centre"),
        def("2", "Text2", "Cost centre"),
        def("3", "Text3", ""),
    ]);
    assert_eq!(
        (names.name("1"), names.name("3"), names.name("9")),
        ("Cost centre (1)", "Text3", "9")
    );
}

#[test]
fn units_of_baselines_and_what_the_project_s_own_row_says_are_kept() {
    let duration = |unit, elapsed| Duration {
        minutes: 1440,
        unit,
        elapsed,
        estimated: false,
    };
    let baseline = |number, unit, elapsed| Baseline {
        number,
        start: None,
        finish: None,
        duration: Some(duration(unit, elapsed)),
        work: None,
    };
    let lines = |rows: Vec<Kept>| {
        let lines = rows
            .into_iter()
            .map(|row| format!("{} {}", row.name, row.value));
        lines.collect::<Vec<_>>()
    };
    let names = Names::of(&[]);
    let one = Task {
        duration: Some(duration(Unit::Hours, false)),
        baselines: vec![
            baseline(0, Unit::Hours, false),
            baseline(1, Unit::Days, true),
            baseline(2, Unit::Days, false),
        ],
        ..Task::default()
    };
    assert_eq!(
        lines(task(&one, "", 0, &names)),
        [
            "DurationFormat h",
            "Baseline 1 DurationFormat ed",
            "Baseline 2 DurationFormat d"
        ]
    );
    let row = Task {
        constraint: Some(Constraint::Mfo),
        calendar: Some(4),
        manual: true,
        ..Task::default()
    };
    let plan = Plan {
        project: Project {
            row: Some(Box::new(row)),
            ..Project::default()
        },
        ..Plan::default()
    };
    assert_eq!(
        lines(project(&plan, &names)),
        ["ConstraintType mfo", "Manual 1", "CalendarUID 4"]
    );
}
