//! `/{workspace}/trash`.

use crate::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::api::{self, Trash};
use crate::live::keep_fresh;
use crate::ui::form::{Form, Hidden, Submit};
use crate::ui::icon::Icon;
use crate::ui::page::{Loading, Title, load_here, loaded};
use crate::words;

pub struct TrashPage {
    data: Loading,
}

#[lazy_route]
impl LazyRoute for TrashPage {
    fn data() -> Self {
        Self {
            data: load_here(
                "/do/platform/trash",
                [("workspace", "workspace")],
                |[workspace]| api::read_trash(workspace),
            ),
        }
    }

    fn view(this: Self) -> AnyView {
        loaded(this.data, |trash| view! { <View trash=trash /> }).into_any()
    }
}

#[component]
fn View(trash: Trash) -> impl IntoView {
    let workspace = trash.workspace.clone();
    let shown = RwSignal::new(trash);
    keep_fresh(shown);
    let address = StoredValue::new(workspace);
    view! {
        <Title page=words::trash() />
        <header class="page-h"><h1>{words::trash()}</h1></header>
        <Show
            when=move || shown.with(|s| !s.things.is_empty())
            fallback=|| view! { <div class="empty"><p class="vt">{words::trash_empty()}</p><p>{words::trash_empty_text()}</p></div> }
        >
            <ul class="rows">
                <For each=move || shown.with(|s| s.things.clone()) key=|t| t.id.clone() let:thing>
                    <li class="gone">
                        <Icon name="trash-2" />
                        <div class="t">
                            <b>{thing.title}</b>
                            <small class="num">
                                {if thing.kind == "client" { words::clients::a_client() } else { thing.code }}", "
                                {words::deleted_by(&thing.by.unwrap_or_else(words::done_by_nobody), &format!("{} {}", thing.at.day, thing.at.time))}
                            </small>
                        </div>
                        <span></span>
                        <Form to="/do/platform/restore" name=format!("restore-{}", thing.id) class="act" summary=false>
                            <Hidden name="workspace" value=address.get_value() />
                            <Hidden name="record" value=thing.id.clone() />
                            <Submit label=words::put_back() class="b b-s" />
                        </Form>
                    </li>
                </For>
            </ul>
        </Show>
    }
    .into_any()
}
