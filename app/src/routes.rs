//! Every address, and the document around it.

use crate::prelude::*;
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::{SsrMode, path};

use crate::account::{
    home::HomePage,
    join::JoinPage,
    reset::{NewPasswordPage, ResetPage},
    sign_in::SignInPage,
    start::StartPage,
};
use crate::clients::{client::ClientPage, list::ClientsPage};
use crate::day::{log_page::DayPage, page::TodayPage};
use crate::exchange::{import::ImportPage, imports::ImportsPage};
use crate::inbox::page::InboxPage;
use crate::lazy::{page, page_of};
use crate::live::Live;
use crate::people::{
    away::AwayPage, calendars::CalendarsPage, directory::PeoplePage, leaving::LeavingPage,
    person::PersonPage, week::WeekPage,
};
use crate::plan::add::AddPage;
use crate::plan::backlog::page::BacklogPage;
use crate::plan::board::page::BoardPage;
use crate::plan::calendar::page::CalendarPage;
use crate::plan::list::page::ListPage;
use crate::plan::{
    overview::OverviewPage, projects::ProjectsPage, settings::ProjectSettingsPage, task::TaskPage,
};
use crate::platform::{settings::SettingsPage, trash::TrashPage};
use crate::search::page::SearchPage;
use crate::ui::fault::NotFound;
use crate::ui::form::CameBack;
use crate::ui::keys::Keys;
use crate::ui::shell::{First, Frame};
use crate::ui::toast::Toasts;

#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    Live::provide();
    Toasts::provide();
    Keys::provide();
    // What came back with a plain form's answer; the browser reads it out of the document.
    if let Some(text) = SharedValue::new(again).into_inner() {
        provide_context(CameBack(text));
    }
    view! {
        <Router>
            <Routes fallback=NotFound>
                <Route path=path!("") view={page::<HomePage>()} ssr=SsrMode::Async />
                <Route path=path!("/sign-in") view={page::<SignInPage>()} ssr=SsrMode::Async />
                <Route path=path!("/start") view={page::<StartPage>()} ssr=SsrMode::Async />
                <Route path=path!("/join") view={page::<JoinPage>()} ssr=SsrMode::Async />
                <Route path=path!("/reset") view={page::<ResetPage>()} ssr=SsrMode::Async />
                <Route path=path!("/reset/new") view={page::<NewPasswordPage>()} ssr=SsrMode::Async />
                <ParentRoute path=path!("/:workspace") view={page::<Frame>()} ssr=SsrMode::Async>
                    <Route path=path!("") view=First ssr=SsrMode::Async />
                    <Route path=path!("/today") view={page_of::<TodayPage>(crate::day::page::parts)} ssr=SsrMode::Async />
                    <Route path=path!("/today/:day") view={page::<DayPage>()} ssr=SsrMode::Async />
                    <Route path=path!("/inbox") view={page::<InboxPage>()} ssr=SsrMode::Async />
                    <Route path=path!("/search") view={page::<SearchPage>()} ssr=SsrMode::Async />
                    <Route path=path!("/projects") view={page::<ProjectsPage>()} ssr=SsrMode::Async />
                    <Route path=path!("/p/:project") view={page_of::<ListPage>(crate::plan::list::page::parts)} ssr=SsrMode::Async />
                    <Route path=path!("/p/:project/list") view={page_of::<ListPage>(crate::plan::list::page::parts)} ssr=SsrMode::Async />
                    <Route path=path!("/p/:project/backlog") view={page_of::<BacklogPage>(crate::plan::backlog::page::parts)} ssr=SsrMode::Async />
                    <Route path=path!("/p/:project/board") view={page_of::<BoardPage>(crate::plan::board::page::parts)} ssr=SsrMode::Async />
                    <Route path=path!("/tasks") view={page_of::<ListPage>(crate::plan::list::page::parts)} ssr=SsrMode::Async />
                    <Route path=path!("/mine") view={page_of::<ListPage>(crate::plan::list::page::parts)} ssr=SsrMode::Async />
                    <Route path=path!("/p/:project/calendar") view={page_of::<CalendarPage>(crate::plan::calendar::page::parts)} ssr=SsrMode::Async />
                    <Route path=path!("/tasks/calendar") view={page_of::<CalendarPage>(crate::plan::calendar::page::parts)} ssr=SsrMode::Async />
                    <Route path=path!("/mine/calendar") view={page_of::<CalendarPage>(crate::plan::calendar::page::parts)} ssr=SsrMode::Async />
                    <Route path=path!("/t/:task") view={page_of::<TaskPage>(crate::plan::task::parts)} ssr=SsrMode::Async />
                    <Route path=path!("/new") view={page::<AddPage>()} ssr=SsrMode::Async />
                    <Route path=path!("/import") view={page::<ImportsPage>()} ssr=SsrMode::Async />
                    <Route path=path!("/import/:import") view={page::<ImportPage>()} ssr=SsrMode::Async />
                    <Route path=path!("/people") view={page::<PeoplePage>()} ssr=SsrMode::Async />
                    <Route path=path!("/people/away") view={page::<AwayPage>()} ssr=SsrMode::Async />
                    <Route path=path!("/people/:member") view={page::<PersonPage>()} ssr=SsrMode::Async />
                    <Route path=path!("/people/:member/leaving") view={page::<LeavingPage>()} ssr=SsrMode::Async />
                    <Route path=path!("/settings/week") view={page::<WeekPage>()} ssr=SsrMode::Async />
                    <Route path=path!("/settings/calendars") view={page::<CalendarsPage>()} ssr=SsrMode::Async />
                    <Route path=path!("/p/:project/overview") view={page::<OverviewPage>()} ssr=SsrMode::Async />
                    <Route path=path!("/p/:project/settings") view={page::<ProjectSettingsPage>()} ssr=SsrMode::Async />
                    <Route path=path!("/clients") view={page::<ClientsPage>()} ssr=SsrMode::Async />
                    <Route path=path!("/clients/:client") view={page::<ClientPage>()} ssr=SsrMode::Async />
                    <Route path=path!("/trash") view={page::<TrashPage>()} ssr=SsrMode::Async />
                    <Route path=path!("/settings") view={page::<SettingsPage>()} ssr=SsrMode::Async />
                </ParentRoute>
            </Routes>
        </Router>
    }
    .into_any()
}

/// Where the script is that installs the worker of the app on a home screen.
pub const REGISTER: &str = "/sw/register.js";

/// The whole document, on the server.
/// Erased to one type: the router renders it in several ways, each of which would compile every page anew.
pub fn document(options: LeptosOptions) -> AnyView {
    let (lang, theme) = appearance();
    view! {
        <!DOCTYPE html>
        <html lang=lang data-theme=theme>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#f2f5f7" />
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0d1319" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="apple-touch-icon" href="/apple-touch-icon.png" />
                <link rel="manifest" href="/manifest.webmanifest" />
                <link rel="preload" href="/fonts/hanken-grotesk.woff2" r#as="font" r#type="font/woff2" crossorigin="anonymous" />
                <leptos_meta::HashedStylesheet options=options.clone() id="daymark" />
                <HydrationScripts options />
                <script type="module" src=REGISTER nonce=nonce()></script>
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
    .into_any()
}

#[cfg(feature = "ssr")]
fn nonce() -> Option<String> {
    use_nonce().map(|nonce| nonce.to_string())
}

#[cfg(not(feature = "ssr"))]
fn nonce() -> Option<String> {
    None
}

#[cfg(feature = "ssr")]
fn appearance() -> (&'static str, Option<String>) {
    let here = crate::session::here().ok();
    let pseudo = here.as_ref().is_some_and(|here| here.pseudo);
    let locale = if pseudo {
        crate::words::Locale::Pseudo
    } else {
        crate::words::Locale::English
    };
    provide_context(locale);
    (
        locale.tag(),
        here.map(|here| here.theme)
            .filter(|theme| !theme.is_empty()),
    )
}

#[cfg(not(feature = "ssr"))]
fn appearance() -> (&'static str, Option<String>) {
    (crate::words::Locale::English.tag(), None)
}

fn again() -> Option<String> {
    #[cfg(feature = "ssr")]
    {
        crate::session::here().ok().and_then(|here| here.again)
    }
    #[cfg(not(feature = "ssr"))]
    {
        None
    }
}
