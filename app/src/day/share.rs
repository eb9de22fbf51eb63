//! Share out: work of the next two weeks that nobody has, and who has hours left for it, by name.

use crate::prelude::*;

use super::api::{LooseRow, Today};
use crate::ui::form::{Form, Hidden, Select, Submit};
use crate::words::day as words;

pub fn body(workspace: &str, shown: RwSignal<Today>) -> AnyView {
    let workspace = StoredValue::new(workspace.to_owned());
    let rows = Memo::new(move |_| shown.with(|t| (t.loose.clone(), t.loose_more)));
    (move || {
        let (rows, more) = rows.get();
        if rows.is_empty() {
            return view! { <div class="empty"><p class="vt">{words::no_loose()}</p></div> }.into_any();
        }
        let workspace = workspace.get_value();
        let all = format!("/{workspace}/tasks?status=open&with=nobody");
        view! {
            <ul class="rows">{rows.into_iter().map(|one| row(&workspace, one)).collect_view()}</ul>
            {(more > 0).then(|| view! { <p class="day-m"><a class="lk" href=all>{words::and_more(more)}</a></p> })}
        }
        .into_any()
    })
    .into_any()
}

fn row(workspace: &str, row: LooseRow) -> AnyView {
    let (home, task, options) = (workspace.to_owned(), row.id.clone(), row.people.clone());
    let label = words::give_of(&row.code);
    let name = format!("give-{task}");
    let give = (row.may_edit && !row.people.is_empty()).then(|| {
        view! {
            <Form to="/do/plan/assign" name=name class="give" summary=false>
                <Hidden name="workspace" value=home />
                <Hidden name="task" value=task />
                <Hidden name="units" value="100" />
                <Select name="member" label=label options=options bare=true />
                <Submit label=words::give() class="b b-s" />
            </Form>
        }
    });
    view! {
        <li class="sh">
            <div class="t"><a href=format!("/{workspace}/t/{}", row.code)>{row.title}</a>" "<small class="num">{row.code}</small></div>
            <span class="when num">{row.when}{row.left.map(|left| view! { " "<span class="q">{left}</span> })}</span>
            <div class="act">{give}</div>
        </li>
    }
    .into_any()
}
