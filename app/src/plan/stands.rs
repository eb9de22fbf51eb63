//! How a project stands: a topmark and a word. Nothing said is said so.

use crate::prelude::*;

use crate::ui::icon::Mark;
use crate::words;

/// The shape that stands for a health.
pub fn mark(health: Option<&str>) -> &'static str {
    match health {
        Some("on_track") => "ready",
        Some("at_risk") => "notready",
        Some("off_track") => "obstacle",
        _ => "open",
    }
}

#[component]
pub fn Stands(
    health: Option<String>,
    /// The mark alone, where the word stands elsewhere in the row.
    #[prop(optional)]
    bare: bool,
) -> impl IntoView {
    let mark = mark(health.as_deref());
    if bare {
        return view! { <Mark name=mark /> }.into_any();
    }
    let class = match mark {
        "open" => "st q".to_owned(),
        mark => format!("st st-{mark}"),
    };
    view! { <span class=class>{words::plan::health(health.as_deref())}</span> }.into_any()
}
