"""Short names for the parts of a GATT database."""
from bumble import gatt
from bumble.core import UUID

P = gatt.Characteristic.Properties
READ_OK, WRITE_OK = gatt.Characteristic.READABLE, gatt.Characteristic.WRITEABLE


def characteristic(uuid, properties, value=b"", perm=READ_OK):
    return gatt.Characteristic(UUID.from_16_bits(uuid), properties, perm, value)


def service(uuid, characteristics):
    return gatt.Service(UUID.from_16_bits(uuid), characteristics)
