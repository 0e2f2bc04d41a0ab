"""The belt of an emulated treadmill, and the heart of whoever runs on it."""
import math
import random

MILE = 1.609344
# The belts by the names of their treadmills, and the hearts by those of the straps: they follow each other.
BELTS, HEARTS = {}, {}


class Belt:
    """What moves, whoever asked for it. It is standing, running, paused or locked (the safety key is out)."""

    def __init__(self, spec):
        self.low, self.high, self.step = spec.get("limits", [0.8, 20.0, 0.1])
        self.ramp, self.brake = spec.get("ramp", 0.15), spec.get("brake", 0.6)
        self.state = "running" if spec.get("running") else "standing"
        self.target = self.speed = float(spec.get("speed_kmh", 0.0)) if self.state == "running" else 0.0
        self.wished = float(spec.get("speed_kmh", 0.0))
        self.distance = self.seconds = 0.0

    def aim(self, kmh):
        """Goes to the speed that its motor can do next to this one."""
        self.target = round(round(min(max(kmh, self.low), self.high) / self.step) * self.step, 3)

    def start(self):
        if self.state != "locked":
            self.state = "running"
            self.aim(self.wished or self.low)

    def halt(self, state):
        self.state, self.target = state, 0.0

    def turn(self, seconds):
        rate = self.ramp if self.state == "running" else self.brake
        way = self.target - self.speed
        self.speed += math.copysign(min(abs(way), rate * seconds), way)
        self.distance += self.speed / 3.6 * seconds
        if self.state == "running" and self.speed > 0:
            self.seconds += seconds


class Heart:
    """A rate that follows the belt: a first-order lag towards what the speed asks for, with a little of its own unrest. `at` is a
    speed in km/h and the rate that it leads to, `gain` how much a km/h more adds."""

    def __init__(self, spec, belt):
        self.belt, self.gain, self.lag = belt, spec.get("gain", 8.0), spec.get("lag", 58.0)
        self.at, self.chance = spec["at"], random.Random(spec.get("seed", 7))
        self.rate, self.unrest = float(spec.get("begins", self.wanted())), 0.0

    def wanted(self):
        speed, rate = self.at
        return max(70.0, rate + self.gain * (self.belt.speed - speed))

    def beat_on(self, seconds):
        self.rate += (self.wanted() - self.rate) * (1 - math.exp(-seconds / self.lag))
        self.unrest = 0.88 * self.unrest + self.chance.gauss(0, 0.5)

    def told(self):
        return round(self.rate + self.unrest)
