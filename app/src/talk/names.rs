//! For whom a comment is: the team, the client too, or people and Groups by name.

use crate::prelude::*;

use super::Part;
use super::api::Readers;
use crate::ui::form::{Hidden, Sending};
use crate::ui::icon::{Icon, Mark};
use crate::words;

/// The choice, as far as there is one. `by_name`: what it is about is for people by name, and what is said of it too.
#[component]
pub fn ForWhom(
    part: Part,
    client: Option<String>,
    by_name: bool,
    readers: Readers,
) -> impl IntoView {
    if by_name {
        return view! {
            <Hidden name="audience" value="named" />
            <p class="cp-n q">{words::for_its_people()}</p>
        }
        .into_any();
    }
    if part == Part::Client {
        return view! { <Hidden name="audience" value="client" /> }.into_any();
    }
    let client = client.filter(|_| part == Part::Whole);
    let someone = !readers.people.is_empty() || !readers.groups.is_empty();
    if client.is_none() && !someone {
        return ().into_any();
    }
    let sending = expect_context::<Sending>();
    let chosen = sending.value("audience", "internal".into());
    let is = |audience: &str| chosen == audience;
    view! {
        <fieldset class="seg">
            <legend class="vh">{words::who_sees()}</legend>
            <label><input type="radio" name="form[audience]" value="internal" checked=is("internal") /><Icon name="lock" />{words::team_only()}</label>
            {client.map(|client| view! {
                <label><input type="radio" name="form[audience]" value="client" data-shore="" checked=is("client") /><Icon name="eye" />{words::client_too(&client)}</label>
            })}
            {someone.then(|| view! {
                <label><input type="radio" name="form[audience]" value="named" data-names="" checked=is("named") /><Icon name="users" />{words::by_name()}</label>
            })}
        </fieldset>
        {someone.then(|| view! { <Names readers=readers /> })}
    }
    .into_any()
}

/// Boxes to tick. They show once people by name are chosen, with or without JavaScript.
#[component]
pub fn Names(readers: Readers) -> impl IntoView {
    let sending = expect_context::<Sending>();
    let id = sending.id("named");
    let error_id = format!("{id}-e");
    let described = {
        let error_id = error_id.clone();
        move || sending.refusal("named").map(|_| error_id.clone())
    };
    let (groups, people) = (readers.groups, readers.people);
    let with_groups = !groups.is_empty();
    let box_of = move |(id, name): (String, String), icon: Option<&'static str>| {
        let field = format!("named][{id}");
        let ticked = !sending.value(&field, String::new()).is_empty();
        view! {
            <label class="rowck">
                <input class="ck" type="checkbox" name=format!("form[{field}]") value="on" checked=ticked />
                {icon.map(|icon| view! { <Icon name=icon /> })}
                <span>{name}</span>
            </label>
        }
    };
    view! {
        <fieldset class="names" id=id tabindex="-1" aria-describedby=described>
            <legend class="vh">{words::which_names()}</legend>
            <p class="hint">{if with_groups { words::names_text_groups() } else { words::names_text() }}</p>
            <div class="names-l">
                {groups.into_iter().map(|group| box_of(group, Some("users"))).collect_view()}
                {people.into_iter().map(|person| box_of(person, None)).collect_view()}
            </div>
            {move || sending.refusal("named").map(|f| view! { <span class="err" id=error_id.clone()><Mark name="obstacle" />{words::code(f.code, &f.arg)}</span> })}
        </fieldset>
    }
    .into_any()
}
