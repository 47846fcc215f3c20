"""Tells browsers that show a page of the preview to load it again.

livereload tells those that listen. A page that was handed out before and begins to listen after
would show what was for ever; it is told when it calls.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Collection
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
DRAWING = 0.1
"""Seconds that a browser has for drawing what it loaded, before the rest takes the processor."""
REMEMBERED = 100
"""Turns of which is known which pages were told."""

Concerned = Callable[[str], bool]
"""Whether the page at an address, like `2024/03/01/`, has to be loaded again."""


RELOAD = {"command": "reload", "path": "*", "liveCSS": True}
"""What livereload's script is told."""


class ReloadHandler(LiveReloadHandler):  # type: ignore[misc]
    """The socket to one page in a browser."""

    turn: ClassVar[int] = 0
    """How often pages were told."""
    handed: ClassVar[dict[str, int]] = {}
    """The turn at which each address was handed out last."""
    told: ClassVar[deque[Concerned]] = deque(maxlen=REMEMBERED)
    """Which pages were told, of the newest turns."""
    address: str | None = None
    """Of the page, when it has said so."""

    @classmethod
    def hand_out(cls, address: str) -> None:
        """Notes that a page goes to a browser as it is now."""
        if len(cls.handed) >= MOST:
            cls.handed.clear()
        cls.handed[address] = cls.turn

    @classmethod
    def tell(cls, concerned: Concerned) -> frozenset[object]:
        """Has pages in browsers loaded again, also those that are still on their way.

        Returns those that were there.
        """
        cls.turn += 1
        cls.told.append(concerned)
        found = {
            waiter for waiter in cls.waiters if waiter.address is None or concerned(waiter.address)
        }
        for waiter in found:
            waiter.send_message(RELOAD)
        return frozenset(found)

    @classmethod
    async def called_back(cls, told: Collection[object]) -> None:
        """Waits until a page that was told calls back, as it does when it is loaded again."""
        before = frozenset(cls.waiters)
        until = time.monotonic() + (BREATH if told else 0)
        while time.monotonic() < until and cls.waiters <= before:
            await asyncio.sleep(GLANCE)
        if told:
            await asyncio.sleep(DRAWING)

    def on_message(self, message: str | bytes) -> None:
        """What livereload's script says: its greeting, and then which page it is in."""
        super().on_message(message)
        told = json_decode(message)
        if told.get("command") == "info" and "url" in told:
            self.address = unquote(urlsplit(str(told["url"])).path).lstrip("/")
            missed = self.turn - self.handed.get(self.address, self.turn)
            if missed > REMEMBERED or any(
                concerned(self.address)
                for concerned in list(self.told)[max(0, len(self.told) - missed) :]
            ):
                self.send_message(RELOAD)
