//! What is uncertain, as its caller writes it down. Positions are those of the plan's tasks.

use serde::{Deserialize, Serialize};

use crate::calendar::{Interval, Minute};

/// What is not certain about a plan. Everything may be left out: a task without an estimate takes its duration.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Model {
    /// At most one a task.
    pub estimates: Vec<Estimated>,
    /// Tasks that run late together.
    pub groups: Vec<Group>,
    /// What may happen.
    pub risks: Vec<Risk>,
    /// Where the project stands: what is not finished is not done before it.
    pub data_date: Option<Minute>,
    /// What is known of tasks that have begun; the others have not.
    pub progress: Vec<Progress>,
    /// Tasks whose finish is reported with all its percentiles; those with a deadline always are.
    pub milestones: Vec<u32>,
    /// Without it people and machines never run short.
    pub contention: Option<Contention>,
}

/// The estimate of a task's duration, in working minutes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Estimated {
    /// A position in the tasks.
    pub task: u32,
    /// Three points and their shape.
    pub estimate: Estimate,
}

/// Three points: `low <= likely <= high`. The ends are never passed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Estimate {
    /// The least it can take, working minutes.
    pub low: i32,
    /// The likeliest, working minutes.
    pub likely: i32,
    /// The most it can take, working minutes.
    pub high: i32,
    /// How probability lies between them.
    #[serde(default)]
    pub shape: Shape,
}

impl Estimate {
    /// Beta-PERT.
    pub const fn new(low: i32, likely: i32, high: i32) -> Self {
        Self {
            low,
            likely,
            high,
            shape: Shape::Pert,
        }
    }

    /// The same points with another shape.
    #[must_use]
    pub const fn shaped(self, shape: Shape) -> Self {
        Self { shape, ..self }
    }
}

/// How probability lies between the three points. With r = (likely − low) / (high − low):
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// Beta-PERT with λ = 4: Beta(1 + 4r, 5 − 4r), mean (low + 4·likely + high) / 6.
    #[default]
    Pert,
    /// Beta-PERT with another weight of the likely value, 0 to 100 (Vose 2008): Beta(1 + λr, 1 + λ(1 − r)). 0 is uniform.
    PertWith(f64),
    /// Mean (low + likely + high) / 3: heavier tails, for those who trust their ends.
    Triangular,
    /// The beta distribution with the moments of PERT as it was published (Malcolm, Roseboom, Clark and Fazar 1959):
    /// mean (low + 4·likely + high) / 6 and standard deviation (high − low) / 6.
    MomentFit,
}

/// Tasks that run late together: the same team, the same supplier, the same optimist.
///
/// Normal scores of any two tasks of the group have this correlation (one-factor Gaussian copula: z = √ρ·G + √(1−ρ)·E
/// with G common to the group; Vasicek 1987, Li 2000). The rank correlation of their durations is (6/π)·asin(ρ/2),
/// within 0.02 of ρ. A task is in one group at most; durations keep their own distributions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Positions in the plan's tasks.
    pub tasks: Vec<u32>,
    /// 0 to 1.
    pub correlation: f64,
}

/// Something that happens or does not, once an iteration, whatever number of tasks it hits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Risk {
    /// 0 to 1.
    pub probability: f64,
    /// One severity is drawn for all of them: a bad flood is bad for each task it reaches.
    pub effects: Vec<Effect>,
}

/// What a risk does to one task.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Effect {
    /// A position in the tasks.
    pub task: u32,
    /// Minutes more, or per cent.
    pub impact: Impact,
}

/// What a risk that happens does to a task's duration; effects follow each other in the order written. Negative minutes
/// are an opportunity; no duration falls below zero.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Impact {
    /// Working minutes more.
    Minutes(Estimate),
    /// Per cent of what the duration was: 100 changes nothing (risk drivers: Hulett 2009).
    Percent(Estimate),
}

/// What is known of a task that has begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Progress {
    /// A position in the tasks.
    pub task: u32,
    /// How far it is.
    pub state: State,
}

/// How far a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum State {
    /// Nothing of it is uncertain any more.
    Finished(Interval),
    /// What remains is done from the data date on, after what it waits for (retained logic). Its estimate, which is of
    /// the whole task, shrinks as `remaining` to the planned duration; a task planned without one is certain.
    Started {
        /// When it began.
        at: Minute,
        /// Working minutes still to do.
        remaining: i32,
    },
}

/// Who and what is scarce. Each iteration places tasks one after the other in `order`, each as early as its links and
/// what is left allow (serial schedule generation, Kelley 1963): the decision who goes first stays, dates follow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contention {
    /// Units a resource.
    pub capacity: Vec<i32>,
    /// `demand[task][resource]`, held from the start of a task to its finish.
    pub demand: Vec<Vec<i32>>,
    /// All tasks, each once. One that stands before something it waits for comes after it.
    pub order: Vec<u32>,
}
