"""Setting a raw issue: articles, edition data, and the account of every character."""

from __future__ import annotations

import importlib.util
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from broadsheet.ingest.compose import set_issue
from broadsheet.ingest.drafts import drafts
from broadsheet.ingest.raw import RawIssue
from broadsheet.ingest.setting import Fate, Setting
from broadsheet.ingest.txt import read_text
from broadsheet.manuscript import parse_article, parse_edition
from broadsheet.model import EditionKey

DATA = Path(__file__).parent / "data" / "ingest"
SHARED = Path(__file__).resolve().parents[2] / "shared"


def set_text(text: str) -> Setting:
    return set_issue(RawIssue(read_text(text, "issue.txt")))


# ------------------------------------------------------------------------- cases as data


def cases() -> Iterator[tuple[str, str, str]]:
    text = (DATA / "cases.txt").read_text("utf-8")
    for part in re.split(r"^== ", text, flags=re.MULTILINE)[1:]:
        title, _, rest = part.partition("\n")
        source, _, wanted = rest.partition("\n--\n")
        yield title, source, wanted


def told(setting: Setting) -> str:
    """A setting in few words, a line a field."""
    lines = [f"folio: {folio}" for folio in setting.folios]
    for article in setting.articles:
        lines.append(f"{article.page}-{article.order} {article.title}")
        for name in ("column", "kicker", "deck", "dateline"):
            if value := getattr(article, name):
                lines.append(f"{name}: {value}")
        if article.authors:
            people = (
                a.name + (f" ({a.role})" if a.role else "") + (f" @{a.org}" if a.org else "")
                for a in article.authors
            )
            lines.append("by: " + "; ".join(people))
        lines += [
            "image: " + " | ".join(filter(None, (i.src, i.caption, i.credit)))
            for i in article.images
        ]
        for block in article.body.strip().split("\n\n") if article.body else ():
            if block.startswith("## "):
                lines.append(f"h: {block[3:]}")
            elif block.startswith("|"):
                rows = [r.strip("| ").replace(" | ", " ") for r in block.split("\n")]
                lines.append("table: " + " / ".join(r for r in rows if not r.startswith("---")))
            elif "  \n" in block:
                lines.append("verse: " + block.replace("  \n", " / "))
            else:
                lines.append(f"p: {block}")
        if article.review:
            lines.append("review: " + ", ".join(article.review))
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(("source", "wanted"), [pytest.param(s, w, id=t) for t, s, w in cases()])
def test_an_issue_is_set_as_an_editor_would(source: str, wanted: str) -> None:
    setting = set_text(source)
    assert told(setting) == wanted
    assert setting.account.closes


# ------------------------------------------------------------------- nothing is ever lost

FRAGMENTS = st.sampled_from(
    ["本报讯", "（记者 王小明）", "　　", "\n", "\n\n", "。", "，", "《", "》", "“", "”",
     "(下转第3版)", "（上接第1版）",
     "第01版：要闻", "2024年3月8日 星期五 第12期", "# ", "## ", "**", "__", "![a](b.jpg)",
     "图为人群。王小明 摄", "□□", "\f",
     "\r\n", " ", "\t", "        ", "新华社北京1月5日电", "一、", "联系电话：", "县水利局",
     "2023年1月12日", "会议指出要做好工作",
     "全县春耕备耕工作推进会召开", "今日谈", "简讯", "———", "By John", "- ", "|", "a|b|c", "<b>",
     "&amp;", "---\n", "key: value",
     "上一篇：", "编辑：王小明", "来源：", "标题：", "\u200b", "⽇", "123", "１２", "(", ")",
     "丨", "記者"]
)  # fmt: skip
TEXTS = st.lists(st.one_of(FRAGMENTS, st.text(max_size=12)), max_size=50).map("".join)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(TEXTS)
@example("□□标题：本报讯")
@example("本报讯本报讯\n記者\n一、")
def test_the_account_closes_for_any_text(text: str) -> None:
    setting = set_text(text)
    assert setting.account.closes, setting.account.differences
    assert sum(setting.account.totals.values()) == len(text)
    shares = {}
    for share in setting.account.shares:
        shares.setdefault(share.line, []).append((share.start, share.end))
    for number, line in enumerate(text.split("\n"), 1):
        covered = [at for start, end in shares.get(number, ()) for at in range(start, end)]
        assert sorted(covered) == list(range(len(line)))


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@example("12300000000本报讯本报讯本报讯本报讯《00000000000000# 2024年3月8日 星期五 第12期")
@given(TEXTS)
def test_drafts_of_any_text_can_be_read_again(text: str) -> None:
    setting = set_text(text)
    key = EditionKey.parse("2024-03-05")
    assert key is not None
    files = drafts(setting, key, ("issue.txt",))
    edition = parse_edition(files.pop("edition.md"), "edition.md", key)
    assert len(edition.pages) == len(setting.pages)
    assert len(files) == len(setting.articles)
    from datetime import UTC

    for (name, draft), article in zip(files.items(), setting.articles, strict=True):
        again = parse_article(draft, name, UTC)
        assert (again.title, again.body) == (article.title, article.body)
        assert again.authors == article.authors


def test_setting_is_a_function_of_the_text() -> None:
    text = next(source for _, source, _ in cases())
    assert set_text(text) == set_text(text)


LENGTH = 200_000 if os.environ.get("SOAK") else 50_000
"""Characters of a text that takes minutes where its characters are compared with each other."""


@pytest.mark.parametrize(
    "unit",
    ["会议指出，", "**a ", "（", "会议指出，要做好\n", "- a\n", "1 ", "第01版：a\n第02版：b\n"],
)
def test_a_hostile_text_takes_no_quadratic_time(unit: str) -> None:
    setting = set_text(unit * (LENGTH // len(unit)))
    assert setting.account.closes


def test_a_duplicate_byline_is_dropped_for_that_reason() -> None:
    setting = set_text("## 新茶上市\n\n本报讯 今日，新茶上市。\n\n(白岚)\n\n\n(白岚)\n")
    assert len(setting.articles) == 1
    assert setting.account.totals[Fate.DUPLICATE] == len("(白岚)")


# ------------------------------------------------------------------------ acceptance data


def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", SHARED / "eval" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def issues(folder: str, raws: str) -> list[tuple[Path, Path]]:
    found = sorted((SHARED / "eval" / folder).glob("*.json")) if SHARED.exists() else []
    return [
        (gold, next(path for path in (SHARED / raws).glob(f"{gold.stem}*.txt"))) for gold in found
    ]


@pytest.mark.skipif(not SHARED.exists(), reason="the acceptance data is not here")
@pytest.mark.filterwarnings("ignore::ResourceWarning")  # the scorer leaves its files open
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    ("folder", "raws", "least"), [("gold", "raw", 0.99), ("dev", "eval/dev", 0.94)]
)
def test_the_acceptance_issues_score_as_promised(
    folder: str, raws: str, least: float, tmp_path: Path
) -> None:
    score = scorer()
    for gold_path, raw_path in issues(folder, raws):
        gold = json.loads(gold_path.read_text("utf-8"))
        text = raw_path.read_bytes().decode("utf-8")
        setting = set_issue(RawIssue(read_text(text, raw_path.name)))
        out = tmp_path / gold_path.stem
        edition = out / "content" / "editions" / "2024-03-05"
        (edition / "raw").mkdir(parents=True)
        (edition / "raw" / raw_path.name).write_bytes(raw_path.read_bytes())
        key = EditionKey.parse("2024-03-05")
        assert key is not None
        for name, draft in drafts(setting, key, (raw_path.name,)).items():
            (edition / name).write_text(draft, "utf-8")
        figures = score.figures(score.score_issue(gold, str(out), text)[0])
        assert setting.account.closes
        assert figures["overall"] >= least, (gold_path.name, figures)
        assert figures["seg_f1_80"] >= (1.0 if folder == "gold" else 0.95)
        assert figures["false_review_rate"] == 0
        assert figures["lost_rate"] <= 0.001
        assert figures["duplicate_rate"] == figures["invented_rate"] == 0


def test_a_byline_whose_letters_are_not_all_in_its_authors_stays_with_the_edition() -> None:
    setting = set_text(
        "屋苑狗公園開放\n\n屋苑狗公園於上周六開放，首日有三百隻狗到場。\n\n記者：湯家明记者\n"
    )
    assert not setting.account.differences
    assert "記者：湯家明记者" in setting.folios
