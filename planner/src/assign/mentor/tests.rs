use super::*;
use crate::{calendar::Interval, rcpsp::random::Random};

fn any_cohort(random: &mut Random) -> Cohort {
    let (mentors, mentees) = (1 + random.below(4), 1 + random.below(5));
    let limits = |random: &mut Random, others: usize| Limits {
        never: (0..others as u32)
            .filter(|_| random.below(5) == 0)
            .collect(),
        least_score: [0, 0, 300][random.below(3)],
        ..Limits::default()
    };
    let wishes = |random: &mut Random, others: usize| {
        let mut all: Vec<u32> = (0..others as u32)
            .filter(|_| random.below(2) == 0)
            .collect();
        if random.below(2) == 0 {
            all.reverse();
        }
        all
    };
    Cohort {
        mentors: (0..mentors)
            .map(|_| Mentor {
                capacity: random.below(3) as u32,
                skills: (0..3)
                    .map(|skill| Skill {
                        skill,
                        level: random.below(4) as i32,
                        valid: None,
                    })
                    .collect(),
                wishes: wishes(random, mentees),
                guides: [None, Some(0), Some(900)][random.below(3)],
                limits: limits(random, mentees),
                calendar: None,
            })
            .collect(),
        mentees: (0..mentees)
            .map(|_| Mentee {
                goals: (0..3)
                    .map(|skill| Goal {
                        skill,
                        level: random.below(4) as i32,
                    })
                    .collect(),
                wishes: wishes(random, mentors),
                clarity: [None, Some(100), Some(1000)][random.below(3)],
                limits: limits(random, mentors),
                ..Mentee::default()
            })
            .collect(),
        today: 0,
    }
}

/// Most mentees, then most score, over every way to match.
fn by_every_matching(matched: &Matching, places: &[u32], mentee: u32) -> (u32, i64) {
    let others = matched.mentor.len() as u32;
    if mentee == others {
        return (0, 0);
    }
    let mut best = by_every_matching(matched, places, mentee + 1);
    for pair in matched.pairs.iter().filter(|pair| pair.mentee == mentee) {
        if places[pair.mentor as usize] > 0 {
            let mut places = places.to_vec();
            places[pair.mentor as usize] -= 1;
            let (count, score) = by_every_matching(matched, &places, mentee + 1);
            best = best.max((count + 1, score + i64::from(pair.score)));
        }
    }
    best
}

#[test]
fn a_matching_is_the_best_of_every_matching() {
    let mut random = Random::new(31, 0);
    let mut blocked = 0;
    for _ in 0..500 {
        let cohort = any_cohort(&mut random);
        let found = matching(&cohort, &Weights([3, 2, 1, 0, 1])).unwrap();
        let places: Vec<u32> = cohort
            .mentors
            .iter()
            .map(|mentor| mentor.capacity)
            .collect();
        assert_eq!(
            (found.matched, found.score),
            by_every_matching(&found, &places, 0)
        );
        // Every pair is listed once: possible, or refused with a reason.
        let pairs = cohort.mentors.len() * cohort.mentees.len();
        assert_eq!(found.pairs.len() + found.refused.len(), pairs);
        assert!(found.refused.iter().all(|pair| !pair.limits.is_empty()));
        let mut taken = vec![0; places.len()];
        for (mentee, mentor) in found.mentor.iter().enumerate() {
            let Some(mentor) = mentor else { continue };
            taken[*mentor as usize] += 1;
            assert!(!cohort.mentees[mentee].limits.never.contains(mentor));
            assert!(
                !cohort.mentors[*mentor as usize]
                    .limits
                    .never
                    .contains(&(mentee as u32))
            );
        }
        assert!(
            taken
                .iter()
                .zip(&places)
                .all(|(taken, places)| taken <= places)
        );
        // Blocking pairs are exactly those in which both gain.
        for pair in &found.pairs {
            let score = |mentor: u32, mentee: u32| {
                let mut all = found.pairs.iter();
                all.find(|p| p.mentor == mentor && p.mentee == mentee)
                    .map(|p| p.score)
            };
            let mine =
                found.mentor[pair.mentee as usize].and_then(|mentor| score(mentor, pair.mentee));
            let others = (0..found.mentor.len() as u32)
                .filter(|m| found.mentor[*m as usize] == Some(pair.mentor));
            let lower = others
                .filter_map(|mentee| score(pair.mentor, mentee))
                .any(|s| s < pair.score);
            let free = taken[pair.mentor as usize] < places[pair.mentor as usize];
            let gains = mine.is_none_or(|mine| mine < pair.score) && (free || lower);
            let named = found
                .blocking
                .iter()
                .any(|b| (b.mentor, b.mentee) == (pair.mentor, pair.mentee));
            assert_eq!(gains, named);
            blocked += usize::from(named);
        }
    }
    assert!(blocked > 20, "{blocked}");
}

#[test]
fn limits_of_both_sides_are_named() {
    let hours = |from, to| Some(Calendar::of_union(vec![Interval::new(from, to)]));
    let mentor = Mentor {
        calendar: hours(0, 100),
        limits: Limits {
            never: vec![0],
            needs: vec![7],
            has: vec![1],
            ..Limits::default()
        },
        ..Mentor::of(1)
    };
    let mentee = Mentee {
        calendar: hours(90, 200),
        limits: Limits {
            least_shared: 30,
            needs: vec![1],
            only: Some(vec![]),
            least_score: 999,
            ..Limits::default()
        },
        ..Mentee::default()
    };
    let cohort = Cohort {
        mentors: vec![mentor],
        mentees: vec![mentee],
        today: 0,
    };
    let found = matching(&cohort, &Weights::EQUAL).unwrap();
    assert_eq!(found.mentor, [None]);
    let score = match found.refused[0].limits[4] {
        Limit::LowScore { score, .. } => score,
        other => unreachable!("{other:?}"),
    };
    assert_eq!(
        found.refused[0].limits,
        [
            Limit::Never { of_mentor: true },
            Limit::Lacks {
                of_mentor: true,
                label: 7
            },
            Limit::NotAmongThoseAllowed { of_mentor: false },
            Limit::LittleShared {
                of_mentor: false,
                minutes: Some(10),
                least: 30
            },
            Limit::LowScore {
                of_mentor: false,
                score,
                least: 999
            },
        ]
    );
}

#[test]
fn parts_are_what_their_sentences_say() {
    let mentor = Mentor {
        skills: vec![
            Skill {
                skill: 1,
                level: 3,
                valid: None,
            },
            Skill {
                skill: 2,
                level: 5,
                valid: Some(Interval::new(-10, -1)),
            },
        ],
        guides: Some(400),
        wishes: vec![1, 0],
        ..Mentor::of(2)
    };
    let mentee = |clarity| Mentee {
        goals: vec![
            Goal { skill: 1, level: 3 },
            Goal { skill: 2, level: 1 },
            Goal { skill: 3, level: 2 },
        ],
        // Reached already, so it is no open goal.
        skills: vec![Skill {
            skill: 3,
            level: 2,
            valid: None,
        }],
        clarity,
        ..Mentee::default()
    };
    let cohort = Cohort {
        mentors: vec![mentor],
        mentees: vec![mentee(Some(500)), mentee(None)],
        today: 0,
    };
    let found = matching(&cohort, &Weights::EQUAL).unwrap();
    let score = |mentee: usize, part: Part| found.pairs[mentee].parts[part as usize];
    // The certificate in the second skill has run out.
    assert_eq!(
        score(0, Part::Goals).reason,
        Reason::Goals { helps: 1, of: 2 }
    );
    assert_eq!(score(0, Part::Goals).score, Some(500));
    assert_eq!(
        score(0, Part::MentorWish).reason,
        Reason::Wished { place: 2, of: 2 }
    );
    assert_eq!(
        (
            score(0, Part::MentorWish).score,
            score(1, Part::MentorWish).score
        ),
        (Some(500), Some(1000))
    );
    assert_eq!(score(0, Part::MenteeWish).score, None);
    assert_eq!(score(0, Part::Clarity).score, Some(700));
    assert_eq!(score(1, Part::Clarity).score, None);
    // (500 + 500 + 500 + 500 + 700) / 5
    assert_eq!(found.pairs[0].score, 540);
}

#[test]
fn what_is_no_cohort_is_refused_with_its_place() {
    let good = Cohort {
        mentors: vec![Mentor::of(1), Mentor::of(1)],
        mentees: vec![Mentee::default()],
        today: 0,
    };
    let refusal = |change: fn(&mut Cohort)| {
        let mut cohort = good.clone();
        change(&mut cohort);
        matching(&cohort, &Weights::EQUAL).unwrap_err()
    };
    assert_eq!(
        refusal(|c| c.mentors[1].wishes.push(1)),
        MentorError::Mentor { mentor: 1 }
    );
    assert_eq!(
        refusal(|c| c.mentees[0].limits.never.push(2)),
        MentorError::Mentee { mentee: 0 }
    );
    assert_eq!(
        refusal(|c| c.mentees[0].limits.only = Some(vec![9])),
        MentorError::Mentee { mentee: 0 }
    );
    assert_eq!(
        refusal(|c| c.mentees = vec![Mentee::default(); MOST_PAIRS]),
        MentorError::TooMany
    );
    let weights = Weights([1, 1, -1, 1, 1]);
    assert_eq!(
        matching(&good, &weights),
        Err(MentorError::Weight {
            part: Part::MentorWish
        })
    );
}

/// Everybody in place by hundreds, in moments.
#[test]
fn a_large_cohort_is_matched() {
    let mut random = Random::new(32, 0);
    let mut cohort = Cohort::default();
    for _ in 0..60 {
        let skills = (0..6)
            .map(|skill| Skill {
                skill,
                level: random.below(5) as i32,
                valid: None,
            })
            .collect();
        cohort.mentors.push(Mentor {
            skills,
            ..Mentor::of(3)
        });
    }
    for _ in 0..150 {
        let goals = (0..2)
            .map(|_| Goal {
                skill: random.below(6) as u32,
                level: 1 + random.below(4) as i32,
            })
            .collect();
        let wishes = (0..3).map(|_| random.below(60) as u32).collect();
        cohort.mentees.push(Mentee {
            goals,
            wishes,
            ..Mentee::default()
        });
    }
    let found = matching(&cohort, &Weights::EQUAL).unwrap();
    assert_eq!(found.matched, 150);
    assert!(found.score > 150 * 550, "{}", found.score);
}
