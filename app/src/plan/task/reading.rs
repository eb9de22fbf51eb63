//! Reads a task for its page and its drawer.

use chrono::{Datelike, Weekday};
use domain::access::Right;
use domain::id::RecordId;
use domain::plan::iteration::points_shown;
use domain::plan::links::End;
use domain::plan::recurrence::{DaysOff, Pattern, Unit};
use domain::refusal::Refused;
use store::Error;
use store::audit;
use store::plan::page::{self, LinkTo, Related, TaskPage};
use store::plan::{recurrence, transfer};

use super::api::{Assigned, Item, Link, Other, Repeats, Stop, Task};
use crate::error::Fault;
use crate::files::api::Hung;
use crate::markdown::{Around, markdown};
use crate::plan::list::api::Head;
use crate::plan::list::reading::{clock, mover, shown, sums, today};
use crate::plan::list::{Broken, Choice, Named};
use crate::plan::own::said_on;
use crate::session::{here, moment};
use crate::talk::read::{On, talk};
use crate::words::recurrence as words;

pub async fn task(workspace: String, code: String) -> Result<Task, Fault> {
    let here = here()?;
    let absent = || Fault(Refused::Absent);
    let (key, number) = code.rsplit_once('-').ok_or_else(absent)?;
    let number: i64 = number.parse().map_err(|_| absent())?;
    // No key holds a NUL, and PostgreSQL takes no text with one.
    if key.contains('\0') {
        return Err(absent());
    }
    let sight = here.sight(&workspace).await?;
    let key = key.to_uppercase();
    let page = match page::task_page(&here.db, &sight, &key, number).await {
        Err(Error::Refused(Refused::Absent)) => {
            let now_called = transfer::now_called(&here.db, &sight, &key, number).await?;
            let (key, number) = now_called.ok_or_else(absent)?;
            page::task_page(&here.db, &sight, &key, number).await?
        }
        page => page?,
    };
    let (id, project) = (RecordId(page.id), RecordId(page.project));
    let zone = here.signed()?.zone.clone();
    let events = audit::activity(&here.db, &sight, id).await?;
    let activity = crate::platform::history::read(&here, &sight, events, &zone).await?;
    let choices = store::plan::choices::of_project(&here.db, &sight, project).await?;
    let people = choices.people.iter().map(|p| (p.id, p.name.as_str()));
    let fields = choices.fields.iter().cloned();
    let fields = fields.map(|field| said_on(field, &page.own)).collect();
    let around = Around::with(&here, &sight, people).await?;
    let may_edit = page.may(&sight, Right::EditTasks);
    let on = On {
        record: id,
        // A comment is never for more people than its task: one that is ours alone offers no client.
        client: page.client.clone().filter(|_| page.audience == "client"),
        may_comment: page.may(&sight, Right::Comment),
        readers: choices.readers.clone(),
        by_name: page.audience == "named",
    };
    let talk = talk(&here, &sight, &around, on).await?;
    let calendars = choices
        .calendars
        .iter()
        .map(|calendar| named((calendar.id, calendar.name.clone())))
        .collect();
    let elsewhere = choices
        .elsewhere
        .iter()
        .map(|project| named((project.id, project.name.clone())))
        .collect();
    let stopped = page.stopped().map(|stop| Stop {
        because: stop.because.clone(),
        mover: mover(
            stop.mover_kind,
            stop.mover_name.clone(),
            page.client.as_deref(),
        ),
        since: moment(stop.began_at, &zone),
    });
    let (today, code, prose) = (
        today(&page.zone),
        page.key(),
        markdown(&page.description, &around),
    );
    let before = page
        .waits_for
        .iter()
        .map(|link| linked(link, page.id, page.minutes_per_day))
        .collect();
    let after = page
        .holds
        .iter()
        .map(|link| linked(link, link.task.id, page.minutes_per_day))
        .collect();
    let late = late(&page, clock(&page.zone));
    let repeats = repeats(&page, today);
    let (start, finish, effort, percent) = match page.summary {
        Some(of) => (of.start, of.finish, of.effort, of.percent),
        None => (page.start, page.finish, page.effort, page.percent),
    };
    Ok(Task {
        workspace,
        id: page.id.to_string(),
        code,
        project: Head {
            id: page.project.to_string(),
            key: page.project_key,
            title: page.project_title,
            client: page.client,
        },
        today,
        per_day: page.minutes_per_day,
        title: page.title,
        description: page.description,
        prose,
        status: state(&page.status),
        kind: if page.below.is_empty() {
            page.kind.code().into()
        } else {
            "summary".into()
        },
        wbs: page.wbs,
        sums: page.summary.map(sums),
        above: page.above.iter().map(other).collect(),
        below: page.below.iter().map(other).collect(),
        people: page
            .assignees
            .into_iter()
            .map(|who| Assigned {
                id: who.member.map(|id| id.to_string()).unwrap_or_default(),
                name: who.name,
                units: who.units,
            })
            .collect(),
        deliverable: page.deliverable.map(named),
        iteration: page.iteration.map(named),
        carried: page.carried,
        release: page.release.map(named),
        points: page.points.map(points_shown).unwrap_or_default(),
        in_points: page.estimate == "points",
        labels: page
            .labels
            .into_iter()
            .map(|label| named((label.id, label.name)))
            .collect(),
        effort,
        duration: page.duration,
        estimate: [page.optimistic, page.likely, page.pessimistic],
        start,
        finish,
        mode: page.mode.code().into(),
        constraint: page.constraint.code().into(),
        constraint_date: page.constraint_date,
        deadline: page.deadline,
        late,
        percent,
        actual_start: page.actual_start,
        actual_finish: page.actual_finish,
        calendar: page.calendar.map(named),
        calendars,
        elsewhere,
        audience: page.audience,
        fields,
        checklist: page
            .checklist
            .into_iter()
            .map(|line| Item {
                id: line.id.to_string(),
                text: line.text,
                ticked: line.ticked_at.is_some(),
            })
            .collect(),
        files: page
            .files
            .into_iter()
            .map(|file| Hung {
                id: file.id.to_string(),
                name: file.name,
                size: file.size,
                thumb: file.has_thumb,
                by: file.by,
                at: moment(file.at, &zone),
            })
            .collect(),
        repeats,
        before,
        after,
        stopped,
        made_by: page.made_by,
        made_at: moment(page.made_at, &zone),
        closed: page.closed.map(|(by, at)| (by, moment(at, &zone))),
        talk,
        activity,
        choices: shown(choices),
        may_edit,
    })
}

/// Its deadline, or the day or time it was to finish, is over in its project and it is not done.
fn late(page: &TaskPage, now: chrono::NaiveDateTime) -> bool {
    let over = [page.deadline, page.finish]
        .into_iter()
        .flatten()
        .any(|when| match when.time {
            Some(time) => when.day.and_time(time) < now,
            None => when.day < now.date(),
        });
    over && !page.status.is_done()
}

/// How it comes again. Where it does not, the form begins with every week, on the day on which it lies.
fn repeats(page: &TaskPage, today: chrono::NaiveDate) -> Repeats {
    let series = page.recurrence.as_ref().map(|of| &of.series);
    let rule = series.map(|series| &series.rule);
    let lies = page.start.or(page.finish).or(page.deadline);
    let day = lies.map_or(today, |when| when.day);
    let number = |weekday: Weekday| weekday.number_from_monday().to_string();
    let mut of = Repeats {
        unit: "week".into(),
        every: "1".into(),
        on: number(day.weekday()),
        month_day: day.day().to_string(),
        nth: "1".into(),
        weekday: number(day.weekday()),
        days_off: DaysOff::Keep.code().into(),
        was: recurrence::was(series),
        ..Repeats::default()
    };
    let Some((rule, recurring)) = rule.zip(page.recurrence.as_ref()) else {
        return of;
    };
    of.said = words::said(rule);
    of.next = words::to_come(rule, &recurring.to_come, recurring.today);
    of.unit = Unit::of(Some(rule)).code().into();
    of.every = rule.interval.to_string();
    of.days_off = rule.days_off.code().into();
    of.until = rule.until.map(|day| day.to_string()).unwrap_or_default();
    of.times = rule.times.map(|n| n.to_string()).unwrap_or_default();
    match &rule.pattern {
        Pattern::Weekly(on) => of.on = on.iter().map(|day| number(*day)).collect(),
        Pattern::OnDay(day) => of.month_day = day.to_string(),
        Pattern::OnWeekday(nth, weekday) => {
            of.nth = nth.to_string();
            of.weekday = number(*weekday);
        }
        Pattern::Daily | Pattern::AfterDone(_) => {}
    }
    of
}

fn state(state: &domain::plan::status::State) -> Choice {
    Choice {
        id: state.id.to_string(),
        name: state.name.clone(),
        category: state.category.code().into(),
    }
}

fn named((id, name): (uuid::Uuid, String)) -> Named {
    Named {
        id: id.to_string(),
        name,
    }
}

fn other(related: &Related) -> Other {
    Other {
        code: related.key.clone(),
        title: related.title.clone(),
        done: related.status.is_done(),
    }
}

fn linked(link: &LinkTo, successor: uuid::Uuid, per_day: i64) -> Link {
    Link {
        id: link.id.to_string(),
        successor: successor.to_string(),
        code: link.task.key.clone(),
        title: link.task.title.clone(),
        done: link.task.status.is_done(),
        kind: link.kind.code().into(),
        lag: link.lag.shown(per_day),
        broken: link.broken.map(|broken| Broken {
            by: link.task.key.clone(),
            finish: broken.end == End::Finish,
            keeps: broken.earliest,
            along: broken.along,
        }),
        through: link.through.clone().unwrap_or_default(),
    }
}
