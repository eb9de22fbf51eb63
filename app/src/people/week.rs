//! `/{workspace}/settings/week`: the week that everybody takes until somebody says otherwise, and the holiday country.

use crate::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::parts::{PlaceFields, WeekFields};
use super::time::{self, WeekSettings};
use crate::live::keep_fresh;
use crate::ui::form::{Form, Hidden, Submit};
use crate::ui::page::{Loading, Title, load_here, loaded};
use crate::words;
use crate::words::people as say;

pub struct WeekPage {
    data: Loading,
}

#[lazy_route]
impl LazyRoute for WeekPage {
    fn data() -> Self {
        Self {
            data: load_here(
                "/do/people/week",
                [("workspace", "workspace")],
                |[workspace]| time::read_week(workspace),
            ),
        }
    }

    fn view(this: Self) -> AnyView {
        loaded(this.data, |week| view! { <View week=week /> }).into_any()
    }
}

#[component]
fn View(week: WeekSettings) -> impl IntoView {
    let workspace = week.workspace.clone();
    let (may_edit, is_set) = (week.may_edit, week.is_set);
    let (first, places) = (week.week.clone(), week.places.clone());
    let shown = RwSignal::new(week);
    let based_on = Memo::new(move |_| shown.with(|s| s.was.clone()));
    let begun = based_on.get_untracked();
    keep_fresh(shown);
    view! {
        <Title page=say::usual_week() />
        <header class="page-h"><h1>{say::usual_week()}</h1></header>
        <p class="lead">{if is_set || may_edit { say::usual_week_lead() } else { say::usual_week_missing_text() }}</p>
        <section class="set">
            <header>
                <h2>{say::usual_week()}</h2>
                <p class="num">{move || shown.with(|s| s.is_set.then(|| say::total(&s.week.total)))}</p>
            </header>
            {if may_edit {
                view! {
                    <Form to="/do/people/set_usual_week" name="usual-week" class="form">
                        <Hidden name="workspace" value=workspace.clone() />
                        <input type="hidden" name="form[was]" prop:value=move || based_on.get() value=begun />
                        <WeekFields week=first.clone() />
                        <PlaceFields workspace=workspace.clone() places=places country=first.country region=first.region none=say::no_country() />
                        <div class="form-a"><Submit label=say::save_week() /></div>
                    </Form>
                }.into_any()
            } else {
                view! { {move || shown.with(|s| s.is_set.then(|| view! { <WeekShown week=s.week.clone() /> }))} }.into_any()
            }}
        </section>
        <section class="set">
            <header>
                <h2>{say::next_holidays()}</h2>
                <p>{move || shown.with(|s| s.known).map(|(first, last)| say::holidays_known(first, last))}</p>
            </header>
            {move || shown.with(|s| view! { <Holidays place=s.week.place.clone() days=s.holidays.clone() known=s.known.is_some() /> })}
        </section>
    }
    .into_any()
}

/// A week for whoever only reads it.
#[component]
pub fn WeekShown(week: time::Week) -> impl IntoView {
    view! {
        <ul class="week-s">
            {week.days.into_iter().enumerate().map(|(n, hours)| {
                let free = hours.is_empty();
                view! { <li class:is-free=free><span>{say::weekday_short(n)}</span><b class="num">{if free { say::day_off() } else { hours }}</b></li> }
            }).collect_view()}
        </ul>
        <p class="q num">{say::begins_at(&week.begins)}" · "{say::total(&week.total)}</p>
    }
    .into_any()
}

/// The next public holidays of a place, or why none are listed.
#[component]
pub fn Holidays(place: String, days: Vec<time::Choice>, known: bool) -> impl IntoView {
    if place.is_empty() {
        return view! { <p class="q">{say::holidays_nowhere()}</p> }.into_any();
    }
    let none = days.is_empty() && known;
    view! {
        <div>
            <p class="q">{say::holidays_of(&place)}</p>
            <ul class="plain">
                {days.into_iter().map(|(day, name)| view! { <li class="num">{say::holiday(&day, &name)}</li> }).collect_view()}
            </ul>
            {none.then(|| view! { <p class="q">{say::no_holidays_ahead()}</p> })}
            {(!known).then(|| view! { <p class="q">{say::holidays_not_known()}</p> })}
        </div>
    }
    .into_any()
}

/// Links to what belongs to the workspace, for the settings page.
#[component]
pub fn WorkspaceSettings(workspace: String) -> impl IntoView {
    view! {
        <section class="set">
            <header><h2>{say::settings_of_workspace()}</h2></header>
            <ul class="plain">
                <li><a class="lk" href=format!("/{workspace}/settings/week")>{say::settings_week_link()}</a></li>
                <li><a class="lk" href=format!("/{workspace}/settings/calendars")>{say::settings_calendars_link()}</a></li>
                <li><a class="lk" href=format!("/{workspace}/people")>{words::people()}</a></li>
            </ul>
        </section>
    }
    .into_any()
}
