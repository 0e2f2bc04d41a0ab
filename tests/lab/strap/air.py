"""The air: the link between the controllers, and the controllers themselves.

The kernel sees an ordinary adapter. bumble's own controller and link lack what a BlueZ central depends on; overridden here
are the sender's address of data, scan responses, passive scans with an accept list, the filter of duplicates, the cancelling
of a connection attempt, the answer to unknown commands, advertising intervals, and the end of a link that is half gone."""
import asyncio
import random

from bumble import controller as bctl
from bumble import hci, link as blink, ll

from journal import LOG

E = hci.HCI_ErrorCode
LF = hci.LeFeatureMask


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
    # A deaf adapter hears no advertisement: broken, or too far away.
    deaf = False

    def on_advertising_pdu(self, pdu):
        # A sensor's controller is nobody's central.
        if self.deaf or isinstance(self, SensorController):
            return
        peer = self.link.controller_with(pdu.advertiser_address)
        self.report(pdu, peer)
        if getattr(peer, "advertises", "ind") == "ind":
            self.answer_with_a_connection(pdu, peer)

    def report(self, pdu, peer):
        """Tells the host what was heard, with the scan response where one is asked for and given."""
        address = bytes(pdu.advertiser_address)
        if not self.le_scan_enable or (self.le_scanning_filter_policy & 1 and address not in self.accept_list):
            return
        report, kind = hci.HCI_LE_Advertising_Report_Event, getattr(peer, "advertises", "ind")
        types = {"ind": report.EventType.ADV_IND, "scan": report.EventType.ADV_SCAN_IND, "nonconn": report.EventType.ADV_NONCONN_IND}
        heard = [(types[kind], pdu.data)]
        if self.le_scan_type == 1 and peer is not None and kind != "nonconn":
            heard.append((report.EventType.SCAN_RSP, peer.le_legacy_advertiser.scan_response_data))
        rssi = getattr(peer, "rssi", -50)
        for event_type, data in heard:
            key = (address, int(event_type), bytes(data))
            if self.filter_duplicates and key in self.reported:
                continue
            self.reported.add(key)
            self.send_hci_packet(report([report.Report(
                event_type=event_type, address_type=pdu.advertiser_address.address_type, address=pdu.advertiser_address,
                data=bytes(data), rssi=rssi() if callable(rssi) else rssi)]))

    def answer_with_a_connection(self, pdu, peer):
        """Connects, where the host waits for this advertiser and it lets itself be connected."""
        pending, address = self.pending_le_connection, bytes(pdu.advertiser_address)
        if pending is None or self.le_connections.get(pdu.advertiser_address):
            return
        if pending.initiator_filter_policy == 0:
            if pending.peer_address != pdu.advertiser_address:
                return
        elif address not in self.accept_list:
            return
        refusal = peer.refusal if isinstance(peer, SensorController) else None
        if refusal == "ignore":
            return
        if refusal == "fail3e":
            # The request is sent and never answered: real controllers tell of a link and take it back at once with 0x3E.
            self.pending_le_connection = None
            handle = self.allocate_connection_handle()
            LOG("connect-refused", who=peer.name, how=refusal)
            self.send_hci_packet(self._conn_complete(pending, E.SUCCESS, handle))
            asyncio.get_running_loop().call_later(0.2, self.send_hci_packet, hci.HCI_Disconnection_Complete_Event(
                status=E.SUCCESS, connection_handle=handle, reason=E.CONNECTION_FAILED_TO_BE_ESTABLISHED_ERROR))
            return
        self.sup_timeout[address] = pending.supervision_timeout * 0.010
        pending.peer_address = pdu.advertiser_address
        self.create_le_connection(pdu.advertiser_address)


class SensorController(AirController):
    """The controller of one emulated sensor; holds what goes wrong on its side of the air."""
    rssi = -55
    # None, or what becomes of a call: ignore, fail3e, drop.
    refusal = None
    # ind: connectable. A strap that another host holds goes on advertising as scan or nonconn.
    advertises = "ind"
    stall_until = 0.0
    lost = False
    # Seconds a packet is on its way, at least and at most.
    latency = (0.0, 0.0)
    # The share of link-layer packets that are lost, and the connection interval in seconds.
    loss, interval = 0.0, 0.045
    _last_due = 0.0

    def due(self, now):
        """When a packet that is sent now arrives."""
        low, high = self.latency
        due = max(now + (random.uniform(low, high) if high else 0), self.stall_until)
        if self.loss:
            # The link layer gives nothing up: what was lost is sent anew in the next connection event, and what follows waits.
            tries = 1
            while random.random() < self.loss:
                tries += 1
            due = max(due, max(now, self._last_due) + random.uniform(0, self.interval) + (tries - 1) * self.interval)
        # The order is kept: timers that are due together go off in any order.
        return max(due, self._last_due + 1e-6) if due <= self._last_due else due

    def air_deliver(self, deliver):
        if self.lost:
            return
        loop = asyncio.get_running_loop()
        now = loop.time()
        due = self._last_due = self.due(now)

        def arrive():
            if not self.lost:
                deliver()
        if due <= now:
            loop.call_soon(arrive)
        else:
            loop.call_at(due, arrive)
