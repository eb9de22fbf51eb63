//! Real files, which are not part of the repository: DAYMARK_DATA names their folder, else `../shared/data`
//! beside the workspace. Each is compared with a second reading that knows nothing but text.

use std::{fs, path::PathBuf};

use domain::exchange::{
    mspdi::read,
    plan::{Constraint, Lag, LinkKind},
    report::{Code, Effect},
};

use super::*;

fn folder() -> Option<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let data =
        std::env::var_os("DAYMARK_DATA").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    let folder = data.join("imports/mspdi");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("The real files were not found: only the files written in the tests were read.");
    None
}

fn file(name: &str) -> Option<(Plan, Report)> {
    let bytes = fs::read(folder()?.join(name)).unwrap();
    Some(read(&bytes).unwrap())
}

/// Opening and empty tags, comments left aside.
fn tags(text: &str) -> Vec<&str> {
    let mut tags = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = &comment[comment.find("-->").unwrap()..];
            continue;
        }
        rest = &rest[1..];
        if !rest.starts_with(['/', '?', '!']) {
            tags.push(
                rest.split(['>', ' ', '/', '\n', '\r', '\t'])
                    .next()
                    .unwrap(),
            );
        }
    }
    tags
}

#[test]
fn every_element_of_every_file_is_counted() {
    let Some(folder) = folder() else { return };
    let mut files = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        let (plan, report) = read(&bytes).unwrap_or_else(|why| panic!("{path:?}: {why:?}"));
        let tags = tags(&text);
        let naive = |name: &str| tags.iter().filter(|tag| **tag == name).count() as u64;
        let counted: u64 = report
            .carried
            .iter()
            .chain(&report.left_out)
            .map(|c| c.count)
            .sum();
        assert_eq!(counted, tags.len() as u64, "{path:?}");
        let row = u64::from(plan.project.row.is_some());
        assert_eq!(
            report.became.tasks + row + count(&report, Code::BlankRow),
            naive("Task"),
            "{path:?}"
        );
        let lost: u64 = report
            .findings
            .iter()
            .filter(|f| f.effect == Effect::Lost && format!("{:?}", f.code).starts_with("Link"))
            .map(|f| f.count)
            .sum();
        assert_eq!(
            report.became.links + lost,
            naive("PredecessorLink"),
            "{path:?}"
        );
        assert_eq!(
            report.became.resources + count(&report, Code::ResourcePlaceholder),
            naive("Resource"),
            "{path:?}"
        );
        assert_eq!(
            report.became.assignments + count(&report, Code::AssignmentToUnknownTask),
            naive("Assignment"),
            "{path:?}"
        );
        assert_eq!(report.became.calendars, naive("Calendar"), "{path:?}");
        println!("{:?}: {:?}", path.file_name().unwrap(), report.became);
        for finding in &report.findings {
            println!(
                "    {:?} × {}: {:?}",
                finding.code,
                finding.count,
                finding.rows.first()
            );
        }
        files += 1;
    }
    assert!(files > 0);
}

#[test]
fn constraints_actuals_and_baselines_field_by_field() {
    let Some((plan, _)) = file("trueppm_constraints_actuals_baselines.xml") else {
        return;
    };
    let design = &plan.tasks[0];
    assert_eq!(design.name, "Design");
    assert_eq!(design.duration.unwrap().minutes, 2400);
    assert_eq!(design.constraint, Some(Constraint::Snet));
    assert_eq!(
        design.constraint_date.unwrap().to_string(),
        "2026-03-09 08:00:00"
    );
    assert_eq!(design.start.unwrap().to_string(), "2026-03-16 08:00:00");
    assert_eq!(
        design.actual_finish.unwrap().to_string(),
        "2026-03-13 17:00:00"
    );
    assert_eq!(design.deadline.unwrap().to_string(), "2026-03-20 17:00:00");
    assert_eq!(
        (design.priority, design.percent_complete, design.work),
        (Some(800), Some(100), Some(2400))
    );
    assert_eq!(
        design.baselines[0].finish.unwrap().to_string(),
        "2026-03-06 17:00:00"
    );
    assert_eq!(plan.tasks[1].constraint, Some(Constraint::Mso));
    assert_eq!(plan.tasks[2].constraint, Some(Constraint::Fnlt));
    assert!(plan.tasks[2].milestone);
}

#[test]
fn all_kinds_of_links() {
    let Some((plan, _)) = file("trueppm_all_dependency_types.xml") else {
        return;
    };
    let mut kinds: Vec<_> = plan.links.iter().map(|link| link.kind).collect();
    kinds.sort();
    kinds.dedup();
    assert_eq!(
        kinds,
        [LinkKind::Fs, LinkKind::Ss, LinkKind::Ff, LinkKind::Sf]
    );
    let Some((plan, _)) = file("mpxj_mspdirelations.xml") else {
        return;
    };
    assert!(
        plan.links
            .iter()
            .any(|link| link.lag != Lag::Working { minutes: 0 })
    );
}

#[test]
fn a_file_with_holidays_and_one_in_many_scripts() {
    let Some((plan, _)) = file("ganttproject_holidays.xml") else {
        return;
    };
    let days: Vec<_> = plan
        .calendars
        .iter()
        .flat_map(|c| &c.exceptions)
        .map(|e| e.from.to_string())
        .collect();
    assert_eq!(days, ["2010-09-16", "2010-09-23", "2010-09-24"]);
    let Some((plan, _)) = file("trueppm_unicode_names.xml") else {
        return;
    };
    assert_eq!(plan.project.name, "Unicode 多言語 مشروع 🌍");
    assert_eq!(plan.tasks[0].name, "项目规划任务");
    assert!(
        plan.tasks
            .iter()
            .any(|task| task.name == "🚀 Launch & Deploy")
    );
}
