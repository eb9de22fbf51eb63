//! What happened to a record, in words: each event with its fields as they were and as they are. The one place where an
//! event's content becomes something to read.
//!
//! ```text
//! let events = store::audit::activity(&db, &sight, record).await?;
//! let happened = history::read(&here, &sight, events, &zone).await?;      // on the server
//! <History events=Signal::derive(move || page.with(|p| p.happened.clone())) />
//! ```

#[cfg(feature = "ssr")]
mod read;
#[cfg(feature = "ssr")]
mod shorten;

use crate::prelude::*;
use serde::{Deserialize, Serialize};

use crate::ui::time::{Moment, When};
use crate::words;

#[cfg(feature = "ssr")]
pub use read::read;

/// One event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Happened {
    pub seq: i64,
    pub who: Option<String>,
    pub at: Moment,
    pub kind: String,
    /// What of a project it happened to.
    pub of: Option<String>,
    pub undoes: bool,
    pub because: Option<String>,
    pub fields: Vec<Diff>,
}

/// A field, before and after.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Diff {
    pub field: String,
    pub before: Value,
    pub after: Value,
}

/// What a field held, as far as `words` need to know to say it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Value {
    Nothing,
    /// A text as people wrote it, a name, a date already formatted.
    Text(String),
    /// A state of a project; an empty name is the usual one of its category.
    State {
        name: String,
        category: String,
    },
    /// The same with how many tasks are to be in it at most.
    Limited {
        name: String,
        category: String,
        limit: i64,
    },
    /// One of the field's few values.
    Code(String),
    Minutes(i64),
    /// Thousandths of a person's day.
    Units(i64),
    Percent(i64),
    Number(i64),
    Truth(bool),
    List(Vec<Value>),
    /// Something that was there and is not to be found any more, or not the reader's to see.
    Gone,
}

/// What happened, latest first.
#[component]
pub fn History(#[prop(into)] events: Signal<Vec<Happened>>) -> impl IntoView {
    view! {
        <ol class="log">
            <For each=move || events.get() key=|e| e.seq let:event>
                <li>
                    <When moment=event.at />
                    <div>
                        <p>
                            <b>{event.who.unwrap_or_else(words::done_by_nobody)}</b>" "
                            {words::happened(&event.kind, event.undoes)}
                            {event.of.map(|of| view! { ": "<span>{of}</span> })}
                        </p>
                        {event.because.map(|because| view! { <p class="because">{because}</p> })}
                        {event.fields.into_iter().map(diff).collect_view()}
                    </div>
                </li>
            </For>
        </ol>
    }
    .into_any()
}

fn diff(diff: Diff) -> impl IntoView {
    let Diff {
        field,
        before,
        after,
    } = diff;
    let text = |value: &Value| words::plan::value(&field, value);
    let (was, is) = (text(&before), text(&after));
    view! {
        <p class="q diff">
            {words::plan::field(&field)}": "
            {(before != Value::Nothing).then(|| view! { <span class="vh">{words::plan::was()}</span>" "<del>{was}</del>" " })}
            {(after != Value::Nothing).then(|| view! { <span class="vh">{words::plan::now()}</span>" "<ins>{is}</ins> })}
        </p>
    }
}
