//! `/{workspace}/import/{id}`: what becomes what, what is lost and why; the project to be; how far it is; and back.

use crate::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::api::{self, Choices, Import, TakeBack};
use super::mapping::{Fields, Levels, Sprints, States};
use super::parts::Report;
use super::people::People;
use crate::live::keep_fresh;
use crate::ui::form::{Field, Form, FreshId, Hidden, Select, Submit};
use crate::ui::icon::Mark;
use crate::ui::page::{Loading, Title, load_here, loaded};
use crate::words::{self, exchange as said};

pub struct ImportPage {
    data: Loading,
}

#[lazy_route]
impl LazyRoute for ImportPage {
    fn data() -> Self {
        Self {
            data: load_here(
                "/do/exchange/import",
                [("workspace", "workspace"), ("id", "import")],
                |[workspace, id]| api::read_import(workspace, id),
            ),
        }
    }

    fn view(this: Self) -> AnyView {
        loaded(this.data, |import| view! { <View import=import /> }).into_any()
    }
}

#[component]
fn View(import: Import) -> impl IntoView {
    let first = import.clone();
    let shown = RwSignal::new(import);
    keep_fresh(shown);
    look_again(shown);
    let state = Memo::new(move |_| shown.with(|s| s.state.clone()));
    let back = format!("/{}/import", first.workspace);
    let title = said::import_title(&first.file_name);
    let head = title.clone();
    view! {
        <Title page=title />
        <header class="page-h"><h1>{head}</h1><p class="page-a"><a class="lk" href=back>{said::imports_yours()}</a></p></header>
        {move || {
            // Read, not only followed: a memo that nobody has read hears of nothing.
            let state = state.get();
            shown.with_untracked(|import| match state.as_str() {
                "read" => import.choices.clone().map(|choices| view! { <Choose import=import.clone() choices=choices /> }.into_any()).unwrap_or_else(|| ().into_any()),
                "running" => view! { <UnderWay shown=shown /> }.into_any(),
                "done" => view! { <Done shown=shown /> }.into_any(),
                "undone" => view! { <Over title=said::import_undone() text=said::import_undone_text() /> }.into_any(),
                _ => view! { <Over title=said::import_given_up() text=said::import_given_up_text() /> }.into_any(),
            })
        }}
        <Report import=first />
    }
    .into_any()
}

/// A hidden project sends no messages: while it is being made, the page asks every second.
fn look_again(shown: RwSignal<Import>) {
    #[cfg(feature = "hydrate")]
    {
        use std::sync::{Arc, Mutex};
        let Some(live) = use_context::<crate::live::Live>() else {
            return;
        };
        let running =
            Memo::new(move |_| shown.with(|s| s.state == "running" && s.failed.is_empty()));
        // Beside the page's signals, which are gone before its clock is stopped.
        let clock: Arc<Mutex<Option<IntervalHandle>>> = Arc::default();
        let stop = {
            let clock = clock.clone();
            move || {
                let running = clock.lock().ok().and_then(|mut clock| clock.take());
                if let Some(running) = running {
                    running.clear();
                }
            }
        };
        on_cleanup(stop.clone());
        Effect::new(move |_| {
            stop();
            if !running.get() {
                return;
            }
            let begun = set_interval(move || live.changed(), std::time::Duration::from_secs(1));
            if let Ok(mut clock) = clock.lock() {
                *clock = begun.ok();
            }
        });
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = shown;
}

#[component]
fn Choose(import: Import, choices: Choices) -> impl IntoView {
    let Import { workspace, id, .. } = import;
    let mut clients = vec![(String::new(), said::import_no_client())];
    clients.extend(choices.clients.clone());
    let has_clients = clients.len() > 1;
    let (states, levels) = (choices.states.clone(), choices.levels.clone());
    let own = choices.own.clone();
    let (sprints, versions) = (choices.sprints.clone(), choices.versions.clone());
    let planned = !sprints.becomes.is_empty() || !versions.becomes.is_empty();
    let (drop_in, dropped) = (workspace.clone(), id.clone());
    view! {
        <section class="set">
            <header><h2>{said::import_choose()}</h2><p>{said::import_choose_text()}</p></header>
            <div>
                <Form to="/do/exchange/start" name="start" class="form form-w">
                    <Hidden name="workspace" value=workspace />
                    <Hidden name="import" value=id />
                    <FreshId />
                    <Field name="title" label=words::project_title() value=choices.title.clone() />
                    <div class="f-2">
                        <Field name="key" label=words::project_key() value=choices.key.clone() hint=words::project_key_hint() />
                        <Field name="zone" label=said::import_zone() value=choices.zone.clone() hint=said::import_zone_hint() />
                    </div>
                    {if has_clients {
                        view! { <Select name="client" label=said::import_client() options=clients /> }.into_any()
                    } else {
                        view! { <Hidden name="client" value="" /> }.into_any()
                    }}
                    {(!states.is_empty()).then(|| view! { <States states=states /> })}
                    {(!levels.is_empty()).then(|| view! { <Levels levels=levels /> })}
                    {planned.then(|| view! { <Sprints sprints=sprints versions=versions /> })}
                    {(!own.is_empty()).then(|| view! { <Fields offers=own /> })}
                    <People choices=choices />
                    <div class="form-a"><Submit label=said::import_start() /></div>
                </Form>
                <Form to="/do/exchange/give_up" name="give-up" class="form-a" summary=false>
                    <Hidden name="workspace" value=drop_in />
                    <Hidden name="import" value=dropped />
                    <Submit label=said::import_give_up() class="b b-q" />
                </Form>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn UnderWay(shown: RwSignal<Import>) -> impl IntoView {
    let (workspace, id) = shown.with_untracked(|s| (s.workspace.clone(), s.id.clone()));
    let here = format!("/{workspace}/import/{id}");
    let stopped = Memo::new(move |_| shown.with(|s| s.failed.clone()));
    let done = move || shown.with(|s| s.batches_done);
    let of = move || shown.with(|s| s.batches);
    let names = StoredValue::new((workspace, id));
    view! {
        <section class="set">
            <header>
                <h2>{move || if stopped.with(String::is_empty) { said::import_under_way() } else { said::import_stopped() }}</h2>
                <p>{move || if stopped.with(String::is_empty) { said::import_under_way_text() } else { said::import_failed(&stopped.get()) }}</p>
            </header>
            <div class="imp-run">
                <p role="status"><Mark name=Signal::derive(move || if stopped.with(String::is_empty) { "doing" } else { "obstacle" }) /><span class="num">{move || said::import_progress(done(), of())}</span></p>
                <progress max=move || of().to_string() value=move || done().to_string() aria-label=said::import_under_way()></progress>
                <div class="form-a">
                    <a class="b b-s" href=here>{said::import_reload()}</a>
                    {move || (!stopped.with(String::is_empty)).then(|| {
                        let (workspace, id) = names.get_value();
                        view! {
                            <Form to="/do/exchange/resume" name="resume" summary=false>
                                <Hidden name="workspace" value=workspace />
                                <Hidden name="import" value=id />
                                <Submit label=said::import_resume() class="b b-p b-s" />
                            </Form>
                        }
                    })}
                    <Form to="/do/exchange/give_up" name="give-up" summary=false>
                        <Hidden name="workspace" value=names.get_value().0 />
                        <Hidden name="import" value=names.get_value().1 />
                        <Submit label=said::import_give_up_run() class="b b-q b-s" />
                    </Form>
                </div>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Done(shown: RwSignal<Import>) -> impl IntoView {
    let import = shown.get_untracked();
    let (workspace, id) = (import.workspace.clone(), import.id.clone());
    let project = import.project.clone().map(|(key, title)| {
        view! { <a class="b b-p" href=format!("/{workspace}/p/{key}")>{said::import_open_project()}</a><span class="q">{key}" "{title}</span> }
    });
    let names = StoredValue::new((workspace.clone(), id));
    let take_back = Memo::new(move |_| shown.with(|s| s.take_back.clone()));
    view! {
        <section class="set">
            <header><h2>{said::import_done()}</h2></header>
            <div class="imp-run"><div class="form-a">{project}</div></div>
        </section>
        {move || take_back.get().map(|back| {
            let (workspace, id) = names.get_value();
            view! { <Back workspace=workspace id=id back=back /> }
        })}
    }
    .into_any()
}

/// Says what others have touched, before the button.
#[component]
fn Back(workspace: String, id: String, back: TakeBack) -> impl IntoView {
    let seen = back.seen.to_string();
    view! {
        <section class="set">
            <header><h2>{said::import_take_back()}</h2><p>{said::import_take_back_text()}</p></header>
            <div class="imp-run">
                {if back.things == 0 {
                    view! { <p>{said::import_touched_none()}</p> }.into_any()
                } else {
                    view! {
                        <p>{said::import_touched(back.things)}</p>
                        <ul class="imp-list">
                            {back.latest.into_iter().map(|one| view! {
                                <li>{said::import_touched_one(&one.who.unwrap_or_else(words::done_by_nobody), &one.code, &one.title)}</li>
                            }).collect_view()}
                        </ul>
                    }.into_any()
                }}
                <Form to="/do/exchange/take_back" name="take-back" class="form-a">
                    <Hidden name="workspace" value=workspace />
                    <Hidden name="import" value=id />
                    <Hidden name="seen" value=seen />
                    <Submit label=said::import_take_back() class="b" />
                </Form>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Over(title: String, text: String) -> impl IntoView {
    view! { <div class="empty"><p class="vt">{title}</p><p>{text}</p></div> }.into_any()
}
