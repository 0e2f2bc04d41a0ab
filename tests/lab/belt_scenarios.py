"""The scenarios with a treadmill, its console, a foot pod, and a runner whose heart follows the belt."""
from belt_judge import *
from judge import fail_unless, lasted, links, of_type, says, shows

MILL = "C0:FF:EE:00:00:21"
WATCH = "C6:FF:EE:00:00:77"
RUN = "timeout --preserve-status -s TERM {secs} ./recovery-run run --headless --age 40 --ceiling 140 --coach-only"
READ, HOLD = " --treadmill LabMill", " --treadmill LabMill --hold --hold-limit 10"


def runner(at=(9.5, 155), **more):
    return {"id": "strap0", "name": "LabStrap 0042", "t_zero": "subscribe", "battery": 87, "hr": {"runner": {"on": "mill", "at": list(at), **more}}}


def mill(events=(), **more):
    return {"kind": "treadmill", "id": "mill", "name": "LabMill", "address": MILL, "t_zero": "subscribe", "battery": None,
            "running": True, "speed_kmh": 9.5, "events": list(events), **more}


def pod(events=(), **more):
    return {"kind": "footpod", "id": "pod", "name": "LabPod", "address": "C0:FF:EE:00:00:22", "t_zero": "subscribe", "on": "mill",
            "events": list(events), **more}


def cues(run):
    return [line["cue"] for line in of_type(run.lines, "cue")]


def holds(run):
    return [line["state"] for line in of_type(run.lines, "hold")]


def held_on(run):
    """It is held from the first step to the end of the run, which hands the belt back."""
    return fail_unless("holding" in holds(run) and holds(run).count("released") <= 1 and "refused" not in holds(run), f"it was not held on: {holds(run)}")


# The dashboard in a terminal of 80x24 inside the guest.
TMUX = "tmux -u -f /dev/null"
BEGIN = (TMUX + " new-session -d -s r -x 80 -y 24 './recovery-run run --age 40 --ceiling 140 --coach-only" + HOLD + "; date +%s%N > out/ended; sleep 100000'; sleep 9; "
         + TMUX + " send-keys -t r Enter; ")


def key(name):
    return TMUX + f" send-keys -t r {name}; "


def capture(name):
    return TMUX + f" capture-pane -p -t r > out/{name}; "


QUIT = "date +%s%N > out/asked; " + key("q q") + "sleep 8"

SCENARIOS = {
    "belt-read": ("a treadmill and a foot pod are read beside the strap, and the belt is told nothing", [runner(), mill(), pod(feet=1)],
                  RUN.format(secs=120) + READ + " --foot-pod LabPod",
                  lambda run: strap_whole(run, 120, 110) + untouched(run) + moving(run, speed_kmh=9.5, distance_m=300, cadence_spm=166)
                  + fail_unless(all("connected" in device_links(run, device) for device in ("strap", "treadmill", "foot-pod")), str(run.lines[:9])), ()),
    "belt-unasked": ("a treadmill in reach that nobody chose is not connected", [runner(), mill()], RUN.format(secs=60),
                     lambda run: strap_whole(run, 60, 50) + fail_unless(not [event for event in run.happened("connected") if event["dev"] == "mill"], "it was connected"), ()),
    "belt-remembered": ("one that was chosen once is connected by itself the next time, and not where none is wanted", [runner(), mill()],
                        RUN.format(secs=30) + READ + " >/dev/null; sleep 4; " + RUN.format(secs=30) + " --treadmill none >/dev/null; sleep 4; " + RUN.format(secs=40),
                        lambda run: lasted(run, 40, 30) + moving(run, speed_kmh=9.5)
                        + fail_unless(len([event for event in run.happened("connected") if event["dev"] == "mill"]) == 2, "it was not connected twice"), ()),
    "belt-lost": ("a treadmill that is lost and back takes nothing from the rate, and the other way round",
                  [dict(runner(), events=[{"t": 100.5, "do": "drop", "readv_after": 10}]), mill([{"t": 40.5, "do": "drop", "readv_after": 20}, {"t": 140.5, "do": "drop", "mode": "remote", "readv_after": 5}])],
                  RUN.format(secs=200) + READ,
                  lambda run: lasted(run, 200, 175) + moving(run, speed_kmh=9.5) + fail_unless(device_links(run, "treadmill").count("lost") == 2
                                                                                              and device_links(run, "strap").count("lost") == 1, str(of_type(run.lines, "link"))), ()),
    "belt-stands": ("a belt that is stopped pauses the run, and one that moves again lets it go on",
                    [runner(), mill([{"t": 60, "do": "console-pause"}, {"t": 120, "do": "console-start"}])], RUN.format(secs=200) + READ,
                    lambda run: strap_whole(run, 200, 185) + fail_unless(run.lines[-1]["timer_s"] < run.lines[-1]["elapsed_s"] - 35, str(run.lines[-1]["timer_s"])), ()),
    "belt-held": ("a belt that is held comes down until the rate is under the ceiling", [runner(), mill()], RUN.format(secs=600) + HOLD,
                  lambda run: strap_whole(run, 600, 590) + by_the_rules(run) + settles_under(run, 140) + held_on(run)
                  + fail_unless(len(speeds(run)) >= 3, f"{len(speeds(run))} steps"), ()),
    "belt-dry": ("a dry run says what it would ask and sends nothing", [runner(), mill()], RUN.format(secs=200) + READ + " --hold=dry-run --hold-limit 10",
                 lambda run: strap_whole(run, 200, 190) + untouched(run) + fail_unless(any(line["asked_kmh"] for line in of_type(run.lines, "hold")), str(of_type(run.lines, "hold"))), ()),
    "belt-walks": ("a heart that stays at its measured maximum whatever the speed is brought down to a walk, aloud",
                   [runner(at=(9.5, 172), gain=0.3), mill()], RUN.format(secs=700) + HOLD + " --max-hr 170",
                   lambda run: strap_whole(run, 700, 690) + by_the_rules(run) + fail_unless("belt-walks" in cues(run), str(cues(run)))
                   + fail_unless(min([event["asked"] for event in speeds(run)], default=99) <= 6, str([event["asked"] for event in speeds(run)])), ()),
    "belt-miles": ("a belt that takes a target for miles is told nothing after the first step, nor in the next run", [runner(), mill(mph_target=True)],
                   RUN.format(secs=120) + HOLD + " >/dev/null; sleep 4; " + RUN.format(secs=60) + HOLD,
                   lambda run: fail_unless(len(speeds(run)) == 1, f"{len(speeds(run))} steps") + fail_unless(holds(run)[-1:] == ["refused"], str(holds(run))), ()),
    "belt-mute": ("one that stops answering is let go", [runner(), mill(mute=3)], RUN.format(secs=200) + HOLD,
                  lambda run: strap_whole(run, 200, 190) + by_the_rules(run) + fail_unless(len(speeds(run)) == 3 and "released" in holds(run), str(holds(run))), ()),
    "belt-console": ("the runner's own hand at the console wins for good", [runner(), mill([{"t": 60, "do": "console-speed", "kmh": 9.0}])], RUN.format(secs=200) + HOLD,
                     lambda run: strap_whole(run, 200, 190) + by_the_rules(run) + silent_after(run, "console-speed"), ()),
    "belt-key": ("the safety key wins for good", [runner(), mill([{"t": 60, "do": "key-out"}, {"t": 80, "do": "key-in"}, {"t": 90, "do": "console-start"}])],
                 RUN.format(secs=200) + HOLD, lambda run: by_the_rules(run) + silent_after(run, "key-out"), ()),
    "belt-reconnects": ("nothing is asked again after a reconnection", [runner(), mill([{"t": 60, "do": "drop", "readv_after": 10}])], RUN.format(secs=200) + HOLD,
                        lambda run: strap_whole(run, 200, 190) + by_the_rules(run) + silent_after(run, "drop")
                        + fail_unless(device_links(run, "treadmill")[-1:] == ["connected"], str(device_links(run, "treadmill"))), ()),
    # Grips that follow the heart: beside the strap, and alone.
    "belt-grips": ("grips that tell the runner's own rate are not taken for the strap", [runner(), mill(grips="strap0", hrs=True, rssi=-35)], RUN.format(secs=300) + HOLD,
                   lambda run: strap_whole(run, 300, 290) + by_the_rules(run) + held_on(run) + fail_unless(run.lines[-1]["device"] == "LabStrap 0042", str(run.lines[-1]["device"])), ()),
    "belt-grips-alone": ("nor where there is no strap: no rate is told and nothing is asked of the belt",
                         [dict(runner(), absent=True, t_zero="start"), mill(grips="strap0", hrs=True)], RUN.format(secs=120) + HOLD,
                         lambda run: lasted(run, 120, 0) + untouched(run) + fail_unless(not [line for line in of_type(run.lines, "sample") if line["bpm"]], "a rate was told"), ()),
    # A watch that is connected to the machine at the same time.
    "belt-watch": ("a watch that reads the treadmill as well changes nothing",
                   {"devices": [runner(), mill(watch=WATCH)], "watch": {"on": "mill", "address": WATCH}}, "sleep 4; " + RUN.format(secs=300) + HOLD,
                   lambda run: strap_whole(run, 300, 290) + by_the_rules(run) + held_on(run) + fail_unless(run.happened("watch-reads"), "no watch was connected"), ()),
    "belt-watch-takes": ("one that takes control has it for good",
                         {"devices": [runner(), mill(watch=WATCH)], "watch": {"on": "mill", "address": WATCH, "takes": 80}}, "sleep 4; " + RUN.format(secs=200) + HOLD,
                         lambda run: strap_whole(run, 200, 190) + by_the_rules(run) + silent_after(run, "watch-took-control"), ()),
    # The runner's own keys in a terminal.
    "belt-keys": ("x hands the belt back, u takes it up again, and a pause hands it back once more", [runner(), mill()],
                  BEGIN + "sleep 40; " + capture("held") + key("x") + "sleep 2; " + capture("handed") + "sleep 30; " + key("u") + "sleep 40; " + capture("again")
                  + key("Space") + "sleep 30; " + key("Space") + "sleep 10; " + QUIT,
                  lambda run: by_the_rules(run) + quiet_between(run, "let-go", "hold") + quiet_between(run, "pause", "stop")
                  + shows(run, "held", "holding") + shows(run, "handed", "the belt is yours") + shows(run, "again", "holding")
                  + fail_unless(len([one for one in writes(run) if one["op"] == 0]) == 2, "control was not asked for twice"), ()),
}
