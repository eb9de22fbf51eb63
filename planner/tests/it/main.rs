//! The crate from outside: its command line, and what its sources may not name.

#![expect(clippy::unwrap_used, reason = "a test says what went wrong by failing")]

mod answers;
mod cases;
mod data;
mod msproject;
mod page;
mod psplib;
mod questions;
mod references;
mod wasm;
mod worker;

use std::{fs, path::Path, process::Command};

const SMALL: &str = "\
jobs (incl. supersource/sink ):  4
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          2           2   3
   2        1          1           4
   3        1          1           4
   4        1          0
REQUESTS/DURATIONS:
jobnr. mode duration  R 1
-------------------------
  1      1     0       0
  2      1     3       2
  3      1     4       1
  4      1     0       0
RESOURCEAVAILABILITIES:
  R 1
   2
";

fn planner(arguments: &[&str]) -> (bool, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_planner"))
        .args(arguments)
        .output()
        .unwrap();
    let said = match run.status.success() {
        true => run.stdout,
        false => run.stderr,
    };
    let last = String::from_utf8(said).unwrap();
    (run.status.success(), last.trim().to_owned())
}

#[test]
fn solves_and_checks_a_file() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let file = |name: &str, text: &str| {
        fs::write(folder.join(name), text).unwrap();
        folder.join(name).to_str().unwrap().to_owned()
    };
    let instance = file("small.sm", SMALL);
    let (solved, answer) = planner(&["solve", &instance, "--schedules", "50", "--seed", "3"]);
    assert!(
        solved && answer.contains(r#""makespan":7,"bound":7"#),
        "{answer}"
    );
    let right = file("answer.json", &answer);
    assert_eq!(
        planner(&["check", &instance, &right]),
        (true, "accepted: makespan 7".to_owned())
    );
    let wrong = file(
        "wrong.json",
        &answer.replace(r#""makespan":7"#, r#""makespan":6"#),
    );
    let (accepted, why) = planner(&["check", &instance, &wrong]);
    assert!(!accepted && why.contains("rejected"), "{why}");
    let (read, why) = planner(&["solve", &file("broken.sm", &SMALL[..300])]);
    assert!(!read && why.contains("line "), "{why}");
}

#[test]
fn simulates_a_file() {
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/launch.json");
    let run = |seed| planner(&["simulate", example, "--iterations", "2000", "--seed", seed]);
    let (done, text) = run("3");
    assert!(done, "{text}");
    let report: serde_json::Value = serde_json::from_str(&text).unwrap();
    let outcome = &report["outcome"];
    assert_eq!(outcome["iterations"], 2000);
    let percentile = |key: &str| outcome["finish"][key].as_i64().unwrap();
    assert!(percentile("p50") < percentile("p80") && percentile("p80") < percentile("p90"));
    let share = outcome["milestones"][0]["deadline"]["share"]
        .as_f64()
        .unwrap();
    assert!((0.2..0.95).contains(&share), "{share}");
    // The absence moves the task, what comes after it, and the forecast.
    let scenario = &report["scenario"];
    assert_eq!(scenario["moves"][0]["task"], 1);
    assert_eq!(scenario["moves"].as_array().unwrap().len(), 3);
    let p80 = |key: &str| scenario["p80"][key].as_i64().unwrap();
    assert!(p80("before") == percentile("p80") && p80("after") > p80("before"));
    assert_eq!(run("3"), (true, text.clone()));
    assert_ne!(run("4").1, text);
    let (done, why) = planner(&["simulate", example, "--iterations", "0"]);
    assert!(!done && why.contains("no iterations"), "{why}");
}

#[test]
fn solves_and_checks_time_lags_and_plans() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let file = |name: &str, text: &str| {
        fs::write(folder.join(name), text).unwrap();
        folder.join(name).to_str().unwrap().to_owned()
    };
    let max = "1 1 0 0\n0 1 1 1 [2]\n1 1 2 2 0 [3] [-2]\n2 1 0\n0 1 0 0\n1 1 3 1\n2 1 0 0\n1\n";
    let instance = file("lags.sch", max);
    let (solved, answer) = planner(&["solve", &instance]);
    assert!(
        solved && answer.contains(r#""starts":[0,2,5],"makespan":5,"bound":5"#),
        "{answer}"
    );
    let right = file("lags.json", &answer);
    assert_eq!(
        planner(&["check", &instance, &right]),
        (true, "accepted: makespan 5".to_owned())
    );
    let wrong = file(
        "late.json",
        &answer
            .replace("[0,2,5]", "[0,3,6]")
            .replace(r#"n":5,"b"#, r#"n":6,"b"#),
    );
    let (accepted, why) = planner(&["check", &instance, &wrong]);
    assert!(
        !accepted && why.contains(r#"rejected: {"lag":{"lag":2}}"#),
        "{why}"
    );
    let none = file("none.json", r#"{"infeasible":{"nodes":3}}"#);
    assert_eq!(
        planner(&["check", &instance, &none]),
        (false, "there is no schedule in this answer".to_owned())
    );

    let plan = r#"{"start":0,"calendars":[[{"start":0,"finish":480}]],"tasks":[{"duration":60},{"duration":30}],"links":[{"from":0,"to":1,"kind":"FS"}]}"#;
    let (solved, dates) = planner(&["solve", &file("plan.json", plan)]);
    assert!(
        solved && dates.contains(r#""early":[{"start":0,"finish":60},{"start":60,"finish":90}]"#),
        "{dates}"
    );
    let (plan, right) = (file("plan.json", plan), file("dates.json", &dates));
    assert_eq!(
        planner(&["check", &plan, &right]),
        (true, "accepted: finish 90".to_owned())
    );
    let sooner = dates.replace(r#"{"start":60,"finish":90}"#, r#"{"start":50,"finish":80}"#);
    let (accepted, why) = planner(&["check", &plan, &file("sooner.json", &sooner)]);
    assert!(
        !accepted && why.contains(r#"rejected: {"link":{"link":0}}"#),
        "{why}"
    );
    let plain = r#"{"durations":[2,2],"links":[[0,7]],"capacity":[1],"demand":[[1],[1]]}"#;
    let (solved, why) = planner(&["solve", &file("plain.json", plain)]);
    assert!(!solved && why.contains("link 0"), "{why}");
    let (accepted, why) = planner(&[
        "check",
        &file("plain.json", plain),
        &file(
            "any.json",
            r#"{"starts":[0,2],"makespan":4,"bound":0,"schedules":1,"nodes":0}"#,
        ),
    ]);
    assert!(!accepted && why.contains(r#"{"link":{"link":0}}"#), "{why}");
    let asked = file(
        "asked.txt",
        "{}\n{\"balance\":{\"team\":{\"people\":[],\"tasks\":[]},\"nodes\":1}}",
    );
    let (_, answers) = planner(&["ask", &asked]);
    let lines: Vec<&str> = answers.lines().collect();
    assert!(
        lines[0].starts_with(r#"{"error":"#) && lines[1].starts_with(r#"{"answer":"#),
        "{answers}"
    );
}

#[test]
fn solves_and_checks_a_portfolio_and_says_how_far_it_is() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let file = |name: &str, text: &str| {
        fs::write(folder.join(name), text).unwrap();
        folder.join(name).to_str().unwrap().to_owned()
    };
    // Two tasks of an hour for one person, and a third that nobody is needed for.
    let portfolio = r#"{"start":0,"calendars":[[{"start":0,"finish":480}]],
        "resources":[{"skills":[{"skill":1,"level":2}]}],
        "tasks":[{"duration":60,"needs":[{"named":{"resource":0,"units":100}}]},
                 {"duration":60,"needs":[{"skilled":{"skill":1}}]},
                 {"duration":30}],
        "links":[{"from":0,"to":2,"kind":"FS"}]}"#;
    let portfolio = file("portfolio.json", portfolio);
    let run = Command::new(env!("CARGO_BIN_EXE_planner"))
        .args(["solve", &portfolio, "--schedules", "20", "--seed", "2"])
        .output()
        .unwrap();
    assert!(run.status.success());
    let (answer, told) = (run.stdout, String::from_utf8(run.stderr).unwrap());
    let answer = String::from_utf8(answer).unwrap();
    let read: serde_json::Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(
        (&read["finish"], &read["bound"]),
        (&120.into(), &120.into())
    );
    assert_eq!(read["waits"][0]["causes"][0]["busy"]["until"], 60);
    let right = file("portfolio-answer.json", &answer);
    assert_eq!(
        planner(&["check", &portfolio, &right]),
        (true, "accepted: finish 120".to_owned())
    );
    let wrong = answer.replacen(r#""finish":120,"bound""#, r#""finish":110,"bound""#, 1);
    assert_ne!(wrong, answer);
    let (accepted, why) = planner(&["check", &portfolio, &file("portfolio-wrong.json", &wrong)]);
    assert!(!accepted && why.contains("rejected: \"finish\""), "{why}");
    // What is found on the way goes to those who wait.
    let house = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/house.sm");
    let run = Command::new(env!("CARGO_BIN_EXE_planner"))
        .args(["solve", house, "--schedules", "500", "--nodes", "0"])
        .output()
        .unwrap();
    let more = String::from_utf8(run.stderr).unwrap();
    assert!(
        (told.is_empty() || told.contains(" schedules: "))
            && (more.is_empty() || more.contains(", not below ")),
        "{told}{more}"
    );
}

/// What is known to be best is compared after all runs have ended, by something else.
#[test]
fn no_path_of_the_crate_opens_the_best_known() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("src"), root.join("benches")];
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            seen += 1;
            let text = fs::read_to_string(&path).unwrap().to_lowercase();
            assert!(
                !text.contains("best_known") && !text.contains(".csv"),
                "{}",
                path.display()
            );
        }
    }
    assert!(seen > 20, "{seen}");
}
