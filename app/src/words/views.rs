//! Words of saved views.

use super::say;

words! {
    views => "Saved views";
    save_this => "Save this view";
    name => "Name of the view";
    save => "Save the view";
    save_changes(name: &str) => "Save changes in {name}";
    share => "Others here see it too";
    is_pinned => ", pinned";
    pin(name: &str) => "Pin {name}";
    unpin(name: &str) => "Unpin {name}";
    rename(name: &str) => "Change {name}";
    delete(name: &str) => "Delete {name}";
}

/// How many there are, behind which they are.
pub fn all(n: usize) -> String {
    say(if n == 1 {
        "1 view".to_owned()
    } else {
        format!("All {n} views")
    })
}

/// Who sees it, and which page it is of.
pub fn whose(shared: bool, mine: bool, page: &str) -> String {
    let page = match page {
        "calendar" => "calendar",
        "board" => "board",
        _ => "list",
    };
    say(match (shared, mine) {
        (false, _) => format!("{page}, only you see it"),
        (true, true) => format!("{page}, shared by you"),
        (true, false) => format!("{page}, shared"),
    })
}
