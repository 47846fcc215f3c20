"""Runs one command and writes down what it cost: CPU, time on the clock, memory of all of it.

    python bench/process.py RESULT.json LOG -- command …

A process of its own, and a small one, because Linux counts the memory of the process that starts
a command into that command's peak.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import subprocess
import sys
import threading
import time
from pathlib import Path

SAMPLE = 0.1
"""Seconds between two looks at the memory of a command with children."""


def descendants(pid: int) -> list[int]:
    """The command and all that it started, as far as it still runs."""
    found, waiting = [], [pid]
    while waiting:
        current = waiting.pop()
        found.append(current)
        for task in Path(f"/proc/{current}/task").glob("*/children"):
            try:
                waiting += map(int, task.read_text().split())
            except OSError:
                continue
    return found


def proportional(pid: int) -> int:
    """Bytes of a process, with shared memory divided among those that share it (PSS)."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in text.splitlines() if line[:4] == "Pss:"), 0) << 10


class Watch(threading.Thread):
    """Looks at the memory of a command and its children; `peak` is the most seen at once."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.peak, self.over = pid, 0, threading.Event()

    def run(self) -> None:
        """Samples until told that it is over."""
        while not self.over.wait(SAMPLE):
            pids = descendants(self.pid)
            # One process alone is told exactly by the kernel when it ends.
            if len(pids) > 1:
                self.peak = max(self.peak, sum(map(proportional, pids)))


PR_SET_CHILD_SUBREAPER = 36
"""prctl(2): processes that lose their parent become ours, so that they are counted too."""


def adopt() -> None:
    """Makes this process the parent of all that outlive theirs, such as a pool's fork server."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def usual() -> dict[str, str]:
    """The environment of an office machine: Python keeps what it compiled, for the next start."""
    return {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


def measure(command: list[str], log: Path) -> dict[str, float]:
    """CPU seconds (user and system, children included), seconds on the clock, peak bytes."""
    adopt()
    with log.open("wb") as file:
        begin = time.perf_counter()
        # Not a with statement: wait4 takes the place of Popen.wait.
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=file, stderr=file, env=usual()
        )
        watch = Watch(process.pid)
        watch.start()
        _, status, _ = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begin
        wait_for_the_rest()
        watch.over.set()
        watch.join()
        process.returncode = os.waitstatus_to_exitcode(status)
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "code": process.returncode,
        "cpu": usage.ru_utime + usage.ru_stime,
        "user": usage.ru_utime,
        "system": usage.ru_stime,
        "wall": wall,
        "peak": max(usage.ru_maxrss << 10, watch.peak),
    }


def wait_for_the_rest() -> None:
    """Waits for the adopted ones, whose cost is only known when they end."""
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return


def main() -> int:
    """Reads the command line."""
    result, log, mark, *command = sys.argv[1:]
    if mark != "--":
        return 2
    Path(result).write_text(json.dumps(measure(command, Path(log))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
