//! What others change shows here within a second.
//!
//! One stream a browser and workspace: the tab that holds the lock opens it and passes each message on to the others
//! (a seventh stream to one origin would block it all). A message says what changed, never what was said; pages fetch
//! what they show again.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::prelude::*;
use domain::refusal::Refused;
use serde::de::DeserializeOwned;

use crate::error::Fault;
use crate::ui::page::{Ask, read};

/// Counts what has changed since the page was opened.
#[derive(Clone, Copy)]
pub struct Live {
    changes: RwSignal<u64>,
    /// Whether changes arrive by themselves right now. Unknown (and not claimed) until the first message.
    pub connected: RwSignal<bool>,
}

impl Live {
    pub fn provide() -> Self {
        let live = Self {
            changes: RwSignal::new(0),
            connected: RwSignal::new(false),
        };
        provide_context(live);
        live
    }

    /// How often something changed; whoever reads it hears of the next.
    pub fn count(&self) -> u64 {
        self.changes.get()
    }

    /// Something changed: by another, or just now by this page.
    pub fn changed(&self) {
        self.changes.update(|n| *n += 1);
    }
}

/// Keeps what a page shows fresh: asks again what the page asked after each change, and leaves forms and what is typed
/// in them alone. A page that is gone or refused keeps what it shows; the next navigation says why.
pub fn keep_fresh<T>(page: RwSignal<T>)
where
    T: Send + Sync + Clone + PartialEq + DeserializeOwned + 'static,
{
    ask_again(Arc::new(move |text| {
        let Some(fresh) = text else {
            return !page.is_disposed();
        };
        if let Ok(fresh) = read::<T>(fresh)
            && page
                .try_with_untracked(|old| *old != fresh)
                .unwrap_or(false)
        {
            page.set(fresh);
        }
        true
    }));
}

/// Given each fresh text; without one it says whether the page is still there.
type Shown = dyn Fn(Option<&str>) -> bool;

fn ask_again(show: Arc<Shown>) {
    let (Some(live), Some(ask)) = (use_context::<Live>(), use_context::<Ask>()) else {
        return;
    };
    // An answer that was overtaken by that to a later question is of before, and shows no more.
    let newest = Arc::new(AtomicU64::new(0));
    Effect::new(move |seen: Option<u64>| {
        let now = live.changes.get();
        if seen.is_some_and(|seen| seen != now) {
            let (ask, show, newest) = (ask.clone(), Arc::clone(&show), Arc::clone(&newest));
            leptos::task::spawn_local(async move {
                let answer = ask.text().await;
                if newest.fetch_max(now, Ordering::Relaxed) > now {
                    return;
                }
                match answer {
                    Ok(fresh) => _ = show(Some(&fresh)),
                    Err(Fault(Refused::SignInFirst)) if show(None) => reload(),
                    // No longer the reader's to see: the server says so in place of the page. Where it went by the
                    // reader's own doing, another page is on its way, and what was said of it must not be lost.
                    Err(Fault(Refused::Absent)) => {
                        let look = move || {
                            if show(None) {
                                reload();
                            }
                        };
                        let _ = set_timeout(look, ON_THE_WAY);
                    }
                    Err(_) => {}
                }
            });
        }
        now
    });
}

/// So long another page may take that was asked for by what took this one away.
const ON_THE_WAY: Duration = Duration::from_secs(2);

pub fn reload() {
    #[cfg(feature = "hydrate")]
    if let Some(window) = web_sys::window() {
        let _ = window.location().reload();
    }
}

/// A tab that has just opened asks the one with the stream whether it stands.
#[cfg(feature = "hydrate")]
const ASK: &str = "ask";

/// Opens the workspace's stream, or listens to the tab that has.
#[cfg(feature = "hydrate")]
pub fn listen(live: Live, workspace: String) {
    use wasm_bindgen::JsCast;
    use wasm_bindgen::prelude::Closure;

    let Some(window) = web_sys::window() else {
        return;
    };
    let name = format!("daymark-live-{workspace}");
    let Ok(channel) = web_sys::BroadcastChannel::new(&name) else {
        return;
    };
    let leads = StoredValue::new(false);
    let answers = channel.clone();
    let heard =
        Closure::<dyn Fn(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
            let text = event.data().as_string().unwrap_or_default();
            if text != ASK {
                hear(live, &text);
            } else if leads.get_value() && live.connected.get_untracked() {
                let _ = answers.post_message(&"hello".into());
            }
        });
    channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    heard.forget();
    let _ = channel.post_message(&ASK.into());
    // The lock is held for as long as this tab lives; when it goes, the next tab's turn comes by itself.
    let hold = Closure::<dyn FnMut(wasm_bindgen::JsValue) -> js_sys::Promise>::new(move |_| {
        leads.set_value(true);
        open(live, &workspace, &channel);
        js_sys::Promise::new(&mut |_, _| {})
    });
    // Web Locks by name: web-sys has them behind an unstable switch only.
    let locks = js_sys::Reflect::get(&window.navigator(), &"locks".into()).unwrap_or_default();
    let request = js_sys::Reflect::get(&locks, &"request".into())
        .ok()
        .and_then(|f| f.dyn_into::<js_sys::Function>().ok());
    if let Some(request) = request {
        let _ = request.call2(&locks, &name.as_str().into(), hold.as_ref());
    }
    hold.forget();
}

#[cfg(not(feature = "hydrate"))]
pub fn listen(_: Live, _: String) {}

#[cfg(feature = "hydrate")]
fn open(live: Live, workspace: &str, channel: &web_sys::BroadcastChannel) {
    use wasm_bindgen::JsCast;
    use wasm_bindgen::prelude::Closure;

    let Ok(source) = web_sys::EventSource::new(&format!("/live/{workspace}")) else {
        return;
    };
    let pass_on = channel.clone();
    let on_message =
        Closure::<dyn Fn(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
            let text = event.data().as_string().unwrap_or_default();
            let _ = pass_on.post_message(&wasm_bindgen::JsValue::from_str(&text));
            hear(live, &text);
        });
    source.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    let pass_on = channel.clone();
    let on_error = Closure::<dyn Fn(web_sys::Event)>::new(move |_: web_sys::Event| {
        let _ = pass_on.post_message(&wasm_bindgen::JsValue::from_str("lost"));
        hear(live, "lost");
    });
    source.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    on_error.forget();
}

/// `hello` when the stream stands, `lost` when it does not, `bye` when the session has ended, else a change.
#[cfg(feature = "hydrate")]
fn hear(live: Live, text: &str) {
    match text {
        "hello" => live.connected.set(true),
        "lost" => live.connected.set(false),
        "bye" => {
            if let Some(window) = web_sys::window() {
                let _ = window.location().reload();
            }
        }
        _ => {
            live.connected.set(true);
            live.changed();
        }
    }
}
