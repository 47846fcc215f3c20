"""Measures publishing the sample paper to real servers on loopback.

    python bench/publish.py [KIND…]        folder git rsync sftp webdav s3

For each kind of target: the first upload, one issue more, and that issue again where the
publisher was killed on its way. Files and bytes are those sent; seconds depend on the machine.
Prints a Markdown table. The servers are those of the tests (tests/servers.py).
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from broadsheet.amend import accept  # noqa: E402 - the path comes first
from broadsheet.publish import PublishReport, publish  # noqa: E402
from tests.servers import PLACES, Place  # noqa: E402

KILLED = ROOT / "tests" / "killed.py"
AT = 25
"""The change to a disk at which the publisher is killed: some way into sending."""


def main() -> int:
    """Always 0."""
    kinds = sys.argv[1:] or list(PLACES)
    with tempfile.TemporaryDirectory() as name:
        paper = prepare(Path(name) / "paper")
        total = size(paper / "site", files(paper / "site"))
        print(f"{len(files(paper / 'site'))} files, {total / 1e6:.1f} MB\n")
        print("| target | first upload | s | one issue more | s | killed there, then again |")
        print("|---|--:|--:|--:|--:|--:|")
        for kind in kinds:
            base = Path(name) / kind
            base.mkdir()
            with PLACES[kind](base) as place:
                os.environ.update(place.variables)
                print(measure(paper, kind, place), flush=True)
    return 0


def prepare(paper: Path) -> Path:
    """The sample paper with two sites: `less` without its newest issue, and `site`."""
    for part in ("content", "templates"):
        shutil.copytree(ROOT / part, paper / part)
    shutil.rmtree(paper / "content" / "inbox")
    accept(paper)
    press(paper, "site")
    editions = paper / "content" / "editions"
    newest = sorted(editions.iterdir())[-1]
    shutil.move(newest, paper / "kept")
    press(paper, "less")
    shutil.move(paper / "kept", newest)
    return paper


def press(paper: Path, output: str) -> None:
    command = [sys.executable, str(ROOT / "build.py"), "-q", "--root", str(paper)]
    subprocess.run([*command, "--output", str(paper / output)], check=True)


def measure(paper: Path, kind: str, place: Place) -> str:
    settings = paper / "content" / "newspaper.yaml"
    values = yaml.safe_load(settings.read_text(encoding="utf-8"))
    values["publish"] = {kind: {"public": False, **place.settings}}
    settings.write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")
    first, first_s = sent(paper, "less")
    more, more_s = sent(paper, "site")
    sent(paper, "less")
    command = [sys.executable, str(KILLED), str(AT), "-", "broadsheet", "publish", "-q"]
    killed = subprocess.run(
        [*command, "--root", str(paper), "--output", str(paper / "site")], cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False,
    )  # fmt: skip
    again, _ = sent(paper, "site")
    died = "killed" if killed.returncode == -signal.SIGKILL else "too late"
    return (
        f"| {kind} | {told(paper, 'less', first)} | {first_s:.1f} | {told(paper, 'site', more)} "
        f"| {more_s:.1f} | {died}, {told(paper, 'site', again)} |"
    )


def sent(paper: Path, site: str) -> tuple[PublishReport, float]:
    begun = time.perf_counter()
    return publish(paper, paper / site), time.perf_counter() - begun


def told(paper: Path, site: str, report: PublishReport) -> str:
    known = [path for path in report.sent if (paper / site / path).is_file()]
    return f"{len(report.sent)} files, {size(paper / site, known) / 1e6:.2f} MB"


def files(site: Path) -> list[str]:
    found = (path for path in site.rglob("*") if path.is_file())
    return [path.relative_to(site).as_posix() for path in found if not path.name.startswith(".")]


def size(site: Path, paths: list[str]) -> int:
    return sum((site / path).stat().st_size for path in paths)


if __name__ == "__main__":
    sys.exit(main())
