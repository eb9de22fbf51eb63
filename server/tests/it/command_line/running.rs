//! A program that runs for days: backed up while it does, its log read by whoever operates it, somebody erased.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use super::{Running, Shipped, daymark, get_as, link, post, post_as, refusal, went_well};

/// Everything that is typed here. None of it is the log's business.
const TYPED: [&str; 8] = [
    "Olga",
    "olga@",
    "olga%40",
    "Adeyemi",
    "adeyemi@",
    "adeyemi%40",
    "Lanterns",
    "heron",
];

#[test]
fn a_server_is_backed_up_while_it_runs_and_its_log_names_nobody() {
    let shipped = Shipped::new();
    let mut running = Running::start(shipped.serve());
    let (_, port) = running.port();
    let owner = running.line();
    let cookie = made(port, owner.rsplit('#').next().unwrap());

    // People go on while the copy is made.
    let kept = shipped.at("backup");
    let to = kept.display().to_string();
    let data = shipped.at("data").display().to_string();
    let stop = AtomicBool::new(false);
    let copied = std::thread::scope(|scope| {
        scope.spawn(|| {
            for n in 0..1_000 {
                if stop.load(Ordering::Relaxed) {
                    break;
                }
                create_project(port, &cookie, n);
            }
        });
        let copied = went_well(daymark().args(["backup", "--to", &to, "--data", &data]));
        stop.store(true, Ordering::Relaxed);
        copied
    });
    assert!(copied.contains("read again"), "{copied}");
    let other = shipped.at("other").display().to_string();
    let restored = went_well(daymark().args(["restore", "--from", &to, "--data", &other]));
    assert!(restored.contains("northlight: whole"), "{restored}");
    let list = went_well(daymark().args(["user", "list", "--data", &other]));
    assert!(list.contains("adeyemi@northlight.test"), "{list}");
    altered(&kept);
    let third = shipped.at("third").display().to_string();
    let line = refusal(daymark().args(["restore", "--from", &to, "--data", &third]));
    assert!(line.contains("is not as it was written"), "{line}");

    // What goes wrong is found in the log by its number, and only by that.
    let wrong = "form[email]=adeyemi%40northlight.test&form[password]=no+such+heron";
    assert!(post(port, "/do/account/sign_in", wrong).starts_with("HTTP/1.1 4"));
    let mut numbers = Vec::new();
    for path in [
        "/northlight/tasks?q=Adeyemi",
        "/northlight/p/LAN",
        "/northlight/t/LAN-99",
        "/adeyemi@northlight.test",
    ] {
        let answer = get_as(port, path, &cookie);
        let number = answer
            .lines()
            .find_map(|line| line.strip_prefix("x-request-id: "))
            .unwrap_or_else(|| panic!("no number: {answer}"));
        numbers.push(number.to_owned());
    }
    let log = running.stop();
    for number in numbers {
        assert!(log.contains(&number), "{number} is not in the log: {log}");
    }
    let token = cookie.rsplit('=').next().unwrap();
    for told in TYPED.iter().chain([&token]) {
        assert!(!log.contains(told), "{told} is in the log: {log}");
    }
}

#[test]
fn files_of_another_database_are_taken_over_by_a_word_and_not_otherwise() {
    let shipped = Shipped::new();
    let mut running = Running::start(shipped.serve());
    let (_, port) = running.port();
    let owner = running.line();
    made(port, owner.rsplit('#').next().unwrap());
    running.stop();
    let data = shipped.at("data").display().to_string();
    let to = shipped.at("backup").display().to_string();
    went_well(daymark().args(["backup", "--to", &to, "--data", &data]));
    std::fs::remove_file(shipped.at("data/daymark.db")).unwrap();
    let line = refusal(&mut shipped.serve());
    assert!(line.contains("belong to another database"), "{line}");
    let restore = ["restore", "--from", &to, "--data", &data];
    let line = refusal(daymark().args(restore));
    assert!(line.contains("--take-files"), "{line}");
    went_well(daymark().args(restore).arg("--take-files"));
    let mut running = Running::start(shipped.serve());
    running.port();
    running.stop();
    // A copy to try something with has files of its own.
    let copy = shipped.at("copy").display().to_string();
    went_well(daymark().args(["restore", "--from", &to, "--data", &copy]));
}

#[test]
fn who_is_erased_is_in_no_file_of_the_data_folder_and_in_no_fresh_backup() {
    let shipped = Shipped::new();
    let mut running = Running::start(shipped.serve());
    let (_, port) = running.port();
    let owner = running.line();
    made(port, owner.rsplit('#').next().unwrap());
    running.stop();
    let data = shipped.at("data").display().to_string();
    let needles = ["adeyemi"];
    assert!(!found(&shipped.at("data"), &needles).is_empty());
    let person = [
        "erase",
        "person",
        "adeyemi@northlight.test",
        "--data",
        &data,
    ];
    went_well(daymark().args(person));
    let to = shipped.at("fresh").display().to_string();
    went_well(daymark().args(["backup", "--to", &to, "--data", &data]));
    for folder in ["data", "fresh"] {
        let hits = found(&shipped.at(folder), &needles);
        assert!(hits.is_empty(), "{hits:?}");
    }
    let verified = went_well(daymark().args(["verify", "--data", &data]));
    assert!(verified.starts_with("northlight: whole"), "{verified}");
}

/// An owner, somebody who joined, a project that names them. Answers the owner's cookie.
fn made(port: u16, code: &str) -> String {
    let body = format!(
        "form[code]={code}&form[workspace]=Northlight&form[name]=Olga+Berg&form[email]=olga%40northlight.test&form[password]=a+heron+on+the+weir"
    );
    let answer = post(port, "/do/account/create_owner", &body);
    let cookie = answer
        .lines()
        .find_map(|line| line.strip_prefix("set-cookie: "))
        .and_then(|line| line.split(';').next())
        .unwrap_or_else(|| panic!("no cookie: {answer}"))
        .to_owned();
    let body = format!(
        "form[workspace]=northlight&form[name]=Mo+Adeyemi&form[email]=adeyemi%40northlight.test&form[role]=member&_key={}",
        uuid::Uuid::now_v7()
    );
    let invited = post_as(port, "/do/people/invite", &body, &cookie);
    assert!(invited.starts_with("HTTP/1.1 200"), "{invited}");
    // Without a mail server the answer itself shows the code to whoever invites.
    let code = link(&invited, r#""code":""#);
    let body =
        format!("form[code]={code}&form[name]=Mo+Adeyemi&form[password]=a+heron+on+the+bank");
    let joined = post(port, "/do/account/join", &body);
    assert!(joined.starts_with("HTTP/1.1 200"), "{joined}");
    let answer = create_project(port, &cookie, 1_000);
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    cookie
}

fn create_project(port: u16, cookie: &str, n: usize) -> String {
    let letter = |n: usize| char::from(b'A' + (n % 26) as u8);
    let key = match n {
        1_000 => "LAN".to_owned(),
        n => format!("Q{}{}", letter(n / 26), letter(n)),
    };
    let body = format!(
        "form[workspace]=northlight&form[id]={}&form[title]=Lanterns+for+Mo+Adeyemi&form[key]={key}&_key={}",
        uuid::Uuid::now_v7(),
        uuid::Uuid::now_v7()
    );
    post_as(port, "/do/plan/create_project", &body, cookie)
}

/// One letter of one table of a backup becomes another.
fn altered(backup: &Path) {
    let of_accounts = |path: &PathBuf| path.to_string_lossy().contains("account");
    let account = walk(backup).into_iter().find(of_accounts).unwrap();
    let mut bytes = std::fs::read(&account).unwrap();
    let last = bytes.len() / 2;
    bytes[last] ^= 1;
    std::fs::write(&account, bytes).unwrap();
}

/// Every file below.
fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(walk(&path));
        } else {
            files.push(path);
        }
    }
    files
}

/// The files in which one of these stands, as text or as hexadecimal digits.
fn found(folder: &Path, needles: &[&str]) -> Vec<PathBuf> {
    let stands = |path: &PathBuf| {
        let text = String::from_utf8_lossy(&std::fs::read(path).unwrap()).to_lowercase();
        needles.iter().any(|needle| {
            let digits: String = needle.bytes().map(|byte| format!("{byte:02x}")).collect();
            text.contains(needle) || text.contains(&digits)
        })
    };
    walk(folder).into_iter().filter(stands).collect()
}
