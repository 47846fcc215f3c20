"""Tells browsers that show a page of the preview to load it again.

livereload tells those that listen. A page that was handed out before and begins to listen after
would show what was for ever; it is told when it calls.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection
from typing import ClassVar
from urllib.parse import unquote, urlsplit

from livereload.handlers import LiveReloadHandler
from tornado.escape import json_decode

MOST = 10_000
"""Addresses of which is kept when they were handed out; a newsroom looks at some dozens a day."""
BREATH = 2.0
"""Seconds at most that the rest waits until a page which was printed first is shown."""
GLANCE = 0.02
"""Seconds between two looks whether it is."""


class ReloadHandler(LiveReloadHandler):  # type: ignore[misc]
    """The socket to one page in a browser."""

    turn: ClassVar[int] = 0
    """How often all were told."""
    handed: ClassVar[dict[str, int]] = {}
    """The turn at which each address was handed out last."""

    @classmethod
    def hand_out(cls, address: str) -> None:
        """Notes that a page goes to a browser as it is now."""
        if len(cls.handed) >= MOST:
            cls.handed.clear()
        cls.handed[address] = cls.turn

    @classmethod
    def tell_all(cls) -> None:
        """Has every page in a browser loaded again, also those that are still on their way."""
        cls.turn += 1
        cls.reload_waiters("*")

    @classmethod
    def looking(cls) -> frozenset[object]:
        """The pages that are looked at now."""
        return frozenset(cls.waiters)

    @classmethod
    async def called_back(cls, looking: Collection[object]) -> None:
        """Waits until a page that was looked at before it was reloaded calls back, as it does when
        it is there.
        """
        until = time.monotonic() + (BREATH if looking else 0)
        while time.monotonic() < until and cls.waiters <= looking:
            await asyncio.sleep(GLANCE)

    def on_message(self, message: str | bytes) -> None:
        """What livereload's script says: its greeting, and then which page it is in."""
        super().on_message(message)
        told = json_decode(message)
        if told.get("command") == "info" and "url" in told:
            address = unquote(urlsplit(str(told["url"])).path).lstrip("/")
            if self.handed.get(address, self.turn) < self.turn:
                self.send_message({"command": "reload", "path": "*", "liveCSS": True})
