"""Corrections, withdrawals, acceptances: one key of a front matter, and not a character beside it.

An editor's comments, quotes and line breaks stay as they are. A correction is put behind those
that are there; the next build brings it to every surface.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from pathlib import Path

import yaml

from broadsheet import durable, frontmatter
from broadsheet.inspection import meter
from broadsheet.manuscript import ARTICLE_NAME, parse_article
from broadsheet.model import EditionKey
from broadsheet.newspaper import load_newspaper
from broadsheet.problems import NewspaperError, Problem, problem
from broadsheet.read import EDITIONS, survey
from broadsheet.review import Doubt, doubts
from broadsheet.spellings import load_decisions
from broadsheet.text import one_line


def correct(root: Path, story: str, text: str, day: dt.date) -> str:
    """Adds a correction to a story, `2023-01-31/01-03`; returns the path of its file.

    Raises NewspaperError where there is no such story, or its file has problems.
    """
    path, source = _find(root, story)
    entry = {"date": day, "text": one_line(text)}
    return _put(root, path, with_entry(source, path, "corrections", entry))


def withdraw(root: Path, story: str, reason: str, day: dt.date) -> str:
    """Withdraws a story from every surface; returns the path of its file.

    Raises NewspaperError as `correct` does. A story that is withdrawn already gets the new reason.
    """
    path, source = _find(root, story)
    entry = {"date": day, "reason": one_line(reason)}
    return _put(root, path, with_key(source, path, "withdrawn", entry))


def accept(
    root: Path, edition: str | None = None, places: Collection[str] = (), *, dry_run: bool = False
) -> tuple[Doubt, ...]:
    """Accepts the review flags of an edition, or of the stories of it at `places` (`01-03`).

    Without an edition those of all. Returns what was accepted, or with `dry_run` what waits. The
    codes stay under `review`, since readers are told of some; they are repeated under `accepted`.
    Raises NewspaperError where there is no such edition or story.
    """
    folders, _ = survey(root)
    if edition is not None:
        folders = tuple(folder for folder in folders if folder.name == edition)
        if not folders:
            raise NewspaperError([problem("no-such-edition", None, None, edition=edition)])
        for place in places:
            _find(root, f"{edition}/{place}")
    newspaper = load_newspaper(root)
    found = [one for one in doubts(root, newspaper, folders) if not places or one.place in places]
    for one in found if not dry_run else ():
        source = frontmatter.decode(frontmatter.read(root, one.path), one.path)
        before = frontmatter.parse(source, one.path).values.get("accepted")
        codes = [*(before if isinstance(before, list) else ()), *one.codes]
        text = with_key(source, one.path, "accepted", codes)
        _write(root, one.path, text)
    return tuple(found)


def accept_suspects(root: Path, edition: str) -> tuple[Problem, ...]:
    """Lets the suspect words of an edition stand, from now on: entries of content/accepted.yaml.

    Returns what was accepted. Raises NewspaperError where there is no such edition.
    """
    folders = [folder for folder in survey(root)[0] if folder.name == edition]
    if not folders:
        raise NewspaperError([problem("no-such-edition", None, None, edition=edition)])
    accepted, names = meter.read_accepted(root), load_decisions(root).correct
    stories = (name for name, _, _ in folders[0].files if ARTICLE_NAME.match(name))
    paths = [f"{EDITIONS}/{edition}/{name}" for name in stories]
    texts = [(path, frontmatter.decode(frontmatter.read(root, path), path)) for path in paths]
    found = meter.inspect_texts(texts, folders[0].key.date, accepted, names)
    codes = (one.code for one in found.problems)
    entries = dict.fromkeys(zip(codes, found.suspects, strict=True))
    file = root / meter.ACCEPTED
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    for code, words in entries:
        entry = {"code": code, "text": words}
        fenced = with_entry(f"---\n{text}---\n", meter.ACCEPTED, "accepted", entry)
        text = fenced.removeprefix("---\n").removesuffix("---\n")
    if entries:
        _write(root, meter.ACCEPTED, text)
    return found.problems


def with_key(source: str, path: str, key: str, value: object) -> str:
    """The text of a Markdown file with one key of its front matter set, all else as it was."""
    front = frontmatter.parse(source, path)
    found = _value(front.source, key)
    start, end = (len(front.source),) * 2 if found is None else (found[0], _behind(front, found[1]))
    return _spliced(source, start, end, frontmatter.dump({key: value}))


def with_entry(source: str, path: str, key: str, entry: Mapping[str, object]) -> str:
    """The text of a Markdown file with one more entry in a list of its front matter."""
    front = frontmatter.parse(source, path)
    found = _value(front.source, key)
    listed = found[1] if found and isinstance(found[1], yaml.SequenceNode) else None
    if listed is None or listed.flow_style or not listed.value:
        entries = front.values.get(key)
        before = entries if isinstance(entries, list) else []
        return with_key(source, path, key, [*before, entry])
    last = listed.value[-1]
    dash = front.source.rindex("\n", 0, last.start_mark.index) + 1
    indent = front.source[dash : front.source.index("-", dash)]
    end = _behind(front, last)
    _, _, item = frontmatter.dump({key: [entry]}).partition("\n")
    return _spliced(source, end, end, indent + item)


def _spliced(source: str, start: int, end: int, block: str) -> str:
    """Puts a block in place of a stretch of the YAML text, which begins on the second line."""
    head = source.index("\n") + 1
    return source[: head + start] + block + source[head + end :]


def _value(yaml_text: str, key: str) -> tuple[int, yaml.Node] | None:
    """Where a key begins, and its value."""
    node = yaml.compose(yaml_text, Loader=yaml.SafeLoader)
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    found = (pair for pair in pairs if pair[0].value == key)
    return next(((name.start_mark.index, value) for name, value in found), None)


def _behind(front: frontmatter.FrontMatter, node: yaml.Node) -> int:
    """The beginning of the line behind a value; a block value's end is there already."""
    end = node.end_mark.index
    if end and front.source[end - 1] == "\n":
        return end
    line = front.source.find("\n", end)
    return len(front.source) if line < 0 else line + 1


def _find(root: Path, story: str) -> tuple[str, str]:
    """Path and text of a story's file."""
    edition, _, place = story.strip("/").partition("/")
    key = EditionKey.parse(edition)
    folder = root / EDITIONS / edition
    if key is not None and folder.is_dir():
        for file in sorted(folder.iterdir()):
            name = ARTICLE_NAME.match(file.name)
            if name is not None and place == f"{int(name[1]):02d}-{int(name[2]):02d}":
                path = f"{EDITIONS}/{edition}/{file.name}"
                return path, frontmatter.decode(frontmatter.read(root, path), path)
    raise NewspaperError([problem("no-such-story", None, None, story=story)])


def _put(root: Path, path: str, text: str) -> str:
    """Writes the file whole or not at all, after the strict reader has taken it."""
    parse_article(text, path, load_newspaper(root).zone)
    _write(root, path, text)
    return path


def _write(root: Path, path: str, text: str) -> None:
    try:
        file = root / path
        mode = file.stat().st_mode if file.exists() else None
        durable.replace(file, text.encode(), mode=mode)
    except OSError as error:
        reason = error.strerror or str(error)
        raise NewspaperError([problem("unwritable", path, reason=reason)]) from error
