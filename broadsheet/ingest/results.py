"""What ingest did, as values: one issue prepared, one issue set, one whole run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from broadsheet.ingest.merge import Merged
from broadsheet.ingest.raw import RawIssue
from broadsheet.ingest.setting import Fate, Guess, Layout, Setting
from broadsheet.layouts import PageLayout
from broadsheet.model import EditionKey
from broadsheet.ocr.doubts import Doubt
from broadsheet.problems import Problem, Severity


@dataclass(frozen=True, slots=True)
class Prepared:
    """An issue that is set, but not on the shelf yet."""

    key: EditionKey
    inferred: bool
    """Its day was worked out from the text."""
    reason: str
    """Why this day."""
    setting: Setting
    raw: RawIssue
    encoding: str
    pictures: tuple[tuple[str, str], ...]
    """(path in the edition's folder, name of the raw file) of pictures that came with it."""
    problems: tuple[Problem, ...]
    """Warnings."""
    plates: tuple[tuple[str, bytes], ...] = ()
    """Files that were made of its pages, by path in the edition's folder: pictures, PDFs."""
    layouts: tuple[PageLayout, ...] = ()
    """Where its stories stand, for pages that came as such."""
    doubts: tuple[tuple[int, tuple[Doubt, ...]], ...] = ()
    """By page: what was read from pictures and should not be trusted."""


@dataclass(frozen=True, slots=True)
class Story:
    """A story as the editor's report lists it."""

    place: str
    """`01-03`."""
    title: str
    byline: str
    """Names, separated by spaces."""
    length: int
    """Characters of the body."""
    lines: tuple[int, int] | None
    """First and last line in the raw file."""
    review: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetIssue:
    """One issue that was set. It keeps no text, because a back-file has thousands of them."""

    key: EditionKey
    source: str
    """Path of the raw issue as it was found."""
    paths: tuple[str, ...]
    """Files written, relative to the root; with a dry run those that would be."""
    stories: tuple[Story, ...]
    encoding: str
    """Of the raw files; several are joined by a comma."""
    date_inferred: bool
    date_reason: str
    guesses: tuple[Guess, ...]
    layout: Layout
    totals: Mapping[Fate, int]
    """Characters of the raw text by what they became."""
    report: str | None = None
    """Path of the HTML page that shows the raw text beside the stories."""
    merged: Merged | None = None
    """How a raw issue that was dropped once more was merged; None for a new edition."""
    unchanged: bool = False
    """The same raw issue had been set before; nothing was written."""


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What one run of ingest did."""

    set: tuple[SetIssue, ...]
    waiting: tuple[str, ...]
    """Raw issues that stayed in the inbox."""
    problems: tuple[Problem, ...]

    @property
    def failed(self) -> bool:
        """Whether anything could not be set."""
        return any(found.severity is Severity.ERROR for found in self.problems)


def summary(
    prepared: Prepared, source: str, paths: tuple[str, ...], report: str | None = None
) -> SetIssue:
    """The issue as the report tells of it."""
    setting = prepared.setting
    return SetIssue(
        key=prepared.key,
        source=source,
        paths=paths,
        stories=tuple(
            Story(
                place=article.place,
                title=article.title,
                byline=" ".join(author.name for author in article.authors),
                length=len("".join(article.body.split())),
                lines=(article.source.first, article.source.last) if article.source else None,
                review=article.review,
            )
            for article in setting.articles
        ),
        encoding=prepared.encoding,
        date_inferred=prepared.inferred,
        date_reason=prepared.reason,
        guesses=setting.guesses,
        layout=setting.layout,
        totals=setting.account.totals,
        report=report,
    )
