//! The files themselves. Everything in a row follows from its number, so that a test knows what each field must hold.

use std::fmt::Write;

/// What row `n` says, whatever the format. The first is 1.
pub struct Said {
    pub n: usize,
    pub title: String,
    pub notes: String,
    pub state: &'static str,
    /// The first of its ten, which has no parent itself.
    pub parent: Option<usize>,
    /// The one before it among the parts of one parent.
    pub waits_for: Option<usize>,
    pub person: usize,
    pub labels: [String; 2],
    /// Minutes after the new year of 2026.
    pub created: usize,
    /// Of June 2026.
    pub due: usize,
    pub comments: Vec<String>,
    pub restricted: bool,
    /// The sprint, and whether it was in the one before it.
    pub sprint: usize,
    pub carried: bool,
    /// The version it is to be out with, and another.
    pub versions: [String; 2],
}

pub const STATES: [&str; 3] = ["Backlog", "In Progress", "Done"];
pub const PEOPLE: usize = 5;
/// Sprints that work is in; before the first of them is another.
pub const SPRINTS: usize = 4;

/// Days of June 2026: two weeks from its own number of the first on, so that each shares some with the next.
pub fn sprint_days(sprint: usize) -> (usize, usize) {
    (sprint, sprint + 13)
}

pub fn said(n: usize) -> Said {
    let first = n - (n - 1) % 10;
    Said {
        n,
        title: match n % 7 {
            0 => format!("=SUM(A{n})"),
            _ => format!("Task {n}, \"quoted\"; ünï"),
        },
        notes: format!("First line {n}\nsecond line; with, signs"),
        state: STATES[n % 3],
        parent: (first != n).then_some(first),
        waits_for: (n - first >= 2).then_some(n - 1),
        person: n % PEOPLE,
        labels: [format!("label{}", n % 3), "all".to_owned()],
        created: n,
        due: 1 + n % 28,
        comments: (0..if n.is_multiple_of(4) { 2 } else { 0 })
            .map(|nth| format!("Comment {nth} on {n}; twice\nin two lines"))
            .collect(),
        restricted: n % 50 == 49,
        sprint: 2 + n % SPRINTS,
        carried: n.is_multiple_of(3),
        versions: [format!("{}.0", n % 2), "9.9".to_owned()],
    }
}

pub fn person(n: usize) -> String {
    format!("Person {n}")
}

pub fn email(n: usize) -> String {
    format!("person{n}@example.test")
}

/// `2026-01-01T00:07:00`
pub fn moment(minutes: usize) -> String {
    let (days, rest) = (minutes / 1440, minutes % 1440);
    format!(
        "2026-01-{:02}T{:02}:{:02}:00",
        1 + days,
        rest / 60,
        rest % 60
    )
}

/// `01/Jan/26 12:07 AM`, as Jira writes it.
fn jira_moment(minutes: usize) -> String {
    let (days, rest) = (minutes / 1440, minutes % 1440);
    let (hour, minute) = (rest / 60, rest % 60);
    let half = if hour < 12 { "AM" } else { "PM" };
    let twelve = if hour % 12 == 0 { 12 } else { hour % 12 };
    format!("{:02}/Jan/26 {twelve}:{minute:02} {half}", 1 + days)
}

/// A cell: quoted where it must be, and defused where a spreadsheet would run it.
fn cell(text: &str) -> String {
    let text = text.replace('\n', "\r\n");
    let text = match text.starts_with(['=', '+', '-', '@']) {
        true => format!("'{text}"),
        false => text,
    };
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn row(out: &mut String, cells: &[String]) {
    let cells: Vec<String> = cells.iter().map(|one| cell(one)).collect();
    out.push_str(&cells.join(","));
    out.push_str("\r\n");
}

fn text(value: Option<String>) -> String {
    value.unwrap_or_default()
}

/// As Cloud writes it, with its byte-order mark and the columns that come more than once.
pub fn jira_csv(rows: usize) -> String {
    let mut out = String::from(
        "\u{feff}Summary,Issue key,Issue id,Issue Type,Status,Project key,Project name,Project type,Project lead,Project lead id,Project description,Priority,Resolution,Assignee,Assignee Id,Reporter,Reporter Id,Creator,Creator Id,Created,Updated,Last Viewed,Resolved,Due date,Votes,Labels,Labels,Description,Environment,Watchers,Watchers,Watchers Id,Watchers Id,Log Work,Original estimate,Remaining Estimate,Time Spent,Work Ratio,Security Level,Attachment,Inward issue link (Blocks),Outward issue link (Relates),Sprint,Sprint,Fix Version/s,Fix Version/s,Custom field (Story point estimate),Custom field (Start date),Custom field (Rank),Comment,Comment,Parent,Parent key,Status Category\r\n",
    );
    for n in 1..=rows {
        let s = said(n);
        let by = |n: usize| (person(n), format!("id{n}"));
        let (name, id) = by(s.person);
        let (other, other_id) = by((s.person + 1) % PEOPLE);
        let created = jira_moment(s.created);
        let comment = |nth: usize| {
            let text = s.comments.get(nth)?;
            Some(format!("{created};{other_id};{text}"))
        };
        let (first, second) = (text(comment(0)), text(comment(1)));
        let closed = s.state == "Done";
        row(
            &mut out,
            &[
                s.title.clone(),
                format!("GEN-{n}"),
                format!("{}", 10_000 + n),
                "Story".into(),
                s.state.into(),
                "GEN".into(),
                "Generated".into(),
                "software".into(),
                person(0),
                "id0".into(),
                "Made to be read".into(),
                "High".into(),
                if closed { "Done".into() } else { String::new() },
                name.clone(),
                id.clone(),
                other.clone(),
                other_id.clone(),
                other.clone(),
                other_id.clone(),
                created.clone(),
                jira_moment(s.created + 60),
                String::new(),
                if closed {
                    jira_moment(s.created + 30)
                } else {
                    String::new()
                },
                format!("{:02}/Jun/26 12:00 AM", s.due),
                "0".into(),
                s.labels[0].clone(),
                s.labels[1].clone(),
                s.notes.clone(),
                String::new(),
                name,
                other,
                id.clone(),
                other_id,
                format!("Worked;{created};{id};3600"),
                "7200".into(),
                "3600".into(),
                "3600".into(),
                "50%".into(),
                if s.restricted {
                    "Board".into()
                } else {
                    String::new()
                },
                format!("{created};{id};file{n}.png;https://example.test/{n}"),
                text(s.waits_for.map(|one| format!("GEN-{one}"))),
                String::new(),
                match s.carried {
                    true => format!("Sprint {}", s.sprint - 1),
                    false => String::new(),
                },
                format!("Sprint {}", s.sprint),
                s.versions[0].clone(),
                s.versions[1].clone(),
                format!("{}.0", n % 8),
                "01/May/26".into(),
                format!("0|i{n}:"),
                first,
                second,
                text(s.parent.map(|one| format!("{}", 10_000 + one))),
                text(s.parent.map(|one| format!("GEN-{one}"))),
                match n % 3 {
                    0 => "To Do".into(),
                    1 => "In Progress".into(),
                    _ => "Done".into(),
                },
            ],
        );
    }
    out
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// `Thu, 01 Jan 2026 00:07:00 +0000`
fn rss_moment(minutes: usize) -> String {
    let at = moment(minutes);
    let day = at.get(8..10).unwrap_or_default();
    let time = at.get(11..).unwrap_or_default();
    format!("Thu, {day} Jan 2026 {time} +0000")
}

pub fn jira_xml(rows: usize) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"0.92\"><channel><title>Jira</title>\n",
    );
    for n in 1..=rows {
        let s = said(n);
        let html = escaped(&s.notes).replace('\n', "<br/>");
        let key = ["new", "indeterminate", "done"][n % 3];
        let mut put = |text: String| out.push_str(&text);
        put(format!(
            "<item><title>[GEN-{n}]</title><link>https://example.test/browse/GEN-{n}</link><project id=\"1\" key=\"GEN\">Generated</project>"
        ));
        put(format!(
            "<description>{}</description><key id=\"{}\">GEN-{n}</key><summary>{}</summary><type id=\"1\">Story</type><priority id=\"2\">High</priority>",
            escaped(&html),
            10_000 + n,
            escaped(&s.title)
        ));
        put(format!(
            "<status id=\"1\">{}</status><statusCategory id=\"1\" key=\"{key}\"/><resolution id=\"-1\">Unresolved</resolution>",
            s.state
        ));
        if s.restricted {
            put("<security id=\"1\">Board</security>".into());
        }
        put(format!(
            "<assignee accountid=\"id{0}\">Person {0}</assignee><reporter accountid=\"id{1}\">Person {1}</reporter>",
            s.person,
            (s.person + 1) % PEOPLE
        ));
        put(format!(
            "<labels><label>{}</label><label>{}</label></labels><created>{}</created>",
            s.labels[0],
            s.labels[1],
            rss_moment(s.created)
        ));
        put(format!(
            "<updated>{}</updated><due>Mon, {} Jun 2026 00:00:00 +0000</due><votes>0</votes><timeoriginalestimate seconds=\"7200\">2 hours</timeoriginalestimate>",
            rss_moment(s.created + 60),
            s.due
        ));
        for version in &s.versions {
            put(format!("<fixVersion>{version}</fixVersion>"));
        }
        if let Some(parent) = s.parent {
            put(format!(
                "<parent id=\"{}\">GEN-{parent}</parent>",
                10_000 + parent
            ));
        }
        if let Some(before) = s.waits_for {
            put(format!(
                "<issuelinks><issuelinktype id=\"1\"><name>Blocks</name><inwardlinks description=\"is blocked by\"><issuelink><issuekey id=\"{}\">GEN-{before}</issuekey></issuelink></inwardlinks></issuelinktype></issuelinks>",
                10_000 + before
            ));
        }
        put("<comments>".into());
        for comment in &s.comments {
            let html = escaped(comment).replace('\n', "<br/>");
            put(format!(
                "<comment id=\"{n}\" author=\"id{}\" created=\"{}\">{}</comment>",
                (s.person + 1) % PEOPLE,
                rss_moment(s.created),
                escaped(&html)
            ));
        }
        put(format!(
            "</comments><attachments><attachment id=\"{n}\" name=\"file{n}.png\" size=\"10\"/></attachments><customfields><customfield id=\"c\"><customfieldname>Sprint</customfieldname><customfieldvalues>"
        ));
        for sprint in if s.carried { s.sprint - 1 } else { s.sprint }..=s.sprint {
            let (first, last) = sprint_days(sprint);
            put(format!(
                "<customfieldvalue>com.atlassian.greenhopper.service.sprint.Sprint@{n}[id={sprint},state=FUTURE,name=Sprint {sprint},startDate=2026-06-{first:02}T08:00:00.000Z,endDate=2026-06-{last:02}T16:00:00.000Z,goal=Reach {sprint}, all of it]</customfieldvalue>"
            ));
        }
        put("</customfieldvalues></customfield><customfield id=\"p\"><customfieldname>Story Points</customfieldname><customfieldvalues>".into());
        put(format!(
            "<customfieldvalue>{}.5</customfieldvalue></customfieldvalues></customfield></customfields></item>\n",
            n % 8
        ));
    }
    out + "</channel></rss>"
}

/// A text as JSON writes it.
fn json(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A board has no hierarchy and no links: cards in three lists.
pub fn trello(rows: usize) -> String {
    let mut out = String::from("{\"name\":\"Generated\",\"desc\":\"Made to be read\",\"lists\":[");
    for (nth, state) in STATES.iter().enumerate() {
        let sign = if nth == 0 { "" } else { "," };
        let _ = write!(
            out,
            "{sign}{{\"id\":\"list{nth}\",\"name\":\"{state}\",\"pos\":{nth},\"closed\":false}}"
        );
    }
    out.push_str("],\"members\":[");
    for n in 0..PEOPLE {
        let sign = if n == 0 { "" } else { "," };
        let _ = write!(
            out,
            "{sign}{{\"id\":\"m{n}\",\"fullName\":\"{}\"}}",
            person(n)
        );
    }
    out.push_str("],\"cards\":[");
    let (mut lists, mut actions) = (String::new(), String::new());
    for n in 1..=rows {
        let s = said(n);
        let sign = if n == 1 { "" } else { "," };
        let id = format!("6155b9a0{n:016}");
        let _ = write!(
            out,
            "{sign}{{\"id\":\"{id}\",\"idShort\":{n},\"name\":{},\"desc\":{},\"idList\":\"list{}\",\"closed\":false,\"pos\":{n},\"idMembers\":[\"m{}\"],\"labels\":[{{\"name\":\"{}\"}},{{\"name\":\"{}\"}}],\"due\":\"2026-06-{:02}T12:00:00.000Z\",\"badges\":{{\"comments\":{}}},\"attachments\":[{{\"name\":\"file{n}.png\",\"url\":\"https://example.test/{n}\",\"isUpload\":true}}]}}",
            json(&s.title),
            json(&s.notes),
            n % 3,
            s.person,
            s.labels[0],
            s.labels[1],
            s.due,
            s.comments.len()
        );
        let _ = write!(
            lists,
            "{sign}{{\"id\":\"k{n}\",\"idCard\":\"{id}\",\"name\":\"Steps\",\"pos\":1,\"checkItems\":[{{\"name\":\"Done {n}\",\"state\":\"complete\",\"pos\":1}},{{\"name\":\"Open {n}\",\"state\":\"incomplete\",\"pos\":2}}]}}"
        );
        // The newest first.
        let mut of_card = String::new();
        for comment in s.comments.iter().rev() {
            let _ = write!(
                of_card,
                "{{\"type\":\"commentCard\",\"date\":\"{}.000Z\",\"idMemberCreator\":\"m{}\",\"data\":{{\"text\":{},\"card\":{{\"id\":\"{id}\"}}}}}},",
                moment(s.created),
                (s.person + 1) % PEOPLE,
                json(comment)
            );
        }
        let _ = write!(
            of_card,
            "{{\"type\":\"createCard\",\"date\":\"{}.000Z\",\"idMemberCreator\":\"m{}\",\"data\":{{\"card\":{{\"id\":\"{id}\"}}}}}}",
            moment(s.created),
            (s.person + 1) % PEOPLE
        );
        let _ = write!(actions, "{sign}{of_card}");
    }
    let _ = write!(out, "],\"checklists\":[{lists}],\"actions\":[{actions}]}}");
    out
}

pub fn asana(rows: usize) -> String {
    let mut out = String::from(
        "Task ID,Created At,Completed At,Last Modified,Name,Section/Column,Assignee,Assignee Email,Start Date,Due Date,Tags,Notes,Projects,Parent task,Blocked By (Dependencies),Blocking (Dependencies),Priority\r\n",
    );
    for n in 1..=rows {
        let s = said(n);
        let day = |minutes: usize| moment(minutes).get(..10).unwrap_or_default().to_owned();
        row(
            &mut out,
            &[
                format!("{}", 1_200_000_000 + s.n),
                day(s.created),
                if s.state == "Done" {
                    day(s.created + 1440)
                } else {
                    String::new()
                },
                day(s.created + 2880),
                s.title.clone(),
                s.state.into(),
                person(s.person),
                email(s.person),
                "2026-05-01".into(),
                format!("2026-06-{:02}", s.due),
                s.labels.join(","),
                s.notes.clone(),
                "Generated".into(),
                text(s.parent.map(|one| said(one).title)),
                text(s.waits_for.map(|one| said(one).title)),
                String::new(),
                "High".into(),
            ],
        );
    }
    out
}

pub fn linear(rows: usize) -> String {
    let mut out = String::from(
        "\"ID\",\"Team\",\"Title\",\"Description\",\"Status\",\"Estimate\",\"Priority\",\"Project ID\",\"Project\",\"Creator\",\"Assignee\",\"Labels\",\"Cycle Number\",\"Cycle Name\",\"Cycle Start\",\"Cycle End\",\"Created\",\"Updated\",\"Started\",\"Triaged\",\"Completed\",\"Canceled\",\"Archived\",\"Due Date\",\"Parent issue\",\"Initiatives\",\"Blocks\",\"Blocked By\"\r\n",
    );
    for n in 1..=rows {
        let s = said(n);
        let at = |minutes: usize| format!("{}.000Z", moment(minutes));
        let done = s.state == "Done";
        row(
            &mut out,
            &[
                format!("GEN-{n}"),
                "Generated".into(),
                s.title.clone(),
                s.notes.clone(),
                s.state.into(),
                format!("{}", n % 8),
                "High".into(),
                "p1".into(),
                "Guide".into(),
                email((s.person + 1) % PEOPLE),
                email(s.person),
                s.labels.join(", "),
                format!("{}", s.sprint),
                format!("Cycle {}", s.sprint),
                format!("2026-06-{:02}T08:00:00.000Z", sprint_days(s.sprint).0),
                format!("2026-06-{:02}T16:00:00.000Z", sprint_days(s.sprint).1),
                at(s.created),
                at(s.created + 60),
                if s.state == "Backlog" {
                    String::new()
                } else {
                    at(s.created + 20)
                },
                String::new(),
                if done {
                    at(s.created + 30)
                } else {
                    String::new()
                },
                String::new(),
                String::new(),
                format!("2026-06-{:02}", s.due),
                text(s.parent.map(|one| format!("GEN-{one}"))),
                String::new(),
                String::new(),
                text(s.waits_for.map(|one| format!("GEN-{one}"))),
            ],
        );
    }
    out
}
