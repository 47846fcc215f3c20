"""Sizes of pictures, from files good and bad."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from broadsheet import pictures


@pytest.mark.parametrize(
    ("tag", "size"),
    [
        ('<svg width="120" height="80"/>', (120, 80)),
        ("<svg height='80px' width='120px'>", (120, 80)),
        ('<svg width="12.4" height="7.6" viewBox="0 0 1 1">', (12, 8)),
        ('<svg viewBox="0 0 300 200">', (300, 200)),
        ('<svg viewBox="-10,-10,300,200">', (300, 200)),
        ('<svg width="100%" height="100%" viewBox="0 0 30 20">', (30, 20)),
        ('<svg width="120" height="80" stroke-width="2">', (120, 80)),
        (
            '<?xml version="1.0"?>\n<!-- width="9" height="9" -->\n<svg\n width="12"\n height="8">',
            (12, 8),
        ),
        ('<svg width="10em" height="8em">', None),
        ("<svg>", None),
        ('<svg viewBox="0 0 one two">', None),
        ('<svg viewBox="0 0 inf nan">', None),
        ('<svg viewBox="0 0 9">', None),
        (f'<svg width="{"9" * 500}" height="1">', None),
        ("<html>", None),
        ("", None),
    ],
)
def test_a_drawing_tells_its_size(tmp_path: Path, tag: str, size: tuple[int, int] | None) -> None:
    file = tmp_path / "a.SVG"
    file.write_text(tag, encoding="utf-8")
    assert pictures.measure(file) == size


@pytest.mark.parametrize("kind", ["png", "jpeg", "gif", "webp", "bmp"])
def test_a_photograph_tells_its_size(tmp_path: Path, kind: str) -> None:
    file = tmp_path / f"a.{kind}"
    Image.new("RGB", (31, 17)).save(file)
    assert pictures.measure(file) == (31, 17)


@pytest.mark.parametrize(("held", "size"), [(1, (31, 17)), (3, (31, 17)), (6, (17, 31))])
def test_a_photograph_that_was_held_upright_is_measured_as_browsers_show_it(
    tmp_path: Path, held: int, size: tuple[int, int]
) -> None:
    exif = Image.Exif()
    exif[0x0112] = held
    Image.new("RGB", (31, 17)).save(tmp_path / "a.jpg", exif=exif)
    assert pictures.measure(tmp_path / "a.jpg") == size


def test_a_missing_file_a_folder_and_a_text_have_no_size(tmp_path: Path) -> None:
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "text.png").write_text("no picture")
    for name in ("missing.svg", "missing.png", "folder.png", "text.png"):
        assert pictures.measure(tmp_path / name) is None


@given(st.sampled_from(["png", "jpeg", "gif", "webp", "svg"]), st.data())
def test_a_damaged_file_has_a_size_or_none(
    tmp_path_factory: pytest.TempPathFactory, kind: str, data: st.DataObject
) -> None:
    file = tmp_path_factory.mktemp("picture") / f"a.{kind}"
    if kind == "svg":
        whole = b'<svg width="12" height="8" viewBox="0 0 12 8">'
    else:
        Image.new("RGB", (31, 17)).save(file)
        whole = file.read_bytes()
    at = data.draw(st.integers(0, len(whole)))
    file.write_bytes(whole[:at] + data.draw(st.binary(max_size=12)) + whole[at + 3 :])
    size = pictures.measure(file)
    assert size is None or len(size) == 2
