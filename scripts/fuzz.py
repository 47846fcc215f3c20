#!/usr/bin/env python3
"""Fuzzes the doors of the press with atheris: raw issues, Word and HTML exports, front matter.

`make fuzz`, or `fuzz.py [DOOR…] [--seconds N]`: each door (tests/fuzzed.py) in a process of its
own, guided by which code an input reaches. What was learnt rests in .cache/fuzz/<door>/, so that
the next run goes on from there; an input that broke something in .cache/fuzz/found/. Prints the
inputs that were run, and ends with 1 where anything was found.
"""

import argparse
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache" / "fuzz"
SEEDS = {
    "raw": ("tests/data/**/*.txt", "content/inbox/*", "content/editions/*/raw/*.txt"),
    "html": ("tests/data/**/*.html",),
    "word": (),
    "library": ("tests/problems/*/in/content/inbox/*/*.xml",),
    "story": ("content/editions/*/[0-9]*.md", "tests/data/*/content/**/[0-9]*.md"),
    "edition": ("content/**/edition.md", "tests/data/*/content/**/edition.md"),
    "settings": ("content/*.yaml", "tests/data/*/content/*.yaml", "tests/problems/**/*.yaml"),
}
"""Files to begin with, by door."""
LONGEST = 6000
"""Bytes of an input: a short issue."""
SLOW = 30
"""Seconds for one input from which it counts as a fault."""
MEMORY = 2048
"""Megabytes."""


def main() -> int:
    """0 where nothing was found."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("doors", nargs="*", metavar="DOOR", help=", ".join(SEEDS))
    asked.add_argument("--seconds", type=int, default=300, help="for each door")
    asked.add_argument("--drive", choices=SEEDS, help=argparse.SUPPRESS)
    options, rest = asked.parse_known_args()
    if options.drive:
        drive(options.drive, rest)
    unknown = set(options.doors) - SEEDS.keys()
    if unknown:
        asked.error(f"no such door: {', '.join(sorted(unknown))}")
    return sum([run(door, options.seconds) for door in options.doors or SEEDS]) and 1


def run(door: str, seconds: int) -> int:
    """Fuzzes one door and says what came of it; how many inputs broke something."""
    learnt, found = CACHE / door, CACHE / "found" / door
    for folder in (learnt, found):
        folder.mkdir(parents=True, exist_ok=True)
    before = set(found.iterdir())
    for number, data in enumerate(seeds(door)):
        (learnt / f"seed-{number}").write_bytes(data)
    command = [
        sys.executable, str(Path(__file__).resolve()), "--drive", door, str(learnt),
        f"-max_total_time={seconds}", f"-max_len={LONGEST}", f"-timeout={SLOW}",
        f"-rss_limit_mb={MEMORY}", f"-artifact_prefix={found}/", "-print_final_stats=1",
    ]  # fmt: skip
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, errors="replace", check=False
    )
    said = done.stderr + done.stdout
    units = re.search(r"number_of_executed_units:\s*(\d+)", said)
    new = sorted(set(found.iterdir()) - before)
    print(f"{door}: {units[1] if units else 0} inputs, {len(new)} found", flush=True)
    if done.returncode and not new:
        print(said[-2000:])
        return 1
    for path in new:
        print(f"    {path}")
    if new:
        print(_traceback(said))
    return len(new)


def seeds(door: str) -> Iterable[bytes]:
    """What a door is fuzzed from: the papers of the tests, and the sample."""
    paths = {path for pattern in SEEDS[door] for path in ROOT.glob(pattern) if path.is_file()}
    found = {path.read_bytes()[:LONGEST] for path in paths}
    if door == "word":
        found = {bytes([part]) + text for part in range(4) for text in WORDS}
    return sorted(found)


WORDS = (
    "<w:p><w:r><w:t>春水漫过旧堰</w:t></w:r></w:p>".encode(),
    b'<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl><w:p><w:r><w:br w:type="page"/></w:r></w:p>',
    b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
)


def drive(door: str, arguments: list[str]) -> None:
    """The process of one door; never returns."""
    import atheris

    sys.path.insert(0, str(ROOT))
    with atheris.instrument_imports(include=["broadsheet", "yaml"]):
        from tests.fuzzed import DOORS
    atheris.Setup([sys.argv[0], *arguments], DOORS[door])
    atheris.Fuzz()


def _traceback(said: str) -> str:
    at = said.find("=== Uncaught Python exception")
    return said[at : at + 3000] if at >= 0 else said[-1500:]


if __name__ == "__main__":
    sys.exit(main())
