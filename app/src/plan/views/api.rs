//! The views that a page shows, and what their forms do. Whoever sees a place saves views of it for themselves; whoever may
//! edit a project's tasks shares views of it; across projects that is a right of its own.

use crate::prelude::*;
use domain::form;
use serde::{Deserialize, Serialize};

use super::View;
use crate::answer::Answer;
#[cfg(feature = "ssr")]
use crate::answer::What;
use crate::error::Fault;
#[cfg(feature = "ssr")]
use crate::plan::list::{query::Query, reading};
#[cfg(feature = "ssr")]
use crate::session::{Here, here, record};
#[cfg(feature = "ssr")]
use domain::access::{Right, SeeProjects, Standing, ViewProject};
#[cfg(feature = "ssr")]
use domain::id::RecordId;
#[cfg(feature = "ssr")]
use domain::plan::view::Place;
#[cfg(feature = "ssr")]
use store::keys::Sight;
#[cfg(feature = "ssr")]
use store::plan::{project::Project, view as store_view};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Views {
    pub workspace: String,
    /// `p/NGT`, `tasks` or `mine`.
    pub place: String,
    pub views: Vec<View>,
    pub may_share: bool,
}

/// The views of a place that its page has read the project of.
#[cfg(feature = "ssr")]
pub async fn views(
    here: &Here,
    sight: &Sight,
    workspace: &str,
    place: &str,
    project: Option<&Project>,
) -> Result<Views, Fault> {
    let of = match (project, place) {
        (Some(_), _) => Place::Project,
        (None, "mine") => Place::Mine,
        (None, _) => Place::Tasks,
    };
    let may_share = match project {
        Some(project) => project.may(sight, Right::EditTasks),
        None => Standing {
            workspace: Some(sight.role()),
            project: None,
        }
        .may(Right::ShareViews),
    };
    let project = project.map(|project| RecordId(project.id));
    let views = store_view::views(&here.db, sight, of, project).await?;
    let view = |view: store_view::View| View {
        may_change: view.mine || (view.shared && may_share),
        id: view.id.to_string(),
        name: view.name,
        query: Query::of_lines(&view.query).saved(&view.page).asked(),
        page: view.page,
        shared: view.shared,
        mine: view.mine,
        pinned: view.pinned,
    };
    Ok(Views {
        workspace: workspace.to_owned(),
        place: place.to_owned(),
        views: views.into_iter().map(view).collect(),
        may_share,
    })
}

/// The place that an address names, with its project.
#[cfg(feature = "ssr")]
async fn place_of(
    here: &Here,
    sight: &Sight,
    place: &str,
) -> Result<(Place, Option<Project>), Fault> {
    match (place, place.strip_prefix("p/")) {
        ("tasks", _) => Ok((Place::Tasks, None)),
        ("mine", _) => Ok((Place::Mine, None)),
        (_, Some(key)) => {
            let key = key.to_uppercase();
            let project = store::plan::project::project(&here.db, sight, &key).await?;
            Ok((Place::Project, Some(project)))
        }
        _ => Err(Fault(domain::refusal::Refused::Absent)),
    }
}

/// Calls the store with the key that fits: of the project or of the workspace, to see or to share.
#[cfg(feature = "ssr")]
macro_rules! by_key {
    ($here:expr, $workspace:expr, $project:expr, $shares:expr, |$key:ident| $call:expr) => {
        match ($project.map(domain::id::RecordId), $shares) {
            (Some(project), false) => {
                let $key = $here
                    .may_on::<domain::access::ViewProject>($workspace, project)
                    .await?;
                $call.await?
            }
            (Some(project), true) => {
                let $key = $here
                    .may_on::<domain::access::EditTasks>($workspace, project)
                    .await?;
                $call.await?
            }
            (None, false) => {
                let $key = $here.may::<domain::access::SeeProjects>($workspace).await?;
                $call.await?
            }
            (None, true) => {
                let $key = $here.may::<domain::access::ShareViews>($workspace).await?;
                $call.await?
            }
        }
    };
}
#[cfg(feature = "ssr")]
pub(crate) use by_key;

/// What an address says, as it is kept.
#[cfg(feature = "ssr")]
fn kept(query: &str, page: &str) -> String {
    reading::read(query).saved(page).lines()
}

/// Only a project has a board.
#[cfg(feature = "ssr")]
fn refuse_nowhere(place: Place, page: &str) -> Result<(), Fault> {
    use domain::refusal::{Code, Refused};
    if page == "board" && place != Place::Project {
        return Err(Refused::field("page", Code::NotAChoice).into());
    }
    Ok(())
}

#[server(endpoint = "plan/save_view")]
pub async fn save_view(form: form::SaveView) -> Result<Answer, Fault> {
    let (here, mut form) = (here()?, form);
    let sight = here.sight(&form.workspace).await?;
    let (of, project) = place_of(&here, &sight, &form.place).await?;
    let asked = reading::read(&form.query).saved(&form.page).asked();
    form.query = kept(&form.query, &form.page);
    let new = domain::plan::view::new_view(&form)?;
    refuse_nowhere(of, &new.fields.page)?;
    let (act, project) = (here.act()?, project.map(|project| project.id));
    let done = by_key!(here, &form.workspace, project, new.fields.shared, |key| {
        store_view::save_view(&here.db, &key, act, of, &new)
    });
    let to = super::address(
        &form.workspace,
        &form.place,
        &form.page,
        &asked,
        &new.id.to_string(),
    );
    Ok(Answer::change(done.seq, What::ViewSaved, done.what.called)
        .undoable()
        .to(to))
}

#[server(endpoint = "plan/edit_view")]
pub async fn edit_view(form: form::EditView) -> Result<Answer, Fault> {
    let (here, mut form) = (here()?, form);
    let view = record(&form.view)?;
    let sight = here.sight(&form.workspace).await?;
    let about = store_view::about(&here.db, &sight, view).await?;
    let of = about.project.map_or(Place::Tasks, |_| Place::Project);
    refuse_nowhere(of, &form.page)?;
    form.query = kept(&form.query, &form.page);
    form.query_was = kept(&form.query_was, &form.page_was);
    let begins_to_share = form.shared_was.is_empty() && !form.shared.is_empty();
    let (act, shares) = (here.act()?, !about.mine || begins_to_share);
    let done = by_key!(here, &form.workspace, about.project, shares, |key| {
        store_view::edit_view(&here.db, &key, act, view, &form)
    });
    let answer = Answer::change(done.seq, What::ViewSaved, done.what.called);
    Ok(if done.unchanged {
        answer
    } else {
        answer.undoable()
    })
}

#[server(endpoint = "plan/trash_view")]
pub async fn trash_view(form: form::OnRecord) -> Result<Answer, Fault> {
    let here = here()?;
    let view = record(&form.record)?;
    let sight = here.sight(&form.workspace).await?;
    let about = store_view::about(&here.db, &sight, view).await?;
    let act = here.act()?;
    let done = by_key!(here, &form.workspace, about.project, !about.mine, |key| {
        store::trash::put(&here.db, &key, act, view)
    });
    Ok(Answer::change(done.seq, What::Trashed, "").undoable())
}

/// Keeps a view at hand, for the reader alone.
#[server(endpoint = "plan/pin_view")]
pub async fn pin_view(form: form::OnRecord) -> Result<Answer, Fault> {
    let here = here()?;
    let view = record(&form.record)?;
    let sight = here.sight(&form.workspace).await?;
    let about = store_view::about(&here.db, &sight, view).await?;
    let act = here.act()?;
    let done = match about.project.map(RecordId) {
        Some(project) => {
            let key = here.may_on::<ViewProject>(&form.workspace, project).await?;
            store_view::pin_view(&here.db, &key, act, view).await?
        }
        None => {
            let key = here.may::<SeeProjects>(&form.workspace).await?;
            store_view::pin_view(&here.db, &key, act, view).await?
        }
    };
    Ok(Answer::quiet(done.seq))
}

#[server(endpoint = "plan/unpin_view")]
pub async fn unpin_view(form: form::OnRecord) -> Result<Answer, Fault> {
    let here = here()?;
    let view = record(&form.record)?;
    let sight = here.sight(&form.workspace).await?;
    let about = store_view::about(&here.db, &sight, view).await?;
    let act = here.act()?;
    let done = match about.project.map(RecordId) {
        Some(project) => {
            let key = here.may_on::<ViewProject>(&form.workspace, project).await?;
            store_view::unpin_view(&here.db, &key, act, view).await?
        }
        None => {
            let key = here.may::<SeeProjects>(&form.workspace).await?;
            store_view::unpin_view(&here.db, &key, act, view).await?
        }
    };
    Ok(Answer::quiet(done.seq))
}
