//! Texts of clients and their people.

use super::say;

words! {
    clients => "Clients";
    empty => "No clients yet.";
    empty_text => "A client has people of its own and the projects that you run for it.";
    new_client => "New client";
    name => "Name of the client";
    add_client => "Add the client";
    projects_text => "A project's settings say whose it is.";
    no_projects => "No project that you see is for this client.";
    people => "Their people";
    people_text => "Who decides for the client and who is told, in each project. They have no page in Daymark.";
    email_hint => "Nothing is sent to it.";
    add_contact => "Add the contact";
    remove_contact => "Remove as a contact";
    in_project(part: &str, project: &str) => "{part} in {project}";
    in_no_project => "In no project";
    a_client => "Client";
    this_client => "This client";
    rename => "Rename";
    trash_text => "Its projects stay, without a client, until it is put back.";
}

pub fn projects(n: i64) -> String {
    match n {
        0 => say("no project"),
        1 => say("1 project"),
        n => say(format!("{n} projects")),
    }
}

pub fn contacts(n: i64) -> String {
    match n {
        0 => say("no contact"),
        1 => say("1 contact"),
        n => say(format!("{n} contacts")),
    }
}

/// What a contact is in a project; nothing said is nothing.
pub fn part(code: &str) -> String {
    say(match code {
        "decides" => "Decides",
        "informs" => "Is told",
        _ => "No part in it",
    })
}
