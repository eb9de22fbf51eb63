//! A page whose code is fetched when it is first shown.
//!
//! The router's own `Lazy` is one type a page, and each brings the whole machinery of choosing and preloading along into
//! the first chunk; this is one type for all of them.

use std::any::type_name;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use leptos::LazyViewError;
use leptos_router::{ChooseView, LazyRoute};

use crate::prelude::*;
use crate::ui::page::skeleton;

type Later<T> = Pin<Box<dyn Future<Output = T>>>;
type Begun = Box<dyn FnOnce() -> Later<AnyView> + Send + Sync>;

#[derive(Clone)]
pub struct Page {
    name: &'static str,
    /// Begins to load the data, and gives back what fetches the code and shows it.
    begin: fn() -> Begun,
    fetch: fn() -> Later<()>,
    begun: ArcStoredValue<Option<Begun>>,
}

pub fn page<T: LazyRoute + Sync>() -> Page {
    Page {
        name: type_name::<T>(),
        begin: || {
            let data = T::data();
            Box::new(move || Box::pin(T::view(data)))
        },
        fetch: || Box::pin(T::preload()),
        begun: ArcStoredValue::new(None),
    }
}

/// A page's own view within another, its code fetched now.
#[cfg(feature = "hydrate")]
pub fn later<T: LazyRoute + Sync>() -> AnyView {
    let page = send_wrapper::SendWrapper::new(page::<T>().choose());
    view! { <Suspense>{Suspend::new(page)}</Suspense> }.into_any()
}

/// The server shows nothing that is fetched later.
#[cfg(not(feature = "hydrate"))]
pub fn later<T: LazyRoute + Sync>() -> AnyView {
    let _ = type_name::<T>;
    ().into_any()
}

/// A part of a page whose code is fetched when the part is first shown: what `#[lazy(fallible)]` makes of its view. The
/// view is asked for anew each time, since the server asks twice.
pub fn part<F>(view: impl Fn() -> F + Send + Sync + 'static) -> AnyView
where
    F: Future<Output = Result<AnyView, LazyViewError>> + Sent + 'static,
{
    let view = Arc::new(view);
    let fetched = move || {
        let view = Arc::clone(&view);
        let view = async move {
            // The server first asks what is ready, to throw it away.
            #[cfg(feature = "ssr")]
            tokio::task::yield_now().await;
            view().await.into_any()
        };
        // The browser has one thread, and what it fetches with stays on it.
        #[cfg(not(feature = "ssr"))]
        let view = send_wrapper::SendWrapper::new(view);
        Suspend::new(view)
    };
    view! { <Suspense fallback=skeleton>{fetched}</Suspense> }
}

/// On the server a future may go on in another thread.
#[cfg(feature = "ssr")]
pub trait Sent: Send {}
#[cfg(feature = "ssr")]
impl<T: Send> Sent for T {}
#[cfg(not(feature = "ssr"))]
pub trait Sent {}
#[cfg(not(feature = "ssr"))]
impl<T> Sent for T {}

impl ChooseView for Page {
    async fn choose(self) -> AnyView {
        let begun = self.begun.write_value().take();
        begun.unwrap_or_else(self.begin)().await
    }

    async fn preload(&self) {
        *self.begun.write_value() = Some((self.begin)());
        (self.fetch)().await;
    }
}

impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
