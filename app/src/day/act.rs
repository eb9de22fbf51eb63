//! What is said of a task from its row: that it stands still and whose move it is, or who else has a hand in it. It is
//! open while the address says so: that works before anything wakes, and Back closes it.

use crate::prelude::*;
use leptos::{LazyViewError, lazy};
use leptos_router::hooks::use_query_map;

use super::api::{Staff, TaskRow, Today};
use crate::answer::Answer;
use crate::lazy::part;
use crate::ui::drawer::Drawer;
use crate::ui::form::{Field, Form, FreshId, Hidden, Select, Submit, Then};
use crate::ui::icon::Icon;
use crate::words::{day as words, task};

/// In the address: the task's key.
const ON: &str = "on";

/// Leads to it, from a row.
pub fn link(code: &str) -> AnyView {
    let label = words::act_on(code);
    view! { <a class="ib" href=format!("?{ON}={code}") data-noscroll="" aria-label=label.clone() title=label><Icon name="ellipsis" /></a> }
        .into_any()
}

pub fn beside(workspace: String, shown: RwSignal<Today>) -> AnyView {
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(|map| map.get(ON).unwrap_or_default()));
    let back = format!("/{workspace}/today");
    let closed = close_by_itself(back.clone());
    (move || {
        let code = asked.get();
        // Not followed: what is being typed stays when the page is read anew.
        let (row, staff) = shown.with_untracked(|today| found(today, &code))?;
        let full = format!("/{workspace}/t/{code}");
        let label = words::act_on(&code);
        let workspace = workspace.clone();
        let forms = part(move || said(workspace.clone(), row.clone(), staff.clone(), closed));
        Some(view! { <Drawer label=label back=back.clone() full=full head=code><div class="dr-b day-act">{forms}</div></Drawer> })
    })
    .into_any()
}

fn found(today: &Today, code: &str) -> Option<(TaskRow, Staff)> {
    let mut rows = today
        .work
        .iter()
        .flat_map(|group| group.trouble.iter().chain(&group.calm).chain(&group.folded));
    let row = rows.find(|row| row.may_edit && row.code == code)?.clone();
    let letters = code.rsplit_once('-')?.0;
    let staff = today.staff.iter().find(|staff| staff.key == letters)?;
    Some((row, staff.clone()))
}

/// Days are read more often than something is said of a task: the code comes by itself.
#[lazy(fallible)]
fn said(
    workspace: String,
    row: TaskRow,
    staff: Staff,
    closed: RwSignal<bool>,
) -> Result<AnyView, LazyViewError> {
    Ok(forms(&workspace, row, staff, closed))
}

/// Fetches it once the page has nothing else to do.
pub fn fetch_when_idle() {
    #[cfg(feature = "hydrate")]
    crate::lazy::when_idle(__preload_said);
}

fn forms(workspace: &str, row: TaskRow, staff: Staff, closed: RwSignal<bool>) -> AnyView {
    let then = Then {
        answered: Some(Callback::new(move |_: Answer| closed.set(true))),
        ..Then::default()
    };
    let id = row.id.clone();
    let mut people = vec![(String::new(), words::choose_person())];
    people.extend(staff.people.clone());
    let hidden = || {
        let (workspace, task) = (workspace.to_owned(), id.clone());
        view! { <Hidden name="workspace" value=workspace /><Hidden name="task" value=task /> }
    };
    let (give_of, stop_of) = (hidden(), hidden());
    let give = (people.len() > 1).then(|| {
        view! {
            <Form to="/do/plan/assign" name="give" class="form" then=then>
                {give_of}
                <Hidden name="units" value="100" />
                <Select name="member" label=words::give_to() options=people value="" />
                <div class="form-a"><Submit label=words::give() class="b" /></div>
            </Form>
        }
    });
    let stop = row.may_stop.then(|| {
        let kinds = ["member", "client", "outside"]
            .into_iter()
            .filter(|kind| *kind != "client" || !staff.client.is_empty())
            .map(|kind| (kind.to_owned(), task::mover_kind(kind, &staff.client)))
            .collect::<Vec<_>>();
        view! {
            <Form to="/do/plan/stop_task" name="stop" class="form" then=then>
                {stop_of}
                <FreshId />
                <Field name="because" label=words::stop_because() hint=words::stop_hint() />
                <Select name="mover_kind" label=words::whose_move() options=kinds value="member" />
                <Select name="mover" label=task::who_of_us() options=staff.people.clone() />
                <Field name="mover_name" label=task::who_outside() />
                <div class="form-a"><Submit label=words::stop_button() class="b" /></div>
            </Form>
        }
    });
    view! {
        <h2>{row.title}</h2>
        {give}
        {stop}
    }
    .into_any()
}

/// Once it is said, the page is looked at again.
fn close_by_itself(back: String) -> RwSignal<bool> {
    let closed = RwSignal::new(false);
    #[cfg(feature = "hydrate")]
    {
        let navigate = leptos_router::hooks::use_navigate();
        Effect::new(move |_| {
            if closed.get() {
                closed.set(false);
                let options = leptos_router::NavigateOptions {
                    scroll: false,
                    ..Default::default()
                };
                navigate(&back, options);
            }
        });
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = back;
    closed
}
