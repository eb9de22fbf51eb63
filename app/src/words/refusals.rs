//! Why something was not done, in words: what is wrong, what is safe, what to do next.

use domain::refusal::{Code, Refused};

use super::say;

const MEGA: u64 = 1024 * 1024;

fn mega(bytes: &str) -> u64 {
    bytes.parse::<u64>().unwrap_or(0) / MEGA
}

/// A refusal of the whole thing. Refusals of fields stand beside their fields; here is their heading.
pub fn refused(refused: &Refused) -> String {
    match refused {
        Refused::SignInFirst => {
            say("You are signed out. Sign in again; what you typed is still here.")
        }
        Refused::Absent => say("It is no longer there, or no longer yours to change."),
        Refused::Invalid { fields } if fields.is_empty() => {
            say("What was sent cannot be read. Reload the page and try again.")
        }
        Refused::Invalid { fields } => super::put_right(fields.len()),
        Refused::Stale { theirs, .. } => say(format!(
            "Somebody changed the same line meanwhile. It now reads: “{theirs}”. Yours is kept above; save again to replace theirs."
        )),
        Refused::Conflict {
            code: conflict,
            arg,
        } => code(*conflict, arg),
        Refused::KeyReused => say(
            "This form was sent before with something else in it. Reload the page and send it again.",
        ),
        Refused::TooMany { after_s } => match after_s.div_ceil(60) {
            1 => say("Too many tries. The next one counts in a minute."),
            minutes => say(format!(
                "Too many tries. The next one counts in {minutes} minutes."
            )),
        },
        Refused::Busy { .. } => {
            say("Many changes at once. Yours was not made; try again in a moment.")
        }
        Refused::Down { .. } => say(
            "The database does not answer just now. Nothing was changed; try again in a moment.",
        ),
        Refused::TooLarge { limit } if *limit >= MEGA => say(format!(
            "That is too much at once: at most {} megabytes.",
            limit / MEGA
        )),
        Refused::TooLarge { limit } => say(format!(
            "That is too much at once: at most {} kilobytes.",
            limit / 1024
        )),
        Refused::Reload => {
            say("Daymark has been updated. Reload the page to go on; what you typed is still here.")
        }
        Refused::Unreachable => {
            say("The server did not answer. Nothing was changed, and what you typed is still here.")
        }
        Refused::Failed { request } if request.is_empty() => {
            say("That went wrong on our side. What you typed is still here.")
        }
        Refused::Failed { request } => say(format!(
            "That went wrong on our side. What you typed is still here. Tell support: {request}"
        )),
    }
}

/// The heading above a form's refusals.
pub fn refused_title(of: &Refused) -> String {
    match of {
        Refused::Invalid { fields } if !fields.is_empty() => super::put_right(fields.len()),
        _ => say("Not done"),
    }
}

/// One code, with what it names.
pub fn code(code: Code, arg: &str) -> String {
    let plain = plain(code);
    if !plain.is_empty() {
        return say(plain);
    }
    match code {
        Code::TooLong => say(format!("At most {arg} characters.")),
        Code::TooShort => say(format!("At least {arg} characters.")),
        Code::Taken => say(if arg.is_empty() {
            "This is taken.".into()
        } else {
            format!("{arg} is taken.")
        }),
        Code::AlreadyMember => say(format!("{arg} is in the workspace already.")),
        Code::DaysOverlap => say(format!(
            "“{arg}” has some of these days. Choose others, or say that they may overlap."
        )),
        Code::OtherUnderWay => say(format!("“{arg}” is under way. Close it first.")),
        Code::NumberTooLong => {
            let (before, after) = arg.split_once(' ').unwrap_or((arg, ""));
            say(format!(
                "At most {before} digits before the point and {after} behind it."
            ))
        }
        Code::NoSuchField => say(format!(
            "What it said in “{arg}” stayed behind: the other project has no such field, or no such option or person for it."
        )),
        Code::ChangedMeanwhile if arg.is_empty() => say("Somebody changed the same meanwhile."),
        Code::ChangedMeanwhile => say(format!("{arg} changed the same meanwhile.")),
        Code::TooManyLines => say(format!("At most {arg} lines at once.")),
        Code::OfLine => match domain::plan::lines::named(arg) {
            Some((line, inner, arg)) => say(format!("Line {line}: {}", super::code(inner, arg))),
            None => say("There is a line that cannot be read."),
        },
        Code::FileTooLarge => say(format!("The file is larger than {} megabytes.", mega(arg))),
        Code::FileNamedEmpty => say(format!("“{arg}” is empty.")),
        Code::FileNamedTooLarge => say(format!(
            "“{arg}” is larger than 100 megabytes. Share it elsewhere and put the link here."
        )),
        Code::FilesTooMany => say(format!("At most {arg} files at once.")),
        Code::NoRoom => say(format!(
            "The workspace keeps {} gigabytes of files and has no room for this. Empty the trash, or ask whoever runs it.",
            mega(arg) / 1024
        )),
        Code::FileTooManyTasks => say(format!("The file has more than {arg} tasks.")),
        Code::FileTooManyRows => {
            let (limit, what) = arg.split_once(' ').unwrap_or((arg, "rows"));
            say(format!("The file has more than {limit} {what}."))
        }
        Code::FileRowTooLarge => say(format!(
            "One row of the file holds more than {arg} elements."
        )),
        Code::FileTooDeep => say(format!("The file nests more than {arg} levels deep.")),
        Code::FileTooManyAttributes => say(format!(
            "An element of the file has more than {arg} attributes."
        )),
        Code::FileEncodingUnknown => say(format!(
            "The file is written in “{arg}”, which cannot be read here. Save it as UTF-8."
        )),
        Code::FileEncodingWrong => say(format!(
            "The file says it is {arg}, but its bytes are not. It may be damaged or cut off."
        )),
        Code::FileEntityUnknown => say(format!(
            "The file uses “&{arg};”, which it does not explain."
        )),
        Code::FileMalformed => say(format!("The file is not proper XML near byte {arg}.")),
        Code::FileNotKnown => say(format!(
            "This file is of none of the programs that can be imported. It begins with: {arg}"
        )),
        Code::FileNotJson => say(format!("The file is not proper JSON near byte {arg}.")),
        Code::FileNotMspdi => say(format!(
            "This is not a Microsoft Project XML file: it begins with “{arg}”."
        )),
        Code::ChangesNoTasks => say(format!(
            "{arg} may not change tasks in this project, and so is given none."
        )),
        Code::DateOutOfRange => say(format!("A year from {arg}.")),
        Code::TooLongADuration => say(format!("At most {arg} years.")),
        Code::LinkCycle => say(format!("They would wait for each other: {arg}.")),
        Code::TooMany => say(format!("At most {arg}.")),
        Code::TooDeep => say(format!("At most {arg} levels.")),
        Code::TooFar => say(format!("At most {arg} days at once.")),
        Code::AwayThen => say(format!("Already away then: {arg}.")),
        Code::NotInRange => say(format!("Between {arg}.")),
        Code::InUse => say(format!(
            "Still used by {arg}. Choose another one there first."
        )),
        Code::Full => say(format!("There is room for {arg} of them.")),
        Code::LeadsNothing => say(format!("{arg} may manage no project, and so leads none.")),
        Code::HeldMeanwhile => say(if arg.is_empty() {
            "Something that they hold has changed meanwhile. Look again: it stands here now.".into()
        } else {
            format!("They were given this meanwhile: {arg}. Look again: it stands here now.")
        }),
        Code::HoldsTasks if arg == "1" => {
            say("One task is in this state. Move it elsewhere first.")
        }
        Code::HoldsTasks => say(format!(
            "{arg} tasks are in this state. Move them elsewhere first."
        )),
        Code::SaidToClient if arg == "1" => say(
            "One message was written for the client there is. Another client would read it, so the client stays.",
        ),
        Code::SaidToClient => say(format!(
            "{arg} messages were written for the client there is. Another client would read them, so the client stays."
        )),
        _ => String::new(),
    }
}

/// What needs nothing but its words, else nothing: as a table it is a fraction of the code that would say each.
fn plain(code: Code) -> &'static str {
    match code {
        Code::Missing => "This is needed.",
        Code::Unreadable => "There is something in it that cannot be read. Type it anew.",
        Code::NotAnAddress => "An e-mail address looks like name@example.org.",
        Code::NotAKey => "Two to six letters or digits, a letter first.",
        Code::NotAZone => "This time zone is not known.",
        Code::NotAChoice => "Choose one of the list.",
        Code::TooEasy => "Too easy to guess. Take a short sentence that means something to you.",
        Code::WrongSignIn => "The address or the password is not right.",
        Code::CodeSpent => {
            "This code has been used, has run out or was never made. Ask for a new one."
        }
        Code::LastOwner => "A workspace needs an owner. Make someone else one first.",
        Code::NoOtherOwner => "A workspace needs an owner. Choose who owns it then.",
        Code::AboveYourRole => "You can give no role with rights that you do not have.",
        Code::AlreadyClosed => "It is done already.",
        Code::AlreadyOpen => "It is open already.",
        Code::AlreadyInTrash => "It is in the trash already.",
        Code::NotInTrash => "It is not in the trash any more.",
        Code::ParentInTrash => "What it belongs to is in the trash. Put that back first.",
        Code::ChangedSince => "It was changed again since, so this cannot be taken back.",
        Code::AlreadyUndone => "This was taken back already.",
        Code::Final => "This cannot be taken back.",
        Code::WiderThanParent => "It cannot be for more people than what it belongs to.",
        Code::PartsAreWider => {
            "Something in it is for the client too, such as a comment. It stays for both."
        }
        Code::RightsChanged => "Somebody's rights changed at this very moment. Try again.",
        Code::NothingChosen => "Nothing is selected. Tick the tasks first.",
        Code::Gone => "It is no longer there, or no longer yours to change.",
        Code::NotYours => "You may not change tasks in this project.",
        Code::SameProject => "It is in that project already.",
        Code::NotANumber => {
            "A number reads like 1250 or 1250.5. A comma before three digits could mean either."
        }
        Code::AlreadyBegun => "It has begun already.",
        Code::NotUnderWay => "It is not under way.",
        Code::NoNextIteration => {
            "No iteration is planned to come next. Add one, or choose where else it goes."
        }
        Code::NotPoints => "Points read like 3 or 0.5, up to 1000.",
        Code::NotALink => {
            "An address in the web begins with https:// or http://, with no blanks and no name before an @."
        }
        Code::NumbersHaveUnits => "Only a number has a unit.",
        Code::ChoicesHaveOptions => "Only a choice has options.",
        Code::NoSuchState => "Its project has no such state.",
        Code::DatesOfParts => "Its dates are those of its parts.",
        Code::NothingToLeaveOut => {
            "What comes after completion can be moved to a working day, not left out."
        }
        Code::NoDayLeft => "No day would be left on which it comes again.",
        Code::FileMissing => "Choose a file first.",
        Code::FileEmpty => "The file is empty.",
        Code::FileBrokenOff => "It did not arrive whole. Choose it again.",
        Code::FileDoctype => {
            "The file contains a document type declaration. Plans never do, so it was not opened."
        }
        Code::FileTruncated => "The file ends in the middle. Export it again.",
        Code::ImportBegun => "A project is being made of this file already.",
        Code::ImportOver => "This import is at its end: it was done, or thrown away.",
        Code::ImportNotDone => "This import is not done yet.",
        Code::DayClosed => "This day is closed and keeps what it says.",
        Code::NobodyNamed => "Choose at least one person or Group.",
        Code::NoClient => "This project has no client yet, so nobody outside can read it.",
        Code::NotADate => "A date reads like 26 Nov, 2026-11-26, Friday or +3d.",
        Code::NotATime => "A time reads like 14:30.",
        Code::NotADuration => "A length of time reads like 3d, 4h, 1d 2h or 90m.",
        Code::NotAPercent => "A whole number from 0 to 100.",
        Code::EstimatesOutOfOrder => {
            "The best case is no longer than the likely one, and that no longer than the worst."
        }
        Code::FinishBeforeStart => "That is before it starts.",
        Code::NotYet => "That day is still to come.",
        Code::MilestoneTakesNoTime => "A milestone is a moment and takes no time.",
        Code::ConstraintNeedsDate => "This needs the date it is about.",
        Code::ConstraintTakesNoDate => {
            "Choose what the date is for: start or finish, no earlier, no later, or on it."
        }
        Code::FinishedIsDone => "Only what is done, or 100 % complete, has finished.",
        Code::NotInProject => "Only people in the project. Add them to it first.",
        Code::NotUnits => "From 0.1 to 1000 per cent of their day.",
        Code::AlreadyLinked => "These two are linked already.",
        Code::NoSuchTask => "No task of this project is called that.",
        Code::NotALag => "A lag reads like 2d, -4h, 3ed (every hour of the clock) or 50%.",
        Code::UnderItself => "A task cannot go below itself.",
        Code::NothingAbove => "There is no task above it to go below.",
        Code::AtTheTop => "It is at the top level already.",
        Code::NotBegun => "It has not begun, so there is nothing to stop.",
        Code::AlreadyStopped => "It is stopped already.",
        Code::NotStopped => "It is going on already.",
        Code::IsDone => "It is done.",
        Code::NotADay => "A day looks like 2027-03-31.",
        Code::EndsBeforeItBegins => "It ends before it begins.",
        Code::NotAHalf => {
            "This half lies outside the days away. Choose the other one, or the whole day."
        }
        Code::AlreadyAnswered => "It was answered or withdrawn meanwhile.",
        Code::NotHours => {
            "Hours look like 09:00-12:30 13:15-17:00, each later than the one before."
        }
        Code::LastLead => "A project needs a lead. Make someone else one first.",
        Code::NotForThem => "Whoever gets the work there does not see it. Nobody has it now.",
        Code::LastOfCategory => {
            "Work begins in a state and ends in one. Add another of this kind first."
        }
        Code::NotMinutesOfADay => "From 1 to 1,440 minutes: a whole day has no more.",
        Code::TooLong
        | Code::TooShort
        | Code::Taken
        | Code::AlreadyMember
        | Code::DaysOverlap
        | Code::OtherUnderWay
        | Code::NumberTooLong
        | Code::NoSuchField
        | Code::ChangedMeanwhile
        | Code::TooManyLines
        | Code::OfLine
        | Code::FileTooLarge
        | Code::FileNamedEmpty
        | Code::FileNamedTooLarge
        | Code::FilesTooMany
        | Code::NoRoom
        | Code::FileTooManyTasks
        | Code::FileTooManyRows
        | Code::FileRowTooLarge
        | Code::FileTooDeep
        | Code::FileTooManyAttributes
        | Code::FileEncodingUnknown
        | Code::FileEncodingWrong
        | Code::FileEntityUnknown
        | Code::FileMalformed
        | Code::FileNotKnown
        | Code::FileNotJson
        | Code::FileNotMspdi
        | Code::ChangesNoTasks
        | Code::DateOutOfRange
        | Code::TooLongADuration
        | Code::LinkCycle
        | Code::TooMany
        | Code::TooDeep
        | Code::TooFar
        | Code::AwayThen
        | Code::NotInRange
        | Code::InUse
        | Code::Full
        | Code::LeadsNothing
        | Code::HeldMeanwhile
        | Code::HoldsTasks
        | Code::SaidToClient => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_says_something() {
        for one in Code::ALL {
            for arg in ["", "1", "7"] {
                assert!(
                    !code(*one, arg).is_empty(),
                    "{one:?} says nothing of “{arg}”"
                );
            }
        }
    }
}
