//! What levelling answers: dates and people, and why they are what they are.

use serde::{Deserialize, Serialize};

use crate::calendar::{Interval, Minute};

/// A schedule with its reasons. Lists of findings ascend by task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leveled {
    /// One a task; `None` for what is in `unplaced`, and for summaries of nothing that has a date.
    pub tasks: Vec<Option<Placement>>,
    /// Tasks without a date, and why.
    pub unplaced: Vec<Unplaced>,
    /// What dates given by people break, and latest dates that could not be kept.
    pub broken: Vec<Broken>,
    /// Work that began before its predecessors allowed it to.
    pub out_of_order: Vec<OutOfOrder>,
    /// What each task waited for that could not start when its links and constraints let it.
    pub waits: Vec<Wait>,
    /// By position; one when the portfolio names none.
    pub projects: Vec<Outcome>,
    /// When the last task is finished.
    pub finish: Minute,
    /// No schedule that places the same tasks finishes before it.
    pub bound: Minute,
    /// What it costs by the weights that were asked for.
    pub cost: Cost,
    /// No schedule that places the same tasks weighs less, by the weights that were asked for.
    pub weight_bound: i64,
    /// Schedules that were generated for it.
    pub schedules: u64,
}

impl Leveled {
    /// "At most so far from the best possible", in hundredths of a per cent of the time from `start` to the bound:
    /// 0 is proven optimal. `None` when there is no time to compare with.
    pub fn from_best(&self, start: Minute) -> Option<i64> {
        let (found, least) = (
            i64::from(self.finish) - i64::from(start),
            i64::from(self.bound) - i64::from(start),
        );
        (least > 0).then(|| ((found - least).max(0) * 10_000 + least - 1) / least)
    }
}

/// Where a task is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placement {
    /// When work on it begins.
    pub start: Minute,
    /// When it is finished.
    pub finish: Minute,
    /// The stretches in which it is worked on, breaks of the calendars included: one, or several when it was split.
    /// None for what takes no time, for summaries, and for what is finished; of what has begun, the rest.
    pub pieces: Vec<Interval>,
    /// Who and what serves its needs.
    pub team: Vec<Booking>,
}

/// Who or what serves a need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booking {
    /// A position in the task's needs.
    pub need: u32,
    /// A position in the resources.
    pub resource: u32,
    /// Per cent.
    pub units: i32,
}

/// A task without a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unplaced {
    /// A position in the tasks.
    pub task: u32,
    /// Why it has none.
    pub reason: Reason,
}

/// Why a task has no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Nobody has the skill at this level.
    NobodyHasSkill {
        /// A position in the task's needs.
        need: u32,
    },
    /// Some have it, but fewer than are needed at once.
    TooFewHaveSkill {
        /// A position in the task's needs.
        need: u32,
        /// How many have it.
        people: u32,
    },
    /// More units of it than there ever are.
    TooFewUnits {
        /// A position in the task's needs.
        need: u32,
        /// Units there ever are, in per cent.
        most: i64,
    },
    /// Everyone who could serve the need has left, and this one was the last: from here on nobody is there.
    LastDay {
        /// A position in the task's needs.
        need: u32,
        /// A position in the resources.
        resource: u32,
        /// The last day of the one who left last.
        last: Minute,
    },
    /// The skill was good until here, for the last who had it.
    SkillEnds {
        /// A position in the task's needs.
        need: u32,
        /// A position in the resources.
        resource: u32,
        /// The instant at which the last certificate ends.
        until: Minute,
    },
    /// No freeze lets it start or finish within the calendars.
    Frozen {
        /// A position in the freezes.
        freeze: u32,
    },
    /// The calendars of the task and of those it needs leave no room for it.
    NoTime,
    /// What it waits for has no date.
    WaitsFor {
        /// A position in the tasks.
        task: u32,
    },
}

/// Something given that is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Broken {
    /// A position in the tasks.
    pub task: u32,
    /// What is not kept.
    pub what: Breach,
}

/// What a given date breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Breach {
    /// The task's constraint.
    Constraint,
    /// The link at this position, because the date was given.
    Link(u32),
    /// A date by hand for work that has not begun lies before the data date.
    DataDate,
    /// A date by hand lies in this freeze.
    Freeze(u32),
    /// A date by hand takes this resource when it is not there or does something else.
    Overload(u32),
    /// A date by hand has nobody for this need.
    Unstaffed(u32),
}

/// A link whose successor began, or was finished, before the link allowed it to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OutOfOrder {
    /// A position in the tasks.
    pub task: u32,
    /// A position in the links.
    pub link: u32,
}

/// A task that started later than its links and constraints let it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    /// A position in the tasks.
    pub task: u32,
    /// What let it start here …
    pub from: Minute,
    /// What decided the instant from which it could start.
    pub because: Driver,
    /// … and what it then waited for, in the order of time. The last one ends when it starts.
    pub causes: Vec<Cause>,
}

/// What decides from when on a task may start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Driver {
    /// The start of the plan or of its project.
    ProjectStart,
    /// What is not done is done after it.
    DataDate,
    /// The task's own constraint.
    Constraint,
    /// The link at this position; for the tasks of a summary, also a link of the summary.
    Link(u32),
    /// It stands there in the present plan, and change is to be small.
    Present,
}

/// What a task waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The resource works on another task until then. `alone`: nobody else could have done it.
    Busy {
        /// A position in the resources.
        resource: u32,
        /// The task that has the resource.
        task: u32,
        /// The instant at which it ends.
        until: Minute,
        /// True when nobody else could have done it.
        alone: bool,
    },
    /// The resource has too few units, or is not there, until then.
    Away {
        /// A position in the resources.
        resource: u32,
        /// The instant at which it ends.
        until: Minute,
    },
    /// The task's calendar, or the working time it shares with those it needs, goes on then.
    Calendar {
        /// The instant at which it ends.
        until: Minute,
    },
    /// A freeze lets it neither start nor finish, as the case may be.
    Frozen {
        /// A position in the freezes.
        freeze: u32,
        /// The instant at which it ends.
        until: Minute,
    },
    /// It was wanted as late as possible.
    WantedLate {
        /// The instant at which it ends.
        until: Minute,
    },
}

/// What becomes of a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// `None` when none of its tasks has a date.
    pub finish: Option<Minute>,
    /// Minutes after its due date.
    pub tardiness: i64,
    /// It cannot finish before, whoever does the work.
    pub bound: Minute,
}

/// What a schedule costs; the smaller is the better, the first difference decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cost {
    /// Tasks without a date.
    pub unplaced: i64,
    /// Weighted tardiness, finishes and changes.
    pub weight: i64,
    /// Sum of the finishes of all tasks, in minutes after the start: of equal schedules the one that ends its tasks early.
    pub spread: i64,
}
