"""Style sheets and scripts: joined in the order of the cascade, the rest as it lies."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from broadsheet import assets, icons


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    for name, text in {
        "css/base.css": "base",
        "css/tokens.css": "tokens",
        "css/print.css": "print",
        "css/own.css": "own",
        "js/turn.js": "turn",
        "js/aids.js": "aids",
        "js/search.js": "search",
        "js/search-worker.js": "worker",
        "js/vendor/lunr.js": "lunr",
        "logo.svg": "<svg/>",
        ".hidden": "?",
        "js/.hidden/x.js": "?",
    }.items():
        path = tmp_path / "assets" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def say(text: str) -> str:
    return {"Go on": "继续“说”", "Stop": 'so "genannt"'}.get(text, text)


def printed(templates: Path) -> dict[str, bytes]:
    """What is published, without the icons that are drawn where the paper has none."""
    drawn = {f"assets/{name}" for name in icons.SIZES}
    outputs = assets.print_assets(templates, say)
    return {output.path: output.data for output in outputs if output.path not in drawn}


def test_layers_and_scripts_are_joined_and_the_rest_is_published_as_it_lies(
    templates: Path,
) -> None:
    assert printed(templates) == {
        "assets/press.css": b"tokens\nbase\nprint",
        "assets/press.js": b"aids\nturn",
        "assets/css/own.css": b"own",
        "assets/js/search.js": b"search",
        "assets/js/search-worker.js": b"worker",
        "assets/js/vendor/lunr.js": b"lunr",
        "assets/logo.svg": b"<svg/>",
    }


def test_the_script_of_every_page_speaks_the_language_of_the_paper(templates: Path) -> None:
    script = 'show(_("Go on"), _("Stop")); "Stop"; my._("Stop"); of_("Stop"); _(word);\n'
    (templates / "assets/js/aids.js").write_text(script)
    (templates / "assets/js/vendor/lunr.js").write_text(script)
    found = printed(templates)
    assert found["assets/press.js"].decode() == (
        'show("继续“说”", "so \\"genannt\\""); "Stop"; my._("Stop"); of_("Stop"); _(word);\n\nturn'
    )
    assert found["assets/js/vendor/lunr.js"].decode() == script
    before = assets.assets_digest(templates, say)
    assert assets.assets_digest(templates, str.upper) != before


def test_a_newspaper_without_assets_has_empty_ones(tmp_path: Path) -> None:
    assert printed(tmp_path) == {"assets/press.css": b"", "assets/press.js": b""}


def test_icons_are_drawn_unless_the_paper_has_its_own(templates: Path) -> None:
    first, *_ = icons.SIZES
    (templates / "assets" / first).write_bytes(b"own")
    outputs = {output.path: output for output in assets.print_assets(templates, say)}
    assert outputs[f"assets/{first}"].data == b"own"
    assert {f"assets/{name}" for name in icons.SIZES} <= outputs.keys()


def test_every_layer_that_the_house_names_is_there_and_no_other(repository: Path) -> None:
    layers = {path.stem for path in (repository / "templates" / "assets" / "css").glob("*.css")}
    assert layers == set(assets.LAYERS)


@pytest.mark.parametrize("name", ["css/base.css", "js/aids.js", "js/search.js", "logo.svg", "new"])
def test_any_change_alters_the_digest(templates: Path, name: str) -> None:
    before = assets.assets_digest(templates, say)
    assert assets.assets_digest(templates, say) == before
    (templates / "assets" / name).write_text("changed")
    assert assets.assets_digest(templates, say) != before


@pytest.mark.parametrize("name", icons.SIZES)
def test_the_icons_that_lie_ready_are_what_is_drawn(name: str) -> None:
    with (
        Image.open(io.BytesIO(icons.icon(name))) as ready,
        Image.open(io.BytesIO(icons.draw_icon(name))) as drawn,
    ):
        assert (ready.size, ready.mode) == (drawn.size, drawn.mode)
        assert ready.tobytes() == drawn.tobytes()
