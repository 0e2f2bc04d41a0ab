"""A treadmill (Fitness Machine Service) and a foot pod (Running Speed and Cadence), in as far as a strap's program meets them."""
import asyncio
import struct

from bumble import gatt

from attributes import P, READ_OK, WRITE_OK, characteristic, service
from payloads import rsc, treadmill
from sensor import Sensor


class FootPod(Sensor):
    kind, default_name, service_uuid = "footpod", "LabPod", 0x1814

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.speed, self.distance = float(self.spec.get("speed_kmh", 0.0)), 0.0

    def own_services(self):
        self.main = characteristic(0x2A53, P.NOTIFY, perm=0)
        return [service(0x1814, [self.main, characteristic(0x2A54, P.READ, struct.pack("<H", 0b0111)), characteristic(0x2A5D, P.READ, b"\x02")])]

    async def notify_on(self):
        period = self.spec.get("period", 1.0)
        async for at in self.every(period):
            speed = self.speed / 3.6
            self.distance += speed * period
            await self.send(rsc(speed, 80 + 10 * speed if speed else 0, 0.6 + 0.2 * speed, self.distance, speed > 2.2), t=at)

    async def do(self, event):
        if event["do"] != "speed":
            return await super().do(event)
        self.log_event(event)
        self.speed = float(event["kmh"])


class Treadmill(Sensor):
    kind, default_name, service_uuid = "treadmill", "LabMill", 0x1826
    # What each operation of the control point needs as its argument, in octets.
    LENGTHS = {0x02: 2, 0x03: 2, 0x08: 1}

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.speed, self.incline, self.distance = float(self.spec.get("speed_kmh", 0.0)), 0.0, 0.0
        self.running, self.control = self.spec.get("running", False), False

    def own_services(self):
        self.main, self.status = characteristic(0x2ACD, P.NOTIFY, perm=0), characteristic(0x2ADA, P.NOTIFY, perm=0)
        self.point = characteristic(0x2AD9, P.WRITE | P.INDICATE, gatt.CharacteristicValue(write=self.on_control), perm=WRITE_OK)
        # Features: total distance (bit 2), inclination (3), expended energy (9), elapsed time (12); targets: speed (0), inclination (1).
        features = struct.pack("<II", 1 << 2 | 1 << 3 | 1 << 9 | 1 << 12, 0b11)
        return [service(0x1826, [
            characteristic(0x2ACC, P.READ, features), self.main, self.status, self.point,
            characteristic(0x2AD4, P.READ, struct.pack("<HHH", 80, 2000, 10)), characteristic(0x2AD5, P.READ, struct.pack("<hhH", 0, 150, 5)),
            characteristic(0x2AD3, P.READ | P.NOTIFY, b"\x00\x01", READ_OK)])]

    async def notify_on(self):
        period = self.spec.get("period", 1.0)
        async for at in self.every(period):
            if self.running:
                self.distance += self.speed / 3.6 * period
            await self.send(treadmill(self.speed if self.running else 0, self.distance, self.incline, self.distance * 0.06, None, at), t=at)

    def on_disconnection(self, connection, reason):
        if self.connection is connection:
            self.control = False
        super().on_disconnection(connection, reason)

    # --- the control point
    def procedure(self, operation, argument):
        """Does what is asked; the result code, and what is told on 2ADA."""
        if operation == 0x00:
            if self.spec.get("deny_control"):
                return 5, None
            self.control = True
            return 1, None
        if operation not in (0x01, 0x02, 0x03, 0x07, 0x08):
            return 2, None
        if not self.control:
            return 5, None
        if len(argument) != self.LENGTHS.get(operation, len(argument)):
            return 3, None
        if operation == 0x01:
            self.control, self.running, self.speed = False, False, 0.0
            return 1, b"\x01"
        if operation == 0x02:
            kmh = struct.unpack("<H", argument)[0] / 100
            if not 0.8 <= kmh <= 20.0:
                return 3, None
            self.speed = kmh
            return 1, b"\x05" + argument
        if operation == 0x03:
            tenths = struct.unpack("<h", argument)[0]
            if not 0 <= tenths <= 150:
                return 3, None
            self.incline = tenths / 10
            return 1, b"\x06" + argument
        if operation == 0x08 and argument not in (b"\x01", b"\x02"):
            return 3, None
        self.running = operation == 0x07
        return 1, b"\x04" if self.running else b"\x02" + argument

    def on_control(self, connection, value):
        self.log("cp-write", hex=value.hex())
        if not value:
            return
        operation = value[0]
        result, status = self.procedure(operation, value[1:])
        result = self.spec.get("cp_result", result)
        if self.spec.get("cp_mute"):        # A machine that never answers.
            return

        async def answer():
            if self.connection is None:
                return
            self.log("cp-answer", op=operation, result=result)
            await self.device.indicate_subscriber(self.connection, self.point, bytes([0x80, operation, result]))
            if status and result == 1 and self.connection is not None:
                await self.device.notify_subscriber(self.connection, self.status, status)
        asyncio.get_running_loop().call_later(self.spec.get("cp_delay", 0.02), lambda: self.begin(answer()))

    async def do(self, event):
        if event["do"] == "speed":
            self.log_event(event)
            self.speed, self.running = float(event["kmh"]), True
        elif event["do"] == "machine-status":
            self.log_event(event)
            if self.connection is not None:
                await self.device.notify_subscriber(self.connection, self.status, bytes.fromhex(event["hex"]))
        else:
            await super().do(event)
