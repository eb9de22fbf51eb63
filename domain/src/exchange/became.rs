//! What a file's rows become, counted.

use super::iterations;
use super::plan::Plan;
use super::report::Became;

pub(super) fn of(plan: &Plan) -> Became {
    let count = |n: usize| n as u64;
    let all = || plan.tasks.iter().chain(plan.project.row.as_deref());
    let tracked = || plan.tasks.iter().filter_map(|task| task.tracked.as_deref());
    Became {
        tasks: count(plan.tasks.len()),
        milestones: count(plan.tasks.iter().filter(|t| t.milestone).count()),
        summaries: count(plan.tasks.iter().filter(|t| t.summary).count()),
        links: count(plan.links.len()),
        calendars: count(plan.calendars.len()),
        exceptions: count(plan.calendars.iter().map(|c| c.exceptions.len()).sum()),
        resources: count(plan.resources.len()),
        assignments: count(plan.assignments.len()),
        unassigned: count(
            plan.assignments
                .iter()
                .filter(|a| a.resource.is_none())
                .count(),
        ),
        baselines: count(all().map(|t| t.baselines.len()).sum()),
        fields: count(plan.fields.len()),
        field_values: count(
            all().map(|t| t.fields.len()).sum::<usize>()
                + plan.resources.iter().map(|r| r.fields.len()).sum::<usize>()
                + plan
                    .assignments
                    .iter()
                    .map(|a| a.fields.len())
                    .sum::<usize>(),
        ),
        states: count(plan.states.len()),
        labels: count(tracked().map(|t| t.labels.len()).sum()),
        checks: count(tracked().map(|t| t.checks.len()).sum()),
        comments: count(plan.comments.len()),
        watchers: count(tracked().map(|t| t.watchers.len()).sum()),
        restricted: count(tracked().filter(|t| t.level.is_some()).count()),
        iterations: count(iterations::some(
            plan.sprints.iter().filter(|one| !one.restricted),
        )),
        releases: count(iterations::some(
            plan.versions.iter().filter(|one| !one.restricted),
        )),
    }
}
