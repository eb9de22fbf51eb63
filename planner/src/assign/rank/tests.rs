use super::*;
use crate::{
    assign::{Booking, Done, Goal, Skill},
    rcpsp::random::Random,
};

const DAY: i32 = 1440;
const WEEK: Interval = Interval::new(0, 7 * DAY);

/// Five days from nine to five.
fn office() -> Calendar {
    let days = (-400..400).filter(|day: &i32| day.rem_euclid(7) < 5);
    let hours = days.map(|day| Interval::new(day * DAY + 540, day * DAY + 1020));
    Calendar::of_union(hours.collect())
}

fn anybody() -> Candidate {
    Candidate {
        calendar: Some(office()),
        ..Candidate::default()
    }
}

fn part(need: &Need, people: &[Candidate], person: u32, part: Part) -> (Option<i32>, Vec<Reason>) {
    let ranking = rank(need, people, &Weights::EQUAL).unwrap();
    let scored = ranking.of(person).unwrap().parts[part as usize].clone();
    assert_eq!(scored.part, part);
    (scored.score, scored.reasons)
}

fn excluded(need: &Need, who: Candidate) -> Vec<Exclusion> {
    rank(need, &[who], &Weights::EQUAL).unwrap().rows[0]
        .excluded
        .clone()
}

fn skill(skill: u32, level: i32) -> Skill {
    Skill {
        skill,
        level,
        valid: None,
    }
}

#[test]
fn fit_is_level_over_need_and_unknown_is_not_none() {
    let need = Need {
        skills: vec![
            SkillNeed::soft(1, 4),
            SkillNeed {
                weight: 3,
                ..SkillNeed::soft(2, 2)
            },
        ],
        ..Need::of(WEEK, 60)
    };
    let who = Candidate {
        skills: vec![skill(1, 2), skill(2, 5)],
        ..anybody()
    };
    // (500 · 1 + 1000 · 3) / 4: more than needed is not better than enough.
    let met = [
        Reason::LevelBelow {
            skill: 1,
            level: 2,
            needed: 4,
        },
        Reason::LevelMet {
            skill: 2,
            level: 5,
            needed: 2,
        },
    ];
    assert_eq!(part(&need, &[who], 0, Part::Fit), (Some(875), met.to_vec()));
    let unknown = [
        Reason::SkillUnknown { skill: 1 },
        Reason::SkillUnknown { skill: 2 },
    ];
    assert_eq!(
        part(&need, &[anybody()], 0, Part::Fit),
        (None, unknown.to_vec())
    );
    let lapsed = Skill {
        valid: Some(Interval::new(-DAY, 3 * DAY)),
        ..skill(2, 5)
    };
    let who = Candidate {
        skills: vec![skill(1, 4), lapsed],
        ..anybody()
    };
    let (score, reasons) = part(&need, &[who], 0, Part::Fit);
    assert_eq!(score, Some(250));
    assert_eq!(
        reasons[1],
        Reason::NotValid {
            skill: 2,
            valid: Interval::new(-DAY, 3 * DAY)
        }
    );
}

#[test]
fn experience_grows_slower_and_fades() {
    let need = Need {
        skills: vec![SkillNeed::soft(1, 1), SkillNeed::soft(2, 1)],
        today: 500_000,
        ..Need::of(Interval::new(500_000, 510_000), 0)
    };
    let done = |skills: Vec<u32>, finished| Done {
        project: 0,
        client: None,
        skills,
        minutes: 60,
        finished,
        burden: false,
    };
    let with = |history| Candidate {
        history,
        ..anybody()
    };
    let score = |history| part(&need, &[with(history)], 0, Part::Experience).0;
    assert_eq!(score(vec![]), Some(0));
    assert_eq!(score(vec![done(vec![1, 2], 500_000); 2]), Some(500));
    assert_eq!(score(vec![done(vec![1, 2], 500_000); 6]), Some(750));
    // Half of the skills counts half; a year ago counts half; what is yet to come or shares nothing counts nothing.
    assert_eq!(score(vec![done(vec![1], 500_000); 4]), Some(500));
    assert_eq!(
        score(vec![done(vec![1, 2], 500_000 - 52 * 7 * DAY); 4]),
        Some(500)
    );
    assert_eq!(
        score(vec![done(vec![1, 2], 500_001), done(vec![3], 0)]),
        Some(0)
    );
    let (_, reasons) = part(
        &need,
        &[with(vec![done(vec![1], 7), done(vec![2], 9)])],
        0,
        Part::Experience,
    );
    assert_eq!(reasons, [Reason::Similar { tasks: 2, last: 9 }]);
}

#[test]
fn free_time_counts_work_not_days_off() {
    // Ten hours over a week in which only Monday is worked: all of them on Monday.
    let monday = Calendar::of_union(vec![Interval::new(540, 1020)]);
    let booked = vec![Booking {
        during: WEEK,
        minutes: 120,
    }];
    let who = Candidate {
        calendar: Some(monday),
        booked,
        ..Candidate::default()
    };
    let need = Need::of(WEEK, 360);
    assert_eq!(
        part(&need, std::slice::from_ref(&who), 0, Part::FreeTime),
        (
            Some(500),
            vec![Reason::Free {
                free: 360,
                needed: 360
            }]
        )
    );
    let need = Need::of(WEEK, 361);
    assert_eq!(
        excluded(&need, who.clone()),
        [Exclusion::NoFreeTime {
            free: 360,
            needed: 361
        }]
    );
    assert_eq!(
        excluded(
            &Need {
                overtime: true,
                ..need.clone()
            },
            who
        ),
        []
    );
    // Half of the booking's working time lies outside.
    let booked = vec![Booking {
        during: Interval::new(0, 14 * DAY),
        minutes: 1201,
    }];
    let who = Candidate {
        booked,
        ..anybody()
    };
    assert_eq!(
        part(&Need::of(WEEK, 900), &[who], 0, Part::FreeTime).1,
        [Reason::Free {
            free: 2400 - 601,
            needed: 900
        }]
    );
    // No hours recorded: unknown, not zero, and no exclusion.
    let unknown = Candidate::default();
    assert_eq!(
        part(&need, std::slice::from_ref(&unknown), 0, Part::FreeTime),
        (None, vec![Reason::HoursUnknown])
    );
    assert_eq!(excluded(&need, unknown), []);
}

#[test]
fn continuity_growth_zone_and_cost() {
    let need = Need {
        project: Some(4),
        client: Some(9),
        skills: vec![SkillNeed::soft(1, 3), SkillNeed::soft(2, 3)],
        // Their office is shifted by four hours.
        together: Some(Calendar::of_union(
            (0..5)
                .map(|d| Interval::new(d * DAY + 780, d * DAY + 1260))
                .collect(),
        )),
        ..Need::of(WEEK, 90)
    };
    let done = |project, client| Done {
        project,
        client,
        skills: vec![],
        minutes: 2400,
        finished: 0,
        burden: false,
    };
    let who = Candidate {
        history: vec![done(4, Some(9)), done(5, Some(9)), done(5, Some(8))],
        goals: vec![Goal { skill: 1, level: 4 }, Goal { skill: 2, level: 2 }],
        skills: vec![skill(1, 3), skill(2, 2)],
        rate: Some(6_001),
        ..anybody()
    };
    let cheap = Candidate {
        rate: Some(3_000),
        ..anybody()
    };
    let people = [who, cheap, anybody()];
    // A week on the project and half of one for the client: 3600 / (3600 + 2400).
    assert_eq!(
        part(&need, &people, 0, Part::Continuity),
        (
            Some(600),
            vec![Reason::Knows {
                project: 2400,
                client: 2400
            }]
        )
    );
    assert_eq!(
        part(&need, &people, 1, Part::Continuity),
        (Some(0), vec![Reason::New])
    );
    // The second goal is reached.
    assert_eq!(
        part(&need, &people, 0, Part::Growth),
        (
            Some(500),
            vec![Reason::GrowsTowards {
                skill: 1,
                level: 3,
                aim: 4
            }]
        )
    );
    assert_eq!(
        part(&need, &people, 1, Part::Growth),
        (Some(0), vec![Reason::NoGoal])
    );
    assert_eq!(
        part(&need, &people, 0, Part::ZoneOverlap),
        (
            Some(500),
            vec![Reason::Shared {
                minutes: 1200,
                of: 2400
            }]
        )
    );
    // Rounded up to a whole unit: 90 minutes of 6001 an hour.
    assert_eq!(
        part(&need, &people, 0, Part::Cost),
        (
            Some(499),
            vec![Reason::Costs {
                amount: 9_002,
                least: 4_500
            }]
        )
    );
    assert_eq!(part(&need, &people, 1, Part::Cost).0, Some(1000));
    assert_eq!(
        part(&need, &people, 2, Part::Cost),
        (None, vec![Reason::RateUnknown])
    );
}

#[test]
fn fairness_is_measured_by_capacity() {
    let need = Need {
        burden: true,
        today: 56 * DAY,
        ..Need::of(Interval::new(56 * DAY, 60 * DAY), 60)
    };
    let done = |minutes, finished, burden| Done {
        project: 0,
        client: None,
        skills: vec![],
        minutes,
        finished,
        burden,
    };
    let with = |history| Candidate {
        history,
        ..anybody()
    };
    let people = [
        // What is older than eight weeks, or no burden, does not count.
        with(vec![
            done(600, 50 * DAY, true),
            done(900, -DAY, true),
            done(900, DAY, false),
        ]),
        with(vec![]),
        with(vec![
            done(200, 10 * DAY, true),
            done(200, 11 * DAY, true),
            done(200, 12 * DAY, true),
        ]),
        with(vec![done(1600, 20 * DAY, true)]),
    ];
    // 2800 minutes over four people alike: an even share is 700.
    assert_eq!(
        part(&need, &people, 0, Part::Fairness),
        (
            Some(572),
            vec![Reason::Burden {
                minutes: 600,
                even: 700
            }]
        )
    );
    assert_eq!(part(&need, &people, 1, Part::Fairness).0, Some(1000));
    assert_eq!(part(&need, &people, 3, Part::Fairness).0, Some(0));
    let calm = Need {
        burden: false,
        ..need
    };
    assert_eq!(
        part(&calm, &people, 3, Part::Fairness),
        (None, vec![Reason::NotAsked])
    );
}

#[test]
fn every_limit_says_itself() {
    let need = Need {
        skills: vec![SkillNeed::hard(1, 3)],
        parties: vec![8, 9],
        ..Need::of(WEEK, 60)
    };
    let able = || Candidate {
        skills: vec![skill(1, 3)],
        ..anybody()
    };
    assert_eq!(excluded(&need, able()), []);
    assert_eq!(
        excluded(
            &need,
            Candidate {
                excluded: Some(5),
                ..able()
            }
        ),
        [Exclusion::ByName { code: 5 }]
    );
    assert_eq!(
        excluded(
            &need,
            Candidate {
                conflicts: vec![9],
                ..able()
            }
        ),
        [Exclusion::Conflict { party: 9 }]
    );
    assert_eq!(
        excluded(
            &need,
            Candidate {
                tasks: 3,
                most_tasks: Some(3),
                ..able()
            }
        ),
        [Exclusion::TooManyTasks { tasks: 3, most: 3 }]
    );
    // Leaves on Tuesday, which is time enough; leaves before Monday's work, which is not.
    let here = |finish| Some(Interval::new(-100, finish));
    assert_eq!(
        excluded(
            &need,
            Candidate {
                here: here(2 * DAY),
                ..able()
            }
        ),
        []
    );
    assert_eq!(
        excluded(
            &need,
            Candidate {
                here: here(550),
                ..able()
            }
        ),
        [
            Exclusion::NotHere {
                here: Interval::new(-100, 550)
            },
            Exclusion::NoFreeTime {
                free: 10,
                needed: 60
            }
        ]
    );
    let with = |skills| Candidate {
        skills,
        ..anybody()
    };
    assert_eq!(
        excluded(&need, with(vec![])),
        [Exclusion::SkillUnknown { skill: 1 }]
    );
    assert_eq!(
        excluded(&need, with(vec![skill(1, 2)])),
        [Exclusion::SkillTooLow {
            skill: 1,
            level: 2,
            needed: 3
        }]
    );
    let valid = Interval::new(0, DAY);
    let lapsed = Skill {
        valid: Some(valid),
        ..skill(1, 4)
    };
    assert_eq!(
        excluded(&need, with(vec![lapsed, skill(1, 1)])),
        [Exclusion::SkillNotValid { skill: 1, valid }]
    );
    // All of them at once.
    let who = Candidate {
        excluded: Some(1),
        conflicts: vec![8],
        tasks: 1,
        most_tasks: Some(0),
        ..anybody()
    };
    assert_eq!(excluded(&need, who).len(), 4);
}

#[test]
fn weights_decide_and_differences_explain() {
    let need = Need {
        skills: vec![SkillNeed::soft(1, 4)],
        ..Need::of(WEEK, 600)
    };
    let expert = Candidate {
        skills: vec![skill(1, 4)],
        rate: Some(10_000),
        ..anybody()
    };
    let learner = Candidate {
        skills: vec![skill(1, 1)],
        goals: vec![Goal { skill: 1, level: 4 }],
        rate: Some(5_000),
        ..anybody()
    };
    let people = [learner, expert];
    let weights = |fit, growth| Weights([fit, 0, 0, 0, growth, 0, 0, 0]);
    let first = |weights| rank(&need, &people, &weights).unwrap().rows[0].clone();
    assert_eq!(
        (first(weights(3, 1)).person, first(weights(3, 1)).total),
        (1, 750)
    );
    assert_eq!(
        (first(weights(1, 3)).person, first(weights(1, 3)).total),
        (0, 812)
    );
    let ranking = rank(&need, &people, &weights(3, 1)).unwrap();
    let difference = ranking.difference(1, 0).unwrap();
    assert_eq!(difference[0], (Part::Fit, 2250));
    assert_eq!(difference.last(), Some(&(Part::Growth, -1000)));
    assert_eq!(
        rank(&need, &people, &Weights([0; 8])).unwrap().rows[0].total,
        0
    );
    // Who may not do it stands behind everybody who may.
    let people = [
        people[0].clone(),
        Candidate {
            excluded: Some(1),
            ..people[1].clone()
        },
    ];
    let ranking = rank(&need, &people, &weights(1, 0)).unwrap();
    assert_eq!((ranking.rows[0].person, ranking.rows[1].total), (0, 1000));
}

/// Whatever is asked, scores stay in their range, and the order of the list changes nothing but ties.
#[test]
fn scores_keep_their_range_and_order_changes_nothing() {
    let mut random = Random::new(41, 0);
    let extremes = [i32::MIN, -1, 0, 1, 60, 5_000, i32::MAX];
    for _ in 0..300 {
        let mut any = |most: usize| random.below(most);
        let odd = |at: usize| extremes[at];
        let person = |any: &mut dyn FnMut(usize) -> usize| Candidate {
            skills: (0..any(3))
                .map(|_| skill(any(2) as u32, odd(any(7))))
                .collect(),
            goals: (0..any(3))
                .map(|_| Goal {
                    skill: any(2) as u32,
                    level: odd(any(7)),
                })
                .collect(),
            history: (0..any(4))
                .map(|_| Done {
                    project: any(2) as u32,
                    client: [None, Some(1)][any(2)],
                    skills: vec![any(2) as u32],
                    minutes: odd(any(7)),
                    finished: odd(any(7)),
                    burden: any(2) == 0,
                })
                .collect(),
            calendar: [
                None,
                Some(office()),
                Some(Calendar::never()),
                Some(Calendar::always()),
            ][any(4)]
            .clone(),
            booked: (0..any(3))
                .map(|_| Booking {
                    during: Interval::new(odd(any(7)), odd(any(7))),
                    minutes: odd(any(7)),
                })
                .collect(),
            rate: [None, Some(0), Some(i64::MAX), Some(7_500)][any(4)],
            here: [None, Some(Interval::new(odd(any(7)), odd(any(7))))][any(2)],
            tasks: any(3) as u32,
            most_tasks: [None, Some(1)][any(2)],
            excluded: None,
            conflicts: vec![],
        };
        let people: Vec<Candidate> = (0..5).map(|_| person(&mut any)).collect();
        let need = Need {
            effort: [0, 60, i32::MAX][any(3)],
            today: odd(any(7)),
            skills: (0..any(3) as u32)
                .map(|s| SkillNeed {
                    weight: 1 + any(1000) as i32,
                    ..SkillNeed::hard(s, 1 + any(5) as i32)
                })
                .collect(),
            project: [None, Some(0)][any(2)],
            client: [None, Some(1)][any(2)],
            burden: any(2) == 0,
            together: [None, Some(office())][any(2)].clone(),
            ..Need::of([WEEK, Interval::new(FIRST, LAST)][any(2)], 0)
        };
        let weights = Weights([0, 1, 2, 3, 1_000_000, 5, 6, 7]);
        let ranking = rank(&need, &people, &weights).unwrap();
        for row in &ranking.rows {
            assert!((0..=1000).contains(&row.total));
            for scored in &row.parts {
                assert!(
                    scored.score.is_none_or(|score| (0..=1000).contains(&score)),
                    "{scored:?}"
                );
                assert!(!scored.reasons.is_empty());
            }
        }
        let mut turned = people.clone();
        turned.reverse();
        let other = rank(&need, &turned, &weights).unwrap();
        for row in &ranking.rows {
            let same = other.of(4 - row.person).unwrap();
            assert_eq!(
                (row.total, &row.parts, &row.excluded),
                (same.total, &same.parts, &same.excluded)
            );
        }
    }
}

#[test]
fn what_cannot_be_ranked_is_refused() {
    let refusal =
        |need: Need, who: Candidate, weights: Weights| rank(&need, &[who], &weights).unwrap_err();
    let good = || Need::of(WEEK, 60);
    let equal = Weights::EQUAL;
    assert_eq!(
        refusal(Need::of(Interval::new(5, 5), 1), anybody(), equal),
        RankError::Window
    );
    assert_eq!(
        refusal(Need::of(WEEK, -1), anybody(), equal),
        RankError::Effort
    );
    let needless = Need {
        skills: vec![SkillNeed::hard(1, 1), SkillNeed::hard(1, 0)],
        ..good()
    };
    assert_eq!(
        refusal(needless, anybody(), equal),
        RankError::Skill { need: 1 }
    );
    let weights = Weights([1, 1, 1, 1, 1, 1, 1, -1]);
    assert_eq!(
        refusal(good(), anybody(), weights),
        RankError::Weight { part: Part::Cost }
    );
    assert_eq!(
        refusal(
            good(),
            Candidate {
                rate: Some(-1),
                ..anybody()
            },
            equal
        ),
        RankError::Rate { person: 0 }
    );
}
