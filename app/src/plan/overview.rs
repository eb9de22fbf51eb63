//! `/{workspace}/p/{key}/overview`: how a project stands, in a sentence and in its parts.

use crate::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::head::ProjectHead;
use super::manage::{self, Deliverable, Health, Overview, Work};
use super::stands::mark;
use super::tabs::Tab;
use crate::live::keep_fresh;
use crate::talk::{Conversation, Part, Watchers};
use crate::ui::avatar::Avatar;
use crate::ui::form::{Again, Field, Form, Hidden, Select, Submit, Then};
use crate::ui::icon::{Icon, Mark};
use crate::ui::page::{Loading, Title, load_here, loaded};
use crate::ui::prose::Prose;
use crate::words;
use crate::words::plan as own;

pub struct OverviewPage {
    data: Loading,
}

#[lazy_route]
impl LazyRoute for OverviewPage {
    fn data() -> Self {
        Self {
            data: load_here(
                "/do/plan/overview",
                [("workspace", "workspace"), ("key", "project")],
                |[workspace, key]| manage::read_overview(workspace, key),
            ),
        }
    }

    fn view(this: Self) -> AnyView {
        loaded(this.data, |overview| view! { <View overview=overview /> }).into_any()
    }
}

#[component]
fn View(overview: Overview) -> impl IntoView {
    let head = overview.head.clone();
    let shown = RwSignal::new(overview);
    keep_fresh(shown);
    let names = StoredValue::new((head.workspace.clone(), head.id.clone(), head.key.clone()));
    let has = move |there: fn(&Overview) -> bool| shown.with(there);
    let talk = Signal::derive(move || shown.with(|o| o.talk.clone()));
    view! {
        <Title page=Signal::derive(move || own::overview_of(&shown.with(|o| o.head.title.clone()))) />
        <ProjectHead head=Signal::derive(move || shown.with(|o| o.head.clone())) here=Tab::Overview />
        <p class="brief">{move || brief(&shown.with(|o| o.work.clone()), names.with_value(|n| (n.0.clone(), n.2.clone())))}</p>
        <div class="ov">
            <div class="ov-m">
                <section aria-labelledby="stands">
                    <h2 id="stands">{own::how_it_stands()}</h2>
                    {move || health(shown.with(|o| o.health.clone()))}
                    {head.manages.then(|| view! { <SayHealth workspace=head.workspace.clone() project=head.id.clone() /> })}
                </section>
                <Show when=move || has(|o| !o.description.is_empty())>
                    <section aria-labelledby="about">
                        <h2 id="about">{own::about()}</h2>
                        <Prose text=Signal::derive(move || shown.with(|o| o.description.clone())) />
                    </section>
                </Show>
                <section aria-labelledby="deliverables">
                    <h2 id="deliverables">{own::deliverables()}</h2>
                    <Show when=move || has(|o| !o.deliverables.is_empty()) fallback=|| view! { <p class="q">{own::no_deliverables()}</p> }>
                        <ol class="rows">
                            <For each=move || shown.with(|o| o.deliverables.clone()) key=|d| d.clone() let:deliverable>
                                {row(deliverable)}
                            </For>
                        </ol>
                    </Show>
                </section>
                <section aria-labelledby="team-talk">
                    <h2 id="team-talk">{own::team_talk()}</h2>
                    <Conversation talk=talk part=Part::Team />
                    <Watchers talk=talk />
                </section>
                {move || shown.with(|o| o.head.client.clone()).map(|client| view! {
                    <section class="shore" aria-labelledby="client-talk">
                        <header><h2 class="sees" id="client-talk"><Icon name="eye" /><b>{words::client_sees(&client)}</b></h2></header>
                        <div class="ov-c"><Conversation talk=talk part=Part::Client /></div>
                    </section>
                })}
            </div>
            <aside class="ov-s">
                <h2 class="vh">{own::facts()}</h2>
                <dl class="facts">
                    {move || facts(&shown.get())}
                </dl>
                <h2 class="sub">{words::in_project()}</h2>
                <ul class="ov-p">
                    <For each=move || shown.with(|o| o.head.people.clone()) key=|p| (p.id.clone(), p.role.clone()) let:person>
                        <li><Avatar name=person.name.clone() class="av av-s" /><span>{person.name}</span><span class="q">{words::project_role(&person.role)}</span></li>
                    </For>
                    <For each=move || shown.with(|o| o.contacts.clone()) key=|c| c.clone() let:contact>
                        <li><Avatar name=contact.0.clone() class="av av-s av-client" /><span>{contact.0}</span><span class="q">{words::clients::part(if contact.1 { "decides" } else { "informs" })}</span></li>
                    </For>
                </ul>
            </aside>
        </div>
    }
    .into_any()
}

/// The project in one sentence; its nouns are links.
fn brief(work: &Work, (workspace, key): (String, String)) -> AnyView {
    let list = format!("/{workspace}/p/{key}");
    let link = |to: String, text: String| view! { <a href=to>{text}</a> };
    if work.open + work.done == 0 {
        return view! { {link(list, own::nothing_planned())} }.into_any();
    }
    if work.open == 0 {
        return view! { {link(list, own::all_done(work.done))} }.into_any();
    }
    let late = (work.late > 0)
        .then(|| view! { {own::brief_and()}{link(list.clone(), own::brief_late(work.late))} });
    let next = work.next.clone().map(|next| {
        let to = format!("/{workspace}/t/{}", next.code);
        view! { " "{own::brief_next(&next.day)}" "{link(to, next.title)}"." }
    });
    view! {
        {link(list.clone(), own::brief_open(work.open))}
        {own::brief_done(work.done)}
        {late}"."
        {next}
    }
    .into_any()
}

/// What was said last of how it stands, and why.
fn health(health: Option<Health>) -> AnyView {
    let Some(health) = health else {
        return view! { <p class="q">{own::health_unsaid()}</p> }.into_any();
    };
    let shape = mark(Some(&health.health));
    let by = health.by.unwrap_or_else(words::done_by_nobody);
    let when = format!("{} {}", health.at.day, health.at.time);
    view! {
        <p><span class=format!("st st-{shape}")><Mark name=shape />{own::health(Some(&health.health))}</span></p>
        <p class="because pre">{health.reason}</p>
        <p class="q">{own::said_by(&by, &when)}{health.old.map(|days| view! { " "<span class="st-notready">{own::said_long_ago(days)}</span> })}</p>
    }
    .into_any()
}

#[component]
pub fn SayHealth(workspace: String, project: String) -> impl IntoView {
    let options = ["on_track", "at_risk", "off_track"]
        .map(|code| (code.to_owned(), own::health(Some(code))))
        .to_vec();
    let open = Again::here().is_some_and(|again| again.form == "health");
    view! {
        <details class="fold" open=open>
            <summary>{own::say_health()}</summary>
            <Form to="/do/plan/say_health" name="health" class="form form-w" then=Then { clears: true, ..Then::default() }>
                <Hidden name="workspace" value=workspace />
                <Hidden name="project" value=project />
                <Select name="health" label=own::how_it_stands() options=options />
                <Field name="reason" label=own::because() rows=2 />
                <div class="form-a"><Submit label=own::say_it() class="b" /></div>
            </Form>
        </details>
    }
    .into_any()
}

fn row(deliverable: Deliverable) -> impl IntoView {
    let whole = deliverable.tasks > 0 && deliverable.tasks == deliverable.done;
    let shape = match (whole, deliverable.done) {
        (true, _) => "done",
        (false, 0) => "open",
        _ => "doing",
    };
    view! {
        <li class="deliv">
            <Mark name=shape />
            <div class="t">
                <b>{deliverable.title}</b>
                {(!deliverable.html.is_empty()).then(|| view! { <Prose text=deliverable.html class="said" /> })}
            </div>
            <span class="deliv-p">
                {(deliverable.tasks > 0).then(|| view! { <progress max=deliverable.tasks.to_string() value=deliverable.done.to_string() aria-hidden="true"></progress> })}
                <span class="q num">{own::progress(deliverable.done, deliverable.tasks)}</span>
            </span>
        </li>
    }
}

fn facts(overview: &Overview) -> AnyView {
    let fact = |name: String, value: String| view! { <div><dt>{name}</dt><dd>{value}</dd></div> };
    let work = &overview.work;
    let dates = match (&work.start, &work.finish) {
        (Some(start), Some(finish)) => own::from_to(start, finish),
        (Some(start), None) => own::from(start),
        (None, Some(finish)) => own::until(finish),
        (None, None) => own::no_dates(),
    };
    let calendar = overview.calendar.clone().unwrap_or_else(own::usual_week);
    view! {
        {overview.head.client.clone().map(|client| fact(own::client(), client))}
        {fact(own::dates(), dates)}
        {fact(own::calendar(), calendar)}
        {fact(own::one_day(), own::minutes(overview.minutes_per_day))}
        {fact(own::zone(), overview.zone.replace('_', " "))}
    }
    .into_any()
}
