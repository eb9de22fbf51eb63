use domain::exchange::{
    plan::{Lag, LinkKind},
    report::Code,
};

use super::*;

#[test]
fn levels_become_parents_and_a_jump_is_told() {
    let (plan, report) = tasks(
        &[
            task(0, 0, ""),
            task(1, 1, ""),
            task(2, 4, ""),
            task(3, 2, ""),
            task(4, 1, ""),
        ]
        .concat(),
    );
    let parents: Vec<_> = plan
        .tasks
        .iter()
        .map(|t| (t.uid, t.parent, t.level))
        .collect();
    assert_eq!(
        parents,
        [(1, None, 1), (2, Some(1), 2), (3, Some(1), 2), (4, None, 1)]
    );
    assert_eq!(plan.project.row.unwrap().uid, 0);
    assert_eq!(count(&report, Code::OutlineJump), 1);
    assert!(plan.tasks[0].summary && !plan.tasks[3].summary);
}

#[test]
fn four_kinds_and_three_lags() {
    let links = [
        link(1, 0, 4800, 7),
        link(2, 1, -4800, 7),
        link(3, 2, 14400, 8),
        link(4, 3, -25, 19),
    ];
    let (plan, report) = tasks(
        &[
            task(1, 1, ""),
            task(2, 1, ""),
            task(3, 1, ""),
            task(4, 1, ""),
            task(5, 1, &links.concat()),
        ]
        .concat(),
    );
    let read: Vec<_> = plan
        .links
        .iter()
        .map(|l| (l.from, l.to, l.kind, l.lag))
        .collect();
    assert_eq!(
        read,
        [
            (1, 5, LinkKind::Ff, Lag::Working { minutes: 480 }),
            (2, 5, LinkKind::Fs, Lag::Working { minutes: -480 }),
            (3, 5, LinkKind::Sf, Lag::Elapsed { minutes: 1440 }),
            (
                4,
                5,
                LinkKind::Ss,
                Lag::Percent {
                    percent: -25,
                    elapsed: false
                }
            ),
        ]
    );
    assert!(report.findings.is_empty(), "{:?}", report.findings);
}

#[test]
fn links_that_cannot_be_are_told_each_by_its_reason() {
    let cross = "<PredecessorLink><PredecessorUID>98</PredecessorUID><CrossProject>1</CrossProject>\
                 <CrossProjectName>other.mpp\\3</CrossProjectName></PredecessorLink>";
    let bad = [
        link(99, 1, 0, 7),
        link(3, 1, 0, 7),
        link(1, 1, 0, 7),
        link(4, 1, 0, 7),
        link(4, 3, 0, 7),
        cross.to_owned(),
    ];
    let (plan, report) =
        tasks(&[task(1, 1, ""), task(3, 2, &bad.concat()), task(4, 1, "")].concat());
    assert_eq!(plan.links.len(), 1);
    for code in [
        Code::LinkToUnknown,
        Code::LinkToItself,
        Code::LinkToFamily,
        Code::LinkTwice,
        Code::LinkCrossProject,
    ] {
        assert_eq!(count(&report, code), 1, "{code:?}");
    }
}

#[test]
fn the_link_that_closes_a_circle_is_left_out_and_the_path_named() {
    let (plan, report) = tasks(
        &[
            task(1, 1, &link(3, 1, 0, 7)),
            task(2, 1, &link(1, 1, 0, 7)),
            task(3, 1, &link(2, 1, 0, 7)),
            task(4, 1, &link(3, 1, 0, 7)),
        ]
        .concat(),
    );
    assert_eq!(plan.links.len(), 3);
    let lost = report
        .findings
        .iter()
        .find(|f| f.code == Code::LinkInCycle)
        .unwrap();
    assert_eq!(lost.count, 1);
    assert_eq!(lost.rows[0].name, "T3");
    assert_eq!(lost.rows[0].args, ["2", "T2", "T3", "T1", "T2"]);
}

#[test]
fn a_circle_through_summaries_is_found() {
    // A in S1 waits for S2; B in S2 waits for S1.
    let (plan, report) = tasks(
        &[
            task(1, 1, ""),
            task(2, 2, &link(3, 1, 0, 7)),
            task(3, 1, ""),
            task(4, 2, &link(1, 1, 0, 7)),
        ]
        .concat(),
    );
    assert_eq!(plan.links.len(), 1);
    assert_eq!(count(&report, Code::LinkInCycle), 1);
}

#[test]
fn a_uid_that_comes_twice_keeps_both_rows_and_their_own_links() {
    let (plan, report) = tasks(
        &[
            task(1, 1, ""),
            task(2, 1, ""),
            task(2, 1, &link(1, 1, 0, 7)),
            task(2, 1, ""),
        ]
        .concat(),
    );
    let uids: Vec<_> = plan.tasks.iter().map(|t| t.uid).collect();
    assert_eq!(uids, [1, 2, 3, 4]);
    assert_eq!((plan.links[0].from, plan.links[0].to), (1, 3));
    assert_eq!(count(&report, Code::DuplicateUid), 2);
}

#[test]
fn assignments_to_nobody_and_to_the_unknown() {
    let file = project(&format!(
        "<Tasks>{}</Tasks><Resources><Resource><UID>7</UID><Name>Ana</Name><MaxUnits>0.5</MaxUnits></Resource></Resources>\
         <Assignments>{}</Assignments>",
        task(1, 1, ""),
        [(1, 7), (1, -65535), (1, 8), (9, 7)]
            .iter()
            .enumerate()
            .map(|(uid, (task, who))| format!("<Assignment><UID>{uid}</UID><TaskUID>{task}</TaskUID><ResourceUID>{who}</ResourceUID><Units>1.25</Units><Work>PT10H30M0S</Work></Assignment>"))
            .collect::<String>()
    ));
    let (plan, report) = read(file.as_bytes()).unwrap();
    let who: Vec<_> = plan
        .assignments
        .iter()
        .map(|a| (a.resource, a.units, a.work))
        .collect();
    assert_eq!(
        who,
        [
            (Some(7), Some(1250), Some(630)),
            (None, Some(1250), Some(630)),
            (None, Some(1250), Some(630))
        ]
    );
    assert_eq!(plan.resources[0].max_units, Some(500));
    for code in [
        Code::Unassigned,
        Code::ResourceUnknown,
        Code::AssignmentToUnknownTask,
    ] {
        assert_eq!(count(&report, code), 1, "{code:?}");
    }
}
