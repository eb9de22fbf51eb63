//! Why something was not done, as codes. `app::words` has a sentence for each; nothing here is shown as it stands.

use serde::{Deserialize, Serialize};

use crate::named;

mod wire;

/// Every answer that is not the thing asked for. One type from the rule to the browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "wire::Wire", try_from = "wire::Wire")]
pub enum Refused {
    /// Nobody is signed in.
    SignInFirst,
    /// Not there, or not yours: the two are never told apart.
    Absent,
    /// What was typed cannot be taken; one entry a field, in the order of the form.
    Invalid {
        fields: Vec<FieldRefusal>,
    },
    /// The same field was changed meanwhile. Both values, so that nothing typed is lost.
    Stale {
        field: String,
        yours: String,
        theirs: String,
        version: i64,
    },
    /// It cannot be done as things stand.
    Conflict {
        code: Code,
        arg: String,
    },
    /// This idempotency key was used for something else.
    KeyReused,
    TooMany {
        after_s: u64,
    },
    Busy {
        after_s: u64,
    },
    /// The database does not answer.
    Down {
        after_s: u64,
    },
    TooLarge {
        limit: u64,
    },
    /// The page is older than the server.
    Reload,
    /// The change did not reach the server. Said by the browser only.
    Unreachable,
    /// Our fault. The request's id finds it in the log.
    Failed {
        request: String,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldRefusal {
    pub field: String,
    pub code: Code,
    /// What the sentence names: a limit, a name that is taken. Empty where it names nothing.
    #[serde(default)]
    pub arg: String,
}

named! {
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum Code {
        Missing,
        TooLong,
        TooShort,
        Unreadable,
        NotAnAddress,
        /// Letters and digits, two to six, a letter first.
        NotAKey,
        NotAZone,
        NotAChoice,
        Taken,
        /// A password that is a name, an address, or among the commonest.
        TooEasy,
        WrongSignIn,
        /// A link or code that is used, expired or never was.
        CodeSpent,
        AlreadyMember,
        LastOwner,
        /// The last owner leaves, and nobody was named who owns it then.
        NoOtherOwner,
        AboveYourRole,
        AlreadyClosed,
        AlreadyOpen,
        AlreadyInTrash,
        NotInTrash,
        ParentInTrash,
        /// A later event touched the same thing.
        ChangedSince,
        AlreadyUndone,
        /// Events of this kind are never taken back.
        Final,
        WiderThanParent,
        PartsAreWider,
        RightsChanged,
        NoClient,
        /// For people by name, and none was named.
        NobodyNamed,
        /// Somebody who may not change tasks in this project is given none.
        ChangesNoTasks,
        // A file that was not read.
        FileMissing,
        FileEmpty,
        FileTooLarge,
        FileTooManyTasks,
        /// The limit, a blank, and what there are too many of.
        FileTooManyRows,
        FileRowTooLarge,
        FileTooDeep,
        FileTooManyAttributes,
        FileEncodingUnknown,
        FileEncodingWrong,
        FileDoctype,
        FileEntityUnknown,
        FileTruncated,
        FileMalformed,
        FileNotMspdi,
        /// What its first row begins with.
        FileNotKnown,
        FileNotJson,
        /// Of several files, which one.
        FileNamedEmpty,
        FileNamedTooLarge,
        /// How many there may be at once.
        FilesTooMany,
        /// It did not arrive whole.
        FileBrokenOff,
        /// How many bytes a workspace may keep.
        NoRoom,
        // An import that cannot go on like this.
        ImportBegun,
        ImportOver,
        ImportNotDone,
        // Plan.
        NotADate,
        NotATime,
        DateOutOfRange,
        NotADuration,
        TooLongADuration,
        NotAPercent,
        /// Optimistic, likely, pessimistic: each no more than the next.
        EstimatesOutOfOrder,
        FinishBeforeStart,
        /// What has happened lies in no future.
        NotYet,
        MilestoneTakesNoTime,
        ConstraintNeedsDate,
        ConstraintTakesNoDate,
        FinishedIsDone,
        NotInProject,
        NotUnits,
        /// The argument is the cycle, task by task.
        LinkCycle,
        AlreadyLinked,
        NoSuchTask,
        NotALag,
        TooMany,
        TooDeep,
        UnderItself,
        NothingAbove,
        AtTheTop,
        NotBegun,
        AlreadyStopped,
        NotStopped,
        IsDone,
        // Iterations.
        /// The other one, which has some of the same days.
        DaysOverlap,
        /// The one that is under way.
        OtherUnderWay,
        AlreadyBegun,
        NotUnderWay,
        NoNextIteration,
        NotPoints,
        // Fields of a project's own.
        NotANumber,
        /// So many digits before the point, a blank, and so many behind it.
        NumberTooLong,
        NotALink,
        NumbersHaveUnits,
        ChoicesHaveOptions,
        /// The field that is not there, by its name: what was said in it was left behind.
        NoSuchField,
        // Many tasks at once.
        NothingChosen,
        Gone,
        /// One may see it, and not change it.
        NotYours,
        /// The task is in that project already.
        SameProject,
        NoSuchState,
        DatesOfParts,
        /// By whom, where that is known.
        ChangedMeanwhile,
        TooManyLines,
        /// After completion there is no day to leave out.
        NothingToLeaveOut,
        /// A rule by which nothing would ever come again.
        NoDayLeft,
        /// The line's number, a code and what that names: see `plan::lines::named`.
        OfLine,
        // People.
        NotADay,
        EndsBeforeItBegins,
        /// More days than the sentence's number.
        TooFar,
        /// The half of a day that lies outside the absence.
        NotAHalf,
        /// The days are taken by another absence: which.
        AwayThen,
        /// A number outside what is possible: which limits.
        NotInRange,
        /// It was answered or withdrawn meanwhile.
        AlreadyAnswered,
        /// Hours of one weekday that overlap or end before they begin.
        NotHours,
        /// Something else stands on it: how many.
        InUse,
        /// There is room for so many and no more.
        Full,
        /// A project has somebody who leads it.
        LastLead,
        /// Who may never lead.
        LeadsNothing,
        /// What a leaver was given since the page was read, by its keys; nothing: something else of theirs changed.
        HeldMeanwhile,
        /// Whoever should get it is not among those who may see it.
        NotForThem,
        /// Work begins somewhere and ends somewhere: a project has a state for each.
        LastOfCategory,
        /// Tasks stand in this state; named is how many.
        HoldsTasks,
        /// So much was written for the client there is; another would read it.
        SaidToClient,
        /// From one minute to a whole day.
        NotMinutesOfADay,
        // The day.
        /// A closed day keeps what it says.
        DayClosed,
    }
}

impl Refused {
    pub fn field(field: &str, code: Code) -> Self {
        Self::field_with(field, code, "")
    }

    pub fn field_with(field: &str, code: Code, arg: impl Into<String>) -> Self {
        Self::Invalid {
            fields: vec![FieldRefusal {
                field: field.into(),
                code,
                arg: arg.into(),
            }],
        }
    }

    /// Of a record that is at this version, where it was changed meanwhile.
    #[must_use]
    pub fn at(mut self, now: i64) -> Self {
        if let Self::Stale { version, .. } = &mut self {
            *version = now;
        }
        self
    }

    pub fn conflict(code: Code) -> Self {
        Self::Conflict {
            code,
            arg: String::new(),
        }
    }
}

/// Collects a form's refusals, so that every field is judged before any is answered.
#[derive(Default)]
pub struct Check {
    fields: Vec<FieldRefusal>,
}

impl Check {
    pub fn take<T>(&mut self, field: &str, read: Result<T, Bad>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(Bad(code, arg)) => {
                self.fields.push(FieldRefusal {
                    field: field.into(),
                    code,
                    arg,
                });
                None
            }
        }
    }

    /// Whether all is well so far.
    pub fn done(self) -> Result<(), Refused> {
        if self.fields.is_empty() {
            Ok(())
        } else {
            Err(self.refused())
        }
    }

    /// The refusals, to be returned when one of the values is missing.
    pub fn refused(self) -> Refused {
        Refused::Invalid {
            fields: self.fields,
        }
    }
}

/// One value that cannot be taken: the code and what its sentence names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bad(pub Code, pub String);

impl From<Code> for Bad {
    fn from(code: Code) -> Self {
        Self(code, String::new())
    }
}
