"""Runs the programs that carry files elsewhere; what they say of a failure never shows a secret."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from broadsheet.problems import NewspaperError, problem
from broadsheet.text import printable

_USERINFO = re.compile(r"(://)[^/@\s]+@")


def find(program: str, target: str, how: str) -> str:
    """Where a program is: beside our own Python, or on the path. Raises `target-needs`."""
    import sys

    beside = Path(sys.executable).parent / program
    found = str(beside) if beside.is_file() else shutil.which(program)
    if found is None:
        raise NewspaperError([problem("target-needs", target=target, program=program, how=how)])
    return found


def run(
    command: Sequence[str],
    target: str,
    *,
    variables: Mapping[str, str] | None = None,
    text: bytes = b"",
    hidden: Collection[str] = (),
    good: Collection[int] = (0,),
    folder: Path | None = None,
) -> bytes:
    """Standard output of a program. Raises NewspaperError `target-failed` with its last words.

    `variables` are added to the environment, `text` is its input, and `hidden` are secrets that
    must not show in a message. Exit codes in `good` are no failure.
    """
    done = subprocess.run(  # noqa: S603 - a list, never a shell
        command,
        input=text,
        capture_output=True,
        env={**os.environ, **(variables or {})},
        cwd=folder,
        check=False,
    )
    if done.returncode not in good:
        reason = last_words(done.stderr.decode(errors="replace"), hidden)
        reason = reason or f"{Path(command[0]).name} ended with {done.returncode}"
        raise NewspaperError([problem("target-failed", target=target, reason=reason)])
    return done.stdout


def last_words(text: str, hidden: Collection[str] = ()) -> str:
    """The end of what a program said, on one line, without secrets."""
    for secret in hidden:
        if secret:
            text = text.replace(secret, "***")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return printable(_USERINFO.sub(r"\1***@", " / ".join(lines[-3:])), 240)
