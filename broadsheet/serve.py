"""The preview: builds, serves and watches. A broken edit keeps the last good pages on screen.

livereload has the web server and the socket to the browser; its watcher hears of changes from
watchfiles, behind livereload's own interface. Three things are ours: pages keep their strict
Content-Security-Policy, so scripts come in as files and not inline; the browser is told to reload
when bytes changed and not when a file was touched; and what is wrong stands in a strip on top of
every page.
"""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from pathlib import Path

from livereload import Server
from livereload.handlers import LiveReloadHandler
from tornado.ioloop import IOLoop

from broadsheet import areadesk, handout, urls
from broadsheet.ingest.inbox import ingest
from broadsheet.ingest.shelf import PROOFS
from broadsheet.model import EditionKey
from broadsheet.newspaper import Newspaper, load_newspaper
from broadsheet.press import Progress, print_newspaper
from broadsheet.preview import STORY, Remark, edition_at, editor_link, file_link, remarks
from broadsheet.problems import NewspaperError, Problem, problem
from broadsheet.proof import Proofs, edited
from broadsheet.reloading import ReloadHandler
from broadsheet.speech import sayer, words_of
from broadsheet.watching import NewsWatcher


def serve(
    root: Path,
    host: str,
    port: int,
    *,
    say: Callable[[str], None],
    jobs: int = 1,
    progress: Progress = lambda step, done, total: None,
) -> None:
    """Previews the newspaper below `root` until it is interrupted.

    `port` 0 takes a free one; `say` hears the address and every problem. `jobs` processes print
    what is new since the last time, and `progress` hears of it; an edit is printed by one, beside
    the server. The preview is built below .cache, so that site/ only holds what can be published.
    """
    preview = Preview(root, root / ".cache" / "preview", say)
    preview.print(jobs=jobs, progress=progress)
    server = _Server(preview)
    # livereload announces itself in a log of its own; we have said what there is to say
    logging.getLogger("livereload").setLevel(logging.WARNING)
    server.run(host, port, say)


class _OvertakenError(Exception):
    """A print is given up, since another edit came."""


NOT_IN_PAGES = (".html", ".xml", ".json", ".epub", ".txt", ".webmanifest", ".xsl")
"""Files of the site that are no part of another page."""
INDEX = "search/"


@dataclass(frozen=True, slots=True)
class Changed:
    """What an edit changed, for those who look at a page."""

    paths: tuple[str, ...] = ()
    """Files that were written or removed."""
    editions: frozenset[EditionKey] = frozenset()
    """Those of which the strip may say something else now, whatever became of the pages."""
    everything: bool = False

    def concerns(self, address: str) -> bool:
        """Whether the page at an address has to be loaded again."""
        return (
            self.everything
            or urls.output_path(address) in self.paths
            or edition_at(address) in self.editions
            or any(map(partial(_is_part, address), self.paths))
        )


def _is_part(address: str, path: str) -> bool:
    """Whether a page shows what is in another file. Any may show a style, script or picture."""
    if path.startswith(INDEX):
        return address.startswith(INDEX)
    return not path.endswith(NOT_IN_PAGES)


class Preview:
    """The site as it stands, and what is wrong with the newest edit."""

    def __init__(self, root: Path, output: Path, say: Callable[[str], None]) -> None:
        self.root, self.output = root, output
        self.problems: tuple[Problem, ...] = ()
        self._newspaper: Newspaper | None = None
        self._proofs: Proofs | None = None
        self._say = say
        self.token = secrets.token_urlsafe(24)
        """What the editor has to show, so that no other page can have it write."""

    def print(
        self,
        overtaken: Callable[[], bool] = lambda: False,
        *,
        jobs: int = 1,
        progress: Progress = lambda step, done, total: None,
    ) -> Changed | None:
        """Sets what is new, prints what changed, and says what did.

        It is given up, and returns None, as soon as it is `overtaken` by another edit, which ends
        in a print itself.
        """
        before, self.problems = self.problems, ()
        paths: tuple[str, ...] = ()

        def on(step: str, done: int, total: int) -> None:
            if overtaken():
                raise _OvertakenError
            progress(step, done, total)

        try:
            self._set_inbox()
            built = print_newspaper(
                self.root,
                self.output,
                now=dt.datetime.now(dt.UTC),
                jobs=jobs,
                preview=True,
                progress=on,
            )
            self._newspaper, report = built.newspaper, built.report
            self._proofs = Proofs(self.root, self.output, built)
            self._proofs.warm()
            paths = (*report.written, *report.removed)
            if paths:
                self._say(f"{len(report.written)} files written, {len(report.removed)} removed")
        except NewspaperError as error:
            self.problems += error.problems
        except _OvertakenError:
            self.problems = before
            return None
        for found in self.problems:
            if found not in before:
                self._say(str(found))
        return Changed(paths, everything=self.problems != before)

    def proof(self, paths: Collection[str]) -> tuple[str, ...]:
        """Prints the pages of the editions that were edited, and returns those that changed.

        Where more was changed, or something is wrong, it leaves all to `print`.
        """
        keys = edited(self.root, paths)
        proofs = self._proofs
        if not keys or proofs is None or self.problems or not all(map(proofs.knows, keys)):
            return ()
        try:
            written = tuple(path for key in sorted(keys) for path in proofs.pull(key))
        except NewspaperError:
            return ()
        if written:
            self._say(f"{len(written)} pages printed, the rest follows")
        return written

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
            f'<link rel="stylesheet" href="{handout.address("areas.css")}">'
            f'<script src="{handout.address("areas.js")}" defer '
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
        self._untold: frozenset[EditionKey] | None = frozenset()
        """Editions that were edited, whose pages were not told yet; None where more changed."""

    def run(self, host: str, port: int, say: Callable[[str], None]) -> None:
        preview = self._preview
        LiveReloadHandler.watcher = self.watcher
        LiveReloadHandler.live_css = True
        for folder in ("content", "templates"):
            self.watch(str(preview.root / folder), self._changed)
        try:
            server = handout.application(preview).listen(port, address=host)
        except OSError as error:
            reason = error.strerror or str(error)
            found = problem("port-taken", host=host, port=port, reason=reason)
            raise NewspaperError([found]) from error
        (socket, *_) = server._sockets.values()
        say(f"preview at http://{host}:{socket.getsockname()[1]}/ (Ctrl+C ends it)")
        LiveReloadHandler.start_tasks()
        IOLoop.current().start()

    async def _changed(self, paths: Collection[str]) -> None:
        """First the pages that an editor looks at, then, when they are read, all the rest.

        The next edit does not wait for the rest: its pages come first as well.
        """
        keys = edited(self._preview.root, paths)
        pulled = self._preview.proof(paths)
        if pulled:
            told = ReloadHandler.tell(Changed(pulled, keys or frozenset()).concerns)
            await ReloadHandler.called_back(told)
        elif keys is None or self._untold is None:
            self._untold = None
        else:
            self._untold |= keys
        if self._overtaken():
            return
        changed = await IOLoop.current().run_in_executor(None, self._preview.print, self._overtaken)
        if changed is None:
            return
        if self._untold is None:
            changed = replace(changed, everything=changed.everything or bool(changed.paths))
        elif changed.paths:
            changed = replace(changed, editions=self._untold)
        self._untold = frozenset()
        ReloadHandler.tell(changed.concerns)

    def _overtaken(self) -> bool:
        """Whether stories were edited again. Asked by the thread that prints, too."""
        return bool(edited(self._preview.root, self.watcher.news))
