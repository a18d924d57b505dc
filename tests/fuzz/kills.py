#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The program is killed at random moments of a save (SIGKILL): there is the old file or the new one, byte for byte, and
the next save does what it always does, whatever was left lying about.

kills.py PROGRAM KILLS [SEED]"""
import os
import pty
import random
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

program, kills = os.path.abspath(sys.argv[1]), int(sys.argv[2])
seed = int(sys.argv[3]) if len(sys.argv) > 3 else time.time_ns() % 1000000
dice = random.Random(seed)
folder = tempfile.mkdtemp(prefix="downhill-kills-")
MAP = ["map", "--surface", "rosenbrock", "--y", "momentum:0:0.9:60", "--steps", "30", "--threads", "1"]

# What is saved, to which file, and how: first the old one, then the new one.
KINDS = {
    "CSV": ("out.csv", ["run", "--steps", "20000", "-o", "out.csv", "--lr", "0.{}"]),
    "JSON": ("out.jsonl", ["run", "--steps", "10000", "--format", "jsonl", "-o", "out.jsonl", "--lr", "0.{}"]),
    "SVG": ("out.svg", ["show", "--size", "300x120", "--format", "svg", "-o", "out.svg", "--keys", ": goto {} Enter"]),
    "PNG and a map's tiles": ("out.png", MAP + ["--x", "lr:1e-5:0.0{}:log:200", "-o", "out.png"]),
    "a map's table": ("map.csv", MAP + ["--x", "lr:1e-5:0.0{}:log:100", "-o", "map.csv"]),
    "a shard": ("part", MAP + ["--x", "lr:1e-5:0.0{}:log:100", "-o", "part", "--shard", "1/1"]),
    "the screen": ("screen.svg", ["show", "--size", "200x80", "--keys", ": goto {} Enter : export! screen.svg Enter"]),
    "rows": ("rows.csv", ["show", "--steps", "20000", "--keys", ": goto 1000{} Enter : export! rows.csv Enter"]),
    "a scene": ("scene.yaml", ["show", "--keys", ": lr 0.{} Enter : save! scene.yaml Enter"]),
    "settings": ("config/downhill/settings.yaml", ["show", "--keys", "{i}: save_settings Enter"]),
    "history": ("state/downhill/history", None),
}


def environment():
    return dict(os.environ, HOME=folder, XDG_CONFIG_HOME=folder + "/config", XDG_STATE_HOME=folder + "/state",
                LC_ALL="C.UTF-8", TERM="xterm-256color")


def start(words, value):
    """The process, and what has to be closed after it."""
    if words:
        words = [word.replace("{}", str(value)).replace("{i}", "i " * value) for word in words]
        return subprocess.Popen([program, *words], cwd=folder, env=environment(), stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL).pid, -1
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        os.execve(program, [program], environment())
    shown = b""
    while b"help" not in shown and select.select([terminal], [], [], 20)[0]:
        shown += os.read(terminal, 65536)
    os.write(terminal, f":lr 0.{value}\rq".encode())
    return child, terminal


def wait(child, terminal, seconds):
    """Its status, None if it had to be killed after that many seconds."""
    end = time.monotonic() + seconds
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            break
        if time.monotonic() >= end:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            status = None
            break
        if terminal < 0:
            time.sleep(0.0002)
        elif select.select([terminal], [], [], 0.0002)[0]:
            try:
                os.read(terminal, 65536)
            except OSError:
                pass
    if terminal >= 0:
        os.close(terminal)
    return None if status is None else os.waitstatus_to_exitcode(status)


def save(words, value):
    begun = time.monotonic()
    child, terminal = start(words, value)
    after = time.monotonic()
    status = wait(child, terminal, 60)
    return status, time.monotonic() - (after if terminal >= 0 else begun)


def look(path):
    with open(path, "rb") as file:
        return file.read()


def put(path, content):
    with open(path, "wb") as file:
        file.write(content)


def names():
    return {os.path.join(where, name) for where, _, files in os.walk(folder) for name in files}


class Kind:
    def __init__(self, name):
        self.name = name
        file, self.words = KINDS[name]
        self.path = os.path.join(folder, file)
        self.old_status, _ = save(self.words, 2)
        self.old = look(self.path)
        self.new_status, self.centre = save(self.words, 3)
        self.new = look(self.path)
        self.count = {"old": 0, "new": 0}
        self.left = 0
        self.wrong = []

    def good(self):
        return self.old_status == self.new_status == 0 and self.old != self.new and self.old and self.new

    def kill(self):
        """Around the moment at which the new file appears, as far as that is known, and as far off as the whole takes."""
        put(self.path, self.old)
        before = names()
        child, terminal = start(self.words, 3)
        status = wait(child, terminal, self.centre * dice.uniform(0.1, 1.9))
        found = look(self.path) if os.path.exists(self.path) else None
        outcome = "old" if found == self.old else "new" if found == self.new else None
        self.centre *= 1.1 if outcome == "old" else 0.9
        if outcome is None or status not in (None, 0):
            what = "no file" if found is None else f"{len(found)} bytes, neither old nor new"
            self.wrong.append(f"{self.name}: status {status}, {outcome or what}")
        elif status is None:
            self.count[outcome] += 1
        self.left += len(names() - before)
        return status is None

    def again(self):
        """The next save, among what was left."""
        put(self.path, self.old)
        status, _ = save(self.words, 3)
        if status != 0 or look(self.path) != self.new:
            self.wrong.append(f"{self.name}: the next save: status {status}")


def main():
    kinds = [Kind(name) for name in KINDS]
    wrong = [f"{kind.name} is not saved: {kind.old_status} {kind.new_status}" for kind in kinds if not kind.good()]
    survived = tries = 0
    while not wrong and survived < kills and tries < 20 * kills:
        survived += kinds[tries % len(kinds)].kill()
        tries += 1
    for kind in kinds:
        if not wrong or kind.wrong:
            kind.again()
    wrong += [line for kind in kinds for line in kind.wrong]
    for kind in kinds:
        print(f"# {kind.name}: {kind.count['old']} times the old file, {kind.count['new']} times the new one,"
              f" {kind.left} left over")
    old, new = (sum(kind.count[outcome] for kind in kinds) for outcome in ("old", "new"))
    # In few kills it happens that none falls between the rename and the end.
    if not wrong and not (old and (new or kills < 200) and survived == kills):
        wrong.append(f"{survived} kills, {old} times the old file and {new} times the new one: that tells nothing")
    for line in wrong[:20]:
        print(f"# {line}")
    print("1..1")
    print(f"{'not ok' if wrong else 'ok'} 1 - kills survived: {survived} (of {tries} saves; old {old}, new {new}; seed {seed})")
    return 1 if wrong else 0


try:
    result = main()
finally:
    shutil.rmtree(folder)
sys.exit(result)
