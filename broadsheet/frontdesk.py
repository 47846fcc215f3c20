"""Where a command speaks with its editor; with cli.py the only module that prints."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping

from broadsheet.problems import Problem
from broadsheet.speech import sayer, spoken, told

STEPS = ("read", "look", "plan", "print", "write", "remove", "settle", "send")
"""What commands do for long, as their progress calls it."""
GOOD = 0
"""Exit code of a command that did what was asked."""


class Desk:
    """Where one command speaks: messages to standard error, reports to standard output."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.quiet: bool = options.quiet
        self.verbose: bool = options.verbose
        self.json: bool = options.json
        self._terminal = sys.stderr.isatty() and not options.quiet
        self._drawn = False
        for stream in (sys.stdout, sys.stderr):
            # a pipe of Windows, or of an old locale, takes few characters
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        self.language = spoken(os.environ)

    def say(self, text: str, /, **fields: object) -> None:
        """A line for the editor, in the editor's language."""
        if not self.quiet:
            self._clear()
            print(sayer(self.language)(text, **fields), file=sys.stderr, flush=True)

    def detail(self, text: str, /, **fields: object) -> None:
        """A line for those who asked for more."""
        if self.verbose:
            self.say(text, **fields)

    def problems(self, problems: Iterable[Problem]) -> None:
        """One line a problem and the hint under it; never silenced."""
        self._clear()
        for found in problems:
            print(told(found, self.language), file=sys.stderr, flush=True)

    def print(self, text: str) -> None:
        """A line of what was asked for, to standard output."""
        self._clear()
        print(text, flush=True)

    def ask(self, question: str, otherwise: str) -> str:
        """An answer from the terminal; away from one, or to an empty line, the given one."""
        if not sys.stdin.isatty():
            return otherwise
        suffix = f" [{otherwise}]" if otherwise else ""
        print(f"{question}{suffix}: ", end="", file=sys.stderr, flush=True)
        return sys.stdin.readline().strip() or otherwise

    def report(self, values: Mapping[str, object]) -> None:
        """The report for programs, where one was asked for."""
        if self.json:
            plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
            print(json.dumps(values, ensure_ascii=plain, sort_keys=True))

    def progress(self, step: str, done: int, total: int) -> None:
        """How far long work is, on a terminal only; without a total, what is being done."""
        if self._terminal and total != 1:
            far = f"{done}/{total}" if total else "…"
            words = sayer(self.language)(step)
            print(f"\r\x1b[K{words} {far}", end="", file=sys.stderr, flush=True)
            self._drawn = True

    def waiting(self, holder: str) -> None:
        """Another command has the newspaper in its hands."""
        self.say("waiting for {holder}, which is at work on this newspaper", holder=holder)

    def _clear(self) -> None:
        if self._drawn:
            print("\r\x1b[K", end="", file=sys.stderr)
            self._drawn = False


Command = Callable[[argparse.Namespace, Desk], int]
"""Does what was asked, and gives the exit code."""
