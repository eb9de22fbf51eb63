//! Reads a plan as it is written in `plans/`: one line a task, its section above it, what hangs on it below it.
//!
//! ```text
//! project PEN Website and ticketing
//! start -52                                       working days from today
//! limit 4                                         at most so many tasks under way at once
//! health -9 at_risk Why                           how it stood on a day, and why
//! Discovery | Understanding                       a section, and its deliverable
//!   Interview the guides | @aisha 3d <kick #guides
//!     = A description.
//!     - a thing to tick off
//!     ! Why it stands still | client | -7         or `outside NAME`, or a person; since when
//!     > ruth 2 Something said                     on the second day of it; below zero: days before today
//!     >> ruth 2 Something the client reads too    where the task is the client's to see
//! ```
//!
//! After the bar: `@who`, `3d` of work, `4h` or `30m` of effort in them (else two hours a day), `?` of unknown effort,
//! `milestone`, `#its name`, `<` after the line above, `<name,name+2d` after those (`ss:name`, `ff:name`, `sf:name` by
//! their other ends, `name-1d` a day before), `=-7` begun or to begin on that day whatever was planned, `due=4` a deadline,
//! `snet` and the like: bound where it stands, `client` the client's to see, `!late` should be done and is not, `!stuck`
//! stands still.

use anyhow::{Context, Result, bail, ensure};

#[derive(Debug, Default)]
pub struct Plan {
    pub key: &'static str,
    pub title: &'static str,
    pub client: Option<&'static str>,
    pub start: i64,
    pub lead: &'static str,
    pub people: Vec<&'static str>,
    /// How many tasks are to be under way at once.
    pub limit: Option<&'static str>,
    /// What was said of how it stands, earliest first.
    pub health: Vec<Health>,
    pub deliverables: Vec<&'static str>,
    pub sections: Vec<Section>,
    pub tasks: Vec<Task>,
}

/// On a day: on course, drifting or off course, as a code; and why.
#[derive(Debug)]
pub struct Health {
    pub day: i64,
    pub code: &'static str,
    pub reason: &'static str,
}

#[derive(Debug)]
pub struct Section {
    pub title: &'static str,
    pub deliverable: &'static str,
}

#[derive(Debug, Default)]
pub struct Task {
    pub title: &'static str,
    pub section: usize,
    pub milestone: bool,
    pub who: Option<&'static str>,
    pub days: i64,
    /// As it is typed.
    pub effort: Option<&'static str>,
    /// Nobody has said how much work it is.
    pub unsized_yet: bool,
    pub deadline: Option<i64>,
    pub constraint: Option<&'static str>,
    /// The client's to see.
    pub client: bool,
    pub name: Option<&'static str>,
    pub after: Vec<After>,
    /// The day on which it was really begun.
    pub begun: Option<i64>,
    pub late: bool,
    pub stuck: Option<Stuck>,
    pub description: Option<&'static str>,
    pub items: Vec<&'static str>,
    pub said: Vec<Said>,
}

/// What a task waits for: the place of another in the plan, which of their ends are tied, and working days between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct After {
    pub task: usize,
    pub kind: &'static str,
    pub lag: i64,
}

#[derive(Debug)]
pub struct Stuck {
    pub because: &'static str,
    pub whose: Whose,
    pub since: i64,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Whose {
    Client,
    Outside(&'static str),
    Person(&'static str),
}

#[derive(Debug)]
pub struct Said {
    pub who: &'static str,
    pub day: i64,
    pub text: &'static str,
    /// The client reads it too.
    pub client: bool,
}

/// What a task is said to wait for, before every name is known.
struct Wish {
    task: usize,
    name: &'static str,
    kind: &'static str,
    lag: i64,
}

const FS: &str = "fs";
const KINDS: [&str; 4] = [FS, "ss", "ff", "sf"];
const CONSTRAINTS: [&str; 4] = ["snet", "fnlt", "mso", "mfo"];

pub fn read(text: &'static str) -> Result<Plan> {
    let (mut plan, mut wishes) = (Plan::default(), Vec::new());
    for (line, number) in text.lines().zip(1..) {
        read_line(&mut plan, &mut wishes, line)
            .with_context(|| format!("line {number}: `{line}`"))?;
    }
    for wish in wishes {
        let named = |task: &Task| task.name == Some(wish.name);
        let task = plan.tasks.iter().position(named);
        let task = task.with_context(|| format!("nothing is called #{}", wish.name))?;
        let (kind, lag) = (wish.kind, wish.lag);
        plan.tasks[wish.task].after.push(After { task, kind, lag });
    }
    Ok(plan)
}

fn read_line(plan: &mut Plan, wishes: &mut Vec<Wish>, line: &'static str) -> Result<()> {
    if line.trim().is_empty() {
        Ok(())
    } else if let Some(under) = line.strip_prefix("    ") {
        let task = plan.tasks.last_mut().context("under no task")?;
        read_under(task, under)
    } else if let Some(task) = line.strip_prefix("  ") {
        read_task(plan, wishes, task)
    } else {
        read_head(plan, line)
    }
}

fn read_head(plan: &mut Plan, line: &'static str) -> Result<()> {
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    match word {
        "project" => (plan.key, plan.title) = rest.split_once(' ').context("no title")?,
        "client" => plan.client = Some(rest),
        "start" => plan.start = rest.parse()?,
        "lead" => plan.lead = rest,
        "limit" => plan.limit = Some(rest),
        "people" => plan.people = rest.split(' ').collect(),
        "health" => {
            let (day, rest) = rest.split_once(' ').context("no state")?;
            let (code, reason) = rest.split_once(' ').context("no reason")?;
            let day = day.parse()?;
            plan.health.push(Health { day, code, reason });
        }
        "deliverable" => {
            let named = rest.split(" | ");
            plan.deliverables = named
                .map(|d| d.trim_start_matches("deliverable "))
                .collect();
        }
        _ => {
            let (title, deliverable) = line.split_once(" | ").context("no deliverable")?;
            ensure!(plan.deliverables.contains(&deliverable), "{deliverable}?");
            plan.sections.push(Section { title, deliverable });
        }
    }
    Ok(())
}

fn read_task(plan: &mut Plan, wishes: &mut Vec<Wish>, line: &'static str) -> Result<()> {
    let (title, about) = line.split_once(" | ").context("nothing after the title")?;
    let place = plan.tasks.len();
    let mut task = Task {
        title,
        section: plan
            .sections
            .len()
            .checked_sub(1)
            .context("in no section")?,
        ..Task::default()
    };
    for word in about.split_whitespace() {
        if word == "milestone" {
            task.milestone = true;
        } else if word == "!late" {
            task.late = true;
        } else if word == "!stuck" {
            // What it stands still for is said below it.
        } else if let Some(who) = word.strip_prefix('@') {
            task.who = Some(who);
        } else if let Some(name) = word.strip_prefix('#') {
            task.name = Some(name);
        } else if let Some(day) = word.strip_prefix('=') {
            task.begun = Some(day.parse()?);
        } else if word == "<" {
            let task_before = place.checked_sub(1).context("after nothing")?;
            task.after.push(After {
                task: task_before,
                kind: FS,
                lag: 0,
            });
        } else if let Some(names) = word.strip_prefix('<') {
            for name in names.split(',') {
                let (kind, name) = name.split_once(':').unwrap_or((FS, name));
                ensure!(KINDS.contains(&kind), "{kind}?");
                let at = name.find(['+', '-']).unwrap_or(name.len());
                let (name, lag) = name.split_at(at);
                let lag = match lag.trim_start_matches('+').trim_end_matches('d') {
                    "" => 0,
                    lag => lag.parse()?,
                };
                wishes.push(Wish {
                    task: place,
                    name,
                    kind,
                    lag,
                });
            }
        } else if word == "?" {
            task.unsized_yet = true;
        } else if word == "client" {
            task.client = true;
        } else if let Some(day) = word.strip_prefix("due=") {
            task.deadline = Some(day.parse()?);
        } else if CONSTRAINTS.contains(&word) {
            task.constraint = Some(word);
        } else if word.ends_with(['h', 'm']) {
            task.effort = Some(word);
        } else if let Some(days) = word.strip_suffix('d') {
            task.days = days.parse()?;
        } else {
            bail!("`{word}`?");
        }
    }
    ensure!(task.milestone != (task.days > 0), "a task or a milestone");
    plan.tasks.push(task);
    Ok(())
}

fn read_under(task: &mut Task, line: &'static str) -> Result<()> {
    let (mark, rest) = line.split_once(' ').context("nothing after the mark")?;
    match mark {
        "=" => task.description = Some(rest),
        "-" => task.items.push(rest),
        ">" | ">>" => {
            let client = mark == ">>";
            ensure!(task.client || !client, "not the client's to see");
            let (who, rest) = rest.split_once(' ').context("said by nobody")?;
            let (day, text) = rest.split_once(' ').context("nothing said")?;
            let day = day.parse()?;
            task.said.push(Said {
                who,
                day,
                text,
                client,
            });
        }
        "!" => {
            let mut parts = rest.split(" | ");
            let mut next = || parts.next().context("because | whose | since");
            let (because, whose, since) = (next()?, next()?, next()?.parse()?);
            let whose = match whose.split_once(' ') {
                Some(("outside", name)) => Whose::Outside(name),
                None if whose == "client" => Whose::Client,
                _ => Whose::Person(whose),
            };
            task.stuck = Some(Stuck {
                because,
                whose,
                since,
            });
        }
        _ => bail!("`{mark}`?"),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "project ABC Something\nstart -3\nlead ruth\npeople ellie\nclient Them\ndeliverable One | deliverable Two\n\n\
        First | One\n  Begin | @ellie 2d #begin client due=3\n    = Why.\n    - this\n    > ruth -1 Well.\n    >> ruth -1 Well done.\n  Wait | 1d 30m snet < <begin+2d,ss:begin-1d =-2\n    ! No answer | outside Post | -2\n  End | milestone <begin\n";

    #[test]
    fn a_plan_is_read_with_what_hangs_on_it() {
        let plan = read(TEXT).unwrap();
        assert_eq!(
            (plan.key, plan.start, plan.deliverables.len()),
            ("ABC", -3, 2)
        );
        let [begin, wait, end] = &plan.tasks[..] else {
            panic!("{plan:?}")
        };
        assert_eq!((begin.who, begin.days), (Some("ellie"), 2));
        assert_eq!((begin.description, begin.items.len()), (Some("Why."), 1));
        assert_eq!((begin.said[0].day, begin.said[0].text), (-1, "Well."));
        assert_eq!((begin.deadline, begin.client), (Some(3), true));
        assert!(begin.said[1].client && !begin.said[0].client);
        let first = |kind, lag| After { task: 0, kind, lag };
        assert_eq!(wait.after, [first(FS, 0), first(FS, 2), first("ss", -1)]);
        assert_eq!((wait.effort, wait.constraint), (Some("30m"), Some("snet")));
        assert_eq!(wait.begun, Some(-2));
        let stuck = wait.stuck.as_ref().unwrap();
        assert_eq!(stuck.whose, Whose::Outside("Post"));
        assert!(end.milestone && end.after == [first(FS, 0)]);
    }

    #[test]
    fn what_is_mistyped_is_named() {
        for wrong in [
            "  Task | @a 1d",
            "First | Three",
            "start soon",
            "    > x",
            "health -1 on_track",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        let text = "deliverable One\nFirst | One\n  Task | 1d <nobody";
        assert!(read(text).unwrap_err().to_string().contains("#nobody"));
    }
}
