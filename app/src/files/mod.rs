//! Files of a task: chosen, dragged in or pasted; shown with who sent them; put away.

pub mod api;

use crate::prelude::*;

use crate::plan::task::api::Task;
use crate::ui::form::{FILES, FileField, Form, Hidden, Sending, Submit, Then};
use crate::ui::icon::Icon;
use crate::ui::time::When;
use crate::words::{self, files as w};
use api::Hung;

/// The name of the form, by which what is dropped and pasted finds it.
const FORM: &str = "add-files";

pub fn files(task: RwSignal<Task>) -> AnyView {
    let (may_edit, workspace, id) =
        task.with_untracked(|task| (task.may_edit, task.workspace.clone(), task.id.clone()));
    let count = move || {
        let count = task.with(|task| task.files.len());
        (count > 0).then(|| count.to_string())
    };
    let home = workspace.clone();
    let add = may_edit.then(|| view! {
        <Form to="/do/files/add" name=FORM id=FORM class="form files-f" enctype=FILES then=Then { clears: true, ..Then::default() }>
            <Hidden name="workspace" value=workspace />
            <Hidden name="task" value=id />
            <FileField name="file" label=w::choose() hint=w::hint() accept="" several=domain::files::LARGEST />
            <OnItsWay />
            <div class="form-a"><Submit label=w::add() class="b b-s" /></div>
        </Form>
    });
    let over = RwSignal::new(false);
    view! {
        <section aria-labelledby="files" class="files" class:is-over=over
            on:dragover=move |event| over.set(may_edit && takes(&event))
            on:dragleave=move |_| over.set(false)
            on:drop=move |event| { over.set(false); if may_edit { dropped(&event) } }
        >
            <h2 id="files">{w::files()}" "<span class="q num">{count}</span></h2>
            <ul class="file-l">
                <For each=move || task.with(|task| task.files.clone()) key=|f| (f.id.clone(), f.name.clone()) let:file>
                    <li>{one(home.clone(), file, may_edit)}</li>
                </For>
            </ul>
            {add}
        </section>
    }
    .into_any()
}

fn one(workspace: String, file: Hung, may_edit: bool) -> AnyView {
    let to = format!("/{workspace}/files/{}/{}", file.id, encoded(&file.name));
    let picture = if file.thumb {
        let from = format!("/{workspace}/thumbs/{}", file.id);
        view! { <img src=from alt="" loading="lazy" /> }.into_any()
    } else {
        view! { <Icon name="file" /> }.into_any()
    };
    let remove = may_edit.then(|| {
        let label = w::remove(&file.name);
        view! {
            <Form to="/do/files/remove" name=format!("remove-{}", file.id) summary=false>
                <Hidden name="workspace" value=workspace />
                <Hidden name="record" value=file.id.clone() />
                <button class="ib ib-s" type="submit" aria-label=label.clone() title=label><Icon name="x" /></button>
            </Form>
        }
    });
    // `rel=external`: the browser fetches it, not the router.
    view! {
        <a class="file-a" rel="external" href=to>
            <span class="file-i">{picture}</span>
            <span class="file-n"><bdi>{file.name}</bdi></span>
        </a>
        <small class="q"><span class="num">{w::size(file.size)}</span>", "{file.by.unwrap_or_else(words::done_by_nobody)}" "<When moment=file.at /></small>
        {remove}
    }
    .into_any()
}

/// A name as a part of an address.
fn encoded(name: &str) -> String {
    let mut text = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

/// How much of it has been sent.
#[component]
fn OnItsWay() -> impl IntoView {
    let sent = expect_context::<Sending>().sent;
    view! {
        {move || sent.get().map(|per_cent| view! {
            <p class="files-p" role="status"><progress max="100" value=per_cent.to_string() aria-label=w::on_its_way()></progress></p>
        })}
    }
    .into_any()
}

/// Whether it is files that are dragged; then they may be dropped here.
#[cfg(feature = "hydrate")]
fn takes(event: &web_sys::DragEvent) -> bool {
    let Some(dragged) = event.data_transfer() else {
        return false;
    };
    let takes = dragged.types().includes(&"Files".into(), 0);
    if takes {
        event.prevent_default();
    }
    takes
}

#[cfg(feature = "hydrate")]
fn dropped(event: &web_sys::DragEvent) {
    if let Some(files) = event.data_transfer().and_then(|dragged| dragged.files()) {
        event.prevent_default();
        send(&files);
    }
}

/// Pictures in the clipboard are added; a text goes where it is pasted, though a picture of it may come along.
#[cfg(feature = "hydrate")]
pub fn pasted(event: &web_sys::Event) {
    use wasm_bindgen::JsCast;
    let Some(held) = event
        .dyn_ref::<web_sys::ClipboardEvent>()
        .and_then(web_sys::ClipboardEvent::clipboard_data)
    else {
        return;
    };
    let is_text = held
        .get_data("text/plain")
        .is_ok_and(|text| !text.is_empty());
    if let Some(files) = held.files().filter(|_| !is_text)
        && send(&files)
    {
        event.prevent_default();
    }
}

/// Puts the files into the form, as if they were chosen there, and sends it. False where there is no such form.
#[cfg(feature = "hydrate")]
fn send(files: &web_sys::FileList) -> bool {
    use wasm_bindgen::JsCast;
    let form = document()
        .get_element_by_id(FORM)
        .and_then(|form| form.dyn_into::<web_sys::HtmlFormElement>().ok());
    let Some(form) = form.filter(|_| files.length() > 0) else {
        return false;
    };
    let input = form
        .query_selector("input[type=file]")
        .ok()
        .flatten()
        .and_then(|input| input.dyn_into::<web_sys::HtmlInputElement>().ok());
    if let Some(input) = input {
        input.set_files(Some(files));
        if let Ok(chosen) = web_sys::Event::new("change") {
            let _ = input.dispatch_event(&chosen);
        }
        // Too large, and said so.
        if input.value().is_empty() {
            return true;
        }
    }
    form.request_submit().is_ok()
}

#[cfg(not(feature = "hydrate"))]
fn takes(_: &leptos::ev::DragEvent) -> bool {
    false
}

#[cfg(not(feature = "hydrate"))]
fn dropped(_: &leptos::ev::DragEvent) {}

#[cfg(not(feature = "hydrate"))]
pub fn pasted(_: &web_sys::Event) {}
