"""The text reader: a raw text as pages of lines."""

from __future__ import annotations

from broadsheet.ingest.raw import Line, RawPage


def read_text(text: str, file: str) -> tuple[RawPage, ...]:
    """The pages of one raw file: a form feed begins a new page.

    `text` is the decoded file, `file` its base name. A form feed in the middle of a line begins
    the page with that line. Every line is in exactly one page, an empty text has one empty page.
    """
    pages: list[list[Line]] = [[]]
    for number, line in enumerate(text.split("\n"), 1):
        if "\f" in line and pages[-1]:
            pages.append([])
        pages[-1].append(Line(number, line, file))
    return tuple(RawPage(tuple(lines)) for lines in pages)
