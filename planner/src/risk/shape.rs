//! Durations from normal numbers: one table for all estimates of the same form.
//!
//! A duration is `low + range · Q(Φ(z))`. As a function of z rather than of the uniform number the quantile function is
//! smooth, tails and all, so straight pieces of 1/32 standard deviation are exact to 10^-5 of the range; correlated
//! normal numbers go in as they are.

use std::collections::BTreeMap;

use super::{
    beta::{Beta, CELLS, REACH},
    model::{Estimate, Shape},
    normal,
};

/// What a table is made of, on 0..1.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    Beta(Beta),
    /// The mode.
    Triangle(f64),
}

/// Quantiles of some form: value and rise of each cell.
type Table = Vec<[f32; 2]>;

/// Tables, each form once.
#[derive(Clone, Debug, Default)]
pub(super) struct Tables {
    tables: Vec<Table>,
    known: BTreeMap<(u8, u64, u64), u32>,
}

/// How one number is drawn: from a table, stretched.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Draw {
    table: u32,
    pub low: i32,
    pub high: i32,
}

impl Tables {
    /// `None` for what is no estimate: disordered points, a weight out of range.
    pub(super) fn draw(&mut self, estimate: Estimate) -> Option<Draw> {
        let Estimate {
            low, likely, high, ..
        } = estimate;
        if low > likely || likely > high {
            return None;
        }
        let form = form(estimate)?;
        let key = form.key();
        let table = match self.known.get(&key) {
            Some(table) => *table,
            None => {
                let table = self.tables.len() as u32;
                self.tables.push(form.table());
                self.known.insert(key, table);
                table
            }
        };
        Some(Draw { table, low, high })
    }

    /// Whole numbers for normal ones.
    pub(super) fn fill<const N: usize>(&self, draw: Draw, z: &[f32; N], numbers: &mut [i32; N]) {
        let range = (i64::from(draw.high) - i64::from(draw.low)) as f32;
        let table = &self.tables[draw.table as usize];
        for (number, z) in numbers.iter_mut().zip(z) {
            let place = ((*z + REACH as f32) * CELLS as f32).clamp(0.0, LAST);
            let cell = place as i32;
            let [from, rise] = table[cell as usize];
            let share = from + rise * (place - cell as f32);
            // Rounded to the nearest minute; single precision may pass a very distant end by a few.
            *number = draw
                .low
                .saturating_add((share * range + 0.5) as i32)
                .min(draw.high);
        }
    }
}

/// Just inside the last cell.
const LAST: f32 = (2 * REACH as usize * CELLS) as f32 - 1.0 / 1024.0;

fn form(estimate: Estimate) -> Option<Form> {
    let range = f64::from(estimate.high) - f64::from(estimate.low);
    let mode = if range > 0.0 {
        (f64::from(estimate.likely) - f64::from(estimate.low)) / range
    } else {
        0.5
    };
    let pert = |weight: f64| {
        Form::Beta(Beta {
            alpha: 1.0 + weight * mode,
            beta: 1.0 + weight * (1.0 - mode),
        })
    };
    Some(match estimate.shape {
        Shape::Pert => pert(4.0),
        Shape::PertWith(weight) if (0.0..=100.0).contains(&weight) => pert(weight),
        Shape::PertWith(_) => return None,
        Shape::Triangular => Form::Triangle(mode),
        Shape::MomentFit => {
            let mean = (1.0 + 4.0 * mode) / 6.0;
            // α + β from mean and variance 1/36.
            let sum = 36.0 * mean * (1.0 - mean) - 1.0;
            Form::Beta(Beta {
                alpha: mean * sum,
                beta: (1.0 - mean) * sum,
            })
        }
    })
}

impl Form {
    fn key(self) -> (u8, u64, u64) {
        match self {
            Self::Beta(beta) => (0, beta.alpha.to_bits(), beta.beta.to_bits()),
            Self::Triangle(mode) => (1, mode.to_bits(), 0),
        }
    }

    fn table(self) -> Table {
        let nodes = match self {
            Self::Beta(beta) => beta.quantiles(),
            Self::Triangle(mode) => triangle(mode),
        };
        let cells = nodes.windows(2);
        cells
            .map(|pair| [pair[0] as f32, (pair[1] - pair[0]) as f32])
            .collect()
    }
}

fn triangle(mode: f64) -> Vec<f64> {
    let nodes = 0..=2 * REACH as usize * CELLS;
    let quantile = |at: usize| {
        let z = at as f64 / CELLS as f64 - f64::from(REACH);
        let (lower, upper) = (normal::below(z), normal::below(-z));
        if lower < mode {
            (lower * mode).sqrt()
        } else {
            1.0 - (upper * (1.0 - mode)).sqrt()
        }
    };
    nodes.map(quantile).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::risk::normal::Normal;

    /// Mean and standard deviation by 2^16 evenly spread numbers.
    fn moments(estimate: Estimate) -> (f64, f64) {
        let mut tables = Tables::default();
        let draw = tables.draw(estimate).unwrap();
        let normal = Normal::new();
        let (mut sum, mut squares, mut count) = (0.0, 0.0, 0.0);
        for at in 0..1u32 << 10 {
            let z: [f32; 64] =
                std::array::from_fn(|i| normal.quantile(((at << 6) + i as u32) << 16 | 1 << 15));
            let mut numbers = [0; 64];
            tables.fill(draw, &z, &mut numbers);
            for number in numbers {
                sum += f64::from(number);
                squares += f64::from(number) * f64::from(number);
                count += 1.0;
            }
        }
        let mean = sum / count;
        (mean, (squares / count - mean * mean).sqrt())
    }

    fn near(found: (f64, f64), mean: f64, sd: f64) {
        assert!(
            (found.0 - mean).abs() < 5.0 && (found.1 - sd).abs() < 20.0,
            "{found:?}, not {mean}, {sd}"
        );
    }

    #[test]
    fn each_shape_has_its_moments() {
        // 1, 3, 6 in hundred thousands.
        let points = Estimate::new(100_000, 300_000, 600_000);
        let pert = |weight: f64| {
            let (alpha, beta) = (1.0 + weight * 0.4, 1.0 + weight * 0.6);
            let sum = alpha + beta;
            let sd = (alpha * beta / (sum + 1.0)).sqrt() / sum;
            (100_000.0 + 500_000.0 * alpha / sum, 500_000.0 * sd)
        };
        let (mean, sd) = pert(4.0);
        assert!((mean - 1_900_000.0 / 6.0).abs() < 1e-6);
        near(moments(points), mean, sd);
        let (mean, sd) = pert(20.0);
        near(moments(points.shaped(Shape::PertWith(20.0))), mean, sd);
        let (mean, sd) = pert(0.0);
        near(moments(points.shaped(Shape::PertWith(0.0))), mean, sd);
        // Triangular variance: (a² + b² + c² − ab − ac − bc) / 18.
        let sd = (1.0f64 + 9.0 + 36.0 - 3.0 - 6.0 - 18.0) / 18.0;
        near(
            moments(points.shaped(Shape::Triangular)),
            1_000_000.0 / 3.0,
            sd.sqrt() * 100_000.0,
        );
        near(
            moments(points.shaped(Shape::MomentFit)),
            1_900_000.0 / 6.0,
            500_000.0 / 6.0,
        );
    }

    #[test]
    fn ends_are_never_passed_and_a_point_is_a_point() {
        let mut tables = Tables::default();
        let mut numbers = [0; 5];
        let far = [-9.0, -6.0, 0.0, 6.0, 9.0];
        let draw = tables.draw(Estimate::new(-40, -40, 50_000_000)).unwrap();
        tables.fill(draw, &far, &mut numbers);
        assert_eq!((numbers[0], numbers[1]), (-40, -40));
        assert!(
            numbers[4] <= 50_000_000 && numbers[4] > 49_000_000,
            "{numbers:?}"
        );
        let draw = tables.draw(Estimate::new(7, 7, 7)).unwrap();
        tables.fill(draw, &far, &mut numbers);
        assert_eq!(numbers, [7; 5]);
        assert!(tables.draw(Estimate::new(2, 1, 3)).is_none());
        let weight = Shape::PertWith(f64::NAN);
        assert!(tables.draw(Estimate::new(1, 1, 3).shaped(weight)).is_none());
    }

    #[test]
    fn equal_forms_share_a_table() {
        let mut tables = Tables::default();
        let one = tables.draw(Estimate::new(1, 2, 4)).unwrap();
        let other = tables.draw(Estimate::new(100, 200, 400)).unwrap();
        assert_eq!(one.table, other.table);
    }
}
