"""The floor under every build: reads the sources and writes the outputs, and thinks nothing.

    python bench/floor.py SOURCES OUTPUT MANIFEST [CHANGED]

MANIFEST names the files to write, one `size path` a line, as a real build wrote them. CHANGED
names the sources that are to be read, one a line; the others are only asked for their size and
time, as any build must that wants to know what changed. Without it all of them are read.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

FILLING = memoryview("澜屏".encode() * (1 << 20))


def walk(folder: str) -> Iterator[os.DirEntry[str]]:
    """All files below a folder."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from walk(entry.path)
            else:
                yield entry


def read(folder: str, changed: frozenset[str] | None) -> int:
    """Reads the sources, or asks for their size where they did not change; returns bytes."""
    total = 0
    for entry in walk(folder):
        if changed is None or entry.path in changed:
            with open(entry.path, "rb", buffering=0) as file:  # noqa: PTH123 - the fastest way
                total += len(file.read())
        else:
            total += entry.stat().st_size
    return total


def write(folder: str, manifest: Path) -> int:
    """Writes files of the sizes that are asked for; returns bytes."""
    total, made = 0, set()
    with manifest.open(encoding="utf-8") as lines:
        for line in lines:
            size, _, name = line.rstrip("\n").partition(" ")
            path = f"{folder}/{name}"
            parent = path.rpartition("/")[0]
            if parent not in made:
                os.makedirs(parent, exist_ok=True)  # noqa: PTH103 - the fastest way
                made.add(parent)
            with open(path, "wb", buffering=0) as file:  # noqa: PTH123
                left = int(size)
                while left > 0:
                    left -= file.write(FILLING[:left]) or 0
            total += int(size)
    return total


def main() -> int:
    """Reads the command line."""
    sources, output, manifest, *rest = sys.argv[1:]
    changed = frozenset(Path(rest[0]).read_text().splitlines()) if rest else None
    read(sources, changed)
    write(output, Path(manifest))
    return 0


if __name__ == "__main__":
    sys.exit(main())
