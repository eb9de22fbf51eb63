//! A view among all there are: opened, kept at hand, renamed, shared or not, deleted. It stays in its place while it
//! changes, so that the focus does.

use crate::prelude::*;

use super::View;
use crate::ui::form::{Field, Form, Hidden, Submit, Then, came_back};
use crate::words;

pub fn one(workspace: &str, place: &str, view: Memo<View>, may_share: bool) -> AnyView {
    let (of, at) = (workspace.to_owned(), place.to_owned());
    let href = move || view.with(|view| view.address(&of, &at));
    let name = move || view.with(|view| view.name.clone());
    let whose = move || view.with(|view| words::views::whose(view.shared, view.mine, &view.page));
    let first = view.get_untracked();
    let change = first.may_change.then(|| change(workspace, view, may_share));
    let (workspace, form) = (workspace.to_owned(), format!("pin-{}", first.id));
    view! {
        <li class="views-o">
            <a class="lk" href=href>{name}</a>
            <small class="q">{whose}</small>
            <span class="views-a">
                <Form to="/do/plan/pin_view" name=form summary=false>
                    <Hidden name="workspace" value=workspace />
                    <Hidden name="record" value=first.id />
                    {pin(view)}
                </Form>
                {change}
            </span>
        </li>
    }
    .into_any()
}

/// One button that pins and unpins.
fn pin(view: Memo<View>) -> AnyView {
    let to = move || view.with(|view| view.pinned.then_some("/do/plan/unpin_view"));
    let label = move || {
        view.with(|view| {
            if view.pinned {
                words::views::unpin(&view.name)
            } else {
                words::views::pin(&view.name)
            }
        })
    };
    view! { <button class="lk" type="submit" formaction=to>{label}</button> }.into_any()
}

fn change(workspace: &str, view: Memo<View>, may_share: bool) -> AnyView {
    let first = view.get_untracked();
    let form = format!("view-{}", first.id);
    let open = came_back(&form);
    let then = Then {
        folds: true,
        ..Then::default()
    };
    // Whoever did not make it does not hide it from whoever did.
    let shares = may_share && first.mine;
    let (workspace, also) = (workspace.to_owned(), workspace.to_owned());
    let (id, of, drop) = (
        first.id.clone(),
        first.id.clone(),
        format!("drop-{}", first.id),
    );
    let rename = move || view.with(|view| words::views::rename(&view.name));
    let delete = move || view.with(|view| words::views::delete(&view.name));
    view! {
        <details open=open>
            <summary class="lk">{rename}</summary>
            <Form to="/do/plan/edit_view" name=form class="views-f" then=then>
                <Hidden name="workspace" value=workspace />
                <Hidden name="view" value=of />
                {was("name_was", Signal::derive(move || view.with(|view| view.name.clone())))}
                <Field name="name" label=words::views::name() value=first.name />
                {shares.then(|| view! {
                    {was("shared_was", Signal::derive(move || on(view.with(|view| view.shared))))}
                    {shared(first.shared)}
                })}
                <Submit label=words::save() class="b b-s" />
            </Form>
        </details>
        <Form to="/do/plan/trash_view" name=drop summary=false>
            <Hidden name="workspace" value=also />
            <Hidden name="record" value=id />
            <button class="lk" type="submit">{delete}</button>
        </Form>
    }
    .into_any()
}

/// What an edit is based on, as it is now.
fn was(name: &'static str, value: Signal<String>) -> AnyView {
    view! { <input type="hidden" name=format!("form[{name}]") value=value.get_untracked() prop:value=move || value.get() /> }
        .into_any()
}

fn on(is: bool) -> String {
    if is { "on".into() } else { String::new() }
}

/// Whether others see it.
pub fn shared(is: bool) -> AnyView {
    view! {
        <label class="rowck">
            <input class="ck" type="checkbox" name="form[shared]" value="on" checked=is />
            <span>{words::views::share()}</span>
        </label>
    }
    .into_any()
}
