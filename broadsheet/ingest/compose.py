"""The composing room: a raw issue becomes a setting.

    rows -> folios and pages -> pictures and jump lines -> evidence -> reading -> stories
         -> joined jumps -> articles, and the account of every character

Each arrow is a function of its arguments in a module of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from broadsheet.ingest import bylines, datelines
from broadsheet.ingest.accounts import Entry, balance
from broadsheet.ingest.apparatus import find_navigation
from broadsheet.ingest.cleaners import print_text
from broadsheet.ingest.continued import join_jumps
from broadsheet.ingest.evidence import Evidence, weigh
from broadsheet.ingest.floats import Figure, find_figures, image_link, split_credit
from broadsheet.ingest.folios import find_folios, imprint_of
from broadsheet.ingest.galley import Row, Run, rows_of, run_of
from broadsheet.ingest.jumps import find_jumps
from broadsheet.ingest.pages import paginate
from broadsheet.ingest.paragraphs import Block, Kind, markdown, printed
from broadsheet.ingest.raw import RawIssue
from broadsheet.ingest.readings import Part, Reading, best_reading, spans
from broadsheet.ingest.setting import Fate, Guess, Layout, Setting
from broadsheet.ingest.stories import FIELDS, Desk, Doubt, Mark, Story, inferred_title, set_story
from broadsheet.model import Article, Jump, Page, Picture, SourceLines

NOISE = 0.04
"""Share of rows with spaces inside words from which an issue counts as letterspaced."""
UNSURE_LAYOUT = 0.9
"""Confidence in the layout below which the whole issue is shown to a person."""


def set_issue(raw: RawIssue) -> Setting:
    """Sets an issue. Never raises for any text; what cannot be placed is kept and flagged."""
    every = rows_of(raw)
    folios = find_folios(every)
    pagination = paginate(raw, every, folios)
    guides = find_navigation(pagination.rows) - folios.keys()
    text = tuple(
        row
        for index, row in enumerate(pagination.rows)
        if index not in folios and index not in guides
    )
    known = sure_names(text)
    flow = _flow(text, known)
    evidence = weigh(flow.rows, known, frozenset(flow.onward), frozenset(flow.resumed))
    reading, confidence = best_reading(evidence)
    desk = _desk(flow.rows, evidence, reading, known)
    stories = [set_story(span, desk) for span in spans(reading)]
    stories = _with_marks(stories, flow)
    stories = _with_figures(stories, flow.figures, text, known)
    stories = _without_orphans(stories)
    numbers = [page.sequence for page in pagination.pages]
    finished = join_jumps(stories, numbers)
    finished = tuple(sorted(finished, key=lambda story: (numbers[story.page], story.page)))
    articles = _articles(finished, pagination.pages, raw, noisy=desk.noisy)
    kept = [run_of([folio.row]) for folio in folios.values()]
    kept += [run for story in finished for run in story.desk]
    kept.sort(key=lambda run: run.pieces[0].line)
    navigation = [run_of([pagination.rows[index]]) for index in sorted(guides)]
    words = tuple(" ".join(run.text.split("\n")).strip() for run in kept)
    layout = Layout(
        headline="before" if reading.before else "after",
        wrapped=evidence.wrapped,
        indented=evidence.indented,
        blanks=evidence.blanks,
        confidence=confidence,
    )
    return Setting(
        articles=articles,
        pages=pagination.pages,
        folios=words,
        imprint=imprint_of(words),
        guesses=_guesses(finished, layout, raw),
        account=balance(raw, _entries(finished, articles, kept, navigation, noisy=desk.noisy)),
        layout=layout,
    )


def sure_names(rows: Sequence[Row]) -> frozenset[str]:
    """Names of people in bylines that cannot be anything else."""
    names: set[str] = set()
    for row in rows:
        if len(row.text) > 400 and not row.text[:60].count("讯"):
            continue
        found = bylines.parse(row.text) if not row.terminal else None
        if found is None and (closing := bylines.at_end(row.text)):
            found = closing[1]
        if found is not None and found.strength >= 0.9:
            names.update(author.name for author in found.authors)
        if "讯" in row.text[:30] or "电" in row.text[:40]:
            opening = datelines.opening(row.text)
            names.update(author.name for author in (opening.authors if opening else ()))
    return frozenset(names)


# ------------------------------------------------------------------------------------- flow


@dataclass(frozen=True, slots=True)
class _Flow:
    """The rows that readings are made of, and what stood among them."""

    rows: tuple[Row, ...]
    figures: tuple[Figure, ...]
    onward: Mapping[int, Row]
    """Jump lines of their own (下转), by the index of the row before."""
    resumed: Mapping[int, Row]
    """Jump lines of their own (上接), by the index of the row after."""


def _flow(text: Sequence[Row], known: Set[str]) -> _Flow:
    figures = find_figures(text, known)
    floating = {index for figure in figures for index in figure.caption}
    floating |= {figure.image for figure in figures if figure.image is not None}
    rows: list[Row] = []
    onward: dict[int, Row] = {}
    resumed: dict[int, Row] = {}
    pending: Row | None = None
    blanks = 0
    for index, row in enumerate(text):
        if index in floating:
            blanks = max(blanks, row.blanks)
            continue
        jumps = find_jumps(row.text) if len(row.text) < 60 else ()
        if len(jumps) == 1 and not _outside(row.text, jumps[0].start, jumps[0].end):
            if jumps[0].onward and rows and len(rows) - 1 not in onward:
                onward[len(rows) - 1] = row
                continue
            if not jumps[0].onward and index + 1 < len(text) and pending is None:
                pending = row
                continue
        if pending is not None:
            resumed[len(rows)] = pending
            pending = None
        rows.append(replace(row, blanks=max(blanks, row.blanks)) if blanks > row.blanks else row)
        blanks = 0
    if pending is not None:
        rows.append(pending)
    return _Flow(tuple(rows), figures, onward, resumed)


def _outside(text: str, start: int, end: int) -> str:
    return (text[:start] + text[end:]).strip()


def _desk(rows: Sequence[Row], evidence: Evidence, reading: Reading, known: Set[str]) -> Desk:
    between = sorted(row.blanks for row in rows)
    usual = between[len(between) // 2] if between else 0
    display = [index for index, part in enumerate(reading.parts) if part is Part.DISPLAY]
    shown = set(display)
    inside = [index for index in display if index - 1 in shown]
    alone = Counter(
        rows[index].lead for index in display if not {index - 1, index + 1} & shown
    )
    justified = sum(sign.justified for sign in evidence.signs)
    return Desk(
        rows=rows,
        evidence=evidence,
        reading=reading,
        known=known,
        repeated=Counter(
            row.bare for row, part in zip(rows, reading.parts, strict=True) if part is Part.DISPLAY
        ),
        usual_blanks=usual,
        tight=0 < sum(rows[index].blanks < usual for index in inside) < len(inside),
        headline_lead=alone.most_common(1)[0][0] if alone else None,
        noisy=justified > NOISE * len(rows),
    )


def _with_marks(stories: Sequence[Story], flow: _Flow) -> list[Story]:
    """Jump lines that had a row of their own go to the story they stand at."""
    placed = list(stories)
    for marks, onward in ((flow.onward, True), (flow.resumed, False)):
        for index, row in marks.items():
            line = flow.rows[index].line
            at = next(
                i for i, story in enumerate(placed) if story.lines[0] <= line <= story.lines[1]
            )
            jump = find_jumps(row.text)[0]
            taken, _ = run_of([row]).take(jump.start, jump.end)
            mark = Mark(onward, jump.page, taken)
            story = placed[at]
            review = tuple(
                code for code in story.review if code not in ("truncated-end", "headline-missing")
            )
            if onward:
                review = tuple(code for code in story.review if code != "truncated-end")
            placed[at] = replace(story, marks=(*story.marks, mark), review=review)
    return placed


def _with_figures(
    stories: Sequence[Story], figures: Sequence[Figure], text: Sequence[Row], known: Set[str]
) -> list[Story]:
    """Pictures go to the story that stands before them, else to the one after."""
    placed = list(stories)
    for figure in figures:
        first = figure.image if figure.image is not None else figure.caption[0]
        line, page = text[first].line, text[first].page
        before = [i for i, s in enumerate(placed) if s.lines[0] < line and s.page == page]
        at = (
            before[-1]
            if before
            else next((i for i, s in enumerate(placed) if s.lines[0] > line), len(placed) - 1)
        )
        if at < 0:
            placed.append(Story(page=page, lines=(line, line), review=("orphan-text",)))
            at = len(placed) - 1
        placed[at] = _with_figure(placed[at], figure, text, known)
    return placed


def _with_figure(story: Story, figure: Figure, text: Sequence[Row], known: Set[str]) -> Story:
    caption = run_of(text[index] for index in figure.caption)
    if figure.image is None:
        # Without its picture a caption is a paragraph, right after what stands before it.
        block = Block(Kind.PARAGRAPH, caption)
        line = caption.pieces[0].line
        at = sum(bool(b.run.pieces) and b.run.pieces[0].line < line for b in story.blocks)
        return replace(story, blocks=(*story.blocks[:at], block, *story.blocks[at:]))
    row = text[figure.image]
    link = image_link(row)
    assert link is not None
    words, credit = caption.cut(split_credit(caption.text, known)) if caption else (Run(), Run())
    picture = Picture(
        src=link[0],
        caption=print_text(words.text) or None,
        credit=_credit(credit.text) or None,
        alt=print_text(link[1]) or None,
    )
    return replace(story, pictures=(*story.pictures, (picture, run_of([row]), caption)))


def _credit(text: str) -> str:
    """A credit as printed, without brackets: 甲 摄."""
    words = text.strip().strip("（）()【】[]").split()
    return " ".join(words)


def _without_orphans(stories: Sequence[Story]) -> list[Story]:
    """A byline that stands alone makes no story.

    Where the same words stand elsewhere it is a duplicate; else it is kept with the story
    before it, flagged.
    """
    kept: list[Story] = []
    printed_elsewhere = {_bare(run) for story in stories if story.blocks for run in story.bylines}
    for story in stories:
        lone = not story.blocks and story.title is None and not story.pictures
        if not (lone and story.bylines and kept):
            kept.append(story)
            continue
        last = kept[-1]
        again = tuple(run for run in story.bylines if _bare(run) in printed_elsewhere)
        rest = tuple(run for run in story.bylines if run not in again)
        names = {author.name for author in last.authors}
        kept[-1] = replace(
            last,
            duplicates=(*last.duplicates, *again, *story.duplicates),
            bylines=(*last.bylines, *rest),
            authors=(*last.authors, *(a for a in story.authors if rest and a.name not in names)),
            review=(*last.review, "orphan-text") if rest else last.review,
        )
    return kept


def _bare(run: Run) -> str:
    return re.sub(r"\s", "", run.text)


# --------------------------------------------------------------------------------- articles


def _articles(
    stories: Sequence[Story], pages: Sequence[Page], raw: RawIssue, *, noisy: bool
) -> tuple[Article, ...]:
    orders: Counter[int] = Counter()
    lines = raw.lines
    found: list[Article] = []
    for story in stories:
        page = pages[story.page].sequence
        orders[page] += 1
        first, last = (lines[index] for index in story.lines)
        body = markdown(story.blocks, noisy=noisy)
        onward, resumed = story.onward, story.resumed
        found.append(
            Article(
                page=page,
                order=orders[page],
                title=_title(story, noisy=noisy),
                kicker=story.kicker.text if story.kicker else None,
                deck=story.deck.text if story.deck else None,
                column=story.column.text if story.column else None,
                dateline=story.dateline.text if story.dateline else None,
                authors=story.authors,
                images=tuple(picture for picture, _, _ in story.pictures),
                jump=_jump(onward, resumed),
                source=SourceLines(first.file, first.number, last.number)
                if first.file == last.file
                else SourceLines(first.file, first.number, first.number),
                review=story.review,
                body=body,
            )
        )
    return tuple(found)


def _jump(onward: Mark | None, resumed: Mark | None) -> Jump | None:
    if onward is not None and onward.page:
        return Jump(to=onward.page)
    if onward is None and resumed is not None and resumed.page:
        return Jump(origin=resumed.page)
    return None


def _title(story: Story, *, noisy: bool) -> str:
    if story.title is not None and story.title.text:
        return story.title.text
    for block in story.blocks:
        title = inferred_title(printed(block, noisy=noisy).split("\n")[0])
        if title:
            return title
    for field in (story.kicker, story.column, story.deck):
        if field is not None and field.text:
            return field.text
    names = "、".join(author.name for author in story.authors)
    return names or "……"


# ---------------------------------------------------------------------- guesses and account


def _guesses(stories: Sequence[Story], layout: Layout, raw: RawIssue) -> tuple[Guess, ...]:
    found: list[Guess] = []
    lines = raw.lines
    if len(stories) > 1:
        reason = f"headlines stand {layout.headline} their bodies"
        found.append(Guess("layout", reason, layout.confidence))
    for index, story in enumerate(stories):
        span = lines[story.lines[0]].number, lines[story.lines[1]].number
        for doubt in _doubts(story):
            found.append(Guess(doubt.code, doubt.reason, doubt.confidence, index, span))
    return tuple(found)


def _doubts(story: Story) -> tuple[Doubt, ...]:
    told = {doubt.code for doubt in story.doubts}
    more = [
        Doubt(code, "see the raw lines", 0.7)
        for code in story.review
        if code not in told and code != "continued"
    ]
    return (*story.doubts, *more)


def _entries(
    stories: Sequence[Story],
    articles: Sequence[Article],
    kept: Sequence[Run],
    navigation: Sequence[Run],
    *,
    noisy: bool,
) -> list[Entry]:
    """Every field with the raw text it was set from, for the account."""
    entries = [Entry(Fate.FOLIO, None, run, run.text) for run in kept]
    entries += [Entry(Fate.NAVIGATION, None, run, None) for run in navigation]
    for index, (story, article) in enumerate(zip(stories, articles, strict=True)):
        for name, fate in FIELDS:
            field = getattr(story, name)
            if field is not None:
                entries.append(Entry(fate, index, field.run, getattr(article, name)))
        signed = "\n".join(
            word
            for author in article.authors
            for word in (author.name, *(author.role or "").split(), author.org or "")
            if word
        )
        entries += [Entry(Fate.BYLINE, index, run, signed) for run in story.bylines]
        entries += [Entry(Fate.DUPLICATE, None, run, None) for run in story.duplicates]
        entries += [Entry(Fate.JUMP, index, mark.run, None) for mark in story.marks]
        for picture, link, caption in story.pictures:
            entries.append(Entry(Fate.IMAGE, index, link, None))
            shown = f"{picture.caption or ''}{picture.credit or ''}"
            entries.append(Entry(Fate.CAPTION, index, caption, shown))
        entries += [
            Entry(Fate.BODY, index, block.run, printed(block, noisy=noisy))
            for block in story.blocks
        ]
    return entries
