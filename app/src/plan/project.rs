//! `/{workspace}/p/{key}` leads to the project's list.

use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use crate::ui::page::param;

pub struct ProjectPage {
    to: String,
}

#[lazy_route]
impl LazyRoute for ProjectPage {
    fn data() -> Self {
        let (workspace, key) = (param("workspace"), param("project"));
        Self {
            to: format!("/{}/p/{}/list", workspace.get_untracked(), key.get_untracked()),
        }
    }

    fn view(this: Self) -> AnyView {
        lead(this.to)
    }
}

/// The server answers with the address, before anything is drawn; the browser goes there in the same step of history.
fn lead(to: String) -> AnyView {
    #[cfg(feature = "ssr")]
    leptos_axum::redirect(&to);
    #[cfg(feature = "hydrate")]
    {
        let navigate = leptos_router::hooks::use_navigate();
        let options = leptos_router::NavigateOptions {
            replace: true,
            ..Default::default()
        };
        let _ = request_animation_frame(move || navigate(&to, options));
    }
    ().into_any()
}
