"""Reads a folder of exports with programs that are not ours and compares what they see with the facts beside each export."""

import json
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import fitdecode
from garmin_fit_sdk import Decoder, Stream

TCX = "{http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2}"
problems = []


def expect(holds, file, what):
    if not holds:
        problems.append(f"{file.name}: {what}")


def check_fit(file, facts):
    decoder = Decoder(Stream.from_file(str(file)))
    expect(decoder.is_fit(), file, "the SDK finds no FIT")
    expect(decoder.check_integrity(), file, "the SDK finds its integrity broken")
    messages, errors = Decoder(Stream.from_file(str(file))).read()
    expect(not errors, file, f"the SDK's errors: {errors}")
    records = messages.get("record_mesgs", [])
    rates = [r["heart_rate"] for r in records if r.get("heart_rate") is not None]
    expect(rates == facts["rates"], file, f"{len(rates)} rates for {len(facts['rates'])}")
    beats = [b * 1000 for h in messages.get("hrv_mesgs", []) for b in (h["time"] if isinstance(h["time"], list) else [h["time"]]) if b is not None and b < 65.535]
    expect(len(beats) == len(facts["beats_ms"]), file, f"{len(beats)} beats for {len(facts['beats_ms'])}")
    expect(all(abs(a - b) < 0.6 for a, b in zip(beats, facts["beats_ms"])), file, "beats differ")
    expect(len(messages["lap_mesgs"]) == facts["laps"], file, "laps differ")
    alerts = [e for e in messages["event_mesgs"] if e["event"] == "hr_high_alert"]
    expect(len(alerts) == facts["prompts"], file, f"{len(alerts)} alerts for {facts['prompts']} prompts")
    for kind in ("file_id", "file_creator", "session", "time_in_zone", "activity"):
        expect(len(messages.get(f"{kind}_mesgs", [])) == 1, file, f"not exactly one {kind}")
    expect(messages["file_id_mesgs"][0].get("serial_number"), file, "no serial number")
    session = messages["session_mesgs"][0]
    expect(session["num_laps"] == facts["laps"], file, "the session counts other laps")
    for name in ("sport", "start_time", "total_elapsed_time", "total_timer_time"):
        expect(session.get(name) is not None, file, f"the session has no {name}")

    order, times = [], []
    with fitdecode.FitReader(str(file), check_crc=fitdecode.CrcCheck.RAISE, error_handling=fitdecode.ErrorHandling.RAISE) as reader:
        for frame in reader:
            if isinstance(frame, fitdecode.FitDataMessage):
                order.append(frame.name)
                time = frame.get_raw_value("timestamp", fallback=None)
                if time is not None:
                    times.append(time)
    expect(order[0] == "file_id", file, "file_id is not first")
    expect(order[-3:] == ["session", "time_in_zone", "activity"], file, f"the summary is not last: {order[-3:]}")
    expect(times == sorted(times), file, "times go back")


def check_tcx(file, facts):
    root = ET.parse(file).getroot()
    expect(root.tag == TCX + "TrainingCenterDatabase", file, f"the root is {root.tag}")
    activities = root.findall(f"{TCX}Activities/{TCX}Activity")
    expect(len(activities) == 1, file, "not one activity")
    activity = activities[0]
    expect(activity.get("Sport") in ("Running", "Biking", "Other"), file, "no sport")
    expect(activity.find(TCX + "Id") is not None, file, "no Id")
    laps = activity.findall(TCX + "Lap")
    expect(len(laps) == facts["laps"], file, f"{len(laps)} laps")
    sequence = "TotalTimeSeconds DistanceMeters MaximumSpeed Calories AverageHeartRateBpm MaximumHeartRateBpm Intensity Cadence TriggerMethod Track Notes Extensions".split()
    inner = "Time Position AltitudeMeters DistanceMeters HeartRateBpm Cadence SensorState Extensions".split()
    rates = []
    for lap in laps:
        expect(lap.get("StartTime", "").endswith("Z"), file, "a lap without a start in UTC")
        names = [child.tag.removeprefix(TCX) for child in lap]
        expect([sequence.index(n) for n in names] == sorted(sequence.index(n) for n in names), file, f"a lap's elements are out of order: {names[:9]}")
        for name in ("TotalTimeSeconds", "DistanceMeters", "Calories", "Intensity", "TriggerMethod"):
            expect(lap.find(TCX + name) is not None, file, f"a lap without {name}")
        for point in lap.iter(TCX + "Trackpoint"):
            names = [inner.index(child.tag.removeprefix(TCX)) for child in point]
            expect(names == sorted(names) and names and names[0] == 0, file, "a point's elements are out of order or without a time")
            value = point.find(f"{TCX}HeartRateBpm/{TCX}Value")
            if value is not None:
                rates.append(int(value.text))
    expect(rates == facts["rates"], file, f"{len(rates)} rates for {len(facts['rates'])}")


folder = Path(sys.argv[1])
checked = 0
for file in sorted(folder.glob("*.facts.json")):
    facts = json.loads(file.read_text())
    stem = file.name.removesuffix(".facts.json")
    check_fit(folder / f"{stem}.fit", facts)
    check_tcx(folder / f"{stem}.tcx", facts)
    json.loads((folder / f"{stem}.json").read_text())
    checked += 1
for problem in problems:
    print(problem)
if not checked:
    sys.exit("nothing was checked: the folder holds no exports")
print(f"{checked} runs checked, {len(problems)} problems")
sys.exit(1 if problems else 0)
