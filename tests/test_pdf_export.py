"""A text export beside pages that had to be read from their picture: its words, their places."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from broadsheet.ingest import dropbox
from broadsheet.ingest.prepare import prepare
from broadsheet.ingest.results import Prepared
from broadsheet.pdf.reader import read_sheet
from broadsheet.pdf.reading import PageReading
from broadsheet.pdf.segment import read_page
from broadsheet.pdf.sheet import Trouble
from broadsheet.pdf.taken import TakenPage
from tests import pdf_kit
from tests.pdf_kit import HARVEST, LIBRARY

EXPORT = f"""{HARVEST.kicker}
{HARVEST.headline}
{HARVEST.deck}

{HARVEST.byline}

{{harvest}}

{LIBRARY.headline}

{LIBRARY.byline}

{{library}}
"""
MISREAD = {"晒": "哂", "谷": "合", "社": "杜", "帽": "冒"}
"""Characters that an engine takes for others."""


def taken_by_eye(data: bytes) -> TakenPage:
    """A page in outlines as an engine reads it: every place right, some characters wrong."""
    with pypdfium2.PdfDocument(data) as document:
        sheet = read_sheet(document[0])
    read = [replace(glyph, text=MISREAD.get(glyph.text, glyph.text)) for glyph in sheet.glyphs]
    return TakenPage(0, read_page(replace(sheet, glyphs=tuple(read))), by_eye=True)


def together(folder: Path, text: str, page: TakenPage) -> Prepared:
    (folder / "2024-03-08.pdf").write_bytes(pdf_kit.simple_page())
    (folder / "2024-03-08.txt").write_text(text, encoding="utf-8")
    (drop,) = dropbox.find(folder, [folder / "2024-03-08.pdf"]).drops
    contents = {"2024-03-08.txt": text.encode()}
    return prepare(drop, contents, taken={"2024-03-08.pdf": (page,)})


def test_words_come_from_the_export_and_places_from_what_was_read(tmp_path: Path) -> None:
    text = EXPORT.format(
        harvest="\n".join(HARVEST.paragraphs), library="\n".join(LIBRARY.paragraphs)
    )
    issue = together(tmp_path, text, taken_by_eye(pdf_kit.simple_page()))
    first, second = issue.setting.articles
    assert first.body.strip().split("\n\n") == HARVEST.paragraphs
    assert second.body.strip().split("\n\n") == LIBRARY.paragraphs
    assert (first.place, second.place) == ("02-01", "02-02")
    # sizes tell what is headline and what is deck, where a text alone can only guess
    assert (first.kicker, first.title, first.deck) == (
        HARVEST.kicker,
        HARVEST.headline,
        HARVEST.deck,
    )
    assert [area.place for area in issue.layouts[0].areas] == ["02-01", "02-02"]
    assert "ocr" not in (*first.review, *second.review)
    differ = [found.message for found in issue.problems if found.code == "texts-differ"]
    assert len(differ) == 2
    assert "the text export has 晒谷, the page 哂合" in differ[0]


def test_what_the_export_lacks_was_read_from_the_picture_and_waits_for_a_look(
    tmp_path: Path,
) -> None:
    text = EXPORT.partition(LIBRARY.headline)[0].format(harvest="\n".join(HARVEST.paragraphs))
    ferry = ["老艄公把缆绳盘好，说渡船今天最后一班。", "对岸的灯一盏盏亮了，像是在等谁回家吃饭。"]
    sheet = pdf_kit.Sheet()
    sheet.folio(2)
    foot = sheet.story(HARVEST, 40, 60, 17, 3)
    sheet.rule(40, 520, foot + 8)
    sheet.story(pdf_kit.Story("最后一班渡船", ferry), 40, foot + 20, 17, 2)
    issue = together(tmp_path, text, taken_by_eye(sheet.data()))
    first, second = issue.setting.articles
    assert (first.title, first.review) == (HARVEST.headline, ())
    assert set(second.review) == {"ocr", "not-in-export"}


@pytest.mark.parametrize("trouble", [Trouble.OUTLINES, Trouble.UNMAPPED, Trouble.PICTURE])
def test_pages_that_nobody_could_read_leave_the_export_alone(
    tmp_path: Path, trouble: Trouble
) -> None:
    text = EXPORT.format(
        harvest="\n".join(HARVEST.paragraphs), library="\n".join(LIBRARY.paragraphs)
    )
    page = TakenPage(0, PageReading(560.0, 800.0, trouble=trouble))
    issue = together(tmp_path, text, page)
    first, second = issue.setting.articles
    assert first.title.startswith(HARVEST.headline)
    assert second.title == LIBRARY.headline
    assert [found.code for found in issue.problems].count("needs-ocr") == 1
