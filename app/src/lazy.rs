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
use domain::refusal::Refused;

use crate::error::Fault;
use crate::ui::fault::FaultPage;
use crate::ui::page::skeleton;
use crate::ui::toast::Toasts;
use crate::words;

pub type Later<T> = Pin<Box<dyn Future<Output = T>>>;
type Begun = Box<dyn FnOnce() -> Later<AnyView> + Send + Sync>;

#[derive(Clone)]
pub struct Page {
    name: &'static str,
    /// Begins to load the data, and gives back what fetches the code and shows it.
    begin: fn() -> Begun,
    fetch: fn() -> Later<()>,
    parts: fn() -> Later<()>,
    begun: ArcStoredValue<Option<Begun>>,
}

pub fn page<T: LazyRoute + Sync>() -> Page {
    page_of::<T>(|| Box::pin(async {}))
}

/// A page whose code lies in several files: all are fetched at once, and it is shown when they are there.
pub fn page_of<T: LazyRoute + Sync>(parts: fn() -> Later<()>) -> Page {
    Page {
        name: type_name::<T>(),
        begin: || {
            let data = T::data();
            Box::new(move || Box::pin(T::view(data)))
        },
        fetch: || Box::pin(T::preload()),
        parts,
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

/// What `#[lazy(fallible)]` makes of a view.
type Fetched = Result<AnyView, LazyViewError>;

/// One type for all parts: each of its own would bring the whole machinery of waiting along.
#[cfg(feature = "ssr")]
type Coming = Pin<Box<dyn Future<Output = Fetched> + Send>>;
/// The browser has one thread, and what it fetches with stays on it.
#[cfg(not(feature = "ssr"))]
type Coming = send_wrapper::SendWrapper<Later<Fetched>>;

#[cfg(feature = "ssr")]
fn coming(view: impl Future<Output = Fetched> + Send + 'static) -> Coming {
    Box::pin(view)
}
#[cfg(not(feature = "ssr"))]
fn coming(view: impl Future<Output = Fetched> + 'static) -> Coming {
    send_wrapper::SendWrapper::new(Box::pin(view))
}

/// A part of a page whose code is fetched when the part is first shown. The view is asked for anew each time, since the
/// server asks twice.
pub fn part<F>(view: impl Fn() -> F + Send + Sync + 'static) -> AnyView
where
    F: Future<Output = Fetched> + Sent + 'static,
{
    fetched(Arc::new(move || coming(view())), false)
}

/// The same, of what lies over a page: nothing stands for it meanwhile, and that it cannot be fetched is said in passing.
pub fn quiet_part<F>(view: impl Fn() -> F + Send + Sync + 'static) -> AnyView
where
    F: Future<Output = Fetched> + Sent + 'static,
{
    fetched(Arc::new(move || coming(view())), true)
}

fn fetched(view: Arc<dyn Fn() -> Coming + Send + Sync>, is_quiet: bool) -> AnyView {
    let (again, toasts) = (RwSignal::new(()), use_context::<Toasts>());
    let meanwhile = move || if is_quiet { ().into_any() } else { skeleton() };
    let lost = move || match toasts {
        Some(toasts) if is_quiet => {
            toasts.refuse(Refused::Unreachable);
            ().into_any()
        }
        _ => missing(again),
    };
    let fetched = move || {
        again.track();
        let view = Arc::clone(&view);
        Suspend::new(async move {
            // The server first asks what is ready, to throw it away.
            #[cfg(feature = "ssr")]
            tokio::task::yield_now().await;
            view().await.unwrap_or_else(|_| lost())
        })
    };
    view! { <Suspense fallback=meanwhile>{fetched}</Suspense> }.into_any()
}

/// In place of what could not be fetched.
fn missing(again: RwSignal<()>) -> AnyView {
    view! {
        <p role="alert">
            {words::refused(&Refused::Unreachable)}" "
            <button type="button" class="b b-q" on:click=move |_| again.set(())>{words::try_again()}</button>
        </p>
    }
    .into_any()
}

/// Fetches these parts of a page, all at once, and says when they are there.
macro_rules! parts {
    ($($fetch:path),+) => {
        pub fn parts() -> $crate::lazy::Later<()> {
            Box::pin(async {
                #[cfg(feature = "hydrate")]
                {
                    $($crate::lazy::soon($fetch);)+
                    // What cannot be fetched is asked for again where it stands.
                    $(let _ = $fetch().await;)+
                }
            })
        }
    };
}
pub(crate) use parts;

/// Fetches a part's code at once, beside the page's own.
#[cfg(feature = "hydrate")]
pub fn soon<F: Future + 'static>(fetch: fn() -> F) {
    leptos::task::spawn_local(async move {
        // What cannot be fetched now is fetched when it is shown.
        let _ = fetch().await;
    });
}

/// Fetches a part's code once the page has nothing else to do, so that it is there when it is wanted.
#[cfg(feature = "hydrate")]
pub fn when_idle<F: Future + 'static>(fetch: fn() -> F) {
    Effect::new(move |_| {
        // Where there is no such thing it is fetched when it is asked for.
        let _ = request_idle_callback(move || soon(fetch));
    });
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
        let begun = begun.unwrap_or_else(self.begin);
        #[cfg(feature = "hydrate")]
        soon(self.fetch);
        (self.parts)().await;
        let page = begun().await;
        // A page whose code cannot be fetched says so.
        let lost = |_| view! { <FaultPage fault=Fault(Refused::Unreachable) /> };
        view! { <ErrorBoundary fallback=lost>{page}</ErrorBoundary> }.into_any()
    }

    async fn preload(&self) {
        *self.begun.write_value() = Some((self.begin)());
        #[cfg(feature = "hydrate")]
        soon(self.parts);
        (self.fetch)().await;
    }
}

impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
