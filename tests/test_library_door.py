"""METS and ALTO in the inbox: what libraries deliver becomes an edition, and ours comes back."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from broadsheet.alto.export import export
from broadsheet.alto.tree import read_xml
from broadsheet.ingest.dropbox import Drop, RawFile
from broadsheet.ingest.inbox import ingest
from broadsheet.ingest.library import set_library
from broadsheet.layouts import PageLayout, Role
from broadsheet.model import Article, Edition
from broadsheet.newspaper import load_newspaper
from broadsheet.ocr.doubts import DOUBTS, unpack_doubts
from broadsheet.problems import NewspaperError
from broadsheet.read import find_folder, read_edition
from tests import fuzzed
from tests.library_kit import AD, PAGES, STORIES, Block, alto, deliver, mets

SETTINGS = "title: 澄溪周报\nbase_url: https://example.org/chengxi/\n"


@pytest.fixture
def desk(tmp_path: Path) -> Callable[[str], Path]:
    """Newspapers without an issue, by name."""

    def empty(name: str) -> Path:
        root = tmp_path / name
        (root / "content/inbox").mkdir(parents=True)
        (root / "content/newspaper.yaml").write_text(SETTINGS, encoding="utf-8")
        return root

    return empty


def edition(root: Path, name: str) -> Edition:
    found = read_edition(root, find_folder(root, name), load_newspaper(root))
    assert found.edition is not None, found.problems
    return found.edition


def said(article: Article) -> tuple[object, ...]:
    """What a reader reads of a story; where its picture lies is the press's own affair."""
    captions = [(picture.caption, picture.credit) for picture in article.images]
    return (
        article.place, article.title, article.kicker, article.deck, article.column,
        article.dateline, article.authors, article.jump, article.body, captions,
    )  # fmt: skip


def named(layout: PageLayout) -> list[object]:
    """What the areas of a page are, and the roles of their blocks."""
    return [
        (area.place, area.kind, sorted((b.role, b.vertical) for b in area.blocks))
        for area in layout.areas
    ] + [block.role for block in layout.furniture]


def sides(layout: PageLayout) -> list[float]:
    """Every corner and side, in points."""
    found = [side for area in layout.areas for ring in area.rings for xy in ring for side in xy]
    for blocks in (*(area.blocks for area in layout.areas), layout.furniture):
        boxes = sorted((b.role, b.box.y0, b.box.x0, b.box.x1, b.box.y1) for b in blocks)
        found += [side for _, *box in boxes for side in box]
    return found


# --- our own export comes back ------------------------------------------------------------------


def test_an_exported_edition_comes_back_with_its_stories_fields_and_places(
    desk: Callable[[str], Path], now: dt.datetime
) -> None:
    pytest.importorskip("pypdfium2")
    from tests.pdf_kit import simple_page

    first, again = desk("first"), desk("again")
    folder = first / "content/inbox/2024-03-08"
    folder.mkdir()
    (folder / "01-要闻.pdf").write_bytes(simple_page(1))
    ingest(first, quiet=lambda drops: frozenset(drop.path for drop in drops))
    assert export(first, first / "out", now).pages == 1
    shutil.copytree(first / "out/2024-03-08", again / "content/inbox/2024-03-08")
    report = ingest(again, quiet=lambda drops: frozenset(drop.path for drop in drops))
    assert report.problems == ()
    one, other = edition(first, "2024-03-08"), edition(again, "2024-03-08")
    assert len(one.articles) == 2
    assert [said(article) for article in other.articles] == [said(a) for a in one.articles]
    assert [(p.sequence, p.label, p.name) for p in other.pages] == [
        (p.sequence, p.label, p.name) for p in one.pages
    ]
    mine, theirs = one.pages[0].layout, other.pages[0].layout
    assert mine is not None
    assert theirs is not None
    assert named(theirs) == named(mine)
    # a pixel of the picture is half a point
    assert sides(theirs) == pytest.approx(sides(mine), abs=0.6)
    raw = again / "content/editions/2024-03-08/raw"
    assert (raw / "mets.xml").read_bytes() == (first / "out/2024-03-08/mets.xml").read_bytes()


def test_a_story_in_two_parts_and_paragraphs_without_a_pdf_come_back(
    desk: Callable[[str], Path], paper: Callable[..., Path], now: dt.datetime
) -> None:
    from tests.page_kit import add_print_pages

    root, again = paper("base"), desk("again")
    folder = add_print_pages(root)
    layout = (folder / "page-01.layout.yaml").read_text()
    rings = "[[[10.0, 210.0], [140.0, 210.0], [140.0, 390.0], [10.0, 390.0]]"
    second = "[[10.0, 395.0], [140.0, 395.0], [140.0, 399.0], [10.0, 399.0]]"
    assert rings in layout
    (folder / "page-01.layout.yaml").write_text(layout.replace(rings, f"{rings}, {second}"))
    text = "石埠渡口的木船添了竹顶棚，雨天过河不再打伞。\n\n船工说，棚子是自家的竹子扎的。\n"
    (folder / "01-02-ferry.md").write_text(
        f"---\ntitle: 渡船添了顶棚\npage: 1\norder: 2\n---\n\n{text}", encoding="utf-8"
    )
    edition_file = folder / "edition.md"
    edition_file.write_text(edition_file.read_text().replace(", pdf: pages/01.pdf", ""))
    export(root, root / "out", now)
    shutil.copytree(root / "out/2024-03-01", again / "content/inbox/2024-03-01")
    ingest(again, quiet=lambda drops: frozenset(drop.path for drop in drops))
    back = edition(again, "2024-03-01")
    ferry = next(a for a in back.articles if a.title == "渡船添了顶棚")
    assert ferry.body == text
    area = next(a for a in back.pages[0].layout.areas if a.place == ferry.place)  # type: ignore[union-attr]
    assert len(area.rings) == 2


# --- what libraries deliver ---------------------------------------------------------------------


LEAD = """\
The Wendle rose four feet between dusk and midnight on Thursday, and every sluice from Ash Mill to \
the town bridge stood open by one o'clock.

Mrs. Dora Penhale, who keeps the upper lock, said that she had not seen such water since the year \
her daughter was born, and that the bank held because forty men had stood on it with sandbags.

The waterworks will report on Monday.

A fund for the lock has been opened at the bank.
"""


@pytest.mark.parametrize(("version", "unit"), [(2, "mm10"), (3, "inch1200"), (4, "pixel")], ids=str)
def test_an_issue_of_a_library_is_set_as_its_mets_says(
    desk: Callable[[str], Path], version: int, unit: str
) -> None:
    root = desk("paper")
    deliver(root / "content/inbox/courier", version=version, unit=unit)
    report = ingest(root, quiet=lambda drops: frozenset(drop.path for drop in drops))
    assert report.problems == ()
    assert [str(issue.key) for issue in report.set] == ["1935-05-03"]
    found = edition(root, "1935-05-03")
    lead, fete = found.articles
    assert (lead.title, lead.kicker) == ("Lock-keepers hold the bank", "THE RIVER IN FLOOD")
    assert [author.name for author in lead.authors] == ["Edwin Halloway"]
    assert lead.body == LEAD
    assert [picture.caption for picture in lead.images] == ["The upper lock at dawn."]
    assert (fete.page, fete.title) == (2, "Fete moved to the drill hall")
    assert found.number == "2114"
    assert found.folios == ("No. 2,114 Friday, 3 May 1935",)
    front, back = (page.layout for page in found.pages)
    assert front is not None
    assert back is not None
    assert [(area.place, str(area.kind)) for area in front.areas] == [
        ("01-01", "article"), (None, "ad"),
    ]  # fmt: skip
    assert [area.place for area in back.areas] == ["01-01", "02-01"]
    assert (front.width, front.height) == (pytest.approx(540, abs=1), pytest.approx(720, abs=1))
    body = next(b.box for b in front.areas[0].blocks if b.role is Role.BODY)
    assert [body.x0, body.y0, body.x1] == [pytest.approx(x, abs=0.5) for x in (40, 130, 260)]
    folder = root / "content/editions/1935-05-03"
    with Image.open(folder / lead.images[0].src) as cut:
        assert cut.size == (pytest.approx(220 * 200 / 72, abs=3), pytest.approx(333, abs=3))
    with Image.open(folder / (found.pages[0].image or "")) as page:
        assert page.size == (1500, 2000)
    assert (folder / "raw/scans/p1.tif").is_file()
    assert not (root / "content/inbox/courier").exists()


@pytest.mark.parametrize("named", [True, False], ids=["with METS", "without METS"])
def test_pages_without_articles_go_through_our_own_segmentation(
    desk: Callable[[str], Path], named: bool
) -> None:
    root = desk("paper")
    folder = deliver(root / "content/inbox/1935-05-03", stories="")
    if not named:
        (folder / "mets.xml").unlink()
    report = ingest(root, quiet=lambda drops: frozenset(drop.path for drop in drops))
    assert report.problems == ()
    stories = {article.title: article for article in edition(root, "1935-05-03").articles}
    lead, fete = stories["Lock-keepers hold the bank"], stories["Fete moved to the drill hall"]
    assert (lead.page, fete.page) == (1, 2)
    assert lead.body.startswith("The Wendle rose four feet between dusk and midnight on Thursday,")
    assert [author.name for author in lead.authors] == ["Edwin Halloway"]
    assert all(page.image and page.layout for page in edition(root, "1935-05-03").pages)


def test_what_mets_has_no_article_for_keeps_its_place_on_the_page(
    desk: Callable[[str], Path],
) -> None:
    root = desk("paper")
    folder = deliver(root / "content/inbox/1935-05-03", stories=STORIES.replace("{AD1@1}", ""))
    blocks = [replace(AD, attributes='TYPE="ad"'), *(b for b in PAGES[0] if b is not AD)]
    text = alto(blocks, version=2, unit="mm10", image="p1.tif")
    (folder / "text/p1.xml").write_text(text, encoding="utf-8")
    ingest(root, quiet=lambda drops: frozenset(drop.path for drop in drops))
    layout = edition(root, "1935-05-03").pages[0].layout
    assert layout is not None
    assert [(area.place, str(area.kind)) for area in layout.areas] == [
        (None, "ad"), ("01-01", "article"),
    ]  # fmt: skip


def test_words_that_a_machine_was_not_sure_of_wait_for_a_person(
    desk: Callable[[str], Path],
) -> None:
    root = desk("paper")
    folder = deliver(root / "content/inbox/1935-05-03")
    page = folder / "text/p2.xml"
    page.write_text(page.read_text().replace('CONTENT="drill" ', 'CONTENT="drill" WC="0.41" ', 1))
    report = ingest(root, quiet=lambda drops: frozenset(drop.path for drop in drops))
    assert [p.code for p in report.problems] == ["read-by-eye"]
    lead, fete = edition(root, "1935-05-03").articles
    assert (lead.review, fete.review) == ((), ("ocr",))
    (guess,) = (g for g in report.set[0].guesses if g.code == "ocr")
    assert "drill (41%)" in guess.reason
    kept = (root / "content/editions/1935-05-03" / DOUBTS).read_bytes()
    (word,) = unpack_doubts(kept, 2)
    assert (word.text, word.worth, unpack_doubts(kept, 1)) == ("drill", 0.41, ())
    heading = edition(root, "1935-05-03").pages[1].layout.areas[1].blocks[0].box  # type: ignore[union-attr]
    assert heading.x0 < word.box.x0 < word.box.x1 < heading.x1


def test_what_points_nowhere_is_said_and_the_rest_is_set(desk: Callable[[str], Path]) -> None:
    root = desk("paper")
    deliver(root / "content/inbox/1935-05-03", stories=STORIES.replace("{TB4@1}", "{TB5@1}"))
    mets_file = root / "content/inbox/1935-05-03/mets.xml"
    mets_file.write_text(mets_file.read_text().replace('BEGIN="TB8"', 'BEGIN="TB99"'))
    (root / "content/inbox/1935-05-03/scans/p2.tif").write_bytes(b"II*\0")
    report = ingest(root, quiet=lambda drops: frozenset(drop.path for drop in drops))
    assert sorted(p.code for p in report.problems) == ["mets-pointer", "page-without-picture"]
    found = edition(root, "1935-05-03")
    assert found.pages[1].image is None
    # text that no story has is a story of its own, or furniture of its page where it is short
    assert found.articles[0].title == "Lock-keepers hold the bank"
    everything = " ".join([*found.folios, *(a.body for a in found.articles)])
    assert "A fund for the lock has been opened at the bank." in everything
    assert "The waterworks will report on Monday." in everything


def test_pages_are_found_in_a_structure_without_a_name_and_mastheads_stay_on_them(
    desk: Callable[[str], Path],
) -> None:
    root = desk("paper")
    stories = STORIES.replace("{TB4@1}", "") + '<mets:div TYPE="TITLE_SECTION">{TB4@1}</mets:div>'
    folder = deliver(root / "content/inbox/1935-05-03", stories=stories)
    text = (folder / "mets.xml").read_text().replace(' TYPE="PHYSICAL"', "")
    for number in (1, 2):  # the second file is the first page
        text = text.replace(f'"PAGE" ORDER="{number}"', f'"np:page" ORDER="{3 - number}"')
    (folder / "mets.xml").write_text(text)
    ingest(root, quiet=lambda drops: frozenset(drop.path for drop in drops))
    found = edition(root, "1935-05-03")
    assert [(a.page, a.title[:4]) for a in found.articles] == [(1, "Fete"), (2, "Lock")]
    assert "forty men had stood on it with sandbags." in found.folios


# --- what comes from outside --------------------------------------------------------------------


def test_a_file_may_declare_nothing_and_names_the_line_where_it_breaks() -> None:
    bomb = b'<?xml version="1.0"?>\n<!DOCTYPE alto [\n<!ENTITY a "aaaa">\n]>\n<alto>&a;</alto>'
    for data, line, reason in (
        (bomb, 2, "declares a document type"),
        (b"<alto>\n<Layout>\n</alto>", 3, "mismatched tag"),
        (b"", 1, "no element found"),
        (b"<alto>" + b"<a>" * 200, 1, "lie inside each other"),
        (b'<?xml version="1.0" encoding="klingon"?><alto/>', 1, "encoding"),
    ):
        with pytest.raises(NewspaperError) as caught:
            read_xml(data, "p1.xml")
        (found,) = caught.value.problems
        assert (found.code, found.path, found.line) == ("bad-xml", "p1.xml", line), reason
        assert reason in found.message
    chinese = '<?xml version="1.0" encoding="GB18030"?>\n<alto>澄溪</alto>'.encode("gb18030")
    assert read_xml(chinese, "p1.xml").text == "澄溪"


def drop_of(files: dict[str, bytes]) -> Drop:
    raw = tuple(RawFile(Path(os.devnull), n, n, len(d), 0) for n, d in sorted(files.items()))
    return Drop("1935-05-03", Path(os.devnull), "1935-05-03", None, raw, (), False, True)


ODD = [
    "", "0", "-1", "1e999", "nan", "9e9", "0.0001", "TB1", "TB4", "AD1", "HypPart1", "HypPart2",
    "ARTICLE", "PAGE", "PHYSICAL", "ILLUSTRATION", "PAGE_NUMBER", "ad", "brief", "mm10", "1000",
    "\u202e", "0,0 0,0 0,0", "5,5 9,9 5,9", "furniture", "vertical", "text/p1.xml", "2024-01-01",
]  # fmt: skip
VALUE = re.compile(r'="([^"]*)"')


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.booleans(), st.integers(0, 500), st.sampled_from(ODD)), min_size=1, max_size=9
    )
)
def test_odd_values_are_set_or_refused_in_words(changes: list[tuple[bool, int, str]]) -> None:
    files = {"mets.xml": mets(STORIES, 1), "text/p1.xml": alto(PAGES[0], version=2, unit="pixel")}
    for page, at, value in changes:
        name = "text/p1.xml" if page else "mets.xml"
        places = [match.span(1) for match in VALUE.finditer(files[name])]
        start, end = places[at % len(places)]
        files[name] = files[name][:start] + value + files[name][end:]
    # it reads what it has set, and looks whether a character was lost
    fuzzed.issue({name: text.encode() for name, text in files.items()})


def test_a_page_of_nothing_but_strings_is_refused_before_it_is_segmented() -> None:
    many = ["字" * 700] * 100
    page = alto([Block("TB1", 10, 10, 500, many, 7)], version=4, unit="mm10").encode()
    with pytest.raises(NewspaperError) as caught:
        set_library(drop_of({"p1.xml": page}), {"p1.xml": page})
    assert [found.code for found in caught.value.problems] == [
        "nothing-set", "page-without-picture", "pdf-unreadable",
    ]  # fmt: skip
