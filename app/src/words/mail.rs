//! Mails: a link, and in words what it is for. Nothing that was said in Daymark.

use super::say;

pub fn invitation_subject() -> String {
    say("You are invited to Daymark")
}

pub fn invitation(name: &str, link: &str, code: &str) -> String {
    say(format!(
        "{name},\n\nsomeone has invited you to their workspace in Daymark. To join, open\n\n{link}\n\nIf the page asks for a code, it is {code}. It works once, for seven days.\n"
    ))
}

pub fn reset_subject() -> String {
    say("A new password for Daymark")
}

pub fn reset(link: &str, code: &str) -> String {
    say(format!(
        "To choose a new password, open\n\n{link}\n\nIf the page asks for a code, it is {code}. It works once, for fifteen minutes. If you did not ask for it, nothing needs doing.\n"
    ))
}

pub fn mention_subject() -> String {
    say("You are mentioned in Daymark")
}

/// `place`: the task's key, or the project's.
pub fn mention(
    name: &str,
    who: Option<&str>,
    place: &str,
    workspace: &str,
    link: &str,
    settings: &str,
) -> String {
    let who = who.unwrap_or("Somebody");
    say(format!(
        "{name},\n\n{who} has mentioned you on {place} in {workspace}. To read it, open\n\n{link}\n\nWhether mentions are mailed to you is your choice:\n\n{settings}\n"
    ))
}
