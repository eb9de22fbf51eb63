//! `/{workspace}/people/away`: who is away in the coming weeks, what waits for an answer, and asking for days.

use crate::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::parts::{AbsenceRow, PeopleTabs};
use super::time::{self, Choice, TimeAway};
use crate::live::keep_fresh;
use crate::ui::form::{Field, Form, FreshId, Hidden, Select, Submit, Then};
use crate::ui::page::{Loading, Title, load_here, loaded};
use crate::words::people as say;

pub struct AwayPage {
    data: Loading,
}

#[lazy_route]
impl LazyRoute for AwayPage {
    fn data() -> Self {
        Self {
            data: load_here(
                "/do/people/away",
                [("workspace", "workspace")],
                |[workspace]| time::read_away(workspace),
            ),
        }
    }

    fn view(this: Self) -> AnyView {
        loaded(this.data, |away| view! { <View away=away /> }).into_any()
    }
}

#[component]
fn View(away: TimeAway) -> impl IntoView {
    let workspace = away.workspace.clone();
    let (whom, today) = (away.whom.clone(), away.today.clone());
    let shown = RwSignal::new(away);
    keep_fresh(shown);
    let address = StoredValue::new(workspace.clone());
    let list = move |title: fn() -> String, of: fn(&TimeAway) -> Vec<time::Absence>| {
        view! {
            <Show when=move || shown.with(|s| !of(s).is_empty())>
                <section class="away-w">
                    <h2 class="sub">{title()}</h2>
                    <ul class="rows">
                        <For each=move || shown.with(of) key=|a| (a.id.clone(), a.state.clone(), a.hits.len(), a.hidden) let:absence>
                            <AbsenceRow workspace=address.get_value() absence=absence />
                        </For>
                    </ul>
                </section>
            </Show>
        }
    };
    view! {
        <Title page=say::time_away() />
        <PeopleTabs workspace=workspace.clone() here="people/away" />
        {list(say::waiting_title, |s| s.waiting.clone())}
        {list(say::refused_title, |s| s.refused.clone())}
        <h2 class="sub">{say::coming_weeks()}</h2>
        <For each=move || shown.with(|s| s.weeks.clone()) key=|week| serde_json::to_string(week).unwrap_or_default() let:week>
            <section class="away-w">
                <h3 class="num">{say::week_label(&week.label)}</h3>
                {week.holidays.iter().map(|(day, name, place)| view! { <p class="q num">{say::holiday(day, name)}" · "{say::place(place)}</p> }).collect_view()}
                {week.absences.is_empty().then(|| view! { <p class="q">{say::nobody_away()}</p> })}
                <ul class="rows">
                    {week.absences.into_iter().map(|absence| view! { <AbsenceRow workspace=address.get_value() absence=absence /> }).collect_view()}
                </ul>
            </section>
        </For>
        <Ask workspace=workspace whom=whom today=today />
    }
    .into_any()
}

#[component]
fn Ask(workspace: String, whom: Vec<Choice>, today: String) -> impl IntoView {
    let kinds = ["holiday", "sick", "care", "training", "unpaid", "other"]
        .map(|kind| (kind.to_owned(), say::absence_kind(kind)));
    let whole = || ("whole".to_owned(), say::part_whole());
    let first = vec![
        whole(),
        ("morning".to_owned(), say::part_morning()),
        ("afternoon".to_owned(), say::part_afternoon()),
    ];
    let last = vec![whole(), ("morning".to_owned(), say::part_morning())];
    let only = whom.first().cloned().filter(|_| whom.len() == 1);
    view! {
        <section class="set">
            <header><h2>{say::ask_title()}</h2><p>{say::ask_text()}</p></header>
            <Form to="/do/people/ask_absence" name="ask" class="form" then=Then { clears: true, ..Then::default() }>
                <Hidden name="workspace" value=workspace />
                <FreshId />
                {match only {
                    Some((id, _)) => view! { <Hidden name="member" value=id /> }.into_any(),
                    None => view! { <Select name="member" label=say::whom() options=whom /> }.into_any(),
                }}
                <Select name="kind" label=say::kind() options=kinds.to_vec() value="holiday" />
                <div class="f-2">
                    <Field name="first_day" label=say::first_day() kind="date" value=today />
                    <Field name="last_day" label=say::last_day() kind="date" hint=say::last_day_hint() />
                </div>
                <div class="f-2">
                    <Select name="first_part" label=say::first_part() options=first value="whole" />
                    <Select name="last_part" label=say::last_part() options=last value="whole" />
                </div>
                <Field name="note" label=say::note() rows=2 />
                <div class="form-a"><Submit label=say::ask_button() /></div>
            </Form>
        </section>
    }
    .into_any()
}
