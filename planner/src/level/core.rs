//! A portfolio made ready: equal calendars once, summaries as two ends, needs and links in rows.
//!
//! A summary is two jobs. Its opening carries what holds it down to its children (they start no earlier); its closing
//! stands for the summary in links that wait for it, once its children have dates. So a link costs one row however
//! many tasks are below, and a cycle through a summary is found like any other.

mod jobs;
mod people;

use std::{borrow::Cow, sync::Arc};

use crate::{
    calendar::{Calendar, FIRST, Interval, LAST, Minute},
    links::{Graph, GraphError, Lag, Link, LinkKind},
    plan::LagCalendar,
};

use super::{
    answer::{Booking, Driver},
    error::PortfolioError,
    model::{Actual, Logic, Portfolio},
    profile::Profile,
    valid,
};

pub(super) use people::{Candidate, Inside};

/// What a job is to the generators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Moved by links, constraints and people.
    Free,
    /// Wanted on a date: served first, and no link moves it.
    Must,
    /// Dates that people gave, or that are past.
    Given(Interval),
    Open,
    Close,
}

#[derive(Clone, Debug)]
pub(super) struct Job {
    pub task: u32,
    pub shape: Shape,
    /// Working minutes still to be done.
    pub work: i32,
    pub calendar: u32,
    /// Not before it, and why.
    pub floor: (Minute, Driver),
    /// Does not finish before it.
    pub ends: Option<Minute>,
    pub started: Option<Minute>,
    /// No link holds it.
    pub unlinked: bool,
    pub freeze: Option<u32>,
    pub needs: (u32, u32),
    pub split: Option<i32>,
    /// The highest of its own and of all that wait for it.
    pub priority: i32,
    pub project: u32,
    pub wants_late: bool,
    /// Late dates are not after these: for order only.
    pub due: Option<Minute>,
    pub latest_start: Option<Minute>,
    pub present: Option<Minute>,
}

impl Job {
    /// Work that somebody must be found for.
    pub fn is_work(&self) -> bool {
        matches!(self.shape, Shape::Free | Shape::Must)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Want {
    Named { resource: u32, units: i32 },
    Skilled { pool: u32, people: u32, units: i32 },
}

/// Freezes of one kind of task, each with its position.
#[derive(Clone, Debug, Default)]
pub(super) struct Frozen {
    pub start: Vec<(Interval, u32)>,
    pub finish: Vec<(Interval, u32)>,
}

pub(super) struct Core<'a> {
    /// The caller's, or its own where a search outlives the call.
    pub portfolio: Arc<Cow<'a, Portfolio>>,
    /// Each once; the last is twenty-four hours a day.
    pub calendars: Vec<Calendar>,
    /// The portfolio's calendars as positions in these.
    pub calendar_of: Vec<u32>,
    pub jobs: Vec<Job>,
    /// Jobs and links; links past the portfolio's own tie summaries to their children.
    pub graph: Graph,
    /// The calendar that counts each link's lag.
    pub lag_calendars: Vec<u32>,
    pub wants: Vec<Want>,
    pub frozen: Vec<Frozen>,
    pub pools: Vec<Vec<Candidate>>,
    pub profiles: Vec<Profile>,
    pub resource_calendars: Vec<u32>,
    /// Per calendar pair `task * calendars + other`: which of the two is inside the other.
    pub inside: Vec<Inside>,
    /// Children of each summary's closing, by job.
    pub children: Vec<Vec<u32>>,
    /// The plan's start, or the data date when that is later.
    pub begin: Minute,
}

impl<'a> Core<'a> {
    pub fn new(own: Cow<'a, Portfolio>) -> Result<Self, PortfolioError> {
        let portfolio: &Portfolio = &own;
        valid::check(portfolio)?;
        let (calendars, calendar_of) = people::unique(&portfolio.calendars);
        let tasks = portfolio.tasks.len();
        let opens = jobs::opens(portfolio);
        let mut links = Vec::with_capacity(portfolio.links.len() + 2 * tasks);
        let mut lag_calendars = Vec::with_capacity(links.capacity());
        let always = calendars.len() as u32 - 1;
        for link in &portfolio.links {
            let of = |task: u32| calendar_of[portfolio.tasks[task as usize].calendar as usize];
            lag_calendars.push(match portfolio.lag_calendar {
                LagCalendar::Predecessor => of(link.from),
                LagCalendar::Successor => of(link.to),
                LagCalendar::Project(calendar) => calendar_of[calendar as usize],
                LagCalendar::Always => always,
            });
            let whole = portfolio.tasks[link.from as usize].minutes(&portfolio.resources);
            links.push(Link {
                to: opens[link.to as usize].unwrap_or(link.to),
                lag: bounded(link.lag.for_duration(whole)),
                ..*link
            });
        }
        let mut tie = |from: u32, to: u32, kind: LinkKind| {
            links.push(Link {
                from,
                to,
                kind,
                lag: Lag::NONE,
            });
        };
        let mut children = vec![Vec::new(); tasks];
        for (task, row) in (0u32..).zip(&portfolio.tasks) {
            let begins = opens[task as usize].unwrap_or(task);
            if let Some(open) = opens[task as usize] {
                tie(open, task, LinkKind::StartToStart);
            }
            if let Some(parent) = row.parent {
                children[parent as usize].push(task);
                tie(
                    opens[parent as usize].unwrap_or(parent),
                    begins,
                    LinkKind::StartToStart,
                );
                tie(task, parent, LinkKind::FinishToFinish);
            }
        }
        lag_calendars.resize(links.len(), always);
        let jobs_count = tasks + opens.iter().flatten().count();
        let graph = Graph::new(jobs_count, &links).map_err(|error| match error {
            GraphError::UnknownTask(link) => PortfolioError::UnknownTask { link },
            GraphError::Cycle(path) => PortfolioError::Cycle {
                path: jobs::tasks_of(&path, &opens),
            },
        })?;
        let later = portfolio.data_date.unwrap_or(portfolio.start);
        let begin = later.max(portfolio.start);
        let inside = people::insides(portfolio, &calendars, &calendar_of);
        let own_calendars = portfolio.resources.iter();
        let own_calendars = own_calendars.map(|row| calendar_of[row.calendar as usize]);
        let resource_calendars = own_calendars.collect();
        let profiles = portfolio.resources.iter().map(people::profile).collect();
        let mut core = Self {
            portfolio: Arc::new(own),
            begin,
            inside,
            resource_calendars,
            profiles,
            calendars,
            calendar_of,
            jobs: Vec::with_capacity(jobs_count),
            graph,
            lag_calendars,
            wants: Vec::new(),
            frozen: Vec::new(),
            pools: Vec::new(),
            children,
        };
        core.make_jobs(&opens);
        Ok(core)
    }

    /// True when links of tasks that are still open do not hold work that has begun.
    pub fn overrides(&self) -> bool {
        self.portfolio.logic == Logic::Override
    }

    /// True when nothing of it remains to be done.
    pub fn is_finished(&self, job: u32) -> bool {
        let task = self.jobs[job as usize].task;
        let actual = self.portfolio.tasks[task as usize].actual;
        matches!(actual, Actual::Finished(_))
    }

    pub fn calendar(&self, calendar: u32) -> &Calendar {
        &self.calendars[calendar as usize]
    }

    pub fn wants(&self, job: &Job) -> &[Want] {
        &self.wants[job.needs.0 as usize..job.needs.1 as usize]
    }

    /// How much a project's delay weighs.
    pub fn weight(&self, project: u32) -> i64 {
        let project = self.portfolio.projects.get(project as usize);
        i64::from(project.copied().unwrap_or_default().priority)
    }
}

/// Time on the clock so long that it leads out of every calendar, but not out of the number that holds it.
fn bounded(lag: Lag) -> Lag {
    match lag {
        Lag::Elapsed(minutes) => Lag::Elapsed(minutes.clamp(FIRST - LAST / 8, LAST + LAST / 8)),
        other => other,
    }
}

impl Core<'_> {
    /// Until when somebody may serve the need they are booked for.
    pub fn valid_until(&self, job: &Job, booking: &Booking) -> Minute {
        match self.wants(job).get(booking.need as usize) {
            Some(Want::Skilled { pool, .. }) => {
                let has = self.pools[*pool as usize].iter();
                let mine = has.filter(|candidate| candidate.resource == booking.resource);
                mine.map(|candidate| candidate.until).min().unwrap_or(LAST)
            }
            _ => LAST,
        }
    }
}
