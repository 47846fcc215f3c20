"""The stories in the bulk format of search servers."""

from __future__ import annotations

import json

from broadsheet.search.export import bulk, mapping
from tests.search_kit import story

STORIES = [
    story(1, "荻水新桥合龙", "主桥长381米。\n“明年”通车。", authors=("傅大川",), column="一线"),
    story(2, "霜降", "墒情", deck="油菜"),
]


def test_each_story_is_a_line_of_action_and_a_line_of_document() -> None:
    data = b"".join(bulk(STORIES, index="paper"))
    assert data.endswith(b"\n")
    lines = data.split(b"\n")[:-1]
    assert len(lines) == 4
    assert json.loads(lines[0]) == {"index": {"_index": "paper", "_id": "2025-03-04/01-01"}}
    assert json.loads(lines[1]) == {
        "address": "2025/03/04/01-01/",
        "date": "2025-03-04",
        "page": "1",
        "page_name": "要闻",
        "headline": "荻水新桥合龙",
        "column": "一线",
        "authors": ["傅大川"],
        "body": "主桥长381米。\n“明年”通车。",
    }
    assert json.loads(lines[3])["deck"] == "油菜"


def test_the_mapping_knows_every_field_of_every_document() -> None:
    body = json.loads(mapping())
    assert body["mappings"]["dynamic"] == "strict"
    known = set(body["mappings"]["properties"])
    for line in b"".join(bulk(STORIES)).split(b"\n")[1::2]:
        assert set(json.loads(line)) <= known
    analyzers = set(body["settings"]["analysis"]["analyzer"])
    used = {field.get("analyzer") for field in body["mappings"]["properties"].values()}
    assert used - {None} <= analyzers


def test_the_same_stories_give_the_same_lines() -> None:
    assert list(bulk(STORIES)) == list(bulk(STORIES))
