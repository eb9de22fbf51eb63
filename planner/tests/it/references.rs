//! Two textbook networks against four million iterations of another program.

use planner::{
    calendar::Calendar,
    links::{Lag, Link, LinkKind},
    plan::{LagCalendar, Plan, Task},
    risk::{Estimate, Estimated, Model, Shape, Simulation},
};
use serde_json::Value;

use crate::data;

/// Working minutes a week of the textbook: so many that rounding to whole ones is nothing.
const WEEK: i32 = 100_000;
/// As many as the references have where the build is optimised; a build with checks takes a twentieth.
const ITERATIONS: u64 = if cfg!(debug_assertions) {
    200_000
} else {
    4_000_000
};

/// Name, what it waits for, and three points in halves of a week.
type Row = (&'static str, &'static str, [i32; 3]);

/// Render, Stair and Hanna, Quantitative Analysis for Management: General Foundry.
const FOUNDRY: [Row; 8] = [
    ("A", "", [2, 4, 6]),
    ("B", "", [4, 6, 8]),
    ("C", "A", [2, 4, 6]),
    ("D", "B", [4, 8, 12]),
    ("E", "C", [2, 8, 14]),
    ("F", "C", [2, 4, 18]),
    ("G", "DE", [6, 8, 22]),
    ("H", "FG", [2, 4, 6]),
];

/// Hillier and Lieberman, Introduction to Operations Research: Reliable Construction.
const CONSTRUCTION: [Row; 14] = [
    ("A", "", [2, 4, 6]),
    ("B", "A", [4, 7, 16]),
    ("C", "B", [12, 18, 36]),
    ("D", "C", [8, 11, 20]),
    ("E", "C", [2, 9, 10]),
    ("F", "E", [8, 8, 20]),
    ("G", "D", [10, 13, 22]),
    ("H", "EG", [10, 16, 34]),
    ("I", "C", [6, 15, 18]),
    ("J", "FI", [6, 18, 18]),
    ("K", "J", [8, 8, 8]),
    ("L", "J", [2, 11, 14]),
    ("M", "H", [2, 4, 6]),
    ("N", "KL", [10, 11, 18]),
];

fn plan(rows: &[Row]) -> Plan {
    let mut links = Vec::new();
    for (to, (_, before, _)) in (0u32..).zip(rows) {
        for (from, (name, _, _)) in (0u32..).zip(rows) {
            if before.contains(name) {
                links.push(Link {
                    from,
                    to,
                    kind: LinkKind::FinishToStart,
                    lag: Lag::NONE,
                });
            }
        }
    }
    Plan {
        start: 0,
        finish: None,
        calendars: vec![Calendar::always()],
        lag_calendar: LagCalendar::Successor,
        tasks: rows
            .iter()
            .map(|(_, _, [_, likely, _])| Task::of(likely * WEEK / 2))
            .collect(),
        links,
    }
}

fn model(rows: &[Row], shape: Shape) -> Model {
    let estimate = |[low, likely, high]: [i32; 3]| {
        Estimate::new(low * WEEK / 2, likely * WEEK / 2, high * WEEK / 2).shaped(shape)
    };
    Model {
        estimates: (0u32..)
            .zip(rows)
            .map(|(task, row)| Estimated {
                task,
                estimate: estimate(row.2),
            })
            .collect(),
        ..Model::default()
    }
}

/// What was compared, and the widest difference in standard errors.
#[derive(Default)]
struct Seen {
    compared: usize,
    widest: f64,
    wrong: Vec<String>,
}

impl Seen {
    /// `error` is that of one iteration: of the mean it is the standard deviation.
    fn compare(&mut self, what: &str, found: f64, expected: f64, error: f64) {
        let other = 4_000_000.0;
        let both = error * (1.0 / ITERATIONS as f64 + 1.0 / other).sqrt();
        let apart = (found - expected).abs() / both.max(1e-9);
        self.compared += 1;
        self.widest = self.widest.max(apart);
        if apart > 3.0 {
            self.wrong.push(format!(
                "{what}: {found}, not {expected}: {apart:.2} standard errors"
            ));
        }
    }
}

#[test]
fn simulation_agrees_with_four_million_iterations_of_another_program() {
    let Some(text) = data::read("oracles/mc_reference_4M.json") else {
        return;
    };
    let references: Vec<Value> = serde_json::from_str(&text).unwrap();
    let mut seen = Seen::default();
    for reference in &references {
        let rows: &[Row] = match reference["network"].as_str().unwrap() {
            "General Foundry" => &FOUNDRY,
            "Reliable Construction" => &CONSTRUCTION,
            other => panic!("{other} is not known"),
        };
        let shape = match reference["dist"].as_str().unwrap() {
            "betapert4" => Shape::Pert,
            "triangular" => Shape::Triangular,
            "pert_mom" => Shape::MomentFit,
            other => panic!("{other} is not known"),
        };
        compare(reference, rows, shape, &mut seen);
    }
    println!(
        "{} values, the widest {:.2} standard errors apart",
        seen.compared, seen.widest
    );
    assert_eq!(references.len(), 6);
    assert!(seen.compared > 200, "{}", seen.compared);
    assert!(seen.wrong.is_empty(), "{:#?}", seen.wrong);
}

fn compare(reference: &Value, rows: &[Row], shape: Shape, seen: &mut Seen) {
    let simulation = Simulation::new(&plan(rows), &model(rows, shape)).unwrap();
    let tally = simulation.run(1, 0..ITERATIONS, &mut |_| true).unwrap();
    let outcome = simulation.outcome(&tally);
    let weeks = |minutes: f64| minutes / f64::from(WEEK);
    let named = format!("{} {}", reference["network"], reference["dist"]);
    let value = |key: &str| reference[key].as_f64();
    let (mean, sd) = (value("mean").unwrap(), value("sd").unwrap());
    seen.compare(
        &format!("{named} mean"),
        weeks(outcome.finish.mean),
        mean,
        sd,
    );
    // The deviation of a deviation, for a distribution near the normal one.
    seen.compare(
        &format!("{named} sd"),
        weeks(outcome.finish.sd),
        sd,
        sd / 2f64.sqrt(),
    );
    for percent in [10, 50, 80, 90, 95] {
        let found = outcome.finish.curve[percent];
        let share = percent as f64 / 100.0;
        // A percentile is as uncertain as the share by it, over the density there.
        let (low, high) = (
            simulation.quantile(&tally, share - 0.005).unwrap(),
            simulation.quantile(&tally, share + 0.005).unwrap(),
        );
        let density = 0.01 / weeks(f64::from(high - low));
        let error = (share * (1.0 - share)).sqrt() / density;
        let key = format!("P{percent}");
        seen.compare(
            &format!("{named} {key}"),
            weeks(f64::from(found)),
            value(&key).unwrap(),
            error,
        );
    }
    for (key, expected) in reference.as_object().unwrap() {
        if let Some(week) = key
            .strip_prefix("P(T<=")
            .and_then(|rest| rest.strip_suffix(')'))
        {
            let expected = expected.as_f64().unwrap();
            let by = simulation.share_by(&tally, week.parse::<i32>().unwrap() * WEEK);
            seen.compare(
                &format!("{named} {key}"),
                by,
                expected,
                (expected * (1.0 - expected)).sqrt(),
            );
        }
    }
    for ((name, _, _), task) in rows.iter().zip(&outcome.tasks) {
        let of = |key: &str| reference[key][*name].as_f64();
        let share = of("criticality_index").unwrap();
        let spread = (share * (1.0 - share)).sqrt();
        seen.compare(
            &format!("{named} criticality of {name}"),
            task.criticality,
            share,
            spread,
        );
        // The product of a share and a ratio of deviations: their relative errors add up as squares.
        let ssi = of("ssi").unwrap();
        let relative = if share > 0.0 {
            ((1.0 - share) / share + 1.0).sqrt()
        } else {
            0.0
        };
        seen.compare(
            &format!("{named} SSI of {name}"),
            task.ssi.unwrap(),
            ssi,
            ssi * relative,
        );
        match of("cruciality_pearson") {
            Some(expected) => {
                let error = (1.0 - expected * expected).max(0.1);
                let found = task.cruciality.unwrap();
                seen.compare(
                    &format!("{named} cruciality of {name}"),
                    found,
                    expected,
                    error,
                );
            }
            None => assert_eq!(task.cruciality, None),
        }
    }
}
