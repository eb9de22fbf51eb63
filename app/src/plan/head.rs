//! The head of a project's pages: its name, its people, its parts.

use crate::prelude::*;

use super::manage::Head;
use super::tabs::{ProjectTabs, Tab};
use crate::exchange::ExportLinks;
use crate::ui::avatar::Avatar;
use crate::words;

/// Faces shown before the rest is a number.
const FACES: usize = 6;

#[component]
pub fn ProjectHead(#[prop(into)] head: Signal<Head>, here: Tab) -> impl IntoView {
    let begun = head.get_untracked();
    let people = move || head.with(|h| h.people.iter().take(FACES).cloned().collect::<Vec<_>>());
    let more = move || head.with(|h| h.people.len().saturating_sub(FACES));
    view! {
        <header class="ph">
            <div class="ph-top">
                <h1>{move || head.with(|h| h.title.clone())}</h1>
                <p class="ph-meta">
                    <span class="num">{begun.key.clone()}</span>
                    {move || head.with(|h| h.client.clone()).map(|client| view! { <span>{client}</span> })}
                    <ExportLinks workspace=begun.workspace.clone() project_key=begun.key.clone() />
                    <span class="ph-av">
                        <For each=people key=|p| p.id.clone() let:person>
                            <Avatar name=person.name class="av av-s" />
                        </For>
                        {move || (more() > 0).then(|| view! { <span class="more num">{words::plan::more(more())}</span> })}
                    </span>
                </p>
            </div>
            <ProjectTabs workspace=begun.workspace key=begun.key here=here manages=begun.manages />
        </header>
    }
    .into_any()
}
