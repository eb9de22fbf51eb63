use super::*;

fn dates(answer: &Leveled, task: usize) -> (i32, i32) {
    let placed = answer.tasks[task].as_ref().unwrap();
    (placed.start, placed.finish)
}

fn people(answer: &Leveled, task: usize) -> Vec<u32> {
    let placed = answer.tasks[task].as_ref().unwrap();
    placed.team.iter().map(|booking| booking.resource).collect()
}

#[test]
fn effort_duration_and_units_follow_from_each_other() {
    let size = |fixed, units| {
        let mut one = portfolio(Vec::new(), vec![Resource::person(0)]);
        one.tasks.push(Task {
            fixed,
            effort: Some(DAY),
            ..Task::of(2 * DAY).needing(Need::Named { resource: 0, units })
        });
        let answer = leveled(&one);
        let placed = answer.tasks[0].clone().unwrap();
        (placed.finish, placed.team[0].units)
    };
    // A day of effort at half time takes two days; at full time one.
    assert_eq!(size(Fixed::Effort, 50), (at(1, 17), 50));
    assert_eq!(size(Fixed::Effort, 100), (at(0, 17), 100));
    assert_eq!(size(Fixed::Units, 50), (at(1, 17), 50));
    // In two days it is half of a person, whatever the need says.
    assert_eq!(size(Fixed::Duration, 100), (at(1, 17), 50));
}

#[test]
fn a_summary_spans_its_tasks_and_hands_links_down() {
    let mut plan = portfolio(
        vec![
            Task::of(DAY),
            Task::of(0),
            Task::of(DAY),
            Task::of(2 * DAY),
            Task::of(DAY),
        ],
        vec![],
    );
    plan.tasks[1].form = Form::Summary;
    plan.tasks[2].parent = Some(1);
    plan.tasks[3].parent = Some(1);
    plan.links = vec![link(0, 1), link(1, 4)];
    let answer = leveled(&plan);
    assert_eq!(dates(&answer, 1), (at(1, 9), at(2, 17)));
    assert_eq!(dates(&answer, 2).0, at(1, 9));
    assert_eq!(dates(&answer, 4).0, at(3, 9));
    // Nothing in it can wait for the summary itself.
    plan.links.push(link(1, 2));
    let refused = level(&plan, Aim::default(), 1, Budget::INSTANT, &mut |_| true);
    assert!(matches!(refused, Err(PortfolioError::Cycle { .. })));
}

#[test]
fn milestones_take_no_time_and_dates_by_hand_stay() {
    let mut plan = portfolio(
        vec![Task::of(DAY), Task::of(DAY), Task::of(DAY)],
        vec![Resource::person(0)],
    );
    plan.tasks[1].form = Form::Milestone;
    plan.tasks[2].mode = Mode::Manual(Interval::new(at(0, 9), at(0, 12)));
    plan.tasks[0].needs = vec![named(0)];
    plan.tasks[2].needs = vec![named(0)];
    plan.links = vec![link(0, 1), link(0, 2)];
    let answer = leveled(&plan);
    // The person is taken until noon; the hand-made date breaks its link, and that is said.
    assert_eq!(dates(&answer, 0), (at(0, 12), at(1, 12)));
    assert_eq!(dates(&answer, 1), (at(1, 12), at(1, 12)));
    assert_eq!(dates(&answer, 2), (at(0, 9), at(0, 12)));
    let said: Vec<Breach> = answer.broken.iter().map(|broken| broken.what).collect();
    assert_eq!(said, [Breach::Link(1)]);
}

#[test]
fn each_constraint_is_kept_or_said_to_be_broken() {
    let with = |constraint| {
        let mut plan = portfolio(
            vec![Task::of(DAY), Task::of(DAY)],
            vec![Resource::person(0)],
        );
        plan.tasks[0].needs = vec![named(0)];
        plan.tasks[0].mode = Mode::Manual(Interval::new(at(2, 9), at(2, 17)));
        plan.tasks[1].needs = vec![named(0)];
        plan.tasks[1].constraint = constraint;
        let answer = leveled(&plan);
        (dates(&answer, 1).0, answer.broken.len())
    };
    use Constraint::*;
    assert_eq!(with(StartNoEarlierThan(at(1, 12))), (at(3, 9), 0));
    assert_eq!(with(FinishNoEarlierThan(at(1, 12))), (at(0, 12), 0));
    assert_eq!(with(StartNoLaterThan(at(1, 9))), (at(0, 9), 0));
    assert_eq!(with(FinishNoLaterThan(at(0, 16))), (at(0, 9), 1));
    assert_eq!(with(MustStartOn(at(1, 9))), (at(1, 9), 0));
    assert_eq!(with(MustFinishOn(at(1, 12))), (at(0, 12), 0));
    // The person is on the other task that day.
    assert_eq!(with(MustStartOn(at(2, 9))), (at(3, 9), 1));
    // As late as possible: the end of the project is the other task's.
    assert_eq!(with(AsLateAsPossible), (at(1, 9), 0));
}

#[test]
fn nobody_works_before_the_first_or_after_the_last_day() {
    let mut plan = portfolio(
        vec![
            Task::of(DAY).needing(named(0)),
            Task::of(DAY).needing(skilled(3, 2, 1)),
        ],
        vec![
            Resource {
                first: Some(at(2, 0)),
                last: Some(at(4, 0)),
                ..Resource::person(0)
            },
            Resource {
                last: Some(at(1, 0)),
                ..Resource::person(0).skilled(3, 2)
            },
        ],
    );
    let answer = leveled(&plan);
    assert_eq!(dates(&answer, 0).0, at(2, 9));
    assert_eq!(
        answer.waits[0].causes,
        [Cause::Away {
            resource: 0,
            until: at(2, 0)
        }]
    );
    assert_eq!(people(&answer, 1), [1]);
    plan.links = vec![link(0, 1)];
    let answer = leveled(&plan);
    assert_eq!(answer.tasks[1], None);
    let left = Reason::LastDay {
        need: 0,
        resource: 1,
        last: at(1, 0),
    };
    assert_eq!(answer.unplaced[0].reason, left);
}

#[test]
fn what_nobody_can_do_says_why_and_so_does_what_waits_for_it() {
    let reason = |need: Need| {
        let mut plan = portfolio(
            vec![Task::of(DAY).needing(need), Task::of(DAY)],
            vec![
                Resource::person(0).skilled(1, 2),
                Resource {
                    skills: vec![Skill {
                        skill: 2,
                        level: 3,
                        from: None,
                        until: Some(at(0, 12)),
                    }],
                    ..Resource::person(0)
                },
            ],
        );
        plan.links = vec![link(0, 1)];
        let answer = leveled(&plan);
        assert_eq!(answer.unplaced[1].reason, Reason::WaitsFor { task: 0 });
        answer.unplaced[0].reason
    };
    assert_eq!(reason(skilled(9, 0, 1)), Reason::NobodyHasSkill { need: 0 });
    assert_eq!(reason(skilled(1, 3, 1)), Reason::NobodyHasSkill { need: 0 });
    assert_eq!(
        reason(skilled(1, 1, 2)),
        Reason::TooFewHaveSkill { need: 0, people: 1 }
    );
    assert_eq!(
        reason(Need::Named {
            resource: 0,
            units: 150
        }),
        Reason::TooFewUnits { need: 0, most: 100 }
    );
    assert_eq!(
        reason(skilled(2, 3, 1)),
        Reason::SkillEnds {
            need: 0,
            resource: 1,
            until: at(0, 12)
        }
    );
}

#[test]
fn needs_for_several_skills_are_matched_not_guessed() {
    // Only the first can do both: whoever takes them for the wrong need leaves the other unserved.
    let all = vec![
        Resource::person(0).skilled(1, 1).skilled(2, 1),
        Resource::person(0).skilled(1, 1),
        Resource {
            asset: true,
            ..Resource::person(1)
        },
    ];
    for needs in [
        [skilled(1, 1, 1), skilled(2, 1, 1)],
        [skilled(2, 1, 1), skilled(1, 1, 1)],
    ] {
        let mut task = Task::of(DAY).needing(named(2));
        task.needs.extend(needs);
        let answer = leveled(&portfolio(vec![task], all.clone()));
        assert_eq!(dates(&answer, 0), (at(0, 9), at(0, 17)));
        let mut team = people(&answer, 0);
        team.sort_unstable();
        assert_eq!(team, [0, 1, 2]);
    }
}

#[test]
fn capacity_changes_over_time_and_calendars_are_shared() {
    let team = Resource {
        people: 3,
        capacity: vec![
            Step {
                from: at(0, 0),
                units: 100,
            },
            Step {
                from: at(1, 0),
                units: 200,
            },
        ],
        ..Resource::person(0)
    };
    let plan = portfolio(
        (0..3).map(|_| Task::of(DAY).needing(named(0))).collect(),
        vec![team],
    );
    let mut begun: Vec<i32> = starts(&leveled(&plan)).into_iter().flatten().collect();
    begun.sort_unstable();
    assert_eq!(begun, [at(0, 9), at(1, 9), at(1, 9)]);
    // Nine to five and twelve to eight have five hours in common.
    let both = Task::of(DAY).needing(named(0)).needing(named(1));
    let plan = portfolio(vec![both], vec![Resource::person(0), Resource::person(2)]);
    assert_eq!(dates(&leveled(&plan), 0), (at(0, 12), at(1, 15)));
}

#[test]
fn freezes_let_named_kinds_neither_start_nor_finish() {
    let with = |kind, start, finish| {
        let mut plan = portfolio(
            vec![Task {
                kind,
                ..Task::of(DAY)
            }],
            vec![],
        );
        plan.freezes = vec![Freeze {
            window: Interval::new(at(0, 0), at(2, 0)),
            kinds: vec![4],
            start,
            finish,
        }];
        let answer = leveled(&plan);
        let causes = answer
            .waits
            .first()
            .map_or(Vec::new(), |wait| wait.causes.clone());
        (dates(&answer, 0), causes)
    };
    assert_eq!(with(3, true, true).0, (at(0, 9), at(0, 17)));
    assert_eq!(
        with(4, true, false),
        (
            (at(2, 9), at(2, 17)),
            vec![Cause::Frozen {
                freeze: 0,
                until: at(2, 0)
            }]
        )
    );
    // Begun in the freeze, it may end a minute after it.
    assert_eq!(with(4, false, true).0, (at(1, 9) + 1, at(2, 9) + 1));
}

#[test]
fn split_work_makes_room_for_others_and_comes_in_pieces() {
    let plan = |split| {
        let mut plan = portfolio(
            vec![
                Task::of(2 * DAY).needing(named(0)),
                Task::of(DAY).needing(named(0)),
            ],
            vec![Resource::person(0)],
        );
        plan.tasks[0].split = split;
        plan.tasks[1].constraint = Constraint::MustStartOn(at(1, 9));
        let answer = leveled(&plan);
        answer.tasks[0].clone().unwrap().pieces
    };
    assert_eq!(plan(None), [Interval::new(at(2, 9), at(3, 17))]);
    assert_eq!(
        plan(Some(60)),
        [
            Interval::new(at(0, 9), at(0, 17)),
            Interval::new(at(2, 9), at(2, 17))
        ]
    );
    assert_eq!(plan(Some(DAY + 1)), [Interval::new(at(2, 9), at(3, 17))]);
}

#[test]
fn the_data_date_divides_what_was_from_what_remains() {
    let plan = |logic| {
        let mut plan = portfolio(
            vec![
                Task::of(DAY),
                Task::of(3 * DAY),
                Task::of(3 * DAY),
                Task::of(DAY),
            ],
            vec![Resource::person(0)],
        );
        plan.data_date = Some(at(2, 12));
        plan.logic = logic;
        plan.tasks[0].actual = Actual::Finished(Interval::new(at(0, 9), at(0, 16)));
        plan.tasks[1].needs = vec![named(0)];
        plan.tasks[2].actual = Actual::Started {
            start: at(1, 9),
            remaining: DAY,
        };
        plan.links = vec![link(0, 1), link(1, 2)];
        leveled(&plan)
    };
    let retained = plan(Logic::Retained);
    assert_eq!(dates(&retained, 0), (at(0, 9), at(0, 16)));
    assert_eq!(dates(&retained, 1), (at(2, 12), at(7, 12)));
    assert_eq!(dates(&retained, 2), (at(1, 9), at(8, 12)));
    assert_eq!(
        retained.tasks[2].as_ref().unwrap().pieces,
        [Interval::new(at(7, 12), at(8, 12))]
    );
    assert_eq!(dates(&retained, 3).0, at(2, 12));
    let free = plan(Logic::Override);
    assert_eq!(dates(&free, 2), (at(1, 9), at(3, 12)));
    for answer in [retained, free] {
        let named: Vec<(u32, u32)> = answer
            .out_of_order
            .iter()
            .map(|o| (o.task, o.link))
            .collect();
        assert_eq!(named, [(2, 1)]);
    }
}

#[test]
fn the_higher_priority_is_served_first_and_so_is_what_it_waits_for() {
    let mut plan = portfolio(
        (0..3).map(|_| Task::of(DAY).needing(named(0))).collect(),
        vec![Resource::person(0)],
    );
    plan.tasks[2].priority = 900;
    assert_eq!(dates(&leveled(&plan), 2).0, at(0, 9));
    plan.links = vec![link(1, 2)];
    let answer = leveled(&plan);
    assert_eq!(
        (dates(&answer, 1).0, dates(&answer, 2).0),
        (at(0, 9), at(1, 9))
    );
}

#[test]
fn the_project_that_weighs_more_finishes_first() {
    for heavy in [0, 1] {
        let mut plan = portfolio(
            (0..4).map(|_| Task::of(DAY).needing(named(0))).collect(),
            vec![Resource::person(0)],
        );
        plan.projects = vec![Project::default(), Project::default()];
        plan.projects[heavy].priority = 900;
        for task in 0..4 {
            plan.tasks[task].project = task as u32 % 2;
        }
        let answer = leveled(&plan);
        assert_eq!(answer.projects[heavy].finish, Some(at(1, 17)));
        assert_eq!(answer.projects[1 - heavy].finish, Some(at(3, 17)));
        assert_eq!(answer.projects[heavy].bound, at(0, 17));
    }
}

#[test]
fn minimal_change_moves_only_what_must_move() {
    let mut plan = portfolio(
        (0..4).map(|_| Task::of(DAY)).collect(),
        vec![Resource::person(0), Resource::person(0)],
    );
    for (task, (day, who)) in [(1, 0), (2, 0), (1, 1), (3, 1)].into_iter().enumerate() {
        plan.tasks[task].needs = vec![named(who)];
        plan.tasks[task].present = Some(Present {
            start: at(day, 9),
            team: vec![who],
        });
    }
    let stay = |plan: &Portfolio| {
        level(plan, Aim::MINIMAL_CHANGE, 1, Budget::of(60), &mut |_| true).unwrap()
    };
    assert_eq!(
        starts(&stay(&plan)),
        [1, 2, 1, 3].map(|day| Some(at(day, 9)))
    );
    // The first takes a day longer: only its successor on the same person moves, and by a day.
    plan.tasks[0].duration = 2 * DAY;
    assert_eq!(
        starts(&stay(&plan)),
        [1, 3, 1, 3].map(|day| Some(at(day, 9)))
    );
    // Without that wish all of it moves to the front.
    assert_eq!(starts(&leveled(&plan))[2], Some(at(0, 9)));
}

/// A milestone takes no time, but it cannot come after more work than its calendar has.
#[test]
fn what_waits_for_more_time_than_there_is_has_no_date() {
    let milestone = Task {
        form: Form::Milestone,
        ..Task::of(0)
    };
    let summary = Task {
        form: Form::Summary,
        ..Task::of(0)
    };
    for (last, kind) in [
        (&milestone, LinkKind::FinishToStart),
        (&milestone, LinkKind::FinishToFinish),
        (&summary, LinkKind::FinishToStart),
    ] {
        let mut plan = portfolio(vec![Task::of(DAY), last.clone()], vec![]);
        let mut dated = |days: i32| {
            plan.links = vec![Link {
                kind,
                lag: Lag::Working(days * DAY),
                ..link(0, 1)
            }];
            let answer = leveled(&plan);
            let reason = answer.unplaced.first().map(|unplaced| unplaced.reason);
            (answer.tasks[1].is_some(), reason)
        };
        assert_eq!(dated(50), (true, None));
        assert_eq!(dated(70), (false, Some(Reason::NoTime)));
    }
}
