"""A small computer with a real console, in QEMU: its keyboard, its screen as text and as a picture, and a shell on its serial line."""
import os, re, shutil, socket, subprocess, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
CACHE = os.environ.get("RECOVERY_RUN_RELEASE_CACHE") or os.path.expanduser("~/.cache/recovery-run-release")
# The computers: how the names of their files in the cache end, what QEMU is told, and how many times longer things may take. The one
# with arm64 has the processor of a Raspberry Pi 3; QEMU's own model of that board has no disk that a guest could share with its host.
COMPUTERS = {
    "amd64": ("", ["qemu-system-x86_64", "-vga", "std"], ["-cpu", "max"], 1),
    "arm64": ("-arm64", ["qemu-system-aarch64", "-machine", "virt", "-device", "virtio-gpu-pci", "-device", "qemu-xhci", "-device", "usb-kbd"],
              ["-cpu", "cortex-a53"], 4),
}
# The names of keys that QEMU does not call by their character.
KEYS = {" ": "spc", "\n": "ret", "-": "minus", "=": "equal", ".": "dot", ",": "comma", "?": "shift-slash", "+": "shift-equal"}


class Trouble(Exception):
    """The guest is not what was to be seen."""


class Machine:
    """A computer that is switched off. Its disk is a copy, and keeps what is written from one start to the next."""

    def __init__(self, disks=(), kvm=False, computer="amd64"):
        self.end, engine, processor, self.patience = COMPUTERS[computer]
        self.engine_command = [*engine, *(["-enable-kvm", "-cpu", "host"] if kvm else ["-accel", "tcg", *processor])]
        self.root = os.path.join(CACHE, "kiosk-qemu" + self.end)
        self.job = tempfile.mkdtemp(prefix="job-", dir=self.root)
        self.inside = "/" + os.path.basename(self.job)
        # Copied with its holes: three gigabytes that are mostly empty.
        subprocess.run(["cp", "--sparse=always", os.path.join(CACHE, f"kiosk{self.end}.ext4"), os.path.join(self.job, "vda")], check=True)
        self.disks = ["vda"]
        for disk in disks:
            shutil.move(disk, os.path.join(self.job, os.path.basename(disk)))
            self.disks.append(os.path.basename(disk))
        for node, number in (("kvm", (10, 232)), ("urandom", (1, 9)), ("null", (1, 3))):
            path = os.path.join(self.root, "dev", node)
            if not os.path.exists(path):
                os.mknod(path, 0o20666, os.makedev(*number))
        self.engine = None

    def switch_on(self, seconds=300):
        """Starts it, and waits until the shell on its serial line answers."""
        for part in ("vmlinuz", "initrd"):
            target = os.path.join(self.job, part)
            if not os.path.exists(target):
                os.link(os.path.join(CACHE, f"kiosk{self.end}-{part}"), target)
        command = ["chroot", self.root, *self.engine_command, "-m", "512", "-smp", "1", "-nic", "none", "-display", "none",
                   "-kernel", f"{self.inside}/vmlinuz", "-initrd", f"{self.inside}/initrd",
                   "-append", "root=/dev/vda rw console=tty0 quiet",
                   "-serial", f"unix:{self.inside}/serial,server=on,wait=off", "-monitor", f"unix:{self.inside}/monitor,server=on,wait=off"]
        for disk in self.disks:
            # What the guest does not wait for to be on its disk is lost with its memory, as in a power cut.
            command += ["-drive", f"file={self.inside}/{disk},if=virtio,format=raw,cache=writeback"]
        self.log = open(os.path.join(self.job, "engine.log"), "ab")
        self.engine = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        self.serial, self.heard = self.connect("serial"), b""
        self.monitor = self.connect("monitor")
        self.answers_by(time.monotonic() + self.patience * seconds)

    def connect(self, name):
        path, until = os.path.join(self.job, name), time.monotonic() + 20
        while True:
            try:
                line = socket.socket(socket.AF_UNIX)
                line.connect(path)
                return line
            except OSError:
                if time.monotonic() > until or self.engine.poll() is not None:
                    raise Trouble("QEMU did not start: " + open(os.path.join(self.job, "engine.log")).read()[-500:])
                time.sleep(0.05)

    def answers_by(self, until):
        while True:
            try:
                return self.run("true", 5)
            except Trouble:
                if time.monotonic() > until or self.engine.poll() is not None:
                    raise Trouble("the guest did not start; its serial line says: " + self.heard.decode(errors="replace")[-500:])

    def run(self, command, seconds=30, ok=True):
        """Runs a command in the shell of the serial line; what it printed."""
        mark = f"{time.monotonic_ns():x}"
        self.serial.sendall(f"{{ {command}\n}} 2>&1; echo @{mark}@$?@\n".encode())
        found = self.hear(re.compile(rb"(?s)(?:^|\n|.*?)@" + mark.encode() + rb"@(\d+)@"), seconds, command)
        said = found.group(0)[:found.group(0).rfind(b"@" + mark.encode())].decode(errors="replace").replace("\r", "").strip("\n")
        if ok and found.group(1) != b"0":
            raise Trouble(f"{command}: exit code {found.group(1).decode()}: {said}")
        return said

    def hear(self, wanted, seconds, what):
        until = time.monotonic() + self.patience * seconds
        while True:
            found = wanted.search(self.heard)
            if found:
                self.heard = self.heard[found.end():]
                return found
            self.serial.settimeout(max(0.01, until - time.monotonic()))
            try:
                more = self.serial.recv(65536)
            except TimeoutError:
                more = None
            if not more:
                raise Trouble(f"no answer within {seconds} s: {what}")
            self.heard += more

    def tell(self, command):
        """An order to QEMU itself."""
        self.monitor.sendall(command.encode() + b"\n")

    def press(self, keys):
        """Presses keys, one after the other, as a person does."""
        for key in keys if isinstance(keys, list) else list(keys):
            name = KEYS.get(key) or (f"shift-{key.lower()}" if len(key) == 1 and key.isupper() else key)
            self.tell(f"sendkey {name} 40")
            time.sleep(0.15)

    def screen(self, console=1):
        """What stands on a console, as text."""
        # The character device tells code points; its lines are as long as the console is wide, and have no ends.
        # A console that is not in UTF-8 tells bytes alone.
        text = f"iconv -f UTF-32LE -t UTF-8 < /dev/vcsu{console} 2>/dev/null || tr -c '[:print:]' ' ' < /dev/vcs{console}"
        size, _, text = self.run(f"stty size < /dev/tty{console}; {text}; echo").partition("\n")
        columns = int(size.split()[1])
        return "\n".join(text[at:at + columns].rstrip() for at in range(0, len(text), columns))

    def wait_for(self, words, seconds=60, console=1):
        """Waits until all of these words stand on a console; the screen."""
        until, shown = time.monotonic() + self.patience * seconds, ""
        while time.monotonic() < until:
            try:
                shown = self.screen(console)
            except (Trouble, ValueError, IndexError):
                pass        # It starts anew, or changes its font.
            if all(word in shown for word in ([words] if isinstance(words, str) else words)):
                return shown
            time.sleep(0.3)
        raise Trouble(f"{words!r} did not come within {seconds} s; the screen is\n{shown}")

    def picture(self, path):
        """A picture of the screen, as PNG."""
        inside = os.path.join(self.job, "screen.png")
        if os.path.exists(inside):
            os.remove(inside)
        self.tell(f"screendump {self.inside}/screen.png -f png")
        until, size = time.monotonic() + 10, -1
        while time.monotonic() < until:
            now = os.path.getsize(inside) if os.path.exists(inside) else 0
            if now > 0 and now == size:
                shutil.move(inside, path)
                return
            size = now
            time.sleep(0.2)
        raise Trouble("QEMU made no picture")

    def ends_by_itself(self, seconds=60):
        """Whether the computer switches itself off."""
        try:
            self.engine.wait(self.patience * seconds)
            return True
        except subprocess.TimeoutExpired:
            return False

    def pull_the_plug(self):
        """A power cut."""
        if self.engine and self.engine.poll() is None:
            self.engine.kill()
            self.engine.wait()

    def throw_away(self):
        self.pull_the_plug()
        shutil.rmtree(self.job, ignore_errors=True)
