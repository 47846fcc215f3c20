"""The door for issues as libraries keep them: METS and a file of ALTO for each page.

The folder is what a digitisation programme delivers: METS in it, ALTO, pictures and PDFs wherever
METS says. Without METS the files of ALTO are the pages, in the order of their names. What comes
out is what the door for PDFs gives: a setting whose account closes, pictures, layouts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from broadsheet.alto.metsread import Described, Issue, Leaf, Pointer, read_mets
from broadsheet.alto.pageread import AltoPage, Head, head_of, read_page
from broadsheet.alto.tree import Node, read_xml
from broadsheet.ingest.dropbox import Drop
from broadsheet.ingest.libraryblocks import Area, Gathered, gather, stories_of
from broadsheet.ingest.libraryglyphs import doubts_of
from broadsheet.ingest.libraryplates import PICTURES, Plate, cuttings, plate_of, points_of
from broadsheet.ingest.pasteup import PastedPage, PasteUp, paste_up
from broadsheet.ingest.printed import Printed
from broadsheet.layouts import PageLayout
from broadsheet.model import Page
from broadsheet.outlines import extent
from broadsheet.pdf.reading import PageReading, PageStory, Part, layout_of
from broadsheet.problems import NewspaperError, Problem, problem
from broadsheet.text import printable

XML = ".xml"
MOST_PAGES = 600
"""Of one issue; a fat weekend issue has a hundred."""
MOST_STORIES = 2000
"""Of one issue; a weekend of small advertisements has some hundred of them."""
MOST_BLOCKS = 3000
"""Of one page, outside each other; where each paragraph is one, a broadsheet has some hundred."""
LONGEST = 10_000.0
"""Points of a side of a page; the largest paper ever printed had 3 700."""


@dataclass(frozen=True, slots=True)
class Imported(Printed):
    """An issue of a library, set."""

    date: dt.date | None = None
    """The day that METS states."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One page with its files."""

    leaf: Leaf
    alto: str
    """Name of its file of ALTO."""
    head: Head
    page: AltoPage
    plate: Plate | None
    pdf: bytes | None


def set_library(drop: Drop, contents: Mapping[str, bytes]) -> Imported:
    """Sets an issue of METS and ALTO. Raises NewspaperError with everything that is in the way."""
    shown = {file.name: file.shown for file in drop.files}
    trees: dict[str, Node] = {}
    faults: list[Problem] = []
    for file in drop.files:
        if file.suffix == XML:
            try:
                trees[file.name] = read_xml(contents[file.name], file.shown)
            except NewspaperError as error:
                faults += error.problems
    altos = {name: tree for name, tree in trees.items() if tree.name == "alto"}
    metses = [name for name, tree in trees.items() if tree.name == "mets"]
    faults += [problem("two-mets", shown[name], other=metses[0]) for name in metses[1:]]
    if not altos and not faults:
        faults.append(problem("no-alto", drop.shown))
    issue = Issue(None, "", (), (), ())
    if metses and not faults:
        issue = read_mets(trees[metses[0]])
        known = _Files(metses[0], frozenset(shown))
        issue, missing = known.found(issue, shown[metses[0]])
        faults += missing
    leaves = _leaves(issue, altos, list(shown))
    if len(leaves) > MOST_PAGES:
        reason = f"it has {len(leaves)} pages, and an issue up to {MOST_PAGES}"
        faults.append(problem("raw-damaged", drop.shown, reason=reason))
    if faults:
        raise NewspaperError(faults)
    warnings: list[Problem] = []
    sheets = [_sheet(leaf, altos, contents, shown, warnings) for leaf in leaves]
    faults += _too_much(drop, issue, sheets, shown)
    if faults:
        raise NewspaperError(faults)
    index = {sheet.alto: n for n, sheet in enumerate(sheets)}
    gathered = gather([sheet.page for sheet in sheets], index, issue.stories, issue.furniture)
    warnings += _astray(gathered, shown[metses[0]] if metses else drop.shown)
    for n in gathered.crowded:
        reason = "it has more characters than a page can hold"
        told = {"page": sheets[n].leaf.number, "reason": reason}
        warnings.append(problem("pdf-unreadable", shown[sheets[n].alto], **told))
    warnings += [
        problem("read-by-eye", shown[sheet.alto], page=sheet.leaf.number)
        for sheet in sheets
        if sheet.head.by_machine
    ]
    return _printed(drop, issue, sheets, gathered, warnings)


# ----------------------------------------------------------------------------------- files


@dataclass(frozen=True, slots=True)
class _Files:
    """The files of a package, whose names METS gives from where it lies itself."""

    mets: str
    names: frozenset[str]

    def found(self, issue: Issue, shown: str) -> tuple[Issue, list[Problem]]:
        """The issue with the names of files that are here, and what is missing."""
        home = PurePosixPath(self.mets).parent
        by_base: dict[str, list[str]] = {}
        for name in sorted(self.names):
            by_base.setdefault(PurePosixPath(name).name, []).append(name)
        names: dict[str, str] = {}
        missing: list[Problem] = []
        wanted = {pointer.file for story in issue.stories for pointer in story.pointers}
        wanted |= {path for leaf in issue.pages for path in leaf.files}
        for path, line in issue.files:
            same = by_base.get(PurePosixPath(path).name, [])
            if str(home / path) in self.names:
                names[path] = str(home / path)
            elif len(same) == 1:
                names[path] = same[0]  # moved into another folder on the way
            elif path.lower().endswith(XML) and path in wanted:
                missing.append(problem("mets-file-missing", shown, line, file=printable(path)))
        leaves = tuple(
            replace(leaf, files=tuple(names.get(path, path) for path in leaf.files))
            for leaf in issue.pages
        )

        def here(pointers: Sequence[Pointer]) -> tuple[Pointer, ...]:
            return tuple(replace(p, file=names.get(p.file, p.file)) for p in pointers)

        stories = tuple(replace(one, pointers=here(one.pointers)) for one in issue.stories)
        found = replace(issue, pages=leaves, stories=stories, furniture=here(issue.furniture))
        return found, missing


def _too_much(
    drop: Drop, issue: Issue, sheets: Sequence[_Sheet], shown: Mapping[str, str]
) -> Iterator[Problem]:
    """What no newspaper has, and would take for ever."""
    if len(issue.stories) > MOST_STORIES:
        reason = f"it has {len(issue.stories)} articles, and an issue up to {MOST_STORIES}"
        yield problem("raw-damaged", drop.shown, reason=reason)
    for sheet in sheets:
        if len(sheet.page.blocks) > MOST_BLOCKS:
            reason = f"it has {len(sheet.page.blocks)} blocks, and a page up to {MOST_BLOCKS}"
            yield problem("raw-damaged", shown[sheet.alto], reason=reason)
        if not min(sheet.page.width, sheet.page.height) >= 1:
            yield problem("raw-damaged", shown[sheet.alto], reason="its page has no size")
        if max(sheet.page.width, sheet.page.height) > LONGEST:
            reason = "its page is larger than paper comes"
            yield problem("raw-damaged", shown[sheet.alto], reason=reason)


def _leaves(issue: Issue, altos: Mapping[str, Node], names: Sequence[str]) -> list[Leaf]:
    """The pages: as METS has them; files of ALTO that it has on no page follow."""
    leaves = [leaf for leaf in issue.pages if any(name in altos for name in leaf.files)]
    placed = {name for leaf in leaves for name in leaf.files}
    number = max((leaf.number for leaf in leaves), default=0)
    for name in sorted(altos):
        if name not in placed:
            number += 1
            stem = PurePosixPath(name).stem
            beside = [other for other in names if PurePosixPath(other).stem == stem]
            leaves.append(Leaf(number, "", "", (name, *(o for o in beside if o != name))))
    leaves.sort(key=lambda leaf: leaf.number)
    if number > 999:  # beyond what a print page may be called
        leaves = [replace(leaf, number=n) for n, leaf in enumerate(leaves, 1)]
    return leaves


def _sheet(
    leaf: Leaf,
    altos: Mapping[str, Node],
    contents: Mapping[str, bytes],
    shown: Mapping[str, str],
    warnings: list[Problem],
) -> _Sheet:
    """A page with its picture; what it has not is added to `warnings`."""
    alto = next(name for name in leaf.files if name in altos)
    head = head_of(altos[alto])
    there = [name for name in leaf.files if name in contents]
    image = PurePosixPath(head.image.replace("\\", "/")).name
    there += [name for name in contents if PurePosixPath(name).name == image and image]
    suffixes = {name: PurePosixPath(name).suffix.lower() for name in there}
    pdf = next((contents[name] for name in there if suffixes[name] == ".pdf"), None)
    plate: Plate | None = None
    for name in there:
        if plate is None and suffixes[name] in PICTURES:
            plate = plate_of(contents[name], suffixes[name], shown[name])
    if plate is None:
        warnings.append(problem("page-without-picture", shown[alto], page=leaf.number))
    page = read_page(altos[alto], points_of(head, plate, pdf))
    return _Sheet(leaf, alto, head, page, plate, pdf)


def _astray(gathered: Gathered, shown: str) -> Iterator[Problem]:
    seen: set[tuple[Described, str]] = set()
    for story, pointer in gathered.astray:
        if (story, pointer.block) not in seen:
            seen.add((story, pointer.block))
            title = printable(story.title, 30) or "…"
            told = {"title": title, "block": printable(pointer.block, 40), "file": pointer.file}
            yield problem("mets-pointer", shown, pointer.line, **told)


# --------------------------------------------------------------------------------- setting


def _printed(
    drop: Drop,
    issue: Issue,
    sheets: Sequence[_Sheet],
    gathered: Gathered,
    warnings: Sequence[Problem],
) -> Imported:
    plates: dict[str, bytes] = {}
    beginning: list[list[tuple[Area, ...]]] = [[] for _ in sheets]
    for story in gathered.stories:
        beginning[story[0].page].append(story)
    pasted = [
        _pasted(n, sheet, beginning[n], gathered, sheets, plates) for n, sheet in enumerate(sheets)
    ]
    signed = frozenset(name for story in issue.stories for name in story.names if name)
    result = paste_up(pasted, signed)
    if not result.setting.articles:
        raise NewspaperError([problem("nothing-set", drop.shown), *warnings])
    pages, layouts = _laid(sheets, beginning, gathered, result, plates)
    imprint = result.setting.imprint
    imprint = replace(
        imprint, date=issue.date or imprint.date, number=issue.number or imprint.number
    )
    setting = replace(result.setting, pages=pages, imprint=imprint)
    doubts = tuple(
        (own.sequence, page.unsure) for page, own in zip(pasted, pages, strict=True) if page.unsure
    )
    return Imported(
        result.raw, setting, tuple(plates.items()), layouts, tuple(warnings), doubts, issue.date
    )


def _pasted(
    n: int,
    sheet: _Sheet,
    stories: Sequence[tuple[Area, ...]],
    gathered: Gathered,
    sheets: Sequence[_Sheet],
    plates: dict[str, bytes],
) -> PastedPage:
    """A page with the stories that begin on it; their pictures are added to `plates`."""
    pictures: dict[tuple[int, int], str] = {}
    count = 0
    for m, areas in enumerate(stories):
        k = 0
        for area in areas:
            where = sheets[area.page]
            cut = cuttings(where.plate, area.pictures, where.page) if where.plate else []
            for data in cut:
                if data:
                    count += 1
                    name = f"images/{sheet.leaf.number:02d}-{count}.jpg"
                    plates[name] = data
                    pictures[(m, k)] = name
                k += 1
    reading = PageReading(
        sheet.page.width,
        sheet.page.height,
        tuple(stories_of(areas) for areas in stories),
        _by_line(gathered, n),
    )
    return PastedPage(
        reading,
        PurePosixPath(sheet.alto).name,
        sheet.leaf.number,
        sheet.leaf.name or None,
        pictures,
        sheet.head.by_machine,
        doubts_of(sheet.page) if sheet.head.by_machine else (),
    )


def _by_line(gathered: Gathered, n: int) -> tuple[Part, ...]:
    """Furniture, each line a part of its own, as the paste-up wants it."""
    return tuple(
        replace(part, lines=(line,), box=part.box if len(part.lines) == 1 else line.box)
        for part in gathered.furniture[n]
        for line in part.lines
    )


def _laid(
    sheets: Sequence[_Sheet],
    beginning: Sequence[Sequence[tuple[Area, ...]]],
    gathered: Gathered,
    result: PasteUp,
    plates: dict[str, bytes],
) -> tuple[tuple[Page, ...], tuple[PageLayout, ...]]:
    """The pages with their pictures, and where stories stand on them."""
    setting = result.setting
    on_page: list[list[tuple[Area, str | None]]] = [[] for _ in sheets]
    for stories, leads in zip(beginning, result.places, strict=True):
        for areas, at in zip(stories, leads, strict=True):
            place = setting.articles[at[0]].place if at else None
            for area in areas:
                on_page[area.page].append((area, place))
    pages: list[Page] = []
    layouts: list[PageLayout] = []
    for n, (sheet, plain) in enumerate(zip(sheets, setting.pages, strict=True)):
        own = replace(plain, label=sheet.leaf.label or plain.label)
        base = f"pages/{own.sequence:02d}"
        if sheet.plate is not None:
            plates[f"{base}{sheet.plate.suffix}"] = sheet.plate.data
            own = replace(own, image=f"{base}{sheet.plate.suffix}")
        if sheet.pdf is not None:
            plates[f"{base}.pdf"] = sheet.pdf
            own = replace(own, pdf=f"{base}.pdf")
        pages.append(own)
        shown = tuple(_alone(area) for area, _ in on_page[n])
        places = tuple(place for _, place in on_page[n])
        reading = PageReading(sheet.page.width, sheet.page.height, shown, gathered.furniture[n])
        layouts.append(_sound(layout_of(reading, own.sequence, places)))
    return tuple(pages), tuple(layouts)


def _sound(layout: PageLayout) -> PageLayout:
    """A layout without outlines that enclose nothing once they were cut at the edge of the page."""
    return replace(layout, areas=tuple(area for area in layout.areas if extent(area.rings) > 0))


def _alone(area: Area) -> PageStory:
    """What a story has on one page."""
    return stories_of((area,))
