"""Ingests every issue of a folder with the press and scores it against its truth.

    python bench/issues/score_all.py DIR [--jobs 2] [--scorer ../shared/eval/score.py] [-v]

One row a style: pooled counts of all its issues. Under each style the fields that fail most.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import tempfile
import time
import traceback
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()
ROOT = HERE.parents[2]
sys.path.insert(0, str(ROOT))

COLUMNS = (
    ("overall", "overall"), ("seg", "seg_f1_80"), ("head", "headline_exact"),
    ("kicker", "kicker_f1"), ("deck", "deck_f1"), ("column", "column_f1"),
    ("dateln", "dateline_f1"), ("byline", "byline_name_org_f1"), ("para", "para_f1"),
    ("verse", "verse_line_recall"), ("subhd", "subhead_f1"), ("cer", "body_cer"),
    ("space", "spacing_error"), ("lost", "lost_rate"), ("dup", "duplicate_rate"),
    ("inv", "invented_rate"), ("flags", "flag_recall"), ("false", "false_review_rate"),
    ("nohead", "headline_missing_handled"), ("date", "edition_date"), ("page", "page_acc"),
    ("lines", "source_lines_iou"),
)  # fmt: skip


def load_scorer(path: str) -> Any:
    """The scorer as a module."""
    spec = importlib.util.spec_from_file_location("score", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"no scorer at {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def one(job: tuple[str, str, str | None]) -> dict[str, Any]:
    """Ingest and score one issue."""
    truth_path, scorer_path, keep = Path(job[0]), job[1], job[2]
    scorer = load_scorer(scorer_path)
    gold = json.loads(truth_path.read_text(encoding="utf-8"))
    raw_path = truth_path.with_name(gold["source"])
    raw = raw_path.read_bytes()
    made: dict[str, Any] = {
        "name": truth_path.stem, "style": gold["style"], "failed": "", "problems": Counter(),
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(keep) / truth_path.stem if keep else Path(scratch)
        (root / "content" / "inbox").mkdir(parents=True, exist_ok=True)
        (root / "content" / "inbox" / raw_path.name).write_bytes(raw)
        start = time.process_time()
        try:
            from broadsheet.ingest.inbox import ingest

            report = ingest(root, quiet=lambda drops: frozenset(d.path for d in drops))
            made["problems"] = Counter(p.code for p in report.problems)
            if not report.set:
                made["failed"] = "left: " + "; ".join(p.message for p in report.problems)[:300]
        except Exception:  # noqa: BLE001 - a crash is a result here
            made["failed"] = traceback.format_exc(limit=-3)
        made["seconds"] = time.process_time() - start
        text = raw.decode("utf-8").replace("\r\n", "\n")
        counts, details, lost, extra = scorer.score_issue(gold, str(root), text)
    made.update(counts=counts, details=details, lost=lost, extra=extra)
    return made


def main() -> None:
    """Read the options, print the table."""
    ap = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ap.add_argument("folder", type=Path)
    ap.add_argument("--jobs", type=int, default=1)
    ap.add_argument("--scorer", default=str(ROOT.parent / "shared" / "eval" / "score.py"))
    ap.add_argument("--style", action="append", default=[])
    ap.add_argument("--keep", type=Path, help="folder that keeps what ingest wrote")
    ap.add_argument("--json", type=Path)
    ap.add_argument("-v", action="store_true", help="every wrong field")
    ap.add_argument("-q", action="store_true", help="the table only")
    o = ap.parse_args()
    truths = sorted(p for p in o.folder.glob("*.json") if "articles" in p.read_text("utf-8"))
    if o.style:
        truths = [p for p in truths if p.stem.rsplit("-", 1)[0] in o.style]
    jobs = [(str(p), o.scorer, str(o.keep) if o.keep else None) for p in truths]
    if o.jobs > 1:
        with ProcessPoolExecutor(o.jobs) as pool:
            results = list(pool.map(one, jobs))
    else:
        results = [one(j) for j in jobs]
    show(results, load_scorer(o.scorer), o)


def show(results: list[dict[str, Any]], scorer: Any, o: argparse.Namespace) -> None:
    """The table of styles, and what fails."""
    styles: dict[str, list[dict[str, Any]]] = {}
    for r in results:
        styles.setdefault(r["style"], []).append(r)
    print(f"{'style':11s}{'n':>3s} " + " ".join(f"{c:>7s}" for c, _ in COLUMNS) + "   s/iss")
    figures: dict[str, Any] = {}
    for name, group in [*styles.items(), ("ALL", results)]:
        pooled: Counter[str] = Counter()
        for r in group:
            pooled.update(r["counts"])
        f = figures[name] = scorer.figures(pooled)
        each = sum(r["seconds"] for r in group) / len(group)
        cells = " ".join("      -" if f[k] is None else f"{f[k]:7.3f}" for _, k in COLUMNS)
        print(f"{name:11s}{len(group):3d} {cells} {each:7.3f}")
    if o.json:
        o.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    for r in results:
        if r["failed"]:
            print(f"\n{r['name']}: {r['failed']}")
    if o.q:
        return
    for name, group in styles.items():
        wrong: Counter[str] = Counter()
        shown: dict[str, list[str]] = {}
        for r in [r for r in group if not r["failed"]]:
            for n, head, overlap, title, fields in r["details"]:
                det = {"segment": "not found"} if title is None else fields
                for key, what in det.items():
                    if (key == "cer" and (what == 0 or overlap > 0.999)) or what == "ok":
                        continue
                    wrong[key] += 1
                    note = f"{r['name']} [{n}] {head[:22]}: {str(what)[:110]}"
                    shown.setdefault(key, []).append(note)
            for title in r["extra"]:
                wrong["extra article"] += 1
                shown.setdefault("extra article", []).append(f"{r['name']}: {title[:60]}")
            for number, count, text in r["lost"]:
                wrong["lost"] += count
                shown.setdefault("lost", []).append(f"{r['name']}:{number} {count} of {text}")
        print(f"\n== {name}: " + ", ".join(f"{k} {v}" for k, v in wrong.most_common()))
        for key, _ in wrong.most_common():
            for note in shown[key][: 1000 if o.v else 3]:
                print(f"   {key:9s} {note}")


if __name__ == "__main__":
    main()
