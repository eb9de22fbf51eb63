//! What must be so before it is done: ticked at once, added in one line.

use crate::prelude::*;

use super::api::{Item, Task};
use super::facts::of;
use super::people::marks;
use crate::ui::fact::Foldable;
use crate::ui::form::FreshId;
use crate::ui::form::{Again, Field, Form, Hidden, Submit, Then};
use crate::ui::icon::Icon;
use crate::ui::input::{Input, Line, inputs};
use crate::words;
use crate::words::task as w;

pub fn checklist(task: RwSignal<Task>) -> AnyView {
    let (may_edit, workspace, id) =
        task.with_untracked(|task| (task.may_edit, task.workspace.clone(), task.id.clone()));
    let figures = move || {
        task.with(|task| {
            let ticked = task.checklist.iter().filter(|item| item.ticked).count();
            (!task.checklist.is_empty()).then(|| w::ticked(ticked, task.checklist.len()))
        })
    };
    let items = view! {
        <ul class="cks">
            <For each=move || task.with(|task| task.checklist.clone()) key=|i| (i.id.clone(), i.text.clone(), i.ticked) let:item>
                <li>{one(item, may_edit)}</li>
            </For>
        </ul>
    };
    let items = if may_edit {
        marks(task, "/do/plan/tick_item", "tick", "cks-f", items)
    } else {
        items.into_any()
    };
    let add = may_edit.then(|| view! {
        <Form to="/do/plan/add_item" name="add-item" class="add add-s" then=Then { clears: true, ..Then::default() }>
            <Icon name="plus" />
            <Hidden name="workspace" value=workspace />
            <Hidden name="task" value=id />
            <FreshId />
            <Field name="text" label=w::new_item() placeholder=w::new_item() bare=true />
            <Submit label=words::add() class="b b-s" />
        </Form>
    });
    let edit = may_edit.then(|| edits(task));
    view! {
        <section aria-labelledby="checklist">
            <h2 id="checklist">{w::checklist()}" "<span class="q num">{figures}</span></h2>
            {items}{add}{edit}
        </section>
    }
    .into_any()
}

fn one(item: Item, may_edit: bool) -> AnyView {
    let Item { id, text, ticked } = item;
    if !may_edit {
        return view! { <span class="ck-t" data-on=ticked.then_some("")><span class="ck-b" aria-hidden="true"></span><span>{text}</span></span> }.into_any();
    }
    let to = ticked.then_some("/do/plan/untick_item");
    let remove = w::remove(&text);
    view! {
        <button class="ck-t" type="submit" role="checkbox" aria-checked=ticked.to_string() data-on=ticked.then_some("") name="form[item]" value=id.clone() formaction=to>
            <span class="ck-b" aria-hidden="true"></span><span>{text}</span>
        </button>
        <button class="ib ib-s" type="submit" name="form[item]" value=id formaction="/do/plan/remove_item" aria-label=remove.clone() title=remove><Icon name="x" /></button>
    }
    .into_any()
}

/// Words and order of the items: one small form that names which.
fn edits(task: RwSignal<Task>) -> AnyView {
    let items = move |task: &Task| -> Vec<(String, String)> {
        task.checklist
            .iter()
            .map(|i| (i.id.clone(), i.text.clone()))
            .collect()
    };
    let again = Again::here()
        .is_some_and(|again| again.endpoint == "/do/plan/edit_item" && again.refused.is_some());
    let moving = Memo::new(move |_| {
        task.with(|task| {
            let mut inputs = of(task);
            inputs.extend([
                Input::Choice(Line::new("item", w::item(), ""), items(task)),
                Input::Press(
                    "to",
                    String::new(),
                    vec![("up".into(), w::up(), ""), ("down".into(), w::down(), "")],
                ),
            ]);
            inputs
        })
    });
    let several = move || task.with(|task| task.checklist.len() > 1);
    let wording = move || task.with(items);
    let word = move |(id, text): (String, String)| {
        let mut fields = task.with_untracked(of);
        fields.extend([
            Input::Hidden("item", id.clone()),
            Input::Hidden("text_was", text.clone()),
            Input::Line(Line::new("text", w::item(), text)),
            Input::Send(words::save()),
        ]);
        view! { <Form to="/do/plan/edit_item" name=format!("item-{id}") class="fact-f">{inputs(fields)}</Form> }
    };
    let order = || view! { <span class="pv lk-q">{w::change_order()}</span> }.into_any();
    view! {
        <Show when=move || task.with(|task| !task.checklist.is_empty())>
            <details class="pv-d" open=again>
                <summary><span class="pv lk-q">{w::change_wording()}</span></summary>
                <For each=wording key=Clone::clone let:item>{word(item)}</For>
            </details>
        </Show>
        <Show when=several>
            <Foldable name="move-item" to="/do/plan/move_item" form=moving summary=Box::new(order) />
        </Show>
    }
    .into_any()
}
