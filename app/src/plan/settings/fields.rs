//! Title and description; the days by which a project is worked. Each field is sent with what it was based on.

use crate::prelude::*;

use super::{At, Here};
use crate::plan::manage::Settings;
use crate::ui::form::{Field, Form, Select, Submit};
use crate::words;
use crate::words::plan as own;

#[component]
pub fn Naming(at: At, shown: RwSignal<Settings>) -> impl IntoView {
    let based_on =
        Memo::new(move |_| shown.with(|s| (s.head.title.clone(), s.description.clone())));
    let begun = based_on.get_untracked();
    view! {
        <Form to="/do/plan/edit_project" name="naming" class="form form-w">
            <Here at=at />
            <input type="hidden" name="form[title_was]" prop:value=move || based_on.get().0 value=begun.0.clone() />
            <textarea class="vh" hidden name="form[description_was]" prop:value=move || based_on.get().1>{begun.1.clone()}</textarea>
            <Field name="title" label=words::project_title() value=begun.0 />
            <Field name="description" label=own::about() hint=own::markdown_hint() value=begun.1 rows=6 />
            <div class="form-a"><Submit label=words::save() class="b" /></div>
        </Form>
    }
    .into_any()
}

#[component]
pub fn Days(at: At, shown: RwSignal<Settings>) -> impl IntoView {
    let based_on = Memo::new(move |_| {
        shown.with(|s| {
            (
                s.zone.clone(),
                s.minutes_per_day.clone(),
                s.calendar.clone(),
            )
        })
    });
    let begun = based_on.get_untracked();
    let (zones, calendars) = shown.with_untracked(|s| (s.zones.clone(), s.calendars.clone()));
    let zones = zones
        .into_iter()
        .map(|zone| (zone.clone(), zone.replace('_', " ")))
        .collect();
    let usual = (String::new(), own::usual_week());
    let calendars: Vec<_> = std::iter::once(usual).chain(calendars).collect();
    view! {
        <Form to="/do/plan/edit_project" name="days" class="form">
            <Here at=at />
            <input type="hidden" name="form[zone_was]" prop:value=move || based_on.get().0 value=begun.0.clone() />
            <input type="hidden" name="form[minutes_per_day_was]" prop:value=move || based_on.get().1 value=begun.1.clone() />
            <input type="hidden" name="form[calendar_was]" prop:value=move || based_on.get().2 value=begun.2.clone() />
            <Select name="zone" label=own::zone() options=zones value=begun.0 />
            <Field name="minutes_per_day" label=own::minutes_per_day() hint=own::minutes_per_day_hint() value=begun.1 />
            <Select name="calendar" label=own::calendar() options=calendars value=begun.2 />
            <div class="form-a"><Submit label=words::save() class="b" /></div>
        </Form>
    }
    .into_any()
}

/// How it is worked, and what its work is estimated in.
#[component]
pub fn Method(at: At, shown: RwSignal<Settings>) -> impl IntoView {
    let based_on = Memo::new(move |_| shown.with(|s| (s.method.clone(), s.estimate.clone())));
    let begun = based_on.get_untracked();
    let methods = ["planned", "iterative", "flow"]
        .map(|method| (method.to_owned(), words::iterations::method(method)))
        .to_vec();
    let estimates = ["time", "points"]
        .map(|estimate| (estimate.to_owned(), words::iterations::estimate(estimate)))
        .to_vec();
    view! {
        <Form to="/do/plan/edit_project" name="method" class="form">
            <Here at=at />
            <input type="hidden" name="form[method_was]" prop:value=move || based_on.get().0 value=begun.0.clone() />
            <input type="hidden" name="form[estimate_was]" prop:value=move || based_on.get().1 value=begun.1.clone() />
            <Select name="method" label=words::iterations::by_method() options=methods value=begun.0 />
            <Select name="estimate" label=words::iterations::estimated_in() options=estimates value=begun.1 />
            <p class="hint q">{words::iterations::estimated_in_hint()}</p>
            <div class="form-a"><Submit label=words::save() class="b" /></div>
        </Form>
    }
    .into_any()
}
