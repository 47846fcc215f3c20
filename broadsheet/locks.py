"""One at a time: a lock that says who holds it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

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
        lock = FileLock(cache / "build.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            waiting(_name(holder))
            lock.acquire()
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
        lock.release()


def _name(holder: Path) -> str:
    with suppress(OSError, UnicodeDecodeError):
        return holder.read_text(encoding="utf-8").strip() or "another process"
    return "another process"
