"""QR codes on the terminal: what is drawn is what was meant."""

import subprocess
import sys

import segno

from common.key_settings import guests_link, read_keys
from common.terminal_qr import BLOCKS, BORDER, qr_lines

HALVES = {block: halves for halves, block in BLOCKS.items()}


def test_the_lines_are_the_modules_of_the_code() -> None:
    text = "https://192.168.7.20:8001/?room=lobby"
    wanted = [list(row) for row in segno.make_qr(text, error="l").matrix_iter(border=BORDER)]
    drawn = []
    for line in qr_lines(text):
        upper, lower = zip(*(HALVES[block] for block in line), strict=True)
        drawn += [list(upper), list(lower)]
    assert drawn[: len(wanted)] == wanted
    assert all(not any(row) for row in drawn[len(wanted) :])


def test_a_link_with_a_key_fits_on_a_terminal() -> None:
    keys = read_keys({"LAN": "1"})
    link = guests_link(keys, "https://192.168.100.100:8004/", {}).partition(": ")[2]
    lines = qr_lines(link)
    assert len(lines) <= 32 and {len(line) for line in lines} == {2 * len(lines) - 1}


def test_as_a_program_it_draws_what_it_reads() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "common.terminal_qr"],
        input="https://192.168.7.20:8001/\n",
        capture_output=True,
        encoding="utf-8",
    )
    assert ran.stdout.splitlines() == qr_lines("https://192.168.7.20:8001/")
