//! A task from anywhere: `/{workspace}/new`, and the same over any page by N or the plus. Its code is the page's, and is
//! fetched when it is first wanted.

use crate::prelude::*;
use chrono::NaiveDate;
use leptos::server_fn::codec::GetUrl;
use leptos_router::{LazyRoute, lazy_route};
use serde::{Deserialize, Serialize};

use super::list::Named;
use crate::answer::Answer;
use crate::error::Fault;
use crate::lazy::later;
use crate::ui::form::{Field, Form, FreshId, Hidden, Select, Submit, Then};
use crate::ui::icon::Icon;
use crate::ui::keys::At;
use crate::ui::modal::Modal;
use crate::ui::page::{Loading, Title, load_here, loaded};
use crate::words;

/// Where a task can be added, and to whom it can be given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct New {
    pub workspace: String,
    /// Today, for the reader.
    pub today: NaiveDate,
    /// The one of the last task first.
    pub projects: Vec<Named>,
    pub people: Vec<Named>,
    /// The reader, where they are in the first of the projects.
    pub me: String,
}

#[server(input = GetUrl, endpoint = "plan/new")]
pub async fn read_new(workspace: String) -> Result<New, Fault> {
    let here = crate::session::here()?;
    let sight = here.sight(&workspace).await?;
    let places = store::plan::quick::places(&here.db, &sight).await?;
    let choices = store::plan::choices::of_all(&here.db, &sight).await?;
    let (me, mine) = (sight.member().0, places.first().is_some_and(|p| p.mine));
    let named = |id: uuid::Uuid, name: String| Named {
        id: id.to_string(),
        name: if id == me {
            words::task::me(&name)
        } else {
            name
        },
    };
    Ok(New {
        workspace,
        today: crate::session::today(&here.signed()?.zone),
        projects: places
            .into_iter()
            .map(|p| named(p.id, format!("{}, {}", p.title, p.key)))
            .collect(),
        people: choices
            .people
            .into_iter()
            .map(|p| named(p.id, p.name))
            .collect(),
        me: if mine { me.to_string() } else { String::new() },
    })
}

pub struct AddPage {
    data: Loading,
}

#[lazy_route]
impl LazyRoute for AddPage {
    fn data() -> Self {
        Self {
            data: load_here(
                "/do/plan/new",
                [("workspace", "workspace")],
                |[workspace]| read_new(workspace),
            ),
        }
    }

    fn view(this: Self) -> AnyView {
        loaded(this.data, |new| view! { <View new=new /> }).into_any()
    }
}

/// Whether the dialog is open.
#[derive(Clone, Copy)]
pub struct Adding(RwSignal<bool>);

impl Adding {
    pub fn closed() -> Self {
        Self(RwSignal::new(false))
    }

    /// The plus: the dialog, where the page is awake; asleep, or with a modifier, the link is a link.
    pub fn pressed(self, ev: &leptos::ev::MouseEvent) {
        let plain = !(ev.ctrl_key() || ev.meta_key() || ev.shift_key() || ev.alt_key());
        if plain && self.open() {
            ev.prevent_default();
        }
    }

    /// Opens it; where a task is being added in the page already, that field is the place.
    fn open(self) -> bool {
        #[cfg(feature = "hydrate")]
        if document().get_element_by_id("add-title").is_some() {
            return focus();
        }
        self.0.set(true);
        true
    }
}

/// The dialog over any page.
#[component]
pub fn Adder(adding: Adding) -> impl IntoView {
    provide_context(adding);
    crate::ui::keys::on_key(At::Everywhere, move |key| {
        // A list has a field of its own for it.
        let own = || {
            let field = document().query_selector("#new-task-title");
            field.ok().flatten().is_some()
        };
        key == "n" && !own() && adding.open()
    });
    view! { <Modal open=adding.0 class="dlg add-d" label=words::task::add_a_task() show={later::<AddPage>} /> }
        .into_any()
}

#[component]
fn View(new: New) -> impl IntoView {
    let dialog = use_context::<Adding>().filter(|adding| adding.0.get_untracked());
    let New {
        workspace,
        today,
        projects,
        people,
        me,
    } = new;
    let head = match dialog {
        Some(_) => view! { <h2>{words::task::add_a_task()}</h2> }.into_any(),
        None => view! { <Title page=words::task::add_a_task() /><header class="page-h"><h1>{words::task::add_a_task()}</h1></header> }.into_any(),
    };
    if projects.is_empty() {
        return view! { {head}<p class="empty">{words::task::add_nowhere()}</p> }.into_any();
    }
    let typed = RwSignal::new(String::new());
    let dated = RwSignal::new(true);
    let told = RwSignal::new(String::new());
    let stays = StoredValue::new(false);
    let answered = move |answer: Answer| {
        let stay = stays.try_update_value(std::mem::take).unwrap_or_default();
        match dialog.filter(|_| !stay) {
            Some(dialog) => dialog.0.set(false),
            None => {
                let code = answer.said.map(|said| said.arg).unwrap_or_default();
                told.set(words::task::added(&code));
                typed.set(String::new());
                #[cfg(feature = "hydrate")]
                next();
            }
        }
    };
    let then = Then {
        answered: Some(Callback::new(answered)),
        ..Then::default()
    };
    let understood = move || {
        let title = typed.get();
        match domain::time::trailing(&title, today) {
            (title, Some(when)) if dated.get() => {
                let day = words::dates::day(when.day, today);
                let time = when
                    .time
                    .map(|time| format!(" {}", words::dates::time(time)));
                words::task::due_then(title, &format!("{day}{}", time.unwrap_or_default()))
            }
            _ => told.get(),
        }
    };
    // In the next frame: what is drawn at once, its code being here already, is in the page only then.
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| request_animation_frame(|| _ = focus()));
    let pairs = |of: Vec<Named>| of.into_iter().map(|n| (n.id, n.name));
    let people = [(String::new(), words::task::nobody())]
        .into_iter()
        .chain(pairs(people))
        .collect();
    view! {
        {head}
        <div class="add-p" on:input=move |ev| listen(&ev, typed, dated) on:keydown=move |ev| keep_open(&ev, stays)>
            <Form to="/do/plan/add_task" name="add" class="form" then=then>
                <Hidden name="workspace" value=workspace />
                <FreshId />
                <Field name="title" label=words::task_title() hint=words::task::add_title_hint() autocomplete="off" first=true />
                <p class="q" role="status">{understood}</p>
                <label class="rowck"><input class="ck" type="checkbox" name="form[dated]" value="on" checked /><span>{words::task::add_dated()}</span></label>
                <Select name="project" label=words::task::add_project() options=pairs(projects).collect() />
                <Select name="person" label=words::task::person() options=people value=me />
                <footer class="form-a">
                    <Submit label=words::add() />
                    {dialog.map(|dialog| view! { <button class="b" type="button" on:click=move |_| dialog.0.set(false)>{words::close()}</button> })}
                </footer>
                <p class="hint q">{dialog.map(|_| view! { <Icon name="plus" />" "{words::task::add_more()} })}</p>
            </Form>
        </div>
    }
    .into_any()
}

/// What is typed is said at once, as it is understood.
fn listen(ev: &leptos::ev::Event, typed: RwSignal<String>, dated: RwSignal<bool>) {
    #[cfg(feature = "hydrate")]
    {
        use wasm_bindgen::JsCast;
        let field = ev
            .target()
            .and_then(|t| t.dyn_into::<web_sys::HtmlInputElement>().ok());
        match field {
            Some(field) if field.name() == "form[title]" => typed.set(field.value()),
            Some(field) if field.name() == "form[dated]" => dated.set(field.checked()),
            _ => {}
        }
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (ev, typed, dated);
}

/// Ctrl or Command with Enter adds it and goes on with the next.
fn keep_open(ev: &leptos::ev::KeyboardEvent, stays: StoredValue<bool>) {
    #[cfg(feature = "hydrate")]
    if ev.key() == "Enter" {
        use wasm_bindgen::JsCast;
        let stay = ev.ctrl_key() || ev.meta_key();
        stays.set_value(stay);
        let form = ev
            .target()
            .and_then(|t| t.dyn_into::<web_sys::Element>().ok())
            .and_then(|e| e.closest("form").ok().flatten())
            .and_then(|e| e.dyn_into::<web_sys::HtmlFormElement>().ok());
        if let Some(form) = form.filter(|_| stay) {
            ev.prevent_default();
            let _ = form.request_submit();
        }
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (ev, stays);
}

#[cfg(feature = "hydrate")]
fn title() -> Option<web_sys::HtmlInputElement> {
    use wasm_bindgen::JsCast;
    let field = document().get_element_by_id("add-title")?;
    field.dyn_into().ok()
}

#[cfg(feature = "hydrate")]
fn focus() -> bool {
    title().is_some_and(|title| title.focus().is_ok())
}

/// The next one begins with an empty title; project and person stay.
#[cfg(feature = "hydrate")]
fn next() {
    if let Some(title) = title() {
        title.set_value("");
    }
    focus();
}
