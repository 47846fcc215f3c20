"""Takes the pages of a PDF, each within limits: what goes wrong with one keeps no other."""

from __future__ import annotations

import os
import pickle
import signal
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import IO

import broadsheet
from broadsheet.pdf.reading import PageReading
from broadsheet.pdf.taken import Looking, Opened, Refused, TakenPage
from broadsheet.problems import NewspaperError, problem

PAGE_SECONDS = 40.0
"""Processor time of one page; a full one takes half a second."""
PATIENCE = 180.0
"""Seconds by the clock for one page: the processor may be busy with other things."""
LOOK_PATIENCE = 1800.0
"""The same for a page that is read from its picture."""
MOST_PAGES = 600
"""Pages of one file; a fat weekend issue has a hundred."""


def can_read() -> bool:
    """Whether the library that reads PDFs is installed."""
    return find_spec("pypdfium2") is not None


def take_pages(
    data: bytes, shown: str, *, suffix: str = ".pdf", seconds: float = PAGE_SECONDS
) -> tuple[TakenPage, ...]:
    """The pages of a PDF, or of pictures of pages (`suffix` one of SCANS).

    A page over its limits is in the result with why. Raises NewspaperError for a file that cannot
    be opened, that has a password, or no pages, or far too many.
    """
    with tempfile.TemporaryDirectory(prefix="broadsheet-") as folder:
        path = Path(folder) / f"issue{suffix}"
        path.write_bytes(data)
        return tuple(page for _, page in take_some(path, shown, 0, MOST_PAGES, seconds=seconds))


def take_some(
    path: Path, shown: str, first: int, last: int, *, seconds: float = PAGE_SECONDS
) -> Iterator[tuple[int, TakenPage]]:
    """Pages of a file from `first` (0-based) to before `last`, each with how many it has in all,
    as they are done.

    A page over its limits is among them with why. Raises NewspaperError as `take_pages` does.
    """
    if not can_read():
        raise NewspaperError([problem("needs-extra", shown, kind="PDF files", extra="pdf")])
    count, at = first + 1, first
    while at < min(count, last):
        for value in _run(path, at, last, seconds):
            if isinstance(value, Refused):
                _refuse(value, shown)
            elif isinstance(value, Opened):
                count = value.pages
                _check(count, shown)
            elif isinstance(value, TakenPage):
                at += 1
                yield count, value
        if at < min(count, last):
            # the process ended inside a page
            yield count, TakenPage(at, PageReading(595.0, 842.0), failure="limit")
            at += 1


def _check(count: int, shown: str) -> None:
    if count == 0:
        raise NewspaperError([problem("raw-damaged", shown, reason="it has no pages")])
    if count > MOST_PAGES:
        reason = f"it has {count} pages, and an issue up to {MOST_PAGES}"
        raise NewspaperError([problem("raw-damaged", shown, reason=reason)])


def _refuse(refused: Refused, shown: str) -> None:
    if refused.reason == "password":
        raise NewspaperError([problem("pdf-locked", shown)])
    reason = "it has no pages" if refused.reason == "empty" else refused.reason
    raise NewspaperError([problem("raw-damaged", shown, reason=reason)])


def _run(path: Path, first: int, last: int, seconds: float) -> Iterator[object]:
    """What one process says about pages. A keyboard's interrupt of it is one of ours."""
    home = str(Path(broadsheet.__file__).resolve().parent.parent)
    known = os.environ.get("PYTHONPATH")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (home, known)))}
    numbers = (str(first), str(last), str(seconds))
    command = [sys.executable, "-m", "broadsheet.pdf.worker", str(path), *numbers]
    process = subprocess.Popen(  # noqa: S603 - our own module, with a path of our own
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    assert process.stdout is not None
    patience = PATIENCE
    try:
        while True:
            watch = threading.Timer(patience, process.kill)
            watch.daemon = True
            watch.start()
            try:
                value = _receive(process.stdout)
            finally:
                watch.cancel()
            if value is None:
                if process.wait() in (130, -signal.SIGINT):
                    raise KeyboardInterrupt
                return
            patience = LOOK_PATIENCE if isinstance(value, Looking) else PATIENCE
            yield value
    finally:
        process.kill()
        process.stdout.close()
        process.wait()


def _receive(stream: IO[bytes]) -> object | None:
    head = stream.read(8)
    if len(head) < 8:
        return None
    size = struct.unpack(">Q", head)[0]
    data = stream.read(size)
    if len(data) < size:
        return None
    value: object = pickle.loads(data)  # noqa: S301 - from our own process, which only sends our values
    return value
