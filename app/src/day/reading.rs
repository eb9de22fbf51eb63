//! What was read, as the pages show it: codes become words here, once, for both sides.

use chrono::{DateTime, NaiveDate, Utc};
use domain::day::band::{self, What};
use domain::day::brief::brief;
use domain::day::log::Group as Told;
use domain::day::morning::{Facts, Morning, Row, When, morning};
use domain::day::readiness::{Because, State};
use store::day::Mark;
use store::day::log::Read;
use uuid::Uuid;

use super::api::{
    Band, Day, Fix, Group, Log, LogGroup, LogLine, LooseRow, Money, OnBand, OverRow, OwnLine,
    Piece, Staff, Step, StopRow, TaskRow, Today,
};
use crate::words::told::Around;
use crate::words::{Locale, day as words};

/// Rows of trouble in a group; of calm ones shown and folded; of the other steps.
const TROUBLE: usize = 12;
const CALM: usize = 6;
const FOLDED: usize = 18;
const ROWS: usize = 10;
/// Log lines shown of a project on Today.
const LINES: usize = 12;

/// The reader's locale, for what is put into words on the server.
pub fn speak(pseudo: bool) {
    let locale = if pseudo {
        Locale::Pseudo
    } else {
        Locale::English
    };
    leptos::prelude::provide_context(locale);
}

fn local(at: DateTime<Utc>, zone: &str) -> DateTime<chrono_tz::Tz> {
    at.with_timezone(&zone.parse().unwrap_or(chrono_tz::UTC))
}

fn clock(at: DateTime<Utc>, zone: &str) -> String {
    local(at, zone).format("%H:%M").to_string()
}

fn minutes(at: i64) -> String {
    format!("{:02}:{:02}", at / 60, at % 60)
}

fn number(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

pub fn today(workspace: String, zone: &str, read: store::day::today::Today) -> Today {
    let morning = morning(&read.facts);
    let is_next = morning.week.0 > read.day;
    let closed = read.mark("log").is_some();
    let brief = brief(&morning.counts(closed));
    let brief: Vec<Piece> = brief
        .iter()
        .flat_map(|sentence| words::sentence(sentence))
        .map(|(text, to)| (text, to.to_owned()))
        .collect();
    let steps = steps(&morning, &read, zone);
    let stopped = morning.stopped.iter().take(ROWS).map(|stop| StopRow {
        id: stop.id.to_string(),
        code: stop.code.clone(),
        title: stop.title.clone(),
        because: stop.because.clone(),
        mover: words::mover(&stop.mover),
        days: stop.days,
        people: stop.people.clone(),
        may_edit: stop.may_edit,
    });
    let loose = morning.loose.iter().take(ROWS).map(|loose| LooseRow {
        id: loose.id.to_string(),
        code: loose.code.clone(),
        title: loose.title.clone(),
        when: loose
            .day
            .map_or_else(String::new, |day| words::day_label(day, read.day)),
        left: loose.left.map(words::hours),
        people: loose
            .people
            .iter()
            .map(|(id, name, free)| (id.to_string(), words::free_hours(name, *free)))
            .collect(),
        may_edit: loose.may_edit,
    });
    Today {
        day: read.day.to_string(),
        title: words::title(read.day, read.day),
        before: read.day.pred_opt().unwrap_or(read.day).to_string(),
        steers: read.steers,
        me: (read.facts.me.to_string(), String::new()),
        brief,
        band: day_band(&read),
        stopped: stopped.collect(),
        stopped_more: number(morning.stopped.len().saturating_sub(ROWS)),
        loose: if read.steers { loose.collect() } else { vec![] },
        loose_more: number(morning.loose.len().saturating_sub(ROWS)),
        asks_week: read.asks_week,
        work: groups(&morning, read.day, is_next),
        unread: read.total - number(read.facts.tasks.len()),
        is_cut: read.is_cut,
        staff: staff(&morning, &read.facts),
        money: money(&morning, read.day, is_next),
        log: log(&read.log, zone, read.day, LINES),
        steps,
        workspace,
    }
}

fn day_band(read: &store::day::today::Today) -> Band {
    let made = band::band(&read.hours, Some(read.now), read.items.clone());
    let next = made
        .items
        .iter()
        .find(|item| item.what == What::Moment && item.from >= read.now);
    let next = next.map_or_else(words::nothing_next, |item| {
        words::next_up(&minutes(item.from), &item.title)
    });
    Band {
        from: made.from,
        to: made.to,
        now: read.now,
        next,
        items: made
            .items
            .into_iter()
            .map(|item| OnBand {
                class: match item.what {
                    What::Moment if item.from < item.to => "",
                    What::Moment => "pt",
                    What::Away => "off",
                    What::Unset => "clear",
                }
                .into(),
                title: match item.what {
                    What::Moment => item.title,
                    What::Away => words::away(),
                    What::Unset => words::unset(),
                },
                from: item.from,
                to: item.to,
                code: item.code,
                labelled: item.is_labelled,
            })
            .collect(),
    }
}

/// The steps that there are, in their order; a member's own day has nothing to share out.
fn steps(morning: &Morning, read: &store::day::today::Today, zone: &str) -> Vec<Step> {
    let is_trouble = |row: &&Row| row.verdict.state.is_trouble();
    let not = number(morning.rows.iter().filter(is_trouble).count());
    let ready = number(morning.rows.len()) - not;
    let stopped = number(morning.stopped.len());
    let oldest = morning
        .stopped
        .iter()
        .map(|stop| stop.days)
        .max()
        .unwrap_or(0);
    let (loose, away, over) = (
        number(morning.loose.len()),
        number(morning.absent.len()),
        number(morning.over.len()),
    );
    let since = |mark: &Mark, fresh: &mut dyn Iterator<Item = Option<i64>>| {
        number(fresh.flatten().filter(|seq| *seq > mark.seq).count())
    };
    let step = |code: &str, note: String, small: String, fresh: &dyn Fn(&Mark) -> i64| {
        let mark = read.mark(code);
        let new = mark.map(fresh).filter(|n| *n > 0);
        let time = mark.map(|mark| clock(mark.done_at, zone));
        Step {
            code: code.into(),
            note,
            small,
            fresh: new
                .zip(time.clone())
                .map(|(n, time)| words::fresh_since(n, &time)),
            done: time.filter(|_| new.is_none()),
        }
    };
    let mut steps = vec![
        step(
            "work",
            words::work_note(ready, not),
            words::small("work", ready, not),
            &|mark| since(mark, &mut morning.rows.iter().map(|row| row.fresh)),
        ),
        step(
            "obstacles",
            words::obstacles_note(stopped, oldest),
            words::small("obstacles", stopped, 0),
            &|mark| {
                number(
                    morning
                        .stopped
                        .iter()
                        .filter(|stop| stop.began_at > mark.done_at)
                        .count(),
                )
            },
        ),
    ];
    if read.steers {
        steps.push(step(
            "share",
            words::share_note(loose),
            words::small("share", loose, 0),
            &|mark| since(mark, &mut morning.loose.iter().map(|row| row.fresh)),
        ));
    }
    steps.push(step(
        "money",
        words::money_note(away, over),
        words::small("money", away + over, 0),
        &|_| read.fresh_away,
    ));
    let closed = read.mark("log").map(|mark| clock(mark.done_at, zone));
    steps.push(Step {
        code: "log".into(),
        note: words::log_lead(),
        small: if closed.is_some() {
            words::closed_small()
        } else {
            words::close_small()
        },
        done: closed,
        fresh: None,
    });
    steps
}

fn groups(morning: &Morning, today: NaiveDate, is_next: bool) -> Vec<Group> {
    let mut groups = Vec::new();
    for (when, due, name) in [
        (When::Late, "late", words::late()),
        (When::Today, "today", words::today()),
        (When::Week, "week", words::week_name(is_next)),
    ] {
        let of = |trouble: bool| {
            let rows = morning.rows.iter();
            rows.filter(move |row| row.when == when && row.verdict.state.is_trouble() == trouble)
        };
        let (trouble, calm) = (of(true).count(), of(false).count());
        if trouble + calm == 0 {
            continue;
        }
        let row = |row: &Row| task(row, today);
        groups.push(Group {
            name,
            due: due.into(),
            trouble: of(true).take(TROUBLE).map(row).collect(),
            calm: of(false).take(CALM).map(row).collect(),
            folded: of(false).skip(CALM).take(FOLDED).map(row).collect(),
            more: number(trouble.saturating_sub(TROUBLE) + calm.saturating_sub(CALM + FOLDED)),
        });
    }
    groups
}

fn task(row: &Row, today: NaiveDate) -> TaskRow {
    let state = row.verdict.state;
    let class = match state {
        State::Stopped => "obstacle",
        State::NotReady | State::AtRisk => "notready",
        State::NotChecked | State::Ready => "ready",
        State::Running => "doing",
    };
    let mut why: Vec<_> = row
        .verdict
        .reasons
        .iter()
        .take(3)
        .map(|reason| {
            (
                words::because(&reason.because, today),
                words::mover(&reason.mover),
            )
        })
        .collect();
    if let Some(because) = &row.because {
        why.insert(0, (because.clone(), None));
    }
    let when = match (row.when, row.day) {
        (When::Today, _) => row.left.map_or_else(String::new, words::hours),
        (_, Some(day)) => words::day_label(day, today),
        _ => String::new(),
    };
    let unchecked = &row.verdict.unchecked;
    TaskRow {
        id: row.id.to_string(),
        code: row.code.clone(),
        title: row.title.clone(),
        state: (class.into(), words::state(state)),
        why,
        unchecked: (!unchecked.is_empty()).then(|| words::unchecked(unchecked)),
        people: row.people.clone(),
        when,
        fix: fix(row, today),
        may_edit: row.may_edit && !row.is_milestone,
        may_stop: row.may_edit && row.has_begun && row.because.is_none(),
    }
}

/// Who works in the projects whose rows the reader can change.
fn staff(morning: &Morning, facts: &Facts) -> Vec<Staff> {
    let changed = |project: Uuid| {
        let mut rows = morning.rows.iter();
        rows.any(|row| row.project == project && row.may_edit)
    };
    let projects = facts.projects.iter().filter(|one| changed(one.id));
    projects
        .map(|project| Staff {
            key: project.key.clone(),
            client: project.client.clone().unwrap_or_default(),
            people: facts
                .people
                .iter()
                .filter(|person| {
                    facts.in_projects.iter().any(|within| {
                        within.works
                            && within.member == person.member
                            && within.project == project.id
                    })
                })
                .map(|person| (person.member.to_string(), person.name.clone()))
                .collect(),
        })
        .collect()
}

/// The one tap that helps most.
fn fix(row: &Row, today: NaiveDate) -> Option<Fix> {
    let first = row.verdict.reasons.first().map(|reason| &reason.because);
    let see = |because: &Because| match because {
        Because::BeforeOpen { task, .. }
        | Because::BeforeLate { task, .. }
        | Because::BeforeStopped { task, .. }
        | Because::BeforeNotBegun { task }
        | Because::BeforeUndated { task } => task.as_ref().map(|task| Fix::See(task.code.clone())),
        _ => None,
    };
    match row.verdict.state {
        State::Stopped => None,
        State::Running => row.may_edit.then_some(Fix::Close),
        State::Ready | State::NotChecked => row.may_edit.then(|| start(row)).flatten(),
        State::NotReady | State::AtRisk => match (first, row.possible, row.may_edit) {
            (Some(Because::Nobody), ..) => Some(Fix::Share),
            (_, Some(day), true) => moved(row, day, today),
            (Some(because), ..) => see(because).or_else(|| {
                (row.verdict.state == State::AtRisk && row.may_edit)
                    .then(|| start(row))
                    .flatten()
            }),
            _ => None,
        },
    }
}

fn start(row: &Row) -> Option<Fix> {
    if row.is_milestone {
        return Some(Fix::Close);
    }
    if row.when == When::Week {
        return None;
    }
    row.doing
        .map(|doing| Fix::Start(row.status.to_string(), doing.to_string()))
}

/// Start and end, moved by the same number of days.
fn moved(row: &Row, to: NaiveDate, today: NaiveDate) -> Option<Fix> {
    let by = to - row.start.or(row.finish)?;
    let text = |day: Option<NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
    let after = |day: Option<NaiveDate>| text(day.map(|day| day + by));
    Some(Fix::Move(
        words::day(to, today),
        [
            after(row.start),
            text(row.start),
            after(row.finish),
            text(row.finish),
        ],
    ))
}

fn money(morning: &Morning, today: NaiveDate, is_next: bool) -> Money {
    let over = morning.over.iter().take(ROWS).map(|over| {
        let mut text = vec![words::over_text(over.work, over.free, is_next)];
        if over.undisclosed > 0 {
            text.push(words::undisclosed(&words::hours(over.undisclosed)));
        }
        if over.without_effort > 0 {
            text.push(words::without_effort(over.without_effort));
        }
        OverRow {
            name: over.name.clone(),
            text,
            percent: (over.work * 100 / over.free.max(1)).min(250),
            above: words::hours(over.work - over.free),
        }
    });
    let away = morning.absent.iter().take(ROWS).map(|absent| {
        let away = &absent.away;
        let text = words::away_text(
            away.first,
            away.last,
            away.is_half,
            absent.back,
            absent.tasks,
            today,
        );
        (absent.name.clone(), text)
    });
    Money {
        over: over.collect(),
        over_more: number(morning.over.len().saturating_sub(ROWS)),
        away: away.collect(),
        away_more: number(morning.absent.len().saturating_sub(ROWS)),
        unknown: (!morning.unknown.is_empty())
            .then(|| words::hours_unknown(&words::names(&morning.unknown))),
    }
}

fn log(read: &Read, zone: &str, day: NaiveDate, lines: usize) -> Log {
    let times = read.closed.as_ref().map_or(zone, |(_, zone)| zone.as_str());
    let group = |told: &Told| log_group(read, told, times, lines);
    let mut projects: Vec<_> = read
        .projects
        .iter()
        .map(|(id, (_, title))| (id.to_string(), title.clone()))
        .collect();
    projects.sort_by(|a, b| a.1.cmp(&b.1));
    Log {
        day: day.to_string(),
        after: read.log.after.iter().map(group).collect(),
        groups: read.log.groups.iter().map(group).collect(),
        own: read
            .log
            .own
            .iter()
            .map(|own| OwnLine {
                id: own.id.to_string(),
                time: clock(own.at, times),
                text: own.text.clone(),
                about: own
                    .project
                    .and_then(|project| read.projects.get(&project))
                    .map_or_else(String::new, |(_, title)| title.clone()),
            })
            .collect(),
        closed: read.closed.as_ref().map(|(at, zone)| clock(*at, zone)),
        is_cut: read.log.is_cut,
        projects,
    }
}

/// A project's lines; of one that is no longer the reader's to see, only how many there are.
fn log_group(read: &Read, told: &Told, zone: &str, most: usize) -> LogGroup {
    let project = told.project.map(|id| read.projects.get(&id));
    let (key, name) = match project {
        Some(Some((key, title))) => (key.clone(), title.clone()),
        Some(None) => {
            return LogGroup {
                name: words::hidden_project(),
                key: String::new(),
                lines: vec![],
                more: number(told.lines.len()) + told.more,
            };
        }
        None => (String::new(), words::no_project()),
    };
    let shown = told.lines.len().min(most);
    let called = |who: Uuid| read.names.get(&who).cloned();
    let lines = told.lines.iter().rev().take(shown).map(|line| LogLine {
        time: clock(line.at, zone),
        who: line.who.and_then(called).unwrap_or_else(words::someone),
        what: crate::words::told::told(
            &line.kind,
            line.count,
            &line.said,
            &Around {
                who: line.who,
                day: local(line.at, zone).date_naive(),
                name: &called,
            },
        ),
        code: line.code.clone(),
        title: line.title.clone(),
    });
    LogGroup {
        name,
        key,
        lines: lines.collect(),
        more: number(told.lines.len() - shown) + told.more,
    }
}

pub fn day(workspace: String, zone: &str, day: NaiveDate, today: NaiveDate, read: Read) -> Day {
    let after = day.succ_opt().filter(|after| *after < today);
    Day {
        title: words::title(day, today),
        before: day.pred_opt().unwrap_or(day).to_string(),
        after: after.map_or_else(String::new, |after| after.to_string()),
        is_today: day == today,
        log: log(&read, zone, day, usize::MAX),
        workspace,
    }
}

/// The log of a day as Markdown, oldest first.
pub fn markdown(day: &Day) -> String {
    let mut page = format!("# {}\n", words::log_of(&day.title));
    let mut put = |groups: &[LogGroup], level: &str| {
        for group in groups {
            page.push_str(&format!("\n{level} {}\n\n", plain(&group.name)));
            for line in group.lines.iter().rev() {
                let code = if line.code.is_empty() {
                    String::new()
                } else {
                    format!(" ({})", line.code)
                };
                page.push_str(&format!(
                    "- {} {} {}: {}{code}\n",
                    line.time,
                    plain(&line.who),
                    line.what,
                    plain(&line.title)
                ));
            }
            if group.more > 0 {
                page.push_str(&format!("- {}\n", words::lines_more(group.more)));
            }
        }
    };
    put(&day.log.groups, "##");
    put(&day.log.after, "##");
    if day.log.is_cut {
        page.push_str(&format!("\n{}\n", words::log_cut()));
    }
    if !day.log.own.is_empty() {
        page.push_str(&format!("\n## {}\n\n", words::own_lines()));
        for own in &day.log.own {
            let about = if own.about.is_empty() {
                String::new()
            } else {
                format!(" ({})", plain(&own.about))
            };
            page.push_str(&format!("{}{about}: {}\n\n", own.time, own.text));
        }
    }
    if let Some(closed) = &day.log.closed {
        page.push_str(&format!("\n{}\n", words::closed_on("", closed)));
    }
    page
}

/// What is typed elsewhere stays words: nothing in a title begins a heading, a list or a link.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if "\\`*_[]<>#|!".contains(letter) {
            out.push('\\');
        }
        out.push(if letter == '\n' { ' ' } else { letter });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_says_in_its_file_too_that_there_was_more() {
        let date = NaiveDate::default();
        let file = |is_cut: bool| {
            let mut read = Read::default();
            read.log.is_cut = is_cut;
            markdown(&day(String::new(), "Etc/UTC", date, date, read))
        };
        assert!(file(true).contains(&words::log_cut()));
        assert!(!file(false).contains(&words::log_cut()));
    }
}
