//! Native equals wasm: the same questions, the same bytes.
//!
//! Builds the example `wasm`, lets wasm-bindgen make it loadable and Node ask it. Set-up (`cargo xtask`) installs all
//! three; where one is missing the test says which and is skipped, but not where CI is set.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use planner::ask::ask;

use crate::questions::questions;

/// Reads questions, a line each, and asks them; the answers go to a file, so that nothing else can get between.
const ASK: &str = "
const { ask } = require(process.argv[1]);
const fs = require('fs');
const questions = fs.readFileSync(process.argv[2], 'utf8').trimEnd().split('\\n');
fs.writeFileSync(process.argv[3], questions.map(ask).join('\\n'));
";

#[test]
fn native_equals_wasm() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("wasm");
    let Some(module) = built(&folder, "nodejs") else {
        return;
    };
    let questions = questions();
    assert!(questions.len() > 150, "{}", questions.len());
    let (asked, answered) = (folder.join("questions.txt"), folder.join("answers.txt"));
    fs::write(&asked, questions.join("\n")).unwrap();
    let node = Command::new("node")
        .args(["-e", ASK])
        .args([&module, &asked, &answered])
        .output()
        .unwrap();
    assert!(
        node.status.success(),
        "{}",
        String::from_utf8_lossy(&node.stderr)
    );
    let answers = fs::read_to_string(&answered).unwrap();
    let answers: Vec<&str> = answers.split('\n').collect();
    assert_eq!(answers.len(), questions.len());
    let mut good = 0;
    for (question, answer) in questions.iter().zip(answers) {
        assert_eq!(ask(question), answer, "{question}");
        good += usize::from(answer.starts_with(r#"{"answer":"#));
    }
    // Errors are answers too, but not most of them.
    assert!(good * 10 > questions.len() * 8, "{good}");
}

/// The module for one of wasm-bindgen's targets; nothing, said in words, where something is missing, but not in CI.
pub fn built(folder: &Path, target: &str) -> Option<PathBuf> {
    match build(folder, target) {
        Ok(module) => Some(module),
        Err(missing) => {
            let in_ci = env::var("CI").is_ok_and(|ci| !matches!(ci.as_str(), "" | "0" | "false"));
            assert!(!in_ci, "{missing}");
            println!("skipped: {missing}");
            None
        }
    }
}

/// The module; or what is missing, and how it is installed.
fn build(folder: &Path, target: &str) -> Result<PathBuf, String> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let set_up = "`cargo xtask ci` sets everything up";
    let library = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
        .args(["--print", "target-libdir", "--target", TARGET])
        .output()
        .map_err(|error| format!("rustc: {error}"))?;
    if !Path::new(String::from_utf8_lossy(&library.stdout).trim()).is_dir() {
        return Err(format!(
            "{TARGET} is missing: `rustup target add {TARGET}`, or {set_up}"
        ));
    }
    if !Command::new("node")
        .arg("--version")
        .output()
        .is_ok_and(|run| run.status.success())
    {
        return Err("node is missing: install Node.js 20".to_owned());
    }
    let bindgen = bindgen(&wanted()).ok_or(format!(
        "wasm-bindgen {} is missing: `cargo install wasm-bindgen-cli --version {}`, or {set_up}",
        wanted(),
        wanted()
    ))?;
    // Optimised, as a browser gets it. A folder of its own: cargo may hold the other one.
    let built = Command::new(env!("CARGO"))
        .args([
            "build",
            "--quiet",
            "-p",
            "planner",
            "--example",
            "wasm",
            "--features",
            "wasm",
        ])
        .args(["--release", "--target", TARGET, "--target-dir"])
        .arg(folder)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        built.status.success(),
        "{}",
        String::from_utf8_lossy(&built.stderr)
    );
    let made = Command::new(bindgen)
        .args(["--target", target, "--no-typescript", "--out-dir"])
        .arg(folder.join(target))
        .arg(folder.join(TARGET).join("release/examples/wasm.wasm"))
        .output()
        .unwrap();
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    Ok(folder.join(target).join("wasm.js"))
}

/// The version in Cargo.lock: command and library share a format that changes with every release.
fn wanted() -> String {
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    let lock = fs::read_to_string(lock).unwrap();
    let (_, after) = lock
        .split_once("name = \"wasm-bindgen\"\nversion = \"")
        .unwrap();
    after.split('"').next().unwrap().to_owned()
}

/// On PATH, where set-up puts it for tests, or in set-up's folder of tools.
fn bindgen(version: &str) -> Option<PathBuf> {
    let home = env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    let tools =
        env::var_os("DAYMARK_TOOLS").map_or(home.join(".cache/daymark/tools"), PathBuf::from);
    let own = tools.join(format!("wasm-bindgen-{version}/bin/wasm-bindgen"));
    [PathBuf::from("wasm-bindgen"), own]
        .into_iter()
        .find(|program| {
            let said = Command::new(program).arg("--version").output();
            said.is_ok_and(|said| {
                String::from_utf8_lossy(&said.stdout)
                    .trim()
                    .ends_with(version)
            })
        })
}
