//! Reads a calendar: its filter is that of the list at the same place.

use domain::access::Right;
use domain::id::RecordId;
use domain::plan::list::Scope;
use domain::plan::month::Leaf;
use domain::plan::task::TaskKind;
use domain::refusal::Refused;
use store::plan::{choices as choosing, month};

use super::Entry;
use super::api::Calendar;
use crate::error::Fault;
use crate::plan::list::api::Head;
use crate::plan::list::reading::{May, ask, read, shown, today};
use crate::plan::views::api::views;
use crate::session::here;

pub async fn calendar(workspace: String, place: String, query: String) -> Result<Calendar, Fault> {
    let here = here()?;
    let sight = here.sight(&workspace).await?;
    let query = read(&query);
    let project = match place.strip_prefix("p/") {
        Some(key) => {
            let key = key.to_uppercase();
            Some(store::plan::project::project(&here.db, &sight, &key).await?)
        }
        None if matches!(place.as_str(), "tasks" | "mine") => None,
        None => return Err(Fault(Refused::Absent)),
    };
    let today = match &project {
        Some(project) => today(&project.zone),
        None => today(&here.signed()?.zone),
    };
    let scope = match (&project, place.as_str()) {
        (Some(project), _) => Scope::Project(project.id),
        (None, "mine") => Scope::Mine,
        (None, _) => Scope::All,
    };
    let filter = ask(scope, &query, sight.member().0, today).filter;
    let leaf = Leaf::asked(query.get("month"), query.get("week"), today);
    let calendar = project.as_ref().and_then(|project| project.calendar);
    let days = (leaf.first(), leaf.last());
    let days = month::days(&here.db, &sight, scope, &filter, days, calendar).await?;
    let choices = match &project {
        Some(project) => choosing::of_project(&here.db, &sight, RecordId(project.id)).await?,
        None => choosing::of_all(&here.db, &sight).await?,
    };
    let views = views(&here, &sight, &workspace, &place, project.as_ref()).await?;
    let may = match &project {
        Some(project) => May::Here(project.may(&sight, Right::EditTasks)),
        None => May::In(choosing::editable(&here.db, &sight).await?),
    };
    let manages = project
        .as_ref()
        .is_some_and(|p| p.may(&sight, Right::ManageProject));
    let mixed = project.is_none();
    let entry = |task: month::Lying| Entry {
        id: task.id.to_string(),
        code: format!("{}-{}", task.project_key, task.number),
        title: task.title,
        project: if mixed {
            task.project_title
        } else {
            String::new()
        },
        milestone: task.kind == TaskKind::Milestone,
        category: task.category.code().into(),
        start: task.start,
        due: task.due,
        late: task.overdue,
        may_edit: may.edit(task.project),
    };
    let (word, value) = leaf.address();
    Ok(Calendar {
        workspace,
        place,
        project: project.map(|p| Head {
            id: p.id.to_string(),
            key: p.key,
            title: p.title,
            client: p.client,
        }),
        today,
        leaf: (word.into(), value),
        total: days.total,
        tasks: days.tasks.into_iter().map(entry).collect(),
        off: days
            .off
            .into_iter()
            .map(|(day, name)| (day.to_string(), name.unwrap_or_default()))
            .collect(),
        choices: shown(choices),
        manages,
        views,
    })
}
