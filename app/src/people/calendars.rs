//! `/{workspace}/settings/calendars`: when work on projects is possible.

use crate::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::parts::PlaceFields;
use super::time::{self, Calendar, Calendars, Places};
use crate::live::keep_fresh;
use crate::ui::form::{Field, Form, FreshId, Hidden, Submit, Then, came_back};
use crate::ui::page::{Loading, Title, load_here, loaded};
use crate::words::people as say;

pub struct CalendarsPage {
    data: Loading,
}

#[lazy_route]
impl LazyRoute for CalendarsPage {
    fn data() -> Self {
        Self {
            data: load_here(
                "/do/people/calendars",
                [("workspace", "workspace")],
                |[workspace]| time::read_calendars(workspace),
            ),
        }
    }

    fn view(this: Self) -> AnyView {
        loaded(
            this.data,
            |calendars| view! { <View calendars=calendars /> },
        )
        .into_any()
    }
}

#[component]
fn View(calendars: Calendars) -> impl IntoView {
    let workspace = calendars.workspace.clone();
    let first = calendars.clone();
    let shown = RwSignal::new(calendars);
    keep_fresh(shown);
    let (address, countries) = (
        StoredValue::new(workspace.clone()),
        StoredValue::new(first.countries.clone()),
    );
    let may_edit = first.may_edit;
    view! {
        <Title page=say::calendars() />
        <header class="page-h"><h1>{say::calendars()}</h1></header>
        <p class="lead">{say::calendars_lead()}</p>
        <Show when=move || shown.with(|s| s.calendars.is_empty())>
            <div class="empty"><p class="vt">{say::calendars_empty()}</p><p>{say::calendars_empty_text()}</p></div>
        </Show>
        <For each=move || shown.with(|s| s.calendars.clone()) key=|c| serde_json::to_string(c).unwrap_or_default() let:calendar>
            <One workspace=address.get_value() calendar=calendar countries=countries.get_value() may_edit=may_edit />
        </For>
        {may_edit.then(|| view! {
            <section class="set">
                <header><h2>{say::new_calendar()}</h2></header>
                <Form to="/do/people/create_calendar" name="new-calendar" class="form" then=Then { clears: true, ..Then::default() }>
                    <Hidden name="workspace" value=workspace.clone() />
                    <FreshId />
                    <Fields
                        workspace=workspace.clone()
                        name=String::new()
                        weekdays=first.proposed.clone()
                        places=Places { countries: first.countries.clone(), regions: first.regions.clone() }
                        country=first.country.clone()
                        region=first.region.clone()
                    />
                    <div class="form-a"><Submit label=say::make_calendar() /></div>
                </Form>
            </section>
        })}
    }
    .into_any()
}

/// Name, hours and holidays.
#[component]
fn Fields(
    workspace: String,
    name: String,
    weekdays: Vec<String>,
    places: Places,
    country: String,
    region: String,
) -> impl IntoView {
    let names = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    view! {
        <Field name="name" label=say::calendar_name() value=name />
        <div class="cal-d">
            {names
                .into_iter()
                .enumerate()
                .map(|(n, name)| view! { <Field name=name label=say::weekday(n) value=weekdays.get(n).cloned().unwrap_or_default() /> })
                .collect_view()}
        </div>
        <p class="hint">{say::calendar_hours_hint()}</p>
        <PlaceFields workspace=workspace places=places country=country region=region none=say::no_country() />
    }
    .into_any()
}

#[component]
fn One(
    workspace: String,
    calendar: Calendar,
    countries: Vec<time::Choice>,
    may_edit: bool,
) -> impl IntoView {
    let id = calendar.id.clone();
    let place = if calendar.place.is_empty() {
        say::holidays_nowhere()
    } else {
        say::holidays_of(&calendar.place)
    };
    let days = calendar.days.clone();
    let none = days.is_empty();
    let (of, record) = (workspace.clone(), id.clone());
    let used = calendar.projects > 0;
    view! {
        <section class="set">
            <header><h2>{calendar.name.clone()}</h2><p>{say::used_by(calendar.projects)}</p></header>
            <div>
                <Hours weekdays=calendar.weekdays.clone() />
                <p class="q">{place}</p>
                {calendar.base.clone().map(|base| view! { <p class="q">{say::based_on(&base)}</p> })}
                <h3 class="sub">{say::closed_days()}</h3>
                {none.then(|| view! { <p class="q">{say::no_closed_days()}</p> })}
                <ul class="rows">
                    {days.into_iter().map(|day| view! { <Closed workspace=of.clone() record=record.clone() day=day may_edit=may_edit /> }).collect_view()}
                </ul>
                {may_edit.then(|| view! {
                    <AddClosed workspace=workspace.clone() id=id.clone() />
                    <Edit workspace=workspace.clone() calendar=calendar countries=countries />
                    {(!used).then(|| view! { <PutAway workspace=workspace id=id /> })}
                })}
            </div>
        </section>
    }
    .into_any()
}

/// The hours of a week, Monday first.
#[component]
pub fn Hours(weekdays: Vec<String>) -> impl IntoView {
    view! {
        <dl class="cal-s">
            {weekdays.into_iter().enumerate().map(|(n, hours)| view! {
                <div><dt>{say::weekday_short(n)}</dt><dd class="num">{if hours.is_empty() { say::day_off() } else { hours }}</dd></div>
            }).collect_view()}
        </dl>
    }
    .into_any()
}

#[component]
fn Closed(
    workspace: String,
    record: String,
    day: time::ClosedDay,
    may_edit: bool,
) -> impl IntoView {
    let (name, id) = (day.name.clone(), day.id.clone());
    view! {
        <li class="closed">
            <span class="num">{say::week_label(&day.days)}</span>
            <b>{day.name}</b>
            <span class="q num">{day.hours}</span>
            {may_edit.then(|| view! {
                <Form to="/do/people/drop_closed_day" name=format!("drop-{id}") class="act" summary=false>
                    <Hidden name="workspace" value=workspace />
                    <Hidden name="record" value=record />
                    <Hidden name="day" value=id.clone() />
                    <Drop label=say::drop_closed_day(&name) />
                </Form>
            })}
        </li>
    }
    .into_any()
}

#[component]
fn AddClosed(workspace: String, id: String) -> impl IntoView {
    let open = came_back(&format!("closed-{id}"));
    view! {
        <details class="fold" open=open>
            <summary>{say::add_closed_day()}</summary>
            <Form to="/do/people/add_closed_day" name=format!("closed-{id}") class="form">
                <Hidden name="workspace" value=workspace />
                <Hidden name="record" value=id.clone() />
                <FreshId />
                <Field name="name" label=say::closed_name() />
                <div class="f-2">
                    <Field name="first_day" label=say::first_day() kind="date" />
                    <Field name="last_day" label=say::last_day() kind="date" hint=say::last_day_hint() />
                </div>
                <Field name="hours" label=say::open_hours() />
                <div class="form-a"><Submit label=say::add_closed() class="b" /></div>
            </Form>
        </details>
    }
    .into_any()
}

#[component]
fn Edit(workspace: String, calendar: Calendar, countries: Vec<time::Choice>) -> impl IntoView {
    let id = calendar.id.clone();
    let places = Places {
        countries,
        regions: calendar.regions,
    };
    let open = came_back(&format!("edit-{id}"));
    view! {
        <details class="fold" open=open>
            <summary>{say::edit_calendar()}</summary>
            <Form to="/do/people/edit_calendar" name=format!("edit-{id}") class="form">
                <Hidden name="workspace" value=workspace.clone() />
                <Hidden name="record" value=id />
                <Hidden name="was" value=calendar.was />
                <Fields
                    workspace=workspace
                    name=calendar.name
                    weekdays=calendar.weekdays
                    places=places
                    country=calendar.country
                    region=calendar.region
                />
                <div class="form-a"><Submit label=crate::words::save() class="b" /></div>
            </Form>
        </details>
    }
    .into_any()
}

#[component]
fn PutAway(workspace: String, id: String) -> impl IntoView {
    view! {
        <Form to="/do/people/trash_calendar" name=format!("trash-{id}") summary=false>
            <Hidden name="workspace" value=workspace />
            <Hidden name="record" value=id.clone() />
            <Submit label=crate::words::move_to_trash() class="b b-s b-q" />
        </Form>
    }
    .into_any()
}

#[component]
fn Drop(label: String) -> impl IntoView {
    view! { <button class="b b-s b-q" type="submit" aria-label=label.clone() title=label>{say::remove()}</button> }
        .into_any()
}
