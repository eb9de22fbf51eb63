//! The model of real plans: several projects that share people and assets. Plain data; positions in lists are names.

use serde::{Deserialize, Serialize};

use crate::{
    calendar::{Calendar, Interval, Minute},
    links::Link,
    plan::{Constraint, LagCalendar},
};

/// One whole person or machine. Units are per cent, as planners write them.
pub const WHOLE: i32 = 100;

/// Projects that share resources, and all there is to know about them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Portfolio {
    /// Nothing that is still to be scheduled starts before it.
    pub start: Minute,
    /// What is finished lies before it, and remaining work after it.
    #[serde(default)]
    pub data_date: Option<Minute>,
    /// Working times that tasks, links and resources name by position.
    pub calendars: Vec<Calendar>,
    /// Which calendar counts working lag.
    #[serde(default)]
    pub lag_calendar: LagCalendar,
    /// What holds work that began out of order.
    #[serde(default)]
    pub logic: Logic,
    /// When there are none, all tasks belong to one project of ordinary priority.
    #[serde(default)]
    pub projects: Vec<Project>,
    /// People, teams and assets; tasks name them by position.
    #[serde(default)]
    pub resources: Vec<Resource>,
    /// Positions are their names.
    pub tasks: Vec<Task>,
    /// What waits for what.
    #[serde(default)]
    pub links: Vec<Link>,
    /// When some kinds of task may not start or finish.
    #[serde(default)]
    pub freezes: Vec<Freeze>,
}

/// What holds the remaining work of a task that began before its predecessors allowed it to (P6 has both).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Logic {
    /// Its links still do.
    #[default]
    Retained,
    /// Nothing does: it continues at the data date.
    Override,
}

/// Tasks with a common aim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    /// How much its delay weighs in the objective, 1 to 1,000.
    #[serde(default = "ordinary")]
    pub priority: i32,
    /// None of its tasks starts before it.
    #[serde(default)]
    pub start: Option<Minute>,
    /// Finishing later is tardiness.
    #[serde(default)]
    pub due: Option<Minute>,
}

impl Default for Project {
    fn default() -> Self {
        Self {
            priority: ordinary(),
            start: None,
            due: None,
        }
    }
}

/// 500 of 1,000, as in MS Project.
const fn ordinary() -> i32 {
    500
}

/// A person, a team of like people, or an asset.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resource {
    /// A position in the calendars; absences are already taken out of it.
    #[serde(default)]
    pub calendar: u32,
    /// An asset does no effort: it is there, or the task waits.
    #[serde(default)]
    pub asset: bool,
    /// Ascending steps; before the first step there is nothing. Without any, one whole unit at all times.
    #[serde(default)]
    pub capacity: Vec<Step>,
    /// The instant of the first day's beginning.
    #[serde(default)]
    pub first: Option<Minute>,
    /// The instant of the last day's end: from here on nobody is there.
    #[serde(default)]
    pub last: Option<Minute>,
    /// For how many people it can stand in one task; a person is one.
    #[serde(default = "one")]
    pub people: u32,
    /// What they can do, and how well.
    #[serde(default)]
    pub skills: Vec<Skill>,
}

impl Resource {
    /// One person who works in this calendar.
    pub fn person(calendar: u32) -> Self {
        Self {
            calendar,
            people: 1,
            ..Self::default()
        }
    }

    /// Who has this skill at this level for good.
    #[must_use]
    pub fn skilled(mut self, skill: u32, level: u8) -> Self {
        self.skills.push(Skill {
            skill,
            level,
            from: None,
            until: None,
        });
        self
    }
}

const fn one() -> u32 {
    1
}

/// From this instant on there are so many units, in per cent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The first instant at which it is so.
    pub from: Minute,
    /// Per cent; 100 is one whole person or machine.
    pub units: i32,
}

/// What somebody can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skill {
    /// The caller's number of the skill.
    pub skill: u32,
    /// The higher the better; the caller's scale.
    pub level: u8,
    /// A certificate holds from here …
    #[serde(default)]
    pub from: Option<Minute>,
    /// … to here: work that needs it ends by then.
    #[serde(default)]
    pub until: Option<Minute>,
}

/// A time in which some kinds of task may not start, or not finish, or neither (year-end, a release train).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Freeze {
    /// When it holds.
    pub window: Interval,
    /// The kinds it is for.
    pub kinds: Vec<u32>,
    /// They may not start in it.
    #[serde(default)]
    pub start: bool,
    /// They may not finish in it.
    #[serde(default)]
    pub finish: bool,
}

/// Something to be done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// A position in the projects.
    #[serde(default)]
    pub project: u32,
    /// The caller's number for a kind of task ("deployment"); freezes name it.
    #[serde(default)]
    pub kind: u32,
    /// The summary it belongs to.
    #[serde(default)]
    pub parent: Option<u32>,
    /// Work, an instant, or a summary of others.
    #[serde(default)]
    pub form: Form,
    /// Scheduled, or dated by hand.
    #[serde(default)]
    pub mode: Mode,
    /// Which side of effort = duration × units is given; the others follow.
    #[serde(default)]
    pub fixed: Fixed,
    /// Working minutes.
    #[serde(default)]
    pub duration: i32,
    /// Minutes of people's work.
    #[serde(default)]
    pub effort: Option<i32>,
    /// A position in the calendars.
    #[serde(default)]
    pub calendar: u32,
    /// What its dates must keep beside its links.
    #[serde(default)]
    pub constraint: Constraint,
    /// Missing it is tardiness; it moves nothing by itself.
    #[serde(default)]
    pub deadline: Option<Minute>,
    /// 0 to 1,000: of two tasks that wait for the same person the higher one is served first, whatever else is gained
    /// otherwise. What it waits for inherits it.
    #[serde(default = "ordinary")]
    pub priority: i32,
    /// Who and what it takes, all at once.
    #[serde(default)]
    pub needs: Vec<Need>,
    /// May be interrupted for other tasks, in pieces not shorter than this many working minutes (but for the last).
    #[serde(default)]
    pub split: Option<i32>,
    /// How far it is.
    #[serde(default)]
    pub actual: Actual,
    /// Where it stands in the plan people know; minimal change stays near it.
    #[serde(default)]
    pub present: Option<Present>,
}

impl Task {
    /// As soon as possible, this many working minutes, nobody needed.
    pub fn of(duration: i32) -> Self {
        Self {
            duration,
            priority: ordinary(),
            ..Self::default()
        }
    }

    /// With one more need.
    #[must_use]
    pub fn needing(mut self, need: Need) -> Self {
        self.needs.push(need);
        self
    }
}

/// What a task is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// It takes time and people.
    #[default]
    Work,
    /// An instant: its duration and needs are not read.
    Milestone,
    /// From the first start to the last finish of the tasks that name it as parent. As in MS Project it may be waited
    /// for by any link, waits itself by FS and SS only, and its constraint may be "start no earlier than".
    Summary,
}

/// Who decides a task's dates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// The planner does.
    #[default]
    Auto,
    /// By hand: nothing moves it, and what it breaks is reported.
    Manual(Interval),
}

/// Effort = duration × units: which of the three a change elsewhere leaves alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fixed {
    /// The effort holds: more units make it shorter. Needs an effort and at least one person.
    Effort,
    /// The duration holds: with an effort given, each person's units are what it asks for.
    #[default]
    Duration,
    /// The needs' units hold: with an effort given, the duration is what they take for it.
    Units,
}

/// What a task needs at all times it is worked on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// This person or asset.
    Named {
        /// A position in the resources.
        resource: u32,
        /// Per cent.
        units: i32,
    },
    /// Any so many people with the skill at this level or higher, each with so many units. One person serves one
    /// need of a task.
    Skilled {
        /// The caller's number of the skill.
        skill: u32,
        /// The least level.
        #[serde(default)]
        level: u8,
        /// How many people.
        #[serde(default = "one")]
        people: u32,
        /// Of each, in per cent.
        #[serde(default = "whole")]
        units: i32,
    },
}

const fn whole() -> i32 {
    WHOLE
}

/// How far it is. Nobody's time before the data date is scheduled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actual {
    /// All of it remains.
    #[default]
    NotStarted,
    /// Minutes that remain: of effort when the duration follows from effort, else of duration.
    Started {
        /// When it began.
        start: Minute,
        /// Minutes.
        remaining: i32,
    },
    /// When it was done.
    Finished(Interval),
}

/// Where a task stands in the plan people know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Present {
    /// When it starts there.
    pub start: Minute,
    /// Who is on it; empty when that is open.
    #[serde(default)]
    pub team: Vec<u32>,
}
