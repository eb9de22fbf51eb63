//! Texts of the keys: what each does, where it acts, and changing it.

use super::say;

words! {
    all_keys => "All keys";
    text => "Everything can be done without the mouse. Single letters act outside fields only; each can be changed or switched off.";
    kept => "What you change is kept in this browser.";
    single_keys => "Single letters act";
    change => "Change";
    change_of(does: &str) => "Change the key: {does}";
    press_new => "Press the new key";
    press_for(does: &str) => "Press the new key for: {does}. Esc leaves it as it is.";
    taken_by(key: &str, does: &str) => "{key} is taken by: {does}. Press another, or Esc.";
    taken_now(key: &str, does: &str) => "{key} is taken by: {does}. Press Change to choose another.";
    single_only => "A letter, a digit or a sign. Press another, or Esc.";
    left_as_it_was(does: &str) => "Left as it was: {does}";
    is_now(key: &str, does: &str) => "{key} from now on: {does}";
    is_off(does: &str) => "Switched off: {does}";
    off => "off";
    as_they_were => "As they were";
    all_back => "All keys are as they were.";
    shift => "Shift";
    then => "then";
    at_list => "In a list";
    at_board => "On a board";
    at_calendar => "In a calendar";
    at_task => "In a task";
    at_today => "Today";
    at_log => "In a day’s log";
    at_inbox => "In the inbox";
    at_everywhere => "Everywhere";
    at_way => "Ways";
    on_this_page(place: &str) => "{place}, on this page";
}

/// What the key of an action does, in the list of keys.
pub fn does(id: &str) -> String {
    say(match id {
        "next" => "next row",
        "previous" => "the row before",
        "arrows" => "move about; in a calendar by days",
        "open" => "open the task",
        "peek" => "look into it and stay in the list",
        "edit" => "edit the title",
        "assign" => "assign it to someone",
        "status" => "change its state",
        "due" => "say when it is to finish",
        "label" => "label it",
        "stop" => "say what stops it",
        "move" => "move it: arrows carry it, Enter drops it, Esc puts it back",
        "select" => "select it, or let it go",
        "select_to" => "select up to here",
        "filter" => "find by title or key",
        "before" => "the day, week or month before",
        "after" => "the next day, week or month",
        "to_today" => "to today",
        "step_work" => "to the step Work",
        "step_obstacles" => "to the step Obstacles",
        "step_share" => "to the step Share out",
        "step_money" => "to the step Money and hours",
        "step_log" => "to the step Log",
        "paint" => "mark the step done",
        "notice_done" => "done with it",
        "notice_read" => "read it, or not yet",
        "jump" => "search or jump",
        "new" => "new task",
        "undo" => "take the last change back",
        "redo" => "do it again",
        "send" => "send what you write",
        "close" => "close, leave the field, let go of what is selected",
        "help" => "all keys",
        "way" => "go: the next key says where to",
        "way_today" => "go to Today",
        "way_projects" => "go to Projects",
        "way_people" => "go to People",
        "way_clients" => "go to Clients",
        "way_settings" => "go to Settings",
        "way_inbox" => "go to Inbox",
        "way_mine" => "go to My work",
        "way_tab" => "go to that tab of the project",
        _ => "",
    })
}

/// The same as something to do with a task, by its key.
pub fn does_with(id: &str, code: &str) -> String {
    say(match id {
        "edit" => format!("Edit the title of {code}"),
        "assign" => format!("Assign {code}"),
        "status" => format!("Change the state of {code}"),
        "due" => format!("Say when {code} is to finish"),
        "label" => format!("Label {code}"),
        "stop" => format!("Say what stops {code}"),
        "move" => format!("Move {code}"),
        _ => format!("Select {code}"),
    })
}

/// The same as something to do on the page.
pub fn does_here(id: &str) -> String {
    say(match id {
        "filter" => "Find by title or key",
        "before" => "Show the day, week or month before",
        "after" => "Show the next day, week or month",
        "to_today" => "Show today",
        "step_work" => "Go to the step Work",
        "step_obstacles" => "Go to the step Obstacles",
        "step_share" => "Go to the step Share out",
        "step_money" => "Go to the step Money and hours",
        "step_log" => "Go to the step Log",
        "paint" => "Mark the step done",
        "new" => "New task",
        "undo" => "Take the last change back",
        "redo" => "Do again what was taken back",
        "help" => "See all keys",
        _ => "",
    })
}
