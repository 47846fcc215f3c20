"""The composing room: a raw issue becomes a setting.

    rows -> folios and pages -> pictures and jump lines -> evidence -> reading -> stories
         -> joined jumps -> articles, and the account of every character

Each arrow is a function of its arguments in a module of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import replace

from broadsheet.ingest.accounts import balance
from broadsheet.ingest.apparatus import find_counters, find_navigation
from broadsheet.ingest.choice import best_reading
from broadsheet.ingest.columns import look_woven
from broadsheet.ingest.continued import join_jumps
from broadsheet.ingest.evidence import Evidence, weigh
from broadsheet.ingest.flow import flow_of, sure_names, sure_reports
from broadsheet.ingest.folios import find_folios
from broadsheet.ingest.galley import Row, rows_of, run_of
from broadsheet.ingest.imprint import imprint_of
from broadsheet.ingest.makeup import articles_of, entries_of, guesses_of, with_whole_bylines
from broadsheet.ingest.margins import without_margins
from broadsheet.ingest.pages import paginate
from broadsheet.ingest.parts import DISPLAY, Reading, spans
from broadsheet.ingest.placing import with_figures, with_marks, without_orphans
from broadsheet.ingest.raw import RawIssue
from broadsheet.ingest.setting import Layout, Setting
from broadsheet.ingest.stories import set_story
from broadsheet.ingest.story import Desk

NOISE = 0.04
"""Share of rows with spaces inside words from which an issue counts as letterspaced."""
DIVERSE = 0.15
"""Share of the indents of display lines that are different, from which the lines are centred."""
UNSURE_LAYOUT = 0.9
"""Confidence in the layout below which the whole issue is shown to a person."""


def set_issue(
    raw: RawIssue, *, names: Set[str] = frozenset(), columns: Set[str] = frozenset()
) -> Setting:
    """Sets an issue. Never raises for any text; what cannot be placed is kept and flagged.

    `names` are people who sign stories of the archive, `columns` the names of its standing
    columns, both as printed: they help where an issue alone does not tell.
    """
    every = rows_of(raw, frozenset("".join(column.split()) for column in columns))
    folios = find_folios(every)
    guides = find_navigation(every) - folios.keys()
    pagination = paginate(raw, every, folios, guides)
    text = tuple(
        row
        for index, row in enumerate(pagination.rows)
        if index not in folios and index not in guides
    )
    text = without_margins(text)
    opened = frozenset(
        row.line
        for index in find_counters(pagination.rows)
        for row in pagination.rows[index + 1 : index + 2]
    )
    known = sure_names(text) | names
    flow = flow_of(text, known)
    reports = sure_reports(flow.rows)
    evidence = weigh(
        flow.rows, known, reports, frozenset(flow.onward), frozenset(flow.resumed), opened
    )
    reading, confidence = best_reading(evidence)
    desk = _desk(flow.rows, evidence, reading, known, reports)
    stories = [set_story(span, desk) for span in spans(reading)]
    stories = with_marks(stories, flow)
    stories = with_figures(stories, flow.figures, text, known)
    stories = without_orphans(stories)
    if any(look_woven([line.text for line in page.lines]) for page in raw.pages):
        stories = [replace(s, review=(*s.review, "columns-interleaved")) for s in stories]
    numbers = [page.sequence for page in pagination.pages]
    finished = tuple(map(with_whole_bylines, join_jumps(stories, numbers)))
    finished = tuple(sorted(finished, key=lambda story: (numbers[story.page], story.page)))
    articles = articles_of(finished, pagination.pages, raw, noisy=desk.noisy)
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
        guesses=guesses_of(finished, layout, raw),
        account=balance(raw, entries_of(finished, articles, kept, navigation, noisy=desk.noisy)),
        layout=layout,
    )


def _desk(
    rows: Sequence[Row],
    evidence: Evidence,
    reading: Reading,
    known: Set[str],
    reports: Set[str],
) -> Desk:
    between = sorted(row.blanks for row in rows)
    usual = between[len(between) // 2] if between else 0
    display = [index for index, part in enumerate(reading.parts) if part is DISPLAY]
    shown = set(display)
    inside = [index for index in display if index - 1 in shown]
    alone = Counter(rows[index].lead for index in display if not {index - 1, index + 1} & shown)
    leads = [rows[index].lead for index in display if rows[index].indent]
    justified = sum(sign.justified for sign in evidence.signs)
    return Desk(
        rows=rows,
        evidence=evidence,
        reading=reading,
        known=known,
        reports=reports,
        repeated=Counter(
            row.bare for row, part in zip(rows, reading.parts, strict=True) if part is DISPLAY
        ),
        usual_blanks=usual,
        tight=0 < sum(rows[index].blanks < usual for index in inside) < len(inside),
        headline_lead=alone.most_common(1)[0][0] if alone else None,
        centred=len(set(leads)) >= max(4, DIVERSE * len(leads)),
        noisy=justified > NOISE * len(rows),
    )
