//! Words of the page on which a leaver's work is handed over.

use super::say;

words! {
    leaves => "Remove from the workspace";
    title(name: &str) => "{name} leaves";
    lead(name: &str) => "Choose who gets what {name} holds. Nothing changes until you press the button at the end; then all of it changes at once.";
    hand_over(name: &str) => "Hand over and remove {name}";

    who_gets_it => "Who gets it";
    choose => "Choose somebody";
    nobody => "Nobody";
    unassigned => "Nobody: leave it unassigned";
    nobody_leads => "Nobody in their place";
    as_for_all => "As for all projects";
    new_owner => "New owner of the workspace";
    new_owner_hint => "A workspace needs an owner, and there is no other one.";
    leads_all => "Leads their projects";
    leads_all_hint => "Whoever is not in a project yet comes into it as its lead.";
    work_all => "Gets their open tasks";
    work_all_hint => "Only people who are in a project and may change its tasks. Another choice for one project stands beside it.";

    projects_and_work => "Projects and work";
    no_projects => "In no project, and without open tasks.";
    leads_alone => "Leads it alone";
    not_in_it => "Not in the project any more";
    in_trash => "in the trash";
    leads_here(project: &str) => "Leads {project}";
    work_here(project: &str) => "Gets the work in {project}";
    waits => "Stopped, and waiting for them. It waits for whoever gets the work here; left with nobody, it keeps their name.";
    repeats => "repeats";

    series => "Tasks that repeat because they said so";
    series_go_on => "They go on: the next ones are made in the name of whoever leads the project.";

    in_their_place => "In these Groups in their place";
    in_their_place_hint => "What is for a Group by name is for them too, then.";

    what_stays => "What ends, and what stays";
    shared_views => "Views that they shared stay for everybody, and are changed by whoever may share views:";
    past_stays => "What they did keeps their name: done tasks, comments, files, history. What lies in the trash stays as it is.";
    invited(names: &str) => "These invitations of theirs end, and can be made anew: {names}.";
    may_undo => "It can be taken back with Undo: they come back with their places and their work. Sessions and invitations have ended for good.";
}

fn of(n: i64, one: &str, many: &str) -> String {
    if n == 1 {
        one.to_owned()
    } else {
        many.replace("{n}", &n.to_string())
    }
}

pub fn open_tasks(n: i64) -> String {
    say(of(n, "1 open task", "{n} open tasks"))
}

pub fn and_more(n: i64) -> String {
    say(of(n, "and 1 more", "and {n} more"))
}

pub fn hidden(n: i64) -> String {
    say(of(
        n,
        "And 1 open task that only others see: afterwards nobody has it.",
        "And {n} open tasks that only others see: afterwards nobody has them.",
    ))
}

pub fn hidden_series(n: i64) -> String {
    say(of(
        n,
        "And 1 that only others see.",
        "And {n} that only others see.",
    ))
}

pub fn watched(n: i64) -> String {
    say(of(
        n,
        "1 thing that they watch is watched by whoever gets the work of its project, where they see it.",
        "{n} things that they watch are watched by whoever gets the work of their project, where they see them.",
    ))
}

pub fn private_views(n: i64) -> String {
    say(of(
        n,
        "1 view that only they see stays theirs alone, and is there when they come back.",
        "{n} views that only they see stay theirs alone, and are there when they come back.",
    ))
}

pub fn imports(n: i64) -> String {
    say(of(
        n,
        "1 file that they brought in, and of which no project was made yet, comes to nothing.",
        "{n} files that they brought in, and of which no project was made yet, come to nothing.",
    ))
}

pub fn sessions(n: i64, elsewhere: bool) -> String {
    if elsewhere {
        return say(
            "They stay signed in for what else is theirs here, and see nothing of this workspace from then on.",
        );
    }
    say(match n {
        0 => "They are signed in nowhere.".to_owned(),
        1 => "They are signed out where they are signed in, in 1 place.".to_owned(),
        n => format!("They are signed out wherever they are signed in, in {n} places."),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_said_as_one() {
        assert_eq!(open_tasks(1), "1 open task");
        assert_eq!(open_tasks(2_000), "2000 open tasks");
        assert_eq!(sessions(0, false), "They are signed in nowhere.");
    }
}
