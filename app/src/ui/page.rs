//! A page: its title, and its data loaded before it is shown.

use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::fault::FaultPage;
use crate::error::Fault;
use crate::words;

/// What a page loads: anything, or the reason why not.
pub type Loading<T> = Resource<Result<T, Fault>>;

/// Loads a page's data before the first byte is sent. `key` is what the address says; another address loads anew.
pub fn load<K, T, Fut>(
    key: impl Fn() -> K + Send + Sync + 'static,
    fetch: impl Fn(K) -> Fut + Send + Sync + 'static,
) -> Loading<T>
where
    K: PartialEq + Clone + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    Fut: Future<Output = Result<T, Fault>> + Send + 'static,
{
    Resource::new_blocking(key, fetch)
}

/// Shows what was loaded, or why not. A skeleton appears only when it takes longer than 200 ms (by the stylesheet).
pub fn loaded<T, V>(
    data: Loading<T>,
    show: impl Fn(T) -> V + Clone + Send + Sync + 'static,
) -> impl IntoView
where
    T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static,
    V: IntoView + 'static,
{
    view! {
        <Suspense fallback=|| view! { <p class="vh" role="status">{words::loading()}</p><span class="skel" aria-hidden="true"></span> }>
            {move || {
                let show = show.clone();
                Suspend::new(async move {
                    match data.await {
                        Ok(data) => show(data).into_any(),
                        Err(fault) => view! { <FaultPage fault=fault /> }.into_any(),
                    }
                })
            }}
        </Suspense>
    }
}

/// The document's title; unique for each page.
#[component]
pub fn Title(#[prop(into)] page: Signal<String>) -> impl IntoView {
    // The server writes it into the head after the page is done and its signals are gone.
    #[cfg(feature = "ssr")]
    let text = words::title(&page.get_untracked());
    #[cfg(not(feature = "ssr"))]
    let text = move || words::title(&page.get());
    view! { <leptos_meta::Title text=text /> }
}

/// A parameter of the address.
pub fn param(name: &'static str) -> Memo<String> {
    let params = leptos_router::hooks::use_params_map();
    Memo::new(move |_| params.read().get(name).unwrap_or_default())
}
