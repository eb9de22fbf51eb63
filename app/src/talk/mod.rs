//! Talk: comments on anything, and who reads them. Sea is ours, shore is the client's: the surface follows from the
//! comment's audience.

pub mod api;

use leptos::prelude::*;

use crate::ui::avatar::Avatar;
use crate::ui::form::{Field, Form, FreshId, Hidden, Submit, Then};
use crate::ui::icon::Icon;
use crate::ui::time::When;
use crate::words;
use api::Said;

#[component]
pub fn Comments(
    workspace: String,
    #[prop(into)] said: Signal<Vec<Said>>,
    client: Option<String>,
) -> impl IntoView {
    let names = StoredValue::new((workspace, client.unwrap_or_default()));
    view! {
        <ol class="talk">
            <For each=move || said.get() key=|c| c.id.clone() let:comment>
                <li class:on-shore=comment.for_client>
                    <Avatar name=comment.name.clone().unwrap_or_default() />
                    <div>
                        <div class="tl-w">
                            <b>{comment.name.unwrap_or_else(words::done_by_nobody)}</b>
                            " "
                            <When moment=comment.at />
                            {comment.for_client.then(|| view! { <span class="sees-s"><Icon name="eye" />{names.with_value(|n| words::client_sees(&n.1))}</span> })}
                            {comment.mine.then(|| view! {
                                <Form to="/do/platform/trash_comment" name=format!("trash-{}", comment.id) class="act" summary=false>
                                    <Hidden name="workspace" value=names.with_value(|n| n.0.clone()) />
                                    <Hidden name="record" value=comment.id.clone() />
                                    <Submit label=words::move_to_trash() class="lk" />
                                </Form>
                            })}
                        </div>
                        <div class="said pre">{comment.text}</div>
                    </div>
                </li>
            </For>
        </ol>
    }
    .into_any()
}

/// Where one says something. With a client, who reads it is chosen beforehand and the composer shows it.
#[component]
pub fn Composer(workspace: String, record: String, client: Option<String>) -> impl IntoView {
    view! {
        <Form to="/do/talk/add_comment" name="say" class="compose" then=Then { clears: true, ..Then::default() }>
            <Hidden name="workspace" value=workspace />
            <Hidden name="record" value=record />
            <FreshId />
            {client.map(|client| view! {
                <fieldset class="seg">
                    <legend class="vh">{words::who_sees()}</legend>
                    <label><input type="radio" name="form[audience]" value="internal" checked />{view! { <Icon name="lock" /> }}{words::team_only()}</label>
                    <label><input type="radio" name="form[audience]" value="client" data-shore="" />{view! { <Icon name="eye" /> }}{words::client_too(&client)}</label>
                </fieldset>
            })}
            <Field name="text" label=words::say_something() placeholder=words::say_to_team() rows=2 bare=true />
            <div class="form-a"><Submit label=words::send_comment() /></div>
        </Form>
    }
    .into_any()
}
