"""What the press says to editors, in their language: complete, and by the same codes and fields."""

from __future__ import annotations

import ast
import os
import re
import string
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from broadsheet import i18n
from broadsheet.cli import _SENT
from broadsheet.frontdesk import STEPS
from broadsheet.ingest.dates import WEEKDAYS
from broadsheet.ingest.decode import _MAGIC
from broadsheet.ingest.printed import TROUBLES
from broadsheet.ingest.setting import Fate
from broadsheet.newsroom import _ACCEPTED, _LISTED
from broadsheet.problems import RULES, problem
from broadsheet.speech import DOMAIN, sayer, spoken, told
from tests.conftest import REPOSITORY

CHINESE = ("zh-Hans", "zh-Hant")
SPEAKERS = ("ingest/report.py", "ingest/proof.py")
"""Modules that say things through `say`."""


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


@pytest.mark.parametrize("language", CHINESE)
def test_every_problem_and_its_hint_are_said_in_chinese_with_the_same_fields(language: str) -> None:
    catalog = i18n.catalog(language, DOMAIN)
    for code, rule in RULES.items():
        for english in (rule.message, rule.hint):
            found = catalog.get(english, context=code)
            assert found is not None, f"{code}: {english}"
            chinese = str(found.string)
            assert re.search("[\u4e00-\u9fff]", chinese), f"{code}: {chinese}"
            assert fields(chinese) == fields(english), f"{code}: {chinese}"


@pytest.mark.parametrize("language", CHINESE)
def test_no_catalog_keeps_a_problem_that_there_is_not(language: str) -> None:
    known = {(code, text) for code, r in RULES.items() for text in (r.message, r.hint)}
    kept = {(m.context, m.id) for m in i18n.catalog(language, DOMAIN) if m.context}
    assert kept == known


def said() -> Iterator[str]:
    """Every text that is given to `say` as it stands in the code."""
    for name in SPEAKERS:
        tree = ast.parse((REPOSITORY / "broadsheet" / name).read_text(encoding="utf-8"))
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "say":
                for node in ast.walk(call.args[0]):
                    if isinstance(node, ast.Constant) and isinstance(node.value, str):
                        yield node.value


def said_by_commands() -> Iterator[str]:
    """Every text that a command gives to its desk as it stands in the code."""
    for name in ("cli.py", "frontdesk.py", "newsroom.py"):
        tree = ast.parse((REPOSITORY / "broadsheet" / name).read_text(encoding="utf-8"))
        for call in ast.walk(tree):
            named = getattr(getattr(call, "func", None), "attr", "")
            if isinstance(call, ast.Call) and named == "say":
                for node in (call.args[0], *ast.iter_child_nodes(call.args[0])):
                    if isinstance(node, ast.Constant) and isinstance(node.value, str):
                        yield node.value


@pytest.mark.parametrize("language", CHINESE)
def test_every_line_of_a_command_is_said_in_chinese_with_the_same_fields(language: str) -> None:
    catalog = i18n.catalog(language, DOMAIN)
    texts = {text for text in said_by_commands() if len(text) > 4} | {
        *_SENT.values(),
        _LISTED,
        _ACCEPTED,
        *STEPS,
    }
    assert "nothing new in the inbox" in texts
    for english in texts:
        found = catalog.get(english)
        assert found is not None, english
        assert fields(str(found.string)) == fields(english), english


def test_every_step_of_a_build_has_its_word() -> None:
    named = set()
    for name in ("press.py", "pressrun.py", "publish/__init__.py"):
        text = (REPOSITORY / "broadsheet" / name).read_text(encoding="utf-8")
        named |= set(re.findall(r"(?:steps\.step|job\.progress)\(\"(\w+)\"", text))
    assert named == set(STEPS)


@pytest.mark.parametrize("language", CHINESE)
def test_reasons_inside_messages_are_said_in_chinese(language: str) -> None:
    catalog = i18n.catalog(language, DOMAIN)
    kinds = {kind for _, kind in _MAGIC}
    for english in (*kinds, *TROUBLES.values(), *WEEKDAYS, "sound and shape", "name of the file"):
        found = catalog.get(english)
        assert found is not None, english
        assert re.search("[\u4e00-\u9fff]", str(found.string)), english


def test_a_reason_is_said_in_the_language_of_its_message() -> None:
    found = problem("raw-binary", "a.txt", kind="a PDF file", offset=0)
    assert "PDF 文件" in told(found, "zh-Hans")
    assert "a PDF file" in told(found, "en")
    variant = problem("name-variant", "a.md", name="office", other="乙", where="b.md", why="office")
    assert "office" in told(variant, "zh-Hans"), "a name is no word of ours"
    assert "职务" in told(variant, "zh-Hans")
    say = sayer("zh-Hans")
    assert say("the day after the newest event: 3月4日") == "最新事件的次日：3月4日"


@pytest.mark.parametrize("language", CHINESE)
def test_every_word_of_reports_and_proofs_is_said_in_chinese_with_the_same_fields(
    language: str,
) -> None:
    catalog = i18n.catalog(language, DOMAIN)
    texts = {*said(), *map(str, Fate)}
    assert "line {line}" in texts
    for english in texts:
        found = catalog.get(english)
        assert found is not None, english
        assert fields(str(found.string)) == fields(english), english


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "POSIX"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh-Hans"),
        ({"LANG": "zh_TW.UTF-8"}, "zh-Hant"),
        ({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LANGUAGE": "zh_HK:en", "LANG": "en_US.UTF-8"}, "zh-Hant"),
        ({"BROADSHEET_LANG": "zh-Hans", "LANG": "en_US.UTF-8"}, "zh-Hans"),
        ({"BROADSHEET_LANG": "en", "LANG": "zh_CN.UTF-8"}, "en"),
    ],
)
def test_the_terminal_speaks_the_language_of_whoever_works_there(
    environ: Mapping[str, str], language: str
) -> None:
    assert spoken(environ) == language


def test_a_problem_keeps_its_form_in_chinese() -> None:
    found = problem("raw-date", "content/inbox/2023-02-30.txt", 3, date="2023-02-30")
    assert told(found, "zh-Hans") == (
        "content/inbox/2023-02-30.txt:3: raw-date 名称里的 2023-02-30 不是真实的日期\n"
        "    请改名为 YYYY-MM-DD，当天第二期加 -2。"
    )
    assert told(found, "zh-Hant").startswith("content/inbox/2023-02-30.txt:3: raw-date 名稱")
    assert told(found, "en") == str(found)


def test_an_editor_without_english_reads_report_proof_and_refusal(tmp_path: Path) -> None:
    content = tmp_path / "content"
    (content / "inbox").mkdir(parents=True)
    (content / "newspaper.yaml").write_text(
        "title: 石埠日报\nbase_url: https://shibu.example/\n", encoding="utf-8"
    )
    (content / "inbox" / "2024-03-08.txt").write_text(
        "## 石埠桥今晨通车\n\n**本报讯** 3月8日，石埠桥通车。桥长六十四米，两岸往来不再等渡。\n\n"
        "## 春茶开采早了六天\n\n**本报讯** 3月7日，明前茶园开采，采茶的人天不亮就上了山。\n",
        encoding="utf-8",
    )
    (content / "inbox" / "2024-02-30.txt").write_text("没有这一天\n", encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, REPOSITORY / "build.py", "ingest", "--root", tmp_path],
        env={**os.environ, "BROADSHEET_LANG": "", "LANG": "zh_CN.UTF-8", "LC_ALL": "zh_CN.UTF-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ran.returncode == 1
    assert "2024-03-08 已排入，来自 content/inbox/2024-03-08.txt" in ran.stderr
    assert "content/inbox/2024-02-30.txt: raw-date 名称里的 2024-02-30 不是真实的日期" in ran.stderr
    left = (content / "inbox" / "2024-02-30.txt.report.txt").read_text(encoding="utf-8")
    assert "不是真实的日期" in left
    assert "there is no such day" in left
    proof = (tmp_path / ".cache/reports/2024-03-08.html").read_text(encoding="utf-8")
    assert "<dt>原始文件</dt>" in proof
    assert "没有存疑之处" in proof
    assert "Raw issue" not in proof
