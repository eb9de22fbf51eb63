//! What is counted for whoever watches the program: requests by pattern and status, how long they took, streams. No
//! ids, nothing of any person, and no more series than there are routes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use store::Db;
use store::db::{Asked, Gauges, SIZES, Unready};
use tokio::sync::watch;

/// Upper bounds in seconds, close around 0.06, the budget of a page: a percentile read from them is off by a few
/// milliseconds at most where it matters.
const BOUNDS: [f64; 24] = [
    0.001, 0.0025, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.025, 0.03, 0.035, 0.04, 0.05, 0.06, 0.07,
    0.08, 0.1, 0.15, 0.2, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];

/// An answer about readiness holds this long: asking takes a turn of the writer, and anyone may ask.
const FRESH: Duration = Duration::from_secs(1);

/// So long a row that was written says that others can be.
const KEPT: Duration = Duration::from_secs(10);

#[derive(Clone, Default)]
pub struct Watch(Arc<Inner>);

#[derive(Default)]
struct Inner {
    routes: Mutex<Routes>,
    streams: AtomicI64,
    under_way: watch::Sender<usize>,
    ready: tokio::sync::Mutex<Option<(Instant, Result<(), Unready>)>>,
    /// When a row was last written to see that one can be.
    kept: Mutex<Option<Instant>>,
}

#[derive(Default)]
struct Routes {
    answers: BTreeMap<(&'static str, String, u16), u64>,
    times: BTreeMap<String, Times>,
}

#[derive(Default)]
struct Times {
    counts: [u64; BOUNDS.len()],
    all: u64,
    seconds: f64,
    most: Most,
}

/// A request that is being answered.
pub struct UnderWay(Watch);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.0.under_way.send_modify(|requests| *requests -= 1);
    }
}

/// The most that one request of a route asked of the database.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Most {
    pub statements: u64,
    pub rows: u64,
}

impl Watch {
    /// A request was answered; `took` is from when it was read until the last byte was written.
    pub fn answered(
        &self,
        method: &'static str,
        route: &str,
        status: u16,
        took: Duration,
        asked: &Asked,
    ) {
        let mut routes = self.0.routes.lock().unwrap_or_else(PoisonError::into_inner);
        *routes
            .answers
            .entry((method, route.to_owned(), status))
            .or_default() += 1;
        let times = routes.times.entry(route.to_owned()).or_default();
        let took = took.as_secs_f64();
        if let Some(at) = BOUNDS.iter().position(|bound| took <= *bound) {
            times.counts[at] += 1;
        }
        times.all += 1;
        times.seconds += took;
        times.most.statements = times.most.statements.max(asked.statements());
        times.most.rows = times.most.rows.max(asked.rows());
    }

    /// The most that one request of this route asked of the database since the start.
    pub fn most(&self, route: &str) -> Most {
        let routes = self.0.routes.lock().unwrap_or_else(PoisonError::into_inner);
        routes.times.get(route).map(|t| t.most).unwrap_or_default()
    }

    /// A request is being answered, until what this gives back is let go of.
    pub fn begins(&self) -> UnderWay {
        self.0.under_way.send_modify(|requests| *requests += 1);
        UnderWay(self.clone())
    }

    /// Waits until nobody's request is being answered, but not longer than this.
    pub async fn quiet(&self, at_most: Duration) {
        let mut under_way = self.0.under_way.subscribe();
        let none = under_way.wait_for(|requests| *requests == 0);
        let _ = tokio::time::timeout(at_most, none).await;
    }

    pub fn stream_opened(&self) {
        self.0.streams.fetch_add(1, Ordering::Relaxed);
    }

    pub fn stream_ended(&self) {
        self.0.streams.fetch_sub(1, Ordering::Relaxed);
    }

    pub async fn ready(&self, db: &Db) -> Result<(), Unready> {
        let mut last = self.0.ready.lock().await;
        if let Some((at, answer)) = *last
            && at.elapsed() < FRESH
        {
            return answer;
        }
        let kept = || self.0.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let keeps = kept().is_none_or(|at| at.elapsed() >= KEPT);
        let answer = store::door::ready(db, keeps).await;
        if keeps {
            *kept() = answer.is_ok().then(Instant::now);
        }
        *last = Some((Instant::now(), answer));
        answer
    }

    /// All of it in Prometheus' text format, version 0.0.4.
    pub fn text(&self, gauges: &Gauges) -> String {
        let mut page = Page::default();
        self.requests(&mut page);
        page.head(
            "daymark_streams_open",
            "gauge",
            "Live streams that are open",
        );
        let open = self.0.streams.load(Ordering::Relaxed);
        page.line("daymark_streams_open", "", open);
        database(&mut page, gauges);
        page.head("daymark_info", "gauge", "The version that runs");
        let version = format!("version=\"{}\"", env!("CARGO_PKG_VERSION"));
        page.line("daymark_info", &version, 1);
        page.0
    }

    fn requests(&self, page: &mut Page) {
        let routes = self.0.routes.lock().unwrap_or_else(PoisonError::into_inner);
        let name = "daymark_requests_total";
        page.head(name, "counter", "Requests answered");
        for ((method, route, status), count) in &routes.answers {
            let labels = format!("method=\"{method}\",route=\"{route}\",status=\"{status}\"");
            page.line(name, &labels, count);
        }
        let name = "daymark_request_seconds";
        let about = "From a request read to the last byte of its answer written";
        page.head(name, "histogram", about);
        for (route, times) in &routes.times {
            let label = format!("route=\"{route}\"");
            let steps = BOUNDS.iter().zip(times.counts);
            page.histogram(name, &label, steps, times.all, times.seconds);
        }
        let name = "daymark_request_statements_most";
        page.head(
            name,
            "gauge",
            "Most statements that one request has read by",
        );
        for (route, times) in &routes.times {
            page.line(name, &format!("route=\"{route}\""), times.most.statements);
        }
        let name = "daymark_request_rows_most";
        page.head(name, "gauge", "Most rows that one request has read");
        for (route, times) in &routes.times {
            page.line(name, &format!("route=\"{route}\""), times.most.rows);
        }
    }
}

fn database(page: &mut Page, gauges: &Gauges) {
    if let Some(writer) = &gauges.writer {
        let name = "daymark_writer_waiting";
        page.head(name, "gauge", "Changes that wait for SQLite's writer");
        page.line(name, "", writer.waiting);
        let name = "daymark_writer_group_size";
        page.head(name, "histogram", "Changes in one commit");
        let commits = writer.groups.iter().sum();
        let steps = SIZES.iter().zip(writer.groups);
        page.histogram(name, "", steps, commits, writer.changes);
    }
    let name = "daymark_jobs";
    page.head(name, "gauge", "Jobs that are due, and those given up");
    page.line(name, "state=\"due\"", gauges.jobs_due);
    page.line(name, "state=\"dead\"", gauges.jobs_dead);
    let name = "daymark_database_bytes";
    page.head(name, "gauge", "Bytes that the database takes");
    page.line(name, "", gauges.bytes);
}

/// Lines of the format. Writing to a string does not fail.
#[derive(Default)]
struct Page(String);

impl Page {
    fn head(&mut self, name: &str, kind: &str, about: &str) {
        let _ = writeln!(self.0, "# HELP {name} {about}\n# TYPE {name} {kind}");
    }

    fn line(&mut self, name: &str, labels: &str, value: impl std::fmt::Display) {
        let _ = if labels.is_empty() {
            writeln!(self.0, "{name} {value}")
        } else {
            writeln!(self.0, "{name}{{{labels}}} {value}")
        };
    }

    fn histogram<'a, B: std::fmt::Display + 'a>(
        &mut self,
        name: &str,
        label: &str,
        steps: impl Iterator<Item = (&'a B, u64)>,
        all: u64,
        sum: impl std::fmt::Display,
    ) {
        let comma = if label.is_empty() { "" } else { "," };
        let bucket = format!("{name}_bucket");
        let mut below = 0;
        for (bound, count) in steps {
            below += count;
            self.line(&bucket, &format!("{label}{comma}le=\"{bound}\""), below);
        }
        self.line(&bucket, &format!("{label}{comma}le=\"+Inf\""), all);
        self.line(&format!("{name}_sum"), label, sum);
        self.line(&format!("{name}_count"), label, all);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_steps_aside_waits_for_requests_under_way_and_not_for_ever() {
        let (watch, long) = (Watch::default(), Duration::from_secs(3600));
        watch.quiet(long).await;
        let (one, other) = (watch.begins(), watch.begins());
        watch.quiet(Duration::ZERO).await;
        let mut quiet = std::pin::pin!(watch.quiet(long));
        let mut waits = async || {
            tokio::select! {
                biased;
                () = &mut quiet => false,
                () = tokio::task::yield_now() => true,
            }
        };
        assert!(waits().await);
        drop(one);
        assert!(waits().await);
        drop(other);
        assert!(!waits().await);
    }

    #[test]
    fn steps_add_up_and_slow_ones_are_counted() {
        let watch = Watch::default();
        for ms in [1, 50, 70, 20_000] {
            watch.answered(
                "GET",
                "/{workspace}/projects",
                200,
                Duration::from_millis(ms),
                &Asked::default(),
            );
        }
        watch.stream_opened();
        let gauges = Gauges {
            writer: None,
            jobs_due: 2,
            jobs_dead: 1,
            bytes: 4096,
        };
        let text = watch.text(&gauges);
        for line in [
            "daymark_requests_total{method=\"GET\",route=\"/{workspace}/projects\",status=\"200\"} 4",
            "daymark_request_seconds_bucket{route=\"/{workspace}/projects\",le=\"0.001\"} 1",
            "daymark_request_seconds_bucket{route=\"/{workspace}/projects\",le=\"0.06\"} 2",
            "daymark_request_seconds_bucket{route=\"/{workspace}/projects\",le=\"10\"} 3",
            "daymark_request_seconds_bucket{route=\"/{workspace}/projects\",le=\"+Inf\"} 4",
            "daymark_request_seconds_count{route=\"/{workspace}/projects\"} 4",
            "daymark_request_statements_most{route=\"/{workspace}/projects\"} 0",
            "daymark_streams_open 1",
            "daymark_jobs{state=\"due\"} 2",
            "daymark_database_bytes 4096",
        ] {
            assert!(text.lines().any(|l| l == line), "{line} is not in\n{text}");
        }
        assert!(!text.contains("daymark_writer"), "PostgreSQL has no writer");
    }
}
