"""One at a time: a lock that says who holds it.

Where the system has `flock`, that is the lock: to load filelock takes a tenth of the time that
a build of one issue may take. Elsewhere filelock knows how.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from broadsheet.problems import NewspaperError, problem

Waiting = Callable[[str], None]
"""Told who is waited for, such as `process 4711`."""


@contextmanager
def alone(cache: Path, waiting: Waiting) -> Iterator[None]:
    """One command that writes the site at a time; the second waits, and hears for whom.

    `cache` is the newspaper's folder .cache. Raises NewspaperError where it cannot be written.
    """
    holder = cache / "build.holder"
    try:
        cache.mkdir(parents=True, exist_ok=True)
        release = _take(cache / "build.lock", lambda: waiting(_name(holder)))
    except OSError as error:
        reason = error.strerror or str(error)
        raise NewspaperError([problem("unwritable", cache.name, reason=reason)]) from error
    try:
        with suppress(OSError):
            holder.write_text(f"process {os.getpid()}\n", encoding="utf-8")
        yield
    finally:
        # the name goes before the lock, so that it is never another's
        with suppress(OSError):
            holder.unlink()
        release()


def _name(holder: Path) -> str:
    with suppress(OSError, UnicodeDecodeError):
        return holder.read_text(encoding="utf-8").strip() or "another process"
    return "another process"


if sys.platform == "win32":

    def _take(path: Path, waiting: Callable[[], None]) -> Callable[[], None]:
        """Takes the lock, and returns what lets it go; `waiting` is told if another has it."""
        from filelock import FileLock, Timeout

        lock = FileLock(path)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            waiting()
            lock.acquire()
        return lock.release

else:
    import fcntl

    def _take(path: Path, waiting: Callable[[], None]) -> Callable[[], None]:
        """Takes the lock, and returns what lets it go; `waiting` is told if another has it."""
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                waiting()
                fcntl.flock(descriptor, fcntl.LOCK_EX)
        except BaseException:
            os.close(descriptor)
            raise
        # the lock goes with the descriptor, also where the process is killed
        _held.add(descriptor)

        def release() -> None:
            _held.discard(descriptor)
            os.close(descriptor)

        return release

    _held: set[int] = set()

    def _leave() -> None:
        """Leaves the locks to the process that took them: this one was forked from it."""
        for descriptor in _held:
            os.close(descriptor)
        _held.clear()

    os.register_at_fork(after_in_child=_leave)
