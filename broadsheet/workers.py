"""Work spread over processes, through the interface of concurrent.futures.

A few items are done here and now: starting processes costs more than they save.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

A = TypeVar("A")
R = TypeVar("R")

FEW = 6
"""Items below which no process is started; an edition takes some 20 ms, a process 300."""


class Workers:
    """Maps functions over items; made by `workers`."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._executor: Executor | None = None

    def map(self, function: Callable[[A], R], items: Sequence[A]) -> Iterator[R]:
        """The results in the order of the items; an exception of one is raised here."""
        if self._jobs <= 1 or len(items) < FEW:
            return map(function, items)
        if self._executor is None:
            # not fork: the preview has threads, and a forked lock may be held for ever
            method = "forkserver" if "forkserver" in _METHODS else "spawn"
            context = multiprocessing.get_context(method)
            # what the work needs is loaded once, before the processes part
            context.set_forkserver_preload([function.__module__])
            # Ctrl+C is for the command; it drops what has not begun and speaks for all.
            self._executor = ProcessPoolExecutor(
                self._jobs, context, signal.signal, (signal.SIGINT, signal.SIG_IGN)
            )
        chunk = max(1, min(16, len(items) // (self._jobs * 4)))
        return self._executor.map(function, items, chunksize=chunk)

    def close(self) -> None:
        """Ends the processes; what has not begun is dropped."""
        if self._executor is not None:
            self._executor.shutdown(cancel_futures=True)


_METHODS = multiprocessing.get_all_start_methods()


@contextmanager
def workers(jobs: int) -> Iterator[Workers]:
    """Workers for one command."""
    pool = Workers(jobs)
    try:
        yield pool
    finally:
        pool.close()
