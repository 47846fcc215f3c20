"""The paste-up: pages of a PDF as a raw issue, and the setting that geometry already made.

The lines of the text layer, page by page in the order in which they are read, are the raw text:
every character of it has its place in the account, as with any raw issue. What text ingest has to
guess from words (which line is a headline, where a paragraph ends) is seen here; what only words
tell (bylines, datelines, jumps, credits) is read by the same functions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from broadsheet.boxes import holds
from broadsheet.ingest import apparatus, bylines, turns
from broadsheet.ingest.accounts import Entry, balance
from broadsheet.ingest.cleaners import mend, print_text
from broadsheet.ingest.continued import join_jumps
from broadsheet.ingest.credits import merged, with_closing, with_opening
from broadsheet.ingest.floats import split_credit
from broadsheet.ingest.flow import sure_names, sure_reports
from broadsheet.ingest.folios import folio_of
from broadsheet.ingest.galley import Row, Run, rows_of
from broadsheet.ingest.imprint import imprint_of
from broadsheet.ingest.makeup import articles_of, entries_of, guesses_of, with_whole_bylines
from broadsheet.ingest.paragraphs import Block, Kind
from broadsheet.ingest.pastedtext import FULL, Placed, blocks_of, indents
from broadsheet.ingest.raw import Line, RawIssue, RawPage
from broadsheet.ingest.setting import Fate, Layout, Setting
from broadsheet.ingest.stories import SET_OFF, take_jumps
from broadsheet.ingest.story import Doubt, Printed, Story
from broadsheet.layouts import Kind as AreaKind
from broadsheet.layouts import Role
from broadsheet.model import Author, Page, Picture
from broadsheet.ocr.doubts import Doubt as Unsure
from broadsheet.pdf.reading import PageReading, PageStory
from broadsheet.pdf.reading import Part as PagePart
from broadsheet.pdf.words import bare, ends

_PAGE_NAME = re.compile(r"[\u3400-\u9fff·]{2,6}\Z")
MOST_UNSURE = 12
"""Doubtful stretches of a story that are listed one by one."""


@dataclass(frozen=True, slots=True)
class PastedPage:
    """One page with what it came from."""

    reading: PageReading
    file: str
    """Base name of the raw file."""
    number: int | None = None
    """Where the file's name states it."""
    name: str | None = None
    pictures: Mapping[tuple[int, int], str] | None = None
    """Path in the edition's folder of picture m of story n."""
    by_eye: bool = False
    """Its text was read from its picture, and wants a person's look."""
    unsure: tuple[Unsure, ...] = ()
    """What was read and should not be trusted."""


@dataclass(frozen=True, slots=True)
class PasteUp:
    """A set issue, and where its stories stand."""

    raw: RawIssue
    setting: Setting
    places: tuple[tuple[tuple[int, ...], ...], ...]
    """For each page and each of its areas, the indices in `Setting.articles` that it leads to."""


def paste_up(pages: Sequence[PastedPage], names: Set[str] = frozenset()) -> PasteUp:
    """Sets the pages of an issue. `names` are people of whom it is known that they sign in it."""
    raw, index = _raw(pages)
    every = rows_of(raw)
    known = sure_names(every) | names
    reports = sure_reports(every)
    numbered = _numbered(pages, raw, every)
    stories: list[Story] = []
    origin: list[tuple[int, int]] = []
    kept: list[Run] = []
    aside: list[Entry] = []
    for n, page in enumerate(pages):
        lines = iter(index[n])
        for _ in page.reading.furniture:
            kept.append(Run((next(lines).piece,)))
        for m, area in enumerate(page.reading.stories):
            count = sum(len(part.lines) for part in area.parts)
            own = [next(lines) for _ in range(count)]
            if area.kind in (AreaKind.AD, AreaKind.INDEX):
                fate = Fate.NAVIGATION if area.kind is AreaKind.INDEX else Fate.NOTICE
                aside.append(Entry(fate, None, Run(tuple(p.piece for p in own)), None))
                continue
            if not own:
                continue
            stories.append(_story(n, m, area, own, page, known, reports))
            origin.append((n, m))
    numbers = [page.sequence for page in numbered]
    told = list(zip(stories, origin, strict=True))
    joined = join_jumps(stories, numbers)
    finished = tuple(sorted(map(with_whole_bylines, joined), key=lambda story: numbers[story.page]))
    articles = articles_of(finished, numbered, raw, noisy=False)
    words = tuple(" ".join(run.text.split()) for run in kept)
    layout = Layout("before", wrapped=True, indented=True, blanks=False, confidence=1.0)
    entries = [*entries_of(finished, articles, kept, (), noisy=False), *aside]
    setting = Setting(
        articles=articles,
        pages=numbered,
        folios=words,
        imprint=imprint_of(words),
        guesses=guesses_of(finished, layout, raw),
        account=balance(raw, entries),
        layout=layout,
    )
    return PasteUp(raw, setting, _leads(pages, told, finished))


def _leads(
    pages: Sequence[PastedPage],
    told: Sequence[tuple[Story, tuple[int, int]]],
    finished: Sequence[Story],
) -> tuple[tuple[tuple[int, ...], ...], ...]:
    """Which articles an area leads to: one that was joined to another leads to that."""
    holder: dict[int, int] = {}
    for n, story in enumerate(finished):
        for at in _touched(story):
            holder[at] = n
    found: list[list[tuple[int, ...]]] = [[() for _ in page.reading.stories] for page in pages]
    for story, (n, m) in told:
        leads = {holder[at] for at in _touched(story) if at in holder}
        found[n][m] = tuple(sorted(leads))
    return tuple(tuple(page) for page in found)


def _touched(story: Story) -> Iterator[int]:
    """Lines that a story's fields are made of."""
    runs = [block.run for block in story.blocks] + list(story.bylines) + list(story.duplicates)
    runs += [f.run for f in (story.title, story.kicker, story.deck, story.dateline) if f]
    runs += [caption for _, _, caption in story.pictures]
    for run in runs:
        for piece in run.pieces:
            yield piece.line


# ------------------------------------------------------------------------------- raw issue


def _raw(pages: Sequence[PastedPage]) -> tuple[RawIssue, list[list[Placed]]]:
    """The lines of the text layer, and each page's with their places."""
    found: list[RawPage] = []
    index: list[list[Placed]] = []
    at = 0
    count: dict[str, int] = {}
    for page in pages:
        lines: list[Line] = []
        placed: list[Placed] = []
        parts = list(page.reading.furniture)
        parts += [part for story in page.reading.stories for part in story.parts]
        for part in parts:
            for line in part.lines:
                count[page.file] = count.get(page.file, 0) + 1
                text = line.text.replace("\n", " ").replace("\r", " ")
                lines.append(Line(count[page.file], text, page.file))
                inset, short = _insets(part, line.box.x0, line.box.x1, line.box.y0, line.box.y1)
                size = max(line.size, 0.1)
                placed.append(Placed(at, part, mend(text), inset / size, short / size))
                at += 1
        found.append(RawPage(tuple(lines), page.number, page.name))
        index.append(placed)
    return RawIssue(tuple(found)), index


def _insets(part: PagePart, x0: float, x1: float, y0: float, y1: float) -> tuple[float, float]:
    if part.vertical:
        return y0 - part.box.y0, part.box.y1 - y1
    return x0 - part.box.x0, part.box.x1 - x1


def _numbered(pages: Sequence[PastedPage], raw: RawIssue, rows: Sequence[Row]) -> tuple[Page, ...]:
    """The print pages: by the name of the file, by the folio, or by counting."""
    found: list[Page] = []
    used: set[int] = set()
    at = 0
    by_line = {row.line: row for row in rows}
    for page, lines in zip(pages, raw.pages, strict=True):
        edge = [
            (part, by_line[at + n])
            for n, part in enumerate(page.reading.furniture)
            if at + n in by_line
        ]
        at += len(lines.lines)
        folios = [folio_of(row) for _, row in edge]
        number = page.number or next((f.page for f in folios if f.page and f.label), None)
        if number is None or number in used or number > 999:
            number = (found[-1].sequence if found else 0) + 1
            while number in used:
                number += 1
        used.add(number)
        label = next((folio.label for folio in folios if folio.label), None)
        name = page.name or next((folio.name for folio in folios if folio.name), None)
        high = page.reading.height
        name = name or next(
            (
                row.bare
                for part, row in edge
                if _PAGE_NAME.match(row.bare)
                and not row.bare.endswith("报")
                and (part.box.y1 < 0.1 * high or part.box.y0 > 0.94 * high)
            ),
            None,
        )
        found.append(Page(sequence=number, label=label or str(number), name=name))
    return tuple(found) or (Page(1, "1"),)


# --------------------------------------------------------------------------------- stories


def _story(
    n: int,
    m: int,
    area: PageStory,
    own: Sequence[Placed],
    page: PastedPage,
    known: Set[str],
    reports: Set[str],
) -> Story:
    """The story of one area; `own` are its lines, part by part."""
    body = bare("".join(p.text for p in own if p.part.role is Role.BODY))
    heads: dict[Role, list[Placed]] = {}
    text: list[Placed] = []
    captions: dict[int, list[Placed]] = {}
    for placed in own:
        role = placed.part.role
        if role in (Role.BODY, Role.SUBHEAD, Role.JUMP, Role.DATELINE):
            text.append(placed)
        elif role is Role.CAPTION:
            captions.setdefault(id(placed.part), []).append(placed)
        else:
            heads.setdefault(role, []).append(placed)

    def field(role: Role) -> Printed | None:
        lines = heads.get(role, [])
        if not lines:
            return None
        words = [turns.spaced(p.text, noisy=False) for p in lines]
        words = [SET_OFF.sub("", word).strip() or word for word in words]
        return Printed(turns.join(words, body), Run(tuple(p.piece for p in lines)))

    authors: tuple[Author, ...] = ()
    signed: list[Run] = []
    desk: list[Run] = []
    unread: list[Block] = []
    for placed in heads.get(Role.BYLINE, []):
        run = Run((placed.piece,))
        found = bylines.parse(placed.piece.text, known)
        if found is None:
            unread.append(Block(Kind.PARAGRAPH, run))
        elif apparatus.is_desk_byline(found):
            desk.append(run)
        else:
            authors = merged(authors, found.authors)
            signed.append(run)
    blocks = (*unread, *blocks_of(text, indented=indents(text)))
    pictures, unplaced = _pictures(n, m, area, captions, page)
    review: list[str] = []
    doubts: list[Doubt] = []
    if area.unsure:
        review.append("place-unsure")
        doubts.append(Doubt("place-unsure", "some of its text stands away from the rest", 0.5))
    if page.by_eye:
        review.append("ocr")
        doubts += _unsure(own, page.unsure)
    story = Story(
        page=n,
        lines=(own[0].at, own[-1].at),
        places=(own[0].at, own[-1].at),
        title=field(Role.HEADLINE),
        kicker=field(Role.KICKER),
        deck=field(Role.DECK),
        column=field(Role.COLUMN),
        authors=authors,
        bylines=tuple(signed),
        desk=tuple(desk),
        blocks=(*blocks, *unplaced),
        pictures=pictures,
        doubts=tuple(doubts),
    )
    story = take_jumps(story)
    story = with_opening(story, known, reports)
    story = with_closing(story, known)
    if story.title is None and story.blocks and story.resumed is None:
        review.append("headline-missing")
        doubts.append(Doubt("headline-missing", "no headline stands over the text", 0.9))
    if _breaks_off(story, text):
        review.append("truncated-end")
        doubts.append(Doubt("truncated-end", "the text ends inside a sentence", 0.6))
    return replace(story, review=(*story.review, *review), doubts=tuple(doubts))


def _unsure(own: Sequence[Placed], unsure: Sequence[Unsure]) -> Iterator[Doubt]:
    """That the story was read from a picture, and which of its characters are in doubt."""
    boxes = [part.box for part in {id(p.part): p.part for p in own}.values()]
    there = [one for one in unsure if any(holds(box, one.box) for box in boxes)]
    words = "、".join(f"{one.text} ({one.worth:.0%})" for one in there[:MOST_UNSURE])
    more = f" and {len(there) - MOST_UNSURE} more" if len(there) > MOST_UNSURE else ""
    reason = (
        f"it was read from a picture; in doubt: {words}{more}"
        if there
        else ("it was read from a picture")
    )
    yield Doubt("ocr", reason, min([0.95, *(one.worth for one in there)]))


def _breaks_off(story: Story, text: Sequence[Placed]) -> bool:
    """Whether the last line is full and its sentence goes on."""
    if story.onward is not None or not text or not story.blocks:
        return False
    last = text[-1]
    return (
        last.part.role is Role.BODY
        and last.short < FULL
        and not ends(last.text)
        and (len(text) > 3 and not story.bylines)
    )


def _pictures(
    n: int,
    m: int,
    area: PageStory,
    captions: Mapping[int, Sequence[Placed]],
    page: PastedPage,
) -> tuple[tuple[tuple[Picture, Run, Run], ...], tuple[Block, ...]]:
    """The pictures of a story with their captions; captions without a picture as blocks."""
    found: list[tuple[Picture, Run, Run]] = []
    used: set[int] = set()
    for k, (_, parts) in enumerate(area.pictures):
        lines = [p for part in parts for p in captions.get(id(part), ())]
        used |= {id(part) for part in parts}
        src = (page.pictures or {}).get((m, k))
        run = Run(tuple(p.piece for p in lines))
        if src is None:
            used -= {id(part) for part in parts}
            continue
        words, credit = run.cut(split_credit(run.text)) if run else (Run(), Run())
        picture = Picture(
            src,
            caption=print_text(words.text) or None,
            credit=" ".join(credit.text.split()).strip("（）() ") or None,
        )
        found.append((picture, Run(), run))
    rest = tuple(
        Block(Kind.CAPTION, Run(tuple(p.piece for p in lines)))
        for key, lines in captions.items()
        if key not in used
    )
    return tuple(found), rest
