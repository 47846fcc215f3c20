"""Pictures that a raw text links to: those that came with it, and those that did not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from broadsheet.model import Article, Picture
from broadsheet.read import inside


@dataclass(frozen=True, slots=True)
class Plates:
    """The stories with the pictures that are there."""

    articles: tuple[Article, ...]
    placed: tuple[tuple[str, str], ...]
    """(path in the edition's folder, name of the raw file) of each picture that came."""
    missing: tuple[tuple[str, str], ...]
    """(place of the story, link) of each picture that did not."""


def place_pictures(articles: Sequence[Article], names: Iterable[str]) -> Plates:
    """Ties pictures to the raw files named `names`, by path or else by base name.

    A picture that did not come would stop the site, so its link leaves the story; its caption and
    credit stay, as a last paragraph.
    """
    by_path = {name: name for name in names}
    by_base = {PurePosixPath(name).name: name for name in by_path}
    placed: dict[str, str] = {}
    missing: list[tuple[str, str]] = []
    result: list[Article] = []
    for article in articles:
        there: list[Picture] = []
        absent: list[Picture] = []
        for picture in article.images:
            path = inside(picture.src)
            name = path and (by_path.get(path) or by_base.get(PurePosixPath(path).name))
            if path is None or name is None or path.startswith((".", "raw/")):
                absent.append(picture)
                missing.append((article.place, picture.src))
            else:
                there.append(replace(picture, src=path))
                placed[path] = name
        result.append(_without(article, there, absent) if absent else article)
    return Plates(tuple(result), tuple(placed.items()), tuple(missing))


def _without(article: Article, there: Sequence[Picture], absent: Sequence[Picture]) -> Article:
    paragraphs = [article.body.rstrip("\n"), *_captions(absent)]
    body = "\n\n".join(part for part in paragraphs if part)
    return replace(article, images=tuple(there), body=f"{body}\n" if body else "")


def _captions(pictures: Iterable[Picture]) -> Iterator[str]:
    for picture in pictures:
        yield "　".join(text for text in (picture.caption, picture.credit) if text)
