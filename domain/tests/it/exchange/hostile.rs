use std::time::Instant;

use domain::exchange::{
    mspdi::{self, read},
    report::{Code, NotRead, PATHS},
};

use super::{count, link, project, task, tasks};

fn refused(bytes: &[u8]) -> NotRead {
    read(bytes).unwrap_err()
}

#[test]
fn what_is_no_plan_is_refused_by_a_code() {
    assert_eq!(refused(b""), NotRead::Empty);
    assert_eq!(
        refused(&vec![b' '; mspdi::BYTES + 1]),
        NotRead::TooLarge {
            limit: mspdi::BYTES as u64
        }
    );
    assert_eq!(
        refused(b"<APIBusinessObjects/>"),
        NotRead::NotMspdi {
            root: "APIBusinessObjects".into()
        }
    );
    assert!(matches!(
        refused(b"<Project xmlns='urn:other'/>"),
        NotRead::NotMspdi { .. }
    ));
    assert!(read(b"<p:Project xmlns:p='http://schemas.microsoft.com/project'><p:Title>x</p:Title></p:Project>").unwrap().0.project.title == "x");
    assert_eq!(
        refused(b"<!DOCTYPE x [<!ENTITY a \"aa\">]><Project>&a;</Project>"),
        NotRead::Doctype
    );
    assert_eq!(refused(b"<!DOCTYPE x [<!ENTITY a \"aa"), NotRead::Doctype);
    assert_eq!(
        refused(project("<Title>&a;</Title>").as_bytes()),
        NotRead::EntityUnknown { name: "a".into() }
    );
    assert!(matches!(
        refused(b"<Project></Projekt>"),
        NotRead::Malformed { .. }
    ));
    assert!(matches!(
        refused(b"<Project/>text"),
        NotRead::Malformed { .. }
    ));
    assert!(matches!(
        refused(b"not xml at all"),
        NotRead::Malformed { .. }
    ));
    let deep = format!("{}{}", "<a>".repeat(100), "</a>".repeat(100));
    assert!(matches!(
        refused(project(&deep).as_bytes()),
        NotRead::TooDeep { .. }
    ));
    let wide = (0..80_000)
        .map(|n| format!(" a{n}='1'"))
        .collect::<String>();
    assert!(matches!(
        refused(project(&format!("<a{wide}/>")).as_bytes()),
        NotRead::TooManyAttributes { .. }
    ));
}

#[test]
fn half_a_file_is_refused_wherever_it_is_cut() {
    let whole = project(&format!(
        "<Tasks>{}</Tasks>",
        task(1, 1, "<Notes>a &amp; b</Notes>")
    ));
    let end = whole.rfind("</Project>").unwrap() + "</Project".len();
    for cut in 1..=end {
        assert!(read(&whole.as_bytes()[..cut]).is_err(), "{cut}");
    }
    assert_eq!(refused(&whole.as_bytes()[..end - 20]), NotRead::Truncated);
}

#[test]
fn encodings() {
    let utf16 = |text: &str, big: bool| -> Vec<u8> {
        std::iter::once(0xFEFF)
            .chain(text.encode_utf16())
            .flat_map(|unit| {
                if big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect()
    };
    let file = "<?xml version='1.0' encoding='UTF-16'?><Project><Title>多é</Title></Project>";
    for big in [false, true] {
        assert_eq!(read(&utf16(file, big)).unwrap().0.project.title, "多é");
    }
    assert!(matches!(
        refused(&utf16(file, false)[2..]),
        NotRead::EncodingUnknown { .. }
    ));
    assert!(matches!(
        refused(&utf16(file, false)[..41]),
        NotRead::EncodingWrong { .. }
    ));
    let latin =
        b"<?xml version='1.0' encoding='windows-1252'?><Project><Title>\xe9</Title></Project>";
    assert_eq!(read(latin).unwrap().0.project.title, "é");
    assert!(matches!(
        refused(b"<?xml version='1.0' encoding='EBCDIC-X'?><Project/>"),
        NotRead::EncodingUnknown { .. }
    ));
    assert!(matches!(
        refused(b"<Project><Title>\xff</Title></Project>"),
        NotRead::EncodingWrong { .. }
    ));
}

#[test]
fn size_is_bounded_while_reading() {
    let start = Instant::now();
    let many = project(&format!(
        "<Tasks>{}</Tasks>",
        "<Task><UID>1</UID></Task>".repeat(mspdi::TASKS + 1)
    ));
    assert!(matches!(
        refused(many.as_bytes()),
        NotRead::TooManyTasks { .. }
    ));
    let big_row = project(&format!(
        "<Tasks><Task>{}</Task></Tasks>",
        "<a/>".repeat(200_000)
    ));
    assert!(matches!(
        refused(big_row.as_bytes()),
        NotRead::RowTooLarge { .. }
    ));
    let names = project(&(0..20_000).map(|n| format!("<x{n}/>")).collect::<String>());
    let (_, report) = read(names.as_bytes()).unwrap();
    assert!(report.left_out.len() <= PATHS + 1);
    assert_eq!(report.left_out.iter().map(|c| c.count).sum::<u64>(), 20_000);
    // Everyone waits for everyone: half of it must go.
    let clique: String = (1..=60)
        .map(|to| {
            task(
                to,
                1,
                &(1..=60).map(|from| link(from, 1, 0, 7)).collect::<String>(),
            )
        })
        .collect();
    let (plan, _) = tasks(&clique);
    assert_eq!(plan.links.len(), 60 * 59 / 2);
    let larger: String = (1..=400)
        .map(|to| {
            let links: String = (1..=400).map(|from| link(from, 1, 0, 7)).collect();
            task(to, 1, &links)
        })
        .collect();
    let (plan, report) = tasks(&larger);
    // Too much to follow: what was not followed says so, and nothing vanishes.
    let lost = [Code::LinkInCycle, Code::LinkNotChecked, Code::LinkToItself]
        .map(|code| count(&report, code));
    assert!(lost.iter().all(|n| *n > 0));
    assert_eq!(
        plan.links.len() as u64 + lost.iter().sum::<u64>(),
        400 * 400
    );
    let chain: String = (1..=20_000)
        .map(|n| task(n, 1, &link(n + 1, 1, 0, 7)))
        .collect();
    assert_eq!(tasks(&chain).0.links.len(), 19_999);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

/// Rows up to nearly the size that a file may have.
fn up_to_the_limit(row: &str) -> String {
    let room = mspdi::BYTES - 8 * 1024;
    let mut text = String::with_capacity(mspdi::BYTES);
    text.push_str("<Project xmlns=\"http://schemas.microsoft.com/project\"><Tasks>");
    while text.len() + row.len() < room {
        text.push_str(row);
    }
    text
}

/// The most memory that this process has had, in mebibytes; only Linux says it.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}

/// Milliseconds of processor that this thread has had: what else the machine does meanwhile does not count. Only Linux
/// says it; elsewhere nothing is measured.
fn processor() -> u64 {
    let stat = std::fs::read_to_string("/proc/thread-self/stat").unwrap_or_default();
    let after = stat.rsplit_once(')').map_or("", |(_, after)| after);
    let ticks = after.split_whitespace().skip(11).take(2);
    // A tick is a hundredth of a second.
    ticks.map(|n| n.parse::<u64>().unwrap_or(0) * 10).sum()
}

/// Wrong at its very end: everything before has been read by then, and nothing of it is kept.
#[test]
fn the_largest_files_are_refused_within_two_seconds_and_bounded_memory() {
    let task: String = [
        "Name", "Start", "Finish", "Notes", "WBS", "Cost", "Type", "Priority",
    ]
    .map(|field| format!("<{field}>12345678901234567890</{field}>"))
    .concat();
    let rows = [
        (
            "50,000 tasks",
            format!(
                "<Task><UID>1</UID>{task}<a>{}</a></Task>\n",
                "x".repeat(420)
            ),
        ),
        (
            "a million elements",
            format!("<Task>{}</Task>", "<Priority>500</Priority>".repeat(80)),
        ),
    ];
    let deep = format!("<Task>{}", "<a>".repeat(100));
    let entity = "<Task><Name>&bomb;</Name></Task></Tasks></Project>";
    let ends: [(&str, &str); 3] = [
        ("half", "<Task><UID>1</UID><Na"),
        ("depth", &deep),
        ("entity", entity),
    ];
    for (what, row) in rows {
        let body = up_to_the_limit(&row);
        for (end, text) in ends {
            let file = format!("{body}{text}");
            let began = processor();
            let refused = refused(file.as_bytes());
            let took = processor() - began;
            println!("{what}, {end}: {took} ms, {:?} MiB", peak());
            match end {
                "half" => assert_eq!(refused, NotRead::Truncated, "{what}"),
                "depth" => assert!(matches!(refused, NotRead::TooDeep { .. }), "{what}"),
                _ => assert_eq!(
                    refused,
                    NotRead::EntityUnknown {
                        name: "bomb".into()
                    },
                    "{what}"
                ),
            }
            assert!(took < 2_000, "{what}, {end}: {took} ms");
        }
    }
    let smallest = up_to_the_limit(&"<a/>".repeat(1_000));
    let began = processor();
    let refused = refused(smallest.as_bytes());
    let took = processor() - began;
    println!("the smallest elements: {took} ms");
    assert!(
        matches!(&refused, NotRead::TooManyRows { what, .. } if what == "elements"),
        "{refused:?}"
    );
    assert!(took < 2_000, "the smallest elements: {took} ms");
    // Three times the file that it is given, and what other tests of this process hold meanwhile.
    if let Some(peak) = peak() {
        assert!(peak < 512, "{peak} MiB");
    }
}

/// What repeats for three hundred years, a hundred thousand times, is followed no further than a plan needs.
#[test]
fn what_repeats_without_end_takes_no_time() {
    let period = "<TimePeriod><FromDate>1900-01-01T00:00:00</FromDate><ToDate>2199-12-31T00:00:00</ToDate></TimePeriod>";
    let exception = format!(
        "<Exception>{period}<Type>5</Type><MonthPosition>4</MonthPosition><MonthItem>1</MonthItem></Exception>"
    );
    let week = format!(
        "<WorkWeek>{period}<WeekDays><WeekDay><DayType>2</DayType></WeekDay></WeekDays></WorkWeek>"
    );
    let calendar = format!(
        "<Calendar><UID>1</UID><Exceptions>{}</Exceptions><WorkWeeks>{}</WorkWeeks></Calendar>",
        exception.repeat(6_000),
        week.repeat(6_000)
    );
    let file = project(&format!(
        "<StartDate>2026-01-05T08:00:00</StartDate><FinishDate>2055-06-30T17:00:00</FinishDate><Calendars>{}</Calendars>",
        calendar.repeat(8)
    ));
    let began = processor();
    let (plan, report) = domain::exchange::read(file.as_bytes()).unwrap();
    let took = processor() - began;
    let days: usize = plan.calendars.iter().map(|one| one.exceptions.len()).sum();
    println!("{days} days of {} bytes: {took} ms", file.len());
    assert!(count(&report, Code::CalendarDaysTooMany) > 0);
    assert!(days <= 20_000 && took < 2_000, "{days} days, {took} ms");
}

/// A day: what begins and ends it, and as many working times.
fn day(n: usize, until: usize, more: &str) -> String {
    let date = |n| chrono::NaiveDate::from_ymd_opt(2000, 1, 1).unwrap() + chrono::Days::new(n);
    let (from, to) = (date(n as u64), date(until as u64));
    format!(
        "<Exception><TimePeriod><FromDate>{from}</FromDate><ToDate>{to}</ToDate></TimePeriod>{more}</Exception>"
    )
}

/// Read and fitted, and what a person is shown of it.
fn brief(
    file: &str,
) -> (
    domain::exchange::plan::Plan,
    domain::exchange::report::Report,
    u64,
) {
    let began = processor();
    let (plan, report) = domain::exchange::read(file.as_bytes()).unwrap();
    let brief = domain::exchange::brief::Brief::of(&plan, report.clone(), "x.xml");
    let took = processor() - began;
    println!("{} bytes, {}: {took} ms", file.len(), brief.title);
    (plan, report, took)
}

#[test]
fn a_day_of_endless_working_times_that_comes_again_takes_no_room() {
    let time = "<WorkingTime><FromTime>08:00:00</FromTime><ToTime>12:00:00</ToTime></WorkingTime>";
    let more = format!(
        "<Name>{}</Name><Type>7</Type><WorkingTimes>{}</WorkingTimes>",
        "long ".repeat(100_000),
        time.repeat(33_000)
    );
    let calendar = format!(
        "<Calendar><UID>1</UID><Name>{}</Name><Exceptions>{}</Exceptions></Calendar>",
        "name ".repeat(1_000_000),
        day(0, 73_000, &more)
    );
    let file = project(&format!(
        "<StartDate>2000-01-05T08:00:00</StartDate><FinishDate>2028-06-30T17:00:00</FinishDate><Calendars>{calendar}</Calendars>"
    ));
    let (plan, report, took) = brief(&file);
    let days = &plan.calendars[0].exceptions;
    assert!(days.len() > 9_000, "{}", days.len());
    let room = |one: &domain::exchange::plan::Exception| {
        one.hours.len() <= mspdi::HOURS && one.name.len() <= 800
    };
    assert!(days.iter().all(room) && took < 4_000, "{took} ms");
    assert_eq!(count(&report, Code::HoursTooMany), 1);
    assert_eq!(count(&report, Code::NameCut), 2);
}

#[test]
fn exceptions_over_exceptions_take_no_time() {
    let single: String = (0..12_000).map(|n| day(2 * n, 2 * n, "")).collect();
    let over = day(0, 25_000, "").repeat(12_000);
    let calendar =
        format!("<Calendar><UID>1</UID><Exceptions>{single}{over}</Exceptions></Calendar>");
    let file = project(&format!("<Calendars>{}</Calendars>", calendar.repeat(10)));
    let (plan, report, took) = brief(&file);
    assert_eq!(plan.calendars[0].exceptions.len(), 24_000);
    assert!(took < 4_000, "{took} ms");
    assert_eq!(
        count(&report, Code::ExceptionsTooMany),
        240_000 - mspdi::EXCEPTIONS as u64
    );
    // As they were written before 2007.
    let old: String = (0..14_000)
        .map(|n| day(n, n, "<DayType>0</DayType>").replace("Exception>", "WeekDay>"))
        .collect();
    let file = project(&format!(
        "<Calendars>{}</Calendars>",
        format!("<Calendar><UID>1</UID><WeekDays>{old}</WeekDays></Calendar>").repeat(10)
    ));
    let (plan, _, took) = brief(&file);
    assert_eq!(plan.calendars[0].exceptions.len(), 14_000);
    assert!(took < 4_000, "{took} ms");
}

#[test]
fn a_task_of_endless_fields_is_offered_in_no_time() {
    let field = |n: usize| {
        format!("<ExtendedAttribute><FieldID>{n}</FieldID><Value>{n}</Value></ExtendedAttribute>")
    };
    let fields: String = (0..33_000).map(field).collect();
    let file = project(&format!(
        "<ExtendedAttributes><ExtendedAttribute><FieldID>1</FieldID><FieldName>Text1</FieldName></ExtendedAttribute></ExtendedAttributes><Tasks>{}{}</Tasks>",
        task(1, 1, &fields),
        task(2, 1, &fields)
    ));
    let (plan, _, took) = brief(&file);
    assert_eq!(plan.tasks[0].fields.len(), 33_000);
    assert!(took < 4_000, "{took} ms");
}

#[test]
fn links_in_an_outline_without_end_are_judged_at_once() {
    let rows: String = (1..=40_000)
        .map(|n| {
            let links: String = (0..4).map(|more| link(1 + more, 1, 0, 7)).collect();
            task(n, n, &links)
        })
        .collect();
    let (plan, report, took) = brief(&project(&format!("<Tasks>{rows}</Tasks>")));
    assert_eq!(plan.links.len(), 0);
    assert_eq!(
        count(&report, Code::LinkToFamily) + count(&report, Code::LinkToItself),
        160_000
    );
    assert!(took < 4_000, "{took} ms");
}
