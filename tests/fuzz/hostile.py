#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Names and texts that would mislead a terminal or a reader, in every place where one can be given: no byte of them comes
out again, whatever is printed, drawn or exported, and pictures are well-formed XML.

hostile.py PROGRAM"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import xml.dom.minidom

program = os.path.abspath(sys.argv[1])

# C0, C1, escape sequences, bidi overrides and isolates, marks, zero-width, tags, a byte order mark, invalid UTF-8.
PARTS = [b"\x1b[31mred", b"\x1b]0;title\x07", b"\x9b31m", "\u009b31m".encode(), "\u202eabc\u202c".encode(),
         "\u2066abc\u2069".encode(), "\u200eabc\u200f".encode(), "a\u200bb\u2060c\u00add".encode(), "\U000e0041".encode(),
         "\ufeff".encode(), "\ufff9a\ufffb".encode(), "\u061c".encode(), b"\xff\xfe", b"\xed\xa0\x80", b"\x08\x7f",
         "<&\"'>".encode()]
# What YAML takes inside of quotes: written as escapes it takes everything.
YAML = "".join(f"\\U{ord(c):08x}" for c in "\x1b[31m\x9b\u202e\u2066\u200e\u200b\u00ad\ufeff\U000e0041") + "<&>"

HARMFUL = re.compile("[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
                     "\ufff9-\ufffb\U000e0000-\U000e0fff]")
OURS = re.compile("\x1b\\[[0-9;]*m")  # what `--format ansi` is made of


def run(words, home, data=b""):
    environment = dict(os.environ, HOME=home, LC_ALL="C.UTF-8")
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        environment.pop(name, None)
    return subprocess.run([program.encode(), *[w if isinstance(w, bytes) else w.encode() for w in words]], cwd=home,
                          env=environment, input=data, capture_output=True, timeout=60, check=False)


def fault(done):
    if done.returncode not in (0, 1, 2):
        return f"status {done.returncode}: {done.stderr[-300:]}"
    for name, data in (("output", done.stdout), ("errors", done.stderr)):
        try:
            text = OURS.sub("", data.decode("utf-8"))
        except UnicodeDecodeError as error:
            return f"{name}: {error}"
        found = HARMFUL.search(text) or re.search("\x1b", text)
        if found:
            return f"{name}: U+{ord(found.group()):04X} in {text[max(0, found.start() - 40):found.end() + 20]!r}"
    return None


def bare(part):
    return part.replace(b"\0", b"")


def from_arguments(home):
    """The command line: every kind of text it takes."""
    for part in PARTS:
        for words in (["run", b"--surface", part], ["run", b"--lr", part], ["run", b"--optim", part], [part],
                      [b"--" + part], ["run", b"--" + part + b"=1"], ["run", b"--update", part],
                      ["run", b"--scene", part], ["show", b"--keys", part], ["show", b"--keys", b": " + part + b" Enter"],
                      ["show", b"--keys", b": lr " + part + b" Enter : Up"], ["show", b"--keys", b": " + part],
                      ["replay", part], ["list", part], ["lessons", "check", part], ["lessons", part],
                      ["map", b"--x", part], ["map-merge", part], ["run", b"--data", part],
                      ["run", b"--data", "line50", b"--model", part], ["run", b"-o", b"no/" + part],
                      ["eval", part], ["run", b"--format", part], ["--lang", part],
                      ["show", b"--keys", b": export no/" + part + b" Enter"],
                      ["show", b"--keys", b": save no/" + part + b" Enter"]):
            yield words, run(words, home)


def from_names(home):
    """Files whose names are hostile: read, listed and completed."""
    os.makedirs(os.path.join(home, ".config/downhill/surfaces"), exist_ok=True)
    for part in PARTS:
        name = bare(part).replace(b"/", b"")
        path = os.path.join(home.encode(), name + b".csv")
        with open(path, "wb") as file:
            file.write(b"x,y\n1,2\n2,4\n3,7\n")
        for words in (["run", b"--data", path, b"--steps", b"2"], ["show", b"--data", path],
                      ["run", b"--data", path, b"--format", b"jsonl", b"--steps", b"2"],
                      ["run", b"--data", path, b"--summary", b"--steps", b"2"], ["compare", b"--data", path],
                      ["map", b"--data", path, b"--x", b"learning_rate:0.01:1:log:4", b"--steps", b"3"],
                      ["show", b"--keys", b": load " + name[:1] + b" Tab Tab Tab"],
                      ["show", b"--data", path, b"--format", b"svg"]):
            yield words, run(words, home)
        os.remove(path)
        broken = os.path.join(home.encode(), b".config/downhill/surfaces", name + b".yaml")
        with open(broken, "wb") as file:
            file.write(b"nothing: good\n")
        yield ["list", name], run(["list", "surfaces"], home)
        os.remove(broken)


def from_files(home):
    """Titles, columns, notes, lessons, comments: texts inside of files."""
    scene = f'downhill: 1\ntitle: "T{YAML}"\nwatch: "W{YAML}"\nsurface: parabola\nstart: [2]\nlanes:\n  - name: "A{YAML}"\n'
    surface = (f'name: mine\ntitle: "T{YAML}"\nnote: "N{YAML}"\nsource: "S{YAML}"\nformula: x^2\nparameters: [x]\n'
               "domain: [[-1, 1]]\nstart: [0.5]\n")
    optimizer = f'name: own\ntitle: "T{YAML}"\npaper: "P{YAML}"\nlimit_note: "L{YAML}"\nupdate:\n  - p = p - lr*g\n'
    lesson = (f'lesson: 1\nname: mine\ntitle: "T{YAML}"\nsummary: "S{YAML}"\nminutes: 5\nbeats:\n'
              f'  - text: ["x{YAML}"]\n    say: ["y{YAML}"]\n    do: [fresh]\n    predict:\n      question: "Q{YAML}"\n'
              f'      at: 4\n      choices:\n        - {{text: "a{YAML}", when: A.w < 3}}\n'
              f'        - {{text: "b{YAML}", when: not A.w < 3}}\n    hint: "h{YAML}"\n    reveal: "r{YAML}"\n')
    files = {"surfaces/mine.yaml": surface, "optimizers/own.yaml": optimizer, "scenes/mine.yaml": scene,
             "lessons/mine.yaml": lesson}
    for name, text in files.items():
        path = os.path.join(home, ".config/downhill", name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    path = os.path.join(home, ".config/downhill/lessons/mine.yaml")
    keys = b"l End Up Enter PgDn 1 PgDn Tick:9 PgDn PgDn"
    for words in (["list", "surfaces"], ["list", "optimizers"], ["list", "scenes"], ["lessons"], ["lessons", "list"],
                  ["lessons", "check", path], ["lessons", "play", path], ["lessons", "notes", path],
                  ["show", b"--scene", b"mine"], ["show", b"--scene", b"mine", b"--format", b"svg"],
                  ["show", b"--scene", b"mine", b"--format", b"ansi"], ["show", b"--surface", b"mine", b"--keys", b"e"],
                  ["show", b"--keys", b": lesson mine Enter PgDn 1 PgDn Tick:9 PgDn"], ["show", b"--keys", keys],
                  ["show", b"--optim", b"own", b"--keys", b"v Tick:1"], ["show", b"--optim", b"own", b"--keys", b"p"],
                  ["run", b"--surface", b"mine", b"--optim", b"own", b"--summary", b"--steps", b"2"],
                  ["find", b"--surface", b"mine", b"--optim", b"own"], ["replay", os.path.join(home, ".config/downhill/scenes/mine.yaml")]):
        yield words, run(words, home)
    shutil.rmtree(os.path.join(home, ".config"))
    for part in PARTS:
        data = os.path.join(home, "data.csv")
        with open(data, "wb") as file:
            file.write(b"# about " + part + b'\nx,y,"' + part.replace(b'"', b"") + b'"\n1,2,3\n2,4,5\n3,7,' + part + b"\n")
        for words in (["run", b"--data", data, b"--steps", b"2"], ["show", b"--data", data],
                      ["run", b"--data", data, b"--model", b"w*z+b"], ["list", "data"],
                      ["run", b"--data", data, b"--target", part]):
            yield words, run(words, home)


def exports(home):
    """What is written: well-formed, and none of it harmful."""
    path = os.path.join(home, "<&\"'>.csv")
    with open(path, "w", encoding="utf-8") as file:
        file.write("x,y\n1,2\n2,4\n3,7\n")
    for number, what in enumerate(["export", "export chart", "export lane"]):
        for keys in (f"f Tick:3 : {what} out{number}.svg Enter", f": {what} out{number}.svg Enter"):
            done = run(["show", "--data", path, "--keys", keys], home)
            yield [what], done
            out = os.path.join(home, f"out{number}.svg")
            if os.path.exists(out):
                with open(out, "rb") as file:
                    xml.dom.minidom.parseString(file.read())
                os.remove(out)
    done = run(["show", "--data", path, "--format", "svg", "--keys", ": <&\"'> Enter"], home)
    xml.dom.minidom.parseString(done.stdout)
    yield ["show svg"], done


def bombs(home):
    """Files made to cost time or memory: an answer within seconds."""
    scene = "downhill: 1\nsurface: parabola\nstart: [2]\nlanes:\n  - name: A\n"
    aliases = 'a0: &a0 ["x","x"]\n' + "".join(f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12))
    texts = {"aliases": aliases + scene, "an alias": scene + "    settings: &a [*a]\n",
             "brackets": scene + "    settings: " + "[" * 900000, "maps": scene + "    settings: " + "{a: " * 200000,
             "brackets in what is not known": "foo: " + "[" * 400000 + "\n" + scene,
             "dashes": scene + "    settings:\n      " + "- " * 500000, "questions": scene + "? " * 500000,
             "a long word": scene + '    settings: ["' + "x" * 1000000 + '"]\n', "many keys": "".join(
                 f"k{i}: 1\n" for i in range(100000)), "many documents": "---\n" * 260000}
    for name, text in texts.items():
        path = os.path.join(home, "bomb.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        yield ["replay", name], run(["replay", path], home)
    path = os.path.join(home, "bomb.csv")
    for name, text in {"comments": "x,y\n" + "#\n" * 3000000 + "1,2\n", "a quote": 'x,y\n"' + "a\n" * 1000000,
                       "columns": ",".join(f"c{i}" for i in range(100000)) + "\n"}.items():
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        yield ["--data", name], run(["run", "--data", path, "--steps", "2"], home)
    for name, formula in {"brackets": "(" * 32000, "a tower": "x^" * 900 + "x", "a product": "*".join(
            f"sin(x*{i})" for i in range(4000)), "powers": "+".join(f"x^{1048575 - i}" for i in range(5000)),
            "choices": "where(x<1," * 900 + "x" + ",x)" * 900}.items():
        yield ["--surface", name], run(["run", "--surface", formula, "--steps", "2"], home)
    lines = ["a=p+g"] + ["a=" + "sin(" * 500 + "a" + ")" * 500] * 22 + ["p=p-lr*a"]
    yield ["--update"], run(["run", "--update", ";".join(lines), "--steps", "2"], home)


def main():
    groups = [from_arguments, from_names, from_files, exports, bombs]
    failed = False
    print(f"1..{len(groups)}")
    for number, group in enumerate(groups, 1):
        home = tempfile.mkdtemp(prefix="downhill-hostile-")
        count, wrong = 0, []
        slowest, begun = 0.0, time.monotonic()
        try:
            for words, done in group(home):
                now = time.monotonic()
                slowest, begun = max(slowest, now - begun), now
                count += 1
                what = fault(done)
                if what:
                    wrong.append(f"{str(words)[:120]}: {what}")
        except (subprocess.TimeoutExpired, xml.parsers.expat.ExpatError) as error:
            wrong.append(str(error)[:400])
        shutil.rmtree(home)
        failed = failed or bool(wrong)
        print(f"{'not ok' if wrong else 'ok'} {number} - {group.__name__}: {count} runs, the slowest {slowest:.1f} s")
        for line in wrong[:30]:
            print(f"# {line.splitlines()[0]}")
    sys.exit(1 if failed else 0)


main()
