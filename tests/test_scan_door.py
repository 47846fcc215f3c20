"""A picture of a page becomes the same as the page itself, and waits for a look."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from broadsheet.layouts import Kind
from broadsheet.model import Article
from broadsheet.pdf import workshop
from tests import pdf_kit
from tests.pdf_kit import HARVEST, LIBRARY
from tests.test_pdf_door import articles, drop, layout, paper

__all__ = ["paper"]

Press = Callable[..., subprocess.CompletedProcess[str]]

pytest.importorskip("rapidocr")


def scan(data: bytes, kind: str, turn: float = 0.0, **options: object) -> bytes:
    """A PDF's first page at 200 dots an inch, as a scanner gives it."""
    with pypdfium2.PdfDocument(data) as document:
        picture = document[0].render(scale=200 / 72).to_pil().convert("L")
    turned = picture.rotate(turn, resample=Image.Resampling.BICUBIC, fillcolor=255)
    file = io.BytesIO()
    turned.save(file, kind, dpi=(200, 200), **options)
    return file.getvalue()


def bare(text: str | None) -> str:
    """Without the marks whose two widths look the same in a picture."""
    return "".join(char for char in text or "" if char.isalnum())


def paragraphs(article: Article) -> list[str]:
    return [bare(text) for text in article.body.split("\n\n")]


def test_a_scan_that_lay_askew_becomes_the_stories_of_its_page(paper: Path, press: Press) -> None:
    data = scan(pdf_kit.simple_page(), "JPEG", 0.8, quality=70)
    drop(paper, "2024-03-08.jpg", data)
    done = press("--root", paper, "ingest")
    assert done.returncode == 0, done.stderr
    assert "page 1 was read from its picture" in done.stderr
    first, second = articles(paper)
    assert (first.title, first.kicker, first.deck) == (
        HARVEST.headline,
        HARVEST.kicker,
        HARVEST.deck,
    )
    assert [(a.name, a.role) for a in first.authors] == [("程望舒", "记者"), ("罗青禾", "通讯员")]
    assert [bare(text) for text in first.body.split("\n\n")] == [
        bare(p) for p in HARVEST.paragraphs
    ]
    assert second.title == LIBRARY.headline
    assert paragraphs(second) == [bare(text) for text in LIBRARY.paragraphs]
    assert second.images[0].caption == "图为渡口旁的小书屋。"
    assert all("ocr" in article.review for article in (first, second))
    folder = paper / "content/editions/2024-03-08"
    assert (folder / "raw/2024-03-08.jpg").read_bytes() == data
    with Image.open(folder / "pages/02.webp") as shown:
        assert shown.width == 1120
    areas = layout(paper, 2).areas
    assert [(area.place, area.kind) for area in areas] == [
        ("02-01", Kind.ARTICLE),
        ("02-02", Kind.ARTICLE),
    ]


def test_nothing_read_from_a_picture_is_published_before_somebody_looked(
    paper: Path, press: Press, repository: Path
) -> None:
    (paper / "templates").symlink_to(repository / "templates")
    with (paper / "content/newspaper.yaml").open("a", encoding="utf-8") as settings:
        settings.write(f"publish: {{host: {{type: folder, path: {paper / 'host'}}}}}\n")
    (paper / "host").mkdir()
    with pypdfium2.PdfDocument.new() as document:
        page = document.new_page(560, 800)
        image = pypdfium2.PdfImage.new(document)
        image.load_jpeg(io.BytesIO(scan(pdf_kit.simple_page(), "JPEG", quality=80)), inline=True)
        image.set_matrix(pypdfium2.PdfMatrix().scale(560, 800))
        page.insert_obj(image)
        page.gen_content()
        file = io.BytesIO()
        document.save(file)
    drop(paper, "2024-03-08.pdf", file.getvalue())
    assert press("--root", paper).returncode == 0
    refused = press("--root", paper, "publish")
    assert refused.returncode == 1
    assert "nobody has looked at ocr" in refused.stderr
    assert not list(paper.glob("host/**/*.html"))
    assert press("--root", paper, "accept", "2024-03-08").returncode == 0
    assert press("--root", paper, "publish").returncode == 0
    assert (paper / "host/2024/03/08/02-01/index.html").is_file()


def test_without_eyes_a_scan_stays_in_the_inbox_and_the_message_says_what_to_install(
    paper: Path, monkeypatch: pytest.MonkeyPatch, press: Press
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(pdf_kit.blindfold(paper / "blind")))
    drop(paper, "2024-03-08.png", scan(pdf_kit.simple_page(), "PNG"))
    done = press("--root", paper, "ingest")
    assert done.returncode == 1
    assert (
        "no-text-layer none of its pages has text that can be used: it is a picture" in done.stderr
    )
    assert "pip install 'broadsheet[ocr]'" in done.stderr
    assert (paper / "content/inbox/2024-03-08.png").is_file()


def test_a_picture_that_cannot_be_opened_is_refused_and_the_others_proceed(
    paper: Path, press: Press
) -> None:
    drop(paper, "2024-03-07.jpg", b"\xff\xd8\xff\xe0 no picture at all")
    drop(paper, "2024-03-08.pdf", pdf_kit.simple_page())
    done = press("--root", paper, "ingest")
    assert done.returncode == 1
    assert "2024-03-07.jpg" in done.stderr
    assert "it is no picture that can be read" in done.stderr
    assert (paper / "content/inbox/2024-03-07.jpg").is_file()
    assert len(articles(paper)) == 2


def test_each_picture_of_a_tiff_is_a_page() -> None:
    pages = [Image.new("L", (900, 1200), 240) for _ in range(3)]
    file = io.BytesIO()
    pages[0].save(file, "TIFF", save_all=True, append_images=pages[1:], dpi=(100, 100))
    taken = workshop.take_pages(file.getvalue(), "inbox/2024-03-08.tif", suffix=".tif")
    assert [page.index for page in taken] == [0, 1, 2]
    assert {(page.reading.width, page.reading.height) for page in taken} == {(648.0, 864.0)}
