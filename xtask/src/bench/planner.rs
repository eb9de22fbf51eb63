//! The planner on PSPLIB: its own bench measures, and only when every run has ended is it compared with what is known.

use std::{
    collections::BTreeMap,
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::{empty, folder, publish};
use crate::{
    metadata::text,
    place, run,
    setup::{self, Consent, Scope, Tools},
};

/// In seconds: what two cores generate in most of ten, and windows for the rest.
const SCHEDULES: &str = "1500000";
const WINDOWS: &str = "8000000";

#[derive(clap::Args)]
pub struct Options {
    /// The folder with j30.tar.xz, j120-odd.tar.xz and best_known.csv; DAYMARK_DATA/psplib, else ../shared/data/psplib
    #[arg(long)]
    data: Option<PathBuf>,
    /// Every n-th instance by name
    #[arg(long, default_value_t = 5)]
    every: usize,
    /// Generated schedules an instance of J120
    #[arg(long, value_delimiter = ',', default_values_t = [1_000, 5_000])]
    schedules: Vec<u64>,
    #[arg(long, value_delimiter = ',', default_values_t = [1, 2, 3])]
    seeds: Vec<u64>,
    /// Also on two cores for so many seconds an instance
    #[arg(long)]
    seconds: Option<u64>,
    /// Also J30 with this many nodes of proof
    #[arg(long)]
    nodes: Option<u64>,
}

pub fn run(options: &Options) -> Result<()> {
    let data = match (&options.data, env::var_os("DAYMARK_DATA")) {
        (Some(data), _) => data.clone(),
        (None, Some(data)) => PathBuf::from(data).join("psplib"),
        (None, None) => place::root()?.join("../shared/data/psplib"),
    };
    let tools = setup::ready(Scope::Serve, Consent::asked(false))?;
    let unpacked = empty("psplib")?;
    for archive in ["j30.tar.xz", "j120-odd.tar.xz"] {
        let mut tar = run::command("tar");
        run::go(
            tar.arg("-xJf")
                .arg(data.join(archive))
                .arg("-C")
                .arg(&unpacked),
        )?;
    }
    let every = options.every.to_string();
    let mut runs = Vec::new();
    for seed in options.seeds.iter().map(u64::to_string) {
        for schedules in options.schedules.iter().map(u64::to_string) {
            let j120 = unpacked.join("j120");
            let name = format!("J120, {schedules} schedules");
            let args = [schedules.as_str(), "0", &seed, &every];
            runs.push((name, measured(&tools, "psplib", &j120, &args)?));
        }
        if let Some(seconds) = options.seconds {
            let j120 = unpacked.join("j120");
            let name = format!("J120, {seconds} s on 2 threads");
            // More than there is time for: windows have what the schedules leave of it.
            let args = [SCHEDULES, WINDOWS, &seconds.to_string(), "2", &seed, &every];
            runs.push((name, measured(&tools, "islands", &j120, &args)?));
        }
        if let Some(nodes) = options.nodes {
            let j30 = unpacked.join("j30");
            let name = format!("J30, 5000 schedules, {nodes} nodes");
            let args = ["5000", &nodes.to_string(), &seed, &every];
            runs.push((name, measured(&tools, "psplib", &j30, &args)?));
        }
    }
    let mut others = Vec::new();
    for measure in ["cpm", "level", "simulate"] {
        others.extend(bench(&tools, &[measure])?);
    }
    report(&data, &runs, &others)
}

fn bench(tools: &Tools, args: &[&str]) -> Result<Vec<Value>> {
    println!("{} …", args.join(" "));
    let mut command = tools.cargo()?;
    command.args(["bench", "-p", "planner", "--bench", "planner", "--"]);
    let said = run::read(command.args(args))?;
    let rows = said.lines().map(serde_json::from_str);
    rows.collect::<Result<_, _>>()
        .context("The bench printed something that is not JSON")
}

fn measured(tools: &Tools, mode: &str, set: &Path, rest: &[&str]) -> Result<Vec<Value>> {
    let set = set
        .to_str()
        .context("The build folder's name is not text")?;
    bench(tools, &[&[mode, set], rest].concat())
}

/// One row a measure; over all seeds.
fn report(data: &Path, runs: &[(String, Vec<Value>)], others: &[Value]) -> Result<()> {
    let known = Known::read(&data.join("best_known.csv"))?;
    let mut measures: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for (name, rows) in runs {
        measures.entry(name).or_default().extend(rows);
    }
    let reference = reference(&place::root()?.join("planner/benches/cpsat.csv"))?;
    let machine = machine();
    let mut table = format!(
        "{machine}\n\n| measure | runs | above the critical path | above the best known, mean | worst | at the best | proven | rejected | seconds, mean | schedules |\n|---|---|---|---|---|---|---|---|---|---|\n"
    );
    for (name, rows) in &measures {
        let line = Line::of(&known, rows)?;
        writeln!(table, "| {name} {line}")?;
    }
    let line = Line::of(&known, &reference.iter().collect::<Vec<_>>())?;
    writeln!(table, "| CP-SAT, as planner/benches/cpsat.csv says {line}")?;
    for (name, rows) in &measures {
        let beside = beside(rows, &reference);
        if !beside.is_empty() {
            let line = Line::of(&known, &beside)?;
            writeln!(table, "| {name}, on those CP-SAT had {line}")?;
        }
    }
    for row in others {
        writeln!(table, "\n`{row}`")?;
    }
    let runs: Vec<Value> = runs
        .iter()
        .map(|(name, rows)| json!({ "measure": name, "rows": rows }))
        .collect();
    let all = json!({ "machine": machine, "runs": runs, "others": others });
    let file = folder()?.join("planner.json");
    fs::write(&file, serde_json::to_string(&all)?)
        .with_context(|| format!("Cannot write {}", file.display()))?;
    publish("planner", &table)
}

/// What another solver reached, once, on some of the instances (planner/benches/cpsat.py).
fn reference(file: &Path) -> Result<Vec<Value>> {
    let said =
        fs::read_to_string(file).with_context(|| format!("Cannot read {}", file.display()))?;
    Ok(read_reference(&said))
}

fn read_reference(said: &str) -> Vec<Value> {
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        let number = |at: usize| cells.get(at)?.parse::<f64>().ok();
        Some(json!({
            "instance": cells.first()?,
            "makespan": number(1)?,
            "bound": number(2)?,
            "seconds": number(4)?,
            "accepted": true,
        }))
    };
    said.lines().filter_map(row).collect()
}

/// The rows of instances that the other had too; none unless all of its instances are here.
fn beside<'a>(rows: &[&'a Value], reference: &[Value]) -> Vec<&'a Value> {
    let has = |name: &str| rows.iter().any(|row| text(row, "instance") == name);
    if !reference.iter().all(|other| has(text(other, "instance"))) {
        return Vec::new();
    }
    let is = |row: &&&Value| {
        let name = text(row, "instance");
        reference
            .iter()
            .any(|other| text(other, "instance") == name)
    };
    rows.iter().filter(is).copied().collect()
}

/// By instance: the critical path and the best makespan anybody has found.
struct Known(BTreeMap<String, (f64, f64)>);

impl Known {
    fn read(file: &Path) -> Result<Self> {
        let said =
            fs::read_to_string(file).with_context(|| format!("Cannot read {}", file.display()))?;
        Ok(Self::parse(&said))
    }

    /// Columns: set, instance, two parts of its name, critical path, best makespan, others.
    fn parse(said: &str) -> Self {
        let row = |line: &str| {
            let cells: Vec<&str> = line.split(',').collect();
            let number = |at: usize| cells.get(at)?.parse::<f64>().ok();
            Some(((*cells.get(1)?).to_owned(), (number(4)?, number(5)?)))
        };
        Self(said.lines().filter_map(row).collect())
    }
}

#[derive(Debug, Default, PartialEq)]
struct Line {
    runs: usize,
    above_path: f64,
    above_best: f64,
    worst: f64,
    best: usize,
    proven: usize,
    rejected: usize,
    seconds: f64,
    schedules: u64,
}

impl Line {
    fn of(known: &Known, rows: &[&Value]) -> Result<Self> {
        ensure!(!rows.is_empty(), "There is no instance to measure");
        let mut line = Self::default();
        for row in rows {
            let number = |key: &str| row.get(key).and_then(Value::as_f64).unwrap_or_default();
            let name = text(row, "instance");
            let (path, best) = known.0.get(name).context("An instance is not known")?;
            let points = 100.0 * (number("makespan") - best) / path;
            line.runs += 1;
            line.above_path += 100.0 * (number("makespan") - path) / path;
            line.above_best += points;
            line.worst = line.worst.max(points);
            line.best += usize::from(number("makespan") <= *best);
            line.proven += usize::from(number("makespan") <= number("bound"));
            line.rejected += usize::from(row.get("accepted") != Some(&Value::Bool(true)));
            line.seconds += number("seconds");
            line.schedules += number("schedules") as u64;
        }
        let runs = line.runs as f64;
        line.above_path /= runs;
        line.above_best /= runs;
        line.seconds /= runs;
        Ok(line)
    }
}

impl std::fmt::Display for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "| {} | {:.2} % | {:.2} points | {:.2} | {} | {} | {} | {:.3} | {} |",
            self.runs,
            self.above_path,
            self.above_best,
            self.worst,
            self.best,
            self.proven,
            self.rejected,
            self.seconds,
            self.schedules
        )
    }
}

/// The processor as it names itself, and how many threads it runs at once.
fn machine() -> String {
    let said = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = said.lines().find(|line| line.starts_with("model name"));
    let model = model.and_then(|line| line.split(": ").nth(1));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{}, {threads} threads", model.unwrap_or(env::consts::ARCH))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_per_cent_of_the_critical_path() {
        let known = Known::parse(
            "set,instance,param,inst,cpm_lb,best_ub\nj120,a,1,1,100,110\nj120,b,1,2,50,50\n",
        );
        let row = |instance, makespan, bound, accepted| json!({ "instance": instance, "makespan": makespan, "bound": bound, "accepted": accepted, "seconds": 0.5, "schedules": 7 });
        let (a, b) = (row("a", 115, 101, true), row("b", 50, 50, false));
        let line = Line::of(&known, &[&a, &b]);
        let expected = Line {
            runs: 2,
            above_path: 7.5,
            above_best: 2.5,
            worst: 5.0,
            best: 1,
            proven: 1,
            rejected: 1,
            seconds: 0.5,
            schedules: 14,
        };
        assert_eq!(line.ok(), Some(expected));
        let other =
            read_reference("instance,makespan,bound,status,seconds\nb,52,50,FEASIBLE,60.0\n");
        assert_eq!(beside(&[&a, &b], &other), [&b]);
        assert!(beside(&[&a], &other).is_empty());
        let reference = Line::of(&known, &other.iter().collect::<Vec<_>>()).unwrap();
        assert_eq!((reference.above_best, reference.seconds), (4.0, 60.0));
        let unknown = row("c", 1, 1, true);
        assert!(Line::of(&known, &[&unknown]).is_err());
    }
}
