//! Every text that a person reads, and nothing else. `domain` and `store` say codes; here they become sentences.
//!
//! A text is a function, so that a missing slot or a misspelt name does not compile, and only texts in use reach the
//! browser. The pseudo-locale wraps and accents each text, so that a test finds whatever stands outside this folder.

/// Texts, with their slots: `name(slot: type) => "… {slot} …"`.
macro_rules! words {
    ($($name:ident $(($($slot:ident: $type:ty),+))? => $text:expr;)*) => {$(
        pub fn $name($($($slot: $type),+)?) -> String { say(format!($text)) }
    )*};
}

pub mod board;
pub mod calendar;
pub mod clients;
pub mod dates;
pub mod day;
pub mod exchange;
pub mod files;
pub mod inbox;
pub mod iterations;
pub mod keys;
pub mod leaving;
pub mod mail;
pub mod offline;
pub mod people;
pub mod plan;
pub mod recurrence;
mod refusals;
pub mod search;
pub mod task;
pub mod told;
pub mod views;

pub use refusals::{code, refused, refused_title};

#[cfg(not(feature = "hydrate"))]
use leptos::prelude::use_context;

use crate::answer::{Said, What};

/// The reader's locale. English is what ships; the pseudo-locale is for the test.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Locale {
    #[default]
    English,
    Pseudo,
}

impl Locale {
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en-GB",
            Self::Pseudo => "en-XA",
        }
    }
}

/// Says a text in the reader's locale.
fn say(text: impl Into<String>) -> String {
    let text = text.into();
    match locale() {
        Locale::English => text,
        Locale::Pseudo => format!("⟦{}⟧", text.chars().map(accented).collect::<String>()),
    }
}

#[cfg(feature = "hydrate")]
fn locale() -> Locale {
    use std::sync::OnceLock;
    static LOCALE: OnceLock<Locale> = OnceLock::new();
    *LOCALE.get_or_init(|| {
        let lang = web_sys::window()
            .and_then(|w| w.document())
            .and_then(|d| d.document_element())
            .map(|e| e.get_attribute("lang").unwrap_or_default());
        if lang.as_deref() == Some(Locale::Pseudo.tag()) {
            Locale::Pseudo
        } else {
            Locale::English
        }
    })
}

#[cfg(not(feature = "hydrate"))]
fn locale() -> Locale {
    use_context::<Locale>().unwrap_or_default()
}

fn accented(c: char) -> char {
    const PLAIN: &str = "aceinouyACEINOUY";
    const ACCENTED: &str = "áçéíñóúýÁÇÉÍÑÓÚÝ";
    PLAIN
        .chars()
        .position(|p| p == c)
        .and_then(|n| ACCENTED.chars().nth(n))
        .unwrap_or(c)
}

words! {
    // The house.
    daymark => "Daymark";
    title(page: &str) => "{page} · Daymark";
    skip => "Skip to the page";
    main_navigation => "Main";
    phone_navigation => "Main, phone";
    back => "Back";
    projects => "Projects";
    people => "People";
    trash => "Trash";
    settings => "Settings";
    sign_out => "Sign out";
    undo => "Undo";
    redo => "Redo";
    retry => "Retry";
    close => "Close";
    new_version => "A new version is ready.";
    new_version_unsent => "Something that you typed is not sent yet, and would be lost. Send it first.";
    reload => "Reload";
    reload_anyway => "Reload all the same";
    later => "Later";
    loading => "Loading";
    listening => "Changes arrive by themselves";
    not_listening => "Changes do not arrive by themselves right now";

    // Forms.
    put_right_one => "One thing to put right";
    show_password => "Show the password";
    optional => "if you like";

    // Account.
    sign_in => "Sign in";
    sign_in_hello => "Good to see you.";
    sign_in_lead => "Something fixed to steer the day by.";
    email => "E-mail address";
    password => "Password";
    new_password => "New password";
    password_hint => "At least ten characters. A short sentence is easy to remember and hard to guess.";
    forgotten => "Forgotten your password?";
    start_title => "Set up Daymark";
    start_lead => "The first person here owns the workspace and invites the others.";
    start_button => "Create the workspace";
    code_field => "Code";
    code_hint => "From the link. It works once.";
    workspace_name => "Workspace";
    workspace_hint => "Your company or team.";
    your_name => "Your name";
    reset_title => "A new password";
    reset_lead => "Type the address you sign in with.";
    reset_button => "Send the code";
    reset_have_code => "I have a code";
    reset_new_title => "Choose a new password";
    reset_new_button => "Set the password and sign in";
    back_to_sign_in => "Back to sign in";
    join_title => "Join the workspace";
    join_lead => "Already signed in to Daymark somewhere with this address? Use that password. Otherwise choose one now.";
    join_button => "Join";
    no_home_title => "Nothing is open to you yet.";
    no_home_text => "When someone invites this address to a workspace, it shows here.";
    homes_title => "Your workspaces";

    // Projects and tasks.
    projects_empty => "No projects yet.";
    projects_empty_text => "A project holds its tasks, its people and what was said about them.";
    projects_empty_closed => "When you are added to a project, it shows here.";
    new_project => "New project";
    project_title => "Title";
    project_key => "Key";
    project_key_hint => "Two to six letters or digits. It begins the name of every task, as in NGT-42.";
    create_project => "Begin the project";
    list => "List";
    tasks_empty => "No tasks yet.";
    tasks_empty_text => "What someone agrees to do shows here.";
    add_task => "Add a task";
    new_task => "New task";
    add => "Add";
    mark_done(title: &str) => "Mark done: {title}";
    open_again(title: &str) => "Open again: {title}";
    task_title => "Title";
    task_description => "Description";
    edit => "Edit";
    save => "Save";
    cancel => "Cancel";
    state => "State";
    up_next => "Up next";
    done => "Done";
    made => "Begun";
    closed_by(name: &str, when: &str) => "Done by {name}, {when}";
    made_by(name: &str, when: &str) => "{name}, {when}";
    move_to_trash => "Move to the trash";
    activity => "What happened";
    in_project => "In this project";
    add_member => "Add someone";
    member => "Member";
    role => "Role";
    done_by_nobody => "someone who has left";

    // Talk.
    talk => "Talk";
    say_something => "Say something";
    say_to_team => "Say something to the team";
    send_comment => "Send comment";
    team_only => "Team only";
    client_too(client: &str) => "{client} too";
    client_sees(client: &str) => "{client} sees this";
    who_sees => "Who sees this";
    by_name => "By name";
    which_names => "People and Groups by name";
    names_text => "Only they and you read it.";
    names_text_groups => "Only they and you read it: of a Group, whoever may read what is said in this project.";
    for_its_people => "For the same people by name.";
    only_for(names: &str) => "Only for {names}";
    only_its_author => "Only for whoever said it";

    // People.
    invite => "Invite";
    invite_title => "Invite someone";
    invite_button => "Make the invitation";
    invite_link_for(name: &str) => "Send this to {name}. It works once, for seven days.";
    copy_link => "Copy the link";
    copied => "Copied";
    name => "Name";
    invited => "Invited, not here yet";
    withdraw_invitation => "Withdraw";
    withdraw_invitation_of(name: &str) => ": {name}";
    change_role => "Change";
    groups => "Groups";
    groups_text => "A Group is another team or a board: what is for people by name can be for a Group.";
    group_name => "Name of the Group";
    create_group => "Make the Group";
    add_to_group => "Add to a Group";
    change_group => "Change";
    change_group_of(name: &str) => " the Group {name}";
    rename_group => "Give it this name";
    leave_group => "Take out";
    leave_group_of(name: &str, group: &str) => ": {name}, of {group}";
    group_is_empty => "Nobody is in it yet.";
    delete_group => "Delete the Group";
    delete_group_text => "People stay members of the workspace. Nothing becomes visible to anybody new.";

    // The workspace.
    workspace_called => "Name of the workspace";
    workspace_text(slug: &str) => "Everybody in it reads its name. Addresses keep {slug}, so links stay good.";
    rename_workspace => "Give it this name";

    // Trash.
    trash_empty => "The trash is empty.";
    trash_empty_text => "What is deleted lies here for thirty days and can be put back.";
    put_back => "Put back";
    deleted_by(name: &str, when: &str) => "deleted by {name}, {when}";

    // Settings.
    appearance => "Appearance";
    appearance_text => "System follows your device.";
    theme_system => "System";
    theme_light => "Light";
    theme_dark => "Dark";
    sessions => "Where you are signed in";
    sessions_text => "End what you do not know.";
    this_device => "This one";
    end_session => "End it";
    signed_in_on(when: &str) => "Signed in {when}";
    unknown_browser => "A browser";

    // Faults.
    absent_title => "There is nothing here.";
    absent_text => "It may have moved, or it is not yours to see.";
    to_projects => "To the projects";
    fault_title => "The page did not load.";
    fault_text => "Nothing was lost. Try again in a moment.";
    fault_request(id: &str) => "Tell support: {id}";
    try_again => "Try again";
    cross_site => "This request came from another site and was not carried out.";
}

pub fn put_right(n: usize) -> String {
    if n == 1 {
        put_right_one()
    } else {
        say(format!("{n} things to put right"))
    }
}

pub fn open_tasks(n: i64) -> String {
    if n == 1 {
        say("1 task open")
    } else {
        say(format!("{n} tasks open"))
    }
}

pub fn done_tasks(n: i64) -> String {
    say(format!("{n} done"))
}

pub fn comments(n: i64) -> String {
    if n == 1 {
        say("1 comment")
    } else {
        say(format!("{n} comments"))
    }
}

pub fn members(n: i64) -> String {
    if n == 1 {
        say("1 member")
    } else {
        say(format!("{n} members"))
    }
}

/// What a Group that ends leaves behind.
pub fn group_is_audience(things: i64) -> String {
    say(match things {
        0 => "Nothing is for it by name.".to_owned(),
        1 => {
            "One thing is for it by name: after this only its author and others named there see it."
                .to_owned()
        }
        _ => format!(
            "{things} things are for it by name: after this only their authors and others named there see them."
        ),
    })
}

pub fn toast(said: &Said) -> String {
    let arg = &said.arg;
    say(match said.what {
        What::TaskClosed => format!("{arg} done."),
        What::TaskReopened => format!("{arg} open again."),
        What::TaskCreated => format!("{arg} added."),
        What::TaskChanged => format!("{arg} saved."),
        What::TaskMoved => format!("{arg} moved."),
        What::ViewSaved => format!("The view {arg} is saved."),
        What::TaskShifted => format!("{arg} moved to another day."),
        What::ManyCreated => return task::many(arg, &said.left, "added"),
        What::ManyChanged => return task::many(arg, &said.left, "changed"),
        What::ManyTrashed => return task::many(arg, &said.left, "moved to the trash"),
        What::TaskTransferred => format!("It is {arg} now."),
        What::TaskCopied => format!("{arg} is the copy."),
        What::TaskStopped => format!("{arg} stands still."),
        What::TaskResumed => format!("{arg} goes on."),
        What::ProjectCreated => format!("{arg} begun."),
        What::MemberAdded => format!("{arg} is in the project."),
        What::Trashed => "Moved to the trash.".into(),
        What::Restored => "Put back.".into(),
        What::Undone if !said.left.is_empty() => {
            format!(
                "Taken back, but for {}.",
                task::tasks_in_figures(said.left.len())
            )
        }
        What::Undone => "Taken back.".into(),
        What::Invited => format!("{arg} is invited."),
        What::InvitationWithdrawn => format!("{arg} is no longer invited."),
        What::RoleChanged => format!("The role of {arg} is changed."),
        What::MemberRemoved => format!("{arg} is out of the workspace."),
        What::SessionEnded => "Signed out there.".into(),
        What::ResetSent => "If this address is known here, a code is on its way to it.".into(),
        What::ResetByHand => {
            "This Daymark sends no mail. Whoever runs it can make you a code.".into()
        }
        What::GroupJoined => format!("{arg} is in the Group."),
        What::GroupLeft => format!("{arg} is out of the Group."),
        What::GroupRenamed => format!("The Group is called {arg} now."),
        What::GroupDeleted => format!("The Group {arg} is no more."),
        What::WorkspaceRenamed => format!("The workspace is called {arg} now."),
        What::PlanRead => "The file is read. Nothing is made yet.".into(),
        What::ImportStarted => "The project is being made.".into(),
        What::ImportGivenUp => "Thrown away.".into(),
        What::ImportUndone => "The import is taken back.".into(),
        What::GroupCreated => format!("The Group {arg} is made."),

        What::LineAdded => return day::line_added(),
        What::LineChanged => return day::line_saved(),
        What::DayClosed => return day::day_closed(),
        // People.
        What::WeekSet if arg.is_empty() => "The usual week is saved.".into(),
        What::WeekSet => format!("The week of {arg} is saved."),
        What::ZoneSet => format!("Your time zone is {arg}."),
        What::AbsenceAsked => format!("Asked for {arg}. It holds once somebody says yes."),
        What::AwayToday => format!("{arg} is away today."),
        What::AbsenceApproved => format!("Agreed with {arg}."),
        What::AbsenceRefused => format!("{arg} was told no, with your words."),
        What::AbsenceWithdrawn => format!("Time away of {arg} taken back."),
        What::CalendarSaved => format!("The calendar {arg} is saved."),

        What::ClientCreated => format!("{arg} is added."),
        What::ClientRenamed => format!("The client is called {arg} now."),
        What::ContactAdded => format!("{arg} is a contact now."),
        What::ContactRemoved => format!("{arg} is no contact any more."),
        What::ContactPlaced => format!("The part of {arg} in the project is changed."),
        What::ProjectChanged => format!("{arg} saved."),
        What::ProjectClientSet if arg.is_empty() => "The project has no client now.".into(),
        What::ProjectClientSet => format!("The project is for {arg} now."),
        What::HealthSaid => "Said, with its reason.".into(),
        What::WorkflowChanged => "The states are changed.".into(),
        What::MemberLeft => format!("{arg} is out of the project."),
        What::MemberRole => format!("The role of {arg} is changed."),
        What::DeliverableCreated => format!("{arg} added."),
        What::DeliverableChanged => format!("{arg} saved."),
        What::IterationSaved => format!("The iteration {arg} is saved."),
        What::IterationBegun => format!("{arg} is under way."),
        What::IterationClosed => return iterations::closed(arg),
        What::ReleaseSaved => format!("The release {arg} is saved."),
        What::FieldSet => format!("The field {arg} is saved."),
        What::OptionSet => format!("The option {arg} is saved."),
        What::CommentChanged => "Your comment is changed.".into(),
        What::FileAdded => format!("{arg} added."),
        What::FilesAdded => format!("{arg} files added."),
        What::Watching => "You watch it now.".into(),
        What::NotWatching => "You watch it no more.".into(),
        What::NoticeDone => "Done with it.".into(),
        What::NoticesRead => return inbox::were_read(arg),
        What::MentionsMailed => "Mentions are mailed to you.".into(),
        What::MentionsNotMailed => "Mentions are not mailed to you.".into(),
    })
}

/// What an event is called in an activity list, after the person's name.
pub fn happened(kind: &str, undoes: bool) -> String {
    let text = match kind {
        "task.created" => "added it",
        "task.changed" => "changed it",
        "task.closed" => "marked it done",
        "task.reopened" => "opened it again",
        "record.trashed" => "moved it to the trash",
        "record.restored" => "put it back",
        "project.created" => "began the project",
        "project.member_added" => "added someone to the project",
        "import.finished" => "brought the project in from a file",
        "task.imported" | "project.imported" | "calendar.imported" | "baseline.imported" => {
            "brought it in from a file"
        }
        "project.client_set" => "said whose project it is",
        "week.usual_set" => "set the usual week",
        "week.set" => "set somebody's week",
        "member.zone_set" => "set their time zone",
        "absence.asked" => "asked for time away",
        "absence.recorded" => "recorded that somebody is away",
        "absence.approved" => "agreed to time away",
        "absence.refused" => "did not agree to time away",
        "absence.withdrawn" => "took time away back",
        "calendar.created" => "made the calendar",
        "calendar.changed" => "changed the calendar",

        "task.moved" => "moved it",
        "task.transferred" => "sent it to another project",
        "task.arrived" => "brought it in from another project",
        "task.assignees_changed" => "changed who does it",
        "task.labels_changed" => "changed its labels",
        "task.checklist_changed" => "changed its checklist",
        "task.links_changed" => "changed what it waits for",
        "task.stopped" => "said that it is stuck",
        "task.resumed" => "went on with it",
        "task.recurrence_changed" => "changed how it repeats",
        "task.recurred" => "had the next one made",
        "comment.added" => "said something",
        "comment.changed" => "said it better",
        "project.changed" => "changed the project",
        "project.member_removed" => "took someone out of the project",
        "project.health_said" => "said how it stands",
        "project.workflow_changed" => "changed the states",
        "project.contact_placed" => "changed a contact's part",
        "deliverable.created" => "added a deliverable",
        "deliverable.changed" => "changed a deliverable",
        "client.created" => "added the client",
        "client.changed" => "gave it another name",
        "contact.added" => "added a contact",
        "contact.removed" => "removed a contact",
        "field.created" => "added a field of its own",
        "field.changed" => "changed a field of its own",
        "iteration.created" => "added an iteration",
        "iteration.changed" => "changed an iteration",
        "release.created" => "added a release",
        "release.changed" => "changed a release",
        "task.values_changed" => "changed what it says in the project's fields",
        "view.created" => "saved a view",
        "view.changed" => "changed a view",
        "view.pinned" => "pinned a view",
        "view.unpinned" => "took a view off their pins",
        "file.added" => "added a file",
        "watch.begun" => "began to watch",
        "watch.ended" => "watches no more",
        _ => "changed something",
    };
    if undoes {
        say(format!("{text} (taking back what was done before)"))
    } else {
        say(text)
    }
}

pub fn workspace_role(code: &str) -> String {
    say(match code {
        "owner" => "Owner",
        "admin" => "Administrator",
        "manager" => "Manager",
        "member" => "Member",
        "contractor" => "Contractor",
        "finance" => "Finance",
        "people" => "People",
        "observer" => "Observer",
        "participant" => "Participant",
        _ => "Unknown",
    })
}

pub fn project_role(code: &str) -> String {
    say(match code {
        "lead" => "Lead",
        "member" => "Member",
        "viewer" => "Viewer",
        _ => "Contact",
    })
}
