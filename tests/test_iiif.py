"""The manifest of an edition, as the viewers of libraries read it (IIIF Presentation API 3.0)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

BASE = "https://example.org/qingping/"
DAY = f"{BASE}2025/10/22-2/"
REQUIRED = {
    "Manifest": {"id", "type", "label", "items"},
    "Canvas": {"id", "type", "width", "height", "items"},
    "AnnotationPage": {"id", "type", "items"},
    "Annotation": {"id", "type", "motivation", "body", "target"},
    "Range": {"id", "type", "items"},
    "Image": {"id", "type", "format"},
    "Text": {"id", "type", "format", "label"},
    "Dataset": {"id", "type"},
}
"""What the standard requires of each kind of thing (3.0, appendix A)."""


@pytest.fixture(scope="module")
def manifest(sample_site: Path) -> Any:
    return json.loads((sample_site / "2025/10/22-2/manifest.json").read_text("utf-8"))


def things(value: Any, inside: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, dict):
        if "type" in value:
            yield inside, value
        for key, one in value.items():
            yield from things(one, key if inside != "structures" else inside)
    elif isinstance(value, list):
        for one in value:
            yield from things(one, inside)


def test_every_thing_has_what_the_standard_requires(manifest: Any) -> None:
    assert manifest["@context"] == "http://iiif.io/api/presentation/3/context.json"
    whole = [one for part, one in things(manifest) if part != "structures" or "items" in one]
    for one in whole:
        assert one["id"].startswith(BASE), one
        assert REQUIRED[one["type"]] <= one.keys(), one
        label = one.get("label", {"none": ["-"]})
        assert all(isinstance(text, str) for texts in label.values() for text in texts)
    names = [one["id"] for one in whole if one["type"] in ("Canvas", "Annotation", "Range")]
    assert len(set(names)) == len(names)
    assert not [name for name in names if "#" in name]


def test_a_canvas_is_as_large_as_the_picture_that_is_painted_on_it(
    manifest: Any, sample_site: Path
) -> None:
    assert [canvas["label"]["zh-Hans"] for canvas in manifest["items"]] == [
        ["T1 柿子节特刊"],
        ["T2 山里人家"],
    ]
    for canvas in manifest["items"]:
        (painting,) = canvas["items"][0]["items"]
        assert painting["target"] == canvas["id"]
        for picture in (painting["body"], *canvas["thumbnail"]):
            with Image.open(sample_site / picture["id"].removeprefix(BASE)) as opened:
                assert opened.size == (picture["width"], picture["height"])
        assert (canvas["width"], canvas["height"]) == (
            painting["body"]["width"],
            painting["body"]["height"],
        )


def test_every_story_is_a_range_with_its_region_on_its_page(
    manifest: Any, sample_site: Path
) -> None:
    (contents,) = manifest["structures"]
    sizes = {canvas["id"]: (canvas["width"], canvas["height"]) for canvas in manifest["items"]}
    found = []
    for page in contents["items"]:
        canvas, *stories = page["items"]
        for story in stories:
            found.append(story["label"]["zh-Hans"][0])
            (homepage,) = story["homepage"]
            address = homepage["id"].removeprefix(BASE)
            assert (sample_site / address / "index.html").is_file()
            for region in story["items"]:
                where, _, sides = region["id"].partition("#xywh=")
                assert where == canvas["id"]
                x, y, width, height = map(int, sides.split(","))
                assert 0 <= x < x + width <= sizes[where][0]
                assert 0 <= y < y + height <= sizes[where][1]
    assert len(found) == 8
    assert found[0] == "天还没亮，红叶坪先亮了"


def test_the_edition_leads_to_its_manifest_and_others_have_none(sample_site: Path) -> None:
    text = (sample_site / "2025/10/22-2/index.html").read_text("utf-8")
    links = re.findall(r'href="([^"]*manifest\.json)"', text)
    assert links == ["../../../2025/10/22-2/manifest.json"] * 2
    assert not (sample_site / "2025/10/21/manifest.json").exists()
    assert "manifest.json" not in (sample_site / "2025/10/21/index.html").read_text("utf-8")
