mod hostile;
mod leaving;
mod outline;
mod real;
mod values;

use domain::exchange::{
    mspdi::read,
    plan::Plan,
    report::{Code, Report},
};

fn project(inside: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><Project xmlns=\"http://schemas.microsoft.com/project\">{inside}</Project>"
    )
}

fn tasks(inside: &str) -> (Plan, Report) {
    read(project(&format!("<Tasks>{inside}</Tasks>")).as_bytes()).unwrap()
}

fn task(uid: i64, level: i64, more: &str) -> String {
    format!(
        "<Task><UID>{uid}</UID><Name>T{uid}</Name><OutlineLevel>{level}</OutlineLevel>{more}</Task>"
    )
}

fn link(uid: i64, kind: i64, lag: i64, format: i64) -> String {
    format!(
        "<PredecessorLink><PredecessorUID>{uid}</PredecessorUID><Type>{kind}</Type>\
         <LinkLag>{lag}</LinkLag><LagFormat>{format}</LagFormat></PredecessorLink>"
    )
}

fn count(report: &Report, code: Code) -> u64 {
    let finding = report.findings.iter().find(|finding| finding.code == code);
    finding.map_or(0, |finding| finding.count)
}
