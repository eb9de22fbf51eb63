//! `/{workspace}/people/{member}`: where somebody is, the week they work, their projects, and time away ahead.

use crate::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::parts::{AbsenceRow, AwayMark, AwayToday, PlaceFields, WeekFields, place_of};
use super::time::{self, Person};
use super::week::{Holidays, WeekShown};
use crate::live::keep_fresh;
use crate::ui::avatar::Avatar;
use crate::ui::form::{Field, Form, Hidden, Select, Submit, came_back};
use crate::ui::page::{Loading, Title, load_here, loaded};
use crate::words;
use crate::words::people as say;

pub struct PersonPage {
    data: Loading,
}

#[lazy_route]
impl LazyRoute for PersonPage {
    fn data() -> Self {
        Self {
            data: load_here(
                "/do/people/person",
                [("workspace", "workspace"), ("member", "member")],
                |[workspace, member]| time::read_person(workspace, member),
            ),
        }
    }

    fn view(this: Self) -> AnyView {
        loaded(this.data, |person| view! { <View person=person /> }).into_any()
    }
}

#[component]
fn View(person: Person) -> impl IntoView {
    let (workspace, id) = (person.workspace.clone(), person.id.clone());
    let (first, name) = (person.clone(), person.name.clone());
    let shown = RwSignal::new(person);
    keep_fresh(shown);
    let address = StoredValue::new(workspace.clone());
    let to_record = first.may_record.then(|| {
        view! { <AwayToday workspace=workspace.clone() member=id.clone() name=name.clone() /> }
    });
    view! {
        <Title page=name.clone() />
        <nav class="crumb"><a class="lk" href=format!("/{workspace}/people")>{words::people()}</a></nav>
        <header class="page-h person-h">
            <Avatar name=name.clone() class="av av-l" />
            <h1>{name.clone()}</h1>
            <p class="ph-meta">
                <span>{words::workspace_role(&first.role)}</span>
                <span>{first.email.clone()}</span>
                <span class="num">{move || shown.with(|s| say::local_time(&s.clock, &place_of(&s.zone)))}</span>
                {move || shown.with(|s| view! { <AwayMark away=s.away.clone() /> })}
            </p>
            {to_record}
        </header>
        <section class="set">
            <header>
                <h2>{if first.own { say::own_week() } else { say::week_of(&name) }}</h2>
                <p>{move || shown.with(|s| match s.source.as_str() {
                    "own" => format!("{} {}", say::week_own(), say::since(&s.week.since)),
                    "usual" => say::week_usual(),
                    _ => say::week_unknown(),
                })}</p>
            </header>
            <div>
                {move || shown.with(|s| (s.source != "unknown").then(|| view! { <WeekShown week=s.week.clone() /> }))}
                <p class="num">{move || shown.with(|s| hours(&s.this_week))}
                    {move || shown.with(|s| (s.source == "own" && s.week.availability != "100").then(|| view! { " · "{say::for_projects(&s.week.availability)} }))}
                </p>
                {move || shown.with(|s| s.later.iter().map(|later| view! { <p class="q num">{say::from_day(&later.since)}": "{say::total(&later.total)}", "{say::for_projects(&later.availability)}</p> }).collect_view())}
                {first.may_edit.then(|| view! { <ChangeWeek person=first.clone() /> })}
            </div>
        </section>
        <section class="set">
            <header><h2>{say::next_holidays()}</h2></header>
            {move || shown.with(|s| view! { <Holidays place=s.week.place.clone() days=s.holidays.clone() known=s.this_week.holidays_known /> })}
        </section>
        <section class="set">
            <header><h2>{say::away_ahead()}</h2></header>
            <div>
                <ul class="rows">
                    <For each=move || shown.with(|s| s.absences.clone()) key=|a| (a.id.clone(), a.state.clone()) let:absence>
                        <AbsenceRow workspace=address.get_value() absence=absence />
                    </For>
                </ul>
                {move || shown.with(|s| s.absences.is_empty().then(|| view! { <p class="q">{say::nothing_ahead()}</p> }))}
                {first.own.then(|| view! { <p><a class="lk" href=format!("/{workspace}/people/away")>{say::ask_title()}</a></p> })}
            </div>
        </section>
        <section class="set">
            <header><h2>{say::projects_of()}</h2></header>
            <ul class="plain">
                {first.projects.iter().map(|(key, title, role)| view! {
                    <li><a class="lk" href=format!("/{workspace}/p/{key}")>{title.clone()}</a>" "<small>{words::project_role(role)}</small></li>
                }).collect_view()}
                {first.projects.is_empty().then(|| view! { <li class="q">{say::no_projects()}</li> })}
            </ul>
        </section>
        {first.own.then(|| view! { <Zone person=first.clone() /> })}
        {first.may_remove.then(|| view! { <p><a class="lk" href=format!("/{workspace}/people/{id}/leaving")>{words::leaving::leaves()}<span class="vh">" "{name.clone()}</span></a></p> })}
    }
    .into_any()
}

fn hours(week: &time::Hours) -> String {
    let hours = match &week.hours {
        Some(hours) => say::hours_this_week(hours),
        None => say::hours_unknown(),
    };
    if week.hours.is_some() && !week.holidays_known {
        format!(
            "{}: {hours}; {}",
            say::this_week(),
            say::holidays_not_known()
        )
    } else {
        format!("{}: {hours}", say::this_week())
    }
}

#[component]
fn ChangeWeek(person: Person) -> impl IntoView {
    let week = person.week.clone();
    let availability = week.availability.clone();
    let open = came_back("week");
    view! {
        <details class="fold" open=open>
            <summary>{say::change_week()}</summary>
            <Form to="/do/people/set_week" name="week" class="form">
                <Hidden name="workspace" value=person.workspace.clone() />
                <Hidden name="member" value=person.id />
                <Field name="first_day" label=say::first_day_of_week() kind="date" value=person.today />
                <WeekFields week=week.clone() />
                <Field name="availability" label=say::availability() value=availability hint=say::availability_hint() />
                <PlaceFields workspace=person.workspace places=person.places country=week.country region=week.region none=say::as_workspace() />
                <div class="form-a"><Submit label=say::save_week() class="b" /></div>
            </Form>
        </details>
    }
    .into_any()
}

#[component]
fn Zone(person: Person) -> impl IntoView {
    let options = person
        .zones
        .iter()
        .map(|zone| (zone.clone(), say::place(&zone.replace('_', " "))))
        .collect::<Vec<_>>();
    view! {
        <section class="set">
            <header><h2>{say::zone()}</h2><p>{say::zone_text()}</p></header>
            <Form to="/do/people/set_zone" name="zone" class="form">
                <Hidden name="workspace" value=person.workspace />
                <Hidden name="member" value=person.id />
                <Select name="zone" label=say::zone() options=options value=person.zone />
                <div class="form-a"><Submit label=say::save_zone() class="b" /></div>
            </Form>
        </section>
    }
    .into_any()
}
