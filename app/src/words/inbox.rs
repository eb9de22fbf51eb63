//! Texts of the inbox.

use super::say;

words! {
    inbox => "Inbox";
    shown => "What is shown";
    unread => "Unread";
    all => "All";
    done => "Done";
    read_all => "Mark all as read";
    mark_read => "Mark as read";
    mark_unread => "Mark as unread";
    mark_done => "Done";
    not_done => "Not done yet";
    is_unread => "Unread.";
    done_by_key => "Done with it ";
    read_by_key => " Read or unread ";
    none_unread => "Nothing unread.";
    none => "Nothing here yet.";
    none_text => "Where somebody mentions you, gives you work or answers you, it shows here.";
    none_done => "Nothing done yet.";
    none_done_text => "What you are done with lies here.";
    more => "These are the newest. Older ones show when these are done.";
    mentions_by_mail => "Mentions by mail";
    mentions_by_mail_text => "One mail for each that you have not read within two minutes. It says who and where, never what was said.";
    mail_me => "Mail me when I am mentioned";
    no_mail => "This server sends no mail. Mentions show in the inbox.";
}

/// Beside the word in the rail, and said with it: how many are unread.
pub fn count(unread: i64) -> String {
    if unread >= domain::inbox::COUNTED {
        format!("{}+", domain::inbox::COUNTED - 1)
    } else {
        unread.to_string()
    }
}

/// What stands behind the number for the ear alone.
pub fn of_them_unread() -> String {
    say(" unread")
}

/// The bell on a phone, in words.
pub fn inbox_with(unread: i64) -> String {
    if unread == 0 {
        inbox()
    } else {
        say(format!("Inbox, {} unread", count(unread)))
    }
}

/// How many have become read at once.
pub fn were_read(n: &str) -> String {
    say(match n {
        "0" => "Nothing was unread.".to_owned(),
        "1" => "1 marked as read.".to_owned(),
        _ => format!("{n} marked as read."),
    })
}

/// Who did what.
pub fn did(reason: &str, who: &str) -> String {
    say(match reason {
        "mention" => format!("{who} mentioned you"),
        "assigned" => format!("{who} gave you this"),
        _ => format!("{who} said something here"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_are_more_than_ninety_nine() {
        assert_eq!(count(7), "7");
        assert_eq!(count(99), "99");
        assert_eq!(count(100), "99+");
        assert_eq!(inbox_with(0), "Inbox");
        assert_eq!(inbox_with(100), "Inbox, 99+ unread");
    }
}
