//! Native equals wasm: the same questions, the same bytes.
//!
//! Builds the example `wasm`, lets wasm-bindgen make it loadable and Node ask it. Set-up (`cargo xtask`) installs all
//! three; where one is missing the test says which and is skipped, but not where CI is set.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use planner::{
    ask::{Question, ask},
    assign::{Booking, Candidate, Done, Goal, Skill, balance, mentor, rank},
    calendar::{Calendar, Interval},
    earned::{Baseline, Point, Status},
    links::{Lag, Link, LinkKind},
    plan::{Constraint, LagCalendar, Plan, Task},
    rcpsp::{Instance, max::MaxInstance, random::Random, solve::Budget},
};

/// Reads questions, a line each, and asks them; the answers go to a file, so that nothing else can get between.
const ASK: &str = "
const { ask } = require(process.argv[1]);
const fs = require('fs');
const questions = fs.readFileSync(process.argv[2], 'utf8').trimEnd().split('\\n');
fs.writeFileSync(process.argv[3], questions.map(ask).join('\\n'));
";

#[test]
fn native_equals_wasm() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("wasm");
    let module = match build(&folder) {
        Ok(module) => module,
        Err(missing) => {
            let in_ci = env::var("CI").is_ok_and(|ci| !matches!(ci.as_str(), "" | "0" | "false"));
            assert!(!in_ci, "{missing}");
            println!("skipped: {missing}");
            return;
        }
    };
    let questions = questions();
    assert!(questions.len() > 150, "{}", questions.len());
    let (asked, answered) = (folder.join("questions.txt"), folder.join("answers.txt"));
    fs::write(&asked, questions.join("\n")).unwrap();
    let node = Command::new("node")
        .args(["-e", ASK])
        .args([&module, &asked, &answered])
        .output()
        .unwrap();
    assert!(
        node.status.success(),
        "{}",
        String::from_utf8_lossy(&node.stderr)
    );
    let answers = fs::read_to_string(&answered).unwrap();
    let answers: Vec<&str> = answers.split('\n').collect();
    assert_eq!(answers.len(), questions.len());
    let mut good = 0;
    for (question, answer) in questions.iter().zip(answers) {
        assert_eq!(ask(question), answer, "{question}");
        good += usize::from(answer.starts_with(r#"{"answer":"#));
    }
    // Errors are answers too, but not most of them.
    assert!(good * 10 > questions.len() * 8, "{good}");
}

/// The module Node can load; or what is missing, and how it is installed.
fn build(folder: &Path) -> Result<PathBuf, String> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let set_up = "`cargo xtask ci` sets everything up";
    let library = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
        .args(["--print", "target-libdir", "--target", TARGET])
        .output()
        .map_err(|error| format!("rustc: {error}"))?;
    if !Path::new(String::from_utf8_lossy(&library.stdout).trim()).is_dir() {
        return Err(format!(
            "{TARGET} is missing: `rustup target add {TARGET}`, or {set_up}"
        ));
    }
    if !Command::new("node")
        .arg("--version")
        .output()
        .is_ok_and(|run| run.status.success())
    {
        return Err("node is missing: install Node.js 20".to_owned());
    }
    let bindgen = bindgen(&wanted()).ok_or(format!(
        "wasm-bindgen {} is missing: `cargo install wasm-bindgen-cli --version {}`, or {set_up}",
        wanted(),
        wanted()
    ))?;
    // Optimised, as a browser gets it. A folder of its own: cargo may hold the other one.
    let built = Command::new(env!("CARGO"))
        .args([
            "build",
            "--quiet",
            "-p",
            "planner",
            "--example",
            "wasm",
            "--features",
            "wasm",
        ])
        .args(["--release", "--target", TARGET, "--target-dir"])
        .arg(folder)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        built.status.success(),
        "{}",
        String::from_utf8_lossy(&built.stderr)
    );
    let made = Command::new(bindgen)
        .args(["--target", "nodejs", "--no-typescript", "--out-dir"])
        .arg(folder.join("node"))
        .arg(folder.join(TARGET).join("release/examples/wasm.wasm"))
        .output()
        .unwrap();
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    Ok(folder.join("node/wasm.js"))
}

/// The version in Cargo.lock: command and library share a format that changes with every release.
fn wanted() -> String {
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    let lock = fs::read_to_string(lock).unwrap();
    let (_, after) = lock
        .split_once("name = \"wasm-bindgen\"\nversion = \"")
        .unwrap();
    after.split('"').next().unwrap().to_owned()
}

/// On PATH, where set-up puts it for tests, or in set-up's folder of tools.
fn bindgen(version: &str) -> Option<PathBuf> {
    let home = env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    let tools =
        env::var_os("DAYMARK_TOOLS").map_or(home.join(".cache/daymark/tools"), PathBuf::from);
    let own = tools.join(format!("wasm-bindgen-{version}/bin/wasm-bindgen"));
    [PathBuf::from("wasm-bindgen"), own]
        .into_iter()
        .find(|program| {
            let said = Command::new(program).arg("--version").output();
            said.is_ok_and(|said| {
                String::from_utf8_lossy(&said.stdout)
                    .trim()
                    .ends_with(version)
            })
        })
}

fn questions() -> Vec<String> {
    let mut random = Random::new(71, 0);
    let mut questions = vec!["{".to_owned(), r#"{"balance":7}"#.to_owned()];
    for _ in 0..30 {
        for question in [
            Question::CriticalPath(plan(&mut random)),
            schedule(&mut random),
            schedule_max(&mut random),
            earned(&mut random),
            ranking(&mut random),
            balancing(&mut random),
            mentors(&mut random),
        ] {
            questions.push(serde_json::to_string(&question).unwrap());
        }
    }
    questions
}

fn calendar(random: &mut Random) -> Calendar {
    let shift = 60 * random.below(8) as i32;
    let days = (-200..400).filter(|day: &i32| day.rem_euclid(7) < 5);
    Calendar::of_union(
        days.map(|day| Interval::new(day * 1440 + 480 + shift, day * 1440 + 960 + shift))
            .collect(),
    )
}

fn plan(random: &mut Random) -> Plan {
    let tasks = 2 + random.below(40);
    let task = |random: &mut Random| {
        let at = random.below(30_000) as i32;
        Task {
            calendar: random.below(2) as u32,
            constraint: match random.below(9) {
                0 => Constraint::StartNoEarlierThan(at),
                1 => Constraint::FinishNoLaterThan(at),
                2 => Constraint::MustStartOn(at),
                3 => Constraint::AsLateAsPossible,
                _ => Constraint::AsSoonAsPossible,
            },
            deadline: (random.below(5) == 0).then_some(at),
            ..Task::of(random.below(3_000) as i32)
        }
    };
    let kinds = [
        LinkKind::FinishToStart,
        LinkKind::StartToStart,
        LinkKind::FinishToFinish,
        LinkKind::StartToFinish,
    ];
    let links = (0..2 * tasks).map(|_| {
        let to = 1 + random.below(tasks - 1);
        let lag = random.below(2_000) as i32 - 500;
        Link {
            from: random.below(to) as u32,
            to: to as u32,
            kind: kinds[random.below(4)],
            lag: [
                Lag::Working(lag),
                Lag::Elapsed(lag),
                Lag::Percent(lag / 20),
                Lag::NONE,
            ][random.below(4)],
        }
    });
    let links = links.collect();
    Plan {
        start: 0,
        finish: None,
        calendars: vec![calendar(random), calendar(random)],
        lag_calendar: LagCalendar::Successor,
        tasks: (0..tasks).map(|_| task(random)).collect(),
        links,
    }
}

fn schedule(random: &mut Random) -> Question {
    let jobs = 3 + random.below(30);
    let instance = Instance {
        durations: (0..jobs).map(|_| random.below(9) as i32).collect(),
        links: (1..jobs)
            .map(|to| (random.below(to) as u32, to as u32))
            .collect(),
        capacity: vec![5, 5],
        demand: (0..jobs)
            .map(|_| vec![random.below(6) as i32, random.below(4) as i32])
            .collect(),
    };
    Question::Schedule {
        instance,
        seed: random.next(),
        budget: Budget::of(200).with_proof(500),
    }
}

fn schedule_max(random: &mut Random) -> Question {
    let jobs = 3 + random.below(10);
    let lag = |random: &mut Random| {
        let to = 1 + random.below(jobs - 1);
        let from = random.below(to);
        match random.below(4) {
            0 => (to as u32, from as u32, -8 - random.below(9) as i32),
            _ => (from as u32, to as u32, random.below(5) as i32),
        }
    };
    let instance = MaxInstance {
        lags: (0..jobs).map(|_| lag(random)).collect(),
        durations: (0..jobs).map(|_| random.below(6) as i32).collect(),
        capacity: vec![4],
        demand: (0..jobs).map(|_| vec![random.below(5) as i32]).collect(),
    };
    Question::ScheduleMax {
        instance,
        seed: random.next(),
        budget: Budget::of(5).with_proof(2_000),
    }
}

fn earned(random: &mut Random) -> Question {
    let mut value = 0;
    let point = |at: i32, random: &mut Random| {
        value += random.below(90_000) as i64;
        Point {
            at: at * 1_440,
            value,
        }
    };
    let points = (0..6)
        .scan(point, |point, at| Some(point(at, random)))
        .collect();
    Question::Earned {
        baseline: Baseline::new(points).unwrap(),
        status: Status {
            at: random.below(9_000) as i32,
            earned: (random.below(5) > 0).then_some(random.below(200_000) as i64),
            actual: (random.below(5) > 0).then_some(random.below(200_000) as i64),
        },
    }
}

fn candidate(random: &mut Random) -> Candidate {
    Candidate {
        skills: (0..3)
            .map(|skill| Skill {
                skill,
                level: random.below(5) as i32,
                valid: None,
            })
            .collect(),
        goals: vec![Goal {
            skill: random.below(3) as u32,
            level: 4,
        }],
        history: (0..random.below(5))
            .map(|_| Done {
                project: random.below(3) as u32,
                client: Some(1),
                skills: vec![random.below(3) as u32],
                minutes: random.below(5_000) as i32,
                finished: -(random.below(900_000) as i32),
                burden: random.below(2) == 0,
            })
            .collect(),
        calendar: (random.below(6) > 0).then(|| calendar(random)),
        booked: vec![Booking {
            during: Interval::new(0, 20_000),
            minutes: random.below(3_000) as i32,
        }],
        rate: Some(random.below(20_000) as i64),
        ..Candidate::default()
    }
}

fn ranking(random: &mut Random) -> Question {
    let need = rank::Need {
        skills: vec![rank::SkillNeed::hard(0, 1), rank::SkillNeed::soft(1, 3)],
        project: Some(1),
        client: Some(1),
        burden: true,
        together: Some(calendar(random)),
        ..rank::Need::of(Interval::new(0, 10_080), random.below(2_000) as i32)
    };
    let people = (0..8).map(|_| candidate(random)).collect();
    Question::Rank {
        need,
        people,
        weights: rank::Weights([3, 1, 4, 1, 5, 9, 2, 6]),
    }
}

fn balancing(random: &mut Random) -> Question {
    let people = 2 + random.below(6);
    let member = |random: &mut Random| balance::Member {
        capacity: 1_200 + 600 * random.below(3) as i32,
        committed: 100 * random.below(5) as i32,
        most_tasks: None,
    };
    let team = balance::Team {
        people: (0..people).map(|_| member(random)).collect(),
        tasks: (0..12)
            .map(|_| {
                let may = (0..people as u32).filter(|_| random.below(4) > 0).collect();
                balance::Work::of(30 + random.below(500) as i32, may)
            })
            .collect(),
    };
    Question::Balance { team, nodes: 3_000 }
}

fn mentors(random: &mut Random) -> Question {
    let mut cohort = mentor::Cohort::default();
    for _ in 0..5 {
        let skills = candidate(random).skills;
        cohort.mentors.push(mentor::Mentor {
            skills,
            calendar: Some(calendar(random)),
            ..mentor::Mentor::of(2)
        });
    }
    for _ in 0..9 {
        let Candidate {
            goals, calendar, ..
        } = candidate(random);
        cohort.mentees.push(mentor::Mentee {
            goals,
            calendar,
            wishes: vec![random.below(5) as u32],
            ..Default::default()
        });
    }
    Question::Mentors {
        cohort,
        weights: mentor::Weights([5, 3, 2, 1, 1]),
    }
}
