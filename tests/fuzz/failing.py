#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Lets every allocation of the program fail, one place after the other, and then also all that follow it.

failing.py PROGRAM LIBRARY [EVERY]     each EVERY-th place of each scene, all of them if it is 1

A place is where an allocation comes from, by the calls that led there, in whatever library. What must come of it: the
program does what it always does, or says what is wrong and ends with 1 or 2. It never crashes, hangs, keeps more blocks than
usual, or prints something else than usual without saying a word."""
import os
import pty
import select
import shutil
import signal
import subprocess
import sys
import tempfile

program, library = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
every = int(sys.argv[3]) if len(sys.argv) > 3 else 1
assets = os.path.join(os.environ["DOWNHILL_SOURCE"], "assets")
LIMIT = 60  # seconds for one run
LIBRARIES = 32  # blocks that libc and ncurses may keep where they could not go their usual way (setlocale keeps 5 more)

OWN_SURFACE = """name: mine
title: Mine
formula: x^2 + 3*y^2
parameters: [x, y]
domain: [[-1, 1], [-2, 2]]
start: [0.5, -1]
minima:
  - {at: [0, 0], value: 0, kind: smooth}
"""
OWN_RULE = """name: own
title: Own
state: [m]
parameters:
  - {name: momentum, default: 0.9}
update:
  - m = momentum*m + g
  - p = p - lr*m
limit: 2*(1 + momentum)
"""

SAVED = """downhill: 1
surface: x^2+y^4
parameters: "x,y"
start: [1, 2]
step: 24
lanes:
  - name: A
    settings: [optim=adam, learning_rate=0.01]
    journal:
      - {step: 2, setting: beta1=0.8}
      - {step: 12, setting: beta1=unset}
  - name: B
"""

# name: words. Words that begin with keys= are typed at a screen that is only drawn.
SCENES = {
    "run": "run --surface x^2+y^2 --optim adam --lr 0.1 --steps 5",
    "run, a rule of one's own": ["run", "--update", "b = 0.9*b + g; p = p - lr*b", "--format", "jsonl", "--steps", "3"],
    "run, data": "run --data data.csv --model w*x+b --lr 0.1 --steps 3 --summary",
    "compare": "compare --lr 0.1,1.1 --steps 5",
    "find": "find --surface rosenbrock",
    "find, sweep": "find --sweep --sweep_steps 3",
    "schedule": "schedule --lr 1e-4 --lr_scheduler_type cosine --steps 5",
    "eval": "eval --surface x^4-3*x^2+x 1 2",
    "lanes": "--lr 0.1,1.1 --steps 3",
    "talk": "talk --steps 3",
    "replay": "replay saved.yaml",
    "list": "list surfaces",
    "list, scenes": "list scenes",
    "lesson": ["lessons", "check", os.path.join(assets, "lessons", "the_step.yaml")],
    "map": "map --x learning_rate:0.01:1:log:8 --y momentum:0:0.9:lin:8 --steps 20 --threads 1",
    "map, text": "map --x learning_rate:0.01:1:log:8 --y momentum:0:0.9:lin:8 --steps 20 --threads 1 --format text",
    "map, PNG": "map --x learning_rate:0.01:1:log:8 --y momentum:0:0.9:lin:8 --steps 20 --threads 1 -o map.png",
    "map, part": "map --x learning_rate:0.01:1:log:8 --y momentum:0:0.9:lin:8 --steps 20 --threads 1 --shard 1/2 -o part",
    "diagnose": "diagnose log.jsonl",
    "help": "run --help",
    "files of one's own": "list surfaces",
    "start": "show --size 80x24",
    "SVG": "show --size 80x24 --format svg",
    "views": ["show", "--size", "80x24", "--keys", "v Tick:2 v Tick:2 p Tick:2 v Right Right i i i Tick:2"],
    "terrain": ["show", "--size", "80x24", "--surface", "rosenbrock", "--keys", "Tick:9 T Left v v Tick:2"],
    "finder": ["show", "--size", "80x24", "--keys", "f Tick:9 Enter"],
    "map view": ["show", "--size", "80x24", "--keys", "g Tick:3 + Right Enter Tick:1"],
    "lessons": ["show", "--size", "80x24", "--keys", "l Enter PgDn PgDn Tick:3 PgDn"],
    "lines": ["show", "--size", "80x24", "--keys",
              ": surface x^2+y^2 Enter : update p = p - lr*g Enter : lr_sch Tab Esc Esc : scene edge Enter"],
    "saved and loaded": ["show", "--size", "80x24", "--keys",
                         "n n Right : save! out.yaml Enter : load out.yaml Enter : export! out.svg Enter u u"],
    "journal": ["show", "--size", "80x24", "--keys", "Right Right + Right m Right o Right Left Left - u u r R ! Tick:30"],
    "screen": ["--frames", "3", "--paused"],
}
ON_TERMINAL = {"screen"}


class Place:
    """A folder with what the scenes read; it is also the home directory."""

    def __init__(self):
        self.path = tempfile.mkdtemp(prefix="downhill-failing-")
        self.write("saved.yaml", SAVED)
        self.write("log.jsonl", '{"loss": 1.2, "step": 10}\n{"loss": NaN, "grad_norm": Infinity, "step": 20}\n')
        self.write("data.csv", "x,y\n1,2\n2,4.5\n3,6\n")

    def write(self, name, text):
        path = os.path.join(self.path, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def own_files(self):
        self.write(".config/downhill/surfaces/mine.yaml", OWN_SURFACE)
        self.write(".config/downhill/optimizers/own.yaml", OWN_RULE)
        self.write(".config/downhill/scenes/saved.yaml", SAVED)
        shutil.copy(os.path.join(assets, "lessons", "the_step.yaml"), os.path.join(self.path, ".config/downhill/"))


def environment(place, failing):
    result = dict(os.environ, HOME=place.path, LC_ALL="C.UTF-8", TERM="xterm-256color", LD_PRELOAD=library)
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        result.pop(name, None)
    result["FAILING_LEFT"] = os.path.join(place.path, "left")
    result.update(failing)
    return result


# libtinfo 6.4 itself reads from NULL where it has no memory (_nc_setupterm, _nc_tiparm, _nc_free_tparm); libncursesw and libgomp
# say so and end the program on the spot, or lose what they had; json-c leaves out a member whose name it cannot keep. There is
# nothing that we could do about it.
SPARED = {"FAILING_NOT": "libtinfo libncurses libgomp libjson-c"}


def on_terminal(words, place, failing):
    """(status, what was painted, what was said)"""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(place.path)
        os.execve(program, [program, *words], environment(place, failing | SPARED))
    painted = b""
    while True:
        readable, _, _ = select.select([terminal], [], [], LIMIT)
        if not readable:
            os.kill(pid, signal.SIGKILL)
            break
        try:
            block = os.read(terminal, 65536)
        except OSError:
            break
        if not block:
            break
        painted += block
    os.close(terminal)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status), painted, painted


def at_once(words, place, failing):
    try:
        done = subprocess.run([program, *words], cwd=place.path, env=environment(place, failing | SPARED), timeout=LIMIT,
                              stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except subprocess.TimeoutExpired:
        return -signal.SIGKILL, b"", b""
    return done.returncode, done.stdout, done.stderr


def run(name, place, failing):
    words = SCENES[name].split() if isinstance(SCENES[name], str) else SCENES[name]
    return (on_terminal if name in ON_TERMINAL else at_once)(words, place, failing)


def left(place):
    """Blocks not given back in the last run."""
    with open(os.path.join(place.path, "left"), encoding="ascii") as file:
        return int(file.read() or 0)


def fault(name, usual, got):
    """What is wrong with it, or None."""
    status, out, err = got
    if status < 0:
        return f"signal {-status}"
    if status not in (0, 1, 2, usual[0]):
        return f"status {status}"
    if status not in (0, usual[0]) and not err:
        return f"status {status} without a word"
    drawn = "show" in SCENES[name] or name in ON_TERMINAL  # a picture may have a gap: the next one has none
    if status in (0, usual[0]) and not err and out != usual[1] and not drawn:
        return "something else is printed, and not a word said"
    return None


def places(name, place):
    log = os.path.join(place.path, "places")
    usual = run(name, place, {"FAILING_LOG": log})
    with open(log, encoding="ascii") as file:
        numbers = [int(line) for line in file]
    return usual, numbers


def try_scene(name):
    place = Place()
    if name == "files of one's own":
        place.own_files()
    usual, numbers = places(name, place)
    kept = left(place)
    bad = []
    if usual[0] not in (0, 3):  # 3: diagnose has something to say
        bad.append((0, False, f"it does not even run: {usual}"))
    tried = 0
    for number in numbers[::every]:
        for goes_on in (False, True):
            failing = {"FAILING_AT": str(number)} | ({"FAILING_ON": "1"} if goes_on else {})
            got = run(name, place, failing)
            tried += 1
            wrong = fault(name, usual, got)
            if not wrong and left(place) > kept + LIBRARIES:
                wrong = f"{left(place)} blocks are left, usually {kept}"
            if wrong:
                bad.append((number, goes_on, wrong, got[2][-1500:].decode("utf-8", "replace")))
    shutil.rmtree(place.path)
    return len(numbers), tried, bad


def main():
    names = [name for name in SCENES if len(sys.argv) < 5 or name in sys.argv[4:]]
    print(f"1..{len(names)}")
    failed = False
    for index, name in enumerate(names, 1):
        count, tried, bad = try_scene(name)
        print(f"{'not ok' if bad or not count else 'ok'} {index} - {name}: {count} places, {tried} runs", flush=True)
        for number, goes_on, *wrong in bad[:40]:
            print(f"# allocation {number}{' and all after it' if goes_on else ''}: {wrong[0]}")
            for line in "".join(wrong[1:]).splitlines()[:12]:
                print(f"#   {line}")
        failed = failed or bool(bad) or not count
    sys.exit(1 if failed else 0)


main()
