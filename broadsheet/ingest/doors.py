"""More doors into the same room: HTML and Word exports as the plain text that ingest reads.

A block becomes a line of its own with a blank line behind it, a heading gets `## `, a picture
becomes an image link, the cells of a table row are two spaces apart, a page break is a form
feed. What is no text of the page (scripts, styles, forms) is left out, and nothing else.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from broadsheet.problems import NewspaperError, problem
from broadsheet.text import printable

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table
    from docx.text.paragraph import Paragraph

UNPACKED = 64 << 20
"""Bytes that a Word file may unpack to; an issue with its pictures is far smaller."""

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "ul",
    ]
)
"""Elements that begin and end a line of their own (HTML Standard, 15.3)."""
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_SILENT = frozenset(("script", "style", "template", "noscript", "select", "textarea", "head"))
"""Elements whose text no reader sees."""
_CELLS = frozenset(("td", "th"))
_WHITE = re.compile(r"[ \t\r\n]+")


def text_of_html(markup: str) -> str:
    """The text of an HTML export, block by block. Any markup gives some text, never an error."""
    parser = _Text()
    parser.feed(markup)
    parser.close()
    return parser.text()


def text_of_docx(data: bytes, path: str) -> str:
    """The text of a Word file, block by block.

    Raises NewspaperError for a file that is none, that unpacks to more than UNPACKED bytes, or
    where the library that reads it is not installed.
    """
    try:
        import docx
    except ImportError:
        missing = {"kind": "Word files", "extra": "docx"}
        raise NewspaperError([problem("needs-extra", path, **missing)]) from None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
        if size > UNPACKED:
            reason = f"it unpacks to {size >> 20} MB"
            raise NewspaperError([problem("raw-damaged", path, reason=reason)])
        document = docx.Document(io.BytesIO(data))
        return "\n\n".join(_docx_blocks(document)) + "\n"
    except NewspaperError:
        raise
    except Exception as error:
        reason = str(error) or type(error).__name__
        raise NewspaperError(
            [problem("raw-damaged", path, reason=printable(reason, 80))]
        ) from error


class _Text(HTMLParser):
    """Collects lines; the depth of silent elements says when to listen."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._line = ""
        self._silent = 0
        self._pre = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag in _HEADINGS:
            self._end_block()
            self._line = "## "
        elif tag in _CELLS:
            self._line = f"{self._line.rstrip()}  " if self._line.strip() else ""
        elif tag in ("br", "tr"):
            self._end_line()
        elif tag == "img" and not self._silent:
            values = dict(attrs)
            alt = (values.get("alt") or "").replace("]", "")
            source = (values.get("src") or "").replace(")", "%29")
            if source and not source.startswith("data:"):
                self._end_block()
                self._lines += [f"![{alt}]({source})", ""]
        elif tag in _BLOCKS:
            self._end_block()
            self._pre += tag == "pre"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in _SILENT:
            self._silent -= 1

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _HEADINGS or tag in _BLOCKS:
            self._end_block()
            self._pre = max(0, self._pre - (tag == "pre"))

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._pre:
            first, *rest = data.split("\n")
            self._line += first
            for line in rest:
                self._end_line()
                self._line = line
            return
        text = _WHITE.sub(" ", data)
        self._line += text.lstrip(" ") if not self._line.strip(" ") or self._cell() else text

    def text(self) -> str:
        self._end_block()
        return "\n".join(self._lines).strip("\n") + "\n"

    def _cell(self) -> bool:
        """Whether the line stands between two cells, whose gap must stay two spaces wide."""
        return self._line.endswith("  ")

    def _end_line(self) -> None:
        line = self._line.rstrip(" ")
        if line and line != "##":
            self._lines.append(line)
        self._line = ""

    def _end_block(self) -> None:
        self._end_line()
        if self._lines and self._lines[-1]:
            self._lines.append("")


def _docx_blocks(document: Document) -> Iterator[str]:
    from docx.table import Table

    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from _docx_rows(block)
        else:
            yield from _docx_paragraph(block)


def _docx_paragraph(paragraph: Paragraph) -> Iterator[str]:
    # python-docx gives a tab for a tab, a line feed for a line break; page breaks only as XML
    text = paragraph.text
    style = (paragraph.style.name or "") if paragraph.style is not None else ""
    if paragraph.paragraph_format.page_break_before or _breaks_page(paragraph):
        text = f"\f{text}"
    if not text.strip():
        if "\f" in text:
            yield "\f"
        return
    is_heading = style.startswith(("Heading", "Title", "标题"))
    yield f"## {text.strip()}" if is_heading and "\n" not in text.strip() else text


def _breaks_page(paragraph: Paragraph) -> bool:
    breaks = paragraph._p.xpath('.//w:br[@w:type="page"]')
    return bool(breaks)


def _docx_rows(table: Table) -> Iterator[str]:
    lines: list[str] = []
    for row in table.rows:
        cells = [" ".join(cell.text.split()) for cell in row.cells]
        # a merged cell is given once for each column that it spans
        seen = [cell._tc for cell in row.cells]
        once = (text for n, text in enumerate(cells) if n == 0 or seen[n] is not seen[n - 1])
        lines.append("  ".join(text for text in once if text))
    text = "\n".join(line for line in lines if line)
    if text:
        yield text
