"""What the tests ask of a page beside what Playwright's own locators tell, and who serves it."""

from __future__ import annotations

import http.server
import time
from contextlib import suppress

from playwright.sync_api import Page

PATIENCE = 30
"""Seconds that a page may take to become what is asked of it."""


def comes_true(page: Page, condition: str) -> None:
    """Asks at each frame that the page draws until a JavaScript expression is true.

    `Page.wait_for_function` asks the second time by `eval`, which the policy of our pages forbids.
    """
    end = time.monotonic() + PATIENCE
    while not page.evaluate(condition):
        assert time.monotonic() < end, f"it did not come true: {condition}"
        page.evaluate("new Promise(requestAnimationFrame)")


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A static host that says nothing of what it gives, nor of a browser that has gone on."""

    def log_message(self, *_: object) -> None:
        """Nothing."""

    def handle(self) -> None:
        """Answers until the browser has all, or wants no more."""
        with suppress(ConnectionError):
            super().handle()
