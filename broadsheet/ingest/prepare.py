"""One raw issue, from the bytes of its files to the files of its edition. Touches no disk but
to read what it is given.

bytes → text (decode.py) → setting (compose.py) → day (dates.py) → manuscripts (drafts.py). The
account of characters is looked at on the way: an issue that lost one is not set.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from broadsheet.ingest import dates, shelf
from broadsheet.ingest.compose import set_issue
from broadsheet.ingest.decode import decode
from broadsheet.ingest.doors import text_of_docx, text_of_html
from broadsheet.ingest.drafts import drafts
from broadsheet.ingest.dropbox import LIBRARY, PAGES, SCANS, Drop, RawFile
from broadsheet.ingest.plates import place_pictures
from broadsheet.ingest.printed import Printed, set_printed
from broadsheet.ingest.raw import RawIssue, RawPage
from broadsheet.ingest.results import Prepared
from broadsheet.ingest.setting import Account, Setting
from broadsheet.ingest.takes import LARGEST_PAGES, Pages
from broadsheet.ingest.txt import read_text
from broadsheet.layoutfile import layout_name, print_layout
from broadsheet.model import EditionKey
from broadsheet.ocr.doubts import DOUBTS, pack_doubts
from broadsheet.problems import NewspaperError, Problem, Severity, problem
from broadsheet.text import printable

MEGABYTE = 1 << 20
LARGEST = 8 * MEGABYTE
"""Bytes of one text file: a hundred full pages are a third of it, so a larger one is no issue."""
MOST_LINES = 40_000
"""Lines of one text file: a hundred full pages of print columns."""


Reader = Callable[[bytes, RawFile], tuple[tuple[RawPage, ...], str]]
"""From the bytes of a file to its pages and the name of its encoding."""


def _read_plain(data: bytes, file: RawFile) -> tuple[tuple[RawPage, ...], str]:
    decoded = decode(data, file.shown)
    return _pages(decoded.text, file), decoded.encoding


def _read_html(data: bytes, file: RawFile) -> tuple[tuple[RawPage, ...], str]:
    decoded = decode(data, file.shown)
    return _pages(text_of_html(decoded.text), file), f"HTML in {decoded.encoding}"


def _read_docx(data: bytes, file: RawFile) -> tuple[tuple[RawPage, ...], str]:
    return _pages(text_of_docx(data, file.shown), file), "Word"


def _pages(text: str, file: RawFile) -> tuple[RawPage, ...]:
    if not text.strip():
        raise NewspaperError([problem("raw-empty", file.shown)])
    lines = text.count("\n") + 1
    if lines > MOST_LINES:
        raise NewspaperError([problem("raw-too-long", file.shown, lines=lines, limit=MOST_LINES)])
    pages = read_text(text, Path(file.name).name)
    if file.page is not None:
        first = replace(pages[0], number=file.page, name=file.page_name)
        pages = (first, *pages[1:])
    return pages


READERS: Mapping[str, Reader] = {
    ".txt": _read_plain,
    ".text": _read_plain,
    ".md": _read_plain,
    ".markdown": _read_plain,
    ".html": _read_html,
    ".htm": _read_html,
    ".docx": _read_docx,
}
"""Readers by suffix; `.pdf` has a door of its own (printed.py)."""


def prepare(
    drop: Drop,
    contents: Mapping[str, bytes],
    *,
    force: bool = False,
    source: str = "name of the file",
    near: dt.date | None = None,
    taken: Pages | None = None,
) -> Prepared:
    """Sets one issue from the bytes of its files, by name. Touches no disk.

    `near` is the day of the newest edition, for an issue that prints no year at all; `taken` are
    the pages of one that came as such, where they were taken before.
    Raises NewspaperError with everything that keeps it from being set.
    """
    if drop.is_library:
        return _prepare_library(drop, contents, force, source, near)
    if any(file.suffix in PAGES | SCANS for file in drop.files):
        return _prepare_printed(drop, contents, force, source, near, taken)
    pages: list[RawPage] = []
    encodings: dict[str, None] = {}
    problems: list[Problem] = []
    for file in drop.files:
        try:
            read, encoding = _reader(file)(contents[file.name], file)
        except NewspaperError as error:
            problems += error.problems
            continue
        pages += read
        encodings[encoding] = None
    if problems:
        raise NewspaperError(problems)
    raw = RawIssue(tuple(pages))
    setting = set_issue(raw)
    _check_account(setting.account, drop)
    if not setting.articles:
        raise NewspaperError([problem("nothing-set", drop.shown)])
    key, inferred, reason, warnings = _day(setting, drop, force, source, near)
    plates = place_pictures(setting.articles, (file.name for file in drop.pictures))
    warnings += tuple(
        problem("picture-missing", drop.shown, picture=printable(src), place=place)
        for place, src in plates.missing
    )
    return Prepared(
        key=key,
        inferred=inferred,
        reason=reason,
        setting=replace(setting, articles=plates.articles),
        raw=raw,
        encoding=", ".join(encodings),
        pictures=plates.placed,
        problems=warnings,
    )


def _prepare_printed(
    drop: Drop,
    contents: Mapping[str, bytes],
    force: bool,
    source: str,
    near: dt.date | None,
    taken: Pages | None,
) -> Prepared:
    """Sets an issue that came as page PDFs."""
    export = _export(drop, contents)
    printed = set_printed(drop, contents, export, taken)
    encoding = "PDF" if drop.files[0].suffix in PAGES else "picture"
    return _prepared_pages(printed, drop, force, source, near, encoding)


def _prepare_library(
    drop: Drop, contents: Mapping[str, bytes], force: bool, source: str, near: dt.date | None
) -> Prepared:
    """Sets an issue that came as METS and ALTO; without a day in its name, METS says it."""
    # here, since pictures are opened for no other issue
    from broadsheet.ingest.library import set_library

    imported = set_library(drop, contents)
    if drop.key is None and imported.date is not None:
        drop, source = replace(drop, key=EditionKey(imported.date)), "record in METS"
    return _prepared_pages(imported, drop, force, source, near, "ALTO")


def _prepared_pages(
    printed: Printed,
    drop: Drop,
    force: bool,
    source: str,
    near: dt.date | None,
    encoding: str,
) -> Prepared:
    """An issue that came as pages, when its account closes and its day is known."""
    _check_account(printed.setting.account, drop)
    key, inferred, reason, warnings = _day(printed.setting, drop, force, source, near)
    return Prepared(
        key=key,
        inferred=inferred,
        reason=reason,
        setting=printed.setting,
        raw=printed.raw,
        encoding=encoding,
        pictures=(),
        problems=(*warnings, *printed.problems),
        plates=printed.plates,
        layouts=printed.layouts,
        doubts=printed.doubts,
    )


def _export(drop: Drop, contents: Mapping[str, bytes]) -> tuple[RawIssue, Setting] | None:
    """The text that came beside the pages, set by itself; None where none did."""
    if not drop.exports:
        return None
    pages = [page for file in drop.exports for page in _reader(file)(contents[file.name], file)[0]]
    raw = RawIssue(tuple(pages))
    return raw, set_issue(raw)


def manuscripts(prepared: Prepared, raw: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of an edition's folder by path: Markdown, pictures, and the raw issue."""
    sources = prepared.raw.files
    texts = drafts(prepared.setting, prepared.key, sources, date_inferred=prepared.inferred)
    files = {name: text.encode() for name, text in texts.items()}
    texts |= {layout_name(each.page): print_layout(each) for each in prepared.layouts}
    files |= {name: text.encode() for name, text in texts.items()}
    files[shelf.BASE] = shelf.pack(texts)
    files |= dict(prepared.plates)
    if prepared.doubts:
        files[DOUBTS] = pack_doubts(dict(prepared.doubts))
    files |= {path: raw[name] for path, name in prepared.pictures}
    printed = {name for _, name in prepared.pictures}
    files |= {f"{shelf.RAW}/{name}": raw[name] for name in raw if name not in printed}
    return files


def _reader(file: RawFile) -> Reader:
    reader = READERS.get(file.suffix)
    if reader is None:
        suffix, known = (
            file.suffix or "nameless",
            ", ".join((*READERS, *PAGES, *sorted(SCANS), *LIBRARY)),
        )
        raise NewspaperError([problem("raw-kind", file.shown, suffix=suffix, known=known)])
    return reader


def read_bytes(file: RawFile) -> bytes:
    """The content of a raw file. Raises NewspaperError where it is too large or gone."""
    most = LARGEST if file.suffix in READERS else LARGEST_PAGES
    if file.size > most and file.suffix in (*READERS, *PAGES, *SCANS, *LIBRARY):
        size, limit = file.size // MEGABYTE, most // MEGABYTE
        raise NewspaperError([problem("raw-too-large", file.shown, size=size, limit=limit)])
    try:
        return file.path.read_bytes()
    except FileNotFoundError:
        raise NewspaperError([problem("raw-missing", file.shown)]) from None


def _check_account(account: Account, drop: Drop) -> None:
    problems = [
        problem(
            "account-open",
            next((f.shown for f in drop.files if f.name.endswith(gap.file)), drop.shown),
            gap.line,
            difference=f"{gap.wanted[:20]!r} became {gap.found[:20]!r}",
        )
        for gap in account.differences[:10]
    ]
    if problems:
        raise NewspaperError(problems)


def _day(
    setting: Setting, drop: Drop, force: bool, source: str, near: dt.date | None
) -> tuple[EditionKey, bool, str, tuple[Problem, ...]]:
    """Edition, whether its day was worked out, why, and warnings. Raises NewspaperError."""
    given = drop.key.date if drop.key else None
    found = dates.sense(dates.texts_of(setting), setting.folios, given, near)
    day = given or found.proposed or setting.imprint.date
    if day is None:
        raise NewspaperError([problem("date-unknown", drop.shown)])
    if drop.key is None and found.stated is not None:
        source = "line in the text"
    conflicts = dates.conflicts(found, setting.folios, day, drop.shown, source)
    if drop.key is None:
        # Lines of the text disagree: the issue is set under the day that most of them print.
        conflicts = tuple(
            replace(c, severity=Severity.WARNING) if c.code == "date-disagrees" else c
            for c in conflicts
        )
    if not force and any(c.severity is Severity.ERROR for c in conflicts):
        raise NewspaperError(conflicts)
    warnings = tuple(replace(c, severity=Severity.WARNING) for c in conflicts)
    if drop.key is not None:
        return drop.key, False, f"the {source}", warnings
    inferred = found.stated is None and setting.imprint.date != day
    return EditionKey(day), inferred, found.reason, warnings
