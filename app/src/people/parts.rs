//! Parts of the people pages that other pages place too.

use crate::prelude::*;

use super::time::{self, Absence, AwayNow, Choice, Places, Week};
use crate::ui::form::{Field, Form, FreshId, Hidden, Select, Submit, came_back};
use crate::ui::icon::Mark;
use crate::words;
use crate::words::people as say;

/// Directory and time away, as links.
#[component]
pub fn PeopleTabs(workspace: String, here: &'static str) -> impl IntoView {
    let tab = |rest: &'static str, label: String| {
        let to = format!("/{workspace}/{rest}");
        view! { <a href=to aria-current=(here == rest).then_some("page")>{label}</a> }
    };
    view! {
        <header class="page-h has-tabs">
            <h1>{words::people()}</h1>
            <nav class="tabs tabs-in" aria-label=say::people_sections()>
                {tab("people", say::directory())}
                {tab("people/away", say::time_away())}
            </nav>
        </header>
    }
    .into_any()
}

/// Asks whoever can say it for the usual week, once; any page may place it while [`time::week_is_asked`].
#[component]
pub fn SetUpWeek(workspace: String) -> impl IntoView {
    view! {
        <section class="ask-week">
            <p class="vt">{say::usual_week_missing()}</p>
            <p>{say::usual_week_missing_text()}</p>
            <a class="b b-p" href=format!("/{workspace}/settings/week")>{say::say_the_usual_week()}</a>
        </section>
    }
    .into_any()
}

/// Away today, in two taps: open, and how much of the day. Recorded at once, with Undo.
#[component]
pub fn AwayToday(
    workspace: String,
    member: String,
    name: String,
    /// Which of several on one page.
    #[prop(default = "away")]
    at: &'static str,
) -> impl IntoView {
    let (of, whom) = (workspace.clone(), member.clone());
    view! {
        <details class="fold away-today">
            <summary aria-label=say::away_for(&name)>{say::away_today()}</summary>
            <div class="away-f">
                <Part workspace=workspace member=member at=at part="whole" label=say::away_whole() />
                <Part workspace=of member=whom at=at part="afternoon" label=say::away_rest() />
            </div>
        </details>
    }
    .into_any()
}

#[component]
fn Part(
    workspace: String,
    member: String,
    at: &'static str,
    part: &'static str,
    label: String,
) -> impl IntoView {
    view! {
        <Form to="/do/people/away_today" name=format!("{at}-{part}-{member}")>
            <Hidden name="workspace" value=workspace />
            <Hidden name="member" value=member.clone() />
            <Hidden name="part" value=part />
            <FreshId />
            <Submit label=label class="b b-s" />
        </Form>
    }
    .into_any()
}

/// Whether somebody is away right now, and until when.
#[component]
pub fn AwayMark(away: Option<AwayNow>) -> impl IntoView {
    away.map(|away| {
        let text = match (away.part.as_str(), away.today_only) {
            ("morning", true) => say::away_morning(),
            ("afternoon", true) => say::away_afternoon(),
            (_, true) => say::away_now(),
            (_, false) => say::away_until(&away.until),
        };
        view! { <span class="st st-waiting"><Mark name="waiting" />{text}</span> }
    })
    .into_any()
}

/// Hours of each weekday, when work begins, and the break.
#[component]
pub fn WeekFields(week: Week) -> impl IntoView {
    let names = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    let days = week.days.clone();
    view! {
        <fieldset class="week-f">
            <legend>{say::hours_a_day()}</legend>
            <div class="week-d">
                {names
                    .into_iter()
                    .enumerate()
                    .map(|(n, name)| view! { <Field name=name label=say::weekday(n) value=days.get(n).cloned().unwrap_or_default() /> })
                    .collect_view()}
            </div>
            <p class="hint">{say::hours_a_day_hint()}</p>
        </fieldset>
        <div class="f-2">
            <Field name="begins" label=say::begins() value=week.begins />
            <Field name="break_minutes" label=say::break_minutes() value=week.break_minutes hint=say::break_hint() />
        </div>
    }
    .into_any()
}

/// A country and its region. The regions follow the country where the page is awake, and after saving where it is not.
#[component]
pub fn PlaceFields(
    workspace: String,
    places: Places,
    country: String,
    region: String,
    /// What choosing no country means.
    none: String,
) -> impl IntoView {
    let regions = RwSignal::new(places.regions);
    let was = country.clone();
    let mut countries = vec![(String::new(), none)];
    countries.extend(places.countries.into_iter().map(|(code, name)| {
        let name = say::place(&name);
        (code, name)
    }));
    let chosen = move |country: String| {
        let workspace = workspace.clone();
        leptos::task::spawn_local(async move {
            if let Ok(found) = time::read_regions(workspace, country).await {
                let _ = regions.try_set(found);
            }
        });
    };
    view! {
        <div class="f-2" on:change=move |event| {
            let select = event_target::<web_sys::HtmlSelectElement>(&event);
            if select.name() == "form[country]" {
                chosen(select.value());
            }
        }>
            <Hidden name="country_was" value=was />
            <Select name="country" label=say::country() options=countries value=country />
            {move || {
                let mut options: Vec<Choice> = vec![(String::new(), say::whole_country())];
                options.extend(regions.get().into_iter().map(|(code, name)| {
                    let name = say::place(&name);
                    (code, name)
                }));
                let region = region.clone();
                view! { <Select name="region" label=say::region() options=options value=region /> }
            }}
        </div>
        <p class="hint">{say::region_hint()}</p>
    }
    .into_any()
}

/// Time away in a list: who, which days, and what of it is the reader's to read and to do.
#[component]
pub fn AbsenceRow(workspace: String, absence: Absence) -> impl IntoView {
    let who = format!("/{workspace}/people/{}", absence.member);
    let strip = (!absence.strip.is_empty()).then(|| view! { <Strip days=absence.strip.clone() /> });
    let kind = absence
        .kind
        .clone()
        .map_or_else(say::away, |kind| say::absence_kind(&kind));
    let waits = absence.state == "asked";
    let answered = !absence.answered_by.is_empty();
    view! {
        <li class="absence" class:has-strip=!absence.strip.is_empty()>
            <div class="t">
                <b><a href=who>{absence.name.clone()}</a></b>
                <small class="num">{absence.days.said()}</small>
            </div>
            {strip}
            <span class="q">{kind}</span>
            <span class="q">
                {waits.then(|| view! { <span class="st st-waiting"><Mark name="waiting" />{say::asked()}</span> })}
                {(absence.state == "refused").then(say::refused_state)}
                {absence.unplanned.then(say::unplanned)}
                {(answered && !waits).then(|| view! { <small>{say::answered_by(&absence.answered_by)}</small> })}
            </span>
            <div class="act">
                {absence.may_withdraw.then(|| {
                    let name = format!("withdraw-{}-{}", absence.id, absence.strip.len());
                    view! { <Withdraw workspace=workspace.clone() id=absence.id.clone() form=name label=say::withdraw_of(&absence.name, &absence.days.said()) /> }
                })}
            </div>
            <Words note=absence.note.clone() answer=absence.answer.clone() by=absence.answered_by.clone() />
            {waits.then(|| view! { <Hits hits=absence.hits.clone() hidden=absence.hidden workspace=workspace.clone() /> })}
            {absence.may_answer.then(|| view! { <Answers workspace=workspace.clone() id=absence.id.clone() /> })}
        </li>
    }
    .into_any()
}

#[component]
fn Withdraw(workspace: String, id: String, form: String, label: String) -> impl IntoView {
    view! {
        <Form to="/do/people/withdraw_absence" name=form summary=false>
            <Hidden name="workspace" value=workspace />
            <Hidden name="record" value=id.clone() />
            <button class="b b-s b-q" type="submit" aria-label=label.clone() title=label>{say::withdraw()}</button>
        </Form>
    }
    .into_any()
}

#[component]
fn Words(note: String, answer: String, by: String) -> impl IntoView {
    view! {
        {(!note.is_empty()).then(|| view! { <p class="because">{note}</p> })}
        {(!answer.is_empty()).then(|| view! { <p class="because">{say::said_by(&by, &answer)}</p> })}
    }
    .into_any()
}

/// The days of a week; what is away is said for the ear as well.
#[component]
fn Strip(days: Vec<String>) -> impl IntoView {
    let said = days
        .iter()
        .enumerate()
        .filter(|(_, part)| !part.is_empty())
        .map(|(n, part)| say::away_on(n, part))
        .collect::<Vec<_>>()
        .join(", ");
    view! {
        <span class="strip">
            <span class="vh">{said}</span>
            {days.into_iter().enumerate().map(|(n, part)| view! { <i aria-hidden="true" data-part=part>{say::weekday_short(n)}</i> }).collect_view()}
        </span>
    }
    .into_any()
}

/// Which open tasks the days hit, before anybody says yes.
#[component]
fn Hits(hits: Vec<time::Hit>, hidden: i64, workspace: String) -> impl IntoView {
    let none = hits.is_empty() && hidden == 0;
    view! {
        <div class="hits">
            {none.then(|| view! { <p class="q">{say::hits_none()}</p> })}
            {(!none).then(|| view! { <p class="hits-h">{say::hits_title()}</p> })}
            <ul>
                {hits.into_iter().map(|hit| view! {
                    <li><a class="lk" href=format!("/{workspace}/t/{}", hit.code)>{hit.title}</a>" "<small class="num">{hit.code}</small>" "<small class="num">{say::week_label(&hit.days)}</small></li>
                }).collect_view()}
                {(hidden > 0).then(|| view! { <li class="q">{say::hidden_hits(hidden)}</li> })}
            </ul>
        </div>
    }
    .into_any()
}

#[component]
fn Answers(workspace: String, id: String) -> impl IntoView {
    let (of, which) = (workspace.clone(), id.clone());
    let refusing = format!("refuse-{id}");
    let open = came_back(&refusing);
    view! {
        <div class="answers">
            <Form to="/do/people/approve_absence" name=format!("approve-{id}") summary=false>
                <Hidden name="workspace" value=workspace />
                <Hidden name="record" value=id.clone() />
                <Submit label=say::approve() class="b b-s b-p" />
            </Form>
            <details class="fold" open=open>
                <summary>{say::refuse()}</summary>
                <Form to="/do/people/refuse_absence" name=refusing class="form">
                    <Hidden name="workspace" value=of />
                    <Hidden name="record" value=which.clone() />
                    <Field name="answer" label=say::answer_words() rows=2 />
                    <div class="form-a"><Submit label=say::refuse() class="b" /></div>
                </Form>
            </details>
        </div>
    }
    .into_any()
}

/// The local time of somebody elsewhere.
#[component]
pub fn LocalTime(clock: String, zone: String) -> impl IntoView {
    view! { <span class="when num">{say::local_time(&clock, &place_of(&zone))}</span> }.into_any()
}

/// A zone as people say it: `Africa/Nairobi` is Nairobi.
pub fn place_of(zone: &str) -> String {
    zone.rsplit('/').next().unwrap_or(zone).replace('_', " ")
}
