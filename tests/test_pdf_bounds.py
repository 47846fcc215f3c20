"""Pages as programs really write them: turned, cropped, locked, damaged, far too many."""

from __future__ import annotations

import io
import os
import re
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfWriter, Transformation
from pypdf.generic import RectangleObject

from broadsheet.ingest.inbox import ingest
from broadsheet.pdf.reader import read_sheet
from broadsheet.pdf.reading import PageReading
from broadsheet.pdf.segment import read_page
from tests import pdf_kit
from tests.pdf_kit import Sheet

WIDE, HIGH = 560.0, 800.0


def reading(data: bytes) -> PageReading:
    with pypdfium2.PdfDocument(data) as document:
        return read_page(read_sheet(document[0]))


def saved(writer: PdfWriter) -> bytes:
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def turned(turn: int) -> bytes:
    """The page lying on its side in the file, with /Rotate to stand it up."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf_kit.simple_page()))
    page = writer.pages[0]
    way = {90: (0, 1, -1, 0, HIGH, 0), 180: (-1, 0, 0, -1, WIDE, HIGH), 270: (0, -1, 1, 0, 0, WIDE)}
    page.add_transformation(Transformation(way[turn]))
    page.mediabox = RectangleObject((0, 0, WIDE, HIGH) if turn == 180 else (0, 0, HIGH, WIDE))
    page.rotate(turn)
    return saved(writer)


def cropped() -> bytes:
    """The page on a larger sheet with marks for the cutter, and a CropBox around it."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf_kit.simple_page()))
    page = writer.pages[0]
    page.add_transformation(Transformation().translate(30, 45))
    page.mediabox = RectangleObject((-10, -5, WIDE + 80, HIGH + 90))
    page.cropbox = RectangleObject((30, 45, WIDE + 30, HIGH + 45))
    return saved(writer)


@pytest.mark.parametrize(
    "make", [lambda: turned(90), lambda: turned(180), lambda: turned(270), cropped]
)
def test_a_page_that_is_turned_or_cropped_reads_as_it_is_seen(make: Callable[[], bytes]) -> None:
    plain, other = reading(pdf_kit.simple_page()), reading(make())
    assert (other.width, other.height) == pytest.approx((WIDE, HIGH), abs=0.1)
    assert len(other.stories) == len(plain.stories) == 2
    for one, two in zip(plain.stories, other.stories, strict=True):
        assert [(p.role, [line.text for line in p.lines]) for p in one.parts] == [
            (p.role, [line.text for line in p.lines]) for p in two.parts
        ]
        for ring, its in zip(one.rings, two.rings, strict=True):
            assert [c for point in its for c in point] == pytest.approx(
                [c for point in ring for c in point], abs=0.6
            )


def locked(user: str) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(pdf_kit.simple_page()))
    writer.encrypt(user_password=user, owner_password="printer", algorithm="RC4-128")
    return saved(writer)


def damaged() -> bytes:
    """The table of where things stand says nonsense."""
    data = pdf_kit.simple_page()
    at = data.rindex(b"xref\n0")
    head, tail = data[:at], data[at:]
    return head + re.sub(rb"\d{10} 00000 n", b"0000000007 00000 n", tail)


def large_scan() -> bytes:
    """The head of a picture of 30 000 by 30 000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        told = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", told)

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0)
    body = zlib.compress(bytes(30_001))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def tiny_pages(count: int) -> bytes:
    sheet = Sheet(90.0, 60.0)
    for n in range(count):
        sheet.text(6, 6, f"第{n + 1}号通知", 12)
        sheet.text(6, 26, "渡口今天停船。", 8)
        sheet.next_page()
    return sheet.data()


def test_what_cannot_be_read_is_said_and_every_other_issue_is_set(tmp_path: Path) -> None:
    inbox = tmp_path / "content/inbox"
    inbox.mkdir(parents=True)
    (tmp_path / "content/newspaper.yaml").write_text("title: 试刊\n", encoding="utf-8")
    for name, data in {
        "2024-03-01.pdf": saved(PdfWriter()),
        "2024-03-02.pdf": locked("reader"),
        "2024-03-03.pdf": tiny_pages(601),
        "2024-03-04.png": large_scan(),
        "2024-03-05.pdf": b"%PDF-1.7 and nothing of one",
        "2024-03-08.pdf": locked(""),
        "2024-03-08-2.pdf": damaged(),
    }.items():
        (inbox / name).write_bytes(data)
    report = ingest(tmp_path)
    assert [(issue.key.ordinal, issue.key.date.day) for issue in report.set] == [(1, 8), (2, 8)]
    said = {(p.path, p.code, p.message) for p in report.problems}
    where = "content/inbox/2024-03-0"
    assert {(path, code) for path, code, _ in said} == {
        (f"{where}1.pdf", "raw-damaged"),
        (f"{where}2.pdf", "pdf-locked"),
        (f"{where}3.pdf", "raw-damaged"),
        (f"{where}4.png", "pdf-unreadable"),
        (f"{where}4.png", "raw-damaged"),
        (f"{where}5.pdf", "raw-damaged"),
    }
    words = " ".join(message for _, _, message in said)
    assert "it has no pages" in words
    assert "it has 601 pages, and an issue up to 600" in words
    assert "it has 30000 × 30000 pixels" in words


@pytest.mark.skipif(not os.environ.get("SOAK"), reason="half a minute: part of `make soak`")
def test_five_hundred_pages_are_read_one_after_the_other(tmp_path: Path) -> None:
    inbox = tmp_path / "content/inbox"
    inbox.mkdir(parents=True)
    (tmp_path / "content/newspaper.yaml").write_text("title: 试刊\n", encoding="utf-8")
    (inbox / "2024-03-08.pdf").write_bytes(tiny_pages(500))
    report = ingest(tmp_path)
    assert len(report.set) == 1
    folder = tmp_path / "content/editions/2024-03-08"
    assert len(list(folder.glob("pages/*.webp"))) == 500
    assert (folder / "pages/500.pdf").is_file()
