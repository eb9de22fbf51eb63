//! MS Project XML (MSPDI): [`read`] turns bytes into a [`Plan`] and a [`Report`], or refuses with a code.
//!
//! The file is read as a stream of rows (one task, one resource…): a row is a small tree from which the mappers
//! *take* what they understand. What nobody took is counted as left out when the row is put away, so an element
//! that this reader has never heard of cannot vanish.

mod assignment;
mod calendar;
mod cycles;
pub(super) mod decode;
mod exception;
mod limits;
pub(super) mod links;
mod outline;
mod project;
mod recurrence;
mod resource;
mod row;
mod stream;
mod task;
mod value;
mod window;
mod work_week;

pub(crate) use calendar::found;
pub use limits::{BYTES, DEPTH, EXCEPTIONS, HOURS, TASKS};

use super::{
    plan::Plan,
    report::{Ledger, NotRead, Report},
};
use stream::Section;

/// Reads a whole file. Nothing of it is kept on refusal.
pub fn read(bytes: &[u8]) -> Result<(Plan, Report), NotRead> {
    let text = decode::text(bytes)?;
    let mut book = Book::default();
    stream::rows(&text, &mut |section, node, path, ledger| {
        book.take(section, node, path, ledger)
    })
    .map(|ledger| book.close(ledger))
}

/// What has been read so far, and what can only be judged at the end.
#[derive(Default)]
struct Book {
    plan: Plan,
    links: Vec<links::Raw>,
    outline: outline::Outline,
    /// How many there were in all calendars.
    exceptions: usize,
    recurring: Vec<exception::Recurring>,
    weeks: Vec<work_week::WorkWeek>,
    /// Rows without a person behind them: assignments to these are unassigned work.
    placeholders: Vec<i64>,
}

impl Book {
    fn take(
        &mut self,
        section: Section,
        node: stream::Node,
        path: &str,
        ledger: &mut Ledger,
    ) -> Result<(), NotRead> {
        let mut row = row::Row::new(node, path, ledger);
        match section {
            Section::Project => project::field(&mut row, &mut self.plan.project),
            Section::Field => self.plan.fields.extend(project::definition(&mut row)),
            Section::OutlineCode => {
                self.plan.fields.extend(project::outline_code(&mut row));
            }
            Section::Calendar => {
                limits::rows(self.plan.calendars.len(), "calendars", limits::CALENDARS)?;
                let index = self.plan.calendars.len();
                let calendar = calendar::calendar(
                    &mut row,
                    index,
                    &mut self.exceptions,
                    &mut self.recurring,
                    &mut self.weeks,
                );
                self.plan.calendars.push(calendar);
            }
            Section::Task => {
                if self.plan.tasks.len() + self.outline.blanks() >= TASKS {
                    return Err(NotRead::TooManyTasks {
                        limit: TASKS as u64,
                    });
                }
                let read = task::task(&mut row, &mut self.links);
                limits::rows(self.links.len(), "links", limits::LINKS)?;
                let (first_link, index) = (read.first_link, self.plan.tasks.len());
                self.outline.place(read, &mut self.plan, row.ledger());
                if self.plan.tasks.len() > index {
                    // By place: the uid may yet turn out to be another's.
                    let links = self.links.iter_mut().skip(first_link);
                    links.for_each(|link| link.place = Some(index));
                }
            }
            Section::Resource => {
                limits::rows(self.plan.resources.len(), "resources", limits::RESOURCES)?;
                match resource::resource(&mut row) {
                    resource::Read::Person(resource) => self.plan.resources.push(*resource),
                    resource::Read::Placeholder(uid) => self.placeholders.extend(uid),
                }
            }
            Section::Assignment => {
                limits::rows(
                    self.plan.assignments.len(),
                    "assignments",
                    limits::ASSIGNMENTS,
                )?;
                let assignment = assignment::assignment(&mut row);
                self.plan.assignments.push(assignment);
            }
            Section::Unknown => {}
        }
        row.put_away();
        Ok(())
    }

    fn close(mut self, mut ledger: Ledger) -> (Plan, Report) {
        let ledger_ref = &mut ledger;
        self.outline.finish(&mut self.plan, ledger_ref);
        calendar::settle(&mut self.plan, ledger_ref);
        let mut window = window::Window::of(&self.plan);
        exception::expand(self.recurring, &mut self.plan, &mut window, ledger_ref);
        work_week::expand(self.weeks, &mut self.plan, &mut window, ledger_ref);
        resource::settle(&mut self.plan, ledger_ref);
        links::settle(self.links, &mut self.plan, ledger_ref);
        assignment::settle(&mut self.plan, &self.placeholders, ledger_ref);
        project::settle(&mut self.plan);
        let became = super::became::of(&self.plan);
        (self.plan, ledger.report(became))
    }
}
