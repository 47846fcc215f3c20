"""The editor's report on a run of ingest: as text for the terminal and as values for programs."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import asdict

from broadsheet.ingest.merge import Merged
from broadsheet.ingest.results import IngestReport, SetIssue
from broadsheet.ingest.setting import ARTICLE_FATES, Fate, Guess, Layout
from broadsheet.speech import Say, english
from broadsheet.text import printable

DOUBTFUL = 0.7
"""Guesses less certain than this are listed one by one."""

FEW = 5
"""Issues that are told at length."""

_TITLE_WIDTH = 44
"""Columns of a terminal for a headline; a Chinese character takes two."""


def text(report: IngestReport, *, dry_run: bool = False, say: Say = english) -> str:
    """The report for the terminal, with a line feed at the end; empty where nothing was done.

    More than a few issues have a line each; their proofs tell the rest.
    """
    parts = ["\n".join(_issue_lines(issue, dry_run, say)) for issue in report.set]
    if len(parts) > FEW:
        parts = ["\n".join(_in_one_line(issue, dry_run, say) for issue in report.set)]
    if report.waiting:
        waiting = "\n".join(f"  {path}" for path in report.waiting)
        parts.append(f"{say('left in the inbox, each with a report beside it:')}\n{waiting}")
    return "\n\n".join(parts) + "\n" if parts else ""


def as_values(report: IngestReport) -> dict[str, object]:
    """The report as plain values, for JSON."""
    return {
        "set": [_issue_values(issue) for issue in report.set],
        "waiting": list(report.waiting),
        "problems": [
            {
                "code": found.code,
                "severity": str(found.severity),
                "path": found.path,
                "line": found.line,
                "message": found.message,
                "hint": found.hint,
            }
            for found in report.problems
        ],
        "failed": report.failed,
    }


def describe(layout: Layout, say: Say = english) -> str:
    """How the raw text was read, in words."""
    before = layout.headline == "before"
    words = [
        say("headlines before their stories" if before else "headlines after their stories"),
        say("hard-wrapped lines" if layout.wrapped else "one line a paragraph"),
        say("indented" if layout.indented else "not indented"),
        say("blank lines part paragraphs" if layout.blanks else "blank lines mean nothing"),
    ]
    sure = f"{layout.confidence:.2f}"
    return say("{words} (confidence {sure})", words=say(", ").join(words), sure=sure)


def where(guess: Guess, say: Say = english) -> str:
    """The raw lines of a guess: `line 12`, `lines 12-15`, or nothing."""
    if guess.lines is None:
        return ""
    first, last = guess.lines
    if first == last:
        return say("line {line}", line=first)
    return say("lines {first}-{last}", first=first, last=last)


def kept_and_dropped(issue: SetIssue) -> tuple[int, int, int]:
    """Characters that are in stories, in the edition's data, and left out for a reason."""
    kept = sum(issue.totals.get(fate, 0) for fate in ARTICLE_FATES)
    data = sum(issue.totals.get(fate, 0) for fate in (Fate.FOLIO, Fate.NAVIGATION))
    return kept, data, sum(issue.totals.values()) - kept - data


_DONE = {
    (False, False): "{edition} is set from {source} ({encoding})",
    (True, False): "{edition} is merged from {source} ({encoding})",
    (False, True): "{edition} would be set from {source} ({encoding})",
    (True, True): "{edition} would be merged from {source} ({encoding})",
}
"""By whether it was merged, and whether this is a dry run."""
_THERE = "{edition} was there already from {source} ({encoding})"


def _head(issue: SetIssue, dry_run: bool, say: Say) -> str:
    words = _THERE if issue.unchanged else _DONE[issue.merged is not None, dry_run]
    return say(words, edition=issue.key, source=issue.source, encoding=issue.encoding)


def _in_one_line(issue: SetIssue, dry_run: bool, say: Say) -> str:
    doubts = sum(bool(story.review) for story in issue.stories)
    head = _head(issue, dry_run, say)
    told = say("{head}: {stories} stories", head=head, stories=len(issue.stories))
    if doubts:
        told += say(", {doubts} to look at", doubts=doubts)
    return told + say(", the date is inferred") if issue.date_inferred else told


def _issue_lines(issue: SetIssue, dry_run: bool, say: Say) -> Iterator[str]:
    yield _head(issue, dry_run, say)
    inferred = "the date is inferred: {reason}" if issue.date_inferred else "date: {reason}"
    yield f"  {say(inferred, reason=printable(say(issue.date_reason), 90))}"
    yield f"  {say('read as: {layout}', layout=describe(issue.layout, say))}"
    for story in issue.stories:
        flags = f"  [{', '.join(story.review)}]" if story.review else ""
        title = _fit(printable(story.title, 60), _TITLE_WIDTH)
        byline = _fit(printable(story.byline, 20), 16)
        size = say("{length} chars", length=f"{story.length:6d}")
        yield f"  {story.place}  {title} {byline} {size}{flags}"
    for guess in issue.guesses:
        if guess.confidence < DOUBTFUL:
            at = f" {where(guess, say)}" if guess.lines else ""
            reason = printable(say(guess.reason), 90)
            yield f"  ?{at} {guess.code} ({guess.confidence:.2f}): {reason}"
    kept, data, dropped = kept_and_dropped(issue)
    told = say(
        "every character accounted for: {kept} in stories, {data} in edition data, "
        "{dropped} left out (spaces, marks, doubles)",
        kept=kept,
        data=data,
        dropped=dropped,
    )
    yield f"  {told}"
    if issue.report:
        yield f"  {say('raw text beside the stories: {path}', path=issue.report)}"


def _fit(text: str, width: int) -> str:
    """The text padded or cut to a number of terminal columns."""
    fitted, used = "", 0
    for char in text:
        columns = 2 if unicodedata.east_asian_width(char) in "WF" else 1
        if used + columns > width - 1:
            fitted, used = f"{fitted}…", used + 1
            break
        fitted, used = fitted + char, used + columns
    return fitted + " " * (width - used)


def _issue_values(issue: SetIssue) -> dict[str, object]:
    return {
        "edition": str(issue.key),
        "source": issue.source,
        "encoding": issue.encoding,
        "date_inferred": issue.date_inferred,
        "date_reason": issue.date_reason,
        "layout": asdict(issue.layout),
        "paths": list(issue.paths),
        "stories": [
            {
                "place": story.place,
                "title": story.title,
                "byline": story.byline,
                "length": story.length,
                "lines": list(story.lines) if story.lines else None,
                "review": list(story.review),
            }
            for story in issue.stories
        ],
        "guesses": [
            {
                "code": guess.code,
                "reason": guess.reason,
                "confidence": round(guess.confidence, 3),
                "story": guess.article,
                "lines": list(guess.lines) if guess.lines else None,
            }
            for guess in issue.guesses
        ],
        "account": {str(fate): number for fate, number in issue.totals.items()},
        "merged": _merged_values(issue.merged) if issue.merged else None,
        "report": issue.report,
        "unchanged": issue.unchanged,
    }


def _merged_values(merged: Merged) -> dict[str, object]:
    return {
        "taken": list(merged.taken),
        "kept": list(merged.kept),
        "added": list(merged.added),
        "gone": list(merged.gone),
        "left_out": list(merged.left_out),
        "conflicts": [
            {"place": c.place, "field": c.field, **asdict(c.clash)} for c in merged.conflicts
        ],
    }
