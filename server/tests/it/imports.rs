//! A file comes in by a form, with JavaScript and without; hostile ones are refused in words and quickly.

use std::time::{Duration, Instant};

use axum::http::{Method, StatusCode, header};
use domain::refusal::{Code, FieldRefusal, Refused};
use futures::StreamExt;
use server::settings::Import;
use server::{exchange, upload};
use uuid::Uuid;

use crate::browser::{Answer, FORM};
use crate::direct::Direct;
use crate::html::{attribute, form, tags};
use crate::world::{Who, World, imports};

both!(
    hostile_files_are_refused_within_two_seconds,
    a_file_too_large_is_refused_in_words,
    only_a_form_with_a_file_is_read,
    a_file_is_read_once_by_its_key,
    who_may_not_import_keeps_nobody_from_it,
    from_the_file_to_the_project_and_back_without_javascript,
    a_killed_worker_s_import_shows_how_far_it_is,
    a_project_leaves_with_its_formulas_defused,
    what_came_with_a_file_is_said_before_and_shown_after,
    sprints_of_a_file_are_said_before_and_are_what_was_chosen,
    the_command_does_the_same_and_goes_on,
);

/// What a refusal may take.
const AT_MOST: Duration = Duration::from_secs(2);

/// Sends a file. What is late because the machine was busy with other tests is sent again, twice at most.
async fn in_time(world: &World, file: &[u8]) -> Answer {
    let mut took = Duration::ZERO;
    for _ in 0..3 {
        let began = Instant::now();
        let answer = imports::send(
            &world.browser(Who::Olga),
            &world.cast.north,
            "plan.xml",
            file,
        )
        .await;
        took = began.elapsed();
        if took < AT_MOST {
            return answer;
        }
    }
    panic!("took {took:?}");
}

/// The one field's code.
fn code(answer: &Answer) -> (StatusCode, Code) {
    match answer.refused() {
        Refused::Invalid { fields } => match fields.as_slice() {
            [FieldRefusal { field, code, .. }] if field == "file" => (answer.status, *code),
            other => panic!("other fields: {other:?}"),
        },
        other => panic!("not for the file: {other:?}"),
    }
}

fn hostile() -> Vec<(&'static str, Vec<u8>, Code)> {
    let bomb = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]><Project>&c;</Project>";
    let open = "<Project xmlns=\"http://schemas.microsoft.com/project\"><Tasks>";
    let deep = format!("{open}<Task>{}", "<A>".repeat(100_000));
    let half = format!(
        "{open}{}",
        "<Task><UID>1</UID><Name>Half</Name></Task>".repeat(2_000)
    );
    let entity = format!("{open}<Task><Name>&secret;</Name></Task></Tasks></Project>");
    let outside =
        "<!DOCTYPE Project [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><Project>&x;</Project>";
    let mut sixteen = vec![0xff, 0xfe];
    sixteen.extend(
        "<?xml version=\"1.0\" encoding=\"utf-16\"?><Project"
            .encode_utf16()
            .flat_map(u16::to_le_bytes),
    );
    sixteen.push(0xd8);
    let tasks = format!(
        "{open}{}</Tasks></Project>",
        "<Task><UID>1</UID></Task>".repeat(50_001)
    );
    vec![
        ("an entity bomb", bomb.into(), Code::FileDoctype),
        ("an entity from outside", outside.into(), Code::FileDoctype),
        (
            "an entity it does not explain",
            entity.into(),
            Code::FileEntityUnknown,
        ),
        ("depth", deep.into(), Code::FileTooDeep),
        ("half a file", half.clone().into(), Code::FileTruncated),
        (
            "half a tag",
            half[..half.len() - 3].into(),
            Code::FileTruncated,
        ),
        (
            "wrong bytes",
            [
                open.as_bytes(),
                b"<Task><Name>\xff\xfe\xfa</Name></Task></Tasks></Project>",
            ]
            .concat(),
            Code::FileEncodingWrong,
        ),
        (
            "an unknown encoding",
            b"<?xml version=\"1.0\" encoding=\"x-klingon\"?><Project/>".to_vec(),
            Code::FileEncodingUnknown,
        ),
        ("half of UTF-16", sixteen, Code::FileEncodingWrong),
        ("too many tasks", tasks.into(), Code::FileTooManyTasks),
        (
            "a page",
            b"<html><body>Sign in</body></html>".to_vec(),
            Code::FileNotMspdi,
        ),
        (
            "a table of something else",
            b"Name,Amount\nRent,1\n".to_vec(),
            Code::FileNotKnown,
        ),
        (
            "half a board",
            b"{\"cards\":[".to_vec(),
            Code::FileTruncated,
        ),
        ("no board", b"{\"cards\": x}".to_vec(), Code::FileNotJson),
        (
            "a deep board",
            format!("{{\"a\":{}", "[".repeat(1_000_000)).into(),
            Code::FileNotJson,
        ),
        (
            "a board of nothing",
            format!("{{\"a\":[{}", "0,".repeat(4_000_000)).into(),
            Code::FileTooManyRows,
        ),
        (
            "a wide table",
            format!("Issue key,Summary{}\n", ",x".repeat(6_000)).into(),
            Code::FileRowTooLarge,
        ),
        (
            "half of Jira's search",
            b"<rss><channel><item><key>".to_vec(),
            Code::FileTruncated,
        ),
        ("bytes", vec![0; 4096], Code::FileMalformed),
        ("nothing", vec![], Code::FileEmpty),
    ]
}

async fn hostile_files_are_refused_within_two_seconds(world: World) {
    let before = world.direct.dump();
    for (what, file, expected) in hostile() {
        let answer = in_time(&world, &file).await;
        let found = code(&answer);
        if what == "bytes" {
            assert_eq!(found.0, StatusCode::UNPROCESSABLE_ENTITY);
        } else {
            assert_eq!(
                found,
                (StatusCode::UNPROCESSABLE_ENTITY, expected),
                "{what}"
            );
        }
    }
    assert!(before == world.direct.dump(), "something was kept");
}

async fn a_file_too_large_is_refused_in_words(world: World) {
    let mut olga = world.browser(Who::Olga);
    let large = vec![b' '; 33 * 1024 * 1024];
    let answer = in_time(&world, &large).await;
    assert_eq!(
        code(&answer),
        (StatusCode::PAYLOAD_TOO_LARGE, Code::FileTooLarge)
    );
    // Without JavaScript the page comes back with the sentence at the field.
    let key = Uuid::now_v7().to_string();
    let fields = [
        ("_key", key.as_str()),
        ("_form", "read"),
        ("form[workspace]", &world.cast.north),
    ];
    let page = format!("/{}/import", world.cast.north);
    let mut request = imports::request(
        &olga,
        "text/html",
        imports::multipart(&fields, "plan.xml", &large),
    );
    let referer = format!("{}{page}", crate::world::URL).parse().unwrap();
    request.headers_mut().insert(header::REFERER, referer);
    let answer = olga.send(request).await;
    olga.keep(&answer);
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let shown = olga.get(answer.header("location")).await;
    let form = form(&shown.body, upload::READ).unwrap();
    assert!(form.contains("larger than 32 megabytes"), "{form}");
    let field = tags(form, "input")
        .into_iter()
        .find(|tag| attribute(tag, "type") == Some("file"))
        .unwrap();
    assert_eq!(attribute(field, "aria-invalid"), Some("true"));
}

async fn only_a_form_with_a_file_is_read(world: World) {
    let olga = world.browser(Who::Olga);
    let before = world.direct.dump();
    let north = world.cast.north.as_str();
    let plain = olga.change(upload::READ, &[("workspace", north)]);
    assert_eq!(
        olga.send(plain).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    // Nothing chosen: an empty part, as browsers send it.
    let key = Uuid::now_v7().to_string();
    let fields = [("_key", key.as_str()), ("form[workspace]", north)];
    let nothing = imports::request(
        &olga,
        "application/json",
        imports::multipart(&fields, "", b""),
    );
    assert_eq!(code(&olga.send(nothing).await).1, Code::FileMissing);
    // No key, no change.
    let body = imports::multipart(&fields[1..], "plan.xml", imports::PLAN.as_bytes());
    let answer = olga
        .send(imports::request(&olga, "application/json", body))
        .await;
    assert_eq!(answer.refused_fields(), ["_key"]);
    // Nobody, another site, and those who may not.
    let nobody = imports::send(&world.nobody(), north, "plan.xml", imports::PLAN.as_bytes()).await;
    assert_eq!(nobody.refused(), Refused::SignInFirst);
    for who in [Who::Mo, Who::Obi, Who::Otto, Who::Cora, Who::Faye] {
        let answer = imports::send(
            &world.browser(who),
            north,
            "plan.xml",
            imports::PLAN.as_bytes(),
        )
        .await;
        assert_eq!(
            (answer.status, answer.refused()),
            (StatusCode::NOT_FOUND, Refused::Absent),
            "{who:?}"
        );
    }
    let body = imports::multipart(&fields, "plan.xml", imports::PLAN.as_bytes());
    let mut foreign = imports::request(&olga, "application/json", body);
    foreign
        .headers_mut()
        .insert("sec-fetch-site", "cross-site".parse().unwrap());
    assert_eq!(olga.send(foreign).await.status, StatusCode::FORBIDDEN);
    // A form of another address is not larger for it.
    let large = olga
        .own(Method::POST, "/do/plan/create_task")
        .header(header::CONTENT_TYPE, FORM)
        .header(header::ACCEPT, "application/json");
    let answer = olga
        .send(large.body(vec![b'x'; 300 * 1024].into()).unwrap())
        .await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(before == world.direct.dump());
}

/// More forms than are read at a time, each of which goes on as slowly as it may.
async fn who_may_not_import_keeps_nobody_from_it(world: World) {
    let fields = [
        ("_key", Uuid::now_v7().to_string()),
        ("form[workspace]", world.cast.north.clone()),
    ];
    let fields = fields
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let mut slow = Vec::new();
    for _ in 0..4 {
        let mut begun = imports::multipart(&fields, "plan.xml", imports::PLAN.as_bytes());
        begun.truncate(begun.len() - 100);
        let begun = futures::stream::iter([Ok::<_, std::io::Error>(begun)]);
        let body = axum::body::Body::from_stream(begun.chain(futures::stream::pending()));
        let otto = world.browser(Who::Otto);
        let mut request = imports::request(&otto, "application/json", vec![]);
        *request.body_mut() = body;
        slow.push(tokio::spawn(async move { otto.send(request).await }));
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    imports::read(&world, "plan.xml", imports::PLAN).await;
    for each in slow {
        assert!(!each.is_finished());
        each.abort();
    }
}

async fn a_file_is_read_once_by_its_key(world: World) {
    let olga = world.browser(Who::Olga);
    let key = Uuid::now_v7().to_string();
    let fields = [
        ("_key", key.as_str()),
        ("form[workspace]", world.cast.north.as_str()),
    ];
    let send = |file: &str| {
        imports::request(
            &olga,
            "application/json",
            imports::multipart(&fields, "plan.xml", file.as_bytes()),
        )
    };
    let first = olga.send(send(imports::PLAN)).await;
    let second = olga.send(send(imports::PLAN)).await;
    assert_eq!(
        (first.status, first.json()),
        (StatusCode::OK, second.json())
    );
    let other = olga
        .send(send(&imports::PLAN.replace("First", "Other")))
        .await;
    assert_eq!(other.refused(), Refused::KeyReused);
}

async fn from_the_file_to_the_project_and_back_without_javascript(world: World) {
    let mut olga = world.browser(Who::Olga);
    let north = world.cast.north.clone();
    let page = olga.get(&format!("/{north}/import")).await;
    let read = form(&page.body, upload::READ).unwrap();
    assert!(
        page.body.contains("enctype=\"multipart/form-data\""),
        "{read}"
    );
    let key = Uuid::now_v7().to_string();
    let fields = [
        ("_key", key.as_str()),
        ("_form", "read"),
        ("form[workspace]", &north),
    ];
    let body = imports::multipart(&fields, "Night guide.xml", imports::PLAN.as_bytes());
    let answer = olga.send(imports::request(&olga, "text/html", body)).await;
    olga.keep(&answer);
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let shown = olga.get(answer.header("location")).await;
    for said in [
        "Import of Night guide.xml",
        "Tasks: 2",
        "Predecessor links: 1",
        "The file is read",
    ] {
        assert!(shown.body.contains(said), "no {said}");
    }
    let address = answer
        .header("location")
        .split('?')
        .next()
        .unwrap()
        .to_owned();
    let import = address.rsplit('/').next().unwrap().to_owned();
    // A key that is taken comes back with all that was typed.
    let id = Uuid::now_v7().to_string();
    let mut typed = [
        ("workspace", north.as_str()),
        ("import", &import),
        ("id", &id),
        ("title", "Typed anew"),
        ("key", "NGT"),
        ("zone", "Europe/Oslo"),
    ];
    let answer = olga
        .submit(&address, "/do/exchange/start", "start", &typed)
        .await;
    let shown = olga.get(answer.header("location")).await;
    let start = form(&shown.body, "/do/exchange/start").unwrap();
    assert!(
        start.contains("NGT is taken.") && start.contains("Typed anew"),
        "{start}"
    );
    typed[4].1 = "NIG";
    let answer = olga
        .submit(&address, "/do/exchange/start", "start", &typed)
        .await;
    let shown = olga.get(answer.header("location")).await;
    assert!(shown.body.contains("0 of 2 parts") && shown.body.contains("Look again"));
    assert_eq!(
        olga.get(&format!("/{north}/p/NIG")).await.status,
        StatusCode::NOT_FOUND
    );
    imports::run(&world, &import).await;
    let shown = olga.get(&address).await;
    assert!(
        shown.body.contains("The project is here")
            && shown.body.contains(&format!("/{north}/p/NIG"))
    );
    assert_eq!(
        olga.get(&format!("/{north}/p/NIG")).await.status,
        StatusCode::OK
    );
    let back = form(&shown.body, "/do/exchange/take_back").unwrap();
    let seen = tags(back, "input")
        .into_iter()
        .find(|tag| attribute(tag, "name") == Some("form[seen]"))
        .unwrap();
    let take = [
        ("workspace", north.as_str()),
        ("import", &import),
        ("seen", attribute(seen, "value").unwrap()),
    ];
    let answer = olga
        .submit(&address, "/do/exchange/take_back", "take-back", &take)
        .await;
    let shown = olga.get(answer.header("location")).await;
    assert!(
        shown.body.contains("This import was taken back."),
        "{}",
        shown.body
    );
    assert_eq!(
        olga.get(&format!("/{north}/p/NIG")).await.status,
        StatusCode::NOT_FOUND
    );
}

async fn a_killed_worker_s_import_shows_how_far_it_is(world: World) {
    let mut text = String::from("<Project xmlns=\"http://schemas.microsoft.com/project\"><Tasks>");
    for n in 1..=1_200 {
        text.push_str(&format!(
            "<Task><UID>{n}</UID><Name>T{n}</Name><OutlineLevel>1</OutlineLevel></Task>"
        ));
    }
    text.push_str("</Tasks></Project>");
    let import = imports::read(&world, "long.xml", &text).await;
    imports::start(&world, &import, "LNG").await;
    imports::step(&world, &import).await;
    let olga = world.browser(Who::Olga);
    let fields = [
        ("workspace", world.cast.north.clone()),
        ("id", import.clone()),
    ];
    let read = olga.read("/do/exchange/import", &fields).await.json();
    assert_eq!(
        (
            read["batches_done"].as_i64(),
            read["batches"].as_i64(),
            read["state"].as_str()
        ),
        (Some(1), Some(25), Some("running"))
    );
    imports::run(&world, &import).await;
    let read = olga.read("/do/exchange/import", &fields).await.json();
    assert_eq!(
        (read["state"].as_str(), read["project"][0].as_str()),
        (Some("done"), Some("LNG"))
    );
}

async fn a_project_leaves_with_its_formulas_defused(world: World) {
    let import = imports::read(&world, "plan.xml", imports::PLAN).await;
    imports::start(&world, &import, "OUT").await;
    imports::run(&world, &import).await;
    let north = &world.cast.north;
    let olga = world.browser(Who::Olga);
    let csv = olga.get(&format!("/{north}/p/out/export.csv")).await;
    assert_eq!(
        (csv.status, csv.header("content-type")),
        (StatusCode::OK, "text/csv; charset=utf-8")
    );
    assert_eq!(
        csv.header("content-disposition"),
        "attachment; filename=\"OUT.csv\""
    );
    assert!(
        csv.body.contains("OUT-2,2,'=2+3,") && csv.body.contains("OUT-1 fs"),
        "{}",
        csv.body
    );
    let json = olga.get(&format!("/{north}/p/OUT/export.json")).await;
    assert_eq!(
        json.header("content-disposition"),
        "attachment; filename=\"OUT.json\""
    );
    assert_eq!(json.json()["tasks"][1]["title"], "=2+3");
    assert!(json.body.contains("CNRY-NORTH-KEPT"));
    for ending in ["json", "csv"] {
        let path = |key: &str| format!("/{north}/p/{key}/export.{ending}");
        let nobody = world.nobody().get(&path("OUT")).await;
        assert!(nobody.header("location").starts_with("/sign-in"));
        for who in [Who::Mo, Who::Otto, Who::Obi, Who::Cora, Who::Faye] {
            let browser = world.browser(who);
            let (there, absent) = (
                browser.get(&path("OUT")).await,
                browser.get(&path("NTH")).await,
            );
            assert_eq!(
                (there.status, &there.body),
                (StatusCode::NOT_FOUND, &absent.body),
                "{who:?}"
            );
        }
        // Whoever sees a project may take it along.
        assert_eq!(
            world.browser(Who::Obi).get(&path("NGT")).await.status,
            StatusCode::OK
        );
    }
}

async fn the_command_does_the_same_and_goes_on(world: World) {
    let folder = tempfile::TempDir::new().unwrap();
    let mut settings = (*world.app().settings).clone();
    match &world.direct {
        Direct::Sqlite(file) => {
            std::os::unix::fs::symlink(file, folder.path().join("daymark.db")).unwrap();
            settings.data = folder.path().to_owned();
        }
        Direct::Postgres(url) => settings.database = Some(url.clone()),
    }
    let file = folder.path().join("plan.xml");
    std::fs::write(&file, imports::PLAN).unwrap();
    let command = |dry_run: bool| Import {
        file: Some(file.clone()),
        workspace: Some(world.cast.north.clone()),
        member: Some(Who::Olga.email()),
        key: Some("CMD".into()),
        title: Some("By command".into()),
        client: Some("cnry-north-client".into()),
        zone: None,
        people: vec![],
        dry_run,
        resume: None,
    };
    let before = world.direct.dump();
    exchange::import(&settings, command(true)).await.unwrap();
    assert!(before == world.direct.dump(), "a dry run makes something");
    let page = format!("/{}/p/CMD", world.cast.north);
    exchange::import(&settings, command(false)).await.unwrap();
    let shown = world.browser(Who::Olga).get(&page).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.body.contains("By command") && shown.body.contains("CNRY-NORTH-CLIENT"));
    // The key is taken by now; somebody who may not; a file that is none: each in one line.
    let taken = exchange::import(&settings, command(false))
        .await
        .unwrap_err();
    assert!(format!("{taken:#}").contains("CMD is taken."), "{taken:#}");
    let mo = Import {
        member: Some(Who::Mo.email()),
        ..command(false)
    };
    let may_not = exchange::import(&settings, mo).await.unwrap_err();
    assert!(
        format!("{may_not:#}").contains("may not begin projects"),
        "{may_not:#}"
    );
    std::fs::write(&file, "<html/>").unwrap();
    let none = exchange::import(&settings, command(false))
        .await
        .unwrap_err();
    assert!(
        format!("{none:#}").contains("it begins with “html”"),
        "{none:#}"
    );
    // One that was killed in the browser's worker goes on here.
    let half = imports::read(&world, "plan.xml", imports::PLAN).await;
    imports::start(&world, &half, "HLF").await;
    imports::step(&world, &half).await;
    let resume = Import {
        file: None,
        resume: Some(Uuid::parse_str(&half).unwrap()),
        ..command(false)
    };
    exchange::import(&settings, resume).await.unwrap();
    let page = format!("/{}/p/HLF", world.cast.north);
    assert_eq!(
        world.browser(Who::Olga).get(&page).await.status,
        StatusCode::OK
    );
}

/// Nine hundred lines of one task, seventy holidays, an inactive task and two people of one name.
fn rich() -> String {
    let value = "<ExtendedAttribute><FieldID>1</FieldID><Value>x</Value></ExtendedAttribute>";
    let holiday = |n: u32| {
        let (month, day) = (1 + n / 28, 1 + n % 28);
        format!(
            "<Exception><Name>Feast {n}</Name><TimePeriod><FromDate>2026-{month:02}-{day:02}T00:00:00</FromDate><ToDate>2026-{month:02}-{day:02}T23:59:00</ToDate></TimePeriod><DayWorking>0</DayWorking></Exception>"
        )
    };
    let holidays: String = (0..70).map(holiday).collect();
    format!(
        "<Project xmlns=\"http://schemas.microsoft.com/project\"><Title>Rich</Title><Manager>Grace Hopper</Manager><CalendarUID>1</CalendarUID>\
         <Calendars><Calendar><UID>1</UID><Name>Shipyard</Name><IsBaseCalendar>1</IsBaseCalendar><WeekDays><WeekDay><DayType>2</DayType><DayWorking>1</DayWorking>\
         <WorkingTimes><WorkingTime><FromTime>06:15:00</FromTime><ToTime>11:45:00</ToTime></WorkingTime></WorkingTimes></WeekDay></WeekDays><Exceptions>{holidays}</Exceptions></Calendar></Calendars>\
         <Tasks><Task><UID>1</UID><Name>Full</Name>{}</Task><Task><UID>2</UID><Name>Dropped keel</Name><Active>0</Active></Task></Tasks>\
         <Resources><Resource><UID>1</UID><Name>Ana Berg</Name><Type>1</Type></Resource><Resource><UID>2</UID><Name>Ana Berg</Name><Type>1</Type></Resource></Resources></Project>",
        value.repeat(900)
    )
}

async fn what_came_with_a_file_is_said_before_and_shown_after(world: World) {
    let north = world.cast.north.clone();
    let import = imports::read(&world, "rich.xml", &rich()).await;
    let olga = world.browser(Who::Olga);
    let dry = olga.get(&format!("/{north}/import/{import}")).await.body;
    for said in [
        "Inactive tasks, closed here",
        "Dropped keel is inactive in the file",
        "Choose who this is",
    ] {
        assert!(dry.contains(said), "no {said}");
    }
    // Nobody here is an Ana Berg, and yet it has to be said who the two are.
    let id = Uuid::now_v7().to_string();
    let mut typed = vec![
        ("workspace", north.as_str()),
        ("import", &import),
        ("id", &id),
        ("title", "Rich"),
        ("key", "RIC"),
        ("zone", "Etc/UTC"),
    ];
    let request = olga.change("/do/exchange/start", &typed);
    let mut unsaid = olga.send(request).await.refused_fields();
    unsaid.sort();
    assert_eq!(unsaid, ["people][1", "people][2"]);
    typed.extend([("people][1", "nobody"), ("people][2", "nobody")]);
    olga.done("/do/exchange/start", &typed).await;
    imports::run(&world, &import).await;
    let settings = olga.get(&format!("/{north}/p/RIC/settings")).await.body;
    for said in [
        "Shipyard",
        "06:15-11:45",
        "Feast 0",
        "and 10 more; the project",
        "Grace Hopper",
    ] {
        assert!(settings.contains(said), "no {said} in {settings}");
    }
    let task = olga.get(&format!("/{north}/t/RIC-1")).await.body;
    assert!(
        task.contains("900") && task.contains("and 400 more; the project"),
        "{task}"
    );
    // A project without a file says nothing of one.
    let plain = olga.get(&format!("/{north}/p/NGT/settings")).await.body;
    assert!(!plain.contains("Calendars of its file") && plain.contains("The usual week"));
}

async fn sprints_of_a_file_are_said_before_and_are_what_was_chosen(world: World) {
    let north = world.cast.north.clone();
    let text = "Summary,Issue key,Status,Project key,Project name,Sprint,Sprint,Fix versions,Story Points\n\
Hang,SPR-1,To Do,SPR,Lights,Sprint 3,Sprint 4,Winter,3\n";
    let import = imports::read(&world, "issues.csv", text).await;
    let olga = world.browser(Who::Olga);
    let dry = olga.get(&format!("/{north}/import/{import}")).await.body;
    for said in [
        "Sprints and cycles: 2",
        "Versions: 1",
        "Sprint 4: 1 task. Planned, no days yet",
        "Winter: 1 task",
        "Hang is in “Sprint 4”. It was in Sprint 3 before",
        "the iteration; those before it are counted",
        "value=\"iterations\" selected",
        "value=\"releases\" selected",
        "value=\"points\" selected",
    ] {
        assert!(dry.contains(said), "no {said} in {dry}");
    }
    let id = Uuid::now_v7().to_string();
    let typed = |sprints| {
        [
            ("workspace", north.as_str()),
            ("import", &import),
            ("id", &id),
            ("title", "Lights"),
            ("key", "SPR"),
            ("zone", "Etc/UTC"),
            ("sprints", sprints),
            ("versions", "file"),
        ]
    };
    let request = olga.change("/do/exchange/start", &typed("perhaps"));
    let refused = olga.send(request).await.refused_fields();
    assert_eq!(refused, ["sprints"]);
    olga.done("/do/exchange/start", &typed("iterations")).await;
    imports::run(&world, &import).await;
    let backlog = olga.get(&format!("/{north}/p/SPR/backlog")).await.body;
    for said in ["Sprint 4", "carried over once", "Hang"] {
        assert!(backlog.contains(said), "no {said} in {backlog}");
    }
    assert!(!backlog.contains("Winter"));
    let task = olga.get(&format!("/{north}/t/SPR-1")).await.body;
    assert!(task.contains("Winter"), "{task}");
}
