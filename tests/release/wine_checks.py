"""The Windows program under Wine beside the Linux program, in the same root: `wine_checks.py EXE LINUX HELPER DATA`. Started by tests/release/wine.

What both print and write has to be the same bytes; what only Windows has (its folders, locked files, names of devices, its console and
its signals) is tried by itself. Prints a line a check and a count; ends with 1 where one failed."""

import contextlib
import fcntl
import json
import os
import pty
import re
import select
import shutil
import struct
import subprocess
import sys
import termios
import time
import zipfile
from pathlib import Path

EXE, LINUX, HELPER, DATA = (Path(word).resolve() for word in sys.argv[1:5])
WINE = os.environ["WINE"]
WORK = EXE.parent / "work"
# A rule that needs no database of zones, with summer time.
ENV = {"PATH": "/usr/bin:/bin", "HOME": "/root", "TZ": "CET-1CEST,M3.5.0,M10.5.0/3", "LANG": "C.UTF-8",
       "WINEPREFIX": os.environ["WINEPREFIX"], "WINESERVER": os.environ["WINESERVER"],
       "WINEDEBUG": "-all", "WINEDLLOVERRIDES": "mscoree,mshtml=", "RECOVERY_RUN_SOUND": "off"}
LIMIT = 60
results = []


def check(name, holds, why=""):
    results.append(bool(holds))
    print(f"{'PASS' if holds else 'FAIL'}  {name}" + ("" if holds else f"\n      {why}"), flush=True)


def short(data):
    text = data.decode("utf-8", "replace") if isinstance(data, bytes) else str(data)
    return text[:300].replace("\n", "\\n")


def differs(one, other):
    """Where two outputs part, in words."""
    at = next((i for i, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))
    return f"{len(one)} and {len(other)} bytes, from byte {at}: {one[at-20:at+60]!r} and {other[at-20:at+60]!r}"


class Side:
    """One of the two programs, with a folder of its own for configuration and runs."""

    def __init__(self, name, command):
        self.name, self.command = name, command
        self.home = WORK / name
        self.home.mkdir(parents=True)
        self.env = dict(ENV, RECOVERY_RUN_DATA=str(self.home / "data"), RECOVERY_RUN_CONFIG=str(self.home / "config.toml"))

    def run(self, *arguments, data=b"", env=None, cwd=None):
        words = [*self.command, *map(str, arguments)]
        return subprocess.run(words, input=data, capture_output=True, env=env or self.env, cwd=cwd or DATA, timeout=LIMIT)

    def run_by_cmd(self, *arguments):
        """The same as `run`, with the exit code that Windows programs are told. Linux is told 0 in four of a hundred ends, on a busy
        machine, where Wine has a thread for Bluetooth; cmd was told the right one in each of 400."""
        script = WORK / "by-cmd.bat"
        words = " ".join(["Z:" + str(EXE).replace("/", "\\"), *arguments])
        script.write_bytes(f"@{words}\r\n@exit %errorlevel%\r\n".encode())
        words = [WINE, "cmd", "/c", "Z:" + str(script).replace("/", "\\")]
        return subprocess.run(words, capture_output=True, env=self.env, cwd=DATA, timeout=LIMIT)

    def start(self, *arguments):
        words = [*self.command, *arguments]
        return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.env, cwd=DATA)

    def journals(self):
        return sorted((self.home / "data/runs").glob("*.jsonl"))


def plain(path_words):
    """Without what differs between the two in a path: the names of the folders above, and which way the stroke leans."""
    return re.sub(rb"\\+", b"/", path_words).replace(b"work/windows/", b"work/linux/")


def same(name, *arguments, through=lambda printed: printed):
    """Both print the same bytes, and end well."""
    one, other = windows.run(*arguments), linux.run(*arguments)
    printed, expected = through(one.stdout), through(other.stdout)
    holds = expected and printed == expected and one.returncode == other.returncode == 0
    check(name, holds, f"codes {one.returncode} {other.returncode}, {differs(printed, expected)}; {short(one.stderr)}")


def same_output():
    same("--version", "--version")
    same("demo, headless, seed 3", "demo", "--headless", "--speed", "max", "--seed", "3")
    same("zones", "zones", "--age", "40", "--resting-hr", "55")
    for journal in sorted((DATA / "journals-1").glob("[!i]*.jsonl")):
        same(f"replay {journal.name}", "replay", f"journals-1/{journal.name}", "--headless", "--speed", "max")
    for file in ["two-activities.tcx", "segments.gpx", "polar-export.csv", "hrv-logger.csv", "elite.txt", "stored-rates.fit", "journals-1/beats.jsonl"]:
        same(f"report --json {file}", "report", "--json", "--age", "40", file)
    run = "journals-1/demo-stubborn.jsonl"
    same("report", "report", run)
    same("report --html", "report", run, "--html", "-")
    same("report --svg", "report", run, "--svg", "-")
    for kind in ["fit", "tcx", "csv", "json"]:
        same(f"export --to {kind}", "export", run, "--to", kind, "--output", "-")
    with zipfile.ZipFile(WORK / "packed.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(DATA / "two-activities.tcx", "folder/two.tcx")
    same("report of a zip", "report", "--json", WORK / "packed.zip")
    one, other = (side.run("completions", "powershell").stdout for side in (windows, linux))
    check("completions powershell", one == other and b"Register-ArgumentCompleter" in one, differs(one, other))


def tree(folder):
    """Every file below a folder with its content, but for what is private to a start."""
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {name: content for name, content in files.items() if not name.startswith("log/")}


def same_history():
    files = ["two-activities.tcx", "segments.gpx", "polar-export.csv", "journals-1/beats.jsonl", "stored-rates.fit", "journals-1"]
    same("import of files and a folder", "import", "--age", "40", *files, through=plain)
    one, other = tree(windows.home / "data/runs"), tree(linux.home / "data/runs")
    odd = [name for name in sorted(one.keys() | other.keys()) if one.get(name) != other.get(name)]
    check(f"the same {len(other)} files in the history", other and not odd, f"{odd[:5]}")
    for flag in ["--list", "--json", "--weeks"]:
        same(f"history {flag}", "history", flag, through=plain)
    same("report last", "report", "last")


LINES = [{"at": at, "bpm": 110 + at % 40, "rr_ms": [460, 455]} for at in range(0, 90, 3)] + [{"at": 91, "command": "lap"}, {"at": 95, "effort": 3}]


def headless(side, data):
    """A run from standard input; what it printed, and its journal without the start in its header."""
    shutil.rmtree(side.home / "data", ignore_errors=True)
    done = side.run("run", "--source", "-", "--headless", "--zone-bounds", "100,120,140,160,180", data=data)
    if done.returncode or len(side.journals()) != 1:
        return short(done.stderr), b"", []
    neutral = lambda text: re.sub(rb'"started_at":"[^"]*"', b'"started_at":""', text)
    written = sorted(path.suffix for path in (side.home / "data/runs").iterdir())
    return neutral(done.stdout), neutral(side.journals()[0].read_bytes()), written


def piped_runs():
    text = "".join(json.dumps(line) + "\n" for line in LINES)
    expected = headless(linux, text.encode())
    crlf = text.replace("\n", "\r\n")
    for name, data in {"piped": text.encode(), "piped with CRLF": crlf.encode(), "piped in UTF-8 with a mark": ("\ufeff" + crlf).encode(),
                       "piped in UTF-16 as PowerShell writes it": b"\xff\xfe" + crlf.encode("utf-16-le")}.items():
        told = headless(windows, data)
        check(f"a run {name}: output and journal as on Linux", expected[1] and told == expected, f"{told[0][:200]!r} {len(told[1])} {len(expected[1])}")


def config_with_windows_line_ends():
    text = "# r\u00fcn\r\nage = 52\r\nresting_hr = 50\r\n"
    for name, data in {"CRLF": text.encode(), "a mark": ("\ufeff" + text).encode(), "UTF-16": b"\xff\xfe" + text.encode("utf-16-le")}.items():
        (windows.home / "config.toml").write_bytes(data)
        (linux.home / "config.toml").write_bytes(text.encode())
        same(f"a configuration with {name}", "zones", "--json")
    (windows.home / "config.toml").unlink()
    (linux.home / "config.toml").unlink()


def own_folders():
    env = {name: value for name, value in ENV.items()}
    where = windows.run("config", "path", env=env).stdout.decode().strip()
    check("the configuration lies below %APPDATA%", re.match(r"(?i)C:\\users\\[^\\]+\\AppData\\Roaming\\.*recovery-run.*\\config\.toml$", where), where)
    made = windows.run("config", "init", env=env, data=b"")
    shown = windows.run("config", "show", env=env)
    path = Path(ENV["WINEPREFIX"]) / "drive_c" / where[3:].replace("\\", "/")
    check("config init writes it, config show reads it", made.returncode == 0 and path.is_file() and shown.returncode == 0, short(made.stderr + shown.stderr))
    again = windows.run("config", "init", env=env)
    check("config init leaves one that is there", again.returncode == 1 and b"is there already" in again.stderr, short(again.stderr))
    kept = windows.run("run", "--source", "-", "--headless", env=env, data=b"120\n121\n")
    runs = [found for found in (Path(ENV["WINEPREFIX"]) / "drive_c/users").rglob("runs/*.jsonl") if "AppData/Roaming" in str(found)]
    check("runs lie below %APPDATA%", kept.returncode == 0 and len(runs) == 1, f"{runs} {short(kept.stderr)}")


def names():
    folder = WORK / "a b" / "r\u00fcn \u8dd1"
    folder.mkdir(parents=True)
    shutil.copy(DATA / "journals-1/beats.jsonl", folder / "one run.jsonl")
    expected = linux.run("report", "--json", "journals-1/beats.jsonl").stdout
    inside = "Z:" + str(folder).replace("/", "\\")
    done = windows.run("report", "--json", inside + "\\one run.jsonl")
    strip = lambda text: re.sub(rb'"file":"[^"]*"', b"", text)
    check("spaces, letters beyond ASCII and backslashes in a path", done.stdout and strip(done.stdout) == strip(expected), short(done.stderr) + short(done.stdout))
    done = windows.run("export", "one run.jsonl", "--to", "csv", "--output", "d\u00ebux.csv", cwd=folder)
    check("an output beside it", done.returncode == 0 and (folder / "d\u00ebux.csv").stat().st_size > 100, short(done.stderr))
    done = windows.run("export", inside + "\\one run.jsonl", "--to", "fit", "--output", "C:\\out.fit")
    check("an output on a drive", done.returncode == 0 and (Path(ENV["WINEPREFIX"]) / "drive_c/out.fit").is_file(), short(done.stderr))
    for name in ["CON", "nul", "aux.fit", "COM1.csv", "run.fit ", "run.", "C:run.fit:hidden", "what?.fit"]:
        done = windows.run("export", "one run.jsonl", "--to", "fit", "--force", "--output", name, cwd=folder)
        check(f"no output named {name!r}", done.returncode == 1 and b"cannot be written" in done.stderr and b"give another name" in done.stderr, short(done.stderr))
    left = sorted(path.name for path in folder.iterdir())
    check("nothing else was left there", left == ["d\u00ebux.csv", "one run.jsonl"], str(left))


@contextlib.contextmanager
def locked(path):
    holder = subprocess.Popen([WINE, HELPER, "lock", "Z:" + str(path).replace("/", "\\")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENV)
    try:
        assert holder.stdout.readline().strip() == b"locked"
        yield
    finally:
        holder.stdin.close()
        holder.wait(LIMIT)


def locks():
    folder = WORK / "locked"
    folder.mkdir()
    run, target = folder / "run.jsonl", folder / "out.csv"
    shutil.copy(DATA / "journals-1/beats.jsonl", run)
    target.write_bytes(b"before")
    with locked(run):
        done = windows.run("report", "run.jsonl", cwd=folder)
        check("a recording that another program holds is told", done.returncode == 1 and b"run.jsonl cannot be read" in done.stderr, short(done.stderr))
    with locked(target):
        done = windows.run("export", "run.jsonl", "--to", "csv", "--force", "--output", "out.csv", cwd=folder)
        check("an output that another program holds is told", done.returncode == 1 and b"another program has it open" in done.stderr, short(done.stderr))
    left = sorted(path.name for path in folder.iterdir())
    check("and both are as they were", target.read_bytes() == b"before" and left == ["out.csv", "run.jsonl"], str(left))
    done = windows.run("export", "run.jsonl", "--to", "csv", "--force", "--output", "out.csv", cwd=folder)
    check("and once it is free it is written", done.returncode == 0 and target.stat().st_size > 100, short(done.stderr))
    with locked(run):
        done = windows.run("import", ".", cwd=folder)
        check("import tells a file that it cannot read and goes on", b"run.jsonl" in done.stdout + done.stderr, short(done.stdout + done.stderr))


def sampled(run, at):
    """Gives one reading and waits until it is told."""
    run.stdin.write(json.dumps({"at": at, "bpm": 120}).encode() + b"\n")
    run.stdin.flush()
    while line := run.stdout.readline():
        if b'"sample"' in line:
            return True
    return False


def while_recording_and_after_a_kill():
    shutil.rmtree(windows.home / "data", ignore_errors=True)
    run = windows.start("run", "--source", "-", "--headless")
    told = all(sampled(run, at) for at in range(10))
    journal = windows.journals()[0]
    done = windows.run("report", "--json", "last")
    check("the run that is being recorded can be read", told and done.returncode == 0, short(done.stderr))
    done = windows.run("history", "--list")
    check("and listed", done.returncode == 0 and done.stdout, short(done.stderr))
    done = windows.run_by_cmd("run", "--headless")
    check("another start does not take it for a run to finish", b"brought to its end" not in done.stderr, short(done.stderr))
    check("and what Bluetooth lacks under Wine is told in plain words",
          done.returncode == 1 and b"no Bluetooth LE (0x80004001); " in done.stderr and b"HRESULT" not in done.stderr, f"code {done.returncode}: {short(done.stderr)}")
    # Wine becomes the program itself, so that this ends it as TerminateProcess does.
    run.kill()
    run.wait()
    before = journal.read_bytes()
    done = windows.run("run", "--headless")
    check("a killed run is brought to its end at the next start", b"brought to its end" in done.stderr, short(done.stderr))
    after = journal.read_bytes()
    check("and has all that was told", before.count(b'"bpm":120') == 10 and after.startswith(before) and b'"stop"' in after, short(after[-200:]))


class Console:
    """A console of Wine on a terminal, with the helper in it that starts the program."""

    def __init__(self, name, signal, *arguments, stdout=None):
        self.out = WORK / f"{name}.modes"
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
        words = [WINE, HELPER, "modes", "Z:" + str(self.out).replace("/", "\\"), signal, "Z:" + str(EXE).replace("/", "\\"), *arguments]
        env = dict(windows.env, TERM="xterm-256color")
        self.child = subprocess.Popen(words, stdin=slave, stdout=slave, stderr=slave, env=env, cwd=DATA, start_new_session=True)
        os.close(slave)
        self.seen = b""

    def wait_for(self, pattern):
        """Reads until something is on the terminal, or the limit is over."""
        end = time.monotonic() + LIMIT
        while not re.search(pattern, self.seen):
            ready, _, _ = select.select([self.master], [], [], max(0.0, end - time.monotonic()))
            try:
                piece = os.read(self.master, 65536) if ready else b""
            except OSError:
                piece = b""
            if not piece:
                return False
            self.seen += piece
        return True

    def type(self, keys):
        os.write(self.master, keys)

    def signal(self):
        Path(str(self.out) + ".now").touch()

    def ended(self):
        """Waits for the end; the modes before and after, and the exit code."""
        self.wait_for(rb"$^never")
        self.child.wait(LIMIT)
        os.close(self.master)
        told = dict(line.split(" ", 1) for line in self.out.read_text().splitlines())
        return told.get("before"), told.get("after"), told.get("code")


def consoles():
    """Wine ends a program at Ctrl-Break before the program hears of it, and tells it nothing of a terminal that is closed: these two are not tried."""
    shutil.rmtree(windows.home / "data", ignore_errors=True)
    console = Console("interrupted", "c", "demo", "--headless", "--record", "--speed", "1")
    began = console.wait_for(rb"sample")
    console.signal()
    _, _, code = console.ended()
    journals = windows.journals()
    text = journals[0].read_bytes() if journals else b""
    check("Ctrl-C ends a run well and finishes its journal", began and code == "0" and text.endswith(b"\n") and b'"stop"' in text,
          f"{began} {code} {short(text[-100:])} {short(console.seen[-300:])}")
    console = Console("screen", "none", "demo", "--speed", "20")
    shown = console.wait_for(rb"warm-up")
    console.type(b"qq")
    before, after, code = console.ended()
    # Wine breaks lines in the middle of codes, since it counts their letters.
    seen = console.seen.replace(b"\r\r\n", b"")
    check("the screen is drawn on a console, and q ends it", shown and code == "0", f"{shown} {code} {short(seen[-300:])}")
    check("the modes of the console are as they were", before and before == after and "none" not in before, f"{before} -> {after}")
    entered, left = seen.rfind(b"\x1b[?1049h"), seen.rfind(b"\x1b[?1049l")
    check("its other screen is left, with the cursor shown", 0 < entered < left < seen.rfind(b"\x1b[?25h"), short(seen[-600:]))
    check("and the run is summed up below", re.search(rb"recovery run +\d+:\d\d", seen[left:]), short(seen[-600:]))


def words():
    done = windows.run("doctor")
    text = (done.stdout + done.stderr).decode()
    raw = [word for word in ["HRESULT", "Error {", "usermod", "bluetoothctl", "systemctl", "apt ", "rfkill", "ulimit", "HOME"] if word in text]
    check("doctor speaks of Windows in plain words", done.returncode == 1 and "no Bluetooth LE" in text and not raw, f"{raw} {short(text)}")
    done = windows.run("doctor", "--json")
    found = json.loads(done.stdout)
    check("doctor --json as well", any(not one["ok"] for one in found) and "HRESULT" not in done.stdout.decode(), short(done.stdout))
    done = windows.run_by_cmd("scan", "--seconds", "1")
    check("scan too", done.returncode == 1 and b"no Bluetooth LE" in done.stderr and b"HRESULT" not in done.stderr, f"code {done.returncode}: {short(done.stderr)}")


started = time.monotonic()
shutil.rmtree(WORK, ignore_errors=True)
WORK.mkdir()
windows, linux = Side("windows", [WINE, str(EXE)]), Side("linux", [str(LINUX)])
for part in [same_output, same_history, piped_runs, config_with_windows_line_ends, own_folders, names, locks, while_recording_and_after_a_kill,
             consoles, words]:
    try:
        part()
    except Exception as error:  # A part that cannot go on has failed, and the others are tried all the same.
        check(part.__name__, False, repr(error))
print(f"took {time.monotonic() - started:.0f} s")
print(f"wine: {sum(results)} passed, {len(results) - sum(results)} failed")
sys.exit(0 if results and all(results) else 1)
