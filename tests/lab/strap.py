#!/usr/bin/env python3
"""Scenario-driven virtual BLE sensors behind a virtual HCI adapter (Linux hci_vhci).

One process plays both sides of the air:
  * an emulated Bluetooth LE controller on /dev/vhci: the kernel sees a normal hci0;
  * emulated peripherals (heart-rate strap, FTMS treadmill, RSC foot pod), each a bumble
    Device (GATT server) with a controller of its own, on an in-process link.

bumble's stock Controller/LocalLink has gaps which matter to a real BlueZ central
(see README.md); AirController and AirLink below override those parts.

usage: strap.py --scenario FILE.json --log OUT.jsonl [--ready FILE] [--ctl SOCK] [--check]
The scenario format is described in README.md.
"""
import argparse
import asyncio
import csv
import json
import logging
import math
import os
import random
import struct
import sys
import time
from types import SimpleNamespace

T_IMPORT0 = time.monotonic()
from bumble import controller as bctl
from bumble import gatt, hci, link as blink, ll
from bumble.core import UUID, PhysicalTransport
from bumble.device import Device, DeviceConfiguration
from bumble.host import Host
from bumble.transport.common import AsyncPipeSink
from bumble.transport.vhci import open_vhci_transport
T_IMPORT1 = time.monotonic()

E = hci.HCI_ErrorCode
LF = hci.LeFeatureMask


class Log:
    def __init__(self, path):
        self.f = open(path, "a", buffering=1) if path else sys.stderr

    def __call__(self, ev, **kw):
        rec = {"rt": time.time_ns(), "mono": time.monotonic_ns(), "ev": ev}
        rec.update(kw)
        self.f.write(json.dumps(rec) + "\n")


LOG = None


# ----------------------------------------------------------------------------------------
# the air: link and controllers
# ----------------------------------------------------------------------------------------
class AirLink(blink.LocalLink):
    """Link layer bus, with real addressing, loss, stalls and latency per peripheral."""

    def controller_with(self, address):
        for c in self.controllers:
            if c.public_address == address or c.random_address == address:
                return c
        return None

    def send_acl_data(self, sender_controller, destination_address, transport, data):
        # The stock link names the sender by its random address, whatever address the
        # connection was made with; find the real one.
        conn = sender_controller.le_connections.get(destination_address)
        if conn is None:
            return
        src = conn.self_address
        dst = self.controller_with(destination_address)
        if dst is None:
            return
        # faults live on the peripheral's side of the connection
        periph = sender_controller if isinstance(sender_controller, SensorController) else dst
        periph.air_deliver(lambda: dst.on_link_acl_data(src, transport, data))


class AirAdvertiser(bctl.LegacyAdvertiser):
    def _on_timer_fired(self):
        self.send_advertising_data()
        # the parameter is in 0.625 ms units; the spec adds 0..10 ms of jitter
        iv = max(self.advertising_interval_min * 0.000625, 0.02) + random.random() * 0.010
        self.timer_handle = asyncio.get_running_loop().call_later(iv, self._on_timer_fired)


class AirController(bctl.Controller):
    """A legacy-advertising LE controller that does what the kernel's hci_sync code needs."""

    def __init__(self, *a, **kw):
        super().__init__(*a, **kw)
        self.le_features = LF.LE_ENCRYPTION | LF.LE_PING
        self.le_legacy_advertiser = AirAdvertiser(self)
        self.accept_list = set()
        self.reported = set()
        self.le_acl_data_packet_length = 251
        self.acl_data_packet_length = 251
        self.sup_timeout = {}
        self.supported_commands = set(bctl.Controller.supported_commands) - {
            hci.HCI_LE_SET_PHY_COMMAND,
            hci.HCI_LE_READ_PHY_COMMAND,
            hci.HCI_LE_SET_DEFAULT_PHY_COMMAND,
            hci.HCI_LE_SET_PRIVACY_MODE_COMMAND,
            hci.HCI_LE_READ_BUFFER_SIZE_V2_COMMAND,
            hci.HCI_LE_READ_TRANSMIT_POWER_COMMAND,
            hci.HCI_LE_SET_DATA_LENGTH_COMMAND,
            hci.HCI_LE_READ_MAXIMUM_DATA_LENGTH_COMMAND,
            hci.HCI_LE_WRITE_SUGGESTED_DEFAULT_DATA_LENGTH_COMMAND,
            hci.HCI_LE_READ_SUGGESTED_DEFAULT_DATA_LENGTH_COMMAND,
            hci.HCI_LE_SET_ADDRESS_RESOLUTION_ENABLE_COMMAND,
            hci.HCI_LE_ADD_DEVICE_TO_RESOLVING_LIST_COMMAND,
            hci.HCI_LE_CLEAR_RESOLVING_LIST_COMMAND,
            hci.HCI_LE_READ_RESOLVING_LIST_SIZE_COMMAND,
        }

    # --- commands the stock controller lacks or only half does
    def on_hci_command(self, command):
        if LOG:
            LOG("hci-unsupported", who=self.name, cmd=command.name)
        if isinstance(command, hci.HCI_SyncCommand):
            return hci.HCI_StatusReturnParameters(E.UNKNOWN_HCI_COMMAND_ERROR)
        # an asynchronous command must be refused with a Command Status
        self._send_hci_command_status(E.UNKNOWN_HCI_COMMAND_ERROR, command.op_code)
        return None

    def on_hci_reset_command(self, command):
        self.le_scan_enable = False
        self.pending_le_connection = None
        self.accept_list.clear()
        self.le_legacy_advertiser.stop()
        return super().on_hci_reset_command(command)

    def on_hci_le_create_connection_cancel_command(self, _command):
        pend = self.pending_le_connection
        if pend is None:
            return hci.HCI_StatusReturnParameters(E.COMMAND_DISALLOWED_ERROR)
        self.pending_le_connection = None
        LOG("central-connect-cancelled", peer=str(pend.peer_address))
        asyncio.get_running_loop().call_soon(
            self.send_hci_packet, self._conn_complete(pend, E.UNKNOWN_CONNECTION_IDENTIFIER_ERROR))
        return hci.HCI_StatusReturnParameters(E.SUCCESS)

    def _conn_complete(self, pend, status, handle=0):
        return hci.HCI_LE_Connection_Complete_Event(
            status=status, connection_handle=handle, role=hci.Role.CENTRAL,
            peer_address_type=pend.peer_address.address_type, peer_address=pend.peer_address,
            connection_interval=pend.connection_interval_min, peripheral_latency=0,
            supervision_timeout=pend.supervision_timeout, central_clock_accuracy=0)

    def on_hci_le_clear_filter_accept_list_command(self, command):
        self.accept_list.clear()
        return hci.HCI_StatusReturnParameters(E.SUCCESS)

    def on_hci_le_add_device_to_filter_accept_list_command(self, command):
        self.accept_list.add(bytes(command.address))
        return hci.HCI_StatusReturnParameters(E.SUCCESS)

    def on_hci_le_remove_device_from_filter_accept_list_command(self, command):
        self.accept_list.discard(bytes(command.address))
        return hci.HCI_StatusReturnParameters(E.SUCCESS)

    def on_hci_le_set_scan_enable_command(self, command):
        if bool(command.le_scan_enable) != self.le_scan_enable:
            LOG("central-scan", on=bool(command.le_scan_enable),
                active=self.le_scan_type == 1, policy=self.le_scanning_filter_policy,
                dedup=bool(command.filter_duplicates))
        self.reported.clear()
        return super().on_hci_le_set_scan_enable_command(command)

    def on_hci_disconnect_command(self, command):
        c = self.find_le_connection_by_handle(command.connection_handle)
        if c is None:
            self._send_hci_command_status(
                E.UNKNOWN_CONNECTION_IDENTIFIER_ERROR, command.op_code)
            return None
        LOG("hci-disconnect", who=self.name, peer=str(c.peer_address), reason=command.reason)
        peer = self.link.controller_with(c.peer_address)
        if peer is None or c.self_address not in peer.le_connections:
            # The other end is already gone (the supervision timeout is still running
            # here): the stock link raises for this and the kernel would wait for ever.
            self._send_hci_command_status(hci.HCI_COMMAND_STATUS_PENDING, command.op_code)
            self.on_le_disconnected(c, E.CONNECTION_TERMINATED_BY_LOCAL_HOST_ERROR)
            return None
        self._send_hci_command_status(hci.HCI_COMMAND_STATUS_PENDING, command.op_code)
        c.send_ll_control_pdu(ll.TerminateInd(command.reason))
        self.on_le_disconnected(c, E.CONNECTION_TERMINATED_BY_LOCAL_HOST_ERROR)
        return None

    def on_le_disconnected(self, connection, reason):
        # may be reached twice for one link (both sides drop it): only once each
        if self.le_connections.get(connection.peer_address) is connection:
            super().on_le_disconnected(connection, reason)

    # --- what the adapter hears
    def on_advertising_pdu(self, pdu):
        peer = self.link.controller_with(pdu.advertiser_address)
        addr = bytes(pdu.advertiser_address)
        rssi = getattr(peer, "rssi", -50)
        if callable(rssi):
            rssi = rssi()
        if self.le_scan_enable and (
                self.le_scanning_filter_policy & 1 == 0 or addr in self.accept_list):
            R = hci.HCI_LE_Advertising_Report_Event
            todo = [(R.EventType.ADV_IND, pdu.data)]
            if self.le_scan_type == 1 and peer is not None:
                todo.append((R.EventType.SCAN_RSP, peer.le_legacy_advertiser.scan_response_data))
            for et, data in todo:
                key = (addr, int(et), bytes(data))
                if self.filter_duplicates and key in self.reported:
                    continue
                self.reported.add(key)
                self.send_hci_packet(R([R.Report(
                    event_type=et, address_type=pdu.advertiser_address.address_type,
                    address=pdu.advertiser_address, data=bytes(data), rssi=rssi)]))
        pend = self.pending_le_connection
        if pend is None:
            return
        if pend.initiator_filter_policy == 0:
            if pend.peer_address != pdu.advertiser_address:
                return
        elif addr not in self.accept_list:
            return
        how = peer.refuse() if isinstance(peer, SensorController) else None
        if how == "ignore":
            return
        if self.le_connections.get(pdu.advertiser_address):
            return
        if how == "fail3e":
            # CONNECT_IND sent, never answered: real controllers report the link up and
            # take it down at once with 0x3E
            self.pending_le_connection = None
            h = self.allocate_connection_handle()
            LOG("connect-refused", who=peer.name, how=how)
            self.send_hci_packet(self._conn_complete(pend, E.SUCCESS, h))
            asyncio.get_running_loop().call_later(0.2, self.send_hci_packet,
                hci.HCI_Disconnection_Complete_Event(
                    status=E.SUCCESS, connection_handle=h,
                    reason=E.CONNECTION_FAILED_TO_BE_ESTABLISHED_ERROR))
            return
        self.sup_timeout[addr] = pend.supervision_timeout * 0.010
        pend.peer_address = pdu.advertiser_address
        self.create_le_connection(pdu.advertiser_address)


class SensorController(AirController):
    """Controller of one emulated peripheral; holds the link faults."""
    rssi = -55
    refuse_mode = None
    stall_until = 0.0
    lost = False
    latency = (0.0, 0.0)
    _last_due = 0.0

    def refuse(self):
        return self.refuse_mode

    def air_deliver(self, fn):
        if self.lost:
            return
        loop = asyncio.get_running_loop()
        now = loop.time()
        lo, hi = self.latency
        due = max(now + (random.uniform(lo, hi) if hi else 0), self.stall_until)
        if due <= self._last_due:       # keep the order: asyncio's timer heap is not stable
            due = self._last_due + 1e-6
        self._last_due = due

        def go():
            if not self.lost:
                fn()
        if due <= now:
            loop.call_soon(go)
        else:
            loop.call_at(due, go)


# ----------------------------------------------------------------------------------------
# payloads
# ----------------------------------------------------------------------------------------
def hrm(hr, rr=(), contact=None, energy=None, fmt16=False):
    """Heart Rate Measurement 2A37. contact: None = feature absent, else bool."""
    flags = 1 if (fmt16 or hr > 255) else 0
    if contact is not None:
        flags |= 4 | (2 if contact else 0)
    if energy is not None:
        flags |= 8
    if rr:
        flags |= 16
    out = struct.pack("<BH" if flags & 1 else "<BB", flags, hr)
    if energy is not None:
        out += struct.pack("<H", energy)
    return out + b"".join(struct.pack("<H", int(r) & 0xFFFF) for r in rr)


def rsc(speed_ms, cadence, stride_m=None, dist_m=None, running=True):
    flags = (1 if stride_m is not None else 0) | (2 if dist_m is not None else 0) | (4 if running else 0)
    out = struct.pack("<BHB", flags, round(speed_ms * 256), int(cadence))
    if stride_m is not None:
        out += struct.pack("<H", round(stride_m * 100))
    if dist_m is not None:
        out += struct.pack("<I", round(dist_m * 10))
    return out


def treadmill(speed_kmh, dist_m=None, incline=None, energy=None, hr=None, elapsed=None):
    """Treadmill Data 2ACD (single record: More Data bit 0 = 0, so speed present)."""
    flags, out = 0, struct.pack("<H", round(speed_kmh * 100))
    if dist_m is not None:
        flags |= 1 << 2
        out += int(dist_m).to_bytes(3, "little")
    if incline is not None:
        flags |= 1 << 3
        out += struct.pack("<hh", round(incline * 10), 0x7FFF)
    if energy is not None:
        flags |= 1 << 7
        out += struct.pack("<HHB", int(energy), 0xFFFF, 0xFF)
    if hr is not None:
        flags |= 1 << 8
        out += bytes([hr])
    if elapsed is not None:
        flags |= 1 << 10
        out += struct.pack("<H", int(elapsed))
    return struct.pack("<H", flags) + out


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


# ----------------------------------------------------------------------------------------
# one emulated peripheral
# ----------------------------------------------------------------------------------------
def ad(kind, data):
    return bytes([len(data) + 1, kind]) + data


P = gatt.Characteristic.Properties
R_OK, W_OK = gatt.Characteristic.READABLE, gatt.Characteristic.WRITEABLE


def ch(uuid, props, value=b"", perm=R_OK):
    return gatt.Characteristic(UUID.from_16_bits(uuid), props, perm, value)


class Sensor:
    def __init__(self, idx, spec, link, basedir):
        self.idx, self.spec, self.link, self.basedir = idx, spec, link, basedir
        self.kind = spec.get("kind", "strap")
        self.id = spec.get("id", f"{self.kind}{idx}")
        self.addr = hci.Address(spec.get("address", f"C0:FF:EE:00:00:{idx + 1:02X}"),
                                hci.Address.PUBLIC_DEVICE_ADDRESS if spec.get("address_type") == "public"
                                else hci.Address.RANDOM_DEVICE_ADDRESS)
        self.name = bytes.fromhex(spec["name_hex"]) if "name_hex" in spec else spec.get(
            "name", {"strap": "LabStrap", "treadmill": "LabMill", "footpod": "LabPod"}[self.kind] + f" {idx}").encode()
        self.conn = None
        self.subscribed = set()
        self.silent_until = -1.0
        self.dup = 1
        self.gone = False
        self.seq = 0
        self.t0 = None
        self.t0_ev = asyncio.Event()
        self.state = SimpleNamespace(control=False, target=0.0, speed=float(spec.get("speed_kmh", 0.0)),
                                     incline=0.0, running=spec.get("running", False), dist=0.0, start=time.monotonic())

    def log(self, ev, **kw):
        LOG(ev, dev=self.id, **kw)

    # --- GATT database
    def services(self):
        s, out = self.spec, []
        U = UUID.from_16_bits
        d = s.get("dis", {"manufacturer": "Lab", "model": "HRS-1", "serial": "0001",
                          "firmware": "1.0", "hardware": "1", "software": "1"})
        if d:
            out.append(gatt.Service(U(0x180A), [
                ch(n, P.READ, str(d[k]).encode()) for k, n in (
                    ("manufacturer", 0x2A29), ("model", 0x2A24), ("serial", 0x2A25),
                    ("firmware", 0x2A26), ("hardware", 0x2A27), ("software", 0x2A28)) if k in d]))
        if s.get("battery", 90) is not None:
            self.battery = ch(0x2A19, P.READ | P.NOTIFY, bytes([s.get("battery", 90)]))
            out.append(gatt.Service(U(0x180F), [self.battery]))
        if self.kind == "strap":
            self.main = ch(0x2A37, P.NOTIFY, perm=0)
            chars = [self.main]
            if s.get("body_location", 1) is not None:
                chars.append(ch(0x2A38, P.READ, bytes([s.get("body_location", 1)])))
            if s.get("control_point", True):
                chars.append(ch(0x2A39, P.WRITE, gatt.CharacteristicValue(
                    write=lambda c, v: self.log("hr-control-point", hex=v.hex())), perm=W_OK))
            if not s.get("no_hrs"):
                out.append(gatt.Service(U(0x180D), chars))
        elif self.kind == "footpod":
            self.main = ch(0x2A53, P.NOTIFY, perm=0)
            out.append(gatt.Service(U(0x1814), [self.main, ch(0x2A54, P.READ, struct.pack("<H", 0b0111)),
                                                ch(0x2A5D, P.READ, b"\x02")]))
        elif self.kind == "treadmill":
            self.main = ch(0x2ACD, P.NOTIFY, perm=0)
            self.status = ch(0x2ADA, P.NOTIFY, perm=0)
            self.cp = ch(0x2AD9, P.WRITE | P.INDICATE, gatt.CharacteristicValue(write=self.on_cp), perm=W_OK)
            # feature bits: total distance 2, inclination 3, expended energy 9, elapsed 12; targets: speed 0, inclination 1
            out.append(gatt.Service(U(0x1826), [
                ch(0x2ACC, P.READ, struct.pack("<II", 1 << 2 | 1 << 3 | 1 << 9 | 1 << 12, 0b11)),
                self.main, self.status, self.cp,
                ch(0x2AD4, P.READ, struct.pack("<HHH", 80, 2000, 10)),
                ch(0x2AD5, P.READ, struct.pack("<hhH", 0, 150, 5)),
                ch(0x2AD3, P.READ | P.NOTIFY, b"\x00\x01")]))
        return out

    def adv_payloads(self):
        a = self.spec.get("adv", {})
        uuid = {"strap": 0x180D, "treadmill": 0x1826, "footpod": 0x1814}[self.kind]
        bufs = {"adv": ad(0x01, b"\x06"), "scan_rsp": b"", "none": b""}
        bufs[a.get("uuid_in", "adv")] += ad(0x03, struct.pack("<H", uuid))
        if self.kind == "treadmill" and a.get("service_data", True):
            bufs["adv"] += ad(0x16, struct.pack("<HBH", 0x1826, 1, 1))
        if a.get("appearance", 0x0341 if self.kind == "strap" else None):
            bufs["adv"] += ad(0x19, struct.pack("<H", a.get("appearance", 0x0341)))
        where = a.get("name_in", "scan_rsp")
        room = 31 - len(bufs[where]) - 2
        if where != "none":
            bufs[where] += ad(0x09 if len(self.name) <= room else 0x08, self.name[:room])
        if "adv_hex" in a:
            bufs["adv"] = bytes.fromhex(a["adv_hex"])
        if "scan_rsp_hex" in a:
            bufs["scan_rsp"] = bytes.fromhex(a["scan_rsp_hex"])
        return bufs["adv"], bufs["scan_rsp"]

    async def start(self):
        public = self.addr.address_type == hci.Address.PUBLIC_DEVICE_ADDRESS
        self.ctl = SensorController(self.id, link=self.link,
                                    public_address=self.addr if public else hci.Address(
                                        f"00:00:5E:00:53:{self.idx:02X}", hci.Address.PUBLIC_DEVICE_ADDRESS))
        self.ctl.rssi = self.spec.get("rssi", -55)
        if self.spec.get("rssi_jitter"):
            base, j = self.ctl.rssi, self.spec["rssi_jitter"]
            self.ctl.rssi = lambda: base + random.randint(-j, j)
        self.ctl.refuse_mode = self.spec.get("refuse")
        lat = self.spec.get("air_latency_ms", [0, 0])
        self.ctl.latency = (lat[0] / 1000, lat[1] / 1000)
        cfg = DeviceConfiguration(name=self.name.decode("utf-8", "surrogateescape") if False else "x",
                                  address=self.addr, gap_service_enabled=False)
        self.dev = Device(config=cfg, host=Host(self.ctl, AsyncPipeSink(self.ctl)))
        self.dev.add_services([gatt.Service(UUID.from_16_bits(0x1800), [
            ch(0x2A00, P.READ, self.name), ch(0x2A01, P.READ, struct.pack("<H", 0x0341))])])
        self.dev.add_services(self.services())
        self.dev.on("connection", self.on_connection)
        self.dev.gatt_server.on("characteristic_subscription", self.on_subscription)
        await self.dev.power_on()
        self.tasks = [asyncio.create_task(self.guard(self.notifier())),
                      asyncio.create_task(self.guard(self.events()))]
        if not self.spec.get("absent"):
            await self.advertise()
        if self.spec.get("t_zero", "start") == "start":
            self.zero()

    async def guard(self, coro):
        try:
            await coro
        except asyncio.CancelledError:
            raise
        except Exception as e:      # a lab tool: say so in the log, never die silently
            import traceback
            self.log("error", error=repr(e), tb=traceback.format_exc())

    def zero(self):
        if self.t0 is None:
            self.t0 = asyncio.get_running_loop().time()
            self.log("t-zero")
            self.t0_ev.set()

    async def advertise(self):
        if self.gone or self.conn is not None:
            return
        a, s = self.adv_payloads()
        own = (hci.OwnAddressType.PUBLIC if self.addr.address_type == hci.Address.PUBLIC_DEVICE_ADDRESS
               else hci.OwnAddressType.RANDOM)
        iv = self.spec.get("adv", {}).get("interval_ms", 100)
        await self.dev.start_advertising(own_address_type=own, auto_restart=False, advertising_data=a,
                                         scan_response_data=s, advertising_interval_min=iv,
                                         advertising_interval_max=iv)
        self.log("advertising", adv=a.hex(), scan_rsp=s.hex())

    # --- link events
    def on_connection(self, conn):
        self.conn = conn
        self.ctl.lost = False
        self.readv_after = self.spec.get("readv_after", 0.5)
        self.log("connected", peer=str(conn.peer_address))
        conn.on("disconnection", lambda reason: self.on_disconnection(conn, reason))
        if self.spec.get("t_zero") == "connect":
            self.zero()
        if self.ctl.refuse_mode == "drop":
            asyncio.get_running_loop().call_later(
                self.spec.get("refuse_drop_after", 0.05),
                lambda: asyncio.create_task(self.guard(self.drop("remote", 0.5))))

    def on_disconnection(self, conn, reason):
        if self.conn is not conn:
            return
        self.conn = None
        self.subscribed.clear()
        self.state.control = False
        self.log("disconnected", reason=int(reason))
        if self.readv_after is not None and not self.gone:
            asyncio.get_running_loop().call_later(
                self.readv_after, lambda: asyncio.create_task(self.guard(self.advertise())))

    def on_subscription(self, bearer, characteristic, notify, indicate):
        u = characteristic.uuid.to_hex_str()
        (self.subscribed.add if notify or indicate else self.subscribed.discard)(u)
        self.log("subscription", uuid=u, notify=bool(notify), indicate=bool(indicate))
        if characteristic is self.main and notify and self.spec.get("t_zero") == "subscribe":
            self.zero()

    async def drop(self, mode, readv):
        """End the link. remote: LL_TERMINATE (0x13). timeout: out of range (0x08)."""
        if self.conn is None:
            return
        self.readv_after = readv
        if mode == "remote":
            self.log("drop", mode=mode)
            await self.conn.disconnect()
            return
        lc = next(iter(self.ctl.le_connections.values()))
        central = self.link.controller_with(lc.peer_address)
        there = central.le_connections.get(lc.self_address)
        wait = central.sup_timeout.get(bytes(lc.self_address), 0.42)
        if "supervision_ms" in self.spec:
            wait = self.spec["supervision_ms"] / 1000
        self.log("drop", mode=mode, supervision=wait)
        self.ctl.lost = True
        self.ctl.on_le_disconnected(lc, E.CONNECTION_TIMEOUT_ERROR)
        await asyncio.sleep(wait)
        if there is not None:
            central.on_le_disconnected(there, E.CONNECTION_TIMEOUT_ERROR)
            self.log("drop-central-told")

    # --- notifications
    async def send(self, payload, **kw):
        if self.conn is None:
            self.log("not-sent", why="no link", hex=payload.hex())
            return
        if asyncio.get_running_loop().time() < self.silent_until:
            self.log("not-sent", why="silent", hex=payload.hex())
            return
        if self.main.uuid.to_hex_str() not in self.subscribed:
            self.log("not-sent", why="no subscriber", hex=payload.hex())
            return
        for i in range(self.dup):
            self.seq += 1
            self.log("sent", seq=self.seq, hex=payload.hex(), copy=i, **kw)
            await self.dev.notify_subscriber(self.conn, self.main, payload)

    async def notifier(self):
        await self.t0_ev.wait()
        loop = asyncio.get_running_loop()
        if self.kind == "strap":
            for p in hr_source(self.spec.get("hr", {"synth": {}}), self.basedir):
                d = self.t0 + p["t"] - loop.time()
                if d > 0:
                    await asyncio.sleep(d)
                if "hex" in p:
                    await self.send(bytes.fromhex(p["hex"]), t=p["t"])
                else:
                    await self.send(hrm(p["hr"], p.get("rr") or (), p.get("contact"),
                                        p.get("energy"), p.get("fmt16", False)), t=p["t"], hr=p["hr"])
            self.log("hr-end")
            return
        st, n, per = self.state, 0, self.spec.get("period", 1.0)
        while True:
            n += 1
            await asyncio.sleep(max(0, self.t0 + n * per - loop.time()))
            if st.running or self.kind == "footpod":
                st.dist += st.speed / 3.6 * per
            if self.kind == "footpod":
                v = st.speed / 3.6
                await self.send(rsc(v, 80 + 10 * v if v else 0, 0.6 + 0.2 * v, st.dist, v > 2.2), t=n * per)
            else:
                await self.send(treadmill(st.speed if st.running else 0, st.dist, st.incline,
                                          st.dist * 0.06, None, n * per), t=n * per)

    # --- FTMS control point
    def on_cp(self, conn, v):
        self.log("cp-write", hex=v.hex())
        st, op, arg = self.state, v[0] if v else None, v[1:]
        res, status = 1, None
        if op is None:
            return
        if op == 0x00:
            if self.spec.get("deny_control"):
                res = 5
            else:
                st.control = True
        elif op not in (0x01, 0x02, 0x03, 0x07, 0x08):
            res = 2
        elif not st.control:
            res = 5
        elif op == 0x01:
            st.control, st.running, st.speed, status = False, False, 0.0, b"\x01"
        elif op == 0x02:
            if len(arg) != 2:
                res = 3
            else:
                k = struct.unpack("<H", arg)[0] / 100
                if not 0.8 <= k <= 20.0:
                    res = 3
                else:
                    st.speed, status = k, b"\x05" + arg
        elif op == 0x03:
            if len(arg) != 2 or not 0 <= struct.unpack("<h", arg)[0] <= 150:
                res = 3
            else:
                st.incline, status = struct.unpack("<h", arg)[0] / 10, b"\x06" + arg
        elif op == 0x07:
            st.running, status = True, b"\x04"
        elif op == 0x08:
            if arg not in (b"\x01", b"\x02"):
                res = 3
            else:
                st.running, status = False, b"\x02" + arg
        if "cp_result" in self.spec:
            res = self.spec["cp_result"]
        if self.spec.get("cp_mute"):        # a machine that never answers
            return

        async def answer():
            if self.conn is None:
                return
            self.log("cp-answer", op=op, result=res)
            await self.dev.indicate_subscriber(self.conn, self.cp, bytes([0x80, op, res]))
            if status and res == 1 and self.conn is not None:
                await self.dev.notify_subscriber(self.conn, self.status, status)
        asyncio.get_running_loop().call_later(
            self.spec.get("cp_delay", 0.02), lambda: asyncio.create_task(self.guard(answer())))

    # --- scenario events
    async def events(self):
        await self.t0_ev.wait()
        loop = asyncio.get_running_loop()
        for e in sorted(self.spec.get("events", []), key=lambda e: e["t"]):
            d = self.t0 + e["t"] - loop.time()
            if d > 0:
                await asyncio.sleep(d)
            asyncio.create_task(self.guard(self.do(e)))

    async def do(self, e):
        k, loop = e["do"], asyncio.get_running_loop()
        self.log("event", **{"do": k, "args": {x: y for x, y in e.items() if x not in ("do", "t")}})
        if k == "silent":
            self.silent_until = loop.time() + e.get("for", 1e9)
        elif k == "speak":
            self.silent_until = -1
        elif k == "drop":
            await self.drop(e.get("mode", "timeout"), e.get("readv_after", 1.0))
        elif k == "vanish":
            self.gone = True
            if self.conn is not None:
                await self.drop(e.get("mode", "timeout"), None)
            else:
                await self.dev.stop_advertising()
        elif k == "appear":
            self.gone = False
            await self.advertise()
        elif k == "raw":
            await self.send(bytes.fromhex(e["hex"]), raw=True)
        elif k == "burst":
            for i in range(e.get("n", 5)):
                await self.send(hrm(e.get("hr", 100) + i), burst=i)
        elif k == "dup":
            self.dup = e.get("n", 2)
            if "for" in e:
                await asyncio.sleep(e["for"])
                self.dup = 1
        elif k == "stall":       # link alive, packets held back and then all at once
            self.ctl.stall_until = loop.time() + e.get("for", 2)
        elif k == "latency":
            self.ctl.latency = (e["ms"][0] / 1000, e["ms"][1] / 1000)
        elif k == "refuse":
            self.ctl.refuse_mode = e.get("mode")
        elif k == "battery":
            self.battery.value = bytes([e["level"]])
            if self.conn is not None:
                await self.dev.notify_subscriber(self.conn, self.battery, bytes([e["level"]]))
        elif k == "name":
            self.name = bytes.fromhex(e["hex"]) if "hex" in e else e["name"].encode()
        elif k == "rssi":
            self.ctl.rssi = e["dbm"]
        elif k == "speed":
            self.state.speed, self.state.running = float(e["kmh"]), True
        elif k == "machine-status":
            if self.conn is not None:
                await self.dev.notify_subscriber(self.conn, self.status, bytes.fromhex(e["hex"]))
        elif k == "adapter-gone":
            ADAPTER.unplug()
        elif k == "adapter-back":
            await ADAPTER.plug()
        else:
            self.log("error", error=f"unknown event {k}")


class Adapter:
    """The virtual hci device (a USB dongle that can be pulled and put back)."""

    def __init__(self, link, spec, path):
        self.link, self.spec, self.path, self.t = link, spec, path, None

    async def plug(self):
        self.t = await open_vhci_transport(self.path)
        self.ctl = AirController("hci", host_source=self.t.source, host_sink=self.t.sink, link=self.link,
                                 public_address=self.spec.get("address", "00:AA:01:00:00:42"))
        LOG("adapter-plugged")

    def unplug(self):
        LOG("adapter-unplugged")
        for c in list(self.ctl.le_connections.values()):
            peer = self.link.controller_with(c.peer_address)
            pc = peer.le_connections.get(c.self_address)
            if pc:
                peer.on_le_disconnected(pc, E.CONNECTION_TIMEOUT_ERROR)
        self.link.remove_controller(self.ctl)
        self.ctl.host = None
        t = self.t
        asyncio.create_task(t.close())


ADAPTER = None


async def ctl_server(path, sensors):
    """Line-JSON control socket: {"dev": "strap0", "do": "drop", ...} -> "ok"."""
    async def serve(rd, wr):
        async for line in rd:
            try:
                e = json.loads(line)
                s = next(s for s in sensors if s.id == e.pop("dev", sensors[0].id))
                await s.do(e)
                wr.write(b"ok\n")
            except StopIteration:
                wr.write(b"error: no such device\n")
            except Exception as x:
                wr.write(f"error: {x!r}\n".encode())
            await wr.drain()
        wr.close()
    await asyncio.start_unix_server(serve, path)


async def main():
    global LOG, ADAPTER
    ap = argparse.ArgumentParser()
    ap.add_argument("--scenario", required=True)
    ap.add_argument("--log")
    ap.add_argument("--ready")
    ap.add_argument("--ctl")
    ap.add_argument("--vhci", default="/dev/vhci")
    ap.add_argument("--check", action="store_true", help="read the scenario, print what would be sent, no adapter")
    ap.add_argument("-v", action="store_true")
    a = ap.parse_args()
    logging.basicConfig(level=logging.DEBUG if a.v else logging.ERROR)
    LOG = Log(a.log)
    with open(a.scenario) as f:
        sc = json.load(f)
    base = os.path.dirname(os.path.abspath(a.scenario))
    random.seed(sc.get("seed", 1))
    link = AirLink()
    sensors = [Sensor(i, s, link, base) for i, s in enumerate(sc["devices"])]
    if a.check:
        for s in sensors:
            adv, rsp = s.adv_payloads()
            print(s.id, s.addr, repr(s.name), "adv", adv.hex(), len(adv), "rsp", rsp.hex(), len(rsp))
            if s.kind == "strap":
                for n, p in zip(range(10), hr_source(s.spec.get("hr", {"synth": {}}), base)):
                    print("  ", p, p.get("hex") if "hex" in p else hrm(p["hr"], p.get("rr") or (), p.get("contact"), p.get("energy"), p.get("fmt16", False)).hex())
        return
    LOG("import", seconds=round(T_IMPORT1 - T_IMPORT0, 3))
    ADAPTER = Adapter(link, sc.get("adapter", {}), a.vhci)
    if not sc.get("adapter", {}).get("absent"):
        await ADAPTER.plug()
    if a.ctl:
        await ctl_server(a.ctl, sensors)
    if a.ready:
        open(a.ready, "w").close()
    # the sensors come up once the host has its adapter, so t_zero=start is useful
    delay = sc.get("start_delay", 0)
    if delay:
        await asyncio.sleep(delay)
    for s in sensors:
        await s.start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        pass
