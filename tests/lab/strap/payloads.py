"""The packets of a strap, a foot pod and a treadmill, as the profiles have them."""
import struct


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
