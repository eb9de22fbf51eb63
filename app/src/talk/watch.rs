//! Who watches, and watching.

use crate::prelude::*;

use super::api::Talk;
use crate::ui::form::{Form, Hidden, Submit};
use crate::ui::icon::Icon;
use crate::words;

#[component]
pub fn Watchers(#[prop(into)] talk: Signal<Talk>) -> impl IntoView {
    let (workspace, record, may) =
        talk.with_untracked(|t| (t.workspace.clone(), t.record.clone(), t.may_comment));
    let names = StoredValue::new((workspace, record));
    let watching = Memo::new(move |_| talk.with(|t| t.watching));
    view! {
        <div class="watch">
            <p class="q">
                <Icon name="eye" />
                {move || talk.with(|t| match t.watchers.len() {
                    0 => words::plan::nobody_watches(),
                    _ => words::plan::watched_by(&t.watchers.join(", ")),
                })}
            </p>
            {move || may.then(|| {
                let (to, label) = if watching.get() {
                    ("/do/talk/unwatch", words::plan::unwatch())
                } else {
                    ("/do/talk/watch", words::plan::watch())
                };
                let (workspace, record) = names.get_value();
                view! {
                    <Form to=to name="watch" summary=false>
                        <Hidden name="workspace" value=workspace />
                        <Hidden name="record" value=record />
                        <Submit label=label class="lk" />
                    </Form>
                }
            })}
        </div>
    }
    .into_any()
}
