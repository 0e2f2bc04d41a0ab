"""A treadmill (Fitness Machine Service) and a foot pod (Running Speed and Cadence)."""
import asyncio
import struct

from bumble import att, gatt

from attributes import P, READ_OK, WRITE_OK, characteristic, service
from belt import BELTS, HEARTS, MILE, Belt
from payloads import hrm, rsc, treadmill
from sensor import Sensor

# ATT errors of a control point: its answers are not subscribed to; the last command is not answered yet.
NOT_CONFIGURED, IN_PROGRESS = 0xFD, 0xFE


class FootPod(Sensor):
    kind, default_name, service_uuid = "footpod", "LabPod", 0x1814

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.speed, self.distance = float(self.spec.get("speed_kmh", 0.0)), 0.0

    def own_services(self):
        self.main = characteristic(0x2A53, P.NOTIFY, perm=0)
        return [service(0x1814, [self.main, characteristic(0x2A54, P.READ, struct.pack("<H", 0b0111)), characteristic(0x2A5D, P.READ, b"\x02")])]

    async def notify_on(self):
        """`on`: it is worn by whoever runs on this treadmill. `feet`: the steps of one or of both are counted."""
        period = self.spec.get("period", 1.0)
        async for at in self.every(period):
            speed = (BELTS[self.spec["on"]].speed if "on" in self.spec else self.speed) / 3.6
            self.distance += speed * period
            steps = (140 + 10 * speed) * self.spec.get("feet", 2) / 2 if speed else 0
            await self.send(rsc(speed, steps, 0.6 + 0.2 * speed, self.distance, speed > 2.2), t=at)

    async def do(self, event):
        if event["do"] != "speed":
            return await super().do(event)
        self.log_event(event)
        self.speed = float(event["kmh"])


class Treadmill(Sensor):
    """`grips`: the strap whose heart its grips measure; `hrs`: it has a heart-rate service of them as well. `mph_target`: it takes
    targets for miles. `mute`: from this command on (counted from 1, of speeds) it does not answer. `watch`: the name of a second
    central that may be connected beside the program."""
    kind, default_name, service_uuid = "treadmill", "LabMill", 0x1826

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.belt = BELTS[self.id] = Belt(self.spec)
        # Which central has control, and which one is still to be answered.
        self.control, self.answering, self.speeds, self.guests = None, False, 0, []

    def own_services(self):
        self.main, self.status = characteristic(0x2ACD, P.NOTIFY, perm=0), characteristic(0x2ADA, P.NOTIFY, perm=0)
        self.point = characteristic(0x2AD9, P.WRITE | P.INDICATE, gatt.CharacteristicValue(write=self.on_control), perm=WRITE_OK)
        self.grip = characteristic(0x2A37, P.NOTIFY, perm=0)
        # Features: total distance (bit 2), inclination (3), expended energy (9), elapsed time (12); targets: speed (0), inclination (1).
        features = struct.pack("<II", 1 << 2 | 1 << 3 | 1 << 9 | 1 << 12, 0b11)
        span = struct.pack("<HHH", *(round(100 * kmh) for kmh in (self.belt.low, self.belt.high, self.belt.step)))
        services = [service(0x1826, [
            characteristic(0x2ACC, P.READ, features), self.main, self.status, self.point,
            characteristic(0x2AD4, P.READ, span), characteristic(0x2AD5, P.READ, struct.pack("<hhH", 0, 150, 5)),
            characteristic(0x2AD3, P.READ | P.NOTIFY, b"\x00\x01", READ_OK)])]
        return services + ([service(0x180D, [self.grip])] if self.spec.get("hrs") else [])

    def more_uuids(self):
        return [0x180D] if self.spec.get("hrs") else []

    # --- the belt
    async def start(self):
        await super().start()
        self.tasks.append(self.begin(self.turn()))

    async def turn(self):
        """The belt turns from the start of the lab on, whoever is connected."""
        loop, count = asyncio.get_running_loop(), 0
        begun = loop.time()
        while True:
            count += 1
            await asyncio.sleep(max(0, begun + count * 0.1 - loop.time()))
            self.belt.turn(0.1)
            if count % 10 == 0:
                self.log("belt", kmh=round(self.belt.speed, 2), target=self.belt.target, state=self.belt.state)

    def gripped(self):
        heart = HEARTS.get(self.spec.get("grips"))
        return heart.told() if heart else None

    async def notify_on(self):
        async for at in self.every(self.spec.get("period", 1.0)):
            belt = self.belt
            payload = treadmill(belt.speed, belt.distance, 0.0, belt.distance * 0.06, self.gripped(), belt.seconds)
            await self.send(payload, t=at)
            for guest in self.guests:
                await self.device.notify_subscriber(guest, self.main, payload)
            if self.spec.get("hrs") and self.connection is not None:
                await self.device.notify_subscriber(self.connection, self.grip, hrm(self.gripped() or 0))

    async def tell(self, payload):
        self.log("status", hex=payload.hex())
        for central in [self.connection, *self.guests]:
            if central is not None:
                await self.device.notify_subscriber(central, self.status, payload)

    # --- the links
    def is_guest(self, connection):
        return "watch" in self.spec and str(connection.peer_address).split("/")[0] == self.spec["watch"]

    def on_connection(self, connection):
        if not self.is_guest(connection):
            return super().on_connection(connection)
        self.guests.append(connection)
        self.log("watch-connected")
        connection.on("disconnection", lambda _reason: self.guests.remove(connection))
        # There is room for another central.
        self.later(0.2, self.advertise)

    def on_subscription(self, bearer, which, notify, indicate):
        if getattr(bearer, "connection", bearer) not in self.guests and bearer not in self.guests:
            super().on_subscription(bearer, which, notify, indicate)

    def on_disconnection(self, connection, reason):
        if self.connection is connection:
            self.answering = False
            self.control = None if self.control is connection else self.control
        super().on_disconnection(connection, reason)

    # --- the control point
    def procedure(self, central, operation, argument):
        """Does what is asked; the result code, and what is told on 2ADA."""
        belt, number = self.belt, struct.unpack("<H", argument)[0] if len(argument) == 2 else None
        if operation == 0x00:
            self.control = central
            return 1, None
        if operation not in (0x02, 0x07, 0x08):
            return 2, None
        if self.control is not central:
            return 5, None
        if operation == 0x02:
            kmh = (number or 0) / 100 * (MILE if self.spec.get("mph_target") else 1)
            if number is None or not belt.low <= kmh <= belt.high:
                return 3, None
            if belt.state != "running":
                return 4, None
            belt.aim(kmh)
            return 1, b"\x05" + argument
        if operation == 0x07:
            belt.start()
            return 1, b"\x04"
        belt.halt("paused" if argument == b"\x02" else "standing")
        return 1, b"\x02" + argument

    def on_control(self, central, value):
        operation, argument = value[0] if value else 0xFF, value[1:]
        guest = central in self.guests
        self.log("cp-write", hex=value.hex(), op=operation, guest=guest, kmh=round(self.belt.speed, 2), target=self.belt.target,
                 **({"asked": struct.unpack("<H", argument)[0] / 100} if operation == 2 and len(argument) == 2 else {}))
        if not guest and "2AD9" not in self.subscribed:
            raise att.ATT_Error(error_code=NOT_CONFIGURED)
        if self.answering:
            raise att.ATT_Error(error_code=IN_PROGRESS)
        had, self.speeds = self.control, self.speeds + (operation == 2)
        result, status = self.procedure(central, operation, argument)
        mute = operation == 2 and self.speeds >= self.spec.get("mute", 1e9)
        self.answering = not mute
        self.later(0.02, lambda: self.answer(central, operation, result, status, mute, had))

    async def answer(self, central, operation, result, status, mute, had):
        self.log("cp-answer", op=operation, result=None if mute else result)
        if not mute:
            try:
                await self.device.indicate_subscriber(central, self.point, bytes([0x80, operation, result]))
            finally:
                self.answering = False
        if status:
            await self.tell(status)
        if operation == 0 and had not in (None, central):
            await self.tell(b"\xff")

    # --- the console
    async def do(self, event):
        kind, belt, status = event["do"], self.belt, None
        if kind in ("speed", "console-speed"):
            belt.wished = float(event["kmh"])
            belt.aim(belt.wished)
            belt.state = "running" if kind == "speed" else belt.state
            status = b"\x05" + struct.pack("<H", round(100 * belt.target))
        elif kind == "console-start":
            belt.start()
            status = b"\x04"
        elif kind in ("console-pause", "console-stop"):
            belt.halt("paused" if kind == "console-pause" else "standing")
            status = b"\x02\x02" if kind == "console-pause" else b"\x02\x01"
        elif kind == "key-out":
            belt.halt("locked")
            self.control, status = None, b"\x03"
        elif kind == "key-in":
            belt.state = "standing"
        elif kind == "take-control":
            self.control, status = None, b"\xff"
        elif kind == "machine-status":
            status = bytes.fromhex(event["hex"])
        else:
            return await super().do(event)
        self.log_event(event)
        if status:
            await self.tell(status)
