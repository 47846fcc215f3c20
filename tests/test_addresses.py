"""An address once published never dies: it stays, leads on, or carries a marker."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

from broadsheet.amend import accept
from broadsheet.press import build
from broadsheet.problems import NewspaperError
from broadsheet.publish import publish

REPOSITORY = Path(__file__).resolve().parent.parent
NOW = dt.datetime(2025, 6, 1, 12, tzinfo=dt.UTC)
Paper = Callable[..., Path]


@pytest.fixture
def root(paper: Paper) -> Path:
    """A newspaper that was published by hand."""
    folder = paper("weekly")
    set_up(folder)
    return folder


def set_up(folder: Path, **settings: object) -> None:
    path = folder / "content" / "newspaper.yaml"
    values = yaml.safe_load(path.read_text(encoding="utf-8"))
    values["publish"] = {"host": {"type": "by-hand", **settings}}
    path.write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")
    accept(folder)
    print_it(folder)
    publish(folder, folder / "site")


def print_it(root: Path) -> None:
    build(root, root / "site", now=NOW)


def edition(root: Path, name: str) -> Path:
    return root / "content" / "editions" / name


def leads_to(root: Path, address: str) -> str | None:
    """Where the page at an address sends its readers, as an address of the site."""
    page = (root / "site" / address / "index.html").read_text(encoding="utf-8")
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page)
    if found is None:
        return None
    assert f'<a href="{found[1]}">' in page
    target = (root / "site" / address / found[1]).resolve()
    assert (target / "index.html").is_file()
    to = target.relative_to((root / "site").resolve()).as_posix() + "/"
    assert f'<link rel="canonical" href="https://example.org/chengxi/{to}">' in page
    return to


def re_date(root: Path, old: str, new: str) -> None:
    edition(root, old).rename(edition(root, new))
    head = edition(root, new) / "edition.md"
    head.write_text(head.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def move(root: Path, day: str, name: str, page: int, order: int) -> None:
    path = edition(root, day) / name
    text = re.sub(r"(?m)^page: \d+", f"page: {page}", path.read_text(encoding="utf-8"))
    text = re.sub(r"(?m)^order: \d+", f"order: {order}", text)
    path.unlink()
    path.with_name(f"{page:02d}-{order:02d}-moved.md").write_text(text, encoding="utf-8")


def test_publishing_writes_down_every_page_and_building_none(paper: Paper) -> None:
    root = paper("weekly")
    print_it(root)
    build(root, root / ".cache" / "preview", now=NOW, preview=True)
    assert not (root / "content" / "addresses").exists()
    set_up(root, public=False)
    assert not (root / "content" / "addresses").exists()
    set_up(root)
    lines = [
        line.split()[0]
        for file in sorted((root / "content" / "addresses").iterdir())
        for line in file.read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]
    pages = (root / "site").rglob("index.html")
    addresses = {f"{p.parent.relative_to(root / 'site').as_posix()}/" for p in pages}
    assert set(lines) == addresses - {"./"}
    again = {p: p.read_bytes() for p in (root / "content" / "addresses").iterdir()}
    publish(root, root / "site")
    assert {p: p.read_bytes() for p in (root / "content" / "addresses").iterdir()} == again


def test_another_slug_is_no_other_address(root: Path) -> None:
    path = edition(root, "2024-03-01") / "01-01-spring.md"
    path.rename(path.with_name("01-01-another-slug.md"))
    print_it(root)
    assert leads_to(root, "2024/03/01/01-01/") is None


def test_an_edition_of_another_date_is_found_from_its_old_addresses(root: Path) -> None:
    re_date(root, "2024-03-01", "2024-03-02")
    print_it(root)
    for below in ("", "01-01/", "01-02/", "02-01/"):
        assert leads_to(root, f"2024/03/01/{below}") == f"2024/03/02/{below}"
    assert leads_to(root, "2024/03/01/02/") == "2024/03/02/"
    assert leads_to(root, "days/03-01/") == "archive/"


def test_a_story_at_another_place_is_found_even_after_it_was_corrected(root: Path) -> None:
    move(root, "2024-03-01", "01-02-ferry.md", 3, 5)
    print_it(root)
    assert leads_to(root, "2024/03/01/01-02/") == "2024/03/01/03-05/"
    publish(root, root / "site")
    moved = edition(root, "2024-03-01") / "03-05-moved.md"
    text = moved.read_text(encoding="utf-8")
    moved.write_text(re.sub(r"(?m)^title: .*", "title: 另一个题", text), encoding="utf-8")
    print_it(root)
    assert leads_to(root, "2024/03/01/01-02/") == "2024/03/01/03-05/"
    # and once more: a chain of moves has one end
    publish(root, root / "site")
    move(root, "2024-03-01", "03-05-moved.md", 4, 1)
    print_it(root)
    assert leads_to(root, "2024/03/01/01-02/") == "2024/03/01/04-01/"
    assert leads_to(root, "2024/03/01/03-05/") == "2024/03/01/04-01/"
    # and back
    publish(root, root / "site")
    move(root, "2024-03-01", "04-01-moved.md", 1, 2)
    print_it(root)
    assert leads_to(root, "2024/03/01/01-02/") is None
    assert leads_to(root, "2024/03/01/03-05/") == "2024/03/01/01-02/"


def test_a_build_that_would_drop_a_story_stops_and_says_what_can_be_done(root: Path) -> None:
    before = {p: p.read_bytes() for p in (root / "site").rglob("*") if p.is_file()}
    (edition(root, "2024-03-01") / "01-02-ferry.md").unlink()
    with pytest.raises(NewspaperError) as error:
        print_it(root)
    line = line_of(root, "2024/03/01/01-02/")
    assert str(error.value) == (
        f"content/addresses/2024.txt:{line}: address-dropped the published address "
        "2024/03/01/01-02/ would die: no page is printed there any more\n"
        "    Put it back. Or withdraw the story in its own file. Or write on this line where it "
        "went: 2024/03/01/01-02/ -> 2024/03/01/. Or what stands there now: 2024/03/01/01-02/ "
        "gone WHY."
    )
    assert {p: p.read_bytes() for p in (root / "site").rglob("*") if p.is_file()} == before


def test_a_whole_edition_is_asked_for_once_and_answered_once(root: Path) -> None:
    shutil.rmtree(edition(root, "2024-03-01"))
    with pytest.raises(NewspaperError) as error:
        print_it(root)
    assert [found.code for found in error.value.problems] == ["address-dropped"]
    say(root, "2024/03/01/", "2024/03/01/ gone 这一期印错了日期。")
    print_it(root)
    for below in ("", "01/", "01-01/", "01-02/", "02-01/"):
        page = (root / "site" / "2024/03/01" / below / "index.html").read_text(encoding="utf-8")
        assert "这一期印错了日期。" in page
        assert 'http-equiv="refresh"' not in page
        assert '<meta name="robots" content="noindex">' in page
    say(root, "2024/03/01/", "2024/03/01/ -> 2024/03/08/")
    print_it(root)
    assert leads_to(root, "2024/03/01/") == "2024/03/08/"
    assert leads_to(root, "2024/03/01/01-01/") == "2024/03/08/01-01/"
    assert leads_to(root, "2024/03/01/02-01/") == "2024/03/08/"


def test_names_that_nobody_bears_any_more_lead_to_their_list(root: Path) -> None:
    for path in edition(root, "2024-03-08").glob("*.md"):
        text = path.read_text(encoding="utf-8").replace("蓝青", "兰青")
        path.write_text(text, encoding="utf-8")
    for day in ("2024-03-01", "2025-01-03", "2024-03-08-2"):
        for path in edition(root, day).glob("*.md"):
            text = path.read_text(encoding="utf-8").replace("蓝青", "兰青")
            path.write_text(text, encoding="utf-8")
    print_it(root)
    assert leads_to(root, "authors/蓝青/") == "authors/"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("2024/03/01/01-02/ -> 2024/03/01/09-09/", "redirect-dead"),
        ("2024/03/01/01-02/ -> 2024/03/01/01-02/", "redirect-dead"),
        ("2024/03/01/01-02/ -> ../../etc/", "bad-address-line"),
        ("2024/03/01/01-02/ -> https://elsewhere.example/", "bad-address-line"),
        ("2024/03/01/01-02/ -> javascript:alert(1)/", "bad-address-line"),
        ("../../../etc/ gone why", "bad-address-line"),
        ("2024/03/01/01-02/ gone", "bad-address-line"),
        ("2024/03/01/01-02/ => 2024/03/01/", "bad-address-line"),
    ],
)
def test_a_line_that_leads_nowhere_is_told(root: Path, said: str, code: str) -> None:
    (edition(root, "2024-03-01") / "01-02-ferry.md").unlink()
    line = say(root, "2024/03/01/01-02/", said)
    with pytest.raises(NewspaperError) as error:
        print_it(root)
    found = error.value.problems[0]
    assert (found.code, found.path, found.line) == (code, "content/addresses/2024.txt", line)


def test_hosts_that_read_rules_get_them(paper: Paper) -> None:
    root = paper("weekly")
    set_up(root, rules=True)
    move(root, "2024-03-01", "01-02-ferry.md", 3, 5)
    print_it(root)
    assert (root / "site" / "_redirects").read_text(encoding="utf-8") == (
        "/chengxi/2024/03/01/01-02/ /chengxi/2024/03/01/03-05/ 301\n"
    )
    assert "/chengxi/search/s/*\n  Cache-Control" in (root / "site" / "_headers").read_text()


def test_a_build_that_loses_no_page_reads_no_address(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> None:
        raise AssertionError

    # not even the first build after a publication
    monkeypatch.setattr("broadsheet.addresses.read_book", refuse)
    report = build(root, root / "site", now=NOW)
    assert (report.written, report.removed) == ((), ())
    story = edition(root, "2024-03-01") / "01-02-ferry.md"
    story.write_text(story.read_text(encoding="utf-8") + "\n又一段。\n", encoding="utf-8")
    assert build(root, root / "site", now=NOW).written


def test_a_clean_build_keeps_what_an_incremental_one_kept(
    root: Path, tree: Callable[[Path], dict[str, bytes]]
) -> None:
    re_date(root, "2024-03-01", "2024-03-02")
    print_it(root)
    build(root, root / "clean", now=NOW)
    assert tree(root / "clean") == tree(root / "site")


@pytest.mark.browser
def test_a_browser_follows_without_a_word_from_the_host(
    root: Path, page: Page, serve_folder: Callable[[Path], str]
) -> None:
    re_date(root, "2024-03-01", "2024-03-02")
    print_it(root)
    base = serve_folder(root / "site")
    page.goto(f"{base}2024/03/01/01-01/")
    page.wait_for_url(f"{base}2024/03/02/01-01/")
    assert page.locator("[data-article]").get_attribute("data-id") == "2024-03-02/01-01"


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["re-date", "move", "drop", "publish"]), st.integers(0, 9),
            st.integers(1, 28), st.integers(1, 5), st.integers(1, 5),
        ),
        min_size=1, max_size=5,
    )
)  # fmt: skip
def test_whatever_editors_do_every_published_address_answers_or_the_build_stops(
    deeds: list[tuple[str, int, int, int, int]],
) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        shutil.copytree(REPOSITORY / "tests" / "data" / "weekly", root, dirs_exist_ok=True)
        shutil.copytree(REPOSITORY / "templates", root / "templates")
        set_up(root)
        for deed, which, day, page, order in deeds:
            stories = sorted((root / "content" / "editions").glob("202[45]*/[0-9]*.md"))
            if not stories:
                break
            story = stories[which % len(stories)]
            if deed == "re-date" and not edition(root, f"2024-04-{day:02d}").exists():
                re_date(root, story.parent.name, f"2024-04-{day:02d}")
            elif deed == "move" and not list(story.parent.glob(f"{page:02d}-{order:02d}*")):
                move(root, story.parent.name, story.name, page, order)
            elif deed == "drop":
                story.unlink()
            if refused(root):
                assert any(deed == "drop" for deed, *_ in deeds)
                return
            if deed == "publish":
                publish(root, root / "site")
            for address in known(root):
                assert (root / "site" / address / "index.html").is_file(), address


def refused(root: Path) -> bool:
    """Whether a build stops for the sake of an address."""
    try:
        print_it(root)
    except NewspaperError as error:
        return {found.code for found in error.problems} == {"address-dropped"}
    return False


def known(root: Path) -> list[str]:
    return [
        line.split()[0]
        for file in (root / "content" / "addresses").iterdir()
        for line in file.read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]


def line_of(root: Path, address: str) -> int:
    text = (root / "content" / "addresses" / "2024.txt").read_text(encoding="utf-8")
    lines = text.splitlines()
    return next(n for n, line in enumerate(lines, 1) if line.split()[0] == address)


def say(root: Path, address: str, said: str) -> int:
    """Writes on the line of an address what editors say of it; returns the line's number."""
    path = root / "content" / "addresses" / "2024.txt"
    number = line_of(root, address)
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[number - 1] = said
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return number
