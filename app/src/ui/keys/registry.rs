//! Every key that does something: its name, the key it has until somebody changes it, and where it acts. What it does is
//! said in `words::keys`; whoever does it listens with [`on_key`](super::on_key) under the key that stands here.

/// Where a key acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    Everywhere,
    /// After the key that begins a way.
    Way,
    List,
    Board,
    Calendar,
    /// A task on its own page or beside a list.
    Task,
    Today,
    /// A day that has passed.
    Log,
    Inbox,
}

/// In this order they are listed, below those of the page that is open.
pub const PLACES: [At; 9] = [
    At::List,
    At::Board,
    At::Calendar,
    At::Task,
    At::Today,
    At::Log,
    At::Inbox,
    At::Everywhere,
    At::Way,
];

/// What a key is about: whether "Do" offers it, and with which words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// The hand on the keyboard: where it goes next, what it lets go.
    Hand,
    /// The page as a whole.
    Page,
    /// The task that has the focus.
    Task,
}

#[derive(Debug)]
pub struct Action {
    pub id: &'static str,
    /// A single character can be changed and switched off; anything else is named in words and stays as it is.
    pub key: &'static str,
    pub at: &'static [At],
    pub about: About,
}

impl Action {
    /// Whether its key is a single character.
    pub fn is_single(&self) -> bool {
        is_single(self.key)
    }

    fn meets(&self, other: &Action) -> bool {
        let meets = |one: &At| {
            other.at.iter().any(|at| {
                one == at || (*one != At::Way && *at != At::Way && (is_wide(*one) || is_wide(*at)))
            })
        };
        self.at.iter().any(meets)
    }
}

fn is_wide(at: At) -> bool {
    at == At::Everywhere
}

/// A character that is typed, and not the blank.
pub fn is_single(key: &str) -> bool {
    key != " " && key.chars().count() == 1
}

const fn action(id: &'static str, key: &'static str, at: &'static [At], about: About) -> Action {
    Action { id, key, at, about }
}

use About::{Hand, Page, Task};

/// Where tasks are gone through, and where one is open besides.
const TASKS: &[At] = &[At::List, At::Board, At::Calendar];
const A_TASK: &[At] = &[At::List, At::Board, At::Calendar, At::Task];
const DAYS: &[At] = &[At::Calendar, At::Today, At::Log];
const ROWS: &[At] = &[At::List, At::Board, At::Calendar, At::Everywhere];
const INBOX: &[At] = &[At::Inbox];
const WIDE: &[At] = &[At::Everywhere];
const WAY: &[At] = &[At::Way];

pub const ACTIONS: &[Action] = &[
    action("next", "j", ROWS, Hand),
    action("previous", "k", ROWS, Hand),
    action("arrows", "↑ ↓ ← →", TASKS, Hand),
    action("open", "Enter", TASKS, Hand),
    action("peek", "Space", &[At::List, At::Board], Hand),
    action("edit", "e", A_TASK, Task),
    action("assign", "a", A_TASK, Task),
    action("status", "s", A_TASK, Task),
    action("due", "d", A_TASK, Task),
    action("label", "l", A_TASK, Task),
    action("stop", "b", A_TASK, Task),
    action("move", "m", &[At::Board, At::Calendar], Task),
    action("select", "x", &[At::List], Task),
    action("select_to", "X", &[At::List], Hand),
    action("filter", "/", TASKS, Page),
    action("before", "[", DAYS, Page),
    action("after", "]", &[At::Calendar, At::Log], Page),
    action("to_today", "t", &[At::Calendar], Page),
    action("step_work", "2", &[At::Today], Page),
    action("step_obstacles", "4", &[At::Today], Page),
    action("step_share", "6", &[At::Today], Page),
    action("step_money", "7", &[At::Today], Page),
    action("step_log", "8", &[At::Today], Page),
    action("paint", "p", &[At::Today], Page),
    action("notice_done", "e", INBOX, Hand),
    action("notice_read", "r", INBOX, Hand),
    action("jump", "Ctrl K", WIDE, Hand),
    action("new", "n", ROWS, Page),
    action("undo", "Ctrl Z", WIDE, Page),
    action("redo", "Ctrl Shift Z", WIDE, Page),
    action("send", "Ctrl Enter", WIDE, Hand),
    action("close", "Esc", WIDE, Hand),
    action("help", "?", WIDE, Page),
    action("way", "g", WIDE, Hand),
    action("way_today", "t", WAY, Hand),
    action("way_projects", "p", WAY, Hand),
    action("way_people", "e", WAY, Hand),
    action("way_clients", "c", WAY, Hand),
    action("way_settings", "s", WAY, Hand),
    action("way_inbox", "i", WAY, Hand),
    action("way_mine", "m", WAY, Hand),
    action("way_tab", "1 … 9", WAY, Hand),
];

/// What was changed: names of actions with their keys; one that is switched off has none.
pub type Changed = [(String, String)];

/// The key that an action has now; none when it is switched off.
pub fn key_of(action: &Action, changed: &Changed) -> Option<String> {
    let key = changed.iter().find(|(id, _)| id == action.id);
    let key = key.map_or(action.key, |(_, key)| key.as_str());
    (!key.is_empty()).then(|| key.to_owned())
}

/// What a key that was pressed means at a place, by the key that stands above. What is no single character means
/// itself.
pub fn meaning<'a>(pressed: &'a str, at: At, changed: &Changed) -> Option<&'a str> {
    if !is_single(pressed) {
        return Some(pressed);
    }
    ACTIONS
        .iter()
        .filter(|action| action.is_single() && action.at.contains(&at))
        .find(|action| key_of(action, changed).as_deref() == Some(pressed))
        .map(|action| action.key)
}

/// The action that has a key already, where another would want it.
pub fn taken(by: &Action, key: &str, changed: &Changed) -> Option<&'static Action> {
    let digit = by.at.contains(&At::Way) && matches!(key.chars().next(), Some('1'..='9'));
    ACTIONS.iter().find(|other| {
        let has = match other.id {
            "way_tab" => digit,
            _ => other.is_single() && key_of(other, changed).as_deref() == Some(key),
        };
        has && other.id != by.id && other.meets(by)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(id: &str) -> &'static Action {
        ACTIONS.iter().find(|action| action.id == id).unwrap()
    }

    fn changed(id: &str, key: &str) -> Vec<(String, String)> {
        vec![(id.to_owned(), key.to_owned())]
    }

    #[test]
    fn no_key_means_two_things_in_one_place() {
        for action in ACTIONS.iter().filter(|action| action.is_single()) {
            let other = taken(action, action.key, &[]);
            assert!(other.is_none(), "{} and {:?}", action.id, other);
            assert!(!crate::words::keys::does(action.id).is_empty());
        }
    }

    #[test]
    fn a_changed_key_means_what_the_old_one_meant() {
        let kept = changed("edit", "w");
        assert_eq!(meaning("w", At::List, &kept), Some("e"));
        assert_eq!(meaning("w", At::Task, &kept), Some("e"));
        assert_eq!(meaning("e", At::List, &kept), None);
        // Another place, another meaning.
        assert_eq!(meaning("e", At::Way, &kept), Some("e"));
        assert_eq!(meaning("w", At::Today, &kept), None);
        assert_eq!(meaning("Escape", At::Log, &kept), Some("Escape"));
    }

    #[test]
    fn a_key_that_is_off_means_nothing_and_is_free() {
        let kept = changed("label", "");
        assert_eq!(meaning("l", At::List, &kept), None);
        assert!(taken(one("edit"), "l", &kept).is_none());
        assert_eq!(taken(one("edit"), "l", &[]).unwrap().id, "label");
    }

    #[test]
    fn a_key_is_taken_only_where_both_act() {
        assert_eq!(taken(one("edit"), "n", &[]).unwrap().id, "new");
        assert_eq!(taken(one("new"), "e", &[]).unwrap().id, "edit");
        assert!(taken(one("edit"), "p", &[]).is_none());
        assert!(taken(one("way_mine"), "n", &[]).is_none());
        assert_eq!(taken(one("way_mine"), "3", &[]).unwrap().id, "way_tab");
    }
}
