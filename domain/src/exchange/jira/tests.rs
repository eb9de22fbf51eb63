use super::super::plan::Task;
use super::*;
use crate::plan::status::Category;

/// As Cloud writes it: a byte-order mark, columns that come more than once, cells of several lines.
const FILE: &str = "\u{feff}Summary,Issue key,Issue id,Issue Type,Status,Project key,Project name,Project lead,Project lead id,Project description,Priority,Resolution,Assignee,Assignee Id,Reporter,Reporter Id,Creator,Creator Id,Created,Updated,Resolved,Due date,Votes,Labels,Labels,Description,Watchers,Watchers,Watchers Id,Watchers Id,Original estimate,Remaining Estimate,Time Spent,Log Work,Log Work,Security Level,Attachment,Inward issue link (Blocks),Outward issue link (Blocks),Outward issue link (Relates),Sprint,Sprint,Custom field (Story Points),Custom field (Start date),Custom field (Epic Link),Comment,Comment,Parent,Status Category\r\n\
Relaunch,NGT-1,1001,Epic,In Progress,NGT,Night guide,Ada Berg,a1,The *guide*,High,,Ada Berg,a1,Mo,m2,Mo,m2,24/Sep/21 2:22 PM,25/Sep/21 9:00 AM,,12/Nov/21 12:00 AM,0,,,,,,,,,,,,,,,,,,,,,,,,,,In Progress\r\n\
Map the lamps,NGT-7,1007,Story,Proofing,NGT,Night guide,Ada Berg,a1,The *guide*,Highest,Done,Mo,m2,Ada Berg,a1,Ada Berg,a1,03/Oct/21 8:00 AM,04/Oct/21 9:30 AM,04/Oct/21 9:30 AM,,2,go-live,night,\"h2. Why\r\n\r\nBecause, *dark*\",Mo,Eve,m2,e3,5400,0,3600,\"Walked; twice;04/Oct/21 8:00 AM;m2;3600\",,Board,03/Oct/21 8:05 AM;a1;lamp.png;https://x.test/lamp.png,NGT-9,NGT-8,NGT-9,Sprint 1,Sprint 2,3.0,01/Oct/21,NGT-1,03/Oct/21 10:00 AM;m2;Counted 12; or 13,03/Oct/21 11:00 AM;e3;\"\"ok\"\",,Done\r\n\
'=Sum it up,NGT-8,1008,Sub-task,To Do,NGT,Night guide,Ada Berg,a1,The *guide*,Low,,,,,,,,soon,,,,,,,,,,,,61,,,,,,,NGT-7,,,,,,,,,,1007,To Do\r\n\
Order lamps,NGT-9,1009,Story,To Do,NGT,Night guide,Ada Berg,a1,The *guide*,Low,,,,,,,,,,,,,,,,,,,,,,,,,,,NGT-7,NGT-404,,,,,,NGT-404,,,,To Do\r\n";

fn file() -> (Plan, Report) {
    crate::exchange::read(FILE.replace("\"\"ok\"\"", "ok").as_bytes()).unwrap()
}

fn called<'p>(plan: &'p Plan, key: &str) -> &'p Task {
    let own = |task: &&Task| task.tracked.as_deref().unwrap().key == key;
    plan.tasks.iter().find(own).unwrap()
}

fn line<'t>(task: &'t Task, name: &str) -> Vec<&'t str> {
    let lines = task.fields.iter().filter(|field| field.field == name);
    lines.map(|field| field.value.as_str()).collect()
}

#[test]
fn an_issue_brings_all_it_has() {
    let (plan, _) = file();
    let task = called(&plan, "NGT-7");
    let tracked = task.tracked.as_deref().unwrap();
    assert_eq!(task.name, "Map the lamps");
    assert_eq!(task.notes, "## Why\n\nBecause, **dark**");
    assert_eq!((task.work, tracked.number), (Some(90), Some(7)));
    assert_eq!(tracked.labels, ["go-live", "night"]);
    let text = |at: Option<Moment>| at.map_or_else(String::new, Moment::text);
    assert_eq!(
        [
            text(tracked.created),
            text(tracked.closed),
            text(tracked.start),
            text(tracked.due),
            text(tracked.updated),
        ],
        [
            "2021-10-03T08:00:00",
            "2021-10-04T09:30:00",
            "2021-10-01",
            "",
            "2021-10-04T09:30:00"
        ]
    );
    let name = |uid: i64| {
        plan.resources[usize::try_from(uid - 1).unwrap()]
            .name
            .as_str()
    };
    let watchers: Vec<_> = tracked.watchers.iter().map(|uid| name(*uid)).collect();
    assert_eq!(watchers, ["Ada Berg", "Mo", "Eve"]);
    let people: Vec<_> = plan
        .assignments
        .iter()
        .filter(|one| one.task == task.uid)
        .map(|one| name(one.resource.unwrap()))
        .collect();
    assert_eq!(people, ["Mo"]);
    for (field, values) in [
        ("Reporter", vec!["Ada Berg"]),
        ("Creator", vec!["Ada Berg"]),
        ("Issue Type", vec!["Story"]),
        ("Priority", vec!["Highest"]),
        ("Resolution", vec!["Done"]),
        ("Sprint", vec![]),
        ("Story Points", vec!["3.0"]),
        ("Votes", vec!["2"]),
        ("Time Spent", vec!["PT1H0M0S"]),
        (
            "Log Work",
            vec!["2021-10-04T08:00:00; Mo; PT1H0M0S; Walked; twice"],
        ),
        ("Attachment", vec!["lamp.png https://x.test/lamp.png"]),
        ("Relates (outward)", vec!["NGT-9"]),
        ("Updated", vec!["2021-10-04T09:30:00"]),
        ("Key", vec![]),
    ] {
        assert_eq!(line(task, field), values, "{field}");
    }
    let said: Vec<_> = plan
        .comments
        .iter()
        .map(|one| {
            (
                one.task,
                name(one.by.unwrap()),
                one.text.as_str(),
                text(one.at),
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            (
                task.uid,
                "Mo",
                "Counted 12; or 13",
                "2021-10-03T10:00:00".to_owned()
            ),
            (task.uid, "Eve", "ok", "2021-10-03T11:00:00".to_owned()),
        ]
    );
}

#[test]
fn parts_stand_under_what_they_are_part_of() {
    let (plan, report) = file();
    let uid = |key: &str| called(&plan, key).uid;
    assert_eq!(called(&plan, "NGT-7").parent, Some(uid("NGT-1")));
    // By the number of the issue, as sub-tasks say it.
    assert_eq!(called(&plan, "NGT-8").parent, Some(uid("NGT-7")));
    let lost = called(&plan, "NGT-9");
    assert_eq!((lost.parent, line(lost, "Parent")), (None, vec!["NGT-404"]));
    let links: Vec<_> = plan.links.iter().map(|link| (link.from, link.to)).collect();
    // It blocks what is part of it; the one it waits for waits for it: the first in the file stays.
    assert_eq!(links, [(uid("NGT-9"), uid("NGT-7"))]);
    let count = |code| {
        let found = report.findings.iter().find(|f| f.code == code);
        found.map_or(0, |f| f.count)
    };
    assert_eq!(count(Code::ParentUnknown), 1);
    assert_eq!(count(Code::LinkToFamily), 1);
    assert_eq!(count(Code::LinkInCycle), 1);
    assert_eq!(count(Code::LinkToUnknown), 1);
    assert_eq!(count(Code::LinkAsText), 1);
    assert_eq!(count(Code::AttachmentNamed), 1);
    assert_eq!(count(Code::QuoteDropped), 1);
    assert_eq!(count(Code::Unreadable), 1);
    assert_eq!(called(&plan, "NGT-8").name, "=Sum it up");
    assert_eq!(line(called(&plan, "NGT-8"), "created"), ["soon"]);
}

#[test]
fn what_is_restricted_is_with_all_its_parts() {
    let (plan, report) = file();
    let level = |key: &str| called(&plan, key).tracked.as_deref().unwrap().level;
    assert_eq!(
        [
            level("NGT-1"),
            level("NGT-7"),
            level("NGT-8"),
            level("NGT-9")
        ],
        [None, Some(0), Some(0), None]
    );
    assert_eq!(
        (plan.levels[0].name.as_str(), plan.levels[0].tasks),
        ("Board", 2)
    );
    assert!(plan.comments.iter().all(|one| one.level == Some(0)));
    assert_eq!(report.became.restricted, 2);
}

#[test]
fn states_mean_what_the_file_says_and_every_column_has_a_place() {
    let (plan, report) = file();
    let states: Vec<_> = plan
        .states
        .iter()
        .map(|state| (state.name.as_str(), state.category, state.tasks))
        .collect();
    assert_eq!(
        states,
        [
            ("In Progress", Category::Doing, 1),
            ("Proofing", Category::Done, 1),
            ("To Do", Category::Todo, 2),
        ]
    );
    assert_eq!(
        (plan.project.title.as_str(), plan.key.as_str()),
        ("Night guide", "NGT")
    );
    assert_eq!(plan.project.row.as_deref().unwrap().notes, "The **guide**");
    let place = |name: &str| {
        let column = report.columns.iter().find(|one| one.name == name).unwrap();
        (column.place, column.filled)
    };
    assert_eq!(place("Comment"), (Place::Comments, 1));
    assert_eq!(place("Custom field (Story Points)"), (Place::FromFile, 1));
    assert_eq!(place("Inward issue link (Blocks)"), (Place::Links, 3));
    assert_eq!(place("Outward issue link (Relates)"), (Place::FromFile, 1));
    assert!(report.columns.iter().all(|one| one.place != Place::LeftOut));
}

#[test]
fn issues_of_several_projects_are_counted_anew() {
    let file = "Summary;Issue key;Project key;Project name\nA;X-5;X;Ex\nB;Y-5;Y;Why\n";
    let (plan, _) = crate::exchange::read(file.as_bytes()).unwrap();
    let tracked: Vec<_> = plan
        .tasks
        .iter()
        .map(|task| task.tracked.as_deref().unwrap().number)
        .collect();
    assert_eq!(tracked, [None, None]);
    assert_eq!(line(&plan.tasks[1], "Key"), ["Y-5"]);
    assert_eq!(line(&plan.tasks[1], "Project name"), ["Why"]);
}

#[test]
fn a_key_that_comes_twice_and_circles_of_parts_are_opened() {
    let file = "Summary,Issue key,Parent\nA,X-1,X-2\nB,X-2,X-1\nC,X-2,\n";
    let (plan, report) = crate::exchange::read(file.as_bytes()).unwrap();
    let numbers: Vec<_> = plan
        .tasks
        .iter()
        .map(|task| {
            (
                task.name.as_str(),
                task.tracked.as_deref().unwrap().number.unwrap(),
                task.parent,
            )
        })
        .collect();
    assert_eq!(numbers.len(), 3);
    assert!(numbers.contains(&("C", 3, None)));
    let found: Vec<_> = report.findings.iter().map(|f| (f.code, f.count)).collect();
    assert_eq!(found, [(Code::DuplicateUid, 1), (Code::ParentInCycle, 1)]);
}

/// As Data Center writes it: sprints as the server has them beside sprints by name, versions, points.
const PLANNED: &str = "Summary,Issue key,Project key,Security Level,Sprint,Sprint,Fix Version/s,Fix Version/s,Affects Version/s,Custom field (Story Points),Custom field (Sprint)\r\n\
Map,NGT-1,NGT,,Sprint 1,Sprint 2,1.0,1.1,0.9,3.0,\r\n\
Count,NGT-2,NGT,,SPRINT 2,,1.1,,,0.5,\r\n\
Hide,NGT-3,NGT,Board,Sprint 2,Zephyr,9.9,,,,\r\n\
Light,NGT-4,NGT,,,,,,,,\"com.atlassian.greenhopper.service.sprint.Sprint@1[id=7,rapidViewId=1,state=CLOSED,name=Sprint 7,startDate=2026-03-02T08:00:00.000Z,endDate=2026-03-13T16:00:00.000Z,completeDate=2026-03-16T09:00:00.000Z,goal=Every lamp, once]\"\r\n\
Test,NGT-5,NGT,,,,,,,,\"com.atlassian.greenhopper.service.sprint.Sprint@2[id=8,rapidViewId=1,state=ACTIVE,name=Sprint 7,startDate=2026-03-13T16:00:00.000Z,endDate=2026-03-27T16:00:00.000Z,goal=]\"\r\n\
Odd,NGT-6,NGT,,,,,,,,\"com.atlassian.greenhopper.service.sprint.Sprint@3[id=9,state=ACTIVE]\"\r\n";

#[test]
fn sprints_and_versions_are_read_as_far_as_the_file_tells_of_them() {
    let (plan, report) = crate::exchange::read(PLANNED.as_bytes()).unwrap();
    let text = |at: Option<Moment>| at.map_or_else(String::new, Moment::text);
    let sprints: Vec<_> = plan
        .sprints
        .iter()
        .map(|one| (one.name.as_str(), one.tasks, one.restricted))
        .collect();
    assert_eq!(
        sprints,
        [
            ("Sprint 1", 0, false),
            ("Sprint 2", 2, false),
            ("Zephyr", 1, true),
            ("Sprint 7", 1, false),
            // Another one by the server's number.
            ("Sprint 7 (8)", 1, false),
        ]
    );
    let closed = &plan.sprints[3];
    assert_eq!(closed.state, Some(crate::plan::iteration::State::Closed));
    assert_eq!(
        [text(closed.start), text(closed.finish), closed.goal.clone()],
        [
            "2026-03-02T08:00:00Z",
            "2026-03-13T16:00:00Z",
            "Every lamp, once"
        ]
    );
    let of = |key: &str| called(&plan, key).tracked.as_deref().unwrap();
    // In the last it is, in the one before it was.
    assert_eq!(of("NGT-1").sprints, [0, 1]);
    assert_eq!(of("NGT-2").sprints, [1]);
    let versions: Vec<_> = plan
        .versions
        .iter()
        .map(|one| (one.name.as_str(), one.tasks, one.restricted))
        .collect();
    assert_eq!(
        versions,
        [("1.0", 1, false), ("1.1", 1, false), ("9.9", 1, true)]
    );
    assert_eq!(of("NGT-1").versions, [0, 1]);
    assert_eq!(line(called(&plan, "NGT-1"), "Affects Version/s"), ["0.9"]);
    assert!(plan.points.contains("Story Points"));
    // What has no name is no sprint: it stands as it is.
    assert_eq!(line(called(&plan, "NGT-6"), "Sprint").len(), 1);
    assert_eq!((report.became.iterations, report.became.releases), (4, 2));
    let place = |name: &str| {
        report
            .columns
            .iter()
            .find(|one| one.name == name)
            .unwrap()
            .place
    };
    assert_eq!(
        [
            "Sprint",
            "Custom field (Sprint)",
            "Fix Version/s",
            "Affects Version/s"
        ]
        .map(place),
        [
            Place::Iteration,
            Place::Iteration,
            Place::Release,
            Place::FromFile
        ]
    );
    let found: Vec<_> = report.findings.iter().map(|f| (f.code, f.count)).collect();
    assert_eq!(
        found,
        [
            (Code::SprintsBefore, 2),
            (Code::VersionsMore, 1),
            (Code::Restricted, 1),
            (Code::SprintRestricted, 2),
        ]
    );
    let before = &report.findings[0].rows[0];
    assert_eq!(before.args, ["Sprint 2", "Sprint 1"]);
}
