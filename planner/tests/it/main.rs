//! The crate from outside: its command line, and what its sources may not name.

#![expect(clippy::unwrap_used, reason = "a test says what went wrong by failing")]

mod psplib;

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
    let text = [run.stdout, run.stderr].concat();
    (
        run.status.success(),
        String::from_utf8(text).unwrap().trim().to_owned(),
    )
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
