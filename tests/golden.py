#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every golden case, run from the command line and compared: golden.py PROGRAM FOLDER [WORDS...]

FOLDER has cases.csv and the files it names (tests/golden is such a folder, with every few rows of each). Prints TAP; with
WORDS only the cases whose name or kind has one of them in it, and the command line of each."""
import csv
import math
import os
import subprocess
import sys

# Golden names on the left, ours on the right; None: the same, or what `arguments_of_schedule` does by itself.
SCHEDULES = {
    "hf_constant_with_warmup": "constant_with_warmup",
    "hf_linear": "linear",
    "hf_cosine": "cosine",
    "hf_cosine_hard_restarts": "cosine_with_restarts",
    "hf_cosine_min_lr": "cosine_with_min_lr",
    "hf_polynomial": "polynomial",
    "hf_inverse_sqrt": "inverse_sqrt",
    "hf_wsd": "warmup_stable_decay",
    "cosine_warm_restarts": "cosine_annealing_warm_restarts",
    "sequential_linear_cosine": "cosine_annealing",
    "linear": "linear_lr",
    "polynomial": "polynomial_lr",
}
PARAMETERS = {
    "warmup": "warmup_steps",
    "total": "max_steps",
    "total_steps": "max_steps",
    "cycles": "num_cycles",
    "stable": "num_stable_steps",
    "decay": "num_decay_steps",
    "anneal": "anneal_strategy",
    "smoothing": "smoothing",
}
ONE_VARIABLE = ("square", "double_well")
PRECISIONS = {"float64": "fp64", "float32": "fp32", "float16": "fp16", "bfloat16": "bf16"}


def rows_of(text):
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return list(csv.DictReader(lines))


def read(path):
    with open(path, encoding="utf-8") as file:
        return rows_of(file.read())


def pairs(text):
    return dict(pair.split("=", 1) for pair in text.split(";") if pair)


def run(arguments, given=None):
    result = subprocess.run(arguments, input=given, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise ValueError(result.stderr.strip() or f"exit status {result.returncode}")
    return rows_of(result.stdout)


def option(name, value):
    return f"--{PARAMETERS.get(name, name)}={value}"


def arguments_of_schedule(case):
    name, given = case["schedule"], pairs(case["schedule_params"])
    if name in ("", "none", "constant"):
        return []
    if name == "warmup_linear":
        warmup = int(given["warmup"])
        if given["offset"] == "0":
            return ["--warmup_steps", str(warmup)]
        # min(1, (k+1)/W) is a line from 1/W that takes W-1 steps.
        line = {"start_factor": 1 / warmup, "end_factor": 1, "total_iters": warmup - 1}
        return ["--lr_scheduler_type=linear_lr"] + [option(*pair) for pair in line.items()]
    return [f"--lr_scheduler_type={SCHEDULES.get(name, name)}"] + [option(*pair) for pair in given.items()]


def arguments_of_run(case, folder):
    place = ["--surface", case["surface"]]
    if case["data"]:
        place = ["--data", os.path.join(folder, case["data"]), "--model", "w*x+b"]
        place += [option(*pair) for pair in pairs(case["model_loss"]).items()]
    start = case["x0"] if case["surface"] in ONE_VARIABLE else f"{case['x0']},{case['y0']}"
    rule = [f"--optim={case['optimizer']}"] + [option(*pair) for pair in pairs(case["optimizer_params"]).items()]
    if case["clip_norm"] not in ("", "none"):
        rule.append(f"--max_grad_norm={case['clip_norm']}")
    rate = [f"--learning_rate={case['lr']}"] if case["lr"] else []
    return place + [f"--start={start}", f"--precision={PRECISIONS[case['dtype'] or 'float64']}"] + rule + rate


def near(ours, golden, tolerance):
    if math.isnan(golden) or math.isinf(golden):
        return ours == golden or (math.isnan(ours) and math.isnan(golden))
    return abs(ours - golden) <= tolerance


def compare(ours, golden, columns, tolerance, last=None):
    """Columns are (ours, golden); rows are matched by their step. Returns what differs, or None."""
    by_step = {int(row["step"]): row for row in ours}
    compared = 0
    for row in golden:
        step = int(row["step"])
        if last is not None and step > last:
            break
        if step not in by_step:
            return f"there is no row {step}"
        for mine, theirs in columns:
            if theirs not in row:
                continue
            a, b = float(by_step[step][mine]), float(row[theirs])
            if not near(a, b, tolerance(b)):
                return f"row {step}: {mine} is {a!r}, should be {b!r}"
        compared += 1
    return None if compared else "nothing to compare"


def within(relative):
    return lambda b: relative * max(1, abs(b))


def check_run(program, folder, case):
    golden = read(os.path.join(folder, case["file"]))
    command = [program, "run"] + arguments_of_run(case, folder) + arguments_of_schedule(case)
    ours = run(command + ["--steps", case["steps"]])
    names = [name for name in ours[0] if name not in ("step", "loss", "lr") and not name.startswith("grad_")]
    theirs = [name for name in golden[0] if name in ("x", "y", "w", "b")]
    columns = list(zip(names, theirs)) + [("loss", "loss"), ("lr", "lr")]
    columns += [(f"grad_{a}", f"grad_{b}") for a, b in zip(names, theirs)]
    if case["optimizer"] == "rprop":
        columns.remove(("lr", "lr"))
    exact = case["kind"] == "precision"
    return compare(ours, golden, columns, (lambda _: 0) if exact else within(1e-9), int(case["compare_steps"]))


def first(rows, names, test):
    return next((int(row["step"]) for row in rows if any(test(float(row[name])) for name in names)), -1)


def check_precision(program, folder, case):
    wrong = check_run(program, folder, case)
    if wrong:
        return wrong
    name = case["case"].split("__")[0]
    events = [event for event in read(os.path.join(folder, "precision/events.csv"))
              if event["case"] == name and event["dtype"] == case["dtype"]]
    rows = run([program, "run"] + arguments_of_run(case, folder) + ["--steps", events[0]["last_row"]])
    at = [column for column in rows[0] if column not in ("step", "loss", "lr") and not column.startswith("grad_")]
    for what, names, test in (("first_inf_loss", ["loss"], math.isinf), ("first_inf_xy", at, math.isinf),
                              ("first_nan_loss", ["loss"], math.isnan), ("first_nan_xy", at, math.isnan)):
        seen = first(rows, names, test)
        if seen != int(events[0][what]):
            return f"{what} is row {seen}, should be {events[0][what]}"
    return None


def check_schedule(program, folder, case):
    golden = read(os.path.join(folder, case["file"]))
    steps = 1 + max(int(row["step"]) for row in golden)
    command = [program, "schedule", "--format=csv", f"--learning_rate={case['lr']}"] + arguments_of_schedule(case)
    ours = run(command + ["--steps", str(steps)])
    return compare(ours, golden, [("lr", "lr")], lambda _: 1e-12 * float(case["lr"]))


def check_surface(program, folder, case):
    golden = read(os.path.join(folder, case["file"]))
    flat = case["surface"] in ONE_VARIABLE
    points = "".join(row["x"] + ("" if flat else "," + row["y"]) + "\n" for row in golden)
    ours = run([program, "eval", "--surface", case["surface"], "-"], points)
    kinds = (("f",), ("df_dx", "df_dy"), ("d2f_dx2", "d2f_dxdy", "d2f_dy2"), ("eig_min", "eig_max"))
    for number, (mine, row) in enumerate(zip(ours, golden)):
        for kind in kinds:
            names = [name for name in kind if name in row and name in mine]
            largest = max([1] + [abs(float(row[name])) for name in names])
            for name in names:
                if not near(float(mine[name]), float(row[name]), 1e-10 * largest):
                    return f"point {number}: {name} is {mine[name]}, should be {row[name]}"
    return None if len(ours) == len(golden) else f"{len(ours)} points of {len(golden)}"


def check_warmup(program, folder, case):
    for row in read(os.path.join(folder, case["file"])):
        command = [program, "schedule", "--format=csv", "--learning_rate=1", f"--warmup_ratio={row['warmup_ratio']}"]
        steps = int(row["num_training_steps"])
        rates = run(command + [f"--max_steps={steps}", "--steps", str(steps + 1)])
        ours = next(int(rate["step"]) for rate in rates if float(rate["lr"]) == 1)
        if ours != int(row["warmup_steps"]):
            return f"{steps} steps at {row['warmup_ratio']}: {ours} of warmup, should be {row['warmup_steps']}"
    return None


def check_finder(program, folder, case):
    golden = read(os.path.join(folder, case["file"]))
    command = [program, "find"] + arguments_of_run(case, folder)
    command += [option(*pair) for pair in pairs(case["schedule_params"]).items()]
    ours = run(command + ["--format=csv"])
    columns = [("lr", "lr"), ("loss", "loss"), ("smoothed", "smoothed")]
    return compare(ours, golden, columns, within(1e-9), int(case["compare_steps"]))


CHECKS = {
    "optimizers": check_run,
    "fit": check_run,
    "precision": check_precision,
    "schedule": check_schedule,
    "surface": check_surface,
    "warmup_ratio": check_warmup,
    "lrfind": check_finder,
}


def main():
    program, folder, words = os.path.abspath(sys.argv[1]), sys.argv[2], sys.argv[3:]
    cases = read(os.path.join(folder, "cases.csv"))
    failed = count = 0
    for case in cases:
        if words and not any(word in case["case"] or word == case["kind"] for word in words):
            continue
        count += 1
        try:
            wrong = CHECKS[case["kind"]](program, folder, case)
        except (ValueError, KeyError, OSError, StopIteration) as error:
            wrong = f"{type(error).__name__}: {error}"
        failed += wrong is not None
        print(f"{'not ok' if wrong else 'ok'} {count} - {case['kind']} {case['case']}")
        if wrong:
            print(f"# {wrong}")
    print(f"1..{count}")
    return 1 if failed or not count else 0


if __name__ == "__main__":
    sys.exit(main())
