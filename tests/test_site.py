"""Whole newspapers: what is printed, that it holds together, and that it is the same each time."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import lxml.etree
import lxml.html
import pytest

from broadsheet.model import Report
from broadsheet.press import build

GOLDEN = Path(__file__).parent / "data" / "golden" / "weekly"
GOLDEN_PAGES = (
    "2024/03/01/01-01/index.html",
    "2024/03/01/02/index.html",
    "2024/03/08/01-02/index.html",
    "corrections/index.html",
    "feed.json",
    "rss.xml",
    "sitemap-2024-03.xml",
)
SHARED = re.compile(
    r'<header class="masthead">.*?</header>\n|<footer class="imprint">.*?</footer>\n', re.S
)
"""What every page has; it would make every change of it a change of all golden pages."""
LINKS = ("href", "src", "action", "data-index", "poster")
PREFIX = "https://host.example/some/paper/"

Paper = Callable[..., Path]
Press = Callable[..., subprocess.CompletedProcess[str]]
Tree = Callable[[Path], dict[str, bytes]]


@pytest.fixture(scope="module")
def weekly(
    tmp_path_factory: pytest.TempPathFactory, repository: Path, now: dt.datetime
) -> tuple[Path, Report]:
    """The weekly, built once: the folder of its site, and the report."""
    root = tmp_path_factory.mktemp("weekly") / "paper"
    shutil.copytree(repository / "tests" / "data" / "weekly", root)
    shutil.copytree(repository / "templates", root / "templates")
    return root / "site", build(root, root / "site", now=now)


# what is printed


def test_the_site_has_the_files_of_the_golden_tree(
    weekly: tuple[Path, Report], tree: Tree, save_golden: bool
) -> None:
    paths = (
        re.sub(r"(?<=^search/s/)[0-9a-f]{16}(?=/)|(?<=-)[0-9a-f]{6}(?=[.]js$)", "DIGEST", path)
        for path in tree(weekly[0])
        if not path.startswith("assets/")
    )
    found = "".join(f"{path}\n" for path in sorted(set(paths)))
    assert found == golden("tree.txt", found, save_golden)


@pytest.mark.parametrize("path", GOLDEN_PAGES)
def test_a_page_is_the_golden_one(
    path: str, weekly: tuple[Path, Report], save_golden: bool
) -> None:
    found = SHARED.sub("", (weekly[0] / path).read_text(encoding="utf-8"))
    assert found == golden(path, found, save_golden)


def golden(name: str, found: str, save: bool) -> str:
    """The golden file; with --save-golden it is what was found, for a person to read."""
    file = GOLDEN / name
    if save:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(found, encoding="utf-8")
    return file.read_text(encoding="utf-8")


def test_the_report_counts_what_is_published_and_names_what_waits(
    weekly: tuple[Path, Report], tree: Tree
) -> None:
    site, report = weekly
    assert (report.editions, report.stories) == (4, 7)
    assert report.held == ("2999-01-01",)
    assert set(report.written) == set(tree(site))
    assert (report.kept, report.removed) == (0, ())


def test_a_newspaper_without_editions_has_a_front_page(
    paper: Paper, tree: Tree, now: dt.datetime
) -> None:
    root = paper("base")
    shutil.rmtree(root / "content" / "editions")
    report = build(root, root / "site", now=now)
    assert (report.editions, report.stories) == (0, 0)
    assert dead_links(tree(root / "site"), PREFIX) == []


def test_an_edition_whose_stories_are_all_withdrawn_keeps_its_addresses(
    paper: Paper, tree: Tree, now: dt.datetime
) -> None:
    root = paper("base")
    for story in (root / "content" / "editions" / "2024-03-01").glob("01-*.md"):
        withdrawn = "withdrawn: {date: 2024-03-02, reason: 误}\n---\n\n"
        story.write_text(story.read_text().replace("---\n\n", withdrawn))
    build(root, root / "site", now=now)
    site = tree(root / "site")
    assert {"index.html", "2024/03/01/index.html", "2024/03/01/01-02/index.html"} <= site.keys()
    assert dead_links(site, PREFIX) == []


# that it holds together


def test_every_link_and_anchor_of_the_weekly_leads_somewhere(
    weekly: tuple[Path, Report], tree: Tree
) -> None:
    assert dead_links(tree(weekly[0]), PREFIX) == []


def test_every_link_and_anchor_of_the_sample_paper_leads_somewhere(
    sample_site: Path, tree: Tree
) -> None:
    assert dead_links(tree(sample_site), PREFIX) == []


def dead_links(site: dict[str, bytes], base: str) -> list[str]:
    """Links that leave the site's prefix or lead to no file or anchor, as `page: link`."""
    pages = {path: lxml.html.fromstring(site[path]) for path in site if path.endswith(".html")}
    anchors = {path: {*page.xpath("//@id"), *page.xpath("//@name")} for path, page in pages.items()}
    dead = []
    for path, page in pages.items():
        for link in links(page):
            url = urlsplit(urljoin(base + path, link))
            if link.startswith(("http:", "https:", "mailto:", "tel:", "data:")):
                continue
            file = unquote(f"{url.scheme}://{url.netloc}{url.path}").removeprefix(base)
            file += "index.html" if file == "" or file.endswith("/") else ""
            good = file in site and (not url.fragment or unquote(url.fragment) in anchors[file])
            dead += [] if good else [f"{path}: {link}"]
    return dead


def links(page: lxml.html.HtmlElement) -> Iterator[str]:
    """What the attributes of a page link to; a srcset names several files with their widths."""
    for name in LINKS:
        yield from page.xpath(f"//@{name}")
    for candidates in page.xpath("//@srcset"):
        yield from (candidate.split()[0] for candidate in candidates.split(","))


def test_absolute_addresses_lead_to_files_of_the_site(
    weekly: tuple[Path, Report], tree: Tree
) -> None:
    base = "https://example.org/chengxi/"
    site = tree(weekly[0])
    found = [
        url.decode()
        for path, data in site.items()
        if path.endswith((".html", ".xml", ".json", ".txt"))
        for url in re.findall(rb"https://example\.org/[^\s\"'<>&\\){}]*", data)
    ]
    assert len(found) > 100
    for url in found:
        path = unquote(url.partition("?")[0]).rstrip(".,").removeprefix(base)
        assert path + ("index.html" if path == "" or path.endswith("/") else "") in site, url


def test_every_page_is_named_in_the_sitemap_or_tells_robots_to_pass(
    weekly: tuple[Path, Report], tree: Tree
) -> None:
    site = tree(weekly[0])
    sitemaps = b"".join(data for path, data in site.items() if path.startswith("sitemap-"))
    for path, data in site.items():
        if path.endswith(".html"):
            page = lxml.html.fromstring(data)
            (canonical,) = page.xpath("//link[@rel='canonical']/@href")
            named = f"<loc>{canonical}</loc>".encode() in sitemaps
            hidden = bool(page.xpath("//meta[@name='robots'][contains(@content, 'noindex')]"))
            assert named or hidden or path == "search/index.html", path


def test_every_file_for_machines_can_be_read_by_one(
    weekly: tuple[Path, Report], tree: Tree
) -> None:
    for path, data in tree(weekly[0]).items():
        if path.endswith((".xml", ".svg")):
            lxml.etree.fromstring(data)
        elif path.endswith(".json"):
            json.loads(data)
        elif path.endswith(".html"):
            for script in lxml.html.fromstring(data).xpath("//script[@type='application/ld+json']"):
                json.loads(script.text)


def test_no_text_of_a_story_becomes_markup(weekly: tuple[Path, Report], tree: Tree) -> None:
    site = tree(weekly[0])
    for path, data in site.items():
        if path.endswith(".html"):
            assert b"<script>alert" not in data, path
            assert "<b>渡船" not in data.decode(), path


# what is not to be read


@pytest.mark.parametrize(
    ("year", "hidden", "shown"),
    [(2025, "子丑寅卯辰", ""), (3000, "子丑辰", "寅卯")],
    ids=["before their day", "after their day"],
)
def test_what_is_not_published_stands_in_no_byte(
    year: int, hidden: str, shown: str, paper: Paper, tree: Tree
) -> None:
    root = paper("weekly")
    build(root, root / "site", now=dt.datetime(year, 6, 1, tzinfo=dt.UTC))
    texts = {path: text for path, data in tree(root / "site").items() for text in readable(data)}
    for word in hidden:
        assert [p for p, text in texts.items() if f"语{word}" in text or f"语{word}" in p] == []
    for word in shown:
        assert [path for path, text in texts.items() if f"语{word}" in text] != []


def test_pictures_of_unpublished_stories_are_not_published(
    weekly: tuple[Path, Report], tree: Tree
) -> None:
    assert [path for path in tree(weekly[0]) if path.startswith("2024/03/08/images")] == []


def readable(data: bytes) -> Iterator[str]:
    """The text of a file, and of what is bound in it."""
    yield data.decode(errors="replace")
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            for part in book.infolist():
                yield part.filename + book.read(part).decode(errors="replace")


# that it is the same each time


def test_another_folder_hash_seed_clock_zone_and_number_of_jobs_give_the_same_bytes(
    paper: Paper, press: Press, tree: Tree
) -> None:
    one, two = paper("weekly", "one"), paper("weekly", "two/a longer name")
    for root, jobs, seed, zone in ((one, 1, "1", "UTC"), (two, 2, "2", "America/Lima")):
        done = press("--root", root, "--jobs", jobs, PYTHONHASHSEED=seed, TZ=zone, LC_ALL="C")
        assert done.returncode == 0, done.stderr
    assert tree(one / "site") == tree(two / "site")


def test_no_file_names_the_folder_it_was_printed_in(
    weekly: tuple[Path, Report], tree: Tree
) -> None:
    folder = str(weekly[0].parent).encode()
    assert [path for path, data in tree(weekly[0]).items() if folder in data] == []


def test_a_second_build_writes_nothing(paper: Paper, now: dt.datetime) -> None:
    root = paper("weekly")
    first = build(root, root / "site", now=now)
    times = {path: path.stat().st_mtime_ns for path in (root / "site").rglob("*")}
    second = build(root, root / "site", now=now)
    assert (second.written, second.removed) == ((), ())
    assert second.kept == len(first.written)
    assert {path: path.stat().st_mtime_ns for path in (root / "site").rglob("*")} == times


def test_two_sites_of_one_newspaper_do_not_disturb_each_other(
    paper: Paper, tree: Tree, now: dt.datetime
) -> None:
    root = paper("weekly")
    build(root, root / "site", now=now)
    build(root, root / "preview", now=now)
    (root / "content" / "editions" / "2025-01-03" / "02-01-letter.md").unlink()
    build(root, root / "preview", now=now)
    build(root, root / "site", now=now)
    assert tree(root / "site") == tree(root / "preview")
