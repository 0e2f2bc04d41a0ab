"""What a strap sends, packet by packet: made up, listed in the scenario, or read from a table."""
import csv
import math
import os
import random


def synth(spec):
    """Endless believable packets: a slow sine of heart rate, RR from the same beats."""
    period, t, phase, energy = spec.get("period", 1.0), 0.0, 0.0, 0.0
    base, amp, cyc = spec.get("base", 130), spec.get("amp", 25), spec.get("cycle_s", 90)
    rng = random.Random(spec.get("seed", 1))
    last_beat, tb = 0.0, 0.0
    while True:
        t += period
        rrs = []
        while tb < t:
            rate = (base + amp * math.sin(2 * math.pi * tb / cyc)) / 60.0
            tb += 0.01
            phase += rate * 0.01
            if phase >= 1.0:
                phase -= 1.0
                rrs.append(round((tb - last_beat + rng.gauss(0, 0.004)) * 1024))
                last_beat = tb
        hr = round(base + amp * math.sin(2 * math.pi * t / cyc))
        energy += period * hr * 0.0015
        yield {"t": t, "hr": hr, "rr": rrs if spec.get("rr", True) else [],
               "contact": spec.get("contact"), "fmt16": spec.get("fmt16", False),
               "energy": int(energy * 4.184) if spec.get("energy") and int(t / period) % 10 == 0 else None}


def hr_source(spec, basedir):
    if "synth" in spec:
        return synth(spec["synth"])
    if "packets" in spec:
        rows = spec["packets"]
    elif "csv" in spec:
        rows = []
        with open(os.path.join(basedir, spec["csv"]), newline="") as f:
            for r in csv.DictReader(f):
                p = {"t": float(r["t"])}
                if (r.get("hex") or "").strip() or not (r.get("hr") or "").strip():
                    p["hex"] = (r.get("hex") or "").strip()
                else:
                    p["hr"] = int(r["hr"])
                p["rr"] = [int(x) for x in (r.get("rr") or "").split()]
                if (r.get("contact") or "").strip():
                    p["contact"] = r["contact"].strip() in ("1", "true", "yes")
                if (r.get("energy") or "").strip():
                    p["energy"] = int(r["energy"])
                p["fmt16"] = (r.get("fmt16") or "").strip() in ("1", "true", "yes")
                rows.append(p)
    else:
        rows = []
    if not spec.get("loop") or not rows:
        return iter(rows)

    def forever():
        off = 0.0
        span = rows[-1]["t"] + spec.get("loop_gap", 1.0)
        while True:
            for r in rows:
                yield dict(r, t=r["t"] + off)
            off += span
    return forever()
