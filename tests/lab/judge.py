"""What a scenario came to: the program's own lines and journal, and what the strap says it did; and the claims judged on them."""
import glob, json, os


def of_type(lines, kind):
    return [line for line in lines if line["type"] == kind]


def links(run):
    return [line["link"] for line in of_type(run.lines, "link")]


class Run:
    """What came back from the guest."""

    def __init__(self, out, code):
        read = lambda name: open(os.path.join(out, name), errors="replace").read() if os.path.exists(os.path.join(out, name)) else ""
        self.code, self.stderr, self.text = code, read("stderr"), read("stdout")
        # What the shell command put aside: captured screens, moments, figures.
        self.aside = lambda name: read(name).rstrip()
        self.screens = "".join(read(name) for name in os.listdir(out) if "." not in name and name != "runs") if os.path.isdir(out) else ""
        self.lines = [json.loads(line) for line in self.text.splitlines() if line.startswith('{"type"')]
        self.strap = [json.loads(line) for line in read("strap.jsonl").splitlines()]
        self.sent = [event for event in self.strap if event["ev"] == "sent"]
        self.kept, self.journal = [], []
        for path in sorted(glob.glob(os.path.join(out, "runs/*.jsonl"))):
            lines = open(path).read().splitlines()
            self.journal += lines
            self.kept += [line["hex"] for line in map(json.loads, lines) if "hex" in line]


def fail_unless(holds, why):
    return [] if holds else [why]


def accounted(run, spare=0):
    """Every packet that was sent while the link stood is in the journal, once, in order. What was sent while the run was
    closing the link (BlueZ takes 2 s) is no part of it; `spare` packets fall into a loss that nobody could hear."""
    sent = [event["hex"] for event in run.sent]
    at, missing = 0, []
    for packet in run.kept:
        while at < len(sent) and sent[at] != packet:
            missing.append(at)
            at += 1
        if at == len(sent):
            return ["a packet is in the journal that was not sent, or twice, or out of order: " + packet]
        at += 1
    tail = len(sent) - at
    problems = fail_unless(len(missing) <= spare, f"{len(missing)} of {len(sent)} packets are missing: {missing[:10]}")
    return problems + fail_unless(tail <= 3, f"the last {tail} packets are missing") + fail_unless(run.kept, "nothing was kept")


def returns_within(run, seconds):
    """After each return the link stands again within so many seconds of the strap's first advertisement."""
    problems, waiting = [], None
    for event in run.strap:
        if event["ev"] == "advertising" and waiting is None:
            waiting = event["rt"]
        elif event["ev"] == "sent" and waiting is not None:
            taken = (event["rt"] - waiting) / 1e9
            first = event is run.sent[0]
            # The first time there is a look round for other straps.
            problems += fail_unless(first or taken <= seconds, f"a return took {taken:.2f} s to the first beat")
            waiting = None
    return problems


def says(run, *words):
    return [f"it does not say {word!r}: {run.stderr}" for word in words if word not in run.stderr] + fail_unless(
        not of_type(run.lines, "sample"), "there were samples")


def exits(run):
    """The exit codes that the shell command told as `exit COMMAND CODE`."""
    told = [line.split() for line in run.text.splitlines() if line.startswith("exit ")]
    return {words[1]: int(words[2]) for words in told}


def cannot_start(run, *words):
    """doctor, scan and run each fail with 1, a finding and a remedy; doctor has the words for every system."""
    problems = says(run, *words) + fail_unless(exits(run) == {"doctor": 1, "scan": 1, "run": 1}, str(exits(run)))
    told = [line for line in run.stderr.splitlines() if line.startswith("recovery-run:")]
    problems += fail_unless(len(told) == 3, f"not one line on stderr each: {run.stderr}")
    for word in words:
        problems += fail_unless(sum(word in line for line in told) >= 2 and word in run.text, f"{word!r} is not said by scan, run and doctor each")
    return problems + fail_unless(all(f"on {system}:" in run.text for system in ("Raspberry Pi OS", "macOS", "Windows")), run.text)


def beats(lines):
    return [rr for line in of_type(lines, "sample") for rr in line["rr_ms"]]


def times(run, name):
    """A moment that the shell command put aside with `date +%s%N`, in seconds."""
    return int(run.aside(name)) / 1e9


def shows(run, screen, *words):
    return [f"the screen {screen!r} does not show {word!r}:\n{run.aside(screen)}" for word in words if word not in run.aside(screen)]


def closed(run):
    """The link was ended by us (reason 0x13, as the strap hears it) and not left to time out."""
    reasons = [event["reason"] for event in run.strap if event["ev"] == "disconnected"]
    return fail_unless(reasons and reasons[-1] in (0x13, 0x16), f"the link was left standing: {reasons}")


def no_panic(run):
    told = run.stderr + run.text + run.screens
    return fail_unless("panicked" not in told and "unwrap()" not in told, "a panic was told: " + told)


def noticed(run, seconds):
    lost = [line["at"] for line in of_type(run.lines, "link") if line["link"] == "lost"]
    before = [line["at"] for line in of_type(run.lines, "sample") if lost and line["at"] < lost[0]]
    return fail_unless(lost and before and lost[0] - before[-1] <= seconds, f"lost at {lost[:1]}, last beat at {before[-1:]}")


def held(run):
    """What came late came whole: no beat is missing between the first and the last, and none counts as an artefact."""
    samples = of_type(run.lines, "sample")
    sent = [event["hex"] for event in run.sent]
    together = max(sum(1 for other in samples if other["at"] - 0.05 <= line["at"] <= other["at"] + 0.05) for line in samples)
    report = json.loads(run.aside("report"))
    return (fail_unless(together >= 5, f"only {together} packets came together: the strap did not hold them") + fail_unless(len(sent) > 30, "too few")
            + fail_unless(report["rr"]["artefact_percent"] == 0, str(report["rr"])) + fail_unless(report["rr"]["count"] == len(beats(run.lines)), str(report["rr"])))


def off_skin(run):
    """No prompt while the contact is off and in the half minute after; a rate told without contact is not believed for good."""
    prompts = [cue for cue in of_type(run.lines, "cue") if cue["cue"] in ("rising", "ease-off", "slow-down", "walk", "stop")]
    off = [line for line in of_type(run.lines, "sample") if line["bpm"] == 180]
    return (fail_unless(not prompts, f"it prompted: {prompts}") + fail_unless(off and all(line["signal"] != "good" for line in off), f"rates off the skin are believed: {off[:2]}")
            + fail_unless(any(line["bpm"] is None for line in of_type(run.lines, "sample")), "no sample without a rate"))


def same_rates(run):
    said = [line["bpm"] for line in of_type(run.lines, "sample")]
    sent = [event["hr"] for event in run.sent][:len(said)]
    return fail_unless(said and said == sent, f"{said[:10]} and not {sent[:10]}")


def batteries(run):
    told = [json.loads(line) for line in run.journal if line.startswith('{"at"') and '"strap":' in line]
    told = [(line["at"], line["strap"]["battery"]) for line in told if line["strap"].get("battery") is not None]
    return fail_unless([level for _, level in told] == [87, 14] and told[1][0] <= 380, str(told))


def gone_within(run, seconds):
    if not run.aside("ended"):
        return ["it did not end: " + run.aside("before")]
    taken = times(run, "ended") - times(run, "asked")
    return fail_unless(taken <= seconds, f"it took {taken:.2f} s to end")


def steady(run):
    """Memory and open files after ten drops and after a hundred and ten; a megabyte is for the run's own samples."""
    memory = [int(line.split()[1]) for line in run.aside("memory").splitlines()]
    files = [int(line) for line in run.aside("open").splitlines()]
    return fail_unless(len(memory) == 2 and memory[1] - memory[0] <= 1024, f"{memory} kB") + fail_unless(len(files) == 2 and files[1] <= files[0] + 2, f"{files} files")
