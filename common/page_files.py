"""The files of a page as a browser gets them: compressed, and all of them named at once.

A page is more than a hundred modules. A browser that learns of each from the one before waits for
every level of that tree; so the page names them all in its head (`modulepreload`, HTML section
4.6.6.12). Their paths hold a version that changes with any of the files: such a response may be
kept for ever (RFC 8246), and whoever reloads the page asks for nothing but the page.
"""

import gzip
import hashlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from posixpath import dirname, join, normpath

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

VERSIONED = re.compile(r"/files/([0-9a-f]{16})(?=/)")
OF_OURS = re.compile(r'(?<= )((?:href|src)="/)(?=[^"]+\.(?:css|js)")')
SCRIPT = re.compile(r' *<script type="module" src="/([^"]+)"')
IMPORT = re.compile(r'^(?:import|export|}) [^"\n]*"(\.[^"\n]+)";$', re.MULTILINE)
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
TAKES_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")
FOR_EVER = "public, max-age=31536000, immutable"  # as long as anything is kept: a year


@dataclass(frozen=True)
class PageFile:
    """One file: its type, its bytes, the same compressed, and the tag that names this content.

    The tag is told as a weak one (RFC 9110 section 8.8.1): both forms have it.
    """

    kind: str
    content: bytes
    packed: bytes
    tag: str

    def response(self, headers: Headers, told: dict[str, str]) -> Response:
        """The answer to a request with these headers: compressed for who can read it."""
        if not TAKES_GZIP.search(headers.get("accept-encoding", "")):
            return Response(self.content, media_type=self.kind, headers=told)
        told = {**told, "Content-Encoding": "gzip"}
        return Response(self.packed, media_type=self.kind, headers=told)


class PageFiles:
    """An ASGI application that serves some files and folders below a root, and nothing beside them.

    A file that was changed is read again: who edits the page only reloads it.
    """

    def __init__(self, root: Path, names: Collection[str]) -> None:
        self.root = root.resolve()
        self.names = names
        self.version = ""  # of the page that was asked for last
        self._named: frozenset[str] = frozenset()  # the tags of the files that it is made of
        self._read: dict[Path, tuple[tuple[int, int], PageFile]] = {}
        self._pages: dict[str, tuple[str, str, PageFile]] = {}  # for a version, of an HTML

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        response: Response = PlainTextResponse("Method Not Allowed", 405, {"Allow": "GET, HEAD"})
        if scope["method"] in ("GET", "HEAD"):
            response = self.answer(scope["path"], Headers(scope=scope))
        await response(scope, receive, send)

    def answer(self, path: str, headers: Headers) -> Response:
        """The response to a GET of a path, with or without a version."""
        versioned = VERSIONED.match(path)
        found = self._find(path[versioned.end() if versioned else 0 :].strip("/"))
        if found is None:
            return PlainTextResponse("Not Found", 404)
        told = {"ETag": f"W/{found.tag}", "Vary": "Accept-Encoding"}
        # A page that was loaded before a change gets what there is now, and does not keep it.
        if versioned and versioned[1] == self.version and found.tag in self._named:
            told["Cache-Control"] = FOR_EVER
        if found.tag in headers.get("if-none-match", ""):
            return Response(status_code=304, headers=told)
        return found.response(headers, told)

    def page(self, name: str, headers: Headers) -> Response:
        """An HTML page of the root, with its scripts and styles by version, and named early."""
        html = (self.root / name).read_text(encoding="utf-8")
        self.version = self._newest()
        if self._pages.get(name, ())[:2] != (self.version, html):
            self._pages[name] = self.version, html, self._complete(html)
        return self._pages[name][2].response(headers, {"Vary": "Accept-Encoding"})

    def _complete(self, html: str) -> PageFile:
        scripts = SCRIPT.search(html)
        modules = self._imported(scripts[1]) if scripts else []
        links = "".join(f'    <link rel="modulepreload" href="/{name}">\n' for name in modules)
        html = SCRIPT.sub(lambda script: links + script[0], html, count=1)
        html = OF_OURS.sub(rf"\1files/{self.version}/", html)
        return packed("text/html", html.encode())

    def _newest(self) -> str:
        tags = {path: self._file(path).tag for path in sorted(self._paths())}
        self._named = frozenset(tags.values())
        told = "".join(f"{path} {tag}" for path, tag in tags.items())
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    def _paths(self) -> Iterator[Path]:
        for path in (self.root / name for name in self.names):
            inside = (inner for inner in path.rglob("*.*") if inner.suffix in KINDS)
            yield from filter(Path.is_file, inside)  # editors put links to nothing beside a file
            if path.is_file():
                yield path

    def _imported(self, script: str) -> list[str]:
        """What a module imports, and what that imports, each once, the nearest first."""
        names = [script]
        for name in names:  # it grows meanwhile
            found = self._find(name)
            for relative in IMPORT.findall(found.content.decode() if found else ""):
                imported = normpath(join(dirname(name), relative))
                if imported not in names:
                    names.append(imported)
        return names[1:]

    def _find(self, name: str) -> PageFile | None:
        try:
            path = (self.root / name).resolve()
            allowed = any(path.is_relative_to(self.root / one) for one in self.names)
            return self._file(path) if allowed and path.suffix in KINDS else None
        except (OSError, ValueError):  # there is none, or its name can be none of a file
            return None

    def _file(self, path: Path) -> PageFile:
        stat = path.stat()
        state = stat.st_mtime_ns, stat.st_size
        if path not in self._read or self._read[path][0] != state:
            self._read[path] = state, packed(KINDS[path.suffix], path.read_bytes())
        return self._read[path][1]


def packed(kind: str, content: bytes) -> PageFile:
    """A file of this type and content, compressed as well (RFC 1952)."""
    tag = hashlib.sha256(content).hexdigest()[:16]
    return PageFile(kind, content, gzip.compress(content, mtime=0), f'"{tag}"')
