#!/usr/bin/env python3
"""Takes the pictures of the guide (docs/guide/): a new paper and its first issue in the preview.

Follows the guide in an empty folder, so that the pictures show what a newcomer sees. Run it when
the look of the paper has changed.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from os import environ
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "guide"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SIZE = {"width": 1000, "height": 640}
ANSWERS = ("--title", "石埠周报", "--language", "zh-Hans", "--publisher", "石埠镇")


def main() -> int:
    """Always 0; what goes wrong is raised."""
    guide = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")
    issue = re.search(r"^```text\n(.*?)^```", guide, re.DOTALL | re.MULTILINE)
    assert issue is not None
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name, page() as tab:
        paper = Path(name) / "my-paper"
        press = [sys.executable, "-m", "broadsheet"]
        variables = {**environ, "PYTHONPATH": str(ROOT)}
        subprocess.run(
            [*press, "-q", "new", str(paper), *ANSWERS, "--base-url", "http://localhost/"],
            env=variables,
            check=True,
        )
        with preview([*press, "--root", str(paper), "serve", "--port", "0"], variables) as address:
            tab.goto(address)
            take(tab, "1-empty")
            (paper / "content/inbox/first.txt").write_text(issue[1], encoding="utf-8")
            tab.get_by_text("石埠桥今晨通车").first.wait_for(timeout=120_000)
            tab.goto(f"{address}2024/03/09/")
            take(tab, "2-preview")
            tab.goto(f"{address}2024/03/09/01-02/")
            take(tab, "3-story")
    return 0


def take(tab: Page, name: str) -> None:
    """One picture, when its fonts are there."""
    tab.evaluate("document.fonts.ready")
    tab.screenshot(path=PICTURES / f"{name}.png")
    print(f"docs/guide/{name}.png")


@contextmanager
def preview(command: list[str], variables: dict[str, str]) -> Iterator[str]:
    """The address of a running preview."""
    server = subprocess.Popen(command, env=variables, stderr=subprocess.PIPE, text=True)
    assert server.stderr is not None
    try:
        found = (re.search(r"preview at (\S+)", line) for line in server.stderr)
        yield next(match[1] for match in found if match)
    finally:
        server.kill()
        server.wait()


@contextmanager
def page() -> Iterator[Page]:
    """A page of a real browser."""
    with sync_playwright() as playwright:
        installed = next((path for name in BROWSERS if (path := shutil.which(name))), None)
        browser = playwright.chromium.launch(executable_path=installed, args=["--no-sandbox"])
        yield browser.new_page(viewport=SIZE, locale="zh-CN")  # type: ignore[arg-type]
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
