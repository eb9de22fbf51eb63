//! `/{workspace}/settings`: yourself in this browser.

use crate::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::api::{self, Settings};
use crate::answer::Answer;
use crate::live::keep_fresh;
use crate::ui::form::{Field, Form, Hidden, Submit, Then};
use crate::ui::icon::{Icon, Mark};
use crate::ui::keys::KeysButton;
use crate::ui::page::{Loading, Title, load_here, loaded, param};
use crate::words;

pub struct SettingsPage {
    data: Loading,
}

#[lazy_route]
impl LazyRoute for SettingsPage {
    fn data() -> Self {
        Self {
            data: load_here(
                "/do/platform/settings",
                [("workspace", "workspace")],
                |[workspace]| api::read_settings(workspace),
            ),
        }
    }

    fn view(this: Self) -> AnyView {
        loaded(this.data, |settings| view! { <View settings=settings /> }).into_any()
    }
}

#[component]
fn View(settings: Settings) -> impl IntoView {
    let workspace = param("workspace").get_untracked();
    let (theme, mails) = (settings.theme.clone(), settings.mails_mentions);
    let (name, email) = (settings.name.clone(), settings.email.clone());
    let slug = StoredValue::new(workspace.clone());
    let shown = RwSignal::new(settings);
    keep_fresh(shown);
    // Drawn anew when it is another one, not whenever something happens: whoever types goes on.
    let name_of = Memo::new(move |_| shown.with(|s| s.workspace.clone()));
    let option = move |value: &'static str, icon: &'static str, label: String, chosen: bool| {
        view! {
            <label><input type="radio" name="form[theme]" value=value checked=chosen /><Icon name=icon />{label}</label>
        }
    };
    view! {
        <Title page=words::settings() />
        <header class="page-h"><h1>{words::settings()}</h1></header>
        <section class="set"><header><h2>{name}</h2><p>{email}</p></header></section>
        {move || name_of.get().map(|name| called(slug.get_value(), name))}
        <crate::people::week::WorkspaceSettings workspace=workspace.clone() />
        <crate::inbox::mails::MentionMails workspace=workspace mails=mails />
        <section class="set">
            <header><h2>{words::appearance()}</h2><p>{words::appearance_text()}</p></header>
            <Form to="/do/platform/appearance" name="appearance" class="form" then=Then { answered: Some(Callback::new(|_: Answer| wear_theme())), ..Then::default() }>
                <fieldset class="seg">
                    <legend class="vh">{words::appearance()}</legend>
                    {option("system", "monitor", words::theme_system(), theme.is_empty())}
                    {option("light", "sun", words::theme_light(), theme == "light")}
                    {option("dark", "moon", words::theme_dark(), theme == "dark")}
                </fieldset>
                <div class="form-a"><Submit label=words::save() class="b" /></div>
            </Form>
        </section>
        <section class="set">
            <header><h2>{words::keys::all_keys()}</h2><p>{words::keys::text()}</p></header>
            <KeysButton />
        </section>
        <section class="set">
            <header><h2>{words::sessions()}</h2><p>{words::sessions_text()}</p></header>
            <ul class="rows">
                <For each=move || shown.with(|s| s.sessions.clone()) key=|s| s.id.clone() let:session>
                    <li class="sess">
                        <Icon name="monitor" />
                        <div class="t"><b>{browser(&session.agent)}</b><small class="num">{words::signed_in_on(&format!("{} {}", session.at.day, session.at.time))}</small></div>
                        {if session.this {
                            view! {
                                <div class="act">
                                    <span class="st st-ready"><Mark name="ready" />{words::this_device()}</span>
                                    <Form to="/do/account/sign_out" name="out-here" summary=false>
                                        <Hidden name="session" value=session.id.clone() />
                                        <Submit label=words::sign_out() class="b b-s" />
                                    </Form>
                                </div>
                            }.into_any()
                        } else {
                            view! {
                                <Form to="/do/account/sign_out" name=format!("end-{}", session.id) class="act" summary=false>
                                    <Hidden name="session" value=session.id.clone() />
                                    <Submit label=words::end_session() class="b b-s" />
                                </Form>
                            }.into_any()
                        }}
                    </li>
                </For>
            </ul>
        </section>
    }
    .into_any()
}

/// What the workspace is called, and changing it.
fn called(slug: String, name: String) -> impl IntoView {
    view! {
        <section class="set">
            <header><h2>{words::workspace_name()}</h2><p>{words::workspace_text(&slug)}</p></header>
            <Form to="/do/platform/rename_workspace" name="workspace" class="form">
                <Hidden name="workspace" value=slug />
                <Hidden name="name_was" value=name.clone() />
                <Field name="name" label=words::workspace_called() value=name />
                <div class="form-a"><Submit label=words::rename_workspace() class="b" /></div>
            </Form>
        </section>
    }
    .into_any()
}

/// A browser's name out of what it says of itself: enough to tell one's own from a stranger's.
fn browser(agent: &str) -> String {
    let named = |list: &[(&str, &'static str)]| {
        list.iter()
            .find(|(sign, _)| agent.contains(sign))
            .map(|(_, name)| *name)
    };
    let app = named(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let device = named(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ]);
    match (app, device) {
        (Some(app), Some(device)) => format!("{app}, {device}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => words::unknown_browser(),
    }
}

/// Puts the chosen appearance on without a reload.
fn wear_theme() {
    #[cfg(feature = "hydrate")]
    {
        let chosen = document()
            .query_selector("input[name='form[theme]']:checked")
            .ok()
            .flatten()
            .and_then(|e| e.get_attribute("value"))
            .unwrap_or_default();
        if let Some(root) = document().document_element() {
            let _ = if chosen == "system" {
                root.remove_attribute("data-theme")
            } else {
                root.set_attribute("data-theme", &chosen)
            };
        }
    }
}
