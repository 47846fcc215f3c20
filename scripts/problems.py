#!/usr/bin/env python3
"""Writes docs/problems.md: every message of the press, from the one table that has their words."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from broadsheet.problems import RULES  # noqa: E402 - the path comes first

HEAD = """\
# Problems

Every message of the press: where it is, what it is, what to do. One line a problem,
`path:line: code message`, and the hint beneath it. An **error** stops the command (the last
good site stays); a **warning** does not. Words in braces stand for what the press found.
This page is written by `python scripts/problems.py`; the words live in `broadsheet/problems.py`.
In a terminal of a Chinese locale (or with `BROADSHEET_LANG=zh-Hans`) they are said in Chinese, with
the same codes: `broadsheet/locale/*/LC_MESSAGES/desk.po`.
"""


def page() -> str:
    """The page as text."""
    blocks = [HEAD]
    for code, rule in sorted(RULES.items()):
        message, hint = (_readable(text) for text in (rule.message, rule.hint))
        blocks.append(f"## {code}\n\n*{rule.severity}* · {message}\n\n{hint}\n")
    return "\n".join(blocks)


def _readable(template: str) -> str:
    """A format template as a reader sees it: `{key}` stays, escaped braces become plain."""
    plain = re.sub(r"\{(\w+)[^}]*\}", r"{\1}", template.replace("{{", "\0").replace("}}", "\1"))
    return plain.replace("\0", "{").replace("\1", "}")


if __name__ == "__main__":
    (ROOT / "docs" / "problems.md").write_text(page(), encoding="utf-8")
