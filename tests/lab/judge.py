"""What a scenario came to: the program's own lines and journal, and what the strap says it did; and the claims judged on them."""
import datetime, glob, json, os, re


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

    def happened(self, *events):
        """What the strap tells of these kinds of events."""
        return [event for event in self.strap if event["ev"] in events]

    def retold(self):
        """What the program and the strap did, folded, to read beside a failure."""
        if not self.strap:
            return ["the strap told nothing"]
        began = self.strap[0]["rt"]
        folded, packets = [], {}
        for event in self.strap:
            if event["ev"] in ("sent", "not-sent"):
                packets[event.get("why", "sent")] = packets.get(event.get("why", "sent"), 0) + 1
                continue
            if packets:
                folded.append(f"             {packets}")
                packets = {}
            more = " ".join(f"{key}={value}" for key, value in event.items() if key not in ("rt", "mono", "ev"))
            folded.append(f"{(event['rt'] - began) / 1e9:9.3f}  {event['ev']} {more}"[:200])
        told = [f"{line['at']:9.3f}  {line['link']}" for line in of_type(self.lines, "link")]
        return ["links: " + ", ".join(told[:60]), f"{len(of_type(self.lines, 'sample'))} samples, exit code {self.code}", "stderr: " + self.stderr, *folded[:200], f"             {packets}"]


def fail_unless(holds, why):
    return [] if holds else [why]


def always(run):
    """What must hold in every scenario: no panic was told, and nothing went wrong in the lab."""
    told = run.stderr + run.text + run.screens
    errors = [event["error"] for event in run.happened("error")]
    return (fail_unless("panicked" not in told and "unwrap()" not in told, "a panic was told: " + told)
            + fail_unless(not errors, f"the emulated sensors failed: {errors[:3]}"))


def lasted(run, seconds, samples, code=0):
    """The run went on for as long as it was let, ended with this exit code and a summary, and had at least so many samples
    with a rate. `seconds`: until it was told to end; 3 more are for the start and the closing of the link."""
    last = run.lines[-1] if run.lines else {"type": "nothing"}
    heard = sum(line["bpm"] is not None for line in of_type(run.lines, "sample"))
    problems = fail_unless(run.code == code, f"exit code {run.code}, not {code}: {run.stderr}")
    problems += fail_unless(heard >= samples, f"{heard} samples with a rate, at least {samples} are due")
    if last["type"] != "summary":
        return problems + [f"the last line is no summary: {last}"]
    return problems + fail_unless(seconds - 2 <= last["elapsed_s"] <= seconds + 3, f"the run took {last['elapsed_s']} s, and {seconds} were due")


# A packet that is sent so shortly before its link ends may be lost with it.
IN_THE_AIR = 0.1
LINK_ENDS = ("drop", "disconnected", "adapter-unplugged", "hangup")


def told_to_end(run):
    """The moment at which the last run was told to end, in seconds since 1970."""
    begun = datetime.datetime.fromisoformat(of_type(run.lines, "start")[-1]["started_at"].replace("Z", "+00:00"))
    return begun.timestamp() + run.lines[-1]["elapsed_s"]


def accounted(run, spare=0, unheard=()):
    """Every packet that was sent while the link stood is in the journal, once, in order. Missing may be what was sent
    after the run was told to end, while BlueZ took 2 s to close the link; and `spare` packets over the whole run, of those that
    were in the air when the link ended or were sent in a span (from, to) in which no bluetoothd heard them."""
    sent, at, missing = [event["hex"] for event in run.sent], 0, []
    for packet in run.kept:
        while at < len(sent) and sent[at] != packet:
            missing.append(at)
            at += 1
        if at == len(sent):
            return ["a packet is in the journal that was not sent, or twice, or out of order: " + packet]
        at += 1
    if not run.kept:
        return ["nothing was kept"]
    end, losses, spans = told_to_end(run), [event["rt"] / 1e9 for event in run.happened(*LINK_ENDS)], [unheard] if unheard else []
    moments = [run.sent[index]["rt"] / 1e9 for index in [*missing, *range(at, len(sent))]]
    during = [moment for moment in moments if moment < end - IN_THE_AIR]
    excused = lambda moment: any(0 <= loss - moment <= IN_THE_AIR for loss in losses) or any(since <= moment <= until for since, until in spans)
    unexcused = [round(moment - run.sent[0]["rt"] / 1e9, 3) for moment in during if not excused(moment)]
    problems = fail_unless(len(moments) - len(during) <= 3, f"{len(moments) - len(during)} packets were sent after the run was told to end: it closes no link")
    problems += fail_unless(not unexcused, f"packets are missing though their link stood, sent at (s after the first): {unexcused[:10]}")
    return problems + fail_unless(len(during) <= spare, f"{len(during)} of {len(sent)} packets are missing, and at most {spare} were in the air")


def returns_within(run, seconds, count):
    """After each loss packets are sent again within so many seconds of the strap's advertising again, and that so many times.
    A return that no packet follows is none."""
    problems, waiting, returns, lost = [], None, 0, False
    for event in run.strap:
        if event["ev"] == "disconnected":
            lost = True
        elif event["ev"] == "advertising" and lost and waiting is None:
            waiting = event["rt"]
        elif event["ev"] == "sent" and waiting is not None:
            taken = (event["rt"] - waiting) / 1e9
            problems += fail_unless(taken <= seconds, f"return {returns + 1} took {taken:.2f} s to the first packet")
            waiting, returns = None, returns + 1
    # At its end the run closes the link, and the strap advertises in vain; the guest is gone shortly after.
    left = (run.strap[-1]["rt"] - waiting) / 1e9 if waiting is not None else 0
    problems += fail_unless(left <= seconds, f"the strap advertised for {left:.0f} s and no packet was asked of it")
    return problems + fail_unless(returns == count, f"{returns} returns with packets, not {count}")


def keeps_what_was_told(run, least):
    """Every packet of a burst at the end of a link that bluetoothd told on D-Bus is kept. bluetoothd itself may lose some: it reads
    one packet for each time it looks, and nothing more once it heard that the link is gone. `least` were told at all."""
    values = re.findall(r'string "Value"\s+variant\s+array of bytes \[([0-9a-f\s]*)\]', run.aside("bus"))
    told = ["".join(value.split()) for value in values]
    burst = [event["hex"] for event in run.sent if "burst" in event]
    heard = [packet for packet in told if packet in burst]
    kept = [packet for packet in run.kept if packet in burst]
    return fail_unless(len(heard) >= least, f"bluetoothd told {len(heard)} of the burst") + fail_unless(kept == heard, f"{len(kept)} kept of {len(heard)} that were told")


def pauses(run, seconds):
    """Between a call that failed and the next one, from the fifth on, so many seconds pass at least; and they go on to the end."""
    calls = [(event["rt"] / 1e9, event["ev"]) for event in run.happened("connected", "disconnected")]
    gaps = [after - before for (before, ended), (after, begun) in zip(calls, calls[1:]) if (ended, begun) == ("disconnected", "connected")]
    problems = fail_unless(len(gaps) >= 10, f"only {len(gaps) + 1} calls")
    return problems + fail_unless(all(gap >= seconds for gap in gaps[4:]), f"it is pressed: {len(gaps) + 1} calls, as little as {min(gaps[4:], default=0):.2f} s after the last")


def says(run, *words):
    return [f"it does not say {word!r}: {run.stderr}" for word in words if word not in run.stderr] + fail_unless(
        not of_type(run.lines, "sample"), "there were samples")


def in_order(run, *words):
    places = [run.stderr.find(word) for word in words]
    return fail_unless(-1 not in places and places == sorted(places), f"{words} are not told in this order: {run.stderr}")


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
    told = [json.loads(line) for line in run.journal if line.startswith('{"at"') and '"info":' in line]
    told = [(line["at"], line["info"]["battery"]) for line in told if line["info"].get("battery") is not None]
    return fail_unless([level for _, level in told] == [87, 14] and told[1][0] <= 380, str(told))


def gone_within(run, seconds, code=0):
    """The dashboard ended within so many seconds of being asked to, with this exit code."""
    if not run.aside("ended"):
        return ["it did not end: " + run.aside("before")]
    taken = times(run, "ended") - times(run, "asked")
    return fail_unless(taken <= seconds, f"it took {taken:.2f} s to end") + fail_unless(run.aside("code") == str(code), f"exit code {run.aside('code')}, not {code}")


def steady(run):
    """Memory and open files after ten drops and after a hundred and ten; a megabyte is for the run's own samples."""
    memory = [int(line.split()[1]) for line in run.aside("memory").splitlines()]
    files = [int(line) for line in run.aside("open").splitlines()]
    return fail_unless(len(memory) == 2 and memory[1] - memory[0] <= 1024, f"{memory} kB") + fail_unless(len(files) == 2 and files[1] <= files[0] + 2, f"{files} files")
