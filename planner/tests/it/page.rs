//! What is written about the crate, held against it: the page in docs, the README's example, the sources' own rules.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Sources of the crate without their tests, by path.
fn sources() -> Vec<(String, String)> {
    let (mut folders, mut files) = (
        vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")],
        vec![],
    );
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.to_str().unwrap().replace('\\', "/");
            if name.contains("/tests") {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push((name, fs::read_to_string(path).unwrap()));
            }
        }
    }
    files.sort();
    assert!(files.len() > 80, "{}", files.len());
    files
}

/// The commands that schedule the file, as they stand there, run from the root of the project.
#[test]
fn a_newcomer_schedules_a_file_with_what_the_readme_says() {
    for (page, file) in [("README.md", "house.sm"), ("docs/planner.md", "house.sm")] {
        let text = fs::read_to_string(root().join(page)).unwrap();
        let run = "cargo run -p planner --release --";
        let lines = text.lines();
        let lines = lines.filter(|line| line.starts_with(run) && line.contains(file));
        let mut said = Vec::new();
        for line in lines {
            // Built already, and answers go where a test may write.
            let built = format!("'{}'", env!("CARGO_BIN_EXE_planner"));
            let answer = format!("'{}/{}.json'", env!("CARGO_TARGET_TMPDIR"), page.len());
            let command = line.replace(run, &built).replace("answer.json", &answer);
            assert_ne!(command, line, "{page}: {line}");
            let ran = Command::new("sh")
                .args(["-c", &command])
                .current_dir(root())
                .output()
                .unwrap();
            assert!(ran.status.success(), "{page}: {line}\n{ran:?}");
            said.push(String::from_utf8(ran.stdout).unwrap());
        }
        assert_eq!(said.len(), 2, "{page}");
        assert_eq!(said[1].trim(), "accepted: makespan 39", "{page}");
    }
}

/// The page names every module anybody can use, and every paper a module is built on.
#[test]
fn the_page_has_every_module_and_every_source() {
    let page = fs::read_to_string(root().join("docs/planner.md")).unwrap();
    let lines: Vec<&str> = page.lines().collect();
    let (mut papers, mut modules) = (0, 0);
    for (name, text) in sources() {
        if name.ends_with("/src/lib.rs") {
            for line in text.lines() {
                if let Some(module) = line.strip_prefix("pub mod ") {
                    let module = format!("`{}`", module.trim_end_matches(';'));
                    assert!(page.contains(&module), "the page does not name {module}");
                    modules += 1;
                }
            }
        }
        for (author, year) in papers_in(&text) {
            let known = lines
                .iter()
                .any(|line| line.contains(&author) && line.contains(&year));
            assert!(known, "{name}: {author} {year} is not on the page");
            papers += 1;
        }
    }
    assert!(
        papers > 50 && modules > 12,
        "{papers} papers, {modules} modules"
    );
}

/// A name and the year after it, in what the file says of itself.
fn papers_in(text: &str) -> Vec<(String, String)> {
    let mut code = false;
    let mut said = String::new();
    for line in text.lines() {
        let line = line.trim_start();
        let Some(line) = line.strip_prefix("//") else {
            continue;
        };
        let line = line.trim_start_matches(['/', '!']);
        code ^= line.trim_start().starts_with("```");
        if !code {
            said.push_str(line);
            said.push(' ');
        }
    }
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let words: Vec<String> = said.split_whitespace().map(bare).collect();
    let is_year = |word: &str| {
        let year = word.parse().unwrap_or(0);
        word.len() == 4 && (1930..2030).contains(&year)
    };
    let is_name = |word: &str| {
        word.chars().next().is_some_and(char::is_uppercase) && word.chars().all(char::is_alphabetic)
    };
    let mut papers = Vec::new();
    for (at, year) in words.iter().enumerate().filter(|(_, word)| is_year(word)) {
        let mut before = words[at.saturating_sub(3)..at].iter().rev();
        if let Some(author) = before.find(|word| is_name(word)) {
            papers.push((author.clone(), year.clone()));
        }
    }
    papers
}

/// Dates, orders and amounts of work are whole numbers, and nothing is read in the order of a hash.
#[test]
fn dates_are_whole_minutes_in_flat_arrays() {
    for (name, text) in sources() {
        let code = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        let code: Vec<&str> = code.collect();
        let names = |word: &str| code.iter().any(|line| line.contains(word));
        // Shares, correlations and money's ratios are no dates.
        let ratios = [
            "/risk",
            "/earned",
            "/assign/balance.rs",
            "/assign/fairness.rs",
            "/whatif.rs",
        ];
        if !ratios.into_iter().any(|part| name.contains(part)) {
            assert!(
                !names("f64") && !names("f32"),
                "{name} knows floating point"
            );
        }
        if name.contains("/whatif.rs") {
            let all = code.iter().filter(|line| line.contains("f64"));
            assert_eq!(all.count(), 1, "{name}: a probability");
        }
        // Dates inside a simulation are dates too.
        if [
            "/risk/dates.rs",
            "/risk/axis.rs",
            "/risk/working.rs",
            "/risk/scarce.rs",
        ]
        .into_iter()
        .any(|part| name.ends_with(part))
        {
            assert!(
                !names("f64") && !names("f32"),
                "{name} knows floating point"
            );
        }
        // Looked up by key, never gone through.
        if !name.ends_with("/rcpsp/exact.rs") {
            assert!(!names("HashMap") && !names("HashSet"), "{name} hashes");
        }
        for word in [
            "SystemTime",
            "Instant::now",
            "std::fs",
            "std::net",
            "unsafe",
            "RefCell",
            "Box<Node",
        ] {
            let allowed = name.ends_with("/main.rs") && word == "std::fs";
            assert!(allowed || !names(word), "{name} uses {word}");
        }
    }
}
