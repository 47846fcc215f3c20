"""What the tests ask of a page beside what Playwright's own locators tell."""

from __future__ import annotations

import time

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
