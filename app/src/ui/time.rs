//! Moments, formatted once, on the server, in the reader's zone: the browser shows the same text.

use crate::prelude::*;
use serde::{Deserialize, Serialize};

/// A moment in the reader's zone: `Mon 23 Nov`, `14:20`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    pub iso: String,
    pub day: String,
    pub time: String,
}

#[component]
pub fn When(moment: Moment) -> impl IntoView {
    view! { <time class="q num" datetime=moment.iso>{format!("{} {}", moment.day, moment.time)}</time> }
}
