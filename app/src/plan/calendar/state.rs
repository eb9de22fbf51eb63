//! What a calendar shows while its page lives: read anew when its address or anything else changes, and a move at once.

use crate::prelude::*;
use chrono::{Days, NaiveDate, TimeDelta};
use domain::plan::month::{Leaf, laid};
use domain::refusal::Refused;
use domain::time::When;

use super::Entry;
use super::api::{self, Calendar};
use crate::error::Fault;
use crate::live::Live;
use crate::plan::list::filters::Offered;
use crate::plan::list::query::Query;
use crate::plan::views::api::Views;
use crate::send;
use crate::ui::toast::Toasts;
use crate::words::calendar as words;

/// Lines of tasks in a week of a month; a week by itself has room for more.
const LINES: usize = 5;
const LINES_OF_WEEK: usize = 24;

/// A week as it is drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Week {
    pub monday: NaiveDate,
    /// Lines that are taken.
    pub lines: usize,
    pub days: Vec<Day>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Day {
    pub day: NaiveDate,
    /// What begins to be drawn on it.
    pub bars: Vec<Bar>,
    /// Tasks without a line of their own.
    pub more: usize,
    /// Without work: its name, which may be empty.
    pub off: Option<String>,
    /// Of the month that is shown, not of the one before or behind.
    pub own: bool,
    pub is_today: bool,
}

/// A task's bar in a week.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Bar {
    pub entry: Entry,
    pub line: usize,
    pub days: usize,
    pub before: bool,
    pub after: bool,
}

/// A task on its way to another day: taken up on one, held over another.
#[derive(Clone, Debug, PartialEq)]
pub struct Moving {
    pub code: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
}

#[derive(Clone, Copy)]
pub struct State {
    pub shown: RwSignal<Calendar>,
    pub weeks: Memo<Vec<Week>>,
    pub moving: RwSignal<Option<Moving>>,
    /// What the ear is told of a move.
    pub said: RwSignal<String>,
    query: Memo<Query>,
    /// Counts what was asked, so that a late answer does not undo a newer one.
    asked: StoredValue<u64>,
    live: Option<Live>,
    toasts: Option<Toasts>,
}

impl State {
    pub fn new(first: Calendar, query: Memo<Query>) -> Self {
        let shown = RwSignal::new(first);
        Self {
            shown,
            weeks: Memo::new(move |_| shown.with(weeks)),
            moving: RwSignal::new(None),
            said: RwSignal::new(String::new()),
            query,
            asked: StoredValue::new(0),
            live: use_context(),
            toasts: use_context(),
        }
    }

    /// What its filter offers.
    pub fn offered(self) -> Memo<Offered> {
        Memo::new(move |_| {
            self.shown.with(|shown| Offered {
                place: shown.place.clone(),
                today: shown.today,
                choices: shown.choices.clone(),
                fields: Vec::new(),
            })
        })
    }

    /// The views of its place.
    pub fn views(self) -> Memo<Views> {
        Memo::new(move |_| self.shown.with(|shown| shown.views.clone()))
    }

    /// The leaf that the address asks for: a step ahead of what is shown, until that has been read.
    pub fn leaf(self) -> Leaf {
        let today = self.shown.with(|shown| shown.today);
        self.query
            .with(|q| Leaf::asked(q.get("month"), q.get("week"), today))
    }

    pub fn entry(self, code: &str) -> Option<Entry> {
        self.shown
            .with_untracked(|shown| shown.tasks.iter().find(|t| t.code == code).cloned())
    }

    /// Moves a task by so many days. It shows at once; refused, it goes back and says why.
    pub fn shift(self, code: &str, by: TimeDelta) {
        let Some(before) = self.entry(code).filter(|_| !by.is_zero()) else {
            return;
        };
        let Some(after) = moved(&before, by) else {
            return;
        };
        self.put(after.clone());
        let today = self.shown.with_untracked(|shown| shown.today);
        let day = crate::words::dates::day_in_a_sentence(after.due.day, today);
        self.said.set(words::dropped(code, &day));
        let fields = vec![
            (
                "workspace",
                self.shown.with_untracked(|shown| shown.workspace.clone()),
            ),
            ("task", before.id.clone()),
            ("day", after.due.day.to_string()),
            ("day_was", before.due.to_string()),
        ];
        let on_its_way = self.toasts.map(|toasts| toasts.begins());
        leptos::task::spawn_local(async move {
            let _on_its_way = on_its_way;
            let outcome = send::post_fields("/do/plan/shift_task", &fields).await;
            let Some(toasts) = self.toasts else { return };
            match outcome {
                Ok(answer) => toasts.tell(&answer),
                Err(why) => {
                    self.put(before);
                    toasts.refuse(why);
                }
            }
            if let Some(live) = self.live {
                live.changed();
            }
        });
    }

    fn put(self, entry: Entry) {
        let _ = self.shown.try_update(|shown| {
            if let Some(old) = shown.tasks.iter_mut().find(|task| task.id == entry.id) {
                *old = entry;
            }
        });
    }

    /// Keeps the calendar as its address and the workspace are.
    pub fn keep(self) {
        let query = self.query;
        let address = Memo::new(move |_| query.with(Query::asked));
        Effect::new(move |seen: Option<String>| {
            let now = address.get();
            if seen.is_some_and(|seen| seen != now) {
                self.read();
            }
            now
        });
        let Some(live) = self.live else { return };
        Effect::new(move |seen: Option<u64>| {
            let now = live.count();
            if seen.is_some_and(|seen| seen != now) {
                self.read();
            }
            now
        });
    }

    fn read(self) {
        let (workspace, place) = self
            .shown
            .with_untracked(|shown| (shown.workspace.clone(), shown.place.clone()));
        let number = self.asked.try_update_value(|asked| {
            *asked += 1;
            *asked
        });
        let query = self.query.with_untracked(Query::asked);
        leptos::task::spawn_local(async move {
            let read = api::read_calendar(workspace, place, query).await;
            if self.asked.try_get_value() != number {
                return;
            }
            match read {
                Ok(fresh) => _ = self.shown.try_set(fresh),
                Err(Fault(Refused::Absent | Refused::SignInFirst)) => crate::live::reload(),
                Err(_) => {}
            }
        });
    }
}

fn moved(entry: &Entry, by: TimeDelta) -> Option<Entry> {
    let by = |when: When| {
        let day = when.day.checked_add_signed(by)?;
        Some(When { day, ..when })
    };
    Some(Entry {
        start: match entry.start {
            Some(start) => Some(by(start)?),
            None => None,
        },
        due: by(entry.due)?,
        ..entry.clone()
    })
}

/// By day, the longest first, and on one day by the hour: also what was only just moved.
fn in_order(tasks: &[Entry]) -> Vec<&Entry> {
    let mut order: Vec<&Entry> = tasks.iter().collect();
    order.sort_by_key(|task| {
        let (first, last) = task.days();
        (first, std::cmp::Reverse(last), task.due.time)
    });
    order
}

fn weeks(of: &Calendar) -> Vec<Week> {
    let (word, value) = &of.leaf;
    let (month, week) = if word == "week" {
        ("", value.as_str())
    } else {
        (value.as_str(), "")
    };
    let leaf = Leaf::asked(month, week, of.today);
    let lines = match leaf {
        Leaf::Month(_) => LINES,
        Leaf::Week(_) => LINES_OF_WEEK,
    };
    let order = in_order(&of.tasks);
    let spans: Vec<_> = order.iter().map(|task| task.days()).collect();
    leaf.mondays()
        .into_iter()
        .map(|monday| {
            let (laid, more) = laid(monday, &spans, lines);
            let day = |n: usize| {
                let day = monday + Days::new(n as u64);
                let iso = day.to_string();
                let bars = laid.iter().filter(|bar| bar.from == n).filter_map(|bar| {
                    Some(Bar {
                        entry: (*order.get(bar.of)?).clone(),
                        line: bar.line,
                        days: bar.days,
                        before: bar.before,
                        after: bar.after,
                    })
                });
                Day {
                    day,
                    bars: bars.collect(),
                    more: more.get(n).copied().unwrap_or_default(),
                    off: of
                        .off
                        .iter()
                        .find(|(off, _)| *off == iso)
                        .map(|(_, name)| name.clone()),
                    own: leaf.holds(day),
                    is_today: day == of.today,
                }
            };
            Week {
                monday,
                lines: laid
                    .iter()
                    .map(|bar| bar.line + 1)
                    .max()
                    .unwrap_or_default(),
                days: (0..7).map(day).collect(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_goes_by_the_hour() {
        let entry = |code: &str, start: Option<&str>, due: &str| Entry {
            id: String::new(),
            code: code.into(),
            title: String::new(),
            project: String::new(),
            milestone: false,
            category: String::new(),
            start: start.and_then(domain::time::written),
            due: domain::time::written(due).unwrap(),
            late: false,
            may_edit: false,
        };
        let tasks = [
            entry("late", None, "2027-03-09 22:30"),
            entry("early", None, "2027-03-09 09:15"),
            entry("day", None, "2027-03-09"),
            entry("long", Some("2027-03-09"), "2027-03-11"),
            entry("before", None, "2027-03-08 23:00"),
        ];
        let order: Vec<_> = in_order(&tasks).iter().map(|e| e.code.clone()).collect();
        assert_eq!(order, ["before", "long", "day", "early", "late"]);
    }
}
