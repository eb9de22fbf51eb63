//! What every page uses: leptos, with a `view!` whose type is erased.

use std::sync::{Arc, Mutex};

pub(crate) use leptos::prelude::*;

/// leptos's `view!`, its type erased: what a branch, a list or a slot holds is then one type for the compiler, not one
/// a tag, and the browser downloads each way of drawing it once (docs/decisions/0005).
macro_rules! view {
    ($($part:tt)*) => { crate::prelude::Erase::erased(leptos::view! { $($part)* }) };
}
pub(crate) use view;

/// What leptos's `view!` can be.
pub trait Erase {
    fn erased(self) -> AnyView;
}

impl<T: RenderHtml + Send + 'static> Erase for View<T> {
    fn erased(self) -> AnyView {
        self.into_inner().into_any()
    }
}

impl<T: RenderHtml + 'static> Erase for Arc<Mutex<dyn FnMut() -> T + Send>> {
    fn erased(self) -> AnyView {
        self.into_any()
    }
}

impl Erase for String {
    fn erased(self) -> AnyView {
        self.into_any()
    }
}

impl Erase for AnyView {
    fn erased(self) -> AnyView {
        self
    }
}
