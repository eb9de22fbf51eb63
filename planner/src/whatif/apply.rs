//! The plan a scenario describes.

use super::{Change, WhatIfError, draft::Draft};
use crate::{
    calendar::Interval,
    cpm::Network,
    plan::{Plan, PlanError},
    risk::{Model, RiskError},
};

/// A scenario as a plan of its own, and how its positions are named.
#[derive(Clone, Debug, PartialEq)]
pub struct Applied {
    /// The plan with the changes.
    pub plan: Plan,
    /// The model with the changes.
    pub model: Model,
    /// The name of the task at each position of the plan.
    pub tasks: Vec<u32>,
    /// The name of the link at each position of the plan.
    pub links: Vec<u32>,
    /// By name of the task: positions of the changes that touch it itself, its calendar or the links it waits for.
    pub touched: Vec<Vec<usize>>,
}

/// Lays changes over a plan and its model; what is wrong with a change is named by its position.
pub fn apply(plan: &Plan, model: &Model, changes: &[Change]) -> Result<Applied, WhatIfError> {
    crate::risk::check_dates(plan).map_err(WhatIfError::Base)?;
    let network = Network::new(plan.clone())?;
    over(&network, model, changes)
}

/// As [`apply`], with the base's dates known.
pub(super) fn over(
    base: &Network,
    model: &Model,
    changes: &[Change],
) -> Result<Applied, WhatIfError> {
    let mut draft = Draft::new(base, model);
    for (change, wanted) in changes.iter().enumerate() {
        draft
            .change(change, wanted)
            .map_err(|problem| WhatIfError::Change { change, problem })?;
    }
    Ok(draft.applied())
}

impl Applied {
    /// The dates of the scenario. Tasks in an error carry their names.
    pub fn network(&self) -> Result<Network, WhatIfError> {
        crate::risk::check_dates(&self.plan).map_err(|error| self.renamed(error))?;
        Network::new(self.plan.clone()).map_err(|error| self.renamed(RiskError::Plan(error)))
    }

    /// The position of a named task, if it is not removed.
    pub(super) fn position(&self, name: u32) -> Option<usize> {
        self.tasks.binary_search(&name).ok()
    }

    pub(super) fn dates(&self, network: &Network, name: u32) -> Option<Interval> {
        Some(network.dates()[self.position(name)?])
    }

    pub(crate) fn renamed(&self, error: RiskError) -> WhatIfError {
        let name = |task: u32| self.tasks.get(task as usize).copied().unwrap_or(task);
        let link = |link: u32| self.links.get(link as usize).copied().unwrap_or(link);
        WhatIfError::After(match error {
            RiskError::Plan(PlanError::Cycle { path }) => RiskError::Plan(PlanError::Cycle {
                path: path.into_iter().map(name).collect(),
            }),
            RiskError::Plan(PlanError::BeyondCalendar { task }) => {
                RiskError::Plan(PlanError::BeyondCalendar { task: name(task) })
            }
            RiskError::Plan(PlanError::UnknownTask { link: at }) => {
                RiskError::Plan(PlanError::UnknownTask {
                    link: link(at as u32) as usize,
                })
            }
            RiskError::TooLong { task } => RiskError::TooLong { task: name(task) },
            RiskError::Date { task } => RiskError::Date {
                task: task.map(name),
            },
            RiskError::TooLittle { task, resource } => RiskError::TooLittle {
                task: name(task as u32) as usize,
                resource,
            },
            RiskError::BeyondCalendar { task, iteration } => RiskError::BeyondCalendar {
                task: name(task),
                iteration,
            },
            other => other,
        })
    }
}
