//! Reads a plan as it is written in `plans/`: one line a task, its section above it, what hangs on it below it.
//!
//! ```text
//! project PEN Website and ticketing
//! start -52                                       working days from today
//! Discovery | Understanding                       a section, and its deliverable
//!   Interview the guides | @aisha 3d <kick #guides
//!     = A description.
//!     - a thing to tick off
//!     ! Why it stands still | client | -7         or `outside NAME`, or a person; since when
//!     > ruth 2 Something said                     on the second day of it; below zero: days before today
//! ```
//!
//! After the bar: `@who`, `3d` of work, `milestone`, `#its name`, `<` after the line above, `<name,name+2d` after those,
//! `=-7` begun on that day whatever was planned, `!late` should be done and is not, `!stuck` stands still.

use anyhow::{Context, Result, bail, ensure};

#[derive(Debug, Default)]
pub struct Plan {
    pub key: &'static str,
    pub title: &'static str,
    pub client: Option<&'static str>,
    pub start: i64,
    pub lead: &'static str,
    pub people: Vec<&'static str>,
    /// On course, drifting or off course, as a code; and why.
    pub health: Option<(&'static str, &'static str)>,
    pub deliverables: Vec<&'static str>,
    pub sections: Vec<Section>,
    pub tasks: Vec<Task>,
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

/// What a task waits for: the place of another in the plan, and working days between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct After {
    pub task: usize,
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
}

/// What a task is said to wait for, before every name is known.
struct Wish {
    task: usize,
    name: &'static str,
    lag: i64,
}

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
        let lag = wish.lag;
        plan.tasks[wish.task].after.push(After { task, lag });
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
        "people" => plan.people = rest.split(' ').collect(),
        "health" => plan.health = Some(rest.split_once(' ').context("no reason")?),
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
                lag: 0,
            });
        } else if let Some(names) = word.strip_prefix('<') {
            for name in names.split(',') {
                let (name, lag) = name.split_once('+').unwrap_or((name, "0d"));
                let lag = lag.trim_end_matches('d').parse()?;
                wishes.push(Wish {
                    task: place,
                    name,
                    lag,
                });
            }
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
        ">" => {
            let (who, rest) = rest.split_once(' ').context("said by nobody")?;
            let (day, text) = rest.split_once(' ').context("nothing said")?;
            let day = day.parse()?;
            task.said.push(Said { who, day, text });
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
        First | One\n  Begin | @ellie 2d #begin\n    = Why.\n    - this\n    > ruth -1 Well.\n  Wait | 1d < <begin+2d =-2\n    ! No answer | outside Post | -2\n  End | milestone <begin\n";

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
        let first = |lag| After { task: 0, lag };
        assert_eq!(wait.after, [first(0), first(2)]);
        assert_eq!(wait.begun, Some(-2));
        let stuck = wait.stuck.as_ref().unwrap();
        assert_eq!(stuck.whose, Whose::Outside("Post"));
        assert!(end.milestone && end.after == [first(0)]);
    }

    #[test]
    fn what_is_mistyped_is_named() {
        for wrong in ["  Task | @a 1d", "First | Three", "start soon", "    > x"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        let text = "deliverable One\nFirst | One\n  Task | 1d <nobody";
        assert!(read(text).unwrap_err().to_string().contains("#nobody"));
    }
}
