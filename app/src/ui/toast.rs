//! One message at a time, at the bottom left, with Undo when there is something to undo; and Ctrl/⌘Z everywhere. Beside
//! it stands that there is a new version, until somebody takes it.

use crate::prelude::*;
use domain::refusal::Refused;

use super::icon::Mark;
use super::keys::{At, Hint};
use crate::answer::{Answer, Said, What};
use crate::live::Live;
use crate::words;

#[derive(Clone, Debug, PartialEq)]
enum Message {
    Said { said: Said, undo: Option<i64> },
    Refused(Refused),
}

/// The toast, and what can be taken back and done again in this tab.
#[derive(Clone, Copy)]
pub struct Toasts {
    message: RwSignal<Option<Message>>,
    /// Counts messages, so that an older one's clock does not take a newer one away.
    number: RwSignal<u64>,
    undos: RwSignal<Vec<i64>>,
    redos: RwSignal<Vec<i64>>,
    /// Changes that are not answered yet, and how many of them are to be taken back as soon as they are.
    on_way: StoredValue<(usize, usize)>,
    pub workspace: RwSignal<String>,
    live: Live,
}

impl Toasts {
    pub fn provide() -> Self {
        let toasts = Self {
            message: RwSignal::new(None),
            number: RwSignal::new(0),
            undos: RwSignal::new(vec![]),
            redos: RwSignal::new(vec![]),
            on_way: StoredValue::new((0, 0)),
            workspace: RwSignal::new(String::new()),
            live: expect_context(),
        };
        provide_context(toasts);
        toasts
    }

    /// A change is sent: whoever takes back before it is answered means this one.
    pub fn begins(&self) -> OnItsWay {
        self.on_way.update_value(|(sent, _)| *sent += 1);
        OnItsWay(*self)
    }

    /// Tells of a change and remembers how to take it back.
    pub fn tell(&self, answer: &Answer) {
        let undo = answer.seq.filter(|_| answer.undo);
        if let Some(seq) = undo {
            self.undos.update(|undos| undos.push(seq));
            self.redos.update(Vec::clear);
        }
        if let Some(said) = answer.said.clone() {
            self.show(Message::Said { said, undo });
        }
        let unwanted = self.on_way.try_update_value(|(_, unwanted)| {
            let is = undo.is_some() && *unwanted > 0;
            *unwanted -= usize::from(is);
            is
        });
        if unwanted == Some(true) {
            self.take_back_latest();
        }
    }

    pub fn refuse(&self, refused: Refused) {
        self.show(Message::Refused(refused));
    }

    fn show(&self, message: Message) {
        self.message.set(Some(message));
        self.number.update(|n| *n += 1);
        let (toasts, number) = (*self, self.number.get_untracked());
        // What names things has to be read: it stays until it is closed.
        let names = |message: &Message| matches!(message, Message::Said { said, .. } if !said.left.is_empty());
        if self
            .message
            .with_untracked(|message| message.as_ref().is_some_and(names))
        {
            return;
        }
        #[cfg(feature = "hydrate")]
        let _ = set_timeout(
            move || {
                let held = document()
                    .query_selector(".toast:hover, .toast:focus-within")
                    .ok()
                    .flatten()
                    .is_some();
                if toasts.number.get_untracked() == number && !held {
                    toasts.message.set(None);
                }
            },
            std::time::Duration::from_secs(10),
        );
        #[cfg(not(feature = "hydrate"))]
        let _ = (toasts, number);
    }

    /// Takes back the latest change of this tab, if there is one; one that is on its way as soon as it is answered.
    pub fn undo(self) -> bool {
        let waits = self.on_way.try_update_value(|(sent, unwanted)| {
            let waits = *unwanted < *sent;
            *unwanted += usize::from(waits);
            waits
        });
        waits == Some(true) || self.take_back_latest()
    }

    fn take_back_latest(self) -> bool {
        let seq = self.undos.try_update(Vec::pop).flatten();
        if let Some(seq) = seq {
            self.take_back(seq, self.redos);
        }
        seq.is_some()
    }

    /// Does again what was just taken back: undoes the undo.
    pub fn redo(self) -> bool {
        let seq = self.redos.try_update(Vec::pop).flatten();
        if let Some(seq) = seq {
            self.take_back(seq, self.undos);
        }
        seq.is_some()
    }

    /// Whether there is something to take back, and something to do again.
    pub fn turns(self) -> (bool, bool) {
        let some = |list: RwSignal<Vec<i64>>| list.with_untracked(|list| !list.is_empty());
        (some(self.undos), some(self.redos))
    }

    fn take_back(self, seq: i64, other: RwSignal<Vec<i64>>) {
        leptos::task::spawn_local(async move {
            let fields = vec![
                ("workspace", self.workspace.get_untracked()),
                ("seq", seq.to_string()),
            ];
            match crate::send::post_fields("/do/platform/undo", &fields).await {
                Ok(answer) => {
                    if let Some(undone) = answer.seq {
                        other.update(|list| list.push(undone));
                    }
                    if let Some(said) = answer.said {
                        self.show(Message::Said { said, undo: None });
                    }
                    self.live.changed();
                }
                Err(refused) => self.refuse(refused),
            }
        });
    }
}

/// Held while a change is on its way.
pub struct OnItsWay(Toasts);

impl Drop for OnItsWay {
    fn drop(&mut self) {
        // What was refused needs no taking back.
        let _ = self.0.on_way.try_update_value(|(sent, unwanted)| {
            *sent -= 1;
            *unwanted = (*unwanted).min(*sent);
        });
    }
}

/// The toasts' place, always in the page so that messages are read out.
#[component]
pub fn ToastPlace() -> impl IntoView {
    let toasts = expect_context::<Toasts>();
    super::keys::on_key(At::Everywhere, move |key| match key {
        "Ctrl Z" => toasts.undo(),
        "Ctrl Shift Z" => toasts.redo(),
        _ => false,
    });
    view! {
        <div class="toasts" role="status">
            {move || toasts.message.get().map(|message| match message {
                Message::Said { said, undo } => view! {
                    <div class="toast">
                        <Mark name="done" />
                        <span>{words::toast(&said)}{left(&said)}</span>
                        {open(&said, toasts)}
                        {undo.map(|_| view! {
                            <button class="lk" type="button" on:click=move |_| _ = toasts.undo()>{words::undo()}</button>
                            <Hint id="undo" />
                        })}
                        {(!said.left.is_empty()).then(|| view! {
                            <button class="lk" type="button" on:click=move |_| toasts.message.set(None)>{words::close()}</button>
                        })}
                    </div>
                }.into_any(),
                Message::Refused(refused) => view! {
                    <div class="toast is-bad">
                        <Mark name="notready" />
                        <span>{words::refused(&refused)}</span>
                        <button class="lk" type="button" on:click=move |_| toasts.message.set(None)>{words::close()}</button>
                    </div>
                }.into_any(),
            })}
            <NewVersion />
        </div>
    }
    .into_any()
}

/// Says that a newer version waits (server/src/pwa/register.js tells). It asks; nothing is loaded anew by itself, and
/// nothing that is typed is thrown away unasked.
#[component]
fn NewVersion() -> impl IntoView {
    let state = RwSignal::new(String::new());
    #[cfg(feature = "hydrate")]
    {
        let look = move || {
            let page = document().document_element();
            let told = page.and_then(|page| page.get_attribute("data-update"));
            let _ = state.try_set(told.unwrap_or_default());
        };
        let heard = window_event_listener_untyped("daymark-update", move |_| look());
        on_cleanup(move || heard.remove());
        // What was told before this page was awake.
        Effect::new(move |_| look());
    }
    let reload = move |_| {
        #[cfg(feature = "hydrate")]
        if let Ok(event) = web_sys::Event::new("daymark-reload") {
            let _ = window().dispatch_event(&event);
        }
    };
    view! {
        {move || {
            let (text, button) = match state.get().as_str() {
                "ready" => (words::new_version(), words::reload()),
                "unsent" => (words::new_version_unsent(), words::reload_anyway()),
                _ => return None,
            };
            Some(view! {
                <div class="toast is-new">
                    <Mark name="waiting" />
                    <span>{text}</span>
                    <button class="lk" type="button" on:click=reload>{button}</button>
                    <button class="lk" type="button" on:click=move |_| state.set(String::new())>{words::later()}</button>
                </div>
            })
        }}
    }
    .into_any()
}

/// What a change of many left as it was, and why.
pub fn left(said: &Said) -> AnyView {
    let lines = words::task::left(&said.left);
    if lines.is_empty() {
        return ().into_any();
    }
    let lines = lines.into_iter().map(|line| view! { <li>{line}</li> });
    view! { <ul class="left">{lines.collect_view()}</ul> }.into_any()
}

/// What was only just added is a press away.
fn open(said: &Said, toasts: Toasts) -> Option<AnyView> {
    let to = format!("/{}/t/{}", toasts.workspace.get_untracked(), said.arg);
    let link = || view! { <a class="lk" href=to>{words::task::open_it()}</a> };
    matches!(said.what, What::TaskCreated | What::TaskCopied).then(link)
}
