//! The page: what is shown of the inbox, its notices by day, and reading all of them at once.

use crate::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::{LazyRoute, lazy_route};

use super::api::{self, Inbox};
use super::{keyboard, row};
use crate::live::keep_fresh;
use crate::ui::form::{Form, Hidden, Submit};
use crate::ui::keys::Hint;
use crate::ui::page::{Loading, Title, load, loaded, param};
use crate::words::inbox as words;

pub struct InboxPage {
    data: Loading,
}

#[lazy_route]
impl LazyRoute for InboxPage {
    fn data() -> Self {
        let (workspace, query) = (param("workspace"), use_query_map());
        Self {
            data: load(
                "/do/inbox/notices",
                move || {
                    let show = query.with(|query| query.get("show").unwrap_or_default());
                    [("workspace", workspace.get()), ("show", show)]
                },
                |[workspace, show]| api::read_notices(workspace, show),
            ),
        }
    }

    fn view(this: Self) -> AnyView {
        loaded(this.data, |inbox| view! { <View inbox=inbox /> }).into_any()
    }
}

#[component]
fn View(inbox: Inbox) -> impl IntoView {
    let (workspace, show) = (inbox.workspace.clone(), inbox.show.clone());
    let shown = RwSignal::new(inbox);
    keep_fresh(shown);
    keyboard::listen();
    let has_unread = move || {
        shown.with(|inbox| {
            let mut notices = inbox.days.iter().flat_map(|day| &day.notices);
            notices.any(|notice| notice.state == "unread")
        })
    };
    let names = move || -> Vec<String> {
        shown.with(|inbox| inbox.days.iter().map(|day| day.name.clone()).collect())
    };
    let empty = show.clone();
    view! {
        <Title page=words::inbox() />
        <header class="page-h inb-h">
            <h1>{words::inbox()}</h1>
            {move || has_unread().then(|| view! {
                <Form to="/do/inbox/read_all" name="read-all" summary=false>
                    <Hidden name="workspace" value=shown.with_untracked(|inbox| inbox.workspace.clone()) />
                    <Submit label=words::read_all() class="b" />
                </Form>
            })}
        </header>
        {tabs(&workspace, &show)}
        <Show
            when=move || shown.with(|inbox| !inbox.days.is_empty())
            fallback=move || nothing(&empty)
        >
            <p class="q inb-k">{words::done_by_key()}<Hint id="notice_done" />{words::read_by_key()}<Hint id="notice_read" /></p>
            <For each=names key=String::clone let:name>
                <section class="inb">
                    <h2>{name.clone()}</h2>
                    <ul class="rows">
                        <For
                            each=move || shown.with(|inbox| inbox.days.iter().find(|day| day.name == name).map(|day| day.notices.clone()).unwrap_or_default())
                            key=|notice| (notice.id.clone(), notice.state.clone(), notice.text.clone(), notice.title.clone())
                            let:notice
                        >
                            {row::row(notice, shown)}
                        </For>
                    </ul>
                </section>
            </For>
            {move || shown.with(|inbox| inbox.more).then(|| view! { <p class="q">{words::more()}</p> })}
        </Show>
    }
    .into_any()
}

/// Unread, all, done: real links, so that each has its address.
fn tabs(workspace: &str, show: &str) -> AnyView {
    let tab = |name: &'static str, words: String| {
        let to = match name {
            "unread" => format!("/{workspace}/inbox"),
            _ => format!("/{workspace}/inbox?show={name}"),
        };
        view! { <a href=to aria-current=(show == name).then_some("page")>{words}</a> }
    };
    view! {
        <nav class="tabs" aria-label=words::shown()>
            {tab("unread", words::unread())}
            {tab("all", words::all())}
            {tab("done", words::done())}
        </nav>
    }
    .into_any()
}

fn nothing(show: &str) -> AnyView {
    let (first, then) = match show {
        "done" => (words::none_done(), words::none_done_text()),
        "all" => (words::none(), words::none_text()),
        _ => (words::none_unread(), words::none_text()),
    };
    view! { <div class="empty"><p class="vt">{first}</p><p>{then}</p></div> }.into_any()
}
