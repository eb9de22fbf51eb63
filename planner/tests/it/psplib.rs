//! The short version of the benches: a few instances of PSPLIB, which are not part of the repository. DAYMARK_DATA
//! names their folder, else `../shared/data` beside the workspace.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use planner::rcpsp::{
    Instance, check, islands, psplib,
    solve::{Budget, solve},
};

/// Name, instance, and what is known: the critical path and the best makespan.
type Known = Vec<(String, Instance, i32, i32)>;

/// Every n-th instance of a set by name, with what is known of it.
fn instances(set: &str, archive: &str, every: usize) -> Option<Known> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let data =
        std::env::var_os("DAYMARK_DATA").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    let data = data.join("psplib");
    if !data.is_dir() {
        assert!(std::env::var_os("CI").is_none(), "PSPLIB was not found");
        println!("PSPLIB was not found: no instance of {set} was solved.");
        return None;
    }
    // Tests run at once: each unpacks into a folder of its own.
    let own = format!("{set}-{every}-{:?}", std::thread::current().id());
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(own);
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(&folder).unwrap();
    let mut tar = Command::new("tar");
    tar.arg("-xJf")
        .arg(data.join(archive))
        .arg("-C")
        .arg(&folder);
    assert!(tar.status().unwrap().success());
    let known = fs::read_to_string(data.join("best_known.csv")).unwrap();
    let known: HashMap<&str, (i32, i32)> = known
        .lines()
        .filter(|line| line.starts_with(set))
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            (
                cells[1],
                (cells[4].parse().unwrap(), cells[5].parse().unwrap()),
            )
        })
        .collect();
    let mut files: Vec<PathBuf> = fs::read_dir(folder.join(set))
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    let chosen = files.iter().step_by(every).map(|file| {
        let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
        let instance = psplib::parse(&fs::read_to_string(file).unwrap()).unwrap();
        let (path, best) = known[name.as_str()];
        (name, instance, path, best)
    });
    Some(chosen.collect())
}

#[test]
fn a_thirtieth_of_j120_at_a_thousand_schedules() {
    let Some(known) = instances("j120", "j120-odd.tar.xz", 30) else {
        return;
    };
    assert_eq!(known.len(), 10);
    let mut points = 0.0;
    for (name, instance, path, best) in &known {
        let answer = solve(instance, 1, Budget::of(1_000), &mut |_| true).unwrap();
        assert_eq!(
            check::check(instance, &answer.starts, answer.makespan),
            Ok(()),
            "{name}"
        );
        // Nobody has done better than the best, and no bound is above it.
        assert!(answer.makespan >= *best && answer.bound <= *best, "{name}");
        assert!(answer.bound >= *path && answer.schedules <= 1_000, "{name}");
        points += f64::from(100 * (answer.makespan - best)) / f64::from(*path);
    }
    let mean = points / known.len() as f64;
    assert!(mean < J120_POINTS, "{mean:.2} points above the best known");
}

/// These ten, with some room for another random stream.
const J120_POINTS: f64 = 6.0;

#[test]
fn a_twentieth_of_j30_is_mostly_optimal_and_proven() {
    let Some(known) = instances("j30", "j30.tar.xz", 20) else {
        return;
    };
    assert_eq!(known.len(), 24);
    let (mut optimal, mut proven) = (0, 0);
    for (name, instance, _, best) in &known {
        let budget = Budget::of(2_000).with_proof(100_000);
        let answer = solve(instance, 1, budget, &mut |_| true).unwrap();
        assert_eq!(
            check::check(instance, &answer.starts, answer.makespan),
            Ok(()),
            "{name}"
        );
        // All of J30's optima are known.
        assert!(answer.makespan >= *best && answer.bound <= *best, "{name}");
        optimal += usize::from(answer.makespan == *best);
        proven += usize::from(answer.is_optimal());
    }
    // The rest needs the bench's budget.
    assert!(
        optimal >= 22 && proven >= 20,
        "{optimal} optimal, {proven} proven"
    );
}

#[test]
fn islands_on_an_instance_of_120_jobs() {
    let Some(known) = instances("j120", "j120-odd.tar.xz", 150) else {
        return;
    };
    for (name, instance, _, best) in &known {
        let on = |threads| {
            islands::solve(instance, 2, Budget::of(2_000), threads, &mut |_| true).unwrap()
        };
        let answer = on(2);
        assert_eq!(answer, on(1), "{name}");
        assert!(answer.makespan >= *best && answer.bound <= *best, "{name}");
    }
}
