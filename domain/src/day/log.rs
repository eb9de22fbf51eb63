//! The log of a day: what happened, grouped by project, as the system saw it, and one's own lines.
//!
//! A closed day is kept as [`Frozen`]: titles and fields as they were, people by their ids, so that their names are looked up when
//! it is read.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::said::{self, Said};

/// One event, as far as a log tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    pub seq: i64,
    pub at: DateTime<Utc>,
    pub kind: String,
    pub who: Option<Uuid>,
    pub project: Option<Uuid>,
    pub record: Option<Uuid>,
    /// `NGT-42`; empty for what has no key.
    pub code: String,
    pub title: String,
    pub undoes: Option<i64>,
    /// Which fields it changed, as far as that is told.
    pub said: Said,
}

/// A line that the system wrote: fields in the order of the alphabet, like every canonical form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub at: DateTime<Utc>,
    pub code: String,
    /// How many of the same kind it stands for.
    pub count: i64,
    pub kind: String,
    /// Which fields are otherwise after it; days closed before there was this have none.
    #[serde(default, skip_serializing_if = "Said::is_empty")]
    pub said: Said,
    /// The events it tells of, so that what is redacted is found.
    pub seqs: Vec<i64>,
    pub title: String,
    pub who: Option<Uuid>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    pub lines: Vec<Line>,
    /// Lines left out.
    pub more: i64,
    /// None: what belongs to no project.
    pub project: Option<Uuid>,
}

/// A line that the person wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Own {
    pub at: DateTime<Utc>,
    pub id: Uuid,
    pub project: Option<Uuid>,
    pub text: String,
}

/// A day's log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Log {
    /// What came after the day before was closed.
    pub after: Vec<Group>,
    pub groups: Vec<Group>,
    /// More happened than was read, and is not in it; days closed before this was said say nothing of it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_cut: bool,
    pub own: Vec<Own>,
}

/// A closed day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frozen {
    pub closed_at: DateTime<Utc>,
    pub format: i64,
    pub log: Log,
    /// The zone whose day it was: its times are read in it.
    pub zone: String,
}

/// The layout of [`Frozen`].
pub const FORMAT: i64 = 1;

impl Frozen {
    pub fn bytes(&self) -> Vec<u8> {
        // Structs of texts, numbers and times: serialising them cannot fail.
        serde_json::to_vec(self).unwrap_or_default()
    }

    pub fn read(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }

    /// Takes the words away that tell of these events and of these lines. Says whether there were any.
    pub fn blank(&mut self, seqs: &[i64], lines: &[Uuid]) -> bool {
        let groups = self.log.after.iter_mut().chain(&mut self.log.groups);
        let mut found = false;
        for line in groups.flat_map(|group| &mut group.lines) {
            let tells = !line.title.is_empty() || !line.said.is_empty();
            if tells && line.seqs.iter().any(|seq| seqs.contains(seq)) {
                line.title.clear();
                line.said.clear();
                found = true;
            }
        }
        for own in &mut self.log.own {
            if lines.contains(&own.id) && !own.text.is_empty() {
                own.text.clear();
                found = true;
            }
        }
        found
    }
}

/// Events, oldest first, as lines by project: what was taken back within the day is left out, and what one person did
/// of one kind in a row is one line. So many lines a project; of what is more only the number is kept.
pub fn group(happened: &[Happened], lines: usize) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for event in settled(happened) {
        let index = groups
            .iter()
            .position(|group| group.project == event.project)
            .unwrap_or_else(|| {
                groups.push(Group {
                    project: event.project,
                    ..Group::default()
                });
                groups.len() - 1
            });
        if let Some(group) = groups.get_mut(index) {
            put(group, event, lines);
        }
    }
    groups
}

fn put(group: &mut Group, event: &Happened, lines: usize) {
    let same = group.lines.last_mut().filter(|line| {
        let again = line.kind == event.kind && line.who == event.who;
        let on_the_same = line.code == event.code && line.title == event.title;
        // An edit of the same thing, or a row of things of one kind.
        again && (on_the_same || is_many(&event.kind))
    });
    if let Some(line) = same {
        if (&line.code, &line.title) != (&event.code, &event.title) || line.count > 1 {
            line.count += 1;
        }
        said::add(&mut line.said, event.said.clone());
        line.seqs.push(event.seq);
        line.at = event.at;
        return;
    }
    if group.lines.len() >= lines {
        group.more += 1;
        return;
    }
    group.lines.push(Line {
        at: event.at,
        code: event.code.clone(),
        count: 1,
        kind: event.kind.clone(),
        said: event.said.clone(),
        seqs: vec![event.seq],
        title: event.title.clone(),
        who: event.who,
    });
}

/// Kinds that come in rows: a plan is typed in task by task.
fn is_many(kind: &str) -> bool {
    matches!(kind, "task.created" | "link.added" | "project.member_added")
}

/// Without what was taken back and what took it back, where both are of this day.
fn settled(happened: &[Happened]) -> impl Iterator<Item = &Happened> {
    let seqs: Vec<i64> = happened.iter().map(|event| event.seq).collect();
    let mut gone = vec![false; happened.len()];
    for (index, event) in happened.iter().enumerate().rev() {
        let undone = event
            .undoes
            .and_then(|seq| seqs.iter().position(|s| *s == seq));
        if let (Some(undone), false) = (undone, gone.get(index).copied().unwrap_or(true)) {
            for at in [index, undone] {
                if let Some(gone) = gone.get_mut(at) {
                    *gone = true;
                }
            }
        }
    }
    happened
        .iter()
        .zip(gone)
        .filter_map(|(event, gone)| (!gone).then_some(event))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Content;

    fn event(seq: i64, kind: &str, code: &str) -> Happened {
        Happened {
            seq,
            at: DateTime::from_timestamp(1_800_000_000 + seq * 60, 0).unwrap_or_default(),
            kind: kind.into(),
            who: Some(Uuid::from_u128(1)),
            project: Some(Uuid::from_u128(9)),
            record: None,
            code: code.into(),
            title: format!("Task {code}"),
            undoes: None,
            said: Said::new(),
        }
    }

    fn at_percent(seq: i64, code: &str, before: i64, after: i64) -> Happened {
        let content = Content::none().with("percent", before, after);
        Happened {
            said: said::said("task.changed", &content),
            ..event(seq, "task.changed", code)
        }
    }

    fn lines(happened: &[Happened]) -> Vec<(String, String, i64)> {
        let groups = group(happened, 60);
        let lines = groups.iter().flat_map(|g| &g.lines);
        lines
            .map(|l| (l.kind.clone(), l.code.clone(), l.count))
            .collect()
    }

    #[test]
    fn a_row_of_one_kind_is_one_line() {
        let made: Vec<_> = (1..=14)
            .map(|n| event(n, "task.created", &format!("N-{n}")))
            .collect();
        assert_eq!(lines(&made), [("task.created".into(), "N-1".into(), 14)]);
        // Edits of one task are one line; of two tasks, two.
        let edits = [
            event(1, "task.changed", "N-1"),
            event(2, "task.changed", "N-1"),
            event(3, "task.changed", "N-2"),
        ];
        assert_eq!(lines(&edits).len(), 2);
        assert_eq!(lines(&edits).first().map(|l| l.2), Some(1));
        // Closing is told one by one.
        let closed = [
            event(1, "task.closed", "N-1"),
            event(2, "task.closed", "N-2"),
        ];
        assert_eq!(lines(&closed).len(), 2);
        let other = Happened {
            who: None,
            ..event(2, "task.created", "N-2")
        };
        assert_eq!(lines(&[event(1, "task.created", "N-1"), other]).len(), 2);
    }

    #[test]
    fn a_line_tells_what_its_edits_came_to() {
        let edits = [
            at_percent(1, "N-1", 0, 20),
            at_percent(2, "N-1", 20, 60),
            at_percent(3, "N-2", 0, 10),
        ];
        let groups = group(&edits, 60);
        let told = groups.iter().flat_map(|g| &g.lines).map(|line| {
            let percent = line.said.get("percent");
            percent.map(|change| (change.before.clone(), change.after.clone()))
        });
        assert_eq!(
            told.collect::<Vec<_>>(),
            [Some((0.into(), 60.into())), Some((0.into(), 10.into()))]
        );
    }

    #[test]
    fn a_day_closed_before_fields_were_told_reads_as_it_was_kept() {
        let kept = br#"{"closed_at":"2026-11-20T17:00:00Z","format":1,"log":{"after":[],"groups":[{"lines":[{"at":"2026-11-20T09:00:00Z","code":"N-1","count":1,"kind":"task.changed","seqs":[4],"title":"Old","who":null}],"more":0,"project":null}],"own":[]},"zone":"Europe/Berlin"}"#;
        let mut frozen = Frozen::read(kept).unwrap();
        assert_eq!(frozen.bytes(), kept);
        // What is taken out of the trail goes out of what was kept, whichever of the two words it is in.
        let line = frozen.log.groups[0].lines.first_mut().unwrap();
        line.title.clear();
        line.said = at_percent(1, "N-1", 0, 20).said;
        assert!(frozen.blank(&[4], &[]));
        assert!(frozen.log.groups[0].lines[0].said.is_empty());
        assert!(!frozen.blank(&[4], &[]));
    }

    #[test]
    fn what_was_taken_back_is_not_told() {
        let closed = event(1, "task.closed", "N-1");
        let undo = Happened {
            undoes: Some(1),
            ..event(2, "task.reopened", "N-1")
        };
        assert_eq!(lines(&[closed.clone(), undo.clone()]), []);
        // Done again after all: told once.
        let redo = Happened {
            undoes: Some(2),
            ..event(3, "task.closed", "N-1")
        };
        assert_eq!(
            lines(&[closed, undo.clone(), redo]),
            [("task.closed".into(), "N-1".into(), 1)]
        );
        // Of another day: taking it back is today's news.
        assert_eq!(lines(&[undo]), [("task.reopened".into(), "N-1".into(), 1)]);
    }

    #[test]
    fn projects_have_their_own_lines_and_no_more_than_so_many() {
        let other = Happened {
            project: None,
            ..event(2, "task.closed", "O-1")
        };
        let both = [event(1, "task.closed", "N-1"), other];
        assert_eq!(group(&both, 60).len(), 2);
        let many: Vec<_> = (0..70)
            .map(|n| event(n, "task.closed", &format!("N-{n}")))
            .collect();
        let groups = group(&many, 60);
        assert_eq!(
            groups.first().map(|g| (g.lines.len(), g.more)),
            Some((60, 10))
        );
    }

    #[test]
    fn a_frozen_day_reads_back_and_equal_days_are_equal_bytes() {
        let frozen = Frozen {
            closed_at: DateTime::from_timestamp(1_800_000_000, 0).unwrap_or_default(),
            format: FORMAT,
            log: Log {
                groups: group(&[event(1, "task.closed", "N-1")], 60),
                is_cut: true,
                own: vec![Own {
                    at: DateTime::from_timestamp(1_800_000_000, 0).unwrap_or_default(),
                    id: Uuid::from_u128(4),
                    project: None,
                    text: "Good".into(),
                }],
                ..Log::default()
            },
            zone: "Europe/Berlin".into(),
        };
        assert_eq!(Frozen::read(&frozen.bytes()), Some(frozen.clone()));
        assert_eq!(frozen.bytes(), frozen.clone().bytes());
        assert_eq!(Frozen::read(b"{"), None);
    }
}
