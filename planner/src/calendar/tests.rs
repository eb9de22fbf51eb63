//! Every answer is compared with a list of minutes, one `bool` each: slow, and too simple to be wrong.

use super::*;

/// A small generator for tests only (xorshift, Marsaglia 2003).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: i32) -> i32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as i32
    }
}

const ORIGIN: Minute = -200;
const LENGTH: i32 = 30_000;

/// Which minutes from ORIGIN are worked.
fn minutes(calendar: &Calendar) -> Vec<bool> {
    let mut worked = vec![false; LENGTH as usize];
    for interval in calendar.intervals() {
        for at in interval.start..interval.finish {
            worked[(at - ORIGIN) as usize] = true;
        }
    }
    worked
}

fn some(random: &mut Random, count: i32, longest: i32) -> Calendar {
    let intervals = (0..count)
        .map(|_| {
            let start = random.below(LENGTH - 3 * longest) + longest / 2;
            Interval::new(start, start + random.below(longest))
        })
        .collect();
    Calendar::of_union(intervals)
}

#[test]
fn every_question_agrees_with_a_list_of_minutes() {
    let mut random = Random(42);
    for round in 0..20 {
        let (count, longest) = if round % 2 == 0 {
            (4, 2_000)
        } else {
            (60, 500)
        };
        let calendar = some(&mut random, count, longest);
        let worked = minutes(&calendar);
        let is = |at: Minute| worked[(at - ORIGIN) as usize];
        for _ in 0..200 {
            let at = random.below(LENGTH - 400);
            let work = random.below(2_000) + 1;
            let until = worked[..(at - ORIGIN) as usize]
                .iter()
                .filter(|w| **w)
                .count() as i32;
            assert_eq!(calendar.work_until(at), until);
            assert_eq!(calendar.works_at(at), is(at));
            let start = (at..LENGTH + ORIGIN).find(|m| is(*m));
            assert_eq!(calendar.start_from(at), start);
            let finish = (ORIGIN + 1..=at).rev().find(|m| is(*m - 1));
            assert_eq!(calendar.finish_until(at), finish);
            let mut left = work;
            let done = (at..LENGTH + ORIGIN).find(|m| {
                left -= i32::from(is(*m));
                left == 0
            });
            assert_eq!(calendar.forward(at, work), done.map(|m| m + 1));
            assert_eq!(
                calendar.place_forward(at, work),
                done.and_then(|m| Some(Interval::new(start?, m + 1)))
            );
            let mut left = work;
            let begun = (ORIGIN..at).rev().find(|m| {
                left -= i32::from(is(*m));
                left == 0
            });
            assert_eq!(calendar.backward(at, work), begun);
            assert_eq!(
                calendar.place_backward(at, work),
                begun.and_then(|m| Some(Interval::new(m, finish?)))
            );
        }
    }
}

#[test]
fn algebra_agrees_with_a_list_of_minutes() {
    let mut random = Random(7);
    for _ in 0..40 {
        let (a, b) = (some(&mut random, 20, 900), some(&mut random, 30, 600));
        let (left, right) = (minutes(&a), minutes(&b));
        let both = |rule: fn(bool, bool) -> bool| -> Vec<bool> {
            left.iter().zip(&right).map(|(l, r)| rule(*l, *r)).collect()
        };
        assert_eq!(minutes(&a.intersection(&b)), both(|l, r| l && r));
        assert_eq!(minutes(&a.subtraction(&b)), both(|l, r| l && !r));
        assert_eq!(minutes(&a.union(&b)), both(|l, r| l || r));
    }
}

#[test]
fn a_night_over_midnight_is_one_interval() {
    let night = Calendar::new(vec![Interval::new(1320, 1440), Interval::new(1440, 1800)]);
    let night = night.unwrap();
    assert_eq!(
        night.intervals().collect::<Vec<_>>(),
        [Interval::new(1320, 1800)]
    );
    assert_eq!(night.forward(1380, 120), Some(1500));
}

#[test]
fn what_is_no_calendar_is_refused_with_its_place() {
    let of = |pairs: &[(i32, i32)]| {
        Calendar::new(pairs.iter().map(|(s, f)| Interval::new(*s, *f)).collect())
    };
    assert_eq!(of(&[(0, 10), (5, 20)]), Err(CalendarError::Overlaps(1)));
    assert_eq!(of(&[(0, 10), (20, 20)]), Err(CalendarError::Empty(1)));
    assert_eq!(of(&[(0, i32::MAX)]), Err(CalendarError::OutOfRange(0)));
    assert!(serde_json::from_str::<Calendar>(r#"[{"start":5,"finish":1}]"#).is_err());
}

#[test]
fn twenty_four_hours_need_no_table() {
    let always = Calendar::always();
    assert_eq!(always.forward(-5, 10), Some(5));
    assert_eq!(always.backward(5, 10), Some(-5));
    assert_eq!(always.work_between(3, 10), 7);
    assert_eq!(Calendar::never().forward(0, 1), None);
    assert_eq!(Calendar::never().start_from(0), None);
    assert_eq!(Calendar::never().forward(9, 0), Some(9));
}

#[test]
fn work_beyond_the_window_has_no_date() {
    let day = Calendar::new(vec![Interval::new(540, 1020)]).unwrap();
    assert_eq!(day.forward(0, 480), Some(1020));
    assert_eq!(day.forward(0, 481), None);
    assert_eq!(day.forward(0, i32::MAX), None);
    assert_eq!(day.backward(2000, 480), Some(540));
    assert_eq!(day.backward(2000, 481), None);
    // One instant, two names: the start of work is the later, its finish the earlier.
    assert_eq!(day.start_from(1020), None);
    assert_eq!(day.finish_until(2000), Some(1020));
    assert_eq!(day.finish_until(540), None);
}

#[test]
fn written_as_its_intervals() {
    let day = Calendar::new(vec![Interval::new(540, 1020)]).unwrap();
    let text = serde_json::to_string(&day).unwrap();
    assert_eq!(text, r#"[{"start":540,"finish":1020}]"#);
    assert_eq!(serde_json::from_str::<Calendar>(&text).unwrap(), day);
}

/// Any minute may be asked about, however far outside.
#[test]
fn minutes_far_outside_are_answered() {
    for calendar in [
        Calendar::always(),
        Calendar::of_union(vec![Interval::new(FIRST, FIRST + 10), Interval::new(5, 9)]),
    ] {
        assert_eq!(calendar.work_until(i32::MAX), calendar.total());
        assert_eq!(calendar.work_until(i32::MIN), 0);
        assert_eq!(calendar.start_from(i32::MAX), None);
        assert_eq!(calendar.finish_until(i32::MIN), None);
    }
}
