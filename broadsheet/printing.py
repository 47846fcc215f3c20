"""Prints formes: plans their sheets, renders them and stages what differs from the site.

This is what runs in other processes, so everything it takes and returns is a plain value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment

from broadsheet import epub, render, urls
from broadsheet.model import Book, Note, Output, Sheet, Taken, TextPage
from broadsheet.newspaper import Newspaper
from broadsheet.plan.desk import Desk
from broadsheet.plan.formes import Forme
from broadsheet.plan.kinds import KINDS, Bound
from broadsheet.plan.settings import limited
from broadsheet.problems import NewspaperError, Problem
from broadsheet.staged import Staged, stage
from broadsheet.text import digest
from broadsheet.values import dataclass


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
    templates: Mapping[str, str]
    """Digests of the templates."""
    room: str
    """Changes when anything does that all formes of a build are printed with."""


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
    resting: frozenset[str]
    """Paths of files that are as they were, and were not touched."""
    note: str
    problems: tuple[Problem, ...]
    """Why it could not be printed."""


def print_forme(job: Job) -> Printed:
    """Prints and stages one forme; what is wrong with it is returned, not raised."""
    notes = list[str]()

    def outputs() -> Iterator[Output | Taken]:
        # staged as they come, since a forme may be all of a year's search index
        for item in _items(job):
            if isinstance(item, Note):
                notes.append(item.text)
            else:
                yield item

    output, staging = job.setting.output, job.setting.staging
    prefix = digest(job.forme.name.encode())
    one = job.forme.arguments[0] if job.forme.kind == "edition" else None
    area = urls.edition(one.summary.key) if isinstance(one, Bound) else None
    try:
        staged, resting = stage(output, staging, prefix, outputs(), job.known, area)
    except NewspaperError as error:
        return Printed((), frozenset(), "", error.problems)
    return Printed(staged, resting, "".join(notes), ())


def _items(job: Job) -> Iterator[Output | Taken | Note]:
    kind = KINDS[job.forme.kind]
    key = _Key(job.setting.room, job.setting)
    templates = _templates(job.setting)
    for item in kind.sheets(_desk(key, kind.settings), *job.forme.arguments):
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
    return Output(urls.output_path(sheet.address), data, sheet.source, sheet.outward)


@dataclass(frozen=True, slots=True)
class _Key:
    name: str
    setting: Setting = field(compare=False)


def take(setting: Setting, templates: Environment) -> None:
    """These are the templates of the setting, for this process and those forked from it."""
    _made.clear()
    _made[setting.room] = templates


_made: dict[str, Environment] = {}
"""The templates of the setting that was printed last, by its room."""


def _templates(setting: Setting) -> Environment:
    """The templates, made once in each process."""
    if setting.room not in _made:
        language = setting.newspaper.language
        folder = setting.root / "templates"
        take(setting, render.environment(folder, language, setting.compiled, setting.templates))
    return _made[setting.room]


@lru_cache(maxsize=32)
def _desk(key: _Key, names: tuple[str, ...]) -> Desk:
    """The desk of the kinds that are printed with these settings."""
    setting = key.setting
    return limited(Desk(setting.root, setting.newspaper, setting.text_pages), names)
