"""The QR code for the page: its path covers the dark modules, and no other."""

import re

import segno

from common.qr import qr_code

LINK = "https://192.168.7.20:8001/?room=lobby"
RUN = re.compile(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z")


def test_the_path_covers_the_dark_modules() -> None:
    code = qr_code(LINK)
    rows = [[0] * code["size"] for _ in range(code["size"])]
    for left, top, width, back in RUN.findall(code["path"]):
        assert width == back
        for x in range(int(left), int(left) + int(width)):
            rows[int(top)][x] += 1
    assert rows == [list(row) for row in segno.make_qr(LINK, error="l").matrix]
    assert RUN.sub("", code["path"]) == ""
