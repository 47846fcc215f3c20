"""A page PDF that is dropped in becomes articles, print pages and places on them."""

from __future__ import annotations

import datetime as dt
import functools
import io
import os
import pickle
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from broadsheet.ingest import takes
from broadsheet.ingest.inbox import ingest
from broadsheet.layoutfile import parse_layout
from broadsheet.layouts import Kind, PageLayout, Role
from broadsheet.manuscript import parse_article
from broadsheet.model import Article
from broadsheet.pdf import workshop
from broadsheet.pdf.taken import TakenPage
from tests import pdf_kit
from tests.pdf_kit import HARVEST, LIBRARY, Sheet, Story, prose

Press = Callable[..., subprocess.CompletedProcess[str]]
Tree = Callable[[Path], dict[str, bytes]]


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A newspaper with an empty inbox."""
    (tmp_path / "content/inbox").mkdir(parents=True)
    (tmp_path / "content/newspaper.yaml").write_text("title: 试刊\n", encoding="utf-8")
    return tmp_path


def drop(paper: Path, name: str, data: bytes) -> Path:
    path = paper / "content/inbox" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def articles(paper: Path, key: str = "2024-03-08") -> list[Article]:
    folder = paper / "content/editions" / key
    return [
        parse_article(path.read_text(encoding="utf-8"), path.name, dt.UTC)
        for path in sorted(folder.glob("0*.md"))
    ]


def layout(paper: Path, page: int, key: str = "2024-03-08") -> PageLayout:
    path = paper / "content/editions" / key / f"page-{page:02d}.layout.yaml"
    return parse_layout(path.read_text(encoding="utf-8"), path.name)


def test_a_page_becomes_stories_with_all_fields_and_a_layout(paper: Path, press: Press) -> None:
    data = pdf_kit.simple_page()
    drop(paper, "2024-03-08.pdf", data)
    done = press("--root", paper, "ingest")
    assert done.returncode == 0, done.stderr
    first, second = articles(paper)
    assert (first.title, first.kicker, first.deck) == (
        HARVEST.headline,
        HARVEST.kicker,
        HARVEST.deck,
    )
    assert [(a.name, a.role) for a in first.authors] == [("程望舒", "记者"), ("罗青禾", "通讯员")]
    assert first.body.strip().split("\n\n") == HARVEST.paragraphs
    assert (first.page, first.order, first.place) == (2, 1, "02-01")
    assert second.title == LIBRARY.headline
    assert second.body.strip().split("\n\n") == LIBRARY.paragraphs
    (picture,) = second.images
    assert picture.caption == "图为渡口旁的小书屋。"
    assert picture.credit == "本报记者 温书意 摄"
    folder = paper / "content/editions/2024-03-08"
    with Image.open(folder / picture.src) as cut:
        assert cut.size == (500, 244)
    assert (folder / "raw/2024-03-08.pdf").read_bytes() == data
    assert not (paper / "content/inbox/2024-03-08.pdf").exists()
    found = layout(paper, 2)
    assert [(area.place, area.kind) for area in found.areas] == [
        ("02-01", Kind.ARTICLE),
        ("02-02", Kind.ARTICLE),
    ]
    roles = [block.role for block in found.areas[1].blocks]
    assert roles == [
        Role.HEADLINE,
        Role.BYLINE,
        Role.CAPTION,
        Role.BODY,
        Role.BODY,
        Role.PICTURE,
    ]
    edition = (folder / "edition.md").read_text(encoding="utf-8")
    assert "label: 第2版, name: 综合, image: pages/02.webp, pdf: pages/02.pdf" in edition
    assert "2024年3月8日 星期五" in edition
    with Image.open(folder / "pages/02.webp") as shown:
        assert shown.size == (1120, 1600)
    with pypdfium2.PdfDocument(folder / "pages/02.pdf") as single:
        assert len(single) == 1


def test_the_site_builds_from_what_the_door_made(
    paper: Path, press: Press, repository: Path
) -> None:
    shutil.copytree(repository / "templates", paper / "templates")
    drop(paper, "2024-03-08.pdf", pdf_kit.simple_page())
    done = press("--root", paper)
    assert done.returncode == 0, done.stderr
    page = (paper / "site/2024/03/08/02-01/index.html").read_text(encoding="utf-8")
    assert HARVEST.headline in page


def test_every_character_of_the_text_layer_is_accounted_for(paper: Path, press: Press) -> None:
    data = pdf_kit.simple_page()
    with pypdfium2.PdfDocument(data) as document:
        text = document[0].get_textpage().get_text_range()
    drop(paper, "2024-03-08.pdf", data)
    press("--root", paper, "ingest")
    folder = paper / "content/editions/2024-03-08"
    kept = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.md"))
    assert {char for char in text if not char.isspace()} - set(kept) == set()


def test_pages_of_a_folder_and_pages_of_one_file_are_the_same_issue(
    paper: Path, press: Press, tmp_path: Path
) -> None:
    drop(paper, "2024-03-08/02-综合.pdf", pdf_kit.simple_page(2))
    drop(paper, "2024-03-08/03-副刊.pdf", pdf_kit.simple_page(3))
    done = press("--root", paper, "ingest")
    assert done.returncode == 0, done.stderr
    assert [a.place for a in articles(paper)] == ["02-01", "02-02", "03-01", "03-02"]
    edition = (paper / "content/editions/2024-03-08/edition.md").read_text(encoding="utf-8")
    assert "name: 副刊" in edition


def jumping() -> bytes:
    """A story that goes on on the next page, in the middle of a sentence."""
    lines = pdf_kit.wrapped(prose(6), 17)
    sheet = Sheet()
    sheet.folio(1)
    sheet.text(40, 60, "渡船停了以后", 24)
    sheet.columns(lines[:16], [(40, 96, 8), (205, 96, 8)])
    sheet.text(268, 96 + 8 * 13, "（下转第2版）", 8)
    sheet.rule(40, 520, 300)
    sheet.story(Story("新桥通车", prose(3, 4)), 40, 310, 17, 2)
    sheet.next_page()
    sheet.folio(2)
    sheet.text(40, 60, "渡船停了以后", 20)
    sheet.text(40, 92, "（上接第1版）", 8)
    rest = lines[16:]
    sheet.columns(rest, [(40, 108, -(-len(rest) // 2)), (205, 108, 99)])
    return sheet.data()


def test_a_story_that_jumps_is_one_article_in_mid_sentence(paper: Path, press: Press) -> None:
    drop(paper, "2024-03-08.pdf", jumping())
    done = press("--root", paper, "ingest")
    assert done.returncode == 0, done.stderr
    first, second = articles(paper)
    assert first.title == "渡船停了以后"
    assert first.jump is not None
    assert first.jump.to == 2
    assert "".join(first.body.split()) == "".join(prose(6))
    assert second.title == "新桥通车"
    assert [area.place for area in layout(paper, 2).areas] == ["01-01"]


def outlined() -> bytes:
    """A page whose type is nothing but small shapes."""
    sheet = Sheet()
    for n in range(400):
        x, y = 40 + n % 40 * 12, 60 + n // 40 * 14
        sheet.canvas.circle(x, 800 - y, 4, fill=1)
    return sheet.data()


def joined(*files: bytes) -> bytes:
    whole = pypdfium2.PdfDocument.new()
    for data in files:
        with pypdfium2.PdfDocument(data) as part:
            whole.import_pages(part)
    out = io.BytesIO()
    whole.save(out)
    whole.close()
    return out.getvalue()


def test_a_page_in_outlines_is_said_and_the_others_are_set(
    paper: Path, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(pdf_kit.blindfold(paper / "blind")))
    drop(paper, "2024-03-08.pdf", joined(pdf_kit.simple_page(1), outlined()))
    done = press("--root", paper, "ingest")
    assert done.returncode == 0
    assert (
        "content/inbox/2024-03-08.pdf: needs-ocr page 2 has no text that can be used: "
        "its type was turned to outlines"
    ) in done.stderr
    assert [a.place for a in articles(paper)] == ["01-01", "01-02"]
    assert (paper / "content/editions/2024-03-08/pages/02.webp").is_file()


def test_a_page_over_its_limits_is_said_and_the_others_are_set(
    paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process that reads it is stopped by the system; another one goes on behind the page."""
    slow = Sheet()
    slow.folio(2)
    for n in range(200_000):
        slow.canvas.line(n % 500, n % 700, n % 499 + 50, n % 690)
    data = joined(pdf_kit.simple_page(1), slow.data(), pdf_kit.simple_page(3))
    drop(paper, "2024-03-08.pdf", data)
    short = functools.partial(workshop.take_some, seconds=2.0)
    monkeypatch.setattr(takes, "take_some", short)
    report = ingest(paper)
    assert [(found.code, found.message) for found in report.problems] == [
        ("pdf-unreadable", "page 2 cannot be read: it takes more time or memory than a page may")
    ]
    assert [a.place for a in articles(paper)] == ["01-01", "01-02", "03-01", "03-02"]


def test_a_run_that_was_stopped_goes_on_behind_the_last_page_it_had(
    paper: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tree: Tree
) -> None:
    other = tmp_path / "other"
    for root in (paper, other):
        (root / "content/inbox").mkdir(parents=True, exist_ok=True)
        (root / "content/newspaper.yaml").write_text("title: 试刊\n", encoding="utf-8")
        for number in (1, 2, 3):
            drop(root, f"2024-03-08/{number:02d}-综合.pdf", pdf_kit.simple_page(number))
    taken: list[str] = []

    def take(path: Path, shown: str, first: int, last: int) -> Iterator[tuple[int, TakenPage]]:
        if len(taken) == 2 and stops:
            raise KeyboardInterrupt
        taken.append(path.name)
        yield from workshop.take_some(path, shown, first, last)

    monkeypatch.setattr(takes, "take_some", take)
    stops = True
    with pytest.raises(KeyboardInterrupt):
        ingest(paper)
    assert taken == ["01-综合.pdf", "02-综合.pdf"]
    stops = False
    heard: list[tuple[int, int, str]] = []
    ingest(paper, progress=lambda done, total, name: heard.append((done, total, name)))
    assert taken == ["01-综合.pdf", "02-综合.pdf", "03-综合.pdf"]
    assert [(done, name) for done, _, name in heard if "page" in name] == [
        (1, "2024-03-08, page"),
        (2, "2024-03-08, page"),
        (3, "2024-03-08, page"),
    ]
    assert not list((paper / ".cache/takes").iterdir())
    monkeypatch.undo()
    ingest(other, jobs=2)
    assert tree(paper / "content/editions") == tree(other / "content/editions")


def test_what_is_no_page_in_the_cache_is_taken_again(paper: Path) -> None:
    """A cache is a folder like any other: what lies there may be anything, and does nothing."""
    harm = paper / "harm"
    drop(paper, "2024-03-08.pdf", pdf_kit.simple_page())
    ingest(paper, dry_run=True)
    kept = next(p for p in (paper / ".cache/takes").iterdir() if p.name.endswith("-0000"))
    kept.write_bytes(pickle.dumps(Harm(harm)))
    ingest(paper)
    assert not harm.exists()
    assert len(articles(paper)) == 2


class Harm:
    """Makes a folder when it is read."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return os.mkdir, (self.path,)


def drop_a_better_file(paper: Path, press: Press) -> subprocess.CompletedProcess[str]:
    """The simple page again, set otherwise."""
    better = Sheet()
    better.folio(2)
    foot = better.story(HARVEST, 44, 64, 17, 3)
    better.rule(40, 520, foot + 8)
    better.story(LIBRARY, 50, foot + 30, 24, 2)
    drop(paper, "2024-03-08.pdf", better.data())
    return press("--root", paper, "ingest")


def test_a_layout_that_a_person_corrected_survives_a_better_file(paper: Path, press: Press) -> None:
    drop(paper, "2024-03-08.pdf", pdf_kit.simple_page())
    press("--root", paper, "ingest")
    path = paper / "content/editions/2024-03-08/page-02.layout.yaml"
    corrected = path.read_text(encoding="utf-8").replace("role: deck", "role: kicker")
    path.write_text(corrected, encoding="utf-8")
    done = drop_a_better_file(paper, press)
    assert done.returncode == 0, done.stderr
    assert path.read_text(encoding="utf-8") == corrected
    assert "page-02.layout.yaml: layout-kept was corrected by hand" in done.stderr


def test_a_layout_that_nobody_touched_follows_a_better_file(paper: Path, press: Press) -> None:
    drop(paper, "2024-03-08.pdf", pdf_kit.simple_page())
    press("--root", paper, "ingest")
    before = layout(paper, 2)
    done = drop_a_better_file(paper, press)
    assert "layout-kept" not in done.stderr
    assert layout(paper, 2) != before


EXPORT = f"""{HARVEST.headline}

本报记者 程望舒 通讯员 罗青禾

{{harvest}}

{LIBRARY.headline}

本报记者 温书意

{{library}}
"""


def test_a_text_export_beside_the_pages_gives_the_words_and_they_the_places(
    paper: Path, press: Press
) -> None:
    words = [text.replace("糯稻铺成", "糯稻舖成") for text in HARVEST.paragraphs]
    export = EXPORT.format(harvest="\n".join(words), library="\n".join(LIBRARY.paragraphs))
    drop(paper, "2024-03-08.pdf", pdf_kit.simple_page())
    drop(paper, "2024-03-08.txt", export.encode())
    done = press("--root", paper, "ingest")
    assert done.returncode == 0, done.stderr
    first, second = articles(paper)
    assert first.body.strip().split("\n\n") == words
    assert (first.place, second.place) == ("02-01", "02-02")
    assert second.images
    assert first.source is not None
    assert first.source.file == "2024-03-08.txt"
    assert (
        "texts-differ 2 characters of the story 02-01 differ: the text export has 舖, the page 铺"
    ) in done.stderr
    assert [area.place for area in layout(paper, 2).areas] == ["02-01", "02-02"]
    rest = paper / "content/editions/2024-03-08/raw"
    assert sorted(path.name for path in rest.iterdir()) == ["2024-03-08.pdf", "2024-03-08.txt"]
    assert not list((paper / "content/inbox").iterdir())


def test_what_only_one_of_export_and_pages_has_is_kept_and_said(paper: Path, press: Press) -> None:
    other = "桥头的灯\n\n本报记者 白岚\n\n" + "\n".join(
        ["桥头新装了一盏太阳能路灯，夜里归来的人不再摸黑。", "灯杆上刻着捐灯人的名字，一共十七个。"]
    )
    export = EXPORT.split(LIBRARY.headline)[0].format(harvest="\n".join(HARVEST.paragraphs))
    ferry = ["老艄公把缆绳盘好，说渡船今天最后一班。", "对岸的灯一盏盏亮了，像是在等谁回家吃饭。"]
    sheet = Sheet()
    sheet.folio(2)
    foot = sheet.story(HARVEST, 40, 60, 17, 3)
    sheet.rule(40, 520, foot + 8)
    sheet.story(Story("最后一班渡船", ferry), 40, foot + 20, 17, 2)
    drop(paper, "2024-03-08.pdf", sheet.data())
    drop(paper, "2024-03-08.txt", f"{export}\n{other}\n".encode())
    done = press("--root", paper, "ingest")
    assert done.returncode == 0, done.stderr
    assert "not-in-export the story 02-03 stands on the page" in done.stderr
    assert "not-on-pages the story 02-02 is in the text export" in done.stderr
    assert [(a.title, a.review) for a in articles(paper)] == [
        (HARVEST.headline, ()),
        ("桥头的灯", ("place-unsure",)),
        ("最后一班渡船", ("not-in-export",)),
    ]
