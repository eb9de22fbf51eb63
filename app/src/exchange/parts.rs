//! The report of an import; what stands "From the file"; the ways out of a project.

use crate::prelude::*;
use domain::exchange::report::{Became, Column, Count, Effect, Finding, OTHER_PATHS, Place, Row};
use domain::exchange::tracked::Format;

use super::api::{self, Import, Lines};
use crate::ui::icon::Mark;
use crate::ui::page::{load, loaded_or};
use crate::words::exchange as said;

/// So many of what is left out stand open; a file of Microsoft Project's own names two hundred.
const AT_FIRST: usize = 12;
/// Of the rows of one finding, likewise.
const ROWS_AT_FIRST: usize = 8;

/// What becomes what; per field and per row what is changed or lost, and why; and by name what is left out.
#[component]
pub fn Report(import: Import) -> impl IntoView {
    let findings = import.findings;
    let none = findings.is_empty();
    let groups = [Effect::Lost, Effect::Changed, Effect::Kept].map(|effect| {
        let these: Vec<Finding> = findings
            .iter()
            .filter(|f| f.effect == effect)
            .cloned()
            .collect();
        (!these.is_empty()).then(|| view! {
            <h3 class="sub">{said::effect(effect)}</h3>
            {these.into_iter().map(|finding| view! { <Found finding=finding /> }).collect_view()}
        })
    });
    let columns = import.columns;
    // A tracker's fields are all in that table; a plan's elements are counted by their paths.
    let of_plan = import.format == Format::Mspdi;
    let mut left_out = import.left_out;
    let rest = left_out.split_off(left_out.len().min(AT_FIRST));
    view! {
        <section class="set">
            <header><h2>{said::import_becomes()}</h2></header>
            <table class="imp-t">
                <thead><tr><th scope="col">{said::import_in_file()}</th><th scope="col">{said::import_here()}</th></tr></thead>
                <tbody>
                    {lines(&import.became).into_iter().map(|(there, here)| view! { <tr><td class="num">{there}</td><td>{here}</td></tr> }).collect_view()}
                </tbody>
            </table>
        </section>
        <section class="set">
            <header><h2>{said::import_findings()}</h2></header>
            <div>{if none { view! { <p>{said::import_findings_none()}</p> }.into_any() } else { groups.collect_view().into_any() }}</div>
        </section>
        {(!of_plan).then(|| view! { <Columns columns=columns more=import.more_columns /> })}
        {of_plan.then(|| view! { <section class="set">
            <header><h2>{said::import_left_out()}</h2><p>{said::import_left_out_text()}</p></header>
            <div>
                {left_out.is_empty().then(|| view! { <p>{said::import_left_out_none()}</p> })}
                {paths(left_out)}
                {(!rest.is_empty()).then(|| view! {
                    <details class="fold">
                        <summary>{said::import_more_paths(rest.len() as u64)}</summary>
                        {paths(rest)}
                    </details>
                })}
            </div>
        </section> })}
    }
    .into_any()
}

fn paths(counts: Vec<Count>) -> Option<AnyView> {
    (!counts.is_empty()).then(|| view! {
        <table class="imp-t">
            <tbody>
                {counts.into_iter().map(|one| view! { <tr><td><code>{short(&one.path)}</code></td><td class="num">{said::import_path(one.count, one.filled)}{whose(&one)}</td></tr> }).collect_view()}
            </tbody>
        </table>
    })
}

/// What the first of them are of.
fn whose(one: &Count) -> Option<AnyView> {
    let said = said::import_whose(one);
    (!said.is_empty()).then(|| view! { <br/><small class="q">{said}</small> }.into_any())
}

fn lines(became: &Became) -> Vec<(String, String)> {
    let some = became
        .counts()
        .into_iter()
        .filter(|(what, n)| *n > 0 || *what == "tasks");
    some.map(|(what, n)| said::became(what, n)).collect()
}

/// Every field that says something, in the file's order, and where it goes; what stays behind is marked.
#[component]
fn Columns(columns: Vec<Column>, more: u64) -> impl IntoView {
    let (filled, empty): (Vec<Column>, Vec<Column>) =
        columns.into_iter().partition(|one| one.filled > 0);
    let none: Vec<String> = empty.into_iter().map(|one| one.name).collect();
    view! {
        <section class="set">
            <header><h2>{said::import_fields()}</h2><p>{said::import_fields_text()}</p></header>
            <div>
                <table class="imp-t">
                    <thead><tr><th scope="col">{said::import_in_file()}</th><th scope="col">{said::import_here()}</th></tr></thead>
                    <tbody>
                        {filled.into_iter().map(|one| {
                            let lost = one.place == Place::LeftOut;
                            view! {
                                <tr>
                                    <td class="num">{said::import_column(&one.name, one.filled)}</td>
                                    <td>{lost.then(|| view! { <Mark name="dropped" /> })}{said::place(one.place)}</td>
                                </tr>
                            }
                        }).collect_view()}
                    </tbody>
                </table>
                {(more > 0).then(|| view! { <p class="q">{said::import_more_rows(more)}</p> })}
                {(!none.is_empty()).then(|| view! {
                    <details class="fold">
                        <summary>{said::import_fields_empty(none.len())}</summary>
                        <p>{none.join(", ")}</p>
                    </details>
                })}
            </div>
        </section>
    }
    .into_any()
}

/// Every path begins with the same word.
fn short(path: &str) -> String {
    if path == OTHER_PATHS {
        return said::import_other_paths();
    }
    path.strip_prefix("Project/").unwrap_or(path).to_owned()
}

#[component]
fn Found(finding: Finding) -> impl IntoView {
    let mark = match finding.effect {
        Effect::Lost => "dropped",
        Effect::Changed => "notready",
        Effect::Kept => "done",
    };
    let more = finding.count.saturating_sub(finding.rows.len() as u64);
    let code = finding.code;
    let mut rows = finding.rows;
    let rest = rows.split_off(rows.len().min(ROWS_AT_FIRST));
    let list = move |rows: Vec<Row>, more: u64| {
        view! {
            <ul class="imp-list">
                {rows.into_iter().map(|row| view! { <li>{said::found(code, &row)}</li> }).collect_view()}
                {(more > 0).then(|| view! { <li class="q">{said::import_more_counted(more)}</li> })}
            </ul>
        }
    };
    view! {
        <details class="fold imp-f">
            <summary><Mark name=mark />{said::finding(code)}" "<span class="q num">{finding.count}</span></summary>
            {if rest.is_empty() {
                list(rows, more).into_any()
            } else {
                let open = list(rows, 0);
                view! {
                    {open}
                    <details class="fold">
                        <summary>{said::import_more_rows(rest.len() as u64 + more)}</summary>
                        {list(rest, more)}
                    </details>
                }.into_any()
            }}
        </details>
    }
    .into_any()
}

/// The ways out of a project: links to be put into its head. Whoever reads it may take it along.
#[component]
pub fn ExportLinks(workspace: String, project_key: String) -> impl IntoView {
    let to = |ending: &str| format!("/{workspace}/p/{project_key}/export.{ending}");
    let (json, csv) = (to("json"), to("csv"));
    // `rel=external`: the browser fetches it, not the router.
    view! {
        <a class="lk" rel="external" download="" title=said::export_csv_hint() href=csv>{said::export_csv()}</a>
        <a class="lk" rel="external" download="" href=json>{said::export_json()}</a>
    }
    .into_any()
}

/// What the file said of a task or project and no field holds. Nothing where there is nothing.
#[component]
pub fn FromFile(workspace: String, record: String) -> impl IntoView {
    let data = load(
        "/do/exchange/from_file",
        move || [("workspace", workspace.clone()), ("id", record.clone())],
        |[workspace, id]| api::read_from_file(workspace, id),
    );
    loaded_or(data, rows, |_| ().into_any())
}

fn rows(lines: Lines) -> impl IntoView {
    let Lines { rows, all } = lines;
    let more = u64::try_from(all)
        .unwrap_or(0)
        .saturating_sub(rows.len() as u64);
    (!rows.is_empty()).then(|| view! {
        <details class="fold">
            <summary>{said::from_file()}" "<span class="q num">{all}</span></summary>
            <p class="hint">{said::from_file_text()}</p>
            <dl class="imp-kept">
                {rows.into_iter().map(|row| view! { <div><dt>{row.name}</dt><dd class="pre">{said::from_file_value(&row.value)}</dd></div> }).collect_view()}
            </dl>
            {(more > 0).then(|| view! { <p class="q">{said::from_file_more(more)}</p> })}
        </details>
    })
}
