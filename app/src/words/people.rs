//! Texts of weeks, time away and capacity.

use super::say;

words! {}
words! {
    // Tabs.
    directory => "Directory";
    time_away => "Time away";
    people_sections => "People";

    // The usual week.
    usual_week => "The usual week";
    usual_week_lead => "Everybody works this week until somebody says otherwise for them. It is shown as not confirmed.";
    usual_week_missing => "When do people here work, and whose public holidays are free?";
    usual_week_missing_text => "Until this is said, nobody's hours are known, and dates count Monday to Friday, 09:00 to 17:00.";
    say_the_usual_week => "Say the usual week";
    hours_a_day => "Hours a day";
    hours_a_day_hint => "8, 7:30 or 7.5. Leave a free day empty.";
    begins => "Work begins at";
    break_minutes => "Break, minutes";
    break_hint => "In the middle of days longer than six hours.";
    country => "Public holidays of";
    region => "Region";
    no_country => "Nowhere: none are free";
    as_workspace => "As the workspace";
    whole_country => "The whole country";
    region_hint => "A country's regions show when it is chosen, or once it is saved.";
    total(hours: &str) => "{hours} hours a week";
    next_holidays => "Next public holidays";
    no_holidays_ahead => "None in the coming year.";
    holidays_known(first: i32, last: i32) => "Known from {first} to {last}; later ones are not known.";
    holidays_of(place: &str) => "Public holidays of {place}";
    holidays_nowhere => "No country chosen: no public holidays are counted.";
    holiday(day: &str, name: &str) => "{day}: {name}";
    place(name: &str) => "{name}";

    // Somebody's page.
    local_time(clock: &str, zone: &str) => "{clock} in {zone}";
    zone => "Time zone";
    zone_text => "Days begin and end there for you.";
    week_of(name: &str) => "The week of {name}";
    own_week => "Your week";
    week_own => "Their own week";
    week_usual => "Usual week, not confirmed";
    week_unknown => "Not known: neither they nor the workspace have said.";
    since(day: &str) => "since {day}";
    from_day(day: &str) => "From {day}";
    first_day_of_week => "From";
    availability => "For projects, per cent";
    availability_hint => "The rest is for everything else.";
    for_projects(percent: &str) => "{percent} % for projects";
    this_week => "This week";
    hours_this_week(hours: &str) => "{hours} hours for projects";
    hours_unknown => "Hours not known";
    holidays_not_known => "public holidays not known";
    change_week => "Change the week";
    projects_of => "Projects";
    no_projects => "In no project that you see.";
    away_ahead => "Time away ahead";
    nothing_ahead => "None ahead.";
    begins_at(clock: &str) => "begins {clock}";
    later_weeks => "Later";
    save_week => "Save the week";
    save_zone => "Save the zone";

    // Away.
    away_today => "Away today";
    away_whole => "All day";
    away_rest => "From noon on";
    away_for(name: &str) => "{name} is away today";
    away_now => "Away today";
    away_morning => "Away this morning";
    away_afternoon => "Away this afternoon";
    away_until(day: &str) => "Away until {day}";
    ask_title => "Ask for time away";
    ask_button => "Ask for these days";
    ask_text => "It holds once somebody says yes. What it is for is read by you, whoever answers, and People.";
    whom => "Who";
    kind => "What for";
    first_day => "First day";
    last_day => "Last day";
    last_day_hint => "Empty for one day.";
    first_part => "Of the first day";
    last_part => "Of the last day";
    part_whole => "The whole day";
    part_morning => "The morning";
    part_afternoon => "The afternoon";
    note => "A note";
    waiting_title => "Waiting for an answer";
    asked => "Asked, not answered";
    approved => "Agreed";
    refused_state => "Not agreed";
    unplanned => "Recorded on the day";
    approve => "Agree";
    refuse => "Say no";
    answer_words => "With these words";
    withdraw => "Take back";
    withdraw_of(name: &str, days: &str) => "Take back: {name}, {days}";
    said_by(name: &str, words: &str) => "{name}: {words}";
    answered_by(name: &str) => "answered by {name}";
    hits_title => "Open tasks on these days";
    hits_none => "No open task of theirs lies on these days.";
    week_label(days: &str) => "{days}";
    nobody_away => "Nobody is away.";
    away => "away";
    coming_weeks => "The coming eight weeks";
    refused_title => "Not agreed";

    // Calendars.
    calendars => "Calendars";
    calendars_lead => "When work on a project is possible. A project without one keeps the usual week.";
    calendars_empty => "No calendars yet.";
    calendars_empty_text => "Make one where a project keeps other hours or other holidays than the usual week.";
    calendar_name => "Name";
    calendar_hours_hint => "As 09:00-12:30 13:15-17:00. Empty is free.";
    new_calendar => "New calendar";
    make_calendar => "Make the calendar";
    edit_calendar => "Hours and holidays";
    closed_days => "Closed days";
    no_closed_days => "No closed days of its own.";
    add_closed_day => "Add a closed day";
    add_closed => "Add it";
    closed_name => "What it is";
    open_hours => "Hours, if not closed";
    drop_closed_day(name: &str) => "Remove {name}";
    remove => "Remove";
    based_on(name: &str) => "Where it says nothing: as {name}";
    day_off => "free";
    settings_of_workspace => "The workspace";
    settings_week_link => "The usual week and public holidays";
    settings_calendars_link => "Calendars of projects";
}

pub fn weekday(n: usize) -> String {
    say([
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ]
    .get(n)
    .copied()
    .unwrap_or_default())
}

pub fn weekday_short(n: usize) -> String {
    say(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        .get(n)
        .copied()
        .unwrap_or_default())
}

pub fn absence_kind(code: &str) -> String {
    say(match code {
        "holiday" => "Holiday",
        "sick" => "Sick",
        "care" => "Caring for somebody",
        "training" => "Training",
        "unpaid" => "Unpaid leave",
        _ => "Other",
    })
}

pub fn absence_state(code: &str) -> String {
    match code {
        "asked" => asked(),
        "approved" => approved(),
        _ => refused_state(),
    }
}

/// Days away in words: `Mon 23 Nov, the afternoon – Wed 25 Nov`.
pub fn span(first: &str, last: &str, first_part: &str, last_part: &str) -> String {
    let end = |day: &str, part: &str| match part {
        "morning" => format!("{day}, the morning"),
        "afternoon" => format!("{day}, the afternoon"),
        _ => day.to_owned(),
    };
    say(if first == last {
        end(first, first_part)
    } else {
        format!("{} – {}", end(first, first_part), end(last, last_part))
    })
}

/// A cell of a week: what of a day somebody is away.
pub fn away_on(weekday: usize, part: &str) -> String {
    let day = self::weekday(weekday);
    match part {
        "morning" => say(format!("{day}, the morning")),
        "afternoon" => say(format!("{day}, the afternoon")),
        _ => day,
    }
}

pub fn hidden_hits(n: i64) -> String {
    if n == 1 {
        say("1 more in a project that you are not in")
    } else {
        say(format!("{n} more in projects that you are not in"))
    }
}

pub fn used_by(n: i64) -> String {
    match n {
        0 => say("Used by no project"),
        1 => say("Used by 1 project"),
        n => say(format!("Used by {n} projects")),
    }
}
