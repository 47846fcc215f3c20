"""One publisher at a time at a target, whatever machines they sit at.

Not every store can make a file only where there is none. So each publisher puts down a slip
with a name of its own and then looks whose slips lie there: of two who do so at once at least
one sees the other, and whoever sees another steps back.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from broadsheet.problems import NewspaperError, problem
from broadsheet.publish.store import OURS, Store

SLIP = "turn-"
STALE = dt.timedelta(hours=6)
"""A slip of another machine that old was left by a publisher that is gone: a first upload of
100 000 files takes about an hour on a slow line."""


@contextmanager
def turn(store: Store, target: str) -> Iterator[None]:
    """Our turn at the target. Raises NewspaperError `target-locked` where it is another's."""
    ours = f"{SLIP}{secrets.token_hex(8)}.json"
    slip = {
        "host": platform.node(),
        "process": os.getpid(),
        "since": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
    }
    with tempfile.TemporaryDirectory(prefix="broadsheet-") as name:
        folder = Path(name)
        (folder / OURS).mkdir()
        (folder / OURS / ours).write_text(json.dumps(slip), encoding="utf-8")
        store.send(folder, [f"{OURS}/{ours}"])
    try:
        others = [n for n in store.names(OURS) if n.startswith(SLIP) and n != ours]
        for other, holder in _holders(store, others).items():
            if holder is not None:
                raise NewspaperError(
                    [problem("target-locked", target=target, holder=holder, lock=f"{OURS}/{other}")]
                )
        if others:
            store.remove([f"{OURS}/{other}" for other in others])
        yield
    finally:
        with suppress(NewspaperError):
            store.remove([f"{OURS}/{ours}"])


def _holders(store: Store, slips: list[str]) -> dict[str, str | None]:
    """Who left each slip; None where that publisher is gone."""
    if not slips:
        return {}
    with tempfile.TemporaryDirectory(prefix="broadsheet-") as folder:
        store.fetch([f"{OURS}/{slip}" for slip in slips], Path(folder))
        return {slip: _holder(Path(folder) / OURS / slip) for slip in slips}


def _holder(slip: Path) -> str | None:
    try:
        values = json.loads(slip.read_text(encoding="utf-8"))
        host, process = str(values["host"]), int(values["process"])
        since = dt.datetime.fromisoformat(values["since"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        return "somebody"
    here = host == platform.node()
    if (here and not _alive(process)) or dt.datetime.now(dt.UTC) - since > STALE:
        return None
    return f"process {process} on {host}, since {since:%Y-%m-%d %H:%M} UTC,"


def _alive(process: int) -> bool:
    if os.name != "posix":
        return True  # there os.kill would end it
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
