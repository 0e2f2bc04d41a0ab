"""What straps in the world do that the profile does not foresee: each is off unless the scenario asks for it.

Of the strap:   secure, cccd_errors (and cccd_errors_forever), no_mtu, late_hrs, hangup_every
Of its events:  new-address, params"""
import asyncio
import struct

from bumble import att, pairing
from bumble.core import UUID

from attributes import P, characteristic, service

# ATT error 6: request not supported.
NOT_SUPPORTED = 0x06
# A connection is ended for "unacceptable connection parameters".
UNACCEPTABLE_PARAMETERS = 0x3B


def before_services(sensor):
    if "late_hrs" in sensor.spec:
        # Service Changed, in the Generic Attribute service.
        sensor.changed = characteristic(0x2A05, P.INDICATE, perm=0)
        sensor.device.add_services([service(0x1801, [sensor.changed])])


def after_services(sensor):
    guard_subscription(sensor)
    allow_pairing(sensor)
    if sensor.spec.get("no_mtu"):
        refuse_mtu(sensor)


def on_connection(sensor, connection):
    if "late_hrs" in sensor.spec:
        sensor.later(sensor.spec["late_hrs"], lambda: add_heart_rate(sensor))
    if "hangup_every" in sensor.spec:
        sensor.later(sensor.spec["hangup_every"], lambda: hang_up(sensor, connection))


def subscription_of(sensor):
    """The descriptor by which a central subscribes to the sensor's main characteristic."""
    attributes = iter(sensor.device.gatt_server.attributes)
    for attribute in attributes:
        if attribute is sensor.main:
            return next(other for other in attributes if other.type == UUID.from_16_bits(0x2902))
    return None


def guard_subscription(sensor):
    """`secure`: the subscription needs an encrypted link. `cccd_errors`: ATT errors with which it is refused, one a time, and
    with `cccd_errors_forever` the first of them every time."""
    descriptor, errors = subscription_of(sensor), list(sensor.spec.get("cccd_errors", []))
    if descriptor is None:
        return
    if sensor.spec.get("secure"):
        descriptor.permissions |= att.Attribute.Permissions.WRITE_REQUIRES_ENCRYPTION
    if not errors:
        return
    server = sensor.device.gatt_server

    def write(bearer, value):
        if value != b"\0\0" and errors:
            code = errors[0] if sensor.spec.get("cccd_errors_forever") else errors.pop(0)
            sensor.log("cccd-refused", code=code)
            raise att.ATT_Error(error_code=code, att_handle=descriptor.handle)
        server.write_cccd(bearer, sensor.main, value)
    descriptor.value = att.AttributeValueV2(lambda bearer: server.read_cccd(bearer, sensor.main), write=write)


def allow_pairing(sensor):
    """Pairing without a number to compare; `secure: refuse-pairing` turns it down."""
    accepts = sensor.spec.get("secure") != "refuse-pairing"

    class Delegate(pairing.PairingDelegate):
        async def accept(self):
            sensor.log("pairing-asked", accepted=accepts)
            return accepts
    sensor.device.pairing_config_factory = lambda _connection: pairing.PairingConfig(sc=True, mitm=False, bonding=True, delegate=Delegate())


def refuse_mtu(sensor):
    server = sensor.device.gatt_server

    def refuse(bearer, request):
        sensor.log("mtu-refused", asked=request.client_rx_mtu)
        server.send_response(bearer, att.ATT_Error_Response(
            request_opcode_in_error=request.op_code, attribute_handle_in_error=0, error_code=NOT_SUPPORTED))
    server.on_att_exchange_mtu_request = refuse


async def add_heart_rate(sensor):
    """The heart-rate service appears on a link that stands, and Service Changed is indicated."""
    server = sensor.device.gatt_server
    if sensor.heart_rate not in server.services:
        sensor.device.add_services([sensor.heart_rate])
    sensor.log("hrs-added")
    if sensor.connection is not None:
        await server.indicate_subscriber(sensor.connection, sensor.changed, struct.pack("<HH", sensor.heart_rate.handle, 0xFFFF))


async def hang_up(sensor, connection):
    if sensor.connection is connection:
        sensor.return_after = sensor.spec.get("readv_after", 0.5)
        sensor.log("hangup", reason=UNACCEPTABLE_PARAMETERS)
        await connection.disconnect(UNACCEPTABLE_PARAMETERS)


async def take_new_address(sensor, event):
    """As after a change of the battery: the same strap, another address, after some seconds away."""
    sensor.return_after = None
    if sensor.connection is not None:
        await sensor.drop(event.get("mode", "timeout"), None)
    else:
        await sensor.device.stop_advertising()
    sensor.take_address(event.get("kind", "static"))
    await asyncio.sleep(event.get("away", 2))
    await sensor.advertise()


async def ask_for_parameters(sensor, event):
    """Asks the central for other connection parameters, and hangs up (unless `hangup` is false) if that is refused."""
    connection = sensor.connection
    if connection is None:
        return
    try:
        await connection.update_parameters(event.get("min_ms", 312.5), event.get("max_ms", 500), event.get("latency", 0),
                                           event.get("timeout_ms", 6000), use_l2cap=True)
        sensor.log("params-accepted")
    except Exception as error:      # bumble tells a refusal by several kinds of error.
        sensor.log("params-refused", error=repr(error))
        if event.get("hangup", True):
            await hang_up(sensor, connection)


DEEDS = {"new-address": take_new_address, "params": ask_for_parameters}
