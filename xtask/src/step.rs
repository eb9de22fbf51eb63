//! Progress: one line a step, with the time it took.

use std::{
    fs::{self, File},
    io::{IsTerminal, Write, stdout},
    path::Path,
    process::{Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::run;

/// How many lines of a failed step's log are shown.
const TAIL: usize = 30;

/// Runs a long command with its output in `log`, showing one line that counts the time. A
/// terminal sees the line tick; elsewhere it appears every minute, so that a log is not silent.
pub fn long(what: &str, command: &mut Command, log: &Path) -> Result<()> {
    if let Some(folder) = log.parent() {
        fs::create_dir_all(folder).with_context(|| format!("Cannot make {}", folder.display()))?;
    }
    let file = File::options()
        .create(true)
        .append(true)
        .open(log)
        .with_context(|| format!("Cannot write {}", log.display()))?;
    let errors = file.try_clone().context("Cannot share the log file")?;
    let start = Instant::now();
    let mut child = command
        .stdout(Stdio::from(file))
        .stderr(Stdio::from(errors))
        .spawn()
        .with_context(|| format!("{what}: `{}` could not be started", run::shown(command)))?;

    let ticking = stdout().is_terminal();
    let mut next = Duration::from_secs(if ticking { 1 } else { 60 });
    let status = loop {
        if let Some(status) = child.try_wait().context("Cannot wait for a command")? {
            break status;
        }
        sleep(Duration::from_millis(100));
        if start.elapsed() >= next {
            if ticking {
                print!("\r\x1b[2K  … {what} ({})", took(start));
                drop(stdout().flush());
                next += Duration::from_secs(1);
            } else {
                println!("  … {what} ({})", took(start));
                next += Duration::from_secs(60);
            }
        }
    };
    if ticking {
        print!("\r\x1b[2K");
    }
    if !status.success() {
        println!("  ✗ {what} ({})", took(start));
        let said = fs::read_to_string(log).unwrap_or_default();
        bail!(
            "{what} failed:\n{}\nThe whole log: {}",
            last_lines(&said, TAIL),
            log.display()
        );
    }
    println!("  ✓ {what} ({})", took(start));
    Ok(())
}

/// `0.4 s`, `12 s`, `3 min 05 s`.
pub fn took(start: Instant) -> String {
    duration(start.elapsed())
}

pub fn duration(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<_> = text.lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well() {
        assert_eq!(duration(Duration::from_millis(440)), "0.4 s");
        assert_eq!(duration(Duration::from_secs(12)), "12 s");
        assert_eq!(duration(Duration::from_secs(185)), "3 min 05 s");
    }

    #[test]
    fn the_tail_is_the_end() {
        assert_eq!(last_lines("a\nb\nc", 2), "b\nc");
        assert_eq!(last_lines("a", 2), "a");
    }
}
