"""A proof: the sheets of one edition printed at once, while the rest of the site waits.

What an editor sees while correcting a story is its page, its edition and the front page. They are
printed from what the last build knew of the archive, so a proof costs the same beside ten issues
and beside ten thousand. Lists, feeds and search follow with the next build.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path, PurePath

from jinja2 import Environment, TemplateError

from broadsheet import read, render, summaries, urls, write
from broadsheet.locks import alone
from broadsheet.model import EditionKey, Output, Sheet
from broadsheet.plan import edition as editions
from broadsheet.plan import lists
from broadsheet.plan.days import PAST
from broadsheet.plan.desk import Desk
from broadsheet.plan.edition import Around
from broadsheet.press import Built
from broadsheet.problems import NewspaperError
from broadsheet.staged import stage


class Proofs:
    """Pulls proofs of the editions that a build of a preview knew."""

    def __init__(self, root: Path, output: Path, built: Built) -> None:
        self._root, self._output, self._built = root, output, built
        self._keys = [summary.key for summary in built.archive.editions]
        self._desk = Desk(root, built.newspaper, built.text_pages)

    @cached_property
    def _templates(self) -> Environment:
        language = self._built.newspaper.language
        compiled = render.compiled(self._root / ".cache", self._built.press, language)
        return render.environment(
            self._root / "templates", language, compiled if compiled.is_dir() else None
        )

    def warm(self) -> None:
        """Loads the templates and prints one sheet of each kind for nobody.

        So the first proof is as quick as the others.
        """
        # an edit that came meanwhile may have broken something; whoever prints it next says so
        with suppress(NewspaperError, TemplateError):
            for name in self._templates.list_templates(extensions=("html",)):
                self._templates.get_template(name)
            kinds: set[str] = set()
            for sheet in self._sheets(self._keys[-1]) if self._keys else ():
                if sheet.template not in kinds:
                    kinds.add(sheet.template)
                    render.render(self._templates, sheet.template, sheet.context)

    def knows(self, key: EditionKey) -> bool:
        """Whether the last build printed this edition."""
        at = bisect_left(self._keys, key)
        return at < len(self._keys) and self._keys[at] == key

    def pull(self, key: EditionKey) -> tuple[str, ...]:
        """Prints the sheets of a known edition; the paths of those whose bytes changed.

        Raises NewspaperError where the edition has problems; nothing is written then.
        """
        outputs = [
            Output(
                urls.output_path(sheet.address),
                render.render(self._templates, sheet.template, sheet.context),
                sheet.source,
            )
            for sheet in self._sheets(key)
        ]
        with (
            alone(self._root / ".cache", lambda holder: None),
            write.staging(self._output) as staging,
        ):
            staged, _ = stage(self._output, staging, "proof", outputs, {})
            write.commit(self._output, staging, staged, _There(self._output), lasting=False)
        return tuple(item.path for item in staged if item.waiting is not None)

    def _sheets(self, key: EditionKey) -> Iterator[Sheet]:
        """The sheets of an edition as it is now, and the front page where it is the newest."""
        folder = read.find_folder(self._root, str(key))
        found = read.read_edition(self._root, folder, self._built.newspaper)
        if found.edition is None:
            raise NewspaperError(found.problems)
        edition = found.edition
        summary = summaries.summarise(edition, found.digest)
        at = bisect_left(self._keys, key)
        last = at + 1 == len(self._keys)
        around = Around(
            self._keys[at - 1] if at else None,
            None if last else self._keys[at + 1],
            self._built.parts.get(key, {}),
        )
        source = f"{read.EDITIONS}/{folder.name}"
        yield from editions.edition_sheets(self._desk, edition, summary, around, source)
        if last:
            front = replace(around, past=self._past(key))
            context = editions.front(self._desk, edition, summary, front, urls.FRONT, "front")
            yield Sheet(urls.FRONT, "front.html", context, source)

    def _past(self, key: EditionKey) -> tuple[lists.Line, ...]:
        day = (key.date.month, key.date.day)
        past = [
            summary
            for summary in reversed(self._built.archive.editions)
            if (summary.key.date.month, summary.key.date.day) == day and summary.key.date < key.date
        ]
        return tuple(map(lists.line, past[:PAST]))


class _There:
    """Whether the site has a file, asked of the disk."""

    def __init__(self, output: Path) -> None:
        self._output = output

    def __contains__(self, path: object) -> bool:
        return (self._output / str(path)).exists()


def edited(root: PurePath, paths: Collection[str]) -> frozenset[EditionKey] | None:
    """The editions whose stories alone are among the changed paths; None where more changed."""
    folder = root / read.EDITIONS
    found: set[EditionKey] = set()
    for path in map(type(root), paths):
        parts = path.relative_to(folder).parts if path.is_relative_to(folder) else ()
        key = EditionKey.parse(parts[0]) if len(parts) == 2 else None
        if key is None or path.suffix != ".md":
            return None
        found.add(key)
    return frozenset(found)
