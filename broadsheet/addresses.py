"""The addresses that readers know: kept in content/addresses, so that none of them dies.

Publishing writes them down, one a line and a file for each year of editions (names.txt has the
rest); a build holds them against what it prints. The lines, which editors may write too:

    2023/01/31/01-03/ 5f3a9c21            it was published; the mark tells the story by its words
    2023/01/31/01-03/ -> 2023/02/01/01-02/    it moved
    2023/01/31/01-03/ gone Why it is gone.    a marker stands there

An address of an edition speaks for all below it that say nothing themselves.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from broadsheet import durable, frontmatter, summaries, urls
from broadsheet.problems import NewspaperError, Problem, problem
from broadsheet.summaries import Summary
from broadsheet.text import canonical_json, digest, printable
from broadsheet.values import dataclass

FOLDER = "content/addresses"
NAMES = "names.txt"
HEAD = """\
# Addresses that were published; an address once published never dies. The command publish writes
# this file. Where one moved, write:  old/address/ -> new/address/
# Where it is gone for good, write:   old/address/ gone Why it is gone.
"""

_EDITION = re.compile(r"\d{4}/\d\d/\d\d(?:-\d+)?/")
_STORY = re.compile(r"/\d\d+-\d\d+/\Z")
_LINE = re.compile(
    r"(?P<address>\S+/)"
    r"(?:[ \t]+(?:(?P<mark>[0-9a-f]{8})|->[ \t]*(?P<to>\S+)|gone[ \t]+(?P<gone>\S.*)))?\Z"
)


@dataclass(frozen=True, slots=True)
class Known:
    """A published address, as its line says."""

    address: str
    mark: str | None
    """Tells a story by its words, wherever it stands."""
    to: str | None
    gone: str | None
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Move:
    """What stands at an address that has no page of its own any more."""

    address: str
    to: str | None
    """Another address, which is alive; or None:"""
    gone: str | None
    """Why there is nothing."""


Book = Mapping[str, Known]
"""Known addresses."""


def stamp(root: Path) -> str:
    """Changes when any of the files does."""
    contents = [(name, digest(data)) for name, data in _files(root)]
    return digest(canonical_json(contents).encode())


def read_book(root: Path) -> Book:
    """All known addresses. Raises NewspaperError with every line that cannot be read."""
    book: dict[str, Known] = {}
    faults: list[Problem] = []
    for name, data in _files(root):
        path = f"{FOLDER}/{name}"
        try:
            text = frontmatter.decode(data, path)
        except NewspaperError as error:
            faults += error.problems
            continue
        for number, line in enumerate(map(str.strip, text.splitlines()), 1):
            if not line or line.startswith("#"):
                continue
            match = _LINE.match(line)
            if match is None or not _plain(match["address"]) or not _plain(match["to"]):
                faults.append(problem("bad-address-line", path, number, text=printable(line, 60)))
                continue
            book[match["address"]] = Known(
                match["address"], match["mark"], match["to"], match["gone"], path, number
            )
    frontmatter.as_error(faults)
    return book


def moves(
    book: Book,
    dropped: Collection[str],
    live: Collection[str],
    summaries: Iterable[Summary],
) -> tuple[Move, ...]:
    """What stands at addresses that are not printed any more.

    `dropped` are known addresses without a page; `live` has all addresses with one. Raises
    NewspaperError for each that would die: nothing says where it went, and it does not show.
    """
    guide = _Guide(book, live, marks(summaries))
    found: list[Move] = []
    faults: list[Problem] = []
    silent: set[str] = set()
    for address in sorted(dropped):
        move = guide.move(address)
        if isinstance(move, Problem):
            # one line for an edition, not forty for its stories
            above = _edition_of(address)
            if above == address or above not in silent:
                faults.append(move)
            silent.add(address)
        else:
            found.append(move)
    frontmatter.as_error(faults)
    return tuple(found)


def marks(summaries: Iterable[Summary]) -> dict[str, str]:
    """The mark of every story by its address."""
    return {
        urls.article(summary.key, entry.place): mark(entry)
        for summary in summaries
        for entry in summary.entries
    }


def mark(entry: summaries.Entry) -> str:
    """Tells a story by its headline and how it begins."""
    return digest(f"{entry.title}\n{entry.lede}".encode())[:8]


def record(
    root: Path, live: Iterable[str], marked: Mapping[str, str], moved: Iterable[Move]
) -> None:
    """Writes down what is published now; nothing that was known is forgotten.

    Raises NewspaperError where it cannot be written.
    """
    lines = {known.address: _line(known) for known in read_book(root).values()}
    for move in moved:
        said = f"-> {move.to}" if move.to is not None else f"gone {move.gone}"
        lines[move.address] = f"{move.address} {said}"
    for address in live:
        lines[address] = f"{address} {marked.get(address, '')}".rstrip()
    by_file: dict[str, list[str]] = {}
    for address in sorted(lines):
        by_file.setdefault(_file_of(address), []).append(f"{lines[address]}\n")
    try:
        (root / FOLDER).mkdir(parents=True, exist_ok=True)
        for name, texts in by_file.items():
            _replace(root / FOLDER / name, HEAD + "".join(texts))
    except OSError as error:
        reason = error.strerror or str(error)
        raise NewspaperError([problem("unwritable", FOLDER, reason=reason)]) from error


class _Guide:
    """Finds the way from a dropped address."""

    def __init__(self, book: Book, live: Collection[str], marked: Mapping[str, str]) -> None:
        self._book, self._live = book, live
        self._homes: dict[str, str | None] = {}
        self._places: dict[str, list[str]] = {}
        for address, name in marked.items():
            if address in live:
                self._places.setdefault(name, []).append(address)

    def move(self, address: str) -> Move | Problem:
        """Where it went, or why nobody knows."""
        known = self._book[address]
        if known.gone is not None:
            return Move(address, None, known.gone)
        if known.to is not None:
            end = self._follow(known.to)
            if isinstance(end, Move):
                return Move(address, end.to, end.gone)
            fields = {"address": address, "to": known.to}
            return problem("redirect-dead", known.path, known.line, **fields)
        found = self._by_itself(known)
        if found is not None:
            return found
        fields = {"address": address, "offer": self._above(address)}
        return problem("address-dropped", known.path, known.line, **fields)

    def _follow(self, to: str) -> Move | None:
        """The end of a chain of moves."""
        seen: set[str] = set()
        while to not in self._live:
            known = self._book.get(to)
            if known is None or to in seen:
                return None
            if known.gone is not None:
                return Move(to, None, known.gone)
            seen.add(to)
            found = self._by_itself(known) if known.to is None else None
            following = known.to or (found.to if found is not None else None)
            if following is None:
                return found
            to = following
        return Move(to, to, None)

    def _by_itself(self, known: Known) -> Move | None:
        """What shows without a word: a story at another place, an edition on another day."""
        address, above = known.address, _edition_of(known.address)
        if above is None:
            return self._upwards(address)
        if above == address:
            to = self._edition(address)
            return Move(address, to, None) if to is not None else None
        if known.mark is not None:
            to = self._only(known.mark)
            if to is not None:
                return Move(address, to, None)
        whole = self._book.get(above)
        if above in self._live or whole is None:
            # a print page that is empty now; the story of a living edition is asked for
            page = above in self._live and not _STORY.search(address)
            return Move(address, above, None) if page else None
        if whole.gone is not None:
            return Move(address, None, whole.gone)
        end = self._follow(whole.to) if whole.to else None
        to = end.to if end is not None else self._edition(above)
        if to is None:
            return None
        same = to + address.removeprefix(above)
        # only where the editors said so: another story may stand at that place now
        return Move(address, same if whole.to and same in self._live else to, None)

    def _edition(self, address: str) -> str | None:
        """The edition that most of a dropped edition's stories are in now."""
        if address not in self._homes:
            homes: Counter[str] = Counter()
            for known in self._book.values():
                place = self._only(known.mark) if known.mark else None
                if place is not None and known.address.startswith(address):
                    homes[_edition_of(place) or place] += 1
            most = homes.most_common(1)
            self._homes[address] = most[0][0] if most else None
        return self._homes[address]

    def _only(self, name: str) -> str | None:
        """The one place of a story; where it stands at several, the one that is new."""
        places = self._places.get(name, [])
        new = [place for place in places if place not in self._book]
        chosen = places if len(places) == 1 else new
        return chosen[0] if len(chosen) == 1 else None

    def _upwards(self, address: str) -> Move | None:
        """The list that an author, a column, a day or a year stood in."""
        if "/" not in address.rstrip("/") and not re.fullmatch(r"\d{4}/", address):
            return None
        return Move(address, self._above(address), None)

    def _above(self, address: str) -> str:
        above = address.rstrip("/").rpartition("/")[0]
        while above and f"{above}/" not in self._live:
            above = above.rpartition("/")[0]
        return f"{above}/" if above else urls.ARCHIVE


def _edition_of(address: str) -> str | None:
    match = _EDITION.match(address)
    return match[0] if match else None


def _file_of(address: str) -> str:
    year = address[:5]
    return f"{year[:4]}.txt" if re.fullmatch(r"\d{4}/", year) else NAMES


def _line(known: Known) -> str:
    if known.to is not None:
        return f"{known.address} -> {known.to}"
    if known.gone is not None:
        return f"{known.address} gone {known.gone}"
    return f"{known.address} {known.mark or ''}".rstrip()


def _plain(address: str | None) -> bool:
    """Whether it is a plain address of this site, or none."""
    if address is None:
        return True
    parts = address.split("/")
    return address.endswith("/") and not any(
        part in ("", ".", "..") or not part.isprintable() or set(part) & set('\\:?#*"<>|%')
        for part in parts[:-1]
    )


def _files(root: Path) -> Iterator[tuple[str, bytes]]:
    if (root / FOLDER).is_symlink():
        raise NewspaperError([problem("symbolic-link", FOLDER)])
    paths = sorted((root / FOLDER).glob("*.txt"))
    for path in paths:
        if path.is_symlink():
            raise NewspaperError([problem("symbolic-link", f"{FOLDER}/{path.name}")])
        try:
            yield path.name, path.read_bytes()
        except OSError as error:
            reason = error.strerror or str(error)
            raise NewspaperError(
                [problem("unreadable", f"{FOLDER}/{path.name}", reason=reason)]
            ) from error


def _replace(path: Path, text: str) -> None:
    data = text.encode()
    with suppress(OSError):
        if path.read_bytes() == data:
            return
    durable.replace(path, data)
