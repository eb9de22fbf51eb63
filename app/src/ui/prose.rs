//! What a person wrote, as HTML that only the sanitiser makes. The one place with `inner_html`.

use crate::prelude::*;
use serde::{Deserialize, Serialize};

/// Clean HTML: made by `markdown` on the server and by nothing else; the browser gets it from there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SafeHtml(String);

impl SafeHtml {
    /// For the sanitiser.
    #[cfg(feature = "ssr")]
    pub(crate) fn clean(html: String) -> Self {
        Self(html)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[component]
pub fn Prose(
    #[prop(into)] text: Signal<SafeHtml>,
    #[prop(default = "prose")] class: &'static str,
) -> impl IntoView {
    view! { <div class=class inner_html=move || text.with(|html| html.0.clone())></div> }
}
