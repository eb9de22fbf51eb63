//! A notice: who did what, on what, a piece of what was said, and when; and what can be made of it. Its link leads to
//! where it was said, and marks it read where the page is awake; asleep a button does.

use crate::prelude::*;

use super::api::{Inbox, Notice};
use crate::live::Live;
use crate::ui::avatar::Avatar;
use crate::ui::form::{Form, Hidden, Then};
use crate::words::{self, inbox};

pub fn row(notice: Notice, shown: RwSignal<Inbox>) -> AnyView {
    let who = notice.who.clone().unwrap_or_else(words::done_by_nobody);
    let is_unread = notice.state == "unread";
    let is_done = notice.state == "done";
    let about = format!("{} {}", notice.code, notice.title);
    let open = {
        let (id, live) = (notice.id.clone(), use_context::<Live>());
        move |_| {
            if is_unread {
                read(
                    shown.with_untracked(|inbox| inbox.workspace.clone()),
                    id.clone(),
                    live,
                );
            }
        }
    };
    let act =
        |to: &'static str, label: String| act(shown, notice.id.clone(), to, label, about.clone());
    let acts = if is_done {
        view! { {act("read", inbox::not_done())} }
    } else if is_unread {
        view! { {act("read", inbox::mark_read())}{act("done", inbox::mark_done())} }
    } else {
        view! { {act("unread", inbox::mark_unread())}{act("done", inbox::mark_done())} }
    };
    let said =
        (!notice.text.is_empty()).then(|| view! { <p class="inb-s">{notice.text.clone()}</p> });
    view! {
        <li class="inb-r" class:is-unread=is_unread>
            <Avatar name=who.clone() class="av av-s" />
            <div class="t">
                <small>
                    {is_unread.then(|| view! { <span class="vh">{inbox::is_unread()}" "</span> })}
                    {inbox::did(&notice.reason, &who)}" · "
                    <time class="num" datetime=notice.at.iso.clone()>{notice.at.time.clone()}</time>
                </small>
                <a href=notice.href.clone() on:click=open><span class="num">{notice.code.clone()}</span>" "{notice.title.clone()}</a>
                {said}
            </div>
            <div class="act">{acts}</div>
        </li>
    }
    .into_any()
}

/// A button that marks it; at once on the page, then where it is kept.
fn act(
    shown: RwSignal<Inbox>,
    id: String,
    to: &'static str,
    label: String,
    about: String,
) -> AnyView {
    let marked = id.clone();
    let then = Then {
        sent: Some(Callback::new(move |()| make(shown, &marked, to))),
        ..Then::default()
    };
    view! {
        <Form to="/do/inbox/mark" name=format!("{to}-{id}") summary=false then=then>
            <Hidden name="workspace" value=shown.with_untracked(|inbox| inbox.workspace.clone()) />
            <Hidden name="notice" value=id />
            <Hidden name="state" value=to />
            <button class="b b-s" type="submit" data-to=to>{label}<span class="vh">" "{about}</span></button>
        </Form>
    }
    .into_any()
}

/// What a mark does to the page that is shown; what comes from the server says the same, or puts it right.
fn make(shown: RwSignal<Inbox>, id: &str, to: &str) {
    shown.update(|inbox| {
        let stays = inbox.show == "all" || inbox.show == to;
        for day in &mut inbox.days {
            if stays {
                let mut notices = day.notices.iter_mut();
                if let Some(notice) = notices.find(|notice| notice.id == id) {
                    notice.state = to.to_owned();
                }
            } else {
                day.notices.retain(|notice| notice.id != id);
            }
        }
        inbox.days.retain(|day| !day.notices.is_empty());
    });
}

/// Whoever follows the link has read it. Sent outside of the page's life: it is being left.
fn read(workspace: String, notice: String, live: Option<Live>) {
    leptos::task::spawn_local(async move {
        let fields = vec![
            ("workspace", workspace),
            ("notice", notice),
            ("state", "read".to_owned()),
        ];
        if crate::send::post_fields("/do/inbox/mark", &fields)
            .await
            .is_ok()
            && let Some(live) = live
        {
            live.changed();
        }
    });
}
