//! Talk: comments on anything, who reads them, and who watches. Sea is ours, shore is the client's: the surface follows
//! from the comment's audience.
//!
//! ```text
//! let talk = talk::read::talk(&here, &sight, &around, On { record, client, may_comment }).await?;   // on the server
//! <Conversation talk=Signal::derive(move || page.with(|p| p.talk.clone())) />
//! ```

pub mod api;
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
use api::{Edit, Said, Talk};
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
            <Composer workspace=begun.workspace record=begun.record client=begun.client people=begun.people part=part />
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
            <For each=move || said.get() key=|c| (c.id.clone(), c.edits.len(), c.html.clone(), c.for_client) let:comment>
                <li class:on-shore=comment.for_client id=format!("c-{}", comment.id)>
                    <Avatar name=comment.name.clone().unwrap_or_default() />
                    <div>
                        <div class="tl-w">
                            <b>{comment.name.clone().unwrap_or_else(words::done_by_nobody)}</b>
                            " "
                            <When moment=comment.at.clone() />
                            {comment.for_client.then(|| view! { <span class="sees-s"><Icon name="eye" />{names.with_value(|n| words::client_sees(&n.1))}</span> })}
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
    let again = use_context::<Again>().is_some_and(|a| a.form == form && a.refused.is_some());
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

/// Where one says something. With a client, who reads it is chosen beforehand and the composer shows it.
#[component]
fn Composer(
    workspace: String,
    record: String,
    client: Option<String>,
    people: Vec<String>,
    part: Part,
) -> impl IntoView {
    let (name, audience) = match part {
        Part::Whole => ("say", None),
        Part::Team => ("say-team", Some("internal")),
        Part::Client => ("say-client", Some("client")),
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
            {match (audience, client) {
                (Some(audience), _) => view! { <Hidden name="audience" value=audience /> }.into_any(),
                (None, Some(client)) => view! {
                    <fieldset class="seg">
                        <legend class="vh">{words::who_sees()}</legend>
                        <label><input type="radio" name="form[audience]" value="internal" checked />{view! { <Icon name="lock" /> }}{words::team_only()}</label>
                        <label><input type="radio" name="form[audience]" value="client" data-shore="" />{view! { <Icon name="eye" /> }}{words::client_too(&client)}</label>
                    </fieldset>
                }.into_any(),
                (None, None) => ().into_any(),
            }}
            <Suggest people=people id=format!("at-{name}")>
                <Field name="text" label=words::say_something() placeholder=placeholder rows=2 bare=true />
            </Suggest>
            <div class="form-a"><Submit label=words::send_comment() /></div>
        </Form>
    }
    .into_any()
}
