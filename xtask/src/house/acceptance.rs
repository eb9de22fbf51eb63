//! docs/acceptance: a row that says `done` names tests, and they exist.
//!
//! ```text
//! | demand | where | test | state |
//! |---|---|---|---|
//! | Undo is refused … | store/src/undo.rs | `store::it::undo_refuses_later_edit` | done |
//! | Closing a task | app/src/plan | `end2end/tests/plan/task.spec.ts › closes and undoes` | done |
//! | Budgets | xtask/src/sizes.rs | `xtask: sizes` | done |
//! | Baselines | | | open |
//! ```

use std::{fs, path::Path};

use anyhow::{Context, Result};

use super::below;
use crate::command_names;

const FOLDER: &str = "docs/acceptance";

/// Prints how many rows are open, answers what is wrong with the others.
pub fn check(root: &Path) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    for file in below(&root.join(FOLDER))? {
        if file.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let name = file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let text =
            fs::read_to_string(&file).with_context(|| format!("Cannot read {}", file.display()))?;
        let mut open = Vec::new();
        let mut done = 0;
        for line in rows(&text) {
            let place = format!("{FOLDER}/{name}:{}", line.number);
            match line.row {
                Err(reason) => wrong.push(format!("{place}: {reason}")),
                Ok(row) if row.state == State::Open => open.push(row.demand),
                Ok(row) => {
                    done += 1;
                    wrong.extend(
                        judge(root, &row)
                            .into_iter()
                            .map(|r| format!("{place}: {r}")),
                    );
                }
            }
        }
        println!("{FOLDER}/{name}: {done} done, {} open", open.len());
        for demand in open {
            println!("  open: {demand}");
        }
    }
    Ok(wrong)
}

#[derive(Debug, PartialEq, Eq)]
struct Row {
    demand: String,
    tests: Vec<String>,
    state: State,
}

#[derive(Debug, PartialEq, Eq)]
enum State {
    Open,
    Done,
}

struct Line {
    number: usize,
    row: Result<Row, String>,
}

/// The rows of every table with the four columns; other tables are somebody else's.
fn rows(text: &str) -> Vec<Line> {
    let mut found = Vec::new();
    let mut inside = false;
    for (index, line) in text.lines().enumerate() {
        let Some(cells) = cells(line) else {
            inside = false;
            continue;
        };
        let plain: Vec<_> = cells.iter().map(|cell| cell.to_lowercase()).collect();
        if plain == ["demand", "where", "test", "state"] {
            inside = true;
        } else if inside && !is_ruler(&cells) {
            found.push(Line {
                number: index + 1,
                row: row(&cells),
            });
        }
    }
    found
}

fn row(cells: &[String]) -> Result<Row, String> {
    let [demand, _, test, state] = cells else {
        return Err(format!("a row has four cells, this one {}", cells.len()));
    };
    let state = match state.as_str() {
        "open" => State::Open,
        "done" => State::Done,
        other => return Err(format!("the state is `open` or `done`, not `{other}`")),
    };
    // Between backticks: every second piece.
    let tests = test
        .split('`')
        .skip(1)
        .step_by(2)
        .map(|entry| entry.trim().to_owned())
        .collect();
    Ok(Row {
        demand: demand.clone(),
        tests,
        state,
    })
}

/// The cells of `| a | b |`; `\|` is a bar inside a cell.
fn cells(line: &str) -> Option<Vec<String>> {
    let inner = line.trim().strip_prefix('|')?.strip_suffix('|')?;
    let hidden = inner.replace("\\|", "\u{0}");
    Some(
        hidden
            .split('|')
            .map(|cell| cell.trim().replace('\u{0}', "|"))
            .collect(),
    )
}

fn is_ruler(cells: &[String]) -> bool {
    cells
        .iter()
        .all(|cell| cell.len() >= 3 && cell.chars().all(|c| matches!(c, '-' | ':')))
}

fn judge(root: &Path, row: &Row) -> Vec<String> {
    if row.tests.is_empty() {
        return vec![format!("`done` without a test: {}", row.demand)];
    }
    row.tests
        .iter()
        .filter_map(|entry| missing(root, entry).err())
        .collect()
}

/// An error says what an entry names that is not there.
fn missing(root: &Path, entry: &str) -> Result<(), String> {
    if let Some(command) = entry.strip_prefix("xtask: ") {
        let name = command.split_whitespace().next().unwrap_or_default();
        let known = command_names().iter().any(|known| known == name);
        return if known {
            Ok(())
        } else {
            Err(format!("there is no command `{entry}`"))
        };
    }
    if let Some((spec, title)) = entry.split_once('›') {
        let (spec, title) = (spec.trim(), title.trim());
        let Ok(text) = fs::read_to_string(root.join(spec)) else {
            return Err(format!("there is no file {spec}"));
        };
        let quoted = ['\'', '"', '`'].map(|quote| format!("{quote}{title}{quote}"));
        let there = !title.is_empty() && quoted.iter().any(|title| text.contains(title));
        return if there {
            Ok(())
        } else {
            Err(format!("{spec} has no test `{title}`"))
        };
    }
    let (Some((folder, _)), Some((_, function))) =
        (entry.split_once("::"), entry.rsplit_once("::"))
    else {
        return Err(format!(
            "`{entry}` is neither crate::test, file › title nor xtask: command"
        ));
    };
    if folder.is_empty() || !root.join(folder).join("Cargo.toml").is_file() {
        return Err(format!("`{entry}`: there is no crate `{folder}`"));
    }
    let files = below(&root.join(folder)).unwrap_or_default();
    let there = files
        .iter()
        .filter(|file| file.extension().is_some_and(|e| e == "rs"))
        .any(|file| fs::read_to_string(file).is_ok_and(|text| defines(&text, function)));
    if there {
        Ok(())
    } else {
        Err(format!("`{entry}`: no function of that name in {folder}"))
    }
}

/// True when the text has `fn name` and the name ends there.
fn defines(text: &str, name: &str) -> bool {
    if name.is_empty() {
        return false;
    }
    text.match_indices(&format!("fn {name}"))
        .any(|(offset, found)| {
            let next = text[offset + found.len()..].chars().next();
            !next.is_some_and(|c| c.is_alphanumeric() || c == '_')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "# Title\n\n| a | b |\n|---|---|\n| other | table |\n\n\
        | demand | where | test | state |\n|---|---|:--|---|\n\
        | One `x` | src | `store::it::one` and `xtask: sizes` | done |\n\
        | Two \\| three | | | open |\n\
        | Three | | | maybe |\n\
        | Four | done |\n";

    #[test]
    fn rows_are_read_with_their_tests_and_state() {
        let rows = rows(TABLE);
        assert_eq!(
            rows.iter().map(|line| line.number).collect::<Vec<_>>(),
            [9, 10, 11, 12]
        );
        let one = rows[0].row.as_ref().unwrap();
        assert_eq!(one.tests, ["store::it::one", "xtask: sizes"]);
        assert_eq!(one.state, State::Done);
        let two = rows[1].row.as_ref().unwrap();
        assert_eq!(
            (two.demand.as_str(), &two.state),
            ("Two | three", &State::Open)
        );
        assert!(rows[2].row.as_ref().unwrap_err().contains("maybe"));
        assert!(rows[3].row.as_ref().unwrap_err().contains("four cells"));
    }

    #[test]
    fn entries_must_exist() {
        let root = crate::place::root().unwrap();
        let good = [
            "xtask: sizes",
            "xtask::house::acceptance::entries_must_exist",
        ];
        for entry in good {
            assert_eq!(missing(&root, entry), Ok(()), "{entry}");
        }
        // Put together, or this file would define what it looks for.
        let absent = ["xtask::entries_must", "_never_exist"].concat();
        for entry in [
            "xtask: nothing",
            &absent,
            "nowhere::x",
            "end2end/tests/none.spec.ts › x",
            "words",
        ] {
            assert!(missing(&root, entry).is_err(), "{entry}");
        }
    }

    #[test]
    fn a_longer_name_is_another_name() {
        assert!(defines("async fn undo() {", "undo"));
        assert!(!defines("fn undo_twice() {", "undo"));
    }

    #[test]
    fn done_without_a_test_is_wrong() {
        let row = Row {
            demand: "x".into(),
            tests: vec![],
            state: State::Done,
        };
        assert_eq!(judge(Path::new("."), &row).len(), 1);
    }
}
