"""The inspection meter: what it suspects, what it lets pass, and how it counts."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from broadsheet import check
from broadsheet.ingest.inbox import ingest
from broadsheet.inspection import meter, rules
from broadsheet.problems import NewspaperError

DATE = dt.date(2025, 10, 23)


def suspected(text: str) -> list[tuple[str, str]]:
    return [(found.code, found.instead) for found in rules.inspect(text, DATE)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("新站房座落在桥头。", [("suspect-word", "坐落")]),
        ("大家按步就班，再接再励。", [("suspect-word", "按部就班"), ("suspect-word", "再接再厉")]),
        ("他说：“好。", []),  # the quotation goes on in the next paragraph
        ("他说：“好，就这么办", [("suspect-pair", "”")]),
        ("他说好”，转身走了。", [("suspect-pair", "“")]),
        ("《县志《山川卷》有载。", [("suspect-pair", "》")]),
        ("1）报名；2）面试；三）录用。", []),
        ("桥头的的老茶馆。", [("suspect-doubled", "的")]),
        ("的的确确，目的的达成，是是非非。", []),
        ("今天,大家都来了。", [("suspect-half-width", "，")]),
        ("比分3:1,温度-2.5,网址a:b。", []),
        ("10月24日（星期五）开幕。", []),
        ("10月24日（星期四）开幕。", [("suspect-day", "星期五")]),
        ("2025年2月30日发放。", [("suspect-day", "?")]),
        ("2月29日那天。", []),
        ("去年12月31日（星期二）封账。", []),
    ],
)
def test_a_line_is_inspected(text: str, expected: list[tuple[str, str]]) -> None:
    assert suspected(text) == expected


def test_the_rate_counts_in_ten_thousand_characters() -> None:
    story = f"---\ntitle: 题\npage: 1\norder: 1\n---\n\n{'好' * 9989}座落在桥头。\n"
    found = meter.inspect_texts([("x.md", story)], DATE, frozenset())
    assert [p.line for p in found.problems] == [7]
    assert found.characters == 9996
    assert found.rate == pytest.approx(1.0003, abs=0.001)


NAMES = {"白蓝": "白岚", "骆清禾": "骆青禾", "白兰": "白兰花", "吴兰花": "白兰花"}


def test_a_name_that_editors_decided_on_is_suspected_in_text_and_byline() -> None:
    story = (
        "---\ntitle: 骆清禾赴会\nauthors:\n- {name: 王五}\n- {name: 白蓝}\npage: 1\norder: 1\n"
        "---\n\n"
        "白岚与白兰花同行，白蓝后到。\n"
    )
    found = meter.inspect_texts([("x.md", story)], DATE, frozenset(), NAMES)
    assert [(p.line, p.code, p.message) for p in found.problems] == [
        (2, "suspect-name", "“骆清禾” is written 骆青禾 in content/names.yaml"),
        (5, "suspect-name", "“白蓝” is written 白岚 in content/names.yaml"),
        (10, "suspect-name", "“白蓝” is written 白岚 in content/names.yaml"),
    ]


def test_the_sample_paper_has_no_false_alarm(repository: Path) -> None:
    codes = {found.code for found in check.check(repository)}
    assert {code for code in codes if code.startswith("suspect-")} == set()


def test_what_was_accepted_is_suspected_no_more(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    file = tmp_path / meter.ACCEPTED
    file.write_text("accepted:\n- {code: suspect-word, text: 座落}\n", encoding="utf-8")
    accepted = meter.read_accepted(tmp_path)
    story = "---\ntitle: 座落桥头\npage: 1\norder: 1\n---\n"
    assert meter.inspect_texts([("x.md", story)], DATE, accepted).problems == ()
    file.write_text("accepted:\n- {code: suspect-word}\n", encoding="utf-8")
    with pytest.raises(NewspaperError, match=r"accepted\.yaml:2: missing-key"):
        meter.read_accepted(tmp_path)


def test_the_real_issues_have_few_false_alarms(tmp_path: Path, shared: Path) -> None:
    inbox = tmp_path / "content/inbox"
    inbox.mkdir(parents=True)
    (tmp_path / "content/newspaper.yaml").write_text("title: 报\n", encoding="utf-8")
    for raw in sorted((shared / "raw").glob("*.txt")):
        shutil.copy(raw, inbox)
    report = ingest(tmp_path)
    assert len(report.set) == 2
    found = [p for p in check.check(tmp_path) if p.code.startswith("suspect-")]
    assert len(found) <= 5, "\n".join(map(str, found))


def test_one_command_lets_the_suspects_of_an_edition_stand(paper, press) -> None:  # type: ignore[no-untyped-def]
    root = paper("base")
    story = root / "content/editions/2024-03-01/01-02-ferry.md"
    story.write_text(story.read_text("utf-8") + "\n新站房座落在桥头，桥头的的老茶馆。\n", "utf-8")
    (root / meter.ACCEPTED).write_text("# 总编定\naccepted:\n- {code: suspect-word, text: 按装}\n")
    assert press("--root", root, "check", "--strict").returncode == 1
    done = press("--root", root, "accept", "2024-03-01", "--suspects")
    assert (done.returncode, done.stderr.splitlines()[-1]) == (
        0, "2 accepted; the next publication sends them",
    )  # fmt: skip
    assert (root / meter.ACCEPTED).read_text("utf-8") == (
        "# 总编定\naccepted:\n- {code: suspect-word, text: 按装}\n"
        "- {code: suspect-word, text: 座落}\n"
        "- {code: suspect-doubled, text: 在桥头，桥头的的老茶馆。}\n"
    )
    assert press("--root", root, "check", "--strict").returncode == 0
    (root / meter.ACCEPTED).unlink()
    press("--root", root, "accept", "2024-03-01", "--suspects")
    assert press("--root", root, "check", "--strict").returncode == 0
