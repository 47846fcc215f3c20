"""Whatever comes in by any door is read or told: the short form of `make fuzz`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from scripts.fuzz import seeds
from tests.fuzzed import DOORS

REPOSITORY = Path(__file__).resolve().parent.parent
LONG = bool(os.environ.get("SOAK"))
FOUND = sorted((REPOSITORY / "tests" / "data" / "fuzz").glob("*/*"))
"""What the fuzzer found once, each in a folder named by its door."""
PIECES = {
    "raw": [
        "\n", "\f", "　　", "本报讯 ", "□ 记者 白岚", "第01版：要闻", "2024年1月1日 星期一",
        "字" * 30, "（下转第3版）", "（上接第1版）", "==========", "## 题",
        "。", "——一线走访之二", "　",
        "\u200b", "\u202e", "\x00", "![图](a.jpg)",
    ],
    "html": [
        "<p>", "</p>", "<h1>题", "<table><tr><td>", "<script>", "<!--", "<![CDATA[", "&#0;", "</",
        "&nbsp;", "<pre>\n", "<br/>", "<img src=a.jpg alt=图>", "本报讯 正文。", "<head>",
    ],
    "word": [
        "\x00", "\x01", "<w:p>", "</w:p>", "<w:r><w:t>字</w:t></w:r>", "<w:tbl><w:tr><w:tc>",
        '<w:br w:type="page"/>', "<!DOCTYPE a [<!ENTITY b 'c'>]>", "&b;", "PK\x03\x04",
    ],
    "library": [
        "<alto>", "</alto>", "<Layout><Page ID='P' WIDTH='900' HEIGHT='1200'>", "</Page></Layout>",
        "<TextBlock ID='B' HPOS='9' VPOS='9' WIDTH='800' HEIGHT='90'>", "</TextBlock>",
        "<TextLine HPOS='9' VPOS='9' WIDTH='700' HEIGHT='30'>", "</TextLine>", "<SP/>", "<HYP/>",
        "<String CONTENT='春水漫过旧堰。'/>", "<String CONTENT='a' SUBS_TYPE='HypPart1'/>",
        "<ComposedBlock ID='C' TYPE='article'>", "</ComposedBlock>", "<Illustration ID='I'/>",
        "<Shape><Polygon POINTS='1,1 9e9,1 nan,2'/></Shape>", "<MeasurementUnit>mm10",
        "</MeasurementUnit>", "<mets>", "</mets>", "<structMap TYPE='PHYSICAL'>", "</structMap>",
        "<div TYPE='PAGE' ORDER='0'>", "<div TYPE='ARTICLE' LABEL='题'>", "</div>",
        "<fptr FILEID='F'><area FILEID='F' BEGIN='TB1'/></fptr>", "<!DOCTYPE a>", "&lt;", "&b;",
        "<file ID='F'><FLocat href='text/p1.xml'/></file>", "<dateIssued>2024-01-01</dateIssued>",
    ],
    "story": [
        "---\n", "title: 题\n", "page: 1\n", "order: 2\n", "review: [a]\n", "accepted: a\n",
        "corrections:\n", "- {date: 2024-01-01, text: 一}\n", "  - ", "# 注\n", "|\n  ", ">-\n",
        "&a ", "*a ", "!!str ", "<<: ", "? ", "'", '"', "[", "{", "}", ": ", "\t", "\n", "body: ",
        "[a](javascript:x)", "<b>", "```\n", "![](x)", "\u2028", "\x85", "\ufeff",
    ],
    "edition": [
        "---\n", "date: 2024-01-01\n", "pages:\n", "- {number: 1, name: 要闻}\n", "folios: [",
        "]\n", "number: 1:30\n", "date_inferred: true\n", "title: 题\n", "\x07", "\n", "{", "}",
    ],
    "settings": [
        "title: 报\n", "publish:\n", "  host: {type: folder, path: /x}\n", "timezone: ..\n",
        "base_url: http://[\n", "page_names: {1: a}\n", "feed: {editions: 9}\n", "people:\n",
        "- {name: 白岚, also: [白蓝]}\n", "blocks:\n", "&a ", "*a", "!!python/x ", "- ", "[", "{",
    ],
}  # fmt: skip
"""What a text of each door is made of, so that some get past its first line."""


def made_of(door: str) -> st.SearchStrategy[bytes]:
    """Pieces in any order, seeds with something put into them, or any bytes."""
    pieces = st.lists(st.sampled_from(PIECES[door]) | st.text(max_size=8), max_size=30)
    texts = pieces.map(lambda found: "".join(found).encode())
    known = st.sampled_from(sorted(seeds(door)) or [b""])
    damaged = st.builds(
        lambda seed, at, junk, cut: seed[: at % (len(seed) + 1)] + junk
        + seed[(at + cut) % (len(seed) + 1) :],
        known, st.integers(0, 10_000), texts | st.binary(max_size=20), st.integers(0, 40),
    )  # fmt: skip
    return texts | damaged | st.binary(max_size=200)


@pytest.mark.parametrize("door", DOORS)
def test_whatever_comes_in_by_a_door_is_read_or_told(door: str) -> None:
    @settings(
        max_examples=3000 if LONG else 60,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(made_of(door))
    @example(b"")
    def enter(data: bytes) -> None:
        DOORS[door](data)

    enter()


@pytest.mark.parametrize("case", FOUND, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_was_found_once_stays_mended(case: Path) -> None:
    DOORS[case.parent.name](case.read_bytes())
