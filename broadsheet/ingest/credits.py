"""Credits: who wrote a story and from where, out of its byline rows and out of its text."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import replace

from broadsheet.ingest import apparatus, bylines, datelines, latin, tailbylines
from broadsheet.ingest.galley import Row, Run, run_of
from broadsheet.ingest.paragraphs import Kind
from broadsheet.ingest.parts import Span
from broadsheet.ingest.passages import NAME_IN_BRACKETS
from broadsheet.ingest.story import Desk, Printed, Story
from broadsheet.ingest.whence import Byline
from broadsheet.model import Author

# --------------------------------------------------------------------------------- bylines


def with_bylines(story: Story, span: Span, desk: Desk) -> Story:
    """The authors that its byline rows name; what the desk adds is kept apart."""
    authors: list[Author] = []
    runs: list[Run] = []
    duplicates: list[Run] = []
    desk_lines: list[Run] = []
    seen: set[str] = set()
    waiting = [*span.head_bylines, *span.tail_bylines]
    while waiting:
        row = desk.rows[waiting.pop(0)]
        if row.bare in seen:
            duplicates.append(run_of([row]))
            continue
        seen.add(row.bare)
        found = bylines.parse(row.text, desk.known)
        if found is None and row.label == "byline":
            found = Byline((Author(" ".join(row.text.split())),), 1.0)
        if found is None and (name := NAME_IN_BRACKETS.match(row.text.strip())):
            found = Byline((Author("".join(name[1].split())),), 0.8)
        if found is None and (over := _byline_over(row, waiting, desk)) is not None:
            found, rows = over
            del waiting[: len(rows) - 1]
            authors += found.authors
            runs.append(run_of(rows))
            continue
        told = apparatus.particulars(row.text, desk.known) if found is None else None
        if told is not None:
            authors += told.authors
            desk_lines.append(run_of([row]))
        elif found is not None and apparatus.is_desk_byline(found):
            desk_lines.append(run_of([row]))
        elif found is not None:
            authors += found.authors
            runs.append(run_of([row]))
        elif row.latin and (role := latin.role(row.text)):
            # The role of everybody in the byline above it; alone it is all of the byline.
            if not authors:
                authors.append(Author(role))
                runs.append(run_of([row]))
                continue
            if all(author.role for author in authors):
                desk_lines.append(run_of([row]))
                continue
            authors = [Author(a.name, a.role or role, a.org) for a in authors]
            runs.append(run_of([row]))
        elif row.latin and authors and runs and runs[-1].pieces[-1].line == row.line - 1:
            # The town of who signed a letter.
            last = authors.pop()
            authors.append(
                Author(last.name, last.role, f"{last.org} {row.text}" if last.org else row.text)
            )
            runs.append(run_of([row]))
        elif row.latin and latin.is_name(row.text):
            authors.append(Author(row.text))
            runs.append(run_of([row]))
        else:
            desk_lines.append(run_of([row]))
    return replace(
        story,
        authors=merged(authors, ()),
        bylines=tuple(runs),
        duplicates=tuple(duplicates),
        desk=tuple(desk_lines),
    )


MOST_BYLINE_ROWS = 4
"""Rows that one byline in brackets is broken over."""


def _byline_over(row: Row, below: Sequence[int], desk: Desk) -> tuple[Byline, list[Row]] | None:
    """The byline that begins with a row and ends on one of those below it."""
    rows = [row]
    for index in below[: MOST_BYLINE_ROWS - 1]:
        rows.append(desk.rows[index])
        found = bylines.parse("\n".join(each.text for each in rows), desk.known)
        if found is not None:
            return found, rows
    return None


def with_opening(story: Story, known: Set[str], reports: Set[str]) -> Story:
    """The dateline and the byline in brackets that the first paragraph opens with."""
    if not story.blocks or story.blocks[0].kind is not Kind.PARAGRAPH:
        return story
    run = story.blocks[0].run
    found = datelines.opening(run.text, known, reports)
    if found is None:
        return story
    head, rest = run.cut(found.body)
    dateline = None
    byline = Run()
    if found.byline is not None:
        byline, _ = head.take(*found.byline)
    if found.dateline is not None:
        words, _ = head.take(*found.dateline)
        printed_words = words.text if latin.is_latin(words.text) else re.sub(r"\s+", "", words.text)
        dateline = Printed(" ".join(printed_words.split()), words)
    blocks = story.blocks[1:]
    if rest:
        blocks = (replace(story.blocks[0], run=rest), *blocks)
    return replace(
        story,
        dateline=dateline,
        authors=merged(found.authors, story.authors),
        bylines=(*story.bylines, byline) if byline else story.bylines,
        blocks=blocks,
    )


def with_closing(story: Story, known: Set[str]) -> Story:
    """The byline that the last paragraph closes with; under it a notice may still be signed."""
    at = len(story.blocks) - 1
    while at >= 0 and story.blocks[at].kind is Kind.PARAGRAPH:
        run = story.blocks[at].run
        text = run.text
        found = tailbylines.at_end(text, known)
        if found is not None:
            start, byline = found
            rest, signature = run.cut(start)
            blocks = list(story.blocks)
            blocks[at : at + 1] = [replace(story.blocks[at], run=rest)] if rest else []
            if apparatus.is_desk_byline(byline):
                return replace(story, desk=(*story.desk, signature), blocks=tuple(blocks))
            return replace(
                story,
                authors=merged(story.authors, byline.authors),
                bylines=(*story.bylines, signature),
                blocks=tuple(blocks),
            )
        if len(text) > 40 or at < len(story.blocks) - 2:
            break
        at -= 1
    return story


def merged(first: Sequence[Author], second: Sequence[Author]) -> tuple[Author, ...]:
    """Both, each name once: 本报讯（记者 甲） above and （甲 摄） below are one person."""
    people: dict[str, Author] = {}
    for author in (*first, *second):
        known = people.get(author.name)
        if known is None:
            people[author.name] = author
            continue
        roles = dict.fromkeys(
            role for each in (known, author) for role in (each.role or "").split()
        )
        org = " ".join(dict.fromkeys(filter(None, (known.org, author.org)))) or None
        people[author.name] = Author(author.name, " ".join(roles) or None, org)
    return tuple(people.values())
