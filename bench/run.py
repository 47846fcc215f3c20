"""Measures the press beside its peers and the floor, whole processes in turn: A B C A B C …

    make bench
    python bench/run.py --sizes 1000 10000 --repeat 3

Prints one Markdown table for each size. CPU seconds are user and system time of a command and
all processes it started; on a machine that others use too they are steadier than the clock.
The ratio is the median of the ratios inside each turn. Nothing is written outside a temporary
folder, which lies in memory where the system has such a place: what a disk's file system takes
for a thousand new files was seen to differ fivefold from one minute to the next. `--work DIR`
works on a disk, and keeps the corpora there for the next time.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median

import corpus as corpora
import kinds
from contenders import (
    HERE,
    PEERS,
    REPOSITORY,
    Contender,
    lay_bare,
    lay_floor,
    lay_press,
    lay_search,
)
from floor import walk

JOBS = ("cold", "no-op", "add one issue", "edit the newest issue", "edit an old issue")
REPRINTS = ("template", "setting")
"""Jobs for `--only` that print much again, of the press alone: the template of stories is changed,
and a setting that every page shows."""
PRESSES = {"press": lay_press, "search": lay_search, "bare": lay_bare}
DEFAULT_TURNS = {1_000: 5, 10_000: 3, 100_000: 1}
"""Turns by size where --repeat does not say: the long ones are steady by themselves."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one build cost."""

    cpu: float
    wall: float
    peak: float
    """Bytes: all processes together, at most."""
    files: int
    """Files that the build wrote."""
    bytes: int


@dataclass(slots=True)
class Row:
    """All turns of one contender at one job."""

    contender: str
    costs: list[Cost | None] = field(default_factory=list)
    """None where it failed."""


MEMORY = Path("/dev/shm")
"""Where Linux keeps files in memory."""

Seen = dict[str, tuple[int, int, int]]


def look(folder: Path) -> Seen:
    """Every file of a site with what tells that it was written anew."""
    if not folder.is_dir():
        return {}
    start = len(str(folder)) + 1
    found = {}
    for entry in walk(str(folder)):
        stat = entry.stat()
        found[entry.path[start:]] = (stat.st_size, stat.st_mtime_ns, stat.st_ino)
    return found


def build(contender: Contender, work: Path, manifest: Path | None = None) -> Cost | None:
    """Runs a contender once; `manifest` takes the list of the files that it wrote."""
    before = look(contender.output)
    result, log = work / "result.json", work / f"{contender.name}.log"
    command = [sys.executable, "-S", "-E", str(HERE / "process.py"), str(result), str(log), "--"]
    subprocess.run([*command, *contender.command], check=True)
    told = json.loads(result.read_text())
    if told["code"] != 0:
        tail = log.read_text(errors="replace").strip().splitlines()[-3:]
        print(f"{contender.name} failed ({told['code']}): {' / '.join(tail)}", file=sys.stderr)
        return None
    written = {
        name: seen[0] for name, seen in look(contender.output).items() if before.get(name) != seen
    }
    if manifest is not None:
        lines = (f"{size} {name}\n" for name, size in written.items())
        manifest.write_text("".join(lines), encoding="utf-8")
    return Cost(told["cpu"], told["wall"], told["peak"], len(written), sum(written.values()))


def turns(
    contenders: Sequence[Contender],
    work: Path,
    count: int,
    prepare: Callable[[int], Iterable[Path]],
    cold: bool = False,
) -> list[Row]:
    """Measures one job `count` times, each time all contenders in turn and the floor last.

    `prepare(turn)` changes the corpus and returns the sources that changed.
    """
    floor = lay_floor(work / "corpus", work, changed=not cold)
    rows = [Row(contender.name) for contender in (*contenders, floor)]
    for turn in range(count):
        changed = "\n".join(map(str, prepare(turn)))
        (work / "changed").write_text(changed, encoding="utf-8")
        for index, (row, contender) in enumerate(zip(rows, contenders, strict=False)):
            if cold:
                contender.wipe()
            # The floor writes what the first contender wrote: the press, unless it is left out.
            manifest = work / "manifest" if index == 0 else None
            row.costs.append(build(contender, work, manifest))
        floor.wipe()
        rows[-1].costs.append(build(floor, work) if rows[0].costs[-1] else None)
    return rows


def copy(base: Path, root: Path, templates: Path) -> None:
    """A newspaper folder that may be changed while `base` rests: hard links, own templates."""
    shutil.copytree(base, root, copy_function=os.link, symlinks=True)
    if templates.is_dir():
        shutil.copytree(templates, root / "templates")


def corpus(work: Path, articles: int, seed: int) -> Path:
    """The corpus of a size and seed, made unless it is there."""
    base = work / f"corpus-{articles}-{seed}"
    if not base.exists():
        half = base.with_suffix(".part")
        shutil.rmtree(half, ignore_errors=True)
        for _ in corpora.make(half, articles, seed, templates=None):
            pass
        half.rename(base)
    return base


def measure(
    base: Path, work: Path, options: argparse.Namespace, articles: int
) -> dict[str, list[Row]]:
    """All jobs at one size."""
    usual = next((n for size, n in DEFAULT_TURNS.items() if articles <= size), 1)
    count = options.repeat or usual
    root = work / "corpus"
    copy(base, root, options.build.resolve().parent / "templates")
    settings = root / "content" / "newspaper.yaml"
    lines = settings.read_text(encoding="utf-8") + "".join(f"{s}\n" for s in options.setting)
    settings.unlink()
    settings.write_text(lines, encoding="utf-8")
    language = corpora.Language(options.seed)
    presses = map(PRESSES.__getitem__, options.presses)
    contenders = [lay(root, work, options.build, tuple(options.press)) for lay in presses]
    for peer in options.peers:
        laid = PEERS[peer](root, work, options.work or work.parent)
        if laid is None:
            print(f"{peer} is not to be had here", file=sys.stderr)
        else:
            contenders.append(laid)

    def add(turn: int) -> Iterable[Path]:
        folder = corpora.add_one(root, options.seed, language)
        for contender in contenders:
            contender.added(folder)
        return sorted(folder.iterdir())

    def edit(turn: int, newest: bool = True) -> Iterable[Path]:
        path = corpora.edit_one(root, turn, newest)
        for contender in contenders:
            contender.edited(path)
        return (path,)

    def edit_old(turn: int) -> Iterable[Path]:
        return edit(turn, newest=False)

    def template(turn: int) -> Iterable[Path]:
        return (
            _change(root / "templates" / "article.html", "{% block main %}", f"<!-- {turn} -->"),
        )

    def setting(turn: int) -> Iterable[Path]:
        return (_change(settings, "", "complaint: 0000-0000000\n"),)

    def nothing(turn: int) -> Iterable[Path]:
        return ()

    print(f"\n{articles:,} articles:", *(f"{c.name}: {c.version};" for c in contenders))
    table = {}
    for job, prepare in zip(JOBS, (nothing, nothing, add, edit, edit_old), strict=True):
        if job in options.only:
            print(f"{job} …", file=sys.stderr)
            table[job] = turns(contenders, work, count, prepare, cold=job == "cold")
            if options.kinds and (manifest := work / "manifest").exists():
                print(f"\n{job}, {contenders[0].name}:\n\n{kinds.table(manifest.open())}")
        # The later jobs stand on the first one's output.
        elif job == "cold":
            turns(contenders, work, 1, prepare, cold=True)
    press = [contender for contender in contenders if contender.name == "press"]
    for job, prepare in zip(REPRINTS, (template, setting), strict=True):
        if job in options.only:
            print(f"{job} …", file=sys.stderr)
            table[job] = turns(press, work, 1, prepare)
    return table


def _change(path: Path, behind: str, words: str) -> Path:
    """Puts words into a file that may share its bytes with others."""
    text = path.read_text(encoding="utf-8")
    path.unlink()
    at = text.index(behind) + len(behind) if behind else len(text)
    path.write_text(f"{text[:at]}{words}{text[at:]}", encoding="utf-8")
    return path


def ratio(rows: Sequence[Row], row: Row, other: str) -> str:
    """Median over the turns of a row's CPU beside another's in the same turn."""
    beside = next((r for r in rows if r.contender == other), None)
    if beside is None or beside is row:
        return ""
    pairs = [a.cpu / b.cpu for a, b in zip(row.costs, beside.costs, strict=True) if a and b]
    return f"{median(pairs):.2f}" if pairs else ""


def show(articles: int, table: dict[str, list[Row]]) -> None:
    """Prints the Markdown table of one size."""
    print(f"\n### {articles:,} articles\n")
    print("| job | | CPU s | wall s | peak MB | files | MB written | CPU : Hugo | CPU : floor |")
    print("|---|---|--:|--:|--:|--:|--:|--:|--:|")
    for job, rows in table.items():
        for row in rows:
            good = [cost for cost in row.costs if cost]
            if not good:
                print(f"| {job} | {row.contender} | failed | | | | | | |")
                continue
            cost = replace(
                good[-1],
                cpu=median(c.cpu for c in good),
                wall=median(c.wall for c in good),
                peak=median(c.peak for c in good),
            )
            print(
                f"| {job} | {row.contender} | {cost.cpu:.2f} | {cost.wall:.2f} "
                f"| {cost.peak / 1e6:.0f} | {cost.files:,} | {cost.bytes / 1e6:.2f} "
                f"| {ratio(rows, row, 'hugo')} | {ratio(rows, row, 'floor')} |"
            )
    sys.stdout.flush()


def machine() -> str:
    """The kind of machine, so that figures can be read later."""
    cpu = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    cpu = next((line.partition(": ")[2] for line in lines if line.startswith("model name")), cpu)
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} × {cpu}, {platform.system()}, load {load:.1f} at the start"


def main() -> int:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000], metavar="N")
    parser.add_argument("--repeat", type=int, help="turns (default: fewer for greater sizes)")
    parser.add_argument(
        "--only", nargs="+", choices=(*JOBS, *REPRINTS), default=JOBS, metavar="JOB"
    )
    parser.add_argument("--peers", nargs="*", choices=PEERS, default=["hugo"], metavar="PEER")
    parser.add_argument(
        "--presses", nargs="*", choices=PRESSES, default=["press", "bare"], metavar="PRESS"
    )
    parser.add_argument(
        "--build", type=Path, default=REPOSITORY / "build.py", help="another version of the press"
    )
    parser.add_argument(
        "--setting", action="append", default=[], metavar="LINE", help="for newspaper.yaml"
    )
    parser.add_argument("--press", nargs="+", default=(), help="options for the press")
    parser.add_argument("--kinds", action="store_true", help="list what was written (kinds.py)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=Path, help="folder to work in, kept")
    options = parser.parse_args()

    place = options.work or (MEMORY if os.access(MEMORY, os.W_OK) else None)
    with tempfile.TemporaryDirectory(prefix="broadsheet-bench-", dir=place) as folder:
        work = Path(folder)
        print(f"`python {shlex.join([str(Path(sys.argv[0])), *sys.argv[1:]])}` on {machine()}")
        for articles in options.sizes:
            base = corpus(options.work or work, articles, options.seed)
            scratch = work / str(articles)
            scratch.mkdir()
            show(articles, measure(base, scratch, options, articles))
            shutil.rmtree(scratch)
    return 0


if __name__ == "__main__":
    sys.exit(main())
