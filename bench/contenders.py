"""Who is measured: the press, its peers and the floor, each behind the same few words.

A contender is laid out once for a corpus, then told of every change to it, and says by which
command it builds. What it needs besides the build itself (another layout of the same Markdown) is
made in these steps, outside the measured time.
"""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent
sys.path.insert(0, str(REPOSITORY))

from broadsheet.manuscript import parse_article  # noqa: E402 - the repository comes first


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


def lay_press(corpus: Path, work: Path, build: Path, options: tuple[str, ...] = ()) -> Contender:
    """The press itself, on the corpus as it is; `build` is its command, build.py."""
    output = work / "press-site"
    names = ("jinja2", "markdown-it-py", "pyyaml", "lunr")
    libraries = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)
    command = (
        sys.executable,
        str(build),
        *("--root", str(corpus), "--output", str(output), "-q", *options),
    )
    python = ".".join(map(str, sys.version_info[:3]))
    return Contender(
        "press", f"Python {python}, {libraries}", command, output, (corpus / ".cache",)
    )


def lay_bare(corpus: Path, work: Path, build: Path, options: tuple[str, ...] = ()) -> Contender:
    """The press without search and EPUB."""
    program = (sys.executable, str(HERE / "bare.py"), str(build.parent))
    says = "the press without search and EPUB"
    return _without_books("bare", "bare press", says, corpus, work, (*program, *options))


def lay_search(corpus: Path, work: Path, build: Path, options: tuple[str, ...] = ()) -> Contender:
    """The press without EPUB."""
    says = "the press without EPUB"
    program = (sys.executable, str(build), *options)
    return _without_books("search", "press with search", says, corpus, work, program)


def _without_books(
    kind: str, name: str, says: str, corpus: Path, work: Path, program: tuple[str, ...]
) -> Contender:
    """A press on a newspaper folder of its own with the same files, whose settings want no EPUB."""
    root, output = work / f"{kind}-corpus", work / f"{kind}-site"
    shutil.copytree(corpus, root, copy_function=os.link)
    settings = root / "content" / "newspaper.yaml"
    text = settings.read_text(encoding="utf-8") + "epub: false\n"
    settings.unlink()
    settings.write_text(text, encoding="utf-8")

    def add(folder: Path) -> None:
        shutil.copytree(folder, root / folder.relative_to(corpus), copy_function=os.link)

    def edit(path: Path) -> None:
        target = root / path.relative_to(corpus)
        target.unlink()
        os.link(path, target)

    command = (*program, "--root", str(root), "--output", str(output), "-q")
    return Contender(name, says, command, output, (root / ".cache",), add, edit)


def lay_hugo(corpus: Path, work: Path, tools: Path) -> Contender | None:
    """Hugo on the same files, hard-linked into its layout: a section for every issue."""
    # The program itself: the package's own starter costs a start of Python more.
    inside = Path("hugo") / "binaries" / ("hugo.exe" if os.name == "nt" else "hugo")
    program = next((file for place in sys.path if (file := Path(place) / inside).exists()), None)
    if program is None:
        python = _environment(tools / "hugo-env", HERE / "peers" / "hugo" / "requirements.txt")
        found = python and next(python.parent.parent.glob(f"[Ll]ib/**/{inside}"), None)
        if not found:
            return None
        program = found
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
    said = subprocess.run([str(program), "version"], capture_output=True, text=True, check=True)
    output = work / "hugo-site"
    command = (
        str(program),
        *("--noBuildLock", "--quiet", "--source", str(site), "--destination", str(output)),
    )
    return Contender("hugo", said.stdout.split()[1].split("-")[0], command, output, (), add, edit)


def lay_pelican(corpus: Path, work: Path, tools: Path) -> Contender | None:
    """Pelican on the same bodies, with the front matter as its own plain lines."""
    files = HERE / "peers" / "pelican"
    python = _environment(tools / "pelican-env", files / "requirements.txt")
    if python is None:
        return None
    site = work / "pelican"
    shutil.copytree(files, site)

    def convert(path: Path) -> str:
        story = parse_article(path.read_text(encoding="utf-8"), path.name, dt.UTC)
        day = path.parent.name
        byline = " ".join(f"{a.org or ''}{a.role or ''} {a.name}" for a in story.authors)
        lines = (
            *(f"Title: {story.title}", f"Date: {day}", f"Slug: {day}-{story.place}"),
            *(f"Kicker: {story.kicker or ''}", f"Deck: {story.deck or ''}"),
            *(f"Column: {story.column or ''}", f"Dateline: {story.dateline or ''}"),
            *(f"Byline: {byline}", f"Sheet: {story.page}"),
        )
        # A word with nothing behind it would take the next line for its value.
        kept = (line for line in lines if not line.endswith(": "))
        return "\n".join(kept) + f"\n\n{story.body}"

    add, edit = _lay(corpus, site / "content", convert, edition=None)
    command = (
        *(str(python), "-m", "pelican", "--quiet", "--settings", str(site / "pelicanconf.py")),
        *("--output", str(work / "pelican-site"), str(site / "content")),
    )
    version = (files / "requirements.txt").read_text().split()[0].replace("==", " ")
    return Contender("pelican", version, command, work / "pelican-site", (), add, edit)


def lay_eleventy(corpus: Path, work: Path, tools: Path) -> Contender | None:
    """Eleventy on the same Markdown; the key `page` is its own and is called `sheet`."""
    files = HERE / "peers" / "eleventy"
    packages = tools / "eleventy-env"
    if not (packages / "node_modules").is_dir():
        if shutil.which("npm") is None:
            return None
        packages.mkdir(parents=True, exist_ok=True)
        shutil.copy(files / "package.json", packages)
        quiet = ("--no-audit", "--no-fund", "--silent")
        if not _install(["npm", "install", *quiet, "--prefix", str(packages)]):
            return None
    site = work / "eleventy"
    shutil.copytree(files, site)
    (site / "node_modules").symlink_to(packages / "node_modules")

    def convert(path: Path) -> str:
        return path.read_text(encoding="utf-8").replace("\npage: ", "\nsheet: ", 1)

    add, edit = _lay(corpus, site / "content", convert, edition="index.md")
    program = str(site / "node_modules" / "@11ty" / "eleventy" / "cmd.cjs")
    # It takes its folders relative to where it starts.
    start = f'cd "$1" && exec node {program} --quiet --output=../eleventy-site'
    command = ("sh", "-c", start, "sh", str(site))
    version = json.loads((files / "package.json").read_text())["dependencies"]["@11ty/eleventy"]
    return Contender(
        "eleventy", f"eleventy {version}", command, work / "eleventy-site", (), add, edit
    )


PEERS = {"hugo": lay_hugo, "pelican": lay_pelican, "eleventy": lay_eleventy}
"""How to lay out a peer: from the corpus, into a folder to work in, with a folder for programs
that must be installed first. None where it is not to be had."""


def _environment(folder: Path, requirements: Path) -> Path | None:
    """The Python of an environment with these packages, made unless it is there."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        if not _install([str(python), "-m", "pip", "install", "-q", "-r", str(requirements)]):
            shutil.rmtree(folder)
            return None
    return python


def _install(command: list[str]) -> bool:
    """Runs an installer; whether it did its work."""
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _lay(
    corpus: Path, content: Path, convert: Callable[[Path], str], edition: str | None
) -> tuple[Callable[[Path], None], Callable[[Path], None]]:
    """Lays the corpus in another form; returns how to add an issue and how to edit an article.

    `edition` is the name that edition.md gets, None to leave it out.
    """

    def edit(path: Path) -> None:
        name = edition if path.name == "edition.md" else path.name
        if name is not None:
            target = content / path.parent.name / name
            target.write_text(convert(path), encoding="utf-8")

    def add(folder: Path) -> None:
        (content / folder.name).mkdir(parents=True)
        for path in folder.iterdir():
            edit(path)

    for folder in sorted((corpus / "content" / "editions").iterdir()):
        add(folder)
    return add, edit


def lay_floor(corpus: Path, work: Path, changed: bool) -> Contender:
    """Reading and writing alone; `manifest` and `changed` in `work` say what (bench/floor.py)."""
    output = work / "floor-site"
    command = (
        *(sys.executable, "-S", "-E", str(HERE / "floor.py")),
        *(str(corpus / "content"), str(output), str(work / "manifest")),
        *((str(work / "changed"),) if changed else ()),
    )
    return Contender("floor", "reads and writes only", command, output)
