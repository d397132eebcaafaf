"""What a person is told once a step runs with keys, or for a whole network."""

import os
import signal
from pathlib import Path

import pytest

from common.key_settings import GUEST_SECONDS
from common.serving import AUTHORITY as SAID_AUTHORITY
from runner.greeting import AUTHORITY, GUESTS, LINK
from runner.ports import free_port
from tests.runner.copies import SERVER, copy_with_step, read_until, start

posix = pytest.mark.skipif(os.name == "nt", reason="Ctrl-C cannot be sent to a child on Windows")


@posix
def test_for_a_network_the_code_and_the_link_of_the_guests_are_told(tmp_path: Path) -> None:
    url = "https://192.0.2.1:8001/"
    lines = [f"{LINK}{url}#host", f"{GUESTS}{url}#guest", f"{AUTHORITY}AB:CD"]
    copy_with_step(
        tmp_path,
        server=SERVER.replace("http://localhost:{{port}}/", f"{url}, and https://desk.local:8001/"),
        first=f'if os.environ["LAN"] == "1": print({chr(10).join(lines)!r}, flush=True)',
    )
    (tmp_path / "common").mkdir()
    (tmp_path / "common/terminal_qr.py").write_text('print("QR of", input())', encoding="utf-8")
    with start(tmp_path, "step", "1", PORT=str(free_port()), LAN="1") as process:
        said = read_until(process, "Stop it with Ctrl-C")
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
    assert f"\n    {url}#host\n" in said and f"\n    {url}#guest\n" in said
    assert f"QR of {url}#guest\n" in said
    assert f"https://desk.local:8001/ may stand in the place of {url}\n" in said
    assert f"{url}ca tells" in said and "SHA-256: AB:CD\n" in said
    assert "https://localhost:8001/" in said
    assert AUTHORITY == SAID_AUTHORITY and f"for {GUEST_SECONDS // 3600} hours" in said


@posix
def test_with_keys_the_one_address_that_is_told_is_the_presenter_s(tmp_path: Path) -> None:
    link = "http://localhost:1/?room=tea#key=a.b.c"
    tell = f'if os.environ["KEYS"] == "1": print("The presenter\'s link: {link}", flush=True)'
    copy_with_step(tmp_path, first=tell)
    with start(tmp_path, "step", "1", PORT=str(free_port()), KEYS="1") as process:
        said = read_until(process, "Stop it with Ctrl-C")
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
    assert f"\n    {link}\n" in said
    assert said.count("http://") == 1
    assert "Without a key nobody enters a room." in said
