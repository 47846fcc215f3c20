"""Measures the setting of a back file: years of one paper's raw issues, dropped in at once.

    python bench/backfile.py --issues 1000

The issues are those of bench/issues: four pages a day, from another tool of export every month.
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
from pathlib import Path

from contenders import HERE, REPOSITORY
from corpus import NEWSPAPER
from run import MEMORY, machine

sys.path.insert(0, str(HERE / "issues"))

from make import dated

FIRST_DAY = dt.date(2020, 1, 1)
PAGES = 4
PAST = dt.datetime(2026, 1, 1, tzinfo=dt.UTC).timestamp()
"""When the files seem to have been written: the press leaves new ones alone until they rest."""


def drop(inbox: Path, count: int, seed: int) -> int:
    """Writes raw issues into a drop box; returns their characters."""
    inbox.mkdir(parents=True)
    characters = 0
    for number in range(count):
        day = FIRST_DAY + dt.timedelta(days=number)
        text, _ = dated(day, seed, PAGES)
        path = inbox / f"{day}.txt"
        path.write_bytes(text.encode())
        os.utime(path, (PAST, PAST))
        characters += len(text)
    return characters


def main() -> int:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--issues", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--build", type=Path, default=REPOSITORY / "build.py")
    parser.add_argument("--work", type=Path, help="folder to work in (default: in memory)")
    options = parser.parse_args()
    place = options.work or (MEMORY if os.access(MEMORY, os.W_OK) else None)
    with tempfile.TemporaryDirectory(prefix="broadsheet-backfile-", dir=place) as folder:
        root, result, log = Path(folder) / "paper", Path(folder) / "result", Path(folder) / "log"
        inbox, editions = root / "content" / "inbox", root / "content" / "editions"
        characters = drop(inbox, options.issues, options.seed)
        (root / "content" / "newspaper.yaml").write_bytes(NEWSPAPER.encode())
        print(f"{options.issues} issues of {PAGES} pages, {characters:,} characters")
        print(f"on {machine()}", flush=True)
        measure = (sys.executable, "-S", "-E", str(HERE / "process.py"), str(result), str(log))
        ingest = (sys.executable, str(options.build), "ingest", "--root", str(root), "-q")
        subprocess.run([*measure, "--", *ingest], check=True)
        cost = json.loads(result.read_text())
        stories = len(list(editions.glob("*/[0-9]*.md")))
        waiting = sum(path.stem.count(".") == 0 for path in inbox.glob("*.txt"))
        print(f"{options.issues - waiting} set with {stories:,} stories, {waiting} not")
        print(
            f"{options.issues / cost['wall']:.1f} issues/s, "
            f"{cost['cpu'] / options.issues:.3f} CPU s an issue, "
            f"{cost['cpu']:.1f} CPU s, {cost['wall']:.1f} s, {cost['peak'] / 1e6:.0f} MB"
        )
        said = [line for line in log.read_text(errors="replace").splitlines() if "inbox/" in line]
        for line in said[:5]:
            print(f"    {line}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
