"""A watch, or a telephone, that is connected to a treadmill beside the program: a central of its own on the same air."""
import asyncio

from bumble import hci
from bumble.core import UUID
from bumble.device import Device, DeviceConfiguration, Peer
from bumble.host import Host
from bumble.transport.common import AsyncPipeSink

from air import AirController
from journal import LOG


async def wear(link, spec, machine):
    """Connects to the treadmill some seconds after the start and reads it; after `takes` s it asks for control, where that is told."""
    address = hci.Address(spec["address"], hci.Address.RANDOM_DEVICE_ADDRESS)
    controller = AirController("watch", link=link, public_address=hci.Address("00:00:5E:00:53:F0", hci.Address.PUBLIC_DEVICE_ADDRESS))
    device = Device(config=DeviceConfiguration(name="watch", address=address), host=Host(controller, AsyncPipeSink(controller)))
    await device.power_on()
    await asyncio.sleep(spec.get("at", 0))
    connection = await device.connect(machine.address)
    peer = Peer(connection)
    await peer.discover_services()
    parts = {}
    for number in (0x2ACD, 0x2ADA, 0x2AD9):
        for found in peer.services:
            if found.uuid == UUID.from_16_bits(0x1826):
                await found.discover_characteristics()
                parts.update({part.uuid.to_hex_str(): part for part in found.characteristics})
    heard = []
    await parts["2ACD"].subscribe(heard.append)
    await parts["2AD9"].subscribe(lambda value: LOG("watch-answered", hex=value.hex()), prefer_notify=False)
    LOG("watch-reads")
    if "takes" in spec:
        await asyncio.sleep(spec["takes"])
        await parts["2AD9"].write_value(b"\x00", with_response=True)
        LOG("watch-took-control")
    await asyncio.sleep(spec.get("stays", 1e9))
    LOG("watch-heard", packets=len(heard))
    await connection.disconnect()
