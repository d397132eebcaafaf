"""The files of a page as a browser gets them: compressed, and all of them named at once.

A page is more than a hundred modules. A browser that learns of each from the one before waits for
every level of that tree; so the page names them all at once (`modulepreload`, HTML section
4.6.6.12). Their paths hold a version that changes with any of the files: such a response may be
kept for ever (RFC 8246), and whoever reloads the page asks for nothing but the page.

Brotli makes a seventh less of them than gzip does, and takes a second for all. Nobody waits for it:
a thread sees to them as soon as a server is made, and what it has not come to yet goes by gzip.
"""

import gzip
import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from posixpath import dirname, join, normpath
from threading import Thread

import brotli  # type: ignore[import-untyped]
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

VERSIONED = re.compile(r"/files/([0-9a-f]{16})(?=/)")
OF_OURS = re.compile(r'(?<= )((?:href|src)="/)(?=[^"]+\.(?:css|js)")')
SCRIPT = re.compile(r' *<script type="module" src="/([^"]+)"')
IMPORT = re.compile(r'^(?:import|export|}) [^"\n]*"(\.[^"\n]+)";$', re.MULTILINE)
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
CODINGS = ("br", "gzip")  # the smaller form first
NOT_AT_ALL = re.compile(r"\s*q=0(\.0*)?\s*")
FOR_EVER = "public, max-age=31536000, immutable"  # as long as anything is kept: a year


@dataclass(frozen=True)
class PageFile:
    """One file: its type, its bytes, the same compressed, and the tag that names this content.

    The tag is told as a weak one (RFC 9110 section 8.8.1): all forms have it.
    """

    kind: str
    content: bytes
    packed: dict[str, bytes]  # by coding; the smallest form comes later
    tag: str

    def response(self, headers: Headers, told: dict[str, str]) -> Response:
        """The answer to a request with these headers: as small as can be read there."""
        taken = codings(headers.get("accept-encoding", ""))
        for coding in CODINGS:
            if coding in taken and coding in self.packed:
                told = {**told, "Content-Encoding": coding}
                return Response(self.packed[coding], media_type=self.kind, headers=told)
        return Response(self.content, media_type=self.kind, headers=told)


class PageFiles:
    """An ASGI application that serves some files and folders below a root, and nothing beside them.

    A file that was changed is read again: who edits the page only reloads it. Files that always
    come together may be `joined` under a name that is none of a file: so they are a fifth smaller.
    """

    def __init__(
        self,
        root: Path,
        names: Collection[str],
        joined: Mapping[str, Collection[str]] | None = None,
    ) -> None:
        self.root = root.resolve()
        self.names = names
        self._parts = {
            self.root / name: [self.root / part for part in parts]
            for name, parts in (joined or {}).items()
        }
        self.version = ""  # of the files as they were at the last look
        self._named: frozenset[str] = frozenset()  # the tags of the files that it is made of
        self._read: dict[Path, tuple[list[tuple[int, int]], PageFile]] = {}
        self._new: list[PageFile] = []  # what was read since the last look
        self._pages: dict[str, tuple[str, str, PageFile]] = {}  # for a version, of an HTML
        self.look()

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
        return self.complete(name, html).response(headers, {"Vary": "Accept-Encoding"})

    def complete(self, key: str, html: str) -> PageFile:
        """The same of a page that somebody else has made: the last one of a key is kept."""
        self.look()
        if self._pages.get(key, ())[:2] != (self.version, html):
            self._pages[key] = self.version, html, self._complete(html)
        return self._pages[key][2]

    def look(self) -> None:
        """Reads what was changed, or all that there is, and has it made smallest beside us."""
        files = {path: self._file(path) for path in sorted(self._paths())}
        self._named = frozenset(file.tag for file in files.values())
        told = "".join(f"{path} {file.tag}" for path, file in files.items())
        self.version = hashlib.sha256(told.encode()).hexdigest()[:16]
        new, self._new = self._new, []
        if new:
            Thread(target=make_smallest, args=new, daemon=True).start()

    def _complete(self, html: str) -> PageFile:
        scripts = SCRIPT.search(html)
        modules = self._imported(scripts[1]) if scripts else []
        links = "".join(f'    <link rel="modulepreload" href="/{name}">\n' for name in modules)
        html = SCRIPT.sub(lambda script: links + script[0], html, count=1)
        html = OF_OURS.sub(rf"\1files/{self.version}/", html)
        page = packed("text/html", html.encode())
        make_smallest(page)  # it is one, and short
        return page

    def _paths(self) -> Iterator[Path]:
        for path in (self.root / name for name in self.names):
            inside = (inner for inner in path.rglob("*.*") if inner.suffix in KINDS)
            yield from filter(Path.is_file, inside)  # editors put links to nothing beside a file
            if path.is_file():
                yield path
        yield from self._parts

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
        parts = self._parts.get(path, [path])
        state = [(stat.st_mtime_ns, stat.st_size) for stat in map(Path.stat, parts)]
        if path not in self._read or self._read[path][0] != state:
            content = b"\n".join(part.read_bytes() for part in parts)
            self._read[path] = state, packed(KINDS[path.suffix], content)
            self._new.append(self._read[path][1])
        return self._read[path][1]


def packed(kind: str, content: bytes) -> PageFile:
    """A file of this type and content, compressed as quickly as can be (RFC 1952)."""
    tag = hashlib.sha256(content).hexdigest()[:16]
    return PageFile(kind, content, {"gzip": gzip.compress(content, mtime=0)}, f'"{tag}"')


def make_smallest(*files: PageFile) -> None:
    """Adds to each file what Brotli makes of it."""
    for file in files:
        file.packed["br"] = smallest(file.content)


@lru_cache(maxsize=512)
def smallest(content: bytes) -> bytes:
    """A text as Brotli leaves it (RFC 7932), made once however many pages have it."""
    small: bytes = brotli.compress(content, mode=brotli.MODE_TEXT)
    return small


def codings(accepted: str) -> set[str]:
    """What an Accept-Encoding (RFC 9110 section 12.5.3) names, unless with a weight of nought."""
    named = (one.partition(";") for one in accepted.lower().split(","))
    return {name.strip() for name, _, weight in named if not NOT_AT_ALL.fullmatch(weight)}
