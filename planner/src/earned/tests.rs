use super::*;

/// A period of the textbooks is a thousand minutes here.
const PERIOD: i32 = 1000;

fn baseline(values: &[i64]) -> Baseline {
    let point = |(period, value): (usize, &i64)| Point {
        at: period as i32 * PERIOD,
        value: *value,
    };
    Baseline::new(values.iter().enumerate().map(point).collect()).unwrap()
}

fn status(period: i32, earned: i64, actual: i64) -> Status {
    Status {
        at: period * PERIOD,
        earned: Some(earned),
        actual: Some(actual),
    }
}

fn near(measure: Measure<f64>, expected: f64) {
    let found = measure.unwrap();
    assert!((found - expected).abs() < 1e-6, "{found}, not {expected}");
}

/// Evenly 100,000 over ten periods.
fn even() -> Baseline {
    baseline(&(0..=10).map(|period| period * 10_000).collect::<Vec<_>>())
}

#[test]
fn behind_and_over_budget() {
    let seen = even().measure(status(4, 30_000, 35_000));
    assert_eq!((seen.budget, seen.planned), (100_000, 40_000));
    assert_eq!(
        (seen.cost_variance, seen.schedule_variance),
        (Ok(-5_000), Ok(-10_000))
    );
    near(seen.cpi, 6.0 / 7.0);
    near(seen.spi, 0.75);
    near(seen.estimate_at_rate, 116_666.666_666_7);
    assert_eq!(seen.estimate_as_planned, Ok(105_000));
    near(
        seen.estimate_at_both,
        35_000.0 + 70_000.0 / (6.0 / 7.0 * 0.75),
    );
    near(seen.to_complete, 81_666.666_666_7);
    near(seen.variance_at_completion, -16_666.666_666_7);
    near(seen.tcpi, 70.0 / 65.0);
    near(seen.earned_schedule, 3_000.0);
    near(seen.schedule_variance_time, -1_000.0);
    near(seen.spi_time, 0.75);
    near(seen.estimate_time, 13_333.333_333_3);
}

#[test]
fn on_plan_ahead_behind_and_complete() {
    // At, earned, paid; CV, SV, CPI, SPI, EAC at rate, EAC as planned, ES, IEAC(t).
    let cases = [
        (
            4, 40_000, 40_000, 0, 0, 1.0, 1.0, 100_000.0, 100_000, 4.0, 10.0,
        ),
        (
            4,
            50_000,
            45_000,
            5_000,
            10_000,
            10.0 / 9.0,
            1.25,
            90_000.0,
            95_000,
            5.0,
            8.0,
        ),
        (
            5,
            40_000,
            38_000,
            2_000,
            -10_000,
            20.0 / 19.0,
            0.8,
            95_000.0,
            98_000,
            4.0,
            12.5,
        ),
        (
            10,
            100_000,
            110_000,
            -10_000,
            0,
            10.0 / 11.0,
            1.0,
            110_000.0,
            110_000,
            10.0,
            10.0,
        ),
    ];
    for (at, earned, paid, cv, sv, cpi, spi, rate, planned, es, time) in cases {
        let seen = even().measure(status(at, earned, paid));
        assert_eq!(
            (seen.cost_variance, seen.schedule_variance),
            (Ok(cv), Ok(sv))
        );
        near(seen.cpi, cpi);
        near(seen.spi, spi);
        near(seen.estimate_at_rate, rate);
        assert_eq!(seen.estimate_as_planned, Ok(planned));
        near(seen.earned_schedule, es * 1_000.0);
        near(seen.estimate_time, time * 1_000.0);
    }
}

#[test]
fn a_published_example() {
    let seen = baseline(&[0, 3_000, 10_000]).measure(status(1, 2_000, 4_500));
    assert_eq!(
        (seen.cost_variance, seen.schedule_variance),
        (Ok(-2_500), Ok(-1_000))
    );
    near(seen.cpi, 4.0 / 9.0);
    near(seen.spi, 2.0 / 3.0);
    assert_eq!(seen.estimate_as_planned, Ok(12_500));
}

#[test]
fn earned_schedule_between_periods() {
    let schedule = |values: &[i64], earned| {
        baseline(values)
            .measure(status(4, earned, 1))
            .earned_schedule
    };
    near(schedule(&[0, 20, 50, 90, 140, 200], 70), 2_500.0);
    near(schedule(&[0, 30, 70, 120, 180, 250], 100), 2_600.0);
    near(
        even().measure(status(4, 34_000, 1)).earned_schedule,
        3_400.0,
    );
    // A pause in the plan earns nothing, and more than the budget is not earned.
    near(schedule(&[0, 50, 50, 100], 50), 1_000.0);
    near(schedule(&[0, 50, 100], 999), 2_000.0);
    near(schedule(&[0, 0, 100], 0), 0.0);
}

#[test]
fn what_cannot_be_computed_says_why() {
    let nothing = Status {
        at: 0,
        earned: None,
        actual: None,
    };
    let seen = even().measure(nothing);
    assert_eq!(
        (seen.cpi, seen.spi),
        (Err(Missing::EarnedValue), Err(Missing::EarnedValue))
    );
    let begun = even().measure(Status {
        at: 2_000,
        earned: Some(0),
        actual: None,
    });
    assert_eq!(begun.cpi, Err(Missing::ActualCost));
    assert_eq!(begun.spi, Ok(0.0));
    assert_eq!(begun.estimate_time, Err(Missing::NothingEarned));
    let early = even().measure(Status {
        at: 0,
        earned: Some(10),
        actual: Some(0),
    });
    assert_eq!(early.spi, Err(Missing::NothingPlanned));
    assert_eq!(early.cpi, Err(Missing::NothingPaid));
    assert_eq!(early.earned_schedule, Err(Missing::NotBegun));
    let spent = even().measure(status(9, 90_000, 100_000));
    assert_eq!(spent.tcpi, Err(Missing::BudgetSpent));
}

#[test]
fn what_is_no_baseline_is_refused_with_its_place() {
    let of = |points: &[(i32, i64)]| {
        Baseline::new(
            points
                .iter()
                .map(|(at, value)| Point {
                    at: *at,
                    value: *value,
                })
                .collect(),
        )
    };
    assert_eq!(of(&[(0, 0)]), Err(BaselineError::TooShort));
    assert_eq!(of(&[(0, 0), (0, 5)]), Err(BaselineError::Time(1)));
    assert_eq!(of(&[(0, 5), (1, 4)]), Err(BaselineError::Value(1)));
    assert_eq!(of(&[(0, 0), (1, i64::MAX)]), Err(BaselineError::Value(1)));
}
