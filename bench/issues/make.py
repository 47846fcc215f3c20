"""Makes fictional raw issues with their truth.

    python bench/issues/make.py OUT --seed 1 --style seed004 --style ocr --count 2 --pages 4

    python bench/issues/make.py OUT --back-file 2020-06-01 --count 1000

Writes OUT/<style>-<seed>.txt and .json, or OUT/<date>.txt and .json; the same seed gives the same
bytes.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import pages as issues
import styles

BACK_FILE = ("seed000", "seed004", "indent", "mupdf", "rawtext", "word", "flush", "formfeed")
"""Tools that a back file comes from, one for each month."""


def issue(style: str, seed: int, pages: int, name: str) -> tuple[str, dict[str, object]]:
    """One raw issue and its truth."""
    rng = random.Random(f"{style}/{seed}/{pages}")
    made_by = styles.STYLES[style]
    if made_by.setter == "english":
        return styles.render_english(made_by, rng, pages, name)
    w, paper, made = issues.make_issue(rng, pages)
    return styles.render(made_by, w, paper, made, name)


def dated(day: dt.date, seed: int, pages: int) -> tuple[str, dict[str, object]]:
    """One day of a back file: the same paper every day, another tool every month."""
    rng = random.Random(f"{day}/{seed}/{pages}")
    house = random.Random(seed)
    made_by = styles.STYLES[BACK_FILE[(day.year * 12 + day.month) % len(BACK_FILE)]]
    w, paper, made = issues.make_issue(rng, pages, day, house)
    return styles.render(made_by, w, paper, made, f"{day}.txt")


def save(out: Path, name: str, text: str, truth: dict[str, object]) -> None:
    """Write an issue and its truth."""
    (out / f"{name}.txt").write_bytes(text.encode("utf-8"))
    (out / f"{name}.json").write_text(
        json.dumps(truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )


def main() -> None:
    """Read the options, write the files."""
    ap = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ap.add_argument("out", type=Path)
    ap.add_argument(
        "--seed", type=int, default=1, help="of the first issue; the next ones count up"
    )
    ap.add_argument("--count", type=int, default=1, help="issues of each style")
    ap.add_argument("--style", action="append", choices=[*styles.STYLES, "all"])
    ap.add_argument("--pages", type=int, default=4)
    ap.add_argument(
        "--back-file", type=dt.date.fromisoformat, metavar="DATE",
        help="one paper's issues of --count days from DATE on, named by their dates",
    )  # fmt: skip
    o = ap.parse_args()
    o.out.mkdir(parents=True, exist_ok=True)
    if o.back_file:
        for number in range(o.count):
            day = o.back_file + dt.timedelta(days=number)
            save(o.out, str(day), *dated(day, o.seed, o.pages))
        return
    wanted = list(styles.STYLES) if not o.style or "all" in o.style else o.style
    for style in wanted:
        for seed in range(o.seed, o.seed + o.count):
            name = f"{style}-{seed}"
            save(o.out, name, *issue(style, seed, o.pages, f"{name}.txt"))


if __name__ == "__main__":
    main()
