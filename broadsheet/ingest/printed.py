"""The door for print pages: PDFs become a setting, with pictures of the pages and their layouts.

Each page is taken in a process with limits (pdf/workshop.py), pasted up (pasteup.py), and given
its files: `pages/01.webp`, `pages/01.pdf`, `images/01-1.jpg`, `page-01.layout.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from broadsheet.ingest.collate import collate
from broadsheet.ingest.dropbox import Drop, RawFile
from broadsheet.ingest.pasteup import PastedPage, PasteUp, paste_up
from broadsheet.ingest.raw import RawIssue
from broadsheet.ingest.setting import Setting
from broadsheet.ingest.takes import Pages
from broadsheet.layouts import PageLayout
from broadsheet.model import Page
from broadsheet.ocr.doubts import Doubt
from broadsheet.pdf.reading import layout_of
from broadsheet.pdf.sheet import Trouble
from broadsheet.pdf.taken import TakenPage
from broadsheet.pdf.workshop import take_pages
from broadsheet.problems import NewspaperError, Problem, problem

TROUBLES: Mapping[Trouble, str] = {
    Trouble.EMPTY: "it is empty",
    Trouble.OUTLINES: "its type was turned to outlines",
    Trouble.PICTURE: "it is a picture",
    Trouble.UNMAPPED: "the file does not say which characters its glyphs are",
}


@dataclass(frozen=True, slots=True)
class Printed:
    """An issue that came as pages, set."""

    raw: RawIssue
    setting: Setting
    plates: tuple[tuple[str, bytes], ...]
    layouts: tuple[PageLayout, ...]
    problems: tuple[Problem, ...]
    doubts: tuple[tuple[int, tuple[Doubt, ...]], ...]
    """Number of the page, and what was read of it and should not be trusted."""


@dataclass(frozen=True, slots=True)
class _Page:
    taken: TakenPage
    file: RawFile
    number: int
    """In its file, 1 first."""


def set_printed(
    drop: Drop,
    contents: Mapping[str, bytes],
    export: tuple[RawIssue, Setting] | None = None,
    taken: Pages | None = None,
) -> Printed:
    """Sets the pages of an issue, with the words of a text `export` where one came beside them.

    `taken` are its pages, where they were taken before.

    Raises NewspaperError with everything that is in the way.
    """
    pages: list[_Page] = []
    problems: list[Problem] = []
    for file in drop.files:
        try:
            own = (
                taken[file.name]
                if taken is not None
                else take_pages(contents[file.name], file.shown, suffix=file.suffix)
            )
        except NewspaperError as error:
            problems += error.problems
            continue
        pages += [_Page(page, file, n) for n, page in enumerate(own, 1)]
    if problems:
        raise NewspaperError(problems)
    problems += _troubles(pages)
    plates: dict[str, bytes] = {}
    pasted = [_pasted(page, n, plates) for n, page in enumerate(pages, 1)]
    result = paste_up(pasted)
    if export is not None and export[1].articles:
        together = collate(export[1], export[0], result, drop.shown)
        result = PasteUp(together.raw, together.setting, together.places)
        problems += together.problems
    if not result.setting.articles:
        failed = [page for page in pages if page.taken.failure is not None]
        raise NewspaperError([*_troubles(failed), _nothing(pages, drop)])
    shown, layouts = _laid(pages, result, plates)
    setting = replace(result.setting, pages=shown)
    doubts = tuple(
        (own.sequence, page.taken.doubts)
        for page, own in zip(pages, shown, strict=True)
        if page.taken.doubts
    )
    return Printed(result.raw, setting, tuple(plates.items()), layouts, tuple(problems), doubts)


def _troubles(pages: Sequence[_Page]) -> list[Problem]:
    found = []
    for page in pages:
        shown = page.file.shown
        if page.taken.failure is not None:
            reason = page.taken.failure
            if reason == "limit":
                reason = "it takes more time or memory than a page may"
            found.append(problem("pdf-unreadable", shown, page=page.number, reason=reason))
        elif page.taken.reading.trouble is not None:
            reason = TROUBLES[page.taken.reading.trouble]
            found.append(problem("needs-ocr", shown, page=page.number, reason=reason))
        elif page.taken.by_eye:
            found.append(problem("read-by-eye", shown, page=page.number))
    return found


def _nothing(pages: Sequence[_Page], drop: Drop) -> Problem:
    """Why an issue has no stories at all."""
    reasons = dict.fromkeys(
        TROUBLES[page.taken.reading.trouble]
        for page in pages
        if page.taken.reading.trouble is not None
    )
    if reasons:
        return problem("no-text-layer", drop.shown, reason=", ".join(reasons))
    failed = next((page for page in pages if page.taken.failure is not None), None)
    if failed is not None:
        return problem("raw-damaged", drop.shown, reason="none of its pages can be read")
    return problem("nothing-set", drop.shown)


def _pasted(page: _Page, n: int, plates: dict[str, bytes]) -> PastedPage:
    """A page with the names of the pictures of its stories, which are added to `plates`."""
    pictures: dict[tuple[int, int], str] = {}
    for k, (story, picture, shot) in enumerate(page.taken.cuttings, 1):
        name = f"images/{n:02d}-{k}{shot.suffix}"
        plates[name] = shot.data
        pictures[(story, picture)] = name
    file = page.file
    whole = page.number == 1
    return PastedPage(
        page.taken.reading,
        file.name,
        file.page if whole else None,
        file.page_name if whole else None,
        pictures,
        page.taken.by_eye,
        page.taken.doubts,
    )


def _laid(
    pages: Sequence[_Page], result: PasteUp, plates: dict[str, bytes]
) -> tuple[tuple[Page, ...], tuple[PageLayout, ...]]:
    """The pages with their pictures, and their layouts; files are added to `plates`."""
    setting = result.setting
    shown = []
    layouts = []
    for page, plain, leads in zip(pages, setting.pages, result.places, strict=True):
        own = plain
        base = f"pages/{own.sequence:02d}"
        if page.taken.picture is not None:
            plates[f"{base}{page.taken.picture.suffix}"] = page.taken.picture.data
            own = replace(own, image=f"{base}{page.taken.picture.suffix}")
        if page.taken.pdf is not None:
            plates[f"{base}.pdf"] = page.taken.pdf
            own = replace(own, pdf=f"{base}.pdf")
        shown.append(own)
        if page.taken.failure is None:
            places = tuple(setting.articles[at[0]].place if at else None for at in leads)
            layouts.append(layout_of(page.taken.reading, own.sequence, places))
    return tuple(shown), tuple(layouts)
