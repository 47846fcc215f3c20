"""What a build wrote, by the kind of sheet: files, kilobytes, and kilobytes of one.

    python bench/run.py --sizes 10000 --only "add one issue" --presses press --peers --kinds

The list is of what the first contender wrote in the last turn of each job.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

KINDS = (
    (r"\d{4}/\d\d/\d\d(-\d+)?/\d\d+-\d\d+/index\.html", "stories"),
    (r"\d{4}/\d\d/\d\d(-\d+)?/\d\d+/index\.html", "print pages"),
    (r"\d{4}/\d\d/\d\d(-\d+)?/index\.html", "issues"),
    (r"\d{4}/\d\d/\d\d(-\d+)?/.*?([^/]+\.\w+)", "other files of issues"),
    (r"\d{4}/index\.html", "years"),
    (r"(authors|columns)/[^/]+/index\.html", "authors and columns"),
    (r"(authors|columns)/[^/]+/\d+/index\.html", "closed sheets of authors and columns"),
    (r"(authors|columns)/[^/]+/feed\.xml", "feeds of authors and columns"),
    (r"(authors|columns)/index\.html", "lists of authors and columns"),
    (r"(feed|rss)\.(xml|json)|feeds/.*", "feeds of the paper and of page names"),
    (r"sitemap.*", "sitemaps"),
    (r"search/.*", "search"),
)
"""Patterns of paths in the site, the first that fits."""


def kind_of(path: str) -> str:
    """The kind of a file of the site."""
    return next((kind for pattern, kind in KINDS if re.fullmatch(pattern, path)), "others")


def table(manifest: Iterable[str]) -> str:
    """A Markdown table of `size path` lines, the heaviest kind first."""
    files, sizes = Counter[str](), Counter[str]()
    for line in manifest:
        size, _, path = line.rstrip("\n").partition(" ")
        files[kind_of(path)] += 1
        sizes[kind_of(path)] += int(size)
    rows = [
        f"| {kind} | {files[kind]:,} | {size / 1e3:,.1f} | {size / files[kind] / 1e3:.1f} |"
        for kind, size in sizes.most_common()
    ]
    whole = f"| all | {files.total():,} | {sizes.total() / 1e3:,.1f} | |"
    return "\n".join(("| written | files | KB | KB each |", "|---|--:|--:|--:|", *rows, whole))
