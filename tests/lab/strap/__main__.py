"""strap --scenario FILE [--log FILE] [--ready FILE] [--ctl SOCKET] [--check]: emulated sensors behind a virtual adapter.

One process plays both sides of the air: a controller on /dev/vhci, which the kernel takes for an ordinary adapter, and the
sensors, each a GATT server of bumble's with a controller of its own. The scenario's format is in ../README.md. --check prints
what would be sent and needs no adapter."""
import argparse
import asyncio
import itertools
import json
import logging
import os
import random
import time

BEGUN = time.monotonic()
from adapter import Adapter, crowd
from air import AirLink
from heart_rate import Strap
from journal import LOG
from machine import FootPod, Treadmill
from watch import wear

KINDS = {"strap": Strap, "footpod": FootPod, "treadmill": Treadmill}
# The adapters by their names in a scenario. The second is there where the scenario names it.
USUAL = {"adapter": {"name": "hci", "address": "00:AA:01:00:00:42"}, "adapter2": {"name": "hci-b", "address": "00:AA:01:00:00:43"}}


async def listen(path, sensors):
    """A JSON object a line, such as {"dev": "strap0", "do": "drop"}; the answer is a line: `ok`, or `error: …`. Without
    `dev` the first sensor is meant."""
    async def serve(lines, answers):
        async for line in lines:
            try:
                event = json.loads(line)
                name = event.pop("dev", sensors[0].id)
                meant = [sensor for sensor in sensors if sensor.id == name]
                if meant:
                    await meant[0].do(event)
                answers.write(b"ok\n" if meant else f"error: no device {name}\n".encode())
            except Exception as error:      # Whoever asks is told, and may ask again.
                answers.write(f"error: {error!r}\n".encode())
            await answers.drain()
        answers.close()
    await asyncio.start_unix_server(serve, path)


def check(sensors):
    for sensor in sensors:
        data, response = sensor.payloads()
        print(sensor.id, sensor.address, repr(sensor.name), "adv", data.hex(), len(data), "rsp", response.hex(), len(response))
        if sensor.kind == "strap":
            for packet in itertools.islice(sensor.source(), 10):
                print("  ", packet, sensor.encode(packet).hex())


async def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--scenario", required=True)
    parser.add_argument("--log")
    parser.add_argument("--ready")
    parser.add_argument("--ctl")
    parser.add_argument("--vhci", default="/dev/vhci")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("-v", action="store_true", help="tell what bumble does")
    asked = parser.parse_args()
    logging.basicConfig(level=logging.DEBUG if asked.v else logging.ERROR)
    if asked.log:
        LOG.open(asked.log)
    with open(asked.scenario) as file:
        scenario = json.load(file)
    random.seed(scenario.get("seed", 1))
    link, adapters = AirLink(), []
    folder = os.path.dirname(os.path.abspath(asked.scenario))
    sensors = [KINDS[spec.get("kind", "strap")](index, spec, link, folder, adapters) for index, spec in enumerate(scenario["devices"])]
    if asked.check:
        check(sensors)
        return
    LOG("import", seconds=round(time.monotonic() - BEGUN, 3))
    for key, usual in USUAL.items():
        spec = {**usual, **scenario.get(key, {})}
        adapters.append(Adapter(link, spec, asked.vhci))
        if not spec.get("absent", key == "adapter2" and key not in scenario):
            await adapters[-1].plug()
    hearing = asyncio.create_task(crowd(link, scenario["crowd"])) if "crowd" in scenario else None
    if asked.ctl:
        await listen(asked.ctl, sensors)
    if asked.ready:
        open(asked.ready, "w").close()
    await asyncio.sleep(scenario.get("start_delay", 0))
    for sensor in sensors:
        await sensor.start()
    watch = scenario.get("watch")
    wearing = watch and asyncio.create_task(wear(link, watch, next(sensor for sensor in sensors if sensor.id == watch["on"])))
    if wearing:
        wearing.add_done_callback(lambda task: task.exception() and LOG("error", error=repr(task.exception())))
    # A crowd that came to an error ends the lab, which is told; else this lasts as long as the guest.
    await (hearing or asyncio.Event().wait())


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        pass
