"""Janus, the SFU that Debian has: installed if need be, and run with the least it needs.

The videoroom plugin and the WebSocket transport, on loopback; nothing else of it is loaded.
"""

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import debian
from bench.servers import Server, stop

PARTS = {"plugins": "libjanus_videoroom.so", "transports": "libjanus_websockets.so"}
START_SECONDS = 10.0
GENERAL = """
general: {{
    configs_folder = "{folder}"
    plugins_folder = "{folder}/plugins"
    transports_folder = "{folder}/transports"
    events_folder = "{folder}"
    loggers_folder = "{folder}"
    debug_level = 1
    session_timeout = 0
    {event_loops}
}}
media: {{
    no_media_timer = 0
}}
nat: {{
    ice_enforce_list = "{host}"
}}
"""
WEBSOCKETS = """
general: {{
    json = "compact"
    ws = true
    ws_port = {port}
    ws_ip = "127.0.0.1"
}}
"""
VIDEOROOM = """
room-1: {
    description = "bench"
    publishers = 100
    bitrate = 0
    audiocodec = "opus"
    videocodec = "vp8"
}
"""


def install() -> str:
    """Makes sure that Janus is here; empty, or the sentence that says why it is not."""
    return debian.install("Janus", "janus", _is_here)


def _is_here() -> bool:
    return bool(shutil.which("janus") and all(_library(kind) for kind in PARTS))


def version() -> str:
    """The version of the Debian package, or an empty text."""
    return debian.version("janus")


@contextmanager
def running(host: str, event_loops: int) -> Iterator[Server]:
    """Janus, with media on the address `host`; with 0 event loops it has a thread per handle."""
    with tempfile.TemporaryDirectory(prefix="polycloud-") as folder:
        port = _free_port()
        _configure(Path(folder), host, port, event_loops)
        process = subprocess.Popen(
            ["janus", f"--config={folder}/janus.jcfg", f"--configs-folder={folder}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            _wait_for(process, port)
            yield Server(process, port)
        finally:
            stop(process)


def _configure(folder: Path, host: str, port: int, event_loops: int) -> None:
    loops = f"event_loops = {event_loops}" if event_loops else ""
    general = GENERAL.format(folder=folder, host=host, event_loops=loops)
    (folder / "janus.jcfg").write_text(general)
    (folder / "janus.transport.websockets.jcfg").write_text(WEBSOCKETS.format(port=port))
    (folder / "janus.plugin.videoroom.jcfg").write_text(VIDEOROOM)
    for kind, name in PARTS.items():
        (folder / kind).mkdir()
        library = _library(kind)
        assert library is not None
        (folder / kind / name).symlink_to(library)


def _library(kind: str) -> Path | None:
    """Where the package keeps a plugin or transport."""
    return next(Path("/usr/lib").glob(f"*/janus/{kind}/{PARTS[kind]}"), None)


def _wait_for(process: "subprocess.Popen[str]", port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("Janus did not start.")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
