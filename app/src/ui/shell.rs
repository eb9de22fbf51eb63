//! The frame around every page of a workspace: rail, phone bars, the page, the toasts.

use crate::prelude::*;
#[cfg(not(feature = "ssr"))]
use leptos::context::Provider;
#[cfg(not(feature = "ssr"))]
use leptos::reactive::computed::suspense::SuspenseContext;
use leptos::server_fn::codec::GetUrl;
use leptos_router::components::Outlet;
use leptos_router::hooks::use_location;
use leptos_router::{LazyRoute, lazy_route};
use serde::{Deserialize, Serialize};

use super::avatar::Avatar;
use super::fault::FaultPage;
use super::form::{Again, Form, Hidden, Submit, Then};
use super::icon::{Icon, Logo, Mark};
use super::keys::{Hint, Keyboard};
use super::page::{Loading, load_here, loaded_or, param};
use super::toast::{ToastPlace, Toasts};
use crate::error::Fault;
use crate::live::{Live, keep_fresh, listen};
use crate::plan::add::{Adder, Adding};
use crate::plan::stands::mark;
use crate::search::jump::{Jump, Jumper};
use crate::words;

/// What the frame shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Around {
    pub workspace: String,
    pub workspace_name: String,
    pub name: String,
    /// Who the reader is here.
    pub member: String,
    pub session: String,
    /// Key, title, what was said of it last, and how it is worked.
    pub projects: Vec<(String, String, Option<String>, String)>,
    pub sees_people: bool,
    pub manages_clients: bool,
    pub creates_projects: bool,
    pub invites: bool,
    /// Whether they have a day here: an observer has none.
    pub keeps_day: bool,
    /// Notices that they have not read, counted up to a hundred.
    pub unread: i64,
}

#[server(input = GetUrl, endpoint = "platform/around")]
pub async fn read_around(workspace: String) -> Result<Around, Fault> {
    use domain::access::{Right, Standing};
    let here = crate::session::here()?;
    let sight = here.sight(&workspace).await?;
    let (projects, unread) = store::plan::project::around(&here.db, &sight, 12).await?;
    let signed = here.signed()?;
    let stands = Standing {
        workspace: Some(sight.role()),
        project: None,
    };
    Ok(Around {
        workspace,
        workspace_name: sight.workspace_name.clone(),
        name: signed.name.clone(),
        member: sight.member().0.to_string(),
        session: signed.session.to_string(),
        projects: projects
            .into_iter()
            .map(|p| (p.key, p.title, p.health, p.method))
            .collect(),
        sees_people: stands.may(Right::SeePeople),
        manages_clients: stands.may(Right::ManageClients),
        creates_projects: stands.may(Right::CreateProject),
        invites: stands.may(Right::Invite),
        keeps_day: stands.may(Right::KeepDay),
        unread,
    })
}

/// Fetched like a page: whoever signs in does not wait for what they see afterwards.
pub struct Frame {
    data: Loading,
}

#[lazy_route]
impl LazyRoute for Frame {
    fn data() -> Self {
        Self {
            data: load_here(
                "/do/platform/around",
                [("workspace", "workspace")],
                |[workspace]| read_around(workspace),
            ),
        }
    }

    fn view(this: Self) -> AnyView {
        loaded_or(
            this.data,
            |around| view! { <Framed around=around /> },
            // No workspace of the reader's: there is no frame to show it in.
            |fault| {
                view! { <main class="main" id="main" tabindex="-1"><FaultPage fault=fault /></main> }
            },
        )
        .into_any()
    }
}

/// What the first page of a workspace is for this reader.
#[derive(Clone, Copy)]
struct KeepsDay(bool);

/// `/{workspace}`: leads to Today, or to the projects where one has no day.
#[component]
pub fn First() -> impl IntoView {
    let keeps_day = use_context::<KeepsDay>().is_some_and(|keeps| keeps.0);
    let workspace = param("workspace").get_untracked();
    let place = if keeps_day { "today" } else { "projects" };
    view! { <leptos_router::components::Redirect path=format!("/{workspace}/{place}") /> }
        .into_any()
}

#[component]
fn Framed(around: Around) -> impl IntoView {
    let toasts = expect_context::<Toasts>();
    let live = expect_context::<Live>();
    let workspace = around.workspace.clone();
    toasts.workspace.set(workspace.clone());
    provide_context(KeepsDay(around.keeps_day));
    Effect::new({
        let workspace = workspace.clone();
        move |opened: Option<()>| {
            if opened.is_none() {
                listen(live, workspace.clone());
            }
        }
    });
    let (adding, jump) = (Adding::closed(), Jump::closed());
    let session = around.session.clone();
    let shown = RwSignal::new(around);
    keep_fresh(shown);
    provide_context(shown);
    let path = use_location().pathname;
    let here = move |page: &str| -> Option<&'static str> { (path.get() == page).then_some("page") };
    let below = move |page: &str| -> Option<&'static str> {
        path.get().starts_with(page).then_some("true")
    };
    let at = move |rest: &str| format!("/{workspace}/{rest}");
    let new = at("new");
    let (projects, people, trash, settings) =
        (at("projects"), at("people"), at("trash"), at("settings"));
    let place = move |href: &str, icon: &'static str, label: String| {
        let (to, current, tip) = (href.to_owned(), href.to_owned(), label.clone());
        view! { <a href=to title=tip aria-current=move || here(&current)><Icon name=icon /><span>{label}</span></a> }
    };
    let sees_people = move || shown.with(|a| a.sees_people);
    let manages_clients = move || shown.with(|a| a.manages_clients);
    let (search, inbox) = (at("search"), at("inbox"));
    let phone_inbox = inbox.clone();
    let unread = Memo::new(move |_| shown.with(|a| a.unread));
    let clients = at("clients");
    let tab_clients = clients.clone();
    let keeps_day = shown.with_untracked(|a| a.keeps_day);
    let today = at("today");
    let home = if keeps_day {
        today.clone()
    } else {
        projects.clone()
    };
    let rail_people = people.clone();
    let tab_people = people.clone();
    view! {
        <a class="skip" href="#main">{words::skip()}</a>
        <div class="app">
            <nav class="rail" aria-label=words::main_navigation()>
                <a class="brand" href=home.clone()><Logo /><span>{words::daymark()}</span></a>
                <a class="find" href=search.clone() title=words::search::search_or_jump() aria-keyshortcuts="Control+K Meta+K" on:click=move |ev| jump.pressed(&ev)><Icon name="search" /><span>{words::search::search_or_jump()}</span><Hint id="jump" /></a>
                <ul class="nav nav-top">
                    {keeps_day.then(|| view! { <li><a href=new.clone() title=words::task::add_a_task() on:click=move |ev| adding.pressed(&ev)><Icon name="plus" /><span>{words::task::add_a_task()}</span></a></li> })}
                    <li>{bell(inbox, unread, here)}</li>
                    {keeps_day.then(|| view! { <li>{place(&today, "sun", words::day::today())}</li> })}
                    <li>{place(&projects, "chart-gantt", words::projects())}</li>
                    {move || sees_people().then(|| view! { <li>{place(&rail_people, "users", words::people())}</li> })}
                    {move || manages_clients().then(|| view! { <li>{place(&clients, "handshake", words::clients::clients())}</li> })}
                    <li>{place(&trash, "trash-2", words::trash())}</li>
                </ul>
                <p class="rail-h" id="rail-p">{words::projects()}</p>
                <ul class="nav nav-p" aria-labelledby="rail-p">
                    <For each=move || shown.with(|a| a.projects.clone()) key=|p| p.clone() let:project>
                        {
                            let to = format!("/{}/p/{}", shown.with_untracked(|a| a.workspace.clone()), project.0);
                            let current = to.clone();
                            let to = format!("{to}{}", crate::plan::tabs::first(&project.3));
                            view! { <li><a href=to aria-current=move || below(&current)><Mark name=mark(project.2.as_deref()) /><span>{project.1}</span><span class="vh">{words::plan::health(project.2.as_deref())}</span></a></li> }
                        }
                    </For>
                </ul>
                <div class="rail-foot">
                    <a class="me" href=settings.clone()>
                        <Avatar name=shown.with_untracked(|a| a.name.clone()) />
                        <span><b>{move || shown.with(|a| a.name.clone())}</b><small>{move || shown.with(|a| a.workspace_name.clone())}</small></span>
                    </a>
                    <a class="ib" href=settings.clone() aria-label=words::settings() title=words::settings()><Icon name="settings" /></a>
                </div>
                <Form to="/do/account/sign_out" name="out" class="sync out" summary=false>
                    <Hidden name="session" value=session />
                    <Icon name="power" />
                    <Submit label=words::sign_out() class="lk" />
                </Form>
                <Stream live=live />
            </nav>
            <header class="phonebar">
                <a class="ib" href=home aria-label=words::projects()><Logo /></a>
                <span class="pb-t">{move || shown.with(|a| a.workspace_name.clone())}</span>
                <a class="ib bell" href=phone_inbox aria-label=move || words::inbox::inbox_with(unread.get())><Icon name="bell" />{move || number(unread.get())}</a>
                <a class="ib" href=search aria-label=words::search::search() title=words::search::search() on:click=move |ev| jump.pressed(&ev)><Icon name="search" /></a>
                {keeps_day.then(|| view! { <a class="ib" href=new.clone() aria-label=words::task::add_a_task() on:click=move |ev| adding.pressed(&ev)><Icon name="plus" /></a> })}
            </header>
            <main class="main" id="main" tabindex="-1">
                <Returned />
                <Page />
            </main>
            <nav class="tabbar" aria-label=words::phone_navigation()>
                {keeps_day.then(|| place(&today, "sun", words::day::today()))}
                {place(&projects, "chart-gantt", words::projects())}
                {move || sees_people().then(|| place(&tab_people, "users", words::people()))}
                {move || manages_clients().then(|| place(&tab_clients, "handshake", words::clients::clients()))}
                {place(&trash, "trash-2", words::trash())}
                {place(&settings, "settings", words::settings())}
            </nav>
        </div>
        {keeps_day.then(|| view! { <Adder adding=adding /> })}
        <Jumper jump=jump />
        <ToastPlace />
        <Keyboard />
    }
    .into_any()
}

/// The inbox in the rail, with how many are unread: a number for the eye, and its word for the ear.
fn bell(
    to: String,
    unread: Memo<i64>,
    here: impl Fn(&str) -> Option<&'static str> + Send + Sync + 'static,
) -> AnyView {
    let current = to.clone();
    let count = move || {
        let said = || view! { <span class="vh">{words::inbox::of_them_unread()}</span> };
        (unread.get() > 0).then(|| view! { {number(unread.get())}{said()} })
    };
    view! { <a href=to title=words::inbox::inbox() aria-current=move || here(&current)><Icon name="bell" /><span>{words::inbox::inbox()}</span>{count}</a> }
}

fn number(unread: i64) -> Option<AnyView> {
    (unread > 0).then(|| view! { <span class="n num">{words::inbox::count(unread)}</span> })
}

/// The page in its frame. In the browser the frame does not wait for it: it would be taken out of the document until the
/// page's code has come, and back, and what was scrolled, focused or open in it would be lost.
#[component]
fn Page() -> impl IntoView {
    #[cfg(not(feature = "ssr"))]
    let page = view! { <Provider value=SuspenseContext::new(ArcRwSignal::default())><Outlet /></Provider> };
    #[cfg(feature = "ssr")]
    let page = view! { <Outlet /> };
    page
}

/// Says when changes do not arrive by themselves; silent when they do.
#[component]
fn Stream(live: Live) -> impl IntoView {
    view! {
        <span class="vh" data-live=move || if live.connected.get() { "on" } else { "off" }>
            {move || if live.connected.get() { words::listening() } else { words::not_listening() }}
        </span>
    }
    .into_any()
}

/// The toast of a change made without JavaScript, at the head of the page, with its Undo as a form.
#[component]
fn Returned() -> impl IntoView {
    let workspace = param("workspace").get_untracked();
    let again = Again::here();
    let refused = again
        .clone()
        .and_then(|again| again.refused.filter(|_| again.form == "undo"));
    let answer = again.and_then(|again| again.answer);
    view! {
        {refused.map(|refused| view! { <div class="note" role="alert">{words::refused(&refused)}</div> })}
        {answer.map(|answer| {
            let undo = answer.seq.filter(|_| answer.undo);
            answer.said.map(|said| view! {
                <div class="note" role="status">
                    <Mark name="done" />
                    <span>{words::toast(&said)}{super::toast::left(&said)}</span>
                    {undo.map(|seq| view! {
                        <Form to="/do/platform/undo" name="undo" summary=false then=Then::default()>
                            <Hidden name="workspace" value=workspace.clone() />
                            <Hidden name="seq" value=seq.to_string() />
                            <Submit label=words::undo() class="lk" />
                        </Form>
                    })}
                </div>
            })
        })}
    }
    .into_any()
}
