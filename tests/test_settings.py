"""A changed setting prints anew what it touches: all of that, and nothing else.

As in test_incremental.py the templates print the whole context of every sheet.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from broadsheet.ledger import open_ledger
from broadsheet.newspaper import Newspaper
from broadsheet.placards import Fonts
from broadsheet.plan.kinds import KINDS
from broadsheet.plan.settings import OWN_PAGES
from broadsheet.press import build
from broadsheet.render import CONTEXTS

Paper = Callable[..., Path]
Tree = Callable[[Path], dict[str, bytes]]

CHANGES: Sequence[tuple[str, str]] = (
    ("feed_editions", "feed: {editions: 1}"),
    ("published_at", 'published_at: "05:10"'),
    ("page_names", "page_names: {1: 头版, 2: 副刊}"),
    ("timezone", "timezone: America/Lima"),
    ("epub", "epub: false"),
    ("title", "title: 澄溪日报"),
    ("subtitle", "subtitle: Chengxi"),
    ("description", "description: 换一句话。"),
    ("base_url", "base_url: https://example.org/elsewhere/"),
    ("publisher", "publisher: 另一家报社"),
    ("editors", "editors: [总编辑：龙小满]"),
    ("issn", "issn: CN 00-0001"),
    ("icp", "icp: 溪ICP备1号"),
    ("complaint", "complaint: 0000-1"),
    ("language", "language: en"),
    ("cards", "cards: true"),
    ("posters", "posters: true"),
    ("font", "font: content/fonts/paper.ttc"),
    # a place without rules of its host takes the site as it is
    ("publish", "publish: {host: {type: folder, path: ../host}}"),
    ("publish", "publish: {host: {type: folder, path: ../host, rules: true}}"),
)
"""Lines for each setting; each comes beside those before it."""
NEEDS_A_FONT = ("cards", "posters", "font")
FONT = "content/fonts/paper.ttc"
SPARED: Mapping[str, frozenset[str]] = {
    # reading a story asks for the zone of its hour of publication, which no index has;
    # of an hour a sitemap prints the day
    "timezone": frozenset({"search segment", "sitemap"}),
    "published_at": frozenset({"sitemap"}),
    # one digest says of a story what any list prints of it, its page's name too
    "page_names": frozenset({"archive", "day", "news", "sitemap", "year"}),
}
"""Kinds that are printed again for a setting though their bytes stay."""


@pytest.fixture
def root(paper: Paper) -> Path:
    """The weekly with templates that print all that they are given."""
    folder = paper("weekly")
    shutil.rmtree(folder / "templates")
    for name, context in CONTEXTS.items():
        template = folder / "templates" / name
        template.parent.mkdir(parents=True, exist_ok=True)
        names = context._fields
        template.write_text("".join(f"{{{{ {name} }}}}\n" for name in names))
    style = folder / "templates" / "assets" / "css" / "base.css"
    style.parent.mkdir(parents=True)
    style.write_text("body {}\n")
    return folder


def test_every_setting_has_a_line_here() -> None:
    fields = {field.name for field in dataclasses.fields(Newspaper)}
    assert fields == {name for name, _ in CHANGES}
    named = {name for kind in KINDS.values() for name in kind.settings}
    # how many editions the feeds hold is in what they are given
    assert named - {OWN_PAGES} == fields - {"publish", "feed_editions"}


def test_a_changed_setting_prints_what_it_touches_and_nothing_else(
    root: Path, tree: Tree, now: dt.datetime, fonts: Fonts | None
) -> None:
    if fonts is not None:
        # headlines stood in the heavy one
        (root / FONT).parent.mkdir()
        shutil.copyfile(fonts.plain[0], root / FONT)
    settings = root / "content" / "newspaper.yaml"
    build(root, root / "site", now=now)
    site, formes = tree(root / "site"), printed(root)
    for name, line in CHANGES:
        if name in NEEDS_A_FONT and fonts is None:
            continue
        text = settings.read_text("utf-8")
        key = line.partition(":")[0]
        others = re.sub(rf"^{key}:.*\n(?:[ -].*\n)*", "", text, flags=re.M)
        settings.write_text(f"{others}{line}\n", "utf-8")
        build(root, root / "site", now=now)
        after, formes_after = tree(root / "site"), printed(root)
        assert after == clean(root, tree, now), name
        again = {kind(forme) for forme in formes_after if formes.get(forme) != formes_after[forme]}
        owners = owners_of(root)
        differ = {
            kind(owners[path]) for path, data in after.items() if site.get(path) != data
        }  # a file that went was its forme's, whose others say so
        assert again - SPARED.get(name, frozenset()) == differ, name
        site, formes = after, formes_after


def clean(root: Path, tree: Tree, now: dt.datetime) -> dict[str, bytes]:
    """The site of a build that remembers nothing."""
    (root / ".cache").rename(root / "cache")
    build(root, root / "clean", now=now)
    found = tree(root / "clean")
    shutil.rmtree(root / "clean")
    shutil.rmtree(root / ".cache")
    (root / "cache").rename(root / ".cache")
    return found


def printed(root: Path) -> dict[str, str]:
    with open_ledger(root / ".cache", root / "site") as ledger:
        return {name: fingerprint for name, (fingerprint, _) in ledger.formes().items()}


def owners_of(root: Path) -> dict[str, str]:
    with open_ledger(root / ".cache", root / "site") as ledger:
        return {file.path: file.forme for file in ledger.outputs()}


def kind(forme: str) -> str:
    """`author` of `author 龙小满`."""
    found = re.match(r"search segment|[a-z]+", forme)
    assert found is not None
    return found[0]


def test_a_setting_that_a_kind_does_not_name_cannot_be_asked_for() -> None:
    part = Newspaper(title="澄溪周报", icp="溪").limited(("title", "timezone"))
    assert (part.title, part.zone.key) == ("澄溪周报", "Asia/Shanghai")
    with pytest.raises(AttributeError):
        _ = part.icp
