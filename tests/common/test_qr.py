"""The QR code for the page: its path covers the dark modules, and no other."""

import re

import pytest
import segno

from common.qr import qr_code

LINK = "https://192.168.7.20:8001/?room=lobby"
LONG = f"{LINK}#key={'k' * 120}"  # of which every higher level makes a larger code
RUN = re.compile(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z")


@pytest.mark.parametrize("link", [LINK, LONG], ids=len)
def test_the_path_covers_the_dark_modules(link: str) -> None:
    code = qr_code(link)
    rows = [[0] * code["size"] for _ in range(code["size"])]
    for left, top, width, back in RUN.findall(code["path"]):
        assert width == back
        for x in range(int(left), int(left) + int(width)):
            rows[int(top)][x] += 1
    assert rows == [list(row) for row in segno.make_qr(link, error="l").matrix]
    assert RUN.sub("", code["path"]) == ""
