//! A page: its title, and its data loaded before it is shown.
//!
//! What is loaded travels as the text of its JSON, and only the page's own chunk knows its type: the resource, its
//! suspense and its fetching exist once, not once a page (docs/decisions/0007).

use std::pin::Pin;
use std::sync::Arc;

use crate::prelude::*;
use domain::refusal::Refused;
use leptos::context::Provider;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::fault::FaultPage;
use crate::error::Fault;
use crate::words;

/// What a page asks: a reading function's address, and its arguments by name.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    pub to: &'static str,
    pub args: Vec<(&'static str, String)>,
}

type Args = Arc<dyn Fn() -> Vec<(&'static str, String)> + Send + Sync>;
type Text = Pin<Box<dyn Future<Output = Result<String, Fault>> + Send>>;
type Reading = Arc<dyn Fn(Vec<(&'static str, String)>) -> Text + Send + Sync>;

/// What a page loads, or the reason why not.
#[derive(Clone)]
pub struct Loading {
    to: &'static str,
    args: Args,
    text: Resource<Result<String, Why>>,
}

/// Why not, as text within what the page holds: read as every answer is, so that there is one reader of refusals.
#[derive(Clone, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
struct Why(Fault);

impl From<Why> for String {
    fn from(why: Why) -> Self {
        serde_json::to_string(&why.0).unwrap_or_default()
    }
}

impl From<String> for Why {
    fn from(text: String) -> Self {
        Self(read(&text).unwrap_or_else(|other_release| other_release))
    }
}

/// Loads a page's data before the first byte is sent: by `read` on the server, from the address `to` in the browser,
/// where each argument has the name that `read`'s function gives it. Other arguments load anew.
pub fn load<const N: usize, T, Fut>(
    to: &'static str,
    args: impl Fn() -> [(&'static str, String); N] + Send + Sync + 'static,
    read: impl Fn([String; N]) -> Fut + Send + Sync + 'static,
) -> Loading
where
    T: Serialize,
    Fut: Future<Output = Result<T, Fault>> + Send + 'static,
{
    loading(to, Arc::new(move || args().into()), reading(to, read))
}

/// As [`load`], where every argument is a part of the address: each is named, with the name of that part. Most pages
/// are such, and each adds nothing but these names to the first chunk.
#[inline(always)]
pub fn load_here<const N: usize, T, Fut>(
    to: &'static str,
    args: [(&'static str, &'static str); N],
    read: impl Fn([String; N]) -> Fut + Send + Sync + 'static,
) -> Loading
where
    T: Serialize,
    Fut: Future<Output = Result<T, Fault>> + Send + 'static,
{
    loading(to, of_address(&args), reading(to, read))
}

fn of_address(args: &[(&'static str, &'static str)]) -> Args {
    let args: Vec<_> = args
        .iter()
        .map(|(name, part)| (*name, param(part)))
        .collect();
    Arc::new(move || {
        args.iter()
            .map(|(name, part)| (*name, part.get()))
            .collect()
    })
}

#[cfg(feature = "ssr")]
fn reading<const N: usize, T, Fut>(
    to: &'static str,
    read: impl Fn([String; N]) -> Fut + Send + Sync + 'static,
) -> Reading
where
    T: Serialize,
    Fut: Future<Output = Result<T, Fault>> + Send + 'static,
{
    Arc::new(move |args| {
        let values: Vec<String> = args.into_iter().map(|(_, value)| value).collect();
        let kept = crate::kept::place(to, &values);
        // As many as `load` was given.
        let values: [String; N] = values
            .try_into()
            .unwrap_or_else(|_| std::array::from_fn(|_| String::new()));
        let read = read(values);
        Box::pin(async move {
            let kept = kept.await;
            if let Some(text) = kept.as_ref().and_then(crate::kept::Place::text) {
                return Ok(text);
            }
            let text = serde_json::to_string(&read.await?).map_err(|_| {
                Fault(Refused::Failed {
                    request: crate::session::request_id(),
                })
            })?;
            if let Some(kept) = kept {
                kept.keep(&text);
            }
            Ok(text)
        })
    })
}

#[cfg(not(feature = "ssr"))]
#[inline(always)]
fn reading<const N: usize, T, Fut>(
    to: &'static str,
    _: impl Fn([String; N]) -> Fut + Send + Sync + 'static,
) -> Reading
where
    T: Serialize,
    Fut: Future<Output = Result<T, Fault>> + Send + 'static,
{
    asking(to)
}

#[cfg(not(feature = "ssr"))]
fn asking(to: &'static str) -> Reading {
    Arc::new(move |args| {
        Box::pin(send_wrapper::SendWrapper::new(
            Ask { to, args }.text_owned(),
        ))
    })
}

fn loading(to: &'static str, args: Args, read: Reading) -> Loading {
    let source = Arc::clone(&args);
    Loading {
        to,
        args,
        text: Resource::new_blocking(
            move || source(),
            move |args| {
                let text = read(args);
                async move { text.await.map_err(Why) }
            },
        ),
    }
}

impl Ask {
    #[cfg(not(feature = "ssr"))]
    async fn text_owned(self) -> Result<String, Fault> {
        self.text().await
    }

    /// Asks, and gives back the answer's text.
    pub async fn text(&self) -> Result<String, Fault> {
        Ok(crate::send::get(self.to, &self.args).await?)
    }
}

/// An answer's text as what the page shows. One that it cannot read is from another release.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    crate::json::from_str(text).map_err(|_| Fault(Refused::Reload))
}

/// Shows what was loaded, or why not.
pub fn loaded<T, V>(data: Loading, show: impl Fn(T) -> V + Send + Sync + 'static) -> AnyView
where
    T: DeserializeOwned + 'static,
    V: IntoView + 'static,
{
    loaded_or(data, show, |fault| {
        view! { <FaultPage fault=fault /> }.into_any()
    })
}

/// The same, with another view of why not.
pub fn loaded_or<T, V>(
    data: Loading,
    show: impl Fn(T) -> V + Send + Sync + 'static,
    fault: fn(Fault) -> AnyView,
) -> AnyView
where
    T: DeserializeOwned + 'static,
    V: IntoView + 'static,
{
    let show = move |text: &str| match read::<T>(text) {
        Ok(data) => show(data).into_any(),
        Err(why) => fault(why),
    };
    shown(data, Arc::new(show), fault)
}

/// What an answer's text looks like.
type Show = dyn Fn(&str) -> AnyView + Send + Sync;

fn shown(data: Loading, show: Arc<Show>, fault: fn(Fault) -> AnyView) -> AnyView {
    let Loading { to, args, text } = data;
    view! {
        <Suspense fallback=skeleton>
            {move || {
                let (show, args) = (Arc::clone(&show), Arc::clone(&args));
                Suspend::new(async move {
                    // The server first asks what is ready, to throw it away: what it would find there would be read twice.
                    #[cfg(feature = "ssr")]
                    tokio::task::yield_now().await;
                    match text.await {
                        Ok(text) => {
                            // What `keep_fresh` asks again.
                            let ask = Ask { to, args: untrack(|| args()) };
                            view! { <Provider value=ask>{show(&text)}</Provider> }.into_any()
                        }
                        Err(Why(why)) => fault(why),
                    }
                })
            }}
        </Suspense>
    }
    .into_any()
}

/// What stands where something is on its way; it appears only when that takes longer than 200 ms (by the stylesheet).
pub fn skeleton() -> AnyView {
    view! { <p class="vh" role="status">{words::loading()}</p><span class="skel" aria-hidden="true"></span> }
}

/// The document's title; unique for each page.
#[component]
pub fn Title(#[prop(into)] page: Signal<String>) -> impl IntoView {
    // The server writes it into the head after the page is done and its signals are gone.
    #[cfg(feature = "ssr")]
    let text = words::title(&page.get_untracked());
    // A page that is shown anew is put away first; until the new one has its title, the old one's stays.
    #[cfg(not(feature = "ssr"))]
    let text = {
        let last = ArcStoredValue::new(String::new());
        move || {
            if let Some(page) = page.try_get() {
                last.set_value(words::title(&page));
            }
            last.get_value()
        }
    };
    view! { <leptos_meta::Title text=text /> }
}

/// A parameter of the address.
pub fn param(name: &'static str) -> Memo<String> {
    let params = leptos_router::hooks::use_params_map();
    Memo::new(move |_| params.read().get(name).unwrap_or_default())
}
