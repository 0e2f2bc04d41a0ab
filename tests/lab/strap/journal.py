"""What the emulated side did, one JSON object a line, with the guest's clock (`rt`: nanoseconds since 1970)."""
import json
import sys
import time


class Journal:
    def __init__(self):
        self.file = sys.stderr

    def open(self, path):
        self.file = open(path, "a", buffering=1)

    def __call__(self, event, **more):
        self.file.write(json.dumps({"rt": time.time_ns(), "mono": time.monotonic_ns(), "ev": event, **more}) + "\n")


# One process, one journal.
LOG = Journal()
