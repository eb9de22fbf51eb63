//! The line above a list, a board or a calendar: the views one keeps at hand, what can be saved, and all there are.

use crate::prelude::*;

use super::api::Views;
use super::{VIEW, View, one};
use crate::plan::list::query::Query;
use crate::ui::form::{Field, Form, FreshId, Hidden, Submit, Then, came_back};
use crate::ui::icon::Icon;
use crate::words;

#[component]
pub fn ViewBar(
    shown: Memo<Views>,
    /// `list`, `board` or `calendar`.
    page: &'static str,
    query: Memo<Query>,
) -> impl IntoView {
    let (workspace, place) = shown.with_untracked(|s| (s.workspace.clone(), s.place.clone()));
    let named = Memo::new(move |_| query.with(|q| q.get(VIEW).to_owned()));
    let open = Memo::new(move |_| {
        let id = named.get();
        shown.with(|shown| shown.views.iter().find(|view| view.id == id).cloned())
    });
    let asked = Memo::new(move |_| query.with(|q| q.saved(page).asked()));
    let at_hand = move || {
        let open = named.get();
        let of = |view: &&View| view.pinned || view.id == open;
        shown.with(|shown| shown.views.iter().filter(of).cloned().collect::<Vec<_>>())
    };
    let link = {
        let (workspace, place) = (workspace.clone(), place.clone());
        move |view: View| {
            let id = view.id.clone();
            let is_open = move || (named.get() == id).then_some("true");
            let href = view.address(&workspace, &place);
            let pinned = view
                .pinned
                .then(|| view! { <span class="vh">{words::views::is_pinned()}</span> });
            view! { <li><a class="chip" href=href aria-current=is_open>{view.name}{pinned}</a></li> }
        }
    };
    let changes = {
        let workspace = workspace.clone();
        move || {
            let view = open.get().filter(|view| view.may_change)?;
            let differs = asked.get() != view.query || view.page != page;
            differs.then(|| keep(&workspace, view, page, asked))
        }
    };
    let all = move || {
        let id = |view: &View| view.id.clone();
        shown.with(|shown| shown.views.iter().map(id).collect::<Vec<_>>())
    };
    let count = move || shown.with(|shown| shown.views.len());
    let any = Memo::new(move |_| count() > 0);
    let may_share = shown.with_untracked(|shown| shown.may_share);
    let (of_one, to_place) = (workspace.clone(), place.clone());
    view! {
        <section class="views" aria-label=words::views::views()>
            <ul class="chips">
                <For each=at_hand key=View::clone let:view>{link(view)}</For>
            </ul>
            {changes}
            {move || any.get().then(|| {
                let (workspace, place) = (of_one.clone(), to_place.clone());
                view! {
                    <details class="views-all">
                        <summary><Icon name="chevron-down" />{move || words::views::all(count())}</summary>
                        <ul class="rows views-l">
                            <For each=all key=String::clone let:id>{one::one(&workspace, &place, by_id(shown, id), may_share)}</For>
                        </ul>
                    </details>
                }
            })}
            <details class="views-new" open=came_back(SAVE)>
                <summary><Icon name="plus" />{words::views::save_this()}</summary>
                {save(workspace, place, page, asked, may_share)}
            </details>
        </section>
    }
    .into_any()
}

const SAVE: &str = "save-view";

/// A view as it is now; one that is gone stays as it was until it leaves the list.
fn by_id(shown: Memo<Views>, id: String) -> Memo<View> {
    Memo::new(move |was: Option<&View>| {
        let found = shown.with(|shown| shown.views.iter().find(|view| view.id == id).cloned());
        found.or_else(|| was.cloned()).unwrap_or_default()
    })
}

/// Saves what the address says under a name.
fn save(
    workspace: String,
    place: String,
    page: &'static str,
    asked: Memo<String>,
    may_share: bool,
) -> AnyView {
    let then = Then {
        clears: true,
        folds: true,
        ..Then::default()
    };
    view! {
        <Form to="/do/plan/save_view" name=SAVE class="views-f" then=then>
            <Hidden name="workspace" value=workspace />
            <Hidden name="place" value=place />
            <Hidden name="page" value=page />
            {said(asked)}
            <FreshId />
            <Field name="name" label=words::views::name() />
            {may_share.then(|| one::shared(false))}
            <Submit label=words::views::save() class="b b-s" />
        </Form>
    }
    .into_any()
}

/// What the address says now, also after it has changed.
fn said(asked: Memo<String>) -> AnyView {
    view! { <input type="hidden" name="form[query]" value=asked.get_untracked() prop:value=move || asked.get() /> }
        .into_any()
}

/// Saves in the open view what the address says now.
fn keep(workspace: &str, view: View, page: &'static str, asked: Memo<String>) -> AnyView {
    let (workspace, label) = (workspace.to_owned(), words::views::save_changes(&view.name));
    view! {
        <Form to="/do/plan/edit_view" name="keep-view" class="views-k">
            <Hidden name="workspace" value=workspace />
            <Hidden name="view" value=view.id />
            <Hidden name="page" value=page />
            <Hidden name="page_was" value=view.page />
            {said(asked)}
            <Hidden name="query_was" value=view.query />
            <Submit label=label class="b b-s" />
        </Form>
    }
    .into_any()
}
