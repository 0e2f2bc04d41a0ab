"""One emulated sensor: its GATT database, what it advertises, its link, and what a scenario does to it."""
import asyncio
import random
import struct
import traceback

from bumble import hci
from bumble.device import Device, DeviceConfiguration
from bumble.host import Host
from bumble.transport.common import AsyncPipeSink

import quirks
from air import E, SensorController
from attributes import P, characteristic, service
from journal import LOG


def advertised(kind, data):
    return bytes([len(data) + 1, kind]) + data


class Sensor:
    """What a strap, a foot pod and a treadmill have in common. A subclass has `own_services`, which sets `main`, the
    characteristic that it notifies on, and `notify_on`, which does so."""
    kind, default_name, service_uuid, appearance = "sensor", "Lab", 0, None

    def __init__(self, index, spec, link, folder, adapters):
        self.index, self.spec, self.link, self.folder, self.adapters = index, spec, link, folder, adapters
        self.id = spec.get("id", f"{self.kind}{index}")
        public = spec.get("address_type") == "public"
        self.address = hci.Address(spec.get("address", f"C0:FF:EE:00:00:{index + 1:02X}"),
                                   hci.Address.PUBLIC_DEVICE_ADDRESS if public else hci.Address.RANDOM_DEVICE_ADDRESS)
        self.name = bytes.fromhex(spec["name_hex"]) if "name_hex" in spec else spec.get("name", f"{self.default_name} {index}").encode()
        self.connection, self.subscribed, self.gone, self.has_advertised = None, set(), False, False
        self.silent_until, self.copies, self.sequence = -1.0, 1, 0
        self.zero_at, self.zero_passed = None, asyncio.Event()

    def log(self, event, **more):
        LOG(event, dev=self.id, **more)

    def log_event(self, event):
        self.log("event", do=event["do"], args={key: value for key, value in event.items() if key not in ("do", "t")})

    def begin(self, work):
        return asyncio.create_task(self.guard(work))

    def later(self, seconds, work):
        """Begins work() after some seconds."""
        asyncio.get_running_loop().call_later(seconds, lambda: self.begin(work()))

    async def guard(self, work):
        try:
            await work
        except asyncio.CancelledError:
            raise
        except Exception as error:      # What goes wrong in the lab is told in its journal; `judge.py` fails a run for it.
            self.log("error", error=repr(error), tb=traceback.format_exc())

    # --- GATT database
    def services(self):
        told = self.spec.get("dis", {"manufacturer": "Lab", "model": "HRS-1", "serial": "0001", "firmware": "1.0", "hardware": "1", "software": "1"})
        numbers = {"manufacturer": 0x2A29, "model": 0x2A24, "serial": 0x2A25, "firmware": 0x2A26, "hardware": 0x2A27, "software": 0x2A28}
        services = []
        if told:
            services.append(service(0x180A, [characteristic(number, P.READ, str(told[key]).encode()) for key, number in numbers.items() if key in told]))
        if self.spec.get("battery", 90) is not None:
            self.battery = characteristic(0x2A19, P.READ | P.NOTIFY, bytes([self.spec.get("battery", 90)]))
            services.append(service(0x180F, [self.battery]))
        return services + self.own_services()

    def more_uuids(self):
        """Services that are advertised beside the sensor's own."""
        return []

    def payloads(self):
        """Advertising data and scan response."""
        how = self.spec.get("adv", {})
        parts = {"adv": advertised(0x01, b"\x06"), "scan_rsp": b"", "none": b""}
        uuids = [self.service_uuid, *self.more_uuids()]
        parts[how.get("uuid_in", "adv")] += advertised(0x03, struct.pack(f"<{len(uuids)}H", *uuids))
        if self.kind == "treadmill" and how.get("service_data", True):
            parts["adv"] += advertised(0x16, struct.pack("<HBH", 0x1826, 1, 1))
        appearance = how.get("appearance", self.appearance)
        if appearance:
            parts["adv"] += advertised(0x19, struct.pack("<H", appearance))
        where = how.get("name_in", "scan_rsp")
        room = 31 - len(parts[where]) - 2
        if where != "none":
            parts[where] += advertised(0x09 if len(self.name) <= room else 0x08, self.name[:room])
        return tuple(bytes.fromhex(how[key + "_hex"]) if key + "_hex" in how else parts[key] for key in ("adv", "scan_rsp"))

    # --- beginning
    async def start(self):
        spec, public = self.spec, self.address.address_type == hci.Address.PUBLIC_DEVICE_ADDRESS
        self.controller = SensorController(self.id, link=self.link, public_address=self.address if public else hci.Address(
            f"00:00:5E:00:53:{self.index:02X}", hci.Address.PUBLIC_DEVICE_ADDRESS))
        self.controller.rssi = spec.get("rssi", -55)
        if spec.get("rssi_jitter"):
            base, jitter = self.controller.rssi, spec["rssi_jitter"]
            self.controller.rssi = lambda: base + random.randint(-jitter, jitter)
        self.controller.refusal, self.controller.advertises = spec.get("refuse"), spec.get("held", "ind")
        low, high = spec.get("air_latency_ms", [0, 0])
        self.controller.latency = (low / 1000, high / 1000)
        self.air(spec.get("air", {}))
        self.device = Device(config=DeviceConfiguration(name="x", address=self.address, gap_service_enabled=False),
                             host=Host(self.controller, AsyncPipeSink(self.controller)))
        self.name_told = characteristic(0x2A00, P.READ, self.name)
        self.device.add_services([service(0x1800, [self.name_told, characteristic(0x2A01, P.READ, struct.pack("<H", 0x0341))])])
        quirks.before_services(self)
        self.device.add_services(self.services())
        quirks.after_services(self)
        self.device.on("connection", self.on_connection)
        self.device.gatt_server.on("characteristic_subscription", self.on_subscription)
        await self.device.power_on()
        self.tasks = [self.begin(self.notify()), self.begin(self.events())]
        if not spec.get("absent"):
            await self.advertise()
        if spec.get("t_zero", "start") == "start":
            self.zero()

    def air(self, how):
        """Loss in the air: the share of packets that the link layer sends anew, and its connection interval."""
        self.controller.loss, self.controller.interval = how.get("loss", 0.0), how.get("interval_ms", 45) / 1000

    def zero(self):
        """From here on the times of packets and events count."""
        if self.zero_at is None:
            self.zero_at = asyncio.get_running_loop().time()
            self.log("t-zero")
            self.zero_passed.set()

    async def advertise(self):
        if self.gone or self.connection is not None:
            return
        if self.spec.get("rotate") and self.has_advertised:
            self.take_address(self.spec["rotate"])
        self.has_advertised = True
        data, response = self.payloads()
        public = self.address.address_type == hci.Address.PUBLIC_DEVICE_ADDRESS
        interval = self.spec.get("adv", {}).get("interval_ms", 100)
        await self.device.start_advertising(
            own_address_type=hci.OwnAddressType.PUBLIC if public else hci.OwnAddressType.RANDOM, auto_restart=False, advertising_data=data,
            scan_response_data=response, advertising_interval_min=interval, advertising_interval_max=interval)
        self.log("advertising", adv=data.hex(), scan_rsp=response.hex())

    def take_address(self, kind):
        """A new address: `rpa` resolvable private, as far as a stranger can tell; `static` as a new battery may give."""
        octets = bytearray(random.randbytes(6))
        octets[5] = octets[5] & 0x3F | (0x40 if kind == "rpa" else 0xC0)
        self.address = hci.Address(bytes(octets), hci.Address.RANDOM_DEVICE_ADDRESS)
        self.controller.random_address = self.device.random_address = self.device.static_address = self.address
        self.log("new-address", address=str(self.address))

    # --- the link
    def on_connection(self, connection):
        self.connection, self.controller.lost = connection, False
        self.return_after = self.spec.get("readv_after", 0.5)
        self.log("connected", peer=str(connection.peer_address))
        connection.on("disconnection", lambda reason: self.on_disconnection(connection, reason))
        if self.spec.get("t_zero") == "connect":
            self.zero()
        if self.controller.refusal == "drop":
            self.later(self.spec.get("refuse_drop_after", 0.05), lambda: self.drop("remote", self.return_after))
        quirks.on_connection(self, connection)

    def on_disconnection(self, connection, reason):
        if self.connection is not connection:
            return
        self.connection = None
        self.subscribed.clear()
        self.log("disconnected", reason=int(reason))
        if self.return_after is not None and not self.gone:
            self.later(self.return_after, self.advertise)

    def on_subscription(self, _bearer, which, notify, indicate):
        uuid = which.uuid.to_hex_str()
        (self.subscribed.add if notify or indicate else self.subscribed.discard)(uuid)
        self.log("subscription", uuid=uuid, notify=bool(notify), indicate=bool(indicate))
        if which is self.main and (notify or indicate) and self.spec.get("t_zero") == "subscribe":
            self.zero()

    async def drop(self, mode, return_after):
        """Ends the link. remote: it hangs up (reason 0x13). timeout: it is out of reach (0x08)."""
        if self.connection is None:
            return
        self.return_after = return_after
        if mode == "remote":
            self.log("drop", mode=mode)
            await self.connection.disconnect()
            return
        mine = next(iter(self.controller.le_connections.values()))
        central = self.link.controller_with(mine.peer_address)
        theirs = central.le_connections.get(mine.self_address)
        supervision = self.spec["supervision_ms"] / 1000 if "supervision_ms" in self.spec else central.sup_timeout.get(bytes(mine.self_address), 0.42)
        self.log("drop", mode=mode, supervision=supervision)
        self.controller.lost = True
        self.controller.on_le_disconnected(mine, E.CONNECTION_TIMEOUT_ERROR)
        await asyncio.sleep(supervision)
        if theirs is not None:
            central.on_le_disconnected(theirs, E.CONNECTION_TIMEOUT_ERROR)
            self.log("drop-central-told")

    # --- notifications
    async def send(self, payload, **more):
        now, why = asyncio.get_running_loop().time(), None
        if self.connection is None:
            why = "no link"
        elif now < self.silent_until:
            why = "silent"
        elif self.main.uuid.to_hex_str() not in self.subscribed:
            why = "no subscriber"
        if why:
            self.log("not-sent", why=why, hex=payload.hex())
            return
        tell = self.device.gatt_server.indicate_subscriber if self.spec.get("indicate") else self.device.notify_subscriber
        for copy in range(self.copies):
            self.sequence += 1
            self.log("sent", seq=self.sequence, hex=payload.hex(), copy=copy, **more)
            await tell(self.connection, self.main, payload)

    async def until(self, at):
        """Until so many seconds after zero."""
        await asyncio.sleep(max(0, self.zero_at + at - asyncio.get_running_loop().time()))

    async def every(self, period):
        count = 0
        while True:
            count += 1
            await self.until(count * period)
            yield count * period

    async def notify(self):
        await self.zero_passed.wait()
        await self.notify_on()

    # --- what the scenario does
    async def events(self):
        await self.zero_passed.wait()
        for event in sorted(self.spec.get("events", []), key=lambda event: event["t"]):
            await self.until(event["t"])
            self.begin(self.do(event))

    async def do(self, event):
        kind = event["do"]
        deed = getattr(self, "do_" + kind.replace("-", "_"), None) or quirks.DEEDS.get(kind)
        self.log_event(event)
        if deed is None:
            raise ValueError(f"{self.id} cannot do {kind!r}")
        done = deed(event) if getattr(deed, "__self__", None) is self else deed(self, event)
        if asyncio.iscoroutine(done):
            await done

    def do_silent(self, event):
        self.silent_until = asyncio.get_running_loop().time() + event.get("for", 1e9)

    def do_speak(self, _event):
        self.silent_until = -1.0

    async def do_drop(self, event):
        await self.drop(event.get("mode", "timeout"), event.get("readv_after", 1.0))

    async def do_vanish(self, event):
        self.gone = True
        if self.connection is not None:
            await self.drop(event.get("mode", "timeout"), None)
        else:
            await self.device.stop_advertising()

    async def do_appear(self, _event):
        self.gone = False
        await self.advertise()

    async def do_raw(self, event):
        await self.send(bytes.fromhex(event["hex"]), raw=True)

    async def do_dup(self, event):
        """Each packet several times."""
        self.copies = event.get("n", 2)
        if "for" in event:
            await asyncio.sleep(event["for"])
            self.copies = 1

    def do_stall(self, event):
        """The link stands, and what is sent arrives later and all at once."""
        self.controller.stall_until = asyncio.get_running_loop().time() + event.get("for", 2)

    def do_latency(self, event):
        self.controller.latency = (event["ms"][0] / 1000, event["ms"][1] / 1000)

    def do_air(self, event):
        self.air(event)

    def do_refuse(self, event):
        self.controller.refusal = event.get("mode")

    def do_held(self, event):
        """Another host has it: it goes on advertising and takes no call."""
        self.controller.advertises = event.get("mode", "nonconn")

    def do_free(self, _event):
        self.controller.advertises = "ind"

    async def do_battery(self, event):
        self.battery.value = bytes([event["level"]])
        if self.connection is not None:
            await self.device.notify_subscriber(self.connection, self.battery, self.battery.value)

    def do_name(self, event):
        self.name = self.name_told.value = bytes.fromhex(event["hex"]) if "hex" in event else event["name"].encode()

    def do_rssi(self, event):
        self.controller.rssi = event["dbm"]

    def do_adapter_gone(self, event):
        self.adapters[event.get("adapter", 0)].unplug()

    async def do_adapter_back(self, event):
        await self.adapters[event.get("adapter", 0)].plug()

    def do_deaf(self, event):
        self.adapters[event.get("adapter", 0)].controller.deaf = event.get("on", True)
