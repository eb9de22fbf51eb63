use super::super::plan::Task;
use super::super::report::Column;
use super::*;
use crate::plan::status::Category;

const BOARD: &str = r#"{"id":"5f0000000000000000000001","name":"Night guide","desc":"For the harbour","url":"https://trello.com/b/x/night-guide","prefs":{"background":"blue"},
"labels":[{"id":"l1","name":"Urgent","color":"red"}],
"lists":[{"id":"b","name":"Doing","pos":2,"closed":false},{"id":"a","name":"Ideas","pos":1,"closed":false},{"id":"c","name":"Done","pos":3,"closed":false},{"id":"d","name":"Old","pos":4,"closed":true}],
"members":[{"id":"m1","fullName":"Ada Berg","username":"ada"},{"id":"m2","fullName":"Mo","username":"mo"}],
"customFields":[{"id":"f1","name":"Cost","type":"number"},{"id":"f2","name":"Site","type":"list","options":[{"id":"o1","value":{"text":"North"}}]}],
"checklists":[{"id":"k2","idCard":"61517b5b0000000000000001","name":"After","pos":2,"checkItems":[{"id":"i3","name":"Tell","state":"incomplete","pos":1,"due":"2026-01-01T00:00:00.000Z"}]},
{"id":"k1","idCard":"61517b5b0000000000000001","name":"Before","pos":1,"checkItems":[{"id":"i2","name":"Count","state":"incomplete","pos":2},{"id":"i1","name":"Map","state":"complete","pos":1}]}],
"cards":[
{"id":"61517b5b0000000000000002","idShort":8,"name":"Second","desc":"","idList":"b","closed":false,"pos":1,"idMembers":[],"labels":[],"due":"soon","badges":{"comments":2}},
{"id":"61517b5b0000000000000001","idShort":7,"name":"Map the lamps","desc":"All of them","idList":"b","closed":false,"pos":0.5,"idMembers":["m1","m2"],"labels":[{"id":"l1","name":"Urgent","color":"red"},{"id":"l2","name":"","color":"sky"}],
"start":"2026-03-01T00:00:00.000Z","due":"2026-03-04T11:30:00.000Z","dueComplete":true,"dueReminder":1440,"dateLastActivity":"2026-02-02T10:00:00.000Z","shortUrl":"https://trello.com/c/abc","badges":{"comments":1},"cover":{"color":"pink"},"idMembersVoted":["m2"],
"attachments":[{"name":"lamp.png","url":"https://trello.com/1/lamp.png","isUpload":true},{"name":"Wiki","url":"https://wiki.test","isUpload":false}],
"customFieldItems":[{"idCustomField":"f1","value":{"number":"12.5"}},{"idCustomField":"f2","idValue":"o1","value":null}]},
{"id":"61517b5b0000000000000003","idShort":3,"name":"Idea","idList":"a","closed":false,"pos":9},
{"id":"61517b5b0000000000000004","idShort":4,"name":"Put away","idList":"c","closed":true,"pos":9},
{"id":"61517b5b0000000000000005","idShort":5,"name":"With its list","idList":"d","closed":false,"pos":9}],
"actions":[{"id":"x2","type":"commentCard","date":"2026-02-02T09:00:00.000Z","idMemberCreator":"m2","memberCreator":{"id":"m2","fullName":"Mo"},"data":{"text":"Counted **12**","card":{"id":"61517b5b0000000000000001"}}},
{"id":"x1","type":"createCard","date":"2026-02-01T08:00:00.000Z","idMemberCreator":"m1","memberCreator":{"id":"m1","fullName":"Ada Berg"},"data":{"card":{"id":"61517b5b0000000000000001"}}},
{"id":"x0","type":"updateCard","date":"2026-01-01T08:00:00.000Z","data":{}}]}"#;

fn board() -> (Plan, Report) {
    crate::exchange::read(BOARD.as_bytes()).unwrap()
}

fn called<'p>(plan: &'p Plan, name: &str) -> &'p Task {
    plan.tasks.iter().find(|task| task.name == name).unwrap()
}

fn line<'t>(task: &'t Task, name: &str) -> Vec<&'t str> {
    let lines = task.fields.iter().filter(|field| field.field == name);
    lines.map(|field| field.value.as_str()).collect()
}

#[test]
fn a_card_brings_all_it_has() {
    let (plan, _) = board();
    let task = called(&plan, "Map the lamps");
    let tracked = task.tracked.as_deref().unwrap();
    assert_eq!(task.notes, "All of them");
    assert_eq!(tracked.number, Some(7));
    assert_eq!(plan.states[tracked.state.unwrap()].name, "Doing");
    assert_eq!(tracked.labels, ["Urgent", "sky"]);
    let checks: Vec<_> = tracked
        .checks
        .iter()
        .map(|check| (check.text.as_str(), check.done))
        .collect();
    assert_eq!(
        checks,
        [
            ("Before: Map", true),
            ("Before: Count", false),
            ("After: Tell", false)
        ]
    );
    let moments = [tracked.start, tracked.due, tracked.created].map(|at| at.unwrap().text());
    assert_eq!(
        moments,
        ["2026-03-01", "2026-03-04T11:30:00Z", "2026-02-01T08:00:00Z"]
    );
    let people: Vec<_> = plan
        .assignments
        .iter()
        .filter(|one| one.task == task.uid)
        .map(|one| {
            plan.resources[usize::try_from(one.resource.unwrap() - 1).unwrap()]
                .name
                .as_str()
        })
        .collect();
    assert_eq!(people, ["Ada Berg", "Mo"]);
    assert_eq!(tracked.watchers, [1]);
    for (name, values) in [
        ("Reporter", vec!["Ada Berg"]),
        ("Complete", vec!["1"]),
        ("URL", vec!["https://trello.com/c/abc"]),
        (
            "Attachment",
            vec![
                "lamp.png https://trello.com/1/lamp.png",
                "Wiki https://wiki.test",
            ],
        ),
        ("Checklist", vec!["After: Tell: 2026-01-01T00:00:00.000Z"]),
        ("Votes", vec!["Mo"]),
        ("Reminder", vec!["PT24H0M0S"]),
        ("Cost", vec!["12.5"]),
        ("Site", vec!["North"]),
        ("Updated", vec!["2026-02-02T10:00:00Z"]),
    ] {
        assert_eq!(line(task, name), values, "{name}");
    }
    let said = &plan.comments[0];
    assert_eq!(
        (
            said.task,
            said.by,
            said.text.as_str(),
            said.at.unwrap().text().as_str()
        ),
        (task.uid, Some(2), "Counted **12**", "2026-02-02T09:00:00Z")
    );
}

#[test]
fn lists_are_states_and_cards_stand_in_their_order() {
    let (plan, report) = board();
    let order: Vec<_> = plan.tasks.iter().map(|task| task.name.as_str()).collect();
    assert_eq!(
        order,
        [
            "Idea",
            "Map the lamps",
            "Second",
            "Put away",
            "With its list"
        ]
    );
    let states: Vec<_> = plan
        .states
        .iter()
        .map(|state| {
            (
                state.name.as_str(),
                state.category,
                state.usual,
                state.tasks,
            )
        })
        .collect();
    assert_eq!(
        states,
        [
            ("Ideas", Category::Todo, false, 1),
            ("Doing", Category::Doing, false, 2),
            ("Done", Category::Done, true, 0),
            ("Archived", Category::Done, false, 2),
        ]
    );
    assert_eq!(line(called(&plan, "With its list"), "List"), ["Old"]);
    let numbers: Vec<_> = plan
        .tasks
        .iter()
        .map(|task| task.tracked.as_deref().unwrap().number.unwrap())
        .collect();
    assert_eq!(numbers, [3, 7, 8, 4, 5]);
    let row = plan.project.row.as_deref().unwrap();
    assert_eq!(
        (plan.project.title.as_str(), row.notes.as_str()),
        ("Night guide", "For the harbour")
    );
    assert_eq!(report.became.comments, 1);
}

#[test]
fn what_stays_behind_is_counted_by_name() {
    let (_, report) = board();
    let found: Vec<_> = report.findings.iter().map(|f| (f.code, f.count)).collect();
    assert_eq!(
        found,
        [
            (Code::Archived, 2),
            (Code::AttachmentNamed, 1),
            (Code::CommentsMissing, 1),
            (Code::Unreadable, 1),
        ]
    );
    let left: Vec<&Column> = report
        .columns
        .iter()
        .filter(|column| column.place == Place::LeftOut)
        .collect();
    let names: Vec<_> = left
        .iter()
        .map(|one| (one.name.as_str(), one.filled))
        .collect();
    assert_eq!(
        names,
        [
            ("Board: prefs", 1),
            ("Action: updateCard", 1),
            ("Card: cover", 1),
        ]
    );
    let due = report
        .columns
        .iter()
        .find(|one| one.name == "Card: due")
        .unwrap();
    assert_eq!((due.place, due.filled), (Place::Due, 2));
}

#[test]
fn what_is_no_board_is_refused() {
    let of = |text: &str| crate::exchange::read(text.as_bytes()).unwrap_err();
    assert_eq!(of(r#"{"cards":["#), NotRead::Truncated);
    assert!(matches!(
        of("{\"cards\": []\n, x}"),
        NotRead::NotJson { at: 16 }
    ));
    assert!(matches!(of(r#"{"cards":[]}"#), NotRead::NotKnown { .. }));
    assert!(matches!(
        of(&format!("{{\"cards\":[{}", "0,".repeat(3_100_000))),
        NotRead::TooManyRows { .. }
    ));
    assert!(matches!(
        of(&format!("{{\"a\":{}", "[".repeat(100_000))),
        NotRead::NotJson { .. }
    ));
}
