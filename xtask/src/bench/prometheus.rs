//! Reads the server's own histogram out of its metrics.

use std::collections::BTreeMap;

/// How many requests of one route took how long: upper bounds in seconds, with the count up to each.
#[derive(Clone, Debug, Default)]
pub struct Histogram(Vec<(f64, u64)>);

impl Histogram {
    pub fn of(metrics: &str, route: &str) -> Self {
        let start = format!("daymark_request_seconds_bucket{{route=\"{route}\",le=\"");
        let mut steps = Vec::new();
        for line in metrics.lines() {
            let Some((bound, count)) = line
                .strip_prefix(&start)
                .and_then(|rest| rest.split_once("\"} "))
            else {
                continue;
            };
            let bound = match bound {
                "+Inf" => f64::INFINITY,
                bound => bound.parse().unwrap_or(f64::NAN),
            };
            steps.push((bound, count.trim().parse().unwrap_or(0)));
        }
        Self(steps)
    }

    /// What came after an earlier reading.
    pub fn since(&self, earlier: &Self) -> Self {
        let before: BTreeMap<u64, u64> = earlier
            .0
            .iter()
            .map(|(bound, count)| (bound.to_bits(), *count))
            .collect();
        let left = self.0.iter().map(|(bound, count)| {
            let before = before.get(&bound.to_bits()).copied().unwrap_or(0);
            (*bound, count.saturating_sub(before))
        });
        Self(left.collect())
    }

    pub fn count(&self) -> u64 {
        self.0.last().map_or(0, |(_, count)| *count)
    }

    /// In milliseconds, straight between a step's bounds as Prometheus does; the step's upper bound beside it.
    pub fn quantile(&self, part: f64) -> (f64, f64) {
        let wanted = part * self.count() as f64;
        let (mut low, mut below) = (0.0, 0);
        for (bound, count) in &self.0 {
            if *count as f64 >= wanted && *count > below {
                if bound.is_infinite() {
                    return (low * 1000.0, f64::INFINITY);
                }
                let within = (wanted - below as f64) / (count - below) as f64;
                return ((low + (bound - low) * within) * 1000.0, bound * 1000.0);
            }
            (low, below) = (*bound, *count);
        }
        (f64::NAN, f64::NAN)
    }
}

/// A figure of one route.
pub fn of_route(metrics: &str, name: &str, route: &str) -> Option<u64> {
    let start = format!("{name}{{route=\"{route}\"}} ");
    let line = metrics.lines().find_map(|line| line.strip_prefix(&start))?;
    line.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const METRICS: &str = "\
daymark_request_seconds_bucket{route=\"/a\",le=\"0.01\"} 10\n\
daymark_request_seconds_bucket{route=\"/a\",le=\"0.02\"} 90\n\
daymark_request_seconds_bucket{route=\"/a\",le=\"+Inf\"} 100\n\
daymark_request_seconds_bucket{route=\"/b\",le=\"+Inf\"} 7\n\
daymark_request_rows_most{route=\"/a\"} 412\n";

    #[test]
    fn quantiles_lie_between_the_bounds_of_their_step() {
        let all = Histogram::of(METRICS, "/a");
        assert_eq!(all.count(), 100);
        let (ms, at_most) = all.quantile(0.5);
        assert!((ms - 15.0).abs() < 0.001 && at_most == 20.0, "{ms}");
        assert_eq!(all.quantile(0.99).1, f64::INFINITY);
        assert_eq!(all.since(&all).count(), 0);
        assert_eq!(
            of_route(METRICS, "daymark_request_rows_most", "/a"),
            Some(412)
        );
    }
}
