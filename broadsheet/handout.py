"""How the preview hands out its pages, and what is added to them on their way.

A reloaded page asks again for itself alone: styles and scripts are handed out under an address
that has their version in it, and such an address may be kept by the browser.
"""

from __future__ import annotations

import ipaddress
import json
import re
import secrets
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import livereload
from livereload.handlers import StaticFileHandler
from tornado import httputil, web

from broadsheet import areadesk
from broadsheet.ingest.shelf import PROOFS
from broadsheet.reloading import ReloadHandler

MOST_LAYOUT = 2_000_000
"""Bytes of a layout that the editor sends."""
LASTING = 31_536_000
"""Seconds, a year, that a browser may keep a file whose address has its version in it."""

NOTHING_YET = b"<!doctype html><html><head><title>broadsheet</title></head><body></body></html>"
"""Shown under the strip of problems while there is no good page at all."""

_ASSET = re.compile(
    rb'(<(?:link|script) [^>]*?(?:href|src)="[^"?#]*?)(assets/[\w./-]+\.(?:css|js))"'
)
"""A style or script of the paper in the head of a page."""


class Shown(Protocol):
    """What is shown."""

    root: Path
    output: Path
    token: str

    def strip(self, address: str) -> bytes:
        """HTML for the top of the page at an address."""

    def editor(self, address: str) -> bytes:
        """HTML for its head."""


def application(preview: Shown) -> web.Application:
    """Everything that the preview answers."""
    return web.Application(
        [
            (r"/livereload", ReloadHandler),
            (r"/livereload\.js", _OwnHandler, {"name": "livereload.js"}),
            (r"/-/strip\.css", _OwnHandler, {"name": "strip.css"}),
            (r"/-/areas\.css", _OwnHandler, {"name": "areas.css"}),
            (r"/-/areas\.js", _OwnHandler, {"name": "areas.js"}),
            (r"/sw\.js", _OwnHandler, {"name": "sw.js"}),
            (r"/-/proof/([\d-]+\.html)", StaticFileHandler, {"path": str(preview.root / PROOFS)}),
            (r"/-/areas/([^/]+/[^/]+?)(/check)?", _AreasHandler, {"preview": preview}),
            (r"/(.*)", _PageHandler, {"path": str(preview.output)}),
        ],
        transforms=[type("Insert", (_Insert,), {"preview": preview})],
    )


@cache
def _own(name: str) -> tuple[bytes, str]:
    """A file that belongs to the preview, and its version."""
    folder = files("broadsheet") / "editor"
    if name == "livereload.js":
        folder = files(livereload) / "vendors"
    data = (folder / name).read_bytes()
    return data, sha256(data).hexdigest()[:12]


def address(name: str) -> str:
    """Where the page of an editor finds a file of the preview."""
    folder = "/" if name == "livereload.js" else "/-/"
    return f"{folder}{name}?v={_own(name)[1]}"


@cache
def _head() -> bytes:
    # deferred: nothing of the page waits for the script
    return (
        f'<link rel="stylesheet" href="{address("strip.css")}">'
        f'<script src="{address("livereload.js")}" defer></script>'
    ).encode()


class _Insert(web.OutputTransform):
    """Puts the live reload and the strip of problems into every page on its way out."""

    preview: Shown
    """Set by a subclass, since tornado makes the instances."""

    def __init__(self, request: httputil.HTTPServerRequest) -> None:
        super().__init__(request)
        self._address = unquote(request.path).lstrip("/")
        self._at_home = at_home(request)

    def transform_first_chunk(
        self, status_code: int, headers: httputil.HTTPHeaders, chunk: bytes, finishing: bool
    ) -> tuple[int, httputil.HTTPHeaders, bytes]:
        if "html" in headers.get("Content-Type", "") and b"</head>" in chunk:
            ReloadHandler.hand_out(self._address)
            length = len(chunk)
            editor = self.preview.editor(self._address) if self._at_home else b""
            before, head, after = chunk.partition(b"</head>")
            before = _ASSET.sub(self._versioned, before)
            middle, end, rest = after.partition(b">")
            chunk = before + _head() + editor + head + middle + end
            chunk += self.preview.strip(self._address) + rest
            if "Content-Length" in headers:
                total = int(headers["Content-Length"]) + len(chunk) - length
                headers["Content-Length"] = str(total)
        return status_code, headers, chunk

    def _versioned(self, found: re.Match[bytes]) -> bytes:
        """The address of a style or script with the version of the file in it."""
        try:
            version = (self.preview.output / found[2].decode()).stat().st_mtime_ns
        except OSError:
            return found[0]
        return b'%b%b?v=%x"' % (found[1], found[2], version)


class _PageHandler(StaticFileHandler):  # type: ignore[misc]
    """Files of the preview, as a plain static host serves them."""

    def initialize(self, path: str) -> None:
        super().initialize(path=path, default_filename="index.html")

    def get_cache_time(self, path: str, modified: object, mime_type: str) -> int:
        versioned = path.startswith("assets/") and "v" in self.request.query_arguments
        return LASTING if versioned else 0

    def set_extra_headers(self, path: str) -> None:
        if not self.get_cache_time(path, None, ""):
            self.set_header("Cache-Control", "no-store")
        # the editor is in some pages: no other site may lay them under its own buttons
        self.set_header("X-Frame-Options", "SAMEORIGIN")

    def write_error(self, status_code: int, **details: object) -> None:
        page = Path(self.root) / "404.html"
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(page.read_bytes() if page.is_file() else NOTHING_YET)


def at_home(request: httputil.HTTPServerRequest) -> bool:
    """Whether a request comes from this machine and was meant for it.

    A page of another site can have its own name lead to 127.0.0.1; the name it asked for gives
    it away.
    """
    try:
        near = ipaddress.ip_address(request.remote_ip or "").is_loopback
    except ValueError:
        near = False
    asked = urlsplit(f"//{request.headers.get('Host', '')}").hostname
    return near and asked in ("127.0.0.1", "localhost", "::1")


class _OwnHandler(web.RequestHandler):
    """A file that belongs to the preview."""

    def initialize(self, name: str) -> None:
        self._name = name

    def get(self) -> None:
        kind = "text/javascript" if self._name.endswith(".js") else "text/css"
        self.set_header("Content-Type", f"{kind}; charset=utf-8")
        data, version = _own(self._name)
        kept = self.get_query_argument("v", None) == version
        self.set_header("Cache-Control", f"max-age={LASTING}" if kept else "no-store")
        self.write(data)


class _AreasHandler(web.RequestHandler):
    """The layout of a print page: read, checked, written. For the editor in the page alone."""

    def initialize(self, preview: Shown) -> None:
        self._preview = preview

    def prepare(self) -> None:
        origin = self.request.headers.get("Origin")
        own = f"{self.request.protocol}://{self.request.host}"
        shown = self.request.headers.get("X-Press-Token", "")
        if (
            not at_home(self.request)
            or (origin is not None and origin != own)
            or not secrets.compare_digest(shown.encode(), self._preview.token.encode())
        ):
            raise web.HTTPError(403)

    def get(self, page: str, _: str | None) -> None:
        place = self._place(page)
        self._tell(areadesk.show(place))

    def post(self, page: str, check: str | None) -> None:
        place = self._place(page)
        kind = self.request.headers.get("Content-Type", "").partition(";")[0]
        if kind != "application/json" or len(self.request.body) > MOST_LAYOUT:
            raise web.HTTPError(415)
        try:
            asked = json.loads(self.request.body)
            layout, version = asked["layout"], str(asked.get("version", ""))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise web.HTTPError(400) from None
        if check:
            self._tell(areadesk.look(place, layout))
        else:
            self._tell(areadesk.save(place, layout, version))

    def write_error(self, status_code: int, **details: object) -> None:
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish("{}")

    def _place(self, page: str) -> areadesk.Place:
        place = areadesk.named(self._preview.root, unquote(page))
        if place is None:
            raise web.HTTPError(404)
        return place

    def _tell(self, answer: areadesk.Answer) -> None:
        self.set_status(answer.status)
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.write(json.dumps(answer.values, ensure_ascii=False))
