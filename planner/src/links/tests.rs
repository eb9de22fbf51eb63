use super::*;
use crate::calendar::{Calendar, Interval};

fn link(from: u32, to: u32) -> Link {
    Link {
        from,
        to,
        kind: LinkKind::FinishToStart,
        lag: Lag::NONE,
    }
}

/// Two weeks, Monday to Friday, 9 to 17; minute 0 is Monday 0:00.
fn weeks() -> Calendar {
    let days = [0, 1, 2, 3, 4, 7, 8, 9, 10, 11];
    let hours = |day: i32| Interval::new(day * 1440 + 540, day * 1440 + 1020);
    Calendar::new(days.map(hours).to_vec()).unwrap()
}

const fn at(day: i32, hour: i32) -> i32 {
    day * 1440 + hour * 60
}

#[test]
fn order_is_the_callers_among_the_free() {
    let graph = Graph::new(5, &[link(4, 0), link(3, 1), link(0, 1)]).unwrap();
    assert_eq!(graph.order(), [2, 3, 4, 0, 1]);
    assert_eq!(graph.incoming(1), [1, 2]);
    assert_eq!(graph.outgoing(4), [0]);
}

#[test]
fn a_cycle_is_named_by_its_path() {
    let tail = [link(0, 1), link(5, 2), link(2, 3), link(3, 5), link(5, 4)];
    assert_eq!(Graph::new(6, &tail), Err(GraphError::Cycle(vec![2, 3, 5])));
    assert_eq!(find_cycle(6, &tail), Some(vec![2, 3, 5]));
    assert_eq!(
        Graph::new(1, &[link(0, 0)]),
        Err(GraphError::Cycle(vec![0]))
    );
    assert_eq!(
        Graph::new(1, &[link(0, 1)]),
        Err(GraphError::UnknownTask(0))
    );
    assert_eq!(find_cycle(6, &tail[..3]), None);
}

#[test]
fn every_cycle_named_is_one() {
    let mut state = 9u64;
    let mut random = |bound: u64| {
        state = state
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        ((state >> 33) % bound) as u32
    };
    let (mut cyclic, mut acyclic) = (0, 0);
    for _ in 0..500 {
        let links: Vec<Link> = (0..10).map(|_| link(random(12), random(12))).collect();
        match Graph::new(12, &links) {
            Err(GraphError::Cycle(path)) => {
                cyclic += 1;
                for (i, from) in path.iter().enumerate() {
                    let to = path[(i + 1) % path.len()];
                    assert!(
                        links.iter().any(|l| l.from == *from && l.to == to),
                        "{path:?}"
                    );
                }
            }
            Ok(graph) => {
                acyclic += 1;
                let place = |task| graph.order().iter().position(|t| *t == task);
                assert!(links.iter().all(|l| place(l.from) < place(l.to)));
                // A link closes a cycle exactly when there is a path the other way.
                let (from, to) = (random(12), random(12));
                let mut more = links.clone();
                more.push(link(from, to));
                let path = graph.path(to, from);
                assert_eq!(Graph::new(12, &more).is_err(), path.is_some());
            }
            Err(other) => panic!("{other}"),
        }
    }
    assert!(cyclic > 50 && acyclic > 50, "{cyclic} {acyclic}");
}

#[test]
fn a_refused_link_shows_the_cycle_it_would_close() {
    let graph = Graph::new(4, &[link(0, 1), link(1, 2), link(0, 3), link(3, 2)]).unwrap();
    assert_eq!(graph.path(0, 2), Some(vec![0, 1, 2]));
    assert_eq!(graph.path(2, 0), None);
    assert_eq!(graph.path(1, 1), Some(vec![1]));
    assert_eq!(graph.path(0, 9), None);
}

#[test]
fn each_kind_holds_its_ends() {
    let week = weeks();
    let from = Interval::new(at(0, 9), at(1, 17)); // Monday and Tuesday
    let to = Interval::new(at(3, 9), at(4, 17)); // Thursday and Friday
    let day = Lag::Working(480);
    let of = |kind| Link {
        from: 0,
        to: 1,
        kind,
        lag: day,
    };
    let earliest = |kind| of(kind).earliest(from, 960, &week);
    let latest = |kind| of(kind).latest(to, 960, &week);
    use LinkKind::*;
    assert_eq!(earliest(FinishToStart), Some(Allowed::Start(at(2, 17))));
    assert_eq!(earliest(StartToStart), Some(Allowed::Start(at(0, 17))));
    assert_eq!(earliest(FinishToFinish), Some(Allowed::Finish(at(2, 17))));
    assert_eq!(earliest(StartToFinish), Some(Allowed::Finish(at(0, 17))));
    assert_eq!(latest(FinishToStart), Some(Allowed::Finish(at(2, 9))));
    assert_eq!(latest(StartToStart), Some(Allowed::Start(at(2, 9))));
    assert_eq!(latest(FinishToFinish), Some(Allowed::Finish(at(4, 9))));
    assert_eq!(latest(StartToFinish), Some(Allowed::Start(at(4, 9))));
}

#[test]
fn bounds_become_dates() {
    let week = weeks();
    let place = |allowed: Allowed| allowed.place_earliest(960, &week);
    // Friday evening is Monday morning for a start.
    let start = place(Allowed::Start(at(4, 17)));
    assert_eq!(start, Some(Interval::new(at(7, 9), at(8, 17))));
    let finish = place(Allowed::Finish(at(2, 17)));
    assert_eq!(finish, Some(Interval::new(at(1, 9), at(2, 17))));
    // Hardened on Saturday noon: done when the weekend is over.
    let saturday = place(Allowed::Finish(at(5, 12)));
    assert_eq!(saturday, Some(Interval::new(at(3, 9), at(7, 9))));
    // Wanted before there is enough time: as early as it can be.
    let early = place(Allowed::Finish(at(0, 12)));
    assert_eq!(early, Some(Interval::new(at(0, 9), at(1, 17))));
    let latest = Allowed::Start(at(4, 17)).place_latest(960, &week);
    assert_eq!(latest, Some(Interval::new(at(4, 17) - 1, at(8, 17) - 1)));
}

#[test]
fn elapsed_and_per_cent_lag() {
    let week = weeks();
    let friday = Interval::new(at(3, 9), at(4, 17));
    let with = |lag| {
        let link = Link { lag, ..link(0, 1) };
        link.earliest(friday, 960, &week)
    };
    assert_eq!(with(Lag::Elapsed(1440)), Some(Allowed::Start(at(5, 17))));
    assert_eq!(with(Lag::Percent(50)), Some(Allowed::Start(at(7, 17))));
    assert_eq!(with(Lag::Percent(-50)), Some(Allowed::Start(at(3, 17))));
    assert_eq!(
        with(Lag::ElapsedPercent(25)),
        Some(Allowed::Start(at(4, 21)))
    );
    assert_eq!(Lag::Percent(33).for_duration(50), Lag::Working(17));
    assert_eq!(Lag::Percent(-33).for_duration(50), Lag::Working(-17));
}

#[test]
fn before_is_the_latest_date_whose_after_is_in_time() {
    let week = weeks();
    let window = at(0, 0)..at(12, 0);
    for minutes in [-700, -480, -1, 0, 1, 480, 700] {
        for lag in [Lag::Working(minutes), Lag::Elapsed(minutes)] {
            for to in window.clone().step_by(97) {
                let by_search = window
                    .clone()
                    .rev()
                    .find(|x| lag.after(*x, &week).is_some_and(|reached| reached <= to));
                match (lag.before(to, &week), by_search) {
                    (Some(found), Some(expected)) => {
                        assert_eq!(found.min(window.end - 1), expected, "{lag:?} {to}");
                    }
                    (Some(found), None) => assert!(found < window.start, "{lag:?} {to}"),
                    (None, found) => assert_eq!(found, None, "{lag:?} {to}"),
                }
            }
        }
    }
}

#[test]
fn written_as_people_write_links() {
    let text = r#"{"from":0,"to":1,"kind":"SS","lag":{"elapsed":60}}"#;
    let read: Link = serde_json::from_str(text).unwrap();
    assert_eq!(read.lag, Lag::Elapsed(60));
    assert_eq!(serde_json::to_string(&read).unwrap(), text);
    let read: Link = serde_json::from_str(r#"{"from":0,"to":1,"kind":"FS"}"#).unwrap();
    assert_eq!(read.lag, Lag::NONE);
}
