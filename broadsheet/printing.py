"""Prints formes: plans their sheets, renders them and stages what differs from the site.

This is what runs in other processes, so everything it takes and returns is a plain value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment

from broadsheet import epub, render, urls, write
from broadsheet.model import Book, Note, Output, Sheet, TextPage
from broadsheet.newspaper import Newspaper
from broadsheet.plan.desk import Desk
from broadsheet.plan.formes import KINDS, Forme
from broadsheet.problems import NewspaperError, Problem
from broadsheet.text import canonical_json, digest
from broadsheet.write import Staged


@dataclass(frozen=True, slots=True)
class Setting:
    """What every forme of one build is printed with."""

    root: Path
    output: Path
    staging: Path
    compiled: Path
    """Folder of compiled templates, of this press and language."""
    newspaper: Newspaper
    text_pages: tuple[TextPage, ...]
    base: str
    """Digest of the press and the newspaper's settings."""
    templates: Mapping[str, str]
    """Digests of the templates."""

    @property
    def room(self) -> str:
        """Changes when a sheet could come out otherwise from the same context."""
        return canonical_json([str(self.root), self.base, self.templates])


@dataclass(frozen=True, slots=True)
class Job:
    """One forme to print."""

    setting: Setting
    forme: Forme
    known: Mapping[str, str]
    """Digests of its files that lie untouched in the site."""


@dataclass(frozen=True, slots=True)
class Printed:
    """One forme, printed and staged."""

    staged: tuple[Staged, ...]
    note: str
    problems: tuple[Problem, ...]
    """Why it could not be printed."""


def print_forme(job: Job) -> Printed:
    """Prints and stages one forme; what is wrong with it is returned, not raised."""
    try:
        items = list(_items(job))
    except NewspaperError as error:
        return Printed((), "", error.problems)
    outputs = [item for item in items if isinstance(item, Output)]
    note = "".join(item.text for item in items if isinstance(item, Note))
    prefix = digest(job.forme.name.encode())
    staged = write.stage(job.setting.output, job.setting.staging, prefix, outputs, job.known)
    return Printed(staged, note, ())


def _items(job: Job) -> Iterator[Output | Note]:
    desk, templates = _room(_Key(job.setting.room, job.setting))
    for item in KINDS[job.forme.kind].sheets(desk, *job.forme.arguments):
        if isinstance(item, Sheet):
            yield _printed(templates, item)
        elif isinstance(item, Book):
            parts = [
                (part.path, part.data)
                if isinstance(part, Output)
                else (part.address, render.render(templates, part.template, part.context))
                for part in item.parts
            ]
            yield Output(item.path, epub.bind(parts), item.source)
        else:
            yield item


def _printed(templates: Environment, sheet: Sheet) -> Output:
    data = render.render(templates, sheet.template, sheet.context)
    return Output(urls.output_path(sheet.address), data, sheet.source)


@dataclass(frozen=True, slots=True)
class _Key:
    name: str
    setting: Setting = field(compare=False)


@lru_cache(maxsize=2)
def _room(key: _Key) -> tuple[Desk, Environment]:
    """The desk and the templates, made once in each process."""
    setting = key.setting
    desk = Desk(setting.root, setting.newspaper, setting.text_pages)
    language = setting.newspaper.language
    return desk, render.environment(setting.root / "templates", language, setting.compiled)
