"""Every problem, in the words an editor reads: one folder a code, written by hand.

`in/` is laid over tests/data/base, which has no problems of its own and is built already; the
paths in `in/.gone` are taken away before. `expected.txt` is what a terminal shows. A second case
of a code is named `<code>--<case>`.
"""

from __future__ import annotations

import datetime as dt
import shlex
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from broadsheet.press import build
from broadsheet.problems import RULES

HERE = Path(__file__).parent
CASES = sorted(path for path in (HERE / "problems").iterdir() if path.is_dir())

Press = Callable[..., subprocess.CompletedProcess[str]]
Tree = Callable[[Path], dict[str, bytes]]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, now: dt.datetime) -> Path:
    """The newspaper without problems, with its site."""
    root = tmp_path_factory.mktemp("base") / "paper"
    shutil.copytree(HERE / "data" / "base", root)
    shutil.copytree(HERE.parent / "templates", root / "templates")
    build(root, root / "site", now=now)
    return root


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_problem_is_said_in_these_words_and_leaves_the_site(
    case: Path, base: Path, tmp_path: Path, press: Press, tree: Tree
) -> None:
    root = tmp_path / "paper"
    shutil.copytree(base, root)
    lay_over(root, case / "in")
    expected = (case / "expected.txt").read_text(encoding="utf-8")
    shown = ""
    for line in (line for line in expected.splitlines() if line.startswith("$ ")):
        site = tree(root / "site")
        done = press("--root", root, *shlex.split(line.removeprefix("$ build.py")), folder=root)
        assert done.stdout == ""
        shown += f"{line}\n{done.stderr}exit {done.returncode}\n"
        if done.returncode:
            assert tree(root / "site") == site
    assert shown == expected
    assert case.name.partition("--")[0] in shown


def lay_over(root: Path, case: Path) -> None:
    """Takes away what `.gone` names and puts the case's files in."""
    gone = case / ".gone"
    for name in gone.read_text().splitlines() if gone.exists() else ():
        path = root / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(case, root, symlinks=True, dirs_exist_ok=True)


def test_every_code_has_a_case_here_or_a_test_of_its_own() -> None:
    here = {case.name.partition("--")[0] for case in CASES}
    elsewhere = "".join(
        path.read_text(encoding="utf-8")
        for pattern in ("test_*.py", "data/ingest/**/*.*")
        for path in HERE.glob(pattern)
        if path != Path(__file__)
    )
    assert here <= RULES.keys()
    assert [code for code in RULES if code not in here and code not in elsewhere] == []


def test_a_message_begins_small_without_a_stop_and_a_hint_is_a_sentence() -> None:
    for code, rule in RULES.items():
        for text in (rule.message, rule.hint):
            assert text.strip() == text, code
        assert rule.message[0].islower() or rule.message.startswith(("{", "“", "--")), code
        assert not rule.message.endswith("."), code
        assert rule.hint[0].isupper(), code
