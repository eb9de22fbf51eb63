//! What became of a file, as codes with arguments. `docs/exchange.md` has a sentence for each code.
//!
//! Every element is counted once, as carried or as left out, under its path; the two sums together are the number
//! of elements in the file, which is how a test knows that nothing was lost silently. The report stays small for
//! any file: rows are listed up to [`ROWS`] a code (and counted beyond), distinct paths up to [`PATHS`], and of what is
//! left out under each the first [`WHOSE`] rows that held something.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::refusal::{Code as Refusal, Refused};

pub const ROWS: usize = 500;
pub const PATHS: usize = 2_000;
/// Rows that are named for a path that is left out.
pub const WHOSE: usize = 5;
/// So many are looked at for them: a row may say a path many times.
const LOOKED_AT: u64 = 100;
/// What is counted beyond [`PATHS`].
pub const OTHER_PATHS: &str = "…";
const ARG: usize = 200;

/// The file was not read at all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum NotRead {
    Empty,
    TooLarge {
        limit: u64,
    },
    TooManyTasks {
        limit: u64,
    },
    /// Resources, assignments, links or calendars.
    TooManyRows {
        what: String,
        limit: u64,
    },
    /// One task, resource or calendar holds more elements than any real one.
    RowTooLarge {
        limit: u64,
    },
    TooDeep {
        limit: u64,
    },
    TooManyAttributes {
        limit: u64,
    },
    EncodingUnknown {
        name: String,
    },
    /// The bytes are not what the encoding says.
    EncodingWrong {
        name: String,
    },
    Doctype,
    EntityUnknown {
        name: String,
    },
    Truncated,
    Malformed {
        at: u64,
    },
    NotMspdi {
        root: String,
    },
    /// A table whose first row names no columns of a tracker that is known.
    NotKnown {
        head: String,
    },
    /// JSON that cannot be read, near this byte.
    NotJson {
        at: u64,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    Project,
    Calendar,
    Field,
    Task,
    Link,
    Resource,
    Assignment,
    Comment,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    Kept,
    Changed,
    Lost,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident $effect:ident)+) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Code { $($(#[$doc])* $name,)+ }

        impl Code {
            pub const ALL: &[Code] = &[$(Code::$name,)+];

            pub fn effect(self) -> Effect {
                match self { $(Code::$name => Effect::$effect,)+ }
            }
        }
    };
}

codes! {
    /// The row of the whole project became the project.
    ProjectRow Kept
    Unassigned Kept
    RateAsText Kept
    /// The sum of what lies below it: it would be counted twice.
    SummaryWork Kept
    /// Material and costs are no people.
    ResourceAsText Kept
    AssignmentDetail Kept
    /// Links that hold nothing up: relates to, duplicates.
    LinkAsText Kept
    /// It was in others before the one it is in: counted, and named "From the file".
    SprintsBefore Kept
    /// Of several versions the first is its release.
    VersionsMore Kept
    /// Into another project, a row of which stands in the file.
    LinkCrossKept Kept
    DurationRounded Changed
    UnitsRounded Changed
    /// A date-time with a zone: the clock time was kept, the zone was not.
    ZoneDropped Changed
    NoUid Changed
    DuplicateUid Changed
    NoName Changed
    OutlineJump Changed
    SummaryWithoutFlag Changed
    SummaryWithoutChildren Changed
    LagUnitUnknown Changed
    DayWithoutHours Changed
    /// Two stretches of a day begin at once.
    HoursTwice Changed
    ExceptionExpanded Changed
    /// A stretch of time with a week of its own became the days that differ.
    WorkWeek Changed
    FormulaAsText Changed
    BaseCalendarUnknown Changed
    CalendarUnknown Changed
    ResourceUnknown Changed
    NameCut Changed
    TextCut Changed
    OutlineDeep Changed
    CalendarCircle Changed
    UnitsOutOfRange Changed
    /// Longer than can be typed, or less than nothing.
    DurationHeld Changed
    LagHeld Changed
    AssignmentTwice Changed
    ConstraintWithoutDate Changed
    /// Out of the plan in the file: closed here, in a state of its own.
    Inactive Changed
    /// Of another project: closed here, likewise.
    Elsewhere Changed
    /// Put away in the file without being done: closed here, in a state of its own.
    Archived Changed
    /// For a closer circle in the file: for the importer alone, until somebody says for whom.
    Restricted Changed
    ParentUnknown Changed
    ParentInCycle Changed
    StartAfterDue Changed
    StateCut Changed
    LabelCut Changed
    LabelsTooMany Changed
    ChecksTooMany Changed
    CommentCut Changed
    /// Too long for what an iteration or a release is called.
    SprintCut Changed
    /// More than a project has iterations, or releases: those with the fewest tasks stay beside them.
    SprintsTooMany Changed
    /// The file says that it has begun, and not when: it is planned here.
    SprintWithoutDays Changed
    /// Days that no iteration can have.
    SprintDays Changed
    /// Under way beside another: it is planned here.
    SprintUnderWay Changed
    /// Some of its days are another's too.
    SprintDaysShared Changed
    /// Only what is kept for closer circles names it: it becomes nothing that others would read.
    SprintRestricted Changed
    /// An apostrophe before a sign that would make a formula of a cell.
    QuoteDropped Changed
    /// The file tells its days from its months nowhere.
    DateUnclear Changed
    /// Only the name and address of an attached file are in the export.
    AttachmentNamed Lost
    /// The export says that there are more than it holds.
    CommentsMissing Lost
    /// Cells beyond the last column that has a name.
    CellsBeyond Lost
    BlankRow Lost
    ResourcePlaceholder Lost
    Unreadable Lost
    OutOfRange Lost
    LinkToUnknown Lost
    LinkToItself Lost
    LinkToFamily Lost
    LinkTwice Lost
    LinkCrossProject Lost
    LinkInCycle Lost
    /// So many links lie on circles that this one was not followed to its end.
    LinkNotChecked Lost
    AssignmentToUnknownTask Lost
    ExceptionUnreadable Lost
    ExceptionOutsidePlan Lost
    ExceptionUnknown Lost
    /// Its rule meets no day between its dates: the 31st of a month of thirty.
    ExceptionNever Lost
    ExceptionWithoutPlan Lost
    WorkWeekUnreadable Lost
    WorkWeekOutsidePlan Lost
    WorkWeekWithoutPlan Lost
    CalendarDaysTooMany Lost
    /// More stretches of working time than a day has.
    HoursTooMany Lost
    ExceptionsTooMany Lost
    BaselineTwice Lost
    /// Early and late dates and slack, as the file's program worked them out.
    Computed Lost
}

/// Where the content of a tracker's field goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    Title,
    Description,
    Key,
    State,
    Part,
    People,
    Watchers,
    /// Who asked for it: a name "From the file", and they watch it.
    Reporter,
    Labels,
    Checklist,
    Comments,
    Start,
    Due,
    Begun,
    Created,
    Closed,
    Effort,
    Links,
    Iteration,
    Release,
    Audience,
    Project,
    /// What the file needs to hang together: numbers by which its own rows find each other.
    Structure,
    FromFile,
    LeftOut,
}

/// A field of the file, how many rows say something in it, and where that goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    pub name: String,
    pub place: Place,
    pub filled: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Report {
    /// In the file's order; of a plan none: its elements are counted by their paths.
    pub columns: Vec<Column>,
    pub became: Became,
    pub findings: Vec<Finding>,
    /// Elements whose content is in the plan.
    pub carried: Vec<Count>,
    /// Elements whose content is not.
    pub left_out: Vec<Count>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Became {
    pub tasks: u64,
    pub milestones: u64,
    pub summaries: u64,
    pub links: u64,
    pub calendars: u64,
    pub exceptions: u64,
    pub resources: u64,
    pub assignments: u64,
    pub unassigned: u64,
    pub baselines: u64,
    pub fields: u64,
    pub field_values: u64,
    pub states: u64,
    pub labels: u64,
    pub checks: u64,
    pub comments: u64,
    pub watchers: u64,
    pub restricted: u64,
    pub iterations: u64,
    pub releases: u64,
}

impl Became {
    /// By their names, in the order in which they are said.
    pub fn counts(&self) -> [(&'static str, u64); 20] {
        [
            ("tasks", self.tasks),
            ("summaries", self.summaries),
            ("milestones", self.milestones),
            ("states", self.states),
            ("restricted", self.restricted),
            ("iterations", self.iterations),
            ("releases", self.releases),
            ("links", self.links),
            ("calendars", self.calendars),
            ("exceptions", self.exceptions),
            ("resources", self.resources),
            ("assignments", self.assignments),
            ("unassigned", self.unassigned),
            ("watchers", self.watchers),
            ("labels", self.labels),
            ("checks", self.checks),
            ("comments", self.comments),
            ("baselines", self.baselines),
            ("fields", self.fields),
            ("field_values", self.field_values),
        ]
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    pub code: Code,
    pub effect: Effect,
    pub count: u64,
    /// The first [`ROWS`] of them.
    pub rows: Vec<Row>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    pub kind: RowKind,
    pub uid: Option<i64>,
    pub name: String,
    /// The element in the file, where the finding is about one.
    pub field: String,
    pub args: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    pub path: String,
    pub count: u64,
    /// Of these, with a value that is neither empty nor the usual nothing (0, PT0H0M0S, -1, false).
    pub filled: u64,
    /// The first [`WHOSE`] of these that are left out: what they are of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub whose: Vec<Whose>,
}

/// A row of the file, as a path names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whose {
    pub kind: RowKind,
    pub uid: Option<i64>,
    pub name: String,
}

#[derive(Default)]
pub(crate) struct Ledger {
    findings: BTreeMap<Code, (u64, Vec<Row>)>,
    carried: Counts,
    left_out: Counts,
}

type Counts = BTreeMap<String, (u64, u64, Vec<Whose>)>;

impl NotRead {
    /// As the refusal of the field that the file came in.
    pub fn refused(&self) -> Refused {
        let (code, arg) = match self {
            Self::Empty => (Refusal::FileEmpty, String::new()),
            Self::TooLarge { limit } => (Refusal::FileTooLarge, limit.to_string()),
            Self::TooManyTasks { limit } => (Refusal::FileTooManyTasks, limit.to_string()),
            Self::TooManyRows { what, limit } => {
                (Refusal::FileTooManyRows, format!("{limit} {what}"))
            }
            Self::RowTooLarge { limit } => (Refusal::FileRowTooLarge, limit.to_string()),
            Self::TooDeep { limit } => (Refusal::FileTooDeep, limit.to_string()),
            Self::TooManyAttributes { limit } => {
                (Refusal::FileTooManyAttributes, limit.to_string())
            }
            Self::EncodingUnknown { name } => (Refusal::FileEncodingUnknown, name.clone()),
            Self::EncodingWrong { name } => (Refusal::FileEncodingWrong, name.clone()),
            Self::Doctype => (Refusal::FileDoctype, String::new()),
            Self::EntityUnknown { name } => (Refusal::FileEntityUnknown, name.clone()),
            Self::Truncated => (Refusal::FileTruncated, String::new()),
            Self::Malformed { at } => (Refusal::FileMalformed, at.to_string()),
            Self::NotMspdi { root } => (Refusal::FileNotMspdi, root.clone()),
            Self::NotKnown { head } => (Refusal::FileNotKnown, head.clone()),
            Self::NotJson { at } => (Refusal::FileNotJson, at.to_string()),
        };
        Refused::field_with("file", code, arg)
    }
}

impl Report {
    /// Adds what was found after the reading.
    pub(crate) fn found(&mut self, ledger: Ledger) {
        for finding in ledger.report(Became::default()).findings {
            match self.findings.iter_mut().find(|f| f.code == finding.code) {
                Some(known) => {
                    known.count += finding.count;
                    known.rows.extend(finding.rows);
                    known.rows.truncate(ROWS);
                }
                None => self.findings.push(finding),
            }
        }
        self.findings.sort_by_key(|finding| finding.code);
    }

    /// What was read of these paths is used nowhere after all.
    pub(crate) fn leave_out(&mut self, paths: &[&str]) {
        let (left, carried) = std::mem::take(&mut self.carried)
            .into_iter()
            .partition(|count: &Count| paths.contains(&count.path.as_str()));
        self.carried = carried;
        for count in left {
            match self.left_out.iter_mut().find(|c| c.path == count.path) {
                Some(known) => {
                    known.count += count.count;
                    known.filled += count.filled;
                }
                None => self.left_out.push(count),
            }
        }
        self.left_out.sort_by(|a, b| a.path.cmp(&b.path));
    }
}

impl Ledger {
    pub fn find(&mut self, code: Code, row: impl FnOnce() -> Row) {
        let (count, rows) = self.findings.entry(code).or_default();
        *count += 1;
        if rows.len() < ROWS {
            let mut row = row();
            row.name = short(&row.name);
            row.args = row.args.iter().map(|arg| short(arg)).collect();
            rows.push(row);
        }
    }

    pub fn carried(&mut self, path: &str, filled: bool) {
        add(&mut self.carried, path, filled, || None);
    }

    pub fn left_out(&mut self, path: &str, filled: bool, whose: impl FnOnce() -> Whose) {
        add(&mut self.left_out, path, filled, || Some(whose()));
    }

    pub fn report(self, became: Became) -> Report {
        Report {
            columns: Vec::new(),
            became,
            findings: self
                .findings
                .into_iter()
                .map(|(code, (count, rows))| Finding {
                    code,
                    effect: code.effect(),
                    count,
                    rows,
                })
                .collect(),
            carried: counts(self.carried),
            left_out: counts(self.left_out),
        }
    }
}

/// A path beyond the limit is counted under `…`, so that a file of invented names cannot fill the memory.
fn add(counts: &mut Counts, path: &str, filled: bool, whose: impl FnOnce() -> Option<Whose>) {
    let cut = if path.len() > ARG {
        short(path)
    } else {
        String::new()
    };
    let key = if cut.is_empty() { path } else { &cut };
    let key = if counts.len() >= PATHS && !counts.contains_key(key) {
        OTHER_PATHS
    } else {
        key
    };
    // Looked up before it is inserted: millions of elements share a few hundred paths.
    if !counts.contains_key(key) {
        counts.insert(key.to_owned(), (0, 0, Vec::new()));
    }
    if let Some((count, with, rows)) = counts.get_mut(key) {
        *count += 1;
        *with += u64::from(filled);
        if filled && *with <= LOOKED_AT && rows.len() < WHOSE {
            let named = whose().map(|one| Whose {
                name: short(&one.name),
                ..one
            });
            rows.extend(named.filter(|one| !rows.contains(one)));
        }
    }
}

fn counts(counts: Counts) -> Vec<Count> {
    counts
        .into_iter()
        .map(|(path, (count, filled, whose))| Count {
            path,
            count,
            filled,
            whose,
        })
        .collect()
}

/// As much of a text as a report has of it.
pub(super) fn short(text: &str) -> String {
    if text.len() <= ARG {
        return text.to_owned();
    }
    let mut cut: String = text.chars().take(ARG / 4).collect();
    cut.push('…');
    cut
}
