"""A sound device without a loudspeaker, for a machine that has none.

Firefox records by the clock of its sound device. Its mock device loses some four hundredths of each
second, so that its media come later and later; a null sink of PulseAudio keeps time.
"""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START_SECONDS = 5.0


@contextmanager
def sound_device() -> Iterator[dict[str, str]]:
    """The environment that leads a browser to the device; empty where there is no PulseAudio."""
    program = shutil.which("pulseaudio")
    if program is None:
        yield {}
        return
    with tempfile.TemporaryDirectory(prefix="sound-") as folder:
        socket = Path(folder) / "socket"
        server = _start(program, socket)
        try:
            yield {"PULSE_SERVER": f"unix:{socket}"} if _opened(socket, server) else {}
        finally:
            server.kill()  # it holds nothing that would be lost
            server.wait()


def _start(program: str, socket: Path) -> "subprocess.Popen[bytes]":
    options = ["-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"]
    clients = f"module-native-protocol-unix auth-anonymous=1 socket={socket}"
    return subprocess.Popen(
        [program, *options, "-L", "module-null-sink", "-L", clients],
        env={"HOME": str(socket.parent), "PULSE_RUNTIME_PATH": str(socket.parent)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _opened(socket: Path, server: "subprocess.Popen[bytes]") -> bool:
    deadline = time.monotonic() + START_SECONDS
    while not socket.exists() and server.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    return socket.exists()
