//! The beta distribution on 0..1, as a function of a standard normal number.
//!
//! Its quantile is wanted at a grid of normal numbers `z`: x with I_x(α, β) = Φ(z). The incomplete beta function is a
//! continued fraction (DLMF 8.17.22, evaluated by the modified method of Lentz); Newton's iteration on ln I in ln x,
//! in which the lower tail is nearly straight, solves it to the last bits at every eighth of a standard deviation, and
//! Hermite's cubic through values and slopes fills in between: off by less than 10^-6 of the range.

use libm::{exp, lgamma, log, log1p};

use super::normal;

/// The grid ends here on both sides; 32-bit numbers reach 6.34.
pub(super) const REACH: i32 = 6;
/// Solved exactly this often a standard deviation, and filled in this often between.
const COARSE: usize = 8;
const BETWEEN: usize = 4;
/// Grid cells a standard deviation.
pub(super) const CELLS: usize = COARSE * BETWEEN;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Beta {
    pub alpha: f64,
    pub beta: f64,
}

/// A quantile and how it grows with `z`.
#[derive(Clone, Copy, Debug)]
struct Node {
    x: f64,
    slope: f64,
}

impl Beta {
    /// Quantiles at −REACH, −REACH + 1/CELLS, …, REACH.
    pub(super) fn quantiles(self) -> Vec<f64> {
        let lower = self.lower_half();
        let upper = Self {
            alpha: self.beta,
            beta: self.alpha,
        }
        .lower_half();
        let mirrored = upper.iter().map(|node| Node {
            x: 1.0 - node.x,
            slope: node.slope,
        });
        let nodes: Vec<Node> = lower
            .iter()
            .rev()
            .copied()
            .chain(mirrored.skip(1))
            .collect();
        let mut values = vec![nodes[0].x];
        for pair in nodes.windows(2) {
            for step in 1..=BETWEEN {
                let part = step as f64 / BETWEEN as f64;
                values.push(hermite(pair[0], pair[1], part).clamp(0.0, 1.0));
            }
        }
        values
    }

    /// At z = 0, −1/COARSE, … down to −REACH.
    fn lower_half(self) -> Vec<Node> {
        let front = lgamma(self.alpha + self.beta) - lgamma(self.alpha) - lgamma(self.beta);
        let mut nodes: Vec<Node> = Vec::with_capacity(REACH as usize * COARSE + 1);
        let mut guess = log(self.alpha / (self.alpha + self.beta));
        for step in 0..=REACH as usize * COARSE {
            let z = -(step as f64) / COARSE as f64;
            let wanted = log(normal::below(z));
            let mut ln_x = guess;
            let mut growth = 1.0;
            for _ in 0..40 {
                ln_x = ln_x.clamp(-700.0, -1e-15);
                let (ln_integral, at) = self.ln_integral(front, ln_x);
                growth = at;
                let change = (ln_integral - wanted) / growth;
                // Far from the answer a whole step may leave the interval.
                ln_x -= change.clamp(-2.0, 2.0);
                if change.abs() < 1e-11 {
                    break;
                }
            }
            // d ln x / dz = (d ln Φ / dz) / (d ln I / d ln x).
            let slope = normal::density(z) / normal::below(z) / growth;
            let x = exp(ln_x.min(0.0));
            nodes.push(Node {
                x,
                slope: x * slope,
            });
            guess = ln_x - slope / COARSE as f64;
        }
        nodes
    }

    /// ln I_x and its derivative by ln x; `front` is −ln B(α, β).
    fn ln_integral(self, front: f64, ln_x: f64) -> (f64, f64) {
        let Self { alpha, beta } = self;
        let x = exp(ln_x);
        let ln_rest = log1p(-x);
        // x · density.
        let mass = exp(front + alpha * ln_x + (beta - 1.0) * ln_rest);
        if x < (alpha + 1.0) / (alpha + beta + 2.0) {
            let fraction = continued_fraction(alpha, beta, x) / alpha;
            let ln_integral = front + alpha * ln_x + beta * ln_rest + log(fraction);
            // I itself may be below every number there is; its logarithm and the ratio are not.
            (ln_integral, 1.0 / (fraction * (1.0 - x)))
        } else {
            let fraction = continued_fraction(beta, alpha, 1.0 - x) / beta;
            let upper = exp(front + alpha * ln_x + beta * ln_rest) * fraction;
            let integral = (1.0 - upper).max(1e-300);
            (log(integral), mass / integral)
        }
    }
}

fn continued_fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let guard = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / guard(1.0 - (a + b) * x / (a + 1.0));
    let mut product = d;
    for m in 1..500u32 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / guard(1.0 + even * d);
        c = guard(1.0 + even / c);
        product *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / guard(1.0 + odd * d);
        c = guard(1.0 + odd / c);
        product *= d * c;
        if (d * c - 1.0).abs() < 1e-15 {
            break;
        }
    }
    product
}

fn hermite(from: Node, to: Node, t: f64) -> f64 {
    let step = 1.0 / COARSE as f64;
    let (one, two) = (from.slope * step, to.slope * step);
    let rise = to.x - from.x;
    // Horner's form of the cubic with these values and slopes.
    from.x + t * (one + t * (3.0 * rise - 2.0 * one - two + t * (one + two - 2.0 * rise)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn z(at: usize) -> f64 {
        at as f64 / CELLS as f64 - f64::from(REACH)
    }

    /// For whole α and β the integral is a sum of binomial probabilities.
    fn binomial(alpha: i32, beta: i32, x: f64) -> f64 {
        let n = alpha + beta - 1;
        let mut term = (1.0 - x).powi(n);
        let mut sum = 0.0;
        for j in 0..=n {
            if j >= alpha {
                sum += term;
            }
            term *= f64::from(n - j) / f64::from(j + 1) * x / (1.0 - x);
        }
        sum
    }

    #[test]
    fn quantiles_give_back_their_probability() {
        for (alpha, beta) in [(1, 1), (1, 5), (5, 1), (3, 3), (2, 4), (40, 7)] {
            let beta_of = Beta {
                alpha: f64::from(alpha),
                beta: f64::from(beta),
            };
            for (at, x) in beta_of.quantiles().iter().enumerate() {
                let expected = normal::below(z(at));
                let found = binomial(alpha, beta, *x);
                assert!(
                    (found - expected).abs() < 2e-6,
                    "Beta({alpha}, {beta}) at {}: {found}, not {expected}",
                    z(at)
                );
            }
        }
    }

    #[test]
    fn quantiles_ascend_from_end_to_end() {
        for (alpha, beta) in [(0.667, 3.333), (3.333, 0.667), (1.0, 101.0), (26.0, 26.0)] {
            let values = Beta { alpha, beta }.quantiles();
            assert_eq!(values.len(), 2 * REACH as usize * CELLS + 1);
            assert!(values.windows(2).all(|pair| pair[0] <= pair[1]));
            assert!(values[0] >= 0.0 && values[values.len() - 1] <= 1.0);
        }
    }
}
