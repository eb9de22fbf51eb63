//! `/{workspace}/people`: who is here, who is invited, and Groups. By name, never by a figure.

use crate::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::api::{self, People};
use super::groups::Groups;
use super::parts::{AwayMark, AwayToday, LocalTime, PeopleTabs, SetUpWeek};
use crate::answer::Answer;
use crate::live::keep_fresh;
use crate::ui::avatar::Avatar;
use crate::ui::form::{Again, Field, Form, Hidden, Select, Submit, Then, came_back};
use crate::ui::icon::{Icon, Mark};
use crate::ui::page::{Loading, Title, load_here, loaded};
use crate::words;

pub struct PeoplePage {
    data: Loading,
}

#[lazy_route]
impl LazyRoute for PeoplePage {
    fn data() -> Self {
        Self {
            data: load_here(
                "/do/people/people",
                [("workspace", "workspace")],
                |[workspace]| api::read_people(workspace),
            ),
        }
    }

    fn view(this: Self) -> AnyView {
        loaded(this.data, |people| view! { <View people=people /> }).into_any()
    }
}

#[component]
fn View(people: People) -> impl IntoView {
    let workspace = people.workspace.clone();
    let may_invite = people.may_invite.clone();
    let shown = RwSignal::new(people);
    keep_fresh(shown);
    let address = StoredValue::new(workspace.clone());
    view! {
        <Title page=words::people() />
        <PeopleTabs workspace=workspace.clone() here="people" />
        <Show when=move || shown.with(|s| s.asks_week)><SetUpWeek workspace=address.get_value() /></Show>
        <ul class="rows">
            <For each=move || shown.with(|s| s.people.clone()) key=|p| (p.id.clone(), p.role.clone(), p.name.clone(), p.clock.clone(), p.away.clone().map(|a| (a.part, a.until))) let:person>
                <li class="person">
                    <Avatar name=person.name.clone() />
                    <div class="t"><a href=format!("/{}/people/{}", address.get_value(), person.id)>{person.name.clone()}</a><small>{person.email}</small></div>
                    <span class="q">{words::workspace_role(&person.role)}</span>
                    <span class="where">
                        {person.clock.map(|clock| view! { <LocalTime clock=clock zone=person.zone.clone() /> })}
                        <AwayMark away=person.away.clone() />
                    </span>
                    <span class="act">
                        {(person.may_record && person.away.is_none()).then(|| view! { <AwayToday workspace=address.get_value() member=person.id.clone() name=person.name.clone() /> })}
                        {(!person.may_become.is_empty()).then(|| view! { <RoleForms workspace=address.get_value() id=person.id.clone() name=person.name.clone() role=person.role.clone() choices=person.may_become.clone() /> })}</span>
                </li>
            </For>
        </ul>
        <Show when=move || shown.with(|s| !s.waiting.is_empty())>
            <h2 class="sub">{words::invited()}</h2>
            <ul class="rows">
                <For each=move || shown.with(|s| s.waiting.clone()) key=|w| w.id.clone() let:person>
                    <li class="person is-asked">
                        <Avatar name=person.name.clone() class="av av-asked" />
                        <div class="t"><b>{person.name.clone()}</b><small>{person.email}</small></div>
                        <span class="st st-waiting"><Mark name="waiting" />{words::workspace_role(&person.role)}</span>
                        <span></span>
                        <span class="act">{person.may_withdraw.then(|| view! { <Withdraw workspace=address.get_value() id=person.id name=person.name /> })}</span>
                    </li>
                </For>
            </ul>
        </Show>
        {(!may_invite.is_empty()).then(|| view! { <Invite workspace=workspace.clone() roles=may_invite /> })}
        <Groups workspace=workspace shown=shown />
    }
    .into_any()
}

/// Whoever was asked by mistake comes in no more.
#[component]
fn Withdraw(workspace: String, id: String, name: String) -> impl IntoView {
    view! {
        <Form to="/do/people/withdraw_invitation" name=format!("withdraw-{id}") summary=false>
            <Hidden name="workspace" value=workspace />
            <Hidden name="invitation" value=id />
            <button class="b b-s b-q" type="submit">{words::withdraw_invitation()}<span class="vh">{words::withdraw_invitation_of(&name)}</span></button>
        </Form>
    }
    .into_any()
}

#[component]
fn RoleForms(
    workspace: String,
    id: String,
    name: String,
    role: String,
    choices: Vec<String>,
) -> impl IntoView {
    let options = choices
        .into_iter()
        .map(|code| {
            let words = words::workspace_role(&code);
            (code, words)
        })
        .collect::<Vec<_>>();
    let leaves = format!("/{workspace}/people/{id}/leaving");
    let open = came_back(&format!("role-{id}"));
    view! {
        <details class="fold" open=open>
            <summary>{words::change_role()}</summary>
            <Form to="/do/people/change_role" name=format!("role-{id}") class="form">
                <Hidden name="workspace" value=workspace.clone() />
                <Hidden name="member" value=id.clone() />
                <Select name="role" label=words::role() options=options value=role />
                <Submit label=words::save() class="b b-s" />
            </Form>
            <p><a class="lk" href=leaves>{words::leaving::leaves()}<span class="vh">" "{name.clone()}</span></a></p>
        </details>
    }
    .into_any()
}

/// Invites someone. Without mail, the link is shown here once, to be passed on.
#[component]
fn Invite(workspace: String, roles: Vec<String>) -> impl IntoView {
    let came_back = Again::here()
        .filter(|again| again.form == "invite")
        .and_then(|again| again.answer);
    let made = RwSignal::new(came_back);
    let then = Then {
        answered: Some(Callback::new(move |answer: Answer| made.set(Some(answer)))),
        clears: true,
        ..Then::default()
    };
    let options = roles
        .into_iter()
        .rev()
        .map(|code| {
            let words = words::workspace_role(&code);
            (code, words)
        })
        .collect::<Vec<_>>();
    view! {
        <section class="set">
            <header><h2>{words::invite_title()}</h2></header>
            <div>
                <Form to="/do/people/invite" name="invite" class="form" then=then>
                    <Hidden name="workspace" value=workspace />
                    <Field name="name" label=words::name() />
                    <Field name="email" label=words::email() kind="email" />
                    <Select name="role" label=words::role() options=options value="member" />
                    <div class="form-a"><Submit label=words::invite_button() /></div>
                </Form>
                {move || made.get().and_then(|answer| Some((answer.said?.arg, answer.code?))).map(|(name, code)| view! { <OneTimeLink name=name code=code /> })}
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn OneTimeLink(name: String, code: String) -> impl IntoView {
    let copied = RwSignal::new(false);
    let link = format!("/join#{code}");
    let copy = link.clone();
    let full = RwSignal::new(link.clone());
    Effect::new(move |_| full.set(format!("{}{copy}", location().origin().unwrap_or_default())));
    view! {
        <div class="code">
            <p class="code-h"><Icon name="link-2" /><span>{words::invite_link_for(&name)}</span></p>
            <code tabindex="0">{move || full.get()}</code>
            <button class="b" type="button" on:click=move |_| { copy_text(&full.get_untracked()); copied.set(true); }>
                <Icon name="copy" />{move || if copied.get() { words::copied() } else { words::copy_link() }}
            </button>
        </div>
    }
    .into_any()
}

fn copy_text(text: &str) {
    #[cfg(feature = "hydrate")]
    {
        let _ = window().navigator().clipboard().write_text(text);
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = text;
}
