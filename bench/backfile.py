"""Measures the setting of a back file: many raw issues of four pages, dropped in at once.

    python bench/backfile.py --issues 1000

The issues are those of bench/issues, in all its styles of export in turn, each named by its date.
Prints how many were set, issues a second on the clock, and CPU seconds of all processes.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from contenders import HERE, REPOSITORY
from corpus import NEWSPAPER
from run import MEMORY, machine

sys.path.insert(0, str(HERE / "issues"))

from make import issue as raw_issue
from styles import STYLES

PAST = dt.datetime(2026, 1, 1, tzinfo=dt.UTC).timestamp()
"""When the files seem to have been written: the press leaves new ones alone until they rest."""


def drop(inbox: Path, count: int, seed: int, styles: Sequence[str]) -> int:
    """Writes raw issues into a drop box; returns their characters."""
    inbox.mkdir(parents=True)
    characters = 0
    for number in range(count):
        style = styles[number % len(styles)]
        text, truth = raw_issue(style, seed + number // len(styles), 4, f"{number}.txt")
        told = truth["edition"]
        assert isinstance(told, dict)
        date = told["date_expected"] or told["latest_event_date"]
        # Many papers, so many issues of a day; the press takes them as its editions.
        names = (f"{date}.txt", *(f"{date}-{ordinal}.txt" for ordinal in range(2, 100)))
        path = next(inbox / name for name in names if not (inbox / name).exists())
        path.write_bytes(text.encode())
        os.utime(path, (PAST, PAST))
        characters += len(text)
    return characters


def main() -> int:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--issues", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--style", action="append", choices=STYLES)
    parser.add_argument("--build", type=Path, default=REPOSITORY / "build.py")
    parser.add_argument("--work", type=Path, help="folder to work in (default: in memory)")
    options = parser.parse_args()
    place = options.work or (MEMORY if os.access(MEMORY, os.W_OK) else None)
    with tempfile.TemporaryDirectory(prefix="broadsheet-backfile-", dir=place) as folder:
        root = Path(folder) / "paper"
        styles = options.style or list(STYLES)
        characters = drop(root / "content" / "inbox", options.issues, options.seed, styles)
        (root / "content" / "newspaper.yaml").write_bytes(NEWSPAPER.encode())
        print(f"{options.issues} issues, {characters:,} characters, {len(styles)} styles")
        print(f"on {machine()}", flush=True)
        result, log = Path(folder) / "result.json", Path(folder) / "log"
        subprocess.run(
            [
                *(sys.executable, "-S", "-E", str(HERE / "process.py"), str(result), str(log)),
                *("--", sys.executable, str(options.build), "ingest", "--root", str(root), "-q"),
            ],
            check=True,
        )
        cost = json.loads(result.read_text())
        editions = list((root / "content" / "editions").glob("*/edition.md"))
        stories = len(list((root / "content" / "editions").glob("*/[0-9]*.md")))
        waiting = len(list((root / "content" / "inbox").glob("*.txt")))
        print(f"{len(editions)} set with {stories:,} stories, {waiting} left in the inbox")
        print(
            f"{options.issues / cost['wall']:.1f} issues/s, "
            f"{cost['cpu'] / options.issues:.3f} CPU s an issue, "
            f"{cost['cpu']:.1f} CPU s, {cost['wall']:.1f} s, {cost['peak'] / 1e6:.0f} MB"
        )
        said = log.read_text(errors="replace").splitlines()
        for line in said[:5]:
            print(f"    {line}")
        if len(said) > 5:
            print(f"    … {len(said) - 5} lines more")
    return 0


if __name__ == "__main__":
    sys.exit(main())
