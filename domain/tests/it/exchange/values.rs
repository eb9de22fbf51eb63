use domain::exchange::{
    plan::{Constraint, Hours, Unit},
    report::Code,
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
    assert!(count(&report, Code::ExceptionOutsidePlan) >= 1);
}
