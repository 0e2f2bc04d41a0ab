"""A heart-rate strap."""
import struct

from bumble import gatt
from bumble.core import UUID

from attributes import P, READ_OK, WRITE_OK, characteristic, service
from belt import BELTS, HEARTS, Heart
from packets import hr_source
from payloads import hrm
from sensor import Sensor


class Strap(Sensor):
    kind, default_name, service_uuid, appearance = "strap", "LabStrap", 0x180D, 0x0341

    def own_services(self):
        """`late_hrs`: the heart rate is not there yet. `ftms`: a fitness machine beside it. `vendor_services`: so many of the
        maker's own, which make the discovery of services long."""
        spec = self.spec
        self.main = characteristic(0x2A37, P.INDICATE if spec.get("indicate") else P.NOTIFY, perm=0)
        parts = [self.main]
        if spec.get("body_location", 1) is not None:
            parts.append(characteristic(0x2A38, P.READ, bytes([spec.get("body_location", 1)])))
        if spec.get("control_point", True):
            parts.append(characteristic(0x2A39, P.WRITE, gatt.CharacteristicValue(
                write=lambda _connection, value: self.log("hr-control-point", hex=value.hex())), perm=WRITE_OK))
        self.heart_rate = service(0x180D, parts)
        services = [] if spec.get("no_hrs") or "late_hrs" in spec else [self.heart_rate]
        if spec.get("ftms"):
            # Features: total distance (bit 2) and heart rate (bit 10).
            services.append(service(0x1826, [characteristic(0x2ACC, P.READ, struct.pack("<II", 1 << 2 | 1 << 10, 0)), characteristic(0x2ACD, P.NOTIFY, perm=0)]))
        for number in range(spec.get("vendor_services", 0)):
            uuid = f"FB{number:02X}{{:04X}}-02E7-F387-1CAD-8ACD2D8DF0C8"
            services.append(gatt.Service(UUID(uuid.format(0)), [
                gatt.Characteristic(UUID(uuid.format(part)), P.READ | P.NOTIFY, READ_OK, b"x") for part in range(1, 5)]))
        return services

    def more_uuids(self):
        return [0x1826] if self.spec.get("ftms") else []

    def source(self):
        return hr_source(self.spec.get("hr", {"synth": {}}), self.folder)

    def encode(self, packet):
        if "hex" in packet:
            return bytes.fromhex(packet["hex"])
        return hrm(packet["hr"], packet.get("rr") or (), packet.get("contact"), packet.get("energy"), packet.get("fmt16", False))

    async def run_on(self, spec):
        """The heart of somebody who runs on a treadmill of the lab."""
        heart = HEARTS[self.id] = Heart(spec, BELTS[spec["on"]])
        async for at in self.every(1.0):
            heart.beat_on(1.0)
            rate = heart.told()
            await self.send(hrm(rate, [round(60 * 1024 / rate)] * max(1, round(rate / 60)), True), t=at, hr=rate)

    async def notify_on(self):
        if "runner" in self.spec.get("hr", {}):
            return await self.run_on(self.spec["hr"]["runner"])
        for packet in self.source():
            await self.until(packet["t"])
            await self.send(self.encode(packet), t=packet["t"], **({"hr": packet["hr"]} if "hr" in packet else {}))
        self.log("hr-end")

    async def do_burst(self, event):
        for number in range(event.get("n", 5)):
            await self.send(hrm(event.get("hr", 100) + number), burst=number)
