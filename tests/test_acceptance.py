"""The reason the project exists: the real raw issues, dropped in as they are, become the paper.

The issues and the scorer lie beside the checkout; without them these tests skip.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

Figures = dict[str, float | None]

REAL = ("000", "004")
FICTIONAL = ("h02", "h05", "h08", "h13")


@pytest.fixture(scope="module")
def figures(shared: Path, press, tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    """Drops one issue into a newspaper's inbox, and scores what ingest made of it."""

    def score(name: str) -> Figures:
        known = "gold" if name in REAL else "dev"
        gold = shared / "eval" / known / f"{name}.json"
        folder = shared / ("raw" if name in REAL else "eval/dev")
        (raw,) = folder.glob(f"{name}_*.txt")
        root = tmp_path_factory.mktemp(name)
        (root / "content/inbox").mkdir(parents=True)
        (root / "content/newspaper.yaml").write_text("title: 试刊\n", encoding="utf-8")
        shutil.copy(raw, root / "content/inbox")
        done = press("--root", root, "ingest")
        assert done.returncode == 0, done.stderr
        (kept,) = root.glob("content/editions/*/raw/*.txt")
        assert kept.read_bytes() == raw.read_bytes()
        report = root / "report.json"
        scorer = [sys.executable, shared / "eval/score.py", gold, root, "--raw", raw]
        subprocess.run([*scorer, "--json", report], check=True, capture_output=True)
        found: Figures = json.loads(report.read_text(encoding="utf-8"))[gold.name]
        return found

    return score


@pytest.mark.parametrize("name", REAL)
def test_a_real_issue_becomes_articles_that_an_editor_would_sign(figures, name: str) -> None:  # type: ignore[no-untyped-def]
    found: Figures = figures(name)
    assert found["seg_f1_80"] == found["byline_name_org_f1"] == found["dateline_f1"] == 1.0
    assert found["lost_rate"] == found["duplicate_rate"] == found["invented_rate"] == 0.0
    assert found["false_review_rate"] == 0.0
    assert found["edition_date"] == 1.0
    assert (found["para_f1"] or 0) >= 0.99
    assert (found["overall"] or 0) >= 0.99


@pytest.mark.parametrize("name", FICTIONAL)
def test_issues_in_other_layouts_are_set_as_well(figures, name: str) -> None:  # type: ignore[no-untyped-def]
    found: Figures = figures(name)
    assert (found["overall"] or 0) >= 0.94
    assert (found["seg_f1_80"] or 0) >= 0.95
    assert (found["headline_exact"] or 0) >= 0.92
    assert (found["byline_name_org_f1"] or 0) >= 0.95
    assert (found["para_f1"] or 0) >= 0.95
    assert (found["body_cer"] or 0) <= 0.02
    assert (found["lost_rate"] or 0) <= 0.001
    assert found["edition_date"] == 1.0


def test_typeset_pages_become_the_stories_that_stand_on_them(shared: Path) -> None:
    """The five pages with exact truth, by the measures of bench/pages."""
    pages = shared / "eval" / "pdf"
    bench = Path(__file__).parent.parent / "bench/pages/score.py"
    command = [sys.executable, bench, pages]
    done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
    found = {line[:30].strip(): float(line[30:]) for line in done.stdout.splitlines()[1:]}
    assert found["stories F1, overlap 0.5"] == found["stories F1, overlap 0.8"] == 1.0
    assert found["overlap, mean"] >= 0.95
    assert found["lines in their story"] >= 0.99
    assert found["lines with their role"] >= 0.98
    assert found["characters of the text wrong"] <= 0.015
