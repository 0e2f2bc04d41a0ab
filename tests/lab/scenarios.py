"""The scenarios: (claim, devices, shell command, judge, options). `devices` is a list, none for a machine without an adapter, or
a whole scenario. Packets come once a second and the first 4 s after the start, so that a run of 60 s has 56; the least number of
samples that a claim asks for is a few below that."""
import json
import re

import belt_scenarios
from judge import *


def strap(events=(), **more):
    return {"id": "strap0", "name": "LabStrap 0042", "t_zero": "subscribe", "battery": 87,
            "hr": {"synth": {"contact": True}}, "events": list(events), **more}


def drop(t, mode, back):
    return {"t": t, "do": "drop", "mode": mode, "readv_after": back}


RUN = "timeout --preserve-status -s TERM {secs} ./recovery-run run --headless --age 40"
# Each of the commands that need Bluetooth, with its exit code.
EACH = ("./recovery-run doctor; echo exit doctor $?; ./recovery-run scan --seconds 3; echo exit scan $?; "
        "./recovery-run run --headless --age 40; echo exit run $?")
# The dashboard in a terminal of 80x24 inside the guest.
TMUX = "tmux -u -f /dev/null"
BEGIN = (TMUX + " new-session -d -s r -x 80 -y 24 './recovery-run run --age 40; echo $? > out/code; date +%s%N > out/ended; sleep 100000'; ")
QUIT = "date +%s%N > out/asked; " + TMUX + " send-keys -t r q q; sleep 8"


def keys(*names):
    return TMUX + " send-keys -t r " + " ".join(names) + "; "


def capture(name):
    return TMUX + f" capture-pane -p -t r > out/{name}; "


def rates(*spans):
    """Packets, a second each: (how many, rate, contact)."""
    at, packets = 0, []
    for count, rate, contact in spans:
        for _ in range(count):
            at += 1
            packets.append({"t": at, "hr": rate, "rr": [round(60 * 1024 / rate)] if rate else [], "contact": contact})
    return {"packets": packets}

# A bus that lets nobody but root and the bluetooth group at BlueZ, as stricter systems have it; and such a nobody.
FORBID = ("for P in /etc/dbus-1/system.d/bluetooth.conf /usr/share/dbus-1/system.d/bluetooth.conf; do [ -f $P ] || continue; "
          "sed '/context=\"default\"/,/<.policy>/d' $P > /tmp/policy; mount --bind /tmp/policy $P; done; "
          "dbus-send --system --type=method_call --dest=org.freedesktop.DBus / org.freedesktop.DBus.ReloadConfig; sleep 1; ")
AS_NOBODY = "chmod 777 .; export HOME=/tmp/h RECOVERY_RUN_DATA=/tmp/h/d; mkdir -m 777 /tmp/h; setpriv --reuid=65534 --regid=65534 --clear-groups sh -c '" + EACH + "'"



def twins(*levels):
    """Straps of one model and name, at these signal levels in dBm."""
    return [strap(id=f"strap{number}", name="H64", address=f"C0:FF:EE:00:00:{number + 1:02X}", rssi=level, t_zero="start")
            for number, level in enumerate(levels)]


# A treadmill with grips that nobody holds.
GRIPS = strap(id="mill", name="DOMYOS-TM-0815", address="C0:FF:EE:00:00:99", rssi=-40, ftms=True, battery=None,
              hr={"packets": [{"t": 1, "hr": 0}], "loop": True, "loop_gap": 0})
# bluetoothctl subscribes to the strap 20 s after the start.
READER = ("( sleep 20; echo 'menu gatt'; sleep 1; echo 'select-attribute 00002a37-0000-1000-8000-00805f9b34fb'; sleep 1; "
          "echo 'notify on'; sleep 60 ) | bluetoothctl > out/reader.log 2>&1 & ")

# name: (claim, scenario, shell command, judge, options)
SCENARIOS = {
    "plain": ("every packet is kept, once, in order", [strap()], RUN.format(secs=60),
              lambda run: lasted(run, 60, 54) + accounted(run) + fail_unless(links(run)[:3] == ["searching", "connecting", "connected"], str(links(run))), ()),
    "drop-6s": ("a link lost for 6 s, then closed by the strap, is back within 2 s of its return",
                [strap([drop(6.5, "timeout", 6), drop(30.5, "remote", 3)])], RUN.format(secs=80),
                lambda run: lasted(run, 80, 64) + accounted(run) + returns_within(run, 2, 2) + fail_unless(links(run).count("lost") == 2, str(links(run))), ()),
    "drop-60s": ("so is one that was away for a minute", [strap([drop(6.5, "timeout", 60)])], RUN.format(secs=120),
                 lambda run: lasted(run, 120, 53) + accounted(run) + returns_within(run, 2, 1), ()),
    "drop-600s": ("so is one that was away for ten minutes", [strap([drop(6.5, "timeout", 600)])], RUN.format(secs=700),
                  lambda run: lasted(run, 700, 93) + accounted(run) + returns_within(run, 2, 1), ()),
    "silent": ("a strap that falls silent is noticed within 10 s", [strap([{"t": 9, "do": "silent", "for": 14}])], RUN.format(secs=60),
               lambda run: lasted(run, 60, 40) + accounted(run) + noticed(run, 10), ()),
    "gone": ("a strap that is gone for good does not end the run", [strap([{"t": 6, "do": "vanish"}])], RUN.format(secs=120),
             lambda run: lasted(run, 120, 5) + accounted(run, spare=1), ()),
    "discovery-drop": ("a link that breaks while its services are asked for is tried again",
                       [strap([drop(0.2, "remote", 1)], t_zero="connect", air_latency_ms=[20, 45])], RUN.format(secs=40),
                       lambda run: lasted(run, 40, 27) + accounted(run) + returns_within(run, 6, 1), ()),
    "ignored": ("a strap that ignores every call is called on, with pauses", [strap(refuse="ignore")], RUN.format(secs=60),
                lambda run: lasted(run, 60, 0) + fail_unless(5 <= links(run).count("connecting") <= 15, str(links(run))), ()),
    "two-straps": ("of two straps none is taken unasked", [strap(), strap(id="strap1", name="Other", address="C0:FF:EE:00:00:0B")], RUN.format(secs=30),
                   lambda run: says(run, "several straps are in reach", "--strap") + lasted(run, 4, 0, code=1), ()),
    "two-straps-asked": ("the runner is asked which of two straps it is, and the one that is chosen is taken",
                         [strap(), strap(id="strap1", name="Other", address="C0:FF:EE:00:00:0B", rssi=-70)],
                         BEGIN + "sleep 9; " + capture("list") + keys("2") + "sleep 6; " + capture("chosen") + keys("Enter") + "sleep 5; " + capture("running") + QUIT,
                         lambda run: shows(run, "list", "LabStrap 0042", "Other") + shows(run, "chosen", "Other", "worn") + shows(run, "running", "● Other", "ZONE") + gone_within(run, 3), ()),
    "two-straps-named": ("a strap that is named is taken", [strap(), strap(id="strap1", name="Other", address="C0:FF:EE:00:00:0B")],
                         RUN.format(secs=30) + " --strap other",
                         lambda run: lasted(run, 30, 26) + accounted(run) + fail_unless(run.lines[-1]["device"] == "Other", str(run.lines[-1])), ()),
    "no-uuid": ("a strap that names no service is found by its name", [strap(adv={"uuid_in": "none", "name_in": "adv"})],
                RUN.format(secs=30) + " --strap labstrap", lambda run: lasted(run, 30, 23) + accounted(run), ()),
    "escapes": ("a name steers no terminal", [strap(name="Bad\u001b[2J\u202eName\n")], RUN.format(secs=20),
                lambda run: lasted(run, 20, 14) + accounted(run) + fail_unless(run.lines[-1]["device"] == "Bad[2JName", str(run.lines[-1]["device"])), ()),
    "odd-packets": ("empty, cut, random, doubled and bursting packets are all kept and end nothing",
                    [strap([{"t": 3.2, "do": "raw", "hex": ""}, {"t": 3.4, "do": "raw", "hex": "16"}, {"t": 3.6, "do": "raw", "hex": "ffffffffffff"},
                            {"t": 5.2, "do": "burst", "n": 10, "hr": 131}, {"t": 8, "do": "dup", "n": 3, "for": 4}, {"t": 14.1, "do": "stall", "for": 3}])],
                    RUN.format(secs=40), lambda run: lasted(run, 40, 50) + accounted(run), ()),
    "bluetoothd-killed": ("a bluetoothd that dies is noticed and used again when it is back", [strap()],
                          "( sleep 15; kill -9 $BDPID; date +%s%N > out/killed; sleep 3; /usr/libexec/bluetooth/bluetoothd -n >/dev/null 2>&1 & ) & " + RUN.format(secs=60),
                          lambda run: lasted(run, 60, 49) + accounted(run, spare=3, unheard=(times(run, "killed"), times(run, "killed") + 3)) + noticed(run, 3) + returns_within(run, 3, 1), ()),
    "adapter-pulled": ("an adapter that is pulled and plugged in again is used again",
                       [strap([{"t": 5.5, "do": "adapter-gone"}, {"t": 15.5, "do": "adapter-back"}])], RUN.format(secs=60),
                       lambda run: lasted(run, 60, 43) + accounted(run) + returns_within(run, 12, 1), ()),
    "killed-and-again": ("a run killed while connected leaves its journal, and the next one takes the link over", [strap()],
                         "./recovery-run run --headless --age 40 & sleep 15; kill -9 $!; sleep 1; " + RUN.format(secs=20),
                         lambda run: fail_unless("brought to its end" in run.stderr, run.stderr) + fail_unless(links(run)[-1] == "connected", str(links(run)))
                         + lasted(run, 20, 28) + accounted(run), ()),
    "two-straps-kept": ("a run that begins before the question is answered goes on asking, and takes the strap of the number",
                        [strap(), strap(id="strap1", name="Other", address="C0:FF:EE:00:00:0B", rssi=-70)],
                        BEGIN + "sleep 9; " + keys("Enter") + "sleep 20; " + capture("asks") + keys("2") + "sleep 6; " + capture("running") + QUIT,
                        lambda run: shows(run, "asks", "which strap is yours", "1  LabStrap 0042", "-55 dBm", "2  Other") + shows(run, "running", "● Other", "ZONE") + gone_within(run, 3), ()),
    "deaf-adapter": ("an adapter that hears nothing gives way to the other one, and that is said",
                     {"adapter": {"deaf": True}, "adapter2": {}, "devices": [strap()]}, RUN.format(secs=60),
                     lambda run: lasted(run, 60, 30) + accounted(run)
                     + fail_unless("no device is heard through hci0" in run.stderr and "hci1 is used" in run.stderr, run.stderr), ()),
    "doctor-deaf": ("doctor lists the adapters, and says which one hears nothing", {"adapter": {"deaf": True}, "adapter2": {}, "devices": [strap()]},
                    "./recovery-run doctor",
                    lambda run: fail_unless(run.code == 0 and re.search(r"adapter hci0 \(.*\): on, heard no device\n", run.text)
                                            and re.search(r"adapter hci1 \(.*\): on, used", run.text), run.text), ()),
    "adapter-named": ("the adapter that is named is used from the start", {"adapter": {"deaf": True}, "adapter2": {}, "devices": [strap()]},
                       RUN.format(secs=30) + " --adapter hci1", lambda run: lasted(run, 30, 22) + accounted(run), ()),
    "no-such-adapter": ("an adapter that does not exist is said with those there are", {"adapter": {}, "adapter2": {}, "devices": [strap()]},
                        "./recovery-run run --headless --age 40 --adapter hci7; echo exit run $?; ./recovery-run doctor; echo exit doctor $?",
                        lambda run: says(run, "no bluetooth adapter is hci7", "hci0", "hci1", "--adapter")
                        + fail_unless("exit run 1" in run.text and "exit doctor 0" in run.text and "adapter hci1 (" in run.text, run.text), ()),
    "scan-strangers": ("scan tells straps, treadmills and foot pods apart and connects none of them",
                       [strap(), {"kind": "treadmill", "id": "mill", "name": "LabMill", "address": "C0:FF:EE:00:00:21", "rssi": -40},
                        {"kind": "footpod", "id": "pod", "name": "LabPod", "address": "C0:FF:EE:00:00:22", "rssi": -90}],
                       "./recovery-run scan --json",
                       lambda run: fail_unless([(one["kind"], one["name"], one["battery_percent"]) for one in json.loads(run.text)]
                                               == [("treadmill", "LabMill", None), ("heart-rate", "LabStrap 0042", None), ("foot-pod", "LabPod", None)], run.text)
                       + fail_unless(not run.happened("connected"), "a stranger's device was connected"), ()),
    "scan": ("scan lists what is in reach with its battery", [strap()], "./recovery-run scan --battery",
             lambda run: fail_unless(run.code == 0, f"exit code {run.code}") + fail_unless("LabStrap 0042" in run.text and "battery 87 %" in run.text, run.text), ()),
    "hour": ("an hour with a drop every four minutes: every packet is accounted for",
             [strap([drop(240.5 * n, ["timeout", "remote"][n % 2], 5 + n) for n in range(1, 15)])], RUN.format(secs=3600),
             lambda run: lasted(run, 3600, 3400) + accounted(run, spare=7) + returns_within(run, 2, 14) + fail_unless(links(run).count("lost") == 14, str(links(run).count("lost"))), ()),
    "refused": ("a strap that hangs up on each call is taken once it answers", [strap([{"t": 25, "do": "refuse", "mode": None}], refuse="drop", t_zero="start")],
                RUN.format(secs=60), lambda run: lasted(run, 60, 34) + accounted(run, spare=1)  # BlueZ 5.82 subscribes by itself: one may go out as the strap hangs up
                + fail_unless(links(run).count("connecting") <= 25, f"{links(run).count('connecting')} calls: it is pressed"), ()),
    "not-established": ("so is one whose link fails as soon as it is made", [strap([{"t": 25, "do": "refuse", "mode": None}], refuse="fail3e", t_zero="start")],
                        RUN.format(secs=60), lambda run: lasted(run, 60, 32) + accounted(run)
                        + fail_unless(links(run).count("connecting") <= 25, f"{links(run).count('connecting')} calls: it is pressed"), ()),
    "pressed": ("a strap that hangs up on each call and is back at once is left alone for a second between calls, after the first few",
                [strap(refuse="drop", readv_after=0.02, hr={"packets": []})], RUN.format(secs=60), lambda run: lasted(run, 60, 0) + pauses(run, 0.9), ()),
    "last-words": ("what bluetoothd still tells of a strap that hangs up is kept", [strap([{"t": at + 0.5, "do": "burst", "n": 10, "hr": 131 + at} for at in (9, 24)] + [drop(9.501, "remote", 3), drop(24.53, "remote", 3)])],
                   "dbus-monitor --system \"type='signal',interface='org.freedesktop.DBus.Properties'\" > out/bus & sleep 1; " + RUN.format(secs=40),
                   lambda run: lasted(run, 40, 36) + keeps_what_was_told(run, 10) + returns_within(run, 2, 2), ()),
    "bluetoothd-anew-meanwhile": ("a strap is found again though bluetoothd was started anew while it was away",
                                  [strap([drop(6.5, "timeout", 60)])],
                                  "( sleep 45; kill -9 $BDPID; sleep 1; /usr/libexec/bluetooth/bluetoothd -n >/dev/null 2>&1 & ) & " + RUN.format(secs=120),
                                  lambda run: lasted(run, 120, 53) + accounted(run) + returns_within(run, 2, 1), ()),
    "wide-registers": ("the lab starts on a host whose register state is as long as AMX makes it", [strap()], RUN.format(secs=20),
                       lambda run: lasted(run, 20, 14) + accounted(run), ("--register-state", "11008")),
    "two-straps-remembered": ("of two straps the remembered one is taken", [strap(id="strap1", name="Other", address="C0:FF:EE:00:00:0B", rssi=-40), strap(rssi=-70)],
                              RUN.format(secs=15) + " --strap labstrap >/dev/null; " + RUN.format(secs=20),
                              lambda run: lasted(run, 20, 17) + fail_unless(run.lines and run.lines[-1]["device"] == "LabStrap 0042", run.stderr), ()),
    "uuid-in-answer": ("a strap that names its service only when it is asked is found", [strap(adv={"uuid_in": "scan_rsp"})], RUN.format(secs=30), lambda run: lasted(run, 30, 23) + accounted(run), ()),
    "no-uuid-remembered": ("a remembered strap is found though it names no service", [strap(adv={"uuid_in": "none", "name_in": "adv"})],
                           RUN.format(secs=15) + " --strap labstrap >/dev/null; " + RUN.format(secs=20),
                           lambda run: lasted(run, 20, 16), ()),
    "held-packets": ("packets that are held for six seconds and come at once keep their beats' own time",
                     [strap([{"t": 20.1, "do": "stall", "for": 6}])], RUN.format(secs=60) + "; code=$?; ./recovery-run report last --json > out/report; (exit $code)",
                     lambda run: lasted(run, 60, 54) + accounted(run) + held(run), ()),
    "contact-lost": ("a strap off the skin is doubted or silent, and prompts nothing",
                     [strap(hr=rates((200, 120, True), (20, 0, False), (15, 180, False), (30, 120, True)))], RUN.format(secs=280) + " --ceiling 140",
                     lambda run: lasted(run, 280, 240) + accounted(run) + off_skin(run), ()),
    "sixteen-bits": ("rates of 16 bits are read as well", [strap(hr={"synth": {"fmt16": True, "rr": False, "base": 110}})], RUN.format(secs=40),
                     lambda run: lasted(run, 40, 34) + accounted(run) + same_rates(run), ()),
    "battery": ("a battery that falls is told within six minutes", [strap([{"t": 20, "do": "battery", "level": 14}])], RUN.format(secs=400),
                lambda run: lasted(run, 400, 394) + accounted(run) + batteries(run), ()),
    "adapter-off": ("an adapter that is off is said, and never switched on unasked", [strap()],
                    "bluetoothctl power off >/dev/null; " + EACH + "; bluetoothctl show | grep -q 'Powered: no' && echo still off",
                    lambda run: cannot_start(run, "bluetooth is off", "bluetoothctl power on") + fail_unless("still off" in run.text, "it was switched on"), ()),
    "switched-on-when-asked": ("an adapter that is off is switched on when the runner says so, and the strap is taken", [strap()],
                               "bluetoothctl power off >/dev/null; " + BEGIN + "sleep 6; " + capture("off") + keys("s") + "sleep 12; " + capture("on") + QUIT,
                               lambda run: shows(run, "off", "Bluetooth is off: s switches it on") + shows(run, "on", "LabStrap 0042", "bpm") + gone_within(run, 3), ()),
    "no-adapter": ("no adapter is said", None, EACH, lambda run: cannot_start(run, "no bluetooth adapter", "bluetoothctl list"), ()),
    "no-bluetoothd": ("no bluetoothd is said", [strap()], EACH,
                      lambda run: cannot_start(run, "no bluetoothd answers", "systemctl enable --now bluetooth"), ("--no-bluetoothd",)),
    "no-bus": ("no D-Bus is said", [strap()], "kill -9 $BDPID $(pidof dbus-daemon); sleep 1; rm -f /run/dbus/system_bus_socket; " + EACH,
               lambda run: cannot_start(run, "no D-Bus system bus is running", "apt install dbus"), ()),
    "no-permission": ("a user whom the system keeps off Bluetooth is told", [strap()], FORBID + AS_NOBODY,
                      lambda run: cannot_start(run, "usermod -aG bluetooth"), ()),
    "q-while-connecting": ("q while connecting: gone within a second", [strap(refuse="ignore")],
                           BEGIN + "sleep 2; " + keys("Enter") + f"until {TMUX} capture-pane -p -t r | grep -q connecting; do sleep 0.2; done; " + capture("before") + QUIT,
                           lambda run: shows(run, "before", "connecting") + gone_within(run, 1), ()),
    "q-while-connected": ("q while connected: gone within three seconds, with the link closed", [strap()],
                          BEGIN + "sleep 8; " + keys("Enter") + "sleep 10; " + capture("before") + QUIT,
                          lambda run: shows(run, "before", "ZONE") + gone_within(run, 3) + closed(run), ()),
    "bluetooth-hangs": ("a bluetoothd that hangs holds up neither the clock, nor a key, nor the end", [strap()],
                        BEGIN + "sleep 8; " + keys("Enter") + "sleep 10; kill -STOP $BDPID; sleep 20; " + keys("l") + "sleep 0.2; " + capture("lap")
                        + keys("'?'") + "sleep 0.2; " + capture("help") + keys("'?'") + "sleep 5; " + capture("later") + QUIT,
                        lambda run: shows(run, "lap", " 0:30 ", "run goes on") + shows(run, "help", "pause", "lap") + shows(run, "later", " 0:35 ") + gone_within(run, 3.5), ()),
    "screens": ("the dashboard before, during and after a drop", [strap([drop(30.5, "timeout", 60)])],
                BEGIN + "sleep 9; " + keys("Enter") + "sleep 15.5; " + capture("before") + "sleep 30; " + capture("during") + "sleep 60; " + capture("after") + QUIT + "; " + capture("end"),
                lambda run: shows(run, "before", " 0:15 ", "● LabStrap 0042", "recorded") + shows(run, "during", " 0:45 ", "searching for LabStrap 0042", "run goes on", "▒▒")
                + shows(run, "after", " 1:45 ", "● LabStrap 0042") + shows(run, "end", "recorded:") + gone_within(run, 3), ()),
    "hundred-drops": ("memory does not grow over a hundred drops", [strap([drop(20.5 * n, ["timeout", "remote"][n % 2], 4) for n in range(1, 103)])],
                      "( for n in 210 2090; do sleep $n; grep VmRSS /proc/$(pidof recovery-run)/status >> out/memory; ls /proc/$(pidof recovery-run)/fd | wc -l >> out/open; done ) & " + RUN.format(secs=2400),
                      lambda run: lasted(run, 2400, 1900) + accounted(run, spare=51) + returns_within(run, 2, 102) + fail_unless(links(run).count("lost") >= 100, str(links(run).count("lost"))) + steady(run), ()),
    "ten-hours": ("ten hours with a drop every five minutes: every packet is accounted for",
                  [strap([drop(300.5 * n, ["timeout", "remote"][n % 2], 3 + n % 40) for n in range(1, 119)])], RUN.format(secs=36000),
                  lambda run: lasted(run, 36000, 33200) + accounted(run, spare=59) + returns_within(run, 2, 118) + fail_unless(links(run).count("lost") == 118, str(links(run).count("lost"))), ("--timeout", "1500")),
    # What straps in the world do beside the profile.
    "indicates": ("a strap that indicates its rate in place of notifying it is heard", [strap(indicate=True)], RUN.format(secs=40),
                  lambda run: lasted(run, 40, 34) + accounted(run), ()),
    "short-packets": ("so is one that refuses longer packets", [strap(no_mtu=True)], RUN.format(secs=40),
                      lambda run: lasted(run, 40, 34) + accounted(run) + fail_unless(run.happened("mtu-refused"), "nothing was refused"), ()),
    "subscription-refused": ("a subscription that is refused twice is tried a third time", [strap(cccd_errors=[0x0e, 0x0e])], RUN.format(secs=40),
                             lambda run: lasted(run, 40, 22) + accounted(run) + fail_unless(len(run.happened("cccd-refused")) == 2, "it was not refused twice"), ()),
    "machine-beside": ("a strap that is a fitness machine as well is a strap where it is named", [strap(ftms=True)],
                       RUN.format(secs=40) + " --strap LabStrap", lambda run: lasted(run, 40, 34) + accounted(run), ()),
    "late-service": ("a strap whose heart rate appears six seconds after the connection is taken", [strap(late_hrs=6)], RUN.format(secs=70),
                     lambda run: lasted(run, 70, 45) + accounted(run) + fail_unless(run.happened("hrs-added"), "it never appeared")
                     + fail_unless("sends no heart rate" not in run.stderr, run.stderr), ()),
    "many-services": ("a strap with many services of its maker's and a slow link is waited for", [strap(vendor_services=6, air_latency_ms=[20, 50])], RUN.format(secs=60),
                      lambda run: lasted(run, 60, 50) + accounted(run, spare=1), ()),
    "lossy-air": ("packets that the radio has to send again are kept, in order", [strap(air={"loss": 0.4, "interval_ms": 60})], RUN.format(secs=120),
                  lambda run: lasted(run, 120, 110) + accounted(run), ()),
    "hangs-up-often": ("a strap that hangs up every twenty seconds is back within 2 s each time", [strap(hangup_every=20.3)], RUN.format(secs=120),
                       lambda run: lasted(run, 120, 106) + accounted(run) + returns_within(run, 2, 5), ()),
    "parameters": ("a strap that asks for other connection parameters is kept", [strap([{"t": 10.5, "do": "params"}])], RUN.format(secs=40),
                   lambda run: lasted(run, 40, 34) + accounted(run) + fail_unless(run.happened("params-accepted"), "the parameters were refused"), ()),
    "crowd": ("among 150 devices of others a strap is found, and found again", {"devices": [strap([drop(20.5, "timeout", 20)])], "crowd": {"n": 150, "change_s": 20}},
              RUN.format(secs=80), lambda run: lasted(run, 80, 53) + accounted(run) + returns_within(run, 2, 1), ()),
    "held": ("a strap that another host holds is taken within 5 s of being free", [strap([{"t": 60, "do": "free"}], held="nonconn", t_zero="start")], RUN.format(secs=110),
             lambda run: lasted(run, 110, 44) + accounted(run) + fail_unless("is held by something else" in run.stderr, run.stderr), ()),
    "second-adapter": ("a second adapter is used when the first is pulled", {"adapter2": {}, "devices": [strap([{"t": 10.5, "do": "adapter-gone"}])]}, RUN.format(secs=60),
                       lambda run: lasted(run, 60, 50) + accounted(run) + returns_within(run, 3, 1), ()),
    # Straps as they are in the world: several of one name, other addresses, other readers.
    "twins-named": ("of several straps of the wanted name none is taken, and each is told with its address, the nearest first",
                    twins(-80, -68, -45), RUN.format(secs=30) + " --strap h64",
                    lambda run: fail_unless(run.code == 1, f"exit code {run.code}") + says(run, "--strap ADDRESS")
                    + in_order(run, "C0:FF:EE:00:00:03 (-45 dBm)", "C0:FF:EE:00:00:02 (-68 dBm)", "C0:FF:EE:00:00:01 (-80 dBm)"), ()),
    "twins-asked": ("on the screen the list of straps of one name is there to choose from, and the chosen one is taken", twins(-80, -68, -45),
                    BEGIN + "sleep 8; " + capture("list") + keys("1") + "sleep 6; " + capture("chosen") + QUIT,
                    lambda run: shows(run, "list", "H64", "-45", "-80") + gone_within(run, 3)
                    + fail_unless({event["dev"] for event in run.sent} == {"strap2"}, "another strap than the nearest was taken"), ()),
    "new-address": ("a strap whose address changes with its battery in the run is found again by its serial number",
                    [strap([{"t": 30.5, "do": "new-address", "away": 20}], name="Polar H10 0A1B2C3D")], RUN.format(secs=120),
                    lambda run: lasted(run, 120, 85) + accounted(run, spare=1) + returns_within(run, 6, 1), ()),
    "watch": ("a watch that takes another private address at each loss is found again by its name",
              [strap([drop(20.5, "timeout", 5), drop(50.5, "remote", 3)], name="Forerunner 255", address="55:FF:EE:00:00:01", rotate="rpa")],
              RUN.format(secs=90), lambda run: lasted(run, 90, 65) + accounted(run, spare=2) + returns_within(run, 6, 2), ()),
    "neighbour": ("a neighbour's strap of the remembered one's name is told with its address and not taken",
                  [strap([{"t": 25, "do": "vanish"}], name="H64", t_zero="start"),
                   strap([{"t": 25, "do": "appear"}], id="strap1", name="H64", address="C0:FF:EE:00:00:0B", absent=True, t_zero="start")],
                  RUN.format(secs=15) + " >/dev/null; sleep 15; " + RUN.format(secs=30),
                  lambda run: fail_unless(run.code == 1, f"exit code {run.code}") + says(run, "another address has that name: H64 C0:FF:EE:00:00:0B", "--strap ADDRESS")
                  + fail_unless("several" not in run.stderr, run.stderr), ()),
    "neighbour-in-run": ("nor is it taken when the strap is lost in the run, which goes on",
                         [strap([{"t": 25, "do": "vanish"}], name="H64", t_zero="start"),
                          strap([{"t": 25, "do": "appear"}], id="strap1", name="H64", address="C0:FF:EE:00:00:0B", absent=True, t_zero="start")],
                         RUN.format(secs=60), lambda run: lasted(run, 60, 15) + fail_unless("H64 C0:FF:EE:00:00:0B" in run.stderr, run.stderr)
                         + fail_unless({event["dev"] for event in run.sent} == {"strap0"}, "the neighbour's was taken"), ()),
    "second-reader": ("each packet is kept once while another program reads the strap as well", [strap()], READER + RUN.format(secs=60),
                      lambda run: lasted(run, 60, 54) + accounted(run), ()),
    "second-run": ("a second run beside the first doubles nothing, and its end costs two seconds at most", [strap()],
                   "( sleep 20; RECOVERY_RUN_DATA=/tmp/second timeout -s TERM 20 ./recovery-run run --headless --age 40 >/dev/null 2>&1 ) & " + RUN.format(secs=90),
                   lambda run: lasted(run, 90, 80) + accounted(run, spare=1) + returns_within(run, 2, 1), ()),
    "grips": ("a treadmill that measures nothing is left for the strap that is put on, and not remembered",
              [GRIPS, strap([{"t": 20, "do": "appear"}], absent=True, t_zero="start")], RUN.format(secs=60) + " >/dev/null; sleep 3; " + RUN.format(secs=30),
              lambda run: lasted(run, 30, 24) + fail_unless(run.lines[-1]["device"] == "LabStrap 0042", str(run.lines[-1]["device"])), ()),
    "slow-services": ("a strap whose services take 12 s and more is waited for", [strap(vendor_services=4, air_latency_ms=[600, 600])], RUN.format(secs=120),
                      lambda run: lasted(run, 120, 80) + accounted(run, spare=1) + fail_unless(links(run).count("connecting") == 1, str(links(run))), ()),
    "wants-pairing": ("a strap that wants to be paired is said to", [strap(secure="encrypt")], RUN.format(secs=40),
                      lambda run: lasted(run, 40, 0) + says(run, "C0:FF:EE:00:00:01", "wants to be paired", "bluetoothctl"), ()),
    "refuses-pairing": ("so is one that refuses to be, and it is not pressed", [strap(secure="refuse-pairing")], RUN.format(secs=90),
                        lambda run: lasted(run, 90, 0) + says(run, "wants to be paired")
                        + fail_unless(links(run).count("connecting") <= 12, f"{links(run).count('connecting')} calls: it is pressed"), ()),
    "subscription-never": ("a strap that turns every subscription down is said to, with the remedy of a watch, and not pressed",
                           [strap(cccd_errors=[0x0e], cccd_errors_forever=True)], RUN.format(secs=90),
                           lambda run: lasted(run, 90, 0) + says(run, "turns each request for it down", "broadcast")
                           + fail_unless(links(run).count("connecting") <= 12, f"{links(run).count('connecting')} calls: it is pressed"), ()),
}
SCENARIOS.update(belt_scenarios.SCENARIOS)
