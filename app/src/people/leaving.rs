//! `/{workspace}/people/{member}/leaving`: all that somebody holds, on one page, and who gets it when they leave.

pub mod api;
mod parts;
#[cfg(feature = "ssr")]
mod shown;

use crate::prelude::*;
use domain::refusal::Refused;
use leptos_router::{LazyRoute, lazy_route};

use self::api::Leaving;
use self::parts::{Chosen, Gets, Held, InProject, Tasks, nobody};
use crate::live::{Live, keep_fresh};
use crate::ui::form::{Form, Hidden, Sending, Submit, Then};
use crate::ui::icon::Mark;
use crate::ui::page::{Loading, Title, load_here, loaded};
use crate::ui::toast::Toasts;
use crate::words;
use crate::words::leaving as say;

pub struct LeavingPage {
    data: Loading,
}

#[lazy_route]
impl LazyRoute for LeavingPage {
    fn data() -> Self {
        Self {
            data: load_here(
                "/do/people/leaving",
                [("workspace", "workspace"), ("member", "member")],
                |[workspace, member]| api::read_leaving(workspace, member),
            ),
        }
    }

    fn view(this: Self) -> AnyView {
        loaded(this.data, |leaving| view! { <View leaving=leaving /> }).into_any()
    }
}

#[component]
fn View(leaving: Leaving) -> impl IntoView {
    let (first, workspace) = (leaving.clone(), leaving.workspace.clone());
    let seen = RwSignal::new(leaving.seen.clone());
    let shown = RwSignal::new(leaving);
    keep_fresh(shown);
    Chosen::provide();
    let then = Then {
        refused: Some(look_again(shown, seen)),
        ..Then::default()
    };
    let person = format!("/{workspace}/people/{}", first.member);
    let title = say::title(&first.name);
    view! {
        <Title page=title.clone() />
        <nav class="crumb"><a class="lk" href=person>{first.name.clone()}</a></nav>
        <header class="page-h">
            <h1>{title}</h1>
            <p class="ph-meta">{words::workspace_role(&first.role)}</p>
        </header>
        <p class="lead">{say::lead(&first.name)}</p>
        <Form to="/do/people/hand_over" name="leaving" class="leave" then=then>
            <Hidden name="workspace" value=workspace.clone() />
            <Hidden name="member" value=first.member.clone() />
            <Seen seen=seen />
            <ForAll shown=shown />
            <Projects workspace=workspace.clone() shown=shown />
            <Series workspace=workspace shown=shown />
            <Groups shown=shown />
            <Ends shown=shown />
            <div class="form-a"><Submit label=say::hand_over(&first.name) /></div>
        </Form>
    }
    .into_any()
}

/// What was given to them since is shown, and only then counts as seen: the next try is for all that stands here.
fn look_again(shown: RwSignal<Leaving>, seen: RwSignal<String>) -> Callback<Refused> {
    let (live, toasts) = (expect_context::<Live>(), use_context::<Toasts>());
    let waits = RwSignal::new(false);
    Effect::new(move |_| {
        let fresh = shown.with(|s| s.seen.clone());
        if waits.get_untracked() {
            waits.set(false);
            seen.set(fresh);
        }
    });
    Callback::new(move |refused: Refused| match &refused {
        Refused::Invalid { fields } if fields.iter().any(|f| f.field == "seen") => {
            seen.set(shown.with_untracked(|s| s.seen.clone()));
            waits.set(true);
            live.changed();
        }
        Refused::Invalid { .. } => {}
        other => {
            if let Some(toasts) = toasts {
                toasts.refuse(other.clone());
            }
        }
    })
}

/// What the page showed, and what came to them since.
#[component]
fn Seen(seen: RwSignal<String>) -> impl IntoView {
    let sending = expect_context::<Sending>();
    let id = sending.id("seen");
    view! {
        <input type="hidden" name="form[seen]" prop:value=move || seen.get() value=seen.get_untracked() />
        <div id=id tabindex="-1">
            {move || sending.refusal("seen").map(|f| view! { <p class="err"><Mark name="obstacle" />{words::code(f.code, &f.arg)}</p> })}
        </div>
    }
    .into_any()
}

/// Who gets what there is in several projects.
#[component]
fn ForAll(shown: RwSignal<Leaving>) -> impl IntoView {
    let owner = Memo::new(move |_| shown.with(|s| s.asks_owner.then(|| s.people.clone())));
    let lead = Memo::new(move |_| {
        shown.with(|s| {
            let led = s.projects.iter().any(api::Project::is_led);
            led.then(|| s.leads.clone())
        })
    });
    let work = Memo::new(move |_| {
        shown.with(|s| {
            let some = s.projects.iter().any(api::Project::has_work);
            some.then(|| s.workers.clone())
        })
    });
    let some = move || owner.get().is_some() || lead.get().is_some() || work.get().is_some();
    view! {
        <Show when=some>
            <Held title=say::who_gets_it()>
                {move || owner.get().map(|people| view! { <Gets field="owner".to_owned() label=say::new_owner() hint=say::new_owner_hint() options=nobody(say::choose(), people) /> })}
                {move || lead.get().map(|people| view! { <Gets field="lead".to_owned() label=say::leads_all() hint=say::leads_all_hint() options=nobody(say::nobody_leads(), people) /> })}
                {move || work.get().map(|people| view! { <Gets field="work".to_owned() label=say::work_all() hint=say::work_all_hint() options=nobody(say::unassigned(), people) /> })}
            </Held>
        </Show>
    }
    .into_any()
}

/// Each project in its place. Only one that has changed is drawn anew: what was chosen in the others stays.
#[component]
fn Projects(workspace: String, shown: RwSignal<Leaving>) -> impl IntoView {
    let workspace = StoredValue::new(workspace);
    view! {
        <Held title=say::projects_and_work()>
            {move || shown.with(|s| s.projects.is_empty().then(|| view! { <p class="q">{say::no_projects()}</p> }))}
            <For each=move || shown.with(|s| s.projects.clone()) key=|project| project.clone() let:project>
                <InProject workspace=workspace.get_value() project=project />
            </For>
            {move || shown.with(|s| (s.hidden > 0).then(|| view! { <p class="q">{say::hidden(s.hidden)}</p> }))}
        </Held>
    }
    .into_any()
}

/// Tasks that come again go on without them.
#[component]
fn Series(workspace: String, shown: RwSignal<Leaving>) -> impl IntoView {
    let workspace = StoredValue::new(workspace);
    let all = move || shown.with(|s| (s.series.clone(), s.hidden_series));
    view! {
        {move || {
            let (tasks, hidden) = all();
            (!tasks.is_empty() || hidden > 0).then(|| view! {
                <Held title=say::series()>
                    <p class="q">{say::series_go_on()}</p>
                    <Tasks workspace=workspace.get_value() tasks=tasks more=0 />
                    {(hidden > 0).then(|| view! { <p class="q">{say::hidden_series(hidden)}</p> })}
                </Held>
            })
        }}
    }
    .into_any()
}

#[component]
fn Groups(shown: RwSignal<Leaving>) -> impl IntoView {
    let some = Memo::new(move |_| {
        shown.with(|s| (!s.groups.is_empty()).then(|| (s.groups.clone(), s.people.clone())))
    });
    view! {
        {move || some.get().map(|(names, people)| view! {
            <Held title=words::groups()>
                <p>{names.join(", ")}</p>
                <Gets field="groups".to_owned() label=say::in_their_place() hint=say::in_their_place_hint() options=nobody(say::nobody(), people) />
            </Held>
        })}
    }
    .into_any()
}

/// What ends, and what stays as it is.
#[component]
fn Ends(shown: RwSignal<Leaving>) -> impl IntoView {
    let lines = move || {
        shown.with(|s| {
            let mut lines = vec![say::past_stays()];
            if s.watched > 0 {
                lines.push(say::watched(s.watched));
            }
            if !s.invited.is_empty() {
                lines.push(say::invited(&s.invited.join(", ")));
            }
            if s.private_views > 0 {
                lines.push(say::private_views(s.private_views));
            }
            if s.imports > 0 {
                lines.push(say::imports(s.imports));
            }
            lines.push(say::sessions(s.sessions, s.elsewhere));
            lines.push(say::may_undo());
            lines
        })
    };
    view! {
        <Held title=say::what_stays()>
            {move || shown.with(|s| (!s.views.is_empty()).then(|| {
                let views = s.views.clone().into_iter();
                view! {
                    <div>
                        <p>{say::shared_views()}</p>
                        <ul class="plain">{views.map(|(name, to)| view! { <li><a class="lk" href=to>{name}</a></li> }).collect_view()}</ul>
                    </div>
                }
            }))}
            <ul class="leave-stays">{move || lines().into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
        </Held>
    }
    .into_any()
}
