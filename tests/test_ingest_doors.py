"""HTML and Word exports come in as the text that ingest reads, block by block."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.ingest import doors
from broadsheet.problems import NewspaperError

PAGE = """
<html><head><title>青屏日报</title><style>p { color: red }</style></head><body>
<h2>秋粮
  入仓</h2>
<p>本报讯&nbsp;十月十五日，<b>全县</b>开镰。</p><p>（记者 白岚）</p>
<div>把一盏灯调暗<br>让窗外更亮一些</div>
<table><tr><th>线路</th><th>首班</th></tr><tr><td>1 路</td><td>6:00</td></tr></table>
<img src="images/a.jpg" alt="秋收"><script>alert("不是正文")</script>
</body></html>
"""


def test_a_page_becomes_lines_of_text() -> None:
    assert doors.text_of_html(PAGE) == (
        "## 秋粮 入仓\n\n本报讯\xa0十月十五日，全县开镰。\n\n（记者 白岚）\n\n"
        "把一盏灯调暗\n让窗外更亮一些\n\n线路  首班\n1 路  6:00\n\n![秋收](images/a.jpg)\n"
    )


@given(st.one_of(st.text(), st.text(alphabet="<>/!-ph2 brtd&;=\"'字\n", max_size=80)))
def test_any_markup_gives_some_text(markup: str) -> None:
    assert isinstance(doors.text_of_html(markup), str)


@given(st.lists(st.text(alphabet="报纸讯，。0a", min_size=1, max_size=20), max_size=6))
def test_no_character_of_a_paragraph_is_lost(paragraphs: list[str]) -> None:
    markup = "".join(f"<p>{text}</p>" for text in paragraphs)
    assert doors.text_of_html(markup).split() == paragraphs


def word(tmp_path: Path) -> bytes:
    """A Word file as a newsroom exports it."""
    document = docx.Document()
    document.add_heading("秋粮入仓", 1)
    document.add_paragraph("本报讯 十月十五日，全县开镰。\n第二行")
    table = document.add_table(2, 2)
    cells = (cell for row in table.rows for cell in row.cells)
    for cell, text in zip(cells, ("线路", "首班", "1路", "6:00"), strict=True):
        cell.text = text
    document.add_page_break()
    document.add_paragraph("第二版")
    document.save(str(tmp_path / "issue.docx"))
    return (tmp_path / "issue.docx").read_bytes()


def test_a_word_file_becomes_lines_of_text(tmp_path: Path) -> None:
    text = doors.text_of_docx(word(tmp_path), "issue.docx")
    assert text == (
        "## 秋粮入仓\n\n本报讯 十月十五日，全县开镰。\n第二行\n\n线路  首班\n1路  6:00\n\n"
        "\f\n\n第二版\n"
    )


def codes(data: bytes) -> list[str]:
    with pytest.raises(NewspaperError) as caught:
        doors.text_of_docx(data, "issue.docx")
    return [found.code for found in caught.value.problems]


def test_a_damaged_word_file_is_said(tmp_path: Path) -> None:
    assert codes(b"PK\x03\x04 not a zip") == ["raw-damaged"]
    assert codes(word(tmp_path)[:-200]) == ["raw-damaged"]


def test_a_word_file_that_unpacks_to_a_mountain_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(doors, "UNPACKED", 1 << 20)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b"0" * (2 << 20))
    assert codes(bomb.getvalue()) == ["raw-damaged"]


@pytest.mark.parametrize("suffix", ["html", "docx"])
def test_an_export_in_the_inbox_becomes_an_edition(tmp_path: Path, press, suffix: str) -> None:  # type: ignore[no-untyped-def]
    inbox = tmp_path / "content/inbox"
    inbox.mkdir(parents=True)
    (tmp_path / "content/newspaper.yaml").write_text("title: 井台报\n", encoding="utf-8")
    data = PAGE.encode() if suffix == "html" else word(tmp_path)
    (inbox / f"2024-10-16.{suffix}").write_bytes(data)
    done = press("--root", tmp_path, "ingest")
    assert done.returncode == 0, done.stderr
    edition = tmp_path / "content/editions/2024-10-16"
    assert (edition / f"raw/2024-10-16.{suffix}").read_bytes() == data
    stories = "".join(p.read_text(encoding="utf-8") for p in edition.glob("01-*.md"))
    assert "秋粮" in stories
    assert "全县开镰。" in stories
    assert "不是正文" not in stories
