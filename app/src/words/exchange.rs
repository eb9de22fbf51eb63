//! Texts of files that come in and go out. `docs/exchange.md` lists the codes of a report.

use domain::exchange::landing::Landing;
use domain::exchange::mspdi::{EXCEPTIONS, HOURS};
use domain::exchange::report::{Code, Count, Effect, Place, ROWS, Row, RowKind};
use domain::plan::iteration::MOST;
use domain::plan::links::MOST_PERCENT;

use super::say;

words! {
    import_plan => "Import a plan";
    imports => "Import a plan";
    imports_lead => "A file of Microsoft Project, Jira, Trello, Asana or Linear becomes a project here. You first read what becomes what and what is left out; nothing is made before you say so.";
    import_file => "File";
    import_file_hint => "Microsoft Project: Save As, XML. Jira: Export issues, CSV (all fields) or XML. Trello: Export as JSON. Asana and Linear: Export CSV. At most 32 megabytes and 50,000 tasks.";
    import_fields => "Where each field goes";
    import_fields_text => "Every field of the file that says something, and how many times it does.";
    import_states => "States";
    import_states_text => "How the file calls the states of its work, and what each becomes. A name that is not kept stands under “From the file” of its tasks.";
    import_levels => "Restricted work";
    import_levels_text => "Work that the file shows only to some people. Parts of it and comments on it go with it.";
    import_level_closed => "For me alone, until I say for whom";
    import_level_opened => "For everyone in the project";
    import_planned => "Sprints and versions";
    import_planned_text => "What work is taken into piece by piece, and what it is to be out with. What becomes nothing here stands under “From the file” of its tasks; so does what a task was in before.";
    import_sprints => "Sprints and cycles";
    import_versions => "Versions";
    import_to_iterations => "Iterations";
    import_to_releases => "Releases";
    import_to_points => "Points, in which the work is estimated";
    import_beside => "Only “From the file”";
    import_own => "Fields of the file";
    import_own_text => "What the file says beyond what every task has here. A field of the project can be shown, asked for and put in order in its List; all of it stands under “From the file” as well.";
    import_own_beside => "No field, only “From the file”";
    import_read => "Read the file";
    imports_yours => "Files you have read";
    import_title(file: &str) => "Import of {file}";
    import_reload => "Look again";
    import_becomes => "What becomes what";
    import_in_file => "In the file";
    import_here => "Here";
    import_findings => "What is changed and what is lost";
    import_findings_none => "Nothing is changed or lost beyond what is listed by name below.";
    import_left_out => "Left out, by name";
    import_left_out_text => "Everything the file holds that has no place here, counted.";
    import_other_paths => "more paths than are told apart";
    import_left_out_none => "Nothing.";
    import_choose => "The project";
    import_choose_text => "It is yours to lead. Nobody sees it until all of it is there, and nobody is told.";
    import_zone => "Time zone";
    import_zone_hint => "The file's clock times are read in it, such as Europe/Oslo.";
    import_client => "Client";
    import_no_client => "No client";
    import_people => "Who is who";
    import_people_text => "People of the file and members here. Two of one name are never taken for one. Choosing a member for somebody who has work, or watches some, lets that member into the project. Whoever is nobody here keeps their work by name and gets no account.";
    import_people_none => "The file names nobody.";
    import_person_number(uid: i64) => "number {uid} in the file,";
    import_nobody => "Nobody here, keep the name";
    import_ask => "Choose who this is";
    import_start => "Make the project";
    import_give_up => "Throw the file away";
    import_give_up_run => "Stop and throw it away";
    import_under_way => "The project is being made";
    import_under_way_text => "You can leave this page: it goes on by itself. The project shows when the last row is there.";
    import_stopped => "The import has stopped";
    import_resume => "Go on";
    import_done => "The project is here";
    import_given_up => "This file was thrown away.";
    import_given_up_text => "What had been made of it is removed with the trash.";
    import_undone => "This import was taken back.";
    import_undone_text => "Its project is in the trash for thirty days and can be put back from there.";
    import_take_back => "Take the import back";
    import_take_back_text => "Moves the project with everything in it to the trash, as one step.";
    import_touched_none => "Nobody else has touched anything in it since.";
    import_open_project => "Open the project";
    export_json => "Export as JSON";
    export_csv => "Export as CSV";
    export_csv_hint => "The tasks with their fields; JSON also holds the project itself, its calendars and baselines";
    from_file => "From the file";
    from_file_text => "What the imported file said and no field here holds.";
}

pub fn import_state(state: &str) -> String {
    say(match state {
        "read" => "Read, waiting for you",
        "running" => "Being made",
        "done" => "Done",
        "undone" => "Taken back",
        _ => "Thrown away",
    })
}

/// Why a run stopped.
pub fn import_failed(code: &str) -> String {
    say(match code {
        "rights" => {
            "You may no longer begin projects in this workspace. When you may again, go on."
        }
        _ => "Something went wrong on our side. What is there is kept; go on when you like.",
    })
}

pub fn import_landing(landing: Landing, name: &str) -> String {
    let meaning = super::plan::status("", landing.category.code());
    if landing.own {
        say(format!("“{name}”, meaning {meaning}"))
    } else {
        meaning
    }
}

pub fn import_tasks(n: u64) -> String {
    match n {
        0 => say("no task"),
        1 => say("1 task"),
        _ => say(format!("{n} tasks")),
    }
}

/// What becomes what, one by one: `Sprint 4: 12 tasks. Planned, no days yet`.
pub fn import_iteration(name: &str, tasks: u64, state: &str, days: &str) -> String {
    let (tasks, state) = (import_tasks(tasks), super::iterations::state(state));
    say(format!("{name}: {tasks}. {state}, {days}"))
}

pub fn import_release(name: &str, tasks: u64) -> String {
    let tasks = import_tasks(tasks);
    say(format!("{name}: {tasks}"))
}

/// What becomes neither, as there is no room or others would read it.
pub fn import_stays(name: &str) -> String {
    say(format!("{name}: only “From the file”"))
}

/// The list of them.
pub fn import_one_by_one(n: usize) -> String {
    say(match n {
        1 => "What it becomes".to_owned(),
        n => format!("What each of {n} becomes"),
    })
}

pub fn import_column(name: &str, filled: u64) -> String {
    say(format!("{name}: {filled}"))
}

pub fn import_fields_empty(n: usize) -> String {
    if n == 1 {
        say("1 field is empty everywhere")
    } else {
        say(format!("{n} fields are empty everywhere"))
    }
}

/// Where the content of a field goes.
pub fn place(place: Place) -> String {
    say(match place {
        Place::Title => "title",
        Place::Description => "description",
        Place::Key => "number in the key",
        Place::State => "state",
        Place::Part => "what it is part of",
        Place::People => "people",
        Place::Watchers => "watchers",
        Place::Reporter => "a name under “From the file”, and they watch it",
        Place::Labels => "labels",
        Place::Checklist => "checklist",
        Place::Comments => "comments, each with its time; the first line says whose it is",
        Place::Start => "start",
        Place::Due => "finish",
        Place::Begun => "actual start",
        Place::Created => "when it was made",
        Place::Closed => "when it was closed",
        Place::Effort => "effort",
        Place::Links => "links: what waits for what",
        Place::Iteration => {
            "the iteration; those before it are counted, and named under “From the file”"
        }
        Place::Release => {
            "the release; of several the first, the others stand under “From the file”"
        }
        Place::Audience => "who may see it",
        Place::Project => "the project",
        Place::Structure => "what holds the file together",
        Place::FromFile => "a line under “From the file”",
        Place::LeftOut => "left out",
    })
}

pub fn import_progress(done: i64, of: i64) -> String {
    say(format!("{done} of {of} parts"))
}

pub fn import_touched(things: i64) -> String {
    if things == 1 {
        say("Somebody else has touched 1 thing in it since:")
    } else {
        say(format!("Others have touched {things} things in it since:"))
    }
}

pub fn import_touched_one(who: &str, code: &str, title: &str) -> String {
    say(format!("{who}: {code} {title}"))
}

pub fn import_more_people(n: usize) -> String {
    say(format!(
        "{n} more people of the file keep their work by name; nobody here is taken for them."
    ))
}

pub fn import_person_tasks(n: i64) -> String {
    if n == 1 {
        say("1 assignment")
    } else {
        say(format!("{n} assignments"))
    }
}

pub fn import_more_rows(n: u64) -> String {
    say(format!("and {n} more"))
}

/// Rows that a report counts and does not name.
pub fn import_more_counted(n: u64) -> String {
    say(format!(
        "and {n} more, of which the report keeps the number only"
    ))
}

/// Rows that a command does not print.
pub fn import_more_on_page(n: u64) -> String {
    say(format!(
        "and {n} more: the import's page names the first {ROWS}"
    ))
}

pub fn import_more_paths(n: u64) -> String {
    match n {
        1 => say("and 1 more path"),
        _ => say(format!("and {n} more paths")),
    }
}

/// What the first of what is left out under a path are of: `Task 12 “Design”, Task 14 “Build”, …`
pub fn import_whose(one: &Count) -> String {
    let rows = one.whose.iter().map(|row| {
        let kind = kind(row.kind);
        match (row.uid, row.name.as_str()) {
            (None, "") => kind.to_owned(),
            (Some(uid), "") => format!("{kind} {uid}"),
            (None, name) => format!("{kind} “{name}”"),
            (Some(uid), name) => format!("{kind} {uid} “{name}”"),
        }
    });
    let rows = rows.collect::<Vec<_>>().join(", ");
    match one.filled > one.whose.len() as u64 && !rows.is_empty() {
        true => say(format!("{rows}, …")),
        false => say(rows),
    }
}

/// Lines that a page does not show.
pub fn from_file_more(n: u64) -> String {
    say(format!(
        "and {n} more; the project's export holds all of them."
    ))
}

pub fn import_path(count: u64, filled: u64) -> String {
    match filled {
        0 => say(format!("{count}, all empty")),
        _ if filled == count => say(format!("{count} with a value")),
        _ => say(format!("{count}, {filled} of them with a value")),
    }
}

/// A line of the table of what becomes what: the file's side and ours.
pub fn became(what: &str, n: u64) -> (String, String) {
    let (there, here) = match what {
        "tasks" => ("Tasks", "tasks, in the file's outline and order"),
        "summaries" => ("Of them summaries", "tasks with tasks below them"),
        "milestones" => ("Of them milestones", "milestones"),
        "links" => ("Predecessor links", "links with their kind and lag"),
        "calendars" => ("Calendars", "calendars of the project"),
        "exceptions" => ("Exceptions in calendars", "days that differ"),
        "resources" => ("Resources", "members you choose, or names"),
        "assignments" => ("Assignments", "people at tasks, with their units"),
        "unassigned" => ("Of them nobody's", "tasks without a person"),
        "baselines" => ("Rows of baselines", "rows of baselines"),
        "states" => ("States", "states of the project, as you map them"),
        "restricted" => ("Restricted", "for you alone, unless you say otherwise"),
        "iterations" => (
            "Sprints and cycles",
            "iterations with their days, as far as the file says them",
        ),
        "releases" => ("Versions", "releases"),
        "watchers" => (
            "Watchers and reporters",
            "members you choose watch, others are names",
        ),
        "labels" => ("Labels", "labels of tasks"),
        "checks" => ("Lines of checklists", "lines of checklists"),
        "comments" => ("Comments", "comments, with whose they are and when"),
        "fields" => ("Custom fields", "names under “From the file”"),
        _ => ("Values of other fields", "lines under “From the file”"),
    };
    (say(format!("{there}: {n}")), say(here))
}

pub fn effect(effect: Effect) -> String {
    say(match effect {
        Effect::Kept => "Kept differently",
        Effect::Changed => "Changed",
        Effect::Lost => "Lost",
    })
}

/// The heading of all rows of one code.
pub fn finding(code: Code) -> String {
    say(match code {
        Code::ProjectRow => "The row for the whole project",
        Code::Unassigned => "Work that is nobody's",
        Code::RateAsText => "Rates and costs, kept as text",
        Code::SummaryWork => "Work of summaries, kept as text",
        Code::ResourceAsText => "Materials and costs, kept as text",
        Code::AssignmentDetail => "Details of assignments, kept as text",
        Code::DurationRounded => "Durations rounded to the minute",
        Code::UnitsRounded => "Units rounded",
        Code::ZoneDropped => "Zones of clock times",
        Code::NoUid => "Rows without a number",
        Code::DuplicateUid => "Rows that share a number",
        Code::NoName => "Rows without a name",
        Code::OutlineJump => "Levels that were skipped",
        Code::SummaryWithoutFlag => "Tasks that became summaries",
        Code::SummaryWithoutChildren => "Summaries that became tasks",
        Code::LagUnitUnknown => "Lags in an unknown unit",
        Code::DayWithoutHours => "Working days without hours",
        Code::HoursTwice => "Working times that begin at once",
        Code::ExceptionExpanded => "Repeating exceptions, day by day",
        Code::WorkWeek => "Special weeks, day by day",
        Code::FormulaAsText => "Formulas, kept as text",
        Code::BaseCalendarUnknown => "Calendars on an unknown one",
        Code::CalendarUnknown => "Calendars that are not in the file",
        Code::ResourceUnknown => "Assignments of unknown people",
        Code::NameCut => "Names that are too long",
        Code::TextCut => "Notes that are too long",
        Code::OutlineDeep => "Levels that are too deep",
        Code::CalendarCircle => "Calendars that build on themselves",
        Code::UnitsOutOfRange => "Units beyond what is possible",
        Code::DurationHeld => "Durations beyond what is possible",
        Code::LagHeld => "Lags beyond what is possible",
        Code::AssignmentTwice => "Assignments that come twice",
        Code::ConstraintWithoutDate => "Constraints without a date",
        Code::Inactive => "Inactive tasks, closed here",
        Code::Elsewhere => "Rows of other projects, closed here",
        Code::LinkCrossKept => "Links into other projects, kept",
        Code::LinkAsText => "Links that hold nothing up, kept as text",
        Code::SprintsBefore => "Sprints before the last one",
        Code::VersionsMore => "Versions beside the first",
        Code::SprintCut => "Names of sprints and versions that are too long",
        Code::SprintsTooMany => "Sprints and versions for which there is no room",
        Code::SprintWithoutDays => "Sprints that have begun without days",
        Code::SprintDays => "Days that no iteration can have",
        Code::SprintUnderWay => "Sprints under way at once",
        Code::SprintDaysShared => "Sprints that share days",
        Code::SprintRestricted => "Sprints and versions of restricted work alone",
        Code::Archived => "Archived work, closed here",
        Code::Restricted => "Restricted work",
        Code::ParentUnknown => "Parts of what is not in the file",
        Code::ParentInCycle => "Work that is part of itself",
        Code::StartAfterDue => "Starts after the due date",
        Code::StateCut => "Names of states that are too long",
        Code::LabelCut => "Labels that are too long",
        Code::LabelsTooMany => "Too many labels",
        Code::ChecksTooMany => "Checklists that are too long",
        Code::CommentCut => "Comments that are too long",
        Code::QuoteDropped => "Apostrophes before formulas",
        Code::DateUnclear => "Dates that could be read in two ways",
        Code::AttachmentNamed => "Attached files that are only named",
        Code::CommentsMissing => "Comments that are not in the export",
        Code::CellsBeyond => "Cells without a column",
        Code::BlankRow => "Blank rows",
        Code::ResourcePlaceholder => "The nameless row for nobody",
        Code::Unreadable => "Values that cannot be read",
        Code::OutOfRange => "Values outside what is possible",
        Code::LinkToUnknown => "Links to tasks that are not in the file",
        Code::LinkToItself => "Tasks that wait for themselves",
        Code::LinkToFamily => "Links between a task and its summary",
        Code::LinkTwice => "Links that come twice",
        Code::LinkCrossProject => "Links into other files",
        Code::LinkInCycle => "Links that close a circle",
        Code::LinkNotChecked => "Links in too many circles",
        Code::AssignmentToUnknownTask => "Assignments to unknown tasks",
        Code::ExceptionUnreadable => "Exceptions without dates",
        Code::ExceptionOutsidePlan => "Exceptions beyond the plan",
        Code::ExceptionUnknown => "Exceptions that repeat in an unknown way",
        Code::ExceptionNever => "Exceptions that fall on no day",
        Code::ExceptionWithoutPlan => "Repeating exceptions of a plan without dates",
        Code::WorkWeekUnreadable => "Special weeks without dates",
        Code::WorkWeekOutsidePlan => "Special weeks beyond the plan",
        Code::WorkWeekWithoutPlan => "Special weeks of a plan without dates",
        Code::CalendarDaysTooMany => "Calendars with too many days",
        Code::HoursTooMany => "Days with too many working times",
        Code::ExceptionsTooMany => "Exceptions for which there is no room",
        Code::BaselineTwice => "Baselines that come twice",
        Code::Computed => "Figures that the other program had worked out",
    })
}

/// One row of a finding, as a sentence.
pub fn found(code: Code, row: &Row) -> String {
    let arg = |n: usize| row.args.get(n).map(String::as_str).unwrap_or_default();
    let field = &row.field;
    let uid = row.uid.map(|uid| uid.to_string()).unwrap_or_default();
    let name = if row.name.is_empty() {
        format!("{} {uid}", kind(row.kind))
    } else {
        row.name.clone()
    };
    say(match code {
        Code::ProjectRow => format!("The row “{name}” became the project itself."),
        Code::Unassigned => format!(
            "Work of task {} that nobody has been given stays unassigned.",
            arg(0)
        ),
        Code::RateAsText => format!(
            "The {field} of {name} ({}) is kept beside the person, for those who manage the project; it is no rate.",
            arg(0)
        ),
        Code::SummaryWork => format!(
            "The work of {name} is the sum of what lies below it. It is kept under “From the file”, so that nothing is counted twice."
        ),
        Code::ResourceAsText => format!(
            "{name} is a material or a cost, not a person, and is kept under “From the file”."
        ),
        Code::AssignmentDetail => format!(
            "Work, progress, baselines, notes and custom fields of {name} at task {} are kept under “From the file” of the task.",
            arg(0)
        ),
        Code::DurationRounded => {
            format!("{field} of {name} ({}) is rounded to the minute.", arg(0))
        }
        Code::UnitsRounded => format!(
            "{field} of {name} ({}) is rounded to a tenth of a percent.",
            arg(0)
        ),
        Code::ZoneDropped => format!(
            "{field} of {name} is {}: the clock time is kept, its zone {} is not.",
            arg(0),
            arg(1)
        ),
        Code::NoUid => format!("{name} has no usable number in the file and is given one."),
        Code::DuplicateUid => format!(
            "{name} shares its number with an earlier row and is given {}. Links and assignments to the old number go to the earlier row.",
            arg(0)
        ),
        Code::NoName => format!("Row {uid} has no name and is called #{uid}."),
        Code::OutlineJump => format!(
            "{name} is at level {} with no row above it there; it is put under the nearest one.",
            arg(0)
        ),
        Code::SummaryWithoutFlag => {
            format!("{name} has tasks below it and becomes a summary.")
        }
        Code::SummaryWithoutChildren => {
            format!("{name} is called a summary but holds nothing, and becomes a task.")
        }
        Code::LagUnitUnknown => format!(
            "The lag into {name} is in a unit ({}) that is not known here, and is read as working time.",
            arg(0)
        ),
        Code::DayWithoutHours => {
            format!("{name} has a working day without hours; 8 to 12 and 13 to 17 are assumed.")
        }
        Code::HoursTwice => format!(
            "{name} has a day with two working times that begin at once; the longer one is taken."
        ),
        Code::ExceptionExpanded => {
            format!(
                "The repeating exception “{}” of {name} becomes {} days.",
                arg(0),
                arg(1)
            )
        }
        Code::WorkWeek => format!(
            "The special week “{}” of {name} becomes {} days that differ; exceptions stand above it.",
            arg(0),
            arg(1)
        ),
        Code::FormulaAsText => {
            format!("The formula of {name} is kept as text; its values are those of the file.")
        }
        Code::BaseCalendarUnknown => format!(
            "{name} builds on a calendar ({}) that the file does not hold.",
            arg(0)
        ),
        Code::CalendarUnknown => format!(
            "{name} uses a calendar ({}) that the file does not hold.",
            arg(0)
        ),
        Code::ResourceUnknown => format!(
            "An assignment names someone ({}) the file does not hold; its work stays unassigned.",
            arg(0)
        ),
        Code::NameCut if row.kind == RowKind::Calendar => {
            format!("The name “{}” in {name} is cut at 200 characters.", arg(0))
        }
        Code::NameCut => format!(
            "The name of “{name}” is cut at 200 characters; all of it is kept under “From the file”."
        ),
        Code::TextCut => format!(
            "The notes of {name} are cut at 64 kilobytes; all of them are kept under “From the file”."
        ),
        Code::OutlineDeep => format!(
            "{name} is at level {}; levels end at 20, and it stands beside its summary.",
            arg(0)
        ),
        Code::CalendarCircle => format!(
            "{name} builds on itself by way of others and is taken without its base ({}).",
            arg(0)
        ),
        Code::UnitsOutOfRange => format!(
            "{name} is assigned with {} thousandths; 1 to 10,000 are possible. The file's figure is kept under “From the file”.",
            arg(0)
        ),
        Code::DurationHeld => format!(
            "{field} of {name} ({}) is held to what is possible, from nothing to ten years; the file's is kept under “From the file”.",
            from_file_value(arg(0))
        ),
        Code::LagHeld => format!(
            "A lag into {name} ({}) is held to what is possible, ten years or {MOST_PERCENT} per cent; the file's is kept under “From the file”.",
            from_file_value(arg(0))
        ),
        Code::AssignmentTwice => format!(
            "{name} is assigned to task {} more than once; the units are added up.",
            arg(0)
        ),
        Code::ConstraintWithoutDate => {
            format!("{name} has a constraint without a date and is planned as soon as possible.")
        }
        Code::Inactive => format!(
            "{name} is inactive in the file: it is here in the state “Inactive”, closed, so that it is nobody's work and nothing waits for it. “From the file” says Active 0."
        ),
        Code::Elsewhere => format!(
            "{name} is a row of another project ({}): it is here in the state “Inactive”, closed, so that it is nobody's work and nothing waits for it. “From the file” says whose it is.",
            arg(0)
        ),
        Code::LinkCrossKept => format!(
            "{name} waits for a task of another project ({}), which stands in this file as “{}”: the link is kept.",
            arg(2),
            arg(1)
        ),
        Code::LinkAsText => format!(
            "{name} “{field}” {}: a line under “From the file”, as it holds nothing up.",
            arg(0)
        ),
        Code::SprintsBefore => format!(
            "{name} is in “{}”. It was in {} before: that is counted as carried over, and named under “From the file”.",
            arg(0),
            arg(1)
        ),
        Code::VersionsMore => format!(
            "{name} is to be out with “{}”, which is its release. It is also for {}: under “From the file”.",
            arg(0),
            arg(1)
        ),
        Code::SprintCut => {
            format!("“{name}” is too long a name; all of it is kept under “From the file”.")
        }
        Code::SprintsTooMany => format!(
            "“{name}” stays under “From the file” of its tasks: a project has at most {MOST} iterations, and {MOST} releases."
        ),
        Code::SprintWithoutDays => {
            format!("“{name}” has begun in the file, which does not say when: it is planned here.")
        }
        Code::SprintDays => format!(
            "“{name}” has days that cannot be an iteration's (“{}” to “{}”); it has none here, and the project says them under “From the file”.",
            arg(0),
            arg(1)
        ),
        Code::SprintUnderWay => format!(
            "“{name}” is under way in the file, as is “{}”. One is at a time here: it is planned.",
            arg(0)
        ),
        Code::SprintDaysShared => format!(
            "“{name}” has some of the days of “{}”; here it says that this may be.",
            arg(0)
        ),
        Code::SprintRestricted => format!(
            "“{name}” is only of restricted work: it becomes nothing that others would read, unless you open that work. Until then it stands under “From the file” of its tasks."
        ),
        Code::Archived => {
            format!("{name} is archived in the file: it is here in the state “Archived”, closed.")
        }
        Code::Restricted => format!(
            "{name} is for “{}” in the file, and for you alone here unless you say otherwise.",
            arg(0)
        ),
        Code::ParentUnknown => format!(
            "{name} is part of “{}”, which the file does not hold; it stands at the top, and “From the file” says of what it was part.",
            arg(0)
        ),
        Code::ParentInCycle => format!(
            "{name} is part of “{}”, which is part of it; it stands at the top.",
            arg(0)
        ),
        Code::StartAfterDue => format!(
            "{name} starts on {} and is due on {}: the start stands under “From the file”.",
            arg(0),
            arg(1)
        ),
        Code::StateCut => format!(
            "The state “{name}” is called “{}” here; its tasks keep the whole name under “From the file”.",
            arg(0)
        ),
        Code::LabelCut => format!(
            "The label “{}” of {name} is cut at 40 characters; all of it is kept under “From the file”.",
            arg(0)
        ),
        Code::LabelsTooMany => format!(
            "{name} has more than 20 labels; these stand under “From the file”: {}.",
            arg(0)
        ),
        Code::ChecksTooMany => format!(
            "{} lines of the checklist of {name} are too many or too long; they stand under “From the file”.",
            arg(0)
        ),
        Code::CommentCut => format!(
            "A comment on {name} is cut at 63 kilobytes; all of it is kept under “From the file”."
        ),
        Code::QuoteDropped => format!("Row {uid}: {} stands without its apostrophe.", arg(0)),
        Code::DateUnclear => format!(
            "The file does not tell days from months in dates such as “{}”; they are read as {}.",
            arg(0),
            if arg(1) == "month" {
                "month, then day"
            } else {
                "day, then month"
            }
        ),
        Code::AttachmentNamed => format!(
            "“{}” of {name} is only named in the export; its name and address stand under “From the file”.",
            arg(0)
        ),
        Code::CommentsMissing => format!(
            "{} comments on {name} are not in the export, which holds the newest {} actions of its board.",
            arg(0),
            arg(1)
        ),
        Code::CellsBeyond => format!(
            "Row {uid} says “{}” beyond the last column that has a name.",
            arg(0)
        ),
        Code::BlankRow => "A blank row is left out.".to_owned(),
        Code::ResourcePlaceholder => "The file's nameless row for nobody is left out.".to_owned(),
        Code::Unreadable => format!("{field} of {name} cannot be read: “{}”.", arg(0)),
        Code::OutOfRange => format!("{field} of {name} is outside what is possible: {}.", arg(0)),
        Code::LinkToUnknown => format!(
            "{name} waits for a task ({}) that the file does not hold.",
            arg(0)
        ),
        Code::LinkToItself => format!("{name} waits for itself."),
        Code::LinkToFamily => format!(
            "{name} waits for “{}”, which it is part of or which is part of it.",
            arg(1)
        ),
        Code::LinkTwice => format!(
            "{name} waits for “{}” twice; the first link is kept.",
            arg(1)
        ),
        Code::LinkCrossProject => format!("{name} waits for a task in another file ({}).", arg(2)),
        Code::LinkInCycle => format!(
            "The link from “{}” to {name} closes a circle: {}.",
            arg(1),
            row.args.get(2..).unwrap_or_default().join(", ")
        ),
        Code::LinkNotChecked => format!(
            "The file has too many links in circles to follow them all; the one from “{}” to {name} is left out.",
            arg(1)
        ),
        Code::AssignmentToUnknownTask => format!(
            "An assignment belongs to a task ({}) that the file does not hold.",
            arg(0)
        ),
        Code::HoursTooMany => format!(
            "A day of {name} has more than {HOURS} working times; {} of them are left out.",
            arg(0)
        ),
        Code::ExceptionsTooMany => format!(
            "An exception of {name} is left out: the file has more than {EXCEPTIONS} of them."
        ),
        Code::ExceptionUnreadable => format!("An exception of {name} has no readable dates."),
        Code::ExceptionOutsidePlan => format!(
            "The repeating exception “{}” of {name} falls on {} days that are more than a year from every task; they are left out.",
            arg(0),
            arg(1)
        ),
        Code::ExceptionUnknown => format!(
            "The repeating exception “{}” of {name} repeats in a way that is not known here, and is left out.",
            arg(0)
        ),
        Code::ExceptionNever => format!(
            "The repeating exception “{}” of {name} falls on no day between its dates, and is left out.",
            arg(0)
        ),
        Code::ExceptionWithoutPlan => format!(
            "The repeating exception “{}” of {name} is left out: the plan has no dates within which its days could be laid out.",
            arg(0)
        ),
        Code::WorkWeekUnreadable => format!(
            "The special week “{}” of {name} has no readable dates, and is left out.",
            arg(0)
        ),
        Code::WorkWeekOutsidePlan => format!(
            "{} days of the special week “{}” of {name} are more than a year from every task; they are left out.",
            arg(1),
            arg(0)
        ),
        Code::WorkWeekWithoutPlan => format!(
            "The special week “{}” of {name} is left out: the plan has no dates within which its days could be laid out.",
            arg(0)
        ),
        Code::CalendarDaysTooMany => format!(
            "Repeating exceptions and special weeks of this file come to more days than are read; “{}” of {name} is kept up to there.",
            arg(0)
        ),
        Code::BaselineTwice => format!(
            "Baseline {} of {name} comes twice; the first is kept.",
            arg(0)
        ),
        Code::Computed => format!(
            "Early and late dates, slack and the critical mark of {name} are left out: Daymark works such figures out itself."
        ),
    })
}

fn kind(kind: RowKind) -> &'static str {
    match kind {
        RowKind::Project => "The project",
        RowKind::Calendar => "Calendar",
        RowKind::Field => "Field",
        RowKind::Task => "Task",
        RowKind::Link => "Link",
        RowKind::Resource => "Resource",
        RowKind::Assignment => "Assignment",
        RowKind::Comment => "Comment",
    }
}

/// A value of the file, easier on the eye: `PT40H30M0S` is 40 h 30 min, and dates lose their T.
pub fn from_file_value(value: &str) -> String {
    let duration = value
        .strip_prefix("PT")
        .and_then(|rest| rest.strip_suffix("M0S"))
        .and_then(|rest| rest.split_once('H'));
    if let Some((hours, minutes)) = duration {
        return match minutes {
            "0" => format!("{hours} h"),
            _ => format!("{hours} h {minutes} min"),
        };
    }
    let bytes = value.as_bytes();
    if bytes.len() == 19 && bytes.get(10) == Some(&b'T') && bytes.get(4) == Some(&b'-') {
        return value.replacen('T', " ", 1);
    }
    value.to_owned()
}
words! {}
