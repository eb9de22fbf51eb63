//! One task. Its place in the outline and its links are settled later.

use super::{links::Raw, row::Row, value};
use crate::exchange::{
    plan::{Baseline, Computed, Constraint, FieldValue, Fixed, Hyperlink, Task},
    report::{Code, RowKind},
};

pub struct Read {
    pub task: Task,
    pub has_uid: bool,
    pub level: Option<i64>,
    pub blank: bool,
    pub flagged_summary: Option<bool>,
    pub first_link: usize,
}

pub fn task(row: &mut Row<'_>, links: &mut Vec<Raw>) -> Read {
    row.own_taken();
    let uid = row.int("UID");
    let name = row.line("Name");
    row.is(RowKind::Task, uid, &name);
    let format = row.int("DurationFormat");
    let estimated = row.flag("Estimated");
    let level = row.int("OutlineLevel");
    let summary = row.flag("Summary");
    let first_link = links.len();
    let mut task = Task {
        uid: uid.unwrap_or(-1),
        name,
        id: row.int("ID"),
        outline_number: row.line("OutlineNumber"),
        wbs: row.line("WBS"),
        notes: row.text("Notes").unwrap_or_default(),
        milestone: row.flag("Milestone").unwrap_or(false),
        summary: summary.unwrap_or(false),
        manual: row.flag("Manual").unwrap_or(false),
        active: row.flag("Active"),
        start: row.moment("Start"),
        finish: row.moment("Finish"),
        duration: row
            .minutes("Duration")
            .map(|minutes| value::duration(minutes, format, estimated)),
        work: row.minutes("Work"),
        percent_complete: percent(row),
        actual_start: row.moment("ActualStart"),
        actual_finish: row.moment("ActualFinish"),
        actual_duration: row.minutes("ActualDuration"),
        actual_work: row.minutes("ActualWork"),
        remaining_duration: row.minutes("RemainingDuration"),
        remaining_work: row.minutes("RemainingWork"),
        constraint: row.value("ConstraintType", constraint),
        constraint_date: row.moment("ConstraintDate"),
        deadline: row.moment("Deadline"),
        priority: row.int("Priority"),
        calendar: row.reference("CalendarUID"),
        fixed: row.value("Type", fixed),
        effort_driven: row.flag("EffortDriven"),
        hyperlink: hyperlink(row),
        computed: computed(row),
        ..Task::default()
    };
    task.baselines = baselines(row);
    task.fields = fields(row);
    elsewhere(row, &mut task);
    let to = task.uid;
    row.each("PredecessorLink", |link| links.push(Raw::read(link, to)));
    Read {
        blank: row.flag("IsNull") == Some(true),
        has_uid: uid.is_some(),
        level,
        flagged_summary: summary,
        first_link,
        task,
    }
}

/// Rows of other projects, and what the file says of those.
fn elsewhere(row: &mut Row<'_>, task: &mut Task) {
    for (flag, name) in ELSEWHERE {
        if row.flag(flag) == Some(true) {
            task.elsewhere = true;
            task.fields.push(FieldValue {
                field: flag.to_owned(),
                value: "1".to_owned(),
            });
        }
        let value = row.line(name);
        if !value.is_empty() {
            task.fields.push(FieldValue {
                field: name.to_owned(),
                value,
            });
        }
    }
}

/// How the file says that a row is one of another project, or another project, and which.
pub const ELSEWHERE: [(&str, &str); 2] = [
    ("ExternalTask", "ExternalTaskProject"),
    ("IsSubproject", "SubprojectName"),
];

fn percent(row: &mut Row<'_>) -> Option<i64> {
    let percent = row.int("PercentComplete")?;
    if (0..=100).contains(&percent) {
        return Some(percent);
    }
    row.give_back("PercentComplete");
    row.find(Code::OutOfRange, "PercentComplete", &[&percent.to_string()]);
    None
}

fn constraint(text: &str) -> Option<Constraint> {
    Some(match text {
        "0" => Constraint::Asap,
        "1" => Constraint::Alap,
        "2" => Constraint::Mso,
        "3" => Constraint::Mfo,
        "4" => Constraint::Snet,
        "5" => Constraint::Snlt,
        "6" => Constraint::Fnet,
        "7" => Constraint::Fnlt,
        _ => return None,
    })
}

fn fixed(text: &str) -> Option<Fixed> {
    Some(match text {
        "0" => Fixed::Units,
        "1" => Fixed::Duration,
        "2" => Fixed::Work,
        _ => return None,
    })
}

fn hyperlink(row: &mut Row<'_>) -> Option<Hyperlink> {
    let link = Hyperlink {
        text: row.line("Hyperlink"),
        address: row.line("HyperlinkAddress"),
        sub_address: row.line("HyperlinkSubAddress"),
    };
    (link != Hyperlink::default()).then_some(link)
}

fn computed(row: &mut Row<'_>) -> Computed {
    Computed {
        early_start: row.moment("EarlyStart"),
        early_finish: row.moment("EarlyFinish"),
        late_start: row.moment("LateStart"),
        late_finish: row.moment("LateFinish"),
        total_slack: row.tenths("TotalSlack"),
        free_slack: row.tenths("FreeSlack"),
        critical: row.flag("Critical"),
    }
}

/// Of a task or an assignment. Numbers are 0 to 10; a number that comes twice is kept once.
pub fn baselines(row: &mut Row<'_>) -> Vec<Baseline> {
    let mut all: Vec<Baseline> = Vec::new();
    row.each("Baseline", |one| {
        let number = one.int("Number").unwrap_or(0);
        let Some(number) = u8::try_from(number).ok().filter(|n| *n <= 10) else {
            one.find(Code::OutOfRange, "Number", &[&number.to_string()]);
            return;
        };
        if all.iter().any(|known| known.number == number) {
            one.find(Code::BaselineTwice, "Baseline", &[&number.to_string()]);
            return;
        }
        let format = one.int("DurationFormat");
        all.push(Baseline {
            number,
            start: one.moment("Start"),
            finish: one.moment("Finish"),
            duration: one
                .minutes("Duration")
                .map(|minutes| value::duration(minutes, format, None)),
            work: one.minutes("Work"),
        });
    });
    all
}

pub fn fields(row: &mut Row<'_>) -> Vec<FieldValue> {
    let mut all = Vec::new();
    row.each("ExtendedAttribute", |one| {
        let mut field = one.line("FieldID");
        let value = one.text("Value").unwrap_or_default();
        if field.is_empty() {
            // Whose value it is nobody can say; it is one of the row's.
            field.push_str("ExtendedAttribute");
        }
        if !value.is_empty() {
            all.push(FieldValue { field, value });
        }
    });
    // A number, which the code's own table says in words.
    row.each("OutlineCode", |one| {
        let field = one.line("FieldID");
        let value = one.line("ValueID");
        if !field.is_empty() && !value.is_empty() {
            all.push(FieldValue { field, value });
        }
    });
    all
}
