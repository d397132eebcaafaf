"""What a browser gets of the page's files: all that is ours, compressed, and nothing beside it."""

import os
import re
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers

from common.page_files import FOR_EVER, PageFiles
from common.web import FRONTEND, Guard, page_routes
from tests.bed.waiting import until_async

pytestmark = pytest.mark.anyio

PAGE = '<link href="/css/a.css"><script type="module" src="/step-2/main.js"></script>'
MODULES = {
    "step-2/main.js": 'import { a } from "../lib/a.js";\n',
    "lib/a.js": 'import { b } from "./deep/b.js";\nimport "./c.js";\n',
    "lib/deep/b.js": 'export * from "../c.js";\n// import { no } from "./no.js";\n',
    "lib/c.js": 'const later = () => import("./no.js");\n',
    "lib/no.js": "",
    "css/a.css": "a {}",
    "library.js": "// beside lib, not in it",
}


@pytest.fixture
def files(tmp_path: Path) -> PageFiles:
    """A page of a few modules."""
    for name, text in {"index.html": PAGE, **MODULES}.items():
        path = tmp_path / "root" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "secret.js").write_text("// above the root")
    return PageFiles(tmp_path / "root", ("lib", "css", "step-2"))


async def get(app: object, path: str, method: str = "GET", **headers: str) -> httpx.Response:
    """The answer to a request whose path is sent as it is."""
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        request = client.build_request(method, "/", headers=headers)
        request.url = request.url.copy_with(raw_path=path.encode())
        return await client.send(request)


async def html_of(files: PageFiles) -> str:
    """The page's text."""
    return bytes(files.page("index.html", Headers({})).body).decode()


async def test_a_page_names_what_its_modules_import_the_nearest_first(files: PageFiles) -> None:
    html = await html_of(files)
    named = re.findall(r'modulepreload" href="/files/([0-9a-f]{16})/([^"]+)"', html)
    assert [name for _, name in named] == ["lib/a.js", "lib/deep/b.js", "lib/c.js"]
    assert {version for version, _ in named} == {files.version}
    assert f'href="/files/{files.version}/css/a.css"' in html
    assert f'src="/files/{files.version}/step-2/main.js"' in html


async def test_what_is_named_by_version_may_be_kept_for_ever(files: PageFiles) -> None:
    await html_of(files)
    answer = await get(files, f"/files/{files.version}/lib/a.js")
    assert answer.text == MODULES["lib/a.js"]
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == FOR_EVER
    for path in ("/lib/a.js", f"/files/{'0' * 16}/lib/a.js"):
        answer = await get(Guard(files), path)
        assert answer.text == MODULES["lib/a.js"]
        assert answer.headers["cache-control"] == "no-cache"


async def test_who_edits_a_file_only_reloads_the_page(files: PageFiles) -> None:
    await html_of(files)
    before = files.version
    old = await get(files, "/lib/a.js")
    path = files.root / "lib/a.js"
    path.write_text('import "./no.js";\n')
    os.utime(path, (0, 0))  # as after a checkout of something older
    html = await html_of(files)
    assert files.version != before and "/lib/no.js" in html and "/lib/c.js" not in html
    answer = await get(files, f"/files/{before}/lib/a.js", **{"If-None-Match": old.headers["etag"]})
    assert answer.text == 'import "./no.js";\n'
    assert "cache-control" not in answer.headers  # of the version that is no more


async def test_what_was_changed_after_the_page_was_sent_is_not_kept(files: PageFiles) -> None:
    await html_of(files)
    (files.root / "lib/a.js").write_text("// edited while the page was loading")
    changed = await get(files, f"/files/{files.version}/lib/a.js")
    assert changed.text.startswith("// edited") and "cache-control" not in changed.headers
    other = await get(files, f"/files/{files.version}/lib/c.js")
    assert other.headers["cache-control"] == FOR_EVER


async def test_what_an_editor_puts_beside_a_file_is_no_file(files: PageFiles) -> None:
    (files.root / "lib/.#a.js").symlink_to("somebody@desk.4711")  # as Emacs locks what it changes
    (files.root / "lib/old.js").mkdir()
    assert "/lib/a.js" in await html_of(files)


async def test_the_same_files_have_the_same_version(files: PageFiles) -> None:
    await html_of(files)
    again = PageFiles(files.root, files.names)
    await html_of(again)
    assert again.version == files.version


async def test_joined_files_come_as_one_and_anew_when_one_of_them_is_changed(
    files: PageFiles,
) -> None:
    root = files.root
    (root / "css/b.css").write_text("b {}", encoding="utf-8")
    both = PageFiles(root, files.names, joined={"css/both.css": ("css/a.css", "css/b.css")})
    await html_of(both)
    path = f"/files/{both.version}/css/both.css"
    answer = await get(both, path)
    assert answer.text == (root / "css/a.css").read_text(encoding="utf-8") + "\nb {}"
    assert answer.headers["content-type"].startswith("text/css")
    assert answer.headers["cache-control"] == FOR_EVER
    (root / "css/b.css").write_text("b { color: red }", encoding="utf-8")
    assert (await get(both, path)).text.endswith("b { color: red }")
    before = both.version
    await html_of(both)
    assert both.version != before


async def test_what_a_browser_has_already_is_not_sent_again(files: PageFiles) -> None:
    tag = (await get(files, "/lib/a.js")).headers["etag"]
    for told in (tag, f'"other", {tag}', tag.removeprefix("W/")):
        answer = await get(files, "/lib/a.js", **{"If-None-Match": told})
        assert (answer.status_code, answer.content) == (304, b"")
    assert (await get(files, "/lib/a.js", **{"If-None-Match": '"other"'})).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/lib",
        "/lib/",
        "/lib/deep",
        "/lib/none.js",
        "/library.js",
        "/index.html",
        "/lib/../library.js",
        "/lib/../../secret.js",
        "/lib/%2e%2e/%2e%2e/secret.js",
        "/lib/..%2f..%2fsecret.js",
        "/lib//etc/passwd",
        "//etc/passwd",
        "/lib/%00.js",
        "/lib/%ff.js",
        f"/lib/{'a' * 5_000}.js",
        "/files/0123456789abcdef",
        "/files/0123456789abcdef/../lib/none.js",
        "/files/0123456789abcdef/library.js",
        "/files/0123456789abcdef//etc/passwd",
        "/files/lib/a.js",
    ],
)
async def test_nothing_else_is_served(files: PageFiles, path: str) -> None:
    await html_of(files)
    assert (await get(files, path)).status_code == 404


async def test_a_link_to_somewhere_else_is_not_followed(files: PageFiles) -> None:
    (files.root / "lib/link.js").symlink_to(files.root.parent / "secret.js")
    assert (await get(files, "/lib/link.js")).status_code == 404


async def test_files_are_read_and_not_written(files: PageFiles) -> None:
    answer = await get(files, "/lib/a.js", "POST")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
    assert (await get(files, "/lib/a.js", "HEAD")).status_code == 200


@pytest.mark.parametrize("number", [1, 2, 3, 4])
async def test_the_page_of_a_step_comes_in_one_go(number: int) -> None:
    app = Starlette(routes=page_routes(number))

    async def smallest(path: str) -> bool:
        answer = await get(app, path, **{"Accept-Encoding": "br"})
        return "content-encoding" in answer.headers

    # Before anybody has asked for the page, these last.
    await until_async(lambda: smallest("/styleguide/tiles.js"), seconds=60)
    page = await get(app, "/", **{"Accept-Encoding": "br"})
    html = page.text
    named = re.findall(r'(?:href|src)="(/files/[^"]+\.(?:js|css))"', html)
    sizes = [int(page.headers["content-length"])]
    for path in named:
        answer = await get(app, path, **{"Accept-Encoding": "br"})
        assert answer.status_code == 200 and answer.headers["cache-control"] == FOR_EVER, path
        sizes.append(int(answer.headers["content-length"]))
    scripts = {path.split("/", 3)[3] for path in named if path.endswith(".js")}
    assert len(scripts) == sum(path.endswith(".js") for path in named)
    for name in scripts:  # whatever a module imports is named, too
        text = (FRONTEND / name).read_text()
        for relative in re.findall(r'^(?:import|export)\b[^;]*?from\s+"([^"]+)"', text, re.M):
            assert os.path.normpath(f"{os.path.dirname(name)}/{relative}") in scripts
    assert sum(sizes) < 60_000
    # Another language is fetched by whoever wants it.
    assert "strings/en.js" in scripts and "strings/de.js" not in scripts
    version = named[0].split("/")[2]
    german = await get(app, f"/files/{version}/strings/de.js")
    assert german.status_code == 200 and german.headers["cache-control"] == FOR_EVER
