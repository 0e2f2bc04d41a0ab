"""The adapter (a USB dongle that can be pulled and put back), and the crowd that it hears besides."""
import asyncio
import random
import struct
import time
from types import SimpleNamespace

from bumble import hci
from bumble.transport.vhci import open_vhci_transport

from air import AirController, SensorController
from journal import LOG


class Adapter:
    def __init__(self, link, spec, path):
        self.link, self.spec, self.path, self.transport, self.controller = link, spec, path, None, None

    async def plug(self):
        self.transport = await open_vhci_transport(self.path)
        self.controller = AirController(self.spec["name"], host_source=self.transport.source, host_sink=self.transport.sink,
                                        link=self.link, public_address=self.spec["address"])
        self.controller.deaf = self.spec.get("deaf", False)
        LOG("adapter-plugged", who=self.controller.name)

    def unplug(self):
        LOG("adapter-unplugged", who=self.controller.name)
        for connection in list(self.controller.le_connections.values()):
            peer = self.link.controller_with(connection.peer_address)
            theirs = peer.le_connections.get(connection.self_address)
            if theirs:
                peer.on_le_disconnected(theirs, hci.HCI_ErrorCode.CONNECTION_TIMEOUT_ERROR)
        self.link.remove_controller(self.controller)
        self.controller.host = None
        asyncio.create_task(self.transport.close())


async def crowd(link, spec):
    """Devices that are none of ours, as in a gym: `n` of them, each heard every `interval_ms`, and with a new private address
    every `change_s`, as telephones have."""
    chance = random.Random(spec.get("seed", 7))
    every, change = spec.get("interval_ms", 250) / 1000, spec.get("change_s", 60)

    def address():
        octets = bytearray(chance.randbytes(6))
        octets[5] = octets[5] & 0x3F | 0x40
        return hci.Address(bytes(octets), hci.Address.RANDOM_DEVICE_ADDRESS)

    async def telephone(begins, data):
        since, mine = time.monotonic(), address()
        await asyncio.sleep(begins)
        while True:
            if change and time.monotonic() - since > change:
                since, mine = time.monotonic(), address()
            for controller in list(link.controllers):
                if not isinstance(controller, SensorController):
                    controller.on_advertising_pdu(SimpleNamespace(advertiser_address=mine, data=data))
            await asyncio.sleep(every * chance.uniform(0.9, 1.1))

    # Flags, and manufacturer's data as a telephone sends it.
    them = [(chance.random() * every, bytes.fromhex("02011a0fff") + struct.pack("<H", 0x004C) + chance.randbytes(12)) for _ in range(spec.get("n", 100))]
    await asyncio.gather(*(telephone(begins, data) for begins, data in them))
