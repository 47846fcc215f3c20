"""The watcher of the preview: livereload's interface, with the system's own news behind it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path, PurePath

import watchfiles
from livereload.watcher import Watcher
from tornado.ioloop import IOLoop


class NewsWatcher(Watcher):  # type: ignore[misc]
    """Hears of changes from the system; when to reload is decided by what is run for them.

    Looking at every file, as livereload does by itself, takes seconds in an archive of decades.
    """

    def __init__(self) -> None:
        super().__init__()
        self.news: frozenset[str] = frozenset()
        """Paths that changed and that nothing was run for yet; always another set."""
        self._busy = False

    def start(self, callback: Callable[[], None]) -> bool:
        """Listens below the watched folders, and calls back when something changed there."""
        loop = IOLoop.current()
        folders = [path for path in self._tasks if Path(path).is_dir()]
        real: Mapping[PurePath, PurePath] = {Path(path).resolve(): Path(path) for path in folders}

        def told(changes: set[tuple[watchfiles.Change, str]]) -> None:
            self.news |= {str(as_watched(Path(path), real)) for _, path in changes}
            callback()

        def listen() -> None:
            listening = False
            for changes in watchfiles.watch(
                *folders,
                watch_filter=self._wanted,
                debounce=200,
                step=10,
                rust_timeout=1000,
                yield_on_timeout=True,
                raise_interrupt=False,
            ):
                if not listening:
                    # what changed before the system was listened to is looked for once
                    changes.add((watchfiles.Change.modified, folders[0]))
                    listening = True
                if changes:
                    loop.add_callback(told, changes)

        threading.Thread(target=listen, daemon=True).start()
        return True

    def examine(self) -> tuple[None, None]:
        """Runs what is to be run, one at a time; what changes meanwhile comes next."""
        if self.news and not self._busy:
            self._busy = True
            IOLoop.current().add_callback(self._run)
        return None, None

    async def _run(self) -> None:
        try:
            while self.news:
                news, self.news = self.news, frozenset()
                functions = {
                    item["func"]
                    for folder, item in self._tasks.items()
                    if any(Path(path).is_relative_to(folder) for path in news)
                }
                for function in functions:
                    await function(news)
        finally:
            self._busy = False

    def _wanted(self, change: watchfiles.Change, path: str) -> bool:
        return not Path(path).name.startswith((".", "~")) and not self.ignore(path)


def as_watched(path: PurePath, real: Mapping[PurePath, PurePath]) -> PurePath:
    """A path below a folder as it was named when it was watched.

    macOS names it as it is without links. `real` are the folders without links, and with them.
    """
    for place, folder in real.items():
        if path.is_relative_to(place):
            return folder / path.relative_to(place)
    return path
