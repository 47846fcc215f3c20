"""Our own record of what lies at a target, kept there, with a copy here that saves reading it.

`head.json` names the parts of the record by the digests of their contents and the files that
are on their way; replacing it is what makes a new state valid. Each part is a text with a line
`digest path` for each file of one top folder, so that one more issue rewrites one part.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from broadsheet.publish.plan import Known
from broadsheet.publish.store import OURS, Store
from broadsheet.text import canonical_json, digest

HEAD = f"{OURS}/head.json"
FORMAT = 1


class Record:
    """The record of one target."""

    def __init__(self, store: Store, cache: Path) -> None:
        self._store, self._cache = store, cache
        self._parts: dict[str, str] = {}

    def read(self) -> Known:
        """What is known of the target; nothing where there is no record, or a broken one."""
        head = self._head()
        parts = head.get("parts", {})
        texts = self._texts({str(top): str(name) for top, name in parts.items()})
        sent: dict[str, str] = {}
        for top, text in texts.items():
            self._parts[top] = parts[top]
            for line in text.splitlines():
                name, _, path = line.partition(" ")
                sent[path] = name
        return Known(sent, frozenset(head.get("sending", ())), frozenset(head.get("removing", ())))

    def write(
        self, sent: Mapping[str, str], sending: Iterable[str] = (), removing: Iterable[str] = ()
    ) -> None:
        """Makes this the record, in the target first and then in our copy."""
        by_top: dict[str, list[str]] = {}
        for path in sorted(sent):
            top = path.partition("/")[0] if "/" in path else ""
            by_top.setdefault(top, []).append(f"{sent[path]} {path}\n")
        texts = {top: "".join(lines).encode() for top, lines in by_top.items()}
        parts = {top: digest(text) for top, text in texts.items()}
        new = {name: texts[top] for top, name in parts.items() if self._parts.get(top) != name}
        head = {
            "format": FORMAT,
            "parts": parts,
            "sending": sorted(sending),
            "removing": sorted(removing),
        }
        with tempfile.TemporaryDirectory(prefix="broadsheet-") as name:
            folder = Path(name)
            (folder / OURS).mkdir()
            for part, text in new.items():
                (folder / _part(part)).write_bytes(text)
            (folder / HEAD).write_text(canonical_json(head), encoding="utf-8")
            # a head that comes before its parts names what is not there: those files count as
            # unknown, and are sent again
            self._store.send(folder, [*(_part(part) for part in new), HEAD])
        old = sorted(set(self._parts.values()) - set(parts.values()))
        if old:
            self._store.remove([_part(part) for part in old])
        self._parts = parts
        self._keep(new, set(parts.values()))

    def _head(self) -> Mapping[str, dict[str, str]]:
        with tempfile.TemporaryDirectory(prefix="broadsheet-") as name:
            folder = Path(name)
            self._store.fetch([HEAD], folder)
            with suppress(OSError, ValueError):
                head = json.loads((folder / HEAD).read_text(encoding="utf-8"))
                if isinstance(head, dict) and head.get("format") == FORMAT:
                    return head
        return {}

    def _texts(self, parts: Mapping[str, str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for top, name in parts.items():
            with suppress(OSError):
                _take(found, top, name, (self._cache / name).read_bytes())
        missing = {top: name for top, name in parts.items() if top not in found}
        if missing:
            with tempfile.TemporaryDirectory(prefix="broadsheet-") as folder:
                self._store.fetch([_part(name) for name in missing.values()], Path(folder))
                for top, name in missing.items():
                    with suppress(OSError):
                        _take(found, top, name, (Path(folder) / _part(name)).read_bytes())
        return found

    def _keep(self, new: Mapping[str, bytes], all_parts: set[str]) -> None:
        # a convenience: without the copy the record is read from the target
        with suppress(OSError):
            self._cache.mkdir(parents=True, exist_ok=True)
            for name, text in new.items():
                (self._cache / name).write_bytes(text)
            for path in self._cache.iterdir():
                if path.name not in all_parts:
                    path.unlink()


def _take(found: dict[str, str], top: str, name: str, data: bytes) -> None:
    """A part counts only when it is what the head says."""
    if digest(data) == name:
        found[top] = data.decode()


def _part(name: str) -> str:
    return f"{OURS}/{name}.txt"
