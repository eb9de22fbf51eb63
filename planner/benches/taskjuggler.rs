//! The same PSPLIB instances for TaskJuggler 3 (`apt-get install tj3`), in its language, on the same machine.
//!
//! A resource of `c` units becomes `c` people. A job of `d` hours that needs `k` units takes an effort of `k · d` hours and
//! allocates `k` different people, all mandatory, so that it runs only in hours in which it has all of them. TaskJuggler
//! places one task after the other and may interrupt a task where a person is taken: its answers may break the rule
//! that a job is not interrupted, and such jobs are counted. A unit of time is an hour, its largest slot; all are worked.

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use planner::rcpsp::{
    Instance, psplib,
    solve::{Budget, solve},
};

use crate::Done;

/// Every n-th `.sm` file of a folder, by name, twenty at most: makespans and times side by side.
pub fn compare(folder: &Path, budget: Budget, seed: u64, every: usize) -> Done {
    let files = fs::read_dir(folder)?;
    let mut files: Vec<PathBuf> = files.map(|file| Ok(file?.path())).collect::<Done<_>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "sm"));
    files.sort();
    let work = std::env::temp_dir().join(format!("planner-taskjuggler-{}", std::process::id()));
    fs::create_dir_all(&work)?;
    for file in files.iter().step_by(every).take(20) {
        let name = file
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let instance = psplib::parse(&fs::read_to_string(file)?)?;
        let begin = Instant::now();
        let ours = solve(&instance, seed, budget, &mut |_| true)?;
        let our_seconds = begin.elapsed().as_secs_f64();
        let project = work.join(format!("{name}.tjp"));
        fs::write(&project, written(&instance)?)?;
        let begin = Instant::now();
        let run = Command::new("tj3")
            .arg("--output-dir")
            .arg(&work)
            .arg(&project)
            .output()?;
        let seconds = begin.elapsed().as_secs_f64();
        if !run.status.success() {
            return Err(format!("tj3: {}", String::from_utf8_lossy(&run.stderr)).into());
        }
        let (makespan, interrupted) = read(
            &instance,
            &fs::read_to_string(work.join("dates").with_extension("csv"))?,
        )?;
        println!(
            "{{\"instance\":{name:?},\"seed\":{seed},\"makespan\":{},\"bound\":{},\"seconds\":{our_seconds:.3},\"taskjuggler_makespan\":{makespan},\"taskjuggler_interrupted\":{interrupted},\"taskjuggler_seconds\":{seconds:.3}}}",
            ours.makespan, ours.bound
        );
    }
    fs::remove_dir_all(&work)?;
    Ok(())
}

/// The instance in TaskJuggler's language.
fn written(instance: &Instance) -> Done<String> {
    let mut text = String::new();
    // Jobs one after the other are done by then.
    let days = instance.durations.iter().sum::<i32>() / 24 + 2;
    writeln!(
        text,
        "project p \"p\" 2020-01-01 +{days}d {{\n  timezone \"UTC\"\n  timingresolution 60min\n  dailyworkinghours 24\n  \
         yearlyworkingdays 365\n  workinghours mon - sun 0:00 - 24:00\n  timeformat \"%Y-%m-%d-%H:%M\"\n}}"
    )?;
    for (resource, capacity) in instance.capacity.iter().enumerate() {
        for unit in 0..*capacity {
            writeln!(text, "resource r{resource}_{unit} \"r{resource}_{unit}\"")?;
        }
    }
    for (job, hours) in instance.durations.iter().enumerate() {
        writeln!(text, "task t{job} \"t{job}\" {{")?;
        for (from, _) in instance.links.iter().filter(|(_, to)| *to as usize == job) {
            writeln!(text, "  depends t{from}")?;
        }
        let units: i32 = instance.demand[job].iter().sum();
        match (*hours, units) {
            (0, _) => writeln!(text, "  milestone")?,
            (_, 0) => writeln!(text, "  duration {hours}h")?,
            _ => writeln!(text, "  effort {}h", units * hours)?,
        }
        if instance.links.iter().all(|(_, to)| *to as usize != job) {
            writeln!(text, "  start 2020-01-01")?;
        }
        for (resource, capacity) in instance.capacity.iter().enumerate() {
            for need in 0..if *hours > 0 {
                instance.demand[job][resource]
            } else {
                0
            } {
                // Each need may be met by anybody of the kind, beginning with a different one.
                let unit = |n: i32| format!("r{resource}_{}", (need + n) % capacity);
                let others: Vec<String> = (1..*capacity).map(unit).collect();
                let others = match others.is_empty() {
                    true => String::new(),
                    false => format!("alternative {} ", others.join(", ")),
                };
                writeln!(
                    text,
                    "  allocate {} {{ {others}select order mandatory persistent }}",
                    unit(0)
                )?;
            }
        }
        writeln!(text, "}}")?;
    }
    writeln!(
        text,
        "taskreport dates \"dates\" {{ formats csv columns id, start, end }}"
    )?;
    Ok(text)
}

/// Its makespan, and jobs that took longer from start to end than they last.
fn read(instance: &Instance, csv: &str) -> Done<(i32, usize)> {
    let (mut makespan, mut interrupted) = (0, 0);
    for line in csv.lines().skip(1) {
        let mut fields = line.split(';').map(|field| field.trim_matches('"'));
        let (Some(id), Some(start), Some(end)) = (fields.next(), fields.next(), fields.next())
        else {
            return Err(format!("an unknown line: {line}").into());
        };
        let job: usize = id.trim_start_matches('t').parse()?;
        let (start, end) = (hours(start)?, hours(end)?);
        makespan = makespan.max(end);
        interrupted += usize::from(end - start > instance.durations[job]);
    }
    Ok((makespan, interrupted))
}

/// Hours since 2020-01-01 of `YYYY-MM-DD-hh:mm`.
fn hours(date: &str) -> Done<i32> {
    let numbers: Vec<i32> = date
        .split(['-', ':'])
        .map(str::parse)
        .collect::<Result<_, _>>()?;
    let [year, month, day, hour, _] = numbers.as_slice() else {
        return Err(format!("an unknown date: {date}").into());
    };
    let leap = |year: i32| i32::from(year % 4 == 0);
    let before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    let years: i32 = (2020..*year).map(|year| 365 + leap(year)).sum();
    let leap_day = if *month > 2 { leap(*year) } else { 0 };
    Ok((years + before[*month as usize - 1] + leap_day + day - 1) * 24 + hour)
}
