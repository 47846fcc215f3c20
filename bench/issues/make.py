"""Makes fictional raw issues with their truth.

    python bench/issues/make.py OUT --seed 1 --style seed004 --style ocr --count 2 --pages 4

Writes OUT/<style>-<seed>.txt and .json; the same seed gives the same bytes.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import paper as newspaper
import styles


def issue(style: str, seed: int, pages: int, name: str) -> tuple[str, dict[str, object]]:
    """One raw issue and its truth."""
    rng = random.Random(f"{style}/{seed}/{pages}")
    if styles.STYLES[style].setter == "english":
        return styles.render_english(styles.STYLES[style], rng, pages, name)
    w, paper, made = newspaper.make_issue(rng, pages)
    return styles.render(styles.STYLES[style], w, paper, made, name)


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
    o = ap.parse_args()
    o.out.mkdir(parents=True, exist_ok=True)
    wanted = list(styles.STYLES) if not o.style or "all" in o.style else o.style
    for style in wanted:
        for seed in range(o.seed, o.seed + o.count):
            name = f"{style}-{seed}.txt"
            text, made = issue(style, seed, o.pages, name)
            (o.out / name).write_bytes(text.encode("utf-8"))
            (o.out / f"{style}-{seed}.json").write_text(
                json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
            )
    sys.stderr.write(f"{len(wanted) * o.count} issues in {o.out}\n")


if __name__ == "__main__":
    main()
