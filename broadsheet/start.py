"""A new newspaper: a folder that the press can print, before its first issue comes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import distribution
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

try:
    from broadsheet.cli import main
except ModuleNotFoundError as missing:
    sys.exit(f"{missing}. Install the press: python -m pip install -r requirements.txt")

if __name__ == "__main__":
    sys.exit(main(default_root=Path(__file__).resolve().parent))
'''
WORKFLOW = """\
# For a paper kept on GitHub: at every push sets what lies in the inbox, prints the paper and
# publishes it on GitHub Pages. In the repository: Settings, Pages, Source: GitHub Actions.
name: publish
on:
  push: {branches: [main]}
  # editions and stories that waited for their day
  schedule: [{cron: "5 22 * * *"}]
  workflow_dispatch:
permissions: {contents: write, pages: write, id-token: write}
concurrency: {group: publish}
jobs:
  publish:
    runs-on: ubuntu-latest
    environment: {name: github-pages}
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with: {python-version: "3.12", cache: pip}
      - run: pip install -r requirements.txt
      - name: Set and print
        run: broadsheet build
      - name: Look
        run: broadsheet check
      - name: Write down the addresses, where nothing waits for a person's look
        run: broadsheet publish pages
      - name: Keep what was set and written down
        if: always()
        run: |
          git add content
          git -c user.name=broadsheet -c user.email=broadsheet@localhost \\
            commit --quiet -m "Set and published" || exit 0
          git push
      - uses: actions/upload-pages-artifact@v3
        with: {path: site}
      - uses: actions/deploy-pages@v4
"""
TARGETS = """
# Where the site is sent. `pages` is for the workflow of GitHub, which carries it itself; add a
# line for each other place, say which is the usual one (default: true), then: publish.
# 网站发到哪里：pages 供 GitHub 的工作流使用；别处各写一行，常用的一处加上 default: true。
publish:
  pages: {type: by-hand}
#  drive: {type: folder, path: ../published, default: true}
#  branch: {type: git, repository: 'https://github.com/NAME/paper.git', default: true}
"""
PRESS = "broadsheet"
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
    settings = frontmatter.dump({key: value for key, value in values.items() if value}) + TARGETS
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
        "requirements.txt": f"{_press()}\n",
        "build.py": DOOR,
    }
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8", newline="\n")
    with as_file(_templates()) as templates:
        hidden = shutil.ignore_patterns("__pycache__", ".*")
        shutil.copytree(templates, folder / "templates", ignore=hidden)
    return tuple(texts)


def _press() -> str:
    """What installs this press elsewhere: by the address it was installed from, or its version."""
    found = distribution(PRESS)
    try:
        came_from = json.loads(found.read_text("direct_url.json") or "{}")
    except ValueError:
        came_from = {}
    url = str(came_from.get("url", ""))
    if not url.startswith("https://"):
        return f"{PRESS}=={found.version}"
    kept = came_from.get("vcs_info", {})
    commit = f"@{kept['commit_id']}" if "commit_id" in kept else ""
    return f"{PRESS} @ {'git+' if kept.get('vcs') == 'git' else ''}{url}{commit}"


def _templates() -> Traversable:
    """The press's own templates: in the installed package, or beside it in a checkout."""
    package = files("broadsheet")
    packed = package / "starter"
    return packed if packed.is_dir() else Path(str(package)).parent / "templates"
