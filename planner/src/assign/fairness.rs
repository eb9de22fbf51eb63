//! How even a spread is, in the two figures people know. Both are of loads that were divided by capacity first.
//!
//! Neither is optimised: two spreads can tie in both while one has the worse highest load, so
//! [`balance`](super::balance::balance) makes the highest load small and these are shown beside it.
//!
//! ```
//! use planner::assign::fairness::{gini, jain};
//!
//! let five_people = [6.0, 5.0, 2.0, 1.0, 1.0];
//! assert!((jain(&five_people) - 0.6716).abs() < 1e-4);
//! assert!((gini(&five_people) - 0.3733).abs() < 1e-4);
//! ```

/// Jain's index (Jain, Chiu and Hawe 1984): (Σx)² / (n Σx²). 1 is equal, 1/n is one does all, and when k of n share
/// equally it is k/n. Nothing to do is evenly shared: 1. Negative loads count as none.
pub fn jain(loads: &[f64]) -> f64 {
    let sum: f64 = loads.iter().map(|x| x.max(0.0)).sum();
    let squares: f64 = loads.iter().map(|x| x.max(0.0) * x.max(0.0)).sum();
    if squares > 0.0 {
        sum * sum / (loads.len() as f64 * squares)
    } else {
        1.0
    }
}

/// Gini's coefficient: the mean difference between two people, halved, over the mean. 0 is equal, (n − 1)/n is one does
/// all. Nothing to do is evenly shared: 0. Negative loads count as none.
pub fn gini(loads: &[f64]) -> f64 {
    let mut sorted: Vec<f64> = loads.iter().map(|x| x.max(0.0)).collect();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let sum: f64 = sorted.iter().sum();
    // Σ|xi − xj| over all pairs is 2 Σ (2i − n − 1) xi over ascending loads, i from 1.
    let ranked = sorted.iter().zip(1u32..);
    let spread: f64 = ranked
        .map(|(x, i)| (2.0 * f64::from(i) - n - 1.0) * x)
        .sum();
    if sum > 0.0 {
        (spread / (n * sum)).max(0.0)
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seven schedules of fifteen tasks over five people.
    #[test]
    fn the_seven_schedules_of_the_field() {
        let cases = [
            ([3.0, 3.0, 3.0, 3.0, 3.0], 1.0, 0.0),
            ([4.0, 4.0, 3.0, 2.0, 2.0], 0.9184, 0.16),
            ([5.0, 3.0, 3.0, 2.0, 2.0], 0.8824, 0.1867),
            ([5.0, 5.0, 2.0, 2.0, 1.0], 0.7627, 0.2933),
            ([6.0, 3.0, 3.0, 2.0, 1.0], 0.7627, 0.2933),
            ([6.0, 5.0, 2.0, 1.0, 1.0], 0.6716, 0.3733),
            ([11.0, 1.0, 1.0, 1.0, 1.0], 0.36, 0.5333),
        ];
        for (loads, j, g) in cases {
            assert!((jain(&loads) - j).abs() < 5e-5, "{loads:?}");
            assert!((gini(&loads) - g).abs() < 5e-5, "{loads:?}");
        }
    }

    #[test]
    fn extremes_and_nothing() {
        assert_eq!((jain(&[]), gini(&[])), (1.0, 0.0));
        assert_eq!((jain(&[0.0, 0.0]), gini(&[0.0, 0.0])), (1.0, 0.0));
        assert_eq!(
            (jain(&[4.0, 0.0, 0.0, 0.0]), gini(&[4.0, 0.0, 0.0, 0.0])),
            (0.25, 0.75)
        );
        assert_eq!(jain(&[2.0, 2.0, 0.0, 0.0]), 0.5);
    }
}
