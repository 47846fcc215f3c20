"""Looking at the site: nothing that came, went or was replaced is missed by not asking for it."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet import stock
from broadsheet.press import build
from broadsheet.stock import Lying

Paper = Callable[..., Path]

FILES = (
    "index.html", "2024/03/01/index.html", "2024/03/01/01-01/index.html", "2024/03/02/index.html",
    "2024/index.html", "authors/白岚/index.html", "authors/白岚/1/index.html", "feed.xml",
)  # fmt: skip
NEW = ("a.txt", "2024/03/01/01-02/index.html", "2024/04/05/index.html", "columns/x/1/index.html")


def replace(path: Path) -> None:
    waiting = path.with_suffix(".new")
    waiting.write_text("another")
    waiting.replace(path)


def rename(path: Path) -> None:
    path.rename(path.with_name("renamed"))


def clear(path: Path) -> None:
    shutil.rmtree(path.parent)


def move(path: Path) -> None:
    path.parent.rename(path.parent.with_name("moved"))


deeds = st.lists(
    st.one_of(
        st.tuples(st.sampled_from([replace, rename, clear, move, Path.unlink]), st.integers(0)),
        st.tuples(st.sampled_from(NEW), st.just(0)),
    ),
    max_size=3,
)


def rested(site: Path) -> Mapping[str, Lying]:
    """All areas of a site in which nobody has done anything for long."""
    for folder in (site, *(path for path in site.rglob("*") if path.is_dir())):
        os.utime(folder, ns=(10**18, 10**18))
    return {area: found.lying for area, found in stock.look(site, {}).items() if found}


def below(site: Path) -> list[Path]:
    return sorted(path for path in site.rglob("*") if path.is_file() and path.parent != site)


@settings(max_examples=60, deadline=None)
@given(deeds)
def test_whatever_comes_goes_moves_or_is_replaced_is_seen(
    deeds: list[tuple[Callable[[Path], None] | str, int]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        for name in FILES:
            (site / name).parent.mkdir(parents=True, exist_ok=True)
            (site / name).write_text(name)
        known = rested(site)
        before = {area: found.listing for area, found in stock.look(site, {}).items() if found}
        assert stock.look(site, known) == {}
        for deed, which in deeds:
            if isinstance(deed, str):
                (site / deed).parent.mkdir(parents=True, exist_ok=True)
                (site / deed).write_text("new")
            elif among := below(site):
                deed(among[which % len(among)])
        seen = {a: found.listing if found else "" for a, found in stock.look(site, known).items()}
        whole = {area: found.listing for area, found in stock.look(site, {}).items() if found}
        told = {area: text for area, text in {**before, **seen}.items() if text}
        assert told == {area: text for area, text in whole.items() if text}


def test_a_folder_that_changes_while_it_is_looked_at_is_looked_at_again(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "index.html").write_text("1")
    known = {area: found.lying for area, found in stock.look(tmp_path, {}).items() if found}
    assert known["a/"].times == ""
    assert stock.look(tmp_path, known).keys() == {"", "a/"}


def test_a_folder_that_came_filled_is_looked_into_once_it_has_changed(tmp_path: Path) -> None:
    area, files = "2024/03/01/", ("01-01/index.html", "01-02/index.html", "edition.json")
    for name in files:
        (tmp_path / area / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / area / name).write_text(name)
    rested(tmp_path)
    rows = [
        (f"{area}{name}", len(name), (tmp_path / area / name).stat().st_mtime_ns) for name in files
    ]
    told = stock.lie(tmp_path, area)
    assert told is not None
    assert told == stock.lie(tmp_path, area, rows, time.time_ns())
    # what is known of a folder at rest is taken for granted
    (tmp_path / area / "01-01" / "index.html").write_text("written over")
    assert told == stock.lie(tmp_path, area, rows, time.time_ns())
    before = time.time_ns()
    (tmp_path / area / "01-02" / "strange.txt").write_text("?")
    found = stock.lie(tmp_path, area, rows, before)
    assert found is not None
    strange = f"{area}01-02/strange.txt"
    assert stock.listed(found.listing).keys() == {*stock.listed(told.listing), strange}


def test_every_file_is_asked_for_in_some_build_and_the_newest_in_each() -> None:
    editions = [f"{year}/{month:02d}/01/" for year in range(1900, 2020) for month in range(1, 13)]
    known = {area: Lying(1, f"{area}\0", "1") for area in ("", "authors/", *editions)}
    turns = [frozenset(stock.watched(known, turn)) for turn in range(3, 3 + stock.TURNS)]
    assert frozenset().union(*turns) == known.keys()
    assert all({"", *editions[-stock.NEWEST :]} <= turn for turn in turns)
    assert all(len(turn) < len(known) / 4 for turn in turns)


def test_a_page_that_somebody_wrote_over_is_itself_again_after_some_builds(
    paper: Paper, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = paper("weekly")
    site = root / "site"
    build(root, site, now=now)
    monkeypatch.setattr(stock, "SMALL", 0)
    monkeypatch.setattr(stock, "NEWEST", 1)
    monkeypatch.setattr(stock, "TURNS", 4)
    page = next(site.glob("2*/*/*/01-01/index.html"))
    was = page.read_bytes()
    rested(site)
    build(root, site, now=now)
    page.write_bytes(b"?" * len(was))
    for _ in range(stock.TURNS):
        build(root, site, now=now)
    assert page.read_bytes() == was
