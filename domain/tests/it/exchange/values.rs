use std::collections::BTreeSet;

use chrono::Datelike;
use domain::exchange::{
    kept,
    plan::{Constraint, FieldValue, Hours, Unit},
    report::{Code, Effect},
};

use super::*;

#[test]
fn fields_of_a_task() {
    let (plan, report) = tasks(&task(
        1,
        1,
        "<Notes>a &lt;b&gt; &#233;</Notes><Start>2026-03-16T08:00:00</Start><Finish>2026-03-17T17:00:00+02:00</Finish>\
         <Duration>PT24H0M30S</Duration><DurationFormat>40</DurationFormat><ConstraintType>4</ConstraintType>\
         <ConstraintDate>NA</ConstraintDate><Deadline>tomorrow</Deadline><PercentComplete>140</PercentComplete>\
         <TotalSlack>-4800</TotalSlack><Baseline><Number>3</Number><Work>PT8H0M0S</Work><Cost>5</Cost></Baseline>\
         <ExtendedAttribute><FieldID>188743731</FieldID><Value>x</Value></ExtendedAttribute><Odd a=\"1\"><Deeper/></Odd>",
    ));
    let task = &plan.tasks[0];
    assert_eq!(task.notes, "a <b> é");
    assert_eq!(task.start.unwrap().to_string(), "2026-03-16 08:00:00");
    assert_eq!(task.finish.unwrap().to_string(), "2026-03-17 17:00:00");
    let duration = task.duration.unwrap();
    assert_eq!(
        (
            duration.minutes,
            duration.unit,
            duration.elapsed,
            duration.estimated
        ),
        (1441, Unit::Days, true, true)
    );
    assert_eq!(task.constraint, Some(Constraint::Snet));
    assert_eq!(
        (task.constraint_date, task.deadline, task.percent_complete),
        (None, None, None)
    );
    assert_eq!(task.computed.total_slack, Some(-480));
    assert_eq!(
        (task.baselines[0].number, task.baselines[0].work),
        (3, Some(480))
    );
    assert_eq!(task.fields[0].value, "x");
    for code in [
        Code::ZoneDropped,
        Code::DurationRounded,
        Code::Unreadable,
        Code::OutOfRange,
    ] {
        assert_eq!(count(&report, code), 1, "{code:?}");
    }
    let left: Vec<_> = report
        .left_out
        .iter()
        .map(|c| (c.path.as_str(), c.filled))
        .collect();
    assert_eq!(
        left,
        [
            ("Project/Tasks/Task/Baseline/Cost", 1),
            ("Project/Tasks/Task/Deadline", 1),
            ("Project/Tasks/Task/Odd", 0),
            ("Project/Tasks/Task/Odd/@a", 1),
            ("Project/Tasks/Task/Odd/Deeper", 0),
            ("Project/Tasks/Task/PercentComplete", 1),
        ]
    );
}

#[test]
fn inactive_tasks_are_found() {
    let file = project(&format!(
        "<Tasks>{}{}{}</Tasks>",
        task(1, 1, "<Active>1</Active>"),
        task(
            2,
            1,
            "<Active>0</Active><PercentComplete>30</PercentComplete>"
        ),
        task(3, 1, "")
    ));
    let (_, report) = domain::exchange::read(file.as_bytes()).unwrap();
    let found: Vec<_> = report
        .findings
        .iter()
        .filter(|finding| finding.effect == Effect::Changed)
        .map(|finding| (finding.code, finding.count, finding.rows[0].name.as_str()))
        .collect();
    assert_eq!(found, [(Code::Inactive, 1, "T2")]);
}

#[test]
fn nights_exceptions_and_recurring_ones() {
    let times = |from: &str, to: &str| {
        format!(
            "<DayWorking>1</DayWorking><WorkingTimes><WorkingTime><FromTime>{from}</FromTime><ToTime>{to}</ToTime></WorkingTime></WorkingTimes>"
        )
    };
    let period = |from: &str, to: &str| {
        format!(
            "<TimePeriod><FromDate>{from}T00:00:00</FromDate><ToDate>{to}T23:59:00</ToDate></TimePeriod>"
        )
    };
    let file = project(&format!(
        "<StartDate>2026-01-05T08:00:00</StartDate><FinishDate>2026-06-30T17:00:00</FinishDate><Calendars><Calendar><UID>1</UID>\
         <Name>Nights</Name><IsBaseCalendar>1</IsBaseCalendar><WeekDays>\
         <WeekDay><DayType>1</DayType><DayWorking>0</DayWorking></WeekDay>\
         <WeekDay><DayType>2</DayType>{}</WeekDay><WeekDay><DayType>3</DayType>{}</WeekDay></WeekDays><Exceptions>\
         <Exception>{}<Name>Winter</Name><Type>1</Type><DayWorking>0</DayWorking></Exception>\
         <Exception>{}<Name>Labour Day</Name><Type>2</Type><Month>4</Month><MonthDay>1</MonthDay><DayWorking>0</DayWorking></Exception>\
         <Exception>{}<Name>Thanks</Name><Type>3</Type><Month>10</Month><MonthPosition>3</MonthPosition><MonthItem>7</MonthItem></Exception>\
         </Exceptions></Calendar></Calendars>",
        times("22:00:00", "06:00:00"),
        times("18:00:00", "00:00:00"),
        period("2026-12-24", "2027-01-02"),
        period("2000-01-01", "2100-12-31"),
        period("2025-01-01", "2027-12-31"),
    ));
    let (plan, report) = read(file.as_bytes()).unwrap();
    let calendar = &plan.calendars[0];
    let week: Vec<_> = calendar
        .week
        .iter()
        .map(|d| (d.day, d.hours.clone()))
        .collect();
    assert_eq!(
        week,
        [
            (7, vec![]),
            (
                1,
                vec![Hours {
                    from: 1320,
                    to: 1800
                }]
            ),
            (
                2,
                vec![Hours {
                    from: 1080,
                    to: 1440
                }]
            )
        ]
    );
    let days: Vec<_> = calendar
        .exceptions
        .iter()
        .map(|e| (e.name.as_str(), e.from.to_string()))
        .collect();
    assert_eq!(
        days,
        [
            ("Winter", "2026-12-24".to_owned()),
            ("Labour Day", "2025-05-01".to_owned()),
            ("Labour Day", "2026-05-01".to_owned()),
            ("Labour Day", "2027-05-01".to_owned()),
            ("Thanks", "2025-11-27".to_owned()),
            ("Thanks", "2026-11-26".to_owned()),
        ]
    );
    assert_eq!(count(&report, Code::ExceptionExpanded), 2);
    // Labour Day of 2000 to 2100 but for three years of it, and one of the other.
    assert_eq!(
        args(&report, Code::ExceptionOutsidePlan),
        [["Labour Day", "98"], ["Thanks", "1"]]
    );
}

/// Arguments of each row of a finding.
fn args(report: &Report, code: Code) -> Vec<Vec<String>> {
    let finding = report.findings.iter().find(|finding| finding.code == code);
    let rows = finding.map(|finding| finding.rows.iter().map(|row| row.args.clone()).collect());
    rows.unwrap_or_default()
}

#[test]
fn days_weekdays_and_weekend_days_repeat_too() {
    let exception = |name: &str, rule: &str, from: &str, to: &str| {
        format!(
            "<Exception><TimePeriod><FromDate>{from}T00:00:00</FromDate><ToDate>{to}T23:59:00</ToDate></TimePeriod><Name>{name}</Name>{rule}<DayWorking>0</DayWorking></Exception>"
        )
    };
    let monthly = |position: i64, item: i64| {
        format!(
            "<Type>5</Type><Period>1</Period><MonthPosition>{position}</MonthPosition><MonthItem>{item}</MonthItem>"
        )
    };
    let (from, to) = ("2026-01-01", "2026-03-31");
    let all: String = [
        ("First day", monthly(0, 0)),
        ("Last day", monthly(4, 0)),
        ("Second weekday", monthly(1, 1)),
        ("Last weekday", monthly(4, 1)),
        ("First weekend day", monthly(0, 2)),
        (
            "Last weekend day of a year",
            "<Type>3</Type><Month>1</Month><MonthPosition>4</MonthPosition><MonthItem>2</MonthItem>".to_owned(),
        ),
        ("Every other Friday", "<Type>6</Type><Period>2</Period><DaysOfWeek>32</DaysOfWeek>".to_owned()),
        ("The 31st", "<Type>4</Type><Period>1</Period><MonthDay>31</MonthDay>".to_owned()),
        ("Never", "<Type>2</Type><Month>1</Month><MonthDay>31</MonthDay>".to_owned()),
        ("Every weekday", "<Type>8</Type><Period>1</Period>".to_owned()),
    ]
    .iter()
    .map(|(name, rule)| exception(name, rule, from, to))
    .collect();
    let calendar = format!(
        "<Calendars><Calendar><UID>1</UID><Name>Standard</Name><IsBaseCalendar>1</IsBaseCalendar><Exceptions>{all}</Exceptions></Calendar></Calendars>"
    );
    let dates =
        "<StartDate>2026-01-05T08:00:00</StartDate><FinishDate>2026-06-30T17:00:00</FinishDate>";
    let (plan, report) = read(project(&format!("{dates}{calendar}")).as_bytes()).unwrap();
    let days = |name: &str| -> Vec<String> {
        plan.calendars[0]
            .exceptions
            .iter()
            .filter(|one| one.name == name)
            .map(|one| one.from.format("%m-%d").to_string())
            .collect()
    };
    assert_eq!(days("First day"), ["01-01", "02-01", "03-01"]);
    assert_eq!(days("Last day"), ["01-31", "02-28", "03-31"]);
    assert_eq!(days("Second weekday"), ["01-02", "02-03", "03-03"]);
    assert_eq!(days("Last weekday"), ["01-30", "02-27", "03-31"]);
    assert_eq!(days("First weekend day"), ["01-03", "02-01", "03-01"]);
    assert_eq!(days("Last weekend day of a year"), ["02-28"]);
    assert_eq!(
        days("Every other Friday"),
        [
            "01-02", "01-16", "01-30", "02-13", "02-27", "03-13", "03-27"
        ]
    );
    assert_eq!(days("The 31st"), ["01-31", "03-31"]);
    // What is lost is lost for one reason each, and said so.
    assert_eq!(args(&report, Code::ExceptionNever), [["Never", "0"]]);
    assert_eq!(
        args(&report, Code::ExceptionUnknown),
        [["Every weekday", "0"]]
    );
    assert_eq!(count(&report, Code::ExceptionOutsidePlan), 0);
    // Without a plan there is nothing to lay them out in.
    let (_, report) = read(project(&calendar).as_bytes()).unwrap();
    assert_eq!(count(&report, Code::ExceptionWithoutPlan), 9);
}

#[test]
fn special_weeks_become_the_days_that_differ() {
    let hours = "<DayWorking>1</DayWorking><WorkingTimes><WorkingTime><FromTime>07:00:00</FromTime><ToTime>11:00:00</ToTime></WorkingTime></WorkingTimes>";
    let period = |from: &str, to: &str| {
        format!(
            "<TimePeriod><FromDate>{from}T00:00:00</FromDate><ToDate>{to}T23:59:00</ToDate></TimePeriod>"
        )
    };
    let weekdays: String = (2..=4)
        .map(|day| format!("<WeekDay><DayType>{day}</DayType>{hours}</WeekDay>"))
        .collect();
    let week = |name: &str, from: &str, to: &str| {
        format!(
            "<WorkWeek>{}<Name>{name}</Name><WeekDays>{weekdays}<WeekDay><DayType>6</DayType><DayWorking>0</DayWorking></WeekDay></WeekDays></WorkWeek>",
            period(from, to)
        )
    };
    let calendar = |uid: i64, base: &str, exceptions: &str, weeks: &str| {
        format!(
            "<Calendar><UID>{uid}</UID><Name>C{uid}</Name>{base}<Exceptions>{exceptions}</Exceptions><WorkWeeks>{weeks}</WorkWeeks></Calendar>"
        )
    };
    let closed = format!(
        "<Exception>{}<Name>Closed</Name><Type>1</Type><DayWorking>0</DayWorking></Exception>",
        period("2026-07-07", "2026-07-07")
    );
    let calendars = format!(
        "<Calendars>{}{}</Calendars>",
        calendar(
            1,
            "<IsBaseCalendar>1</IsBaseCalendar>",
            &closed,
            &week("Summer", "2026-07-06", "2026-07-19")
        ),
        calendar(
            2,
            "<IsBaseCalendar>0</IsBaseCalendar><BaseCalendarUID>1</BaseCalendarUID>",
            "",
            &(week("Late", "2026-07-06", "2026-07-10") + &week("Far", "2031-01-06", "2031-01-12"))
        ),
    );
    let dates =
        "<StartDate>2026-07-01T08:00:00</StartDate><FinishDate>2026-09-30T17:00:00</FinishDate>";
    let file = project(&format!("{dates}{calendars}"));
    let (plan, report) = domain::exchange::read(file.as_bytes()).unwrap();
    let days = |calendar: usize| -> Vec<(String, String, String, usize)> {
        let day = |day: chrono::NaiveDate| day.format("%m-%d").to_string();
        let mut days: Vec<_> = plan.calendars[calendar]
            .exceptions
            .iter()
            .map(|one| {
                (
                    day(one.from),
                    day(one.to),
                    one.name.clone(),
                    one.hours.len(),
                )
            })
            .collect();
        days.sort();
        days
    };
    let row = |from: &str, to: &str, name: &str, hours| {
        (from.to_owned(), to.to_owned(), name.to_owned(), hours)
    };
    assert_eq!(
        days(0),
        [
            row("07-06", "07-06", "Summer", 1),
            // An exception stands above a special week.
            row("07-07", "07-07", "Closed", 0),
            row("07-08", "07-08", "Summer", 1),
            row("07-10", "07-10", "Summer", 0),
            row("07-13", "07-15", "Summer", 1),
            row("07-17", "07-17", "Summer", 0),
        ]
    );
    // Also one of the calendar that it builds on.
    assert_eq!(
        days(1),
        [
            row("07-06", "07-06", "Late", 1),
            row("07-08", "07-08", "Late", 1),
            row("07-10", "07-10", "Late", 0),
        ]
    );
    assert_eq!(
        args(&report, Code::WorkWeek),
        [["Summer", "8"], ["Late", "3"]]
    );
    assert_eq!(args(&report, Code::WorkWeekOutsidePlan), [["Far", "7"]]);
    // The other calendar has an empty list of exceptions.
    let left: Vec<_> = report.left_out.iter().map(|c| c.path.as_str()).collect();
    assert_eq!(left, ["Project/Calendars/Calendar/Exceptions"]);
}

#[test]
fn hours_alone_say_that_a_day_is_worked_and_the_longer_of_two_counts() {
    let time = |from: &str, to: &str| {
        format!("<WorkingTime><FromTime>{from}:00</FromTime><ToTime>{to}:00</ToTime></WorkingTime>")
    };
    let day = |kind: i64, working: &str, times: &str| {
        format!(
            "<WeekDay><DayType>{kind}</DayType>{working}<WorkingTimes>{times}</WorkingTimes></WeekDay>"
        )
    };
    let week = [
        day(2, "", &time("08:00", "12:00")),
        day(
            3,
            "<DayWorking>1</DayWorking>",
            &(time("08:00", "12:00") + &time("08:00", "16:00")),
        ),
        day(4, "<DayWorking>0</DayWorking>", ""),
    ]
    .concat();
    let (plan, report) = read(
        project(&format!(
            "<Calendars><Calendar><UID>1</UID><Name>Standard</Name><WeekDays>{week}</WeekDays></Calendar></Calendars>"
        ))
        .as_bytes(),
    )
    .unwrap();
    let hours: Vec<_> = plan.calendars[0]
        .week
        .iter()
        .map(|day| {
            day.hours
                .iter()
                .map(|one| (one.from, one.to))
                .collect::<Vec<_>>()
        })
        .collect();
    let expected: [Vec<(u16, u16)>; 3] = [vec![(480, 720)], vec![(480, 960)], vec![]];
    assert_eq!(hours, expected);
    assert_eq!(count(&report, Code::HoursTwice), 1);
}

#[test]
fn long_names_of_people_and_calendars_are_said() {
    let long = "Long ".repeat(60);
    let file = project(&format!(
        "<Calendars><Calendar><UID>1</UID><Name>{long}</Name></Calendar></Calendars>\
         <Resources><Resource><UID>1</UID><Name>{long}</Name></Resource></Resources>"
    ));
    let (plan, report) = domain::exchange::read(file.as_bytes()).unwrap();
    assert_eq!(count(&report, Code::NameCut), 2);
    assert_eq!(plan.resources[0].name.chars().count(), 200);
    assert_eq!(plan.resources[0].fields[0].value, long.trim());
}

#[test]
fn what_is_left_out_names_the_first_rows_that_held_something() {
    let rows: String = (1..=9)
        .map(|n| task(n, 1, &format!("<Odd>{n}</Odd><Empty/>")))
        .collect();
    let (_, report) = tasks(&rows);
    let of = |path: &str| {
        let path = format!("Project/Tasks/Task/{path}");
        let count = report.left_out.iter().find(|one| one.path == path).unwrap();
        let names = count.whose.iter().map(|one| (one.uid, one.name.as_str()));
        (count.count, names.collect::<Vec<_>>())
    };
    let named = ["T1", "T2", "T3", "T4", "T5"];
    let named: Vec<_> = named.iter().zip(1..).map(|(t, n)| (Some(n), *t)).collect();
    assert_eq!(of("Odd"), (9, named));
    assert_eq!(of("Empty"), (9, Vec::new()));
}

#[test]
fn outline_codes_and_what_assignments_say_are_kept() {
    let value = |number: i64, above: i64, said: &str| {
        format!(
            "<Value><ValueID>{number}</ValueID><ParentValueID>{above}</ParentValueID><Value>{said}</Value></Value>"
        )
    };
    let code = |value: i64| {
        format!("<OutlineCode><FieldID>188744588</FieldID><ValueID>{value}</ValueID></OutlineCode>")
    };
    let file = project(&format!(
        "<OutlineCodes><OutlineCode><FieldID>188744588</FieldID><FieldName>Outline Code1</FieldName><Alias>Place</Alias><Values>{}{}</Values></OutlineCode></OutlineCodes>\
         <Tasks>{}{}</Tasks><Assignments><Assignment><UID>1</UID><TaskUID>1</TaskUID><Notes>Bring keys</Notes>\
         <ExtendedAttribute><FieldID>255852632</FieldID><Value>night</Value></ExtendedAttribute></Assignment></Assignments>",
        value(1, 0, "Hall"),
        value(2, 1, "Roof"),
        task(1, 1, &code(2)),
        task(
            2,
            1,
            &(code(9) + "<ExtendedAttribute><Value>whose</Value></ExtendedAttribute>")
        ),
    ));
    let (plan, report) = domain::exchange::read(file.as_bytes()).unwrap();
    let said = |fields: &[FieldValue]| {
        let pairs = fields
            .iter()
            .map(|one| format!("{} {}", one.field, one.value));
        pairs.collect::<Vec<_>>()
    };
    assert_eq!(said(&plan.tasks[0].fields), ["188744588 Hall.Roof"]);
    assert_eq!(
        said(&plan.tasks[1].fields),
        ["ExtendedAttribute whose", "188744588 9"]
    );
    let names = kept::Names::of(&plan.fields);
    let lines = |rows: Vec<kept::Kept>| {
        let lines = rows
            .into_iter()
            .map(|row| format!("{}: {}", row.name, row.value));
        lines.collect::<Vec<_>>()
    };
    assert_eq!(
        lines(kept::assignment(
            &plan.assignments[0],
            0,
            None,
            None,
            &names
        )),
        [
            "Unassigned: Notes: Bring keys",
            "Unassigned: 255852632: night"
        ]
    );
    assert_eq!(
        lines(kept::field(&plan.fields[0], 0, &names)),
        [
            "OutlineCode Place: 188744588 Outline Code1",
            "Values Place: 1 Hall\n2 Hall.Roof"
        ]
    );
    assert!(report.left_out.iter().all(|one| one.filled == 0));
    let offered = domain::exchange::own::found(&plan);
    assert_eq!(offered[0].offer.name, "Place");
}

#[test]
fn rows_of_other_projects_are_closed_and_links_to_them_kept() {
    let cross = |uid: i64| {
        link(uid, 1, 0, 7).replace(
            "</PredecessorLink>",
            "<CrossProject>1</CrossProject><CrossProjectName>b.mpp\\12</CrossProjectName></PredecessorLink>",
        )
    };
    let file = project(&format!(
        "<Tasks>{}{}{}{}{}</Tasks>",
        task(
            1,
            1,
            "<ExternalTask>1</ExternalTask><ExternalTaskProject>b.mpp</ExternalTaskProject>"
        ),
        task(2, 1, &(cross(1) + &cross(99))),
        task(3, 1, "<IsSubproject>1</IsSubproject>"),
        // One that was opened in the file: its rows are there.
        task(4, 1, "<IsSubproject>1</IsSubproject>"),
        task(5, 2, "<ExternalTask>0</ExternalTask>"),
    ));
    let (plan, report) = domain::exchange::read(file.as_bytes()).unwrap();
    let closed: Vec<_> = plan.tasks.iter().map(|task| task.is_inactive()).collect();
    assert_eq!(closed, [true, false, true, false, false]);
    assert_eq!(args(&report, Code::Elsewhere), [["b.mpp"], [""]]);
    assert_eq!(count(&report, Code::Inactive), 0);
    let links: Vec<_> = plan.links.iter().map(|one| (one.from, one.to)).collect();
    assert_eq!(links, [(1, 2)]);
    assert_eq!(
        args(&report, Code::LinkCrossKept),
        [["1", "T1", "b.mpp\\12"]]
    );
    assert_eq!(count(&report, Code::LinkCrossProject), 1);
    assert!(report.left_out.iter().all(|one| one.filled == 0));
    let said: Vec<_> = plan.tasks[0].fields.iter().map(|one| &one.field).collect();
    assert_eq!(said, ["ExternalTask", "ExternalTaskProject"]);
}

#[test]
fn one_early_date_does_not_lose_the_holidays_of_the_years_that_hold_work() {
    let period = "<TimePeriod><FromDate>1980-01-01T00:00:00</FromDate><ToDate>2100-12-31T23:59:00</ToDate></TimePeriod>";
    let calendar = format!(
        "<Calendars><Calendar><UID>1</UID><Name>Standard</Name><Exceptions><Exception>{period}<Name>Labour Day</Name><Type>2</Type><Month>4</Month><MonthDay>1</MonthDay></Exception></Exceptions>\
         <WorkWeeks><WorkWeek>{period}<Name>Closed</Name><WeekDays><WeekDay><DayType>2</DayType><DayWorking>0</DayWorking></WeekDay></WeekDays></WorkWeek></WorkWeeks></Calendar></Calendars>"
    );
    let dated = |uid: i64, level: i64, from: &str, to: &str| {
        task(
            uid,
            level,
            &format!("<Start>{from}T08:00:00</Start><Finish>{to}T17:00:00</Finish>"),
        )
    };
    let rows = [
        dated(1, 1, "1984-03-01", "2026-06-30"),
        dated(2, 2, "1984-03-01", "1984-03-05"),
        dated(3, 2, "2026-03-02", "2026-06-30"),
        // Nobody works on one thing for so long.
        dated(4, 2, "1984-03-01", "2026-03-30"),
    ];
    let file = project(&format!(
        "<StartDate>1984-01-01T08:00:00</StartDate><FinishDate>2026-06-30T17:00:00</FinishDate>{calendar}<Tasks>{}</Tasks>",
        rows.concat()
    ));
    let (plan, report) = read(file.as_bytes()).unwrap();
    let years = |name: &str| {
        let these = plan.calendars[0].exceptions.iter();
        let these = these.filter(|one| one.name == name);
        let years: BTreeSet<i32> = these.map(|one| one.from.year()).collect();
        Vec::from_iter(years)
    };
    let work = [1983, 1984, 1985, 2025, 2026, 2027];
    assert_eq!(years("Labour Day"), [1983, 1984, 2025, 2026, 2027]);
    assert_eq!(years("Closed"), work);
    assert_eq!(
        args(&report, Code::ExceptionOutsidePlan),
        [["Labour Day", "116"]]
    );
}
