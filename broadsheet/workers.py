"""Work spread over processes, through the interface of concurrent.futures.

A few items are done here and now: starting processes costs more than they save. Where one machine
is not enough, the processes are those of a Dask cluster, which come by the same interface.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from broadsheet.problems import NewspaperError, problem

if TYPE_CHECKING:
    from concurrent.futures import Executor

    import distributed

A = TypeVar("A")
R = TypeVar("R")

FEW = 6
"""Items below which no process is started; an edition takes some 20 ms, a process 300."""
WORTH = 1.0
"""Seconds of work that are worth starting processes for: each loads the press in a third of one."""
CLUSTER = 32
"""Processes that a cluster is taken to have."""
COLLECTED = 50_000
"""Values made, and not freed, after which a build looks for circles of them: it makes hardly any,
and an archive in memory is long to go through."""
ENDING = 100
"""Thousandths of a second that the threads of earlier processes have to end."""
PATIENCE = 5
"""Seconds that a scheduler has to answer."""


class Workers:
    """Maps functions over items; made by `workers`."""

    def __init__(
        self, jobs: int, scheduler: str | None, modules: Sequence[str], forks: bool
    ) -> None:
        self._jobs, self._scheduler, self._modules = jobs, scheduler, modules
        self._forks = forks
        self._frozen = False
        self._executor: Executor | None = None
        self._client: distributed.Client | None = None

    @property
    def width(self) -> int:
        """How many items are about done at one time."""
        return self._jobs if self._scheduler is None else max(self._jobs, CLUSTER)

    def map(
        self,
        function: Callable[[A], R],
        items: Sequence[A],
        seconds: float = WORTH,
        *,
        long: bool = False,
    ) -> Iterator[R]:
        """The results in the order of the items; an exception of one is raised here.

        `seconds` is about what all of them take; little work is done here and now. Items that
        are `long` take seconds each: two of them are worth processes, and they are dealt singly.
        """
        here = self._scheduler is None and (self._jobs <= 1 or seconds < WORTH)
        if here or len(items) < (2 if long else FEW):
            return map(function, items)
        chunk = 1 if long else max(1, min(16, len(items) // (self._jobs * 16)))
        if self._executor is None and self._scheduler is not None:
            self._executor = self._cluster(self._scheduler)
        elif self._forks and self._scheduler is None:
            # those of an earlier map know nothing of these items; its results are all there
            self.close(drop=False)
            if _is_single():
                return self._forked(function, items, chunk)
        if self._executor is None:
            import multiprocessing
            from concurrent.futures import ProcessPoolExecutor

            # not fork: the preview has threads, and a forked lock may be held for ever
            there = multiprocessing.get_all_start_methods()
            method = "forkserver" if "forkserver" in there else "spawn"
            context = multiprocessing.get_context(method)
            if method == "forkserver":
                # what the work needs is loaded once, before the processes part
                own = getattr(function, "func", function).__module__  # of a partial one too
                context.set_forkserver_preload([own, *self._modules])
            self._executor = ProcessPoolExecutor(self._jobs, context, _begin)
        return self._executor.map(function, items, chunksize=chunk)

    def _forked(self, function: Callable[[A], R], items: Sequence[A], chunk: int) -> Iterator[R]:
        """By processes that have all that this one has: the items are told by their numbers."""
        import multiprocessing
        from concurrent.futures import ProcessPoolExecutor

        context = multiprocessing.get_context("fork")
        # whoever looks for circles writes to all values, and then they are no longer shared
        gc.freeze()
        self._frozen = True
        self._executor = ProcessPoolExecutor(self._jobs, context, _begin_forked, (function, items))
        return self._executor.map(_do, range(len(items)), chunksize=chunk)

    def close(self, drop: bool = True) -> None:
        """Ends the processes, or leaves the cluster; what has not begun is dropped, or done."""
        if self._client is not None:
            self._client.close()
        elif self._executor is not None:
            self._executor.shutdown(cancel_futures=drop)
        self._executor = None
        if self._frozen:
            gc.unfreeze()
            self._frozen = False

    def _cluster(self, scheduler: str) -> Executor:
        try:
            import distributed
        except ImportError:
            missing = {"kind": "--scheduler", "extra": "cluster"}
            raise NewspaperError([problem("needs-extra", scheduler, **missing)]) from None
        try:
            self._client = distributed.Client(scheduler, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            reason = str(error).partition("\n")[0]
            found = problem("no-scheduler", scheduler, reason=reason)
            raise NewspaperError([found]) from error
        # not pure: what is printed is also written, so nothing may be left out as done before
        executor: Executor = self._client.get_executor(pure=False)
        return executor


def _begin() -> None:
    """What a process does first."""
    # Ctrl+C is for the command; it drops what has not begun and speaks for all.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # modules and templates live as long as the process; what a page is made of makes no circles
    gc.freeze()
    gc.set_threshold(COLLECTED)


_dealt: tuple[Callable[..., object], Sequence[object]]
"""What a forked process does, and the items that it does it with."""


def _begin_forked(function: Callable[..., object], items: Sequence[object]) -> None:
    global _dealt  # noqa: PLW0603 - of this process
    _dealt = function, items
    _begin()
    threading.Thread(target=_follow, daemon=True).start()


def _do(number: int) -> Any:
    function, items = _dealt
    return function(items[number])


def _follow() -> None:
    """Ends this process when the one that forked it has gone, even if it was killed."""
    import multiprocessing
    from multiprocessing.connection import wait

    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os.kill(os.getpid(), signal.SIGKILL)


def _is_single() -> bool:
    """Whether nothing but this thread runs in this process, so that it may fork.

    Another thread might hold a lock at that instant, which nobody would release in the new process.
    Only Linux tells of all threads, those of libraries too.
    """
    if sys.platform != "linux" or threading.active_count() > 1:
        return False
    for _ in range(ENDING):
        # a thread that has ended for Python may still be on its way out of the system
        if len(os.listdir("/proc/self/task")) == 1:  # noqa: PTH208 - names only
            return True
        time.sleep(0.001)
    return False


@contextmanager
def seldom_collected() -> Iterator[None]:
    """For a command that holds very many values to its end."""
    before = gc.get_threshold()
    gc.set_threshold(COLLECTED)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def uncollected() -> Iterator[None]:
    """For work of less than a second that makes very many small values and no circles of them.

    The collector of circles would go through all of them again and again, for a sixth of the
    work's time; what is no longer asked for is freed without it.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


@contextmanager
def workers(
    jobs: int,
    scheduler: str | None = None,
    modules: Sequence[str] = (),
    *,
    forks: bool = False,
) -> Iterator[Workers]:
    """Workers for one command: processes of this machine, or of a cluster.

    `modules` are what their work needs, loaded once before the processes part. With `forks`, and
    where nothing forbids it, they begin with all that this one has loaded and made.
    `scheduler` is the address of a Dask scheduler, `tcp://host:8786`. Its workers have the press,
    and see the newspaper and its site at the same paths. Raises NewspaperError when they are
    needed and not to be had.
    """
    pool = Workers(jobs, scheduler, modules, forks)
    try:
        yield pool
    finally:
        pool.close()
