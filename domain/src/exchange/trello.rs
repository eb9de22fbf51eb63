//! A Trello board as JSON: lists are states, cards are tasks, checklists and comments are theirs.
//!
//! Whatever a card, a list or the board says is counted by its name: where it goes, or that it stays behind.

mod counted;
mod custom;

use std::collections::HashMap;

use serde_json::Value;

use self::counted::{Counted, array, flag, id, text};
use super::kept;
use super::mspdi::decode;
use super::plan::Plan;
use super::report::{Code, Ledger, NotRead, Place, Report};
use super::tracked::{Check, Format, Moment};
use super::tracker::{Item, Reading, Said, row, uid};
use super::when::{Order, read as moment, read_day};

/// Values of a whole file: brackets, commas and colons, counted before anything is built of them.
const VALUES: usize = 3_000_000;
/// Actions that Trello puts into an export.
const ACTIONS: usize = 1_000;

const CARD: &[(&str, Place)] = &[
    ("name", Place::Title),
    ("desc", Place::Description),
    ("idList", Place::State),
    ("idShort", Place::Key),
    ("id", Place::Created),
    ("idBoard", Place::Structure),
    ("closed", Place::State),
    ("start", Place::Start),
    ("due", Place::Due),
    ("dueComplete", Place::FromFile),
    ("dateLastActivity", Place::FromFile),
    ("dueReminder", Place::FromFile),
    ("idMembers", Place::People),
    ("idMembersVoted", Place::FromFile),
    ("labels", Place::Labels),
    ("idLabels", Place::Labels),
    ("idChecklists", Place::Checklist),
    ("checklists", Place::Checklist),
    ("attachments", Place::FromFile),
    ("customFieldItems", Place::FromFile),
    ("url", Place::FromFile),
    ("shortUrl", Place::FromFile),
    ("shortLink", Place::FromFile),
    ("pos", Place::Structure),
    ("isTemplate", Place::FromFile),
    ("address", Place::FromFile),
    ("locationName", Place::FromFile),
    ("coordinates", Place::FromFile),
];

const LIST: &[(&str, Place)] = &[
    ("name", Place::State),
    ("closed", Place::State),
    ("id", Place::Structure),
    ("idBoard", Place::Structure),
    ("pos", Place::Structure),
];

const ATTACHMENT: &[(&str, Place)] = &[
    ("name", Place::FromFile),
    ("url", Place::FromFile),
    ("isUpload", Place::Structure),
    ("id", Place::Structure),
    ("pos", Place::Structure),
];

const BOARD: &[(&str, Place)] = &[
    ("name", Place::Project),
    ("desc", Place::Project),
    ("url", Place::FromFile),
    ("id", Place::Structure),
    ("lists", Place::State),
    ("cards", Place::Structure),
    ("checklists", Place::Checklist),
    ("members", Place::People),
    ("labels", Place::Labels),
    ("customFields", Place::FromFile),
];

pub(super) fn read(bytes: &[u8]) -> Result<(Plan, Report), NotRead> {
    let text = decode::text(bytes)?;
    let values = text
        .bytes()
        .filter(|b| matches!(b, b'{' | b'[' | b',' | b':'))
        .count();
    if values > VALUES {
        return Err(NotRead::TooManyRows {
            what: "values".to_owned(),
            limit: VALUES as u64,
        });
    }
    let board: Value = serde_json::from_str(&text).map_err(|error| not_json(&text, &error))?;
    if !board.get("cards").is_some_and(Value::is_array)
        || !board.get("lists").is_some_and(Value::is_array)
    {
        return Err(NotRead::NotKnown {
            head: text.chars().take(80).collect(),
        });
    }
    reading(&board).settle()
}

fn not_json(text: &str, error: &serde_json::Error) -> NotRead {
    if error.is_eof() {
        return NotRead::Truncated;
    }
    let before: usize = text
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1))
        .map(str::len)
        .sum();
    NotRead::NotJson {
        at: (before + error.column()) as u64,
    }
}

fn reading(board: &Value) -> Reading {
    let mut reading = Reading {
        format: Format::Trello,
        title: text(board, "name").to_owned(),
        description: text(board, "desc").to_owned(),
        ..Reading::default()
    };
    reading.keep("URL", text(board, "url"));
    let mut counted = Counted::default();
    counted.object("Board", board, BOARD, &["actions"]);
    for member in array(board, "members") {
        reading
            .people
            .named(id(member, "id"), text(member, "fullName"), "");
    }
    let lists = lists(board, &mut reading, &mut counted);
    let fields = custom::Fields::of(board);
    reading.own.extend(fields.names());
    let mut checklists = checklists(board, &mut counted);
    let mut said = actions(board, &mut reading, &mut counted);
    let mut cards: Vec<&Value> = array(board, "cards").collect();
    let place = |card: &Value| {
        let list = lists
            .get(id(card, "idList"))
            .map_or(usize::MAX, |list| list.nth);
        (
            list,
            card.get("pos").and_then(Value::as_f64).unwrap_or(f64::MAX),
        )
    };
    cards.sort_by(|a, b| {
        let (a, b) = (place(a), place(b));
        a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
    });
    for (at, value) in cards.into_iter().enumerate() {
        // Badges count what the rest says.
        counted.object("Card", value, CARD, &["badges"]);
        let own = id(value, "id");
        let mut lists_of = checklists.remove(own).unwrap_or_default();
        lists_of.extend(array(value, "checklists"));
        for file in array(value, "attachments") {
            counted.object("Attachment", file, ATTACHMENT, &[]);
        }
        let history = said.remove(own).unwrap_or_default();
        let card = Card {
            value,
            uid: uid(at),
            list: lists.get(id(value, "idList")),
            checklists: lists_of,
            history,
        };
        let item = card.item(&mut reading, &fields);
        reading.items.push(item);
    }
    counted.left(reading)
}

struct List {
    name: String,
    state: Option<usize>,
    closed: bool,
    nth: usize,
}

fn lists<'b>(
    board: &'b Value,
    reading: &mut Reading,
    counted: &mut Counted,
) -> HashMap<&'b str, List> {
    let mut lists: Vec<&Value> = array(board, "lists").collect();
    let place = |list: &&Value| list.get("pos").and_then(Value::as_f64).unwrap_or(f64::MAX);
    lists.sort_by(|a, b| place(a).total_cmp(&place(b)));
    let mut by = HashMap::new();
    for (nth, list) in lists.into_iter().enumerate() {
        counted.object("List", list, LIST, &[]);
        let (name, closed) = (text(list, "name"), flag(list, "closed"));
        by.insert(
            id(list, "id"),
            List {
                name: name.to_owned(),
                // What was put away with its list is in no list any more.
                state: if closed {
                    None
                } else {
                    reading.states.named(name, None)
                },
                closed,
                nth,
            },
        );
    }
    by
}

fn checklists<'b>(board: &'b Value, counted: &mut Counted) -> HashMap<&'b str, Vec<&'b Value>> {
    let mut by: HashMap<&str, Vec<&Value>> = HashMap::new();
    for list in array(board, "checklists") {
        for item in array(list, "checkItems") {
            // A date and a person of a single line have no place in a checklist here: they stand beside it.
            counted.extra("Checklist item", item, &["due", "idMember"]);
        }
        by.entry(id(list, "idCard")).or_default().push(list);
    }
    by
}

/// What was done to a card, as far as the export tells.
#[derive(Default)]
struct History {
    comments: Vec<Said>,
    made: Option<(Option<i64>, Option<Moment>)>,
}

fn actions<'b>(
    board: &'b Value,
    reading: &mut Reading,
    counted: &mut Counted,
) -> HashMap<&'b str, History> {
    let mut by: HashMap<&str, History> = HashMap::new();
    let all: Vec<&Value> = array(board, "actions").collect();
    // The newest comes first in the file.
    for action in all.iter().rev() {
        let kind = text(action, "type");
        let data = action.get("data").unwrap_or(&Value::Null);
        let card = id(data.get("card").unwrap_or(&Value::Null), "id");
        let at = moment(text(action, "date"), Order::DayFirst);
        let who = action.get("memberCreator").unwrap_or(&Value::Null);
        let mut person = || {
            let own = match id(who, "id") {
                "" => id(action, "idMemberCreator"),
                own => own,
            };
            reading.people.named(own, text(who, "fullName"), "")
        };
        match kind {
            "commentCard" | "copyCommentCard" => {
                counted.place("Action: comment", Place::Comments);
                by.entry(card).or_default().comments.push(Said {
                    by: person(),
                    at,
                    text: text(data, "text").to_owned(),
                    level: String::new(),
                });
            }
            "createCard" | "copyCard" | "convertToCardFromCheckItem" | "emailCard" => {
                counted.place("Action: card created", Place::Reporter);
                by.entry(card).or_default().made = Some((person(), at));
            }
            other => counted.place(&format!("Action: {other}"), Place::LeftOut),
        }
    }
    by
}

struct Card<'b> {
    value: &'b Value,
    uid: i64,
    list: Option<&'b List>,
    checklists: Vec<&'b Value>,
    history: History,
}

impl Card<'_> {
    fn item(mut self, reading: &mut Reading, fields: &custom::Fields<'_>) -> Item {
        let card = self.value;
        let number = card.get("idShort").and_then(Value::as_i64);
        let title = text(card, "name");
        let mut item = Item {
            ids: vec![id(card, "id").to_owned()],
            number,
            title: title.to_owned(),
            notes: text(card, "desc").to_owned(),
            archived: flag(card, "closed") || self.list.is_some_and(|list| list.closed),
            due: self.date("due", reading),
            start: self.date("start", reading),
            ..Item::default()
        };
        self.state(&mut item);
        for member in array(card, "idMembers").filter_map(Value::as_str) {
            item.people.extend(reading.people.named(member, "", ""));
        }
        self.labels(&mut item);
        self.checks(&mut item, reading);
        self.voted(&mut item, reading);
        self.made(&mut item, reading);
        item.comments = std::mem::take(&mut self.history.comments);
        self.missing(&item, &mut reading.ledger);
        self.attached(&mut item, &mut reading.ledger);
        fields.of_card(card, &mut item);
        item.updated = moment(text(card, "dateLastActivity"), Order::DayFirst);
        for (name, field) in [
            ("URL", "shortUrl"),
            ("Address", "address"),
            ("Location", "locationName"),
        ] {
            item.keep(name, text(card, field));
        }
        if text(card, "shortUrl").is_empty() {
            item.keep("URL", text(card, "url"));
        }
        if let Some(at) = card.get("coordinates").filter(|at| !at.is_null()) {
            item.keep("Coordinates", at.to_string());
        }
        if flag(card, "isTemplate") {
            item.keep("Template", "1");
        }
        item
    }

    fn date(&self, name: &str, reading: &mut Reading) -> Option<Moment> {
        let written = text(self.value, name);
        if written.is_empty() {
            return None;
        }
        let read = match name {
            "start" => read_day(written, Order::DayFirst),
            _ => moment(written, Order::DayFirst),
        };
        if read.is_none() {
            reading.ledger.find(Code::Unreadable, || {
                row(self.uid, text(self.value, "name"), name, &[written])
            });
        }
        read
    }

    /// Its list, unless it was put away: then that is kept. A card may be complete in any list.
    fn state(&self, item: &mut Item) {
        item.state = self.list.and_then(|list| list.state);
        if item.archived {
            item.keep("List", self.list.map_or("", |list| &list.name));
        }
        if flag(self.value, "dueComplete") {
            item.keep("Complete", "1");
        }
    }

    fn labels(&self, item: &mut Item) {
        for label in array(self.value, "labels") {
            let (name, colour) = (text(label, "name"), text(label, "color"));
            item.labels
                .push(if name.is_empty() { colour } else { name }.to_owned());
        }
    }

    /// Lines of several lists are told apart by the list's name.
    fn checks(&self, item: &mut Item, reading: &mut Reading) {
        let place = |one: &&Value| one.get("pos").and_then(Value::as_f64).unwrap_or(f64::MAX);
        let mut lists = self.checklists.clone();
        lists.sort_by(|a, b| place(a).total_cmp(&place(b)));
        let several = lists.len() > 1;
        for list in lists {
            let mut lines: Vec<&Value> = array(list, "checkItems").collect();
            lines.sort_by(|a, b| place(a).total_cmp(&place(b)));
            let name = text(list, "name");
            for line in lines {
                let said = text(line, "name");
                let whole = if several && !name.is_empty() {
                    format!("{name}: {said}")
                } else {
                    said.to_owned()
                };
                let who = reading.people.named(id(line, "idMember"), "", "");
                let who = who.map_or("", |who| reading.people.name(who));
                let more: Vec<&str> = [text(line, "due"), who]
                    .into_iter()
                    .filter(|one| !one.is_empty())
                    .collect();
                if !more.is_empty() {
                    item.keep("Checklist", format!("{whole}: {}", more.join("; ")));
                }
                item.checks.push(Check {
                    text: whole,
                    done: text(line, "state") == "complete",
                });
            }
            if !several && name != "Checklist" {
                item.keep("Checklist", name);
            }
        }
    }

    fn voted(&self, item: &mut Item, reading: &mut Reading) {
        let voted = array(self.value, "idMembersVoted").filter_map(Value::as_str);
        let voted: Vec<String> = voted
            .filter_map(|one| {
                let who = reading.people.named(one, "", "")?;
                Some(reading.people.name(who).to_owned())
            })
            .collect();
        item.keep("Votes", voted.join(", "));
        let minutes = self.value.get("dueReminder").and_then(Value::as_i64);
        if let Some(minutes) = minutes.filter(|minutes| *minutes > 0) {
            item.keep("Reminder", kept::minutes(minutes));
        }
    }

    /// By its action where the export has it, else by the time that is in its number.
    fn made(&self, item: &mut Item, reading: &Reading) {
        let (by, at) = self.history.made.unwrap_or_default();
        item.created = at.or_else(|| born(id(self.value, "id")));
        if let Some(by) = by {
            item.keep("Reporter", reading.people.name(by));
            item.watchers.push(by);
        }
    }

    /// An export holds the newest actions of its board; a card knows how many comments it has.
    fn missing(&self, item: &Item, ledger: &mut Ledger) {
        let badges = self.value.get("badges").unwrap_or(&Value::Null);
        let all = badges.get("comments").and_then(Value::as_u64).unwrap_or(0);
        let missing = all.saturating_sub(item.comments.len() as u64);
        if missing > 0 {
            ledger.find(Code::CommentsMissing, || {
                row(
                    self.uid,
                    &item.title,
                    "comments",
                    &[&missing.to_string(), &ACTIONS.to_string()],
                )
            });
        }
    }

    fn attached(&self, item: &mut Item, ledger: &mut Ledger) {
        for one in array(self.value, "attachments") {
            let (name, url) = (text(one, "name"), text(one, "url"));
            // A link that somebody pasted is all there: it holds no file.
            if flag(one, "isUpload") {
                ledger.find(Code::AttachmentNamed, || {
                    row(self.uid, &item.title, "attachments", &[name])
                });
            }
            item.keep("Attachment", format!("{name} {url}").trim().to_owned());
        }
    }
}

/// The first eight digits of an id are the second it was made.
fn born(id: &str) -> Option<Moment> {
    let seconds = i64::from_str_radix(id.get(..8)?, 16).ok()?;
    chrono::DateTime::from_timestamp(seconds, 0).map(Moment::At)
}

#[cfg(test)]
mod tests;
