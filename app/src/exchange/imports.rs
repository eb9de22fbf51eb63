//! `/{workspace}/import`: a file is chosen and read; and the files one has read.

use crate::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::api::{self, Imports};
use crate::ui::form::{FILES, FileField, Form, Hidden, Submit};
use crate::ui::icon::Mark;
use crate::ui::page::{Loading, Title, load_here, loaded};
use crate::ui::time::When;
use crate::words::{self, exchange as said};

pub struct ImportsPage {
    data: Loading,
}

#[lazy_route]
impl LazyRoute for ImportsPage {
    fn data() -> Self {
        Self {
            data: load_here(
                "/do/exchange/imports",
                [("workspace", "workspace")],
                |[workspace]| api::read_imports(workspace),
            ),
        }
    }

    fn view(this: Self) -> AnyView {
        loaded(this.data, |imports| view! { <View imports=imports /> }).into_any()
    }
}

#[component]
fn View(imports: Imports) -> impl IntoView {
    let Imports { workspace, imports } = imports;
    let projects = format!("/{workspace}/projects");
    let address = workspace.clone();
    view! {
        <Title page=said::imports() />
        <header class="page-h"><h1>{said::imports()}</h1><p class="page-a"><a class="lk" href=projects>{words::projects()}</a></p></header>
        <section class="set">
            <header><h2>{said::import_file()}</h2><p>{said::imports_lead()}</p></header>
            <Form to="/do/exchange/read" name="read" class="form" enctype=FILES>
                <Hidden name="workspace" value=workspace />
                <FileField name="file" label=said::import_file() hint=said::import_file_hint() accept=".xml,.json,.csv,text/xml,application/xml,application/json,text/csv" />
                <div class="form-a"><Submit label=said::import_read() /></div>
            </Form>
        </section>
        {(!imports.is_empty()).then(|| view! {
            <h2 class="sub">{said::imports_yours()}</h2>
            <ul class="rows">
                {imports.into_iter().map(|one| view! {
                    <li class="imp-row">
                        <Mark name=mark(&one.state) />
                        <div class="t"><a href=format!("/{address}/import/{}", one.id)>{one.file_name}</a></div>
                        <span class="q">{said::import_state(&one.state)}</span>
                        <span class="when"><When moment=one.at /></span>
                    </li>
                }).collect_view()}
            </ul>
        })}
    }
    .into_any()
}

/// The topmark of an import's state.
pub(super) fn mark(state: &str) -> &'static str {
    match state {
        "read" => "waiting",
        "running" => "doing",
        "done" => "done",
        _ => "dropped",
    }
}
