"""The claims about a belt: what it was told and when, judged against the rules of `hold`."""
import datetime
import json

from judge import accounted, fail_unless, lasted, of_type


def moments(run, event):
    """Seconds since the start of the lab of an emulated device's event."""
    return (event["rt"] - run.strap[0]["rt"]) / 1e9


def writes(run):
    """What the program wrote to the control point."""
    return [event for event in run.happened("cp-write") if not event["guest"]]


def speeds(run):
    return [event for event in writes(run) if event["op"] == 2]


def untouched(run):
    return fail_unless(not writes(run), f"the belt was told something: {writes(run)[:3]}")


def by_the_rules(run, floor=4.0, limit=10.0, own=9.5):
    """Nothing but control and speeds, control first; down by 0.3 at most and 10 s apart, up by 0.1 at most and 30 s apart; never over the
    runner's own speed, the limit, or under the floor; nothing twice."""
    problems = fail_unless(all(event["op"] in (0, 2) for event in writes(run)), "something else than control or a speed was asked for")
    if speeds(run):
        problems += fail_unless(writes(run)[0]["op"] == 0, "a speed was asked for before control")
    before = None
    for event in speeds(run):
        at, asked = moments(run, event), event["asked"]
        step = asked - (before[1] if before else event["target"])
        gap = at - before[0] if before else 1e9
        problems += fail_unless(-0.305 <= step <= 0.105 and step != 0, f"at {at:.0f} s a step of {step:.2f}")
        problems += fail_unless(gap >= (9.5 if step < 0 else 29.5), f"at {at:.0f} s a step {gap:.1f} s after the last")
        problems += fail_unless(floor - 0.005 <= asked <= min(limit, own) + 0.005, f"at {at:.0f} s {asked} was asked for")
        before = (at, asked)
    return problems


def silent_after(run, event, grace=2.0):
    """Once this has happened to the belt, nothing more is written to it, and the lines say that it was let go."""
    happened = [moments(run, one) for one in run.strap if one["ev"] == event or one["ev"] == "event" and one["do"] == event]
    if not happened:
        return [f"{event} never happened"]
    late = [round(moments(run, one) - happened[0], 1) for one in writes(run) if moments(run, one) > happened[0] + grace]
    told = [line["state"] for line in of_type(run.lines, "hold")]
    return fail_unless(not late, f"the belt was told something {late[:3]} s after {event}") + fail_unless(
        "released" in told, f"no line says that it was let go: {told}")


def settles_under(run, ceiling):
    """The rate of the last two minutes is not over the ceiling by more than 2 bpm."""
    rates = [event["hr"] for event in run.sent if "hr" in event][-120:]
    mean = sum(rates) / max(1, len(rates))
    return fail_unless(mean <= ceiling + 2, f"the rate of the last two minutes is {mean:.0f}")


def moving(run, **near):
    """The last sample tells these numbers, each within a tenth of it."""
    last = ([line for line in of_type(run.lines, "sample")] or [{}])[-1]
    return [f"{name} is {last.get(name)}, not about {value}" for name, value in near.items()
            if last.get(name) is None or abs(last[name] - value) > 0.1 * abs(value)]


def device_links(run, device):
    return [line["link"] for line in of_type(run.lines, "link") if line["device"] == device]


def strap_whole(run, seconds, samples):
    """The strap's packets are all there, whatever the other devices did."""
    strap = [event for event in run.sent if event["dev"] == "strap0"]
    hexes, kept = [event["hex"] for event in strap], iter(run.kept)
    missing = sum(packet not in kept for packet in hexes[:-3])
    return lasted(run, seconds, samples) + fail_unless(not missing, f"{missing} packets of the strap are missing")


def ordered(run, command):
    """When the runner gave a command for the first time, in seconds since the start of the lab."""
    lines = [json.loads(line) for line in run.journal]
    begun = datetime.datetime.fromisoformat(lines[0]["started_at"].replace("Z", "+00:00")).timestamp() - run.strap[0]["rt"] / 1e9
    return next((begun + line["at"] for line in lines if line.get("command") == command), None)


def quiet_between(run, since, until):
    """The belt is told nothing between two of the runner's commands, but for what was on its way."""
    begins, ends = ordered(run, since), ordered(run, until)
    if begins is None or ends is None:
        return [f"{since} or {until} was never told"]
    return fail_unless(not [one for one in writes(run) if begins + 0.5 < moments(run, one) < ends], f"the belt was told something after {since}")
