"""A new newspaper: a folder that the press can print, before its first issue comes."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from pathlib import Path

from broadsheet import frontmatter, newspaper
from broadsheet.problems import NewspaperError, problem

IGNORED = "/.cache/\n/.venv/\n__pycache__/\n"
SITE_IGNORED = "# what is published is made, not kept\n*\n!.gitignore\n"
DOOR = '''\
#!/usr/bin/env python3
"""The door to the press: `python build.py` in the folder of a newspaper."""

import sys
from pathlib import Path

from broadsheet.cli import main

if __name__ == "__main__":
    sys.exit(main(default_root=Path(__file__).resolve().parent))
'''
WORKFLOW = """\
# Prints the paper at every push and publishes it on GitHub Pages
# (in the repository: Settings, Pages, Source: GitHub Actions).
name: publish
on:
  push: {branches: [main]}
  schedule: [{cron: "5 22 * * *"}]  # editions and stories that waited for their day
permissions: {contents: read, pages: write, id-token: write}
jobs:
  publish:
    runs-on: ubuntu-latest
    environment: {name: github-pages}
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with: {python-version: "3.12"}
      - run: pip install broadsheet
      - run: broadsheet check --strict && broadsheet build
      - uses: actions/upload-pages-artifact@v3
        with: {path: site}
      - uses: actions/deploy-pages@v4
"""
ABOUT: Mapping[str, tuple[str, str]] = {
    "zh-Hans": ("关于本报", "在这里介绍报纸：谁办的，何时创刊，怎样联系。\n"),
    "zh-Hant": ("關於本報", "在這裡介紹報紙：誰辦的，何時創刊，怎樣聯繫。\n"),
    "en": ("About this paper", "Say here who makes the paper, since when, and how to reach you.\n"),
}


@dataclass(frozen=True, slots=True)
class Answers:
    """What a new paper has to know."""

    title: str
    language: str = "zh-Hans"
    base_url: str = "http://localhost/"
    publisher: str | None = None


def start(folder: Path, answers: Answers) -> tuple[str, ...]:
    """Makes the folder of a newspaper; returns the paths of its own files, templates aside.

    Raises NewspaperError where the folder has files already, or an answer will not do.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NewspaperError([problem("folder-taken", folder.name)])
    values = {
        "title": answers.title,
        "language": answers.language,
        "base_url": answers.base_url,
        "publisher": answers.publisher,
    }
    settings = frontmatter.dump({key: value for key, value in values.items() if value})
    newspaper.parse_newspaper(settings, "content/newspaper.yaml")
    title, body = ABOUT[answers.language]
    texts = {
        "content/newspaper.yaml": settings,
        "content/pages/about.md": frontmatter.join({"title": title}, body),
        "content/inbox/.gitkeep": "",
        "content/editions/.gitkeep": "",
        "site/.gitignore": SITE_IGNORED,
        ".gitignore": IGNORED,
        ".github/workflows/publish.yml": WORKFLOW,
        "build.py": DOOR,
    }
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8", newline="\n")
    with as_file(_templates()) as templates:
        hidden = shutil.ignore_patterns("__pycache__", ".*")
        shutil.copytree(templates, folder / "templates", ignore=hidden)
    return tuple(texts)


def _templates() -> Traversable:
    """The press's own templates: in the installed package, or beside it in a checkout."""
    package = files("broadsheet")
    packed = package / "starter"
    return packed if packed.is_dir() else Path(str(package)).parent / "templates"
