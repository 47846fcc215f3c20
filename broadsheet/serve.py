"""The preview: builds, serves and watches. A broken edit keeps the last good pages on screen.

livereload has the web server and the socket to the browser; its watcher hears of changes from
watchfiles, behind livereload's own interface. Three things are ours: pages keep their strict
Content-Security-Policy, so scripts come in as files and not inline; the browser is told to reload
when bytes changed and not when a file was touched; and what is wrong stands in a strip on top of
every page.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import json
import logging
import secrets
from collections.abc import Callable, Collection
from html import escape
from importlib.resources import files
from pathlib import Path
from urllib.parse import unquote, urlsplit

from livereload import Server
from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler, StaticFileHandler
from tornado import httputil, web
from tornado.ioloop import IOLoop

from broadsheet import areadesk
from broadsheet.ingest.inbox import ingest
from broadsheet.ingest.shelf import PROOFS
from broadsheet.newspaper import Newspaper, load_newspaper
from broadsheet.press import print_newspaper
from broadsheet.preview import STORY, Remark, edition_at, editor_link, file_link, remarks
from broadsheet.problems import NewspaperError, Problem, problem
from broadsheet.proof import Proofs, edited
from broadsheet.reloading import ReloadHandler
from broadsheet.speech import sayer, words_of
from broadsheet.watching import NewsWatcher

STYLE = """\
#preview-strip { all: initial; display: block; background: #33414d; color: #fff;
  font: 15px/1.5 system-ui, sans-serif; padding: 8px 20px; max-height: 40vh; overflow: auto; }
#preview-strip.problems { background: #7a1420; }
#preview-strip.quiet { background: #eee; color: #333; padding: 2px 20px; font-size: 13px; }
#preview-strip ol { margin: 0; padding: 0 0 0 1.5em; }
#preview-strip b { font-weight: 600; }
#preview-strip a { color: inherit; }
#preview-strip li { margin: 4px 0; }
#preview-strip a.file { opacity: .85; font-size: 13px; }
#preview-strip small { display: block; opacity: .85; font-size: 13px; }
@media print { #preview-strip { display: none; } }
"""
HEAD = b'<link rel="stylesheet" href="/-/preview.css"><script src="/livereload.js"></script>'


EDITOR = ("areas.js", "areas.css")
"""Files of broadsheet/editor."""
MOST_LAYOUT = 2_000_000
"""Bytes of a layout that the editor sends."""

NOTHING_YET = b"<!doctype html><html><head><title>broadsheet</title></head><body></body></html>"
"""Shown under the strip of problems while there is no good page at all."""


def serve(root: Path, host: str, port: int, *, jobs: int, say: Callable[[str], None]) -> None:
    """Previews the newspaper below `root` until it is interrupted.

    `port` 0 takes a free one; `say` hears the address and every problem. The preview is built
    below .cache, so that site/ only holds what can be published.
    """
    preview = Preview(root, root / ".cache" / "preview", jobs, say)
    preview.print()
    server = _Server(preview)
    # livereload announces itself in a log of its own; we have said what there is to say
    logging.getLogger("livereload").setLevel(logging.WARNING)
    server.run(host, port, say)


class _OvertakenError(Exception):
    """A print is given up, since another edit came."""


class Preview:
    """The site as it stands, and what is wrong with the newest edit."""

    def __init__(self, root: Path, output: Path, jobs: int, say: Callable[[str], None]) -> None:
        self.root, self.output, self.jobs = root, output, jobs
        self.problems: tuple[Problem, ...] = ()
        self._newspaper: Newspaper | None = None
        self._proofs: Proofs | None = None
        self._say = say
        self.token = secrets.token_urlsafe(24)
        """What the editor has to show, so that no other page can have it write."""

    def print(self, overtaken: Callable[[], bool] = lambda: False) -> bool:
        """Sets what is new, prints what changed; whether the browser has something to show.

        It is given up as soon as it is `overtaken` by another edit, which ends in a print itself.
        """
        before, self.problems = self.problems, ()
        changed = False

        def progress(step: str, done: int, total: int) -> None:
            if overtaken():
                raise _OvertakenError

        try:
            self._set_inbox()
            built = print_newspaper(
                self.root,
                self.output,
                now=dt.datetime.now(dt.UTC),
                jobs=self.jobs,
                preview=True,
                progress=progress,
            )
            self._newspaper, report = built.newspaper, built.report
            self._proofs = Proofs(self.root, self.output, built)
            self._proofs.warm()
            changed = bool(report.written or report.removed)
            if changed:
                self._say(f"{len(report.written)} files written, {len(report.removed)} removed")
        except NewspaperError as error:
            self.problems += error.problems
        except _OvertakenError:
            self.problems = before
            return False
        for found in self.problems:
            if found not in before:
                self._say(str(found))
        return changed or self.problems != before

    def proof(self, paths: Collection[str]) -> bool:
        """Prints the pages of the editions that were edited; whether pages changed.

        Where more was changed, or something is wrong, it leaves all to `print`.
        """
        keys = edited(self.root, paths)
        proofs = self._proofs
        if not keys or proofs is None or self.problems or not all(map(proofs.knows, keys)):
            return False
        try:
            written = [path for key in sorted(keys) for path in proofs.pull(key)]
        except NewspaperError:
            return False
        if written:
            self._say(f"{len(written)} pages printed, the rest follows")
        return bool(written)

    def strip(self, address: str) -> bytes:
        """What to know of a page, as HTML for its top; nothing where all is well."""
        language = self._newspaper.language if self._newspaper is not None else "en"
        items: list[str] = []
        for p in self.problems:
            message, hint = words_of(p, language)
            items.append(self._item(p.path, p.line, p.where, f"{p.code} {message}", hint))
        found: tuple[Remark, ...] = ()
        if self._newspaper is not None:
            found = remarks(self.root, self._newspaper, address, dt.datetime.now(dt.UTC))
        for r in found:
            where = f"{r.path.rsplit('/', 1)[-1]}:{r.line}"
            how = f"accept {r.accept}" if r.accept else ""
            items.append(self._item(r.path, r.line, where, f"{r.code} {r.text}", how))
        key = edition_at(address)
        if key is not None and (self.root / PROOFS / f"{key}.html").is_file():
            link = f"/-/proof/{key}.html"
            words = sayer(language)("raw text beside the stories")
            items.append(f'<li><a href="{link}" target="_blank">{words}</a></li>')
        if not items:
            return b""
        kind = "remarks" if any(remark.code != STORY for remark in found) else "quiet"
        kind = "problems" if self.problems else kind
        return (
            f'<div id="preview-strip" class="{kind}" role="status"><ol>{"".join(items)}</ol></div>'
        ).encode()

    def _item(self, path: str | None, line: int | None, where: str, text: str, hint: str) -> str:
        """A line of the strip; the name of a file opens it, in an editor or by what there is."""
        if path is None:
            return f"<li>{escape(text)}<small>{escape(hint)}</small></li>"
        editor, file = editor_link(self.root, path, line), file_link(self.root, path)
        return (
            f'<li><a href="{escape(editor)}">{escape(where)}</a> {escape(text)} '
            f'<a class="file" href="{escape(file)}">file</a><small>{escape(hint)}</small></li>'
        )

    def editor(self, address: str) -> bytes:
        """The editor of a print page's areas, for the head of its sheet; nothing elsewhere."""
        place = areadesk.place_at(self.root, address)
        if place is None:
            return b""
        page = escape(areadesk.name(place))
        return (
            '<link rel="stylesheet" href="/-/areas.css"><script src="/-/areas.js" defer '
            f'data-page="{page}" data-token="{self.token}"></script>'
        ).encode()

    def _set_inbox(self) -> None:
        found = ingest(self.root, language=load_newspaper(self.root).language)
        for issue in found.set:
            if not issue.unchanged:
                self._say(f"{issue.source} became {issue.key}: {len(issue.stories)} stories")
        self.problems = found.problems


class _Server(Server):  # type: ignore[misc]
    """livereload's server around our pages."""

    def __init__(self, preview: Preview) -> None:
        super().__init__(watcher=NewsWatcher())
        self._preview = preview

    def run(self, host: str, port: int, say: Callable[[str], None]) -> None:
        preview = self._preview
        LiveReloadHandler.watcher = self.watcher
        LiveReloadHandler.live_css = True
        for folder in ("content", "templates"):
            self.watch(str(preview.root / folder), self._changed)
        proofs = preview.root / PROOFS
        application = web.Application(
            [
                (r"/livereload", ReloadHandler),
                (r"/livereload\.js", LiveReloadJSHandler),
                (r"/-/preview\.css", _StyleHandler),
                (r"/-/proof/([\d-]+\.html)", StaticFileHandler, {"path": str(proofs)}),
                (r"/-/(areas\.(?:js|css))", _EditorHandler),
                (r"/-/areas/([^/]+/[^/]+?)(/check)?", _AreasHandler, {"preview": preview}),
                (r"/(.*)", _PageHandler, {"path": str(preview.output)}),
            ],
            transforms=[type("Insert", (_Insert,), {"preview": preview})],
        )
        try:
            server = application.listen(port, address=host)
        except OSError as error:
            reason = error.strerror or str(error)
            found = problem("port-taken", host=host, port=port, reason=reason)
            raise NewspaperError([found]) from error
        (socket, *_) = server._sockets.values()
        say(f"preview at http://{host}:{socket.getsockname()[1]}/ (Ctrl+C ends it)")
        LiveReloadHandler.start_tasks()
        IOLoop.current().start()

    async def _changed(self, paths: Collection[str]) -> None:
        """First the pages that an editor looks at, then, while they are read, all the rest.

        The next edit does not wait for the rest: its pages come first as well.
        """
        if self._preview.proof(paths):
            looking = ReloadHandler.looking()
            ReloadHandler.tell_all()
            await ReloadHandler.called_back(looking)
        if not self._overtaken() and await IOLoop.current().run_in_executor(
            None, self._preview.print, self._overtaken
        ):
            ReloadHandler.tell_all()

    def _overtaken(self) -> bool:
        """Whether stories were edited again. Asked by the thread that prints, too."""
        return bool(edited(self._preview.root, self.watcher.news))


class _Insert(web.OutputTransform):
    """Puts the live reload and the strip of problems into every page on its way out."""

    preview: Preview
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
            chunk = chunk.replace(b"</head>", HEAD + editor + b"</head>", 1)
            before, body, after = chunk.partition(b"<body")
            tag, end, rest = after.partition(b">")
            chunk = before + body + tag + end + self.preview.strip(self._address) + rest
            if "Content-Length" in headers:
                total = int(headers["Content-Length"]) + len(chunk) - length
                headers["Content-Length"] = str(total)
        return status_code, headers, chunk


class _PageHandler(StaticFileHandler):  # type: ignore[misc]
    """Files of the preview, as a plain static host serves them."""

    def initialize(self, path: str) -> None:
        super().initialize(path=path, default_filename="index.html")

    def set_extra_headers(self, path: str) -> None:
        self.set_header("Cache-Control", "no-store")
        # the editor is in some pages: no other site may lay them under its own buttons
        self.set_header("X-Frame-Options", "SAMEORIGIN")

    def write_error(self, status_code: int, **details: object) -> None:
        page = Path(self.root) / "404.html"
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(page.read_bytes() if page.is_file() else NOTHING_YET)


class _StyleHandler(web.RequestHandler):
    """The look of the strip."""

    def get(self) -> None:
        self.set_header("Content-Type", "text/css; charset=utf-8")
        self.write(STYLE)


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


class _EditorHandler(web.RequestHandler):
    """Script and look of the editor."""

    def get(self, name: str) -> None:
        kind = "text/javascript" if name.endswith(".js") else "text/css"
        self.set_header("Content-Type", f"{kind}; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.write((files("broadsheet") / "editor" / name).read_bytes())


class _AreasHandler(web.RequestHandler):
    """The layout of a print page: read, checked, written. For the editor in the page alone."""

    def initialize(self, preview: Preview) -> None:
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
