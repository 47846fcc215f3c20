"""Runs a program of ours that is killed at its N-th change to a disk.

`killed.py N FILE MODULE ARGS…` counts from the moment that FILE is opened for writing, or from
the beginning where FILE is `-`.

What counts is what the kernel is asked for, by way of Python's audit events (PEP 578): files
opened for writing, renamed, linked, removed, folders made and removed, programs run. SIGKILL
cannot be caught, so nothing is tidied up. Without a kill the exit code is the program's.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys

CHANGES = frozenset(
    ("os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "subprocess.Popen")
)


def main() -> None:
    left, first = int(sys.argv[1]), sys.argv[2]
    begun = first == "-"
    sys.argv = sys.argv[3:]

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left, begun
        if event in CHANGES or (event == "open" and _writes(arguments)):
            begun = begun or (event == "open" and str(arguments[0]).endswith(first))
            left -= begun
            if left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def _writes(arguments: tuple[object, ...]) -> bool:
    flags = arguments[2]
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))


if __name__ == "__main__":
    main()
