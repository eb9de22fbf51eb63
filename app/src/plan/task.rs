//! `/{workspace}/t/{NGT-42}`: a task, what was said about it, and what happened to it.

use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::api::{self, Task};
use crate::live::keep_fresh;
use crate::talk::{Comments, Composer};
use crate::ui::form::{Field, Form, Hidden, Submit};
use crate::ui::icon::Mark;
use crate::ui::page::{Loading, Title, load, loaded, param};
use crate::ui::time::When;
use crate::words;

pub struct TaskPage {
    data: Loading,
}

#[lazy_route]
impl LazyRoute for TaskPage {
    fn data() -> Self {
        let (workspace, code) = (param("workspace"), param("task"));
        Self {
            data: load(
                "/do/plan/task",
                move || [("workspace", workspace.get()), ("code", code.get())],
                |[workspace, code]| api::read_task(workspace, code),
            ),
        }
    }

    fn view(this: Self) -> AnyView {
        loaded(this.data, |task| view! { <View task=task /> }).into_any()
    }
}

#[component]
fn View(task: Task) -> impl IntoView {
    let first = task.clone();
    let shown = RwSignal::new(task);
    keep_fresh(shown);
    let Task {
        workspace,
        id,
        code,
        project_key,
        project_title,
        client,
        may_edit,
        may_comment,
        made_at,
        ..
    } = first;
    let closed = move || shown.with(|t| t.closed.is_some());
    let names = StoredValue::new((workspace.clone(), id.clone()));
    view! {
        <Title page=Signal::derive(move || shown.with(|t| format!("{} {}", t.code, t.title))) />
        <article class="task-p">
            <header class="task-h">
                <p class="crumb"><a class="lk" href=format!("/{workspace}/p/{project_key}")>{project_title}</a><span class="q num">{code}</span></p>
            </header>
            <div class="task-b">
                <h1>{move || shown.with(|t| t.title.clone())}</h1>
                <dl class="facts">
                    <div>
                        <dt>{words::state()}</dt>
                        <dd>
                            <span class="st"><Mark name=Signal::derive(move || if closed() { "done" } else { "open" }) />{move || if closed() { words::done() } else { words::up_next() }}</span>
                            {move || shown.with(|t| t.closed.clone()).map(|(by, at)| view! {
                                <span class="q">{words::made_by(&by.unwrap_or_else(words::done_by_nobody), &format!("{} {}", at.day, at.time))}</span>
                            })}
                        </dd>
                    </div>
                    <div><dt>{words::made()}</dt><dd>{move || shown.with(|t| t.made_by.clone()).map(|name| view! { <span>{name}</span>" " })}<When moment=made_at /></dd></div>
                </dl>
                {move || may_edit.then(|| { let (workspace, id) = names.get_value(); actions(workspace, id, closed()) })}
                <Show when=move || shown.with(|t| !t.description.is_empty())>
                    <div class="prose pre">{move || shown.with(|t| t.description.clone())}</div>
                </Show>
                {may_edit.then(|| { let (workspace, id) = names.get_value(); view! { <Edit workspace=workspace id=id shown=shown /> } })}
                <section aria-labelledby="talk">
                    <h2 id="talk">{words::talk()}</h2>
                    <Comments workspace=workspace.clone() said=Signal::derive(move || shown.with(|t| t.comments.clone())) client=client.clone() />
                    {may_comment.then(|| view! { <Composer workspace=workspace.clone() record=id.clone() client=client /> })}
                </section>
                <section aria-labelledby="happened">
                    <h2 id="happened">{words::activity()}</h2>
                    <ol class="log">
                        <For each=move || shown.with(|t| t.activity.clone()) key=|e| e.seq let:event>
                            <li>
                                <When moment=event.at />
                                <div>
                                    <p><b>{event.who.unwrap_or_else(words::done_by_nobody)}</b>" "{words::happened(&event.kind, event.undoes)}</p>
                                    {event.fields.into_iter().map(|(name, before, after)| view! {
                                        <p class="q diff">{words::field(&name)}": "<del>{before}</del>" "<ins>{after}</ins></p>
                                    }).collect_view()}
                                </div>
                            </li>
                        </For>
                    </ol>
                </section>
            </div>
        </article>
    }
    .into_any()
}

/// Done or open again, and the trash.
fn actions(workspace: String, id: String, closed: bool) -> impl IntoView {
    let (to, label, class) = if closed {
        ("/do/plan/reopen_task", words::open_again(""), "b")
    } else {
        ("/do/plan/close_task", words::mark_done(""), "b b-p")
    };
    let (trash_in, trash) = (workspace.clone(), id.clone());
    let label = label.trim_end_matches([':', ' ', '⟧']).to_owned();
    view! {
        <div class="form-a">
            <Form to=to name=if closed { "reopen" } else { "close" } summary=false>
                <Hidden name="workspace" value=workspace.clone() />
                <Hidden name="record" value=id.clone() />
                <Submit label=label class=class />
            </Form>
            <Form to="/do/platform/trash_task" name="trash" summary=false>
                <Hidden name="workspace" value=trash_in />
                <Hidden name="record" value=trash />
                <Submit label=words::move_to_trash() class="b b-q" />
            </Form>
        </div>
    }
}

/// Title and description, folded until wanted. Each is sent with what it was based on, so that edits of two people
/// merge or are refused by name.
#[component]
fn Edit(workspace: String, id: String, shown: RwSignal<Task>) -> impl IntoView {
    let based_on = Memo::new(move |_| shown.with(|t| (t.title.clone(), t.description.clone())));
    let begun = based_on.get_untracked();
    let again = use_context::<crate::ui::form::Again>()
        .is_some_and(|again| again.endpoint == "/do/plan/edit_task" && again.refused.is_some());
    view! {
        <details class="fold edit" open=again>
            <summary>{words::edit()}</summary>
            <Form to="/do/plan/edit_task" name="edit" class="form">
                <Hidden name="workspace" value=workspace />
                <Hidden name="task" value=id />
                <input type="hidden" name="form[title_was]" prop:value=move || based_on.get().0 value=begun.0.clone() />
                <textarea class="vh" hidden name="form[description_was]" prop:value=move || based_on.get().1>{begun.1.clone()}</textarea>
                <Field name="title" label=words::task_title() value=begun.0 />
                <Field name="description" label=words::task_description() value=begun.1 rows=6 />
                <div class="form-a"><Submit label=words::save() /></div>
            </Form>
        </details>
    }
    .into_any()
}
