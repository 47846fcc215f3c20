"""What a reader's line carries: bytes as a host sends them, packed with gzip."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

KILOBYTE = 1024


def packed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 6, mtime=0))


def test_an_article_weighs_40_kilobytes_at_most_with_all_it_loads(sample_site: Path) -> None:
    stories = [p for p in sample_site.rglob("index.html") if "data-article" in p.read_text("utf-8")]
    heaviest = max(map(packed, stories))
    style, script = (packed(sample_site / f"assets/press.{kind}") for kind in ("css", "js"))
    assert style <= 20 * KILOBYTE
    assert script <= 15 * KILOBYTE
    assert heaviest + style + script <= 40 * KILOBYTE


def test_a_front_page_weighs_no_more_than_a_photograph(sample_site: Path) -> None:
    for path in (sample_site / "index.html", sample_site / "2025/10/21/index.html"):
        assert packed(path) <= 20 * KILOBYTE


def test_no_style_names_a_font_file_or_another_host(sample_site: Path) -> None:
    style = (sample_site / "assets/press.css").read_text("utf-8")
    assert "@font-face" not in style
    assert re.findall(r"url\((?!['\"]?data:)", style) == []
    assert "@import" not in style


@pytest.mark.browser
def test_a_story_asks_its_own_host_for_five_files_at_most(
    browser: Browser, sample_site: Path, serve_folder: Callable[[Path], str]
) -> None:
    site = serve_folder(sample_site)
    context = browser.new_context(service_workers="block")
    tab = context.new_page()
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(f"{site}2025/10/21/01-02/", wait_until="networkidle")
    context.close()
    assert all(url.startswith((site, "data:")) for url in asked)
    files = [url for url in asked if not url.startswith("data:")]
    assert len(files) <= 5, files
