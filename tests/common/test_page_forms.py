"""In which form a file of the page goes to a browser: as small as it can read, and at once."""

import gzip
import os
from collections.abc import Callable
from pathlib import Path
from threading import Event

import brotli  # type: ignore[import-untyped]
import pytest
from starlette.datastructures import Headers
from starlette.responses import Response

from common.page_files import PageFiles, codings, smallest
from tests.bed.waiting import until

pytestmark = pytest.mark.anyio

A = "/lib/a.js"
TEXT = b"// long\n" * 1_000
READ: dict[str | None, Callable[[bytes], bytes]] = {
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    None: bytes,
}


@pytest.fixture
def files(tmp_path: Path) -> PageFiles:
    """A page of one module, which nobody has asked for yet."""
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/a.js").write_bytes(TEXT)
    (tmp_path / "index.html").write_text('<script type="module" src="/lib/a.js"></script>')
    return PageFiles(tmp_path, ("lib",))


def asked(files: PageFiles, accepted: str) -> Response:
    """The answer to a browser that accepts this."""
    return files.answer(A, Headers({"Accept-Encoding": accepted}))


def form(files: PageFiles) -> str | None:
    """How the module is compressed for a browser of today."""
    return asked(files, "gzip, deflate, br, zstd").headers.get("content-encoding")


async def is_small(files: PageFiles) -> None:
    """Waits until the module has had its turn."""
    await until(lambda: form(files) == "br", what="the smallest form")


@pytest.mark.parametrize(
    ("accepted", "best"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("BR;q=0.1,gzip", "br"),
        ("br;q=0, gzip", "gzip"),
        ("gzip, br ; q=0.00", "gzip"),
        ("br; q=0, gzip;q=0", None),
        ("brotli, x-gzip", None),
        ("", None),
    ],
)
async def test_a_file_is_as_small_as_a_browser_can_read(
    files: PageFiles, accepted: str, best: str | None
) -> None:
    await is_small(files)
    answer = asked(files, accepted)
    assert answer.headers.get("content-encoding") == best
    assert READ[best](bytes(answer.body)) == TEXT
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["etag"] == asked(files, "").headers["etag"]
    assert answer.headers["etag"].startswith("W/")
    page = files.page("index.html", Headers({"Accept-Encoding": accepted}))
    assert page.headers.get("content-encoding") == best  # at once: it is one


async def test_what_brotli_makes_is_smaller_than_what_gzip_makes(files: PageFiles) -> None:
    await is_small(files)
    sizes = [len(asked(files, accepted).body) for accepted in ("br", "gzip", "")]
    assert sizes == sorted(sizes) and sizes[0] < sizes[1] < sizes[2] / 20


async def test_nobody_waits_for_the_smallest_form(
    files: PageFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    may = Event()

    def slowly(content: bytes) -> bytes:
        may.wait(10)
        return smallest(content)

    monkeypatch.setattr("common.page_files.smallest", slowly)
    fresh = PageFiles(files.root, files.names)
    assert form(fresh) == "gzip"
    may.set()
    await is_small(fresh)


async def test_the_first_who_asks_gets_the_smallest_form_soon(files: PageFiles) -> None:
    await is_small(files)  # of a page that nobody has asked for, and no file before
    assert form(files) == "br"


async def test_what_is_read_again_gets_small_again(files: PageFiles) -> None:
    await is_small(files)
    os.utime(files.root / "lib/a.js", (0, 0))  # of the same content, even
    assert form(files) == "gzip"
    files.page("index.html", Headers({}))
    await is_small(files)


async def test_the_smallest_form_is_made_and_kept_once_for_all_pages(files: PageFiles) -> None:
    again = PageFiles(files.root, files.names)
    for page in (files, again):
        await is_small(page)
    assert asked(again, "br").body is asked(files, "br").body


def test_a_coding_of_no_weight_is_not_accepted() -> None:
    assert codings(" gzip;q=0.5 ,BR, zstd;q=0.000, deflate;q=0") == {"gzip", "br"}
