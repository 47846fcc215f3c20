"""Stories: the rows of one article become its fields, each with the raw text it came from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from broadsheet.ingest import headings, turns
from broadsheet.ingest.conventions import FRAGMENT_STARTS, NEVER_FIRST, ORNAMENTS, PICTOGRAPHS
from broadsheet.ingest.credits import with_bylines, with_closing, with_opening
from broadsheet.ingest.galley import Row, run_of
from broadsheet.ingest.jumps import find_jumps
from broadsheet.ingest.nameforms import is_transliterated
from broadsheet.ingest.paragraphs import Block, Kind, kept_blocks, printed
from broadsheet.ingest.parts import BODY, INNER, KEPT, SUBHEAD, Span
from broadsheet.ingest.story import Desk, Doubt, Mark, Printed, Story
from broadsheet.ingest.wording import ENTRY, is_column_name
from broadsheet.model import Author


def set_story(span: Span, desk: Desk) -> Story:
    """The story of one span of rows."""
    rows = desk.rows
    every = span.rows
    story = Story(
        page=rows[every[0]].page,
        lines=(min(rows[i].line for i in every), max(rows[i].line for i in every)),
        places=(rows[every[0]].place, rows[every[-1]].place),
        blocks=_blocks(span, desk),
    )
    story = take_jumps(story)
    story = with_bylines(story, span, desk)
    story = with_opening(story, desk.known, desk.reports)
    story = with_closing(story, desk.known)
    story = _with_heading(story, span, desk)
    return _with_flags(story, span, desk)


# ------------------------------------------------------------------------------------ body


def _blocks(span: Span, desk: Desk) -> tuple[Block, ...]:
    blocks: list[Block] = []
    parts = desk.reading.parts
    for part, group in groupby(span.body, lambda index: parts[index]):
        rows = [desk.rows[index] for index in group]
        if part is KEPT:
            blocks += kept_blocks(rows, desk.usual_blanks)
        elif part is INNER and blocks and blocks[-1].kind is Kind.PARAGRAPH:
            blocks[-1] = Block(Kind.PARAGRAPH, blocks[-1].run + run_of(rows))
        elif part is INNER:
            blocks.append(Block(Kind.PARAGRAPH, run_of(rows)))
        else:
            kind = Kind.SUBHEAD if part is SUBHEAD else Kind.PARAGRAPH
            blocks += [Block(kind, run_of([row])) for row in rows]
    return tuple(blocks)


def take_jumps(story: Story) -> Story:
    """Jump lines out of the text, into marks."""
    blocks: list[Block] = []
    marks: list[Mark] = []
    for block in story.blocks:
        run = block.run
        while jumps := find_jumps(run.text):
            jump = jumps[0]
            taken, run = run.take(jump.start, jump.end)
            marks.append(Mark(jump.onward, jump.page, taken))
        if run:
            blocks.append(replace(block, run=run) if run is not block.run else block)
    if not marks and len(blocks) == len(story.blocks):
        return story
    return replace(story, blocks=tuple(blocks), marks=story.marks + tuple(marks))


# -------------------------------------------------------------------------------- headline


SET_OFF = re.compile(
    rf"^[\s|｜丨│┃{ORNAMENTS}{PICTOGRAPHS}]+|[\s|｜丨│┃{ORNAMENTS}{PICTOGRAPHS}]+$"
)
"""What sets off a line of a headline block."""


_PEN_NAME = re.compile(r"[\u3400-\u9fff]{2,3}\Z")
_SET_OFF_NAME = re.compile(rf"[\s{ORNAMENTS}]*[{ORNAMENTS}]\s*[\u3400-\u9fff]{{2,4}}\Z")
"""A name of any people behind a glyph."""


def _names_the_author(rows: Sequence[Row], story: Story) -> bool:
    """Whether the last line of a headline block is a pen name: two or three characters, or four
    behind a glyph, over a text that nobody else signs. No headline turns so late.
    """
    if len(rows) < 2 or story.authors or story.dateline is not None or not story.blocks:
        return False
    last, above = rows[-1], rows[-2]
    glyphs = [bool(re.search(f"[{ORNAMENTS}]", row.lead + row.text[:1])) for row in rows]
    if glyphs[-1] and not any(glyphs[:-1]) and not above.column:
        return bool(_SET_OFF_NAME.match(last.lead + "".join(last.text.split())))
    return bool(
        (_PEN_NAME.match("".join(last.text.split())) or is_transliterated(last.bare))
        and not (last.mark or last.column or is_column_name(last.text))
        and not (above.column or is_column_name(above.text))
        and len(above.bare) != len(last.bare) + 1
        and not last.bare.endswith(_NO_NAME_ENDS)
    )


_NO_NAME_ENDS = ("篇", "录", "记", "志", "谈", "式", "会", "季", "节", "日", "书", "事", "人", "路")
"""Last characters of short headlines."""


def _with_heading(story: Story, span: Span, desk: Desk) -> Story:
    if not span.display:
        return story
    rows = [desk.rows[index] for index in span.display]
    if _names_the_author(rows, story):
        signed = rows.pop()
        reason = "a word under the headline is taken for the author's name"
        story = replace(
            story,
            # as printed: `bare` folds traditional characters
            authors=(Author("".join(signed.text.split())),),
            bylines=(*story.bylines, run_of([signed])),
            doubts=(*story.doubts, Doubt("byline", reason, 0.6)),
        )
    paragraphs = [block for block in story.blocks if block.kind is Kind.PARAGRAPH]
    body = "".join("".join(block.run.text for block in story.blocks).split())
    lede = "".join(paragraphs[0].run.text.split()) if paragraphs else ""
    around = headings.Surroundings(
        lede,
        body,
        desk.repeated,
        desk.usual_blanks,
        desk.tight,
        desk.headline_lead,
        desk.centred,
    )
    heading = headings.assign(rows, around)

    def field(indices: Sequence[int], strip: str = "") -> Printed | None:
        if not indices:
            return None
        lines = [turns.spaced(rows[i].text, noisy=desk.noisy) for i in indices]
        lines = [SET_OFF.sub("", line).strip() or line for line in lines]
        if strip:
            lines = [re.sub(strip, "", line) for line in lines]
        return Printed(turns.join(lines, body), run_of(rows[i] for i in indices))

    doubts = story.doubts
    if heading.margin < 1.0 and len(rows) > 1:
        reason = "the lines of the headline block can be told apart in more than one way"
        doubts = (*doubts, Doubt("headline-block", reason, 0.5 + heading.margin / 2))
    column = field(heading.column, r"^[【〖《\[■●◆▲★◎□·•\-\s]+|[】〗》\]·•\-\s]+$")
    title = field(heading.headline)
    if title is not None and column is None:
        column, title = _untagged(title)
    return replace(
        story,
        column=column,
        kicker=field(heading.kicker),
        title=title,
        deck=field(heading.deck),
        doubts=doubts,
    )


_TAGGED = re.compile(
    r"(?P<tag>[【〖](?!本报)(?P<name>[\u3400-\u9fff·]{2,10})[】〗]|(?P<words>[\u3400-\u9fff]{2,6})\s*[|｜丨│])"
    r"\s*(?P<rest>[^|｜丨│【〖]{4,})\Z",
    re.DOTALL,
)
"""A headline with the name of its column before it: 【农事提醒】早稻后期管水, 人物｜守塔人."""


def _untagged(title: Printed) -> tuple[Printed | None, Printed]:
    """The name of a column that stands before a headline in its line, and the headline."""
    shown, raw = _TAGGED.match(title.text), _TAGGED.match(title.run.text)
    if shown is None or raw is None:
        return None, title
    tag, rest = title.run.cut(raw.start("rest"))
    return Printed(shown["name"] or shown["words"], tag), Printed(shown["rest"], rest)


# ----------------------------------------------------------------------------------- flags


def _with_flags(story: Story, span: Span, desk: Desk) -> Story:
    review: list[str] = []
    doubts = list(story.doubts)
    if not span.display and story.resumed is None and story.blocks:
        review.append("headline-missing")
        doubts.append(Doubt("headline-missing", "no headline stands before or after the text", 0.9))
    if story.resumed is None and _beheaded(story):
        review.append("truncated-start")
        doubts.append(Doubt("truncated-start", "the text begins inside a sentence", 0.7))
    if story.onward is None and _unfinished(story, span, desk):
        review.append("truncated-end")
        doubts.append(Doubt("truncated-end", "the text ends inside a sentence", 0.7))
    if not story.blocks and not span.display:
        review.append("orphan-text")
    return replace(story, review=(*story.review, *review), doubts=tuple(doubts))


def _beheaded(story: Story) -> bool:
    """Whether the first paragraph has lost its beginning."""
    if story.dateline is not None or not story.blocks:
        return False
    if story.blocks[0].kind is not Kind.PARAGRAPH:
        return False
    text = printed(story.blocks[0], noisy=False)
    if not text:
        return False
    if text[0] in NEVER_FIRST:
        return True
    sentence = re.split(r"[。！？]", text, maxsplit=1)[0]
    return (
        text.startswith(FRAGMENT_STARTS)
        and len(sentence) <= 24
        and not re.search("[，,：:]", sentence)
    )


def _unfinished(story: Story, span: Span, desk: Desk) -> bool:
    """Whether the last paragraph breaks off: at a comma, or at the full measure without a stop."""
    if not story.blocks or story.blocks[-1].kind is not Kind.PARAGRAPH or story.bylines:
        return False
    last = span.body[-1]
    if desk.reading.parts[last] not in BODY:
        return False
    sign = desk.evidence.signs[last]
    if not sign.broken or len(story.blocks[-1].run.text) < 30 or ENTRY.match(sign.row.bare[:18]):
        return False
    full = sign.measure is not None and abs(sign.measure.ems - sign.row.width) <= 1.2
    return full or sign.row.bare[-1] in "，、,；;"
