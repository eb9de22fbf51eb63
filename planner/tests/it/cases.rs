//! The seventeen published cases: critical paths, PERT, crashing, earned value and earned schedule.

use planner::{
    calendar::Calendar,
    cpm::Network,
    crash::{Crashable, crash},
    earned::{Baseline, Measures, Point, Status},
    links::{Lag, Link, LinkKind},
    plan::{LagCalendar, Plan, Task},
    risk::{Estimate, Estimated, Model, classic},
};
use serde_json::Value;

use crate::data;

/// Working minutes a unit: whole hours, so that every sixth is a whole minute.
const UNIT: i32 = 60;

#[test]
fn every_published_case_is_reproduced() {
    let Some(text) = data::read("oracles/pmcontrols_validation_cases.json") else {
        return;
    };
    let file: Value = serde_json::from_str(&text).unwrap();
    let (mut cases, mut compared) = (0, 0);
    for case in file["cases"].as_array().unwrap() {
        let found = match case["method"].as_str().unwrap() {
            "cpm" => critical_path(case),
            "pert" => pert(case),
            "crash" => crashed(case),
            "evm" | "earned_schedule" => earned(case),
            other => panic!("{other} is not known"),
        };
        cases += 1;
        compared += found;
    }
    assert_eq!(cases, 17);
    assert!(compared > 200, "{compared} values");
}

fn near(case: &Value, what: &str, found: f64, expected: &Value) -> usize {
    let (expected, within) = (expected.as_f64().unwrap(), case["tol"].as_f64().unwrap());
    assert!(
        (found - expected).abs() <= within,
        "{} {what}: {found}, not {expected}",
        case["id"]
    );
    1
}

fn activities(case: &Value) -> &Vec<Value> {
    case["inputs"]["activities"].as_array().unwrap()
}

fn names(case: &Value) -> Vec<&str> {
    let names = activities(case).iter().map(|row| row["id"].as_str());
    names.map(Option::unwrap).collect()
}

/// `(before, after)`, by position.
fn links(case: &Value) -> Vec<(u32, u32)> {
    let names = names(case);
    let position = |name: &Value| {
        names
            .iter()
            .position(|n| Some(*n) == name.as_str())
            .unwrap() as u32
    };
    let mut links = Vec::new();
    for row in activities(case) {
        for before in row["predecessors"].as_array().unwrap() {
            links.push((position(before), position(&row["id"])));
        }
    }
    links
}

fn plan(case: &Value, durations: Vec<i32>) -> Plan {
    let link = |(from, to)| Link {
        from,
        to,
        kind: LinkKind::FinishToStart,
        lag: Lag::NONE,
    };
    Plan {
        start: 0,
        finish: None,
        calendars: vec![Calendar::always()],
        lag_calendar: LagCalendar::Successor,
        tasks: durations.into_iter().map(Task::of).collect(),
        links: links(case).into_iter().map(link).collect(),
    }
}

fn whole(row: &Value, key: &str) -> i32 {
    row[key].as_i64().unwrap() as i32 * UNIT
}

fn critical_path(case: &Value) -> usize {
    let durations = activities(case).iter().map(|row| whole(row, "duration"));
    let network = Network::new(plan(case, durations.collect())).unwrap();
    let expected = &case["expected"];
    let units = |minutes: i32| f64::from(minutes) / f64::from(UNIT);
    let mut compared = near(
        case,
        "duration",
        units(network.finish()),
        &expected["project_duration"],
    );
    let mut critical = Vec::new();
    for (task, name) in names(case).into_iter().enumerate() {
        let row = &expected["schedule"][name];
        let (early, late) = (network.early()[task], network.late()[task]);
        for (key, found) in [
            ("es", early.start),
            ("ef", early.finish),
            ("ls", late.start),
            ("lf", late.finish),
            ("slack", network.float()[task].total),
        ] {
            compared += near(case, name, units(found), &row[key]);
        }
        if network.is_critical(task as u32, 0) {
            critical.push(Value::from(name));
        }
    }
    assert_eq!(Value::from(critical), expected["critical_path"]);
    compared + 1
}

fn pert(case: &Value) -> usize {
    let estimates = activities(case)
        .iter()
        .map(|row| Estimate::new(whole(row, "a"), whole(row, "m"), whole(row, "b")));
    let estimates: Vec<Estimate> = estimates.collect();
    let model = Model {
        estimates: (0..)
            .zip(&estimates)
            .map(|(task, estimate)| Estimated {
                task,
                estimate: *estimate,
            })
            .collect(),
        ..Model::default()
    };
    let found = classic(&plan(case, vec![0; estimates.len()]), &model).unwrap();
    let unit = f64::from(UNIT);
    let expected = &case["expected"];
    near(
        case,
        "expected",
        found.expected / unit,
        &expected["expected_duration"],
    ) + near(
        case,
        "sigma",
        found.sd / unit,
        &expected["sigma_critical_path"],
    )
}

fn crashed(case: &Value) -> usize {
    let number = |row: &Value, key: &str| row[key].as_i64().unwrap();
    let tasks: Vec<Crashable> = activities(case)
        .iter()
        .map(|row| Crashable {
            normal: number(row, "duration") as i32,
            least: number(row, "crash_duration") as i32,
            cost: number(row, "crash_cost"),
        })
        .collect();
    let mut compared = 0;
    for (key, expected) in case["expected"].as_object().unwrap() {
        let target = key.strip_prefix("cost_to_").unwrap().parse().unwrap();
        let found = crash(&tasks, &links(case), target).unwrap();
        compared += near(case, key, found.cost as f64, expected);
    }
    compared
}

fn earned(case: &Value) -> usize {
    let inputs = &case["inputs"];
    let list = |key: &str| {
        inputs[key]
            .as_array()
            .unwrap()
            .iter()
            .map(|v| v.as_i64().unwrap())
    };
    let points = list("periods")
        .zip(list("pv"))
        .map(|(period, value)| Point {
            at: period as i32 * UNIT,
            value,
        });
    let baseline = Baseline::new(points.collect()).unwrap();
    let seen = baseline.measure(Status {
        // Earned schedule alone asks for no day; any after the start will do.
        at: inputs["at"].as_i64().unwrap_or(1) as i32 * UNIT,
        earned: inputs["ev"].as_i64(),
        actual: inputs["ac"].as_i64(),
    });
    let expected = case["expected"].as_object().unwrap().iter();
    expected
        .map(|(key, value)| near(case, key, measure(&seen, key), value))
        .sum()
}

fn measure(seen: &Measures, key: &str) -> f64 {
    let unit = f64::from(UNIT);
    match key {
        "pv" => seen.planned as f64,
        "cv" => seen.cost_variance.unwrap() as f64,
        "sv" => seen.schedule_variance.unwrap() as f64,
        "cpi" => seen.cpi.unwrap(),
        "spi" => seen.spi.unwrap(),
        "eac_cpi" => seen.estimate_at_rate.unwrap(),
        "eac_typical" => seen.estimate_as_planned.unwrap() as f64,
        "etc" => seen.to_complete.unwrap(),
        "tcpi_bac" => seen.tcpi.unwrap(),
        "vac" => seen.variance_at_completion.unwrap(),
        "es" => seen.earned_schedule.unwrap() / unit,
        "sv_t" => seen.schedule_variance_time.unwrap() / unit,
        "spi_t" => seen.spi_time.unwrap(),
        "ieac_t" => seen.estimate_time.unwrap() / unit,
        // Near to nothing.
        _ => f64::NAN,
    }
}
