"""What OR-Tools CP-SAT reaches on PSPLIB instances, to be shown beside the planner's own figures.

    pip install ortools==9.15.*
    python3 planner/benches/cpsat.py FOLDER --every 10 --seconds 60 --workers 2 --seed 1

Every n-th `.sm` file of FOLDER, by name: of J120's odd half, every tenth are 30 instances and half an hour. One row an
instance; the date, the machine, the version and the seed are in each row, so that a row can be kept alone.
"""

import argparse
import csv
import datetime
import os
import pathlib
import platform
import sys

import ortools
from ortools.sat.python import cp_model


def read(text):
    """Durations, links, demands and capacities of a single-mode `.sm` file."""
    lines = text.splitlines()

    def after(words):
        return next(at for at, line in enumerate(lines) if words in line)

    jobs = int(lines[after("jobs (incl. supersource")].rsplit(":", 1)[1])
    begin = after("PRECEDENCE RELATIONS") + 2
    links = []
    for job in range(jobs):
        _, _, _, *successors = map(int, lines[begin + job].split())
        links += [(job, successor - 1) for successor in successors]
    begin = after("REQUESTS/DURATIONS") + 3
    rows = [list(map(int, lines[begin + job].split())) for job in range(jobs)]
    capacity = list(map(int, lines[after("RESOURCEAVAILABILITIES") + 2].split()))
    return [row[2] for row in rows], links, [row[3:] for row in rows], capacity


def solve(instance, seconds, workers, seed):
    durations, links, demands, capacity = instance
    model = cp_model.CpModel()
    horizon = sum(durations)
    starts = [model.new_int_var(0, horizon, f"start{job}") for job in range(len(durations))]
    intervals = [
        model.new_fixed_size_interval_var(start, duration, f"job{job}")
        for job, (start, duration) in enumerate(zip(starts, durations))
    ]
    for before, after in links:
        model.add(starts[after] >= starts[before] + durations[before])
    for resource, units in enumerate(capacity):
        users = [job for job in range(len(durations)) if demands[job][resource] and durations[job]]
        model.add_cumulative(
            [intervals[job] for job in users], [demands[job][resource] for job in users], units
        )
    makespan = model.new_int_var(0, horizon, "makespan")
    model.add_max_equality(
        makespan, [start + duration for start, duration in zip(starts, durations)]
    )
    model.minimize(makespan)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    status = solver.solve(model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return (
        round(solver.objective_value) if found else "",
        round(solver.best_objective_bound),
        solver.status_name(status),
        round(solver.wall_time, 2),
    )


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder", type=pathlib.Path)
    arguments.add_argument("--every", type=int, default=10)
    arguments.add_argument("--seconds", type=float, default=60)
    arguments.add_argument("--workers", type=int, default=2)
    arguments.add_argument("--seed", type=int, default=1)
    asked = arguments.parse_args()
    rows = csv.writer(sys.stdout, lineterminator="\n")
    rows.writerow(
        "instance,makespan,bound,status,seconds,limit,workers,seed,version,date,machine".split(",")
    )
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    for file in sorted(asked.folder.glob("*.sm"))[:: asked.every]:
        answer = solve(read(file.read_text()), asked.seconds, asked.workers, asked.seed)
        rows.writerow(
            [
                file.stem,
                *answer,
                asked.seconds,
                asked.workers,
                asked.seed,
                ortools.__version__,
                datetime.date.today().isoformat(),
                machine,
            ]
        )
        sys.stdout.flush()


if __name__ == "__main__":
    main()
