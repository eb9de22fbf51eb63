//! Talk: comments on anything, who reads them, and who watches. Sea is ours, shore is the client's: the surface follows
//! from the comment's audience.
//!
//! ```text
//! let talk = talk::read::talk(&here, &sight, &around, On { record, client, .. }).await?;   // on the server
//! <Conversation talk=Signal::derive(move || page.with(|p| p.talk.clone())) />
//! ```

pub mod api;
pub mod names;
#[cfg(feature = "ssr")]
pub mod read;
mod suggest;
mod watch;

use crate::prelude::*;

use crate::ui::avatar::Avatar;
use crate::ui::form::{Again, Field, Form, FreshId, Hidden, Submit, Then};
use crate::ui::icon::Icon;
use crate::ui::prose::Prose;
use crate::ui::time::When;
use crate::words;
use api::{Edit, Readers, Said, Talk};
use names::ForWhom;
use suggest::Suggest;
pub use watch::Watchers;

/// Whom a conversation is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// All of it, each comment on its own ground; who reads a new one is chosen.
    #[default]
    Whole,
    Team,
    Client,
}

/// What was said on a record, and where one says something.
#[component]
pub fn Conversation(
    #[prop(into)] talk: Signal<Talk>,
    #[prop(optional)] part: Part,
) -> impl IntoView {
    let begun = talk.get_untracked();
    let said = Signal::derive(move || {
        talk.with(|talk| {
            let here = |said: &&Said| match part {
                Part::Whole => true,
                Part::Team => !said.for_client,
                Part::Client => said.for_client,
            };
            talk.said.iter().filter(here).cloned().collect::<Vec<_>>()
        })
    });
    view! {
        <Comments workspace=begun.workspace.clone() said=said client=begun.client.clone() people=begun.people.clone() />
        {begun.may_comment.then(|| view! {
            <Composer workspace=begun.workspace record=begun.record client=begun.client people=begun.people part=part by_name=begun.by_name readers=begun.readers />
        })}
    }
    .into_any()
}

#[component]
fn Comments(
    workspace: String,
    said: Signal<Vec<Said>>,
    client: Option<String>,
    people: Vec<String>,
) -> impl IntoView {
    let names = StoredValue::new((workspace, client.unwrap_or_default(), people));
    view! {
        <ol class="talk">
            <For each=move || said.get() key=|c| (c.id.clone(), c.edits.len(), c.html.clone(), c.for_client, c.names.clone()) let:comment>
                <li class:on-shore=comment.for_client id=format!("c-{}", comment.id)>
                    <Avatar name=comment.name.clone().unwrap_or_default() />
                    <div>
                        <div class="tl-w">
                            <b>{comment.name.clone().unwrap_or_else(words::done_by_nobody)}</b>
                            " "
                            <When moment=comment.at.clone() />
                            {comment.for_client.then(|| view! { <span class="sees-s"><Icon name="eye" />{names.with_value(|n| words::client_sees(&n.1))}</span> })}
                            {comment.names.as_deref().map(|of| view! { <span class="sees-s"><Icon name="users" />{only_for(of)}</span> })}
                        </div>
                        <Prose text=comment.html.clone() class="said" />
                        {edits(comment.edits.clone())}
                        {comment.mine.then(|| names.with_value(|n| own(n.0.clone(), n.2.clone(), &comment)))}
                    </div>
                </li>
            </For>
        </ol>
    }
    .into_any()
}

fn only_for(names: &[String]) -> String {
    match names {
        [] => words::only_its_author(),
        names => words::only_for(&names.join(", ")),
    }
}

/// That a comment was changed, and how.
fn edits(edits: Vec<Edit>) -> Option<AnyView> {
    let latest = edits.first()?;
    let when = format!("{} {}", latest.at.day, latest.at.time);
    Some(
        view! {
            <details class="fold edited">
                <summary>{words::plan::edited(&when)}</summary>
                {edits.into_iter().map(|edit| view! {
                    <p class="q diff">
                        <When moment=edit.at />" "
                        <span class="vh">{words::plan::was()}</span>" "<del class="pre">{edit.before}</del>" "
                        <span class="vh">{words::plan::now()}</span>" "<ins class="pre">{edit.after}</ins>
                    </p>
                }).collect_view()}
            </details>
        }
        .into_any(),
    )
}

/// What one may do with a comment of one's own.
fn own(workspace: String, people: Vec<String>, comment: &Said) -> AnyView {
    let form = format!("edit-{}", comment.id);
    let again = Again::here().is_some_and(|a| a.form == form && a.refused.is_some());
    let (id, text, put_away_in) = (comment.id.clone(), comment.text.clone(), workspace.clone());
    let (put_away, trash) = (comment.id.clone(), format!("trash-{}", comment.id));
    view! {
        <details class="fold own-c" open=again>
            <summary>{words::plan::change_comment()}</summary>
            <Form to="/do/talk/edit_comment" name=form class="form form-w">
                <Hidden name="workspace" value=workspace />
                <Hidden name="comment" value=id.clone() />
                <textarea class="vh" hidden name="form[text_was]">{text.clone()}</textarea>
                <Suggest people=people id=format!("at-{id}")>
                    <Field name="text" label=words::plan::your_comment() value=text rows=3 />
                </Suggest>
                <div class="form-a"><Submit label=words::save() class="b b-s b-p" /></div>
            </Form>
            <Form to="/do/platform/trash_comment" name=trash summary=false>
                <Hidden name="workspace" value=put_away_in />
                <Hidden name="record" value=put_away />
                <Submit label=words::move_to_trash() class="b b-s b-q" />
            </Form>
        </details>
    }
    .into_any()
}

/// Where one says something. Who reads it is chosen beforehand, and the composer shows it.
#[component]
fn Composer(
    workspace: String,
    record: String,
    client: Option<String>,
    people: Vec<String>,
    part: Part,
    by_name: bool,
    readers: Readers,
) -> impl IntoView {
    let name = match part {
        Part::Whole => "say",
        Part::Team => "say-team",
        Part::Client => "say-client",
    };
    let placeholder = match (part, &client) {
        (Part::Client, Some(client)) => words::plan::say_to(client),
        _ => words::say_to_team(),
    };
    view! {
        <Form to="/do/talk/add_comment" name=name class="compose" then=Then { clears: true, ..Then::default() }>
            <Hidden name="workspace" value=workspace />
            <Hidden name="record" value=record />
            <FreshId />
            <ForWhom part=part client=client by_name=by_name readers=readers />
            <Suggest people=people id=format!("at-{name}")>
                <Field name="text" label=words::say_something() placeholder=placeholder rows=2 bare=true />
            </Suggest>
            <div class="form-a"><Submit label=words::send_comment() /></div>
        </Form>
    }
    .into_any()
}
